"""What the machines need of the tables, looked up once for an interval of days."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from pecrules.domain.activation import Activations
from pecrules.domain.charge_day import ChargeDay
from pecrules.domain.charging import Charging
from pecrules.domain.done_on import DoneOn
from pecrules.domain.endings import Endings
from pecrules.domain.expiry import FirstTerm, TermStart
from pecrules.domain.life import Lifecycle
from pecrules.domain.order_states import OrderStates
from pecrules.domain.orderable import Orderable
from pecrules.domain.payments import Paying
from pecrules.domain.provenance import interpretation
from pecrules.domain.state_rights import StateRights
from pecrules.rulebook.rows import Interpretation, Message, Method, Row, State, Step, Withdrawn
from pecrules.rulebook.ruleset import Snapshot


class MachineView:
    """What transitions need of the tables, looked up once for an interval of days."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Interpretation, Message, State, *Endings.READS, *Activations.READS, *TermStart.READS, *FirstTerm.READS,
        *OrderStates.READS, *Paying.READS, *Lifecycle.READS, *Charging.READS, *Orderable.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.lifecycle: Lifecycle = Lifecycle(snapshot)
        self.endings: Endings = Endings(snapshot, self.lifecycle.days)
        self.paying: Paying = Paying(snapshot)
        self.counting: TermStart = TermStart(snapshot)
        self.done: DoneOn = DoneOn(snapshot, self.lifecycle)
        self.activations: Activations = Activations(snapshot)
        self.same_holder: Interpretation = interpretation(snapshot, "same_holder_check")
        self.orders: OrderStates = OrderStates(snapshot)
        self.spent: Interpretation = interpretation(snapshot, "credit_spent")
        self.equal: Interpretation = interpretation(snapshot, "credit_equal_to_price")
        self.partner_content: Interpretation = interpretation(snapshot, "partner_immediate_content")
        self.kept_for_grace: bool = self.partner_content.choice == "kept_for_grace"
        self.steps: dict[str, tuple[Step, ...]] = {"mailbox": (), "order": ()}
        for step in snapshot.rows(Step):
            self.steps[step.machine] = (*self.steps[step.machine], step)

    def state(self, machine: str, name: str) -> State:
        """The row of a state."""
        return self.snapshot.row(State, machine, name)

    def listing(self, name: str) -> State:
        """The row that lists what a state of mailboxes allows."""
        return self.rights.listing(name)

    @cached_property
    def rights(self) -> StateRights:
        """What each state allows; only orders ask."""
        return StateRights(self.snapshot)

    def ended(self, method: str | None) -> Withdrawn | None:
        """The row that ended a way to pay: whoever had paid that way before is still registered."""
        if method is None or method in self.paying.methods:
            return None
        row = self.snapshot.get(Method, method)
        return row if isinstance(row, Withdrawn) else None

    @cached_property
    def orderable(self) -> Orderable:
        """What may be added in a state; only more space asks."""
        return Orderable(self.snapshot)

    @cached_property
    def charge_day(self) -> ChargeDay:
        """When mailboxes are charged; only a charge asks."""
        return ChargeDay(self.snapshot, self.lifecycle.days)

    @cached_property
    def charging(self) -> Charging:
        """Whether they are; only who switches that on asks."""
        return Charging(self.snapshot, self.lifecycle, self.charge_day)

    @cached_property
    def first_term(self) -> FirstTerm:
        """Until when a first term lasts; not every step begins one."""
        return FirstTerm(self.snapshot)
