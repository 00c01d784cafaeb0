"""What stands for many values at once, and what the calendar makes of such days."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from itertools import repeat
from typing import Any, Self, TypeAlias

from pecrules.base.telling import PLAIN, Formula, Teller

Values: TypeAlias = Mapping[str, int]
"""Variable -> its value."""


class Symbol(Formula):
    """What stands for many values at once."""

    __slots__ = ()

    def at(self, values: Values) -> Any:
        """The value itself, where variables have values."""
        raise NotImplementedError  # each kind says it

    def column(self, name: str, fixed: Values) -> Iterable[Any]:
        """The value itself for every value of one variable, where the others have values."""
        raise NotImplementedError  # each kind says it

    @property
    def names(self) -> frozenset[str]:
        """The variables that it depends on."""
        raise NotImplementedError  # each kind says it

    @property
    def key(self) -> Hashable:
        """What it has in common with another that is the same formula."""
        raise NotImplementedError  # each kind says it

    def __repr__(self) -> str:
        return self.rendered(PLAIN)


class Mapped(Formula):
    """What a function of the calendar makes of days, as a number: of a day its ordinal, of yes and no 1 and 0.

    Attributes:
        function: The function.
        given: What it is given, the days and numbers that stand for many among it.
        key: What it has in common with another that is the same.
        names: The variables that it depends on.
    """

    __slots__ = ("_known", "function", "given", "key", "names")

    def __init__(self, function: Callable[..., date | int], given: tuple[object, ...], key: Hashable) -> None:
        self.function: Callable[..., date | int] = function
        self.given: tuple[object, ...] = given
        self.key: Hashable = key
        self.names: frozenset[str] = names_of(each.names for each in given if isinstance(each, Symbol))
        self._known: dict[tuple[int, ...], int] = {}

    def at(self, values: Values) -> int:
        """The number itself, where variables have values."""
        where = tuple([values[name] for name in self.names])
        if where not in self._known:
            self._known[where] = self._at(values)
        return self._known[where]

    def column(self, name: str, fixed: Values) -> list[int]:
        """The number for every value of one variable, where the others have values."""
        given = [each.column(name, fixed) if isinstance(each, Symbol) else repeat(each) for each in self.given]
        return [_number(found) for found in map(self.function, *given)]

    def _at(self, values: Values) -> int:
        return _number(self.function(*(each.at(values) if isinstance(each, Symbol) else each for each in self.given)))

    def rendered(self, by: Teller) -> str:
        """The number, in somebody's words."""
        return by.made(self.function.__name__.lstrip("_"), self.given)


def _number(found: date | int) -> int:
    return found.toordinal() if isinstance(found, date) else int(found)


def key_of(function: Callable[..., date | int], given: tuple[object, ...]) -> Hashable:
    """What a mapping has in common with another that is the same."""
    return (function, *(each.key if isinstance(each, Symbol) else each for each in given))


class Text(str, Formula):
    """What is written of a symbol, alone."""

    __slots__ = ("symbol",)
    symbol: Symbol

    def __new__(cls, symbol: Symbol) -> Self:
        """The text of a symbol."""
        text = super().__new__(cls, repr(symbol))
        text.symbol = symbol
        return text

    def rendered(self, by: Teller) -> str:
        """The same, in somebody's words."""
        return self.symbol.rendered(by)

    def __reduce__(self) -> tuple[Any, ...]:
        return Text, (self.symbol,)


def names_of(each: Iterable[Iterable[str]]) -> frozenset[str]:
    """The variables that several things depend on, together."""
    return frozenset[str]().union(*each)
