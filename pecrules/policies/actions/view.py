"""What the channels need of the tables, looked up once for a stretch of days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from pecrules.base.errors import NoRuleInForce
from pecrules.domain.order_states import OrderStates
from pecrules.domain.payments import Paying
from pecrules.domain.space import ARCHIVE, INBOX
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import (
    Certification,
    Channel,
    Command,
    Contact,
    FormField,
    Login,
    ManualRenewal,
    PartnerPlan,
    Plan,
    PlanChangeRule,
    Price,
    RecordField,
    Route,
    Row,
    State,
    Term,
    Withdrawn,
)
from pecrules.rulebook.ruleset import InForce

R = TypeVar("R", Command, Login, RecordField, FormField)


class Terms:
    """What the channels need of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Certification, Channel, Command, Contact, FormField, Login, ManualRenewal, PartnerPlan, Plan, PlanChangeRule,
        Price, RecordField, Route, State, Term, *OrderStates.READS, *Paying.READS,
    )  # fmt: skip

    def __init__(self, in_force: InForce) -> None:
        self.in_force = in_force
        self.channels = in_force.rows(Channel)
        self.commands = _by_channel(in_force.rows(Command))
        self.logins = _by_channel(in_force.rows(Login))
        self.records = _by_channel(in_force.rows(RecordField))
        self.forms = _by_channel(in_force.rows(FormField))
        self.terms = {(row.channel, row.term): row for row in in_force.rows(Term)}
        self.contacts = in_force.rows(Contact)
        self.certification = in_force.rows(Certification)
        self.partner_plans = in_force.rows(PartnerPlan)
        self.plans = {(row.kind, row.plan): row for row in in_force.rows(Plan)}
        self.routes = in_force.rows(Route)
        self.while_automatic = in_force.row(ManualRenewal, "automatic_on")
        self.while_pending = in_force.row(ManualRenewal, "order_pending")
        self.ended = {item: row for item in (INBOX, ARCHIVE) if (row := _ended(in_force, item))}
        self.paying = Paying(in_force)
        self.order_states = OrderStates(in_force)
        rows = (row for kind in self.READS for row in in_force.rows(kind))
        self.rows: dict[str, Row] = {row.ref: row for row in (*rows, *self.ended.values())}

    def route(self, mailbox: Mailbox) -> tuple[Route, ...]:
        """Where a kind of mailbox is renewed, which is what tells the kinds apart here."""
        return tuple(row for row in self.routes if row.kind == mailbox.kind)


def _ended(in_force: InForce, item: str) -> Withdrawn | None:
    """The row that ended what is sold; ``None`` where it is sold, or no row says yet for how much."""
    try:
        price = in_force.find(Price, item)
    except NoRuleInForce:
        return None
    return price if isinstance(price, Withdrawn) else None


def _by_channel(rows: Sequence[R]) -> dict[str, tuple[R, ...]]:
    return {name: tuple(row for row in rows if row.channel == name) for name in {row.channel for row in rows}}
