"""Manual renewal of a mailbox that keeps its plan: what it costs, what comes of it, or why it cannot be.

Tables: ``renewal`` (terms, advice, routes, manual renewal while the automatic one is on, what the new term counts
from), ``pricing`` (prices, VAT), ``plans`` (space), ``lifecycle.grace``, ``payments``, ``holders`` and the
``interpretations`` it names. Sources: seed 001 (R1.1 to R1.24), seed 004 (R4.3, R4.12), F3, F5, F6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar, Final, NamedTuple, TypeVar

from pecrules.base import attrs, dates
from pecrules.domain.answering import Steps, ask, ask_surely, none
from pecrules.domain.payments import billed_as
from pecrules.domain.plans import check_route, not_sold, plan_of
from pecrules.domain.refusing import Objection
from pecrules.domain.renewal_order import RenewalOrder, RenewalView
from pecrules.domain.space import ARCHIVE, INBOX, SpaceAllowance
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.quotes import Charges, Option, Quote, RenewalOptions
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.renewals import RenewalRequest
from pecrules.rulebook.rows import Plan, Route, Row, State, Terms
from pecrules.rulebook.ruleset import Ruleset, Snapshot

V = TypeVar("V", int, str)

_REMEMBERED: Final = 4096  # charges kept for one plan: more than any service's requests vary, and never a big memory


def quote_renewal(mailbox: Mailbox, request: RenewalRequest, *, rules: Ruleset, on: date) -> Quote | Refusal:
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
    return ask(_RENEWAL, mailbox, request, rules, on)


def renewal_options(mailbox: Mailbox, *, rules: Ruleset, on: date) -> RenewalOptions:
    """What a renewal of one mailbox may ask for on one day, and why the rest may not.

    Every option is tried on ``quote_renewal`` itself, so the two cannot disagree.

    Args:
        mailbox: The mailbox as it is on the day.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.

    Returns:
        Terms in years and ways to pay, each allowed or refused with its reason; the most extra space in whole GB; the
        last day on which the mailbox can be renewed.

    Raises:
        NoRuleInForce: the tables say nothing yet about a price, a term or a rate on that day.

    Source:
        R1.1, R1.7, R1.13, R1.17, R1.20; F3.16, F3.17, F5.03 to F5.06.

    >>> from pecrules import Mailbox, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30), promo=True)
    >>> options = renewal_options(box, rules=load_rules(), on=date(2027, 1, 10))
    >>> [option.value for option in options.years if option.allowed], options.extra_inbox_gb
    ([1, 2], 1)
    """
    return ask_surely(_OPTIONS, mailbox, None, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """A renewal that nothing but the request may speak against.

    Attributes:
        view: The tables.
        offer: What there is of the mailbox's plan.
        order: All that the charges depend on.
        charges: What such an order costs, if one was asked about before.
        expiry: Until when the mailbox is paid.
        start: The day from which the new term counts.
    """

    view: _View
    offer: _Offer
    order: tuple[Any, ...]
    charges: Charges | None
    expiry: date
    start: date


def _look_up(view: _View, mailbox: Mailbox, request: RenewalRequest, rules: Ruleset, on: date) -> _Case | Objection:
    offer = view.offers.get((mailbox.kind, mailbox.plan)) or _offer(view, mailbox)
    expiry = mailbox.expiry
    late = view.lifecycle.is_late(expiry, on)
    if late or offer.barred or _may_be_barred(mailbox, on):
        barred = _barred(view, offer, mailbox, late, on)
        if barred is not None:
            return barred
    start = view.counting.start(expiry, on, late)
    inbox, archive = request.extra_inbox_gb, request.extra_archive_gb
    order = (
        request.years,
        mailbox.extra_inbox_gb if inbox is None else inbox,
        mailbox.extra_archive_gb if archive is None else archive,
        mailbox.extra_inbox_gb,
        mailbox.extra_archive_gb,
        mailbox.promo,
        request.promo,
        mailbox.auto_renew,
        mailbox.renewal_order_pending,
        on == expiry,
        late,
        late and view.fee_due((on - expiry).days),
        dates.is_leap_day(start),
        request.method,
        request.signed_in,
        request.keep_automatic_off,
        billed_as(mailbox.holder),
        request.einvoice_identifier is None,
        None if view.price_day.is_that_of_the_order else view.price_day.prices(rules, request.paid_on, mailbox),
    )
    return _Case(view, offer, order, offer.known.get(order), expiry, start)


def _objections(case: _Case) -> Sequence[Objection]:
    return () if case.charges else case.view.wrong(RenewalOrder(*case.order), case.offer.room)


def _answer(case: _Case, stamp: Stamp) -> Quote:
    charges, years = case.charges or _charges(case), RenewalOrder(*case.order).years
    return Quote(charges, case.expiry, dates.add_years(case.start, years, case.view.counting.leap_day_becomes), stamp)


def _charges(case: _Case) -> Charges:
    """What an order costs and brings about, remembered."""
    offer = case.offer
    if len(offer.known) >= _REMEMBERED:
        offer.known.clear()
    order = RenewalOrder(*case.order)
    offer.known[case.order] = charges = case.view.charges(order, offer.name, offer.rows, offer.end_rows)
    return charges


def _barred(view: _View, offer: _Offer, mailbox: Mailbox, late: bool, on: date) -> Objection | None:
    """Why this mailbox cannot be renewed by hand today, whatever is asked."""
    if offer.barred is not None:
        return offer.barred
    if _has_lifecycle_events(mailbox, on) or (late and not view.lifecycle.is_usual):
        ended = _ended(view, mailbox, on)
        if ended is not None:
            return ended
    if late and on > view.last_day(offer, mailbox):
        return Objection("deleted", offer.end_rows, remedies=("repurchase",))
    if mailbox.renewal_order_pending and (pending := view.barred_by_order()) is not None:
        return pending
    if mailbox.auto_renew and not view.rule_if_auto_renew.allowed:
        return Objection("automatic_renewal_on", (view.rule_if_auto_renew,), remedies=("switch_off_automatic_renewal",))
    return None


def _ended(view: _View, mailbox: Mailbox, on: date) -> Objection | None:
    """Why a mailbox that something other than its expiry has settled is not renewed in its state."""
    period = view.lifecycle.period(mailbox, on)
    state = view.snapshot.row(State, "mailbox", period.state)
    if period.came_from == "suspended" or (period.state == "deleted" and not view.lifecycle.is_usual):
        return Objection("deleted", period.rows, remedies=("repurchase",))
    if state.rights != "listed" or state.may_renew or period.state == "deleted":
        return None
    return Objection(period.state, (state, *period.rows), remedies=("repurchase",) if state.may_repurchase else ())


def _may_be_barred(mailbox: Mailbox, on: date) -> bool:
    """Whether anything but its plan and its expiry may speak against a renewal."""
    return mailbox.auto_renew or mailbox.renewal_order_pending or _has_lifecycle_events(mailbox, on)


def _has_lifecycle_events(mailbox: Mailbox, on: date) -> bool:
    """Whether anything but its expiry may have settled the mailbox's state."""
    told = mailbox.withdrawn_on or mailbox.termination_day or mailbox.suspended_on or mailbox.activation_started_on
    return told is not None or (mailbox.activated_on is not None and mailbox.activated_on > on)


# -- what could be asked ----------------------------------------------------------------------------------------------


class _Options(NamedTuple):
    """A mailbox whose renewals are tried: the answer to a plain one, and how to ask for another."""

    view: _View
    mailbox: Mailbox
    plain: Quote | Refusal
    ask: Callable[..., Quote | Refusal]


def _look_up_options(view: _View, mailbox: Mailbox, _: None, rules: Ruleset, on: date) -> _Options:
    offered = view.offering.terms(product=mailbox.promo, order=False)
    ordinary = RenewalRequest(years=offered.years[0], extra_inbox_gb=0, extra_archive_gb=0)

    def ask_for(**changes: Any) -> Quote | Refusal:
        return quote_renewal(mailbox, attrs.evolve(ordinary, **changes), rules=rules, on=on)

    return _Options(view, mailbox, ask_for(), ask_for)


def _answer_options(case: _Options, stamp: Stamp) -> RenewalOptions:
    view, plain = case.view, case.plain
    refused = plain if isinstance(plain, Refusal) else None
    offer = view.offers.get((case.mailbox.kind, case.mailbox.plan)) or _offer(view, case.mailbox)
    every_term = sorted({years for row in view.snapshot.rows(Terms) for years in row.years})
    return RenewalOptions(
        possible=refused is None,
        refused=refused.code if refused else None,
        remedies=refused.remedies if refused else (),
        years=tuple(_option(years, case.ask(years=years)) for years in every_term),
        extra_inbox_gb=offer.room.most(INBOX),
        extra_archive_gb=offer.room.most(ARCHIVE),
        methods=tuple(_option(method, case.ask(method=method)) for method in sorted(view.paying.methods)),
        last_day=view.last_day(offer, case.mailbox),
        because=plain.because,
        caveats=plain.caveats,
        stamp=stamp,
    )


def _option(value: V, answer: Quote | Refusal) -> Option[V]:
    refused = answer.code if isinstance(answer, Refusal) else None
    return Option(value, refused is None, refused, answer.because)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View(RenewalView):
    """What a renewal needs of the tables, and the plans that were looked up already."""

    READS: ClassVar[tuple[type[Row], ...]] = (Plan, Route, State, Terms, *RenewalView.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.offers: dict[tuple[str, str], _Offer] = {}

    def last_day(self, offer: _Offer, mailbox: Mailbox) -> date:
        """The last day on which a mailbox can be renewed."""
        return self.lifecycle.last_in_grace(mailbox) if offer.in_grace else self.lifecycle.last_active(mailbox)


class _Offer:
    """One plan, flat: how far its space grows, and whether a mailbox can be renewed in grace.

    ``known`` keeps the charges of questions answered before.
    """

    def __init__(self, view: _View, kind: str, name: str, plan: Plan | None, barred: Objection | None) -> None:
        lifecycle, grace = view.lifecycle, view.lifecycle.grace(kind)
        self.name = name
        self.rows: tuple[Row, ...] = (plan,) if plan else ()
        self.barred = barred
        self.room = SpaceAllowance(view.snapshot, plan)
        self.in_grace = grace.may_renew
        self.end_rows: tuple[Row, ...] = (grace, lifecycle.last_day, lifecycle.expiry_day, *lifecycle.ends)
        self.known: dict[tuple[Any, ...], Charges] = {}


def _offer(view: _View, mailbox: Mailbox) -> _Offer:
    """The plan of a mailbox, flat; remembered if the tables know it."""
    kind, name = mailbox.kind, mailbox.plan
    plan = plan_of(view.snapshot, kind, name)
    if isinstance(plan, Objection):
        offer = _Offer(view, kind, name, None, plan)
        if plan.code == "plan_unknown":
            return offer
    else:
        route = check_route(view.snapshot, kind, "renewed_elsewhere", "renew_domain")
        offer = _Offer(view, kind, name, plan, route or not_sold(view.snapshot, name))
    view.offers[kind, name] = offer
    return offer


_RENEWAL: Final = Steps(_View, _look_up, _objections, _answer)
_OPTIONS: Final = Steps(_View, _look_up_options, none, _answer_options)
