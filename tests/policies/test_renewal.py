"""Manual renewal: worked examples to the cent, and every no with its rows and its way out."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import attrs
import pytest

from pecrules import (
    CalendarError,
    Caveat,
    Effect,
    Holder,
    Line,
    Mailbox,
    NoRuleInForce,
    Quote,
    Refusal,
    RenewalRequest,
    load_rules,
    quote_renewal,
    renewal_options,
)
from tests.variants import LABEL, add, choose, reword, shipped, variant

TODAY = date(2027, 1, 10)
BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))


def ask(box=BOX, *, rules=None, on=TODAY, **request):
    return quote_renewal(box, RenewalRequest(**({"years": 1} | request)), rules=rules or shipped(), on=on)


def having(**fields):
    return attrs.evolve(BOX, **fields)


def money(quote):
    return tuple(map(str, (quote.net, quote.vat, quote.gross)))


def codes(quote):
    return [effect.code for effect in quote.effects]


class TestPrices:
    """What is paid, to the cent."""

    @pytest.mark.parametrize(
        ("plan", "request_", "expected"),
        [
            ("standard", {"years": 1}, ("9.90", "2.18", "12.08")),
            ("standard", {"years": 2}, ("19.80", "4.36", "24.16")),
            ("standard", {"years": 3}, ("29.70", "6.53", "36.23")),
            ("standard", {"years": 4}, ("39.60", "8.71", "48.31")),
            ("standard", {"years": 5}, ("49.50", "10.89", "60.39")),
            ("standard", {"years": 2, "extra_inbox_gb": 1}, ("24.80", "5.46", "30.26")),
            ("pro", {"years": 1}, ("29.90", "6.58", "36.48")),
            ("pro", {"years": 2, "extra_inbox_gb": 3, "extra_archive_gb": 10}, ("124.80", "27.46", "152.26")),
            ("premium", {"years": 5, "extra_archive_gb": 300}, ("3999.50", "879.89", "4879.39")),
        ],
    )
    def test_worked_examples(self, plan, request_, expected):
        """Net is the sum of the lines, VAT is taken once on it, gross is both."""
        assert expected == money(ask(having(plan=plan), **request_))

    def test_the_lines(self):
        """Each line says what, how many, for how long, at what price, and which row says so."""
        expected = (
            Line("plan", 1, 2, Decimal("29.90"), Decimal("59.80"), "pricing/pro-year-2023"),
            Line("extra_inbox", 3, 2, Decimal("2.50"), Decimal("15.00"), "pricing/extra-inbox-2016"),
            Line("extra_archive", 1, 2, Decimal("2.50"), Decimal("5.00"), "pricing/extra-archive-2023"),
        )
        assert expected == ask(having(plan="pro"), years=2, extra_inbox_gb=3, extra_archive_gb=1).lines

    def test_the_price_of_the_order_day_counts(self):
        """A price that begins tomorrow is tomorrow's, whatever the expiry."""
        rules = variant(dearer(date(2027, 1, 11)))
        assert ("9.90", "11.90") == (str(ask(rules=rules).net), str(ask(rules=rules, on=date(2027, 1, 11)).net))

    def test_the_rows_behind_a_plain_quote(self):
        """Price, plan, terms, what the term counts from, advice, VAT and its rounding: each once."""
        expected = {
            "pricing/standard-year-2023",
            "plans/standard-2024",
            "renewal/ordinary-terms-2016",
            "renewal/before-expiry-from-old-expiry-2016",
            "renewal/advised-days-2021",
            "pricing/vat-22",
            "interpretations/price-day",
            "interpretations/vat-rounding",
        }
        quote = ask()
        assert expected == set(quote.because)
        assert len(expected) == len(quote.because)

    def test_a_quote_says_what_no_source_states(self):
        """Prices that nobody published, and readings, come along as caveats."""
        caveats = ask(having(plan="pro")).caveats
        assert Caveat("pricing/pro-year-2023", "assumed") in caveats
        assert Caveat("interpretations/vat-rounding", "inferred") in caveats

    def test_a_quote_is_stamped(self):
        """Rules, book, day and release say how to ask again."""
        stamp = ask().stamp
        assert (shipped().digest, "retail", TODAY, None) == (stamp.digest, stamp.book, stamp.on, stamp.as_known)
        assert date(2026, 12, 1) == ask(rules=shipped().as_known(date(2026, 12, 1))).stamp.as_known

    def test_the_parts_of_the_charges_can_be_read_directly(self):
        """``quote.gross`` is ``quote.charges.gross``, and so for every part; the advised days have become a day."""
        quote = ask(having(plan="pro"), method="card", years=3)
        for part in attrs.fields_dict(type(quote.charges)).keys() - {"advised_days"}:
            assert getattr(quote.charges, part) == getattr(quote, part)


def dearer(since):
    return add(
        "pricing",
        "prices",
        id="dearer",
        item="plan",
        plan="standard",
        since=str(since),
        label=LABEL,
        per_year="11.90",
    )


class TestDays:
    """Until when it is then paid."""

    @pytest.mark.parametrize(
        ("expiry", "on", "years", "expected"),
        [
            (date(2027, 3, 30), TODAY, 2, date(2029, 3, 30)),
            (date(2027, 3, 30), date(2027, 3, 30), 1, date(2028, 3, 30)),
            (date(2027, 3, 30), date(2027, 3, 31), 1, date(2028, 3, 30)),
            (date(2027, 3, 30), date(2027, 6, 28), 5, date(2032, 3, 30)),
            (date(2030, 3, 30), TODAY, 1, date(2031, 3, 30)),
            (date(2028, 2, 29), TODAY, 1, date(2029, 2, 28)),
            (date(2028, 2, 29), TODAY, 4, date(2032, 2, 29)),
            (date(2027, 2, 28), TODAY, 1, date(2028, 2, 28)),
        ],
    )
    def test_the_new_term_counts_from_the_old_expiry(self, expiry, on, years, expected):
        """Paying early loses no day, paying in grace gains none."""
        quote = ask(having(expiry=expiry), on=on, years=years)
        assert (expiry, expected) == (quote.expiry, quote.new_expiry)

    def test_ordering_is_advised_so_many_days_before(self):
        """Fifteen days before the expiry, so that the payment is registered in time."""
        assert date(2027, 3, 15) == ask().advised_by

    def test_the_advice_is_a_row(self):
        """Another number in the table is another day."""
        rules = variant(reword("renewal", "advised-days-2021", advised_days=30))
        assert date(2027, 2, 28) == ask(rules=rules).advised_by

    def test_it_is_never_too_late_for_advice(self):
        """After the advised day one may still renew."""
        quote = ask(on=date(2027, 6, 28))
        assert date(2027, 3, 15) == quote.advised_by

    def test_a_term_may_count_from_the_payment(self):
        """Where the row says so, the days that are left are lost."""
        rules = variant(reword("renewal", "before-expiry-from-old-expiry-2016", counts_from="payment_day"))
        assert date(2028, 1, 10) == ask(rules=rules).new_expiry

    @pytest.mark.parametrize("expiry", [date(9999, 12, 31), date(9999, 11, 30), date(9998, 12, 31)])
    def test_beyond_the_calendar_is_refused(self, expiry):
        """An expiry that the calendar does not have is an error of the calendar."""
        with pytest.raises(CalendarError):
            ask(having(expiry=expiry), years=2)

    def test_the_last_day_of_the_calendar_can_be_reached(self):
        """The very last expiry is as good as any."""
        assert date(9999, 12, 31) == ask(having(expiry=date(9998, 12, 31))).new_expiry


class TestGrace:
    """From the day after the expiry a mailbox can be renewed for 90 days, and then no more."""

    @pytest.mark.parametrize("day", [0, 1, 89, 90])
    def test_until_the_ninetieth_day(self, day):
        """On the expiry day itself, in grace, and on its last day the answer is yes."""
        quote = ask(on=BOX.expiry + timedelta(day))
        assert date(2028, 3, 30) == quote.new_expiry

    @pytest.mark.parametrize("day", [91, 92, 4000])
    def test_from_the_ninety_first_day(self, day):
        """The mailbox is gone: it can only be bought again."""
        refusal = ask(on=BOX.expiry + timedelta(day))
        assert ("deleted", ("repurchase",), None) == (refusal.code, refusal.remedies, refusal.nearest)
        assert (
            "lifecycle/mailbox-grace-2024",
            "interpretations/last-day-of-grace",
            "interpretations/day-of-expiry",
            "lifecycle/mailbox-expires-2025",
            "lifecycle/grace-ends-2025",
        ) == (refusal.because)

    def test_the_rows_of_the_days_come_along(self):
        """A renewal in grace rests on the grace, its readings and what the new term counts from."""
        late, early = set(ask(on=date(2027, 4, 1)).because), set(ask().because)
        assert {
            "lifecycle/mailbox-expires-2025",
            "lifecycle/grace-ends-2025",
            "lifecycle/mailbox-grace-2024",
            "interpretations/last-day-of-grace",
            "interpretations/day-of-expiry",
            "interpretations/new-expiry-in-grace",
        } == late - early
        assert {"renewal/before-expiry-from-old-expiry-2016"} == early - late

    def test_where_nothing_may_be_renewed_in_grace(self):
        """The day after the expiry is too late if the row says so; the expiry day is not."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", may_renew=False))
        assert Quote is type(ask(rules=rules, on=BOX.expiry))
        assert "deleted" == ask(rules=rules, on=BOX.expiry + timedelta(1)).code

    def test_where_nothing_may_be_renewed_in_grace_and_the_expiry_day_is_grace(self):
        """With the other reading of the expiry day it is already too late on it."""
        no_grace = reword("lifecycle", "mailbox-grace-2024", may_renew=False)
        rules = variant(no_grace, choose("day-of-expiry", "expired"))
        assert Quote is type(ask(rules=rules, on=BOX.expiry - timedelta(1)))
        assert "deleted" == ask(rules=rules, on=BOX.expiry).code

    def test_the_days_are_a_row(self):
        """Another number in the table is another last day."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", grace_days=15))
        assert ["Quote", "Refusal"] == [
            type(ask(rules=rules, on=BOX.expiry + timedelta(day))).__name__ for day in (15, 16)
        ]


class TestTerms:
    """One to five years; one or two for a product on promotion."""

    @pytest.mark.parametrize(
        ("promo", "years", "nearest"),
        [(False, 0, 1), (False, -3, 1), (False, 6, 5), (False, 10**9, 5), (True, 3, 2), (True, 0, 1), (True, 5, 2)],
    )
    def test_other_terms_are_refused(self, promo, years, nearest):
        """The nearest term that is offered is named, and so are all."""
        refusal = ask(having(promo=promo), years=years)
        allowed = (1, 2) if promo else (1, 2, 3, 4, 5)
        assert ("term_not_offered", years, allowed) == (refusal.code, refusal.asked, refusal.allowed)
        assert RenewalRequest(years=nearest) == refusal.nearest
        assert ("renewal/promo-terms-2021" if promo else "renewal/ordinary-terms-2016") in refusal.because

    def test_between_two_terms_the_shorter_is_nearest(self):
        """Nobody is offered more than was asked when less lies as near."""
        rules = variant(reword("renewal", "ordinary-terms-2016", years=[1, 3, 5]))
        assert 1 == ask(rules=rules, years=2).nearest.years

    def test_a_promotion_of_the_order_is_not_the_products(self):
        """Under the usual reading only the mailbox's own flag counts."""
        assert Quote is type(ask(promo=True, years=5))

    @pytest.mark.parametrize(("promo", "years"), [(True, 2), (False, 1)])
    def test_promotions_pay_the_same(self, promo, years):
        """A promotion bounds the term, not the price."""
        assert ask(years=years).gross == ask(having(promo=promo), years=years).gross

    def test_a_promotion_rests_on_its_reading(self):
        """Whose flag counts is a reading, so a promotion's yes and no cite it."""
        assert "interpretations/promo-flag" in ask(having(promo=True)).because
        assert "interpretations/promo-flag" in ask(having(promo=True), years=5).because


class TestSpace:
    """Whole GB on top of the plan's, as far as the plan grows."""

    def test_what_the_mailbox_has_is_kept(self):
        """Nothing asked means nothing changed, and it is paid again."""
        assert "24.80" == str(ask(having(extra_inbox_gb=1), years=2).net)

    def test_less_can_be_asked_for(self):
        """Zero GB gives the space up; nothing of it is paid."""
        quote = ask(having(extra_inbox_gb=1), extra_inbox_gb=0)
        assert ("9.90", ["plan"]) == (str(quote.net), [line.item for line in quote.lines])

    def test_more_can_be_asked_for(self):
        """More space than before rests on the reading from when it is paid."""
        row = "interpretations/extra-space-from-new-term"
        assert row in ask(extra_inbox_gb=1).because
        assert row in ask(having(plan="pro", extra_archive_gb=1), extra_archive_gb=2).because
        assert row not in ask(having(extra_inbox_gb=1)).because
        assert row not in ask(having(plan="pro", extra_inbox_gb=5), extra_inbox_gb=4).because

    @pytest.mark.parametrize(("gb", "nearest"), [(2, 1), (100, 1), (-1, 0)])
    def test_standard_grows_by_one_gb(self, gb, nearest):
        """One GB of base and one extra are all that Standard can have."""
        refusal = ask(extra_inbox_gb=gb)
        assert ("extra_inbox_beyond_limit", gb, (0, 1)) == (refusal.code, refusal.asked, refusal.allowed)
        assert RenewalRequest(years=1, extra_inbox_gb=nearest) == refusal.nearest
        assert ("plans/standard-2024",) == refusal.because

    @pytest.mark.parametrize("gb", [1, 50, -1])
    def test_standard_has_no_archive(self, gb):
        """Archive GB are for the plans that have an archive."""
        refusal = ask(extra_archive_gb=gb)
        assert ("extra_archive_not_offered", gb, (0, 0)) == (refusal.code, refusal.asked, refusal.allowed)
        assert 0 == refusal.nearest.extra_archive_gb

    def test_space_that_the_mailbox_may_no_longer_have(self):
        """What it has counts as asked for; the nearest request says less in so many words."""
        refusal = ask(having(extra_inbox_gb=4))
        assert ("extra_inbox_beyond_limit", 4, 1) == (refusal.code, refusal.asked, refusal.nearest.extra_inbox_gb)

    def test_pro_grows_without_limit(self):
        """A thousand GB are a matter of money."""
        assert "2529.90" == str(ask(having(plan="pro"), extra_inbox_gb=1000).net)

    def test_less_than_nothing_cannot_be_had(self):
        """Where there is no most, there still is a least."""
        refusal = ask(having(plan="pro"), extra_archive_gb=-2)
        assert ("extra_archive_beyond_limit", -2, (0,)) == (refusal.code, refusal.asked, refusal.allowed)
        assert 0 == refusal.nearest.extra_archive_gb

    @pytest.mark.parametrize("plan", ["standard", "pro"])
    def test_space_that_is_no_longer_sold(self, plan):
        """A withdrawn price is a no that names the row, whatever the plan allows."""
        rules = variant(add("pricing", "prices", id="no-more", item="extra_inbox", since="2026-01-01", withdrawn=True))
        refusal = ask(having(plan=plan), rules=rules, extra_inbox_gb=1)
        assert ("extra_inbox_not_offered", (0, 0)) == (refusal.code, refusal.allowed)
        assert ("pricing/no-more",) == refusal.because
        assert 0 == refusal.nearest.extra_inbox_gb
        assert 0 == renewal_options(having(plan=plan), rules=rules, on=TODAY).extra_inbox_gb

    def test_a_plan_with_a_limit_and_no_room(self):
        """A limit that equals the base leaves nothing to add."""
        rules = variant(reword("plans", "standard-2024", max_inbox_gb=1))
        assert "extra_inbox_not_offered" == ask(rules=rules, extra_inbox_gb=1).code


class TestSeveralMistakes:
    """The first reason gives the code; the nearest request mends them all."""

    def test_all_are_mended(self):
        """Years, both kinds of space and the way to pay at once."""
        refusal = ask(years=7, extra_inbox_gb=9, extra_archive_gb=1, method="crad")
        assert "term_not_offered" == refusal.code
        assert RenewalRequest(years=5, extra_inbox_gb=1, extra_archive_gb=0, method="card") == refusal.nearest
        assert {"renewal/ordinary-terms-2016", "plans/standard-2024", "payments/card-2021"} <= set(refusal.because)

    def test_nothing_else_is_touched(self):
        """What was right stays as it was asked."""
        asked = {"signed_in": False, "keep_automatic_off": True, "promo": True, "einvoice_identifier": "ABC1234"}
        assert RenewalRequest(years=5, **asked) == ask(years=6, **asked).nearest


class TestMailboxesThatCannot:
    """Some mailboxes cannot be renewed by hand, whatever is asked; no request would help, so none is proposed."""

    def test_a_mailbox_on_a_customers_domain(self):
        """It is renewed with its domain, elsewhere."""
        refusal = ask(having(kind="domain"))
        assert ("renewed_elsewhere", None, ("renew_domain",), None) == (
            refusal.code,
            refusal.asked,
            refusal.remedies,
            refusal.nearest,
        )
        assert ("renewal/domain-route-2021",) == refusal.because

    def test_a_domain_that_is_renewed_here(self):
        """Where the route says customer area, a mailbox on a domain is renewed like any other."""
        rules = variant(reword("renewal", "domain-route-2021", renewed_in="customer_area"))
        assert ["Quote", "Refusal"] == [
            type(ask(having(kind="domain"), rules=rules, on=BOX.expiry + timedelta(day))).__name__ for day in (30, 31)
        ]

    def test_automatic_renewal_before_2025(self):
        """It must be switched off first."""
        box = having(auto_renew=True, expiry=date(2025, 1, 20))
        refusal = ask(box, on=date(2024, 12, 31))
        assert ("automatic_renewal_on", ("switch_off_automatic_renewal",)) == (refusal.code, refusal.remedies)
        assert ("renewal/manual-with-automatic-on-2016",) == refusal.because
        assert refusal.nearest is None

    def test_automatic_renewal_since_2025(self):
        """One may renew by hand with automatic renewal on, and the row that allows it is named."""
        quote = ask(having(auto_renew=True, expiry=date(2025, 1, 20)), on=date(2025, 1, 1))
        assert date(2026, 1, 20) == quote.new_expiry
        assert "renewal/manual-with-automatic-on-2025" in quote.because

    def test_an_open_renewal_order(self):
        """It is paid or cancelled first; this counts before automatic renewal."""
        refusal = ask(having(renewal_order_pending=True, auto_renew=True))
        assert ("renewal_order_pending", ("pay_renewal_order", "cancel_renewal_order")) == (
            refusal.code,
            refusal.remedies,
        )
        assert ("renewal/manual-with-order-pending-2024",) == refusal.because

    def test_an_open_renewal_order_that_does_not_matter(self):
        """Where the row allows it, an open order bars nothing, and the row is named."""
        rules = variant(reword("renewal", "manual-with-order-pending-2024", allowed=True))
        assert "renewal/manual-with-order-pending-2024" in ask(having(renewal_order_pending=True), rules=rules).because

    def test_what_is_gone_is_gone(self):
        """A deleted mailbox is deleted, also with an order open."""
        box = having(renewal_order_pending=True, auto_renew=True)
        assert "deleted" == ask(box, on=BOX.expiry + timedelta(91)).code

    def test_a_plan_nobody_knows(self):
        """All plans of the kind are named."""
        refusal = ask(having(plan="gold"))
        assert ("plan_unknown", "gold", ("premium", "pro", "standard")) == (
            refusal.code,
            refusal.asked,
            refusal.allowed,
        )
        assert ("plans/premium-2025", "plans/pro-2025", "plans/standard-2024") == refusal.because
        assert refusal.nearest is None

    def test_a_plan_that_other_kinds_have(self):
        """Pro is no plan for a mailbox on a domain."""
        refusal = ask(having(kind="domain", plan="pro"))
        assert ("plan_unknown", ("standard",)) == (refusal.code, refusal.allowed)

    def test_a_plan_that_has_ended(self):
        """From the day of its end on the row of its end is the reason."""
        rules = variant(
            add("plans", "plans", id="pro-ends", kind="mailbox", plan="pro", since="2027-01-10", withdrawn=True)
        )
        assert Quote is type(ask(having(plan="pro"), rules=rules, on=date(2027, 1, 9)))
        refusal = ask(having(plan="pro"), rules=rules)
        assert ("plan_withdrawn", "pro", "plans/pro-ends") == (refusal.code, refusal.asked, refusal.because[0])
        assert ("change_plan",) == refusal.remedies

    def test_a_plan_that_is_no_longer_sold(self):
        """The plan is there, its price has ended: it is changed for another, or its price alone says so."""
        rules = variant(
            add("pricing", "prices", id="pro-ends", item="plan", plan="pro", since="2027-01-10", withdrawn=True)
        )
        assert Quote is type(ask(having(plan="pro"), rules=rules, on=date(2027, 1, 9)))
        refusal = ask(having(plan="pro"), rules=rules)
        assert ("plan_not_sold", "pro", "pricing/pro-ends") == (refusal.code, refusal.asked, refusal.because[0])
        assert ("change_plan",) == refusal.remedies
        alone = ask(having(plan="pro"), rules=variant(
            add("pricing", "prices", id="pro-ends", item="plan", plan="pro", since="2027-01-10", withdrawn=True),
            reword("plans", "mailbox-change-2025", allowed=False),
        ))  # fmt: skip
        assert ((), ("pricing/pro-ends",)) == (alone.remedies, alone.because)

    def test_a_plan_that_comes_back(self):
        """A row after the end begins anew."""
        end = add("pricing", "prices", id="pro-ends", item="plan", plan="pro", since="2027-01-10", withdrawn=True)
        again = add(
            "pricing",
            "prices",
            id="pro-again",
            item="plan",
            plan="pro",
            since="2027-02-01",
            label=LABEL,
            per_year="5.00",
        )
        assert "5.00" == str(ask(having(plan="pro"), rules=variant(end, again), on=date(2027, 2, 1)).net)

    def test_why_there_is_no_way_out(self):
        """Where a book sells no plan, the rows that say so are behind the refusal, which offers nothing."""
        refusal = ask(having(withdrawn_on=date(2026, 12, 1)), rules=shipped("soluzionipec"))
        assert ("withdrawn", ()) == (refusal.code, refusal.remedies)
        assert "pricing/soluzionipec-standard-not-here-2016" in refusal.because


class TestPaying:
    """What follows from the way to pay."""

    @pytest.mark.parametrize(
        ("method", "row", "switches", "registered"),
        [
            ("card", "card-2021", True, ("immediate", None, None)),
            ("paypal", "paypal-2021", True, ("immediate", None, None)),
            ("bank_transfer", "bank-transfer-2016", False, ("working_days", 1, 1)),
            ("prefilled_slip", "prefilled-slip-2016", False, ("same_day", None, None)),
            ("postal_slip", "postal-slip-2016", False, ("working_days", 5, 7)),
        ],
    )
    def test_each_way(self, method, row, switches, registered):
        """Card and PayPal switch automatic renewal on; each has its time of registration."""
        ref = f"payments/{row}"
        paid = Effect("payment_registered", ref, *registered)
        expected = (Effect("automatic_renewal_on", ref), paid) if switches else (paid,)
        quote = ask(method=method)
        assert expected == quote.effects
        assert ref in quote.because

    def test_not_chosen_yet(self):
        """Without a way to pay nothing follows, and no row of payments is behind the answer."""
        quote = ask()
        assert () == quote.effects
        assert not [row for row in quote.because if row.startswith("payments/")]

    def test_the_quick_payment(self):
        """Without signing in not even a card switches automatic renewal on."""
        assert ["payment_registered"] == codes(ask(method="card", signed_in=False))

    def test_the_quick_payment_is_a_row(self):
        """Where its row says so it does, and is named."""
        rules = variant(reword("payments", "quick-payment-2016", switches_on_automatic="always"))
        effects = ask(rules=rules, method="postal_slip", signed_in=False).effects
        assert Effect("automatic_renewal_on", "payments/quick-payment-2016") == effects[0]

    def test_a_wish_that_is_not_offered(self):
        """Since 2021 a card switches automatic renewal on, whatever the payer wishes."""
        assert ["automatic_renewal_on", "payment_registered"] == codes(ask(method="card", keep_automatic_off=True))

    @pytest.mark.parametrize(("off", "expected"), [(False, ["automatic_renewal_on"]), (True, [])])
    def test_a_wish_that_is_offered(self, off, expected):
        """Where one may opt out, the wish decides."""
        rules = variant(reword("payments", "card-2021", switches_on_automatic="opt_out"))
        quote = ask(rules=rules, method="card", keep_automatic_off=off)
        assert [*expected, "payment_registered"] == codes(quote)

    def test_a_way_that_is_not_known(self):
        """All ways of the day are named, and the nearest is proposed."""
        refusal = ask(method="bank_tranfser")
        allowed = ("bank_transfer", "card", "paypal", "postal_slip", "prefilled_slip")
        assert ("method_unknown", "bank_tranfser", allowed) == (refusal.code, refusal.asked, refusal.allowed)
        assert "bank_transfer" == refusal.nearest.method
        assert 5 == len(refusal.because)

    def test_a_way_that_resembles_none(self):
        """Then the nearest request leaves the way to pay open."""
        assert RenewalRequest(years=1) == ask(method="cheque").nearest

    def test_a_way_that_has_ended(self):
        """Masterpass ended in 2021, so nobody pays with it."""
        assert "method_unknown" == ask(method="masterpass").code


class TestInvoice:
    """Who must give an identifier for the electronic invoice."""

    @pytest.mark.parametrize(
        ("subject", "expected"),
        [
            ("natural_person", ()),
            ("legal_person", ("einvoice_identifier",)),
            ("public_administration", ("einvoice_identifier",)),
        ],
    )
    def test_by_kind_of_holder(self, subject, expected):
        """Companies and administrations, not people."""
        quote = ask(having(holder=Holder(subject=subject)))
        assert expected == quote.requires
        year = 2018 if subject == "legal_person" else 2016
        assert f"holders/{subject.replace('_', '-')}-{year}" in quote.because

    def test_already_given(self):
        """What is given is not asked for again."""
        assert () == ask(having(holder=Holder(subject="legal_person")), einvoice_identifier="ABC1234").requires

    def test_nobody_known(self):
        """Of an unknown holder nothing is asked, and no row of holders is behind the answer."""
        quote = ask()
        assert () == quote.requires
        assert not [row for row in quote.because if row.startswith("holders/")]


class TestOlderRules:
    """An older time has its own rules."""

    def test_the_first_era(self):
        """In 2017 promotions had all terms, one could opt out, Masterpass was taken, and VAT was 22 %."""
        rules = variant(
            reword("pricing", "standard-year-2023", since="2016-01-01"),
        )
        quote = ask(
            having(promo=True, expiry=date(2017, 12, 31)),
            rules=rules,
            on=date(2017, 11, 1),
            years=5,
            method="masterpass",
        )
        assert ("60.39", ["payment_registered"]) == (str(quote.gross), codes(quote))
        assert {"plans/standard-2016", "renewal/promo-terms-2016", "payments/masterpass-2016"} <= set(quote.because)

    @pytest.mark.parametrize(("off", "expected"), [(False, 2), (True, 1)])
    def test_the_card_of_the_first_era(self, off, expected):
        """Until 2020 the payer could leave automatic renewal off."""
        rules = variant(reword("pricing", "standard-year-2023", since="2016-01-01"))
        box = having(expiry=date(2020, 12, 31))
        assert expected == len(
            ask(box, rules=rules, on=date(2020, 12, 31), method="card", keep_automatic_off=off).effects
        )
        assert 2 == len(ask(box, rules=rules, on=date(2021, 1, 1), method="card", keep_automatic_off=off).effects)

    def test_as_known_before_an_announcement(self):
        """What was announced later was not known: the old price holds, as it was believed then."""
        rules = variant(dearer(date(2027, 1, 1)))
        assert ["11.90", "9.90"] == [str(ask(rules=each).net) for each in (rules, rules.as_known(date(2026, 12, 31)))]


class TestBeforeTheTables:
    """Where the tables say nothing yet, nothing is answered."""

    def test_before_the_first_price(self):
        """No source gives a price before 2023."""
        with pytest.raises(NoRuleInForce) as caught:
            ask(having(expiry=date(2022, 12, 31)), on=date(2022, 12, 31))
        error = caught.value
        assert ("pricing.prices", ("plan", "standard")) == (error.section, error.key)
        assert (date(2022, 12, 31), date(2023, 1, 1)) == (error.day, error.first)

    def test_the_day_told_is_the_day_asked(self):
        """Whatever was asked before."""
        rules = load_rules()
        for day in (date(2022, 6, 1), date(2022, 7, 1), date(2022, 6, 1)):
            with pytest.raises(NoRuleInForce, match=str(day)) as caught:
                ask(having(expiry=date(2022, 12, 31)), rules=rules, on=day)
            assert day == caught.value.day

    def test_before_all_tables(self):
        """In 2015 there are no terms either."""
        with pytest.raises(NoRuleInForce, match=r"renewal\.terms"):
            ask(on=date(2015, 12, 31))

    def test_a_kind_of_price_that_ends_for_good(self):
        """Rows without a key end with nothing after them; that is no rule, and no answer."""
        rules = variant(add("pricing", "vat", id="vat-ends", since="2026-01-01", withdrawn=True))
        with pytest.raises(NoRuleInForce, match=r"pricing\.vat"):
            ask(rules=rules)

    def test_a_plan_before_its_first_row(self):
        """A plan that begins later is not unknown: it is not in force yet."""
        rules = variant(
            add("plans", "plans", id="gold", kind="mailbox", plan="gold", since="2028-01-01", label=LABEL,
                inbox_gb=1, inbox_growth="fixed", archive_gb=0, archive_growth="fixed", features=[]),
        )  # fmt: skip
        with pytest.raises(NoRuleInForce, match="2028-01-01"):
            ask(having(plan="gold"), rules=rules)

    def test_a_kind_without_plans(self):
        """Where no plan of a kind is in force, none can be proposed."""
        ends = add("plans", "plans", id="ends", kind="domain", plan="standard", since="2026-01-01", withdrawn=True)
        with pytest.raises(NoRuleInForce, match=r"plans\.plans"):
            ask(having(kind="domain", plan="gold"), rules=variant(ends))


class TestMisuse:
    """A wrong type is a mistake of the calling program."""

    @pytest.mark.parametrize(
        "on",
        [datetime(2027, 1, 10, tzinfo=UTC), datetime(2027, 1, 10), "2027-01-10", None, 20270110],  # noqa: DTZ001
    )
    def test_a_day_is_a_date(self, on):
        """A moment must first become a day, and somebody must say in which zone."""
        with pytest.raises(TypeError, match="on wants a date"):
            ask(on=on)
        with pytest.raises(TypeError, match="on wants a date"):
            renewal_options(BOX, rules=shipped(), on=on)


class TestOptions:
    """Everything that may be asked for, each with its answer."""

    def test_standard(self):
        """Five terms, one GB, five ways to pay, ninety days."""
        options = renewal_options(BOX, rules=shipped(), on=TODAY)
        assert (True, None, ()) == (options.possible, options.refused, options.remedies)
        assert [(1, True), (2, True), (3, True), (4, True), (5, True)] == [
            (each.value, each.allowed) for each in options.years
        ]
        assert (1, 0) == (options.extra_inbox_gb, options.extra_archive_gb)
        assert {"bank_transfer", "card", "paypal", "postal_slip", "prefilled_slip"} == {
            each.value for each in options.methods
        }
        assert date(2027, 6, 28) == options.last_day
        assert ask().because == options.because
        assert ask().caveats == options.caveats
        assert ask().stamp == options.stamp

    def test_space_without_limit(self):
        """``None`` means any number."""
        options = renewal_options(having(plan="pro"), rules=shipped(), on=TODAY)
        assert options.extra_inbox_gb is options.extra_archive_gb is None

    def test_a_promotion(self):
        """Terms that are not offered are listed with the reason."""
        options = renewal_options(having(promo=True), rules=shipped(), on=TODAY)
        assert [None, None, *["term_not_offered"] * 3] == [each.refused for each in options.years]

    def test_what_the_mailbox_has_does_not_bar_the_rest(self):
        """Space beyond the limit bars nothing: options are about a request that asks for none."""
        assert renewal_options(having(extra_inbox_gb=9), rules=shipped(), on=TODAY).possible

    def test_none(self):
        """Where nothing is possible, everything is refused for one reason, with the remedies."""
        options = renewal_options(having(renewal_order_pending=True), rules=shipped(), on=TODAY)
        assert (False, "renewal_order_pending") == (options.possible, options.refused)
        assert ("pay_renewal_order", "cancel_renewal_order") == options.remedies
        assert {"renewal_order_pending"} == {each.refused for each in (*options.years, *options.methods)}

    @pytest.mark.parametrize("plan", ["gold", "pro"])
    def test_a_plan_that_is_not(self, plan):
        """A plan nobody knows, or of another kind, has no options and no space."""
        options = renewal_options(having(kind="domain", plan=plan), rules=shipped(), on=TODAY)
        assert ("plan_unknown", 0, 0) == (options.refused, options.extra_inbox_gb, options.extra_archive_gb)

    def test_a_promotion_of_the_order(self):
        """Where only an order is on promotion, the mailbox's own flag bars no term."""
        rules = variant(
            choose("promo-flag", "order"),
            reword("renewal", "promo-terms-2021", years=[6]),
        )
        options = renewal_options(having(promo=True), rules=rules, on=TODAY)
        assert options.possible
        assert [1, 2, 3, 4, 5] == [each.value for each in options.years if each.allowed]

    def test_the_end_of_the_calendar(self):
        """A last day that the calendar does not have is an error of the calendar."""
        with pytest.raises(CalendarError):
            renewal_options(having(expiry=date(9999, 12, 31)), rules=shipped(), on=TODAY)


def test_many_questions_do_not_fill_the_memory():
    """Charges are remembered, and forgotten when there are too many; the answers stay the same."""
    rules = load_rules()
    box = having(plan="pro")
    first = ask(box, rules=rules, extra_inbox_gb=1)
    for years, inbox, archive in product((1, 2), range(51), range(51)):
        ask(box, rules=rules, years=years, extra_inbox_gb=inbox, extra_archive_gb=archive)
    again = ask(box, rules=rules, extra_inbox_gb=1)
    assert first == again
    assert first.charges is not again.charges


def test_answers_to_equal_questions_share_their_charges():
    """Two mailboxes that pay the same share the money and the reasons; only the days are their own."""
    one, two = ask(), ask(having(address="b@pec.example", expiry=date(2027, 5, 1)))
    assert one.charges is two.charges
    assert one != two
    much = [ask(having(plan="pro"), extra_inbox_gb=4000) for _ in range(2)]
    assert much[0] == much[1]


def test_a_refusal_is_no_quote():
    """The two can be told apart by their type alone."""
    assert (Refusal, Quote) == (type(ask(years=9)), type(ask()))


class TestComingLate:
    """A price book may charge a fee from some day after the expiry on."""

    def test_the_fee_is_paid_once_from_its_day_on(self):
        """The fee is one line without years, due from its day after the expiry, and its row is cited."""
        fee = {"id": "late-fee", "item": "late_fee", "since": "2016-01-01", "one_off": "10.00", "from_day": 31}
        rules = variant(add("pricing", "prices", label=LABEL, **fee))
        quotes = [ask(having(), rules=rules, on=BOX.expiry + timedelta(day)) for day in (30, 31)]
        assert [("9.90", "12.08"), ("19.90", "24.28")] == [(str(each.net), str(each.gross)) for each in quotes]
        assert ("late_fee", 1, None, "10.00") == (
            quotes[1].lines[1].item,
            quotes[1].lines[1].quantity,
            quotes[1].lines[1].years,
            str(quotes[1].lines[1].net),
        )
        assert [False, True] == ["pricing/late-fee" in each.because for each in quotes]


class TestStories:
    """What something other than the expiry has made of a mailbox."""

    @pytest.mark.parametrize(
        ("story", "expected"),
        [
            ({"withdrawn_on": date(2027, 1, 5)}, ("withdrawn", ("repurchase",))),
            ({"termination_day": date(2027, 1, 5)}, ("withdrawn", ("repurchase",))),
            ({"suspended_on": date(2027, 1, 5)}, ("suspended", ())),
            ({"suspended_on": date(2027, 1, 1)}, ("deleted", ("repurchase",))),
            ({"activation_started_on": date(2027, 1, 9)}, ("in_activation", ())),
            ({"activated_on": date(2027, 1, 11)}, ("not_activated", ())),
            ({"activated_on": date(2026, 3, 30)}, None),
            ({"activation_started_on": date(2026, 3, 29), "activated_on": date(2026, 3, 30)}, None),
        ],
    )
    def test_a_story(self, story, expected):
        """Withdrawn, suspended, deleted for its domain, or not there yet; or active all the same."""
        box = Mailbox(address="a@pec.it", plan="standard", expiry=date(2027, 3, 30), **story)
        answer = quote_renewal(box, RenewalRequest(years=1), rules=shipped(), on=date(2027, 1, 10))
        assert expected == ((answer.code, answer.remedies) if isinstance(answer, Refusal) else None)
