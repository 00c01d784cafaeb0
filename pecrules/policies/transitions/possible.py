"""What may happen to a mailbox or an order on a day, and what each event must bring: a form can be built of it.

Every event is tried on ``advance`` itself. Tables and sources: those of ``advance``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps, none
from pecrules.domain.life import seen_as
from pecrules.domain.misuse import takes
from pecrules.domain.provenance import because, caveats
from pecrules.model.codes import StateCode
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Event, Order
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.offers import PossibleEvent, PossibleEvents
from pecrules.model.outcomes.refusals import Refusal
from pecrules.policies.transitions.advance import advance, begins, possible
from pecrules.policies.transitions.cases import Case, case_of, rows_of_state
from pecrules.policies.transitions.guards import BROUGHT, TIMED
from pecrules.policies.transitions.promises import must_bring
from pecrules.policies.transitions.requirements import BRINGS_A_TERM, years_of
from pecrules.policies.transitions.view import MachineView
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.lifecycle import Step
from pecrules.rulebook.ruleset import Ruleset


def possible_events(subject: Mailbox | Order, *, rules: Ruleset, on: date) -> PossibleEvents:
    """Every event that the tables know for a mailbox or an order: whether it may happen on a day, and what it needs.

    Args:
        subject: The mailbox or the order as it is.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.

    Returns:
        The state, and every event: possible or refused with its reason, the states it leads to, the fields it must
        bring, and whether days alone bring it about.

    Raises:
        NoRuleInForce: the tables say nothing yet about such a mailbox on that day.
        CalendarError: a day that counts lies beyond the year 9999.

    Source:
        R0.14 to R0.19, R1.4, R1.19, R2.17, R3.8, R3.11, R4.3, R4.4; F1.04 to F1.19, F2.01, F2.10.

    >>> from pecrules import Order, load_rules
    >>> from decimal import Decimal
    >>> cart = Order(number="7", kind="renewal", gross=Decimal("12.08"), state="cart")
    >>> found = possible_events(cart, rules=load_rules(), on=date(2027, 1, 10))
    >>> [(each.event, each.needs) for each in found.events if each.possible]
    [('cart_abandoned', ()), ('credit_spent', ('credit',)), ('order_placed', ('terms_accepted',))]
    """
    return _POSSIBLE.ask_surely(subject, None, rules, on)


class _Found(NamedTuple):
    """A mailbox or an order in its state, and what may happen to it."""

    case: Case
    events: tuple[PossibleEvent, ...]


def _look_up(view: MachineView, subject: Mailbox | Order, _: None, rules: Ruleset, on: date) -> _Found:
    case = case_of(view, subject, Event(name=""), on)
    may = {*possible(case, rules)}
    steps: dict[str, list[Step]] = {}
    for step in sorted(view.steps[case.machine], key=lambda step: step.event):
        steps.setdefault(step.event, []).append(step)
    return _Found(case, tuple(_event(case, each, rules, possible=name in may) for name, each in steps.items()))


def _answer(found: _Found, stamp: Stamp) -> PossibleEvents:
    case = found.case
    behind = (case.view.state(case.machine, case.state), *rows_of_state(case), *case.view.steps[case.machine])
    return PossibleEvents(case.machine, case.state, found.events, because(behind), caveats(behind), stamp)


def _event(case: Case, steps: Sequence[Step], rules: Ruleset, *, possible: bool) -> PossibleEvent:
    begun = [step for step in steps if begins(case, step)] if possible else list(steps)
    answer = None if possible else advance(case.subject, Event(name=steps[0].event), rules=rules, on=case.on)
    no = answer if isinstance(answer, Refusal) else None
    return PossibleEvent(
        event=steps[0].event,
        possible=no is None,
        refused=no.code if no else None,
        by_time=all(step.guard in TIMED for step in steps),
        leads_to=tuple(dict.fromkeys(_leads_to(case, step) for step in begun)),
        needs=tuple(dict.fromkeys(field for step in begun for field in _needs(case, step, rules, possible=possible))),
        needs_one_of=_SPACE if any(_adds(case, step) for step in begun) else (),
        because=no.because if no else because(_rows(begun)),
    )


def _leads_to(case: Case, step: Step) -> StateCode:
    """The state of the table; a mailbox that was stopped may have expired meanwhile, or never have been activated."""
    if case.mailbox is None or case.state != "suspended" or "limits_lifted" not in step.effects:
        return step.to_state
    lifted = changed(case.mailbox, {"suspended_on": None})
    return seen_as(case.view.lifecycle.period(lifted, case.on).state)


def _rows(steps: Sequence[Step]) -> tuple[Row, ...]:
    return tuple(steps)


_SPACE: Final = ("extra_inbox_gb", "extra_archive_gb", "conservazione")


def _needs(case: Case, step: Step, rules: Ruleset, *, possible: bool) -> Iterator[str]:
    """The fields without which an event is refused."""
    if step.guard in BROUGHT:
        yield BROUGHT[step.guard]
    if case.mailbox is None:
        return
    if BRINGS_A_TERM & set(step.effects) and years_of(case, step) is None:
        yield "years"
    if "termination_day_set" in step.effects:
        yield "day"
    if possible:
        yield from must_bring(case, step, rules)


def _adds(case: Case, step: Step) -> bool:
    return case.mailbox is not None and "space_added" in step.effects


_POSSIBLE: Final = Steps(MachineView, _look_up, none, _answer, takes=takes("possible_events"))
