"""Strategies for authors of property tests: they follow the tables, filter nothing and shrink to the simplest case."""

import importlib
import subprocess
import sys
import tomllib
from calendar import isleap
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import get_args

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.internal.conjecture.data import Status
from stdnum.it import codicefiscale
from stdnum.util import get_cc_module

import pecrules
from pecrules import Holder, Mailbox, Quote, RenewalRequest, books, quote_renewal
from pecrules.model.codes import OrderState
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.lifecycle import Step
from pecrules.rulebook.rows.plans import Plan, PublicDomain
from pecrules.rulebook.rows.pricing import Price
from pecrules.testing import _plugin, strategies
from pecrules.testing.strategies import (
    certification_requests,
    credits,  # noqa: A004 - what it draws
    days,
    events,
    extra_space_requests,
    holders,
    lost_plan_days,
    mailbox_days,
    mailboxes,
    orders,
    partners,
    plan_change_requests,
    purchase_requests,
    renewal_requests,
    renewals,
    termination_requests,
)
from pecrules.testing.strategies.menu import menu_of
from pecrules.testing.strategies.renewals import in_time
from tests.places import ROOT
from tests.profiles import examples
from tests.variants import LABEL, add, reword, shipped, variant


@cache
def gold():
    """Rules with another plan and term, a way to pay that comes back, and one plan less."""
    return variant(
        add("plans", "plans", id="gold", kind="mailbox", plan="gold", since="2028-01-01", label=LABEL, inbox_gb=5,
            inbox_growth="limited", max_inbox_gb=8, archive_gb=1, archive_growth="unlimited", features=[]),
        add("pricing", "prices", id="gold-year", item="plan", plan="gold", since="2029-01-01", label=LABEL,
            per_year="70.00"),
        add("renewal", "terms", id="ten", offer="ordinary", since="2028-01-01", years=[1, 10]),
        add("payments", "methods", id="again", method="masterpass", since="2028-01-01", label=LABEL,
            registration="immediate", switches_on_automatic="never"),
        add("plans", "plans", id="premium-ends", kind="mailbox", plan="premium", since="2029-01-01", withdrawn=True),
    )  # fmt: skip


def under_gold(strategy):
    """The rules are made at the first draw."""
    return st.deferred(lambda: strategy(gold()))


WEEK = timedelta(7)

ALL_NOUNS = ", ".join(sorted(_plugin._DRAWN_BY))
"""Every module whose classes are drawn, as an ``import`` names them."""

EASY = settings(max_examples=1000, phases=[Phase.generate, Phase.shrink], database=None, deadline=None)


def simplest(strategy, condition=lambda _: True):
    return find(strategy, condition, settings=EASY, random=Random(7))


def first_of(strategy, condition):
    """Some example, simple or not: for what need not be shrunk."""
    return find(strategy, condition, settings=settings(EASY, phases=[Phase.generate]), random=Random(7))


def some(strategy, draws=200):
    """Some draws, which answer all questions of what is drawn and what is not.

    Not quite the same in every run: Hypothesis also tries constants of the modules that happen to be imported.
    """
    seen = []

    @seed(7)
    @settings(EASY, max_examples=draws, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def draw(value):
        seen.append(value)

    draw()
    return seen


@cache
def some_mailboxes():
    return some(mailboxes())


@cache
def some_renewals():
    return some(renewals(), 500)


@cache
def some_gold_renewals():
    return some(renewals(gold()), 500)


class TestDays:
    """Days on which something may change, and any others."""

    @pytest.mark.slow
    def test_most_are_special(self):
        """Turning days and their neighbours, leap days and theirs, ends of months, and a few others."""
        drawn = some(days(), 400)
        turns = {row.since for row in rows_of(Row)}
        leap_days = {date(year, 2, 29) for year in range(1997, 2045) if isleap(year)}
        for special in (turns, leap_days):
            assert {-1, 0, 1} <= {(day - turn).days for day in drawn for turn in special if abs(day - turn) < WEEK}
        near = {turn + timedelta(by) for turn in turns | leap_days for by in (-1, 0, 1)}
        ends = {day for day in drawn if (day + timedelta(1)).day == 1}
        assert 40 < sum(day in near for day in drawn) < 300
        assert 40 < sum(day in ends - near for day in drawn) < 300
        assert 40 < sum(day not in ends | near for day in drawn) < 300

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "wanted",
        [
            date(2024, 12, 31),
            date(2025, 1, 1),
            date(2025, 1, 2),
            date(1997, 10, 1),
            date(2024, 2, 29),
            date(2028, 2, 28),
            date(2031, 3, 1),
            date(2030, 4, 30),
            date(2033, 1, 31),
        ],
    )
    def test_they_include(self, wanted):
        """Turning days and their neighbours, leap days and theirs, and ends of months."""
        strategy = days(first=date(wanted.year, 1, 1), last=date(wanted.year, 12, 31)) if wanted.year > 2000 else days()
        assert wanted == simplest(strategy, lambda day: day == wanted)

    @given(st.data(), st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 1000))
    def test_they_lie_between_the_first_and_the_last(self, data, first, more):
        """Whatever the bounds, even a single day."""
        last = first + timedelta(more)
        assert first <= data.draw(days(first=first, last=last)) <= last

    @pytest.mark.parametrize("day", [date.min, date.max, date(2026, 11, 30), date(2026, 11, 21)])
    def test_a_single_day(self, day):
        """At the ends of the calendar too."""
        assert day == simplest(days(first=day, last=day))

    def test_bounds_the_wrong_way_round(self):
        """They are refused, as every strategy of Hypothesis refuses them."""
        with pytest.raises(InvalidArgument):
            simplest(days(first=date(2026, 1, 2), last=date(2026, 1, 1)))

    def test_they_begin_with_the_first_row(self):
        """The simplest day is the first one."""
        assert date(1997, 10, 1) == simplest(days())
        assert date(2026, 1, 1) == simplest(days(first=date(2026, 1, 1)))

    def test_they_follow_the_rules(self):
        """A new row's day is one of them, if it is known."""
        rules = variant(add("pricing", "vat", id="vat-99", since="2044-07-13", announced="2044-01-01", percent="99"))
        drawn_from = days(rules, first=date(2044, 6, 1), last=date(2045, 7, 1))
        assert {date(2044, 7, day) for day in (12, 13, 14)} <= {*some(drawn_from, 100)}
        assert 2041 >= max(some(days(rules.as_known(date(2043, 1, 1))), 100)).year


class TestMailboxes:
    """Mailboxes of every plan, with as much space as it ever allowed."""

    def test_the_simplest(self):
        """The first plan of the tables, nothing extra, the first day."""
        expected = Mailbox(address="a@pec.example", plan="standard", expiry=date(1997, 10, 1))
        assert expected == simplest(mailboxes())

    def test_one_of_which_not_all_is_known(self):
        """It was asked for and nobody says when it could be used first."""
        assert (
            simplest(mailboxes(), lambda box: box.requested_on and not box.activated_on).activation_started_on is None
        )

    @pytest.mark.slow
    def test_every_plan(self):
        """Of both kinds."""
        plans = {("mailbox", "standard"), ("mailbox", "pro"), ("mailbox", "premium"), ("domain", "standard")}
        assert plans == {(box.kind, box.plan) for box in some_mailboxes()}

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("kind", "plan"), [("mailbox", "standard"), ("mailbox", "pro"), ("mailbox", "premium"), ("domain", "standard")]
    )
    def test_every_plan_is_drawn(self, kind, plan):
        """With nothing else but what is simplest."""
        box = simplest(mailboxes(), lambda box: (box.kind, box.plan) == (kind, plan))
        assert (0, 0, False, None) == (box.extra_inbox_gb, box.extra_archive_gb, box.auto_renew, box.holder)

    @given(under_gold(mailboxes))
    def test_space_stays_within_the_plan(self, box):
        """Standard has one GB more at most, gold three; a mailbox on a domain none."""
        most = {("mailbox", "standard"): 1, ("mailbox", "gold"): 3, ("domain", "standard"): 0}
        assert 0 <= box.extra_inbox_gb <= most.get((box.kind, box.plan), 500)
        assert 0 <= box.extra_archive_gb <= (0 if box.plan == "standard" else 500)

    @pytest.mark.slow
    def test_a_new_plan_is_drawn_at_once(self):
        """Nothing has to be changed in a test."""
        assert "gold" in {box.plan for box in some(mailboxes(gold()), 100)}
        of_gold = some(mailboxes(gold(), plan=st.just("gold")), 50)
        assert {0, 1, 2, 3} == {box.extra_inbox_gb for box in of_gold}

    @given(mailboxes(plan=st.just("silver"), kind=st.just("domain"), extra_archive_gb=st.just(7)))
    def test_any_field_can_be_ones_own(self, box):
        """Also with a plan that no table knows: it has no room."""
        assert ("domain", "silver", 0, 7) == (box.kind, box.plan, box.extra_inbox_gb, box.extra_archive_gb)

    def test_a_field_that_is_none(self):
        """A slip in a field's name is told by the class itself."""
        with pytest.raises(TypeError, match="plans"):
            simplest(mailboxes(plans=st.just("standard")))
        with pytest.raises(TypeError, match="life"):
            simplest(mailboxes(life=st.just({})))
        with pytest.raises(TypeError, match="story"):
            simplest(orders(story=st.just(())))


class TestRequests:
    """Requests for what the tables name."""

    def test_the_simplest(self):
        """One year, and nothing else."""
        assert RenewalRequest(years=1, signed_in=False) == simplest(renewal_requests())

    @given(renewal_requests())
    def test_terms_and_ways_to_pay_are_the_tables(self, request):
        """None is made up, also none that has ended."""
        assert request.years in {1, 2, 3, 4, 5}
        known = {None, "card", "paypal", "masterpass", "bank_transfer", "prefilled_slip", "postal_slip"}
        assert request.method in known

    @pytest.mark.slow
    def test_new_ones_are_drawn_at_once(self):
        """A term of ten years that nobody knew."""
        assert 10 == max(request.years for request in some(renewal_requests(gold()), 200))

    def test_any_field_can_be_ones_own(self):
        """A term that is not offered, for one."""
        assert 77 == simplest(renewal_requests(years=st.just(77))).years


class TestRenewals:
    """Questions whose answer is yes."""

    @given(under_gold(renewals))
    def test_the_answer_is_yes(self, renewal):
        """Always."""
        assert Quote is type(quote_renewal(renewal.mailbox, renewal.request, rules=gold(), on=renewal.on))

    @pytest.mark.slow
    @pytest.mark.parametrize("book", books())
    def test_the_answer_is_yes_in_every_book(self, book):
        """In every book that sells a plan."""
        rules = shipped(book)
        strategy = renewals(rules)

        @given(strategy)
        def check(renewal):
            assert Quote is type(quote_renewal(renewal.mailbox, renewal.request, rules=rules, on=renewal.on))

        if strategy.is_empty:
            assert "plan" not in {row.item for row in rules.on(date(2030, 1, 1)).rows(Price)}
        else:
            check()

    EDGES = (
        lambda box, _, on: on == box.expiry,
        lambda box, _, on: (on - box.expiry).days == 90,
        lambda box, _, on: on < date(2025, 1, 1) and not box.auto_renew,
        lambda box, _, on: on >= date(2025, 1, 1) and box.auto_renew,
        lambda box, request, _: box.promo and request.years == 2,
        lambda box, request, _: not box.promo and request.years == 5,
        lambda box, request, _: box.plan == "premium" and (request.extra_archive_gb or 0) > 100,
        lambda box, request, _: box.extra_inbox_gb > 0 and request.extra_inbox_gb is None,
        lambda box, request, _: box.extra_inbox_gb > 0 and request.extra_inbox_gb == 0,
        lambda _, request, __: request.method == "postal_slip",
        lambda box, request, _: box.holder is not None and request.einvoice_identifier is not None,
    )

    @pytest.mark.slow
    @pytest.mark.parametrize("wanted", EDGES)
    def test_the_edges_are_drawn(self, wanted):
        """Expiry days, last days, every term, space kept and given up."""
        assert any(wanted(*renewal) for renewal in some_renewals())

    @pytest.mark.slow
    @pytest.mark.parametrize("wanted", EDGES)
    def test_the_edges_shrink(self, wanted):
        """To the simplest mailbox that shows each."""
        assert "a@pec.example" == simplest(renewals(), lambda renewal: wanted(*renewal)).mailbox.address

    def test_the_simplest(self):
        """The first day with a price, which is the expiry; one year; nothing extra."""
        box, request, on = simplest(renewals())
        assert Mailbox(address="a@pec.example", plan="standard", expiry=date(2023, 1, 1)) == box
        assert (RenewalRequest(years=1, signed_in=False), date(2023, 1, 1)) == (request, on)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("plan", "is_sold"),
        [("premium", lambda on: on < date(2029, 1, 1)), ("gold", lambda on: on >= date(2029, 1, 1))],
    )
    def test_a_plan_is_drawn_while_it_is_sold(self, plan, is_sold):
        """Not after its end, and not before its first price."""
        days_of_sale = [renewal.on for renewal in some_gold_renewals() if renewal.mailbox.plan == plan]
        assert days_of_sale
        assert all(is_sold(on) for on in days_of_sale)

    @pytest.mark.slow
    def test_a_way_to_pay_that_comes_back(self):
        """It is drawn on the days on which it is there."""
        paid = [renewal.on for renewal in some_gold_renewals() if renewal.request.method == "masterpass"]
        assert date(2028, 1, 1) <= min(paid)

    def test_what_is_paid_too_late_is_paid_in_time(self):
        """A day after the deletion is no day of payment; where also today's is none, no way to pay is told."""
        expiry, on = date(2026, 9, 9), date(2026, 11, 28)
        late = RenewalRequest(years=2, method="card", paid_on=on + timedelta(40))
        box = Mailbox(address="a@pec.example", plan="standard", expiry=expiry)
        assert RenewalRequest(years=2, method="card") == in_time(shipped(), box, late, on)
        assert RenewalRequest(years=2) == in_time(shipped(), box, late, on + timedelta(99))

    def test_space_that_is_not_sold_is_not_drawn(self):
        """A withdrawn price leaves no space to ask for."""
        rules = variant(
            add("pricing", "prices", id="no-more", item="extra_inbox", since="2023-01-01", withdrawn=True),
        )
        assert {0} == {renewal.mailbox.extra_inbox_gb for renewal in some(renewals(rules), 20)}


class TestOtherNouns:
    """Orders, events, credit, partners and every request, each with the words of the tables."""

    EXPIRING = mailbox_days(expiry=st.just(date(2027, 3, 30)), holder=st.none(), address=st.just("a@pec.it"))
    APART = (-91, -90, -89, -8, -7, -6, -1, 0, 1, 30, 31, 89, 90, 91)

    @given(orders())
    def test_an_order_goes_together(self, order):
        """A cart has no day; what was paid was placed, paid and registered in this order."""
        assert (order.state == "cart") == (order.day is None)
        assert (order.kind == "extra_space") == (order.years is None)
        if order.registered_on is not None:
            assert order.state in {"in_activation", "fulfilled"}
            assert order.day <= order.paid_on <= order.registered_on

    @pytest.mark.slow
    def test_every_state_of_an_order(self):
        """Each is drawn."""
        assert {*get_args(OrderState)} == {order.state for order in some(orders(), 100)}

    def test_an_orders_own_fields(self):
        """A day and a term are what the caller says, whatever the kind and the state."""
        order = simplest(orders(day=st.just(date(2026, 5, 4)), years=st.just(7), kind=st.just("extra_space")))
        assert (date(2026, 5, 4), 7) == (order.day, order.years)

    @pytest.mark.slow
    def test_events_are_the_tables(self):
        """Of mailboxes and of orders."""
        wanted = {"order_cancelled", "grace_ended", "partner_domain_lapsed"}
        others = dict.fromkeys(("credit", "holder", "method", "ordered_on", "paid_on", "day", "asked_by"), st.none())
        drawn = {event.name for event in some(events(**others), 500)}
        assert wanted <= drawn <= {row.event for row in rows_of(Step)}

    @given(mailboxes())
    def test_the_days_of_a_mailbox_go_together(self, box):
        """Requested, then being activated, then usable, then expiring."""
        told = [box.requested_on, box.activation_started_on, box.activated_on, box.expiry]
        known = [day for day in told if day is not None]
        assert sorted(known) == known

    @pytest.mark.slow
    @pytest.mark.parametrize("fact", ["suspended_on", "termination_day", "withdrawn_on", "activation_started_on"])
    def test_every_end_of_a_mailbox(self, fact):
        """Each is drawn."""
        assert {type(None), date} == {type(getattr(box, fact)) for box in some_mailboxes()}

    def test_the_days_that_matter(self):
        """Around the expiry, the first notice, the charge, and the end of grace of both kinds."""
        assert {*self.APART} <= {*menu_of(shipped()).offsets}

    @pytest.mark.slow
    def test_most_days_matter(self):
        """Half of those that are drawn, and anything between, and later than the last."""
        apart = [(on - box.expiry).days for box, on in some(self.EXPIRING)]
        offsets = menu_of(shipped()).offsets
        assert 60 < sum(days in offsets for days in apart) < 160
        assert min(apart) < -1000
        assert max(apart) > max(offsets)

    @pytest.mark.slow
    def test_each_day_that_matters(self):
        """Each is drawn: most of them soon, and the others if they are looked for."""
        drawn = {(on - box.expiry).days for box, on in some(self.EXPIRING, 600)}
        for apart in {*self.APART} - drawn:
            assert first_of(self.EXPIRING, lambda drawn, apart=apart: (drawn.on - drawn.mailbox.expiry).days == apart)

    def test_own_offsets_are_drawn(self):
        """An analyst's own notice and grace are days that matter too."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", grace_days=47))
        assert {46, 47, 48} <= {*menu_of(rules).offsets} - {*menu_of(shipped()).offsets}

    @given(holders())
    def test_identifiers_have_right_check_digits(self, holder):
        """So that only a test that wants wrong ones has them."""
        assert holder.tax_code is None or codicefiscale.is_valid(holder.tax_code)
        numbers = get_cc_module(holder.country, "vat")
        assert holder.vat_number is None or numbers is None or numbers.is_valid(holder.vat_number)

    @given(purchase_requests())
    def test_purchases_are_of_public_domains(self, request):
        """With as much space as the plan ever allowed."""
        assert request.address.partition("@")[2] in {row.domain for row in rows_of(PublicDomain)}
        assert 1 <= request.mailboxes <= 99
        assert request.extra_inbox_gb <= (1 if request.plan == "standard" else 500)

    @given(plan_change_requests(), extra_space_requests(), certification_requests(), termination_requests())
    def test_the_others_are_the_tables(self, change, space, certification, end):
        """Plans, modes, types and terms that some row names."""
        assert change.plan in {row.plan for row in rows_of(Plan)}
        assert 0 <= space.extra_inbox_gb <= 20
        assert certification.renewal_type in {"tacit", "at_expiry"}
        assert 1 <= certification.years <= 5
        assert (end.mode == "at_date") == (end.day is not None)

    @given(credits(), partners())
    def test_money(self, credit, partner):
        """Never less than nothing, with whole cents; a partner's credit is a partner's."""
        assert 0 <= credit.amount == round(credit.amount, 2)
        assert "partner" == partner.credit.kind

    @pytest.mark.slow
    @pytest.mark.parametrize("book", books())
    @pytest.mark.parametrize("strategy", [orders, events, purchase_requests, certification_requests, mailbox_days])
    def test_every_book_can_be_drawn_from(self, book, strategy):
        """Whatever it sells."""
        assert first_of(strategy(shipped(book)), lambda _: True) is not None


def rows_of(kind):
    return [entry.row for entry in shipped().entries if isinstance(entry.row, kind)]


class TestLostPlans:
    """Mailboxes whose plan is not to be had on their day."""

    def test_when_it_is_gone(self):
        """PRO of the engineers, from the day on which Avanzata took its place; that of partners, always."""
        spells = menu_of(shipped("cni")).spells
        assert date(2024, 4, 18) == min(
            each.first for each in spells if each.space.plan == "pro" and each.first.year > 2023
        )
        assert menu_of(shipped("cni")).last == max(each.last for each in spells if each.space.plan == "pro-sms")

    def test_the_simplest(self):
        """It expires on the very day."""
        box, on = first_of(lost_plan_days(), lambda _: True)
        assert ("pro-sms", on) == (box.plan, box.expiry)

    def test_where_none_is_ever_gone(self):
        """Any mailbox, and a day that matters to it."""
        rules = shipped().edited({"plans/partner-pro-sms-2016": None})
        assert () == menu_of(rules).spells
        assert "standard" == first_of(lost_plan_days(rules), lambda _: True).mailbox.plan


class TestConstructive:
    """Nothing is filtered: no draw is thrown away."""

    @pytest.mark.parametrize(
        "strategy",
        [
            days(),
            holders(),
            mailboxes(),
            mailbox_days(),
            orders(),
            events(),
            credits(),
            partners(),
            renewal_requests(),
            plan_change_requests(),
            extra_space_requests(),
            purchase_requests(),
            certification_requests(),
            termination_requests(),
            renewals(),
        ],
    )
    def test_no_draw_is_wasted(self, strategy):
        """Whatever is begun is drawn to its end."""
        ends = []

        @seed(7)
        @settings(EASY, max_examples=max(5, examples(50).max_examples), suppress_health_check=list(HealthCheck))
        @given(st.data())
        def draw(data):
            try:
                data.draw(strategy)
            finally:
                ends.append(data.conjecture_data.status)

        draw()
        assert 3 <= ends.count(Status.VALID)
        assert Status.INVALID not in ends

    @given(holders())
    def test_holders(self, holder):
        """Of three kinds."""
        assert holder.subject in {"natural_person", "legal_person", "public_administration"}

    @pytest.mark.parametrize("subject", ["natural_person", "legal_person", "public_administration"])
    def test_every_holder_is_drawn(self, subject):
        """Each of them."""
        assert Holder(subject=subject) == simplest(holders(), lambda holder: holder.subject == subject)


class TestByType:
    """``from_type`` knows our nouns without being told in a test."""

    PLUGIN = "pecrules.testing._plugin:register"

    @pytest.fixture(autouse=True)
    def registered(self):
        _plugin.register()

    def test_the_entry_point_is_declared(self):
        """An installed library tells Hypothesis by itself."""
        project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]
        assert {"pecrules": self.PLUGIN} == project["entry-points"]["hypothesis"]

    @pytest.mark.parametrize(
        ("noun", "strategy"),
        [(getattr(pecrules, noun), name) for nouns in _plugin._DRAWN_BY.values() for noun, name in nouns.items()],
    )
    def test_it_draws_what_the_strategy_draws(self, noun, strategy):
        """The simplest is the same."""
        assert simplest(getattr(strategies, strategy)()) == simplest(st.from_type(noun))

    def test_within_other_types(self):
        """A class of the test's own with a mailbox in it is built too."""

        @attrs.frozen
        class Pair:
            box: Mailbox
            holder: Holder | None

        assert "standard" == simplest(st.from_type(Pair)).box.plan

    @pytest.mark.slow
    @pytest.mark.parametrize("first", ["hypothesis", "pecrules.model.mailboxes", ALL_NOUNS])
    def test_in_whatever_order_they_are_imported(self, first):
        """Registered at once if our nouns are there already, else when they come; after the last nobody waits."""
        program = f"""
import {first}, sys
from pecrules.testing._plugin import register, _WhenImported
register()
waiting = [finder for finder in sys.meta_path if isinstance(finder, _WhenImported)]
import pecrules.base.dates
assert waiting == [finder for finder in sys.meta_path if isinstance(finder, _WhenImported)]
assert bool(waiting) == ("{first}" != "{ALL_NOUNS}")
from pecrules import Mailbox
from hypothesis import find, strategies
assert find(strategies.from_type(Mailbox), lambda box: True).plan == "standard"
import {ALL_NOUNS}
assert not [finder for finder in sys.meta_path if isinstance(finder, _WhenImported)]
"""
        subprocess.run([sys.executable, "-c", program], check=True)

    def test_a_module_that_is_not_there(self, monkeypatch):
        """Where nothing is found nothing is wrapped: the import fails as ever."""
        finder = _plugin._WhenImported({"pecrules.no_such_module", "pecrules.nor_this"})
        monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
        assert finder.find_spec("pecrules.another", None) is None
        assert finder.find_spec("pecrules.no_such_module", ["/nowhere"]) is None
        assert finder in sys.meta_path
        assert finder.find_spec("pecrules.nor_this", ["/nowhere"]) is None
        assert finder not in sys.meta_path

    def test_waiting_and_telling(self, monkeypatch):
        """In this very interpreter: a module that comes later is told when it has run."""
        name = "pecrules.model.renewals"
        monkeypatch.setattr(pecrules.model, "renewals", sys.modules[name])
        monkeypatch.delitem(sys.modules, name)
        monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
        told = []
        monkeypatch.setattr(_plugin, "_tell", told.append)
        _plugin.register()
        assert 4 == len(told)
        assert importlib.import_module(name) == told[-1]


def test_registering_twice_waits_once(monkeypatch):
    """Hypothesis may call the entry point again before our nouns are imported: one finder waits for them."""
    monkeypatch.delitem(sys.modules, "pecrules.model.orders")
    monkeypatch.setattr(sys, "meta_path", [])
    _plugin.register()
    _plugin.register()
    assert [_plugin._WhenImported] == [type(finder) for finder in sys.meta_path]
