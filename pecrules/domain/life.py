"""Through which states a mailbox passes, on which days and by which rows: worked out here, and asked by all policies.

Nobody moves a mailbox from state to state. Its life follows from its facts and from the rows of
``lifecycle.transitions`` whose events come by time alone: each leads from one state to another, on a day that is
counted here from the row that has it; a transition that the tables do not have does not happen. ::

    in_activation --activation_due--> active --expiry_passed--> expired --grace_ended--> deleted
                                      suspended --suspension_ended--> deleted
                                      active --termination_day_reached--> withdrawn

A suspension, a withdrawal and a day of termination are facts of the mailbox and come whatever the state. What is
deleted stays deleted. ``expiring`` is no state of its own: so ``active`` is seen from the day on which the expiry turns
red.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Final, NamedTuple, cast

from pecrules.base import dates
from pecrules.base.memo import Memo
from pecrules.domain.provenance import interpretation
from pecrules.model.codes import MailboxState
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Logs
from pecrules.rulebook.rows import Grace, GraceStretch, Interpretation, RedDate, Row, State, Step, Suspension
from pecrules.rulebook.ruleset import Snapshot

DAY: Final = timedelta(1)

_EXPIRED: Final = {"expired"}
_LIFE_BYTES: Final = 2_000
_NONE_OF_THEM: Final = (None,) * 5
_LOGS_IN_GRACE: Final[dict[str, Logs]] = {"ticket": "support_request", "panel": "panel"}
"""Where the logs of an expired mailbox are, by the choices of topic ``log_access_in_grace``."""


class StatePeriod(NamedTuple):
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


class LogAccess(NamedTuple):
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


class Lifecycle:
    """What the tables say about the states of mailboxes on the days of one stretch, flat."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Grace, GraceStretch, Interpretation, RedDate, State, Step, Suspension,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self.red_date = snapshot.row(RedDate)
        self.day_ninety = interpretation(snapshot, "alert_day_ninety")
        self.expiry_day = interpretation(snapshot, "expiry_day")
        self.last_day = interpretation(snapshot, "grace_last_day")
        self.day_seven = interpretation(snapshot, "partner_domain_day_seven")
        self.log_access = interpretation(snapshot, "log_access_in_grace")
        self.suspension = snapshot.row(Suspension)
        steps = (row for row in snapshot.rows(Step) if row.machine == "mailbox")
        self.timed = {(row.from_state, row.event): row for row in steps if row.event in _BY_TIME}
        self._lives: Memo[_Story, tuple[_Stretch, ...]] = Memo(budget=snapshot.answers, weight=_LIFE_BYTES)
        self.expires = ("active", "expiry_passed") in self.timed
        self.ends = tuple(self.timed[by] for by, _ in _USUAL if by in self.timed)
        self.is_usual = all(by in self.timed and self.timed[by].to_state == to for by, to in _USUAL)
        self._stretches = sorted(snapshot.rows(GraceStretch), key=lambda row: row.last_day)
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
            if {self.period(mailbox, day).state for day in (last, last + DAY)} == _EXPIRED:
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

    def renewal_right(self, mailbox: Mailbox, state: str) -> State | Grace:
        """The row that says whether a mailbox in a state may be renewed: its grace once it has expired."""
        listing = self.listing(state)
        return self.grace(mailbox.kind) if listing.rights == "by_grace" else listing

    def logs(self, state: str) -> LogAccess:
        """Where the logs of a mailbox in a state can be had."""
        listing = self.listing(state)
        if listing.rights == "by_grace":
            return LogAccess(_LOGS_IN_GRACE[self.log_access.choice], (listing, self.log_access))
        return LogAccess(listing.logs or "nowhere", (self.state(state), listing))

    def expiring(self, mailbox: Mailbox) -> Expiring:
        """The days around a mailbox's expiry; the last day of the calendar for what never ends.

        Raises:
            CalendarError: one of them would lie outside the years 1 to 9999.
        """
        red_from = dates.add(mailbox.expiry, days=-self.red_before.days)
        active_until = self.last_active(mailbox)
        return Expiring(red_from, active_until, max(active_until, self.last_in_grace(mailbox)))

    def last_active(self, mailbox: Mailbox) -> date:
        """The last day on which it is active if nothing happens; that of the calendar if it does not expire."""
        if not self.expires:
            return date.max
        return dates.add(mailbox.expiry, days=-1) if self.expires_at_once else mailbox.expiry

    def last_in_grace(self, mailbox: Mailbox) -> date:
        """The last day of its grace; of the calendar if that does not end; the last active one where there is none."""
        expires = self.timed.get(("active", "expiry_passed"))
        if expires is None or expires.to_state != "expired":
            return self.last_active(mailbox)
        return self.kept_from(mailbox.expiry, mailbox.kind)

    def kept_from(self, day: date, kind: str) -> date:
        """Until when a mailbox of a kind is kept that stops on a day; that of the calendar if no grace ever ends."""
        return dates.add(day, days=self.kept(kind).days) if ("expired", "grace_ended") in self.timed else date.max

    def is_late(self, expiry: date, on: date) -> bool:
        """Whether what expires on a day has expired by another."""
        return self.expires and (on > expiry or (self.expires_at_once and on == expiry))

    # -- a life -------------------------------------------------------------------------------------------------------

    def period(self, mailbox: Mailbox, on: date) -> StatePeriod:
        """The state of a mailbox on a day.

        Raises:
            CalendarError: a day that counts would lie outside the years 1 to 9999.

        >>> from pecrules import load_rules
        >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
        >>> lifecycle = Lifecycle(load_rules().on(date(2027, 6, 28)))
        >>> lifecycle.period(box, date(2027, 6, 28)).state, lifecycle.period(box, date(2027, 6, 29)).state
        ('expired', 'deleted')
        """
        expiry, started = mailbox.expiry, mailbox.activation_started_on
        passed = (on - expiry).days
        stretch = next(each for each in self._alike(mailbox) if each.last is None or passed <= each.last)
        since = None if stretch.first is None else dates.add(expiry, days=stretch.first)
        until = None if stretch.last is None else dates.add(expiry, days=stretch.last)
        state, came_from, _, _, rows = stretch.period
        if state == "in_activation" and started is not None and started <= on:
            since = started
        return StatePeriod(state, came_from, since, until, rows)

    def _alike(self, mailbox: Mailbox) -> tuple[_Stretch, ...]:
        """The life of all mailboxes whose facts lie as far from their expiry, in days from it: worked out once."""
        expiry = mailbox.expiry
        facts = (
            mailbox.activation_started_on, mailbox.activated_on, mailbox.suspended_on, mailbox.withdrawn_on,
            mailbox.termination_day,
        )  # fmt: skip
        story = None if facts == _NONE_OF_THEM else tuple(_days(day, expiry) for day in facts)
        key = (mailbox.kind, story)
        known = self._lives.get(key)
        return known or self._lives.keep(key, tuple(_stretch(period, expiry) for period in self.life(mailbox)))

    def life(self, mailbox: Mailbox) -> Iterator[StatePeriod]:
        """Every state that a mailbox passes through, one after the other; the last has no end.

        Raises:
            CalendarError: a day that counts would lie outside the years 1 to 9999.
        """
        period = _beginning(mailbox)
        made: tuple[Row, ...] = ()  # without any of the transitions that led to a state it would be another one
        passed: set[tuple[str, str]] = set()  # no transition is made twice: rows that lead in a circle end somewhere
        while (change := self._next(mailbox, period, passed)) is not None:
            if period.since is None or period.since < change.day:
                yield from self._as_seen(mailbox, period._replace(until=change.day - DAY), change.ends)
            since = change.day if period.since is None or change.is_fact else max(period.since, change.day)
            made += change.ends
            period = StatePeriod(change.state, change.came_from, since, None, (*change.rows, *made))
        yield from self._as_seen(mailbox, period, ())

    def _next(self, mailbox: Mailbox, period: StatePeriod, passed: set[tuple[str, str]]) -> _Change | None:
        """What ends a state first: of one day a withdrawal before a deletion, and that before a suspension."""
        if period.state in _FOR_GOOD:
            return None
        found = (*self._recorded(mailbox), *self._due(mailbox, period))
        change = min((each for each in found if each.by not in passed), key=_in_order, default=None)
        if change is not None:
            passed.add(change.by)
        return change

    def _due(self, mailbox: Mailbox, period: StatePeriod) -> Iterator[_Change]:
        """What comes of time alone: the transition out of a state, with its day."""
        if period.state in _TIMED:
            event, day_of = _TIMED[period.state]
            row = self.timed.get((period.state, event))
            if row is not None and (due := day_of(self, mailbox, period)) is not None:
                by = (period.state, event)
                change = _Change(due.day, _leads_to(row), due.came_from, due.rows, (row,), by)
                yield self._without_grace(mailbox, change)

    def _without_grace(self, mailbox: Mailbox, change: _Change) -> _Change:
        """The change itself, or the next one where there is no day of grace between the two."""
        row = self.timed.get(("expired", "grace_ended"))
        if change.by != ("active", "expiry_passed") or change.state != "expired" or row is None:
            return change
        if self.last_in_grace(mailbox) > self.last_active(mailbox):
            return change
        rows = (self.grace(mailbox.kind), self.last_day)
        return change._replace(state=_leads_to(row), rows=rows, ends=(*change.ends, row))

    def _recorded(self, mailbox: Mailbox) -> Iterator[_Change]:
        """What has been done to the mailbox, or set for it: it comes in whatever state the mailbox then is."""
        ends = self.timed.get(("active", "termination_day_reached"))
        if mailbox.termination_day is not None and ends is not None:
            day = dates.add(mailbox.termination_day, days=1)
            yield _Change(day, _leads_to(ends), "active", (), (ends,), (_FACT, "terminated"))
        if mailbox.withdrawn_on is not None:
            yield _Change(mailbox.withdrawn_on, "withdrawn", None, (), (), (_FACT, "withdrawn"))
        if mailbox.suspended_on is not None:
            rows = (self.suspension, self.day_seven)
            yield _Change(mailbox.suspended_on, "suspended", None, rows, (), (_FACT, "suspended"))

    def _as_seen(self, mailbox: Mailbox, period: StatePeriod, ends: tuple[Row, ...]) -> Iterator[StatePeriod]:
        """A state as people see it: ``active`` in two parts, before and from the day on which the expiry is red.

        Args:
            mailbox: The mailbox.
            period: The state, with the rows that led to it.
            ends: The transitions that end it.
        """
        whole = (*period.rows, *ends)
        if period.state != "active":
            yield period._replace(rows=whole)
            return
        red, red_from = (self.red_date, self.day_ninety), dates.add(mailbox.expiry, days=-self.red_before.days)
        if period.until is not None and period.until < red_from:
            yield period._replace(rows=(*red, *whole))
            return
        if period.since is None or period.since < red_from:
            yield period._replace(until=red_from - DAY, rows=(*red, *period.rows))
        since = red_from if period.since is None else max(red_from, period.since)
        yield StatePeriod("expiring", "active", since, period.until, (*red, self.expiry_day, *whole))


_Story = tuple[str, tuple[int | None, ...] | None]
"""The kind of a mailbox, and how far from its expiry lies what has happened to it."""


class _Stretch(NamedTuple):
    """A state, its last and its first day in days from the expiry."""

    last: int | None
    first: int | None
    period: StatePeriod


def _stretch(period: StatePeriod, expiry: date) -> _Stretch:
    return _Stretch(_days(period.until, expiry), _days(period.since, expiry), period)


def _days(day: date | None, expiry: date) -> int | None:
    """How far a day lies from the expiry."""
    return None if day is None else (day - expiry).days


class _Due(NamedTuple):
    """The first day of what follows a state, from which state it comes as people see it, and the rows that say when."""

    day: date
    came_from: str | None
    rows: tuple[Row, ...]


class _Change(NamedTuple):
    """One state gives way to another.

    Attributes:
        day: The first day of the other.
        state: The other.
        came_from: The state that time alone turned into it; ``None`` where an event did.
        rows: The rows behind the other state.
        ends: The transitions that end the one.
        by: The transition, by state and event; or the fact of the mailbox.
    """

    day: date
    state: MailboxState
    came_from: str | None
    rows: tuple[Row, ...]
    ends: tuple[Row, ...]
    by: tuple[str, str]

    @property
    def is_fact(self) -> bool:
        """Whether it has been done to the mailbox, and has not come by time."""
        return self.by[0] == _FACT


def _activated(_: Lifecycle, mailbox: Mailbox, __: StatePeriod) -> _Due | None:
    return None if mailbox.activated_on is None else _Due(mailbox.activated_on, None, ())


def _expired(lifecycle: Lifecycle, mailbox: Mailbox, _: StatePeriod) -> _Due:
    rows = (lifecycle.grace(mailbox.kind), lifecycle.last_day, lifecycle.expiry_day)
    return _Due(dates.add(lifecycle.last_active(mailbox), days=1), "active", rows)


def _grace_ended(lifecycle: Lifecycle, mailbox: Mailbox, _: StatePeriod) -> _Due:
    return _Due(
        dates.add(lifecycle.last_in_grace(mailbox), days=1),
        "expired",
        (lifecycle.grace(mailbox.kind), lifecycle.last_day),
    )


def _suspension_ended(lifecycle: Lifecycle, _: Mailbox, period: StatePeriod) -> _Due:
    assert period.since is not None  # no mailbox begins suspended
    rows = (lifecycle.suspension, lifecycle.day_seven)
    return _Due(dates.add(period.since, days=lifecycle.suspended_days + 1), "suspended", rows)


_TIMED: Final = {
    "in_activation": ("activation_due", _activated),
    "active": ("expiry_passed", _expired),
    "expired": ("grace_ended", _grace_ended),
    "suspended": ("suspension_ended", _suspension_ended),
}
"""State -> the event that comes by time alone, and what says when."""

_BY_TIME: Final = frozenset({"termination_day_reached", *(event for event, _ in _TIMED.values())})

_USUAL: Final = ((("active", "expiry_passed"), "expired"), (("expired", "grace_ended"), "deleted"))
"""What most tables say comes of the expiry: then a day alone tells how late a mailbox is, without its whole life."""

_FACT: Final = ""  # no state: it may come in any
_FOR_GOOD: Final = frozenset({"deleted", "withdrawn"})
_FIRST: Final = ("withdrawn", "deleted", "suspended")
"""What comes first of changes on one day; any other comes last."""


def _leads_to(row: Step) -> MailboxState:
    """The state to which a transition of a mailbox leads; a check has seen that it is one of the mailbox."""
    return cast("MailboxState", row.to_state)


def _in_order(change: _Change) -> tuple[date, int]:
    return change.day, _FIRST.index(change.state) if change.state in _FIRST else len(_FIRST)


def _beginning(mailbox: Mailbox) -> StatePeriod:
    """The state in which a mailbox begins: being activated, or active if nothing is known of its activation."""
    if mailbox.activated_on is None and mailbox.activation_started_on is None:
        return StatePeriod("active", None, None, None, ())
    return StatePeriod("in_activation", None, None, None, ())


def _rights(row: Grace | GraceStretch) -> tuple[bool, ...]:
    return row.may_send, row.may_receive, row.may_read
