"""What no scenario reaches: rows behind no answer, and what a policy can say and no scenario has it say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from pecrules.analysis import DecisionTable, Leaf, decision_table
from pecrules.analysis.facts import GIVEN, UNKNOWN, Choice, Dated, Fact, Within
from pecrules.analysis.questions import QUESTIONS, REQUEST, Question
from pecrules.base.tuples import NamedTuple
from pecrules.rulebook.layers import Entry
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.sources import Threshold
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.scenarios.asking import Books
from pecrules.testing.scenarios.running import Result

_NO_ANSWER: Final = frozenset({Threshold})
"""Dated rows that no answer rests on: they say how the tables are looked after."""

ALL_AT_ONCE: Final = frozenset({"story"})
"""Parts of a policy that tell together what its other parts tell apart: for programs, too much to read."""


class Rows(NamedTuple):
    """The rows of some books.

    Attributes:
        reached: How many are behind some answer.
        missed: Those that are behind none.
    """

    reached: int
    missed: tuple[Entry, ...]


def rows(results: Iterable[Result], books: Iterable[Ruleset]) -> Rows:
    """Which rows are behind the answers to scenarios, and which are behind none.

    Args:
        results: The scenarios, with what was said.
        books: The books whose rows are looked at: each row counts once, however many books lie over it.
    """
    behind = cited(results)
    entries = {
        (entry.layer, entry.row.ref): entry for book in books for entry in book.entries if _is_answered_by(entry)
    }
    missed = tuple(entry for entry in entries.values() if entry.row.ref not in behind)
    return Rows(len(entries) - len(missed), missed)


def cited(results: Iterable[Result]) -> set[str]:
    """The rows behind the answers to scenarios, and behind what happens before."""
    return {row for result in results if result.answer for row in (*result.answer.because, *result.answer.before)}


def _is_answered_by(entry: Entry) -> bool:
    """Whether an answer may rest on a row."""
    return isinstance(entry.row, Row) and type(entry.row) not in _NO_ANSWER


# -- cases ------------------------------------------------------------------------------------------------------------


class Cases(NamedTuple):
    """The cases of a part of a policy on a day.

    Attributes:
        table: What the policy says in each.
        reached: Those to which some scenario belongs.
        missed: What the policy can say and has said in none of those: for each such saying its cases.
        sayings: How many different things it can say.
    """

    table: DecisionTable
    reached: frozenset[int]
    missed: tuple[tuple[Leaf, ...], ...]
    sayings: int


def cases(results: Sequence[Result], books: Books, questions: Iterable[Question] = QUESTIONS) -> Iterator[Cases]:
    """The cases of every part of every policy that scenarios ask, and which of them some scenario reaches.

    A table is of the day and the book that most scenarios of its policy ask about. A scenario of another day belongs to
    a case if its days lie to its own as those of the case do, and the rows behind the case are behind its answer.
    """
    by_policy: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.answer is not None and not result.scenario.edits:
            by_policy[result.scenario.question.policy.name].append(result)
    for question in questions:
        if question.part not in ALL_AT_ONCE and by_policy[question.policy]:
            yield _cases(question, by_policy[question.policy], books)


def _cases(question: Question, results: Sequence[Result], books: Books) -> Cases:
    usual = _most_frequent(results)
    table = decision_table(question.policy, books.of(usual.scenario), on=usual.scenario.day, part=question.part)
    leaves = {id(leaf): number for number, leaf in enumerate(table.leaves)}
    found = (_leaf_of(table, result) for result in results)
    reached = frozenset(leaves[id(leaf)] for leaf in found if leaf is not None)
    sayings: dict[str, list[int]] = defaultdict(list)
    for number, leaf in enumerate(table.leaves):
        sayings[repr(leaf.outcome)].append(number)
    missed = [numbers for numbers in sayings.values() if reached.isdisjoint(numbers)]
    return Cases(table, reached, tuple(tuple(table.leaves[n] for n in each) for each in missed), len(sayings))


def _most_frequent(results: Sequence[Result]) -> Result:
    """A scenario of the day and the book that most of them ask about."""
    together: dict[Any, list[Result]] = defaultdict(list)
    for result in results:
        together[result.scenario.terms, result.scenario.day].append(result)
    return max(together.values(), key=len)[0]


def _leaf_of(table: DecisionTable, result: Result) -> Leaf | None:
    """The case to which a scenario belongs; ``None`` if it lies outside of the table, or rests on other rows."""
    point = _point(table, result)
    if point is None:
        return None
    try:
        leaf = table.leaf_of(*point)
    except (KeyError, ValueError):
        return None
    because = result.answer.because if result.answer else ()
    return leaf if set(leaf.because) <= set(because) else None


def _point(table: DecisionTable, result: Result) -> tuple[Mapping[str, str], Mapping[str, int]] | None:
    """The free facts of a scenario; ``None`` if one of them can be none of those of the table, as an order to pay."""
    words: dict[str, str] = {}
    values: dict[str, int] = {}
    later = (table.on - result.scenario.day).days
    for name, fact in table.facts.items():
        found = _said(result, name)
        if isinstance(fact, Choice):
            word = _word(fact, found)
            if word is None:
                return None
            words[name] = word
        elif isinstance(fact, Within | Dated):
            words[f"{name}?"] = "None" if found is None else GIVEN
            values[name] = _number(fact, found, later, table.on)
    return words, values


def _said(result: Result, name: str) -> Any:
    """What a scenario says of a fact."""
    question = result.scenario.question
    if not name.startswith(REQUEST):
        return getattr(question.subject, name, None)
    request = question.request[0] if question.request else None
    wanted = name.removeprefix(REQUEST)
    if wanted == "channel" and question.policy.channel:
        return question.channel or getattr(question.subject, "channel", None)
    return request if isinstance(request, date) else getattr(request, wanted, None)


def _word(fact: Choice, found: Any) -> str | None:
    """What a fact is called in a table."""
    words = (word for word, value in fact.values.items() if value == found and type(value) is type(found))
    return next(words, UNKNOWN if UNKNOWN in fact.values and found is not None else None)


def _number(fact: Fact, found: Any, later: int, on: date) -> int:
    """A number or a day, as a table has it; a day that lies as far from the table's as from its own."""
    if found is None:
        return fact.low if isinstance(fact, Within) else on.toordinal()
    return found.toordinal() + later if isinstance(found, date) else int(found)
