"""A solver of its own judges decision tables: their cases have nothing in common, and leave nothing out."""

from collections import Counter
from typing import Any

import pytest

from pecrules.analysis import DecisionTable, Leaf
from pecrules.analysis.facts import GIVEN, Cents, Choice, Dated, Within
from tests.analysis.asking import PARTS, QUICK, table

pytestmark = pytest.mark.slow

FEW, MANY = 100, 400
"""Cases: what a solver judges in a moment, and in some seconds."""


FAR = 10**14  # a bound that is none


class Judge:
    """A solver that knows between what the facts of a table lie."""

    def __init__(self, whole: DecisionTable) -> None:
        import z3

        self.z3: Any = z3
        self.solver = z3.Solver()
        self.numbers = {name: z3.Int(name) for name in whole.leaves[0].region.names[1:]}
        self.words = {name: z3.Int(f"word of {name}") for leaf in whole.leaves for name in leaf.words}
        self.lists = {name: self.words_of(whole, name) for name in self.words}
        for name, number in self.numbers.items():
            fact, shift = whole.facts[name], whole.on.toordinal()
            if isinstance(fact, Dated):
                self.solver.add(shift - fact.days <= number, number <= shift + fact.days)
            else:
                assert isinstance(fact, Within | Cents)
                self.solver.add(fact.low <= number, number <= fact.high)
        for name, word in self.words.items():
            self.solver.add(0 <= word, word < len(self.lists[name]))

    @staticmethod
    def words_of(whole: DecisionTable, name: str) -> list[str]:
        """The words that a fact can be."""
        fact = whole.facts.get(name)
        return list(fact.values) if isinstance(fact, Choice) else ["None", GIVEN]

    def says(self, leaf: Leaf) -> Any:
        """What belongs to a case."""
        region, numbers, both = leaf.region, self.numbers, self.z3.And
        zero = {"": self.z3.IntVal(0), **numbers}
        pairs = [(x, y, region.most(x, y)) for x in region.names for y in region.names]
        bounds = [zero[x] - zero[y] <= most for x, y, most in pairs if most < FAR]
        words = [self.words[name] == self.lists[name].index(word) for name, word in leaf.words.items()]
        left = [
            self.z3.Or(*(both(low <= numbers[name], numbers[name] <= high) for low, high in region.left(name)))
            for name in region.kept
        ]
        sums = [sum(numbers[name] * times for name, times in limit.counts) <= limit.most for limit in region.limits]
        return both(*bounds, *words, *left, *sums)

    def finds(self, *facts: Any) -> bool:
        """Whether there is a point of which some facts are true."""
        self.solver.push()
        self.solver.add(*facts)
        found = self.solver.check()
        self.solver.pop()
        assert found != self.z3.unknown
        return bool(found == self.z3.sat)


@pytest.mark.parametrize(("policy", "part"), QUICK)
def test_cases(policy, part):
    """No point is in none of them, and none is in two."""
    whole = table(policy, part)
    if len(whole.leaves) <= FEW:
        assert_cases_are_apart_and_all(whole)


@pytest.mark.proof
@pytest.mark.parametrize(("policy", "part"), PARTS)
def test_more_cases(policy, part):
    """The same of all other tables."""
    assert_cases_are_apart_and_all(table(policy, part))


def assert_cases_are_apart_and_all(whole):
    """The solver finds no point in none of the cases, and none in two."""
    judge = Judge(whole)
    for known, leaves in sliced(whole.leaves, judge.lists, {}):
        assert_they_are(judge, [judge.words[name] == judge.lists[name].index(word) for name, word in known], leaves)


def sliced(leaves, lists, known):
    """Cases by the words of one fact after the other, each slice of as many as a solver judges in some seconds."""
    named = Counter(name for leaf in leaves for name in leaf.words if name not in known)
    if len(leaves) <= MANY or not named:
        yield known.items(), leaves
        return
    name = max(named, key=named.__getitem__)
    for word in lists[name]:
        yield from sliced([leaf for leaf in leaves if leaf.words.get(name, word) == word], lists, {**known, name: word})


def assert_they_are(judge, known, leaves):
    """The same where some words are known."""
    cases = [judge.says(leaf) for leaf in leaves]
    assert not judge.finds(*known, judge.z3.Not(judge.z3.Or(*cases))), "some point is in no case"
    names = [judge.z3.Bool(f"case {number}") for number in range(len(cases))]
    defined = [name == case for name, case in zip(names, cases, strict=True)]
    two = judge.z3.Not(judge.z3.PbLe([(name, 1) for name in names], 1))
    assert not judge.finds(*known, *defined, two), "one is in two"
