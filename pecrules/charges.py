"""What an order costs and what paying it brings about: shared by all policies that quote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import ClassVar, Final, NamedTuple, Protocol

from pecrules import money
from pecrules.errors import nearest
from pecrules.grounds import Reason, because, caveats, reading
from pecrules.model.mailboxes import Holder
from pecrules.outcomes.parts import Effect
from pecrules.outcomes.quotes import Charges, Line
from pecrules.ruleset import InForce
from pecrules.tables import Interpretation, Method, Price, QuickPayment, Row, Subject, Vat


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
        return money.cents(self.price.net)

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


_VAT: Final[dict[str, Callable[[int, Sequence[_Taxed]], int]]] = {
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
    return _VAT[rounding](money.rate(percent), told)


_Days = tuple[str, int | None, int | None]
_SETTLED: Final[dict[str, Callable[[str, int | None, int | None], _Days]]] = {
    "working_day": lambda _, least, most: ("working_days", least, most),
    "calendar_day": lambda _, least, most: ("calendar_days", least, most),
    "range": lambda unit, least, most: (unit, least, most),
    "fewest": lambda unit, least, _: (unit, least, least),
    "most": lambda unit, _, most: (unit, most, most),
}
"""How long a payment takes to be registered, by the choices of the topics that a way to pay may name."""


BilledAs = tuple[str, bool]
"""What billing looks at in a holder: the kind of subject, and whether there is a VAT number."""


def billed_as(holder: Holder | None) -> BilledAs | None:
    """What billing looks at in a holder; ``None`` when nobody knows the holder."""
    return None if holder is None else (holder.subject, holder.vat_number is not None)


class Billed(NamedTuple):
    """What billing takes a holder for, and the rows that say so."""

    subject: Subject
    rows: tuple[Row, ...]


class Follows(NamedTuple):
    """Something that comes of an order, and the rows that say so."""

    effect: Effect
    rows: tuple[Row, ...]


class Paying:
    """What the tables say about VAT, ways to pay and electronic invoices on the days of one stretch, flat."""

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, Method, QuickPayment, Subject, Vat)

    def __init__(self, in_force: InForce) -> None:
        self.in_force = in_force
        self.vat = in_force.row(Vat)
        self.vat_rounding = reading(in_force, "vat_rounding")
        self.rate = money.rate(self.vat.percent)
        self.methods = {row.method: row for row in in_force.rows(Method)}
        self.quick_payment = in_force.row(QuickPayment)
        self.legal_person_test = reading(in_force, "legal_person_test")

    def charges(
        self,
        items: Sequence[Item],
        rows: Iterable[Row],
        follows: Iterable[Follows] = (),
        requires: tuple[str, ...] = (),
        advised_days: int | None = None,
    ) -> Charges:
        """The items as lines, net, VAT and gross, with the rows behind it all.

        Args:
            items: What is sold.
            rows: The rows behind the rest of the answer.
            follows: What comes of it.
            requires: What must still be given.
            advised_days: How many days before the expiry ordering is advised.
        """
        net = sum(item.net for item in items)
        vat = _VAT[self.vat_rounding.choice](self.rate, items)
        effects = tuple(follows)
        behind = [
            *(item.price for item in items),
            *rows,
            self.vat,
            self.vat_rounding,
            *(row for each in effects for row in each.rows),
        ]
        return Charges(
            lines=tuple(item.line() for item in items),
            net=money.decimal(net),
            vat_percent=self.vat.percent,
            vat=money.decimal(vat),
            gross=money.decimal(net + vat),
            effects=tuple(each.effect for each in effects),
            advised_days=advised_days,
            requires=requires,
            because=because(behind),
            caveats=caveats(behind),
        )

    def wrong_method(self, method: str | None) -> Reason | None:
        """Why a way to pay is none."""
        if method is None or method in self.methods:
            return None
        near = nearest(method, self.methods)
        return Reason(
            "method_unknown", tuple(self.methods.values()), method, tuple(self.methods), change=("method", near)
        )

    def switches_on(self, method: str, *, signed_in: bool, keep_off: bool) -> Row | None:
        """The row by which paying this way switches automatic renewal on; ``None`` if it does not."""
        switch = self.methods[method] if signed_in else self.quick_payment
        how = switch.switches_on_automatic
        return switch if how == "always" or (how == "opt_out" and not keep_off) else None

    def follows(self, method: str | None, *, signed_in: bool, keep_off: bool) -> list[Follows]:
        """What comes of paying this way."""
        if method is None:
            return []
        switch = self.switches_on(method, signed_in=signed_in, keep_off=keep_off)
        switched = [Follows(Effect("automatic_renewal_on", switch.ref), (switch,))] if switch else []
        told = () if signed_in else (self.quick_payment,)  # it decides that nothing is switched on
        return [*switched, self._registered(self.methods[method], told)]

    def _registered(self, row: Method, told: tuple[Row, ...]) -> Follows:
        """When the payment is registered; what the sources leave open of it is settled by the row's reading."""
        plain: _Days = (row.registration, row.min_days, row.max_days)
        if row.reading is None:
            return Follows(Effect("payment_registered", row.ref, *plain), (row, *told))
        settled = reading(self.in_force, row.reading)
        effect = Effect("payment_registered", row.ref, *_SETTLED[settled.choice](*plain))
        return Follows(effect, (row, settled, *told))

    def subject(self, kind: str, has_vat_number: bool) -> Billed:
        """What billing takes a holder for: a person with a VAT number may count as a legal person."""
        if kind != "natural_person" or not has_vat_number:
            row = self.in_force.row(Subject, kind)
            return Billed(row, (row,))
        test = self.legal_person_test
        row = self.in_force.row(Subject, "legal_person" if test.choice == "vat_number_present" else kind)
        return Billed(row, (row, test))

    def requires(self, holder: BilledAs | None, *, given: bool) -> tuple[str, ...]:
        """What must still be given for the invoice, where the identifier has been given or not."""
        if given or holder is None or self.subject(*holder).subject.einvoice_identifier != "due":
            return ()
        return ("einvoice_identifier",)
