"""Month and year arithmetic on civil dates.

Everything is counted from an anchor, never from the previous due date: years and months together first, with one
rounding down to the last day of the month (Civil Code, art. 2963), then days. Days are dates of Europe/Rome.
"""

import reprlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import cast

from pecrules.base.errors import CalendarError

MONTHS = 12
WEEK = 7
_LAST = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class ManyDays:
    """What stands for many days at once, where all that a policy can answer is worked out (``pecrules.analysis``).

    Such a day is compared and added to like any other. It cannot be taken apart, so the functions here, which alone
    take days apart, leave it to itself what they make of each of its days.
    """

    __slots__ = ()

    def mapped(self, function: Callable[..., date], *rest: object) -> date:
        """The day that a function makes of each day, and of what else it is given."""
        raise NotImplementedError  # what stands for many says it

    def counted(self, function: Callable[..., int], *rest: object) -> int:
        """The number that a function makes of each day, and of what else it is given."""
        raise NotImplementedError  # what stands for many says it

    def satisfies(self, predicate: Callable[..., bool], *rest: object) -> bool:
        """Whether each day is as a predicate says."""
        raise NotImplementedError  # what stands for many says it


def check_day(name: str, day: object) -> None:
    """Whether something is a day: a plain ``date``.

    A subclass is none, here and in everything that is asked about: what it does when days are counted nobody knows, and
    answers would give it back to others who asked about an equal day.

    Args:
        name: What wants one.
        day: What was given.

    Raises:
        TypeError: it is none; the sentence says how to make one of it.

    >>> check_day("on", "2027-01-10")
    Traceback (most recent call last):
        ...
    TypeError: on wants a date, not '2027-01-10'; a text becomes one by date.fromisoformat
    """
    if day.__class__ is date:
        return
    if isinstance(day, datetime):
        how = "a moment becomes one by dates.rome_day"
    elif isinstance(day, date):
        how = "a subclass becomes one by date(day.year, day.month, day.day)"
    else:
        how = "a text becomes one by date.fromisoformat"
    raise TypeError(f"{name} wants a date, not {reprlib.repr(day)}; {how}")


def add(anchor: date, *, years: int = 0, months: int = 0, days: int = 0) -> date:
    """The day that lies the given years, months and days after ``anchor``; negative numbers count backwards.

    Raises:
        CalendarError: the day would lie outside the years 1 to 9999.

    >>> add(date(2024, 2, 29), years=1), add(date(2024, 2, 29), years=4)
    (datetime.date(2025, 2, 28), datetime.date(2028, 2, 29))
    >>> add(date(2025, 5, 31), months=-3)
    datetime.date(2025, 2, 28)
    """
    if isinstance(anchor, ManyDays) and (years or months):
        return anchor.mapped(_add, years, months, days)
    return _add(anchor, years, months, days)


def _add(anchor: date, years: int, months: int, days: int) -> date:
    try:
        return (_months_later(anchor, years * MONTHS + months) if years or months else anchor) + timedelta(days)
    except (OverflowError, ValueError) as error:
        far = f"{years} years, {months} months and {days} days from {anchor}"
        early = years * MONTHS + months < 0 or days < 0
        raise CalendarError(f"the calendar has no day {far}", is_early=early) from error


def plus(day: date, span: timedelta) -> date:
    """The day that lies a span of whole days after a day, or before it.

    Raises:
        CalendarError: the day would lie outside the years 1 to 9999.

    >>> plus(date(2027, 3, 30), timedelta(90))
    datetime.date(2027, 6, 28)
    """
    try:
        return day + span
    except OverflowError as error:
        far = f"{span.days} days from {day}"
        raise CalendarError(f"the calendar has no day {far}", is_early=span.days < 0) from error


def add_years(anchor: date, years: int, leap_day: str = "february_28") -> date:
    """The same day ``years`` later; ``leap_day`` says what 29 February becomes in a common year.

    Args:
        anchor: The day counted from.
        years: Whole years, also negative.
        leap_day: ``february_28`` or ``march_1`` (``interpretations``, topic ``leap_day_expiry``).

    Raises:
        CalendarError: the day would lie outside the years 1 to 9999.

    >>> add_years(date(2024, 2, 29), 1, "march_1")
    datetime.date(2025, 3, 1)
    """
    if type(anchor) is not date and isinstance(anchor, ManyDays):
        return anchor.mapped(add_years, years, leap_day)
    try:
        return date(anchor.year + years, anchor.month, anchor.day)
    except (OverflowError, ValueError):
        clamped = add(anchor, years=years)
        return clamped + timedelta(1) if leap_day == "march_1" else clamped


def add_months(anchor: date, months: int, month_end: str = "last_day") -> date:
    """The same day ``months`` later; ``month_end`` says what becomes of a day that the month lacks.

    Args:
        anchor: The day counted from.
        months: Whole months, also negative.
        month_end: ``last_day`` of the month, or ``overflow`` into the next (``interpretations``, topic ``month_end``).

    Raises:
        CalendarError: the day would lie outside the years 1 to 9999.

    >>> add_months(date(2025, 5, 31), -3), add_months(date(2025, 5, 31), -3, "overflow")
    (datetime.date(2025, 2, 28), datetime.date(2025, 3, 3))
    """
    if isinstance(anchor, ManyDays):
        return anchor.mapped(add_months, months, month_end)
    clamped = add(anchor, months=months)
    return clamped + timedelta(anchor.day - clamped.day) if month_end == "overflow" else clamped


def working_days_after(day: date, days: int, week: int) -> date:
    """The day that lies so many working days after a day; one that is none counts as the next that is one.

    Args:
        day: The day counted from.
        days: How many working days, not below zero.
        week: How many days of a week are working days, Monday first.

    Raises:
        CalendarError: the day would lie beyond the year 9999.

    >>> working_days_after(date(2027, 6, 25), 1, 5), working_days_after(date(2027, 6, 26), 1, 5)
    (datetime.date(2027, 6, 28), datetime.date(2027, 6, 29))
    """
    return _working_day(day, days, week, 1)


def working_days_before(day: date, days: int, week: int) -> date:
    """The last day from which so many working days end by a day: the way back of ``working_days_after``.

    >>> working_days_before(date(2027, 6, 28), 7, 5), working_days_before(date(2027, 6, 27), 0, 5)
    (datetime.date(2027, 6, 17), datetime.date(2027, 6, 25))
    """
    return _working_day(day, days, week, -1)


def _working_day(day: date, days: int, week: int, step: int) -> date:
    """The next working day at or beyond a day in one direction, and so many further."""
    if isinstance(day, ManyDays):
        return day.mapped(_working_day, days, week, step)
    done = day.weekday() if step > 0 else WEEK - 1 - day.weekday()  # how much of the week lies behind, in a direction
    begins = 0 if step > 0 else WEEK - week  # where in it the working days begin
    before = min(max(done - begins, 0), week)  # working days of this week that lie behind
    weeks, rest = divmod(before + days, week)
    return add(day, days=step * (weeks * WEEK + begins + rest - done))


def rome_day(moment: datetime) -> date:
    """The civil date in Europe/Rome at ``moment``, which must know its time zone.

    Raises:
        CalendarError: ``moment`` is naive, so nobody can tell which day it is in Rome; or that day is beyond the
            calendar; or the machine knows no time zones.
        TypeError: ``moment`` is no ``datetime``.

    >>> from datetime import timezone
    >>> rome_day(datetime(2026, 12, 31, 23, 30, tzinfo=timezone.utc))
    datetime.date(2027, 1, 1)
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if not isinstance(cast("object", moment), datetime):
        raise TypeError(f"a moment is wanted, not {moment!r}")
    if moment.utcoffset() is None:
        raise CalendarError(f"{moment!r} has no time zone: say which, or pass a date")
    try:
        return moment.astimezone(ZoneInfo("Europe/Rome")).date()
    except OverflowError as error:
        raise CalendarError(f"{moment!r} lies beyond the calendar in Rome") from error
    except ZoneInfoNotFoundError as error:
        raise CalendarError("this machine knows no time zones: install the package tzdata") from error


def is_leap_day(day: date) -> bool:
    """Whether a day is 29 February.

    >>> is_leap_day(date(2024, 2, 29)), is_leap_day(date(2024, 2, 28))
    (True, False)
    """
    if type(day) is not date and isinstance(day, ManyDays):
        return day.satisfies(is_leap_day)
    return day.month == 2 and day.day == 29  # noqa: PLR2004 - 29 February, the only one


def falls_like(day: date, anchor: date) -> bool:
    """Whether a day is the same one of its month as another is of its own.

    >>> falls_like(date(2025, 2, 28), date(2025, 5, 31)), falls_like(date(2025, 2, 28), date(2025, 5, 28))
    (False, True)
    """
    if isinstance(day, ManyDays):
        return day.satisfies(falls_like, anchor)
    return day.day == anchor.day


def years_apart(first: date, last: date) -> int:
    """How many years lie between the years of two days, whatever their days.

    >>> years_apart(date(2024, 2, 29), date(2027, 1, 10))
    3
    """
    if isinstance(last, ManyDays):
        return last.counted(_years_since, first)
    return _years_since(last, first)


def _years_since(last: date, first: date) -> int:
    return last.year - first.year


def full_months(first: date, last: date, month_end: str = "last_day") -> int:
    """How many whole calendar months lie between two days, counted back from the last.

    >>> full_months(date(2027, 1, 10), date(2027, 3, 30)), full_months(date(2027, 1, 31), date(2027, 3, 30))
    (2, 1)
    """
    if isinstance(last, ManyDays):
        return last.counted(_full_months, first, month_end)
    return _full_months(last, first, month_end)


def _full_months(last: date, first: date, month_end: str) -> int:
    near = (last.year - first.year) * MONTHS + last.month - first.month
    return max(months for months in range(near - 1, near + 2) if add_months(last, -months, month_end) >= first)


def month_start(day: date) -> date:
    """The first day of a day's month.

    >>> month_start(date(2027, 3, 30))
    datetime.date(2027, 3, 1)
    """
    if isinstance(day, ManyDays):
        return day.mapped(month_start)
    return day.replace(day=1)


def is_in_every_month(day: date) -> bool:
    """Whether a day is one that every month has.

    >>> is_in_every_month(date(2027, 3, 28)), is_in_every_month(date(2027, 3, 29))
    (True, False)
    """
    if isinstance(day, ManyDays):
        return day.satisfies(is_in_every_month)
    return day.day <= _LAST[1]  # as many as February has


def is_in_month(day: date, month: int) -> bool:
    """Whether a day lies in a month, 1 for January.

    >>> is_in_month(date(2027, 3, 30), 3)
    True
    """
    if isinstance(day, ManyDays):
        return day.satisfies(is_in_month, month)
    return day.month == month


def weekday(day: date) -> int:
    """Which day of its week a day is, 0 for Monday.

    >>> weekday(date(2027, 6, 28))
    0
    """
    if isinstance(day, ManyDays):
        return next((number for number in range(6) if day.satisfies(_is_weekday, number)), 6)
    return day.weekday()


def _is_weekday(day: date, number: int) -> bool:
    return day.weekday() == number


def is_day(text: str) -> bool:
    """Whether a text is a day that exists, written as ``2026-11-21``.

    >>> is_day("2024-02-29"), is_day("2023-02-29"), is_day("2024-W09-4")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _months_later(anchor: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month0 = divmod(anchor.year * MONTHS + anchor.month - 1 + months, MONTHS)
    return date(year, month0 + 1, min(anchor.day, _month_length(year, month0)))


def _month_length(year: int, month0: int) -> int:
    leap = month0 == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap else _LAST[month0]
