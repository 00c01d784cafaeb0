"""The commands of a channel, and the words of ``channels.commands.conditions``: what each waits for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pecrules.domain.provenance import because
from pecrules.domain.space import ARCHIVE, INBOX
from pecrules.model.outcomes.channels import Action
from pecrules.model.outcomes.common import Because
from pecrules.policies.actions.context import Asked
from pecrules.rulebook.rows import Command, PlanChangeRule, Row

_PLACES: Final = ("header", "menu", "mailbox", "order", "form", "message", "guide")  # from the top of the page down


def actions_of(asked: Asked) -> tuple[Action, ...]:
    """Every command of the channel; one of an order once for each."""
    commands = asked.view.commands.get(asked.name, ())
    placed = {place: [row for row in commands if row.place == place] for place in _PLACES}
    return tuple(
        _action(row, asked._replace(order=order))
        for place, rows in placed.items()
        for order in (asked.orders if place == "order" else (None,))
        for row in rows
    )


def _action(row: Command, asked: Asked) -> Action:
    verdicts = {word: CONDITIONS[word](asked) for word in row.conditions}
    failing = tuple(word for word, (holds, _) in verdicts.items() if not holds)
    return Action(
        command=row.command,
        place=row.place,
        order=asked.order.number if asked.order else None,
        shown=row.otherwise if failing else "shown",
        why_not=failing,
        needs_confirmation=row.needs_confirmation,
        event=row.event,
        path=row.path,
        row=row.ref,
        because=tuple(dict.fromkeys((row.ref, *(ref for _, refs in verdicts.values() for ref in refs)))),
    )


_Verdict = tuple[bool, Because]
"""Whether a condition holds, and the rows that decide it."""


def _may_renew(asked: Asked) -> _Verdict:
    return asked.status.may_renew, asked.status.because


def _manual_renewal_allowed(asked: Asked) -> _Verdict:
    """Nothing is under way that the rules of the day let nobody renew beside: an open order, automatic renewal."""
    pending, automatic = asked.view.while_pending, asked.view.rule_if_auto_renew
    bars = [row for row, there in ((pending, asked.pending), (automatic, asked.mailbox.auto_renew)) if there]
    barred = [row for row in bars if not row.allowed]
    return not barred, because((*(barred or (pending, automatic)), *asked.why_pending))


def _may_buy_space(asked: Asked) -> _Verdict:
    return asked.status.may_buy_space, asked.status.because


def _inbox_can_grow(asked: Asked) -> _Verdict:
    plan = asked.plan
    room = (plan.inbox_growth, plan.inbox_gb, plan.max_inbox_gb) if plan else _NO_ROOM
    return _grows(asked, INBOX, room, asked.mailbox.extra_inbox_gb)


def _plan_has_archive(asked: Asked) -> _Verdict:
    plan = asked.plan
    room = (plan.archive_growth, plan.archive_gb, plan.max_archive_gb) if plan else _NO_ROOM
    return _grows(asked, ARCHIVE, room, asked.mailbox.extra_archive_gb)


_Room = tuple[str, int, int | None]
"""How an item grows, GB of the plan's own, and the most with them, where growth is limited."""

_NO_ROOM: Final[_Room] = ("fixed", 0, None)  # of a plan that the tables do not know


def _grows(asked: Asked, item: str, room: _Room, had: int) -> _Verdict:
    """Whether one more GB is sold, and still within the plan's most."""
    ended = asked.view.ended.get(item)
    if ended is not None:
        return False, because((ended,))
    growth, gb, most = room
    fits = growth == "limited" and most is not None and gb + max(had, 0) < most
    return growth == "unlimited" or fits, because(asked.plan_rows)


def _may_change_plan(asked: Asked) -> _Verdict:
    return asked.status.may_change_plan, asked.status.because


def _plan_change_allowed(asked: Asked) -> _Verdict:
    """Nothing is under way that the plan cannot be changed beside; automatic renewal may be, where a row says so."""
    pending, rule = asked.view.while_pending, asked.view.snapshot.row(PlanChangeRule, asked.mailbox.kind)
    barred: list[Row] = [pending] if asked.pending and not pending.allowed else []
    barred += [rule] if asked.mailbox.auto_renew and rule.automatic == "must_be_off" else []
    return not barred, because((*(barred or (pending, rule)), *asked.why_pending))


def _may_repurchase(asked: Asked) -> _Verdict:
    return asked.status.may_repurchase, asked.status.because


def _order_awaiting_payment(asked: Asked) -> _Verdict:
    """The order of the command waits to be paid; for a command of no order, any does."""
    orders = (asked.order,) if asked.order else asked.orders
    states = asked.view.order_states
    rows = (row for order in orders for row in (states.row(asked.state_of(order)), *states.why(order)))
    return any(order in asked.waiting for order in orders), because(rows)


def _mailbox_active(asked: Asked) -> _Verdict:
    """An expiring mailbox is an active one, seen near its end."""
    return asked.state.state == "active" or asked.state.rights == "as_active", asked.status.because


def _webmail_accessible(asked: Asked) -> _Verdict:
    return asked.mailbox.accessible and "webmail" in asked.status.visible_in, asked.status.because


def _kind_mailbox(asked: Asked) -> _Verdict:
    return asked.mailbox.kind == "mailbox", because(asked.view.route(asked.mailbox))


def _kind_domain(asked: Asked) -> _Verdict:
    return asked.mailbox.kind == "domain", because(asked.view.route(asked.mailbox))


def _logs_in_panel(asked: Asked) -> _Verdict:
    return asked.status.logs == "panel", asked.status.because


def _logs_by_request(asked: Asked) -> _Verdict:
    return asked.status.logs == "support_request", asked.status.because


CONDITIONS: Final[dict[str, Callable[[Asked], _Verdict]]] = {
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
