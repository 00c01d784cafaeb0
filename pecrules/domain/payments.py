"""How an order is paid and billed, and what paying it brings about: shared by all policies that quote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Final, overload

from pecrules.base import money
from pecrules.base.errors import nearest
from pecrules.domain.charges import VAT, Item, Items
from pecrules.domain.identifiers import Identifiers
from pecrules.domain.provenance import Cited, because, caveats, interpretation
from pecrules.domain.refusing import Objection
from pecrules.model.codes import RequirementCode
from pecrules.model.mailboxes import HOME, Holder
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.quotes import Charges, Grounds
from pecrules.rulebook.rows import Identifier, Interpretation, Method, QuickPayment, Row, Subject, Vat
from pecrules.rulebook.ruleset import Snapshot

_Days = tuple[str, int | None, int | None]
_SETTLED: Final[dict[str, Callable[[str, int | None, int | None], _Days]]] = {
    "working_day": lambda _, least, most: ("working_days", least, most),
    "calendar_day": lambda _, least, most: ("calendar_days", least, most),
    "range": lambda unit, least, most: (unit, least, most),
    "fewest": lambda unit, least, _: (unit, least, least),
    "most": lambda unit, _, most: (unit, most, most),
}
"""How long a payment takes to be registered, by the choices of the topics that a way to pay may name."""


BilledAs = tuple[str, bool, bool]
"""What billing looks at in a holder: the kind of subject, whether there is a VAT number, and whether it is abroad."""


@overload
def billed_as(holder: Holder) -> BilledAs: ...
@overload
def billed_as(holder: Holder | None) -> BilledAs | None: ...
def billed_as(holder: Holder | None) -> BilledAs | None:
    """What billing looks at in a holder; ``None`` when nobody knows the holder."""
    return None if holder is None else (holder.subject, holder.vat_number is not None, holder.country != HOME)


class Paying:
    """What the tables say about VAT, ways to pay and electronic invoices on the days of one interval, flat."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Interpretation, Method, QuickPayment, Subject, Vat, *Identifiers.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.vat = snapshot.row(Vat)
        self.vat_rounding = interpretation(snapshot, "vat_rounding")
        self.rate = money.rate(self.vat.percent)
        self.vat_of = VAT[self.vat_rounding.choice]
        self.methods: dict[str, Method] = {row.method: row for row in snapshot.rows(Method)}
        self.quick_payment = snapshot.row(QuickPayment)
        self.identifiers = Identifiers(snapshot)
        self.legal_person_test = interpretation(snapshot, "legal_person_test")

    def charges(
        self,
        items: Sequence[Item],
        rows: Iterable[Row],
        effects: Iterable[Cited[Effect]] = (),
        requires: tuple[RequirementCode, ...] = (),
        advised_days: int | None = None,
    ) -> Charges:
        """The items as lines, net, VAT and gross, with the rows behind it all.

        Args:
            items: What is sold.
            rows: The rows behind the rest of the answer.
            effects: What comes of it.
            requires: What must still be given.
            advised_days: How many days before the expiry ordering is advised.
        """
        sold, net = Items(items), sum([item.net for item in items])
        grounds = self.grounds([item.price for item in items], rows, effects, requires, advised_days)
        return Charges.of(net, self.vat_of(net, self.rate, sold, ()), grounds, sold, ())

    def grounds(
        self,
        prices: Iterable[Row],
        rows: Iterable[Row],
        effects: Iterable[Cited[Effect]] = (),
        requires: tuple[RequirementCode, ...] = (),
        advised_days: int | None = None,
    ) -> Grounds:
        """What an order's charges say beside the amounts: see ``charges``."""
        effects = tuple(effects)
        behind = [*prices, *rows, self.vat, self.vat_rounding, *(row for each in effects for row in each.rows)]
        values = tuple(each.value for each in effects)
        return Grounds(self.vat.percent, values, advised_days, requires, because(behind), caveats(behind))

    def method_objection(self, method: str | None) -> Objection | None:
        """Why a way to pay is none."""
        if method is None or method in self.methods:
            return None
        near = nearest(method, self.methods)
        return Objection(
            "method_unknown", tuple(self.methods.values()), method, tuple(self.methods), change=("method", near)
        )

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
        """When the payment is registered; what the sources leave open of it is settled by the row's reading."""
        plain: _Days = (row.registration, row.min_days, row.max_days)
        if row.reading is None:
            return Cited(Effect("payment_registered", row.ref, *plain), (row, *unsigned))
        settled = interpretation(self.snapshot, row.reading)
        effect = Effect("payment_registered", row.ref, *_SETTLED[settled.choice](*plain))
        return Cited(effect, (row, settled, *unsigned))

    def subject(self, billed: BilledAs) -> Cited[Subject]:
        """What billing takes a holder for: a person with a VAT number may count as a legal person."""
        kind, has_vat_number, _ = billed
        if kind != "natural_person" or not has_vat_number:
            row = self.snapshot.row(Subject, kind)
            return Cited(row, (row,))
        test = self.legal_person_test
        row = self.snapshot.row(Subject, "legal_person" if test.choice == "vat_number_present" else kind)
        return Cited(row, (row, test))

    def identifier_forms(self, billed: BilledAs) -> tuple[Identifier, ...]:
        """The identifiers that such a holder may give."""
        return self.identifiers.forms(self.subject(billed).value.subject, abroad=billed[2])

    def identifies(self, holder: Holder | None, identifier: str | None) -> bool:
        """Whether a holder is identified for the electronic invoice by what was given: a wrong one does not."""
        if holder is None or identifier is None:
            return False
        return self.identifiers.sent(self.identifier_forms(billed_as(holder)), identifier) is not None

    def requires(self, billed: BilledAs | None, *, identified: bool) -> tuple[RequirementCode, ...]:
        """What must still be given for the invoice of a holder who has been identified or not."""
        if identified or billed is None or self.subject(billed).value.einvoice_identifier != "due":
            return ()
        return ("einvoice_identifier",)
