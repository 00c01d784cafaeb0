"""``pecrules fleet``: mailboxes of a file, into another."""

import os
import shutil
from datetime import date
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet
import pytest

from pecrules.cli import run
from pecrules.fleet import files
from tests.places import ROOT

ROWS = "plan,expiry,auto_renew\nstandard,2027-03-30,true\npro,2026-12-01,\ngold,2027-01-20,false\n"
DAY = ("--on", "2027-01-10", "--lang", "it")
ANSWERS = """\
"state","until","days_left","net","vat","gross","new_expiry","status_refusal","renewal_refusal"
"expiring",2027-03-30,79,990,218,1208,2028-03-30,,
"expired",2027-03-01,50,,,,,,"row_incomplete"
"expiring",2027-01-20,10,,,,,,"plan_unknown"
"""
SUMMARY = """\
3 caselle; 1 file scritto
a 2 domande hanno risposto le regole di calcolo stesse, perché nessuna tabella riguarda caselle così
           1  plan_unknown: il piano non è conosciuto
           1  row_incomplete: manca un valore che va indicato
"""


@pytest.fixture
def mailboxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of three mailboxes, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "caselle.csv").write_text(ROWS, "utf-8")
    return tmp_path


def test_a_file(mailboxes, capsys):
    """Each row is answered, and what came of it is said; nothing else is left in the folder."""
    assert 0 == run(["fleet", "caselle.csv", "--out", "risposte.csv", *DAY])
    assert ANSWERS == (mailboxes / "risposte.csv").read_text("utf-8")
    assert SUMMARY == capsys.readouterr().out
    assert ["caselle.csv", "risposte.csv"] == sorted(each.name for each in mailboxes.iterdir())


def test_cells_that_are_lists(mailboxes, capsys):
    """They stand in no file of CSV: that is told before any work; Parquet has them."""
    columns = {"plan": ["pro"], "expiry": ["2027-03-30"], "tags": [[1, 2]]}
    whole = pyarrow.table(columns | {"expiry": pyarrow.array([date(2027, 3, 30)])})
    pyarrow.parquet.write_table(whole, mailboxes / "liste.parquet")
    asked = ["fleet", "liste.parquet", "--columns", "state", "--others", "keep", *DAY]
    assert 2 == run([*asked, "--out", "r.csv"])
    assert "PR304 `list<element: int64>` non va bene per `tags`" in capsys.readouterr().err
    assert not (mailboxes / "r.csv").exists()
    assert 0 == run([*asked, "--out", "r.parquet"])
    assert [[1, 2]] == pyarrow.parquet.read_table(mailboxes / "r.parquet")["tags"].to_pylist()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk")
def test_a_full_disk(mailboxes, monkeypatch, capsys):
    """It is told in one sentence, in the language of who asks, and leaves nothing behind."""
    monkeypatch.setattr(files, "_writer", lambda _, path, schema: pyarrow.csv.CSVWriter("/dev/full", schema))
    assert 2 == run(["fleet", "caselle.csv", "--out", "r.csv", *DAY])
    assert "`r.csv` non si può scrivere: sul disco non c'è più posto" in capsys.readouterr().err
    assert ["caselle.csv"] == [each.name for each in mailboxes.iterdir()]


def test_strict(mailboxes):
    """Rows without an answer fail where one is strict about them."""
    assert 1 == run(["fleet", "caselle.csv", "--out", "risposte.parquet", "--strict", *DAY])
    assert 3 == pyarrow.parquet.read_table(mailboxes / "risposte.parquet").num_rows


def test_names_in_capitals(mailboxes):
    """A file is of the format that its name tells, in whichever case, alone and in a folder."""
    (mailboxes / "in").mkdir()
    (mailboxes / "caselle.csv").rename(mailboxes / "in" / "CASELLE.CSV")
    assert 0 == run(["fleet", "in", "--out", "out", *DAY])
    assert 0 == run(["fleet", "in/CASELLE.CSV", "--out", "risposte.Csv", *DAY])
    for name in ("out/CASELLE.CSV", "risposte.Csv"):
        assert ANSWERS == (mailboxes / name).read_text("utf-8")


def test_unknown_books(mailboxes, capsys):
    """Every reason that stands in an answer has a sentence in what is told."""
    assert 0 == run(["fleet", "caselle.csv", "--out", "risposte.csv", "--book-column", "plan", *DAY])
    assert "book_unknown: non ci sono regole di un listino così" in capsys.readouterr().out


@pytest.fixture
def folder(mailboxes):
    """Two files of mailboxes in a folder, and what is asked about them."""
    (mailboxes / "in").mkdir()
    for name in ("a", "b"):
        (mailboxes / "in" / f"{name}.csv").write_text(ROWS, "utf-8")
    return ["fleet", "in", "--out", "out", "--columns", "state"]


def test_a_folder_goes_on(mailboxes, folder, capsys):
    """Of a folder each file is answered, but for those that were already, and have not been written anew since."""
    assert 0 == run([*folder, *DAY])
    one, other = (mailboxes / "out" / f"{name}.csv" for name in ("a", "b"))
    whole = other.read_text("utf-8")
    one.write_text("già scritto", "utf-8")
    other.unlink()
    capsys.readouterr()
    assert 0 == run([*folder, *DAY])
    assert ("già scritto", whole) == (one.read_text("utf-8"), other.read_text("utf-8"))
    assert capsys.readouterr().out.startswith("3 caselle; 1 file scritto\n")
    os.utime(one, (0, 0))
    assert 0 == run([*folder, *DAY])
    assert whole == one.read_text("utf-8")


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_strict_about_a_folder_that_goes_on(mailboxes, capsys, name):
    """Rows without an answer fail whichever run wrote them, each once, and a folder without such rows does not."""
    for each, table in (("in", ROWS), ("sound", "plan,expiry\npro,2027-03-30\n")):
        (mailboxes / each).mkdir()
        (mailboxes / each / "a.csv").write_text(table, "utf-8")
        if name.endswith("parquet"):
            read = pyarrow.csv.read_csv(mailboxes / each / "a.csv")
            pyarrow.parquet.write_table(read, mailboxes / each / name)
            (mailboxes / each / "a.csv").unlink()
    asked = ["--columns", "state,net", "--strict", *DAY]
    assert [1, 1] == [run(["fleet", "in", "--out", "out", *asked]) for _ in range(2)]
    assert "2 caselle nei file già scritti in precedenza sono senza risposta" in capsys.readouterr().out
    assert [0, 0] == [run(["fleet", "sound", "--out", "fine", *asked]) for _ in range(2)]
    assert "in precedenza" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "more",
    [
        ["--on", "2027-01-11", "--lang", "it"],
        [*DAY, "--columns", "state,until"],
        [*DAY, "--years", "2"],
        [*DAY, "--as-known", "2025-01-01"],
        [*DAY, "--against", "release"],
        [*DAY, "--others", "drop"],
    ],
)
def test_a_folder_of_another_question(mailboxes, folder, capsys, more):
    """Who goes on with other rules, on another day, or asks something else would mix answers: nothing is written."""
    assert 0 == run([*folder, *DAY])
    (mailboxes / "out" / "b.csv").unlink()
    capsys.readouterr()
    assert 2 == run([*folder, *more])
    assert "PR310 in questa cartella ci sono risposte a un'altra domanda" in capsys.readouterr().err
    assert not (mailboxes / "out" / "b.csv").exists()


def test_a_folder_into_a_file(mailboxes, folder, capsys):
    """Who wants one file of a folder is told that it is to be a folder; one that is called as a file goes into such."""
    assert 2 == run([*folder, "--out", "r.csv", *DAY])
    assert "`r.csv` si chiama come un file" in capsys.readouterr().err
    assert not (mailboxes / "r.csv").exists()
    (mailboxes / "in").rename("in.csv")
    assert 0 == run(["fleet", "in.csv", "--out", "r.csv", "--columns", "state", *DAY])
    assert ["a.csv", "b.csv"] == sorted(each.name for each in (mailboxes / "r.csv").glob("*.csv"))


def test_a_folder_of_somebody_else(mailboxes, folder, capsys):
    """Nor are answers of which nobody says to what they are taken for ours."""
    (mailboxes / "out").mkdir()
    (mailboxes / "out" / "a.csv").write_text("di chi?", "utf-8")
    assert 2 == run([*folder, *DAY])
    assert "PR310" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "servono un file di caselle e `--out`"),
        (["", "--out", "r.csv"], "servono un file di caselle e `--out`"),
        (["caselle.csv", "--out", "r.csv", "--columns", "stato"], "forse intendevi `state`"),
        (["caselle.csv", "--out", "r.csv", "--columns", "next_alert"], "manca il campo `address`"),
        (["caselle.csv", "--out", "r.xlsx"], "`r.xlsx` non è ammesso per `--out`"),
        (["manca.csv", "--out", "r.csv"], "manca.csv"),
        (["caselle.csv", "--out", "manca/r.csv"], "`manca/r.csv` non si può scrivere: non esiste"),
        (["caselle.csv", "--out", "./caselle.csv"], "`caselle.csv` è il file che si legge"),
    ],
)
def test_mistakes(mailboxes, capsys, arguments, said):
    """What cannot be is said in one message, and nothing is written."""
    assert 2 == run(["fleet", *arguments, *DAY])
    assert said in capsys.readouterr().err
    assert ["caselle.csv"] == [each.name for each in mailboxes.iterdir()]


def test_an_empty_folder(mailboxes, capsys):
    """A folder without a table of mailboxes is no folder of them."""
    (mailboxes / "in").mkdir()
    assert 2 == run(["fleet", "in", "--out", "out", *DAY])
    assert "`in` non è ammesso per `FILE`\n  = aiuto: ammessi: .parquet, .pq, .csv" in capsys.readouterr().err
    assert not (mailboxes / "out").exists()


def test_interrupted(mailboxes, monkeypatch):
    """Whoever interrupts finds no half of a file."""

    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pecrules.cli.fleets._progress", lambda: _Progress(interrupt))
    assert 2 == run(["fleet", "caselle.csv", "--out", "risposte.csv", *DAY])
    assert ["caselle.csv"] == [each.name for each in mailboxes.iterdir()]


class _Progress:
    def __init__(self, hears):
        self.hears = hears

    def __enter__(self):
        return self.hears

    def __exit__(self, *_):
        return None


def test_progress_on_a_terminal(mailboxes, monkeypatch, capsys):
    """On a terminal rows are counted while they are answered."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert 0 == run(["fleet", "caselle.csv", "--out", "risposte.csv", *DAY])
    assert SUMMARY == capsys.readouterr().out


UNREAD = """\
3 caselle; 1 file scritto
2 celle non si leggono: una riga che ne ha è rifiutata; le prime stanno qui sotto
           2  row_unfit: c'è un valore che una casella non può avere
PR305 `20/01/2027` non è una data
 --> caselle.csv:3:2
  = aiuto: forse intendevi `2027-01-20`?
  = aiuto: scrivi anno-mese-giorno, per esempio `2026-11-21`

PR304 `forse` non va bene per `auto_renew`: ci vuole `true` o `false`
 --> caselle.csv:3:3

2 errori
"""


@pytest.mark.parametrize("engine", ["arrow", "polars", "duckdb"])
def test_what_cannot_be_read(mailboxes, capsys, engine):
    """A cell that cannot be read refuses its row and no other, and is told with its place, whatever works it out."""
    (mailboxes / "caselle.csv").write_text(
        "plan;expiry;auto_renew\nstandard;2027-03-30;VERO\npro;20/01/2027;forse\npro;2027-01-20;FALSO\n", "utf-8"
    )
    arguments = ["caselle.csv", "--out", "risposte.csv", "--columns", "until,days_left", "--engine", engine, *DAY]
    assert 0 == run(["fleet", *arguments])
    assert UNREAD.replace("           2  row", "           1  row") == capsys.readouterr().out
    lines = (mailboxes / "risposte.csv").read_text("utf-8").splitlines()
    assert ["2027-03-30,79,", ',,"row_unfit"', "2027-01-20,10,"] == lines[1:]
    assert 1 == run(["fleet", *arguments, "--strict"])


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_engines(mailboxes, capsys, engine):
    """Whatever works it out, the file is the same, and so is what came of it."""
    assert 0 == run(["fleet", "caselle.csv", "--out", "risposte.csv", "--engine", engine, *DAY])
    assert ANSWERS == (mailboxes / "risposte.csv").read_text("utf-8")
    assert SUMMARY == capsys.readouterr().out


def test_without_an_engine(mailboxes, monkeypatch, capsys):
    """Who has not installed an engine is told how to, and finds no half of a file."""
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    assert 2 == run(["fleet", "caselle.csv", "--out", "risposte.csv", "--engine", "duckdb", *DAY])
    assert "pip install 'pecrules[fleet,duckdb]'" in capsys.readouterr().err
    assert ["caselle.csv"] == [each.name for each in mailboxes.iterdir()]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--master", "local[2]"], "`--master` ha senso solo insieme a `--engine spark`"),
        (["--master", "qui", "--engine", "spark"], "`qui` non è un posto in cui gira Spark"),
        (["--engine", "spark"], "Spark ha bisogno di Java"),
    ],
)
def test_where_spark_runs(mailboxes, monkeypatch, capsys, arguments, told):
    """A place that is none, and a machine without Java, are told before Spark says it in its own way."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert 2 == run(["fleet", "caselle.csv", "--out", "risposte.csv", *arguments, *DAY])
    assert told in capsys.readouterr().err


def test_without_spark(mailboxes, monkeypatch, capsys):
    """Where there is Java and no PySpark, it is said how to install that."""
    monkeypatch.setenv("JAVA_HOME", str(mailboxes))
    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    assert 2 == run(["fleet", "caselle.csv", "--out", "risposte.csv", "--engine", "spark", "--master", "yarn", *DAY])
    assert "pip install 'pecrules[fleet,spark]'" in capsys.readouterr().err


def test_without_the_extra(mailboxes, monkeypatch, capsys):
    """Who has not installed what fleets need is told how to."""
    monkeypatch.setitem(__import__("sys").modules, "pecrules.fleet", None)
    assert 2 == run(["fleet", "caselle.csv", "--out", "risposte.csv", *DAY])
    assert "pip install 'pecrules[fleet]'" in capsys.readouterr().err


def test_who_hears_nothing(mailboxes):
    """A program need not follow the rows."""
    from pecrules import load_rules
    from pecrules.fleet import Report
    from pecrules.fleet.evaluating import Inquiry

    wanted = {"years": 1, "extra_inbox_gb": None, "extra_archive_gb": None}
    inquiry = Inquiry.of(load_rules(), date(2027, 1, 10), ["state"], wanted, None, "refuse", Report())
    assert [Path("r.csv")] == files.answer_files(inquiry, Path("caselle.csv"), Path("r.csv"))
    assert 3 == inquiry.report.rows


EVENTS = """\
"id","day","what","name","audience","sent_by","shown_in","row","if_charge_fails","refusal"
"7",2027-03-30,"expiry","expiry",,,,"lifecycle/mailbox-active-2025",false,
"8",2027-03-01,"grace_end","grace_end",,,,"lifecycle/mailbox-grace-2024",false,
"9",,,,,,,,,"row_incomplete"
"""


@pytest.fixture
def named(mailboxes):
    """Three mailboxes with what else a register says of them."""
    rows = "id,address,plan,expiry,day,book\n7,a@pec.it,standard,2027-03-30,2027-01-10,retail\n"
    rows += "8,a@pec.it,pro,2026-12-01,2027-01-10,partner\n9,a@pec.it,pro,,,nobody\n"
    (mailboxes / "registro.csv").write_text(rows, "utf-8")
    return mailboxes


def test_events(named, capsys):
    """What happens from one day to another, a row for each thing; who has no calendar keeps a row."""
    asked = ["--events", "2027-03-01", "2027-04-01", "--what", "expiry, grace_end", "--key", "id", "--others", "drop"]
    assert 0 == run(["fleet", "registro.csv", "--out", "eventi.csv", *asked, *DAY])
    assert EVENTS == (named / "eventi.csv").read_text("utf-8")
    assert capsys.readouterr().out.startswith("3 caselle; 1 file scritto\n")
    assert 0 == run(["fleet", "registro.csv", "--out", "eventi.parquet", *asked, *DAY])
    assert ["7", "8", "9"] == pyarrow.parquet.read_table(named / "eventi.parquet")["id"].to_pylist()


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_events_of_an_engine(named, engine):
    """Whichever engine works them out, the file is the same."""
    asked = ["--events", "2027-03-01", "2027-04-01", "--key", "id", "--others", "drop", *DAY]
    assert 0 == run(["fleet", "registro.csv", "--out", "eventi.csv", *asked])
    assert 0 == run(["fleet", "registro.csv", "--out", "altri.csv", *asked, "--engine", engine])
    assert (named / "eventi.csv").read_text("utf-8") == (named / "altri.csv").read_text("utf-8")
    (named / "vuoto.csv").write_text("address,plan,expiry,id\n", "utf-8")
    assert 0 == run(["fleet", "vuoto.csv", "--out", "altri.csv", *asked, "--engine", engine])
    assert [EVENTS.splitlines()[0]] == (named / "altri.csv").read_text("utf-8").splitlines()


def test_tables_that_are_remembered(mailboxes, capsys):
    """Who names a folder finds tables in it, and the same answers; one that is none is told before any work."""
    for _ in range(2):
        assert 0 == run(["fleet", "caselle.csv", "--out", "risposte.csv", "--tables", "qui/tabelle", *DAY])
        assert ANSWERS == (mailboxes / "risposte.csv").read_text("utf-8")
    assert 2 == len([*(mailboxes / "qui" / "tabelle").iterdir()])
    capsys.readouterr()
    assert 2 == run(["fleet", "caselle.csv", "--out", "r.csv", "--tables", "caselle.csv", *DAY])
    assert "`caselle.csv` non si può scrivere" in capsys.readouterr().err
    assert not (mailboxes / "r.csv").exists()


def test_days_and_books_of_each_mailbox(named):
    """They stand in columns, if one likes: nobody's book and no day are told."""
    asked = ["--on-column", "day", "--book-column", "book", "--columns", "state,gross", "--others", "drop"]
    assert 0 == run(["fleet", "registro.csv", "--out", "r.csv", *asked, "--lang", "it"])
    rows = (named / "r.csv").read_text("utf-8").splitlines()[1:]
    assert '"expiring",1208,,' == rows[0]
    assert rows[1].startswith('"expired",')
    assert ',,"row_incomplete","row_incomplete"' == rows[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--events", "2027-02-01", "2027-01-01"], "l'ultimo giorno viene prima del primo"),
        (["--events", "2027-01-01", "2027-02-01", "--years", "2"], "`--years` non ha senso insieme a `--events`"),
        (["--on-column", "day", "--engine", "duckdb"], "`--engine` non ha senso insieme a `--on-column`"),
        (["--key", "id"], "`--key` ha senso solo insieme a `--events`"),
        (["--book-column", "books", "--others", "drop"], "forse intendevi `book`"),
        (["--events", "2027-01-01", "2027-02-01", "--what", "notices"], "forse intendevi `notice`"),
    ],
)
def test_what_does_not_go_together(named, capsys, arguments, said):
    """Options that say nothing beside others are told, and nothing is written."""
    assert 2 == run(["fleet", "registro.csv", "--out", "r.csv", *arguments, "--lang", "it"])
    assert said in capsys.readouterr().err
    assert not (named / "r.csv").exists()


def test_against_other_rules(mailboxes, capsys):
    """Whom other rules touch stands in a last column, and is added up; also on which days more begins."""
    shutil.copytree(ROOT / "rules", mailboxes / "mie", ignore=shutil.ignore_patterns("books"))
    prices = mailboxes / "mie" / "pricing.yaml"
    prices.write_text(prices.read_text("utf-8").replace('per_year: "9.90"', 'per_year: "10.90"', 1), "utf-8")
    asked = ["--rules", "mie", "--against", "release", "--columns", "state,gross"]
    assert 0 == run(["fleet", "caselle.csv", "--out", "r.csv", *asked, *DAY])
    assert ["true", "false", "false"] == [
        line.rsplit(",", 1)[1] for line in (mailboxes / "r.csv").read_text("utf-8").splitlines()[1:]
    ]
    assert "ciò che cambia rispetto a `release` ne tocca 1 di 3" in (said := capsys.readouterr().out)
    assert "     gross  12,08\N{NO-BREAK SPACE}€ \N{RIGHTWARDS ARROW} 13,30\N{NO-BREAK SPACE}€" in said
    assert 0 == run(["fleet", "caselle.csv", "--out", "r.csv", *asked, "--on", "2022-01-10", "--lang", "it"])
    assert "vale anche dal 2023-01-01: chiedilo con `--on`" in capsys.readouterr().out
