"""What the channels need of the tables, looked up once for an interval of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

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
from pecrules.rulebook.ruleset import Snapshot

R = TypeVar("R", Command, Login, RecordField, FormField)


class ChannelView:
    """What the channels need of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Certification, Channel, Command, Contact, FormField, Login, ManualRenewal, PartnerPlan, Plan, PlanChangeRule,
        Price, RecordField, Route, State, Term, *OrderStates.READS, *Paying.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.channels = snapshot.rows(Channel)
        self.commands = _by_channel(snapshot.rows(Command))
        self.logins = _by_channel(snapshot.rows(Login))
        self.records = _by_channel(snapshot.rows(RecordField))
        self.forms = _by_channel(snapshot.rows(FormField))
        self.terms: Mapping[tuple[str, str], Term] = {(row.channel, row.term): row for row in snapshot.rows(Term)}
        self.contacts = snapshot.rows(Contact)
        self.certification = snapshot.rows(Certification)
        self.partner_plans = snapshot.rows(PartnerPlan)
        self.plans = {(row.kind, row.plan): row for row in snapshot.rows(Plan)}
        self.routes = snapshot.rows(Route)
        self.rule_if_auto_renew = snapshot.row(ManualRenewal, "automatic_on")
        self.while_pending = snapshot.row(ManualRenewal, "order_pending")
        self.ended = {item: row for item in (INBOX, ARCHIVE) if (row := _ended(snapshot, item))}
        self.paying = Paying(snapshot)
        self.order_states = OrderStates(snapshot)
        rows = (row for kind in self.READS for row in snapshot.rows(kind))
        self.rows: dict[str, Row] = {row.ref: row for row in (*rows, *self.ended.values())}

    def route(self, mailbox: Mailbox) -> tuple[Route, ...]:
        """Where a kind of mailbox is renewed, which is what tells the kinds apart here."""
        return tuple(row for row in self.routes if row.kind == mailbox.kind)


def _ended(snapshot: Snapshot, item: str) -> Withdrawn | None:
    """The row that ended what is sold; ``None`` where it is sold, or no row says yet for how much."""
    price = snapshot.get(Price, item)
    return price if isinstance(price, Withdrawn) else None


def _by_channel(rows: Sequence[R]) -> dict[str, tuple[R, ...]]:
    return {name: tuple(row for row in rows if row.channel == name) for name in {row.channel for row in rows}}
