"""Which plans there are, and where a kind of mailbox is sold; shared by all that quote.

Tables: ``plans.plans``, ``pricing.prices``, ``renewal.routes``. Sources: R1.5, R1.13, R1.20.
"""

from __future__ import annotations

from typing import Final

from pecrules.base.errors import NoRuleInForce
from pecrules.domain.refusing import Reason
from pecrules.model.codes import RefusalCode, RemedyCode
from pecrules.rulebook.rows import Plan, Price, Route, Withdrawn
from pecrules.rulebook.ruleset import InForce

_HERE: Final = "customer_area"


def plan_of(in_force: InForce, kind: str, name: str) -> Plan | Reason:
    """The plan of a name, or why there is none: ``plan_unknown``, ``plan_withdrawn``.

    Raises:
        NoRuleInForce: the plan has not begun, or no plan of its kind has.

    >>> from datetime import date
    >>> from pecrules import load_rules
    >>> plan_of(load_rules().on(date(2027, 1, 10)), "mailbox", "gold").code
    'plan_unknown'
    """
    try:
        plan = in_force.find(Plan, kind, name)
    except NoRuleInForce as error:
        others = plans_of(in_force, kind)
        if error.first is not None or not others:
            raise
        return Reason("plan_unknown", others, name, tuple(row.plan for row in others))
    return Reason("plan_withdrawn", (plan,), name) if isinstance(plan, Withdrawn) else plan


def plans_of(in_force: InForce, kind: str) -> tuple[Plan, ...]:
    """Every plan of a kind of mailbox."""
    return tuple(row for row in in_force.rows(Plan) if row.kind == kind)


def elsewhere(in_force: InForce, kind: str, code: RefusalCode, remedy: RemedyCode) -> Reason | None:
    """Why a kind of mailbox is not to be had in the customer area, in words of the policy's own."""
    route = in_force.row(Route, kind)
    return None if route.renewed_in == _HERE else Reason(code, (route,), remedies=(remedy,))


def not_sold(in_force: InForce, name: str) -> Reason | None:
    """Why a plan that is known has no price any more: ``plan_not_sold``."""
    price = in_force.find(Price, "plan", name)
    return Reason("plan_not_sold", (price,), name) if isinstance(price, Withdrawn) else None
