"""What is to pay, to whom, and when: split payment, the rate of the day, bands of fees, anchors, add-ons alone."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    Credit,
    Event,
    ExtraSpaceRequest,
    Holder,
    Mailbox,
    Order,
    PurchaseRequest,
    Quote,
    Refusal,
    RenewalRequest,
    Settlement,
    Transition,
    advance,
    automatic_renewal,
    billing_requirements,
    quote_extra_space,
    quote_purchase,
    quote_renewal,
    receipt,
    renewal_options,
    settle,
    verify,
)
from tests.profiles import examples
from tests.variants import LABEL, add, choose, reword, shipped, variant

EXPIRY = date(2027, 3, 30)
TODAY = date(2027, 1, 10)
BODY = Holder(subject="public_administration", split_payment=True)
BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=EXPIRY)


def renew(box: Mailbox = BOX, on: date = TODAY, rules: Any = None, **asked: Any) -> Any:
    return quote_renewal(box, RenewalRequest(**({"years": 1} | asked)), rules=rules or shipped(), on=on)


def sums(quote: Quote) -> tuple[str, ...]:
    return str(quote.net), str(quote.vat), str(quote.gross), str(quote.to_pay), quote.vat_to


class TestSplitPayment:
    """F9.09: who has declared it pays the provider net, and the VAT goes to the Treasury."""

    def test_gross_to_everybody_else(self):
        """The VAT is the provider's to pass on."""
        assert ("9.90", "2.18", "12.08", "12.08", "provider") == sums(renew())

    @pytest.mark.parametrize("subject", ["public_administration", "legal_person"])
    def test_net(self, subject):
        """A body, and from July 2017 a company that the law names."""
        box = attrs.evolve(BOX, holder=Holder(subject=subject, split_payment=True))
        assert ("9.90", "2.18", "12.08", "9.90", "treasury") == sums(renew(box))

    @pytest.mark.parametrize(("applies", "paid"), [("if_declared", "12.08"), ("always", "9.90")])
    def test_declared_or_always(self, applies, paid):
        """The row says whether it must be declared."""
        rules = variant(reword("holders", "split-payment-2016", applies=applies))
        box = attrs.evolve(BOX, holder=Holder(subject="public_administration"))
        assert paid == str(renew(box, rules=rules).to_pay)

    def test_every_quote(self):
        """Whatever is bought, billing says the same."""
        box = attrs.evolve(BOX, holder=BODY, auto_renew=True, last_term_years=1)
        space = quote_extra_space(box, ExtraSpaceRequest(extra_inbox_gb=1), rules=shipped(), on=TODAY)
        order = PurchaseRequest(address="mario.rossi@pec.it", plan="standard", years=1)
        first = quote_purchase(BODY, order, rules=shipped(), on=TODAY)
        charged = automatic_renewal(box, rules=shipped(), on=TODAY).quote
        assert [each.net for each in (space, first, charged)] == [each.to_pay for each in (space, first, charged)]
        assert "net" == billing_requirements(BODY, rules=shipped(), on=TODAY).pays

    @pytest.mark.parametrize(("amount", "fulfilled"), [("9.90", True), ("9.89", False)])
    def test_credit(self, amount, fulfilled):
        """Credit is held against what is to pay, and no VAT is paid apart."""
        credit = Credit(kind="partner", amount=Decimal(amount))
        answer = settle(renew(attrs.evolve(BOX, holder=BODY)), credit, rules=shipped(), on=TODAY)
        assert fulfilled == isinstance(answer, Settlement)
        if isinstance(answer, Settlement):
            assert (Decimal("9.90"), ["credit_reduced"]) == (answer.spent, [each.code for each in answer.effects])

    def test_credit_of_an_order(self):
        """Also where an event spends it."""
        order = Order(number="1", kind="purchase", gross=Decimal("12.08"), state="cart", years=1, holder=BODY)
        event = Event(name="credit_spent", credit=Credit(amount=Decimal("9.90")))
        answers = [
            advance(each, event, rules=shipped(), on=TODAY) for each in (order, attrs.evolve(order, holder=None))
        ]
        assert [isinstance(each, Transition) for each in answers].count(True) <= 1
        assert not isinstance(answers[1], Transition)

    def test_receipts(self):
        """A receipt proves it: without the row of split payment nobody pays net."""
        box = attrs.evolve(BOX, holder=BODY)
        text = receipt(renew(box), box, RenewalRequest(years=1), rules=shipped())
        assert "treasury" == verify(text).outcome.vat_to


class TestTheRateOfTheDay:
    """D-25: the day whose prices count is also that of the VAT."""

    @pytest.mark.parametrize(
        ("choice", "told"),
        [
            ("order_day", ("9.90", "22", "12.08")),
            ("payment_day", ("9.90", "24", "12.28")),
            ("expiry_day", ("9.90", "25", "12.38")),
        ],
    )
    def test_by_the_reading(self, choice, told):
        """Order, payment or expiry."""
        rules = variant(
            choose("price-day", choice),
            add("pricing", "vat", id="vat-24", since="2027-02-01", percent="24"),
            add("pricing", "vat", id="vat-25", since="2027-03-01", percent="25"),
        )
        answer = renew(rules=rules, paid_on=date(2027, 2, 10))
        assert told == (str(answer.net), str(answer.vat_percent), str(answer.gross))


def band(name, from_day, fee, since="2016-01-01"):
    """What a renewal costs besides from a day after the expiry on."""
    days = {"item": "late_fee", "from_day": from_day, "since": since}
    return add("pricing", "prices", id=name, label=LABEL, one_off=fee, **days)


class TestFees:
    """F2.16: what a late renewal costs, by bands of days."""

    BANDS = (band("fee-31", 31, "10.00"), band("fee-61", 61, "25.00"))

    @pytest.mark.parametrize(
        ("days", "fee"), [(30, "0.00"), (31, "10.00"), (60, "10.00"), (61, "25.00"), (90, "25.00")]
    )
    def test_the_band_of_the_day(self, days, fee):
        """The last one that has begun."""
        answer = renew(on=EXPIRY + timedelta(days), rules=variant(*self.BANDS))
        assert Decimal(fee) == answer.net - Decimal("9.90")

    def test_of_another_day(self):
        """The price of a band is of the day whose prices count; a band that this day does not have is as it was."""
        dearer = band("fee-31-b", 31, "12.00", since="2027-05-20")
        ended = add(
            "pricing", "prices", id="fee-61-b", item="late_fee", since="2027-06-20", from_day=61, withdrawn=True
        )
        rules = variant(*self.BANDS, dearer, ended, choose("price-day", "payment_day"))
        first = renew(on=date(2027, 5, 1), rules=rules, paid_on=date(2027, 5, 25))
        second = renew(on=date(2027, 6, 10), rules=rules, paid_on=date(2027, 6, 25))
        assert ["21.90", "34.90"] == [str(answer.net) for answer in (first, second)]


class TestAnchor:
    """Several renewals of one year end where one of several years ends."""

    @examples(50)
    @given(
        st.sampled_from([date(2024, 2, 29), date(2028, 2, 29), date(2027, 3, 30)]),
        st.lists(st.integers(1, 5), min_size=1, max_size=4),
        st.sampled_from(["february_28", "march_1"]),
    )
    def test_whatever_the_steps(self, expiry, terms, becomes):
        """29 February comes back in a leap year, however often was renewed in between."""
        rules = variant(choose("leap-day-expiry", becomes))
        box = attrs.evolve(BOX, expiry=expiry)
        for years in terms:
            answer = renew(box, box.expiry, rules, years=years)
            box = attrs.evolve(box, expiry=answer.new_expiry, anchor=answer.anchor)
        whole = expiry.year + sum(terms)
        leap = whole % 4 == 0 and whole != 2100
        ordinary = date(whole, 2, 28) if becomes == "february_28" else date(whole, 3, 1)
        assert box.expiry == (expiry.replace(year=whole) if leap or expiry.day != 29 else ordinary)

    def test_the_reading_is_named(self):
        """Where the anchor is 29 February, what that becomes decides."""
        box = attrs.evolve(BOX, expiry=date(2029, 2, 28), anchor=date(2028, 2, 29))
        answer = renew(box, date(2029, 1, 10), years=3)
        assert date(2032, 2, 29) == answer.new_expiry
        assert "interpretations/leap-day-expiry" in answer.because

    def test_one_that_does_not_fit(self):
        """From an anchor that the expiry does not follow from nothing is counted."""
        box = attrs.evolve(BOX, anchor=date(2024, 2, 29))
        assert (date(2028, 3, 30), None) == (renew(box).new_expiry, renew(box).anchor)
        leap = attrs.evolve(BOX, expiry=date(2028, 2, 29), anchor=date(2024, 3, 5))
        assert date(2028, 2, 29) == renew(leap, date(2028, 1, 10)).anchor

    def test_the_end_of_a_month(self):
        """A term that ends with the month before its activation goes on doing so."""
        rules = variant(reword("renewal", "first-term-2016", counts_from="month_before_activation"))
        order = PurchaseRequest(address="mario.rossi@pec.it", plan="standard", years=1)
        first = quote_purchase(None, order, rules=rules, on=date(2026, 3, 15))
        box = attrs.evolve(BOX, expiry=first.new_expiry, anchor=first.anchor)
        assert (date(2027, 2, 28), date(2026, 3, 1)) == (box.expiry, box.anchor)
        answer = renew(box, date(2027, 1, 10), rules)
        assert (date(2028, 2, 29), date(2026, 3, 1)) == (answer.new_expiry, answer.anchor)
        assert quote_purchase(None, order, rules=rules, on=date(2026, 4, 15)).anchor is None

    def test_events_keep_it(self):
        """What a quote says an event does."""
        box = attrs.evolve(BOX, expiry=date(2028, 2, 29))
        event = Event(name="renewal_registered", years=1, method="bank_transfer")
        after = advance(box, event, rules=shipped(), on=date(2028, 1, 10))
        assert isinstance(after, Transition)
        assert (date(2029, 2, 28), date(2028, 2, 29)) == (after.mailbox.expiry, after.mailbox.anchor)


class TestAddonsAlone:
    """R2.22, R2.25: where somebody else renews the mailbox, its add-ons are renewed by themselves."""

    SPACE = attrs.evolve(BOX, plan="pro", extra_inbox_gb=1, extra_archive_gb=2)

    def test_only_they_are_paid(self):
        """And what they hang on is said."""
        answer = renew(self.SPACE, years=2, addons_only=True)
        assert ["extra_inbox", "extra_archive"] == [line.item for line in answer.lines]
        assert ("15.00", date(2029, 3, 30)) == (str(answer.net), answer.new_expiry)
        assert "mailbox_renewed_apart" == answer.effects[0].code
        assert {"expiry"} == {each.before for each in answer.pay_by}

    def test_too_little_credit(self):
        """They fall, and the mailbox stays."""
        answer = settle(renew(self.SPACE, addons_only=True), Credit(amount=Decimal("1.00")), rules=shipped(), on=TODAY)
        assert ((), ("extra_inbox", "extra_archive")) == (answer.kept, answer.dropped)
        assert {"addons_ended", "top_up_advised"} == {each.code for each in answer.effects}

    @pytest.mark.parametrize(("choice", "dropped"), [("dearest", ("extra_archive",)), ("cheapest", ("extra_inbox",))])
    def test_which_falls_first(self, choice, dropped):
        """N-03: a row decides; 6.10 EUR are enough for either, but not for both."""
        rules = variant(choose("addons-that-fall-first", choice))
        order = renew(self.SPACE, rules=rules, addons_only=True)
        assert dropped == settle(order, Credit(amount=Decimal("6.10")), rules=rules, on=TODAY).dropped
        nothing = settle(order, Credit(amount=Decimal("0.10")), rules=rules, on=TODAY)
        assert ("extra_inbox", "extra_archive") == nothing.dropped

    def test_r2_22_in_a_convention(self):
        """R2.22: the Order renews the mailbox, and the member's credit of 8.48 EUR the two GB, 6.10 EUR with VAT."""
        roma = shipped("ordine-ingegneri-roma")
        box = attrs.evolve(BOX, expiry=date(2017, 3, 30), extra_inbox_gb=2, channel="convention_area")
        refusal = renew(box, date(2017, 2, 1), roma)
        assert ("plan_not_sold", True) == (refusal.code, refusal.nearest.addons_only)
        assert isinstance(quote_renewal(box, refusal.nearest, rules=roma, on=date(2017, 2, 1)), Quote)
        options = renewal_options(box, rules=roma, on=date(2017, 2, 1))
        assert (False, True) == (options.possible, options.addons_only)
        order = renew(box, date(2017, 2, 1), roma, addons_only=True)
        answer = settle(order, Credit(amount=Decimal("8.48")), rules=roma, on=date(2017, 2, 1))
        assert (True, "6.10", "2.38") == (answer.fulfilled, str(answer.spent), str(answer.credit.amount))

    def test_where_there_are_none(self):
        """Nothing is asked for; with the mailbox it can be."""
        answer = renew(addons_only=True)
        assert isinstance(answer, Refusal)
        assert ("nothing_asked", False) == (answer.code, answer.nearest.addons_only)
