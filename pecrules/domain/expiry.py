"""What a term is counted from: the first one, and one of a mailbox that has one already.

Tables: ``renewal.new_expiry`` and the ``interpretations`` it names. Sources: R2.11; F12.08 to F12.10.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.domain.provenance import interpretation
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.renewal import NewExpiry
from pecrules.rulebook.ruleset import Snapshot

_MARCH: Final = 3  # the month before has not always the same days


class Term(NamedTuple):
    """Until when a mailbox is paid, and the day that its terms count from where the expiry does not show it."""

    expiry: date
    anchor: date | None


class FirstTerm:
    """Until when the first term of a new mailbox lasts: from its activation, or its payment, as the row says.

    Where the row says ``month_before_activation``, it ends on the last day of the month before.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, NewExpiry)

    def __init__(self, snapshot: Snapshot) -> None:
        self.row: NewExpiry = snapshot.row(NewExpiry, "first_term")
        self._leap_day = interpretation(snapshot, "leap_day_expiry")

    def term(self, activated: date, years: int, *, paid: date | None = None) -> Term:
        """The last day of so many years, and what later ones must know to end where these would.

        Args:
            activated: The day the mailbox is activated.
            years: Whole years.
            paid: The day its payment was registered, if not that one.

        Raises:
            CalendarError: the day would lie beyond the year 9999.
        """
        start = self._start(activated, paid)
        expiry = dates.add_years(start, years, self._leap_day.choice)
        if self.row.counts_from != "month_before_activation":
            return Term(expiry, start if dates.is_leap_day(start) else None)
        return Term(dates.add(expiry, days=-1), start if dates.is_in_month(start, _MARCH) else None)

    def rows(self, activated: date, *, paid: date | None = None) -> tuple[Row, ...]:
        """The rows that say so; what 29 February becomes is a reading."""
        start = self._start(activated, paid)
        return (self.row, self._leap_day) if dates.is_leap_day(start) else (self.row,)

    def _start(self, activated: date, paid: date | None) -> date:
        """The day that the years are added to."""
        match self.row.counts_from:
            case "month_before_activation":
                return dates.month_start(activated)
            case "payment_day":
                return paid or activated
            case _:
                return activated


class TermStart:
    """What a new term of a mailbox that has one is counted from, on the days of one interval, flat.

    Attributes:
        early: The row for a mailbox that has not expired.
        late: The reading for one that has.
        leap_day: The reading of what 29 February becomes.
        leap_day_becomes: Its choice.
        restarts: Whether a term counts from the day of the order: of a mailbox that has not expired, of one that has.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, NewExpiry)

    def __init__(self, snapshot: Snapshot) -> None:
        self.early: NewExpiry = snapshot.row(NewExpiry, "before_expiry")
        self.late: Interpretation = interpretation(snapshot, "new_expiry_in_grace")
        self.leap_day: Interpretation = interpretation(snapshot, "leap_day_expiry")
        self.leap_day_becomes: str = self.leap_day.choice
        self.restarts: tuple[bool, bool] = (self.early.counts_from == "payment_day", self.late.choice == "payment_day")

    def term(self, mailbox: Mailbox, start: date, years: int) -> Term:
        """The term that a renewal adds to those of a mailbox.

        Args:
            mailbox: The mailbox.
            start: The day that the years are added to.
            years: Whole years.

        Raises:
            CalendarError: its last day would lie beyond the year 9999.
        """
        if mailbox.anchor is None or start != mailbox.expiry:
            return Term(self._add(start, years), start if dates.is_leap_day(start) else None)
        return self._from_anchor(mailbox.anchor, mailbox.expiry, years)

    def from_leap_day(self, mailbox: Mailbox, start: date) -> bool:
        """Whether a term that begins after a day counts from a 29 February, the day itself or what it was once."""
        anchor = mailbox.anchor if start == mailbox.expiry else None
        return dates.is_leap_day(start) or (anchor is not None and dates.is_leap_day(anchor))

    def _from_anchor(self, anchor: date, expiry: date, years: int) -> Term:
        """Years that are added to all that went before; an anchor from which the expiry does not follow is none.

        A term that ends on the last day of the month before its anchor goes on doing so.
        """
        for before in (0, 1):
            past = dates.years_apart(anchor, dates.add(expiry, days=before))
            if dates.add(expiry, days=before) == self._add(anchor, past):
                return Term(dates.add(self._add(anchor, past + years), days=-before), anchor)
        return Term(self._add(expiry, years), expiry if dates.is_leap_day(expiry) else None)

    def began(self, mailbox: Mailbox) -> date | None:
        """The day that the running term counts from; ``None`` where nobody knows how long it is."""
        years = mailbox.last_term_years
        if years is None or years < 1:
            return None
        anchor = mailbox.anchor
        return (
            self._add(mailbox.expiry, -years)
            if anchor is None
            else self._from_anchor(anchor, mailbox.expiry, -years).expiry
        )

    def _add(self, day: date, years: int) -> date:
        return dates.add_years(day, years, self.leap_day_becomes)

    def start(self, expiry: date, on: date, late: bool) -> date:
        """The day that the years are added to: the old expiry, or the day itself where the tables say so.

        Args:
            expiry: The expiry so far.
            on: The day of the renewal.
            late: Whether the mailbox had expired by then.
        """
        return on if self.restarts[late] else expiry
