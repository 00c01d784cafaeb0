"""Automatic renewal: the day of the charge, what is charged, what a failure leaves, and every no."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    AutomaticRenewal,
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
    Ruleset,
    automatic_renewal,
    from_json,
    load_rules,
    quote_renewal,
    to_json,
)
from pecrules.testing.strategies import mailboxes
from tests.cases.automatic import BOX, EXPIRY, TODAY, ask
from tests.profiles import examples
from tests.variants import LABEL, add, choose, every_book, reword, shipped, variant

BY_HAND = ("renew_by_hand",)
LATE = {"on": date(2027, 3, 27), "activated_on": date(2027, 3, 26)}


def money(quote):
    return tuple(map(str, (quote.net, quote.vat, quote.gross)))


def failures(answer):
    return [(effect.code, effect.value) for effect in answer.if_it_fails]


def told(refusal):
    return refusal.code, refusal.asked, refusal.allowed, refusal.remedies


class TestDays:
    """F3.13: the system charges seven days before the expiry."""

    @pytest.mark.parametrize(
        ("expiry", "expected"),
        [
            (date(2027, 3, 30), date(2027, 3, 23)),
            (date(2028, 3, 7), date(2028, 2, 29)),
            (date(2029, 1, 3), date(2028, 12, 27)),
        ],
    )
    def test_f3_13_seven_days_before(self, expiry, expected):
        """Counted in days, whatever the month."""
        assert expected == ask(shipped(), expiry=expiry).charge_day

    def test_the_days_are_a_row(self):
        """Another number in the table is another day."""
        rules = variant(reword("renewal", "charge-seven-days-2016", charge_days_before=10))
        assert date(2027, 3, 20) == ask(rules).charge_day

    def test_f3_14_no_further_try_is_known(self):
        """F3.14: the reading that says so is an assumption, and told as one."""
        answer = ask(shipped())
        assert () == answer.retries
        assert Caveat("interpretations/charge-retries", "assumed") in answer.caveats

    def test_listed_days_count_only_under_their_reading(self):
        """A list in the table alone changes nothing."""
        listed = reword("renewal", "charge-seven-days-2016", retry_days_after=[2, 5])
        assert () == ask(variant(listed)).retries

    def test_nothing_is_tried_after_the_expiry(self):
        """Of the listed days those count on which the mailbox still is active, the last one included."""
        listed = reword("renewal", "charge-seven-days-2016", retry_days_after=[2, 4, 7])
        rules = variant(listed, choose("charge-retries", "listed_days"))
        assert (date(2027, 3, 25), date(2027, 3, 27), EXPIRY) == ask(rules).retries
        late = ask(rules, on=date(2027, 3, 27), activated_on=date(2027, 3, 26))
        assert (date(2027, 3, 28), EXPIRY) == late.retries

    @pytest.mark.parametrize("field", ["activated_on", "last_term_began_on"])
    def test_a_term_that_began_late(self, field):
        """Bought four days before the expiry it is charged at once, on that day."""
        answer = ask(shipped(), on=date(2027, 3, 27), **{field: date(2027, 3, 26)})
        assert date(2027, 3, 26) == answer.charge_day
        assert "interpretations/charge-when-bought-late" in answer.because

    @pytest.mark.parametrize(
        ("began", "expected"),
        [
            (date(2027, 3, 23), date(2027, 3, 23)),
            (date(2027, 3, 24), date(2027, 3, 24)),
            (date(2027, 3, 30), date(2027, 3, 30)),
            (date(2027, 3, 31), date(2027, 3, 23)),
        ],
    )
    def test_what_is_late(self, began, expected):
        """From the day after the day of the charge to the last day; what began after the expiry is no term of it."""
        answer = ask(shipped(), on=date(2027, 3, 30), last_term_began_on=began)
        assert expected == answer.charge_day
        assert ("interpretations/charge-when-bought-late" in answer.because) == (began in {EXPIRY, date(2027, 3, 24)})

    def test_the_later_of_two_days_counts(self):
        """A mailbox of long ago with a new term began late; a new one with an older order as well."""
        old, new = date(2020, 3, 30), date(2027, 3, 26)
        answers = [
            ask(shipped(), on=new, activated_on=one, last_term_began_on=other)
            for one, other in [(old, new), (new, old)]
        ]
        assert [new, new] == [answer.charge_day for answer in answers]

    def test_where_the_expiry_day_is_too_late(self):
        """With the other reading of the expiry day nothing is charged on it."""
        rules = variant(choose("day-of-expiry", "expired"))
        assert date(2027, 3, 23) == ask(rules, on=date(2027, 3, 29), last_term_began_on=EXPIRY).charge_day

    def test_late_terms_may_be_skipped(self):
        """Under that reading one renews by hand."""
        refusal = ask(variant(choose("charge-when-bought-late", "skip")), **LATE)
        assert ("charge_skipped", None, (), BY_HAND) == told(refusal)
        assert ("renewal/charge-seven-days-2016", "interpretations/charge-when-bought-late") == refusal.because

    def test_a_charge_that_should_have_been(self):
        """After its day it still stands where it stood."""
        assert date(2027, 3, 23) == ask(shipped(), on=date(2027, 3, 29)).charge_day


class TestQuote:
    """R1.21: the term of the last order is repeated, with plan and space as they are."""

    @pytest.mark.parametrize(
        ("fields", "expected", "new_expiry"),
        [
            ({}, ("9.90", "2.18", "12.08"), date(2028, 3, 30)),
            ({"last_term_years": 3}, ("29.70", "6.53", "36.23"), date(2030, 3, 30)),
            ({"last_term_years": 2, "extra_inbox_gb": 1}, ("24.80", "5.46", "30.26"), date(2029, 3, 30)),
            ({"plan": "pro", "extra_archive_gb": 10}, ("54.90", "12.08", "66.98"), date(2028, 3, 30)),
            ({"expiry": date(2028, 2, 29)}, ("9.90", "2.18", "12.08"), date(2029, 2, 28)),
        ],
    )
    def test_r1_21_the_term_is_repeated(self, fields, expected, new_expiry):
        """R1.21: to the cent and the day."""
        quote = ask(shipped(), **fields).quote
        assert (expected, new_expiry) == (money(quote), quote.new_expiry)

    def test_the_lines(self):
        """The plan, and the extra space for as long."""
        expected = (
            Line("plan", 1, 2, Decimal("9.90"), Decimal("19.80"), "pricing/standard-year-2023"),
            Line("extra_inbox", 1, 2, Decimal("2.50"), Decimal("5.00"), "pricing/extra-inbox-2016"),
        )
        assert expected == ask(shipped(), last_term_years=2, extra_inbox_gb=1).quote.lines

    def test_space_may_be_paid_once(self):
        """The price of a GB is the reading's."""
        rules = variant(choose("extra-gb-price-period", "per_term"))
        assert "32.20" == str(ask(rules, last_term_years=3, extra_inbox_gb=1).quote.net)

    @pytest.mark.parametrize(("since", "expected"), [("2027-03-23", "11.00"), ("2027-03-24", "9.90")])
    def test_prices_of_the_day_of_the_charge(self, since, expected):
        """A price that begins on that day counts, though it is asked about in January."""
        assert expected == str(ask(variant(dearer(since))).quote.net)

    def test_prices_of_the_day_of_the_expiry(self):
        """Under that reading a price that begins on the expiry counts."""
        rules = variant(dearer("2027-03-30"), choose("price-day", "expiry_day"))
        assert "11.00" == str(ask(rules).quote.net)

    def test_a_price_that_is_not_yet_known(self):
        """What is announced after the day that is looked back from changes nothing."""
        rules = variant(dearer("2027-03-01", announced="2027-02-01")).as_known(TODAY)
        assert "9.90" == str(ask(rules).quote.net)

    def test_vat_of_the_day_of_the_charge(self):
        """The rate is that day's too."""
        rules = variant(add("pricing", "vat", id="vat-25", since="2027-03-23", percent="25"))
        assert ("9.90", "2.48", "12.38") == money(ask(rules).quote)

    def test_a_term_may_count_from_the_payment(self):
        """Where the row says so, from the day of the charge."""
        rules = variant(reword("renewal", "before-expiry-from-old-expiry-2016", counts_from="payment_day"))
        assert date(2028, 3, 23) == ask(rules).quote.new_expiry
        assert "interpretations/leap-day-expiry" in ask(rules, expiry=date(2028, 3, 7)).because

    def test_nothing_must_be_given_or_ordered(self):
        """There is no cart: no identifier is asked for, and no day to order by is advised."""
        quote = ask(shipped(), holder=Holder(subject="legal_person")).quote
        assert ((), None) == (quote.requires, quote.advised_by)

    def test_r1_18_when_the_charge_is_registered(self):
        """R1.18: a card's at once; automatic renewal is on already."""
        assert (Effect("payment_registered", "payments/card-2021", "immediate"),) == ask(shipped()).quote.effects

    @pytest.mark.parametrize("fields", [{"method": None}, {"method_valid": False}, {"method": "bank_transfer"}])
    def test_where_nothing_can_be_registered(self, fields):
        """Without a way to pay that works there is no such day."""
        assert () == ask(shipped(), **fields).quote.effects

    def test_the_rows_behind_it(self):
        """Those of the charge, of the failure, of the ways out, and of the money."""
        expected = {
            "renewal/charge-seven-days-2016",
            "lifecycle/mailbox-charged-2021",
            "interpretations/charge-retries",
            "renewal/manual-with-automatic-on-2025",
            "lifecycle/mailbox-charge-failed-2021",
            "lifecycle/order-charge-failed-2021",
            "guides/failed-charge-2025",
            "pricing/standard-year-2023",
            "plans/standard-2024",
            "renewal/ordinary-terms-2016",
            "renewal/before-expiry-from-old-expiry-2016",
            "interpretations/price-day",
            "payments/card-2021",
            "pricing/vat-22",
            "interpretations/vat-rounding",
        }
        answer = ask(shipped())
        assert expected == set(answer.because)
        assert len(expected) == len(answer.because)

    def test_it_is_stamped(self):
        """With the day of the question, not that of the charge."""
        answer = ask(shipped())
        assert (TODAY, TODAY) == (answer.stamp.on, answer.quote.stamp.on)
        assert (EXPIRY, "card") == (answer.quote.expiry, answer.method)


def dearer(since, announced="2026-01-01"):
    columns = {"item": "plan", "plan": "standard", "label": LABEL, "per_year": "11.00"}
    return add("pricing", "prices", id="dearer", since=since, announced=announced, **columns)


class TestFailure:
    """F3.18 and R4.14: the service is not renewed, and an order is left to be paid."""

    def test_r4_14_an_order_is_left(self):
        """R4.14: it awaits payment, and a guide says what to do."""
        assert (
            Effect("order_left_open", "lifecycle/order-charge-failed-2021", value="awaiting_payment"),
            Effect("failed_charge_guide", "guides/failed-charge-2025"),
        ) == ask(shipped()).if_it_fails

    def test_before_anybody_said_so(self):
        """Before 2021 no source says what a failure leaves, and before 2025 no guide is named."""
        early, later = (
            ask(variant(dearer("2019-01-01", announced="2019-01-01")), on=on, expiry=on + timedelta(30))
            for on in (date(2020, 6, 1), date(2022, 6, 1))
        )
        assert [] == failures(early)
        assert [("order_left_open", "awaiting_payment")] == failures(later)

    @pytest.mark.parametrize(
        "fields",
        [
            {"method_valid": False},
            {"method": None, "method_valid": False},
            {"method": "bank_transfer"},
            {"method": "cheque"},
        ],
    )
    def test_r4_11_a_method_that_cannot_be_charged(self, fields):
        """R4.11: it must be changed or taken away; a transfer cannot be charged, nor what nobody knows."""
        answer = ask(shipped(), **fields)
        assert (
            Effect("method_must_be_changed", "channels/area-payment-methods-2025", value=fields.get("method", "card"))
            == (answer.if_it_fails[0])
        )
        assert "channels/area-payment-methods-2025" in answer.because

    def test_r4_11_before_the_menu_was_there(self):
        """The charge's own row stands for it."""
        answer = ask(shipped(), on=date(2024, 6, 1), expiry=date(2024, 7, 1), method_valid=False)
        assert Effect("method_must_be_changed", "renewal/charge-seven-days-2016", value="card") == answer.if_it_fails[0]

    @pytest.mark.parametrize("method", ["card", "paypal", None])
    def test_r1_18_a_method_that_can(self, method):
        """R1.18: card and PayPal switch automatic renewal on, so they can be charged; an unknown one may be."""
        assert "method_must_be_changed" not in [code for code, _ in failures(ask(shipped(), method=method))]


class TestToChange:
    """R4.12: what must be done first to pay, choose or last otherwise."""

    @pytest.mark.parametrize(
        ("on", "pending", "expected"),
        [
            (date(2025, 1, 1), False, ()),
            (date(2025, 1, 1), True, ("cancel_renewal_order",)),
            (date(2024, 12, 31), False, ("switch_off_automatic_renewal",)),
            (date(2024, 12, 31), True, ("cancel_renewal_order", "switch_off_automatic_renewal")),
        ],
    )
    def test_r4_12_cancel_or_switch_off(self, on, pending, expected):
        """R4.12 and R1.7: since 2025 only an open order stands in the way, before that automatic renewal itself."""
        answer = ask(shipped(), on=on, expiry=date(2025, 3, 30), renewal_order_pending=pending)
        assert expected == answer.to_change
        assert pending == ("renewal/manual-with-order-pending-2024" in answer.because)

    def test_an_order_that_does_not_matter(self):
        """Where the row allows both, nothing must be done."""
        rules = variant(reword("renewal", "manual-with-order-pending-2024", allowed=True))
        assert () == ask(rules, renewal_order_pending=True).to_change


class TestRefusals:
    """Mailboxes that nothing is charged for."""

    def test_r1_5_a_mailbox_on_a_domain(self):
        """R1.5: it is renewed with its domain, elsewhere."""
        refusal = ask(shipped(), kind="domain")
        assert ("renewed_elsewhere", None, (), ("renew_domain",)) == told(refusal)
        assert ("renewal/domain-route-2021",) == refusal.because

    def test_automatic_renewal_off(self):
        """It must be switched on."""
        refusal = ask(shipped(), auto_renew=False)
        assert ("automatic_renewal_off", None, (), ("switch_on_automatic_renewal",)) == told(refusal)
        assert ("renewal/charge-seven-days-2016", "lifecycle/mailbox-charged-2021") == refusal.because

    def test_a_term_nobody_knows(self):
        """What is repeated must be known."""
        refusal = ask(shipped(), last_term_years=None)
        assert ("term_unknown", None, (), ("give_last_term_years",)) == told(refusal)
        assert ("renewal/charge-seven-days-2016", "lifecycle/mailbox-charged-2021") == refusal.because

    @pytest.mark.parametrize("days", [-1, 0])
    def test_up_to_the_expiry(self, days):
        """On the last day, too, the answer is yes."""
        assert AutomaticRenewal is type(ask(shipped(), on=EXPIRY + timedelta(days)))

    @pytest.mark.parametrize(
        ("days", "code", "remedies"),
        [(1, "expired", BY_HAND), (90, "expired", BY_HAND), (91, "deleted", ("repurchase",))],
    )
    def test_after_the_expiry(self, days, code, remedies):
        """In grace the holder renews by hand, after it the name is bought again."""
        refusal = ask(shipped(), on=EXPIRY + timedelta(days))
        assert (code, None, (), remedies) == told(refusal)
        assert {"lifecycle/mailbox-grace-2024", "interpretations/last-day-of-grace"} <= set(refusal.because)

    def test_in_grace_with_an_order_left(self):
        """The order stands in the way, as ever."""
        refusal = ask(shipped(), on=EXPIRY + timedelta(1), renewal_order_pending=True)
        assert ("cancel_renewal_order", "renew_by_hand") == refusal.remedies

    def test_in_grace_without_renewal(self):
        """Where nothing is renewed in grace, nothing is proposed."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", may_renew=False))
        assert ("expired", None, (), ()) == told(ask(rules, on=EXPIRY + timedelta(1)))

    @pytest.mark.parametrize(
        ("fields", "code", "remedies"),
        [
            ({"activation_started_on": TODAY}, "in_activation", ()),
            ({"suspended_on": TODAY}, "suspended", ()),
            ({"withdrawn_on": TODAY}, "withdrawn", ("repurchase",)),
        ],
    )
    def test_other_states(self, fields, code, remedies):
        """The state's name is the reason, and its row is named."""
        refusal = ask(shipped(), **fields)
        assert (code, None, (), remedies) == told(refusal)
        assert any(row.startswith("lifecycle/mailbox-") for row in refusal.because)

    @pytest.mark.parametrize("day", [date(2027, 2, 1), date(2027, 3, 25), EXPIRY, EXPIRY + timedelta(1)])
    def test_a_mailbox_that_is_to_end(self, day):
        """Whoever asked for its end pays for no further term."""
        refusal = ask(shipped(), termination_day=day)
        assert ("termination_asked", None, (), ()) == told(refusal)
        assert ("renewal/charge-seven-days-2016", "termination/partner-at-date-mode-2016") == refusal.because

    def test_a_mailbox_that_is_to_end_is_not_renewed_by_hand_instead(self):
        """No way is shown that is none, and the row that says so stands behind the answer."""
        refusal = ask(shipped(), expiry=date(2026, 12, 30), termination_day=date(2027, 2, 1))
        assert ("expired", ()) == (refusal.code, refusal.remedies)
        assert "renewal/manual-with-termination-asked-2016" in refusal.because

    def test_a_mailbox_that_is_gone_on_the_day_of_the_charge(self):
        """What is known of that day counts today."""
        assert "termination_asked" == ask(shipped(), withdrawn_on=date(2027, 3, 24)).code
        assert "suspended" == ask(shipped(), suspended_on=date(2027, 3, 23)).code
        assert AutomaticRenewal is type(ask(shipped(), suspended_on=date(2027, 3, 24)))

    def test_where_nothing_is_charged_at_all(self):
        """Without the transition there is no automatic renewal."""
        columns = {"machine": "mailbox", "from_state": "active", "event": "charge_made", "guard": "automatic_on"}
        rules = variant(add("lifecycle", "transitions", id="no-more", since="2026-01-01", withdrawn=True, **columns))
        refusal = ask(rules)
        assert ("automatic_renewal_not_offered", None, (), BY_HAND) == told(refusal)
        assert {"renewal/charge-seven-days-2016", "lifecycle/mailbox-expiring-2016"} == set(refusal.because)

    def test_a_term_that_is_no_longer_offered(self):
        """Five years cannot be repeated where two are the most; by hand there is a way."""
        refusal = ask(shipped(), promo=True, last_term_years=5)
        assert ("term_not_offered", 5, (1, 2), BY_HAND) == told(refusal)
        assert refusal.nearest is None

    @pytest.mark.parametrize(
        ("fields", "code"),
        [({"extra_inbox_gb": 4}, "extra_inbox_beyond_limit"), ({"extra_archive_gb": 1}, "extra_archive_not_offered")],
    )
    def test_space_that_is_no_longer_offered(self, fields, code):
        """Space that the plan no longer has room for cannot be repeated."""
        refusal = ask(shipped(), **fields)
        assert (code, BY_HAND) == (refusal.code, refusal.remedies)
        assert ("plans/standard-2024",) == refusal.because

    def test_several_reasons(self):
        """The first gives the code, and the rows of all are named."""
        refusal = ask(shipped(), last_term_years=9, extra_inbox_gb=4)
        assert "term_not_offered" == refusal.code
        assert ("renewal/ordinary-terms-2016", "plans/standard-2024") == refusal.because

    def test_by_hand_only_after_switching_off(self):
        """Before 2025 the way out begins with the switch."""
        refusal = ask(shipped(), on=date(2024, 6, 1), expiry=date(2024, 7, 1), last_term_years=9)
        assert ("switch_off_automatic_renewal", "renew_by_hand") == refusal.remedies

    def test_plans(self):
        """A plan nobody knows, and one that ends before the charge."""
        gone = add("plans", "plans", id="no-more", kind="mailbox", plan="standard", since="2027-03-23", withdrawn=True)
        assert ["plan_unknown", "plan_withdrawn"] == [ask(shipped(), plan="gold").code, ask(variant(gone)).code]
        assert "plan_not_sold" == ask(shipped("ordine-ingegneri-roma")).code

    def test_prices_nobody_knows(self):
        """Before the first price there is no answer, and the day of the charge is named."""
        expiry = date(2022, 12, 20)
        with pytest.raises(NoRuleInForce) as caught:
            ask(shipped(), on=date(2022, 12, 1), expiry=expiry)
        assert (date(2022, 12, 13), date(2023, 1, 1)) == (caught.value.day, caught.value.first)

    def test_days_before_all_rules(self):
        """Whoever asked about a day before, the day that is asked is named."""
        rules = load_rules()
        assert "automatic_renewal_off" == ask(rules, auto_renew=False).code
        with pytest.raises(NoRuleInForce) as caught:
            ask(rules, on=date(2015, 1, 1), expiry=date(2015, 2, 1))
        assert date(2015, 1, 1) == caught.value.day

    def test_a_way_that_has_ended(self):
        """Where nothing says any more where a mailbox is renewed, the day that is asked is named."""
        rules = variant(add("renewal", "routes", id="no-more", kind="mailbox", since="2026-06-01", withdrawn=True))
        for on in (date(2027, 1, 9), TODAY):
            with pytest.raises(NoRuleInForce) as caught:
                ask(rules, on=on)
            assert (on, ("mailbox",)) == (caught.value.day, caught.value.key)

    def test_beyond_the_calendar(self):
        """An expiry that the calendar does not have is an error of the calendar."""
        with pytest.raises(CalendarError):
            ask(shipped(), on=date(9999, 1, 1), expiry=date(9999, 3, 30))


# -- properties -------------------------------------------------------------------------------------------------------


@cache
def otherwise() -> Ruleset:
    """Other readings, other days and dearer from a day on."""
    return variant(
        choose("vat-rounding", "per_unit"),
        choose("extra-gb-price-period", "per_term"),
        choose("charge-retries", "listed_days"),
        choose("leap-day-expiry", "march_1"),
        reword("renewal", "charge-seven-days-2016", retry_days_after=[1, 3, 30], charge_days_before=30),
        dearer("2027-03-01"),
    )


ALL_RULES = st.deferred(lambda: st.sampled_from([*every_book(), otherwise()]))
FEWER = examples(60)
SPACE = st.integers(0, 3)


@st.composite
def questions(draw):
    """A mailbox with automatic renewal on, and a day before its expiry."""
    on = date(2023, 3, 1) + timedelta(draw(st.integers(0, 3000)))
    return {
        "on": on,
        "expiry": on + timedelta(draw(st.integers(0, 800))),
        "plan": draw(st.sampled_from(["standard", "pro", "premium"])),
        "last_term_years": draw(st.integers(1, 6)),
        "extra_inbox_gb": draw(SPACE),
        "extra_archive_gb": draw(SPACE),
        "promo": draw(st.booleans()),
        "method": draw(st.sampled_from([None, "card", "paypal", "bank_transfer"])),
    }


class TestProperties:
    """What holds for every mailbox."""

    @FEWER
    @given(ALL_RULES, questions())
    def test_the_money_is_that_of_a_renewal_by_hand(self, rules, question):
        """What is charged is what the same renewal costs by hand on the day of the charge, and lasts as long; what
        cannot be had by hand is not charged either."""
        answer = ask(rules, **question)
        fields = BOX | {name: value for name, value in question.items() if name != "on"} | {"auto_renew": False}
        box, years = Mailbox(**fields), question["last_term_years"]
        day = question["expiry"] - timedelta(30 if rules is otherwise() else 7)
        by_hand = quote_renewal(box, RenewalRequest(years=years), rules=rules, on=day)
        if isinstance(by_hand, Quote):
            assert (by_hand.lines, by_hand.vat_percent, money(by_hand)) == (
                answer.quote.lines,
                answer.quote.vat_percent,
                money(answer.quote),
            )
            assert by_hand.new_expiry == answer.quote.new_expiry
        else:
            assert by_hand.code == answer.code

    @FEWER
    @given(ALL_RULES, questions())
    def test_the_days_are_in_order(self, rules, question):
        """The charge comes before the expiry, further tries after the charge, and the new expiry after all."""
        answer = ask(rules, **question)
        if isinstance(answer, AutomaticRenewal):
            before = 30 if rules is otherwise() else 7
            assert timedelta(before) == question["expiry"] - answer.charge_day
            assert all(answer.charge_day < day for day in answer.retries)
            assert answer.quote.new_expiry > question["expiry"] == answer.quote.expiry
            assert (3 if rules is otherwise() else 0) == len(answer.retries)

    @FEWER
    @given(
        mailboxes(auto_renew=st.sampled_from([True, True, True, False]), last_term_years=st.none() | st.integers(1, 6)),
        st.integers(-800, 100),
    )
    def test_every_question_has_an_answer(self, box, apart):
        """Yes or no, with rows that can be cited, caveats in their order, and it survives being written and read."""
        box = attrs.evolve(box, expiry=max(box.expiry, date(2025, 6, 1)))
        answer = automatic_renewal(box, rules=shipped(), on=box.expiry + timedelta(apart))
        assert isinstance(answer, AutomaticRenewal | Refusal)
        assert answer.because
        assert all(shipped().cite(row).source for row in answer.because)
        uncertain = [row for row in answer.because if shipped().cite(row).certainty != "documented"]
        assert uncertain == [caveat.row for caveat in answer.caveats]
        assert answer == from_json(to_json(answer))
        assert isinstance(answer, Refusal) or box.auto_renew
