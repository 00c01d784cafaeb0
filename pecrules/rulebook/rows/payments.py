"""The rows of ``payments``: ways to pay and prepaid credit."""

from decimal import Decimal
from typing import ClassVar, Literal

from pecrules.rulebook.rows.base import Label, Row

Switch = Literal["always", "opt_out", "never"]


class Method(Row):
    """A way to pay: when Aruba registers it, in days, and whether it switches automatic renewal on.

    ``reading`` names the topic of ``interpretations`` that settles what the sources leave open about those days.
    """

    SECTION: ClassVar[str] = "payments.methods"
    KEY: ClassVar[tuple[str, ...]] = ("method",)
    method: str
    label: Label
    registration: Literal["immediate", "same_day", "calendar_days", "working_days"]
    switches_on_automatic: Switch
    min_days: int | None = None
    max_days: int | None = None
    reading: Literal["bank_transfer_day", "postal_slip_days"] | None = None


class QuickPayment(Row):
    """The payment by order number, without signing in."""

    SECTION: ClassVar[str] = "payments.quick_payment"
    switches_on_automatic: Switch


class Credit(Row):
    """A prepaid credit: how it is topped up, when it expires, what happens when it is short."""

    SECTION: ClassVar[str] = "payments.credit"
    KEY: ClassVar[tuple[str, ...]] = ("credit",)
    credit: Literal["convention", "partner", "hosting"]
    label: Label
    top_up_methods: tuple[str, ...]
    used_for: tuple[str, ...]
    when_short: Literal["top_up", "refused", "pay_difference"]
    expires: Literal["never", "after_months"]
    deposit: Decimal | None = None
    expires_months: int | None = None
