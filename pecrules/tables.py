"""Validated plain data -> the tables as frozen values: Decimal for money, date for days.

One class a section; a column turns its own text into its value. Nothing here checks: the schemas have done it, so an
error raised here is our own mistake. A row of every dated section says who it is (``key``), since when it holds and
what it rests on.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Final, Literal, NoReturn, TypeAlias, dataclass_transform

from pecrules.dated import Key
from pecrules.model import Kind
from pecrules.outcomes import Certainty

Plain: TypeAlias = Mapping[str, Any]


Growth = Literal["fixed", "limited", "unlimited"]
Switch = Literal["always", "opt_out", "never"]


def _names(record: "Record") -> tuple[str, ...]:
    kind: Any = type(record)
    return fields(kind)


@cache
def fields(kind: Any) -> tuple[str, ...]:
    """The fields of a record's class, inherited ones first."""
    bases = [getattr(base, "__annotations__", {}) for base in reversed(kind.__mro__)]
    return tuple(name for names in bases for name in names if not name.isupper())


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record:
    """A frozen value with the fields its class annotates (names in capitals are the class's own).

    Twenty classes made by attrs take longer than reading all tables, and on the way to a first quote that is felt
    (``docs/decisions``); these need no more than this.
    """

    def __init__(self, **columns: Any) -> None:
        known = set(_names(self))
        wrong = (columns.keys() - known) | {name for name in known - columns.keys() if not hasattr(self, name)}
        if wrong:
            raise TypeError(f"{type(self).__name__}: not known, or missing: {', '.join(sorted(wrong))}")
        self.__dict__.update(columns)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(other) is type(self) and other._values == self._values

    def __hash__(self) -> int:
        return hash((type(self), self._values))

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in zip(_names(self), self._values, strict=True))
        return f"{type(self).__name__}({told})"

    @property
    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _names(self))


class Label(Record):
    """A name that people see."""

    it: str
    en: str
    de: str


class Source(Record):
    """A page, a document or a law that rows cite.

    Attributes:
        address: Where it stands, or ``None``.
        seed: The name of the seed document it is, or ``None``.
        era: When it was written, roughly.
        reviewed: The day somebody last held it against the rows.
        review_days: After how many days it should be reviewed again.
    """

    SECTION: ClassVar[str] = "sources.sources"
    id: str
    title: str
    publisher: str
    era: str
    reviewed: date
    review_days: int
    address: str | None = None
    seed: str | None = None
    note: str | None = None

    @property
    def ref(self) -> str:
        """How answers and messages cite the row."""
        return f"sources/{self.id}"


class Row(Record):
    """What every dated row has.

    Attributes:
        id: Its name, unique in its table.
        since: The first day it holds.
        since_basis: Where the first day comes from: ``documented``, ``seen`` or ``era``.
        announced: The day it became known; ``None`` means its first day.
        withdrawn: Whether it ends its key instead of saying something new.
        certainty: How sure we are.
        source: The id of the source.
        clause: The place in the source.
        note: What else an analyst should know.
    """

    SECTION: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]] = ()
    id: str
    since: date
    certainty: Certainty
    source: str
    clause: str
    since_basis: Literal["documented", "seen", "era"] = "documented"
    announced: date | None = None
    withdrawn: bool = False
    note: str | None = None

    @property
    def ref(self) -> str:
        """How answers and messages cite the row, as ``pricing/standard-year``."""
        return f"{self.SECTION.partition('.')[0]}/{self.id}"

    @property
    def key(self) -> Key:
        """What the row speaks about: rows of one key follow one another."""
        return tuple(str(value) for name in self.KEY if (value := getattr(self, name)) is not None)

    @property
    def known(self) -> date:
        """The day the row became known."""
        return self.announced or self.since


class Withdrawn(Row):
    """The end of a key: from ``since`` on there is no rule, until a later row."""

    SECTION: ClassVar[str] = ""
    section: str
    spoken: Key

    @property
    def ref(self) -> str:
        """How answers and messages cite the row."""
        return f"{self.section.partition('.')[0]}/{self.id}"

    @property
    def key(self) -> Key:
        """The key that ends."""
        return self.spoken


class Plan(Row):
    """A plan's space and features. ``max_*_gb`` is the total with the base, where growth is ``limited``."""

    SECTION: ClassVar[str] = "plans.plans"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "plan")
    kind: Kind
    plan: str
    label: Label
    inbox_gb: int
    inbox_growth: Growth
    archive_gb: int
    archive_growth: Growth
    features: tuple[str, ...]
    max_inbox_gb: int | None = None
    max_archive_gb: int | None = None


class Price(Row):
    """What one unit of an item costs, net of VAT, in EUR: a year, a GB and year, or once."""

    SECTION: ClassVar[str] = "pricing.prices"
    KEY: ClassVar[tuple[str, ...]] = ("item", "plan")
    item: str
    label: Label
    plan: str | None = None
    per_year: Decimal | None = None
    per_gb_year: Decimal | None = None
    one_off: Decimal | None = None
    from_day: int | None = None

    @property
    def net(self) -> Decimal:
        """The unit's price, whichever column it stands in."""
        return next(amount for amount in (self.per_year, self.per_gb_year, self.one_off) if amount is not None)


class Vat(Row):
    """The ordinary VAT rate, in percent."""

    SECTION: ClassVar[str] = "pricing.vat"
    percent: Decimal


class Terms(Row):
    """The terms that can be bought, in whole years, for an ``ordinary`` or ``promo`` product."""

    SECTION: ClassVar[str] = "renewal.terms"
    KEY: ClassVar[tuple[str, ...]] = ("offer",)
    offer: str
    years: tuple[int, ...]


class Advice(Row):
    """How many days before the expiry a renewal should be ordered: advice, not a bar."""

    SECTION: ClassVar[str] = "renewal.advice"
    advised_days: int


class ManualRenewal(Row):
    """Whether one may renew by hand while automatic renewal is on, or while a renewal order is open."""

    SECTION: ClassVar[str] = "renewal.manual_renewal"
    KEY: ClassVar[tuple[str, ...]] = ("situation",)
    situation: Literal["automatic_on", "order_pending"]
    allowed: bool


class Automatic(Row):
    """When the system charges a renewal by itself, in days before the expiry, and when it tries again."""

    SECTION: ClassVar[str] = "renewal.automatic"
    charge_days_before: int
    retry_days_after: tuple[int, ...]


class Route(Row):
    """Where a kind of mailbox is renewed."""

    SECTION: ClassVar[str] = "renewal.routes"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    kind: str
    renewed_in: Literal["customer_area", "hosting_area"]


class NewExpiry(Row):
    """What the new term is counted from when renewing before the expiry."""

    SECTION: ClassVar[str] = "renewal.new_expiry"
    KEY: ClassVar[tuple[str, ...]] = ("phase",)
    phase: str
    counts_from: Literal["old_expiry", "payment_day"]


class Grace(Row):
    """How many days an expired mailbox is kept, and what it may do meanwhile."""

    SECTION: ClassVar[str] = "lifecycle.grace"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    kind: str
    grace_days: int
    may_send: bool
    may_receive: bool
    may_read: bool
    may_renew: bool


class Method(Row):
    """A way to pay: when Aruba registers it, in days, and whether it switches automatic renewal on."""

    SECTION: ClassVar[str] = "payments.methods"
    KEY: ClassVar[tuple[str, ...]] = ("method",)
    method: str
    label: Label
    registration: Literal["immediate", "same_day", "calendar_days", "working_days"]
    switches_on_automatic: Switch
    min_days: int | None = None
    max_days: int | None = None


class QuickPayment(Row):
    """The payment by order number, without signing in."""

    SECTION: ClassVar[str] = "payments.quick_payment"
    switches_on_automatic: Switch


class Subject(Row):
    """A kind of holder and what billing needs of it."""

    SECTION: ClassVar[str] = "holders.subjects"
    KEY: ClassVar[tuple[str, ...]] = ("subject",)
    subject: str
    label: Label
    einvoice_identifier: Literal["due", "not_due"]


class Question(Record):
    """What is asked, for readers."""

    it: str
    en: str


class Choice(Record):
    """One reading of an ambiguity."""

    name: str
    meaning: str


class Interpretation(Row):
    """A question that the sources leave open, and the reading chosen."""

    SECTION: ClassVar[str] = "interpretations.interpretations"
    KEY: ClassVar[tuple[str, ...]] = ("topic",)
    topic: str
    ambiguity: str
    question: Question
    choice: str
    choices: tuple[Choice, ...]
    evidence: str


DATED: Final[tuple[type[Row], ...]] = (
    Plan, Price, Vat, Terms, Advice, ManualRenewal, Automatic, Route, NewExpiry, Grace, Method, QuickPayment,
    Subject, Interpretation,
)  # fmt: skip
"""Every section of dated rows."""

SECTIONS: Final[Mapping[str, type[Row] | type[Source]]] = {
    Source.SECTION: Source,
    **{row.SECTION: row for row in DATED},
}
"""Section -> class of its rows."""

NAMES: Final[tuple[str, ...]] = tuple(dict.fromkeys(section.partition(".")[0] for section in SECTIONS))
"""The tables, by name."""


def structure(section: str, row: Plain) -> Row | Source:
    """One validated row as a frozen value.

    >>> structure("pricing.vat", {"id": "vat-22", "since": "2013-10-01", "percent": "22", "certainty": "documented",
    ...                           "source": "law", "clause": "art. 16"}).percent
    Decimal('22')
    """
    kind = SECTIONS[section]
    if row.get("withdrawn"):
        return _withdrawn(section, kind, row)
    return kind(**{name: _READ.get(name, _same)(value) for name, value in row.items()})


def _withdrawn(section: str, kind: Any, row: Plain) -> Withdrawn:
    """Only the common columns and the key count in a row that ends its key; the others may be left out."""
    common = {name: _READ.get(name, _same)(row[name]) for name in _COMMON if name in row}
    spoken = tuple(str(row[name]) for name in kind.KEY if name in row)
    return Withdrawn(**common, section=section, spoken=spoken)


def _same(value: Any) -> Any:
    return value


_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "since": date.fromisoformat,
    "announced": date.fromisoformat,
    "reviewed": date.fromisoformat,
    "percent": Decimal,
    "per_year": Decimal,
    "per_gb_year": Decimal,
    "one_off": Decimal,
    "years": tuple,
    "retry_days_after": tuple,
    "features": tuple,
    "label": lambda names: Label(**names),
    "question": lambda texts: Question(**texts),
    "choices": lambda rows: tuple(Choice(**row) for row in rows),
}
"""How a column's text becomes its value; a column means the same in every table."""

_COMMON: Final = fields(Row)

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "grace_last_day": ("renewable", "deleted"),
    "expiry_day": ("active", "expired"),
    "new_expiry_in_grace": ("old_expiry", "payment_day"),
    "leap_day_expiry": ("february_28", "march_1"),
    "vat_rounding": ("order_total", "per_line", "per_unit"),
    "promo_flag": ("product", "order"),
    "extra_space_at_renewal": ("new_term",),
}
"""The questions that policies read, and the readings they can carry out."""
