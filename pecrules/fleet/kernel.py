"""The end of each row: cells are looked up, then states, a column at a time.

Where everything fits into one grid, a row costs one look-up a fact and one more.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property, reduce
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pecrules.analysis.regions import Bound, Limit
from pecrules.analysis.running import Among, Condition, Value
from pecrules.fleet.diagrams import BY_POLICY, Axis, Branching, Drawn
from pecrules.fleet.grids import Grid, cells_by_value, cells_of_numbers, grids_of
from pecrules.fleet.series import SPECIAL, Columns, Series, Slots, look_up

Numbers: TypeAlias = NDArray[np.int64]
Ints: TypeAlias = NDArray[Any]

_TABLE: Final = 1 << 18  # entries of one table of states: more would not stay near the processor
_SPREAD: Final = 1 << 16  # places of a grid in which each value of one fact has its own
_DENSE: Final = 1 << 20  # values of one fact of which each has its entry


class Kernel:
    """What finds the ends of rows.

    Attributes:
        diagram: The diagram that it goes through.
        ends: The ends, as the diagram has them, by the number of the last state.
    """

    def __init__(self, diagram: Drawn) -> None:
        self.diagram: Final = diagram
        self.ends: Final = diagram.ends
        self._forks = {state: end for state, end in enumerate(diagram.ends) if isinstance(end, Branching)}
        self._plain = np.array([BY_POLICY if isinstance(end, Branching) else end for end in diagram.ends])
        self._groups: Final = self._grouped(is_last_apart=False)

    def _grouped(self, *, is_last_apart: bool) -> tuple[_Group, ...]:
        groups = tuple(map(_Group, grids_of(self.diagram, _TABLE, is_last_apart=is_last_apart)))
        if groups and not self._forks:
            groups[-1].table = self._plain[groups[-1].table]
        return groups

    @cached_property
    def spread(self) -> Spread | None:
        """The last look-up, where it says at once what else is behind a leaf; nothing where that would be too much."""
        if self._forks or not self._groups:
            return None
        ways = self._groups, self._grouped(is_last_apart=True)
        by_value = (last.by_value(before) for *before, last in ways)
        found = next((each for each in by_value if each is not None), None)
        return found or next((each for *before, last in ways if (each := last.as_it_is(before)) is not None), None)

    def leaves(self, columns: Columns, count: int) -> Any:
        """The place of the leaf of each row; ``BY_POLICY`` where only the policy can answer."""
        states = _states(self._groups, columns)
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


def _states(groups: Iterable[_Group], columns: Columns) -> Any:
    """The state of each row behind some grids; nothing where there are none."""
    states: Any = None
    for group in groups:
        places = group.places(columns)
        states = look_up(group.table, places if states is None else _plus(states * group.size, places))
    return states


class _Group:
    """What looks up the facts of one grid."""

    def __init__(self, grid: Grid) -> None:
        self.table: Any = grid.table.astype(np.int64)
        self.size = grid.size
        self._sizes = [axis.size for axis in grid.axes]
        self._facts = _Facts([_Cells(*each) for each in zip(grid.axes, grid.strides, strict=True)])

    def places(self, columns: Columns) -> Any:
        """The common number of each row."""
        return self._facts.places(columns)

    def by_value(self, before: Sequence[_Group]) -> Spread | None:
        """The grid spread by the one fact that has many values; nothing if it has no such fact, or is large."""
        cells = self._facts.cells
        many = [place for place, each in enumerate(cells) if each.by_value is not None]
        if len(many) != 1:
            return None
        at, width = many[0], cells[many[0]].by_value.size
        if self.table.size // cells[at].axis.size * width > _SPREAD:
            return None
        leaves = self.table.reshape(-1, *self._sizes).take(cells[at].by_value // cells[at].stride, axis=at + 1)
        others = _Facts([_Cells(each.axis, stride) for each, stride in self._strides(at, width)])
        leaf_of, size = np.moveaxis(leaves, at + 1, -1).ravel(), self.size // cells[at].axis.size * width
        return Spread(before, size, cells[at].axis, leaf_of, others)

    def as_it_is(self, before: Sequence[_Group]) -> Spread | None:
        """The grid as it is; nothing if it is large."""
        return Spread(before, self.size, None, self.table, self._facts) if self.table.size <= _SPREAD else None

    def _strides(self, at: int, width: int) -> Iterator[tuple[_Cells, int]]:
        """How often the cells of all facts but one count."""
        for place, each in reversed([*enumerate(self._facts.cells)]):
            if place != at:
                yield each, width
                width *= each.axis.size


class Spread:
    """A grid that says at once what else is behind a leaf, where each value of one fact has its entry, or it is small.

    Attributes:
        axis: The fact of which each value has its entry; none, if it is the grid as it is.
        leaf_of: The leaf of each place.
    """

    def __init__(self, before: Sequence[_Group], size: int, axis: Axis | None, leaf_of: Any, others: _Facts) -> None:
        self.axis: Axis | None = axis
        self.leaf_of: Any = leaf_of
        self._before, self._size, self._others = before, size, others
        facts = tuple((each.axis, each.stride) for each in others.cells)
        self._key: Hashable = id(self) if before else (axis and (axis.name, axis.cuts[0], axis.last), facts)

    def places(self, columns: Columns) -> Any:
        """The place of each row; worked out once for all grids of the same facts."""
        if self._key not in columns.placed:
            columns.placed[self._key] = self._placed(columns)
        return columns.placed[self._key]

    def _placed(self, columns: Columns) -> Any:
        axis, found = self.axis, _states(self._before, columns)
        if found is not None:
            found *= self._size
        if self._others.cells:
            found = _plus(found, self._others.places(columns))
        if axis is None:
            return found
        places = columns[axis.name].places(axis.cuts[0], axis.last)
        return places if found is None else _plus(found, places)

    def values(self) -> dict[str, Series]:
        """The value of the fact at each place; of a place that is for none, one that there is."""
        if self.axis is None:
            return {}
        low, high = self.axis.cuts[0], self.axis.last
        width = high - low + 1 + SPECIAL
        values = np.tile(np.clip(np.arange(low - 1, high + SPECIAL), low, high), self.leaf_of.size // width)
        return {self.axis.name: Series(values, None, None)}


class _Facts:
    """What adds up the cells of some facts: of those that share a code at once."""

    def __init__(self, cells: Sequence[_Cells]) -> None:
        self.cells = cells
        self._lists: dict[tuple[Slots, ...], Any] = {}

    def places(self, columns: Columns) -> Any:
        """The sum of the cells of each row."""
        left = {each.axis.name: each for each in self.cells}
        found: Any = None
        for group in columns.shared:
            ours = [left.pop(slots.name) for slots in group if slots.name in left]
            if ours:
                found = _plus(found, look_up(self._list(group), columns.code(group)))
        for name, each in left.items():
            found = _plus(found, each.of(columns[name]))
        return found

    def _list(self, group: tuple[Slots, ...]) -> Any:
        """The sum of the cells by the code of some facts."""
        if group not in self._lists:
            cells = {each.axis.name: each for each in self.cells}
            vectors = [
                cells[slots.name].in_slots(slots) if slots.name in cells else np.zeros(slots.size, np.int64)
                for slots in group
            ]
            self._lists[group] = reduce(np.add.outer, vectors).ravel()
        return self._lists[group]


def _plus(found: Any, more: Any) -> Any:
    """A sum in the place of what was found before, which is nobody else's."""
    return more if found is None else np.add(found, more, out=found)


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

    def in_slots(self, slots: Slots) -> Any:
        """The cells of some values, as often as they count."""
        return np.array([self.axis.cell_of(value) * self.stride for value in slots.values()], np.int64)

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
