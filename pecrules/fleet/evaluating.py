"""A fleet's question: looked at before any work, then answered batch by batch."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal, NamedTuple, TypeAlias, TypeVar, cast, get_args

import attrs
import numpy as np

from pecrules.base import dates
from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import Location, Problem
from pecrules.domain.misuse import check_rules
from pecrules.fleet import frames
from pecrules.fleet.answering import Block, Compiled, Task
from pecrules.fleet.cells import Cells, unread_in
from pecrules.fleet.columns import (
    INPUTS,
    PARTS,
    REFUSAL,
    REQUESTS,
    VERSION,
    Column,
    Input,
    Kind,
    Part,
    fact_of,
    outputs,
)
from pecrules.fleet.making import EPOCH
from pecrules.fleet.remembering import folder_of
from pecrules.fleet.report import Report
from pecrules.fleet.series import Columns, Series
from pecrules.fleet.words import Words
from pecrules.rulebook.ruleset import Ruleset

_OURS: Final = "pecrules."  # so begin columns on the way to an answer
_AHEAD: Final = 2  # batches for each processor that are answered before somebody takes them

T = TypeVar("T")
Books: TypeAlias = "Ruleset | Mapping[str, Ruleset]"
Others: TypeAlias = Literal["refuse", "drop", "keep"]
"""What becomes of columns of a frame that are not known."""


def evaluate(  # noqa: PLR0913 - a question, of which most has a default
    frame: Any,
    *,
    rules: Books,
    on: date | str,
    columns: Sequence[str],
    years: int | str = 1,
    extra_inbox_gb: int | str | None = None,
    extra_archive_gb: int | str | None = None,
    book: str | None = None,
    others: Others = "refuse",
    report: Report | None = None,
    tables: str | os.PathLike[str] | None = None,
) -> Any:
    """What the rules say of every mailbox of a frame.

    Args:
        frame: Anything that Arrow can read (a table of PyArrow, Polars, pandas, a relation of DuckDB, a lazy frame), or
            the path of a file of Parquet or CSV, or of a folder of them. ``INPUTS`` are its columns. A stream
            (``pyarrow.RecordBatchReader``) is answered as it is read, so that it may be longer than memory.
        rules: The rules, or by the names of books those of each.
        on: The day, a civil date of Europe/Rome, or the name of the column that says it.
        columns: What is wanted, by the names of ``OUTPUTS``.
        years: The new term in whole years, or the name of the column that says it.
        extra_inbox_gb: GB of inbox beyond the plan's in the new term, or the name of the column that says it; ``None``
            keeps what the mailbox has.
        extra_archive_gb: The same for the archive.
        book: The name of the column that says whose rules are asked, where ``rules`` are those of several books.
        others: What becomes of other columns of the frame: they are refused, left out, or stand first in the answer.
        report: What is counted is put down there, and which rows are behind the answers.
        tables: A folder in which tables are remembered, so that who asks under the same rules about the same day need
            not make them again; it is made if it is not there. What is found there is looked at before it is believed.

    Returns:
        A frame of the same kind, a table of PyArrow for a path: a row for each row, in the same order. Beside what is
        wanted it has, for each part of the question, the column that says why there is no answer.

    Raises:
        InvalidRequest: a column is not known, missing or of another type; all of them are named, before any work.
        TypeError: something else is none of what is taken.
        OSError: the folder of tables cannot be made.

    A cell that cannot be read, as ``domani`` among the days of a CSV file, refuses its row (``row_unfit``), and no
    other; the report tells the first ones with their places.

    >>> import pyarrow
    >>> from pecrules import load_rules
    >>> fleet = pyarrow.table({"plan": ["standard", "pro"], "expiry": [date(2027, 3, 30), date(2026, 12, 1)]})
    >>> answers = evaluate(fleet, rules=load_rules(), on=date(2027, 1, 10), columns=["state", "days_left", "gross"])
    >>> answers.drop(["status_refusal", "renewal_refusal"]).to_pylist()
    [{'state': 'expiring', 'days_left': 79, 'gross': 1208}, {'state': 'expired', 'days_left': 50, 'gross': 3648}]
    """
    request = {"years": years, "extra_inbox_gb": extra_inbox_gb, "extra_archive_gb": extra_archive_gb}
    inquiry = Inquiry.of(rules, on, columns, request, book, others, report or Report(), tables)
    source = frames.source_of(frame, inquiry.kinds())
    return inquiry.of_source(source).frame()


def arrow_schema(columns: Sequence[str] | None = None) -> Any:
    """The Arrow schema of answers, or of all columns that there are; its metadata say the version of the columns.

    Args:
        columns: The columns that are wanted, as of ``evaluate``.

    Raises:
        InvalidRequest: there is no such column.

    >>> print(arrow_schema(["net"]).remove_metadata())
    net: int64
    renewal_refusal: dictionary<values=string, indices=int32, ordered=0>
    """
    wanted = _wanted(list(outputs()) if columns is None else columns)
    version = {"pecrules.fleet": str(VERSION)}
    return frames.schema_of([column for _, column in wanted]).with_metadata(version)


@attrs.frozen
class Inquiry:
    """What is wanted of a fleet, before there is one.

    Attributes:
        rules: The rules of each book; of one alone by no name.
        on: The day, or the column that says it.
        columns: The columns that are wanted.
        request: What is asked for, or the columns that say it.
        book: The column that says the book.
        others: What becomes of other columns.
        report: Where is put down what is counted.
        tables: Where tables are remembered, if they are.
    """

    rules: Mapping[str | None, Ruleset]
    on: date | str
    columns: tuple[tuple[Part, Column], ...]
    request: Mapping[str, int | str | None]
    book: str | None
    others: Others
    report: Report
    tables: Path | None

    @staticmethod
    def of(  # noqa: PLR0913, PLR0917 - as ``evaluate``
        rules: Books,
        on: date | str,
        columns: Sequence[str],
        request: Mapping[str, int | str | None],
        book: str | None,
        others: Others,
        report: Report,
        tables: str | os.PathLike[str] | None = None,
    ) -> Inquiry:
        """Look at what is wanted.

        Raises:
            InvalidRequest: there is no such column.
            TypeError: something is none of what is taken.
            OSError: the folder of tables cannot be made.
        """
        if not isinstance(on, str):
            dates.check_day("on", on)
        for name, value in request.items():
            if value.__class__ not in {int, str} and (value is not None or not REQUESTS[name].optional):
                raise TypeError(f"{name} wants a whole number or the name of a column, not {value!r}")
        if others not in get_args(Others):
            raise TypeError(f"others wants one of {', '.join(get_args(Others))}, not {others!r}")
        by_book = _books(rules, book)
        _check_roles({"on": on, "book": book, **request})
        wanted = tuple(_wanted(columns))
        folder = None if tables is None else folder_of(tables)
        return Inquiry(by_book, on, wanted, request, book, others, report, folder)

    def said(self) -> tuple[Any, ...]:
        """All on which it hangs what is answered."""
        names = tuple(column.name for _, column in self.columns)
        books = (part for pair in self.rules.items() for part in pair)
        return (self.on, names, self.book, self.others, *self.request.items(), *books)

    def inputs(self) -> dict[str, Input]:
        """The columns that a frame may have, by their names in it."""
        found = dict(INPUTS)
        if isinstance(self.on, str):
            found[self.on] = Input(self.on, "day", False, attrs.NOTHING, "")
        if self.book is not None:
            found[self.book] = Input(self.book, "word", False, attrs.NOTHING, "")
        for name, column in self.request.items():
            if isinstance(column, str):
                found[column] = REQUESTS[name]
        return found

    def kinds(self) -> dict[str, Any]:
        """Of what kind the columns are."""
        return {name: column.kind for name, column in self.inputs().items()}

    def of_source(self, source: frames.Source) -> Fleet:
        """The same of a frame.

        Raises:
            InvalidRequest: its columns are not what they are to be.
        """
        inputs, names = self.inputs(), source.schema.names
        frames.check(source, inputs, names if self.others != "refuse" else self.carried())
        needed = [name for name in self._needed() if name not in names]
        if needed:
            raise InvalidRequest([frames.missing(name, names, source.file) for name in dict.fromkeys(needed)])
        others = [name for name in names if name not in inputs] if self.others == "keep" else []
        kept = tuple(dict.fromkeys((*self.carried(), *others)))
        self.check_kept(source, kept)
        return self.fleet(source, {name: inputs[name] for name in names if name in inputs}, kept)

    def fleet(self, source: frames.Source, inputs: Mapping[str, Input], kept: tuple[str, ...]) -> Fleet:
        """A fleet of a frame that has been looked at."""
        return Fleet(self, source, inputs, kept)

    def check_kept(self, source: frames.Source, kept: Sequence[str]) -> None:
        """Look at the names of what stands first in the answer: none of it may be called as a column of ours.

        Raises:
            InvalidRequest: one is.
        """
        ours = self.named()
        taken = [name for name in kept if name in ours or name.startswith(_OURS)]
        if taken:
            allowed = ", ".join(name for name in source.schema.names if name not in taken)
            place = Location(source.file) if source.file else None
            key = "key" if taken[0] in self.carried() else "others"
            raise InvalidRequest(
                [Problem("PR306", place, args={"found": name, "key": key, "allowed": allowed}) for name in taken]
            )

    def named(self) -> set[str]:
        """The names of the columns that come out."""
        return {column.name for _, column in self.columns}

    def carried(self) -> tuple[str, ...]:
        """The columns of a frame that stand first in the answer, whatever becomes of the others."""
        return ()

    def parts(self) -> Iterable[Part]:
        """The parts of the question."""
        return (part for part, _ in self.columns)

    def _needed(self) -> Iterator[str]:
        """The columns that a frame has to have."""
        yield from ("plan", "expiry", *self.carried())
        yield from (name for name in (self.on, self.book, *self.request.values()) if isinstance(name, str))
        if any("address" in part.question.subject for part in self.parts()):
            yield "address"


def _check_roles(said: Mapping[str, Any]) -> None:
    """Look at columns that tell two things: they can only if both are of one kind.

    Raises:
        InvalidRequest: they are not.
    """
    kinds = {"on": "day", "book": "word", **{name: column.kind for name, column in REQUESTS.items()}}
    known: dict[str, Kind | str] = {name: column.kind for name, column in INPUTS.items()}
    for role, name in said.items():
        if isinstance(name, str) and known.setdefault(name, kinds[role]) != kinds[role]:
            allowed = ", ".join(each for each, kind in known.items() if kind == kinds[role])
            raise InvalidRequest([Problem("PR306", args={"found": name, "key": role, "allowed": allowed})])


def _books(rules: Books, book: str | None) -> Mapping[str | None, Ruleset]:
    if book is None:
        check_rules(rules)
        return {None: cast("Ruleset", rules)}
    if not isinstance(rules, Mapping):
        raise TypeError("with a column of books, rules wants the rules of each book by its name")
    for each in rules.values():
        check_rules(each)
    return cast("Mapping[str | None, Ruleset]", rules)


def names_of(what: str, said: Iterable[object]) -> list[str]:
    """Some names, as somebody says them.

    Raises:
        TypeError: they are none, or one alone.
    """
    names: list[object] = [] if isinstance(said, str) else [*said]
    if isinstance(said, str) or not all(isinstance(name, str) for name in names):
        raise TypeError(f"{what} wants a list of names, not {said!r}")
    return cast("list[str]", names)


def _wanted(columns: Sequence[str]) -> Iterator[tuple[Part, Column]]:
    """The columns that are wanted, and those of refusals of their parts."""
    known, columns = outputs(), names_of("columns", columns)
    unknown = [name for name in columns if name not in known]
    if unknown:
        raise InvalidRequest(
            [
                Problem("PR302", args={"found": name, "allowed": ", ".join(known)}, nearest=nearest(name, known))
                for name in unknown
            ]
        )
    refusals = (f"{known[name][0].name}_{REFUSAL}" for name in columns)
    for name in dict.fromkeys(chain(columns, refusals)):
        yield known[name]


class Group(NamedTuple):
    """Rows of one book and one day.

    Attributes:
        rules: The rules of the book; its name where there are none, nothing where it has none.
        on: The day; nothing where none is said.
        rows: Which rows they are.
        columns: What they tell, by the names of facts.
        code: Why nobody can be asked about them.
    """

    rules: Any
    on: Any
    rows: Any
    columns: Columns
    code: str | None = None


class Fleet:
    """A fleet with its question: its answers, batch by batch.

    Attributes:
        inquiry: The question.
        inputs: The columns that tell facts.
        kept: Those that stand first in the answer.
        schema: The Arrow schema of the answers.
    """

    def __init__(
        self, inquiry: Inquiry, source: frames.Source, inputs: Mapping[str, Input], kept: tuple[str, ...]
    ) -> None:
        self.source = source
        self.inquiry: Inquiry = inquiry
        self.inputs: Mapping[str, Input] = inputs
        self.kept: tuple[str, ...] = kept
        self._words = Words()
        self._known: dict[Hashable, tuple[Compiled, ...]] = {}
        self._lock = Lock()
        fields = [self.field(name) for name in kept]
        answers = frames.schema_of(self.columns())
        self.schema: Final[Any] = frames.pa.schema([*fields, *answers], {"pecrules.fleet": str(VERSION)})

    def columns(self) -> list[Column]:
        """What comes out, behind what is kept."""
        return [column for _, column in self.inquiry.columns]

    def field(self, name: str) -> Any:
        """The field of a column that is kept."""
        return self.source.schema.field(name)

    def frame(self) -> Any:
        """All answers as a frame of the same kind."""
        if self.source.is_stream:
            return frames.pa.RecordBatchReader.from_batches(self.schema, self.batches())
        found = self.source.give(self.table())
        return found if self.source.index is None else found.set_axis(self.source.index)

    def table(self) -> Any:
        """All answers as one table of PyArrow."""
        return self.joined() if self.source.rows is None else self._filled(self.source.rows)

    def joined(self) -> Any:
        """The same, batch behind batch."""
        batches = list(self.batches())
        return frames.pa.Table.from_batches(batches, self.schema).unify_dictionaries()

    def _filled(self, rows: int) -> Any:
        """The same of so many rows."""
        answers = frames.Answers(self.columns(), rows)

        def fill(start: int, batch: Any) -> Any:
            answers.leave_out(start, self._blocks(batch, answers.places(start, batch.num_rows)))
            return batch

        def starting() -> Iterator[tuple[int, Any]]:
            start = 0
            for batch in self.read():
                yield start, batch
                start += batch.num_rows

        batches: list[Any] = [*_ahead(partial(fill, *each) for each in starting())]
        kept = [frames.pa.chunked_array([b.column(name) for b in batches], self.field(name).type) for name in self.kept]
        return frames.pa.table([*kept, *answers.arrays(self._words)], self.schema).unify_dictionaries()

    def batches(self) -> Iterator[Any]:
        """The answers to one batch of rows after the other; no more than some are in memory at once."""
        yield from _ahead(partial(self.answer, batch) for batch in self.read())

    def read(self) -> Iterator[Any]:
        """What there is of the frame, batch by batch; which cells cannot be read is put down at its end.

        Raises:
            InvalidRequest: the frame cannot be read, or columns of which no cell can be.
        """
        cells = Cells(self.source, self.inputs, self.inquiry.rules.get(None))
        for batch in self.unread():
            yield cells.read(batch)
        self.inquiry.report.tell(cells.problems(), cells.count)

    def unread(self) -> Iterator[Any]:
        """What stands in the frame, as it stands there."""
        yield from self.source.batches([*dict.fromkeys((*self.inputs, *self.kept))])

    def look(self) -> None:
        """Look at the first rows before any work is done.

        Raises:
            InvalidRequest: as of ``read``.
        """
        next(self.read(), None)

    def answer(self, batch: Any) -> Any:
        """The answers to some rows, as a batch."""
        answers, rows = frames.Answers(self.columns(), batch.num_rows), batch.num_rows
        answers.leave_out(0, self._blocks(batch, answers.places(0, rows)))
        arrays = [*(batch.column(name) for name in self.kept), *answers.arrays(self._words)]
        return frames.pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _blocks(self, batch: Any, into: Sequence[Any]) -> list[Block]:
        """The answers to some rows, put where they belong, which are counted."""
        blocks = self._block(batch, into)
        self.inquiry.report.count_rows(batch.num_rows)
        for (part, column), block in zip(self.inquiry.columns, blocks, strict=True):
            if column.name == f"{part.name}_{REFUSAL}":
                self._count(column, block)
        return blocks

    def _count(self, column: Column, block: Block) -> None:
        """Put down how many rows have no answer, and why."""
        if not block.missing.all():
            there = ~block.missing
            counts = {
                word: int(np.count_nonzero((block.values == code) & there))
                for code, word in enumerate(self._words.of(column.name))
            }
            self.inquiry.report.count_refused({word: count for word, count in counts.items() if count})

    # -- one block ----------------------------------------------------------------------------------------------------

    def _block(self, batch: Any, into: Sequence[Any]) -> list[Block]:
        """The answers to some rows, those of one book and one day together."""
        groups, count = [*self.groups(batch)], batch.num_rows
        if len(groups) == 1:
            return self._answers(groups[0], into)
        whole = [Block(values, np.ones(count, np.bool_)) for values in into]
        for group in groups:
            some = [np.empty(group.rows.size, values.dtype) for values in into]
            for block, answer in zip(whole, self._answers(group, some), strict=True):
                block.values[group.rows], block.missing[group.rows] = answer.values, answer.missing
        return whole

    def facts(self) -> dict[str, str]:
        """The facts that columns tell, each with its column; one may tell two."""
        requested = {fact_of(name): value for name, value in self.inquiry.request.items() if isinstance(value, str)}
        return {**{name: name for name in self.inputs if name in INPUTS}, **requested}

    def groups(self, batch: Any) -> Iterator[Group]:
        """The rows of each book and day, with what they tell; those that cannot be read apart."""
        columns = {name: frames.series_of(batch.column(name), column.kind) for name, column in self.inputs.items()}
        unread = unread_in(batch)
        if not unread.any():
            yield from self._grouped(columns, _places(batch.num_rows))
            return
        yield Group(None, None, np.flatnonzero(unread), Columns({}), "row_unfit")
        rows = np.flatnonzero(~unread)
        yield from self._grouped({name: series.taken(rows) for name, series in columns.items()}, rows)

    def _grouped(self, columns: Mapping[str, Series], whole: Any) -> Iterator[Group]:
        """The same of rows that were read."""
        on, book = self.inquiry.on, self.inquiry.book
        named = {fact: columns[name] for fact, name in self.facts().items()}
        if book is None and not isinstance(on, str):
            yield Group(self.inquiry.rules[None], on, whole, Columns(named))
            return
        for rules, day, rows in self._apart(columns, whole.size):
            code = "row_incomplete" if rules is None or day is None else "book_unknown"
            some = Columns({name: series.taken(rows) for name, series in named.items()})
            yield Group(rules, day, whole[rows], some, None if isinstance(rules, Ruleset) and day else code)

    def _apart(self, columns: Mapping[str, Series], count: int) -> Iterator[tuple[Any, Any, Any]]:
        """The rows of each book and day."""
        on, book = self.inquiry.on, self.inquiry.book
        books = columns[book] if book is not None else Series(np.zeros(count, np.int64), None, (None,))
        days = columns[on] if isinstance(on, str) else Series(np.zeros(count, np.int64), None, None)
        whole = books.values.astype(np.int64) * (1 << 32) + days.values
        for series in (books, days):
            if series.missing is not None:
                whole[series.missing] = -(1 << 62)
        for key in np.unique(whole).tolist():
            rows = np.flatnonzero(whole == key)
            first = rows[0]
            if key == -(1 << 62):
                yield None, None, rows
                continue
            day = _day(int(days.values[first])) if isinstance(on, str) else on
            yield self._rules(books, int(first)), day, rows

    def _rules(self, books: Series, row: int) -> Any:
        """The rules of the book of a row; its name where there are none."""
        name = (books.words or ())[int(books.values[row])]
        return self.inquiry.rules.get(name, name)

    def _answers(self, group: Group, into: Sequence[Any]) -> list[Block]:
        """The answers to rows of one book and one day, put where they belong."""
        code, count = group.code, group.rows.size
        places = {column.name: values for (_, column), values in zip(self.inquiry.columns, into, strict=True)}
        if code is not None:
            return [self._refusal(part, column, code, places[column.name]) for part, column in self.inquiry.columns]
        found: dict[str, Block] = {}
        for compiled in self.parts(group.rules, group.on):
            names = [column.name for column in compiled.task.columns]
            found |= zip(names, compiled.answers(group.columns, count, [places[name] for name in names]), strict=True)
        return [found[column.name] for _, column in self.inquiry.columns]

    def _refusal(self, part: Part, column: Column, code: str, values: Any) -> Block:
        is_code = column.name == f"{part.name}_{REFUSAL}"
        values.fill(self._words.place(column.name, code) if is_code else 0)
        return Block(values, np.full(values.size, not is_code))

    def parts(self, rules: Ruleset, on: date) -> tuple[Compiled, ...]:
        """The parts of the question, under some rules on a day."""
        key = id(rules), on
        with self._lock:
            if key not in self._known:
                self._known[key] = tuple(
                    Compiled(task, rules, on, self._words, self.inquiry.report) for task in self._tasks()
                )
            return self._known[key]

    def _tasks(self) -> Iterator[Task]:
        """What is wanted of each part."""
        for part in PARTS:
            wanted = tuple(column for of, column in self.inquiry.columns if of is part)
            if wanted:
                yield Task(part, wanted, self.given(part), self.inquiry.tables)

    def given(self, part: Part) -> dict[str, Any]:
        """The facts that are the same in all rows: those of which the frame has no column."""
        absent = (
            column for name, column in INPUTS.items() if name not in self.inputs and name in part.question.subject
        )
        given = {column.name: column.default for column in absent if column.default is not attrs.NOTHING}
        if "kind" not in self.inputs:
            given["kind"] = INPUTS["kind"].default
        wanted = self.inquiry.request.items() if part.question.request.keys() & self.inquiry.request.keys() else ()
        return given | {fact_of(name): value for name, value in wanted if not isinstance(value, str)}


def _ahead(works: Iterable[Callable[[], T]]) -> Iterator[T]:
    """What comes of some works, in their order: some are done before somebody takes what came of them.

    One alone is done here: a thread that goes takes its memory with it, and to be given new memory takes long.
    """
    some = iter(works)
    first = [*islice(some, 2)]
    if len(first) < 2:  # noqa: PLR2004 - one, or none
        yield from (work() for work in first)
        return
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        ahead = deque[Future[T]]()
        for work in chain(first, some):
            ahead.append(pool.submit(work))
            if len(ahead) > _AHEAD * workers:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


@lru_cache(2)
def _places(count: int) -> Any:
    """The places of so many rows: batches are of one size."""
    found = np.arange(count)
    found.flags.writeable = False
    return found


def _day(days: int) -> date | None:
    ordinal = days + EPOCH
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


__all__ = ["Fleet", "Inquiry", "evaluate", "names_of"]
