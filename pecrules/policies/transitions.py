"""What an event does to a mailbox or an order: the state before and after, what follows, who is told; or why it cannot.

The two machines are rows of ``lifecycle.transitions``; this module only knows the words of their guards and effects.
Tables: ``lifecycle`` (states, transitions, messages, activation), ``termination.modes``, ``payments.methods``,
``renewal`` (routes, what a term counts from) and the ``interpretations`` it names. Sources: seed 000 (R0.5, R0.14 to
R0.19), seed 001 (R1.4, R1.18, R1.19, R1.22, R1.23), seed 002 (R2.11, R2.17), seed 003 (R3.8, R3.10, R3.11), seed 004
(R4.3, R4.4); F1, F2, F3.17, F3.18, F12.04 to F12.10.

Nobody moves a mailbox when a day passes: its state follows from its facts (``phases``). So an event of time only tells
what its day has already done, and any other event changes facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final, Literal, NamedTuple, TypeVar, cast

import attrs

from pecrules import dates, money
from pecrules.charges import Paying
from pecrules.errors import NoRuleInForce, nearest
from pecrules.grounds import Reason, because, caveats, reading, refusal
from pecrules.holders import same_holder
from pecrules.model import Event, Mailbox, Order, OrderState
from pecrules.outcomes import Effect, Message, Refusal, Transition
from pecrules.phases import Counting, Phase, Phases
from pecrules.ruleset import InForce, Ruleset
from pecrules.tables import Activation, Interpretation, Method, Mode, NewExpiry, Route, Row, State, Step, Withdrawn
from pecrules.tables import Message as MessageRow

Machine = Literal["mailbox", "order"]
Thing = TypeVar("Thing", Mailbox, Order)

_RENEWED: Final = "renewal_registered"  # the event whose day topic ``renewal_done_on`` chooses
_HOURS: Final = 24  # of a day


def advance(subject: Mailbox | Order, event: Event, *, rules: Ruleset, on: date) -> Transition | Refusal:
    """What an event does to a mailbox or an order on a day.

    Args:
        subject: The mailbox or the order as it is.
        event: What happened, with whatever its guards and effects ask about.
        rules: The rules to ask.
        on: The day on which it happened, a civil date of Europe/Rome.

    Returns:
        A ``Transition``: the states before and after, effects and messages as data, the mailbox or the order as it then
        is. ``expiring``, a view of ``active``, is told as ``active``. ``after`` is the state on that very day, so a
        mailbox whose days went on while it was suspended may come back expired. Or a ``Refusal``: ``event_unknown``,
        ``event_not_possible`` in this state, a code of ``UNMET`` for a guard, or what is missing or wrong in the event:
        ``method_unknown``, ``term_unknown``, ``extra_space_negative``, ``day_missing``, ``day_past``.

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
    terms, stamp = rules.compiled(_Terms, on, subject if isinstance(subject, Mailbox) else None)
    try:
        case = _case(terms, subject, event, on)
        doing = _doing(case)
        if isinstance(doing, Reason):
            return refusal([doing], _mended(case, doing), stamp)
        done = _done(doing)
        rows = _rows(doing, done)
    except NoRuleInForce as error:
        raise error.asked_on(on) from None
    return Transition(
        machine=case.machine,
        event=event.name,
        before=doing.before,
        after=done.state,
        effects=_effects(doing, done),
        messages=tuple(_message(doing, row) for row in _sent(doing)),
        mailbox=done.mailbox,
        order=done.order,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


# -- one event --------------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """An event and whom it befalls.

    Attributes:
        terms: What the tables say.
        event: What happened.
        on: The day.
        counts: The day that counts for guards: ``on``, or for a renewal the day that ``renewal_done_on`` says.
        state: The state it is in on the day that counts.
        mailbox: The mailbox; ``None`` for an order.
        order: The order; ``None`` for a mailbox.
        phase: The mailbox's phase on the day that counts; ``None`` for an order.
    """

    terms: _Terms
    event: Event
    on: date
    counts: date
    state: str
    mailbox: Mailbox | None
    order: Order | None
    phase: Phase | None

    @property
    def machine(self) -> Machine:
        return "order" if self.mailbox is None else "mailbox"


class _Doing(NamedTuple):
    """A step that is taken.

    Attributes:
        case: The event and whom it befalls.
        step: The step.
        told: The rows behind its guard.
        years: The term it brings; ``None`` where it brings none, or for an order.
        switch: The row by which its payment switches automatic renewal on; ``None`` if it does not.
    """

    case: _Case
    step: Step
    told: tuple[Row, ...]
    years: int | None
    switch: Row | None

    @property
    def before(self) -> str:
        """The state it leads from: of an event of time, the one that its day has ended."""
        return self.step.from_state


class _Done(NamedTuple):
    """What comes of a step: the state, the thing as it then is, and the rows that say so."""

    state: str
    mailbox: Mailbox | None
    order: Order | None
    rows: tuple[Row, ...]


class Held(NamedTuple):
    """Whether a guard holds, the rows behind that, and what was asked for and could be."""

    holds: bool
    rows: tuple[Row, ...] = ()
    asked: str | None = None
    allowed: tuple[str, ...] = ()


def _case(terms: _Terms, subject: Mailbox | Order, event: Event, on: date) -> _Case:
    if isinstance(subject, Order):
        return _Case(terms, event, on, on, subject.state, None, subject, None)
    day, phase = _day_that_counts(terms, subject, event, on)
    return _Case(terms, event, on, day, _view(phase.state), subject, None, phase)


def _day_that_counts(terms: _Terms, mailbox: Mailbox, event: Event, on: date) -> tuple[date, Phase]:
    """A renewal is looked at on the day it counts as done, if nothing but days has changed the mailbox since."""
    today = terms.phases.phase(mailbox, on)
    if event.name != _RENEWED:
        return on, today
    day = min(on, _DONE_ON[terms.done_on.choice](event, on))
    then = terms.phases.phase(mailbox, day)
    return (day, then) if _of_days(today) and _of_days(then) else (on, today)


_DONE_ON: Final[dict[str, Callable[[Event, date], date]]] = {
    "registration_day": lambda _, on: on,
    "order_day": lambda event, on: event.ordered_on or on,
    "payment_day": lambda event, on: event.paid_on or on,
}
"""The day of a renewal, by the choices of topic ``renewal_done_on``."""


def _of_days(phase: Phase) -> bool:
    """Whether only the days around the expiry have made a phase."""
    deleted = phase.state == "deleted" and phase.came_from != "suspended"
    return deleted or phase.state in {"active", "expiring", "expired"}


def _view(state: str) -> str:
    """What a state is a view of: nothing leads from ``expiring``, or to it."""
    return "active" if state == "expiring" else state


def _doing(case: _Case) -> _Doing | Reason:
    """The step that an event takes, or why none is taken."""
    steps = [step for step in case.terms.steps[case.machine] if step.event == case.event.name]
    if not steps:
        return _unknown(case)
    found = [(step, GUARDS[step.guard](case, step)) for step in steps if _begins(case, step)]
    if not found:
        return _not_possible(case, steps)
    step, held = next(((step, held) for step, held in found if held.holds), found[0])
    if not held.holds:
        why = (row for step, held in found for row in (step, *held.rows))
        rows = (*why, *_rows_of_state(case), *_rows_of_day(case))
        return Reason(UNMET[step.guard], rows, held.asked, held.allowed, change=_MENDS.get(step.guard))
    return _wrong(case, step) or _Doing(case, step, held.rows, _years(case, step), _switch(case, step))


def _begins(case: _Case, step: Step) -> bool:
    """Whether a step leads from the state, or tells what the day has already done."""
    return step.from_state == case.state or (step.guard in TIMED and _moved(case, step).holds)


def _unknown(case: _Case) -> Reason:
    """No row of the machine knows the event; the word that is spelled most like it comes first."""
    steps = case.terms.steps[case.machine]
    name, known = case.event.name, sorted({step.event for step in steps})
    near = nearest(name, known)
    words = (*((near,) if near else ()), *(word for word in known if word != near))
    state = (case.terms.state(case.machine, case.state), *_rows_of_state(case), *_rows_of_day(case))
    return Reason("event_unknown", (*state, *steps), name, words, change=("name", near) if near else None)


def _not_possible(case: _Case, steps: Iterable[Step]) -> Reason:
    """The event is known, but not in this state."""
    possible = {step.event for step in case.terms.steps[case.machine] if _begins(case, step)}
    rows = (case.terms.state(case.machine, case.state), *_rows_of_state(case), *_rows_of_day(case), *steps)
    return Reason("event_not_possible", rows, case.event.name, tuple(sorted(possible)))


def _mended(case: _Case, reason: Reason) -> Event | None:
    """The event to change, if the change that the reason proposes is then accepted."""
    if reason.change is None:
        return None
    mended = attrs.evolve(case.event, **dict([reason.change]))
    subject = case.mailbox or case.order
    accepted = subject is not None and isinstance(_doing(_case(case.terms, subject, mended, case.on)), _Doing)
    return case.event if accepted else None


# -- guards -----------------------------------------------------------------------------------------------------------


def _always(_: _Case, __: Step) -> Held:
    return Held(True)


def _moved(case: _Case, step: Step) -> Held:
    """Time has moved the mailbox that way."""
    phase = case.phase
    if phase is None:
        return Held(False)
    return Held(phase.came_from == step.from_state and phase.state == step.to_state, phase.rows)


def _order_is(*kinds: str) -> Callable[[_Case, Step], Held]:
    """The order is of one of these kinds."""
    return lambda case, _: Held(case.order is not None and case.order.kind in kinds)


def _mailbox(fact: Callable[[Mailbox], bool]) -> Callable[[_Case, Step], Held]:
    """A fact of the mailbox."""
    return lambda case, _: Held(case.mailbox is not None and fact(case.mailbox))


def _credit_enough(case: _Case, _: Step) -> Held:
    """The credit covers the order; whether such a credit may be used for it, ``settle`` tells."""
    terms = case.terms
    credit = _cents(case.event.credit.amount if case.event.credit else None)
    price = _cents(case.order.gross if case.order else None)
    if credit is None or price is None:
        return Held(False, (terms.spent,))
    if terms.spent.choice == "net":
        price = money.divide(price * money.HUNDRED_PERCENT, money.HUNDRED_PERCENT + terms.paying.rate)
    rows = (terms.spent, terms.equal) if credit == price else (terms.spent,)
    return Held(credit > price or (credit == price and terms.equal.choice == "enough"), rows)


def _cents(amount: Decimal | None) -> int | None:
    """Whole cents; ``None`` for what is no amount of money."""
    try:
        return None if amount is None else money.cents(amount)
    except (ArithmeticError, ValueError):
        return None


def _activation_time_passed(case: _Case, _: Step) -> Held:
    """The time of activation is over, whole days counted from its beginning; what takes hours may take all of them."""
    began = case.mailbox.activation_started_on if case.mailbox else case.order.registered_on if case.order else None
    takes = case.terms.activation(case.mailbox)
    due = None if began is None else dates.add(began, days=takes.days)
    return Held(due is not None and case.on >= due, takes.rows, None, (str(due),) if due else ())


def _within_grace(case: _Case, _: Step) -> Held:
    """The mailbox can still be renewed."""
    phases, mailbox = case.terms.phases, case.mailbox
    if mailbox is None:
        return Held(False)
    grace = phases.grace(mailbox.kind)
    rows = (grace, phases.last_day, *_rows_of_state(case))
    return Held(grace.may_renew and case.counts <= phases.expiring(mailbox).grace_until, rows)


def _asked_by_entitled(case: _Case, _: Step) -> Held:
    """Whoever asks may ask."""
    if case.mailbox is None:
        return Held(False)
    mode = case.terms.in_force.row(Mode, case.mailbox.kind, "withdrawal")
    return Held(case.event.asked_by in mode.asked_by, (mode,), case.event.asked_by, mode.asked_by)


def _same_holder(case: _Case, _: Step) -> Held:
    """Whoever asks is who had it."""
    choice = case.terms.same_holder
    was = case.mailbox.holder if case.mailbox else None
    return Held(same_holder(was, case.event.holder, choice.choice), (choice,))


GUARDS: Final[dict[str, Callable[[_Case, Step], Held]]] = {
    "always": _always,
    "terms_accepted": lambda case, _: Held(case.event.terms_accepted),
    "confirmed": lambda case, _: Held(case.event.confirmed),
    "order_activates": _order_is("purchase", "repurchase"),
    "order_renews": _order_is("renewal", "renewal_with_plan_change", "automatic_renewal"),
    "order_adds_space": _order_is("extra_space"),
    "credit_enough": _credit_enough,
    "activation_time_passed": _activation_time_passed,
    "automatic_on": _mailbox(lambda mailbox: mailbox.auto_renew),
    "automatic_off": _mailbox(lambda mailbox: not mailbox.auto_renew),
    "after_expiry": _moved,
    "within_grace": _within_grace,
    "after_grace": _moved,
    "asked_by_entitled": _asked_by_entitled,
    "same_holder": _same_holder,
    "partner_managed": _mailbox(lambda mailbox: mailbox.channel == "partner_panel"),
    "partner_domain": _mailbox(lambda mailbox: mailbox.on_partner_domain),
    "termination_day_passed": _moved,
    "within_suspension": lambda case, _: Held(case.state == "suspended", _rows_of_state(case)),
    "after_suspension": _moved,
}
"""What each guard asks."""

TIMED: Final = frozenset({"after_expiry", "after_grace", "termination_day_passed", "after_suspension"})
"""The guards of events that tell what a day has done."""

UNMET: Final[dict[str, str]] = {
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
}
"""The refusal's code when a guard does not hold."""

_MENDS: Final[dict[str, tuple[str, Any]]] = {
    "terms_accepted": ("terms_accepted", True),
    "confirmed": ("confirmed", True),
}
"""What in an event would meet a guard."""


# -- what an event must bring -----------------------------------------------------------------------------------------

_BRINGS_A_TERM: Final = frozenset({"term_extended", "mailbox_usable", "activation_started"})


def _wrong(case: _Case, step: Step) -> Reason | None:
    """What is missing or wrong in an event that its effects need."""
    return _wrong_method(case, step) or _wrong_term(case, step) or _wrong_space(case, step) or _wrong_day(case, step)


def _method(case: _Case) -> str | None:
    """How it was paid: what the event says, or else the order."""
    return case.event.method or (case.order.method if case.order else None)


def _wrong_method(case: _Case, step: Step) -> Reason | None:
    method = _method(case)
    if "automatic_by_method" not in step.effects or case.terms.ended(method):
        return None
    wrong = case.terms.paying.wrong_method(method)
    return wrong and wrong._replace(rows=(step, *wrong.rows))


def _wrong_term(case: _Case, step: Step) -> Reason | None:
    """A mailbox is given years only if somebody says how many, and at least one."""
    if case.mailbox is None or not _BRINGS_A_TERM & set(step.effects):
        return None
    years = _years(case, step)
    return Reason("term_unknown", (step,), years) if years is None or years < 1 else None


def _years(case: _Case, step: Step) -> int | None:
    """The term in whole years: what the event says, or the last one; where the last one is repeated, that first."""
    last = case.mailbox.last_term_years if case.mailbox else None
    said = (last, case.event.years) if "term_repeated" in step.effects else (case.event.years, last)
    return next((years for years in said if years is not None), None)


def _wrong_space(case: _Case, step: Step) -> Reason | None:
    """Nobody buys less than nothing."""
    named = {"extra_inbox_gb": case.event.extra_inbox_gb, "extra_archive_gb": case.event.extra_archive_gb}
    for name, asked in named.items():
        if asked is not None and asked < 0 and {"space_added", "term_extended", "starts_empty"} & set(step.effects):
            return Reason("extra_space_negative", (step,), asked, (0,), change=(name, 0))
    return None


def _wrong_day(case: _Case, step: Step) -> Reason | None:
    """A mailbox ends on a day that is said, and not before today."""
    if "termination_day_set" not in step.effects:
        return None
    day = case.event.day
    if day is None:
        return Reason("day_missing", (step,))
    return Reason("day_past", (step,), str(day), (str(case.on),), change=("day", case.on)) if day < case.on else None


def _switch(case: _Case, step: Step) -> Row | None:
    """The row by which the payment switches automatic renewal on; a signature or a wish may stand in event or order."""
    method = _method(case)
    if method not in case.terms.paying.methods or "automatic_by_method" not in step.effects:
        return None
    order, event = case.order, case.event
    signed_in = event.signed_in and (order is None or order.signed_in)
    keep_off = event.keep_automatic_off or (order is not None and order.keep_automatic_off)
    return case.terms.paying.switches_on(method, signed_in=signed_in, keep_off=keep_off)


# -- effects ----------------------------------------------------------------------------------------------------------


def _done(doing: _Doing) -> _Done:
    case, step = doing.case, doing.step
    mailbox, order = case.mailbox, case.order
    if order is not None:
        for word in step.effects:
            order = _ORDER_EFFECTS.get(word, _as_it_was)(order, doing)
        return _Done(step.to_state, None, attrs.evolve(order, state=cast("OrderState", step.to_state)), ())
    assert mailbox is not None
    for word in step.effects:
        mailbox = EFFECTS[word](mailbox, doing)
    if step.to_state == "withdrawn":
        mailbox = _withdrawn(mailbox, doing)
    phase = case.terms.phases.phase(mailbox, case.on)
    state = _view(phase.state)
    return _Done(state, mailbox, None, phase.rows if state != step.to_state else ())


def _as_it_was(thing: Thing, _: _Doing) -> Thing:
    """An effect that no fact of the thing tells."""
    return thing


def _withdrawn(mailbox: Mailbox, doing: _Doing) -> Mailbox:
    """It ends today, or ended with the day that was asked for."""
    phase = doing.case.phase
    told = phase is not None and phase.state == "withdrawn"
    return attrs.evolve(mailbox, withdrawn_on=phase.since if phase and told else doing.case.on)


def _by_method(mailbox: Mailbox, doing: _Doing) -> Mailbox:
    """Switched on for the way it was paid, or left as it was; of a mailbox that is gone, nothing was on."""
    if doing.switch is not None:
        return attrs.evolve(mailbox, auto_renew=True, method=_method(doing.case), method_valid=True)
    gone = doing.case.terms.state("mailbox", doing.before).may_repurchase
    return attrs.evolve(mailbox, auto_renew=mailbox.auto_renew and not gone)


def _activating(mailbox: Mailbox, doing: _Doing) -> Mailbox:
    """Its activation begins, and whatever had stopped or ended it is past; its expiry is the one to expect."""
    began = attrs.evolve(
        mailbox, activation_started_on=doing.case.on, activated_on=None, withdrawn_on=None, suspended_on=None,
        termination_day=None, renewal_order_pending=False,
    )  # fmt: skip
    return _term_begun(began, doing, doing.case.terms.first_expiry(began, doing.case.on, doing.years))


def _usable(mailbox: Mailbox, doing: _Doing) -> Mailbox:
    """It is activated; the term of its order now begins."""
    expiry = doing.case.terms.first_expiry(mailbox, doing.case.on, doing.years)
    return attrs.evolve(mailbox, activated_on=doing.case.on, expiry=expiry, last_term_years=doing.years)


def _extended(mailbox: Mailbox, doing: _Doing) -> Mailbox:
    """The term of a renewal, and the space that comes with it."""
    counting = doing.case.terms.counting
    expiry = dates.add_years(_start(doing), doing.years or 0, counting.leap_day_becomes)
    return attrs.evolve(_term_begun(_space(mailbox, doing), doing, expiry), renewal_order_pending=False)


def _term_begun(mailbox: Mailbox, doing: _Doing, expiry: date) -> Mailbox:
    ordered = doing.case.event.ordered_on or doing.case.on
    return attrs.evolve(mailbox, expiry=expiry, last_term_years=doing.years, last_term_began_on=ordered)


def _space(mailbox: Mailbox, doing: _Doing) -> Mailbox:
    """The extra space of the new term; what the event does not say stays."""
    inbox, archive = doing.case.event.extra_inbox_gb, doing.case.event.extra_archive_gb
    return attrs.evolve(
        mailbox,
        extra_inbox_gb=mailbox.extra_inbox_gb if inbox is None else inbox,
        extra_archive_gb=mailbox.extra_archive_gb if archive is None else archive,
    )


def _more_space(mailbox: Mailbox, doing: _Doing) -> Mailbox:
    event = doing.case.event
    inbox = mailbox.extra_inbox_gb + (event.extra_inbox_gb or 0)
    archive = mailbox.extra_archive_gb + (event.extra_archive_gb or 0)
    return attrs.evolve(mailbox, extra_inbox_gb=inbox, extra_archive_gb=archive)


def _empty(mailbox: Mailbox, doing: _Doing) -> Mailbox:
    """No message, and no space but what comes with it."""
    return _space(attrs.evolve(mailbox, inbox_bytes=0, archive_bytes=0, extra_inbox_gb=0, extra_archive_gb=0), doing)


def _contents_settled(mailbox: Mailbox, doing: _Doing) -> Mailbox:
    return mailbox if doing.case.terms.kept_for_grace else _sets(inbox_bytes=0, archive_bytes=0)(mailbox, doing)


def _sets(**facts: Any) -> Callable[[Mailbox, _Doing], Mailbox]:
    """An effect that is a fact whatever the event."""
    return lambda mailbox, _: attrs.evolve(mailbox, **facts)


EFFECTS: Final[dict[str, Callable[[Mailbox, _Doing], Mailbox]]] = {
    "order_recorded": _as_it_was,
    "payment_recorded": _as_it_was,
    "nothing_recorded": _as_it_was,
    "automatic_by_method": _by_method,
    "automatic_on": _sets(auto_renew=True),
    "automatic_off": _sets(auto_renew=False),
    "activation_started": _activating,
    "mailbox_usable": _usable,
    "term_extended": _extended,
    "term_repeated": _as_it_was,
    "space_added": _more_space,
    "credit_reduced": _as_it_was,
    "order_left_open": _sets(renewal_order_pending=True),
    "renew_offered_again": _sets(renewal_order_pending=False),
    "limited_to_grace": _as_it_was,
    "limits_lifted": _sets(suspended_on=None),
    "contents_kept": _as_it_was,
    "contents_deleted": _sets(inbox_bytes=0, archive_bytes=0),
    "contents_by_reading": _contents_settled,
    "addons_ended": _sets(extra_inbox_gb=0, extra_archive_gb=0),
    "name_reserved": _as_it_was,
    "starts_empty": _empty,
    "mailbox_stopped": lambda mailbox, doing: attrs.evolve(mailbox, suspended_on=doing.case.on),
    "certification_ended": _as_it_was,
    "termination_day_set": lambda mailbox, doing: attrs.evolve(mailbox, termination_day=doing.case.event.day),
    "holder_replaced": lambda mailbox, doing: attrs.evolve(mailbox, holder=doing.case.event.holder),
}
"""What each effect makes of a mailbox."""


def _recorded(order: Order, doing: _Doing) -> Order:
    return attrs.evolve(order, day=doing.case.on, method=_method(doing.case))


def _paid(order: Order, doing: _Doing) -> Order:
    """Its payment is registered today; when it was made, only who paid can say."""
    on, paid = doing.case.on, doing.case.event.paid_on or order.paid_on
    return attrs.evolve(order, day=order.day or on, registered_on=on, paid_on=paid, method=_method(doing.case))


_ORDER_EFFECTS: Final[dict[str, Callable[[Order, _Doing], Order]]] = {
    "order_recorded": _recorded,
    "payment_recorded": _paid,
}
"""What the effects make of an order; the others are told of it and change nothing in it."""


def _effects(doing: _Doing, done: _Done) -> tuple[Effect, ...]:
    """The effects as data."""
    return tuple(effect for word in doing.step.effects for effect in _TOLD.get(word, _plain)(word, doing, done))


def _plain(word: str, doing: _Doing, _: _Done) -> list[Effect]:
    return [Effect(word, doing.step.ref)]


def _told_switch(word: str, doing: _Doing, _: _Done) -> list[Effect]:
    return [Effect(word, doing.step.ref, value="unchanged" if doing.switch is None else "on")]


def _told_time(word: str, doing: _Doing, _: _Done) -> list[Effect]:
    takes = doing.case.terms.activation(doing.case.mailbox)
    return [Effect(word, doing.step.ref, takes.row.unit, takes.bound, takes.bound)]


def _told_expiry(word: str, doing: _Doing, done: _Done) -> list[Effect]:
    return [Effect(word, doing.step.ref, value=str(done.mailbox.expiry) if done.mailbox else None)]


def _told_space(word: str, doing: _Doing, _: _Done) -> list[Effect]:
    """How much of which space; an order that adds none is told of none."""
    said = doing.case.order or doing.case.event
    named = {"extra_inbox": said.extra_inbox_gb, "extra_archive": said.extra_archive_gb}
    return [Effect(word, doing.step.ref, "gb", gb, gb, item) for item, gb in named.items() if gb]


def _told_contents(_: str, doing: _Doing, __: _Done) -> list[Effect]:
    kept = doing.case.terms.kept_for_grace
    return [Effect("contents_kept" if kept else "contents_deleted", doing.step.ref)]


def _told_day(word: str, doing: _Doing, _: _Done) -> list[Effect]:
    return [Effect(word, doing.step.ref, value=str(doing.case.event.day))]


_TOLD: Final[dict[str, Callable[[str, _Doing, _Done], list[Effect]]]] = {
    "automatic_by_method": _told_switch,
    "activation_started": _told_time,
    "mailbox_usable": _told_expiry,
    "term_extended": _told_expiry,
    "space_added": _told_space,
    "contents_by_reading": _told_contents,
    "termination_day_set": _told_day,
}
"""The effects that say more than their name."""


# -- messages ---------------------------------------------------------------------------------------------------------


def _sent(doing: _Doing) -> list[MessageRow]:
    """The messages of a step whose condition is met."""
    rows = (doing.case.terms.in_force.row(MessageRow, name) for name in doing.step.messages)
    return [row for row in rows if _CONDITIONS[row.condition](doing.case)]


def _deferred(case: _Case) -> bool:
    """The payment is not registered at once; nobody knows it of a payment that nobody has chosen."""
    method = case.terms.paying.methods.get(_method(case) or "")
    return method is not None and method.registration != "immediate"


_CONDITIONS: Final[dict[str, Callable[[_Case], bool]]] = {
    "always": lambda _: True,
    "deferred_payment": _deferred,
    "partner_managed": lambda case: case.mailbox is not None and case.mailbox.channel == "partner_panel",
}
"""When a message goes out."""


def _message(doing: _Doing, row: MessageRow) -> Message:
    mailbox = doing.case.mailbox
    holder = mailbox.holder if mailbox and row.audience == "holder_reference" else None
    address = holder.reference_email if holder else None
    return Message(row.message, row.audience, address, row.sent_by, row.carries, row.ref)


# -- the rows behind it -----------------------------------------------------------------------------------------------


def _rows(doing: _Doing, done: _Done) -> list[Row]:
    """Every row that a transition rests on."""
    case, step = doing.case, doing.step
    rows = [step, *doing.told, *_rows_of_state(case), *done.rows, *_sent(doing)]
    rows += [row for word in step.effects for row in _ROWS.get(word, _none)(doing)]
    waits = case.order is not None and case.state == "awaiting_payment"
    return [*rows, *_rows_of_day(case), *((case.terms.unpaid,) if waits else ())]  # however old, it still waits


def _none(_: _Doing) -> Iterable[Row]:
    return ()


def _rows_of_day(case: _Case) -> tuple[Row, ...]:
    """The reading that says on which day a renewal is done."""
    return (case.terms.done_on,) if case.event.name == _RENEWED else ()


def _rows_of_state(case: _Case) -> tuple[Row, ...]:
    """Why a mailbox is in its state; that it is active is doubtful only on the day of its expiry."""
    phase, phases, mailbox = case.phase, case.terms.phases, case.mailbox
    if phase is None or mailbox is None:
        return ()
    if case.state == "active":
        return (phases.expiry_day,) if case.counts == mailbox.expiry else ()
    return phase.rows


def _rows_of_method(doing: _Doing) -> tuple[Row, ...]:
    """The row that switches automatic renewal on, or the one that does not."""
    terms, method = doing.case.terms, _method(doing.case)
    if doing.switch is not None or method is None:
        return (doing.switch,) if doing.switch else ()
    ended = terms.ended(method)
    signed_in = doing.case.event.signed_in and (doing.case.order is None or doing.case.order.signed_in)
    return (ended or (terms.paying.methods[method] if signed_in else terms.paying.quick_payment),)


def _rows_of_term(doing: _Doing) -> tuple[Row, ...]:
    """What a renewal counts from, and where its term ends."""
    if doing.case.mailbox is None:
        return ()
    counting, late = doing.case.terms.counting, _late(doing.case)
    leap = (counting.leap_day,) if _leaps(_start(doing)) else ()
    return (*((doing.case.terms.phases.expiry_day, counting.late) if late else (counting.early,)), *leap)


def _rows_of_first_term(doing: _Doing) -> tuple[Row, ...]:
    if doing.case.mailbox is None:
        return ()
    terms = doing.case.terms
    start = terms.first_start(doing.case.mailbox, doing.case.on)
    return (terms.first_term(), *((terms.counting.leap_day,) if _leaps(start) else ()))


def _rows_of_activation(doing: _Doing) -> tuple[Row, ...]:
    return (*doing.case.terms.activation(doing.case.mailbox).rows, *_rows_of_first_term(doing))


def _rows_of_contents(doing: _Doing) -> tuple[Row, ...]:
    return (doing.case.terms.partner_content,)


_ROWS: Final[dict[str, Callable[[_Doing], Iterable[Row]]]] = {
    "automatic_by_method": _rows_of_method,
    "activation_started": _rows_of_activation,
    "mailbox_usable": _rows_of_first_term,
    "term_extended": _rows_of_term,
    "contents_by_reading": _rows_of_contents,
}
"""The rows behind each effect, beside the step."""


def _start(doing: _Doing) -> date:
    """The day that a renewal's years are added to."""
    mailbox = doing.case.mailbox
    assert mailbox is not None
    return doing.case.terms.counting.start(mailbox.expiry, doing.case.on, _late(doing.case))


def _late(case: _Case) -> bool:
    """Whether the mailbox had expired on the day that counts."""
    assert case.mailbox is not None
    return case.counts > case.terms.phases.expiring(case.mailbox).active_until


def _leaps(day: date) -> bool:
    return (day.month, day.day) == (2, 29)


# -- the terms of a stretch of days -----------------------------------------------------------------------------------


class _Takes(NamedTuple):
    """How long an activation takes: so many of the row's units, in whole days, and the rows that say so."""

    row: Activation
    bound: int | None
    days: int
    rows: tuple[Row, ...]


class _Terms:
    """What transitions need of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Activation, Interpretation, MessageRow, Mode, NewExpiry, Route, State, Step, *Counting.READS, *Paying.READS,
        *Phases.READS,
    )  # fmt: skip

    def __init__(self, in_force: InForce) -> None:
        self.in_force = in_force
        self.phases = Phases(in_force)
        self.paying = Paying(in_force)
        self.counting = Counting(in_force)
        self.done_on = reading(in_force, "renewal_done_on")
        self.hours = reading(in_force, "activation_hours")
        self.same_holder = reading(in_force, "same_holder_check")
        self.unpaid = reading(in_force, "unpaid_order_expiry")
        self.spent = reading(in_force, "credit_spent")
        self.equal = reading(in_force, "credit_equal_to_price")
        self.partner_content = reading(in_force, "partner_immediate_content")
        self.kept_for_grace = self.partner_content.choice == "kept_for_grace"
        self.steps: dict[str, tuple[Step, ...]] = {"mailbox": (), "order": ()}
        for step in in_force.rows(Step):
            self.steps[step.machine] = (*self.steps[step.machine], step)
        self._activations = {(row.kind, row.channel): row for row in in_force.rows(Activation)}

    def state(self, machine: str, name: str) -> State:
        """The row of a state."""
        return self.in_force.row(State, machine, name)

    def ended(self, method: str | None) -> Withdrawn | None:
        """The row that ended a way to pay: whoever had paid that way before is still registered."""
        if method is None or method in self.paying.methods:
            return None
        try:
            row = self.in_force.find(Method, method)
        except NoRuleInForce:
            return None
        return row if isinstance(row, Withdrawn) else None

    def activation(self, mailbox: Mailbox | None) -> _Takes:
        """How long an activation takes: where it is managed, or else where its kind is at home; so an order's."""
        kind = mailbox.kind if mailbox else "mailbox"
        home = self.in_force.row(Route, kind).renewed_in
        row = self._activations.get((kind, mailbox.channel if mailbox else home))
        row = row or self.in_force.row(Activation, kind, home)
        if row.unit != "hours":
            return _Takes(row, row.most, 0, (row,))
        bound = row.most if self.hours.choice == "longest" else row.least
        return _Takes(row, bound, -(-(bound or 0) // _HOURS), (row, self.hours))

    def first_term(self) -> NewExpiry:
        """What a first term counts from."""
        return self.in_force.row(NewExpiry, "first_term")

    def first_start(self, mailbox: Mailbox, on: date) -> date:
        """The day that a first term counts from, if the mailbox is activated on a day."""
        return _FIRST[self.first_term().counts_from](mailbox, on)

    def first_expiry(self, mailbox: Mailbox, on: date, years: int | None) -> date:
        """The expiry of a first term."""
        expiry = dates.add_years(self.first_start(mailbox, on), years or 0, self.counting.leap_day_becomes)
        ends_with_month = self.first_term().counts_from == "month_before_activation"
        return dates.add(expiry, days=-1) if ends_with_month else expiry


_FIRST: Final[dict[str, Callable[[Mailbox, date], date]]] = {
    "activation_day": lambda _, on: on,
    "payment_day": lambda mailbox, on: mailbox.activation_started_on or on,
    "old_expiry": lambda mailbox, _: mailbox.expiry,
    "month_before_activation": lambda _, on: on.replace(day=1),
}
"""The day that a first term counts from, by what ``renewal.new_expiry`` says."""
