"""Whether, where and until when the logs of one day's operations can be had.

Tables: ``termination.logs``, ``lifecycle.states`` (where the logs are) and the ``interpretations`` it names. Sources:
seed 004 (R4.6 to R4.10), F10.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar, Final

from pecrules.base import dates
from pecrules.base.errors import NoRuleInForce
from pecrules.domain.life import Lifecycle
from pecrules.domain.provenance import because, caveats, interpretation
from pecrules.domain.refusing import Objection, refusal
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import LogAvailability
from pecrules.rulebook.rows import Interpretation, Logs, Row
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_STARTS: Final[dict[str, Callable[[date], date]]] = {
    "event_day": lambda day: day,
    "month_end": lambda day: dates.add(day.replace(day=1), months=1, days=-1),
}
"""From which day the months are counted, by the choices of topic ``log_retention_start``."""


def log_availability(mailbox: Mailbox, event_day: date, *, rules: Ruleset, on: date) -> LogAvailability | Refusal:
    """Whether the logs of what a mailbox did on one day can still be had, where, and until when.

    Args:
        mailbox: The mailbox as it is known.
        event_day: The day of the operations that are looked for.
        rules: The rules to ask.
        on: The day on which somebody looks, a civil date of Europe/Rome.

    Returns:
        A ``LogAvailability``: logs are kept until its day, that day included, and then nobody has them. Or a
        ``Refusal`` for a day that has not come yet.

    Raises:
        NoRuleInForce: the tables say nothing yet about logs or states on that day.
        CalendarError: the logs would be kept beyond the year 9999.

    Source:
        R4.6 to R4.10; F10.01 to F10.04.

    >>> from pecrules import Mailbox, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> logs = log_availability(box, date(2026, 2, 10), rules=load_rules(), on=date(2027, 9, 1))
    >>> logs.available, str(logs.until), logs.where, logs.messages_recoverable
    (True, '2028-08-10', 'support_request', False)
    """
    view, stamp = rules.view(_View, on, mailbox)
    if event_day > on:
        return refusal([Objection("not_yet_happened", (view.logs,), event_day.isoformat())], None, stamp)
    try:
        period = view.lifecycle.period(mailbox, on)
        logged = view.lifecycle.logs(period.state)
    except NoRuleInForce as error:
        raise error.asked_on(on, rules.known_by) from None
    until, kept = view.kept(event_day)
    rows = (view.logs, *kept, *logged.rows, *period.rows)
    return LogAvailability(
        available=on <= until and logged.where != "nowhere",
        until=until,
        where=logged.where,
        records=view.logs.records,
        messages_recoverable=view.logs.messages_recoverable,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


class _View:
    """What the tables say about logs on the days of one stretch, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, Logs, *Lifecycle.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self.lifecycle = Lifecycle(snapshot)
        self.logs = snapshot.row(Logs)
        self.start = interpretation(snapshot, "log_retention_start")
        self.month_end = interpretation(snapshot, "month_end")

    def kept(self, event_day: date) -> tuple[date, tuple[Row, ...]]:
        """The last day on which the logs of a day are kept, and the readings that decide it."""
        start = _STARTS[self.start.choice](event_day)
        until = dates.add_months(start, self.logs.retention_months, self.month_end.choice)
        return until, (self.start, self.month_end) if until.day != start.day else (self.start,)
