"""Days, spans and flags that stand for many: they are compared and reckoned with like what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NoReturn, cast

from pecrules.analysis.formulas import Measured, Number
from pecrules.analysis.running import Over, Unmodelled, Walk
from pecrules.analysis.terms import Symbol, Text, Values
from pecrules.base import dates
from pecrules.base.telling import Teller


class Span(Measured):
    """The days between two days."""

    __slots__ = ()

    @property
    def days(self) -> Number:
        """How many."""
        return self.number

    def measure(self, other: object) -> Number | int:
        """The days of another span."""
        if type(other) is Span:
            return other.number
        if type(other) is timedelta:
            return other.days
        raise Unmodelled(f"a span beside {other!r}")

    def __add__(self, other: object) -> Span | Day:
        return Day(self.number + other.toordinal()) if type(other) is date else Span(self.number + self.measure(other))

    __radd__ = __add__

    def __sub__(self, other: object) -> Span:
        return Span(self.number - self.measure(other))

    def __rsub__(self, other: object) -> Span | Day:
        return Day(other.toordinal() - self.number) if type(other) is date else Span(self.measure(other) - self.number)

    def __neg__(self) -> Span:
        return Span(-self.number)

    def __bool__(self) -> bool:
        return bool(self.number)

    def of(self, number: int) -> timedelta:
        """The span of so many days."""
        return timedelta(number)

    def rendered(self, by: Teller) -> str:
        """The span, in somebody's words."""
        return by.span(self.number.rendered(by))


class Day(Measured, dates.ManyDays):
    """A day, as far as it hangs on facts."""

    __slots__ = ()

    @property  # type: ignore[misc]  # that of `object` can be written, and this one need not be
    def __class__(self) -> type[date]:  # type: ignore[override]  # a policy that looks finds what this stands for
        return date

    def measure(self, other: object) -> Number | int:
        """The ordinal of another day."""
        if type(other) is Day:
            return other.number
        if type(other) is date:
            return other.toordinal()
        raise Unmodelled(f"a day beside {other!r}")

    def __add__(self, other: object) -> Day:
        return Day(self.number + _days(other))

    __radd__ = __add__

    def __sub__(self, other: object) -> Day | Span:
        if type(other) is timedelta or type(other) is Span:
            return Day(self.number - _days(other))
        return Span(self.number - self.measure(other))

    def __rsub__(self, other: object) -> Span:
        return Span(self.measure(other) - self.number)

    def mapped(self, function: Callable[..., date], *rest: object) -> date:
        """The day that a function makes of each day, and of what else it is given."""
        return cast("date", Day(self._made_by(function, *rest)))

    def counted(self, function: Callable[..., int], *rest: object) -> int:
        """The number that a function makes of each day, and of what else it is given."""
        return cast("int", self._made_by(function, *rest))

    def satisfies(self, predicate: Callable[..., bool], *rest: object) -> bool:
        """Whether each day is as a predicate says; decided where that is not settled."""
        return self._made_by(predicate, *rest) >= 1

    def _made_by(self, function: Callable[..., date | int], *rest: object) -> Number:
        walk = self.number.walk
        mapped = walk.mapped(function, (self, *rest))
        if mapped.names <= walk.fixed.keys():
            return Number(walk, constant=mapped.at(walk.fixed))
        return Number.of_factor(walk, mapped)

    def isoformat(self) -> str:
        """The day as a text."""
        return Text(self)

    def of(self, number: int) -> date:
        """The day of an ordinal."""
        return date.fromordinal(number)

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Unmodelled(f"{name} of a day")

    def rendered(self, by: Teller) -> str:
        """The day, in somebody's words: mostly so many days from another."""
        if not self.names:
            return by.any(self.at({}))
        days = self.number.constant
        return by.day((self.number - days).rendered(by), days) if days else self.number.rendered(by)


def _days(span: object) -> Number | int:
    if type(span) is Span:
        return span.number
    if type(span) is timedelta:
        return span.days
    raise Unmodelled(f"a day and {span!r}")


class Flag(Symbol):
    """A fact that is true or false; which of both is decided when a policy wants to know."""

    __slots__ = ("name", "walk")

    def __init__(self, walk: Walk | Over, name: str) -> None:
        self.walk: Walk | Over = walk
        self.name: str = name

    @property  # type: ignore[misc]  # that of `object` can be written, and this one need not be
    def __class__(self) -> type[bool]:  # type: ignore[override]  # a policy that looks finds what this stands for
        return bool

    def __bool__(self) -> bool:
        return self.walk.word(self.name, ("False", "True")) == "True"

    def __index__(self) -> int:
        return int(bool(self))

    def __eq__(self, other: object) -> bool:
        if self.walk.is_over:
            return type(other) is Flag and other.name == self.name
        return bool(self) is other

    def __reduce__(self) -> tuple[Any, ...]:
        return Flag, (Over(), self.name)

    def __hash__(self) -> int:
        return object.__hash__(self)  # so no memo wants to know

    def rendered(self, by: Teller) -> str:
        """The fact, in somebody's words."""
        return by.fact(self.name)


def concrete(value: Any, values: Values) -> Any:
    """What a symbol is where variables have values; whatever is none is given back as it is."""
    if isinstance(value, Text):
        return str(value.symbol.at(values))
    return value.at(values) if isinstance(value, Symbol) and not isinstance(value, Flag) else value
