"""What the forms of a channel ask, step by step, and what can be chosen there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from pecrules.domain.payments import billed_as
from pecrules.domain.plans import plans_of
from pecrules.domain.provenance import Cited
from pecrules.model.outcomes.channels import Action, Shown
from pecrules.policies.actions.context import Case, names_of
from pecrules.policies.actions.view import ChannelView
from pecrules.rulebook.rows import Certification, FormField, Row

_NO_CHOICES: Final = Cited[tuple[str, ...]]((), ())


def steps_of(case: Case, actions: Iterable[Action]) -> list[Cited[Shown]]:
    """The steps of the channel's forms that can be opened, without the ones that are not for this holder."""
    shown = {None, *(action.command for action in actions if action.shown == "shown")}
    forms = (row for row in case.view.forms.get(case.name, ()) if row.command in shown)
    rows = sorted(forms, key=lambda row: (row.form, row.position))
    due, holder_rows = _identifier_due(case)
    return [_step(case, row, holder_rows) for row in rows if row.asked == "always" or due]


def _identifier_due(case: Case) -> Cited[bool]:
    """Whether the holder owes an identifier for the electronic invoice; of a holder nobody knows, nothing is asked."""
    who = billed_as(case.mailbox.holder)
    if who is None:
        return Cited(False, ())
    billed = case.view.paying.subject(who)
    return Cited(billed.value.einvoice_identifier == "due", billed.rows)


def _step(case: Case, row: FormField, holder_rows: tuple[Row, ...]) -> Cited[Shown]:
    confirms = CONFIRMED.get(row.field) if row.input == "confirmed" else None
    choices, choice_rows = _choices(case, row) if row.input in ("chosen", "confirmed") else _NO_CHOICES
    behind = () if row.asked == "always" else holder_rows
    value = confirms(case) if confirms else None
    place = (row.form, row.field, row.position, value, row.ref)
    page = names_of(row.page) if row.page else ()
    shown = Shown(*place, label=names_of(row.label), input=row.input, choices=choices, page=page)
    return Cited(shown, (row, *behind, *choice_rows))


CONFIRMED: Final[dict[str, Callable[[Case], str | None]]] = {
    "plan": lambda case: case.mailbox.plan,
    "holder_data": lambda case: case.holder_name,
}
"""What a form has filled in already."""


def _choices(case: Case, row: FormField) -> Cited[tuple[str, ...]]:
    """What can be chosen whatever the mailbox; the rest is for the policy that answers the order."""
    view = case.view
    if row.form == "certification":
        return _certification_choices(view, row.field)
    if row.field == "plan":
        plans = plans_of(view.snapshot, case.mailbox.kind)
        return Cited(tuple(plan.plan for plan in plans), plans)
    if row.field == "payment_method":
        return Cited(tuple(view.paying.methods), tuple(view.paying.methods.values()))
    return _NO_CHOICES


def _certification_choices(view: ChannelView, field: str) -> Cited[tuple[str, ...]]:
    """What a partner can choose."""
    if field == "plan":
        return Cited(tuple(plan.plan for plan in view.partner_plans), view.partner_plans)
    row = next(iter(view.certification), None)
    lists = _lists(row) if row else {}
    return Cited(lists[field], (row,)) if row and field in lists else _NO_CHOICES


def _lists(row: Certification) -> dict[str, tuple[str, ...]]:
    return {
        "domain": row.domain_kinds,
        "holder": row.holder_choices,
        "renewal_type": row.renewal_types,
        "years": tuple(map(str, row.years)),
    }
