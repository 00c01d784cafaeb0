"""What an event does to a mailbox or an order: the state before and after, what follows, who is notified; or why not.

The two machines are rows of ``lifecycle.transitions``; the modules beside know the words of their guards and effects.
Tables: ``lifecycle`` (states, transitions, messages, activation), ``termination.modes``, ``payments.methods``,
``renewal`` (routes, what a term counts from) and the ``interpretations`` it names. Sources: seed 000 (R0.5, R0.14 to
R0.19), seed 001 (R1.4, R1.18, R1.19, R1.22, R1.23), seed 002 (R2.11, R2.17), seed 003 (R3.8, R3.10, R3.11), seed 004
(R4.3, R4.4); F1, F2, F3.17, F3.18, F12.04 to F12.10.

Nobody moves a mailbox when a day passes: its state follows from its facts (``life``). So an event of time only tells
what its day has already done, and any other event changes facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from pecrules.base.errors import CalendarError, nearest
from pecrules.domain.answering import Steps, none
from pecrules.domain.misuse import takes
from pecrules.domain.provenance import because, caveats
from pecrules.domain.refusing import Objection
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Event, Order
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import Transition
from pecrules.policies.transitions.cases import (
    Case,
    Firing,
    StepResult,
    case_of,
    machine_of,
    rows_of_day,
    rows_of_state,
)
from pecrules.policies.transitions.effects import apply_effects, effect_rows, rendered
from pecrules.policies.transitions.guards import (
    BROUGHT,
    GUARD_FIXES,
    GUARD_REFUSALS,
    GUARDS,
    OF_THE_STATE,
    TIMED,
    GuardResult,
    moved,
)
from pecrules.policies.transitions.notifications import message, outgoing
from pecrules.policies.transitions.promises import may_come, promise_objection, rows_of_plan, ways_out
from pecrules.policies.transitions.requirements import as_repeated, event_objection, switched_on_by, years_of
from pecrules.policies.transitions.view import MachineView
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.lifecycle import Step
from pecrules.rulebook.ruleset import Ruleset


def advance(subject: Mailbox | Order, event: Event, *, rules: Ruleset, on: date) -> Transition | Refusal[Event]:
    """What an event does to a mailbox or an order on a day.

    Args:
        subject: The mailbox or the order as it is.
        event: What happened, with whatever its guards and effects ask about.
        rules: The rules to ask.
        on: The day on which it happened, a civil date of Europe/Rome.

    Returns:
        A ``Transition``: the states before and after, effects and messages as data, the mailbox or the order as it then
        is. ``expiring``, a view of ``active``, is called ``active``. ``after`` is the state on that very day, so a
        mailbox whose days went on while it was suspended may come back expired. Or a ``Refusal``: ``event_unknown``,
        ``event_not_possible`` in this state, a code of ``GUARD_REFUSALS`` for a guard, or what is missing or wrong in
        the event: ``method_unknown``, ``term_unknown``, ``extra_space_negative``, ``day_missing``, ``day_past``,
        ``day_after_expiry``; or ``mode_not_offered`` where such a mailbox is not ended in that way. What no order
        could have promised on its day is not brought about either: ``days_out_of_order``, ``termination_asked``,
        ``charge_not_due``, ``charge_skipped``, ``renewal_order_pending`` for a charge, ``term_not_offered``,
        ``change_not_offered``, and the codes of a plan that is none or of space that it does not grow by.

    Raises:
        NoRuleInForce: the tables say nothing yet about such a mailbox, or such an event, on that day.
        CalendarError: a day that counts lies beyond the year 9999.

    Source:
        R0.14 to R0.19, R1.4, R1.19, R2.17, R3.8, R3.11, R4.3, R4.4; F1.04 to F1.19, F2.01, F2.10, F3.17, F3.18.

    >>> from pecrules import load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> done = advance(box, Event(name="renewal_registered", years=2), rules=load_rules(), on=date(2027, 4, 2))
    >>> done.before, done.after, str(done.mailbox.expiry)
    ('expired', 'active', '2029-03-30')
    """
    return _ADVANCE.ask(subject, event, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


def _look_up(view: MachineView, subject: Mailbox | Order, event: Event, rules: Ruleset, on: date) -> Firing | Objection:
    """The step that an event takes, or why none is taken."""
    steps = [step for step in view.steps[machine_of(subject)] if step.event == event.name]
    if not steps:
        return _unknown(view, subject, event, rules, on)
    case = case_of(view, subject, event, on)
    begun = [step for step in steps if begins(case, step)]
    if not begun:
        return _not_possible(case, steps, rules)
    if (ending := _ending_objection(case, event.name)) is not None:
        return ending
    found = [(step, GUARDS[step.guard](case, step)) for step in begun]
    step, guard = next(((step, guard) for step, guard in found if guard.holds), found[0])
    if not guard.holds:
        return _guard_objection(case, found)
    case = as_repeated(case, step)
    years, switch = years_of(case, step), switched_on_by(case, step)
    objection = event_objection(case, step) or promise_objection(case, step, rules)
    return objection or Firing(case, step, (*guard.rows, *rows_of_plan(case, step, rules)), years, switch)


def _answer(firing: Firing, stamp: Stamp) -> Transition:
    case, result, sent = firing.case, apply_effects(firing), outgoing(firing)
    rows = _rows(firing, result, sent)
    return Transition(
        machine=case.machine,
        event=firing.step.event,
        before=firing.before,
        after=result.state,
        effects=rendered(firing, result),
        messages=tuple([message(firing, row) for row in sent]),
        mailbox=result.mailbox,
        order=result.order,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


# -- which step -------------------------------------------------------------------------------------------------------


def begins(case: Case, step: Step) -> bool:
    """Whether a step leads from the state, or tells what the day has already done."""
    if step.guard in OF_THE_STATE:
        return step.from_state == case.state and GUARDS[step.guard](case, step).holds
    return step.from_state == case.state or (step.guard in TIMED and moved(case, step).holds)


def _unknown(view: MachineView, subject: Mailbox | Order, event: Event, rules: Ruleset, on: date) -> Objection:
    """No row of the machine knows the event; of those that are possible the one spelled most like it comes first.

    One that befalls things of the other kind is spelled rightly, and none is like it.
    """
    steps = view.steps[machine_of(subject)]
    try:
        case = case_of(view, subject, event, on)
    except CalendarError:  # nobody knows the state, but neither does any state know the event
        return Objection("event_unknown", tuple(steps), event.name)
    among = possible(case, rules)
    is_another_machines = any(step.event == event.name for each in view.steps.values() for step in each)
    near = None if is_another_machines else nearest(event.name, among)
    words = (*((near,) if near else ()), *(word for word in among if word != near))
    state = (view.state(case.machine, case.state), *rows_of_state(case), *rows_of_day(case))
    return Objection("event_unknown", (*state, *steps), event.name, words, change=("name", near) if near else None)


def _not_possible(case: Case, steps: Sequence[Step], rules: Ruleset) -> Objection:
    """The event is known, but not in this state."""
    rows = (case.view.state(case.machine, case.state), *rows_of_state(case), *rows_of_day(case), *steps)
    barred = [step for step in steps if step.guard in OF_THE_STATE and step.from_state == case.state]
    behind = [row for step in barred for row in GUARDS[step.guard](case, step).rows]
    ways = ways_out(case, steps, rules)
    rows = (*rows, *behind, *ways.rows)
    return Objection("event_not_possible", rows, case.event.name, possible(case, rules), ways.value)


def possible(case: Case, rules: Ruleset) -> tuple[str, ...]:
    """The events that may happen now, if they bring what their guards want to know of them."""
    steps = (step for step in case.view.steps[case.machine] if begins(case, step))
    offered = (step for step in steps if not _ending_objection(case, step.event))
    offered = (step for step in offered if may_come(case, step, rules))
    ready = (step for step in offered if step.guard in BROUGHT or GUARDS[step.guard](case, step).holds)
    return tuple(sorted({step.event for step in ready}))


def _ending_objection(case: Case, event: str) -> Objection | None:
    """Why a mailbox of this kind is not ended so."""
    return case.view.endings.objection(case.mailbox, event) if case.mailbox else None


def _guard_objection(case: Case, found: Sequence[tuple[Step, GuardResult]]) -> Objection:
    """Of all the steps that the event might take here no guard holds; the first one's refusal is given."""
    step, guard = found[0]
    rows = [row for step, guard in found for row in (step, *guard.rows)]
    behind = (*rows, *rows_of_state(case), *rows_of_day(case))
    code, change = GUARD_REFUSALS[step.guard], GUARD_FIXES.get(step.guard)
    return Objection(code, behind, guard.requested, guard.allowed, change=change)


def _rows(firing: Firing, result: StepResult, sent: Iterable[Row]) -> list[Row]:
    """Every row that a transition rests on."""
    case = firing.case
    rows = [firing.step, *firing.guard_rows, *rows_of_state(case), *result.rows, *sent]
    waits = case.order is not None and case.state == "awaiting_payment"
    unpaid = (case.view.orders.unpaid,) if waits else ()  # however old, it still waits
    return [*rows, *effect_rows(firing), *rows_of_day(case), *unpaid]


_ADVANCE: Final = Steps(MachineView, _look_up, none, _answer, takes=takes("advance"))
