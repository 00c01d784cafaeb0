"""What the machines need of the tables, looked up once for a stretch of days."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from pecrules.base.errors import NoRuleInForce
from pecrules.domain.activation import Activations
from pecrules.domain.expiry import Counting, FirstTerm
from pecrules.domain.life import Phases
from pecrules.domain.order_states import OrderStates
from pecrules.domain.payments import Paying
from pecrules.domain.provenance import reading
from pecrules.rulebook.rows import Interpretation, Message, Method, Mode, Row, State, Step, Withdrawn
from pecrules.rulebook.ruleset import InForce


class Terms:
    """What transitions need of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Interpretation, Message, Mode, State, Step, *Activations.READS, *Counting.READS, *FirstTerm.READS,
        *OrderStates.READS, *Paying.READS, *Phases.READS,
    )  # fmt: skip

    def __init__(self, in_force: InForce) -> None:
        self.in_force = in_force
        self.phases = Phases(in_force)
        self.paying = Paying(in_force)
        self.counting = Counting(in_force)
        self.done_on = reading(in_force, "renewal_done_on")
        self.activations = Activations(in_force)
        self.same_holder = reading(in_force, "same_holder_check")
        self.orders = OrderStates(in_force)
        self.spent = reading(in_force, "credit_spent")
        self.equal = reading(in_force, "credit_equal_to_price")
        self.partner_content = reading(in_force, "partner_immediate_content")
        self.kept_for_grace = self.partner_content.choice == "kept_for_grace"
        self.steps: dict[str, tuple[Step, ...]] = {"mailbox": (), "order": ()}
        for step in in_force.rows(Step):
            self.steps[step.machine] = (*self.steps[step.machine], step)

    def state(self, machine: str, name: str) -> State:
        """The row of a state."""
        return self.in_force.row(State, machine, name)

    def ended(self, method: str | None) -> Withdrawn | None:
        """The row that ended a way to pay: whoever had paid that way before is still registered."""
        if method is None or method in self.paying.methods:
            return None
        try:
            row = self.in_force.find(Method, method)
        except NoRuleInForce:
            return None
        return row if isinstance(row, Withdrawn) else None

    @cached_property
    def first_term(self) -> FirstTerm:
        """Until when a first term lasts; not every step begins one."""
        return FirstTerm(self.in_force)
