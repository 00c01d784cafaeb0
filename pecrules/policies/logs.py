"""Whether, where and until when the logs of one day's operations can be had.

Tables: ``termination.logs``, ``lifecycle.states`` (where the logs are) and the ``interpretations`` it names. Sources:
seed 004 (R4.6 to R4.10), F10.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar, Final

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps, none
from pecrules.domain.life import Lifecycle, StatePeriod
from pecrules.domain.misuse import takes
from pecrules.domain.provenance import Cited, because, caveats, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.state_rights import StateRights
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes import common
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import LogAvailability
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.termination import Logs
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_STARTS: Final[dict[str, Callable[[date], date]]] = {
    "event_day": lambda day: day,
    "month_end": lambda day: dates.add(dates.month_start(day), months=1, days=-1),
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
    return _LOGS.ask(mailbox, event_day, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """A day whose operations are looked for, the state the mailbox is in meanwhile, and where its logs are.

    Attributes:
        view: The tables.
        on: The day on which somebody looks.
        until: The last day on which the logs are kept.
        period: The mailbox's state on the day.
        logs: Where the logs of a mailbox in that state can be had.
    """

    view: _View
    on: date
    until: Cited[date]
    period: StatePeriod
    logs: Cited[common.Logs]


def _look_up(view: _View, mailbox: Mailbox, event_day: date, _: Ruleset, on: date) -> _Case | Objection:
    if event_day > on:
        return Objection("not_yet_happened", (view.logs,), event_day.isoformat())
    period = view.lifecycle.period(mailbox, on)
    return _Case(view, on, view.kept_until(event_day), period, view.rights.logs(period.state))


def _answer(case: _Case, stamp: Stamp) -> LogAvailability:
    rule, until, where = case.view.logs, case.until.value, case.logs.value
    rows = (rule, *case.until.rows, *case.logs.rows, *case.period.rows)
    return LogAvailability(
        available=case.on <= until and where != "nowhere",
        until=until,
        where=where,
        records=rule.records,
        messages_recoverable=rule.messages_recoverable,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What the tables say about logs on the days of one validity interval, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, Logs, *Lifecycle.READS, *StateRights.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self.lifecycle = Lifecycle(snapshot)
        self.rights = StateRights(snapshot)
        self.logs = snapshot.row(Logs)
        self.start = interpretation(snapshot, "log_retention_start")
        self.month_end = interpretation(snapshot, "month_end")

    def kept_until(self, event_day: date) -> Cited[date]:
        """The last day on which the logs of a day are kept, and the readings that decide it."""
        start = _STARTS[self.start.choice](event_day)
        until = dates.add_months(start, self.logs.retention_months, self.month_end.choice)
        return Cited(until, (self.start, self.month_end) if not dates.falls_like(until, start) else (self.start,))


_LOGS: Final = Steps(_View, _look_up, none, _answer, takes=takes("log_availability"))
