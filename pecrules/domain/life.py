"""Through which states a mailbox passes, on which days and by which rows: walked here, and asked by all policies.

Nobody moves a mailbox from state to state. Its life follows from its facts and from the rows of
``lifecycle.transitions`` whose events come by time alone: each leads from one state to another, on a day that
``state_days`` counts; a transition that the tables do not have does not happen. ::

    not_activated - - > in_activation --activation_due--> active --expiry_passed--> expired --grace_ended--> deleted
                                                          suspended --suspension_ended--> deleted
                                                          active --termination_day_reached--> withdrawn

That an activation begins is a fact of the mailbox, as its end is (tables that have no ``not_activated`` know of nothing
before it); a suspension, a withdrawal and a day of termination are facts, too, and come whatever the state. What is
deleted stays deleted. ``expiring`` is no state of its own: so ``active`` is seen from the day on which the expiry turns
red.

While a life is walked, days are counted from the expiry. So all mailboxes with one grace of which nothing
but the expiry is known have one and the same life, and that is walked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import ClassVar, Final, TypeAlias, cast

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.domain.state_days import DAY, GraceDays, StateChange, StateDays
from pecrules.model.codes import MailboxState
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.lifecycle import State
from pecrules.rulebook.ruleset import Snapshot

GONE: Final = frozenset({"deleted", "withdrawn"})
"""States in which there is no mailbox any more, whatever else there is to say of it."""

NOT_YET: Final = frozenset({"not_activated", "in_activation"})
"""States of a mailbox that is not there yet."""

USABLE: Final = frozenset({"active", "expiring"})
"""States in which a mailbox works."""

ON_ITS_WAY: Final = USABLE | {"expired"}
"""States of a mailbox that only the days around its expiry lead on: nothing has stopped it, or ended it."""

THERE: Final = ON_ITS_WAY | {"suspended"}
"""States in which what a mailbox holds is there."""

_FIRST: Final = ("withdrawn", "deleted", "suspended")
"""What comes first of changes on one day; any other comes last."""


class StatePeriod(NamedTuple):
    """A state and its days.

    Attributes:
        state: As ``lifecycle.states`` calls it; ``expiring`` is a view of ``active``.
        came_from: The state that time alone turned into this one; ``None`` where an event did.
        since: The first day; ``None`` when not known.
        until: The last day if nothing happens; ``None`` when it lasts, or only an event ends it.
        rows: The rows that say so, last the transitions that led to it and the one that ends it.
    """

    state: MailboxState
    came_from: str | None
    since: date | None
    until: date | None
    rows: tuple[Row, ...]


class Span(NamedTuple):
    """A state, with its first and its last day counted from the expiry."""

    state: MailboxState
    came_from: str | None
    first: timedelta | None
    last: timedelta | None
    rows: tuple[Row, ...]


def seen_as(state: MailboxState) -> MailboxState:
    """What a state is a view of: no transition leads from ``expiring``, or to it."""
    return "active" if state == "expiring" else state


class Lifecycle:
    """The lives of mailboxes, by the rows in force on an interval of days.

    Attributes:
        days: On which days time alone changes a state.
        by_grace: The life of every mailbox with a grace of which nothing but the expiry is known.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (State, *StateDays.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self.days: StateDays = StateDays(snapshot)
        named = snapshot.get(State, "mailbox", "not_activated")
        self._begins: MailboxState = "not_activated" if isinstance(named, State) else "in_activation"
        self.by_grace: Callable[[GraceDays], tuple[Span, ...]] = cache(self._walk_by_grace)

    def period(self, mailbox: Mailbox, on: date) -> StatePeriod:
        """The state of a mailbox on a day.

        Raises:
            CalendarError: a day that its expiry brings, or of the state, would lie outside the years 1 to 9999.

        >>> from pecrules import load_rules
        >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
        >>> lifecycle = Lifecycle(load_rules().on(date(2027, 6, 28)))
        >>> lifecycle.period(box, date(2027, 6, 28)).state, lifecycle.period(box, date(2027, 6, 29)).state
        ('expired', 'deleted')
        """
        expiry, grace = mailbox.expiry, self.days.grace(mailbox)
        facts, by_expiry = _facts(mailbox, grace, self._begins), self.by_grace(grace)
        period = _period(_at(by_expiry if facts is None else self._seen(facts), on - expiry), expiry)
        if period.state not in NOT_YET:
            _day(expiry, by_expiry[-1].first)  # must be a day, also where nobody looks so far
        return period

    def state(self, mailbox: Mailbox, on: date) -> MailboxState:
        """The state of a mailbox on a day, without its days and rows: so its life need seldom be walked."""
        alone = self.hangs_on_expiry(mailbox, on)
        return _at(self._by_expiry(mailbox) if alone else self.spans(mailbox), on - mailbox.expiry).state

    def hangs_on_expiry(self, mailbox: Mailbox, on: date) -> bool:
        """Whether the state of a mailbox on a day hangs on its expiry alone: all else is not known, or long past.

        Before its expiry such a mailbox is active.
        """
        if mailbox.withdrawn_on or mailbox.suspended_on or mailbox.termination_day:
            return False
        if mailbox.activated_on is None:
            return mailbox.activation_started_on is None
        return bool(self.days.activation) and mailbox.activated_on <= on and mailbox.activated_on <= mailbox.expiry

    def life(self, mailbox: Mailbox) -> tuple[StatePeriod, ...]:
        """Every state that a mailbox passes through, one after the other; the last has no end.

        Raises:
            CalendarError: a day of its life would lie outside the years 1 to 9999.
        """
        return tuple(_period(span, mailbox.expiry) for span in self.spans(mailbox))

    def spans(self, mailbox: Mailbox) -> Iterable[Span]:
        """The states of a mailbox as people see them, walked as far as somebody looks."""
        facts = _facts(mailbox, self.days.grace(mailbox), self._begins)
        return self._by_expiry(mailbox) if facts is None else self._seen(facts)

    def _by_expiry(self, mailbox: Mailbox) -> tuple[Span, ...]:
        """The states of a mailbox if nothing but its expiry is known."""
        return self.by_grace(self.days.grace(mailbox))

    def _walk_by_grace(self, grace: GraceDays) -> tuple[Span, ...]:
        return tuple(self._seen(_Facts(grace, "active")))

    def _seen(self, facts: _Facts) -> Iterator[Span]:
        """States as people see them: ``active`` in two parts, before and from the day on which the expiry is red."""
        days, red_from = self.days, self.days.red_from
        red = (days.red_date, days.day_ninety)
        for state, came_from, first, last, rows, ends in self._walk(facts):
            whole = (*rows, *ends)
            if state != "active":
                yield Span(state, came_from, first, last, whole)
            elif last is not None and last < red_from:
                yield Span(state, came_from, first, last, (*red, *whole))
            else:
                from_red = first
                if first is None or first < red_from:
                    yield Span(state, came_from, first, red_from - DAY, (*red, *rows))
                    from_red = red_from
                yield Span("expiring", "active", from_red, last, (*red, days.expiry_day, *whole))

    def _walk(self, facts: _Facts) -> Iterator[_Stage]:
        """Every state that lasts a day or longer, and the transitions that end it."""
        state, came_from, first = facts.begins, cast("str | None", None), cast("timedelta | None", None)
        rows: tuple[Row, ...] = ()
        made: tuple[Row, ...] = ()  # without any of the transitions that led to a state it would be another one
        recorded, ended = self._recorded(facts), set[str]()
        while state not in GONE:
            due = None if state in ended else self._due(state, facts, first)
            change = _first(recorded if due is None else [*recorded, due])
            if change is None:
                break
            if change is due:
                ended.add(state)  # time ends a state once: rows that lead in a circle end somewhere
            else:
                recorded = [each for each in recorded if each is not change]
            if first is None or first < change.day:
                yield state, came_from, first, change.day - DAY, rows, change.by
                first = change.day
            made += change.by
            state, came_from, rows = change.state, change.came_from, (*change.rows, *made)
        yield state, came_from, first, None, rows, ()

    def _due(self, state: MailboxState, facts: _Facts, first: timedelta | None) -> StateChange | None:
        """What comes after a state if nobody does anything, if anything does."""
        if state == "not_activated":
            return StateChange(facts.begun, "in_activation", None, (), ())
        return self.days.change(state, facts.grace, first, facts.activated)

    def _recorded(self, facts: _Facts) -> list[StateChange]:
        """What was done to the mailbox, or set for it: it comes in whatever state the mailbox then is."""
        found: list[StateChange] = []
        if facts.terminated is not None and (change := self.days.termination(facts.terminated)) is not None:
            found.append(change)
        if facts.withdrawn is not None:
            found.append(StateChange(facts.withdrawn, "withdrawn", None, (), ()))
        if facts.suspended is not None:
            found.append(StateChange(facts.suspended, "suspended", None, self.days.suspension_rows, ()))
        return found


_Stage: TypeAlias = tuple[
    MailboxState, str | None, timedelta | None, timedelta | None, tuple[Row, ...], tuple[Row, ...]
]
"""The same, with the transitions that end the state apart."""


def _at(spans: Iterable[Span], passed: timedelta) -> Span:
    """The state so many days after the expiry; the last has no end."""
    ahead = iter(spans)
    span = next(ahead)
    while span.last is not None and passed > span.last:
        span = next(ahead)
    return span


def _period(span: Span, expiry: date) -> StatePeriod:
    state, came_from, first, last, rows = span
    since = None if first is None else dates.plus(expiry, first)
    return StatePeriod(state, came_from, since, None if last is None else dates.plus(expiry, last), rows)


def _day(expiry: date, after: timedelta | None) -> date | None:
    return None if after is None else dates.plus(expiry, after)


def _first(changes: Iterable[StateChange]) -> StateChange | None:
    """What comes first: of one day a withdrawal before a deletion, that before a suspension, and all before the rest.

    Only what comes first is looked for, not in which order the rest comes: it is often never reached.
    """
    found: StateChange | None = None
    for change in sorted(changes, key=_rank):
        if found is None or change.day < found.day:
            found = change
    return found


def _rank(change: StateChange) -> int:
    """What comes first of one day."""
    return _FIRST.index(change.state) if change.state in _FIRST else len(_FIRST)


class _Facts(NamedTuple):
    """What a walk starts from: the grace of a mailbox, its first state, what happens when, counted from the expiry.

    An activation of which only the end is known has begun by then.
    """

    grace: GraceDays
    begins: MailboxState
    begun: timedelta = timedelta()
    activated: timedelta | None = None
    terminated: timedelta | None = None
    withdrawn: timedelta | None = None
    suspended: timedelta | None = None


def _facts(mailbox: Mailbox, grace: GraceDays, begins: MailboxState) -> _Facts | None:
    """What is known of a mailbox's life, which begins in a state; ``None`` if that is its expiry alone."""
    expiry, activated, terminated = mailbox.expiry, mailbox.activated_on, mailbox.termination_day
    started, withdrawn, suspended = mailbox.activation_started_on, mailbox.withdrawn_on, mailbox.suspended_on
    if started is activated is terminated is withdrawn is suspended is None:
        return None
    begun = min((day for day in (started, activated) if day is not None), default=None)
    return _Facts(
        grace,
        "active" if begun is None else begins,
        begun=timedelta() if begun is None else begun - expiry,
        activated=None if activated is None else activated - expiry,
        terminated=None if terminated is None else terminated - expiry,
        withdrawn=None if withdrawn is None else withdrawn - expiry,
        suspended=None if suspended is None else suspended - expiry,
    )
