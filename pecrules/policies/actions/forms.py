"""What the forms of a channel ask, step by step, and what can be chosen there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pecrules.domain.payments import billed_as
from pecrules.domain.plans import plans_of
from pecrules.model.outcomes.channels import Shown
from pecrules.policies.actions.context import Asked, Told, names_of
from pecrules.policies.actions.view import ChannelView
from pecrules.rulebook.rows import Certification, FormField, Row


def asked_of(asked: Asked) -> list[Told]:
    """The steps of the channel's forms, without the ones that are not for this holder."""
    rows = sorted(asked.view.forms.get(asked.name, ()), key=lambda row: (row.form, row.position))
    due, holder = _identifier_due(asked)
    return [_step(asked, row, holder) for row in rows if row.asked == "always" or due]


def _identifier_due(asked: Asked) -> tuple[bool, tuple[Row, ...]]:
    """Whether the holder owes an identifier for the electronic invoice; of a holder nobody knows, nothing is asked."""
    who = billed_as(asked.mailbox.holder)
    if who is None:
        return False, ()
    billed = asked.view.paying.subject(*who)
    return billed.value.einvoice_identifier == "due", billed.rows


def _step(asked: Asked, row: FormField, holder: tuple[Row, ...]) -> Told:
    confirms = CONFIRMED.get(row.field) if row.input == "confirmed" else None
    listed, choices = _choices(asked, row) if row.input in ("chosen", "confirmed") else ((), ())
    behind = () if row.asked == "always" else holder
    value = confirms(asked) if confirms else None
    place = (row.form, row.field, row.position, value, row.ref)
    return Told(Shown(*place, label=names_of(row.label), input=row.input, choices=choices), (row, *behind, *listed))


CONFIRMED: Final[dict[str, Callable[[Asked], str | None]]] = {
    "plan": lambda asked: asked.mailbox.plan,
    "holder_data": lambda asked: asked.holder_name,
}
"""What a form has filled in already."""


def _choices(asked: Asked, row: FormField) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """What can be chosen whatever the mailbox; the rest is told by the policy that answers the order."""
    view = asked.view
    if row.form == "certification":
        return _certification_choices(view, row.field)
    if row.field == "plan":
        plans = plans_of(view.snapshot, asked.mailbox.kind)
        return plans, tuple(plan.plan for plan in plans)
    if row.field == "payment_method":
        return tuple(view.paying.methods.values()), tuple(view.paying.methods)
    return (), ()


def _certification_choices(view: ChannelView, field: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """What a partner can choose."""
    if field == "plan":
        return view.partner_plans, tuple(plan.plan for plan in view.partner_plans)
    row = next(iter(view.certification), None)
    lists = _lists(row) if row else {}
    return ((row,), lists[field]) if row and field in lists else ((), ())


def _lists(row: Certification) -> dict[str, tuple[str, ...]]:
    return {
        "domain": row.domain_kinds,
        "holder": row.holder_choices,
        "renewal_type": row.renewal_types,
        "years": tuple(map(str, row.years)),
    }
