"""Automatic renewal: when it charges a mailbox, how much, for how long; what if that fails; how to have it otherwise.

Tables: ``renewal`` (automatic, routes, manual renewal, terms, what a term counts from), ``lifecycle`` (the transitions
of a charge), ``channels.commands``, ``pricing``, ``plans``, ``payments`` and the ``interpretations`` it names. Sources:
seed 001 (R1.10, R1.18, R1.21), seed 004 (R4.11, R4.12, R4.14), F3.10, F3.13 to F3.21.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, NamedTuple

from pecrules.base import dates
from pecrules.base.errors import NoRuleInForce
from pecrules.domain.charges import Term
from pecrules.domain.life import Lifecycle
from pecrules.domain.payments import Paying
from pecrules.domain.plans import check_route, not_sold, plan_of
from pecrules.domain.provenance import Cited, because, caveats, interpretation
from pecrules.domain.refusing import Objection, refusal
from pecrules.domain.sale_terms import PriceDay, SaleTerms
from pecrules.domain.space import ARCHIVE, INBOX, SpaceAllowance
from pecrules.domain.state_rights import StateRights
from pecrules.model.codes import RemedyCode
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.orders import AutomaticRenewal
from pecrules.model.outcomes.quotes import Charges, Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.rulebook.rows import Automatic, Command, ManualRenewal, Mode, NewExpiry, Plan, Route, Row, Step
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_USABLE: Final = frozenset({"active", "expiring"})


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
        ``renewed_elsewhere``; the state's name where nothing is charged in it, or ``automatic_renewal_not_offered``
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
    view, stamp = rules.view(_View, on, mailbox)
    reason = _barred(view, mailbox, on)
    if reason is not None:
        return refusal([reason], None, stamp)
    day = _charge_day(view, mailbox)
    sale, _ = rules.view(_Sale, day, mailbox)
    start = day if sale.early_expiry.counts_from == "payment_day" else mailbox.expiry
    try:
        reasons = _not_offered(sale, mailbox, view.by_hand(mailbox))
        charges = None if reasons else _charges(sale, mailbox, rules, start)
    except NoRuleInForce as error:
        raise error.asked_on(day) from None
    if charges is None:
        return refusal(reasons, None, stamp)
    fails = _if_it_fails(view, sale, mailbox)
    rows = (*_rows(view, mailbox, on), *(row for each in fails for row in each.rows))
    return AutomaticRenewal(
        charge_day=day,
        retries=_retries(view, mailbox, day),
        method=mailbox.method,
        quote=Quote(charges, mailbox.expiry, dates.add_years(start, _years(mailbox), sale.leap_day.choice), stamp),
        if_it_fails=tuple(each.value for each in fails),
        to_change=view.to_change(mailbox),
        because=tuple(dict.fromkeys(because(rows) + charges.because)),
        caveats=tuple(dict.fromkeys(caveats(rows) + charges.caveats)),
        stamp=stamp,
    )


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
    view, stamp = rules.view(_View, on, mailbox)
    bar = _barred(view, mailbox, on)
    if bar is not None:
        return refusal([bar], None, stamp)
    day = _charge_day(view, mailbox)
    return ChargeDays(day, _retries(view, mailbox, day), _rows(view, mailbox, on))


# -- whether and when -------------------------------------------------------------------------------------------------


def _barred(view: _View, mailbox: Mailbox, on: date) -> Objection | None:
    """Why nothing is charged, whatever it would cost."""
    try:
        return (
            check_route(view.snapshot, mailbox.kind, "renewed_elsewhere", "renew_domain")
            or _wrong_state(view, mailbox, on)
            or _not_set(view, mailbox, on)
            or _ending(view, mailbox)
            or _skipped(view, mailbox)
            or _wrong_state(view, mailbox, max(on, _charge_day(view, mailbox)))
        )
    except NoRuleInForce as error:
        raise error.asked_on(on) from None


def _wrong_state(view: _View, mailbox: Mailbox, on: date) -> Objection | None:
    """Why the state is none in which a charge is made; in grace one may still renew by hand."""
    if view.charge(mailbox, on) is not None:
        return None
    period = view.lifecycle.period(mailbox, on)
    state = view.rights.state(period.state)
    if period.state in _USABLE:
        return Objection("automatic_renewal_not_offered", (state, view.automatic), remedies=view.by_hand(mailbox))
    renewable = view.rights.renewal_right(mailbox.kind, period.state).may_renew
    remedies = view.by_hand(mailbox) if renewable else ("repurchase",) if state.may_repurchase else ()
    return Objection(period.state, (state, *period.rows), remedies=remedies)


def _not_set(view: _View, mailbox: Mailbox, on: date) -> Objection | None:
    """Why there is nothing to repeat: automatic renewal is off, or nobody knows the last term."""
    rows = (view.automatic, *view.charge_rows(mailbox, on))
    if not mailbox.auto_renew:
        return Objection("automatic_renewal_off", rows, remedies=("switch_on_automatic_renewal",))
    if mailbox.last_term_years is None:
        return Objection("term_unknown", rows, remedies=("give_last_term_years",))
    return None


def _ending(view: _View, mailbox: Mailbox) -> Objection | None:
    """Why no further term is paid for a mailbox that somebody asked to end by its expiry."""
    if mailbox.termination_day is None or mailbox.termination_day > mailbox.expiry:
        return None
    return Objection("termination_asked", (view.automatic, *view.endings(mailbox.kind)))


def _skipped(view: _View, mailbox: Mailbox) -> Objection | None:
    """Why a term that began after the day of its charge is not renewed automatically."""
    if view.late.choice == "at_once" or _late_start(view, mailbox) is None:
        return None
    return Objection("charge_skipped", (view.automatic, view.late), remedies=view.by_hand(mailbox))


def _charge_day(view: _View, mailbox: Mailbox) -> date:
    return _late_start(view, mailbox) or _regular_day(view, mailbox)


def _regular_day(view: _View, mailbox: Mailbox) -> date:
    return dates.add(mailbox.expiry, days=-view.automatic.charge_days_before)


def _late_start(view: _View, mailbox: Mailbox) -> date | None:
    """The day on which the term began, if that was after the day of its charge and still in time."""
    started = max((day for day in (mailbox.activated_on, mailbox.last_term_began_on) if day), default=None)
    if started is None or started <= _regular_day(view, mailbox):
        return None
    return started if started <= view.lifecycle.days.last_active(mailbox) else None


def _retries(view: _View, mailbox: Mailbox, day: date) -> tuple[date, ...]:
    """The days on which a failed charge is tried again: after the last active one nothing is charged."""
    days = (dates.add(day, days=after) for after in view.retry_days)
    return tuple(each for each in days if each <= view.lifecycle.days.last_active(mailbox))


def _rows(view: _View, mailbox: Mailbox, on: date) -> tuple[Row, ...]:
    """The rows behind the days and what must be done first."""
    return (
        view.automatic,
        *view.charge_rows(mailbox, on),
        view.retries,
        *((view.late,) if _late_start(view, mailbox) else ()),
        view.rule_if_auto_renew,
        *((view.while_pending,) if mailbox.renewal_order_pending else ()),
    )


def _if_it_fails(view: _View, sale: _Sale, mailbox: Mailbox) -> list[Cited[Effect]]:
    """What can be seen to fail and must be changed before; what a failed charge leaves; where to read on."""
    change = view.payment_methods or view.automatic
    method = Effect("method_must_be_changed", change.ref, value=mailbox.method)
    left = {code: Effect(code, step.ref, value=step.to_state) for step in view.failures for code in step.effects}
    return [
        *([] if sale.can_charge(mailbox) else [Cited(method, (change,))]),
        *(Cited(effect, view.failures) for effect in left.values()),
        *(Cited(Effect("failed_charge_guide", row.ref), (row,)) for row in (view.guide,) if row),
    ]


# -- how much and for how long ----------------------------------------------------------------------------------------


def _not_offered(sale: _Sale, mailbox: Mailbox, by_hand: tuple[RemedyCode, ...]) -> list[Objection]:
    """Why the last order cannot be repeated: another plan, term or space may still be renewed by hand."""
    plan = plan_of(sale.snapshot, mailbox.kind, mailbox.plan)
    if isinstance(plan, Objection):
        return [plan]
    gone = not_sold(sale.snapshot, mailbox.plan)
    if gone is not None:
        return [gone]
    room = SpaceAllowance(sale.snapshot, plan)
    reasons = (
        sale.offering.years_objection(_years(mailbox), product=mailbox.promo, order=False),
        room.objection(INBOX, mailbox.extra_inbox_gb),
        room.objection(ARCHIVE, mailbox.extra_archive_gb),
    )
    return [reason._replace(remedies=by_hand) for reason in reasons if reason is not None]


def _charges(sale: _Sale, mailbox: Mailbox, rules: Ruleset, start: date) -> Charges:
    """The plan and the extra space for the term of the last order."""
    years, inbox, archive = _years(mailbox), mailbox.extra_inbox_gb, mailbox.extra_archive_gb
    prices = sale.price_day.prices(rules, None, mailbox)
    tariff = sale.offering.tariff(prices, mailbox.plan, inbox=inbox > 0, archive=archive > 0)
    rows = (
        sale.snapshot.row(Plan, mailbox.kind, mailbox.plan),
        *sale.offering.terms(product=mailbox.promo, order=False).rows,
        *sale.offering.item_rows(years=years, space=inbox > 0 or archive > 0),
        sale.early_expiry,
        *((sale.leap_day,) if dates.is_leap_day(start) else ()),
        sale.price_day.row,
    )
    return sale.paying.charges(Term(tariff, years, inbox, archive).items(), rows, sale.follows(mailbox))


def _years(mailbox: Mailbox) -> int:
    """The term of the last order, where that is known."""
    return mailbox.last_term_years or 0


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What the tables say about automatic renewal on the day of the question, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Automatic, Command, ManualRenewal, Mode, Route, Step, *Lifecycle.READS, *StateRights.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.automatic = snapshot.row(Automatic)
        self.retries = interpretation(snapshot, "charge_retries")
        self.retry_days = self.automatic.retry_days_after if self.retries.choice == "listed_days" else ()
        self.late = interpretation(snapshot, "late_start_charge")
        self.rule_if_auto_renew = snapshot.row(ManualRenewal, "automatic_on")
        self.while_pending = snapshot.row(ManualRenewal, "order_pending")
        self.lifecycle = Lifecycle(snapshot)
        self.rights = StateRights(snapshot)
        steps = snapshot.rows(Step)
        self._charges = {row.from_state: row for row in steps if (row.machine, row.event) == ("mailbox", "charge_made")}
        failed = [row for row in steps if row.event == "charge_failed"]
        self.failures = tuple(sorted(failed, key=lambda row: row.machine == "order"))  # what is left is an order's
        commands = {row.command: row for row in snapshot.rows(Command) if row.channel == "customer_area"}
        self.payment_methods = commands.get("payment_methods")
        self.guide = commands.get("failed_charge_guide")

    def charge(self, mailbox: Mailbox, on: date) -> Step | None:
        """The transition by which a mailbox in its state is charged; ``None`` where there is none."""
        name = self.lifecycle.period(mailbox, on).state
        state = self.rights.state(name)
        return self._charges.get("active" if state.rights == "as_active" else name)

    def charge_rows(self, mailbox: Mailbox, on: date) -> tuple[Row, ...]:
        """The same as rows behind an answer."""
        charge = self.charge(mailbox, on)
        return () if charge is None else (charge,)

    def endings(self, kind: str) -> tuple[Row, ...]:
        """The ways to have a kind of mailbox end on a day."""
        return tuple(row for row in self.snapshot.rows(Mode) if (row.kind, row.mode) == (kind, "at_date"))

    def to_change(self, mailbox: Mailbox) -> tuple[RemedyCode, ...]:
        """What must be done first to pay, choose or last otherwise: then one renews by hand."""
        pending = mailbox.renewal_order_pending and not self.while_pending.allowed
        cancel: tuple[RemedyCode, ...] = ("cancel_renewal_order",) if pending else ()
        return cancel if self.rule_if_auto_renew.allowed else (*cancel, "switch_off_automatic_renewal")

    def by_hand(self, mailbox: Mailbox) -> tuple[RemedyCode, ...]:
        """The way to a renewal that is not automatic."""
        return (*self.to_change(mailbox), "renew_by_hand")


class _Sale:
    """What the tables say about the order on the day of the charge, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (NewExpiry, *SaleTerms.READS, *Paying.READS, *SpaceAllowance.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.offering = SaleTerms(snapshot)
        self.paying = Paying(snapshot)
        self.early_expiry = snapshot.row(NewExpiry, "before_expiry")
        self.leap_day = interpretation(snapshot, "leap_day_expiry")
        self.price_day = PriceDay(snapshot)

    def can_charge(self, mailbox: Mailbox) -> bool:
        """Whether the way to pay on record, so far as it is known, is one that automatic renewal can charge."""
        row = None if mailbox.method is None else self.paying.methods.get(mailbox.method)
        known = mailbox.method is None or (row is not None and row.switches_on_automatic != "never")
        return known and mailbox.method_valid

    def follows(self, mailbox: Mailbox) -> list[Cited[Effect]]:
        """When the charge is registered, where it can be made; automatic renewal is on already."""
        if mailbox.method is None or not self.can_charge(mailbox):
            return []
        return self.paying.follows(mailbox.method, signed_in=True, keep_off=False)[-1:]
