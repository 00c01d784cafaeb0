"""Days on which something may change, and any others."""

from calendar import isleap
from datetime import date, timedelta
from functools import lru_cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pecrules.base import dates
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.strategies.menu import Menu, live


def days(rules: Ruleset | None = None, *, first: date | None = None, last: date | None = None) -> SearchStrategy[date]:
    """Days on which something may change, and any others.

    Around every row's first day, at the ends of months, around leap days, and anywhere between ``first`` and ``last``.

    Args:
        rules: The rules whose rows' days are tried; nothing for the shipped ones.
        first: The first day that may be drawn; nothing for the first row's.
        last: The last day that may be drawn; nothing for fifteen years after the last row's.

    >>> from hypothesis import find
    >>> find(days(first=date(2023, 1, 1)), lambda day: True).isoformat()
    '2023-01-01'
    """
    return live(rules, lambda menu: some_days(menu, first or menu.change_days[0], last or menu.last))


def near(menu: Menu, least: int, most: int) -> SearchStrategy[int]:
    """A distance in days from an expiry: one at which something may change, or any number between two of them."""
    between = st.sampled_from(menu.stretches(least, most)).flatmap(lambda stretch: st.integers(*stretch))
    return st.sampled_from(menu.offsets) | between


@lru_cache(maxsize=256)
def some_days(menu: Menu, first: date, last: date) -> SearchStrategy[date]:
    """Days between two, under the rules of a menu."""
    anywhere = st.integers(0, (last - first).days).map(lambda days: first + timedelta(days))
    leap_days = (date(year, 2, 29) for year in range(first.year, last.year + 1) if isleap(year))
    special = sorted({near for day in (*menu.change_days, *leap_days) for near in _around(day, first, last)})
    around = [st.sampled_from(special)] if special else []
    return st.one_of(anywhere, *around, *_month_ends(first, last))


def _around(day: date, first: date, last: date) -> tuple[date, ...]:
    """The day before, the day and the day after, so far as they lie between the first and the last day."""
    low, high = max(day.toordinal() - 1, first.toordinal()), min(day.toordinal() + 1, last.toordinal())
    return tuple(date.fromordinal(number) for number in range(low, high + 1))


def _month_ends(first: date, last: date) -> list[SearchStrategy[date]]:
    anchor = date(first.year, 1, 31)  # so many months later is the end of a month, whatever its length
    low = first.month - 1
    high = (last.year - first.year) * dates.MONTHS + last.month - 1
    high -= dates.add(anchor, months=high) > last
    return [st.integers(low, high).map(lambda months: dates.add(anchor, months=months))] if low <= high else []
