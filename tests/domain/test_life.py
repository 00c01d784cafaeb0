"""A mailbox's life is what the timed transitions of the tables say, and every policy asks it."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.domain.life import Lifecycle
from pecrules.testing.strategies import mailbox_days
from tests.variants import add, choose, reword, shipped, variant

EXPIRY = date(2027, 3, 30)
MARIO = pr.Holder(subject="natural_person", tax_code="RSSMRA80A01H501U")
BOX = pr.Mailbox(
    address="mario.rossi@pec.it", plan="standard", expiry=EXPIRY, inbox_bytes=0, archive_bytes=0, holder=MARIO
)
SPAN = (date(2027, 1, 1), date(2029, 12, 31))
ONE_YEAR = pr.RenewalRequest(years=1)
LATER = date(2027, 12, 1)
IN_GRACE = date(2027, 5, 1)
EXPIRES, GRACE, ACTIVATED = "mailbox-expires-2025", "grace-ends-2025", "mailbox-activated-2016"
SUSPENSION, TERMINATION = "suspension-ends-2016", "partner-at-date-2016"
TIMED = (EXPIRES, GRACE, ACTIVATED, SUSPENSION, TERMINATION)
STATES = ("active", "expiring", "expired", "suspended", "in_activation", "deleted", "withdrawn")
WHENEVER = mailbox_days(expiry=st.dates(date(2026, 1, 1), date(2028, 12, 31))).filter(
    lambda drawn: drawn.on.year > 2024
)


def without(row: str) -> pr.Ruleset:
    return variant(reword("lifecycle", row, withdrawn=True))


def leading(row: str, to: str) -> pr.Ruleset:
    return variant(reword("lifecycle", row, to_state=to))


def code(answer: Any) -> str:
    return answer.code if isinstance(answer, pr.Refusal) else type(answer).__name__


def told(rules: pr.Ruleset, on: date, box: pr.Mailbox = BOX) -> dict[str, Any]:
    """What policies make of the state of a mailbox on a day."""
    asked: dict[str, Any] = {"rules": rules, "on": on}
    seen = pr.status(box, **asked)
    calendar = pr.timeline(box, SPAN, **asked)
    assert isinstance(calendar, pr.Calendar)
    actions = pr.available_actions(box, (), channel="customer_area", **asked)
    assert isinstance(actions, pr.Actions)
    return {
        "status": (seen.state, seen.until),
        "timeline": {day.what: day.day for day in calendar.days if day.what in ENDS},
        "renewal": code(pr.quote_renewal(box, ONE_YEAR, **asked)),
        "space": code(pr.quote_extra_space(box, pr.ExtraSpaceRequest(extra_inbox_gb=1), **asked)),
        "plan": code(pr.quote_plan_change(box, pr.PlanChangeRequest(plan="pro", years=1), **asked)),
        "again": code(
            pr.quote_repurchase(
                box, pr.PurchaseRequest(address=box.address, plan="standard", years=1, holder=MARIO), **asked
            )
        ),
        "lapse": code(pr.terminate(box, pr.TerminationRequest(mode="lapse"), **asked)),
        "logs": seen.logs,
    }


ENDS = {"activation", "expiry", "grace_end", "suspension_end", "termination", "deletion"}
LIVING = {"renewal": "Quote", "space": "Quote", "plan": "Quote", "again": "not_deleted", "logs": "panel"}
GONE = {
    "renewal": "deleted",
    "space": "deleted",
    "plan": "deleted",
    "again": "Quote",
    "lapse": "deleted",
    "logs": "support_request",
}


class TestExpiry:
    """The end of what was paid for."""

    def test_as_shipped(self) -> None:
        """It expires, and 90 days later it is deleted."""
        ends = {"expiry": EXPIRY, "grace_end": date(2027, 6, 28), "deletion": date(2027, 6, 29)}
        assert GONE | {"status": ("deleted", None), "timeline": ends} == told(shipped(), LATER)

    def test_where_nothing_expires(self) -> None:
        """A transition that the tables do not have does not happen: the mailbox goes on, and so says everybody."""
        rules = without(EXPIRES)
        expected = LIVING | {"status": ("expiring", None), "timeline": {}, "lapse": "mode_not_offered"}
        assert expected == told(rules, LATER)
        options = pr.renewal_options(BOX, rules=rules, on=LATER)
        assert (True, date.max) == (options.possible, options.last_day)
        event = pr.advance(BOX, pr.Event(name="expiry_passed"), rules=rules, on=LATER)
        assert isinstance(event, pr.Refusal)

    def test_where_it_leads_to_the_end(self) -> None:
        """Without a grace in between."""
        expected = GONE | {"status": ("deleted", None), "timeline": {"expiry": EXPIRY, "deletion": date(2027, 3, 31)}}
        rules = leading(EXPIRES, "deleted")
        assert expected == told(rules, IN_GRACE)
        assert EXPIRY == pr.renewal_options(BOX, rules=rules, on=date(2027, 1, 10)).last_day


class TestGrace:
    """The end of the days in which one may still renew."""

    def test_where_it_does_not_end(self) -> None:
        """An expired mailbox can be renewed for ever."""
        rules = without(GRACE)
        found = told(rules, date(2029, 3, 1))
        assert (("expired", None), {"expiry": EXPIRY}, "Quote") == (
            found["status"],
            found["timeline"],
            found["renewal"],
        )
        assert date.max == pr.renewal_options(BOX, rules=rules, on=date(2029, 3, 1)).last_day
        event = pr.Event(name="renewal_registered", years=1, method="card")
        assert isinstance(pr.advance(BOX, event, rules=rules, on=date(2029, 3, 1)), pr.Transition)

    def test_where_it_leads_elsewhere(self) -> None:
        """Then the mailbox is what the row says."""
        found = told(leading(GRACE, "withdrawn"), LATER)
        assert (("withdrawn", None), "Quote") == (found["status"], found["again"])

    def test_a_row_that_leads_to_a_view(self) -> None:
        """``expiring`` is no state that anything leads out of."""
        assert ("expiring", None) == told(leading(GRACE, "expiring"), LATER)["status"]

    def test_where_there_is_none(self) -> None:
        """The expiry deletes at once, and is the last day on which one may renew, by each reading of the last day."""
        none = reword("lifecycle", "mailbox-grace-2024", grace_days=0)
        for rules in (variant(none), variant(none, choose("last-day-of-grace", "deleted"))):
            active, deleted = (pr.status(BOX, rules=rules, on=on).state for on in (EXPIRY, EXPIRY + timedelta(1)))
            assert ("expiring", "deleted") == (active, deleted)
            assert EXPIRY == pr.renewal_options(BOX, rules=rules, on=EXPIRY).last_day


class TestOtherEnds:
    """Activation, a suspension, a day that was asked for."""

    def test_an_activation_that_does_not_come(self) -> None:
        """What is being activated stays so."""
        box = attrs.evolve(BOX, activation_started_on=date(2027, 1, 5), activated_on=date(2027, 1, 7))
        found = [pr.status(box, rules=rules, on=date(2027, 2, 1)).state for rules in (shipped(), without(ACTIVATED))]
        assert ["expiring", "in_activation"] == found
        assert {} == told(without(ACTIVATED), date(2027, 2, 1), box)["timeline"]

    def test_who_was_not_activated_is_not_renewed(self) -> None:
        """However long ago the day of activation was, before the expiry and after it."""
        box = attrs.evolve(BOX, activated_on=date(2020, 1, 7))
        for on in (date(2027, 2, 1), IN_GRACE):
            for rules, state in ((without(ACTIVATED), "in_activation"), (leading(ACTIVATED, "withdrawn"), "withdrawn")):
                assert state == pr.status(box, rules=rules, on=on).state
                assert state == code(pr.quote_renewal(box, ONE_YEAR, rules=rules, on=on))

    def test_of_what_is_never_activated_nobody_is_notified(self) -> None:
        """What is being activated will be notified of in time, by the transition that makes it active."""
        span = (date(2026, 12, 1), EXPIRY)
        box = attrs.evolve(BOX, activation_started_on=date(2026, 12, 1))
        as_shipped = pr.alert_calendar(box, span, rules=shipped(), on=LATER)
        assert isinstance(as_shipped, pr.Calendar)
        assert as_shipped.days
        assert f"lifecycle/{ACTIVATED}" in as_shipped.because
        assert f"lifecycle/{ACTIVATED}" not in pr.alert_calendar(BOX, span, rules=shipped(), on=LATER).because
        for rules in (without(ACTIVATED), leading(ACTIVATED, "withdrawn")):
            found = pr.alert_calendar(box, span, rules=rules, on=LATER)
            assert isinstance(found, pr.Calendar)
            assert () == found.days
            assert pr.next_alert(box, rules=rules, on=date(2026, 12, 2)) is None

    def test_a_suspension_that_does_not_end(self) -> None:
        """It lasts."""
        box = attrs.evolve(BOX, suspended_on=date(2027, 2, 1))
        days = {"suspension_end": date(2027, 2, 8), "deletion": date(2027, 2, 9)}
        assert (("deleted", None), days) == tuple(told(shipped(), LATER, box)[each] for each in ("status", "timeline"))
        found = told(without(SUSPENSION), LATER, box)
        assert (("suspended", None), {}) == (found["status"], found["timeline"])

    def test_a_suspension_that_ends_well(self) -> None:
        """The mailbox is active again, until it expires."""
        box = attrs.evolve(BOX, suspended_on=date(2027, 2, 1))
        rules = leading(SUSPENSION, "active")
        found = told(rules, date(2027, 2, 9), box)
        assert (("expiring", EXPIRY), "Quote") == (found["status"], found["renewal"])
        assert ("deleted", None) == told(rules, LATER, box)["status"]

    def test_a_day_of_termination_that_does_not_count(self) -> None:
        """It passes, and nothing happens."""
        box = attrs.evolve(BOX, termination_day=date(2027, 3, 1))
        assert ("withdrawn", None) == told(shipped(), date(2027, 3, 2), box)["status"]
        assert ("expiring", EXPIRY) == told(without(TERMINATION), date(2027, 3, 2), box)["status"]


class TestLaw:
    """What holds of any life."""

    @given(st.sampled_from(TIMED), st.sampled_from(STATES), WHENEVER)
    def test_wherever_a_row_leads(self, row: str, to: str, drawn: tuple[pr.Mailbox, date]) -> None:
        """States follow one another without a gap, each day has one, the last has no end, and ``status`` says so."""
        box, on = drawn
        rules = leading(row, to)
        lifecycle = Lifecycle(rules.on(on)).life(box)
        assert lifecycle[-1].until is None
        for one, other in pairwise(lifecycle):
            assert one.until is not None
            assert one.until + timedelta(1) == other.since
        state = next(period.state for period in lifecycle if period.until is None or on <= period.until)
        assert state == pr.status(box, rules=rules, on=on).state

    @given(st.sampled_from(TIMED), st.sampled_from((*STATES, None)), WHENEVER)
    def test_a_renewal_says_what_the_status_says(
        self, row: str, to: str | None, drawn: tuple[pr.Mailbox, date]
    ) -> None:
        """Where a mailbox may be renewed in its state, no state is the reason why it is not; else it is refused."""
        box, on = drawn
        rules = leading(row, to) if to else without(row)
        seen = pr.status(box, rules=rules, on=on)
        answer = code(pr.quote_renewal(box, ONE_YEAR, rules=rules, on=on))
        assert seen.may_renew <= (answer not in STATES)
        assert seen.may_renew or answer != "Quote"

    def test_lives_do_not_fill_the_memory(self) -> None:
        """One life is remembered for each grace, whatever mailboxes are asked about."""
        lifecycle = Lifecycle(shipped().on(LATER))
        for days in range(20):
            for box in (attrs.evolve(BOX, activated_on=EXPIRY - timedelta(days)), attrs.evolve(BOX, expiry=EXPIRY)):
                assert "deleted" == lifecycle.period(box, LATER).state
        assert 1 == lifecycle.by_grace.cache_info().currsize

    @pytest.mark.parametrize("story", [{}, {"activated_on": date(2020, 1, 1)}, {"withdrawn_on": date(2021, 1, 1)}])
    def test_an_expiry_at_the_end_of_the_calendar(self, story: dict[str, date]) -> None:
        """A grace that does not end in the calendar is an error of it, whatever was asked before and else is known."""
        lifecycle = Lifecycle(shipped().on(LATER))
        for _ in range(2):
            assert "deleted" == lifecycle.period(BOX, LATER).state
            with pytest.raises(pr.CalendarError):
                lifecycle.period(attrs.evolve(BOX, expiry=date(9999, 12, 1), **story), LATER)

    @given(WHENEVER)
    def test_who_rests_on_a_transition_says_so(self, drawn: tuple[pr.Mailbox, date]) -> None:
        """Where the status is another one without a row, the row is among its reasons."""
        box, on = drawn
        seen = pr.status(box, rules=shipped(), on=on)
        for row in TIMED:
            other = pr.status(box, rules=without(row), on=on)
            same = (seen.state, seen.since, seen.until) == (other.state, other.since, other.until)
            assert same or f"lifecycle/{row}" in seen.because


def test_tables_without_a_state_before_the_activation() -> None:
    """A base of one's own need not have it: such a mailbox is in activation until it is active."""
    rules = shipped().edited({"lifecycle/mailbox-not-activated-2016": None})
    box = attrs.evolve(BOX, activation_started_on=date(2027, 1, 10), activated_on=date(2027, 1, 12))
    days = (date(2027, 1, 5), date(2027, 1, 11), date(2027, 1, 12))
    assert ["in_activation", "in_activation", "expiring"] == [pr.status(box, rules=rules, on=day).state for day in days]
    assert "not_activated" == pr.status(box, rules=shipped(), on=days[0]).state
    assert pr.timeline(box, (days[0], EXPIRY), rules=rules, on=days[0]).days


class TestChangedGrace:
    """A grace that becomes shorter or longer (C-04): for whom."""

    SHORTER: dict[str, Any] = {  # noqa: RUF012 - the columns of a row
        "id": "shorter", "kind": "mailbox", "since": "2027-07-01", "grace_days": 15, "may_send": False,
        "may_receive": True, "may_read": True, "may_renew": True,
    }  # fmt: skip
    CHANGED = date(2027, 7, 1)
    """On 30 June the mailbox of 15 June has 75 days left."""

    def shorter(self, **columns: Any) -> pr.Ruleset:
        return variant(add("lifecycle", "grace", **self.SHORTER | columns))

    def test_whoever_had_expired_keeps_the_days_there_were(self) -> None:
        """Nobody is deleted since before the day on which the rule changed; that it is so is presumed, and told."""
        box = attrs.evolve(BOX, expiry=date(2027, 6, 15))
        seen = pr.status(box, rules=self.shorter(), on=self.CHANGED)
        assert ("expired", date(2027, 9, 13)) == (seen.state, seen.until)
        assert pr.Caveat("lifecycle/mailbox-grace-2024", "presumed_for_expired") in seen.caveats
        assert "Quote" == code(pr.quote_renewal(box, ONE_YEAR, rules=self.shorter(), on=self.CHANGED))

    def test_whoever_expires_later_has_the_new_days(self) -> None:
        """From the first day of the row on, and nothing is presumed."""
        box = attrs.evolve(BOX, expiry=self.CHANGED)
        seen = pr.status(box, rules=self.shorter(), on=self.CHANGED + timedelta(1))
        assert ("expired", self.CHANGED + timedelta(15)) == (seen.state, seen.until)
        assert "presumed_for_expired" not in {each.certainty for each in seen.caveats}

    @pytest.mark.parametrize(
        ("holds", "until"), [("every_expiry", date(2027, 6, 30)), ("later_expiries", date(2027, 9, 13))]
    )
    def test_the_row_may_say_so(self, holds: str, until: date) -> None:
        """Then it is not presumed."""
        box = attrs.evolve(BOX, expiry=date(2027, 6, 15))
        rules = self.shorter(days_hold_for=holds)
        seen = pr.status(box, rules=rules, on=self.CHANGED)
        last = seen.until if seen.state == "expired" else seen.since - timedelta(1) if seen.since else None
        assert until == last
        assert "presumed_for_expired" not in {each.certainty for each in seen.caveats}

    @pytest.mark.parametrize(
        ("holds", "expiry", "reached"),
        [
            ("later_expiries", date(2027, 6, 30), False),
            ("later_expiries", date(2027, 7, 1), True),
            ("every_expiry", date(2027, 4, 1), False),
            ("every_expiry", date(2027, 4, 2), True),  # its last day is 1 July
        ],
    )  # fmt: skip
    def test_a_row_to_come_is_told_to_whom_it_reaches(self, holds: str, expiry: date, reached: bool) -> None:
        """What is promised for longer than the row to come lets it last names that row, in every answer."""
        box, rules, on = attrs.evolve(BOX, expiry=expiry), self.shorter(days_hold_for=holds), date(2027, 5, 1)
        answers = [
            pr.quote_renewal(box, ONE_YEAR, rules=rules, on=on),
            pr.renewal_options(box, rules=rules, on=on),
            pr.timeline(box, (on, date(2028, 1, 1)), rules=rules, on=on),
        ]
        for answer in answers:
            coming = pr.Caveat("lifecycle/shorter", "shorter_to_come") in answer.caveats
            assert reached == coming
        last = {each.day: each.because for each in answers[0].pay_by if each.before == "deletion"}
        assert {reached} == {"lifecycle/shorter" in rows for rows in last.values()}

    def test_of_several_changes_each_has_its_expiries(self) -> None:
        """The second change does not undo what the first one left to those before it."""
        again = add("lifecycle", "grace", **self.SHORTER | {"id": "again", "since": "2027-08-01", "grace_days": 40})
        rules = variant(add("lifecycle", "grace", **self.SHORTER), again)
        ends = [
            pr.status(attrs.evolve(BOX, expiry=expiry), rules=rules, on=date(2027, 8, 2)).until
            for expiry in (date(2027, 6, 15), date(2027, 7, 20), date(2027, 8, 1))
        ]
        assert [date(2027, 9, 13), date(2027, 8, 4), date(2027, 9, 10)] == ends

    def test_a_grace_that_lasts_as_long_as_before(self) -> None:
        """Is no other one: the row in force stands behind the answer."""
        rules = self.shorter(grace_days=90)
        seen = pr.status(attrs.evolve(BOX, expiry=date(2027, 6, 15)), rules=rules, on=self.CHANGED)
        assert "lifecycle/shorter" in seen.because
        assert "lifecycle/mailbox-grace-2024" not in seen.because

    def test_nobody_knows_of_a_grace_before_the_first(self) -> None:
        """Whoever expired before every row has the days of the first."""
        seen = pr.status(attrs.evolve(BOX, expiry=date(2015, 12, 20)), rules=shipped(), on=date(2016, 1, 10))
        assert date(2016, 3, 19) == seen.until

    def test_a_grace_that_was_taken_back(self) -> None:
        """What stood before an end of the rule is no grace any more."""
        ended = add("lifecycle", "grace", id="none", kind="mailbox", since="2027-06-20", withdrawn=True)
        rules = variant(add("lifecycle", "grace", **self.SHORTER), ended)
        seen = pr.status(attrs.evolve(BOX, expiry=date(2027, 6, 30)), rules=rules, on=self.CHANGED)
        assert date(2027, 7, 15) == seen.until


def lasting_addons() -> pr.Ruleset:
    """Rules by which what was added to a mailbox lasts as long as it does."""
    return variant(reword("lifecycle", EXPIRES, effects=["limited_to_grace"]))


class TestAddons:
    """When what was added to a mailbox ends is a row: with its expiry (F5.17), or with the mailbox."""

    BIGGER = attrs.evolve(BOX, extra_inbox_gb=1, inbox_bytes=1_500_000_000)

    @pytest.mark.parametrize(("lasting", "net", "receives"), [(False, "9.90", False), (True, "12.40", True)])
    def test_quote_status_and_advance_agree(self, lasting: bool, net: str, receives: bool) -> None:
        """Whether somebody has carried out the expiry on the mailbox, or only days have passed."""
        rules = lasting_addons() if lasting else shipped()
        moved = pr.advance(self.BIGGER, pr.Event(name="expiry_passed"), rules=rules, on=IN_GRACE)
        assert isinstance(moved, pr.Transition)
        assert isinstance(moved.mailbox, pr.Mailbox)
        for box in (self.BIGGER, moved.mailbox):
            quote = pr.quote_renewal(box, ONE_YEAR, rules=rules, on=IN_GRACE)
            assert isinstance(quote, pr.Quote)
            assert net == str(quote.net)
            assert receives == pr.status(box, rules=rules, on=IN_GRACE).may_receive
            done = pr.advance(box, pr.Event(name="renewal_registered", years=1), rules=rules, on=IN_GRACE)
            assert isinstance(done, pr.Transition)
            assert isinstance(done.mailbox, pr.Mailbox)
            assert receives == (done.mailbox.extra_inbox_gb == 1)

    def test_whoever_had_some_is_told(self) -> None:
        """That they have ended; space that is asked for anew is new."""
        wish = pr.RenewalRequest(years=1, extra_inbox_gb=1)
        quote = pr.quote_renewal(self.BIGGER, wish, rules=shipped(), on=IN_GRACE)
        assert isinstance(quote, pr.Quote)
        assert ("addons_ended", f"lifecycle/{EXPIRES}") in [(each.code, each.row) for each in quote.effects]
        assert "interpretations/extra-space-from-new-term" in quote.because

    def test_before_the_expiry_everything_is_there(self) -> None:
        """And on the day of the expiry, too."""
        quote = pr.quote_renewal(self.BIGGER, ONE_YEAR, rules=shipped(), on=EXPIRY)
        assert isinstance(quote, pr.Quote)
        assert "12.40" == str(quote.net)
