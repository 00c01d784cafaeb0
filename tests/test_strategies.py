"""Strategies for authors of property tests: they follow the tables, filter nothing and shrink to the simplest case."""

import importlib
import subprocess
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import get_args

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument, NoSuchExample
from stdnum.it import codicefiscale, iva
from variants import LABEL, add, reword, variant

import pecrules
from pecrules import Holder, Mailbox, Quote, RenewalRequest, books, load_rules, quote_renewal
from pecrules.model.orders import OrderState
from pecrules.tables import Plan, Price, PublicDomain
from pecrules.testing import _plugin, strategies
from pecrules.testing.strategies import (
    certification_requests,
    credits,  # noqa: A004 - what it draws
    days,
    events,
    extra_space_requests,
    holders,
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

SHIPPED = load_rules()
GOLD = variant(
    add("plans", "plans", id="gold", kind="mailbox", plan="gold", since="2028-01-01", label=LABEL, inbox_gb=5,
        inbox_growth="limited", max_inbox_gb=8, archive_gb=1, archive_growth="unlimited", features=[]),
    add("pricing", "prices", id="gold-year", item="plan", plan="gold", since="2029-01-01", label=LABEL,
        per_year="70.00"),
    add("renewal", "terms", id="ten", offer="ordinary", since="2028-01-01", years=[1, 10]),
    add("payments", "methods", id="again", method="masterpass", since="2028-01-01", label=LABEL,
        registration="immediate", switches_on_automatic="never"),
    add("plans", "plans", id="premium-ends", kind="mailbox", plan="premium", since="2029-01-01", withdrawn=True),
)  # fmt: skip
"""Rules with another plan and term, a way to pay that comes back, and one plan less."""

EASY = settings(max_examples=1000, phases=[Phase.generate, Phase.shrink], database=None, deadline=None)


def simplest(strategy, condition=lambda _: True):
    return find(strategy, condition, settings=EASY, random=Random(7))


def first_of(strategy, condition):
    """Some example, simple or not: for what need not be shrunk."""
    return find(strategy, condition, settings=settings(EASY, phases=[Phase.generate]), random=Random(7))


def assert_never(strategy, condition):
    """Nothing like that is drawn, in a hundred draws."""
    with pytest.raises(NoSuchExample):
        find(strategy, condition, settings=settings(EASY, max_examples=100), random=Random(7))


class TestDays:
    """Days on which something may change, and any others."""

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
        assert date(2044, 7, 12) == simplest(days(rules, first=date(2044, 7, 1)), lambda day: day == date(2044, 7, 12))
        assert_never(days(rules.as_known(date(2043, 1, 1))), lambda day: day.year > 2041)


class TestMailboxes:
    """Mailboxes of every plan, with as much space as it ever allowed."""

    def test_the_simplest(self):
        """The first plan of the tables, nothing extra, the first day."""
        expected = Mailbox(address="a@pec.example", plan="standard", expiry=date(1997, 10, 1))
        assert expected == simplest(mailboxes())

    @pytest.mark.parametrize(
        ("kind", "plan"), [("mailbox", "standard"), ("mailbox", "pro"), ("mailbox", "premium"), ("domain", "standard")]
    )
    def test_every_plan_is_drawn(self, kind, plan):
        """Of both kinds."""
        box = simplest(mailboxes(), lambda box: (box.kind, box.plan) == (kind, plan))
        assert (0, 0, False, None) == (box.extra_inbox_gb, box.extra_archive_gb, box.auto_renew, box.holder)

    @given(mailboxes(GOLD))
    def test_space_stays_within_the_plan(self, box):
        """Standard has one GB more at most, gold three; a mailbox on a domain none."""
        most = {("mailbox", "standard"): 1, ("mailbox", "gold"): 3, ("domain", "standard"): 0}
        assert 0 <= box.extra_inbox_gb <= most.get((box.kind, box.plan), 500)
        assert 0 <= box.extra_archive_gb <= (0 if box.plan == "standard" else 500)

    def test_a_new_plan_is_drawn_at_once(self):
        """Nothing has to be changed in a test."""
        assert "gold" == simplest(mailboxes(GOLD), lambda box: box.plan == "gold").plan
        assert 3 == simplest(mailboxes(GOLD, plan=st.just("gold")), lambda box: box.extra_inbox_gb > 2).extra_inbox_gb

    @given(mailboxes(plan=st.just("silver"), kind=st.just("domain"), extra_archive_gb=st.just(7)))
    def test_any_field_can_be_ones_own(self, box):
        """Also with a plan that no table knows: it has no room."""
        assert ("domain", "silver", 0, 7) == (box.kind, box.plan, box.extra_inbox_gb, box.extra_archive_gb)

    def test_a_field_that_is_none(self):
        """A slip in a field's name is told by the class itself."""
        with pytest.raises(TypeError, match="plans"):
            simplest(mailboxes(plans=st.just("standard")))


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

    def test_new_ones_are_drawn_at_once(self):
        """A term of ten years that nobody knew."""
        assert 10 == simplest(renewal_requests(GOLD), lambda request: request.years > 5).years

    def test_any_field_can_be_ones_own(self):
        """A term that is not offered, for one."""
        assert 77 == simplest(renewal_requests(years=st.just(77))).years


class TestRenewals:
    """Questions whose answer is yes."""

    @pytest.mark.parametrize("rules", [*(load_rules(book=book) for book in books()), GOLD], ids=[*books(), "gold"])
    def test_the_answer_is_yes(self, rules):
        """Always, in every book that sells a plan."""
        strategy = renewals(rules)

        @settings(max_examples=100, deadline=None)
        @given(strategy)
        def check(renewal):
            assert Quote is type(quote_renewal(renewal.mailbox, renewal.request, rules=rules, on=renewal.on))

        if strategy.is_empty:
            assert "plan" not in {row.item for row in rules.on(date(2030, 1, 1)).rows(Price)}
        else:
            check()

    @pytest.mark.parametrize(
        "wanted",
        [
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
        ],
    )
    def test_the_edges_are_drawn(self, wanted):
        """Expiry days, last days, every term, space kept and given up."""
        assert simplest(renewals(), lambda renewal: wanted(*renewal))

    def test_the_simplest(self):
        """The first day with a price, which is the expiry; one year; nothing extra."""
        box, request, on = simplest(renewals())
        assert Mailbox(address="a@pec.example", plan="standard", expiry=date(2023, 1, 1)) == box
        assert (RenewalRequest(years=1, signed_in=False), date(2023, 1, 1)) == (request, on)

    @pytest.mark.parametrize(
        ("plan", "is_sold"),
        [("premium", lambda on: on < date(2029, 1, 1)), ("gold", lambda on: on >= date(2029, 1, 1))],
    )
    def test_a_plan_is_drawn_while_it_is_sold(self, plan, is_sold):
        """Not after its end, and not before its first price."""
        assert simplest(renewals(GOLD), lambda renewal: renewal.mailbox.plan == plan)
        assert_never(renewals(GOLD), lambda renewal: renewal.mailbox.plan == plan and not is_sold(renewal.on))

    def test_a_way_to_pay_that_comes_back(self):
        """It is drawn on the days on which it is there."""
        paid = simplest(renewals(GOLD), lambda renewal: renewal.request.method == "masterpass")
        assert paid.on >= date(2028, 1, 1)

    def test_space_that_is_not_sold_is_not_drawn(self):
        """A withdrawn price leaves no space to ask for."""
        rules = variant(
            add("pricing", "prices", id="no-more", item="extra_inbox", since="2023-01-01", withdrawn=True),
        )
        assert_never(renewals(rules), lambda renewal: renewal.mailbox.extra_inbox_gb > 0)


class TestOtherNouns:
    """Orders, events, credit, partners and every request, each with the words of the tables."""

    @given(orders())
    def test_an_order_goes_together(self, order):
        """A cart has no day; what was paid was placed, paid and registered in this order."""
        assert (order.state == "cart") == (order.day is None)
        assert (order.kind == "extra_space") == (order.years is None)
        if order.registered_on is not None:
            assert order.state in {"in_activation", "fulfilled"}
            assert order.day <= order.paid_on <= order.registered_on

    @pytest.mark.parametrize("state", get_args(OrderState))
    def test_every_state_of_an_order(self, state):
        """Each is drawn."""
        assert state == simplest(orders(), lambda order: order.state == state).state

    @pytest.mark.parametrize("name", ["order_cancelled", "grace_ended", "partner_domain_lapsed"])
    def test_events_are_the_tables(self, name):
        """Of mailboxes and of orders."""
        assert name == simplest(events(), lambda event: event.name == name).name

    @given(mailboxes())
    def test_the_days_of_a_mailbox_go_together(self, box):
        """Requested, then being activated, then usable, then expiring."""
        told = [box.requested_on, box.activation_started_on, box.activated_on, box.expiry]
        known = [day for day in told if day is not None]
        assert sorted(known) == known

    @pytest.mark.parametrize("fact", ["suspended_on", "termination_day", "withdrawn_on", "activation_started_on"])
    def test_every_end_of_a_mailbox(self, fact):
        """Each is drawn."""
        assert date is type(getattr(simplest(mailboxes(), lambda box: getattr(box, fact) is not None), fact))

    @pytest.mark.parametrize("apart", [-91, -90, -89, -8, -7, -6, -1, 0, 1, 30, 31, 89, 90, 91])
    def test_the_days_that_matter(self, apart):
        """Around the expiry, the first notice, the charge, and the end of grace of both kinds."""
        drawn_from = mailbox_days(expiry=st.just(date(2027, 3, 30)), holder=st.none(), address=st.just("a@pec.it"))
        box, on = first_of(drawn_from, lambda drawn: (drawn.on - drawn.mailbox.expiry).days == apart)
        assert apart == (on - box.expiry).days

    def test_own_offsets_are_drawn(self):
        """An analyst's own notice and grace are days that matter too."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", grace_days=47))
        assert first_of(mailbox_days(rules), lambda drawn: (drawn.on - drawn.mailbox.expiry).days == 48)

    @given(holders())
    def test_identifiers_have_right_check_digits(self, holder):
        """So that only a test that wants wrong ones has them."""
        assert holder.tax_code is None or codicefiscale.is_valid(holder.tax_code)
        assert holder.vat_number is None or iva.is_valid(holder.vat_number)

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
        assert 0 <= space.extra_inbox_gb <= 3
        assert certification.renewal_type in {"tacit", "at_expiry"}
        assert 1 <= certification.years <= 5
        assert (end.mode == "at_date") == (end.day is not None)

    @given(credits(), partners())
    def test_money(self, credit, partner):
        """Never less than nothing, with whole cents; a partner's credit is a partner's."""
        assert 0 <= credit.amount == round(credit.amount, 2)
        assert "partner" == partner.credit.kind

    @pytest.mark.parametrize("book", books())
    @pytest.mark.parametrize("strategy", [orders, events, purchase_requests, certification_requests, mailbox_days])
    def test_every_book_can_be_drawn_from(self, book, strategy):
        """Whatever it sells."""
        assert simplest(strategy(load_rules(book=book))) is not None


def rows_of(kind):
    return [entry.row for entry in SHIPPED.entries if isinstance(entry.row, kind)]


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
        """So the health check that counts wasted draws is never near."""
        drawn = []

        @settings(
            max_examples=50,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def draw(value):
            drawn.append(value)

        draw()
        assert len(drawn) >= min(50, 3)

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
        project = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8"))["project"]
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

    @pytest.mark.parametrize("first", ["hypothesis", "pecrules.model.mailboxes", "pecrules.wire"])
    def test_in_whatever_order_they_are_imported(self, first):
        """Registered at once if our nouns are there already, else when they come; after the last nobody waits."""
        program = f"""
import {first}, sys
from pecrules.testing._plugin import register, _WhenImported
register()
waiting = [finder for finder in sys.meta_path if isinstance(finder, _WhenImported)]
import pecrules.dates
assert waiting == [finder for finder in sys.meta_path if isinstance(finder, _WhenImported)]
assert bool(waiting) == ("{first}" != "pecrules.wire")
from pecrules import Mailbox
from hypothesis import find, strategies
assert find(strategies.from_type(Mailbox), lambda box: True).plan == "standard"
import pecrules.wire
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
        assert 3 == len(told)
        assert importlib.import_module(name) == told[-1]


def test_registering_twice_waits_once(monkeypatch):
    """Hypothesis may call the entry point again before our nouns are imported: one finder waits for them."""
    monkeypatch.delitem(sys.modules, "pecrules.model.orders")
    monkeypatch.setattr(sys, "meta_path", [])
    _plugin.register()
    _plugin.register()
    assert [_plugin._WhenImported] == [type(finder) for finder in sys.meta_path]
