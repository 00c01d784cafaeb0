"""Engines: the same tables in the words of each say the same, and leave the rest to the policies."""

import itertools
import shutil
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

from pecrules import InvalidRequest, books, fleet
from pecrules.analysis.facts import Dated, Within, between, bounds_of
from pecrules.analysis.formulas import Number
from pecrules.analysis.lines import Leaf as Line
from pecrules.analysis.questions import QUESTIONS
from pecrules.analysis.running import every_way
from pecrules.analysis.sums import Rounded
from pecrules.analysis.symbols import Day
from pecrules.analysis.tables import Cases
from pecrules.base import dates
from pecrules.cli import run
from pecrules.fleet import frames, sums
from pecrules.fleet.answering import Task
from pecrules.fleet.columns import ASK_POLICY, PARTS, Column, Part, outputs
from pecrules.fleet.diagrams import Diagram
from pecrules.fleet.engines import ENGINES, asking, writing
from pecrules.fleet.evaluating import Inquiry
from pecrules.fleet.files import answer_files
from pecrules.fleet.happening import EventInquiry
from pecrules.fleet.kernel import Kernel
from pecrules.fleet.making import Made
from tests.fleet.fleets import DAY, EVERYTHING, ON, draw, said, table
from tests.fleet.test_evaluate import PLAIN, QUICK, plain
from tests.fleet.test_happening import ALL, fewer, known
from tests.fleet.test_kernel import DAY as DAYS
from tests.fleet.test_kernel import X, Y, mapped, of_factor
from tests.variants import shipped

pytestmark = [pytest.mark.long, pytest.mark.engines]

IS_HERE = bool(find_spec("pyspark") and shutil.which("java"))
SPARK = pytest.param(
    "spark",
    marks=[
        pytest.mark.slow,
        pytest.mark.skipif(not IS_HERE, reason="there is no PySpark here, or no Java"),
        pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    ],
)
EACH = pytest.mark.parametrize("engine", ["duckdb", "polars", SPARK], indirect=True)


@pytest.fixture(scope="session")
def small_jvm():
    """The one machine of Java of all tests takes no time to become fast."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        ENGINES["spark"]("local[2]").table_of(ENGINES["spark"]().frame_of(pa.table({"x": [1]})))
        yield


@pytest.fixture
def engine(request):
    """The name of an engine that is ready."""
    if request.param == "spark":
        request.getfixturevalue("small_jvm")
    return request.param


def answered(engine: str, frame: pa.Table, columns=QUICK, rules=None, on=ON, **more) -> list[dict]:
    """What an engine makes of a table."""
    house = ENGINES[engine]()
    asked = house.frame_of(frame)
    found = fleet.inside(asked, rules=rules or shipped(), on=on, columns=columns, **more)
    assert type(found) is type(asked)
    return house.table_of(found).to_pylist()


def wrong(engine: str, frame: pa.Table, columns=QUICK, rules=None, on=ON, **more) -> list:
    """The cells in which an engine and the kernel differ, where the kernel asks no policy; and how many it asks."""
    report, parts = fleet.Report(), {name: part.name for name, (part, _) in outputs().items()}
    kernel = fleet.evaluate(frame, rules=rules or shipped(), on=on, columns=columns, report=report, **more).to_pylist()
    found, asked = [], 0
    for expected, answer in zip(kernel, answered(engine, frame, columns, rules, on, **more), strict=True):
        assert list(expected) == list(answer)
        left = {name.removesuffix("_refusal") for name, cell in answer.items() if cell == ASK_POLICY}
        asked += len(left)
        for name, cell in answer.items():
            untold = ASK_POLICY if name.endswith("_refusal") else None
            if cell != (untold if parts[name] in left else expected[name]):
                found.append((name, expected[name], cell))
    return found[:3] if asked == report.by_policy else [*found[:3], ("asked", report.by_policy, asked)]


@EACH
class TestAgreement:
    """The same as the kernel says, cell by cell; what it asks the policy about is told apart."""

    @pytest.mark.slow
    def test_a_plain_fleet(self, engine):
        """Of mailboxes of which little is known, and of unknown plans."""
        assert [] == wrong(engine, table(plain()))

    def test_every_offset(self, engine):
        """Every day around that of the question, beyond the ends of tables, and day after day by kind and plan."""
        rows = [
            {"kind": kind, "plan": plan, "expiry": date.fromordinal(ON.toordinal() + offset)}
            for kind, plan in (("mailbox", "standard"), ("domain", "pro"))
            for offset in range(-4_002, 4_003)
        ]
        columns = (
            "state",
            "since",
            "until",
            "days_left",
            "expiry_red",
            "deletion_day",
            "may_renew",
            "net",
            "new_expiry",
        )
        assert [] == wrong(engine, table(rows), columns)

    def test_a_fleet_of_which_all_is_known(self, engine):
        """Stories, activations, addresses, occupied space, and days that are missing."""
        columns = (
            "state",
            "since",
            "days_left",
            "may_send",
            "next_alert_day",
            "next_alert",
            "alert_rows",
            "alert_caveat",
        )
        assert [] == wrong(engine, table(draw(6, 800, shipped())), columns)

    def test_addresses(self, engine):
        """Of an address only the last label counts, whatever its case; letters beyond ASCII are left to the policy."""
        words = (
            "a@b.eu",
            "A@B.EU",
            "eu",
            "@eu",
            "a@eu",
            "a.b",
            "",
            "a@b.e\u016b",
            "\ufb01.eu",
            "a@b.eu\n",
            "a@b.it",
            None,
        )
        rows = [
            {"address": word, "kind": "domain", "plan": "pro", "expiry": ON + days * DAY, "auto_renew": days > 0}
            for word in words
            for days in (20, 80, -3)
        ]
        frame, columns = table(rows), ("next_alert_day", "next_alert")
        found = answered(engine, frame, columns)
        expected = fleet.evaluate(frame, rules=shipped(), on=ON, columns=columns).to_pylist()
        odd = {"a@b.e\u016b", None}
        for row, answer, kernel in zip(rows, found, expected, strict=True):
            assert (row["address"] in odd) == (answer["alert_refusal"] == ASK_POLICY)
            assert answer["alert_refusal"] == ASK_POLICY or answer == kernel

    @pytest.mark.slow
    def test_years_and_space_of_each_row(self, engine):
        """What is asked for may stand in columns; facts lie to one another there."""
        terms, space = [0, 1, 2, 3, 5, 6, 100, 101, 10**12, -(10**12)], [None, 0, 1, 3, 1_000, 10**12]
        rows = [
            {**{name: row[name] for name in ("kind", "plan", "expiry", "promo")}, "years": years, "more": more}
            for row, years, more in zip(plain()[:300], terms * 30, space * 50, strict=True)
        ]
        frame = table(rows, years="number", more="number")
        wanted = {"years": "years", "extra_inbox_gb": "more"}
        assert [] == wrong(engine, frame, ("net", "vat", "gross", "to_pay", "new_expiry"), **wanted)

    def test_no_rows(self, engine):
        """An empty fleet has an empty answer, with all its columns."""
        assert [] == answered(engine, table(plain()).slice(0, 0))

    def test_one_row(self, engine):
        """One mailbox, too."""
        assert [] == wrong(engine, table(plain()[:1]))

    def test_amounts(self, engine):
        """What follows from other amounts."""
        assert [] == wrong(engine, table(plain()[:200]), ("net", "vat", "gross", "to_pay"))

    def test_a_calendar_that_ends(self, engine):
        """Where there is no table every row is left to the policy."""
        found = answered(engine, table(plain()[:5]), ("state", "net"), on=date(9999, 12, 1))
        assert [{"state": None, "net": None, "status_refusal": ASK_POLICY, "renewal_refusal": ASK_POLICY}] * 5 == found

    def test_formulas_that_might_not_fit(self, engine, monkeypatch):
        """Nor is anything added that an engine might have no room for."""
        monkeypatch.setattr(writing, "_FITS", 10_000)
        found = answered(engine, table(plain()[:9]), ("state", "net"))
        assert {ASK_POLICY} == {row["renewal_refusal"] for row in found}
        assert {None, ASK_POLICY} >= {row["status_refusal"] for row in found}

    def test_calendars_that_are_too_long(self, engine, monkeypatch):
        """What a calendar makes of too many days is not written down."""
        monkeypatch.setattr(writing, "_CALENDAR", 100)
        assert {ASK_POLICY} == {row["renewal_refusal"] for row in answered(engine, table(plain()[:9]), ["new_expiry"])}

    @pytest.mark.slow
    def test_many_values(self, engine, monkeypatch):
        """Where not each value of a fact has its entry, and where facts do not fit into one table."""
        monkeypatch.setattr(writing, "_DENSE", 10)
        monkeypatch.setattr(f"pecrules.fleet.engines.{engine}.{engine.title()}.entries", 16)
        rows = [{name: row[name] for name in (*PLAIN, "activated_on")} for row in draw(7, 500, shipped())]
        assert [] == wrong(engine, table(rows), ("state", "since", "net", "gross"))

    def test_columns_of_nothing(self, engine):
        """A column in which nothing stands is as if it were not known."""
        names = {"activated_on", "requested_on", "inbox_bytes", "channel", "withdrawn_on", "auto_renew"}
        frame = table([{name: row[name] for name in ("kind", "plan", "expiry")} for row in plain()[:60]])
        for name in sorted(names):
            frame = frame.append_column(name, pa.nulls(60))
        house = ENGINES[engine]()
        if not pa.types.is_null(house.schema(house.frame_of(frame)).field("channel").type):
            pytest.skip("old releases of DuckDB take nothing for numbers")
        assert [] == wrong(engine, frame, ("state", "since", "may_send", "may_renew"))

    def test_kinds_of_columns(self, engine):
        """Words by their numbers, small numbers and such as have no sign."""
        frame = table(plain()[:80])
        coded = frame.set_column(1, "plan", frame["plan"].dictionary_encode())
        for kind in (pa.int16(), pa.int32() if engine == "spark" else pa.uint64()):
            assert [] == wrong(engine, coded.set_column(4, "extra_inbox_gb", frame["extra_inbox_gb"].cast(kind)))
        huge = frame.set_column(4, "extra_inbox_gb", pa.array([2**63 - 1] * 80))
        assert {ASK_POLICY} == {row["renewal_refusal"] for row in answered(engine, huge, ["net"])}

    @pytest.mark.slow
    @pytest.mark.parametrize("book", ["cni", "partner"])
    def test_other_books(self, engine, book):
        """The tables of another book."""
        rules = shipped(book)
        rows = [{name: row[name] for name in PLAIN} for row in draw(3, 800, rules)]
        assert [] == wrong(engine, table(rows), (*QUICK, "charge_day", "deletion_day"), rules)

    @pytest.mark.slow
    @pytest.mark.proof
    @pytest.mark.parametrize("book", books())
    def test_every_book(self, engine, book):
        """All columns, of mailboxes of which all is known but what makes tables large."""
        rules = shipped(book)
        rows = [
            {name: cell for name, cell in row.items() if name not in {"last_term_years", "extra_archive_gb"}}
            for row in draw(5, 20_000, rules)
        ]
        assert [] == wrong(engine, table(rows), EVERYTHING, rules)

    @pytest.mark.slow
    def test_both_clocks(self, engine):
        """Under rules as they were known on a day, on other days than that."""
        rules = shipped().as_known(date(2024, 1, 1))
        for on in (date(2022, 7, 1), date(2026, 5, 1), date(2028, 2, 29)):
            rows = [{name: row[name] for name in PLAIN} for row in draw(4, 5_000, rules, on)]
            assert [] == wrong(engine, table(rows), QUICK, rules, on)


@EACH
class TestFrames:
    """Frames that are asked when somebody wants to know."""

    def test_other_columns(self, engine):
        """They stand first, are left out, or refused, as one says."""
        frame = table(plain()[:20]).append_column('the "id"', pa.array(range(20)))
        kept = answered(engine, frame, ["state"], others="keep")
        assert [('the "id"', place) for place in range(20)] == [next(iter(row.items())) for row in kept]
        assert ["state", "status_refusal"] == list(answered(engine, frame, ["state"], others="drop")[0])
        with pytest.raises(InvalidRequest, match="is not known"):
            answered(engine, frame, ["state"])

    def test_columns_called_as_ours(self, engine, monkeypatch):
        """Whatever other columns are called, the answers are the same; one that stands first is not called so."""
        frame = table(plain()[:20])
        hostile, names, evaluated = frame, list[str](), type(ENGINES[engine]()).evaluated

        def noted(self, asked, program, *more):
            names.extend(name for stage in program.stages for name in stage)
            return evaluated(self, asked, program, *more)

        with monkeypatch.context() as patch:
            patch.setattr(type(ENGINES[engine]()), "evaluated", noted)
            expected = answered(engine, frame)
        assert len(names) > 3
        for name in (*names, "pecrules.tables"):
            hostile = hostile.append_column(name, pa.array([5] * 20))
        assert expected == answered(engine, hostile, others="drop")
        with pytest.raises(InvalidRequest, match=r"`PECRULES\.row` is not allowed for `others`"):
            answered(engine, frame.append_column("PECRULES.row", pa.array([5] * 20)), others="keep")
        with pytest.raises(InvalidRequest, match=r"`pecrules\.row` is not allowed for `years`"):
            answered(engine, frame.append_column("pecrules.row", pa.array([5] * 20)), years="pecrules.row")

    def test_names_that_differ_in_their_case(self, engine):
        """Where an engine takes them for the same, one beside the other is refused."""
        frame = table(plain()[:3]).append_column("STATE", pa.array("abc"))
        if engine == "polars":
            assert ["a", "b", "c"] == [row["STATE"] for row in answered(engine, frame, ["state"], others="keep")]
            return
        with pytest.raises(InvalidRequest, match="`STATE` is not allowed for `others`"):
            answered(engine, frame, ["state"], others="keep")

    def test_moments(self, engine):
        """A moment is no day: a frame that nobody looks into has days."""
        frame = table(plain()[:3])
        frame = frame.set_column(2, "expiry", frame["expiry"].cast(pa.timestamp("us")))
        with pytest.raises(InvalidRequest, match="a day is wanted"):
            answered(engine, frame, ["state"])

    def test_what_is_no_such_frame(self, engine):
        """Any other frame is answered elsewhere."""
        with pytest.raises(
            TypeError, match="LazyFrame of polars or a DuckDBPyRelation of duckdb or a DataFrame of pyspark"
        ):
            fleet.inside(table(plain()[:3]), rules=shipped(), on=ON, columns=["state"])

    def test_two_questions_of_one_frame(self, engine):
        """They do not disturb one another."""
        house = ENGINES[engine]()
        asked = house.frame_of(table(plain()[:50]))
        found = [fleet.inside(asked, rules=shipped(), on=on, columns=["days_left"]) for on in (ON, ON + DAY)]
        one, other = (house.table_of(each).to_pylist() for each in found)
        assert one != other


def happens(engine: str, frame: pa.Table, **more) -> list[dict]:
    """What an engine says happens to a table."""
    house = ENGINES[engine]()
    asked = {"rules": shipped(), "on": ON, "key": "id"} | more
    return house.table_of(fleet.events_inside(house.frame_of(frame), *ALL, **asked)).to_pylist()


def elsewhere(engine: str, frame: pa.Table, **more) -> tuple[list, set]:
    """What happens by an engine and not by the kernel, or the other way round; and who is left to the policy."""
    report, asked = fleet.Report(), {"rules": shipped(), "on": ON, "key": "id"} | more
    kernel = fleet.events(frame, *ALL, **asked, report=report).to_pylist()
    found = happens(engine, frame, **more)
    left = {row["id"] for row in found if row["refusal"] == ASK_POLICY}
    assert [row["day"] for row in found if row["refusal"]] == [None] * sum(bool(row["refusal"]) for row in found)
    assert len(left) >= report.by_policy  # an address in odd letters is nobody's but the policy's
    one, other = ([row for row in rows if row["id"] not in left] for rows in (kernel, found))
    if engine != "polars":  # which alone keeps the order
        one, other = sorted(one, key=str), sorted(other, key=str)
    return [pair for pair in itertools.zip_longest(one, other) if pair[0] != pair[1]][:2], left


@EACH
class TestEvents:
    """What happens, row by row as the kernel says it, and so as ``timeline`` does."""

    def test_every_day_around_what_happens(self, engine):
        """On each day from long before the expiry to long after, with automatic renewal and without."""
        rows = [
            {"address": "a@b.eu", "kind": kind, "plan": "pro", "expiry": ON + days * DAY, "auto_renew": days % 2 == 0}
            for kind in ("mailbox", "domain")
            for days in range(-100, 100, 3)
        ]
        assert ([], set()) == elsewhere(engine, numbered(rows))

    def test_what_is_missing_and_what_is_wanted(self, engine):
        """A day that is missing, unknown plans, and a part of what happens."""
        rows = fewer(40)
        rows[1] |= {"expiry": None}
        frame = numbered(rows)
        wrong_, left = elsewhere(engine, frame, what=["notice", "expiry"])
        assert ([], {1}) == (wrong_, left & {1})
        assert {"notice", "expiry", None} == {row["what"] for row in happens(engine, frame, what=["notice", "expiry"])}

    def test_all_days_that_there_are(self, engine):
        """From the first day to the last, and on one of them."""
        frame, asked = numbered(fewer(6)), {"rules": shipped(), "on": ON, "key": "id"}
        house = ENGINES[engine]()
        for span in ((date.min, date.max), (date(2027, 3, 30), date(2027, 3, 30)), (date.min, date.min)):
            found = house.table_of(fleet.events_inside(house.frame_of(frame), *span, **asked)).to_pylist()
            left = {row["id"] for row in found if row["refusal"]}
            kernel = fleet.events(frame, *span, **asked).to_pylist()
            assert sorted(str(row) for row in kernel if row["id"] not in left) == sorted(
                str(row) for row in found if not row["refusal"]
            )

    def test_without_a_key(self, engine):
        """An engine has no places of rows."""
        with pytest.raises(TypeError, match="no places of rows"):
            happens(engine, numbered(fewer(2)), key=None)

    def test_before_all_rules(self, engine):
        """Where the tables say nothing yet, each mailbox has a row with the reason."""
        assert ["no_rule"] * 4 == [row["refusal"] for row in happens(engine, numbered(fewer(4)), on=date(1990, 1, 1))]

    def test_where_no_table_can_be(self, engine):
        """Where the calendar ends too near, every mailbox is left to the policy."""
        found = happens(engine, numbered(fewer(3)), on=date(9999, 6, 1))
        assert [ASK_POLICY] * 3 == [row["refusal"] for row in found]

    def test_moments(self, engine):
        """A moment is no day."""
        frame = numbered(fewer(3))
        place = frame.column_names.index("expiry")
        with pytest.raises(InvalidRequest, match="a day is wanted"):
            happens(engine, frame.set_column(place, "expiry", frame["expiry"].cast(pa.timestamp("us"))))

    @pytest.mark.slow
    @pytest.mark.proof
    @pytest.mark.parametrize("book", books())
    def test_every_book(self, engine, book):
        """Five thousand mailboxes under the rules of each book."""
        rules = shipped(book)
        rows = [known(row, 2 * (at % 3)) for at, row in enumerate(draw(5, 5_000, rules))]
        assert [] == elsewhere(engine, numbered(rows), rules=rules)[0]


@EACH
@pytest.mark.slow
def test_what_happens_to_those_of_which_all_is_known(engine):
    """Space, promotions, open orders, charges that may fail, warnings of space."""
    rows = [known(row, at) for at, row in enumerate(draw(6, 1_000, shipped()))]
    wrong_, left = elsewhere(engine, numbered(rows))
    assert [] == wrong_
    assert len(left) < 700


def numbered(rows):
    """Mailboxes with a column that says which they are."""
    return table(rows).append_column("id", pa.array(range(len(rows))))


def test_streams(tmp_path):
    """A lazy frame of Polars goes through its streaming engine; a relation may be read of a file."""
    pa.parquet.write_table(table(plain()), tmp_path / "fleet.parquet", row_group_size=100)
    expected = answered("polars", table(plain()))
    lazy = fleet.inside(pl.scan_parquet(tmp_path / "fleet.parquet"), rules=shipped(), on=ON, columns=QUICK)
    found = lazy.collect(engine="streaming") if hasattr(pl, "QueryOptFlags") else lazy.collect()
    assert expected == found.to_dicts()
    relation = duckdb.read_parquet(str(tmp_path / "fleet.parquet"))
    relation = fleet.inside(relation, rules=shipped(), on=ON, columns=QUICK)
    assert sorted(map(str, expected)) == sorted(map(str, frames.table_of(relation).to_pylist()))


@pytest.mark.parametrize("engine", [SPARK], indirect=True)
def test_evaluate_of_spark(engine):
    """What is answered here of a data frame is one, too."""
    frame, wanted = table(plain()[:5]), {"rules": shipped(), "on": ON, "columns": QUICK}
    asked = ENGINES[engine]().frame_of(frame)
    found = fleet.evaluate(asked, **wanted)
    assert type(asked) is type(found)
    assert fleet.evaluate(frame, **wanted).to_pylist() == found.toArrow().to_pylist()


@pytest.mark.parametrize("engine", [SPARK], indirect=True)
def test_types_of_spark(engine):
    """Decimals without a fraction are whole numbers; of any other type its own name is told."""
    frame = ENGINES[engine]().frame_of(table([{"plan": "premium", "expiry": ON}]))

    def answers(gb: str):
        asked = frame.selectExpr("plan", "expiry", f"{gb} AS extra_inbox_gb")
        return ENGINES[engine]().table_of(fleet.inside(asked, rules=shipped(), on=ON, columns=["net"])).to_pylist()

    assert answers("2") == answers("CAST(2 AS DECIMAL(38, 0))")
    for gb, told in (
        ("CAST(2 AS DECIMAL(9, 2))", "decimal128(9, 2)"),
        ("2D", "double"),
        ("TIMESTAMP '2027-01-10'", "timestamp[us]"),
        ("array(2)", "type_name=array<int>"),
    ):
        with pytest.raises(InvalidRequest, match="a whole number is wanted") as caught:
            answers(gb)
        assert told in str(caught.value)


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def stories(tmp_path):
    """A file of mailboxes of which some have a story."""
    rows = [{name: row[name] for name in (*PLAIN, "withdrawn_on")} for row in draw(8, 400, shipped())]
    frame = table(rows).append_column("id", pa.array(range(400)))
    pa.parquet.write_table(frame, tmp_path / "fleet.parquet", row_group_size=70)
    return tmp_path


def written(folder, engine=None, source="fleet.parquet"):
    """The answers of a file, and what was counted."""
    report, target = fleet.Report(), folder / f"{engine}.parquet"
    wanted = {"years": 1, "extra_inbox_gb": None, "extra_archive_gb": None}
    inquiry = Inquiry.of(shipped(), ON, ["state", "until", "net", "renewal_rows"], wanted, None, "keep", report)
    assert [target] == answer_files(inquiry, folder / source, target, engine=engine and ENGINES[engine]())
    return pa.parquet.read_table(target), report


@EACH
class TestFiles:
    """Files, whichever engine works them out."""

    @pytest.mark.slow
    def test_the_same_file(self, engine, stories, monkeypatch):
        """The answers are the same, those of the policies among them, and so is what is counted."""
        monkeypatch.setattr(asking, "AT_ONCE", 2)
        one, counted = written(stories)
        other, report = written(stories, engine)
        assert one.schema == other.schema
        assert one.to_pylist() == other.to_pylist()
        assert (counted.rows, counted.by_policy, counted.refused) == (report.rows, report.by_policy, report.refused)
        assert counted.reasons.items() <= report.reasons.items() | counted.reasons.items()
        assert set(filter(None, other["renewal_rows"].to_pylist())) <= report.reasons.keys()

    def test_rows_that_tables_know(self, engine, stories):
        """Where nothing is left to a policy."""
        frame = table([{"plan": "pro", "expiry": ON + days * DAY} for days in range(9)])
        pa.parquet.write_table(frame, stories / "plain.parquet")
        found, report = written(stories, engine, "plain.parquet")
        assert 0 == report.by_policy
        assert [said(row, shipped())["net"] for row in frame.to_pylist()] == found["net"].to_pylist()

    def test_numbers_without_a_sign(self, engine, stories):
        """Nor does a number overflow that no engine need have."""
        numbers = pa.array([2**64 - 1, *range(9)], pa.uint64())
        frame = pa.table({"plan": ["premium"] * 10, "expiry": [ON] * 10, "extra_inbox_gb": numbers})
        pa.parquet.write_table(frame, stories / "unsigned.parquet")
        one, other = written(stories, None, "unsigned.parquet"), written(stories, engine, "unsigned.parquet")
        assert one[0].to_pylist() == other[0].to_pylist()

    def test_moments_at_midnight(self, engine, stories):
        """A file may have moments, if they are days."""
        frame = pa.parquet.read_table(stories / "fleet.parquet")
        place = frame.column_names.index("expiry")
        moments = frame["expiry"].cast(pa.timestamp("us"))
        pa.parquet.write_table(frame.set_column(place, "expiry", moments), stories / "moments.parquet")
        assert written(stories)[0].to_pylist() == written(stories, engine, "moments.parquet")[0].to_pylist()

    def test_events(self, engine, stories, monkeypatch):
        """What happens is the same file, to mailboxes with a story, and of which a cell cannot be read."""
        monkeypatch.setattr(asking, "AT_ONCE", 2)
        rows = [row | {"withdrawn_on": ON if at % 5 == 0 else None} for at, row in enumerate(fewer(30))]
        frame = numbered(rows).append_column("extra_inbox_gb", pa.array([2**64 - 1, *[0] * 29], pa.uint64()))
        pa.parquet.write_table(frame, stories / "events.parquet", row_group_size=7)
        found = []
        for key, house in itertools.product(("id", None), (None, ENGINES[engine]())):
            report, target = fleet.Report(), stories / "events.out.parquet"
            asked = {"rules": shipped(), "on": ON, "what": None, "book": None, "report": report, "key": key}
            inquiry = EventInquiry.during(*ALL, **asked, others="drop")
            answer_files(inquiry, stories / "events.parquet", target, engine=house)
            out = pa.parquet.read_table(target)
            found.append((out.schema, out.to_pylist(), report.rows, report.by_policy, report.refused))
        assert found[0] == found[1]
        assert found[2] == found[3]
        assert 1 == found[0][4]["row_unfit"]


@pytest.mark.parametrize("engine", [SPARK], indirect=True)
def test_the_command(engine, stories, capsys):
    """On the command line a session of Spark is begun where one says, and the file is the same."""
    wanted = ["--on", str(ON), "--others", "keep", "--columns", "state,net,new_expiry", "--lang", "en"]
    source, one, other = (str(stories / name) for name in ("fleet.parquet", "one.parquet", "other.parquet"))
    assert 0 == run(["fleet", source, "--out", one, *wanted])
    first = capsys.readouterr().out
    assert 0 == run(["fleet", source, "--out", other, *wanted, "--engine", engine, "--master", "local[2]"])
    assert first == capsys.readouterr().out
    assert pa.parquet.read_table(one).to_pylist() == pa.parquet.read_table(other).to_pylist()


@pytest.mark.parametrize("is_by_value", [True, False])
def test_by_value_or_by_a_step_between(is_by_value, monkeypatch):
    """What hangs on one fact is the same whether it is looked up by that fact, or by the state that it makes."""
    monkeypatch.setattr("pecrules.fleet.engines.duckdb.Duckdb.is_by_value", is_by_value)
    days = [date(2020, 1, 1), *(ON + timedelta(days) for days in (-91, -90, -1, 0, 90, 91)), date(2060, 1, 1)]
    assert [] == wrong("duckdb", table([{"plan": "pro", "expiry": day} for day in days]), ("state", "days_left"))


# -- what formulas come to --------------------------------------------------------------------------------------------

FACTS = {"x": Within(-10, 10), "y": Within(0, 1_000), "z": Within(5, 5), "day": Dated(200), "on": Dated(0)}
SUMS = Part("sums", PARTS[0].question, (Column("total", "number", "", tuple),), frozenset())
POINTS = [(-10, 0, -200), (-3, 1, 0), (0, 20, 59), (7, 999, -100), (10, 1_000, 200), (-1, 6, -1)]


def made(number, cases: Cases) -> Made:
    """What is looked up where every leaf says the same formula."""
    limits = {name: between(fact, ON.toordinal()) for name, fact in FACTS.items()}
    count = len(cases.leaves)
    whole = sums.Sums([number] * count, limits, sums.Calendar(limits))
    kernel = Kernel(Diagram(cases, lambda place: place))
    return Made(None, [(None,)] * count, {}, [whole], {}, [np.zeros(count, np.bool_)], kernel, limits, {}, {})


FORMULAS = (
    X - Y + 3,
    X * Y * 5 - 7,
    of_factor(Rounded(X * 3 + 1, 4)) * 2 + of_factor(Rounded(Y, 7)),
    of_factor(Rounded(X, 4)) * X + Y * Y,
    of_factor(Rounded(Y, 4)) * Y,
    DAYS - Number(X.walk, "on") * 2,
    of_factor(mapped(dates.month_start, Day(DAYS))) - 1,
    of_factor(mapped(dates.add_years, Day(DAYS), X)) + Y,
    Number(X.walk, "on") * X,
)
"""Formulas of every kind."""


@cache
def cases_of_sums() -> Cases:
    """Cases in which facts lie to one another, with a fact that is the same in all."""

    def ask(walk):
        x, y, z = (Number(walk, name) for name in "xyz")
        return x + y + z <= 12, x - y <= 2, x <= y

    ways = every_way(ask, list(FACTS), bounds_of(FACTS, ON.toordinal()))
    leaves = tuple(Line(way.words, way.region, way.found, ()) for way in ways.ways)
    return Cases(QUESTIONS[0], ON, FACTS, leaves, ways)


@EACH
@pytest.mark.parametrize("number", [0, 3, 7, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 4, 5, 6, 8))])
def test_sums(engine, number):
    """A formula comes to the same in an engine, whatever it is made of; of what is missing it comes to nothing."""
    house, formula = ENGINES[engine](), FORMULAS[number]
    rows = [{"x": x, "y": y, "day": date.fromordinal(ON.toordinal() + day)} for x, y, day in POINTS]
    frame = pa.table({name: [row[name] for row in rows] + [None] for name in ("x", "y", "day")})
    speech = house.dialect(frame.schema)
    names = {"x": ("x", "number"), "y": ("y", "number"), "day": ("day", "day")}
    task = Task(SUMS, SUMS.columns, {})
    program = writing.program_of([(task, made(formula, cases_of_sums()))], names, ON, speech, house)
    found = house.table_of(house.evaluated(house.frame_of(frame), program, speech, ()))
    values = [{"x": x, "y": y, "z": 5, "on": ON.toordinal(), "day": ON.toordinal() + day} for x, y, day in POINTS]
    assert [*map(formula.at, values), None] == found["total"].to_pylist()
