"""Cells of a file: read as people and their spreadsheets write them, or told with their places."""

import os
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from pecrules import InvalidRequest
from pecrules.fleet import frames, sources
from pecrules.fleet.cells import UNREAD, Cells
from pecrules.fleet.columns import INPUTS
from tests.variants import shipped

DAY = date(2027, 3, 30)
KINDS = {name: column.kind for name, column in INPUTS.items()}


def read(source, kinds=KINDS, rules=None):
    """The rows of a frame as they were read, and what is told of it."""
    found = sources.source_of(source, kinds)
    cells = Cells(found, {name: INPUTS[name] for name in found.schema.names if name in INPUTS}, rules)
    rows = [row for batch in found.batches(found.schema.names) for row in cells.read(batch).to_pylist()]
    return rows, [(problem.code, str(problem.location), problem.nearest) for problem in cells.problems()]


def told(source, kinds=KINDS):
    """What is told of a frame that is not read."""
    with pytest.raises(InvalidRequest) as caught:
        read(source, kinds)
    return [(problem.code, str(problem.location)) for problem in caught.value.problems]


@pytest.fixture
def csv(tmp_path, monkeypatch):
    """Writes a file."""
    monkeypatch.chdir(tmp_path)

    def write(text, name="caselle.csv"):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return name

    return write


class TestTexts:
    """Files of CSV."""

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("mark", ["", "\N{BOM}"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_as_spreadsheets_write_it(self, csv, separator, mark, end):
        """Whatever stands between two cells, at the head of the file and at the end of a line."""
        lines = (("plan", "expiry", "auto_renew"), (" pro ", "2027-03-30", "VERO"), ("pro", "", "no"))
        text = mark + "".join(separator.join(line) + end for line in lines)
        rows, problems = read(csv(text))
        assert [] == problems
        assert [("pro", date(2027, 3, 30), True), ("pro", None, False)] == [tuple(row.values())[:3] for row in rows]

    def test_labels(self, csv):
        """What answers print is taken for its code, where it is known whose rules are meant."""
        file = csv("address,plan,channel\na@pec.it, PEC Pro ,Area Clienti PEC\nb@pec.it,oro,\n")
        rows, problems = read(file, rules=shipped())
        assert [] == problems
        assert [("pro", "customer_area"), ("oro", None)] == [(row["plan"], row["channel"]) for row in rows]
        assert ["PEC Pro", "oro"] == [row["plan"] for row in read(file)[0]]

    def test_what_cannot_be_read(self, csv):
        """A cell that cannot be read costs its row, and is told where it stands; empty lines count, too."""
        file = csv(
            "plan;expiry;extra_inbox_gb\n"
            "pro;2027-03-30;1\n\npro;30/03/2027;1,5\npro; ;99999999999999999999\npro;2027-02-30;2\n"
        )
        rows, problems = read(file)
        assert [False, True, True, True] == [row[UNREAD] for row in rows]
        assert [
            ("PR305", "caselle.csv:4:2", "2027-03-30"),
            ("PR304", "caselle.csv:4:3", None),
            ("PR304", "caselle.csv:5:3", None),
            ("PR305", "caselle.csv:6:2", "2027-02-28"),
        ] == problems

    def test_only_the_first_are_named(self, csv):
        """All others are counted."""
        file = csv("plan,expiry\npro,2027-03-30\n" + "pro,domani\n" * 50)
        assert 20 == len(read(file)[1])

    def test_columns_that_nobody_knows(self, csv):
        """The first are named, however many there are: also a line of a hundred thousand is gone through once."""
        unknown = sources.source_of(csv(",".join(f"c{n}" for n in range(100))), KINDS)
        with pytest.raises(InvalidRequest) as caught:
            frames.check(unknown, INPUTS, ())
        assert ["PR302"] * 20 == [problem.code for problem in caught.value.problems]
        assert [("PR309", "caselle.csv:1:100001")] == told(csv(",".join([*map(str, range(100_000)), "7"])))

    def test_a_column_of_another_type(self, csv):
        """Columns of which no cell can be read are told, each once."""
        file = csv("plan,expiry,auto_renew,last_term_years\npro,30/03/2027,x,\npro,31/03/2027,y,\n")
        assert [("PR305", "caselle.csv:2:2"), ("PR304", "caselle.csv:2:3")] == told(file)

    @pytest.mark.parametrize(
        ("text", "code", "place"),
        [
            ("", "PR307", "1:1"),
            ("\n", "PR307", "1:1"),
            ("\N{BOM}", "PR307", "1:1"),
            ("plan,expiry,plan\n", "PR309", "1:3"),
            ("plan,expiry,expiry,plan\n", "PR309", "1:3"),
            ("x" * 200_000 + "\n", "PR001", "1:1"),
            ("plan,expiry\npro,2027-03-30\npro\n", "PR308", "3:1"),
            ("plan,expiry\npro,2027-03-30\n\n\npro,2027-03-30,1\n", "PR308", "5:1"),
            ("plan;expiry\npro;2027-03-30\ncaff\xe8;2027-03-30\n".encode("latin-1"), "PR004", "3:1"),
            ("pi\xf9;expiry\n".encode("latin-1"), "PR004", "1:1"),
        ],
    )
    def test_what_is_no_table(self, csv, text, code, place):
        """A file that is no table is told with the line in which that shows."""
        assert [(code, f"caselle.csv:{place}")] == told(csv(text))

    def test_late(self, csv):
        """Also where it shows only after much has been read."""
        file = csv("plan,expiry\n" + "standard,2027-03-30\n" * 60_000 + "pro,2027-03-30,1\n")
        assert [("PR308", "caselle.csv:60002:1")] == told(file)

    def test_no_rows(self, csv):
        """A line of names alone is a table without rows, with an end or without."""
        assert ([], []) == read(csv("plan,expiry\n")) == read(csv("plan,expiry"))

    def test_a_folder(self, csv, tmp_path):
        """In a folder the place is that in the file of the row."""
        csv("plan,expiry\npro,2027-03-30\n", "a.csv")
        csv("plan,expiry\npro,2027-03-30\npro,domani\n", "b.csv")
        csv("plan,expiry\npro,2027-03-30\n", "c.csv")
        rows, problems = read(tmp_path)
        assert 4 == len(rows)
        assert [("PR305", f"{tmp_path / 'b.csv'}:3:2", None)] == problems

    def test_a_folder_of_files_that_differ(self, csv, tmp_path):
        """A file may have more columns than the first, or fewer, in any order: what it does not say is as usual."""
        csv("plan,expiry,promo\npro,2027-03-30,VERO\n", "a.csv")
        csv("expiry,kind,plan\n2027-03-30,domain,gold\n", "b.csv")
        rows, problems = read(tmp_path)
        assert [("pro", True, "mailbox"), ("gold", False, "domain")] == [
            (row["plan"], row["promo"], row["kind"]) for row in rows
        ]
        assert [] == problems

    def test_what_nobody_declares(self, csv):
        """Where nobody says what columns are, they are what they look like."""
        rows, problems = read(csv("state,gross\nactive,1208\n"), None)
        assert ([], [{"state": "active", "gross": 1208}]) == (problems, rows)

    def test_what_is_not_there(self, csv):
        """What cannot be opened is told as the system says it; so is what nothing else is wrong with."""
        assert [("PR001", "caselle.csv:1:1")] == told("caselle.csv")
        assert [("PR001", "caselle.csv:1:1")] == told(csv("plan,expiry\n" + "x" * 3_000_000 + ",2027-03-30\n"))

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
    def test_a_pipe(self, tmp_path):
        """What can be read but once is told at once, and not waited for."""
        os.mkfifo(tmp_path / "caselle.csv")
        assert [("PR001", f"{tmp_path / 'caselle.csv'}:1:1")] == told(str(tmp_path / "caselle.csv"))

    @pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="there is no file that opens and cannot be read")
    def test_what_the_system_does_not_read(self, tmp_path):
        """What opens and cannot be read, as of a broken disk, is told as the system says it."""
        (tmp_path / "caselle.csv").symlink_to("/proc/self/mem")
        assert [("PR001", f"{tmp_path / 'caselle.csv'}:1:1")] == told(str(tmp_path / "caselle.csv"))


class TestParquet:
    """Files of Parquet, and frames."""

    FRAME = pa.table({
        "plan": ["pro"] * 3,
        "expiry": [datetime.fromisoformat(f"2027-03-30T{hour}") for hour in ("00:00", "12:30", "00:00")],
        "extra_inbox_gb": pa.array([1, None, 2**63], pa.uint64()),
    })  # fmt: skip

    def test_moments_and_large_numbers(self):
        """A moment that is no day, or a number beyond 64 bits, costs its row."""
        rows, problems = read(self.FRAME)
        assert [(date(2027, 3, 30), 1, False), (None, None, True), (date(2027, 3, 30), None, True)] == [
            tuple(row.values())[1:] for row in rows
        ]
        assert [("PR305", "None", None), ("PR304", "None", None)] == problems

    def test_places(self, tmp_path):
        """In files its row and its column are told, in each file from one on."""
        for name, rows in (("a", self.FRAME.slice(0, 1)), ("b", self.FRAME.slice(1))):
            pa.parquet.write_table(rows, tmp_path / f"{name}.parquet")
        places = [place for _, place, _ in read(tmp_path)[1]]
        assert [f"{tmp_path / 'b.parquet'}:{place}" for place in ("1:2", "2:3")] == places

    @pytest.mark.parametrize(
        ("one", "other", "rows"),
        [
            ({"promo": [True]}, {"kind": ["mailbox"]}, [(True, "mailbox"), (False, "mailbox")]),
            ({"kind": pa.nulls(1)}, {"kind": ["domain"]}, [(None,), ("domain",)]),
            ({"kind": pa.nulls(1)}, {"promo": pa.nulls(1)}, [(None, False), ("mailbox", None)]),
            ({"anchor": [DAY]}, {"extra_inbox_gb": [1.0]}, [(DAY, 0), (None, 1)]),
            ({"kind": ["domain"]}, {"kind": pa.array(["domain"]).dictionary_encode()}, [("domain",)] * 2),
            ({"last_term_years": pa.array([1], pa.int8())}, {"last_term_years": [2**40]}, [(1,), (2**40,)]),
            ({"expiry": [DAY]}, {"expiry": [datetime.fromisoformat("2027-03-30T12:30")]}, [(DAY,), (None,)]),
            ({"expiry": [datetime.fromisoformat("2027-03-30T00:00")]}, {"expiry": [DAY]}, [(DAY,)] * 2),
        ],
    )
    def test_files_that_differ(self, tmp_path, one, other, rows):
        """Of a folder each file may have other columns, or types: nothing of any is lost, whichever is first."""
        for name, columns in (("a", one), ("b", other)):
            pa.parquet.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
        found = [{name: cell for name, cell in row.items() if name in INPUTS} for row in read(tmp_path)[0]]
        assert rows == [tuple(row.values()) for row in found]

    def test_types_that_have_nothing_in_common(self, tmp_path):
        """They are told with the file that differs; a type of Arrow is none of our codes, even if it is called so."""
        for name, cell in (("a", "pro"), ("b", 5)):
            pa.parquet.write_table(pa.table({"plan": [cell]}), tmp_path / f"{name}.parquet")
        assert [("PR304", f"{tmp_path / 'b.parquet'}:1:1")] == told(tmp_path)
        with pytest.raises(InvalidRequest, match="wrong kind for `plan`: `string` as in another file is wanted"):
            read(tmp_path)

    def test_texts_that_are_none(self, tmp_path):
        """Bytes that are no text are told with their file, whoever would stumble over them later."""
        words = pa.array([b"pro", b"\xff\xfe", b"pro"]).view(pa.string())
        pa.parquet.write_table(self.FRAME.set_column(0, "plan", words), tmp_path / "c.parquet")
        assert [("PR001", f"{tmp_path / 'c.parquet'}:1:1")] == told(tmp_path / "c.parquet")

    def test_nothing_to_read(self):
        """Columns that are what they are to be stay as they are."""
        rows, problems = read(self.FRAME.select(["plan"]))
        assert ([{"plan": "pro"}] * 3, []) == (rows, problems)

    def test_what_is_not_sound(self, csv, tmp_path):
        """What is no Parquet, or is not there, or is broken inside, is told."""
        assert [("PR001", "a.parquet:1:1")] == told("a.parquet")
        assert [("PR001", "a.parquet:1:1")] == told(csv("plan,expiry\n", "a.parquet"))
        pa.parquet.write_table(self.FRAME, tmp_path / "b.parquet")
        whole = (tmp_path / "b.parquet").read_bytes()
        assert [("PR001", "b.parquet:1:1")] == told(csv(whole[:4] + b"\xff" * 100 + whole[104:], "b.parquet"))
