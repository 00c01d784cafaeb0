"""Holders, mailboxes, orders, events, credit and partners."""

from datetime import date
from functools import cache, lru_cache
from itertools import product
from typing import Any, Final, get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pecrules.base import money
from pecrules.base.tuples import NamedTuple
from pecrules.model.codes import CreditKind, Kind, OrderKind, OrderState, SubjectType
from pecrules.model.mailboxes import HOME, Holder, Mailbox
from pecrules.model.orders import Credit, Event, Order, Partner
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.strategies.calendar import near, some_days
from pecrules.testing.strategies.menu import Menu, PlanSpace, Spell, live, shifted

Fields = dict[str, SearchStrategy[Any]]
Life = dict[str, int]
"""The days of a mailbox that go together, each by how far it lies from the expiry."""

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_LONGEST_LIFE: Final = 5 * 366  # how long before its expiry a mailbox may have begun: the longest of the usual terms
_AFTERLIFE: Final = 400  # how long after its expiry a mailbox is still looked at
_MUCH_MONEY: Final = 100_000  # cents
_UNITS: Final = (10**9, 2**30)  # what a gigabyte may mean
LOCAL_NAMES: Final = st.text(_LETTERS, min_size=1, max_size=20)
ADDRESSES: Final = LOCAL_NAMES.map(lambda name: f"{name}@pec.example")
AMOUNTS: Final = st.integers(0, _MUCH_MONEY).map(money.decimal)
_SOME_MONEY: Final = st.integers(1, _MUCH_MONEY).map(money.decimal)
TRUE_FIRST: Final = st.sampled_from((True, False))


class MailboxDay(NamedTuple):
    """A mailbox and a day that matters to it."""

    mailbox: Mailbox
    on: date


def holders(**fields: SearchStrategy[Any]) -> SearchStrategy[Holder]:
    """Holders of every kind, at home or abroad, with tax codes and VAT numbers whose check digits are right.

    Args:
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(holders(), lambda holder: True).subject
    'natural_person'
    """
    usual: Fields = {
        "subject": st.sampled_from(get_args(SubjectType)),
        "name": st.none() | LOCAL_NAMES,
        "tax_code": st.none() | tax_codes(),
        "reference_email": st.none() | ADDRESSES,
        "split_payment": st.booleans(),
    }
    return st.builds(_holder, _RESIDENCES, **(usual | fields))


def _holder(residence: "tuple[str, str | None]", /, **columns: Any) -> Holder:
    """A holder with a VAT number of its country, unless others are given."""
    facts: dict[str, Any] = dict(zip(("country", "vat_number"), residence, strict=True))
    return Holder(**(facts | columns))


def mailboxes(rules: Ruleset | None = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Mailbox]:
    """Mailboxes of every plan that the tables name, with no more extra space than the plan ever allowed.

    Their days go together: requested, then activated, then expiring; some are suspended, withdrawn or about to end.

    Args:
        rules: The rules whose plans are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> box = find(mailboxes(promo=st.just(True)), lambda box: True)
    >>> box.kind, box.plan, box.promo, box.extra_inbox_gb
    ('mailbox', 'standard', True, 0)
    """

    def draw(menu: Menu) -> SearchStrategy[Mailbox]:
        @cache
        def of_plan(space: PlanSpace) -> SearchStrategy[Mailbox]:
            return a_mailbox(menu, space, fields, _LIFE)

        return which(menu, fields).flatmap(of_plan)

    return live(rules, draw)


def mailbox_days(rules: Ruleset | None = None, **fields: SearchStrategy[Any]) -> SearchStrategy[MailboxDay]:
    """A mailbox and a day that matters to it: around its expiry, its notices, its grace, and anywhere between.

    Args:
        rules: The rules whose plans and offsets are drawn; nothing for the shipped ones.
        **fields: A field of the mailbox and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> box, on = find(mailbox_days(), lambda drawn: True)
    >>> (on - box.expiry).days
    0
    """

    def draw(menu: Menu) -> SearchStrategy[MailboxDay]:
        expiry = some_days(menu, menu.complete, menu.last)
        boxes = mailboxes(menu.rules, **({"expiry": expiry} | fields))
        return st.builds(_so_far, boxes, near(menu, -_LONGEST_LIFE, _AFTERLIFE))

    return live(rules, draw)


def lost_plan_days(rules: Ruleset | None = None, **fields: SearchStrategy[Any]) -> SearchStrategy[MailboxDay]:
    """A mailbox and a day that matters to it, on which its plan is not to be had.

    It has been replaced, is not sold any more, is sold by partners only, or nobody says what it costs. Where all plans
    are always sold, as ``mailbox_days``.

    Args:
        rules: The rules whose plans and prices are looked at; nothing for the shipped ones.
        **fields: A field of the mailbox and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(lost_plan_days(), lambda drawn: True).mailbox.plan
    'pro-sms'
    """

    def draw(menu: Menu) -> SearchStrategy[MailboxDay]:
        if not menu.spells:
            return mailbox_days(menu.rules, **fields)
        return st.sampled_from(menu.spells).flatmap(lambda spell: _lost(menu, spell, fields))

    return live(rules, draw)


@st.composite
def _lost(draw: st.DrawFn, menu: Menu, spell: Spell, fields: Fields) -> MailboxDay:
    """A mailbox of a plan on a day of those on which it is not to be had; it expires around that day."""
    on = draw(some_days(menu, spell.first, spell.last))
    expiry = shifted(on, -draw(near(menu, -_LONGEST_LIFE, _AFTERLIFE)))
    box = draw(a_mailbox(menu, spell.space, {"expiry": st.just(expiry)} | fields, _LIFE))
    return MailboxDay(box, on)


def _so_far(box: Mailbox, days: int) -> MailboxDay:
    """A mailbox, and the day that lies ``days`` after its expiry."""
    return MailboxDay(box, shifted(box.expiry, days))


def orders(rules: Ruleset | None = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Order]:
    """Orders of every kind and state; a cart has no day, and what is paid has been registered.

    Args:
        rules: The rules whose terms and ways to pay are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> order = find(orders(state=st.just("fulfilled")), lambda order: True)
    >>> order.day <= order.paid_on <= order.registered_on
    True
    """
    return live(rules, lambda menu: _order(menu, fields))


def events(rules: Ruleset | None = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Event]:
    """Events that the tables know, with whatever their guards and effects may ask about.

    Args:
        rules: The rules whose events are drawn; nothing for the shipped ones.
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(events(name=st.just("withdrawal_requested")), lambda event: True).confirmed
    False
    """
    return live(rules, lambda menu: _event(menu, fields))


def credits(**fields: SearchStrategy[Any]) -> SearchStrategy[Credit]:  # noqa: A001 - what it draws
    """Prepaid credit of every kind, from nothing to a thousand euro.

    Args:
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> str(find(credits(kind=st.just("partner")), lambda credit: True).amount)
    '0.00'
    """
    usual: Fields = {
        "kind": st.sampled_from(get_args(CreditKind)),
        "amount": AMOUNTS,
        "paid_on": st.none() | st.dates(date(2016, 1, 1), date(2040, 12, 31)),
    }
    return st.builds(Credit, **(usual | fields))


def partners(**fields: SearchStrategy[Any]) -> SearchStrategy[Partner]:
    """Partners with some credit, with certified domains and registered holders or without.

    Args:
        **fields: A field's name and the strategy that draws it instead.

    >>> from hypothesis import find
    >>> find(partners(), lambda partner: True).credit.kind
    'partner'
    """
    domains = LOCAL_NAMES.map(lambda name: f"{name}.example")
    usual: Fields = {
        "email": LOCAL_NAMES.map(lambda name: f"{name}@partner.example"),
        "credit": credits(kind=st.just("partner"), amount=_SOME_MONEY),
        "domains": st.lists(domains, max_size=3, unique=True).map(tuple),
        "holders": st.lists(LOCAL_NAMES, max_size=3, unique=True).map(tuple),
    }
    return st.builds(Partner, **(usual | fields))


# -- identifiers ------------------------------------------------------------------------------------------------------


@cache
def _vat_numbers() -> SearchStrategy[str]:
    from stdnum import luhn

    offices = st.sampled_from([*range(1, 101), 120, 121, 888, 999])
    numbers = st.tuples(st.integers(1, 9_999_999), offices).map(lambda drawn: f"{drawn[0]:07}{drawn[1]:03}")
    return numbers.map(lambda digits: digits + luhn.calc_check_digit(digits))


@cache
def tax_codes() -> SearchStrategy[str]:
    """Tax codes of people, with the right last letter."""
    from stdnum.it import codicefiscale

    consonants = st.text("BCDFGLMNPRSTVZ", min_size=6, max_size=6)
    births = st.tuples(st.integers(0, 99), st.sampled_from("ABCDEHLMPRST"), st.integers(1, 28))
    bodies = st.tuples(consonants, births, st.integers(1, 999)).map(
        lambda drawn: f"{drawn[0]}{drawn[1][0]:02}{drawn[1][1]}{drawn[1][2]:02}H{drawn[2]:03}"
    )
    return bodies.map(lambda body: body + codicefiscale.calc_check_digit(body))


_ABROAD: Final = (("DE", "DE136695976"), ("FR", "83404833048"), ("SM", None), ("US", "12-3456789"))
_RESIDENCES: Final = st.deferred(
    lambda: st.tuples(st.just(HOME), st.none() | _vat_numbers()) | st.sampled_from(_ABROAD)
)
"""A country, and a VAT number that it might give."""


# -- mailboxes --------------------------------------------------------------------------------------------------------


def which(menu: Menu, fields: Fields) -> SearchStrategy[PlanSpace]:
    """A plan of the tables, or the one that the caller's own strategies draw."""
    unless = st.none()
    kind, plan = fields.get("kind", unless), fields.get("plan", unless)

    def plan_space(drawn: PlanSpace, kind: Kind | None, plan: str | None) -> PlanSpace:
        return menu.plan_space(kind or drawn.kind, plan or drawn.plan)

    plans = st.sampled_from(menu.plans) | st.sampled_from(menu.of_every_kind)
    return st.builds(plan_space, plans, kind, plan)


def a_mailbox(menu: Menu, space: PlanSpace, fields: Fields, life: SearchStrategy[Life]) -> SearchStrategy[Mailbox]:
    """A mailbox of one plan; its other days are those of a life."""
    fixed: Fields = {"kind": st.just(space.kind), "plan": st.just(space.plan)}
    return st.builds(_living, life, **(_usual(menu, space) | fields | fixed))


def _living(life: Life, /, expiry: date, **columns: Any) -> Mailbox:
    """A mailbox whose other days are counted from its expiry, unless they are given."""
    facts: dict[str, Any] = {name: shifted(expiry, by) for name, by in life.items()}
    return Mailbox(expiry=expiry, **(facts | columns))


@lru_cache(maxsize=256)
def _usual(menu: Menu, space: PlanSpace) -> Fields:
    return {
        "address": ADDRESSES,
        "expiry": some_days(menu, menu.change_days[0], menu.last),
        "auto_renew": st.booleans(),
        "extra_inbox_gb": st.integers(0, space.inbox),
        "extra_archive_gb": st.integers(0, space.archive),
        "promo": st.booleans(),
        "renewal_order_pending": st.booleans(),
        "holder": st.none() | holders(),
        "channel": st.sampled_from(menu.channels or ("customer_area",)),
        "account_email": st.none() | ADDRESSES,
        "last_term_years": st.none() | st.sampled_from(menu.years or (1,)),
        "method": st.none() | st.sampled_from(menu.methods or ("card",)),
        "method_valid": TRUE_FIRST,
        "accessible": TRUE_FIRST,
        "inbox_bytes": st.none() | _bytes(space.base + min(space.inbox, 3)),
        "archive_bytes": st.none() | _bytes(min(space.archive, 10)),
        "on_partner_domain": st.booleans(),
    }


def _bytes(most_gb: int) -> SearchStrategy[int]:
    """Around whole GB, decimal and binary, up to one more than there is room for."""
    around = product(range(most_gb + 2), _UNITS, (0, -1, 1))
    return st.sampled_from([max(0, gb * unit + more) for gb, unit, more in around])


def _days_of_a_life(spans: tuple[int, int, int, int], known: tuple[bool, bool], ends: dict[str, int]) -> Life:
    length, activation, wait, term = spans
    began = -length
    facts = {"requested_on": began - activation - wait}
    if known[0]:
        facts["activation_started_on"] = began - activation
    if known[1]:
        facts |= {"activated_on": began, "last_term_began_on": -term}
    return facts | {name: min(began + after, _AFTERLIFE) for name, after in ends.items()}


_ENDS: Final = st.dictionaries(
    st.sampled_from(("suspended_on", "termination_day", "withdrawn_on")), st.integers(0, _LONGEST_LIFE), max_size=2
)
_SPANS: Final = st.tuples(st.integers(0, _LONGEST_LIFE), st.integers(0, 3), st.integers(0, 10), st.integers(0, 366))
NO_OTHER_DAYS: Final = st.just(Life())
_LIFE: Final = NO_OTHER_DAYS | st.builds(_days_of_a_life, _SPANS, st.tuples(st.booleans(), TRUE_FIRST), _ENDS)
"""A mailbox of which nothing but its expiry is known, or one to which things have happened."""


# -- orders and events ------------------------------------------------------------------------------------------------


def _order(menu: Menu, fields: Fields) -> SearchStrategy[Order]:
    day = some_days(menu, menu.change_days[0], menu.last)
    dates = st.tuples(day, st.integers(0, 10), st.integers(0, 10), st.sampled_from(menu.years or (1,)))
    usual: Fields = {
        "kind": st.sampled_from(get_args(OrderKind)),
        "state": st.sampled_from(get_args(OrderState)),
        "number": st.integers(1, 10**9).map(str),
        "gross": AMOUNTS,
        "extra_inbox_gb": st.integers(0, 3),
        "extra_archive_gb": st.integers(0, 3),
        "method": st.none() | st.sampled_from(menu.methods or ("card",)),
        "signed_in": TRUE_FIRST,
        "keep_automatic_off": st.booleans(),
        "mailbox_kind": st.sampled_from(get_args(Kind)),
        "channel": st.none() | st.sampled_from(menu.channels or ("customer_area",)),
        "holder": st.none() | holders(),
    }
    return st.builds(_placed, dates, **(usual | fields))


def _placed(dates: tuple[date, int, int, int], /, kind: OrderKind, state: OrderState, **columns: Any) -> Order:
    """An order whose days and term suit its kind and state, unless they are given."""
    day, until_paid, until_registered, years = dates
    paid = shifted(day, until_paid)
    done = state in {"in_activation", "fulfilled"}
    facts: dict[str, Any] = {
        "day": None if state == "cart" else day,
        "years": None if kind == "extra_space" else years,
        "paid_on": paid if done else None,
        "registered_on": shifted(paid, until_registered) if done else None,
    }
    return Order(kind=kind, state=state, **(facts | columns))


def _event(menu: Menu, fields: Fields) -> SearchStrategy[Event]:
    day = some_days(menu, menu.change_days[0], menu.last)
    usual: Fields = {
        "name": st.sampled_from(menu.events or ("payment_registered",)),
        "years": st.none() | st.sampled_from(menu.years or (1,)),
        "plan": st.none() | st.sampled_from([space.plan for space in menu.plans] or ["standard"]),
        "extra_inbox_gb": st.none() | st.integers(0, 3),
        "extra_archive_gb": st.none() | st.integers(0, 3),
        "method": st.none() | st.sampled_from(menu.methods or ("card",)),
        "signed_in": TRUE_FIRST,
        "keep_automatic_off": st.booleans(),
        "ordered_on": st.none() | day,
        "paid_on": st.none() | day,
        "confirmed": st.booleans(),
        "terms_accepted": st.booleans(),
        "credit": st.none() | credits(),
        "asked_by": st.none() | st.sampled_from(menu.askers or ("holder",)),
        "holder": st.none() | holders(),
        "day": st.none() | day,
    }
    return st.builds(Event, **(usual | fields))
