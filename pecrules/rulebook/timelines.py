"""Rows that hold from a day on.

A row says ``since``; the next row of the same key ends it. An end is a withdrawn row. A row may reach those who were
customers before it later than newcomers, or never. Nothing here knows what the rows are about.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import zip_longest
from typing import Generic, Protocol, TypeVar

from pecrules.base.tuples import NamedTuple

Key = tuple[str, ...]


class Dated(Protocol):
    """What a row must have to be put on a timeline."""

    @property
    def key(self) -> Key:
        """What the row speaks about."""
        ...

    @property
    def since(self) -> date:
        """The first day it holds."""
        ...

    @property
    def known(self) -> date:
        """The day it was announced."""
        ...

    @property
    def reaches_existing(self) -> date | None:
        """The first day it holds for those who were customers before ``since``; ``None`` for never."""
        ...


R = TypeVar("R", bound=Dated)
D = TypeVar("D", bound=Dated)


class Timeline(NamedTuple, Generic[R]):
    """The rows of one key in order, and the days from which they hold for somebody: for newcomers, the first days."""

    rows: tuple[R, ...]
    days: tuple[date, ...]

    @staticmethod
    def of(rows: "Iterable[D]") -> "Timeline[D]":
        """A timeline of rows given in any order; of two that begin on one day, the one announced later holds."""
        ordered = tuple(rows)
        if len(ordered) > 1:
            ordered = tuple(sorted(ordered, key=lambda row: (row.since, row.known)))
        return Timeline(ordered, tuple([row.since for row in ordered]))

    @property
    def first(self) -> date:
        """The first day on which the key has a row."""
        return self.days[0]

    def at(self, day: date) -> R | None:
        """The row in force on ``day``; ``None`` before the first."""
        index = bisect_right(self.days, day)
        return self.rows[index - 1] if index else None

    @property
    def standing(self) -> tuple[R, ...]:
        """The rows without those that were corrected: that begin on the day of another one, announced later."""
        return tuple(row for row, after in zip_longest(self.rows, self.days[1:]) if row.since != after)

    @property
    def cohort_days(self) -> frozenset[date]:
        """The days that part customers: who came before such a day has another timeline than who came on it."""
        if all(row.reaches_existing == row.since for row in self.rows):
            return frozenset()  # as of almost every key
        return frozenset(row.since for row in self.standing if row.reaches_existing != row.since)

    def of_cohort(self, cohort: date) -> "Timeline[R]":
        """The timeline of those who became customers on a day; it is empty if no row ever reaches them.

        On a day that row holds which began last among those that reach them: rows that began by the day they came, and
        later ones from the day on that they reach existing customers.
        """
        starts: list[tuple[date, R]] = []
        for row in reversed(self.standing):
            day = row.since if row.since <= cohort else row.reaches_existing
            if day is not None and (not starts or day < starts[-1][0]):  # else a later row has reached them before
                starts.append((day, row))
        starts.reverse()
        return Timeline(tuple(row for _, row in starts), tuple(day for day, _ in starts))

    def under(self, over: "Timeline[R]") -> "Timeline[R]":
        """This timeline until ``over`` begins, and ``over`` from then on."""
        return Timeline.of((*(row for row in self.rows if row.since < over.first), *over.rows))


def timelines(rows: Iterable[R]) -> dict[Key, Timeline[R]]:
    """The rows sorted into one timeline a key."""
    by_key: dict[Key, list[R]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    return {key: Timeline.of(found) for key, found in by_key.items()}


def overlay(base: Mapping[Key, Timeline[R]], over: Mapping[Key, Timeline[R]]) -> dict[Key, Timeline[R]]:
    """Two layers as one: for a key of ``over``, its rows replace the base's from its first day on."""
    return dict(base) | {key: base[key].under(line) if key in base else line for key, line in over.items()}
