"""What a fleet is asked, and in which columns: the one declaration from which schemas, errors and documents come.

A *part* is a question of ``pecrules.analysis`` in which the facts of a fleet's columns are free. Parts are
apart, because facts that have nothing to do with one another multiply cases; in an answer they stand side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple, TypeAlias, cast, get_args

import attrs

from pecrules.analysis.asking import WHY, Outcome
from pecrules.analysis.facts import FLAG, Around, Dated, Declared, First, Listed, Within
from pecrules.analysis.questions import DAYS, EXTENSION, ON, REQUEST, Question
from pecrules.analysis.regions import Bound
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.calendars import CalendarDay
from pecrules.model.renewals import RenewalRequest
from pecrules.policies import SPAN
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.plans import Plan

VERSION: Final = 1
"""The version of the columns: a column that is renamed, or means something else, makes it another."""

Kind: TypeAlias = Literal["text", "word", "flag", "day", "days", "number", "cents"]
"""Of what kind the values of a column are."""

UNITS: Final[Mapping[Kind, str]] = {
    "day": "civil date of Europe/Rome",
    "days": "days",
    "cents": "euro cents",
}
"""The units of those kinds that have one."""

_LONG_AGO: Final = 12_000  # days: how far back customers and activations are told apart in tables
_A_TERM: Final = 365  # days: tables are about mailboxes that were activated at least so long before their expiry
_YEARS: Final = 100
_GB: Final = 1_000
_BYTES: Final = 10**13


class Input(NamedTuple):
    """A column that goes in.

    Attributes:
        name: Its name: that of the field of a mailbox, or of what is asked for.
        kind: Of what kind its values are.
        optional: Whether a value may be missing.
        default: What a mailbox has of which nobody says; ``attrs.NOTHING`` if it has to be said.
        about: What it is, in a sentence.
        section: The section of the tables that lists its words; empty if none does.
    """

    name: str
    kind: Kind
    optional: bool
    default: Any
    about: str
    section: str = ""


class Column(NamedTuple):
    """A column that comes out.

    Attributes:
        name: Its name.
        kind: Of what kind its values are.
        about: What it is, in a sentence.
        of: What it is of an outcome that is an answer; of something that happens, what it is of that.
    """

    name: str
    kind: Kind
    about: str
    of: Callable[[Any], Any]


class Part(NamedTuple):
    """A part of what a fleet is asked.

    Attributes:
        name: What it is called: its columns of refusals, caveats and rows begin so.
        question: The question, with what is free in it.
        columns: What comes out.
        left_out: Facts that tables do not follow: where one is given, the policy itself is asked.
        within: How facts lie to one another in everything that a table is about; elsewhere the policy is asked.
        is_whole: Whether nothing that the policy says hangs on other facts: then it also tells rows and caveats. A part
            that leaves facts out which change nothing in its columns does not, for they may bring rows.
    """

    name: str
    question: Question
    columns: tuple[Column, ...]
    left_out: frozenset[str]
    within: tuple[Bound, ...] = ()
    is_whole: bool = False

    def all_columns(self) -> tuple[Column, ...]:
        """Its columns, and those that it has beside what it answers."""
        besides = BESIDE if self.is_whole else BESIDE[:1]
        more = (Column(f"{self.name}_{each.ending}", each.kind, each.about, tuple) for each in besides)
        return (*self.columns, *more)


def _at(place: int) -> Callable[[tuple[Any, ...]], Any]:
    return lambda values: values[place]


FIELDS: Final = tuple(name for name in attrs.fields_dict(CalendarDay) if name not in WHY)
"""What stands in the tuple of a dated thing, behind the name of its class."""


def _deletion(values: tuple[Any, ...]) -> Any:
    """The day of a calendar on which a mailbox is deleted; ``None`` if it has none."""
    days = (dict(zip(FIELDS, each[1:], strict=True)) for each in values[0])
    return next((each["day"] for each in days if each["what"] == "deletion"), None)


_EVENTS: Final = frozenset({"activation_started_on", "suspended_on", "termination_day", "withdrawn_on"})
_SINCE: Final = Dated(_LONG_AGO, optional=True)
_CUSTOMER: Final[Mapping[str, Declared]] = {"requested_on": _SINCE}
_USED: Final[Mapping[str, Declared]] = {**_CUSTOMER, "activated_on": _SINCE}
_LONG_USED: Final = (Bound("activated_on", ON, 0), Bound("activated_on", "expiry", -_A_TERM))
_ONE_PLAN: Final[Mapping[str, Declared]] = {"plan": First(Plan, "plan")}
_UNDER_WAY: Final[Mapping[str, Declared]] = {"auto_renew": FLAG, "renewal_order_pending": FLAG}
_HAD: Final = Within(0, _GB)
_SPACE: Final[Mapping[str, Declared]] = {"extra_inbox_gb": _HAD, "extra_archive_gb": _HAD}
_CHARGED: Final[Mapping[str, Declared]] = {
    **_UNDER_WAY, **_SPACE, **_USED, "promo": FLAG, "last_term_years": Within(1, _YEARS, optional=True),
}  # fmt: skip
"""What automatic renewal looks at, and who announces a charge."""
_WANTED: Final = Within(-1, _GB, optional=True)
_ALL_DAYS: Final = Around(2 * DAYS)

_MAY: Final = {
    "may_read": "Whether messages can be read.",
    "may_renew": "Whether an order to renew it would be accepted.",
    "may_buy_space": "Whether an order for more space would be.",
    "may_change_plan": "Whether an order for another plan would be.",
    "may_repurchase": "Whether its name can be bought again.",
}
_MAIL: Final = {"may_send": "Whether messages can be sent.", "may_receive": "Whether messages are received."}
_SOLD: Final = {
    "net": "What renewing it costs, without VAT.",
    "vat": "The VAT on that.",
    "gross": "What it costs with VAT.",
    "to_pay": "What its holder pays of that.",
}


def _columns(kind: Kind, about: Mapping[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, kind, sentence, _at(place)) for place, (name, sentence) in enumerate(about.items()))


PARTS: Final = (
    Part(
        "status",
        Question("status", "fleet", ("state", "since", "until", "days_left", "expiry_red"), {**_ONE_PLAN, **_USED}),
        (
            Column("state", "word", "Its state (`lifecycle.states`).", _at(0)),
            Column("since", "day", "The first day of the state; missing when not known.", _at(1)),
            Column("until", "day", "The last day of the state; missing when it lasts.", _at(2)),
            Column("days_left", "days", "How many days of the state follow; missing when it lasts.", _at(3)),
            Column("expiry_red", "flag", "Whether the expiry is shown in red.", _at(4)),
        ),
        _EVENTS,
        _LONG_USED,
    ),
    Part(
        "rights",
        Question("status", "fleet", tuple(_MAY), {**_UNDER_WAY, **_SPACE, **_USED}),
        _columns("flag", _MAY),
        _EVENTS,
        _LONG_USED,
    ),
    Part(
        "mail",
        Question(
            "status",
            "fleet",
            tuple(_MAIL),
            {
                **_USED,
                "channel": Listed(Channel, "channel"),
                "extra_inbox_gb": _HAD,
                "inbox_bytes": Within(0, _BYTES, optional=True),
            },
        ),
        _columns("flag", _MAIL),
        _EVENTS,
        _LONG_USED,
    ),
    Part(
        "deletion",
        Question("timeline", "fleet", ("days",), {**_ONE_PLAN, **_USED}, {SPAN: _ALL_DAYS}),
        (Column("deletion_day", "day", "The first day on which it is deleted, if nothing is done.", _deletion),),
        _EVENTS,
        _LONG_USED,
    ),
    Part(
        "alert",
        Question("next_alert", "fleet", ("day", "name"), {**_CHARGED, "address": EXTENSION}),
        (
            Column("next_alert_day", "day", "The day of its next notice; missing when none is left.", _at(0)),
            Column("next_alert", "word", "Which notice that is (`alerts.notices`).", _at(1)),
        ),
        _EVENTS | {"last_term_began_on"},
        _LONG_USED,
        is_whole=True,
    ),
    Part(
        "charge",
        Question(
            "automatic_renewal",
            "fleet",
            ("charge_day",),
            _CHARGED,
        ),
        (Column("charge_day", "day", "The day on which automatic renewal charges it.", _at(0)),),
        _EVENTS | {"last_term_began_on"},
        _LONG_USED,
        is_whole=True,
    ),
    Part(
        "renewal",
        Question(
            "quote_renewal",
            "fleet",
            (*_SOLD, "new_expiry"),
            {**_UNDER_WAY, **_SPACE, **_USED, "promo": FLAG},
            {"years": Within(-1, _YEARS), "extra_inbox_gb": _WANTED, "extra_archive_gb": _WANTED},
        ),
        (
            *_columns("cents", _SOLD),
            Column("new_expiry", "day", "Until when it is then paid for.", _at(len(_SOLD))),
        ),
        _EVENTS | {"last_term_began_on", "anchor"},
        _LONG_USED,
        is_whole=True,
    ),
)
"""Every part, in the order in which its columns stand in the schema."""


_HAPPENINGS: Final = ("days", "behind")

EVENT_PARTS: Final = (
    Part("changes", Question("changes", "fleet", _HAPPENINGS, {**_ONE_PLAN, **_USED}), (), _EVENTS, _LONG_USED),
    Part(
        "charges",
        Question(
            "charges",
            "fleet",
            _HAPPENINGS,
            {**_UNDER_WAY, **_SPACE, **_USED, "promo": FLAG, "last_term_years": Within(1, _YEARS, optional=True)},
        ),
        (),
        _EVENTS | {"last_term_began_on"},
        _LONG_USED,
    ),
    Part("logs", Question("log_end", "fleet", _HAPPENINGS, {**_ONE_PLAN, **_USED}), (), _EVENTS, _LONG_USED),
    Part(
        "notices",
        Question(
            "notices",
            "fleet",
            _HAPPENINGS,
            {
                **_UNDER_WAY,
                **_SPACE,
                **_USED,
                "promo": FLAG,
                "last_term_years": Within(1, _YEARS, optional=True),
                "address": EXTENSION,
            },
        ),
        (),
        _EVENTS | {"last_term_began_on"},
        _LONG_USED,
    ),
    Part(
        "warning",
        Question(
            "space_warning",
            "fleet",
            _HAPPENINGS,
            {
                **_USED,
                "channel": Listed(Channel, "channel"),
                "extra_inbox_gb": _HAD,
                "inbox_bytes": Within(0, _BYTES, optional=True),
            },
        ),
        (),
        _EVENTS,
        _LONG_USED,
    ),
)
"""What ``timeline`` gathers, in its order: each part has its table, and together they say what happens to a mailbox."""


class Beside(NamedTuple):
    """A column that each part has beside what it answers: why it does not, and by which rows it does."""

    ending: str
    kind: Kind
    about: str


BESIDE: Final = (
    Beside("refusal", "word", "Why there is no answer; missing where there is one."),
    Beside("caveat", "flag", "Whether a row behind the answer wants a second look."),
    Beside("rows", "word", "Which rows are behind the answer; the report tells them by this name."),
)

REFUSAL, CAVEAT, ROWS = (beside.ending for beside in BESIDE)


class Event(NamedTuple):
    """What happens on a day, or why nobody can say what does.

    Attributes:
        what: As ``timeline`` calls it.
        name: Which notice; for other things the same as ``what``.
        audience: Who is told; ``None`` when nobody is.
        sent_by: How.
        shown_in: On which screens, separated by commas.
        row: The row behind it.
        refusal: Why a mailbox has no calendar; then there is nothing else.
    """

    what: str | None = None
    name: str | None = None
    audience: str | None = None
    sent_by: str | None = None
    shown_in: str | None = None
    row: str | None = None
    refusal: str | None = None


DAY, IF_FAILS = "day", "if_charge_fails"

EVENTS: Final = (
    Column(DAY, "day", "When.", tuple),
    Column("what", "word", "What happens.", attrgetter("what")),
    Column("name", "word", "Which notice (`alerts.notices`), or `space_warning`; else as `what`.", attrgetter("name")),
    Column("audience", "word", "Who is told; missing when nobody is.", attrgetter("audience")),
    Column("sent_by", "word", "How; missing when nobody is told.", attrgetter("sent_by")),
    Column(
        "shown_in", "word", "Which screens show it, with commas between; missing for others.", attrgetter("shown_in")
    ),
    Column("row", "word", "The row behind it, as `table/id`.", attrgetter("row")),
    Column(IF_FAILS, "flag", "Whether it comes only if the charge of automatic renewal fails.", tuple),
    Column(
        "refusal",
        "word",
        "Why the mailbox has no calendar; then this is its only row.",
        attrgetter("refusal"),
    ),
)
"""The columns of what happens, behind those that say to which mailbox."""

PLACE: Final = Column("place", "number", "Which row of the frame it is, from 0, if no column says it.", tuple)

ASK_POLICY: Final = "ask_policy"
"""The code of rows that an engine leaves to the policy."""

OF_ROWS: Final = {
    "no_rule": "The tables say nothing yet about such a mailbox on that day.",
    "row_incomplete": "A value is missing that has to be given.",
    "row_unfit": "A value is none that a mailbox can have.",
    "day_beyond_calendar": "A day of the answer would lie outside of the calendar.",
    "amount_too_large": "An amount of the answer is larger than the column can hold.",
    "book_unknown": "There are no rules of such a book.",
    ASK_POLICY: "No table is about such a mailbox: the policy is still to be asked (only inside an engine).",
}
"""Codes of rows without an answer, beside those of refusals."""


@cache
def outputs() -> Mapping[str, tuple[Part, Column]]:
    """Every column that can come out: its part, and the column, also of those that all parts have."""
    return {column.name: (part, column) for part in PARTS for column in part.all_columns()}


def refused(outcome: Outcome) -> str | None:
    """Why an outcome is no answer; ``None`` where it is one, or where there is nothing to say."""
    if outcome.kind == "refused":
        return cast("str", outcome.values[0])
    return "no_rule" if outcome.kind == "no_rule" else None


# -- what goes in -----------------------------------------------------------------------------------------------------

_KINDS: Final[Mapping[Any, Kind]] = {bool: "flag", int: "number", date: "day", str: "word"}


def _input(field: attrs.Attribute[Any]) -> Input:
    args = get_args(field.type)
    types = [each for each in args if isinstance(each, type) and each is not type(None)]
    kind = types[0] if types else field.type if isinstance(field.type, type) else str
    optional = type(None) in args
    return Input(
        field.name,
        "text" if field.name == "address" else _KINDS[kind],
        optional,
        field.default,
        field.metadata["sentence"],
        field.metadata["words"],
    )


def _followed() -> frozenset[str]:
    """The facts of a mailbox on which some part may hang."""
    return frozenset({"kind", "plan", "expiry"}).union(*({*part.question.subject} | part.left_out for part in PARTS))


INPUTS: Final[Mapping[str, Input]] = {
    field.name: _input(field) for field in attrs.fields(Mailbox) if field.name in _followed()
}
"""The columns that go in: the facts of a mailbox on which some answer hangs."""

_REQUEST_FIELDS: Final = attrs.fields_dict(RenewalRequest)
REQUESTS: Final[Mapping[str, Input]] = {
    name: _input(_REQUEST_FIELDS[name]) for part in PARTS for name in part.question.request if name in _REQUEST_FIELDS
}
"""What is asked of every mailbox, or of each in a column of its own."""


def fact_of(name: str) -> str:
    """The name of a fact of what is asked for, as tables have it."""
    return f"{REQUEST}{name}"


def schema() -> dict[str, Any]:
    """The columns that go in and come out, with their types and units, as JSON has them.

    >>> schema()["inputs"]["expiry"]["type"], schema()["outputs"]["net"]["unit"]
    ('date', 'euro cents')
    """
    requests = {name: _described(column) for name, column in REQUESTS.items()}
    return {
        "version": VERSION,
        "inputs": {name: _described(column) for name, column in INPUTS.items()},
        "requests": requests,
        "outputs": {
            name: {**_typed(column.kind), "part": part.name, "description": column.about}
            for name, (part, column) in outputs().items()
        },
        "events": {column.name: {**_typed(column.kind), "description": column.about} for column in (PLACE, *EVENTS)},
        "codes": dict(OF_ROWS),
    }


TYPES: Final[Mapping[Kind, str]] = {
    "text": "string",
    "word": "string",
    "flag": "boolean",
    "day": "date",
    "days": "integer",
    "number": "integer",
    "cents": "integer",
}
"""Kind of values -> its type, as JSON and Table Schema call it."""


def _typed(kind: Kind) -> dict[str, Any]:
    return {"type": TYPES[kind], **({"unit": UNITS[kind]} if kind in UNITS else {})}


def _described(column: Input) -> dict[str, Any]:
    required = column.default is attrs.NOTHING
    default = {} if required or column.default is None else {"default": column.default}
    nullable = column.optional
    return {**_typed(column.kind), "required": required, "nullable": nullable, **default, "description": column.about}
