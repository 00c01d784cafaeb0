"""The rows about a mailbox and its life: ``plans``, ``lifecycle``, ``alerts``, ``termination``."""

from typing import ClassVar, Literal

from pecrules.model.mailboxes import Kind
from pecrules.tables.rows import Label, Row

Growth = Literal["fixed", "limited", "unlimited"]


class Plan(Row):
    """A plan's space and features. ``max_*_gb`` is the total with the base, where growth is ``limited``."""

    SECTION: ClassVar[str] = "plans.plans"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "plan")
    kind: Kind
    plan: str
    label: Label
    inbox_gb: int
    inbox_growth: Growth
    archive_gb: int
    archive_growth: Growth
    features: tuple[str, ...]
    max_inbox_gb: int | None = None
    max_archive_gb: int | None = None


class PartnerPlan(Row):
    """A plan of the partner panel; GB only where a source gives them."""

    SECTION: ClassVar[str] = "plans.partner_plans"
    KEY: ClassVar[tuple[str, ...]] = ("plan",)
    plan: str
    label: Label
    features: tuple[str, ...]
    inbox_gb: int | None = None
    archive_gb: int | None = None


class PlanChange(Row):
    """A change of plan and what it does to the data; the thresholds are the GB of the plan it leads to."""

    SECTION: ClassVar[str] = "plans.changes"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "from_plan", "to_plan")
    kind: str
    from_plan: str
    to_plan: str
    direction: Literal["upgrade", "downgrade"]
    archive: Literal["gained", "grown", "reduced", "deleted"]
    too_full: Literal["always_fits", "buy_or_free", "free_first"]


class PlanChangeRule(Row):
    """Whether and how a kind of mailbox changes its plan."""

    SECTION: ClassVar[str] = "plans.change_rules"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    kind: str
    allowed: bool
    made_with: Literal["renewal_order", "nothing"]
    automatic: Literal["must_be_off", "any"]


class PublicDomain(Row):
    """A certified domain of the manager that anybody may choose."""

    SECTION: ClassVar[str] = "plans.domains"
    KEY: ClassVar[tuple[str, ...]] = ("domain",)
    domain: str
    offered_to: tuple[str, ...]


class OrderSize(Row):
    """How many mailboxes one order may hold."""

    SECTION: ClassVar[str] = "plans.order_size"
    max_mailboxes: int


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


class Notice(Row):
    """A notice: so many days or calendar months before or after the expiry, to whom, on what condition.

    ``listed_by`` says whether a source knows it or a company's own list, which counts by the topic ``alert_calendar``.
    """

    SECTION: ClassVar[str] = "alerts.notices"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "notice")
    kind: str
    notice: str
    label: Label
    about: Literal["expiry", "charge"]
    offset: int
    unit: Literal["days", "calendar_months"]
    side: Literal["before", "after"]
    audience: Literal["holder", "domain_addresses"]
    condition: Literal["always", "automatic_off", "automatic_on", "other_extension"]
    sent_by: Literal["email", "pec_and_email"]
    except_extensions: tuple[str, ...] = ()
    listed_by: Literal["source", "company"] = "source"


class RedDate(Row):
    """From how many days before the expiry the date is shown in red."""

    SECTION: ClassVar[str] = "alerts.red_date"
    red_days_before: int


class SpaceWarning(Row):
    """At how much used space, in percent, a warning is shown, and where."""

    SECTION: ClassVar[str] = "alerts.space_warning"
    used_percent: int
    shown_in: tuple[str, ...]


class Mode(Row):
    """A way to end a mailbox: who asks, how, when it takes effect, what is lost."""

    SECTION: ClassVar[str] = "termination.modes"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "mode")
    kind: str
    mode: Literal["lapse", "withdrawal", "at_date", "immediate"]
    label: Label
    channel: str
    asked_by: tuple[str, ...]
    asked_through: tuple[str, ...]
    takes_effect: Literal["at_expiry", "at_once", "on_asked_day"]
    grace: Literal["kept", "not_kept", "by_reading"]
    deletes: tuple[str, ...]
    repurchase: Literal["same_holder", "nobody"]


class ConsumerRight(Row):
    """Within how many days of the contract a consumer may withdraw."""

    SECTION: ClassVar[str] = "termination.consumer"
    withdrawal_days: int
    subject: Literal["natural_person"]


class Logs(Row):
    """For how many months the logs of operations are kept, and what they record."""

    SECTION: ClassVar[str] = "termination.logs"
    retention_months: int
    records: tuple[str, ...]
    messages_recoverable: bool


class Repurchase(Row):
    """How a deleted name is bought again."""

    SECTION: ClassVar[str] = "termination.repurchase"
    KEY: ClassVar[tuple[str, ...]] = ("kind",)
    kind: str
    asked_through: tuple[str, ...]
    plan_choice: Literal["any_plan", "same_plan"]
    contents: Literal["empty"]
    holder_test: Literal["same_holder", "anyone"]


class Cascade(Row):
    """What ends when a mailbox ends, or when the credit is short at its renewal."""

    SECTION: ClassVar[str] = "termination.cascade"
    KEY: ClassVar[tuple[str, ...]] = ("cause",)
    cause: Literal["mailbox_expired", "mailbox_withdrawn", "credit_short"]
    ends: tuple[str, ...]
