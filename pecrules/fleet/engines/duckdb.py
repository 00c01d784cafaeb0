"""DuckDB: a relation in, a relation out, and SQL between them; tables are lists in one row that every row can see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, Final

from pecrules.fleet import frames
from pecrules.fleet.engines.dialects import Entry, Program, Sort
from pecrules.fleet.making import EPOCH

_TABLES: Final = '"pecrules.tables"'
_SORTS: Final[Mapping[Sort, str]] = {"small": "INTEGER", "large": "BIGINT", "word": "VARCHAR", "flag": "BOOLEAN"}


class Speech:
    """How DuckDB says it: SQL."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self.tables: dict[str, str] = {}

    def constant(self, value: int) -> str:
        """A number."""
        return f"({value})" if value < 0 else str(value)

    def bound(self, name: str) -> str:
        """A column of an earlier stage."""
        return quoted(name)

    def _column(self, name: str, kind: str) -> str:
        """A column; one in which nothing stands has the type that is wanted."""
        return f"CAST(NULL AS {kind})" if frames.pa.types.is_null(self._schema.field(name).type) else quoted(name)

    def place(self, column: str, low: int, high: int) -> str:
        """The place of a whole number between two ends."""
        return _placed(self._column(column, "BIGINT"), str(low), str(high), high - low)

    def day_place(self, column: str, low: int, high: int) -> str:
        """The same of a day."""
        return _placed(self._column(column, "DATE"), _day(low), _day(high), high - low)

    def day(self, column: str, low: int, high: int) -> str:
        """The ordinal of a day."""
        value = self._column(column, "DATE")
        inner = f"CASE WHEN {value} < {_day(low)} THEN {_day(low)} WHEN {value} > {_day(high)} THEN {_day(high)}"
        return f"({inner} ELSE {value} END - {_day(0)})"

    def word(self, column: str, cells: Mapping[str, int], other: int) -> str:
        """The number of the word in a column."""
        return _among(f"CAST({quoted(column)} AS VARCHAR)", cells, other)

    def flag(self, column: str, yes: int, no: int, other: int) -> str:
        """The number of yes and of no in a column."""
        value = self._column(column, "BOOLEAN")
        return f"CASE WHEN {value} THEN {yes} WHEN NOT {value} THEN {no} ELSE {other} END"

    def tail(self, column: str, cells: Mapping[str, int], other: int, odd: int) -> str:
        """The number of what stands behind the last point or @ of a text."""
        end = f"right({self._column(column, 'VARCHAR')}, {1 + max(map(len, cells))})"
        cases = " ".join(
            f"WHEN {' OR '.join(f'ends_with(lower({end}), {_text(mark + word)})' for mark in '.@')}"
            f" OR lower({end}) = {_text(word)} THEN {cell}"
            for word, cell in cells.items()
        )
        return f"CASE WHEN strlen({end}) = length({end}) THEN CASE {cases} ELSE {other} END ELSE {odd} END"

    def is_there(self, column: str) -> str:
        """Whether there is something in a column."""
        return f"({quoted(column)} IS NOT NULL)"

    def looked_up(self, table: Sequence[Entry], place: str, sort: Sort) -> str:
        """The entry of a table."""
        if set(table[1:]) == {None}:
            return f"CASE WHEN {place} = 0 THEN {_entry(table[0])} END"
        entries = ", ".join(map(_entry, table))
        literal = f"[{entries}]" if sort == "word" else f"'[{entries}]'"
        name = self.tables.setdefault(f"CAST({literal} AS {_SORTS[sort]}[])", f"t{len(self.tables)}")
        return f"{_TABLES}.{name}[{place} + 1]"

    def plus(self, one: str, other: str) -> str:
        """A sum."""
        return f"({one} + {other})"

    def times(self, one: str, other: str) -> str:
        """A product."""
        return f"({one} * {other})"

    def over(self, number: str, by: str, *, is_positive: bool) -> str:
        """The whole part of a division; its own goes towards zero."""
        return f"({number} // {by})" if is_positive else f"(({number} - (({number} % {by}) + {by}) % {by}) // {by})"

    def at_most(self, number: str, most: int) -> str:
        """Whether a number is."""
        return f"({number} <= {most})"

    def is_number(self, number: str, value: int) -> str:
        """Whether a number is that one."""
        return f"({number} = {value})"

    def either(self, conditions: Sequence[str]) -> str:
        """Whether one of some conditions holds."""
        return f"({' OR '.join(conditions)})"

    def chosen(self, condition: str, yes: str, no: str) -> str:
        """One thing where a condition holds, else another."""
        return f"CASE WHEN {condition} THEN {yes} ELSE {no} END"

    def as_day(self, number: str) -> str:
        """The day so many days after the first of 1970."""
        return f"(DATE '1970-01-01' + CAST({number} AS INTEGER))"


def quoted(name: str) -> str:
    """A name as SQL has it.

    >>> quoted('the "own" one')
    '"the ""own"" one"'
    """
    return '"' + name.replace('"', '""') + '"'


def _text(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _entry(value: Entry) -> str:
    if value is None:
        return "NULL"
    return _text(value) if isinstance(value, str) else str(value).lower()


def _day(ordinal: int) -> str:
    return f"(DATE '1970-01-01' + ({ordinal - EPOCH}))"


def _placed(value: str, low: str, high: str, span: int) -> str:
    beyond = f"WHEN {value} < {low} THEN 0 WHEN {value} > {high} THEN {span + 2} WHEN {value} IS NULL THEN {span + 3}"
    return f"CAST(CASE {beyond} ELSE {value} - {low} + 1 END AS BIGINT)"


def _among(value: str, cells: Mapping[str, int], other: int) -> str:
    cases = " ".join(f"WHEN {_text(word)} THEN {cell}" for word, cell in cells.items())
    return f"CASE {value} {cases} ELSE {other} END"


class Duckdb:
    """The engine."""

    entries = 1 << 14

    def __init__(self) -> None:
        self._duckdb: Any = import_module("duckdb")

    def schema(self, frame: Any) -> Any:
        """The Arrow schema of a relation."""
        return frames.table_of(frame.limit(0)).schema

    def dialect(self, schema: Any) -> Speech:
        """How it speaks of frames of a schema."""
        return Speech(schema)

    def evaluated(self, frame: Any, program: Program, dialect: Speech, kept: Sequence[str]) -> Any:
        """A relation of what is kept of another and of what comes out of it."""
        lists = ", ".join(f"'{name}': {literal}" for literal, name in dialect.tables.items())
        found = frame.project(f"*, (SELECT {{{lists}}}) AS {_TABLES}")
        for stage in program.stages:
            found = found.project(", ".join(["*", *_named(stage)]))
        return found.project(", ".join([*map(quoted, kept), *_named(program.outputs)]))

    def frame_of(self, table: Any) -> Any:
        """A relation of a table of Arrow, in a place of its own; it lives as long as the engine."""
        return self._connection.from_arrow(table)

    @cached_property
    def _connection(self) -> Any:
        return self._duckdb.connect()

    def table_of(self, frame: Any) -> Any:
        """A table of Arrow, of what is worked out now."""
        return frames.table_of(frame)


def _named(columns: Mapping[str, str]) -> Iterator[str]:
    return (f"{expression} AS {quoted(name)}" for name, expression in columns.items())
