"""Laws that hold between policies, each of one life: what one offers no other refuses, and all tell the same of it.

``test_offered`` tries them on what Hypothesis draws. A law looks at a life and asserts; where the tables leave out a
figure that decides, it has nothing to say.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from random import Random
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import attrs
from hypothesis import strategies as st

import pecrules as pr
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.interpretations import TOPICS, Interpretation
from pecrules.rulebook.rows.plans import Plan
from pecrules.testing.strategies import MailboxDay, lost_plan_days, mailbox_days, orders
from tests.variants import every_book

MARIO = pr.Holder(subject="natural_person", name="Mario Rossi", tax_code="RSSMRA80A01H501U")
UNDECIDED = {"price_not_stated", "proration_not_stated"}
"""Refusals that say that the tables leave out a figure: whether it could be had, nobody can tell."""
FIRST = date(2016, 4, 1)
ALWAYS = (date(2010, 1, 1), date(2099, 12, 31))
ENOUGH = pr.Credit(kind="convention", amount=Decimal(100_000))
RENEWED = "renewal_registered"

Questions = Iterator[Callable[[], Any]]


# -- what is drawn ----------------------------------------------------------------------------------------------------


class Wish(NamedTuple):
    """What somebody might ask for; each law takes of it what it needs.

    Attributes:
        years: A term, which may be none that is offered.
        method: A way to pay, which may be gone.
        inbox: GB of inbox.
        archive: GB of archive.
        conservazione: Whether that too.
        plan: The name of a plan, which may be none.
        who: Who asks for an end.
        way: How.
        ends_in: In how many days an end was asked for before; ``None`` if nobody did.
        waiting: Whether an order to renew is open.
    """

    years: int
    method: str | None
    inbox: int
    archive: int
    conservazione: bool
    plan: str
    who: str
    way: str
    ends_in: int | None
    waiting: bool


class Life(NamedTuple):
    """Shipped rules, a mailbox with nothing in it and its orders, a day on which they know of mailboxes, and a wish."""

    rules: pr.Ruleset
    box: pr.Mailbox
    orders: tuple[pr.Order, ...]
    on: date
    wish: Wish

    @property
    def asked(self) -> dict[str, Any]:
        """By which rules, and when."""
        return {"rules": self.rules, "on": self.on}

    def with_box(self, **facts: Any) -> "Life":
        """The same of another mailbox."""
        return self._replace(box=attrs.evolve(self.box, **facts))


WISHES = st.builds(
    Wish,
    years=st.sampled_from([1, 2, 3, 4, 5, 0, 6, 7, 9]),
    method=st.sampled_from([None, "card", "bank_transfer", "masterpass"]),
    inbox=st.integers(0, 4),
    archive=st.integers(0, 4),
    conservazione=st.booleans(),
    plan=st.sampled_from(["standard", "pro", "premium", "unheard-of"]),
    who=st.sampled_from(["holder", "legal_representative", "heir", "account_holder", "partner"]),
    way=st.sampled_from(["nothing", "online_request", "email_form", "panel_command"]),
    ends_in=st.sampled_from([None, 0, 30]),
    waiting=st.booleans(),
)
KINDS = (mailbox_days, lost_plan_days)
"""Every other mailbox has a plan that is not to be had on its day."""


AS_SHIPPED: Final = 0
"""The number of the readings that the shipped books choose."""


@cache
def _book(book: int, readings: int) -> pr.Ruleset:
    """A shipped book as it is, or with another choice of every other open question: which, its number says."""
    rules, by_number = every_book()[book], Random(readings)
    if readings == AS_SHIPPED:
        return rules
    chosen = {topic: by_number.choice(there) for topic, there in TOPICS.items() if by_number.random() < 1 / 2}
    rows = (entry.row for entry in rules.entries if isinstance(entry.row, Interpretation))
    return rules.edited({row.ref: {"choice": chosen[row.topic]} for row in rows if row.topic in chosen})


@cache
def _drawn(book: int, readings: int, kind: int) -> st.SearchStrategy[Life]:
    """Lives under one book; a strategy is dear to make, and made once."""
    rules = _book(book, readings)
    return st.builds(
        partial(_life, rules),
        KINDS[kind](rules, holder=st.just(MARIO), inbox_bytes=st.none(), archive_bytes=st.none()),
        st.lists(orders(rules, holder=st.none()), max_size=2, unique_by=lambda order: order.number),
        WISHES,
    )


def _life(rules: pr.Ruleset, drawn: MailboxDay, some_orders: list[pr.Order], wish: Wish) -> Life:
    on = max(drawn.on, FIRST)
    return Life(rules, drawn.mailbox, tuple(made_by(on, order) for order in some_orders), on, wish)


@st.composite
def lives(draw: st.DrawFn, readings: int = AS_SHIPPED) -> Life:
    """Lives under every shipped book, with its choices of the open questions or with others, by their number."""
    return draw(_drawn(draw(st.integers(0, len(every_book()) - 1)), readings, draw(st.integers(0, 1))))


def made_by(on: date, order: pr.Order) -> pr.Order:
    """The same order, with no day after today."""
    days = {name: getattr(order, name) for name in ("day", "paid_on", "registered_on")}
    return attrs.evolve(order, **{name: min(day, on) for name, day in days.items() if day is not None})


# -- what is asked ----------------------------------------------------------------------------------------------------


def known(question: Callable[[], Any]) -> Iterator[Any]:
    """The answer, where the tables have one."""
    try:
        yield question()
    except pr.NoRuleInForce:
        return


def accepted(*questions: Callable[[], Any]) -> bool | None:
    """Whether any of some questions is answered, and not refused; ``None`` where the tables leave out what decides."""
    found = set[bool | None]()
    for question in questions:
        answers = [*known(question)]
        refused = isinstance(answers[0], pr.Refusal) if answers else None
        found.add(None if not answers or (refused and answers[0].code in UNDECIDED) else not refused)
    return True if True in found else None if None in found else False


def plans(rules: pr.Ruleset, box: pr.Mailbox, on: date) -> Iterator[str]:
    """Every plan of a kind of mailbox on a day."""
    return (row.plan for row in rules.on(on).rows(Plan) if row.kind == box.kind)


def renewing(rules: pr.Ruleset, box: pr.Mailbox, on: date) -> Questions:
    yield lambda: pr.quote_renewal(
        box, pr.RenewalRequest(years=1, extra_inbox_gb=0, extra_archive_gb=0), rules=rules, on=on
    )


def changing(rules: pr.Ruleset, box: pr.Mailbox, on: date) -> Questions:
    for plan in plans(rules, box, on):
        yield lambda plan=plan: pr.quote_plan_change(box, pr.PlanChangeRequest(plan=plan, years=1), rules=rules, on=on)


def adding(rules: pr.Ruleset, box: pr.Mailbox, on: date) -> Questions:
    for more in ({"extra_inbox_gb": 1}, {"extra_archive_gb": 1}, {"conservazione": True}):
        yield lambda more=more: pr.quote_extra_space(box, pr.ExtraSpaceRequest(**more), rules=rules, on=on)


def buying(rules: pr.Ruleset, box: pr.Mailbox, on: date, through: str = "new_purchase") -> Questions:
    for plan in {box.plan, *plans(rules, box, on)}:
        wish = pr.PurchaseRequest(
            address=box.address, plan=plan, years=1, holder=box.holder, kind=box.kind, through=through
        )
        yield lambda wish=wish: pr.quote_repurchase(box, wish, rules=rules, on=on)


def ending(mode: str, day: date | None) -> Callable[[pr.Ruleset, pr.Mailbox, date], Questions]:
    """An end that a partner asks for in the panel."""
    wish = pr.TerminationRequest(mode=mode, asked_by="partner", through="panel_command", day=day)
    return lambda rules, box, on: iter([lambda: pr.terminate(box, wish, rules=rules, on=on)])


def events_of(name: str, rules: pr.Ruleset, box: pr.Mailbox, on: date) -> Iterator[pr.Event]:
    """Events of a name that bring whatever could be asked of them."""
    who = {"asked_by": "holder", "confirmed": True, "terms_accepted": True, "holder": box.holder, "day": on}
    space: tuple[dict[str, Any], ...] = ({"extra_inbox_gb": 1}, {"extra_archive_gb": 1}, {"conservazione": True})
    for plan in (None, *plans(rules, box, on)):
        for more in ({"extra_inbox_gb": 0, "extra_archive_gb": 0}, *(space if plan is None else ())):
            yield pr.Event(name=name, plan=plan, years=1, **more, **who)


def paid(name: str, request: Any, on: date, **more: Any) -> pr.Event:
    """What is registered when an order is paid on the day it is made."""
    ordered = {
        field: getattr(request, field)
        for field in ("extra_inbox_gb", "extra_archive_gb", "method", "signed_in", "keep_automatic_off")
        if hasattr(request, field)
    }
    return pr.Event(name=name, ordered_on=on, paid_on=on, **ordered, **more)


# -- status -----------------------------------------------------------------------------------------------------------

RIGHTS = {"may_renew": renewing, "may_change_plan": changing, "may_buy_space": adding, "may_repurchase": buying}


def a_right_is_what_the_policy_answers(life: Life) -> None:
    """What ``status`` says may be done, the matching policy does, and nothing else."""
    seen = pr.status(life.box, **life.asked)
    for right, ask in RIGHTS.items():
        answer = accepted(*ask(life.rules, life.box, life.on))
        assert answer in {None, getattr(seen, right)}, right


def logs_are_where_the_status_says(life: Life) -> None:
    """The policy of logs says the same."""
    for there in known(lambda: pr.log_availability(life.box, life.on, **life.asked)):
        assert pr.status(life.box, **life.asked).logs == there.where


LAST_DAYS = {"expiry", "grace_end", "suspension_end", "termination"}
"""What the timeline tells on the last day of a state; all else on the first of the next."""
BEGINNINGS = {"activation_start", "activation", "red_date", "suspension", "deletion", *LAST_DAYS}
"""What the timeline tells of states."""


def the_next_change_is_in_the_timeline(life: Life) -> None:
    """The state of today ends on the day that ``status`` says, and what begins then stands there."""
    life = life.with_box(activation_started_on=None)  # of what is being activated the timeline knows more
    seen = pr.status(life.box, **life.asked)
    for answer in known(lambda: pr.timeline(life.box, ALWAYS, **life.asked)):
        days = [each.day + timedelta(each.what in LAST_DAYS) for each in answer.days if each.what in BEGINNINGS]
        ahead = min((day for day in days if day > life.on), default=None)
        assert (seen.until and seen.until + timedelta(1)) == ahead


# -- actions ----------------------------------------------------------------------------------------------------------

ORDERS: dict[str, Callable[[pr.Ruleset, pr.Mailbox, date], Questions]] = {
    "renew": lambda rules, box, on: iter([*renewing(rules, box, on), *changing(rules, box, on)]),  # from one cart
    "change_plan": changing,
    "add_inbox_space": lambda rules, box, on: iter([*adding(rules, box, on)][:1]),
    "add_archive_space": lambda rules, box, on: iter([*adding(rules, box, on)][1:2]),
    "new_purchase": buying,
    "repurchase": lambda rules, box, on: buying(rules, box, on, "repurchase_button"),
    "automatic_renewal": lambda rules, box, on: iter(
        [
            lambda name=name: pr.advance(attrs.evolve(box, last_term_years=1), pr.Event(name=name), rules=rules, on=on)
            for name in ("automatic_switched_on", "automatic_switched_off")
        ]
    ),
}
HIDDEN = ORDERS | {"renew": renewing}
"""What cannot be had where a command is not there; another plan may still have a command of its own."""
OF_THE_PLACE = {"webmail_accessible", "kind_mailbox", "kind_domain"}
"""Conditions that speak of the channel, not of what is ordered there."""


def what_is_shown_can_be_had(life: Life) -> None:
    """Of renewal, another plan, more space, a deleted name: and what is hidden for the mailbox's sake cannot."""
    for channel in {row.channel for row in life.rules.on(life.on).rows(Channel)}:
        answer = pr.available_actions(life.box, (), **life.asked, channel=channel)
        for action in getattr(answer, "actions", ()):
            if action.command in ORDERS:
                asked = ORDERS[action.command] if action.shown == "shown" else HIDDEN[action.command]
                able = accepted(*asked(life.rules, life.box, life.on))
                assert action.shown != "shown" or able in {None, True}, (channel, action)
                assert not set(action.why_not) - OF_THE_PLACE or able in {None, False}, (channel, action)


def what_an_order_shows_can_be_done(life: Life) -> None:
    """It is paid where Paga is shown, and cancelled where Annulla is, and not where they are hidden for its sake."""
    events = {"pay_order": "payment_registered", "cancel_order": "order_cancelled"}
    by_number = {order.number: order for order in life.orders}
    for answer in known(lambda: pr.available_actions(life.box, life.orders, **life.asked, channel="customer_area")):
        for action in getattr(answer, "actions", ()):
            if action.command in events and action.order is not None:
                order = by_number[action.order]
                event = pr.Event(name=events[action.command], confirmed=True, terms_accepted=True, credit=ENOUGH)
                able = accepted(lambda order=order, event=event: pr.advance(order, event, **life.asked))
                assert action.shown != "shown" or able in {None, True}, (action, order)


def a_partners_commands_can_be_carried_out(life: Life) -> None:
    """Ending a mailbox, and changing its holder: an event that the states let happen."""
    life = life.with_box(channel="partner_panel", withdrawn_on=None, suspended_on=None, termination_day=None)
    rules, box, on = life.rules, life.box, life.on
    answer = pr.available_actions(box, (), **life.asked, channel="partner_panel")
    shown = {action.command: action.shown == "shown" for action in getattr(answer, "actions", ())}
    ways = {
        "terminate_now": ("immediate", "immediate_termination_requested", None),
        "terminate_at_date": ("at_date", "termination_requested", on),
    }
    for command, (mode, event, day) in ways.items():
        assert shown.get(command, False) == accepted(*ending(mode, day)(rules, box, on))
        done = pr.advance(box, pr.Event(name=event, day=day), **life.asked)
        assert shown.get(command, False) == isinstance(done, pr.Transition)
    able = accepted(*adding(rules, box, on))
    assert able is None or shown.get("new_addon", False) == able
    moved = pr.advance(box, pr.Event(name="holder_changed", holder=MARIO), **life.asked)
    assert shown.get("change_holder", False) == isinstance(moved, pr.Transition)


def what_a_form_lets_choose_can_be_had(life: Life) -> None:
    """Of a renewal: each plan, and each way to pay."""
    life = life.with_box(renewal_order_pending=life.wish.waiting)
    rules, box, on, asked = life.rules, life.box, life.on, life.asked
    there = [*known(lambda: pr.available_actions(box, (), **asked))]
    asks = [each for answer in there for each in getattr(answer, "asks", ()) if each.block.startswith("renewal")]
    for plan in {name for each in asks if each.field == "plan" for name in each.choices}:
        other = [lambda plan=plan: pr.quote_plan_change(box, pr.PlanChangeRequest(plan=plan, years=1), **asked)]
        assert accepted(*(renewing(rules, box, on) if plan == box.plan else other)) in {None, True}, plan
    for method in {name for each in asks if each.field == "payment_method" for name in each.choices}:
        wish = pr.RenewalRequest(years=1, method=method)
        for no in known(lambda wish=wish: pr.quote_renewal(box, wish, **asked)):
            assert getattr(no, "code", "") not in {"payment_too_late", "method_unknown"}, method


def the_reasons_of_commands_are_true(life: Life) -> None:
    """A plan has no archive because its row says so; Rinnova needs another plan where ``status`` says no."""
    rules, box, on = life.rules, life.box, life.on
    may = pr.status(box, **life.asked)
    row = next((row for row in rules.on(on).rows(Plan) if (row.kind, row.plan) == (box.kind, box.plan)), None)
    for answer in known(lambda: pr.available_actions(box, (), **life.asked, channel="customer_area")):
        for action in getattr(answer, "actions", ()):
            assert action.needs_another_plan == (
                action.command == "renew" and action.shown == "shown" and not may.may_renew
            )
            without = {"plan_has_archive", "inbox_can_grow"} & {*action.why_not}
            assert not without or row is not None or "plan_there" not in action.why_not


# -- refusals ---------------------------------------------------------------------------------------------------------


def allowed_plans_can_be_changed_to(life: Life) -> None:
    """What a refusal says could be asked for instead is not refused for another reason."""

    def change_to(plan: str) -> Any:
        return pr.quote_plan_change(life.box, pr.PlanChangeRequest(plan=plan, years=1), **life.asked)

    for no in known(lambda: change_to(life.wish.plan)):
        if getattr(no, "code", "") in {"plan_unknown", "change_not_offered"} and no.asked == life.wish.plan:
            again = {
                getattr(each, "code", "") for plan in no.allowed for each in known(lambda plan=plan: change_to(plan))
            }
            assert not again & {"plan_unknown", "plan_withdrawn", "plan_not_sold", "same_plan", "change_not_offered"}


def allowed_ways_to_end_can_begin(life: Life) -> None:
    """Each is one that its state lets begin, for whoever asks, in the way that was chosen if that goes at all."""
    for channel in ("customer_area", "partner_panel"):
        box = attrs.evolve(life.box, channel=channel)
        wish = pr.TerminationRequest(mode="none-such", asked_by=life.wish.who, through=life.wish.way)
        for answer in known(lambda box=box, wish=wish: pr.terminate(box, wish, **life.asked)):
            if getattr(answer, "code", "") == "mode_not_offered":
                for mode in answer.allowed:
                    again = attrs.evolve(wish, mode=mode, day=life.on if mode == "at_date" else None)
                    refused = getattr(pr.terminate(box, again, **life.asked), "code", None)
                    assert refused not in {pr.status(box, **life.asked).state, "not_entitled"}, mode


def the_nearest_is_accepted(life: Life) -> None:
    """Whatever is refused, and whatever is proposed instead."""
    box, asked, wish = life.box, life.asked, life.wish
    space = {"extra_inbox_gb": wish.inbox, "extra_archive_gb": wish.archive, "method": wish.method}
    requests = {
        pr.quote_renewal: pr.RenewalRequest(years=wish.years, **space),
        pr.quote_plan_change: pr.PlanChangeRequest(plan=wish.plan, years=wish.years, **space),
        pr.quote_extra_space: pr.ExtraSpaceRequest(conservazione=wish.conservazione, **space),
        pr.terminate: pr.TerminationRequest(mode="none-such", asked_by=wish.who, through=wish.way),
    }
    for policy, request in requests.items():
        for no in known(lambda policy=policy, request=request: policy(box, request, **asked)):
            if isinstance(no, pr.Refusal) and no.nearest is not None:
                assert not isinstance(policy(box, no.nearest, **asked), pr.Refusal), (policy, no)


FIRST_STEPS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "cancel_renewal_order": {"renewal_order_pending": False},
        "pay_renewal_order": {"renewal_order_pending": False},
        "switch_off_automatic_renewal": {"auto_renew": False},
        "switch_on_automatic_renewal": {"auto_renew": True},
        "give_last_term_years": {"last_term_years": 1},
    }
)
"""What a remedy that is a first step makes of a mailbox."""
SWITCHES = {
    "switch_off_automatic_renewal": "automatic_switched_off",
    "switch_on_automatic_renewal": "automatic_switched_on",
}
"""The event that a remedy is."""
LAST_STEPS = {"change_plan": changing, "renew": renewing, "renew_by_hand": renewing, "repurchase": buying}
"""What a remedy leads to."""


def remedies_lead_on(life: Life) -> None:
    """One after the other: first what is to be done before, then what is to be asked for."""
    box, asked, years, gb = life.box, life.asked, life.wish.years, life.wish.inbox
    questions = (
        lambda: pr.quote_renewal(box, pr.RenewalRequest(years=years, extra_inbox_gb=gb), **asked),
        lambda: pr.quote_plan_change(box, pr.PlanChangeRequest(plan="pro", years=years), **asked),
        lambda: pr.quote_extra_space(box, pr.ExtraSpaceRequest(extra_inbox_gb=gb), **asked),
        lambda: pr.automatic_renewal(box, **asked),
        next(buying(life.rules, box, life.on)),
    )
    for answer in (answer for each in questions for answer in known(each) if isinstance(answer, pr.Refusal)):
        facts: dict[str, Any] = {}
        for remedy in answer.remedies:
            facts |= FIRST_STEPS.get(remedy, {})
            event = pr.Event(name=SWITCHES.get(remedy, ""))
            assert not event.name or accepted(lambda event=event: pr.advance(box, event, **asked)), remedy
        mended = attrs.evolve(box, **facts)
        for remedy in set(answer.remedies) & set(LAST_STEPS):
            assert accepted(*LAST_STEPS[remedy](life.rules, mended, life.on)) in {None, True}, (answer.code, remedy)


# -- charges ----------------------------------------------------------------------------------------------------------

ENDED = {"plan_withdrawn", "plan_not_sold"}


def choice(life: Life, topic: str) -> str:
    """The reading of an open question on the day."""
    return life.rules.on(life.on).row(Interpretation, topic).choice


def is_of_charge(day: Any, rules: pr.Ruleset) -> bool:
    """Whether a notice announces a charge."""
    return getattr(rules.cite(day.row).row, "condition", "") == "automatic_on"


def no_charge_is_announced_that_is_not_made(life: Life) -> None:
    """Neither in the calendar nor by a notice that is still to come; of what is being activated, in time."""
    life = life.with_box(auto_renew=True, last_term_years=max(1, life.wish.years))
    able = accepted(lambda: pr.automatic_renewal(life.box, **life.asked))
    if able is False and pr.status(life.box, **life.asked).state not in {"in_activation", "not_activated"}:
        days = [
            each
            for ask in (pr.timeline, pr.alert_calendar)
            for answer in known(lambda ask=ask: ask(life.box, ALWAYS, **life.asked))
            for each in getattr(answer, "days", ())
        ]
        all_the_same = choice(life, "notices_without_charge") == "as_if_on"
        charged = [
            each for each in days if each.what == "charge" or (not all_the_same and is_of_charge(each, life.rules))
        ]
        assert [] == [each for each in charged if each.day >= life.on]


def what_is_switched_on_is_charged(life: Life) -> None:
    """Nor where it is renewed elsewhere or its plan is gone by then; and the refusal is that of the charge."""
    life = life.with_box(auto_renew=False, last_term_years=1)
    for done in known(lambda: pr.advance(life.box, pr.Event(name="automatic_switched_on"), **life.asked)):
        on_now = getattr(done, "mailbox", None) or life.box
        for no in known(lambda on_now=on_now: pr.automatic_renewal(on_now, **life.asked)):
            ended = getattr(no, "code", "") in ENDED
            assert getattr(no, "code", "") != "renewed_elsewhere" or isinstance(done, pr.Refusal)
            assert not ended or (getattr(done, "code", ""), getattr(done, "remedies", ())) == (no.code, no.remedies)


# -- events -----------------------------------------------------------------------------------------------------------


def each_event_that_is_offered_can_happen(life: Life) -> None:
    """What ``advance`` says might happen instead does, if the event brings some order, by whoever may."""
    rules, box, on = life.rules, life.box, life.on
    for no in known(lambda: pr.advance(box, pr.Event(name="nothing"), **life.asked)):
        for name in getattr(no, "allowed", ()):
            events = events_of(name, rules, box, on)
            assert accepted(*(lambda event=event: pr.advance(box, event, **life.asked) for event in events)) in {
                None,
                True,
            }, name


NEVER_ORDERED = {
    "plan_unknown", "term_not_offered", "termination_asked", "plan_withdrawn", "plan_not_sold", "method_unknown",
    "nothing_asked",
}  # fmt: skip
"""Why there can be no such order, whoever asks, and when; that one has to be paid first is another matter."""


def is_never_ordered(no: pr.Refusal) -> bool:
    """Whether what is refused could be had by nobody."""
    return no.code in NEVER_ORDERED or no.code.startswith(("extra_", "conservazione_"))


def what_a_possible_event_needs_is_all(life: Life) -> None:
    """One that needs nothing more is carried out as it is."""
    for found in known(lambda: pr.possible_events(life.box, **life.asked)):
        for each in found.events:
            if each.possible and not (each.needs or each.needs_one_of):
                able = accepted(lambda name=each.event: pr.advance(life.box, pr.Event(name=name), **life.asked))
                assert able in {None, True}, each.event


def what_an_event_leads_to_is_so(life: Life) -> None:
    """The state that ``advance`` tells is that of the mailbox that it gives back."""
    for no in known(lambda: pr.advance(life.box, pr.Event(name="nothing"), **life.asked)):
        for name in getattr(no, "allowed", ()):
            event = next(events_of(name, life.rules, life.box, life.on))
            for done in known(lambda event=event: pr.advance(life.box, event, **life.asked)):
                if isinstance(done, pr.Transition) and done.mailbox is not None:
                    now = pr.status(done.mailbox, **life.asked).state
                    assert done.after == ("active" if now == "expiring" else now), name


def a_renewal_that_is_promised_comes_about(life: Life) -> None:
    """With its expiry, the day it counts from and automatic renewal."""
    box, on, years = life.box, life.on, life.wish.years
    request = pr.RenewalRequest(years=years, method=life.wish.method)
    for quote in known(lambda: pr.quote_renewal(box, request, **life.asked)):
        if isinstance(quote, pr.Quote):
            done = pr.advance(box, paid(RENEWED, request, on, years=years), **life.asked)
            assert isinstance(done, pr.Transition)
            after = done.mailbox
            assert after is not None
            assert (quote.new_expiry, quote.anchor) == (after.expiry, after.anchor)
            switched = any(effect.code == "automatic_renewal_on" for effect in quote.effects)
            assert (switched or box.auto_renew) == after.auto_renew


def a_renewal_that_nobody_can_order_is_not_registered(life: Life) -> None:
    """For its plan, its term, its space, its way to pay or an end that was asked for."""
    wish, on = life.wish, life.on
    if wish.ends_in is not None:
        life = life.with_box(termination_day=on + timedelta(wish.ends_in))
    request = pr.RenewalRequest(years=wish.years, extra_inbox_gb=wish.inbox, method=wish.method)
    for no in known(lambda: pr.quote_renewal(life.box, request, **life.asked)):
        if isinstance(no, pr.Refusal) and is_never_ordered(no):
            event = paid(RENEWED, request, on, years=wish.years)
            for done in known(lambda event=event: pr.advance(life.box, event, **life.asked)):
                assert isinstance(done, pr.Refusal), no.code
                assert done.code != no.code or done.remedies == no.remedies


def its_own_plan_is_renewed_where_the_status_says_so(life: Life) -> None:
    """And not where it says no, whatever is under way."""
    life = life.with_box(auto_renew=False, renewal_order_pending=False)
    for seen in known(lambda: pr.status(life.box, **life.asked)):
        event = pr.Event(name=RENEWED, years=1, extra_inbox_gb=0, extra_archive_gb=0)
        for done in known(lambda event=event: pr.advance(life.box, event, **life.asked)):
            there = not isinstance(done, pr.Refusal)
            assert there == seen.may_renew or (life.box.kind == "domain" and there), getattr(done, "code", "")


def another_plan_that_is_promised_comes_about(life: Life) -> None:
    """The mailbox has it, and the expiry that was promised."""
    rules, box, on, years = life.rules, life.box, life.on, life.wish.years
    for plan in plans(rules, box, on):
        request = pr.PlanChangeRequest(plan=plan, years=years)
        for quote in known(lambda request=request: pr.quote_plan_change(box, request, **life.asked)):
            if isinstance(quote, pr.Quote):
                done = pr.advance(box, paid(RENEWED, request, on, years=years, plan=plan), **life.asked)
                assert isinstance(done, pr.Transition)
                assert done.mailbox is not None
                assert (plan, quote.new_expiry) == (done.mailbox.plan, done.mailbox.expiry)


def space_that_is_promised_comes_about(life: Life) -> None:
    """It is there, and the expiry stays."""
    request = pr.ExtraSpaceRequest(extra_inbox_gb=life.wish.inbox, extra_archive_gb=life.wish.archive)
    for quote in known(lambda: pr.quote_extra_space(life.box, request, **life.asked)):
        if isinstance(quote, pr.Quote):
            done = pr.advance(life.box, paid("space_registered", request, life.on), **life.asked)
            assert isinstance(done, pr.Transition)
            assert quote.new_expiry == getattr(done.mailbox, "expiry", None)


def space_that_nobody_can_order_is_not_registered(life: Life) -> None:
    """Of no kind of mailbox."""
    wish = life.wish
    request = pr.ExtraSpaceRequest(
        extra_inbox_gb=wish.inbox,
        extra_archive_gb=wish.archive,
        conservazione=wish.conservazione,
        method=wish.method,
    )
    for no in known(lambda: pr.quote_extra_space(life.box, request, **life.asked)):
        if isinstance(no, pr.Refusal) and is_never_ordered(no):
            event = paid("space_registered", request, life.on, conservazione=wish.conservazione)
            for done in known(lambda event=event: pr.advance(life.box, event, **life.asked)):
                assert isinstance(done, pr.Refusal), no.code
                assert done.code not in {no.code, "event_not_possible"} or done.remedies == no.remedies


def a_deleted_name_that_is_promised_goes_to_its_former_holder(life: Life) -> None:
    """In ``advance``, too."""
    box, years = life.box, life.wish.years
    wish = pr.PurchaseRequest(
        address=box.address, plan="standard", years=years, holder=box.holder, kind=box.kind, through="new_purchase"
    )
    for quote in known(lambda: pr.quote_repurchase(box, wish, **life.asked)):
        if isinstance(quote, pr.Quote):
            event = paid("repurchase_registered", wish, life.on, years=years, holder=wish.holder, plan=wish.plan)
            done = pr.advance(box, event, **life.asked)
            assert isinstance(done, pr.Transition)
            assert quote.new_expiry == getattr(done.mailbox, "expiry", None)


def options_are_accepted(life: Life) -> None:
    """Each term, way to pay and last day of paying that is told, the quote accepts."""
    for options in known(lambda: pr.renewal_options(life.box, **life.asked)):
        able = accepted(*renewing(life.rules, life.box, life.on))
        assert able in {None, options.possible}
        years = next((each.value for each in options.years if each.allowed), 1)
        plain = pr.RenewalRequest(years=years, extra_inbox_gb=0, extra_archive_gb=0)
        wishes = [attrs.evolve(plain, years=each.value) for each in options.years if each.allowed]
        for way in options.methods if options.possible else ():
            days = [None, *(each.day for each in way.pay_by)] if way.allowed else []
            wishes += [attrs.evolve(plain, method=way.value, paid_on=day) for day in days]
        asked = (lambda wish=wish: pr.quote_renewal(life.box, wish, **life.asked) for wish in wishes)
        assert {None, True} >= {accepted(each) for each in asked}


# -- days and money ---------------------------------------------------------------------------------------------------


def quotes(life: Life) -> Iterator[tuple[Callable[..., Any], Any, pr.Quote]]:
    """What a mailbox can be had for, with the policy and the request that it answers."""
    plan, gb = life.wish.plan, max(1, life.wish.inbox)
    requests = {
        pr.quote_renewal: pr.RenewalRequest(years=life.wish.years),
        pr.quote_plan_change: pr.PlanChangeRequest(plan=plan, years=life.wish.years),
        pr.quote_extra_space: pr.ExtraSpaceRequest(extra_inbox_gb=gb),
    }
    for policy, request in requests.items():
        for quote in known(lambda policy=policy, request=request: policy(life.box, request, **life.asked)):
            if isinstance(quote, pr.Quote):
                yield policy, request, quote


CHARGES = {"charge_moves", "charge_may_come_first", "charge_may_be_under_way"}
"""What may become of the automatic charge beside a renewal."""


def what_becomes_of_the_charge_is_told(life: Life) -> None:
    """Of each renewal that is made while automatic renewal is on; and of nothing else."""
    for policy, _, quote in quotes(life):
        told = [effect.code for effect in quote.effects if effect.code in CHARGES]
        assert (life.box.auto_renew and policy is not pr.quote_extra_space) == (len(told) == 1), (policy, told)


def what_is_paid_is_all_or_all_but_the_vat(life: Life) -> None:
    """Who gets the VAT decides, and only a body or a company that declares it pays none of it here."""
    for subject, split in (("public_administration", True), ("legal_person", True), ("natural_person", False)):
        for _, __, quote in quotes(life.with_box(holder=pr.Holder(subject=subject, split_payment=split))):
            assert quote.gross == quote.net + quote.vat
            assert quote.to_pay == (quote.net if quote.vat_to == "treasury" else quote.gross)
            assert split or quote.vat_to == "provider"


LATE = {"may_be_registered_after_expiry", "may_be_registered_after_deletion"}
"""What is told of a payment that may come too late for something."""


def last_days_of_paying_are_the_last(life: Life) -> None:
    """Paid then it is in time; a day later it is refused, or what it may come too late for is told."""
    for policy, request, quote in quotes(life):
        last: dict[str, tuple[date, str]] = {}
        for each in quote.pay_by:
            last[each.method] = max((each.day, each.before), last.get(each.method, (each.day, each.before)))
            told = codes(policy(life.box, attrs.evolve(request, method=each.method, paid_on=each.day), **life.asked))
            assert isinstance(told, set), (policy, each, told)
            assert "may_be_registered_after_deletion" not in told or each.before == "charge", (policy, each)
            assert "may_be_registered_after_expiry" not in told or each.before in {"charge", "deletion"}, (policy, each)
            assert "charge_may_come_first" not in told or each.before != "charge", (policy, each)
        for method, (day, before) in last.items():
            wish = attrs.evolve(request, method=method, paid_on=day + timedelta(1))
            told = codes(policy(life.box, wish, **life.asked))
            late = {"charge_may_come_first"} if before == "charge" else LATE
            assert told == "payment_too_late" or late & {*told}, (policy, method, told)


def codes(answer: Any) -> set[str] | str:
    """What follows of a quote, or why there is none."""
    return answer.code if isinstance(answer, pr.Refusal) else {effect.code for effect in answer.effects}


def a_quote_is_settled_with_what_is_to_pay(life: Life) -> None:
    """As much credit is enough, and less is not, for what such a credit pays."""
    for _, __, quote in quotes(life):
        for kind in ("convention", "partner"):
            over = Decimal("0.01") if choice(life, "credit_equal_to_price") == "not_enough" and quote.to_pay else 0
            credit = pr.Credit(kind=kind, amount=quote.to_pay + over)
            for settled in known(lambda credit=credit, quote=quote: pr.settle(quote, credit, **life.asked)):
                if isinstance(settled, pr.Refusal):
                    assert settled.code in {"not_for_this", "credit_short"}, settled
                    assert settled.code != "credit_short" or not quote.to_pay, settled
                else:
                    assert settled.fulfilled
                    assert not settled.dropped
                    assert settled.spent + settled.credit.amount == credit.amount


def an_end_comes_when_it_is_told(life: Life) -> None:
    """Who may ask for it sees it come about, on the day that was told."""
    box, asked = life.box, life.asked
    ways = {"withdrawal": "withdrawal_requested", "immediate": "immediate_termination_requested", "lapse": None}
    for mode, name in ways.items():
        wish = pr.TerminationRequest(mode=mode, asked_by=life.wish.who, through=life.wish.way)
        for told in known(lambda wish=wish: pr.terminate(box, wish, **asked)):
            if not isinstance(told, pr.Termination):
                continue
            ended = box
            if name is not None:
                event = pr.Event(name=name, asked_by=wish.asked_by, confirmed=True)
                done = pr.advance(box, event, **asked)
                assert isinstance(done, pr.Transition), (mode, done)
                assert done.mailbox is not None
                ended = done.mailbox
            over, gone = (max(life.on, day + timedelta(1)) for day in (told.last_day, told.kept_until))
            if any(life.on < entry.row.since <= gone for entry in life.rules.entries if isinstance(entry.row, Row)):
                continue  # by then there are other rules
            assert not pr.status(ended, rules=life.rules, on=over).may_send, (mode, over)
            last = pr.status(ended, rules=life.rules, on=max(life.on, told.last_day)).state
            assert last in {"active", "expiring"} or told.last_day < life.on, (mode, told.last_day)
            assert pr.status(ended, rules=life.rules, on=gone).may_repurchase == told.may_repurchase, (mode, gone)


def the_next_notice_is_the_first_of_the_calendar(life: Life) -> None:
    """Of those that are still to come."""
    for found in known(lambda: pr.next_alert(life.box, **life.asked)):
        calendar = pr.alert_calendar(life.box, (life.on, ALWAYS[1]), **life.asked)
        assert isinstance(calendar, pr.Calendar)
        ahead = [each for each in calendar.days if each.what == "notice" and each.audience]
        assert (found and (found.day, found.row)) == next(((each.day, each.row) for each in ahead), None)


def years_one_by_one_end_where_they_end_together(life: Life) -> None:
    """The anchor of a term is kept from one renewal to the next."""
    life = life.with_box(auto_renew=False, renewal_order_pending=False)
    years = 1 + life.wish.years % 5
    plain = pr.RenewalRequest(years=years, extra_inbox_gb=0, extra_archive_gb=0)
    for quote in known(lambda: pr.quote_renewal(life.box, plain, **life.asked)):
        if not isinstance(quote, pr.Quote):
            continue
        box = life.box
        for _ in range(years):
            one = pr.quote_renewal(box, attrs.evolve(plain, years=1), **life.asked)
            if not isinstance(one, pr.Quote):
                return
            box = attrs.evolve(box, expiry=one.new_expiry, anchor=one.anchor)
        assert quote.new_expiry == box.expiry


LAWS: Final[tuple[Callable[[Life], None], ...]] = (
    a_right_is_what_the_policy_answers,
    logs_are_where_the_status_says,
    the_next_change_is_in_the_timeline,
    what_is_shown_can_be_had,
    what_an_order_shows_can_be_done,
    a_partners_commands_can_be_carried_out,
    what_a_form_lets_choose_can_be_had,
    the_reasons_of_commands_are_true,
    allowed_plans_can_be_changed_to,
    allowed_ways_to_end_can_begin,
    the_nearest_is_accepted,
    remedies_lead_on,
    no_charge_is_announced_that_is_not_made,
    what_is_switched_on_is_charged,
    each_event_that_is_offered_can_happen,
    what_a_possible_event_needs_is_all,
    what_an_event_leads_to_is_so,
    a_renewal_that_is_promised_comes_about,
    a_renewal_that_nobody_can_order_is_not_registered,
    its_own_plan_is_renewed_where_the_status_says_so,
    another_plan_that_is_promised_comes_about,
    space_that_is_promised_comes_about,
    space_that_nobody_can_order_is_not_registered,
    a_deleted_name_that_is_promised_goes_to_its_former_holder,
    options_are_accepted,
    what_becomes_of_the_charge_is_told,
    what_is_paid_is_all_or_all_but_the_vat,
    last_days_of_paying_are_the_last,
    a_quote_is_settled_with_what_is_to_pay,
    an_end_comes_when_it_is_told,
    the_next_notice_is_the_first_of_the_calendar,
    years_one_by_one_end_where_they_end_together,
)
