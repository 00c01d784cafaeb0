"""What columns say of rows, in lists worked out before: one look-up says what a formula would.

A column that hangs on no fact beside the leaf has an entry for each leaf. Columns that hang on the same few numbers
have an entry for each combination of them and of what their formulas are; so all of them share the place of a row.
Where a grid is small, or one fact says nearly all, as the expiry of a state, rows have their places in that
(``kernel.Spread``), and leaves stand behind them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from pecrules.fleet.diagrams import BY_POLICY
from pecrules.fleet.kernel import Spread
from pecrules.fleet.making import Made
from pecrules.fleet.series import SPECIAL, Columns, Series, Slots, look_up
from pecrules.fleet.sums import Numbers

_ENTRIES: Final = 1 << 17  # of one list: more would not stay near the processor
_NOBODY: Final = np.zeros(0, np.int64)


class Gaps(NamedTuple):
    """Where columns say nothing of some rows.

    Attributes:
        missing: Of each column in which rows it says nothing; the same array where those are the same.
        left: The rows about which only the policy can say anything.
    """

    missing: list[Any]
    left: Any


class Lists:
    """What the columns of a part say, by the places of rows: those of their leaves, or those in a spread grid."""

    def __init__(self, made: Made, codes: Mapping[int, Any], dtypes: Sequence[Any], spread: Spread | None) -> None:
        """Work out what hangs on nothing else.

        Args:
            made: What rows are looked up in.
            codes: Place of a column -> the number of what each leaf says, where that is a word or a flag.
            dtypes: Of what type the values of each column are.
            spread: The grid by whose places is asked; leaves are, where there is none.
        """
        self._leaf_of = np.arange(len(made.cells)) if spread is None else spread.leaf_of
        fixed = {name: Series(np.array(low), None, None) for name, (low, high) in made.spans.items() if low == high}
        known = fixed if spread is None else {**fixed, **spread.values()}
        self._by_place = {
            place: _least(look_up(np.array(values), self._leaf_of).astype(dtypes[place]), self._leaf_of)
            for place, values in codes.items()
        }
        behind: dict[frozenset[str], list[int]] = {}
        for place, sums in enumerate(made.sums):
            if sums is not None and sums.names() <= known.keys() and sums.is_at_hand():
                self._by_place[place] = sums.of(known, self._leaf_of).astype(dtypes[place])
            elif sums is not None:
                behind.setdefault(frozenset(sums.names() - fixed.keys()), []).append(place)
        self._behind = [
            _Joint(made, fixed, sorted(names), {place: dtypes[place] for place in places}, self._leaf_of)
            for names, places in behind.items()
        ]
        self._gaps = _Gaps(made.missing, self._leaf_of, is_of_leaves=spread is None)

    def put(self, places: Any, columns: Columns, numbers: Numbers, into: Sequence[Any]) -> Gaps:
        """Put what all columns say of some rows where it belongs, and say where they say nothing.

        Args:
            places: The place of each row.
            columns: The columns.
            numbers: The numbers that formulas are made of.
            into: Where the values of each column belong.
        """
        for place, entries in self._by_place.items():
            _put(entries, places, into[place])
        for joint in self._behind:
            joint.put(places, columns, numbers, into)
        return self._gaps.of(places)


def _put(entries: Any, places: Any, into: Any) -> None:
    """Put the entries at some places where they belong; where all are the same nothing is looked up."""
    if entries.size > 1:
        look_up(entries, places, into)
    else:
        into.fill(entries[0])


def _least(entries: Any, leaf_of: Any) -> Any:
    """Entries; one of them, if all are the same where there is a leaf."""
    known = entries[leaf_of != BY_POLICY]
    return known[:1] if known.size and (known == known[0]).all() else entries


class _Gaps:
    """In which rows columns say nothing: every pattern is a bit of one number, so that one look-up says them all."""

    def __init__(self, missing: Sequence[Any], leaf_of: Any, *, is_of_leaves: bool) -> None:
        patterns = {id(each): each for each in missing}
        self._order = [id(each) for each in missing]
        self._bits = {key: 1 << place for place, key in enumerate(patterns, 1)}
        self._dtype = np.uint8 if len(patterns) < np.iinfo(np.uint8).bits else np.uint64
        self._marks = (leaf_of == BY_POLICY).astype(self._dtype)
        self._is_of_leaves = is_of_leaves
        for key, each in patterns.items():
            self._marks |= look_up(each, leaf_of).astype(self._dtype) * self._dtype(self._bits[key])

    def of(self, places: Any) -> Gaps:
        """Of each column in which rows it says nothing, and which rows are left."""
        marks = look_up(self._marks, places)
        rows = {key: (marks & self._dtype(bit)).astype(np.bool_) for key, bit in self._bits.items()}
        left = places == BY_POLICY if self._is_of_leaves else (marks & self._dtype(1)).astype(np.bool_)
        return Gaps([rows[key] for key in self._order], np.flatnonzero(left) if left.any() else _NOBODY)


class _Joint:
    """Columns that hang on the same facts: of each combination of those and of their formulas the values."""

    def __init__(
        self, made: Made, fixed: Numbers, names: Sequence[str], dtypes: Mapping[int, Any], leaf_of: Any
    ) -> None:
        self._names, self._dtypes, self._fixed, self._leaf_of = names, dtypes, fixed, leaf_of
        self._sums = {place: sums for place in dtypes if (sums := made.sums[place]) is not None}
        self._spans = {name: made.spans[name] for name in names}
        parts = np.stack([part for sums in self._sums.values() for part in sums.parts()], axis=1)
        _, self._leaves, formula = np.unique(parts, axis=0, return_index=True, return_inverse=True)
        self._formula = look_up(formula.ravel(), leaf_of)
        self._is_at_hand = all(sums.is_at_hand() for sums in self._sums.values())
        self._known: dict[tuple[tuple[Slots, ...], ...], tuple[Any, dict[int, Any]]] = {}

    def put(self, places: Any, columns: Columns, numbers: Numbers, into: Sequence[Any]) -> None:
        """Put what the columns say of some rows where it belongs."""
        groups = tuple(group for group in columns.shared if any(slots.name in self._spans for slots in group))
        if not self._is_at_hand or self._entries(groups) > _ENTRIES:
            for place, values in self._reckoned(look_up(self._leaf_of, places), {**numbers, **self._fixed}).items():
                into[place][:] = values
            return
        if groups not in self._known:
            self._known[groups] = self._work_out(groups)
        first, lists = self._known[groups]
        index = None if first is None else look_up(first, places)
        stride = 1
        for size, counted in self._counted(groups, columns):
            more = counted if stride == 1 else counted * stride
            index = more if index is None else index + more
            stride *= size
        for place, entries in lists.items():
            look_up(entries, index, into[place])

    def _reckoned(self, leaves: Any, numbers: Numbers) -> dict[int, Any]:
        return {
            place: sums.of(numbers, leaves).astype(self._dtypes[place], copy=False)
            for place, sums in self._sums.items()
        }

    def _many(self, groups: Sequence[tuple[Slots, ...]]) -> list[str]:
        """The facts that share no code."""
        coded = {slots.name for group in groups for slots in group}
        return [name for name in self._names if name not in coded]

    def _entries(self, groups: Sequence[tuple[Slots, ...]]) -> int:
        """How many entries a list has."""
        spans = (self._spans[name] for name in self._many(groups))
        sizes = [slots.size for group in groups for slots in group] + [high - low + 1 + SPECIAL for low, high in spans]
        return math.prod(sizes) * self._leaves.size

    def _counted(self, groups: Sequence[tuple[Slots, ...]], columns: Columns) -> Iterator[tuple[int, Any]]:
        """What the place of a row is made of, and how much of it there is; the first counts once."""
        for group in groups:
            yield math.prod(slots.size for slots in group), columns.code(group)
        for name in self._many(groups):
            low, high = self._spans[name]
            yield high - low + 1 + SPECIAL, columns[name].places(low, high)

    def _work_out(self, groups: Sequence[tuple[Slots, ...]]) -> tuple[Any, dict[int, Any]]:
        """Where the entries of each place begin, and those of each column."""
        facts = [*reversed([*self._facts(groups)])]
        leaves, *values = (each.ravel() for each in np.meshgrid(self._leaves, *(v for _, v in facts), indexing="ij"))
        numbers = {name: Series(each, None, None) for (name, _), each in zip(facts, values, strict=True)}
        lists = self._reckoned(leaves, {**numbers, **self._fixed})
        first = None if self._leaves.size == 1 else self._formula * (leaves.size // self._leaves.size)
        return first, lists

    def _facts(self, groups: Sequence[tuple[Slots, ...]]) -> Iterator[tuple[str, Any]]:
        """All values of each fact that a place is made of, those that count most last; beyond its span its ends."""
        for group in groups:
            for slots in reversed(group):
                low, high = self._spans.get(slots.name, (0, 0))
                yield slots.name, np.clip([*range(slots.least, slots.least + slots.size)], low, high)
        for name in self._many(groups):
            low, high = self._spans[name]
            yield name, np.clip(np.arange(low - 1, high + SPECIAL), low, high)


__all__ = ["Gaps", "Lists"]
