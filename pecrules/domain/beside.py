"""What is under way for a mailbox beside an order, and whether the rules of the day let anybody renew then.

Automatic renewal is on, an order to renew is open, somebody asked that the mailbox end on a day: then it gets no more
space either. Shared by the renewal, the change of plan, extra space, ``status``, the buttons and ``advance``.
Table: ``renewal.manual_renewal``. Sources: R0.8, R0.14, R1.7, R4.12; F3.17.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from pecrules.base.tuples import NamedTuple
from pecrules.domain.provenance import Cited
from pecrules.domain.refusing import Objection
from pecrules.model.codes import RefusalCode, RemedyCode
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.renewal import ManualRenewal
from pecrules.rulebook.ruleset import Snapshot


def is_to_end(mailbox: Mailbox) -> bool:
    """Whether somebody asked that a mailbox end on a day, whatever that is."""
    return mailbox.termination_day is not None or mailbox.withdrawn_on is not None


class UnderWay(NamedTuple):
    """What is under way for a mailbox.

    Attributes:
        order_pending: Whether an order to renew is open.
        automatic_on: Whether automatic renewal is on.
        is_to_end: Whether somebody asked that it end on a day.
    """

    order_pending: bool
    automatic_on: bool
    is_to_end: bool

    @classmethod
    def for_mailbox(cls, mailbox: Mailbox) -> UnderWay:
        """What its facts say."""
        return cls(mailbox.renewal_order_pending, mailbox.auto_renew, is_to_end(mailbox))

    def ending_alone(self) -> UnderWay:
        """Its end alone, whatever else is under way."""
        return self._replace(order_pending=False, automatic_on=False)


SETTLES_ORDER: Final[tuple[RemedyCode, ...]] = ("pay_renewal_order", "cancel_renewal_order")
"""What may be done about an order to renew that is open."""

_REFUSED: Final[Mapping[str, tuple[RefusalCode, tuple[RemedyCode, ...]]]] = {
    "order_pending": ("renewal_order_pending", SETTLES_ORDER),
    "automatic_on": ("automatic_renewal_on", ("switch_off_automatic_renewal",)),
    "termination_asked": ("termination_asked", ()),
}
"""How a refusal calls each, and what may be done about it; an end that was asked for is not taken back here."""


class Beside:
    """Whether one may renew beside what is under way, by the rows in force on an interval of days.

    Attributes:
        automatic: Whether one may while automatic renewal is on.
        pending: Whether one may while an order is open.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (ManualRenewal,)

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self.automatic: ManualRenewal = snapshot.row(ManualRenewal, "automatic_on")
        self.pending: ManualRenewal = snapshot.row(ManualRenewal, "order_pending")

    def rules(self, under_way: UnderWay) -> tuple[ManualRenewal, ...]:
        """The rows about what is under way."""
        rules = (self.pending,) if under_way.order_pending else ()
        if under_way.automatic_on:
            rules = (*rules, self.automatic)
        return (*rules, self._ending) if under_way.is_to_end else rules

    @property
    def _ending(self) -> ManualRenewal:
        return self._in_force.row(ManualRenewal, "termination_asked")

    def may_renew(self, under_way: UnderWay) -> Cited[bool]:
        """Whether one may renew beside it all, and the rows that let nobody, or all."""
        rules = self.rules(under_way)
        against = tuple(rule for rule in rules if not rule.allowed)
        return Cited(not against, against or rules)

    def objection(self, under_way: UnderWay) -> Objection | None:
        """Why one may not, by the first rule that says so; with what may be done about it."""
        against = next((rule for rule in self.rules(under_way) if not rule.allowed), None)
        if against is None:
            return None
        code, remedies = _REFUSED[against.situation]
        return Objection(code, (against,), remedies=remedies)
