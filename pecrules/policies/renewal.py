"""Manual renewal of a mailbox that keeps its plan: what it costs, what comes of it, or why it cannot be.

Tables: ``renewal`` (terms, advice, routes, manual renewal while the automatic one is on, what the new term counts
from), ``pricing`` (prices, VAT), ``plans`` (space), ``lifecycle.grace``, ``payments``, ``holders`` and the
``interpretations`` it names. Sources: seed 001 (R1.1 to R1.24), seed 004 (R4.3, R4.12), F3, F5, F6.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, ClassVar, Final, TypeAlias

from pecrules.base import dates
from pecrules.base.memo import Memo
from pecrules.domain.answering import Steps
from pecrules.domain.beside import UnderWay
from pecrules.domain.deadlines import NO_DAYS, has_own_charge
from pecrules.domain.misuse import takes
from pecrules.domain.orderable import Orderable
from pecrules.domain.ordering import DEAL_BYTES, Deal, OrderFacts
from pecrules.domain.payments import billed_as
from pecrules.domain.plans import check_route, not_sold, own_plan_of
from pecrules.domain.refusing import Objection
from pecrules.domain.renewal_order import LITTLE, RenewalFacts, RenewalView, Standing
from pecrules.domain.space import SpaceAllowance
from pecrules.domain.state_days import GraceDays
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.quotes import Charges, Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.renewals import RenewalRequest
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.renewal import Route
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_WITHOUT_PRICE: Final = frozenset({"plan_not_sold", "price_not_stated"})
"""Why a plan cannot be renewed whose mailboxes are there all the same: what was added to them can."""

_NEAR_BYTES: Final = 300


def quote_renewal(
    mailbox: Mailbox, request: RenewalRequest, *, rules: Ruleset, on: date
) -> Quote | Refusal[RenewalRequest]:
    """What renewing a mailbox by hand costs, and until when it is then paid.

    Args:
        mailbox: The mailbox as it is on the day.
        request: The new term in whole years, extra space in whole GB for the new term, how it is paid.
        rules: The rules to ask.
        on: The day of the order, a civil date of Europe/Rome.

    Returns:
        A ``Quote``: lines net of VAT, VAT and gross in EUR; the new expiry; what the payment switches on; what must
        still be given. Or a ``Refusal`` with the rows behind it and the nearest request that would be accepted.

    Raises:
        NoRuleInForce: the tables say nothing yet about a price, a term or a rate on that day.
        CalendarError: the new expiry would lie beyond the year 9999.

    Source:
        R1.1 to R1.24, R4.3, R4.12; F3.04, F3.06, F3.07, F3.12, F5.03 to F5.06, F6.01.

    >>> from pecrules import Mailbox, RenewalRequest, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> quote = quote_renewal(box, RenewalRequest(years=2, extra_inbox_gb=1), rules=load_rules(), on=date(2027, 1, 10))
    >>> str(quote.gross), str(quote.new_expiry)
    ('30.26', '2029-03-30')
    """
    return _RENEWAL.ask(mailbox, request, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


_Facts = tuple[Any, Any, Any]
"""An order, but for its term and its space, as ``RenewalFacts`` has it."""

_Known: TypeAlias = "Charges | None"
_Case: TypeAlias = (
    "tuple[bool, _Known, OrderView, Offer, _Facts, int, int, int, Snapshot | None, Deal | None, Mailbox, date, bool]"
)
"""A renewal that nothing but the request may speak against; a plain tuple, for one is made for every question.

    fine, charges, view, offer, facts, years, inbox, archive, prices, deal, mailbox, start, from_leap_day

Whether an order of the same facts was accepted and this term and space are on offer, too; what exactly this order
costs, if it was asked about before; the tables; what there is of the mailbox's plan; the facts; the new term and the GB
of extra inbox and archive in it; the tables whose prices count, ``None`` for those of the day; what orders of the same
facts share, if one was asked about before; the mailbox, the day from which the new term counts, and whether that is 29
February, or was once.
"""


def _look_up(view: OrderView, mailbox: Mailbox, request: RenewalRequest, rules: Ruleset, on: date) -> _Case | Objection:
    offer = view.offers.get((mailbox.kind, mailbox.plan)) or offer_of(view, mailbox)
    expiry, holder, years, standing = mailbox.expiry, mailbox.holder, request.years, offer.usual[mailbox.auto_renew]
    start, had_inbox, had_archive = expiry, mailbox.extra_inbox_gb, mailbox.extra_archive_gb
    special = mailbox.renewal_order_pending or mailbox.anchor or request.paid_on or request.addons_only
    special = special or dates.is_leap_day(expiry) or not view.hangs_on_expiry(mailbox, on)
    if special or standing is None or on - expiry > view.far:
        found = _look_closely(view, offer, mailbox, request, on, special=bool(special))
        if type(found) is Objection:
            return found
        standing = found
        start = on if view.restarts[standing.late] else expiry
        if standing.addons_ended:
            had_inbox = had_archive = 0
    prices = view.price_day.prices(rules, request.paid_on, mailbox) if view.has_other_price_day else None
    inbox, archive = request.extra_inbox_gb, request.extra_archive_gb
    inbox = had_inbox if inbox is None else inbox
    archive = had_archive if archive is None else archive
    facts = (  # as ``RenewalFacts`` has them
        (  # and ``OrderFacts``
            years > 1,
            inbox > 0,
            archive > 0,
            mailbox.promo,
            request.promo,
            request.method,
            request.signed_in,
            request.keep_automatic_off,
            holder and billed_as(holder),
            request.einvoice_identifier is not None and view.paying.identifies(holder, request.einvoice_identifier),
            prices and prices.day,
        ),
        inbox > had_inbox or archive > had_archive,
        standing,
    )
    deal, charges, leap = offer.known.get(facts), None, standing.from_leap_day
    if deal and inbox <= LITTLE and archive <= LITTLE:
        charges = view.known_charges.get((deal, years, inbox, archive))
    fine = charges is not None or (deal is not None and deal.offers(years, inbox, archive))
    return fine, charges, view, offer, facts, years, inbox, archive, prices, deal, mailbox, start, leap


def _look_closely(  # noqa: PLR0913 - a question
    view: OrderView, offer: Offer, mailbox: Mailbox, request: RenewalRequest, on: date, *, special: bool
) -> Standing | Objection:
    """How a mailbox stands that does not lie far ahead of everything; remembered unless it is a special one."""
    if special or type(mailbox) is not Mailbox or (mailbox.auto_renew and has_own_charge(mailbox)):
        return _standing(view, offer, mailbox, request, on)
    alike = view.alike(mailbox, request.method, on)
    known = offer.near.get(alike)
    if known is not None:
        return known
    found = _standing(view, offer, mailbox, request, on)
    return found if isinstance(found, Objection) else offer.near.keep(alike, found)


def _standing(
    view: OrderView, offer: Offer, mailbox: Mailbox, request: RenewalRequest, on: date
) -> Standing | Objection:
    """How a mailbox stands, or why it cannot be renewed by hand today."""
    late = on - mailbox.expiry >= view.late_from
    barred = _barred(view, offer, mailbox, request, late, on)
    if barred is not None:
        return barred
    return view.standing_of(mailbox, request, on, automatic=mailbox.auto_renew, late=late, alone=request.addons_only)


def _objections(case: _Case) -> Sequence[Objection]:
    if case[0]:
        return ()
    _, _, view, offer, given, years, inbox, archive, prices, _, _, _, _ = case
    amounts = years, inbox, archive
    return view.objections(_facts(given), offer.name, offer.space, prices or view.snapshot, amounts)


def _answer(case: _Case, stamp: Stamp) -> Quote:
    _, charges, view, _, given, years, inbox, archive, _, deal, mailbox, start, from_leap_day = case
    deal = deal or _deal(case)
    if charges is None:
        charges = view.charges(deal, years, inbox, archive)
    if not from_leap_day and mailbox.anchor is None:
        return Quote.of(charges, mailbox, dates.add_years(start, years), stamp, None, given[2].last_days)
    term = view.counting.term(mailbox, start, years)
    return Quote.of(charges, mailbox, term.expiry, stamp, term.anchor, given[2].last_days)


def _deal(case: _Case) -> Deal:
    """What orders of the same facts share, remembered."""
    _, _, view, offer, given, _, _, _, prices, _, _, _, _ = case
    facts = _facts(given)
    expired = view.lifecycle.days.expiry_rows(facts.standing.grace)
    deal = view.renewal(facts, offer.name, offer.space, prices or view.snapshot, offer.rows, expired)
    return offer.known.keep(facts, deal)


def _facts(given: _Facts) -> RenewalFacts:
    order, more_space, standing = given
    return RenewalFacts(OrderFacts(*order), more_space, standing)


def _barred(  # noqa: PLR0913, PLR0917 - a mailbox on a day, and what of it is renewed
    view: OrderView, offer: Offer, mailbox: Mailbox, request: RenewalRequest, late: bool, on: date
) -> Objection | None:
    """Why this mailbox cannot be renewed by hand today; its add-ons can where its plan is sold to somebody else."""
    if late or not view.lifecycle.hangs_on_expiry(mailbox, on):
        ended = _ended(view, mailbox, on)
        if ended is not None:
            return ended
    if offer.objection is not None:
        without_price = offer.objection.code in _WITHOUT_PRICE and bool(offer.rows)  # of which the space is known
        if not (without_price and request.addons_only):
            change = ("addons_only", True) if without_price else offer.objection.change
            return _instead(view, offer.objection._replace(change=change), mailbox, on)
    return view.beside.objection(UnderWay.for_mailbox(mailbox))


def _instead(view: OrderView, against: Objection, mailbox: Mailbox, on: date) -> Objection:
    """The same with what may be done about it: a plan that is gone is changed for another, where there is one."""
    return view.orderable.with_way_out(against, mailbox, view.rights.listing(view.lifecycle.state(mailbox, on)))


def _ended(view: OrderView, mailbox: Mailbox, on: date) -> Objection | None:
    """Why a mailbox is not renewed in its state; one that has expired and is not renewed any more counts as deleted."""
    if view.rights.renewal_right(mailbox.kind, view.lifecycle.state(mailbox, on)).may_renew:
        return None
    period = view.lifecycle.period(mailbox, on)
    if period.state in {"expired", "deleted"}:
        days = view.lifecycle.days
        end_rows = days.expiry_rows(days.grace(mailbox))
        by_expiry = period.state == "expired" or period.rows[-1] is end_rows[-1]
        rows, ways = end_rows if by_expiry else period.rows, view.orderable.ways_out(mailbox, repurchase=True)
        return Objection("deleted", (*rows, *ways.rows), remedies=ways.value)
    state = view.rights.state(period.state)
    ways = view.orderable.ways_out(mailbox, repurchase=state.may_repurchase)
    return Objection(period.state, (state, *period.rows, *ways.rows), remedies=ways.value)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class OrderView(RenewalView):
    """What a renewal by hand needs of the tables, and the plans that were looked up already."""

    READS: ClassVar[tuple[type[Row], ...]] = (Plan, Route, *Orderable.READS, *RenewalView.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.orderable: Orderable = Orderable(snapshot)
        self.has_other_price_day: bool = not self.price_day.is_that_of_the_order
        self.offers: dict[tuple[str, str], Offer] = {}
        self._calm = cache(self._work_out_calm)

    def _work_out_calm(self, grace: GraceDays) -> tuple[timedelta, timedelta]:
        """From when until when, counted from the expiry, nothing hangs on the day itself but a fee."""
        return NO_DAYS if self.restarts[True] else self.deadlines.by_grace(grace, renews=True).calm

    def alike(self, mailbox: Mailbox, method: str | None, on: date) -> tuple[Any, ...]:
        """What mailboxes have in common that stand alike, if nothing but their expiry is known of them."""
        automatic, added = mailbox.auto_renew, mailbox.extra_inbox_gb > 0 or mailbox.extra_archive_gb > 0
        grace, passed = self.lifecycle.days.grace(mailbox), on - mailbox.expiry
        first, last = self._calm(grace)
        if first <= passed <= last:
            return automatic, added, grace, self.fee_from(passed.days)
        return automatic, added, method, mailbox.expiry, on

    def usual(self, kind: str, objection: Objection | None, *, automatic: bool) -> Standing | None:
        """How most mailboxes of a kind stand; ``None`` where there is more to look at in each of them."""
        doubtful = objection is not None or (automatic and not self.beside.automatic.allowed) or self.restarts[False]
        doubtful = doubtful or self.lifecycle.days.may_be_shortened(kind)
        return None if doubtful else self.far_ahead(kind, automatic=automatic)


class Offer:
    """One plan, flat: how far its space grows, and what speaks against it.

    ``known`` keeps what orders of the same facts share, once one was asked about.
    """

    def __init__(self, view: OrderView, kind: str, name: str, plan: Plan | None, objection: Objection | None) -> None:
        self.name = name
        self.rows: tuple[Row, ...] = (plan,) if plan else ()
        self.objection = objection
        self.space: SpaceAllowance = SpaceAllowance(view.snapshot, plan)
        self.usual: list[Standing | None] = [
            view.usual(kind, objection, automatic=automatic) for automatic in (False, True)
        ]
        self.near: Memo[tuple[Any, ...], Standing] = Memo(budget=view.snapshot.answers, weight=_NEAR_BYTES)
        self.known: Memo[tuple[Any, ...], Deal] = Memo(budget=view.snapshot.answers, weight=DEAL_BYTES)


def offer_of(view: OrderView, mailbox: Mailbox) -> Offer:
    """The plan of a mailbox, flat; remembered if the tables know it."""
    kind, name = mailbox.kind, mailbox.plan
    plan = own_plan_of(view.snapshot, kind, name)
    if isinstance(plan, Objection):
        offer = Offer(view, kind, name, None, plan)
        if plan.code == "plan_unknown":
            return offer
    else:
        route = check_route(view.snapshot, kind, "renewed_elsewhere", "renew_domain")
        offer = Offer(view, kind, name, plan, route or not_sold(view.snapshot, name))
    view.offers[kind, name] = offer
    return offer


_RENEWAL: Final = Steps(OrderView, _look_up, _objections, _answer, takes=takes("quote_renewal"))
