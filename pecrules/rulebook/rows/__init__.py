"""Validated plain data -> the tables as frozen values: Decimal for money, date for days.

Here belongs one module a table, with the table's name, and in it one class a section; a column turns its own text into
its value. A check does not belong here: the schemas have done it, so an error raised here is our own mistake. Whoever
asks tables may import the classes, each from the module of its table: no other table is read for it; ``base`` says
what every row is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pecrules.rulebook.rows.base import COMMON, Label, Plain, Record, Row, Withdrawn, declared_in, fields

if TYPE_CHECKING:
    from pecrules.rulebook.rows.interpretations import Topic
    from pecrules.rulebook.rows.sources import Source

__all__ = [
    "NAMES",
    "SECTIONS",
    "AnyRow",
    "Label",
    "Plain",
    "Record",
    "Row",
    "Withdrawn",
    "due_tables",
    "fields",
    "kinds_of",
    "structure",
]

AnyRow: TypeAlias = "Row | Source | Topic"
"""A row of any section: dated, or one of the two that hold always."""

NAMES: Final = (
    "sources", "plans", "pricing", "renewal", "lifecycle", "alerts", "payments", "termination", "holders", "channels",
    "guides", "messages", "interpretations",
)  # fmt: skip
"""The tables: each a module here."""


@cache
def kinds_of(table: str) -> Mapping[str, type[AnyRow]]:
    """Section -> class of its rows, in the order in which a table declares them; none of what is no table.

    >>> [*kinds_of("pricing")]
    ['pricing.prices', 'pricing.vat', 'pricing.proration']
    """
    declared = vars(import_module(f"{__name__}.{table}")).values() if table in NAMES else ()
    return {kind.SECTION: kind for kind in declared if getattr(kind, "SECTION", "").startswith(f"{table}.")}


class _Sections(Mapping[str, type[AnyRow]]):
    """Every section, by its table: whoever asks for one needs the others not."""

    def __getitem__(self, section: str) -> type[AnyRow]:
        return kinds_of(section.partition(".")[0])[section]

    def __iter__(self) -> Iterator[str]:
        return (section for table in NAMES for section in kinds_of(table))

    def __len__(self) -> int:
        return sum(1 for _ in self)


SECTIONS: Final[Mapping[str, type[AnyRow]]] = _Sections()
"""Section -> class of its rows."""


def due_tables() -> tuple[str, ...]:
    """The tables that no whole set of tables does without."""
    return tuple(table for table in NAMES if not all(each.ABOUT.may_be_left_out for each in kinds_of(table).values()))


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
    found = [(name, _reader(kind, declared.removeprefix("Annotated["))) for name, declared in declared_in(kind).items()]
    return (*inherited, *[(name, read) for name, read in found if read])


def _reader(kind: Any, declared: str) -> Callable[[Any], Any] | None:
    """How text becomes a value of the type that a declaration begins with.

    The types are read as they are written: to evaluate the declarations takes longer than to read all tables.
    """
    of_type = next((read for type_, read in _READ.items() if declared.startswith(type_)), None)
    name = declared.removeprefix("tuple[").partition(" ")[0].rstrip(",]")
    record = getattr(sys.modules[kind.__module__], name, None)
    if not (isinstance(record, type) and issubclass(record, Record)):
        return of_type
    return (lambda rows: tuple(_record(record, row) for row in rows)) if of_type else partial(_record, record)


def _record(kind: type[Record], columns: Plain) -> Record:
    """A record within a row."""
    return kind(**_read(kind, columns))


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "tuple[": tuple,
    "date | Literal": lambda day: day if day == "never" else date.fromisoformat(day),
    "date": date.fromisoformat,
    "Decimal": Decimal,
}
"""How text becomes a value of a type that begins so, the longer first; any other type is written as it is."""
