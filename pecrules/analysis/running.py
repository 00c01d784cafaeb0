"""One way through a policy at a time, until all have been gone: each comparison that is not settled is a fork.

A policy is asked about symbols, and what it wants to know of them is answered here: from what is known of the way so
far, or by deciding; the other branch is then gone another time, from the beginning. What was learned on a way is its
region, and the regions of all ways together leave nothing out and have nothing in common.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, Final, Generic, NamedTuple, NoReturn, TypeAlias, TypeVar, cast

from pecrules.analysis.regions import Bound, Infeasible, Limit, Region, Spans, common, contains, joined, without
from pecrules.analysis.terms import Mapped, key_of

T = TypeVar("T")
C = TypeVar("C", Bound, Limit)

Words = Mapping[str, Any]
"""Fact -> its word."""

_TABULATED: Final = 40_000  # values of one variable that are tried one by one
_SPLIT: Final = 110  # values of one variable that are told apart


class WaveringError(AssertionError):
    """A policy wants to know something else on a way that it has gone before: it remembers what it should not."""


class Unmodelled(Exception):  # noqa: N818 - it only leaves the way that it ends
    """A policy does with a symbol what nobody has told the analysis about."""


class Among(NamedTuple):
    """Whether something holds of a variable that a calendar says; the key says what."""

    name: str
    key: Hashable


class Value(NamedTuple):
    """What exactly a variable is."""

    name: str


Condition: TypeAlias = "str | Bound | Limit | Among | Value"
"""What a way forks at: which word a fact is, or one of the others."""


class Way(NamedTuple, Generic[T]):
    """One way through a policy.

    Attributes:
        forks: What was asked where it forked, and what the answer was.
        region: The variables that lead there.
        words: The words that do.
        found: What is there.
    """

    forks: tuple[tuple[Condition, Any], ...]
    region: Region
    words: Words
    found: T


class Ways(NamedTuple, Generic[T]):
    """Every way through a policy.

    Attributes:
        ways: The ways: they have nothing in common, and leave nothing out.
        holds: Of what variable what holds for which of its values, where a way forks at it.
    """

    ways: tuple[Way[T], ...]
    holds: Mapping[Among, Spans]

    def says(self, condition: Condition, words: Mapping[str, Any], values: Mapping[str, int]) -> Any:
        """The answer at a fork, where facts have words and values."""
        if isinstance(condition, str):
            return words[condition]
        if isinstance(condition, Bound):
            return values.get(condition.x, 0) - values.get(condition.y, 0) <= condition.most
        if isinstance(condition, Limit):
            return sum(values[name] * times for name, times in condition.counts) <= condition.most
        value = values[condition.name]
        return value if isinstance(condition, Value) else contains(self.holds[condition], value)


class _Fork(NamedTuple):
    """A branch that is still to be gone: all that was said before it and by it, and what is known there."""

    said: tuple[tuple[Hashable, Any], ...]
    forks: tuple[tuple[Condition, Any], ...]
    region: Region
    words: Words


class Walk:
    """A way that is being gone.

    A policy does the same each time, so on the way to a fork it is given the same answers, and nothing is worked out.

    Attributes:
        is_over: Whether it has been gone to its end: what is found there is a formula, and nothing is decided any more.
    """

    __slots__ = ("_ahead", "_said", "_tables", "forks", "is_over", "others", "region", "words")

    def __init__(self, fork: _Fork, tables: _Tables) -> None:
        self.is_over: bool = False
        self.region: Region = fork.region
        self.words: Words = fork.words
        self.others: list[_Fork] = []
        self.forks: tuple[tuple[Condition, Any], ...] = fork.forks
        self._said = [*fork.said]
        self._ahead: Iterator[tuple[Hashable, Any]] = iter(fork.said)
        self._tables = tables

    # -- what a policy wants to know ----------------------------------------------------------------------------------

    def is_within(self, x: str, y: str, most: int) -> bool:
        """Whether ``x - y <= most``."""
        for said in self._ahead:
            return cast("bool", _same(said, (x, y, most)))
        bound = Bound(x, y, most)
        return self._holds(bound, self.region.settles(bound), Region.add)

    def is_at_most(self, limit: Limit) -> bool:
        """Whether a sum is at most so much."""
        for said in self._ahead:
            return cast("bool", _same(said, limit))
        return self._holds(limit, self.region.settles_sum(limit), Region.add_sum)

    def _holds(self, condition: C, settled: bool | None, learn: Callable[[Region, C], None]) -> bool:
        """Whether something is so: as is known, or as is decided."""
        if settled is not None:
            self._said.append((condition, settled))
            return settled
        contrary = condition.contrary()
        return self._learn(
            condition, {True: lambda region: learn(region, condition), False: lambda region: learn(region, contrary)}
        )

    def is_among(self, name: str, key: Hashable, work_out: Callable[[], Iterable[bool]]) -> bool:
        """Whether something holds of a variable, which is tried on every value that it may have.

        Args:
            name: The variable.
            key: What is asked, so that it is tried once.
            work_out: Of each of ``values`` of the variable whether it holds.

        Raises:
            Unmodelled: there are too many.
        """
        condition = Among(name, key)
        for said in self._ahead:
            return cast("bool", _same(said, condition))
        left = self.region.left(name)
        yes, no = (common(left, spans) for spans in self._tables.spans(condition, work_out))
        if not yes or not no:
            self._said.append((condition, bool(yes)))
            return bool(yes)
        return self._learn(
            condition, {True: lambda region: region.keep(name, yes), False: lambda region: region.keep(name, no)}
        )

    def word(self, name: str, words: Iterable[T]) -> T:
        """Which word a fact is."""
        for said in self._ahead:
            return cast("T", _same(said, name))
        if name in self.words:
            word: T = self.words[name]
            self._said.append((name, word))
            return word
        return self._fork(name, [(word, self.region, {**self.words, name: word}) for word in words])

    def end(self) -> None:
        """Decide nothing any more, and keep nothing of the way: what is found there may be kept for long."""
        self.is_over = True
        self._ahead = _OVER
        del self._said, self.others

    @property
    def fixed(self) -> Mapping[str, int]:
        """What those variables are that are the same on all ways."""
        return self._tables.fixed

    def mapped(self, function: Callable[..., date | int], given: tuple[object, ...]) -> Mapped:
        """What a function of the calendar makes of days: the one that was met first on any way, with all it knows."""
        key = key_of(function, given)
        found = self._tables.mapped.get(key)
        return found or self._tables.mapped.setdefault(key, Mapped(function, given, key))

    def values(self, name: str) -> range:
        """Every value that a variable may have on any way.

        Raises:
            Unmodelled: there are too many.
        """
        return self._tables.values(name)

    def made(self, key: Hashable, work_out: Callable[[], list[int]]) -> list[int]:
        """What the calendar makes of each of these values, worked out once for all ways."""
        return self._tables.made(key, work_out)

    def free(self, names: Iterable[str]) -> tuple[tuple[str, ...], dict[str, int]]:
        """Those of some variables that can still be one thing or another, and what the rest are."""
        spans = {name: self.region.span(name) for name in sorted(names)}
        several = tuple(name for name, (low, high) in spans.items() if low < high)
        return several, {name: low for name, (low, high) in spans.items() if low == high}

    def one_of_each(self, name: str, kinds: Sequence[int]) -> list[int]:
        """A value that a variable can still be of each kind, where it is known of which kind each value is."""
        first = self.values(name)[0]
        left = (value for low, high in self.region.left(name) for value in range(low, high + 1))
        return [*{kinds[value - first]: value for value in left}.values()]

    def split(self, names: Sequence[str], kinds: Mapping[str, Sequence[int]]) -> None:
        """Decide what that one of some variables is that can be the fewest things, or of which kinds it is.

        Args:
            names: The variables.
            kinds: Variable -> of which kind each of its ``values`` is, where no more is told apart.

        Raises:
            Unmodelled: there are too many.
        """
        found = self.recall((names, "kinds"), lambda: {name: self._kinds(name, kinds.get(name)) for name in names})
        name, (count, several) = min(found.items(), key=lambda each: each[1][0])
        if count > _SPLIT:
            raise Unmodelled(f"what {' and '.join(names)} come to, each of {count} values and more")
        if several:
            half = frozenset(several[: count // 2])
            whole = (*kinds[name],)
            self.is_among(name, (whole, half), lambda: (kind in half for kind in whole))
            return
        for said in self._ahead:
            _same(said, Value(name))
            return
        values = [value for low, high in self.region.left(name) for value in range(low, high + 1)]
        self._learn(Value(name), {value: partial(_is_only, name, value) for value in values})

    def _kinds(self, name: str, kinds: Sequence[int] | None) -> tuple[int, Sequence[int]]:
        """How many things a variable can be, and which kinds, if these are fewer than its values."""
        count = _count(self.region.left(name))
        if kinds is None:
            return count, ()
        first = self.values(name)[0]
        several = [kinds[value - first] for value in self.one_of_each(name, kinds)]
        return (len(several), several) if len(several) < count else (count, ())

    def recall(self, condition: Hashable, work_out: Callable[[], T]) -> T:
        """What is known of the region at a place on the way; there it is the same another time."""
        for said in self._ahead:
            return cast("T", _same(said, condition))
        answer = work_out()
        self._said.append((condition, answer))
        return answer

    def _learn(self, condition: Condition, branches: Mapping[T, Callable[[Region], object]]) -> T:
        """Go the first branch that leads somewhere, where each of them tells something of the region."""
        found = list[tuple[T, Region, Words]]()
        for answer, learn in branches.items():
            region = self.region.copy()
            with suppress(Infeasible):
                learn(region)
                found.append((answer, region, self.words))
        return self._fork(condition, found)

    def _fork(self, condition: Condition, branches: Sequence[tuple[T, Region, Words]]) -> T:
        """Go the first of some branches; the others are to be gone another time."""
        if not branches:
            raise Infeasible
        (first, self.region, self.words), *others = branches
        for answer, region, words in others:
            fork = condition, answer
            self.others.append(_Fork((*self._said, fork), (*self.forks, fork), region, words))
        said = condition, first
        self.forks = (*self.forks, said) if others else self.forks  # what only one answer is left to divides nothing
        self._said.append(said)
        return first


class Over:
    """The end of a way: whoever still wants to know something there is told how to."""

    is_over = True

    def __iter__(self) -> Iterator[tuple[Hashable, Any]]:
        return self

    def __next__(self) -> NoReturn:
        raise TypeError(_FORMULA)

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(name) if name.startswith("__") else TypeError(_FORMULA)  # as of any other value


_OVER: Final = Over()
_FORMULA: Final = "what a table says is a formula: outcome.at(facts, words, values) is what it comes to"


def _is_only(name: str, value: int, region: Region) -> None:
    region.keep(name, ((value, value),))


def _count(spans: Spans) -> int:
    return sum(high - low + 1 for low, high in spans)


def _same(said: tuple[Hashable, Any], condition: Hashable) -> Any:
    """What was said when the same was asked on this way before."""
    before, answer = said
    if before != condition:
        raise WaveringError(f"{condition}, where it was {before}")
    return answer


class _Tables:
    """What a calendar says of every value of a variable, worked out once for all ways."""

    def __init__(self, start: Region) -> None:
        self._start = start
        spans = {name: start.span(name) for name in start.names[1:]}
        self.fixed: Final = {name: low for name, (low, high) in spans.items() if low == high}
        self.holds: Final[dict[Among, Spans]] = {}
        self.mapped: Final[dict[Hashable, Mapped]] = {}
        self._spans: dict[Among, tuple[Spans, Spans]] = {}
        self._made: dict[Hashable, list[int]] = {}

    def spans(self, condition: Among, work_out: Callable[[], Iterable[bool]]) -> tuple[Spans, Spans]:
        """The values of which something holds, and the others."""
        if condition not in self._spans:
            values = self.values(condition.name)
            holds = joined((value, value) for value, is_so in zip(values, work_out(), strict=True) if is_so)
            self.holds[condition] = holds
            self._spans[condition] = holds, without(((values[0], values[-1]),), holds)
        return self._spans[condition]

    def values(self, name: str) -> range:
        """Every value that a variable may have."""
        low, high = self._start.span(name)
        if high - low > _TABULATED:
            raise Unmodelled(f"what a calendar makes of {high - low} values of {name}")
        return range(low, high + 1)

    def made(self, key: Hashable, work_out: Callable[[], list[int]]) -> list[int]:
        """What is made of each of these values."""
        if key not in self._made:
            self._made[key] = work_out()
        return self._made[key]


def every_way(ask: Callable[[Walk], T], names: Sequence[str], bounds: Iterable[Bound]) -> Ways[T | Unmodelled]:
    """Every way through a question, with what is found at its end: an ``Unmodelled`` where nobody can tell.

    Args:
        ask: Asks it, of symbols on a way.
        names: The variables.
        bounds: The bounds within which they are looked at.
    """
    start = Region(names, bounds)
    tables = _Tables(start)
    found: list[Way[T | Unmodelled]] = []
    ahead = [_Fork((), (), start, {})]
    while ahead:
        walk = Walk(ahead.pop(), tables)
        try:
            answer: T | Unmodelled = ask(walk)
        except Infeasible:
            continue
        except Unmodelled as unknown:
            answer = unknown
        finally:
            ahead += walk.others
            walk.end()
        found.append(Way(walk.forks, walk.region, walk.words, answer))
    return Ways(tuple(found), tables.holds)
