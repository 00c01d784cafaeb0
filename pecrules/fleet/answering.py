"""One part of a fleet's question under some rules on a day: its table, and the answers to some rows.

Rows that the table is about are looked up in it. All others the policy itself is asked about, one by one, each
different row once: those with a fact that the table does not follow, or beyond its bounds, or that are unsound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Final, NamedTuple, cast

import attrs
import numpy as np
from numpy.typing import NDArray

from pecrules.analysis.asking import Outcome, Reasons, ask
from pecrules.analysis.facts import Given
from pecrules.analysis.questions import REQUEST, Question
from pecrules.base.errors import CalendarError
from pecrules.fleet.columns import Column, Part, fact_of
from pecrules.fleet.lists import Gaps, Lists
from pecrules.fleet.making import EPOCH, Made, cells_of, made, number_of
from pecrules.fleet.placing import facts_in, is_left_out, numbers_in, placed
from pecrules.fleet.remembering import remembered
from pecrules.fleet.report import Report
from pecrules.fleet.series import Columns, look_up
from pecrules.fleet.singly import Singly, mailbox_of, objection
from pecrules.fleet.words import Words
from pecrules.fleet.written import made_of, plain_of
from pecrules.model.mailboxes import Mailbox
from pecrules.policies import resolve
from pecrules.rulebook.ruleset import Ruleset

_LARGEST: Final = (1 << 63) - 1


class Block(NamedTuple):
    """What a column is in some rows.

    Attributes:
        values: Of days those since ``EPOCH``, of words their places, of flags 0 and 1, else the numbers.
        missing: In which rows there is nothing.
    """

    values: Any
    missing: NDArray[np.bool_]


class Task(NamedTuple):
    """What is wanted of a part.

    Attributes:
        part: The part.
        columns: Which of its columns.
        given: Facts that are the same in all rows, by the names that tables have for them.
        folder: Where tables are remembered, if they are.
    """

    part: Part
    columns: tuple[Column, ...]
    given: Mapping[str, Any]
    folder: Path | None = None


class Compiled:
    """A part under some rules on a day.

    Attributes:
        task: What is wanted of it.
    """

    def __init__(self, task: Task, rules: Ruleset, on: date, words: Words, report: Report) -> None:
        self.task: Task = task
        self._rules = rules
        self._on = on
        self._words = words
        self._report = report
        self._singly = Singly(self._said)
        self._lock = Lock()
        self._lists: tuple[Lists, Lists | None] | None = None

    def make(self) -> Made | None:
        """Make all that rows are looked up in, once, whoever comes first."""
        with self._lock:
            made = self._made
            if made is not None and self._lists is None:
                self._lists = self._listed(made)
                self._report.note(made.reasons)
            return made

    @cached_property
    def _made(self) -> Made | None:
        facts = facts_of(self._question)
        given = tuple((name, value) for name, value in self.task.given.items() if name in facts)
        names = tuple(column.name for column in self.task.columns)
        question = self.task.part.name, names, self._rules, self._on, given
        folder = self.task.folder
        return made(*question) if folder is None else remembered(folder, made, question, plain_of, made_of)

    def _listed(self, made: Made) -> tuple[Lists, Lists | None]:
        """What columns say by leaves, and by the places of a spread grid, if there is one."""
        columns, spread = self.task.columns, made.kernel.spread
        numbers = {
            place: tuple([self._code(columns[place], value) for value in said])
            for place, (said, _) in made.said.items()
        }
        key = tuple(numbers.values())
        if key not in made.lists:
            codes = {place: look_up(np.array(found), made.said[place].at) for place, found in numbers.items()}
            dtypes = tuple(DTYPES[column.kind] for column in columns)
            made.lists[key] = Lists(made, codes, dtypes, None), spread and Lists(made, codes, dtypes, spread)
        return cast("tuple[Lists, Lists | None]", made.lists[key])

    def _code(self, column: Column, value: Any) -> int:
        if value is None:
            return 0
        return self._words.place(column.name, value) if column.kind == "word" else int(value)

    # -- rows ---------------------------------------------------------------------------------------------------------

    def answers(self, columns: Columns, count: int, into: Sequence[Any]) -> list[Block]:
        """The answers to some rows, in each column, put where they belong."""
        made = self.make()
        if made is None:
            missing, left = [np.ones(count, np.bool_)] * len(into), np.arange(count)
            for values in into:
                values.fill(0)
        else:
            missing, left = self._put(made, columns, count, into)
        if left.size:
            missing = [gaps.copy() for gaps in missing]
        blocks = [Block(*pair) for pair in zip(into, missing, strict=True)]
        if left.size:
            self._ask(left, columns, blocks)
        return blocks

    def _put(self, made: Made, columns: Columns, count: int, into: Sequence[Any]) -> Gaps:
        """Put what lists say of some rows where it belongs."""
        assert self._lists is not None  # they were made together
        by_leaf, by_spread = self._lists
        spread = made.kernel.spread
        facts = facts_in(made, columns)
        if by_spread is None or spread is None or is_left_out(self.task.part, columns):
            leaves, numbers = placed(self.task.part, made, self._on, columns, count)
            return by_leaf.put(leaves, facts, numbers, into)
        return by_spread.put(spread.places(facts), facts, numbers_in(facts, self._on), into)

    # -- asking the policy itself -------------------------------------------------------------------------------------

    def _ask(self, rows: NDArray[np.int64], columns: Columns, blocks: list[Block]) -> None:
        """Ask the policy about some rows, and put down what it says."""
        said = self._singly.of(columns, rows)
        self._report.count_by_policy(len(rows))
        for place, (column, block) in enumerate(zip(self.task.columns, blocks, strict=True)):
            found = [each[place] for each in said]
            block.missing[rows] = [value is None for value in found]
            block.values[rows] = [self._plain(column, value) for value in found]

    def _plain(self, column: Column, value: Any) -> int:
        """A value as a block has it."""
        if value is None or column.kind in {"word", "flag"}:
            return self._code(column, value)
        number = number_of(value)
        return cast("int", number) - (EPOCH if column.kind == "day" else 0)

    def _said(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """What the policy says to one row, or why it cannot be asked."""
        code = objection(values)
        question = None if code else self._question_of(values)
        if question is not None:
            try:
                said = self._cells(*ask(*question, self._on))
            except CalendarError:
                code = "day_beyond_calendar"
            else:
                if not any(map(_is_too_large, said)):
                    return said
                code = "amount_too_large"
        return self._cells(Outcome("refused", (code or "row_unfit", ())), Reasons(()))

    def _cells(self, outcome: Outcome, why: Reasons) -> tuple[Any, ...]:
        """What an outcome says in each column."""
        reasons = dict[str, tuple[str, ...]]()
        found = cells_of(self.task.part, self.task.columns, outcome, why, reasons)
        self._report.note(reasons)
        return found

    def _question_of(self, values: Mapping[str, Any]) -> tuple[Question, Ruleset, Mailbox, Mapping[str, Any]] | None:
        """What the policy is asked about a row; nothing of one that no mailbox can be."""
        whole = {**self.task.given, **values}
        wanted = {**self._given, **{name: value for name, value in whole.items() if name.startswith(REQUEST)}}
        request = {name.removeprefix(REQUEST): value for name, value in wanted.items()}
        own = {name: value for name, value in whole.items() if not name.startswith(REQUEST)}
        path = self._question.declared.request_class
        try:
            return self._question, self._rules, mailbox_of(own), {path: resolve(path)(**request)} if path else request
        except (TypeError, ValueError):
            return None

    @property
    def _question(self) -> Question:
        return self.task.part.question

    @cached_property
    def _given(self) -> dict[str, Any]:
        """What is asked for that is the same in the whole table."""
        facts = self._question.facts(self._rules, self._on, {})
        return {
            name: fact.value for name, fact in facts.items() if name.startswith(REQUEST) and isinstance(fact, Given)
        }


DTYPES: Final[Mapping[str, Any]] = {
    "word": np.int32, "flag": np.uint8, "day": np.int32, "days": np.int32, "number": np.int64, "cents": np.int64,
}  # fmt: skip
"""Kind of values -> the type of the numbers that they are in a block."""


def facts_of(question: Question) -> frozenset[str]:
    """The facts that are free in a question, or could be given."""
    return _facts_of(question.declared.request_class)


@cache
def _facts_of(path: str | None) -> frozenset[str]:
    """The same of a question that wants something of a class, or of none."""
    about = {field.name for field in attrs.fields(Mailbox)}
    wanted = {fact_of(field.name) for field in attrs.fields(resolve(path))} if path else set[str]()
    return frozenset(about | wanted)


def _is_too_large(value: Any) -> bool:
    number = number_of(value) if type(value) in {int, Decimal} else 0
    return not -_LARGEST <= cast("int", number) <= _LARGEST
