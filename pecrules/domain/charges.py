"""What an order costs: its items, its lines, VAT, and what comes of it; shared by all policies that quote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final, Protocol

from pecrules.base import money
from pecrules.base.tuples import NamedTuple
from pecrules.model.outcomes.quotes import Amounts, Line, Sold
from pecrules.rulebook.rows.pricing import Price


class Item(NamedTuple):
    """One thing sold: so many of it, for so many years, for a part of a year, or once.

    Attributes:
        price: The price's row.
        quantity: How many.
        years: For how many years; ``None`` for once, or for a part of a year.
        parts: For how many parts of a year, as 7 of 12 months; ``None`` for whole years or once.
        whole: How many such parts a year has.
    """

    price: Price
    quantity: int
    years: int | None
    parts: int | None = None
    whole: int | None = None

    @property
    def unit(self) -> int:
        """Cents for one, for a year or once."""
        return self.price.cents

    @property
    def units(self) -> int:
        """How often that is paid in full."""
        return self.quantity * (1 if self.years is None else self.years)

    @property
    def net(self) -> int:
        """Cents in all."""
        price, quantity, years, parts, whole = self
        full = price.cents * quantity * (1 if years is None else years)
        return full if parts is None or whole is None else money.divide(full * parts, whole)

    def line(self) -> Line:
        """The line that people see."""
        price, quantity, years, parts, whole = self
        return Line(price.item, quantity, years, price.net, money.decimal(self.net), price.ref, parts, whole)


class _Parted(Protocol):
    """What an order is made of, or what orders of different amounts are made of."""

    def items(self, amounts: Amounts, /) -> Sequence[_Taxed]:
        """The parts of an order of these amounts, one by one."""
        ...


class Sale(Sold, _Parted, Protocol):
    """The same, as it is charged and told in lines."""

    def net(self, amounts: Amounts, /) -> int:
        """Cents in all."""
        ...


class Items(NamedTuple):
    """Things sold together, whatever they are."""

    parts: Sequence[Item]

    def net(self, _: Amounts = (), /) -> int:
        """Cents in all."""
        return sum([item.net for item in self.parts])

    def items(self, _: Amounts = (), /) -> Sequence[Item]:
        """Each of them."""
        return self.parts

    def lines(self, _: Amounts = (), /) -> tuple[Line, ...]:
        """The lines that people see."""
        return tuple([item.line() for item in self.parts])


class Tariff:
    """The prices of what a term is made of, whatever how many years and GB: the same for many orders.

    The amounts that its functions are asked about are years, GB of extra inbox and GB of extra archive.

    Attributes:
        prices: Those that there are, in the order of an order's lines.
    """

    __slots__ = ("_by_year", "_cents", "_parts", "prices")

    def __init__(
        self, plan: Price | None, inbox: Price | None, archive: Price | None, fee: Price | None, *, space_by_year: bool
    ) -> None:
        """A tariff.

        Args:
            plan: The price of a year; ``None`` where the mailbox itself is renewed apart.
            inbox: The price of a GB of extra inbox; ``None`` where there is none.
            archive: The price of a GB of extra archive; ``None`` where there is none.
            fee: What is paid once; ``None`` for nothing.
            space_by_year: Whether space is paid for each year, or once for the term.
        """
        self._parts: Final = (plan, inbox, archive, fee)
        self._by_year: Final = space_by_year
        self._cents: Final = tuple([0 if price is None else price.cents for price in self._parts])
        self.prices: Final = tuple([price for price in self._parts if price is not None])

    def net(self, amounts: Amounts, /) -> int:
        """Cents in all: the sum of the items, without making them."""
        (plan, gb_inbox, gb_archive, fee), (years, inbox, archive) = self._cents, amounts
        space = gb_inbox * inbox + gb_archive * archive
        return plan * years + (space * years if self._by_year else space) + fee

    def items(self, amounts: Amounts, /, mailboxes: int = 1) -> Sequence[Item]:
        """The plan, the extra space, and what is paid once, for each of so many mailboxes."""
        plan, gb_inbox, gb_archive, fee = self._parts
        years, inbox, archive = amounts
        space, term = ((gb_inbox, inbox), (gb_archive, archive)), years if self._by_year else None
        extra = [Item(price, gb * mailboxes, term) for price, gb in space if price]
        own = [Item(plan, mailboxes, years)] if plan else []
        return [*own, *extra, *((Item(fee, mailboxes, None),) if fee else ())]

    def lines(self, amounts: Amounts, /) -> tuple[Line, ...]:
        """The lines that people see."""
        return tuple([item.line() for item in self.items(amounts)])


class Several(NamedTuple):
    """What a term is made of, for each of so many mailboxes."""

    tariff: Tariff
    mailboxes: int

    def net(self, amounts: Amounts, /) -> int:
        """Cents in all."""
        return self.tariff.net(amounts) * self.mailboxes

    def items(self, amounts: Amounts, /) -> Sequence[Item]:
        """The parts of the order."""
        return self.tariff.items(amounts, self.mailboxes)

    def lines(self, amounts: Amounts, /) -> tuple[Line, ...]:
        """The lines that people see."""
        return tuple([item.line() for item in self.items(amounts)])


class _Taxed(Protocol):
    """What VAT is taken on, in cents: ``net`` in all, or ``unit`` as often as ``units`` says."""

    @property
    def unit(self) -> int: ...
    @property
    def units(self) -> int: ...
    @property
    def net(self) -> int: ...
    @property
    def parts(self) -> int | None: ...


class _Line(NamedTuple):
    """A line of an order as something VAT is taken on."""

    unit: int
    units: int
    net: int
    parts: int | None


class _Lines(NamedTuple):
    """Lines of an order as what VAT is taken on."""

    lines: Sequence[_Line]

    def items(self, _: Amounts = (), /) -> Sequence[_Line]:
        return self.lines


def _order_total(net: int, rate: int, _: _Parted, __: Amounts) -> int:
    """VAT of all together."""
    return money.percent(net, rate)


def _per_line(_: int, rate: int, sold: _Parted, amounts: Amounts) -> int:
    """VAT of each line."""
    return sum(money.percent(item.net, rate) for item in sold.items(amounts))


def _per_unit(_: int, rate: int, sold: _Parted, amounts: Amounts) -> int:
    """VAT of each unit, as often as it is paid; of a part of a year, VAT of what is paid for it."""
    items = sold.items(amounts)
    whole = (money.percent(item.unit, rate) * item.units for item in items if item.parts is None)
    return sum(whole) + sum(money.percent(item.net, rate) for item in items if item.parts is not None)


VatOf = Callable[[int, int, _Parted, Amounts], int]
"""VAT on a net amount at a rate, of what is sold in some amounts."""

VAT: Final[dict[str, VatOf]] = {
    "order_total": _order_total,
    "per_line": _per_line,
    "per_unit": _per_unit,
}
"""VAT on so much in all, at a rate, for what is sold in some amounts; the choices of topic ``vat_rounding``."""


def vat_on(lines: Iterable[Line], percent: Decimal, rounding: str) -> int:
    """VAT on some lines of an order, in cents, as if they were the whole order.

    Args:
        lines: The lines.
        percent: The rate, in percent.
        rounding: ``order_total``, ``per_line`` or ``per_unit`` (``interpretations``, topic ``vat_rounding``).

    >>> line = Line("plan", 1, 3, Decimal("9.90"), Decimal("29.70"), "pricing/standard-year-2023")
    >>> vat_on([line], Decimal("22"), "order_total"), vat_on([line], Decimal("22"), "per_unit")
    (653, 654)
    """
    taxed = [
        _Line(money.cents(line.unit_price), line.quantity * (line.years or 1), money.cents(line.net), line.parts)
        for line in lines
    ]
    return VAT[rounding](sum(each.net for each in taxed), money.rate(percent), _Lines(taxed), ())
