"""Numbers that stand for many: what a policy makes of the numbers and days of a question, as a formula over its facts.

A number has no value. It is compared and reckoned with like a number; a comparison that what is known so far does not
settle is decided by its ``Walk``. Whatever else is done to it raises, so nothing is answered that is not known.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias, cast

from pecrules.analysis.regions import NOTHING, Limit
from pecrules.analysis.running import Over, Unmodelled, Walk
from pecrules.analysis.terms import Mapped, Symbol, Text, Values, names_of
from pecrules.base import money
from pecrules.base.telling import Formula, Teller

_CORNERS: Final = 8  # factors whose ends are tried together


class Rounded(Formula):
    """What is left of a division: its whole part, towards minus infinity."""

    __slots__ = ("by", "key", "names", "number")

    def __init__(self, number: Number, by: int) -> None:
        self.number: Number = number
        self.by: int = by
        self.names: frozenset[str] = number.names
        self.key: Hashable = ("rounded", number.key, by)

    def at(self, values: Values) -> int:
        """The number itself, where variables have values."""
        return self.number.at(values) // self.by

    def rendered(self, by: Teller) -> str:
        """What is left, in somebody's words."""
        return by.quotient(self.number.rendered(by), self.by)


Factor: TypeAlias = str | Rounded | Mapped
Product: TypeAlias = tuple[Factor, ...]
Terms: TypeAlias = Mapping[tuple[Hashable, ...], tuple[Product, int]]
"""The keys of a product's factors -> the product, and how often it is added."""


class Number(money.ManyCents, Symbol):
    """A whole number: a sum of products of variables, and of what calendar and rounding make of them.

    Most are a difference of two variables and a constant, as days and spans are; those are kept apart, for there are
    many: ``plus - minus + constant``, where each of the two may be nothing.
    """

    __slots__ = ("_terms", "constant", "minus", "plus", "walk")

    def __init__(
        self,
        walk: Walk | Over,
        plus: str = NOTHING,
        minus: str = NOTHING,
        constant: int = 0,
        terms: Terms | None = None,
    ) -> None:
        self.walk: Walk | Over = walk
        self.plus: str = plus
        self.minus: str = minus
        self.constant: int = constant
        self._terms = terms

    @property  # type: ignore[misc]  # that of `object` can be written, and this one need not be
    def __class__(self) -> type[int]:  # type: ignore[override]  # a policy that looks finds what this stands for
        return int

    @staticmethod
    def of_factor(walk: Walk | Over, factor: Factor) -> Number:
        """What is left of a division, or what the calendar says."""
        return Number(walk, terms={(_key(factor),): ((factor,), 1)})

    @staticmethod
    def _sum(walk: Walk | Over, terms: Terms) -> Number:
        """A sum of products, as a difference if it is one."""
        constant = terms.get((), ((), 0))[1]
        singles = [(product[0], count) for product, count in terms.values() if len(product) == 1]
        names = {count: factor for factor, count in singles if isinstance(factor, str)}
        if len(names) == len(singles) == len(terms) - (() in terms) and names.keys() <= {1, -1}:
            return Number(walk, names.get(1, NOTHING), names.get(-1, NOTHING), constant)
        return Number(walk, constant=constant, terms=terms)

    @property
    def terms(self) -> Terms:
        """The products that are added up, each with how often."""
        if self._terms is not None:
            return self._terms
        found: dict[tuple[Hashable, ...], tuple[Product, int]] = {
            (name,): ((name,), count) for name, count in ((self.plus, 1), (self.minus, -1)) if name
        }
        return {**found, (): ((), self.constant)} if self.constant else found

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
                product = tuple(sorted(product, key=_order)) if len(product) > 1 else product
                key = tuple(_key(factor) for factor in product)
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

    def _distinguished(
        self, free: Sequence[str], fixed: Values
    ) -> tuple[tuple[str, ...], dict[str, int], dict[str, Sequence[int]]]:
        """Those of some variables whose values it tells apart, what the rest may be taken for, and kinds of the former.

        What is left of a division by a hundred is the same a hundred on, and all days of a month may come to the same
        number of months: of such values one stands for all.
        """
        known, kinds = {**fixed}, dict[str, Sequence[int]]()
        for kinds_of in (self._by_parts, self._by_turn):
            for name in free:
                found = None if name in known else kinds_of(name, known)
                if found is not None:
                    first, *others = self.walk.one_of_each(name, found)
                    if others:
                        kinds[name] = found
                    else:
                        known[name] = first
        return tuple([name for name in free if name not in known]), known, kinds

    def _by_parts(self, name: str, fixed: Values) -> Sequence[int] | None:
        """Of which kind each value of a variable is, if only what calendar and rounding make of it is looked at."""
        known = {name, *fixed}
        parts = {_key(part): part for part in self._parts_of(known) if name in _names(part)}
        if not all(known >= {*_names(part)} for part in parts.values()) or name in parts:
            return None
        numbers = dict[tuple[int, ...], int]()
        columns = (self._column_of(part, name, fixed) for part in parts.values())
        return [numbers.setdefault(made, len(numbers)) for made in zip(*columns, strict=True)]

    def _by_turn(self, name: str, fixed: Values) -> Sequence[int] | None:
        """Of which kind each value of a variable is, if one is like another a turn on."""
        turn = self.turn(name, fixed)
        return None if turn is None or turn[1] else [value % turn[0] for value in self.walk.values(name)]

    def _parts_of(self, known: Collection[str]) -> Iterator[Factor]:
        """The factors of which it is made up: what is left of a division is one if it hangs on nothing else."""
        for product, _ in self.terms.values():
            for factor in product:
                if isinstance(factor, Rounded) and not factor.names <= {*known}:
                    yield from factor.number._parts_of(known)  # noqa: SLF001 - it is one of us
                else:
                    yield factor

    def turn(self, name: str, fixed: Values) -> tuple[int, int] | None:
        """After how much more of a variable it is as before but for a constant, and that; ``None`` if nobody knows."""
        found: list[tuple[int, int]] = []
        for product, count in self.terms.values():
            mine = [factor for factor in product if name in _names(factor)]
            if not mine:
                continue
            turned = _turn(mine[0], name, fixed) if len(mine) == 1 else None
            if turned is None:
                return None
            others = [factor for factor in product if factor is not mine[0]]
            if turned[1] and not fixed.keys() >= names_of(map(_names, others)):
                return None
            times = count * math.prod(_at(factor, fixed) for factor in others) if turned[1] else 0
            found.append((turned[0], turned[1] * times))
        whole = math.lcm(*(after for after, _ in found))
        return whole, sum(more * (whole // after) for after, more in found)

    def column(self, name: str, fixed: Values) -> list[int]:
        """What it comes to for every value of one variable, where the others have values.

        Raises:
            Unmodelled: there are too many.
        """
        values = self.walk.values(name)
        whole = [0] * len(values)
        for product, count in self.terms.values():
            column: Sequence[int] = [count] * len(values)
            for factor in product:
                made = self._column_of(factor, name, fixed)
                column = [one * other for one, other in zip(column, made, strict=True)]
            whole = [one + other for one, other in zip(whole, column, strict=True)]
        return whole

    def _column_of(self, factor: Factor, name: str, fixed: Values) -> Sequence[int]:
        if factor == name:
            return self.walk.values(name)
        if isinstance(factor, str) or name not in factor.names:
            return [_at(factor, fixed)] * len(self.walk.values(name))
        if isinstance(factor, Rounded):
            return [each // factor.by for each in factor.number.column(name, fixed)]
        if factor.names <= {name, *self.walk.fixed}:
            return self.walk.made(factor.key, lambda: factor.column(name, self.walk.fixed))
        return factor.column(name, fixed)

    def _ends(self, most: int) -> tuple[int, int]:
        """The least and the greatest that it can be, as near as anybody knows; on either side of a number if nobody."""
        known = [found for found in (self.limits(), self.limits_apart()) if found is not None]
        return max([low for low, _ in known], default=most), min([high for _, high in known], default=most + 1)

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

    def limits(self) -> tuple[int, int] | None:
        """The least and the greatest that it can be, if each of its factors is taken apart; ``None`` if nobody knows.

        In no product a factor stands twice, so along each it only grows, or only falls: the ends of all are tried.
        """
        factors = {_key(factor): factor for product, _ in self.terms.values() for factor in product}
        ends = {key: self._limits_of(factor) for key, factor in factors.items()}
        if len(ends) > _CORNERS or None in ends.values() or any(len({*key}) < len(key) for key in self.terms):
            return None
        corners = itertools.product(*(each or () for each in ends.values()))
        found = [self._at(dict(zip(ends, corner, strict=True))) for corner in corners]
        return min(found), max(found)

    def limits_apart(self) -> tuple[int, int] | None:
        """The same of a difference of two days, one of which a calendar makes of a variable: as near as that is to it.

        So it is known that three months before the expiry lie behind an activation a year before it.
        """
        counts, low, high = dict[str, int](), self.constant, self.constant
        for product, count in self.terms.values():
            if not product:
                continue
            factor = product[0]
            found = (factor, 0, 0) if isinstance(factor, str) else self._apart(factor)
            if found is None or len(product) > 1:
                return None
            name, *ends = found
            counts[name] = counts.get(name, 0) + count
            low, high = low + min(count * end for end in ends), high + max(count * end for end in ends)
        ordered = sorted((count, name) for name, count in counts.items() if count)
        if [count for count, _ in ordered] != [-1, 1]:
            return None
        (_, less), (_, more) = ordered
        return low - self.walk.region.most(less, more), high + self.walk.region.most(more, less)

    def _apart(self, factor: Factor) -> tuple[str, int, int] | None:
        """How far what the calendar makes of a variable lies from it, at least and at most; ``None`` of several."""
        found = self._made_of(factor) if isinstance(factor, Mapped) else None
        if found is None:
            return None
        name, values, numbers = found
        apart = [number - value for value, number in zip(values, numbers, strict=True)]
        return name, min(apart), max(apart)

    def _limits_of(self, factor: Factor) -> tuple[int, int] | None:
        if isinstance(factor, str):
            return self.walk.region.span(factor)
        if isinstance(factor, Mapped):
            found = self._made_of(factor)
            return found and (min(found[2]), max(found[2]))
        limits = factor.number.limits()
        return limits and (limits[0] // factor.by, limits[1] // factor.by)

    def _made_of(self, mapped: Mapped) -> tuple[str, range, Sequence[int]] | None:
        """The one variable of which the calendar makes a number, what it can still be, and the number of each."""
        names = mapped.names - self.walk.fixed.keys()
        if len(names) != 1:
            return None
        (name,) = names
        low, high = self.walk.region.span(name)
        first = self.walk.values(name)[0]
        return name, range(low, high + 1), self._column_of(mapped, name, {})[low - first : high - first + 1]

    def _at(self, ends: Mapping[Hashable, int]) -> int:
        """The number itself, where factors have values."""
        return sum(count * math.prod(ends[each] for each in key) for key, (_, count) in self.terms.items())

    # -- looking ------------------------------------------------------------------------------------------------------

    @property
    def names(self) -> frozenset[str]:
        """The variables that it depends on."""
        return names_of(_names(factor) for product, _ in self.terms.values() for factor in product)

    @property
    def key(self) -> Hashable:
        """What it has in common with another that is the same formula."""
        if self._terms is None:
            return self.plus, self.minus, self.constant
        return frozenset((key, count) for key, (_, count) in self._terms.items())

    def at(self, values: Values) -> int:
        """The number itself, where variables have values."""
        if self._terms is None:
            return (values[self.plus] if self.plus else 0) - (values[self.minus] if self.minus else 0) + self.constant
        total = 0
        for product, count in self._terms.values():
            for each in product:
                count *= _at(each, values)  # noqa: PLW2901 - it is all there is
            total += count
        return total

    def rendered(self, by: Teller) -> str:
        """The formula, in somebody's words."""
        parts = [
            by.product(count, [_rendered(factor, by) for factor in product])
            for product, count in self.terms.values()
            if product
        ]
        if self.constant or not parts:
            parts.append(by.product(self.constant, ()))
        return by.total(*parts)


def _key(factor: Factor) -> Hashable:
    return factor if isinstance(factor, str) else factor.key


def _names(factor: Factor) -> Collection[str]:
    return (factor,) if isinstance(factor, str) else factor.names


def _at(factor: Factor, values: Values) -> int:
    return values[factor] if isinstance(factor, str) else factor.at(values)


def _turn(factor: Factor, name: str, fixed: Values) -> tuple[int, int] | None:
    """The same of a factor that hangs on the variable: of a calendar nobody knows."""
    if isinstance(factor, str):
        return 1, 1
    turn = factor.number.turn(name, fixed) if isinstance(factor, Rounded) else None
    if turn is None or isinstance(factor, Mapped):
        return None
    again = factor.by // math.gcd(factor.by, turn[1])
    return turn[0] * again, turn[1] * again // factor.by


def _order(factor: Factor) -> str:
    return repr(_key(factor))


def _rendered(factor: Factor, by: Teller) -> str:
    return by.fact(factor) if isinstance(factor, str) else factor.rendered(by)


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
