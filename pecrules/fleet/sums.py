"""Formulas of many leaves, worked out for all rows at once: each product of facts once, as often as its leaf counts it.

A number that a table says is a sum of products of facts, of what is left of divisions, and of what a calendar makes of
days. Rows of one fleet come to many leaves; so for each product there is a column of how often each leaf adds it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from pecrules.analysis.formulas import Factor, Number, Rounded
from pecrules.analysis.terms import Mapped
from pecrules.fleet.kernel import Columns, Series, look_up

_FITS: Final = (1 << 63) - 1
_DAY_FITS: Final = (1 << 31) - 1
_AT_ONCE: Final = 50_000  # values of a calendar that are worked out before anybody asks
_EVER: Final = 1 << 24  # combinations of which each has its entry

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = Mapping[str, Span]
"""Variable -> the least and the greatest number that it can be."""

Evaluated: TypeAlias = Callable[[Columns, NDArray[np.int32]], Any]


class TooLargeError(OverflowError):
    """What a table says does not fit into 64 bits."""


class Sums:
    """One number for each leaf, and what it comes to in each row.

    Attributes:
        least: The least that it can come to in any row.
        most: The greatest.
    """

    def __init__(self, numbers: Sequence[Number | int | None], spans: Spans, calendar: Calendar) -> None:
        """Make them of the numbers of all leaves; ``None`` where a leaf has none.

        Raises:
            TooLargeError: they may come to more than fits.
        """
        self._spans, self._calendar = spans, calendar
        count = len(numbers)
        self._is_known = np.array([number is not None for number in numbers], np.bool_)
        self._constants = np.zeros(count, np.int64)
        self._products: dict[Hashable, tuple[NDArray[np.int64], tuple[_Factor, ...]]] = {}
        rounded: list[list[tuple[Rounded, int]]] = [[] for _ in numbers]
        limits = [(0, 0)]
        for leaf, number in enumerate(numbers):
            limits.append(self._add(leaf, number, rounded[leaf], count))
        self.least: Final = min(low for low, _ in limits)
        self.most: Final = max(high for _, high in limits)
        if self.least < -_FITS or self.most > _FITS:
            raise TooLargeError(f"between {self.least} and {self.most}")
        self._rounded = [self._slot(each, count) for each in itertools.zip_longest(*rounded)]
        small = self.least >= -_DAY_FITS and self.most <= _DAY_FITS
        self._dtype = np.int32 if small and not self._rounded and self._is_plain() else np.int64

    def _is_plain(self) -> bool:
        """Whether nothing on the way to the sum is larger than days are."""
        ends = [abs(end) for _, factors in self._products.values() for each in factors for end in each.span]
        counts = [int(abs(counts).max()) for counts, _ in self._products.values()]
        large = max([1, *ends, *map(int, abs(self._constants)), *counts])
        return (
            large < _DAY_FITS // 8
            and all(len(factors) == 1 for _, factors in self._products.values())
            and (max([1, *counts]) == 1)
        )

    def of(self, columns: Columns, leaves: NDArray[np.int32]) -> Any:
        """What they come to in each row; where a row has no leaf of its own, anything."""
        total: Any = self._by_leaf(self._constants, leaves, self._dtype)
        for counts, factors in self._products.values():
            values: Any = self._by_leaf(counts, leaves, self._dtype)
            for factor in factors:
                values = _times(factor.of(columns, self._dtype), values)
            total = total + values
        for times, inner, by in self._rounded:
            whole = inner.of(columns, leaves).astype(np.int64) // self._by_leaf(by, leaves)
            total = total + _times(whole, self._by_leaf(times, leaves))
        return total if np.ndim(total) else np.full(leaves.size, total)

    def _by_leaf(self, values: NDArray[np.int64], leaves: NDArray[np.int32], dtype: Any = np.int64) -> Any:
        """What stands for the leaf of each row; once, if it is the same of all leaves that have a number."""
        known = values[self._is_known]
        if not known.size or (known == known[0]).all():
            return dtype(known[0] if known.size else 0)
        return look_up(values.astype(dtype), leaves)

    # -- making them --------------------------------------------------------------------------------------------------

    def _add(self, leaf: int, number: Number | int | None, rounded: list[tuple[Rounded, int]], count: int) -> Span:
        """Add the products of one leaf; what they come to at least and at most."""
        if number is None:
            return 0, 0
        if type(number) is not Number:
            whole = cast("int", number)
            self._constants[leaf] = _fit(whole)
            return whole, whole
        low = high = 0
        for product, times in number.terms.values():
            ends = self._ends(product)
            low, high = low + min(times * end for end in ends), high + max(times * end for end in ends)
            if not product:
                self._constants[leaf] = _fit(times)
            elif len(product) == 1 and isinstance(product[0], Rounded):
                rounded.append((product[0], times))
            else:
                self._product(product, count)[leaf] = _fit(times)
        return low, high

    def _product(self, product: tuple[Factor, ...], count: int) -> NDArray[np.int64]:
        key = tuple(each if isinstance(each, str) else each.key for each in product)
        if key not in self._products:
            factors = tuple(self._factor(each) for each in product)
            self._products[key] = np.zeros(count, np.int64), factors
        return self._products[key][0]

    def _factor(self, factor: Factor) -> _Factor:
        if isinstance(factor, str):
            return _Variable(factor, self._spans[factor])
        if isinstance(factor, Mapped):
            return self._calendar.of(factor)
        return _Divided(Sums([factor.number], self._spans, self._calendar), factor.by)

    def _ends(self, product: tuple[Factor, ...]) -> list[int]:
        """Among which numbers the ends of a product are."""
        return [math.prod(corner) for corner in itertools.product(*(self._span(each) for each in product))]

    def _span(self, factor: Factor) -> Span:
        if isinstance(factor, str):
            return self._spans[factor]
        if isinstance(factor, Mapped):
            return self._calendar.of(factor).span
        inner = Sums([factor.number], self._spans, self._calendar)
        return inner.least // factor.by, inner.most // factor.by

    def _slot(
        self, terms: Sequence[tuple[Rounded, int] | None], count: int
    ) -> tuple[NDArray[np.int64], Sums, NDArray[np.int64]]:
        """One division of each leaf that has so many: how often it is added, of what, and by what."""
        times, by = np.zeros(count, np.int64), np.ones(count, np.int64)
        numbers: list[Number | int | None] = [None] * count
        for leaf, term in enumerate(terms):
            if term is not None:
                numbers[leaf], by[leaf], times[leaf] = term[0].number, term[0].by, term[1]
        return times, Sums(numbers, self._spans, self._calendar), by


def _times(values: Any, times: Any) -> Any:
    return values if np.ndim(times) == 0 and times == 1 else values * times


def _fit(number: int) -> int:
    if not -_FITS <= number <= _FITS:
        raise TooLargeError(str(number))
    return number


# -- factors ----------------------------------------------------------------------------------------------------------


class _Variable:
    """A fact that is a number."""

    def __init__(self, name: str, span: Span) -> None:
        self.name, self.span = name, span

    def of(self, columns: Columns, dtype: Any) -> Any:
        return numbers_of(columns[self.name], dtype)


class _Divided:
    """What is left of a division that is itself multiplied."""

    def __init__(self, inner: Sums, by: int) -> None:
        self._inner, self._by = inner, by
        self.span = inner.least // by, inner.most // by

    def of(self, columns: Columns, dtype: Any) -> Any:
        count = max(np.size(series.values) for series in columns.values())
        return (self._inner.of(columns, np.zeros(count, np.int32)).astype(np.int64) // self._by).astype(dtype)


class _Looked:
    """What a calendar makes of one fact or several: each combination is worked out once."""

    def __init__(self, mapped: Mapped, spans: Spans) -> None:
        self._mapped = mapped
        self._names = tuple(sorted(mapped.names))
        self._spans = [spans[name] for name in self._names]
        self._fixed = {name: low for name, (low, high) in zip(self._names, self._spans, strict=True) if low == high}
        sizes = [high - low + 1 for low, high in self._spans]
        self._sizes = sizes
        size = math.prod(sizes)
        if size > _EVER:
            raise TooLargeError(f"{size} values of {' and '.join(self._names)}")
        self._known = np.zeros(size, np.int64)
        self._is_known = np.zeros(size, np.bool_)
        self._whole = size <= _AT_ONCE
        if self._whole:
            self._learn(range(size))
        self.span = self._between()

    def of(self, columns: Columns, dtype: Any) -> Any:
        index: Any = np.int64(0)
        for name, (low, _), size in zip(self._names, self._spans, self._sizes, strict=True):
            place = 0 if size == 1 else np.clip(numbers_of(columns[name], np.int64) - low, 0, size - 1)
            index = index * size + place
        if not self._whole:
            unknown = np.unique(index[~self._is_known[index]])
            self._learn(unknown.tolist())
        return look_up(self._known, index).astype(dtype)

    def _learn(self, places: Iterable[int]) -> None:
        for place in places:
            self._known[place] = self._mapped.at(self._point(place))
            self._is_known[place] = True

    def _point(self, place: int) -> dict[str, int]:
        values = dict[str, int]()
        for name, (low, _), size in reversed([*zip(self._names, self._spans, self._sizes, strict=True)]):
            place, value = divmod(place, size)
            values[name] = low + value
        return values

    def _between(self) -> Span:
        """The least and the greatest: where not all are worked out, those of the corners."""
        if self._whole:
            return int(self._known.min()), int(self._known.max())
        corners = [dict(zip(self._names, each, strict=True)) for each in itertools.product(*self._spans)]
        found = [self._mapped.at(corner) for corner in corners]
        return min(found), max(found)


_Factor: TypeAlias = "_Variable | _Divided | _Looked"


class Calendar:
    """What calendars make of facts, for all formulas of a table."""

    def __init__(self, spans: Spans) -> None:
        self._spans = spans
        self._known: dict[Hashable, _Looked] = {}

    def of(self, mapped: Mapped) -> _Looked:
        """What looks it up."""
        if mapped.key not in self._known:
            self._known[mapped.key] = _Looked(mapped, self._spans)
        return self._known[mapped.key]


def numbers_of(series: Series, dtype: Any = np.int64) -> Any:
    """The numbers of a column: those that count from elsewhere, from where all count."""
    values = series.values.astype(dtype, copy=False)
    return values + dtype(series.shift) if series.shift else values


__all__ = ["Calendar", "Span", "Spans", "Sums", "TooLargeError", "numbers_of"]
