"""What an engine has to be able to say, so that tables can be written in its words.

It is little, and nothing that engines disagree about. Days are counted, never added to; amounts are whole numbers; what
is looked up is a list with a place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

E = TypeVar("E")

Sort: TypeAlias = Literal["small", "large", "word", "flag"]
"""Of what sort the entries of a table are: numbers of 32 bits or of 64, words, flags."""

Entry: TypeAlias = int | str | bool | None


class Dialect(Protocol[E]):
    """How an engine says it. Of a value that is missing everything is missing, but what says otherwise."""

    def constant(self, value: int) -> E:
        """A number."""
        ...

    def bound(self, name: str) -> E:
        """A column of an earlier stage."""
        ...

    def place(self, column: str, low: int, high: int) -> E:
        """The place of a whole number between two ends.

        That of the least is one. Zero stands for all that lies before, then there is one for all behind, and one for
        none: so nothing is missing, and nothing overflows.
        """
        ...

    def day_place(self, column: str, low: int, high: int) -> E:
        """The same of a day, where the ends are ordinals."""
        ...

    def day(self, column: str, low: int, high: int) -> E:
        """The ordinal of a day; beyond two ends that of the nearer of them."""
        ...

    def word(self, column: str, cells: Mapping[str, int], other: int) -> E:
        """The number of the word in a column; of another one, or where there is none, another."""
        ...

    def flag(self, column: str, yes: int, no: int, other: int) -> E:
        """The number of yes and of no in a column; another where there is neither."""
        ...

    def tail(self, column: str, cells: Mapping[str, int], other: int, odd: int) -> E:
        """The number of what stands behind the last point or @ of a text, whatever its case.

        Of another one ``other``; ``odd`` where there is none, or one in letters whose case engines may not agree about.
        """
        ...

    def is_there(self, column: str) -> E:
        """Whether there is something in a column."""
        ...

    def looked_up(self, table: Sequence[Entry], place: E, sort: Sort) -> E:
        """The entry of a table at a place that it has."""
        ...

    def plus(self, one: E, other: E) -> E:
        """A sum."""
        ...

    def times(self, one: E, other: E) -> E:
        """A product."""
        ...

    def over(self, number: E, by: E, *, is_positive: bool) -> E:
        """The whole part of a division, towards minus infinity."""
        ...

    def at_most(self, number: E, most: int) -> E:
        """Whether a number is."""
        ...

    def is_number(self, number: E, value: int) -> E:
        """Whether a number is that one."""
        ...

    def either(self, conditions: Sequence[E]) -> E:
        """Whether one of some conditions holds."""
        ...

    def stepped(self, number: E, steps: Sequence[tuple[int, int]], last: int) -> E:
        """The entry of the first step that a number is not beyond; of one beyond all of them, the last."""
        ...

    def chosen(self, condition: E, yes: E, no: E) -> E:
        """One thing where a condition holds, else another."""
        ...

    def as_day(self, number: E) -> E:
        """The day so many days after the first of 1970."""
        ...

    def days_after(self, column: str, number: E) -> E:
        """The day so many days after that in a column."""
        ...

    def large(self, number: E) -> E:
        """The same number, with 64 bits."""
        ...

    def listed(self, numbers: Sequence[E]) -> E:
        """Those of some different numbers that are there, as a list in order."""
        ...

    def least(self, numbers: Sequence[E]) -> E:
        """The least of some numbers, none of which is missing."""
        ...


class Program(NamedTuple):
    """What an engine is to work out: stages of columns that stand beside those before, and then what comes out."""

    stages: list[dict[str, Any]]
    outputs: dict[str, Any]


class Engine(Protocol):
    """An engine.

    Attributes:
        entries: How many entries of one table it looks up without effort.
        steps: Up to how many comparisons take it less than to look something up in a long list.
        is_by_value: Whether to look up much in long lists by one fact takes it less than a step between.
    """

    entries: int
    steps: int
    is_by_value: bool

    def schema(self, frame: Any) -> Any:
        """The Arrow schema of one of its frames; nothing of it is worked out."""
        ...

    def is_caseless(self, frame: Any) -> bool:
        """Whether it takes names that differ in their case alone for the same."""
        ...

    def narrowed(self, frame: Any, names: Sequence[str]) -> Any:
        """A frame of some columns of another alone."""
        ...

    def dialect(self, schema: Any) -> Dialect[Any]:
        """How it speaks of frames of a schema."""
        ...

    def evaluated(self, frame: Any, program: Program, dialect: Any, kept: Sequence[str]) -> Any:
        """A frame of what is kept of another and of what comes out of it; nothing is worked out yet."""
        ...

    def exploded(self, frame: Any, name: str, wanted: Any) -> Any:
        """A frame with a row for each entry of a column of lists, which are then in that column, as far as wanted."""
        ...

    def frame_of(self, table: Any) -> Any:
        """One of its frames, of a table of Arrow."""
        ...

    def table_of(self, frame: Any) -> Any:
        """A table of Arrow, of what is worked out now; in whichever order the engine comes to its rows."""
        ...


__all__ = ["Dialect", "E", "Engine", "Entry", "Program", "Sort"]
