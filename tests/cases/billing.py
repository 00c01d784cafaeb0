"""The readings that billing rests on; who counts as a legal person is asked of a renewal."""

from datetime import date
from typing import Any

from pecrules import Billing, Holder, Ruleset, billing_requirements
from tests.cases import Case

TODAY = date(2027, 1, 10)


def ask(
    rules: Ruleset,
    identifier: str | None = None,
    *,
    subject: Any = "legal_person",
    on: date = TODAY,
    channel: str = "customer_area",
    **holder: Any,
) -> Billing:
    """What billing needs; what is given is a field of the holder."""
    return billing_requirements(Holder(subject=subject, **holder), identifier, rules=rules, on=on, channel=channel)


CASES = {
    "split_payment_due": Case(
        lambda rules: [ask(rules, subject="public_administration", split_payment=True)],
        lambda answer: answer.pays,
        {"net": "net", "gross": "gross"},
    ),
}
"""Topic -> the question that tells its readings apart."""
