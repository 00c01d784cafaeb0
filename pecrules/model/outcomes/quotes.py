"""What an order costs."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Literal, Protocol

from pecrules.base import money
from pecrules.base.tuples import NamedTuple
from pecrules.base.values import Factory, WhenRead, field, fields, frozen
from pecrules.model.codes import Item, MethodName, RequirementCode
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Because, Caveat, Effect, Stamp
from pecrules.model.published import Published


@frozen(slots=False)  # a frozen slot is set at twice the price
class Line(Published):
    """One line of an order.

    ``net`` is ``unit_price * quantity``, times ``years`` for what is paid by the year, times ``parts / whole`` for what
    is paid by part of a year; each rounded half-up to the cent.

    Attributes:
        item: What is sold, as ``plan``, ``extra_inbox`` or ``late_fee`` (``pricing.prices``).
        quantity: How many: mailboxes for a plan, whole GB for space, 1 for a fee.
        years: For how many years; ``None`` for what is paid once or by part of a year.
        unit_price: Net price of one, for one year or once.
        net: Net amount of the line.
        row: The price's row.
        parts: How many parts of a year are paid, as 7 of 12 months; ``None`` for whole years.
        whole: How many such parts a year has.
    """

    item: Item
    quantity: int
    years: int | None
    unit_price: Decimal
    net: Decimal
    row: str
    parts: int | None = None
    whole: int | None = None


Amounts = tuple[int, ...]
"""What an order's lines depend on beside its prices, as years and GB; nothing where they are made already."""


class Sold(Protocol):
    """What is sold, as it can be told in lines."""

    def lines(self, amounts: Amounts, /) -> tuple[Line, ...]:
        """The lines of these amounts that people see."""
        ...


VatTo = Literal["provider", "treasury"]
"""Who gets the VAT of an order from whoever pays it: the provider, or under split payment the Treasury."""


class Grounds(NamedTuple):
    """What charges say beside amounts: many orders that differ only in how much share the same."""

    vat_percent: Decimal
    effects: tuple[Effect, ...]
    advised_days: int | None
    requires: tuple[RequirementCode, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    vat_to: VatTo = "provider"


def _due(charges: "Charges") -> Decimal:
    """What the provider is paid of the sums."""
    return charges.net if charges.vat_to == "treasury" else charges.gross


@frozen(slots=False)  # one is made for every answer, and slots as above
class Charges(Published):
    """What is paid and why, apart from the days.

    Attributes:
        lines: The order's lines.
        net: Their sum.
        vat_percent: The VAT rate.
        vat: VAT on the order.
        gross: The sum of both.
        effects: What follows from the order.
        advised_days: How many days before the expiry ordering is advised; ``None`` where nothing expires.
        requires: What must still be given: ``einvoice_identifier`` or nothing.
        because: The rows behind all this.
        caveats: Those of them that no source states outright.
        vat_to: To whom the VAT is paid: ``provider``; or ``treasury`` under split payment.
        to_pay: What the provider is paid: ``gross``, or ``net`` where the VAT goes to the Treasury.
    """

    lines: tuple[Line, ...]
    net: Decimal
    vat_percent: Decimal
    vat: Decimal
    gross: Decimal
    effects: tuple[Effect, ...]
    advised_days: int | None
    requires: tuple[RequirementCode, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    vat_to: VatTo = "provider"
    to_pay: Decimal = field(default=Factory(_due, takes_self=True))

    @staticmethod
    def of(net: int, vat: int, grounds: Grounds, sold: Sold, amounts: Amounts) -> "Charges":
        """The charges of what is sold, in cents: nobody pays for lines and reasons that nobody reads."""
        charges = _new(Charges)
        if type(net) is int:
            euros, tax = _times(net, _CENT), _times(vat, _CENT)
            _fill(charges, {"net": euros, "vat": tax, "gross": _total(euros, tax), "_unread": (grounds, sold, amounts)})
        else:  # cents that stand for many
            _fill(
                charges,
                {
                    "net": money.decimal(net),
                    "vat": money.decimal(vat),
                    "gross": money.decimal(net + vat),
                    "_unread": (grounds, sold, amounts),
                },
            )
        return charges

    def __reduce__(self) -> tuple[Any, ...]:
        return Charges, tuple(getattr(self, field.name) for field in fields(Charges))


_new: Final = object.__new__
_fill: Final[Callable[[Charges, dict[str, Any]], None]] = vars(Charges)["__dict__"].__set__
_times, _total, _CENT = money.times, money.total, money.CENT


def _lines(charges: Charges) -> Mapping[str, Any]:
    _, sold, amounts = vars(charges)["_unread"]
    return {"lines": sold.lines(amounts)}


def _grounds(charges: Charges) -> Mapping[str, Any]:
    grounds: Grounds = vars(charges)["_unread"][0]
    return dict(zip(Grounds._fields, grounds, strict=True))


WhenRead(Charges, "lines", _lines)
WhenRead(Charges, "to_pay", lambda charges: {"to_pay": _due(charges)})
for _name in Grounds._fields:
    WhenRead(Charges, _name, _grounds)


@frozen(slots=False)
class PayBy(Published):
    """The last day on which paying in one way is still in time for something, if it takes as long as it may.

    Attributes:
        method: The way to pay (``payments.methods``).
        before: For what it is in time: the payment is registered before the automatic ``charge``, by the ``expiry``, by
            its ``end`` where that comes first, asked for or by a suspension, or before the ``deletion``.
        day: The last such day.
        because: The rows behind it.
    """

    method: MethodName
    before: Literal["charge", "expiry", "end", "deletion"]
    day: date
    because: Because


class PaymentDays(Protocol):
    """What knows until when a mailbox can be paid for, and how."""

    def pay_by(self, mailbox: Mailbox, on: date, /) -> tuple[PayBy, ...]:
        """The last days, as a quote says them."""
        ...


@frozen(slots=False)  # one is made for every answer, and slots as above
class Quote(Published):
    """A yes: what it costs and what comes of it.

    Attributes:
        charges: The money, the effects and the rows; its parts can be read here directly, as ``quote.gross``.
        expiry: The day until which the mailbox was paid when asked; ``None`` if there was none yet.
        new_expiry: The day until which it will be paid; for a mailbox still to be activated, if it were today.
        stamp: Under which rules.
        anchor: What ``Mailbox.anchor`` will be: the day that terms count from, where the expiry does not show it.
        pay_by: Until when each way to pay is still in time for what lies ahead, as the automatic charge or the
            deletion; nothing where nothing hangs on it.
    """

    charges: Charges
    expiry: date | None
    new_expiry: date
    stamp: Stamp
    anchor: date | None = None
    pay_by: tuple[PayBy, ...] = ()

    @staticmethod
    def of(  # noqa: PLR0913, PLR0917 - all that a quote says
        charges: Charges,
        mailbox: Mailbox,
        new_expiry: date,
        stamp: Stamp,
        anchor: date | None,
        days: PaymentDays,
    ) -> "Quote":
        """The quote for a mailbox: nobody pays for last days that nobody reads.

        It is begun with five fields, for a dict that holds more takes twice as long to make.
        """
        quote = _new(Quote)
        _fill_quote(
            quote,
            {
                "charges": charges,
                "new_expiry": new_expiry,
                "stamp": stamp,
                "anchor": anchor,
                "_unread": (days, mailbox),
            },
        )
        return quote

    def __reduce__(self) -> tuple[Any, ...]:
        return Quote, (self.charges, self.expiry, self.new_expiry, self.stamp, self.anchor, self.pay_by)

    @property
    def advised_by(self) -> date | None:
        """The last day on which ordering is advised, so that the payment is registered in time; ``None`` for any."""
        expiry, days = self.expiry, self.charges.advised_days
        return None if expiry is None or days is None else expiry - timedelta(days)

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
        """The sum of the lines, VAT included."""
        return self.charges.gross

    @property
    def to_pay(self) -> Decimal:
        """What the provider is paid: gross, or net under split payment."""
        return self.charges.to_pay

    @property
    def vat_to(self) -> VatTo:
        """Who gets the VAT: the provider, or the Treasury under split payment."""
        return self.charges.vat_to

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What follows from the order."""
        return self.charges.effects

    @property
    def requires(self) -> tuple[RequirementCode, ...]:
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


def _expiry(quote: Quote) -> Mapping[str, Any]:
    mailbox: Mailbox = vars(quote)["_unread"][1]
    return {"expiry": mailbox.expiry}


def _pay_by(quote: Quote) -> Mapping[str, Any]:
    days, mailbox = vars(quote)["_unread"]
    return {"pay_by": days.pay_by(mailbox, quote.stamp.on)}


WhenRead(Quote, "expiry", _expiry)
WhenRead(Quote, "pay_by", _pay_by)
_fill_quote: Final[Callable[[Quote, dict[str, Any]], None]] = vars(Quote)["__dict__"].__set__
