"""What happens to fleets: row by row what ``timeline`` says of each mailbox, whatever frame it comes in."""

from datetime import date

import polars as pl
import pyarrow as pa
import pyarrow.csv
import pytest

from pecrules import InvalidRequest, Mailbox, NoRuleInForce, books, fleet
from pecrules.analysis.asking import Outcome
from pecrules.analysis.running import Unmodelled
from pecrules.base.errors import CalendarError
from pecrules.fleet import calendars, frames, sums
from pecrules.fleet.columns import EVENTS
from pecrules.policies.alerts import alert_calendar
from pecrules.policies.timeline import timeline
from tests.fleet.fleets import DAY, ON, draw, table
from tests.variants import shipped

PLAIN = ("address", "kind", "plan", "expiry", "auto_renew")
"""The columns of a fleet of which little is known: its tables take a moment."""

FEWER = ("address", "plan", "expiry")
"""Those of which next to nothing is: its tables take less."""

ALL = (date(2015, 1, 1), date(2045, 1, 1))
"""Days among which everything lies that happens to the mailboxes of these tests."""


def plain(count=120, names=PLAIN):
    return [{name: row[name] for name in names} for row in draw(3, count, shipped(), stories=False)]


def fewer(count):
    return plain(count, FEWER)


def said(row, span=ALL, rules=None, on=ON, ask=timeline):
    """What happens to one mailbox, as the policy itself says it; or why nobody can say."""
    nothing = {column.name: None for column in EVENTS}
    try:
        mailbox = Mailbox(**{"address": "mario.rossi@pec.it", **row})
        days = ask(mailbox, span, rules=rules or shipped(), on=on).days
    except NoRuleInForce:
        return [nothing | {"refusal": "no_rule"}]
    except CalendarError:
        return [nothing | {"refusal": "day_beyond_calendar"}]
    except (TypeError, ValueError):
        return [nothing | {"refusal": "row_unfit"}]
    found = ({name: getattr(day, name, None) for name in nothing} for day in days)
    return [each | {"shown_in": ",".join(each["shown_in"]) or None} for each in found]


def differing(rows, found, **asked):
    """Mailboxes of which a fleet and the policy say different things."""
    by_place = {place: [] for place in range(len(rows))}
    for each in found.to_pylist():
        by_place[each.pop("place")].append(each)
    pairs = ((row, said(row, **asked), by_place[place]) for place, row in enumerate(rows))
    return [(row, expected, got) for row, expected, got in pairs if expected != got]


def events(rows, span=ALL, rules=None, on=ON, **more):
    frame = rows if isinstance(rows, pa.Table) else table(rows)
    return fleet.events(frame, *span, rules=rules or shipped(), on=on, **more)


class TestAgreement:
    """The same as ``timeline`` says, row by row, in its order."""

    def test_a_plain_fleet(self):
        """Of mailboxes of which little is known; some are asked of the policy."""
        report, rows = fleet.Report(), plain()
        assert [] == differing(rows, events(rows, report=report))[:1]
        assert (len(rows), 0) == (report.rows, report.refused.total())
        assert report.by_policy < report.rows

    def test_every_day_around_what_happens(self):
        """On each day from long before the expiry to long after, with automatic renewal and without."""
        rows = [
            {"address": "a@b.eu", "kind": kind, "plan": "pro", "expiry": ON + days * DAY, "auto_renew": days % 2 == 0}
            for kind in ("mailbox", "domain")
            for days in range(-100, 100, 3)
        ]
        report = fleet.Report()
        assert [] == differing(rows, events(rows, report=report))[:1]
        assert 0 == report.by_policy

    @pytest.mark.parametrize("span", [(ON, ON), (date(2027, 2, 28), date(2027, 3, 31)), (date(1, 1, 1), date.max)])
    def test_some_days(self, span):
        """Only what falls on the days that are looked at, the first and the last included."""
        rows = plain(60)
        assert [] == differing(rows, events(rows, span), span=span)[:1]

    def test_notices_alone(self):
        """What is wanted may be named: notices are what ``alert_calendar`` says, but for the warning of space."""
        rows, span = plain(60), (date(2026, 6, 1), date(2027, 12, 31))
        found = events(rows, span, what=["notice"])
        assert [] == differing(rows, found, span=span, ask=alert_calendar)[:1]
        assert {"notice"} == set(found["what"].to_pylist())

    def test_stories(self):
        """Suspensions, terminations and withdrawals are asked of the policy, and stand in their places."""
        rows = [row | {"suspended_on": near_(place)} for place, row in enumerate(fewer(40))]
        report = fleet.Report()
        assert [] == differing(rows, events(rows, report=report))[:1]
        assert 40 == report.by_policy

    def test_many_batches(self, monkeypatch):
        """Places go on from batch to batch."""
        monkeypatch.setattr(frames, "ROWS", 7)
        assert [] == differing(fewer(40), events(fewer(40)))[:1]

    def test_where_no_table_can_be(self, monkeypatch):
        """Where a formula might not fit, or the calendar ends too near, every mailbox is asked of the policy."""
        monkeypatch.setattr(sums, "_FITS", 10_000)
        for on in (ON + DAY, date(9999, 6, 1)):
            report, rows = fleet.Report(), fewer(10)
            assert [] == differing(rows, events(rows, on=on, report=report), on=on)[:1]
            assert 10 == report.by_policy

    @pytest.mark.slow
    def test_a_fleet_of_which_all_is_known(self):
        """Space, promotions, open orders, warnings of space."""
        rows, report = draw(6, 1_000, shipped()), fleet.Report()
        assert [] == differing(rows, events(rows, report=report))[:1]
        assert report.by_policy < 1_000

    @pytest.mark.slow
    @pytest.mark.proof
    @pytest.mark.parametrize("book", books())
    def test_every_book(self, book):
        """Twenty thousand mailboxes under the rules of each book, half of them such as all tables are about."""
        rules = shipped(book)
        rows = [known(row, place) for place, row in enumerate(draw(5, 20_000, rules))]
        assert [] == differing(rows, events(rows, rules=rules), rules=rules)[:1]

    @pytest.mark.slow
    @pytest.mark.proof
    def test_both_clocks(self):
        """Under rules as they were known on a day, on other days than that, all around each day that something is."""
        rules = shipped().as_known(date(2024, 1, 1))
        for on in (date(2022, 7, 1), date(2026, 5, 1), date(2028, 2, 29)):
            rows = [known(row, 0) | {"expiry": on + days * DAY, "kind": kind} for row, days, kind in around(rules, on)]
            assert [] == differing(rows, events(rows, rules=rules, on=on), rules=rules, on=on)[:1]


def near_(place):
    return ON + (place * 37 % 400 - 200) * DAY


def known(row, place):
    """Every other mailbox without what leads it to the policy."""
    bounds = {"extra_inbox_gb": 1_000, "last_term_years": 100, "inbox_bytes": 10**13}
    if place % 2:
        return row
    plainer = {name: min(row[name], most) if row[name] is not None else None for name, most in bounds.items()}
    stories = ("activation_started_on", "last_term_began_on", "suspended_on", "termination_day", "withdrawn_on")
    activated = None if row["activated_on"] is None else min(row["activated_on"], row["expiry"] - 400 * DAY, ON)
    return row | plainer | dict.fromkeys(stories) | {"activated_on": activated}


def around(rules, on):
    """Mailboxes of both kinds for each day from a hundred before the expiry to a thousand after it."""
    drawn = draw(9, 2_200, rules, on)
    for place, row in enumerate(drawn):
        yield row | {"activated_on": None}, place // 2 - 1_000, ("mailbox", "domain")[place % 2]


class TestRefusals:
    """A mailbox that has no calendar has one row, with the reason alone."""

    def test_rows_that_are_none(self):
        """A value that is missing, one that no mailbox has, a day beyond the calendar."""
        rows = [row | {"inbox_bytes": None} for row in fewer(5)]
        rows[1] |= {"expiry": None}
        rows[2] |= {"inbox_bytes": -1}
        rows[3] |= {"expiry": date(9999, 12, 30)}
        report = fleet.Report()
        found = events(rows, report=report)
        refused = {each["place"]: each["refusal"] for each in found.to_pylist() if each["refusal"]}
        assert {1: "row_incomplete", 2: "row_unfit", 3: "day_beyond_calendar"} == refused
        assert refused == {place: code for place, code in refused.items() if report.refused[code] == 1}

    def test_before_all_rules(self):
        """Where the tables say nothing yet, the table says so, and so does the policy."""
        rows = [row | {"suspended_on": ON if place else None} for place, row in enumerate(fewer(4))]
        report = fleet.Report()
        found = events(rows, on=date(1990, 1, 1), report=report)
        assert ["no_rule"] * 4 == found["refusal"].to_pylist()
        assert {None} == set(found["day"].to_pylist() + found["what"].to_pylist() + found["row"].to_pylist())
        assert (3, 4) == (report.by_policy, report.refused["no_rule"])

    @pytest.mark.slow
    def test_days_and_books_of_each_row(self):
        """Day and book may stand in columns; unknown books and missing days are told."""
        days, names = [ON, date(2026, 5, 1), None], ["retail", "cni", "nobody", None]
        rows = [{**row, "day": days[at % 3], "book": names[at % 4]} for at, row in enumerate(fewer(24))]
        rules = {"retail": shipped(), "cni": shipped("cni")}
        found = events(table(rows, day="day", book="word"), rules=rules, on="day", book="book").to_pylist()
        nothing = {column.name: None for column in EVENTS}
        for place, row in enumerate(rows):
            own = {name: row[name] for name in FEWER}
            expected = [
                nothing | {"refusal": "row_incomplete" if None in (row["day"], row["book"]) else "book_unknown"}
            ]
            if row["day"] and row["book"] in rules:
                expected = said(own, rules=rules[row["book"]], on=row["day"])
            assert expected == [each | {} for each in map(without_place, found) if each.pop("at") == place]

    def test_cells_that_cannot_be_read(self, tmp_path):
        """They cost a mailbox of a file its calendar, and its row keeps its key."""
        path = tmp_path / "fleet.csv"
        path.write_text("id,address,plan,expiry\na,x@pec.it,pro,2027-01-20\nb,x@pec.it,pro,domani\n", "utf-8")
        found = fleet.events(path, *ALL, rules=shipped(), on=ON, key="id").to_pylist()
        assert {("a", None), ("b", "row_unfit")} == {(each["id"], each["refusal"]) for each in found}


def without_place(each):
    return {("at" if name == "place" else name): cell for name, cell in each.items()}


class TestFrames:
    """Frames in, frames out."""

    def test_a_key(self):
        """A column says which mailbox it is, one of ours or any other; others stand behind it if they are kept."""
        frame = table(fewer(6)).append_column("id", pa.array(range(10, 16))).append_column("note", pa.array("abcdef"))
        found = events(frame, key="id", others="keep")
        assert ["id", "note", *(column.name for column in EVENTS)] == found.column_names
        assert {(10 + place, note) for place, note in enumerate("abcdef")} == {
            (each["id"], each["note"]) for each in found.to_pylist()
        }
        assert ["address", "day"] == events(fewer(6), key="address").column_names[:2]
        with pytest.raises(InvalidRequest, match="`note` is not known"):
            events(frame, key="id")

    def test_keys_of_files(self, tmp_path):
        """A column of a file that is a key stands there as in the file, also one that tells a fact."""
        pa.csv.write_csv(table(fewer(3)), tmp_path / "fleet.csv")
        found = fleet.events(tmp_path / "fleet.csv", *ALL, rules=shipped(), on=ON, key="expiry")
        assert {str(row["expiry"]) for row in fewer(3)} == set(found["expiry"].to_pylist())

    def test_the_same_kind(self):
        """A lazy frame of Polars comes back as one; an empty frame as an empty one with all columns."""
        lazy = pl.from_arrow(table(fewer(5))).lazy()
        found = fleet.events(lazy, *ALL, rules=shipped(), on=ON)
        assert events(fewer(5)).to_pylist() == found.collect().to_dicts()
        empty = events(table(fewer(5)).slice(0, 0))
        assert (0, fleet.event_schema().names) == (empty.num_rows, empty.column_names)

    def test_texts_of_others(self):
        """A key, and what is kept, may be of types of which Arrow itself takes no rows, as Polars has its texts."""
        rows = fewer(6)
        frame = table(rows).append_column("id", pa.array("abcdef")).append_column("zones", pa.array([["x"]] * 6))
        found = fleet.events(pl.from_arrow(frame), *ALL, rules=shipped(), on=ON, key="id", others="keep")
        assert events(frame, key="id", others="keep").to_pylist() == found.to_dicts()

    def test_a_column_called_place(self):
        """It may say the day of each mailbox, whose place is told all the same."""
        frame = table(fewer(3)).append_column("place", pa.array([ON, ON, None]))
        expected = [each for each in events(fewer(3)).to_pylist() if each["place"] < 2]
        found = events(frame, on="place").to_pylist()
        assert expected == [each for each in found if each["place"] < 2]
        assert ["row_incomplete"] == [each["refusal"] for each in found if each["place"] == 2]

    def test_the_schema(self):
        """It is the one that answers have, and what is said of it as data."""
        assert fleet.event_schema() == events(fewer(5)).schema
        assert fleet.event_schema().names == list(fleet.schema()["events"])

    @pytest.mark.parametrize(
        ("wanted", "error", "match"),
        [
            ({"what": ["notices"]}, InvalidRequest, "did you mean `notice`"),
            ({"what": "notice"}, TypeError, "not 'notice'"),
            ({"what": [3]}, TypeError, "list of names"),
            ({"key": "id"}, InvalidRequest, "`id` is missing"),
            ({"span": (ON, ON - DAY)}, ValueError, "lies before the first"),
            ({"span": (ON, "tomorrow")}, TypeError, "last"),
        ],
    )
    def test_mistakes(self, wanted, error, match):
        """What cannot be is said before any work."""
        with pytest.raises(error, match=match):
            events(fewer(1), **wanted)

    def test_names_of_ours(self):
        """A column that would stand beside another of its name is refused."""
        frame = table(fewer(2)).append_column("day", pa.array([1, 2])).append_column("place", pa.array([1, 2]))
        with pytest.raises(InvalidRequest, match="`day` is not allowed for `key`"):
            events(frame, key="day", others="drop")
        with pytest.raises(InvalidRequest, match="`place` is not allowed for `others`"):
            events(frame.drop(["day"]), others="keep")
        assert [1, 2] == sorted(set(events(frame, key="place", others="drop")["place"].to_pylist()))

    def test_without_addresses(self):
        """Notices hang on them."""
        with pytest.raises(InvalidRequest, match="`address` is missing"):
            events(table(fewer(2)).drop(["address"]))


class TestSlots:
    """In which order things of one part stand."""

    def test_another_order(self):
        """In each leaf they stand in the order of its days: whatever comes in another one has another slot."""
        slots = []
        one, other = (("CalendarDay", day, "notice", name, None, None, None, (), False) for day, name in PAIRS)
        assert (None, {0: 1, 1: 2}) == calendars._laid_out(Outcome("answer", ((one, other), ("r/1", "r/2"))), slots)
        assert (None, {1: 2, 2: 1}) == calendars._laid_out(Outcome("answer", ((other, one), ("r/2", "r/1"))), slots)
        assert ["first", "second", "first"] == [event.name for event in slots]

    def test_what_only_the_policy_can_tell(self):
        """It has no days."""
        assert (None, None) == calendars._laid_out(Unmodelled("what nobody knows"), [])


PAIRS = ((1, "first"), (2, "second"))
