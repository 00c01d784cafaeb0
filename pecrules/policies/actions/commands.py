"""The commands of a channel, and the words of ``channels.commands.conditions``: what each waits for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Final

from pecrules.base.tuples import NamedTuple
from pecrules.domain.order_states import CARRIED_OUT
from pecrules.domain.provenance import Cited, because
from pecrules.domain.space import ARCHIVE, CONSERVAZIONE, INBOX
from pecrules.model.codes import ConditionCode
from pecrules.model.outcomes.channels import Action
from pecrules.model.outcomes.common import Because
from pecrules.policies.actions.context import Case, OfOrder, OrderFacts
from pecrules.rulebook.rows import Command, State


def actions_of(case: Case) -> tuple[OfOrder[Action], ...]:
    """Every command of the channel; one of an order once for each, worked out once for all that are alike."""
    commands = case.view.commands.get(case.facts.channel, ())
    orders: list[tuple[OrderFacts | None, int | None]] = [(each, at) for at, each in enumerate(case.facts.orders)]
    verdicts = {order: _Verdicts(case._replace(order=order)) for order in (None, *case.facts.orders)}
    made = {
        (place, order): [_action(row, of) for row in rows]
        for place, rows in commands
        for order, of in verdicts.items()
        if (place == "order") == (order is not None)
    }
    return tuple(
        OfOrder(action, at)
        for place, _ in commands
        for order, at in (orders if place == "order" else ((None, None),))
        for action in made[place, order]
    )


def _action(row: Command, verdicts_of: _Verdicts) -> Action:
    verdicts: dict[ConditionCode, _Verdict] = {word: verdicts_of[word] for word in row.conditions}
    failing: tuple[ConditionCode, ...] = tuple(word for word, verdict in verdicts.items() if not verdict.holds)
    return Action(
        command=row.command,
        place=row.place,
        order=None,  # which one, only its own page says
        shown=row.otherwise if failing else "shown",
        why_not=failing,
        needs_confirmation=row.needs_confirmation,
        event=row.event,
        path=row.path,
        row=row.ref,
        because=tuple(dict.fromkeys(chain((row.ref,), *[verdict.because for verdict in verdicts.values()]))),
        needs_another_plan=not failing and _needs_another_plan(row, verdicts_of.case),
    )


def _needs_another_plan(row: Command, case: Case) -> bool:
    """Whether a command that renews is there for the sake of another plan alone: its own is not renewed any more."""
    renews = "may_renew" in row.conditions and "may_change_plan" not in row.conditions
    return renews and not case.view.orderable.renewal(case.facts.kind, case.facts.plan).value


class _Verdict(NamedTuple):
    """Whether a condition holds, and the rows that decide it, by name."""

    holds: bool
    because: Because


class _Verdicts(dict[ConditionCode, _Verdict]):
    """What is asked of a mailbox, or of an order, each once for all commands that wait for it."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case: Case = case

    def __missing__(self, word: ConditionCode) -> _Verdict:
        verdict = self[word] = CONDITIONS[word](self.case)
        return verdict


def _may_renew(case: Case) -> _Verdict:
    """The state lets it be renewed, with its plan or from the same cart with another; the rest is another condition."""
    facts = case.facts
    right = case.view.rights.renewal_right(facts.kind, facts.state)
    found = case.view.orderable.renewal(facts.kind, facts.plan)
    able = found.value or _may_change_plan(case).holds
    return _Verdict(right.may_renew is True and able, because((right, *found.rows)))


def _manual_renewal_allowed(case: Case) -> _Verdict:
    """Nothing is under way that the rules of the day let nobody renew beside: an open order, automatic renewal."""
    beside = case.view.orderable.beside
    found = beside.may_renew(case.facts.under_way)
    rows = (beside.pending, beside.automatic) if found.value else found.rows
    return _Verdict(found.value, because((*rows, *case.why_pending)))


def _may_buy_space(case: Case) -> _Verdict:
    return _Verdict(case.facts.may_buy_space, case.facts.because)


def _addons_left(case: Case) -> _Verdict:
    """Its state lets something be added, and something can be, or could be if anybody said what it costs."""
    facts, orderable, listing = case.facts, case.view.orderable, case.view.rights.listing(case.facts.state)
    kind, plan = facts.kind, facts.plan
    is_most = {INBOX: facts.most_inbox, ARCHIVE: facts.most_archive, CONSERVAZIONE: False}
    found = [orderable.addition(kind, plan, item, listing, is_most=most) for item, most in is_most.items()]
    lets = [item for item in is_most if orderable.lets_add(item, listing).value]
    left = any(each.value for each in found) or any(orderable.is_unpriced(kind, plan, item) for item in lets)
    rows = (row for each in found for row in each.rows)
    ending = orderable.beside.objection(facts.under_way.ending_alone())
    return _Verdict(left and ending is None, because(rows))


def _inbox_can_grow(case: Case) -> _Verdict:
    return _has_space_left(case, INBOX, is_most=case.facts.most_inbox)


def _plan_has_archive(case: Case) -> _Verdict:
    return _has_space_left(case, ARCHIVE, is_most=case.facts.most_archive)


def _plan_there(case: Case) -> _Verdict:
    """Its plan has not been taken away."""
    against = case.view.orderable.withdrawn(case.facts.kind, case.facts.plan)
    return _Verdict(against is None, because(against.rows) if against else ())


def _has_space_left(case: Case, item: str, *, is_most: bool) -> _Verdict:
    """Whether one more GB is sold, and still within the plan's most; that there is no plan is another condition.

    So is that nothing may be added; but where something may, in grace, that need not be this.
    """
    orderable, kind, plan = case.view.orderable, case.facts.kind, case.facts.plan
    if orderable.withdrawn(kind, plan) is not None:
        return _Verdict(True, ())
    lets = orderable.lets_add(item, case.view.rights.listing(case.facts.state))
    if case.facts.may_buy_space and not lets.value:
        return _Verdict(False, because(lets.rows))
    found = orderable.space_left(kind, plan, item, is_most=is_most)
    return _Verdict(found.value, because(found.rows))


def _may_change_plan(case: Case) -> _Verdict:
    """The state lets the plan be changed, and there is another; what is under way is another condition."""
    facts = case.facts
    right = case.view.orderable.change_right(facts.kind, facts.plan, case.view.rights.listing(facts.state))
    found = case.view.orderable.plan_change(facts.kind, facts.plan)
    return _Verdict(right.value and found.value, because((*right.rows, *found.rows)))


def _plan_change_allowed(case: Case) -> _Verdict:
    """Nothing is under way that the plan cannot be changed beside; automatic renewal may be, where a row says so."""
    rules = case.view.orderable
    found = rules.change_beside(case.facts.kind, case.facts.under_way)
    rows = (rules.beside.pending, *found.rows) if found.value else found.rows
    return _Verdict(found.value, because((*rows, *case.why_pending)))


def plan_may_change(case: Case) -> bool:
    """Whether the plan can be changed today."""
    return _may_change_plan(case).holds and _plan_change_allowed(case).holds


def _automatic_may_change(case: Case) -> _Verdict:
    """It can be switched off, or on where something could then be charged."""
    return _Verdict(case.facts.never_charged is None, case.facts.never_charged or ())


def _may_repurchase(case: Case) -> _Verdict:
    return _Verdict(case.facts.may_repurchase, case.facts.because)


def _order_may_be_paid(case: Case) -> _Verdict:
    """And what was ordered still comes about: nobody pays for a renewal of a mailbox that is gone meanwhile."""
    comes_about = {order: _comes_about(case, order) for order in _orders(case)}
    found = _order_may(case, lambda order, state: state.may_pay is True and comes_about[order].value)
    rows = (row for each in comes_about.values() for row in each.rows)
    return found._replace(because=(*found.because, *because(rows)))


def _comes_about(case: Case, order: OrderFacts) -> Cited[bool]:
    """Whether an event by which the order is carried out leads from the state of the mailbox that counts."""
    event = CARRIED_OUT.get(order.kind)
    if event is None:
        return Cited(True, ())
    listing = case.view.rights.listing(order.mailbox)
    steps = case.view.steps.get((event, listing.state), ())
    right = case.view.rights.renewal_right(case.facts.kind, order.mailbox)
    decides = (case.view.done.topics[event],) if order.mailbox != case.facts.state else ()
    in_grace = any(step.guard == "within_grace" for step in steps)
    led_there = bool(steps) and (right.may_renew is True or not in_grace)
    if not any(step.guard == "space_may_be_added" for step in steps):
        return Cited(led_there, (listing, *steps, *((right,) if in_grace else ()), *decides))
    lets = [case.view.orderable.lets_add(item, listing) for item in (INBOX, ARCHIVE, CONSERVAZIONE)]
    rows = (row for each in lets for row in each.rows)
    return Cited(any(each.value for each in lets), (listing, *steps, *rows, *decides))


def _order_may_be_cancelled(case: Case) -> _Verdict:
    return _order_may(case, lambda _, state: state.may_cancel is True)


def _orders(case: Case) -> tuple[OrderFacts, ...]:
    """The command's order; for a command of no order, all."""
    return (case.order,) if case.order else case.facts.orders


def _order_may(case: Case, allowed: Callable[[OrderFacts, State], bool]) -> _Verdict:
    """The state of the command's order allows it; for a command of no order, that of any does."""
    states = case.view.order_states
    now = {order: states.row(order.state) for order in _orders(case)}
    rows = (row for order, state in now.items() for row in (state, *states.why(order.recorded)))
    return _Verdict(any(allowed(order, state) for order, state in now.items()), because(rows))


def _mailbox_active(case: Case) -> _Verdict:
    """An expiring mailbox is an active one, seen near its end."""
    return _Verdict(case.state.state == "active" or case.state.rights == "as_active", case.facts.because)


def _webmail_accessible(case: Case) -> _Verdict:
    return _Verdict(case.facts.accessible and case.facts.may_read, case.facts.because)


def _mailbox_kept(case: Case) -> _Verdict:
    """Active, or expired and still there."""
    return _Verdict(_mailbox_active(case).holds or case.state.rights == "by_grace", case.facts.because)


def _renewed_with_domain(case: Case) -> _Verdict:
    """The state lets it be renewed, which is done for its domain."""
    right = case.view.rights.renewal_right(case.facts.kind, case.facts.state)
    return _Verdict(right.may_renew is True, because((right,)))


def _kind_mailbox(case: Case) -> _Verdict:
    return _Verdict(case.facts.kind == "mailbox", because(case.view.route(case.facts.kind)))


def _kind_domain(case: Case) -> _Verdict:
    return _Verdict(case.facts.kind == "domain", because(case.view.route(case.facts.kind)))


def _logs_in_panel(case: Case) -> _Verdict:
    return _Verdict(case.facts.logs == "panel", case.facts.because)


def _logs_by_request(case: Case) -> _Verdict:
    return _Verdict(case.facts.logs == "support_request", case.facts.because)


CONDITIONS: Final[dict[ConditionCode, Callable[[Case], _Verdict]]] = {
    "may_renew": _may_renew,
    "manual_renewal_allowed": _manual_renewal_allowed,
    "may_buy_space": _may_buy_space,
    "addons_left": _addons_left,
    "inbox_can_grow": _inbox_can_grow,
    "plan_has_archive": _plan_has_archive,
    "plan_there": _plan_there,
    "may_change_plan": _may_change_plan,
    "plan_change_allowed": _plan_change_allowed,
    "automatic_may_change": _automatic_may_change,
    "may_repurchase": _may_repurchase,
    "order_may_be_paid": _order_may_be_paid,
    "order_may_be_cancelled": _order_may_be_cancelled,
    "mailbox_active": _mailbox_active,
    "mailbox_kept": _mailbox_kept,
    "webmail_accessible": _webmail_accessible,
    "renewed_with_domain": _renewed_with_domain,
    "kind_mailbox": _kind_mailbox,
    "kind_domain": _kind_domain,
    "logs_in_panel": _logs_in_panel,
    "logs_by_request": _logs_by_request,
}
"""What a command may wait for, by the words of ``channels.commands``."""
