"""Validated plain data -> the tables as frozen values: Decimal for money, date for days.

One class a section; a column turns its own text into its value. Nothing here checks: the schemas have done it, so an
error raised here is our own mistake. ::

    rows        what every row is
    mailboxes   plans, lifecycle, alerts, termination
    orders      pricing, renewal, payments
    people      holders, channels
    readings    interpretations, and the readings that policies carry out
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pecrules.tables.mailboxes import (
    Activation,
    Cascade,
    ConsumerRight,
    FullBox,
    Grace,
    GraceStretch,
    Growth,
    Logs,
    Message,
    Mode,
    Notice,
    OrderSize,
    PartnerPlan,
    Plan,
    PlanChange,
    PlanChangeRule,
    PublicDomain,
    RedDate,
    Repurchase,
    SpaceWarning,
    State,
    Step,
    Suspension,
)
from pecrules.tables.orders import (
    Advice,
    Automatic,
    Credit,
    ManualRenewal,
    Method,
    NewExpiry,
    Price,
    Proration,
    QuickPayment,
    Route,
    Switch,
    Terms,
    Vat,
)
from pecrules.tables.people import (
    Addressee,
    Certification,
    Channel,
    Command,
    Contact,
    FormField,
    HolderField,
    Identifier,
    Login,
    RecordField,
    SplitPayment,
    Subject,
    Term,
)
from pecrules.tables.readings import TOPICS, Choice, Interpretation, Question
from pecrules.tables.rows import Label, Plain, Record, Row, Source, Withdrawn, fields

__all__ = [
    "DATED",
    "NAMES",
    "SECTIONS",
    "TOPICS",
    "Activation",
    "Addressee",
    "Advice",
    "Automatic",
    "Cascade",
    "Certification",
    "Channel",
    "Choice",
    "Command",
    "ConsumerRight",
    "Contact",
    "Credit",
    "FormField",
    "FullBox",
    "Grace",
    "GraceStretch",
    "Growth",
    "HolderField",
    "Identifier",
    "Interpretation",
    "Label",
    "Login",
    "Logs",
    "ManualRenewal",
    "Message",
    "Method",
    "Mode",
    "NewExpiry",
    "Notice",
    "OrderSize",
    "PartnerPlan",
    "Plain",
    "Plan",
    "PlanChange",
    "PlanChangeRule",
    "Price",
    "Proration",
    "PublicDomain",
    "Question",
    "QuickPayment",
    "Record",
    "RecordField",
    "RedDate",
    "Repurchase",
    "Route",
    "Row",
    "Source",
    "SpaceWarning",
    "SplitPayment",
    "State",
    "Step",
    "Subject",
    "Suspension",
    "Switch",
    "Term",
    "Terms",
    "Vat",
    "Withdrawn",
    "fields",
    "structure",
]

DATED: Final[tuple[type[Row], ...]] = (
    Plan, PartnerPlan, PlanChange, PlanChangeRule, PublicDomain, OrderSize,
    Price, Vat, Proration,
    Terms, Advice, ManualRenewal, Automatic, Route, NewExpiry,
    Grace, GraceStretch, State, Step, Message, Activation, Suspension, FullBox,
    Notice, RedDate, SpaceWarning,
    Method, QuickPayment, Credit,
    Mode, ConsumerRight, Logs, Repurchase, Cascade,
    Subject, Identifier, HolderField, Addressee, SplitPayment,
    Channel, Login, Command, Term, RecordField, FormField, Contact, Certification,
    Interpretation,
)  # fmt: skip
"""Every section of dated rows."""

SECTIONS: Final[Mapping[str, type[Row] | type[Source]]] = {
    Source.SECTION: Source,
    **{row.SECTION: row for row in DATED},
}
"""Section -> class of its rows."""

NAMES: Final[tuple[str, ...]] = tuple(dict.fromkeys(section.partition(".")[0] for section in SECTIONS))
"""The tables, by name."""


def structure(section: str, row: Plain) -> Row | Source:
    """One validated row as a frozen value.

    >>> structure("pricing.vat", {"id": "vat-22", "since": "2013-10-01", "percent": "22", "certainty": "documented",
    ...                           "source": "law", "clause": "art. 16"}).percent
    Decimal('22')
    """
    kind = SECTIONS[section]
    if row.get("withdrawn"):
        return _withdrawn(section, kind, row)
    return kind(**{name: _READ.get(name, _same)(value) for name, value in row.items()})


def _withdrawn(section: str, kind: Any, row: Plain) -> Withdrawn:
    """Only the common columns and the key count in a row that ends its key; the others may be left out."""
    common = {name: _READ.get(name, _same)(row[name]) for name in _COMMON if name in row}
    spoken = tuple(str(row[name]) for name in kind.KEY if name in row)
    return Withdrawn(**common, section=section, spoken=spoken)


def _same(value: Any) -> Any:
    return value


_LISTS: Final = (
    "asked_by", "asked_through", "audiences", "carries", "changeable", "conditions", "deletes", "domain_kinds", "drops",
    "effects", "ends", "except_extensions", "features", "holder_choices", "messages", "offered_to", "records",
    "renewal_types", "retry_days_after", "shown_in", "top_up_methods", "used_for", "visible_in", "years",
)  # fmt: skip
"""Columns that hold several words or numbers."""

_READ: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(_LISTS, tuple),
    **dict.fromkeys(("since", "announced", "reviewed"), date.fromisoformat),
    "existing_since": lambda day: day if day == "never" else date.fromisoformat(day),
    **dict.fromkeys(("percent", "per_year", "per_gb_year", "one_off", "deposit"), Decimal),
    "label": lambda names: Label(**names),
    "question": lambda texts: Question(**texts),
    "choices": lambda rows: tuple(Choice(**row) for row in rows),
}
"""How a column's text becomes its value; a column means the same in every table."""

_COMMON: Final = fields(Row)
