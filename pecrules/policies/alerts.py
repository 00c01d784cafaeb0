"""Who is notified of what, and when, about a mailbox that expires, is charged or fills up.

Tables: ``alerts`` (notices, red date, space warning), ``plans`` (how much space there is), ``lifecycle`` (states in
which nobody is notified) and the ``interpretations`` it names. Sources: seeds 000, 001 and 002 (R0.7, R1.9, R1.10,
R2.23), F3.15, F4.

The notices are those in force on the day that is asked about, for days past and to come alike: what was really sent
under older rows is the answer to the question on an older day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar, Final

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.domain.addresses import extension_of
from pecrules.domain.answering import Steps, none
from pecrules.domain.charging import Charging
from pecrules.domain.life import GONE, NOT_YET, Lifecycle
from pecrules.domain.misuse import takes
from pecrules.domain.provenance import Cited, because, caveats, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.space import gigabytes
from pecrules.model.codes import NoticeAudience
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.calendars import Calendar, CalendarDay
from pecrules.model.outcomes.common import Because, Caveat, Stamp
from pecrules.model.outcomes.refusals import Refusal
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.alerts import Notice, SpaceWarning
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.plans import PartnerPlan, Plan
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_WITHOUT_NOTICES: Final[dict[str, frozenset[str]]] = {
    "active_or_expired": NOT_YET | GONE | {"suspended"},
    "while_kept": GONE | {"not_activated"},
}
"""States in which nobody is notified of anything, by the choices of topic ``notices_in_states``."""

_WHOLE: Final = 100  # percent


def alert_calendar(mailbox: Mailbox, span: tuple[date, date], *, rules: Ruleset, on: date) -> Calendar | Refusal:
    """Every notice about a mailbox's expiry or charge, and the warning of space if it is shown today.

    Args:
        mailbox: The mailbox as it is on the day; its notices are those of the term that ends with its expiry.
        span: The first and the last day to look at, both included, before or after ``on``.
        rules: The rules to ask.
        on: The day whose rows count, a civil date of Europe/Rome.

    Returns:
        A ``Calendar``: each notice with its day, whom it goes to, and its row; nothing on days on which the mailbox is
        suspended, withdrawn or deleted, or not yet there. Or a ``Refusal`` of a span that ends before it begins.

    Raises:
        NoRuleInForce: the tables say nothing yet about notices or states on that day.
        CalendarError: a notice would lie outside the years 1 to 9999.

    Source:
        R1.9, R1.10, R2.23; F3.15, F4.01 to F4.03, F4.07, F4.10, F4.11.

    >>> from pecrules import Mailbox, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> calendar = alert_calendar(box, (date(2026, 1, 1), date(2027, 12, 31)), rules=load_rules(), on=date(2026, 1, 1))
    >>> [(str(each.day), each.name, each.audience) for each in calendar.days]
    [('2026-12-30', 'expiry_first', 'holder')]
    """
    return _CALENDAR.ask(mailbox, span, rules, on)


def next_alert(mailbox: Mailbox, *, rules: Ruleset, on: date) -> CalendarDay | None:
    """The first notice of a mailbox on a day or after it.

    Args:
        mailbox: The mailbox as it is on the day.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.

    Returns:
        The notice, or ``None`` when none is left. It looks as far as the mailbox's present term and grace go: a term
        that is not bought yet has no notices. The warning of space, which has no day of its own, is none.

    Raises:
        NoRuleInForce: the tables say nothing yet about notices or states on that day.
        CalendarError: a notice would lie outside the years 1 to 9999.

    Source:
        R1.9, R1.10, R2.23; F4.07, F4.11.

    >>> from pecrules import Mailbox, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> rules = load_rules()
    >>> str(next_alert(box, rules=rules, on=date(2026, 12, 30)).day)
    '2026-12-30'
    >>> next_alert(box, rules=rules, on=date(2026, 12, 31))
    """
    return _NEXT.ask_surely(mailbox, None, rules, on)


def span_objection(span: tuple[date, date], calendar: Interpretation) -> Objection | None:
    """Why there is no calendar of some days: they end before they begin; for those who gather days.

    Args:
        span: The first and the last day.
        calendar: The reading that decides which notices a calendar has.
    """
    first, last = span
    return Objection("span_backwards", (calendar,)) if first > last else None


class Happenings(NamedTuple):
    """Days of one kind, whatever the days to look at, and what they rest on; for those who gather days.

    Attributes:
        days: The days, in no order that counts but on one day.
        because: The rows behind them.
        caveats: Those of them that want a second look.
    """

    days: tuple[CalendarDay, ...]
    because: Because
    caveats: tuple[Caveat, ...]

    @property
    def behind(self) -> tuple[str, ...]:
        """The row behind each day."""
        return tuple(each.row for each in self.days)


def notices(mailbox: Mailbox, *, rules: Ruleset, on: date) -> Happenings:
    """Every notice of a mailbox, but for the warning of space."""
    return _NOTICES.ask_surely(mailbox, None, rules, on)


def space_warning(mailbox: Mailbox, *, rules: Ruleset, on: date) -> Happenings:
    """The warning of space alone, which is shown on the day that is asked about."""
    return _WARNING.ask_surely(mailbox, None, rules, on)


# -- the calendar -----------------------------------------------------------------------------------------------------


_Notices = list[Cited[CalendarDay | None]]
"""Notices on their days, or the rows by which there is none."""


class _Case(NamedTuple):
    """All that a mailbox's holder and users are notified of, whatever the day; and the days to look at."""

    view: _View
    mailbox: Mailbox
    first: date
    last: date
    notices: _Notices


def _look_up(view: _View, mailbox: Mailbox, span: tuple[date, date], rules: Ruleset, on: date) -> _Case | Objection:
    objection = span_objection(span, view.calendar)
    if objection is not None:
        return objection
    return _Case(view, mailbox, *span, [*_notices(view, mailbox, rules), *_space_warning(view, mailbox, on)])


def _answer(case: _Case, stamp: Stamp) -> Calendar:
    view, first, last = case.view, case.first, case.last
    rows = [row for each in case.notices for row in each.rows]
    rows += [view.calendar, *((view.with_automatic,) if case.mailbox.auto_renew else ())]
    days = [each.value for each in case.notices if each.value is not None and first <= each.value.day <= last]
    return Calendar(first, last, tuple(sorted(days, key=_by_day)), because(rows), caveats(rows), stamp)


def _by_day(each: CalendarDay) -> date:
    return each.day


# -- the next one -----------------------------------------------------------------------------------------------------


def _look_up_next(view: _View, mailbox: Mailbox, _: None, rules: Ruleset, on: date) -> list[CalendarDay]:
    """The notices that are left."""
    return [day for day, _ in _notices(view, mailbox, rules) if day is not None and day.day >= on]


def _answer_next(case: list[CalendarDay], _: Stamp) -> CalendarDay | None:
    return min(case, key=_by_day, default=None)


# -- the parts of a calendar ------------------------------------------------------------------------------------------


def _look_up_notices(view: _View, mailbox: Mailbox, _: None, rules: Ruleset, __: date) -> _Notices:
    return [*_notices(view, mailbox, rules)]


def _look_up_warning(view: _View, mailbox: Mailbox, _: None, __: Ruleset, on: date) -> _Notices:
    return [*_space_warning(view, mailbox, on)]


def _answer_part(case: Iterable[Cited[CalendarDay | None]], _: Stamp) -> Happenings:
    rows = [row for each in case for row in each.rows]
    return Happenings(tuple(day for day, _ in case if day is not None), because(rows), caveats(rows))


# -- notices ----------------------------------------------------------------------------------------------------------


_OF_AUTOMATIC: Final = frozenset({"automatic_on", "automatic_off"})
"""Conditions of notices that look at automatic renewal."""


def _notices(view: _View, mailbox: Mailbox, rules: Ruleset) -> Iterator[Cited[CalendarDay | None]]:
    """Every notice of the mailbox's kind whose condition holds; without a day where the mailbox is not there."""
    usable, activation = mailbox, view.lifecycle.days.activation if mailbox.activation_started_on else ()
    if activation:  # of what is being activated somebody will be notified in time
        usable = changed(mailbox, {"activation_started_on": None})
    is_on, behind = _automatic(view, usable, rules)
    for notice in view.notices.get(mailbox.kind, ()):
        if _holds(view, mailbox, notice, automatic=is_on):
            day, rows = _notice(view, usable, notice)
            yield Cited(day, (*rows, *activation, *(behind if notice.condition in _OF_AUTOMATIC else ())))


def _automatic(view: _View, mailbox: Mailbox, rules: Ruleset) -> Cited[bool]:
    """Whether it gets the notices of automatic renewal: it is on, and a charge is made, where that is looked at."""
    against = view.charging.objection(mailbox, rules) if mailbox.auto_renew else None
    if against is None:
        return Cited(mailbox.auto_renew, ())
    return Cited(view.without_charge.choice == "as_if_on", (*against.rows, view.without_charge))


def _holds(view: _View, mailbox: Mailbox, notice: Notice, *, automatic: bool) -> bool:
    """Whether a notice is meant for such a mailbox."""
    if notice.condition == "automatic_on":
        return automatic
    if notice.condition == "automatic_off":
        return not automatic or view.with_automatic.choice == "both"
    return notice.condition == "always" or extension_of(mailbox.address) not in notice.except_extensions


def _notice(view: _View, mailbox: Mailbox, notice: Notice) -> Cited[CalendarDay | None]:
    """A notice on its day, unless the mailbox is gone by then or not yet there."""
    day, rows = _day(view, mailbox, notice)
    period = view.lifecycle.period(mailbox, day)
    if period.state in view.without_notices:
        return Cited(None, (notice, *rows, *period.rows, view.in_states))
    if period.state in _WITHOUT_NOTICES["active_or_expired"]:
        rows = (*rows, view.in_states)
    (audience, address), recipient = _recipient(view, mailbox, notice)
    rows = (notice, *rows, *(period.rows if period.state == "expired" else ()), *recipient)
    sent = CalendarDay(day, "notice", notice.notice, audience, address, notice.sent_by, notice.ref, because(rows))
    return Cited(sent, rows)


def _day(view: _View, mailbox: Mailbox, notice: Notice) -> Cited[date]:
    """When a notice is sent, and the rows that decide it beside its own."""
    days, before = view.lifecycle.days, notice.side == "before"
    offset = -notice.offset if before else notice.offset
    if notice.unit == "calendar_months":
        day = dates.add_months(mailbox.expiry, offset, view.month_end.choice)
        return Cited(day, (view.month_end,) if not dates.falls_like(day, mailbox.expiry) else ())
    if before and notice.offset == days.red_date.red_days_before:  # the notices begin with the red date
        return Cited(days.red_day(mailbox), (days.red_date, days.day_ninety))
    return Cited(dates.add(mailbox.expiry, days=offset), ())


def _recipient(view: _View, mailbox: Mailbox, notice: Notice) -> Cited[tuple[NoticeAudience, str | None]]:
    """Who is notified and at which address, and the reading that says so."""
    if notice.audience == "domain_addresses":
        return Cited(("domain_addresses", mailbox.address), ())  # the mailbox's own is one of them
    if view.recipient.choice == "account":
        return Cited(("account", mailbox.account_email), (view.recipient,))
    holder = mailbox.holder
    return Cited(("holder", holder.reference_email if holder else None), (view.recipient,))


# -- space ------------------------------------------------------------------------------------------------------------


def _space_warning(view: _View, mailbox: Mailbox, on: date) -> Iterator[Cited[CalendarDay | None]]:
    """The warning of space, for as long as so much is occupied: what is known of it is today's."""
    mailbox = view.lifecycle.days.holding(mailbox, on)
    space, plan, used = view.space, _plan(view, mailbox), mailbox.inbox_bytes
    if space is None or plan is None or plan.inbox_gb is None or used is None:
        return
    if view.lifecycle.period(mailbox, on).state in view.without_notices:
        return
    edge = space.used_percent * gigabytes(plan.inbox_gb + mailbox.extra_inbox_gb, view.gigabyte.choice)
    over = used * _WHOLE - edge
    rows = (space, plan, view.gigabyte, *((view.edge,) if over == 0 else ()))
    shown = over > 0 or (over == 0 and view.edge.choice == "at_percent")
    day = CalendarDay(on, "notice", "space_warning", "user", None, "screen", space.ref, because(rows), space.shown_in)
    yield Cited(day if shown else None, rows)


def _plan(view: _View, mailbox: Mailbox) -> Plan | PartnerPlan | None:
    """The plan's row; ``None`` for a plan that the tables do not know."""
    if mailbox.channel == "partner_panel":
        return view.partner_plans.get(mailbox.plan)
    return view.plans.get((mailbox.kind, mailbox.plan))


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What notices need of the tables, looked up once for an interval of days."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Interpretation, Notice, PartnerPlan, Plan, SpaceWarning, *Charging.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.lifecycle = Lifecycle(snapshot)
        self.calendar = interpretation(snapshot, "alert_calendar")
        self.with_automatic = interpretation(snapshot, "alerts_with_automatic")
        self.without_charge = interpretation(snapshot, "notices_without_charge")
        self.charging = Charging(snapshot, self.lifecycle)
        self.recipient = interpretation(snapshot, "alert_recipient")
        self.month_end = interpretation(snapshot, "month_end")
        self.gigabyte = interpretation(snapshot, "gigabyte")
        self.in_states = interpretation(snapshot, "notices_in_states")
        self.without_notices = _WITHOUT_NOTICES[self.in_states.choice]
        self.edge = interpretation(snapshot, "space_warning_edge")
        listed = ("source", "company") if self.calendar.choice == "listed_days" else ("source",)
        self.notices: dict[str, list[Notice]] = {}
        for notice in snapshot.rows(Notice):
            if notice.listed_by in listed:
                self.notices.setdefault(notice.kind, []).append(notice)
        self.plans = {(plan.kind, plan.plan): plan for plan in snapshot.rows(Plan)}
        self.partner_plans = {plan.plan: plan for plan in snapshot.rows(PartnerPlan)}
        self.space = next(iter(snapshot.rows(SpaceWarning)), None)


_CALENDAR: Final = Steps(_View, _look_up, none, _answer, takes=takes("alert_calendar"))
_NEXT: Final = Steps(_View, _look_up_next, none, _answer_next, takes=takes("next_alert"))
_NOTICES: Final = Steps(_View, _look_up_notices, none, _answer_part)
_WARNING: Final = Steps(_View, _look_up_warning, none, _answer_part)
