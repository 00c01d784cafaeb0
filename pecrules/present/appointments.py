"""The days of a mailbox as an iCalendar (RFC 5545), for programs that keep appointments; with the extra ``calendar``.

Asked for again, a day has the same name, so that a program that has it already moves it instead of having it twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from pecrules.base.tuples import NamedTuple
from pecrules.base.version import __version__
from pecrules.model.codes import Language
from pecrules.present import codes, sentences
from pecrules.present.answers.calendars import calendar_day
from pecrules.present.answers.consequences import letters
from pecrules.present.catalogues import say
from pecrules.present.names import Names

if TYPE_CHECKING:
    import icalendar

    from pecrules.model.mailboxes import Mailbox
    from pecrules.model.outcomes.calendars import Calendar, CalendarDay
    from pecrules.model.outcomes.quotes import PayBy

ALARM_DAYS: Final = 7
"""How many days before an appointment its alarm comes, if nobody says otherwise."""


class _Appointment(NamedTuple):
    """One day: its name apart from the day, what is written in it for people, and the rows behind it for programs."""

    name: tuple[str, ...]
    day: date
    kind: str
    summary: str
    more: tuple[str, ...]
    rows: tuple[str, ...]


def as_icalendar(  # noqa: PLR0913 - a calendar, and how it is written
    calendar: Calendar,
    names: Names,
    lang: Language,
    *,
    mailbox: Mailbox,
    pay_by: Sequence[PayBy] = (),
    alarm_days: int = ALARM_DAYS,
) -> bytes:
    """A mailbox's calendar, each day an appointment of a whole day with an alarm.

    Args:
        calendar: What falls on its days, as ``timeline`` says.
        names: What things are called.
        lang: ``it``, ``en`` or ``de``.
        mailbox: The mailbox.
        pay_by: The last days of each way to pay, as ``renewal_options`` says.
        alarm_days: How many days before, in the morning, each alarm comes.

    Raises:
        ModuleNotFoundError: the library icalendar is not installed.
    """
    import icalendar

    whole = icalendar.Calendar()
    called = f"{mailbox.address}, {names.plan(mailbox.plan, lang, mailbox.kind)}"
    maker = f"-//pecrules//{__version__}//{lang.upper()}"
    _fill(whole, {"prodid": maker, "version": "2.0", "method": "PUBLISH", "x-wr-calname": called})
    stamp = datetime.combine(calendar.stamp.on, time(), UTC)
    days = (*(_of_day(each, names, lang, mailbox) for each in calendar.days), *_of_payments(pay_by, names, lang))
    for uid, each in _named(days, mailbox):
        whole.add_component(_event(uid, each, called, stamp, alarm_days))
    return bytes(whole.to_ical())


def _of_day(day: CalendarDay, names: Names, lang: Language, mailbox: Mailbox) -> _Appointment:
    _, _, what, whom, row = calendar_day(day, names, lang)
    texts = (cell for part in letters([day], names, lang, mailbox=mailbox) for _, cell in part.rows)
    return _Appointment((day.what, day.name, day.audience or ""), day.day, day.what, what, (whom, *texts), (row,))


def _of_payments(pay_by: Iterable[PayBy], names: Names, lang: Language) -> Iterator[_Appointment]:
    for each in pay_by:
        before = sentences.said(codes.IN_TIME, each.before, lang)
        summary = f"{say(lang, 'Paid in time')}: {names.method(each.method, lang)}, {before}"
        yield _Appointment(("pay_by", each.method, each.before), each.day, "pay_by", summary, (), each.because)


def _named(days: Iterable[_Appointment], mailbox: Mailbox) -> Iterator[tuple[str, _Appointment]]:
    """Each day with a name that hangs on what it is and on the term, and not on the day it falls on."""
    often: Counter[tuple[str, ...]] = Counter()
    for each in days:
        often[each.name] += 1
        said = "|".join((mailbox.address, str(mailbox.expiry), *each.name, str(often[each.name])))
        yield f"{sha256(said.encode()).hexdigest()[:32]}@pecrules", each


def _event(uid: str, found: _Appointment, called: str, stamp: datetime, alarm_days: int) -> icalendar.Event:
    import icalendar

    event, alarm = icalendar.Event(), icalendar.Alarm()
    said = {
        "uid": uid, "dtstamp": stamp, "dtstart": found.day, "dtend": found.day + timedelta(1),
        "summary": found.summary, "description": "\n".join(filter(None, (called, *found.more))),
        "categories": [found.kind], "transp": "TRANSPARENT", "x-pecrules-rows": ", ".join(found.rows),
    }  # fmt: skip
    before = timedelta(hours=_MORNING) - timedelta(alarm_days)
    _fill(event, said)
    _fill(alarm, {"action": "DISPLAY", "description": found.summary, "trigger": before})
    event.add_component(alarm)
    return event


def _fill(component: Any, values: Mapping[str, Any]) -> None:
    """Say all that a component is to say."""
    for name, value in values.items():
        component.add(name, value)


_MORNING: Final = 9
"""The hour of an alarm."""
