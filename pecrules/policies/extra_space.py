"""More space for a mailbox that is not renewed: what it costs until the expiry, which stays where it is.

Tables: ``pricing`` (prices, VAT, and by ``proration`` which share of a price is due in the middle of a term), ``plans``
(how far space grows, what is included), ``lifecycle.states`` (whether space can be bought), ``payments``, ``holders``
and the ``interpretations`` it names. Sources: seed 000 (R0.9, R0.22), seed 001 (R1.13), seed 002 (R2.9, R2.14 to R2.16,
R2.19 to R2.22, R2.26), F5.03 to F5.06, F5.17, F5.18, F5.23, F6.21 to F6.24, F12.12.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import ClassVar, Final

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps
from pecrules.domain.charges import Item
from pecrules.domain.deadlines import Deadlines, LastDays
from pecrules.domain.life import GONE, Lifecycle, StatePeriod
from pecrules.domain.misuse import takes
from pecrules.domain.orderable import FREE_TAIL, Orderable
from pecrules.domain.payments import Paying, billed_as
from pecrules.domain.plans import own_plan_of
from pecrules.domain.provenance import Cited, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import PriceDay, vat_of
from pecrules.domain.space import ARCHIVE, CONSERVAZIONE, INBOX, SpaceAllowance, no_conservazione
from pecrules.domain.state_rights import StateRights
from pecrules.model.codes import RequirementCode
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect, Stamp
from pecrules.model.outcomes.quotes import Charges, Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.requests import ExtraSpaceRequest
from pecrules.rulebook.rows import Row, Withdrawn
from pecrules.rulebook.rows.lifecycle import State
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.pricing import Price, Proration
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_MONTH_DAYS: Final = 30  # a month of "ninety days"
_YEAR_DAYS: Final = 365


def quote_extra_space(
    mailbox: Mailbox, request: ExtraSpaceRequest, *, rules: Ruleset, on: date
) -> Quote | Refusal[ExtraSpaceRequest]:
    """What adding space to a mailbox costs without renewing it.

    Args:
        mailbox: The mailbox as it is on the day.
        request: Whole GB of inbox and archive to add, whether to add conservazione, how it is paid.
        rules: The rules to ask.
        on: The day of the order, a civil date of Europe/Rome.

    Returns:
        A ``Quote``: one line an item, for whole years, for a part of a year, or free; VAT and gross in EUR; the expiry,
        which stays; what follows. Or a ``Refusal`` with the rows behind it and the nearest request that would be
        accepted.

    Raises:
        NoRuleInForce: the tables say nothing yet about a plan, a price or a rate on that day.
        CalendarError: the mailbox's grace would lie beyond the year 9999.

    Source:
        R0.9, R1.13, R2.9, R2.16, R2.19 to R2.21; F5.17, F5.18, F5.23, F6.21 to F6.24, F12.12.

    >>> from pecrules import ExtraSpaceRequest, Mailbox, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> quote = quote_extra_space(box, ExtraSpaceRequest(extra_inbox_gb=1), rules=load_rules(), on=date(2026, 9, 10))
    >>> quote.lines[0].parts, str(quote.net), str(quote.new_expiry)
    (7, '1.46', '2027-03-30')
    """
    return _EXTRA_SPACE.ask(mailbox, request, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Wanted(NamedTuple):
    """One thing asked for: its item, how many GB, and the change of the request that asks for none of it."""

    item: str
    gb: int
    without: tuple[str, int]


class _Case(NamedTuple):
    """More space for a mailbox on a day: what is wanted, of which plan, and what the mailbox's state allows."""

    view: _View
    mailbox: Mailbox
    request: ExtraSpaceRequest
    rules: Ruleset
    on: date
    plan: Plan
    period: StatePeriod
    state: State
    wanted: list[_Wanted]

    @property
    def expired(self) -> bool:
        """Whether the mailbox is in grace."""
        return self.period.state == "expired"

    @property
    def prices(self) -> Snapshot:
        """The rows whose prices hold for the order."""
        return self.view.price_day.prices(self.rules, self.request.paid_on, self.mailbox)

    def share(self, item: str) -> Proration | None:
        """How an item is charged in the middle of a term, if the tables say."""
        return self.view.shares.get(item)

    @property
    def stage_rows(self) -> tuple[Row, ...]:
        """The rows by which something can be added in the mailbox's state."""
        deciding = self.period.rows if self.expired else (self.view.lifecycle.days.expiry_day,)
        return (self.state, *(deciding if self.on >= self.mailbox.expiry else ()))

    def back(self, months: int) -> date:
        """The day so many calendar months before the expiry."""
        return dates.add_months(self.mailbox.expiry, -months, self.view.month_end.choice)

    def short_months(self, *months: int) -> tuple[Row, ...]:
        """The reading of a month's end, if one of these days back from the expiry rests on it."""
        expiry = self.mailbox.expiry
        rests = any(not dates.falls_like(dates.add_months(expiry, -each), expiry) for each in months)
        return (self.view.month_end,) if rests else ()

    @property
    def full_months(self) -> int:
        """How many whole calendar months are left until the expiry, counted back from it."""
        return dates.full_months(self.on, self.mailbox.expiry, self.view.month_end.choice)

    def by_days(self, rows: tuple[Row, ...]) -> Cited[_Share]:
        """The days left until the expiry, of a year of 365."""
        return Cited(_Share(None, max((self.mailbox.expiry - self.on).days, 0), _YEAR_DAYS), rows)


def _look_up(view: _View, mailbox: Mailbox, request: ExtraSpaceRequest, rules: Ruleset, on: date) -> _Case | Objection:
    mailbox = view.lifecycle.days.holding(mailbox, on)
    period = view.lifecycle.period(mailbox, on)
    state = view.rights.listing(period.state)
    plan = own_plan_of(view.snapshot, mailbox.kind, mailbox.plan)
    if isinstance(plan, Objection):
        gone = period.state in GONE
        return _barred(view, mailbox, period, state) if gone else view.orderable.with_way_out(plan, mailbox, state)
    ending = view.orderable.ending(mailbox)
    if ending is not None and period.state not in GONE:
        return ending
    return _Case(view, mailbox, request, rules, on, plan, period, state, _wanted(request))


def _wanted(request: ExtraSpaceRequest) -> list[_Wanted]:
    """What is asked for, of all that can be."""
    every = (
        _Wanted(INBOX, request.extra_inbox_gb, ("extra_inbox_gb", 0)),
        _Wanted(ARCHIVE, request.extra_archive_gb, ("extra_archive_gb", 0)),
        _Wanted(CONSERVAZIONE, int(request.conservazione), (CONSERVAZIONE, False)),
    )
    return [each for each in every if each.gb]


def _objections(case: _Case) -> Sequence[Objection]:
    """Everything that speaks against a request, each with the change that would mend it, if one would."""
    if not case.wanted:
        return [_state_objection(case, None) or Objection("nothing_asked", (case.plan,))]
    found = [_state_objection(case, each.item) or _not_offered(case, each) for each in case.wanted]
    against = [each for each in (*found, case.view.paying.method_objection(case.request.method)) if each is not None]
    return against or _too_late(case)


def _too_late(case: _Case) -> Sequence[Objection]:
    """Why a payment comes when nothing can be added any more; what is free needs none."""
    request, last_days = case.request, _last_days(case)
    timing = last_days.timing(case.mailbox, request.method, request.paid_on, case.on)
    late = last_days.objection(request.method, timing)
    paid = late is not None and any(_sold(case, each).item.net for each in case.wanted)
    return (late._replace(rows=(*late.rows, case.state)),) if late is not None and paid else ()


def _answer(case: _Case, stamp: Stamp) -> Quote:
    box, charges = case.mailbox, _charges(case)
    if not charges.net:
        return Quote(charges, box.expiry, box.expiry, stamp, box.anchor)  # there is nothing to pay in time
    return Quote.of(charges, box, box.expiry, stamp, box.anchor, _last_days(case))


def _last_days(case: _Case) -> LastDays:
    """Until when a payment is in time: while the state of the mailbox lets space be added."""
    return case.view.deadlines.of(case.mailbox, renews=False, adds=True)


# -- what speaks against it -------------------------------------------------------------------------------------------


def _state_objection(case: _Case, item: str | None) -> Objection | None:
    """Why nothing can be added in the mailbox's state; in grace a reading decides for what would be free until then."""
    lets = case.view.orderable.lets_add(item, case.state)
    return None if lets.value else _barred(case.view, case.mailbox, case.period, case.state, *lets.rows)


def _barred(view: _View, mailbox: Mailbox, period: StatePeriod, state: State, *rows: Row) -> Objection:
    """Why nothing is added in a state, and what may be done instead."""
    renewable = view.rights.renewable_late(mailbox.kind, period.state)
    ways = view.orderable.ways_out(mailbox, renew=renewable, repurchase=state.may_repurchase, listing=state)
    return Objection(period.state, (state, *period.rows, *rows, *ways.rows), remedies=ways.value)


def _not_offered(case: _Case, wanted: _Wanted) -> Objection | None:
    """Why one thing cannot be added to this mailbox."""
    beyond = _beyond(case, wanted)
    if beyond is not None and beyond.change == wanted.without:
        return beyond
    return _without_price(case, wanted) or beyond


def _beyond(case: _Case, wanted: _Wanted) -> Objection | None:
    """Why the plan has no room for it, on top of what the mailbox has."""
    box = case.mailbox
    if wanted.item == CONSERVAZIONE:
        return None
    had = box.extra_inbox_gb if wanted.item == INBOX else box.extra_archive_gb
    found = SpaceAllowance(case.view.snapshot, case.plan).objection(wanted.item, wanted.gb, had)
    return _some_of_it(found) if found is not None and len(case.wanted) == 1 else found


def _some_of_it(beyond: Objection) -> Objection:
    """The same where nothing else is asked for: none of it would be nothing at all, and is not offered."""
    most = next(iter(beyond.allowed[1:]), None)
    if most == 0:
        return beyond._replace(allowed=())
    return beyond._replace(allowed=(1,) if most is None else (1, most))


def _without_price(case: _Case, wanted: _Wanted) -> Objection | None:
    """Why it is not sold here, or need not be, or nobody can say what it costs."""
    price, share = case.view.snapshot.get(Price, wanted.item), case.share(wanted.item)
    found = no_conservazione(case.plan, price, share) if wanted.item == CONSERVAZIONE else None
    found = found or case.view.price_day.unpriced(case.prices, ((wanted.item,),))
    if found is not None:
        return found._replace(change=wanted.without)
    if share is None:
        assert isinstance(price, Price)  # space whose price has ended has no room either, and was refused for that
        ways = case.view.orderable.ways_out(case.mailbox, renew=True)
        return Objection("proration_not_stated", (price, *ways.rows), remedies=ways.value, change=wanted.without)
    return None


# -- what it costs ----------------------------------------------------------------------------------------------------


class _Sold(NamedTuple):
    """One thing sold, the rows that say what share of its price is due, and what follows of it."""

    item: Item
    rows: tuple[Row, ...]
    effects: tuple[Cited[Effect], ...] = ()


class _Share(NamedTuple):
    """How much of a price is due, as an ``Item`` counts it."""

    years: int | None
    parts: int | None
    whole: int | None


def _charges(case: _Case) -> Charges:
    """What is paid, what follows and why, for a question that nothing speaks against."""
    view, paying, request = case.view, case.view.paying, case.request
    sold = [_sold(case, each) for each in case.wanted]
    items = [each.item for each in sold]
    holder = billed_as(case.mailbox.holder)
    effects = [one for each in sold for one in each.effects]
    requires: tuple[RequirementCode, ...] = ()
    if any(item.net for item in items):  # where nothing is paid, nothing follows of paying
        last_days = _last_days(case)
        timing = last_days.timing(case.mailbox, request.method, request.paid_on, case.on)
        effects += last_days.effects(request.method, timing)
        effects += paying.effects(request.method, signed_in=request.signed_in, keep_off=request.keep_automatic_off)
        requires = paying.requires(
            holder, identified=paying.identifies(case.mailbox.holder, request.einvoice_identifier)
        )
    rows: tuple[Row, ...] = (
        case.plan,
        *case.stage_rows,
        view.price_day.row,
        *(row for each in sold for row in each.rows),
        *(paying.subject(holder).rows if holder else ()),
    )
    return paying.charges(items, rows, effects, requires, vat=vat_of(case.prices), holder=holder)


def _sold(case: _Case, wanted: _Wanted) -> _Sold:
    """One line: free for the tail of the term, or the share of the price that the strategy says."""
    price, share = case.prices.row(Price, wanted.item), case.share(wanted.item)
    assert share is not None
    free = _free_tail(case, share)
    if free.value:
        free_of_charge = Cited(Effect("free_until_expiry", share.ref), (share,))
        item = Item(price, wanted.gb, None, 0, dates.MONTHS)
        return _Sold(item, free.rows, (free_of_charge, _afterwards(case, price)))
    due = _DUE[share.strategy](case)
    if case.view.gb_period.choice == "per_term":
        due = Cited(_Share(None, None, None), ())
    ends = Cited(Effect("lapses_at_expiry", share.ref), (share,))
    return _Sold(
        Item(price, wanted.gb, *due.value),
        (share, *free.rows, case.view.gb_period, *due.rows),
        (ends,) if share.strategy == "whole_year_lapses" else (),
    )


def _free_tail(case: _Case, share: Proration) -> Cited[bool]:
    """Whether so little of the term is left that nothing is due."""
    if share.strategy != FREE_TAIL:
        return Cited(False, ())
    view, months = case.view, share.free_tail_months or 0
    by_calendar = view.tail_unit.choice == "calendar_months"
    begins = case.back(months) if by_calendar else case.mailbox.expiry - timedelta(months * _MONTH_DAYS)
    rows: tuple[Row, ...] = (view.tail_unit, *(case.short_months(months) if by_calendar else ()))
    rows = (*rows, view.tail_in_grace) if case.expired else rows
    if case.on == begins:
        return Cited(view.tail_exactly.choice == "free", (*rows, view.tail_exactly))
    return Cited(case.on > begins, rows)


def _afterwards(case: _Case, price: Price) -> Cited[Effect]:
    """At which price what was free is renewed: that of the expiry day (of today, if it has passed), or today's."""
    later = case.rules.on(max(case.mailbox.expiry, case.on), case.mailbox).find(Price, price.item)
    row = later if case.view.tail_price.choice == "expiry_day_book" else price
    rows = (row, case.view.tail_price)
    if isinstance(row, Withdrawn):
        return Cited(Effect("not_sold_at_renewal", row.ref), rows)
    return Cited(Effect("renewal_price", row.ref, value=str(row.net)), rows)


def _remaining_years(case: _Case) -> Cited[_Share]:
    """The years left until the expiry; a last one that is not whole is due as the readings say."""
    view, years = case.view, case.full_months // dates.MONTHS
    months, more = years * dates.MONTHS, (years + 1) * dates.MONTHS
    if years < 1:
        rows: tuple[Row, ...] = (view.years_minimum, *case.short_months(dates.MONTHS))
        return Cited(_Share(1, None, None), rows) if view.years_minimum.choice == "one_year" else case.by_days(rows)
    rows = (view.years_rounding, *case.short_months(months, more))
    if view.years_rounding.choice == "exact_fraction":
        return case.by_days(rows)
    anniversary, one_before = case.back(months), case.back(more)
    rounds_up = _ROUNDED_UP[view.years_rounding.choice]((anniversary - case.on).days, (anniversary - one_before).days)
    years += rounds_up
    return Cited(_Share(years, None, None), (*rows, view.multi_year) if years > 1 else rows)


def _months(case: _Case) -> Cited[_Share]:
    """The months left until the expiry; whether a month is due where none is left is a reading."""
    count = case.view.months_count
    if count.choice == "days_over_365":
        return case.by_days((count,))
    full = case.full_months
    left = full + (case.back(full) > case.on) if count.choice == "started_months" else max(full, 0)
    least = case.view.least_share
    rests = count.choice == "started_months" and left < 1
    months = 1 if rests and least.choice == "one_month" else max(left, 0)
    rows = (count, *((least,) if rests else ()), *case.short_months(full, full + 1))
    return Cited(_Share(None, months, dates.MONTHS), rows)


_ROUNDED_UP: Final[dict[str, Callable[[int, int], bool]]] = {
    "up": lambda days, _: days > 0,
    "down": lambda _, __: False,
    "nearest": lambda days, year: days * 2 >= year,
}
"""Whether so many days of a year of so many count as a whole one, by the choices of ``remaining_years_rounding``."""

_DUE: Final[dict[str, Callable[[_Case], Cited[_Share]]]] = {
    FREE_TAIL: _remaining_years,
    "monthly_to_expiry": _months,
    "whole_year_lapses": lambda _: Cited(_Share(1, None, None), ()),
}
"""How much of a price is due, by the strategies of ``pricing.proration``."""


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What extra space needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Plan, Price, Proration, *Paying.READS, *Lifecycle.READS, *StateRights.READS, *SpaceAllowance.READS,
        *Deadlines.READS, *Orderable.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.orderable = Orderable(snapshot)
        self.shares = {str(row.item): row for row in snapshot.rows(Proration)}
        self.lifecycle = Lifecycle(snapshot)
        self.rights = StateRights(snapshot)
        self.paying = Paying(snapshot)
        self.price_day = PriceDay(snapshot)
        self.deadlines = Deadlines(snapshot, self.paying, self.lifecycle, self.rights)
        self.gb_period = interpretation(snapshot, "extra_gb_price_period")
        self.tail_unit = interpretation(snapshot, "three_months_unit")
        self.tail_exactly = interpretation(snapshot, "three_months_exactly")
        self.tail_in_grace = interpretation(snapshot, "free_tail_in_grace")
        self.tail_price = interpretation(snapshot, "free_tail_price")
        self.month_end = interpretation(snapshot, "month_end")
        self.years_rounding = interpretation(snapshot, "remaining_years_rounding")
        self.years_minimum = interpretation(snapshot, "remaining_years_minimum")
        self.least_share = interpretation(snapshot, "least_month_share")
        self.months_count = interpretation(snapshot, "monthly_share_count")
        self.multi_year = interpretation(snapshot, "multi_year_price")


_EXTRA_SPACE: Final = Steps(_View, _look_up, _objections, _answer, takes=takes("quote_extra_space"))
