"""More space without a renewal: what is due in the middle of a term, what is free, and why not."""

import calendar
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    ExtraSpaceRequest,
    Holder,
    Mailbox,
    NoRuleInForce,
    Quote,
    Refusal,
    Ruleset,
    from_json,
    quote_extra_space,
    to_json,
)
from pecrules.testing.strategies import days, extra_space_requests, mailbox_days, mailboxes
from tests.cases.extra_space import TAIL
from tests.profiles import examples
from tests.variants import LABEL, add, choose, reword, shipped, variant

ROME = "ordine-ingegneri-roma"
LAPSES = reword("pricing", "extra-inbox-monthly-2025", strategy="whole_year_lapses")
ARCHIVE_TAIL = reword("pricing", "extra-archive-monthly-2025", strategy="remaining_years_free_tail", free_tail_months=3)
CONSERVAZIONE = (
    add(
        "pricing", "prices", id="conservazione", item="conservazione", since="2016-01-01", label=LABEL,
        per_gb_year="4.00",
    ),
    add(
        "pricing", "proration", id="conservazione-tail", item="conservazione", since="2016-01-01",
        strategy="remaining_years_free_tail", free_tail_months=3,
    ),
)  # fmt: skip
OFTEN = examples(200)
FEWER = examples(60)


def box(**given):
    return Mailbox(**({"address": "a@pec.example", "plan": "standard", "expiry": date(2027, 3, 30)} | given))


def ask(on, rules=None, mailbox=None, **asked):
    return quote_extra_space(mailbox or box(), ExtraSpaceRequest(**asked), rules=rules or shipped(), on=on)


def told(quote):
    return [(line.item, line.quantity, line.years, line.parts, line.whole, str(line.net)) for line in quote.lines]


def effects(quote):
    return [effect.code for effect in quote.effects]


class TestPublicList:
    """R0.9, R0.22: from the customer area the GB of inbox and archive are increased; F6.23: month by month."""

    def test_r0_9_one_gb_of_inbox(self):
        """Half a year and ten days before the expiry seven months have begun: 2.50 x 7 / 12."""
        quote = ask(date(2026, 9, 20), extra_inbox_gb=1)
        assert [("extra_inbox", 1, None, 7, 12, "1.46")] == told(quote)
        assert (Decimal("1.46"), Decimal("0.32"), Decimal("1.78")) == (quote.net, quote.vat, quote.gross)

    def test_r0_9_inbox_and_archive(self):
        """Each has a line, and VAT is rounded on their sum."""
        quote = ask(date(2027, 1, 10), mailbox=box(plan="pro"), extra_inbox_gb=3, extra_archive_gb=2)
        assert [
            ("extra_inbox", 3, None, 3, 12, "1.88"),
            ("extra_archive", 2, None, 3, 12, "1.25"),
        ] == told(quote)
        assert ("3.13", "0.69", "3.82") == (str(quote.net), str(quote.vat), str(quote.gross))

    def test_the_expiry_stays(self):
        """F5.17, F12.12: what is added ends with the mailbox, which it does not prolong."""
        quote = ask(date(2026, 9, 20), extra_inbox_gb=1)
        assert date(2027, 3, 30) == quote.expiry == quote.new_expiry
        assert quote.advised_by is None

    @pytest.mark.parametrize(
        ("on", "months"),
        [
            (date(2026, 3, 30), 12),
            (date(2026, 3, 31), 12),
            (date(2026, 4, 30), 11),
            (date(2027, 2, 27), 2),
            (date(2027, 2, 28), 1),
            (date(2027, 3, 29), 1),
            (date(2027, 3, 30), 1),
            (date(2025, 3, 30), 24),
            (date(2025, 3, 29), 25),
        ],
    )
    def test_started_months(self, on, months):
        """Months are counted back from the expiry; one that has begun is whole, on the last day too."""
        assert [(months, 12)] == [(line.parts, line.whole) for line in ask(on, extra_inbox_gb=1).lines]

    def test_full_months_may_be_none(self):
        """Where only whole months count, the last ones are free."""
        quote = ask(date(2027, 3, 10), variant(choose("monthly-share-count", "full_months")), extra_inbox_gb=1)
        assert [("extra_inbox", 1, None, 0, 12, "0.00")] == told(quote)

    def test_an_overflowing_month(self):
        """Where 31 May less three months is 3 March, three months are left on that day, and four the day before."""
        rules = variant(choose("month-end-arithmetic", "overflow"))
        may = box(expiry=date(2027, 5, 31))
        third, second = (ask(date(2027, 3, day), rules, may, extra_inbox_gb=1) for day in (3, 2))
        assert (3, 4) == (third.lines[0].parts, second.lines[0].parts)
        assert "interpretations/month-end-arithmetic" in third.because
        middle = ask(date(2027, 3, 2), rules, box(expiry=date(2027, 5, 15)), extra_inbox_gb=1)
        assert "interpretations/month-end-arithmetic" not in middle.because

    def test_the_price_of_the_expiry_day(self):
        """Where the list of the expiry day holds, its price is asked."""
        dearer = add(
            "pricing", "prices", id="dearer", item="extra_inbox", since="2027-02-01", label=LABEL, per_gb_year="6.00"
        )
        rules = variant(dearer, choose("price-day", "expiry_day"))
        assert "1.50" == str(ask(date(2027, 1, 10), rules, extra_inbox_gb=1).net)
        paid = variant(dearer, choose("price-day", "payment_day"))
        later = ask(date(2027, 1, 10), paid, extra_inbox_gb=1, paid_on=date(2027, 2, 1))
        assert ("0.63", "1.50") == (str(ask(date(2027, 1, 10), paid, extra_inbox_gb=1).net), str(later.net))

    def test_once_for_the_term(self):
        """Where the price of a GB is for the term, neither years nor months count."""
        quote = ask(date(2025, 9, 20), variant(choose("extra-gb-price-period", "per_term")), extra_inbox_gb=1)
        assert [("extra_inbox", 1, None, None, None, "2.50")] == told(quote)

    def test_the_rows_behind_it(self):
        """Plan, state, price, share and the readings that decided."""
        quote = ask(date(2026, 9, 20), extra_inbox_gb=1)
        assert {
            "plans/standard-2024",
            "lifecycle/mailbox-active-2025",
            "pricing/extra-inbox-2016",
            "pricing/extra-inbox-monthly-2025",
            "interpretations/monthly-share-count",
            "interpretations/extra-gb-price-period",
            "interpretations/price-day",
            "interpretations/vat-rounding",
            "pricing/vat-22",
        } == set(quote.because)

    def test_on_the_expiry_day_the_reading_is_named(self):
        """D-02: that day counts as active by a reading only."""
        assert "interpretations/day-of-expiry" in ask(date(2027, 3, 30), extra_inbox_gb=1).because
        assert "interpretations/day-of-expiry" not in ask(date(2027, 3, 29), extra_inbox_gb=1).because


class TestPaying:
    """What follows of paying, and what must still be given."""

    def test_a_card(self):
        """Paying by card switches automatic renewal on; the payment is registered at once."""
        quote = ask(date(2026, 9, 20), extra_inbox_gb=1, method="card")
        assert ["automatic_renewal_on", "payment_registered"] == effects(quote)

    def test_without_signing_in(self):
        """The quick payment by order number switches nothing on."""
        assert ["payment_registered"] == effects(
            ask(date(2026, 9, 20), extra_inbox_gb=1, method="card", signed_in=False)
        )

    @pytest.mark.parametrize(("identifier", "due"), [(None, ("einvoice_identifier",)), ("ABCDEFG", ())])
    def test_r1_15_the_identifier(self, identifier, due):
        """A company must give the identifier for its invoice."""
        company = box(holder=Holder(subject="legal_person"))
        quote = ask(date(2026, 9, 20), mailbox=company, extra_inbox_gb=1, einvoice_identifier=identifier)
        assert due == quote.requires
        assert [row for row in quote.because if row.startswith("holders/")]

    def test_nothing_follows_where_nothing_is_paid(self):
        """A free tail needs neither a way to pay nor an invoice."""
        company = box(holder=Holder(subject="legal_person"), expiry=date(2017, 3, 30))
        quote = ask(date(2017, 1, 10), shipped(ROME), company, extra_inbox_gb=1, method="card")
        assert ["free_until_expiry", "renewal_price"] == effects(quote)
        assert () == quote.requires == quote.pay_by


MEMBER = box(expiry=date(2017, 3, 30))
"""R2.11: certified on 30 March 2016 for a year."""


class TestRome:
    """The members' area of the engineers of Rome, in 2016 and 2017: 2.50 EUR a GB, VAT apart (R2.19)."""

    @pytest.mark.parametrize("on", [date(2016, 3, 30), date(2016, 9, 1), date(2016, 12, 29), date(2016, 12, 30)])
    def test_r2_20_the_remaining_years(self, on):
        """With three months or more to go the year that is left is paid whole: 2.50 and 0.55 VAT."""
        quote = ask(on, shipped(ROME), MEMBER, extra_inbox_gb=1)
        assert [("extra_inbox", 1, 1, None, None, "2.50")] == told(quote)
        assert ("0.55", "3.05") == (str(quote.vat), str(quote.gross))

    def test_r2_19_the_price_of_a_gb(self):
        """One GB of inbox costs 2.50 EUR, VAT apart, and the source says so outright."""
        quote = ask(date(2016, 9, 1), shipped(ROME), MEMBER, extra_inbox_gb=1)
        assert [(Decimal("2.50"), "pricing/roma-extra-inbox-2016")] == [
            (line.unit_price, line.row) for line in quote.lines
        ]
        assert "pricing/roma-extra-inbox-2016" not in [caveat.row for caveat in quote.caveats]

    @pytest.mark.parametrize("on", [date(2016, 12, 31), date(2017, 1, 10), date(2017, 3, 30)])
    def test_r2_21_less_than_three_months(self, on):
        """It is free until the expiry, and then renewed at the price of that day."""
        quote = ask(on, shipped(ROME), MEMBER, extra_inbox_gb=1)
        assert [("extra_inbox", 1, None, 0, 12, "0.00")] == told(quote)
        assert "0.00" == str(quote.gross)
        free, price = quote.effects
        assert ("free_until_expiry", "pricing/roma-extra-inbox-share-2016") == (free.code, free.row)
        assert ("renewal_price", "pricing/roma-extra-inbox-2016", "2.50") == (price.code, price.row, price.value)

    def test_r2_26_exactly_three_months(self):
        """The day that the guide leaves out is settled by a reading, which is named on that day alone."""
        row = "interpretations/exactly-three-months"
        named = [
            row in ask(on, shipped(ROME), MEMBER, extra_inbox_gb=1).because
            for on in (date(2016, 12, 29), date(2016, 12, 30), date(2016, 12, 31))
        ]
        assert [False, True, False] == named

    def test_r2_16_the_total_depends_on_years_and_gb(self):
        """Two GB for the rest of a term of three years, of which a little over two are left."""
        pro = box(plan="pro", expiry=date(2019, 3, 30))
        quote = ask(date(2017, 2, 1), shipped(ROME), pro, extra_inbox_gb=2)
        assert [("extra_inbox", 2, 3, None, None, "15.00")] == told(quote)
        assert "18.30" == str(quote.gross)
        assert "interpretations/multi-year-price" in quote.because

    def test_a_whole_number_of_years(self):
        """On the very anniversary no further year has begun."""
        pro = box(plan="pro", expiry=date(2019, 3, 30))
        assert [2, 3] == [
            ask(day, shipped(ROME), pro, extra_inbox_gb=1).lines[0].years
            for day in (date(2017, 3, 30), date(2017, 3, 29))
        ]

    def test_r2_9_archive_is_not_sold_here(self):
        """Members buy inbox space and conservazione only."""
        refusal = ask(date(2017, 2, 1), shipped(ROME), box(plan="pro"), extra_archive_gb=1)
        assert ("extra_archive_not_offered", None) == (refusal.code, refusal.nearest)
        assert ("pricing/roma-extra-archive-not-here-2016",) == refusal.because

    def test_r2_9_conservazione_has_no_price(self):
        """It is bought here, but no source says for how much; the space alone would be accepted."""
        refusal = ask(date(2016, 9, 1), shipped(ROME), MEMBER, extra_inbox_gb=1, conservazione=True)
        assert "price_not_stated" == refusal.code
        assert ("pricing/roma-conservazione-share-2016",) == refusal.because
        assert ExtraSpaceRequest(extra_inbox_gb=1) == refusal.nearest

    def test_conservazione_included_since_2024(self):
        """F5.23: then every plan of the public has it; Rome does not say that its own do, so it has to be bought."""
        for book, code, row in (
            ("retail", "conservazione_included", "plans/standard-2024"),
            (ROME, "price_not_stated", "pricing/roma-conservazione-share-2016"),
        ):
            refusal = ask(date(2025, 9, 1), shipped(book), box(), conservazione=True)
            assert (code, (row,), None) == (refusal.code, refusal.because, refusal.nearest)

    def test_r2_15_a_priced_conservazione(self):
        """Where its price is given, it is picked like space: one GB, charged in the same way."""
        rules = variant(*CONSERVAZIONE)
        quote = ask(date(2016, 9, 1), rules, MEMBER, conservazione=True)
        assert [("conservazione", 1, 1, None, None, "4.00")] == told(quote)


class TestTail:
    """The end of a term, in which nothing is due."""

    def test_ninety_days(self):
        """Counted in days, the ninetieth before the expiry is the exact one."""
        rules = variant(TAIL, choose("three-calendar-months", "ninety_days"))
        may = box(expiry=date(2027, 5, 31))
        assert ["2.50", "2.50", "0.00"] == [
            str(ask(date(2027, 3, day), rules, may, extra_inbox_gb=1).net) for day in (1, 2, 3)
        ]
        assert "interpretations/month-end-arithmetic" not in ask(date(2027, 3, 2), rules, may, extra_inbox_gb=1).because

    @pytest.mark.parametrize(("expiry", "named"), [(date(2027, 5, 31), True), (date(2027, 5, 28), False)])
    def test_where_it_begins_at_a_months_end(self, expiry, named):
        """Three months before a 31 May is a day by the reading of a month's end, which is named; else it is not."""
        quote = ask(date(2027, 3, 10), variant(TAIL), box(expiry=expiry), extra_inbox_gb=1)
        assert named == ("interpretations/month-end-arithmetic" in quote.because)

    def test_the_price_afterwards_is_no_more(self):
        """Space that will not be sold on the expiry day cannot be renewed then."""
        ends = add("pricing", "prices", id="ends", item="extra_inbox", since="2027-02-01", withdrawn=True)
        quote = ask(date(2027, 1, 10), variant(TAIL, ends), extra_inbox_gb=1)
        assert [("not_sold_at_renewal", "pricing/ends", None)] == [
            (effect.code, effect.row, effect.value) for effect in quote.effects[1:]
        ]

    def test_in_grace_where_it_is_allowed(self):
        """The renewal is then due today, so today's price is told; the state and both readings are named."""
        rules = variant(TAIL, choose("free-tail-in-grace", "allow"))
        quote = ask(date(2027, 4, 9), rules, extra_inbox_gb=1)
        assert ["free_until_expiry", "renewal_price"] == effects(quote)
        assert {"lifecycle/mailbox-expired-2016", "interpretations/free-tail-in-grace"} <= set(quote.because)

    def test_in_grace_the_price_afterwards_is_todays(self):
        """A row that began after the expiry is the one that a renewal would now ask."""
        later = add(
            "pricing", "prices", id="later", item="extra_inbox", since="2027-04-01", label=LABEL, per_gb_year="4.00"
        )
        quote = ask(date(2027, 4, 9), variant(TAIL, later, choose("free-tail-in-grace", "allow")), extra_inbox_gb=1)
        assert ("pricing/later", "4.00") == (quote.effects[-1].row, quote.effects[-1].value)

    @pytest.mark.parametrize(("on", "years"), [(date(2025, 9, 28), 2), (date(2025, 9, 29), 1)])
    def test_the_nearest_year(self, on, years):
        """Of 365 days 183 are nearer to the whole, 182 to none."""
        rules = variant(TAIL, choose("remaining-years-rounding", "nearest"))
        assert years == ask(on, rules, extra_inbox_gb=1).lines[0].years

    def test_half_a_leap_year_is_whole(self):
        """Of 366 days 183 are exactly half, which is rounded up."""
        rules = variant(TAIL, choose("remaining-years-rounding", "nearest"))
        quotes = [ask(date(2027, 9, day), rules, box(expiry=date(2029, 3, 30)), extra_inbox_gb=1) for day in (29, 30)]
        assert [2, 1] == [quote.lines[0].years for quote in quotes]

    def test_in_grace_only_what_is_free_is_allowed(self):
        """Archive that is charged by months stays refused, and the inbox alone is not proposed."""
        rules = variant(TAIL, choose("free-tail-in-grace", "allow"))
        refusal = ask(date(2027, 4, 9), rules, box(plan="pro"), extra_inbox_gb=1, extra_archive_gb=1)
        assert ("expired", None) == (refusal.code, refusal.nearest)

    def test_no_tail_at_all(self):
        """With no months of tail the expiry day itself is exact, and pays a year."""
        none = reword("pricing", "extra-inbox-monthly-2025", strategy="remaining_years_free_tail", free_tail_months=0)
        assert "2.50" == str(ask(date(2027, 3, 30), variant(none), extra_inbox_gb=1).net)

    def test_a_leap_day(self):
        """The anniversary of 29 February is the 28th by the reading of a month's end."""
        leap = box(expiry=date(2028, 2, 29))
        quotes = [ask(date(2027, 2, day), variant(TAIL), leap, extra_inbox_gb=1) for day in (27, 28)]
        assert [2, 1] == [quote.lines[0].years for quote in quotes]
        assert all("interpretations/month-end-arithmetic" in quote.because for quote in quotes)


class TestWholeYear:
    """F6.24: a year is paid, and lapses with the mailbox."""

    @pytest.mark.parametrize("on", [date(2025, 4, 1), date(2027, 3, 30)])
    def test_always_one_year(self, on):
        """However much of the term is left."""
        quote = ask(on, variant(LAPSES), extra_inbox_gb=1)
        assert [("extra_inbox", 1, 1, None, None, "2.50")] == told(quote)
        assert [("lapses_at_expiry", "pricing/extra-inbox-monthly-2025")] == [
            (effect.code, effect.row) for effect in quote.effects
        ]


class TestRefusals:
    """Every no has its rows, and the nearest request that is accepted."""

    def test_nothing_asked(self):
        """An order of nothing is none."""
        refusal = ask(date(2026, 9, 20))
        assert ("nothing_asked", None, ("plans/standard-2024",)) == (refusal.code, refusal.nearest, refusal.because)

    def test_the_plans_limit_counts_what_there_is(self):
        """A Standard mailbox grows to two GB in all: one that has its extra GB gets none."""
        full = ask(date(2026, 9, 20), mailbox=box(extra_inbox_gb=1), extra_inbox_gb=1)
        assert ("extra_inbox_beyond_limit", (), None) == (full.code, full.allowed, full.nearest)
        half = ask(date(2026, 9, 20), extra_inbox_gb=4)
        assert (4, (1, 1), ExtraSpaceRequest(extra_inbox_gb=1)) == (half.asked, half.allowed, half.nearest)

    def test_r1_13_no_archive_for_standard(self):
        """Archive is for Pro and Premium."""
        refusal = ask(date(2026, 9, 20), extra_inbox_gb=1, extra_archive_gb=2)
        assert ("extra_archive_not_offered", 2) == (refusal.code, refusal.asked)
        assert ExtraSpaceRequest(extra_inbox_gb=1) == refusal.nearest

    def test_less_than_nothing(self):
        """Space cannot be given back."""
        refusal = ask(date(2026, 9, 20), mailbox=box(plan="pro"), extra_inbox_gb=-1)
        assert ("extra_inbox_beyond_limit", None) == (refusal.code, refusal.nearest)

    def test_an_unknown_way_to_pay(self):
        """The nearest one is proposed."""
        refusal = ask(date(2026, 9, 20), extra_inbox_gb=1, method="crad")
        assert ("method_unknown", "card") == (refusal.code, refusal.nearest.method)

    def test_an_unknown_plan(self):
        """Nothing can be added to what nobody sells."""
        assert "plan_unknown" == ask(date(2026, 9, 20), mailbox=box(plan="gold"), extra_inbox_gb=1).code

    def test_a_domain_does_not_grow(self):
        """F5.06: neither space nor another plan."""
        assert "extra_inbox_not_offered" == ask(date(2026, 9, 20), mailbox=box(kind="domain"), extra_inbox_gb=1).code

    def test_conservazione_is_not_sold(self):
        """On the public list it had neither price nor share; since 2024 it is included."""
        domain = box(kind="domain")
        refusal = ask(date(2026, 9, 20), mailbox=domain, conservazione=True)
        assert ("conservazione_not_offered", ("plans/domain-standard-2021",)) == (refusal.code, refusal.because)
        assert "conservazione_included" == ask(date(2026, 9, 20), conservazione=True).code

    def test_before_2025_no_share_was_stated(self):
        """The public list had a price of a GB, but nobody says how much of it was due in the middle of a term."""
        refusal = ask(date(2024, 9, 20), mailbox=box(plan="pro"), extra_inbox_gb=1)
        assert ("proration_not_stated", ("renew",), None) == (refusal.code, refusal.remedies, refusal.nearest)
        assert ("pricing/extra-inbox-2016",) == refusal.because

    @pytest.mark.parametrize(
        ("given", "on", "code", "remedies"),
        [
            ({}, date(2027, 3, 31), "expired", ("renew",)),
            ({}, date(2027, 6, 28), "expired", ("renew",)),
            ({}, date(2027, 6, 29), "deleted", ("repurchase",)),
            ({"withdrawn_on": date(2026, 9, 1)}, date(2026, 9, 20), "withdrawn", ("repurchase",)),
            ({"suspended_on": date(2026, 9, 18)}, date(2026, 9, 20), "suspended", ()),
            ({"activation_started_on": date(2026, 9, 20)}, date(2026, 9, 20), "in_activation", ()),
        ],
    )
    def test_the_state(self, given, on, code, remedies):
        """Only an active mailbox grows, whatever is asked."""
        for asked in ({"extra_inbox_gb": 1}, {"extra_archive_gb": -1}, {}):
            refusal = ask(on, mailbox=box(**given), **asked)
            assert (code, remedies, None) == (refusal.code, refusal.remedies, refusal.nearest)

    def test_an_expired_mailbox_that_cannot_be_renewed(self):
        """Where grace renews nothing, no renewal is shown as the way out."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", may_renew=False))
        assert ("expired", ()) == (
            ask(date(2027, 4, 9), rules, extra_inbox_gb=1).code,
            ask(date(2027, 4, 9), rules, extra_inbox_gb=1).remedies,
        )

    def test_a_price_that_has_not_begun(self):
        """Before the first row of a price there is no rule, and the day that was asked is told."""
        with pytest.raises(NoRuleInForce) as caught:
            ask(date(2016, 2, 1), mailbox=box(plan="pro"), extra_inbox_gb=1)
        assert ("pricing.prices", date(2016, 2, 1)) == (caught.value.section, caught.value.day)

    def test_a_wish_that_cannot_be_mended_hides_none_that_can(self):
        """Too many GB before any share was stated are not mended by fewer."""
        refusal = ask(date(2024, 9, 20), extra_inbox_gb=4)
        assert ("proration_not_stated", None) == (refusal.code, refusal.nearest)


# -- a second reading -------------------------------------------------------------------------------------------------


def months_before(day, months):
    """The same day so many months earlier, or the last of that month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def monthly(mailbox, gb, on):
    """Cents that the public list asks, counted month by month on the fingers."""
    months = 0
    while months == 0 or months_before(mailbox.expiry, months) > on:
        months += 1
    return (250 * gb * months * 2 + 12) // 24


def by_years(mailbox, gb, on):
    """Cents that the members' area asks, counted year by year."""
    if on > months_before(mailbox.expiry, 3):
        return 0
    years = 1
    while months_before(mailbox.expiry, 12 * years) > on:
        years += 1
    return 250 * gb * years


class TestSecondReading:
    """Two programs written apart say the same."""

    @OFTEN
    @given(days(first=date(2025, 1, 1), last=date(2040, 1, 1)), st.integers(0, 2500), st.integers(1, 9))
    def test_month_by_month(self, on, ahead, gb):
        """The public list."""
        pro = box(plan="pro", expiry=on + timedelta(ahead))
        assert monthly(pro, gb, on) == int(ask(on, mailbox=pro, extra_inbox_gb=gb).net.scaleb(2))

    @OFTEN
    @given(days(first=date(2016, 3, 30), last=date(2040, 1, 1)), st.integers(0, 2500), st.integers(1, 9))
    def test_year_by_year(self, on, ahead, gb):
        """The members' area."""
        pro = box(plan="pro", expiry=on + timedelta(ahead))
        assert by_years(pro, gb, on) == int(ask(on, shipped(ROME), pro, extra_inbox_gb=gb).net.scaleb(2))

    @OFTEN
    @given(days(first=date(2017, 1, 1), last=date(2040, 1, 1)), st.integers(-1, 1))
    def test_free_exactly_under_the_boundary(self, expiry, apart):
        """The day after the third month before the expiry is the first free one."""
        on = months_before(expiry, 3) + timedelta(apart)
        quote = ask(on, shipped(ROME), box(plan="pro", expiry=expiry), extra_inbox_gb=1)
        assert (apart == 1) == (quote.net == 0) == ("free_until_expiry" in effects(quote))


# -- properties -------------------------------------------------------------------------------------------------------


@cache
def otherwise() -> Ruleset:
    """Every reading of a share and of the free tail, the other way."""
    return variant(
        TAIL,
        ARCHIVE_TAIL,
        *CONSERVAZIONE,
        choose("three-calendar-months", "ninety_days"),
        choose("exactly-three-months", "free"),
        choose("month-end-arithmetic", "overflow"),
        choose("remaining-years-rounding", "exact_fraction"),
        choose("remaining-years-minimum", "pro_rata"),
        choose("free-tail-in-grace", "allow"),
        choose("free-tail-price", "purchase_day_book"),
    )


@cache
def nearest() -> Ruleset:
    """Years in the middle of a term, rounded to the nearest."""
    return variant(TAIL, ARCHIVE_TAIL, choose("remaining-years-rounding", "nearest"))


@cache
def by_days() -> Ruleset:
    """Shares of a year by its days."""
    return variant(choose("monthly-share-count", "days_over_365"))


@cache
def overflow() -> Ruleset:
    """Months that end in the next one."""
    return variant(choose("month-end-arithmetic", "overflow"))


@cache
def lapsing() -> Ruleset:
    """Whole years, with one that lapses."""
    return variant(LAPSES)


ALL_RULES = st.deferred(
    lambda: st.sampled_from([shipped(), shipped(ROME), otherwise(), nearest(), by_days(), overflow(), lapsing()])
)
ANY_GB = st.integers(-2, 5)
METHODS = st.none() | st.sampled_from(["card", "bank_transfer", "cheque"])
ASKED = extra_space_requests(extra_inbox_gb=ANY_GB, extra_archive_gb=ANY_GB, method=METHODS)


@st.composite
def questions(draw):
    """Any mailbox on a day that matters to it, any request, any rules."""
    rules = draw(ALL_RULES)
    mailbox, on, *_ = draw(mailbox_days())
    return rules, mailbox, draw(ASKED), on


def answered(question):
    """The answer; ``None`` where the tables say nothing yet."""
    rules, mailbox, request, on = question
    try:
        return quote_extra_space(mailbox, request, rules=rules, on=on)
    except NoRuleInForce:
        return None


@st.composite
def sales(draw):
    """Questions whose answer is a yes: a plan that grows without limit, active, since the share is stated."""
    rules = draw(ALL_RULES)
    on = draw(days(first=date(2025, 1, 1), last=date(2060, 1, 1)))
    expiry = st.integers(0, 2500).map(lambda ahead: on + timedelta(ahead))
    mailbox = box(plan=draw(st.sampled_from(["pro", "premium"])), expiry=draw(expiry))
    archive = 0 if rules is shipped(ROME) else draw(st.integers(0, 4))
    return rules, mailbox, ExtraSpaceRequest(extra_inbox_gb=draw(st.integers(1, 4)), extra_archive_gb=archive), on


class TestAnyQuestion:
    """What holds for every answer."""

    @OFTEN
    @given(questions())
    def test_it_is_answered(self, question):
        """With a quote or a refusal, whose rows exist, each once, and which survives as JSON."""
        answer = answered(question)
        if answer is not None:
            assert isinstance(answer, Quote | Refusal)
            assert answer.because
            assert len(set(answer.because)) == len(answer.because)
            uncertain = [caveat for row in answer.because for caveat in question[0].cite(row).row.caveats]
            assert uncertain == list(answer.caveats)
            assert from_json(to_json(answer)) == answer

    @OFTEN
    @given(questions())
    def test_the_nearest_is_accepted(self, question):
        """What is proposed instead is quoted."""
        rules, mailbox, _, on = question
        answer = answered(question)
        if isinstance(answer, Refusal) and answer.nearest is not None:
            assert Quote is type(quote_extra_space(mailbox, answer.nearest, rules=rules, on=on))

    @FEWER
    @given(questions())
    def test_the_expiry_stays(self, question):
        """F5.17: nothing that is added prolongs a mailbox."""
        answer = answered(question)
        if isinstance(answer, Quote):
            assert question[1].expiry == answer.expiry == answer.new_expiry


class TestSums:
    """The money adds up."""

    @FEWER
    @given(sales())
    def test_lines(self, sale):
        """A line is price times GB times its share, rounded half up; net is their sum; gross is net and VAT."""
        quote = answered(sale)
        for line in quote.lines:
            share = Fraction(line.parts, line.whole) if line.years is None else line.years
            exact = Fraction(line.unit_price) * line.quantity * share
            assert 0 <= exact + Fraction("0.005") - Fraction(line.net) < Fraction("0.01")
        assert sum(line.net for line in quote.lines) == quote.net
        assert quote.net + quote.vat == quote.gross

    @FEWER
    @given(sales(), st.sampled_from(["extra_inbox_gb", "extra_archive_gb"]))
    def test_more_never_costs_less(self, sale, field):
        """One GB more of anything costs at least as much."""
        rules, mailbox, request, on = sale
        if rules is not shipped(ROME) or field == "extra_inbox_gb":
            more = attrs.evolve(request, **{field: getattr(request, field) + 1})
            assert answered(sale).gross <= answered((rules, mailbox, more, on)).gross

    @FEWER
    @given(sales(), st.integers(0, 800))
    def test_later_never_costs_more(self, sale, later):
        """The nearer the expiry, the less is due under the same rules."""
        rules, mailbox, request, on = sale
        then = min(on + timedelta(later), mailbox.expiry)
        assert answered((rules, mailbox, request, then)).gross <= answered(sale).gross


class TestMailboxes:
    """What the strategies draw is answered too."""

    @FEWER
    @given(mailboxes(), extra_space_requests(), days(first=date(2025, 1, 1)))
    def test_any_mailbox(self, mailbox, request, on):
        """On any day since the share is stated, the shipped rules say yes or no."""
        assert isinstance(quote_extra_space(mailbox, request, rules=shipped(), on=on), Quote | Refusal)


def test_vat_line_by_line():
    """Two lines of 4.79 net: VAT of each is 1.05, of both together 2.11."""
    for choice, vat in (("order_total", "2.11"), ("per_line", "2.10")):
        rules = variant(choose("vat-rounding", choice))
        quote = ask(date(2025, 5, 10), rules, box(plan="pro"), extra_inbox_gb=1, extra_archive_gb=1)
        assert vat == str(quote.vat)
