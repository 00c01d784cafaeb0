"""What is known of some variables: bounds of each and between any two, and which of its values are left.

Variables are whole numbers: days (as ordinals), years, GB. A bound says ``x - y <= c``, where ``y`` may be nothing; all
that follows from all bounds is kept with them (the zones of timed automata), so whether something is settled is looked
up, exactly. What a calendar says of one day, as which of them are 29 February, leaves some values of one variable.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from pecrules.base.telling import PLAIN, Teller

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Whole numbers, as intervals in order that do not touch."""

NOTHING: Final = ""
"""The variable that is always zero: a bound between it and another one is that other one's own."""

_FAR: Final = 10**15
_SEARCHED: Final = 10_000


class Infeasible(Exception):  # noqa: N818 - it only leaves the way to a region that is empty
    """No values are left."""


class Bound(NamedTuple):
    """``x - y <= most``."""

    x: str
    y: str
    most: int

    def contrary(self) -> Bound:
        """What holds where this does not."""
        return Bound(self.y, self.x, -self.most - 1)

    def rendered(self, by: Teller) -> str:
        """The bound, in somebody's words."""
        return by.apart(self.x, self.y, self.most)

    def __str__(self) -> str:
        return self.rendered(PLAIN)


class Limit(NamedTuple):
    """A sum that is at most so much: each variable as often as it counts."""

    counts: tuple[tuple[str, int], ...]
    most: int

    def contrary(self) -> Limit:
        """What holds where this does not."""
        return Limit(tuple((name, -times) for name, times in self.counts), -self.most - 1)

    def rendered(self, by: Teller) -> str:
        """The limit, in somebody's words."""
        return by.together(self.counts, self.most)

    def __str__(self) -> str:
        return self.rendered(PLAIN)


class Region:
    """Some values of some variables.

    Attributes:
        names: The variables, after the one that is always zero.
        place: Where each of them stands in the matrix.
        matrix: Row by row, the most that one less another can be; regions share the rows in which they do not differ.
        kept: Which values are left, of a variable of which bounds alone do not tell.
        limits: The sums that are known to be at most so much.
    """

    __slots__ = ("kept", "limits", "matrix", "names", "place")

    def __init__(self, names: Sequence[str], bounds: Iterable[Bound] = ()) -> None:
        self.names: tuple[str, ...] = (NOTHING, *names)
        self.place: dict[str, int] = {name: place for place, name in enumerate(self.names)}
        count = len(self.names)
        self.matrix: list[tuple[int, ...]] = [tuple(0 if x == y else _FAR for y in range(count)) for x in range(count)]
        self.kept: Mapping[str, Spans] = {}
        self.limits: tuple[Limit, ...] = ()
        for bound in bounds:
            self.add(bound)

    # -- looking ------------------------------------------------------------------------------------------------------

    def span(self, name: str) -> tuple[int, int]:
        """The least and the greatest value of a variable, so far as bounds alone tell."""
        place = self.place[name]
        return -self.matrix[0][place], self.matrix[place][0]

    def left(self, name: str) -> Spans:
        """The values of a variable that are left."""
        low, high = self.span(name)
        return within(self.kept.get(name, ((-_FAR, _FAR),)), low, high)

    def most(self, x: str, y: str) -> int:
        """The most that ``x - y`` can be."""
        return self.matrix[self.place[x]][self.place[y]]

    def settles(self, bound: Bound) -> bool | None:
        """Whether a bound holds for all values; ``None`` if for some only."""
        if self.most(bound.x, bound.y) <= bound.most:
            return True
        return False if self.most(bound.y, bound.x) < -bound.most else None

    def settles_sum(self, limit: Limit) -> bool | None:
        """Whether a sum is at most so much for all values; ``None`` if for some only, or if bounds do not tell."""
        low, high = self._ends(limit.counts)
        for known in self.limits:  # sums that are known already say more of them than their variables' own bounds
            if known.counts == limit.counts:
                high = min(high, known.most)
            elif known.counts == limit.contrary().counts:
                low = max(low, -known.most)
        return True if high <= limit.most else False if low > limit.most else None

    def _ends(self, counts: Iterable[tuple[str, int]]) -> tuple[int, int]:
        ends = [sorted(times * end for end in self.span(name)) for name, times in counts]
        return sum(each[0] for each in ends), sum(each[1] for each in ends)

    def relations(self) -> Iterator[Bound]:
        """The bounds between two variables that their own bounds do not imply."""
        for x in self.names[1:]:
            for y in self.names[1:]:
                most = self.most(x, y)
                if x != y and most < self.span(x)[1] - self.span(y)[0]:
                    yield Bound(x, y, most)

    # -- learning -----------------------------------------------------------------------------------------------------

    def add(self, bound: Bound) -> None:
        """Learn a bound, and all that follows from it.

        Raises:
            Infeasible: it leaves nothing.
        """
        self.add_bound(bound)
        self._settle()

    def add_sum(self, limit: Limit) -> None:
        """Learn that a sum is at most so much, and what follows from it for each of its variables.

        Raises:
            Infeasible: it leaves nothing.
        """
        self.limits = (*self.limits, limit)
        self._settle()

    def _settle(self) -> None:
        """Learn what follows of bounds, sums and values that are left for one another, until nothing more does."""
        again = bool(self.kept or self.limits)  # bounds alone are settled already
        while again:
            again = False
            for name, values in [*self.kept.items()]:
                again |= self._narrow(name, values)
            for limit in self.limits:
                for name, times in limit.counts:
                    left = limit.most - self._ends(each for each in limit.counts if each[0] != name)[0]
                    again |= self.add_bound(
                        Bound(name, NOTHING, left // times) if times > 0 else Bound(NOTHING, name, left // -times)
                    )

    def add_bound(self, bound: Bound) -> bool:
        """Learn a bound, and what follows of bounds alone; whether that was anything new."""
        most, (x, y, limit) = self.matrix, (self.place[bound.x], self.place[bound.y], bound.most)
        if most[x][y] <= limit:
            return False
        if most[y][x] + limit < 0:
            raise Infeasible
        after = most[y]
        for place, row in enumerate(most):
            before = row[x] + limit
            if before < row[y] and before < _FAR // 2:  # else no way by this bound is shorter
                pairs = zip(row, after, strict=False)  # both are as long as all rows
                most[place] = tuple([known if known <= (new := before + more) else new for known, more in pairs])
        return True

    def keep(self, name: str, values: Spans) -> None:
        """Learn which values of a variable are left.

        Raises:
            Infeasible: none are.
        """
        self._narrow(name, common(values, self.kept[name]) if name in self.kept else values)
        self._settle()

    def _narrow(self, name: str, values: Spans) -> bool:
        """Keep those values that lie within the bounds, and bound the variable by them; whether that was any news."""
        low, high = self.span(name)
        left = values
        if not (values and low <= values[0][0] and values[-1][1] <= high):
            left = within(values, low, high)
        if not left:
            raise Infeasible
        if self.kept.get(name) != left:
            self.kept = {**self.kept, name: left}
        lower = self.add_bound(Bound(NOTHING, name, -left[0][0]))
        return self.add_bound(Bound(name, NOTHING, left[-1][1])) or lower

    def fix(self, name: str, value: int) -> None:
        """Learn what a variable is.

        Raises:
            Infeasible: it cannot be that.
        """
        self.add_bound(Bound(name, NOTHING, value))
        self.add_bound(Bound(NOTHING, name, -value))
        self._settle()

    def joined(self, other: Region) -> Region | None:
        """What two regions are together, if that is a region; ``None`` if it is none.

        It must be the least region around both, all of which that is not in this one is in the other.
        """
        if self.kept != other.kept or self.limits != other.limits:
            return None
        hull = self.copy()
        hull.matrix = [tuple(map(max, mine, theirs)) for mine, theirs in zip(self.matrix, other.matrix, strict=True)]
        for x, y, most in self._bounds():
            if most < hull.most(x, y):
                beyond = hull.copy()
                beyond.add_bound(Bound(y, x, -most - 1))
                if not beyond.is_within(other):
                    return None
        return hull

    def _bounds(self) -> Iterator[Bound]:
        for x in self.names:
            for y in self.names:
                yield Bound(x, y, self.most(x, y))

    def is_within(self, other: Region) -> bool:
        """Whether bounds alone keep it within another."""
        pairs = zip(self.matrix, other.matrix, strict=True)
        return all(mine <= theirs for rows in pairs for mine, theirs in zip(*rows, strict=True))

    def copy(self) -> Region:
        """The same, to learn more of."""
        other = object.__new__(Region)
        other.names, other.place, other.kept, other.limits = self.names, self.place, self.kept, self.limits
        other.matrix = [*self.matrix]
        return other

    # -- points -------------------------------------------------------------------------------------------------------

    def point(self, ends: Callable[[str], bool] = lambda _: False) -> dict[str, int] | None:
        """Values of all variables that are in the region; ``None`` if there are none after all.

        Args:
            ends: Whether of a variable its greatest value is wanted rather than its least.
        """
        return _point(self, list(self.names[1:]), ends, [_SEARCHED])

    def holds(self, values: dict[str, int]) -> bool:
        """Whether some values of all variables are in the region."""
        whole = {NOTHING: 0, **values}
        for name in self.names[1:]:
            if not contains(self.left(name), whole[name]):
                return False
        sums = (sum(whole[name] * times for name, times in limit.counts) <= limit.most for limit in self.limits)
        return all(sums) and all(whole[bound.x] - whole[bound.y] <= bound.most for bound in self.relations())


def _point(region: Region, names: list[str], ends: Callable[[str], bool], searched: list[int]) -> dict[str, int] | None:
    """A point, found by trying one value after the other of one variable after the other, as many as may be tried."""
    if not names:
        return {name: region.span(name)[0] for name in region.names[1:]}
    name, *others = names
    spans = region.left(name)
    values = (value for low, high in reversed(spans) for value in range(high, low - 1, -1))
    if not ends(name):
        values = (value for low, high in spans for value in range(low, high + 1))
    for value in values:
        searched[0] -= 1
        if searched[0] < 0:
            return None
        narrower = region.copy()
        try:
            narrower.fix(name, value)
        except Infeasible:
            continue
        if (found := _point(narrower, others, ends, searched)) is not None:
            return found
    return None


def within(spans: Spans, low: int, high: int) -> Spans:
    """Those of some numbers that lie between two.

    >>> within(((1, 3), (5, 9)), 3, 6)
    ((3, 3), (5, 6))
    """
    if spans and low <= spans[0][0] and spans[-1][1] <= high:
        return spans
    return tuple([(max(a, low), min(b, high)) for a, b in spans if a <= high and b >= low])


def common(spans: Spans, others: Spans) -> Spans:
    """The numbers that two have in common.

    >>> common(((1, 3), (5, 9)), ((2, 6),))
    ((2, 3), (5, 6))
    """
    if len(spans) == 1:
        return within(others, *spans[0])
    if len(others) == 1:
        return within(spans, *others[0])
    found: list[tuple[int, int]] = []
    mine, theirs = iter(spans), iter(others)
    one, other = next(mine, None), next(theirs, None)
    while one is not None and other is not None:
        if one[0] <= other[1] and other[0] <= one[1]:
            found.append((max(one[0], other[0]), min(one[1], other[1])))
        if one[1] < other[1]:
            one = next(mine, None)
        else:
            other = next(theirs, None)
    return tuple(found)


def without(spans: Spans, others: Spans) -> Spans:
    """The numbers that are not among others.

    >>> without(((1, 9),), ((2, 3), (9, 9)))
    ((1, 1), (4, 8))
    """
    edges = [-_FAR, *(edge for low, high in others for edge in (low - 1, high + 1)), _FAR]
    gaps = tuple(zip(edges[::2], edges[1::2], strict=True))
    return common(spans, tuple(gap for gap in gaps if gap[0] <= gap[1]))


def joined(spans: Iterable[tuple[int, int]]) -> Spans:
    """Intervals, those that meet put together.

    >>> joined([(5, 9), (1, 4), (12, 13)])
    ((1, 9), (12, 13))
    """
    found: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def contains(spans: Spans, value: int) -> bool:
    """Whether a number is among some.

    >>> contains(((1, 3), (5, 9)), 4)
    False
    """
    place = bisect_right(spans, (value, _FAR)) - 1
    return place >= 0 and value <= spans[place][1]
