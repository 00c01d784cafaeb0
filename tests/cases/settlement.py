"""The readings that paying with credit rests on."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from pecrules import Charges, Credit, Line, Quote, Refusal, Ruleset, Settlement, Stamp, settle
from tests.cases import Case

EXPIRY = date(2027, 3, 30)
ORDERED = date(2027, 1, 10)


def line(item: str, net: str) -> Line:
    """A line of so much, for one year."""
    return Line(item, 1, 1, Decimal(net), Decimal(net), f"pricing/{item}")


def quote(
    *lines: tuple[str, str], vat: str, expiry: date | None = EXPIRY, new_expiry: date = EXPIRY, percent: str = "22"
) -> Quote:
    """An order of such lines; unless its days say otherwise, it adds to a mailbox without renewing it."""
    net = sum((Decimal(amount) for _, amount in lines), Decimal("0.00"))
    charges = Charges(
        lines=tuple(line(*each) for each in lines),
        net=net,
        vat_percent=Decimal(percent),
        vat=Decimal(vat),
        gross=net + Decimal(vat),
        effects=(),
        advised_days=None,
        requires=(),
        because=("pricing/vat-22",),
        caveats=(),
    )
    return Quote(charges, expiry, new_expiry, Stamp("0" * 64, "retail", ORDERED, None, "0"))


MORE_SPACE = quote(("extra_inbox", "2.50"), vat="0.55")
"""A GB of inbox: 3.05 EUR, 2.50 without VAT."""


def by(rules: Ruleset, order: Quote) -> Quote:
    """The same order, quoted by some rules."""
    stamp = attrs.evolve(order.stamp, digest=rules.digest)
    return Quote(order.charges, order.expiry, order.new_expiry, stamp, order.anchor)


def ask(
    rules: Ruleset, amount: str, order: Quote = MORE_SPACE, on: date = ORDERED, **credit: Any
) -> Settlement | Refusal:
    """An order paid with so much credit."""
    return settle(by(rules, order), Credit(amount=Decimal(amount), **credit), rules=rules, on=on)


ADDONS = quote(("extra_inbox", "2.50"), ("conservazione", "4.00"), vat="1.43", new_expiry=date(2028, 3, 30))
"""Add-ons that are renewed: 3.05 and 4.88 EUR."""


CASES = {
    "credit_spent": Case(
        lambda rules: [ask(rules, "8.48"), ask(rules, "2.80")],
        lambda plenty, little: (str(plenty.spent), plenty.fulfilled, str(little.top_up), little.fulfilled),
        {"gross": ("3.05", True, "0.25", False), "net": ("2.50", True, "0.00", True)},
    ),
    "top_up_amount": Case(
        lambda rules: [ask(rules, "1.00")],
        lambda answer: (str(answer.shortfall), str(answer.top_up)),
        {"shortfall": ("2.05", "2.05"), "whole_price": ("2.05", "3.05")},
    ),
    "addons_fall_first": Case(
        lambda rules: [ask(rules, "5.00", ADDONS)],
        lambda answer: (answer.dropped, str(answer.spent)),
        {
            "all": (("extra_inbox", "conservazione"), "0.00"),
            "dearest": (("conservazione",), "3.05"),
            "cheapest": (("extra_inbox",), "4.88"),
        },
    ),
    "credit_equal_to_price": Case(
        lambda rules: [ask(rules, "3.05")],
        lambda answer: (answer.fulfilled, str(answer.spent), str(answer.top_up)),
        {"enough": (True, "3.05", "0.00"), "not_enough": (False, "0.00", "0.01")},
    ),
}
"""Topic -> the question that tells its readings apart."""
