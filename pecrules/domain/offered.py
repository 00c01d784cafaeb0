"""What an order could promise on a day: terms, plans, space, and whether there could be an order at all.

For whoever is told of an order afterwards; where the tables say nothing yet, nothing speaks against it. Tables:
``renewal.terms``, ``renewal.manual_renewal``, ``renewal.routes``, ``plans``, ``pricing.prices``.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from itertools import product
from typing import ClassVar, Final

from pecrules.base.errors import nearest
from pecrules.base.memo import Memo
from pecrules.domain.answering import if_known
from pecrules.domain.beside import Beside, UnderWay
from pecrules.domain.orderable import Orderable
from pecrules.domain.payments import Paying
from pecrules.domain.plans import HERE, changes_to, not_sold, own_plan_of, plan_of
from pecrules.domain.provenance import Cited
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import SaleTerms
from pecrules.domain.space import ARCHIVE, CONSERVAZIONE, INBOX, Allowances, no_conservazione
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.lifecycle import State
from pecrules.rulebook.rows.plans import Plan, PlanChange
from pecrules.rulebook.rows.pricing import Price, Proration
from pecrules.rulebook.rows.renewal import Route
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_OWN_BYTES: Final = 400


class Offered:
    """What could be ordered on the days of one interval."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Plan, PlanChange, Price, Proration, Route, *SaleTerms.READS, *Beside.READS, *Paying.READS, *Orderable.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self._own: Memo[tuple[str, str], Plan | Objection | None] = Memo(
            self._look_up_own, budget=snapshot.words, weight=_OWN_BYTES
        )
        self._allowances = Allowances(snapshot)

    def _look_up_own(self, of: tuple[str, str]) -> Plan | Objection | None:
        """The plan of a mailbox; ``None`` where the tables say nothing yet of plans of its kind."""
        return if_known(lambda: own_plan_of(self._in_force, *of))

    @cached_property
    def orderable(self) -> Orderable:
        """What is left of a plan that is gone; only some events ask."""
        return Orderable(self._in_force)

    @cached_property
    def _paying(self) -> Paying:
        return Paying(self._in_force)

    @cached_property
    def _sale(self) -> SaleTerms:
        return SaleTerms(self._in_force)

    @classmethod
    def on(cls, rules: Ruleset, day: date, mailbox: Mailbox) -> Offered:
        """What could be ordered for a mailbox on a day."""
        return rules.view(cls, day, mailbox)[0]

    def renews(self, mailbox: Mailbox) -> bool:
        """Whether its kind is renewed here; of what happens to others elsewhere nothing is known."""
        route = self._in_force.get(Route, mailbox.kind)
        return isinstance(route, Route) and route.renewed_in == HERE

    def knows(self, mailbox: Mailbox) -> bool:
        """Whether the tables say anything yet of plans of its kind."""
        return self._own[mailbox.kind, mailbox.plan] is not None

    def ending(self, mailbox: Mailbox) -> Objection | None:
        """Why a mailbox that is to end on a day is not renewed, nor given more space, whatever else is under way."""
        under_way = UnderWay.for_mailbox(mailbox).ending_alone()
        return if_known(lambda: Beside(self._in_force).objection(under_way)) if under_way.is_to_end else None

    def change_right(self, mailbox: Mailbox, listing: State) -> Cited[bool]:
        """Whether a state lets the plan of a mailbox be changed."""
        return self.orderable.change_right(mailbox.kind, mailbox.plan, listing)

    def renewable(self, mailbox: Mailbox, listing: State) -> bool:
        """Whether there could be any order to renew it, with its plan or from the same cart with another."""
        kind, plan = mailbox.kind, mailbox.plan
        if self.orderable.not_renewed(kind, plan) is None:
            return True
        return self.orderable.change_right(kind, plan, listing).value and self.orderable.plan_change(kind, plan).value

    def addable(self, mailbox: Mailbox, listing: State) -> bool:
        """Whether there could be any order of more space for it."""
        had = {INBOX: mailbox.extra_inbox_gb, ARCHIVE: mailbox.extra_archive_gb}
        return any(self._addable(mailbox, item, listing, had.get(item)) for item in (*had, CONSERVAZIONE))

    def _addable(self, mailbox: Mailbox, item: str, listing: State, had: int | None) -> bool:
        kind, plan, orderable = mailbox.kind, mailbox.plan, self.orderable
        is_most = had is not None and orderable.is_at_most(kind, plan, item, had)
        return orderable.addition(kind, plan, item, listing, is_most=is_most).value

    def method(self, name: str | None) -> Objection | None:
        """Why nobody could pay in a way."""
        return if_known(lambda: self._paying.method_objection(name))

    def term(self, years: int, *products: bool) -> Objection | None:
        """Why a term is none that anybody could choose, whether the order was on promotion or not.

        Args:
            years: The term.
            products: Whether the product was: of one that is bought again nobody tells.
        """
        return if_known(lambda: self._against_term(years, products))

    def _against_term(self, years: int, products: tuple[bool, ...]) -> Objection | None:
        """The first thing that speaks against it, if that is so in every case."""
        first = None
        for promo, order in product(products, (False, True)):
            found = self._sale.years_objection(years, product=promo, order=order)
            if found is None:
                return None
            first = first or found
        return first

    def own(self, mailbox: Mailbox, listing: State) -> Plan | Objection:
        """The plan of a mailbox, or why nothing can be added to it, with what may be done in its state."""
        found = own_plan_of(self._in_force, mailbox.kind, mailbox.plan)
        return self.orderable.with_way_out(found, mailbox, listing) if isinstance(found, Objection) else found

    def renewed(self, mailbox: Mailbox, listing: State) -> Plan | Objection | None:
        """The plan of a mailbox that is renewed with it, or why it is not, with what may be done in its state.

        It needs no price that is stated, where a reading says so: some books know only that it is renewed, and not for
        how much. ``None`` where its space is not stated either.
        """
        kind, plan = mailbox.kind, mailbox.plan
        against = self.orderable.not_renewed(kind, plan)
        if against is not None:
            return self.orderable.with_way_out(against, mailbox, listing)
        found = own_plan_of(self._in_force, kind, plan)
        return found if isinstance(found, Plan) else None

    def without_price(self, mailbox: Mailbox) -> tuple[Row, ...]:
        """The rows by which it is renewed with its plan though nobody says what that costs."""
        return self.orderable.without_price(mailbox.kind, mailbox.plan)

    def changed_to(self, mailbox: Mailbox, name: str) -> Plan | Objection:
        """The plan that a renewal with another one leads to: one that its own can be changed for."""
        snapshot, kind = self._in_force, mailbox.kind
        plan, others = plan_of(snapshot, kind, name), changes_to(snapshot, kind, mailbox.plan)
        if name in others:
            return plan
        near = nearest(name, others)
        change = ("plan", near) if near else None
        rows = plan.rows if isinstance(plan, Objection) else (plan, *others.values())
        return Objection("change_not_offered", rows, name, tuple(others), change=change)

    def bought(self, kind: str, name: str) -> Plan | Objection:
        """The plan of a mailbox that is bought, or why it is not sold."""
        plan = plan_of(self._in_force, kind, name)
        if isinstance(plan, Objection):
            return plan
        return if_known(lambda: not_sold(self._in_force, name)) or plan

    def conservazione(self, plan: Plan) -> Objection | None:
        """Why conservazione does not come with a plan for money."""
        share = next((row for row in self._in_force.rows(Proration) if row.item == CONSERVAZIONE), None)
        return no_conservazione(plan, self._in_force.get(Price, CONSERVAZIONE), share)

    def added(self, plan: Plan, item: str, wanted: int, had: int) -> Objection | None:
        """Why a plan has no room for so many GB of an item beside those that it has."""
        return if_known(lambda: self._allowances.of(plan).objection(item, wanted, had))

    def kept(self, plan: Plan, item: str, wanted: int, had: int) -> Objection | None:
        """Why a plan is not renewed with so many GB of an item; those that there are need no price that is stated."""
        found = self.added(plan, item, wanted, 0)
        return found if wanted > had else if_known(lambda: self.orderable.unless_unpriced(found))
