"""What happens to a fleet inside an engine: each part of calendars in its words, and a row for each dated thing.

Of each mailbox there is a list of what happens to it, each thing one number: its day, and behind that which thing it
is, those first that come first on one day. So the list is put in order by the engine, and taken apart into rows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import numpy as np

from pecrules.base import dates
from pecrules.fleet.answering import Task
from pecrules.fleet.calendars import Happening, Tabled, ranks_of
from pecrules.fleet.cells import unread_in
from pecrules.fleet.columns import ASK_POLICY, EVENTS, IF_FAILS, Column, Event
from pecrules.fleet.columns import DAY as DAY_COLUMN
from pecrules.fleet.engines.asking import ROW, answered_by, check_days, engine_of, names_of, narrowed, source_of
from pecrules.fleet.engines.dialects import Dialect, E, Engine, Program
from pecrules.fleet.engines.writing import program_of
from pecrules.fleet.happening import EventFleet, EventInquiry
from pecrules.fleet.inquiring import Others
from pecrules.fleet.making import EPOCH
from pecrules.fleet.report import Report
from pecrules.policies.timeline import IF_CHARGE_FAILS
from pecrules.rulebook.ruleset import Ruleset

_THING: Final = "pecrules.thing"
_CHARGED: Final = "pecrules.charged"
_REFUSED: Final = "pecrules.refused"
_NEVER: Final = date.max.toordinal() * 2


def events_inside(  # noqa: PLR0913 - a question, of which most has a default
    frame: Any,
    first: date,
    last: date,
    *,
    rules: Ruleset,
    on: date,
    key: str,
    what: Sequence[str] | None = None,
    others: Others = "refuse",
    report: Report | None = None,
    tables: str | os.PathLike[str] | None = None,
) -> Any:
    """What happens to every mailbox of a frame on some days, as an expression of the engine that it belongs to.

    As of ``inside``, nothing is worked out, and nobody can be asked about a mailbox that no table is about: it has one
    row, of which ``refusal`` says ``ask_policy``.

    Args:
        frame: A lazy frame of Polars, a relation of DuckDB or a data frame of Spark, as of ``inside``.
        first: The first day to look at.
        last: The last, included.
        rules: The rules.
        on: The day whose rows count, a civil date of Europe/Rome.
        key: The column that says which mailbox it is: engines have no places of rows.
        what: What is wanted of all that happens, as of ``events``.
        others: What becomes of other columns of the frame, as of ``events``.
        report: Taken for the sake of ``events``; nothing is counted.
        tables: A folder in which tables are remembered, as of ``evaluate``.

    Returns:
        A frame of the same kind, with the key and the columns of ``event_schema``; words are texts. Polars keeps the
        order of ``timeline``; the others keep to their own.

    Raises:
        InvalidRequest, ValueError, TypeError, OSError: as of ``events``; of a frame of no engine ``TypeError``.

    >>> import polars
    >>> from pecrules import load_rules
    >>> fleet = polars.LazyFrame({"address": ["a@pec.it"], "plan": ["standard"], "expiry": [date(2027, 3, 30)]})
    >>> days = date(2027, 1, 1), date(2027, 4, 30)
    >>> found = events_inside(fleet, *days, rules=load_rules(), on=date(2027, 1, 10), key="address")
    >>> found.select("day", "what").collect().rows()
    [(datetime.date(2027, 3, 30), 'expiry')]
    """
    dates.check_day("on", on)
    if key.__class__ is not str:
        raise TypeError(f"key wants the name of a column, for an engine has no places of rows, not {key!r}")
    inquiry = EventInquiry.during(
        first, last, rules=rules, on=on, key=key, what=what, book=None, others=others, report=report or Report(),
        tables=tables,
    )  # fmt: skip
    engine = engine_of(frame)
    schema = engine.schema(frame)
    fleet = EventFleet(inquiry, source_of(engine, frame, schema))
    return EventQuery(fleet, engine, schema).of(frame, fleet.kept)


class EventQuery:
    """What happens to a fleet in the words of an engine, where all rows are of one day and one book.

    Attributes:
        events: What happens, and then why nobody can say, by the numbers that things have.
    """

    def __init__(self, fleet: EventFleet, engine: Engine, schema: Any) -> None:
        """Write it.

        Raises:
            InvalidRequest: a column of days has moments.
        """
        self._fleet = fleet
        check_days(fleet, schema)
        on, rules = fleet.inquiry.on, fleet.inquiry.rules[None]
        assert not isinstance(on, str)
        self._engine, self._speech, self._plain = engine, engine.dialect(schema), engine.dialect(schema)
        self._wanted = fleet.wanted
        tables = fleet.calendar(rules, on).tables
        self._ranks = ranks_of(tables)
        slots = {
            rank: event
            for table, ranks in zip(tables, self._ranks, strict=True)
            for rank, event in zip(ranks, table.slots, strict=True)
        }
        self._count = self._ask = len(slots)
        self.events: Final = [*(slots[rank] for rank in range(self._count)), Event(refusal=ASK_POLICY)]
        self._numbers: dict[str, dict[str, int]] = {}
        for table in tables:
            codes = dict.fromkeys(_codes(table))
            self._numbers[table.part.name] = {code: len(self.events) + at for at, code in enumerate(codes)}
            self.events.extend(Event(refusal=code) for code in codes)
        parts = [(_task(table), table.made) for table in tables]
        program = program_of(parts, names_of(fleet), on, self._speech, engine)
        self._program = self._listed(program, tables)

    def of(self, frame: Any, kept: Sequence[str]) -> Any:
        """What happens to the mailboxes of a frame, behind what is kept of it."""
        return self._engine.evaluated(self.things(frame, kept), self._in_words(), self._plain, kept)

    def things(self, frame: Any, kept: Sequence[str]) -> Any:
        """The same by numbers: the thing with its day, and the day of the first charge."""
        read = narrowed(self._engine, self._fleet, frame, kept)
        listed = self._engine.evaluated(read, self._program, self._speech, kept)
        return self._engine.exploded(listed, _THING, self._looked_at())

    def found(self, said: Any) -> Happening:
        """What an engine said of things, in columns."""
        rows, things, charged = (np.asarray(said[name]) for name in (ROW, _THING, _CHARGED))
        ordinals, numbers = things // len(self.events), things % len(self.events)
        fails = np.array([event.what in IF_CHARGE_FAILS for event in self.events])[numbers] & (charged <= ordinals)
        days = np.where(numbers < self._count, ordinals - EPOCH, 0)
        return Happening(rows, days, numbers, fails, numbers)

    def answers(self, batch: Any, frame: Any) -> Iterator[Any]:
        """What happens to the mailboxes of a batch; about those that the engine leaves the policy is asked."""
        found = self.found(self._engine.table_of(self.things(frame, [ROW])))
        left = unread_in(batch).copy()
        left[found.rows[found.numbers == self._ask]] = True
        kept = Happening(*(column[~left[found.rows]] for column in found))
        yield self._fleet.completed(batch, kept, self.events, np.flatnonzero(left))

    # -- writing ------------------------------------------------------------------------------------------------------

    def _listed(self, program: Program, tables: Sequence[Tabled]) -> Program:
        """What happens to each mailbox as a list, and when it is charged first."""
        say = self._speech
        names = {f"pecrules.{name}": found for name, found in program.outputs.items()}
        refused = {_REFUSED: say.least([self._code(table) for table in tables])}
        things = [
            self._thing(_slot(table, slot), rank)
            for table, ranks in zip(tables, self._ranks, strict=True)
            for slot, rank in enumerate(ranks)
            if self._wanted.is_wanted(self.events[rank])
        ]
        number = say.bound(_REFUSED)
        reason = say.chosen(say.at_most(number, len(self.events) - 1), say.large(number), _nothing(say))
        outputs = {_THING: say.listed([*things, reason]), _CHARGED: self._charged(tables), _REFUSED: number}
        return Program([*program.stages, names, refused], outputs)

    def _code(self, table: Tabled) -> Any:
        """The number of why a part has no days; more than that of any event where it has."""
        numbers = {ASK_POLICY: self._ask, **self._numbers[table.part.name]}
        return self._speech.word(f"pecrules.{table.part.name}_refusal", numbers, len(self.events))

    def _thing(self, name: str, rank: int) -> Any:
        """The number of a thing with its day."""
        say = self._speech
        ordinal = say.plus(say.large(say.bound(name)), say.constant(EPOCH))
        return say.plus(say.times(ordinal, say.constant(len(self.events))), say.constant(rank))

    def _looked_at(self) -> Any:
        """Whether an entry of the list is wanted: of who has no calendar the reason alone, else what days say."""
        say, size = self._plain, len(self.events)
        first, last = (day.toordinal() for day in self._wanted[:2])
        thing, refused = say.bound(_THING), say.bound(_REFUSED)
        is_within = say.chosen(
            say.at_most(thing, first * size - 1), say.constant(0), say.chosen(
                say.at_most(thing, (last + 1) * size - 1), say.constant(1), say.constant(0)
            )
        )  # fmt: skip
        is_reason = say.chosen(say.at_most(thing, size - 1), say.constant(1), say.constant(0))
        return say.is_number(say.chosen(say.at_most(refused, size - 1), is_reason, is_within), 1)

    def _charged(self, tables: Sequence[Tabled]) -> Any:
        """The ordinal of the day on which each mailbox is charged first; never, where it is not."""
        say = self._speech
        found = say.large(say.constant(_NEVER))
        for name in reversed([_slot(table, slot) for table in tables if table.part.name == "charges"
                              for slot in range(len(table.slots))]):  # fmt: skip
            day = say.plus(say.large(say.bound(name)), say.constant(EPOCH))
            found = say.chosen(say.is_there(name), day, found)
        return found

    def _in_words(self) -> Program:
        """The columns of what happens, by its number."""
        say, size, nothing = self._plain, len(self.events), [None] * (len(self.events) - self._count)
        whole, parts = say.bound(_THING), ("pecrules.ordinal", "pecrules.number")
        ordinal, number = map(say.bound, parts)
        days = {parts[0]: say.over(whole, say.constant(size), is_positive=True)}
        numbers = {parts[1]: say.plus(whole, say.times(ordinal, say.constant(-size)))}
        day = say.chosen(say.at_most(number, self._count - 1), say.plus(ordinal, say.constant(-EPOCH)), _nothing(say))
        is_charged = say.at_most(say.plus(say.bound(_CHARGED), say.times(ordinal, say.constant(-1))), 0)
        fails = [
            say.looked_up([*flags, *nothing], number, "flag")
            for flags in (
                [event.what in IF_CHARGE_FAILS for event in self.events[: self._count]],
                [False] * self._count,
            )
        ]
        special = {DAY_COLUMN: say.as_day(day), IF_FAILS: say.chosen(is_charged, *fails)}
        return Program(
            [days, numbers],
            {
                column.name: special[column.name]
                if column.name in special
                else say.looked_up([column.of(event) for event in self.events], number, "word")
                for column in EVENTS
            },
        )


def _nothing(say: Dialect[E]) -> E:
    """A number that is missing."""
    return say.looked_up([None], say.constant(0), "large")


def _codes(table: Tabled) -> Iterator[str]:
    """Why mailboxes may have no days of a part."""
    for cells in table.made.cells if table.made is not None else ():
        if cells and cells[0] is not None:
            yield cells[0]


def _task(table: Tabled) -> Task:
    """The columns of a part: why it has no days, and then on which day each thing happens."""
    slots = [Column(f"{table.part.name}.{slot}", "days", "", tuple) for slot in range(len(table.slots))]
    return Task(table.part, (Column(f"{table.part.name}_refusal", "word", "", tuple), *slots), {})


def _slot(table: Tabled, slot: int) -> str:
    return f"pecrules.{table.part.name}.{slot}"


def happenings(fleet: EventFleet, engine: Engine) -> Iterator[Any]:
    """What happens to a fleet as an engine works it out, in batches; about those that it leaves the policy is asked."""
    return answered_by(fleet, engine, EventQuery)


__all__ = ["EventQuery", "events_inside", "happenings"]
