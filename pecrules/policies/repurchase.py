"""Buying the name of a deleted mailbox again: what it costs, what comes of it, or why it cannot be.

Tables: ``termination.repurchase``, ``lifecycle`` (states, grace, activation), ``plans``, ``pricing``, ``renewal``,
``payments``, ``holders`` and the ``interpretations`` it names. Sources: R4.4, R4.6; F2.10 to F2.14, F8.17.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from pecrules.base.errors import nearest
from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps, none
from pecrules.domain.first_order import FirstOrder, FirstOrderView, PlanChoice, order_objections, quote_of
from pecrules.domain.holders import same_holder
from pecrules.domain.life import Lifecycle, StatePeriod
from pecrules.domain.misuse import takes
from pecrules.domain.orderable import Orderable
from pecrules.domain.ordering import amounts_of
from pecrules.domain.plans import check_route
from pecrules.domain.provenance import Cited, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.state_rights import StateRights
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect, Stamp
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.requests import PurchaseRequest
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.termination import Repurchase
from pecrules.rulebook.ruleset import Ruleset, Snapshot


def quote_repurchase(
    mailbox: Mailbox, request: PurchaseRequest, *, rules: Ruleset, on: date
) -> Quote | Refusal[PurchaseRequest]:
    """What buying a deleted mailbox's name again costs; the mailbox then starts empty.

    Args:
        mailbox: The mailbox that was deleted or withdrawn, with the holder it was registered for.
        request: As for a first order of one mailbox; ``holder`` is who asks, ``through`` how.
        rules: The rules to ask.
        on: The day of the order, a civil date of Europe/Rome.

    Returns:
        A ``Quote`` as for a first order, with the effect ``starts_empty``. Or a ``Refusal`` as for a first order, or
        ``not_deleted``, ``not_same_holder``, ``another_address``, ``another_kind``, ``not_this_way``,
        ``plan_must_stay``.

    Raises:
        NoRuleInForce: the tables say nothing yet about a plan, a price, a term or a rate on that day.
        CalendarError: the new expiry, or the end of the grace there was, would lie beyond the year 9999.

    Source:
        R4.4, R4.6; F2.10 to F2.14, F8.17.

    >>> from pecrules import Holder, Mailbox, PurchaseRequest, load_rules
    >>> mario = Holder(subject="natural_person", tax_code="RSSMRA80A01H501U")
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2026, 3, 30), holder=mario)
    >>> order = PurchaseRequest(address="mario.rossi@pec.it", plan="pro", years=1, holder=mario)
    >>> quote = quote_repurchase(box, order, rules=load_rules(), on=date(2027, 1, 10))
    >>> str(quote.gross), [effect.code for effect in quote.effects]
    ('36.48', ['starts_empty', 'activation'])
    """
    return _REPURCHASE.ask(mailbox, request, rules, on)


def _look_up(
    view: _View, mailbox: Mailbox, request: PurchaseRequest, rules: Ruleset, on: date
) -> FirstOrder | Objection:
    rule = view.snapshot.row(Repurchase, mailbox.kind)
    deleted = _DELETION.ask_surely(mailbox, None, rules, on)
    if isinstance(deleted, Objection):
        return deleted
    precondition = _precondition(view, rule, mailbox, request)
    if precondition is not None:
        return precondition
    same = request
    if (request.address, request.kind) != (mailbox.address, mailbox.kind):
        same = changed(request, {"address": mailbox.address, "kind": mailbox.kind})
    choice = _choice(view, rule, mailbox, same)
    rows = (*deleted, rule, *((view.same_holder,) if rule.holder_test == "same_holder" else ()))
    empty = Cited(Effect("starts_empty", rule.ref), (rule,))
    prices = view.price_day.prices(rules, request.paid_on)
    found = _name_objections(rule, mailbox, request)
    return FirstOrder(view, same, amounts_of(same), request.holder, on, prices, choice, found, rows, (empty,))


# -- whether the name is free -----------------------------------------------------------------------------------------


class _Gone(NamedTuple):
    """A mailbox that may have been deleted, in its state, by the rules that it had."""

    view: _View
    mailbox: Mailbox
    period: StatePeriod


def _look_up_deletion(view: _View, mailbox: Mailbox, _: None, __: Ruleset, on: date) -> _Gone:
    return _Gone(view, mailbox, view.lifecycle.period(mailbox, on))


def _answer_deletion(case: _Gone, _: Stamp) -> tuple[Row, ...] | Objection:
    """The rows of the state that lets the name be bought again, or why it does not."""
    view, mailbox, period = case
    state = view.rights.state(period.state)
    rows = (state, *period.rows)
    if state.may_repurchase:
        return rows
    renewable = period.state == "expired" and view.rights.renewal_right(mailbox.kind, period.state).may_renew
    ways = view.orderable.ways_out(mailbox, renew=renewable)
    return Objection("not_deleted", (*rows, *ways.rows), period.state, remedies=ways.value)


def _precondition(view: _View, rule: Repurchase, mailbox: Mailbox, request: PurchaseRequest) -> Objection | None:
    """Why nobody, or not this holder, can buy the name here, whatever else is asked."""
    route = check_route(view.snapshot, mailbox.kind, "sold_elsewhere", "buy_domain")
    if route is not None:
        return route._replace(rows=(*route.rows, rule))  # there too, by the rule for its kind
    if rule.holder_test == "anyone" or same_holder(mailbox.holder, request.holder, view.same_holder.choice):
        return None
    return Objection("not_same_holder", (rule, view.same_holder))


def _name_objections(rule: Repurchase, mailbox: Mailbox, request: PurchaseRequest) -> list[Objection | None]:
    """What speaks against a request for this very name; its plan is looked at elsewhere."""
    address, kind, rows = mailbox.address, mailbox.kind, (rule,)
    found: list[Objection | None] = []
    if request.address != address:
        found.append(Objection("another_address", rows, request.address, (address,), change=("address", address)))
    if request.kind != kind:
        found.append(Objection("another_kind", rows, request.kind, (kind,), change=("kind", kind)))
    if request.through not in rule.asked_through:
        near = nearest(request.through, rule.asked_through) or rule.asked_through[0]
        found.append(Objection("not_this_way", rows, request.through, rule.asked_through, change=("through", near)))
    if request.mailboxes != 1:  # a name is that of one mailbox
        found.append(Objection("order_size_beyond_limit", rows, request.mailboxes, (1, 1), change=("mailboxes", 1)))
    return found


def _choice(view: _View, rule: Repurchase, mailbox: Mailbox, request: PurchaseRequest) -> PlanChoice:
    """The plan asked for, or the one there was where it must stay; if that one is gone, no other will do."""
    if rule.plan_choice == "any_plan":
        return view.choice(request)
    plan, objection = view.choice(changed(request, {"plan": mailbox.plan}))
    if objection is not None:
        return PlanChoice(None, objection._replace(allowed=(), change=None))
    stay = Objection("plan_must_stay", (rule,), request.plan, (mailbox.plan,), change=("plan", mailbox.plan))
    return PlanChoice(plan, None if request.plan == mailbox.plan else stay)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View(FirstOrderView):
    """What buying a deleted name again needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Repurchase, *Lifecycle.READS, *StateRights.READS, *Orderable.READS, *FirstOrderView.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.lifecycle = Lifecycle(snapshot)
        self.orderable = Orderable(snapshot)
        self.rights = StateRights(snapshot)
        self.same_holder = interpretation(snapshot, "same_holder_check")


_REPURCHASE: Final = Steps(
    _View, _look_up, order_objections, quote_of, keeps_promises=False, takes=takes("quote_repurchase")
)
_DELETION: Final = Steps(_View, _look_up_deletion, none, _answer_deletion)
