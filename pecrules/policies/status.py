"""What a mailbox is on a day: its state, between which days, and what it may do meanwhile.

Tables: ``lifecycle`` (states, grace, suspension, full mailboxes), ``alerts.red_date``, ``plans`` (space, who may change
plan) and the ``interpretations`` it names. Sources: seed 000 (R0.3 to R0.7, R0.16, R0.19), seed 004 (R4.1 to R4.4), F1.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, NamedTuple

from pecrules.domain.answering import Steps, ask_surely, none
from pecrules.domain.life import Lifecycle, StatePeriod
from pecrules.domain.provenance import because, caveats, interpretation
from pecrules.domain.space import gigabytes
from pecrules.domain.state_rights import StateRights
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.states import Status
from pecrules.rulebook.rows import FullBox, Interpretation, PartnerPlan, Plan, PlanChangeRule, Row
from pecrules.rulebook.ruleset import Ruleset, Snapshot


def status(mailbox: Mailbox, *, rules: Ruleset, on: date) -> Status:
    """What a mailbox is on a day, and what it may do.

    Nobody moves it from state to state: the answer follows from what is known of the mailbox and from the day alone.

    Args:
        mailbox: The mailbox as it is known.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.

    Returns:
        A ``Status``: the state and its days, whether the expiry is shown in red, what the mailbox may do, where its
        logs are and where all this can be looked up. A full inbox neither sends nor receives; one whose use is not
        known counts as not full.

    Raises:
        NoRuleInForce: the tables say nothing yet about a state, a grace or a reading on that day.
        CalendarError: a day that counts would lie outside the years 1 to 9999.

    Source:
        R0.3 to R0.7, R0.16, R0.19, R4.1 to R4.4; F1.01 to F1.22, F2.01 to F2.08, F5.06.

    >>> from pecrules import Mailbox, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> today = status(box, rules=load_rules(), on=date(2027, 4, 10))
    >>> today.state, str(today.until), today.days_left, today.may_receive, today.may_send
    ('expired', '2027-06-28', 79, True, False)
    """
    return ask_surely(_STATUS, mailbox, None, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """A mailbox on a day, with its state."""

    view: _View
    mailbox: Mailbox
    on: date
    period: StatePeriod


def _look_up(view: _View, mailbox: Mailbox, _: None, __: Ruleset, on: date) -> _Case:
    return _Case(view, mailbox, on, view.lifecycle.period(mailbox, on))


def _answer(case: _Case, stamp: Stamp) -> Status:
    view, mailbox, on, period = case
    days, rights, state = view.lifecycle.days, view.rights_of(mailbox, period, on), view.rights.state(period.state)
    logs = view.rights.logs(period.state)
    rows = (state, *period.rows, *rights.rows, *logs.rows, days.red_date, days.day_ninety)
    return Status(
        state=period.state,
        since=period.since,
        until=period.until,
        days_left=None if period.until is None else (period.until - on).days,
        expiry=mailbox.expiry,
        expiry_red=on >= days.red_day(mailbox),
        may_send=rights.send,
        may_receive=rights.receive,
        may_read=rights.read,
        may_renew=rights.renew,
        may_buy_space=rights.buy_space,
        may_change_plan=rights.change_plan,
        may_repurchase=rights.repurchase,
        logs=logs.value,
        visible_in=tuple(place for place in state.visible_in if place != "webmail" or mailbox.accessible),
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


# -- what a mailbox may do --------------------------------------------------------------------------------------------


class _Rights(NamedTuple):
    """What a mailbox may do, and the rows that say so."""

    send: bool
    receive: bool
    read: bool
    renew: bool
    buy_space: bool
    change_plan: bool
    repurchase: bool
    rows: tuple[Row, ...]


class _View:
    """What the tables say about states and their rights on the days of one interval, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        FullBox, Interpretation, PartnerPlan, Plan, PlanChangeRule, *Lifecycle.READS, *StateRights.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.lifecycle = Lifecycle(snapshot)
        self.rights = StateRights(snapshot)
        self.full_box = snapshot.row(FullBox)
        self.full_in_grace = interpretation(snapshot, "full_box_in_grace")
        self.gigabyte = interpretation(snapshot, "gigabyte")
        self.plans = {(row.kind, row.plan): row for row in snapshot.rows(Plan)}
        self.partner_plans = {row.plan: row for row in snapshot.rows(PartnerPlan)}

    def rights_of(self, mailbox: Mailbox, period: StatePeriod, on: date) -> _Rights:
        """What the state allows, less what the mailbox itself stands against."""
        listing = self.rights.listing(period.state)
        in_grace = listing.rights == "by_grace"
        says = self.rights.in_grace(mailbox, on) if in_grace else listing
        renewable = self.rights.renewal_right(mailbox.kind, period.state)
        rights = _Rights(
            send=says.may_send is True,
            receive=says.may_receive is True,
            read=says.may_read is True,
            renew=renewable.may_renew is True,
            buy_space=listing.may_buy_space is True,
            change_plan=listing.may_change_plan is True,
            repurchase=listing.may_repurchase is True,
            rows=(listing, says, renewable),
        )
        return self._if_full(mailbox, self._as_the_plan_allows(mailbox, rights), in_grace=in_grace)

    def _as_the_plan_allows(self, mailbox: Mailbox, rights: _Rights) -> _Rights:
        """No more space where it never grows, no other plan where the kind has none."""
        if rights.buy_space:
            plan = self._plan(mailbox)
            fixed = isinstance(plan, Plan) and plan.inbox_growth == plan.archive_growth == "fixed"
            rights = rights._replace(buy_space=not fixed, rows=(*rights.rows, *((plan,) if plan else ())))
        if rights.change_plan:
            rule = self.snapshot.row(PlanChangeRule, mailbox.kind)
            rights = rights._replace(change_plan=rule.allowed, rows=(*rights.rows, rule))
        return rights

    def _if_full(self, mailbox: Mailbox, rights: _Rights, *, in_grace: bool) -> _Rights:
        """A full inbox sends and receives only what the rows of full ones still allow."""
        plan, occupied = self._plan(mailbox), mailbox.inbox_bytes
        if occupied is None or plan is None or plan.inbox_gb is None or not (rights.send or rights.receive):
            return rights
        rows: tuple[Row, ...] = (*rights.rows, plan, self.gigabyte)
        if occupied < gigabytes(plan.inbox_gb + mailbox.extra_inbox_gb, self.gigabyte.choice):
            return rights._replace(rows=rows)
        receives = self.full_in_grace.choice == "receive" if in_grace else self.full_box.may_receive
        return rights._replace(
            send=rights.send and self.full_box.may_send,
            receive=rights.receive and receives,
            rows=(*rows, self.full_box, *((self.full_in_grace,) if in_grace else ())),
        )

    def _plan(self, mailbox: Mailbox) -> Plan | PartnerPlan | None:
        """The plan's row; ``None`` for a plan that the tables do not know."""
        if mailbox.channel == "partner_panel":
            return self.partner_plans.get(mailbox.plan)
        return self.plans.get((mailbox.kind, mailbox.plan))


_STATUS: Final = Steps(_View, _look_up, none, _answer)
