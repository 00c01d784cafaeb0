"""The end of each row: cells are looked up, then states, a column at a time.

Where everything fits into one grid, a row costs one look-up a fact and one more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

import attrs
import numpy as np
from numpy.typing import NDArray

from pecrules.analysis.regions import Bound, Limit
from pecrules.analysis.running import Among, Condition, Value
from pecrules.fleet.diagrams import BY_POLICY, Axis, Branching, Diagram
from pecrules.fleet.grids import Grid, cells_by_value, cells_of_numbers, grids_of

Numbers: TypeAlias = NDArray[np.int64]
Ints: TypeAlias = NDArray[Any]

_TABLE: Final = 1 << 18  # entries of one table of states: more would not stay near the processor
_SPREAD: Final = 1 << 15  # places of a grid in which each value of one fact has its own
_DENSE: Final = 1 << 20  # values of one fact of which each has its entry


@attrs.define(eq=False, slots=False)
class Series:
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
    _places: dict[int | tuple[int, int], Any] = attrs.field(init=False, factory=dict[Any, Any])

    def numbers(self) -> Any:
        """The numbers themselves."""
        return self.values.astype(np.int64) + self.shift

    def taken(self, rows: Any) -> Series:
        """Some rows of it."""
        missing = None if self.missing is None else self.missing[rows]
        return Series(self.values[rows], missing, self.words, self.shift)

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The least number and the greatest; of no rows nothing."""
        if not self.values.size:
            return 0, 0
        return int(self.values.min()) + self.shift, int(self.values.max()) + self.shift

    def places(self, low: int, high: int) -> Any:
        """The place of each number between two ends; worked out once, whoever asks.

        That of the least is one. Zero stands for all that lies before, then there is one for all behind, and one for
        none.
        """
        least, most = self.ends
        is_between = self.missing is None and low <= least and most <= high
        key = low if is_between else (low, high)
        if key not in self._places:
            self._places[key] = self._placed(low, high, is_between=is_between)
        return self._places[key]

    def _placed(self, low: int, high: int, *, is_between: bool) -> Any:
        before = low - self.shift - 1
        values = self.values if is_between else np.clip(self.values, before, high - self.shift + 1)
        found = np.subtract(values, before, dtype=np.int64)
        if self.missing is not None:
            np.putmask(found, self.missing, high - low + SPECIAL)
        return found


SPECIAL: Final = 3
"""How many places a fact has beside those of its values: for all before, for all behind, and for none."""


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
        self.ends: Final = diagram.ends
        self._forks = {state: end for state, end in enumerate(diagram.ends) if isinstance(end, Branching)}
        self._plain = np.array([BY_POLICY if isinstance(end, Branching) else end for end in diagram.ends])
        self._groups: Final = tuple(map(_Group, grids_of(diagram, _TABLE)))
        if self._groups and not self._forks:
            self._groups[-1].table = self._plain[self._groups[-1].table]

    @cached_property
    def spread(self) -> Spread | None:
        """The same where one look-up says it all, and one fact has few values; nothing where it does not."""
        if len(self._groups) != 1 or self._forks:
            return None
        return self._groups[0].spread()

    def leaves(self, columns: Columns, count: int) -> Any:
        """The place of the leaf of each row; ``BY_POLICY`` where only the policy can answer."""
        states: Any = None
        for group in self._groups:
            places = group.places(columns)
            states = look_up(group.table, places if states is None else states * group.size + places)
        if states is None:
            return np.full(count, self._plain[0])
        if not self._forks:
            return states
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
        self.table: Any = grid.table
        self.size = grid.size
        self._sizes = [axis.size for axis in grid.axes]
        self._cells = tuple(_Cells(axis, stride) for axis, stride in zip(grid.axes, grid.strides, strict=True))

    def places(self, columns: Columns) -> Any:
        """The common number of each row."""
        first, *rest = self._cells
        index = first.of(columns[first.axis.name])
        for each in rest:
            index += each.of(columns[each.axis.name])
        return index


    def spread(self) -> Spread | None:
        """The grid spread, if it is small then."""
        dense = [place for place, cells in enumerate(self._cells) if cells.by_value is not None]
        if len(dense) != 1:
            return None
        at, cells = dense[0], self._cells[dense[0]]
        width = cells.by_value.size
        if self.table.size // cells.axis.size * width > _SPREAD:
            return None
        entries = cells.by_value // cells.stride
        leaves = self.table.reshape(self._sizes).take(entries, axis=at)
        others = [_Cells(each.axis, stride) for each, stride in self._strides(at, width)]
        return Spread(cells.axis, np.moveaxis(leaves, at, -1).ravel(), tuple(others))

    def _strides(self, at: int, width: int) -> Iterator[tuple[_Cells, int]]:
        """How often the cells of all facts but one count."""
        for place, each in reversed([*enumerate(self._cells)]):
            if place != at:
                yield each, width
                width *= each.axis.size


class Spread:
    """A grid in which each value of one fact has its entry: what hangs on no more can be looked up at once.

    Attributes:
        axis: The fact.
        leaf_of: The leaf of each place.
    """

    def __init__(self, axis: Axis, leaf_of: Any, others: tuple[_Cells, ...]) -> None:
        self.axis: Axis = axis
        self.leaf_of: Any = leaf_of
        self._others = others

    def places(self, columns: Columns) -> Any:
        """The place of each row."""
        axis = self.axis
        found = columns[axis.name].places(axis.cuts[0], axis.last)
        for each in self._others:
            found = found + each.of(columns[each.axis.name])
        return found

    def values(self) -> Any:
        """The value of the fact at each place; of a place that is for none, one that there is."""
        low, high = self.axis.cuts[0], self.axis.last
        width = high - low + 1 + SPECIAL
        return np.tile(np.clip(np.arange(low - 1, high + SPECIAL), low, high), self.leaf_of.size // width)


class _Cells:
    """What looks up the cells of one fact."""

    def __init__(self, axis: Axis, stride: int) -> None:
        self.axis = axis
        self.stride = stride
        self._missing = np.int32(axis.cell_of(None) * stride)
        self.by_value: Any = None
        if axis.cuts:
            cuts, cells = cells_of_numbers(axis)
            self._cuts = np.array(cuts, np.int64)
            self._by_place = np.array(cells, np.int32) * np.int32(stride)
            if axis.last - axis.cuts[0] < _DENSE:
                self.by_value = cells_by_value(axis, [*self._by_place.tolist(), int(self._missing)]).astype(np.int64)

    def of(self, series: Series) -> Any:
        """The cell of each row, as often as it counts."""
        if series.words is None and self.by_value is not None:
            return look_up(self.by_value, series.places(self.axis.cuts[0], self.axis.last))
        found = self._of_words(series) if series.words is not None else self._of_numbers(series)
        if series.missing is not None:
            np.putmask(found, series.missing, self._missing)
        return found

    def _of_words(self, series: Series) -> Any:
        cells = [self.axis.cell_of(word) * self.stride for word in series.words or ()]
        return look_up(np.array(cells or [0], np.int64), series.values)

    def _of_numbers(self, series: Series) -> Any:
        """Facts of which not each value has its entry; those are words where they are none at all."""
        return look_up(self._by_place, np.searchsorted(self._cuts, series.numbers(), side="right"))
