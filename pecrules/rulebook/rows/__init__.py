"""Validated plain data -> the tables as frozen values: Decimal for money, date for days.

Here belongs one module a table, with the table's name, and in it one class a section; a column turns its own text into
its value. A check does not belong here: the schemas have done it, so an error raised here is our own mistake. Whoever
asks tables may import the classes, all from here; ``base`` says what every row is.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeAlias

from pecrules.rulebook.rows.alerts import Notice, RedDate, SpaceWarning
from pecrules.rulebook.rows.base import COMMON, Label, Plain, Record, Row, Withdrawn, declared_in, fields
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
from pecrules.rulebook.rows.guides import Guide
from pecrules.rulebook.rows.holders import Addressee, HolderField, Identifier, SplitPayment, Subject
from pecrules.rulebook.rows.interpretations import (
    TOPICS,
    Choice,
    Interpretation,
    Question,
    Reading,
    Topic,
    Wording,
)
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
from pecrules.rulebook.rows.messages import PLACES, Template, Text
from pecrules.rulebook.rows.payments import Credit, Method, QuickPayment, Switch
from pecrules.rulebook.rows.plans import (
    Growth,
    MailboxName,
    OrderSize,
    PartnerPlan,
    Plan,
    PlanChange,
    PlanChangeRule,
    PublicDomain,
)
from pecrules.rulebook.rows.pricing import Price, Proration, Vat
from pecrules.rulebook.rows.renewal import Advice, Automatic, ManualRenewal, NewExpiry, Route, Terms
from pecrules.rulebook.rows.sources import Source, Threshold
from pecrules.rulebook.rows.termination import Cascade, ConsumerRight, Logs, Mode, Repurchase

__all__ = [
    "DATED",
    "DUE",
    "EVENTS",
    "NAMES",
    "PLACES",
    "SECTIONS",
    "TOPICS",
    "Activation",
    "Addressee",
    "Advice",
    "AnyRow",
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
    "Guide",
    "HolderField",
    "Identifier",
    "Interpretation",
    "Label",
    "Login",
    "Logs",
    "MailboxName",
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
    "Reading",
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
    "Template",
    "Term",
    "Terms",
    "Text",
    "Threshold",
    "Topic",
    "Vat",
    "Withdrawn",
    "Wording",
    "fields",
    "structure",
]

DATED: Final[tuple[type[Row], ...]] = (
    Plan, PartnerPlan, PlanChange, PlanChangeRule, PublicDomain, MailboxName, OrderSize,
    Price, Vat, Proration,
    Terms, Advice, ManualRenewal, Automatic, Route, NewExpiry,
    Grace, GraceStretch, State, Step, Message, Activation, Suspension, FullBox,
    Notice, RedDate, SpaceWarning,
    Method, QuickPayment, Credit,
    Mode, ConsumerRight, Logs, Repurchase, Cascade,
    Subject, Identifier, HolderField, Addressee, SplitPayment,
    Channel, Login, Command, Term, RecordField, FormField, Contact, Certification,
    Guide,
    Text,
    Interpretation,
    Threshold,
)  # fmt: skip
"""Every section of dated rows."""

AnyRow: TypeAlias = Row | Source | Topic
"""A row of any section: dated, or one of the two that hold always."""

SECTIONS: Final[Mapping[str, type[AnyRow]]] = {
    Source.SECTION: Source,
    **{row.SECTION: row for row in DATED},
    Topic.SECTION: Topic,
}
"""Section -> class of its rows."""

NAMES: Final[tuple[str, ...]] = tuple(dict.fromkeys(section.partition(".")[0] for section in SECTIONS))
"""The tables, by name."""

DUE: Final[tuple[str, ...]] = tuple(
    dict.fromkeys(section.partition(".")[0] for section, row in SECTIONS.items() if not row.ABOUT.may_be_left_out)
)
"""Those that no whole set of tables does without."""


def derive(section: str, row: dict[str, Any], book: str) -> None:
    """Write into a row what it leaves out because it follows from the rest (``DERIVED`` of its class).

    Args:
        section: The row's section.
        row: The row as it is written.
        book: The id of the book; empty for the base.

    >>> row = {"topic": "expiry_day", "since": "2027-01-01", "choice": "expired"}
    >>> derive("interpretations.interpretations", row, "ours")
    >>> row["id"]
    'ours-expiry-day-2027-01-01'
    """
    for name, derived in getattr(SECTIONS[section], "DERIVED", {}).items():
        if name not in row:
            row[name] = derived.of(row, book)


def structure(section: str, row: Plain, *, is_sure: bool = False) -> AnyRow:
    """One validated row as a frozen value; ``is_sure`` for one that nobody can have edited since it was validated.

    >>> structure("pricing.vat", {"id": "vat-22", "since": "2013-10-01", "percent": "22", "certainty": "documented",
    ...                           "source": "law", "clause": "art. 16"}).percent
    Decimal('22')
    """
    kind: Any = SECTIONS[section]
    if row.get("withdrawn"):
        return _withdrawn(section, kind, row)
    columns = _read(kind, row)
    made: AnyRow = kind.of(columns) if is_sure else kind(**columns)
    return made


def _withdrawn(section: str, kind: Any, row: Plain) -> Withdrawn:
    """Only the common columns and the key count in a row that ends its key; the others may be left out."""
    common = {name: row[name] for name in COMMON if name in row}
    named_key = tuple(str(row[name]) for name in kind.KEY if name in row)
    not_stated = bool(row.get("not_stated"))
    return Withdrawn(**_read(Row, common), section=section, named_key=named_key, not_stated=not_stated)


def _read(kind: Any, row: Plain) -> dict[str, Any]:
    """The columns of a row, each as its value."""
    columns = dict(row)
    for name, read in _readers(kind):
        if name in columns:
            columns[name] = read(columns[name])
    return columns


@cache
def _readers(kind: Any) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """How the text of a column becomes its value, where it does: by its type, which comes first in its declaration."""
    inherited = [each for base in kind.__bases__ for each in (_readers(base) if base is not object else ())]
    found = [(name, _reader(declared.removeprefix("Annotated["))) for name, declared in declared_in(kind).items()]
    return (*inherited, *[(name, read) for name, read in found if read])


def _reader(declared: str) -> Callable[[Any], Any] | None:
    """How text becomes a value of the type that a declaration begins with."""
    return next((read for type_, read in _READ.items() if declared.startswith(type_)), None)


_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "tuple[Reading": lambda rows: tuple(Reading(name=row["name"], meaning=Wording(**row["meaning"])) for row in rows),
    "tuple[Choice": lambda rows: tuple(Choice(**row) for row in rows),
    "tuple[": tuple,
    "date | Literal": lambda day: day if day == "never" else date.fromisoformat(day),
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "Label": lambda names: Label(**names),
    "Template": lambda texts: Template(**texts),
    "Wording": lambda texts: Wording(**texts),
    "Question": lambda texts: Question(**texts),
}
"""How text becomes a value of a type that begins so, the longer first; any other type is written as it is.

The types are read as they are written: to evaluate the declarations takes longer than to read all tables.
"""
