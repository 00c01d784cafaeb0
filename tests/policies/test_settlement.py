"""Paying with credit: worked examples to the cent, what is dropped for want of it, and what always holds."""

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
    Credit,
    Effect,
    Mailbox,
    NoRuleInForce,
    Quote,
    Refusal,
    RenewalRequest,
    Ruleset,
    Settlement,
    from_json,
    quote_renewal,
    settle,
    to_json,
)
from tests.cases.settlement import EXPIRY, MORE_SPACE, ORDERED, ask, by, quote
from tests.profiles import examples
from tests.variants import add, choose, reword, shipped, variant

LATER = date(2028, 3, 30)
RENEWAL = quote(("plan", "9.90"), ("extra_inbox", "2.50"), ("conservazione", "4.00"), vat="3.61", new_expiry=LATER)
ADDONS = quote(("extra_inbox", "2.50"), ("conservazione", "4.00"), vat="1.43", new_expiry=LATER)
FIRST = quote(("plan", "9.90"), vat="2.18", expiry=None, new_expiry=LATER)
REQUEST = "lifecycle/top-up-request-2016"
ENOUGH, SPENT = "interpretations/credit-equal-to-price", "interpretations/credit-spent"


def codes(answer):
    return [(effect.code, effect.value) for effect in answer.effects]


def sums(answer):
    return tuple(map(str, (answer.spent, answer.credit.amount, answer.shortfall, answer.top_up)))


class TestEnough:
    """With credit enough the order is closed and carried out at once."""

    def test_r2_17_enough_credit_fulfils_the_order(self):
        """R2.17: one GB for 3.05 EUR out of the 8.48 EUR of the seed's screen leaves 5.43 EUR."""
        answer = ask(shipped(), "8.48")
        assert (True, ("3.05", "5.43", "0.00", "0.00")) == (answer.fulfilled, sums(answer))
        assert (("extra_inbox",), (), ()) == (answer.kept, answer.dropped, answer.top_up_methods)
        assert (Effect("credit_reduced", "payments/convention-credit-2016"),) == answer.effects

    def test_the_rows_behind_it(self):
        """The kind of credit and gross or net; nothing that did not decide."""
        answer = ask(shipped(), "8.48")
        assert ("payments/convention-credit-2016", SPENT) == answer.because
        assert (Caveat(SPENT, "inferred"),) == answer.caveats

    def test_r2_2_credit_has_two_decimals(self):
        """R2.2: also where it was given with fewer, or with more that say nothing."""
        assert ["5.45", "5.45"] == [str(ask(shipped(), amount).credit.amount) for amount in ("8.5", "8.5000")]

    def test_equality_is_a_reading(self):
        """What equals the price is enough, and the reading is named."""
        answer = ask(shipped(), "3.05")
        assert (True, "0.00") == (answer.fulfilled, str(answer.credit.amount))
        assert ENOUGH in answer.because

    def test_r2_21_what_costs_nothing_needs_no_credit(self):
        """R2.21: an add-on that is free until the expiry is there without a cent, under either reading of equality."""
        free = quote(("extra_inbox", "0.00"), vat="0.00")
        for rules in (shipped(), variant(choose("credit-equal-to-price", "not_enough"))):
            answer = ask(rules, "0.00", free)
            assert (True, (), ("0.00", "0.00", "0.00", "0.00")) == (answer.fulfilled, answer.effects, sums(answer))
            assert ("payments/convention-credit-2016",) == answer.because

    def test_an_order_without_lines(self):
        """Nothing is to pay, so nothing stands against it."""
        assert ask(shipped(), "0.00", quote(vat="0.00", new_expiry=LATER)).fulfilled

    def test_vat_may_be_paid_apart(self):
        """Where credit is spent net, the VAT is still to be paid, and said to be."""
        answer = ask(variant(choose("credit-spent", "net")), "2.50")
        assert (True, ("2.50", "0.00", "0.00", "0.00")) == (answer.fulfilled, sums(answer))
        assert [("credit_reduced", None), ("vat_paid_apart", None)] == codes(answer)

    def test_r2_8_a_first_order(self):
        """R2.8: credit pays new orders, also a first one."""
        assert ("12.08", "7.92", "0.00", "0.00") == sums(ask(shipped(), "20.00", FIRST))


class TestShort:
    """With too little credit a top-up is asked for, and nothing is spent until then."""

    def test_r2_18_the_shortfall_is_asked_for(self):
        """R2.18: what is missing for the purchase, and nothing is spent or dropped."""
        answer = ask(shipped(), "1.00")
        assert (False, ("0.00", "1.00", "2.05", "2.05")) == (answer.fulfilled, sums(answer))
        assert (("extra_inbox",), ()) == (answer.kept, answer.dropped)

    def test_r2_6_only_by_card(self):
        """R2.6: credit is topped up in no other way."""
        assert ("card",) == ask(shipped(), "1.00").top_up_methods

    def test_r2_24_the_sooner_the_better(self):
        """R2.24: topping up soon is advised, where something is missing."""
        assert [("top_up_advised", None)] == codes(ask(shipped(), "1.00"))

    @pytest.mark.parametrize(("amount", "fulfilled", "top_up"), [("7.93", True, "0.00"), ("7.92", False, "0.01")])
    def test_r2_16_the_total_counts(self, amount, fulfilled, top_up):
        """R2.16: the price of all that was chosen is held against the credit, 6.50 EUR and 1.43 EUR of VAT."""
        answer = ask(shipped(), amount, quote(("extra_inbox", "2.50"), ("conservazione", "4.00"), vat="1.43"))
        assert (fulfilled, top_up) == (answer.fulfilled, str(answer.top_up))

    def test_the_rows_behind_it(self):
        """How much is asked for and what is enough are readings; that a top-up is asked for is a message."""
        expected = {"payments/convention-credit-2016", SPENT, ENOUGH, "interpretations/top-up-amount", REQUEST}
        answer = ask(shipped(), "1.00")
        assert expected == set(answer.because)
        assert [("top_up_request", "user", "screen")] == [
            (told.message, told.audience, told.sent_by) for told in answer.messages
        ]

    def test_nobody_asks_for_more_than_enough(self):
        """A credit that pays the order asks for no top-up."""
        assert () == ask(shipped(), "100.00").messages

    def test_the_whole_price_may_be_asked_for(self):
        """Under that reading the price comes on top of what there is."""
        answer = ask(variant(choose("top-up-amount", "whole_price")), "1.00")
        assert ("0.00", "1.00", "2.05", "3.05") == sums(answer)

    def test_the_whole_price_and_a_cent(self):
        """Where a credit that equals the price is not enough, the price alone would not do for an empty one."""
        rules = variant(choose("top-up-amount", "whole_price"), choose("credit-equal-to-price", "not_enough"))
        assert ["3.06", "3.05"] == [str(ask(rules, amount).top_up) for amount in ("0.00", "0.01")]

    def test_r2_7_it_never_expires(self):
        """R2.7: a convention's credit is as good after ten years."""
        assert ask(shipped(), "8.48", paid_on=date(2016, 3, 30)).fulfilled


class TestRenewal:
    """R2.22 and R2.25: when the mailbox is renewed and the credit is short, the add-ons end and the mailbox renews."""

    def test_enough_pays_the_addons(self):
        """The add-ons cost 6.50 EUR and 1.43 EUR of VAT; the plan is no matter of the member's credit."""
        answer = ask(shipped(), "8.48", RENEWAL)
        assert (True, ("7.93", "0.55", "0.00", "0.00")) == (answer.fulfilled, sums(answer))
        assert ("plan", "extra_inbox", "conservazione") == answer.kept
        assert [("credit_reduced", None), ("paid_apart", "plan")] == codes(answer)
        assert "interpretations/vat-rounding" in answer.because

    def test_r2_25_short_drops_the_addons(self):
        """R2.25: nothing is spent, nothing is asked for, and the plan is carried out."""
        answer = ask(shipped(), "7.92", RENEWAL)
        assert (False, ("0.00", "7.92", "0.01", "0.00")) == (answer.fulfilled, sums(answer))
        assert (("plan",), ("extra_inbox", "conservazione")) == (answer.kept, answer.dropped)
        assert [
            ("paid_apart", "plan"),
            ("addons_ended", "extra_inbox"),
            ("addons_ended", "conservazione"),
            ("top_up_advised", None),
        ] == codes(answer)
        assert "termination/credit-short-ends-addons-2016" in answer.because
        assert "interpretations/top-up-amount" not in answer.because
        assert ("card",) == answer.top_up_methods

    def test_r2_22_short_for_addons_alone(self):
        """R2.22: a renewal of add-ons that nobody pays leaves nothing of them."""
        answer = ask(shipped(), "0.00", ADDONS)
        assert (False, (), ("extra_inbox", "conservazione")) == (answer.fulfilled, answer.kept, answer.dropped)
        assert ("0.00", "0.00", "7.93", "0.00") == sums(answer)

    def test_addons_alone_are_an_order_of_their_own(self):
        """Its own sums count, and VAT is not taken anew."""
        answer = ask(shipped(), "7.93", ADDONS)
        assert (True, ("7.93", "0.00", "0.00", "0.00")) == (answer.fulfilled, sums(answer))
        assert "interpretations/vat-rounding" not in answer.because

    def test_a_credit_that_pays_the_mailbox_too(self):
        """Where the row says so, what is left after the add-ons have ended is paid, or asked for."""
        rules = variant(pays_mailboxes())
        answers = [ask(rules, amount, RENEWAL) for amount in ("20.01", "20.00", "12.08", "12.07")]
        assert [
            ("20.01", "0.00", "0.00", "0.00"),
            ("12.08", "7.92", "0.01", "0.00"),
            ("12.08", "0.00", "7.93", "0.00"),
            ("0.00", "12.07", "7.94", "0.01"),
        ] == [sums(answer) for answer in answers]
        assert [True, False, False, False] == [answer.fulfilled for answer in answers]
        assert "interpretations/top-up-amount" in answers[-1].because

    def test_where_nothing_ends(self):
        """Without the rule that ends add-ons a top-up is asked for as ever."""
        withdrawn = add(
            "termination", "cascade", id="no-more", cause="credit_short", since="2026-01-01", withdrawn=True
        )
        answer = ask(variant(withdrawn), "0.00", RENEWAL)
        assert ((), "7.93") == (answer.dropped, str(answer.top_up))

    def test_where_the_mailbox_ends_too(self):
        """What ends is the row's word."""
        rules = variant(pays_mailboxes(), ends_with_mailbox())
        answer = ask(rules, "12.08", RENEWAL)
        assert ((), ("plan", "extra_inbox", "conservazione")) == (answer.kept, answer.dropped)

    def test_spent_net(self):
        """The add-ons' 6.50 EUR are held against the credit, and VAT is paid apart."""
        answer = ask(variant(choose("credit-spent", "net")), "6.50", RENEWAL)
        assert (True, ("6.50", "0.00", "0.00", "0.00")) == (answer.fulfilled, sums(answer))
        assert [("credit_reduced", None), ("paid_apart", "plan"), ("vat_paid_apart", None)] == codes(answer)
        assert "interpretations/vat-rounding" not in answer.because

    @pytest.mark.parametrize(("choice", "price"), [("order_total", "8.00"), ("per_line", "8.01"), ("per_unit", "8.03")])
    def test_vat_of_the_addons(self, choice, price):
        """22 % of 6.56 is 1.4432; of 2.53 and 4.03 it is 0.5566 and 0.8866; of 13 times 0.31 it is 13 times 0.0682."""
        order = quote(
            ("plan", "9.90"), ("extra_inbox", "2.53"), ("extra_archive", "4.03"), vat="3.62", new_expiry=LATER
        )
        *others, archive = order.lines
        archive = attrs.evolve(archive, quantity=13, unit_price=Decimal("0.31"))
        order = Quote(attrs.evolve(order.charges, lines=(*others, archive)), EXPIRY, LATER, order.stamp)
        assert price == str(ask(variant(choose("vat-rounding", choice)), "100.00", order).spent)

    def test_a_real_renewal(self):
        """A quote of the public list, with its extra GB paid by the credit: 2 x 2.50 and VAT."""
        box = Mailbox(address="a@pec.example", plan="standard", expiry=EXPIRY, extra_inbox_gb=1)
        order = quote_renewal(box, RenewalRequest(years=2), rules=shipped(), on=ORDERED)
        assert ("6.10", "2.38", "0.00", "0.00") == sums(ask(shipped(), "8.48", order))


def pays_mailboxes():
    """The convention's credit also pays mailboxes that renew."""
    return reword(
        "payments",
        "convention-credit-2016",
        used_for=["first_orders", "additions", "mailbox_renewals", "addon_renewals"],
    )


def ends_with_mailbox():
    """For want of credit the mailbox ends with its add-ons."""
    return reword("termination", "credit-short-ends-addons-2016", ends=["mailbox", "addons"])


class TestPartner:
    """F7.05: a partner's credit pays activations and renewals, and without it nothing is activated."""

    def test_an_activation(self):
        """The credit is reduced by the price."""
        assert ("12.08", "487.92", "0.00", "0.00") == sums(ask(shipped(), "500.00", FIRST, kind="partner"))

    def test_a_renewal_with_its_addons(self):
        """The mailbox renews with all that belongs to it."""
        answer = ask(shipped(), "500.00", RENEWAL, kind="partner")
        assert ("20.01", [("credit_reduced", None)]) == (str(answer.spent), codes(answer))

    @pytest.mark.parametrize("order", [FIRST, RENEWAL])
    def test_short_is_refused(self, order):
        """Nothing is dropped and nothing asked for: there is no activation and no renewal."""
        refusal = ask(shipped(), "12.07", order, kind="partner")
        assert ("credit_short", str(order.gross), ("12.07",), ("top_up_credit",), None) == (
            refusal.code,
            refusal.asked,
            refusal.allowed,
            refusal.remedies,
            refusal.nearest,
        )
        assert ("payments/partner-credit-2016", SPENT, ENOUGH) == refusal.because

    def test_more_space_is_not_for_it(self):
        """It pays no order that only adds something."""
        refusal = ask(shipped(), "500.00", MORE_SPACE, kind="partner")
        assert ("not_for_this", "additions", ("first_orders", "mailbox_renewals", "addon_renewals")) == (
            refusal.code,
            refusal.asked,
            refusal.allowed,
        )
        assert ("payments/partner-credit-2016",) == refusal.because


class TestHosting:
    """F7.07 and F7.08: usable for twelve months, and the difference is paid apart."""

    PAID = date(2026, 1, 10)

    def pay(self, amount, order=MORE_SPACE, *, rules=None, on=ORDERED, paid_on=PAID):
        return ask(rules or shipped(), amount, order, on, kind="hosting", paid_on=paid_on)

    def test_enough(self):
        """It pays like any other."""
        assert ("3.05", "1.95", "0.00", "0.00") == sums(self.pay("5.00"))

    def test_the_difference_is_paid(self):
        """All of it is spent, and the rest comes by transfer or slip."""
        answer = self.pay("1.00")
        assert (False, ("1.00", "0.00", "2.05", "2.05")) == (answer.fulfilled, sums(answer))
        assert ("bank_transfer", "postal_slip") == answer.top_up_methods
        assert [("credit_reduced", None)] == codes(answer)
        assert "interpretations/top-up-amount" not in answer.because

    @pytest.mark.parametrize("edits", [("credit-equal-to-price", "not_enough"), ("top-up-amount", "whole_price")])
    def test_a_difference_is_a_difference(self, edits):
        """Readings about topping up do not touch it: nothing lies above a price that is paid in two parts."""
        rules = variant(choose(*edits))
        assert ["0.00", "2.05"] == [str(self.pay(amount, rules=rules).top_up) for amount in ("3.05", "1.00")]

    def test_nothing_to_spend(self):
        """An empty credit reduces nothing."""
        assert ("0.00", []) == (str(self.pay("0.00").spent), codes(self.pay("0.00")))

    @pytest.mark.parametrize(("on", "fine"), [(date(2027, 1, 10), True), (date(2027, 1, 11), False)])
    def test_twelve_months(self, on, fine):
        """On the day twelve months after the payment it still counts, on the next no more."""
        answer = self.pay("5.00", on=on)
        assert fine == isinstance(answer, Settlement)
        assert fine or answer.code == "credit_expired"
        assert "interpretations/month-end-arithmetic" not in answer.because

    @pytest.mark.parametrize(("choice", "fine"), [("last_day", False), ("overflow", True)])
    def test_twelve_months_from_a_leap_day(self, choice, fine):
        """What 29 February becomes is the reading of month ends, and it is named."""
        rules = variant(choose("month-end-arithmetic", choice))
        answer = self.pay("5.00", rules=rules, on=date(2029, 3, 1), paid_on=date(2028, 2, 29))
        assert fine == isinstance(answer, Settlement)
        assert "interpretations/month-end-arithmetic" in answer.because

    def test_the_day_must_be_known(self):
        """Without it nobody can tell whether the credit is still there."""
        refusal = self.pay("5.00", paid_on=None)
        assert ("credit_day_unknown", ("give_credit_day",)) == (refusal.code, refusal.remedies)

    def test_a_renewal_is_not_for_it(self):
        """It is used for new orders."""
        refusal = self.pay("500.00", RENEWAL)
        assert ("not_for_this", "mailbox_renewals", ("first_orders", "additions")) == (
            refusal.code,
            refusal.asked,
            refusal.allowed,
        )

    def test_beyond_the_calendar(self):
        """Twelve months after the end of all days are an error of the calendar."""
        with pytest.raises(CalendarError):
            self.pay("5.00", paid_on=date(9999, 1, 1))


class TestRefusals:
    """Credits and orders that do not go together, whatever the amount."""

    def test_r2_8_the_mailbox_itself_is_not_paid(self):
        """R2.8: a convention's credit renews what was bought in addition, not the mailbox."""
        refusal = ask(shipped(), "500.00", quote(("plan", "9.90"), vat="2.18", new_expiry=LATER))
        assert ("not_for_this", "mailbox_renewals", ("first_orders", "additions", "addon_renewals")) == (
            refusal.code,
            refusal.asked,
            refusal.allowed,
        )

    def test_a_late_fee_belongs_to_the_mailbox(self):
        """A fee for coming late is no add-on."""
        late = quote(("plan", "9.90"), ("late_fee", "10.00"), vat="4.38", new_expiry=LATER)
        assert "not_for_this" == ask(shipped(), "500.00", late).code

    def test_less_than_nothing(self):
        """A credit cannot be negative."""
        refusal = ask(shipped(), "-0.01")
        assert ("credit_negative", "-0.01", ("payments/convention-credit-2016",)) == (
            refusal.code,
            refusal.asked,
            refusal.because,
        )

    def test_a_quote_of_another_book(self):
        """Its prices are not these rules': nothing is settled across books."""
        order = Quote(FIRST.charges, None, FIRST.new_expiry, attrs.evolve(FIRST.stamp, book="geometri-cipag"))
        refusal = ask(shipped(), "500.00", order, kind="partner")
        assert ("another_book", "geometri-cipag", ("retail",)) == (refusal.code, refusal.asked, refusal.allowed)

    def test_a_quote_by_rules_that_have_changed_since(self):
        """It must be quoted again where a row behind it is gone, or its price or rate is another; else it stands."""
        asked = {"on": ORDERED, "rules": shipped()}
        box = Mailbox(address="a@pec.it", plan="standard", expiry=EXPIRY)
        order = quote_renewal(box, RenewalRequest(years=1, extra_inbox_gb=1), **asked)
        credit = Credit(amount=Decimal("500.00"), kind="partner")

        def code(rules):
            return getattr(settle(order, credit, rules=rules, on=ORDERED), "code", "settled")

        dearer = variant(reword("pricing", "standard-year-2023", per_year="10.90"))
        higher = variant(reword("pricing", "vat-22", percent="23"))
        gone = shipped().edited({next(ref for ref in order.because if ref.startswith("renewal/advised")): None})
        elsewhere = variant(reword("guides", "plans-2016", note="said anew"))
        assert ["other_rules"] * 3 == [code(rules) for rules in (dearer, higher, gone)]
        assert ["settled"] * 2 == [code(rules) for rules in (shipped(), elsewhere)]

    def test_a_quote_that_is_yet_to_be_made(self):
        """An order is made, and then paid."""
        day_before = FIRST.stamp.on - timedelta(1)
        assert "days_out_of_order" == ask(shipped(), "500.00", FIRST, day_before, kind="partner").code

    @pytest.mark.parametrize("amount", ["0.001", "-0.001", "9.999"])
    def test_no_amount(self, amount):
        """What is no number of cents is said to be none."""
        assert ("credit_malformed", amount) == (ask(shipped(), amount).code, ask(shipped(), amount).asked)

    def test_before_the_first_row(self):
        """No credit is known before its first day, whoever asked about another day before."""
        rules, early = shipped(), attrs.evolve(FIRST.stamp, on=date(2016, 1, 2))
        first = Quote(FIRST.charges, None, FIRST.new_expiry, early)
        assert "credit_short" == ask(rules, "0.00", first, date(2016, 1, 2), kind="partner").code
        with pytest.raises(NoRuleInForce) as caught:
            ask(rules, "0.00", first, date(2016, 3, 29))
        assert (date(2016, 3, 29), date(2016, 3, 30)) == (caught.value.day, caught.value.first)

    def test_a_day_that_is_none(self):
        """A text is not a day."""
        with pytest.raises(TypeError, match="on wants a date"):
            settle(MORE_SPACE, Credit(amount=Decimal(1)), rules=shipped(), on="2027-01-10")


# -- properties -------------------------------------------------------------------------------------------------------


@cache
def otherwise() -> Ruleset:
    """The other readings, and credit that pays mailboxes."""
    return variant(
        choose("credit-equal-to-price", "not_enough"),
        choose("top-up-amount", "whole_price"),
        choose("vat-rounding", "per_line"),
        pays_mailboxes(),
    )


@cache
def net() -> Ruleset:
    """Credit is spent on the net, and topped up."""
    return variant(choose("credit-spent", "net"), reword("payments", "partner-credit-2016", when_short="top_up"))


ALL_RULES = st.deferred(lambda: st.sampled_from([shipped(), otherwise(), net()]))
AMOUNTS = st.integers(0, 10_000).map(lambda cents: Decimal(cents).scaleb(-2))
ITEMS = ("plan", "extra_inbox", "extra_archive", "conservazione", "late_fee")
ON = st.integers(0, 8000).map(lambda days: date(2021, 1, 1) + timedelta(days))
FEWER = examples(60)


@st.composite
def orders(draw):
    """Orders of every kind: first ones, renewals, additions."""
    lines = draw(
        st.lists(st.tuples(st.sampled_from(ITEMS), AMOUNTS.map(str)), max_size=4, unique_by=lambda each: each[0])
    )
    expiry = draw(st.sampled_from([None, EXPIRY]))
    order = quote(*lines, vat="0.00", expiry=expiry, new_expiry=draw(st.sampled_from([EXPIRY, LATER])))
    vat = (order.net * 22 / 100).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    gross = order.net + vat
    charges = attrs.evolve(order.charges, vat=vat, gross=gross, to_pay=gross)
    return Quote(charges, expiry, order.new_expiry, order.stamp)


CREDITS = st.builds(
    Credit,
    kind=st.sampled_from(["convention", "partner", "hosting"]),
    amount=AMOUNTS | st.integers(-100, 100).map(lambda mills: Decimal(mills).scaleb(-3)),
    paid_on=st.none() | st.integers(-800, 0).map(lambda days: ORDERED + timedelta(days)),
)


@st.composite
def settled(draw):
    """An order, a credit that pays some of it, and the answer."""
    rules, order = draw(ALL_RULES), draw(orders())
    renews = order.expiry is not None and order.new_expiry != order.expiry
    paid = "partner" if renews or order.expiry is None else "convention"
    credit = Credit(kind=paid, amount=draw(AMOUNTS))
    return rules, order, credit, settle(by(rules, order), credit, rules=rules, on=ORDERED)


class TestProperties:
    """What holds whatever is ordered and paid."""

    @FEWER
    @given(ALL_RULES, orders(), CREDITS, ON)
    def test_every_question_has_an_answer(self, rules, order, credit, on):
        """Yes or no, with rows that can be cited, and it survives being written and read."""
        answer = settle(by(rules, order), credit, rules=rules, on=on)
        assert answer.because
        assert all(rules.cite(row).source for row in answer.because)
        uncertain = [row for row in answer.because if rules.cite(row).certainty != "documented"]
        assert uncertain == [caveat.row for caveat in answer.caveats]
        assert answer == from_json(to_json(answer))

    @FEWER
    @given(settled())
    def test_money_is_conserved(self, case):
        """What was there is spent or left, and every amount has two decimals and is not below nothing."""
        _, _, credit, answer = case
        if isinstance(answer, Settlement):
            assert credit.amount == answer.spent + answer.credit.amount
            amounts = [answer.spent, answer.credit.amount, answer.shortfall, answer.top_up]
            assert {-2} == {amount.as_tuple().exponent for amount in amounts}
            assert min(amounts) >= 0

    @FEWER
    @given(settled())
    def test_fulfilled_or_not(self, case):
        """An order is fulfilled exactly where nothing is missing: then nothing is dropped and nothing asked for."""
        rules, order, credit, answer = case
        if isinstance(answer, Settlement):
            assert answer.fulfilled == (not answer.dropped and not answer.top_up) == (not answer.shortfall)
            assert set(answer.kept) | set(answer.dropped) == {line.item for line in order.lines}
            if rules is not net() and answer.fulfilled:
                assert order.gross == answer.spent
        else:
            assert ("credit_short", True) == (answer.code, credit.amount < order.gross + Decimal("0.01"))

    @FEWER
    @given(settled())
    def test_what_is_asked_for_is_enough(self, case):
        """Topping up by what is asked, the order goes through; by what is missing, nothing at all is dropped."""
        rules, order, credit, answer = case
        if isinstance(answer, Settlement):
            again = settle(by(rules, order), topped_up(credit, answer.top_up), rules=rules, on=ORDERED)
            assert not again.top_up
            assert answer.dropped or again.fulfilled
            assert settle(by(rules, order), topped_up(credit, answer.shortfall), rules=rules, on=ORDERED).fulfilled

    @FEWER
    @given(settled(), st.integers(1, 1000))
    def test_more_credit_never_does_less(self, case, cents):
        """Who has more has nothing dropped that was kept."""
        rules, order, credit, answer = case
        more = settle(by(rules, order), topped_up(credit, Decimal(cents).scaleb(-2)), rules=rules, on=ORDERED)
        if isinstance(answer, Settlement):
            assert isinstance(more, Settlement)
            assert set(answer.kept) <= set(more.kept)
            assert more.shortfall <= answer.shortfall
            assert more.fulfilled or not answer.fulfilled
        else:
            assert Refusal is type(answer)


def topped_up(credit, amount):
    return attrs.evolve(credit, amount=credit.amount + amount)
