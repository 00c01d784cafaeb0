"""Sums of products of variables, and of what calendar and rounding make of them, as they stand.

What such a sum comes to, how far it reaches, and which values of a variable it tells apart.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from pecrules.analysis.regions import NOTHING
from pecrules.analysis.running import Over, Walk
from pecrules.analysis.terms import Mapped, Symbol, Values, names_of
from pecrules.base.telling import Formula, Teller

_CORNERS: Final = 8  # factors whose ends are tried together


class Rounded(Formula):
    """What is left of a division: its whole part, towards minus infinity."""

    __slots__ = ("by", "key", "names", "number")

    def __init__(self, number: Sum, by: int) -> None:
        self.number: Sum = number
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


class Sum(Symbol):
    """A sum of products.

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

    @property
    def terms(self) -> Terms:
        """The products that are added up, each with how often."""
        if self._terms is not None:
            return self._terms
        found: dict[tuple[Hashable, ...], tuple[Product, int]] = {
            (name,): ((name,), count) for name, count in ((self.plus, 1), (self.minus, -1)) if name
        }
        return {**found, (): ((), self.constant)} if self.constant else found

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

    # -- how far it reaches -------------------------------------------------------------------------------------------

    def _ends(self, most: int) -> tuple[int, int]:
        """The least and the greatest that it can be, as near as anybody knows; on either side of a number if nobody."""
        known = [found for found in (self.limits(), self.limits_apart()) if found is not None]
        return max([low for low, _ in known], default=most), min([high for _, high in known], default=most + 1)

    def limits(self) -> tuple[int, int] | None:
        """The least and the greatest that it can be, if each of its factors is taken apart; ``None`` if nobody knows.

        In no product a factor stands twice, so along each it only grows, or only falls: the ends of all are tried.
        """
        factors = {factor_key(factor): factor for product, _ in self.terms.values() for factor in product}
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

    # -- what it tells apart ------------------------------------------------------------------------------------------

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
        parts = {factor_key(part): part for part in self._parts_of(known) if name in _names(part)}
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


def factor_key(factor: Factor) -> Hashable:
    """What a factor has in common with another that is the same."""
    return factor if isinstance(factor, str) else factor.key


def factor_order(factor: Factor) -> str:
    """By what the factors of a product are put in order, so that the same product has the same."""
    return repr(factor_key(factor))


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


def _rendered(factor: Factor, by: Teller) -> str:
    return by.fact(factor) if isinstance(factor, str) else factor.rendered(by)
