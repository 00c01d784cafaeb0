"""Everything that falls on a day in the life of one mailbox, as one calendar: what happens, notices and charges.

It gathers: notices come from ``alert_calendar``, charges from ``automatic_renewal``, the end of the logs from
``log_availability``, states from what all policies share. Tables: those that they read, and ``lifecycle`` (states,
activation). Sources: R0.7, R0.19, R2.10, R2.11, R4.3, R4.4, R4.8; F1, F2, F10, F12.08 to F12.10.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import ClassVar, Final, get_args

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.domain.activation import Activations
from pecrules.domain.answering import Steps, none
from pecrules.domain.charging import Charging
from pecrules.domain.life import GONE, NOT_YET, ON_ITS_WAY, THERE, USABLE, Lifecycle, StatePeriod
from pecrules.domain.misuse import takes
from pecrules.domain.provenance import because, caveats, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.state_days import DAY
from pecrules.domain.state_rights import StateRights
from pecrules.model.codes import CalendarCode
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.calendars import Calendar, CalendarDay
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.refusals import Refusal
from pecrules.policies.alerts import Happenings, alert_calendar, span_objection
from pecrules.policies.automatic import charge_days
from pecrules.policies.logs import log_availability
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.ruleset import Ruleset, Snapshot


def timeline(mailbox: Mailbox, span: tuple[date, date], *, rules: Ruleset, on: date) -> Calendar | Refusal:
    """The calendar of a mailbox's present term and of what follows it if nothing happens.

    With automatic renewal on, the charge stands in it beside what comes if it fails: the expiry, the grace, the end.

    Args:
        mailbox: The mailbox as it is on the day.
        span: The first and the last day to look at, both included, before or after ``on``.
        rules: The rules to ask.
        on: The day whose rows count, a civil date of Europe/Rome.

    Returns:
        A ``Calendar``: the day activation begins, and the first day active; the day the expiry turns red; notices;
        charge and retries, while the mailbox is one that is charged; expiry, the last day active; the first day of
        other rights in grace; the last day in grace; the first and the last day of a suspension; the day it is ended
        on; the first day on which it is deleted; and the last on which the logs of its last day are kept. On one day
        they come in this order. Or a ``Refusal`` of a span that ends before it begins.

    Raises:
        NoRuleInForce: the tables say nothing yet about notices or states on that day.
        CalendarError: something would lie outside the years 1 to 9999.

    Source:
        R0.7, R0.19, R1.9, R1.10, R2.10, R2.11, R2.23, R4.3, R4.4, R4.8; F1.15, F3.13, F4.

    >>> from pecrules import Mailbox, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> calendar = timeline(box, (date(2027, 1, 1), date(2027, 12, 31)), rules=load_rules(), on=date(2027, 1, 10))
    >>> [(str(each.day), each.what) for each in calendar.days]
    [('2027-03-30', 'expiry'), ('2027-06-28', 'grace_end'), ('2027-06-29', 'deletion')]
    """
    return _TIMELINE.ask(mailbox, span, rules, on)


def changes(mailbox: Mailbox, *, rules: Ruleset, on: date) -> Happenings:
    """The changes of state alone, from before a mailbox was there to its end; for those who gather days."""
    return _CHANGES.ask_surely(mailbox, None, rules, on)


def charges(mailbox: Mailbox, *, rules: Ruleset, on: date) -> Happenings:
    """The charge and its retries alone; no day where none is made."""
    return _CHARGES.ask_surely(mailbox, None, rules, on)


def log_end(mailbox: Mailbox, *, rules: Ruleset, on: date) -> Happenings:
    """The last day alone on which the logs of a mailbox's last day are kept."""
    return _LOGS.ask_surely(mailbox, None, rules, on)


IF_CHARGE_FAILS: Final = frozenset({"retry", "grace_end", "rights_change", "deletion", "log_end"})
"""What a charge that succeeds keeps from coming, at least on the day that is told."""


# -- one question -----------------------------------------------------------------------------------------------------


_NO_DAYS: Final = Happenings((), (), ())


class _Case(NamedTuple):
    """The parts of a mailbox's calendar, and the days to look at."""

    first: date
    last: date
    parts: tuple[Happenings, ...]


def _look_up(view: _View, mailbox: Mailbox, span: tuple[date, date], rules: Ruleset, on: date) -> _Case | Objection:
    objection = span_objection(span, view.calendar)
    if objection is not None:
        return objection
    life = _life(view, mailbox, on)
    notices, charged = _notices(mailbox, span, rules, on), _charges(view, life, mailbox, rules, on)
    ahead = (_if_not_charged(each, mailbox, charged) for each in (life.changes, charged, _logs(life, rules, on)))
    return _Case(*span, (*ahead, notices))


def _look_up_changes(view: _View, mailbox: Mailbox, _: None, __: Ruleset, on: date) -> Happenings:
    return _life(view, mailbox, on).changes


def _look_up_charges(view: _View, mailbox: Mailbox, _: None, rules: Ruleset, on: date) -> Happenings:
    return _charges(view, _life(view, mailbox, on), mailbox, rules, on)


def _look_up_logs(view: _View, mailbox: Mailbox, _: None, rules: Ruleset, on: date) -> Happenings:
    return _logs(_life(view, mailbox, on), rules, on)


def _answer_part(case: Happenings, _: Stamp) -> Happenings:
    return case


def _answer(case: _Case, stamp: Stamp) -> Calendar:
    first, last, parts = case
    days = [day for part in parts for day in part.days if first <= day.day <= last]
    days.sort(key=_place)  # so those of one day stay in order, and of two days only which is the earlier is asked
    return Calendar(
        first,
        last,
        tuple(sorted(days, key=_day)),
        tuple(dict.fromkeys(row for part in parts for row in part.because)),
        tuple(dict.fromkeys(caveat for part in parts for caveat in part.caveats)),
        stamp,
    )


def _place(each: CalendarDay) -> int:
    return _ORDER.index(each.what)


def _day(each: CalendarDay) -> date:
    return each.day


def _happens(day: date, what: CalendarCode, rows: Iterable[str]) -> CalendarDay:
    """Something of which nobody is notified; the first of its rows is the one behind it."""
    behind = tuple(dict.fromkeys(rows))
    return CalendarDay(day, what, what, None, None, None, behind[0], behind)


# -- states -----------------------------------------------------------------------------------------------------------


class _Life(NamedTuple):
    """The states of a mailbox, one after the other.

    Attributes:
        mailbox: The mailbox as it will be when what is being activated is active.
        last_day: The last day before its end; ``None`` if it has none.
        changes: The changes of state that stand in the calendar.
    """

    mailbox: Mailbox
    last_day: date | None
    changes: Happenings


class _Edge(NamedTuple):
    """What happens when one state gives way to another: on the last day of the one, or the first of the other."""

    what: CalendarCode
    before: frozenset[str]
    after: frozenset[str]
    on_last_day: bool


_ANY: Final = NOT_YET | THERE
_EDGES: Final = (
    _Edge("activation_start", frozenset({"not_activated"}), frozenset({"in_activation"}), on_last_day=False),
    _Edge("activation", NOT_YET, USABLE, on_last_day=False),
    _Edge("red_date", frozenset({"active"}), frozenset({"expiring"}), on_last_day=False),
    _Edge("expiry", NOT_YET | USABLE, frozenset({"expired", "deleted"}), on_last_day=True),
    _Edge("grace_end", frozenset({"expired"}), frozenset({"deleted"}), on_last_day=True),
    _Edge("suspension", NOT_YET | ON_ITS_WAY, frozenset({"suspended"}), on_last_day=False),
    _Edge("suspension_end", frozenset({"suspended"}), frozenset({"deleted"}), on_last_day=True),
    _Edge("termination", _ANY, frozenset({"withdrawn"}), on_last_day=True),
    _Edge("deletion", _ANY, frozenset({"deleted"}), on_last_day=False),
)
_ORDER: Final[tuple[CalendarCode, ...]] = get_args(CalendarCode)
"""How things of one day follow one another."""


def _life(view: _View, mailbox: Mailbox, on: date) -> _Life:
    """Every change of state, from before the mailbox was there to its end."""
    usable, activation = view.activations.expected(mailbox, on)
    days: list[CalendarDay] = []
    rows: list[Row] = []
    lifecycle = view.lifecycle.life(usable)
    for before, after in pairwise(lifecycle):
        assert before.until is not None  # only the last state has no end
        state = "suspended" if after.came_from == "suspended" else before.state  # a suspension may last no day
        for edge in _EDGES:
            if state in edge.before and after.state in edge.after:
                behind = _rows(view, edge.what, before, after, activation)
                day = before.until if edge.on_last_day else before.until + DAY
                days.append(_happens(day, edge.what, because(behind)))
                rows += behind
    for change in view.rights.changes_in_grace(usable.kind):
        day = dates.plus(usable.expiry, change.day)
        if all(view.lifecycle.period(usable, each).state == "expired" for each in (day - DAY, day)):
            days.append(_happens(day, "rights_change", because((change.after, change.before))))
            rows += (change.after, change.before)
    last_day = lifecycle[-2].until if lifecycle[-1].state in GONE else None
    return _Life(usable, last_day, Happenings(tuple(days), because(rows), caveats(rows)))


def _rows(
    view: _View, what: CalendarCode, before: StatePeriod, after: StatePeriod, activation: tuple[Row, ...]
) -> tuple[Row, ...]:
    """The rows behind a change of state, the one that says most first."""
    days, rights = view.lifecycle.days, view.rights
    match what:
        case "activation":
            return (rights.state("active"), *activation)
        case "red_date":
            return (days.red_date, days.day_ninety)
        case "expiry":
            return (rights.state("active"), days.expiry_day)
        case "grace_end":
            return before.rows
        case "suspension_end":
            return after.rows
        case _:
            return (rights.state(after.state), *after.rows)


# -- notices, charges and logs ----------------------------------------------------------------------------------------


def _notices(mailbox: Mailbox, span: tuple[date, date], rules: Ruleset, on: date) -> Happenings:
    """What people are notified of on the days to look at."""
    answer = alert_calendar(mailbox, span, rules=rules, on=on)
    assert not isinstance(answer, Refusal), "days that do not end before they begin"
    return Happenings(answer.days, answer.because, answer.caveats)


def _charges(view: _View, life: _Life, mailbox: Mailbox, rules: Ruleset, on: date) -> Happenings:
    """The days on which automatic renewal charges, or why it does not; nothing where it is off."""
    if not mailbox.auto_renew:
        return _NO_DAYS
    known = changed(mailbox, {"last_term_years": mailbox.last_term_years or 1})  # no day hangs on the term
    answer = charge_days(known, rules=rules, on=on)
    if isinstance(answer, Refusal):
        return Happenings((), answer.because, answer.caveats)
    against = view.charging.objection(known, rules)  # whose price nobody says is due all the same
    if against is not None:
        return Happenings((), because(against.rows), caveats(against.rows))
    days: list[tuple[date, CalendarCode]] = [(answer.first, "charge"), *((day, "retry") for day in answer.retries)]
    there = [each for each in days if view.lifecycle.period(life.mailbox, each[0]).state in ON_ITS_WAY]
    why = because(answer.rows)
    return Happenings(tuple(_happens(day, what, why) for day, what in there), why, caveats(answer.rows))


def _if_not_charged(part: Happenings, mailbox: Mailbox, charged: Happenings) -> Happenings:
    """What comes after a charge that is due or under way, only if that fails; a suspension comes all the same."""
    if not charged.days:
        return part
    first, last = charged.days[0].day, mailbox.suspended_on or date.max
    days = (
        changed(each, {"if_charge_fails": True}) if each.what in IF_CHARGE_FAILS and first <= each.day < last else each
        for each in part.days
    )
    return part._replace(days=tuple(days))


def _logs(life: _Life, rules: Ruleset, on: date) -> Happenings:
    """Until when the logs of the last day are kept, by the rules of the first day on which one can ask."""
    if life.last_day is None:
        return _NO_DAYS
    answer = log_availability(life.mailbox, life.last_day, rules=rules, on=max(on, life.last_day))
    assert not isinstance(answer, Refusal), "a day that has come"
    return Happenings((_happens(answer.until, "log_end", answer.because),), answer.because, answer.caveats)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What the calendar needs of the tables beside what others look up, once for an interval of days."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Interpretation, *Activations.READS, *Charging.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.lifecycle = Lifecycle(snapshot)
        self.rights = StateRights(snapshot)
        self.charging = Charging(snapshot, self.lifecycle)
        self.calendar = interpretation(snapshot, "alert_calendar")
        self.activations = Activations(snapshot)


_TIMELINE: Final = Steps(_View, _look_up, none, _answer, takes=takes("timeline"))
_CHANGES: Final = Steps(_View, _look_up_changes, none, _answer_part)
_CHARGES: Final = Steps(_View, _look_up_charges, none, _answer_part)
_LOGS: Final = Steps(_View, _look_up_logs, none, _answer_part)
