"""What rows are looked up in, made once of the table of a part; the last that were made are remembered."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from pecrules.analysis.asking import Outcome, Reasons
from pecrules.analysis.facts import Choice, between
from pecrules.analysis.formulas import Amount, Number
from pecrules.analysis.symbols import Day
from pecrules.analysis.tables import DecisionTable, table_of
from pecrules.analysis.terms import Symbol
from pecrules.base import money
from pecrules.base.errors import CalendarError
from pecrules.fleet.columns import CAVEAT, EVENT_PARTS, PARTS, REFUSAL, ROWS, Column, Part, refused
from pecrules.fleet.diagrams import Diagram
from pecrules.fleet.kernel import Kernel
from pecrules.fleet.sums import Calendar, Followed, Spans, Sums, TooLargeError, followed
from pecrules.rulebook.ruleset import Ruleset

EPOCH: Final = date(1970, 1, 1).toordinal()
"""The day from which days in columns are counted."""

_TABLES: Final = 64  # that are remembered
_SIGNS: Final = 12  # of a name of rows

Given = tuple[tuple[str, Any], ...]
"""Facts that are the same in all rows, by the names that tables have for them."""


class Said(NamedTuple):
    """What leaves say in a column: each word once.

    Attributes:
        words: The words, flags or codes.
        at: Of each leaf the place of what it says.
    """

    words: tuple[Any, ...]
    at: NDArray[np.int64]


class Made(NamedTuple):
    """What rows of a part are looked up in.

    Attributes:
        extensions: The extensions of addresses that its table tells apart; ``None`` if it does not.
        cells: What each leaf says in each column of words, flags and codes; of a leaf that only the policy can answer
            nothing.
        said: For each column of words and flags what leaves say.
        sums: For each column of days and numbers what its formulas come to; ``None`` for the others.
        followed: Place -> how that column follows from those before it, if it does.
        missing: For each column which leaves say nothing in it; the same array where those are the same.
        kernel: What finds the leaf of each row.
        spans: Of each fact that is a number the least and the greatest that the table is about.
        reasons: The name of some rows -> the rows.
        lists: What columns say of rows in lists, by the numbers of their words: made when they are asked for first.
    """

    extensions: tuple[str, ...] | None
    cells: list[tuple[Any, ...]]
    said: Mapping[int, Said]
    sums: list[Sums | None]
    followed: Mapping[int, Followed]
    missing: list[Any]
    kernel: Kernel
    spans: Spans
    reasons: Mapping[str, tuple[str, ...]]
    lists: dict[Any, Any]


@lru_cache(_TABLES)
def made(part: str, columns: tuple[str, ...], rules: Ruleset, on: date, given: Given) -> Made | None:
    """What rows of a part are looked up in.

    ``None`` where nothing can be: the calendar ends too near to the day, or amounts might be larger than columns hold.
    """
    table = table_for(part, rules, on, given)
    if table is None:
        return None
    of = part_of(part)
    wanted = [column for column in of.all_columns() if column.name in columns]
    wanted.sort(key=lambda column: columns.index(column.name))
    try:
        return _made(of, wanted, table)
    except TooLargeError:
        return None


def part_of(name: str) -> Part:
    """A part by its name."""
    return next(each for each in (*PARTS, *EVENT_PARTS) if each.name == name)


@lru_cache(_TABLES)
def table_for(part: str, rules: Ruleset, on: date, given: Given) -> DecisionTable | None:
    """The table of a part; ``None`` where the calendar ends too near to the day."""
    of, known = part_of(part), {name for name, _ in given}
    bounds = tuple(bound for bound in of.within if not {bound.x, bound.y} & known)
    try:
        return table_of(of.question, rules, on=on, given=dict(given), within=bounds)
    except CalendarError:
        return None


def _made(part: Part, columns: Sequence[Column], table: DecisionTable) -> Made:
    reasons: dict[str, tuple[str, ...]] = {}
    cells: list[tuple[Any, ...]] = []
    for leaf, way in zip(table.leaves, table.ways.ways, strict=True):
        known = isinstance(leaf.outcome, Outcome)
        cells.append(cells_of(part, columns, leaf.outcome, way.found[1], reasons) if known else ())
    return put_together(table, columns, cells, reasons)


def put_together(
    table: DecisionTable,
    columns: Sequence[Column],
    cells: list[tuple[Any, ...]],
    reasons: Mapping[str, tuple[str, ...]],
) -> Made:
    """What rows are looked up in, where each leaf of a table says something in some columns.

    Raises:
        TooLargeError: what it says may not fit.
    """
    keys = [tuple(map(_key, leaf)) for leaf in cells]
    limits = {name: between(fact, table.on.toordinal()) for name, fact in table.facts.items()}
    spans: Spans = {name: found for name, found in limits.items() if found is not None}
    calendar = Calendar(spans)
    by_column = [[leaf[place] if leaf else None for leaf in cells] for place in range(len(columns))]
    sums = [_sums(column, values, spans, calendar) for column, values in zip(columns, by_column, strict=True)]
    amounts = {
        place: [number_of(value) for value in by_column[place]]
        for place, column in enumerate(columns)
        if column.kind == "cents"
    }
    gaps: dict[tuple[bool, ...], Any] = {}
    for values in by_column:
        gap = tuple(value is None for value in values)
        gaps.setdefault(gap, np.array(gap, np.bool_))
    missing = [gaps[tuple(value is None for value in values)] for values in by_column]
    kernel = Kernel(Diagram(table, keys.__getitem__))
    plain = [tuple(None if sums[place] else cell for place, cell in enumerate(leaf)) for leaf in cells]
    address = table.facts.get("address")
    extensions = tuple(address.values) if isinstance(address, Choice) else None
    return Made(extensions, plain, said_of(plain, sums), sums, _followed(amounts), missing, kernel, spans, reasons, {})


def said_of(cells: Sequence[tuple[Any, ...]], sums: Sequence[Sums | None]) -> dict[int, Said]:
    """What leaves say in each column of words and flags: each word once."""
    by_column = {
        place: [leaf[place] if leaf else None for leaf in cells] for place, each in enumerate(sums) if each is None
    }
    return {place: _said(values) for place, values in by_column.items()}


def _said(values: Sequence[Any]) -> Said:
    words = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return Said(tuple(words), np.array([words[value] for value in values], np.int64))


def _sums(column: Column, values: Sequence[Any], spans: Spans, calendar: Calendar) -> Sums | None:
    if column.kind in {"word", "flag"}:
        return None
    shift = EPOCH if column.kind == "day" else 0
    return Sums([_less(number_of(value), shift) for value in values], spans, calendar)


def _followed(amounts: Mapping[int, Sequence[Any]]) -> dict[int, Followed]:
    """Which columns follow from others before them."""
    found = {
        place: followed(values, {other: amounts[other] for other in amounts if other < place})
        for place, values in amounts.items()
    }
    return {place: rule for place, rule in found.items() if rule is not None}


# -- cells ------------------------------------------------------------------------------------------------------------


def cells_of(
    part: Part, columns: Sequence[Column], outcome: Outcome, why: Reasons, reasons: dict[str, tuple[str, ...]]
) -> tuple[Any, ...]:
    """What an outcome says in each column; names of rows are put down in ``reasons``."""
    return tuple(_cell(part, column, outcome, why, reasons) for column in columns)


def _cell(part: Part, column: Column, outcome: Outcome, why: Reasons, reasons: dict[str, tuple[str, ...]]) -> Any:
    ending = column.name.removeprefix(f"{part.name}_")
    if ending == REFUSAL:
        return refused(outcome)
    if ending == CAVEAT:
        return bool(why.caveats) if why.because else None
    if ending == ROWS:
        return name_of(why.because, reasons) if why.because else None
    return column.of(outcome.values) if outcome.kind == "answer" else None


def name_of(rows: Sequence[str], reasons: dict[str, tuple[str, ...]]) -> str:
    """The name of some rows, the same wherever they are the same; it is put down.

    >>> name_of(("plans/standard", "pricing/standard-year-2023"), {})
    '2856a8f8eb6c'
    """
    name = sha256("\n".join(rows).encode()).hexdigest()[:_SIGNS]
    reasons[name] = tuple(rows)
    return name


def number_of(value: Any) -> Number | int | None:
    """The number that a day, an amount or a number is."""
    if isinstance(value, Day | Amount):
        return value.number
    if type(value) is date:
        return value.toordinal()
    return cast("Number | int | None", money.cents(value) if hasattr(value, "as_tuple") else value)


def _less(number: Number | int | None, shift: int) -> Number | int | None:
    return number if number is None or not shift else number - shift


def _key(value: Any) -> Hashable:
    """What two values that are the same have in common."""
    return (type(value).__name__, value.key) if isinstance(value, Symbol) else value
