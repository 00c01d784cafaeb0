"""What a term is counted from: the first one, and one of a mailbox that has one already.

Tables: ``renewal.new_expiry`` and the ``interpretations`` it names. Sources: R2.11; F12.08 to F12.10.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pecrules.base import dates
from pecrules.domain.provenance import interpretation
from pecrules.rulebook.rows import Interpretation, NewExpiry, Row
from pecrules.rulebook.ruleset import Snapshot


class FirstTerm:
    """Until when the first term of a new mailbox lasts: from its activation, or its payment, as the row says.

    Where the row says ``month_before_activation``, it ends on the last day of the month before.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, NewExpiry)

    def __init__(self, snapshot: Snapshot) -> None:
        self.row = snapshot.row(NewExpiry, "first_term")
        self._leap_day = interpretation(snapshot, "leap_day_expiry")

    def expiry(self, activated: date, years: int, *, paid: date | None = None) -> date:
        """The last day of so many years.

        Args:
            activated: The day the mailbox is activated.
            years: Whole years.
            paid: The day its payment was registered, if not that one.

        Raises:
            CalendarError: the day would lie beyond the year 9999.
        """
        expiry = dates.add_years(self._start(activated, paid), years, self._leap_day.choice)
        return dates.add(expiry, days=-1) if self.row.counts_from == "month_before_activation" else expiry

    def rows(self, activated: date, *, paid: date | None = None) -> tuple[Row, ...]:
        """The rows that say so; what 29 February becomes is a reading."""
        start = self._start(activated, paid)
        return (self.row, self._leap_day) if dates.is_leap_day(start) else (self.row,)

    def _start(self, activated: date, paid: date | None) -> date:
        """The day that the years are added to."""
        match self.row.counts_from:
            case "month_before_activation":
                return activated.replace(day=1)
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
        self.early = snapshot.row(NewExpiry, "before_expiry")
        self.late = interpretation(snapshot, "new_expiry_in_grace")
        self.leap_day = interpretation(snapshot, "leap_day_expiry")
        self.leap_day_becomes = self.leap_day.choice
        self.restarts = (self.early.counts_from == "payment_day", self.late.choice == "payment_day")

    def start(self, expiry: date, on: date, late: bool) -> date:
        """The day that the years are added to: the old expiry, or the day itself where the tables say so.

        Args:
            expiry: The expiry so far.
            on: The day of the renewal.
            late: Whether the mailbox had expired by then.
        """
        return on if self.restarts[late] else expiry
