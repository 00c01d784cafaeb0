"""Money as whole cents, and the one place where cents are rounded.

Inside, an amount is an ``int`` of cents; a ``Decimal`` with two decimals is made at the edge. Halves round away from
zero. A rate is an ``int`` of hundredths of a percent (22 % is 2200).
"""

from decimal import Context, Decimal
from typing import Final

HUNDRED_PERCENT: Final = 10_000
_TWICE: Final = 2 * HUNDRED_PERCENT
_CONTEXT: Final = Context(prec=10_000)  # our own: the caller's may round
DECIMALS: Final = 2
CENT: Final = Decimal("0.01")
times: Final = _CONTEXT.multiply  # ``times(amount, CENT)`` is ``decimal(amount)`` without a call of Python
total: Final = _CONTEXT.add


class ManyEuros:
    """What stands for many amounts with two decimals at once."""

    __slots__ = ()

    def in_cents(self) -> int:
        """The same amounts as whole cents."""
        raise NotImplementedError  # what stands for many says it


class ManyCents:
    """What stands for many amounts in cents at once, where all that a policy can answer is worked out."""

    __slots__ = ()

    def in_euros(self) -> Decimal:
        """The same amounts with two decimals."""
        raise NotImplementedError  # what stands for many says it


def cents(amount: Decimal) -> int:
    """An amount with at most two decimals, as whole cents.

    Raises:
        ValueError: the amount has a fraction of a cent.

    >>> cents(Decimal("9.90"))
    990
    """
    if isinstance(amount, ManyEuros):
        return amount.in_cents()
    scaled = amount.scaleb(2, _CONTEXT)
    if scaled != (whole := int(scaled)):
        raise ValueError(f"{amount} is not a whole number of cents")
    return whole


def decimal(amount: int) -> Decimal:
    """Whole cents as an amount with two decimals.

    >>> decimal(990), decimal(-5)
    (Decimal('9.90'), Decimal('-0.05'))
    """
    return amount.in_euros() if isinstance(amount, ManyCents) else times(amount, CENT)


def divide(amount: int, by: int) -> int:
    """``amount / by`` rounded to the nearest whole, halves away from zero; ``by`` is positive.

    >>> divide(5, 2), divide(-5, 2), divide(4, 3)
    (3, -3, 1)
    """
    half_up = (abs(amount) * 2 + by) // (by * 2)
    return half_up if amount >= 0 else -half_up


def percent(amount: int, rate: int) -> int:
    """A share of an amount in cents, rounded half-up; ``rate`` is in hundredths of a percent.

    >>> percent(990, 2200), percent(2970, 2200)
    (218, 653)
    """
    share = amount * rate
    if share >= 0:
        return (share * 2 + HUNDRED_PERCENT) // _TWICE  # as ``divide``, without a call: VAT is taken often
    return -((HUNDRED_PERCENT - share * 2) // _TWICE)


def rate(percent_text: Decimal) -> int:
    """A percentage, given as text, in whole hundredths of a percent.

    >>> rate(Decimal("22")), rate(Decimal("5.5"))
    (2200, 550)
    """
    return cents(percent_text)
