"""The calendar of a mailbox: worked examples with every day; and that it agrees with what others say of each day."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    AutomaticRenewal,
    Calendar,
    CalendarDay,
    CalendarError,
    Holder,
    Mailbox,
    NoRuleInForce,
    Refusal,
    Ruleset,
    alert_calendar,
    automatic_renewal,
    from_json,
    log_availability,
    status,
    timeline,
    to_json,
)
from pecrules.model.codes import Kind
from pecrules.testing.strategies import days, mailbox_days
from tests.profiles import examples
from tests.variants import choose, reword, shipped, variant

ON = date(2026, 6, 1)
DAY = timedelta(1)
ROMA = "ordine-ingegneri-roma"
EVER = (date(1990, 1, 1), date(2200, 12, 31))
HOLDER = Holder(subject="natural_person", reference_email="rossi@example.org")
ENGINEER = Mailbox(
    address="mario.rossi@pec.ording.roma.it",
    plan="standard",
    expiry=date(2017, 3, 30),
    channel="convention_area",
    requested_on=date(2016, 3, 30),
    activated_on=date(2016, 3, 30),
    holder=HOLDER,
)
"""The example of the guide for members: requested and certified on one day, ending a year later."""

USUAL = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30), holder=HOLDER)


def ask(mailbox: Mailbox, span: tuple[date, date] = EVER, *, rules: Ruleset | None = None, on: date = ON) -> Calendar:
    answer = timeline(mailbox, span, rules=rules or shipped(), on=on)
    assert isinstance(answer, Calendar)
    return answer


def usual(**fields: Any) -> Mailbox:
    return attrs.evolve(USUAL, **fields)


def told(calendar: Calendar) -> list[tuple[str, str]]:
    return [(str(each.day), each.name) for each in calendar.days]


def day_of(calendar: Calendar, what: str) -> CalendarDay:
    (found,) = [each for each in calendar.days if each.what == what]
    return found


class TestExampleOfTheGuide:
    """R2.10 and R2.11: requested and certified on 30 March 2016, in the convention of Rome's engineers."""

    def test_r2_11_every_day(self) -> None:
        """A one-year term ends on the same day of the next year; all other days are counted from it."""
        expected = [
            ("2016-03-30", "activation"),
            ("2016-12-30", "red_date"),  # 90 days before
            ("2016-12-30", "expiry_first"),  # 90 days before, to the reference e-mail
            ("2017-03-30", "expiry"),  # the last day active
            ("2017-06-28", "grace_end"),  # 90 days after, the last day in grace
            ("2017-06-29", "deletion"),
            ("2019-12-28", "log_end"),  # 30 months after the last day in grace
        ]
        assert expected == told(ask(ENGINEER, rules=shipped(ROMA), on=date(2016, 6, 1)))

    def test_r2_10_each_day_has_its_row(self) -> None:
        """Each day names the row behind it."""
        expected = [
            "lifecycle/mailbox-active-2016",
            "alerts/red-date-2016",
            "alerts/roma-first-notice-2016",
            "lifecycle/mailbox-active-2016",
            "lifecycle/mailbox-grace-2016",
            "lifecycle/mailbox-deleted-2016",
            "termination/logs-2016",
        ]
        assert expected == [each.row for each in ask(ENGINEER, rules=shipped(ROMA), on=date(2016, 6, 1)).days]

    def test_r2_23_the_notice_goes_to_the_reference_address(self) -> None:
        """It is the only thing in this calendar that anybody is told."""
        calendar = ask(ENGINEER, rules=shipped(ROMA), on=date(2016, 6, 1))
        (notice,) = [each for each in calendar.days if each.audience]
        assert ("holder", "rossi@example.org", "email") == (notice.audience, notice.address, notice.sent_by)

    def test_r4_8_thirty_months_of_logs(self) -> None:
        """The logs of the last day are kept for thirty months from it."""
        logs = log_availability(ENGINEER, date(2017, 6, 28), rules=shipped(ROMA), on=date(2017, 6, 28))
        assert not isinstance(logs, Refusal)
        assert day_of(ask(ENGINEER, rules=shipped(ROMA), on=date(2016, 6, 1)), "log_end").day == logs.until

    def test_only_the_span(self) -> None:
        """Both ends of the span count."""
        span = (date(2017, 3, 30), date(2017, 6, 28))
        assert ["expiry", "grace_end"] == [name for _, name in told(ask(ENGINEER, span, rules=shipped(ROMA), on=ON))]


class TestAutomaticRenewal:
    """F3.13: with automatic renewal on, the charge stands beside what comes if it fails."""

    def test_seven_days_before(self) -> None:
        """The charge comes seven days before the expiry, and the calendar goes on as if it failed."""
        expected = [
            ("2026-12-30", "red_date"),
            ("2026-12-30", "charge_first"),
            ("2027-03-23", "charge"),
            ("2027-03-30", "expiry"),
            ("2027-06-28", "grace_end"),
            ("2027-06-29", "deletion"),
            ("2029-12-28", "log_end"),
        ]
        assert expected == told(ask(usual(auto_renew=True, last_term_years=2)))

    def test_the_days_do_not_hang_on_the_term(self) -> None:
        """Who does not know the last term still knows the day of the charge."""
        assert told(ask(usual(auto_renew=True))) == told(ask(usual(auto_renew=True, last_term_years=2)))

    def test_retries(self) -> None:
        """Where a company tries again, each try has its day."""
        rules = variant(
            reword("renewal", "charge-seven-days-2016", retry_days_after=[3, 7]),
            choose("charge-retries", "listed_days"),
        )
        found = [each for each in ask(usual(auto_renew=True), rules=rules).days if each.what in {"charge", "retry"}]
        expected = [("2027-03-23", "charge"), ("2027-03-26", "retry"), ("2027-03-30", "retry")]
        assert expected == [(str(each.day), each.what) for each in found]

    @pytest.mark.parametrize("on", [date(2027, 3, 1), date(2027, 3, 25)])
    @pytest.mark.parametrize("first", [date(2027, 1, 1), date(2027, 3, 24)])
    def test_what_follows_only_if_it_fails(self, on: date, first: date) -> None:
        """It says so before the charge and after, whether or not that is among the days; in grace it failed."""
        span = (first, date(2031, 1, 1))
        box = usual(auto_renew=True, last_term_years=1)
        found = ask(box, span, on=on).days
        assert ["grace_end", "deletion", "log_end"] == [each.what for each in found if each.if_charge_fails]
        assert not any(each.if_charge_fails for each in ask(box, span, on=date(2027, 4, 2)).days)

    def test_a_suspension_comes_all_the_same(self) -> None:
        """What ends a mailbox whether or not it was charged is told without a condition."""
        found = ask(usual(auto_renew=True, last_term_years=1, suspended_on=date(2027, 3, 26)), on=date(2027, 3, 1)).days
        assert {"charge", "suspension", "deletion"} <= {each.what for each in found}
        assert not any(each.if_charge_fails for each in found)

    def test_a_retry_comes_before_the_expiry_of_the_day(self) -> None:
        """Things of one day keep their order."""
        rules = variant(
            reword("renewal", "charge-seven-days-2016", retry_days_after=[7]), choose("charge-retries", "listed_days")
        )
        on_the_day = ask(usual(auto_renew=True), (date(2027, 3, 30), date(2027, 3, 30)), rules=rules)
        assert ["retry", "expiry"] == [each.what for each in on_the_day.days]

    def test_no_charge_after_the_end(self) -> None:
        """A mailbox that ends before its charge is not charged."""
        calendar = ask(usual(auto_renew=True, termination_day=date(2027, 3, 22)))
        assert "charge" not in [each.what for each in calendar.days]

    def test_a_charge_of_unknown_price(self) -> None:
        """Where the tables know no price for that day, the day stands all the same."""
        mailbox = usual(expiry=date(2017, 3, 30), auto_renew=True, last_term_years=1)
        with pytest.raises(NoRuleInForce):
            automatic_renewal(mailbox, rules=shipped(), on=date(2016, 6, 1))
        assert date(2017, 3, 23) == day_of(ask(mailbox, on=date(2016, 6, 1)), "charge").day

    def test_no_charge_of_what_cannot_be_renewed(self) -> None:
        """A term that is not offered any more will not be charged, and the calendar says why."""
        calendar = ask(usual(auto_renew=True, last_term_years=9))
        assert "charge" not in [each.what for each in calendar.days]
        assert "renewal/ordinary-terms-2016" in calendar.because

    def test_no_charge_on_a_domain(self) -> None:
        """A domain is renewed elsewhere, and the calendar says why there is no charge in it."""
        calendar = ask(usual(kind="domain", auto_renew=True))
        assert "charge" not in [each.what for each in calendar.days]
        assert "renewal/domain-route-2021" in calendar.because


class TestOtherEnds:
    """Not every mailbox ends by its expiry."""

    def test_f1_15_a_suspension(self) -> None:
        """Seven days suspended, the seventh included, then deleted; what would have come later does not."""
        expected = [("2026-12-30", "red_date"), ("2026-12-30", "expiry_first")]
        expected += [("2027-02-01", "suspension"), ("2027-02-08", "suspension_end")]
        expected += [("2027-02-09", "deletion"), ("2029-08-08", "log_end")]
        calendar = ask(usual(suspended_on=date(2027, 2, 1)))
        assert expected == told(calendar)
        assert "lifecycle/partner-domain-suspension-2016" == day_of(calendar, "suspension_end").row

    def test_a_suspension_of_no_days(self) -> None:
        """Where the table gives no day and the reading takes one more, the end comes at once, and is no expiry."""
        rules = variant(
            reword("lifecycle", "partner-domain-suspension-2016", suspended_days=0),
            choose("partner-domain-day-seven", "excluded"),
        )
        calendar = ask(usual(suspended_on=date(2026, 9, 1)), rules=rules)
        expected = [("2026-08-31", "suspension_end"), ("2026-09-01", "deletion"), ("2029-02-28", "log_end")]
        assert expected == told(calendar)

    def test_r3_11_a_day_asked_for(self) -> None:
        """A partner's termination shows the day asked for, the last on which the mailbox works."""
        expected = [("2026-12-15", "termination"), ("2029-06-15", "log_end")]
        calendar = ask(usual(termination_day=date(2026, 12, 15)))
        assert expected == told(calendar)
        assert "lifecycle/mailbox-withdrawn-2016" == day_of(calendar, "termination").row

    def test_a_withdrawal(self) -> None:
        """A withdrawal ends everything the day before its first day; no grace follows."""
        assert [("2026-08-31", "termination"), ("2029-02-28", "log_end")] == told(
            ask(usual(withdrawn_on=date(2026, 9, 1)))
        )

    def test_withdrawn_in_grace(self) -> None:
        """In grace it may be ended too: then no last day of grace comes."""
        names = [name for _, name in told(ask(usual(termination_day=date(2027, 5, 1))))]
        assert ["red_date", "expiry_first", "expiry", "termination", "log_end"] == names

    def test_without_grace(self) -> None:
        """With no days of grace the mailbox is deleted the day after its expiry."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", grace_days=0))
        expected = [("2027-03-30", "expiry"), ("2027-03-31", "deletion"), ("2029-09-30", "log_end")]
        assert expected == told(ask(USUAL, rules=rules))[2:]

    def test_r4_3_thirty_days_on_a_domain(self) -> None:
        """On a domain grace has thirty days."""
        found = told(ask(usual(kind="domain", address="a@b.it")))
        assert [("2027-04-29", "grace_end"), ("2027-04-30", "deletion")] == found[-3:-1]

    def test_the_readings_of_days_move_them(self) -> None:
        """Under the other readings the expiry day is expired, and the last day of grace deleted."""
        rules = variant(choose("day-of-expiry", "expired"), choose("last-day-of-grace", "deleted"))
        expected = [("2027-03-29", "expiry"), ("2027-06-27", "grace_end"), ("2027-06-28", "deletion")]
        assert expected == told(ask(USUAL, rules=rules))[2:5]

    def test_r0_7_the_red_date_without_the_ninetieth_day(self) -> None:
        """The red date and the notice that comes with it keep together."""
        rules = variant(choose("alert-day-ninety", "excluded"))
        assert [("2026-12-31", "red_date"), ("2026-12-31", "expiry_first")] == told(ask(USUAL, rules=rules))[:2]


class TestActivation:
    """The day a mailbox becomes usable."""

    @pytest.mark.parametrize(
        ("kind", "channel", "on", "choice", "day"),
        [
            ("mailbox", "customer_area", date(2016, 3, 30), "longest", date(2016, 4, 1)),
            ("mailbox", "customer_area", date(2016, 3, 30), "shortest", date(2016, 3, 31)),
            ("mailbox", "customer_area", date(2023, 3, 30), "longest", date(2023, 3, 30)),
            ("mailbox", "convention_area", date(2016, 3, 30), "longest", date(2016, 4, 1)),
            ("mailbox", "partner_panel", date(2016, 3, 30), "longest", date(2016, 3, 30)),
            ("domain", "hosting_area", date(2023, 3, 30), "longest", date(2023, 4, 1)),
            ("domain", "hosting_area", date(2023, 3, 30), "shortest", date(2023, 3, 31)),
        ],
    )
    def test_r0_19_the_expected_day(self, kind: Kind, channel: str, on: date, choice: str, day: date) -> None:
        """Hours count as whole days begun, minutes and what is immediate as the same day."""
        rules = variant(choose("activation-hours", choice))
        box = attrs.evolve(
            ENGINEER, kind=kind, channel=channel, activated_on=None, activation_started_on=on,
            expiry=on.replace(year=on.year + 1),
        )  # fmt: skip
        activation = day_of(ask(box, rules=rules, on=on), "activation")
        assert day == activation.day
        assert 2 <= len(activation.because)

    def test_how_long_it_takes_is_named(self) -> None:
        """Behind an expected day stands the row it is counted by."""
        on = date(2026, 3, 30)
        activation = day_of(ask(usual(activation_started_on=on), on=on), "activation")
        assert ("lifecycle/mailbox-active-2025", "lifecycle/mailbox-activation-2021") == activation.because

    def test_what_follows_is_expected_too(self) -> None:
        """A mailbox being activated has the calendar that it will have."""
        box = usual(activation_started_on=date(2026, 3, 30))
        names = [name for _, name in told(ask(box, on=date(2026, 3, 30)))]
        assert names == ["activation", *(name for _, name in told(ask(USUAL, on=date(2026, 3, 30))))]

    @pytest.mark.parametrize(
        ("facts", "changes"),
        [
            ({}, [("2026-04-10", "activation")]),
            ({"withdrawn_on": date(2026, 4, 8)}, [("2026-04-07", "termination")]),
        ],
    )
    def test_what_is_overdue_comes_today(self, facts: dict[str, Any], changes: list[tuple[str, str]]) -> None:
        """Nothing is told of days gone by that the status of those days does not know."""
        box, on = usual(activation_started_on=date(2026, 3, 30), **facts), date(2026, 4, 10)
        days = told(ask(box, (date(2026, 4, 1), on), on=on))
        assert changes == [each for each in days if each[1] != "notice"]
        assert "in_activation" == status(box, rules=shipped(), on=date(2026, 4, 7)).state

    def test_the_known_day_counts(self) -> None:
        """What has happened is not expected any more."""
        box = usual(activation_started_on=date(2026, 3, 30), activated_on=date(2026, 4, 3))
        assert date(2026, 4, 3) == day_of(ask(box), "activation").day

    def test_nothing_known_nothing_told(self) -> None:
        """Without a day of activation there is none in the calendar."""
        assert "activation" not in [each.what for each in ask(USUAL).days]

    def test_activated_when_red(self) -> None:
        """What is activated in its last ninety days has no day on which it turns red."""
        names = [name for _, name in told(ask(usual(activated_on=date(2027, 2, 1))))]
        assert ["activation", "expiry", "grace_end", "deletion", "log_end"] == names


class TestRefusals:
    """What cannot be answered."""

    def test_a_span_that_ends_before_it_begins(self) -> None:
        """It is the refusal of the notices' calendar."""
        span = (date(2027, 1, 2), date(2027, 1, 1))
        answer = timeline(USUAL, span, rules=shipped(), on=ON)
        assert answer == alert_calendar(USUAL, span, rules=shipped(), on=ON)
        assert isinstance(answer, Refusal)
        assert "span_backwards" == answer.code

    def test_before_the_tables(self) -> None:
        """Before the first row nothing is made up."""
        with pytest.raises(NoRuleInForce):
            ask(USUAL, on=date(2015, 12, 31))

    def test_the_day_in_the_message_is_the_day_asked(self) -> None:
        """Also where two days share what was worked out from the tables."""
        rules = variant(reword("lifecycle", "domain-activation-2016", since="2020-12-31"))
        box = usual(kind="domain", activation_started_on=date(2016, 3, 30))
        for on in (date(2016, 6, 1), date(2016, 6, 2)):
            with pytest.raises(NoRuleInForce) as caught:
                ask(box, rules=rules, on=on)
            assert ("lifecycle.activation", on) == (caught.value.section, caught.value.day)

    def test_beyond_the_calendar(self) -> None:
        """A day after the year 9999 is none."""
        with pytest.raises(CalendarError):
            ask(usual(expiry=date(9999, 12, 31)))


# -- properties -------------------------------------------------------------------------------------------------------

FIRST = date(2023, 1, 1)
"""The first day with a price of the public list, without which no charge can be told."""


@cache
def otherwise() -> Ruleset:
    """The readings that move days, each the other way."""
    return variant(
        choose("day-of-expiry", "expired"),
        choose("last-day-of-grace", "deleted"),
        choose("alert-day-ninety", "excluded"),
        choose("partner-domain-day-seven", "excluded"),
    )


EVERY = st.deferred(lambda: st.sampled_from([shipped(), shipped(ROMA), otherwise()]))
Question = tuple[Mailbox, tuple[date, date], date]
FEWER = examples(30)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A mailbox, a span around its expiry and a day."""
    mailbox, on = draw(mailbox_days())
    first, length = draw(st.integers(-500, 300)), draw(st.integers(0, 1500))
    return mailbox, (mailbox.expiry + first * DAY, mailbox.expiry + (first + length) * DAY), max(on, FIRST)


LATE = mailbox_days(activation_started_on=st.none(), expiry=days(first=date(2036, 1, 1), last=date(2040, 12, 31))).map(
    lambda drawn: drawn.mailbox
)
"""Mailboxes whose whole life lies after the last row, so that the rows of each day are the same; none in activation."""

LATER = date(2030, 1, 1)


ALIVE = {"active", "expiring"}
AROUND = {
    "activation_start": ({"not_activated"}, {"in_activation"}, None),
    "activation": ({"not_activated", "in_activation"}, ALIVE, None),
    "expiry": (None, ALIVE, {"expired", "deleted"}),
    "grace_end": (None, {"expired"}, {"deleted"}),
    "suspension": (ALIVE | {"not_activated", "in_activation", "expired"}, {"suspended"}, None),
    "suspension_end": (None, {"suspended"}, {"deleted"}),
    "termination": (None, ALIVE | {"not_activated", "in_activation", "suspended", "expired"}, {"withdrawn"}),
    "deletion": (ALIVE | {"not_activated", "in_activation", "expired", "suspended"}, {"deleted"}, None),
    "red_date": ({"active"}, {"expiring"}, None),
}
"""What happens: the states of the day before, the day itself and the day after."""


LAST_DAYS = {"expiry", "grace_end", "suspension_end", "termination"}
"""What is told on the last day of a state; all else on the first of the next."""


class TestProperties:
    """What holds whatever the mailbox, the span and the day."""

    @FEWER
    @given(LATE, EVERY)
    def test_every_day_agrees_with_the_status(self, mailbox: Mailbox, rules: Ruleset) -> None:
        """The state of the day itself, of the day before and of the day after are what the calendar says."""
        for each in ask(mailbox, rules=rules, on=LATER).days:
            for shift, allowed in zip((-1, 0, 1), AROUND.get(each.what, ()), strict=False):
                found = status(mailbox, rules=rules, on=each.day + shift * DAY).state
                assert allowed is None or found in allowed, (each.what, shift)

    @FEWER
    @given(mailbox=LATE, began=st.integers(0, 9), rules=EVERY)
    def test_its_days_are_the_changes_of_the_status(self, mailbox: Mailbox, began: int, rules: Ruleset) -> None:
        """Each day on which the state is another one is told, of an activation and a suspension too; and no other."""
        started = mailbox.activated_on and mailbox.activated_on - began * DAY
        mailbox = attrs.evolve(mailbox, activation_started_on=started)
        state = status(mailbox, rules=rules, on=LATER)
        changes = set[date]()
        while state.until is not None:
            changes.add(state.until + DAY)
            state = status(mailbox, rules=rules, on=state.until + DAY)
        days = ask(mailbox, (LATER + DAY, date(2060, 1, 1)), rules=rules, on=LATER).days
        assert changes == {each.day + DAY * (each.what in LAST_DAYS) for each in days if each.what in AROUND}

    @FEWER
    @given(LATE, EVERY)
    def test_every_state_begins_in_the_calendar(self, mailbox: Mailbox, rules: Ruleset) -> None:
        """Whatever ends or deletes a mailbox has its day."""
        found = {each.what: each.day for each in ask(mailbox, rules=rules, on=LATER).days}
        end = status(mailbox, rules=rules, on=date(2050, 1, 1))
        assert end.since == (found["deletion"] if end.state == "deleted" else found["termination"] + DAY)

    @FEWER
    @given(LATE, EVERY)
    def test_the_red_date_is_red(self, mailbox: Mailbox, rules: Ruleset) -> None:
        """It is red on that day, and was not on the day before."""
        for each in ask(mailbox, rules=rules, on=LATER).days:
            if each.what == "red_date":
                red = [status(mailbox, rules=rules, on=each.day - shift * DAY).expiry_red for shift in (1, 0)]
                assert [False, True] == red

    @FEWER
    @given(questions(), EVERY)
    def test_the_days_lie_in_the_span_and_ascend(self, asked: Question, rules: Ruleset) -> None:
        """And they are those of the longest span that lie there."""
        mailbox, (first, last), on = asked
        found = ask(mailbox, (first, last), rules=rules, on=on)
        whole = ask(mailbox, rules=rules, on=on)
        assert sorted(each.day for each in found.days) == [each.day for each in found.days]
        assert tuple(each for each in whole.days if first <= each.day <= last) == found.days
        assert whole.because == found.because

    @FEWER
    @given(questions(), st.integers(0, 1499), EVERY)
    def test_two_halves_are_the_whole(self, asked: Question, cut: int, rules: Ruleset) -> None:
        """A span cut in two gives the same days."""
        mailbox, (first, last), on = asked
        middle = first + (cut % ((last - first).days + 1)) * DAY
        left = ask(mailbox, (first, middle), rules=rules, on=on).days
        right = ask(mailbox, (middle + DAY, last), rules=rules, on=on).days if middle < last else ()
        assert ask(mailbox, (first, last), rules=rules, on=on).days == (*left, *right)

    @FEWER
    @given(questions(), EVERY)
    def test_the_notices_are_those_of_their_calendar(self, asked: Question, rules: Ruleset) -> None:
        """Not one more, not one less, in the same order."""
        mailbox, span, on = asked
        notices = alert_calendar(mailbox, span, rules=rules, on=on)
        assert isinstance(notices, Calendar)
        assert notices.days == tuple(each for each in ask(mailbox, span, rules=rules, on=on).days if each.audience)

    @FEWER
    @given(questions(), EVERY)
    def test_the_charge_is_that_of_automatic_renewal(self, asked: Question, rules: Ruleset) -> None:
        """On its day, wherever the mailbox is still there."""
        mailbox, _, on = asked
        mailbox = attrs.evolve(mailbox, last_term_years=1)
        answer = automatic_renewal(mailbox, rules=rules, on=on)
        due = [answer.charge_day] if mailbox.auto_renew and isinstance(answer, AutomaticRenewal) else []
        found = [each.day for each in ask(mailbox, rules=rules, on=on).days if each.what == "charge"]
        assert found in ([], due)
        ended = mailbox.withdrawn_on or mailbox.termination_day or mailbox.suspended_on
        assert ended is not None or found == due

    @FEWER
    @given(questions(), EVERY)
    def test_one_end(self, asked: Question, rules: Ruleset) -> None:
        """Every life ends once, by deletion or by the day it is ended on, and once each all other things happen."""
        mailbox, _, on = asked
        found = [each.what for each in ask(mailbox, rules=rules, on=on).days if not each.audience]
        once = [what for what in found if what != "retry"]
        assert len(set(once)) == len(once)
        assert 1 == len({"deletion", "termination"} & set(once))
        assert "log_end" == once[-1]

    @FEWER
    @given(questions(), EVERY)
    def test_every_row_can_be_cited(self, asked: Question, rules: Ruleset) -> None:
        """There is always one, none twice, each day's are the calendar's, and caveats are those no source states."""
        mailbox, span, on = asked
        calendar = ask(mailbox, span, rules=rules, on=on)
        assert len(set(calendar.because)) == len(calendar.because)
        assert all(set(each.because) <= set(calendar.because) and each.row == each.because[0] for each in calendar.days)
        uncertain = [caveat for row in calendar.because for caveat in rules.cite(row).row.caveats]
        told = [caveat for caveat in calendar.caveats if caveat.certainty != "presumed_for_expired"]  # of this mailbox
        assert set(uncertain) == set(told)
        assert len(uncertain) == len(told)

    @FEWER
    @given(questions())
    def test_there_and_back(self, asked: Question) -> None:
        """JSON keeps everything."""
        mailbox, span, on = asked
        answer = timeline(mailbox, span, rules=shipped(), on=on)
        assert answer == from_json(to_json(answer))
