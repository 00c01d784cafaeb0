"""What happens to mailboxes, in columns: each part of their calendars looked up in its table, and put together.

Which days there are hangs on many facts, each kind of day on few. So what ``timeline`` gathers is tabled part by part,
and here is done once more what it does with the parts: what comes after a charge is marked, and days are put in order.
A mailbox that some table is not about is asked of ``timeline`` itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache, reduce
from pathlib import Path
from threading import Lock
from typing import Any, Final, NamedTuple, TypeAlias, get_args

import numpy as np

from pecrules.analysis.asking import Outcome
from pecrules.base.errors import CalendarError, NoRuleInForce
from pecrules.fleet.columns import EVENT_PARTS, FIELDS, Column, Event, Part, refused
from pecrules.fleet.diagrams import BY_POLICY
from pecrules.fleet.making import EPOCH, Given, Made, part_of, put_together, table_for
from pecrules.fleet.placing import Placed, placed
from pecrules.fleet.remembering import remembered
from pecrules.fleet.report import Report
from pecrules.fleet.series import Columns, look_up
from pecrules.fleet.singly import Singly, mailbox_of, objection
from pecrules.fleet.sums import TooLargeError
from pecrules.fleet.written import made_of, plain_of
from pecrules.model.codes import CalendarCode
from pecrules.model.outcomes.calendars import CalendarDay
from pecrules.model.outcomes.refusals import Refusal
from pecrules.policies.timeline import IF_CHARGE_FAILS, timeline
from pecrules.rulebook.ruleset import Ruleset

_TABLES: Final = 64  # that are remembered
_NEVER: Final = np.iinfo(np.int64).max
_ORDER: Final = get_args(CalendarCode)


class Wanted(NamedTuple):
    """Which days are wanted.

    Attributes:
        first: The first.
        last: The last.
        what: What is wanted of what happens on them; ``None`` for everything.
    """

    first: date
    last: date
    what: Collection[str] | None

    def is_wanted(self, event: Event) -> bool:
        """Whether something is."""
        return self.what is None or event.what in self.what


class Numbers:
    """What happens, and why nobody can say, by numbers: the same all through a fleet."""

    def __init__(self) -> None:
        self._numbers: dict[Event, int] = {}
        self._lock = Lock()

    def of(self, event: Event) -> int:
        """The number of something."""
        with self._lock:
            return self._numbers.setdefault(event, len(self._numbers))

    def all(self) -> list[Event]:
        """All that there is so far, by their numbers."""
        with self._lock:
            return list(self._numbers)


class Happening(NamedTuple):
    """What happens to some mailboxes: each thing has an entry in each column.

    Attributes:
        rows: To which of them.
        days: On which day, counted from ``EPOCH``.
        numbers: What it is.
        fails: Whether it comes only if a charge fails.
        ranks: In which order things of one day come.
    """

    rows: Any
    days: Any
    numbers: Any
    fails: Any
    ranks: Any


def joined(some: Sequence[Happening]) -> Happening:
    """What happens, one behind the other."""
    return Happening(*map(np.concatenate, zip(*some, strict=True)))


def refusals(rows: Any, numbers: Any) -> Happening:
    """Why some mailboxes have no calendar."""
    nothing = np.zeros(rows.size, np.int64)
    return Happening(rows, nothing, nothing + numbers, nothing.astype(np.bool_), nothing)


# -- tables -----------------------------------------------------------------------------------------------------------


class Tabled(NamedTuple):
    """A part of calendars in a table.

    Attributes:
        part: The part.
        made: What rows are looked up in: the first column says why there is no calendar, then each slot has one, of
            the day on which that happens. ``None`` where there is no table.
        slots: What happens. Whatever leaf a row comes to, what happens to it stands in this order.
    """

    part: Part
    made: Made | None
    slots: tuple[Event, ...]


_Days: TypeAlias = "dict[int, Any]"


@lru_cache(_TABLES)
def tabled(name: str, rules: Ruleset, on: date, given: Given) -> Tabled:
    """A part under some rules on a day."""
    part, table = part_of(name), table_for(name, rules, on, given)
    if table is None:
        return Tabled(part, None, ())
    slots: list[Event] = []
    found = [_laid_out(leaf.outcome, slots) for leaf in table.leaves]
    columns = [Column("refusal", "word", "", tuple), *(Column(str(each), "day", "", tuple) for each in slots)]
    cells = [() if days is None else (code, *(days.get(slot) for slot in range(len(slots)))) for code, days in found]
    try:
        return Tabled(part, put_together(table, columns, cells, {}), tuple(slots))
    except TooLargeError:
        return Tabled(part, None, ())


def tables_of(part: Part, rules: Ruleset, on: date, given: Given, folder: Path | None) -> Tabled:
    """The same, perhaps remembered in a folder."""
    question = part.name, rules, on, given
    return tabled(*question) if folder is None else remembered(folder, tabled, question, _plain, _of_plain)


def _plain(table: Tabled) -> Any:
    return [table.part.name, plain_of(table.made), table.slots]


def _of_plain(plain: Any) -> Tabled:
    name, made, slots = plain
    return Tabled(part_of(name), made_of(made), tuple(Event(*slot) for slot in slots))


def _laid_out(outcome: Any, slots: list[Event]) -> tuple[str | None, _Days | None]:
    """Why a leaf has no days, or its days by their slots; no days at all where only the policy can tell.

    Slots are added as they are needed, so that in each leaf they stand in the order of its days.
    """
    if not isinstance(outcome, Outcome):
        return None, None
    if outcome.kind != "answer":
        return refused(outcome), {}
    found: _Days = {}
    ahead = 0
    for each, row in zip(*outcome.values, strict=True):
        said = dict(zip(FIELDS, each[1:], strict=True))
        event = _event(said["what"], said["name"], said["audience"], said["sent_by"], said["shown_in"], row)
        slot = next((place for place in range(ahead, len(slots)) if slots[place] == event), len(slots))
        if slot == len(slots):
            slots.append(event)
        found[slot], ahead = said["day"], slot + 1
    return None, found


def _event(  # noqa: PLR0913, PLR0917 - what a dated thing is
    what: str, name: str, audience: str | None, sent_by: str | None, shown_in: Sequence[str], row: str
) -> Event:
    return Event(what, name, audience, sent_by, ",".join(shown_in) or None, row)


def event_of(day: CalendarDay) -> Event:
    """What a dated thing is, whatever its day."""
    return _event(day.what, day.name, day.audience, day.sent_by, day.shown_in, day.row)


# -- rows -------------------------------------------------------------------------------------------------------------


_Said: TypeAlias = "str | list[tuple[int, int, bool]]"
"""Why a mailbox has no calendar, or its days: when, what, and whether that comes only if a charge fails."""


class Calendars:
    """What happens to mailboxes under some rules, as they are on a day."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that a calendar hangs on
        self,
        rules: Ruleset,
        on: date,
        wanted: Wanted,
        given: Callable[[Part], Given],
        numbers: Numbers,
        report: Report,
        folder: Path | None,
    ) -> None:
        self._rules, self._on, self._wanted = rules, on, wanted
        self._given, self._numbers, self._report, self._folder = given, numbers, report, folder
        self._singly = Singly(self._said)
        self._lock = Lock()

    def of(self, columns: Columns, count: int) -> Happening:
        """What happens to some mailboxes."""
        with self._lock:
            tables = self.tables
        places = [placed(each.part, each.made, self._on, columns, count) for each in tables]
        left = reduce(np.logical_or, [place.leaves == BY_POLICY for place in places])
        rows = np.flatnonzero(left)
        said = self._by_policy(rows, columns)
        if rows.size == count:
            return said
        codes = self._codes(tables, places, left)
        refused_ = np.flatnonzero(codes >= 0)
        left |= codes >= 0
        return joined([said, refusals(refused_, codes[refused_]), *self._looked_up(tables, places, ~left)])

    @cached_property
    def tables(self) -> list[Tabled]:
        """The tables of all parts."""
        return [tables_of(part, self._rules, self._on, self._given(part), self._folder) for part in EVENT_PARTS]

    def _codes(self, tables: Sequence[Tabled], places: Sequence[Placed], left: Any) -> Any:
        """Why mailboxes have no calendar, by numbers; -1 where they have one, or only the policy can tell."""
        found = np.full(left.size, -1, np.int64)
        for table, place in zip(tables, places, strict=True):
            assert table.made is not None  # else all would be left to the policy
            said = [cells[0] if cells else None for cells in table.made.cells]
            if any(said):
                codes = np.array([-1 if each is None else self._numbers.of(Event(refusal=each)) for each in said])
                found = np.where((found < 0) & ~left, look_up(codes, place.leaves), found)
        return found

    def _looked_up(self, tables: Sequence[Tabled], places: Sequence[Placed], ours: Any) -> Iterator[Happening]:
        """What happens to those that all tables are about."""
        charged, ranks = self._charged(tables, places), ranks_of(tables)
        first, last = (day.toordinal() - EPOCH for day in self._wanted[:2])
        for table, place, order in zip(tables, places, ranks, strict=True):
            for slot, event in enumerate(table.slots):
                if not self._wanted.is_wanted(event):
                    continue
                days, there = _days(table, slot, place)
                rows = np.flatnonzero(ours & there & (days >= first) & (days <= last))
                days = days[rows]
                fails = (charged[rows] <= days) & (event.what in IF_CHARGE_FAILS)
                same = np.zeros(rows.size, np.int64)
                yield Happening(rows, days, same + self._numbers.of(event), fails, same + order[slot])

    @staticmethod
    def _charged(tables: Sequence[Tabled], places: Sequence[Placed]) -> Any:
        """The day on which each mailbox is charged first; never, where it is not."""
        found = np.full(places[0].leaves.size, _NEVER, np.int64)
        for table, place in zip(tables, places, strict=True):
            if table.part.name == "charges":
                for slot in reversed(range(len(table.slots))):
                    days, there = _days(table, slot, place)
                    found = np.where(there, days, found)
        return found

    # -- asking the policy itself -------------------------------------------------------------------------------------

    def _by_policy(self, rows: Any, columns: Columns) -> Happening:
        """What ``timeline`` says of some mailboxes."""
        self._report.count_by_policy(rows.size)
        said = self._singly.of(columns, rows)
        found = [
            (row, *each, rank)
            for row, days in zip(rows.tolist(), said, strict=True)
            for rank, each in enumerate(self._refusal(days) if isinstance(days, str) else days)
        ]
        table = np.array(found, np.int64).reshape(-1, len(Happening._fields))
        row, day, number, fails, rank = table.T
        return Happening(row, day, number, fails.astype(np.bool_), rank)

    def _refusal(self, code: str) -> list[tuple[int, int, bool]]:
        return [(0, self._numbers.of(Event(refusal=code)), False)]

    def _said(self, values: dict[str, Any]) -> _Said:
        code = objection(values)
        if code is not None:
            return code
        try:
            mailbox = mailbox_of(values)
        except (TypeError, ValueError):
            return "row_unfit"
        try:
            answer = timeline(mailbox, self._wanted[:2], rules=self._rules, on=self._on)
        except NoRuleInForce:
            return "no_rule"
        except CalendarError:
            return "day_beyond_calendar"
        assert not isinstance(answer, Refusal), "days that do not end before they begin"
        found = ((each.day.toordinal() - EPOCH, event_of(each), each.if_charge_fails) for each in answer.days)
        return [(day, self._numbers.of(event), fails) for day, event, fails in found if self._wanted.is_wanted(event)]


def _days(table: Tabled, slot: int, place: Placed) -> tuple[Any, Any]:
    """The day on which something happens to each mailbox, and to which it does at all."""
    made = table.made
    assert made is not None  # else there were no slots
    sums = made.sums[slot + 1]
    assert sums is not None  # of days there are
    return sums.of(place.numbers, place.leaves), ~look_up(made.missing[slot + 1], place.leaves)


def ranks_of(tables: Sequence[Tabled]) -> list[list[int]]:
    """In which order what happens on one day comes, by table and slot."""
    keys = [
        (_ORDER.index(event.what), place, slot)
        for place, table in enumerate(tables)
        for slot, event in enumerate(table.slots)
    ]
    ranks = {key[1:]: rank for rank, key in enumerate(sorted(keys))}
    return [[ranks[place, slot] for slot in range(len(table.slots))] for place, table in enumerate(tables)]
