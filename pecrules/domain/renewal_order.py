"""The order of a renewal: what it is made of, what is wrong with it, the rows behind it.

Shared by the policies that renew by hand, for a change of plan is a renewal. Tables: ``renewal`` (advice, terms, manual
renewal while an order is open, what the new term counts from), ``pricing``, ``payments``, ``holders`` and the
``interpretations`` it names. Sources: R1.1, R1.5, R1.7 to R1.9, R1.17 to R1.20; F2.16, F3.01 to F3.12.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from pecrules.domain.charges import Consequence, Item
from pecrules.domain.expiry import TermStart
from pecrules.domain.life import Lifecycle
from pecrules.domain.payments import BilledAs, Paying
from pecrules.domain.provenance import interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import PriceDay, SaleTerms
from pecrules.domain.space import ARCHIVE, INBOX, SpaceAllowance
from pecrules.domain.state_rights import StateRights
from pecrules.model.outcomes.quotes import Charges
from pecrules.rulebook.rows import Advice, ManualRenewal, Price, Row
from pecrules.rulebook.ruleset import Snapshot


class RenewalOrder(NamedTuple):
    """All that the charges of a renewal depend on, beside the plan.

    Attributes:
        years: The new term.
        inbox: GB of extra inbox in it.
        archive: GB of extra archive in it.
        had_inbox: GB of extra inbox so far.
        had_archive: GB of extra archive so far.
        promo_product: Whether the mailbox is on promotion.
        promo_order: Whether the order is.
        automatic: Whether automatic renewal is on, and no bar.
        pending: Whether a renewal order is open, and no bar.
        on_expiry_day: Whether the day of the order is that of the expiry.
        late: Whether the mailbox has expired.
        fee_due: Whether it comes so late that a fee is due.
        from_leap_day: Whether the new term counts from a 29 February.
        method: How it is paid.
        signed_in: Whether who pays is signed in.
        keep_off: Whether automatic renewal is to be kept off.
        holder: What billing looks at in the holder.
        unidentified: Whether the identifier for the electronic invoice is not given.
        prices: The tables whose prices count, if not those of the day of the order.
    """

    years: int
    inbox: int
    archive: int
    had_inbox: int
    had_archive: int
    promo_product: bool
    promo_order: bool
    automatic: bool
    pending: bool
    on_expiry_day: bool
    late: bool
    fee_due: bool
    from_leap_day: bool
    method: str | None
    signed_in: bool
    keep_off: bool
    holder: BilledAs | None
    unidentified: bool
    prices: Snapshot | None


class RenewalView:
    """What a renewal needs of the tables on the days of one stretch, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Advice, ManualRenewal, Price, *TermStart.READS, *SaleTerms.READS, *Paying.READS, *Lifecycle.READS,
        *SpaceAllowance.READS, *StateRights.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.offering = SaleTerms(snapshot)
        self.lifecycle = Lifecycle(snapshot)
        self.rights = StateRights(snapshot)
        self.counting = TermStart(snapshot)
        self.paying = Paying(snapshot)
        self.advice = snapshot.row(Advice)
        self.rule_if_auto_renew = snapshot.row(ManualRenewal, "automatic_on")
        self.while_pending = snapshot.row(ManualRenewal, "order_pending")
        self.new_space = interpretation(snapshot, "extra_space_at_renewal")
        self.price_day = PriceDay(snapshot)
        self._fee = next((row for row in snapshot.rows(Price) if row.item == "late_fee"), None)
        self._fee_from = 0 if self._fee is None else self._fee.from_day or 0

    def fee_due(self, days: int) -> bool:
        """Whether a renewal so many days after the expiry of a mailbox that has expired costs more."""
        return self._fee is not None and days >= self._fee_from

    def barred_by_order(self) -> Objection | None:
        """Why a mailbox with an open renewal order is not renewed beside it."""
        if self.while_pending.allowed:
            return None
        return Objection(
            "renewal_order_pending",
            (self.while_pending,),
            remedies=("pay_renewal_order", "cancel_renewal_order"),
        )

    def wrong(self, asked: RenewalOrder, room: SpaceAllowance) -> list[Objection]:
        """Everything in an order that is not offered, each with the change that would mend it."""
        reasons = (
            self.offering.wrong_years(asked.years, product=asked.promo_product, order=asked.promo_order),
            room.wrong(INBOX, asked.inbox),
            room.wrong(ARCHIVE, asked.archive),
            self.paying.wrong_method(asked.method),
        )
        return [reason for reason in reasons if reason is not None]

    def charges(
        self,
        asked: RenewalOrder,
        plan: str,
        rows: Iterable[Row],
        expired: tuple[Row, ...],
        data: Iterable[Consequence] = (),
    ) -> Charges:
        """What is paid, what follows and why, for an order that nothing speaks against.

        Args:
            asked: The order.
            plan: The plan of the new term.
            rows: The rows behind the plan.
            expired: The rows by which the mailbox has expired and is kept, where it has.
            data: What becomes of the mailbox, beside its term.
        """
        paying = self.paying
        behind = (
            *rows,
            *self.offering.term_rows(product=asked.promo_product, order=asked.promo_order),
            *self.offering.item_rows(years=asked.years, space=asked.inbox > 0 or asked.archive > 0),
            *((self.rule_if_auto_renew,) if asked.automatic else ()),
            *((self.while_pending,) if asked.pending else ()),
            *self._rows_of_days(asked, expired),
            self.advice,
            self.price_day.row,
            *((self.new_space,) if asked.inbox > asked.had_inbox or asked.archive > asked.had_archive else ()),
            *(paying.subject(*asked.holder).rows if asked.holder else ()),
        )
        follows = (*data, *paying.follows(asked.method, signed_in=asked.signed_in, keep_off=asked.keep_off))
        requires = paying.requires(asked.holder, given=not asked.unidentified)
        return paying.charges(self._items(asked, plan), behind, follows, requires, self.advice.advised_days)

    def _items(self, asked: RenewalOrder, plan: str) -> list[Item]:
        """What the order is made of: the plan, the extra space, and the fee for coming late where one is due."""
        prices = self.snapshot if asked.prices is None else asked.prices
        sold = self.offering.items(prices, plan=plan, years=asked.years, inbox=asked.inbox, archive=asked.archive)
        return [*sold, Item(self._fee, 1, None)] if asked.fee_due and self._fee else sold

    def _rows_of_days(self, asked: RenewalOrder, expired: tuple[Row, ...]) -> tuple[Row, ...]:
        """The rows that decide from which day the new term is counted, and where it ends."""
        rows = (*expired, self.counting.late) if asked.late else (self.counting.early,)
        if asked.on_expiry_day and not asked.late:
            rows = (*rows, self.lifecycle.days.expiry_day)
        return (*rows, self.counting.leap_day) if asked.from_leap_day else rows
