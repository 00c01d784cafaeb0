"""What engines that speak SQL say alike; each has its own words for days, divisions and lists."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pecrules.fleet import frames
from pecrules.fleet.engines.dialects import Entry

STRETCHES: Final = 8  # of a table: to compare so often takes less than to look something up


class Sql:
    """What is said in SQL, whoever hears it.

    Attributes:
        QUOTE: What stands around a name.
        DIVIDED: What stands between numbers of which the whole part of the quotient is wanted, towards zero.
        TEXT: What a column of texts is.
    """

    QUOTE = '"'
    DIVIDED = "//"
    TEXT = "VARCHAR"

    def __init__(self, schema: Any) -> None:
        self._schema = schema

    @classmethod
    def quoted(cls, name: str) -> str:
        """A name as SQL has it.

        >>> Sql.quoted('the "own" one')
        '"the ""own"" one"'
        """
        return cls.QUOTE + name.replace(cls.QUOTE, cls.QUOTE * 2) + cls.QUOTE

    @classmethod
    def named(cls, columns: Mapping[str, str]) -> Iterator[str]:
        """What is selected under some names."""
        return (f"{expression} AS {cls.quoted(name)}" for name, expression in columns.items())

    def text(self, word: str) -> str:
        """A text."""
        return "'" + word.replace("'", "''") + "'"

    def constant(self, value: int) -> str:
        """A number."""
        return f"({value})" if value < 0 else str(value)

    def entry(self, value: Entry) -> str:
        """An entry of a table."""
        if value is None:
            return "NULL"
        return self.text(value) if isinstance(value, str) else str(value).lower()

    def in_stretches(self, table: Sequence[Entry], place: str, kind: str) -> str | None:
        """The entry at a place of a table of few stretches, each of which says the same; nothing of one of many."""
        stretches = stretches_of(table)
        if len(stretches) > STRETCHES:
            return None
        ends = itertools.accumulate(count for _, count in stretches)
        entries = [f"CAST({self.entry(entry)} AS {kind})" for entry, _ in stretches]
        cases = " ".join(f"WHEN {place} < {end} THEN {entry}" for end, entry in zip(ends, entries[:-1], strict=False))
        return f"CASE {cases} ELSE {entries[-1]} END" if cases else entries[-1]

    def bound(self, name: str) -> str:
        """A column of an earlier stage."""
        return self.quoted(name)

    def column(self, name: str, kind: str) -> str:
        """A column; one in which nothing stands has the type that is wanted."""
        is_empty = frames.pa.types.is_null(self._schema.field(name).type)
        return f"CAST(NULL AS {kind})" if is_empty else self.quoted(name)

    def place(self, column: str, low: int, high: int) -> str:
        """The place of a whole number between two ends."""
        return placed(self.column(column, "BIGINT"), str(low), str(high), self.constant(low - 1), high - low)

    def word(self, column: str, cells: Mapping[str, int], other: int) -> str:
        """The number of the word in a column."""
        cases = " ".join(f"WHEN {self.text(word)} THEN {cell}" for word, cell in cells.items())
        return f"CASE CAST({self.quoted(column)} AS {self.TEXT}) {cases} ELSE {other} END"

    def flag(self, column: str, yes: int, no: int, other: int) -> str:
        """The number of yes and of no in a column."""
        value = self.column(column, "BOOLEAN")
        return f"CASE WHEN {value} THEN {yes} WHEN NOT {value} THEN {no} ELSE {other} END"

    def tail(self, column: str, cells: Mapping[str, int], other: int, odd: int) -> str:
        """The number of what stands behind the last point or @ of a text."""
        end = f"right({self.column(column, self.TEXT)}, {1 + max(map(len, cells))})"
        cases = " ".join(f"WHEN {self._is_last(f'lower({end})', word)} THEN {cell}" for word, cell in cells.items())
        is_plain = f"bit_length({end}) = 8 * length({end})"
        return f"CASE WHEN {is_plain} THEN CASE {cases} ELSE {other} END ELSE {odd} END"

    def _is_last(self, end: str, word: str) -> str:
        ends = " OR ".join(f"right({end}, {1 + len(word)}) = {self.text(mark + word)}" for mark in ".@")
        return f"{ends} OR {end} = {self.text(word)}"

    def is_there(self, column: str) -> str:
        """Whether there is something in a column."""
        return f"({self.quoted(column)} IS NOT NULL)"

    def plus(self, one: str, other: str) -> str:
        """A sum."""
        return f"({one} + {other})"

    def times(self, one: str, other: str) -> str:
        """A product."""
        return f"({one} * {other})"

    def over(self, number: str, by: str, *, is_positive: bool) -> str:
        """The whole part of a division; its own goes towards zero."""
        whole = number if is_positive else f"({number} - (({number} % {by}) + {by}) % {by})"
        return f"({whole} {self.DIVIDED} {by})"

    def at_most(self, number: str, most: int) -> str:
        """Whether a number is."""
        return f"({number} <= {most})"

    def is_number(self, number: str, value: int) -> str:
        """Whether a number is that one."""
        return f"({number} = {value})"

    def either(self, conditions: Sequence[str]) -> str:
        """Whether one of some conditions holds."""
        return f"({' OR '.join(conditions)})"

    def stepped(self, number: str, steps: Sequence[tuple[int, int]], last: int) -> str:
        """The entry of the first step that a number is not beyond."""
        cases = " ".join(f"WHEN {number} <= {most} THEN {entry}" for most, entry in steps)
        return f"CASE {cases} ELSE {last} END" if steps else self.constant(last)

    def large(self, number: str) -> str:
        """The same number, with 64 bits."""
        return f"CAST({number} AS BIGINT)"

    def least(self, numbers: Sequence[str]) -> str:
        """The least of some numbers."""
        return f"least({', '.join(numbers)})"

    def chosen(self, condition: str, yes: str, no: str) -> str:
        """One thing where a condition holds, else another."""
        return f"CASE WHEN {condition} THEN {yes} ELSE {no} END"


def stretches_of(table: Sequence[Entry]) -> list[tuple[Entry, int]]:
    """How often each entry of a table stands there, one behind the other.

    >>> stretches_of(["a", "a", None, "a"])
    [('a', 2), (None, 1), ('a', 1)]
    """
    return [(entry, len([*same])) for entry, same in itertools.groupby(table)]


def placed(value: str, low: str, high: str, before: str, span: int, kind: str = "BIGINT") -> str:  # noqa: PLR0913, PLR0917
    """The place of a value between two ends: zero before them, then one behind them, and one for none."""
    here = f"WHEN {value} BETWEEN {low} AND {high} THEN {value} - {before}"
    beyond = f"WHEN {value} < {low} THEN 0 WHEN {value} > {high} THEN {span + 2} ELSE {span + 3}"
    return f"CAST(CASE {here} {beyond} END AS {kind})"
