"""The tree of a decision table as a diagram: one fact after the other, each of them divided into cells, is looked up.

A tree asks for one fact many times, in another order on each of its branches. Here the values of each fact are cut
into cells, at every bound that any branch draws on that fact alone: within a cell all values are answered the same.
Then the tree is gone through fact by fact, and what is left of it after some facts is a *state*; those that are the
same are one. So a row needs, for each fact, its cell and one look-up of the next state. What hangs on how two facts
lie to one another is left over at the end, as a small tree of its own that only the rows which come there walk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from pecrules.analysis.facts import GIVEN, Cents, Choice, Dated, Within, between
from pecrules.analysis.regions import NOTHING, Bound, Limit
from pecrules.analysis.running import Among, Condition, Value
from pecrules.analysis.tables import Cases, Fork

OUTSIDE: Final = 0
"""The cell of all that a table is not about: a word that it does not have, a number beyond its bounds, no value."""

BY_POLICY: Final = -1
"""The end of rows that only the policy itself can answer."""


class Axis(NamedTuple):
    """A fact, and the cells into which its values are cut. The first cell is ``OUTSIDE``.

    Attributes:
        name: The fact.
        words: Its words, each with a cell of its own; none of a number.
        optional: Whether it may be missing: the second cell is for that.
        cuts: Of a number the first value of each cell, in order.
        last: The greatest value of the last of them.
    """

    name: str
    words: tuple[str, ...]
    optional: bool
    cuts: tuple[int, ...]
    last: int

    @property
    def first(self) -> int:
        """The first cell of a value that there is."""
        return 1 + self.optional

    @property
    def size(self) -> int:
        """How many cells there are."""
        return self.first + len(self.words or self.cuts)

    def cell_of(self, value: str | int | None) -> int:
        """The cell of a value.

        >>> Axis("years", (), False, (0, 1, 6), 100).cell_of(3)
        2
        """
        if value is None:
            return int(self.optional)
        if isinstance(value, str):
            return self.first + self.words.index(value) if value in self.words else OUTSIDE
        if not self.cuts or not self.cuts[0] <= value <= self.last:
            return OUTSIDE
        return self.first + bisect_right(self.cuts, value) - 1

    def values(self) -> Iterator[str | int | None]:
        """A value of each cell but that outside."""
        if self.optional:
            yield None
        yield from self.words or self.cuts


class Leaf(NamedTuple):
    """The end of a way: which of the leaves it is."""

    place: int


class Branching(NamedTuple):
    """A fork of which each branch is known by its number."""

    condition: Condition
    branches: tuple[tuple[Any, int], ...]


Node: TypeAlias = "Leaf | Branching"


class Drawn:
    """A diagram that is drawn: all that looks rows up.

    Attributes:
        axes: The facts, in the order in which they are looked up.
        steps: For each of them the next state, by the state before and the cell: ``steps[k][state][cell]``.
        ends: The last states: each the place of a leaf, ``BY_POLICY``, or the fork at which facts lie to one another.
        fixed: The variables that are the same in the whole table.
    """

    def __init__(
        self,
        axes: tuple[Axis, ...],
        steps: list[list[list[int]]],
        ends: tuple[int | Branching, ...],
        fixed: dict[str, int],
        nodes: Mapping[int, Node],
    ) -> None:
        self.axes: tuple[Axis, ...] = axes
        self.steps: list[list[list[int]]] = steps
        self.ends: tuple[int | Branching, ...] = ends
        self.fixed: dict[str, int] = fixed
        self._nodes = nodes

    def end(self, number: int) -> int | Branching:
        """What a branch leads to: the place of a leaf, ``BY_POLICY``, or another fork."""
        if number == BY_POLICY:
            return BY_POLICY
        node = self._nodes[number]
        return node.place if isinstance(node, Leaf) else node

    def left(self) -> dict[int, Node]:
        """The nodes that rows can still come to behind the ends, by their numbers."""
        found: dict[int, Node] = {}
        ahead = _behind(self.ends)
        while ahead:
            found |= {number: self._nodes[number] for number in ahead}
            ahead = _behind(self._nodes[number] for number in ahead) - found.keys()
        return found


def _behind(nodes: Iterable[int | Node]) -> set[int]:
    """Where the branches of some forks lead."""
    forks = (node for node in nodes if isinstance(node, Branching))
    return {number for fork in forks for _, number in fork.branches} - {BY_POLICY}


class Diagram(Drawn):
    """A tree, one fact after the other.

    Attributes:
        nodes: All that is left of the tree after some facts.
    """

    def __init__(self, cases: Cases, leaf_of: Callable[[int], Hashable]) -> None:
        """Make it of some cases.

        Args:
            cases: The cases.
            leaf_of: What is the same of two leaves that need not be told apart; by place.
        """
        self.nodes: Final = _Nodes()
        self._cases = cases
        fixed = _fixed(cases)
        root = self._plant(cases.tree, _leaves(cases, leaf_of))
        axes = tuple(sorted(_axes(cases, fixed), key=lambda axis: axis.size))
        super().__init__(axes, [], (), fixed, self.nodes.all)
        states = [root]
        for axis in self.axes:
            table, states = self._step(axis, states)
            self.steps.append(table)
        self.ends: tuple[int | Branching, ...] = tuple(self.end(state) for state in states)

    def node(self, number: int) -> Node | None:
        """What stands at a branch; nothing where only the policy can answer."""
        return None if number == BY_POLICY else self.nodes.all[number]

    def says(self, condition: Condition, values: Mapping[str, int]) -> Any:
        """The answer at a fork, where numbers have values."""
        return self._cases.ways.says(condition, {}, {**self.fixed, **values})

    # -- planting -----------------------------------------------------------------------------------------------------

    def _plant(self, node: Any, places: Mapping[int, int]) -> int:
        if not isinstance(node, Fork):
            return self.nodes.leaf(places[id(node)])
        found = [(answer, self._plant(branch, places)) for answer, branch in node.branches.items()]
        return self.nodes.fork(node.condition, found)

    def _step(self, axis: Axis, states: Sequence[int]) -> tuple[list[list[int]], list[int]]:
        """The next states by one fact, and which there are."""
        restricted = _Restricted(self, axis)
        places: dict[int, int] = {}
        rows: list[list[int]] = []
        for state in states:
            nodes = (BY_POLICY, *restricted.of(state))
            rows.append([places.setdefault(node, len(places)) for node in nodes])
        return rows, list(places)


class _Nodes:
    """The nodes of a diagram; two that are the same are one."""

    def __init__(self) -> None:
        self.all: Final[dict[int, Node]] = {}
        self._known: dict[Node, int] = {}

    def leaf(self, place: int) -> int:
        return BY_POLICY if place == BY_POLICY else self._number(Leaf(place))

    def fork(self, condition: Condition, branches: Iterable[tuple[Any, int]]) -> int:
        """A fork; none where all its branches lead to the same."""
        found = tuple(branches)
        first = found[0][1]
        if all(node == first for _, node in found):
            return first
        return self._number(Branching(condition, found))

    def _number(self, node: Node) -> int:
        if node not in self._known:
            self._known[node] = len(self.all)
            self.all[self._known[node]] = node
        return self._known[node]


class _Restricted:
    """What is left of nodes where one fact lies in each of its cells."""

    def __init__(self, diagram: Diagram, axis: Axis) -> None:
        self._diagram = diagram
        self._values = tuple(axis.values())
        self._name = axis.name
        self._known: dict[int, tuple[int, ...]] = {}

    def of(self, number: int) -> tuple[int, ...]:
        """What is left of a node, by cell."""
        if number not in self._known:
            self._known[number] = self._work_out(number)
        return self._known[number]

    def _work_out(self, number: int) -> tuple[int, ...]:
        node = self._diagram.node(number)
        if not isinstance(node, Branching):
            return (number,) * len(self._values)
        branches = {answer: self.of(branch) for answer, branch in node.branches}
        if _names(node.condition, self._diagram.fixed) == {self._name}:
            return tuple(self._taken(node.condition, branches, cell) for cell in range(len(self._values)))
        if all(
            branch == left
            for (_, branch), lefts in zip(node.branches, branches.values(), strict=True)
            for left in lefts
        ):
            return (number,) * len(self._values)
        known: dict[tuple[int, ...], int] = {}
        found: list[int] = []
        for key in zip(*branches.values(), strict=True):
            if key not in known:
                known[key] = self._diagram.nodes.fork(node.condition, zip(branches, key, strict=True))
            found.append(known[key])
        return tuple(found)

    def _taken(self, condition: Condition, branches: Mapping[Any, tuple[int, ...]], cell: int) -> int:
        """What is left of the branch that a cell takes; nobody comes to one that there is not."""
        value = self._values[cell]
        if isinstance(condition, str):
            said = value if condition == self._name else ("None" if value is None else GIVEN)
        else:
            said = None if value is None else self._diagram.says(condition, {self._name: int(value)})
        return branches[said][cell] if said in branches else BY_POLICY


# -- cells ------------------------------------------------------------------------------------------------------------


def _fixed(cases: Cases) -> dict[str, int]:
    """The variables that are the same in the whole table."""
    limits = {name: between(fact, cases.on.toordinal()) for name, fact in cases.facts.items()}
    return {name: found[0] for name, found in limits.items() if found is not None and found[0] == found[1]}


def _leaves(cases: Cases, leaf_of: Callable[[int], Hashable]) -> dict[int, int]:
    """Each leaf by its identity -> the first that is the same; those that only the policy can answer lead nowhere."""
    first: dict[Hashable, int] = {}
    unmodelled = {id(leaf) for leaf in cases.unmodelled}
    found = dict[int, int]()
    for place, leaf in enumerate(cases.leaves):
        found[id(leaf)] = BY_POLICY if id(leaf) in unmodelled else first.setdefault(leaf_of(place), place)
    return found


def names_of(condition: Condition) -> set[str]:
    """The facts that a condition is about."""
    if isinstance(condition, str):
        return {condition.removesuffix("?")}
    if isinstance(condition, Bound):
        return {condition.x, condition.y} - {NOTHING}
    return {name for name, _ in condition.counts} if isinstance(condition, Limit) else {condition.name}


def _names(condition: Condition, fixed: Mapping[str, int]) -> set[str]:
    """The same but for those that are the same in the whole table; a sum is never about one fact alone."""
    names = names_of(condition)
    return names if isinstance(condition, Limit) else names - fixed.keys()


def _axes(cases: Cases, fixed: Mapping[str, int]) -> Iterator[Axis]:
    """The facts that a tree asks for, each with its cells."""
    conditions: dict[str, set[Condition | _Said]] = {}
    for way in cases.ways.ways:
        for condition, said in way.forks:
            for name in _names(condition, fixed) - fixed.keys():
                conditions.setdefault(name, set()).add(_Said(said) if isinstance(condition, Value) else condition)
    for name, found in conditions.items():
        fact = cases.facts[name]
        if isinstance(fact, Choice):
            yield Axis(name, tuple(fact.values), optional=False, cuts=(), last=0)
        else:
            assert isinstance(fact, Within | Cents | Dated)
            optional = not isinstance(fact, Cents) and fact.optional
            low, last = between(fact, cases.on.toordinal()) or (0, 0)
            cuts = {low, *(cut for each in found for cut in _cuts(each, name, cases, fixed) if low < cut <= last)}
            yield Axis(name, (), optional, tuple(sorted(cuts)), last)


class _Said(NamedTuple):
    """A value that a fact is on some way."""

    value: int


def _cuts(condition: Condition | _Said, name: str, cases: Cases, fixed: Mapping[str, int]) -> Iterator[int]:
    """The first values behind a bound that a condition draws on one fact alone."""
    if isinstance(condition, _Said):
        yield from (condition.value, condition.value + 1)
    elif isinstance(condition, str) or _names(condition, fixed) != {name}:
        return
    elif isinstance(condition, Among):
        for low, high in cases.ways.holds[condition]:
            yield from (low, high + 1)
    else:
        assert isinstance(condition, Bound)
        above = condition.most + fixed.get(condition.y, 0) + 1
        yield above if condition.x == name else fixed.get(condition.x, 0) - condition.most


__all__ = ["BY_POLICY", "OUTSIDE", "Axis", "Branching", "Diagram", "Drawn", "Leaf", "Node", "names_of"]
