"""What lies beside a question: the same in another era, on another day of a life, about what fits its subject.

So that a question to which the answer is no leads to one that is answered with a yes, whatever the tables say: nothing
here knows which that is, only what may be turned.
"""

from datetime import date
from random import Random
from typing import Any, Final, TypeVar, get_args

import attrs

from pecrules.model.codes import CreditKind, Machine
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Credit, Event, Order
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.plan_changes import PlanChangeRequest
from pecrules.model.requests import ExtraSpaceRequest, PurchaseRequest
from pecrules.rulebook.rows.lifecycle import Step
from pecrules.testing.strategies.menu import Menu, shifted

Noun = TypeVar("Noun", Mailbox, Order)
Columns = dict[str, Any]

_BEFORE: Final = -700  # days from an expiry between which a mailbox is looked at
_AFTER: Final = 400
_NOW: Final = 2  # what holds now is asked so many times as often as all that held before
_LONG_AGO: Final = 1200  # days: longer than anybody has to keep a log
_MANY_GB: Final = 12  # so many that cents of a share of a year are odd
_CREDITS: Final[tuple[CreditKind, ...]] = get_args(CreditKind)
_AGREED: Final[Columns] = {"confirmed": True, "terms_accepted": True, "ordered_on": None, "paid_on": None}


class Beside:
    """What lies beside the questions about some rules, picked by a random generator."""

    def __init__(self, menu: Menu) -> None:
        *before, now = menu.change_days
        self._eras = (*before, *[now] * (_NOW * len(before) or 1))
        self._offsets = menu.offsets
        self._stretches = menu.stretches(_BEFORE, _AFTER)
        self._channels = menu.channels or ("customer_area",)
        self._plans = menu.of_every_kind
        self._steps = {kind: [row for row in menu.of(Step) if row.machine == kind] for kind in get_args(Machine)}

    def put(self, subject: Any, request: Any, on: date, days: int, pick: Random) -> tuple[Any, Any, date]:
        """A subject, a request and a day beside those given.

        Args:
            subject: Whom the question is about.
            request: What is asked for.
            on: The day, kept where the subject is a quote: that of another day is another quote.
            days: How many days into an era.
            pick: What says which of those that lie beside it.
        """
        if not isinstance(subject, Quote):
            on = shifted(pick.choice(self._eras), days)
        if isinstance(subject, Mailbox):
            days_after = pick.choice((pick.choice(self._offsets), pick.randint(*pick.choice(self._stretches))))
            subject = self._unhindered(_later(subject, (on - subject.expiry).days - days_after), pick)
        steps = self._steps["order" if isinstance(subject, Order) else "mailbox"]
        step = pick.choice(steps) if steps else None
        if isinstance(subject, Order) and step is not None:
            begun: Columns = {"state": step.from_state}
            subject = attrs.evolve(_later(subject, (on - (subject.day or on)).days), **begun)
        if isinstance(request, Event) and step is not None:
            request = attrs.evolve(request, name=step.event, **_AGREED)
        return subject, self._fitting(subject, request, on, pick), on

    def _unhindered(self, mailbox: Mailbox, pick: Random) -> Mailbox:
        """A mailbox with nothing about it that stands against much; every other time of another plan and elsewhere."""
        begun = () if mailbox.activated_on else ("requested_on", "activation_started_on")
        facts: Columns = dict.fromkeys(("suspended_on", "termination_day", "withdrawn_on", *begun))
        facts |= {"auto_renew": pick.choice((True, False)), "renewal_order_pending": False}
        facts |= {"last_term_years": mailbox.last_term_years or 1}
        plan = pick.choice(self._plans)
        other: Columns = {"kind": plan.kind, "plan": plan.plan, "extra_inbox_gb": 0, "extra_archive_gb": 0}
        other["channel"] = pick.choice(self._channels)
        return attrs.evolve(mailbox, **pick.choice((facts, facts | other)))

    def _fitting(self, subject: Any, request: Any, on: date, pick: Random) -> Any:
        """A request that goes with the subject; whatever else it asks for stays."""
        facts: Columns = {}
        if isinstance(request, PurchaseRequest) and isinstance(subject, Mailbox):
            facts = {"kind": subject.kind, "plan": subject.plan, "holder": subject.holder, "paid_on": None}
            facts |= {"address": subject.address, "mailboxes": 1}
        elif isinstance(request, date):
            return shifted(on, pick.randint(-_LONG_AGO, _LONG_AGO))
        elif isinstance(request, PlanChangeRequest):
            facts = {"plan": pick.choice(self._plans).plan, "paid_on": None}
        elif isinstance(request, ExtraSpaceRequest):
            wanted = request.extra_inbox_gb or pick.randint(1, _MANY_GB)
            facts = {"extra_inbox_gb": wanted, "conservazione": False, "paid_on": None}
        elif isinstance(request, Credit):
            facts = {"kind": pick.choice(_CREDITS), "amount": subject.to_pay, "paid_on": on}
        return attrs.evolve(request, **facts) if facts else request


def _later(noun: Noun, days: int) -> Noun:
    """A mailbox or an order with all its days so much later."""
    facts: Columns = {field.name: getattr(noun, field.name) for field in attrs.fields(type(noun))}
    moved: Columns = {name: shifted(day, days) for name, day in facts.items() if isinstance(day, date)}
    return attrs.evolve(noun, **moved)
