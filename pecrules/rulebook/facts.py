"""What checks know of one layer: the names in it, and what its rows cite and name that does not stand there.

Here belongs what is worked out of a layer alone, each thing once; whether that is wrong ``checks`` say.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

from pecrules.base.memo import Memo
from pecrules.base.problems import Path
from pecrules.base.tuples import NamedTuple
from pecrules.parsing.plain import Document, is_block, is_list
from pecrules.rulebook.layers import Entry, Layer
from pecrules.rulebook.rows import (
    SECTIONS,
    Activation,
    Addressee,
    Certification,
    Channel,
    Command,
    Credit,
    FormField,
    Guide,
    Login,
    Message,
    Method,
    Mode,
    Notice,
    Plan,
    PlanChange,
    RecordField,
    Row,
    SpaceWarning,
    State,
    Step,
    Term,
    Text,
)
from pecrules.rulebook.timelines import Key


class Reference(NamedTuple):
    """A column that names what stands in another section: in the last of its columns, with the others as in the row."""

    row: type[Row]
    column: str
    named: type[Row]
    columns: tuple[str, ...]


REFERENCES: Final[tuple[Reference, ...]] = (
    Reference(Step, "from_state", State, ("machine", "state")),
    Reference(Step, "to_state", State, ("machine", "state")),
    Reference(Step, "messages", Message, ("message",)),
    Reference(Certification, "messages", Message, ("message",)),
    Reference(PlanChange, "from_plan", Plan, ("kind", "plan")),
    Reference(PlanChange, "to_plan", Plan, ("kind", "plan")),
    Reference(Command, "event", Step, ("event",)),
    *(Reference(row, "text", Text, ("text",)) for row in (Notice, SpaceWarning, Message)),
    Reference(Guide, "commands", Command, ("command",)),
    Reference(Credit, "top_up_methods", Method, ("method",)),
    *(
        Reference(row, "channel", Channel, ("channel",))
        for row in (Activation, Mode, Addressee, Login, Command, Term, RecordField, FormField)
    ),
)
"""What rows name in other sections."""


class Cited(NamedTuple):
    """What a row names in a column, with its place."""

    document: Document
    path: Path
    word: str


class Facts:
    """What checks know of one layer, each thing worked out when it is first asked for.

    Of a layer that came with a release nothing is looked at that the layers above it cannot change.
    """

    def __init__(self, layer: Layer) -> None:
        self.layer: Final = layer
        self.begins: Final[Memo[Reference, Mapping[Key, date] | None]] = Memo(_begins, layer)
        self.open: Final[Memo[Reference, list[tuple[Entry, Path, Key]]]] = Memo(_open, layer, self.begins)
        self.said: Final[Memo[tuple[str, str], frozenset[str]]] = Memo(_said, layer)

    @cached_property
    def refs(self) -> frozenset[str]:
        """How its rows are cited; none of them is made for that."""
        return frozenset(f"{section.partition('.')[0]}/{row['id']}" for section, row in self.layer.written())

    @cached_property
    def ids(self) -> Mapping[str, Entry]:
        """The first row of each name."""
        return {entry.row.ref: entry for entry in reversed(self.layer.entries)}

    @cached_property
    def repeated(self) -> list[Entry]:
        """The rows whose name another row had before."""
        return (
            []
            if self.layer.is_checked
            else [entry for entry in self.layer.entries if self.ids[entry.row.ref] is not entry]
        )

    @cached_property
    def sources(self) -> list[Cited]:
        """Every source that is cited here and does not stand here."""
        return (
            []
            if self.layer.is_checked
            else [each for each in cited(self.layer) if each.word not in self.said["sources.sources", "id"]]
        )

    @cached_property
    def plans(self) -> list[Cited]:
        """Every plan that has a price here and does not stand here."""
        if self.layer.is_checked:
            return []
        known = self.said["plans.plans", "plan"]
        written = _written(self.layer, ("pricing.prices",))
        found = (
            Cited(document, (*path, "plan"), str(row["plan"])) for document, path, row in written if _has_plan(row)
        )
        return [each for each in found if each.word not in known]


def _said(layer: Layer, column: tuple[str, str]) -> frozenset[str]:
    """Every value of a column in a section, also in rows that have a problem elsewhere."""
    section, name = column
    rows = [row for _, _, row in _written(layer, [section])]
    return frozenset(row[name] for row in rows if isinstance(row.get(name), str))


_CITING: Final = ("source", "page")
"""The columns that name a source."""


def cited(layer: Layer) -> Iterator[Cited]:
    """Every source that a row, or the book itself, names."""
    for document, path, row in _written(layer):
        for column in _CITING:
            if isinstance(row.get(column), str):
                yield Cited(document, (*path, column), row[column])
    for document in layer.files("book"):
        adoptions = [((name, at), row) for name, at, row in _rows_of(document, "adopts")]
        for path, row in [((), document.block), *adoptions]:
            if isinstance(row.get("source"), str):
                yield Cited(document, (*path, "source"), row["source"])


def _rows_of(document: Document, section: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """The rows of a section that are blocks of keys, each with its number."""
    found = document.block.get(section)
    yield from ((section, at, row) for at, row in enumerate(found if is_list(found) else ()) if is_block(row))


def _has_plan(row: Mapping[str, Any]) -> bool:
    return isinstance(row.get("plan"), str)


def _begins(layer: Layer, reference: Reference) -> Mapping[Key, date] | None:
    """The first day of all that may be named; ``None`` if a row has a problem, for it may be the one that is meant."""
    table, _, section = reference.named.SECTION.partition(".")
    written = [document.block.get(section) for document in layer.files(table)]
    entries = layer.section(reference.named.SECTION)
    if len(entries) < sum(len(rows) for rows in written if is_list(rows)):
        return None
    first: dict[Key, date] = {}
    for row in (entry.row for entry in entries if isinstance(entry.row, reference.named)):
        key = tuple(getattr(row, column) for column in reference.columns)
        first[key] = min(row.since, first.get(key, date.max))
    return first


def _open(
    layer: Layer, begins: Memo[Reference, Mapping[Key, date] | None], reference: Reference
) -> list[tuple[Entry, Path, Key]]:
    """What rows of the layer name in a column and does not stand in the layer itself, on their first day."""
    if layer.is_checked:
        return []
    own = begins[reference] or {}
    return [
        (entry, inner, key)
        for entry in layer.section(reference.row.SECTION)
        if isinstance(entry.row, reference.row)
        for inner, key in named_in(entry.row, reference)
        if entry.row.since < own.get(key, date.max)
    ]


def named_in(row: Row, reference: Reference) -> Iterator[tuple[Path, Key]]:
    """Every word that a row's column names, with its place and as the key it would have there."""
    value: str | tuple[str, ...] | None = getattr(row, reference.column)
    beside: Key = tuple(getattr(row, column) for column in reference.columns[:-1])
    if isinstance(value, str):
        yield (reference.column,), (*beside, value)
    else:
        yield from (((reference.column, number), (*beside, word)) for number, word in enumerate(value or ()))


def _written(
    layer: Layer, sections: Iterable[str] = tuple(SECTIONS)
) -> Iterator[tuple[Document, Path, dict[str, Any]]]:
    """Every row of a layer that is a block of keys, with its place, whatever else is wrong with it."""
    for section in sections:
        table, _, name = section.partition(".")
        for document in layer.files(table):
            yield from ((document, (found, index), row) for found, index, row in _rows_of(document, name))
