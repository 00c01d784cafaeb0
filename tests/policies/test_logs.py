"""Logs: until when they are kept, and where they can be had."""

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    CalendarError,
    Caveat,
    LogAvailability,
    Mailbox,
    NoRuleInForce,
    Refusal,
    from_json,
    log_availability,
    status,
    to_json,
)
from pecrules.testing.strategies import mailbox_days
from tests.variants import add, choose, reword, shipped, variant

BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2030, 3, 30))
TODAY = date(2027, 1, 10)


def ask(event_day, on=TODAY, rules=None, **facts):
    return log_availability(attrs.evolve(BOX, **facts), event_day, rules=rules or shipped(), on=on)


class TestUntil:
    """Thirty months from the day of the event (R4.8)."""

    @pytest.mark.parametrize(
        ("event_day", "until"),
        [
            (date(2025, 2, 10), date(2027, 8, 10)),
            (date(2024, 8, 31), date(2027, 2, 28)),
            (date(2025, 8, 31), date(2028, 2, 29)),
            (date(2026, 12, 31), date(2029, 6, 30)),
            (TODAY, date(2029, 7, 10)),
        ],
    )
    def test_thirty_months(self, event_day, until):
        """On the same day of the month, or on its last."""
        assert until == ask(event_day).until

    @pytest.mark.parametrize(("on", "available"), [(date(2027, 8, 10), True), (date(2027, 8, 11), False)])
    def test_the_last_day_is_included(self, on, available):
        """The day after nobody has them."""
        assert available == ask(date(2025, 2, 10), on).available

    def test_the_months_are_a_row(self):
        """Another number in the table is another day."""
        rules = variant(reword("termination", "logs-2025", retention_months=12))
        assert date(2027, 2, 28) == ask(date(2026, 2, 28), rules=rules).until

    def test_from_the_end_of_the_month(self):
        """Where the table says so; in December too."""
        rules = variant(choose("log-retention-start", "month_end"))
        assert date(2027, 6, 30) == ask(date(2024, 12, 3), rules=rules).until

    def test_beyond_the_calendar(self):
        """Logs cannot be kept on days that do not exist."""
        with pytest.raises(CalendarError):
            ask(date(9998, 12, 1), date(9999, 1, 1), expiry=date(9999, 1, 1))


class TestWhere:
    """The panel for an active mailbox, a request to support for one that is gone."""

    @pytest.mark.parametrize(
        ("facts", "where", "available"),
        [
            ({}, "panel", True),
            ({"expiry": date(2027, 2, 1)}, "panel", True),
            ({"expiry": date(2027, 1, 9)}, "support_request", True),
            ({"expiry": date(2026, 1, 9)}, "support_request", True),
            ({"withdrawn_on": TODAY}, "support_request", True),
            ({"suspended_on": TODAY}, "nowhere", False),
            ({"activation_started_on": TODAY}, "nowhere", False),
        ],
    )
    def test_by_state(self, facts, where, available):
        """As the state's row says."""
        answer = ask(date(2026, 6, 1), **facts)
        assert (where, available) == (answer.where, answer.available)

    def test_what_they_say(self):
        """Operations, never the messages themselves (R4.6, R4.7)."""
        answer = ask(date(2026, 6, 1))
        assert ("sender", "recipient", "message_id", "moment", "subject_line") == answer.records
        assert not answer.messages_recoverable


class TestReasons:
    """The rows behind it."""

    def test_an_active_mailbox(self):
        """How long, from when, and the state that says where."""
        expected = {
            "termination/logs-2025",
            "interpretations/log-retention-start",
            "lifecycle/mailbox-active-2025",
            "alerts/red-date-2016",
            "interpretations/alert-day-ninety",
        }
        answer = ask(date(2026, 6, 1))
        assert expected == set(answer.because)
        assert Caveat("interpretations/log-retention-start", "assumed") in answer.caveats

    def test_the_end_of_a_month_is_named_where_it_decides(self):
        """Only when the month of the last day has no such day."""
        named = ["interpretations/month-end-arithmetic" in ask(date(2024, 8, day)).because for day in (28, 31)]
        assert [False, True] == named

    def test_what_has_not_happened_has_no_logs(self):
        """A day that is still to come is refused, and says which."""
        answer = ask(TODAY + timedelta(1))
        assert isinstance(answer, Refusal)
        assert ("not_yet_happened", "2027-01-11", None) == (answer.code, answer.asked, answer.nearest)
        assert ("termination/logs-2025",) == answer.because

    def test_a_missing_row_is_told_of_the_day_asked(self):
        """Days without a change share their terms, not their day."""
        end = add(
            "lifecycle", "states", id="no-more", machine="mailbox", state="active", since="2027-01-01",
            withdrawn=True,
        )  # fmt: skip
        rules = variant(end)
        for on in (TODAY, TODAY + timedelta(1)):
            with pytest.raises(NoRuleInForce, match=str(on)):
                ask(TODAY, on, rules=rules)

    def test_before_the_first_row(self):
        """Nothing is said of days before the tables begin."""
        with pytest.raises(NoRuleInForce):
            ask(date(2015, 1, 1), date(2015, 12, 31))


# -- properties -------------------------------------------------------------------------------------------------------

DRAWN = mailbox_days().map(lambda drawn: drawn._replace(on=max(drawn.on, date(2016, 1, 1))))


def second_reading(event_day):
    """The last day, counted month by month."""
    year, month = divmod(event_day.year * 12 + event_day.month - 1 + 30, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(event_day.day - 1), following - timedelta(1))


class TestProperties:
    """What holds for every mailbox, event and day."""

    @given(DRAWN, st.integers(-40, 2000))
    def test_every_question_has_an_answer(self, drawn, ago):
        """A day to come is refused; for any other there is a last day, and the place is that of the status."""
        event_day = drawn.on - timedelta(ago)
        answer = log_availability(drawn.mailbox, event_day, rules=shipped(), on=drawn.on)
        assert answer.because
        assert all(shipped().cite(ref) for ref in answer.because)
        assert answer == from_json(to_json(answer))
        assert (ago < 0) == isinstance(answer, Refusal)
        if isinstance(answer, LogAvailability):
            until, where = second_reading(event_day), status(drawn.mailbox, rules=shipped(), on=drawn.on).logs
            assert (until, where) == (answer.until, answer.where)
            assert answer.available == (drawn.on <= until and where != "nowhere")

    @given(DRAWN, st.integers(0, 2000), st.integers(0, 2000))
    def test_later_events_are_kept_no_shorter(self, drawn, ago, more):
        """The order of the last days is the order of the events."""
        days = [drawn.on - timedelta(ago + more), drawn.on - timedelta(ago)]
        untils = [log_availability(drawn.mailbox, day, rules=shipped(), on=drawn.on).until for day in days]
        assert sorted(untils) == untils
