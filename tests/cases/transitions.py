"""The readings that a transition rests on."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pecrules import Event, Holder, Mailbox, Order, Refusal, Ruleset
from pecrules.model.outcomes.states import Transition
from pecrules.policies.transitions.advance import advance
from tests.cases import Case
from tests.variants import reword

EXPIRY = date(2027, 3, 30)
PAID = date(2027, 1, 10)
MARIO = Holder(subject="natural_person", name="Mario Rossi", tax_code="RSSMRA80A01H501U", vat_number="01234560785")


def tell(*answers: Transition | Refusal) -> list[str]:
    return [answer.code if isinstance(answer, Refusal) else answer.after for answer in answers]


def registered(rules: Ruleset) -> list[Transition | Refusal]:
    """Ordered, paid and registered on three days in a row: the second, or the last, lies beyond the grace."""
    box = Mailbox(address="a@pec.example", plan="standard", expiry=EXPIRY)
    found: list[Transition | Refusal] = []
    for ordered in (90, 89):
        first = EXPIRY + timedelta(ordered)
        event = Event(name="renewal_registered", years=1, ordered_on=first, paid_on=first + timedelta(1))
        found.append(advance(box, event, rules=rules, on=first + timedelta(2)))
    return found


def activated(rules: Ruleset) -> list[Transition | Refusal]:
    box = Mailbox(
        address="a@domain.example", kind="domain", plan="domain", channel="hosting_area", expiry=EXPIRY,
        activation_started_on=PAID, last_term_years=1,
    )  # fmt: skip
    return [advance(box, Event(name="activation_due"), rules=rules, on=PAID + timedelta(days)) for days in (0, 1, 2)]


def bought_again(rules: Ruleset) -> list[Transition | Refusal]:
    box = Mailbox(address="a@pec.example", plan="standard", expiry=EXPIRY, holder=MARIO)

    def asked(name: str = "Mario Rossi", **data: Any) -> Transition | Refusal:
        who = Holder(subject="natural_person", name=name, **data)
        event = Event(name="repurchase_registered", years=1, holder=who)
        return advance(box, event, rules=rules, on=date(2028, 1, 10))

    tax: dict[str, Any] = {"tax_code": MARIO.tax_code}
    vat: dict[str, Any] = {"vat_number": MARIO.vat_number}
    return [asked(**tax), asked(**vat), asked(**tax, **vat), asked(**tax, **vat, name="M. Rossi")]


def paid(rules: Ruleset) -> list[Transition | Refusal]:
    """An order of 10 January, paid on the last of thirty days and on the day after."""
    order = Order(number="1", kind="renewal", gross=Decimal("12.08"), day=PAID, method="bank_transfer")
    event = Event(name="payment_registered")
    return [advance(order, event, rules=rules, on=PAID + timedelta(days)) for days in (30, 31)]


def more_space(rules: Ruleset) -> list[Transition | Refusal]:
    """Space that is ordered, paid and registered on three days in a row: the second, or the last, after the expiry."""
    box = Mailbox(address="a@pec.example", plan="standard", expiry=EXPIRY)
    found: list[Transition | Refusal] = []
    for ordered in (0, -1):
        first = EXPIRY + timedelta(ordered)
        event = Event(name="space_registered", extra_inbox_gb=1, ordered_on=first, paid_on=first + timedelta(1))
        found.append(advance(box, event, rules=rules, on=first + timedelta(2)))
    return found


def without_price(rules: Ruleset) -> list[Transition | Refusal]:
    """A renewal of a plan of partners of which nobody says what it costs."""
    box = Mailbox(address="a@pec.example", plan="pro-sms", expiry=EXPIRY, channel="partner_panel")
    return [advance(box, Event(name="renewal_registered", years=1), rules=rules, on=EXPIRY + timedelta(9))]


NO, YES = "another_holder", "in_activation"

CASES = {
    "renewal_done_on": Case(
        registered,
        tell,
        {
            "registration_day": ["event_not_possible", "event_not_possible"],
            "order_day": ["active", "active"],
            "payment_day": ["event_not_possible", "active"],
        },
    ),
    "space_done_on": Case(
        more_space,
        tell,
        {
            "registration_day": ["event_not_possible", "event_not_possible"],
            "order_day": ["expired", "expired"],
            "payment_day": ["event_not_possible", "expired"],
        },
    ),
    "own_plan_without_price": Case(
        without_price,
        tell,
        {"renewed": ["active"], "not_renewed": ["price_not_stated"]},
    ),
    "activation_hours": Case(
        activated,
        tell,
        {
            "longest": ["activation_not_due", "activation_not_due", "active"],  # 48 hours
            "shortest": ["activation_not_due", "active", "active"],  # 12 hours
        },
    ),
    "unpaid_order_expiry": Case(
        paid,
        tell,
        {"never": ["fulfilled", "fulfilled"], "after_days": ["fulfilled", "event_not_possible"]},
        (reword("lifecycle", "order-awaiting-payment-2016", may_cancel=True, lapses_after_days=30),),
    ),
    "same_holder_check": Case(
        bought_again,
        tell,
        {
            "any_identifier": [YES, YES, YES, YES],
            "tax_code": [YES, NO, YES, YES],
            "vat_number": [NO, YES, YES, YES],
            "all_data": [NO, NO, YES, NO],
        },
    ),
}
"""Topic -> the question that tells its readings apart."""
