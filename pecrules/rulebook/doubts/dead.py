"""Doubts about rows on which no answer can rest, whatever is asked: so much of it as days and names alone show.

What is told here is exact: such a row may be deleted, and nobody is answered otherwise. It is not all there is. A row
that no answer rests on because of what policies do with it, only the analysis finds: who has asked it, tells the rows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from pecrules.base.codes import DoubtCode
from pecrules.base.memo import Memo
from pecrules.base.problems import Problem
from pecrules.base.tuples import NamedTuple
from pecrules.rulebook.doubts.whole import Odd, Whole, odd, unaccepted
from pecrules.rulebook.facts import REFERENCES
from pecrules.rulebook.layers import Entry, Layer
from pecrules.rulebook.rows import Row, Withdrawn
from pecrules.rulebook.rows.channels import Channel, Command, FormField, Login, RecordField
from pecrules.rulebook.rows.lifecycle import Grace, GraceStretch, Message
from pecrules.rulebook.rows.messages import Text
from pecrules.rulebook.rows.plans import Plan, PlanChange
from pecrules.rulebook.timelines import Key, Timeline, timelines

_UNUSED: Final[DoubtCode] = "PD077"

DEAD: Final[tuple[DoubtCode, ...]] = ("PD051", "PD052", "PD053", _UNUSED)
"""What a layer by itself does not know: who names its rows in any book, and what policies make of them."""


class _Beside(NamedTuple):
    """A row that is looked at only on days on which there is one of another section, whose key some columns name."""

    row: type[Row]
    columns: tuple[str, ...]
    other: type[Row]


_BESIDE: Final = (
    *(_Beside(row, ("channel",), Channel) for row in (Login, Command, RecordField, FormField)),
    _Beside(FormField, ("channel", "command"), Command),
    _Beside(PlanChange, ("kind", "to_plan"), Plan),
    _Beside(GraceStretch, ("kind",), Grace),
)

_NAMED: Final = (Message, Text)
"""What is looked at only by its name, where another row names it."""

_BY_POLICIES: Final = frozenset({"top_up_request"})
"""Messages that a policy asks for by their names: who settles an order with too little credit."""


def doubts_of(own: Iterable[Layer], stacks: Sequence[Sequence[Layer]]) -> Iterator[Problem]:
    """What is odd about the rows of some layers.

    Args:
        own: Where they stand.
        stacks: What lies over one another in each book, the base first.
    """
    wholes = [(stack, Whole(stack)) for stack in map(tuple, stacks)]
    for layer in own:
        books = [_Book(whole) for stack, whole in wholes if layer in stack]
        is_topmost = any(stack[-1] is layer for stack, _ in wholes)
        found = [*_beside_nothing(layer, books), *_named_by_nobody(layer, books)]
        yield from unaccepted(layer.entries, found if is_topmost else [*_laid_over(layer, books), *found])


def unused(
    entries: Sequence[Entry], find: Callable[[Sequence[Entry]], Iterable[tuple[Entry, str]]]
) -> Iterator[Problem]:
    """The doubts about rows on which no answer rests; a row that accepts this one is not asked about.

    Args:
        entries: The rows.
        find: What finds those on which none rests, each with the book that was asked.
    """
    left = [entry for entry in entries if isinstance(entry.row, Row) and _UNUSED not in entry.row.accepted]
    return unaccepted(left, [odd(_UNUSED, entry, "id", book=book) for entry, book in find(left)])


class _Days(NamedTuple):
    """The days on which a row holds for somebody: up to one on which it does no more, or for good."""

    first: date
    end: date | None

    def meet(self, other: "_Days") -> bool:
        """Whether both have a day in common."""
        return (self.end is None or other.first < self.end) and (other.end is None or self.first < other.end)


class _Book:
    """On which days the rows of a book hold, and which names they name then."""

    def __init__(self, whole: Whole) -> None:
        self.whole: Final = whole
        self.naming: Final[Memo[type[Row], Mapping[str, list[_Days]]]] = Memo(self._naming)

    def days(self, row: Row, section: str) -> _Days | None:
        """When a row holds for anybody; ``None`` for never."""
        line = self.whole.of_section(section)[row.key]
        return next((days for each, days in _in_force(line) if each is row), None)

    def when(self, kind: type[Row], key: Key) -> Iterator[_Days]:
        """When there is a row of a key."""
        line = self.whole.lines(kind).get(key)
        return (days for row, days in _in_force(line) if isinstance(row, kind)) if line else iter(())

    def _naming(self, kind: type[Row]) -> Mapping[str, list[_Days]]:
        """Name -> when a row names it."""
        found: dict[str, list[_Days]] = defaultdict(list)
        references = [each for each in REFERENCES if each.named is kind]
        lines = [(each, line) for each in references for line in self.whole.lines(each.row).values()]
        rows = [(each, row, when) for each, line in lines for row, when in _in_force(line) if isinstance(row, each.row)]
        for each, row, when in rows:
            for word in _words(getattr(row, each.column)):
                found[word].append(when)
        return found


def _words(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def _in_force(line: Timeline[Row]) -> Iterator[tuple[Row, _Days]]:
    """The rows of a key, each with its days; of customers of their own some may keep it for good."""
    rows = line.standing
    ends = [None] * len(rows) if line.cohort_days else [*(row.since for row in rows[1:]), None]
    return ((row, _Days(row.since, end)) for row, end in zip(rows, ends, strict=True))


def _rows(layer: Layer, kind: type[Row]) -> Iterator[tuple[Entry, Any]]:
    """The rows of a section of a layer."""
    rows = ((entry, entry.row) for entry in layer.section(kind.SECTION))
    return ((entry, row) for entry, row in rows if isinstance(row, kind))


def _beside_nothing(layer: Layer, books: Sequence[_Book]) -> Iterator[Odd]:
    """What a row is looked at beside is there on one of its days."""
    for beside in _BESIDE:
        for entry, row in _rows(layer, beside.row):
            key = tuple(getattr(row, column) for column in beside.columns)
            if None not in key and not any(_meet(book, row, beside, key) for book in books):
                yield odd("PD051", entry, beside.columns[-1], found=key[-1], other=beside.other.SECTION)


def _meet(book: _Book, row: Row, beside: _Beside, key: Key) -> bool:
    days = book.days(row, beside.row.SECTION)
    return days is not None and any(map(days.meet, book.when(beside.other, key)))


def _named_by_nobody(layer: Layer, books: Sequence[_Book]) -> Iterator[Odd]:
    """What is looked at by its name is named on one of its days."""
    for kind in _NAMED:
        for entry, row in [each for each in _rows(layer, kind) if each[1].key[0] not in _BY_POLICIES]:
            name = row.key[0]
            pairs = ((book.days(row, kind.SECTION), book.naming[kind].get(name, [])) for book in books)
            if not any(days is not None and any(map(days.meet, naming)) for days, naming in pairs):
                yield odd("PD052", entry, kind.KEY[0], found=name)


def _laid_over(layer: Layer, books: Sequence[_Book]) -> Iterator[Odd]:
    """In some book a row holds on some day, unless it was corrected where it stands."""
    for section in dict.fromkeys(entry.section for entry in layer.entries if isinstance(entry.row, Row)):
        rows = [(entry, entry.row) for entry in layer.section(section) if isinstance(entry.row, Row)]
        standing = {id(row) for line in timelines(row for _, row in rows).values() for row in line.standing}
        for entry, row in rows:
            is_its = not isinstance(row, Withdrawn) and id(row) in standing
            if is_its and not any(book.days(row, section) for book in books):
                whole = books[0].whole
                line = whole.of_section(section)[row.key]
                yield odd("PD053", entry, "since", first=whole.entry(line.at(row.since) or line.rows[0]))
