"""Commands that ask a policy, one for each of the manifest: every field of its nouns is an option.

A JSON document may say the same as the options. What is no noun, as the days of a timeline, is an option in any case.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any, Final, cast

import click
from click.core import ParameterSource

import pecrules as pr
from pecrules import policies
from pecrules.base import dates
from pecrules.base.values import Value, frozen
from pecrules.base.version import __version__
from pecrules.cli import clock, output, reading
from pecrules.cli.failures import Failure
from pecrules.cli.fields import NAMESAKE, DerivedDefault, OptionGroup
from pecrules.cli.options import (
    Command,
    Day,
    Group,
    Whole,
    book_option,
    json_option,
    language_option,
    on_option,
    rules_option,
    without_command,
)
from pecrules.model.codes import Language, Machine
from pecrules.model.mailboxes import USUAL_ADDRESS, Holder, Mailbox
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.policies import GROUPS, MANIFEST, QUOTE, Policy, name_of, resolve
from pecrules.present import Sheet, as_text, codes, notice, sheet
from pecrules.present.catalogues import mark, say
from pecrules.present.labels import code_of, in_codes
from pecrules.present.words import both, day, years
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.lifecycle import EVENTS, Step
from pecrules.rulebook.ruleset import Ruleset

Document = Any
"""A document with one attribute for each noun that a command takes."""

Decorator = Callable[[Any], Any]

_YEARS_AFTER: Final = 5  # how long after the expiry a timeline goes on: longer than logs are kept
_SOMEBODY: Final = "RSSMRA80A01H501U"  # a tax code of the right form; what counts is who else has it

_USUAL: Final[dict[str, dict[str, Any]]] = {
    "Mailbox": {"address": USUAL_ADDRESS, "plan": "standard", "expiry": DerivedDefault("the day asked about")},
    "PlanChangeRequest": {"years": 1},
    "PurchaseRequest": {"address": USUAL_ADDRESS, "plan": "standard", "years": 1},
    "RenewalRequest": {"years": 1},
}
"""The defaults of fields that a class requires."""

_UNREAD: Final = {"quote_purchase": ("through", "holder")}
"""Fields of a request that a policy does not read."""

_PLAIN: Final[dict[str | None, tuple[Decorator, ...]]] = {
    policies.DAY: (click.option("--event-day", type=Day(), help="The day of what the logs are to show.  [required]"),),
    policies.SPAN: (
        click.option("--from", "from_", type=Day(), help="The first day shown.  [default: its beginning, or today]"),
        click.option("--to", "to_", type=Day(), help="The last day shown.  [default: five years after its expiry]"),
    ),
    policies.IDENTIFIER: (
        click.option("--identifier", help="The identifier for the electronic invoice; an empty one chooses none."),
    ),
}
"""Requests that are no noun -> their options."""

_SHARED: Final[tuple[Decorator, ...]] = (
    click.option("--request", "request_", metavar="FILE|-", help="Read the question as JSON from here."),
    on_option,
    book_option,
    rules_option,
    click.option("--as-known", type=Day(), help="Only what had been announced by this day."),
    click.option("--why", is_flag=True, help="List every caveat, and the sources."),
    json_option("Print JSON; with FILE or -, also read the question from there."),
    language_option,
)
"""Options of every command that asks."""

_HAPPENING: Final[Mapping[Machine, str]] = {
    "mailbox": mark("Events of a mailbox"),
    "order": mark("Events of an order"),
}
"""Machine -> how the list of what may happen to it is headed."""

_ANSWERED: Final = "\n\nExit code: 0 answered, 1 refused, 2 no answer could be given."


class Question(Command):
    """A command that asks one policy.

    Args:
        policy: The policy, as the manifest has it.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.subjects: dict[str, Any] = {
            name_of(path).lower(): resolve(path) for path in policy.subject if path is not None
        }
        self.nouns: dict[str, OptionGroup] = dict(self._nouns())
        made = click.command(policy.command.rpartition(" ")[2], cls=Command)(self._with_options())
        super().__init__(made.name, callback=made.callback, params=made.params, help=policy.help + _ANSWERED)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options; and the events that it may be told of, each with what it is called."""
        super().format_options(ctx, formatter)
        if any(each.section == Step.SECTION for noun in self.nouns.values() for each in noun.all()):
            for machine, title in _HAPPENING.items():
                with formatter.section(say(ctx.obj, title)):
                    formatter.write_dl([(event, say(ctx.obj, codes.EVENTS[event])) for event in EVENTS[machine]])

    def usual(self, kind: type[Any]) -> dict[str, Any] | None:
        """The defaults of a noun."""
        return _USUAL.get(kind.__name__)

    def derived_defaults(self, kind: type[Any], parts: Mapping[str, Any], on: date) -> dict[str, Any]:  # noqa: ARG002 - see RepurchaseCommand
        """The defaults of a noun that depend on the day or on the other noun."""
        return {"expiry": on} if kind is Mailbox else {}

    @property
    def _takes_quote(self) -> bool:
        """Whether it is about the answer of another command, and nothing else."""
        return self.policy.subject == (QUOTE,)

    def _nouns(self) -> Iterator[tuple[str, OptionGroup]]:
        """The nouns that have options, by the names they have in a document."""
        taken: tuple[str, ...] = ()
        if not self._takes_quote:
            name, kind = next(iter(self.subjects.items()))
            subject = OptionGroup(kind, usual=self.usual(kind))
            taken = subject.names
            yield name, subject
        if self.policy.request_class is not None:
            kind, unread = resolve(self.policy.request_class), _UNREAD.get(self.policy.name, ())
            yield "request", OptionGroup(kind, usual=self.usual(kind), taken=taken, without=unread)

    @cached_property
    def form(self) -> type[Any]:
        """What a question may say as a document."""
        free = len(self.policy.subject) > 1  # one of several, or nobody
        kinds: dict[str, Any] = {name: kind | None if free else kind for name, kind in self.subjects.items()}
        usual: dict[str, Any] = dict.fromkeys(kinds) if free else {}
        if self.policy.request_class is not None:
            kinds["request"] = resolve(self.policy.request_class)
        if self.policy.request == policies.ORDERS:
            from pecrules.model.orders import Order

            kinds["orders"], usual["orders"] = tuple[Order, ...], ()
        question: Any = type("Question", (Value,), {"__annotations__": kinds, "__module__": __name__} | usual)
        made: type[Any] = frozen(kw_only=True)(question)
        return made

    def _with_options(self) -> Any:
        function: Any = click.pass_context(self._run)
        for option in reversed((*self._more(), *_PLAIN.get(self.policy.request, ()), *_SHARED)):
            function = option(function)
        for noun in reversed(tuple(self.nouns.values())):
            function = noun.options(function)
        return function

    def _more(self) -> Iterator[Decorator]:
        """Options for what is neither a noun nor a request."""
        if self._takes_quote:
            yield click.option("--quote", metavar="FILE|-", help="The quote, as `quote --json` printed it.  [required]")
        if self.policy.channel:
            flag = "--new-channel" if any("channel" in noun.names for noun in self.nouns.values()) else "--channel"
            yield click.option(flag, "channel_", help=self.policy.channel)

    # -- asking -------------------------------------------------------------------------------------------------------

    def _run(self, ctx: click.Context, /, **given: Any) -> int:
        on = given["on_"] or clock.today()
        file = reading.named(given["json_"], given["request_"])
        document = self._read(ctx, file) if file else None
        rules = reading.rules(given["folder"], given["book"], given["as_known"])
        given = self._in_codes(given, rules)
        document = self._made(given, on) if document is None else in_codes(document, partial(_code_of, rules))
        answer = self._ask(document, given, rules, on)
        if given["json_"] is not None:
            output.write_machine(pr.to_json(answer))
        elif not self._draw(answer, document, rules, on, ctx.obj, given):
            assumed = () if file else (*self._meant(given, answer, ctx.obj), *self._assumed(given, on, ctx.obj))
            sheet_ = self._whole(answer, document, rules, on, ctx.obj, why=given["why"], notes=assumed)
            output.show(as_text(sheet_), output.SHEET)
        return 1 if _is_no(answer) else 0

    def sheet_of(self, arguments: Sequence[str], text: str, rules: Ruleset, on: date, lang: Language) -> Sheet:
        """The answer under rules that are read already, laid out as the command shows it.

        Args:
            arguments: What would be typed after the command's name, without a file.
            text: The question as a JSON document, instead of them; empty for none.
            rules: The rules.
            on: The day.
            lang: ``it``, ``en`` or ``de``.

        Raises:
            Failure: what is typed makes no question.
            InvalidRequest: the document makes none.
        """
        with self.make_context(str(self.name), list(arguments), obj=lang) as ctx:
            given = self._in_codes(ctx.params, rules)
        document = in_codes(self._document(text), partial(_code_of, rules)) if text else self._made(given, on)
        answer = self._ask(document, given, rules, on)
        return self._whole(answer, document, rules, on, lang, why=True)

    def _ask(self, document: Document, given: Mapping[str, Any], rules: Ruleset, on: date) -> Any:
        """The answer."""
        return self._answer(document, self._request(document, given, on), rules, on, given.get("channel_"))

    def _whole(  # noqa: PLR0913 - an answer, and all that stands behind it
        self,
        answer: Any,
        document: Document,
        rules: Ruleset,
        on: date,
        lang: Language,
        *,
        why: bool,
        notes: Sequence[str] = (),
    ) -> Sheet:
        """The answer as a sheet, with what is to be said besides."""
        reviewed = pr.reviewed(answer, rules) if self.policy.stamped else answer
        laid_out = self._sheet(reviewed, document, rules, on, lang, why=why)
        return Sheet(laid_out.title, laid_out.parts, (*notes, *laid_out.notes))

    def _draw(self, *_: Any) -> bool:
        """Write the answer into files instead of showing it, if that was wanted; only some commands can."""
        return False

    def _in_codes(self, given: Mapping[str, Any], rules: Ruleset) -> dict[str, Any]:
        """What was given, with codes in place of what people call things."""
        found = dict(given)
        for noun in self.nouns.values():
            found |= noun.as_codes(given, rules)
        if given.get("channel_"):
            found["channel_"] = code_of(given["channel_"], Channel.SECTION, rules)
        return found

    def _read(self, ctx: click.Context, file: str) -> Document:
        """The question of a document; options given beside it are refused."""
        for name in (*(name for noun in self.nouns.values() for name in noun.names), "quote"):
            if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
                sentence = mark("`{found}` has no meaning together with a request from a file")
                raise Failure(sentence, found=f"--{name.replace('_', '-')}")
        return reading.document(file, self._document)

    def _document(self, text: str) -> Document:
        """The question that a text of JSON puts."""
        from pecrules.model import json as model_json

        document = model_json.from_plain(self.form, _untagged(model_json.parse(text)))
        if None not in self.policy.subject and len(self._named(document)) != 1:
            raise Failure(mark("a document has one of these: {allowed}"), allowed=", ".join(self.subjects))
        return document

    def _made(self, given: Mapping[str, Any], on: date) -> Document:
        parts: dict[str, Any] = {"quote": _quote(given["quote"])} if self._takes_quote else {}
        for name, noun in self.nouns.items():
            parts[name] = noun.made(given, **self.derived_defaults(noun.kind, parts, on))
        return SimpleNamespace(**{**dict.fromkeys(self.subjects), "orders": (), **parts})

    def _named(self, document: Document) -> list[Any]:
        """What the question is about."""
        return [value for name in self.subjects if (value := getattr(document, name)) is not None]

    def _request(self, document: Document, given: Mapping[str, Any], on: date) -> tuple[Any, ...]:
        """What is asked for; nothing for a policy that takes no request."""
        match self.policy.request:
            case None:
                return ()
            case policies.DAY:
                return (_wanted("event_day", given),)
            case policies.SPAN:
                return (_span(document.mailbox, given, on),)
            case policies.ORDERS:
                return (document.orders,)
            case policies.IDENTIFIER:
                return (given["identifier"],)
            case _:
                return (document.request,)

    def _answer(
        self, document: Document, request: tuple[Any, ...], rules: Ruleset, on: date, channel: str | None
    ) -> Any:
        subject = next(iter(self._named(document)), None)
        named = {} if channel is None else {"channel": channel}
        return getattr(pr, self.policy.name)(subject, *request, rules=rules, on=on, **named)

    # -- showing ------------------------------------------------------------------------------------------------------

    def _sheet(  # noqa: PLR0913 - an answer, and all that stands behind it
        self, answer: Any, document: Document, rules: Ruleset, on: date, lang: Language, *, why: bool
    ) -> Sheet:
        box = getattr(document, "mailbox", None)
        if self.policy.stamped:
            return sheet(answer, rules, lang, mailbox=box, why=why)
        stamp = Stamp(rules.digest, rules.book, on, rules.known_by, __version__)
        return notice(answer, stamp, rules, lang, mailbox=box, why=why)

    def _meant(self, given: Mapping[str, Any], answer: Any, lang: Language) -> Iterator[str]:
        """The option that was meant where its namesake of the mailbox was given, which asks nothing or is not read."""
        request = self.nouns.get("request")
        meant = request.wanted_instead(given) if request is not None else None
        if meant is None:
            return
        name, refused = meant.field.name, isinstance(answer, Refusal) and answer.code == "nothing_asked"
        if refused or (name == "method" and not given["auto_renew"]):  # only automatic renewal pays in that way
            yield say(lang, NAMESAKE, given=f"--{name.replace('_', '-')}", found=meant.flag)

    def _assumed(self, given: Mapping[str, Any], on: date, lang: Language) -> Iterator[str]:
        """The defaults that were used because nobody gave a value, on one line."""
        words = [
            *self._in_words(given, on, lang),
            *(() if given["on_"] else (say(lang, "today, {day}", day=day(on, lang)),)),
        ]
        if words:
            yield say(lang, "not said, so taken as: {words}", words=both(words, lang))

    def _in_words(self, given: Mapping[str, Any], on: date, lang: Language) -> Iterator[str]:
        """The defaults that were used, in words."""
        defaults = [each for noun in self.nouns.values() for each in noun.defaults_used(given).items()]
        for name, value in defaults:
            if name == "expiry" or not isinstance(value, DerivedDefault):
                yield _DEFAULTS[name](lang, on if name == "expiry" else value)


class RepurchaseCommand(Question):
    """The question about buying a deleted mailbox again: the request is for its own name, and somebody asks."""

    def usual(self, kind: type[Any]) -> dict[str, Any] | None:
        """A request for the mailbox as it was."""
        if kind is Mailbox:
            return super().usual(kind)
        return {"years": 1} | dict.fromkeys(("address", "kind", "plan", "holder"), DerivedDefault("the mailbox's"))

    def derived_defaults(self, kind: type[Any], parts: Mapping[str, Any], on: date) -> dict[str, Any]:
        """Unless somebody says otherwise, the former holder asks for the same again."""
        if kind is Mailbox:
            return super().derived_defaults(kind, parts, on)
        box = parts["mailbox"]
        return {"address": box.address, "kind": box.kind, "plan": box.plan, "holder": box.holder}

    def _made(self, given: Mapping[str, Any], on: date) -> Document:
        """The question, with a tax code for a former holder who has none: it matters only who else has it."""
        said = self.nouns["mailbox"].said(given).get("holder", Holder(subject="natural_person"))
        code = self.nouns["mailbox"].parts["holder"].own["tax_code"].name
        subject = self.nouns["mailbox"].parts["holder"].own["subject"].name
        return super()._made({**given, subject: said.subject, code: said.tax_code or _SOMEBODY}, on)

    def _in_words(self, given: Mapping[str, Any], on: date, lang: Language) -> Iterator[str]:
        yield from super()._in_words(given, on, lang)
        if "holder" not in self.nouns["request"].said(given):
            yield say(lang, "asked for by the former holder")


class TimelineCommand(Question):
    """The question about the days of a mailbox, which may also be drawn, or written as appointments."""

    def _more(self) -> Iterator[Decorator]:
        yield from super()._more()
        yield click.option("--svg", metavar="FILE", help="Draw the days as a picture (SVG) into this file.")
        yield click.option("--ics", metavar="FILE", help="Write the days as appointments (iCalendar) into this file.")
        yield click.option(
            "--alarm-days", type=Whole(), default=7, show_default=True,
            help="How many days before an appointment its alarm comes.",
        )  # fmt: skip

    def _draw(self, *about: Any) -> bool:
        answer, document, rules, on, lang, given = about
        if isinstance(answer, Refusal) or not (given["svg"] or given["ics"]):
            return False
        from pecrules.cli import drawing

        days = drawing.Days(answer, document.mailbox, rules, on, lang)
        if given["svg"]:
            drawing.put(given["svg"], days.svg(is_whole=given["to_"] is not None), lang)
        if given["ics"]:
            drawing.put(given["ics"], days.ics(given["alarm_days"]), lang)
        return True


_OF_THEIR_OWN: Final[Mapping[str, type[Question]]] = {
    "quote_repurchase": RepurchaseCommand,
    "timeline": TimelineCommand,
}
"""Policies whose commands are more than their declaration says."""


_DEFAULTS: Final[dict[str, Callable[[Language, Any], str]]] = {
    "address": lambda lang, address: say(lang, "address {address}", address=address),
    "plan": lambda lang, plan: say(lang, "plan {plan}", plan=plan),
    "expiry": lambda lang, expiry: say(lang, "expiry {day}", day=day(expiry, lang)),
    "years": lambda lang, number: years(number, lang),
    "subject": lambda lang, _: say(lang, "a natural person"),
}


def _code_of(rules: Ruleset, text: str, section: str) -> str:
    return code_of(text, section, rules)


def _is_no(answer: Any) -> bool:
    return isinstance(answer, Refusal) or not getattr(answer, "possible", True)


def _wanted(name: str, given: Mapping[str, Any]) -> Any:
    """The value of a required option."""
    if given[name] is None:
        raise Failure(mark("the option `{found}` is missing"), found=f"--{name.replace('_', '-')}")
    return given[name]


def _span(box: Mailbox, given: Mapping[str, Any], on: date) -> tuple[date, date]:
    began = min(filter(None, (box.requested_on, box.activated_on, on)))
    first = given["from_"] or began
    return first, given["to_"] or max(first, dates.add(box.expiry, years=_YEARS_AFTER))


def _quote(file: str | None) -> Quote:
    """The quote in a file, as a command printed it."""
    return reading.document(str(_wanted("quote", {"quote": file})), lambda text: pr.from_json(text, Quote))


def _untagged(plain: Any) -> Any:
    """A document in which a quote may say that it is one."""
    quote = _block(_block(plain).get("quote"))
    if quote.get("outcome") != "Quote":
        return plain
    return {**plain, "quote": {name: value for name, value in quote.items() if name != "outcome"}}


def _block(plain: Any) -> dict[str, Any]:
    """A block of keys, if it is one."""
    return cast("dict[str, Any]", plain) if isinstance(plain, dict) else {}


# -- the commands -----------------------------------------------------------------------------------------------------


def command(path: str) -> click.Command:
    """The command, or the group of commands, that is called so.

    Args:
        path: What is typed, as ``quote renewal``.

    >>> command("status").name, command("quote").name
    ('status', 'quote')
    """
    return _group(path) if path in GROUPS else question(path)


def question(path: str) -> Question:
    """The command that is called so and asks a policy.

    >>> question("quote renewal").policy.name
    'quote_renewal'
    """
    policy = next(each for each in MANIFEST.values() if each.command == path)
    return _OF_THEIR_OWN.get(policy.name, Question)(policy)


def _group(name: str) -> Group:
    inner = [each.command for each in MANIFEST.values() if each.command.startswith(f"{name} ")]
    made = click.group(
        name,
        cls=Group,
        help=GROUPS[name],
        invoke_without_command=True,
        lazily={path.removeprefix(f"{name} "): partial(command, path) for path in inner},
    )
    return made(language_option(click.pass_context(without_command)))
