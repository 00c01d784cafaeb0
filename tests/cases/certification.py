"""The readings that certifying a mailbox rests on."""

from decimal import Decimal

from pecrules import Certificate, CertificationRequest, Credit, Holder, Partner, Refusal, Ruleset, certify
from tests.cases import Case
from tests.cases.settlement import ORDERED

REQUEST = CertificationRequest(
    name="mario.rossi",
    domain="pec.it",
    plan="standard",
    holder_choice="new",
    holder=Holder(subject="natural_person", name="Mario Rossi"),
    renewal_type="tacit",
    years=1,
)


def with_nothing(rules: Ruleset) -> list[Certificate | Refusal]:
    """A mailbox that a partner certifies whose credit is empty."""
    partner = Partner(email="panel@partner.example", credit=Credit(kind="partner", amount=Decimal("0.00")))
    return [certify(partner, REQUEST, rules=rules, on=ORDERED)]


CASES = {
    "empty_credit": Case(
        with_nothing,
        lambda answer: getattr(answer, "code", "certified"),
        {"pays_nothing": "credit_short", "not_looked_at": "certified"},
    ),
}
"""Topic -> the question that tells its readings apart."""
