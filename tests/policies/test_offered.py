"""What one policy offers no other refuses: whatever the mailbox, the day, the channel and the shipped book."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, seed, settings

import pecrules as pr
from pecrules.rulebook.rows.plans import Plan
from tests.policies import laws, laws_of_choices, laws_of_days
from tests.policies.laws import (
    ALWAYS,
    AS_SHIPPED,
    MARIO,
    RENEWED,
    Life,
    adding,
    buying,
    changing,
    known,
    lives,
    renewing,
)
from tests.profiles import examples
from tests.variants import add, choose, reword, shipped, variant

EXPIRY = date(2027, 3, 30)
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=EXPIRY, holder=MARIO)
ON_DOMAIN = attrs.evolve(BOX, address="mario@rossi.example", kind="domain")

LAWS = (*laws.LAWS, *laws_of_choices.LAWS, *laws_of_days.LAWS)
PARTS, IN_A_PART = 40, 500
EVERY_PART = [0, *(pytest.param(part, marks=pytest.mark.laws) for part in range(1, PARTS + 1))]
"""One of them in the slow gate; the others when they are asked for."""


class TestLaws:
    """Each law, of a few lives each in the fast suite; on request, all of the same twenty thousand."""

    @pytest.mark.parametrize("law", LAWS)
    @examples(25)
    @given(life=lives())
    def test_each(self, law: Callable[[Life], None], life: Life) -> None:
        """On lives of its own, made as simple as can be where it fails."""
        law(life)

    @pytest.mark.slow
    @pytest.mark.parametrize("part", EVERY_PART)
    def test_all(self, part: int) -> None:
        """A life is drawn once for all of them; each law that fails is told with the first life on which it does."""
        self._tried(part, IN_A_PART, AS_SHIPPED)

    @pytest.mark.slow
    @pytest.mark.parametrize("part", EVERY_PART)
    def test_whatever_is_chosen(self, part: int) -> None:
        """Also where a book answers the open questions otherwise: half of them at random, one way in each part."""
        self._tried(part, IN_A_PART // 5, part + 1)

    @staticmethod
    def _tried(part: int, lives_of_it: int, readings: int) -> None:
        broken: dict[str, str] = {}

        @seed(part)
        @settings(max_examples=lives_of_it, derandomize=False, database=None, phases=[Phase.generate])
        @given(life=lives(readings))
        def tried(life: Life) -> None:
            for law in LAWS:
                try:
                    law(life)
                except AssertionError as error:
                    broken.setdefault(law.__name__, f"{error} {life}")

        tried()
        assert not broken, "\n\n".join(map(": ".join, broken.items()))


class TestStatus:
    """What ``status`` says may be done, the matching policy does, and nothing else."""

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
        there = {
            (row.kind, row.plan) for day in (date(2016, 5, 1), date(2021, 5, 1), on) for row in book.on(day).rows(Plan)
        }
        for kind, plan in {*there, ("mailbox", "pro-sms"), ("mailbox", "gold")}:
            box = attrs.evolve(BOX, kind=kind, plan=plan)
            answers = (
                answer for ask in (renewing, adding) for question in ask(book, box, on) for answer in known(question)
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


class TestActions:
    """An action that is shown can be carried out; one that is hidden or disabled for the mailbox's sake cannot."""

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

    @pytest.mark.parametrize(("choice", "shown", "accepted"), [("allow", "shown", True), ("refuse", "hidden", False)])
    def test_a_partners_addon_in_grace(self, choice: str, shown: str, accepted: bool) -> None:
        """D-32: where what is free until the expiry may be had of an expired mailbox, its command is there."""
        free = reword("pricing", "extra-inbox-monthly-2025", strategy="remaining_years_free_tail", free_tail_months=3)
        rules, on = variant(free, choose("free-tail-in-grace", choice)), EXPIRY + timedelta(10)
        box = attrs.evolve(BOX, channel="partner_panel")
        answer = pr.available_actions(box, (), rules=rules, on=on)
        assert [shown] == [each.shown for each in getattr(answer, "actions", ()) if each.command == "new_addon"]
        assert accepted == isinstance(next(adding(rules, box, on))(), pr.Quote)
        assert accepted == pr.status(box, rules=rules, on=on).may_buy_space

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


NO_CHARGE = add(
    "lifecycle", "transitions", id="no-more", since="2026-01-01", withdrawn=True,
    machine="mailbox", from_state="active", event="charge_made", guard="automatic_on",
)  # fmt: skip


class TestCharges:
    """A charge is announced, and can be switched on, where one will be made: where what it charges can be told."""

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

    def test_one_that_is_renewed_elsewhere(self) -> None:
        """R1.5: of a mailbox on a domain automatic renewal is not switched on here, for nothing would be charged."""
        asked: dict[str, Any] = {"rules": shipped(), "on": date(2027, 1, 10)}
        no = pr.advance(ON_DOMAIN, pr.Event(name="automatic_switched_on"), **asked)
        assert ("renewed_elsewhere", ("renew_domain",)) == (getattr(no, "code", ""), getattr(no, "remedies", ()))
        events = {each.event: each.refused for each in pr.possible_events(ON_DOMAIN, **asked).events}
        assert "renewed_elsewhere" == events["automatic_switched_on"]

    def test_a_plan_that_will_be_gone(self) -> None:
        """It is not switched on, and what is left is what today still offers: to renew it by hand."""
        box, asked = (
            attrs.evolve(BOX, plan="pro", expiry=date(2025, 1, 1)),
            {"rules": shipped("cni"), "on": date(2022, 10, 22)},
        )
        no = pr.advance(box, pr.Event(name="automatic_switched_on"), **asked)
        assert ("plan_withdrawn", ("renew_by_hand",)) == (getattr(no, "code", ""), getattr(no, "remedies", ()))
        assert isinstance(pr.quote_renewal(box, pr.RenewalRequest(years=1), **asked), pr.Quote)

    def test_what_cannot_be_switched_on(self) -> None:
        """Its refusal says what is left."""
        box, asked = attrs.evolve(BOX, plan="pro"), {"rules": shipped("cni"), "on": date(2027, 1, 10)}
        no = pr.advance(box, pr.Event(name="automatic_switched_on"), **asked)
        assert ("plan_withdrawn", ("change_plan",)) == (getattr(no, "code", ""), getattr(no, "remedies", ()))
        assert no.code == getattr(pr.automatic_renewal(box, **asked), "code", "")  # type: ignore[union-attr]


class TestEvents:
    """What ``advance`` says might happen instead does, if the event brings what is asked of it."""

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


class TestRemedies:
    """What a refusal says would help does, in the policy that it leads to."""

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


FREE_AT_THE_END = reword(
    "pricing", "extra-inbox-monthly-2025", strategy="remaining_years_free_tail", free_tail_months=3
)


def _one_gb_of() -> dict[str, Callable[[pr.Ruleset], Any]]:
    """PRO with a GB more, asked of each policy on 10 January and paid on 26 March, before the expiry on 30 March."""
    on, pro, more = (
        date(2027, 1, 10),
        attrs.evolve(BOX, plan="pro"),
        {"paid_on": date(2027, 3, 26), "extra_inbox_gb": 1},
    )
    charged = attrs.evolve(pro, auto_renew=True, last_term_years=1, extra_inbox_gb=1)
    change, buys = {"plan": "pro", "years": 1, **more}, {"holder": MARIO, "plan": "pro", "years": 1, **more}
    return {
        "renewal": lambda rules: pr.quote_renewal(pro, pr.RenewalRequest(years=1, **more), rules=rules, on=on),
        "plan_change": lambda rules: pr.quote_plan_change(BOX, pr.PlanChangeRequest(**change), rules=rules, on=on),
        "purchase": lambda rules: pr.quote_purchase(
            MARIO, pr.PurchaseRequest(address="luigi@pec.it", **buys), rules=rules, on=on
        ),
        "extra_space": lambda rules: pr.quote_extra_space(BOX, pr.ExtraSpaceRequest(**more), rules=rules, on=on),
        "automatic": lambda rules: pr.automatic_renewal(charged, rules=rules, on=on),
    }


ONE_GB_OF = _one_gb_of()


class TestReadings:
    """What is offered is accepted, and what is refused is not brought about, whichever reading a book chooses."""

    @pytest.mark.parametrize(("choice", "is_had"), [("allow", True), ("refuse", False)])
    def test_space_in_grace(self, choice: str, is_had: bool) -> None:
        """D-32: every policy says the same of what is free at the end of a term, and of what is not."""
        rules, on = variant(FREE_AT_THE_END, choose("free-tail-in-grace", choice)), EXPIRY + timedelta(10)
        asked: dict[str, Any] = {"rules": rules, "on": on}
        box = attrs.evolve(BOX, plan="pro")
        events = {each.event: each for each in pr.possible_events(box, **asked).events}
        shown = {each.command: each.shown for each in getattr(pr.available_actions(box, (), **asked), "actions", ())}
        assert is_had == pr.status(box, **asked).may_buy_space == events["space_registered"].possible
        for field, command, is_free in (
            ("extra_inbox_gb", "add_inbox_space", True),
            ("extra_archive_gb", "add_archive_space", False),
        ):
            more: dict[str, Any] = {field: 1}
            quote = pr.quote_extra_space(box, pr.ExtraSpaceRequest(**more), **asked)
            done = pr.advance(box, pr.Event(name="space_registered", **more), **asked)
            assert [is_had and is_free] * 3 == [
                isinstance(quote, pr.Quote),
                isinstance(done, pr.Transition),
                shown[command] == "shown",
            ], field
            assert "interpretations/free-tail-in-grace" in quote.because or not is_free
            if isinstance(done, pr.Refusal):
                assert ("event_not_possible", ("renew",)) == (done.code, done.remedies)

    @pytest.mark.parametrize("choice", ["any_identifier", "tax_code", "vat_number", "all_data"])
    @pytest.mark.parametrize(
        "number",
        [{"tax_code": "RSSMRA80A01H501U", "vat_number": None}, {"tax_code": None, "vat_number": "00743110157"}],
    )
    def test_a_former_holder_who_had_one_number_alone(self, choice: str, number: dict[str, Any]) -> None:
        """D-35: whatever must match, somebody may buy the name again, as ``status`` says."""
        rules, on = variant(choose("same-holder-check-2025", choice)), date(2027, 7, 30)
        box = attrs.evolve(BOX, holder=attrs.evolve(MARIO, **number))
        assert pr.status(box, rules=rules, on=on).may_repurchase
        assert any(isinstance(question(), pr.Quote) for question in buying(rules, box, on))
        event = pr.Event(name="repurchase_registered", years=1, holder=box.holder)
        assert isinstance(pr.advance(box, event, rules=rules, on=on), pr.Transition)

    @pytest.mark.parametrize(("choice", "amount"), [("enough", "12.07"), ("not_enough", "12.08")])
    def test_what_a_credit_could_pay(self, choice: str, amount: str) -> None:
        """D-23: what a refusal says the credit would do for it does, and that is not the very price refused."""
        refuses = reword("payments", "partner-credit-2016", when_short="refused")
        asked: dict[str, Any] = {
            "rules": variant(choose("credit-equal-to-price", choice), refuses), "on": date(2027, 1, 10),
        }  # fmt: skip
        quote = pr.quote_renewal(BOX, pr.RenewalRequest(years=1), **asked)
        assert isinstance(quote, pr.Quote)
        no = pr.settle(quote, pr.Credit(kind="partner", amount=Decimal(amount)), **asked)
        assert ("12.08", ("12.07",)) == (getattr(no, "asked", None), getattr(no, "allowed", None))

    @pytest.mark.parametrize(
        ("choice", "last"),
        [
            ("registration_day", {"expiry": date(2027, 3, 29), "deletion": date(2027, 6, 25)}),
            ("payment_day", {"expiry": EXPIRY, "deletion": date(2027, 6, 28)}),
            ("order_day", {}),
        ],
    )
    def test_until_when_one_pays(self, choice: str, last: dict[str, date]) -> None:
        """D-14: where the day of paying counts, one may pay on the last day itself; where that of the order does, ever.

        The charge is made on its day all the same, unless the payment is known by then.
        """
        rules, on = variant(choose("renewal-done-on", choice)), date(2027, 1, 10)
        box = attrs.evolve(BOX, auto_renew=True, last_term_years=1, expiry=EXPIRY)
        for found, more in ((BOX, {}), (box, {"charge": date(2027, 3, 19)})):
            quote = pr.quote_renewal(found, pr.RenewalRequest(years=1), rules=rules, on=on)
            days = {each.before: each.day for each in getattr(quote, "pay_by", ()) if each.method == "bank_transfer"}
            assert {**last, **more} == days

    def test_one_that_is_activated_when_it_has_expired(self) -> None:
        """D-02: its expiry stands in the timeline, as ``status`` says, though it never was active."""
        rules = variant(choose("day-of-expiry", "expired"))
        box = attrs.evolve(BOX, activated_on=EXPIRY)
        days = getattr(pr.timeline(box, ALWAYS, rules=rules, on=date(2027, 1, 10)), "days", ())
        assert pr.status(box, rules=rules, on=date(2027, 1, 10)).until == next(
            each.day for each in days if each.what == "expiry"
        )

    @pytest.mark.parametrize("kind", ["renewal", "extra_space"])
    @pytest.mark.parametrize("choice", ["registration_day", "order_day", "payment_day"])
    def test_an_order_that_was_made_in_time(self, choice: str, kind: Any) -> None:
        """D-14 and N-13: where the day of the order counts it is paid after that, too, and carried out."""
        topic, event = {"renewal": ("renewal-done-on", RENEWED), "extra_space": ("space-done-on", "space_registered")}[
            kind
        ]
        last = EXPIRY + timedelta(90 if kind == "renewal" else 0)
        asked: dict[str, Any] = {"rules": variant(choose(topic, choice)), "on": last + timedelta(1)}
        order = pr.Order(number="1", kind=kind, day=last, gross=Decimal("12.08"), state="awaiting_payment")
        there = pr.available_actions(BOX, (order,), **asked)
        (pays,) = (each for each in getattr(there, "actions", ()) if each.command == "pay_order")
        registered = pr.Event(name=event, years=1, ordered_on=last, paid_on=asked["on"], extra_inbox_gb=1)
        done = pr.advance(BOX, registered, **asked)
        assert [choice == "order_day"] * 2 == [pays.shown == "shown", isinstance(done, pr.Transition)]
        assert pays.shown == "hidden" or f"interpretations/{topic}" in pays.because

    @pytest.mark.parametrize("ended", [{"item": "plan", "plan": "pro"}, {"item": "extra_inbox"}])
    @pytest.mark.parametrize(
        ("choice", "policies"),
        [
            ("payment_day", ("renewal", "plan_change", "purchase", "extra_space")),
            ("expiry_day", ("renewal", "plan_change", "automatic", "extra_space")),
        ],
    )
    def test_what_has_ended_by_the_day_whose_prices_count(
        self, choice: str, policies: tuple[str, ...], ended: dict[str, Any]
    ) -> None:
        """D-25: what is sold, the day of the order says; of what has ended by the other day nobody says the price."""
        row = add("pricing", "prices", id="gone", since="2027-03-25", withdrawn=True, **ended)
        for policy in policies:
            if policy == "extra_space" and "plan" in ended:
                continue  # whose price it does not ask
            no, yes = (ONE_GB_OF[policy](variant(row, choose("price-day", each))) for each in (choice, "order_day"))
            assert ("price_not_stated", "") == (getattr(no, "code", ""), getattr(yes, "code", ""))
            assert {"pricing/gone", "interpretations/price-day"} <= {*no.because}

    def test_a_form_lists_what_is_sold_on_its_day(self) -> None:
        """F6.14: PRO can be chosen while it is sold, though the prices that count may have ended: its quote says so."""
        rules, on = shipped("cni").edited(choose("price-day", "expiry_day")), date(2024, 1, 31)
        box = attrs.evolve(BOX, plan="standard", expiry=date(2024, 5, 1))
        seen = pr.available_actions(box, (), rules=rules, on=on)
        choices = [each.choices for each in getattr(seen, "asks", ()) if each.field == "plan"]
        no = pr.quote_plan_change(box, pr.PlanChangeRequest(plan="pro", years=1), rules=rules, on=on)
        assert ("price_not_stated", [True]) == (getattr(no, "code", ""), ["pro" in some for some in choices][:1])
