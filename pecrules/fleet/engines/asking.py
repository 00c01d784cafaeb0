"""A fleet's question inside an engine: its frames as they come, and files batch by batch."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final, Protocol, TypeVar

import numpy as np

from pecrules.base import dates
from pecrules.base.errors import InvalidRequest
from pecrules.base.problems import Problem
from pecrules.fleet import frames
from pecrules.fleet.cells import unread_in
from pecrules.fleet.columns import ASK_POLICY, REFUSAL
from pecrules.fleet.engines.dialects import Engine
from pecrules.fleet.engines.duckdb import Duckdb
from pecrules.fleet.engines.polars import Polars
from pecrules.fleet.engines.spark import Spark
from pecrules.fleet.engines.writing import Names, program_of
from pecrules.fleet.evaluating import Fleet
from pecrules.fleet.inquiring import Inquiry, Others
from pecrules.fleet.report import Report
from pecrules.rulebook.ruleset import Ruleset

F = TypeVar("F", bound=Fleet)

AT_ONCE: Final = 16
"""Batches of a file that are answered together."""

ROW: Final = "pecrules.row"
"""The column of the places of rows: engines need not keep them in order."""

ENGINES: Final[Mapping[str, Callable[..., Engine]]] = {"polars": Polars, "duckdb": Duckdb, "spark": Spark}
"""The engines, by their names; one that runs elsewhere may be told where."""

_HOMES: Final = {
    "polars": ("polars", "LazyFrame"),
    "duckdb": ("duckdb", "DuckDBPyRelation"),
    "spark": ("pyspark", "DataFrame"),
}
"""Of which class the frames of each are."""


def inside(  # noqa: PLR0913 - a question, of which most has a default
    frame: Any,
    *,
    rules: Ruleset,
    on: date,
    columns: Sequence[str],
    years: int | str = 1,
    extra_inbox_gb: int | str | None = None,
    extra_archive_gb: int | str | None = None,
    others: Others = "refuse",
    report: Report | None = None,
    tables: str | os.PathLike[str] | None = None,
) -> Any:
    """What the rules say of every mailbox of a frame, as an expression of the engine that it belongs to.

    Nothing is worked out, and nothing of Python is left in it: the engine does all of it when it is asked, in streams
    if it likes. So nobody can be asked about rows that no table is about. They keep their places, and the column that
    says why there is no answer says ``ask_policy``; ``evaluate`` answers them.

    Args:
        frame: A lazy frame of Polars, a relation of DuckDB or a data frame of Spark, with the columns that ``evaluate``
            takes; days are dates.
        rules: The rules.
        on: The day, a civil date of Europe/Rome.
        columns: What is wanted, by the names of ``OUTPUTS``.
        years: The new term in whole years, or the name of the column that says it.
        extra_inbox_gb: GB of inbox beyond the plan's in the new term, or the name of the column that says it; ``None``
            keeps what the mailbox has.
        extra_archive_gb: The same for the archive.
        others: What becomes of other columns of the frame: they are refused, left out, or stand first in the answer.
        report: Which rows are behind the answers is put down there; nothing is counted.
        tables: A folder in which tables are remembered, as of ``evaluate``.

    Returns:
        A frame of the same kind, with the columns that ``evaluate`` gives; words are texts. Polars keeps rows in their
        order; the others keep to their own, so have a column that names them stand first.

    Raises:
        InvalidRequest: a column is not known, missing or of another type; all of them are named, before any work.
        TypeError: something else is none of what is taken.

    >>> import polars
    >>> from pecrules import load_rules
    >>> fleet = polars.LazyFrame({"plan": ["standard", "pro"], "expiry": [date(2027, 3, 30), date(2026, 12, 1)]})
    >>> answers = inside(fleet, rules=load_rules(), on=date(2027, 1, 10), columns=["state", "days_left"])
    >>> answers.collect().rows()
    [('expiring', 79, None), ('expired', 50, None)]
    """
    dates.check_day("on", on)
    request = {"years": years, "extra_inbox_gb": extra_inbox_gb, "extra_archive_gb": extra_archive_gb}
    inquiry = Inquiry.of(rules, on, columns, request, None, others, report or Report(), tables)
    engine = engine_of(frame)
    schema = engine.schema(frame)
    fleet = Fleet(inquiry, source_of(engine, frame, schema))
    return Query(fleet, engine, schema).of(frame, fleet.kept)


def source_of(engine: Engine, frame: Any, schema: Any) -> frames.Source:
    """A frame of an engine, of which only names and types are looked at here."""
    return frames.Source(schema, tuple, tuple, is_caseless=engine.is_caseless(frame))


def engine_of(frame: Any) -> Engine:
    """The engine of a frame.

    Raises:
        TypeError: it has none.
    """
    home, name = type(frame).__module__.partition(".")[0].lstrip("_"), type(frame).__name__
    for engine, (module, kind) in _HOMES.items():
        if (home, name) == (module, kind):
            return ENGINES[engine]()
    allowed = " or ".join(f"a {kind} of {module}" for module, kind in _HOMES.values())
    raise TypeError(f"{allowed} is wanted, not {name}; others are answered by `evaluate`")


class Query:
    """A fleet's question in the words of an engine, where all rows are of one day and one book."""

    def __init__(self, fleet: Fleet, engine: Engine, schema: Any) -> None:
        """Write it.

        Raises:
            InvalidRequest: a column of days has moments.
        """
        self._engine, self._speech = engine, engine.dialect(schema)
        self._fleet = fleet
        check_days(fleet, schema)
        on, rules = fleet.inquiry.on, fleet.inquiry.rules[None]
        assert not isinstance(on, str)
        parts = [(compiled.task, compiled.make()) for compiled in fleet.parts(rules, on)]
        program = program_of(parts, names_of(fleet), on, self._speech, engine)
        outputs = {column.name: program.outputs[column.name] for _, column in fleet.inquiry.columns}
        self._program = program._replace(outputs=outputs)

    def of(self, frame: Any, kept: Sequence[str] = ()) -> Any:
        """The answers to a frame, behind what is kept of it."""
        return self._engine.evaluated(
            narrowed(self._engine, self._fleet, frame, kept), self._program, self._speech, kept
        )

    def answers(self, batch: Any, frame: Any) -> Iterator[Any]:
        """The answers to a batch, of which those that are missing are asked of the policies."""
        fleet = self._fleet
        said = self._engine.table_of(self.of(frame, [ROW])).sort_by(ROW).drop([ROW])
        columns = [*(batch.column(each) for each in fleet.kept), *said.columns]
        yield from self._completed(batch, _as(columns, fleet.schema)).to_batches()

    def _completed(self, batch: Any, said: Any) -> Any:
        pa, fleet, report = frames.pa, self._fleet, self._fleet.inquiry.report
        codes = [column.name for part, column in fleet.inquiry.columns if column.name == f"{part.name}_{REFUSAL}"]
        left = unread_in(batch).copy()
        for name in codes:
            left |= np.asarray(frames.pc.fill_null(frames.pc.equal(said[name].cast(pa.string()), ASK_POLICY), False))
        rows = np.flatnonzero(left)
        report.count_rows(len(batch) - rows.size)
        for name in codes:
            for count in said[name].filter(pa.array(~left)).drop_null().cast(pa.string()).value_counts().to_pylist():
                report.count_refused({count["values"]: count["counts"]})
        if not rows.size:
            return said
        places = np.arange(len(batch))
        places[rows] = len(batch) + np.arange(rows.size)
        whole = pa.concat_tables([said, pa.Table.from_batches([fleet.answer(frames.rows_of(batch, pa.array(rows)))])])
        return frames.rows_of(whole.unify_dictionaries().combine_chunks(), pa.array(places))


def narrowed(engine: Engine, fleet: Fleet, frame: Any, kept: Sequence[str]) -> Any:
    """What is read of a frame: no other column of it can be called as one on the way to an answer."""
    return engine.narrowed(frame, [*dict.fromkeys((*fleet.inputs, *kept))])


def names_of(fleet: Fleet) -> Names:
    """The columns that tell facts, by the names of these."""
    return {fact: (name, fleet.inputs[name].kind) for fact, name in fleet.facts().items()}


def check_days(fleet: Fleet, schema: Any) -> None:
    """Look at the columns of days.

    Raises:
        InvalidRequest: one has moments.
    """
    moments = [name for name, of in fleet.inputs.items() if of.kind == "day" and _has_moments(schema.field(name))]
    if moments:
        raise InvalidRequest([_no_days(schema.field(name)) for name in moments])


def _has_moments(field: Any) -> bool:
    return bool(frames.pa.types.is_timestamp(field.type))


def _no_days(field: Any) -> Problem:
    return Problem("PR304", args={"found": str(field.type), "key": field.name, "expected": "day"})


# -- files ------------------------------------------------------------------------------------------------------------


class Question(Protocol):
    """A question in the words of an engine."""

    def answers(self, batch: Any, frame: Any) -> Iterator[Any]:
        """The answers to a batch, of which the engine has what it tells as a frame, with the column ``ROW``."""
        ...


def answers(fleet: Fleet, engine: Engine) -> Iterator[Any]:
    """The answers to a fleet as an engine works them out, in batches; rows that it leaves are asked of the policies."""
    return answered_by(fleet, engine, Query)


def answered_by(fleet: F, engine: Engine, query_of: Callable[[F, Engine, Any], Question]) -> Iterator[Any]:
    """What comes of a question that an engine is asked about some batches at a time.

    Args:
        fleet: The fleet.
        engine: The engine.
        query_of: Writes the question, where it is known what types columns have.
    """
    query: Question | None = None
    batches = fleet.read()
    while some := list(islice(batches, AT_ONCE)):
        for batch in frames.pa.Table.from_batches(some).combine_chunks().to_batches():
            columns = [*batch.select(list(fleet.inputs)).columns, frames.pa.array(range(len(batch)))]
            facts = frames.pa.table(columns, [*fleet.inputs, ROW])
            query = query or query_of(fleet, engine, facts.schema)
            yield from query.answers(batch, engine.frame_of(facts))


def _as(columns: Sequence[Any], schema: Any) -> Any:
    """Columns as a schema has them."""
    pa = frames.pa
    found = list[Any]()
    for column, field in zip(columns, schema, strict=True):
        is_coded = pa.types.is_dictionary(field.type) and not pa.types.is_dictionary(column.type)
        found.append(column.cast(pa.string()).dictionary_encode() if is_coded else column.cast(field.type))
    return pa.table(found, schema)
