"""Prepaid credit as money: what an amount is in cents, and why one can pay for nothing.

Tables: ``payments.credit``. Sources: R2.17, R2.18, F7.03, F7.05.
"""

from __future__ import annotations

from pecrules.base import money
from pecrules.domain.provenance import Cited
from pecrules.domain.refusing import Objection
from pecrules.model.orders import Credit
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.payments import Credit as CreditRow


def cents_of(credit: Credit) -> int | None:
    """A credit in cents; ``None`` for what is no amount of money."""
    try:
        return money.cents(credit.amount)
    except (ArithmeticError, ValueError):
        return None


def amount_objection(row: CreditRow, credit: Credit, amount: int | None) -> Objection | None:
    """Why an amount is none that anybody can have paid in.

    Args:
        row: The row of the credit's kind.
        credit: The credit.
        amount: What it comes to in cents, as ``cents_of`` says.
    """
    if amount is None:
        return Objection("credit_malformed", (row,), str(credit.amount))
    return Objection("credit_negative", (row,), str(credit.amount)) if amount < 0 else None


def empty(row: CreditRow, amount: int | None, reading: Interpretation) -> Cited[bool]:
    """Whether a credit of so many cents is empty and so pays for nothing, whatever that costs, as a reading says.

    Where it can be topped up on the way, that is asked for then.
    """
    if amount or row.when_short != "refused":
        return Cited(False, ())
    return Cited(reading.choice == "pays_nothing", (row, reading))
