"""The handbook in Chromium: no error of a script, nothing that axe objects to, days for the date that is entered.

It needs Debian's package `chromium` and, where `PECRULES_NODE_MODULES` points, the packages of `.ci/npm.txt`; without
Chromium it is skipped. One start of the browser looks at all pages.
"""

import json
import shutil
import subprocess
from datetime import date
from threading import Thread

import pytest

from pecrules.cli import run
from pecrules.cli.serving import Served, server_of
from tests.places import ROOT, TESTS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium: apt-get install -y chromium"),
]

PAGES = ("index", "when", "states", "rows", "questions", "books", "changes", "decisions")
ENTERED = {"expiry": "2027-03-30", "kind": "mailbox", "automatic": True}


def browse(wishes, modules):
    """What the browser finds."""
    command = ["node", str(TESTS / "handbook" / "browse.cjs"), str(modules), shutil.which("chromium")]
    done = subprocess.run(command, input=json.dumps(wishes), capture_output=True, text=True, check=False, timeout=300)
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def looked(tmp_path_factory, node_modules):
    """Every page, one of them without a script, one with a date entered, one narrow, one as it is printed."""
    folder = tmp_path_factory.mktemp("site")
    assert 0 == run(["handbook", "--out", str(folder), "--on", "2027-01-10", "--against", "release"])
    wishes = {
        **{page: {"url": f"{folder.as_uri()}/{page}.html"} for page in PAGES},
        "entered": {"url": f"{folder.as_uri()}/en/when.html", "entered": ENTERED},
        "unknown": {"url": f"{folder.as_uri()}/when.html", "entered": {"expiry": "2040-01-01"}},
        "plain": {"url": f"{folder.as_uri()}/when.html", "script": False},
        "narrow": {"url": f"{folder.as_uri()}/de/rows.html", "width": 360},
        "printed": {"url": f"{folder.as_uri()}/index.html", "print": True},
        "examples": {"url": f"{folder.as_uri()}/when.html", "print": True},
    }
    found = browse([*wishes.values()], node_modules)
    return dict(zip(wishes, found, strict=True))


FORMS = {name: f"ask/{name}.html" for name in ("advance", "available_actions", "certify", "settle", "terminate")}
ANSWERED = {
    "yes": "ask/quote_renewal.html?--plan=standard&--expiry=2027-03-30&--years=2",
    "no": "en/ask/quote_renewal.html?--plan=standard&--expiry=2027-03-30&--years=9",
    "mistaken": "de/ask/quote_renewal.html?--years=x",
}


SAVED = {'"8.70"': "8,70", '"8,60"': "PR105", '"8.50"': "8,50"}
"""What is saved, one after the other, as a price -> what an open page is to show of it."""


def saves(table):
    """A table with each price in the place of that of the folder."""
    text = table.read_text("utf-8")
    for price, shows in SAVED.items():
        yield {"file": str(table), "text": text.replace('per_year: "8.90"', f"per_year: {price}"), "shows": shows}


@pytest.fixture(scope="module")
def served(tmp_path_factory, node_modules):
    """Pages of a folder with another price as it is served: forms, answers, mistakes, what changes for whom."""
    own = tmp_path_factory.mktemp("own") / "rules"
    shutil.copytree(ROOT / "rules", own)
    table = own / "pricing.yaml"
    table.write_text(table.read_text("utf-8").replace('per_year: "9.90"', 'per_year: "8.90"'), "utf-8")
    server = server_of(Served(str(own), None, date(2027, 1, 10)), 0)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    pages = {"index": "index.html", "ask": "ask.html", "changes": "changes.html", "answers": "answers.html"}
    wanted = {**pages, **FORMS, **ANSWERED}
    wishes = {name: {"url": f"http://localhost:{server.server_port}/{path}"} for name, path in wanted.items()}
    wishes["saved"] = {**wishes["index"], "saved": list(saves(table))}
    found = browse([*wishes.values()], node_modules)
    server.shutdown()
    server.server_close()
    thread.join()
    return dict(zip(wishes, found, strict=True))


def test_no_served_page_fails(served):
    """No script of it, and axe is content with each, and none is wider than the window."""
    assert {} == {name: each for name, each in served.items() if each["wrong"] or each["violations"] or each["wide"]}


def test_served_answers(served):
    """A price of the folder, a no, and what is wrong with what was entered, each in the language of its page."""
    said = {"yes": "21,72", "no": "9 years are not offered", "mistaken": "`x`"}
    assert {} == {name: served[name]["text"] for name, part in said.items() if part not in served[name]["text"]}


def test_a_page_that_is_open_shows_what_is_saved(served):
    """A price; a mistake, above the page as it was; and the price that mends it, without a word of the mistake."""
    priced, mistaken, mended = served["saved"]["saved"]
    assert ("8,70" in priced, "PR105" in priced) == (True, False)
    assert ("8,70" in mistaken, "8,60" in mistaken.partition("PR105")[2]) == (True, True)
    assert ("8,50" in mended, "8,70" in mended, "PR105" in mended) == (True, False, False)


def test_no_script_fails(looked):
    """On no page."""
    assert {} == {name: each["wrong"] for name, each in looked.items() if each["wrong"]}


def test_axe_is_content(looked):
    """With every page, also narrow and printed."""
    assert {} == {name: each["violations"] for name, each in looked.items() if each["violations"]}


def test_nothing_is_wider_than_the_window(looked):
    """What is wide is scrolled by itself, also on a telephone."""
    assert [] == [name for name, each in looked.items() if each.get("wide")]


def test_days_of_the_date_that_was_entered(looked):
    """The charge seven days before, in the words and the days of the language."""
    text = " ".join(looked["entered"]["text"].split())
    assert "The days of an expiry on Tue 30 March 2027" in text.replace("Tue,", "Tue")
    assert "Tue 23 March 2027 charge of the automatic renewal" in text.replace("Tue,", "Tue")


def test_a_date_of_which_nothing_is_known(looked):
    """That is said."""
    assert "di questa data non si conoscono i giorni" in looked["unknown"]["text"]


def test_without_a_script(looked):
    """The example is there, and no form."""
    text = looked["plain"]["text"]
    assert "Un esempio: scadenza il 10 maggio 2027" in text
    assert "rinnovo automatico\n" not in text.partition("Un esempio")[0]


def test_pages_are_printed_without_their_menu(looked):
    """What is read stays."""
    assert "Domande aperte" not in looked["printed"]["text"]
    assert "I piani a confronto" in looked["printed"]["text"]


def test_an_example_is_printed_on_one_page(looked):
    """No page begins below its heading or its picture, within its short table, or within a row."""
    kept = looked["examples"]["kept"]
    assert (["auto avoid"], ["avoid avoid"], ["avoid auto"]) == (kept["h3"], kept["svg"], kept[".scroll"])
    assert {"avoid"} == {each.split()[0] for each in kept["tr"]}
