"""The rows about what is bought and how it is paid: ``pricing``, ``renewal``, ``payments``."""

from decimal import Decimal
from typing import ClassVar, Literal

from pecrules.tables.rows import Label, Row

Switch = Literal["always", "opt_out", "never"]


class Price(Row):
    """What one unit of an item costs, net of VAT, in EUR: a year, a GB and year, or once."""

    SECTION: ClassVar[str] = "pricing.prices"
    KEY: ClassVar[tuple[str, ...]] = ("item", "plan")
    item: str
    label: Label
    plan: str | None = None
    per_year: Decimal | None = None
    per_gb_year: Decimal | None = None
    one_off: Decimal | None = None
    from_day: int | None = None

    @property
    def net(self) -> Decimal:
        """The unit's price, whichever column it stands in."""
        return next(amount for amount in (self.per_year, self.per_gb_year, self.one_off) if amount is not None)


class Vat(Row):
    """The ordinary VAT rate, in percent."""

    SECTION: ClassVar[str] = "pricing.vat"
    percent: Decimal


class Proration(Row):
    """How an item bought before the mailbox's expiry is charged."""

    SECTION: ClassVar[str] = "pricing.proration"
    KEY: ClassVar[tuple[str, ...]] = ("item",)
    item: Literal["extra_inbox", "extra_archive", "conservazione"]
    strategy: Literal["remaining_years_free_tail", "monthly_to_expiry", "whole_year_lapses"]
    free_tail_months: int | None = None


class Terms(Row):
    """The terms that can be bought, in whole years, for an ``ordinary`` or ``promo`` product."""

    SECTION: ClassVar[str] = "renewal.terms"
    KEY: ClassVar[tuple[str, ...]] = ("offer",)
    offer: str
    years: tuple[int, ...]


class Advice(Row):
    """How many days before the expiry a renewal should be ordered: advice, not a bar."""

    SECTION: ClassVar[str] = "renewal.advice"
    advised_days: int


class ManualRenewal(Row):
    """Whether one may renew by hand while automatic renewal is on, or while a renewal order is open."""

    SECTION: ClassVar[str] = "renewal.manual_renewal"
    KEY: ClassVar[tuple[str, ...]] = ("situation",)
    situation: Literal["automatic_on", "order_pending"]
    allowed: bool


class Automatic(Row):
    """When the system charges a renewal by itself, in days before the expiry, and when it tries again."""

    SECTION: ClassVar[str] = "renewal.automatic"
    charge_days_before: int
    retry_days_after: tuple[int, ...]


class Route(Row):
    """Where a kind of mailbox is renewed."""

    SECTION: ClassVar[str] = "renewal.routes"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    kind: str
    renewed_in: Literal["customer_area", "hosting_area"]


class NewExpiry(Row):
    """What a term is counted from: the first one, and one bought before the expiry."""

    SECTION: ClassVar[str] = "renewal.new_expiry"
    KEY: ClassVar[tuple[str, ...]] = ("phase",)
    phase: str
    counts_from: Literal["old_expiry", "payment_day", "activation_day", "month_before_activation"]


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
