"""The rows of ``plans``: space, features, changes and domains."""

from typing import ClassVar, Literal

from pecrules.model.mailboxes import Kind
from pecrules.rulebook.rows.base import Label, Row

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
