"""The end of each row: cells are looked up, then states, a column at a time.

Where everything fits into one grid, a row costs one look-up a fact and one more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pecrules.analysis.regions import Bound, Limit
from pecrules.analysis.running import Among, Condition, Value
from pecrules.fleet.diagrams import BY_POLICY, Axis, Branching, Diagram
from pecrules.fleet.grids import Grid, cells_by_value, cells_of_numbers, grids_of

Numbers: TypeAlias = NDArray[np.int64]
Ints: TypeAlias = NDArray[Any]

_TABLE: Final = 1 << 18  # entries of one table of states: more would not stay near the processor
_DENSE: Final = 1 << 20  # values of one fact of which each has its entry


class Series(NamedTuple):
    """The values of one column, or the one value that all rows have.

    Attributes:
        values: The numbers (of a day its ordinal, counted from ``shift``), or the places of words; of one value alone
            that number, or its place.
        missing: In which rows there is none; ``None`` if it is nowhere missing.
        words: The words; ``None`` of numbers.
        shift: What is to be added to each number.
    """

    values: Any
    missing: Any
    words: tuple[str | None, ...] | None
    shift: int = 0

    def numbers(self) -> Any:
        """The numbers themselves."""
        return self.values.astype(np.int64) + self.shift

    def taken(self, rows: Any) -> Series:
        """Some rows of it."""
        missing = None if self.missing is None else self.missing[rows]
        return self._replace(values=self.values[rows], missing=missing)


def look_up(table: Any, places: Any) -> Any:
    """The entries of a table at some places; those beyond its ends have the last, or the first."""
    return table.take(places, mode="clip")


Columns: TypeAlias = Mapping[str, Series]


class Kernel:
    """What finds the ends of rows.

    Attributes:
        diagram: The diagram that it goes through.
        ends: The ends, as the diagram has them, by the number of the last state.
    """

    def __init__(self, diagram: Diagram) -> None:
        self.diagram: Final = diagram
        self._groups: Final = tuple(map(_Group, grids_of(diagram, _TABLE)))
        self.ends: Final = diagram.ends
        plain = [BY_POLICY if isinstance(end, Branching) else end for end in diagram.ends]
        self._plain = np.array(plain, np.int32)
        self._forks = {state: end for state, end in enumerate(diagram.ends) if isinstance(end, Branching)}

    def leaves(self, columns: Columns, count: int) -> Any:
        """The place of the leaf of each row; ``BY_POLICY`` where only the policy can answer."""
        states: Any = None
        for group in self._groups:
            places = group.places(columns)
            states = look_up(group.table, places if states is None else states * np.int32(group.size) + places)
        if states is None:
            states = np.zeros(count, np.int32)
        found = look_up(self._plain, states)
        for state, fork in self._forks.items():
            rows = np.flatnonzero(states == state)
            if rows.size:
                self._walk(fork, rows, columns, found)
        return found

    def _walk(self, node: int | Branching, rows: Ints, columns: Columns, found: Ints) -> None:
        """Go what is left of a tree with some rows."""
        if not isinstance(node, Branching):
            found[rows] = node
            return
        said = self._says(node.condition, rows, columns)
        left = np.ones(rows.size, np.bool_)
        for answer, branch in node.branches:
            here = said == answer
            left &= ~here
            if here.any():
                self._walk(self.diagram.end(branch), rows[here], columns, found)
        found[rows[left]] = BY_POLICY

    def _says(self, condition: Condition, rows: Ints, columns: Columns) -> Any:
        """The answers of some rows at a fork where facts lie to one another."""
        assert not isinstance(condition, str | Among | Value)  # those hang on one fact
        counts = counts_of(condition)
        fixed = self.diagram.fixed
        parts = (fixed[name] if name in fixed else columns[name].taken(rows).numbers() for name in counts)
        total: Any = sum(part * times for part, times in zip(parts, counts.values(), strict=True))
        return total <= condition.most


def counts_of(condition: Bound | Limit) -> dict[str, int]:
    """Fact -> how often it counts in the sum that a condition is about."""
    if isinstance(condition, Limit):
        return dict(condition.counts)
    return {name: times for name, times in ((condition.x, 1), (condition.y, -1)) if name}


# -- states -----------------------------------------------------------------------------------------------------------


class _Group:
    """What looks up the facts of one grid."""

    def __init__(self, grid: Grid) -> None:
        self.table, self.size = grid.table, grid.size
        self._cells = tuple(_Cells(axis, stride) for axis, stride in zip(grid.axes, grid.strides, strict=True))

    def places(self, columns: Columns) -> Any:
        """The common number of each row."""
        first, *rest = self._cells
        index = first.of(columns[first.axis.name])
        for each in rest:
            index += each.of(columns[each.axis.name])
        return index


class _Cells:
    """What looks up the cells of one fact."""

    def __init__(self, axis: Axis, stride: int) -> None:
        self.axis = axis
        self._stride = stride
        self._missing = np.int32(axis.cell_of(None) * stride)
        self._dense = bool(axis.cuts) and axis.last - axis.cuts[0] < _DENSE
        if axis.cuts:
            cuts, cells = cells_of_numbers(axis)
            self._cuts = np.array(cuts, np.int64)
            self._by_place = np.array(cells, np.int32) * np.int32(stride)
            if self._dense:
                self._by_value = cells_by_value(axis, self._by_place.tolist())

    def of(self, series: Series) -> Any:
        """The cell of each row, as often as it counts."""
        found = self._of_words(series) if series.words is not None else self._of_numbers(series)
        if series.missing is not None:
            np.putmask(found, series.missing, self._missing)
        return found

    def _of_words(self, series: Series) -> Any:
        cells = [self.axis.cell_of(word) * self._stride for word in series.words or ()]
        return look_up(np.array(cells or [0], np.int32), series.values)

    def _of_numbers(self, series: Series) -> Any:
        if not self._dense:
            return look_up(self._by_place, np.searchsorted(self._cuts, series.numbers(), side="right"))
        before = int(self._cuts[0]) - series.shift - 1
        return look_up(self._by_value, series.values - series.values.dtype.type(before))
