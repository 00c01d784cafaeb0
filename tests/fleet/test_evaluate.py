"""Fleets: every column says what the policies say of each mailbox, whatever frame it comes in."""

import random
from datetime import date, datetime
from functools import cache
from importlib import import_module

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from pecrules import InvalidRequest, books, fleet
from pecrules.analysis import tables
from pecrules.fleet import frames, singly, sums
from pecrules.fleet.columns import INPUTS, PARTS, outputs
from tests.fleet.fleets import DAY, EVERYTHING, ON, draw, said, table
from tests.variants import shipped

pytestmark = [pytest.mark.long, pytest.mark.engines]

PLAIN = ("kind", "plan", "expiry", "auto_renew", "extra_inbox_gb", "promo", "renewal_order_pending")
"""The columns of a fleet of which little is known: its tables take a moment."""

QUICK = ("state", "until", "days_left", "expiry_red", "may_renew", "may_buy_space", "net", "gross", "new_expiry")


@cache
def plain(count: int = 1_500, seed: int = 2) -> list[dict]:
    return [{name: row[name] for name in PLAIN} for row in draw(seed, count, shipped(), stories=False)]


def told(answers, report):
    """The rows of an answer, with the rows behind it in place of their names."""
    return [
        {name: report.reasons.get(cell, cell) if name.endswith("_rows") else cell for name, cell in row.items()}
        for row in answers.to_pylist()
    ]


def wrong(rows, answers, report, rules, on=ON, **request):
    """The cells in which a fleet and the policies differ."""
    found = []
    for row, answer in zip(rows, told(answers, report), strict=True):
        expected = said(row, rules, on, **request)
        found += [(row, name, expected[name], cell) for name, cell in answer.items() if expected[name] != cell]
    return found


class TestAgreement:
    """The same as the policies say, cell by cell."""

    @pytest.mark.slow
    def test_a_plain_fleet(self):
        """Of mailboxes of which little is known, and of unknown plans."""
        report = fleet.Report()
        answers = fleet.evaluate(table(plain()), rules=shipped(), on=ON, columns=QUICK, report=report)
        assert [] == wrong(plain(), answers, report, shipped())[:3]
        assert len(plain()) == report.rows
        assert 0 < report.by_policy < report.rows

    @pytest.mark.slow
    def test_a_fleet_of_which_all_is_known(self):
        """Stories, activations and addresses: some of it is asked of the policies, and nothing differs."""
        columns = ["state", "since", "until", "days_left", "expiry_red", "next_alert_day", "next_alert", "alert_rows"]
        rows, report = draw(6, 400, shipped()), fleet.Report()
        answers = fleet.evaluate(table(rows), rules=shipped(), on=ON, columns=[*columns, "alert_caveat"], report=report)
        assert [] == wrong(rows, answers, report, shipped())[:3]
        assert repr(report).startswith("<Report of 400 rows, ")

    @pytest.mark.parametrize(
        ("count", "mailboxes"),
        [(100_000, 150), pytest.param(10_000_000, 10_000, marks=pytest.mark.slow)],
    )
    def test_a_random_fleet(self, count, mailboxes):
        """Each row one of so many drawn mailboxes, by chance: no cell of the fleet differs from what policies say."""
        rows = [{name: row[name] for name in PLAIN} for row in draw(11, mailboxes, shipped(), stories=False)]
        said_of = [said(row, shipped()) for row in rows]
        places = pa.array(np.random.default_rng(11).integers(0, mailboxes, count))
        answers = fleet.evaluate(table(rows).take(places), rules=shipped(), on=ON, columns=QUICK)
        for name in answers.schema.names:
            column = answers[name]
            words = pa.types.is_dictionary(column.type)
            expected = pa.array([each[name] for each in said_of], pa.string() if words else column.type)
            assert expected.take(places).equals((column.cast(pa.string()) if words else column).combine_chunks()), name

    @pytest.mark.parametrize("kind", [pa.string(), pa.string_view(), "coded"])
    def test_many_words(self, kind):
        """Of columns with many words each stands for itself: addresses by their ends, and plans that nobody has."""
        rows = [
            row | {"address": f"a{place}@pec.it", "plan": f"gold-{place}"} for place, row in enumerate(plain()[:70])
        ]
        rows[7]["plan"] = "standard"
        frame = table(rows)
        place = frame.schema.names.index("address")
        texts = frame["address"].to_pylist()
        addresses = pa.array(texts).dictionary_encode() if kind == "coded" else pa.array(texts, kind)
        frame = frame.set_column(place, "address", addresses)
        answers = fleet.evaluate(frame, rules=shipped(), on=ON, columns=["next_alert_day", "net"]).to_pylist()
        expected = [said(row, shipped()) for row in rows]
        for name in ("next_alert_day", "net", "renewal_refusal"):
            assert [each[name] for each in expected] == [each[name] for each in answers], name

    def test_streams(self, monkeypatch):
        """A stream is answered as it is read: nothing is asked of it before somebody takes an answer."""
        monkeypatch.setattr(frames, "ROWS", 16)
        taken = []

        def batches():
            for batch in frame.to_batches(max_chunksize=50):
                taken.append(batch.num_rows)
                yield batch

        frame = table(plain()[:120])
        reader = pa.RecordBatchReader.from_batches(frame.schema, batches())
        answers = fleet.evaluate(reader, rules=shipped(), on=ON, columns=["state", "net"])
        assert isinstance(answers, pa.RecordBatchReader)
        assert [] == taken
        expected = fleet.evaluate(frame, rules=shipped(), on=ON, columns=["state", "net"]).to_pylist()
        assert expected == answers.read_all().to_pylist()
        assert [50, 50, 20] == taken

    def test_deletions(self):
        """The day of the end stands in the calendar of each mailbox."""
        rows, report = plain()[:200], fleet.Report()
        answers = fleet.evaluate(table(rows), rules=shipped(), on=ON, columns=["deletion_day"], report=report)
        assert [] == wrong(rows, answers, report, shipped())[:3]

    def test_amounts(self):
        """What follows from other amounts is what the policies say."""
        rows, report, columns = plain()[:200], fleet.Report(), ["net", "vat", "gross", "to_pay"]
        answers = fleet.evaluate(table(rows), rules=shipped(), on=ON, columns=columns, report=report)
        assert [] == wrong(rows, answers, report, shipped())[:3]

    def test_formulas_that_might_not_fit(self, monkeypatch):
        """Where a formula might come to more than fits, every row is asked of the policy."""
        monkeypatch.setattr(sums, "_FITS", 10_000)
        rows, report = plain()[:60], fleet.Report()
        answers = fleet.evaluate(table(rows), rules=shipped(), on=ON, columns=["net", "gross"], report=report)
        assert [] == wrong(rows, answers, report, shipped())[:3]
        assert len(rows) == report.by_policy

    @pytest.mark.parametrize(("rows", "chunks"), [(8, 0), (64, 16), (8, 13)])
    def test_many_batches(self, monkeypatch, rows, chunks):
        """Batches come back in their order, and a batch of its own dictionary has no other words."""
        monkeypatch.setattr(frames, "ROWS", rows)
        frame = table(plain()[:120])
        if chunks:
            frame = pa.concat_tables(frame.slice(start, chunks) for start in range(0, 120, chunks))
        answers = fleet.evaluate(frame, rules=shipped(), on=ON, columns=["state", "net"])
        expected = [said(row, shipped()) for row in plain()[:120]]
        assert [each["state"] for each in expected] == answers["state"].to_pylist()
        assert [each["net"] for each in expected] == answers["net"].to_pylist()

    def test_little_memory(self, monkeypatch):
        """Answers of policies are remembered up to a number of rows; then the oldest go."""
        monkeypatch.setattr(singly, "_KNOWN", 3)
        rows = [row | {"plan": f"gold-{place % 9}"} for place, row in enumerate(plain()[:60])]
        answers = fleet.evaluate(table(rows), rules=shipped(), on=ON, columns=["net"]).to_pylist()
        assert [said(row, shipped())["renewal_refusal"] for row in rows] == [
            each["renewal_refusal"] for each in answers
        ]

    def test_columns_of_nothing(self):
        """A column in which nothing stands is as if it were not known."""
        rows = plain()[:50]
        nothing = {name: pa.nulls(50) for name in ("activated_on", "requested_on", "inbox_bytes", "channel")}
        frame = table(rows)
        for name, column in nothing.items():
            frame = frame.append_column(name, column)
        answers = fleet.evaluate(frame, rules=shipped(), on=ON, columns=["state"])
        assert [said(row, shipped())["state"] for row in rows] == answers["state"].to_pylist()

    def test_activations_of_all(self):
        """A mailbox that was activated a year before its expiry is as any other; one that was not is asked about."""
        rows = [row | {"activated_on": row["expiry"] - place % 3 * 300 * DAY} for place, row in enumerate(plain()[:60])]
        report = fleet.Report()
        answers = fleet.evaluate(table(rows), rules=shipped(), on=ON, columns=["state", "since"], report=report)
        assert [] == wrong(rows, answers, report, shipped())
        assert 40 <= report.by_policy < 60

    def test_a_story_of_all(self):
        """A column that tables do not follow, with a value in every row."""
        rows = [row | {"withdrawn_on": date(2027, 1, 1)} for row in plain()[:40]]
        report = fleet.Report()
        answers = fleet.evaluate(table(rows), rules=shipped(), on=ON, columns=["state"], report=report)
        assert {"withdrawn", "deleted"} >= set(answers["state"].to_pylist())
        assert 40 == report.by_policy

    @pytest.mark.slow
    @pytest.mark.parametrize(("years", "inbox"), [(3, None), (0, 2), (5, 2_000), (101, -1), (-1, None)])
    def test_other_requests(self, years, inbox):
        """Whatever is asked for: a term that nobody offers, more GB than there are, less than nothing."""
        rows, report = plain()[:300], fleet.Report()
        wanted = {"years": years, "extra_inbox_gb": inbox}
        answers = fleet.evaluate(
            table(rows), rules=shipped(), on=ON, columns=["net", "vat", "new_expiry"], report=report, **wanted
        )
        assert [] == wrong(rows, answers, report, shipped(), **wanted)[:3]

    @pytest.mark.slow
    def test_years_and_space_of_each_row(self):
        """What is asked for may stand in columns, each row with its own."""
        draw_ = random.Random(3)
        rows = [{name: row[name] for name in ("kind", "plan", "expiry", "promo")} for row in plain()[:400]]
        report = fleet.Report()
        more = [
            {
                "years": draw_.choice((0, 1, 2, 3, 5, 6, 100, 101, 10**12)),
                "more": draw_.choice((None, 0, 1, 3, 1_000, 1_001, 10**12)),
            }
            for _ in rows
        ]
        frame = table([{**row, **each} for row, each in zip(rows, more, strict=True)], years="number", more="number")
        answers = fleet.evaluate(
            frame,
            rules=shipped(),
            on=ON,
            columns=["net", "gross", "new_expiry"],
            years="years",
            extra_inbox_gb="more",
            report=report,
        )
        for row, each, answer in zip(rows, more, told(answers, report), strict=True):
            expected = said(row, shipped(), years=each["years"], extra_inbox_gb=each["more"])
            assert {name: expected[name] for name in answer} == answer

    def test_days_of_each_row(self):
        """The day may stand in a column, also far from all rules, and beyond what tables reach."""
        days = [date(2027, 1, 10), date(2026, 5, 1), date(1990, 1, 1), None, date(9999, 12, 1), date(2, 1, 1)]
        rows = [{**row, "day": days[place % len(days)]} for place, row in enumerate(plain()[:120])]
        answers = fleet.evaluate(table(rows, day="day"), rules=shipped(), on="day", columns=["state", "until"])
        for row, answer in zip(rows, answers.to_pylist(), strict=True):
            mailbox = {name: value for name, value in row.items() if name != "day"}
            missing = {"state": None, "until": None, "status_refusal": "row_incomplete"}
            expected = said(mailbox, shipped(), row["day"]) if row["day"] else missing
            assert {name: expected[name] for name in answer} == answer

    @pytest.mark.slow
    def test_books_of_each_row(self):
        """The book may stand in a column: of one that there is not the row says so."""
        by_book = {book: shipped(book) for book in ("retail", "cni")}
        rows = [
            {**row, "book": ("retail", "cni", "nessuno", None)[place % 4]} for place, row in enumerate(plain()[:80])
        ]
        answers = fleet.evaluate(table(rows, book="word"), rules=by_book, on=ON, columns=["net"], book="book")
        codes = {"nessuno": "book_unknown", None: "row_incomplete"}
        for row, answer in zip(rows, answers.to_pylist(), strict=True):
            book = row["book"]
            mailbox = {name: value for name, value in row.items() if name != "book"}
            refused = {"net": None, "renewal_refusal": codes.get(book)}
            expected = refused if book in codes else said(mailbox, by_book[book])
            assert {name: expected[name] for name in answer} == answer

    @pytest.mark.slow
    @pytest.mark.parametrize("book", ["retail", "cni", "architetti-torino", "partner"])
    def test_everything(self, book):
        """All columns, of mailboxes of which all is known, stories and all, in several books."""
        rules, report = shipped(book), fleet.Report()
        rows = draw(5, 3_000, rules)
        answers = fleet.evaluate(table(rows), rules=rules, on=ON, columns=EVERYTHING, report=report)
        assert [] == wrong(rows, answers, report, rules)[:3]

    @pytest.mark.slow
    @pytest.mark.parametrize("book", books())
    def test_every_offset(self, book):
        """Every day around that of the question, with every kind, plan and flag in turn."""
        rules, report = shipped(book), fleet.Report()
        rows = [
            {**row, "address": "a@pec.it", "expiry": date.fromordinal(ON.toordinal() + offset)}
            for offset, row in zip(range(-4_010, 4_011, 1 + (book != "retail")), plain(8_021, seed=9), strict=False)
        ]
        columns = [name for name in EVERYTHING if not name.startswith("charge_r")]
        answers = fleet.evaluate(table(rows), rules=rules, on=ON, columns=columns, report=report)
        assert [] == wrong(rows, answers, report, rules)[:3]

    @pytest.mark.slow
    @pytest.mark.parametrize("known", [date(2024, 1, 1), date(2026, 1, 1)])
    def test_both_clocks(self, known):
        """Under rules as they were known on a day, on other days than that."""
        rules = shipped().as_known(known)
        for on in (date(2022, 7, 1), date(2026, 5, 1), date(2028, 2, 29)):
            rows, report = [{name: row[name] for name in PLAIN} for row in draw(4, 800, rules, on)], fleet.Report()
            answers = fleet.evaluate(table(rows), rules=rules, on=on, columns=QUICK, report=report)
            assert [] == wrong(rows, answers, report, rules, on)[:3]


class TestRows:
    """Rows of which something is not as it should be."""

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"plan": None}, "row_incomplete"),
            ({"expiry": None}, "row_incomplete"),
            ({"auto_renew": None}, "row_incomplete"),
            ({"kind": "casella"}, "row_unfit"),
            ({"extra_inbox_gb": -1}, "row_unfit"),
            ({"expiry": date(9999, 12, 31)}, "day_beyond_calendar"),
        ],
    )
    def test_a_row_is_never_lost(self, change, code):
        """It keeps its place, with the code that says why there is no answer."""
        row = plain()[0] | {"kind": "mailbox", "plan": "standard"}
        rows = [row, row | change, row]
        answers = fleet.evaluate(table(rows), rules=shipped(), on=ON, columns=["state", "net"]).to_pylist()
        assert answers[0] == answers[2]
        assert answers[0]["state"] is not None
        assert code in {answers[1]["renewal_refusal"], answers[1]["status_refusal"]}

    def test_amounts_that_do_not_fit(self):
        """An amount of more cents than fit into 64 bits is refused: none is wrong."""
        row = plain()[0] | {"kind": "mailbox", "plan": "premium", "expiry": date(2027, 3, 30)}
        rows = [row | {"extra_inbox_gb": gb} for gb in (10**16, 10**18)]
        answers = fleet.evaluate(table(rows), rules=shipped(), on=ON, columns=["net"]).to_pylist()
        assert [None, "amount_too_large"] == [answer["renewal_refusal"] for answer in answers]
        assert said(rows[0], shipped())["net"] == answers[0]["net"]
        assert answers[1]["net"] is None

    def test_days_that_are_none(self):
        """A number of days that no calendar has is no expiry."""
        expiry = pa.array([2**31 - 1, -(2**31)], pa.int32()).cast(pa.date32())
        frame = pa.table({"plan": ["standard"] * 2, "expiry": expiry})
        answers = fleet.evaluate(frame, rules=shipped(), on=ON, columns=["state"]).to_pylist()
        assert [{"state": None, "status_refusal": "row_unfit"}] * 2 == answers

    def test_no_rows(self):
        """An empty fleet has an empty answer, with all its columns."""
        answers = fleet.evaluate(table(plain()).slice(0, 0), rules=shipped(), on=ON, columns=QUICK)
        assert 0 == answers.num_rows
        assert [*QUICK, "status_refusal", "rights_refusal", "renewal_refusal"] == answers.column_names


class TestFrames:
    """Frames of others."""

    @property
    def frame(self):
        return table(plain()[:200])

    def expected(self):
        return fleet.evaluate(self.frame, rules=shipped(), on=ON, columns=["state", "net", "until"]).to_pylist()

    def ask(self, frame, **more):
        return fleet.evaluate(frame, rules=shipped(), on=ON, columns=["state", "net", "until"], **more)

    def test_polars(self):
        """A frame of Polars gives one of Polars, a lazy one a lazy one."""
        pl = import_module("polars")
        frame = pl.from_arrow(self.frame)
        assert self.expected() == self.ask(frame).to_dicts()
        assert self.expected() == self.ask(frame.lazy()).collect().to_dicts()
        assert self.expected() == self.ask(frame.with_columns(pl.col("plan").cast(pl.Categorical))).to_dicts()

    def test_pandas(self):
        """A frame of pandas gives one of pandas, also where its days are moments at midnight."""
        pd = import_module("pandas")
        frame = self.frame.to_pandas()
        frame["expiry"] = pd.to_datetime(frame["expiry"])
        answers = self.ask(frame)
        assert isinstance(answers, pd.DataFrame)
        assert (
            self.expected()
            == pa.Table.from_pandas(answers).select(["state", "net", "until", *answers.columns[3:]]).to_pylist()
        )

    def test_rows_of_pandas_that_have_names(self):
        """What was taken out of a frame has rows with names: answers have the same, so that they stand together."""
        pd = import_module("pandas")
        frame = self.frame.to_pandas()
        rows = [17, 3, 190, 4, 8]
        some = frame.iloc[rows]
        answers = self.ask(some)
        assert some.index.equals(answers.index)
        assert [self.expected()[row] for row in rows] == [
            {name: None if pd.isna(cell) else cell for name, cell in row.items()} for row in answers.to_dict("records")
        ]
        named = some.rename_axis("id")
        with pytest.raises(InvalidRequest, match="`id` is not known"):
            self.ask(named)
        assert named.index.equals(self.ask(named, others="drop").index)
        days = {"first": date(2020, 1, 1), "last": date(2040, 1, 1), "rules": shipped(), "on": ON, "key": "id"}
        register = named[["plan", "expiry"]].assign(address="a@b.eu")
        assert {*named.index} == {*fleet.events(register, **days)["id"]}

    def test_duckdb(self):
        """A relation of DuckDB gives one."""
        duckdb = import_module("duckdb")
        answers = self.ask(duckdb.from_arrow(self.frame))
        assert isinstance(answers, duckdb.DuckDBPyRelation)
        assert [tuple(row.values()) for row in self.expected()] == answers.fetchall()

    def test_arrow(self):
        """A batch gives a batch, and a stream of one's own a table."""

        class Stream:
            def __arrow_c_stream__(self, requested_schema=None):
                return TestFrames().frame.__arrow_c_stream__(requested_schema)

        batch = self.frame.combine_chunks().to_batches()[0]
        assert self.expected() == self.ask(batch).to_pylist()
        assert isinstance(self.ask(batch), pa.RecordBatch)
        assert isinstance(self.ask(batch.slice(0, 0)), pa.RecordBatch)
        assert self.expected() == self.ask(Stream()).to_pylist()

    def test_files(self, tmp_path):
        """A path is a file of Parquet or CSV, or a folder of them, in the order of their names."""
        pa.parquet.write_table(self.frame, tmp_path / "fleet.parquet")
        pa.csv.write_csv(self.frame, tmp_path / "fleet.csv")
        assert self.expected() == self.ask(tmp_path / "fleet.parquet").to_pylist()
        assert self.expected() == self.ask(str(tmp_path / "fleet.csv")).to_pylist()
        (tmp_path / "parts").mkdir()
        pa.parquet.write_table(self.frame.slice(0, 120), tmp_path / "parts" / "a.parquet")
        pa.parquet.write_table(self.frame.slice(120), tmp_path / "parts" / "b.parquet")
        assert self.expected() == self.ask(tmp_path / "parts").to_pylist()

    def test_other_columns(self):
        """Other columns stand first in the answer, or are left out, if one says so."""
        frame = self.frame.append_column("id", pa.array(range(200)))
        assert "id" not in self.ask(frame, others="drop").column_names
        kept = self.ask(frame, others="keep")
        assert "id" == kept.column_names[0]
        assert list(range(200)) == kept["id"].to_pylist()

    @pytest.mark.parametrize(
        ("named", "more"),
        [(["plan", "expiry", "plan"], {}), (["plan", "expiry", "id", "id"], {"others": "keep"})],
    )
    def test_columns_of_one_name(self, named, more):
        """Nobody knows which of two columns is meant."""
        cells = [self.frame["plan"], self.frame["expiry"], self.frame["plan"], self.frame["plan"]]
        with pytest.raises(InvalidRequest, match="two columns are called"):
            self.ask(pa.table(cells[: len(named)], named), **more)

    def test_two_columns_of_one_name_in_a_file(self, tmp_path):
        """A file of Parquet is told so, and not as one that is broken."""
        pa.parquet.write_table(pa.table([self.frame["plan"]] * 2, ["plan", "plan"]), tmp_path / "fleet.parquet")
        (tmp_path / "other.parquet").touch()
        for path in (tmp_path / "fleet.parquet", tmp_path):
            with pytest.raises(InvalidRequest, match=r"fleet\.parquet:1:1: PR309 two columns are called `plan`"):
                self.ask(path)

    @pytest.mark.parametrize("asked", [{"on": "oggj"}, {"years": "oggj"}])
    def test_a_misspelt_name_of_a_column(self, asked):
        """What whoever asks has misspelt is missing; what the frame has is not to be called so."""
        frame = self.frame.append_column("oggi", self.frame["expiry"])
        with pytest.raises(InvalidRequest) as caught:
            fleet.evaluate(frame, rules=shipped(), **{"on": ON, "columns": ["state"], **asked})
        assert [("PR303", "oggj", "oggi")] == [
            (each.code, each.args["key"], each.nearest) for each in caught.value.problems
        ]

    def test_columns_of_our_names(self):
        """A column that would stand beside an answer of its name is refused, or left out."""
        frame = self.frame.append_column("state", pa.array([""] * 200))
        with pytest.raises(InvalidRequest, match="`state` is not allowed for `others`"):
            self.ask(frame, others="keep")
        assert self.expected() == self.ask(frame, others="drop").to_pylist()

    def test_a_column_that_tells_two_things(self):
        """It may, if both are of one kind: what holds of each mailbox on the day of its expiry, or a plan of a book."""
        rows = [{"plan": "pro", "expiry": ON + days * DAY, "extra_inbox_gb": days} for days in (1, 2)]
        answers = self.ask(table(rows), years="extra_inbox_gb").to_pylist()
        expected = [said(row, shipped(), years=row["extra_inbox_gb"])["net"] for row in rows]
        assert expected == [row["net"] for row in answers]
        asked = {"columns": ["state"], "rules": shipped()}
        answers = fleet.evaluate(table(rows), on="expiry", **asked).to_pylist()
        assert [said(row, shipped(), row["expiry"])["state"] for row in rows] == [row["state"] for row in answers]
        answers = fleet.evaluate(table(rows), on=ON, book="plan", **asked | {"rules": {"pro": shipped()}})
        assert answers.equals(fleet.evaluate(table(rows), on=ON, **asked))
        for more in ({"on": "plan"}, {"on": ON, "years": "promo"}, {"on": "day", "book": "day"}):
            rules = {"pro": shipped()} if "book" in more else shipped()
            with pytest.raises(InvalidRequest, match="is not allowed for"):
                fleet.evaluate(table(rows), **more, **asked | {"rules": rules})

    @pytest.mark.parametrize(
        ("more", "match"),
        [
            ({"others": "ignore"}, "refuse, drop, keep"),
            ({"columns": [1]}, "list of names"),
            ({"rules": {"cni": 3}, "book": "plan"}, "wants a Ruleset"),
            ({"rules": 3, "book": "plan"}, "the rules of each book"),
        ],
    )
    def test_misuse(self, more, match):
        """What is none of what is taken is told, and never passes for something else."""
        with pytest.raises(TypeError, match=match):
            fleet.evaluate(self.frame, **{"rules": shipped(), "on": ON, "columns": ["state"]} | more)

    def test_names_that_are_said_once(self):
        """Columns may come one after the other: none is lost, and none of the frame has a name that is ours."""
        asked = {"rules": shipped(), "on": ON, "columns": iter(["state", "net", "until"])}
        assert self.expected() == fleet.evaluate(self.frame, **asked).to_pylist()
        with pytest.raises(InvalidRequest, match="is not allowed for `others`"):
            self.ask(self.frame.append_column("pecrules.row", pa.array(range(200))), others="keep")

    def test_a_column_is_no_frame(self):
        """Though Arrow reads it."""
        with pytest.raises(TypeError, match="not ChunkedArray"):
            self.ask(self.frame["plan"])


class TestSummary:
    """A fleet in a few numbers."""

    def answers(self):
        columns = ["state", "gross", "new_expiry"]
        return fleet.evaluate(table(plain()[:200]), rules=shipped(), on=ON, columns=columns)

    def test_by_state(self):
        """As many as there are, and as many cents as they cost."""
        rows = self.answers().to_pylist()
        expected = {}
        for row in rows:
            count, cents = expected.get(row["state"], (0, 0))
            expected[row["state"]] = count + 1, cents + (row["gross"] or 0)
        found = fleet.summary(self.answers(), cents="gross").to_pylist()
        assert sorted(expected) == [each["state"] for each in found]
        assert expected == {each["state"]: (each["rows"], each["cents"]) for each in found}

    def test_by_month(self):
        """By the months of a day, too; a frame of Polars gives one."""
        found = fleet.summary(
            import_module("polars").from_arrow(self.answers()), by="renewal_refusal", month_of="new_expiry"
        )
        assert ["renewal_refusal", "month", "rows"] == found.columns
        assert 200 == found["rows"].sum()
        assert {1} == {day.day for day in found["month"] if day}

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"by": "stat"}, "`stat` is not known; did you mean `state`"),
            ({"by": "gross"}, "text is wanted"),
            ({"month_of": "state"}, "a day is wanted"),
            ({"cents": "state"}, "a whole number is wanted"),
        ],
    )
    def test_mistakes(self, wrong, told):
        """What cannot be counted is said."""
        with pytest.raises(InvalidRequest, match=told):
            fleet.summary(self.answers(), **wrong)


class TestMistakes:
    """What is wrong is told before any work is done."""

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (
                lambda frame: frame.rename_columns(["kind", "pian", *PLAIN[2:]]),
                "`pian` is not known; did you mean `plan`",
            ),
            (lambda frame: frame.drop(["expiry"]), "`expiry` is missing"),
            (lambda frame: frame.set_column(1, "plan", pa.array([1] * 5)), "`int64` is of the wrong kind for `plan`"),
            (lambda frame: frame.set_column(3, "auto_renew", pa.array(["s"] * 5)), "true or false is wanted"),
            (lambda frame: frame.set_column(2, "expiry", pa.array([1] * 5)), "a day is wanted"),
            (lambda frame: frame.set_column(4, "extra_inbox_gb", pa.array([1.5] * 5)), "a whole number is wanted"),
        ],
    )
    def test_columns(self, change, told):
        """A column that is not known, missing or of another type: the nearest right name is told."""
        with pytest.raises(InvalidRequest, match=told):
            fleet.evaluate(change(table(plain()[:5])), rules=shipped(), on=ON, columns=["state"])

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"columns": ["stato", "net"]}, "`stato` is not known; did you mean `state`"),
            ({"columns": ["next_alert"]}, "`address` is missing"),
            ({"on": "giorno"}, "`giorno` is missing"),
            ({"book": "book", "rules": {}}, "`book` is missing"),
            ({"years": "anni"}, "`anni` is missing"),
        ],
    )
    def test_questions(self, wrong, told):
        """What is wanted and cannot be had."""
        wanted = {"rules": shipped(), "on": ON, "columns": ["state"]} | wrong
        with pytest.raises(InvalidRequest, match=told):
            fleet.evaluate(table(plain()[:5]), **wanted)

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"frame": [1]}, "a frame that Arrow can read is wanted"),
            ({"on": 3}, "on wants a date"),
            ({"columns": "state"}, "columns wants a list of names"),
            ({"columns": None}, "columns wants a list of names, not None"),
            ({"years": None}, "years wants a whole number"),
            ({"extra_inbox_gb": 1.5}, "extra_inbox_gb wants a whole number"),
            ({"rules": 7}, "rules wants a Ruleset"),
            ({"book": "kind"}, "the rules of each book"),
        ],
    )
    def test_programs(self, wrong, told):
        """What a program gives that is none of what is taken."""
        wanted = {"frame": table(plain()[:5]), "rules": shipped(), "on": ON, "columns": ["state"]} | wrong
        with pytest.raises(TypeError, match=told):
            fleet.evaluate(wanted.pop("frame"), **wanted)

    def test_files(self, tmp_path):
        """Files that are not there, of no known format, or not what they seem."""
        ask = {"rules": shipped(), "on": ON, "columns": ["state"]}
        for name in ("fleet.xlsx", "none.parquet", "broken.parquet", "broken.csv"):
            if "broken" in name:
                (tmp_path / name).write_text("plan,expiry\nstandard,domani\n")
            with pytest.raises(InvalidRequest):
                fleet.evaluate(tmp_path / name, **ask)

    def test_a_cell_that_cannot_be_read(self, tmp_path):
        """However late it comes, it costs its row alone, and is told with its place."""
        path, report = tmp_path / "fleet.csv", fleet.Report()
        path.write_text("plan,expiry\n" + "standard,2027-03-30\n" * 100_000 + "pro,domani\n")
        answers = fleet.evaluate(path, rules=shipped(), on=ON, columns=["state"], report=report)
        assert (100_001, {"row_unfit": 1}, 1) == (len(answers), dict(report.refused), report.cells_unread)
        assert [f"{path}:100002:2"] == [str(problem.location) for problem in report.unread]

    def test_moments(self):
        """A moment of which the time counts is no day."""
        frame = pa.table({"plan": ["standard"], "expiry": [datetime.fromisoformat("2027-03-30T12:00")]})
        with pytest.raises(InvalidRequest, match="is not a day"):
            fleet.evaluate(frame, rules=shipped(), on=ON, columns=["state"])

    def test_numbers_beyond(self):
        """A number that does not fit into 64 bits is none that is taken."""
        frame = pa.table({"plan": ["standard"], "expiry": [ON], "extra_inbox_gb": pa.array([2**63], pa.uint64())})
        with pytest.raises(InvalidRequest, match="a whole number is wanted"):
            fleet.evaluate(frame, rules=shipped(), on=ON, columns=["net"])


class TestColumns:
    """The declaration of what goes in and comes out."""

    def test_names_are_told_once(self):
        """No two columns have one name, and each is told in a sentence."""
        assert len(outputs()) == sum(len(part.columns) + (3 if part.is_whole else 1) for part in PARTS)
        assert all(column.about.endswith(".") for _, column in outputs().values())
        assert all(column.about.endswith(".") for column in INPUTS.values())

    def test_questions_are_asked_of_policies(self):
        """The facts of every part are those of a mailbox, or of what is asked for."""
        for part in PARTS:
            facts = tables.table_of(part.question, shipped(), on=date(1990, 1, 1)).facts
            assert part.question.subject.keys() | part.left_out <= {*facts}
