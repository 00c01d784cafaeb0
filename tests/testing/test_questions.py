"""Questions for any policy: half of them are answered with a yes, and none lies where the tables say nothing."""

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

import pecrules as pr
from pecrules.policies import MANIFEST
from pecrules.rulebook.rows.channels import Channel
from pecrules.testing.strategies import questions
from pecrules.testing.strategies.asking import Question
from pecrules.testing.strategies.beside import Beside
from pecrules.testing.strategies.menu import menu_of
from tests.profiles import examples
from tests.variants import shipped

REFUSING = sorted(name for name, policy in MANIFEST.items() if "model.outcomes.refusals.Refusal" in policy.outcomes)
WHENEVER = ("alert_calendar", "available_actions", "billing_requirements", "timeline")
"""Policies that refuse little: wrong words."""


def asked(name: str, count: int, rules: pr.Ruleset | None = None) -> list[tuple[Question, Any]]:
    """So many questions with their answers."""
    found: list[tuple[Question, Any]] = []
    quick = settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    @seed(5)
    @quick
    @given(questions(getattr(pr, name), rules))
    def ask(question: Question) -> None:
        found.append((question, question.ask(rules or shipped())))

    ask()
    return found


def share(answers: list[tuple[Question, Any]]) -> float:
    """How many of a hundred are a yes."""
    return 100 * sum(not isinstance(answer, pr.Refusal) for _, answer in answers) / len(answers)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in REFUSING if name not in WHENEVER])
def test_half_are_answered_with_a_yes(name: str) -> None:
    """Or a quarter to four fifths, of every policy that may refuse."""
    assert 25 <= share(asked(name, 300)) <= 80


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_every_policy_can_be_asked(name: str) -> None:
    """And answers: no day lies before the rules begin."""
    answers = asked(name, max(8, examples(80).max_examples))
    assert {name} == {question.policy for question, _ in answers}


def test_a_repurchase_is_found_at_once() -> None:
    """Of a mailbox that is gone, by whoever had it, of the name that it had."""
    answers = [(question, answer) for question, answer in asked("quote_repurchase", 30) if isinstance(answer, pr.Quote)]
    assert len(answers) >= 3
    assert all(question.on > question.subject.expiry for question, _ in answers)
    assert all(question.subject.address == question.request.address for question, _ in answers)


@pytest.mark.slow
def test_days_lie_around_every_boundary() -> None:
    """Of the expiry, notices, charge, grace; in every channel, and on domains too."""
    answers = [question for question, _ in asked("status", 2500)]
    near = Counter((question.on - question.subject.expiry).days for question in answers)
    assert all(near[day] for day in (-90, -30, -7, -1, 0, 1, 30, 31, 90, 91))
    assert {row.channel for row in menu_of(shipped()).of(Channel)} <= {each.subject.channel for each in answers}
    assert {"mailbox", "domain"} == {each.subject.kind for each in answers}


def test_without_transitions_only_days_and_requests_are_turned() -> None:
    """An order stays as it is."""
    beside = Beside(attrs.evolve(menu_of(shipped()), rows=()))
    order, event = (
        pr.Order(number="1", kind="renewal", gross=Decimal("12.08"), state="cart"),
        pr.Event(name="order_placed"),
    )
    assert (order, event) == beside.put(order, event, date(2026, 1, 1), 0, Random(0))[:2]
