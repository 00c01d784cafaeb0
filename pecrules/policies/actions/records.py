"""What a channel shows of a mailbox and its orders, by the words of ``channels.records``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from pecrules.domain.provenance import Cited
from pecrules.domain.trying import names_of
from pecrules.model.orders import Order
from pecrules.model.outcomes.channels import Shown
from pecrules.model.outcomes.offers import Names
from pecrules.policies.actions.context import NO_NAMES, Case, named, state_names
from pecrules.rulebook.rows import RecordField


def shown_of(case: Case) -> list[Cited[Shown]]:
    """The records of the channel, block by block; that of an order once for each."""
    rows = case.view.records.get(case.name, ())
    single = [_shown(case, row) for row in rows if row.record != "order"]
    return single + [
        _shown(case._replace(order=order), row) for order in case.orders for row in rows if row.record == "order"
    ]


def _shown(case: Case, row: RecordField) -> Cited[Shown]:
    label, field_rows = named(case, row.field)
    value = FIELDS[row.field](case) if row.field in FIELDS else None
    called, value_rows = _called(case, row.field, value)
    order = case.order.number if case.order else None
    place = (row.record, row.field, row.position, value, row.ref)
    shown = Shown(*place, order, label or names_of(row.label), called)
    return Cited(shown, (row, *field_rows, *value_rows))


def _called(case: Case, field: str, value: str | None) -> Cited[Names]:
    """What the channel calls a value that is a word of the tables."""
    if value is None or field not in ("plan", "state", "automatic_renewal", "kind"):
        return NO_NAMES
    if field == "state":
        return state_names(case) if case.order is None else _order_state_names(case, case.order)
    plan = case.plan if field == "plan" else None
    return named(case, value, *((plan,) if plan else ()))


def _order_state_names(case: Case, order: Order) -> Cited[Names]:
    states, state = case.view.order_states, case.state_of(order)
    names, rows = named(case, state, states.row(state))
    return Cited(names, (*rows, *states.why(order)))


def _state(case: Case) -> str:
    return case.state_of(case.order) if case.order else case.status.state


def _inbox_space(case: Case) -> str | None:
    plan = case.plan
    return None if plan is None else _space(plan.inbox_gb, case.mailbox.extra_inbox_gb)


def _archive_space(case: Case) -> str | None:
    plan = case.plan
    return None if plan is None else _space(plan.archive_gb, case.mailbox.extra_archive_gb)


def _space(base: int | None, extra: int) -> str | None:
    """GB of the plan and GB bought, kept apart; ``None`` where there is neither, or nobody says how many."""
    return f"{base}+{extra}" if base is not None and (base or extra) else None


def _orders(case: Case) -> str | None:
    return ", ".join(order.number for order in case.orders) or None


def _addons(case: Case) -> str | None:
    had = {"extra_inbox": case.mailbox.extra_inbox_gb, "extra_archive": case.mailbox.extra_archive_gb}
    return ", ".join(item for item, gb in had.items() if gb) or None


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _of_order(read: Callable[[Order], str | None]) -> Callable[[Case], str | None]:
    return lambda case: read(case.order) if case.order else None


FIELDS: Final[dict[str, Callable[[Case], str | None]]] = {
    "mailbox_name": lambda case: case.mailbox.address,
    "holder": lambda case: case.holder_name,
    "plan": lambda case: case.mailbox.plan,
    "state": _state,
    "automatic_renewal": lambda case: "automatic_on" if case.mailbox.auto_renew else "automatic_off",
    "expiry": lambda case: _day(case.mailbox.expiry),
    "inbox_space": _inbox_space,
    "archive_space": _archive_space,
    "addons": _addons,
    "orders": _orders,
    "requested_on": lambda case: _day(case.mailbox.requested_on),
    "certified_on": lambda case: _day(case.mailbox.activated_on),
    "terminated_on": lambda case: _day(case.mailbox.termination_day or case.mailbox.withdrawn_on),
    "number": _of_order(lambda order: order.number),
    "kind": _of_order(lambda order: order.kind),
    "day": _of_order(lambda order: _day(order.day)),
    "cost": _of_order(lambda order: f"{order.gross:f}"),
}
"""What a mailbox and an order tell of themselves, by the words of ``channels.records``."""
