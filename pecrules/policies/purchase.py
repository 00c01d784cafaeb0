"""Buying a mailbox for the first time, or a deleted name again: what it costs, what comes of it, or why it cannot be.

Tables: ``plans`` (plans, space, public domains, size of an order), ``pricing`` (prices, VAT), ``renewal`` (terms,
routes, what the first term counts from), ``lifecycle`` (activation; for a deleted name states and grace),
``termination.repurchase``, ``payments``, ``holders`` and the ``interpretations`` it names. Sources: R1.5, R1.13 to
R1.20, R2.11, R2.19, R4.4, R4.6; F2.10 to F2.14, F5.21, F5.22, F12.08, F12.09.

A first order has no expiry yet: where the prices of that day count (``price_day``), it pays those of its own day, as
where nobody says when it is paid. And the order is itself the promotion of its product.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Final

from pecrules.base.errors import nearest
from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.activation import activation
from pecrules.domain.addresses import Names, is_domain
from pecrules.domain.answering import Steps, none
from pecrules.domain.charges import Several, Tariff
from pecrules.domain.expiry import FirstTerm
from pecrules.domain.holders import number_objections, same_holder
from pecrules.domain.life import Lifecycle, StatePeriod
from pecrules.domain.misuse import takes
from pecrules.domain.orderable import Orderable
from pecrules.domain.payments import BilledAs, Paying, billed_as
from pecrules.domain.plans import check_route, not_sold, plan_of, plans_of
from pecrules.domain.provenance import Cited, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import PriceDay, SaleTerms, vat_of
from pecrules.domain.space import ARCHIVE, INBOX, Allowances
from pecrules.domain.state_rights import StateRights
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Holder, Mailbox
from pecrules.model.outcomes.common import Effect, Stamp
from pecrules.model.outcomes.quotes import Charges, Grounds, Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.requests import PurchaseRequest
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.lifecycle import Activation
from pecrules.rulebook.rows.plans import OrderSize, Plan, PublicDomain
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.rows.renewal import Route
from pecrules.rulebook.rows.termination import Repurchase
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_DEAL_BYTES: Final = 2_500


def quote_purchase(
    holder: Holder | None, request: PurchaseRequest, *, rules: Ruleset, on: date
) -> Quote | Refusal[PurchaseRequest]:
    """What a first order costs, and until when its mailboxes would be paid if they were activated today.

    Args:
        holder: Who will own the mailboxes; ``None`` when not known yet.
        request: Address, plan, term in whole years, how many mailboxes like it, extra space, how it is paid.
        rules: The rules to ask.
        on: The day of the order, a civil date of Europe/Rome.

    Returns:
        A ``Quote``: lines net of VAT, VAT and gross in EUR; no expiry, and the new one as if activated today; when the
        payment is registered, what it switches on, how long activation takes; what must still be given. Or a
        ``Refusal`` with the rows behind it and the nearest request that would be accepted: ``sold_elsewhere``,
        ``plan_unknown``, ``plan_withdrawn``, ``plan_not_sold``, ``price_not_stated``, ``term_not_offered``,
        ``extra_*_not_offered``,
        ``extra_*_beyond_limit``, ``method_unknown``, ``order_size_beyond_limit``, ``address_malformed``,
        ``domain_not_offered``, ``tax_code_invalid``, ``vat_number_invalid``. Where no row limits an order,
        any number of mailboxes is as good as another.

    Raises:
        NoRuleInForce: the tables say nothing yet about a plan, a price, a term, a domain or a rate on that day.
        CalendarError: the new expiry would lie beyond the year 9999.

    Source:
        R1.5, R1.13, R1.15, R1.17, R1.18, R1.20, R2.11, R2.19; F5.03 to F5.06, F5.21, F5.22, F12.08, F12.09.

    >>> from pecrules import PurchaseRequest, load_rules
    >>> order = PurchaseRequest(address="mario.rossi@pec.it", plan="standard", years=1, method="card")
    >>> quote = quote_purchase(None, order, rules=load_rules(), on=date(2027, 1, 10))
    >>> str(quote.gross), str(quote.new_expiry), [effect.code for effect in quote.effects]
    ('12.08', '2028-01-10', ['automatic_renewal_on', 'payment_registered', 'activation'])
    """
    return _PURCHASE.ask(holder, request, rules, on)


def quote_repurchase(
    mailbox: Mailbox, request: PurchaseRequest, *, rules: Ruleset, on: date
) -> Quote | Refusal[PurchaseRequest]:
    """What buying a deleted mailbox's name again costs; the mailbox then starts empty.

    Args:
        mailbox: The mailbox that was deleted or withdrawn, with the holder it was registered for.
        request: As for a first order of one mailbox; ``holder`` is who asks, ``through`` how.
        rules: The rules to ask.
        on: The day of the order, a civil date of Europe/Rome.

    Returns:
        A ``Quote`` as for a first order, with the effect ``starts_empty``. Or a ``Refusal`` as for a first order, or
        ``not_deleted``, ``not_same_holder``, ``another_address``, ``another_kind``, ``not_this_way``,
        ``plan_must_stay``.

    Raises:
        NoRuleInForce: the tables say nothing yet about a plan, a price, a term or a rate on that day.
        CalendarError: the new expiry, or the end of the grace there was, would lie beyond the year 9999.

    Source:
        R4.4, R4.6; F2.10 to F2.14, F8.17.

    >>> from pecrules import Holder, Mailbox, PurchaseRequest, load_rules
    >>> mario = Holder(subject="natural_person", tax_code="RSSMRA80A01H501U")
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2026, 3, 30), holder=mario)
    >>> order = PurchaseRequest(address="mario.rossi@pec.it", plan="pro", years=1, holder=mario)
    >>> quote = quote_repurchase(box, order, rules=load_rules(), on=date(2027, 1, 10))
    >>> str(quote.gross), [effect.code for effect in quote.effects]
    ('36.48', ['starts_empty', 'activation'])
    """
    return _REPURCHASE.ask(mailbox, request, rules, on)


# -- one order --------------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """An order, and what is known of it before the money is looked at.

    Attributes:
        view: The tables.
        request: What is asked for.
        holder: For whom.
        on: The day of the order.
        prices: The tables whose prices count.
        choice: The plan.
        found: What speaks against the rest of what is bought, beside term, space and way to pay.
        rows: The rows behind what is bought.
        follows: What comes of it, whatever is paid.
    """

    view: _View
    request: PurchaseRequest
    holder: Holder | None
    on: date
    prices: Snapshot
    choice: _Choice
    found: Sequence[Objection | None]
    rows: tuple[Row, ...]
    effects: tuple[Cited[Effect], ...] = ()


class _Choice(NamedTuple):
    """The plan asked for, or the one nearest to it that is on sale; what speaks against the one asked for."""

    plan: Plan | None
    objection: Objection | None = None


def _look_up(
    view: _View, holder: Holder | None, request: PurchaseRequest, rules: Ruleset, on: date
) -> _Case | Objection:
    route = check_route(view.snapshot, request.kind, "sold_elsewhere", "buy_domain")
    if route is not None:
        return route
    rows = _domain_rows(view, request)
    if view.size and request.mailboxes > 1:
        rows = (*rows, view.size)
    found = (
        *_address_objections(view, request),
        *(number_objections(holder, view.paying.subject(billed_as(holder)).rows) if holder else ()),
        _size_objection(view, request.mailboxes),
    )
    prices = view.price_day.prices(rules, request.paid_on)
    return _Case(view, request, holder, on, prices, _choice(view, request), found, rows)


def _look_up_repurchase(
    view: _RepurchaseView, mailbox: Mailbox, request: PurchaseRequest, rules: Ruleset, on: date
) -> _Case | Objection:
    rule = view.snapshot.row(Repurchase, mailbox.kind)
    deleted = _DELETION.ask_surely(mailbox, None, rules, on)
    if isinstance(deleted, Objection):
        return deleted
    precondition = _precondition(view, rule, mailbox, request)
    if precondition is not None:
        return precondition
    same = request
    if (request.address, request.kind) != (mailbox.address, mailbox.kind):
        same = changed(request, {"address": mailbox.address, "kind": mailbox.kind})
    choice = _choice_again(view, rule, mailbox, same)
    rows = (*deleted, rule, *((view.same_holder,) if rule.holder_test == "same_holder" else ()))
    empty = Cited(Effect("starts_empty", rule.ref), (rule,))
    prices = view.price_day.prices(rules, request.paid_on)
    found = _name_objections(rule, mailbox, request)
    return _Case(view, same, request.holder, on, prices, choice, found, rows, (empty,))


def _objections(case: _Case) -> Sequence[Objection]:
    """Everything that is not offered; without any plan nothing can be said about space."""
    view, request, plan = case.view, case.request, case.choice.plan
    years = view.offering.years_objection(request.years, product=request.promo, order=request.promo)
    inbox, archive = request.extra_inbox_gb, request.extra_archive_gb
    allowance = view.allowances.of(plan) if plan else None
    space = (allowance.objection(INBOX, inbox), allowance.objection(ARCHIVE, archive)) if allowance else ()
    method = view.paying.method_objection(request.method)
    items = view.offering.priced(plan.plan if plan else None, inbox=inbox > 0, archive=archive > 0)
    unpriced = view.price_day.unpriced(case.prices, items)
    found = (*case.found, case.choice.objection, years, *space, method, unpriced)
    return [each for each in found if each is not None]


def _answer(case: _Case, stamp: Stamp) -> Quote:
    plan = case.choice.plan
    assert plan is not None  # else something would speak against it
    term = case.view.first_term.term(case.on, case.request.years)
    return Quote(_charges(case, plan), None, term.expiry, stamp, term.anchor)


def _charges(case: _Case, plan: Plan) -> Charges:
    """What is paid, what follows and why, for an order that nothing speaks against."""
    view, request = case.view, case.request
    facts = _facts(case, plan)
    deal = view.deals.get(facts) or view.deals.keep(facts, _deal(case, plan, facts))
    amounts, mailboxes = (request.years, request.extra_inbox_gb, request.extra_archive_gb), request.mailboxes
    net, sold = deal.tariff.net(*amounts) * mailboxes, Several(deal.tariff, mailboxes)
    return Charges.of(net, view.paying.vat_of(net, deal.rate, sold, amounts), deal.grounds, sold, amounts)


class _Facts(NamedTuple):
    """All that the reasons for an order depend on; two that are equal share them.

    Attributes:
        kind: The kind of mailbox.
        plan: The plan.
        several_years: Whether the term is longer than a year.
        inbox: Whether there is extra inbox.
        archive: Whether there is extra archive.
        promo: Whether the order is on promotion.
        pays_later: Whether the day of the payment was given.
        method: How it is paid.
        signed_in: Whether who pays is signed in.
        keep_off: Whether automatic renewal is to be kept off.
        holder: What billing looks at in the holder.
        identified: Whether the holder is identified for the electronic invoice.
        price_day: A day with the same prices.
        bought: The rows behind what is bought, by name, each with its doubts.
        first_term: Those behind the end of the term, by name.
    """

    kind: str
    plan: str
    several_years: bool
    inbox: bool
    archive: bool
    promo: bool
    pays_later: bool
    method: str | None
    signed_in: bool
    keep_off: bool
    holder: BilledAs | None
    identified: bool
    price_day: date
    bought: tuple[Any, ...]
    first_term: tuple[str, ...]


def _facts(case: _Case, plan: Plan) -> _Facts:
    view, request = case.view, case.request
    return _Facts(
        request.kind,
        plan.plan,
        request.years > 1,
        request.extra_inbox_gb > 0,
        request.extra_archive_gb > 0,
        request.promo,
        request.paid_on is not None,
        request.method,
        request.signed_in,
        request.keep_automatic_off,
        billed_as(case.holder),
        view.paying.identifies(case.holder, request.einvoice_identifier),
        case.prices.day,
        tuple([(row.ref, row.doubts) for row in case.rows]),
        tuple([row.ref for row in view.first_term.rows(case.on)]),
    )


class _Deal(NamedTuple):
    """What orders of the same facts share: the prices, the VAT rate, the reasons and what follows."""

    tariff: Tariff
    rate: int
    grounds: Grounds


def _deal(case: _Case, plan: Plan, facts: _Facts) -> _Deal:
    view, paying, offering, vat = case.view, case.view.paying, case.view.offering, vat_of(case.prices)
    tariff = offering.tariff(case.prices, plan.plan, inbox=facts.inbox, archive=facts.archive)
    rows: tuple[Row, ...] = (
        plan,
        *offering.terms(product=facts.promo, order=facts.promo).rows,
        *offering.item_rows(several_years=facts.several_years, space=facts.inbox or facts.archive),
        *((view.price_day.row,) if facts.pays_later else ()),
        *case.rows,
        *view.first_term.rows(case.on),
        *(paying.subject(facts.holder).rows if facts.holder else ()),
    )
    paid = paying.effects(facts.method, signed_in=facts.signed_in, keep_off=facts.keep_off)
    effects = [*case.effects, *paid, *_activation(view, facts.kind)]
    requires = paying.requires(facts.holder, identified=facts.identified)
    grounds = paying.grounds(tariff.prices, rows, effects, requires, vat=vat, holder=facts.holder)
    return _Deal(tariff, vat.rate, grounds)


def _activation(view: _View, kind: str) -> list[Cited[Effect]]:
    """How long activation takes in the area where the kind is bought, as far as the tables say."""
    area = view.snapshot.row(Route, kind).renewed_in
    rows = [row for row in view.snapshot.rows(Activation) if (row.kind, row.channel) == (kind, area)]
    return [activation(row) for row in rows]


# -- what is asked for ------------------------------------------------------------------------------------------------


def _choice(view: _View, request: PurchaseRequest) -> _Choice:
    """The plan asked for if it is on sale, else the one that is spelled most like it."""
    found = plan_of(view.snapshot, request.kind, request.plan)
    objection = found if isinstance(found, Objection) else not_sold(view.snapshot, request.plan)
    if isinstance(found, Plan) and objection is None:
        return _Choice(found)
    assert objection is not None
    priced = {row.plan for row in view.snapshot.rows(Price) if row.item == "plan"}
    on_sale = {row.plan: row for row in plans_of(view.snapshot, request.kind) if row.plan in priced}
    near = nearest(request.plan, on_sale)
    change = None if near is None else ("plan", near)
    return _Choice(on_sale.get(near or ""), objection._replace(allowed=tuple(on_sale), change=change))


def _size_objection(view: _View, mailboxes: int) -> Objection | None:
    """Why one order cannot hold so many mailboxes; where no row limits it, only why it holds at least one."""
    most = view.size.max_mailboxes if view.size and not view.size.is_borrowed else max(mailboxes, 1)
    if 1 <= mailboxes <= most:
        return None
    rows: tuple[Row, ...] = (view.size,) if view.size else (view.first_term.row,)
    allowed = (1, most) if view.size else (1,)
    near = min(max(mailboxes, 1), most)
    return Objection("order_size_beyond_limit", rows, mailboxes, allowed, change=("mailboxes", near))


def _domain_rows(view: _View, request: PurchaseRequest) -> tuple[Row, ...]:
    """The row of an address's public domain, if it has one; names of domains are the same in capitals."""
    row = view.domains.get(request.address.rpartition("@")[2].lower())
    return (row,) if row and request.kind == "mailbox" else ()


def _address_objections(view: _View, request: PurchaseRequest) -> list[Objection]:
    """What is wrong with an address, before the @ and after it; the nearest one is right on both sides."""
    is_public, (name, _, domain) = request.kind == "mailbox", request.address.partition("@")
    plain, public = domain.lower(), view.domains if is_public else {}
    fits = view.names.fits(name)
    if fits and plain in public:
        return []
    rows: tuple[Row, ...] = tuple(public.values()) or (view.snapshot.row(Route, request.kind),)
    if not name or not domain or "@" in domain:
        return [Objection("address_malformed", rows, request.address)]
    found = list[Objection]()
    offered = domain if is_public or is_domain(domain) else None
    near = nearest(plain, public) if public and plain not in public else offered
    called = name if fits else view.names.nearest(name)
    change = ("address", f"{called}@{near}") if called and near else None
    if not fits:
        found.append(Objection("address_malformed", view.names.rows, request.address, change=change))
    if offered is None:
        found.append(Objection("address_malformed", rows, request.address))
    elif is_public and plain not in public:
        found.append(Objection("domain_not_offered", rows, domain, tuple(public), change=change))
    return found


# -- a deleted name ---------------------------------------------------------------------------------------------------


class _Gone(NamedTuple):
    """A mailbox that may have been deleted, in its state, by the rules that it had."""

    view: _RepurchaseView
    mailbox: Mailbox
    period: StatePeriod


def _look_up_deletion(view: _RepurchaseView, mailbox: Mailbox, _: None, __: Ruleset, on: date) -> _Gone:
    return _Gone(view, mailbox, view.lifecycle.period(mailbox, on))


def _answer_deletion(case: _Gone, _: Stamp) -> tuple[Row, ...] | Objection:
    """The rows of the state that lets the name be bought again, or why it does not."""
    view, mailbox, period = case
    state = view.rights.state(period.state)
    rows = (state, *period.rows)
    if state.may_repurchase:
        return rows
    renewable = period.state == "expired" and view.rights.renewal_right(mailbox.kind, period.state).may_renew
    ways = view.orderable.ways_out(mailbox, renew=renewable)
    return Objection("not_deleted", (*rows, *ways.rows), period.state, remedies=ways.value)


def _precondition(
    view: _RepurchaseView, rule: Repurchase, mailbox: Mailbox, request: PurchaseRequest
) -> Objection | None:
    """Why nobody, or not this holder, can buy the name here, whatever else is asked."""
    route = check_route(view.snapshot, mailbox.kind, "sold_elsewhere", "buy_domain")
    if route is not None:
        return route._replace(rows=(*route.rows, rule))  # there too, by the rule for its kind
    if rule.holder_test == "anyone" or same_holder(mailbox.holder, request.holder, view.same_holder.choice):
        return None
    return Objection("not_same_holder", (rule, view.same_holder))


def _name_objections(rule: Repurchase, mailbox: Mailbox, request: PurchaseRequest) -> list[Objection | None]:
    """What speaks against a request for this very name; its plan is looked at elsewhere."""
    address, kind, rows = mailbox.address, mailbox.kind, (rule,)
    found: list[Objection | None] = []
    if request.address != address:
        found.append(Objection("another_address", rows, request.address, (address,), change=("address", address)))
    if request.kind != kind:
        found.append(Objection("another_kind", rows, request.kind, (kind,), change=("kind", kind)))
    if request.through not in rule.asked_through:
        near = nearest(request.through, rule.asked_through) or rule.asked_through[0]
        found.append(Objection("not_this_way", rows, request.through, rule.asked_through, change=("through", near)))
    if request.mailboxes != 1:  # a name is that of one mailbox
        found.append(Objection("order_size_beyond_limit", rows, request.mailboxes, (1, 1), change=("mailboxes", 1)))
    return found


def _choice_again(view: _RepurchaseView, rule: Repurchase, mailbox: Mailbox, request: PurchaseRequest) -> _Choice:
    """The plan asked for, or the one there was where it must stay; if that one is gone, no other will do."""
    if rule.plan_choice == "any_plan":
        return _choice(view, request)
    plan, objection = _choice(view, changed(request, {"plan": mailbox.plan}))
    if objection is not None:
        return _Choice(None, objection._replace(allowed=(), change=None))
    stay = Objection("plan_must_stay", (rule,), request.plan, (mailbox.plan,), change=("plan", mailbox.plan))
    return _Choice(plan, None if request.plan == mailbox.plan else stay)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What a first order needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Activation, OrderSize, PublicDomain, Route, *FirstTerm.READS, *Names.READS, *SaleTerms.READS, *Paying.READS,
        *Allowances.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.offering = SaleTerms(snapshot)
        self.paying = Paying(snapshot)
        self.first_term = FirstTerm(snapshot)
        self.price_day = PriceDay(snapshot)
        self.size = next(iter(snapshot.rows(OrderSize)), None)
        self.names = Names(snapshot)
        self.domains = {row.domain: row for row in snapshot.rows(PublicDomain) if "customers" in row.offered_to}
        self.deals: Memo[_Facts, _Deal] = Memo(budget=snapshot.answers, weight=_DEAL_BYTES)
        self.allowances = Allowances(snapshot)


class _RepurchaseView(_View):
    """What buying a deleted name again needs besides."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        *_View.READS, Repurchase, *Lifecycle.READS, *StateRights.READS, *Orderable.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.lifecycle = Lifecycle(snapshot)
        self.orderable = Orderable(snapshot)
        self.rights = StateRights(snapshot)
        self.same_holder = interpretation(snapshot, "same_holder_check")


_PURCHASE: Final = Steps(_View, _look_up, _objections, _answer, takes=takes("quote_purchase"))
_REPURCHASE: Final = Steps(
    _RepurchaseView, _look_up_repurchase, _objections, _answer, keeps_promises=False, takes=takes("quote_repurchase")
)
_DELETION: Final = Steps(_RepurchaseView, _look_up_deletion, none, _answer_deletion)
