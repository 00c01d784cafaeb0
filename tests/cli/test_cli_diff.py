"""``pecrules diff``: what is compared with what, what is told of it, and when it fails."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date, datetime

import pyarrow as pa
import pytest
from pyarrow import parquet

from pecrules.cli import run
from pecrules.cli.revisions import usual
from tests.conftest import MINIMAL
from tests.places import ROOT

pytestmark = pytest.mark.long

QUICK = ("--policy", "log_availability")
PRICE = 'per_year: "9.90"'


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Run a command line in a folder of its own: exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.cpu_count", lambda: 1)

    def called(*arguments, lang="en"):
        code = run(["diff", *arguments, "--lang", lang])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


@pytest.fixture
def tables(call, tmp_path):
    """The shipped tables as the folder ``rules``, and what changes one of them."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")

    def changed(name, old, new):
        file = tmp_path / "rules" / f"{name}.yaml"
        before, found, after = file.read_text("utf-8").rpartition(old)
        assert found
        file.write_text(f"{before}{new}{after}", "utf-8")

    return changed


def git(*arguments):
    """Let git do something here."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def committed(tables):
    """The same in a checkout of git, committed."""
    git("init", "-q", ".")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    return tables


LOGS = ("law/termination", "retention_months: 30", "retention_months: 40")


class TestWhatIsCompared:
    """Folders, books, the release, revisions."""

    def test_nothing_differs(self, call, tables):
        """Of folders that say the same nothing is told."""
        assert (0, "", "") == call("rules", "rules")
        assert (0, "", "") == call("--against", "release", "rules")
        assert (0, "", "") == call("--against", "release")

    def test_two_books(self, call):
        """Two shipped price books are compared by their names."""
        code, out, _ = call("cni", "cni-imperia", *QUICK)
        assert 0 == code
        assert "Rows" in out

    def test_nothing_was_changed(self, call, committed, tmp_path, monkeypatch):
        """In a checkout as it was committed nothing is told, also from within the folder of tables."""
        assert (0, "", "") == call()
        monkeypatch.chdir(tmp_path / "rules")
        assert (0, "", "") == call("HEAD")

    @pytest.mark.slow
    def test_the_last_revision(self, call, committed, tmp_path):
        """In a checkout the folder is compared with what was committed last, which nobody touches."""
        committed(*LOGS)
        code, out, _ = call(*QUICK)
        assert (0, True) == (code, "retention_months 30 → 40" in out)
        assert out == call("HEAD", *QUICK)[1] == call("HEAD:rules", "rules", *QUICK)[1]
        assert "retention_months: 40" in (tmp_path / "rules/law/termination.yaml").read_text("utf-8")

    @pytest.mark.slow
    def test_two_revisions(self, call, committed, tmp_path, monkeypatch):
        """Two revisions, also from within the folder of tables."""
        committed(*LOGS)
        git("commit", "-q", "-a", "-m", "second")
        assert "retention_months 30 → 40" in call("HEAD~1", "HEAD", *QUICK)[1]
        monkeypatch.chdir(tmp_path / "rules")
        assert "retention_months 30 → 40" in call("HEAD~1", *QUICK)[1]

    @pytest.mark.slow
    def test_without_git(self, call, tables):
        """Without a checkout it is the release that the folder is compared with."""
        assert "release" == usual()
        tables(*LOGS)
        assert "retention_months 30 → 40" in call(*QUICK)[1]

    def test_a_commit_without_the_folder(self, call, committed):
        """A revision that has no such folder is told so."""
        code, _, err = call("HEAD:tables")
        assert (2, True) == (code, "`HEAD` has no folder `tables`" in err)

    def test_a_checkout_without_a_commit(self, call, tables):
        """Where nothing was ever committed it is the release, too."""
        git("init", "-q", ".")
        assert "release" == usual()


class TestWhatCannotBe:
    """One clear message."""

    def test_nothing_of_that_name(self, call, committed):
        """Neither a folder nor a book nor a revision."""
        code, _, err = call("HEED")
        assert 2 == code
        assert "`HEED` is no folder, no price book and no revision of git" in err
        assert "is no folder" in call(":rules")[2]

    def test_no_checkout(self, call, tables):
        """A revision without a checkout."""
        assert "`HEAD~1` is no folder and no price book, and there is no git here" in call("HEAD~1")[2]

    @pytest.mark.skipif(os.name != "posix", reason="a script is no program elsewhere")
    def test_a_git_that_speaks_italian(self, call, tables, tmp_path, monkeypatch):
        """It is asked in the one language that is understood here."""
        git = tmp_path / "git"
        git.write_text(
            '#!/bin/sh\n[ "$LC_ALL" = C ] && echo not a git repository >&2 || echo no >&2\nexit 128\n', "utf-8"
        )
        git.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setenv("LC_ALL", "it_IT.UTF-8")
        assert "and there is no git here" in call("HEAD~1", "--lang", "en")[2]

    def test_no_git(self, call, tables, monkeypatch):
        """A revision without git."""
        monkeypatch.setenv("PATH", "")
        code, _, err = call("HEAD~1")
        assert (2, True) == (code, "git cannot be asked" in err)

    def test_no_tables(self, call):
        """Nothing lies here."""
        code, _, err = call()
        assert (2, True) == (code, "there are no tables here" in err)
        git("init", "-q", ".")
        assert "is no folder" in call("HEAD", "release")[2]

    def test_mistakes_of_a_revision(self, call, committed):
        """A mistake in a revision is told with the revision's name and its line."""
        committed("pricing", PRICE, 'per_year: "9,90"')
        git("commit", "-q", "-a", "-m", "wrong")
        committed("pricing", 'per_year: "9,90"', PRICE)
        code, _, err = call("HEAD")
        assert 2 == code
        assert "HEAD/pricing.yaml:" in err
        assert '"9,90"' in err

    def test_too_many_names(self, call, tables):
        """``--against`` is OLD."""
        assert "is one word too many" in call("--against", "release", "rules", "rules")[2]

    def test_limits_without_mailboxes(self, call, tables):
        """Nobody is touched where no mailbox is looked at."""
        assert "only together with `--mailboxes`" in call("--max-touched", "1")[2]
        assert "is of the wrong kind for `--max-delta`" in call("--max-delta", "a lot")[2]


def boxes(*lines, name="boxes.csv"):
    """Write a file with mailboxes."""
    with open(name, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return name


DEARER = ("pricing", PRICE, 'per_year: "11.90"')
GONE = """  - id: standard-gone
    item: plan
    plan: standard
    since: 2998-02-01
    withdrawn: true
    certainty: assumed
    source: pecrules-analysis
    clause: "a test"
    note: "a test"
"""
CHARGED = ("--policy", "automatic_renewal")


class TestMailboxes:
    """Whom of some mailboxes it touches."""

    def test_who_is_touched(self, call, tables):
        """How many, and from when; a limit fails the run."""
        tables(*LOGS)
        tables(*DEARER)
        file = boxes("address;plan;expiry;auto_renew;last_term_years", "a@pec.it;standard;2999-03-30;no;1", "",
                     "b@pec.it;PEC Pro;2999-03-30;sì;")  # fmt: skip
        code, out, err = call("--mailboxes", file, *QUICK, "--max-touched", "0", "--max-delta", "5%")
        assert 1 == code
        assert "1 of 2; who expires before is taken as renewed" in out
        assert "1 mailboxes are touched, more than 0" in err
        assert "€12.08 becomes €14.52: +20.2%, beyond 5%" in err
        assert 0 == call("--mailboxes", file, *QUICK, "--max-touched", "1", "--max-delta", "20,5 %")[0]

    def test_who_can_be_renewed_no_longer(self, call, tables):
        """A price that is withdrawn is beyond any limit in percent, though nobody pays more."""
        tables("pricing", "  - id: pro-year-2023", f"{GONE}  - id: pro-year-2023")
        file = boxes("address,plan,expiry", "a@pec.it,standard,2999-03-30", "b@pec.it,pro,2999-03-30")
        code, out, err = call("--mailboxes", file, *QUICK, "--max-delta", "1000%")
        assert (1, True) == (code, "no longer possible: renewal 1 mailbox a@pec.it" in " ".join(out.split()))
        assert "1 mailbox can be renewed no longer" in err

    def test_a_plan_that_no_table_knows(self, call, tables):
        """Such a mailbox is named with the nearest plan, and no limit holds for it."""
        tables(*LOGS)
        file = boxes("address,plan,expiry", "a@pec.it,standrd,2999-03-30", "b@pec.it,pro,2999-03-30")
        for limit in ("--max-touched", "9"), ("--max-delta", "5%"):
            code, out, err = call("--mailboxes", file, *QUICK, *limit)
            assert (1, True) == (code, "`standrd`  1 mailbox  a@pec.it  did you mean `standard`?" in out)
            assert "1 mailbox has a plan that no table knows" in err
        code, out, _ = call("--mailboxes", file, *QUICK, "--json")
        told = {"address": "a@pec.it", "plan": "standrd", "nearest": "standard"}
        assert (0, [told]) == (code, json.loads(out)["mailboxes"]["unknown_plan"])

    def test_json(self, call, tables):
        """The same for programs."""
        tables(*LOGS)
        file = boxes("address,plan,expiry", "a@pec.it,standard,2999-03-30")
        code, out, _ = call("--mailboxes", file, *QUICK, "--json")
        assert (0, 1) == (code, json.loads(out)["mailboxes"]["looked_at"])
        assert "mailboxes" not in json.loads(call(*QUICK, "--format", "json")[1])

    @pytest.mark.slow
    def test_no_mailboxes_at_all(self, call, tables):
        """An empty list touches nobody."""
        tables(*LOGS)
        assert "0 of 0" in call("--mailboxes", boxes("address,plan,expiry"), *QUICK)[1]
        assert "0 of 0" in call("--mailboxes", boxes("address,plan,expiry", ""), *QUICK, "--all")[1]

    def test_what_is_no_table(self, call, tables):
        """A file without even names, and a line of another length, are told."""
        assert "the table is empty" in call("--mailboxes", boxes(), *QUICK)[2]
        err = call("--mailboxes", boxes("address,plan,expiry", "", "a@pec.it,pro"), *QUICK)[2]
        assert "another number of cells (2) than the first one has names (3)" in err
        assert "boxes.csv:3:1" in err

    def test_mistakes(self, call, tables):
        """Each with its line and the number of its column."""
        file = boxes("address,plan,expiry,auto_renew,extra_inbox_gb", "a@pec.it,pro,30/03/2027,perhaps,1.5")
        code, _, err = call("--mailboxes", file)
        assert 2 == code
        assert {"boxes.csv:2:3", "boxes.csv:2:4", "boxes.csv:2:5"} <= {
            line.split()[-1] for line in err.split("\n") if "-->" in line
        }
        assert "the field `expiry` is missing" in call("--mailboxes", boxes("address,plan", "a@pec.it,pro"))[2]
        err = call("--mailboxes", boxes("address,plans,expiry", "a@pec.it,pro,2027-03-30"))[2]
        assert "the field `plans` is not known" in err
        assert "did you mean `plan`?" in err

    def test_not_all_mistakes(self, call, tables):
        """What is wrong in every line is told of some."""
        file = boxes("address,plan,expiry", *["a@pec.it,pro,x"] * 50)
        assert 20 == call("--mailboxes", file)[2].count("-->")

    def test_what_is_no_csv(self, call, tables):
        """A line that ends within quotes, or with a sign that no line has."""
        with open("boxes.csv", "w", encoding="utf-8", newline="") as file:
            file.write('address,plan,expiry\n"a\0\n' + "x" * 200_000)
        code, _, err = call("--mailboxes", "boxes.csv")
        assert (2, True) == (code, "`boxes.csv` cannot be read" in err)

    def test_parquet_without_pyarrow(self, call, tables, monkeypatch):
        """Parquet is told to need it."""
        monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
        assert "Parquet cannot be read without pyarrow" in call("--mailboxes", "boxes.parquet")[2]

    @pytest.mark.parametrize("kind", ["date", "datetime"])
    def test_parquet(self, call, tables, tmp_path, kind):
        """Days and numbers are taken as such, also as pandas writes a day; what is missing is left out."""
        days = {"date": date(2999, 3, 30), "datetime": datetime(2999, 3, 30)}  # noqa: DTZ001 - as pandas has them
        row = {"address": "a@pec.it", "plan": "pro", "expiry": days[kind], "extra_inbox_gb": 1, "auto_renew": None}
        parquet.write_table(pa.Table.from_pylist([row]), tmp_path / "boxes.parquet")
        tables(*LOGS)
        assert "0 of 1" in call("--mailboxes", "boxes.parquet", *QUICK)[1]

    def test_wrong_parquet(self, call, tables, tmp_path):
        """A day with an hour is told with its line and column, a file that is no Parquet by its name."""
        row = {"address": "a@pec.it", "expiry": datetime(2999, 3, 30, 12)}  # noqa: DTZ001 - as above
        parquet.write_table(pa.Table.from_pylist([row]), tmp_path / "boxes.parquet")
        assert "boxes.parquet:1:2" in call("--mailboxes", "boxes.parquet")[2]
        (tmp_path / "other.parquet").write_text("address\n", "utf-8")
        code, _, err = call("--mailboxes", "other.parquet")
        told = "`other.parquet` cannot be read: it is no sound file of Parquet\n  = help: write it anew"
        assert (2, True) == (code, told in err)


class TestHowItIsTold:
    """Text, Markdown, JSON."""

    def test_formats(self, call, tables):
        """For a terminal, for a pull request, in Italian."""
        tables(*LOGS)
        assert "### Logs of the operations" in call(*QUICK, "--format", "markdown")[1]
        assert call(*QUICK, lang="it")[1].startswith("nessuno paga di più o di meno\ncambia anche, dal ")

    def test_limit_of_all_cases(self, call, tables):
        """Without mailboxes a limit holds for every case in which somebody pays otherwise."""
        tables(*DEARER)
        code, out, err = call("--max-delta", "5", *CHARGED)
        assert (1, True) == (code, out.startswith("pays more, from"))
        assert "beyond 5%" in err


def test_a_folder_that_is_a_layer(call, tmp_path):
    """A folder that lies over the release is found where one stands in it, and archived as it is."""
    own = tmp_path / "own"
    shutil.copytree(MINIMAL, own)
    assert 0 == call(str(own), str(own))[0]
