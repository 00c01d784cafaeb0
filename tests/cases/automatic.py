"""The readings that automatic renewal rests on."""

from datetime import date
from typing import Any

from pecrules import AutomaticRenewal, Mailbox, Refusal, Ruleset, automatic_renewal
from tests.cases import Case
from tests.variants import reword

EXPIRY = date(2027, 3, 30)
TODAY = date(2027, 1, 10)
BOX: dict[str, Any] = {
    "address": "a@pec.example", "plan": "standard", "expiry": EXPIRY, "auto_renew": True, "last_term_years": 1,
    "method": "card",
}  # fmt: skip


def ask(rules: Ruleset, on: date = TODAY, **fields: Any) -> AutomaticRenewal | Refusal:
    """A mailbox with automatic renewal on; what is given is another field of it."""
    return automatic_renewal(Mailbox(**(BOX | fields)), rules=rules, on=on)


CASES = {
    "charge_retries": Case(
        lambda rules: [ask(rules)],
        lambda answer: answer.retries,
        {"none_listed": (), "listed_days": (date(2027, 3, 25), date(2027, 3, 28))},
        (reword("renewal", "charge-seven-days-2016", retry_days_after=[2, 5]),),
    ),
    "charge_beside_order": Case(
        lambda rules: [ask(rules, renewal_order_pending=True)],
        lambda answer: answer.code if isinstance(answer, Refusal) else answer.charge_day,
        {"charged": date(2027, 3, 23), "not_charged": "renewal_order_pending"},
    ),
    "late_start_charge": Case(
        lambda rules: [ask(rules, on=date(2027, 3, 27), activated_on=date(2027, 3, 26))],
        lambda answer: answer.code if isinstance(answer, Refusal) else answer.charge_day,
        {"at_once": date(2027, 3, 26), "skip": "charge_skipped"},
    ),
}
"""Topic -> the question that tells its readings apart."""
