"""A mailbox in a channel: what is asked about, and what the channel calls things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, Generic, TypeVar

from pecrules.base.tuples import NamedTuple
from pecrules.domain.beside import UnderWay
from pecrules.domain.order_states import RENEWING
from pecrules.domain.payments import BilledAs
from pecrules.domain.provenance import Cited
from pecrules.model.codes import ChannelName, Kind, MailboxState, OrderKind, OrderState
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Order
from pecrules.model.outcomes.common import Because, Caveat, Logs
from pecrules.model.outcomes.offers import Names
from pecrules.policies.actions.view import ChannelView
from pecrules.rulebook.rows import Channel, PartnerPlan, Plan, Row, State, Term

T = TypeVar("T")

NO_NAMES: Final = Cited[Names]((), ())


class Look(NamedTuple):
    """A mailbox that somebody looks at, with its orders, and the order a record is of, where it is one's.

    ``address_of`` gives the address of a source, where it has one.
    """

    view: ChannelView
    channel: Channel
    mailbox: Mailbox
    orders: tuple[Order, ...]
    on: date
    address_of: Callable[[str], str | None]
    facts: Facts
    order: Order | None = None

    @property
    def plan(self) -> Plan | PartnerPlan | None:
        """The row of its plan; ``None`` if the tables do not know it."""
        return self.view.plan(self.facts.kind, self.facts.plan, in_panel=self.facts.in_panel)

    @property
    def holder_name(self) -> str | None:
        """What the holder is called, where that is known."""
        return self.mailbox.holder.name if self.mailbox.holder else None


class OfOrder(NamedTuple, Generic[T]):
    """Something that a channel offers, and the place of its order among those of the mailbox; ``None`` for none."""

    value: T
    order: int | None


class OrderFacts(NamedTuple):
    """What the commands of a channel look at in an order.

    Attributes:
        kind: What was ordered.
        recorded: The state that was recorded.
        state: The state on the day.
        mailbox: The state of its mailbox on the day on which it counts as done, if it is paid on this one.
    """

    kind: OrderKind
    recorded: OrderState
    state: OrderState
    mailbox: MailboxState


class Facts(NamedTuple):
    """All that the commands and forms of a channel, and the reasons for them, hang on; two that are equal share them.

    Attributes:
        channel: The channel, by its name.
        kind: The kind of the mailbox.
        plan: Its plan.
        in_panel: Whether it is managed in the partners' panel.
        accessible: Whether its holder can enter the Webmail.
        holder: What billing looks at in a holder who owes an identifier for the electronic invoice.
        under_way: What a renewal would be made beside.
        most_inbox: Whether as much inbox was bought for it as can be.
        most_archive: Whether as much archive was.
        orders: Its orders.
        state: Its state.
        may_read: Whether messages can be read.
        may_buy_space: Whether the state lets space be added.
        may_repurchase: Whether its name can be bought again.
        logs: Where the logs of its operations can be had.
        never_charged: The rows by which its plan is gone by the day of the charge; ``None`` where it is not, or is on.
        because: The rows behind its state, by name.
        caveats: Those of them that want a second look.
    """

    channel: ChannelName
    kind: Kind
    plan: str
    in_panel: bool
    accessible: bool
    holder: BilledAs | None
    under_way: UnderWay
    most_inbox: bool
    most_archive: bool
    orders: tuple[OrderFacts, ...]
    state: MailboxState
    may_read: bool
    may_buy_space: bool
    may_repurchase: bool
    logs: Logs
    never_charged: Because | None
    because: Because
    caveats: tuple[Caveat, ...]


class Case(NamedTuple):
    """What a channel knows of a mailbox, and of the order a command belongs to, where it belongs to one."""

    view: ChannelView
    channel: Channel
    facts: Facts
    order: OrderFacts | None = None

    @property
    def state(self) -> State:
        """The row of the mailbox's state."""
        return self.view.snapshot.row(State, "mailbox", self.facts.state)

    @property
    def plan(self) -> Plan | PartnerPlan | None:
        """The row of the mailbox's plan; ``None`` if the tables do not know it."""
        return self.view.plan(self.facts.kind, self.facts.plan, in_panel=self.facts.in_panel)

    @property
    def why_pending(self) -> tuple[Row, ...]:
        """The rows by which a renewal order may have waited too long."""
        states = self.view.order_states
        return tuple(row for order in self.facts.orders if order.kind in RENEWING for row in states.why(order.recorded))


def named(case: Case, word: str, *otherwise: Term | State | Plan | PartnerPlan) -> Cited[Names]:
    """What the channel calls a thing: by its own vocabulary, else as the row of the thing does."""
    own = case.view.terms.get((case.facts.channel, word))
    row = own or next(iter(otherwise), None)
    return Cited(row.label.names, (row,)) if row else NO_NAMES


def state_names(case: Case) -> Cited[Names]:
    """What the channel calls the mailbox's state; a state that is but a view of the active one, as that."""
    state = case.state
    if state.rights != "as_active":
        return named(case, state.state, state)
    active = case.view.terms.get((case.facts.channel, "active")) or case.view.snapshot.row(State, "mailbox", "active")
    return named(case, state.state, active)
