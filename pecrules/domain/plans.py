"""Which plans there are, and where a kind of mailbox is sold; shared by all that quote.

Tables: ``plans.plans``, ``plans.partner_plans``, ``pricing.prices``, ``renewal.routes``. Sources: R1.5, R1.13, R1.20.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pecrules.base.errors import NoRuleInForce
from pecrules.domain.refusing import Objection
from pecrules.model.codes import RefusalCode, RemedyCode
from pecrules.rulebook.rows import Withdrawn
from pecrules.rulebook.rows.plans import PartnerPlan, Plan, PlanChange
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.rows.renewal import Route
from pecrules.rulebook.ruleset import Snapshot

HERE: Final = "customer_area"
"""Where a kind of mailbox is sold that is not sold with its domain."""


def plan_of(snapshot: Snapshot, kind: str, name: str) -> Plan | Objection:
    """The plan of a name, or why there is none: ``plan_unknown``, ``plan_withdrawn``.

    Raises:
        NoRuleInForce: the plan has not begun, or no plan of its kind has.

    >>> from datetime import date
    >>> from pecrules import load_rules
    >>> plan_of(load_rules().on(date(2027, 1, 10)), "mailbox", "gold").code
    'plan_unknown'
    """
    try:
        plan = snapshot.find(Plan, kind, name)
    except NoRuleInForce as error:
        others = plans_of(snapshot, kind)
        if error.first is not None or not others:
            raise
        return Objection("plan_unknown", others, name, tuple(row.plan for row in on_sale(snapshot, kind)))
    return Objection("plan_withdrawn", (plan,), name) if isinstance(plan, Withdrawn) else plan


def own_plan_of(snapshot: Snapshot, kind: str, name: str) -> Plan | Objection:
    """The plan of a mailbox that is there, or why nothing can be ordered for it.

    Partners have plans that nobody else can choose (R3.3): their mailboxes are there, with commands of their own, but
    neither the space of these plans nor a price is told by any source.

    Raises:
        NoRuleInForce: the plan has not begun, or no plan of its kind has.

    >>> from datetime import date
    >>> from pecrules import load_rules
    >>> own_plan_of(load_rules().on(date(2027, 1, 10)), "mailbox", "pro-sms").code
    'price_not_stated'
    """
    found = plan_of(snapshot, kind, name)
    if isinstance(found, Plan) or found.code != "plan_unknown":
        return found
    row = snapshot.get(PartnerPlan, name)
    if row is None or (isinstance(row, PartnerPlan) and row.kind not in {None, kind}):
        return found
    return Objection("plan_withdrawn" if isinstance(row, Withdrawn) else "price_not_stated", (row,), name)


def on_sale(snapshot: Snapshot, kind: str) -> tuple[Plan, ...]:
    """Every plan of a kind of mailbox that is still sold; one whose price nobody has told yet is not refused for it."""
    return tuple(
        row for row in plans_of(snapshot, kind) if not isinstance(snapshot.get(Price, "plan", row.plan), Withdrawn)
    )


def changes_to(snapshot: Snapshot, kind: str, plan: str) -> Mapping[str, PlanChange]:
    """What a plan of a kind can be changed for, by its name: plans that are still sold."""
    sold = {row.plan for row in on_sale(snapshot, kind)}
    rows = (row for row in snapshot.rows(PlanChange) if (row.kind, row.from_plan) == (kind, plan))
    return {row.to_plan: row for row in rows if row.to_plan in sold}


def plans_of(snapshot: Snapshot, kind: str) -> tuple[Plan, ...]:
    """Every plan of a kind of mailbox."""
    return tuple(row for row in snapshot.rows(Plan) if row.kind == kind)


def check_route(snapshot: Snapshot, kind: str, code: RefusalCode, remedy: RemedyCode) -> Objection | None:
    """Why a kind of mailbox is not to be had in the customer area, in words of the policy's own."""
    route = snapshot.row(Route, kind)
    return None if route.renewed_in == HERE else Objection(code, (route,), remedies=(remedy,))


def not_sold(snapshot: Snapshot, name: str) -> Objection | None:
    """Why a plan that is known has no price: ``plan_not_sold`` any more, or ``price_not_stated`` in this book."""
    price = snapshot.find(Price, "plan", name)
    return unsold(price, "plan_not_sold", name) if isinstance(price, Withdrawn) else None


def unsold(price: Withdrawn, code: RefusalCode, wanted: Any = None) -> Objection:
    """Why something without a price is not to be had: nobody says what it costs, or it is not sold, by a code."""
    return Objection("price_not_stated" if price.not_stated else code, (price,), wanted)
