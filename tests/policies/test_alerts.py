"""Notices: worked examples to the day, who is told, every no; and what holds for any mailbox."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    Calendar,
    CalendarDay,
    CalendarError,
    Mailbox,
    NoRuleInForce,
    Refusal,
    Ruleset,
    alert_calendar,
    from_json,
    next_alert,
    to_json,
)
from pecrules.base.dates import add_months
from pecrules.present import as_text, sheet
from pecrules.testing.strategies import days, mailbox_days
from tests.cases.alerts import HOLDER, WEEK_BEFORE, box, told
from tests.profiles import examples
from tests.variants import LABEL, add, choose, every_book, reword, shipped, variant

ON = date(2026, 6, 1)
ROMA = "ordine-ingegneri-roma"
EVER = (date(1990, 1, 1), date(2200, 12, 31))
NAMED = add(
    "alerts", "notices", id="a-test", kind="mailbox", notice="expiry_named", since="2026-01-01", label=LABEL,
    offset=30, unit="days", side="before", audience="holder", condition="always", sent_by="email",
)  # fmt: skip


def ask(mailbox: Mailbox, span: tuple[date, date] = EVER, *, rules: Ruleset | None = None, on: date = ON) -> Calendar:
    answer = alert_calendar(mailbox, span, rules=rules or shipped(), on=on)
    assert isinstance(answer, Calendar)
    return answer


def on_domain(address: str = "info@example.com", **fields: Any) -> Mailbox:
    return box(kind="domain", address=address, **fields)


class TestPublicNotices:
    """The notices of the public service, by era."""

    def test_r1_9_three_calendar_months_before(self) -> None:
        """Under the guide of 2021 the first expiry e-mail goes three months before, to the holder's reference."""
        expected = CalendarDay(
            date(2022, 11, 15), "notice", "expiry_first", "holder", "rossi@example.org", "email",
            "alerts/mailbox-first-notice-2021",
            ("alerts/mailbox-first-notice-2021", "interpretations/alert-recipient"),
        )  # fmt: skip
        assert (expected,) == ask(box(expiry=date(2023, 2, 15)), on=date(2022, 6, 1)).days

    @pytest.mark.parametrize(
        ("expiry", "day"),
        [
            (date(2023, 5, 31), date(2023, 2, 28)),
            (date(2024, 5, 31), date(2024, 2, 29)),
            (date(2024, 5, 30), date(2024, 2, 29)),
            (date(2024, 2, 29), date(2023, 11, 29)),
            (date(2023, 3, 31), date(2022, 12, 31)),
        ],
    )
    def test_r1_9_three_months_at_the_end_of_a_month(self, expiry: date, day: date) -> None:
        """Three months before the last of a month is the last of a shorter one; D-05 says so where it decides."""
        calendar = ask(box(expiry=expiry), on=date(2022, 6, 1))
        assert [day] == [each.day for each in calendar.days]
        assert (day.day != expiry.day) == ("interpretations/month-end-arithmetic" in calendar.days[0].because)

    def test_months_may_overflow(self) -> None:
        """Under the other reading of D-05, 31 May less three months is 3 March."""
        rules = variant(choose("month-end-arithmetic", "overflow"))
        calendar = ask(box(expiry=date(2023, 5, 31)), rules=rules, on=date(2022, 6, 1))
        assert [date(2023, 3, 3)] == [each.day for each in calendar.days]

    def test_since_2025_ninety_days_before(self) -> None:
        """The guide of 2025 speaks of the ninety days before the expiry: 28 February less ninety is 30 November."""
        assert [("2026-11-30", "expiry_first")] == told(ask(box(expiry=date(2027, 2, 28))))

    def test_r1_10_a_charge_notice_instead(self) -> None:
        """With automatic renewal on, one notice of the charge goes out and none of the expiry."""
        calendar = ask(box(auto_renew=True))
        assert [("2026-12-30", "charge_first")] == told(calendar)
        assert "interpretations/alerts-with-automatic" in calendar.because
        assert ("alerts/mailbox-charge-notice-2025", "assumed") in [
            (each.row, each.certainty) for each in calendar.caveats
        ]

    def test_that_there_may_be_more_is_a_caveat(self) -> None:
        """After the first notice others go out on days that nobody knows: every calendar says so."""
        calendar = ask(box())
        assert "interpretations/alert-calendar" in [each.row for each in calendar.caveats]

    def test_without_automatic_renewal_nothing_rests_on_it(self) -> None:
        """D-30 is about mailboxes with automatic renewal on."""
        assert "interpretations/alerts-with-automatic" not in ask(box()).because


class TestNinetiethDay:
    """R0.7 and R2.23: notices begin when the date turns red."""

    def test_r2_23_ninety_days_before_in_the_convention(self) -> None:
        """In the convention of Rome's engineers the first notice goes 90 days before, to the reference e-mail."""
        calendar = ask(box(expiry=date(2017, 3, 30)), rules=shipped(ROMA), on=date(2016, 6, 1))
        expected = CalendarDay(
            date(2016, 12, 30), "notice", "expiry_first", "holder", "rossi@example.org", "email",
            "alerts/roma-first-notice-2016",
            (
                "alerts/roma-first-notice-2016", "alerts/red-date-2016", "interpretations/alert-day-ninety",
                "interpretations/alert-recipient",
            ),
        )  # fmt: skip
        assert (expected,) == calendar.days

    def test_r2_23_always_ninety_days_in_the_convention(self) -> None:
        """The convention keeps its ninety days when the public service counts months."""
        expiry, on = date(2023, 3, 30), date(2022, 6, 1)
        found = [ask(box(expiry=expiry), rules=rules, on=on).days[0].day for rules in (shipped(ROMA), shipped())]
        assert [date(2022, 12, 30)] * 2 == found
        expiry = date(2023, 2, 28)
        found = [ask(box(expiry=expiry), rules=rules, on=on).days[0].day for rules in (shipped(ROMA), shipped())]
        assert [date(2022, 11, 30), date(2022, 11, 28)] == found

    def test_r0_7_without_the_ninetieth_day(self) -> None:
        """If the ninetieth day is not yet in the warning period, the first notice goes a day later."""
        rules = variant(choose("alert-day-ninety", "excluded"))
        assert [("2026-12-31", "expiry_first")] == told(ask(box(), rules=rules))

    def test_other_days_are_what_they_say(self) -> None:
        """D-10 moves the notice that comes with the red date and no other."""
        rules = variant(NAMED, choose("alert-day-ninety", "excluded"))
        assert [("2026-12-31", "expiry_first"), ("2027-02-28", "expiry_named")] == told(ask(box(), rules=rules))

    def test_a_notice_ninety_days_after_has_nothing_to_do_with_it(self) -> None:
        """Only what comes before the expiry comes with the red date."""
        after = reword("alerts", "mailbox-first-notice-2025", side="after")
        rules = variant(after, choose("alert-day-ninety", "excluded"))
        assert [("2027-06-28", "expiry_first")] == told(ask(box(), rules=rules))


class TestDomains:
    """F4.07: the clock that PEC su dominio rides on."""

    def test_other_extensions(self) -> None:
        """About three months before, thirty and five days before, in the last week to every address, three after."""
        expected = [
            ("2026-12-30", "expiry_first"),
            ("2027-02-28", "expiry_30_days_before"),
            ("2027-03-23", "expiry_last_week"),
            ("2027-03-25", "expiry_5_days_before"),
            ("2027-04-02", "expiry_3_days_after"),
        ]
        assert expected == told(ask(on_domain()))

    @pytest.mark.parametrize("address", ["info@example.it", "info@example.eu", "INFO@EXAMPLE.IT"])
    def test_it_and_eu(self, address: str) -> None:
        """For .it and .eu only the first notice and that of the last week are known."""
        assert [("2026-12-30", "expiry_first"), ("2027-03-23", "expiry_last_week")] == told(ask(on_domain(address)))

    @pytest.mark.parametrize("address", ["info@it.example.com", "info@example.itx", "it@example", "", "it.eu@x.org"])
    def test_only_the_last_label_counts(self, address: str) -> None:
        """What stands elsewhere in an address is no extension."""
        assert 5 == len(ask(on_domain(address)).days)

    def test_the_extensions_are_data(self) -> None:
        """An analyst may except another extension from a notice."""
        rules = variant(reword("alerts", "domain-5-days-before-2016", except_extensions=["com"]))
        names = [{name for _, name in told(ask(on_domain(f"a@b.{end}"), rules=rules))} for end in ("com", "it")]
        assert [False, True] == ["expiry_5_days_before" in each for each in names]

    def test_automatic_renewal_changes_nothing(self) -> None:
        """The notices about a domain go out whatever is charged: no source says otherwise."""
        assert told(ask(on_domain())) == told(ask(on_domain(auto_renew=True)))

    def test_every_address_of_the_domain(self) -> None:
        """In the last week the mailbox itself is one of the addresses that are told, whoever else is."""
        week = next(each for each in ask(on_domain()).days if each.name == "expiry_last_week")
        assert ("domain_addresses", "info@example.com", "email") == (week.audience, week.address, week.sent_by)
        assert ("alerts/domain-last-week-2016",) == week.because

    def test_the_notice_after_the_expiry_rests_on_the_grace(self) -> None:
        """Who is told three days after the expiry is told because the mailbox is still there."""
        after = ask(on_domain()).days[-1]
        assert {"lifecycle/domain-grace-2025"} <= set(after.because)

    def test_no_notice_to_what_is_deleted(self) -> None:
        """With two days of grace there is nobody to be told three days after."""
        rules = variant(reword("lifecycle", "domain-grace-2025", grace_days=2))
        calendar = ask(on_domain(), rules=rules)
        assert "expiry_3_days_after" not in [name for _, name in told(calendar)]
        assert {"alerts/domain-3-days-after-2016", "lifecycle/domain-grace-2025"} <= set(calendar.because)


class TestCompanyLists:
    """D-11: the days after the first notice are a company's own list."""

    def test_the_list_waits_for_the_reading(self) -> None:
        """With no list chosen, the company's notice is not sent; with it, it is; the source's is sent in both."""
        found = [told(ask(box(), rules=variant(WEEK_BEFORE, *more))) for more in ((), (LISTED,))]
        first = ("2026-12-30", "expiry_first")
        assert [[first], [first, ("2027-03-23", "expiry_week_before")]] == found

    def test_a_notice_without_a_word_about_lists_is_a_sources(self) -> None:
        """A row that does not say whose it is counts at once."""
        rules = variant(NAMED)
        assert [("2026-12-30", "expiry_first"), ("2027-02-28", "expiry_named")] == told(ask(box(), rules=rules))

    def test_shipped_rows_are_all_from_sources(self) -> None:
        """With the public tables alone, both readings give the same days."""
        for mailbox in (box(), on_domain(), box(auto_renew=True)):
            assert told(ask(mailbox)) == told(ask(mailbox, rules=variant(LISTED)))


LISTED = choose("alert-calendar", "listed_days")


class TestWhoIsGone:
    """Nobody is told on a day on which the mailbox is gone, or not yet there."""

    @pytest.mark.parametrize(
        "fields",
        [
            {"withdrawn_on": date(2026, 12, 30)},
            {"termination_day": date(2026, 12, 29)},
            {"suspended_on": date(2026, 12, 28)},
            {"suspended_on": date(2026, 9, 1)},
            {"activated_on": date(2026, 12, 31)},
        ],
    )
    def test_none(self, fields: dict[str, date]) -> None:
        """Withdrawn, ended, suspended, deleted or not yet active: the answer still names the notice's row."""
        calendar = ask(box(**fields))
        assert () == calendar.days
        assert "alerts/mailbox-first-notice-2025" in calendar.because

    @pytest.mark.parametrize(
        "fields",
        [
            {"withdrawn_on": date(2026, 12, 31)},
            {"termination_day": date(2026, 12, 30)},
            {"suspended_on": date(2026, 12, 31)},
            {"activated_on": date(2026, 12, 30)},
            {"activation_started_on": date(2026, 6, 1)},
        ],
    )
    def test_a_day_is_enough(self, fields: dict[str, date]) -> None:
        """On the last day it works it is told, and on the first; what is being activated will be."""
        assert [("2026-12-30", "expiry_first")] == told(ask(box(**fields)))

    def test_the_suspension_is_named(self) -> None:
        """Why nothing is sent stands in the answer."""
        calendar = ask(box(suspended_on=date(2026, 12, 28)))
        assert "lifecycle/partner-domain-suspension-2016" in calendar.because


class TestRecipients:
    """D-29: where a notice goes."""

    def test_the_holder_or_the_account(self) -> None:
        """The reading decides between the holder's reference address and the account's."""
        rules = variant(choose("alert-recipient", "account"))
        found = [(each.audience, each.address) for each in (ask(box()).days + ask(box(), rules=rules).days)]
        assert [("holder", "rossi@example.org"), ("account", "account@example.org")] == found

    def test_without_holder_the_address_is_not_known(self) -> None:
        """It is the holder who is told; where, the caller has not said."""
        for holder in (None, attrs.evolve(HOLDER, reference_email=None)):
            day = ask(box(holder=holder)).days[0]
            assert ("holder", None) == (day.audience, day.address)


GB = 10**9


class TestSpace:
    """F4.10: at 70 percent a warning is shown on the screen."""

    @pytest.mark.parametrize(
        ("fields", "shown"),
        [
            ({"inbox_bytes": 7 * GB // 10 - 1}, False),
            ({"inbox_bytes": 7 * GB // 10}, True),
            ({"inbox_bytes": 7 * GB // 10 + 1}, True),
            ({"inbox_bytes": 7 * GB // 10, "extra_inbox_gb": 1}, False),
            ({"inbox_bytes": 14 * GB // 10, "extra_inbox_gb": 1}, True),
            ({"inbox_bytes": 14 * GB // 10, "plan": "pro"}, True),
            ({"inbox_bytes": 14 * GB // 10 - 1, "plan": "pro"}, False),
            ({"inbox_bytes": GB, "plan": "gold"}, False),
            ({"inbox_bytes": GB, "channel": "partner_panel"}, False),  # no source gives its GB
            ({"inbox_bytes": GB, "channel": "partner_panel", "plan": "premium"}, False),
            ({"inbox_bytes": GB, "withdrawn_on": ON}, False),
            ({}, False),
        ],
    )
    def test_seventy_percent(self, fields: dict[str, object], shown: bool) -> None:
        """Of the plan's space and what was bought on top of it, from exactly 70 percent on."""
        assert shown == ("space_warning" in [each.name for each in ask(box(**fields)).days])

    def test_what_is_told(self) -> None:
        """It is shown today, to whoever looks, and its rows say why."""
        expected = CalendarDay(
            ON, "notice", "space_warning", "user", None, "screen", "alerts/space-warning-2025",
            ("alerts/space-warning-2025", "plans/standard-2024", "interpretations/gigabyte"), ("webmail", "app"),
        )  # fmt: skip
        assert expected == ask(box(inbox_bytes=GB)).days[0]

    def test_where_it_is_shown(self) -> None:
        """People read in which places."""
        read = as_text(sheet(ask(box(inbox_bytes=GB)), shipped(), "en"))
        assert "in the Webmail and in the app" in read

    def test_it_is_today_or_not_at_all(self) -> None:
        """What is occupied on other days nobody knows: a span without today has no warning."""
        span = (ON + timedelta(1), date(2030, 1, 1))
        assert ["expiry_first"] == [each.name for each in ask(box(inbox_bytes=GB), span).days]

    def test_the_edge_is_named_only_at_the_edge(self) -> None:
        """N-02 decides nothing a byte above."""
        found = [ask(box(inbox_bytes=7 * GB // 10 + more)).because for more in (0, 1)]
        assert [True, False] == ["interpretations/space-warning-edge" in each for each in found]

    def test_no_warning_without_a_rule(self) -> None:
        """Before 2025 nobody speaks of a warning."""
        assert () == ask(box(inbox_bytes=GB, expiry=date(2035, 1, 1)), (ON, ON), on=date(2024, 12, 31)).days

    def test_binary_gigabytes_are_more(self) -> None:
        """Under the other reading of D-28 there is more space, and 70 percent of it is more."""
        rules = variant(choose("gigabyte", "binary"))
        found = [ask(box(inbox_bytes=7 * GB // 10), rules=each).days[0].name for each in (shipped(), rules)]
        assert ["space_warning", "expiry_first"] == found


class TestNextAlert:
    """The first notice that is still to come."""

    def test_today_counts(self) -> None:
        """On the day of a notice it is the next one."""
        found = [next_alert(on_domain(), rules=shipped(), on=date(2027, 3, day)) for day in (23, 24, 26)]
        assert ["expiry_last_week", "expiry_5_days_before", "expiry_3_days_after"] == [
            each and each.name for each in found
        ]

    def test_none_is_left(self) -> None:
        """After the last notice of the term there is none, though another term may follow."""
        assert next_alert(on_domain(), rules=shipped(), on=date(2027, 4, 3)) is None
        assert next_alert(box(), rules=shipped(), on=date(2026, 12, 31)) is None

    def test_the_warning_of_space_is_none(self) -> None:
        """It has no day of its own."""
        found = next_alert(box(inbox_bytes=GB), rules=shipped(), on=ON)
        assert found is not None
        assert "expiry_first" == found.name


class TestRefusals:
    """What cannot be answered."""

    def test_a_span_that_ends_before_it_begins(self) -> None:
        """It is refused with a row, and nothing near it is proposed."""
        answer = alert_calendar(box(), (date(2027, 1, 2), date(2027, 1, 1)), rules=shipped(), on=ON)
        assert isinstance(answer, Refusal)
        assert ("span_backwards", None) == (answer.code, answer.nearest)
        assert ("interpretations/alert-calendar",) == answer.because

    def test_a_span_of_one_day(self) -> None:
        """Both its ends count."""
        day = date(2026, 12, 30)
        assert 1 == len(ask(box(), (day, day)).days)

    def test_before_the_tables(self) -> None:
        """Before the first row nothing is made up."""
        with pytest.raises(NoRuleInForce):
            ask(box(), on=date(2015, 12, 31))

    @pytest.mark.parametrize("asks", [ask, next_alert])
    def test_the_day_in_the_message_is_the_day_asked(self, asks: Callable[..., object]) -> None:
        """Also where two days share what was worked out from the tables."""
        rules = variant(reword("lifecycle", "domain-grace-2016", since="2020-12-31"))
        for on in (date(2016, 6, 1), date(2016, 6, 2)):
            with pytest.raises(NoRuleInForce) as caught:
                asks(on_domain(), rules=rules, on=on)
            assert on == caught.value.day

    def test_beyond_the_calendar(self) -> None:
        """A notice before the year 1 is no day."""
        with pytest.raises(CalendarError):
            ask(box(expiry=date(1, 1, 1)))

    def test_a_moment_is_no_day(self) -> None:
        """Which day it is in Rome, the caller says."""
        with pytest.raises(TypeError):
            ask(box(), on=datetime(2026, 6, 1, tzinfo=UTC))


# -- properties -------------------------------------------------------------------------------------------------------


@cache
def otherwise() -> Ruleset:
    """A notice more, listed days, and both calendars side by side."""
    return variant(WEEK_BEFORE, LISTED, choose("alerts-with-automatic", "both"))


EVERY = st.deferred(lambda: st.sampled_from([*every_book(), otherwise()]))
Question = tuple[Mailbox, tuple[date, date], date]
FEWER = examples(40)
FIRST = date(2016, 1, 1)
"""The first day with rows."""


@st.composite
def spans(draw: st.DrawFn, near: date) -> tuple[date, date]:
    """Two days in order, around a day."""
    first, length = draw(st.integers(-500, 300)), draw(st.integers(0, 900))
    return near + timedelta(first), near + timedelta(first + length)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A mailbox, a span around its expiry and a day."""
    mailbox, on = draw(mailbox_days())
    return mailbox, draw(spans(mailbox.expiry)), max(on, FIRST)


def second_reading(mailbox: Mailbox, on: date) -> set[tuple[date, str]]:
    """The public notices as they stand in the sources, without a look at the policy, for a mailbox nobody ended."""
    expiry, domain = mailbox.expiry, mailbox.kind == "domain"
    by_months = domain or 2021 <= on.year < 2025
    first = add_months(expiry, -3) if by_months else expiry - timedelta(90)
    found = {(first, "charge_first" if mailbox.auto_renew and not domain else "expiry_first")}
    if domain:
        found.add((expiry - timedelta(7), "expiry_last_week"))
        if not mailbox.address.endswith((".it", ".eu")):
            found |= {(expiry - timedelta(days), f"expiry_{days}_days_before") for days in (30, 5)}
            found.add((expiry + timedelta(3), "expiry_3_days_after"))
    return found


ENDS = ("withdrawn_on", "termination_day", "suspended_on", "activated_on", "activation_started_on", "inbox_bytes")
UNENDED: dict[str, Any] = dict.fromkeys(ENDS, st.none())
ADDRESSES = st.sampled_from(["a@b.it", "a@b.eu", "a@b.com", "a@it.example"])


class TestProperties:
    """What holds whatever the mailbox, the span and the day."""

    @FEWER
    @given(mailbox_days(address=ADDRESSES, **UNENDED))
    def test_two_programs_agree(self, drawn: tuple[Mailbox, date]) -> None:
        """The same days are read off the sources by a straight line of code."""
        mailbox, on = drawn[0], max(drawn[1], FIRST)
        assert second_reading(mailbox, on) == {(each.day, each.name) for each in ask(mailbox, on=on).days}

    @FEWER
    @given(questions(), EVERY)
    def test_the_days_lie_in_the_span_and_ascend(self, asked: Question, rules: Ruleset) -> None:
        """And they are those of the longest span that lie there."""
        mailbox, (first, last), on = asked
        found = [each.day for each in ask(mailbox, (first, last), rules=rules, on=on).days]
        whole = [each.day for each in ask(mailbox, rules=rules, on=on).days]
        assert sorted(found) == found
        assert [day for day in whole if first <= day <= last] == found

    @FEWER
    @given(questions(), st.integers(0, 899), EVERY)
    def test_two_halves_are_the_whole(self, asked: Question, cut: int, rules: Ruleset) -> None:
        """A span cut in two gives the same days, and rests on the same rows."""
        mailbox, (first, last), on = asked
        middle = first + timedelta(cut % ((last - first).days + 1))
        whole, left = ask(mailbox, (first, last), rules=rules, on=on), ask(mailbox, (first, middle), rules=rules, on=on)
        right = ask(mailbox, (middle + timedelta(1), last), rules=rules, on=on).days if middle < last else ()
        assert whole.days == (*left.days, *right)
        assert whole.because == left.because

    @FEWER
    @given(questions(), EVERY)
    def test_the_next_alert_is_the_first_of_the_calendar(self, asked: Question, rules: Ruleset) -> None:
        """What comes next is what the calendar from today on begins with."""
        mailbox, _, on = asked
        notices = [each for each in ask(mailbox, (on, EVER[1]), rules=rules, on=on).days if each.sent_by != "screen"]
        assert next_alert(mailbox, rules=rules, on=on) == next(iter(notices), None)

    @FEWER
    @given(questions(), EVERY)
    def test_every_row_can_be_cited(self, asked: Question, rules: Ruleset) -> None:
        """There is always one, none twice, each day's are the calendar's, and caveats are those no source states."""
        mailbox, span, on = asked
        calendar = ask(mailbox, span, rules=rules, on=on)
        assert calendar.because
        assert len(set(calendar.because)) == len(calendar.because)
        assert all(set(each.because) <= set(calendar.because) and each.row in each.because for each in calendar.days)
        uncertain = [caveat for row in calendar.because for caveat in rules.cite(row).row.caveats]
        assert uncertain == list(calendar.caveats)
        assert all((rules.cite(row).since or date.max) <= on for row in calendar.because)

    @FEWER
    @given(questions())
    def test_there_and_back(self, asked: Question) -> None:
        """JSON keeps everything."""
        mailbox, span, on = asked
        answer = ask(mailbox, span, on=on)
        assert answer == from_json(to_json(answer))

    @FEWER
    @given(questions(), days(first=FIRST), EVERY)
    def test_any_day_has_an_answer(self, asked: Question, on: date, rules: Ruleset) -> None:
        """Near the expiry or far from it, in order or backwards."""
        mailbox, (first, last), _ = asked
        assert isinstance(alert_calendar(mailbox, (first, last), rules=rules, on=on), Calendar)
        backwards = alert_calendar(mailbox, (last + timedelta(1), last), rules=rules, on=on)
        assert backwards == from_json(to_json(backwards))
        assert isinstance(backwards, Refusal)

    @FEWER
    @given(questions())
    def test_switching_automatic_renewal_never_silences_everything(self, asked: Question) -> None:
        """Whether expiry or charge, as many first notices go out."""
        mailbox, span, on = asked
        found = [len(ask(attrs.evolve(mailbox, auto_renew=flag), span, on=on).days) for flag in (False, True)]
        assert found[0] == found[1]
