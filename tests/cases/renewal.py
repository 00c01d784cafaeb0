"""The readings that a renewal's quote rests on."""

from datetime import date, timedelta
from typing import Any

from pecrules import (
    Holder,
    Mailbox,
    Quote,
    Refusal,
    RenewalOptions,
    RenewalRequest,
    Ruleset,
    quote_renewal,
    renewal_options,
)
from tests.cases import Case
from tests.variants import LABEL, add, reword

EXPIRY = date(2027, 3, 30)
ORDERED = date(2027, 1, 10)


def ask(rules: Ruleset, *, on: date = ORDERED, expiry: date = EXPIRY, **given: Any) -> Quote | Refusal:
    """A renewal of a mailbox; what is no field of a request is one of the mailbox."""
    wanted = {
        name: given.pop(name)
        for name in ("years", "extra_inbox_gb", "method", "order_promo", "paid_on")
        if name in given
    }
    wanted["promo"] = wanted.pop("order_promo", False)
    box = Mailbox(address="a@pec.example", plan=given.pop("plan", "standard"), expiry=expiry, **given)
    return quote_renewal(box, RenewalRequest(**({"years": 1} | wanted)), rules=rules, on=on)


def on_the_last_day(rules: Ruleset) -> tuple[Quote | Refusal, RenewalOptions]:
    day = EXPIRY + timedelta(90)
    box = Mailbox(address="a", plan="standard", expiry=EXPIRY)
    return ask(rules, on=day), renewal_options(box, rules=rules, on=day)


def promotions(rules: Ruleset) -> list[Quote | Refusal]:
    asked = [(True, False), (False, True), (True, True)]
    return [ask(rules, years=5, promo=box, order_promo=order) for box, order in asked]


def code(answer: Quote | Refusal) -> str:
    return answer.code if isinstance(answer, Refusal) else "quote"


def registered(answer: Quote) -> tuple[str | None, int | None, int | None]:
    effect = answer.effects[-1]
    return effect.unit, effect.least, effect.most


CASES = {
    "grace_last_day": Case(
        on_the_last_day,
        lambda answer, options: (code(answer), options.last_day),
        {"renewable": ("quote", date(2027, 6, 28)), "deleted": ("deleted", None)},
    ),
    "expiry_day": Case(
        lambda rules: [ask(rules, on=EXPIRY)],
        lambda answer: "interpretations/new-expiry-in-grace" in answer.because,
        {"active": False, "expired": True},
    ),
    "new_expiry_in_grace": Case(
        lambda rules: [ask(rules, on=date(2027, 5, 1))],
        lambda answer: answer.new_expiry,
        {"old_expiry": date(2028, 3, 30), "payment_day": date(2028, 5, 1)},
    ),
    "leap_day_expiry": Case(
        lambda rules: [ask(rules, on=date(2028, 1, 1), expiry=date(2028, 2, 29), years=years) for years in (1, 4)],
        lambda *answers: [answer.new_expiry for answer in answers],
        {
            "february_28": [date(2029, 2, 28), date(2032, 2, 29)],
            "march_1": [date(2029, 3, 1), date(2032, 2, 29)],
        },
    ),
    "vat_rounding": Case(
        lambda rules: [ask(rules, years=2, extra_inbox_gb=1)],
        lambda answer: str(answer.vat),
        {
            "order_total": "4.47",  # 22 % of 20.34 is 4.4748
            "per_line": "4.48",  # of 19.94 it is 4.3868, of 0.40 it is 0.088
            "per_unit": "4.46",  # of 9.97 it is 2.1934, of 0.20 it is 0.044: twice each
        },
        (
            reword("pricing", "standard-year-2023", per_year="9.97"),
            reword("pricing", "extra-inbox-2016", per_gb_year="0.20"),
        ),
    ),
    "promo_flag": Case(
        promotions,
        lambda *answers: [code(answer) for answer in answers],
        {
            "product": ["term_not_offered", "quote", "term_not_offered"],
            "order": ["quote", "term_not_offered", "term_not_offered"],
        },
    ),
    "extra_gb_price_period": Case(
        lambda rules: [ask(rules, years=3, extra_inbox_gb=1)],
        lambda answer: str(answer.net),
        {"per_year": "37.20", "per_term": "32.20"},  # 3 x 9.90 and three times 2.50, or once
    ),
    "price_day": Case(
        lambda rules: [ask(rules, on=ORDERED, paid_on=date(2027, 2, 1))],
        lambda answer: str(answer.net),
        {"order_day": "9.90", "payment_day": "11.00", "expiry_day": "12.00"},
        (
            add(
                "pricing", "prices", id="dearer", item="plan", plan="standard", since="2027-02-01", label=LABEL,
                per_year="11.00",
            ),
            add(
                "pricing", "prices", id="dearest", item="plan", plan="standard", since="2027-02-02", label=LABEL,
                per_year="12.00",
            ),
        ),
    ),
    "bank_transfer_day": Case(
        lambda rules: [ask(rules, method="bank_transfer")],
        registered,
        {"working_day": ("working_days", 1, 1), "calendar_day": ("calendar_days", 1, 1)},
    ),
    "postal_slip_days": Case(
        lambda rules: [ask(rules, method="postal_slip")],
        registered,
        {"range": ("working_days", 5, 7), "fewest": ("working_days", 5, 5), "most": ("working_days", 7, 7)},
    ),
    "working_days": Case(
        lambda rules: [ask(rules, on=date(2027, 6, 25), method="bank_transfer", expiry=date(2027, 3, 28))],
        code,  # paid on a Friday, for a mailbox that is kept until the day after
        {"monday_to_friday": "payment_too_late", "monday_to_saturday": "quote"},
    ),
    "legal_person_test": Case(
        lambda rules: [ask(rules, holder=Holder(subject="natural_person", vat_number="01234560785"))],
        lambda answer: answer.requires,
        {"declared_type": (), "vat_number_present": ("einvoice_identifier",)},
    ),
}  # fmt: skip
"""Topic -> the question that tells its readings apart."""
