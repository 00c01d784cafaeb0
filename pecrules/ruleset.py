"""Rules that can be asked: layers of rows on timelines, two clocks, cohorts, flat terms compiled once for a stretch.

Between two first days of any rows nothing changes, so terms are compiled for such a stretch and shared by its days. A
``Ruleset`` never changes; what it remembers is only what it has worked out before, so threads may share it.

Where a row reaches existing customers later than newcomers (``existing_since``), customers are parted by the day on
which they came. Terms are then compiled once for each part; where no row does so, nobody's day is even looked at.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, ClassVar, Final, Literal, Protocol, TypeVar, cast

import attrs

from pecrules._version import __version__
from pecrules.dated import Key, Timeline, overlay, timelines
from pecrules.documents import Document
from pecrules.errors import Location, NoRuleInForce, Path
from pecrules.model.mailboxes import Mailbox
from pecrules.outcomes.parts import Certainty, Stamp
from pecrules.tables import Row, Source, Withdrawn

R = TypeVar("R", bound=Row)
T = TypeVar("T", bound="Compiled")

_REMEMBERED_DAYS: Final = 4096  # a caller who asks about every day there is must not fill the memory


@attrs.frozen(eq=False)
class Entry:
    """One row with the layer and the place it comes from."""

    layer: str
    document: Document
    path: Path
    row: Row | Source

    @property
    def section(self) -> str:
        """The row's table and section, as ``pricing.prices``."""
        return self.row.section if isinstance(self.row, Withdrawn) else self.row.SECTION

    @property
    def location(self) -> Location:
        """Where the row stands."""
        return self.document.where(self.path)

    @property
    def plain(self) -> Any:
        """The row as it was written."""
        data = self.document.data
        for step in self.path:
            data = data[step]
        return data


@attrs.frozen(eq=False, repr=False)
class Table:
    """One file of a layer: what was read and its rows."""

    document: Document
    entries: tuple[Entry, ...]


class Layer:
    """One folder of tables: the base, or a book laid over it. A table is read when it is first looked at.

    Attributes:
        name: The book's id.
        names: The tables that the folder has.
    """

    def __init__(self, name: str, names: Iterable[str], read: Callable[[str], Table]) -> None:
        self.name: Final = name
        self.names: Final = tuple(names)
        self._read = read
        self._tables: dict[str, Table] = {}

    @classmethod
    def of(cls, name: str, tables: Mapping[str, Table]) -> "Layer":
        """A layer whose tables have been read already."""
        return cls(name, tables, tables.__getitem__)

    def entries_of(self, table: str) -> tuple[Entry, ...]:
        """The rows of one table; none if the folder does not have it."""
        return self._table(table).entries if table in self.names else ()

    @property
    def documents(self) -> dict[str, Document]:
        """Every table as it was read, by name."""
        return {name: self._table(name).document for name in self.names}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The rows of every table."""
        return tuple(entry for name in self.names for entry in self._table(name).entries)

    def _table(self, name: str) -> Table:
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]


@attrs.frozen
class Citation:
    """Where a row comes from and what it rests on.

    Attributes:
        ref: The row, as ``pricing/standard-year-2023``.
        layer: The book whose row it is; ``retail`` for the base.
        location: File, line and column.
        row: The row itself.
        source: The row of the source it cites; a source's own row for a source.
    """

    ref: str
    layer: str
    location: Location
    row: Row | Source
    source: Source

    @property
    def certainty(self) -> Certainty:
        """``documented``, ``inferred`` or ``assumed``."""
        return self.row.certainty if isinstance(self.row, Row) else "documented"

    @property
    def since(self) -> date | None:
        """The row's first day; a source has none."""
        return self.row.since if isinstance(self.row, Row) else None

    @property
    def announced(self) -> date | None:
        """The day the row became known; a source has none."""
        return self.row.known if isinstance(self.row, Row) else None

    @property
    def existing_since(self) -> date | Literal["never"] | None:
        """The first day for those who were customers before, or ``never``; ``None`` if that is its first day too."""
        return self.row.existing_since if isinstance(self.row, Row) else None

    @property
    def clause(self) -> str:
        """The place in the source."""
        return self.row.clause if isinstance(self.row, Row) else self.row.title

    @property
    def note(self) -> str | None:
        """What the analyst noted."""
        return self.row.note


Lines = Mapping[Key, Timeline[Row]]


def customer_since(mailbox: Mailbox) -> date | None:
    """The day on which a mailbox's customer came: the first that is known of its life, ``None`` when none is.

    It is the day the mailbox was asked for, else the day its activation began, else the day it became usable. Prices
    are those of the day of the order, so whoever ordered before a change and was activated after it came before it.
    """
    return mailbox.requested_on or mailbox.activation_started_on or mailbox.activated_on


class Compiled(Protocol):
    """What a policy works out of the tables once for a stretch of days: flat, and made from the rows in force.

    ``READS`` names the sections it looks at, now or later: the stretches end where a row of those begins.
    """

    READS: ClassVar[tuple[type[Row], ...]]

    def __init__(self, in_force: "InForce", /) -> None: ...


@attrs.frozen(eq=False, repr=False)
class InForce:
    """The rows in force on the days of one stretch."""

    day: date
    known_by: date | None
    _lines_of: Callable[[str], Lines]
    _reads: frozenset[type[Row]] | None = None

    def find(self, kind: type[R], *key: str) -> R | Withdrawn:
        """The row of a key, or the row that ended it.

        Raises:
            NoRuleInForce: the key has no row yet, or none at all.
        """
        line = self._lines(kind).get(key)
        row = line.at(self.day) if line else None
        if row is None:
            raise NoRuleInForce(kind.SECTION, key, self.day, line.first if line else None, self.known_by)
        return cast("R | Withdrawn", row)

    def row(self, kind: type[R], *key: str) -> R:
        """The row of a key that has not ended.

        Raises:
            NoRuleInForce: the key has no row yet, none at all, or has ended.
        """
        row = self.find(kind, *key)
        if isinstance(row, Withdrawn):
            raise NoRuleInForce(kind.SECTION, key, self.day, None, self.known_by)
        return row

    def rows(self, kind: type[R]) -> tuple[R, ...]:
        """Every row of a section that is in force, in the order of the keys."""
        lines = self._lines(kind)
        found = (lines[key].at(self.day) for key in sorted(lines))
        return tuple(cast("R", row) for row in found if row is not None and not isinstance(row, Withdrawn))

    def _lines(self, kind: type[Row]) -> Lines:
        if self._reads is not None and kind not in self._reads:
            raise AssertionError(f"{kind.__name__} is not among the sections declared as read")
        return self._lines_of(kind.SECTION)


class Ruleset:
    """The rules of one book: immutable, equal by content, safe to share between threads.

    Attributes:
        book: The price book's id.
        known_by: Only rows announced by that day are looked at; ``None`` for all.
    """

    def __init__(self, layers: Iterable[Layer], book: str, known_by: date | None = None) -> None:
        self.book: Final = book
        self.known_by: Final = known_by
        self._layers: Final = tuple(layers)
        self._views: dict[date, Ruleset] = {}
        self._lines: dict[str, Lines] = {}
        self._parted_lines: dict[tuple[str, _Part], Lines] = {}
        self._parting_days: dict[type[Compiled] | str, tuple[date, ...]] = {}
        self._turns: dict[tuple[type[Compiled], _Part], tuple[date, ...]] = {}
        self._compiled: dict[type[Compiled], dict[date, tuple[Any, Stamp]]] = {}
        self._parted: dict[tuple[type[Compiled], _Part], dict[date, tuple[Any, Stamp]]] = {}
        self._stretches: dict[tuple[type[Compiled], _Part, int], Any] = {}

    # -- asking -------------------------------------------------------------------------------------------------------

    def as_known(self, day: date) -> "Ruleset":
        """The same rules without what was announced after ``day``; asked again, the same object."""
        if day not in self._views:
            if len(self._views) >= _REMEMBERED_DAYS:
                self._views.clear()
            self._views[day] = Ruleset(self._layers, self.book, day)
        return self._views[day]

    def on(self, day: date, customer: Mailbox | None = None) -> InForce:
        """The rows in force on a day, for newcomers or for the customer of a mailbox."""
        lines_of = self._lines_of if customer is None else partial(self._lines_for, since=customer_since(customer))
        return InForce(day, self.known_by, lines_of)

    def compiled(self, terms: type[T], on: date, customer: Mailbox | None = None) -> tuple[T, Stamp]:
        """A policy's flat terms for a day, and the stamp of answers given from them: one look-up when asked before.

        Args:
            terms: What to compile.
            on: The day.
            customer: The mailbox whose customer asks; ``None`` for newcomers, to whom every row applies from its first
                day on. A mailbox of which nobody knows when it began counts as older than every row, so that no promise
                to existing customers is broken; rows that newcomers would not get are then among the caveats.

        Raises:
            TypeError: ``on`` is a moment or no day at all.
        """
        try:
            return self._compiled[terms][on]
        except KeyError:
            return self._compile(terms, on, customer)

    def _compile(self, terms: type[T], on: date, customer: Mailbox | None) -> tuple[T, Stamp]:
        if not isinstance(cast("object", on), date) or isinstance(on, datetime):
            raise TypeError(f"on wants a date, not {on!r}; a moment becomes one by dates.rome_day")
        if terms not in self._parting_days:
            self._parting_days[terms] = _parting_days(self._lines_of(kind.SECTION) for kind in terms.READS)
        parting = self._parting_days[terms]
        if not parting:
            return self._remember(self._compiled.setdefault(terms, {}), terms, on, _NEWCOMERS)
        part = _NEWCOMERS if customer is None else _part(parting, customer_since(customer))
        days = self._parted.setdefault((terms, part), {})
        return days[on] if on in days else self._remember(days, terms, on, part)

    def _remember(
        self, days: dict[date, tuple[Any, Stamp]], terms: type[T], on: date, part: "_Part"
    ) -> tuple[T, Stamp]:
        lines_of = self._lines_of if part == _NEWCOMERS else partial(self._lines_for, since=part)
        if (terms, part) not in self._turns:
            self._turns[terms, part] = _turning_days(lines_of(kind.SECTION) for kind in terms.READS)
        stretch = (terms, part, bisect_right(self._turns[terms, part], on))
        if stretch not in self._stretches:
            self._stretches[stretch] = terms(InForce(on, self.known_by, lines_of, frozenset(terms.READS)))
        stamp = Stamp(lambda: self.digest, self.book, on, self.known_by, __version__)
        if len(days) >= _REMEMBERED_DAYS:
            days.clear()
        days[on] = (self._stretches[stretch], stamp)
        return days[on]

    def _lines_of(self, section: str) -> Lines:
        """The timelines of a section, all layers as one, without what was not yet known."""
        if section not in self._lines:
            stacked: Lines = {}
            for layer in self._layers:
                rows = [entry.row for entry in layer.entries_of(section.partition(".")[0]) if entry.section == section]
                known = [row for row in rows if isinstance(row, Row) and self._knows(row)]
                stacked = overlay(stacked, timelines(known))
            self._lines[section] = stacked
        return self._lines[section]

    def _lines_for(self, section: str, since: date | None) -> Lines:
        """The timelines of a section for those who became customers on a day; ``None`` if nobody knows on which."""
        plain = self._lines_of(section)
        if section not in self._parting_days:
            self._parting_days[section] = _parting_days([plain])
        part = _part(self._parting_days[section], since)
        if part == _NEWCOMERS:
            return plain
        if (section, part) not in self._parted_lines:
            lines = {key: _presumed(line) if part is None else line.of_cohort(part) for key, line in plain.items()}
            self._parted_lines[section, part] = {key: line for key, line in lines.items() if line.rows}
        return self._parted_lines[section, part]

    def _knows(self, row: Row) -> bool:
        return self.known_by is None or row.known <= self.known_by

    # -- provenance ---------------------------------------------------------------------------------------------------

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The folders that lie over one another, the base first."""
        return self._layers

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every row of every layer, the base first."""
        return tuple(entry for layer in self._layers for entry in layer.entries)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content of all layers; comments, layout and the order of rows and keys do not count."""
        import json
        from hashlib import sha256

        content = [[layer.name, _canonical(layer)] for layer in self._layers]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return sha256(text.encode()).hexdigest()

    def cite(self, ref: str) -> Citation:
        """Where a row comes from.

        Args:
            ref: A row as answers name it, ``table/id``.

        Raises:
            KeyError: no row is called that.
        """
        entry = self._by_ref[ref]
        source = entry.row if isinstance(entry.row, Source) else self._by_ref[f"sources/{entry.row.source}"].row
        return Citation(ref, entry.layer, entry.location, entry.row, cast("Source", source))

    def entry(self, ref: str) -> Entry:
        """A row with its layer and its place, as it was written.

        Args:
            ref: A row as answers name it, ``table/id``.

        Raises:
            KeyError: no row is called that.
        """
        return self._by_ref[ref]

    @cached_property
    def _by_ref(self) -> dict[str, Entry]:
        return {entry.row.ref: entry for entry in self.entries}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ruleset) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[str, str, date | None]:
        return self.digest, self.book, self.known_by

    def __reduce__(self) -> tuple[Any, ...]:
        return Ruleset, (self._layers, self.book, self.known_by)  # what was worked out is worked out again

    def __repr__(self) -> str:
        known = f", as known on {self.known_by}" if self.known_by else ""
        return f"<Ruleset {self.book}{known}, {len(self.entries)} rows>"


_Part = date | None
"""Customers of one timeline: who came from that day on, and before the next parting day; ``None`` if nobody knows."""

_NEWCOMERS: Final = date.max
"""All who came after every parting day: for them rows hold from their first days on."""


def _part(parting: tuple[date, ...], since: date | None) -> _Part:
    """Among which customers somebody is who came on a day."""
    if since is None:
        return None if parting else _NEWCOMERS
    before = bisect_right(parting, since)
    return _NEWCOMERS if before == len(parting) else (date.min, *parting)[before]


def _parting_days(sections: Iterable[Lines]) -> tuple[date, ...]:
    """The days that part the customers of some sections; usually none."""
    lines = (line for section in sections for line in section.values())
    return tuple(sorted({day for line in lines for day in line.parting_days}))


def _turning_days(sections: Iterable[Lines]) -> tuple[date, ...]:
    """Every day on which some row comes to hold."""
    return tuple(sorted({day for section in sections for line in section.values() for day in line.days}))


def _presumed(line: Timeline[Row]) -> Timeline[Row]:
    """The timeline of the oldest customers, with a mark on rows where newcomers have another."""
    oldest = line.of_cohort(date.min)
    days = [day for day in sorted({*oldest.days, *line.days}) if oldest.days and day >= oldest.first]
    pairs = [(oldest.at(day), line.at(day)) for day in days]
    rows = [mine if mine is theirs else mine.presumed() for mine, theirs in pairs if mine is not None]
    return Timeline(tuple(rows), tuple(days))


def _canonical(layer: Layer) -> list[Any]:
    rows = [[entry.section, entry.plain] for entry in layer.entries]
    return sorted(rows, key=lambda row: (row[0], str(row[1]["id"])))
