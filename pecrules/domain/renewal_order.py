"""The order of a renewal: what it is made of, what speaks against it, the rows behind it.

Shared by the policies that renew by hand, for a change of plan is a renewal. Tables: ``renewal`` (advice, terms, manual
renewal while an order is open, what the new term counts from), ``pricing``, ``payments``, ``holders`` and the
``interpretations`` it names. Sources: R1.1, R1.5, R1.7 to R1.9, R1.17 to R1.20; F2.16, F3.01 to F3.12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Final, Protocol

from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.beside import Beside
from pecrules.domain.deadlines import MOVES, Deadlines, LastDays, Timing
from pecrules.domain.expiry import TermStart
from pecrules.domain.life import Lifecycle
from pecrules.domain.ordering import Deal, OrderFacts, Ordering
from pecrules.domain.provenance import Cited, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.space import SpaceAllowance
from pecrules.domain.state_days import GraceDays
from pecrules.domain.state_rights import StateRights
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.quotes import Charges
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
        order: What of it any order depends on.
        more_space: Whether there is more space in the new term than so far.
        standing: How the mailbox stands on the day.
    """

    order: OrderFacts
    more_space: bool
    standing: Standing


class _Payment(Protocol):
    """How and when an order is paid."""

    @property
    def method(self) -> str | None: ...
    @property
    def paid_on(self) -> date | None: ...


_Order = tuple[Deal, int, int, int]
"""An order of one deal: its years, its GB of inbox and of archive."""


class RenewalView(Ordering):
    """What a renewal needs of the tables on the days of one interval, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Advice, Price, *TermStart.READS, *Lifecycle.READS, *SpaceAllowance.READS, *StateRights.READS,
        *Deadlines.READS, *Beside.READS, *Ordering.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.lifecycle: Lifecycle = Lifecycle(snapshot)
        self.rights: StateRights = StateRights(snapshot)
        self.counting: TermStart = TermStart(snapshot)
        self.advice: Advice = snapshot.row(Advice)
        self.beside: Beside = Beside(snapshot)
        self.new_space: Interpretation = interpretation(snapshot, "extra_space_at_renewal")
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

    def standing_of(  # noqa: PLR0913 - a mailbox on a day, and what of it is renewed how
        self,
        mailbox: Mailbox,
        payment: _Payment,
        on: date,
        *,
        automatic: bool,
        late: bool,
        addons_ended: bool = False,
        alone: bool = False,
    ) -> Standing:
        """How a mailbox stands that nothing speaks against.

        Args:
            mailbox: The mailbox.
            payment: The request, which says how and when its order is paid.
            on: The day of the order.
            automatic: Whether automatic renewal is on, and may be.
            late: Whether it has expired.
            addons_ended: Whether add-ons that have ended are not told of the mailbox any more.
            alone: Whether only add-ons are renewed.
        """
        counting = self.counting
        return self.standing[
            automatic,
            mailbox.renewal_order_pending,
            on == mailbox.expiry,
            late,
            self.lifecycle.days.grace(mailbox),
            self.deadlines.of(mailbox, renews=not alone),
            addons_ended or self.lifecycle.days.addons_ended(mailbox, on),
            self.fee_from((on - mailbox.expiry).days) if late else 0,
            counting.from_leap_day(mailbox, counting.start(mailbox.expiry, on, late)),
            self.deadlines.timing(mailbox, payment.method, payment.paid_on, on, not alone),
            alone,
        ]

    def charges(self, deal: Deal, years: int, inbox: int, archive: int) -> Charges:
        """What an order costs; remembered if it has the little space that most people want."""
        charges = self.paying.charge(deal.tariff, (years, inbox, archive), deal.rate, deal.grounds)
        if inbox <= LITTLE and archive <= LITTLE:
            self.known_charges.keep((deal, years, inbox, archive), charges)
        return charges

    def objections(
        self, facts: RenewalFacts, plan: str, space: SpaceAllowance, prices: Snapshot, amounts: tuple[int, int, int]
    ) -> list[Objection]:
        """Everything in an order of so many years and GB that is not offered, each with the change that mends it."""
        order, _, standing = facts
        found = (
            *self.offering.objections(*amounts, space, product=order.promo_product, order=order.promo_order),
            self._without_addons(facts),
            self.paying.method_objection(order.method) or standing.last_days.objection(order.method, standing.timing),
            self.unpriced(prices, None if standing.addons_only else plan, order),
        )
        return [each for each in found if each is not None]

    def _without_addons(self, facts: RenewalFacts) -> Objection | None:
        """Why add-ons alone are not renewed where there are none."""
        some = not facts.standing.addons_only or facts.order.inbox or facts.order.archive
        return None if some else Objection("nothing_asked", (self.new_space,), change=("addons_only", False))

    def renewal(  # noqa: PLR0913, PLR0917 - an order, the plan it is for, and why
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
        order, more_space, standing = facts
        alone, new_space = standing.addons_only, self.new_space
        last = (
            *((self.beside.automatic,) if standing.automatic else ()),
            *((self.beside.pending,) if standing.pending else ()),
            *self._rows_of_days(standing, expired),
            self.advice,
            self.price_day.row,
            *((new_space,) if more_space else ()),
        )
        gone = self.lifecycle.days.addons_end if standing.addons_ended else None
        effects = (
            *((Cited(Effect("addons_ended", gone.ref), (gone,)),) if gone else ()),
            *((Cited(Effect("mailbox_renewed_apart", new_space.ref), (new_space,)),) if alone else ()),
            *standing.last_days.effects(order.method, standing.timing),
            *self.paid(order),
        )
        return self.deal(
            order, None if alone else plan, space, prices, rows=(rows, last), effects=effects,
            fee=None if alone else self._fee(prices, standing.fee_from), advised_days=self.advice.advised_days,
        )  # fmt: skip

    def _rows_of_days(self, standing: Standing, expired: tuple[Row, ...]) -> tuple[Row, ...]:
        """The rows that decide from which day the new term is counted, where it ends, and how late it can be had."""
        rows = (*expired, self.counting.late) if standing.late else (self.counting.early,)
        if standing.on_expiry_day and not standing.late:
            rows = (*rows, self.lifecycle.days.expiry_day)
        if standing.grace.to_come is not None:
            rows = (*rows, standing.grace.to_come)
        return (*rows, self.counting.leap_day) if standing.from_leap_day else rows
