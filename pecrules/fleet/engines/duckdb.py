"""DuckDB: a relation in, a relation out, and SQL between them; tables are lists in one row that every row can see.

What is looked up by the same column is one list of all of it: to look up more of an entry takes next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, Final

from pecrules.fleet import frames
from pecrules.fleet.engines.dialects import Entry, Program, Sort
from pecrules.fleet.engines.sql import STRETCHES, Sql, placed, stretches_of
from pecrules.fleet.making import EPOCH

_SHORT: Final = 256  # entries of a table: to read a longer one takes longer than to compare a few times
_TABLES: Final = '"pecrules.tables"'
_Table = tuple[tuple[Entry, ...], Sort]
_SORTS: Final[Mapping[Sort, str]] = {"small": "INTEGER", "large": "BIGINT", "word": "VARCHAR", "flag": "BOOLEAN"}


class Speech(Sql):
    """How DuckDB says it: SQL."""

    def __init__(self, schema: Any) -> None:
        super().__init__(schema)
        self.tables: dict[str, str] = {}
        self._wanted: dict[str, dict[_Table, str]] = {}

    def bound(self, name: str) -> str:
        """A column of an earlier stage, by which something may be looked up."""
        self._wanted.setdefault(super().bound(name), {})
        return super().bound(name)

    def day_place(self, column: str, low: int, high: int) -> str:
        """The same of a day."""
        return placed(self.column(column, "DATE"), _day(low), _day(high), _day(low - 1), high - low, "INTEGER")

    def day(self, column: str, low: int, high: int) -> str:
        """The ordinal of a day."""
        value = self.column(column, "DATE")
        inner = f"CASE WHEN {value} < {_day(low)} THEN {_day(low)} WHEN {value} > {_day(high)} THEN {_day(high)}"
        return f"({inner} ELSE {value} END - {_day(0)})"

    def looked_up(self, table: Sequence[Entry], place: str, sort: Sort) -> str:
        """The entry of a table: of numbers by a column one beside that column, where all of those stand."""
        if sort == "word" or place not in self._wanted:
            return self._alone(table, place, sort)
        wanted = self._wanted[place]
        return self.quoted(wanted.setdefault((tuple(table), sort), f"{place[1:-1]}.{len(wanted)}"))

    def behind(self, stage: Mapping[str, str]) -> dict[str, str]:
        """What is looked up by the columns of a stage."""
        found = dict[str, str]()
        for place in map(self.quoted, stage):
            found |= self._all_of(self._wanted.get(place, {}), place)
        return found

    def _all_of(self, wanted: Mapping[_Table, str], place: str) -> dict[str, str]:
        """The entries of some tables at one place: what is compared apart, what is looked up in one list."""
        few = {table for table in wanted if len(table[0]) > _SHORT and len(stretches_of(table[0])) <= STRETCHES}
        rest = [table for table in wanted if table not in few]
        if len(rest) < 2 or sum(len(stretches_of(table)) for table, _ in rest) <= STRETCHES:  # noqa: PLR2004 - alone
            few, rest = {*wanted}, []
        found = {wanted[each]: self._alone(each[0], place, each[1]) for each in wanted if each in few}
        if rest:
            whole = self._listed(f"list_zip({', '.join(self._list(*each) for each in rest)})", place)
            found |= {wanted[each]: f"{whole}[{number}]" for number, each in enumerate(rest, 1)}
        return found

    def _alone(self, table: Sequence[Entry], place: str, sort: Sort) -> str:
        few = self.in_stretches(table, place, _SORTS[sort])
        return few or self._listed(self._list(table, sort), place)

    def _list(self, table: Sequence[Entry], sort: Sort) -> str:
        entries = ", ".join(map(self.entry, table))
        literal = f"[{entries}]" if sort == "word" else f"'[{entries}]'"
        return f"CAST({literal} AS {_SORTS[sort]}[])"

    def _listed(self, entries: str, place: str) -> str:
        """The entry of a list."""
        name = self.tables.setdefault(entries, f"t{len(self.tables)}")
        return f"{_TABLES}.{name}[{place} + 1]"

    def as_day(self, number: str) -> str:
        """The day so many days after the first of 1970."""
        return f"(DATE '1970-01-01' + CAST({number} AS INTEGER))"

    def days_after(self, column: str, number: str) -> str:
        """The day so many days after that in a column."""
        return f"({self.column(column, 'DATE')} + CAST({number} AS INTEGER))"

    def listed(self, numbers: Sequence[str]) -> str:
        """Those numbers that are there, in order."""
        return f"list_sort(list_distinct([{', '.join(numbers)}]))"  # the former leaves out what is missing


def _day(ordinal: int) -> str:
    return f"(DATE '1970-01-01' + ({ordinal - EPOCH}))"


class Duckdb:
    """The engine."""

    entries = 1 << 14
    steps = 12
    is_by_value = True

    def __init__(self) -> None:
        self._duckdb: Any = import_module("duckdb")

    def schema(self, frame: Any) -> Any:
        """The Arrow schema of a relation."""
        return frames.table_of(frame.limit(0)).schema

    def is_caseless(self, frame: Any) -> bool:  # noqa: ARG002 - as of other engines
        """Names that differ in their case are the same."""
        return True

    def narrowed(self, frame: Any, names: Sequence[str]) -> Any:
        """A relation of some columns of another alone."""
        return frame.project(", ".join(map(Speech.quoted, names)))

    def dialect(self, schema: Any) -> Speech:
        """How it speaks of frames of a schema."""
        return Speech(schema)

    def evaluated(self, frame: Any, program: Program, dialect: Speech, kept: Sequence[str]) -> Any:
        """A relation of what is kept of another and of what comes out of it."""
        stages = [each for stage in program.stages for each in (stage, dialect.behind(stage)) if each]
        lists = ", ".join(f"'{name}': {literal}" for literal, name in dialect.tables.items())
        found = frame.project(f"*, (SELECT {{{lists}}}) AS {_TABLES}") if lists else frame
        for stage in stages:
            found = found.project(", ".join(["*", *dialect.named(stage)]))
        return found.project(", ".join([*map(dialect.quoted, kept), *dialect.named(program.outputs)]))

    def exploded(self, frame: Any, name: str, wanted: str) -> Any:
        """A relation with a row for each entry of a list that is wanted."""
        column = Speech.quoted(name)
        others = (Speech.quoted(each) for each in frame.columns if each != name)
        return frame.project(", ".join([*others, f"unnest({column}) AS {column}"])).filter(wanted)

    def frame_of(self, table: Any) -> Any:
        """A relation of a table of Arrow, in a place of its own; it lives as long as the engine."""
        return self._connection.from_arrow(table)

    @cached_property
    def _connection(self) -> Any:
        return self._duckdb.connect()

    def table_of(self, frame: Any) -> Any:
        """A table of Arrow, of what is worked out now."""
        return frames.table_of(frame)
