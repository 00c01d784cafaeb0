"""What a channel shows of a mailbox and its orders, by the words of ``channels.records``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from pecrules.domain.plans import HERE
from pecrules.domain.provenance import Cited
from pecrules.model.orders import Order
from pecrules.model.outcomes.channels import Shown
from pecrules.model.outcomes.offers import Names
from pecrules.policies.actions.context import NO_NAMES, Case, Look, OfOrder, OrderFacts, named, state_names
from pecrules.rulebook.rows.channels import RecordField


def shown_of(case: Case) -> list[Cited[OfOrder[Shown]]]:
    """The records of the channel, block by block; that of an order once for each.

    What only the mailbox or the order itself tells is still missing in them.
    """
    rows = case.view.records.get(case.facts.channel, ())
    single = [_shown(case, row) for row in rows if row.record != "order"]
    of_orders = [row for row in rows if row.record == "order"]
    alike = {order: [_shown(case._replace(order=order), row) for row in of_orders] for order in {*case.facts.orders}}
    return [_of(None, each) for each in single] + [
        _of(place, each) for place, order in enumerate(case.facts.orders) for each in alike[order]
    ]


def _of(order: int | None, shown: Cited[Shown]) -> Cited[OfOrder[Shown]]:
    return Cited(OfOrder(shown.value, order), shown.rows)


def _shown(case: Case, row: RecordField) -> Cited[Shown]:
    label, field_rows = named(case, row.field)
    value = WORDS[row.field](case) if row.field in WORDS else None
    called, value_rows = _called(case, row.field, value)
    place = (row.record, row.field, row.position, value, row.ref)
    shown = Shown(*place, None, label or row.label.names, called)
    route = case.view.route(case.facts.kind) if row.field == "automatic_renewal" else ()
    return Cited(shown, (row, *field_rows, *value_rows, *route))


def _called(case: Case, field: str, value: str | None) -> Cited[Names]:
    """What the channel calls a value that is a word of the tables."""
    if value is None:
        return NO_NAMES
    if field == "state":
        return state_names(case) if case.order is None else _order_state_names(case, case.order)
    plan = case.plan if field == "plan" else None
    return named(case, value, *((plan,) if plan else ()))


def _order_state_names(case: Case, order: OrderFacts) -> Cited[Names]:
    states = case.view.order_states
    names, rows = named(case, order.state, states.row(order.state))
    return Cited(names, (*rows, *states.why(order.recorded)))


def _automatic(case: Case) -> str | None:
    """Whether it is on; of a mailbox that is renewed elsewhere nobody knows it here."""
    if any(row.renewed_in != HERE for row in case.view.route(case.facts.kind)):
        return None
    return "automatic_on" if case.facts.under_way.automatic_on else "automatic_off"


WORDS: Final[dict[str, Callable[[Case], str | None]]] = {
    "plan": lambda case: case.facts.plan,
    "state": lambda case: case.order.state if case.order else case.facts.state,
    "automatic_renewal": _automatic,
    "kind": lambda case: case.order.kind if case.order else None,
}
"""What is told in words of the tables, which the channel may call otherwise."""


# -- what only the mailbox itself tells -------------------------------------------------------------------------------


def _inbox_space(look: Look) -> str | None:
    plan = look.plan
    return None if plan is None else _space(plan.inbox_gb, look.mailbox.extra_inbox_gb)


def _archive_space(look: Look) -> str | None:
    plan = look.plan
    return None if plan is None else _space(plan.archive_gb, look.mailbox.extra_archive_gb)


def _space(base: int | None, extra: int) -> str | None:
    """GB of the plan and GB bought, kept apart; ``None`` where there is neither, or nobody says how many."""
    return f"{base}+{extra}" if base is not None and (base or extra) else None


def _orders(look: Look) -> str | None:
    return ", ".join(order.number for order in look.orders) or None


def _addons(look: Look) -> str | None:
    had = {"extra_inbox": look.mailbox.extra_inbox_gb, "extra_archive": look.mailbox.extra_archive_gb}
    return ", ".join(item for item, gb in had.items() if gb) or None


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _of_order(read: Callable[[Order], str | None]) -> Callable[[Look], str | None]:
    return lambda look: read(look.order) if look.order else None


FIELDS: Final[dict[str, Callable[[Look], str | None]]] = {
    "mailbox_name": lambda look: look.mailbox.address,
    "holder": lambda look: look.holder_name,
    "expiry": lambda look: _day(look.mailbox.expiry),
    "inbox_space": _inbox_space,
    "archive_space": _archive_space,
    "addons": _addons,
    "orders": _orders,
    "requested_on": lambda look: _day(look.mailbox.requested_on),
    "certified_on": lambda look: _day(look.mailbox.activated_on),
    "terminated_on": lambda look: _day(look.mailbox.termination_day or look.mailbox.withdrawn_on),
    "number": _of_order(lambda order: order.number),
    "day": _of_order(lambda order: _day(order.day)),
    "cost": _of_order(lambda order: f"{order.gross:f}"),
}
"""What a mailbox and an order tell of themselves, by the words of ``channels.records``."""
