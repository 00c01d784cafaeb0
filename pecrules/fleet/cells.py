"""What the cells of a batch say: texts, moments and large numbers become days, numbers and flags, or cannot be read.

A cell that cannot be read costs its row the answer, and no other row; a column of which no cell can be read is of
another type, and is told before any work is done (decision 36).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

import numpy as np

from pecrules.base.errors import InvalidRequest
from pecrules.base.problems import Location, Problem
from pecrules.base.written import FLAGS, WHOLE, day_of, likely
from pecrules.fleet import frames
from pecrules.fleet.columns import Input, Kind
from pecrules.fleet.frames import Source
from pecrules.present.labels import code_of
from pecrules.rulebook.ruleset import Ruleset

UNREAD: Final = "pecrules.unread"
"""The column that says which rows have a cell that cannot be read."""


def unread_in(batch: Any) -> Any:
    """In which rows of a batch, or a table, a cell cannot be read."""
    return np.asarray(batch.column(UNREAD)) if UNREAD in batch.schema.names else np.zeros(batch.num_rows, np.bool_)


_BEYOND: Final = 1 << 63
_NAMED: Final = 20
"""So many cells are named; the others are counted."""


class Cell(NamedTuple):
    """A cell that cannot be read.

    Attributes:
        row: The number of its row in the frame, from 0 on.
        column: The name of its column.
        kind: Of what kind it was to be.
        found: What stands there.
    """

    row: int
    column: str
    kind: Kind
    found: str

    def problem(self, place: Location | None) -> Problem:
        """What is to be told of it."""
        path = (self.row, self.column)
        if self.kind == "day":
            return Problem("PR305", place, path, {"found": self.found}, nearest=likely(self.found))
        args = {"found": self.found, "key": self.column, "expected": frames.IN_WORDS[self.kind]}
        return Problem("PR304", place, path, args)


class Cells:
    """Reads the cells of a frame, batch by batch, and remembers the first ones that cannot be read.

    Args:
        source: The frame.
        inputs: Column -> what it is to be.
        rules: The rules whose labels are taken for codes in texts; ``None`` where there are those of several books.

    Attributes:
        count: How many cells cannot be read.
    """

    def __init__(self, source: Source, inputs: Mapping[str, Input], rules: Ruleset | None) -> None:
        self._source, self._inputs, self._rules = source, inputs, rules
        self._rows = 0
        self._named: list[Cell] = []
        self.count: int = 0

    def problems(self) -> list[Problem]:
        """What is to be told of the first cells that cannot be read, with their places."""
        return self._placed(self._named)

    def read(self, batch: Any) -> Any:
        """A batch whose columns are what they are to be, with the column ``UNREAD`` where one had to be read.

        Raises:
            InvalidRequest: it is the first one, and there are columns of which no cell can be read.
        """
        columns = {name: batch.column(name) for name in batch.schema.names}
        unread = np.zeros(batch.num_rows, np.bool_)
        doubtful = [name for name, of in self._inputs.items() if self._is_doubtful(columns[name].type, of.kind)]
        mistyped: list[Cell] = []
        for name in doubtful:
            column = columns[name]
            columns[name], bad = self._read(column, self._inputs[name])
            cells = self._cells(column, name, np.flatnonzero(bad))
            if cells and not self._rows and int(bad.sum()) == len(column) - column.null_count:
                mistyped.append(cells[0])
            self._named += cells[: _NAMED - len(self._named)]
            self.count += int(bad.sum())
            unread |= bad
        if mistyped:
            raise InvalidRequest(self._placed(mistyped))
        self._rows += batch.num_rows
        if not doubtful:
            return batch
        columns[UNREAD] = frames.pa.array(unread)
        return frames.pa.RecordBatch.from_arrays([*columns.values()], [*columns])

    def _is_doubtful(self, kind: Any, wanted: Kind) -> bool:
        """Whether a column of a type has to be read."""
        types = frames.pa.types
        if types.is_string(kind):
            return self._source.is_text
        is_moment = types.is_timestamp(kind) or types.is_date64(kind)
        return bool(is_moment if wanted == "day" else frames.is_large(kind))

    def _read(self, column: Any, of: Input) -> tuple[Any, Any]:
        """A column as it is to be, and the rows in which it cannot be read; of texts each that differs is read once."""
        pa, pc = frames.pa, frames.pc
        if not pa.types.is_string(column.type):
            return _of_numbers(column, of.kind)
        coded = column.dictionary_encode()
        reader, form = _READERS.get(of.kind, (self._code_of(of.section), pa.string()))
        texts = [text and text.strip() for text in coded.dictionary.to_pylist()]
        read = pa.array([reader(text) if text else None for text in texts], form).take(coded.indices)
        said = pa.array([bool(text) for text in texts], pa.bool_()).take(coded.indices)
        return read, np.asarray(pc.and_(pc.fill_null(said, False), read.is_null()))

    def _code_of(self, section: str) -> Callable[[str], str]:
        """What takes a label for its code."""
        rules = self._rules
        return str if rules is None or not section else lambda text: code_of(text, section, rules)

    def _cells(self, column: Any, name: str, rows: Any) -> list[Cell]:
        kind, some = self._inputs[name].kind, rows[:_NAMED]
        texts = column.take(frames.pa.array(some)).cast(frames.pa.string()).to_pylist()  # Python has not all moments
        return [Cell(self._rows + row, name, kind, text) for row, text in zip(some.tolist(), texts, strict=True)]

    def _placed(self, some: Iterable[Cell]) -> list[Problem]:
        cells = sorted(some, key=lambda cell: cell.row)
        places = self._source.where([(cell.row, cell.column) for cell in cells])
        return [cell.problem(place) for cell, place in zip(cells, places, strict=True)]


def _of_numbers(column: Any, kind: Kind) -> tuple[Any, Any]:
    """A column of moments, or of large numbers, as it is to be, and the rows in which it cannot be read."""
    pa, pc = frames.pa, frames.pc
    if kind == "day":
        read = column.cast(pa.date32(), safe=False)
        bad = pc.not_equal(read.cast(column.type), column)
    else:
        read, bad = column, _is_beyond(column)
    bad = pc.fill_null(bad, False)
    read = pc.if_else(bad, pa.scalar(None, read.type), read)
    return (read if kind == "day" else read.cast(pa.int64())), np.asarray(bad)


def _is_beyond(numbers: Any) -> Any:
    """Which numbers do not fit into 64 bits."""
    pa, pc = frames.pa, frames.pc
    if pa.types.is_uint64(numbers.type):
        return pc.greater_equal(numbers, pa.scalar(_BEYOND, pa.uint64()))
    ends = (pa.scalar(Decimal(end)) for end in (-_BEYOND, _BEYOND - 1))
    return pc.or_(*(compare(numbers, end) for compare, end in zip((pc.less, pc.greater), ends, strict=True)))


def _whole(text: str) -> int | None:
    number = int(text) if re.fullmatch(WHOLE, text) else _BEYOND
    return number if -_BEYOND <= number < _BEYOND else None


_READERS: Final[Mapping[Kind, tuple[Callable[[str], Any], Any]]] = {
    "day": (day_of, frames.pa.date32()),
    "flag": (lambda text: FLAGS.get(text.lower()), frames.pa.bool_()),
    "number": (_whole, frames.pa.int64()),
}
"""Kind of values that are more than words -> what reads one, ``None`` if it cannot be; and their type."""
