"""Doubts about ends: what nothing is left of, and what others still name."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from pecrules.rulebook.doubts.whole import Odd, Whole, odd
from pecrules.rulebook.facts import REFERENCES, Reference, named_in
from pecrules.rulebook.rows import (
    DATED,
    Channel,
    Credit,
    Grace,
    Interpretation,
    Message,
    Method,
    Plan,
    Price,
    Route,
    Row,
    Subject,
    Terms,
    Text,
    Withdrawn,
)
from pecrules.rulebook.timelines import Key

_OF_A_KIND: Final = (Grace, Route)
"""What is looked up for each kind of mailbox, whatever is asked of one."""

_ALWAYS: Final = (Interpretation, Subject)
"""What is looked up by each of its keys."""

_ORDINARY: Final = ("ordinary",)
"""The terms that everybody may order."""


def something_is_left(whole: Whole) -> Iterator[Odd]:
    """An end leaves another row of its section, and what every answer looks up."""
    for kind in (each for each in DATED if each is not Price and not each.ABOUT.may_be_left_out):
        last: dict[date, Odd] = {}
        for entry, end in whole.ended(kind):
            if not end.not_stated and _is_needed(whole, kind, end):
                key = ", ".join(end.key) if whole.at(kind, end.since) else ""
                found = odd(
                    "PD054", entry, "withdrawn", day=end.since, found=": ".join(filter(None, (kind.SECTION, key)))
                )
                yield from (found,) if key else ()
                last |= {} if key else {end.since: found}  # of a section that is empty from a day on it is told once
        yield from last.values()


def _is_needed(whole: Whole, kind: type[Row], end: Withdrawn) -> bool:
    """Whether answers lack what has ended: the last row of a section, or one that each of them looks up."""
    left = whole.at(kind, end.since)
    if kind in _OF_A_KIND:
        return any(plan.kind == end.key[0] for plan in whole.at(Plan, end.since))
    return not left or kind in _ALWAYS or (kind is Terms and end.key == _ORDINARY)


_NAMED: Final = (Channel, Message, Method, Text)
"""What is looked up where a row names it."""


def what_is_named_is_there(whole: Whole) -> Iterator[Odd]:
    """What a row names has not ended."""
    for reference in (each for each in REFERENCES if each.named in _NAMED and whole.days(each.row, each.named)):
        for key, end, until in _ended(whole, reference.named):
            naming = (row for day in _days(whole, reference, end.since, until) for row in whole.at(reference.row, day))
            for row in [each for each in naming if any(key == named for _, named in named_in(each, reference))]:
                yield from _names_what_ended(whole, reference, row, end)


def _names_what_ended(whole: Whole, reference: Reference, row: Row, end: Withdrawn) -> Iterator[Odd]:
    """A row goes on naming what has ended; a base has credits that a book of its own way to pay does not have."""
    entry = whole.newest(row, end)
    if entry.row is row or reference.row is not Credit:
        column = reference.column if entry.row is row else "withdrawn"
        yield odd("PD055", entry, column, day=end.since, found=end.key[-1], other=row.id)


def _ended(whole: Whole, kind: type[Row]) -> Iterator[tuple[Key, Withdrawn, date]]:
    """The ends of a section, each with the day on which its key begins again."""
    for key, line in whole.lines(kind).items():
        rows = line.standing
        for row, until in zip(rows, [*(row.since for row in rows[1:]), date.max], strict=True):
            if isinstance(row, Withdrawn):
                yield key, row, until


def _days(whole: Whole, reference: Reference, since: date, until: date) -> list[date]:
    """The days after an end on which a row that may name it begins, and that of the end."""
    later = [day for line in whole.lines(reference.row).values() for day in line.days if since < day < until]
    return sorted({since, *later})


DOUBTS: Final[tuple[Callable[[Whole], Iterator[Odd]], ...]] = (something_is_left, what_is_named_is_there)
