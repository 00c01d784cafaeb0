"""Status: the state of a mailbox on a day, its days, and what it may do."""

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import CalendarError, Caveat, Mailbox, NoRuleInForce, from_json, status, to_json
from pecrules.domain.life import Lifecycle
from pecrules.domain.space import gigabytes
from pecrules.testing.strategies import mailbox_days, mailboxes
from tests.variants import add, choose, reword, shipped, variant

EXPIRY = date(2027, 3, 30)
BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=EXPIRY)
ON_DOMAIN = attrs.evolve(BOX, kind="domain")
TODAY = date(2026, 12, 1)
GB = 10**9


def day(number):
    return EXPIRY + timedelta(number)


def ask(box=BOX, on=TODAY, rules=None, **facts):
    return status(attrs.evolve(box, **facts), rules=rules or shipped(), on=on)


def rights(answer):
    told = {
        "send": answer.may_send,
        "receive": answer.may_receive,
        "read": answer.may_read,
        "renew": answer.may_renew,
        "space": answer.may_buy_space,
        "plan": answer.may_change_plan,
        "repurchase": answer.may_repurchase,
    }
    return {name for name, allowed in told.items() if allowed}


class TestStates:
    """Which state, since when and until when."""

    @pytest.mark.parametrize(
        ("number", "state", "since", "until"),
        [
            (-91, "active", None, day(-91)),
            (-90, "expiring", day(-90), day(0)),
            (-1, "expiring", day(-90), day(0)),
            (0, "expiring", day(-90), day(0)),
            (1, "expired", day(1), day(90)),
            (90, "expired", day(1), day(90)),
            (91, "deleted", day(91), None),
            (4000, "deleted", day(91), None),
        ],
    )
    def test_time_alone(self, number, state, since, until):
        """Ninety days before the expiry it is expiring, the day after it expired, ninety days later deleted."""
        answer = ask(on=day(number))
        assert (state, since, until) == (answer.state, answer.since, answer.until)

    def test_a_mailbox_on_a_domain_is_kept_thirty_days(self):
        """From 2025 on; before it was ninety."""
        assert ("expired", "deleted") == (ask(ON_DOMAIN, day(30)).state, ask(ON_DOMAIN, day(31)).state)
        assert "expired" == ask(ON_DOMAIN, date(2024, 6, 28), expiry=date(2024, 3, 30)).state

    def test_a_name_that_is_not_sold_again(self):
        """Once the row that sells deleted names has ended, nobody may buy one."""
        ended = add("termination", "repurchase", id="no-more", kind="mailbox", since="2026-01-01", withdrawn=True)
        assert [True, False] == [
            status(BOX, rules=rules, on=day(91)).may_repurchase for rules in (shipped(), variant(ended))
        ]

    def test_the_days_left_do_not_count_today(self):
        """On its last day a state has none left; a state without end has no number."""
        answers = [ask(on=day(number)).days_left for number in (-95, 0, 89, 91)]
        assert [4, 0, 1, None] == answers

    def test_it_is_active_since_it_was_activated(self):
        """Where that day is known."""
        assert date(2026, 3, 30) == ask(activated_on=date(2026, 3, 30)).since

    def test_no_state_begins_before_the_activation(self):
        """One sold for less than the notice is expiring from its first day, not before."""
        assert day(-20) == ask(activated_on=day(-20), on=day(-10)).since
        assert day(95) == ask(activated_on=day(95), on=day(95)).since

    @pytest.mark.parametrize(
        ("facts", "state", "since", "until"),
        [
            ({"activation_started_on": day(-120)}, "active", None, day(-91)),
            ({"activation_started_on": day(-119)}, "in_activation", day(-119), None),
            ({"activation_started_on": day(-119), "activated_on": day(-110)}, "in_activation", day(-119), day(-111)),
            ({"activation_started_on": day(-100), "activated_on": day(-99)}, "not_activated", None, day(-101)),
            ({"activation_started_on": day(-125), "activated_on": day(-119)}, "active", day(-119), day(-91)),
            ({"activated_on": day(-110)}, "not_activated", None, day(-111)),
        ],
    )
    def test_activation(self, facts, state, since, until):
        """Begun and not yet done, it is being activated, until the day it is done; before that, not even that."""
        if state == "active" and "activated_on" not in facts:
            facts = {}  # nobody follows its activation
        answer = ask(on=TODAY, **facts)
        assert (state, since, until) == (answer.state, answer.since, answer.until)

    def test_a_withdrawal_lasts(self):
        """On its first day and for ever, whatever the expiry."""
        answers = [ask(withdrawn_on=TODAY, on=on) for on in (TODAY, day(500))]
        assert [("withdrawn", TODAY, None)] * 2 == [(each.state, each.since, each.until) for each in answers]

    def test_a_day_asked_for_is_the_last(self):
        """It works until the end of that day, and the day before it knows."""
        before, last, after = (ask(termination_day=day(-100), on=day(number)) for number in (-101, -100, -99))
        assert ("active", 1) == (before.state, before.days_left)
        assert ("active", 0) == (last.state, last.days_left)
        assert ("withdrawn", day(-99)) == (after.state, after.since)

    def test_the_sooner_end_counts(self):
        """Of a withdrawal and a day asked for."""
        both = {"withdrawn_on": day(-100), "termination_day": day(-110)}
        assert day(-109) == ask(on=day(-50), **both).since
        assert day(-100) == ask(on=day(-50), **(both | {"termination_day": day(-60)})).since

    def test_what_is_deleted_stays_deleted(self):
        """Neither a later withdrawal nor a later suspension changes it."""
        assert "deleted" == ask(withdrawn_on=day(100), on=day(200)).state
        assert "deleted" == ask(suspended_on=day(100), on=day(101)).state

    @pytest.mark.parametrize(
        ("number", "state", "since", "until"),
        [
            (-121, "active", None, day(-121)),
            (-120, "suspended", day(-120), day(-113)),
            (-113, "suspended", day(-120), day(-113)),
            (-112, "deleted", day(-112), None),
        ],
    )
    def test_suspension(self, number, state, since, until):
        """The partner has seven days, the seventh included; then the mailbox is gone."""
        answer = ask(suspended_on=day(-120), on=day(number))
        assert (state, since, until) == (answer.state, answer.since, answer.until)

    def test_a_withdrawal_ends_a_suspension(self):
        """A suspension lasts no longer than the mailbox."""
        assert day(-118) == ask(suspended_on=day(-120), withdrawn_on=day(-117), on=day(-119)).until

    def test_expired_on_its_expiry_day_where_the_table_says_so(self):
        """Then yesterday was the last active day."""
        answer = ask(on=EXPIRY, rules=variant(choose("day-of-expiry", "expired")))
        assert ("expired", EXPIRY, day(90)) == (answer.state, answer.since, answer.until)

    def test_no_grace_at_all(self):
        """Without a day of grace it goes from active to deleted."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", grace_days=0), choose("last-day-of-grace", "deleted"))
        assert ["expiring", "deleted"] == [ask(on=day(number), rules=rules).state for number in (0, 1)]

    def test_before_the_first_row(self):
        """Nothing is said of days before the tables begin."""
        with pytest.raises(NoRuleInForce):
            ask(on=date(2015, 12, 31))

    def test_a_missing_row_is_told_of_the_day_asked(self):
        """Days without a change share their terms, not their day."""
        end = add("plans", "change_rules", id="no-more", kind="mailbox", since="2026-11-01", withdrawn=True)
        rules = variant(end)
        for on in (TODAY, TODAY + timedelta(1)):
            with pytest.raises(NoRuleInForce, match=str(on)):
                ask(rules=rules, on=on)

    @pytest.mark.parametrize("expiry", [date(9999, 12, 31), date(1, 1, 1)])
    def test_beyond_the_calendar(self, expiry):
        """An expiry so far off that its grace or its notice has no day is an error of the calendar."""
        with pytest.raises(CalendarError):
            ask(expiry=expiry)


class TestRed:
    """The expiry in red (R0.7)."""

    @pytest.mark.parametrize(("number", "red"), [(-91, False), (-90, True), (0, True), (1, True), (100, True)])
    def test_from_ninety_days_before(self, number, red):
        """And it stays red."""
        assert red == ask(on=day(number)).expiry_red


EVERYTHING = {"send", "receive", "read", "renew", "space", "plan"}


class TestRights:
    """What it may do."""

    @pytest.mark.parametrize(
        ("number", "facts", "allowed", "logs"),
        [
            (-120, {}, EVERYTHING, "panel"),
            (-10, {}, EVERYTHING, "panel"),
            (10, {}, {"receive", "read", "renew"}, "support_request"),
            (100, {}, {"repurchase"}, "support_request"),
            (-120, {"activation_started_on": day(-121)}, set(), "nowhere"),
            (-120, {"suspended_on": day(-121)}, set(), "nowhere"),
            (-120, {"withdrawn_on": day(-121)}, {"repurchase"}, "support_request"),
            (-120, {"kind": "domain"}, {"send", "receive", "read"}, "panel"),
        ],
    )
    def test_by_state(self, number, facts, allowed, logs):
        """Each state has its rights; a mailbox on a domain is renewed with it, without more space or another plan."""
        answer = ask(on=day(number), **facts)
        assert (allowed, logs) == (rights(answer), answer.logs)

    def test_before_2024_nothing_is_received_in_grace(self):
        """Receiving after the expiry came later; reading and renewing were there."""
        assert {"read", "renew"} == rights(ask(expiry=date(2022, 3, 30), on=date(2022, 4, 10)))

    @pytest.mark.parametrize(
        ("facts", "allowed"),
        [
            ({"inbox_bytes": GB - 1}, True),
            ({"inbox_bytes": GB}, False),
            ({"inbox_bytes": GB, "extra_inbox_gb": 1}, True),
            ({"inbox_bytes": 2 * GB, "extra_inbox_gb": 1}, False),
            ({"inbox_bytes": 2 * GB - 1, "plan": "pro"}, True),
            ({"inbox_bytes": 90 * GB, "plan": "gold"}, True),
            ({"inbox_bytes": 90 * GB, "channel": "partner_panel"}, True),
        ],
    )
    def test_a_full_mailbox(self, facts, allowed):
        """At its last byte it neither sends nor receives; where the space is not known it counts as not full."""
        answer = ask(**facts)
        assert (allowed, allowed) == (answer.may_send, answer.may_receive)
        assert answer.may_read

    def test_a_full_mailbox_is_a_row(self):
        """What a full one may still do can be changed in the table."""
        rules = variant(reword("lifecycle", "full-box-2024", may_receive=True))
        answer = ask(inbox_bytes=GB, rules=rules)
        assert (False, True) == (answer.may_send, answer.may_receive)

    def test_a_full_mailbox_that_could_do_nothing_anyway(self):
        """Then its space is not looked at."""
        assert "interpretations/gigabyte" not in ask(inbox_bytes=GB, on=day(100)).because

    def test_of_an_unknown_plan_nothing_is_sold(self):
        """Every order for it would be refused."""
        assert {"send", "receive", "read"} == rights(ask(plan="gold"))

    def test_the_size_of_a_gigabyte(self):
        """Ten to the ninth, or two to the thirtieth."""
        assert (3 * 10**9, 3 * 2**30) == (gigabytes(3, "decimal"), gigabytes(3, "binary"))

    @pytest.mark.parametrize(
        ("number", "accessible", "places"),
        [
            (-120, True, ("customer_area", "webmail")),
            (-120, False, ("customer_area",)),
            (-10, True, ("customer_area", "webmail")),
            (10, True, ("customer_area", "webmail")),
            (10, False, ("customer_area",)),
            (100, True, ("customer_area",)),
        ],
    )
    def test_where_it_can_be_looked_up(self, number, accessible, places):
        """In the Webmail only while it can be read and entered (R4.2)."""
        assert places == ask(on=day(number), accessible=accessible).visible_in


class TestReasons:
    """The rows behind it."""

    def test_an_active_mailbox(self):
        """State, plan, the rule of plan changes, and the notice that ends the state."""
        expected = {
            "lifecycle/mailbox-active-2025",
            "alerts/red-date-2016",
            "interpretations/alert-day-ninety",
            "plans/standard-2024",
            "plans/mailbox-change-2025",
        }
        assert expected == set(ask().because)

    def test_an_expired_mailbox(self):
        """State, grace, and the readings that decide its days and its logs."""
        expected = {
            "lifecycle/mailbox-expired-2016",
            "lifecycle/mailbox-grace-2024",
            "lifecycle/mailbox-expires-2025",
            "lifecycle/grace-ends-2025",
            "interpretations/last-day-of-grace",
            "interpretations/day-of-expiry",
            "interpretations/log-access-in-grace",
            "alerts/red-date-2016",
            "interpretations/alert-day-ninety",
        }
        answer = ask(on=day(10))
        assert expected == set(answer.because)
        assert Caveat("interpretations/log-access-in-grace", "inferred") in answer.caveats

    def test_a_view_names_both_rows(self):
        """The view of a state and the state whose rights it has."""
        assert {"lifecycle/mailbox-expiring-2016", "lifecycle/mailbox-active-2025"} <= set(ask(on=day(-5)).because)

    def test_the_stamp(self):
        """The day asked about."""
        assert TODAY == ask().stamp.on


# -- properties -------------------------------------------------------------------------------------------------------

ORDER = ["not_activated", "in_activation", "active", "expiring", "expired", "deleted"]
LATER = st.integers(0, 4000)
FIRST = date(2016, 1, 1)
DRAWN = mailbox_days().map(lambda drawn: drawn._replace(on=max(drawn.on, FIRST)))


class TestProperties:
    """What holds for every mailbox and day."""

    @given(DRAWN)
    def test_every_mailbox_has_a_status(self, drawn):
        """A known state whose days hold the day that was asked."""
        answer = status(drawn.mailbox, rules=shipped(), on=drawn.on)
        assert answer.state in [*ORDER, "suspended", "withdrawn"]
        assert answer.since is None or answer.since <= drawn.on
        assert answer.until is None or drawn.on <= answer.until
        assert all(shipped().cite(ref) for ref in answer.because)
        assert answer == from_json(to_json(answer))

    @given(DRAWN)
    def test_the_days_left_lead_to_the_last(self, drawn):
        """And the day after that it is something else."""
        answer = status(drawn.mailbox, rules=shipped(), on=drawn.on)
        assert (answer.until is None) == (answer.days_left is None)
        if answer.until is not None and answer.days_left is not None:
            assert answer.until == drawn.on + timedelta(answer.days_left)
            assert answer.state != status(drawn.mailbox, rules=shipped(), on=answer.until + timedelta(1)).state

    @given(mailboxes(suspended_on=st.none(), withdrawn_on=st.none(), termination_day=st.none()), st.data())
    def test_no_state_comes_back(self, box, data):
        """Without events time leads one way."""
        first = max(box.expiry - timedelta(data.draw(LATER)), FIRST)
        second = first + timedelta(data.draw(LATER))
        states = [ORDER.index(status(box, rules=shipped(), on=on).state) for on in (first, second)]
        assert sorted(states) == states

    @given(DRAWN, LATER)
    def test_what_has_ended_stays_ended(self, drawn, later):
        """Deleted or withdrawn is for ever, as long as nothing is done."""
        state = status(drawn.mailbox, rules=shipped(), on=drawn.on).state
        if state in {"deleted", "withdrawn"}:
            assert state == status(drawn.mailbox, rules=shipped(), on=drawn.on + timedelta(later)).state

    @given(DRAWN, st.data())
    def test_a_phase_is_one_state(self, drawn, data):
        """On every day between its first and its last a mailbox is in it, under the rules of one day."""
        lifecycle = Lifecycle(shipped().on(drawn.on))
        period = lifecycle.period(drawn.mailbox, drawn.on)
        first, last = period.since or drawn.on, period.until or drawn.on + timedelta(1000)
        between = first + timedelta(data.draw(st.integers(0, (last - first).days)))
        assert period.state == lifecycle.period(drawn.mailbox, between).state

    @given(DRAWN)
    def test_a_second_reading(self, drawn):
        """The days of a mailbox without a story, counted straight down."""
        box = Mailbox(address="a", kind=drawn.mailbox.kind, plan="standard", expiry=drawn.mailbox.expiry)
        after = (drawn.on - box.expiry).days
        kept = 30 if box.kind == "domain" and drawn.on.year >= 2025 else 90
        state = "active" if after < -90 else "expiring" if after <= 0 else "expired" if after <= kept else "deleted"
        answer = status(box, rules=shipped(), on=drawn.on)
        assert (state, after >= -90) == (answer.state, answer.expiry_red)
        assert (after <= 0, after <= kept) == (answer.may_send, answer.may_read)
        assert answer.may_receive == (after <= 0 or (after <= kept and drawn.on.year >= 2024))
