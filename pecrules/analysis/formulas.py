"""Numbers that stand for many: what a policy makes of the numbers and days of a question, as a formula over its facts.

A number has no value. It is compared and reckoned with like a number; a comparison that what is known so far does not
settle is decided by its ``Walk``. Whatever else is done to it raises, so nothing is answered that is not known.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from decimal import Decimal
from typing import Any, cast

from pecrules.analysis.regions import NOTHING, Limit
from pecrules.analysis.running import Over, Unmodelled, Walk
from pecrules.analysis.sums import Factor, Product, Rounded, Sum, Terms, factor_key, factor_order
from pecrules.analysis.terms import Symbol, Text, Values
from pecrules.base import money
from pecrules.base.telling import Teller


class Number(money.ManyCents, Sum):
    """A whole number: a sum of products of variables, and of what calendar and rounding make of them."""

    __slots__ = ()

    @property  # type: ignore[misc]  # that of `object` can be written, and this one need not be
    def __class__(self) -> type[int]:  # type: ignore[override]  # a policy that looks finds what this stands for
        return int

    @staticmethod
    def of_factor(walk: Walk | Over, factor: Factor) -> Number:
        """What is left of a division, or what the calendar says."""
        return Number(walk, terms={(factor_key(factor),): ((factor,), 1)})

    @staticmethod
    def _sum(walk: Walk | Over, terms: Terms) -> Number:
        """A sum of products, as a difference if it is one."""
        constant = terms.get((), ((), 0))[1]
        singles = [(product[0], count) for product, count in terms.values() if len(product) == 1]
        names = {count: factor for factor, count in singles if isinstance(factor, str)}
        if len(names) == len(singles) == len(terms) - (() in terms) and names.keys() <= {1, -1}:
            return Number(walk, names.get(1, NOTHING), names.get(-1, NOTHING), constant)
        return Number(walk, constant=constant, terms=terms)

    def _other(self, other: object) -> Number:
        if type(other) is Number:
            return other
        if type(other) is int or type(other) is bool:
            return Number(self.walk, constant=int(other))
        raise Unmodelled(f"a number beside {other!r}")

    # -- reckoning ----------------------------------------------------------------------------------------------------

    def __add__(self, other: object) -> Number:
        if type(other) is int and self._terms is None:
            return Number(self.walk, self.plus, self.minus, self.constant + other)
        return self - (-self._other(other))

    __radd__ = __add__

    def __sub__(self, other: object) -> Number:
        if type(other) is int and self._terms is None:
            return Number(self.walk, self.plus, self.minus, self.constant - other)
        theirs = self._other(other)
        if self._terms is None and theirs._terms is None:
            constant = self.constant - theirs.constant
            if self.plus == theirs.plus:
                is_same = self.minus == theirs.minus
                return Number(self.walk, *((NOTHING, NOTHING) if is_same else (theirs.minus, self.minus)), constant)
            if self.minus == theirs.minus:
                return Number(self.walk, self.plus, theirs.plus, constant)
            if not (self.plus and theirs.minus) and not (self.minus and theirs.plus):
                return Number(self.walk, self.plus or theirs.minus, self.minus or theirs.plus, constant)
        return self._minus(theirs)

    def _minus(self, other: Number) -> Number:
        terms = dict(self.terms)
        for key, (product, count) in other.terms.items():
            left = terms.get(key, (product, 0))[1] - count
            if left:
                terms[key] = product, left
            else:
                terms.pop(key, None)
        return Number._sum(self.walk, terms)

    def __rsub__(self, other: object) -> Number:
        return self._other(other) - self

    def __neg__(self) -> Number:
        return Number(self.walk, self.minus, self.plus, -self.constant) if self._terms is None else self * -1

    def __mul__(self, other: object) -> Number:
        terms: dict[tuple[Hashable, ...], tuple[Product, int]] = {}
        for mine, count in self.terms.values():
            for theirs, times in self._other(other).terms.values():
                product = (*mine, *theirs)
                product = tuple(sorted(product, key=factor_order)) if len(product) > 1 else product
                key = tuple(factor_key(factor) for factor in product)
                terms[key] = product, terms.get(key, (product, 0))[1] + count * times
        return Number._sum(self.walk, {key: term for key, term in terms.items() if term[1]})

    __rmul__ = __mul__

    def __floordiv__(self, by: object) -> Number:
        if type(by) is not int or by <= 0:
            raise Unmodelled(f"a division by {by!r}")
        if not self.names:
            return Number(self.walk, constant=self.at({}) // by)
        return Number.of_factor(self.walk, Rounded(self, by))

    def __abs__(self) -> Number:
        return self if self >= 0 else -self

    def in_euros(self) -> Decimal:
        """The amount of so many cents."""
        return cast("Decimal", Amount(self))

    # -- comparing ----------------------------------------------------------------------------------------------------

    def __le__(self, other: object) -> bool:
        return self.is_at_most(other) if type(other) is int else (self - other).is_at_most(0)

    def __lt__(self, other: object) -> bool:
        return self.is_at_most(other - 1) if type(other) is int else (self - other).is_at_most(-1)

    def __ge__(self, other: object) -> bool:
        return not self < other

    def __gt__(self, other: object) -> bool:
        return not self <= other

    def __eq__(self, other: object) -> bool:
        if other is None or type(other) is str:
            return False
        if self.walk.is_over:
            return type(other) is Number and other.key == self.key
        return self <= other and self >= other

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return self != 0

    def __hash__(self) -> int:
        return object.__hash__(self)  # no two are known to be equal, so none is found in a memo

    def __reduce__(self) -> tuple[Any, ...]:
        return Number, (Over(), self.plus, self.minus, self.constant, self._terms)

    def is_at_most(self, most: int) -> bool:
        """Whether it is; decided where that is not settled."""
        if self._terms is None:
            if self.plus == self.minus:
                return self.constant <= most
            return self.walk.is_within(self.plus, self.minus, most - self.constant)
        counts = self._counts()
        if counts is None:
            return self._is_calculated(most)
        if len(counts) == 1:
            ((name, times),) = counts.items()
            bound = (name, NOTHING) if times > 0 else (NOTHING, name)
            return self.walk.is_within(*bound, (most - self.constant) // abs(times))
        return self.walk.is_at_most(Limit(tuple(sorted(counts.items())), most - self.constant))

    def _is_calculated(self, most: int) -> bool:
        """The same of a number that is more than a sum: what its variables can be is tried."""
        what = tuple([(key, count) for key, (_, count) in self.terms.items()])
        free, fixed = self.walk.recall((what, "free"), lambda: self.walk.free(self.names))
        if len(free) > 1:
            low, high = self.walk.recall((what, most), lambda: self._ends(most))
            if not low <= most < high:
                return high <= most
            free, fixed, kinds = self.walk.recall((what, "kinds"), lambda: self._distinguished(free, fixed))
            if len(free) > 1:
                self.walk.split(free, kinds)
                return self._is_calculated(most)
        if not free:
            return self.at(fixed) <= most
        (name,) = free
        key = (what, most, *fixed.items())
        return self.walk.is_among(name, key, lambda: (each <= most for each in self.column(name, fixed)))

    def _counts(self) -> dict[str, int] | None:
        """Variable -> how often it is counted, if that is all there is beside a constant."""
        found = dict[str, int]()
        for product, count in self.terms.values():
            match product:
                case ():
                    continue
                case (str(name),):
                    found[name] = count
                case _:
                    return None
        return found


class Measured(Symbol):
    """What is as much as a number says: a day its ordinal, a span its days, an amount its cents."""

    __slots__ = ("number",)

    def __init__(self, number: Number) -> None:
        self.number: Number = number

    def measure(self, other: object) -> Number | int:
        """The number of another one of its kind.

        Raises:
            Unmodelled: it is none.
        """
        raise NotImplementedError  # each kind says it

    def of(self, number: int) -> Any:
        """What is as much as a number, itself."""
        raise NotImplementedError  # each kind says it

    def at(self, values: Values) -> Any:
        """The value itself, where variables have values."""
        return self.of(self.number.at(values))

    def column(self, name: str, fixed: Values) -> Iterable[Any]:
        """The value itself for every value of one variable, where the others have values."""
        return map(self.of, self.number.column(name, fixed))

    def __le__(self, other: object) -> bool:
        return self.number <= self.measure(other)

    def __lt__(self, other: object) -> bool:
        return self.number < self.measure(other)

    def __ge__(self, other: object) -> bool:
        return self.number >= self.measure(other)

    def __gt__(self, other: object) -> bool:
        return self.number > self.measure(other)

    def __eq__(self, other: object) -> bool:
        if self.number.walk.is_over:
            return type(other) is type(self) and other.number == self.number
        return other is not None and self.number == self.measure(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return object.__hash__(self)  # no two are known to be equal, so none is found in a memo

    @property
    def names(self) -> frozenset[str]:
        """The variables that it depends on."""
        return self.number.names

    @property
    def key(self) -> Hashable:
        """What it has in common with another that is the same formula."""
        return type(self).__name__, self.number.key

    def __str__(self) -> str:
        return Text(self)

    def __format__(self, _: str, /) -> str:
        if self.number.walk.is_over:
            return repr(self)
        raise Unmodelled(f"{self!r} within a text")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.number,)


class Amount(Measured, money.ManyEuros):
    """An amount in euros, for as many cents as a number says."""

    __slots__ = ()

    def measure(self, other: object) -> Number | int:
        """The cents of another amount."""
        if type(other) is Amount:
            return other.number
        if type(other) is Decimal:
            return money.cents(other)
        raise Unmodelled(f"an amount beside {other!r}")

    def in_cents(self) -> int:
        """Its cents."""
        return cast("int", self.number)

    def of(self, number: int) -> Decimal:
        """The amount of so many cents."""
        return money.decimal(number)

    def rendered(self, by: Teller) -> str:
        """The amount, in somebody's words."""
        return by.amount(self.number.rendered(by))
