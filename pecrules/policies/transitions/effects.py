"""The effects of ``lifecycle.transitions``: what each makes of a mailbox or an order, and what an answer says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, TypedDict, Unpack, cast

from pecrules.domain.expiry import Term
from pecrules.domain.life import seen_as
from pecrules.model.codes import OrderState, TransitionEffect
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Holder, Mailbox
from pecrules.model.orders import Order
from pecrules.model.outcomes.common import Effect
from pecrules.policies.transitions.cases import Firing, StepResult, is_late, start_of
from pecrules.policies.transitions.requirements import method_of
from pecrules.rulebook.rows import Row


class MailboxPatch(TypedDict, total=False):
    """The facts of a mailbox that a step changes."""

    activated_on: date | None
    anchor: date | None
    activation_started_on: date | None
    archive_bytes: int | None
    auto_renew: bool
    expiry: date
    extra_archive_gb: int
    extra_inbox_gb: int
    holder: Holder | None
    inbox_bytes: int | None
    last_term_began_on: date | None
    last_term_years: int | None
    method: str | None
    method_valid: bool
    renewal_order_pending: bool
    suspended_on: date | None
    plan: str
    termination_day: date | None
    withdrawn_on: date | None


class OrderPatch(TypedDict, total=False):
    """The facts of an order that a step changes, beside its state."""

    day: date | None
    method: str | None
    paid_on: date | None
    registered_on: date | None


def apply_effects(firing: Firing) -> StepResult:
    """What comes of a step: each effect sees what those before it have changed, and all is changed at once."""
    return _of_mailbox(firing) if firing.case.order is None else _of_order(firing, firing.case.order)


def _of_order(firing: Firing, order: Order) -> StepResult:
    patch = OrderPatch()
    for word in firing.step.effects:
        if word in _ORDER_EFFECTS:
            patch.update(_ORDER_EFFECTS[word](order, patch, firing))
    state = firing.step.to_state
    return StepResult(state, None, changed(order, {**patch, "state": cast("OrderState", state)}), ())


def _of_mailbox(firing: Firing) -> StepResult:
    case, step = firing.case, firing.step
    before = case.mailbox
    assert before is not None
    patch = MailboxPatch()
    for word in step.effects:
        patch.update(EFFECTS[word](before, patch, firing))
    if step.to_state == "withdrawn":
        patch.update(_withdrawn(firing))
    mailbox = changed(before, patch)
    period = case.view.lifecycle.period(mailbox, case.on)
    state = seen_as(period.state)
    return StepResult(state, mailbox, None, period.rows if state != step.to_state else ())


# -- what each makes of a mailbox -------------------------------------------------------------------------------------


_MailboxEffect = Callable[[Mailbox, MailboxPatch, Firing], MailboxPatch]
"""Of a mailbox as it was, what the effects before have changed, and the step: what this one changes."""


def _nothing(_: Mailbox, __: MailboxPatch, ___: Firing) -> MailboxPatch:
    """An effect that no fact of a mailbox shows."""
    return {}


def _sets(**facts: Unpack[MailboxPatch]) -> _MailboxEffect:
    """An effect that is the same facts whatever the event."""
    return lambda _, __, ___: facts


def _withdrawn(firing: Firing) -> MailboxPatch:
    """It ends today, or ended with the day that was asked for."""
    period = firing.case.period
    ended = period.since if period and period.state == "withdrawn" else firing.case.on
    return {"withdrawn_on": ended}


def _by_method(mailbox: Mailbox, before: MailboxPatch, firing: Firing) -> MailboxPatch:
    """Switched on for the way it was paid, or left as it was; of a mailbox that is gone, nothing was on."""
    if firing.switch is not None:
        return {"auto_renew": True, "method": method_of(firing.case), "method_valid": True}
    gone = firing.case.view.state("mailbox", firing.before).may_repurchase
    return {"auto_renew": before.get("auto_renew", mailbox.auto_renew) and not gone}


def _activating(_: Mailbox, __: MailboxPatch, firing: Firing) -> MailboxPatch:
    """Its activation begins, and whatever had stopped or ended it is past; its expiry is the one to expect."""
    on = firing.case.on
    return {
        "activation_started_on": on,
        "activated_on": None,
        "withdrawn_on": None,
        "suspended_on": None,
        "termination_day": None,
        "renewal_order_pending": False,
        **_plan_changed(firing),
        **_term_begun(firing, _first_term(firing, paid=on)),
    }


def _usable(mailbox: Mailbox, before: MailboxPatch, firing: Firing) -> MailboxPatch:
    """It is activated; the term of its order now begins."""
    paid = before.get("activation_started_on", mailbox.activation_started_on)
    term = _first_term(firing, paid=paid)
    return {
        "activated_on": firing.case.on,
        "expiry": term.expiry,
        "anchor": term.anchor,
        "last_term_years": firing.years,
    }


def _first_term(firing: Firing, *, paid: date | None) -> Term:
    """The first term, if the mailbox is activated today."""
    return firing.case.view.first_term.term(firing.case.on, firing.years or 0, paid=paid)


def _extended(mailbox: Mailbox, before: MailboxPatch, firing: Firing) -> MailboxPatch:
    """The term of a renewal, and the space that comes with it."""
    term = firing.case.view.counting.term(mailbox, start_of(firing), firing.years or 0)
    return {
        **_space(mailbox, before, firing),
        **_plan_changed(firing),
        **_term_begun(firing, term),
        "renewal_order_pending": False,
    }


def _plan_changed(firing: Firing) -> MailboxPatch:
    """The plan of the order, where it says one."""
    return {"plan": firing.case.event.plan} if firing.case.event.plan else {}


def _term_begun(firing: Firing, term: Term) -> MailboxPatch:
    ordered, (expiry, anchor) = firing.case.event.ordered_on or firing.case.on, term
    return {"expiry": expiry, "anchor": anchor, "last_term_years": firing.years, "last_term_began_on": ordered}


def _space(mailbox: Mailbox, before: MailboxPatch, firing: Firing) -> MailboxPatch:
    """The extra space of the new term; what the event does not say stays."""
    inbox, archive = firing.case.event.extra_inbox_gb, firing.case.event.extra_archive_gb
    had_inbox, had_archive = _extra_space(mailbox, before, firing)
    return {
        "extra_inbox_gb": had_inbox if inbox is None else inbox,
        "extra_archive_gb": had_archive if archive is None else archive,
    }


def _more_space(mailbox: Mailbox, before: MailboxPatch, firing: Firing) -> MailboxPatch:
    event, (inbox, archive) = firing.case.event, _extra_space(mailbox, before, firing)
    return {
        "extra_inbox_gb": inbox + (event.extra_inbox_gb or 0),
        "extra_archive_gb": archive + (event.extra_archive_gb or 0),
    }


def _extra_space(mailbox: Mailbox, before: MailboxPatch, firing: Firing) -> tuple[int, int]:
    """Whole GB of inbox and of archive beyond the plan's that it still has, as the effects before have left them."""
    mailbox = firing.case.view.lifecycle.days.holding(mailbox, firing.case.counts)
    inbox = before.get("extra_inbox_gb", mailbox.extra_inbox_gb)
    return inbox, before.get("extra_archive_gb", mailbox.extra_archive_gb)


def _empty(_: Mailbox, __: MailboxPatch, firing: Firing) -> MailboxPatch:
    """No message, and no space but what comes with it."""
    event = firing.case.event
    return {
        "inbox_bytes": 0,
        "archive_bytes": 0,
        "extra_inbox_gb": event.extra_inbox_gb or 0,
        "extra_archive_gb": event.extra_archive_gb or 0,
    }


def _contents_settled(_: Mailbox, __: MailboxPatch, firing: Firing) -> MailboxPatch:
    return {} if firing.case.view.kept_for_grace else {"inbox_bytes": 0, "archive_bytes": 0}


EFFECTS: Final[dict[TransitionEffect, _MailboxEffect]] = {
    "order_recorded": _nothing,
    "payment_recorded": _nothing,
    "nothing_recorded": _nothing,
    "automatic_by_method": _by_method,
    "automatic_on": _sets(auto_renew=True),
    "automatic_off": _sets(auto_renew=False),
    "activation_started": _activating,
    "mailbox_usable": _usable,
    "term_extended": _extended,
    "term_repeated": _nothing,
    "space_added": _more_space,
    "credit_reduced": _nothing,
    "order_left_open": _sets(renewal_order_pending=True),
    "renew_offered_again": _sets(renewal_order_pending=False),
    "limited_to_grace": _nothing,
    "limits_lifted": _sets(suspended_on=None),
    "contents_kept": _nothing,
    "contents_deleted": _sets(inbox_bytes=0, archive_bytes=0),
    "contents_by_reading": _contents_settled,
    "addons_ended": _sets(extra_inbox_gb=0, extra_archive_gb=0),
    "name_reserved": _nothing,
    "starts_empty": _empty,
    "mailbox_stopped": lambda _, __, firing: {"suspended_on": firing.case.on},
    "certification_ended": _nothing,
    "termination_day_set": lambda _, __, firing: {"termination_day": firing.case.event.day},
    "holder_replaced": lambda _, __, firing: {"holder": firing.case.event.holder},
}
"""What each effect makes of a mailbox."""


# -- what each makes of an order --------------------------------------------------------------------------------------


_OrderEffect = Callable[[Order, OrderPatch, Firing], OrderPatch]
"""Of an order as it was, what the effects before have changed, and the step: what this one changes."""


def _recorded(_: Order, __: OrderPatch, firing: Firing) -> OrderPatch:
    return {"day": firing.case.on, "method": method_of(firing.case)}


def _paid(order: Order, before: OrderPatch, firing: Firing) -> OrderPatch:
    """Its payment is registered today; when it was made, only who paid can say."""
    on, paid = firing.case.on, firing.case.event.paid_on or order.paid_on
    day = before.get("day", order.day) or on
    return {"day": day, "registered_on": on, "paid_on": paid, "method": method_of(firing.case)}


_ORDER_EFFECTS: Final[dict[TransitionEffect, _OrderEffect]] = {
    "order_recorded": _recorded,
    "payment_recorded": _paid,
}
"""What the effects make of an order; the others change nothing in it."""


# -- what an answer says of them --------------------------------------------------------------------------------------


def rendered(firing: Firing, result: StepResult) -> tuple[Effect, ...]:
    """The effects of a step as data."""
    return tuple(effect for word in firing.step.effects for effect in _RENDERED.get(word, _plain)(word, firing, result))


def _plain(word: TransitionEffect, firing: Firing, _: StepResult) -> list[Effect]:
    return [Effect(word, firing.step.ref)]


def _rendered_switch(word: TransitionEffect, firing: Firing, _: StepResult) -> list[Effect]:
    return [Effect(word, firing.step.ref, value="unchanged" if firing.switch is None else "on")]


def _rendered_time(word: TransitionEffect, firing: Firing, _: StepResult) -> list[Effect]:
    takes = firing.case.activation
    return [Effect(word, firing.step.ref, takes.row.unit, takes.bound, takes.bound)]


def _rendered_expiry(word: TransitionEffect, firing: Firing, result: StepResult) -> list[Effect]:
    return [Effect(word, firing.step.ref, value=str(result.mailbox.expiry) if result.mailbox else None)]


def _rendered_space(word: TransitionEffect, firing: Firing, _: StepResult) -> list[Effect]:
    """How much of which space; an order that adds none says nothing of it."""
    source = firing.case.order or firing.case.event
    named = {"extra_inbox": source.extra_inbox_gb, "extra_archive": source.extra_archive_gb}
    return [Effect(word, firing.step.ref, "gb", gb, gb, item) for item, gb in named.items() if gb]


def _rendered_contents(_: TransitionEffect, firing: Firing, __: StepResult) -> list[Effect]:
    kept = firing.case.view.kept_for_grace
    return [Effect("contents_kept" if kept else "contents_deleted", firing.step.ref)]


def _rendered_day(word: TransitionEffect, firing: Firing, _: StepResult) -> list[Effect]:
    return [Effect(word, firing.step.ref, value=str(firing.case.event.day))]


_RENDERED: Final[dict[TransitionEffect, Callable[[TransitionEffect, Firing, StepResult], list[Effect]]]] = {
    "automatic_by_method": _rendered_switch,
    "activation_started": _rendered_time,
    "mailbox_usable": _rendered_expiry,
    "term_extended": _rendered_expiry,
    "space_added": _rendered_space,
    "contents_by_reading": _rendered_contents,
    "termination_day_set": _rendered_day,
}
"""The effects that say more than their name."""


def effect_rows(firing: Firing) -> list[Row]:
    """The rows behind the effects of a step, beside the step itself."""
    return [row for word in firing.step.effects for row in _ROWS.get(word, _none)(firing)]


def _none(_: Firing) -> Iterable[Row]:
    return ()


def _rows_of_method(firing: Firing) -> tuple[Row, ...]:
    """The row that switches automatic renewal on, or the one that does not."""
    view, method = firing.case.view, method_of(firing.case)
    if firing.switch is not None or method is None:
        return (firing.switch,) if firing.switch else ()
    ended = view.ended(method)
    signed_in = firing.case.event.signed_in and (firing.case.order is None or firing.case.order.signed_in)
    return (ended or (view.paying.methods[method] if signed_in else view.paying.quick_payment),)


def _rows_of_term(firing: Firing) -> tuple[Row, ...]:
    """What a renewal counts from, and where its term ends."""
    if firing.case.mailbox is None:
        return ()
    counting, late = firing.case.view.counting, is_late(firing.case)
    leap = (counting.leap_day,) if counting.from_leap_day(firing.case.mailbox, start_of(firing)) else ()
    return (*((firing.case.view.lifecycle.days.expiry_day, counting.late) if late else (counting.early,)), *leap)


def _rows_of_first_term(firing: Firing) -> tuple[Row, ...]:
    mailbox = firing.case.mailbox
    if mailbox is None:
        return ()
    return firing.case.view.first_term.rows(firing.case.on, paid=mailbox.activation_started_on)


def _rows_of_activation(firing: Firing) -> tuple[Row, ...]:
    return (*firing.case.activation.rows, *_rows_of_first_term(firing))


def _rows_of_contents(firing: Firing) -> tuple[Row, ...]:
    return (firing.case.view.partner_content,)


_ROWS: Final[dict[TransitionEffect, Callable[[Firing], Iterable[Row]]]] = {
    "automatic_by_method": _rows_of_method,
    "activation_started": _rows_of_activation,
    "mailbox_usable": _rows_of_first_term,
    "term_extended": _rows_of_term,
    "contents_by_reading": _rows_of_contents,
}
"""The rows behind each effect."""
