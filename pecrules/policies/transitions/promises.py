"""What no order could have promised: a term, space or plan that is not sold, a payment out of turn, a charge too early.

Events tell what happened, but a mailbox is only given what some order offers: what the policies that quote refuse, an
event does not bring about either. What was offered on the day of the order counts (``domain.offered``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pecrules.domain.answering import if_known
from pecrules.domain.life import StatePeriod, seen_as
from pecrules.domain.offered import Offered
from pecrules.domain.provenance import Cited
from pecrules.domain.refusing import Objection
from pecrules.domain.space import ARCHIVE, INBOX
from pecrules.model.codes import RemedyCode
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.policies.transitions.cases import Case
from pecrules.policies.transitions.requirements import as_repeated, method_of, years_of
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.lifecycle import State, Step
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.ruleset import Ruleset

_RENEWS: Final = "term_extended"
_SELLS_AGAIN: Final = "activation_started"
_BEGINS: Final = "mailbox_usable"
_ADDS: Final = "space_added"
_PAYS: Final = "payment_recorded"
_SWITCHES_ON: Final = "automatic_on"
_CHARGES: Final = frozenset({"charge_made", "charge_failed"})
_NO_SUCH_PLAN: Final = frozenset({"plan_unknown", "plan_withdrawn", "plan_not_sold"})
"""Why a deleted name is not sold again with a plan, while it is with another."""


def promise_objection(case: Case, step: Step, rules: Ruleset) -> Objection | None:
    """Why no order could have led to this event."""
    return next(_objections(case, step, rules), None)


def must_bring(case: Case, step: Step, rules: Ruleset) -> Iterator[str]:
    """What an event has to bring since no order is made of what the mailbox has: another plan or term, less space."""
    for objection in _objections(case, step, rules):
        if objection.change is not None:
            yield objection.change[0]
        elif "change_plan" in objection.remedies or (_SELLS_AGAIN in step.effects and objection.code in _NO_SUCH_PLAN):
            yield "plan"
            yield from _with_whichever_plan(case, step, rules)


def _with_whichever_plan(case: Case, step: Step, rules: Ruleset) -> Iterable[str]:
    """What an event that brings another plan has to bring beside it, whichever that is: less space."""
    plans = (changed(case.event, {"plan": row.plan}) for row in case.view.snapshot.rows(Plan))
    found = [[each.change for each in _objections(case._replace(event=event), step, rules)] for event in plans]
    beside = [{change[0] for change in changes if change} for changes in found if all(changes)]
    return sorted(beside[0].intersection(*beside[1:])) if beside else ()


def _objections(case: Case, step: Step, rules: Ruleset) -> Iterator[Objection]:
    return _of_order(case, step) if case.mailbox is None else _of_mailbox(case, step, case.mailbox, rules)


def may_come(case: Case, step: Step, rules: Ruleset) -> bool:
    """Whether the mailbox itself lets an event come about, if that brings what is asked of it."""
    mailbox = case.mailbox
    if mailbox is None:
        return True
    offered = _offered(case, mailbox, rules)
    if any(_out_of_turn(case, step, mailbox, offered)):
        return False
    if step.event in _CHARGES or _SWITCHES_ON in step.effects:
        return promise_objection(as_repeated(case, step), step, rules) is None
    return _is_ordered(case, step, mailbox, offered)


def rows_of_plan(case: Case, step: Step, rules: Ruleset) -> tuple[Row, ...]:
    """The rows by which a mailbox is renewed with its plan though nobody says what that costs."""
    mailbox = case.mailbox
    if mailbox is None or not _renews(step) or (case.event.plan or mailbox.plan) != mailbox.plan:
        return ()
    offered = _offered(case, mailbox, rules)
    return (if_known(lambda: offered.without_price(mailbox)) if offered.renews(mailbox) else None) or ()


def ways_out(case: Case, steps: Iterable[Step], rules: Ruleset) -> Cited[tuple[RemedyCode, ...]]:
    """What may be done for a mailbox whose state is none for an order that was told of, as its quote says."""
    mailbox, effects = case.mailbox, {effect for step in steps for effect in step.effects}
    if mailbox is None or not {_ADDS, _RENEWS} & effects:
        return Cited((), ())
    listing, offered = case.view.listing(case.state), _offered(case, mailbox, rules)
    renew = case.view.rights.renewable_late(mailbox.kind, case.state)
    again = listing.may_repurchase
    ways = if_known(lambda: offered.orderable.ways_out(mailbox, renew=renew, repurchase=again, listing=listing))
    return ways or Cited((), ())


def _is_ordered(case: Case, step: Step, mailbox: Mailbox, offered: Offered) -> bool:
    """Whether any order could lead to an event; of a mailbox whose orders nobody knows, one could."""
    if not offered.knows(mailbox):
        return True
    listing = case.view.listing(case.state)
    if _ADDS in step.effects:
        return if_known(lambda: offered.addable(mailbox, listing)) is not False
    if not offered.renews(mailbox):
        return True
    if _SELLS_AGAIN in step.effects:
        return if_known(lambda: offered.orderable.repurchase(mailbox.kind, mailbox.plan).value) is not False
    return _RENEWS not in step.effects or if_known(lambda: offered.renewable(mailbox, listing)) is not False


def _offered(case: Case, mailbox: Mailbox, rules: Ruleset) -> Offered:
    return Offered.on(rules, case.event.ordered_on or case.on, mailbox)


def _of_order(case: Case, step: Step) -> Iterator[Objection]:
    return _days(case, step) if _PAYS in step.effects else iter(())


def _of_mailbox(case: Case, step: Step, mailbox: Mailbox, rules: Ruleset) -> Iterator[Objection]:
    if _SWITCHES_ON in step.effects:
        yield from _never_charged(case, mailbox, rules)
    if not (step.event in _CHARGES or {_RENEWS, _SELLS_AGAIN, _BEGINS, _ADDS} & set(step.effects)):
        return
    yield from _days(case, step)
    offered = _offered(case, mailbox, rules)
    yield from _out_of_turn(case, step, mailbox, offered)
    if offered.knows(mailbox) and (_ADDS in step.effects or offered.renews(mailbox)):
        yield from _order(case, step, mailbox, offered)
    elif _ADDS in step.effects:  # whatever its orders were, one of more space was of some
        yield from _not_empty(case, step)


def _never_charged(case: Case, mailbox: Mailbox, rules: Ruleset) -> Iterator[Objection]:
    """Nothing is switched on that could never charge: renewed elsewhere, or with a plan that is gone by then.

    What is left for a plan that is gone is as of today.
    """
    against = case.view.charging.route_objection(mailbox)
    if against is not None:
        yield against
    ended = case.view.charging.ended(mailbox, rules)
    if ended is not None:
        ways = Offered.on(rules, case.on, mailbox).orderable.otherwise(mailbox, case.view.listing(case.state))
        yield ended._replace(rows=(*ended.rows, *ways.rows), remedies=ways.value)


def _on_its_day(case: Case, mailbox: Mailbox) -> StatePeriod:
    """The state on the day of the order."""
    day = case.event.ordered_on or case.on
    if case.period is not None and day is case.counts:  # no question: most orders say no day
        return case.period
    return case.view.lifecycle.period(mailbox, day)


def _listing(case: Case, mailbox: Mailbox) -> State:
    """What that state allows."""
    return case.view.listing(seen_as(_on_its_day(case, mailbox).state))


def _days(case: Case, step: Step) -> Iterator[Objection]:
    """An order is made, paid and registered, in this order."""
    ordered, paid = case.event.ordered_on, case.event.paid_on
    if case.order is not None:
        ordered = ordered or case.order.day
    if ordered is not None and ordered > case.on:
        yield Objection("days_out_of_order", (step,), str(ordered), change=("ordered_on", case.on))
    if paid is not None and not (ordered or paid) <= paid <= case.on:
        yield Objection("days_out_of_order", (step,), str(paid), change=("paid_on", case.on))


def _out_of_turn(case: Case, step: Step, mailbox: Mailbox, offered: Offered) -> Iterator[Objection]:
    """Nobody pays for what is to end; nothing is charged where a reading says so, and never before the day."""
    if not (_renews(step) or _ADDS in step.effects):
        return
    if (ending := offered.ending(mailbox)) is not None:
        yield ending._replace(rows=(step, *ending.rows))
    if step.event not in _CHARGES:
        return
    charge_day = case.view.charge_day
    against, day = charge_day.objection(mailbox), charge_day.expected(mailbox)
    if against is not None:
        yield against
    if day is not None and case.on < day:
        yield Objection("charge_not_due", (step, charge_day.row), str(case.on), (str(day),))


def _renews(step: Step) -> bool:
    """Whether an event renews a mailbox, or would have, had the charge not failed."""
    return _RENEWS in step.effects or step.event in _CHARGES


def _order(case: Case, step: Step, mailbox: Mailbox, offered: Offered) -> Iterator[Objection]:
    """The term, the plan and the space of the order, each as it could be had; of an order of space there is some."""
    plan = None if _BEGINS in step.effects else _plan(case, step, mailbox, offered)  # else it came with the order
    if isinstance(plan, Objection):
        yield plan
    yield from _terms(case, step, mailbox, offered)
    if isinstance(plan, Plan):
        yield from _space(case, step, mailbox, plan, offered)


def _terms(case: Case, step: Step, mailbox: Mailbox, offered: Offered) -> Iterator[Objection]:
    """That anything is asked for, in a way and for a term that there are."""
    if _ADDS in step.effects:
        yield from _not_empty(case, step)
    if (method := offered.method(method_of(case))) is not None:
        yield method._replace(rows=(step, *method.rows))
    years = None if _ADDS in step.effects else years_of(case, step)
    products = (False, True) if _SELLS_AGAIN in step.effects else (mailbox.promo,)
    if years is not None and (term := offered.term(years, *products)) is not None:
        yield term


def _not_empty(case: Case, step: Step) -> Iterator[Objection]:
    event = case.event
    if not (event.extra_inbox_gb or event.extra_archive_gb or event.conservazione):
        yield Objection("nothing_asked", (step,))


def _plan(case: Case, step: Step, mailbox: Mailbox, offered: Offered) -> Plan | Objection | None:
    """The plan that the mailbox then has; more space alone leaves it the one it has."""
    name = case.event.plan or mailbox.plan
    if _SELLS_AGAIN in step.effects:
        return offered.bought(mailbox.kind, name)
    if not _renews(step):
        return offered.own(mailbox, _listing(case, mailbox))
    if name == mailbox.plan:
        return offered.renewed(mailbox, _listing(case, mailbox))
    return _no_change(case, mailbox, offered) or offered.changed_to(mailbox, name)


def _no_change(case: Case, mailbox: Mailbox, offered: Offered) -> Objection | None:
    """Why the state on the day of the order is none to change the plan in."""
    period = _on_its_day(case, mailbox)
    right = offered.change_right(mailbox, _listing(case, mailbox))
    return None if right.value else Objection(period.state, (*right.rows, *period.rows))


def _space(case: Case, step: Step, mailbox: Mailbox, plan: Plan, offered: Offered) -> Iterator[Objection]:
    """As much space as the plan grows by, and no more: beside what there is, or for a new term in all."""
    before, event = case.view.lifecycle.days.holding(mailbox, case.counts), case.event
    had = {INBOX: before.extra_inbox_gb, ARCHIVE: before.extra_archive_gb}
    for item, gb in {INBOX: event.extra_inbox_gb, ARCHIVE: event.extra_archive_gb}.items():
        wanted = gb if gb is not None else had[item] if _renews(step) else 0
        if _renews(step):
            found = offered.kept(plan, item, wanted, had[item])
        else:
            found = offered.added(plan, item, wanted, had[item] if _ADDS in step.effects else 0)
        if found is not None:
            yield found
    if event.conservazione and (found := offered.conservazione(plan)) is not None:
        yield found
