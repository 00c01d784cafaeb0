"""Formulas of many leaves, worked out for all rows at once: each product of facts once, as often as its leaf counts it.

A number that a table says is a sum of products of facts, of what is left of divisions, and of what a calendar makes of
days. Rows of one fleet come to many leaves; so for each product there is a column of how often each leaf adds it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from pecrules.analysis.formulas import Number
from pecrules.analysis.sums import Factor, Rounded, Sum
from pecrules.analysis.terms import Mapped
from pecrules.fleet.series import Series, look_up

_FITS: Final = (1 << 63) - 1
_DAY_FITS: Final = (1 << 31) - 1
_AT_ONCE: Final = 50_000  # values of a calendar that are worked out before anybody asks
_EVER: Final = 1 << 24  # combinations of which each has its entry

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = Mapping[str, Span]
"""Variable -> the least and the greatest number that it can be."""

Numbers: TypeAlias = Mapping[str, Series]
"""The facts that formulas are made of."""


class TooLargeError(OverflowError):
    """What a table says does not fit into 64 bits."""


class Sums:
    """One number for each leaf, and what it comes to in each row.

    Attributes:
        least: The least that it can come to in any row.
        most: The greatest.
        is_known: Of each leaf whether it has a number.
        constants: What each leaf adds whatever the facts are.
        products: Factors -> how often each leaf adds their product; by what they have in common with others.
        rounded: How often each leaf adds the whole part of a division, of what, and by what.
        dtype: Of what type sums and all on the way to them are.
    """

    def __init__(self, numbers: Sequence[Sum | int | None], spans: Spans, calendar: Calendar) -> None:
        """Make them of the numbers of all leaves; ``None`` where a leaf has none.

        Raises:
            TooLargeError: they may come to more than fits.
        """
        self._spans, self._calendar = spans, calendar
        count = len(numbers)
        self.is_known: NDArray[np.bool_] = np.array([number is not None for number in numbers], np.bool_)
        self.constants: NDArray[np.int64] = np.zeros(count, np.int64)
        self.products: dict[Hashable, tuple[NDArray[np.int64], tuple[Factors, ...]]] = {}
        rounded: list[list[tuple[Rounded, int]]] = [[] for _ in numbers]
        limits = [(0, 0)]
        for leaf, number in enumerate(numbers):
            limits.append(self._add(leaf, number, rounded[leaf], count))
        self.least: Final = min(low for low, _ in limits)
        self.most: Final = max(high for _, high in limits)
        if self.least < -_FITS or self.most > _FITS:
            raise TooLargeError(f"between {self.least} and {self.most}")
        self.rounded: list[tuple[NDArray[np.int64], Sums, NDArray[np.int64]]] = [
            self._slot(each, count) for each in itertools.zip_longest(*rounded)
        ]
        small = self.least >= -_DAY_FITS and self.most <= _DAY_FITS
        self.dtype: type[np.int32 | np.int64] = (
            np.int32 if small and not self.rounded and self._is_plain() else np.int64
        )

    @classmethod
    def again(  # noqa: PLR0913 - all that it has
        cls,
        is_known: NDArray[np.bool_],
        constants: NDArray[np.int64],
        products: Mapping[Hashable, tuple[NDArray[np.int64], tuple[Factors, ...]]],
        rounded: Sequence[tuple[NDArray[np.int64], Sums, NDArray[np.int64]]],
        ends: Span,
        *,
        is_small: bool,
    ) -> Sums:
        """The same as they were made once."""
        found = cls([], {}, Calendar({}))
        (least, most), dtype = ends, np.int32 if is_small else np.int64
        vars(found).update(
            is_known=is_known, constants=constants, products=dict(products), rounded=[*rounded],
            least=least, most=most, dtype=dtype,
        )  # fmt: skip
        return found

    def _is_plain(self) -> bool:
        """Whether nothing on the way to the sum is larger than days are."""
        ends = [abs(end) for _, factors in self.products.values() for each in factors for end in each.span]
        counts = [int(abs(counts).max()) for counts, _ in self.products.values()]
        large = max([1, *ends, *map(int, abs(self.constants)), *counts])
        return (
            large < _DAY_FITS // 8
            and all(len(factors) == 1 for _, factors in self.products.values())
            and (max([1, *counts]) == 1)
        )

    def of(self, columns: Numbers, leaves: NDArray[np.integer[Any]]) -> Any:
        """What they come to in each row; where a row has no leaf of its own, anything."""
        total: Any = self._by_leaf(self.constants, leaves, self.dtype)
        for counts, factors in self.products.values():
            values: Any = self._by_leaf(counts, leaves, self.dtype)
            for factor in factors:
                values = _times(factor.of(columns, self.dtype), values)
            total = total + values
        for times, inner, by in self.rounded:
            whole = inner.of(columns, leaves).astype(np.int64) // self._by_leaf(by, leaves)
            total = total + _times(whole, self._by_leaf(times, leaves))
        return total if np.ndim(total) else np.full(leaves.size, total)

    def names(self) -> set[str]:
        """The facts that they hang on, those that are the same everywhere among them."""
        found = {name for _, factors in self.products.values() for each in factors for name in _names_of(each)}
        return found.union(*(inner.names() for _, inner, _ in self.rounded))

    def is_at_hand(self) -> bool:
        """Whether all that calendars make of facts has been worked out."""
        looked = (each for _, factors in self.products.values() for each in factors if isinstance(each, Looked))
        return all(each.is_whole for each in looked) and all(inner.is_at_hand() for _, inner, _ in self.rounded)

    def parts(self) -> Iterator[NDArray[np.int64]]:
        """All that tells leaves apart: two of which all of these are the same have the same formula."""
        yield self.constants
        yield from (counts for counts, _ in self.products.values())
        for times, inner, by in self.rounded:
            yield from (times, by, *inner.parts())

    def _by_leaf(self, values: NDArray[np.int64], leaves: NDArray[np.integer[Any]], dtype: Any = np.int64) -> Any:
        """What stands for the leaf of each row; once, if it is the same of all leaves that have a number."""
        known = values[self.is_known]
        if not known.size or (known == known[0]).all():
            return dtype(known[0] if known.size else 0)
        return look_up(values.astype(dtype), leaves)

    # -- making them --------------------------------------------------------------------------------------------------

    def _add(self, leaf: int, number: Sum | int | None, rounded: list[tuple[Rounded, int]], count: int) -> Span:
        """Add the products of one leaf; what they come to at least and at most."""
        if number is None:
            return 0, 0
        if type(number) is not Number:
            whole = cast("int", number)
            self.constants[leaf] = _fit(whole)
            return whole, whole
        low = high = 0
        for product, times in number.terms.values():
            ends = self._ends(product)
            low, high = low + min(times * end for end in ends), high + max(times * end for end in ends)
            if not product:
                self.constants[leaf] = _fit(times)
            elif len(product) == 1 and isinstance(product[0], Rounded):
                rounded.append((product[0], times))
            else:
                self._product(product, count)[leaf] = _fit(times)
        return low, high

    def _product(self, product: tuple[Factor, ...], count: int) -> NDArray[np.int64]:
        key = tuple(each if isinstance(each, str) else each.key for each in product)
        if key not in self.products:
            factors = tuple(self._factor(each) for each in product)
            self.products[key] = np.zeros(count, np.int64), factors
        return self.products[key][0]

    def _factor(self, factor: Factor) -> Factors:
        if isinstance(factor, str):
            return Variable(factor, self._spans[factor])
        if isinstance(factor, Mapped):
            return self._calendar.of(factor)
        return Divided(Sums([factor.number], self._spans, self._calendar), factor.by)

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
        divisors = [term[0].by for term in terms if term is not None]
        times, by = np.zeros(count, np.int64), np.full(count, divisors[0], np.int64)
        numbers: list[Sum | int | None] = [None] * count
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


# -- columns that follow from others ----------------------------------------------------------------------------------


class Followed(NamedTuple):
    """A column that comes to ``(times * sum + plus) // by`` of others, in every leaf that has a number.

    Attributes:
        places: The others.
        times: How often their sum counts.
        plus: What is added.
        by: What it is divided by, towards minus infinity.
    """

    places: tuple[int, ...]
    times: int
    plus: int
    by: int


Values: TypeAlias = "Sequence[Sum | int | None]"
"""What each leaf says in a column."""


def followed(values: Values, others: Mapping[int, Values]) -> Followed | None:
    """How a column follows from one of others, or from the sum of two, if it does: as VAT from what it is on.

    Args:
        values: The column.
        others: Place -> another one.
    """
    values, others = _plainly(values), {place: _plainly(other) for place, other in others.items()}
    for places in (*((place,) for place in others), *itertools.combinations(others, 2)):
        sums = [_plain(_added([others[place][leaf] for place in places])) for leaf in range(len(values))]
        found = _rule(places, values, sums)
        if found is not None and all(_holds_in(found, *pair) for pair in zip(values, sums, strict=True)):
            return found
    return None


def _plainly(values: Values) -> Values:
    return [_plain(each) for each in values]


def _plain(value: Sum | int | None) -> Sum | int | None:
    """A formula without any variable is the number that it always is."""
    return value.terms.get((), ((), 0))[1] if type(value) is Number and not any(value.terms) else value


def _added(numbers: Values) -> Sum | int | None:
    return None if None in [None if each is None else 0 for each in numbers] else sum(cast("list[int]", numbers))


def _rule(places: tuple[int, ...], values: Values, sums: Values) -> Followed | None:
    """What the first leaf in which both are formulas says of how one follows from the other."""
    for value, other in zip(values, sums, strict=True):
        if type(value) is Number and type(other) is Number:
            inner, by = _divided(value)
            key = next(key for key in other.terms if key)
            times = inner.terms.get(key, ((), 0))[1] // other.terms[key][1]
            plus = -(other * times - inner).terms.get((), ((), 0))[1]
            return Followed(places, times, plus, by)
    return None


def _divided(number: Sum) -> tuple[Sum, int]:
    """Of what a number is the whole part of a division, and by what; itself, by one, if it is none."""
    (product, times), *more = number.terms.values()
    if not more and times == 1 and len(product) == 1 and isinstance(product[0], Rounded):
        return product[0].number, product[0].by
    return number, 1


def _holds_in(rule: Followed, value: Sum | int | None, other: Sum | int | None) -> bool:
    """Whether it does in one leaf."""
    if type(value) is Number and type(other) is Number:
        inner, by = _divided(value)
        return by == rule.by and not (other * rule.times + rule.plus - inner).terms
    if value is None or other is None or isinstance(value, Sum) or isinstance(other, Sum):
        return value is None and other is None
    return value == (other * rule.times + rule.plus) // rule.by


# -- factors ----------------------------------------------------------------------------------------------------------


class Variable:
    """A fact that is a number."""

    def __init__(self, name: str, span: Span) -> None:
        self.name: str = name
        self.span: tuple[int, int] = span

    def of(self, columns: Numbers, dtype: Any) -> Any:
        """What it is in each row."""
        return numbers_of(columns[self.name], dtype)


class Divided:
    """What is left of a division that is itself multiplied."""

    def __init__(self, inner: Sums, by: int) -> None:
        self.inner: Sums = inner
        self.by: int = by
        self.span: tuple[int, int] = inner.least // by, inner.most // by

    def of(self, columns: Numbers, dtype: Any) -> Any:
        """What it is in each row."""
        count = max(np.size(series.values) for series in columns.values())
        return (self.inner.of(columns, np.zeros(count, np.int32)).astype(np.int64) // self.by).astype(dtype)


class Looked:
    """What a calendar makes of one fact or several: each combination is worked out once."""

    def __init__(
        self,
        names: tuple[str, ...],
        spans: Sequence[Span],
        at: Callable[[Mapping[str, int]], int] | None,
        known: Sequence[int] | None = None,
    ) -> None:
        """Work it out, if that is soon done.

        Args:
            names: The facts.
            spans: Between which numbers each is.
            at: Says it, where facts have values.
            known: All that it says, those of the last fact side by side, where that is known already.

        Raises:
            TooLargeError: there are too many combinations.
        """
        self._at = at
        self.names: tuple[str, ...] = names
        self.spans: list[Span] = [*spans]
        self._sizes = [high - low + 1 for low, high in self.spans]
        size = math.prod(self._sizes)
        if size > _EVER:
            raise TooLargeError(f"{size} values of {' and '.join(self.names)}")
        self._known = np.zeros(size, np.int64) if known is None else np.array(known, np.int64)
        self._is_known = np.full(size, known is not None)
        self.is_whole: bool = known is not None or size <= _AT_ONCE
        if self.is_whole:
            self._learn(np.flatnonzero(~self._is_known).tolist())
        self.span: Span = self._between()

    def of(self, columns: Numbers, dtype: Any) -> Any:
        """What it is in each row."""
        index: Any = np.int64(0)
        for name, (low, _), size in zip(self.names, self.spans, self._sizes, strict=True):
            place = 0 if size == 1 else np.clip(numbers_of(columns[name], np.int64) - low, 0, size - 1)
            index = index * size + place
        if not self.is_whole:
            unknown = np.unique(index[~self._is_known[index]])
            self._learn(unknown.tolist())
        return look_up(self._known, index).astype(dtype)

    def table(self, entries: int) -> list[int]:
        """All that it makes of them, those of the last fact side by side.

        Raises:
            TooLargeError: these are more than so many.
        """
        if self._known.size > entries:
            raise TooLargeError(f"{self._known.size} values of {' and '.join(self.names)}")
        self._learn(np.flatnonzero(~self._is_known).tolist())
        return cast("list[int]", self._known.tolist())

    def _learn(self, places: Iterable[int]) -> None:
        for place in places:
            self._known[place] = self._said(self._point(place))
            self._is_known[place] = True

    def _said(self, values: Mapping[str, int]) -> int:
        assert self._at is not None  # else all is known
        return self._at(values)

    def _point(self, place: int) -> dict[str, int]:
        values = dict[str, int]()
        for name, (low, _), size in reversed([*zip(self.names, self.spans, self._sizes, strict=True)]):
            place, value = divmod(place, size)
            values[name] = low + value
        return values

    def _between(self) -> Span:
        """The least and the greatest: where not all are worked out, those of the corners."""
        if self.is_whole:
            return int(self._known.min()), int(self._known.max())
        corners = [dict(zip(self.names, each, strict=True)) for each in itertools.product(*self.spans)]
        found = [self._said(corner) for corner in corners]
        return min(found), max(found)


Factors: TypeAlias = "Variable | Divided | Looked"


def _names_of(factor: Factors) -> Iterable[str]:
    if isinstance(factor, Variable):
        return (factor.name,)
    return factor.names if isinstance(factor, Looked) else factor.inner.names()


class Calendar:
    """What calendars make of facts, for all formulas of a table."""

    def __init__(self, spans: Spans) -> None:
        self._spans = spans
        self._known: dict[Hashable, Looked] = {}

    def of(self, mapped: Mapped) -> Looked:
        """What looks it up."""
        if mapped.key not in self._known:
            names = tuple(sorted(mapped.names))
            self._known[mapped.key] = Looked(names, [self._spans[name] for name in names], mapped.at)
        return self._known[mapped.key]


def numbers_of(series: Series, dtype: Any = np.int64) -> Any:
    """The numbers of a column: those that count from elsewhere, from where all count."""
    values = series.values.astype(dtype, copy=False)
    return values + dtype(series.shift) if series.shift else values


__all__ = [
    "Calendar",
    "Divided",
    "Factors",
    "Followed",
    "Looked",
    "Span",
    "Spans",
    "Sums",
    "TooLargeError",
    "Variable",
    "followed",
    "numbers_of",
]
