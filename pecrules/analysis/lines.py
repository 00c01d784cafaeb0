"""Cases in which a policy says the same, put together to lines that a person can read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pecrules.analysis.facts import GIVEN, Cents, Choice, Dated, Facts, Within
from pecrules.analysis.regions import Bound, Limit, Region, Spans, joined


class Leaf(NamedTuple):
    """One case, and what the policy says in it.

    Attributes:
        words: Fact -> the word that it is; a fact that is not named can be any.
        region: The days and numbers that belong to it.
        outcome: What is said; an ``Unmodelled`` where only the policy itself can tell.
        because: The rows behind it.
    """

    words: Mapping[str, str]
    region: Region
    outcome: Any
    because: tuple[str, ...]


class Line(NamedTuple):
    """Cases in which the policy says the same.

    Attributes:
        when: Fact -> the words that it can be, or the numbers; of a day how many days after that of the question.
        between: How facts must lie to one another beside that; ``str`` of one is as programs read it.
        outcome: What is said; an ``Unmodelled`` where only the policy itself can tell.
        because: The rows behind it in any of them.
        leaves: How many cases there are.
    """

    when: Mapping[str, tuple[str, ...] | Spans]
    between: tuple[Bound | Limit, ...]
    outcome: Any
    because: tuple[str, ...]
    leaves: int


def lines_of(leaves: Sequence[Leaf], facts: Facts, on: date) -> tuple[Line, ...]:
    """The lines of some cases.

    Args:
        leaves: The cases.
        facts: What can be told apart in them.
        on: The day of the question.
    """
    groups: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        groups[repr(leaf.outcome)].append(leaf)
    names = tuple(dict.fromkeys(name for leaf in leaves for name in (*leaf.words, *leaf.region.names[1:])))
    return tuple(line for group in groups.values() for line in _lines_of(group, _Sides(names, facts, on)))


def _lines_of(leaves: Sequence[Leaf], sides: _Sides) -> Iterator[Line]:
    boxes = [_Box(sides.of(leaf), _between(leaf.region), 1, leaf.because) for leaf in _convex(leaves)]
    for box in _merged(boxes):
        yield Line(sides.when(box.sides), box.between, leaves[0].outcome, box.because, box.leaves)


class _Sides(NamedTuple):
    """What each of some facts can be, in a case or at all."""

    names: tuple[str, ...]
    facts: Facts
    on: date

    def of(self, leaf: Leaf) -> tuple[tuple[str, ...] | Spans, ...]:
        """What each of them can be in a case."""
        return tuple(self._side(leaf, name) for name in self.names)

    def when(self, sides: Sequence[tuple[str, ...] | Spans]) -> dict[str, tuple[str, ...] | Spans]:
        """Those that cannot be everything."""
        return {name: side for name, side in zip(self.names, sides, strict=True) if side != self._whole(name)}

    def _side(self, leaf: Leaf, name: str) -> tuple[str, ...] | Spans:
        if name not in leaf.region.names:
            return (leaf.words[name],) if name in leaf.words else self._whole(name)
        shift = self.on.toordinal() if isinstance(self.facts[name], Dated) else 0
        return tuple((low - shift, high - shift) for low, high in leaf.region.left(name))

    def _whole(self, name: str) -> tuple[str, ...] | Spans:
        """Everything that a fact can be."""
        if name.endswith("?"):
            return tuple(sorted(("None", GIVEN)))
        fact = self.facts[name]
        if isinstance(fact, Choice):
            return tuple(sorted(fact.values))
        if isinstance(fact, Dated):
            return ((-fact.days, fact.days),)
        assert isinstance(fact, Within | Cents)
        return ((fact.low, fact.high),)


def _between(region: Region) -> tuple[Bound | Limit, ...]:
    """How variables must lie to one another, beside what each can be."""
    return tuple(sorted((*region.limits, *region.relations()), key=str))


def _convex(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Cases whose days lie to one another as they must, those of one kind put together where they are one region."""
    groups: dict[Any, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        key = tuple(sorted(leaf.words.items()))
        groups[key, id(leaf) if not any(leaf.region.relations()) else None].append(leaf)
    return [leaf for group in groups.values() for leaf in _put_regions_together(group)]


def _put_regions_together(leaves: list[Leaf]) -> list[Leaf]:
    found = list[Leaf]()
    for leaf in leaves:
        rest = leaf
        again = True
        while again:
            again = False
            for other in found:
                region = other.region.joined(rest.region)
                if region is not None:
                    found.remove(other)
                    because = tuple(dict.fromkeys((*other.because, *rest.because)))
                    rest, again = Leaf(rest.words, region, rest.outcome, because), True
                    break
        found.append(rest)
    return found


class _Box(NamedTuple):
    """Cases that are all combinations of what each fact can be."""

    sides: tuple[tuple[str, ...] | Spans, ...]
    between: tuple[Bound | Limit, ...]
    leaves: int
    because: tuple[str, ...]


def _merged(boxes: list[_Box]) -> list[_Box]:
    """Boxes that differ in one side alone put together, until no two do."""
    while True:
        before = len(boxes)
        for place in range(len(boxes[0].sides)):
            groups: dict[Any, list[_Box]] = defaultdict(list)
            for box in boxes:
                groups[box.sides[:place], box.sides[place + 1 :], box.between].append(box)
            boxes = [_put_together(group, place) for group in groups.values()]
        if len(boxes) == before:
            return boxes


def _put_together(boxes: Sequence[_Box], place: int) -> _Box:
    first = boxes[0]
    if len(boxes) == 1:
        return first
    every: list[Any] = [each for box in boxes for each in box.sides[place]]
    side: Any = tuple(sorted(set(every))) if isinstance(every[0], str) else joined(every)
    sides = (*first.sides[:place], side, *first.sides[place + 1 :])
    because = tuple(dict.fromkeys(row for box in boxes for row in box.because))
    return _Box(sides, first.between, sum(box.leaves for box in boxes), because)
