"""Rows changed, added or taken out in memory: layers like those that were read, but for some tables.

A changed table is validated and checked as a file would be. What did not change is shared: tables, and in a changed
table the rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, cast

from pecrules.base.errors import InvalidRules, nearest
from pecrules.base.problems import Location, Path, Problem
from pecrules.parsing.plain import Document, is_block, is_list
from pecrules.parsing.schema_check import Check, compile_validator
from pecrules.parsing.validation import schema, validate
from pecrules.rulebook import checks
from pecrules.rulebook.layers import Edits, Entry, Layer, SplitTable, Table, valid_rows
from pecrules.rulebook.rows import NAMES, SECTIONS, AnyRow, kinds_of, structure


class EditedDocument(Document):
    """A table some of whose rows were changed: the others still stand where they stood.

    Attributes:
        before: The table before, or ``None`` if its layer had none.
        origins: Row -> its place in the table before, or its name if it is no longer what stands there.
    """

    def __init__(self, name: str, data: Any, before: Document | None, origins: Mapping[Path, Path | str]) -> None:
        super().__init__(name, data, "")
        self.before: Final = before
        self.origins: Final = origins

    def news(self) -> dict[str, Any]:
        """The data without the rows that were there before: they fit. A section that would be empty keeps one."""
        new = {path for path, origin in self.origins.items() if isinstance(origin, str)}
        return {
            name: [row for index, row in enumerate(value) if (name, index) in new] or value[:1]
            if is_list(value)
            else value
            for name, value in self.block.items()
        }

    def where(self, path: Path, *, key: bool = False) -> Location:
        """The place of the value at ``path``, or of its key; for a row that was edited, its name."""
        origin = self.origins.get(path[:2], path[:2])
        if isinstance(origin, str) or self.before is None:
            return Location(f"edited:{origin if isinstance(origin, str) else self.name}")
        return self.before.where((*origin, *path[2:]), key=key)


class _FileEdit:
    """What is changed in one file of one layer; ``None`` for a table that the layer does not have yet."""

    def __init__(self, layer: Layer, table: str, before: Document | None) -> None:
        self.layer, self.table, self.before = layer, table, before
        self.changed: dict[Path, Mapping[str, Any] | None] = {}  # place of a row -> its columns; None takes it out
        self.added: dict[str, list[dict[str, Any]]] = {}  # section -> rows

    def document(self) -> EditedDocument:
        """The file as it is after the edits."""
        before = self.before
        data: dict[str, Any] = dict(before.block) if before else {"table": self.table, "book": self.layer.name}
        origins: dict[Path, Path | str] = {}
        for section in dict.fromkeys((*(str(path[0]) for path in self.changed), *self.added)):
            rows = tuple(self._rows(section, data.get(section, [])))
            data[section] = [row for row, _ in rows]
            origins |= {(section, index): origin for index, (_, origin) in enumerate(rows)}
        return EditedDocument(before.name if before else f"{self.table}.yaml", data, before, origins)

    def _rows(self, section: str, rows: Sequence[Any]) -> Iterator[tuple[Any, Path | str]]:
        """The rows of a section after the edits, each with its place before, or its name."""
        for index, row in enumerate(rows):
            columns = self.changed.get((section, index), row)
            if columns is row:
                yield row, (section, index)
            elif columns is not None:
                yield _with(row, columns), f"{self.table}/{row['id']}"
        yield from ((row, f"{self.table}/{row['id']}") for row in self.added.get(section, ()))

    def made(self) -> tuple[Table, tuple[Problem, ...]]:
        """The file's sound rows, those that stood there before being the same objects; and what is wrong with it."""
        document = self.document()
        problems = () if _fits(self.table)(document.news()) else validate(document, self.table)
        stood = (entry for entry in self.layer.entries_of(self.table) if entry.document is self.before)
        kept: dict[Path | str, AnyRow] = {entry.path: entry.row for entry in stood}
        valid = valid_rows(document, self.table, frozenset(problem.path[:2] for problem in problems))
        entries = (
            Entry(
                self.layer.name, document, path, kept.get(document.origins.get(path, path)) or structure(section, row)
            )
            for section, path, row in valid
        )
        return Table(document, tuple(entries)), problems


def edit(layers: Sequence[Layer], edits: Edits, adding_to: int) -> tuple[Layer, ...]:
    """The layers with rows changed, added or taken out.

    Args:
        layers: The base first.
        edits: Row -> the columns in which it differs; ``None`` takes it out.
        adding_to: The layer to which rows are added, counted from the base.

    Raises:
        InvalidRules: a row or a section is not there, or the tables would not be sound.
    """
    planned, problems = _planned(layers, edits, adding_to)
    edited = list(layers)
    for (number, table), files in planned.items():
        layer, made = layers[number], list[Table]()
        for before in _files(layer, table):
            if before.document.name in files:
                changed, found = files[before.document.name].made()
                made.append(changed)
                problems += found
            else:
                made.append(before)
        edited[number] = edited[number].with_tables({table: SplitTable.of(made)})
    problems += checks.besides(edited, problems)
    if problems:
        raise InvalidRules(problems)
    return tuple(edited)


_Planned = dict[tuple[int, str], dict[str, _FileEdit]]
"""What is changed, by layer and table, and then by file."""


def _files(layer: Layer, table: str) -> list[Table]:
    """A table file by file; for one that the layer does not have, an empty one."""
    rows: dict[str, list[Entry]] = {document.name: [] for document in layer.files(table)}
    for entry in layer.entries_of(table):
        rows[entry.document.name].append(entry)
    found = [Table(document, tuple(rows[document.name])) for document in layer.files(table)]
    return found or [Table(Document("", None, ""), ())]


def _planned(layers: Sequence[Layer], edits: Edits, adding_to: int) -> tuple[_Planned, list[Problem]]:
    """What is to be done in which layer's table, and a problem for each name that leads nowhere."""
    planned: _Planned = {}
    problems: list[Problem] = []
    for name, columns in edits.items():
        place, _, row = name.partition("/")
        table, _, section = place.partition(".")
        number, entry = _find(layers, place, row) or (adding_to, None)
        if entry is None and (columns is None or place not in SECTIONS):
            problems.append(_lost(layers, place, row))
            continue
        document = layers[number].documents.get(table) if entry is None else entry.document
        files = planned.setdefault((number, table), {})
        each = files.setdefault(document.name if document else "", _FileEdit(layers[number], table, document))
        if entry is not None:
            each.changed[entry.path] = columns
        else:
            each.added.setdefault(section, []).append(_with({"id": row}, columns or {}))
    return planned, problems


def _find(layers: Sequence[Layer], place: str, row: str) -> tuple[int, Entry] | None:
    """The layer and the entry of a row; ``None`` for one that there is not yet."""
    table = place.partition(".")[0]
    for number, layer in enumerate(layers):
        entry = layer.entry(table, row)
        if entry is not None and place in (entry.section, table):
            return number, entry
    return None


def _lost(layers: Sequence[Layer], place: str, row: str) -> Problem:
    """Nothing is called so."""
    table = place.partition(".")[0]
    sections = tuple(kinds_of(table))
    if (place != table and place not in SECTIONS) or not sections:
        known = sections or NAMES
        args = {"found": place, "allowed": ", ".join(known)}
        return Problem("PR227", None, (f"{place}/{row}",), args, nearest=nearest(place, known))
    rows = [f"{place}/{entry.row.id}" for layer in layers for entry in layer.entries_of(table)]
    args = {"found": f"{place}/{row}", "allowed": ", ".join(f"{section}/{row}" for section in sections)}
    return Problem("PR226", None, (f"{place}/{row}",), args, nearest=nearest(f"{place}/{row}", rows))


@cache
def _fits(table: str) -> Check:
    """The table's schema, compiled once: who edits rules edits them often."""
    return compile_validator(schema(table))


def _with(row: Mapping[str, Any], columns: Mapping[str, Any]) -> dict[str, Any]:
    """A row with other values in some columns; ``None`` takes away what the row says there."""
    left_out = {name for name, value in columns.items() if value is None and name in row}
    return {name: _plain(value) for name, value in {**row, **columns}.items() if name not in left_out}


def _plain(value: Any) -> Any:
    """A value as a table has it: days and amounts are text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if is_block(value):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in cast("Sequence[Any]", value)] if isinstance(value, list | tuple) else value
