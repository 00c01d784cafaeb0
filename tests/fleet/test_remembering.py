"""Tables that a folder remembers: found again where everything is the same, and nowhere else."""

import os
import shutil
import subprocess
import sys
from datetime import date

import numpy as np
import pytest

from pecrules import fleet
from pecrules.fleet import making, remembering, sums, written
from pecrules.fleet.series import Columns, Series
from tests.fleet.fleets import DAY, ON, draw, table
from tests.fleet.test_engines import FORMULAS, cases_of_sums
from tests.fleet.test_engines import made as made_of
from tests.fleet.test_evaluate import QUICK
from tests.variants import shipped

FEW = ("state", "net")
ROWS = [{"address": "a@b.eu", "plan": plan, "expiry": ON + days * DAY} for plan in ("pro", "gold") for days in (9, -9)]
DAYS = (ON, date(2029, 1, 1))


@pytest.fixture
def folder(tmp_path):
    """A folder that remembers nothing yet, and a memory that does not either."""
    forget()
    yield tmp_path / "tables"
    forget()


def forget():
    remembering.remembered.cache_clear()


def answered(folder, columns=FEW, rows=None, rules=None, on=ON, **more):
    """What is said of some mailboxes, by what memory and folder have, or by tables that are made."""
    forget()
    frame = table(rows or ROWS)
    return fleet.evaluate(frame, rules=rules or shipped(), on=on, columns=columns, tables=folder, **more).to_pylist()


@pytest.fixture
def makes(monkeypatch):
    """How often a table was made."""
    made = []
    original = making._made
    monkeypatch.setattr(making, "_made", lambda *given: (made.append(given), original(*given))[1])
    return made


@pytest.fixture(autouse=True)
def apart():
    """No table is in the memory of the process."""
    making.made.cache_clear()
    yield
    making.made.cache_clear()


def files(folder):
    return sorted(folder.iterdir())


class TestRemembered:
    """What was made once is not made again, and says the same."""

    def test_who_asks_again(self, folder, makes):
        """Each part has a file; of the same question nothing is made the second time, in another process neither."""
        first = answered(folder)
        assert (2, 2) == (len(makes), len(files(folder)))
        making.made.cache_clear()
        assert first == answered(folder)
        assert 2 == len(makes)
        assert answered(None) == first

    @pytest.mark.long
    def test_every_column(self, folder):
        """Columns of each kind, reasons among them, and rows that the policies are asked about."""
        columns, rows = (*QUICK, "next_alert", "alert_rows", "deletion_day", "may_send"), ROWS
        report, other = fleet.Report(), fleet.Report()
        expected = answered(None, columns, rows, report=report)
        answered(folder, columns, rows)
        making.made.cache_clear()
        assert expected == answered(folder, columns, rows, report=other)
        assert (report.refused, report.by_policy, report.reasons) == (other.refused, other.by_policy, other.reasons)

    @pytest.mark.slow
    def test_a_fleet_of_which_all_is_known(self, folder):
        """Terms and space in columns: what a calendar makes of two facts, and how facts lie to one another."""
        drawn = ({name: row[name] for name in ("plan", "expiry", "promo")} for row in draw(8, 100, shipped()))
        rows = [{**row, "years": at % 7, "more": at % 5} for at, row in enumerate(drawn)]
        frame = table(rows, years="number", more="number")
        asked = {"rules": shipped(), "on": ON, "columns": ["net", "new_expiry", "state", "renewal_rows"]}
        asked |= {"years": "years", "extra_inbox_gb": "more", "tables": folder}
        expected = fleet.evaluate(frame, **asked).to_pylist()
        forget()
        making.made.cache_clear()
        assert expected == fleet.evaluate(frame, **asked).to_pylist()

    def test_events(self, folder):
        """Calendars, too."""
        frame = table(ROWS)
        asked = {"rules": shipped(), "on": ON}
        found = []
        for tables in (None, folder, folder):
            forget()
            found.append(fleet.events(frame, *DAYS, **asked, tables=tables).to_pylist())
        assert found[0] == found[1] == found[2] != []
        assert 5 == len(files(folder))

    def test_where_there_can_be_no_table(self, folder, monkeypatch, makes):
        """That there is none is remembered as well."""
        monkeypatch.setattr(sums, "_FITS", 10_000)
        asked = (folder, ["new_expiry"])
        assert answered(*asked) == answered(*asked)
        assert (1, 1) == (len(makes), len(files(folder)))


class TestNotBelieved:
    """Whatever is not the very same question, or not what it says it is, is made again."""

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda file, _: file.write_bytes(file.read_bytes()[:-7]),
            lambda file, _: file.write_bytes(file.read_bytes().replace(b"tables", b"sables", 1)),
            lambda file, _: file.write_bytes(b""),
            lambda file, _: file.write_bytes(file.read_bytes()[:-1] + b"\0"),
            lambda file, other: shutil.copy(other, file),
            lambda file, _: (file.unlink(), file.mkdir()),
            lambda file, _: file.write_bytes(sealed(file, b"no deflate")),
            lambda file, _: file.write_bytes(sealed(file, remembering.zlib.compress(b'{"cells": 3}'))),
            lambda file, _: file.write_bytes(sealed(file, remembering.zlib.compress(b"[" * 100_000))),
        ],
    )
    def test_a_file_that_is_none(self, folder, makes, spoil):
        """Cut, changed, empty, of another question, no file, sealed and senseless: it is made again."""
        expected = answered(folder)
        one, other = files(folder)
        spoil(one, other)
        making.made.cache_clear()
        assert expected == answered(folder)
        assert 3 == len(makes)

    @pytest.mark.parametrize(
        "more",
        [
            {"on": ON + DAY},
            {"rules": "edited"},
            {"rules": "as_known"},
            {"columns": ("since", "vat")},
            {"years": 2},
        ],
    )
    def test_another_question(self, folder, makes, more):
        """Another day, other rules, what was known of them, other columns, another term."""
        answered(folder)
        making.made.cache_clear()
        makes.clear()
        others = {"edited": lambda: shipped().edited({"pricing/standard-year-2023": {"note": "x"}}),
                  "as_known": lambda: shipped().as_known(date(2025, 1, 1))}  # fmt: skip
        answered(folder, **{name: others[value]() if name == "rules" else value for name, value in more.items()})
        assert makes

    def test_other_code(self, folder, makes, monkeypatch):
        """What another release made is nobody's."""
        answered(folder)
        making.made.cache_clear()
        monkeypatch.setattr(remembering, "_CODE", "another")
        answered(folder)
        assert (4, 4) == (len(makes), len(files(folder)))


def sealed(file, packed):
    """A file with the right head, of something else."""
    mark, key, _ = file.read_bytes().split(b"\n")[:3]
    return b"\n".join([mark, key, remembering.sha256(packed).hexdigest().encode(), packed])


class TestFolders:
    """Folders that are full, closed, or wanted by two."""

    def test_no_more_than_some(self, folder, monkeypatch):
        """The table that was wanted longest ago goes first, and half a file of somebody who was killed with it."""
        monkeypatch.setattr(remembering, "_FILES", 2)
        folder.mkdir()
        (folder / ".dead.table").write_bytes(b"half")
        (folder / "mine.txt").write_text("no table")
        os.utime(folder / ".dead.table", (0, 0))
        answered(folder)
        first = files(folder)
        assert 3 == len(first)
        os.utime(first[0], (1, 1))
        answered(folder, ["deletion_day"])
        assert 3 == len(files(folder))
        assert first[0] not in files(folder)
        assert "no table" == (folder / "mine.txt").read_text()

    def test_what_cannot_be_written(self, folder, monkeypatch):
        """A full disk, and a table too large, cost nobody an answer, and leave nothing behind."""
        expected = answered(None)
        monkeypatch.setattr(remembering, "_LARGEST", 10)
        assert expected == answered(folder)
        monkeypatch.undo()
        monkeypatch.setattr(remembering.os, "utime", refuse)
        monkeypatch.setattr(remembering.Path, "replace", refuse)
        assert expected == answered(folder)
        assert [] == files(folder)

    def test_what_is_no_folder(self, folder):
        """It is told before any work."""
        folder.write_text("a file")
        with pytest.raises(FileExistsError):
            answered(folder)

    def test_calendars_that_are_too_long(self, folder, monkeypatch):
        """What a calendar makes of too many days is not written down."""
        monkeypatch.setattr(written, "_CALENDAR", 100)
        assert answered(None, ["new_expiry"]) == answered(folder, ["new_expiry"])
        assert [] == files(folder)

    @pytest.mark.slow
    def test_two_at_once(self, folder):
        """Two processes that begin with an empty folder both answer, and leave whole files alone."""
        text = (
            "import sys, pyarrow as pa; from datetime import date; from pecrules import fleet, load_rules;"
            "f = pa.table({'plan': ['pro'], 'expiry': [date(2027, 1, 20)]});"
            "print(fleet.evaluate(f, rules=load_rules(), on=date(2027, 1, 10), columns=['state', 'net'],"
            " tables=sys.argv[1]).to_pylist())"
        )
        both = [subprocess.Popen([sys.executable, "-c", text, folder], stdout=subprocess.PIPE) for _ in range(2)]
        one, other = (each.communicate()[0] for each in both)
        assert b"expiring" in one
        assert one == other
        assert 2 == len(files(folder))


def refuse(*_):
    raise OSError(28, "no space")


@pytest.mark.parametrize("formula", FORMULAS)
def test_there_and_back(formula):
    """Formulas of every kind, and facts that lie to one another, are the same after they were written and read."""
    made = made_of(formula, cases_of_sums())
    text = remembering.json.dumps(written.plain_of(made))
    again = written.made_of(remembering.json.loads(text))
    assert text == remembering.json.dumps(written.plain_of(again))
    numbers = {name: Series(np.array([spans[0], spans[1]]), None, None) for name, spans in made.spans.items()}
    leaves = again.kernel.leaves(Columns(numbers), 2)
    assert made.kernel.leaves(Columns(numbers), 2).tolist() == leaves.tolist()
    one, other = (each.sums[0].of(numbers, leaves).tolist() for each in (made, again))
    assert one == other
