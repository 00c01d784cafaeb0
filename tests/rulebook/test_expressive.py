"""Other providers' rules as books of data alone: no line of Python, only the rows that differ from the public list."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pecrules import (
    Calendar,
    Event,
    Mailbox,
    PurchaseRequest,
    Quote,
    Refusal,
    RenewalRequest,
    Ruleset,
    Transition,
    advance,
    alert_calendar,
    check_rules,
    load_rules,
    quote_purchase,
    quote_renewal,
    status,
    timeline,
)

EXPIRY = date(2027, 3, 31)
BOX = Mailbox(address="a@pec.it", plan="standard", expiry=EXPIRY)
EVER = (date(2020, 1, 1), date(2035, 12, 31))
SHARED = 'since: 2026-01-01, certainty: documented, source: pecrules-analysis, clause: "come altri gestori"'

Provider = Callable[..., Ruleset]


@pytest.fixture
def provider(tmp_path: Path) -> Provider:
    """A book of its own in a folder, over the public list; the check finds nothing wrong with it."""

    def made(**tables: str) -> Ruleset:
        folder = tmp_path / "other"
        folder.mkdir()
        head = 'table: book\nid: other\ntitle: "Altro gestore"\nextends: retail\nsource: pecrules-analysis\n'
        for name, text in {"book": head, **tables}.items():
            body = text if name == "book" else f"table: {name}\nbook: other\n{text}"
            (folder / f"{name}.yaml").write_text(body.replace("...}", SHARED + "}"), "utf-8")
        assert () == check_rules(folder)
        return load_rules(folder)

    return made


def rights(rules: Ruleset, days: int) -> tuple[str, str]:
    """The state so many days after the expiry, and what may then be done: send, receive, read, renew."""
    found = status(BOX, rules=rules, on=EXPIRY + timedelta(days))
    may = zip("SRLN", (found.may_send, found.may_receive, found.may_read, found.may_renew), strict=True)
    return found.state, "".join(letter for letter, allowed in may if allowed)


def renewed(rules: Ruleset, days: int) -> str:
    """What a renewal for a year is answered so many days after the expiry."""
    answer = quote_renewal(BOX, RenewalRequest(years=1), rules=rules, on=EXPIRY + timedelta(days))
    return answer.code if isinstance(answer, Refusal) else str(answer.new_expiry)


def apart(rules: Ruleset) -> list[tuple[str, int]]:
    """What the timeline says, in days from the expiry, without the end of the logs."""
    calendar = timeline(BOX, EVER, rules=rules, on=EXPIRY - timedelta(60))
    assert isinstance(calendar, Calendar)
    return [(each.what, (each.day - EXPIRY).days) for each in calendar.days if each.what != "log_end"]


class TestMonthBeforeActivation:
    """Expiry on the last day of the month before activation; renewal is due 30 days before."""

    ROWS = """new_expiry:
  - {id: other-first-term, phase: first_term, counts_from: month_before_activation, ...}
advice:
  - {id: other-advice, advised_days: 30, ...}
"""

    @pytest.mark.parametrize(
        ("on", "years", "expected"),
        [
            ("2027-03-01", 1, "2028-02-29"),
            ("2027-03-31", 1, "2028-02-29"),
            ("2027-04-01", 1, "2028-03-31"),
            ("2027-01-15", 2, "2028-12-31"),
            ("2028-02-29", 1, "2029-01-31"),
        ],
    )
    def test_the_first_term(self, provider: Provider, on: str, years: int, expected: str) -> None:
        """Whatever day of the month it is bought or activated on, it ends with the month before."""
        rules, day = provider(renewal=self.ROWS), date.fromisoformat(on)
        request = PurchaseRequest(address="a@pec.it", plan="standard", years=years)
        bought = quote_purchase(None, request, rules=rules, on=day)
        assert isinstance(bought, Quote)
        assert expected == str(bought.new_expiry)
        assert "renewal/other-first-term" in bought.because
        assert "interpretations/leap-day-expiry" not in bought.because
        box = Mailbox(
            address="a@pec.it", plan="standard", expiry=day, activation_started_on=day - timedelta(3),
            last_term_years=years,
        )  # fmt: skip
        active = advance(box, Event(name="activation_due"), rules=rules, on=day)
        assert isinstance(active, Transition)
        assert isinstance(active.mailbox, Mailbox)
        assert expected == str(active.mailbox.expiry)

    def test_the_public_list_counts_from_the_day(self) -> None:
        """Without the book's row the same purchase ends on the day of the year."""
        request = PurchaseRequest(address="a@pec.it", plan="standard", years=1)
        bought = quote_purchase(None, request, rules=load_rules(), on=date(2027, 3, 15))
        assert isinstance(bought, Quote)
        assert date(2028, 3, 15) == bought.new_expiry

    def test_the_renewal(self, provider: Provider) -> None:
        """It is due 30 days before, and the next term ends with the same month."""
        rules = provider(renewal=self.ROWS)
        quote = quote_renewal(BOX, RenewalRequest(years=1), rules=rules, on=date(2027, 2, 1))
        assert isinstance(quote, Quote)
        assert (date(2027, 3, 1), date(2028, 3, 31)) == (quote.advised_by, quote.new_expiry)


class TestReceiveThenRead:
    """30 days in which it only receives, then 5 in which one only reads, then deletion."""

    ROWS = """grace:
  - {id: other-grace, kind: mailbox, grace_days: 35,
     may_send: false, may_receive: false, may_read: true, may_renew: true, ...}
grace_stretches:
  - {id: other-receives, kind: mailbox, stretch: receive-only, last_day: 30,
     may_send: false, may_receive: true, may_read: false, ...}
"""

    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            (0, ("expiring", "SRLN")),
            (1, ("expired", "RN")),
            (30, ("expired", "RN")),
            (31, ("expired", "LN")),
            (35, ("expired", "LN")),
            (36, ("deleted", "")),
        ],
    )
    def test_status(self, provider: Provider, days: int, expected: tuple[str, str]) -> None:
        """What it may do around each boundary; one may renew until the last day."""
        rules = provider(lifecycle=self.ROWS)
        assert expected == rights(rules, days)
        assert ("2028-03-31" if days < 36 else "deleted") == renewed(rules, days)

    def test_the_row_that_says_so(self, provider: Provider) -> None:
        """The answer names the stretch, and after it no more."""
        rules = provider(lifecycle=self.ROWS)
        named = [
            "lifecycle/other-receives" in status(BOX, rules=rules, on=EXPIRY + timedelta(days)).because
            for days in (0, 1, 30, 31)
        ]
        assert [False, True, True, False] == named

    def test_timeline(self, provider: Provider) -> None:
        """From day 31 on it may do something else, and the grace ends on day 35."""
        what = {"expiry", "rights_change", "grace_end", "deletion"}
        expected = [("expiry", 0), ("rights_change", 31), ("grace_end", 35), ("deletion", 36)]
        assert expected == [each for each in apart(provider(lifecycle=self.ROWS)) if each[0] in what]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("may_receive: true, may_read: false", "may_receive: false, may_read: true"),
            ("last_day: 30", "last_day: 35"),
        ],
    )
    def test_stretches_that_change_nothing(self, provider: Provider, old: str, new: str) -> None:
        """A stretch with the rights that follow it, or one that outlasts the grace, has no day in the calendar."""
        assert "rights_change" not in dict(apart(provider(lifecycle=self.ROWS.replace(old, new))))

    def test_other_kinds_have_none(self, provider: Provider) -> None:
        """A stretch of mailboxes is none of mailboxes on customers' domains."""
        box = Mailbox(address="a@example.com", kind="domain", plan="standard", expiry=EXPIRY)
        found = status(box, rules=provider(lifecycle=self.ROWS), on=EXPIRY + timedelta(1))
        assert (True, True) == (found.may_receive, found.may_read)


class TestThirteenNotices:
    """Notices from 90 days before to 2 days after."""

    DAYS = (-90, -60, -45, -30, -15, -10, -5, -4, -3, -2, -1, 0, 2)

    def tables(self) -> dict[str, Any]:
        """The company's own list, and the reading that makes it count."""
        notices = "".join(
            f"""  - {{id: other-notice-{number}, kind: mailbox, notice: expiry_{number},
     label: {{it: "Avviso {number}", en: "Notice {number}", de: "Hinweis {number}"}}, unit: days,
     offset: {abs(day)}, side: {"after" if day > 0 else "before"}, audience: holder, condition: automatic_off,
     sent_by: email, listed_by: company, ...}}
"""
            for number, day in enumerate(self.DAYS[1:], 2)
        )
        reading = "  - {id: other-alert-calendar, topic: alert_calendar, choice: listed_days, ...}\n"
        return {"alerts": f"notices:\n{notices}", "interpretations": f"interpretations:\n{reading}"}

    def test_alert_calendar(self, provider: Provider) -> None:
        """Each on its day; the first is the public one."""
        calendar = alert_calendar(BOX, EVER, rules=provider(**self.tables()), on=date(2026, 6, 1))
        assert isinstance(calendar, Calendar)
        assert list(self.DAYS) == [(each.day - EXPIRY).days for each in calendar.days]
        assert ["expiry_first", *(f"expiry_{number}" for number in range(2, 14))] == [
            each.name for each in calendar.days
        ]

    def test_timeline(self, provider: Provider) -> None:
        """They stand among everything else, a notice before the expiry of the same day."""
        told = apart(provider(**self.tables()))
        assert list(self.DAYS) == [days for what, days in told if what == "notice"]
        assert [("notice", 0), ("expiry", 0), ("notice", 2)] == [each for each in told if 0 <= each[1] <= 2]

    def test_without_the_reading(self, provider: Provider) -> None:
        """The list waits until the reading chooses it."""
        calendar = alert_calendar(BOX, EVER, rules=provider(alerts=self.tables()["alerts"]), on=date(2026, 6, 1))
        assert isinstance(calendar, Calendar)
        assert ["expiry_first"] == [each.name for each in calendar.days]


class TestSuspendedThenDeleted:
    """Nothing changes for six days; suspended from day 7, deleted on day 67."""

    ROWS = """grace:
  - {id: other-grace, kind: mailbox, grace_days: 66,
     may_send: false, may_receive: false, may_read: false, may_renew: true, ...}
grace_stretches:
  - {id: other-goes-on, kind: mailbox, stretch: goes-on, last_day: 6,
     may_send: true, may_receive: true, may_read: true, ...}
"""

    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            (0, ("expiring", "SRLN")),
            (1, ("expired", "SRLN")),
            (6, ("expired", "SRLN")),
            (7, ("expired", "N")),
            (66, ("expired", "N")),
            (67, ("deleted", "")),
        ],
    )
    def test_status(self, provider: Provider, days: int, expected: tuple[str, str]) -> None:
        """What it may do around each boundary; one may renew until the last day."""
        rules = provider(lifecycle=self.ROWS)
        assert expected == rights(rules, days)
        assert ("2028-03-31" if days < 67 else "deleted") == renewed(rules, days)

    def test_timeline(self, provider: Provider) -> None:
        """Deleted on day 67."""
        assert [("grace_end", 66), ("deletion", 67)] == apart(provider(lifecycle=self.ROWS))[-2:]

    def test_the_shortest_stretch_counts(self, provider: Provider) -> None:
        """Of two that cover a day it is the one that ends first, in whatever order they stand."""
        longer = """  - {id: other-a-read, kind: mailbox, stretch: a-read, last_day: 20,
     may_send: false, may_receive: false, may_read: true, ...}
"""
        rules = provider(lifecycle=self.ROWS + longer)
        assert ["SRLN", "LN", "LN", "N"] == [rights(rules, days)[1] for days in (6, 7, 20, 21)]
