"""What the channels need of the tables, looked up once for an interval of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final, TypeVar

from pecrules.base.memo import Memo
from pecrules.domain.charging import Charging
from pecrules.domain.deadlines import Deadlines
from pecrules.domain.done_on import DoneOn
from pecrules.domain.life import Lifecycle
from pecrules.domain.order_states import OrderStates
from pecrules.domain.orderable import Orderable
from pecrules.domain.payments import BilledAs, Paying
from pecrules.domain.space import ARCHIVE, INBOX
from pecrules.domain.state_days import StateDays
from pecrules.domain.state_rights import StateRights
from pecrules.model.codes import Kind
from pecrules.rulebook.rows import (
    Certification,
    Channel,
    Command,
    Contact,
    FormField,
    Guide,
    Login,
    PartnerPlan,
    Plan,
    Price,
    RecordField,
    Route,
    Row,
    State,
    Step,
    Term,
    Withdrawn,
)
from pecrules.rulebook.ruleset import Snapshot

_PART_BYTES: Final = 700

P = TypeVar("P")
R = TypeVar("R", Command, Login, RecordField, FormField)

_PLACES: Final = ("header", "menu", "mailbox", "order", "form", "message")  # from the top of the page down


class ChannelView:
    """What the channels need of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Certification, Channel, Command, Contact, FormField, Guide, Login, PartnerPlan, Plan, Price, RecordField, Route,
        State, Step, Term, *Charging.READS, *Deadlines.READS, *DoneOn.READS, *Orderable.READS, *OrderStates.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.channels: tuple[Channel, ...] = snapshot.rows(Channel)
        self.commands: dict[str, list[tuple[str, list[Command]]]] = {
            name: _by_place(rows) for name, rows in _by_channel(snapshot.rows(Command)).items()
        }
        self.logins: dict[str, tuple[Login, ...]] = _by_channel(snapshot.rows(Login))
        self.records: dict[str, tuple[RecordField, ...]] = _by_channel(
            sorted(snapshot.rows(RecordField), key=lambda row: (row.record, row.position))
        )
        self.forms: dict[str, tuple[FormField, ...]] = _by_channel(
            sorted(snapshot.rows(FormField), key=lambda row: (row.form, row.position))
        )
        self.terms: Mapping[tuple[str, str], Term] = {(row.channel, row.term): row for row in snapshot.rows(Term)}
        self.contacts: tuple[Contact, ...] = snapshot.rows(Contact)
        self.guides: tuple[Guide, ...] = snapshot.rows(Guide)
        self.certification: tuple[Certification, ...] = snapshot.rows(Certification)
        self.partner_plans: tuple[PartnerPlan, ...] = snapshot.rows(PartnerPlan)
        self._theirs = {row.plan: row for row in self.partner_plans}
        self.plans: dict[tuple[str, str], Plan] = {(row.kind, row.plan): row for row in snapshot.rows(Plan)}
        self.routes: tuple[Route, ...] = snapshot.rows(Route)
        self.lifecycle: Lifecycle = Lifecycle(snapshot)
        self.days: StateDays = self.lifecycle.days
        self.rights: StateRights = StateRights(snapshot)
        self.orderable: Orderable = Orderable(snapshot)
        self.paying: Paying = Paying(snapshot)
        self.deadlines: Deadlines = Deadlines(snapshot, self.paying, self.lifecycle, self.rights)
        self.done: DoneOn = DoneOn(snapshot, self.lifecycle)
        self.order_states: OrderStates = OrderStates(snapshot)
        self.charging: Charging = Charging(snapshot, self.lifecycle)
        self.steps: dict[tuple[str, str], tuple[Step, ...]] = {}
        for step in snapshot.rows(Step):
            self.steps[step.event, step.from_state] = (*self.steps.get((step.event, step.from_state), ()), step)
        rows = (row for kind in self.READS for row in snapshot.rows(kind))
        ended = (row for row in (snapshot.get(Price, item) for item in (INBOX, ARCHIVE)) if isinstance(row, Withdrawn))
        self.rows: dict[str, Row] = {row.ref: row for row in (*rows, *ended)}
        self.pages: Memo[Any, Any] = Memo(budget=snapshot.pages, weight=lambda page: page.bytes)
        self._parts: Memo[Any, Any] = Memo(budget=snapshot.pages, weight=_PART_BYTES)

    def owes_an_identifier(self, holder: BilledAs | None) -> BilledAs | None:
        """A holder who owes an identifier for the electronic invoice; the forms ask nothing else of who that is."""
        return holder if self.paying.requires(holder, identified=False) else None

    def shared(self, parts: Iterable[P]) -> tuple[P, ...]:
        """Parts of a page, each as the one that other pages have, too: most of two pages is alike."""
        return tuple([self._parts.get(part) or self._parts.keep(part, part) for part in parts])

    def plan(self, kind: Kind, name: str, *, in_panel: bool) -> Plan | PartnerPlan | None:
        """The row of a plan, in the partners' panel of theirs; ``None`` if the tables do not know it."""
        theirs = self._theirs.get(name) if in_panel else None
        return theirs or self.plans.get((kind, name))

    def route(self, kind: str) -> tuple[Route, ...]:
        """Where a kind of mailbox is renewed, which is what tells the kinds apart here."""
        return tuple(row for row in self.routes if row.kind == kind)


def _by_place(rows: Iterable[Command]) -> list[tuple[str, list[Command]]]:
    """Commands as they stand on a page."""
    return [(place, [row for row in rows if row.place == place]) for place in _PLACES]


def _by_channel(rows: Sequence[R]) -> dict[str, tuple[R, ...]]:
    return {name: tuple(row for row in rows if row.channel == name) for name in {row.channel for row in rows}}
