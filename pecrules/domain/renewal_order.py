"""The order of a renewal: what it is made of, what speaks against it, the rows behind it.

Shared by the policies that renew by hand, for a change of plan is a renewal. Tables: ``renewal`` (advice, terms, manual
renewal while an order is open, what the new term counts from), ``pricing``, ``payments``, ``holders`` and the
``interpretations`` it names. Sources: R1.1, R1.5, R1.7 to R1.9, R1.17 to R1.20; F2.16, F3.01 to F3.12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.beside import Beside
from pecrules.domain.charges import Tariff
from pecrules.domain.deadlines import MOVES, Deadlines, LastDays, Timing
from pecrules.domain.expiry import TermStart
from pecrules.domain.life import Lifecycle
from pecrules.domain.payments import BilledAs, Paying
from pecrules.domain.provenance import Cited, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import PriceDay, SaleTerms, vat_of
from pecrules.domain.space import ARCHIVE, INBOX, SpaceAllowance
from pecrules.domain.state_days import GraceDays
from pecrules.domain.state_rights import StateRights
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.quotes import Charges, Grounds
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.rows.renewal import Advice
from pecrules.rulebook.ruleset import Snapshot

_CHARGES_BYTES: Final = 1_000
_STANDING_BYTES: Final = 400
LITTLE: Final = 50
"""So many GB are asked for again and again, by portals; more is seldom asked for twice."""


class Standing:
    """How a mailbox stands on the day of an order, as far as a renewal depends on it.

    ``RenewalView.standing`` gives those that are alike as one, so that they need not be compared.

    Attributes:
        automatic: Whether automatic renewal is on, and no precondition against it.
        pending: Whether a renewal order is open, and no precondition against it.
        on_expiry_day: Whether the day of the order is that of the expiry.
        late: Whether the mailbox has expired.
        grace: How long the mailbox is kept after its expiry.
        last_days: Until when a payment is in time.
        addons_ended: Whether add-ons that it had have ended with its expiry.
        fee_from: From which day after the expiry the fee is due that it costs; 0 for none.
        from_leap_day: Whether the new term counts from a 29 February.
        timing: What the days make of the payment and of the automatic charge; ``None`` for nothing.
        addons_only: Whether the mailbox itself is renewed apart.
    """

    __slots__ = (
        "addons_ended",
        "addons_only",
        "automatic",
        "fee_from",
        "from_leap_day",
        "grace",
        "last_days",
        "late",
        "on_expiry_day",
        "pending",
        "timing",
    )

    def __init__(  # noqa: PLR0913, PLR0917 - made in one place
        self,
        automatic: bool,
        pending: bool,
        on_expiry_day: bool,
        late: bool,
        grace: GraceDays,
        last_days: LastDays,
        addons_ended: bool,
        fee_from: int,
        from_leap_day: bool,
        timing: Timing | None,
        addons_only: bool,
    ) -> None:
        self.automatic: Final = automatic
        self.pending: Final = pending
        self.on_expiry_day: Final = on_expiry_day
        self.late: Final = late
        self.grace: Final = grace
        self.last_days: Final = last_days
        self.addons_ended: Final = addons_ended
        self.fee_from: Final = fee_from
        self.from_leap_day: Final = from_leap_day
        self.timing: Final = timing
        self.addons_only: Final = addons_only


def _stands(facts: tuple[Any, ...]) -> Standing:
    return Standing(*facts)


class RenewalFacts(NamedTuple):
    """All that the reasons and consequences of a renewal depend on, beside the plan; two that are equal share them.

    Attributes:
        several_years: Whether the new term is longer than a year.
        inbox: Whether there is extra inbox in it.
        archive: Whether there is extra archive in it.
        more_space: Whether there is more of either than so far.
        promo_product: Whether the mailbox is on promotion.
        promo_order: Whether the order is.
        method: How it is paid.
        signed_in: Whether who pays is signed in.
        keep_off: Whether automatic renewal is to be kept off.
        holder: What billing looks at in the holder.
        identified: Whether the holder is identified for the electronic invoice.
        price_day: A day with the same prices; ``None`` for those of the day of the order.
        standing: How the mailbox stands on the day.
    """

    several_years: bool
    inbox: bool
    archive: bool
    more_space: bool
    promo_product: bool
    promo_order: bool
    method: str | None
    signed_in: bool
    keep_off: bool
    holder: BilledAs | None
    identified: bool
    price_day: date | None
    standing: Standing


class Deal:
    """What all orders of the same facts share: what they are made of, and what their charges say beside amounts.

    Attributes:
        tariff: The prices.
        rate: The VAT rate of the day whose prices count, in hundredths of a percent.
        grounds: The reasons, and what follows.
        last_days: Until when each way to pay is in time.
        years: The terms on offer.
        inbox: The most GB of extra inbox; ``None`` for any number.
        archive: The most GB of extra archive; ``None`` for any number.
    """

    __slots__ = ("archive", "grounds", "inbox", "last_days", "rate", "tariff", "years")

    def __init__(  # noqa: PLR0913, PLR0917 - made in one place
        self,
        tariff: Tariff,
        rate: int,
        grounds: Grounds,
        last_days: LastDays,
        years: tuple[int, ...],
        space: SpaceAllowance,
    ) -> None:
        self.tariff: Final = tariff
        self.rate: Final = rate
        self.grounds: Final = grounds
        self.last_days: Final = last_days
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


_Order = tuple[Deal, int, int, int]
"""An order of one deal: its years, its GB of inbox and of archive."""


class RenewalView:
    """What a renewal needs of the tables on the days of one interval, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Advice, Price, *TermStart.READS, *SaleTerms.READS, *Paying.READS, *Lifecycle.READS,
        *SpaceAllowance.READS, *StateRights.READS, *Deadlines.READS, *Beside.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.offering: SaleTerms = SaleTerms(snapshot)
        self.lifecycle: Lifecycle = Lifecycle(snapshot)
        self.rights: StateRights = StateRights(snapshot)
        self.counting: TermStart = TermStart(snapshot)
        self.paying: Paying = Paying(snapshot)
        self.advice: Advice = snapshot.row(Advice)
        self.beside: Beside = Beside(snapshot)
        self.new_space: Interpretation = interpretation(snapshot, "extra_space_at_renewal")
        self.price_day: PriceDay = PriceDay(snapshot)
        self.late_from: timedelta = self.lifecycle.days.late_from
        self.hangs_on_expiry: Callable[[Mailbox, date], bool] = self.lifecycle.hangs_on_expiry
        self.restarts: tuple[bool, bool] = self.counting.restarts
        self.known_charges: Memo[_Order, Charges] = Memo(budget=snapshot.amounts, weight=_CHARGES_BYTES)
        self.deadlines: Deadlines = Deadlines(snapshot, self.paying, self.lifecycle, self.rights)
        self.far: timedelta = self.deadlines.far
        self.standing: Memo[tuple[Any, ...], Standing] = Memo(_stands, budget=snapshot.answers, weight=_STANDING_BYTES)
        self._fees = {row.from_day or 0: row for row in snapshot.rows(Price) if row.item == "late_fee"}

    def fee_from(self, days: int) -> int:
        """The band of days of a renewal so many days after the expiry, by its first one; 0 where it costs no more."""
        return max([first for first in self._fees if first <= days], default=0) if self._fees else 0

    def _fee(self, prices: Snapshot, first: int) -> Price | None:
        """What a band of days costs: by the prices that count, if they have the same band."""
        if not first:
            return None
        row = prices.get(Price, "late_fee", str(first))
        return row if isinstance(row, Price) else self._fees[first]

    def far_ahead(self, kind: str, *, automatic: bool) -> Standing:
        """How a mailbox of a kind stands that nothing is near to: neither its expiry nor a charge before that."""
        timing = MOVES if automatic else None
        grace = self.lifecycle.days.newest_grace(kind)
        last_days = self.deadlines.by_grace(grace, renews=True)
        return self.standing[automatic, False, False, False, grace, last_days, False, 0, False, timing, False]

    def charges(self, deal: Deal, years: int, inbox: int, archive: int) -> Charges:
        """What an order costs; remembered if it has the little space that most people want."""
        paying, tariff, amounts = self.paying, deal.tariff, (years, inbox, archive)
        net = tariff.net(years, inbox, archive)
        charges = Charges.of(net, paying.vat_of(net, deal.rate, tariff, amounts), deal.grounds, tariff, amounts)
        if inbox <= LITTLE and archive <= LITTLE:
            self.known_charges.keep((deal, years, inbox, archive), charges)
        return charges

    def objections(  # noqa: PLR0913, PLR0917 - an order, and what is offered
        self,
        facts: RenewalFacts,
        plan: str,
        space: SpaceAllowance,
        prices: Snapshot,
        years: int,
        inbox: int,
        archive: int,
    ) -> list[Objection]:
        """Everything in an order that is not offered, each with the change that would mend it."""
        standing = facts.standing
        own = None if standing.addons_only else plan
        found = (
            self.offering.years_objection(years, product=facts.promo_product, order=facts.promo_order),
            space.objection(INBOX, inbox),
            space.objection(ARCHIVE, archive),
            self._without_addons(facts),
            self.paying.method_objection(facts.method) or standing.last_days.objection(facts.method, standing.timing),
            self.price_day.unpriced(prices, self.offering.priced(own, inbox=facts.inbox, archive=facts.archive)),
        )
        return [each for each in found if each is not None]

    def _without_addons(self, facts: RenewalFacts) -> Objection | None:
        """Why add-ons alone are not renewed where there are none."""
        some = not facts.standing.addons_only or facts.inbox or facts.archive
        return None if some else Objection("nothing_asked", (self.new_space,), change=("addons_only", False))

    def deal(  # noqa: PLR0913, PLR0917 - an order, the plan it is for, and why
        self,
        facts: RenewalFacts,
        plan: str,
        space: SpaceAllowance,
        prices: Snapshot,
        rows: Iterable[Row],
        expired: tuple[Row, ...],
    ) -> Deal:
        """What an order that nothing speaks against costs and brings about, whatever how many years and GB.

        Args:
            facts: The order's.
            plan: The plan of the new term.
            space: How much space may be added to it.
            prices: The tables whose prices count.
            rows: The rows behind the plan.
            expired: The rows by which the mailbox has expired and is kept, where it has.
        """
        paying, vat, standing = self.paying, vat_of(prices), facts.standing
        alone = standing.addons_only
        fee, own = (None, None) if alone else (self._fee(prices, standing.fee_from), plan)
        tariff = self.offering.tariff(prices, own, inbox=facts.inbox, archive=facts.archive, fee=fee)
        terms = self.offering.terms(product=facts.promo_product, order=facts.promo_order)
        behind = (
            *rows,
            *terms.rows,
            *self.offering.item_rows(several_years=facts.several_years, space=facts.inbox or facts.archive),
            *((self.beside.automatic,) if standing.automatic else ()),
            *((self.beside.pending,) if standing.pending else ()),
            *self._rows_of_days(standing, expired),
            self.advice,
            self.price_day.row,
            *((self.new_space,) if facts.more_space else ()),
            *(paying.subject(facts.holder).rows if facts.holder else ()),
        )
        gone = self.lifecycle.days.addons_end if standing.addons_ended else None
        ended = (Cited(Effect("addons_ended", gone.ref), (gone,)),) if gone else ()
        apart = Cited(Effect("mailbox_renewed_apart", self.new_space.ref), (self.new_space,))
        timed = (*((apart,) if alone else ()), *standing.last_days.effects(facts.method, standing.timing))
        paid = paying.effects(facts.method, signed_in=facts.signed_in, keep_off=facts.keep_off)
        effects = (*ended, *timed, *paid)
        requires = paying.requires(facts.holder, identified=facts.identified)
        grounds = paying.grounds(
            tariff.prices, behind, effects, requires, self.advice.advised_days, vat=vat, holder=facts.holder
        )
        return Deal(tariff, vat.rate, grounds, standing.last_days, terms.value.years, space)

    def _rows_of_days(self, standing: Standing, expired: tuple[Row, ...]) -> tuple[Row, ...]:
        """The rows that decide from which day the new term is counted, where it ends, and how late it can be had."""
        rows = (*expired, self.counting.late) if standing.late else (self.counting.early,)
        if standing.on_expiry_day and not standing.late:
            rows = (*rows, self.lifecycle.days.expiry_day)
        if standing.grace.to_come is not None:
            rows = (*rows, standing.grace.to_come)
        return (*rows, self.counting.leap_day) if standing.from_leap_day else rows
