"""Rows that hold from a day on.

A row says ``since``; the next row of the same key ends it. An end is a withdrawn row. Nothing here knows what the rows
are about.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Generic, NamedTuple, Protocol, TypeVar

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


R = TypeVar("R", bound=Dated)


class Timeline(NamedTuple, Generic[R]):
    """The rows of one key in order of their first days."""

    rows: tuple[R, ...]
    days: tuple[date, ...]

    @classmethod
    def of(cls, rows: Iterable[R]) -> "Timeline[R]":
        """A timeline of rows given in any order; of two that begin on one day, the one announced later holds."""
        ordered = tuple(sorted(rows, key=lambda row: (row.since, row.known)))
        return cls(ordered, tuple(row.since for row in ordered))

    @property
    def first(self) -> date:
        """The first day on which the key has a row."""
        return self.days[0]

    def at(self, day: date) -> R | None:
        """The row in force on ``day``; ``None`` before the first."""
        index = bisect_right(self.days, day)
        return self.rows[index - 1] if index else None

    def under(self, over: "Timeline[R]") -> "Timeline[R]":
        """This timeline until ``over`` begins, and ``over`` from then on."""
        return Timeline[R].of((*(row for row in self.rows if row.since < over.first), *over.rows))


def timelines(rows: Iterable[R]) -> dict[Key, Timeline[R]]:
    """The rows sorted into one timeline a key."""
    by_key: dict[Key, list[R]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    return {key: Timeline[R].of(found) for key, found in by_key.items()}


def overlay(base: Mapping[Key, Timeline[R]], over: Mapping[Key, Timeline[R]]) -> dict[Key, Timeline[R]]:
    """Two layers as one: for a key of ``over``, its rows replace the base's from its first day on."""
    return dict(base) | {key: base[key].under(line) if key in base else line for key, line in over.items()}
