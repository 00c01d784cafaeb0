"""Month and year arithmetic: anchored, rounded down once, in the calendar or refused."""

import calendar
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pecrules import CalendarError, rome_day
from pecrules.base.dates import add, add_years
from pecrules.testing.strategies import days

YEARS = st.integers(-12, 12)
MONTHS = st.integers(-150, 150)
DAYS = st.integers(-4000, 4000)
MIDDLE = st.dates(date(1000, 1, 1), date(9000, 12, 31)) | days()
ANY_DAY = st.dates()


@pytest.mark.parametrize(
    ("anchor", "step", "expected"),
    [
        (date(2024, 2, 29), {"years": 1}, date(2025, 2, 28)),
        (date(2024, 2, 29), {"years": 4}, date(2028, 2, 29)),
        (date(2024, 2, 29), {"years": -1}, date(2023, 2, 28)),
        (date(2025, 5, 31), {"months": -3}, date(2025, 2, 28)),
        (date(2025, 1, 31), {"months": 1}, date(2025, 2, 28)),
        (date(2024, 1, 31), {"months": 1}, date(2024, 2, 29)),
        (date(2025, 12, 31), {"months": 2}, date(2026, 2, 28)),
        (date(2025, 3, 31), {"months": -1, "years": -1}, date(2024, 2, 29)),
        (date(2025, 1, 31), {"months": 1, "days": 1}, date(2025, 3, 1)),
        (date(2026, 11, 21), {}, date(2026, 11, 21)),
        (date(1900, 1, 31), {"months": 1}, date(1900, 2, 28)),
        (date(2000, 1, 31), {"months": 1}, date(2000, 2, 29)),
        (date(9999, 12, 31), {"days": 0}, date(9999, 12, 31)),
        (date(1, 1, 1), {"months": 0}, date(1, 1, 1)),
    ],
)
def test_worked_examples(anchor, step, expected):
    """Years and months together, one rounding down to the end of the month, then days."""
    assert expected == add(anchor, **step)


@pytest.mark.parametrize(
    ("anchor", "years", "leap_day", "expected"),
    [
        (date(2024, 2, 29), 1, "february_28", date(2025, 2, 28)),
        (date(2024, 2, 29), 1, "march_1", date(2025, 3, 1)),
        (date(2024, 2, 29), 4, "march_1", date(2028, 2, 29)),
        (date(2024, 2, 29), -1, "march_1", date(2023, 3, 1)),
        (date(2024, 2, 28), 1, "march_1", date(2025, 2, 28)),
        (date(2027, 3, 30), 2, "february_28", date(2029, 3, 30)),
    ],
)
def test_leap_days_become_what_is_said(anchor, years, leap_day, expected):
    """29 February becomes 28 February or 1 March in a common year; other days never move."""
    assert expected == add_years(anchor, years, leap_day=leap_day)


@pytest.mark.parametrize(
    "step", [{"years": 1}, {"months": 1}, {"days": 1}, {"years": 10**9}, {"months": 10**30}, {"days": 10**30}]
)
def test_beyond_the_last_year_is_refused(step):
    """There is no day after 9999-12-31."""
    with pytest.raises(CalendarError, match="9999-12-31"):
        add(date(9999, 12, 31), **step)


@pytest.mark.parametrize("step", [{"years": -1}, {"months": -1}, {"days": -1}, {"years": -(10**30)}])
def test_before_the_first_year_is_refused(step):
    """There is no day before 0001-01-01."""
    with pytest.raises(CalendarError, match="0001-01-01"):
        add(date(1, 1, 1), **step)


@pytest.mark.parametrize("years", [1, 10**9, 10**30, -9999])
def test_so_many_years_are_refused(years):
    """A term that leaves the calendar is an error of the calendar, whatever its length."""
    with pytest.raises(CalendarError):
        add_years(date(9999, 2, 1), years)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 8, 0, tzinfo=ZoneInfo("Asia/Tokyo")), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 6, 0, tzinfo=ZoneInfo("Asia/Tokyo")), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 0, 0, tzinfo=ZoneInfo("Europe/Rome")), date(2026, 7, 1)),
    ],
)
def test_a_moment_has_one_day_in_rome(moment, expected):
    """The civil date of Rome counts, in summer time as in winter."""
    assert expected == rome_day(moment)


def test_a_moment_without_a_zone_is_refused():
    """Nobody can tell which day it is in Rome when the clock's zone is unknown."""
    with pytest.raises(CalendarError, match="time zone"):
        rome_day(datetime(2026, 11, 21, 12, 0))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("moment", [date(2026, 11, 21), "2026-11-21T12:00:00Z", None])
def test_what_is_no_moment_is_refused(moment):
    """A day is a day already; a text is none."""
    with pytest.raises(TypeError):
        rome_day(moment)


@pytest.mark.parametrize(
    "moment", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))]
)
def test_a_moment_at_the_ends_of_the_calendar_is_refused(moment):
    """A moment whose day in Rome the calendar does not have is an error of the calendar."""
    with pytest.raises(CalendarError):
        rome_day(moment)


class TestMonotone:
    """A later anchor, or more of anything, never gives an earlier day."""

    @given(MIDDLE, MIDDLE, YEARS, MONTHS, DAYS)
    @example(date(2025, 1, 30), date(2025, 1, 31), 0, 1, 0)
    def test_in_the_anchor(self, one, other, years, months, days):
        """The later anchor gives the later day, or the same."""
        early, late = sorted((one, other))
        assert add(early, years=years, months=months, days=days) <= add(late, years=years, months=months, days=days)

    @given(MIDDLE, YEARS, YEARS)
    def test_in_the_years(self, anchor, one, other):
        """More years give a later day."""
        few, many = sorted((one, other))
        assert add(anchor, years=few) <= add(anchor, years=many)
        assert (few < many) == (add(anchor, years=few) < add(anchor, years=many))

    @given(MIDDLE, MONTHS, MONTHS)
    def test_in_the_months(self, anchor, one, other):
        """More months give a later day."""
        few, many = sorted((one, other))
        assert (few < many) == (add(anchor, months=few) < add(anchor, months=many))

    @given(MIDDLE, DAYS, DAYS)
    def test_in_the_days(self, anchor, one, other):
        """So many days more are so many days later."""
        assert timedelta(one - other) == add(anchor, days=one) - add(anchor, days=other)


class TestAnchored:
    """Everything is counted from the anchor: what a month in between lacks is never lost."""

    @given(MIDDLE, MONTHS)
    def test_the_day_of_the_month_is_the_anchors_or_the_last(self, anchor, months):
        """The day stays, unless the month is too short for it."""
        found = add(anchor, months=months)
        assert min(anchor.day, calendar.monthrange(found.year, found.month)[1]) == found.day

    @given(MIDDLE, MONTHS)
    def test_the_month_is_the_right_one(self, anchor, months):
        """So many months later is so many months later, whatever their lengths."""
        found = add(anchor, months=months)
        assert months == (found.year - anchor.year) * 12 + found.month - anchor.month

    @given(MIDDLE, YEARS)
    def test_a_year_is_twelve_months(self, anchor, years):
        """Years are months, twelve at a time."""
        assert add(anchor, months=12 * years) == add(anchor, years=years)

    @given(MIDDLE, YEARS, MONTHS)
    def test_years_and_months_are_rounded_once(self, anchor, years, months):
        """Together they are one step, not two."""
        assert add(anchor, months=12 * years + months) == add(anchor, years=years, months=months)

    @given(MIDDLE, MONTHS)
    def test_there_and_back_is_never_later(self, anchor, months):
        """Going back may lose the end of a long month, and never gains a day."""
        assert add(add(anchor, months=months), months=-months) <= anchor


class TestLeapYears:
    """29 February is there every four years, and never anywhere else."""

    @given(days(), st.integers(1, 12), st.sampled_from(["february_28", "march_1"]))
    def test_other_days_do_not_ask(self, anchor, years, leap_day):
        """For any other day the two readings agree."""
        assume((anchor.month, anchor.day) != (2, 29))
        assert anchor.replace(year=anchor.year + years) == add_years(anchor, years, leap_day=leap_day)

    @given(st.integers(1, 2000).map(lambda fours: 4 * fours), st.integers(1, 12))
    def test_the_two_readings_lie_a_day_apart(self, year, years):
        """On 29 February they differ by one day, or not at all in a leap year."""
        assume(calendar.isleap(year))
        anchor = date(year, 2, 29)
        apart = add_years(anchor, years, leap_day="march_1") - add_years(anchor, years)
        assert timedelta(not calendar.isleap(year + years)) == apart


class TestFarDays:
    """Every sum is a day or a CalendarError, and nothing else."""

    @given(ANY_DAY, *[st.integers(-(10**12), 10**12) | st.integers(-10, 10)] * 3)
    def test_add(self, anchor, years, months, days):
        """Also for sums that no calendar and no machine word holds."""
        try:
            found = add(anchor, years=years, months=months, days=days)
        except CalendarError:
            return
        assert date is type(found)

    @given(ANY_DAY, st.integers(-(10**12), 10**12), st.sampled_from(["february_28", "march_1"]))
    def test_add_years(self, anchor, years, leap_day):
        """A term of any length is a day or an error of the calendar."""
        inside = 1 <= anchor.year + years <= 9999
        try:
            add_years(anchor, years, leap_day=leap_day)
        except CalendarError:
            assert not inside
        else:
            assert inside

    @given(st.datetimes(timezones=st.timezones()))
    def test_rome_day(self, moment):
        """A moment of any zone is a day at most one away, or an error of the calendar."""
        try:
            found = rome_day(moment)
        except CalendarError:
            return
        assert abs(found - moment.date()) <= timedelta(1)
