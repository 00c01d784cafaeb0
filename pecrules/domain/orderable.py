"""What may be ordered for a mailbox at all, whatever is asked for: shared by those that tell before anybody asks.

Each policy that answers an order says why it refuses one; here stands whether there is any order of its kind that it
would not refuse. Tables: ``renewal`` (routes, manual renewal), ``plans``, ``pricing`` (what is sold, and how in the
middle of a term), ``termination.repurchase`` and the ``interpretations`` it names. What is occupied is left aside.
"""

from __future__ import annotations

from functools import cache
from typing import ClassVar, Final, TypeAlias

from pecrules.base.memo import Memo
from pecrules.domain.answering import if_known
from pecrules.domain.beside import Beside, UnderWay
from pecrules.domain.plans import HERE, changes_to, check_route, not_sold, on_sale, own_plan_of, plans_of
from pecrules.domain.provenance import Cited, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.space import CONSERVAZIONE, SpaceAllowance, no_conservazione
from pecrules.model.codes import RemedyCode
from pecrules.model.mailboxes import Mailbox
from pecrules.rulebook.rows import Row, Withdrawn
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import State
from pecrules.rulebook.rows.plans import PartnerPlan, Plan, PlanChange, PlanChangeRule
from pecrules.rulebook.rows.pricing import Price, Proration
from pecrules.rulebook.rows.renewal import Route
from pecrules.rulebook.rows.termination import Repurchase
from pecrules.rulebook.ruleset import Snapshot

ENDED: Final = frozenset({"plan_withdrawn", "plan_not_sold"})
"""Why a plan is not renewed that was sold once."""

FREE_TAIL: Final = "remaining_years_free_tail"
"""The strategy of ``pricing.proration`` by which something is had for nothing until the expiry."""

_CHANGEABLE: Final = frozenset({"plan_withdrawn", "price_not_stated"})
"""Why a plan is not renewed that may still be changed for another."""

_OfAKind: TypeAlias = tuple[str, str]
"""A kind of mailbox, and a plan of it."""

_BYTES: Final = 400
"""What is remembered of a plan of a kind takes so many bytes, or fewer."""


class Orderable:
    """What may be ordered for a mailbox in a state that allows it, by the rows in force on an interval of days.

    Attributes:
        beside: Whether one may renew beside what is under way.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (
        Interpretation, PartnerPlan, Plan, PlanChange, PlanChangeRule, Price, Proration, Repurchase, Route,
        *Beside.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self._tail_in_grace = interpretation(snapshot, "free_tail_in_grace")
        self._ended_in_grace = interpretation(snapshot, "ended_plan_in_grace")
        self._unpriced = interpretation(snapshot, "own_plan_without_price")
        self.beside: Beside = Beside(snapshot)
        self._most = cache(self._work_out_most)
        self._shares = {str(row.item): row for row in snapshot.rows(Proration)}
        self._own: Memo[_OfAKind, Objection | None] = Memo(self._look_up_own, budget=snapshot.words, weight=_BYTES)
        self._changes: Memo[_OfAKind, Cited[bool]] = Memo(self._look_up_change, budget=snapshot.words, weight=_BYTES)

    # -- renewal ------------------------------------------------------------------------------------------------------

    def renewal(self, kind: str, plan: str) -> Cited[bool]:
        """Whether a plan of a kind is renewed here."""
        against = self._another_area(kind) or self.not_renewed(kind, plan)
        return Cited(against is None, against.rows if against else self.without_price(kind, plan))

    def not_renewed(self, kind: str, plan: str) -> Objection | None:
        """Why the plan of a mailbox is not renewed, whatever is asked for, wherever such mailboxes are."""
        return self.unless_unpriced(self._own[kind, plan])

    def unless_unpriced(self, against: Objection | None) -> Objection | None:
        """What speaks against renewing what a mailbox has; where only its price is not stated, a reading decides."""
        if against is None or against.code != "price_not_stated":
            return against
        return None if self._unpriced.choice == "renewed" else against._replace(rows=(*against.rows, self._unpriced))

    def without_price(self, kind: str, plan: str) -> tuple[Row, ...]:
        """The rows of a plan of which nobody says what it costs, and the reading by which it is renewed or not."""
        against = self._own[kind, plan]
        is_unpriced = against is not None and against.code == "price_not_stated"
        return (*against.rows, self._unpriced) if against and is_unpriced else ()

    def ended(self, kind: str, plan: str) -> Objection | None:
        """Why the plan of a mailbox is gone, that was sold once: nothing can be ordered with it any more."""
        against = self._own[kind, plan]
        return against if against is not None and against.code in ENDED else None

    def withdrawn(self, kind: str, plan: str) -> Objection | None:
        """Why the plan of a mailbox is there no more, so that nothing can be added to it."""
        against = self._no_plan(kind, plan)
        return against if against is not None and against.code == "plan_withdrawn" else None

    def _look_up_own(self, of: _OfAKind) -> Objection | None:
        """What speaks against the plan that a mailbox has: there is none, it has ended, nobody says what it costs."""
        return self._no_plan(*of) or self._unsold(of[1])

    # -- another plan -------------------------------------------------------------------------------------------------

    def plan_change(self, kind: str, plan: str) -> Cited[bool]:
        """Whether a plan of a kind can be changed for any other."""
        return self._changes[kind, plan]

    def _look_up_change(self, of: _OfAKind) -> Cited[bool]:
        kind, plan = of
        rule = self._in_force.row(PlanChangeRule, kind)
        if not rule.allowed or rule.made_with != "renewal_order":
            return Cited(False, (rule,))
        refused = self._another_area(kind) or self._no_plan(kind, plan)
        if refused is not None and refused.code not in _CHANGEABLE:
            return _unless(refused)
        return Cited(bool(changes_to(self._in_force, kind, plan)), (rule,))

    def change_right(self, kind: str, plan: str, listing: State) -> Cited[bool]:
        """Whether a state lets the plan be changed: that of an expired mailbox may where its own is no longer sold."""
        if listing.may_change_plan or listing.rights != "by_grace":
            return Cited(listing.may_change_plan is True, (listing,))
        ended = self.ended(kind, plan)
        if ended is None:
            return Cited(False, (listing,))
        return Cited(self._ended_in_grace.choice == "another_plan", (listing, *ended.rows, self._ended_in_grace))

    def change_beside(self, kind: str, under_way: UnderWay) -> Cited[bool]:
        """Whether nothing is under way that the plan cannot be changed beside; its rule tells of automatic renewal."""
        rule = self._in_force.row(PlanChangeRule, kind)
        found = self.beside.may_renew(under_way._replace(automatic_on=False))
        if found.value and under_way.automatic_on and rule.automatic == "must_be_off":
            return Cited(False, (rule,))
        return found._replace(rows=(*found.rows, rule))

    # -- space --------------------------------------------------------------------------------------------------------

    def addition(self, kind: str, plan: str, item: str, state: State, *, is_most: bool) -> Cited[bool]:
        """Whether any of an item can be added to a plan in a state; there may be as much as it grows by already."""
        lets = self.lets_add(item, state)
        return self.space_left(kind, plan, item, is_most=is_most) if lets.value else lets

    def lets_add(self, item: str | None, state: State) -> Cited[bool]:
        """Whether a state lets an item, or anything, be added; in grace a reading decides for what would be free."""
        share = None if item is None else self._shares.get(item)
        if state.rights != "by_grace" or share is None or share.strategy != FREE_TAIL:
            return Cited(state.may_buy_space is True, (state,))
        return Cited(self._tail_in_grace.choice == "allow", (state, self._tail_in_grace))

    def space_left(self, kind: str, name: str, item: str, *, is_most: bool) -> Cited[bool]:
        """The same, whatever the state of the mailbox; where nobody can say what it costs, that is no reason."""
        plan = if_known(lambda: own_plan_of(self._in_force, kind, name))
        if not isinstance(plan, Plan):
            return _unless(plan)
        price = self._in_force.get(Price, item)
        if isinstance(price, Withdrawn):
            return Cited(False, (price,))
        if item == CONSERVAZIONE:
            return Cited(not plan.includes(CONSERVAZIONE) and price is not None, (plan,))
        return Cited(not is_most, (plan,))

    def is_unpriced(self, kind: str, name: str, item: str) -> bool:
        """Whether nobody says what it costs to add an item to a plan, so that nobody can say that it is not had."""
        plan, price = if_known(lambda: own_plan_of(self._in_force, kind, name)), self._in_force.get(Price, item)
        if isinstance(plan, Plan) and item == CONSERVAZIONE:
            found = no_conservazione(plan, price, self._shares.get(item))
            return found is not None and found.code == "price_not_stated"
        if isinstance(plan, Plan):
            return isinstance(price, Withdrawn) and price.not_stated
        return plan is not None and plan.code == "price_not_stated"

    def is_at_most(self, kind: str, plan: str, item: str, had: int) -> bool:
        """Whether there are as many GB of an item as a plan of a kind can grow by, or more."""
        most = self._most(kind, plan, item)
        return most is not None and had >= most

    def _work_out_most(self, kind: str, name: str, item: str) -> int | None:
        plan = if_known(lambda: own_plan_of(self._in_force, kind, name))
        return if_known(lambda: SpaceAllowance(self._in_force, plan).most(item)) if isinstance(plan, Plan) else None

    # -- a deleted name -----------------------------------------------------------------------------------------------

    def repurchase(self, kind: str, plan: str) -> Cited[bool]:
        """Whether the name of a deleted mailbox is sold here again, to whoever had it."""
        rule = self._in_force.get(Repurchase, kind)
        if not isinstance(rule, Repurchase):
            return Cited(rule is None, (rule,) if rule else ())
        another_area = self._another_area(kind)
        if another_area or rule.plan_choice == "same_plan":
            return _unless(another_area or self._no_plan(kind, plan) or self._unsold(plan))
        if on_sale(self._in_force, kind):
            return Cited(True, (rule,))
        prices = (self._in_force.get(Price, "plan", row.plan) for row in plans_of(self._in_force, kind))
        return Cited(False, (rule, *(price for price in prices if price is not None)))

    # -- ways out -----------------------------------------------------------------------------------------------------

    def ways_out(
        self,
        mailbox: Mailbox,
        *,
        renew: bool | None = False,
        repurchase: bool | None = False,
        listing: State | None = None,
    ) -> Cited[tuple[RemedyCode, ...]]:
        """What may be done for a mailbox that is not in the right state, and the rows by which the rest may not.

        Args:
            mailbox: The mailbox.
            renew: Whether its state lets it be renewed.
            repurchase: Whether its state lets its name be bought again.
            listing: What its state allows, where it may be renewed with another plan.
        """
        if self._in_force.row(Route, mailbox.kind).renewed_in != HERE:
            ending = self.ending(mailbox) if renew else None
            ways: dict[RemedyCode, bool | None] = {"renew_domain": renew and not ending, "buy_domain": repurchase}
            return Cited(tuple(way for way, is_open in ways.items() if is_open), ending.rows if ending else ())
        renewing = self._to_renew(mailbox, "renew") if renew else Cited((), ())
        if renew and not renewing.value and listing is not None:
            renewing = self.instead(mailbox, listing)
        again = self.repurchase(mailbox.kind, mailbox.plan) if repurchase else Cited(False, ())
        if again.value:
            return Cited((*renewing.value, "repurchase"), renewing.rows)
        return Cited(renewing.value, (*renewing.rows, *again.rows))

    def instead(self, mailbox: Mailbox, listing: State) -> Cited[tuple[RemedyCode, ...]]:
        """What is left for a mailbox whose plan is not renewed: another plan, where there is one; else nothing."""
        kind, plan = mailbox.kind, mailbox.plan
        right, change = self.change_right(kind, plan, listing), self.plan_change(kind, plan)
        beside, first = self.change_beside(kind, UnderWay.for_mailbox(mailbox)), self._before_change(mailbox)
        is_open = right.value and change.value and self.ending(mailbox) is None
        return Cited((*first, "change_plan") if is_open else (), (*right.rows, *change.rows, *beside.rows))

    def _before_change(self, mailbox: Mailbox) -> tuple[RemedyCode, ...]:
        """What must be done before the plan can be changed: its rule says whether automatic renewal may stay on."""
        must_be_off = self._in_force.row(PlanChangeRule, mailbox.kind).automatic == "must_be_off"
        return self._first(mailbox, switches_off=mailbox.auto_renew and must_be_off)

    def with_way_out(self, against: Objection, mailbox: Mailbox, listing: State) -> Objection:
        """Why a plan is not renewed, with what may be done where it was sold once."""
        if against.code not in ENDED:
            return against
        instead = self.instead(mailbox, listing)
        if against.code == "plan_not_sold" and not instead.value:
            return against  # its price alone says so
        return against._replace(rows=(*against.rows, *instead.rows), remedies=instead.value)

    def otherwise(self, mailbox: Mailbox, listing: State) -> Cited[tuple[RemedyCode, ...]]:
        """How a mailbox is renewed that nothing is charged for: by hand, or with another plan where its own is gone."""
        ways = self.by_hand(mailbox)
        return ways if ways.value else self.instead(mailbox, listing)

    def by_hand(self, mailbox: Mailbox) -> Cited[tuple[RemedyCode, ...]]:
        """The way to a renewal that is not automatic, or the rows by which there is none."""
        return self._to_renew(mailbox, "renew_by_hand")

    def _to_renew(self, mailbox: Mailbox, way: RemedyCode) -> Cited[tuple[RemedyCode, ...]]:
        """What must be done first, then what is to be done, where its plan is sold and nobody has asked for its end."""
        renewal, objection = self.renewal(mailbox.kind, mailbox.plan), self.ending(mailbox)
        if objection is not None:
            return Cited((), objection.rows)
        return Cited((*self.first_of_all(mailbox), way), ()) if renewal.value else Cited((), renewal.rows)

    def ending(self, mailbox: Mailbox) -> Objection | None:
        """Why one that is to end on a day is not renewed, nor given more space, whatever else is under way."""
        return self.beside.objection(UnderWay.for_mailbox(mailbox).ending_alone())

    def first_of_all(self, mailbox: Mailbox) -> tuple[RemedyCode, ...]:
        """What must be done before anybody can renew by hand."""
        return self._first(mailbox, switches_off=mailbox.auto_renew and not self.beside.automatic.allowed)

    def _first(self, mailbox: Mailbox, *, switches_off: bool) -> tuple[RemedyCode, ...]:
        pending = mailbox.renewal_order_pending and not self.beside.pending.allowed
        first: dict[RemedyCode, bool] = {"cancel_renewal_order": pending, "switch_off_automatic_renewal": switches_off}
        return tuple(remedy for remedy, due in first.items() if due)

    # -- why not ------------------------------------------------------------------------------------------------------

    def _another_area(self, kind: str) -> Objection | None:
        return if_known(lambda: check_route(self._in_force, kind, "renewed_elsewhere", "renew_domain"))

    def _no_plan(self, kind: str, plan: str) -> Objection | None:
        found = if_known(lambda: own_plan_of(self._in_force, kind, plan))
        return found if isinstance(found, Objection) else None

    def _unsold(self, plan: str) -> Objection | None:
        return if_known(lambda: not_sold(self._in_force, plan))


def _unless(objection: Objection | None) -> Cited[bool]:
    return Cited(objection is None, objection.rows if objection else ())
