"""What an event must bring for the effects of its step: a way to pay, a term, space, a day."""

from __future__ import annotations

from typing import Any, Final

from pecrules.domain.refusing import Objection
from pecrules.model.fields import changed
from pecrules.policies.transitions.cases import Case
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.lifecycle import Step

BRINGS_A_TERM: Final = frozenset({"term_extended", "mailbox_usable", "activation_started"})
"""Effects that give a mailbox years."""


def event_objection(case: Case, step: Step) -> Objection | None:
    """Why an event does not bring what its effects need: something is missing or makes no sense."""
    return (
        _method_objection(case, step)
        or _term_objection(case, step)
        or _space_objection(case, step)
        or _day_objection(case, step)
    )


def as_repeated(case: Case, step: Step) -> Case:
    """The event without what it may not change: a charge repeats the last term, with plan and space as they are."""
    if not _repeats(step):
        return case
    same: dict[str, Any] = {"plan": None, "extra_inbox_gb": None, "extra_archive_gb": None}
    return case._replace(event=changed(case.event, same))


def method_of(case: Case) -> str | None:
    """How it was paid: what the event says, or else the order."""
    return case.event.method or (case.order.method if case.order else None)


def _method_objection(case: Case, step: Step) -> Objection | None:
    method = method_of(case)
    if "automatic_by_method" not in step.effects or case.view.ended(method):
        return None
    objection = case.view.paying.method_objection(method)
    return objection and objection._replace(rows=(step, *objection.rows))


def _term_objection(case: Case, step: Step) -> Objection | None:
    """A mailbox is given years only if somebody says how many, and at least one."""
    if case.mailbox is None or not BRINGS_A_TERM & set(step.effects):
        return None
    years = years_of(case, step)
    return Objection("term_unknown", (step,), years) if years is None or years < 1 else None


def years_of(case: Case, step: Step) -> int | None:
    """The term in whole years: what the event says, or the last one; where the last one is repeated, that first."""
    last = case.mailbox.last_term_years if case.mailbox else None
    known = (last, case.event.years) if _repeats(step) else (case.event.years, last)
    return next((years for years in known if years is not None), None)


def _repeats(step: Step) -> bool:
    """Whether an event repeats the last term, or would have."""
    return "term_repeated" in step.effects or step.event == "charge_failed"


def _space_objection(case: Case, step: Step) -> Objection | None:
    """Nobody buys less than nothing."""
    named = {"extra_inbox_gb": case.event.extra_inbox_gb, "extra_archive_gb": case.event.extra_archive_gb}
    for name, gb in named.items():
        if gb is not None and gb < 0 and {"space_added", "term_extended", "starts_empty"} & set(step.effects):
            return Objection("extra_space_negative", (step,), gb, (0,), change=(name, 0))
    return None


def _day_objection(case: Case, step: Step) -> Objection | None:
    """A mailbox ends on a day that is said, and that can be asked for."""
    if case.mailbox is None or "termination_day_set" not in step.effects:
        return None
    return case.view.endings.day_objection(step, case.mailbox, case.event.day, case.on)


def switched_on_by(case: Case, step: Step) -> Row | None:
    """The row by which the payment switches automatic renewal on; a signature or a wish may stand in event or order."""
    method = method_of(case)
    if method not in case.view.paying.methods or "automatic_by_method" not in step.effects:
        return None
    order, event = case.order, case.event
    signed_in = event.signed_in and (order is None or order.signed_in)
    keep_off = event.keep_automatic_off or (order is not None and order.keep_automatic_off)
    return case.view.paying.switches_on(method, signed_in=signed_in, keep_off=keep_off)
