"""Each value of the tables changed, one at a time and in memory: which of it no scenario notices.

A change that no scenario notices is a value that may go wrong unseen; or it says nothing, and is dead data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache
from multiprocessing import Manager
from queue import Empty, Queue
from typing import Any, Final

from pecrules.base import dates
from pecrules.base.errors import InvalidRules
from pecrules.base.tuples import NamedTuple
from pecrules.parsing.plain import is_block, is_list
from pecrules.rulebook.layers import BASE, LAW, Entry, Layer
from pecrules.rulebook.rows import SECTIONS, Row
from pecrules.rulebook.rows.column import AMOUNT, DAY, Column, Node
from pecrules.rulebook.rows.schemas import columns
from pecrules.rulebook.rows.sources import Threshold
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.scenarios.asking import Answer, Books, Unanswered, ask, fits
from pecrules.testing.scenarios.reading import Scenario, Unnoticed
from pecrules.testing.scenarios.running import run

TESTIMONY: Final = frozenset({
    "accepted", "clause", "days_hold_for", "id", "note", "reviewed", "since_basis", "source",
})  # fmt: skip
"""Columns that say what a row rests on: an answer has them in its caveats, or not at all."""

_CENT: Final = Decimal("0.01")
_DAYS: Final = ("since", "announced", "existing_since")


class Change(NamedTuple):
    """One value of one row, and what it becomes.

    Attributes:
        entry: The row.
        column: Its column.
        before: What it says, as plain data; of a list the item that is changed.
        after: What it would say; ``None`` for nothing.
        columns: The columns as they would be.
    """

    entry: Entry
    column: str
    before: Any
    after: Any
    columns: Mapping[str, Any]


class Fate(NamedTuple):
    """What becomes of a change.

    Attributes:
        change: The change.
        kind: ``noticed`` by a scenario; ``unsound``, for the tables would not be loaded; ``unnoticed``; ``excepted``,
            for nobody need notice it.
        by: The scenario that noticed it, or why nobody need.
    """

    change: Change
    kind: str
    by: str = ""


Names = Mapping[tuple[str, str], list[str]]
"""The names that stand in each column of each section."""


# -- what can be changed ----------------------------------------------------------------------------------------------


def changes(entries: Iterable[Entry]) -> Iterator[list[Change]]:
    """The values of rows, each with what it could be instead: of these the first that is sound counts.

    Left out are words for people, as labels and clauses, what a row rests on, and what no answer is about.
    """
    known = _known_names(entries := tuple(entries))
    for entry in entries:
        kind: Any = SECTIONS[entry.section]
        if issubclass(kind, Row) and kind is not Threshold:
            yield from filter(None, _of_row(entry, kind, known))


def _of_row(entry: Entry, kind: Any, known: Names) -> Iterator[list[Change]]:
    """The values of a row; an empty list for one that nothing else could stand for."""
    own, row = {**columns(Row), **columns(kind)}, _plain(entry)
    for name, value in row.items():
        if name not in TESTIMONY:
            names = known.get((entry.section, name), [])
            for column, before, others in _of_value(_node(own[name], row), name, value, names):
                yield [Change(entry, column, before, after, {name: after}) for after in others]


def _node(column: Column, row: Mapping[str, Any]) -> Node:
    """What a column may say in a row: of a choice the readings of its question."""
    other, left = column.narrowed or ("", {})
    return left.get(row.get(other, ""), column.node)


def _plain(entry: Entry) -> dict[str, Any]:
    """A row as its file has it."""
    row: Any = entry.document.data
    for step in entry.path:
        row = row[step]
    found: dict[str, Any] = row
    return found


def _known_names(entries: Iterable[Entry]) -> Names:
    """The names that stand in each column of each section: what else a reference could name."""
    found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for entry in entries:
        for name, value in _plain(entry).items():
            for each in value if is_list(value) else [value]:
                if isinstance(each, str):
                    found[entry.section, name][each] = None
    return {key: [*names] for key, names in found.items()}


_Others = tuple[str, Any, list[Any]]
"""A column, what it says, of a list one item of it, and what the column could say instead."""


def _of_value(node: Node, name: str, value: Any, names: Sequence[str]) -> Iterator[_Others]:
    """The places of a value, each with what the whole of it could be instead; of words in several languages none."""
    if is_list(value):
        yield from _of_list(node.get("items", {}), name, value, names)
    elif not is_block(value):
        yield name, value, list(_others(node, value, names))


def _of_list(node: Node, name: str, values: list[Any], names: Sequence[str]) -> Iterator[_Others]:
    """A list without one of its items, each in turn, or with another in its place; an empty one with an item."""
    for number, each in enumerate(values):
        rest = [*values[:number], *values[number + 1 :]]
        exchanged = [[*rest, other] for other in _others(node, each, names) if other not in values]
        yield name, each, [*([rest] if rest else []), *exchanged, []]
    if not values:
        words = [*node.get("enum", ()), *names] or ([1] if node.get("type") == "integer" else [])
        yield name, [], [[word] for word in words]


def _others(node: Node, value: Any, names: Sequence[str]) -> Iterator[Any]:
    """What one value could be instead; nothing for words that only people read."""
    if "const" in node:
        yield None
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif "enum" in node:
        yield from (word for word in node["enum"] if word != value)
    elif node.get("pattern") == DAY or (isinstance(value, str) and dates.is_day(value)):
        yield dates.add(date.fromisoformat(value), days=1).isoformat()
    elif node.get("pattern") == AMOUNT:
        yield f"{Decimal(value) + _CENT:f}"
    elif _is_name(node):
        yield from (other for other in names if other != value)


@cache
def _forms() -> frozenset[str]:
    from pecrules.rulebook.rows.column import KEBAB, SNAKE

    return frozenset({KEBAB, SNAKE})


def _is_name(node: Node) -> bool:
    """Whether a text names something of the tables, and is not for people."""
    return node.get("pattern") in _forms()


# -- who notices ------------------------------------------------------------------------------------------------------


Load = Callable[[str | None], Ruleset]
"""What gives the rules of a book."""


def judge_all(scenarios: Sequence[Scenario], load: Load, jobs: int = 1) -> list[Fate]:
    """What becomes of every change of every row of the books that scenarios ask.

    Args:
        scenarios: The scenarios.
        load: What gives the rules of a book; with several processes it goes to each of them.
        jobs: How many processes share the work.
    """
    found = list(changes(entries_of(scenarios, load)))
    if jobs == 1:
        judge = Judge(scenarios, load)
        return [judge.judge(each) for each in found]
    with Manager() as manager, ProcessPoolExecutor(jobs) as pool:
        waiting = manager.Queue()
        for first in range(0, len(found), _AT_ONCE):
            waiting.put(range(len(found))[first : first + _AT_ONCE])
        parts = list(pool.map(_part, *zip(*[(scenarios, load, waiting)] * jobs, strict=True)))
    fates = {number: fate for part in parts for number, fate in part}
    return [
        Fate(each[way], kind, by)
        for each, (way, kind, by) in zip(found, map(fates.__getitem__, range(len(found))), strict=True)
    ]


_AT_ONCE: Final = 8
"""Changes that a process takes at a time: some are put to all scenarios, and who gets few of these takes more."""

_Light = tuple[int, tuple[int, str, str]]
"""Which change, which way to change the value, and what became of it: what goes from one process to another."""


def _part(scenarios: Sequence[Scenario], load: Load, waiting: Queue[range]) -> list[_Light]:
    """What becomes of the changes that nobody has taken yet, in a process of its own."""
    books = Books(load)
    found, judge = list(changes(entries_of(scenarios, books.load))), Judge(scenarios, books.load)
    fates = [(each, judge.judge(found[each])) for each in _taken(waiting)]
    return [(each, (found[each].index(fate.change), fate.kind, fate.by)) for each, fate in fates]


def _taken(waiting: Queue[range]) -> Iterator[int]:
    """The changes that are taken, until none are left."""
    with suppress(Empty):
        while True:
            yield from waiting.get_nowait()


def entries_of(scenarios: Sequence[Scenario], load: Load) -> list[Entry]:
    """Every row of the books that are asked, each once."""
    books = dict.fromkeys([None, *(each.terms.book for each in scenarios)])
    return [*{(entry.layer, entry.row.ref): entry for book in books for entry in load(book).entries}.values()]


def without_excepted(fates: Iterable[Fate], unnoticed: Sequence[Unnoticed]) -> list[Fate]:
    """What became of changes, with those set apart that nobody need notice.

    Args:
        fates: What became of changes.
        unnoticed: Which nobody need notice, and why.
    """
    return [_excepted(fate, unnoticed) if fate.kind == "unnoticed" else fate for fate in fates]


def _excepted(fate: Fate, unnoticed: Sequence[Unnoticed]) -> Fate:
    entry, column = fate.change.entry, fate.change.column
    for section, columns_, rows, reason in unnoticed:
        if section == entry.section and column in columns_ and (not rows or entry.row.ref in rows):
            return fate._replace(kind="excepted", by=reason)
    return fate


class Judge:
    """Puts changes to scenarios: to those whose answers rest on a row of the changed section, and no others.

    Attributes:
        before: The scenarios that can notice something, each with what is said as the tables are.
    """

    def __init__(self, scenarios: Iterable[Scenario], load: Load) -> None:
        """Ask every scenario once; those that do not hold can notice nothing."""
        self._load = load
        results = [result for result in run(scenarios, Books(load)) if not result.problems]
        self.before: dict[Scenario, Answer] = {each.scenario: each.answer for each in results if each.answer}
        self._rows = {scenario: {*answer.because, *answer.before} for scenario, answer in self.before.items()}
        sections = {
            entry.row.ref: entry.section
            for book in {each.terms.book for each in self._rows}
            for entry in load(book).entries
        }
        self._of_section: dict[str, list[Scenario]] = defaultdict(list)
        for scenario, refs in self._rows.items():
            for section in {sections[ref] for ref in refs if ref in sections}:
                self._of_section[section].append(scenario)

    def of(self, scenarios: Iterable[Scenario]) -> Judge:
        """One who puts changes of the same books to other scenarios."""
        return Judge(scenarios, self._load)

    def judge(self, change: Sequence[Change]) -> Fate:
        """What becomes of a change: of several ways to change a value, the first that is sound counts."""
        fate = Fate(change[0], "unsound")
        for each in change:
            fate = self._judge(each)
            if fate.kind != "unsound":
                return fate
        return fate

    def _judge(self, change: Change) -> Fate:
        found = self.answers(change)
        if found is None:
            return Fate(change, "unsound")
        noticed = next((each for each, answer in found if answer is None or not fits(each, answer)), None)
        return Fate(change, "noticed", noticed.id) if noticed else Fate(change, "unnoticed")

    def answers(
        self, change: Change, first: Collection[Scenario] = ()
    ) -> Iterator[tuple[Scenario, Answer | None]] | None:
        """What is said after a change by those who may notice it; ``None`` if the tables would not be sound.

        Args:
            change: The change.
            first: Whom to ask before all others.

        Returns:
            The scenarios, each with its answer; ``None`` for one that can no longer be put.
        """
        base = changed(change, self._load)
        if base is None:
            return None
        ref, section = change.entry.row.ref, change.entry.section
        layer = next(layer for layer in base.layers if layer.name == change.entry.layer)
        books = Books(lambda book: self._changed(book, layer, section))
        wanted = sorted(
            self._of_section[section],
            key=lambda each: (ref not in self._rows[each], each not in first, bool(each.edits)),
        )
        return ((each, _answer(each, books)) for each in wanted)

    def _changed(self, book: str | None, changed: Layer, section: str) -> Ruleset:
        """A book with a changed layer, if it is one of its own."""
        rules = self._load(book)
        if all(layer.name != changed.name for layer in rules.layers):
            return rules
        return rules.laid_on([changed if layer.name == changed.name else layer for layer in rules.layers], {section})


def changed(change: Change, load: Load) -> Ruleset | None:
    """A book of a row with a change; ``None`` if it would not be sound."""
    try:
        return book_of(change.entry, load).edited({change.entry.row.ref: change.columns})
    except InvalidRules:
        return None


def book_of(entry: Entry, load: Load) -> Ruleset:
    """A book in which a row stands."""
    return load(None if entry.layer in {LAW, BASE} else entry.layer)


def _answer(scenario: Scenario, books: Books) -> Answer | None:
    """What is said to a scenario; ``None`` if it cannot be put."""
    try:
        return ask(scenario, books.of(scenario))
    except (Unanswered, InvalidRules):
        return None
