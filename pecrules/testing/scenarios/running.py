"""Scenarios put to the rules, one after the other: which hold, and what differs, and where."""

from collections.abc import Iterable

from pecrules.base.problems import Problem
from pecrules.base.tuples import NamedTuple
from pecrules.testing.scenarios.asking import Answer, Books, Unanswered, ask, differences
from pecrules.testing.scenarios.reading import Scenario


class Result(NamedTuple):
    """What became of one scenario.

    Attributes:
        scenario: The scenario.
        answer: What was said; ``None`` where the question could not be put.
        problems: What is not as expected; nothing if it holds.
    """

    scenario: Scenario
    answer: Answer | None
    problems: tuple[Problem, ...]


def run(scenarios: Iterable[Scenario], books: Books) -> list[Result]:
    """Put every scenario to the rules."""
    return [run_one(each, books) for each in scenarios]


def run_one(scenario: Scenario, books: Books) -> Result:
    """Put one scenario to the rules."""
    try:
        scenario = books.with_codes(scenario)
        answer = ask(scenario, books.of(scenario))
    except Unanswered as error:
        return Result(scenario, None, (error.problem,))
    return Result(scenario, answer, tuple(differences(scenario, answer)))
