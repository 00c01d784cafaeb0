"""How mailboxes may be ended: the modes that are offered to each, the event that each comes to, the days it may be.

Tables: ``termination.modes``, ``lifecycle.transitions``, topic ``latest_termination_day``. Sources: R3.11; F8.01 to
F8.04, F8.07.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar, Final

from pecrules.domain.provenance import Cited, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.state_days import StateDays
from pecrules.model.mailboxes import Mailbox
from pecrules.model.meanings import ENDS
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Step
from pecrules.rulebook.rows.termination import Mode
from pecrules.rulebook.ruleset import Snapshot

_ASKING: Final[dict[str, str]] = {end.asked: mode for mode, end in ENDS.items() if end.asked}
"""The mode that somebody asks for with an event."""


class Endings:
    """The modes in which mailboxes may be ended, by the rows in force on an interval of days."""

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, Mode, Step)

    def __init__(self, snapshot: Snapshot, days: StateDays) -> None:
        self.snapshot = snapshot
        self.days = days
        self.latest: Interpretation = interpretation(snapshot, "latest_termination_day")
        self._steps: dict[tuple[str, str], list[Row]] = {}
        for row in snapshot.rows(Step):
            if row.machine == "mailbox":
                self._steps.setdefault((row.from_state, row.event), []).append(row)
        begun = {event for _, event in self._steps}
        modes = [mode for mode in snapshot.rows(Mode) if ENDS[mode.mode].event in begun]
        self._everywhere = _by_kind(mode for mode in modes if mode.channel != "partner_panel")
        self._in_panel = _by_kind(modes)

    def offered(self, mailbox: Mailbox) -> dict[str, Mode]:
        """The modes for a kind of mailbox; those of the partners' panel only for mailboxes managed there."""
        modes = self._in_panel if mailbox.channel == "partner_panel" else self._everywhere
        return modes.get(mailbox.kind, {})

    def steps(self, mode: Mode, state: str) -> Sequence[Row]:
        """The transitions that end a mailbox of a state in a mode."""
        return self._steps.get((state, ENDS[mode.mode].event), ())

    def instead(self, mailbox: Mailbox, wanted: str) -> Mode:
        """The offered mode that comes nearest to one that is not: what is not for at once never becomes so.

        Raises:
            NoRuleInForce: none is offered at all.
        """
        offered = self.offered(mailbox)
        if not offered:
            raise self.snapshot.missing(Mode, mailbox.kind, wanted)
        like = ENDS[wanted].takes_effect[0] if wanted in ENDS else "at_expiry"
        return min(offered.values(), key=lambda mode: (mode.takes_effect != like, mode.takes_effect != "at_expiry"))

    def objection(self, mailbox: Mailbox, event: str) -> Objection | None:
        """Why no mailbox of a kind is ended in the mode that an event asks for, whoever manages it."""
        wanted = _ASKING.get(event)
        if wanted is None or wanted in self._in_panel.get(mailbox.kind, {}):
            return None
        offered = self.offered(mailbox)
        return Objection("mode_not_offered", tuple(offered.values()), wanted, tuple(offered))

    def latest_day(self, mailbox: Mailbox, on: date) -> Cited[date]:
        """The latest day that can be asked for, and the rows that say so; today, where that has passed."""
        if self.latest.choice == "expiry":
            return Cited(max(on, self.days.last_active(mailbox)), (self.latest, self.days.expiry_day))
        last = self.days.last_in_grace(mailbox)
        return Cited(max(on, last), (self.latest, *self.days.grace(mailbox).rows, self.days.last_day))

    def day_objection(self, wanted_by: Row, mailbox: Mailbox, day: date | None, on: date) -> Objection | None:
        """Why a mailbox does not end on a day: a row asks for one, and it lies between today and the latest."""
        last, rows = self.latest_day(mailbox, on)
        allowed = (on.isoformat(), last.isoformat())
        if day is None:
            return Objection("day_missing", (wanted_by,), None, allowed, change=("day", last))
        if day < on:
            return Objection("day_past", (wanted_by,), day.isoformat(), allowed, change=("day", on))
        if day > last:
            return Objection("day_after_expiry", (wanted_by, *rows), day.isoformat(), allowed, change=("day", last))
        return None


def _by_kind(modes: Iterable[Mode]) -> dict[str, dict[str, Mode]]:
    found: dict[str, dict[str, Mode]] = {}
    for mode in modes:
        found.setdefault(mode.kind, {})[mode.mode] = mode
    return found
