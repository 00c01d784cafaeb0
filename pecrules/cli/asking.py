"""Commands that ask a policy: every field of its nouns is an option, and a JSON document may say the same.

``pecrules quote renewal`` says what a renewal costs, or what it may ask for.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Final, get_args

import attrs
import click
from click.core import ParameterSource

import pecrules as pr
from pecrules.base import dates
from pecrules.cli import clock, output, reading
from pecrules.cli.failures import Failure
from pecrules.cli.fields import Noun, Worked
from pecrules.cli.options import Command, Day, Group, Whole, Word, json_option, language_option, without_command
from pecrules.model import json as wire
from pecrules.model.json import to_json
from pecrules.model.mailboxes import Holder, Kind, Mailbox, Subject
from pecrules.model.orders import Order
from pecrules.model.outcomes.quotes import RenewalOptions
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.renewals import PlanChangeRequest, RenewalRequest
from pecrules.model.requests import ExtraSpaceRequest, PurchaseRequest
from pecrules.present import Outcome, as_text, sheet
from pecrules.present.catalogues import mark, say
from pecrules.present.words import both, day, years
from pecrules.rulebook.folders import BASE
from pecrules.rulebook.ruleset import Ruleset

Asked = Any
"""A document with one attribute for each noun that a command takes."""

Answer = Callable[[Asked, Ruleset, date], Outcome]

_YEARS_AFTER: Final = 5  # how long after the expiry a timeline goes on: longer than logs are kept

_USUAL_BOX: Final = {"address": "casella@pec.it", "plan": "standard", "expiry": Worked("the day asked about")}
_HAD: Final = {
    "plan": "current_plan",
    "extra_inbox_gb": "current_inbox_gb",
    "extra_archive_gb": "current_archive_gb",
    "promo": "bought_on_promo",
    "method": "charged_method",
}
"""Field of a mailbox -> its option, beside a request that has a field of the same name."""

_BOX: Final = Noun(Mailbox, usual=_USUAL_BOX)
_ASKED_BOX: Final = Noun(Mailbox, called=_HAD, usual=_USUAL_BOX)
_SOMEBODY: Final = "RSSMRA80A01H501U"  # a tax code of the right form; what counts is who else has it

_SHARED: Final[tuple[Callable[[Any], Any], ...]] = (
    click.option("--request", "request_", metavar="FILE|-", help="Read the question as JSON from here."),
    click.option("--on", "on_", type=Day(), help="The day asked about.  [default: today in Rome]"),
    click.option("--book", default=BASE, show_default=True, help="The price book."),
    click.option("--rules", "folder", metavar="DIR", help="Tables of your own, laid over the shipped ones or whole."),
    click.option("--as-known", type=Day(), help="Only what had been announced by this day."),
    json_option("Print JSON; with FILE or -, also read the question from there."),
    language_option,
)
"""Options of every command that asks."""


class Question(Command):
    """A command that asks one policy.

    Args:
        name: The command's name.
        policy: What it asks, given the nouns, the rules and the day.
        told: What it is for.
        nouns: The nouns it takes, by the names they have in a document.
    """

    LISTS: ClassVar[Mapping[str, type[Any]]] = {}
    """Parts of a document that are lists, with the class of their members."""

    OPTIONS: ClassVar[tuple[Callable[[Any], Any], ...]] = ()
    """Options beside those of the nouns."""

    DESCRIBES: ClassVar[tuple[str, ...]] = ()
    """Those of them that a document says itself."""

    def __init__(self, name: str, policy: Answer, told: str, nouns: Mapping[str, Noun]) -> None:
        self.policy, self.nouns = policy, dict(nouns)
        self.document = _document(self.nouns, self.LISTS)
        made = click.command(name, cls=Command)(self._with_options())
        super().__init__(name, callback=made.callback, params=made.params, help=told)

    def _with_options(self) -> Any:
        function: Any = click.pass_context(self._run)
        for option in reversed((*self.OPTIONS, *_SHARED)):
            function = option(function)
        for noun in reversed(tuple(self.nouns.values())):
            function = noun.options(function)
        return function

    def _run(self, ctx: click.Context, /, **given: Any) -> int:
        on = given["on_"] or clock.today()
        file = reading.named(given["json_"], given["request_"])
        asked = self._read(ctx, file) if file else self._made(given, on)
        rules = reading.rules(given["folder"], given["book"], given["as_known"])
        answer = self.policy(self._more(asked, given, on), rules, on)
        if given["json_"] is not None:
            output.hand_over(wire.to_json(answer))
        else:
            laid_out = sheet(answer, rules, ctx.obj, mailbox=getattr(asked, "mailbox", None))
            assumed = () if file else tuple(self._assumed(given, on, ctx.obj))
            output.show(as_text(attrs.evolve(laid_out, notes=(*assumed, *laid_out.notes))), output.SHEET)
        return 1 if isinstance(answer, Refusal) else 0

    def _read(self, ctx: click.Context, file: str) -> Asked:
        """The question of a document; options given beside it are refused."""
        for name in (*(name for noun in self.nouns.values() for name in noun.names), *self.DESCRIBES):
            if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
                sentence = mark("`{found}` has no meaning together with a request from a file")
                raise Failure(sentence, found=f"--{name.replace('_', '-')}")
        return reading.document(file, lambda text: wire.from_plain(self.document, wire.parse(text)))

    def _made(self, given: Mapping[str, Any], on: date) -> Asked:
        parts = {name: noun.made(_dated(noun, given, on)) for name, noun in self.nouns.items()}
        return self.document(**parts)

    def _more(self, asked: Asked, given: Mapping[str, Any], on: date) -> Asked:  # noqa: ARG002 - for commands with more
        return asked

    def _assumed(self, given: Mapping[str, Any], on: date, lang: str) -> Iterator[str]:
        """The defaults that were used because nobody gave a value, on one line."""
        words = [
            *self._silent(given, on, lang),
            *(() if given["on_"] else (say(lang, "today, {day}", day=day(on, lang)),)),
        ]
        if words:
            yield say(lang, "not said, so taken as: {words}", words=both(words, lang))

    def _silent(self, given: Mapping[str, Any], on: date, lang: str) -> Iterator[str]:
        """The defaults that were used, in words."""
        silent = [each for noun in self.nouns.values() for each in noun.silent(given).items()]
        for name, value in silent:
            if name == "expiry" or not isinstance(value, Worked):
                yield _SILENT[name](lang, on if name == "expiry" else value)


_SILENT: Final[dict[str, Callable[[str, Any], str]]] = {
    "address": lambda lang, address: say(lang, "address {address}", address=address),
    "plan": lambda lang, plan: say(lang, "plan {plan}", plan=plan),
    "expiry": lambda lang, expiry: say(lang, "expiry {day}", day=day(expiry, lang)),
    "years": lambda lang, number: years(number, lang),
    "subject": lambda lang, _: say(lang, "a natural person"),
}


class WithOrders(Question):
    """A question about a mailbox and its orders."""

    LISTS: ClassVar[Mapping[str, type[Any]]] = {"orders": Order}


class Span(Question):
    """A question about the days between two."""

    OPTIONS: ClassVar[tuple[Callable[[Any], Any], ...]] = (
        click.option("--from", "from_", type=Day(), help="The first day shown.  [default: its beginning, or today]"),
        click.option("--to", "to_", type=Day(), help="The last day shown.  [default: five years after its expiry]"),
    )

    def _more(self, asked: Asked, given: Mapping[str, Any], on: date) -> Asked:
        box: Mailbox = asked.mailbox
        began = min(filter(None, (box.requested_on, box.activated_on, on)))
        first = given["from_"] or began
        last = given["to_"] or max(first, dates.add(box.expiry, years=_YEARS_AFTER))
        return (box, (first, last))


class Again(Question):
    """A question about buying a deleted mailbox again: the request is for its own name, and somebody asks."""

    OPTIONS: ClassVar[tuple[Callable[[Any], Any], ...]] = (
        click.option("--former-tax-code", metavar="CODE", help="The tax code of the former holder."),
        click.option("--tax-code", metavar="CODE", help="The tax code of who asks.  [default: the former holder's]"),
    )
    DESCRIBES: ClassVar[tuple[str, ...]] = ("former_tax_code", "tax_code")

    def _made(self, given: Mapping[str, Any], on: date) -> Asked:
        box, request = self.nouns["mailbox"], self.nouns["request"]
        subject: Any = given["holder"] or "natural_person"
        former = given["former_tax_code"] or _SOMEBODY
        was, asks = (Holder(subject=subject, tax_code=code) for code in (former, given["tax_code"] or former))
        gone: Mailbox = box.made(_dated(box, given, on), holder=was)
        plan = given["plan"] or gone.plan
        again = request.made(given, address=gone.address, kind=gone.kind, plan=plan, holder=asks)
        return self.document(mailbox=gone, request=again)

    def _silent(self, given: Mapping[str, Any], on: date, lang: str) -> Iterator[str]:
        yield from super()._silent(given, on, lang)
        if not given["tax_code"]:
            yield say(lang, "asked for by the former holder")


def _dated(noun: Noun, given: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The given options; where no expiry was given, it is the day asked about."""
    return {**given, "expiry": given["expiry"] or on} if noun.kind is Mailbox else dict(given)


def _document(nouns: Mapping[str, Noun], lists: Mapping[str, type[Any]]) -> type[Any]:
    parts: dict[str, Any] = {name: attrs.field(type=noun.kind) for name, noun in nouns.items()}
    for name, kind in lists.items():
        many = tuple[kind, ...]  # type: ignore[valid-type] # a class is made here, of kinds that only the program knows
        parts[name] = attrs.field(type=many, default=())
    return attrs.make_class("Question", parts, frozen=True)


_ANSWERED: Final = "\n\nExit code: 0 answered, 1 refused, 2 no answer could be given."

status: Final = Question(
    "status",
    lambda asked, rules, on: pr.status(asked.mailbox, rules=rules, on=on),
    "What a mailbox is on a day, and what it may do." + _ANSWERED,
    {"mailbox": _BOX},
)

timeline: Final = Span(
    "timeline",
    lambda asked, rules, on: pr.timeline(*asked, rules=rules, on=on),
    "Everything that will happen to a mailbox, day by day, if nobody does anything." + _ANSWERED,
    {"mailbox": _BOX},
)

actions: Final = WithOrders(
    "actions",
    lambda asked, rules, on: pr.available_actions(asked.mailbox, asked.orders, rules=rules, on=on),
    "What a channel offers for a mailbox: every button, menu entry and link, and why not; what is shown, and asked for."
    "\n\nOrders are given in a document." + _ANSWERED,
    {"mailbox": _BOX},
)

_YES_OR_NO: Final = "\n\nExit code: 0 a quote, 1 a refusal, 2 no answer could be given."

extra_space: Final = Question(
    "extra-space",
    lambda asked, rules, on: pr.quote_extra_space(asked.mailbox, asked.request, rules=rules, on=on),
    "What more space, or legal archiving, costs until the expiry, without a renewal." + _YES_OR_NO,
    {"mailbox": _ASKED_BOX, "request": Noun(ExtraSpaceRequest)},
)

plan_change: Final = Question(
    "plan-change",
    lambda asked, rules, on: pr.quote_plan_change(asked.mailbox, asked.request, rules=rules, on=on),
    "What a renewal with another plan costs, and what it does to the data." + _YES_OR_NO,
    {"mailbox": _ASKED_BOX, "request": Noun(PlanChangeRequest, usual={"years": 1})},
)

purchase: Final = Question(
    "purchase",
    lambda asked, rules, on: pr.quote_purchase(asked.holder, asked.request, rules=rules, on=on),
    "What new mailboxes cost." + _YES_OR_NO,
    {
        "holder": Noun(Holder, usual={"subject": "natural_person"}),
        "request": Noun(
            PurchaseRequest,
            usual={"address": "casella@pec.it", "plan": "standard", "years": 1},
            without=("through", "holder"),
        ),
    },
)

repurchase: Final = Again(
    "repurchase",
    lambda asked, rules, on: pr.quote_repurchase(asked.mailbox, asked.request, rules=rules, on=on),
    "What buying a deleted mailbox's name again costs." + _YES_OR_NO,
    {
        "mailbox": _ASKED_BOX,
        "request": Noun(
            PurchaseRequest,
            usual={"plan": Worked("the current one"), "years": 1},
            without=("address", "kind", "holder"),
        ),
    },
)

auto_renewal: Final = Question(
    "auto-renewal",
    lambda asked, rules, on: pr.automatic_renewal(asked.mailbox, rules=rules, on=on),
    "What automatic renewal will charge, when, and what follows if it fails." + _YES_OR_NO,
    {"mailbox": _BOX},
)

QUOTES: Final = (auto_renewal, extra_space, plan_change, purchase, repurchase)
"""The commands under ``quote``."""

_ADDRESS: Final = "casella@pec.it"
_PLAN: Final = "standard"
_TERM: Final = 1

_OF_MAILBOX: Final = (
    "address", "kind", "plan", "expiry", "auto_renew", "current_inbox_gb", "current_archive_gb", "promo", "holder",
    "renewal_order_pending",
)  # fmt: skip
_OF_REQUEST: Final = (
    "years", "extra_inbox_gb", "extra_archive_gb", "method", "signed_in", "keep_automatic_off", "einvoice_identifier",
    "paid_on",
)  # fmt: skip


@click.group(cls=Group, invoke_without_command=True, help="What an order costs, and what comes of it.")
@click.pass_context
def quote(ctx: click.Context) -> int:
    """Without a command after ``quote``: show which there are."""
    return without_command(ctx)


@quote.command(
    cls=Command,
    help="What renewing a mailbox by hand costs, and until when it is then paid.\n\n"
    "Exit code: 0 a quote, 1 a refusal, 2 no answer could be given.",
)
@click.option("--address", help=f"The mailbox; only shown.  [default: {_ADDRESS}]")
@click.option("--plan", help=f"The plan it has.  [default: {_PLAN}]")
@click.option("--kind", type=Word(get_args(Kind)), help="A mailbox of its own, or one on a domain.  [default: mailbox]")
@click.option("--expiry", type=Day(), help="The last day it is paid for.  [default: the day asked about]")
@click.option("--auto-renew/--no-auto-renew", default=False, help="Whether automatic renewal is on.  [default: off]")
@click.option("--current-inbox-gb", type=Whole(), default=0, help="Extra GB of inbox it has now.")
@click.option("--current-archive-gb", type=Whole(), default=0, help="Extra GB of archive it has now.")
@click.option("--promo", is_flag=True, help="It was sold, or is ordered, on promotion.")
@click.option("--holder", type=Word(get_args(Subject)), help="What its holder is.")
@click.option("--renewal-order-pending", is_flag=True, help="A renewal order is open and not paid.")
@click.option("--years", type=Whole(), help=f"The new term.  [default: {_TERM}]")
@click.option("--extra-inbox-gb", type=Whole(), help="Extra GB of inbox in the new term.  [default: as now]")
@click.option("--extra-archive-gb", type=Whole(), help="Extra GB of archive in the new term.  [default: as now]")
@click.option("--method", help="How it will be paid, as card or bank_transfer.")
@click.option("--signed-in/--not-signed-in", default=True, help="Whether the payer signs in.  [default: signed in]")
@click.option("--keep-automatic-off", is_flag=True, help="Paying by card should leave automatic renewal off.")
@click.option("--einvoice-identifier", help="The identifier for the electronic invoice.")
@click.option("--paid-on", type=Day(), help="The day it will be paid.  [default: the day of the order]")
@click.option("--request", "request_", metavar="FILE|-", help='Read {"mailbox": {...}, "request": {...}} from here.')
@click.option("--on", "on_", type=Day(), help="The day of the order.  [default: today in Rome]")
@click.option("--book", default=BASE, show_default=True, help="The price book.")
@click.option("--rules", "folder", metavar="DIR", help="Tables of your own, laid over the shipped ones or whole.")
@click.option("--as-known", type=Day(), help="Only what had been announced by this day.")
@click.option("--options", is_flag=True, help="Show what a renewal may ask for instead of a quote.")
@json_option("Print JSON; with FILE or -, also read the request from there.")
@language_option
@click.pass_context
def renewal(ctx: click.Context, /, **given: Any) -> int:
    """Ask, and show the answer."""
    on = given["on_"] or clock.today()
    file = reading.named(given["json_"], given["request_"])
    mailbox, request = _read(ctx, file, options=given["options"]) if file else _from_options(given, on)
    if given["options"]:
        _nothing_of(ctx, _OF_REQUEST, mark("`{found}` has no meaning together with `--options`"))
    rules = reading.rules(given["folder"], given["book"], given["as_known"])
    if given["options"] or request is None:
        answer: Outcome = pr.renewal_options(mailbox, rules=rules, on=on)
    else:
        answer = pr.quote_renewal(mailbox, request, rules=rules, on=on)
    if given["json_"] is not None:
        output.hand_over(to_json(answer))
    else:
        laid_out = sheet(answer, rules, ctx.obj, mailbox=mailbox)
        assumed = () if file else tuple(_assumed(given, on, ctx.obj))
        output.show(as_text(attrs.evolve(laid_out, notes=(*assumed, *laid_out.notes))), output.SHEET)
    return 0 if _is_yes(answer) else 1


for _command in QUOTES:
    quote.add_command(_command)


def _is_yes(answer: Outcome) -> bool:
    return answer.possible if isinstance(answer, RenewalOptions) else not isinstance(answer, Refusal)


# -- the question -----------------------------------------------------------------------------------------------------


def _read(ctx: click.Context, file: str, *, options: bool) -> tuple[Mailbox, RenewalRequest | None]:
    """The mailbox and the request of a document; options given beside it are refused."""
    _nothing_of(ctx, (*_OF_MAILBOX, *_OF_REQUEST), mark("`{found}` has no meaning together with a request from a file"))
    if options:
        return reading.document(file, reading.mailbox_only).mailbox, None
    asked = reading.document(file, reading.question)
    return asked.mailbox, asked.request


def _nothing_of(ctx: click.Context, names: tuple[str, ...], sentence: str) -> None:
    for name in names:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise Failure(sentence, found=f"--{name.replace('_', '-')}")


def _from_options(given: Mapping[str, Any], on: date) -> tuple[Mailbox, RenewalRequest]:
    mailbox = Mailbox(
        address=given["address"] or _ADDRESS,
        kind=given["kind"] or "mailbox",
        plan=given["plan"] or _PLAN,
        expiry=given["expiry"] or on,
        auto_renew=given["auto_renew"],
        extra_inbox_gb=given["current_inbox_gb"],
        extra_archive_gb=given["current_archive_gb"],
        promo=given["promo"],
        renewal_order_pending=given["renewal_order_pending"],
        holder=Holder(subject=given["holder"]) if given["holder"] else None,
    )
    request = RenewalRequest(
        years=_TERM if given["years"] is None else given["years"],
        extra_inbox_gb=given["extra_inbox_gb"],
        extra_archive_gb=given["extra_archive_gb"],
        method=given["method"],
        signed_in=given["signed_in"],
        keep_automatic_off=given["keep_automatic_off"],
        promo=given["promo"],
        einvoice_identifier=given["einvoice_identifier"],
        paid_on=given["paid_on"],
    )
    return mailbox, request


def _assumed(given: Mapping[str, Any], on: date, lang: str) -> Iterator[str]:
    """The defaults that were used because nobody gave a value, on one line."""
    silent = [
        (given["address"], say(lang, "address {address}", address=_ADDRESS)),
        (given["plan"], say(lang, "plan {plan}", plan=_PLAN)),
        (given["expiry"], say(lang, "expiry {day}", day=day(on, lang))),
        (given["options"] or given["years"] is not None, years(_TERM, lang)),
        (given["on_"], say(lang, "order of today, {day}", day=day(on, lang))),
    ]
    words = [told for said, told in silent if not said]
    if words:
        yield say(lang, "not said, so taken as: {words}", words=both(words, lang))
