"""The readings that the end of a mailbox rests on."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pecrules import Holder, Mailbox, Refusal, Ruleset, Termination, TerminationRequest, terminate
from tests.cases import Case

EXPIRY = date(2027, 3, 30)
BEGAN = date(2026, 3, 30)
PAID = Decimal("12.08")


def end(rules: Ruleset, request: TerminationRequest, *, after: int, **facts: Any) -> Termination | Refusal:
    """What is answered so many days after the term began."""
    usual: dict[str, Any] = {
        "last_term_years": 1,
        "last_term_began_on": BEGAN,
        "holder": Holder(subject="natural_person"),
    }
    box = Mailbox(address="a@pec.example", plan="standard", expiry=EXPIRY, **(usual | facts))
    return terminate(box, request, rules=rules, on=BEGAN + timedelta(after))


def withdrawals(rules: Ruleset) -> list[Termination | Refusal]:
    asked = TerminationRequest(mode="withdrawal", paid_gross=PAID)
    return [end(rules, asked, after=days) for days in (14, 15)]


def immediate(rules: Ruleset) -> list[Termination | Refusal]:
    asked = TerminationRequest(mode="immediate", asked_by="partner", through="panel_command")
    return [end(rules, asked, after=100, channel="partner_panel")]


def renewed(rules: Ruleset) -> list[Termination | Refusal]:
    """Ten days after a renewal, a year after the first contract."""
    asked = TerminationRequest(mode="withdrawal", paid_gross=PAID)
    return [end(rules, asked, after=10, requested_on=date(2025, 3, 30))]


def on_a_day(rules: Ruleset) -> list[Termination | Refusal]:
    day = EXPIRY + timedelta(30)
    asked = TerminationRequest(mode="at_date", asked_by="partner", through="panel_command", day=day)
    return [end(rules, asked, after=100, channel="partner_panel")]


CASES = {
    "withdrawal_right_begins": Case(
        renewed, lambda answer: str(answer.refund), {"each_term": "12.08", "first_term": "0.00"}
    ),
    "latest_termination_day": Case(
        on_a_day,
        lambda answer: answer.code if isinstance(answer, Refusal) else answer.mode,
        {"expiry": "day_after_expiry", "end_of_grace": "at_date"},
    ),
    "withdrawal_refund": Case(
        withdrawals,
        lambda *answers: [str(answer.refund) for answer in answers],
        {
            "consumer_14_days": ["12.08", "0.00"],
            "pro_rata": ["11.62", "11.58"],  # 351 and 350 of 365 days: 11.6166... and 11.5835...
            "no_refund": ["0.00", "0.00"],
        },
    ),
    "partner_immediate_content": Case(
        immediate,
        lambda answer: answer.kept_until - answer.last_day,
        {"deleted_at_once": timedelta(0), "kept_for_grace": timedelta(90)},
    ),
}
"""Topic -> the question that tells its readings apart."""
