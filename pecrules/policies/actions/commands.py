"""The commands of a channel, and the words of ``channels.commands.conditions``: what each waits for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from pecrules.domain.provenance import because
from pecrules.domain.space import ARCHIVE, INBOX
from pecrules.model.codes import ConditionCode
from pecrules.model.outcomes.channels import Action
from pecrules.model.outcomes.common import Because
from pecrules.policies.actions.context import Case
from pecrules.rulebook.rows import Command, PlanChangeRule, Row

_PLACES: Final = ("header", "menu", "mailbox", "order", "form", "message", "guide")  # from the top of the page down


def actions_of(case: Case) -> tuple[Action, ...]:
    """Every command of the channel; one of an order once for each."""
    commands = case.view.commands.get(case.name, ())
    placed = {place: [row for row in commands if row.place == place] for place in _PLACES}
    of_orders = [case._replace(order=order) for order in case.orders]
    return tuple(
        _action(row, one)
        for place, rows in placed.items()
        for one in (of_orders if place == "order" else (case,))
        for row in rows
    )


def _action(row: Command, case: Case) -> Action:
    verdicts: dict[ConditionCode, _Verdict] = {word: CONDITIONS[word](case) for word in row.conditions}
    failing: tuple[ConditionCode, ...] = tuple(word for word, verdict in verdicts.items() if not verdict.holds)
    return Action(
        command=row.command,
        place=row.place,
        order=case.order.number if case.order else None,
        shown=row.otherwise if failing else "shown",
        why_not=failing,
        needs_confirmation=row.needs_confirmation,
        event=row.event,
        path=row.path,
        row=row.ref,
        because=tuple(dict.fromkeys(sum([verdict.because for verdict in verdicts.values()], (row.ref,)))),
    )


class _Verdict(NamedTuple):
    """Whether a condition holds, and the rows that decide it, by name."""

    holds: bool
    because: Because


def _may_renew(case: Case) -> _Verdict:
    return _Verdict(case.status.may_renew, case.status.because)


def _manual_renewal_allowed(case: Case) -> _Verdict:
    """Nothing is under way that the rules of the day let nobody renew beside: an open order, automatic renewal."""
    pending, automatic = case.view.while_pending, case.view.rule_if_auto_renew
    bars = [row for row, there in ((pending, case.pending), (automatic, case.mailbox.auto_renew)) if there]
    against = [row for row in bars if not row.allowed]
    return _Verdict(not against, because((*(against or (pending, automatic)), *case.why_pending)))


def _may_buy_space(case: Case) -> _Verdict:
    return _Verdict(case.status.may_buy_space, case.status.because)


def _inbox_can_grow(case: Case) -> _Verdict:
    return _grows(case, INBOX, case.plan.addable_inbox_gb if case.plan else 0, case.mailbox.extra_inbox_gb)


def _plan_has_archive(case: Case) -> _Verdict:
    return _grows(case, ARCHIVE, case.plan.addable_archive_gb if case.plan else 0, case.mailbox.extra_archive_gb)


def _grows(case: Case, item: str, addable: int | None, had: int) -> _Verdict:
    """Whether one more GB is sold, and still within the plan's most."""
    ended = case.view.ended.get(item)
    if ended is not None:
        return _Verdict(False, because((ended,)))
    return _Verdict(addable is None or max(had, 0) < addable, because(case.plan_rows))


def _may_change_plan(case: Case) -> _Verdict:
    return _Verdict(case.status.may_change_plan, case.status.because)


def _plan_change_allowed(case: Case) -> _Verdict:
    """Nothing is under way that the plan cannot be changed beside; automatic renewal may be, where a row says so."""
    pending, rule = case.view.while_pending, case.view.snapshot.row(PlanChangeRule, case.mailbox.kind)
    against: list[Row] = [pending] if case.pending and not pending.allowed else []
    against += [rule] if case.mailbox.auto_renew and rule.automatic == "must_be_off" else []
    return _Verdict(not against, because((*(against or (pending, rule)), *case.why_pending)))


def _may_repurchase(case: Case) -> _Verdict:
    return _Verdict(case.status.may_repurchase, case.status.because)


def _order_awaiting_payment(case: Case) -> _Verdict:
    """The order of the command waits to be paid; for a command of no order, any does."""
    orders = (case.order,) if case.order else case.orders
    states = case.view.order_states
    rows = (row for order in orders for row in (states.row(case.state_of(order)), *states.why(order)))
    return _Verdict(any(order in case.waiting for order in orders), because(rows))


def _mailbox_active(case: Case) -> _Verdict:
    """An expiring mailbox is an active one, seen near its end."""
    return _Verdict(case.state.state == "active" or case.state.rights == "as_active", case.status.because)


def _webmail_accessible(case: Case) -> _Verdict:
    return _Verdict(case.mailbox.accessible and "webmail" in case.status.visible_in, case.status.because)


def _kind_mailbox(case: Case) -> _Verdict:
    return _Verdict(case.mailbox.kind == "mailbox", because(case.view.route(case.mailbox)))


def _kind_domain(case: Case) -> _Verdict:
    return _Verdict(case.mailbox.kind == "domain", because(case.view.route(case.mailbox)))


def _logs_in_panel(case: Case) -> _Verdict:
    return _Verdict(case.status.logs == "panel", case.status.because)


def _logs_by_request(case: Case) -> _Verdict:
    return _Verdict(case.status.logs == "support_request", case.status.because)


CONDITIONS: Final[dict[ConditionCode, Callable[[Case], _Verdict]]] = {
    "may_renew": _may_renew,
    "manual_renewal_allowed": _manual_renewal_allowed,
    "may_buy_space": _may_buy_space,
    "inbox_can_grow": _inbox_can_grow,
    "plan_has_archive": _plan_has_archive,
    "may_change_plan": _may_change_plan,
    "plan_change_allowed": _plan_change_allowed,
    "may_repurchase": _may_repurchase,
    "order_awaiting_payment": _order_awaiting_payment,
    "mailbox_active": _mailbox_active,
    "webmail_accessible": _webmail_accessible,
    "kind_mailbox": _kind_mailbox,
    "kind_domain": _kind_domain,
    "logs_in_panel": _logs_in_panel,
    "logs_by_request": _logs_by_request,
}
"""What a command may wait for, by the words of ``channels.commands``."""
