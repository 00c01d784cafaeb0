"""The rows of ``lifecycle``: states, what leads from one to another, grace, activation."""

from collections.abc import Mapping
from typing import ClassVar, Final, Literal

from pecrules.rulebook.rows.base import Label, Row


class Grace(Row):
    """How many days an expired mailbox is kept, and what it may do meanwhile."""

    SECTION: ClassVar[str] = "lifecycle.grace"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    kind: str
    grace_days: int
    may_send: bool
    may_receive: bool
    may_read: bool
    may_renew: bool


class GraceStretch(Row):
    """What an expired mailbox may do in the first days of its grace, up to and with the ``last_day`` after its expiry.

    Of several that cover a day the shortest counts; after all of them what ``lifecycle.grace`` says.
    """

    SECTION: ClassVar[str] = "lifecycle.grace_stretches"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "stretch")
    kind: str
    stretch: str
    last_day: int
    may_send: bool
    may_receive: bool
    may_read: bool


class State(Row):
    """A state of a mailbox or an order, and what it allows; ``rights`` says where that is written."""

    SECTION: ClassVar[str] = "lifecycle.states"
    KEY: ClassVar[tuple[str, ...]] = ("machine", "state")
    machine: Literal["mailbox", "order"]
    state: str
    label: Label
    rights: Literal["listed", "by_grace", "as_active", "of_order"]
    visible_in: tuple[str, ...]
    may_send: bool | None = None
    may_receive: bool | None = None
    may_read: bool | None = None
    may_renew: bool | None = None
    logs: Literal["panel", "support_request", "nowhere"] | None = None
    may_buy_space: bool | None = None
    may_change_plan: bool | None = None
    may_repurchase: bool | None = None
    may_pay: bool | None = None
    may_cancel: bool | None = None
    lapses_after_days: int | None = None


class Step(Row):
    """What an event does in a state, if its guard holds: the new state, effects and messages, all as data."""

    SECTION: ClassVar[str] = "lifecycle.transitions"
    KEY: ClassVar[tuple[str, ...]] = ("machine", "from_state", "event", "guard")
    machine: Literal["mailbox", "order"]
    from_state: str
    event: str
    guard: str
    to_state: str
    effects: tuple[str, ...]
    messages: tuple[str, ...]


EVENTS: Final[Mapping[str, frozenset[str]]] = {
    "mailbox": frozenset({
        "activation_due", "automatic_switched_off", "automatic_switched_on", "charge_failed", "charge_made",
        "expiry_passed", "grace_ended", "holder_changed", "immediate_termination_requested", "partner_domain_lapsed",
        "partner_domain_restored", "renewal_registered", "repurchase_registered", "space_registered",
        "suspension_ended", "termination_day_reached", "termination_requested", "withdrawal_requested",
    }),
    "order": frozenset({
        "activation_due", "cart_abandoned", "charge_failed", "credit_spent", "order_cancelled", "order_placed",
        "payment_registered",
    }),
}  # fmt: skip
"""Machine -> what may happen to it; an event of the other one would never come."""


class Message(Row):
    """A message that goes out in a transition: to whom, how, with what."""

    SECTION: ClassVar[str] = "lifecycle.messages"
    KEY: ClassVar[tuple[str, ...]] = ("message",)
    message: str
    label: Label
    audience: Literal["holder_reference", "partner", "user"]
    sent_by: Literal["email", "screen"]
    condition: Literal["always", "deferred_payment", "partner_managed"]
    carries: tuple[str, ...]


class Activation(Row):
    """How long activation takes, in ``unit``s, for a kind and the channel it was bought in."""

    SECTION: ClassVar[str] = "lifecycle.activation"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "channel")
    kind: str
    channel: str
    counts_from: Literal["payment_registered", "payment_confirmation", "certification"]
    unit: Literal["at_once", "minutes", "hours"]
    least: int | None = None
    most: int | None = None


class Suspension(Row):
    """How many days the mailboxes of a partner's lapsed domain stay suspended."""

    SECTION: ClassVar[str] = "lifecycle.suspension"
    suspended_days: int
    checked: Literal["daily"]


class FullBox(Row):
    """What an active mailbox may still do when its inbox is full."""

    SECTION: ClassVar[str] = "lifecycle.full_box"
    may_send: bool
    may_receive: bool
