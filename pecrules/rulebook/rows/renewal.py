"""The rows of ``renewal``: terms, advice, by hand and by itself, what a term counts from."""

from typing import ClassVar, Literal

from pecrules.rulebook.rows.base import Row


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
