"""The rows in force on the days of one interval, and what policies work out of them: each worked out once, and shared.

Between two first days of any rows nothing changes, so a view is compiled for such an interval and shared by its days.
Where a row reaches existing customers later than newcomers (``existing_since``), customers are parted by the day on
which they came; a view is then compiled once for each part.

Whatever is kept here is kept by what it was worked out of, as values: section or view, how many announcements of it are
known, which customers, which interval. So rules as known by two days between which nothing was announced share all.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from datetime import date
from functools import lru_cache, partial
from itertools import takewhile
from typing import Any, ClassVar, Final, Protocol, TypeVar, cast

from pecrules.base.errors import NoRuleInForce
from pecrules.base.memo import Budget, Memo
from pecrules.base.tuples import NamedTuple
from pecrules.model.outcomes.common import Certainty
from pecrules.rulebook.layers import REMEMBERED, Adoption, Layer, marks
from pecrules.rulebook.rows import Row, Withdrawn
from pecrules.rulebook.timelines import Key, Timeline

R = TypeVar("R", bound=Row)

Lines = Mapping[Key, Timeline[Row]]
"""The timelines of a section, in the order of the keys."""

Cohort = date | None
"""Customers of one timeline: who came from that day on, and before the next parting day; ``None`` if nobody knows."""

NEWCOMERS: Final = date.max
"""All who came after every parting day: for them rows hold from their first days on."""

_VIEW_BYTES: Final = 24_000  # what a view takes, on the average
_KEPT_BYTES: Final = 8_000_000  # views and timelines of one book: on all days, views of a shipped one take less
_ANSWER_BYTES: Final = 5_000_000  # what the views of one book remember of answers
_AMOUNT_BYTES: Final = 4_000_000  # and of amounts: apart, for whoever never asks twice must not forget all else
_WORD_BYTES: Final = 1_500_000  # and of what hangs on words alone: of plans, kinds and states there are only so many
_PAGE_BYTES: Final = 1_500_000  # and of the pages of channels: some two hundred, which is more than most fleets need


class View(Protocol):
    """What a policy works out of the tables once for an interval of days: flat, and made from the rows in force.

    ``READS`` names the sections it looks at, now or later: the intervals end where a row of those begins.
    """

    READS: ClassVar[tuple[type[Row], ...]]

    def __init__(self, snapshot: "Snapshot", /) -> None: ...


class Remembered(NamedTuple):
    """What bounds what the views of some rules remember: see ``Snapshot``."""

    answers: Budget
    amounts: Budget
    pages: Budget
    words: Budget


class Snapshot:
    """The rows in force on the days of one interval.

    Attributes:
        day: A day of the interval.
        known_by: Rows announced after that day were not looked at; ``None`` if all were, or if it is for many days.
        answers: What bounds all that the views of these rules remember of answers.
        amounts: What bounds all that they remember of amounts.
        pages: What bounds the pages of channels that they remember.
        words: What bounds what they remember of words alone, as of a plan: to work that out nothing else is looked at,
            so they may also remember it where somebody watches what they look at (``Ruleset.forgetful``).
    """

    __slots__ = ("_found", "_lines_of", "_sections", "amounts", "answers", "day", "known_by", "pages", "words")

    def __init__(
        self,
        day: date,
        known_by: date | None,
        remembered: Remembered,
        lines_of: Callable[[type[Row]], Lines],
    ) -> None:
        self.day: Final = day
        self.known_by: Final = known_by
        self.answers: Budget = remembered.answers
        self.amounts: Budget = remembered.amounts
        self.pages: Budget = remembered.pages
        self.words: Budget = remembered.words
        self._lines_of = lines_of
        self._found: dict[tuple[type[Row], Key], Row] = {}
        self._sections: dict[type[Row], tuple[Any, ...]] = {}

    def find(self, kind: type[R], *key: str) -> R | Withdrawn:
        """The row of a key, or the row that ended it.

        Raises:
            NoRuleInForce: the key has no row yet, or none at all.
        """
        row = self._found.get((kind, key)) or self._look_up(kind, key)
        return cast("R | Withdrawn", row)

    def row(self, kind: type[R], *key: str) -> R:
        """The row of a key that has not ended.

        Raises:
            NoRuleInForce: the key has no row yet, none at all, or has ended.
        """
        row = self._found.get((kind, key)) or self._look_up(kind, key)
        if isinstance(row, Withdrawn):
            raise self.missing(kind, *key)
        return cast("R", row)

    def missing(self, kind: type[R], *key: str) -> NoRuleInForce:
        """The error of a key that has ended, or whose rows do not serve."""
        return NoRuleInForce(kind.SECTION, key, self.day, None, self.known_by)

    def get(self, kind: type[R], *key: str) -> R | Withdrawn | None:
        """The row of a key, or the row that ended it; ``None`` if the key has no row yet, or none at all."""
        try:
            return self.find(kind, *key)
        except NoRuleInForce:
            return None

    def begun(self, kind: type[R], *key: str) -> list[tuple[date, R]]:
        """The row of a key that has not ended, and before it those that it followed; each with its first day.

        Raises:
            NoRuleInForce: the key has no row yet, none at all, or has ended.
        """
        self.row(kind, *key)  # there must be one
        line = self._lines_of(kind)[key]
        begun = [pair for pair in zip(line.days, line.rows, strict=True) if pair[0] <= self.day]
        standing = reversed(list(dict(begun).items()))  # of two that begin on one day, the one announced later
        return [
            (day, cast("R", row)) for day, row in takewhile(lambda pair: not isinstance(pair[1], Withdrawn), standing)
        ]

    def to_come(self, kind: type[R], *key: str) -> list[tuple[date, R]]:
        """The rows of a key that follow the one in force, up to its end, each with its first day."""
        line = self._lines_of(kind)[key]
        ahead = dict(pair for pair in zip(line.days, line.rows, strict=True) if pair[0] > self.day)
        return [
            (day, cast("R", row))
            for day, row in takewhile(lambda pair: not isinstance(pair[1], Withdrawn), ahead.items())
        ]

    def after(self, kind: type[R], *key: str) -> R | Withdrawn | None:
        """The row of a key that begins next, or the row that will end it; ``None`` if none is known."""
        line = self._lines_of(kind)[key]
        later = dict(pair for pair in zip(line.days, line.rows, strict=True) if pair[0] > self.day)
        return cast("R | Withdrawn | None", next(iter(later.values()), None))

    def keys(self, kind: type[R]) -> tuple[Key, ...]:
        """Every key of a section, whether a row of it is in force or not."""
        return tuple(self._lines_of(kind))

    def rows(self, kind: type[R]) -> tuple[R, ...]:
        """Every row of a section that is in force, in the order of the keys."""
        rows = self._sections.get(kind)
        if rows is None:
            found = [line.at(self.day) for line in self._lines_of(kind).values()]
            rows = tuple([cast("R", row) for row in found if row is not None and not isinstance(row, Withdrawn)])
            self._sections[kind] = rows
        return rows

    def _look_up(self, kind: type[Row], key: Key) -> Row:
        line = self._lines_of(kind).get(key)
        row = line.at(self.day) if line else None
        if row is None:
            raise NoRuleInForce(kind.SECTION, key, self.day, line.first if line else None, self.known_by)
        self._found[kind, key] = row  # there are as many as the tables have keys
        return row


_Rows = Memo[str, Mapping[Key, tuple[list[Row], ...]]]
_Lines = Memo[tuple[str, int], Lines]


class _Sections:
    """The timelines of every section, by how many of its announcements are known and for which customers."""

    def __init__(self, layers: tuple[Layer, ...], budget: Budget) -> None:
        self.alike: dict[Known, Known] = {}  # what is known by many days is mostly the same
        self.rows: _Rows = Memo(_rows, layers)
        self.announced: Memo[str, tuple[date, ...]] = Memo(_announced, self.rows)
        self.whole: Memo[str, Lines] = Memo(_whole, self.rows)
        self.lines: _Lines = Memo(_known_lines, self.rows, self.announced, self.whole, budget=budget, weight=_bytes)
        self.cohort_days: Memo[tuple[str, int], tuple[date, ...]] = Memo(
            _cohort_days, self.lines, budget=budget, weight=_bytes
        )
        self.cohort_lines: Memo[tuple[str, int, Cohort], Lines] = Memo(
            _cohort_lines, self.lines, budget=budget, weight=_bytes
        )

    def announcements(self, section: str, known_by: date | None) -> int:
        """How many announcements of a section are known by a day."""
        days = self.announced[section]
        return len(days) if known_by is None else bisect_right(days, known_by)

    def of(self, section: str, known: int, since: Cohort = NEWCOMERS) -> Lines:
        """The timelines of a section, of so many announcements, for customers who came on a day."""
        if since == NEWCOMERS:
            return self.lines[section, known]
        cohort = cohort_of(self.cohort_days[section, known], since)
        return self.lines[section, known] if cohort == NEWCOMERS else self.cohort_lines[section, known, cohort]


Known = tuple[int, ...]
"""How many announcements are known of each section that a view reads."""

Customers = tuple[type[View], Known, Cohort]
"""For whom a view is compiled: of what is known, and for which customers."""


class Tables:
    """The rows of some layers, with all that was worked out of them; rules that differ in what they know share it."""

    def __init__(self, layers: tuple[Layer, ...], *, remembers: bool = True) -> None:
        """Tables of some layers.

        Args:
            layers: The layers, the base first.
            remembers: Whether views may remember answers, amounts and pages, not only what hangs on words alone.
        """
        self.layers: Final = layers
        answers, amounts, pages = (Budget(most * remembers) for most in (_ANSWER_BYTES, _AMOUNT_BYTES, _PAGE_BYTES))
        self._remembered: Final = Remembered(answers, amounts, pages, Budget(_WORD_BYTES))
        budget = Budget(_KEPT_BYTES)
        self._sections = _Sections(layers, budget)
        self._known: Memo[tuple[type[View], date | None], Known] = Memo(
            _known_of, self._sections, budget=budget, weight=_bytes
        )
        self._parting: Memo[tuple[type[View], Known], tuple[date, ...]] = Memo(
            _parting_days, self._sections, budget=budget, weight=_bytes
        )
        self._change_points: Memo[Customers, tuple[date, ...]] = Memo(
            _change_points, self._sections, budget=budget, weight=_bytes
        )
        self._views: Memo[tuple[Customers, int], Any] = Memo(
            _compiled, self._sections, self._change_points, self._remembered, budget=budget, weight=_VIEW_BYTES
        )

    @staticmethod
    def of(layers: tuple[Layer, ...]) -> "Tables":
        """The tables of some layers: what the topmost leaves as it is, is shared by all that lie over the same."""
        tables = Tables(layers)
        if len(layers) > _FEWEST_BELOW:
            *below, top = layers
            tables._lean_on(_without_rows(tuple(below), _adoptions(top)), _Said(top))
        return tables

    def _lean_on(self, below: "Tables", own: Container[str]) -> None:
        """Have other tables work out what does not rest on some sections."""
        for memo, other in zip(self.memos(), below.memos(), strict=True):
            memo.lean_on(other, partial(_rests_on, own))

    def parting_days(self, view: type[View], known_by: date | None) -> tuple[date, ...]:
        """The days that part the customers of a view; usually none."""
        return self._parting[view, self._known[view, known_by]]

    def view(self, view: type[View], on: date, known_by: date | None, cohort: Cohort) -> Any:
        """A view of the rows in force on a day, for some customers.

        Raises:
            NoRuleInForce: it cannot be made, for the tables say nothing on that day.
        """
        customers = (view, self._known[view, known_by], cohort)
        interval = bisect_right(self._change_points[customers], on)
        return self._views[customers, interval]

    def lines(self, section: str, known_by: date | None, since: Cohort) -> Lines:
        """The timelines of a section, for customers who came on a day; all layers as one."""
        return self._sections.of(section, self._sections.announcements(section, known_by), since)

    def on(self, day: date, known_by: date | None, since: Cohort) -> Snapshot:
        """The rows in force on a day, for customers who came on another."""
        return Snapshot(day, known_by, self._remembered, partial(_lines_on, self._sections, known_by, since))

    def without(self, sections: Collection[str], layers: tuple[Layer, ...]) -> "Tables":
        """The tables of other layers, which differ in some sections: with all that does not rest on one of them."""
        kept = Tables(layers)
        for memo, before in zip(kept.memos(), self.memos(), strict=True):
            for key, value in before.copy().items():
                if not _rests_on(sections, key):
                    memo.keep(key, value)
        return kept

    def memos(self) -> list[Memo[Any, Any]]:
        """All that was worked out, by what it is about; of any tables in the same order."""
        parts: list[Any] = [*vars(self._sections).values(), *vars(self).values()]
        return [part for part in parts if isinstance(part, Memo)]


class _Said:
    """The sections in which a layer says something; a table of it is read when one of its sections is asked for."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def __contains__(self, section: object) -> bool:
        return bool(self._layer.section(str(section)))


_FEWEST_BELOW: Final = 2  # the law and the public list

_Adoptions = frozenset[tuple[str, Certainty, str]]


def _adoptions(layer: Layer) -> _Adoptions:
    """What a book adopts, as far as that makes rows other ones: a page matters only where it is less sure than rows."""
    return frozenset(
        (section, each.certainty, "" if each.certainty == "documented" else each.source)
        for section, each in layer.adopts.items()
    )


@lru_cache(maxsize=REMEMBERED)
def _without_rows(below: tuple[Layer, ...], adoptions: _Adoptions) -> Tables:
    """The tables of a book that adopts so much of what lies below, and says nothing itself."""
    adopts = {section: Adoption(certainty, source) for section, certainty, source in adoptions}
    return Tables((*below, Layer.bare(adopts)))


def _rests_on(sections: Container[str], key: tuple[Any, ...] | type[View] | str) -> bool:
    """Whether what is kept by a key rests on some sections: the key begins with a section or a view."""
    if isinstance(key, tuple):
        return _rests_on(sections, key[0])
    return key in sections if isinstance(key, str) else any(kind.SECTION in sections for kind in key.READS)


def _bytes(kept: Mapping[Any, Any] | tuple[Any, ...]) -> int:
    """What timelines, or a tuple of days, take: roughly."""
    return 200 + (200 if isinstance(kept, Mapping) else 8) * len(kept)


# -- a section --------------------------------------------------------------------------------------------------------


def _rows(layers: tuple[Layer, ...], section: str) -> Mapping[Key, tuple[list[Row], ...]]:
    """The rows of a section by their keys, in order of these: for each layer that has any, the base first."""
    found: dict[Key, dict[int, list[Row]]] = {}
    for number, mark in enumerate(marks(layers, section)):
        for row in [entry.row for entry in layers[number].section(section) if isinstance(entry.row, Row)]:
            found.setdefault(row.key, {}).setdefault(number, []).append(row if mark is None else mark(row))
    return {key: tuple(found[key].values()) for key in sorted(found)}


def _announced(rows: _Rows, section: str) -> tuple[date, ...]:
    """The days on which something was announced in a section."""
    return tuple(sorted({row.known for layers in rows[section].values() for layer in layers for row in layer}))


def _whole(rows: _Rows, section: str) -> Lines:
    """The timelines of a section, all layers as one."""
    return {key: _laid(layers) for key, layers in rows[section].items()}


def _laid(layers: Iterable[Iterable[Row]]) -> Timeline[Row]:
    """The rows of one key as one timeline: from the first day of an upper layer on, its rows replace those below."""
    lower, *upper = (Timeline.of(rows) for rows in layers)
    for line in upper:
        lower = lower.under(line)
    return lower


def _known_lines(
    rows: _Rows,
    announced: Memo[str, tuple[date, ...]],
    whole: Memo[str, Lines],
    key: tuple[str, int],
) -> Lines:
    """The timelines of a section without what was not yet known; those of which all is known are the same."""
    section, known = key
    days = announced[section]
    if known == len(days):
        return whole[section]
    last = days[known - 1] if known else date.min
    found: dict[Key, Timeline[Row]] = {}
    for name, line in whole[section].items():
        if all(row.known <= last for row in line.rows):
            found[name] = line
            continue
        layers = [[row for row in layer if row.known <= last] for layer in rows[section][name]]
        if any(layers):
            found[name] = _laid(filter(None, layers))
    return found


# -- customers --------------------------------------------------------------------------------------------------------


def cohort_of(cohort_days: tuple[date, ...], since: date | None) -> Cohort:
    """Among which customers somebody is who came on a day."""
    if since is None:
        return None if cohort_days else NEWCOMERS
    before = bisect_right(cohort_days, since)
    if before == len(cohort_days):
        return NEWCOMERS
    return cohort_days[before - 1] if before else date.min


def _cohort_days(lines: _Lines, key: tuple[str, int]) -> tuple[date, ...]:
    """The days that part the customers of a section; usually none."""
    return tuple(sorted({day for line in lines[key].values() for day in line.cohort_days}))


def _cohort_lines(lines: _Lines, key: tuple[str, int, Cohort]) -> Lines:
    """The timelines of a section for those who became customers on a day; ``None`` if nobody knows on which."""
    section, known, cohort = key
    plain = lines[section, known]
    parted = {name: _assumed(line) if cohort is None else line.of_cohort(cohort) for name, line in plain.items()}
    return {name: line for name, line in parted.items() if line.rows}


def _assumed(line: Timeline[Row]) -> Timeline[Row]:
    """The timeline of the oldest customers, with a mark on rows where newcomers have another."""
    oldest = line.of_cohort(date.min)
    days = [day for day in sorted({*oldest.days, *line.days}) if oldest.days and day >= oldest.first]
    pairs = [(oldest.at(day), line.at(day)) for day in days]
    rows = [mine if mine is theirs else mine.cohort_assumed() for mine, theirs in pairs if mine is not None]
    return Timeline(tuple(rows), tuple(days))


# -- a view -----------------------------------------------------------------------------------------------------------


def _reads(view: type[View]) -> tuple[type[Row], ...]:
    """The sections that a view looks at, each once."""
    return tuple(dict.fromkeys(view.READS))


def _known_of(sections: _Sections, key: tuple[type[View], date | None]) -> Known:
    view, known_by = key
    known = tuple([sections.announcements(kind.SECTION, known_by) for kind in _reads(view)])
    return sections.alike.setdefault(known, known)


def _parting_days(sections: _Sections, key: tuple[type[View], Known]) -> tuple[date, ...]:
    view, known = key
    read = zip(_reads(view), known, strict=True)
    return tuple(sorted({day for kind, number in read for day in sections.cohort_days[kind.SECTION, number]}))


def _lines_read(sections: _Sections, customers: Customers) -> dict[type[Row], Lines]:
    """The timelines that a view reads."""
    view, known, cohort = customers
    read = zip(_reads(view), known, strict=True)
    return {kind: sections.of(kind.SECTION, number, cohort) for kind, number in read}


def _change_points(sections: _Sections, customers: Customers) -> tuple[date, ...]:
    """Every day on which some row that a view reads comes to hold."""
    read = _lines_read(sections, customers).values()
    return tuple(sorted({day for lines in read for line in lines.values() for day in line.days}))


def _compiled(
    sections: _Sections,
    change_points: Memo[Customers, tuple[date, ...]],
    remembered: Remembered,
    key: tuple[Customers, int],
) -> Any:
    """A view of the rows in force on the days of an interval."""
    customers, interval = key
    day = change_points[customers][interval - 1] if interval else date.min
    return customers[0](Snapshot(day, None, remembered, partial(_declared, _lines_read(sections, customers))))


def _declared(lines: Mapping[type[Row], Lines], kind: type[Row]) -> Lines:
    """The timelines of a section that a view says it reads."""
    if kind not in lines:
        raise AssertionError(f"{kind.__name__} is not among the sections declared as read")
    return lines[kind]


def _lines_on(sections: _Sections, known_by: date | None, since: Cohort, kind: type[Row]) -> Lines:
    return sections.of(kind.SECTION, sections.announcements(kind.SECTION, known_by), since)
