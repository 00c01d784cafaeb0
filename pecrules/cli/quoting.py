"""``pecrules quote renewal``: what a renewal costs, or what it may ask for."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, get_args

import attrs
import click
from click.core import ParameterSource

import pecrules as pr
from pecrules.cli import clock, output, reading
from pecrules.cli.asking import QUOTES
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, Day, Group, Whole, Word, json_option, language_option, without_command
from pecrules.loading import BASE
from pecrules.model.mailboxes import Holder, Kind, Mailbox, Subject
from pecrules.model.renewals import RenewalRequest
from pecrules.outcomes.quotes import RenewalOptions
from pecrules.outcomes.refusals import Refusal
from pecrules.present import Outcome, as_text, sheet
from pecrules.present.catalogues import mark, say
from pecrules.present.words import both, day, years
from pecrules.wire import to_json

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
    """What ``quote`` does when no command follows."""
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
    """The mailbox and the request that a document brings; options beside it would contradict it."""
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
    """What nobody said and was taken as given, on one line."""
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
