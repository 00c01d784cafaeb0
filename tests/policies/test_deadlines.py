"""Until when a payment is in time, and what becomes of the automatic charge: worked examples, and their law."""

import pickle
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    AutomaticRenewal,
    Credit,
    Event,
    ExtraSpaceRequest,
    InvalidRules,
    Mailbox,
    PlanChangeRequest,
    Quote,
    Refusal,
    RenewalRequest,
    Ruleset,
    advance,
    automatic_renewal,
    from_json,
    quote_extra_space,
    quote_plan_change,
    quote_renewal,
    renewal_options,
    settle,
    status,
    to_json,
)
from pecrules.base import dates
from pecrules.domain.deadlines import has_own_charge
from tests.profiles import examples
from tests.variants import choose, every_book, reword, shipped, variant

EXPIRY = date(2027, 3, 30)
LAST = EXPIRY + timedelta(90)
BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=EXPIRY)
DAY = timedelta(1)


def suspended_at_expiry() -> Ruleset:
    """A book whose mailboxes are suspended when they expire, and can still be renewed then."""
    steps = (f"lifecycle/mailbox-expires-{year}" for year in (2016, 2024, 2025))
    return variant(
        *({step: {"to_state": "suspended"}} for step in steps),
        reword("lifecycle", "mailbox-suspended-2016", may_renew=True),
    )


def ask(on: date, method: str | None = None, rules: Ruleset | None = None, **facts: Any) -> Quote | Refusal:
    """A renewal of a year; ``paid_on`` is of the request, the rest of the mailbox."""
    request = RenewalRequest(years=1, method=method, paid_on=facts.pop("paid_on", None))
    return quote_renewal(attrs.evolve(BOX, **facts), request, rules=rules or shipped(), on=on)


def codes(answer: Quote | Refusal) -> list[str]:
    assert isinstance(answer, Quote)
    return [effect.code for effect in answer.effects if effect.code.startswith(("charge_", "may_be_"))]


def until(answer: Quote | Refusal, method: str) -> dict[str, date]:
    assert isinstance(answer, Quote)
    return {each.before: each.day for each in answer.pay_by if each.method == method}


class TestWorkingDays:
    """Monday to Friday, or to Saturday; a payment made on another day counts from the next."""

    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 20), st.sampled_from([5, 6]))
    def test_they_are_counted(self, day, days, week):
        """One by one, from the first that is one."""
        worked = [later for later in (day + number * DAY for number in range(40)) if later.weekday() < week]
        assert worked[days] == dates.working_days_after(day, days, week)

    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 10), st.sampled_from([5, 6]))
    def test_the_way_back(self, day, days, week):
        """From the last day that is in time one is in time, and from the day after it one is not."""
        last = dates.working_days_before(day, days, week)
        assert dates.working_days_after(last, days, week) <= day
        assert day < dates.working_days_after(last + DAY, days, week)


class TestLastDays:
    """Every way to pay says until when it is in time."""

    def test_worst_case_of_a_slip(self):
        """D-18: seven working days, so the payment of 17 June is registered by 28 June, the last day of grace."""
        answer = ask(date(2027, 1, 10))
        assert {"expiry": date(2027, 3, 19), "deletion": date(2027, 6, 17)} == until(answer, "postal_slip")
        assert {"expiry": date(2027, 3, 29), "deletion": date(2027, 6, 25)} == until(answer, "bank_transfer")
        assert {"expiry": EXPIRY, "deletion": LAST} == until(answer, "card")

    def test_before_the_charge(self):
        """With automatic renewal on the payment must be registered before the day of the charge, 23 March."""
        answer = ask(date(2027, 1, 10), auto_renew=True)
        assert date(2027, 3, 22) == until(answer, "card")["charge"]
        assert date(2027, 3, 11) == until(answer, "postal_slip")["charge"]

    def test_what_has_passed_is_not_told(self):
        """In grace only the deletion lies ahead."""
        assert {"deletion": LAST} == until(ask(EXPIRY + DAY), "card")

    def test_rows(self):
        """Each names the way to pay, its readings, and what it is in time for."""
        (found,) = [each for each in ask(EXPIRY + DAY).pay_by if each.method == "postal_slip"]
        assert found.because == (
            "payments/postal-slip-2016", "interpretations/postal-slip-days", "interpretations/working-days-of-payments",
            "lifecycle/mailbox-grace-2024", "interpretations/last-day-of-grace",
        )  # fmt: skip

    def test_options(self):
        """A way that comes too late is refused, and the others say their days."""
        options = {each.value: each for each in renewal_options(BOX, rules=shipped(), on=LAST).methods}
        assert "payment_too_late" == options["postal_slip"].refused
        assert [("deletion", LAST)] == [(each.before, each.day) for each in options["card"].pay_by]
        assert () == options["postal_slip"].pay_by
        assert all(() == each.pay_by for each in renewal_options(BOX, rules=shipped(), on=LAST + DAY).methods)

    def test_a_mailbox_that_ends_sooner(self):
        """Where somebody asked for a day, that is the last, and is called so."""
        box = attrs.evolve(BOX, termination_day=date(2027, 2, 1))
        rules = variant(reword("renewal", "manual-with-termination-asked-2016", allowed=True))
        answer = quote_extra_space(box, ExtraSpaceRequest(extra_inbox_gb=1), rules=rules, on=date(2027, 1, 10))
        assert {"end": date(2027, 2, 1)} == until(answer, "card")

    def test_more_space(self):
        """What ends with the term is paid by the expiry."""
        request = ExtraSpaceRequest(extra_inbox_gb=1, method="postal_slip")
        answer = quote_extra_space(BOX, request, rules=shipped(), on=date(2027, 3, 22))
        assert {"expiry"} == {each.before for each in answer.pay_by}
        assert ["may_be_registered_after_deletion"] == codes(answer)

    def test_they_are_part_of_the_value(self):
        """Written and read, pickled, compared: with its last days, though nobody had read them."""
        answer, again = ask(date(2027, 1, 10)), ask(date(2027, 1, 10))
        assert answer == pickle.loads(pickle.dumps(again)) == from_json(to_json(answer))
        assert hash(answer) == hash(again)
        with pytest.raises(AttributeError):
            answer.pay_before  # noqa: B018


class TestTooLate:
    """A payment counts when it is registered (R1.4, R1.19)."""

    @pytest.mark.parametrize(("method", "days"), [("postal_slip", 6), ("bank_transfer", 0), ("card", -3)])
    def test_space_that_comes_after_the_expiry(self, method, days):
        """F5.17: it lasts until then. The quote, the credit and the event say so alike, and free space needs no day."""
        rules, on = shipped(), EXPIRY - timedelta(days)
        request = ExtraSpaceRequest(extra_inbox_gb=1, method=method, paid_on=on if method == "card" else None)
        no = quote_extra_space(BOX, request, rules=rules, on=min(on, EXPIRY))
        assert isinstance(no, Refusal)
        assert ("payment_too_late", "lifecycle/mailbox-active-2025") == (no.code, no.because[-1])
        assert isinstance(quote_extra_space(BOX, no.nearest, rules=rules, on=min(on, EXPIRY)), Quote)
        space = quote_extra_space(BOX, ExtraSpaceRequest(extra_inbox_gb=1), rules=rules, on=date(2027, 1, 10))
        credit = Credit(amount=Decimal("50.00"))
        for day, code in ((EXPIRY, None), (EXPIRY + timedelta(1), "payment_too_late")):
            settled = settle(space, credit, rules=rules, on=day)
            assert code == getattr(settled, "code", None)
            event = Event(name="space_registered", extra_inbox_gb=1)
            assert bool(code) == isinstance(advance(BOX, event, rules=rules, on=day), Refusal)
        tail = shipped("ordine-ingegneri-roma")
        free = ExtraSpaceRequest(extra_inbox_gb=1, paid_on=EXPIRY + timedelta(9))
        assert isinstance(quote_extra_space(BOX, free, rules=tail, on=EXPIRY), Quote)

    @pytest.mark.parametrize("alone", [False, True])
    def test_a_renewal_that_is_paid_with_credit(self, alone):
        """It is one until the mailbox is gone; of add-ons alone nobody knows whether that was renewed meanwhile."""
        box = attrs.evolve(BOX, extra_inbox_gb=1)
        quote = quote_renewal(box, RenewalRequest(years=1, addons_only=alone), rules=shipped(), on=date(2027, 1, 10))
        for day, is_late in ((LAST, False), (LAST + timedelta(1), not alone)):
            settled = settle(quote, Credit(amount=Decimal("500.00")), rules=shipped(), on=day)
            assert is_late == (getattr(settled, "code", None) == "payment_too_late")

    def test_a_slip_on_the_last_day(self):
        """Five working days at least: the mailbox would be deleted. What is most like it and in time is proposed."""
        answer = ask(LAST, "postal_slip")
        assert isinstance(answer, Refusal)
        assert ("payment_too_late", "postal_slip", ("prefilled_slip", "card", "paypal")) == (
            answer.code, answer.asked, answer.allowed,
        )  # fmt: skip
        assert "prefilled_slip" == answer.nearest.method

    def test_a_slip_that_may_come_too_late(self):
        """Between the fewest days and the most it is said."""
        assert ["may_be_registered_after_deletion"] == codes(ask(date(2027, 6, 21), "postal_slip"))
        assert [] == codes(ask(date(2027, 6, 17), "postal_slip"))

    def test_after_the_expiry(self):
        """Whoever pays late by a slow way waits without sending."""
        assert ["may_be_registered_after_expiry"] == codes(ask(date(2027, 3, 29), "postal_slip"))
        assert ["may_be_registered_after_expiry"] == codes(ask(EXPIRY, "postal_slip"))
        assert [] == codes(ask(EXPIRY + DAY, "postal_slip"))

    def test_paid_later_than_ordered(self):
        """The day of the payment counts, and one beyond the deletion is none."""
        assert ["may_be_registered_after_expiry"] == codes(ask(date(2027, 3, 1), paid_on=date(2027, 4, 2)))
        answer = ask(date(2027, 6, 1), paid_on=LAST + DAY)
        assert ("payment_too_late", None, None) == (answer.code, answer.asked, answer.nearest.paid_on)

    @pytest.mark.parametrize(("choice", "late"), [("order_day", False), ("payment_day", False)])
    def test_the_day_that_a_renewal_is_done(self, choice, late):
        """D-14: where the order or the payment counts, its registration may come later."""
        rules = variant(choose("renewal-done-on", choice))
        assert late == isinstance(ask(LAST, "postal_slip", rules), Refusal)

    def test_a_change_of_plan(self):
        """It is a renewal too."""
        request = PlanChangeRequest(plan="pro", years=1, method="postal_slip")
        assert ["may_be_registered_after_expiry"] == codes(
            quote_plan_change(BOX, request, rules=shipped(), on=date(2027, 3, 29))
        )

    @examples(50)
    @given(st.integers(-40, 90), st.sampled_from([None, "card", "bank_transfer", "postal_slip", "prefilled_slip"]))
    def test_no_warning_until_the_last_day(self, days, method):
        """What a quote calls in time is in time: up to its last day nothing is said of the payment, then it is."""
        on = EXPIRY + timedelta(days)
        answer = ask(on, method)
        if isinstance(answer, Refusal):
            assert "payment_too_late" == answer.code
        elif method is not None:
            due = "expiry" if on <= EXPIRY else "deletion"
            assert (due in until(answer, method)) == (not codes(answer))


class TestCharge:
    """What a renewal by hand makes of the automatic charge (R4.12)."""

    def test_it_moves(self):
        """It comes before the new expiry, as the row says."""
        answer = ask(date(2027, 1, 10), auto_renew=True)
        (effect,) = answer.effects
        assert ("charge_moves", 7, "renewal/charge-seven-days-2016") == (effect.code, effect.least, effect.row)
        assert [] == codes(ask(date(2027, 1, 10)))

    @pytest.mark.parametrize(
        ("on", "method", "facts", "told"),
        [
            (date(2027, 3, 22), "card", {}, "charge_moves"),
            (date(2027, 3, 23), "card", {}, "charge_may_come_first"),
            (date(2027, 3, 22), "bank_transfer", {}, "charge_may_come_first"),
            (date(2027, 3, 24), None, {}, "charge_may_be_under_way"),
            (date(2027, 4, 2), None, {}, "charge_moves"),
            (date(2027, 3, 27), None, {"activated_on": date(2027, 3, 26)}, "charge_may_be_under_way"),
            (date(2027, 3, 10), None, {"last_term_began_on": date(2026, 3, 30)}, "charge_moves"),
        ],
    )
    def test_near_it(self, on, method, facts, told):
        """Which of both comes first is said; in grace nothing is charged any more."""
        assert told == codes(ask(on, method, auto_renew=True, **facts))[0]

    def test_where_nothing_is_charged(self):
        """A charge that is skipped leaves nothing before which to pay."""
        skipping = variant(choose("charge-when-bought-late", "skip"))
        late = ask(date(2027, 3, 27), rules=skipping, auto_renew=True, activated_on=date(2027, 3, 26))
        assert [] == [each for each in late.pay_by if each.before == "charge"]

    def test_beside_an_order(self):
        """N-04: whether an open order stops the charge is a row."""
        box = attrs.evolve(BOX, auto_renew=True, last_term_years=1, method="card", renewal_order_pending=True)
        waits = variant(choose("charge-beside-open-order", "not_charged"))
        charged = automatic_renewal(box, rules=shipped(), on=date(2027, 1, 10))
        waiting = automatic_renewal(box, rules=waits, on=date(2027, 1, 10))
        assert isinstance(charged, AutomaticRenewal)
        assert "interpretations/charge-beside-open-order" in charged.because
        assert ("renewal_order_pending", ("pay_renewal_order", "cancel_renewal_order")) == (
            waiting.code, waiting.remedies,
        )  # fmt: skip

    def test_retries_after_the_expiry_are_a_mistake(self):
        """Data that never acts is told."""
        with pytest.raises(InvalidRules) as caught:
            variant(reword("renewal", "charge-seven-days-2016", retry_days_after=[3, 7, 14, 21]))
        assert [("PR235", "14, 21")] == [(each.code, each.args["found"]) for each in caught.value.problems]


class TestItsLife:
    """A payment is in time as long as the mailbox can be renewed: its life says, whatever ends it."""

    @given(
        st.deferred(lambda: st.sampled_from([*every_book(), suspended_at_expiry()])),
        st.none() | st.integers(-200, 120),
        st.integers(-200, 120),
    )
    @examples(40)
    def test_the_last_day_is_the_last_on_which_it_can_be_renewed(self, rules, suspended, on):
        """What is paid at once is in time on every day on which ``status`` says yes, and no day longer."""
        box = attrs.evolve(BOX, suspended_on=None if suspended is None else EXPIRY + timedelta(suspended))
        day = EXPIRY + timedelta(on)
        answer = ask(day, rules=rules, suspended_on=box.suspended_on)
        if not isinstance(answer, Quote):
            return
        last = renewal_options(box, rules=rules, on=day).last_day
        assert [last] == list({each.day for each in answer.pay_by if each.day == max(x.day for x in answer.pay_by)})
        assert status(box, rules=rules, on=last).may_renew
        assert not status(box, rules=rules, on=last + DAY).may_renew

    def test_a_suspension_to_come(self):
        """It ends what the expiry would: paid too late, by hand or by the charge, is what is registered after it."""
        facts = {"suspended_on": date(2027, 2, 1), "auto_renew": True, "last_term_years": 1}
        answer = ask(date(2027, 1, 10), **facts)
        assert {"end": date(2027, 1, 31)} == until(answer, "card")
        assert ["charge_moves", "may_be_registered_after_deletion"] == codes(
            ask(date(2027, 1, 21), "postal_slip", suspended_on=date(2027, 1, 30), auto_renew=True)
        )
        late = ask(date(2027, 1, 29), "postal_slip", **facts)
        assert ("payment_too_late", "prefilled_slip") == (late.code, late.nearest.method)
        charge = automatic_renewal(attrs.evolve(BOX, **facts), rules=shipped(), on=date(2027, 1, 10))
        assert ("suspended", "2027-02-01") == (charge.code, charge.asked)

    def test_more_space_before_a_suspension(self):
        """It is of use while the mailbox works."""
        box = attrs.evolve(BOX, suspended_on=date(2027, 2, 1))
        request = ExtraSpaceRequest(extra_inbox_gb=1, method="postal_slip")
        answer = quote_extra_space(box, request, rules=shipped(), on=date(2027, 1, 22))
        assert ["may_be_registered_after_deletion"] == codes(answer)
        late = quote_extra_space(box, request, rules=shipped(), on=date(2027, 1, 28))
        assert isinstance(late, Refusal)
        assert "payment_too_late" == late.code


@pytest.mark.parametrize("name", ["renewal_order_pending", "activated_on", "last_term_began_on"])
def test_the_day_of_a_charge_may_hang_on_more_than_the_expiry(name: str) -> None:
    """On an order that waits, on the activation, on the last term: on each alone."""
    fact: dict[str, Any] = {name: name == "renewal_order_pending" or date(2026, 3, 30)}
    assert has_own_charge(attrs.evolve(BOX, **fact))
    assert not has_own_charge(BOX)
