"""What the rules say of a fleet: answered batch by batch, each into the place where its rows stand."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from functools import partial
from threading import Lock
from typing import Any, Final

import attrs
import numpy as np

from pecrules.fleet import frames, sources
from pecrules.fleet.answering import Block, Compiled, Task
from pecrules.fleet.batches import ahead
from pecrules.fleet.columns import INPUTS, PARTS, REFUSAL, VERSION, Column, Part, fact_of, outputs
from pecrules.fleet.inquiring import Books, Inquiry, Others, names_of, wanted_of
from pecrules.fleet.reading import Group, Rows
from pecrules.fleet.report import Report
from pecrules.fleet.words import Words
from pecrules.rulebook.ruleset import Ruleset


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
    source = sources.source_of(frame, inquiry.kinds())
    return Fleet(inquiry, source).frame()


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
    wanted = wanted_of(list(outputs()) if columns is None else columns)
    version = {"pecrules.fleet": str(VERSION)}
    return frames.schema_of([column for _, column in wanted]).with_metadata(version)


class Fleet(Rows):
    """A fleet with its question: its answers, batch by batch.

    Attributes:
        schema: The Arrow schema of the answers.
    """

    def __init__(self, inquiry: Inquiry, source: frames.Source) -> None:
        """Look at the columns of a frame.

        Raises:
            InvalidRequest: they are not what they are to be.
        """
        super().__init__(inquiry, source)
        self._words = Words()
        self._known: dict[Hashable, tuple[Compiled, ...]] = {}
        self._lock = Lock()
        fields = [self.field(name) for name in self.kept]
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

        batches: list[Any] = [*ahead(partial(fill, *each) for each in starting())]
        kept = [frames.pa.chunked_array([b.column(name) for b in batches], self.field(name).type) for name in self.kept]
        return frames.pa.table([*kept, *answers.arrays(self._words)], self.schema).unify_dictionaries()

    def batches(self) -> Iterator[Any]:
        """The answers to one batch of rows after the other; no more than some are in memory at once."""
        yield from ahead(partial(self.answer, batch) for batch in self.read())

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


__all__ = ["Books", "Fleet", "Group", "Inquiry", "Others", "arrow_schema", "evaluate", "names_of"]
