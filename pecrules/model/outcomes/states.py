"""What a mailbox is, and what becomes of it."""

from datetime import date
from decimal import Decimal

from pecrules.base.values import frozen
from pecrules.model.codes import (
    Deleted,
    EventCode,
    LogField,
    Machine,
    MailboxState,
    StateCode,
    StateViewer,
    TerminationMode,
)
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Order
from pecrules.model.outcomes.common import Because, Caveat, Effect, Logs, Stamp
from pecrules.model.outcomes.messages import Message
from pecrules.model.published import Published


@frozen(slots=False)
class Status(Published):
    """What a mailbox is on one day, and what it may do.

    Attributes:
        state: ``not_activated``, ``in_activation``, ``active``, ``expiring``, ``expired``, ``deleted``, ``suspended``
            or ``withdrawn`` (``lifecycle.states``).
        since: The first day of the state; ``None`` when not known.
        until: The last day of the state if nothing happens; ``None`` when it lasts, or when only an event ends it.
        days_left: How many days of the state follow this one; ``None`` when it has no last day.
        expiry: The last day paid for.
        expiry_red: Whether the expiry date is shown in red.
        may_send: Whether messages can be sent.
        may_receive: Whether messages are received.
        may_read: Whether messages can be read.
        may_renew: Whether the state lets it be renewed.
        may_buy_space: Whether the state lets space be added.
        may_change_plan: Whether the state and the kind let the plan be changed.
        may_repurchase: Whether its name can be bought again.
        logs: Where the logs of its operations can be had.
        visible_in: Where its state can be looked up: ``customer_area``, ``webmail``.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    state: MailboxState
    since: date | None
    until: date | None
    days_left: int | None
    expiry: date
    expiry_red: bool
    may_send: bool
    may_receive: bool
    may_read: bool
    may_renew: bool
    may_buy_space: bool
    may_change_plan: bool
    may_repurchase: bool
    logs: Logs
    visible_in: tuple[StateViewer, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@frozen(slots=False)
class Transition(Published):
    """What an event does: the state before and after, what follows, and the thing as it then is.

    Attributes:
        machine: ``mailbox`` or ``order``.
        event: What happened.
        before: The state before.
        after: The state after.
        effects: What follows, as data.
        messages: What is sent, as data.
        mailbox: The mailbox as it then is; ``None`` for an order.
        order: The order as it then is; ``None`` for a mailbox.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    machine: Machine
    event: EventCode
    before: StateCode
    after: StateCode
    effects: tuple[Effect, ...]
    messages: tuple[Message, ...]
    mailbox: Mailbox | None
    order: Order | None
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@frozen(slots=False)
class Termination(Published):
    """How a mailbox ends.

    Attributes:
        mode: ``lapse``, ``withdrawal``, ``at_date`` or ``immediate``.
        last_day: The last day on which it works in full.
        kept_until: The last day on which its content exists.
        deletes: What is then gone: ``messages``, ``archive``, ``addons``.
        refund: What is paid back, in EUR gross; ``None`` when it depends on something that is not known.
        may_repurchase: Whether its name can be bought again, by the same holder.
        effects: What follows, as data.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    mode: TerminationMode
    last_day: date
    kept_until: date
    deletes: tuple[Deleted, ...]
    refund: Decimal | None
    may_repurchase: bool
    effects: tuple[Effect, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@frozen(slots=False)
class LogAvailability(Published):
    """Whether and where the logs of one day can be had.

    Attributes:
        available: Whether they can be had.
        until: The last day on which they are kept.
        where: ``panel``, ``support_request`` or ``nowhere``.
        records: What they record, as ``sender``.
        messages_recoverable: Whether the messages themselves can be had back.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    available: bool
    until: date
    where: Logs
    records: tuple[LogField, ...]
    messages_recoverable: bool
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
