"""What one policy offers no other refuses: whatever the mailbox, the day, the channel and the shipped book."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.rulebook.rows import Plan
from pecrules.testing.strategies import lost_plan_days, mailbox_days
from tests.profiles import examples
from tests.variants import add, choose, every_book, reword, shipped, variant

EXPIRY = date(2027, 3, 30)
MARIO = pr.Holder(subject="natural_person", name="Mario Rossi", tax_code="RSSMRA80A01H501U")
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=EXPIRY, holder=MARIO)
ON_DOMAIN = attrs.evolve(BOX, address="mario@rossi.example", kind="domain")
UNDECIDED = {"price_not_stated", "proration_not_stated"}
"""Refusals that say that the tables leave out a figure: whether it could be had, nobody can tell."""

SOME = examples(25)
DRAWN = st.sampled_from([mailbox_days, lost_plan_days])
"""Every other mailbox has a plan that is not to be had on its day."""
FIRST = date(2016, 4, 1)


@st.composite
def looks(draw: st.DrawFn, **fields: Any) -> tuple[pr.Ruleset, pr.Mailbox, date]:
    """Shipped rules, a mailbox with nothing in it, and a day on which they know of mailboxes."""
    rules, some = draw(st.sampled_from(every_book())), draw(DRAWN)
    drawn = draw(some(rules, holder=st.just(MARIO), **fields))
    box = attrs.evolve(drawn.mailbox, inbox_bytes=None, archive_bytes=None)
    return rules, box, max(drawn.on, FIRST)


def accepted(*questions: Callable[[], Any]) -> bool | None:
    """Whether any of some questions is answered, and not refused; ``None`` where the tables leave out what decides."""
    found = set[bool | None]()
    for question in questions:
        try:
            answer = question()
        except pr.NoRuleInForce:
            found.add(None)
        else:
            refused = isinstance(answer, pr.Refusal)
            found.add(None if refused and answer.code in UNDECIDED else not refused)
    return True if True in found else None if None in found else False


def plans(rules: pr.Ruleset, box: pr.Mailbox, on: date) -> Iterator[str]:
    """Every plan of a kind of mailbox on a day."""
    return (row.plan for row in rules.on(on).rows(Plan) if row.kind == box.kind)


def renewing(rules: pr.Ruleset, box: pr.Mailbox, on: date) -> Iterator[Callable[[], Any]]:
    yield lambda: pr.quote_renewal(
        box, pr.RenewalRequest(years=1, extra_inbox_gb=0, extra_archive_gb=0), rules=rules, on=on
    )


def changing(rules: pr.Ruleset, box: pr.Mailbox, on: date) -> Iterator[Callable[[], Any]]:
    for plan in plans(rules, box, on):
        yield lambda plan=plan: pr.quote_plan_change(box, pr.PlanChangeRequest(plan=plan, years=1), rules=rules, on=on)


def adding(rules: pr.Ruleset, box: pr.Mailbox, on: date) -> Iterator[Callable[[], Any]]:
    for more in ({"extra_inbox_gb": 1}, {"extra_archive_gb": 1}, {"conservazione": True}):
        yield lambda more=more: pr.quote_extra_space(box, pr.ExtraSpaceRequest(**more), rules=rules, on=on)


def buying(rules: pr.Ruleset, box: pr.Mailbox, on: date, through: str = "new_purchase") -> Iterator[Callable[[], Any]]:
    for plan in {box.plan, *plans(rules, box, on)}:
        wish = pr.PurchaseRequest(
            address=box.address, plan=plan, years=1, holder=box.holder, kind=box.kind, through=through
        )
        yield lambda wish=wish: pr.quote_repurchase(box, wish, rules=rules, on=on)


RENEWED = "renewal_registered"
NEVER_ORDERED = {
    "plan_unknown", "term_not_offered", "termination_asked", "plan_withdrawn", "plan_not_sold", "method_unknown",
    "nothing_asked",
}  # fmt: skip
"""Why there can be no such order, whoever asks, and when; that one has to be paid first is another matter."""
METHODS = st.sampled_from([None, "card", "bank_transfer", "masterpass"])


def is_never_ordered(no: pr.Refusal) -> bool:
    """Whether what is refused could be had by nobody."""
    return no.code in NEVER_ORDERED or no.code.startswith(("extra_", "conservazione_"))


RIGHTS = {"may_renew": renewing, "may_change_plan": changing, "may_buy_space": adding, "may_repurchase": buying}


class TestStatus:
    """What ``status`` says may be done, the matching policy does, and nothing else."""

    @pytest.mark.parametrize("right", RIGHTS)
    @SOME
    @given(question=looks())
    def test_a_right_is_what_the_policy_answers(
        self, right: str, question: tuple[pr.Ruleset, pr.Mailbox, date]
    ) -> None:
        """Wherever the tables say enough for an answer."""
        rules, box, on = question
        answer = accepted(*RIGHTS[right](rules, box, on))
        assert answer in {None, getattr(pr.status(box, rules=rules, on=on), right)}

    def test_a_mailbox_on_a_domain_is_renewed_with_it(self) -> None:
        """So not by itself; the row that says where stands behind the answer."""
        seen = pr.status(ON_DOMAIN, rules=shipped(), on=date(2027, 1, 10))
        assert not seen.may_renew
        assert "renewal/domain-route-2021" in seen.because


class TestDeleted:
    """A mailbox that is gone is told as gone, whatever else could be said."""

    @pytest.mark.parametrize("gone", ["deleted", "withdrawn"])
    @pytest.mark.parametrize("box", [BOX, ON_DOMAIN])
    @pytest.mark.parametrize("more", [{}, {"auto_renew": True, "last_term_years": 1}, {"renewal_order_pending": True}])
    def test_every_policy_says_so(self, box: pr.Mailbox, gone: str, more: dict[str, Any]) -> None:
        """Of every kind, with whatever is under way."""
        on = date(2027, 7, 30) if gone == "deleted" else date(2027, 1, 10)
        box = attrs.evolve(box, withdrawn_on=None if gone == "deleted" else on, **more)
        asked: dict[str, Any] = {"rules": shipped(), "on": on}
        answers = [
            *(question() for ask in (renewing, changing, adding) for question in ask(shipped(), box, on)),
            pr.automatic_renewal(box, **asked),
            pr.terminate(box, pr.TerminationRequest(mode="lapse"), **asked),
        ]
        assert gone == pr.status(box, **asked).state
        assert {gone} == {getattr(answer, "code", answer) for answer in answers}

    @pytest.mark.parametrize("name", pr.books())
    def test_whatever_its_plan_was(self, name: str) -> None:
        """In every book, of plans that it has, had, sells to partners only, or never knew."""
        book, on = shipped(name), date(2027, 8, 30)
        known = {
            (row.kind, row.plan) for day in (date(2016, 5, 1), date(2021, 5, 1), on) for row in book.on(day).rows(Plan)
        }
        for kind, plan in {*known, ("mailbox", "pro-sms"), ("mailbox", "gold")}:
            box = attrs.evolve(BOX, kind=kind, plan=plan)
            answers = (
                answer for ask in (renewing, adding) for question in ask(book, box, on) for answer in _known(question)
            )
            assert {"deleted"} >= {getattr(answer, "code", "") for answer in answers}, (kind, plan)

    def test_one_that_is_to_end_is_not_renewed_with_its_domain(self) -> None:
        """Nor does anybody say that this would help, whatever is asked for."""
        box, asked = (
            attrs.evolve(ON_DOMAIN, termination_day=date(2027, 4, 6)),
            {"rules": shipped(), "on": date(2027, 4, 6)},
        )
        no = pr.advance(box, pr.Event(name="space_registered"), **asked)
        assert ("event_not_possible", ()) == (getattr(no, "code", ""), getattr(no, "remedies", None))

    def test_it_is_bought_again_where_it_was(self) -> None:
        """That is what is advised: on a domain with the domain."""
        asked: dict[str, Any] = {"rules": shipped(), "on": date(2027, 7, 30)}
        refusals = [pr.quote_renewal(box, pr.RenewalRequest(years=1), **asked) for box in (BOX, ON_DOMAIN)]
        assert [("repurchase",), ("buy_domain",)] == [getattr(each, "remedies", None) for each in refusals]


ORDERS: dict[str, Callable[[pr.Ruleset, pr.Mailbox, date], Iterator[Callable[[], Any]]]] = {
    "renew": lambda rules, box, on: iter([*renewing(rules, box, on), *changing(rules, box, on)]),  # from one cart
    "change_plan": changing,
    "add_inbox_space": lambda rules, box, on: iter([*adding(rules, box, on)][:1]),
    "add_archive_space": lambda rules, box, on: iter([*adding(rules, box, on)][1:2]),
    "new_purchase": buying,
    "repurchase": lambda rules, box, on: buying(rules, box, on, "repurchase_button"),
}
HIDDEN = ORDERS | {"renew": renewing}
"""What cannot be had where a command is not there; another plan may still have a command of its own."""
OF_THE_PLACE = {"webmail_accessible", "kind_mailbox", "kind_domain"}
"""Conditions that speak of the channel, not of what is ordered there."""


class TestActions:
    """An action that is shown can be carried out; one that is hidden or disabled for the mailbox's sake cannot."""

    @pytest.mark.parametrize("channel", ["customer_area", "webmail", "expiry_email"])
    @SOME
    @given(question=looks())
    def test_orders(self, channel: str, question: tuple[pr.Ruleset, pr.Mailbox, date]) -> None:
        """Renewal, another plan, more space, a deleted name."""
        rules, box, on = question
        answer = pr.available_actions(box, (), rules=rules, on=on, channel=channel)
        for action in getattr(answer, "actions", ()):
            if action.command in ORDERS:
                asked = ORDERS[action.command] if action.shown == "shown" else HIDDEN[action.command]
                able = accepted(*asked(rules, box, on))
                assert action.shown != "shown" or able in {None, True}
                assert not set(action.why_not) - OF_THE_PLACE or able in {None, False}, action

    @SOME
    @given(question=looks(channel=st.just("partner_panel")))
    def test_a_partners_commands(self, question: tuple[pr.Ruleset, pr.Mailbox, date]) -> None:
        """Ending a mailbox, and changing its holder: an event that the states let happen."""
        rules, box, on = question
        box = attrs.evolve(box, withdrawn_on=None, suspended_on=None, termination_day=None)
        answer = pr.available_actions(box, (), rules=rules, on=on, channel="partner_panel")
        shown = {action.command: action.shown == "shown" for action in getattr(answer, "actions", ())}
        ways = {
            "terminate_now": ("immediate", "immediate_termination_requested", None),
            "terminate_at_date": ("at_date", "termination_requested", on),
        }
        for command, (mode, event, day) in ways.items():
            wish = pr.TerminationRequest(mode=mode, asked_by="partner", through="panel_command", day=day)
            assert shown.get(command, False) == accepted(lambda wish=wish: pr.terminate(box, wish, rules=rules, on=on))
            done = pr.advance(box, pr.Event(name=event, day=day), rules=rules, on=on)
            assert shown.get(command, False) == isinstance(done, pr.Transition)
        able = accepted(*adding(rules, box, on))
        assert able is None or shown.get("new_addon", False) == able
        moved = pr.advance(box, pr.Event(name="holder_changed", holder=MARIO), rules=rules, on=on)
        assert shown.get("change_holder", False) == isinstance(moved, pr.Transition)

    @pytest.mark.parametrize("book", ["retail", "partner"])
    @pytest.mark.parametrize("plan", ["standard", "pro", "pro-sms"])
    def test_a_partners_plans(self, book: str, plan: str) -> None:
        """R3.10 and R3.13: what is there for a mailbox of the panel is not refused because nobody knows its plan."""
        rules, on = shipped(book), date(2027, 1, 10)
        box = attrs.evolve(BOX, plan=plan, channel="partner_panel")
        answer = pr.available_actions(box, (), rules=rules, on=on, channel="partner_panel")
        there = {each.command for each in getattr(answer, "actions", ()) if each.shown == "shown"}
        assert {"new_addon", "renewal_type", "terminate_now", "certificate"} <= there
        asked = [*renewing(rules, box, on), *adding(rules, box, on)]
        codes = [getattr(each(), "code", "accepted") for each in asked]
        assert not {"plan_unknown", "plan_withdrawn"} & {*codes}
        if plan == "pro-sms":
            assert ["price_not_stated"] * 4 == codes
            assert "plans/partner-pro-sms-2016" in getattr(asked[0](), "because", ())
            assert pr.status(box, rules=rules, on=on).may_buy_space is False
            change = pr.quote_plan_change(box, pr.PlanChangeRequest(plan="standard", years=1), rules=rules, on=on)
            assert getattr(change, "code", "") in {"change_not_offered", "price_not_stated"}
            assert () == getattr(change, "allowed", None)

    def test_a_partners_plan_that_has_ended(self) -> None:
        """It is withdrawn, as any other; and where nothing can be added the command is not there."""
        rules = variant(add("plans", "partner_plans", id="gone", plan="pro-sms", since="2026-01-01", withdrawn=True))
        on, box = date(2027, 1, 10), attrs.evolve(BOX, plan="pro-sms", channel="partner_panel")
        assert {"plan_withdrawn"} == {getattr(each(), "code", "") for each in renewing(rules, box, on)}
        for full in (box, attrs.evolve(box, plan="standard", extra_inbox_gb=1)):
            answer = pr.available_actions(full, (), rules=rules, on=on)
            (shown,) = (each for each in getattr(answer, "actions", ()) if each.command == "new_addon")
            assert ("hidden", ("addons_left",)) == (shown.shown, shown.why_not)

    @pytest.mark.parametrize(("channel", "command"), [("customer_area", "open_webmail"), ("webmail", "renew")])
    @pytest.mark.parametrize(("read", "found"), [(True, "shown"), (False, "hidden")])
    def test_the_webmail_is_there_while_it_can_be_read(
        self, channel: str, command: str, read: bool, found: str
    ) -> None:
        """In grace too, as the row of the grace says; and its Renew with it."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", may_read=read))
        answer = pr.available_actions(BOX, (), rules=rules, on=date(2027, 4, 6), channel=channel)
        assert [found] == [each.shown for each in getattr(answer, "actions", ()) if each.command == command]

    def test_forms_belong_to_a_command(self) -> None:
        """Where it is not shown nothing is asked: of a deleted mailbox only what its purchase asks."""
        there = {
            on: {each.block for each in getattr(pr.available_actions(BOX, (), rules=shipped(), on=on), "asks", ())}
            for on in (date(2027, 1, 10), date(2027, 7, 30))
        }
        assert [{"renewal", "renewal_choices"}, {"purchase"}] == [*there.values()]

    @SOME
    @given(question=looks(), waiting=st.booleans())
    def test_what_a_form_lets_choose(
        self,
        question: tuple[pr.Ruleset, pr.Mailbox, date],
        waiting: bool,
    ) -> None:
        """Of a renewal: each plan, and each way to pay, can be had with it."""
        rules, box, on = question
        box = attrs.evolve(box, renewal_order_pending=waiting)
        asked: dict[str, Any] = {"rules": rules, "on": on}
        there = [*_known(lambda: pr.available_actions(box, (), **asked))]
        asks = [each for answer in there for each in getattr(answer, "asks", ()) if each.block.startswith("renewal")]
        for plan in {name for each in asks if each.field == "plan" for name in each.choices}:
            other = [lambda plan=plan: pr.quote_plan_change(box, pr.PlanChangeRequest(plan=plan, years=1), **asked)]
            assert accepted(*(renewing(rules, box, on) if plan == box.plan else other)) in {None, True}, plan
        for method in {name for each in asks if each.field == "payment_method" for name in each.choices}:
            wish = pr.RenewalRequest(years=1, method=method)
            for no in _known(lambda wish=wish: pr.quote_renewal(box, wish, **asked)):
                assert getattr(no, "code", "") not in {"payment_too_late", "method_unknown"}, method

    @pytest.mark.parametrize(("days", "is_there"), [(0, True), (30, True), (91, False)])
    @pytest.mark.parametrize("kind", ["renewal", "renewal_with_plan_change", "extra_space"])
    def test_an_order_is_paid_while_it_comes_about(self, kind: Any, days: int, is_there: bool) -> None:
        """Nobody is asked to pay for a renewal of a mailbox that is gone; space is of use until the expiry."""
        order = pr.Order(number="1", kind=kind, day=EXPIRY, gross=Decimal("12.08"), state="awaiting_payment")
        there = pr.available_actions(BOX, (order,), rules=shipped(), on=EXPIRY + timedelta(days))
        pays = {each.shown == "shown" for each in getattr(there, "actions", ()) if each.command == "pay_order"}
        assert {is_there if kind != "extra_space" else days == 0} == pays

    def test_the_plan_is_not_changed_under_a_button_that_is_hidden(self) -> None:
        """In 2024 it may be changed with automatic renewal on, while Rinnova is not there."""
        box = attrs.evolve(BOX, auto_renew=True, expiry=date(2025, 3, 30))
        answer = pr.available_actions(box, (), rules=shipped(), on=date(2024, 6, 1))
        found = {each.command: (each.shown, each.path) for each in getattr(answer, "actions", ())}
        assert ("hidden", None) == found["renew"]
        assert ("shown", None) == found["change_plan"]


class TestAllowed:
    """What a refusal says could be asked for instead is not refused for another reason."""

    @SOME
    @given(question=looks(), name=st.sampled_from(["unheard-of", "standard", "pro", "premium"]))
    def test_plans(self, question: tuple[pr.Ruleset, pr.Mailbox, date], name: str) -> None:
        """Of a change of plan: each plan that is offered is one that it can be changed to."""
        rules, box, on = question

        def change_to(plan: str) -> Any:
            return pr.quote_plan_change(box, pr.PlanChangeRequest(plan=plan, years=1), rules=rules, on=on)

        answer = [*_known(lambda: change_to(name))]
        offered = answer[0].allowed if answer and isinstance(answer[0], pr.Refusal) else ()
        if (
            answer
            and getattr(answer[0], "code", "") in {"plan_unknown", "change_not_offered"}
            and answer[0].asked == name
        ):
            again = {
                getattr(each, "code", "") for plan in offered for each in _known(lambda plan=plan: change_to(plan))
            }
            assert not again & {"plan_unknown", "plan_withdrawn", "plan_not_sold", "same_plan", "change_not_offered"}

    @SOME
    @given(
        question=looks(channel=st.sampled_from(["customer_area", "partner_panel"])),
        who=st.sampled_from(["holder", "legal_representative", "heir", "account_holder", "partner"]),
        way=st.sampled_from(["nothing", "online_request", "email_form", "panel_command"]),
    )
    def test_ways_to_end(self, question: tuple[pr.Ruleset, pr.Mailbox, date], who: str, way: str) -> None:
        """Each is one that its state lets begin, for whoever asks, in the way that was chosen if that goes at all."""
        rules, box, on = question
        wish = pr.TerminationRequest(mode="none-such", asked_by=who, through=way)
        for answer in _known(lambda: pr.terminate(box, wish, rules=rules, on=on)):
            if getattr(answer, "code", "") == "mode_not_offered":
                for mode in answer.allowed:
                    again = attrs.evolve(wish, mode=mode, day=on if mode == "at_date" else None)
                    refused = getattr(pr.terminate(box, again, rules=rules, on=on), "code", None)
                    assert refused not in {pr.status(box, rules=rules, on=on).state, "not_entitled"}

    def test_space_that_cannot_be_added(self) -> None:
        """Nothing is offered where none is left: asking for nothing would be refused, too."""
        full = attrs.evolve(BOX, extra_inbox_gb=1)
        for wish, allowed in (
            (pr.ExtraSpaceRequest(extra_inbox_gb=9), (1, 1)),
            (pr.ExtraSpaceRequest(extra_inbox_gb=-1), (1, 1)),
        ):
            no = pr.quote_extra_space(BOX, wish, rules=shipped(), on=date(2027, 1, 10))
            assert allowed == getattr(no, "allowed", None)
        no = pr.quote_extra_space(full, pr.ExtraSpaceRequest(extra_inbox_gb=1), rules=shipped(), on=date(2027, 1, 10))
        assert () == getattr(no, "allowed", None)


FIRST_STEPS: dict[str, dict[str, Any]] = {
    "cancel_renewal_order": {"renewal_order_pending": False},
    "pay_renewal_order": {"renewal_order_pending": False},
    "switch_off_automatic_renewal": {"auto_renew": False},
    "switch_on_automatic_renewal": {"auto_renew": True},
    "give_last_term_years": {"last_term_years": 1},
}
"""What a remedy that is a first step makes of a mailbox."""
SWITCHES = {
    "switch_off_automatic_renewal": "automatic_switched_off",
    "switch_on_automatic_renewal": "automatic_switched_on",
}
"""The event that a remedy is."""
LAST_STEPS = {"change_plan": changing, "renew": renewing, "renew_by_hand": renewing, "repurchase": buying}
"""What a remedy leads to."""


ENDED = {"plan_withdrawn", "plan_not_sold"}
NO_CHARGE = add(
    "lifecycle", "transitions", id="no-more", since="2026-01-01", withdrawn=True,
    machine="mailbox", from_state="active", event="charge_made", guard="automatic_on",
)  # fmt: skip
ALWAYS = (date(2010, 1, 1), date(2099, 12, 31))


class TestCharges:
    """A charge is announced, and can be switched on, where one will be made: where what it charges can be told."""

    @SOME
    @given(question=looks(auto_renew=st.just(value=True)), years=st.integers(1, 5))
    def test_what_is_announced(self, question: tuple[pr.Ruleset, pr.Mailbox, date], years: int) -> None:
        """Neither in the calendar nor by a notice that is still to come; of what is being activated, in time."""
        rules, box, on = question
        box, asked = attrs.evolve(box, last_term_years=years), {"rules": rules, "on": on}
        able = accepted(lambda: pr.automatic_renewal(box, **asked))
        if able is False and pr.status(box, **asked).state not in {"in_activation", "not_activated"}:
            days = [
                each
                for ask in (pr.timeline, pr.alert_calendar)
                for answer in _known(lambda ask=ask: ask(box, ALWAYS, **asked))
                for each in getattr(answer, "days", ())
            ]
            told = [each for each in days if each.day >= on and (each.what == "charge" or is_of_charge(each, rules))]
            assert [] == told

    @SOME
    @given(question=looks(auto_renew=st.just(value=False)))
    def test_what_is_switched_on(self, question: tuple[pr.Ruleset, pr.Mailbox, date]) -> None:
        """Never for a plan that is gone; and the refusal is that of the charge."""
        rules, box, on = question
        box, asked = attrs.evolve(box, last_term_years=1), {"rules": rules, "on": on}
        for done in _known(lambda: pr.advance(box, pr.Event(name="automatic_switched_on"), **asked)):
            on_now = getattr(done, "mailbox", None) or box
            for no in _known(lambda on_now=on_now: pr.automatic_renewal(on_now, **asked)):
                ended = getattr(no, "code", "") in ENDED
                assert not ended or (getattr(done, "code", ""), getattr(done, "remedies", ())) == (no.code, no.remedies)

    def test_a_notice_of_what_is_charged(self) -> None:
        """While the plan is there the charge is announced; when it will be gone by then, the expiry is."""
        rules = variant(
            add("plans", "plans", id="gone", kind="mailbox", plan="pro", since="2027-03-01", withdrawn=True)
        )
        box = attrs.evolve(BOX, plan="pro", auto_renew=True, last_term_years=1)
        told = [
            [
                each.name
                for each in getattr(pr.alert_calendar(box, ALWAYS, rules=book, on=date(2026, 12, 1)), "days", ())
            ]
            for book in (shipped(), rules)
        ]
        assert [["charge_first"], ["expiry_first"]] == told

    @pytest.mark.parametrize(
        ("edits", "facts"),
        [
            ((), {"suspended_on": date(2027, 3, 1), "on_partner_domain": True}),
            ((), {"termination_day": date(2027, 3, 29)}),
            ((), {"plan": "gold"}),
            ((), {"last_term_years": 7}),
            ((NO_CHARGE,), {}),
        ],
    )
    def test_why_else_nothing_is_charged(self, edits: tuple[Any, ...], facts: dict[str, Any]) -> None:
        """It is stopped by then, or to end; nobody sells such a plan or term; there is no automatic renewal at all."""
        box = attrs.evolve(BOX, **({"auto_renew": True, "last_term_years": 1} | facts))
        calendar = pr.alert_calendar(box, ALWAYS, rules=variant(*edits), on=date(2026, 12, 1))
        assert ["expiry_first"] == [each.name for each in getattr(calendar, "days", ())]

    def test_what_cannot_be_switched_on(self) -> None:
        """Its refusal says what is left."""
        box, asked = attrs.evolve(BOX, plan="pro"), {"rules": shipped("cni"), "on": date(2027, 1, 10)}
        no = pr.advance(box, pr.Event(name="automatic_switched_on"), **asked)
        assert ("plan_withdrawn", ("change_plan",)) == (getattr(no, "code", ""), getattr(no, "remedies", ()))
        assert no.code == getattr(pr.automatic_renewal(box, **asked), "code", "")  # type: ignore[union-attr]


def is_of_charge(day: Any, rules: pr.Ruleset) -> bool:
    """Whether a notice announces a charge."""
    return getattr(rules.cite(day.row).row, "condition", "") == "automatic_on"


class TestEvents:
    """What ``advance`` says might happen instead does, if the event brings what is asked of it."""

    @SOME
    @given(question=looks())
    def test_each_is_possible(self, question: tuple[pr.Ruleset, pr.Mailbox, date]) -> None:
        """Some order, of some plan, of some space, by whoever may."""
        rules, box, on = question
        for no in _known(lambda: pr.advance(box, pr.Event(name="nothing"), rules=rules, on=on)):
            for name in getattr(no, "allowed", ()):
                tries = (
                    lambda event=event: pr.advance(box, event, rules=rules, on=on)
                    for event in events_of(name, rules, box, on)
                )
                assert accepted(*tries) in {None, True}, name

    def test_those_of_a_plan_that_is_gone(self) -> None:
        """Nothing is added to it, nor switched on; what is left is a renewal, with another plan."""
        box, rules, on = attrs.evolve(BOX, plan="pro"), shipped("cni"), date(2027, 1, 10)
        for ordered in (None, date(2015, 6, 1)):  # of a day before the tables nothing is known against an order
            no = pr.advance(box, pr.Event(name="nothing", ordered_on=ordered), rules=rules, on=on)
            offered = {RENEWED, "space_registered", "automatic_switched_on"} & {*getattr(no, "allowed", ())}
            assert ({RENEWED} if ordered is None else {RENEWED, "space_registered"}) == offered
        over = attrs.evolve(box, expiry=date(2026, 12, 30))
        no = pr.advance(over, pr.Event(name="space_registered", extra_inbox_gb=1), rules=rules, on=on)
        assert ("event_not_possible", ("change_plan",)) == (getattr(no, "code", ""), getattr(no, "remedies", ()))

    def test_a_name_that_nobody_sells(self) -> None:
        """It is not bought again, where a book sells no plan; of one on a domain nobody knows."""
        rules, on = shipped("ordine-ingegneri-roma"), date(2027, 7, 30)
        for box in (BOX, ON_DOMAIN):
            no = pr.advance(box, pr.Event(name="nothing"), rules=rules, on=on)
            assert (box is ON_DOMAIN) == ("repurchase_registered" in getattr(no, "allowed", ()))


def events_of(name: str, rules: pr.Ruleset, box: pr.Mailbox, on: date) -> Iterator[pr.Event]:
    """Events of a name that bring whatever could be asked of them."""
    who = {"asked_by": "holder", "confirmed": True, "terms_accepted": True, "holder": box.holder, "day": on}
    space: tuple[dict[str, Any], ...] = ({"extra_inbox_gb": 1}, {"extra_archive_gb": 1}, {"conservazione": True})
    for plan in (None, *plans(rules, box, on)):
        for more in ({"extra_inbox_gb": 0, "extra_archive_gb": 0}, *(space if plan is None else ())):
            yield pr.Event(name=name, plan=plan, years=1, **more, **who)


class TestReasons:
    """Why a command is not there is true, and why one is there that says no."""

    @SOME
    @given(question=looks())
    def test_of_commands(self, question: tuple[pr.Ruleset, pr.Mailbox, date]) -> None:
        """A plan has no archive because its row says so; Rinnova needs another plan where ``status`` says no."""
        rules, box, on = question
        may = pr.status(box, rules=rules, on=on)
        row = next((row for row in rules.on(on).rows(Plan) if (row.kind, row.plan) == (box.kind, box.plan)), None)
        for answer in _known(lambda: pr.available_actions(box, (), rules=rules, on=on, channel="customer_area")):
            for action in getattr(answer, "actions", ()):
                assert action.needs_another_plan == (
                    action.command == "renew" and action.shown == "shown" and not may.may_renew
                )
                without = {"plan_has_archive", "inbox_can_grow"} & {*action.why_not}
                assert not without or row is not None or "plan_there" not in action.why_not


class TestRemedies:
    """What a refusal says would help does, in the policy that it leads to."""

    @examples(40)
    @given(question=looks(), years=st.sampled_from([1, 9]), gb=st.integers(0, 2))
    def test_they_lead_on(self, question: tuple[pr.Ruleset, pr.Mailbox, date], years: int, gb: int) -> None:
        """One after the other: first what is to be done before, then what is to be asked for."""
        rules, box, on = question
        asked: dict[str, Any] = {"rules": rules, "on": on}
        questions = (
            lambda: pr.quote_renewal(box, pr.RenewalRequest(years=years, extra_inbox_gb=gb), **asked),
            lambda: pr.quote_plan_change(box, pr.PlanChangeRequest(plan="pro", years=years), **asked),
            lambda: pr.quote_extra_space(box, pr.ExtraSpaceRequest(extra_inbox_gb=gb), **asked),
            lambda: pr.automatic_renewal(box, **asked),
            next(buying(rules, box, on)),
        )
        for answer in (answer for each in questions for answer in _known(each) if isinstance(answer, pr.Refusal)):
            facts: dict[str, Any] = {}
            for remedy in answer.remedies:
                facts |= FIRST_STEPS.get(remedy, {})
                event = pr.Event(name=SWITCHES.get(remedy, ""))
                assert not event.name or accepted(lambda event=event: pr.advance(box, event, **asked)), remedy
            mended = attrs.evolve(box, **facts)
            for remedy in set(answer.remedies) & set(LAST_STEPS):
                assert accepted(*LAST_STEPS[remedy](rules, mended, on)) in {None, True}, (answer.code, remedy)

    def test_a_plan_that_another_has_replaced(self) -> None:
        """F6.14: PRO of the engineers' convention is renewed as Avanzata, and the refusal says so."""
        rules, on = shipped("cni"), date(2024, 4, 18)
        box = attrs.evolve(BOX, plan="pro", expiry=date(2024, 6, 30))
        no = next(renewing(rules, box, on))()
        assert ("plan_withdrawn", ("change_plan",)) == (no.code, no.remedies)
        request = pr.PlanChangeRequest(plan="avanzata", years=1)
        assert isinstance(pr.quote_plan_change(box, request, rules=rules, on=on), pr.Quote)

    @pytest.mark.parametrize("choice", ["another_plan", "nothing"])
    @pytest.mark.parametrize(("book", "plan", "to"), [("cni", "pro", "avanzata"), ("cni-imperia", "pro", "avanzata")])
    def test_an_expired_one(self, book: str, plan: str, to: str, choice: str) -> None:
        """Of a plan that is gone it is renewed with another, or not at all: every policy says the same of it."""
        rules = shipped(book).edited(choose("ended-plan-in-grace", choice))
        on, is_open = date(2024, 7, 10), choice == "another_plan"
        box, asked = attrs.evolve(BOX, plan=plan, expiry=date(2024, 6, 30)), {"rules": rules, "on": date(2024, 7, 10)}
        no = next(renewing(rules, box, on))()
        assert ("plan_withdrawn", ("change_plan",) if is_open else ()) == (no.code, no.remedies)
        changed = pr.quote_plan_change(box, pr.PlanChangeRequest(plan=to, years=1), **asked)
        assert is_open == isinstance(changed, pr.Quote)
        assert "interpretations/ended-plan-in-grace" in changed.because
        assert is_open == pr.status(box, **asked).may_change_plan
        seen = pr.available_actions(box, (), **asked)
        assert {is_open} == {
            each.shown == "shown" for each in getattr(seen, "actions", ()) if each.command in {"renew", "change_plan"}
        }
        done = pr.advance(box, pr.Event(name=RENEWED, years=1, plan=to), **asked)
        assert is_open == isinstance(done, pr.Transition)
        more = next(adding(rules, box, on))()
        assert ("plan_withdrawn", no.remedies) == (more.code, more.remedies)

    def test_an_expired_one_whose_price_has_ended(self) -> None:
        """Space cannot be added in grace, and it is not renewed: what is left is another plan."""
        rules = variant(
            add("pricing", "prices", id="gone", item="plan", plan="pro", since="2027-04-01", withdrawn=True)
        )
        no = next(adding(rules, attrs.evolve(BOX, plan="pro"), date(2027, 4, 10)))()
        assert ("expired", ("change_plan",)) == (no.code, no.remedies)

    def test_what_is_left_of_an_active_one(self) -> None:
        """Whatever is asked for: another plan, also where the old one is charged by itself."""
        rules, on = shipped("cni"), date(2024, 5, 18)
        box = attrs.evolve(BOX, plan="pro", expiry=date(2024, 6, 30), auto_renew=True, last_term_years=1)
        for no in (next(adding(rules, box, on))(), pr.automatic_renewal(box, rules=rules, on=on)):
            assert ("plan_withdrawn", ("change_plan",)) == (getattr(no, "code", ""), getattr(no, "remedies", None))

    def test_a_plan_that_is_not_sold(self) -> None:
        """Neither renewed nor bought again, and the row that says so stands behind the answer."""
        rules = shipped("medici-fnomceo")
        for question in (renewing, changing):
            no = next(question(rules, attrs.evolve(BOX, expiry=date(2016, 1, 1)), date(2016, 4, 1)))()
            assert (getattr(no, "code", ""), getattr(no, "remedies", None)) == ("deleted", ())
            assert any(row.startswith("pricing/") for row in no.because)


class TestPromises:
    """``advance`` accepts what a quote promised, and what is then the case is what the quote said."""

    @SOME
    @given(question=looks(), years=st.integers(1, 5), method=st.sampled_from([None, "card", "bank_transfer"]))
    def test_a_renewal(self, question: tuple[pr.Ruleset, pr.Mailbox, date], years: int, method: str | None) -> None:
        """Its expiry, the day it counts from and automatic renewal."""
        rules, box, on = question
        request = pr.RenewalRequest(years=years, method=method)
        for quote in _known(lambda: pr.quote_renewal(box, request, rules=rules, on=on)):
            if not isinstance(quote, pr.Quote):
                continue
            done = pr.advance(box, paid("renewal_registered", request, on, years=years), rules=rules, on=on)
            assert isinstance(done, pr.Transition)
            after = done.mailbox
            assert after is not None
            assert (quote.new_expiry, quote.anchor) == (after.expiry, after.anchor)
            switched = any(effect.code == "automatic_renewal_on" for effect in quote.effects)
            assert (switched or box.auto_renew) == after.auto_renew

    @SOME
    @given(
        question=looks(promo=st.booleans()),
        years=st.integers(0, 7),
        gb=st.integers(0, 3),
        end=st.sampled_from([None, 0, 30]),
        method=METHODS,
    )
    def test_a_renewal_that_is_refused(
        self, question: tuple[pr.Ruleset, pr.Mailbox, date], years: int, gb: int, end: int | None, method: str | None
    ) -> None:
        """For its plan, its term, its space, its way to pay or an end that was asked for: it is not registered."""
        rules, box, on = question
        if end is not None:
            box = attrs.evolve(box, termination_day=on + timedelta(end))
        request = pr.RenewalRequest(years=years, extra_inbox_gb=gb, method=method)
        for no in _known(lambda: pr.quote_renewal(box, request, rules=rules, on=on)):
            if isinstance(no, pr.Refusal) and is_never_ordered(no):
                event = paid(RENEWED, request, on, years=years)
                for done in _known(lambda event=event: pr.advance(box, event, rules=rules, on=on)):
                    assert isinstance(done, pr.Refusal), no.code
                    assert done.code != no.code or done.remedies == no.remedies

    @SOME
    @given(question=looks())
    def test_its_own_plan(self, question: tuple[pr.Ruleset, pr.Mailbox, date]) -> None:
        """It is renewed by ``advance`` where ``status`` says so, and not where it says no, whatever is under way."""
        rules, box, on = question
        box = attrs.evolve(box, auto_renew=False, renewal_order_pending=False)
        for seen in _known(lambda: pr.status(box, rules=rules, on=on)):
            event = pr.Event(name=RENEWED, years=1, extra_inbox_gb=0, extra_archive_gb=0)
            for done in _known(lambda event=event: pr.advance(box, event, rules=rules, on=on)):
                there = not isinstance(done, pr.Refusal)
                assert there == seen.may_renew or (box.kind == "domain" and there), getattr(done, "code", "")

    @SOME
    @given(question=looks(), years=st.integers(1, 5))
    def test_another_plan(self, question: tuple[pr.Ruleset, pr.Mailbox, date], years: int) -> None:
        """The mailbox has it, and the expiry that was promised."""
        rules, box, on = question
        for plan in plans(rules, box, on):
            request = pr.PlanChangeRequest(plan=plan, years=years)
            for quote in _known(lambda request=request: pr.quote_plan_change(box, request, rules=rules, on=on)):
                if isinstance(quote, pr.Quote):
                    done = pr.advance(box, paid(RENEWED, request, on, years=years, plan=plan), rules=rules, on=on)
                    assert isinstance(done, pr.Transition)
                    assert done.mailbox is not None
                    assert (plan, quote.new_expiry) == (done.mailbox.plan, done.mailbox.expiry)

    @SOME
    @given(question=looks(), gb=st.integers(0, 2), more=st.integers(0, 2))
    def test_more_space(self, question: tuple[pr.Ruleset, pr.Mailbox, date], gb: int, more: int) -> None:
        """It is there, and the expiry stays."""
        rules, box, on = question
        request = pr.ExtraSpaceRequest(extra_inbox_gb=gb, extra_archive_gb=more)
        for quote in _known(lambda: pr.quote_extra_space(box, request, rules=rules, on=on)):
            if isinstance(quote, pr.Quote):
                done = pr.advance(box, paid("space_registered", request, on), rules=rules, on=on)
                assert isinstance(done, pr.Transition)
                assert quote.new_expiry == getattr(done.mailbox, "expiry", None)

    @SOME
    @given(question=looks(), gb=st.integers(0, 4), more=st.integers(0, 4), kept=st.booleans(), method=METHODS)
    def test_more_space_that_is_refused(
        self,
        question: tuple[pr.Ruleset, pr.Mailbox, date],
        gb: int,
        more: int,
        kept: bool,
        method: str | None,
    ) -> None:
        """Of no kind of mailbox it is registered, if it could be had by nobody."""
        rules, box, on = question
        request = pr.ExtraSpaceRequest(extra_inbox_gb=gb, extra_archive_gb=more, conservazione=kept, method=method)
        for no in _known(lambda: pr.quote_extra_space(box, request, rules=rules, on=on)):
            if isinstance(no, pr.Refusal) and is_never_ordered(no):
                event = paid("space_registered", request, on, conservazione=kept)
                for done in _known(lambda event=event: pr.advance(box, event, rules=rules, on=on)):
                    assert isinstance(done, pr.Refusal), no.code
                    assert done.code not in {no.code, "event_not_possible"} or done.remedies == no.remedies

    @SOME
    @given(question=looks(promo=st.booleans()), years=st.integers(1, 5))
    def test_a_deleted_name(self, question: tuple[pr.Ruleset, pr.Mailbox, date], years: int) -> None:
        """It goes to its former holder in ``advance``, too."""
        rules, box, on = question
        wish = pr.PurchaseRequest(
            address=box.address, plan="standard", years=years, holder=box.holder, kind=box.kind, through="new_purchase"
        )
        for quote in _known(lambda: pr.quote_repurchase(box, wish, rules=rules, on=on)):
            if isinstance(quote, pr.Quote):
                event = paid("repurchase_registered", wish, on, years=years, holder=wish.holder, plan=wish.plan)
                done = pr.advance(box, event, rules=rules, on=on)
                assert isinstance(done, pr.Transition)
                assert quote.new_expiry == getattr(done.mailbox, "expiry", None)

    @SOME
    @given(question=looks())
    def test_logs(self, question: tuple[pr.Ruleset, pr.Mailbox, date]) -> None:
        """They are where the status says."""
        rules, box, on = question
        for there in _known(lambda: pr.log_availability(box, on, rules=rules, on=on)):
            assert pr.status(box, rules=rules, on=on).logs == there.where

    @SOME
    @given(question=looks())
    def test_options(self, question: tuple[pr.Ruleset, pr.Mailbox, date]) -> None:
        """Each term, way to pay and last day of paying that is told, the quote accepts."""
        rules, box, on = question
        for options in _known(lambda: pr.renewal_options(box, rules=rules, on=on)):
            years = next((each.value for each in options.years if each.allowed), 1)
            plain = pr.RenewalRequest(years=years, extra_inbox_gb=0, extra_archive_gb=0)
            wishes = [attrs.evolve(plain, years=each.value) for each in options.years if each.allowed]
            for way in options.methods if options.possible else ():
                days = [None, *(each.day for each in way.pay_by)] if way.allowed else []
                wishes += [attrs.evolve(plain, method=way.value, paid_on=day) for day in days]
            asked = (lambda wish=wish: pr.quote_renewal(box, wish, rules=rules, on=on) for wish in wishes)
            assert {None, True} >= {accepted(each) for each in asked}


def paid(name: str, request: Any, on: date, **more: Any) -> pr.Event:
    """What is registered when an order is paid on the day it is made."""
    ordered = {
        field: getattr(request, field)
        for field in ("extra_inbox_gb", "extra_archive_gb", "method", "signed_in", "keep_automatic_off")
        if hasattr(request, field)
    }
    return pr.Event(name=name, ordered_on=on, paid_on=on, **ordered, **more)


def _known(question: Callable[[], Any]) -> Iterator[Any]:
    """The answer, where the tables have one."""
    try:
        yield question()
    except pr.NoRuleInForce:
        return
