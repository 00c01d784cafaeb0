"""How an order is paid and billed, and what paying it brings about: shared by all policies that quote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Final, overload

from pecrules.base.errors import nearest
from pecrules.domain.charges import VAT, Item, Items, Sale, VatOf
from pecrules.domain.identifiers import Identifiers
from pecrules.domain.provenance import Cited, because, caveats, interpretation
from pecrules.domain.refusing import Objection
from pecrules.model.codes import EffectUnit, RequirementCode
from pecrules.model.mailboxes import HOME, Holder
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.quotes import Amounts, Charges, Grounds, VatTo
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.holders import Identifier, SplitPayment, Subject
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.payments import Method, QuickPayment
from pecrules.rulebook.rows.pricing import Vat
from pecrules.rulebook.ruleset import Snapshot

_Days = tuple[EffectUnit, int | None, int | None]
_SETTLED: Final[dict[str, Callable[[EffectUnit, int | None, int | None], _Days]]] = {
    "working_day": lambda _, least, most: ("working_days", least, most),
    "calendar_day": lambda _, least, most: ("calendar_days", least, most),
    "range": lambda unit, least, most: (unit, least, most),
    "fewest": lambda unit, least, _: (unit, least, least),
    "most": lambda unit, _, most: (unit, most, most),
}
"""How long a payment takes to be registered, by the choices of the topics that a way to pay may name."""


BilledAs = tuple[str, bool, bool, bool]
"""What billing looks at in a holder: its kind; whether it has a VAT number, has declared split payment, is abroad."""


@overload
def billed_as(holder: Holder) -> BilledAs: ...
@overload
def billed_as(holder: Holder | None) -> BilledAs | None: ...
def billed_as(holder: Holder | None) -> BilledAs | None:
    """What billing looks at in a holder; ``None`` when nobody knows the holder."""
    if holder is None:
        return None
    return (holder.subject, holder.vat_number is not None, holder.split_payment, holder.country != HOME)


class Paying:
    """What the tables say about VAT, ways to pay and electronic invoices on the days of one interval, flat."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Interpretation, Method, QuickPayment, SplitPayment, Subject, Vat, *Identifiers.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.vat: Vat = snapshot.row(Vat)
        self.vat_rounding: Interpretation = interpretation(snapshot, "vat_rounding")
        self.vat_of: VatOf = VAT[self.vat_rounding.choice]
        self.methods: dict[str, Method] = {row.method: row for row in snapshot.rows(Method)}
        self.quick_payment: QuickPayment = snapshot.row(QuickPayment)
        self.identifiers: Identifiers = Identifiers(snapshot)
        self.legal_person_test: Interpretation = interpretation(snapshot, "legal_person_test")
        self.week: Interpretation = interpretation(snapshot, "working_days")
        self.split: dict[str, SplitPayment] = {row.subject: row for row in snapshot.rows(SplitPayment)}
        self.split_due: Interpretation = interpretation(snapshot, "split_payment_due")

    def charges(  # noqa: PLR0913 - all that an order is made of
        self,
        items: Sequence[Item],
        rows: Iterable[Row],
        effects: Iterable[Cited[Effect]] = (),
        requires: tuple[RequirementCode, ...] = (),
        *,
        vat: Vat,
        holder: BilledAs | None,
    ) -> Charges:
        """The items as lines, net, VAT and gross, with the rows behind it all.

        Args:
            items: What is sold.
            rows: The rows behind the rest of the answer.
            effects: What comes of it.
            requires: What must still be given.
            vat: The rate of the day whose prices count.
            holder: What billing looks at in the holder.
        """
        grounds = self.grounds([item.price for item in items], rows, effects, requires, vat=vat, holder=holder)
        return self.charge(Items(items), (), vat.rate, grounds)

    def charge(self, sold: Sale, amounts: Amounts, rate: int, grounds: Grounds) -> Charges:
        """What is sold in some amounts, with VAT at a rate in hundredths of a percent, and what else is to be said."""
        net = sold.net(amounts)
        return Charges.of(net, self.vat_of(net, rate, sold, amounts), grounds, sold, amounts)

    def grounds(  # noqa: PLR0913 - all that an order is made of
        self,
        prices: Iterable[Row],
        rows: Iterable[Row],
        effects: Iterable[Cited[Effect]] = (),
        requires: tuple[RequirementCode, ...] = (),
        advised_days: int | None = None,
        *,
        vat: Vat,
        holder: BilledAs | None,
    ) -> Grounds:
        """What an order's charges say beside the amounts: see ``charges``."""
        found, vat_to = tuple(effects), self.vat_to(holder)
        of_effects = [row for each in found for row in each.rows]
        behind = [*prices, *rows, vat, self.vat_rounding, *vat_to.rows, *of_effects]
        values = tuple(each.value for each in found)
        return Grounds(vat.percent, values, advised_days, requires, because(behind), caveats(behind), vat_to.value)

    def method_objection(self, method: str | None) -> Objection | None:
        """Why a way to pay is none."""
        if method is None or method in self.methods:
            return None
        near, ended = nearest(method, self.methods), self.snapshot.get(Method, method)
        rows = (*((ended,) if ended is not None else ()), *self.methods.values())
        return Objection("method_unknown", rows, method, tuple(self.methods), change=("method", near))

    def switches_on(self, method: str, *, signed_in: bool, keep_off: bool) -> Row | None:
        """The row by which paying this way switches automatic renewal on; ``None`` if it does not."""
        switch = self.methods[method] if signed_in else self.quick_payment
        how = switch.switches_on_automatic
        return switch if how == "always" or (how == "opt_out" and not keep_off) else None

    def effects(self, method: str | None, *, signed_in: bool, keep_off: bool) -> list[Cited[Effect]]:
        """What comes of paying this way."""
        if method is None:
            return []
        switch = self.switches_on(method, signed_in=signed_in, keep_off=keep_off)
        switched = [Cited(Effect("automatic_renewal_on", switch.ref), (switch,))] if switch else []
        unsigned = () if signed_in else (self.quick_payment,)  # it decides that nothing is switched on
        return [*switched, self._registered(self.methods[method], unsigned)]

    def _registered(self, row: Method, unsigned: tuple[Row, ...]) -> Cited[Effect]:
        """When the payment is registered."""
        takes = self.registration(row)
        return Cited(Effect("payment_registered", row.ref, *takes.value), (*takes.rows, *unsigned))

    def registration(self, row: Method) -> Cited[_Days]:
        """How long a payment takes to be registered: what the sources leave open is settled by the row's reading."""
        days: _Days = (row.registration, row.min_days, row.max_days)
        rows: tuple[Row, ...] = (row,)
        if row.reading is not None:
            settled = interpretation(self.snapshot, row.reading)
            days, rows = _SETTLED[settled.choice](*days), (row, settled)
        return Cited(days, (*rows, self.week) if days[0] == "working_days" else rows)

    def vat_to(self, holder: BilledAs | None) -> Cited[VatTo]:
        """Who gets the VAT: under split payment the Treasury. It must be declared, where the row says so."""
        split = None if holder is None else self.split.get(self.subject(holder).value.subject)
        if holder is None or split is None or not (holder[2] or split.applies == "always"):
            return Cited("provider", ())
        return Cited("treasury" if self.split_due.choice == "net" else "provider", (split, self.split_due))

    def subject(self, holder: BilledAs) -> Cited[Subject]:
        """What billing takes a holder for: a person with a VAT number may count as a legal person."""
        kind, has_vat_number, _, _ = holder
        if kind != "natural_person" or not has_vat_number:
            row = self.snapshot.row(Subject, kind)
            return Cited(row, (row,))
        test = self.legal_person_test
        row = self.snapshot.row(Subject, "legal_person" if test.choice == "vat_number_present" else kind)
        return Cited(row, (row, test))

    def identifier_forms(self, holder: BilledAs) -> tuple[Identifier, ...]:
        """The identifiers that such a holder may give."""
        return self.identifiers.forms(self.subject(holder).value.subject, abroad=holder[3])

    def identifies(self, holder: Holder | None, identifier: str | None) -> bool:
        """Whether a holder is identified for the electronic invoice by what was given: a wrong one does not."""
        if holder is None or identifier is None:
            return False
        return self.identifiers.sent(self.identifier_forms(billed_as(holder)), identifier) is not None

    def requires(self, holder: BilledAs | None, *, identified: bool) -> tuple[RequirementCode, ...]:
        """What must still be given for the invoice of a holder who has been identified or not."""
        if identified or holder is None or self.subject(holder).value.einvoice_identifier != "due":
            return ()
        return ("einvoice_identifier",)
