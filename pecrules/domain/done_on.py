"""The day on which an order of a mailbox counts as done: its state on that day decides whether it can be carried out.

Tables: the ``interpretations`` it names. Sources: R1.4, R1.19; D-14, N-13.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from pecrules.domain.life import ON_ITS_WAY, Lifecycle, StatePeriod
from pecrules.domain.order_states import CARRIED_OUT
from pecrules.domain.provenance import interpretation
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Interpretation, Row
from pecrules.rulebook.ruleset import Snapshot

_TOPICS: Final = {CARRIED_OUT["renewal"]: "renewal_done_on", CARRIED_OUT["extra_space"]: "space_done_on"}
"""Of events that end an order of a mailbox: the topic that chooses their day."""


class DoneOn:
    """When orders count as done, by the rows in force on an interval of days.

    Attributes:
        topics: The reading that chooses the day, of each event that ends an order of a mailbox.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, *Lifecycle.READS)

    def __init__(self, snapshot: Snapshot, lifecycle: Lifecycle) -> None:
        self._lifecycle = lifecycle
        self.topics: dict[str, Interpretation] = {
            event: interpretation(snapshot, topic) for event, topic in _TOPICS.items()
        }

    def period(
        self, mailbox: Mailbox, event: str, *, ordered: date | None, paid: date | None, on: date
    ) -> tuple[date, StatePeriod]:
        """The day that counts, and the state then, if nothing but days has changed the mailbox since.

        Args:
            mailbox: The mailbox as it is.
            event: What ends an order, as ``renewal_registered``, or anything else: that is done on its own day.
            ordered: The day of the order; ``None`` if nobody knows.
            paid: The day on which it was paid; ``None`` if nobody knows.
            on: The day on which its payment is registered.
        """
        today, topic = self._lifecycle.period(mailbox, on), self.topics.get(event)
        if topic is None:
            return on, today
        known = {"registration_day": None, "order_day": ordered, "payment_day": paid}[topic.choice]
        day = min(on, known or on)
        then = today if day is on else self._lifecycle.period(mailbox, day)
        return (day, then) if _of_days(today) and _of_days(then) else (on, today)


def _of_days(period: StatePeriod) -> bool:
    """Whether only the days around the expiry have led to a state."""
    deleted = period.state == "deleted" and period.came_from != "suspended"
    return deleted or period.state in ON_ITS_WAY
