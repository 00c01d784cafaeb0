"""The exact decision table of a policy on a day: in which cases it says what.

The policy itself is asked, unchanged, on symbols; each leaf of the table is one way through it, with everything that
leads there. Leaves that say the same are put together to lines, which a person can read; and each leaf has its witness,
a mailbox that can be asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import attrs

from pecrules.analysis.facts import (
    GIVEN,
    Cents,
    Choice,
    Dated,
    Fact,
    Facts,
    Standing,
    Within,
    bounds_of,
    look_up,
    names_of,
    resolved,
    standing_for,
    value_of,
)
from pecrules.analysis.formulas import Number, Symbol, Text
from pecrules.analysis.questions import QUESTIONS, REQUEST, WHOLE, Question
from pecrules.analysis.regions import Region, Spans, joined
from pecrules.analysis.running import Condition, Unmodelled, Walk, Way, Ways, every_way
from pecrules.analysis.symbols import Day
from pecrules.base.errors import NoRuleInForce
from pecrules.model.outcomes.refusals import Refusal
from pecrules.policies import resolve, resolve_policy
from pecrules.rulebook.ruleset import Ruleset


class Outcome(NamedTuple):
    """What a policy says in a case.

    Attributes:
        kind: ``answer``; ``refused``, or ``no_rule`` where the tables say nothing; ``nothing`` for ``None``.
        values: Of an answer the columns; of a refusal its code and its remedies; else nothing more.
    """

    kind: str
    values: tuple[Any, ...]

    def at(self, facts: Facts, words: Mapping[str, str], values: Mapping[str, int]) -> Outcome:
        """What is said where facts have words and values."""
        return Outcome(self.kind, _resolved(self.values, facts, words, values))


_Said = tuple[Outcome, tuple[str, ...]]
"""What a policy says, and the rows behind it."""


class Leaf(NamedTuple):
    """One case, and what the policy says in it.

    Attributes:
        words: Fact -> the word that it is; a fact that is not named can be any.
        region: The days and numbers that belong to it.
        outcome: What is said, or why only the policy itself can tell.
        because: The rows behind it.
    """

    words: Mapping[str, str]
    region: Region
    outcome: Outcome | Unmodelled
    because: tuple[str, ...]


class Line(NamedTuple):
    """Cases in which the policy says the same.

    Attributes:
        when: Fact -> the words that it can be, or the numbers; of a day how many days after that of the question.
        between: How facts must lie to one another beside that.
        outcome: What is said.
        because: The rows behind it in any of them.
        leaves: How many cases there are.
    """

    when: Mapping[str, tuple[str, ...] | Spans]
    between: tuple[str, ...]
    outcome: Outcome | str
    because: tuple[str, ...]
    leaves: int


class Witness(NamedTuple):
    """A concrete question.

    Attributes:
        subject: Whom it is about, as a mailbox.
        request: What is asked for, by its class or by the word of the manifest for it.
        on: The day.
    """

    subject: Any
    request: Mapping[str, Any]
    on: date


@attrs.frozen(eq=False, slots=False)
class DecisionTable:
    """What a policy says in every case.

    Attributes:
        question: The part of the policy.
        rules: The rules.
        on: The day.
        facts: What can be told apart, and what is given.
        leaves: Every case: they have nothing in common, and together they are all there are.
        ways: The ways through the policy that lead to them, in the same order.
    """

    question: Question
    rules: Ruleset
    on: date
    facts: Mapping[str, Fact]
    leaves: tuple[Leaf, ...]
    ways: Ways[Any]

    @property
    def unmodelled(self) -> tuple[Leaf, ...]:
        """The cases in which only the policy itself can tell."""
        return tuple(leaf for leaf in self.leaves if isinstance(leaf.outcome, Unmodelled))

    def leaf_of(self, words: Mapping[str, str], values: Mapping[str, int]) -> Leaf:
        """The case to which some facts belong.

        Args:
            words: Fact -> its word; of a fact that may be missing, by its name and ``?``, ``None`` or ``given``.
            values: Fact -> its number; of a day the ordinal.
        """
        node: Any = self._tree
        while isinstance(node, _Fork):
            node = node.branches[self.ways.says(node.condition, words, values)]
        leaf: Leaf = node
        return leaf

    @cached_property
    def _tree(self) -> _Fork | Leaf:
        """The forks of all ways, from the first on."""
        return _planted([(way.forks, leaf) for way, leaf in zip(self.ways.ways, self.leaves, strict=True)], 0)

    def witness(self, leaf: Leaf, ends: Callable[[str], bool] = lambda _: False) -> Witness | None:
        """A concrete question that belongs to a case; ``None`` if nothing does, for bounds alone do not tell.

        Args:
            leaf: The case.
            ends: Of which variables the greatest value is wanted rather than the least.
        """
        point = leaf.region.point(ends)
        return None if point is None else self.concrete(leaf.words, point)

    def witnesses(self, leaf: Leaf) -> Iterator[tuple[Witness, Outcome]]:
        """Concrete questions on each side of a case, each with what the table says."""
        assert isinstance(leaf.outcome, Outcome)
        free = [name for name in leaf.region.names[1:] if len(set(leaf.region.span(name))) > 1]
        seen = set[tuple[tuple[str, int], ...]]()
        for high in [frozenset[str](), frozenset(free), *(frozenset({name}) for name in free)]:
            point = leaf.region.point(high.__contains__)
            if point is None:
                return
            if tuple(point.items()) not in seen:
                seen.add(tuple(point.items()))
                yield self.concrete(leaf.words, point), leaf.outcome.at(self.facts, leaf.words, point)

    def concrete(self, words: Mapping[str, str], values: Mapping[str, int]) -> Witness:
        """The question of some facts."""
        found = {name: value_of(fact, name, words, values) for name, fact in self.facts.items()}
        request = {name.removeprefix(REQUEST): value for name, value in found.items() if name.startswith(REQUEST)}
        path, about = self.question.declared.request_class, self.question.about
        own = {name: value for name, value in found.items() if not name.startswith(REQUEST)}
        return Witness(
            own.get(WHOLE) or (resolve(about)(**own) if about else None),
            {path: resolve(path)(**request)} if path else request,
            self.on,
        )

    def answer_to(self, witness: Witness) -> Outcome:
        """What the policy itself says to a concrete question, in the columns of the table."""
        return _ask(self.question, self.rules, *witness)[0]

    # -- for reading --------------------------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The cases, put together where the policy says the same."""
        groups: dict[str, list[Leaf]] = defaultdict(list)
        for leaf in self.leaves:
            groups[repr(leaf.outcome)].append(leaf)
        return tuple(line for leaves in groups.values() for line in self._lines_of(leaves))

    def _lines_of(self, leaves: Sequence[Leaf]) -> Iterator[Line]:
        names = self._distinct
        leaves = _convex(leaves)
        boxes = [
            _Box(tuple(self._side(leaf, name) for name in names), self._between(leaf), 1, leaf.because)
            for leaf in leaves
        ]
        outcome = leaves[0].outcome
        for box in _merged(boxes):
            sides = dict(zip(names, box.sides, strict=True))
            when = {name: side for name, side in sides.items() if side != self._whole(name)}
            yield Line(
                when, box.between, str(outcome) if isinstance(outcome, Unmodelled) else outcome, box.because, box.leaves
            )

    @cached_property
    def _distinct(self) -> tuple[str, ...]:
        """The facts that some leaf tells apart."""
        words = dict.fromkeys(name for leaf in self.leaves for name in leaf.words)
        return (*words, *self.leaves[0].region.names[1:])

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

    def _side(self, leaf: Leaf, name: str) -> tuple[str, ...] | Spans:
        if name not in leaf.region.names:
            return (leaf.words[name],) if name in leaf.words else self._whole(name)
        shift = self.on.toordinal() if isinstance(self.facts[name], Dated) else 0
        return tuple((low - shift, high - shift) for low, high in leaf.region.left(name))

    def _between(self, leaf: Leaf) -> tuple[str, ...]:
        sums = (
            f"{' + '.join(f'{times}*{name}' for name, times in limit.counts)} <= {limit.most}"
            for limit in leaf.region.limits
        )
        relations = (f"{bound.x} - {bound.y} <= {bound.most}" for bound in leaf.region.relations())
        return tuple(sorted((*sums, *relations)))


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
    between: tuple[str, ...]
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


# -- asking -----------------------------------------------------------------------------------------------------------


def decision_table(
    policy: str, rules: Ruleset, *, on: date, part: str | None = None, given: Mapping[str, Any] | None = None
) -> DecisionTable:
    """The exact decision table of a policy on a day.

    Args:
        policy: The policy's name, as ``status``.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.
        part: Which part of it, of a policy that is asked in several (``QUESTIONS``); the first without one.
        given: Facts that are to be the same everywhere, as ``{"plan": "standard", "request.years": 1}``.

    Raises:
        KeyError: there is no such policy, part or fact.

    >>> from pecrules import load_rules
    >>> table = decision_table("next_alert", load_rules(), on=date(2027, 1, 10), given={"kind": "mailbox"})
    >>> for line in table.lines:
    ...     print(dict(line.when), *line.outcome.values[:2])
    {'expiry': ((-4000, 89),)}
    {'auto_renew': ('False',), 'expiry': ((90, 4000),)} expiry - 90 expiry_first
    {'auto_renew': ('True',), 'expiry': ((90, 4000),)} expiry - 90 charge_first
    """
    question = next((each for each in QUESTIONS if each.policy == policy and part in {None, each.part}), None)
    if question is None:
        raise KeyError(policy if part is None else part)
    own = rules.forgetful()
    facts = question.facts(own, on, given or {})
    first = on.toordinal()
    ways = every_way(
        lambda walk: _ask_all(question, own, walk, facts, on), names_of(facts), bounds_of(facts, "", first, first)
    )
    return DecisionTable(question, rules, on, facts, tuple(_leaf(way) for way in ways.ways), ways)


def _leaf(way: Way[Any]) -> Leaf:
    words = way.words
    if isinstance(way.found, Unmodelled):
        return Leaf(words, way.region, way.found, ())
    outcome, because = way.found
    return Leaf(words, way.region, outcome, because)


def _ask_all(question: Question, rules: Ruleset, walk: Walk, facts: Mapping[str, Fact], on: date) -> _Said:
    """Ask a policy about everything at once."""
    own = {name: fact for name, fact in facts.items() if not name.startswith(REQUEST)}
    wanted = {name.removeprefix(REQUEST): fact for name, fact in facts.items() if name.startswith(REQUEST)}
    path = question.declared.request_class
    whole = {name: look_up(walk, fact, name) for name, fact in own.items() if name == WHOLE}
    subject = whole.get(WHOLE) or (standing_for(resolve(question.about), walk, own) if question.about else None)
    if path:
        request = {path: standing_for(resolve(path), walk, wanted, REQUEST)}
    else:
        request = {name: look_up(walk, fact, f"{REQUEST}{name}") for name, fact in wanted.items()}
    return _ask(question, rules, subject, request, Day(Number(walk, constant=on.toordinal())))


def _ask(question: Question, rules: Ruleset, subject: Any, request: Mapping[str, Any], on: Any) -> _Said:
    """What a policy says, in the columns of a question, and the rows behind it."""
    policy = question.declared
    channel = {"channel": request["channel"]} if policy.channel else {}
    second = (request[policy.request],) if policy.request else ()
    try:
        answer = resolve_policy(question.policy)(subject, *second, rules=rules, on=on, **channel)
    except NoRuleInForce as error:
        return Outcome("no_rule", (error.section, error.key)), ()
    if answer is None:
        return Outcome("nothing", ()), ()
    if isinstance(answer, Refusal):
        return Outcome("refused", (answer.code, answer.remedies)), answer.because
    return Outcome("answer", tuple(_flat(_column(answer, name)) for name in question.columns)), answer.because


def _column(answer: Any, name: str) -> Any:
    for part in name.split("."):
        answer = getattr(answer, part)
    return answer


def _flat(value: Any) -> Any:
    """A value as tuples, all of whose parts can be compared and resolved."""
    if isinstance(value, Symbol | Text | Standing):
        return value
    if attrs.has(type(value)):
        return (type(value).__name__, *(_flat(getattr(value, field.name)) for field in attrs.fields(type(value))))
    if isinstance(value, tuple | list):
        return tuple(_flat(each) for each in value)
    return value


def _resolved(value: Any, facts: Facts, words: Mapping[str, str], values: Mapping[str, int]) -> Any:
    if isinstance(value, Standing):
        return _flat(value.resolved(facts, words, values))
    if type(value) is tuple:
        return tuple(_resolved(each, facts, words, values) for each in value)
    return resolved(value, words, values)


class _Fork(NamedTuple):
    """Where ways fork: what is asked there, and where each answer leads."""

    condition: Condition
    branches: dict[Any, Any]


def _planted(ways: Sequence[tuple[tuple[tuple[Condition, Any], ...], Leaf]], depth: int) -> _Fork | Leaf:
    """A tree of ways that are the same so far."""
    first, leaf = ways[0]
    if len(first) == depth:
        return leaf
    branches: dict[Any, list[Any]] = defaultdict(list)
    for way in ways:
        branches[way[0][depth][1]].append(way)
    return _Fork(first[depth][0], {answer: _planted(found, depth + 1) for answer, found in branches.items()})
