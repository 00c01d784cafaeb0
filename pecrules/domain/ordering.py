"""An order for a term: what its reasons hang on, what speaks against it, what it costs and brings about.

Shared by all that sell a term, to a mailbox that is there or to one that is new. Tables: ``renewal.terms``,
``pricing``, ``payments``, ``holders`` and the ``interpretations`` they name. Sources: R1.5, R1.17 to R1.20; F3.06,
F3.07, F5.03 to F5.06.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Final, Protocol

from pecrules.base.tuples import NamedTuple
from pecrules.domain.charges import Tariff
from pecrules.domain.payments import BilledAs, Paying, billed_as
from pecrules.domain.provenance import Cited
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import PriceDay, SaleTerms, TermAmounts, TermParts, vat_of
from pecrules.domain.space import ARCHIVE, INBOX, SpaceAllowance
from pecrules.model.mailboxes import Holder
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.quotes import Grounds
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.ruleset import Snapshot

DEAL_BYTES: Final = 2_500
"""What a deal takes that is remembered."""


class _Request(Protocol):
    """What is asked for a term of a plan; no class of one, for who only renews needs none of the others."""

    @property
    def years(self) -> int: ...
    @property
    def extra_inbox_gb(self) -> int: ...
    @property
    def extra_archive_gb(self) -> int: ...
    @property
    def promo(self) -> bool: ...
    @property
    def method(self) -> str | None: ...
    @property
    def signed_in(self) -> bool: ...
    @property
    def keep_automatic_off(self) -> bool: ...
    @property
    def einvoice_identifier(self) -> str | None: ...


def amounts_of(request: _Request) -> TermAmounts:
    """How long a term is asked for, with how much extra space."""
    return TermAmounts(request.years, request.extra_inbox_gb, request.extra_archive_gb)


class OrderFacts(NamedTuple):
    """What of an order its reasons and consequences depend on, whatever is bought; few orders differ in it.

    Attributes:
        several_years: Whether the term is longer than a year.
        inbox: Whether there is extra inbox in it.
        archive: Whether there is extra archive in it.
        promo_product: Whether what is bought is on promotion.
        promo_order: Whether the order is.
        method: How it is paid.
        signed_in: Whether who pays is signed in.
        keep_off: Whether automatic renewal is to be kept off.
        holder: What billing looks at in the holder.
        identified: Whether the holder is identified for the electronic invoice.
        price_day: A day with the same prices; ``None`` for those of the day of the order.
    """

    several_years: bool
    inbox: bool
    archive: bool
    promo_product: bool
    promo_order: bool
    method: str | None
    signed_in: bool
    keep_off: bool
    holder: BilledAs | None
    identified: bool
    price_day: date | None


class Deal:
    """What all orders of the same facts share: what they are made of, and what their charges say beside amounts.

    Attributes:
        tariff: The prices.
        rate: The VAT rate of the day whose prices count, in hundredths of a percent.
        grounds: The reasons, and what follows.
        years: The terms on offer.
        inbox: The most GB of extra inbox; ``None`` for any number.
        archive: The most GB of extra archive; ``None`` for any number.
    """

    __slots__ = ("archive", "grounds", "inbox", "rate", "tariff", "years")

    def __init__(
        self, tariff: Tariff, rate: int, grounds: Grounds, years: tuple[int, ...], space: SpaceAllowance
    ) -> None:
        self.tariff: Final = tariff
        self.rate: Final = rate
        self.grounds: Final = grounds
        self.years: Final = years
        self.inbox: Final = space.most(INBOX)
        self.archive: Final = space.most(ARCHIVE)

    def offers(self, years: int, inbox: int, archive: int) -> bool:
        """Whether such a term with so much space is on offer."""
        most_inbox, most_archive = self.inbox, self.archive
        return (
            years in self.years
            and inbox >= 0 <= archive
            and (most_inbox is None or inbox <= most_inbox)
            and (most_archive is None or archive <= most_archive)
        )


class Ordering:
    """What an order for a term needs of the tables on the days of one interval, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (*SaleTerms.READS, *Paying.READS, *PriceDay.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.offering: SaleTerms = SaleTerms(snapshot)
        self.paying: Paying = Paying(snapshot)
        self.price_day: PriceDay = PriceDay(snapshot)

    def facts(
        self, request: _Request, amounts: TermAmounts, holder: Holder | None, prices: Snapshot, *, promo: bool
    ) -> OrderFacts:
        """What a request depends on.

        Args:
            request: What is asked for.
            amounts: How long a term of it, with how much extra space.
            holder: For whom.
            prices: The tables whose prices count.
            promo: Whether what is bought is on promotion.
        """
        return OrderFacts(
            amounts.several_years,
            amounts.inbox,
            amounts.archive,
            promo,
            request.promo,
            request.method,
            request.signed_in,
            request.keep_automatic_off,
            billed_as(holder),
            self.paying.identifies(holder, request.einvoice_identifier),
            prices.day,
        )

    def unpriced(self, prices: Snapshot, plan: str | None, parts: TermParts) -> Objection | None:
        """Why nobody can say what a term costs by the prices that count: ``price_not_stated``."""
        return self.price_day.unpriced(prices, self.offering.priced(plan, parts))

    def paid(self, facts: OrderFacts) -> list[Cited[Effect]]:
        """What comes of paying."""
        return self.paying.effects(facts.method, signed_in=facts.signed_in, keep_off=facts.keep_off)

    def deal(  # noqa: PLR0913 - an order, and all that it rests on
        self,
        facts: OrderFacts,
        plan: str | None,
        space: SpaceAllowance,
        prices: Snapshot,
        *,
        rows: tuple[Iterable[Row], Iterable[Row]],
        effects: Iterable[Cited[Effect]],
        fee: Price | None = None,
        advised_days: int | None = None,
    ) -> Deal:
        """What orders that nothing speaks against cost and bring about, whatever how many years and GB.

        Args:
            facts: Theirs.
            plan: The plan that is paid; ``None`` where it is paid apart.
            space: How much space may be added to it.
            prices: The tables whose prices count.
            rows: The rows behind the plan, and those behind the rest that is their own.
            effects: What comes of them.
            fee: What is paid once.
            advised_days: How many days before the expiry ordering is advised.
        """
        paying, vat, (first, last) = self.paying, vat_of(prices), rows
        tariff = self.offering.tariff(prices, plan, facts, fee=fee)
        terms = self.offering.terms(product=facts.promo_product, order=facts.promo_order)
        behind = (
            *first,
            *terms.rows,
            *self.offering.item_rows(facts),
            *last,
            *(paying.subject(facts.holder).rows if facts.holder else ()),
        )
        requires = paying.requires(facts.holder, identified=facts.identified)
        grounds = paying.grounds(tariff.prices, behind, effects, requires, advised_days, vat=vat, holder=facts.holder)
        return Deal(tariff, vat.rate, grounds, terms.value.years, space)
