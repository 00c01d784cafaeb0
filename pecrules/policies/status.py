"""What a mailbox is on a day: its state, between which days, and what it may do meanwhile.

Tables: ``lifecycle`` (states, grace, suspension, full mailboxes), ``alerts.red_date``, ``plans`` (space, who may change
plan) and the ``interpretations`` it names. Sources: seed 000 (R0.3 to R0.7, R0.16, R0.19), seed 004 (R4.1 to R4.4), F1.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps, none
from pecrules.domain.beside import UnderWay
from pecrules.domain.life import Lifecycle, StatePeriod
from pecrules.domain.misuse import takes
from pecrules.domain.orderable import Orderable
from pecrules.domain.provenance import Cited, because, caveats, interpretation
from pecrules.domain.space import ARCHIVE, CONSERVAZIONE, INBOX, gigabytes
from pecrules.domain.state_rights import StateRights
from pecrules.model.codes import Kind, StateViewer
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Because, Caveat, Logs, Stamp
from pecrules.model.outcomes.states import Status
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import FullBox, Grace, GraceStretch, State
from pecrules.rulebook.rows.plans import PartnerPlan, Plan
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_OF_PARTNERS: Final = "partner_panel"
_MEANING_BYTES: Final = 2_000


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
    return _STATUS.ask_surely(mailbox, None, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """A mailbox on a day, with its state and what that means for it."""

    view: _View
    mailbox: Mailbox
    on: date
    period: StatePeriod
    meaning: _Meaning


def _look_up(view: _View, mailbox: Mailbox, _: None, __: Ruleset, on: date) -> _Case:
    period = view.lifecycle.period(mailbox, on)
    return _Case(view, mailbox, on, period, view.meaning(mailbox, period, on))


def _answer(case: _Case, stamp: Stamp) -> Status:
    view, mailbox, on, period, meaning = case
    state, _, since, until, _ = period
    rights = meaning.rights
    return Status(
        state,
        since,
        until,
        None if until is None else (until - on).days,
        mailbox.expiry,
        on >= view.lifecycle.days.red_day(mailbox),
        *rights[:-1],  # in the order of the fields that tell them
        meaning.logs,
        meaning.visible_in,
        meaning.because,
        meaning.caveats,
        stamp,
    )


# -- what a mailbox may do --------------------------------------------------------------------------------------------


class _Facts(NamedTuple):
    """All that the meaning of a state depends on; two that are equal share it.

    Attributes:
        state: The state.
        led_to: The rows behind it, by name.
        grace: The row with the rights of an expired mailbox, by name; ``None`` in another state.
        kind: The kind of the mailbox.
        plan: Its plan.
        by_partner: Whether the plan is a partner's.
        full: Whether its inbox is full; ``None`` when nobody knows.
        accessible: Whether its holder can enter the Webmail.
        under_way: What a renewal would be made beside.
        most_inbox: Whether as much inbox was bought for it as can be.
        most_archive: Whether as much archive was.
    """

    state: str
    led_to: tuple[str, ...]
    grace: str | None
    kind: Kind
    plan: str
    by_partner: bool
    full: bool | None
    accessible: bool
    under_way: UnderWay
    most_inbox: bool
    most_archive: bool


class _Meaning(NamedTuple):
    """What a state means for a mailbox: what it may do, where its logs and its state are, and why."""

    rights: _Rights
    logs: Logs
    visible_in: tuple[StateViewer, ...]
    because: Because
    caveats: tuple[Caveat, ...]


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
        FullBox, Interpretation, PartnerPlan, Plan, *Lifecycle.READS, *Orderable.READS, *StateRights.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.lifecycle = Lifecycle(snapshot)
        self.rights = StateRights(snapshot)
        self.orderable = Orderable(snapshot)
        self.full_box = snapshot.row(FullBox)
        self.full_in_grace = interpretation(snapshot, "full_box_in_grace")
        self.gigabyte = interpretation(snapshot, "gigabyte")
        self.plans = {(row.kind, row.plan): row for row in snapshot.rows(Plan)}
        self.partner_plans = {row.plan: row for row in snapshot.rows(PartnerPlan)}
        self._known: Memo[_Facts, _Meaning] = Memo(budget=snapshot.words, weight=_MEANING_BYTES)

    def meaning(self, mailbox: Mailbox, period: StatePeriod, on: date) -> _Meaning:
        """What a state means for a mailbox; worked out once for all of which the same facts are known."""
        grace = self.rights.in_grace(mailbox, on) if self.rights.listing(period.state).rights == "by_grace" else None
        kind, plan, orderable, inbox, archive = mailbox.kind, mailbox.plan, self.orderable, 0, 0
        if not self.lifecycle.days.addons_ended(mailbox, on):
            inbox, archive = mailbox.extra_inbox_gb, mailbox.extra_archive_gb
        facts = _Facts(
            period.state,
            tuple([row.ref for row in period.rows]),
            None if grace is None else grace.ref,
            kind,
            plan,
            mailbox.channel == _OF_PARTNERS,
            self._is_full(mailbox, inbox),
            mailbox.accessible,
            UnderWay.for_mailbox(mailbox),
            orderable.is_at_most(kind, plan, INBOX, inbox),
            orderable.is_at_most(kind, plan, ARCHIVE, archive),
        )
        return self._known.get(facts) or self._known.keep(facts, self._meaning(facts, period.rows, grace))

    def _meaning(self, facts: _Facts, led_to: tuple[Row, ...], grace: Grace | GraceStretch | None) -> _Meaning:
        rights, state = self._rights(facts, grace), self.rights.state(facts.state)
        days, logs = self.lifecycle.days, self.rights.logs(facts.state)
        rows = (state, *led_to, *rights.rows, *logs.rows, days.red_date, days.day_ninety)
        in_webmail = rights.read and facts.accessible
        visible_in: tuple[StateViewer, ...] = tuple(
            place for place in state.visible_in if place != "webmail" or in_webmail
        )
        return _Meaning(rights, logs.value, visible_in, because(rows), caveats(rows))

    def _rights(self, facts: _Facts, grace: Grace | GraceStretch | None) -> _Rights:
        """What the state allows, less what the mailbox itself stands against."""
        listing = self.rights.listing(facts.state)
        says = grace or listing
        renewable = self.rights.renewal_right(facts.kind, facts.state)
        change = self.orderable.change_right(facts.kind, facts.plan, listing)
        rights = _Rights(
            send=says.may_send is True,
            receive=says.may_receive is True,
            read=says.may_read is True,
            renew=renewable.may_renew is True,
            buy_space=listing.may_buy_space is True,
            change_plan=change.value,
            repurchase=listing.may_repurchase is True,
            rows=(*change.rows, says, renewable),
        )
        return self._if_full(facts, self._as_can_be_ordered(facts, rights, listing))

    def _as_can_be_ordered(self, facts: _Facts, rights: _Rights, listing: State) -> _Rights:
        """Nothing of which no order would be accepted, whatever it asks for."""
        orderable, kind, plan = self.orderable, facts.kind, facts.plan
        renew, change_plan, repurchase = rights.renew, rights.change_plan and rights.renew, rights.repurchase
        may_renew = _all(renew and orderable.renewal(kind, plan), renew and orderable.beside.may_renew(facts.under_way))
        may_change = _all(
            change_plan and orderable.plan_change(kind, plan),
            change_plan and orderable.change_beside(kind, facts.under_way),
        )
        again = _all(repurchase and orderable.repurchase(kind, plan))
        is_most = {INBOX: facts.most_inbox, ARCHIVE: facts.most_archive, CONSERVAZIONE: False}
        added = [orderable.addition(kind, plan, item, listing, is_most=most) for item, most in is_most.items()]
        ending = facts.under_way.ending_alone()
        space = _all(next((each for each in added if each.value), added[0]), orderable.beside.may_renew(ending))
        return rights._replace(
            renew=may_renew.value,
            change_plan=may_change.value,
            repurchase=again.value,
            buy_space=space.value,
            rows=(*rights.rows, *space.rows, *may_change.rows, *may_renew.rows, *again.rows),
        )

    def _is_full(self, mailbox: Mailbox, extra_gb: int) -> bool | None:
        """Whether an inbox is full; ``None`` if nobody knows how much is in it, or how much it holds."""
        occupied = mailbox.inbox_bytes
        if occupied is None:
            return None
        plan = self._plan(mailbox.kind, mailbox.plan, by_partner=mailbox.channel == _OF_PARTNERS)
        if plan is None or plan.inbox_gb is None:
            return None
        return occupied >= gigabytes(plan.inbox_gb + extra_gb, self.gigabyte.choice)

    def _if_full(self, facts: _Facts, rights: _Rights) -> _Rights:
        """A full inbox sends and receives only what the rows of full ones still allow."""
        if facts.full is None or not (rights.send or rights.receive):
            return rights
        plan, in_grace = self._plan(facts.kind, facts.plan, by_partner=facts.by_partner), facts.grace is not None
        assert plan is not None  # else nobody could say whether it is full
        rows: tuple[Row, ...] = (*rights.rows, plan, self.gigabyte)
        if not facts.full:
            return rights._replace(rows=rows)
        receives = self.full_in_grace.choice == "receive" if in_grace else self.full_box.may_receive
        return rights._replace(
            send=rights.send and self.full_box.may_send,
            receive=rights.receive and receives,
            rows=(*rows, self.full_box, *((self.full_in_grace,) if in_grace else ())),
        )

    def _plan(self, kind: Kind, name: str, *, by_partner: bool) -> Plan | PartnerPlan | None:
        """The plan's row; ``None`` for a plan that the tables do not know."""
        return self.partner_plans.get(name) if by_partner else self.plans.get((kind, name))


def _all(*parts: Cited[bool] | bool) -> Cited[bool]:
    """Whether all of them hold, and the rows of those that say why."""
    found = [each for each in parts if not isinstance(each, bool)]
    return Cited(
        all(each.value for each in found) and len(found) == len(parts),
        tuple(row for each in found for row in each.rows),
    )


_STATUS: Final = Steps(_View, _look_up, none, _answer, takes=takes("status"))
