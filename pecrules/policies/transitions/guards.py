"""The words of ``lifecycle.transitions.guard``: what each asks, how a refusal calls it, what would mend it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from pecrules.base import dates, money
from pecrules.base.tuples import NamedTuple
from pecrules.domain.holders import same_holder
from pecrules.domain.order_states import RENEWING
from pecrules.domain.payments import billed_as
from pecrules.domain.space import ARCHIVE, CONSERVAZIONE, INBOX
from pecrules.model.codes import GuardCode, RefusalCode
from pecrules.model.mailboxes import Mailbox
from pecrules.model.meanings import BY_TIME
from pecrules.policies.transitions.cases import Case, rows_of_state
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.lifecycle import Grace, Step
from pecrules.rulebook.rows.termination import Mode


class GuardResult(NamedTuple):
    """Whether a guard holds, the rows behind that, what was requested and what could be."""

    holds: bool
    rows: tuple[Row, ...] = ()
    requested: str | None = None
    allowed: tuple[str, ...] = ()


def _always(_: Case, __: Step) -> GuardResult:
    return GuardResult(True)


def moved(case: Case, step: Step) -> GuardResult:
    """Time has moved the mailbox that way."""
    period = case.period
    if period is None:
        return GuardResult(False)
    return GuardResult(period.came_from == step.from_state and period.state == step.to_state, period.rows)


def _order_is(*kinds: str) -> Callable[[Case, Step], GuardResult]:
    """The order is of one of these kinds."""
    return lambda case, _: GuardResult(case.order is not None and case.order.kind in kinds)


def _mailbox(fact: Callable[[Mailbox], bool]) -> Callable[[Case, Step], GuardResult]:
    """A fact of the mailbox."""
    return lambda case, _: GuardResult(case.mailbox is not None and fact(case.mailbox))


def _credit_enough(case: Case, _: Step) -> GuardResult:
    """The credit covers the order; whether such a credit may be used for it, ``settle`` tells."""
    view = case.view
    credit = _cents(case.event.credit.amount if case.event.credit else None)
    price = _cents(case.order.gross if case.order else None)
    if credit is None or price is None:
        return GuardResult(False, (view.spent,))
    vat_to = view.paying.vat_to(billed_as(case.order.holder) if case.order and case.order.holder else None)
    if view.spent.choice == "net" or vat_to.value == "treasury":
        price = money.divide(price * money.HUNDRED_PERCENT, money.HUNDRED_PERCENT + view.paying.vat.rate)
    rows = (view.spent, *vat_to.rows, *((view.equal,) if credit == price else ()))
    return GuardResult(credit > price or (credit == price and view.equal.choice == "enough"), rows)


def _cents(amount: Decimal | None) -> int | None:
    """Whole cents; ``None`` for what is no amount of money."""
    try:
        return None if amount is None else money.cents(amount)
    except (ArithmeticError, ValueError):
        return None


def _activation_time_passed(case: Case, _: Step) -> GuardResult:
    """The time of activation is over, whole days counted from its beginning; what takes hours may take all of them."""
    began = case.mailbox.activation_started_on if case.mailbox else case.order.registered_on if case.order else None
    takes = case.activation
    due = None if began is None else dates.add(began, days=takes.days)
    return GuardResult(due is not None and case.on >= due, takes.rows, None, (str(due),) if due else ())


def _within_grace(case: Case, _: Step) -> GuardResult:
    """The mailbox can still be renewed."""
    days, mailbox = case.view.lifecycle.days, case.mailbox
    if mailbox is None:
        return GuardResult(False)
    right = case.view.snapshot.row(Grace, mailbox.kind)
    rows = (right, *days.grace(mailbox).rows, days.last_day, *rows_of_state(case))
    return GuardResult(right.may_renew and case.counts <= days.last_in_grace(mailbox), rows)


def _entitled(case: Case, _: Step) -> GuardResult:
    """Whoever asks may ask."""
    if case.mailbox is None:
        return GuardResult(False)
    mode = case.view.snapshot.row(Mode, case.mailbox.kind, "withdrawal")
    return GuardResult(case.event.asked_by in mode.asked_by, (mode,), case.event.asked_by, mode.asked_by)


def _same_holder(case: Case, _: Step) -> GuardResult:
    """Whoever asks is who had it."""
    choice = case.view.same_holder
    was = case.mailbox.holder if case.mailbox else None
    return GuardResult(same_holder(was, case.event.holder, choice.choice), (choice,))


def _space_may_be_added(case: Case, _: Step) -> GuardResult:
    """The state lets all that was bought be added, or anything, while nobody says what; a quote asks the same."""
    if case.mailbox is None:
        return GuardResult(False)
    event, listing = case.event, case.view.listing(case.state)
    bought = {INBOX: event.extra_inbox_gb, ARCHIVE: event.extra_archive_gb, CONSERVAZIONE: event.conservazione}
    lets = {item: case.view.orderable.lets_add(item, listing) for item in bought}
    wanted = [item for item, much in bought.items() if much]
    holds = all(lets[item].value for item in wanted) if wanted else any(each.value for each in lets.values())
    return GuardResult(holds, tuple(row for item in wanted or lets for row in lets[item].rows))


TIMED: Final[tuple[GuardCode, ...]] = tuple(each for each in BY_TIME.values() if each != "activation_time_passed")
"""The guards of events that tell what a day has done; an activation that takes hours may be over sooner."""

GUARDS: Final[dict[GuardCode, Callable[[Case, Step], GuardResult]]] = {
    "always": _always,
    "terms_accepted": lambda case, _: GuardResult(case.event.terms_accepted),
    "confirmed": lambda case, _: GuardResult(case.event.confirmed),
    "order_activates": _order_is("purchase", "repurchase"),
    "order_renews": _order_is(*RENEWING),
    "order_adds_space": _order_is("extra_space"),
    "credit_enough": _credit_enough,
    "activation_time_passed": _activation_time_passed,
    "automatic_on": _mailbox(lambda mailbox: mailbox.auto_renew),
    "automatic_off": _mailbox(lambda mailbox: not mailbox.auto_renew),
    "within_grace": _within_grace,
    "asked_by_entitled": _entitled,
    "same_holder": _same_holder,
    "partner_managed": _mailbox(lambda mailbox: mailbox.channel == "partner_panel"),
    "partner_domain": _mailbox(lambda mailbox: mailbox.on_partner_domain),
    "within_suspension": lambda case, _: GuardResult(case.state == "suspended", rows_of_state(case)),
    "space_may_be_added": _space_may_be_added,
    **dict.fromkeys(TIMED, moved),
}
"""What each guard asks."""

OF_THE_STATE: Final[frozenset[GuardCode]] = frozenset({"space_may_be_added"})
"""The guards without which an event is none of the state at all, as if no row led from it."""

BROUGHT: Final[dict[GuardCode, str]] = {
    "terms_accepted": "terms_accepted",
    "confirmed": "confirmed",
    "credit_enough": "credit",
    "asked_by_entitled": "asked_by",
    "same_holder": "holder",
}
"""The guards that ask for what an event can bring, and what that is; the others ask for facts and days."""

GUARD_REFUSALS: Final[dict[GuardCode, RefusalCode]] = {
    "terms_accepted": "terms_not_accepted",
    "confirmed": "not_confirmed",
    "order_activates": "order_of_another_kind",
    "order_renews": "order_of_another_kind",
    "order_adds_space": "order_of_another_kind",
    "credit_enough": "credit_short",
    "activation_time_passed": "activation_not_due",
    "automatic_on": "automatic_renewal_off",
    "automatic_off": "automatic_renewal_on",
    "after_expiry": "not_expired",
    "within_grace": "grace_over",
    "after_grace": "grace_not_over",
    "asked_by_entitled": "not_entitled",
    "same_holder": "another_holder",
    "partner_managed": "not_partner_managed",
    "partner_domain": "not_on_partner_domain",
    "termination_day_passed": "termination_day_not_passed",
    "within_suspension": "suspension_over",
    "after_suspension": "suspension_not_over",
    "space_may_be_added": "event_not_possible",
}
"""The refusal's code when a guard does not hold."""

GUARD_FIXES: Final[dict[GuardCode, tuple[str, Any]]] = {
    "terms_accepted": ("terms_accepted", True),
    "confirmed": ("confirmed", True),
}
"""What in an event would meet a guard."""
