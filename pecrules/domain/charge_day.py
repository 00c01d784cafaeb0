"""On which day automatic renewal charges a mailbox; shared by the policy that charges and those that pay otherwise.

Tables: ``renewal.automatic``, ``lifecycle.transitions`` and the ``interpretations`` it names. Sources: F3.13, F3.17.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pecrules.base import dates
from pecrules.domain.beside import SETTLES_ORDER, is_to_end
from pecrules.domain.provenance import interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.state_days import StateDays
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Step
from pecrules.rulebook.rows.renewal import Automatic
from pecrules.rulebook.ruleset import Snapshot


class ChargeDay:
    """When a mailbox is charged, by the rows in force on an interval of days.

    Attributes:
        row: How many days before the expiry.
        late: The reading for a term that began after that day.
        beside_order: The reading for a mailbox with an open renewal order.
        steps: The transitions by which a mailbox is charged, by the state they lead from.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (Automatic, Interpretation, Step)

    def __init__(self, snapshot: Snapshot, days: StateDays) -> None:
        self._active_for = days.active_for
        self.row: Automatic = snapshot.row(Automatic)
        self.late: Interpretation = interpretation(snapshot, "late_start_charge")
        self.beside_order: Interpretation = interpretation(snapshot, "charge_beside_order")
        charges = [row for row in snapshot.rows(Step) if (row.machine, row.event) == ("mailbox", "charge_made")]
        self.steps: dict[str, Step] = {row.from_state: row for row in charges}

    def of(self, mailbox: Mailbox) -> date:
        """The day of the charge, if there is one.

        Raises:
            CalendarError: it would lie before the year 1.
        """
        return self.late_start(mailbox) or self._regular(mailbox)

    def expected(self, mailbox: Mailbox) -> date | None:
        """The day on which this mailbox will be charged, or would have been; ``None`` where it never is.

        Raises:
            CalendarError: it would lie before the year 1.
        """
        return None if not mailbox.auto_renew or self.never(mailbox) else self.of(mailbox)

    def never(self, mailbox: Mailbox) -> Objection | None:
        """Why no charge is made for the next term, on whatever day and whatever it costs, with automatic renewal on."""
        if "active" not in self.steps:
            return Objection("automatic_renewal_not_offered", (self.row,))
        return Objection("termination_asked", (self.row,)) if is_to_end(mailbox) else self.objection(mailbox)

    def objection(self, mailbox: Mailbox) -> Objection | None:
        """Why no charge is made for the next term, where a reading says so, although automatic renewal is on."""
        if self.skips(mailbox):
            return Objection("charge_skipped", (self.row, self.late))
        if self.waits(mailbox):
            return Objection("renewal_order_pending", (self.row, self.beside_order), remedies=SETTLES_ORDER)
        return None

    def skips(self, mailbox: Mailbox) -> bool:
        """Whether a term that began after the day of its charge is not renewed automatically."""
        return self.late.choice == "skip" and self.late_start(mailbox) is not None

    def waits(self, mailbox: Mailbox) -> bool:
        """Whether nothing is charged because a renewal order is open."""
        return self.beside_order.choice == "not_charged" and mailbox.renewal_order_pending

    def late_start(self, mailbox: Mailbox) -> date | None:
        """The day on which the term began, if that was after the day of its charge and still in time."""
        started = max((day for day in (mailbox.activated_on, mailbox.last_term_began_on) if day), default=None)
        if started is None or started <= self._regular(mailbox):
            return None
        active = self._active_for
        return started if active is None or started <= dates.plus(mailbox.expiry, active) else None

    def _regular(self, mailbox: Mailbox) -> date:
        return dates.add(mailbox.expiry, days=-self.row.charge_days_before)
