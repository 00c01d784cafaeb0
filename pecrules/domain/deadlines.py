"""Until when a payment is in time: a renewal counts when its payment is registered, and that takes its days.

What lies ahead of a mailbox: the automatic charge, after which two terms would be paid; the expiry, after which it does
not send, or an end that was asked for or a suspension that comes before; the deletion, after which nothing can be
renewed. Its life says when. How long a way to pay takes, ``payments.methods`` says; here it is taken to take as long as
it may. Tables: ``payments.methods``, ``renewal.automatic``, ``lifecycle`` and the ``interpretations`` it names.
Sources: R1.4, R1.19, R4.12; F2.02, F3.13, F3.30 to F3.35.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, ClassVar, Final, Literal

from pecrules.base import dates
from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.charge_day import ChargeDay
from pecrules.domain.life import USABLE, Lifecycle, Span
from pecrules.domain.payments import Paying
from pecrules.domain.provenance import Cited, because, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.state_days import DAY, GraceDays
from pecrules.domain.state_rights import StateRights
from pecrules.model.codes import EffectCode, MethodName
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.quotes import PayBy
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Step
from pecrules.rulebook.ruleset import Snapshot

Before = Literal["charge", "expiry", "end", "deletion"]
Charge = Literal["moves", "may_come_first", "may_be_under_way"]
Payment = Literal["after_expiry", "after_end", "too_late"]

_DAYS_OF_A_WEEK: Final = 7
_TIMING_BYTES: Final = 400
_LAST_DAYS_BYTES: Final = 1_000

_WEEKS: Final = {"monday_to_friday": 5, "monday_to_saturday": 6}
"""How many days of a week are working days, by the choices of topic ``working_days``."""

_CHARGES: Final[Mapping[Charge, EffectCode]] = {
    "moves": "charge_moves",
    "may_come_first": "charge_may_come_first",
    "may_be_under_way": "charge_may_be_under_way",
}
_PAYMENTS: Final[Mapping[Payment, EffectCode]] = {
    "after_expiry": "may_be_registered_after_expiry",
    "after_end": "may_be_registered_after_deletion",
}


class Timing(NamedTuple):
    """What the days make of a payment, and of the automatic charge; many orders share it.

    Attributes:
        charge: What becomes of the charge; ``None`` where automatic renewal is off.
        payment: Where the payment may, or must, come too late; ``None`` where it is in time.
        in_time: The ways to pay that would still be, the one most like it first, where the one chosen is too late.
    """

    charge: Charge | None
    payment: Payment | None
    in_time: tuple[str, ...] = ()


NO_DAYS: Final = (timedelta.max, timedelta.min)
"""From when until when, where that is never."""

MOVES: Final = Timing("moves", None)
"""The timing of an order that lies far ahead of everything, with automatic renewal on; with it off there is none."""


class _Way(NamedTuple):
    """How long a way to pay takes, from the fewest days to the most."""

    method: MethodName
    unit: str
    least: int
    most: int
    rows: tuple[Row, ...]


def _longest(ways: Mapping[str, _Way]) -> timedelta:
    """No way to pay takes longer, whether its days are working days or not."""
    return timedelta(2 * max([way.most for way in ways.values()], default=0) + _DAYS_OF_A_WEEK)


class _Target(NamedTuple):
    """The last day on which a payment must be registered to be in time for something."""

    before: Before
    day: date
    rows: tuple[Row, ...]


class Deadlines:
    """The last days for payments, by the rows in force on an interval of days.

    Attributes:
        far: So long before the expiry, and longer, nothing can come too late; counted from it.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (
        Interpretation, *Paying.READS, *ChargeDay.READS, *Lifecycle.READS, *StateRights.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot, paying: Paying, lifecycle: Lifecycle, rights: StateRights) -> None:
        self._lifecycle = lifecycle
        self._may_renew, self._listing = rights.renewal_right, rights.listing
        self._charge_day = ChargeDay(snapshot, lifecycle.days)
        self._week = _WEEKS[paying.week.choice]
        self._renewed_on = interpretation(snapshot, "renewal_done_on")
        self._added_on = interpretation(snapshot, "space_done_on")
        self._ways = {name: self._way(paying, name) for name in sorted(paying.methods)}
        self._known: Memo[tuple[Any, ...], Timing | None] = Memo(budget=snapshot.answers, weight=_TIMING_BYTES)
        self.far: timedelta = -timedelta(self._charge_day.row.charge_days_before) - _longest(self._ways)
        self.by_grace: Callable[..., LastDays] = cache(self._by_grace)
        self._by_ends: Memo[_Ends, LastDays] = Memo(self._with_ends, budget=snapshot.answers, weight=_LAST_DAYS_BYTES)

    def _way(self, paying: Paying, name: str) -> _Way:
        row = paying.methods[name]
        takes = paying.registration(row)
        unit, least, most = takes.value
        return _Way(row.method, unit, least or 0, most or 0, takes.rows)

    def of(self, mailbox: Mailbox, *, renews: bool = True, adds: bool = False) -> LastDays:
        """The last days for a mailbox: for what renews it, for what adds space, or for what is added being renewed."""
        if mailbox.suspended_on is mailbox.withdrawn_on is mailbox.termination_day is None:
            return self.by_grace(self._lifecycle.days.grace(mailbox), renews=renews, adds=adds)
        return self._by_ends[self._ends(self._lifecycle.spans(mailbox), mailbox.kind, renews=renews, adds=adds)]

    def _by_grace(self, grace: GraceDays, *, renews: bool, adds: bool = False) -> LastDays:
        """The last days for mailboxes with a grace that nothing but their expiry ends."""
        return self._with_ends(self._ends(self._lifecycle.by_grace(grace), grace.row.kind, renews=renews, adds=adds))

    def _ends(self, spans: Iterable[Span], kind: str, *, renews: bool, adds: bool) -> _Ends:
        """When a mailbox works, and can be renewed or have more space, for the last time in its life."""
        active = kept = _NEVER
        for span, after in pairwise((*spans, None)):
            assert span is not None
            usable = span.state in USABLE
            active = _End.of(span, after) if usable else active
            if usable or (
                self._listing(span.state).may_buy_space if adds else self._may_renew(kind, span.state).may_renew
            ):
                kept = _End.of(span, after)
        return _Ends(active, kept if renews or adds else _NEVER, renews, adds)

    def _with_ends(self, ends: _Ends) -> LastDays:
        return LastDays(
            self._ways, self._week, self._charge_day, self._added_on if ends.adds else self._renewed_on, ends
        )

    def timing(
        self, mailbox: Mailbox, method: str | None, paid_on: date | None, on: date, renews: bool = True
    ) -> Timing | None:
        """What the days make of a renewal; ``None`` where there is nothing to say of them.

        Of a mailbox with the same life they make the same as of any other so many days from its expiry.
        """
        automatic, last_days = mailbox.auto_renew, self.of(mailbox, renews=renews)
        if paid_on is not None or (automatic and has_own_charge(mailbox)):
            return last_days.timing(mailbox, method, paid_on, on)
        facts = (last_days, on - mailbox.expiry, dates.weekday(on), method, automatic, renews)
        if facts in self._known:
            return self._known[facts]
        return self._known.keep(facts, last_days.timing(mailbox, method, None, on))


class _End(NamedTuple):
    """When something is so for the last time.

    Attributes:
        day: The last day, counted from the expiry; ``None`` where it lasts for ever.
        rows: The rows behind what comes then.
        by_expiry: Whether that is the expiry.
    """

    day: timedelta | None
    rows: tuple[Row, ...]
    by_expiry: bool

    @classmethod
    def of(cls, span: Span, after: Span | None) -> _End:
        """The end of a state, by what comes after it."""
        if after is None:
            return _NEVER
        steps = [row for row in after.rows if isinstance(row, Step)]
        others = tuple(row for row in after.rows if not isinstance(row, Step))
        return cls(span.last, others or after.rows, any(step.event == "expiry_passed" for step in steps))


_NEVER: Final = _End(None, (), by_expiry=False)


class _Ends(NamedTuple):
    """What the life of a mailbox makes of payments.

    Attributes:
        active: How long it works.
        kept: How long what is paid can be carried out: it can be renewed, or have more space.
        renews: Whether what is paid renews it, so that the charge and the deletion matter.
        adds: Whether what is paid adds space.
    """

    active: _End
    kept: _End
    renews: bool
    adds: bool


class LastDays:
    """The last days for payments for a kind of mailbox: rows and figures alone, so that a quote may keep it.

    Which rows are behind a day hangs on the way to pay and on what it is in time for: put together once for each.

    Attributes:
        calm: From when until when, counted from the expiry, it has passed and no way to pay can be too late.
    """

    __slots__ = ("_behind", "_charge_day", "_done_on", "_ends", "_longest", "_ways", "_week", "calm")

    def __init__(
        self, ways: Mapping[str, _Way], week: int, charge_day: ChargeDay, done_on: Interpretation, ends: _Ends
    ) -> None:
        self._ways: Final = ways
        self._week: Final = week
        self._charge_day: Final = charge_day
        self._done_on: Final = done_on
        self._ends: Final = ends
        self._behind: Final[dict[tuple[str, str], tuple[str, ...]]] = {}
        self._longest: Final = _longest(ways)
        self.calm: Final = self._calm(ends.active.day, ends.kept.day)

    def _calm(self, active: timedelta | None, kept: timedelta | None) -> tuple[timedelta, timedelta]:
        if active is None:
            return NO_DAYS
        return max(active, timedelta(0)) + DAY, timedelta.max if kept is None else kept - self._longest

    # -- what lies ahead ----------------------------------------------------------------------------------------------

    def _targets(self, mailbox: Mailbox) -> Iterator[_Target]:
        """What lies ahead of a mailbox, or lay, in order."""
        active, kept = self._until(mailbox)
        charge = self._charge_day.expected(mailbox) if self._ends.renews else None
        if charge is not None and charge <= active:
            yield _Target("charge", dates.add(charge, days=-1), (self._charge_day.row, self._charge_day.late))
        if active < date.max:
            _, rows, by_expiry = self._ends.active
            yield _Target("expiry", active, rows[-1:]) if by_expiry else _Target("end", active, rows)
        if self._ends.renews and active < kept < date.max:
            yield _Target("deletion", kept, self._ends.kept.rows)

    def _until(self, mailbox: Mailbox) -> tuple[date, date]:
        """The last day on which it works, and on which it can be renewed; the calendar's for none."""
        return _after(mailbox.expiry, self._ends.active.day), _after(mailbox.expiry, self._ends.kept.day)

    def last_renewable(self, mailbox: Mailbox) -> date:
        """The last day on which it can be renewed; the calendar's where it always can."""
        return self._until(mailbox)[1]

    def pay_by(self, mailbox: Mailbox, on: date) -> tuple[PayBy, ...]:
        """The last days on which each way to pay is in time for what lies ahead, as far as they have not passed."""
        found: list[PayBy] = []
        for target in self._targets(mailbox):
            for name, way in self._ways.items():
                day = self._last_day(way, target)
                if day is not None and day >= on:
                    found.append(PayBy(way.method, target.before, day, self._rows_behind(name, way, target)))
        return tuple(found)

    def _rows_behind(self, name: str, way: _Way, target: _Target) -> tuple[str, ...]:
        known = self._behind.get((name, target.before))
        if known is None:
            decides = () if self._by_registration(target) else (self._done_on,)
            known = self._behind[name, target.before] = because((*way.rows, *decides, *target.rows))
        return known

    def _by_registration(self, target: _Target) -> bool:
        """Whether a payment is in time for something when it is registered, and not already when it is made.

        A charge is made unless somebody knows of the payment, whatever a reading says of the day of the renewal.
        """
        return target.before == "charge" or self._done_on.choice == "registration_day"

    def _last_day(self, way: _Way, target: _Target) -> date | None:
        """The last day of paying to be in time for something, at the worst; none where the day of the order counts."""
        registered = target.day
        if not self._by_registration(target):
            return registered if self._done_on.choice == "payment_day" else None
        if way.unit == "working_days":
            return dates.working_days_before(registered, way.most, self._week)
        return dates.add(registered, days=-way.most)

    def _registered(self, way: _Way, paid: date, days: int) -> date:
        if way.unit == "working_days":
            return dates.working_days_after(paid, days, self._week)
        return dates.add(paid, days=days)

    # -- what becomes of one order ------------------------------------------------------------------------------------

    def timing(self, mailbox: Mailbox, method: str | None, paid_on: date | None, on: date) -> Timing | None:
        """What the days make of an order; ``None`` where there is nothing to say of them."""
        way, paid = self._ways.get(method or ""), max(on, paid_on or on)
        charge = self._charge(mailbox, paid if way is None else self._registered(way, paid, way.most), on)
        payment = self._payment(mailbox, way, paid, on)
        if charge is None is payment:
            return None
        return Timing(charge, payment, self._in_time(mailbox, paid, on) if payment == "too_late" else ())

    def _charge(self, mailbox: Mailbox, registered: date, on: date) -> Charge | None:
        """What becomes of the charge: it is made once more, or moves with the expiry that it precedes."""
        if not mailbox.auto_renew or not self._ends.renews:
            return None
        day = self._charge_day.expected(mailbox)
        if day is None or on > (active := self._until(mailbox)[0]) or day > active:
            return "moves"
        return "may_be_under_way" if on > day else "may_come_first" if registered >= day else "moves"

    def _payment(self, mailbox: Mailbox, way: _Way | None, paid: date, on: date) -> Payment | None:
        """Where the payment may come too late, or must: by the day that a renewal counts as done."""
        active, kept = self._until(mailbox)
        least, most = self._done(way, paid, on)
        if most > kept:
            return "too_late" if least > kept else "after_end"
        if on <= active < most:
            return "after_expiry" if self._ends.active.by_expiry else "after_end"
        return None

    def _done(self, way: _Way | None, paid: date, on: date) -> tuple[date, date]:
        """The first and the last day on which it may count as done."""
        choice = self._done_on.choice
        if choice == "order_day":
            return on, on
        if choice == "payment_day" or way is None:
            return paid, paid
        return self._registered(way, paid, way.least), self._registered(way, paid, way.most)

    def late(self, mailbox: Mailbox, on: date) -> Mapping[str, tuple[Row, ...]]:
        """The ways to pay that are too late for a mailbox, if it is paid at once, with the rows that say so."""
        if self._until(mailbox)[1] - on >= self._longest:
            return {}  # as for most
        ways = self._ways.items()
        return {name: self._rows(name) for name, way in ways if self._payment(mailbox, way, on, on) == "too_late"}

    def _in_time(self, mailbox: Mailbox, paid: date, on: date) -> tuple[str, ...]:
        """The ways to pay that do not come too late, the slowest first: it is most like the one that does."""
        names = sorted(self._ways, key=lambda name: (-self._ways[name].most, self._ways[name].unit == "immediate"))
        return tuple(name for name in names if self._payment(mailbox, self._ways[name], paid, on) != "too_late")

    def objection(self, method: str | None, timing: Timing | None) -> Objection | None:
        """Why a way to pay is too late: the mailbox would be deleted before anybody knows of it."""
        if timing is None or timing.payment != "too_late":
            return None
        change = ("method", timing.in_time[0]) if timing.in_time else ("paid_on", None)
        return Objection("payment_too_late", self._rows(method), method, timing.in_time, change=change)

    def effects(self, method: str | None, timing: Timing | None) -> list[Cited[Effect]]:
        """What is told of the charge and of the payment."""
        if timing is None:
            return []
        found, row = list[Cited[Effect]](), self._charge_day.row
        if timing.charge is not None:
            days = row.charge_days_before
            counted = ("calendar_days", days, days) if timing.charge == "moves" else (None, None, None)
            rows = (row,) if timing.charge == "moves" else (row, self._charge_day.late, *self._rows_of(method))
            found.append(Cited(Effect(_CHARGES[timing.charge], row.ref, *counted), rows))
        if timing.payment is not None:
            rows = self._rows(method)
            found.append(Cited(Effect(_PAYMENTS[timing.payment], rows[0].ref), rows))
        return found

    def _rows_of(self, method: str | None) -> tuple[Row, ...]:
        way = self._ways.get(method or "")
        return () if way is None else way.rows

    def _rows(self, method: str | None) -> tuple[Row, ...]:
        """The rows by which a payment comes too late."""
        return (*self._rows_of(method), self._done_on, *self._ends.kept.rows, *self._ends.active.rows)


def _after(expiry: date, span: timedelta | None) -> date:
    """A day after the expiry; the last of the calendar where there is none."""
    return date.max if span is None else dates.plus(expiry, span)


def has_own_charge(mailbox: Mailbox) -> bool:
    """Whether the day of its charge may hang on more than the expiry."""
    return mailbox.renewal_order_pending or mailbox.activated_on is not None or mailbox.last_term_began_on is not None
