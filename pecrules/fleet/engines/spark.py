"""Spark: a data frame in, a data frame out, and Spark's SQL between them; tables are constants of a query's plan.

No row comes to Python: what is written here is compiled by Spark, and runs where its rows lie.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, Final

from pecrules.fleet import frames
from pecrules.fleet.engines.dialects import Entry, Program, Sort
from pecrules.fleet.engines.sql import Sql
from pecrules.fleet.making import EPOCH

_SORTS: Final[Mapping[Sort, str]] = {"small": "INT", "large": "BIGINT", "word": "STRING", "flag": "BOOLEAN"}
_TYPES: Final = {
    "string": "string",
    "boolean": "bool_",
    "date": "date32",
    "tinyint": "int8",
    "smallint": "int16",
    "int": "int32",
    "bigint": "int64",
    "float": "float32",
    "double": "float64",
    "void": "null",
}
"""What Spark calls a type -> what Arrow does."""

_DECIMAL: Final = re.compile(r"decimal\(([0-9]+),([0-9]+)\)")
_MOMENTS: Final = ("timestamp", "timestamp_ntz")

_SETTINGS: Final = {
    "spark.app.name": "pecrules",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.execution.arrow.localRelationThreshold": "0",  # else small frames are gone through before lists are made
}
"""Of a session in which files are answered."""


class Speech(Sql):
    """How Spark says it: SQL, in which nothing may be divided by zero, nor overflow."""

    QUOTE = "`"
    DIVIDED = "div"
    TEXT = "STRING"

    def text(self, word: str) -> str:
        """A text."""
        return "'" + word.replace("\\", r"\\").replace("'", r"\'") + "'"

    def place(self, column: str, low: int, high: int) -> str:
        """The place of a whole number between two ends."""
        return _placed(self.column(column, "BIGINT"), low, high)

    def day_place(self, column: str, low: int, high: int) -> str:
        """The same of a day."""
        return _placed(self._days(column), low - EPOCH, high - EPOCH)

    def day(self, column: str, low: int, high: int) -> str:
        """The ordinal of a day."""
        days, (first, last) = self._days(column), (low - EPOCH, high - EPOCH)
        inner = f"CASE WHEN {days} < {first} THEN {first} WHEN {days} > {last} THEN {last} ELSE {days} END"
        return f"({inner} + {EPOCH})"

    def _days(self, column: str) -> str:
        return f"unix_date({self.column(column, 'DATE')})"

    def looked_up(self, table: Sequence[Entry], place: str, sort: Sort) -> str:
        """The entry of a table: a column may be compared, what is worked out only for this is looked up."""
        kind = _SORTS[sort]
        few = self.in_stretches(table, place, kind) if self.QUOTE not in place[1:-1] else None
        entries = self.text(json.dumps(table, separators=(",", ":")))
        return few or f"from_json({entries}, 'ARRAY<{kind}>')[{place}]"

    def over(self, number: str, by: str, *, is_positive: bool) -> str:
        """The whole part of a division; of a row that no table is about it may be by zero."""
        return super().over(number, f"nullif({by}, 0)", is_positive=is_positive)

    def as_day(self, number: str) -> str:
        """The day so many days after the first of 1970."""
        return f"date_from_unix_date(CAST({number} AS INT))"

    def days_after(self, column: str, number: str) -> str:
        """The day so many days after that in a column."""
        return f"date_add({self.column(column, 'DATE')}, CAST({number} AS INT))"

    def listed(self, numbers: Sequence[str]) -> str:
        """Those numbers that are there, in order."""
        return f"array_sort(array_compact(array({', '.join(numbers)})))"


def _placed(value: str, low: int, high: int) -> str:
    """The place of a value between two ends: in these words Spark knows that there is always one, and asks no more."""
    place = f"greatest(least({value}, {high + 1}), {low - 1}) - ({low - 1})"
    return f"CAST(if({value} IS NULL, {high - low + 3}, {place}) AS BIGINT)"


def frame_of_answers(table: Any) -> Any:
    """A data frame of a table of Arrow, in the session that there is: Spark has no coded words."""
    session = import_module("pyspark.sql").SparkSession.active()
    return session.createDataFrame(table.cast(frames.without_dictionaries(table.schema)))


def _arrow_of(word: str) -> Any:
    """What Arrow calls a type of Spark; of one that no column of ours has, its own name says what it is."""
    pa, plain = frames.pa, word.partition(" ")[0]
    if plain in _TYPES:
        return getattr(pa, _TYPES[plain])()
    if word in _MOMENTS:
        return pa.timestamp("us")
    decimal = _DECIMAL.fullmatch(word)
    return pa.decimal128(*map(int, decimal.groups())) if decimal else pa.opaque(pa.binary(), word, "Spark")


class Spark:
    """The engine.

    Attributes:
        master: Where a session is to run that nobody has begun yet.
    """

    entries = 1 << 16
    steps = 16
    is_by_value = False

    def __init__(self, master: str | None = None) -> None:
        import_module("pyspark")
        self.master = master

    def schema(self, frame: Any) -> Any:
        """The Arrow schema of a data frame."""
        words = ((field.name, field.dataType.simpleString()) for field in frame.schema.fields)
        return frames.pa.schema([(name, _arrow_of(word)) for name, word in words])

    def is_caseless(self, frame: Any) -> bool:
        """Whether names that differ in their case are the same, which its session says."""
        return bool(frame.sparkSession.conf.get("spark.sql.caseSensitive") != "true")

    def narrowed(self, frame: Any, names: Sequence[str]) -> Any:
        """A data frame of some columns of another alone."""
        return frame.selectExpr(*map(Speech.quoted, names))

    def dialect(self, schema: Any) -> Speech:
        """How it speaks of frames of a schema."""
        return Speech(schema)

    def evaluated(self, frame: Any, program: Program, dialect: Speech, kept: Sequence[str]) -> Any:
        """A data frame of what is kept of another and of what comes out of it."""
        for stage in program.stages:
            frame = frame.selectExpr("*", *dialect.named(stage))
        return frame.selectExpr(*map(dialect.quoted, kept), *dialect.named(program.outputs))

    def exploded(self, frame: Any, name: str, wanted: str) -> Any:
        """A data frame with a row for each entry of a list that is wanted."""
        column = Speech.quoted(name)
        others = (Speech.quoted(each) for each in frame.columns if each != name)
        return frame.selectExpr(*others, f"explode({column}) AS {column}").where(wanted)

    def frame_of(self, table: Any) -> Any:
        """A data frame of a table of Arrow; numbers without a sign, which Spark does not have, lose nothing."""
        pa = frames.pa
        fields = (
            field.with_type(pa.decimal128(20)) if pa.types.is_uint64(field.type) else field for field in table.schema
        )
        return self._session.createDataFrame(table.cast(pa.schema(fields)))

    @cached_property
    def _session(self) -> Any:
        """The session that there is, or one of our own."""
        builder = import_module("pyspark.sql").SparkSession.builder
        if self.master is not None:
            builder = builder.master(self.master)
        for name, value in _SETTINGS.items():
            builder = builder.config(name, value)
        return builder.getOrCreate()

    def table_of(self, frame: Any) -> Any:
        """A table of Arrow, of what is worked out now."""
        return frame.toArrow()
