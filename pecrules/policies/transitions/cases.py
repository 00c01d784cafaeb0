"""An event and whom it befalls; the step it takes; what comes of that."""

from __future__ import annotations

from datetime import date

from pecrules.base.tuples import NamedTuple
from pecrules.domain.activation import ActivationTime
from pecrules.domain.life import StatePeriod, seen_as
from pecrules.model.codes import Machine, StateCode
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Event, Order
from pecrules.policies.transitions.view import MachineView
from pecrules.rulebook.rows import Row, Step


class Case(NamedTuple):
    """An event and whom it befalls.

    Attributes:
        view: What the tables say.
        subject: The mailbox or the order.
        event: What happened.
        on: The day.
        counts: The day that counts for guards: ``on``, or for an order the day on which it is done.
        state: The state it is in on the day that counts.
        period: The mailbox's state on the day that counts, with its days; ``None`` for an order.
        mailbox: The mailbox; ``None`` for an order.
        order: The order; ``None`` for a mailbox.
    """

    view: MachineView
    subject: Mailbox | Order
    event: Event
    on: date
    counts: date
    state: StateCode
    period: StatePeriod | None
    mailbox: Mailbox | None
    order: Order | None

    @property
    def machine(self) -> Machine:
        """Whose machine it is."""
        return machine_of(self.subject)

    @property
    def activation(self) -> ActivationTime:
        """How long the activation of the mailbox takes, or of the one that is ordered."""
        kind = self.subject.kind if isinstance(self.subject, Mailbox) else self.subject.mailbox_kind
        return self.view.activations.takes(kind, self.subject.channel)


class Firing(NamedTuple):
    """A step that is taken.

    Attributes:
        case: The event and whom it befalls.
        step: The step.
        guard_rows: The rows behind its guard.
        years: The term it brings; ``None`` where it brings none, or for an order.
        switch: The row by which its payment switches automatic renewal on; ``None`` if it does not.
    """

    case: Case
    step: Step
    guard_rows: tuple[Row, ...]
    years: int | None
    switch: Row | None

    @property
    def before(self) -> StateCode:
        """The state it leads from: of an event of time, the one that its day has ended."""
        return self.step.from_state


class StepResult(NamedTuple):
    """What comes of a step: the state, the thing as it then is, and the rows that say so."""

    state: StateCode
    mailbox: Mailbox | None
    order: Order | None
    rows: tuple[Row, ...]


def machine_of(subject: Mailbox | Order) -> Machine:
    """Whose machine something is moved by."""
    return "order" if isinstance(subject, Order) else "mailbox"


def case_of(view: MachineView, subject: Mailbox | Order, event: Event, on: date) -> Case:
    """An event that befalls a mailbox or an order on a day."""
    if isinstance(subject, Order):
        return Case(view, subject, event, on, on, view.orders.state(subject, on), None, None, subject)
    day, period = view.done.period(subject, event.name, ordered=event.ordered_on, paid=event.paid_on, on=on)
    return Case(view, subject, event, on, day, seen_as(period.state), period, subject, None)


def rows_of_day(case: Case) -> tuple[Row, ...]:
    """The reading that says on which day an order of a mailbox is done."""
    done_on = case.view.done.topics.get(case.event.name) if case.mailbox else None
    return (done_on,) if done_on else ()


def rows_of_state(case: Case) -> tuple[Row, ...]:
    """Why a mailbox or an order is in its state; that one is active is doubtful only on the day of its expiry."""
    if case.order is not None:
        return case.view.orders.why(case.order.state)
    period, mailbox = case.period, case.mailbox
    assert period is not None
    assert mailbox is not None
    if case.state == "active":
        return (case.view.lifecycle.days.expiry_day,) if case.counts == mailbox.expiry else ()
    return period.rows


def start_of(firing: Firing) -> date:
    """The day that a renewal's years are added to."""
    mailbox = firing.case.mailbox
    assert mailbox is not None
    return firing.case.view.counting.start(mailbox.expiry, firing.case.on, is_late(firing.case))


def is_late(case: Case) -> bool:
    """Whether the mailbox had expired on the day that counts."""
    assert case.mailbox is not None
    return case.view.lifecycle.days.is_late(case.mailbox, case.counts)
