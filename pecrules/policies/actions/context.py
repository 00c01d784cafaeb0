"""A mailbox in a channel: what is asked about, and what the channel calls things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from pecrules.base.tuples import NamedTuple
from pecrules.domain.beside import UnderWay
from pecrules.domain.order_states import RENEWING
from pecrules.domain.provenance import Cited
from pecrules.domain.trying import names_of
from pecrules.model.codes import OrderState
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Order
from pecrules.model.outcomes.offers import Names
from pecrules.model.outcomes.states import Status
from pecrules.policies.actions.view import ChannelView
from pecrules.rulebook.rows import Channel, PartnerPlan, Plan, Row, State, Term

NO_NAMES: Final = Cited[Names]((), ())


class Case(NamedTuple):
    """A mailbox in a channel, what it may do, and the order a command belongs to, where it belongs to one.

    ``address_of`` gives the address of a source, where it has one.
    """

    view: ChannelView
    channel: Channel
    mailbox: Mailbox
    orders: tuple[Order, ...]
    status: Status
    on: date
    address_of: Callable[[str], str | None]
    order: Order | None = None

    @property
    def name(self) -> str:
        """The channel's name."""
        return self.channel.channel

    @property
    def state(self) -> State:
        """The row of the mailbox's state."""
        return self.view.snapshot.row(State, "mailbox", self.status.state)

    @property
    def plan(self) -> Plan | PartnerPlan | None:
        """The row of the mailbox's plan, of the partners' for theirs; ``None`` if the tables do not know it."""
        own = self.view.plans.get((self.mailbox.kind, self.mailbox.plan))
        if self.mailbox.channel != "partner_panel":
            return own
        return next((row for row in self.view.partner_plans if row.plan == self.mailbox.plan), own)

    @property
    def holder_name(self) -> str | None:
        """What the holder is called, where that is known."""
        return self.mailbox.holder.name if self.mailbox.holder else None

    @property
    def pending(self) -> bool:
        """Whether a renewal order is open."""
        return self.mailbox.renewal_order_pending or any(order.kind in RENEWING for order in self.waiting)

    @property
    def under_way(self) -> UnderWay:
        """What a renewal would be made beside."""
        return UnderWay.for_mailbox(self.mailbox)._replace(order_pending=self.pending)

    @property
    def why_pending(self) -> tuple[Row, ...]:
        """The rows by which a renewal order may have waited too long."""
        return tuple(
            row for order in self.orders if order.kind in RENEWING for row in self.view.order_states.why(order)
        )

    @property
    def waiting(self) -> list[Order]:
        """The orders that wait to be paid."""
        return [order for order in self.orders if self.state_of(order) == "awaiting_payment"]

    def state_of(self, order: Order) -> OrderState:
        """The state of an order."""
        return self.view.order_states.state(order, self.on)


def named(case: Case, word: str, *otherwise: Term | State | Plan | PartnerPlan) -> Cited[Names]:
    """What the channel calls a thing: by its own vocabulary, else as the row of the thing does."""
    own = case.view.terms.get((case.name, word))
    row = own or next(iter(otherwise), None)
    return Cited(names_of(row.label), (row,)) if row else NO_NAMES


def state_names(case: Case) -> Cited[Names]:
    """What the channel calls the mailbox's state; a state that is but a view of the active one, as that."""
    state = case.state
    active = case.view.terms.get((case.name, "active")) if state.rights == "as_active" else None
    return named(case, state.state, *((active,) if active else ()), state)
