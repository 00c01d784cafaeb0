"""Termination: until when a mailbox works, what is lost, what is paid back, and every no."""

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
    Mailbox,
    NoRuleInForce,
    Refusal,
    Termination,
    TerminationRequest,
    from_json,
    status,
    terminate,
    to_json,
)
from pecrules.base import dates
from pecrules.testing.strategies import mailbox_days, termination_requests
from tests.variants import add, choose, every_book, reword, shipped, variant

BEGAN, EXPIRY = date(2026, 3, 30), date(2027, 3, 30)
TODAY = date(2026, 4, 13)
BOX = Mailbox(
    address="mario.rossi@pec.it",
    plan="standard",
    expiry=EXPIRY,
    last_term_years=1,
    last_term_began_on=BEGAN,
    holder=Holder(subject="natural_person"),
)
PARTNERS = attrs.evolve(BOX, channel="partner_panel")
ON_DOMAIN = attrs.evolve(BOX, kind="domain")
PAID = Decimal("12.08")


def ask(mode, box=BOX, on=TODAY, rules=None, facts=None, **request):
    wanted = TerminationRequest(**({"mode": mode, "paid_gross": PAID} | request))
    return terminate(attrs.evolve(box, **(facts or {})), wanted, rules=rules or shipped(), on=on)


def as_partner(mode, on=TODAY, rules=None, facts=None, **request):
    asked = {"asked_by": "partner", "through": "panel_command"} | request
    return ask(mode, PARTNERS, on, rules or shipped(), facts, **asked)


def days(answer):
    return answer.last_day, answer.kept_until


class TestLapse:
    """Nothing has to be asked for: it is enough not to renew (F8.01)."""

    def test_it_works_until_the_expiry(self):
        """And is kept for the ninety days of grace."""
        answer = ask("lapse")
        assert (EXPIRY, date(2027, 6, 28)) == days(answer)
        assert (("messages", "archive", "addons"), True) == (answer.deletes, answer.may_repurchase)

    def test_nothing_is_paid_back(self):
        """Whatever was paid, known or not."""
        assert [Decimal("0.00")] * 2 == [ask("lapse", paid_gross=paid).refund for paid in (PAID, None)]

    def test_the_add_ons_end_along(self):
        """Additional services end with the mailbox (F1.19)."""
        assert (Effect("addons_ended", "termination/expired-ends-addons-2025"),) == ask("lapse").effects

    def test_automatic_renewal_is_switched_off(self):
        """That alone must be done where it is on."""
        first, *_ = ask("lapse", facts={"auto_renew": True}).effects
        assert Effect("automatic_renewal_off", "termination/mailbox-lapse-2025") == first

    @pytest.mark.parametrize("through", ["nothing", "online_request", "smoke_signals"])
    def test_any_way_will_do(self, through):
        """What need not be asked for may be told in any way."""
        assert isinstance(ask("lapse", through=through), Termination)

    def test_on_a_domain(self):
        """The account's holder lets the domain lapse; thirty days are left."""
        assert (EXPIRY, date(2027, 4, 29)) == days(ask("lapse", ON_DOMAIN, asked_by="account_holder"))

    def test_expired_on_the_expiry_day(self):
        """Where the table says so, the day before is the last; the grace is counted from the expiry all the same."""
        rules = variant(choose("day-of-expiry", "expired"))
        assert (date(2027, 3, 29), date(2027, 6, 28)) == days(ask("lapse", rules=rules))

    def test_without_grace(self):
        """Where a row keeps none, nothing is left after the last day."""
        rules = variant(reword("termination", "mailbox-lapse-2025", grace="not_kept"))
        assert (EXPIRY, EXPIRY) == days(ask("lapse", rules=rules))

    @pytest.mark.parametrize(
        ("stopped", "last", "kept"),
        [
            (
                date(2027, 2, 1),
                date(2027, 1, 31),
                date(2027, 2, 8),
            ),  # kept seven days more
            (date(2027, 6, 25), EXPIRY, date(2027, 7, 2)),  # in grace: so much longer is it there
        ],
    )
    def test_f1_15_a_suspension_to_come(self, stopped, last, kept):
        """It ends what the expiry would: the days are those of the timeline and of the status."""
        facts = {"suspended_on": stopped, "on_partner_domain": True}
        assert (last, kept) == days(ask("lapse", facts=facts))
        box = attrs.evolve(BOX, **facts)
        assert ("deleted", kept + timedelta(1)) == (
            (after := status(box, rules=shipped(), on=kept + timedelta(1))).state,
            after.since,
        )

    def test_a_sooner_end_is_not_put_off(self):
        """A partner who has asked for a day does not get the expiry by doing nothing."""
        answer = ask("lapse", facts={"termination_day": date(2026, 9, 1)})
        assert ("ends_sooner", "2026-09-01", None) == (answer.code, answer.asked, answer.nearest)
        assert isinstance(ask("lapse", facts={"termination_day": EXPIRY}), Termination)
        later = ask("lapse", facts={"withdrawn_on": date(2026, 9, 2), "termination_day": EXPIRY})
        assert ("ends_sooner", "2026-09-01") == (later.code, later.asked)

    @pytest.mark.parametrize(
        ("facts", "kept"),
        [
            ({}, date(2027, 6, 28)),
            ({"termination_day": date(2027, 4, 29)}, date(2027, 4, 29)),
            ({"withdrawn_on": date(2027, 4, 20)}, date(2027, 4, 19)),
            ({"termination_day": date(2027, 9, 1)}, date(2027, 6, 28)),
        ],
    )
    def test_an_end_in_grace(self, facts, kept):
        """What was asked for before ends it sooner than its grace, as ``status`` says; it works until the expiry."""
        assert (EXPIRY, kept) == days(ask("lapse", facts=facts, on=date(2027, 3, 1)))
        gone = [status(attrs.evolve(BOX, **facts), rules=shipped(), on=kept + timedelta(n)).may_read for n in (0, 1)]
        assert [True, False] == gone


class TestWithdrawal:
    """Before the expiry, at once (F1.18, F8.02)."""

    def test_nothing_is_kept(self):
        """Today it no longer works, and its content is gone, as its status says."""
        answer = ask("withdrawal")
        assert (TODAY - timedelta(1), TODAY - timedelta(1)) == days(answer)
        assert ["mailbox_ended", "addons_ended"] == [effect.code for effect in answer.effects]

    @pytest.mark.parametrize(
        ("on", "facts", "refund"),
        [
            (BEGAN, {}, "12.08"),
            (date(2026, 4, 13), {}, "12.08"),
            (date(2026, 4, 14), {}, "0.00"),
            (TODAY, {"holder": Holder(subject="legal_person")}, "0.00"),
            (TODAY, {"holder": None}, "None"),
            (TODAY, {"last_term_began_on": None}, "None"),
            (date(2026, 4, 14), {"holder": None}, "0.00"),
        ],
    )
    def test_a_consumer_gets_it_all_back_within_fourteen_days(self, on, facts, refund):
        """The fourteenth included; nobody else and no later. Who or when must be known, where it counts."""
        assert refund == str(ask("withdrawal", on=on, facts=facts).refund)

    @pytest.mark.parametrize(("on", "refund"), [(TODAY, "None"), (date(2026, 4, 14), "0.00")])
    def test_what_was_paid_must_be_known(self, on, refund):
        """Unless there is nothing to pay back anyway."""
        assert refund == str(ask("withdrawal", on=on, paid_gross=None).refund)

    @pytest.mark.parametrize(
        ("on", "facts", "refund"),
        [
            (BEGAN, {}, "12.08"),
            (TODAY, {}, "11.62"),
            (EXPIRY, {}, "0.00"),
            (TODAY, {"last_term_years": None}, "None"),
            (TODAY, {"last_term_began_on": date(2026, 1, 30)}, "11.62"),
            (TODAY, {"expiry": date(2028, 3, 30), "last_term_began_on": TODAY}, "12.08"),
            (TODAY, {"holder": None}, "11.62"),
        ],
    )
    def test_days_not_used(self, on, facts, refund):
        """Their share of the whole term, half-up to the cent, where the table says so."""
        rules = variant(choose("withdrawal-refund", "pro_rata"))
        assert refund == str(ask("withdrawal", on=on, rules=rules, facts=facts).refund)

    def test_the_days_of_the_right_are_a_row(self):
        """Another number in the table is another right."""
        rules = variant(reword("termination", "consumer-days-2016", withdrawal_days=30))
        assert PAID == ask("withdrawal", on=date(2026, 4, 29), rules=rules).refund

    def test_the_heirs(self):
        """From 2025 an heir may ask, also by registered letter."""
        asked = {"asked_by": "heir", "through": "registered_letter"}
        assert isinstance(ask("withdrawal", **asked), Termination)
        answer = ask("withdrawal", on=date(2024, 1, 1), facts={"expiry": date(2024, 12, 1)}, **asked)
        assert ("not_entitled", "heir", ("holder", "legal_representative")) == (
            answer.code, answer.asked, answer.allowed,
        )  # fmt: skip

    def test_an_expired_mailbox(self):
        """It has not worked in full since its expiry, and its content goes today."""
        answer = ask("withdrawal", facts={"expiry": date(2026, 4, 1), "last_term_began_on": date(2025, 4, 1)})
        assert (date(2026, 4, 1), TODAY - timedelta(1)) == days(answer)
        assert Decimal("0.00") == answer.refund

    def test_nobody_may_buy_it_again_where_a_row_says_so(self):
        """The row of the mode decides."""
        rules = variant(reword("termination", "mailbox-withdrawal-2025", repurchase="nobody"))
        assert (True, False) == (ask("withdrawal").may_repurchase, ask("withdrawal", rules=rules).may_repurchase)

    def test_what_is_not_sold_again_is_told_with_its_row(self):
        """Once the row that sells deleted names has ended, that row is a reason."""
        ended = add("termination", "repurchase", id="no-more", kind="mailbox", since="2026-01-01", withdrawn=True)
        answer = ask("withdrawal", rules=variant(ended))
        assert (False, True) == (answer.may_repurchase, "termination/no-more" in answer.because)


class TestPartners:
    """On a day, or at once (R3.11)."""

    def test_on_a_day(self):
        """It works until the end of that day, and nothing is kept."""
        answer = as_partner("at_date", day=date(2026, 9, 1))
        assert (date(2026, 9, 1), date(2026, 9, 1)) == days(answer)

    @pytest.mark.parametrize("day", [TODAY, EXPIRY])
    def test_from_today_to_the_expiry(self, day):
        """Both included."""
        assert day == as_partner("at_date", day=day).last_day

    def test_at_once(self):
        """The content goes too."""
        assert (TODAY - timedelta(1), TODAY - timedelta(1)) == days(as_partner("immediate"))

    def test_at_once_with_grace(self):
        """Where the table says so the content stays for the days of grace."""
        rules = variant(choose("partner-immediate-content", "kept_for_grace"))
        answer = as_partner("immediate", rules=rules)
        assert (TODAY - timedelta(1), date(2026, 7, 11)) == days(answer)
        assert {"lifecycle/mailbox-grace-2024", "interpretations/last-day-of-grace"} <= set(answer.because)

    def test_grace_is_given_once(self):
        """An expired mailbox that a partner ends at once is kept for no longer than it would have been anyway."""
        rules = variant(choose("partner-immediate-content", "kept_for_grace"))
        answer = as_partner("immediate", on=date(2027, 4, 10), rules=rules)
        assert (EXPIRY, date(2027, 6, 28)) == days(answer)
        assert "interpretations/day-of-expiry" in answer.because

    def test_a_partner_is_no_consumer(self):
        """Whoever the holder is."""
        assert Decimal("0.00") == as_partner("immediate").refund

    def test_the_holder_may_withdraw_too(self):
        """The partner's panel adds ways, it takes none."""
        assert isinstance(ask("withdrawal", PARTNERS), Termination)


class TestRefusals:
    """Every no, with its rows and its way out."""

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"expiry": date(2026, 4, 1)}, "expired"),
            ({"expiry": date(2026, 1, 1)}, "deleted"),
            ({"withdrawn_on": TODAY}, "withdrawn"),
            ({"suspended_on": TODAY}, "suspended"),
            ({"activation_started_on": TODAY}, "in_activation"),
        ],
    )
    @pytest.mark.parametrize("mode", ["lapse", "fire"])
    def test_only_an_active_mailbox_can_lapse(self, mode, facts, code):
        """Its state is the first reason, and no other request would help."""
        answer = ask(mode, facts=facts)
        assert (code, None) == (answer.code, answer.nearest)
        assert f"lifecycle/mailbox-{code.replace('_', '-')}" in answer.because[0]

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"expiry": date(2026, 1, 1)}, "deleted"),
            ({"withdrawn_on": TODAY}, "withdrawn"),
            ({"suspended_on": TODAY}, "suspended"),
        ],
    )
    def test_what_has_ended_cannot_be_withdrawn_from(self, facts, code):
        """Nor what its partner's domain has stopped: only states with a way out have one."""
        answer = ask("withdrawal", facts=facts)
        assert (code, None) == (answer.code, answer.nearest)

    def test_one_about_to_expire_is_active(self):
        """The last ninety days are no state of their own."""
        assert isinstance(ask("withdrawal", on=date(2027, 3, 1)), Termination)

    @pytest.mark.parametrize(
        ("mode", "near"), [("immediate", "withdrawal"), ("at_date", "lapse"), ("disdetta", "lapse")]
    )
    def test_a_mode_that_is_not_offered(self, mode, near):
        """What is not for at once never becomes so; the partners' modes are for mailboxes managed there."""
        answer = ask(mode, day=date(2026, 9, 1) if mode == "at_date" else None)
        assert ("mode_not_offered", mode, ("lapse", "withdrawal")) == (answer.code, answer.asked, answer.allowed)
        assert (near, None) == (answer.nearest.mode, answer.nearest.day)
        assert isinstance(terminate(BOX, answer.nearest, rules=shipped(), on=TODAY), Termination)

    def test_on_a_domain_there_was_no_withdrawal(self):
        """Before 2025 one could only let it lapse."""
        answer = ask("withdrawal", ON_DOMAIN, date(2024, 2, 1), facts={"expiry": date(2024, 9, 1)})
        assert ("lapse", "account_holder") == (answer.nearest.mode, answer.nearest.asked_by)
        assert ("termination/domain-lapse-2016",) == answer.because

    def test_nothing_is_offered_at_all(self):
        """Then the tables say nothing, and that is told of the day asked."""
        end = {"kind": "mailbox", "since": "2026-01-01", "withdrawn": True}
        modes = ("lapse", "withdrawal")
        rules = variant(*(add("termination", "modes", id=f"no-{mode}", mode=mode, **end) for mode in modes))
        for on in (TODAY, TODAY + timedelta(1)):
            with pytest.raises(NoRuleInForce, match=str(on)):
                ask("lapse", rules=rules, on=on)

    def test_who_asks(self):
        """Nobody but those whom the row names."""
        answer = ask("withdrawal", asked_by="partner")
        assert ("not_entitled", "partner") == (answer.code, answer.asked)
        assert ("holder", "legal_representative", "heir") == answer.allowed
        assert "holder" == answer.nearest.asked_by

    def test_by_which_way(self):
        """Only by those that the row names."""
        answer = ask("withdrawal", through="panel_command")
        assert ("way_not_offered", "panel_command") == (answer.code, answer.asked)
        assert ("online_request", "email_form", "registered_letter") == answer.allowed
        assert "online_request" == answer.nearest.through

    def test_f8_05_an_heir_sends_the_form(self):
        """Who must send documents is offered no request online."""
        answer = ask("withdrawal", asked_by="heir", through="online_request")
        assert isinstance(answer, Refusal)
        assert ("way_not_offered", ("email_form", "registered_letter")) == (answer.code, answer.allowed)
        assert "email_form" == answer.nearest.through

    def test_who_is_left_no_way(self):
        """Where the form is all that they may send, and it is none of the ways, there is nothing to propose."""
        rules = variant(reword("termination", "mailbox-withdrawal-2025", asked_through=["online_request"]))
        answer = ask("withdrawal", rules=rules, asked_by="heir", through="online_request")
        assert ("way_not_offered", (), None) == (answer.code, answer.allowed, answer.nearest)

    @pytest.mark.parametrize(
        ("day", "code", "near"),
        [
            (None, "day_missing", EXPIRY),
            (date(2026, 4, 12), "day_past", TODAY),
            (date(2027, 3, 31), "day_after_expiry", EXPIRY),
        ],
    )
    def test_the_day(self, day, code, near):
        """It must be given, and lie between today and the expiry."""
        answer = as_partner("at_date", day=day)
        asked = None if day is None else day.isoformat()
        assert (code, asked, ("2026-04-13", "2027-03-30")) == (answer.code, answer.asked, answer.allowed)
        assert near == answer.nearest.day

    def test_a_day_that_would_be_passed_over(self):
        """Who gives a day and asks for the end at once is asked again."""
        answer = ask("withdrawal", day=date(2026, 9, 1))
        assert ("day_not_asked", "2026-09-01", None) == (answer.code, answer.asked, answer.nearest.day)

    @pytest.mark.parametrize("paid", ["-0.01", "1.005"])
    def test_what_is_no_amount(self, paid):
        """Not below zero, and in whole cents."""
        answer = ask("withdrawal", paid_gross=Decimal(paid))
        assert ("amount_invalid", paid, None) == (answer.code, answer.asked, answer.nearest.paid_gross)

    @pytest.mark.parametrize("paid", ["0", "-0.00", "5", "1E+3"])
    def test_what_is_an_amount(self, paid):
        """However it is written."""
        assert Decimal(paid) == ask("withdrawal", paid_gross=Decimal(paid)).refund

    def test_several_reasons(self):
        """The first is told, and the nearest request mends them all."""
        answer = as_partner("at_date", asked_by="holder", through="email_form")
        assert "not_entitled" == answer.code
        expected = TerminationRequest(
            mode="at_date", asked_by="partner", through="panel_command", day=EXPIRY, paid_gross=PAID
        )
        assert expected == answer.nearest

    def test_beyond_the_calendar(self):
        """A grace without days is an error of the calendar."""
        with pytest.raises(CalendarError):
            ask("lapse", facts={"expiry": date(9999, 12, 31)})


class TestReasons:
    """The rows behind it."""

    def test_a_withdrawal(self):
        """Mode, transition, refund, the consumer's right, what ends along."""
        expected = {
            "termination/mailbox-withdrawal-2025",
            "lifecycle/withdrawal-2025",
            "interpretations/withdrawal-refund",
            "interpretations/withdrawal-right-begins",
            "termination/consumer-days-2016",
            "termination/withdrawn-ends-addons-2025",
        }
        answer = ask("withdrawal")
        assert expected == set(answer.because)
        assert Caveat("interpretations/withdrawal-refund", "assumed") in answer.caveats

    def test_a_lapse(self):
        """Mode, transition, the readings of its days, the grace, what ends along."""
        expected = {
            "termination/mailbox-lapse-2025",
            "lifecycle/mailbox-expires-2025",
            "interpretations/day-of-expiry",
            "interpretations/last-day-of-grace",
            "lifecycle/mailbox-grace-2024",
            "termination/expired-ends-addons-2025",
        }
        assert expected == set(ask("lapse").because)

    def test_nothing_ends_along_where_no_row_says_so(self):
        """A withdrawn row of the cascade ends nothing."""
        rules = variant(
            add("termination", "cascade", id="alone", cause="mailbox_expired", since="2026-01-01", withdrawn=True)
        )
        assert () == ask("lapse", rules=rules).effects


# -- properties -------------------------------------------------------------------------------------------------------

FIRST = date(2016, 1, 1)


@cache
def refunding(choice):
    """Another reading of what a withdrawal pays back."""
    return variant(choose("withdrawal-refund", choice))


ALL_RULES = st.deferred(lambda: st.sampled_from([shipped(), refunding("pro_rata"), refunding("no_refund")]))
WAYS = {
    "withdrawal": {},
    "at_date": {"channel": "partner_panel"},
    "immediate": {"channel": "partner_panel"},
}


@st.composite
def questions(draw):
    """Any mailbox, any wish, a day near its expiry; a day asked for lies near today."""
    box, on = draw(mailbox_days())
    on = max(on, FIRST)
    request = draw(termination_requests())
    if request.day is not None:
        request = attrs.evolve(request, day=on + timedelta(draw(st.integers(-5, 400))))
    return box, request, on


@st.composite
def endings(draw):
    """A mailbox that can be ended early, a request that does it, and the day."""
    on = draw(st.dates(date(2025, 1, 1), date(2035, 1, 1)))
    years = draw(st.integers(1, 5))
    began = on - timedelta(draw(st.integers(0, 365 * years)))
    expiry = dates.add_years(began, years)
    mode = draw(st.sampled_from(sorted(WAYS)))
    box = attrs.evolve(
        BOX, expiry=expiry, anchor=began if dates.is_leap_day(began) else None, last_term_years=years,
        last_term_began_on=draw(st.dates(began - timedelta(90), on)), auto_renew=draw(st.booleans()), **WAYS[mode],
    )  # fmt: skip
    usual = {"asked_by": "partner", "through": "panel_command"} if WAYS[mode] else {}
    day = on + timedelta(draw(st.integers(0, (box.expiry - on).days))) if mode == "at_date" else None
    paid = Decimal(draw(st.integers(0, 100_000))).scaleb(-2)
    return box, TerminationRequest(mode=mode, day=day, paid_gross=paid, **usual), on


class TestProperties:
    """What holds for every mailbox, wish and day."""

    @given(questions(), ALL_RULES)
    def test_every_question_has_an_answer(self, question, rules):
        """With rows behind it; nothing is kept for less than it works, and no more is paid back than was paid."""
        box, request, on = question
        answer = terminate(box, request, rules=rules, on=on)
        assert answer.because
        assert all(rules.cite(ref) for ref in answer.because)
        assert answer == from_json(to_json(answer))
        if isinstance(answer, Termination):
            assert answer.last_day <= answer.kept_until
            assert on - timedelta(1) <= answer.kept_until
            assert answer.refund is None or 0 <= answer.refund <= (request.paid_gross or 0)

    @given(questions())
    def test_the_nearest_request_is_accepted(self, question):
        """Whoever proposes something keeps to it."""
        box, request, on = question
        answer = terminate(box, request, rules=shipped(), on=on)
        if isinstance(answer, Refusal) and answer.nearest is not None:
            assert isinstance(terminate(box, answer.nearest, rules=shipped(), on=on), Termination)

    @given(endings())
    def test_an_end_carried_out_shows_in_the_status(self, ending):
        """On its last day a mailbox still works; then it is withdrawn, today if it ends at once."""
        box, request, on = ending
        answer = terminate(box, request, rules=shipped(), on=on)
        gone = {"termination_day": request.day} if request.mode == "at_date" else {"withdrawn_on": on}
        ended = attrs.evolve(box, **gone)
        assert status(ended, rules=shipped(), on=answer.last_day).may_send
        after = status(ended, rules=shipped(), on=answer.last_day + timedelta(1))
        assert ("withdrawn", answer.may_repurchase) == (after.state, after.may_repurchase)

    @given(endings())
    def test_a_second_reading_of_the_share(self, ending):
        """Cents for the days that are left, halves upwards, by multiplication alone."""
        box, request, on = ending
        whole = (box.expiry - (box.anchor or dates.add_years(box.expiry, -box.last_term_years))).days
        left = (box.expiry - (request.day or on)).days
        exact = int(request.paid_gross * 100) * left  # cents times days
        refund = int(terminate(box, request, rules=refunding("pro_rata"), on=on).refund * 100)
        assert -whole <= 2 * (exact - refund * whole) < whole


def test_a_name_can_be_bought_again_where_status_says_so():
    """In every book, on the day of the withdrawal."""
    for rules in every_book():
        ends = ask("withdrawal", on=date(2027, 1, 10), rules=rules)
        gone = status(attrs.evolve(BOX, withdrawn_on=date(2027, 1, 10)), rules=rules, on=date(2027, 1, 10))
        assert gone.may_repurchase == getattr(ends, "may_repurchase", False), rules.book


def test_the_rows_by_which_it_is_too_late():
    """A deleted mailbox is not ended: the rows of its state and of its days say so."""
    refusal = ask("withdrawal", on=date(2028, 1, 10))
    assert ("deleted", True) == (refusal.code, "interpretations/last-day-of-grace" in refusal.because)
