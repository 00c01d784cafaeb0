"""Days, spans, numbers and amounts that stand for many: what a policy makes of them is a formula over its facts.

A symbol has no value. It is compared and reckoned with like what it stands for; a comparison that the facts so far do
not settle is decided by its ``Walk``. Whatever else is done to one raises, so nothing is answered that is not known.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NoReturn, TypeAlias, cast

from pecrules.analysis.regions import NOTHING, Bound, Limit
from pecrules.analysis.running import Unmodelled, Walk
from pecrules.base import dates, money

_CORNERS: Final = 8

Values = Mapping[str, int]
"""Variable -> its value."""


class Rounded:
    """What is left of a division: its whole part, towards minus infinity."""

    __slots__ = ("by", "key", "names", "number")

    def __init__(self, number: Number, by: int) -> None:
        self.number = number
        self.by = by
        self.names = number.names
        self.key: Hashable = ("rounded", number.key, by)

    def at(self, values: Values) -> int:
        """The number itself, where variables have values."""
        return self.number.at(values) // self.by

    def __str__(self) -> str:
        return f"({self.number!r}) // {self.by}"


class Mapped:
    """What a function of the calendar makes of days, as a number: of a day its ordinal.

    Attributes:
        names: The variables that it depends on.
        key: What it has in common with another that is the same.
    """

    __slots__ = ("_function", "_given", "key", "names")

    def __init__(self, function: Callable[..., date | int], given: tuple[Any, ...]) -> None:
        self._function = function
        self._given = given
        self.key: Hashable = (function, *(_key(each) for each in given))
        self.names = frozenset[str]().union(*(_names(each) for each in given))

    def at(self, values: Values) -> int:
        """The number itself, where variables have values."""
        found = self._function(*(concrete(each, values) for each in self._given))
        return found.toordinal() if isinstance(found, date) else found

    def __str__(self) -> str:
        return f"{self._function.__name__.lstrip('_')}({', '.join(_shown(each) for each in self._given)})"


Factor: TypeAlias = "str | Rounded | Mapped"
Product: TypeAlias = tuple[Factor, ...]


_Terms: TypeAlias = Mapping[tuple[Hashable, ...], tuple[Product, int]]
"""A key of each product -> the product, and how often it is added."""


def _key_of(factor: Factor) -> Hashable:
    return factor if isinstance(factor, str) else factor.key


class Number(money.ManyCents):
    """A whole number: a sum of products of variables, and of what calendar and rounding make of them.

    Most are a difference of two variables and a constant, as days and spans are; those are kept apart, for there are
    many: ``plus - minus + constant``, where each of the two may be nothing.
    """

    __slots__ = ("_terms", "constant", "minus", "plus", "walk")

    def __init__(
        self, walk: Walk, plus: str = NOTHING, minus: str = NOTHING, constant: int = 0, terms: _Terms | None = None
    ) -> None:
        self.walk = walk
        self.plus = plus
        self.minus = minus
        self.constant = constant
        self._terms = terms

    @property
    def __class__(self) -> type:  # a policy that looks finds what this stands for
        return int

    @staticmethod
    def of_factor(walk: Walk, factor: Factor) -> Number:
        """What is left of a division, or what the calendar says."""
        return Number(walk, terms={(_key_of(factor),): ((factor,), 1)})

    @staticmethod
    def _sum(walk: Walk, terms: _Terms) -> Number:
        """A sum of products, as a difference if it is one."""
        singles = [(product[0], count) for product, count in terms.values() if len(product) == 1]
        constant = terms.get((), ((), 0))[1]
        simple = len(singles) + (() in terms) == len(terms) and all(isinstance(each, str) for each, _ in singles)
        signs = {count: str(each) for each, count in singles}
        if simple and len(signs) == len(singles) and signs.keys() <= {1, -1}:
            return Number(walk, signs.get(1, NOTHING), signs.get(-1, NOTHING), constant)
        return Number(walk, constant=constant, terms=terms)

    @property
    def terms(self) -> _Terms:
        """The products that are added up, each with how often."""
        if self._terms is not None:
            return self._terms
        singles = [(self.plus, 1)] if self.plus else []
        singles += [(self.minus, -1)] if self.minus else []
        found: _Terms = {(name,): ((name,), count) for name, count in singles}
        return {**found, (): ((), self.constant)} if self.constant else found

    def _other(self, other: object) -> Number:
        kind = type(other)
        if kind is Number:
            return cast("Number", other)
        if kind is int or kind is bool:
            return Number(self.walk, constant=int(cast("int", other)))
        raise Unmodelled(f"a number beside {other!r}")

    # -- reckoning ----------------------------------------------------------------------------------------------------

    def __add__(self, other: object) -> Number:
        if type(other) is int and self._terms is None:
            return Number(self.walk, self.plus, self.minus, self.constant + cast("int", other))
        return self - (-self._other(other))

    __radd__ = __add__

    def __sub__(self, other: object) -> Number:
        if type(other) is int and self._terms is None:
            return Number(self.walk, self.plus, self.minus, self.constant - cast("int", other))
        theirs = self._other(other)
        if self._terms is None and theirs._terms is None:
            more, less = {self.plus, theirs.minus}, {self.minus, theirs.plus}
            kept = len(more) == 2 or NOTHING in more, len(less) == 2 or NOTHING in less  # noqa: PLR2004 - none twice
            both = (more & less) - {NOTHING}
            more, less = more - both - {NOTHING}, less - both - {NOTHING}
            if all(kept) and len(more) <= 1 and len(less) <= 1:
                constant = self.constant - theirs.constant
                return Number(self.walk, *(more or {NOTHING}), *(less or {NOTHING}), constant)
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
        if self._terms is None:
            return Number(self.walk, self.minus, self.plus, -self.constant)
        return self * -1

    def __mul__(self, other: object) -> Number:
        terms: dict[tuple[Hashable, ...], tuple[Product, int]] = {}
        for mine, count in self.terms.values():
            for theirs, times in self._other(other).terms.values():
                product = tuple(sorted((*mine, *theirs), key=lambda factor: repr(_key_of(factor))))
                key = tuple(_key_of(factor) for factor in product)
                terms[key] = product, terms.get(key, (product, 0))[1] + count * times
        return Number._sum(self.walk, {key: term for key, term in terms.items() if term[1]})

    __rmul__ = __mul__

    def __floordiv__(self, by: object) -> Number:
        if type(by) is not int or cast("int", by) <= 0:
            raise Unmodelled(f"a division by {by!r}")
        if not self.names:
            return Number(self.walk, constant=self.at({}) // cast("int", by))
        return Number.of_factor(self.walk, Rounded(self, cast("int", by)))

    def __abs__(self) -> Number:
        return self if self >= 0 else -self

    def in_euros(self) -> Decimal:
        return cast("Decimal", Amount(self))

    # -- comparing ----------------------------------------------------------------------------------------------------

    def __le__(self, other: object) -> bool:
        if type(other) is int:
            return self._is_at_most(cast("int", other))
        return (self - other)._is_at_most(0)

    def __lt__(self, other: object) -> bool:
        if type(other) is int:
            return self._is_at_most(cast("int", other) - 1)
        return (self - other)._is_at_most(-1)

    def __ge__(self, other: object) -> bool:
        if type(other) is int:
            return not self._is_at_most(cast("int", other) - 1)
        return (self._other(other) - self)._is_at_most(0)

    def __gt__(self, other: object) -> bool:
        if type(other) is int:
            return not self._is_at_most(cast("int", other))
        return (self._other(other) - self)._is_at_most(-1)

    def __eq__(self, other: object) -> bool:
        if other is None or type(other) is str:
            return False
        return self <= other and self >= other

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return self != 0

    __hash__ = object.__hash__  # no two are known to be equal, so none is found in a memo

    def _is_at_most(self, most: int) -> bool:
        if self._terms is None:
            if self.plus == self.minus:
                return self.constant <= most
            return self.walk.is_within(Bound(self.plus, self.minus, most - self.constant))
        linear = self._linear()
        if linear is None:
            return self._calculated(most)
        if len(linear) == 1:
            ((name, times),) = linear.items()
            return self._is_bounded(name, times, most - self.constant)
        return self.walk.is_at_most(Limit(tuple(sorted(linear.items())), most - self.constant))

    def _calculated(self, most: int) -> bool:
        """Whether a number is at most so much that is more than a sum: what its variables can be is tried."""
        free, fixed = self.walk.free(self.names)
        if not free:
            return self.at(fixed) <= most
        if len(free) == 1:
            (name,) = free
            asked = self.key, most, tuple(fixed.items())
            return self.walk.is_among(name, lambda value: self.at({**fixed, name: value}) <= most, asked)
        low, high = self.walk.recall((self.key, most), lambda: self._limits_or_none() or (most, most + 1))
        if high <= most or low > most:
            return high <= most
        self.walk.split(free)
        return self._calculated(most)

    def _is_bounded(self, name: str, times: int, most: int) -> bool:
        """Whether ``times * name <= most``."""
        if times > 0:
            return self.walk.is_within(Bound(name, NOTHING, most // times))
        return self.walk.is_within(Bound(NOTHING, name, most // -times))

    def _linear(self) -> dict[str, int] | None:
        """Variable -> how often it is counted, if that is all there is beside a constant."""
        found = dict[str, int]()
        for product, count in self.terms.values():
            if not product:
                continue
            if len(product) > 1 or not isinstance(product[0], str):
                return None
            found[product[0]] = count
        return found

    def _limits_or_none(self) -> tuple[int, int] | None:
        try:
            return self.limits()
        except Unmodelled:
            return None

    def limits(self) -> tuple[int, int]:
        """The least and the greatest that it can be, if each of its factors is taken apart: at the ends of all of them.

        For in no product does a factor stand twice, so along each of them it only grows, or only falls.

        Raises:
            Unmodelled: nobody knows.
        """
        factors = {_key_of(factor): factor for product, _ in self.terms.values() for factor in product}
        if len(factors) > _CORNERS or any(len({*key}) < len(key) for key in self.terms):
            raise Unmodelled(f"between which numbers {self} lies")
        ends = {key: self._limits_of(factor) for key, factor in factors.items()}
        corners = [self._at(dict(zip(ends, corner, strict=True))) for corner in itertools.product(*ends.values())]
        return min(corners), max(corners)

    def _at(self, ends: Mapping[Hashable, int]) -> int:
        """The number itself, where factors have values."""
        return sum(count * math.prod(ends[each] for each in key) for key, (_, count) in self.terms.items())

    def _limits_of(self, factor: Factor) -> tuple[int, int]:
        if isinstance(factor, str):
            return self.walk.region.span(factor)
        if isinstance(factor, Rounded):
            low, high = factor.number.limits()
            return low // factor.by, high // factor.by
        return self.walk.least_and_most(factor)

    # -- looking ------------------------------------------------------------------------------------------------------

    @property
    def names(self) -> frozenset[str]:
        """The variables that it depends on."""
        if self._terms is None:
            return frozenset({self.plus, self.minus} - {NOTHING})
        factors = (factor for product, _ in self._terms.values() for factor in product)
        return frozenset[str]().union(*({each} if isinstance(each, str) else each.names for each in factors))

    @property
    def key(self) -> Hashable:
        """What two numbers have in common that are the same formula."""
        if self._terms is None:
            return self.plus, self.minus, self.constant
        return frozenset((key, count) for key, (_, count) in self._terms.items())

    def at(self, values: Values) -> int:
        """The number itself, where variables have values."""
        if self._terms is None:
            return (values[self.plus] if self.plus else 0) - (values[self.minus] if self.minus else 0) + self.constant
        total = 0
        for product, count in self._terms.values():
            for factor in product:
                count *= values[factor] if isinstance(factor, str) else factor.at(values)
            total += count
        return total

    def __repr__(self) -> str:
        parts = [_term(product, count) for product, count in self.terms.values() if product]
        if self.constant or not parts:
            parts.append(str(self.constant))
        return " + ".join(parts).replace("+ -", "- ")


def _term(product: Product, count: int) -> str:
    whole = "*".join(str(factor) for factor in product)
    return whole if count == 1 else f"-{whole}" if count == -1 else f"{count}*{whole}"


class Flag:
    """A fact that is true or false; which of both is decided when a policy wants to know."""

    __slots__ = ("name", "walk")

    def __init__(self, walk: Walk, name: str) -> None:
        self.walk = walk
        self.name = name

    @property
    def __class__(self) -> type:  # a policy that looks finds what this stands for
        return bool

    def __bool__(self) -> bool:
        return self.walk.word(self.name, ("False", "True")) == "True"

    def __index__(self) -> int:
        return int(bool(self))

    def __eq__(self, other: object) -> bool:
        return bool(self) == other

    __hash__ = object.__hash__  # so no memo wants to know

    def __repr__(self) -> str:
        return self.name


class Amount(money.ManyEuros):
    """An amount in euros, for as many cents as a number says."""

    __slots__ = ("cents",)

    def __init__(self, cents: Number) -> None:
        self.cents = cents

    def in_cents(self) -> int:
        return cast("int", self.cents)

    def __add__(self, other: object) -> Amount:
        return Amount(self.cents + _cents(other))

    __radd__ = __add__

    def __sub__(self, other: object) -> Amount:
        return Amount(self.cents - _cents(other))

    def __rsub__(self, other: object) -> Amount:
        return Amount(_cents(other) - self.cents)

    def __le__(self, other: object) -> bool:
        return self.cents <= _cents(other)

    def __lt__(self, other: object) -> bool:
        return self.cents < _cents(other)

    def __ge__(self, other: object) -> bool:
        return self.cents >= _cents(other)

    def __gt__(self, other: object) -> bool:
        return self.cents > _cents(other)

    def __eq__(self, other: object) -> bool:
        return other is not None and self.cents == _cents(other)

    __hash__ = object.__hash__

    def __str__(self) -> str:
        return Text(self)

    def __format__(self, _: str, /) -> NoReturn:
        raise Unmodelled("an amount within a text")

    def __repr__(self) -> str:
        return f"{self.cents!r} cents"


def _cents(amount: object) -> Any:
    if isinstance(amount, Amount):
        return amount.cents
    if isinstance(amount, Decimal):
        return money.cents(amount)
    raise Unmodelled(f"an amount beside {amount!r}")


class Text(str):
    """What is written of a symbol, alone."""

    __slots__ = ("symbol",)

    def __new__(cls, symbol: object) -> Text:
        """The text of a symbol."""
        text = super().__new__(cls, repr(symbol))
        text.symbol = symbol
        return text


class Span:
    """The days between two days."""

    __slots__ = ("number",)

    def __init__(self, number: Number) -> None:
        self.number = number

    @property
    def days(self) -> Number:
        return self.number

    def _other(self, other: object) -> Any:
        if isinstance(other, Span):
            return other.number
        if type(other) is timedelta:
            return other.days
        raise Unmodelled(f"a span beside {other!r}")

    def __add__(self, other: object) -> Span | Day:
        if type(other) is date:
            return Day(self.number + other.toordinal())
        return Span(self.number + self._other(other))

    __radd__ = __add__

    def __sub__(self, other: object) -> Span:
        return Span(self.number - self._other(other))

    def __rsub__(self, other: object) -> Span | Day:
        if type(other) is date:
            return Day(other.toordinal() - self.number)
        return Span(self._other(other) - self.number)

    def __neg__(self) -> Span:
        return Span(-self.number)

    def __le__(self, other: object) -> bool:
        return self.number <= self._other(other)

    def __lt__(self, other: object) -> bool:
        return self.number < self._other(other)

    def __ge__(self, other: object) -> bool:
        return self.number >= self._other(other)

    def __gt__(self, other: object) -> bool:
        return self.number > self._other(other)

    def __eq__(self, other: object) -> bool:
        return other is not None and self.number == self._other(other)

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return bool(self.number)

    def __repr__(self) -> str:
        return f"{self.number!r} days"


class Day(dates.ManyDays):
    """A day, as far as it hangs on facts."""

    __slots__ = ("number",)

    def __init__(self, number: Number) -> None:
        self.number = number

    @property
    def __class__(self) -> type:  # a policy that looks finds what this stands for
        return date

    def _other(self, other: object) -> Any:
        if type(other) is Day:
            return cast("Day", other).number
        if type(other) is date:
            return cast("date", other).toordinal()
        raise Unmodelled(f"a day beside {other!r}")

    def __add__(self, other: object) -> Day:
        return Day(self.number + _days(other))

    __radd__ = __add__

    def __sub__(self, other: object) -> Day | Span:
        if type(other) in {timedelta, Span}:
            return Day(self.number - _days(other))
        return Span(self.number - self._other(other))

    def __rsub__(self, other: object) -> Span:
        return Span(self._other(other) - self.number)

    def __le__(self, other: object) -> bool:
        return self.number <= self._other(other)

    def __lt__(self, other: object) -> bool:
        return self.number < self._other(other)

    def __ge__(self, other: object) -> bool:
        return self.number >= self._other(other)

    def __gt__(self, other: object) -> bool:
        return self.number > self._other(other)

    def __eq__(self, other: object) -> bool:
        return other is not None and self.number == self._other(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = object.__hash__

    def mapped(self, function: Callable[..., date], *rest: object) -> date:
        return cast("date", Day(self._made_by(function, *rest)))

    def counted(self, function: Callable[..., int], *rest: object) -> int:
        return cast("int", self._made_by(function, *rest))

    def satisfies(self, predicate: Callable[..., bool], *rest: object) -> bool:
        return self._made_by(predicate, *rest) >= 1

    def _made_by(self, function: Callable[..., date | int], *rest: object) -> Number:
        walk, mapped = self.number.walk, Mapped(function, (self, *rest))
        if not mapped.names:
            return Number(walk, constant=mapped.at({}))
        return Number.of_factor(walk, mapped)

    def isoformat(self) -> str:
        return Text(self)

    def __str__(self) -> str:
        return Text(self)

    def __format__(self, _: str, /) -> NoReturn:
        raise Unmodelled("a day within a text")

    def __getattr__(self, name: str) -> NoReturn:
        raise Unmodelled(f"{name} of a day")

    def __repr__(self) -> str:
        if not self.number.names:
            return date.fromordinal(self.number.at({})).isoformat()
        return repr(self.number)


def _days(span: object) -> Any:
    if isinstance(span, Span):
        return span.number
    if type(span) is timedelta:
        return span.days
    raise Unmodelled(f"a day and {span!r}")


def _key(given: object) -> Hashable:
    if type(given) is Number:
        return cast("Number", given).key
    if type(given) is Day or type(given) is Span:
        return type(given).__name__, cast("Day", given).number.key
    return cast("Hashable", given)


def _shown(given: object) -> str:
    return str(given) if type(given) is str else repr(given)


def _names(given: object) -> frozenset[str]:
    kind = type(given)
    if kind is Number:
        return cast("Number", given).names
    return cast("Day", given).number.names if kind is Day or kind is Span else frozenset()


def is_symbol(value: object) -> bool:
    """Whether a value stands for many."""
    return type(value) in {Amount, Day, Flag, Number, Span, Text}


def concrete(value: Any, values: Values) -> Any:
    """What a symbol is where variables have values; whatever is none is given back as it is."""
    kind = type(value)
    if kind is Number:
        return value.at(values)
    if kind is Day:
        return date.fromordinal(value.number.at(values))
    if kind is Span:
        return timedelta(value.number.at(values))
    if kind is Amount:
        return money.decimal(value.cents.at(values))
    if kind is Text:
        return str(concrete(value.symbol, values))
    if kind is tuple:
        return tuple(concrete(each, values) for each in value)
    return value
