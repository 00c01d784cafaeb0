"""Renewals that are accepted: a mailbox, a request and a day that go together."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pecrules.base.errors import NoRuleInForce
from pecrules.base.tuples import NamedTuple
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.renewals import RenewalRequest
from pecrules.policies.renewal import quote_renewal
from pecrules.policies.renewal_options import renewal_options
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.strategies.calendar import some_days
from pecrules.testing.strategies.menu import MANY_GB, Menu, PlanSpace, live
from pecrules.testing.strategies.nouns import NO_OTHER_DAYS, a_mailbox
from pecrules.testing.strategies.requests import a_renewal_request

_DAYS_AHEAD: Final = 5 * 366  # how far the expiry of a renewal lies ahead at most: the longest of the usual terms
_BARS: Final = ("auto_renew", "renewal_order_pending")  # a mailbox's flags that may stand against a renewal


class Renewal(NamedTuple):
    """A mailbox, a request and a day that go together: ``quote_renewal`` answers them with a ``Quote``."""

    mailbox: Mailbox
    request: RenewalRequest
    on: date


def renewals(rules: Ruleset | None = None) -> SearchStrategy[Renewal]:
    """Questions whose answer is yes: a mailbox, a request and a day for which ``quote_renewal`` gives a ``Quote``.

    Days lie also before the expiry, on it, in grace and on its last day; mailboxes also have automatic renewal on or an
    order pending wherever the rules of the day allow that. A book in which nothing can be renewed has none.

    Args:
        rules: The rules to ask; nothing for the shipped ones.

    >>> from hypothesis import find
    >>> box, request, on = find(renewals(), lambda renewal: True)
    >>> (on - box.expiry).days, request.years
    (0, 1)
    """
    return live(rules, _renewals)


# -- what the tables offer --------------------------------------------------------------------------------------------


class _Open(NamedTuple):
    """A plan that can be renewed on some days, and how.

    Attributes:
        space: The plan and how much may be added to it on these days.
        kept: For how many days after the expiry.
        while_set: The flags of a mailbox that bar nothing.
        methods: The ways to pay.
    """

    space: PlanSpace
    kept: int
    while_set: tuple[str, ...]
    methods: tuple[str, ...]


class _Interval(NamedTuple):
    """Days between two on which rows begin, and the plans that can be renewed on them."""

    first: date
    last: date
    open: tuple[_Open, ...]


# -- renewals ---------------------------------------------------------------------------------------------------------


def _renewals(menu: Menu) -> SearchStrategy[Renewal]:
    ends = (*(day - timedelta(1) for day in menu.change_days[1:]), menu.last)
    intervals = (
        _Interval(first, end, tuple(_opened(menu, first))) for first, end in zip(menu.change_days, ends, strict=True)
    )
    alive = [interval for interval in intervals if interval.open]
    return st.sampled_from(alive).flatmap(lambda interval: _renewal(menu, interval)) if alive else st.nothing()


def _opened(menu: Menu, on: date) -> Iterator[_Open]:
    """The plans that can be renewed on a day, with whatever request."""
    for space in menu.plans:
        plain = Mailbox(address="a@pec.example", kind=space.kind, plan=space.plan, expiry=on)
        try:
            options = renewal_options(plain, rules=menu.rules, on=on)
        except NoRuleInForce:
            continue
        if options.possible and options.last_day is not None:
            most = [MANY_GB if gb is None else gb for gb in (options.extra_inbox_gb, options.extra_archive_gb)]
            yield _Open(
                space=PlanSpace(space.kind, space.plan, *most),
                kept=(options.last_day - on).days,
                while_set=tuple(flag for flag in _BARS if _bars_nothing(menu.rules, plain, flag)),
                methods=tuple(method.value for method in options.methods if method.allowed),
            )


def _bars_nothing(rules: Ruleset, plain: Mailbox, flag: str) -> bool:
    raised: dict[str, Any] = {flag: True}
    return renewal_options(attrs.evolve(plain, **raised), rules=rules, on=plain.expiry).possible


@st.composite
def _renewal(draw: st.DrawFn, menu: Menu, interval: _Interval) -> Renewal:
    """A mailbox that can be renewed on a day of the interval, and a request that suits it."""
    on = draw(some_days(menu, interval.first, interval.last))
    plan = draw(st.sampled_from(interval.open))
    expiry = on + timedelta(draw(_expiries(plan.kept)))
    mailbox = attrs.evolve(draw(_renewable(menu, plan)), expiry=expiry)
    request = draw(_acceptable(menu, plan))
    years = draw(st.sampled_from(_years(menu, mailbox, on, promo=request.promo)))
    return Renewal(mailbox, in_time(menu.rules, mailbox, attrs.evolve(request, years=years), on), on)


def in_time(rules: Ruleset, mailbox: Mailbox, request: RenewalRequest, on: date) -> RenewalRequest:
    """The same request, paid in a way and on a day that is in time: today and in no way told, where no other is."""
    answer = quote_renewal(mailbox, request, rules=rules, on=on)
    if isinstance(answer, Quote):
        return request
    nearest = answer.nearest
    return nearest if isinstance(nearest, RenewalRequest) else attrs.evolve(request, method=None, paid_on=None)


@lru_cache(maxsize=256)
def _renewable(menu: Menu, plan: _Open) -> SearchStrategy[Mailbox]:
    """Mailboxes that can be renewed; their expiry is still to be set."""
    flags = {flag: st.booleans() if flag in plan.while_set else st.just(value=False) for flag in _BARS}
    return a_mailbox(menu, plan.space, {"expiry": st.just(menu.last), **flags}, NO_OTHER_DAYS)


@lru_cache(maxsize=256)
def _acceptable(menu: Menu, plan: _Open) -> SearchStrategy[RenewalRequest]:
    """Requests that suit the plan; their term is still to be set."""
    fields = {
        "years": st.just(menu.years[0]),
        "method": st.none() | st.sampled_from(plan.methods),
        "extra_inbox_gb": st.none() | st.integers(0, plan.space.inbox),
        "extra_archive_gb": st.none() | st.integers(0, plan.space.archive),
    }
    return a_renewal_request(menu, fields)


@cache
def _expiries(kept: int) -> SearchStrategy[int]:
    """Days from the order to the expiry: ahead, today, and in grace down to its last day."""
    edges = [days for days in (0, 1, -1, -kept, 1 - kept) if days >= -kept]
    return st.integers(-kept, _DAYS_AHEAD) | st.sampled_from(edges)


def _years(menu: Menu, mailbox: Mailbox, on: date, *, promo: bool) -> list[int]:
    """The terms that are accepted."""
    requests = (RenewalRequest(years=years, promo=promo) for years in menu.years)
    return [each.years for each in requests if isinstance(quote_renewal(mailbox, each, rules=menu.rules, on=on), Quote)]
