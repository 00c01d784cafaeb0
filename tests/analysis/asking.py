"""Points of a decision table: any facts, and what table and policy say of them."""

import random
from collections.abc import Iterator
from datetime import date
from functools import cache

from pecrules.analysis import DecisionTable, Outcome, decision_table
from pecrules.analysis.facts import GIVEN, Cents, Choice, Dated, Fact, Within
from pecrules.analysis.questions import QUESTIONS
from pecrules.analysis.tables import Cases
from tests.variants import shipped

ON = date(2027, 1, 10)
QUICK = (
    ("status", "life"),
    ("status", "suspension"),
    ("status", "withdrawal"),
    ("status", "full"),
    ("next_alert", "alert"),
    ("automatic_renewal", "method"),
    ("log_availability", "logs"),
    ("quote_renewal", "payment"),
    ("quote_renewal", "holder"),
    ("quote_plan_change", "beside"),
    ("quote_repurchase", "name"),
    ("terminate", "withdrawal"),
    ("settle", "credit"),
    ("advance", "orders"),
)
"""The parts whose tables take a moment."""

PARTS = tuple((question.policy, question.part) for question in QUESTIONS)


@cache
def table(policy: str, part: str, book: str = "retail", on: date = ON) -> DecisionTable:
    """A table, worked out once."""
    return decision_table(policy, shipped(book), on=on, part=part)


def points(of: Cases, count: int, seed: int = 1) -> Iterator[tuple[dict[str, str], dict[str, int]]]:
    """Some facts, near what matters more often than far from it: their words and their values."""
    draw = random.Random(seed)
    for _ in range(count if of.leaves else 0):  # where no order can be made, there is none to be paid
        words, values = dict[str, str](), dict[str, int]()
        for name, fact in of.facts.items():
            if isinstance(fact, Choice):
                words[name] = draw.choice(list(fact.values))
            elif isinstance(fact, Within | Cents | Dated):
                values[name] = value(draw, fact, of.on)
                words[f"{name}?"] = draw.choice(("None", GIVEN))
        yield words, values


def value(draw: random.Random, fact: Fact, on: date) -> int:
    """A number or a day that a fact can be."""
    if isinstance(fact, Dated):
        apart = min(fact.days, draw.choice((fact.days, 120, 12)))
        return on.toordinal() + draw.randint(-apart, apart)
    assert isinstance(fact, Within | Cents)
    return draw.randint(fact.low, draw.choice((fact.high, min(fact.high, fact.low + 8))))


def both_say(of: DecisionTable, words: dict[str, str], values: dict[str, int]) -> tuple[object, Outcome]:
    """What a table and what the policy itself says of some facts."""
    leaf = of.leaf_of(words, values)
    assert leaf.region.holds(values)
    assert isinstance(leaf.outcome, Outcome)
    return leaf.outcome.at(of.facts, words, values), of.answer_to(of.concrete(words, values))
