"""What is on offer: plans, how far their space grows, terms, and what an order is made of; shared by all that quote.

Tables: ``plans.plans``, ``pricing.prices``, ``renewal`` (terms, routes, the first term), ``lifecycle.activation`` and
the ``interpretations`` it names. Sources: R1.5, R1.13, R1.20, R2.11, R2.19, R2.20; F3.06, F3.07, F5.03 to F5.06, F12.08
to F12.10.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from pecrules import dates
from pecrules.charges import Item
from pecrules.errors import NoRuleInForce
from pecrules.grounds import Reason, reading
from pecrules.model.mailboxes import Mailbox
from pecrules.ruleset import InForce, Ruleset
from pecrules.tables import (
    Interpretation,
    NewExpiry,
    Plan,
    Price,
    Route,
    Row,
    Terms,
    Withdrawn,
)

INBOX: Final = "extra_inbox"
ARCHIVE: Final = "extra_archive"
_HERE: Final = "customer_area"


def plan_of(in_force: InForce, kind: str, name: str) -> Plan | Reason:
    """The plan of a name, or why there is none: ``plan_unknown``, ``plan_withdrawn``.

    Raises:
        NoRuleInForce: the plan has not begun, or no plan of its kind has.

    >>> from datetime import date
    >>> from pecrules import load_rules
    >>> plan_of(load_rules().on(date(2027, 1, 10)), "mailbox", "gold").code
    'plan_unknown'
    """
    try:
        plan = in_force.find(Plan, kind, name)
    except NoRuleInForce as error:
        others = plans_of(in_force, kind)
        if error.first is not None or not others:
            raise
        return Reason("plan_unknown", others, name, tuple(row.plan for row in others))
    return Reason("plan_withdrawn", (plan,), name) if isinstance(plan, Withdrawn) else plan


def plans_of(in_force: InForce, kind: str) -> tuple[Plan, ...]:
    """Every plan of a kind of mailbox."""
    return tuple(row for row in in_force.rows(Plan) if row.kind == kind)


def elsewhere(in_force: InForce, kind: str, code: str, remedy: str) -> Reason | None:
    """Why a kind of mailbox is not to be had in the customer area, in words of the policy's own."""
    route = in_force.row(Route, kind)
    return None if route.renewed_in == _HERE else Reason(code, (route,), remedies=(remedy,))


def not_sold(in_force: InForce, name: str) -> Reason | None:
    """Why a plan that is known has no price any more: ``plan_not_sold``."""
    price = in_force.find(Price, "plan", name)
    return Reason("plan_not_sold", (price,), name) if isinstance(price, Withdrawn) else None


class Room:
    """How many GB may be added to a plan's own; to no plan, none.

    >>> from datetime import date
    >>> from pecrules import load_rules
    >>> in_force = load_rules().on(date(2027, 1, 10))
    >>> room = Room(in_force, in_force.row(Plan, "mailbox", "standard"))
    >>> room.most("extra_inbox"), room.most("extra_archive")
    (1, 0)
    """

    READS: ClassVar[tuple[type[Row], ...]] = (Plan, Price)

    def __init__(self, in_force: InForce, plan: Plan | None) -> None:
        self._in_force = in_force
        self._rows: tuple[Row, ...] = (plan,) if plan else ()
        self._grows = {
            INBOX: _growth(plan.inbox_growth, plan.inbox_gb, plan.max_inbox_gb) if plan else 0,
            ARCHIVE: _growth(plan.archive_growth, plan.archive_gb, plan.max_archive_gb) if plan else 0,
        }

    def most(self, item: str) -> int | None:
        """How many GB: as far as the plan grows, and nothing of what is no longer sold; ``None`` for any number."""
        grows = self._grows[item]
        return 0 if grows != 0 and isinstance(self._in_force.find(Price, item), Withdrawn) else grows

    def wrong(self, item: str, wanted: int, had: int = 0) -> Reason | None:
        """Why so many GB cannot be had on top of those that are there: ``*_not_offered``, ``*_beyond_limit``.

        Args:
            item: ``extra_inbox`` or ``extra_archive``.
            wanted: Whole GB asked for.
            had: Whole GB that stay beside them.
        """
        if wanted == 0:
            return None
        most = self.most(item)
        left = None if most is None else max(most - had, 0)
        if wanted > 0 and (left is None or wanted <= left):
            return None
        price = self._in_force.find(Price, item)
        rows = (price,) if isinstance(price, Withdrawn) else self._rows
        code = f"{item}_not_offered" if most == 0 else f"{item}_beyond_limit"
        allowed = (0,) if left is None else (0, left)
        return Reason(code, rows, wanted, allowed, change=(f"{item}_gb", min(max(wanted, 0), left or 0)))


def _growth(growth: str, base: int, most: int | None) -> int | None:
    """How many GB may be added; ``None`` for any number."""
    if growth == "unlimited":
        return None
    return 0 if most is None else most - base


def wrong_term(asked: int, offered: tuple[int, ...], rows: tuple[Row, ...]) -> Reason | None:
    """Why a term in whole years is none: ``term_not_offered``; of two that lie as near the shorter is proposed."""
    if asked in offered:
        return None
    near = min(offered, key=lambda years: (abs(years - asked), years))
    return Reason("term_not_offered", rows, asked, offered, change=("years", near))


class Offering:
    """The terms on offer and what a term of a plan is made of, on the days of one stretch, flat."""

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, Price, Terms)

    def __init__(self, in_force: InForce) -> None:
        self._ordinary = in_force.row(Terms, "ordinary")
        self._promo = in_force.row(Terms, "promo")
        self._promo_flag = reading(in_force, "promo_flag")
        self._multi_year = reading(in_force, "multi_year_price")
        self._gb_period = reading(in_force, "extra_gb_price_period")

    def terms(self, *, product: bool, order: bool) -> Terms:
        """The terms on offer when the product, or the order, is on promotion."""
        return self._promo if (product if self._promo_flag.choice == "product" else order) else self._ordinary

    def term_rows(self, *, product: bool, order: bool) -> tuple[Row, ...]:
        """The row of the terms on offer, and the reading that chose it if the two promo flags are not both off."""
        offered = self.terms(product=product, order=order)
        return (offered, self._promo_flag) if product or order else (offered,)

    def wrong_years(self, asked: int, *, product: bool, order: bool) -> Reason | None:
        """Why a term is none: ``term_not_offered``."""
        rows = self.term_rows(product=product, order=order)
        return wrong_term(asked, self.terms(product=product, order=order).years, rows)

    def items(  # noqa: PLR0913 - what a term is made of, each by its name
        self, prices: InForce, *, plan: str, years: int, inbox: int, archive: int, mailboxes: int = 1
    ) -> list[Item]:
        """What a term is made of: the plan and the extra space, for each mailbox.

        Raises:
            NoRuleInForce: there is no price of one of them yet, or no more.
        """
        space = ((INBOX, inbox), (ARCHIVE, archive))
        by_year = years if self._gb_period.choice == "per_year" else None
        extra = [Item(prices.row(Price, item), gb * mailboxes, by_year) for item, gb in space if gb]
        return [Item(prices.row(Price, "plan", plan), mailboxes, years), *extra]

    def item_rows(self, *, years: int, space: bool) -> tuple[Row, ...]:
        """The readings that say what several years, and extra space, cost."""
        return (*((self._multi_year,) if years > 1 else ()), *((self._gb_period,) if space else ()))


class PriceDay:
    """The prices of which day an order pays: the reading of topic ``price_day``, on the days of one stretch."""

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation,)

    def __init__(self, in_force: InForce) -> None:
        self._in_force = in_force
        self.row = reading(in_force, "price_day")
        self.is_that_of_the_order = self.row.choice == "order_day"

    def prices(self, rules: Ruleset, paid_on: date | None, mailbox: Mailbox | None = None) -> InForce:
        """The tables whose prices hold.

        Args:
            rules: The rules to ask.
            paid_on: The day of the payment; ``None`` for the day of the order.
            mailbox: The mailbox that is renewed or extended; a first order has none, and no expiry.
        """
        match self.row.choice:
            case "expiry_day" if mailbox is not None:
                return rules.on(mailbox.expiry, mailbox)
            case "payment_day" if paid_on is not None:
                return rules.on(paid_on, mailbox)
            case _:
                return self._in_force


class FirstTerm:
    """Until when the first term of a new mailbox lasts: from its activation, or its payment, as the row says.

    Where the row says ``month_before_activation``, it ends on the last day of the month before.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (Interpretation, NewExpiry)

    def __init__(self, in_force: InForce) -> None:
        self.row = in_force.row(NewExpiry, "first_term")
        self._leap_day = reading(in_force, "leap_day_expiry")

    def expiry(self, activated: date, years: int, *, paid: date | None = None) -> date:
        """The last day of so many years.

        Args:
            activated: The day the mailbox is activated.
            years: Whole years.
            paid: The day its payment was registered, if not that one.

        Raises:
            CalendarError: the day would lie beyond the year 9999.
        """
        expiry = dates.add_years(self._start(activated, paid), years, self._leap_day.choice)
        return dates.add(expiry, days=-1) if self.row.counts_from == "month_before_activation" else expiry

    def rows(self, activated: date, *, paid: date | None = None) -> tuple[Row, ...]:
        """The rows that say so; what 29 February becomes is a reading."""
        start = self._start(activated, paid)
        return (self.row, self._leap_day) if dates.is_leap_day(start) else (self.row,)

    def _start(self, activated: date, paid: date | None) -> date:
        """The day that the years are added to."""
        match self.row.counts_from:
            case "month_before_activation":
                return activated.replace(day=1)
            case "payment_day":
                return paid or activated
            case _:
                return activated
