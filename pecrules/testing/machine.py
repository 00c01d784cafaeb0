"""A mailbox that lives: time passes, orders are placed, paid and cancelled, domains lapse, and nothing may go wrong.

For authors of property tests, who say what must hold in their own program at every moment of a mailbox's life.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Final

import attrs
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pecrules.base import dates
from pecrules.base.errors import NoRuleInForce
from pecrules.base.tuples import NamedTuple
from pecrules.domain.life import Lifecycle, StatePeriod
from pecrules.domain.payments import Paying
from pecrules.model.codes import OrderKind
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Event, Order
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import Transition
from pecrules.model.renewals import RenewalRequest
from pecrules.policies.renewal import quote_renewal
from pecrules.policies.transitions.advance import advance
from pecrules.policies.transitions.guards import TIMED
from pecrules.rulebook.loading import load_rules
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.alerts import RedDate
from pecrules.rulebook.rows.lifecycle import Activation, Grace, Message, State, Step, Suspension
from pecrules.rulebook.rows.payments import Method
from pecrules.rulebook.rows.renewal import Automatic, NewExpiry, Route
from pecrules.rulebook.rows.termination import Mode
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.strategies import days, holders, mailboxes

_DAY: Final = timedelta(1)
_YEARS: Final = timedelta(3650)  # a life begins within so many days of the first day of the tables
_WEEKEND: Final = 5  # the weekday of Saturday
_JUMPS: Final = (1, 2, 7, 8, 30, 31, 60, 90, 91, 180, 365)
_AROUND: Final = (-7, -1, 0, 1, 30, 31, 90, 91)
_READ: Final[tuple[type[Row], ...]] = (
    Activation, Automatic, Grace, Message, Method, Mode, NewExpiry, RedDate, Route, State, Step, Suspension,
)  # fmt: skip
_AGES: Final = {
    "not_activated": 0, "in_activation": 1, "active": 2, "expiring": 3, "expired": 4, "suspended": 4, "deleted": 5,
    "withdrawn": 5,
}  # fmt: skip
"""State -> its place in a mailbox's life; days alone never lead to an earlier place."""


class Waiting(NamedTuple):
    """An order that waits for its payment, or for the payment to be registered.

    Attributes:
        order: The order.
        registered_on: The day on which its payment will be registered; ``None`` while it is not paid.
    """

    order: Order
    registered_on: date | None


class MailboxMachine(RuleBasedStateMachine):
    """The life of one mailbox as a state machine of Hypothesis, under any rules.

    It begins with an active mailbox. Then, in any order: days pass, a renewal is ordered, paid (and registered later,
    as its way to pay says) or cancelled; automatic renewal is switched and charges, or fails to; the holder withdraws,
    and buys the name again; the domain of a partner lapses and comes back. What a day does by itself, as the end of the
    grace, happens on that day.

    After every step it checks that each day has a state, that days alone never lead back, that the days of the mailbox
    are in order, that its expiry never moves back unless it is bought again, and that an answer tells the very state
    that facts and day give. Derive from it to check something of your own::

        class OurMachine(MailboxMachine):
            ruleset = load_rules(book="ordine-ingegneri-roma")

            def check(self):
                assert our_portal.shows_renew(self.mailbox, self.day) == ...

        TestOurPortal = OurMachine.TestCase

    Attributes:
        ruleset: The rules that the mailbox lives under; ``None`` for the shipped ones.
        loaded: The same, loaded.
        mailbox: The mailbox as it is.
        day: Today.
        waiting: Its open renewal orders.
        history: Every event so far, with its day and its answer.

    >>> from hypothesis import settings
    >>> from hypothesis.stateful import run_state_machine_as_test
    >>> class Ours(MailboxMachine):
    ...     def check(self):
    ...         assert self.mailbox.plan
    >>> few = settings(max_examples=2, stateful_step_count=3, database=None, deadline=None)
    >>> run_state_machine_as_test(Ours, settings=few)
    """

    ruleset: ClassVar[Ruleset | None] = None

    mailbox: Mailbox
    day: date

    def __init__(self) -> None:
        super().__init__()
        self.loaded: Ruleset = type(self).ruleset or _shipped()
        self.waiting: list[Waiting] = []
        self.history: list[tuple[date, Event, Transition | Refusal]] = []
        self._paid_until: date = date.min
        self._seen: date = date.min

    # -- hooks --------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """What must hold after every step: for whoever derives from this class."""

    def ask(self, subject: Mailbox | Order, event: Event) -> Transition | Refusal:
        """The answer to an event: ``advance``, or a program of your own that is to be compared with it."""
        return advance(subject, event, rules=self.loaded, on=self.day)

    # -- what may happen ----------------------------------------------------------------------------------------------

    @initialize(data=st.data())
    def begins(self, data: st.DataObject) -> None:
        """A mailbox is activated, some day after the tables begin."""
        first = _begins(self.loaded)
        self.day = data.draw(days(self.loaded, first=first, last=first + _YEARS), label="day")
        years = data.draw(st.integers(1, 3), label="years")
        fresh: dict[str, Any] = dict.fromkeys(_FRESH, st.none())
        drawn = mailboxes(
            self.loaded, kind=st.just("mailbox"), holder=holders(), renewal_order_pending=st.just(False),
            auto_renew=st.just(False), **fresh,
        )  # fmt: skip
        life: dict[str, Any] = {
            "expiry": dates.add_years(self.day, years),
            "last_term_years": years,
            "last_term_began_on": self.day,
        }
        self.mailbox = attrs.evolve(data.draw(drawn, label="mailbox"), activated_on=self.day, **life)
        self._paid_until = self.mailbox.expiry

    @rule(some=st.sampled_from(_JUMPS) | st.integers(1, 500))
    def days_pass(self, some: int) -> None:
        """Days pass, and on each of them what is due happens."""
        self._wait_until(self.day + timedelta(some))

    @rule(some=st.sampled_from(_AROUND))
    def the_expiry_is_near(self, some: int) -> None:
        """Days pass until a day at or around the expiry on which something may change."""
        self._wait_until(max(self.day, self.mailbox.expiry + timedelta(some)))

    @rule(years=st.integers(1, 3), which=st.integers(0, 9), paid=st.booleans())
    def a_renewal_is_ordered(self, years: int, which: int, paid: bool = False) -> None:
        """The holder orders a renewal if a quote allows it, and pays at once or later."""
        methods = [row.method for row in self.loaded.on(self.day).rows(Method)]
        method = methods[which % len(methods)] if methods else None
        quote = self._quote(RenewalRequest(years=years, extra_inbox_gb=0, extra_archive_gb=0, method=method))
        if isinstance(quote, Quote):
            self._place("renewal", years, quote.gross, method)
            if paid:
                self._pay(self.waiting[-1].order, which)

    @precondition(lambda self: self._unpaid())
    @rule(which=st.integers(0, 9), slowly=st.integers(0, 9))
    def an_order_is_paid(self, which: int, slowly: int) -> None:
        """An open order is paid; the payment is registered as many days later as its way to pay takes."""
        unpaid = self._unpaid()
        self._pay(unpaid[which % len(unpaid)].order, slowly)

    @precondition(lambda self: self._unpaid())
    @rule(which=st.integers(0, 9))
    def an_order_is_cancelled(self, which: int) -> None:
        """An open order is cancelled, and the question that comes first is answered with yes."""
        unpaid = self._unpaid()
        order = unpaid[which % len(unpaid)].order
        answer = self._answer_to(order, Event(name="order_cancelled", confirmed=True))
        _done(answer, "an order that waits can be cancelled")
        self._drop(order)

    @rule(on=st.booleans())
    def automatic_renewal_is_switched(self, on: bool) -> None:
        """The holder asks to switch automatic renewal on or off; it works while the mailbox is active."""
        self.happens("automatic_switched_on" if on else "automatic_switched_off")

    @precondition(lambda self: self.mailbox.auto_renew)
    @rule(works=st.booleans())
    def the_automatic_charge_is_due(self, works: bool) -> None:
        """Days pass until the day of the charge; if it fails an order is left open."""
        before = self.loaded.on(self.day).row(Automatic).charge_days_before
        self._wait_until(max(self.day, self.mailbox.expiry - timedelta(before)))
        years = self.mailbox.last_term_years
        answer = self.happens("charge_made" if works else "charge_failed")
        if isinstance(answer, Transition) and not works and years:
            self._place("automatic_renewal", years, Decimal("0.00"), None)

    @rule(by=st.sampled_from(["neighbour", "neighbour", "heir", "holder"]))
    def a_withdrawal_is_requested(self, by: str) -> None:
        """Somebody asks for a withdrawal, entitled to or not."""
        self.happens("withdrawal_requested", asked_by=by)

    @rule(years=st.integers(1, 3), same=st.sampled_from([True, True, True, False]), method=st.none() | st.just("card"))
    def the_name_is_bought_again(self, years: int, same: bool, method: str | None) -> None:
        """The name of a deleted mailbox is bought again, by its holder or by a stranger."""
        holder = self.mailbox.holder if same else None
        answer = self.happens("repurchase_registered", years=years, holder=holder, method=method)
        if isinstance(answer, Transition):
            self._paid_until = self.mailbox.expiry
            self.waiting.clear()
            self._falls_due()

    @rule(back=st.booleans())
    def the_partners_domain_changes(self, back: bool) -> None:
        """The partner's domain lapses, or is restored."""
        self.happens("partner_domain_restored" if back else "partner_domain_lapsed")

    # -- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def every_day_has_a_state(self) -> None:
        """Today and every later day has a state, and days alone never lead back to an earlier one."""
        age, period = -1, self.period(day := self.day)
        while True:
            _holds(period.state in _AGES, f"{period.state} is no state of a mailbox")
            _holds(_AGES[period.state] >= age, f"days alone lead back to {period.state} on {day}")
            if period.until is None:
                return
            _holds(period.until >= day, f"{period.state} ends on {period.until}, before {day}")
            age, period = _AGES[period.state], self.period(day := period.until + _DAY)

    @invariant()
    def days_are_in_order(self) -> None:
        """No recorded day lies in the future, and a mailbox is not activated before its activation began."""
        box = self.mailbox
        _holds(self._seen <= self.day, "days went back")
        self._seen = self.day
        past = {name: getattr(box, name) for name in ("activation_started_on", "activated_on", "last_term_began_on")}
        late = {name: day for name, day in past.items() if day is not None and day > self.day}
        _holds(not late, f"on {self.day} these are still to come: {late}")
        if box.activation_started_on is not None and box.activated_on is not None:
            _holds(box.activation_started_on <= box.activated_on, "activated before its activation began")

    @invariant()
    def the_expiry_never_moves_back(self) -> None:
        """The expiry never moves back, unless the name is bought again."""
        expiry = self.mailbox.expiry
        _holds(expiry >= self._paid_until, f"the expiry moved back from {self._paid_until} to {expiry}")
        self._paid_until = expiry

    @invariant()
    def whoever_derives_is_content(self) -> None:
        """What a derived class checks holds."""
        self.check()

    # -- how it happens -----------------------------------------------------------------------------------------------

    def period(self, day: date) -> StatePeriod:
        """The state of the mailbox on a day, if nothing happens until then."""
        return self.loaded.view(Lifecycle, day)[0].period(self.mailbox, day)

    def happens(self, name: str, **fields: Any) -> Transition | Refusal:
        """Something happens to the mailbox today; a refusal changes nothing.

        Args:
            name: Which event.
            **fields: What else the event says.
        """
        answer = self._answer_to(self.mailbox, Event(name=name, **fields))
        if isinstance(answer, Transition) and answer.mailbox is not None:
            self.mailbox = answer.mailbox
            state = self.period(self.day).state
            expected = "active" if state == "expiring" else state
            message = f"{name} leads to {expected} on {self.day}, but the answer says {answer.after}"
            _holds(answer.after == expected, message)
        return answer

    def _answer_to(self, subject: Mailbox | Order, event: Event) -> Transition | Refusal:
        answer = self.ask(subject, event)
        self.history.append((self.day, event, answer))
        return answer

    def _wait_until(self, last: date) -> None:
        """Days pass one turn at a time: each state's last day, and each day on which something is due."""
        self._falls_due()
        while self.day < last:
            self.day = min(turn for turn in (*self._change_days(), last) if turn > self.day)
            self._falls_due()

    def _change_days(self) -> list[date]:
        """The days to come on which something may be due."""
        period = self.period(self.day)
        registered = [waiting.registered_on for waiting in self.waiting if waiting.registered_on]
        until = self.day if period.state == "in_activation" else period.until
        return registered if until is None else [*registered, until + _DAY]

    def _falls_due(self) -> None:
        """What falls due today happens: activation, changes of state that a day brings, registered payments."""
        if self.period(self.day).state == "in_activation":
            self.happens("activation_due")
        period = self.period(self.day)
        for step in self.loaded.on(self.day).rows(Step) if period.since == self.day else ():
            if step.guard in TIMED and (step.from_state, step.to_state) == (period.came_from, period.state):
                _done(self.happens(step.event), f"a day leads to {period.state} by {step.event}")
        for order, registered in tuple(self.waiting):
            if registered is not None and registered <= self.day:
                self._register(order)

    def _register(self, order: Order) -> None:
        """The payment of an order is registered; one that comes too late for the mailbox changes nothing in it."""
        self._drop(order)
        answer = self._answer_to(order, Event(name="payment_registered", paid_on=order.paid_on))
        _done(answer, "an order that waits can be paid")
        how = {"method": order.method, "ordered_on": order.day, "paid_on": order.paid_on}
        self.happens("renewal_registered", years=order.years, **how)

    def _quote(self, request: RenewalRequest) -> Quote | Refusal | None:
        try:
            return quote_renewal(self.mailbox, request, rules=self.loaded, on=self.day)
        except NoRuleInForce:
            return None  # no price of its plan yet

    def _place(self, kind: OrderKind, years: int, gross: Decimal, method: str | None) -> None:
        cart = Order(
            number=str(len(self.history)),
            kind=kind,
            gross=gross,
            state="cart",
            years=years,
            method=method,
            mailbox_kind=self.mailbox.kind,
            channel=self.mailbox.channel,
            holder=self.mailbox.holder,
        )
        answer = _done(self._answer_to(cart, Event(name="order_placed", terms_accepted=True)), "a cart can be ordered")
        assert answer.order is not None
        self._put(answer.order, None)

    def _pay(self, order: Order, slowly: int) -> None:
        registered = self.day if order.method is None else self._registered(order.method, slowly)
        self._put(attrs.evolve(order, paid_on=self.day), registered)
        self._falls_due()

    def _unpaid(self) -> list[Waiting]:
        return [waiting for waiting in self.waiting if waiting.registered_on is None]

    def _put(self, order: Order, registered_on: date | None) -> None:
        others = [waiting for waiting in self.waiting if waiting.order.number != order.number]
        self.waiting = [*others, Waiting(order, registered_on)]
        self.mailbox = attrs.evolve(self.mailbox, renewal_order_pending=True)

    def _drop(self, order: Order) -> None:
        self.waiting = [waiting for waiting in self.waiting if waiting.order.number != order.number]
        self.mailbox = attrs.evolve(self.mailbox, renewal_order_pending=bool(self.waiting))

    def _registered(self, method: str, slowly: int) -> date:
        """The day on which a payment made today is registered."""
        paying = Paying(self.loaded.on(self.day))
        if method not in paying.methods:
            return self.day
        effect = paying.effects(method, signed_in=True, keep_off=False)[-1].value
        least, most = effect.least or 0, effect.most or 0
        return _after(self.day, least + slowly % (most - least + 1), working=effect.unit == "working_days")


_FRESH: Final = (
    "requested_on", "activation_started_on", "activated_on", "suspended_on", "termination_day", "withdrawn_on",
    "method",
)  # fmt: skip
"""What has not happened yet to a mailbox that has just been activated."""


def _holds(fact: bool, message: str) -> None:
    """Fail unless a fact holds; an ``assert`` would be left out under ``python -O``."""
    if not fact:
        raise AssertionError(message)


def _done(answer: Transition | Refusal, message: str) -> Transition:
    """An answer that must be a yes."""
    if not isinstance(answer, Transition):
        raise AssertionError(f"{message}, but: {answer}")  # noqa: TRY004 - what must hold does not
    return answer


@cache
def _shipped() -> Ruleset:
    return load_rules()


@cache
def _begins(rules: Ruleset) -> date:
    """The first day on which every key that a mailbox's life reads has a row; mailboxes on a domain have none here."""
    began: dict[tuple[str, tuple[str, ...]], date] = {}
    for entry in rules.entries:
        row = entry.row
        if isinstance(row, _READ) and "domain" not in row.key:
            key = (row.SECTION, row.key)
            began[key] = min(row.since, began.get(key, date.max))
    return max(began.values())


def _after(day: date, some: int, *, working: bool) -> date:
    """The day ``some`` days later, or ``some`` working days (Monday to Friday) later."""
    if not working:
        return day + timedelta(some)
    while some:
        day += _DAY
        some -= day.weekday() < _WEEKEND
    return day
