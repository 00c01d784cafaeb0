"""In which state a mailbox is on a day, and between which days: shared by all policies that look at a mailbox's life.

Nobody moves a mailbox from state to state: its state follows from its facts, the day and the tables. ::

    withdrawn <- suspended <- in_activation <- active -> expiring -> expired -> deleted

"""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Final, NamedTuple

from pecrules.grounds import reading
from pecrules.model import Mailbox
from pecrules.ruleset import InForce
from pecrules.tables import Grace, Interpretation, RedDate, Row, Suspension

DAY: Final = timedelta(1)


class Phase(NamedTuple):
    """A state and its days.

    Attributes:
        state: As ``lifecycle.states`` calls it; ``expiring`` is a view of ``active``.
        came_from: The state that time alone turned into this one; ``None`` where an event did.
        since: The first day; ``None`` when not known.
        until: The last day if nothing happens; ``None`` when it lasts, or only an event ends it.
        rows: The rows that say so.
    """

    state: str
    came_from: str | None
    since: date | None
    until: date | None
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


class Phases:
    """What the tables say about the states of mailboxes on the days of one stretch, flat."""

    READS: ClassVar[tuple[type[Row], ...]] = (Grace, Interpretation, RedDate, Suspension)

    def __init__(self, in_force: InForce) -> None:
        self._in_force = in_force
        self.red_date = in_force.row(RedDate)
        self.day_ninety = reading(in_force, "alert_day_ninety")
        self.expiry_day = reading(in_force, "expiry_day")
        self.last_day = reading(in_force, "grace_last_day")
        self.day_seven = reading(in_force, "partner_domain_day_seven")
        self.suspension = in_force.row(Suspension)
        self.red_before = timedelta(self.red_date.red_days_before - (self.day_ninety.choice == "excluded"))
        self.expires_at_once = self.expiry_day.choice == "expired"
        self.suspended_for = timedelta(self.suspension.suspended_days - (self.day_seven.choice == "excluded"))

    def grace(self, kind: str) -> Grace:
        """The grace of a kind of mailbox."""
        return self._in_force.row(Grace, kind)

    def kept(self, kind: str) -> timedelta:
        """How long after its expiry a mailbox of a kind is kept, its last day in grace included."""
        return timedelta(self.grace(kind).grace_days - (self.last_day.choice == "deleted"))

    def expiring(self, mailbox: Mailbox) -> Expiring:
        """The days around a mailbox's expiry."""
        active_until = mailbox.expiry - DAY if self.expires_at_once else mailbox.expiry
        grace_until = mailbox.expiry + self.kept(mailbox.kind)
        return Expiring(mailbox.expiry - self.red_before, active_until, max(active_until, grace_until))

    def phase(self, mailbox: Mailbox, on: date) -> Phase:
        """The state of a mailbox on a day.

        >>> from pecrules import load_rules
        >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
        >>> phases = Phases(load_rules().on(date(2027, 6, 28)))
        >>> phases.phase(box, date(2027, 6, 28)).state, phases.phase(box, date(2027, 6, 29)).state
        ('expired', 'deleted')
        """
        return self._ended(mailbox, on) or self._stopped(mailbox, on) or self._running(mailbox, on)

    def _ended(self, mailbox: Mailbox, on: date) -> Phase | None:
        """Withdrawn by an event, or by a day that somebody asked for."""
        if mailbox.withdrawn_on is not None and on >= mailbox.withdrawn_on:
            return Phase("withdrawn", None, mailbox.withdrawn_on, None, ())
        if mailbox.termination_day is not None and on > mailbox.termination_day:
            return Phase("withdrawn", "active", mailbox.termination_day + DAY, None, ())
        return None

    def _stopped(self, mailbox: Mailbox, on: date) -> Phase | None:
        """Suspended with its partner's domain, deleted for it, or still being activated."""
        if mailbox.suspended_on is not None and on >= mailbox.suspended_on:
            until = mailbox.suspended_on + self.suspended_for
            rows = (self.suspension, self.day_seven)
            if on <= until:
                return Phase("suspended", None, mailbox.suspended_on, until, rows)
            return Phase("deleted", "suspended", until + DAY, None, rows)
        started, done = mailbox.activation_started_on, mailbox.activated_on
        if started is not None and (done is None or on < done):
            return Phase("in_activation", None, started, None, ())
        return None

    def _running(self, mailbox: Mailbox, on: date) -> Phase:
        """What the days around the expiry make of it."""
        days = self.expiring(mailbox)
        red, expiry, grace = (self.red_date, self.day_ninety), self.expiry_day, self.grace(mailbox.kind)
        if on < days.red_from and on <= days.active_until:
            return Phase("active", None, mailbox.activated_on, min(days.red_from - DAY, days.active_until), red)
        if on <= days.active_until:
            return Phase("expiring", "active", days.red_from, days.active_until, (*red, expiry))
        if on <= days.grace_until:
            rows = (grace, self.last_day, expiry)
            return Phase("expired", "active", days.active_until + DAY, days.grace_until, rows)
        came_from = "expired" if days.grace_until > days.active_until else "active"
        return Phase("deleted", came_from, days.grace_until + DAY, None, (grace, self.last_day))
