"""What columns say of rows, in lists worked out before: one look-up says what a formula would.

A column that hangs on no fact beside the leaf has an entry for each leaf. Columns that hang on the same few numbers
have an entry for each combination of them and of what their formulas are; so all of them share the place of a row.
Where a grid is small, or one fact says nearly all, as the expiry of a state, rows have their places in that
(``kernel.Spread``), and leaves stand behind them.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from pecrules.fleet.diagrams import BY_POLICY
from pecrules.fleet.kernel import Spread
from pecrules.fleet.making import Made
from pecrules.fleet.series import SPECIAL, Columns, Series, Slots, look_up
from pecrules.fleet.sums import Followed, Numbers

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
        self._by_place: dict[int, Any] = {}
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
        self._marks = _Marks(made.missing, codes, self._leaf_of, is_of_leaves=spread is None)

    def put(self, places: Any, columns: Columns, numbers: Numbers, into: Sequence[Any]) -> Gaps:
        """Put what all columns say of some rows where it belongs, and say where they say nothing.

        Args:
            places: The place of each row.
            columns: The columns.
            numbers: The numbers that formulas are made of.
            into: Where the values of each column belong.
        """
        for place, entries in self._by_place.items():
            look_up(entries, places, into[place])
        for joint in self._behind:
            joint.put(places, columns, numbers, into)
        return self._marks.put(places, into)


class _Field(NamedTuple):
    """Some bits of a number, or what they are everywhere.

    Attributes:
        always: What they are, where they are the same at all leaves; then there are no such bits.
        shift: How many bits stand behind them.
        mask: As many ones as there are bits.
    """

    always: int | None
    shift: int
    mask: int

    def of(self, marks: Any) -> Any:
        """Their value in some numbers."""
        return (marks >> self.shift) & self.mask


class _Marks:
    """Words, flags, and where columns say nothing, as bits of one number, so that one look-up says them all.

    The last bit says whether only the policy can answer; leaves say so themselves.
    """

    def __init__(self, missing: Sequence[Any], codes: Mapping[int, Any], leaf_of: Any, *, is_of_leaves: bool) -> None:
        self._is_of_leaves = is_of_leaves
        self._leaf_of, self._is_known, self._bits = leaf_of, leaf_of != BY_POLICY, 1
        self._marks = (~self._is_known).astype(np.uint64)
        self._order = [id(each) for each in missing]
        self._gaps = {key: self._field(each) for key, each in {id(each): each for each in missing}.items()}
        self._words = {place: self._field(np.array(values)) for place, values in codes.items()}
        self._marks = self._marks.astype(f"u{1 << max(0, (self._bits - 1).bit_length() - 3)}")

    def _field(self, values: Any) -> _Field:
        """A field of its own for what each leaf says."""
        entries = look_up(values, self._leaf_of).astype(np.uint64)
        known = entries[self._is_known]
        if known.size and (known == known[0]).all():
            return _Field(int(known[0]), 0, 0)
        width = int(entries.max()).bit_length()
        field = _Field(None, self._bits, (1 << width) - 1)
        self._marks |= entries << np.uint64(self._bits)
        self._bits += width
        return field

    def put(self, places: Any, into: Sequence[Any]) -> Gaps:
        """Put the words and flags of some rows where they belong; where columns say nothing."""
        marks = look_up(self._marks, places)
        for place, field in self._words.items():
            into[place][:] = field.of(marks) if field.always is None else field.always
        missing = {
            key: field.of(marks).astype(np.bool_) if field.always is None else all_of(places.size, field.always)
            for key, field in self._gaps.items()
        }
        left = places == BY_POLICY if self._is_of_leaves else (marks & 1).astype(np.bool_)
        return Gaps([missing[key] for key in self._order], np.flatnonzero(left) if left.any() else _NOBODY)


@lru_cache(4)
def all_of(count: int, value: int) -> Any:
    """The same flag so many times, for all to read: batches are of one size."""
    found = np.full(count, value, np.bool_)
    found.flags.writeable = False
    return found


class _Joint:
    """Columns that hang on the same facts: of each combination of those and of their formulas the values."""

    def __init__(
        self, made: Made, fixed: Numbers, names: Sequence[str], dtypes: Mapping[int, Any], leaf_of: Any
    ) -> None:
        self._names, self._dtypes, self._fixed, self._leaf_of = names, dtypes, fixed, leaf_of
        self._sums = {place: sums for place in dtypes if (sums := made.sums[place]) is not None}
        self._added = {place: rule.places for place, rule in made.followed.items() if _is_sum(rule, self._sums)}
        self._spans = {name: made.spans[name] for name in names}
        parts = np.stack([part for sums in self._sums.values() for part in sums.parts()], axis=1)
        says = ~np.all([made.missing[place] for place in self._sums], axis=0)  # what another leaf has nobody reads
        some = np.flatnonzero(says) if says.any() else np.arange(1)
        _, first, number = np.unique(parts[some], axis=0, return_index=True, return_inverse=True)
        formula = np.zeros(len(parts), np.int64)
        self._leaves, formula[some] = some[first], number.ravel()
        self._formula = look_up(formula, leaf_of)
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
            if place in self._added:
                np.add(*(into[each] for each in self._added[place]), out=into[place])
            else:
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


def _is_sum(rule: Followed, places: Container[int]) -> bool:
    """Whether a column is the sum of two of some others."""
    return rule[1:] == (1, 0, 1) and len(rule.places) > 1 and all(place in places for place in rule.places)


__all__ = ["Gaps", "Lists"]
