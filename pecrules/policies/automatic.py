"""Automatic renewal: when it charges a mailbox, how much, for how long; what if that fails; how to have it otherwise.

Tables: ``renewal`` (automatic, routes, manual renewal, terms, what a term counts from), ``lifecycle`` (the transitions
of a charge), ``channels.commands``, ``pricing``, ``plans``, ``payments`` and the ``interpretations`` it names. Sources:
seed 001 (R1.10, R1.18, R1.21), seed 004 (R4.11, R4.12, R4.14), F3.10, F3.13 to F3.21.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Final

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps, none
from pecrules.domain.beside import is_to_end
from pecrules.domain.charge_day import ChargeDay
from pecrules.domain.charging import Charging, Repeated
from pecrules.domain.expiry import Term, TermStart
from pecrules.domain.life import GONE, USABLE, Lifecycle
from pecrules.domain.misuse import takes
from pecrules.domain.orderable import Orderable
from pecrules.domain.ordering import Ordering
from pecrules.domain.payments import billed_as
from pecrules.domain.plans import check_route
from pecrules.domain.provenance import Cited, because, caveats, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import TermAmounts, vat_of
from pecrules.domain.state_days import DAY
from pecrules.domain.state_rights import StateRights
from pecrules.model.codes import MailboxState, RemedyCode
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect, Stamp
from pecrules.model.outcomes.orders import AutomaticRenewal
from pecrules.model.outcomes.quotes import Charges, Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.channels import Command
from pecrules.rulebook.rows.guides import Guide
from pecrules.rulebook.rows.lifecycle import Step
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.termination import Mode
from pecrules.rulebook.ruleset import Ruleset, Snapshot


def automatic_renewal(mailbox: Mailbox, *, rules: Ruleset, on: date) -> AutomaticRenewal | Refusal:
    """What automatic renewal will do with a mailbox: the term of its last order is repeated, with plan and space as is.

    Prices, rates and terms are those of the day of the charge, as the tables know them. A day of the charge that has
    passed, with the expiry still where it was, means that the charge failed or is on its way.

    Args:
        mailbox: The mailbox as it is on the day.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.

    Returns:
        An ``AutomaticRenewal``: the day of the charge and of further tries, what is charged and until when it is then
        paid, what a failure leaves, and what must be done first to renew in another way. Or a ``Refusal``:
        ``renewed_elsewhere``; the name of the state where nothing is charged in it, or of the first such one that comes
        before the charge, with its day; ``automatic_renewal_not_offered``
        where nothing is charged at all; ``automatic_renewal_off``; ``term_unknown``; ``termination_asked`` for a
        mailbox that ends by its expiry; ``charge_skipped`` for a term that began after the day of its charge; or why
        that term, plan or space is no longer sold.

    Raises:
        NoRuleInForce: the tables say nothing yet about a price, a term or a rate on the day of the charge.
        CalendarError: the new expiry would lie beyond the year 9999.

    Source:
        R1.18, R1.21, R4.11, R4.12, R4.14; F3.10, F3.13 to F3.21.

    >>> from pecrules import load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30), auto_renew=True,
    ...               last_term_years=2, method="card")
    >>> renewal = automatic_renewal(box, rules=load_rules(), on=date(2027, 1, 10))
    >>> str(renewal.charge_day), str(renewal.quote.gross), str(renewal.quote.new_expiry)
    ('2027-03-23', '24.16', '2029-03-30')
    """
    return _RENEWAL.ask(mailbox, None, rules, on)


class ChargeDays(NamedTuple):
    """The days on which automatic renewal charges, whatever it costs.

    Attributes:
        first: The day of the charge.
        retries: The days on which a failed charge is tried again.
        rows: The rows behind them.
    """

    first: date
    retries: tuple[date, ...]
    rows: tuple[Row, ...]


def charge_days(mailbox: Mailbox, *, rules: Ruleset, on: date) -> ChargeDays | Refusal:
    """When a mailbox will be charged, without looking at any price; for those who gather days."""
    return _DAYS.ask(mailbox, None, rules, on)


# -- whether and when -------------------------------------------------------------------------------------------------


class _Days(NamedTuple):
    """A mailbox that will be charged on a day, or would have been."""

    view: _View
    mailbox: Mailbox
    on: date
    day: date


def _look_up_days(view: _View, mailbox: Mailbox, _: None, rules: Ruleset, on: date) -> _Days | Objection:
    return _precondition(view, mailbox, rules, on) or _Days(view, mailbox, on, view.charge_day.of(mailbox))


def _answer_days(case: _Days, _: Stamp) -> ChargeDays:
    return ChargeDays(case.day, _retries(case), _rows(case))


def _precondition(view: _View, mailbox: Mailbox, rules: Ruleset, on: date) -> Objection | None:
    """Why nothing is charged, whatever it would cost."""
    gone = _state_objection(view, mailbox, on) if view.lifecycle.state(mailbox, on) in GONE else None
    return (
        gone
        or check_route(view.snapshot, mailbox.kind, "renewed_elsewhere", "renew_domain")
        or _state_objection(view, mailbox, on)
        or _plan_ended(view, mailbox, rules, on)
        or _not_set(view, mailbox, on)
        or _ending(view, mailbox)
        or _not_charged(view, mailbox)
        or _before_charge(view, mailbox, on)
    )


def _before_charge(view: _View, mailbox: Mailbox, on: date) -> Objection | None:
    """What comes before the day of the charge, so that none is made; with the day on which it comes."""
    charge, until = view.charge_day.of(mailbox), view.lifecycle.period(mailbox, on).until
    while until is not None and until < charge:
        begins = until + DAY
        objection = _state_objection(view, mailbox, begins, on)
        if objection is not None:
            return objection._replace(asked=begins.isoformat())
        until = view.lifecycle.period(mailbox, begins).until
    return None


def _state_objection(view: _View, mailbox: Mailbox, day: date, today: date | None = None) -> Objection | None:
    """Why the state on a day is none in which a charge is made; in grace one may still renew by hand."""
    if view.charge(mailbox, day) is not None:
        return None
    period = view.lifecycle.period(mailbox, day)
    state = view.rights.state(period.state)
    if period.state in USABLE:
        rows, ways = (state, view.automatic), view.orderable.by_hand(mailbox)
        return Objection("automatic_renewal_not_offered", (*rows, *ways.rows), remedies=ways.value)
    ways = _ways_out(view, mailbox, view.lifecycle.state(mailbox, today or day))
    return Objection(period.state, (state, *period.rows, *ways.rows), remedies=ways.value)


def _ways_out(view: _View, mailbox: Mailbox, state: MailboxState) -> Cited[tuple[RemedyCode, ...]]:
    """What may be done today, in the state that a mailbox is in."""
    if view.rights.renewal_right(mailbox.kind, state).may_renew:
        return view.orderable.otherwise(mailbox, view.rights.listing(state))
    return view.orderable.ways_out(mailbox, repurchase=view.rights.state(state).may_repurchase)


def _plan_ended(view: _View, mailbox: Mailbox, rules: Ruleset, on: date) -> Objection | None:
    """Why nothing could be charged, on or off: its plan is gone by then; what is left is today's, or another plan."""
    ended = view.charging.ended(mailbox, rules)
    if ended is None:
        return None
    ways = view.orderable.otherwise(mailbox, view.rights.listing(view.lifecycle.state(mailbox, on)))
    return ended._replace(rows=(*ended.rows, *ways.rows), remedies=ways.value)


def _not_set(view: _View, mailbox: Mailbox, on: date) -> Objection | None:
    """Why there is nothing to repeat: automatic renewal is off, or nobody knows the last term."""
    rows = (view.automatic, *view.charge_rows(mailbox, on))
    if not mailbox.auto_renew:
        return Objection("automatic_renewal_off", rows, remedies=("switch_on_automatic_renewal",))
    if mailbox.last_term_years is None:
        return Objection("term_unknown", rows, remedies=("give_last_term_years",))
    return None


def _ending(view: _View, mailbox: Mailbox) -> Objection | None:
    """Why no further term is paid for a mailbox that somebody asked to end on a day."""
    if not is_to_end(mailbox):
        return None
    return Objection("termination_asked", (view.automatic, *view.endings(mailbox.kind)))


def _not_charged(view: _View, mailbox: Mailbox) -> Objection | None:
    """Why nothing is charged where a reading says so: the term began too late, or an order is open beside it."""
    objection = view.charge_day.objection(mailbox)
    if objection is None or objection.remedies:
        return objection
    ways = view.orderable.by_hand(mailbox)
    return objection._replace(rows=(*objection.rows, *ways.rows), remedies=ways.value)


def _retries(case: _Days) -> tuple[date, ...]:
    """The days on which a failed charge is tried again, in a state in which one is made."""
    days = (dates.add(case.day, days=after) for after in case.view.retry_days)
    return tuple(each for each in days if case.view.charge(case.mailbox, each) is not None)


def _rows(case: _Days) -> tuple[Row, ...]:
    """The rows behind the days and what must be done first."""
    view, mailbox, on, _ = case
    return (
        view.automatic,
        *view.charge_rows(mailbox, on),
        view.retries,
        *((view.charge_day.late,) if view.charge_day.late_start(mailbox) else ()),
        view.orderable.beside.automatic,
        *((view.orderable.beside.pending, view.charge_day.beside_order) if mailbox.renewal_order_pending else ()),
    )


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """A mailbox that will be charged on a day, and what the tables say then about its order."""

    days: _Days
    sale: _Sale | Refusal


def _look_up(view: _View, mailbox: Mailbox, _: None, rules: Ruleset, on: date) -> _Case | Objection:
    days = _look_up_days(view, mailbox, None, rules, on)
    if isinstance(days, Objection):
        return days
    return _Case(days, _SALE.ask(mailbox, view.orderable.by_hand(mailbox), rules, days.day))


def _answer(case: _Case, stamp: Stamp) -> AutomaticRenewal | Refusal:
    days, sale = case
    if isinstance(sale, Refusal):
        return changed(sale, {"stamp": stamp})
    view, mailbox = days.view, days.mailbox
    fails = _if_it_fails(view, sale, mailbox)
    rows = (*_rows(days), *(row for each in fails for row in each.rows))
    return AutomaticRenewal(
        charge_day=days.day,
        retries=_retries(days),
        method=mailbox.method,
        quote=Quote(sale.charges, mailbox.expiry, sale.term.expiry, stamp, sale.term.anchor),
        if_it_fails=tuple(each.value for each in fails),
        to_change=view.orderable.first_of_all(mailbox),
        because=tuple(dict.fromkeys(because(rows) + sale.charges.because)),
        caveats=tuple(dict.fromkeys(caveats(rows) + sale.charges.caveats)),
        stamp=stamp,
    )


def _if_it_fails(view: _View, sale: _Sale, mailbox: Mailbox) -> list[Cited[Effect]]:
    """What can be seen to fail and must be changed before; what a failed charge leaves; where to read on."""
    change = view.payment_methods or view.automatic
    method = Effect("method_must_be_changed", change.ref, value=mailbox.method)
    left = {code: Effect(code, step.ref, value=step.to_state) for step in view.failures for code in step.effects}
    return [
        *([] if sale.can_be_charged else [Cited(method, (change,))]),
        *(Cited(effect, view.failures) for effect in left.values()),
        *(Cited(Effect("failed_charge_guide", row.ref), (row,)) for row in (view.guide,) if row),
    ]


# -- how much and for how long ----------------------------------------------------------------------------------------


class _Sale(NamedTuple):
    """What is charged, until when the mailbox is then paid, and whether its way to pay is one that can be charged."""

    charges: Charges
    term: Term
    can_be_charged: bool


class _Order(NamedTuple):
    """The last order, repeated.

    Attributes:
        view: The tables on the day of the charge.
        mailbox: Whose order.
        plan: Its plan, or why it is not to be had.
        by_hand: What must be done to renew in another way.
        prices: The tables whose prices count.
        start: The day from which the new term counts.
    """

    view: _SaleView
    mailbox: Mailbox
    plan: Plan
    by_hand: Cited[tuple[RemedyCode, ...]]
    prices: Snapshot
    start: date

    @property
    def amounts(self) -> TermAmounts:
        """The term of the last order, where that is known, and the space."""
        box = self.mailbox
        return TermAmounts(box.last_term_years or 0, box.extra_inbox_gb, box.extra_archive_gb)


def _look_up_sale(
    view: _SaleView, mailbox: Mailbox, by_hand: Cited[tuple[RemedyCode, ...]], rules: Ruleset, day: date
) -> _Order | Objection:
    plan = view.repeated.plan(mailbox)
    if isinstance(plan, Objection):
        return plan
    start = view.counting.start(mailbox.expiry, day, late=False)
    prices = view.price_day.prices(rules, None, mailbox)
    return _Order(view, mailbox, plan, by_hand, prices, start)


def _sale_objections(case: _Order) -> Sequence[Objection]:
    """Why the last order cannot be repeated, which nothing can change: by hand, another term or space may be had."""
    view, mailbox, ways = case.view, case.mailbox, case.by_hand
    against = [*view.repeated.objections(mailbox, case.plan)]
    unpriced = view.unpriced(case.prices, mailbox.plan, case.amounts)
    if unpriced is not None:
        against.append(unpriced)
    return [each._replace(rows=(*each.rows, *ways.rows), remedies=ways.value, change=None) for each in against]


def _answer_sale(case: _Order, _: Stamp) -> _Sale:
    charges = _charges(case)
    term = case.view.counting.term(case.mailbox, case.start, case.amounts.years)
    return _Sale(charges, term, case.view.can_charge(case.mailbox))


def _charges(case: _Order) -> Charges:
    """The plan and the extra space for the term of the last order."""
    view, mailbox, amounts, offering = case.view, case.mailbox, case.amounts, case.view.offering
    tariff = offering.tariff(case.prices, mailbox.plan, amounts)
    rows = (
        case.plan,
        *offering.terms(product=mailbox.promo, order=False).rows,
        *offering.item_rows(amounts),
        view.counting.early,
        *((view.counting.leap_day,) if view.counting.from_leap_day(mailbox, case.start) else ()),
        view.price_day.row,
    )
    vat, holder = vat_of(case.prices), billed_as(mailbox.holder)
    return view.paying.charges(tariff.items(amounts), rows, view.effects(mailbox), vat=vat, holder=holder)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What the tables say about automatic renewal on the day of the question, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Command, Guide, Mode, Step, *Charging.READS, *Orderable.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.lifecycle = Lifecycle(snapshot)
        self.orderable = Orderable(snapshot)
        self.charge_day = ChargeDay(snapshot, self.lifecycle.days)
        self.charging = Charging(snapshot, self.lifecycle, self.charge_day)
        self.automatic = self.charge_day.row
        self.retries = interpretation(snapshot, "charge_retries")
        self.retry_days = self.automatic.retry_days_after if self.retries.choice == "listed_days" else ()
        self.rights = StateRights(snapshot)
        failed = [row for row in snapshot.rows(Step) if row.event == "charge_failed"]
        self.failures = tuple(sorted(failed, key=lambda row: row.machine == "order"))  # what is left is an order's
        commands = {row.command: row for row in snapshot.rows(Command) if row.channel == "customer_area"}
        self.payment_methods = commands.get("payment_methods")
        self.guide = next((row for row in snapshot.rows(Guide) if row.guide == "failed_charge"), None)

    def charge(self, mailbox: Mailbox, on: date) -> Step | None:
        """The transition by which a mailbox in its state is charged; ``None`` where there is none."""
        name = self.lifecycle.period(mailbox, on).state
        state = self.rights.state(name)
        return self.charge_day.steps.get("active" if state.rights == "as_active" else name)

    def charge_rows(self, mailbox: Mailbox, on: date) -> tuple[Row, ...]:
        """The same as rows behind an answer."""
        charge = self.charge(mailbox, on)
        return () if charge is None else (charge,)

    def endings(self, kind: str) -> tuple[Row, ...]:
        """The ways to have a kind of mailbox end on a day."""
        return tuple(row for row in self.snapshot.rows(Mode) if (row.kind, row.mode) == (kind, "at_date"))


class _SaleView(Ordering):
    """What the tables say about the order on the day of the charge, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (*TermStart.READS, *Repeated.READS, *Ordering.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.repeated = Repeated(snapshot)
        self.counting = TermStart(snapshot)

    def can_charge(self, mailbox: Mailbox) -> bool:
        """Whether the way to pay on record, so far as it is known, is one that automatic renewal can charge."""
        row = None if mailbox.method is None else self.paying.methods.get(mailbox.method)
        known = mailbox.method is None or (row is not None and row.switches_on_automatic != "never")
        return known and mailbox.method_valid

    def effects(self, mailbox: Mailbox) -> list[Cited[Effect]]:
        """When the charge is registered, where it can be made; automatic renewal is on already."""
        if mailbox.method is None or not self.can_charge(mailbox):
            return []
        return self.paying.effects(mailbox.method, signed_in=True, keep_off=False)[-1:]


_RENEWAL: Final = Steps(_View, _look_up, none, _answer, takes=takes("automatic_renewal"))
_DAYS: Final = Steps(_View, _look_up_days, none, _answer_days)
_SALE: Final = Steps(_SaleView, _look_up_sale, _sale_objections, _answer_sale)
