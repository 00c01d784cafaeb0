"""The messages of a step: which go out, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pecrules.model.outcomes.messages import Message
from pecrules.policies.transitions.cases import Case, Firing
from pecrules.policies.transitions.requirements import method_of
from pecrules.rulebook.rows.lifecycle import Message as MessageRow


def outgoing(firing: Firing) -> list[MessageRow]:
    """The messages of a step whose condition is met."""
    rows = (firing.case.view.snapshot.row(MessageRow, name) for name in firing.step.messages)
    return [row for row in rows if _CONDITIONS[row.condition](firing.case)]


def _deferred(case: Case) -> bool:
    """The payment is not registered at once; nobody knows it of a payment that nobody has chosen."""
    method = case.view.paying.methods.get(method_of(case) or "")
    return method is not None and method.registration != "immediate"


_CONDITIONS: Final[dict[str, Callable[[Case], bool]]] = {
    "always": lambda _: True,
    "deferred_payment": _deferred,
    "partner_managed": lambda case: case.subject.channel == "partner_panel",
}
"""When a message goes out."""


def message(firing: Firing, row: MessageRow) -> Message:
    """A message as data, with the address where the holder's is known."""
    holder = firing.case.subject.holder if row.audience == "holder_reference" else None
    address = holder.reference_email if holder else None
    return Message(row.message, row.audience, address, row.sent_by, row.carries, row.ref)
