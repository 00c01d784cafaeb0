"""A folder of tables as it was read: its rows, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from pecrules.base.tuples import NamedTuple
from pecrules.model.outcomes.common import Certainty
from pecrules.parsing.plain import Document, is_list
from pecrules.rulebook.rows import AnyRow, Row, Withdrawn, derive, kinds_of, structure

if TYPE_CHECKING:
    from pecrules.base.problems import Location, Path

LAW: Final = "law"
"""The layer below every book: what no provider can say otherwise. A book may extend it alone."""

BASE: Final = "retail"
"""The public book: the list of everybody who has no other, with every table; most books extend it."""

REMEMBERED: Final = 16
"""How many folders of tables are kept as they were read, for when they are read again."""

Edits = Mapping[str, Mapping[str, Any] | None]
"""Row -> the columns in which it differs, or ``None`` for a row that is taken out (``Ruleset.edited``)."""


class Entry:
    """One row with the layer and the place it comes from."""

    __slots__ = ("document", "layer", "path", "row")

    def __init__(self, layer: str, document: Document, path: Path, row: AnyRow) -> None:
        self.layer: Final = layer
        self.document: Final = document
        self.path: Final = path
        self.row: Final = row

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


class Table:
    """One table of a layer: what was read and its rows.

    Attributes:
        document: What was read; of a table that is split, of its first file.
    """

    def __init__(self, document: Document, entries: tuple[Entry, ...]) -> None:
        self.document: Final = document
        self._entries = entries

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every row."""
        return self._entries

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

    def entry(self, name: str) -> Entry | None:
        """A row by its name."""
        return self._by_id.get(name)

    @cached_property
    def _by_id(self) -> Mapping[str, Entry]:
        return {entry.row.id: entry for entry in self.entries}

    @cached_property
    def _sections(self) -> Mapping[str, Sequence[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.section, []).append(entry)
        return found


class SplitTable(Table):
    """A table that is split over several files; which of them a row stands in makes no difference."""

    def __init__(self, parts: Sequence[Table]) -> None:
        super().__init__(parts[0].document, ())
        self._parts = tuple(parts)

    @staticmethod
    def of(tables: Sequence[Table]) -> Table:
        """One table of what was read of each file; the very table if there is but one."""
        if len(tables) == 1:
            return tables[0]
        return SplitTable(tables)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every row, file by file."""
        return self._all

    @cached_property
    def _all(self) -> tuple[Entry, ...]:
        return tuple(entry for part in self._parts for entry in part.entries)

    def section(self, name: str) -> Sequence[Entry]:
        """The rows of one section."""
        return [entry for part in self._parts for entry in part.section(name)]

    def written(self) -> Sequence[tuple[str, Any]]:
        """Every row as it was written, with its section."""
        return [row for part in self._parts for row in part.written()]

    @property
    def files(self) -> tuple[Document, ...]:
        """Every file that was read."""
        return tuple(part.document for part in self._parts)


class Adoption(NamedTuple):
    """That a book holds to what the one below says: how sure that is, and which page says so."""

    certainty: Certainty
    source: str


class Layer:
    """One folder of tables: the base, or a book laid over it. A table is read when it is first looked at.

    Attributes:
        name: The book's id.
        names: The tables that the folder has.
        is_checked: Whether it came with a release, which was checked before it was made.
    """

    def __init__(
        self, name: str, names: Iterable[str], read: Callable[[str], Table], *, is_checked: bool = False
    ) -> None:
        self.name: Final = name
        self.names: Final = tuple(names)
        self.is_checked: Final = is_checked
        self._read = read
        self._tables: dict[str, Table] = {}

    @classmethod
    def of(cls, name: str, tables: Mapping[str, Table]) -> Layer:
        """A layer whose tables have been read already."""
        return cls(name, tables, tables.__getitem__)

    @classmethod
    def bare(cls, adopts: Mapping[str, Adoption]) -> Layer:
        """A layer that adopts some of what lies below it, and has no tables."""
        layer = cls.of("", {})
        vars(layer)["adopts"] = adopts
        return layer

    def entries_of(self, table: str) -> tuple[Entry, ...]:
        """The rows of one table; none if the folder does not have it."""
        return self._table(table).entries if table in self.names else ()

    def section(self, name: str) -> Sequence[Entry]:
        """The rows of one section."""
        table = name.partition(".")[0]
        return self._table(table).section(name) if table in self.names else ()

    def entry(self, table: str, name: str) -> Entry | None:
        """A row of a table by its name."""
        return self._table(table).entry(name) if table in self.names else None

    @cached_property
    def adopts(self) -> Mapping[str, Adoption]:
        """Section or table -> that the book holds to what the one below says there."""
        rows = [row for document in self.files("book") for row in document.block.get("adopts", ())]
        return {name: Adoption(row["certainty"], row["source"]) for row in rows for name in row["sections"]}

    def adopted(self, section: str) -> Adoption | None:
        """That the book holds to a section of the one below; ``None`` if nothing says that it does."""
        return self.adopts.get(section) or self.adopts.get(section.partition(".")[0])

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

    def every_file(self) -> Iterator[Document]:
        """Every file of every table."""
        return (file for name in self.names for file in self.files(name))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The rows of every table."""
        return tuple(entry for name in self.names for entry in self._table(name).entries)

    def with_tables(self, tables: Mapping[str, Table]) -> Layer:
        """The same layer with other tables in the place of some, or besides."""
        names = dict.fromkeys((*self.names, *tables))
        return Layer(self.name, names, partial(self._table_or, tables))

    def _table_or(self, others: Mapping[str, Table], name: str) -> Table:
        return others[name] if name in others else self._table(name)

    def _table(self, name: str) -> Table:
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]


def marks(layers: Sequence[Layer], section: str) -> list[Callable[[Row], Row] | None]:
    """What the book on top makes of the rows of each layer: its own and the law's stay as they are.

    A layer's rows are adopted if every book above it adopts the section, with the least certainty of these.
    """
    found: list[Callable[[Row], Row] | None] = []
    adopted: list[Adoption] | None = []
    for layer in reversed(layers):
        found.append(None if layer.name == LAW else _mark(adopted))
        adoption = layer.adopted(section)
        adopted = None if adopted is None or adoption is None else [*adopted, adoption]
    return found[::-1]


def borrowed(layers: Sequence[Layer], section: str) -> list[bool]:
    """Of each layer, whether the book on top borrows its rows of a section."""
    return [mark is _BORROWED for mark in marks(layers, section)]


def _mark(adopted: list[Adoption] | None) -> Callable[[Row], Row] | None:
    """What becomes of a row that is adopted by some books, with a certainty each; ``None`` if not by all."""
    if adopted is None:
        return _BORROWED
    doubts = [each for each in adopted if each.certainty != "documented"]
    return None if not doubts else partial(_adopted, doubts)


_BORROWED: Final[Callable[[Row], Row]] = attrgetter("borrowed")


def _adopted(doubts: list[Adoption], row: Row) -> Row:
    """The row no surer than it is adopted; what the page of the book says itself is as sure as there."""
    for each in doubts:
        row = row if row.source == each.source else row.adopted(each.certainty)
    return row


def valid_rows(document: Document, table: str, spoiled: frozenset[Path]) -> Iterator[tuple[str, Path, Any]]:
    """The rows of a table as they were written, each with its section and its place.

    Args:
        document: The table as it was read.
        table: Its name.
        spoiled: Places with a problem: a row that one of them is about, or its section, or everything, is left out.
    """
    for section in kinds_of(table):
        name = section.partition(".")[2]
        found = document.block.get(name)
        for index, row in enumerate(found if is_list(found) else ()):
            path = (name, index)
            if spoiled.isdisjoint(((), (name,), path)):
                yield section, path, row


def entries_of(layer: str, table: str, document: Document, spoiled: frozenset[Path]) -> Iterator[Entry]:
    """The sound rows of a table; what they leave out because it follows from the rest is written in."""
    book = str(document.block.get("book", ""))
    for section, path, row in valid_rows(document, table, spoiled):
        derive(section, row, book)
        yield Entry(layer, document, path, structure(section, row))


def canonical(layer: Layer) -> list[Any]:
    """The content of a layer, in an order of its own: what a digest is made of.

    What a book adopts is a part of it, for an answer says of every other row that it is borrowed.
    """
    adopted = [("book.adopts", {"id": name, **each._asdict()}) for name, each in layer.adopts.items()]
    return sorted((*layer.written(), *adopted), key=lambda row: (row[0], str(row[1]["id"])))
