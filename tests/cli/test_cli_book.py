"""``pecrules book``: the shelf, one book's own rows, and the beginning of a new book."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from pecrules import books, check_rules, load_rules
from pecrules.base import resources
from pecrules.base.problems import Location, Problem
from pecrules.cli import booking, reading, run

OWN = """table: book
id: ours
title: "Our list"
extends: cni
channel: convention_area
source: our-page
"""
SOURCES = """table: sources
book: ours
sources:
  - id: our-page
    title: "Our own page"
    publisher: "We"
    address: https://www.example.org/prices
    era: reseller
    reviewed: 2027-01-04
    review_days: 365
"""
READING = """table: interpretations
book: ours
interpretations:
  - id: our-calendar
    topic: alert_calendar
    since: 2027-01-01
    choice: listed_days
    certainty: documented
    source: our-page
    clause: "page 2"
"""


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Run a command line in a folder of its own: exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)

    def called(*arguments, lang="en"):
        code = run(["book", *arguments, "--lang", lang])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


@pytest.fixture
def ours(call):
    """A layer that is laid over a shipped book."""
    made = Path("our-rules")
    made.mkdir()
    for name, text in (("book", OWN), ("sources", SOURCES), ("interpretations", READING)):
        (made / f"{name}.yaml").write_text(text, "utf-8")
    assert () == check_rules("our-rules")
    return "our-rules"


def test_a_folder_that_is_called_as_the_shipped_one(ours):
    """Files of the release are shown by another name than one's own, and their lines are found by it."""
    os.rename(ours, "rules")
    own = Path("rules", "sources.yaml")
    own.write_text(own.read_text("utf-8").replace("our-page", "seed-001"), "utf-8")
    (problem,) = (each for each in check_rules("rules") if each.code == "PR205")
    assert "rules/sources.yaml" == problem.location.file
    assert problem.args["first"].startswith("pecrules/rules/law/sources.yaml:")
    shipped = reading.texts("rules", [Problem("PR205", Location("pecrules/rules/law/sources.yaml"))])
    assert "# yaml-language-server" in next(iter(shipped.values()))


class TestList:
    """Which books there are."""

    def test_the_shipped_ones(self, call):
        """Each stands on a line of its own, with what it extends, its channel and how many rows it has."""
        code, out, err = call("list")
        assert (0, "") == (code, err)
        lines = out.splitlines()
        assert "Price books" == lines[0]
        assert list(books()) == [line.split()[0] for line in lines[2:]]
        (imperia,) = (line for line in lines if line.startswith("  cni-imperia "))
        title = "Ingegneri, convenzione della Fondazione CNI secondo l'Ordine di Imperia"
        assert ["cni-imperia", title, "over `cni`", "2 rows"] == re.split(r" {2,}", imperia.strip())
        (partner,) = (line for line in lines if line.startswith("  partner "))
        assert ["over `retail`", "PEC partner panel", "6 rows"] == re.split(r" {2,}", partner.strip())[2:]
        (treviso,) = (line for line in lines if line.startswith("  architetti-treviso "))
        assert treviso.endswith("  2 rows")

    def test_json(self, call):
        """For programs the same; the public list has no file that says who it is."""
        code, out, _ = call("list", "--json")
        told = {each["id"]: each for each in json.loads(out)}
        assert (0, list(books())) == (code, list(told))
        retail = {"id": "retail", "title": None, "extends": None, "channel": "customer_area"}
        own = len([entry for entry in load_rules().entries if entry.layer == "retail"])
        empty = {"source": None, "clause": None, "note": None, "adopts": []}
        standing = told["retail"].pop("standing")
        assert {**retail, **empty, "own_rows": own} == told["retail"]
        assert ({"law": 1}, {"states": 5}) == (standing["pricing.vat"], standing["pricing.prices"])
        assert ("cni", "cni-imperia", 2) == tuple(
            told["cni-imperia"][name] for name in ("extends", "source", "own_rows")
        )
        assert sum(each["own_rows"] for each in told.values()) == sum(
            len([entry for entry in load_rules(book=book).entries if entry.layer == book]) for book in books()
        )

    def test_a_layer_of_ones_own(self, call, ours):
        """It comes after the shipped ones."""
        _, out, _ = call("list", "--rules", ours, "--json")
        told = json.loads(out)
        assert [*books(), "ours"] == [each["id"] for each in told]
        assert ("Our list", "cni", "convention_area", 2) == tuple(
            told[-1][name] for name in ("title", "extends", "channel", "own_rows")
        )

    def test_a_whole_set(self, call):
        """Its books are those in its own folder."""
        shutil.copytree(resources.folder("rules"), "tables")
        shutil.rmtree("tables/books/cni-imperia")
        _, out, _ = call("list", "--rules", "tables", "--json")
        assert set(books()) - {"cni-imperia"} == {each["id"] for each in json.loads(out)}


class TestShow:
    """What one book says of its own."""

    def test_rome(self, call):
        """Its own rows, table by table: name, first day, what it is called, values, certainty and source."""
        code, out, err = call("show", "ordine-ingegneri-roma")
        assert (0, "") == (code, err)
        head = "ordine-ingegneri-roma: Ordine degli Ingegneri di Roma, area clienti della convenzione\n"
        assert out.startswith(head)
        assert "  extends  the public list\n  channel  Members' customer area\n" in out
        assert "  rows     17\n" in out
        heads = ["Where it stands", "Notice", "What the holder may change", "Way to pay", "Price"]
        assert [*heads, "Price of a part of the term"] == [
            line for line in out.splitlines()[1:] if line and not line.startswith(" ")
        ]
        for said in ("price +states 1, lacks 4", "notice +states 1, borrows 6", "how long logs .+ has from the law 1"):
            assert re.search(rf"(?m)^  {said}$", out)
        (notice,) = (line for line in out.splitlines() if line.startswith("  alerts/"))
        cells = re.split(r" {2,}", notice.strip())
        assert ["alerts/roma-first-notice-2016", "30 Mar 2016", "First expiry notice"] == cells[:3]
        assert cells[3].startswith(
            "how long: 90; counted in: days; before or after the expiry: before; goes to: to the hol"
        )
        assert "documented" == cells[4]
        assert cells[5].startswith("seed-002: R2.23: ")
        own = [
            entry for entry in load_rules(book="ordine-ingegneri-roma").entries if entry.layer not in {"law", "retail"}
        ]
        assert {entry.row.ref for entry in own} == set(re.findall(r"(?m)^  ([a-z]+/\S+)", out))

    def test_a_row_that_ends_a_key(self, call):
        """It says so, and is called what the row was that it ends."""
        (line,) = (line for line in call("show", "cni")[1].splitlines() if "pricing/cni-pro-replaced-2024" in line)
        assert ["18 Apr 2024", "PEC PRO, yearly fee", "withdrawn", "documented"] == re.split(r" {2,}", line.strip())[
            1:5
        ]

    def test_booleans_and_lists(self, call):
        """Values are told in words; an empty list is a dash."""
        assert "days of grace: 90; can send: no; can receive: no" in call("show", "medici-fnomceo")[1]
        assert "growth of the archive: cannot grow; functions: –" in call("show", "cni")[1]

    def test_the_public_list(self, call):
        """It has every row and extends nothing; what is long is cut."""
        _, out, _ = call("show", "retail")
        assert out.startswith("retail: the public list\n\n  channel  PEC customer area\n  rows ")
        assert "\nSource\n" in out
        assert "not there if: it cannot be renewed now, automatic renewal...; then: hidden; asks" in out

    def test_the_open_questions(self, call):
        """Each is told in the language, with its readings."""
        _, out, _ = call("show", "retail", lang="de")
        (shown,) = (line for line in out.splitlines() if "interpretations/d-20 " in line)
        asked = "Wird die Mehrwertsteuer auf die Summe, je Position oder je Stück gerundet?"
        readings = (
            "auf die Nettosumme der Bestellung, ein halber Cent nach oben; Position für Position; "
            "je Stück, vor dem Multiplizieren"
        )
        assert ["interpretations/d-20", asked, readings, "pecrules-analysis"] == re.split(r" {2,}", shown.strip())

    def test_a_layer_of_ones_own(self, call, ours):
        """Sources have neither certainty nor clause."""
        _, out, _ = call("show", "ours", "--rules", ours)
        assert "  channel  Members' customer area\n  source   our-page\n  rows     2\n" in out
        assert ["sources/our-page", "4 Jan 2027", "Our own page", "https://www.example.org/prices", "We"] == re.split(
            r" {2,}", out.splitlines()[-1].strip()
        )
        assert "on days that the company lists" in out
        assert "  documented  our-page: page 2\n" in out

    def test_json(self, call):
        """Each row with its place and its columns as they are written."""
        code, out, _ = call("show", "architetti-treviso", "--json")
        told = json.loads(out)
        row, _ = told["rows"]
        assert (0, 2, "architetti-cnappc") == (code, told["own_rows"], told["extends"])
        assert ("alerts/treviso-first-notice-2016", "alerts.notices") == (row["row"], row["section"])
        assert ("rules/books/architetti-treviso/alerts.yaml", 8) == (row["file"], row["line"])
        assert (1, "calendar_months", "2016-01-01") == tuple(
            row["columns"][name] for name in ("offset", "unit", "since")
        )

    def test_italian(self, call):
        """Names of rows and days are in the language that is asked for."""
        _, out, _ = call("show", "architetti-treviso", lang="it")
        assert "1 gen 2016  Primo avviso di scadenza" in out


class TestNew:
    """The beginning of a book."""

    def test_passes_the_check(self, call):
        """Two files that hold, change nothing, and can be asked at once."""
        code, out, err = call("new", "our-list")
        assert (0, "the book `our-list` has been begun in `our-list`\n", "") == (code, out, err)
        assert ["book.yaml", "pricing.yaml"] == sorted(os.listdir("our-list"))
        assert () == check_rules("our-list")
        assert ("our-list", len(load_rules().entries)) == (
            load_rules("our-list").book,
            len(load_rules("our-list").entries),
        )

    def test_its_example_holds(self, call):
        """Without the hash signs the example is a row that passes too."""
        call("new", "our-list")
        file = Path("our-list/pricing.yaml")
        head, _, example = file.read_text("utf-8").partition("\n#\n")
        file.write_text(head + "\n" + re.sub(r"(?m)^# ", "", example), "utf-8")
        assert () == check_rules("our-list")
        cited = load_rules("our-list").cite("pricing/our-list-standard-2027")
        assert ("our-list", "assumed") == (cited.layer, cited.certainty)

    def test_its_example_of_adopted_sections_holds(self, call):
        """Without the hash signs, what is adopted is taken from the book below."""
        call("new", "our-list")
        file = Path("our-list/book.yaml")
        file.write_text(re.sub(r"(?m)^# (adopts:|  )", r"\1", file.read_text("utf-8")), "utf-8")
        assert () == check_rules("our-list")
        _, out, _ = call("show", "our-list", "--rules", "our-list")
        assert re.search(r"  state +adopts \d+\n", out)

    def test_its_schemas_are_there(self, call):
        """The editor finds what it is pointed at."""
        call("new", "our-list")
        for file in Path("our-list").iterdir():
            assert Path(file.read_text("utf-8").splitlines()[0].partition("$schema=")[2]).is_file()

    def test_over_another_book(self, call):
        """With a name of its own, in a folder that is there and empty."""
        Path("x y").mkdir()
        assert 0 == call("new", "x y", "--extends", "cni", "--id", "2027")[0]
        assert () == check_rules("x y")
        assert ["law", "retail", "cni", "2027"] == [layer.name for layer in load_rules("x y").layers]

    def test_over_the_law_alone(self, call):
        """Who is another provider altogether has the law and what is its own."""
        assert 0 == call("new", "ours", "--extends", "law")[0]
        assert () == check_rules("ours")
        assert ["law", "ours"] == [layer.name for layer in load_rules("ours").layers]

    def test_it_is_asked_for_by_its_folder(self, call, capsys):
        """Nobody lays another company's prices under it: without a name the book of a folder is its own."""
        call("new", "ours", "--extends", "law")
        for more, code, told in (((), 2, ""), (("--book", "retail"), 0, "12.08")):
            question = ["quote", "renewal", "--rules", "ours", "--expiry", "2027-03-30", "--on", "2027-01-10", *more]
            assert code == run(question)
            assert told in capsys.readouterr().out

    @pytest.mark.parametrize("folder", ['a "quoted" Name', "Listino_2027.b", "null", "12"])
    def test_any_name(self, call, folder):
        """Whatever can be read as an id passes, however odd as YAML; otherwise --id gives one."""
        given = ["--id", "own"] if '"' in folder else []
        assert 0 == call("new", folder, *given)[0]
        assert () == check_rules(folder)

    @pytest.mark.skipif(os.name != "posix", reason="a file name that is no text exists on POSIX alone")
    def test_a_name_that_is_no_text(self, call):
        """What cannot be written is left out of the title."""
        folder = os.fsdecode(b"caff\xe8")
        assert 0 == call("new", folder, "--id", "own")[0]
        assert '\ntitle: "caff?"\n' in Path(folder, "book.yaml").read_text("utf-8")

    def test_nothing_half_written(self, call, monkeypatch):
        """If the second file cannot be written, the first and the folder are taken away again."""
        monkeypatch.setattr(booking, "_BOOK_FILE", "no/such/place.yaml")
        code, _, err = call("new", "our-list")
        assert (2, "pecrules: `our-list` cannot be written: No such file or directory\n") == (code, err)
        assert [] == os.listdir()

    def test_what_is_there_stays(self, call):
        """A folder with anything in it is refused and left as it is."""
        Path("our-list").mkdir()
        Path("our-list/mine.txt").write_text("mine", "utf-8")
        code, out, err = call("new", "our-list")
        assert (2, "") == (code, out)
        assert err.startswith("pecrules: the folder `our-list` is not empty\n")
        assert ["mine.txt"] == os.listdir("our-list")


class TestCouldNotRun:
    """Exit code 2, with one message."""

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["shwo"], "there is no command `shwo`\n  = help: did you mean `show`?\n"),
            (["list", "now"], "`now` is one word too many\n"),
            (["list", "--rules", "nowhere"], "nowhere"),
            (["show"], "no book was named\n  = help: the books are: retail, architetti-cnappc, "),
            (["show", ""], "no book was named\n"),
            (["show", "cnii"], "no book is called `cnii`\n  = help: did you mean `cni`?\n"),
            (["new"], "no folder was named\n  = help: name one that is not there yet, or is empty\n"),
            (["new", "x", "--extends", "retial"], "no book is called `retial`\n  = help: did you mean `retail`?\n"),
            (["new", "Città"], "`città` is no id for a book\n  = help: give it one with --id"),
            (["new", "x", "--id", "A b"], "`A b` is no id for a book\n"),
            (["new", "cni"], "the id `cni` belongs to another book already\n"),
            (["new", "law"], "the id `law` belongs to another book already\n"),
            (["new", "a/b"], "`a/b` cannot be written: No such file or directory\n"),
        ],
    )
    def test_messages(self, call, arguments, told):
        """What is missing or wrong on the command line; nothing is written."""
        code, out, err = call(*arguments)
        assert (2, "") == (code, out)
        assert told in err
        assert [] == os.listdir()

    def test_without_a_command(self, capsys):
        """The help tells which there are."""
        code = run(["book"])
        out, err = capsys.readouterr()
        assert (2, "") == (code, out)
        assert ["list", "new", "show"] == re.findall(r"(?m)^  (\w+)  ", err.partition("Commands:")[2])
