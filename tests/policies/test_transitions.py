"""What events do to mailboxes and orders: states, effects, messages, and every way to say no."""

import json
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    ExtraSpaceRequest,
    Holder,
    Mailbox,
    NoRuleInForce,
    PlanChangeRequest,
    Refusal,
    RenewalRequest,
    Ruleset,
    automatic_renewal,
    available_actions,
    from_json,
    quote_extra_space,
    quote_plan_change,
    quote_renewal,
    renewal_options,
    status,
    to_json,
)
from pecrules.domain.life import Lifecycle
from pecrules.model.codes import OrderKind
from pecrules.model.orders import Credit, Event, Order
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.messages import Message
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.states import Transition
from pecrules.model.requests import TerminationRequest
from pecrules.policies.termination import terminate
from pecrules.policies.transitions.advance import advance
from pecrules.policies.transitions.effects import EFFECTS
from pecrules.policies.transitions.guards import GUARD_REFUSALS, GUARDS, TIMED
from pecrules.rulebook.rows.channels import Command
from pecrules.rulebook.rows.lifecycle import State, Step
from pecrules.testing import strategies as pec
from tests.places import ROOT
from tests.profiles import examples
from tests.variants import add, choose, reword, shipped, variant

EXPIRY = date(2027, 3, 30)
TODAY = date(2027, 1, 10)
LATER = date(2027, 5, 1)  # in the grace of EXPIRY
GONE = date(2028, 1, 10)  # beyond it
DAY = timedelta(1)
CHARGE = date(2027, 3, 23)
SCHEMA = json.loads((ROOT / "schemas" / "lifecycle.schema.json").read_text("utf-8"))
COLUMNS = SCHEMA["$defs"]["transitions"]["allOf"][1]["properties"]
MARIO = Holder(subject="natural_person", tax_code="RSSMRA80A01H501U", reference_email="mario@example.org")


def a_box(**facts: Any) -> Mailbox:
    given: dict[str, Any] = {"address": "a@pec.example", "plan": "standard", "expiry": EXPIRY}
    return Mailbox(**(given | facts))


def an_order(**facts: Any) -> Order:
    given: dict[str, Any] = {"number": "7", "kind": "renewal", "day": TODAY, "gross": Decimal("12.08"), "years": 1}
    return Order(**(given | facts))


def done(
    subject: Mailbox | Order, name: str, on: date = TODAY, rules: Ruleset | None = None, **event: Any
) -> Transition:
    answer = advance(subject, Event(name=name, **event), rules=rules or shipped(), on=on)
    assert isinstance(answer, Transition), answer
    return answer


def box_after(subject: Mailbox, name: str, on: date = TODAY, rules: Ruleset | None = None, **event: Any) -> Mailbox:
    box = done(subject, name, on, rules or shipped(), **event).mailbox
    assert box is not None
    return box


def order_after(subject: Order, name: str, on: date = TODAY, rules: Ruleset | None = None, **event: Any) -> Order:
    order = done(subject, name, on, rules or shipped(), **event).order
    assert order is not None
    return order


def refused(
    subject: Mailbox | Order, name: str, on: date = TODAY, rules: Ruleset | None = None, **event: Any
) -> Refusal:
    answer = advance(subject, Event(name=name, **event), rules=rules or shipped(), on=on)
    assert isinstance(answer, Refusal), answer
    return answer


def moved(answer: Transition) -> tuple[str, str]:
    return answer.before, answer.after


def changed(before: Mailbox | Order, after: Mailbox | Order) -> dict[str, Any]:
    """The facts that are no longer what they were."""
    return {name: value for name, value in attrs.asdict(after, recurse=False).items() if getattr(before, name) != value}


def codes(answer: Transition) -> list[str]:
    return [effect.code for effect in answer.effects]


def row_of(answer: Transition) -> str:
    return answer.because[0]


class TestRenewal:
    """A renewal is done with the registration of its payment."""

    def test_r1_4_a_renewal_is_done_when_it_is_registered(self) -> None:
        """The years are added to the old expiry."""
        answer = done(a_box(), "renewal_registered", years=2)
        assert ("active", "active") == moved(answer)
        assert answer.mailbox is not None
        new = {"expiry": date(2029, 3, 30), "last_term_years": 2, "last_term_began_on": TODAY}
        assert new == changed(a_box(), answer.mailbox)
        assert Effect("term_extended", "lifecycle/mailbox-renewed-2021", value="2029-03-30") == answer.effects[1]

    def test_of_a_mailbox_about_to_expire(self) -> None:
        """That it is expiring is only a view of an active one."""
        assert ("active", "active") == moved(done(a_box(), "renewal_registered", EXPIRY - DAY, years=1))

    def test_r4_3_in_the_grace(self) -> None:
        """It works again, and loses nothing."""
        answer = done(a_box(), "renewal_registered", LATER, years=1)
        assert ("expired", "active") == moved(answer)
        assert ["automatic_by_method", "term_extended", "limits_lifted", "contents_kept"] == codes(answer)
        assert date(2028, 3, 30) == (answer.mailbox and answer.mailbox.expiry)

    def test_r4_5_on_the_last_day_of_the_grace(self) -> None:
        """Ninety days after the expiry is not too late; the reading that says so is named."""
        answer = done(a_box(), "renewal_registered", EXPIRY + timedelta(90), years=1)
        assert ("expired", "active") == moved(answer)
        assert "interpretations/last-day-of-grace" in answer.because

    def test_after_the_grace(self) -> None:
        """What is deleted can only be bought again."""
        no = refused(a_box(), "renewal_registered", EXPIRY + timedelta(91), years=1)
        assert ("event_not_possible", ("repurchase_registered",)) == (no.code, no.allowed[-1:])

    @pytest.mark.parametrize("choice", ["registration_day", "order_day", "payment_day"])
    def test_a_later_end_counts_whatever_the_day_of_the_renewal(self, choice: str) -> None:
        """Who has withdrawn between order and registration is not renewed by it."""
        rules = variant(choose("renewal-done-on", choice))
        box = a_box(withdrawn_on=TODAY - DAY)
        event: dict[str, Any] = {"years": 1, "ordered_on": TODAY - 9 * DAY, "paid_on": TODAY - 9 * DAY}
        assert "event_not_possible" == refused(box, "renewal_registered", rules=rules, **event).code

    @pytest.mark.parametrize(
        ("days", "mended"),
        [
            ({"ordered_on": TODAY + DAY}, {"ordered_on": TODAY}),
            ({"paid_on": TODAY + DAY}, {"paid_on": TODAY}),
            ({"ordered_on": TODAY - DAY, "paid_on": TODAY - 2 * DAY}, {"ordered_on": TODAY - DAY, "paid_on": TODAY}),
        ],
    )
    def test_days_out_of_order(self, days: dict[str, Any], mended: dict[str, Any]) -> None:
        """An order is made, then paid, then registered; on one day, if need be."""
        no = refused(a_box(), "renewal_registered", years=1, **days)
        assert ("days_out_of_order", Event(name="renewal_registered", years=1, **mended)) == (no.code, no.nearest)
        assert done(a_box(), "renewal_registered", years=1, ordered_on=TODAY, paid_on=TODAY)

    def test_a_renewal_that_comes_too_late_for_its_own_term(self) -> None:
        """Where the day of the order counts, a term may be over before its payment is registered."""
        rules = variant(choose("renewal-done-on", "order_day"))
        answer = done(a_box(), "renewal_registered", EXPIRY + timedelta(400), rules, years=1, ordered_on=EXPIRY)
        assert ("active", "expired") == moved(answer)
        assert "interpretations/last-day-of-grace" in answer.because

    def test_the_day_of_the_order_begins_the_term(self) -> None:
        """A consumer's right to withdraw is counted from it."""
        box = box_after(a_box(), "renewal_registered", years=1, ordered_on=TODAY - DAY)
        assert TODAY - DAY == box.last_term_began_on

    def test_the_last_term_is_repeated_where_none_is_said(self) -> None:
        """An event without years takes the mailbox's."""
        assert date(2030, 3, 30) == box_after(a_box(last_term_years=3), "renewal_registered").expiry

    @pytest.mark.parametrize("years", [None, 0, -1])
    def test_a_term_must_be_known(self, years: int | None) -> None:
        """Neither the event nor the mailbox says how long, or not as much as a year."""
        assert ("term_unknown", years) == (
            (no := refused(a_box(), "renewal_registered", years=years)).code,
            no.asked,
        )

    def test_an_open_order_is_no_longer_open(self) -> None:
        """Renewing closes it."""
        assert not box_after(a_box(renewal_order_pending=True), "renewal_registered", years=1).renewal_order_pending

    def test_space_comes_with_it(self) -> None:
        """What the event says replaces what there was, and what it does not say stays."""
        before = a_box(plan="premium", extra_inbox_gb=1, extra_archive_gb=2)
        after = box_after(before, "renewal_registered", years=1, extra_inbox_gb=3)
        assert (3, 2) == (after.extra_inbox_gb, after.extra_archive_gb)

    def test_from_a_leap_day(self) -> None:
        """The reading of leap days decides, and is named."""
        answer = done(a_box(expiry=date(2028, 2, 29)), "renewal_registered", years=1)
        assert Effect("term_extended", "lifecycle/mailbox-renewed-2021", value="2029-02-28") == answer.effects[1]
        assert "interpretations/leap-day-expiry" in answer.because

    def test_in_the_grace_from_the_payment_where_the_reading_says_so(self) -> None:
        """Days of grace are then not paid."""
        rules = variant(choose("new-expiry-in-grace", "payment_day"))
        assert date(2028, 5, 1) == box_after(a_box(), "renewal_registered", LATER, rules, years=1).expiry

    @pytest.mark.parametrize(
        ("on", "row"),
        [(TODAY, "renewal/before-expiry-from-old-expiry-2016"), (LATER, "interpretations/new-expiry-in-grace")],
    )
    def test_what_the_term_counts_from_is_named(self, on: date, row: str) -> None:
        """Before the expiry one row decides, after it another."""
        assert row in done(a_box(), "renewal_registered", on, years=1).because

    def test_that_it_is_active_is_doubtful_on_its_expiry_day(self) -> None:
        """On that day alone the reading stands among the rows."""
        named = [
            "interpretations/day-of-expiry" in done(a_box(), "renewal_registered", day, years=1).because
            for day in (EXPIRY - DAY, EXPIRY)
        ]
        assert [False, True] == named

    def test_on_a_domain(self) -> None:
        """A mailbox on a customer's domain is renewed with it."""
        box = a_box(kind="domain", plan="domain")
        assert ("expired", "active") == moved(done(box, "renewal_registered", EXPIRY + 30 * DAY, years=1))
        assert "event_not_possible" == refused(box, "renewal_registered", EXPIRY + 31 * DAY, years=1).code

    def test_where_nothing_may_be_renewed_in_the_grace(self) -> None:
        """The grace of the tables decides, not the days alone."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", may_renew=False))
        assert "grace_over" == refused(a_box(), "renewal_registered", LATER, rules, years=1).code


class TestPromises:
    """A mailbox is given what some order offers, and nothing else."""

    @pytest.mark.parametrize(
        ("event", "on", "fields", "code"),
        [
            ("renewal_registered", TODAY, {"years": 7}, "term_not_offered"),
            ("renewal_registered", TODAY, {"years": 1, "extra_inbox_gb": 5}, "extra_inbox_beyond_limit"),
            ("renewal_registered", TODAY, {"years": 1, "extra_archive_gb": 1}, "extra_archive_not_offered"),
            ("renewal_registered", TODAY, {"years": 1, "plan": "gold"}, "change_not_offered"),
            ("space_registered", TODAY, {"extra_inbox_gb": 2}, "extra_inbox_beyond_limit"),
            ("space_registered", TODAY, {}, "nothing_asked"),
            ("space_registered", TODAY, {"extra_inbox_gb": 0, "extra_archive_gb": 0}, "nothing_asked"),
            ("space_registered", TODAY, {"conservazione": True}, "conservazione_included"),
            ("repurchase_registered", GONE, {"years": 7}, "term_not_offered"),
            ("repurchase_registered", GONE, {"years": 1, "plan": "gold"}, "plan_unknown"),
            ("repurchase_registered", GONE, {"years": 1, "extra_inbox_gb": 2}, "extra_inbox_beyond_limit"),
        ],
    )
    def test_what_nobody_offers(self, event: str, on: date, fields: dict[str, Any], code: str) -> None:
        """Is refused as the quote would be."""
        assert code == refused(a_box(holder=MARIO), event, on, holder=MARIO, **fields).code

    def test_another_plan_comes_with_the_renewal(self) -> None:
        """And with it the space that it has room for."""
        after = box_after(a_box(), "renewal_registered", years=1, plan="pro", extra_archive_gb=4)
        assert ("pro", 4) == (after.plan, after.extra_archive_gb)
        bought: dict[str, Any] = {"years": 1, "plan": "pro", "holder": MARIO}
        assert "pro" == box_after(a_box(holder=MARIO), "repurchase_registered", GONE, **bought).plan

    def test_a_charge_brings_nothing_else(self) -> None:
        """It repeats the last term, with plan and space as they are."""
        box = a_box(auto_renew=True, last_term_years=1)
        after = box_after(box, "charge_made", CHARGE, plan="pro", extra_inbox_gb=1, extra_archive_gb=2)
        assert ("standard", 0, 0) == (after.plan, after.extra_inbox_gb, after.extra_archive_gb)

    def test_a_charge_in_a_way_that_nobody_knows(self) -> None:
        """It is none that was ordered."""
        box = a_box(auto_renew=True, last_term_years=1)
        assert "method_unknown" == refused(box, "charge_made", CHARGE, method="shells").code

    @pytest.mark.parametrize("event", ["renewal_registered", "charge_made", "charge_failed"])
    def test_a_term_beyond_those_of_a_promotion(self, event: str) -> None:
        """A product on promotion is renewed for less time; a charge of it does not even fail."""
        box = a_box(promo=True, auto_renew=True, last_term_years=3)
        assert "term_not_offered" == refused(box, event, CHARGE, years=3).code
        assert done(attrs.evolve(box, last_term_years=2), event, CHARGE, years=2)

    def test_a_first_term(self) -> None:
        """It is one of those that are sold, too."""
        box = a_box(activation_started_on=TODAY - DAY)
        assert "term_not_offered" == refused(box, "activation_due", years=7).code

    def test_another_plan_is_not_ordered_in_grace(self) -> None:
        """An order from before the expiry is carried out, whenever its payment is registered."""
        order: dict[str, Any] = {"years": 1, "plan": "pro"}
        assert "expired" == refused(a_box(), "renewal_registered", LATER, **order).code
        assert "pro" == box_after(a_box(), "renewal_registered", LATER, ordered_on=EXPIRY, **order).plan

    def test_an_order_of_before_the_tables(self) -> None:
        """Nothing is known against it, but for what its mailbox says."""
        early: dict[str, Any] = {"years": 7, "ordered_on": date(2015, 6, 1)}
        assert date(2034, 3, 30) == box_after(a_box(termination_day=EXPIRY), "renewal_registered", **early).expiry

    def test_what_may_happen_next(self) -> None:
        """No event is proposed that the mailbox itself stands against."""
        box = a_box(auto_renew=True, last_term_years=1)
        early, due = (refused(box, "nothing_known", on).allowed for on in (TODAY, CHARGE))
        assert {"charge_made", "charge_failed"} == {*due} - {*early}
        ending = refused(attrs.evolve(box, termination_day=EXPIRY), "nothing_known", CHARGE).allowed
        assert {"charge_made", "charge_failed", "renewal_registered"} <= {*due} - {*ending}

    def test_days_of_an_order(self) -> None:
        """It is not paid before it is made."""
        no = refused(an_order(), "payment_registered", TODAY, paid_on=TODAY - DAY)
        assert ("days_out_of_order", str(TODAY - DAY)) == (no.code, no.asked)

    def test_a_plan_spelled_wrong(self) -> None:
        """The one meant is proposed."""
        no = refused(a_box(), "renewal_registered", years=1, plan="premum")
        assert Event(name="renewal_registered", years=1, plan="premium") == no.nearest

    def test_a_plan_that_more_space_does_not_change(self) -> None:
        """It is added to the plan there is."""
        assert "standard" == box_after(a_box(), "space_registered", extra_inbox_gb=1, plan="premium").plan

    def test_what_was_offered_on_the_day_of_the_order(self) -> None:
        """A term that is no longer sold was still ordered in time."""
        rules = variant(add("renewal", "terms", id="short", offer="ordinary", since=str(TODAY), years=[1]))
        late, early = {"years": 5}, {"years": 5, "ordered_on": TODAY - DAY}
        assert "term_not_offered" == refused(a_box(), "renewal_registered", rules=rules, **late).code
        assert date(2032, 3, 30) == box_after(a_box(), "renewal_registered", rules=rules, **early).expiry

    def test_what_is_not_sold_here(self) -> None:
        """Nobody here knows the terms of a mailbox that is renewed with its domain."""
        assert date(2034, 3, 30) == box_after(a_box(kind="domain"), "renewal_registered", years=7).expiry

    def test_a_plan_that_nobody_knows(self) -> None:
        """It is not renewed, as its quote says, and no order of it is offered."""
        box = a_box(plan="of-a-partner")
        assert "plan_unknown" == refused(box, "renewal_registered", years=1).code
        assert not {"renewal_registered", "space_registered"} & {*refused(box, "nothing").allowed}

    @pytest.mark.parametrize("facts", [{"termination_day": EXPIRY}, {"withdrawn_on": EXPIRY}])
    def test_a_mailbox_that_is_to_end(self, facts: dict[str, Any]) -> None:
        """It is not renewed, by hand or by itself, nor is its plan changed; a row could say otherwise."""
        box, asked = a_box(auto_renew=True, last_term_years=1, **facts), {"rules": shipped(), "on": CHARGE}
        answers = [
            quote_renewal(box, RenewalRequest(years=1), **asked),
            quote_plan_change(box, PlanChangeRequest(plan="pro", years=1), **asked),
            automatic_renewal(box, **asked),
            advance(box, Event(name="renewal_registered", years=1), **asked),
            advance(box, Event(name="charge_made"), **asked),
            advance(box, Event(name="charge_failed"), **asked),
            quote_extra_space(box, ExtraSpaceRequest(extra_inbox_gb=1), **asked),
            advance(box, Event(name="space_registered", extra_inbox_gb=1), **asked),
        ]
        assert ["termination_asked"] * 8 == [getattr(answer, "code", None) for answer in answers]
        assert renewal_options(box, **asked).last_day is None
        seen = status(box, **asked)
        assert (False, False, False) == (seen.may_renew, seen.may_change_plan, seen.may_buy_space)
        actions = available_actions(box, (), channel="customer_area", **asked).actions
        shown = {each.command: each.shown for each in actions}
        assert ("hidden", "hidden") == (shown["renew"], shown["add_inbox_space"])

    def test_a_mailbox_that_is_to_end_may_be_renewed_where_a_row_says_so(self) -> None:
        """In YAML alone."""
        rules = variant(reword("renewal", "manual-with-termination-asked-2016", allowed=True))
        box = a_box(termination_day=EXPIRY)
        assert isinstance(quote_renewal(box, RenewalRequest(years=1), rules=rules, on=TODAY), Quote)
        assert isinstance(quote_extra_space(box, ExtraSpaceRequest(extra_inbox_gb=1), rules=rules, on=TODAY), Quote)
        assert done(box, "space_registered", rules=rules, extra_inbox_gb=1)
        seen = status(box, rules=rules, on=TODAY)
        assert (True, True) == (seen.may_renew, seen.may_buy_space)

    def test_a_plan_that_is_no_longer_sold_is_not_renewed(self) -> None:
        """As the quote says; one of which a book only does not say what it costs is renewed."""
        ended = {"item": "plan", "plan": "standard", "since": "2027-01-01", "withdrawn": True}
        sold = variant(add("pricing", "prices", id="ends", **ended))
        unknown = variant(add("pricing", "prices", id="ends", **ended, not_stated=True))
        quotes = [quote_renewal(a_box(), RenewalRequest(years=1), rules=rules, on=TODAY) for rules in (sold, unknown)]
        assert ["plan_not_sold", "price_not_stated"] == [quote.code for quote in quotes if isinstance(quote, Refusal)]
        assert "plan_not_sold" == refused(a_box(), "renewal_registered", rules=sold, years=1).code
        assert done(a_box(), "renewal_registered", rules=unknown, years=1)


class TestAutomaticRenewal:
    """Paying switches it on, the holder switches it, the system charges."""

    @pytest.mark.parametrize(
        ("event", "on"),
        [
            ({"method": "card"}, True),
            ({"method": "paypal"}, True),
            ({"method": "bank_transfer"}, False),
            ({}, False),
            ({"method": "card", "signed_in": False}, False),
        ],
    )
    def test_r1_18_by_method(self, event: dict[str, Any], on: bool) -> None:
        """Card and PayPal do, without signing in nothing does."""
        answer = done(a_box(), "renewal_registered", years=1, **event)
        assert (on, event.get("method") if on else None) == (
            answer.mailbox and answer.mailbox.auto_renew,
            answer.mailbox and answer.mailbox.method,
        )
        assert ("on" if on else "unchanged") == answer.effects[0].value

    def test_a_wish_to_keep_it_off(self) -> None:
        """In the years when the choice was offered."""
        year = date(2018, 1, 10)
        box = a_box(expiry=date(2018, 3, 30))
        event: dict[str, Any] = {"years": 1, "method": "card"}
        wished = [
            box_after(box, "renewal_registered", year, keep_automatic_off=keep, **event).auto_renew
            for keep in (True, False)
        ]
        assert [False, True] == wished

    def test_it_is_left_on(self) -> None:
        """A bank transfer does not switch off what is on, nor change what is charged."""
        box = a_box(auto_renew=True, method="card")
        after = box_after(box, "renewal_registered", years=1, method="bank_transfer")
        assert (True, "card") == (after.auto_renew, after.method)

    def test_the_row_behind_it_is_named(self) -> None:
        """The way to pay, or the quick payment of who has not signed in."""
        named = [
            done(a_box(), "renewal_registered", years=1, method=method, signed_in=signed_in).because
            for method, signed_in in [("card", True), ("bank_transfer", True), ("card", False)]
        ]
        rows = ["payments/card-2021", "payments/bank-transfer-2016", "payments/quick-payment-2016"]
        assert all(row in because for row, because in zip(rows, named, strict=True))

    def test_an_unknown_way_to_pay(self) -> None:
        """It is told, with the one that is spelled most like it."""
        no = refused(a_box(), "renewal_registered", years=1, method="crad")
        assert ("method_unknown", "crad") == (no.code, no.asked)
        assert Event(name="renewal_registered", years=1, method="card") == no.nearest

    def test_a_way_to_pay_that_has_ended(self) -> None:
        """Whoever paid that way in time is still registered; the row that ended it is named."""
        answer = done(an_order(method="masterpass", day=date(2020, 12, 30)), "payment_registered", date(2021, 1, 2))
        assert ("fulfilled", "unchanged") == (answer.after, answer.effects[1].value)
        assert "payments/masterpass-withdrawn-2021" in answer.because

    def test_an_unknown_way_to_pay_of_an_order(self) -> None:
        """What the order itself says cannot be mended by leaving it out."""
        no = refused(an_order(method="zzz"), "payment_registered")
        assert ("method_unknown", None) == (no.code, no.nearest)

    def test_r0_6_switched_off_and_on(self) -> None:
        """At any time."""
        off = box_after(a_box(auto_renew=True), "automatic_switched_off")
        assert (False, True) == (off.auto_renew, box_after(off, "automatic_switched_on").auto_renew)

    def test_switching_what_is_so_already(self) -> None:
        """There is nothing to switch."""
        codes = (
            refused(a_box(), "automatic_switched_off").code,
            refused(a_box(auto_renew=True), "automatic_switched_on").code,
        )
        assert ("automatic_renewal_off", "automatic_renewal_on") == codes

    def test_a_charge_repeats_the_last_term(self) -> None:
        """Even if the event says another."""
        after = box_after(a_box(auto_renew=True, last_term_years=2), "charge_made", CHARGE, years=5)
        assert date(2029, 3, 30) == after.expiry

    def test_a_charge_of_a_term_only_the_event_knows(self) -> None:
        """Where nobody knows the last one, the event's is taken."""
        assert date(2028, 3, 30) == box_after(a_box(auto_renew=True), "charge_made", CHARGE, years=1).expiry

    def test_a_charge_that_fails(self) -> None:
        """The order is left open."""
        answer = done(a_box(auto_renew=True), "charge_failed", CHARGE)
        assert ["order_left_open"] == codes(answer)
        assert answer.mailbox is not None
        assert {"renewal_order_pending": True} == changed(a_box(auto_renew=True), answer.mailbox)

    @pytest.mark.parametrize("event", ["charge_made", "charge_failed"])
    def test_no_charge_before_its_day(self, event: str) -> None:
        """Seven days before the expiry, and not one more."""
        no = refused(a_box(auto_renew=True), event, CHARGE - DAY, years=1)
        assert ("charge_not_due", (str(CHARGE),)) == (no.code, no.allowed)

    @pytest.mark.parametrize(
        ("code", "facts", "row", "choice"),
        [
            ("charge_skipped", {"activated_on": CHARGE + DAY}, "charge-when-bought-late", "skip"),
            ("renewal_order_pending", {"renewal_order_pending": True}, "charge-beside-open-order", "not_charged"),
        ],
    )
    def test_no_charge_where_a_reading_says_so(self, code: str, facts: dict[str, Any], row: str, choice: str) -> None:
        """What `automatic_renewal` refuses, no charge does."""
        box, rules = a_box(auto_renew=True, last_term_years=1, **facts), variant(choose(row, choice))
        answer = automatic_renewal(box, rules=rules, on=CHARGE + DAY)
        assert [code, code] == [getattr(answer, "code", None), refused(box, "charge_made", CHARGE + DAY, rules).code]

    def test_no_charge_while_it_is_off(self) -> None:
        """Nobody charges then."""
        assert "automatic_renewal_off" == refused(a_box(), "charge_made", years=1).code


class TestOrders:
    """From the cart to the end, and nowhere from there."""

    def test_r1_23_placed(self) -> None:
        """It waits for its payment; the screen says so, and one e-mail."""
        cart = an_order(state="cart", day=None)
        answer = done(cart, "order_placed", terms_accepted=True, method="bank_transfer")
        assert ("cart", "awaiting_payment") == moved(answer)
        assert answer.order is not None
        assert {"state": "awaiting_payment", "day": TODAY, "method": "bank_transfer"} == changed(cart, answer.order)
        names = [message.message for message in answer.messages]
        assert ["order_screen", "order_confirmation"] == names

    def test_r1_23_the_messages_go_to_the_holder(self) -> None:
        """What is shown on the screen has no address; nor has an e-mail where nobody knows the holder."""
        known = Holder(subject="legal_person", reference_email="a@b.example")
        for holder, address in ((known, "a@b.example"), (None, None)):
            answer = done(an_order(state="cart", holder=holder), "order_placed", terms_accepted=True)
            told = {message.message: message.address for message in answer.messages}
            assert {"order_screen": None, "order_confirmation": address} == told

    @pytest.mark.parametrize(
        ("method", "more"), [("bank_transfer", ["payment_instructions"]), ("card", []), (None, [])]
    )
    def test_instructions_for_what_is_paid_later(self, method: str | None, more: list[str]) -> None:
        """In the first years an e-mail said how; none for what is paid at once, or in a way that nobody has chosen."""
        for day, also in ((TODAY, []), (date(2018, 5, 1), more)):
            answer = done(an_order(state="cart", day=None), "order_placed", day, terms_accepted=True, method=method)
            names = [message.message for message in answer.messages]
            assert ["order_screen", "order_confirmation", *also] == names

    def test_r1_22_not_placed_without_the_terms(self) -> None:
        """Accepting them would do."""
        no = refused(an_order(state="cart"), "order_placed")
        assert "terms_not_accepted" == no.code
        assert Event(name="order_placed", terms_accepted=True) == no.nearest

    def test_a_cart_is_abandoned(self) -> None:
        """Nothing is left of it."""
        answer = done(an_order(state="cart"), "cart_abandoned")
        assert (("cart", "cancelled"), ["nothing_recorded"]) == (moved(answer), codes(answer))

    @pytest.mark.parametrize("kind", ["purchase", "repurchase"])
    def test_r0_16_a_purchase_is_activated_once_paid(self, kind: str) -> None:
        """Registration starts the activation, whose time is told."""
        before = an_order(kind=kind, day=TODAY - DAY)
        answer = done(before, "payment_registered", paid_on=TODAY - DAY, method="card")
        assert ("awaiting_payment", "in_activation") == moved(answer)
        assert answer.order is not None
        facts = {"state": "in_activation", "method": "card", "paid_on": TODAY - DAY, "registered_on": TODAY}
        assert facts == changed(before, answer.order)
        ref = "lifecycle/purchase-paid-2016"
        assert (
            Effect("payment_recorded", ref),
            Effect("automatic_by_method", ref, value="on"),
            Effect("activation_started", ref, "minutes", 10, 10),
        ) == answer.effects

    @pytest.mark.parametrize("kind", ["renewal", "renewal_with_plan_change", "automatic_renewal"])
    def test_r1_19_a_renewal_is_fulfilled_once_paid(self, kind: str) -> None:
        """There is nothing to wait for."""
        answer = done(an_order(kind=kind, method="bank_transfer"), "payment_registered")
        assert ("awaiting_payment", "fulfilled") == moved(answer)
        assert ["payment_recorded", "automatic_by_method", "term_extended"] == codes(answer)

    def test_space_is_there_once_paid(self) -> None:
        """How much of which is told."""
        answer = done(an_order(kind="extra_space", extra_inbox_gb=2, extra_archive_gb=1), "payment_registered")
        ref = "lifecycle/space-paid-2016"
        told = (
            Effect("space_added", ref, "gb", 2, 2, "extra_inbox"),
            Effect("space_added", ref, "gb", 1, 1, "extra_archive"),
        )
        assert (("awaiting_payment", "fulfilled"), told) == (moved(answer), answer.effects[2:])

    @pytest.mark.parametrize("flags", [{"signed_in": False}, {"keep_automatic_off": True}])
    def test_who_pays_may_have_said_so_in_the_order(self, flags: dict[str, bool]) -> None:
        """The order's own flags count as the event's do."""
        on = date(2018, 1, 10)
        values = [
            done(an_order(method="card", day=on, **more), "payment_registered", on).effects[1].value
            for more in (flags, {})
        ]
        assert ["unchanged", "on"] == values

    def test_r0_17_it_waits_until_the_payment_is_registered(self) -> None:
        """Having paid is not enough: neither does it leave its state, nor can it be carried out."""
        paid = an_order(kind="purchase", method="bank_transfer", paid_on=TODAY - DAY)
        assert "event_not_possible" == refused(paid, "activation_due").code
        assert "in_activation" == done(paid, "payment_registered").after

    def test_r0_14_however_old_it_still_waits(self) -> None:
        """An unpaid order never lapses, and the reading that says so is named."""
        answer = done(an_order(day=date(2020, 1, 10)), "payment_registered")
        assert "interpretations/unpaid-order-expiry" in answer.because

    def test_an_order_may_lapse(self) -> None:
        """D-16 the other way, with the days in the row of the state: unpaid after the last of them it is cancelled."""
        counted = reword("lifecycle", "order-awaiting-payment-2016", may_cancel=True, lapses_after_days=30)
        lapsing = variant(counted, choose("unpaid-order-expiry", "after_days"))
        old, undated = an_order(day=TODAY - 31 * DAY), an_order(day=None)
        no = refused(old, "order_cancelled", rules=lapsing, confirmed=True)
        assert ("event_not_possible", ()) == (no.code, no.allowed)
        assert {"lifecycle/order-awaiting-payment-2016", "interpretations/unpaid-order-expiry"} <= set(no.because)
        assert "fulfilled" == done(an_order(day=TODAY - 30 * DAY), "payment_registered", rules=lapsing).after
        assert "fulfilled" == done(undated, "payment_registered", rules=lapsing).after
        assert "fulfilled" == done(old, "payment_registered", rules=variant(counted)).after

    def test_r0_18_cancelled(self) -> None:
        """While it waits, after a question; Renew is then offered again."""
        no = refused(an_order(), "order_cancelled")
        assert ("not_confirmed", Event(name="order_cancelled", confirmed=True)) == (no.code, no.nearest)
        answer = done(an_order(), "order_cancelled", confirmed=True)
        assert (("awaiting_payment", "cancelled"), ["renew_offered_again"]) == (moved(answer), codes(answer))
        assert ["cancel_question"] == [message.message for message in answer.messages]

    @pytest.mark.parametrize("state", ["cart", "in_activation", "fulfilled", "cancelled"])
    def test_r0_15_only_what_waits_can_be_cancelled(self, state: str) -> None:
        """Once paid it is too late."""
        assert "event_not_possible" == refused(an_order(state=state), "order_cancelled", confirmed=True).code

    def test_a_charge_that_fails_leaves_it_waiting(self) -> None:
        """The order can be paid by hand."""
        answer = done(an_order(kind="automatic_renewal"), "charge_failed")
        assert (("awaiting_payment",) * 2, ["order_left_open"]) == (moved(answer), codes(answer))

    def test_carried_out_when_its_time_is_over(self) -> None:
        """Some minutes are no day."""
        order = an_order(kind="purchase", state="in_activation", registered_on=TODAY)
        answer = done(order, "activation_due")
        assert (("in_activation", "fulfilled"), ["mailbox_usable"]) == (moved(answer), codes(answer))
        assert answer.order is not None
        assert {"state": "fulfilled"} == changed(order, answer.order)

    def test_not_carried_out_without_a_registration(self) -> None:
        """Nobody knows since when it is waiting."""
        no = refused(an_order(kind="purchase", state="in_activation"), "activation_due")
        assert ("activation_not_due", ()) == (no.code, no.allowed)


class TestRowsBehind:
    """What an answer rests on, and nothing else."""

    def test_an_event_that_is_not_possible(self) -> None:
        """The step that the event would take, from another state."""
        assert "lifecycle/mailbox-activated-2016" in refused(a_box(), "activation_due").because

    def test_an_order_that_waits(self) -> None:
        """How long it waits a reading decides; of a cart none does."""
        cart = done(an_order(state="cart"), "order_placed", terms_accepted=True)
        paid = done(an_order(state="awaiting_payment", method="card"), "payment_registered")
        assert [False, True] == ["interpretations/unpaid-order-expiry" in each.because for each in (cart, paid)]


class TestCredit:
    """An order that a credit covers is fulfilled at once."""

    def test_r2_17_enough(self) -> None:
        """Paid, registered and closed on one day."""
        cart = an_order(state="cart", day=None, kind="extra_space", extra_inbox_gb=1)
        answer = done(cart, "credit_spent", credit=Credit(amount=Decimal("20.00")))
        assert ("cart", "fulfilled") == moved(answer)
        assert ["payment_recorded", "credit_reduced", "space_added"] == codes(answer)
        assert answer.order is not None
        assert {"state": "fulfilled", "day": TODAY, "registered_on": TODAY} == changed(cart, answer.order)

    @pytest.mark.parametrize("credit", [None, *(Credit(amount=Decimal(text)) for text in ("12.07", "-20.00", "9.999"))])
    def test_short(self, credit: Credit | None) -> None:
        """No credit, too little, or what is no amount of money."""
        assert "credit_short" == refused(an_order(state="cart"), "credit_spent", credit=credit).code

    @pytest.mark.parametrize(("choice", "answer"), [("enough", "fulfilled"), ("not_enough", "credit_short")])
    def test_equal_to_the_price(self, choice: str, answer: str) -> None:
        """The reading decides, and is named."""
        rules = variant(choose("credit-equal-to-price", choice))
        event = Event(name="credit_spent", credit=Credit(amount=Decimal("12.08")))
        found = advance(an_order(state="cart"), event, rules=rules, on=TODAY)
        assert answer == (found.code if isinstance(found, Refusal) else found.after)
        assert "interpretations/credit-equal-to-price" in found.because

    def test_split_payment_is_named(self) -> None:
        """Where the Treasury gets the VAT, the row that says so is behind the price that is held against the credit."""
        holder = Holder(subject="public_administration", split_payment=True)
        event = Event(name="credit_spent", credit=Credit(amount=Decimal("9.90")))
        found = advance(an_order(state="cart", holder=holder), event, rules=shipped(), on=TODAY)
        assert "holders/split-payment-2016" in found.because

    def test_net_of_vat(self) -> None:
        """Where the net price is spent, 9.90 pay 12.08."""
        rules = variant(choose("credit-spent", "net"))
        order = an_order(state="cart")
        event: dict[str, Any] = {"credit": Credit(amount=Decimal("9.90"))}
        assert "fulfilled" == done(order, "credit_spent", rules=rules, **event).after
        assert "credit_short" == refused(order, "credit_spent", **event).code


class TestActivation:
    """A mailbox becomes usable after the time of its kind and channel."""

    def test_r2_11_its_first_term_begins(self) -> None:
        """From the day on which it is activated."""
        box = a_box(activation_started_on=TODAY - 9 * DAY, last_term_years=2)
        answer = done(box, "activation_due")
        assert ("in_activation", "active") == moved(answer)
        assert answer.mailbox is not None
        assert {"activated_on": TODAY, "expiry": date(2029, 1, 10)} == changed(box, answer.mailbox)
        assert (Effect("mailbox_usable", "lifecycle/mailbox-activated-2016", value="2029-01-10"),) == answer.effects
        assert "renewal/first-term-2016" in answer.because

    @pytest.mark.parametrize(
        ("kind", "channel", "year", "days"),
        [
            ("mailbox", "customer_area", 2017, 2),  # 48 hours
            ("mailbox", "convention_area", 2017, 2),
            ("mailbox", "customer_area", 2022, 0),  # 10 minutes
            ("mailbox", "partner_panel", 2017, 0),
            ("domain", "hosting_area", 2022, 2),
            ("domain", "customer_area", 2022, 2),
            ("domain", "partner_panel", 2022, 0),
        ],
    )
    def test_r0_19_how_long_it_takes(self, kind: str, channel: str, year: int, days: int) -> None:
        """A channel without a row of its own takes as long as the one where the kind is at home; so does an order."""
        began = date(year, 6, 1)
        box = a_box(kind=kind, channel=channel, activation_started_on=began, last_term_years=1, expiry=began)
        ordered = {"mailbox_kind": kind, "channel": channel, "registered_on": began}
        order = an_order(kind="purchase", state="in_activation", **ordered)
        for subject, then in ((box, "active"), (order, "fulfilled")):
            for early in range(days):
                no = refused(subject, "activation_due", began + early * DAY)
                assert ("activation_not_due", (str(began + days * DAY),)) == (no.code, no.allowed)
            assert then == done(subject, "activation_due", began + days * DAY).after

    def test_an_order_of_nobody_knows_where(self) -> None:
        """Without a channel it is activated as where its kind is at home."""
        order = an_order(kind="purchase", state="in_activation", registered_on=TODAY, mailbox_kind="domain")
        assert ("2027-01-12",) == refused(order, "activation_due").allowed

    def test_a_term_must_be_known(self) -> None:
        """Else nobody could say when it expires."""
        assert "term_unknown" == refused(a_box(activation_started_on=TODAY), "activation_due").code

    @pytest.mark.parametrize(
        ("counts_from", "expiry"),
        [
            ("activation_day", date(2028, 1, 10)),
            ("payment_day", date(2028, 1, 1)),
            ("month_before_activation", date(2027, 12, 31)),
        ],
    )
    def test_what_a_first_term_counts_from(self, counts_from: str, expiry: date) -> None:
        """The table decides."""
        rules = variant(reword("renewal", "first-term-2016", counts_from=counts_from))
        box = a_box(activation_started_on=date(2027, 1, 1), last_term_years=1)
        assert expiry == box_after(box, "activation_due", rules=rules).expiry

    def test_on_a_leap_day(self) -> None:
        """The reading of leap days is named."""
        box = a_box(activation_started_on=date(2028, 2, 29), last_term_years=1)
        answer = done(box, "activation_due", date(2028, 2, 29))
        assert "interpretations/leap-day-expiry" in answer.because

    def test_r3_8_a_partner_is_told(self) -> None:
        """The declaration goes to who has certified it, and to nobody for the public's mailboxes."""
        facts = {"activation_started_on": TODAY, "last_term_years": 1}
        (message,) = done(a_box(channel="partner_panel", **facts), "activation_due").messages
        row = "lifecycle/activation-confirmation-2016"
        carries = ("certification_declaration",)
        assert Message("activation_confirmation", "partner", None, "email", carries, row) == message
        assert () == done(a_box(**facts), "activation_due").messages


class TestTime:
    """What a day has done can only be told."""

    def test_the_expiry(self) -> None:
        """From the day after, for as long as it is in grace."""
        before = a_box(extra_inbox_gb=1)
        assert "not_expired" == refused(before, "expiry_passed", EXPIRY).code
        answer = done(before, "expiry_passed", EXPIRY + DAY)
        assert (("active", "expired"), ["limited_to_grace", "addons_ended"]) == (moved(answer), codes(answer))
        assert answer.mailbox is not None
        assert {"extra_inbox_gb": 0} == changed(before, answer.mailbox)

    def test_r4_4_the_end_of_the_grace(self) -> None:
        """From day ninety-one: content and add-ons are gone, the name is kept for its holder."""
        box = a_box(inbox_bytes=5, archive_bytes=7, extra_archive_gb=1)
        assert "grace_not_over" == refused(box, "grace_ended", EXPIRY + 90 * DAY).code
        answer = done(box, "grace_ended", EXPIRY + 91 * DAY)
        ended = ["contents_deleted", "addons_ended", "name_reserved"]
        assert (("expired", "deleted"), ended) == (moved(answer), codes(answer))
        assert answer.mailbox is not None
        assert {"inbox_bytes": 0, "archive_bytes": 0, "extra_archive_gb": 0} == changed(box, answer.mailbox)

    def test_a_day_asked_for(self) -> None:
        """The mailbox has ended with it, and its end is remembered."""
        box = a_box(termination_day=TODAY)
        assert "termination_day_not_passed" == refused(box, "termination_day_reached").code
        answer = done(box, "termination_day_reached", TODAY + 5 * DAY)
        assert ("active", "withdrawn") == moved(answer)
        assert TODAY + DAY == (answer.mailbox and answer.mailbox.withdrawn_on)

    def test_a_suspension(self) -> None:
        """Seven days, then it is deleted."""
        box = a_box(on_partner_domain=True, suspended_on=TODAY)
        assert "suspension_not_over" == refused(box, "suspension_ended", TODAY + 7 * DAY).code
        answer = done(box, "suspension_ended", TODAY + 8 * DAY)
        assert ("suspended", "deleted") == moved(answer)
        assert "certification_ended" == codes(answer)[0]


class TestEnds:
    """A mailbox ends before its expiry because somebody may ask for it."""

    @pytest.mark.parametrize(
        ("facts", "on", "before"),
        [
            ({}, TODAY, "active"),
            ({}, LATER, "expired"),
            ({"activation_started_on": TODAY}, TODAY, "in_activation"),
        ],
    )
    def test_a_withdrawal(self, facts: dict[str, Any], on: date, before: str) -> None:
        """At once, whether it is being activated, active or expired."""
        box = a_box(auto_renew=True, inbox_bytes=5, extra_inbox_gb=1, **facts)
        answer = done(box, "withdrawal_requested", on, asked_by="holder")
        assert (before, "withdrawn") == moved(answer)
        assert answer.mailbox is not None
        new = {"auto_renew": False, "extra_inbox_gb": 0, "inbox_bytes": 0, "archive_bytes": 0, "withdrawn_on": on}
        assert new == changed(box, answer.mailbox)

    @pytest.mark.parametrize("who", [None, "partner", "heir"])
    def test_not_everybody_may_ask(self, who: str | None) -> None:
        """An heir may since 2025."""
        no = refused(a_box(expiry=date(2023, 3, 30)), "withdrawal_requested", date(2023, 1, 10), asked_by=who)
        assert ("not_entitled", who, ("holder", "legal_representative")) == (no.code, no.asked, no.allowed)

    def test_an_heir_may_ask(self) -> None:
        """From the year of the guide on."""
        assert "withdrawn" == done(a_box(), "withdrawal_requested", asked_by="heir").after

    @pytest.mark.parametrize(("on", "before"), [(TODAY, "active"), (LATER, "expired")])
    @pytest.mark.parametrize(("choice", "left"), [("deleted_at_once", 0), ("kept_for_grace", 5)])
    def test_a_partner_ends_it_at_once(self, on: date, before: str, choice: str, left: int) -> None:
        """What happens to the messages a reading decides."""
        rules = variant(choose("partner-immediate-content", choice))
        box = a_box(channel="partner_panel", inbox_bytes=5)
        answer = done(box, "immediate_termination_requested", on, rules)
        assert ((before, "withdrawn"), left) == (moved(answer), answer.mailbox and answer.mailbox.inbox_bytes)
        assert ("contents_kept" if left else "contents_deleted") == codes(answer)[0]
        assert "interpretations/partner-immediate-content" in answer.because

    def test_r3_11_a_partner_asks_for_a_day(self) -> None:
        """It stays active until then, even if that is today."""
        box = a_box(channel="partner_panel")
        answer = done(box, "termination_requested", day=TODAY)
        assert ("active", "active") == moved(answer)
        ref = "lifecycle/partner-day-asked-2016"
        assert (Effect("termination_day_set", ref, value="2027-01-10"),) == answer.effects
        assert answer.mailbox is not None
        assert {"termination_day": TODAY} == changed(box, answer.mailbox)
        assert "withdrawn" == done(answer.mailbox, "termination_day_reached", TODAY + DAY).after

    def test_the_day_must_be_one_to_come(self) -> None:
        """A day that is over is none; today would do."""
        box = a_box(channel="partner_panel")
        assert "day_missing" == refused(box, "termination_requested").code
        no = refused(box, "termination_requested", day=TODAY - DAY)
        assert ("day_past", "2027-01-09", ("2027-01-10", "2027-03-30")) == (no.code, no.asked, no.allowed)
        assert Event(name="termination_requested", day=TODAY) == no.nearest
        no = refused(box, "termination_requested", day=EXPIRY + DAY)
        assert ("day_after_expiry", EXPIRY) == (no.code, no.nearest and no.nearest.day)

    @pytest.mark.parametrize(
        ("event", "mode"), [("immediate_termination_requested", "immediate"), ("termination_requested", "at_date")]
    )
    def test_r3_11_not_on_a_domain(self, event: str, mode: str) -> None:
        """A PEC on a domain is ended otherwise, and neither event is told as possible."""
        box = a_box(kind="domain", channel="partner_panel", address="a@pec.example.it")
        no = refused(box, event, day=TODAY)
        assert ("mode_not_offered", mode, ("lapse", "withdrawal")) == (no.code, no.asked, no.allowed)
        assert no.code == terminate(box, TerminationRequest(mode=mode, day=TODAY), rules=shipped(), on=TODAY).code
        assert event not in refused(box, "activation_due").allowed

    def test_a_domain_was_not_withdrawn_from_before(self) -> None:
        """Until 2025 only letting it lapse is known of it."""
        box = a_box(kind="domain", address="a@pec.example.it", expiry=date(2023, 3, 30))
        assert "mode_not_offered" == refused(box, "withdrawal_requested", date(2023, 1, 10), asked_by="holder").code

    @pytest.mark.parametrize("event", ["immediate_termination_requested", "termination_requested"])
    def test_only_what_a_partner_manages(self, event: str) -> None:
        """The public's mailboxes go other ways."""
        assert "not_partner_managed" == refused(a_box(), event, day=TODAY).code

    @pytest.mark.parametrize(("on", "before"), [(TODAY, "active"), (LATER, "expired")])
    def test_a_domain_lapses_and_comes_back(self, on: date, before: str) -> None:
        """Suspended, and then what it was."""
        box = a_box(on_partner_domain=True)
        lapsed = done(box, "partner_domain_lapsed", on)
        assert (before, "suspended") == moved(lapsed)
        assert lapsed.mailbox is not None
        assert {"suspended_on": on} == changed(box, lapsed.mailbox)
        back = done(lapsed.mailbox, "partner_domain_restored", on + 7 * DAY)
        assert (("suspended", before), box) == (moved(back), back.mailbox)

    def test_a_domain_comes_back_after_the_expiry(self) -> None:
        """Days went on while it was suspended."""
        box = a_box(on_partner_domain=True, suspended_on=EXPIRY - DAY)
        answer = done(box, "partner_domain_restored", EXPIRY + DAY)
        assert ("suspended", "expired") == moved(answer)
        assert "lifecycle/mailbox-grace-2024" in answer.because

    def test_only_on_a_partners_domain(self) -> None:
        """No other domain's lapse suspends a mailbox."""
        assert "not_on_partner_domain" == refused(a_box(), "partner_domain_lapsed").code


class TestRepurchase:
    """Who had a name may buy it again."""

    @pytest.mark.parametrize(
        ("facts", "before"), [({}, "deleted"), ({"withdrawn_on": EXPIRY}, "withdrawn")], ids=["deleted", "withdrawn"]
    )
    def test_by_the_same_holder(self, facts: dict[str, Any], before: str) -> None:
        """It is activated anew, empty, with nothing of what it was."""
        box = a_box(
            holder=MARIO, auto_renew=True, activated_on=date(2020, 1, 1), termination_day=LATER, inbox_bytes=5,
            extra_inbox_gb=1, renewal_order_pending=True, **facts,
        )  # fmt: skip
        if before == "deleted":
            box = attrs.evolve(box, termination_day=None)
        answer = done(box, "repurchase_registered", GONE, years=2, holder=MARIO, method="bank_transfer")
        assert (before, "in_activation") == moved(answer)
        after = answer.mailbox
        assert after is not None
        assert (GONE, None, None, None) == (
            after.activation_started_on, after.activated_on, after.withdrawn_on, after.termination_day,
        )  # fmt: skip
        assert (False, 0, 0, False) == (
            after.auto_renew, after.inbox_bytes, after.extra_inbox_gb, after.renewal_order_pending,
        )  # fmt: skip
        assert (date(2030, 1, 10), 2, GONE) == (after.expiry, after.last_term_years, after.last_term_began_on)
        assert [("payment_confirmation", "mario@example.org")] == [
            (message.message, message.address) for message in answer.messages
        ]

    def test_after_a_suspension(self) -> None:
        """What its domain's lapse had deleted is no longer suspended."""
        box = a_box(holder=MARIO, on_partner_domain=True, suspended_on=TODAY)
        assert "in_activation" == done(box, "repurchase_registered", LATER, years=1, holder=MARIO).after

    def test_space_may_come_with_it(self) -> None:
        """What was there is gone, what is bought is there."""
        after = box_after(
            a_box(plan="premium", holder=MARIO, extra_inbox_gb=1, extra_archive_gb=5),
            "repurchase_registered", GONE, years=1, holder=MARIO, extra_inbox_gb=3,
        )  # fmt: skip
        assert (3, 0) == (after.extra_inbox_gb, after.extra_archive_gb)

    def test_a_card_switches_automatic_renewal_on(self) -> None:
        """As in any purchase."""
        event: dict[str, Any] = {"years": 1, "holder": MARIO, "method": "card"}
        assert box_after(a_box(holder=MARIO), "repurchase_registered", GONE, **event).auto_renew

    @pytest.mark.parametrize("who", [None, Holder(subject="natural_person", tax_code="VRDLGI80A01H501X")])
    def test_not_by_anybody_else(self, who: Holder | None) -> None:
        """Nor by somebody nobody knows."""
        no = refused(a_box(holder=MARIO), "repurchase_registered", GONE, years=1, holder=who)
        assert ("another_holder", True) == (no.code, "interpretations/same-holder-check-2025" in no.because)

    def test_not_while_it_lives(self) -> None:
        """What is active is not bought again."""
        no = refused(a_box(holder=MARIO), "repurchase_registered", years=1, holder=MARIO)
        assert "event_not_possible" == no.code


class TestOtherEvents:
    """More space, another holder."""

    def test_more_space(self) -> None:
        """It is added to what there is, and the expiry does not move."""
        box = a_box(plan="premium", extra_inbox_gb=1)
        answer = done(box, "space_registered", extra_inbox_gb=2)
        assert answer.mailbox is not None
        assert {"extra_inbox_gb": 3} == changed(box, answer.mailbox)
        ref = "lifecycle/space-bought-2016"
        assert Effect("space_added", ref, "gb", 2, 2, "extra_inbox") == answer.effects[-1]

    @pytest.mark.parametrize("name", ["extra_inbox_gb", "extra_archive_gb"])
    def test_more_of_one_space_is_not_more_of_the_other(self, name: str) -> None:
        """What the event does not name stays."""
        added: dict[str, Any] = {name: 2}
        box = a_box(plan="premium")
        assert added == changed(box, box_after(box, "space_registered", **added))

    @pytest.mark.parametrize("name", ["extra_inbox_gb", "extra_archive_gb"])
    @pytest.mark.parametrize("event", ["space_registered", "renewal_registered"])
    def test_never_less_than_nothing(self, name: str, event: str) -> None:
        """None at all would do, beside a renewal."""
        less: dict[str, Any] = {"years": 1, name: -1}
        none: dict[str, Any] = {"years": 1, name: 0}
        no = refused(a_box(), event, **less)
        assert ("extra_space_negative", -1, (0,)) == (no.code, no.asked, no.allowed)
        assert (Event(name=event, **none) if event == "renewal_registered" else None) == no.nearest

    def test_space_that_nobody_reads_does_not_matter(self) -> None:
        """An event whose effects are about something else is not refused for it."""
        assert "active" == done(a_box(), "automatic_switched_on", extra_inbox_gb=-1).after

    def test_r3_10_another_holder(self) -> None:
        """The mailbox stays as it is."""
        answer = done(a_box(), "holder_changed", holder=MARIO)
        assert answer.mailbox is not None
        assert {"holder": MARIO} == changed(a_box(), answer.mailbox)
        assert ["holder_replaced", "contents_kept"] == codes(answer)


class TestRefusals:
    """An expected no says what could have happened instead."""

    def test_an_unknown_event(self) -> None:
        """The word that is spelled most like it comes first, and is proposed where it would do."""
        no = refused(a_box(), "renewal_registred", years=1)
        assert ("event_unknown", "renewal_registred", "renewal_registered") == (no.code, no.asked, no.allowed[0])
        assert no.allowed[1:] == tuple(sorted(no.allowed[1:]))
        assert Event(name="renewal_registered", years=1) == no.nearest

    def test_a_near_event_that_would_not_do_either(self) -> None:
        """What cannot happen now is not told, let alone proposed."""
        no = refused(a_box(), "grace_endde")
        assert (False, None) == ("grace_ended" in no.allowed, no.nearest)

    def test_an_event_like_no_other(self) -> None:
        """Every event is told that may happen to it now."""
        no = refused(an_order(), "???")
        assert (("charge_failed", "order_cancelled", "payment_registered"), None) == (no.allowed, no.nearest)

    def test_an_event_of_the_other_machine(self) -> None:
        """An order does not expire."""
        no = refused(an_order(), "expiry_passed")
        assert ("event_unknown", None) == (no.code, no.nearest)  # nothing is like what is spelled rightly

    def test_an_unknown_event_at_the_end_of_the_calendar(self) -> None:
        """No state knows it, whichever the mailbox will be in."""
        no = refused(a_box(expiry=date(9999, 12, 30)), "expirey", date(9999, 12, 30))
        assert ("event_unknown", (), None) == (no.code, no.allowed, no.nearest)

    def test_an_event_of_another_state(self) -> None:
        """The events that lead from this one are told."""
        no = refused(an_order(), "activation_due")
        assert ("event_not_possible", "activation_due") == (no.code, no.asked)
        assert ("charge_failed", "order_cancelled", "payment_registered") == no.allowed
        assert "lifecycle/order-awaiting-payment-2016" == no.because[0]

    @pytest.mark.parametrize("guard", [guard for guard in GUARDS if guard in TIMED])
    def test_what_only_a_mailbox_can_meet(self, guard: str) -> None:
        """No order is moved by a day."""
        rules = variant(reword("lifecycle", "order-charge-failed-2021", guard=guard))
        assert GUARD_REFUSALS[guard] == refused(an_order(), "charge_failed", rules=rules).code

    @pytest.mark.parametrize(
        "guard",
        [
            "within_grace", "asked_by_entitled", "same_holder", "automatic_on", "automatic_off", "partner_managed",
            "partner_domain", "within_suspension",
        ],
    )  # fmt: skip
    def test_what_an_order_does_not_have(self, guard: str) -> None:
        """A guard about mailboxes does not hold for orders, wherever a table puts it."""
        rules = variant(reword("lifecycle", "order-charge-failed-2021", guard=guard))
        event: dict[str, Any] = {"asked_by": "holder", "holder": MARIO}
        assert GUARD_REFUSALS[guard] == refused(an_order(), "charge_failed", rules=rules, **event).code

    @pytest.mark.parametrize("guard", ["order_activates", "order_renews", "order_adds_space", "credit_enough"])
    def test_what_a_mailbox_does_not_have(self, guard: str) -> None:
        """Nor the other way round."""
        rules = variant(reword("lifecycle", "space-bought-2016", guard=guard))
        credit = Credit(amount=Decimal("99.00"))
        assert GUARD_REFUSALS[guard] == refused(a_box(), "space_registered", rules=rules, credit=credit).code

    def test_before_the_tables_begin(self) -> None:
        """Nothing is said, not even no."""
        with pytest.raises(NoRuleInForce):
            advance(a_box(), Event(name="renewal_registered"), rules=shipped(), on=date(2015, 12, 31))

    def test_a_first_term_before_its_row(self) -> None:
        """The day that was asked is told."""
        box = a_box(activation_started_on=date(2016, 1, 2), last_term_years=1)
        with pytest.raises(NoRuleInForce) as caught:
            advance(box, Event(name="activation_due"), rules=shipped(), on=date(2016, 1, 10))
        assert ("renewal.new_expiry", date(2016, 1, 10)) == (caught.value.section, caught.value.day)


YEARS = (2017, 2021, 2024, 2025, 2027)
EXCLUDING = (
    {"order_activates", "order_renews", "order_adds_space"},
    {"automatic_on", "automatic_off"},
)
"""Guards of which no two hold together."""


def steps() -> tuple[Step, ...]:
    """The rows of both machines."""
    return tuple(shipped().on(TODAY).rows(Step))


class TestRows:
    """The tables make sense as machines."""

    def test_every_word_of_the_schema_is_known(self) -> None:
        """Guards and effects, no more and no less; every guard but one can fail."""
        assert set(COLUMNS["guard"]["enum"]) == set(GUARDS)
        assert set(COLUMNS["effects"]["items"]["enum"]) == set(EFFECTS)
        assert set(GUARDS) - {"always"} == set(GUARD_REFUSALS)

    def test_every_event_of_the_schema_has_a_row(self) -> None:
        """A word that nothing follows would be none."""
        assert set(COLUMNS["event"]["enum"]) == {step.event for step in steps()}

    def test_every_command_is_an_event(self) -> None:
        """A button that nothing follows would be none."""
        commands = {command.event for command in shipped().on(TODAY).rows(Command) if command.event}
        assert commands <= {step.event for step in steps()}

    @pytest.mark.parametrize("year", YEARS)
    def test_at_most_one_guard_holds(self, year: int) -> None:
        """Where several rows leave a state with one event, their guards exclude each other."""
        leaving: dict[tuple[str, str, str], set[str]] = {}
        for step in shipped().on(date(year, 6, 1)).rows(Step):
            leaving.setdefault((step.machine, step.from_state, step.event), set()).add(step.guard)
        several = [guards for guards in leaving.values() if len(guards) > 1]
        assert several
        assert [] == [guards for guards in several if not any(guards <= family for family in EXCLUDING)]

    @pytest.mark.parametrize("kind", get_args(OrderKind))
    def test_an_order_that_is_paid_is_of_one_kind(self, kind: str) -> None:
        """Of the guards that ask for it exactly one holds."""
        assert "awaiting_payment" != order_after(an_order(kind=kind), "payment_registered").state

    @pytest.mark.parametrize(("machine", "first"), [("mailbox", "in_activation"), ("order", "cart")])
    @pytest.mark.parametrize("year", YEARS)
    def test_every_state_is_reached(self, machine: str, first: str, year: int) -> None:
        """From the first one, in every era; nothing leads to the view ``expiring``, or to what comes before events."""
        snapshot = shipped().on(date(year, 6, 1))
        steps = [step for step in snapshot.rows(Step) if step.machine == machine]
        reached = {first}
        while more := {step.to_state for step in steps if step.from_state in reached} - reached:
            reached |= more
        states = {row.state for row in snapshot.rows(State) if row.machine == machine}
        assert states - {"expiring", "not_activated"} == reached

    def test_an_event_of_time_leads_where_the_day_leads(self) -> None:
        """``came_from`` and state of a period are what its row says."""
        pairs = {(step.from_state, step.to_state) for step in steps() if step.guard in TIMED}
        wanted = {("active", "expired"), ("expired", "deleted"), ("suspended", "deleted"), ("active", "withdrawn")}
        assert wanted == pairs


# -- properties -------------------------------------------------------------------------------------------------------

FIRST = date(2016, 3, 30)  # every row of a machine has begun
PRICED = date(2023, 1, 1)  # the first price of the standard plan
EVENTS = st.deferred(lambda: st.sampled_from(sorted({step.event for step in steps()})))
SUBJECTS = st.one_of(
    pec.mailbox_days(expiry=pec.days(first=FIRST)).map(lambda drawn: (drawn.mailbox, max(drawn.on, FIRST))),
    st.tuples(pec.orders(), pec.days(first=FIRST)),
)


def likely(subject: Mailbox | Order, on: date) -> list[str]:
    """The events that lead from the states it is in, or has just been in."""
    snapshot = shipped().on(on)
    states: set[str | None] = set()
    if isinstance(subject, Order):
        machine = "order"
        states.add(subject.state)
    else:
        machine, period = "mailbox", Lifecycle(snapshot).period(subject, on)
        states |= {period.state, period.came_from, "active" if period.state == "expiring" else None}
    found = {step.event for step in snapshot.rows(Step) if step.machine == machine and step.from_state in states}
    return sorted(found)


def question(subject: Mailbox | Order, on: date) -> st.SearchStrategy[tuple[Mailbox | Order, date, Event]]:
    names = likely(subject, on)
    event = pec.events(name=st.sampled_from(names) | EVENTS if names else EVENTS)
    return st.tuples(st.just(subject), st.just(on), event)


QUESTIONS = SUBJECTS.flatmap(lambda drawn: question(*drawn))
BOXES = pec.mailbox_days(
    expiry=pec.days(first=FIRST), withdrawn_on=st.none(), termination_day=st.none(), suspended_on=st.none(),
    activation_started_on=st.none(), activated_on=st.none(),
).map(lambda drawn: (drawn.mailbox, max(drawn.on, FIRST)))  # fmt: skip
SOME = examples(60)


@cache
def order_day() -> Ruleset:
    return variant(choose("renewal-done-on", "order_day"))


def answered(
    subject: Mailbox | Order, event: Event, on: date, rules: Ruleset | None = None
) -> Transition | Refusal | None:
    """The answer, or nothing where the tables say nothing yet."""
    try:
        return advance(subject, event, rules=rules or shipped(), on=on)
    except NoRuleInForce:
        return None


@given(QUESTIONS, st.text(max_size=20))
@SOME
def test_every_question_has_an_answer(asked: tuple[Any, ...], word: str) -> None:
    """Whatever the state, for every event of the tables and for any word, and its rows can be cited."""
    subject, on, event = asked
    for each in (event, attrs.evolve(event, name=word)):
        answer = answered(subject, each, on)
        assert answer is None or answer.because
        assert answer is None or all(shipped().cite(ref) for ref in answer.because)


@given(QUESTIONS)
@SOME
def test_an_answer_is_the_same_twice_and_as_json(asked: tuple[Any, ...]) -> None:
    """Nothing but the question counts, and nothing is lost in writing."""
    subject, on, event = asked
    answer = answered(subject, event, on)
    assert answer == answered(subject, event, on)
    assert answer is None or answer == from_json(to_json(answer))


@given(QUESTIONS, st.deferred(lambda: st.sampled_from([shipped(), order_day()])))
@SOME
def test_a_state_is_the_one_that_days_and_facts_give(asked: tuple[Any, ...], rules: Ruleset) -> None:
    """``after`` is what the mailbox's period says on that very day, and the order's own state."""
    subject, on, event = asked
    answer = answered(subject, event, on, rules)
    if isinstance(answer, Transition):
        lifecycle = Lifecycle(rules.on(on))
        assert isinstance(subject, Mailbox) == (answer.mailbox is not None)
        if answer.mailbox is not None:
            state = lifecycle.period(answer.mailbox, on).state
            assert answer.after == ("active" if state == "expiring" else state)
        else:
            assert answer.order is not None
            assert answer.after == answer.order.state


@given(QUESTIONS)
@SOME
def test_a_row_leads_where_it_says(asked: tuple[Any, ...]) -> None:
    """Under the shipped rules only a mailbox whose domain comes back may find that days went on."""
    subject, on, event = asked
    answer = answered(subject, event, on)
    if isinstance(answer, Transition):
        step = shipped().cite(row_of(answer)).row
        assert isinstance(step, Step)
        assert (answer.before, answer.event) == (step.from_state, step.event)
        assert answer.after == step.to_state or event.name == "partner_domain_restored"


@given(QUESTIONS)
@SOME
def test_what_a_refusal_proposes_is_accepted(asked: tuple[Any, ...]) -> None:
    """The nearest event is one that would have been taken."""
    subject, on, event = asked
    answer = answered(subject, event, on)
    if isinstance(answer, Refusal) and answer.nearest is not None:
        assert isinstance(answer.nearest, Event)
        assert isinstance(advance(subject, answer.nearest, rules=shipped(), on=on), Transition)


@given(BOXES, pec.events(), st.sampled_from(["renewal_registered", "charge_made"]), st.integers(1, 5))
@SOME
def test_a_renewal_never_shortens_a_mailbox(drawn: tuple[Mailbox, date], event: Event, name: str, years: int) -> None:
    """The new expiry lies after the old one."""
    box, on = drawn
    asked = attrs.evolve(event, name=name, years=years)
    answer = answered(box, asked, on)
    if isinstance(answer, Transition):
        assert answer.mailbox is not None
        assert answer.mailbox.expiry > box.expiry


@given(BOXES, st.integers(1, 5))
@SOME
def test_a_renewal_lasts_as_long_as_its_quote_said(drawn: tuple[Mailbox, date], years: int) -> None:
    """What was quoted on the day of the registration is what comes of it."""
    box, on = attrs.evolve(drawn[0], kind="mailbox", plan="standard"), max(drawn[1], PRICED)
    quote = quote_renewal(box, RenewalRequest(years=years), rules=shipped(), on=on)
    if isinstance(quote, Quote):
        assert quote.new_expiry == box_after(box, "renewal_registered", on, years=years).expiry


@given(pec.orders(state=st.sampled_from(["fulfilled", "cancelled"])), EVENTS, pec.events(), pec.days(first=FIRST))
@SOME
def test_an_order_that_has_ended_takes_no_event(order: Order, name: str, event: Event, on: date) -> None:
    """Neither a fulfilled nor a cancelled one."""
    answer = advance(order, attrs.evolve(event, name=name), rules=shipped(), on=on)
    assert isinstance(answer, Refusal)
    assert answer.code in {"event_not_possible", "event_unknown"}


@given(QUESTIONS)
@SOME
def test_only_known_words_are_told(asked: tuple[Any, ...]) -> None:
    """Effects are words of the schema, and those of messages too."""
    subject, on, event = asked
    answer = answered(subject, event, on)
    if isinstance(answer, Transition):
        assert set(codes(answer)) <= set(COLUMNS["effects"]["items"]["enum"]) - {"contents_by_reading"}
        assert {message.message for message in answer.messages} <= set(COLUMNS["messages"]["items"]["enum"])


def test_a_row_of_an_analyst_is_taken_at_once() -> None:
    """A new step needs no code."""
    rules = variant(
        add(
            "lifecycle", "transitions", id="restored", machine="mailbox", from_state="withdrawn",
            event="partner_domain_restored", guard="partner_managed", since="2027-01-01", to_state="withdrawn",
            effects=["renew_offered_again"], messages=[],
        ),
    )  # fmt: skip
    box = a_box(channel="partner_panel", withdrawn_on=TODAY, renewal_order_pending=True)
    assert not box_after(box, "partner_domain_restored", rules=rules).renewal_order_pending
