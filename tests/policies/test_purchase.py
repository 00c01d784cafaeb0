"""A first order, and a deleted name bought again: worked examples, every no and its way out, and what always holds."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    CalendarError,
    Caveat,
    Effect,
    Holder,
    Line,
    Mailbox,
    NoRuleInForce,
    PurchaseRequest,
    Quote,
    Refusal,
    Ruleset,
    from_json,
    quote_purchase,
    quote_repurchase,
    status,
    to_json,
)
from pecrules.testing.strategies import days, holders, mailboxes, purchase_requests
from tests.profiles import examples
from tests.variants import LABEL, add, choose, every_book, reword, shipped, variant

TODAY = date(2027, 1, 10)
FIRST = date(2023, 1, 1)
"""The first day with a price of the public list."""

PUBLIC = (
    "arubapec.it", "casellapec.com", "gigapec.it", "mypec.eu", "pec.cloud", "pec.it", "pecaruba.it", "pecditta.com",
)  # fmt: skip


def asked(**fields):
    return PurchaseRequest(**({"address": "mario.rossi@pec.it", "plan": "standard", "years": 1} | fields))


def buy(holder=None, *, rules=None, on=TODAY, **fields):
    return quote_purchase(holder, asked(**fields), rules=rules or shipped(), on=on)


def money(quote):
    return tuple(map(str, (quote.net, quote.vat, quote.gross)))


def codes(quote):
    return [effect.code for effect in quote.effects]


def ending(table, section, key, on=TODAY):
    """The end of a key from a day on."""
    return add(table, section, id="ends", since=str(on), withdrawn=True, **key)


# -- a first order ----------------------------------------------------------------------------------------------------


class TestPrices:
    """What is paid, to the cent."""

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({}, ("9.90", "2.18", "12.08")),
            ({"years": 3}, ("29.70", "6.53", "36.23")),
            ({"years": 2, "extra_inbox_gb": 1}, ("24.80", "5.46", "30.26")),
            ({"mailboxes": 99}, ("980.10", "215.62", "1195.72")),
            ({"mailboxes": 3, "years": 2, "extra_inbox_gb": 1}, ("74.40", "16.37", "90.77")),
            ({"plan": "pro", "extra_inbox_gb": 3, "extra_archive_gb": 10}, ("62.40", "13.73", "76.13")),
            ({"plan": "premium", "years": 5, "promo": False}, ("249.50", "54.89", "304.39")),
        ],
    )
    def test_worked_examples(self, fields, expected):
        """Plan and space by year for each mailbox, VAT once on the sum."""
        assert expected == money(buy(**fields))

    def test_r1_11_the_lines(self):
        """Each line says how many: mailboxes for the plan, GB of all mailboxes for space."""
        expected = (
            Line("plan", 3, 2, Decimal("29.90"), Decimal("179.40"), "pricing/pro-year-2023"),
            Line("extra_inbox", 6, 2, Decimal("2.50"), Decimal("30.00"), "pricing/extra-inbox-2016"),
            Line("extra_archive", 3, 2, Decimal("2.50"), Decimal("15.00"), "pricing/extra-archive-2023"),
        )
        assert expected == buy(plan="pro", mailboxes=3, years=2, extra_inbox_gb=2, extra_archive_gb=1).lines

    def test_space_may_be_paid_once(self):
        """Under the other reading of the price of a GB the term does not count."""
        rules = variant(choose("extra-gb-price-period", "per_term"))
        assert ["37.20", "32.20"] == [
            str(buy(rules=each, years=3, extra_inbox_gb=1).net) for each in (shipped(), rules)
        ]

    @pytest.mark.parametrize(
        ("choice", "unsaid", "paid_later"),
        [("order_day", "9.90", "9.90"), ("payment_day", "9.90", "11.00"), ("expiry_day", "9.90", "9.90")],
    )
    def test_whose_day_counts_for_prices(self, choice, unsaid, paid_later):
        """Without an expiry it is the order's or the payment's, and no question where nobody says when it is paid."""
        rules = variant(
            choose("price-day", choice),
            add(
                "pricing", "prices", id="dearer", item="plan", plan="standard", since="2027-02-01", label=LABEL,
                per_year="11.00",
            ),
        )  # fmt: skip
        first, later = buy(rules=rules), buy(rules=rules, paid_on=date(2027, 2, 1))
        assert (unsaid, paid_later) == (str(first.net), str(later.net))
        cited = ["interpretations/price-day" in quote.because for quote in (first, later)]
        assert [False, True] == cited

    def test_before_there_was_a_price(self):
        """Older prices are not known, and nobody makes them up."""
        with pytest.raises(NoRuleInForce) as caught:
            buy(on=date(2022, 12, 31))
        assert ("pricing.prices", date(2022, 12, 31)) == (caught.value.section, caught.value.day)

    def test_the_rows_behind_a_plain_quote(self):
        """Price, plan, terms, domain, what the first term counts from, activation, VAT and its rounding: each once."""
        expected = {
            "pricing/standard-year-2023",
            "plans/standard-2024",
            "renewal/ordinary-terms-2016",
            "plans/domain-pec-it-2021",
            "renewal/first-term-2016",
            "lifecycle/mailbox-activation-2021",
            "pricing/vat-22",
            "interpretations/vat-rounding",
        }
        quote = buy()
        assert expected == set(quote.because)
        assert len(expected) == len(quote.because)

    def test_a_quote_says_what_no_source_states(self):
        """A price that nobody published comes along as a caveat."""
        assert Caveat("pricing/pro-year-2023", "assumed") in buy(plan="pro").caveats

    def test_a_quote_can_be_written_down(self):
        """As JSON and back it is the same; so is a refusal with its nearest request."""
        for answer in (buy(method="card", mailboxes=2), buy(years=9), buy(kind="domain")):
            assert answer == from_json(to_json(answer))


class TestDays:
    """Until when it would be paid, activated today."""

    @pytest.mark.parametrize(
        ("on", "years", "expected"),
        [
            (TODAY, 1, date(2028, 1, 10)),
            (TODAY, 5, date(2032, 1, 10)),
            (date(2023, 3, 30), 1, date(2024, 3, 30)),
            (date(2028, 2, 29), 1, date(2029, 2, 28)),
            (date(2028, 2, 29), 4, date(2032, 2, 29)),
        ],
    )
    def test_r2_11_a_term_ends_on_the_same_day(self, on, years, expected):
        """So many years later, on the same day of the calendar if there is one."""
        quote = buy(on=on, years=years)
        assert (None, expected) == (quote.expiry, quote.new_expiry)

    def test_r2_11_the_example_of_2016(self):
        """Certified on 30 March 2016 for one year it ends on 30 March 2017."""
        old = variant(reword("pricing", "standard-year-2023", since="2016-01-01"))
        assert date(2017, 3, 30) == buy(rules=old, on=date(2016, 3, 30)).new_expiry

    def test_a_leap_day(self):
        """What becomes of 29 February is a reading, and is named when it decides."""
        rules = variant(choose("leap-day-expiry", "march_1"))
        quote = buy(rules=rules, on=date(2028, 2, 29))
        assert date(2029, 3, 1) == quote.new_expiry
        assert "interpretations/leap-day-expiry" in quote.because
        assert "interpretations/leap-day-expiry" not in buy(on=date(2028, 2, 28)).because
        assert "interpretations/leap-day-expiry" not in buy(on=date(2028, 3, 29)).because

    def test_nothing_is_advised(self):
        """Where nothing expires yet no day is advised."""
        assert buy().advised_by is None

    def test_beyond_the_calendar(self):
        """An expiry that the calendar does not have is an error of the calendar."""
        with pytest.raises(CalendarError):
            buy(on=date(9999, 1, 1))


class TestWhatFollows:
    """What comes of an order."""

    def test_r1_18_a_card(self):
        """It switches automatic renewal on, is registered at once, and the mailbox is active within minutes."""
        expected = (
            Effect("automatic_renewal_on", "payments/card-2021"),
            Effect("payment_registered", "payments/card-2021", "immediate"),
            Effect("activation", "lifecycle/mailbox-activation-2021", "minutes", 10, 10, "payment_confirmation"),
        )
        assert expected == buy(method="card").effects

    def test_r1_18_other_ways(self):
        """A bank transfer switches nothing on; nor does a card without signing in."""
        assert ["payment_registered", "activation"] == codes(buy(method="bank_transfer"))
        assert ["payment_registered", "activation"] == codes(buy(method="card", signed_in=False))

    def test_the_wish_to_keep_it_off(self):
        """Where one may opt out, the wish decides."""
        rules = variant(reword("payments", "card-2021", switches_on_automatic="opt_out"))
        assert ["payment_registered", "activation"] == codes(buy(rules=rules, method="card", keep_automatic_off=True))

    def test_r0_19_hours(self):
        """The first era knew 24 to 48 hours."""
        old = variant(reword("pricing", "standard-year-2023", since="2016-01-01"))
        expected = Effect("activation", "lifecycle/mailbox-activation-2016", "hours", 24, 48, "payment_registered")
        assert (expected,) == buy(rules=old, on=date(2017, 1, 10)).effects

    def test_at_once(self):
        """What the table calls at once is immediate."""
        row = {"kind": "mailbox", "channel": "customer_area", "counts_from": "payment_confirmation", "unit": "at_once"}
        rules = variant(add("lifecycle", "activation", id="faster", since="2026-01-01", **row))
        assert (Effect("activation", "lifecycle/faster", "immediate", value="payment_confirmation"),) == buy(
            rules=rules
        ).effects

    def test_where_no_time_is_told(self):
        """A kind that is bought in another area than its activation is described for goes without."""
        rules = variant(reword("renewal", "domain-route-2021", renewed_in="customer_area"))
        assert () == buy(rules=rules, kind="domain", address="info@rossi.example").effects

    @pytest.mark.parametrize(
        ("subject", "identifier", "expected"),
        [
            ("natural_person", None, ()),
            ("legal_person", None, ("einvoice_identifier",)),
            ("public_administration", None, ("einvoice_identifier",)),
            ("legal_person", "ABC1234", ()),
        ],
    )
    def test_r1_15_the_invoice(self, subject, identifier, expected):
        """Companies and administrations give an identifier, and the kind of holder is named."""
        quote = buy(Holder(subject=subject), einvoice_identifier=identifier)
        assert expected == quote.requires
        year = 2018 if subject == "legal_person" else 2016
        assert f"holders/{subject.replace('_', '-')}-{year}" in quote.because

    def test_nobody_known(self):
        """Of an unknown holder nothing is asked."""
        assert () == buy().requires


class TestTerms:
    """One to five years; one or two for a product on promotion."""

    @pytest.mark.parametrize(
        ("promo", "years", "nearest"), [(False, 0, 1), (False, 6, 5), (False, -9, 1), (True, 3, 2), (True, 5, 2)]
    )
    def test_r1_20_other_terms(self, promo, years, nearest):
        """The nearest term is proposed, all are named."""
        refusal = buy(promo=promo, years=years)
        allowed = (1, 2) if promo else (1, 2, 3, 4, 5)
        assert ("term_not_offered", years, allowed) == (refusal.code, refusal.asked, refusal.allowed)
        assert asked(promo=promo, years=nearest) == refusal.nearest

    @pytest.mark.parametrize("choice", ["product", "order"])
    def test_r1_20_the_first_order_is_the_products_promotion(self, choice):
        """Whoever's the promotion is, the first order of a product on promotion has it."""
        rules = variant(choose("promo-flag", choice))
        assert ["Quote", "Refusal"] == [type(buy(rules=rules, promo=True, years=years)).__name__ for years in (2, 3)]
        assert "interpretations/promo-flag" in buy(rules=rules, promo=True).because


class TestSpace:
    """Whole GB on top of the plan's, as far as the plan grows."""

    @pytest.mark.parametrize(
        ("fields", "code", "allowed", "nearest"),
        [
            ({"extra_inbox_gb": 2}, "extra_inbox_beyond_limit", (0, 1), {"extra_inbox_gb": 1}),
            ({"extra_inbox_gb": -1}, "extra_inbox_beyond_limit", (0, 1), {}),
            ({"extra_archive_gb": 1}, "extra_archive_not_offered", (0, 0), {}),
            ({"plan": "pro", "extra_archive_gb": -4}, "extra_archive_beyond_limit", (0,), {"plan": "pro"}),
        ],
    )
    def test_r1_13_limits(self, fields, code, allowed, nearest):
        """Standard grows by one GB of inbox and has no archive; Pro grows as far as one likes."""
        refusal = buy(**fields)
        assert (code, allowed, asked(**nearest)) == (refusal.code, refusal.allowed, refusal.nearest)

    def test_space_that_is_no_longer_sold(self):
        """A withdrawn price is a no that names its row."""
        rules = variant(ending("pricing", "prices", {"item": "extra_inbox"}))
        refusal = buy(rules=rules, plan="pro", extra_inbox_gb=1)
        assert ("extra_inbox_not_offered", ("pricing/ends",)) == (refusal.code, refusal.because)
        assert 0 == refusal.nearest.extra_inbox_gb


class TestPlans:
    """A plan that is on sale."""

    def test_r0_4_a_plan_nobody_knows(self):
        """All plans on sale are named, the one spelled most like it is proposed."""
        refusal = buy(plan="standrad")
        expected = ("plan_unknown", "standrad", ("premium", "pro", "standard"))
        assert expected == (refusal.code, refusal.asked, refusal.allowed)
        assert asked(plan="standard") == refusal.nearest

    def test_a_plan_that_resembles_none(self):
        """Then nothing is proposed."""
        assert buy(plan="gold", extra_archive_gb=5).nearest is None

    def test_the_space_is_mended_for_the_plan_that_is_proposed(self):
        """What is proposed fits together."""
        refusal = buy(plan="standrad", extra_inbox_gb=7, extra_archive_gb=7)
        assert asked(plan="standard", extra_inbox_gb=1) == refusal.nearest

    @pytest.mark.parametrize(
        ("code", "edit"),
        [
            ("plan_withdrawn", ending("plans", "plans", {"kind": "mailbox", "plan": "pro"})),
            ("plan_not_sold", ending("pricing", "prices", {"item": "plan", "plan": "pro"})),
        ],
    )
    def test_a_plan_that_is_gone(self, code, edit):
        """From the day of its end on the row of its end is the reason, and it is no longer proposed."""
        rules = variant(edit)
        assert Quote is type(buy(rules=rules, plan="pro", on=TODAY - timedelta(1)))
        refusal = buy(rules=rules, plan="pro")
        assert (code, "pro", ("premium", "standard")) == (refusal.code, refusal.asked, refusal.allowed)
        assert refusal.because[0].endswith("/ends")
        assert "pro" != getattr(refusal.nearest, "plan", None)

    def test_no_plan_has_a_price_yet(self):
        """Then an unknown one is still unknown, and none is proposed."""
        refusal = buy(plan="standrad", on=date(2022, 6, 1))
        assert ("plan_unknown", (), None) == (refusal.code, refusal.allowed, refusal.nearest)


class TestSize:
    """Up to 99 mailboxes in one order, since somebody said so."""

    @pytest.mark.parametrize(("mailboxes", "nearest"), [(100, 99), (10**12, 99), (0, 1), (-5, 1)])
    def test_too_many_or_none(self, mailboxes, nearest):
        """From one to 99."""
        refusal = buy(mailboxes=mailboxes)
        assert ("order_size_beyond_limit", mailboxes, (1, 99)) == (refusal.code, refusal.asked, refusal.allowed)
        assert ("plans/order-size-2024",) == refusal.because
        assert asked(mailboxes=nearest) == refusal.nearest

    def test_before_anybody_named_a_limit(self):
        """In 2023 no source limits an order: any number is answered, and no row of a size is behind it."""
        quote = buy(mailboxes=1000, on=FIRST)
        assert "9900.00" == str(quote.net)
        assert not [row for row in quote.because if "size" in row]

    def test_at_least_one_even_then(self):
        """An order of nothing is none."""
        refusal = buy(mailboxes=0, on=FIRST)
        assert ("order_size_beyond_limit", (1,), 1) == (refusal.code, refusal.allowed, refusal.nearest.mailboxes)

    def test_the_limit_is_named_where_it_could_decide(self):
        """An order of two rests on it, an order of one does not."""
        assert "plans/order-size-2024" in buy(mailboxes=2).because
        assert "plans/order-size-2024" not in buy().because


class TestAddresses:
    """A public domain for a mailbox of its own; any for one on a customer's domain, which is sold elsewhere."""

    @pytest.mark.parametrize("domain", [*PUBLIC, "PEC.it"])
    def test_the_public_domains(self, domain):
        """Eight of them, also in capitals."""
        quote = buy(address=f"mario.rossi@{domain}")
        assert f"plans/domain-{domain.lower().replace('.', '-')}-2021" in quote.because

    def test_a_domain_that_is_not_public(self):
        """All eight are named, and the one spelled most like it is proposed."""
        refusal = buy(address="mario.rossi@arubpec.it")
        expected = ("domain_not_offered", "arubpec.it", PUBLIC)
        assert expected == (refusal.code, refusal.asked, refusal.allowed)
        assert asked(address="mario.rossi@arubapec.it") == refusal.nearest
        assert 8 == len(refusal.because)

    def test_a_domain_that_resembles_none(self):
        """Then nothing is proposed."""
        assert buy(address="mario.rossi@studio-legale-verdi.example").nearest is None

    def test_a_domain_for_partners_only(self):
        """It is not offered to customers."""
        rules = variant(
            add("plans", "domains", id="theirs", domain="partner.pec.it", since="2026-01-01", offered_to=["partners"])
        )
        refusal = buy(rules=rules, address="mario.rossi@partner.pec.it")
        assert ("domain_not_offered", PUBLIC) == (refusal.code, refusal.allowed)

    @pytest.mark.parametrize("address", ["", "mario", "@pec.it", "mario@", "mario@rossi@pec.it", "@"])
    def test_no_address(self, address):
        """One mark in the middle is the least; how else it was meant nobody knows."""
        refusal = buy(address=address, years=9)
        assert ("address_malformed", address, None) == (refusal.code, refusal.asked, refusal.nearest)

    def test_r1_5_on_a_customers_domain(self):
        """It is bought with the domain, in the hosting area."""
        refusal = buy(kind="domain", address="info@rossi.example")
        assert ("sold_elsewhere", ("buy_domain",), None) == (refusal.code, refusal.remedies, refusal.nearest)
        assert ("renewal/domain-route-2021",) == refusal.because

    def test_a_domain_that_is_sold_here(self):
        """Where the route says so, any domain will do, if the address is one."""
        rules = variant(reword("renewal", "domain-route-2021", renewed_in="customer_area"))
        assert "12.08" == str(buy(rules=rules, kind="domain", address="info@rossi.example").gross)
        refusal = buy(rules=rules, kind="domain", address="rossi.example")
        assert ("address_malformed", ("renewal/domain-route-2021",)) == (refusal.code, refusal.because)


class TestSeveralMistakes:
    """The first reason gives the code; the nearest request mends them all."""

    def test_all_are_mended(self):
        """Domain, number, plan, term, space and way to pay at once."""
        refusal = buy(
            address="mario.rossi@pec.itt", mailboxes=500, plan="standrad", years=7, extra_inbox_gb=9,
            extra_archive_gb=1, method="crad",
        )  # fmt: skip
        assert "domain_not_offered" == refusal.code
        assert asked(mailboxes=99, years=5, extra_inbox_gb=1, method="card") == refusal.nearest
        rows = {"plans/order-size-2024", "renewal/ordinary-terms-2016", "plans/standard-2024", "payments/card-2021"}
        assert rows <= set(refusal.because)

    def test_nothing_else_is_touched(self):
        """What was right stays as it was asked."""
        kept = {"signed_in": False, "keep_automatic_off": True, "einvoice_identifier": "ABC1234", "through": "x"}
        assert asked(years=5, **kept) == buy(years=6, **kept).nearest

    def test_a_way_to_pay(self):
        """All ways are named; one that resembles none is left open."""
        refusal = buy(method="cheque")
        assert ("method_unknown", None) == (refusal.code, refusal.nearest.method)


# -- a deleted name ---------------------------------------------------------------------------------------------------

MARIO = Holder(subject="natural_person", name="Mario Rossi", tax_code="RSSMRA80A01H501U")
LUIGI = Holder(subject="natural_person", name="Luigi Rossi", tax_code="RSSLGU80A01H501M")
GONE = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2026, 3, 30), holder=MARIO)
EARLIER = date(2024, 6, 1)
"""A day on which the button to buy a name again was there."""


def again(box=GONE, *, rules=None, on=TODAY, **fields):
    return quote_repurchase(box, asked(**({"holder": MARIO} | fields)), rules=rules or shipped(), on=on)


class TestAgain:
    """The name comes back to who had it, empty."""

    def test_r4_4_it_is_bought_like_a_new_one(self):
        """At the price of a first order, for a term from today, and what was in it is lost."""
        quote, new = again(method="card", years=2), buy(MARIO, method="card", years=2)
        assert new.lines == quote.lines
        assert (None, new.new_expiry) == (quote.expiry, quote.new_expiry)
        assert Effect("starts_empty", "termination/mailbox-repurchase-2025") == quote.effects[0]
        assert new.effects == quote.effects[1:]

    @pytest.mark.parametrize(("days_after", "expected"), [(90, "not_deleted"), (91, "Quote")])
    def test_r4_4_from_the_day_it_is_deleted(self, days_after, expected):
        """On its last day in grace it can be renewed; from the next on its name can be bought."""
        answer = again(on=GONE.expiry + timedelta(days_after))
        assert expected == getattr(answer, "code", type(answer).__name__)

    def test_r4_3_in_grace_it_is_renewed_instead(self):
        """The state is told, and the way out."""
        refusal = again(on=date(2026, 5, 1))
        expected = ("not_deleted", "expired", ("renew",), None)
        assert expected == (refusal.code, refusal.asked, refusal.remedies, refusal.nearest)
        assert "lifecycle/mailbox-grace-2024" in refusal.because

    @pytest.mark.parametrize(
        ("fields", "state"),
        [
            ({"expiry": date(2027, 12, 30)}, "active"),
            ({"expiry": date(2027, 3, 30)}, "expiring"),
            ({"activation_started_on": TODAY, "expiry": date(2028, 1, 10)}, "in_activation"),
            ({"suspended_on": TODAY, "expiry": date(2027, 3, 30)}, "suspended"),
        ],
    )
    def test_what_is_not_gone(self, fields, state):
        """Nobody buys what is still there."""
        refusal = again(attrs.evolve(GONE, **fields))
        assert ("not_deleted", state, ()) == (refusal.code, refusal.asked, refusal.remedies)

    @pytest.mark.parametrize("fields", [{"withdrawn_on": TODAY}, {"termination_day": TODAY - timedelta(1)}])
    def test_after_a_withdrawal(self, fields):
        """The name is free at once for who had it."""
        quote = again(attrs.evolve(GONE, expiry=date(2027, 12, 30), **fields))
        assert "lifecycle/mailbox-withdrawn-2016" in quote.because

    def test_another_plan(self):
        """One may keep the old plan or take another."""
        assert "36.48" == str(again(plan="pro").gross)

    def test_before_there_was_a_price(self):
        """What no table says yet is not answered."""
        with pytest.raises(NoRuleInForce) as caught:
            again(attrs.evolve(GONE, expiry=date(2021, 3, 30)), on=date(2022, 12, 31))
        assert ("pricing.prices", date(2022, 12, 31)) == (caught.value.section, caught.value.day)

    def test_the_rows_of_the_name_come_along(self):
        """Its state, how it is bought again, and what must match."""
        expected = {
            "lifecycle/mailbox-deleted-2025",
            "lifecycle/mailbox-grace-2024",
            "lifecycle/mailbox-expires-2025",
            "lifecycle/grace-ends-2025",
            "interpretations/last-day-of-grace",
            "termination/mailbox-repurchase-2025",
            "interpretations/same-holder-check-2025",
        }
        assert expected == set(again().because) - set(buy(MARIO).because)

    def test_the_invoice(self):
        """Who asks is who pays."""
        firm = Holder(subject="legal_person", vat_number="01234560785")
        box = attrs.evolve(GONE, holder=firm)
        assert ("einvoice_identifier",) == again(box, holder=firm).requires

    def test_it_can_be_written_down(self):
        """As JSON and back, with the holder in the nearest request."""
        for answer in (again(), again(years=9), again(holder=None)):
            assert answer == from_json(to_json(answer))


class TestAnotherHolder:
    """A name goes back to nobody else."""

    @pytest.mark.parametrize("holder", [LUIGI, None])
    def test_somebody_else(self, holder):
        """No request of theirs would help."""
        refusal = again(holder=holder)
        assert ("not_same_holder", None) == (refusal.code, refusal.nearest)
        assert ("termination/mailbox-repurchase-2025", "interpretations/same-holder-check-2025") == refusal.because

    def test_a_holder_nobody_knows(self):
        """What was never known cannot match."""
        assert "not_same_holder" == again(attrs.evolve(GONE, holder=None), holder=MARIO).code

    def test_what_must_match_is_a_reading(self):
        """By all data another name is another holder, by any of the numbers it is not."""
        renamed = attrs.evolve(MARIO, name="M. Rossi")
        rules = variant(choose("same-holder-check-2025", "any_identifier"))
        assert ["Refusal", "Quote"] == [type(again(rules=each, holder=renamed)).__name__ for each in (shipped(), rules)]

    def test_where_anyone_may(self):
        """The table may ask for no holder, and then no reading is named."""
        rules = variant(reword("termination", "mailbox-repurchase-2025", holder_test="anyone"))
        quote = again(rules=rules, holder=None)
        assert Quote is type(quote)
        assert "interpretations/same-holder-check-2025" not in quote.because


class TestAnotherWay:
    """The request must be for this very name, in a way of the day."""

    def test_another_address(self):
        """The mailbox's own is proposed."""
        refusal = again(address="luigi.rossi@pec.it")
        expected = ("another_address", "luigi.rossi@pec.it", ("mario.rossi@pec.it",))
        assert expected == (refusal.code, refusal.asked, refusal.allowed)
        assert asked(holder=MARIO) == refusal.nearest

    def test_another_kind(self):
        """A mailbox of its own does not become one on a domain."""
        refusal = again(kind="domain")
        assert ("another_kind", "domain", ("mailbox",)) == (refusal.code, refusal.asked, refusal.allowed)
        assert asked(holder=MARIO) == refusal.nearest

    def test_the_button_of_2024(self):
        """It was there in one era only; the other way always was."""
        box = attrs.evolve(GONE, expiry=date(2023, 3, 30))
        assert Quote is type(again(box, on=EARLIER, through="repurchase_button"))
        refusal = again(through="repurchase_button")
        assert ("not_this_way", "repurchase_button", ("new_purchase",)) == (
            refusal.code,
            refusal.asked,
            refusal.allowed,
        )
        assert asked(holder=MARIO) == refusal.nearest

    def test_a_way_that_is_nearly_spelled(self):
        """The nearest one is proposed."""
        box = attrs.evolve(GONE, expiry=date(2023, 3, 30))
        assert "repurchase_button" == again(box, on=EARLIER, through="repurchase_buton").nearest.through

    @pytest.mark.parametrize("mailboxes", [0, 2])
    def test_one_name_is_one_mailbox(self, mailboxes):
        """An order for a name holds that one."""
        refusal = again(mailboxes=mailboxes)
        assert ("order_size_beyond_limit", (1, 1), 1) == (refusal.code, refusal.allowed, refusal.nearest.mailboxes)

    def test_all_are_mended(self):
        """Address, kind, way, number, plan and term at once."""
        refusal = again(address="x", kind="domain", through="fax", mailboxes=4, plan="standrad", years=8)
        assert "another_address" == refusal.code
        assert asked(holder=MARIO, years=5) == refusal.nearest

    def test_the_domain_is_not_asked_about(self):
        """A name that was once given out comes back, also where its domain is no longer offered."""
        box = attrs.evolve(GONE, address="mario.rossi@oldpec.example")
        assert Quote is type(again(box, address="mario.rossi@oldpec.example"))


@cache
def same_plan() -> Ruleset:
    """Where the plan must stay."""
    return variant(reword("termination", "mailbox-repurchase-2025", plan_choice="same_plan"))


class TestTheSamePlan:
    """Where the plan must stay, no other will do."""

    def test_another_is_refused(self):
        """The old one is proposed, with the space that suits it."""
        refusal = again(rules=same_plan(), plan="pro", extra_archive_gb=3)
        assert ("plan_must_stay", "pro", ("standard",)) == (refusal.code, refusal.asked, refusal.allowed)
        assert asked(holder=MARIO) == refusal.nearest

    def test_the_old_one_is_sold(self):
        """As it was."""
        assert "12.08" == str(again(rules=same_plan()).gross)

    @pytest.mark.parametrize("plan", ["gold", "pro"])
    def test_the_old_one_is_gone(self, plan):
        """Then nothing can be proposed."""
        refusal = again(attrs.evolve(GONE, plan="gold"), rules=same_plan(), plan=plan)
        assert ("plan_unknown", "gold", (), None) == (
            refusal.code,
            refusal.asked,
            refusal.allowed,
            refusal.nearest,
        )


class TestOnADomain:
    """A mailbox on a customer's domain is bought where the domain is."""

    BOX = attrs.evolve(GONE, kind="domain", address="info@rossi.example")

    def test_r1_5_elsewhere(self):
        """In the hosting area."""
        refusal = again(self.BOX, kind="domain", address="info@rossi.example")
        assert ("sold_elsewhere", ("buy_domain",)) == (refusal.code, refusal.remedies)
        assert {"renewal/domain-route-2021", "termination/domain-repurchase-2025"} <= set(refusal.because)

    def test_r4_4_thirty_days(self):
        """It is gone after thirty days, where the route lets it be bought here."""
        rules = variant(reword("renewal", "domain-route-2021", renewed_in="customer_area"))
        answers = [
            again(self.BOX, rules=rules, kind="domain", address=self.BOX.address, on=GONE.expiry + timedelta(day))
            for day in (30, 31)
        ]
        assert ["Refusal", "Quote"] == [type(answer).__name__ for answer in answers]


# -- properties -------------------------------------------------------------------------------------------------------


@cache
def otherwise() -> Ruleset:
    """Rules that differ wherever an answer may."""
    return variant(
        choose("vat-rounding", "per_unit"),
        choose("promo-flag", "order"),
        reword("renewal", "domain-route-2021", renewed_in="customer_area"),
        reword("termination", "domain-repurchase-2025", plan_choice="same_plan"),
        reword("plans", "order-size-2024", max_mailboxes=3),
        reword("plans", "standard-2024", max_inbox_gb=10),
    )


ALL_RULES = st.deferred(lambda: st.sampled_from([*every_book(), otherwise()]))
OF_THE_LIST = st.deferred(lambda: st.sampled_from([shipped(), otherwise()]))
FEWER = examples(40)
ON = days(first=FIRST)
SPACE = st.integers(-1, 4)
METHODS = ["bank_transfer", "card", "paypal", "postal_slip", "prefilled_slip", "masterpass", "cheque"]
NAMES = st.sampled_from(["standard", "pro", "premium", "standrad", "gold"])
DOMAINS = st.sampled_from([*PUBLIC, "pec.itt", "gmail.com", "a.b@pec.it", ""])
ANY = purchase_requests(
    address=st.builds("{}@{}".format, st.sampled_from(["mario", ""]), DOMAINS),
    plan=NAMES,
    years=st.integers(-1, 7),
    mailboxes=st.integers(-1, 101),
    extra_inbox_gb=SPACE,
    extra_archive_gb=SPACE,
    method=st.none() | st.sampled_from(METHODS),
)
HOLDERS = st.none() | holders()


@st.composite
def fitting(draw):
    """A first order that suits the shipped tables since 2024, and its day."""
    plan = draw(st.sampled_from(["standard", "pro", "premium"]))
    promo = draw(st.booleans())
    request = asked(
        plan=plan,
        promo=promo,
        years=draw(st.integers(1, 2 if promo else 5)),
        mailboxes=draw(st.integers(1, 99)),
        extra_inbox_gb=draw(st.integers(0, 1 if plan == "standard" else 9)),
        extra_archive_gb=0 if plan == "standard" else draw(st.integers(0, 9)),
        method=draw(st.sampled_from([None, "card", "paypal", "bank_transfer"])),
    )
    return request, draw(days(first=date(2024, 1, 1)))


@st.composite
def gone(draw):
    """A mailbox, a day near its end, and a request for its name that often fits."""
    on = draw(ON)
    expiry = on - timedelta(draw(st.sampled_from([0, 30, 31, 90, 91]) | st.integers(-400, 800)))
    box = attrs.evolve(draw(mailboxes(plan=NAMES, holder=HOLDERS)), expiry=expiry)
    holder = draw(st.sampled_from([box.holder, MARIO]))
    fits = {"address": box.address, "kind": box.kind, "mailboxes": 1, "holder": holder}
    kept = draw(st.sets(st.sampled_from(sorted(fits))))
    through = draw(st.sampled_from(["new_purchase", "repurchase_button", "fax"]))
    return box, attrs.evolve(draw(ANY), through=through, **{name: fits[name] for name in kept}), on


def second_reading(request, on):
    """The rule of a first order since 2023 in whole cents, written down without a look at the policy."""
    prices = {"standard": 990, "pro": 2990, "premium": 4990}
    local, *rest = request.address.split("@")
    wrong = set()
    if not local or len(rest) != 1 or not rest[0]:
        wrong.add("address_malformed")
    elif rest[0] not in PUBLIC:
        wrong.add("domain_not_offered")
    if request.mailboxes < 1 or (on.year >= 2024 and request.mailboxes > 99):
        wrong.add("order_size_beyond_limit")
    if request.plan not in prices:
        wrong.add("plan_unknown")
    if not 1 <= request.years <= (2 if request.promo else 5):
        wrong.add("term_not_offered")
    if request.method in {"masterpass", "cheque"}:
        wrong.add("method_unknown")
    small = request.plan == "standard"
    if request.plan in prices and not 0 <= request.extra_inbox_gb <= (1 if small else 4):
        wrong.add("extra_inbox_beyond_limit")
    if request.plan in prices and (request.extra_archive_gb < 0 or (small and request.extra_archive_gb)):
        wrong.add("extra_archive_not_offered" if small else "extra_archive_beyond_limit")
    if wrong:
        return wrong
    year_each = prices[request.plan] + 250 * (request.extra_inbox_gb + request.extra_archive_gb)
    net = year_each * request.years * request.mailboxes
    return net, (net * 22 * 2 + 100) // 200


class TestSecondReading:
    """Two programs written apart say the same about the shipped tables."""

    @examples(100)
    @given(ANY.map(lambda request: attrs.evolve(request, kind="mailbox")), ON)
    def test_any_first_order(self, request, on):
        """Yes with its cents, or no for one of the reasons."""
        answer, told = quote_purchase(None, request, rules=shipped(), on=on), second_reading(request, on)
        if isinstance(answer, Refusal):
            assert answer.code in told
        else:
            assert (int(answer.net * 100), int(answer.vat * 100)) == told


class TestAlways:
    """What holds for every question."""

    @FEWER
    @given(ALL_RULES, HOLDERS, ANY, days())
    def test_a_first_order_is_answered(self, rules, holder, request, on):
        """On any day there is an answer with rows that can be cited, or the tables say nothing yet."""
        try:
            answer = quote_purchase(holder, request, rules=rules, on=on)
        except NoRuleInForce:
            return
        assert answer.because
        assert all(rules.cite(row).since <= on for row in answer.because)

    @FEWER
    @given(ALL_RULES, gone())
    def test_a_deleted_name_is_answered(self, rules, case):
        """Likewise."""
        box, request, on = case
        try:
            answer = quote_repurchase(box, request, rules=rules, on=on)
        except NoRuleInForce:
            return
        assert answer.because
        assert all(rules.cite(row).since <= on for row in answer.because)

    @FEWER
    @given(OF_THE_LIST, ANY, ON)
    def test_what_is_proposed_is_accepted(self, rules, request, on):
        """The nearest request of a first order is quoted when it is asked."""
        answer = quote_purchase(None, request, rules=rules, on=on)
        if isinstance(answer, Refusal) and answer.nearest is not None:
            assert Quote is type(quote_purchase(None, answer.nearest, rules=rules, on=on))

    @examples(80)
    @given(OF_THE_LIST, gone())
    def test_what_is_proposed_for_a_name_is_accepted(self, rules, case):
        """So is the nearest request for a deleted name."""
        box, request, on = case
        answer = quote_repurchase(box, request, rules=rules, on=on)
        if isinstance(answer, Refusal) and answer.nearest is not None:
            assert Quote is type(quote_repurchase(box, answer.nearest, rules=rules, on=on))


class TestMoney:
    """The money adds up."""

    @FEWER
    @given(OF_THE_LIST, fitting())
    def test_sums(self, rules, case):
        """Net is the sum of the lines, gross is net and VAT; the term ends later than it began."""
        request, on = case
        request = attrs.evolve(request, mailboxes=min(request.mailboxes, 3))
        quote = quote_purchase(None, attrs.evolve(request, years=min(request.years, 2)), rules=rules, on=on)
        assert sum(line.net for line in quote.lines) == quote.net
        assert quote.net + quote.vat == quote.gross
        assert quote.new_expiry > on

    @FEWER
    @given(fitting())
    def test_more_years_cost_more(self, case):
        """And every year costs the same."""
        request, on = case
        one, all_ = (
            quote_purchase(None, attrs.evolve(request, years=years), rules=shipped(), on=on)
            for years in (1, request.years)
        )
        assert one.net * request.years == all_.net
        assert one.gross <= all_.gross


class TestWhoMay:
    """Its own holder can buy a name again exactly when its status says so."""

    @examples(80)
    @given(mailboxes(kind=st.just("mailbox"), plan=st.sampled_from(["standard", "pro"])), ON, st.data())
    def test_exactly_then(self, box, on, data):
        """Whatever made its state."""
        expiry = on - timedelta(data.draw(st.sampled_from([0, 90, 91]) | st.integers(-400, 800)))
        box = attrs.evolve(box, expiry=expiry, holder=MARIO)
        answer = again(box, on=on, address=box.address, plan=box.plan)
        assert status(box, rules=shipped(), on=on).may_repurchase == isinstance(answer, Quote)
        assert isinstance(answer, Quote) or answer.code == "not_deleted"
