"""Manual renewal of a mailbox that keeps its plan: what it costs, what comes of it, or why it cannot be.

Tables: ``renewal`` (terms, advice, routes, manual renewal while the automatic one is on, what the new term counts
from), ``pricing`` (prices, VAT), ``plans`` (space), ``lifecycle.grace``, ``payments``, ``holders`` and the
``interpretations`` it names. Sources: seed 001 (R1.1 to R1.24), seed 004 (R4.3, R4.12), F3, F5, F6.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Final, NamedTuple, TypeVar

import attrs

from pecrules import dates
from pecrules.charges import BilledAs, Item, Paying, billed_as
from pecrules.errors import NoRuleInForce
from pecrules.grounds import Reason, reading, refusal
from pecrules.model import Mailbox, RenewalRequest
from pecrules.outcomes import Charges, Option, Quote, Refusal, RenewalOptions
from pecrules.phases import Phases
from pecrules.ruleset import InForce, Ruleset
from pecrules.tables import (
    Advice,
    ManualRenewal,
    NewExpiry,
    Plan,
    Price,
    Route,
    Row,
    State,
    Terms,
    Withdrawn,
)

V = TypeVar("V", int, str)

_REMEMBERED: Final = 4096  # charges kept for one plan: more than any service's requests vary, and never a big memory
_FEBRUARY, _LEAP_DAY = 2, 29


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
    terms, stamp = rules.compiled(_Terms, on)
    try:
        offer = terms.offers.get((mailbox.kind, mailbox.plan)) or _offer(terms, mailbox)
        expiry = mailbox.expiry
        on_expiry_day, after = on == expiry, on > expiry
        late = after or (on_expiry_day and offer.expires_at_once)
        if late or offer.barred or mailbox.auto_renew or mailbox.renewal_order_pending or _has_a_past(mailbox):
            bar = _barred(terms, offer, mailbox, late, on)
            if bar is not None:
                return refusal([bar], None, stamp)
        start = on if (terms.late_restarts if late else terms.early_restarts) else expiry
        inbox, archive = request.extra_inbox_gb, request.extra_archive_gb
        asked = (
            request.years,
            mailbox.extra_inbox_gb if inbox is None else inbox,
            mailbox.extra_archive_gb if archive is None else archive,
            mailbox.extra_inbox_gb,
            mailbox.extra_archive_gb,
            mailbox.promo,
            request.promo,
            mailbox.auto_renew,
            mailbox.renewal_order_pending,
            on_expiry_day,
            after,
            late and terms.fee is not None and (on - expiry).days >= terms.fee_from,
            start.day == _LEAP_DAY and start.month == _FEBRUARY,
            request.method,
            request.signed_in,
            request.keep_automatic_off,
            billed_as(mailbox.holder),
            request.einvoice_identifier is None,
            rules.on(expiry) if terms.prices_at_expiry else None,
        )
        charges = offer.known.get(asked)
        if charges is None:
            question = _Asked(*asked)
            reasons = _wrong(terms, offer, question)
            if reasons:
                return refusal(reasons, request, stamp)
            charges = _remember(offer, asked, _charges(terms, offer, question))
    except NoRuleInForce as error:
        raise error.asked_on(on) from None
    return Quote(charges, expiry, dates.add_years(start, request.years, terms.leap_day_becomes), stamp)


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
    terms, stamp = rules.compiled(_Terms, on)
    promo = mailbox.promo and terms.promo_of_product
    ordinary = RenewalRequest(years=_offered(terms, promo).years[0], extra_inbox_gb=0, extra_archive_gb=0)

    def ask(**changes: Any) -> Quote | Refusal:
        return quote_renewal(mailbox, attrs.evolve(ordinary, **changes), rules=rules, on=on)

    plain = ask()
    refused = plain if isinstance(plain, Refusal) else None
    offer = terms.offers.get((mailbox.kind, mailbox.plan)) or _offer(terms, mailbox)
    every_term = sorted({years for row in terms.in_force.rows(Terms) for years in row.years})
    return RenewalOptions(
        possible=refused is None,
        refused=refused.code if refused else None,
        remedies=refused.remedies if refused else (),
        years=tuple(_option(years, ask(years=years)) for years in every_term),
        extra_inbox_gb=_most(terms, offer, "extra_inbox"),
        extra_archive_gb=_most(terms, offer, "extra_archive"),
        methods=tuple(_option(method, ask(method=method)) for method in sorted(terms.paying.methods)),
        last_day=dates.add(mailbox.expiry, days=offer.last.days),
        because=plain.because,
        caveats=plain.caveats,
        stamp=stamp,
    )


# -- one question -----------------------------------------------------------------------------------------------------


class _Asked(NamedTuple):
    """All that charges depend on: questions with equal ones share their answer's charges."""

    years: int
    inbox: int
    archive: int
    had_inbox: int
    had_archive: int
    promo_product: bool
    promo_order: bool
    automatic: bool
    pending: bool
    on_expiry_day: bool
    after: bool
    fee_due: bool
    from_leap_day: bool
    method: str | None
    signed_in: bool
    keep_off: bool
    holder: BilledAs | None
    unidentified: bool
    prices: InForce | None


def _barred(terms: _Terms, offer: _Offer, mailbox: Mailbox, late: bool, on: date) -> Reason | None:
    """Why this mailbox cannot be renewed by hand today, whatever is asked."""
    if offer.barred is not None:
        return offer.barred
    phase = terms.phases.phase(mailbox, on)
    state = terms.in_force.row(State, "mailbox", phase.state)
    if state.rights == "listed" and not state.may_renew and phase.state != "deleted":
        return Reason(phase.state, (state, *phase.rows))
    if late and on - mailbox.expiry > offer.last:
        return Reason("deleted", offer.end_rows, remedies=("repurchase",))
    if mailbox.renewal_order_pending and not terms.while_pending.allowed:
        remedies = ("pay_renewal_order", "cancel_renewal_order")
        return Reason("renewal_order_pending", (terms.while_pending,), remedies=remedies)
    if mailbox.auto_renew and not terms.while_automatic.allowed:
        return Reason("automatic_renewal_on", (terms.while_automatic,), remedies=("switch_off_automatic_renewal",))
    return None


def _has_a_past(mailbox: Mailbox) -> bool:
    """Whether anything but days may have changed the mailbox's state."""
    return (
        mailbox.withdrawn_on or mailbox.termination_day or mailbox.suspended_on or mailbox.activation_started_on
    ) is not None


def _wrong(terms: _Terms, offer: _Offer, asked: _Asked) -> list[Reason]:
    """Everything in a request that is not offered, each with the change that would mend it."""
    reasons = (
        _wrong_years(terms, asked),
        _wrong_space(terms, offer, "extra_inbox", asked.inbox),
        _wrong_space(terms, offer, "extra_archive", asked.archive),
        terms.paying.wrong_method(asked.method),
    )
    return [reason for reason in reasons if reason is not None]


def _wrong_years(terms: _Terms, asked: _Asked) -> Reason | None:
    row, *flag = _term_rows(terms, asked)
    assert isinstance(row, Terms)
    if asked.years in row.years:
        return None
    near = min(row.years, key=lambda years: (abs(years - asked.years), years))
    return Reason("term_not_offered", (row, *flag), asked.years, row.years, change=("years", near))


def _wrong_space(terms: _Terms, offer: _Offer, item: str, wanted: int) -> Reason | None:
    """Why so many extra GB cannot be had."""
    if wanted == 0:
        return None
    most = _most(terms, offer, item)
    if wanted > 0 and (most is None or wanted <= most):
        return None
    price = terms.in_force.find(Price, item)
    rows = (price,) if isinstance(price, Withdrawn) else offer.rows
    code = f"{item}_not_offered" if most == 0 else f"{item}_beyond_limit"
    allowed = (0,) if most is None else (0, most)
    return Reason(code, rows, wanted, allowed, change=(f"{item}_gb", min(max(wanted, 0), most or 0)))


def _most(terms: _Terms, offer: _Offer, item: str) -> int | None:
    """How many GB may be added: the plan's room, and nothing of what is no longer sold; ``None`` for any number."""
    room = offer.room[item]
    return 0 if room != 0 and isinstance(terms.in_force.find(Price, item), Withdrawn) else room


def _term_rows(terms: _Terms, asked: _Asked) -> tuple[Row, ...]:
    """The row of the terms on offer, and the reading that chose it if the two promo flags are not both off."""
    promo = asked.promo_product if terms.promo_of_product else asked.promo_order
    doubt = asked.promo_product or asked.promo_order
    return (_offered(terms, promo), terms.promo_flag) if doubt else (_offered(terms, promo),)


def _charges(terms: _Terms, offer: _Offer, asked: _Asked) -> Charges:
    """What is paid, what follows and why, for a question that nothing speaks against."""
    paying = terms.paying
    rows: tuple[Row, ...] = (
        *offer.rows,
        *_term_rows(terms, asked),
        *((terms.multi_year,) if asked.years > 1 else ()),
        *((terms.while_automatic,) if asked.automatic else ()),
        *((terms.while_pending,) if asked.pending else ()),
        *_rows_of_days(terms, offer, asked),
        terms.advice,
        terms.price_day,
        *((terms.gb_period,) if asked.inbox or asked.archive else ()),
        *((terms.new_space,) if asked.inbox > asked.had_inbox or asked.archive > asked.had_archive else ()),
        *(paying.subject(*asked.holder).rows if asked.holder else ()),
    )
    follows = paying.follows(asked.method, signed_in=asked.signed_in, keep_off=asked.keep_off)
    requires = paying.requires(asked.holder, given=not asked.unidentified)
    return paying.charges(_sold(terms, offer, asked), rows, follows, requires, terms.advice.advised_days)


def _sold(terms: _Terms, offer: _Offer, asked: _Asked) -> list[Item]:
    """What the order is made of: the plan, the extra space, and the fee for coming late where one is due."""
    rows = terms.in_force if asked.prices is None else asked.prices
    sold = [Item(rows.row(Price, "plan", offer.name), 1, asked.years)]
    space = (("extra_inbox", asked.inbox), ("extra_archive", asked.archive))
    sold += [Item(rows.row(Price, item), gb, asked.years if terms.gb_by_year else None) for item, gb in space if gb]
    return [*sold, Item(terms.fee, 1, None)] if asked.fee_due and terms.fee else sold


def _rows_of_days(terms: _Terms, offer: _Offer, asked: _Asked) -> tuple[Row, ...]:
    """The rows that decide from which day the new term is counted, and where it ends."""
    late = asked.after or (asked.on_expiry_day and offer.expires_at_once)
    rows: tuple[Row, ...] = (*offer.end_rows, terms.late_expiry) if late else (terms.early_expiry,)
    if asked.on_expiry_day and not late:
        rows = (*rows, offer.expiry_day)
    return (*rows, terms.leap_day) if asked.from_leap_day else rows


def _option(value: V, answer: Quote | Refusal) -> Option[V]:
    refused = answer.code if isinstance(answer, Refusal) else None
    return Option(value, refused is None, refused, answer.because)


# -- the terms of a stretch of days -----------------------------------------------------------------------------------


class _Terms:
    """What renewal needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Advice, ManualRenewal, NewExpiry, Plan, Price, Route, State, Terms, *Paying.READS, *Phases.READS,
    )  # fmt: skip

    def __init__(self, in_force: InForce) -> None:
        self.in_force = in_force
        self.ordinary = in_force.row(Terms, "ordinary")
        self.promo = in_force.row(Terms, "promo")
        self.promo_flag = reading(in_force, "promo_flag")
        self.promo_of_product = self.promo_flag.choice == "product"
        self.advice = in_force.row(Advice)
        self.while_automatic = in_force.row(ManualRenewal, "automatic_on")
        self.while_pending = in_force.row(ManualRenewal, "order_pending")
        self.early_expiry = in_force.row(NewExpiry, "before_expiry")
        self.early_restarts = self.early_expiry.counts_from == "payment_day"
        self.late_expiry = reading(in_force, "new_expiry_in_grace")
        self.late_restarts = self.late_expiry.choice == "payment_day"
        self.leap_day = reading(in_force, "leap_day_expiry")
        self.leap_day_becomes = self.leap_day.choice
        self.new_space = reading(in_force, "extra_space_at_renewal")
        self.phases = Phases(in_force)
        self.paying = Paying(in_force)
        self.price_day = reading(in_force, "price_day")
        self.prices_at_expiry = self.price_day.choice == "expiry_day"
        self.multi_year = reading(in_force, "multi_year_price")
        self.gb_period = reading(in_force, "extra_gb_price_period")
        self.gb_by_year = self.gb_period.choice == "per_year"
        self.fee = next((row for row in in_force.rows(Price) if row.item == "late_fee"), None)
        self.fee_from = 0 if self.fee is None else self.fee.from_day or 0
        self.offers: dict[tuple[str, str], _Offer] = {}


class _Offer:
    """One plan, flat: how far its space grows, and the last day a mailbox can be renewed, counted from its expiry.

    ``known`` keeps the charges of questions answered before.
    """

    def __init__(self, terms: _Terms, kind: str, name: str, plan: Plan | None, barred: Reason | None) -> None:
        phases, grace = terms.phases, terms.phases.grace(kind)
        self.expiry_day = phases.expiry_day
        self.expires_at_once = phases.expires_at_once
        self.name = name
        self.rows: tuple[Row, ...] = (plan,) if plan else ()
        self.barred = barred
        self.room = {
            "extra_inbox": _room(plan.inbox_growth, plan.inbox_gb, plan.max_inbox_gb) if plan else 0,
            "extra_archive": _room(plan.archive_growth, plan.archive_gb, plan.max_archive_gb) if plan else 0,
        }
        self.last = phases.kept(kind) if grace.may_renew else timedelta(-phases.expires_at_once)
        self.end_rows: tuple[Row, ...] = (grace, phases.last_day, self.expiry_day)
        self.known: dict[tuple[Any, ...], Charges] = {}


def _offered(terms: _Terms, promo: bool) -> Terms:
    return terms.promo if promo else terms.ordinary


def _offer(terms: _Terms, mailbox: Mailbox) -> _Offer:
    """The plan of a mailbox, flat; remembered if the tables know it."""
    kind, name = mailbox.kind, mailbox.plan
    try:
        plan = terms.in_force.find(Plan, kind, name)
    except NoRuleInForce as error:
        others = tuple(row for row in terms.in_force.rows(Plan) if row.kind == kind)
        if error.first is not None or not others:
            raise
        unknown = Reason("plan_unknown", others, name, tuple(row.plan for row in others))
        return _Offer(terms, kind, name, None, unknown)
    if isinstance(plan, Withdrawn):
        offer = _Offer(terms, kind, name, None, Reason("plan_withdrawn", (plan,), name))
    else:
        offer = _Offer(terms, kind, name, plan, _not_here(terms, kind, name))
    terms.offers[kind, name] = offer
    return offer


def _not_here(terms: _Terms, kind: str, name: str) -> Reason | None:
    """Why no mailbox of this plan is renewed here: its kind goes another way, or the plan is no longer sold."""
    route = terms.in_force.row(Route, kind)
    if route.renewed_in != "customer_area":
        return Reason("renewed_elsewhere", (route,), remedies=("renew_domain",))
    price = terms.in_force.find(Price, "plan", name)
    return Reason("plan_not_sold", (price,), name) if isinstance(price, Withdrawn) else None


def _room(growth: str, base: int, most: int | None) -> int | None:
    """How many GB may be added; ``None`` for any number."""
    if growth == "unlimited":
        return None
    return 0 if most is None else most - base


def _remember(offer: _Offer, asked: tuple[Any, ...], charges: Charges) -> Charges:
    if len(offer.known) >= _REMEMBERED:
        offer.known.clear()
    offer.known[asked] = charges
    return charges
