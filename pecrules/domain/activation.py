"""How long a mailbox takes to be activated: shared by the policies that wait for it or tell it.

Tables: ``lifecycle.activation``, ``renewal.routes`` and the ``interpretations`` it names. Sources: R0.19; F1.09, F1.10,
F12.08 to F12.10, D-19.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.domain.provenance import Cited, interpretation
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Activation
from pecrules.rulebook.rows.renewal import Route
from pecrules.rulebook.ruleset import Snapshot

_HOURS: Final = 24  # of a day


class ActivationTime(NamedTuple):
    """How long an activation takes: so many of the row's units, in whole days, and the rows that say so."""

    row: Activation
    bound: int | None
    days: int
    rows: tuple[Row, ...]


class Activations:
    """How long activations take on the days of one interval."""

    READS: ClassVar[tuple[type[Row], ...]] = (Activation, Interpretation, Route)

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self._hours = interpretation(snapshot, "activation_hours")
        self._rows: Mapping[tuple[str, str], Activation] = {
            (row.kind, row.channel): row for row in snapshot.rows(Activation)
        }

    def takes(self, kind: str, channel: str | None) -> ActivationTime:
        """How long it takes where a mailbox is managed, or else where its kind is at home.

        What takes hours may take all of a day.

        >>> from datetime import date
        >>> from pecrules import load_rules
        >>> Activations(load_rules().on(date(2017, 1, 10))).takes("mailbox", None).days
        2
        """
        home = self._in_force.row(Route, kind).renewed_in
        row = self._rows.get((kind, channel or home)) or self._in_force.row(Activation, kind, home)
        if row.unit != "hours":
            return ActivationTime(row, row.most, 0, (row,))
        bound = row.most if self._hours.choice == "longest" else row.least
        return ActivationTime(row, bound, -(-(bound or 0) // _HOURS), (row, self._hours))

    def expected(self, mailbox: Mailbox, on: date) -> Cited[Mailbox]:
        """The mailbox as it will be when what is being activated is active, and the rows that say when.

        What should have been active by now, and nobody has told that it is, becomes so today at the earliest.

        Raises:
            CalendarError: that would be beyond the year 9999.
        """
        if mailbox.activated_on is not None or mailbox.activation_started_on is None:
            return Cited(mailbox, ())
        takes = self.takes(mailbox.kind, mailbox.channel)
        day = dates.add(mailbox.activation_started_on, days=takes.days)
        return Cited(changed(mailbox, {"activated_on": max(day, on)}), takes.rows)


def activation(row: Activation) -> Cited[Effect]:
    """How long activation takes, as something that comes of an order."""
    unit = "immediate" if row.unit == "at_once" else row.unit
    return Cited(Effect("activation", row.ref, unit, row.least, row.most, row.counts_from), (row,))
