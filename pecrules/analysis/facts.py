"""What a policy is asked about when it is asked about everything: mailboxes and requests whose facts are looked up.

Each fact is declared: the words it can be, the days or numbers it can lie between, or one value that is given. A fact
is chosen when the policy first reads it, so what no answer depends on is never told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar, Final, NamedTuple, TypeAlias, cast

from pecrules.analysis.formulas import Amount, Number
from pecrules.analysis.regions import NOTHING, Bound
from pecrules.analysis.running import Over, Walk
from pecrules.analysis.symbols import Day, Flag, concrete
from pecrules.analysis.terms import Values
from pecrules.base import dates, money
from pecrules.base.telling import PLAIN, Formula, Teller
from pecrules.model.fields import LookedUp
from pecrules.rulebook.rows import Row
from pecrules.rulebook.ruleset import Ruleset

UNKNOWN: Final = "?"
"""A word that no table has."""

_RESERVED: Final = "example"
"""An extension that nobody has (RFC 2606), so no table names it."""

GIVEN: Final = "given"
"""That there is a fact, where it could be ``None``."""


class Choice(NamedTuple):
    """A fact that is one of some values, each by what it is called in a table."""

    values: Mapping[str, Any]

    @staticmethod
    def of(*values: Any) -> Choice:
        """Values that are called what they are."""
        return Choice({str(value): value for value in values})

    def __or__(self, other: object) -> Choice:
        """The values of both."""
        return Choice({**self.values, **other.values}) if isinstance(other, Choice) else self


class Within(NamedTuple):
    """A number between two, or ``None`` where nobody may know it."""

    low: int
    high: int
    optional: bool = False


class Cents(NamedTuple):
    """An amount of so many cents at least and at most."""

    low: int
    high: int


class Dated(NamedTuple):
    """A day at most so many days before or after that of the question; ``None`` where there may be none."""

    days: int
    optional: bool = False


class Listed(NamedTuple):
    """A fact that is one of the words that the tables list on the day, or one that they do not know."""

    row: type[Row]
    column: str
    optional: bool = False

    def on(self, rules: Ruleset, day: date) -> Choice:
        """The words of a day."""
        nothing = {"None": None} if self.optional else {}
        words = sorted(_words(rules, day, self.row, self.column))
        return Choice({**nothing, **{word: word for word in words}, UNKNOWN: UNKNOWN})


class First(NamedTuple):
    """A fact that is the same everywhere in a table: the first word that the tables list on the day."""

    row: type[Row]
    column: str

    def on(self, rules: Ruleset, day: date) -> Given:
        """The word of a day."""
        return Given(next(iter(_words(rules, day, self.row, self.column)), UNKNOWN))


class Extension(NamedTuple):
    """An address of each ending that the tables tell apart on the day, and one of another: a domain, or the last of it.

    Attributes:
        row: Where the endings stand.
        column: In which column.
        name: What stands before them.
    """

    row: type[Row]
    column: str
    name: str

    def on(self, rules: Ruleset, day: date) -> Choice:
        """The addresses of a day, each by its extension."""
        words = _words(rules, day, self.row, self.column)
        return Choice({**{word: f"{self.name}{word}" for word in words}, UNKNOWN: f"{self.name}{_RESERVED}"})


class Around(NamedTuple):
    """A fact that is the same everywhere in a table: the first and the last of the days that are so near."""

    days: int

    def on(self, _: Ruleset, day: date) -> Given:
        """The days around a day."""
        return Given((dates.add(day, days=-self.days), dates.add(day, days=self.days)))


def _words(rules: Ruleset, day: date, row: type[Row], column: str) -> dict[str, None]:
    """The words that stand in a column on a day, alone or several together, in the order of the tables."""
    found = [getattr(each, column) for each in rules.on(day).rows(row)]
    return dict.fromkeys(word for each in found for word in ([each] if isinstance(each, str) else each))


class Given(NamedTuple):
    """A fact that is the same everywhere in a table."""

    value: Any


Fact: TypeAlias = "Choice | Within | Cents | Dated | Given"
Declared: TypeAlias = "Fact | Listed | First | Extension | Around"
"""A fact, or what the tables or the day make one of."""

Facts: TypeAlias = Mapping[str, Fact]

FLAG: Final = Choice.of(False, True)


def names_of(facts: Facts) -> list[str]:
    """The variables among some facts."""
    return [name for name, fact in facts.items() if isinstance(fact, Within | Cents | Dated)]


def bounds_of(facts: Facts, on: int) -> list[Bound]:
    """Between what they lie, where the question is asked on a day."""
    limits = {name: found for name, fact in facts.items() if (found := between(fact, on)) is not None}
    return [
        bound
        for name, (low, high) in limits.items()
        for bound in (Bound(name, NOTHING, high), Bound(NOTHING, name, -low))
    ]


def between(fact: Fact, on: int) -> tuple[int, int] | None:
    """The least and the greatest number that a fact can be, where the question is asked on a day; of others none."""
    if isinstance(fact, Within | Cents):
        return fact.low, fact.high
    return (on - fact.days, on + fact.days) if isinstance(fact, Dated) else None


def look_up(walk: Walk, fact: Fact, name: str) -> Any:
    """A fact, when a policy first reads it."""
    if isinstance(fact, Given):
        return _fixed(walk, fact.value)
    if fact is FLAG:
        return Flag(walk, name)
    if isinstance(fact, Choice):
        return fact.values[walk.word(name, fact.values)]
    if isinstance(fact, Cents):
        return Amount(Number(walk, name))
    if fact.optional and walk.word(f"{name}?", ("None", GIVEN)) == "None":
        return None
    number = Number(walk, name)
    return number if isinstance(fact, Within) else Day(number)


def _fixed(walk: Walk, value: Any) -> Any:
    """A value that is given: a day as one on which other days and terms can be reckoned."""
    return Day(Number(walk, constant=value.toordinal())) if type(value) is date else value


class Standing(LookedUp, Formula):
    """The base of what stands for all values of a class, facts of which are looked up."""

    __slots__ = ()
    stands_for: ClassVar[Any]
    _origin: Any

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)  # as of any other value
        walk, facts, prefix, changes = self._origin
        value = changes[name] if name in changes else look_up(walk, facts[name], f"{prefix}{name}")
        _put(self, name, value)
        return value

    def changed(self, changes: Mapping[str, Any]) -> Any:
        """The same but for some facts; those looked up already are the same on the same way."""
        walk, facts, prefix, before = self._origin
        return _made(_standing_for(self.stands_for), walk, facts, prefix, {**before, **changes})

    @property
    def changes(self) -> Mapping[str, Any]:
        """The facts in which it is another one than it was."""
        changes: Mapping[str, Any] = self._origin[3]
        return changes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Standing) and other.stands_for is self.stands_for and self.changes == other.changes

    def __hash__(self) -> int:
        return object.__hash__(self)

    def rendered(self, by: Teller) -> str:
        """What it stands for, in somebody's words."""
        return by.changed(self.stands_for.__name__, self.changes)

    def __repr__(self) -> str:
        return self.rendered(PLAIN)

    def __reduce__(self) -> tuple[Any, ...]:
        _, facts, prefix, changes = self._origin
        return _again, (self.stands_for, facts, prefix, changes)

    def resolved(self, facts: Facts, words: Mapping[str, str], values: Values) -> Any:
        """The one that it is where facts have words and values."""
        _, own, prefix, changes = self._origin
        found = {name: value_of(facts[f"{prefix}{name}"], f"{prefix}{name}", words, values) for name in own}
        return self.stands_for(**{**found, **{name: resolved(value, words, values) for name, value in changes.items()}})


@cache
def _standing_for(kind: type) -> type:
    """A subclass of which the slots are empty until somebody reads them."""
    return type(
        kind.__name__, (Standing, kind), {"__slots__": ("_origin",), "__module__": __name__, "stands_for": kind}
    )


def standing_for(kind: type, facts: Facts, prefix: str = "") -> Callable[[Walk], Any]:
    """What makes, on a way, what stands for all values of a class with such facts; those that are given it shares."""
    given = {
        name: fact.value for name, fact in facts.items() if isinstance(fact, Given) and type(fact.value) is not date
    }
    own = type(kind.__name__, (_standing_for(kind),), {"__slots__": (), "__module__": __name__, **given})
    return lambda walk: _made(own, walk, facts, prefix, {})


def _again(kind: type, facts: Facts, prefix: str, changes: Mapping[str, Any]) -> Any:
    return _made(_standing_for(kind), Over(), facts, prefix, changes)


def _made(kind: type, walk: Walk | Over, facts: Facts, prefix: str, changes: Mapping[str, Any]) -> Any:
    one = cast("Any", object.__new__(kind))
    _put(one, "_origin", (walk, facts, prefix, changes))
    return one


_put: Final = object.__setattr__


def resolved(value: Any, words: Mapping[str, str], values: Values) -> Any:
    """What a symbol is where words and variables have values."""
    return words.get(value.name, "False") == "True" if type(value) is Flag else concrete(value, values)


def value_of(fact: Fact, name: str, words: Mapping[str, str], values: Values) -> Any:
    """A fact itself, where words and variables have values; those that nobody told apart are the first there are."""
    if isinstance(fact, Given):
        return fact.value
    if isinstance(fact, Choice):
        return fact.values[words.get(name, next(iter(fact.values)))]
    if isinstance(fact, Cents):
        return money.decimal(values[name])
    if fact.optional and words.get(f"{name}?", "None") == "None":
        return None
    return values[name] if isinstance(fact, Within) else date.fromordinal(values[name])
