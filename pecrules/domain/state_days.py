"""What time alone makes of the state of a mailbox, and on which day: each day counted here, once.

======================= ====================== ======================================================================
event                   counted from           by the rows
======================= ====================== ======================================================================
activation_due          the day of activation
expiry_passed           the expiry             topic ``expiry_day``
grace_ended             the expiry             ``lifecycle.grace``, topic ``grace_last_day``
suspension_ended        the first day of it    ``lifecycle.suspension``, topic ``partner_domain_day_seven``
termination_day_reached the day asked for
======================= ====================== ======================================================================

Where each leads, the row of ``lifecycle.transitions`` says; an event without a row changes nothing. The day from which
the expiry is shown in red (``alerts.red_date``, topic ``alert_day_ninety``) changes no state, but divides ``active`` in
two as people see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import ClassVar, Final, cast

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.domain.provenance import interpretation
from pecrules.model.codes import EventCode, MailboxState
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.alerts import RedDate
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Grace, Step, Suspension
from pecrules.rulebook.ruleset import Snapshot

DAY: Final = timedelta(1)

_ENDED_BY: Final[dict[MailboxState, EventCode]] = {
    "in_activation": "activation_due",
    "active": "expiry_passed",
    "expired": "grace_ended",
    "suspended": "suspension_ended",
}
"""State -> the event that ends it by time alone."""


class StateChange(NamedTuple):
    """One state gives way to another.

    Attributes:
        day: The first day of the other, counted from the expiry.
        state: The other.
        came_from: The state that time alone turned into it; ``None`` where an event did.
        rows: The rows behind the other state.
        by: The transitions that lead to it.
    """

    day: timedelta
    state: MailboxState
    came_from: str | None
    rows: tuple[Row, ...]
    by: tuple[Step, ...]


class GraceDays:
    """How long a mailbox is kept after its expiry.

    Attributes:
        first: The first expiry to which that applies.
        row: The row that says so.
        gone_from: The first day on which it is not kept any more, counted from the expiry.
        to_come: The row by which it will be shorter, from a day before that end; ``None`` for none.
    """

    __slots__ = ("first", "gone_from", "row", "to_come")

    def __init__(self, first: date, row: Grace, gone_from: timedelta, to_come: Grace | None = None) -> None:
        self.first: Final = first
        self.row: Final = row
        self.gone_from: Final = gone_from
        self.to_come: Final = to_come

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that say how long, now and later."""
        return (self.row,) if self.to_come is None else (self.row, self.to_come)


class StateDays:
    """The changes that come by time alone and their days, by the rows in force on an interval of days.

    Attributes:
        red_date: The row that says when the expiry is shown in red.
        day_ninety: The reading that says whether it is on the first of those days.
        expiry_day: The reading that says whether a mailbox is active on its expiry.
        last_day: The reading that says whether it is kept on the last day of its grace.
        suspension_rows: The rows that say how long a suspension lasts.
        activation: The transition by which a mailbox that is activated is active, if there is one.
        red_from: The first day on which the expiry is shown in red, counted from it.
        addons_end: The transition by which add-ons end with the expiry; ``None`` where they last longer.
        late_from: The first day on which the expiry has passed, counted from it; beyond all days where it never does.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (Grace, Interpretation, RedDate, Step, Suspension)

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.red_date: RedDate = snapshot.row(RedDate)
        self.day_ninety: Interpretation = interpretation(snapshot, "alert_day_ninety")
        self.expiry_day: Interpretation = interpretation(snapshot, "expiry_day")
        self.last_day: Interpretation = interpretation(snapshot, "grace_last_day")
        suspension, day_seven = snapshot.row(Suspension), interpretation(snapshot, "partner_domain_day_seven")
        self.suspension_rows: tuple[Row, ...] = (suspension, day_seven)
        self.red_from: timedelta = _after(-self.red_date.red_days_before, counted=self.day_ninety.choice == "excluded")
        self._expired_from = _after(0, counted=self.expiry_day.choice == "active")
        self._suspended_for = _after(suspension.suspended_days, counted=day_seven.choice == "included")
        steps: Mapping[tuple[str, str], Step] = {
            (row.from_state, row.event): row for row in snapshot.rows(Step) if row.machine == "mailbox"
        }
        self._ends = {state: steps[state, event] for state, event in _ENDED_BY.items() if (state, event) in steps}
        self._terminates = steps.get(("active", "termination_day_reached"))
        self._expires, self._grace_ends = self._ends.get("active"), self._ends.get("expired")
        self._graces = cache(self._work_out_graces)
        self.addons_end: Step | None = (
            self._expires if self._expires and "addons_ended" in self._expires.effects else None
        )
        ends = (row for state, row in self._ends.items() if (state, row.to_state) == ("in_activation", "active"))
        self.activation: tuple[Row, ...] = tuple(ends)
        self.late_from: timedelta = timedelta.max if self._expires is None else self._expired_from
        self._has_grace = self._expires is not None and self._expires.to_state == "expired"

    # -- grace --------------------------------------------------------------------------------------------------------

    def grace(self, mailbox: Mailbox) -> GraceDays:
        """How long a mailbox is kept: where that has changed, as it was on its expiry, unless the row says otherwise.

        Raises:
            NoRuleInForce: the tables say nothing yet about the grace of its kind.
        """
        newest, *older = self._graces(mailbox.kind)
        if not older or mailbox.expiry >= newest.first:
            return newest
        return next((each for each in older if mailbox.expiry >= each.first), older[-1])

    def may_be_shortened(self, kind: str) -> bool:
        """Whether some mailboxes of a kind will be kept for fewer days than by the rows in force."""
        return any(each.to_come for each in self._graces(kind))

    def newest_grace(self, kind: str) -> GraceDays:
        """How long a mailbox of a kind is kept that expires later than the rows in force began.

        Raises:
            NoRuleInForce: the tables say nothing yet about the grace of its kind.
        """
        return self._graces(kind)[0]

    def _work_out_graces(self, kind: str) -> tuple[GraceDays, ...]:
        """Every grace that some mailbox of a kind still has, the newest first."""
        newest, *before = self._snapshot.begun(Grace, kind)
        first, row, presumed = *newest, False
        found = list[GraceDays]()
        for began, other in before:
            if row.days_hold_for == "every_expiry":
                break
            if other.grace_days != row.grace_days:
                found.append(self._grace_days(first, row, presumed=presumed))
                presumed = presumed or row.days_hold_for is None
                row = other
            first = began
        graces = [*found, self._grace_days(first, row, presumed=presumed)]
        for begins, coming in self._snapshot.to_come(Grace, kind):
            graces = [part for each in graces for part in _parted(each, begins, coming)]
        return tuple(graces)

    def _grace_days(self, first: date, row: Grace, *, presumed: bool) -> GraceDays:
        behind = row.days_presumed() if presumed else row
        return GraceDays(first, behind, _after(row.grace_days, counted=self.last_day.choice == "renewable"))

    # -- what comes after a state, counted from the expiry ------------------------------------------------------------

    def change(
        self, state: MailboxState, grace: GraceDays, first: timedelta | None, activated: timedelta | None
    ) -> StateChange | None:
        """What time alone makes of a state, if anything.

        Args:
            state: The state.
            grace: How long the mailbox is kept once it has expired.
            first: The first day of the state, if it has one.
            activated: The day of activation, if it is known.
        """
        row = self._ends.get(state)
        if row is None:
            return None
        if state == "active":
            return self._expiry(grace)
        if state == "expired":
            return self._grace_end(grace)
        if state == "in_activation":
            return None if activated is None else StateChange(activated, _to(row), None, (), (row,))
        assert first is not None  # no mailbox begins suspended
        return StateChange(first + self._suspended_for, _to(row), state, self.suspension_rows, (row,))

    def _expiry(self, grace: GraceDays) -> StateChange:
        """What the expiry makes of an active mailbox: of one whose grace has no day, what the end of that does."""
        row, ends, rows = self._ends["active"], self._grace_ends, (*grace.rows, self.last_day)
        if self._has_grace and ends is not None and grace.gone_from <= self._expired_from:
            return StateChange(self._expired_from, _to(ends), "active", rows, (row, ends))
        return StateChange(self._expired_from, _to(row), "active", (*rows, self.expiry_day), (row,))

    def _grace_end(self, grace: GraceDays) -> StateChange:
        """What the end of its grace makes of an expired mailbox."""
        row = self._ends["expired"]
        return StateChange(grace.gone_from, _to(row), "expired", (*grace.rows, self.last_day), (row,))

    def termination(self, wanted: timedelta) -> StateChange | None:
        """What the day for which a termination was asked makes of a mailbox, if anything.

        It comes whatever the mailbox is by then, expired or suspended, though the row is that of an active one. Rows
        of other states would also let a day be asked for in them, for that is what ``terminate`` reads these rows for.
        """
        row = self._terminates
        return None if row is None else StateChange(wanted + DAY, _to(row), "active", (), (row,))

    @property
    def active_for(self) -> timedelta | None:
        """How long after its expiry a mailbox is still active, on its last day; ``None`` where it never expires."""
        return None if self._expires is None else self._expired_from - DAY

    # -- days of one mailbox ------------------------------------------------------------------------------------------

    def is_late(self, mailbox: Mailbox, on: date) -> bool:
        """Whether the expiry has passed on a day."""
        return on - mailbox.expiry >= self.late_from

    def addons_ended(self, mailbox: Mailbox, on: date) -> bool:
        """Whether add-ons that a mailbox had have ended with its expiry by a day."""
        had = mailbox.extra_inbox_gb or mailbox.extra_archive_gb
        return bool(had) and self.addons_end is not None and self.is_late(mailbox, on)

    def holding(self, mailbox: Mailbox, on: date) -> Mailbox:
        """A mailbox with the add-ons that it still has on a day: without those that ended with its expiry."""
        ended = self.addons_ended(mailbox, on)
        return changed(mailbox, {"extra_inbox_gb": 0, "extra_archive_gb": 0}) if ended else mailbox

    def red_day(self, mailbox: Mailbox) -> date:
        """The first day on which the expiry is shown in red.

        Raises:
            CalendarError: it would lie before the year 1.
        """
        return dates.plus(mailbox.expiry, self.red_from)

    def last_active(self, mailbox: Mailbox) -> date:
        """The last day on which it is active, if nothing but its expiry ends that; of the calendar if that never comes.

        Raises:
            CalendarError: it would lie before the year 1.
        """
        return date.max if self._expires is None else dates.plus(mailbox.expiry, self._expired_from - DAY)

    def last_in_grace(self, mailbox: Mailbox) -> date:
        """The last day on which it is kept, if nothing else ends that; the last active one where there is no grace.

        Raises:
            CalendarError: it would lie outside the years 1 to 9999.
        """
        last = self.last_active(mailbox)
        return max(last, self.kept_until(mailbox, mailbox.expiry)) if self._has_grace else last

    def kept_until(self, mailbox: Mailbox, end: date) -> date:
        """The last day on which a mailbox that ended on a day is kept; of the calendar where no grace ends.

        Raises:
            CalendarError: it would lie beyond the year 9999.
        """
        return date.max if self._grace_ends is None else dates.plus(end, self.grace(mailbox).gone_from - DAY)

    def expiry_rows(self, grace: GraceDays) -> tuple[Row, ...]:
        """The rows by which a mailbox with a grace expires and is no longer kept."""
        ends = (self._expires, self._grace_ends if self._has_grace else None)
        return (*grace.rows, self.last_day, self.expiry_day, *(row for row in ends if row is not None))


def _parted(grace: GraceDays, begins: date, coming: Grace) -> tuple[GraceDays, ...]:
    """A grace, by the first expiry that a row to come reaches: a later one, or any that is still kept on its day."""
    kept_then = dates.plus(begins, DAY - grace.gone_from)
    reached = max(kept_then if coming.days_hold_for == "every_expiry" else begins, grace.first)
    shorter = coming.coming() if coming.grace_days < grace.row.grace_days else None
    then = GraceDays(reached, grace.row, grace.gone_from, shorter)
    return (then,) if reached == grace.first else (then, grace)


def _after(days: int, *, counted: bool) -> timedelta:
    """The first day after so many days, the last of which a reading counts in or not."""
    return timedelta(days + counted)


def _to(row: Step) -> MailboxState:
    """The state to which a transition of a mailbox leads; a check has seen that it is one of the mailbox."""
    return cast("MailboxState", row.to_state)
