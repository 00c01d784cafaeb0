"""The order of a mailbox that is not there: which plan it can have, what speaks against it, what it costs and brings.

Shared by the policies that sell a new mailbox, or the name of a deleted one. Tables: ``plans`` (plans, space),
``pricing``, ``renewal`` (terms, routes, what the first term counts from), ``lifecycle.activation``, ``payments``,
``holders`` and the ``interpretations`` they name. Sources: R1.5, R1.13 to R1.20, R2.11, R2.19; F5.03 to F5.06, F5.21.

There is no expiry yet: where the prices of that day count (``price_day``), such an order pays those of its own day, as
where nobody says when it is paid. And the order is itself the promotion of its product.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from pecrules.base.errors import nearest
from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.activation import activation
from pecrules.domain.charges import Several
from pecrules.domain.expiry import FirstTerm
from pecrules.domain.ordering import DEAL_BYTES, Deal, OrderFacts, Ordering
from pecrules.domain.plans import not_sold, plan_of, plans_of
from pecrules.domain.provenance import Cited
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import TermAmounts
from pecrules.domain.space import Allowances
from pecrules.model.mailboxes import Holder
from pecrules.model.outcomes.common import Effect, Stamp
from pecrules.model.outcomes.quotes import Charges, Quote
from pecrules.model.requests import PurchaseRequest
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.lifecycle import Activation
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.rows.renewal import Route
from pecrules.rulebook.ruleset import Snapshot


class FirstOrder(NamedTuple):
    """An order, and what is known of it before the money is looked at.

    Attributes:
        view: The tables.
        request: What is asked for.
        amounts: How long a term of it, with how much extra space.
        holder: For whom.
        on: The day of the order.
        prices: The tables whose prices count.
        choice: The plan.
        found: What speaks against the rest of what is bought, beside term, space and way to pay.
        rows: The rows behind what is bought.
        effects: What comes of it, whatever is paid.
    """

    view: FirstOrderView
    request: PurchaseRequest
    amounts: TermAmounts
    holder: Holder | None
    on: date
    prices: Snapshot
    choice: PlanChoice
    found: Sequence[Objection | None]
    rows: tuple[Row, ...]
    effects: tuple[Cited[Effect], ...] = ()


class PlanChoice(NamedTuple):
    """The plan asked for, or the one nearest to it that is on sale; what speaks against the one asked for."""

    plan: Plan | None
    objection: Objection | None = None


class FirstOrderView(Ordering):
    """What the order of a mailbox that is not there needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Activation, Route, *FirstTerm.READS, *Allowances.READS, *Ordering.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.first_term: FirstTerm = FirstTerm(snapshot)
        self.allowances: Allowances = Allowances(snapshot)
        self.deals: Memo[tuple[Any, ...], Deal] = Memo(budget=snapshot.answers, weight=DEAL_BYTES)

    def choice(self, request: PurchaseRequest) -> PlanChoice:
        """The plan asked for if it is on sale, else the one that is spelled most like it."""
        snapshot = self.snapshot
        found = plan_of(snapshot, request.kind, request.plan)
        objection = found if isinstance(found, Objection) else not_sold(snapshot, request.plan)
        if isinstance(found, Plan) and objection is None:
            return PlanChoice(found)
        assert objection is not None
        priced = {row.plan for row in snapshot.rows(Price) if row.item == "plan"}
        on_sale = {row.plan: row for row in plans_of(snapshot, request.kind) if row.plan in priced}
        near = nearest(request.plan, on_sale)
        change = None if near is None else ("plan", near)
        return PlanChoice(on_sale.get(near or ""), objection._replace(allowed=tuple(on_sale), change=change))

    def activation(self, kind: str) -> list[Cited[Effect]]:
        """How long activation takes in the area where the kind is bought, as far as the tables say."""
        area = self.snapshot.row(Route, kind).renewed_in
        rows = [row for row in self.snapshot.rows(Activation) if (row.kind, row.channel) == (kind, area)]
        return [activation(row) for row in rows]


def order_objections(case: FirstOrder) -> Sequence[Objection]:
    """Everything that is not offered; without any plan nothing can be said about space."""
    view, request, plan = case.view, case.request, case.choice.plan
    amounts, space = case.amounts, view.allowances.of(plan) if plan else None
    found = (
        *case.found,
        case.choice.objection,
        *view.offering.objections(*amounts, space, product=request.promo, order=request.promo),
        view.paying.method_objection(request.method),
        view.unpriced(case.prices, plan.plan if plan else None, amounts),
    )
    return [each for each in found if each is not None]


def quote_of(case: FirstOrder, stamp: Stamp) -> Quote:
    """What an order that nothing speaks against costs, and until when it is paid if it is activated today."""
    plan = case.choice.plan
    assert plan is not None  # else something would speak against it
    term = case.view.first_term.term(case.on, case.request.years)
    return Quote(_charges(case, plan), None, term.expiry, stamp, term.anchor)


def _charges(case: FirstOrder, plan: Plan) -> Charges:
    view, request = case.view, case.request
    facts = view.facts(request, case.amounts, case.holder, case.prices, promo=request.promo)
    alike = _alike(case, plan, facts)
    deal = view.deals.get(alike) or view.deals.keep(alike, _deal(case, plan, facts))
    return view.paying.charge(Several(deal.tariff, request.mailboxes), case.amounts, deal.rate, deal.grounds)


def _alike(case: FirstOrder, plan: Plan, facts: OrderFacts) -> tuple[Any, ...]:
    """All that the reasons for an order depend on; two that are equal share them."""
    view, request = case.view, case.request
    bought = tuple([(row.ref, row.doubts) for row in case.rows])
    first_term = tuple([row.ref for row in view.first_term.rows(case.on)])
    return request.kind, plan.plan, facts, request.paid_on is not None, bought, first_term


def _deal(case: FirstOrder, plan: Plan, facts: OrderFacts) -> Deal:
    """What orders share that are alike."""
    view, pays_later = case.view, case.request.paid_on is not None
    last = (*((view.price_day.row,) if pays_later else ()), *case.rows, *view.first_term.rows(case.on))
    effects = (*case.effects, *view.paid(facts), *view.activation(case.request.kind))
    space = view.allowances.of(plan)
    return view.deal(facts, plan.plan, space, case.prices, rows=((plan,), last), effects=effects)
