"""The columns of a batch as numbers, and what is worked out of them once, whichever part of the question asks.

Facts that have few values in a batch share one number, their *code*: it says all of them, so what hangs on some of them
is one look-up by it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

import attrs
import numpy as np

SPECIAL: Final = 3
"""How many places a fact has beside those of its values: for all before, for all behind, and for none."""

_CODES: Final = 1 << 12  # of one code: a list by it stays next to the processor
_WORDS: Final = 64  # of a column that has a part in a code
_NUMBERS: Final = 64  # values of one


class Slots(NamedTuple):
    """The values of a column in a batch, one slot each; the last slot is for none.

    Attributes:
        name: The column.
        words: The words in their order; ``None`` of numbers.
        least: The number in the first slot.
        size: How many slots there are.
    """

    name: str
    words: tuple[str | None, ...] | None
    least: int
    size: int

    def values(self) -> tuple[str | int | None, ...]:
        """The value in each slot."""
        some = self.words if self.words is not None else range(self.least, self.least + self.size - 1)
        return (*some, None)


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

    def is_between(self, low: int, high: int) -> bool:
        """Whether there is a number between two ends in each row."""
        return self.missing is None and low <= self.ends[0] and self.ends[1] <= high

    def places(self, low: int, high: int) -> Any:
        """The place of each number between two ends; worked out once, whoever asks.

        That of the least is one. Zero stands for all that lies before, then there is one for all behind, and one for
        none.
        """
        key = low if self.is_between(low, high) else (low, high)
        if key not in self._places:
            self._places[key] = self._placed(low, high)
        return self._places[key]

    def _placed(self, low: int, high: int) -> Any:
        before = low - self.shift - 1
        is_between = self.is_between(low, high)
        values = self.values if is_between else np.clip(self.values, before, high - self.shift + 1)
        found = np.subtract(values, before, dtype=np.int64)
        if self.missing is not None:
            np.putmask(found, self.missing, high - low + SPECIAL)
        return found

    def slots(self, name: str) -> Slots | None:
        """Its values, one slot each; nothing if they are many."""
        if self.words is not None:
            return Slots(name, self.words, 0, len(self.words) + 1) if len(self.words) <= _WORDS else None
        least, most = self.ends
        if self.shift or not -_NUMBERS < least <= most < _NUMBERS:
            return None
        first = min(least, 0)
        return Slots(name, None, first, (1 << max(4, (most - first).bit_length())) + 1)

    def in_slots(self, slots: Slots) -> Any:
        """The slot of each row."""
        found = (self.values if slots.least == 0 else self.values - slots.least).astype(np.uint16)
        if self.missing is not None:
            np.putmask(found, self.missing, slots.size - 1)
        return found


class Columns(dict[str, Series]):
    """The columns of a batch, by the names of facts.

    Attributes:
        placed: The places of rows in grids, by what these have in common with others of the same facts.
    """

    def __init__(self, series: Mapping[str, Series]) -> None:
        super().__init__(series)
        self.placed: dict[Hashable, Any] = {}
        self._codes: dict[tuple[str, ...], Any] = {}
        self._others: dict[tuple[str, tuple[str | None, ...]], Columns] = {}

    def with_words(self, name: str, words: tuple[str | None, ...]) -> Columns:
        """The same columns, where those of one stand for other words; what was worked out stays so."""
        key = name, words
        if key not in self._others:
            found = self._others[key] = Columns(self)
            found[name] = Series(self[name].values, self[name].missing, words)
            found._codes = self._codes
        return self._others[key]

    @cached_property
    def shared(self) -> tuple[tuple[Slots, ...], ...]:
        """The facts that have codes, those together that share one: words, and numbers."""
        slots = [each for name in sorted(self) if (each := self[name].slots(name)) is not None]
        some = (each for each in slots if each.words is not None), (each for each in slots if each.words is None)
        return tuple(group for each in some for group in _grouped(each))

    def code(self, group: tuple[Slots, ...]) -> Any:
        """The common number of some facts in each row, the last of them counting once."""
        key = tuple(each.name for each in group)
        if key not in self._codes:
            first, *rest = group
            found = self[first.name].in_slots(first)
            for each in rest:
                found *= np.uint16(each.size)
                found += self[each.name].in_slots(each)
            self._codes[key] = found.astype(np.int64)
        return self._codes[key]


def _grouped(slots: Iterable[Slots]) -> Iterator[tuple[Slots, ...]]:
    """Facts of which each group has few combinations."""
    group, size = list[Slots](), 1
    for each in slots:
        if size * each.size > _CODES and group:
            yield tuple(group)
            group, size = [], 1
        group.append(each)
        size *= each.size
    if group:
        yield tuple(group)


def look_up(table: Any, places: Any, into: Any = None) -> Any:
    """The entries of a table at some places; those beyond its ends have the last, or the first."""
    return table.take(places, mode="clip", out=into)


__all__ = ["SPECIAL", "Columns", "Series", "Slots", "look_up"]
