"""Rules that can be asked: layers of rows on timelines, two clocks, cohorts, flat views compiled once for an interval.

A ``Ruleset`` never changes; what it remembers is only what it has worked out before, so threads may share it. What is
worked out of the tables stands in ``snapshots``; here is what a caller sees of it, day by day.
"""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, overload

from pecrules.base.dates import check_day
from pecrules.base.errors import NoRuleInForce
from pecrules.base.memo import Budget, Memo
from pecrules.base.version import __version__
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Stamp
from pecrules.rulebook.digests import Digest
from pecrules.rulebook.layers import Edits, Entry, Layer, marks
from pecrules.rulebook.rows import AnyRow, Row
from pecrules.rulebook.rows.interpretations import Topic
from pecrules.rulebook.rows.sources import Source
from pecrules.rulebook.snapshots import NEWCOMERS, Cohort, Lines, Snapshot, Tables, View, cohort_of

if TYPE_CHECKING:
    from pecrules.rulebook.citations import Citation

__all__ = ["Ruleset", "Snapshot", "View", "customer_since"]

T = TypeVar("T", bound=View)
R = TypeVar("R", bound=AnyRow)

_DAYS_BYTES: Final = 1_000_000  # a caller who asks about every day there is must not fill the memory
_DAY_BYTES: Final = 160  # one day of one policy
_COHORT_BYTES: Final = 400  # of a view, before there is any day
_STAMP_BYTES: Final = 180
_RULESET_BYTES: Final = 2_000


_Days = Memo[date, tuple[Any, Stamp]]


class _Parted(KeyError):  # noqa: N818 - it only leaves the look-up
    """Customers of a view are told apart: a day alone does not say which view is theirs."""


def customer_since(mailbox: Mailbox) -> date | None:
    """The day on which a mailbox's customer came: the first that is known of its life, ``None`` when none is.

    It is the day the mailbox was asked for, else the day its activation began, else the day it became usable. Prices
    are those of the day of the order, so whoever ordered before a change and was activated after it came before it.
    """
    return mailbox.requested_on or mailbox.activation_started_on or mailbox.activated_on


class _Shared:
    """What rules have in common with the same rules as they were known by some day."""

    def __init__(self, tables: Tables, digest: Digest) -> None:
        self.digest: Final = digest
        self.days: Final = Budget(_DAYS_BYTES)
        self.tables: Final = tables  # the last that goes: when the tables go, nobody else may want the digest


class Ruleset:
    """The rules of one book: immutable, equal by content, safe to share between threads.

    Attributes:
        book: The price book's id.
        known_by: Only rows announced by that day are looked at; ``None`` for all.
    """

    def __init__(
        self, layers: Iterable[Layer], book: str, known_by: date | None = None, shared: "_Shared | None" = None
    ) -> None:
        self.book: Final = book
        self.known_by: Final = known_by
        shared = shared or _made_of(Tables.of(tuple(layers)))
        days = shared.days
        stamps: Memo[date, Stamp] = Memo(_stamp, shared.digest, book, known_by, budget=days, weight=_STAMP_BYTES)
        self._seen: dict[type[View], _Days] = {}  # as many as there are views
        self._new_days = partial(_days, shared.tables, stamps, known_by, days)
        self._seen_by_cohort: Memo[tuple[type[View], Cohort], _Days] = Memo(
            self._new_days, budget=days, weight=_COHORT_BYTES
        )
        self._as_known: Memo[date, Ruleset] = Memo(budget=days, weight=_RULESET_BYTES)
        self._shared: Final = shared  # goes last: the tables after every stamp

    # -- asking -------------------------------------------------------------------------------------------------------

    def as_known(self, day: date) -> "Ruleset":
        """The same rules without what was announced after ``day``; asked again, the same object.

        Raises:
            TypeError: ``day`` is a moment, or no day at all.
        """
        check_day("as_known", day)
        return self._as_known.get(day) or self._as_known.keep(day, Ruleset((), self.book, day, self._shared))

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

        names = [layer.name for layer in self.layers]
        if (book or self.book) not in names:
            raise KeyError(book)
        layers = edit(self.layers, edits, names.index(book or self.book))
        return self.laid_on(layers, {self._section(name) for name in edits})

    def laid_on(self, layers: Iterable[Layer], sections: Collection[str]) -> "Ruleset":
        """The same rules on other layers that are known to be sound; what did not change is shared.

        Args:
            layers: The layers, the base first.
            sections: Those in which they differ from these.
        """
        return Ruleset((), self.book, self.known_by, _made_of(self._shared.tables.without(sections, tuple(layers))))

    def _section(self, name: str) -> str:
        """The section of a row that is edited, as its edit names it."""
        place, _, row = name.partition("/")
        return (
            place
            if "." in place
            else next(entry.section for layer in self.layers if (entry := layer.entry(place, row)) is not None)
        )

    def forgetful(self) -> "Ruleset":
        """The same rules apart, without all that was worked out; of answers they remember what hangs on words alone.

        So a policy always does the same to find an answer: for those who watch it (``pecrules.analysis``).
        """
        return Ruleset((), self.book, self.known_by, _made_of(Tables(self.layers, remembers=False)))

    def on(self, day: date, customer: Mailbox | None = None) -> Snapshot:
        """The rows in force on a day, for newcomers or for the customer of a mailbox.

        Raises:
            TypeError: it is no day.
        """
        check_day("on", day)
        since = NEWCOMERS if customer is None else customer_since(customer)
        return self._shared.tables.on(day, self.known_by, since)

    def timelines(self, section: str, since: Cohort = NEWCOMERS) -> Lines:
        """The rows of a section, all layers as one: key -> its timeline; an end is among its rows.

        Args:
            section: The section, as ``pricing.prices``.
            since: For customers who came on that day, without one for newcomers.

        >>> from pecrules import load_rules
        >>> line = load_rules().timelines("pricing.prices")["plan", "standard"]
        >>> line.rows[-1].per_year
        Decimal('9.90')
        """
        return self._shared.tables.lines(section, self.known_by, since)

    def view(self, terms: type[T], on: date, customer: object = None) -> tuple[T, Stamp]:
        """A policy's flat terms for a day, and the stamp of answers given from them: one look-up when asked before.

        Args:
            terms: What to compile.
            on: The day.
            customer: The mailbox whose customer asks; anything else for newcomers, to whom every row applies from its
                first day on. A mailbox of which nobody knows when it began counts as older than every row, so that no
                promise to existing customers is broken; rows that newcomers would not get are then among the caveats.

        Raises:
            TypeError: ``on`` is a moment or no day at all.
        """
        try:
            return self._seen[terms][on]
        except KeyError:
            return self._unseen(terms, on, customer)

    def _unseen(self, terms: type[T], on: date, customer: object) -> tuple[T, Stamp]:
        """A view that was never asked for, or that is another one for each cohort of customers."""
        if terms not in self._seen:
            self._seen[terms] = self._new_days((terms,))
            return self.view(terms, on, customer)
        return self._seen_by_cohort[terms, self._cohort(terms, customer)][on]

    def _cohort(self, terms: type[View], customer: object) -> Cohort:
        """Among which customers of a view a mailbox's customer is."""
        if not isinstance(customer, Mailbox):
            return NEWCOMERS
        return cohort_of(self._shared.tables.parting_days(terms, self.known_by), customer_since(customer))

    # -- provenance ---------------------------------------------------------------------------------------------------

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The folders that lie over one another, the base first."""
        return self._shared.tables.layers

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every row of every layer, the base first."""
        return tuple(entry for layer in self.layers for entry in layer.entries)

    @property
    def digest(self) -> str:
        """SHA-256 of the content of all layers; comments, layout and the order of rows and keys do not count."""
        return self._shared.digest()

    @overload
    def cite(self, ref: str) -> "Citation": ...
    @overload
    def cite(self, ref: str, kind: type[R]) -> "Citation[R]": ...
    def cite(self, ref: str, kind: Any = None) -> "Citation[Any]":
        """Where a row comes from, and how sure it is for this book: no surer than that the book adopts it.

        Args:
            ref: A row as answers name it, ``table/id``.
            kind: The class of the row, as ``pecrules.rulebook.rows.Price``, for whoever reads its columns and has them
                checked.

        Raises:
            KeyError: no row is called that.
            TypeError: the row is one of another section, or ends its key.

        >>> from pecrules import load_rules
        >>> from pecrules.rulebook.rows.pricing import Price
        >>> load_rules().cite("pricing/standard-year-2023", Price).row.per_year
        Decimal('9.90')
        """
        from pecrules.rulebook.citations import Citation

        entry = self.entry(ref)
        if kind is not None and not isinstance(entry.row, kind):
            raise TypeError(f"{ref} is a row of {entry.section}, and no {kind.__name__}")
        row = self._as_answered(entry, entry.row) if isinstance(entry.row, Row) else entry.row
        source = row if isinstance(row, Source) else self.entry(f"sources/{row.source}").row
        return Citation.of(entry, row, cast("Source", source))

    def entry(self, ref: str) -> Entry:
        """A row with its layer and its place, as it was written.

        Args:
            ref: A row as answers name it, ``table/id``.

        Raises:
            KeyError: no row is called that.
        """
        table, _, name = ref.partition("/")
        found = (layer.entry(table, name) for layer in reversed(self.layers))
        entry = next((each for each in found if each is not None), None)
        if entry is None:
            raise KeyError(ref)
        return entry

    def address_of(self, source: str) -> str | None:
        """Where a source stands, by its id; ``None`` where it is no page."""
        return self._addresses.get(source)

    @cached_property
    def _addresses(self) -> dict[str, str | None]:
        found = (entry.row for layer in reversed(self.layers) for entry in layer.section(Source.SECTION))
        return {row.id: row.address for row in found if isinstance(row, Source)}

    def topic(self, name: str) -> Topic | None:
        """The open question that policies ask by a name; ``None`` if the tables do not tell it.

        >>> from pecrules import load_rules
        >>> load_rules().topic("vat_rounding").number
        'D-20'
        """
        return self._topics.get(name)

    @cached_property
    def _topics(self) -> dict[str, Topic]:
        found = (entry.row for layer in self.layers for entry in layer.section(Topic.SECTION))
        return {row.topic: row for row in found if isinstance(row, Topic)}

    def gave(self, stamp: Stamp) -> bool:
        """Whether an answer was given by rules with this content, whatever the day."""
        return stamp.is_by(self._shared.digest)

    def _as_answered(self, entry: Entry, row: Row) -> Row:
        """A row as answers of this book have it."""
        place = next(number for number, layer in enumerate(self.layers) if layer.name == entry.layer)
        mark = marks(self.layers, entry.section)[place]
        return row if mark is None else mark(row)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ruleset) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[str, str, date | None]:
        return self.digest, self.book, self.known_by

    def __reduce__(self) -> tuple[Any, ...]:
        return Ruleset, (self.layers, self.book, self.known_by)  # what was worked out is worked out again

    def __repr__(self) -> str:
        known = f", as known on {self.known_by}" if self.known_by else ""
        return f"<Ruleset {self.book}{known}, {len(self.entries)} rows>"


def _made_of(tables: Tables) -> _Shared:
    return _Shared(tables, Digest.of(tables))


def _stamp(digest: Digest, book: str, known_by: date | None, on: date) -> Stamp:
    return Stamp.of(digest, book, on, known_by, __version__)


def _days(
    tables: Tables,
    stamps: Memo[date, Stamp],
    known_by: date | None,
    budget: Budget,
    key: tuple[type[View]] | tuple[type[View], Cohort],
) -> _Days:
    """The days on which a view was asked for; of one that tells customers apart, for one cohort of them."""
    view, *cohort = key
    return Memo(_seen, tables, stamps, known_by, view, cohort, budget=budget, weight=_DAY_BYTES)


def _seen(  # noqa: PLR0913, PLR0917 - of what it is, and the day
    tables: Tables,
    stamps: Memo[date, Stamp],
    known_by: date | None,
    view: type[View],
    cohort: list[Cohort],
    on: date,
) -> tuple[Any, Stamp]:
    """A view of a day, with the stamp of answers given from it.

    Raises:
        _Parted: nobody says which customers ask, and the view tells them apart.
        NoRuleInForce: there is no such view on that day.
        TypeError: the day is none.
    """
    check_day("on", on)
    if not cohort and tables.parting_days(view, known_by):
        raise _Parted
    try:
        return tables.view(view, on, known_by, *cohort or (NEWCOMERS,)), stamps[on]
    except NoRuleInForce as error:
        raise error.at(on, known_by) from None
