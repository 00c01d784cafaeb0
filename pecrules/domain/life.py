"""In which state a mailbox is on a day, and between which days: shared by all policies that look at a mailbox's life.

Nobody moves a mailbox from state to state: its state follows from its facts, the day and the tables. ::

    withdrawn <- suspended <- in_activation <- active -> expiring -> expired -> deleted

What is deleted stays deleted: a later withdrawal or suspension changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Final, NamedTuple

from pecrules.base import dates
from pecrules.domain.provenance import reading
from pecrules.model.codes import MailboxState
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Logs
from pecrules.rulebook.rows import Grace, GraceStretch, Interpretation, RedDate, Row, State, Suspension
from pecrules.rulebook.ruleset import InForce

DAY: Final = timedelta(1)

_EXPIRED: Final = {"expired"}
_LOGS_IN_GRACE: Final[dict[str, Logs]] = {"ticket": "support_request", "panel": "panel"}
"""Where the logs of an expired mailbox are, by the choices of topic ``log_access_in_grace``."""


class Phase(NamedTuple):
    """A state and its days.

    Attributes:
        state: As ``lifecycle.states`` calls it; ``expiring`` is a view of ``active``.
        came_from: The state that time alone turned into this one; ``None`` where an event did.
        since: The first day; ``None`` when not known.
        until: The last day if nothing happens; ``None`` when it lasts, or only an event ends it.
        rows: The rows that say so.
    """

    state: MailboxState
    came_from: str | None
    since: date | None
    until: date | None
    rows: tuple[Row, ...]


class Logged(NamedTuple):
    """Where the logs of a mailbox can be had, and the rows that say so."""

    where: Logs
    rows: tuple[Row, ...]


class Expiring(NamedTuple):
    """The days around one mailbox's expiry.

    Attributes:
        red_from: The first day on which the expiry is shown in red.
        active_until: The last day on which the mailbox is active.
        grace_until: The last day before it is deleted.
    """

    red_from: date
    active_until: date
    grace_until: date


def seen_as(state: str) -> str:
    """What a state is a view of: no transition leads from ``expiring``, or to it."""
    return "active" if state == "expiring" else state


class Phases:
    """What the tables say about the states of mailboxes on the days of one stretch, flat."""

    READS: ClassVar[tuple[type[Row], ...]] = (Grace, GraceStretch, Interpretation, RedDate, State, Suspension)

    def __init__(self, in_force: InForce) -> None:
        self._in_force = in_force
        self.red_date = in_force.row(RedDate)
        self.day_ninety = reading(in_force, "alert_day_ninety")
        self.expiry_day = reading(in_force, "expiry_day")
        self.last_day = reading(in_force, "grace_last_day")
        self.day_seven = reading(in_force, "partner_domain_day_seven")
        self.log_access = reading(in_force, "log_access_in_grace")
        self.suspension = in_force.row(Suspension)
        self._stretches = sorted(in_force.rows(GraceStretch), key=lambda row: row.last_day)
        self.red_before = timedelta(self.red_date.red_days_before - (self.day_ninety.choice == "excluded"))
        self.expires_at_once = self.expiry_day.choice == "expired"
        self.suspended_days = self.suspension.suspended_days - (self.day_seven.choice == "excluded")

    def grace(self, kind: str) -> Grace:
        """The grace of a kind of mailbox."""
        return self._in_force.row(Grace, kind)

    def in_grace(self, mailbox: Mailbox, on: date) -> Grace | GraceStretch:
        """The row with the rights of an expired mailbox on a day: the shortest stretch that covers it, or its grace."""
        passed = (on - mailbox.expiry).days
        covering = (row for row in self._stretches if row.kind == mailbox.kind and passed <= row.last_day)
        return next(covering, self.grace(mailbox.kind))

    def turns_in_grace(self, mailbox: Mailbox) -> Iterator[tuple[date, tuple[Row, Row]]]:
        """The days from which an expired mailbox has other rights, with the rows that hold from then and until then.

        Raises:
            CalendarError: one of them would lie beyond the year 9999.
        """
        for last_day in dict.fromkeys(row.last_day for row in self._stretches if row.kind == mailbox.kind):
            last = dates.add(mailbox.expiry, days=last_day)
            if {self.phase(mailbox, day).state for day in (last, last + DAY)} == _EXPIRED:
                before, after = self.in_grace(mailbox, last), self.in_grace(mailbox, last + DAY)
                if _rights(before) != _rights(after):
                    yield last + DAY, (after, before)

    def kept(self, kind: str) -> timedelta:
        """How long after its expiry a mailbox of a kind is kept, its last day in grace included."""
        return timedelta(self.grace(kind).grace_days - (self.last_day.choice == "deleted"))

    def state(self, state: str) -> State:
        """The row of a mailbox's state."""
        return self._in_force.row(State, "mailbox", state)

    def listing(self, state: str) -> State:
        """The row that lists what a state allows: its own, or that of ``active`` for a view of it."""
        own = self.state(state)
        return self.state("active") if own.rights == "as_active" else own

    def logs(self, state: str) -> Logged:
        """Where the logs of a mailbox in a state can be had."""
        listing = self.listing(state)
        if listing.rights == "by_grace":
            return Logged(_LOGS_IN_GRACE[self.log_access.choice], (listing, self.log_access))
        return Logged(listing.logs or "nowhere", (self.state(state), listing))

    def expiring(self, mailbox: Mailbox) -> Expiring:
        """The days around a mailbox's expiry.

        Raises:
            CalendarError: one of them would lie outside the years 1 to 9999.
        """
        expiry = mailbox.expiry
        red_from = dates.add(expiry, days=-self.red_before.days)
        active_until = dates.add(expiry, days=-1) if self.expires_at_once else expiry
        grace_until = dates.add(expiry, days=self.kept(mailbox.kind).days)
        return Expiring(red_from, active_until, max(active_until, grace_until))

    def phase(self, mailbox: Mailbox, on: date) -> Phase:
        """The state of a mailbox on a day.

        Raises:
            CalendarError: a day that counts would lie outside the years 1 to 9999.

        >>> from pecrules import load_rules
        >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
        >>> phases = Phases(load_rules().on(date(2027, 6, 28)))
        >>> phases.phase(box, date(2027, 6, 28)).state, phases.phase(box, date(2027, 6, 29)).state
        ('expired', 'deleted')
        """
        alive = self._stopped(mailbox, on) or self._natural(mailbox, on)
        end = _end(mailbox)
        if end is None:
            return alive
        came_from, since = end
        if on < since:
            return _cut(alive, since)
        deleted_before = alive.state == "deleted" and alive.since is not None and alive.since < since
        return alive if deleted_before else Phase("withdrawn", came_from, since, None, ())

    def _stopped(self, mailbox: Mailbox, on: date) -> Phase | None:
        """Suspended with its partner's domain, or deleted for it."""
        suspended = mailbox.suspended_on
        if suspended is None or on < suspended or self._natural(mailbox, suspended).state == "deleted":
            return None
        until = dates.add(suspended, days=self.suspended_days)
        rows = (self.suspension, self.day_seven)
        if on <= until:
            return Phase("suspended", None, suspended, until, rows)
        return Phase("deleted", "suspended", until + DAY, None, rows)

    def _natural(self, mailbox: Mailbox, on: date) -> Phase:
        """What it would be without any end but its expiry, until a suspension that is known already."""
        phase = _starting(mailbox, on) or self._running(mailbox, on)
        suspended = mailbox.suspended_on
        return _cut(phase, suspended) if suspended is not None and on < suspended else phase

    def _running(self, mailbox: Mailbox, on: date) -> Phase:
        """What the days around the expiry make of it."""
        days, began = self.expiring(mailbox), mailbox.activated_on
        red, expiry, grace = (self.red_date, self.day_ninety), self.expiry_day, self.grace(mailbox.kind)
        if on < days.red_from and on <= days.active_until:
            return Phase("active", None, began, min(days.red_from - DAY, days.active_until), red)
        if on <= days.active_until:
            return Phase("expiring", "active", _later(days.red_from, began), days.active_until, (*red, expiry))
        if on <= days.grace_until:
            rows = (grace, self.last_day, expiry)
            return Phase("expired", "active", _later(days.active_until + DAY, began), days.grace_until, rows)
        came_from = "expired" if days.grace_until > days.active_until else "active"
        return Phase("deleted", came_from, _later(days.grace_until + DAY, began), None, (grace, self.last_day))


def _rights(row: Grace | GraceStretch) -> tuple[bool, ...]:
    return row.may_send, row.may_receive, row.may_read


def _starting(mailbox: Mailbox, on: date) -> Phase | None:
    """Still being activated: begun and not done, or done on a day that has not come."""
    started, done = mailbox.activation_started_on, mailbox.activated_on
    if (done is None and started is None) or (done is not None and on >= done):
        return None
    since = started if started is not None and started <= on else None
    return Phase("in_activation", None, since, None if done is None else done - DAY, ())


def _end(mailbox: Mailbox) -> tuple[str | None, date] | None:
    """Withdrawn by an event, or by a day that somebody asked for, whichever comes first: from what, and since when."""
    withdrawn, day = mailbox.withdrawn_on, mailbox.termination_day
    if day is not None and (withdrawn is None or day < withdrawn):
        return "active", dates.add(day, days=1)
    return None if withdrawn is None else (None, withdrawn)


def _cut(phase: Phase, end: date) -> Phase:
    """A phase that ends before a day; what is deleted has no end."""
    if phase.state == "deleted" or (phase.until is not None and phase.until < end):
        return phase
    return phase._replace(until=end - DAY)


def _later(day: date, began: date | None) -> date:
    return day if began is None else max(day, began)
