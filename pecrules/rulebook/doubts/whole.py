"""A layer over those below it, as doubts look at it; and what is told of the doubts there are."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final, TypeVar, get_args

from pecrules.base.codes import DoubtCode
from pecrules.base.memo import Memo
from pecrules.base.problems import Path, Problem
from pecrules.base.tuples import NamedTuple
from pecrules.model.codes import Language
from pecrules.rulebook.layers import Entry, Layer
from pecrules.rulebook.rows import Label, Row, Withdrawn
from pecrules.rulebook.rows.interpretations import Topic
from pecrules.rulebook.rows.sources import Source, Threshold
from pecrules.rulebook.timelines import Key, Timeline, overlay, timelines

R = TypeVar("R", bound=Row)
T = TypeVar("T", Source, Topic)


EARLIER: Final = "earlier"
"""What a doubt brings along that its row accepted before, of another change."""


class Odd(NamedTuple):
    """A doubt about a row, before anybody has asked whether it is meant."""

    code: DoubtCode
    entry: Entry
    path: Path
    args: Mapping[str, object]


def odd(code: DoubtCode, entry: Entry, *path: str | int, **args: object) -> Odd:
    """A doubt about a column of a row; of another row that is named in it the place is looked up when it is told."""
    return Odd(code, entry, path, args)


class Whole:
    """The rows of some layers on their timelines.

    Attributes:
        top: The topmost layer: what is told is told of its rows.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.top: Final = layers[-1]
        self._layers: Final = layers
        self._own: Final[Memo[str, dict[Key, Timeline[Row]]]] = Memo(_lines, layers[-1:])
        self._below: Final[Memo[str, dict[Key, Timeline[Row]]]] = Memo(_lines, layers[:-1])
        self._lines: Final[Memo[str, dict[Key, Timeline[Row]]]] = Memo(_lines, layers)

    def own(self, kind: type[R]) -> Iterator[tuple[Entry, R]]:
        """The rows of a section that stand in the topmost layer, without those that only end a key."""
        rows = ((entry, entry.row) for entry in self.top.section(kind.SECTION))
        return ((entry, row) for entry, row in rows if isinstance(row, kind))

    def ended(self, kind: type[Row]) -> Iterator[tuple[Entry, Withdrawn]]:
        """The ends of keys of a section that stand in the topmost layer."""
        rows = ((entry, entry.row) for entry in self.top.section(kind.SECTION))
        return ((entry, row) for entry, row in rows if isinstance(row, Withdrawn))

    def lines(self, kind: type[Row]) -> Mapping[Key, Timeline[Row]]:
        """The timelines of a section, of all layers."""
        return self._lines[kind.SECTION]

    def of_section(self, section: str) -> Mapping[Key, Timeline[Row]]:
        """The timelines of a section that is named."""
        return self._lines[section]

    def undated(self, kind: type[T]) -> Iterator[T]:
        """The rows of a section that hold always, of all layers."""
        rows = (entry.row for layer in self._layers for entry in layer.section(kind.SECTION))
        return (row for row in rows if isinstance(row, kind))

    def source(self, name: str) -> Source | None:
        """A source by its name."""
        return self._sources.get(name)

    @cached_property
    def _sources(self) -> Mapping[str, Source]:
        return {row.id: row for row in self.undated(Source)}

    def days(self, *kinds: type[Row]) -> list[date]:
        """The days on which something of some sections begins, from the first that the topmost layer brings about."""
        own = [row.since for kind in kinds for row in self._rows_of(kind)]
        every = {day for kind in kinds if own for line in self.lines(kind).values() for day in line.days}
        return sorted(day for day in every if day >= min(own))

    def _rows_of(self, kind: type[Row]) -> list[Row]:
        return [entry.row for entry in self.top.section(kind.SECTION) if isinstance(entry.row, Row)]

    def at(self, kind: type[R], day: date) -> list[R]:
        """The rows of a section in force on a day, one a key."""
        found = (line.at(day) for line in self.lines(kind).values())
        return [row for row in found if isinstance(row, kind)]

    def one(self, kind: type[R], day: date, *key: str) -> R | None:
        """The row of a key in force on a day."""
        line = self.lines(kind).get(key)
        row = line.at(day) if line else None
        return row if isinstance(row, kind) else None

    def before(self, row: Row, section: str) -> Row | None:
        """What held until a row began: the row before it in its layer, else the one below that it lies over."""
        own = self._own[section][row.key].standing
        earlier = [each for each in own if each.since < row.since]
        below = self._below[section].get(row.key)
        return earlier[-1] if earlier else below.at(row.since) if below else None

    def entry(self, row: Row) -> Entry:
        """The place of a row."""
        return self._places[id(row)][1]

    def newest(self, *rows: Row) -> Entry:
        """The row that came last: the topmost; in one layer, the one that begins last."""
        return max((self._places[id(row)] for row in rows), key=_came)[1]

    @cached_property
    def _places(self) -> Mapping[int, tuple[int, Entry]]:
        """Every row, by its identity, with the number of its layer: rows of two layers may be equal."""
        numbered = enumerate(self._layers)
        return {id(entry.row): (number, entry) for number, layer in numbered for entry in layer.entries}

    def threshold(self, name: str, day: date) -> int | None:
        """From which number on a value is odd; ``None`` if the tables do not say."""
        found = self.one(Threshold, day, name)
        return found.at_most if found else None


def _came(place: tuple[int, Entry]) -> tuple[int, date]:
    number, entry = place
    return number, entry.row.since if isinstance(entry.row, Row) else date.min


def _lines(layers: Sequence[Layer], section: str) -> dict[Key, Timeline[Row]]:
    """The timelines of a section, of layers that lie over one another."""
    lines: dict[Key, Timeline[Row]] = {}
    for layer in layers:
        rows = (entry.row for entry in layer.section(section))
        lines = overlay(lines, timelines(row for row in rows if isinstance(row, Row)))
    return lines


def reported(
    entries: Collection[Entry], found: Iterable[Odd], unknown: Collection[DoubtCode] = ()
) -> Iterator[Problem]:
    """The doubts about rows that do not accept them, and what is odd about those that do.

    Args:
        entries: The rows that are spoken of.
        found: The doubts about them and about others; of two about one column the first is told.
        unknown: The doubts that nobody has looked for: whether they are accepted for nothing is not known.
    """
    every = [*found]
    yield from unaccepted(entries, every)
    occur: set[tuple[int, DoubtCode]] = {(id(each.entry), each.code) for each in every}
    for entry in (entry for entry in entries if entry.row.accepted):
        yield from (_problem(each) for each in _of_accepting(entry, occur, unknown))


def unaccepted(entries: Iterable[Entry], found: Iterable[Odd]) -> Iterator[Problem]:
    """The doubts about rows that do not accept them, or only earlier ones; of two about one column the first."""
    own = {id(entry) for entry in entries}
    doubts = {(id(each.entry), each.code, each.path): each for each in reversed([*found])}
    for each in doubts.values():
        if id(each.entry) in own and (each.code not in each.entry.row.accepted or EARLIER in each.args):
            yield _problem(each)


def _of_accepting(
    entry: Entry, occur: Collection[tuple[int, DoubtCode]], unknown: Collection[DoubtCode]
) -> Iterator[Odd]:
    """What is odd about what a row accepts."""
    for number, code in enumerate(entry.row.accepted):
        if (id(entry), code) not in occur and code not in unknown:
            yield odd("PD002", entry, "accepted", number, found=code)
        elif entry.row.note is None:
            yield odd("PD001", entry, "accepted", number, found=code)


def _problem(each: Odd) -> Problem:
    path = (*each.entry.path, *each.path)
    args = dict(said for name, value in each.args.items() for said in _said(name, value))
    return Problem(each.code, each.entry.document.where(path), path, args)


def _said(name: str, value: object) -> Iterator[tuple[str, str]]:
    """An argument of a message; of a row that has a label its key, and for each language what people call it."""
    label = getattr(value, "label", None)
    if isinstance(value, Row) and isinstance(label, Label):
        yield name, value.key[-1]
        yield from ((f"{name}.{lang}", str(getattr(label, lang))) for lang in get_args(Language))
    else:
        yield name, str(value.location if isinstance(value, Entry) else value)
