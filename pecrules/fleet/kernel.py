"""The end of each row: cells are looked up, then states, a column at a time.

Facts whose cells together make few combinations are looked up at once: their cells are added to one number, and one
table says the next state. Where everything fits into one table, a row costs one look-up a fact and one more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pecrules.analysis.regions import Bound, Limit
from pecrules.analysis.running import Among, Condition, Value
from pecrules.fleet.diagrams import BY_POLICY, OUTSIDE, Axis, Branching, Diagram

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
        ends: The ends, as the diagram has them, by the number of the last state.
    """

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        self._groups: Final = tuple(_groups(diagram))
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
                self._walk(self._diagram.end(branch), rows[here], columns, found)
        found[rows[left]] = BY_POLICY

    def _says(self, condition: Condition, rows: Ints, columns: Columns) -> Any:
        """The answers of some rows at a fork where facts lie to one another."""
        assert not isinstance(condition, str | Among | Value)  # those hang on one fact
        counts = _counts(condition)
        fixed = self._diagram.fixed
        parts = (fixed[name] if name in fixed else columns[name].taken(rows).numbers() for name in counts)
        total: Any = sum(part * times for part, times in zip(parts, counts.values(), strict=True))
        return total <= condition.most


def _counts(condition: Bound | Limit) -> dict[str, int]:
    if isinstance(condition, Limit):
        return dict(condition.counts)
    return {name: times for name, times in ((condition.x, 1), (condition.y, -1)) if name}


# -- states -----------------------------------------------------------------------------------------------------------


class _Group(NamedTuple):
    """Facts that are looked up at once.

    Attributes:
        cells: What looks up the cell of each of them, already as often as it counts in the common number.
        table: The next state by the state before and that number.
        size: How many such numbers there are.
    """

    cells: tuple[_Cells, ...]
    table: NDArray[np.int32]
    size: int

    def places(self, columns: Columns) -> Any:
        """The common number of each row."""
        first, *rest = self.cells
        index = first.of(columns[first.axis.name])
        for each in rest:
            index += each.of(columns[each.axis.name])
        return index


def _groups(diagram: Diagram) -> list[_Group]:
    """The facts of a diagram, as many of them together as fit into one table."""
    found: list[_Group] = []
    axes: list[Axis] = []
    table: Any = None
    for axis, step in zip(diagram.axes, diagram.steps, strict=True):
        following = np.array(step, np.int32)
        if table is not None and table.shape[0] * table.shape[1] * axis.size > _TABLE:
            found.append(_group(axes, table))
            axes, table = [], None
        axes.append(axis)
        table = following if table is None else following[table].reshape(table.shape[0], -1)
    if table is not None:
        found.append(_group(axes, table))
    return found


def _group(axes: Sequence[Axis], table: Any) -> _Group:
    size = table.shape[1]
    cells = list[_Cells]()
    stride = size
    for axis in axes:
        stride //= axis.size
        cells.append(_Cells(axis, stride))
    return _Group(tuple(cells), np.ascontiguousarray(table).ravel(), size)


class _Cells:
    """What looks up the cells of one fact."""

    def __init__(self, axis: Axis, stride: int) -> None:
        self.axis = axis
        self._stride = stride
        self._missing = np.int32(axis.cell_of(None) * stride)
        self._dense = bool(axis.cuts) and axis.last - axis.cuts[0] < _DENSE
        if axis.cuts:
            self._cuts = np.array([*axis.cuts, axis.last + 1], np.int64)
            cells = [OUTSIDE, *range(axis.first, axis.size), OUTSIDE]
            self._by_place = np.array(cells, np.int32) * np.int32(stride)
            if self._dense:  # one entry before the first value, and one behind the last
                widths = [1, *np.diff(self._cuts).tolist(), 1]
                self._by_value = np.repeat(self._by_place, widths)

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
