"""The exact decision table of a policy on a day: in which cases it says what, under some rules or under two.

The policy itself is asked, unchanged, on symbols; each leaf of the table is one way through it, with everything that
leads there. Leaves that say the same are put together to lines, which a person can read; and each leaf has its witness,
a mailbox that can be asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

import attrs

from pecrules.analysis.asking import Outcome, Reasons, Witness, ask, asking_all, concrete_question, is_same
from pecrules.analysis.facts import Choice, Facts, between, bounds_of, names_of
from pecrules.analysis.lines import Leaf, Line, lines_of
from pecrules.analysis.questions import DAYS, ON, QUESTIONS, Question, no_such
from pecrules.analysis.regions import Bound
from pecrules.analysis.running import Condition, Unmodelled, Walk, Way, Ways, every_way
from pecrules.base import dates
from pecrules.base.garbage import no_collecting
from pecrules.domain.misuse import check_rules
from pecrules.policies import MANIFEST
from pecrules.rulebook.ruleset import Ruleset

_REACH: Final = 3 * DAYS  # days: no day that an answer tells lies further from the question, but for its term
_LONGEST: Final = 101  # years: a term that is asked for


@attrs.frozen(eq=False, slots=False)
class Cases:
    """Everything that a policy can be asked, divided by what it says.

    Attributes:
        question: The part of the policy.
        on: The day.
        facts: What can be told apart, and what is given.
        leaves: Every case: they have nothing in common, and together they are all there are.
        ways: The ways through the policy that lead to them, in the same order.
    """

    question: Question
    on: date
    facts: Facts
    leaves: tuple[Leaf, ...]
    ways: Ways[Any]

    @property
    def unmodelled(self) -> tuple[Leaf, ...]:
        """The cases in which only the policy itself can tell."""
        return tuple(leaf for leaf in self.leaves if isinstance(leaf.outcome, Unmodelled))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The cases, put together where the policy says the same."""
        return lines_of(self.leaves, self.facts, self.on)

    def leaf_of(self, words: Mapping[str, str], values: Mapping[str, int]) -> Leaf:
        """The case to which some facts belong.

        Args:
            words: Fact -> its word; of a fact that may be missing, by its name and ``?``, ``None`` or ``given``.
            values: Fact -> its number; of a day the ordinal.

        Raises:
            KeyError: a fact that is told apart is not named.
            ValueError: a fact cannot be that here: it lies outside of the table.
        """
        whole = {**values, ON: self.on.toordinal()}
        _check_point(self.facts, words, whole)
        node: Any = self.tree
        while isinstance(node, Fork):
            node = node.branches[self.ways.says(node.condition, words, whole)]
        leaf: Leaf = node
        return leaf

    @cached_property
    def tree(self) -> Fork | Leaf:
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

    def concrete(self, words: Mapping[str, str], values: Mapping[str, int]) -> Witness:
        """The question of some facts."""
        return concrete_question(self.question, self.facts, words, values, self.on)


@attrs.frozen(eq=False, slots=False)
class DecisionTable(Cases):
    """What a policy says in every case: the outcome of each is an ``Outcome``.

    Attributes:
        rules: The rules.
    """

    rules: Ruleset

    def witnesses(self, leaf: Leaf) -> Iterator[tuple[Witness, Outcome]]:
        """Concrete questions on each side of a case, each with what the table says, or the policy where that cannot."""
        free = [name for name in leaf.region.names[1:] if len(set(leaf.region.span(name))) > 1]
        seen = set[tuple[tuple[str, int], ...]]()
        for high in [frozenset[str](), frozenset(free), *(frozenset({name}) for name in free)]:
            point = leaf.region.point(high.__contains__)
            if point is None:
                return
            if tuple(point.items()) not in seen:
                seen.add(tuple(point.items()))
                witness, said = self.concrete(leaf.words, point), leaf.outcome
                known = isinstance(said, Outcome)
                yield witness, said.at(self.facts, leaf.words, point) if known else self.answer_to(witness)

    def answer_to(self, witness: Witness) -> Outcome:
        """What the policy itself says to a concrete question, in the columns of the table."""
        return ask(self.question, self.rules, *witness)[0]


class Change(NamedTuple):
    """What a policy says in a case under some rules, and under others.

    Attributes:
        before: What it says under the former.
        after: What it says under the latter.
        reasons: Why, under both.
        differs: Whether the two are not the same in this case; ``None`` if nobody knows.
    """

    before: Outcome
    after: Outcome
    reasons: tuple[Reasons, Reasons]
    differs: bool | None


@attrs.frozen(eq=False, slots=False)
class Comparison(Cases):
    """What a policy says in every case under two rule sets: the outcome of each is a ``Change``.

    Attributes:
        before: The rules as they were.
        after: The rules as they are to be.
    """

    before: Ruleset
    after: Ruleset

    @cached_property
    def differences(self) -> tuple[Line, ...]:
        """The cases in which they do not say the same, put together to lines; none where only layout differs.

        The outcome of a line is what is said before and after.
        """
        return self._lines(self.differing, lambda change: (change.before, change.after))

    @cached_property
    def other_reasons(self) -> tuple[Line, ...]:
        """The cases in which they say the same for other reasons; the outcome of a line is these before and after."""
        alike = [leaf for leaf in self.leaves if isinstance(leaf.outcome, Change) and leaf.outcome.differs is False]
        other = [leaf for leaf in alike if leaf.outcome.reasons[0] != leaf.outcome.reasons[1]]
        return self._lines(other, lambda change: change.reasons)

    def _lines(self, leaves: Sequence[Leaf], outcome_of: Callable[[Change], Any]) -> tuple[Line, ...]:
        outcomes = [outcome_of(leaf.outcome) if isinstance(leaf.outcome, Change) else leaf.outcome for leaf in leaves]
        pairs = zip(leaves, outcomes, strict=True)
        return lines_of([leaf._replace(outcome=outcome) for leaf, outcome in pairs], self.facts, self.on)

    @cached_property
    def differing(self) -> tuple[Leaf, ...]:
        """Those cases, one by one; also those in which only the policy itself can tell."""
        return tuple(leaf for leaf in self.leaves if differs(leaf) is not False)

    def answers_to(self, witness: Witness) -> Change:
        """What the policy itself says to a concrete question under both."""
        (old, why), (new, because) = (ask(self.question, rules, *witness) for rules in (self.before, self.after))
        return Change(old, new, (why, because), old != new)


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
        KeyError: there is no such policy, part or fact; the nearest is named.
        TypeError, ValueError: a fact cannot be that, or the day is no day, or the rules are none.
        CalendarError: the calendar ends too near to the day.

    >>> from pecrules import load_rules
    >>> table = decision_table("next_alert", load_rules(), on=date(2027, 1, 10), given={"kind": "mailbox"})
    >>> for line in table.lines:
    ...     print(dict(line.when), *line.outcome.values[:2])
    {'expiry': ((-4000, 89),)}
    {'auto_renew': ('False',), 'expiry': ((90, 4000),)} expiry - 90 expiry_first
    {'auto_renew': ('True',), 'expiry': ((90, 4000),), 'plan': ('?',)} expiry - 90 expiry_first
    {'auto_renew': ('True',), 'expiry': ((90, 4000),), 'plan': ('premium', 'pro', 'standard')} expiry - 90 charge_first
    """
    return table_of(_question(policy, part, on, rules), rules, on=on, given=given)


@no_collecting()  # millions of values, and hardly any garbage
def table_of(
    question: Question,
    rules: Ruleset,
    *,
    on: date,
    given: Mapping[str, Any] | None = None,
    within: Sequence[Bound] = (),
) -> DecisionTable:
    """The exact decision table of a question on a day.

    Args:
        question: What is asked, and which facts are free.
        rules: The rules to ask.
        on: The day.
        given: Facts that are to be the same everywhere.
        within: How facts lie to one another in everything that the table is about.

    Raises:
        KeyError, TypeError, ValueError, CalendarError: as ``decision_table``.
    """
    _check_place(on, rules)
    own = rules.forgetful()
    facts = question.facts(own, on, given or {})
    ways = _every_way(facts, on, asking_all(question, own, facts), within)
    return DecisionTable(question, on, facts, tuple(_leaf(way) for way in ways.ways), ways, rules)


def compare(  # noqa: PLR0913 - what is compared, and where
    policy: str,
    before: Ruleset,
    after: Ruleset,
    *,
    on: date,
    part: str | None = None,
    given: Mapping[str, Any] | None = None,
    amounts_of: Collection[str] = (),
) -> Comparison:
    """What a policy says under two rule sets, in every case: exactly where they differ, and how.

    Both are asked on the same way, so each case has both answers.

    Args:
        policy: The policy's name, as ``status``.
        before: The rules as they were.
        after: The rules as they are to be.
        on: The day, a civil date of Europe/Rome.
        part: Which part of the policy (``QUESTIONS``); the first without one.
        given: Facts that are to be the same everywhere.
        amounts_of: The rows as they were, where the two rule sets differ in nothing but amounts of rows that there were
            before: an answer that rests on none of these is not asked for again.

    Raises:
        KeyError, TypeError, ValueError, CalendarError: as ``decision_table``.

    >>> from pecrules import load_rules
    >>> rules = load_rules()
    >>> shorter = rules.edited({"lifecycle/mailbox-grace-2024": {"grace_days": 60}})
    >>> for line in compare("status", rules, shorter, on=date(2027, 1, 10), given={"kind": "mailbox"}).differences:
    ...     print(line.when["expiry"], *(outcome.values[:3] for outcome in line.outcome))
    ((-60, -1),) ('expired', expiry + 1, expiry + 90) ('expired', expiry + 1, expiry + 60)
    ((-90, -61),) ('expired', expiry + 1, expiry + 90) ('deleted', expiry + 61, None)
    ((-1105, -91),) ('deleted', expiry + 91, None) ('deleted', expiry + 61, None)
    """
    question = _question(policy, part, on, before, after)
    first, second = before.forgetful(), after.forgetful()
    facts, others = (question.facts(rules, on, given or {}) for rules in (first, second))
    facts = {name: fact | others[name] if isinstance(fact, Choice) else fact for name, fact in facts.items()}

    behind = frozenset(amounts_of)
    ask_before, ask_after = (asking_all(question, rules, facts) for rules in (first, second))

    def ask_both(walk: Walk) -> tuple[Change, Reasons]:
        old, why = ask_before(walk)
        if amounts_of and why.because and behind.isdisjoint(why.because):
            return Change(old, old, (why, why), differs=False), why
        new, because = ask_after(walk)
        rows = tuple(dict.fromkeys((*why.because, *because.because)))
        return Change(old, new, (why, because), _differ(old, new)), Reasons(rows)

    ways = _every_way(facts, on, ask_both)
    return Comparison(question, on, facts, tuple(_leaf(way) for way in ways.ways), ways, before, after)


def differs(leaf: Leaf) -> bool | None:
    """Whether the two differ in a case; ``None`` if only the policy itself can tell."""
    return leaf.outcome.differs if isinstance(leaf.outcome, Change) else None


def _differ(old: Outcome, new: Outcome) -> bool | None:
    """Whether two outcomes on one way are not the same; ``None`` if nobody knows."""
    try:
        return not is_same((old.kind, old.values), (new.kind, new.values))
    except Unmodelled:
        return None


def _check_point(facts: Facts, words: Mapping[str, str], values: Mapping[str, int]) -> None:
    """Whether some facts can be what somebody says that they are."""
    for name, fact in facts.items():
        if isinstance(fact, Choice) and name in words and words[name] not in fact.values:
            raise ValueError(f"{name} is one of {', '.join(fact.values)}, not {words[name]}")
        limits = between(fact, values[ON])
        if limits is not None and name in values and not limits[0] <= values[name] <= limits[1]:
            raise ValueError(f"{name} lies between {limits[0]} and {limits[1]}, not at {values[name]}")


def _question(policy: str, part: str | None, on: date, *rules: Ruleset) -> Question:
    """A part of a policy, where it can be asked on a day."""
    _check_place(on, *rules)
    parts = {each.part: each for each in QUESTIONS if each.policy == policy}
    if not parts:
        raise KeyError(no_such("policy", policy, MANIFEST))
    if part is None:
        return next(iter(parts.values()))
    if part not in parts:
        raise KeyError(no_such(f"part of {policy}", part, parts))
    return parts[part]


def _check_place(on: date, *rules: Ruleset) -> None:
    """Look at the rules and the day of a question."""
    for each in rules:
        check_rules(each)
    dates.check_day("on", on)
    dates.add(on, days=-_REACH)  # there must be such days
    dates.add(on, years=_LONGEST, days=_REACH)


def _every_way(facts: Facts, on: date, question: Callable[[Walk], Any], within: Sequence[Bound] = ()) -> Ways[Any]:
    return every_way(question, names_of(facts), [*bounds_of(facts, on.toordinal()), *within])


def _leaf(way: Way[Any]) -> Leaf:
    if isinstance(way.found, Unmodelled):
        return Leaf(way.words, way.region, way.found, ())
    outcome, why = way.found
    return Leaf(way.words, way.region, outcome, why.because)


class Fork(NamedTuple):
    """Where ways fork: what is asked there, and where each answer leads."""

    condition: Condition
    branches: dict[Any, Any]


def _planted(ways: Sequence[tuple[tuple[tuple[Condition, Any], ...], Leaf]], depth: int) -> Fork | Leaf:
    """A tree of ways that are the same so far."""
    first, leaf = ways[0]
    if len(first) == depth:
        return leaf
    branches: dict[Any, list[Any]] = defaultdict(list)
    for way in ways:
        branches[way[0][depth][1]].append(way)
    return Fork(first[depth][0], {answer: _planted(found, depth + 1) for answer, found in branches.items()})
