"""The whole proof of the decision tables: every offset, a million points, every book; ``.ci/run proof``, on request."""

from itertools import product

import pytest

from pecrules import books
from pecrules.analysis import decision_table
from pecrules.analysis.facts import Dated
from pecrules.rulebook.rows.interpretations import TOPICS, Interpretation
from tests.analysis.asking import ON, PARTS, QUICK, both_say, points, table
from tests.variants import choose, shipped, variant

pytestmark = [pytest.mark.slow, pytest.mark.proof]

POINTS = 1_000_000
FIVE = ("retail", "cni", "architetti-torino", "tssconsulting", "partner")
ALONE = tuple(pair for pair in PARTS if pair[1] != "story")


@pytest.mark.parametrize("book", books())
def test_nothing_is_left_to_the_policy(book):
    """In no book is there a case that only the policy can answer."""
    assert {} == {pair: len(whole.unmodelled) for pair in ALONE if (whole := table(*pair, book)).unmodelled}


@pytest.mark.parametrize("book", FIVE)
def test_every_offset(book):
    """On each day around that of the question every table says what the policy says, whatever else is so."""
    for pair in ALONE:
        whole = table(*pair, book)
        days = [name for name, fact in whole.facts.items() if isinstance(fact, Dated) and fact.days]
        if days and whole.leaves:  # where no order can be made, there is none to be paid
            offsets = range(-4_000, 4_001)
            for offset, (words, values) in zip(offsets, points(whole, len(offsets)), strict=True):
                said = both_say(whole, words, {**values, days[0]: whole.on.toordinal() + offset})
                assert said[0] == said[1], (pair, words, values)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_reading(topic):
    """Under every reading no case is left to the policy, and any points are answered the same."""
    row = shipped().on(ON).row(Interpretation, topic)
    for choice, (policy, part) in product(TOPICS[topic], QUICK):
        whole = decision_table(policy, variant(choose(row.id, choice)), on=ON, part=part)
        assert () == whole.unmodelled, (choice, part)
        for words, values in points(whole, 200):
            said = both_say(whole, words, values)
            assert said[0] == said[1], (choice, part, words, values)


@pytest.mark.parametrize(("policy", "part"), PARTS)
def test_a_million_points(policy, part):
    """Any facts: together a million, over all policies."""
    whole = table(policy, part)
    for words, values in points(whole, POINTS // len(PARTS) + 1, seed=7):
        said = both_say(whole, words, values)
        assert said[0] == said[1], (words, values)
