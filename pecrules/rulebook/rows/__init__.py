"""Validated plain data -> the tables as frozen values: Decimal for money, date for days.

Here belongs one module a table, with the table's name, and in it one class a section; a column turns its own text into
its value. A check does not belong here: the schemas have done it, so an error raised here is our own mistake. Whoever
asks tables may import the classes, all from here; ``base`` says what every row is.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pecrules.rulebook.rows.alerts import Notice, RedDate, SpaceWarning
from pecrules.rulebook.rows.base import Label, Plain, Record, Row, Withdrawn, fields
from pecrules.rulebook.rows.channels import (
    Certification,
    Channel,
    Command,
    Contact,
    FormField,
    Login,
    RecordField,
    Term,
)
from pecrules.rulebook.rows.holders import Addressee, HolderField, Identifier, SplitPayment, Subject
from pecrules.rulebook.rows.interpretations import TOPICS, Choice, Interpretation, Question
from pecrules.rulebook.rows.lifecycle import (
    EVENTS,
    Activation,
    FullBox,
    Grace,
    GraceStretch,
    Message,
    State,
    Step,
    Suspension,
)
from pecrules.rulebook.rows.payments import Credit, Method, QuickPayment, Switch
from pecrules.rulebook.rows.plans import Growth, OrderSize, PartnerPlan, Plan, PlanChange, PlanChangeRule, PublicDomain
from pecrules.rulebook.rows.pricing import Price, Proration, Vat
from pecrules.rulebook.rows.renewal import Advice, Automatic, ManualRenewal, NewExpiry, Route, Terms
from pecrules.rulebook.rows.sources import Source
from pecrules.rulebook.rows.termination import Cascade, ConsumerRight, Logs, Mode, Repurchase

__all__ = [
    "DATED",
    "EVENTS",
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
