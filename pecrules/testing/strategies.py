"""Hypothesis strategies for mailboxes, holders, requests and days, made from the tables as they are.

Every strategy takes the rules to follow and, if none are given, the shipped ones, read at the first draw. A new plan,
way to pay, term or turning day in the tables is drawn at once; nothing has to be changed in a test. Nothing is ever
filtered: what is drawn is made right. All shrink towards the first plan of the tables, one year, nothing extra and
early days.

Any field can be given a strategy of its own::

    mailboxes(plan=st.just("standard"), promo=st.just(True))
"""

import calendar
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, TypeVar, get_args

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pecrules import dates
from pecrules.errors import NoRuleInForce
from pecrules.loading import load_rules
from pecrules.model import Holder, Kind, Mailbox, RenewalRequest, Subject
from pecrules.outcomes import Quote
from pecrules.policies.renewal import quote_renewal, renewal_options
from pecrules.ruleset import Ruleset
from pecrules.tables import Method, Plan, Row, Terms

T = TypeVar("T")

_HORIZON_YEARS: Final = 15  # beyond the last row: longer than any term, with leap days and an end of a century apart
_LAST_YEAR: Final = 9900
_MANY_GB: Final = 500  # drawn at most where space grows without limit
_DAYS_AHEAD: Final = 5 * 366  # how far the expiry of a renewal lies ahead at most: the longest of the usual terms
_BARS: Final = ("auto_renew", "renewal_order_pending")  # a mailbox's flags that may stand against a renewal
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_CODE: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Renewal(NamedTuple):
    """A mailbox, a request and a day that go together: ``quote_renewal`` answers them with a ``Quote``."""

    mailbox: Mailbox
    request: RenewalRequest
    on: date


def days(rules: Ruleset | None = None, *, first: date | None = None, last: date | None = None) -> SearchStrategy[date]:
    """Days on which something may change, and any others.

    Around every row's first day, at the ends of months, around leap days, and anywhere between ``first`` and ``last``.

    Args:
        rules: The rules whose rows' days are tried; nothing for the shipped ones.
        first: The first day that may be drawn; nothing for the first row's.
        last: The last day that may be drawn; nothing for fifteen years after the last row's.

    >>> from hypothesis import find
    >>> find(days(first=date(2023, 1, 1)), lambda day: day.month == 2 and day.day == 29).day
    29
    """
    return _live(rules, lambda menu: _days(menu, first or menu.turns[0], last or menu.last))


def holders() -> SearchStrategy[Holder]:
    """Holders of every kind.

    >>> from hypothesis import find
    >>> find(holders(), lambda holder: True)
    Holder(subject='natural_person')
    """
    return st.builds(Holder, subject=st.sampled_from(get_args(Subject)))


def mailboxes(rules: Ruleset | None = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Mailbox]:
    """Mailboxes of every plan that the tables name, with no more extra space than the plan ever allowed.

    Args:
        rules: The rules whose plans are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> box = find(mailboxes(promo=st.just(True)), lambda box: True)
    >>> box.kind, box.plan, box.promo, box.extra_inbox_gb
    ('mailbox', 'standard', True, 0)
    """
    return _live(rules, lambda menu: _which(menu, fields).flatmap(lambda room: _mailbox(menu, room, fields)))


def renewal_requests(rules: Ruleset | None = None, **fields: SearchStrategy[Any]) -> SearchStrategy[RenewalRequest]:
    """Requests for what the tables name: terms, ways to pay, space. A mailbox's plan or promotion may still refuse one.

    Args:
        rules: The rules whose terms and ways to pay are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(renewal_requests(), lambda request: request.method is not None).years
    1
    """
    return _live(rules, lambda menu: _request(menu, fields))


def renewals(rules: Ruleset | None = None) -> SearchStrategy[Renewal]:
    """Questions whose answer is yes: a mailbox, a request and a day for which ``quote_renewal`` gives a ``Quote``.

    Days lie also before the expiry, on it, in grace and on its last day; mailboxes also have automatic renewal on or an
    order pending wherever the rules of the day allow that. A book in which nothing can be renewed has none.

    Args:
        rules: The rules to ask; nothing for the shipped ones.

    >>> from hypothesis import find
    >>> box, request, on = find(renewals(), lambda renewal: renewal.on > renewal.mailbox.expiry)
    >>> (on - box.expiry).days, request.years
    (1, 1)
    """
    return _live(rules, _renewals)


# -- what the tables offer --------------------------------------------------------------------------------------------


class _Room(NamedTuple):
    """A plan and how many GB may be added to it at most."""

    kind: Kind
    plan: str
    inbox: int
    archive: int


class _Open(NamedTuple):
    """A plan that can be renewed on some days, and how.

    Attributes:
        room: The plan and how much may be added to it on these days.
        kept: For how many days after the expiry.
        while_set: The flags of a mailbox that bar nothing.
        methods: The ways to pay.
    """

    room: _Room
    kept: int
    while_set: tuple[str, ...]
    methods: tuple[str, ...]


class _Stretch(NamedTuple):
    """Days between two turns, and the plans that can be renewed on them."""

    first: date
    last: date
    open: tuple[_Open, ...]


@attrs.frozen(eq=False)
class _Menu:
    """What can be drawn under some rules."""

    rules: Ruleset
    turns: tuple[date, ...]
    plans: tuple[_Room, ...]
    years: tuple[int, ...]
    methods: tuple[str, ...]

    @property
    def last(self) -> date:
        """The last day worth drawing, with room for any term before the calendar ends."""
        return date(min(self.turns[-1].year + _HORIZON_YEARS, _LAST_YEAR), 12, 31)

    def room(self, kind: Kind, plan: str) -> _Room:
        """The room of a plan; none where the tables do not know it."""
        return next((room for room in self.plans if (room.kind, room.plan) == (kind, plan)), _Room(kind, plan, 0, 0))


@cache
def _shipped() -> _Menu:
    return _menu(load_rules())


def _live(rules: Ruleset | None, draw: Callable[[_Menu], SearchStrategy[T]]) -> SearchStrategy[T]:
    """A strategy that looks at the tables when it is first drawn from."""
    return st.deferred(lambda: draw(_menu(rules) if rules is not None else _shipped()))


@lru_cache(maxsize=64)
def _menu(rules: Ruleset) -> _Menu:
    rows = _known_rows(rules)
    plans = [row for row in rows if isinstance(row, Plan)]
    named: dict[tuple[Kind, str], None] = dict.fromkeys((row.kind, row.plan) for row in plans)
    return _Menu(
        rules=rules,
        turns=tuple(sorted({row.since for row in rows})),
        plans=tuple(_room(kind, name, plans) for kind, name in named),
        years=tuple(sorted({years for row in rows if isinstance(row, Terms) for years in row.years})),
        methods=tuple(dict.fromkeys(row.method for row in rows if isinstance(row, Method))),
    )


def _known_rows(rules: Ruleset) -> list[Row]:
    rows = [entry.row for entry in rules.entries if isinstance(entry.row, Row)]
    return [row for row in rows if rules.known_by is None or row.known <= rules.known_by]


def _room(kind: Kind, name: str, plans: list[Plan]) -> _Room:
    rows = [row for row in plans if (row.kind, row.plan) == (kind, name)]
    inbox = max(_growth(row.inbox_growth, row.inbox_gb, row.max_inbox_gb) for row in rows)
    archive = max(_growth(row.archive_growth, row.archive_gb, row.max_archive_gb) for row in rows)
    return _Room(kind, name, inbox, archive)


def _growth(growth: str, base: int, most: int | None) -> int:
    return _MANY_GB if growth == "unlimited" else (most or base) - base


def _plain(plan: _Room, expiry: date) -> Mailbox:
    return Mailbox(address="a@pec.example", kind=plan.kind, plan=plan.plan, expiry=expiry)


# -- days -------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _days(menu: _Menu, first: date, last: date) -> SearchStrategy[date]:
    anywhere = st.integers(0, (last - first).days).map(lambda days: first + timedelta(days))
    leap_days = (date(year, 2, 29) for year in range(first.year, last.year + 1) if calendar.isleap(year))
    special = sorted({near for day in (*menu.turns, *leap_days) for near in _around(day, first, last)})
    around = [st.sampled_from(special)] if special else []
    return st.one_of(anywhere, *around, *_month_ends(first, last))


def _around(day: date, first: date, last: date) -> tuple[date, ...]:
    """The day before, the day and the day after, so far as they lie between the first and the last day."""
    low, high = max(day.toordinal() - 1, first.toordinal()), min(day.toordinal() + 1, last.toordinal())
    return tuple(date.fromordinal(number) for number in range(low, high + 1))


def _month_ends(first: date, last: date) -> list[SearchStrategy[date]]:
    anchor = date(first.year, 1, 31)  # so many months later is the end of a month, whatever its length
    low = first.month - 1
    high = (last.year - first.year) * dates.MONTHS + last.month - 1
    high -= dates.add(anchor, months=high) > last
    return [st.integers(low, high).map(lambda months: dates.add(anchor, months=months))] if low <= high else []


# -- mailboxes and requests -------------------------------------------------------------------------------------------

_ADDRESSES: Final = st.text(_LETTERS, min_size=1, max_size=20).map(lambda name: f"{name}@pec.example")
_IDENTIFIERS: Final = st.text(_CODE, min_size=7, max_size=7)


def _which(menu: _Menu, fields: dict[str, SearchStrategy[Any]]) -> SearchStrategy[_Room]:
    """A plan of the tables, or the one that the caller's own strategies draw."""
    unless = st.none()
    kind, plan = fields.get("kind", unless), fields.get("plan", unless)

    def room(drawn: _Room, kind: Kind | None, plan: str | None) -> _Room:
        return menu.room(kind or drawn.kind, plan or drawn.plan)

    return st.builds(room, st.sampled_from(menu.plans), kind, plan)


def _mailbox(menu: _Menu, room: _Room, fields: dict[str, SearchStrategy[Any]]) -> SearchStrategy[Mailbox]:
    usual: dict[str, SearchStrategy[Any]] = {
        "address": _ADDRESSES,
        "expiry": _days(menu, menu.turns[0], menu.last),
        "auto_renew": st.booleans(),
        "extra_inbox_gb": st.integers(0, room.inbox),
        "extra_archive_gb": st.integers(0, room.archive),
        "promo": st.booleans(),
        "renewal_order_pending": st.booleans(),
        "holder": st.none() | holders(),
    }
    return st.builds(Mailbox, **(usual | fields | {"kind": st.just(room.kind), "plan": st.just(room.plan)}))


def _request(menu: _Menu, fields: dict[str, SearchStrategy[Any]]) -> SearchStrategy[RenewalRequest]:
    usual: dict[str, SearchStrategy[Any]] = {
        "years": st.sampled_from(menu.years),
        "extra_inbox_gb": st.none() | st.integers(0, max(room.inbox for room in menu.plans)),
        "extra_archive_gb": st.none() | st.integers(0, max(room.archive for room in menu.plans)),
        "method": st.none() | st.sampled_from(menu.methods),
        "signed_in": st.booleans(),
        "keep_automatic_off": st.booleans(),
        "promo": st.booleans(),
        "einvoice_identifier": st.none() | _IDENTIFIERS,
    }
    return st.builds(RenewalRequest, **(usual | fields))


# -- renewals ---------------------------------------------------------------------------------------------------------


def _renewals(menu: _Menu) -> SearchStrategy[Renewal]:
    ends = (*(turn - timedelta(1) for turn in menu.turns[1:]), menu.last)
    stretches = (_Stretch(first, end, tuple(_opened(menu, first))) for first, end in zip(menu.turns, ends, strict=True))
    alive = [stretch for stretch in stretches if stretch.open]
    return st.sampled_from(alive).flatmap(lambda stretch: _renewal(menu, stretch)) if alive else st.nothing()


def _opened(menu: _Menu, on: date) -> Iterator[_Open]:
    """The plans that can be renewed on a day, with whatever request."""
    for room in menu.plans:
        plain = _plain(room, on)
        try:
            options = renewal_options(plain, rules=menu.rules, on=on)
        except NoRuleInForce:
            continue
        if options.possible:
            most = [_MANY_GB if gb is None else gb for gb in (options.extra_inbox_gb, options.extra_archive_gb)]
            yield _Open(
                room=_Room(room.kind, room.plan, *most),
                kept=(options.last_day - on).days,
                while_set=tuple(flag for flag in _BARS if _bars_nothing(menu.rules, plain, flag)),
                methods=tuple(method.value for method in options.methods if method.allowed),
            )


def _bars_nothing(rules: Ruleset, plain: Mailbox, flag: str) -> bool:
    raised: dict[str, Any] = {flag: True}
    return renewal_options(attrs.evolve(plain, **raised), rules=rules, on=plain.expiry).possible


@st.composite
def _renewal(draw: st.DrawFn, menu: _Menu, stretch: _Stretch) -> Renewal:
    """A mailbox that can be renewed on a day of the stretch, and a request that suits it."""
    on = draw(_days(menu, stretch.first, stretch.last))
    plan = draw(st.sampled_from(stretch.open))
    expiry = on + timedelta(draw(_expiries(plan.kept)))
    mailbox = attrs.evolve(draw(_renewable(menu, plan)), expiry=expiry)
    request = draw(_acceptable(menu, plan))
    years = draw(st.sampled_from(_years(menu, mailbox, on, promo=request.promo)))
    return Renewal(mailbox, attrs.evolve(request, years=years), on)


@lru_cache(maxsize=256)
def _renewable(menu: _Menu, plan: _Open) -> SearchStrategy[Mailbox]:
    """Mailboxes that can be renewed; their expiry is still to be set."""
    flags = {flag: st.booleans() if flag in plan.while_set else st.just(value=False) for flag in _BARS}
    return _mailbox(menu, plan.room, {"expiry": st.just(menu.last), **flags})


@lru_cache(maxsize=256)
def _acceptable(menu: _Menu, plan: _Open) -> SearchStrategy[RenewalRequest]:
    """Requests that suit the plan; their term is still to be set."""
    fields = {
        "years": st.just(menu.years[0]),
        "method": st.none() | st.sampled_from(plan.methods),
        "extra_inbox_gb": st.none() | st.integers(0, plan.room.inbox),
        "extra_archive_gb": st.none() | st.integers(0, plan.room.archive),
    }
    return _request(menu, fields)


@cache
def _expiries(kept: int) -> SearchStrategy[int]:
    """Days from the order to the expiry: ahead, today, and in grace down to its last day."""
    edges = [days for days in (0, 1, -1, -kept, 1 - kept) if days >= -kept]
    return st.integers(-kept, _DAYS_AHEAD) | st.sampled_from(edges)


def _years(menu: _Menu, mailbox: Mailbox, on: date, *, promo: bool) -> list[int]:
    """The terms that are accepted."""
    asked = (RenewalRequest(years=years, promo=promo) for years in menu.years)
    return [each.years for each in asked if isinstance(quote_renewal(mailbox, each, rules=menu.rules, on=on), Quote)]
