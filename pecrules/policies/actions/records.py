"""What a channel shows of a mailbox and its orders, by the words of ``channels.records``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from pecrules.model.orders import Order
from pecrules.model.outcomes.channels import Shown
from pecrules.policies.actions.context import Asked, Names, Told, named, names_of, state_names
from pecrules.rulebook.rows import RecordField, Row


def shown_of(asked: Asked) -> list[Told]:
    """The records of the channel, block by block; that of an order once for each."""
    rows = sorted(asked.view.records.get(asked.name, ()), key=lambda row: (row.record, row.position))
    single = [_shown(asked, row) for row in rows if row.record != "order"]
    return single + [
        _shown(asked._replace(order=order), row) for order in asked.orders for row in rows if row.record == "order"
    ]


def _shown(asked: Asked, row: RecordField) -> Told:
    field, label = named(asked, row.field)
    value = FIELDS[row.field](asked) if row.field in FIELDS else None
    behind, called = _called(asked, row.field, value)
    order = asked.order.number if asked.order else None
    place = (row.record, row.field, row.position, value, row.ref)
    return Told(Shown(*place, order, label or names_of(row.label), called), (row, *field, *behind))


def _called(asked: Asked, field: str, value: str | None) -> tuple[tuple[Row, ...], Names]:
    """What the channel calls a value that is a word of the tables."""
    if value is None or field not in ("plan", "state", "automatic_renewal", "kind"):
        return (), ()
    if field == "state":
        return state_names(asked) if asked.order is None else _order_state_names(asked, asked.order)
    plan = asked.plan if field == "plan" else None
    return named(asked, value, *((plan,) if plan else ()))


def _order_state_names(asked: Asked, order: Order) -> tuple[tuple[Row, ...], Names]:
    states, state = asked.view.order_states, asked.state_of(order)
    rows, names = named(asked, state, states.row(state))
    return (*rows, *states.why(order)), names


def _state(asked: Asked) -> str:
    return asked.state_of(asked.order) if asked.order else asked.status.state


def _inbox_space(asked: Asked) -> str | None:
    plan = asked.plan
    return None if plan is None else _space(plan.inbox_gb, asked.mailbox.extra_inbox_gb)


def _archive_space(asked: Asked) -> str | None:
    plan = asked.plan
    return None if plan is None else _space(plan.archive_gb, asked.mailbox.extra_archive_gb)


def _space(base: int, extra: int) -> str | None:
    """GB of the plan and GB bought, kept apart; ``None`` where there is neither."""
    return f"{base}+{extra}" if base or extra else None


def _orders(asked: Asked) -> str | None:
    return ", ".join(order.number for order in asked.orders) or None


def _addons(asked: Asked) -> str | None:
    had = {"extra_inbox": asked.mailbox.extra_inbox_gb, "extra_archive": asked.mailbox.extra_archive_gb}
    return ", ".join(item for item, gb in had.items() if gb) or None


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _of_order(read: Callable[[Order], str | None]) -> Callable[[Asked], str | None]:
    return lambda asked: read(asked.order) if asked.order else None


FIELDS: Final[dict[str, Callable[[Asked], str | None]]] = {
    "mailbox_name": lambda asked: asked.mailbox.address,
    "holder": lambda asked: asked.holder_name,
    "plan": lambda asked: asked.mailbox.plan,
    "state": _state,
    "automatic_renewal": lambda asked: "automatic_on" if asked.mailbox.auto_renew else "automatic_off",
    "expiry": lambda asked: _day(asked.mailbox.expiry),
    "inbox_space": _inbox_space,
    "archive_space": _archive_space,
    "addons": _addons,
    "orders": _orders,
    "requested_on": lambda asked: _day(asked.mailbox.requested_on),
    "certified_on": lambda asked: _day(asked.mailbox.activated_on),
    "terminated_on": lambda asked: _day(asked.mailbox.termination_day or asked.mailbox.withdrawn_on),
    "number": _of_order(lambda order: order.number),
    "kind": _of_order(lambda order: order.kind),
    "day": _of_order(lambda order: _day(order.day)),
    "cost": _of_order(lambda order: f"{order.gross:f}"),
}
"""What a mailbox and an order tell of themselves, by the words of ``channels.records``."""
