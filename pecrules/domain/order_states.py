"""In which state an order is on a day: shared by the policies that look at orders.

Tables: ``lifecycle.states`` and the ``interpretations`` it names. Sources: R0.14, R0.17; F12.04 to F12.06, D-16.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from pecrules.base import dates
from pecrules.domain.provenance import interpretation
from pecrules.model.codes import OrderState
from pecrules.model.orders import Order
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import State
from pecrules.rulebook.ruleset import Snapshot

RENEWING: Final = ("renewal", "renewal_with_plan_change", "automatic_renewal")
"""The kinds of orders that give a mailbox a further term."""

CARRIED_OUT: Final[dict[str, str]] = {
    **dict.fromkeys(RENEWING, "renewal_registered"),
    "extra_space": "space_registered",
}
"""Of orders for a mailbox that is there: the event that carries each out (``lifecycle.transitions``)."""


class OrderStates:
    """In which state an order is on the days of one interval: as recorded, unless it waited too long to be paid."""

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, State)

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self.unpaid: Interpretation = interpretation(snapshot, "unpaid_order_expiry")

    def row(self, state: str) -> State:
        """The row of an order's state."""
        return self._in_force.row(State, "order", state)

    def state(self, order: Order, on: date) -> OrderState:
        """The state on a day; an order whose own day nobody knows does not lapse.

        Raises:
            CalendarError: the last day to pay would lie beyond the year 9999.
        """
        days = self.row(order.state).lapses_after_days
        if days is None or order.day is None or self.unpaid.choice == "never":
            return order.state
        return order.state if on <= dates.add(order.day, days=days) else "cancelled"

    def why(self, recorded: str) -> tuple[Row, ...]:
        """The rows that say how long one may stay in a state as recorded; none where the tables count no days."""
        row = self.row(recorded)
        return () if row.lapses_after_days is None else (row, self.unpaid)
