"""The terms on offer, what a term is made of, and the prices of which day; shared by all that quote.

Tables: ``pricing.prices``, ``renewal.terms`` and the ``interpretations`` they name. Sources: R1.5, R1.20, R2.11, R2.19,
R2.20; F3.06, F3.07, F5.03 to F5.06.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Protocol

from pecrules.base.tuples import NamedTuple
from pecrules.domain.charges import Tariff
from pecrules.domain.provenance import Cited, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.space import ARCHIVE, INBOX, SpaceAllowance
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Row, Withdrawn
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.pricing import Price, Vat
from pecrules.rulebook.rows.renewal import Terms
from pecrules.rulebook.ruleset import Ruleset, Snapshot


def term_objection(years: int, offered: tuple[int, ...], rows: tuple[Row, ...]) -> Objection | None:
    """Why a term in whole years is none: ``term_not_offered``; of two that lie as near the shorter is proposed.

    Terms that no source of the book states refuse none that is one.
    """
    if years in offered or (years > 0 and rows[0].is_borrowed):
        return None
    near = min(offered, key=lambda each: (abs(each - years), each))
    return Objection("term_not_offered", rows, years, offered, change=("years", near))


def vat_of(prices: Snapshot) -> Vat:
    """The VAT rate of the day whose prices count."""
    return prices.row(Vat)


class TermParts(Protocol):
    """What there is in a term beside a plan, whatever how much of it."""

    @property
    def several_years(self) -> bool:
        """Whether it is longer than a year."""
        ...

    @property
    def inbox(self) -> bool:
        """Whether there is extra inbox in it."""
        ...

    @property
    def archive(self) -> bool:
        """Whether there is extra archive in it."""
        ...


class TermAmounts(NamedTuple):
    """How long a term is, and how much extra space there is in it.

    Attributes:
        years: Whole years.
        inbox_gb: Whole GB of extra inbox.
        archive_gb: Whole GB of extra archive.

    >>> amounts = TermAmounts(2, 1, 0)
    >>> amounts.several_years, amounts.inbox, amounts.archive
    (True, True, False)
    """

    years: int
    inbox_gb: int
    archive_gb: int

    @property
    def several_years(self) -> bool:
        """See ``TermParts``."""
        return self.years > 1

    @property
    def inbox(self) -> bool:
        """See ``TermParts``."""
        return self.inbox_gb > 0

    @property
    def archive(self) -> bool:
        """See ``TermParts``."""
        return self.archive_gb > 0


class SaleTerms:
    """The terms on offer and what a term of a plan is made of, on the days of one interval, flat."""

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, Price, Terms)

    def __init__(self, snapshot: Snapshot) -> None:
        self._ordinary = snapshot.row(Terms, "ordinary")
        self._promo = snapshot.row(Terms, "promo")
        self._promo_flag = interpretation(snapshot, "promo_flag")
        self._multi_year = interpretation(snapshot, "multi_year_price")
        self._gb_period = interpretation(snapshot, "extra_gb_price_period")

    def terms(self, *, product: bool, order: bool) -> Cited[Terms]:
        """The terms on offer when the product, or the order, is on promotion.

        The reading that chose them is among the rows if the two promo flags are not both off.
        """
        offered = self._promo if (product if self._promo_flag.choice == "product" else order) else self._ordinary
        return Cited(offered, (offered, self._promo_flag) if product or order else (offered,))

    def years_objection(self, years: int, *, product: bool, order: bool) -> Objection | None:
        """Why a term is none: ``term_not_offered``."""
        offered = self.terms(product=product, order=order)
        return term_objection(years, offered.value.years, offered.rows)

    def objections(  # noqa: PLR0913 - a term, and what is offered
        self, years: int | None, inbox: int, archive: int, space: SpaceAllowance | None, *, product: bool, order: bool
    ) -> list[Objection]:
        """Why a term with so much extra space is none: ``term_not_offered``, ``*_not_offered``, ``*_beyond_limit``.

        Args:
            years: The term in whole years; of one that nobody knows, nothing is said.
            inbox: Whole GB of extra inbox.
            archive: Whole GB of extra archive.
            space: How much may be added to the plan; without any plan, nothing is said.
            product: Whether the product is on promotion.
            order: Whether the order is.
        """
        found = (
            None if years is None else self.years_objection(years, product=product, order=order),
            *((space.objection(INBOX, inbox), space.objection(ARCHIVE, archive)) if space else ()),
        )
        return [each for each in found if each is not None]

    def tariff(self, prices: Snapshot, plan: str | None, parts: TermParts, *, fee: Price | None = None) -> Tariff:
        """The prices of what a term is made of: the plan, if it is paid with it, and the extra space that there is.

        Raises:
            NoRuleInForce: there is no price of one of them yet, or no more.
        """
        return Tariff(
            None if plan is None else prices.row(Price, "plan", plan),
            prices.row(Price, INBOX) if parts.inbox else None,
            prices.row(Price, ARCHIVE) if parts.archive else None,
            fee,
            space_by_year=self._gb_period.choice == "per_year",
        )

    @staticmethod
    def priced(plan: str | None, parts: TermParts) -> tuple[tuple[str, ...], ...]:
        """The keys of the prices that a term is made of."""
        own: tuple[tuple[str, ...], ...] = () if plan is None else (("plan", plan),)
        return (*own, *(((INBOX,),) if parts.inbox else ()), *(((ARCHIVE,),) if parts.archive else ()))

    def item_rows(self, parts: TermParts) -> tuple[Row, ...]:
        """The readings that say what several years, and extra space, cost."""
        has_space = parts.inbox or parts.archive
        return (*((self._multi_year,) if parts.several_years else ()), *((self._gb_period,) if has_space else ()))


class PriceDay:
    """The prices, and the VAT, of which day an order pays: topic ``price_day``, on the days of one interval."""

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation,)

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self.row: Interpretation = interpretation(snapshot, "price_day")
        self.is_that_of_the_order: bool = self.row.choice == "order_day"
        self._by_expiry = self.row.choice == "expiry_day"
        self._by_payment = self.row.choice == "payment_day"

    def prices(self, rules: Ruleset, paid_on: date | None, mailbox: Mailbox | None = None) -> Snapshot:
        """The tables whose prices hold.

        Args:
            rules: The rules to ask.
            paid_on: The day of the payment; ``None`` for the day of the order.
            mailbox: The mailbox that is renewed or extended; a first order has none, and no expiry.
        """
        day = paid_on if self._by_payment else mailbox.expiry if mailbox and self._by_expiry else None
        return self._in_force if day is None else rules.view(_Prices, day, mailbox)[0].snapshot

    def unpriced(self, prices: Snapshot, items: Iterable[tuple[str, ...]]) -> Objection | None:
        """Why nobody can say what an order costs: ``price_not_stated``, one of its items has ended by that day.

        What is sold at all, the day of the order says.

        Args:
            prices: The tables whose prices hold.
            items: The keys of what is ordered.
        """
        if prices is self._in_force:
            return None
        found = (prices.get(Price, *item) for item in items)
        ended = next((row for row in found if isinstance(row, Withdrawn)), None)
        return None if ended is None else Objection("price_not_stated", (ended, self.row))


class _Prices:
    """The prices of another day than that of the order, with what was found in them on the days of one interval."""

    READS: ClassVar[tuple[type[Row], ...]] = (Price, Vat)

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
