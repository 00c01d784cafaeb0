"""Whom of some mailboxes other rules touch: each is asked about under both, on the days on which something begins.

What touches a mailbox, and what could, are two things: a row that reaches existing customers later than newcomers, or
never, could move what they pay. So each mailbox is also asked about as if its customer had come on the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from typing import Any, Final, TypeAlias

import attrs

from pecrules.analysis.asking import flat
from pecrules.base import dates
from pecrules.base.errors import NoRuleInForce
from pecrules.domain.addresses import extension_of
from pecrules.model.changes import Move, Reversal, Touched
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.orders import AutomaticRenewal
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.states import Status
from pecrules.model.renewals import RenewalRequest
from pecrules.policies import resolve_policy
from pecrules.rulebook.ruleset import Ruleset

_POLICIES: Final = ("quote_renewal", "automatic_renewal", "status", "next_alert", "alert_calendar")
"""What a mailbox is asked about by itself."""

_RENEWALS: Final = ("quote_renewal", "automatic_renewal")
"""Those that say whether it is renewed, by hand or by itself, and for how much."""

_ANYBODY: Final = "casella@pec"
"""The address of every mailbox without its extension, on which notices hang."""


def touched(
    mailboxes: Iterable[Mailbox], before: Ruleset, after: Ruleset, days: Iterable[date], *, today: date
) -> tuple[Touched, ...]:
    """Those of some mailboxes for which other rules change something, or could, in the order given.

    A mailbox that is paid for, but not until a day on which something begins, is looked at there as if it had been
    renewed until then, each time for its last term.

    Args:
        mailboxes: The mailboxes.
        before: The rules as they were.
        after: The rules as they are to be.
        days: The days on which something begins to count, in order.
        today: The day on which the mailboxes are as they are given.

    >>> from pecrules import load_rules
    >>> rules = load_rules()
    >>> dearer = rules.edited({"pricing/standard-year-2023": {"per_year": "11.90"}})
    >>> boxes = [Mailbox(address=f"{plan}@pec.it", plan=plan, expiry=date(2027, 3, 30)) for plan in ("standard", "pro")]
    >>> for each in touched(boxes, rules, dearer, [date(2027, 1, 10)], today=date(2027, 1, 10)):
    ...     print(each.mailbox.address, each.since, each.price.before, each.price.after)
    standard@pec.it 2027-01-10 12.08 14.52
    """
    every = tuple(days)
    look = cache(partial(_looked_at, before, after, every, today))
    found = (_found(box, look(_like(box))) for box in mailboxes)
    return tuple(each for each in found if each is not None)


def _like(box: Mailbox) -> Mailbox:
    """A mailbox of somebody else of which everything is said that is said of one."""
    return attrs.evolve(box, address=f"{_ANYBODY}.{extension_of(box.address)}", account_email=None)


_Answers: TypeAlias = Mapping[str, tuple[Any, Any]]
"""Policy -> what it says before and after, where that is not the same."""

_Days: TypeAlias = Mapping[date, tuple[_Answers, _Answers]]
"""Day -> what a mailbox is told on it, and what a new customer with such a one is."""


def _looked_at(before: Ruleset, after: Ruleset, days: tuple[date, ...], today: date, box: Mailbox) -> _Days:
    found: dict[date, tuple[_Answers, _Answers]] = {}
    for day in days:
        own = _as_renewed(box, today, day)
        new = attrs.evolve(own, requested_on=day, activation_started_on=None, activated_on=None)
        found[day] = _differing(own, before, after, day), _differing(new, before, after, day)
    return found


def _as_renewed(box: Mailbox, today: date, day: date) -> Mailbox:
    """A mailbox as it will be on a day if it goes on being renewed."""
    years, expiry = box.last_term_years or 1, box.expiry
    if expiry < today:
        return box  # it has expired already: nobody knows whether it will be
    terms = 0
    while expiry < day:
        terms += 1
        expiry = dates.add(box.anchor or box.expiry, years=years * terms)
    return attrs.evolve(box, expiry=expiry)


def _differing(box: Mailbox, before: Ruleset, after: Ruleset, day: date) -> _Answers:
    pairs = ((policy, _answer(policy, box, before, day), _answer(policy, box, after, day)) for policy in _POLICIES)
    return {policy: (old, new) for policy, old, new in pairs if flat(old) != flat(new)}


def _request(policy: str, box: Mailbox, day: date) -> tuple[Any, ...]:
    """What is asked for: its last term again, and the notices of a year."""
    if policy == "quote_renewal":
        return (RenewalRequest(years=box.last_term_years or 1),)
    return ((day, dates.add(day, years=1)),) if policy == "alert_calendar" else ()


def _answer(policy: str, box: Mailbox, rules: Ruleset, day: date) -> Any:
    try:
        return resolve_policy(policy)(box, *_request(policy, box, day), rules=rules, on=day)
    except NoRuleInForce:
        return None


def _found(box: Mailbox, days: _Days) -> Touched | None:
    since = next((day for day, (own, _) in days.items() if own), None)
    could = next((day for day, (_, new) in days.items() if new), None)
    if since is None and could is None:
        return None
    policies = tuple(days[since][0]) if since else ()
    reversals = {(reversal.policy, reversal.is_no): reversal for reversal in reversed([*_reversals(days)])}
    return Touched(
        box, since, could, policies, next(_moves(days), None), next(_states(days), None), (*reversals.values(),)
    )  # fmt: skip


def _reversals(days: _Days) -> Iterator[Reversal]:
    """Where there is a price for its next renewal and then none, or the other way round."""
    for day, (own, _) in days.items():
        for policy in _RENEWALS:
            old, new = own.get(policy, (None, None))
            was, is_ = (_quote(said) is not None for said in (old, new))
            if was != is_:
                yield Reversal(policy, day, old, new, is_no=was)


def _moves(days: _Days) -> Iterator[Move]:
    """What the next renewal costs, by hand or by itself, on the days on which that is another amount."""
    for own, _ in days.values():
        for policy in _RENEWALS:
            old, new = (_quote(said) for said in own.get(policy, (None, None)))
            if old is not None and new is not None and old.to_pay != new.to_pay:
                yield Move(old.to_pay, new.to_pay)


def _quote(said: Any) -> Quote | None:
    quote = said.quote if isinstance(said, AutomaticRenewal) else said
    return quote if isinstance(quote, Quote) else None


def _states(days: _Days) -> Iterator[tuple[str, str]]:
    """The state on the days on which that is another."""
    for own, _ in days.values():
        old, new = own.get("status", (None, None))
        if isinstance(old, Status) and isinstance(new, Status) and old.state != new.state:
            yield old.state, new.state
