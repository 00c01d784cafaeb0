"""What a policy answers: frozen values that say why.

``because`` names the rows an answer rests on, as ``table/id``; ``caveats`` those among them that no source states
outright; ``stamp`` under which rules it was given. Amounts are Decimals with two decimals in EUR, net of VAT unless the
name says gross. ``pecrules.to_json`` writes any of them, ``pecrules.from_json`` reads it back.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

import attrs

from pecrules.model import RenewalRequest

Because = tuple[str, ...]
Certainty = Literal["documented", "inferred", "assumed"]


def _told(digest: "str | Callable[[], str]") -> str:
    return digest if isinstance(digest, str) else digest()


@attrs.frozen
class Stamp:
    """Under which rules an answer was given: enough to ask again and get the same.

    Attributes:
        digest: SHA-256 of the rules' canonical content. It is worked out when somebody looks at it: the rules of a
            fresh program are read table by table, and one answer does not need them all.
        book: The price book asked.
        on: The day that was asked about.
        as_known: Only what was announced by that day was looked at; ``None`` for everything.
        version: The release of the library.
    """

    _digest: "str | Callable[[], str]" = attrs.field(eq=_told, repr=_told)
    book: str
    on: date
    as_known: date | None
    version: str

    @property
    def digest(self) -> str:
        """SHA-256 of the rules' canonical content."""
        return _told(self._digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return Stamp, (self.digest, self.book, self.on, self.as_known, self.version)


@attrs.frozen
class Caveat:
    """A row behind an answer that no source states outright: ``inferred`` from one, or ``assumed``."""

    row: str
    certainty: Certainty


@attrs.frozen
class Line:
    """One line of an order: ``net = unit_price * quantity * years``, or without years for what is paid once.

    Attributes:
        item: What is sold, as ``plan``, ``extra_inbox`` or ``late_fee`` (``pricing.prices``).
        quantity: How many: 1 for a plan or a fee, whole GB for space.
        years: For how many years; ``None`` for what is paid once.
        unit_price: Net price of one, for one year or once.
        net: Net amount of the line.
        row: The price's row.
    """

    item: str
    quantity: int
    years: int | None
    unit_price: Decimal
    net: Decimal
    row: str


@attrs.frozen
class Effect:
    """Something that follows from an order, as data: nobody has done it yet.

    Attributes:
        code: ``automatic_renewal_on`` or ``payment_registered``.
        row: The row that says so.
        unit: For ``payment_registered``, how days are counted: ``immediate``, ``same_day``, ``calendar_days`` or
            ``working_days``.
        least: The fewest days, when days are counted.
        most: The most days, when days are counted.
    """

    code: str
    row: str
    unit: str | None = None
    least: int | None = None
    most: int | None = None


@attrs.frozen
class Charges:
    """What is paid and why, apart from the days: many mailboxes share the same one.

    Attributes:
        lines: The order's lines.
        net: Their sum.
        vat_percent: The VAT rate.
        vat: VAT on the order.
        gross: What is paid.
        effects: What follows from the order.
        advised_days: How many days before the expiry ordering is advised.
        requires: What must still be given: ``einvoice_identifier`` or nothing.
        because: The rows behind all this.
        caveats: Those of them that no source states outright.
    """

    lines: tuple[Line, ...]
    net: Decimal
    vat_percent: Decimal
    vat: Decimal
    gross: Decimal
    effects: tuple[Effect, ...]
    advised_days: int
    requires: tuple[str, ...]
    because: Because
    caveats: tuple[Caveat, ...]


@attrs.frozen(slots=False)  # one is made for every answer: a frozen slot is set at twice the price
class Quote:
    """A yes: what it costs and what comes of it.

    Attributes:
        charges: The money, the effects and the rows; its parts can be read here directly, as ``quote.gross``.
        expiry: The day until which the mailbox was paid when asked.
        new_expiry: The day until which it will be paid.
        stamp: Under which rules.
    """

    charges: Charges
    expiry: date
    new_expiry: date
    stamp: Stamp

    @property
    def advised_by(self) -> date:
        """The last day on which ordering is advised, so that the payment is registered in time."""
        return self.expiry - timedelta(self.charges.advised_days)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The order's lines."""
        return self.charges.lines

    @property
    def net(self) -> Decimal:
        """The sum of the lines, net of VAT."""
        return self.charges.net

    @property
    def vat_percent(self) -> Decimal:
        """The VAT rate, in percent."""
        return self.charges.vat_percent

    @property
    def vat(self) -> Decimal:
        """VAT on the order."""
        return self.charges.vat

    @property
    def gross(self) -> Decimal:
        """What is paid, VAT included."""
        return self.charges.gross

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What follows from the order."""
        return self.charges.effects

    @property
    def requires(self) -> tuple[str, ...]:
        """What must still be given before the order can be made."""
        return self.charges.requires

    @property
    def because(self) -> Because:
        """The rows the answer rests on."""
        return self.charges.because

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        """Those of them that no source states outright."""
        return self.charges.caveats


@attrs.frozen
class Refusal:
    """An expected no, with the rows behind it.

    Attributes:
        code: Why, as ``term_not_offered``; the first reason where there are several.
        asked: What was asked for, where the reason is a value.
        allowed: What could be asked for instead: values, or for space the least and the most GB.
        remedies: What would change the mailbox's side of it, as ``switch_off_automatic_renewal``.
        nearest: The nearest request that would be accepted for this mailbox today, or ``None``.
        because: The rows the answer rests on; never empty.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    code: str
    asked: int | str | None
    allowed: tuple[int | str, ...]
    remedies: tuple[str, ...]
    nearest: RenewalRequest | None
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


V = TypeVar("V", int, str)


@attrs.frozen
class Option(Generic[V]):
    """One value that a field of a request may take, and why not if it may not.

    Attributes:
        value: The value.
        allowed: Whether a request with it, and nothing else out of the ordinary, is accepted today.
        refused: The refusal's code when it is not.
        because: The rows behind it.
    """

    value: V
    allowed: bool
    refused: str | None
    because: Because


@attrs.frozen
class RenewalOptions:
    """Everything a renewal of one mailbox may ask for on one day.

    Attributes:
        possible: Whether any renewal is possible today.
        refused: The refusal's code when none is.
        remedies: What would make it possible.
        years: The terms, each with its answer.
        extra_inbox_gb: The most GB of inbox that may be added; ``None`` for any number.
        extra_archive_gb: The most GB of archive that may be added; ``None`` for any number.
        methods: The ways to pay, each with its answer.
        last_day: The last day on which this mailbox can be renewed.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    possible: bool
    refused: str | None
    remedies: tuple[str, ...]
    years: tuple[Option[int], ...]
    extra_inbox_gb: int | None
    extra_archive_gb: int | None
    methods: tuple[Option[str], ...]
    last_day: date
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
