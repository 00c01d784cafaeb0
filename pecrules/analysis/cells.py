"""A decision table as a table of plain cells, which other programs and people read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias, cast

from pecrules.analysis.asking import Outcome
from pecrules.analysis.facts import Cents, Dated, Within
from pecrules.analysis.lines import Line
from pecrules.analysis.tables import DecisionTable
from pecrules.base.grids import Field, Grid, cell

Tell: TypeAlias = Callable[[str, Any], str]
"""The name of a column and what is said in it -> its cell."""

_KIND: Final = Field("says", "string", "answer, refused, no_rule, nothing, or ask_the_policy")
_BETWEEN: Final = Field("between", "string", "how facts must lie to one another beside that, in days")
_REFUSED: Final = (
    Field("refusal.code", "string", "of a refusal, its code; of days without a rule, the section"),
    Field("refusal.remedies", "string", "of a refusal, what helps"),
)
_BECAUSE: Final = Field("because", "string", "the rows behind it")


def as_grid(table: DecisionTable, tell: Tell | None = None) -> Grid:
    """The lines of a decision table: first the facts, then what is said, and the rows behind it.

    Args:
        table: The table.
        tell: How what is said in a column is told; without it by its codes.

    A fact that a line leaves empty may be anything. Of a day it is how many days it lies after that of the question;
    ``91..`` is 91 or more. Amounts are text with two decimals, or a formula in cents.
    """
    facts = tuple(dict.fromkeys(name for line in table.lines for name in line.when))
    fields = (
        *(Field(name, "string", about(table, name)) for name in facts),
        *((_BETWEEN,) if any(line.between for line in table.lines) else ()),
        *fields_of_answers(table),
    )
    has_between = _BETWEEN in fields
    rows = tuple(tuple(_row(table, line, facts, tell, has_between=has_between)) for line in table.lines)
    return grid_of(table, fields, rows)


def grid_of(table: DecisionTable, fields: Iterable[Field], rows: Iterable[tuple[str, ...]]) -> Grid:
    """Rows under the name of a decision table."""
    policy, part = table.question.policy, table.question.part
    return Grid(f"{policy}.{part}", f"{policy}: {part}", tuple(fields), tuple(rows))


def fields_of_answers(table: DecisionTable) -> Iterator[Field]:
    """The columns of what is said, and of the rows behind it."""
    yield from (_KIND, *(Field(f"answer.{name}", "string", "") for name in table.question.columns))
    yield from (*_REFUSED, _BECAUSE)


def about(table: DecisionTable, name: str) -> str:
    """In what a fact that is a number is counted."""
    fact = table.facts.get(name)
    if isinstance(fact, Dated):
        return f"days after {table.on}"
    return "cents" if isinstance(fact, Cents) else ""


def _row(
    table: DecisionTable, line: Line, facts: tuple[str, ...], tell: Tell | None, *, has_between: bool
) -> Iterator[str]:
    for name in facts:
        yield _side(table, name, line.when.get(name, ()))
    if has_between:
        yield "; ".join((tell or _in_codes)(_BETWEEN.name, each) for each in line.between)
    yield from answers_of(table, line, tell)


def answers_of(table: DecisionTable, line: Line, tell: Tell | None = None) -> Iterator[str]:
    """What is said in a line, in the columns of ``fields_of_answers``."""
    said, columns = line.outcome, len(table.question.columns)
    tell = tell or _in_codes
    if not isinstance(said, Outcome):
        yield from ("ask_the_policy", *[""] * (columns + len(_REFUSED)))
    elif said.kind == "answer":
        yield from ("answer", *map(tell, table.question.columns, said.values), *[""] * len(_REFUSED))
    else:
        refusal = [*map(tell, (field.name for field in _REFUSED), said.values), "", ""][: len(_REFUSED)]
        yield from (said.kind, *[""] * columns, *refusal)
    yield " ".join(line.because)


def _side(table: DecisionTable, name: str, side: Any) -> str:
    """What a fact can be: words, or numbers from one to another."""
    fact = table.facts.get(name)
    low, high = (-fact.days, fact.days) if isinstance(fact, Dated) else (None, None)
    if isinstance(fact, Within | Cents):
        low, high = fact.low, fact.high
    return " | ".join(_WORDS.get(each, each) if isinstance(each, str) else _span(each, low, high) for each in side)


_WORDS: Final = {"None": "none", "False": "false", "True": "true"}
"""What Python calls otherwise than the tables."""


def _span(span: tuple[int, int], low: int | None, high: int | None) -> str:
    """Numbers from one to another; at the end of all that are refusal apart it goes on."""
    first, last = span
    if first == last:
        return str(first)
    return f"{'' if first == low else first}..{'' if last == high else last}"


def _in_codes(column: str, value: Any) -> str:
    return str(value) if column == _BETWEEN.name else as_said(value)


def as_said(value: Any) -> str:
    """What is said, in one cell; of what has parts, those that say something."""
    if not isinstance(value, tuple):
        return cell(value)
    parts = [each for each in cast("Any", value) if each is not None and each != ()]
    if parts and isinstance(parts[0], str) and parts[0][:1].isupper():
        return f"{parts[0]}({', '.join(map(as_said, parts[1:]))})"
    return "; ".join(map(as_said, parts))
