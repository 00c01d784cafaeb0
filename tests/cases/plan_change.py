"""The readings that a change of plan rests on."""

from datetime import date

from pecrules import Mailbox, PlanChangeRequest, Quote, Refusal, Ruleset, quote_plan_change
from tests.cases import Case
from tests.variants import add


def shrink(rules: Ruleset, inbox_bytes: int) -> Quote | Refusal:
    """A Pro mailbox, so much of whose inbox is occupied, that is to become a Standard one."""
    box = Mailbox(address="a@pec.example", plan="pro", expiry=date(2027, 3, 30), inbox_bytes=inbox_bytes)
    return quote_plan_change(box, PlanChangeRequest(plan="standard", years=1), rules=rules, on=date(2027, 1, 10))


def too_late(rules: Ruleset) -> Quote | Refusal:
    """An expired Pro mailbox, when there is no Pro any more."""
    box = Mailbox(address="a@pec.example", plan="pro", expiry=date(2027, 3, 30))
    return quote_plan_change(box, PlanChangeRequest(plan="standard", years=1), rules=rules, on=date(2027, 4, 10))


def code(answer: Quote | Refusal) -> str:
    return answer.code if isinstance(answer, Refusal) else "quote"


CASES = {
    "gigabyte": Case(
        lambda rules: [shrink(rules, 1_050_000_000)],
        code,
        {"decimal": "too_full_inbox", "binary": "quote"},
    ),
    "ended_plan_in_grace": Case(
        lambda rules: [too_late(rules)],
        code,
        {"another_plan": "quote", "nothing": "expired"},
        (add("plans", "plans", id="pro-gone", kind="mailbox", plan="pro", since="2027-04-01", withdrawn=True),),
    ),
    "downgrade_exact_fit": Case(
        lambda rules: [shrink(rules, 10**9)],
        code,
        {"fits": "quote", "too_much": "too_full_inbox"},
    ),
}
"""Topic -> the question that tells its readings apart."""
