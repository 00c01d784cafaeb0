"""What columns say of rows, in lists worked out before: one look-up says what a formula would.

A column that hangs on no fact beside the leaf has an entry for each leaf. Columns that hang on the same few numbers
have an entry for each combination of them and of what their formulas are; so all of them share the place of a row.
Where one fact says nearly all, as the expiry of a state, a place is its value, and the leaf stands behind it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from pecrules.fleet.diagrams import BY_POLICY
from pecrules.fleet.kernel import SPECIAL, Columns, Series, Spread, look_up
from pecrules.fleet.making import Made
from pecrules.fleet.sums import Span, Sums

_ENTRIES: Final = 1 << 16  # of one list: more would not stay near the processor
_NONE: Final = np.zeros(0, np.int64)
_LEAST: Final = 16  # values of a number that has lists, be they all in a fleet or not


class Said(NamedTuple):
    """What columns say of some rows.

    Attributes:
        values: Of each column the values.
        missing: Of each column in which rows it says nothing; the same array where those are the same.
        left: The rows about which only the policy can say anything.
    """

    values: list[Any]
    missing: list[Any]
    left: Any


class Lists:
    """What the columns of a part say, by the places of rows: by their leaves, or by those of a spread grid."""

    def __init__(self, made: Made, codes: Mapping[int, Any], dtypes: Sequence[Any], spread: Spread | None) -> None:
        """Work out what hangs on nothing else.

        Args:
            made: What rows are looked up in.
            codes: Place of a column -> the number of what each leaf says, where that is a word or a flag.
            dtypes: Of what type the values of each column are.
            spread: The grid by whose places is asked; leaves are, where there is none.
        """
        self._leaf_of = None if spread is None else spread.leaf_of
        self._fixed = {name: Series(np.array(low), None, None) for name, (low, high) in made.spans.items() if low == high}
        by_leaf = {place: values.astype(dtypes[place]) for place, values in codes.items()}
        self._by_place = {place: self._of_leaves(values) for place, values in by_leaf.items()}
        known = self._fixed if spread is None else {**self._fixed, spread.axis.name: Series(spread.values(), None, None)}
        behind: dict[frozenset[str], list[int]] = {}
        for place, sums in enumerate(made.sums):
            if sums is None:
                continue
            if sums.names() <= known.keys() and sums.is_at_hand():
                leaves = np.arange(sums.constants.size) if spread is None else spread.leaf_of
                self._by_place[place] = sums.of(known, leaves).astype(dtypes[place])
            else:
                behind.setdefault(frozenset(sums.names() - self._fixed.keys()), []).append(place)
        self._behind = [_Joint(made, self._fixed, sorted(names), places, dtypes) for names, places in behind.items()]
        self._gaps = _Gaps(made.missing, self._of_leaves, np.arange(made.missing[0].size) if spread is None else spread.leaf_of, is_spread=spread is not None)

    def _of_leaves(self, values: Any) -> Any:
        return values if self._leaf_of is None else look_up(values, self._leaf_of)

    def of(self, places: Any, numbers: Columns) -> Said:
        """What all columns say of some rows.

        Args:
            places: The place of each row.
            numbers: The numbers that formulas are made of.
        """
        found = {place: look_up(entries, places) for place, entries in self._by_place.items()}
        if self._behind:
            leaves = places if self._leaf_of is None else look_up(self._leaf_of, places)
            for joint in self._behind:
                found |= joint.of(leaves, numbers)
        missing, left = self._gaps.of(places)
        return Said([found[place] for place in range(len(found))], missing, left)


class _Gaps:
    """In which rows columns say nothing: every pattern is a bit of one number, so that one look-up says them all."""

    def __init__(self, missing: Sequence[Any], of_leaves: Any, leaf_of: Any, *, is_spread: bool) -> None:
        patterns = {id(each): each for each in missing}
        self._bits = {key: bit for bit, key in enumerate(patterns, 1)}
        self._order = [id(each) for each in missing]
        self._dtype = np.uint8 if len(patterns) < 8 else np.uint64
        marks = sum(of_leaves(each).astype(self._dtype) << self._dtype(self._bits[key]) for key, each in patterns.items())
        self._marks = marks | (leaf_of == BY_POLICY).astype(self._dtype)
        self._is_spread = is_spread

    def of(self, places: Any) -> tuple[list[Any], Any]:
        """Of each column in which rows it says nothing, and which rows are left."""
        marks = look_up(self._marks, places)
        rows = {key: self._has(marks, bit) for key, bit in self._bits.items()}
        left = self._has(marks, 0) if self._is_spread else places < 0
        return [rows[key] for key in self._order], np.flatnonzero(left) if left.any() else _NONE

    def _has(self, marks: Any, bit: int) -> Any:
        return (marks & self._dtype(1 << bit)).astype(np.bool_)


class _Joint:
    """Columns that hang on the same facts: of each combination of those and of their formulas the values."""

    def __init__(
        self, made: Made, fixed: Columns, names: Sequence[str], places: Sequence[int], dtypes: Sequence[Any]
    ) -> None:
        self._names, self._places, self._fixed, self._dtypes = names, places, fixed, dtypes
        self._sums = {place: sums for place in places if (sums := made.sums[place]) is not None}
        self._spans = [made.spans[name] for name in names]
        parts = np.stack([part for sums in self._sums.values() for part in sums.parts()], axis=1)
        _, self._leaves, self._formula_of = np.unique(parts, axis=0, return_index=True, return_inverse=True)
        self._can = all(sums.is_at_hand() for sums in self._sums.values())
        self._known: dict[tuple[int, ...], tuple[Any, dict[int, Any]]] = {}

    def of(self, leaves: Any, numbers: Columns) -> dict[int, Any]:
        """The columns in some rows, by their places."""
        sizes = tuple(self._sizes(numbers))
        if not self._can or math.prod(sizes) * self._leaves.size > _ENTRIES:
            return {place: sums.of({**numbers, **self._fixed}, leaves).astype(self._dtypes[place], copy=False) for place, sums in self._sums.items()}
        if sizes not in self._known:
            self._known[sizes] = self._work_out(sizes)
        first, lists = self._known[sizes]
        index: Any = None if first.size == 1 else look_up(first, leaves)
        stride = 1
        for name, (low, _), size in reversed([*zip(self._names, self._spans, sizes, strict=True)]):
            places = numbers[name].places(low, low + size - 1)
            places = places if stride == 1 else places * stride
            index = places if index is None else index + places
            stride *= size + SPECIAL
        return {place: look_up(entries, index) for place, entries in lists.items()}

    def _sizes(self, numbers: Columns) -> Iterator[int]:
        """How many values of each fact there have to be: up to the greatest of some rows, with others to spare."""
        for name, (low, high) in zip(self._names, self._spans, strict=True):
            most = min(max(numbers[name].ends[1] - low + 1, _LEAST), high - low + 1)
            yield min(1 << (most - 1).bit_length(), high - low + 1)

    def _work_out(self, sizes: Sequence[int]) -> tuple[Any, dict[int, Any]]:
        """Where the entries of each leaf begin, and those of each column."""
        values = [
            np.clip(np.arange(low - 1, low + size + SPECIAL - 1), low, low + size - 1)
            for (low, _), size in zip(self._spans, sizes, strict=True)
        ]
        mesh = np.meshgrid(self._leaves, *values, indexing="ij")
        leaves, *facts = (each.ravel() for each in mesh)
        numbers = {name: Series(each, None, None) for name, each in zip(self._names, facts, strict=True)}
        numbers |= self._fixed
        width = facts[0].size // self._leaves.size
        lists = {place: sums.of(numbers, leaves).astype(self._dtypes[place]) for place, sums in self._sums.items()}
        first = np.zeros(1, np.int64) if self._leaves.size == 1 else self._formula_of.ravel() * width
        return first, lists


__all__ = ["Lists", "Said"]
