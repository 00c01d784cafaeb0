"""The readings that the price of extra space rests on."""

from datetime import date
from typing import Any

from pecrules import ExtraSpaceRequest, Mailbox, Quote, Refusal, Ruleset, quote_extra_space
from tests.cases import Case
from tests.variants import LABEL, add, reword

EXPIRY = date(2027, 3, 30)
TAIL = reword("pricing", "extra-inbox-monthly-2025", strategy="remaining_years_free_tail", free_tail_months=3)
"""The public list with the strategy of the conventions."""


def ask(rules: Ruleset, *, on: date, expiry: date = EXPIRY) -> Quote | Refusal:
    """One GB of inbox for a mailbox of the Standard plan."""
    box = Mailbox(address="a@pec.example", plan="standard", expiry=expiry)
    return quote_extra_space(box, ExtraSpaceRequest(extra_inbox_gb=1), rules=rules, on=on)


def net(answer: Quote | Refusal) -> str:
    return answer.code if isinstance(answer, Refusal) else str(answer.net)


def nets(*answers: Quote | Refusal) -> list[str]:
    return [net(answer) for answer in answers]


def renewed_at(answer: Quote) -> list[tuple[str, str | None]]:
    return [(effect.row, effect.value) for effect in answer.effects if effect.code == "renewal_price"]


def case(answers: dict[str, Any], *days: date, expiry: date = EXPIRY, tail: bool = True) -> Case:
    """What is asked on some days, and the net prices that come of it."""
    return Case(
        lambda rules: [ask(rules, on=day, expiry=expiry) for day in days], nets, answers, (TAIL,) if tail else ()
    )


CASES = {
    "three_months_exactly": case({"pay": ["2.50"], "free": ["0.00"]}, date(2026, 12, 30)),
    "three_months_unit": case(
        {"calendar_months": ["0.00"], "ninety_days": ["2.50"]},  # 31 May less three months, or less ninety days
        date(2027, 3, 1),
        expiry=date(2027, 5, 31),
    ),
    "remaining_years_rounding": case(
        {
            "up": ["5.00", "5.00"],
            "down": ["2.50", "2.50"],
            "nearest": ["5.00", "2.50"],
            "exact_fraction": ["4.16", "2.90"],  # 607 and 423 days of 365
        },
        date(2025, 7, 31),
        date(2026, 1, 31),
    ),
    "remaining_years_minimum": case(
        {"one_year": ["2.50"], "pro_rata": ["1.38"]},  # 201 days of 365
        date(2026, 9, 10),
    ),
    "free_tail_in_grace": case({"refuse": ["expired"], "allow": ["0.00"]}, date(2027, 4, 9)),
    "free_tail_price": Case(
        lambda rules: [ask(rules, on=date(2027, 1, 10))],
        renewed_at,
        {
            "expiry_day_book": [("pricing/dearer", "4.00")],
            "purchase_day_book": [("pricing/extra-inbox-2016", "2.50")],
        },
        (
            TAIL,
            add(
                "pricing", "prices", id="dearer", item="extra_inbox", since="2027-02-01", label=LABEL,
                per_gb_year="4.00",
            ),
        ),
    ),
    "least_month_share": case({"one_month": ["0.21"], "nothing": ["0.00"]}, EXPIRY, tail=False),
    "monthly_share_count": case(
        {"started_months": ["1.46"], "full_months": ["1.25"], "days_over_365": ["1.38"]},
        date(2026, 9, 10),
        tail=False,
    ),
}  # fmt: skip
"""Topic -> the question that tells its readings apart."""
