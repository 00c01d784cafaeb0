"""Rules that can be asked: layers of rows on timelines, two clocks, cohorts, flat terms compiled once for a stretch.

Between two first days of any rows nothing changes, so terms are compiled for such a stretch and shared by its days. A
``Ruleset`` never changes; what it remembers is only what it has worked out before, so threads may share it.

Where a row reaches existing customers later than newcomers (``existing_since``), customers are parted by the day on
which they came. Terms are then compiled once for each part; where no row does so, nobody's day is even looked at.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, ClassVar, Final, Protocol, TypeVar, cast

from pecrules.base import attrs
from pecrules.base.errors import NoRuleInForce
from pecrules.base.version import __version__
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Stamp
from pecrules.rulebook.layers import Citation, Edits, Entry, Layer, canonical
from pecrules.rulebook.rows import Row, Source, Withdrawn
from pecrules.rulebook.timelines import Key, Timeline, overlay, timelines

R = TypeVar("R", bound=Row)
T = TypeVar("T", bound="View")

_REMEMBERED_DAYS: Final = 4096  # a caller who asks about every day there is must not fill the memory


Lines = Mapping[Key, Timeline[Row]]


def customer_since(mailbox: Mailbox) -> date | None:
    """The day on which a mailbox's customer came: the first that is known of its life, ``None`` when none is.

    It is the day the mailbox was asked for, else the day its activation began, else the day it became usable. Prices
    are those of the day of the order, so whoever ordered before a change and was activated after it came before it.
    """
    return mailbox.requested_on or mailbox.activation_started_on or mailbox.activated_on


class View(Protocol):
    """What a policy works out of the tables once for a stretch of days: flat, and made from the rows in force.

    ``READS`` names the sections it looks at, now or later: the stretches end where a row of those begins.
    """

    READS: ClassVar[tuple[type[Row], ...]]

    def __init__(self, snapshot: "Snapshot", /) -> None: ...


@attrs.frozen(eq=False, repr=False)
class Snapshot:
    """The rows in force on the days of one stretch."""

    day: date
    known_by: date | None
    _lines_of: Callable[[str], Lines]
    _reads: frozenset[type[Row]] | None = None
    _found: dict[tuple[type[Row], Key], Row] = attrs.field(factory=dict, init=False)

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
        row = self.find(kind, *key)
        if isinstance(row, Withdrawn):
            raise NoRuleInForce(kind.SECTION, key, self.day, None, self.known_by)
        return row

    def rows(self, kind: type[R]) -> tuple[R, ...]:
        """Every row of a section that is in force, in the order of the keys."""
        lines = self._lines(kind)
        found = (lines[key].at(self.day) for key in sorted(lines))
        return tuple(cast("R", row) for row in found if row is not None and not isinstance(row, Withdrawn))

    def _look_up(self, kind: type[Row], key: Key) -> Row:
        line = self._lines(kind).get(key)
        row = line.at(self.day) if line else None
        if row is None:
            raise NoRuleInForce(kind.SECTION, key, self.day, line.first if line else None, self.known_by)
        self._found[kind, key] = row  # there are as many as the tables have keys
        return row

    def _lines(self, kind: type[Row]) -> Lines:
        if self._reads is not None and kind not in self._reads:
            raise AssertionError(f"{kind.__name__} is not among the sections declared as read")
        return self._lines_of(kind.SECTION)


class _Known:
    """What was worked out of the tables, whatever the day: each by what it was worked out of, which comes first."""

    def __init__(self) -> None:
        self.lines: dict[str, Lines] = {}
        self.cohort_lines: dict[tuple[str, _Cohort], Lines] = {}
        self.cohort_days: dict[type[View] | str, tuple[date, ...]] = {}
        self.change_points: dict[tuple[type[View], _Cohort], tuple[date, ...]] = {}
        self.views: dict[tuple[type[View], _Cohort, int], Any] = {}

    def without(self, tables: Collection[str]) -> "_Known":
        """What rests on none of some tables."""
        kept = _Known()
        for name, known in vars(self).items():
            vars(kept)[name].update((key, value) for key, value in known.copy().items() if not _rests_on(tables, key))
        return kept


def _rests_on(tables: Collection[str], worked_out_of: tuple[Any, ...] | type[View] | str) -> bool:
    reads: type[View] | str = worked_out_of[0] if isinstance(worked_out_of, tuple) else worked_out_of
    sections = [reads] if isinstance(reads, str) else [kind.SECTION for kind in reads.READS]
    return any(section.partition(".")[0] in tables for section in sections)


class Ruleset:
    """The rules of one book: immutable, equal by content, safe to share between threads.

    Attributes:
        book: The price book's id.
        known_by: Only rows announced by that day are looked at; ``None`` for all.
    """

    def __init__(
        self, layers: Iterable[Layer], book: str, known_by: date | None = None, known: "_Known | None" = None
    ) -> None:
        self.book: Final = book
        self.known_by: Final = known_by
        self._layers: Final = tuple(layers)
        self._views: dict[date, Ruleset] = {}
        self._compiled: dict[type[View], dict[date, tuple[Any, Stamp]]] = {}
        self._by_cohort: dict[tuple[type[View], _Cohort], dict[date, tuple[Any, Stamp]]] = {}
        self._known = known or _Known()

    # -- asking -------------------------------------------------------------------------------------------------------

    def as_known(self, day: date) -> "Ruleset":
        """The same rules without what was announced after ``day``; asked again, the same object."""
        if day not in self._views:
            if len(self._views) >= _REMEMBERED_DAYS:
                self._views.clear()
            self._views[day] = Ruleset(self._layers, self.book, day)
        return self._views[day]

    def edited(self, edits: Edits, *, book: str | None = None) -> "Ruleset":
        """The same rules with rows changed, added or taken out, in memory: for trying a change, and for tests.

        They are validated and checked as files are. What did not change is shared, with all that was worked out of it.

        Args:
            edits: Row -> the columns in which it differs, as in the table (amounts and days may be ``Decimal`` and
                ``date``). A column that is ``None`` is left out, a row that is ``None`` is taken out. A row that is not
                there yet is added; its name begins with its section, as ``pricing.prices/gold``.
            book: The layer to which rows are added; without one the topmost, which is the book that was loaded.

        Raises:
            InvalidRules: a row or a section is not there, or the tables would not be sound.
            KeyError: no layer is called ``book``.

        >>> from pecrules import Mailbox, RenewalRequest, load_rules, quote_renewal
        >>> dearer = load_rules().edited({"pricing/standard-year-2023": {"per_year": "10.90"}})
        >>> box = Mailbox(address="a@pec.it", plan="standard", expiry=date(2027, 3, 30))
        >>> print(quote_renewal(box, RenewalRequest(years=1), rules=dearer, on=date(2027, 1, 10)).net)
        10.90
        """
        from pecrules.rulebook.edits import edit

        names = [layer.name for layer in self._layers]
        if (book or self.book) not in names:
            raise KeyError(book)
        layers = edit(self._layers, edits, names.index(book or self.book))
        tables = {re.split(r"[./]", name)[0] for name in edits}
        return Ruleset(layers, self.book, self.known_by, self._known.without(tables))

    def on(self, day: date, customer: Mailbox | None = None) -> Snapshot:
        """The rows in force on a day, for newcomers or for the customer of a mailbox."""
        lines_of = self._lines_of if customer is None else partial(self._lines_for, since=customer_since(customer))
        return Snapshot(day, self.known_by, lines_of)

    def view(self, terms: type[T], on: date, customer: Mailbox | None = None) -> tuple[T, Stamp]:
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
        if terms not in self._known.cohort_days:
            self._known.cohort_days[terms] = _cohort_days(self._lines_of(kind.SECTION) for kind in terms.READS)
        cohort_days = self._known.cohort_days[terms]
        if not cohort_days:
            return self._remember(self._compiled.setdefault(terms, {}), terms, on, _NEWCOMERS)
        cohort = _NEWCOMERS if customer is None else _cohort_of(cohort_days, customer_since(customer))
        days = self._by_cohort.setdefault((terms, cohort), {})
        return days[on] if on in days else self._remember(days, terms, on, cohort)

    def _remember(
        self, days: dict[date, tuple[Any, Stamp]], terms: type[T], on: date, cohort: "_Cohort"
    ) -> tuple[T, Stamp]:
        lines_of = self._lines_of if cohort == _NEWCOMERS else partial(self._lines_for, since=cohort)
        if (terms, cohort) not in self._known.change_points:
            self._known.change_points[terms, cohort] = _change_points(lines_of(kind.SECTION) for kind in terms.READS)
        interval = (terms, cohort, bisect_right(self._known.change_points[terms, cohort], on))
        if interval not in self._known.views:
            self._known.views[interval] = terms(Snapshot(on, self.known_by, lines_of, frozenset(terms.READS)))
        stamp = Stamp(lambda: self.digest, self.book, on, self.known_by, __version__)
        if len(days) >= _REMEMBERED_DAYS:
            days.clear()
        days[on] = (self._known.views[interval], stamp)
        return days[on]

    def _lines_of(self, section: str) -> Lines:
        """The timelines of a section, all layers as one, without what was not yet known."""
        if section not in self._known.lines:
            stacked: Lines = {}
            for layer in self._layers:
                rows = (entry.row for entry in layer.section(section))
                known = [row for row in rows if isinstance(row, Row) and self._knows(row)]
                stacked = overlay(stacked, timelines(known))
            self._known.lines[section] = stacked
        return self._known.lines[section]

    def _lines_for(self, section: str, since: date | None) -> Lines:
        """The timelines of a section for those who became customers on a day; ``None`` if nobody knows on which."""
        plain = self._lines_of(section)
        if section not in self._known.cohort_days:
            self._known.cohort_days[section] = _cohort_days([plain])
        cohort = _cohort_of(self._known.cohort_days[section], since)
        if cohort == _NEWCOMERS:
            return plain
        if (section, cohort) not in self._known.cohort_lines:
            lines = {
                key: _cohort_assumed(line) if cohort is None else line.of_cohort(cohort) for key, line in plain.items()
            }
            self._known.cohort_lines[section, cohort] = {key: line for key, line in lines.items() if line.rows}
        return self._known.cohort_lines[section, cohort]

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

        content = [[layer.name, canonical(layer)] for layer in self._layers]
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
        return Citation.of(entry, cast("Source", source))

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


_Cohort = date | None
"""Customers of one timeline: who came from that day on, and before the next parting day; ``None`` if nobody knows."""

_NEWCOMERS: Final = date.max
"""All who came after every parting day: for them rows hold from their first days on."""


def _cohort_of(cohort_days: tuple[date, ...], since: date | None) -> _Cohort:
    """Among which customers somebody is who came on a day."""
    if since is None:
        return None if cohort_days else _NEWCOMERS
    before = bisect_right(cohort_days, since)
    return _NEWCOMERS if before == len(cohort_days) else (date.min, *cohort_days)[before]


def _cohort_days(sections: Iterable[Lines]) -> tuple[date, ...]:
    """The days that part the customers of some sections; usually none."""
    lines = (line for section in sections for line in section.values())
    return tuple(sorted({day for line in lines for day in line.cohort_days}))


def _change_points(sections: Iterable[Lines]) -> tuple[date, ...]:
    """Every day on which some row comes to hold."""
    return tuple(sorted({day for section in sections for line in section.values() for day in line.days}))


def _cohort_assumed(line: Timeline[Row]) -> Timeline[Row]:
    """The timeline of the oldest customers, with a mark on rows where newcomers have another."""
    oldest = line.of_cohort(date.min)
    days = [day for day in sorted({*oldest.days, *line.days}) if oldest.days and day >= oldest.first]
    pairs = [(oldest.at(day), line.at(day)) for day in days]
    rows = [mine if mine is theirs else mine.cohort_assumed() for mine, theirs in pairs if mine is not None]
    return Timeline(tuple(rows), tuple(days))
