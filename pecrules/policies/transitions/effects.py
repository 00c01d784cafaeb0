"""The words of ``lifecycle.transitions.effects``: what each makes of a mailbox or an order, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, TypeVar, cast

from pecrules.base import attrs, dates
from pecrules.domain.life import seen_as
from pecrules.model.codes import TransitionEffect
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Order, OrderState
from pecrules.model.outcomes.common import Effect
from pecrules.policies.transitions.cases import Firing, StepResult, is_late, start_of
from pecrules.policies.transitions.requirements import method_of
from pecrules.rulebook.rows import Row

Thing = TypeVar("Thing", Mailbox, Order)


def apply_effects(doing: Firing) -> StepResult:
    """What comes of a step."""
    case, step = doing.case, doing.step
    mailbox, order = case.mailbox, case.order
    if order is not None:
        for word in step.effects:
            order = _ORDER_EFFECTS.get(word, _as_it_was)(order, doing)
        return StepResult(step.to_state, None, attrs.evolve(order, state=cast("OrderState", step.to_state)), ())
    assert mailbox is not None
    for word in step.effects:
        mailbox = EFFECTS[word](mailbox, doing)
    if step.to_state == "withdrawn":
        mailbox = _withdrawn(mailbox, doing)
    period = case.view.lifecycle.period(mailbox, case.on)
    state = seen_as(period.state)
    return StepResult(state, mailbox, None, period.rows if state != step.to_state else ())


def _as_it_was(thing: Thing, _: Firing) -> Thing:
    """An effect that no fact of the thing tells."""
    return thing


def _withdrawn(mailbox: Mailbox, doing: Firing) -> Mailbox:
    """It ends today, or ended with the day that was asked for."""
    period = doing.case.period
    told = period is not None and period.state == "withdrawn"
    return attrs.evolve(mailbox, withdrawn_on=period.since if period and told else doing.case.on)


def _by_method(mailbox: Mailbox, doing: Firing) -> Mailbox:
    """Switched on for the way it was paid, or left as it was; of a mailbox that is gone, nothing was on."""
    if doing.switch is not None:
        return attrs.evolve(mailbox, auto_renew=True, method=method_of(doing.case), method_valid=True)
    gone = doing.case.view.state("mailbox", doing.before).may_repurchase
    return attrs.evolve(mailbox, auto_renew=mailbox.auto_renew and not gone)


def _activating(mailbox: Mailbox, doing: Firing) -> Mailbox:
    """Its activation begins, and whatever had stopped or ended it is past; its expiry is the one to expect."""
    began = attrs.evolve(
        mailbox, activation_started_on=doing.case.on, activated_on=None, withdrawn_on=None, suspended_on=None,
        termination_day=None, renewal_order_pending=False,
    )  # fmt: skip
    return _term_begun(began, doing, _first_expiry(began, doing))


def _usable(mailbox: Mailbox, doing: Firing) -> Mailbox:
    """It is activated; the term of its order now begins."""
    expiry = _first_expiry(mailbox, doing)
    return attrs.evolve(mailbox, activated_on=doing.case.on, expiry=expiry, last_term_years=doing.years)


def _first_expiry(mailbox: Mailbox, doing: Firing) -> date:
    """The expiry of a first term, if the mailbox is activated today."""
    paid = mailbox.activation_started_on
    return doing.case.view.first_term.expiry(doing.case.on, doing.years or 0, paid=paid)


def _extended(mailbox: Mailbox, doing: Firing) -> Mailbox:
    """The term of a renewal, and the space that comes with it."""
    counting = doing.case.view.counting
    expiry = dates.add_years(start_of(doing), doing.years or 0, counting.leap_day_becomes)
    return attrs.evolve(_term_begun(_space(mailbox, doing), doing, expiry), renewal_order_pending=False)


def _term_begun(mailbox: Mailbox, doing: Firing, expiry: date) -> Mailbox:
    ordered = doing.case.event.ordered_on or doing.case.on
    return attrs.evolve(mailbox, expiry=expiry, last_term_years=doing.years, last_term_began_on=ordered)


def _space(mailbox: Mailbox, doing: Firing) -> Mailbox:
    """The extra space of the new term; what the event does not say stays."""
    inbox, archive = doing.case.event.extra_inbox_gb, doing.case.event.extra_archive_gb
    return attrs.evolve(
        mailbox,
        extra_inbox_gb=mailbox.extra_inbox_gb if inbox is None else inbox,
        extra_archive_gb=mailbox.extra_archive_gb if archive is None else archive,
    )


def _more_space(mailbox: Mailbox, doing: Firing) -> Mailbox:
    event = doing.case.event
    inbox = mailbox.extra_inbox_gb + (event.extra_inbox_gb or 0)
    archive = mailbox.extra_archive_gb + (event.extra_archive_gb or 0)
    return attrs.evolve(mailbox, extra_inbox_gb=inbox, extra_archive_gb=archive)


def _empty(mailbox: Mailbox, doing: Firing) -> Mailbox:
    """No message, and no space but what comes with it."""
    return _space(attrs.evolve(mailbox, inbox_bytes=0, archive_bytes=0, extra_inbox_gb=0, extra_archive_gb=0), doing)


def _contents_settled(mailbox: Mailbox, doing: Firing) -> Mailbox:
    return mailbox if doing.case.view.kept_for_grace else _sets(inbox_bytes=0, archive_bytes=0)(mailbox, doing)


def _sets(**facts: Any) -> Callable[[Mailbox, Firing], Mailbox]:
    """An effect that is a fact whatever the event."""
    return lambda mailbox, _: attrs.evolve(mailbox, **facts)


EFFECTS: Final[dict[TransitionEffect, Callable[[Mailbox, Firing], Mailbox]]] = {
    "order_recorded": _as_it_was,
    "payment_recorded": _as_it_was,
    "nothing_recorded": _as_it_was,
    "automatic_by_method": _by_method,
    "automatic_on": _sets(auto_renew=True),
    "automatic_off": _sets(auto_renew=False),
    "activation_started": _activating,
    "mailbox_usable": _usable,
    "term_extended": _extended,
    "term_repeated": _as_it_was,
    "space_added": _more_space,
    "credit_reduced": _as_it_was,
    "order_left_open": _sets(renewal_order_pending=True),
    "renew_offered_again": _sets(renewal_order_pending=False),
    "limited_to_grace": _as_it_was,
    "limits_lifted": _sets(suspended_on=None),
    "contents_kept": _as_it_was,
    "contents_deleted": _sets(inbox_bytes=0, archive_bytes=0),
    "contents_by_reading": _contents_settled,
    "addons_ended": _sets(extra_inbox_gb=0, extra_archive_gb=0),
    "name_reserved": _as_it_was,
    "starts_empty": _empty,
    "mailbox_stopped": lambda mailbox, doing: attrs.evolve(mailbox, suspended_on=doing.case.on),
    "certification_ended": _as_it_was,
    "termination_day_set": lambda mailbox, doing: attrs.evolve(mailbox, termination_day=doing.case.event.day),
    "holder_replaced": lambda mailbox, doing: attrs.evolve(mailbox, holder=doing.case.event.holder),
}
"""What each effect makes of a mailbox."""


def _recorded(order: Order, doing: Firing) -> Order:
    return attrs.evolve(order, day=doing.case.on, method=method_of(doing.case))


def _paid(order: Order, doing: Firing) -> Order:
    """Its payment is registered today; when it was made, only who paid can say."""
    on, paid = doing.case.on, doing.case.event.paid_on or order.paid_on
    return attrs.evolve(order, day=order.day or on, registered_on=on, paid_on=paid, method=method_of(doing.case))


_ORDER_EFFECTS: Final[dict[TransitionEffect, Callable[[Order, Firing], Order]]] = {
    "order_recorded": _recorded,
    "payment_recorded": _paid,
}
"""What the effects make of an order; the others are told of it and change nothing in it."""


def told(doing: Firing, done: StepResult) -> tuple[Effect, ...]:
    """The effects of a step as data."""
    return tuple(effect for word in doing.step.effects for effect in _TOLD.get(word, _plain)(word, doing, done))


def _plain(word: TransitionEffect, doing: Firing, _: StepResult) -> list[Effect]:
    return [Effect(word, doing.step.ref)]


def _told_switch(word: TransitionEffect, doing: Firing, _: StepResult) -> list[Effect]:
    return [Effect(word, doing.step.ref, value="unchanged" if doing.switch is None else "on")]


def _told_time(word: TransitionEffect, doing: Firing, _: StepResult) -> list[Effect]:
    takes = doing.case.activation
    return [Effect(word, doing.step.ref, takes.row.unit, takes.bound, takes.bound)]


def _told_expiry(word: TransitionEffect, doing: Firing, done: StepResult) -> list[Effect]:
    return [Effect(word, doing.step.ref, value=str(done.mailbox.expiry) if done.mailbox else None)]


def _told_space(word: TransitionEffect, doing: Firing, _: StepResult) -> list[Effect]:
    """How much of which space; an order that adds none is told of none."""
    said = doing.case.order or doing.case.event
    named = {"extra_inbox": said.extra_inbox_gb, "extra_archive": said.extra_archive_gb}
    return [Effect(word, doing.step.ref, "gb", gb, gb, item) for item, gb in named.items() if gb]


def _told_contents(_: TransitionEffect, doing: Firing, __: StepResult) -> list[Effect]:
    kept = doing.case.view.kept_for_grace
    return [Effect("contents_kept" if kept else "contents_deleted", doing.step.ref)]


def _told_day(word: TransitionEffect, doing: Firing, _: StepResult) -> list[Effect]:
    return [Effect(word, doing.step.ref, value=str(doing.case.event.day))]


_TOLD: Final[dict[TransitionEffect, Callable[[TransitionEffect, Firing, StepResult], list[Effect]]]] = {
    "automatic_by_method": _told_switch,
    "activation_started": _told_time,
    "mailbox_usable": _told_expiry,
    "term_extended": _told_expiry,
    "space_added": _told_space,
    "contents_by_reading": _told_contents,
    "termination_day_set": _told_day,
}
"""The effects that say more than their name."""


def effect_rows(doing: Firing) -> list[Row]:
    """The rows behind the effects of a step, beside the step itself."""
    return [row for word in doing.step.effects for row in _ROWS.get(word, _none)(doing)]


def _none(_: Firing) -> Iterable[Row]:
    return ()


def _rows_of_method(doing: Firing) -> tuple[Row, ...]:
    """The row that switches automatic renewal on, or the one that does not."""
    view, method = doing.case.view, method_of(doing.case)
    if doing.switch is not None or method is None:
        return (doing.switch,) if doing.switch else ()
    ended = view.ended(method)
    signed_in = doing.case.event.signed_in and (doing.case.order is None or doing.case.order.signed_in)
    return (ended or (view.paying.methods[method] if signed_in else view.paying.quick_payment),)


def _rows_of_term(doing: Firing) -> tuple[Row, ...]:
    """What a renewal counts from, and where its term ends."""
    if doing.case.mailbox is None:
        return ()
    counting, late = doing.case.view.counting, is_late(doing.case)
    leap = (counting.leap_day,) if dates.is_leap_day(start_of(doing)) else ()
    return (*((doing.case.view.lifecycle.expiry_day, counting.late) if late else (counting.early,)), *leap)


def _rows_of_first_term(doing: Firing) -> tuple[Row, ...]:
    mailbox = doing.case.mailbox
    if mailbox is None:
        return ()
    return doing.case.view.first_term.rows(doing.case.on, paid=mailbox.activation_started_on)


def _rows_of_activation(doing: Firing) -> tuple[Row, ...]:
    return (*doing.case.activation.rows, *_rows_of_first_term(doing))


def _rows_of_contents(doing: Firing) -> tuple[Row, ...]:
    return (doing.case.view.partner_content,)


_ROWS: Final[dict[TransitionEffect, Callable[[Firing], Iterable[Row]]]] = {
    "automatic_by_method": _rows_of_method,
    "activation_started": _rows_of_activation,
    "mailbox_usable": _rows_of_first_term,
    "term_extended": _rows_of_term,
    "contents_by_reading": _rows_of_contents,
}
"""The rows behind each effect."""
