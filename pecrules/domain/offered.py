"""What an order could promise on a day: terms, plans, space, and whether there could be an order at all.

For whoever is told of an order afterwards; where the tables say nothing yet, nothing speaks against it. Tables:
``renewal.terms``, ``renewal.manual_renewal``, ``renewal.routes``, ``plans``, ``pricing.prices``.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import ClassVar

from pecrules.base.errors import nearest
from pecrules.domain.answering import if_known
from pecrules.domain.beside import Beside, UnderWay
from pecrules.domain.orderable import Orderable
from pecrules.domain.payments import Paying
from pecrules.domain.plans import HERE, changes_to, not_sold, plan_of
from pecrules.domain.provenance import Cited
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import SaleTerms
from pecrules.domain.space import CONSERVAZIONE, SpaceAllowance, no_conservazione
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Plan, PlanChange, Price, Proration, Route, Row, State
from pecrules.rulebook.ruleset import Ruleset, Snapshot


class Offered:
    """What could be ordered on the days of one interval."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Plan, PlanChange, Price, Proration, Route, *SaleTerms.READS, *Beside.READS, *Paying.READS, *Orderable.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot

    @classmethod
    def on(cls, rules: Ruleset, day: date, mailbox: Mailbox) -> Offered:
        """What could be ordered for a mailbox on a day."""
        return rules.view(cls, day, mailbox)[0]

    def renews(self, mailbox: Mailbox) -> bool:
        """Whether its kind is renewed here; of what happens to others elsewhere nothing is known."""
        route = self._in_force.get(Route, mailbox.kind)
        return isinstance(route, Route) and route.renewed_in == HERE

    def knows(self, mailbox: Mailbox) -> bool:
        """Whether its plan is, or was, one of the tables'; of others nothing is known."""
        plan = if_known(lambda: plan_of(self._in_force, mailbox.kind, mailbox.plan))
        return plan is not None and (isinstance(plan, Plan) or plan.code != "plan_unknown")

    def ending(self, mailbox: Mailbox) -> Objection | None:
        """Why a mailbox that is to end on a day is not renewed, nor given more space, whatever else is under way."""
        under_way = UnderWay.for_mailbox(mailbox).ending_alone()
        return if_known(lambda: Beside(self._in_force).objection(under_way)) if under_way.is_to_end else None

    def change_right(self, mailbox: Mailbox, listing: State) -> Cited[bool]:
        """Whether a state lets the plan of a mailbox be changed."""
        return Orderable(self._in_force).change_right(mailbox.kind, mailbox.plan, listing)

    def method(self, name: str | None) -> Objection | None:
        """Why nobody could pay in a way."""
        return if_known(lambda: Paying(self._in_force).method_objection(name))

    def term(self, years: int, *products: bool) -> Objection | None:
        """Why a term is none that anybody could choose, whether the order was on promotion or not.

        Args:
            years: The term.
            products: Whether the product was: of one that is bought again nobody tells.
        """
        found = if_known(lambda: self._against_term(years, products))
        return found[0] if found and all(found) else None

    def _against_term(self, years: int, products: tuple[bool, ...]) -> list[Objection | None]:
        sale = SaleTerms(self._in_force)
        either = product(products, (False, True))
        return [sale.years_objection(years, product=promo, order=order) for promo, order in either]

    def own(self, mailbox: Mailbox) -> Plan | Objection:
        """The plan of a mailbox."""
        return plan_of(self._in_force, mailbox.kind, mailbox.plan)

    def changed_to(self, mailbox: Mailbox, name: str) -> Plan | Objection:
        """The plan that a renewal leads to: the mailbox's own, or one that it can be changed for.

        Its own needs no price that is stated: some books know only that it is renewed, and not for how much.
        """
        snapshot, kind = self._in_force, mailbox.kind
        if name == mailbox.plan:
            ended = if_known(lambda: not_sold(snapshot, name))
            return ended if ended is not None and ended.code == "plan_not_sold" else self.own(mailbox)
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

    def space(self, plan: Plan, item: str, wanted: int, had: int) -> Objection | None:
        """Why a plan has no room for so many GB of an item beside those that it has."""
        return if_known(lambda: SpaceAllowance(self._in_force, plan).objection(item, wanted, had))
