"""A folder of tables as it was read: its rows, each with its place, and what a row rests on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any, Final, Literal

import attrs

from pecrules.base.errors import Location, Path
from pecrules.model.outcomes.common import Certainty
from pecrules.parsing.plain import Document, is_list
from pecrules.rulebook.rows import SECTIONS, Row, Source, Withdrawn

Edits = Mapping[str, Mapping[str, Any] | None]
"""Row -> the columns in which it differs, or ``None`` for a row that is taken out (``Ruleset.edited``)."""


@attrs.frozen(eq=False)
class Entry:
    """One row with the layer and the place it comes from."""

    layer: str
    document: Document
    path: Path
    row: Row | Source

    @property
    def section(self) -> str:
        """The row's table and section, as ``pricing.prices``."""
        return self.row.section if isinstance(self.row, Withdrawn) else self.row.SECTION

    @property
    def location(self) -> Location:
        """Where the row stands."""
        return self.document.where(self.path)

    @property
    def plain(self) -> Any:
        """The row as it was written."""
        data = self.document.data
        for step in self.path:
            data = data[step]
        return data


@attrs.frozen(eq=False, repr=False, slots=False)  # the sections are kept beside the fields
class Table:
    """One table of a layer: what was read and its rows."""

    document: Document
    entries: tuple[Entry, ...]

    def section(self, name: str) -> Sequence[Entry]:
        """The rows of one section."""
        return self._sections.get(name, ())

    def written(self) -> Sequence[tuple[str, Any]]:
        """Every row as it was written, with its section."""
        return [(entry.section, entry.plain) for entry in self.entries]

    @property
    def files(self) -> tuple[Document, ...]:
        """Every file that was read."""
        return (self.document,)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The rows by their names."""
        return {entry.row.id: entry for entry in self.entries}

    @cached_property
    def _sections(self) -> Mapping[str, Sequence[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.section, []).append(entry)
        return found


@attrs.frozen(eq=False, repr=False, slots=False)
class SplitTable(Table):
    """A table that is split over several files; which of them a row stands in makes no difference."""

    parts: tuple[Document, ...]

    @staticmethod
    def of(tables: Sequence[Table]) -> Table:
        """One table of what was read of each file; the very table if there is but one."""
        if len(tables) == 1:
            return tables[0]
        first, *parts = (table.document for table in tables)
        return SplitTable(first, tuple(entry for table in tables for entry in table.entries), tuple(parts))

    @property
    def files(self) -> tuple[Document, ...]:
        """Every file that was read."""
        return (self.document, *self.parts)


class Layer:
    """One folder of tables: the base, or a book laid over it. A table is read when it is first looked at.

    Attributes:
        name: The book's id.
        names: The tables that the folder has.
    """

    def __init__(self, name: str, names: Iterable[str], read: Callable[[str], Table]) -> None:
        self.name: Final = name
        self.names: Final = tuple(names)
        self._read = read
        self._tables: dict[str, Table] = {}

    @classmethod
    def of(cls, name: str, tables: Mapping[str, Table]) -> "Layer":
        """A layer whose tables have been read already."""
        return cls(name, tables, tables.__getitem__)

    def entries_of(self, table: str) -> tuple[Entry, ...]:
        """The rows of one table; none if the folder does not have it."""
        return self._table(table).entries if table in self.names else ()

    def section(self, name: str) -> Sequence[Entry]:
        """The rows of one section."""
        table = name.partition(".")[0]
        return self._table(table).section(name) if table in self.names else ()

    def entry(self, table: str, name: str) -> Entry | None:
        """A row of a table by its name."""
        return self._table(table).by_id.get(name) if table in self.names else None

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Every table as it was read, by name; the first file of one that is split."""
        return {name: self._table(name).document for name in self.names}

    def written(self) -> Iterator[tuple[str, Any]]:
        """Every row as it was written, with its section."""
        return (row for name in self.names for row in self._table(name).written())

    def files(self, table: str) -> tuple[Document, ...]:
        """Every file of a table; none if the folder does not have it."""
        return self._table(table).files if table in self.names else ()

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The rows of every table."""
        return tuple(entry for name in self.names for entry in self._table(name).entries)

    def with_tables(self, tables: Mapping[str, Table]) -> "Layer":
        """The same layer with other tables in the place of some, or besides."""
        names = dict.fromkeys((*self.names, *tables))
        return Layer(self.name, names, partial(self._table_or, tables))

    def _table_or(self, others: Mapping[str, Table], name: str) -> Table:
        return others[name] if name in others else self._table(name)

    def _table(self, name: str) -> Table:
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]


def sound_rows(document: Document, table: str, spoiled: frozenset[Path]) -> Iterator[tuple[str, Path, Any]]:
    """The rows of a table as they were written, each with its section and its place.

    Args:
        document: The table as it was read.
        table: Its name.
        spoiled: Places with a problem: a row that one of them is about, or its section, or everything, is left out.
    """
    for section in (section for section in SECTIONS if section.partition(".")[0] == table):
        name = section.partition(".")[2]
        found = document.block.get(name)
        for index, row in enumerate(found if is_list(found) else ()):
            path = (name, index)
            if spoiled.isdisjoint(((), (name,), path)):
                yield section, path, row


@attrs.frozen(slots=False)
class Citation:
    """Where a row comes from and what it rests on.

    Attributes:
        ref: The row, as ``pricing/standard-year-2023``.
        layer: The book whose row it is; ``retail`` for the base.
        location: File, line and column.
        row: The row itself.
        source: The row of the source it cites; a source's own row for a source.
    """

    ref: str
    layer: str
    location: Location
    row: Row | Source
    source: Source

    @staticmethod
    def of(entry: Entry, source: Source) -> "Citation":
        """A row and its source; whoever does not ask for the place does not wait for the text to be searched."""
        citation = object.__new__(Citation)
        vars(citation).update(ref=entry.row.ref, layer=entry.layer, row=entry.row, source=source, _entry=entry)
        return citation

    def __getattr__(self, name: str) -> Any:
        """The place, when somebody asks for it."""
        entry = vars(self).get("_entry")
        if entry is None or name != "location":
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        vars(self)["location"] = entry.location
        return entry.location

    def __getstate__(self) -> dict[str, Any]:
        """The fields alone."""
        return {field.name: getattr(self, field.name) for field in attrs.fields(Citation)}

    @property
    def certainty(self) -> Certainty:
        """``documented``, ``inferred`` or ``assumed``."""
        return self.row.certainty if isinstance(self.row, Row) else "documented"

    @property
    def since(self) -> date | None:
        """The row's first day; a source has none."""
        return self.row.since if isinstance(self.row, Row) else None

    @property
    def announced(self) -> date | None:
        """The day the row became known; a source has none."""
        return self.row.known if isinstance(self.row, Row) else None

    @property
    def existing_since(self) -> date | Literal["never"] | None:
        """The first day for those who were customers before, or ``never``; ``None`` if that is its first day too."""
        return self.row.existing_since if isinstance(self.row, Row) else None

    @property
    def clause(self) -> str:
        """The place in the source."""
        return self.row.clause if isinstance(self.row, Row) else self.row.title

    @property
    def note(self) -> str | None:
        """What the analyst noted."""
        return self.row.note


def canonical(layer: Layer) -> list[Any]:
    """The content of a layer, in an order of its own: what a digest is made of."""
    return sorted(layer.written(), key=lambda row: (row[0], str(row[1]["id"])))
