"""What happens to the mailboxes of a fleet on some days: a row for each dated thing."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, get_args

import attrs
import numpy as np

from pecrules.base import dates
from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import Problem
from pecrules.fleet import frames, sources
from pecrules.fleet.answering import Block, facts_of
from pecrules.fleet.calendars import Calendars, Happening, Numbers, Wanted, joined, refusals
from pecrules.fleet.columns import DAY as DAY_COLUMN
from pecrules.fleet.columns import EVENT_PARTS, EVENTS, IF_FAILS, PLACE, VERSION, Column, Event, Input, Part
from pecrules.fleet.evaluating import Fleet
from pecrules.fleet.inquiring import Books, Inquiry, Others, names_of
from pecrules.fleet.making import EPOCH, Given
from pecrules.fleet.reading import Group
from pecrules.fleet.report import Report
from pecrules.fleet.words import Words
from pecrules.model.codes import CalendarCode
from pecrules.rulebook.ruleset import Ruleset

_WHAT: Final = get_args(CalendarCode)
_PLACES: Final = "pecrules.place"  # the column of them on the way to an answer
_DAYS, _RANKS = 22, 20  # bits of a place in the order: of a day's ordinal, and of what comes first on one day


def events(  # noqa: PLR0913 - a question, of which most has a default
    frame: Any,
    first: date,
    last: date,
    *,
    rules: Books,
    on: date | str,
    key: str | None = None,
    what: Sequence[str] | None = None,
    book: str | None = None,
    others: Others = "refuse",
    report: Report | None = None,
    tables: str | os.PathLike[str] | None = None,
) -> Any:
    """What happens to every mailbox of a frame on some days: what ``timeline`` says of each, a row for each thing.

    Args:
        frame: The frame, as of ``evaluate``.
        first: The first day to look at.
        last: The last, included.
        rules: The rules, or by the names of books those of each.
        on: The day whose rows count, a civil date of Europe/Rome, or the name of the column that says it.
        key: The column that says which mailbox it is: it stands first in each row. Without one, its place does.
        what: What is wanted of all that happens, as ``timeline`` calls it: ``["notice"]`` alone is what
            ``alert_calendar`` says. ``None`` for everything.
        book: The name of the column that says whose rules are asked, where ``rules`` are those of several books.
        others: What becomes of other columns of the frame: they are refused, left out, or stand behind the key.
        report: What is counted is put down there.
        tables: A folder in which tables are remembered, as of ``evaluate``.

    Returns:
        A frame of the same kind, a table of PyArrow for a path, with the columns of ``event_schema``: the mailboxes in
        their order, and of each what happens, in the order of ``timeline``. A mailbox to which nothing happens has no
        row; one that has no calendar has one, with the reason alone.

    Raises:
        InvalidRequest: a column is not known, missing, of another type or has the name of one of ours, or nothing is
            called so that is wanted; before any work.
        ValueError: the last day lies before the first.
        TypeError: something else is none of what is taken.
        OSError: the folder of tables cannot be made.

    >>> import pyarrow
    >>> from pecrules import load_rules
    >>> fleet = pyarrow.table({"address": ["a@pec.it"], "plan": ["standard"], "expiry": [date(2027, 3, 30)]})
    >>> days = date(2027, 1, 1), date(2027, 12, 31)
    >>> found = events(fleet, *days, rules=load_rules(), on=date(2027, 1, 10), key="address")
    >>> [(str(each["day"]), each["what"]) for each in found.to_pylist()]
    [('2027-03-30', 'expiry'), ('2027-06-28', 'grace_end'), ('2027-06-29', 'deletion')]
    """
    inquiry = EventInquiry.during(
        first, last, rules=rules, on=on, key=key, what=what, book=book, others=others, report=report or Report(),
        tables=tables,
    )  # fmt: skip
    source = sources.source_of(frame, inquiry.kinds())
    return EventFleet(inquiry, source).frame()


def event_schema() -> Any:
    """The Arrow schema of what happens; its metadata say the version of the columns.

    >>> event_schema().names[:3]
    ['place', 'day', 'what']
    """
    return frames.schema_of([PLACE, *EVENTS]).with_metadata({"pecrules.fleet": str(VERSION)})


@attrs.frozen
class EventInquiry(Inquiry):
    """What is wanted to happen to a fleet, before there is one.

    Attributes:
        wanted: Which days, and what of them.
        key: The column that says which mailbox it is.
    """

    wanted: Wanted
    key: str | None

    @staticmethod
    def during(  # noqa: PLR0913 - as ``events``
        first: date,
        last: date,
        *,
        rules: Books,
        on: date | str,
        key: str | None,
        what: Sequence[str] | None,
        book: str | None,
        others: Others,
        report: Report,
        tables: str | os.PathLike[str] | None = None,
    ) -> EventInquiry:
        """Look at what is wanted.

        Raises:
            InvalidRequest: nothing is called so that is wanted.
            ValueError: the last day lies before the first.
            TypeError: something is none of what is taken.
            OSError: the folder of tables cannot be made.
        """
        dates.check_day("first", first)
        dates.check_day("last", last)
        if first > last:
            raise ValueError(f"the last day, {last}, lies before the first, {first}")
        plain = Inquiry.of(rules, on, (), {}, book, others, report, tables)
        wanted = Wanted(first, last, None if what is None else _known(what))
        return EventInquiry(**attrs.asdict(plain, recurse=False), wanted=wanted, key=key)

    def said(self) -> tuple[Any, ...]:
        """All on which it hangs what is answered."""
        first, last, what = self.wanted
        return (*super().said(), first, last, what and sorted(what), self.key)

    def carried(self) -> tuple[str, ...]:
        """The key stands first."""
        return () if self.key is None else (self.key,)

    def named(self) -> set[str]:
        """The names of the columns that come out."""
        return {column.name for column in (*EVENTS, *([] if self.key is not None else [PLACE]))}

    def parts(self) -> Iterable[Part]:
        """The parts of calendars."""
        return EVENT_PARTS

    def columns_of(self, source: frames.Source) -> tuple[Mapping[str, Input], tuple[str, ...]]:
        """The columns of a frame that tell facts, and those that stand first: without a key the place of each row.

        Raises:
            InvalidRequest: its columns are not what they are to be.
        """
        inputs, kept = super().columns_of(source)
        return inputs, kept if self.key is not None else (PLACE.name, *kept)


def _known(what: Sequence[str]) -> frozenset[str]:
    """What is wanted, if everything of it is known."""
    names = names_of("what", what)
    unknown = [name for name in names if name not in _WHAT]
    if unknown:
        allowed = ", ".join(_WHAT)
        found = [
            Problem("PR306", args={"found": name, "key": "what", "allowed": allowed}, nearest=nearest(name, _WHAT))
            for name in unknown
        ]
        raise InvalidRequest(found)
    return frozenset(names)


class EventFleet(Fleet):
    """A fleet, and what happens to it, batch by batch."""

    def __init__(self, inquiry: EventInquiry, source: frames.Source) -> None:
        """Look at the columns of a frame.

        Raises:
            InvalidRequest: they are not what they are to be.
        """
        self._wanted = inquiry  # first: the base looks for columns
        super().__init__(inquiry, source._replace(index=None))
        self._numbers = Numbers()
        self._calendars: dict[Hashable, Calendars] = {}

    def table(self) -> Any:
        """All that happens as one table of PyArrow: nobody knows before how much that is."""
        return self.joined()

    def columns(self) -> list[Column]:
        """What happens."""
        return [*EVENTS]

    def field(self, name: str) -> Any:
        """The place is no column of the frame."""
        return frames.schema_of([PLACE]).field(0) if self._has_place(name) else super().field(name)

    def _has_place(self, name: str) -> bool:
        return self._wanted.key is None and name == PLACE.name

    def unread(self) -> Iterator[Any]:
        """What stands in the frame, each row with its place where no column says which mailbox it is."""
        kept = (name for name in self.kept if not self._has_place(name))
        names = [*dict.fromkeys((*self.inputs, *kept))]
        before = 0
        for batch in self.source.batches(names):
            yield _with_places(batch, before) if self._wanted.key is None else batch
            before += batch.num_rows

    def answer(self, batch: Any) -> Any:
        """What happens to some mailboxes, as a batch."""
        return self._in_words(batch, map(self._happening, self.groups(batch)))

    def completed(self, batch: Any, found: Happening, events: Sequence[Event], left: Any) -> Any:
        """What happens to some mailboxes, as a batch, where an engine has told of some of them.

        Args:
            batch: The mailboxes.
            found: What it told, by numbers of its own.
            events: What these stand for.
            left: The rows of which it told nothing.
        """
        ours = np.array([self._numbers.of(event) for event in events], np.int64)
        rest = map(self._happening, self.groups(frames.rows_of(batch, frames.pa.array(left))))
        more = (each._replace(rows=left[each.rows]) for each in rest)
        return self._in_words(batch, [found._replace(numbers=ours[found.numbers]), *more])

    def _in_words(self, batch: Any, found: Iterable[Happening]) -> Any:
        """All that happens to some mailboxes, which are counted."""
        nothing = refusals(np.zeros(0, np.int64), 0)
        self.inquiry.report.count_rows(batch.num_rows)
        return self._batch(batch, _sorted(joined([nothing, *found])))

    def _happening(self, group: Group) -> Happening:
        """What happens to rows of one book and one day."""
        if group.code is not None:
            return refusals(group.rows, self._numbers.of(Event(refusal=group.code)))
        found = self.calendar(group.rules, group.on).of(group.columns, group.rows.size)
        return found._replace(rows=group.rows[found.rows])

    @property
    def wanted(self) -> Wanted:
        """Which days are wanted, and what of them."""
        return self._wanted.wanted

    def calendar(self, rules: Ruleset, on: date) -> Calendars:
        """What happens under some rules, as they are on a day."""
        with self._lock:
            key = rules, on
            if key not in self._calendars:
                wanted, report, tables = self._wanted.wanted, self.inquiry.report, self.inquiry.tables
                given = self._facts_given
                self._calendars[key] = Calendars(rules, on, wanted, given, self._numbers, report, tables)
            return self._calendars[key]

    def _facts_given(self, part: Part) -> Given:
        facts = facts_of(part.question)
        return tuple((name, value) for name, value in self.given(part).items() if name in facts)

    def _batch(self, batch: Any, found: Happening) -> Any:
        """The columns of what happens."""
        known = self._numbers.all()
        refused = np.array([event.refusal is not None for event in known] or [False], np.bool_)[found.numbers]
        self._count_refused(known, found.numbers[refused])
        blocks = {DAY_COLUMN: Block(found.days, refused), IF_FAILS: Block(found.fails, refused)}
        rows = frames.pa.array(found.rows)
        kept = ((name, batch.column(_PLACES if self._has_place(name) else name)) for name in self.kept)
        arrays = [frames.taken(column, rows).cast(self.schema.field(name).type) for name, column in kept]
        said = [blocks.get(column.name) or _words(column, known, found.numbers, self._words) for column in EVENTS]
        arrays += frames.arrays_of(EVENTS, said, self._words)
        return frames.pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _count_refused(self, known: Sequence[Event], numbers: Any) -> None:
        """Put down how many mailboxes have no calendar, and why."""
        counts = np.bincount(numbers, minlength=len(known)).tolist()
        self.inquiry.report.count_refused(
            {str(known[number].refusal): count for number, count in enumerate(counts) if count}
        )


def _with_places(batch: Any, before: int) -> Any:
    """Some rows, each with its place behind so many before."""
    places = frames.pa.array(np.arange(before, before + batch.num_rows))
    return frames.pa.RecordBatch.from_arrays([places, *batch.columns], [_PLACES, *batch.schema.names])


def _words(column: Column, known: Sequence[Event], numbers: Any, words: Words) -> Block:
    """What a column of words says of things that happen, by their numbers."""
    said = [column.of(event) for event in known] or [None]
    places = np.array([0 if word is None else words.place(column.name, word) for word in said], np.int32)
    return Block(places[numbers], np.array([word is None for word in said], np.bool_)[numbers])


def _sorted(found: Happening) -> Happening:
    """The same in the order of mailboxes, days, and what comes first on one day."""
    ordinals = (found.days + EPOCH).astype(np.int64)
    order = np.argsort((((found.rows << _DAYS) | ordinals) << _RANKS) | found.ranks)
    return Happening(*(column[order] for column in found))
