"""Whether automatic renewal will charge a mailbox for its next term: what is announced, and what may be switched on.

Shared by the policy that charges and those that tell of a charge before anybody asks. Tables: ``renewal.automatic``,
``lifecycle``, ``plans``, ``pricing``, ``renewal.terms`` and the ``interpretations`` they name. Sources: R1.10, R1.18;
F3.13 to F3.17.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from pecrules.domain.answering import if_known
from pecrules.domain.charge_day import ChargeDay
from pecrules.domain.life import Lifecycle
from pecrules.domain.orderable import Orderable
from pecrules.domain.plans import HERE, check_route, not_sold, own_plan_of
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import SaleTerms
from pecrules.domain.space import SpaceAllowance
from pecrules.domain.state_rights import StateRights
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.renewal import Route
from pecrules.rulebook.ruleset import Ruleset, Snapshot


class Repeated:
    """Whether the last order of a mailbox can be repeated, by the rows in force on the day of its charge."""

    READS: ClassVar[tuple[type[Row], ...]] = (*SaleTerms.READS, *SpaceAllowance.READS, *Orderable.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self._orderable = Orderable(snapshot)
        self._offering = SaleTerms(snapshot)

    def plan(self, mailbox: Mailbox) -> Plan | Objection:
        """The plan that is charged, or why nobody could say what is."""
        plan = own_plan_of(self._in_force, mailbox.kind, mailbox.plan)
        return plan if isinstance(plan, Objection) else not_sold(self._in_force, mailbox.plan) or plan

    def objections(self, mailbox: Mailbox, plan: Plan) -> Sequence[Objection]:
        """Why the term and the space of the last order are not had any more; of a term nobody knows, nothing."""
        amounts = mailbox.last_term_years, mailbox.extra_inbox_gb, mailbox.extra_archive_gb
        space = SpaceAllowance(self._in_force, plan)
        return self._offering.objections(*amounts, space, product=mailbox.promo, order=False)

    def ended(self, mailbox: Mailbox) -> Objection | None:
        """Why its plan is gone by then."""
        return self._orderable.ended(mailbox.kind, mailbox.plan)

    def against(self, mailbox: Mailbox) -> Objection | None:
        """Why nothing is charged; what has no price is, where it is renewed."""
        gone = self._orderable.not_renewed(mailbox.kind, mailbox.plan)
        plan = own_plan_of(self._in_force, mailbox.kind, mailbox.plan)
        if gone is not None or isinstance(plan, Objection):
            return gone
        found = map(self._orderable.unless_unpriced, self.objections(mailbox, plan))
        return next((each for each in found if each is not None), None)


class Charging:
    """Whether a charge will be made, by the rows in force on an interval of days and those of its day."""

    READS: ClassVar[tuple[type[Row], ...]] = (Route, *ChargeDay.READS, *Lifecycle.READS, *StateRights.READS)

    def __init__(self, snapshot: Snapshot, lifecycle: Lifecycle, charge_day: ChargeDay | None = None) -> None:
        self._in_force = snapshot
        self._lifecycle = lifecycle
        self._day = charge_day or ChargeDay(snapshot, lifecycle.days)
        self._rights = StateRights(snapshot)

    def objection(self, mailbox: Mailbox, rules: Ruleset) -> Objection | None:
        """Why no charge will be made, or was, for the next term of a mailbox with automatic renewal on.

        Of mailboxes that are renewed elsewhere nothing is known.
        """
        if not self._is_here(mailbox):
            return None
        never = self._day.never(mailbox)
        if never is not None:
            return never
        day = self._day.of(mailbox)
        period = self._lifecycle.period(mailbox, day)
        state = self._rights.state(period.state)
        if ("active" if state.rights == "as_active" else period.state) not in self._day.steps:
            return Objection(period.state, (state, *period.rows))
        return if_known(lambda: rules.view(Repeated, day, mailbox)[0].against(mailbox))

    def route_objection(self, mailbox: Mailbox) -> Objection | None:
        """Why a mailbox is not charged here; of a kind of which nothing is said yet, nothing."""
        return if_known(lambda: check_route(self._in_force, mailbox.kind, "renewed_elsewhere", "renew_domain"))

    def ended(self, mailbox: Mailbox, rules: Ruleset) -> Objection | None:
        """Why the plan of a mailbox that is renewed here is gone by the day of the charge, whether it is on or not."""
        if not self._is_here(mailbox):
            return None
        return if_known(lambda: rules.view(Repeated, self._day.of(mailbox), mailbox)[0].ended(mailbox))

    def _is_here(self, mailbox: Mailbox) -> bool:
        route = self._in_force.get(Route, mailbox.kind)
        return isinstance(route, Route) and route.renewed_in == HERE
