"""The rows of ``pricing``: prices, VAT, and how part of a year is charged."""

from decimal import Decimal
from typing import ClassVar, Literal

from pecrules.rulebook.rows.base import Label, Row


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
