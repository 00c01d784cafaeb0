"""A renewal that changes the plan: what it costs, what becomes of space and messages, or why it cannot be.

Tables: ``plans`` (plans, which change into which and what that does to the data, whether a kind changes at all),
``renewal`` (terms, advice, routes, pending orders, what the new term counts from), ``pricing``, ``lifecycle``,
``payments``, ``holders`` and the ``interpretations`` it names. Sources: seed 001 (R1.11 to R1.13), seed 004 (R4.12),
F5.07 to F5.16.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Final

from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps
from pecrules.domain.beside import UnderWay
from pecrules.domain.life import GONE, StatePeriod
from pecrules.domain.misuse import takes
from pecrules.domain.new_plan import NewPlan, NewPlans, NewSpace
from pecrules.domain.orderable import Orderable
from pecrules.domain.ordering import DEAL_BYTES, Deal, amounts_of
from pecrules.domain.plans import check_route, own_plan_of
from pecrules.domain.refusing import Objection
from pecrules.domain.renewal_order import RenewalFacts, RenewalView
from pecrules.domain.sale_terms import TermAmounts
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.quotes import Charges, Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.plan_changes import PlanChangeRequest
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.plans import Plan, PlanChangeRule
from pecrules.rulebook.rows.renewal import Route
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_OPEN_BYTES: Final = 400


def quote_plan_change(
    mailbox: Mailbox, request: PlanChangeRequest, *, rules: Ruleset, on: date
) -> Quote | Refusal[PlanChangeRequest]:
    """What renewing a mailbox with another plan costs, until when it is then paid, and what becomes of its data.

    Args:
        mailbox: The mailbox as it is on the day; how much of it is occupied, where that is known.
        request: The plan wanted, the new term in whole years, extra space in whole GB on top of the new plan's, how it
            is paid.
        rules: The rules to ask.
        on: The day of the order, a civil date of Europe/Rome.

    Returns:
        A ``Quote`` as for a renewal, whose effects also say what the inbox and the archive become, which functions come
        and go, and whether the occupied space must still be checked. Or a ``Refusal`` with the rows behind it and the
        nearest request that would be accepted.

    Raises:
        NoRuleInForce: the tables say nothing yet about a plan, a price, a term or a rate on that day.
        CalendarError: a day that counts would lie beyond the year 9999.

    Source:
        R1.11, R1.12, R1.13, R4.12; F5.03 to F5.16.

    >>> from pecrules import Mailbox, PlanChangeRequest, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="pro", expiry=date(2027, 3, 30), inbox_bytes=900_000_000)
    >>> request = PlanChangeRequest(plan="standard", years=1)
    >>> quote = quote_plan_change(box, request, rules=load_rules(), on=date(2027, 1, 10))
    >>> str(quote.gross), str(quote.new_expiry), [effect.code for effect in quote.effects][:3]
    ('12.08', '2028-03-30', ['plan_becomes', 'inbox_becomes', 'archive_deleted'])
    """
    return _PLAN_CHANGE.ask(mailbox, request, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """A renewal with another plan, and what is looked up for it.

    Attributes:
        view: The tables.
        stage: The mailbox in its state.
        amounts: How long a term is asked for, with how much extra space.
        facts: The renewal that it is.
        prices: The tables whose prices count.
        new: The plan asked for, in place of its own.
        rows: The rows by which the plan may be changed at all.
        spaces: The new plan's, with as much extra space as is offered.
        deal: What such orders share, if one was asked about before.
        found: What speaks against plan, term, extra space and way to pay.
    """

    view: _View
    stage: _Stage
    amounts: TermAmounts
    facts: RenewalFacts
    prices: Snapshot
    new: NewPlan
    rows: tuple[Row, ...]
    spaces: tuple[NewSpace, ...]
    deal: Deal | None
    found: Sequence[Objection]


class _Stage(NamedTuple):
    """A mailbox on a day, with what it still has, its state, and whether add-ons of it have ended."""

    period: StatePeriod
    mailbox: Mailbox
    on: date
    addons_ended: bool

    @property
    def late(self) -> bool:
        """Whether it has expired."""
        return self.period.state == "expired"


def _look_up(view: _View, mailbox: Mailbox, request: PlanChangeRequest, rules: Ruleset, on: date) -> _Case | Objection:
    had, mailbox = mailbox, view.lifecycle.days.holding(mailbox, on)
    stage = _Stage(view.lifecycle.period(mailbox, on), mailbox, on, had is not mailbox)
    rows = _open(view, stage)
    if isinstance(rows, Objection):
        return rows
    new = view.plans.of[mailbox.kind, mailbox.plan, request.plan]
    if isinstance(new, Objection):
        return new
    against = _same_plan(view, mailbox, new.plan) if new.plan.plan == mailbox.plan else new.against
    if against is not None:
        return against
    prices, amounts = view.price_day.prices(rules, request.paid_on, mailbox), amounts_of(request)
    facts, spaces = _facts(view, stage, request, amounts, prices), new.spaces(mailbox, request)
    deal = view.deals.get(_known_by(new, stage, facts, spaces))
    if deal and deal.offers(*amounts):
        return _Case(view, stage, amounts, facts, prices, new, rows, spaces, deal, new.unknown)
    found = view.objections(facts, new.plan.plan, new.allowance, prices, amounts)
    if found:
        offered = changed(request, dict(each.change for each in found if each.change))
        spaces = new.spaces(mailbox, offered)
    return _Case(view, stage, amounts, facts, prices, new, rows, spaces, None, [*new.unknown, *found])


def _objections(case: _Case) -> Sequence[Objection]:
    """What is not offered, and what the new plan will not hold."""
    return [*case.found, *case.new.overflows(case.spaces)]


def _answer(case: _Case, stamp: Stamp) -> Quote:
    view, stage = case.view, case.stage
    start = view.counting.start(stage.mailbox.expiry, stage.on, stage.late)
    term = view.counting.term(stage.mailbox, start, case.amounts.years)
    last_days = case.facts.standing.last_days
    return Quote.of(_charges(case), stage.mailbox, term.expiry, stamp, term.anchor, last_days)


# -- whether this mailbox changes at all ------------------------------------------------------------------------------


def _open(view: _View, stage: _Stage) -> tuple[Row, ...] | Objection:
    """The rows by which a mailbox may change its plan today, which hang on few facts; or why not, whatever is asked."""
    mailbox, state = stage.mailbox, stage.period.state
    facts = (mailbox.kind, mailbox.plan, state, UnderWay.for_mailbox(mailbox))
    known = view.open.get(facts)
    if known is not None:
        return known
    precondition = _precondition(view, stage)
    if precondition is not None:
        return precondition
    right = view.orderable.change_right(mailbox.kind, mailbox.plan, view.rights.listing(state))
    return view.open.keep(facts, (view.snapshot.row(PlanChangeRule, mailbox.kind), *right.rows))


def _precondition(view: _View, stage: _Stage) -> Objection | None:
    """Why this mailbox cannot change its plan today, whatever is asked."""
    mailbox = stage.mailbox
    rule = view.snapshot.row(PlanChangeRule, mailbox.kind)
    gone = _state_objection(view, stage) if stage.period.state in GONE else None
    if gone is not None:
        return gone
    if not rule.allowed or rule.made_with != "renewal_order":
        return Objection("plan_change_not_offered", (rule,))
    plan = own_plan_of(view.snapshot, mailbox.kind, mailbox.plan)
    if isinstance(plan, Objection) and plan.code == "plan_unknown":
        return plan
    route = check_route(view.snapshot, mailbox.kind, "renewed_elsewhere", "renew_domain")
    return route or _state_objection(view, stage) or _order_objection(view, mailbox, rule)


def _state_objection(view: _View, stage: _Stage) -> Objection | None:
    """Why the state is none to change in: a change is a renewal, so both must be allowed."""
    state = view.rights.listing(stage.period.state)
    may_renew = view.rights.renewal_right(stage.mailbox.kind, stage.period.state).may_renew
    right = view.orderable.change_right(stage.mailbox.kind, stage.mailbox.plan, state)
    if right.value and may_renew:
        return None
    renew = stage.late and may_renew
    ways = view.orderable.ways_out(stage.mailbox, renew=renew, repurchase=state.may_repurchase)
    return Objection(stage.period.state, (*right.rows, *stage.period.rows, *ways.rows), remedies=ways.value)


def _order_objection(view: _View, mailbox: Mailbox, rule: PlanChangeRule) -> Objection | None:
    """Why it cannot be beside what is under way, or with automatic renewal where that must be off."""
    against = view.beside.objection(UnderWay.for_mailbox(mailbox)._replace(automatic_on=False))
    if against is not None:
        return against
    if mailbox.auto_renew and rule.automatic == "must_be_off":
        return Objection("automatic_renewal_on", (rule,), remedies=("switch_off_automatic_renewal",))
    return None


def _same_plan(view: _View, mailbox: Mailbox, plan: Plan) -> Objection:
    """Why a mailbox does not change to the plan that it has."""
    ways = view.orderable.ways_out(mailbox, renew=True)
    return Objection("same_plan", (plan, *ways.rows), plan.plan, remedies=ways.value)


# -- what it costs and what comes of it -------------------------------------------------------------------------------


def _charges(case: _Case) -> Charges:
    """What is paid, what follows and why, for a question that nothing speaks against."""
    deal = case.deal or _deal(case)
    effects = (*case.new.effects(case.spaces), *deal.grounds.effects)
    return case.view.paying.charge(deal.tariff, case.amounts, deal.rate, deal.grounds._replace(effects=effects))


def _deal(case: _Case) -> Deal:
    """What orders of the same facts share, remembered: all but how much space there will be."""
    view, stage, new = case.view, case.stage, case.new
    assert new.row is not None  # else it would be refused
    old = (new.old,) if new.old else ()
    rows = (*case.rows, new.row, new.plan, *old, *(row for space in case.spaces for row in space.rows))
    deal = view.renewal(case.facts, new.plan.plan, new.allowance, case.prices, rows, stage.period.rows)
    return view.deals.keep(_known_by(new, stage, case.facts, case.spaces), deal)


def _known_by(new: NewPlan, stage: _Stage, facts: RenewalFacts, spaces: tuple[NewSpace, ...]) -> tuple[Any, ...]:
    """All that the reasons for a change hang on."""
    under_way, period = UnderWay.for_mailbox(stage.mailbox), stage.period
    refs = [row.ref for rows in (period.rows, *[space.rows for space in spaces]) for row in rows]
    return (*new.names, *facts, period.state, under_way, *refs)


def _facts(
    view: _View, stage: _Stage, request: PlanChangeRequest, amounts: TermAmounts, prices: Snapshot
) -> RenewalFacts:
    """The renewal that a change of plan is; whether automatic renewal may be on, the rule of changes says."""
    mailbox = stage.mailbox
    standing = view.standing_of(
        mailbox, request, stage.on, automatic=False, late=stage.late, addons_ended=stage.addons_ended
    )
    order = view.facts(request, amounts, mailbox.holder, prices, promo=mailbox.promo)
    more_space = amounts.inbox_gb > mailbox.extra_inbox_gb or amounts.archive_gb > mailbox.extra_archive_gb
    return RenewalFacts(order, more_space, standing)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View(RenewalView):
    """What a change of plan needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        PlanChangeRule, Route, *NewPlans.READS, *Orderable.READS, *RenewalView.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.orderable = Orderable(snapshot)
        self.plans = NewPlans(snapshot)
        budget = snapshot.answers
        self.open: Memo[tuple[Any, ...], tuple[Row, ...]] = Memo(budget=budget, weight=_OPEN_BYTES)
        self.deals: Memo[tuple[Any, ...], Deal] = Memo(budget=budget, weight=DEAL_BYTES)


_PLAN_CHANGE: Final = Steps(_View, _look_up, _objections, _answer, takes=takes("quote_plan_change"))
