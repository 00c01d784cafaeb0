"""What an order costs: its items, its lines, VAT, and what comes of it; shared by all policies that quote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, Protocol

from pecrules.base import money
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.quotes import Line
from pecrules.rulebook.rows import Price, Row


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
        full = self.unit * self.units
        return full if self.parts is None or self.whole is None else money.divide(full * self.parts, self.whole)

    def line(self) -> Line:
        """The line that people see."""
        price = self.price
        return Line(
            price.item, self.quantity, self.years, price.net, money.decimal(self.net), price.ref, self.parts, self.whole
        )


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


class _Told(NamedTuple):
    """A line of an order as something VAT is taken on."""

    unit: int
    units: int
    net: int
    parts: int | None


def _per_unit(rate: int, items: Sequence[_Taxed]) -> int:
    """VAT of each unit, as often as it is paid; of a part of a year, VAT of what is paid for it."""
    whole = (money.percent(item.unit, rate) * item.units for item in items if item.parts is None)
    return sum(whole) + sum(money.percent(item.net, rate) for item in items if item.parts is not None)


VAT: Final[dict[str, Callable[[int, Sequence[_Taxed]], int]]] = {
    "order_total": lambda rate, items: money.percent(sum(item.net for item in items), rate),
    "per_line": lambda rate, items: sum(money.percent(item.net, rate) for item in items),
    "per_unit": _per_unit,
}
"""Where VAT is rounded, by the choices of topic ``vat_rounding``."""


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
    told = [
        _Told(money.cents(line.unit_price), line.quantity * (line.years or 1), money.cents(line.net), line.parts)
        for line in lines
    ]
    return VAT[rounding](money.rate(percent), told)


class Consequence(NamedTuple):
    """Something that comes of an order, and the rows that say so."""

    effect: Effect
    rows: tuple[Row, ...]
