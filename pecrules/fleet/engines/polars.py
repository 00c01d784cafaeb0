"""Polars: a lazy frame in, a lazy frame out; nothing but its own expressions, so it streams, and needs no Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from importlib import import_module
from typing import Any, Final

from pecrules.fleet import frames
from pecrules.fleet.engines.dialects import Entry, Program, Sort
from pecrules.fleet.making import EPOCH
from pecrules.fleet.sources import source_of

_LARGEST: Final = (1 << 63) - 1


class Speech:
    """How Polars says it: expressions."""

    def __init__(self, polars: Any, schema: Any) -> None:
        self._pl, self._schema = polars, schema
        self._sorts = {"small": polars.Int32, "large": polars.Int64, "word": polars.String, "flag": polars.Boolean}
        self._known: dict[tuple[Sort, tuple[Entry, ...]], Any] = {}

    def constant(self, value: int) -> Any:
        """A number."""
        return self._pl.lit(value)

    def bound(self, name: str) -> Any:
        """A column of an earlier stage."""
        return self._pl.col(name)

    def place(self, column: str, low: int, high: int) -> Any:
        """The place of a whole number between two ends."""
        found = self._pl.col(column)
        if frames.is_large(self._schema.field(column).type):
            found = (
                self._pl.when(found > _LARGEST).then(_LARGEST).when(found < -_LARGEST).then(-_LARGEST).otherwise(found)
            )
        return self._placed(found.cast(self._pl.Int64), low, high)

    def day_place(self, column: str, low: int, high: int) -> Any:
        """The same of a day."""
        days = self._pl.col(column).cast(self._pl.Date).cast(self._pl.Int32)
        return self._placed(days, low - EPOCH, high - EPOCH)

    def _placed(self, number: Any, low: int, high: int) -> Any:
        return (number.clip(low - 1, high + 1) - (low - 1)).fill_null(high - low + 3)

    def day(self, column: str, low: int, high: int) -> Any:
        """The ordinal of a day."""
        days = self._pl.col(column).cast(self._pl.Date).cast(self._pl.Int32)
        return days.clip(low - EPOCH, high - EPOCH) + EPOCH

    def word(self, column: str, cells: Mapping[str, int], other: int) -> Any:
        """The number of the word in a column."""
        return self._among(self._pl.col(column).cast(self._pl.String), cells, other)

    def _among(self, words: Any, cells: Mapping[str, int], other: int) -> Any:
        found = self._pl.lit(other, self._pl.Int32)
        for word, cell in cells.items():
            found = self._pl.when(words == word).then(self._pl.lit(cell, self._pl.Int32)).otherwise(found)
        return found

    def flag(self, column: str, yes: int, no: int, other: int) -> Any:
        """The number of yes and of no in a column."""
        value, whole = self._pl.col(column).cast(self._pl.Boolean), self._pl.Int32
        found = self._pl.when(value).then(self._pl.lit(yes, whole)).otherwise(self._pl.lit(no, whole))
        return self._pl.when(value.is_null()).then(self._pl.lit(other, whole)).otherwise(found)

    def tail(self, column: str, cells: Mapping[str, int], other: int, odd: int) -> Any:
        """The number of what stands behind the last point or @ of a text."""
        end = self._pl.col(column).cast(self._pl.String).str.tail(1 + max(map(len, cells)))
        is_plain = end.str.len_bytes() == end.str.len_chars()
        lower = end.str.to_lowercase()
        found = self._pl.lit(other, self._pl.Int32)
        for word, cell in cells.items():
            is_last = reduce(lambda one, mark: one | lower.str.ends_with(f"{mark}{word}"), ".@", lower == word)
            found = self._pl.when(is_last).then(self._pl.lit(cell, self._pl.Int32)).otherwise(found)
        return self._pl.when(is_plain).then(found).otherwise(self._pl.lit(odd, self._pl.Int32))

    def is_there(self, column: str) -> Any:
        """Whether there is something in a column."""
        return self._pl.col(column).is_not_null()

    def looked_up(self, table: Sequence[Entry], place: Any, sort: Sort) -> Any:
        """The entry of a table."""
        if len(table) == 1:
            return self._pl.lit(table[0], self._sorts[sort])
        key = sort, tuple(table)
        if key not in self._known:
            self._known[key] = self._pl.lit(self._pl.Series("", table, self._sorts[sort]))
        return self._known[key].gather(place)

    def plus(self, one: Any, other: Any) -> Any:
        """A sum."""
        return one + other

    def times(self, one: Any, other: Any) -> Any:
        """A product."""
        return one * other

    def over(self, number: Any, by: Any, *, is_positive: bool) -> Any:  # noqa: ARG002 - it is always downwards here
        """The whole part of a division."""
        return number // by

    def at_most(self, number: Any, most: int) -> Any:
        """Whether a number is."""
        return number <= most

    def is_number(self, number: Any, value: int) -> Any:
        """Whether a number is that one."""
        return number == value

    def either(self, conditions: Sequence[Any]) -> Any:
        """Whether one of some conditions holds."""
        return reduce(lambda one, other: one | other, conditions)

    def stepped(self, number: Any, steps: Sequence[tuple[int, int]], last: int) -> Any:
        """The entry of the first step that a number is not beyond."""
        found = self.constant(last)
        for most, entry in reversed(steps):
            found = self.chosen(self.at_most(number, most), self.constant(entry), found)
        return found

    def chosen(self, condition: Any, yes: Any, no: Any) -> Any:
        """One thing where a condition holds, else another."""
        return self._pl.when(condition).then(yes).otherwise(no)

    def as_day(self, number: Any) -> Any:
        """The day so many days after the first of 1970."""
        return number.cast(self._pl.Int32).cast(self._pl.Date)

    def days_after(self, column: str, number: Any) -> Any:
        """The day so many days after that in a column."""
        return self.as_day(self._pl.col(column).cast(self._pl.Date).cast(self._pl.Int32) + number)

    def large(self, number: Any) -> Any:
        """The same number, with 64 bits."""
        return number.cast(self._pl.Int64)

    def listed(self, numbers: Sequence[Any]) -> Any:
        """Those numbers that are there, in order."""
        return self._pl.concat_list(numbers).list.drop_nulls().list.sort()

    def least(self, numbers: Sequence[Any]) -> Any:
        """The least of some numbers."""
        return self._pl.min_horizontal(numbers)


class Polars:
    """The engine."""

    entries = 1 << 18
    steps = 0
    is_by_value = True

    def __init__(self) -> None:
        self._pl: Any = import_module("polars")

    def schema(self, frame: Any) -> Any:
        """The Arrow schema of a lazy frame."""
        return source_of(self._pl.DataFrame(schema=frame.collect_schema())).schema

    def is_caseless(self, frame: Any) -> bool:  # noqa: ARG002 - as of other engines
        """Names are what they are."""
        return False

    def narrowed(self, frame: Any, names: Sequence[str]) -> Any:
        """A lazy frame of some columns of another alone."""
        return frame.select(list(names))

    def dialect(self, schema: Any) -> Speech:
        """How it speaks of frames of a schema."""
        return Speech(self._pl, schema)

    def evaluated(self, frame: Any, program: Program, dialect: Speech, kept: Sequence[str]) -> Any:
        """A lazy frame of what is kept of another and of what comes out of it."""
        del dialect
        for stage in [*program.stages, program.outputs]:
            frame = frame.with_columns(**stage)
        return frame.select([*kept, *program.outputs])

    def exploded(self, frame: Any, name: str, wanted: Any) -> Any:
        """A lazy frame with a row for each entry of a list that is wanted."""
        return frame.explode(name).filter(wanted)

    def frame_of(self, table: Any) -> Any:
        """A lazy frame of a table of Arrow."""
        return self._pl.from_arrow(table).lazy()

    def table_of(self, frame: Any) -> Any:
        """A table of Arrow, of what is worked out now."""
        return frame.collect().to_arrow()
