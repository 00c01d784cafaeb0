"""What the forms of a channel ask, step by step, and what can be chosen there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from pecrules.domain.plans import changes_to, on_sale, plans_of
from pecrules.domain.provenance import Cited
from pecrules.model.outcomes.channels import Action, Shown
from pecrules.policies.actions.commands import plan_may_change
from pecrules.policies.actions.context import Case, Look
from pecrules.policies.actions.view import ChannelView
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.channels import Certification, FormField
from pecrules.rulebook.rows.plans import PlanChange

_NO_CHOICES: Final = Cited[tuple[str, ...]]((), ())


def fields_of(case: Case, actions: Iterable[Action]) -> list[FormField]:
    """The steps of the channel's forms that can be opened."""
    shown = {None, *(action.command for action in actions if action.shown == "shown")}
    return [row for row in case.view.forms.get(case.facts.channel, ()) if row.command in shown]


def asks_for_a_way(row: FormField) -> bool:
    """Whether a step asks how a renewal is paid, which not every way is in time for."""
    return row.chosen_from == "renewal" and row.field != "plan" and row.form != "certification"


def steps_of(case: Case, fields: Iterable[FormField], late: Mapping[str, tuple[Row, ...]]) -> list[Cited[Shown]]:
    """Steps of forms, without the ones that are not for such a holder; what only its mailbox tells is still missing.

    Args:
        case: The mailbox.
        fields: The steps.
        late: The ways to pay that are too late for a renewal, with the rows that say so.
    """
    holder = case.facts.holder
    rows = case.view.paying.subject(holder).rows if holder else ()
    return [_step(case, row, rows, late) for row in fields if row.asked == "always" or holder]


def _step(
    case: Case, row: FormField, holder_rows: tuple[Row, ...], late: Mapping[str, tuple[Row, ...]]
) -> Cited[Shown]:
    choices, choice_rows = _choices(case, row, late) if row.input in ("chosen", "confirmed") else _NO_CHOICES
    behind = () if row.asked == "always" else holder_rows
    value = case.facts.plan if (row.input, row.field) == ("confirmed", "plan") else None
    place = (row.form, row.field, row.position, value, row.ref)
    page = row.page.names if row.page else ()
    shown = Shown(*place, label=row.label.names, input=row.input, choices=choices, page=page)
    return Cited(shown, (row, *behind, *choice_rows))


CONFIRMED: Final[dict[str, Callable[[Look], str | None]]] = {"holder_data": lambda look: look.holder_name}
"""What a form has filled in already that only the mailbox itself tells."""


def _choices(case: Case, row: FormField, late: Mapping[str, tuple[Row, ...]]) -> Cited[tuple[str, ...]]:
    """What can be chosen today, as the policy that answers the order takes it; of the rest only that knows."""
    if row.form == "certification":
        return _certification_choices(case.view, row.field)
    if row.chosen_from is None:
        return _NO_CHOICES
    if row.field == "plan":
        return _plans(case) if row.chosen_from == "renewal" else _plans_on_sale(case)
    return _ways_in_time(case, late) if asks_for_a_way(row) else _every_way(case)


def _plans(case: Case) -> Cited[tuple[str, ...]]:
    """The mailbox's own plan, if it is renewed, and those that it can be changed for."""
    kind, name, view = case.facts.kind, case.facts.plan, case.view
    own = view.orderable.renewal(kind, name)
    changes = changes_to(view.snapshot, kind, name) if plan_may_change(case) else dict[str, PlanChange]()
    plans = [plan for plan in plans_of(view.snapshot, kind) if plan.plan in changes or plan.plan == name]
    open_ = [plan for plan in plans if plan.plan in changes or own.value]
    return Cited(tuple(plan.plan for plan in open_), (*plans, *own.rows, *changes.values()))


def _plans_on_sale(case: Case) -> Cited[tuple[str, ...]]:
    plans = on_sale(case.view.snapshot, case.facts.kind)
    return Cited(tuple(plan.plan for plan in plans), plans)


def _ways_in_time(case: Case, late: Mapping[str, tuple[Row, ...]]) -> Cited[tuple[str, ...]]:
    """The ways to pay that are registered before the mailbox is gone."""
    methods = case.view.paying.methods
    rows = (*methods.values(), *(row for rows in late.values() for row in rows))
    return Cited(tuple(name for name in methods if name not in late), rows)


def _every_way(case: Case) -> Cited[tuple[str, ...]]:
    return Cited(tuple(case.view.paying.methods), tuple(case.view.paying.methods.values()))


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
