"""The handbook: every page in every language, sound, from the tables alone, and readable without a script."""

import json
import re
from datetime import date, timedelta
from functools import cache
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules.handbook import days
from pecrules.handbook.pages import PAGES, Subject, page
from pecrules.handbook.site import FOLDERS, site, subject
from pecrules.present import LANGUAGES, words
from pecrules.present.answers.calendars import happening
from pecrules.present.books import book
from pecrules.present.names import Names
from tests.profiles import examples
from tests.variants import reword, shipped, variant

ON = date(2027, 1, 10)
BOOKS = ("retail", "cni", "cni-imperia")


@cache
def files():
    """All files of a handbook of a changed list."""
    rules = variant(reword("pricing", "standard-year-2023", per_year="8.90"))
    shelf = [book(shipped(each), each) for each in BOOKS]
    return dict(site(subject(rules, ON, books=shelf, before=("release", shipped()))))


VOID = {"meta", "link", "input", "br"}


class Checked(HTMLParser):
    """Whether every element is closed in its turn, every id is there once, and nothing comes from elsewhere."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.loaded = [], [], [], []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        self.ids += [said["id"]] if "id" in said else []
        self.links += [said["href"]] if tag == "a" else []
        self.loaded += [said[name] for name in ("src", "href") if name in said and tag in {"link", "script", "img"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert tag == self.open.pop()


@cache
def checked(path):
    found = Checked()
    found.feed(files()[path])
    found.close()
    return found


PATHS = [FOLDERS[lang] + path for lang in LANGUAGES for path in PAGES]


def test_every_page_in_every_language():
    """Beside them one file of style and one of script."""
    assert {*PATHS, "handbook.css", "handbook.js"} == {*files()}


def test_prices_are_told_in_words():
    """Whoever reads a handbook need not know how a table spells them."""
    text = files()["index.html"]
    assert ("prezzo di un anno: 8,90" in text.replace("\N{NO-BREAK SPACE}", " "), "per_year" in text) == (True, False)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_sound(path):
    """Elements are closed, ids are one, nothing is loaded from elsewhere, and every link within leads somewhere."""
    found = checked(path)
    assert [] == found.open
    assert len(found.ids) == len({*found.ids})
    up = "../" if "/" in path else ""
    assert [f"{up}handbook.css", f"{up}handbook.js"] == found.loaded
    for link in found.links:
        if not link.startswith("https://"):
            target, _, place = link.partition("#")
            folder = path.rpartition("/")[0]
            whole = target and re.sub(r"^[a-z]+/\.\./", "", f"{folder}/{target}".lstrip("/"))
            page = checked(whole) if whole else found
            assert not place or place in page.ids, link


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_with_its_source_and_certainty(lang):
    """A line for each row of each layer, to which other pages lead."""
    page = files()[FOLDERS[lang] + "rows.html"]
    entries = shipped().entries
    assert {entry.row.ref for entry in entries} <= {*checked(FOLDERS[lang] + "rows.html").ids}
    assert page.count("seed-002: R2.23") >= 1
    assert 'href="rows.html#pricing/standard-year-2023"' in files()[FOLDERS[lang] + "index.html"]


def test_prices_then_now_and_to_come():
    """As a picture and as rows."""
    page = files()["index.html"]
    assert ("8,90" in page, "<svg" in page, "I prezzi di ieri" in page) == (True, True, True)


def test_open_questions():
    """Each with its readings and the row that chooses."""
    page = files()["questions.html"]
    assert "Il giorno stesso della scadenza la casella è attiva o scaduta?" in page
    assert "interpretations/day-of-expiry" in page


def test_books_and_what_differs():
    """What a book says of its own; what is not as it was released."""
    assert "cni-imperia" in files()["books.html"]
    assert "9,90\N{NO-BREAK SPACE}€ \N{RIGHTWARDS ARROW} 8,90" in files()["changes.html"]


def test_nothing_differs():
    """That is said, too."""
    same = dict(site(subject(shipped(), ON, before=("release", shipped()))))
    assert "non cambia niente" in same["changes.html"]


def test_without_other_rules():
    """There is no page of differences, and no book."""
    found = dict(site(subject(shipped(), ON)))
    assert "changes.html" not in found
    assert "changes.html" not in found["index.html"]


def test_it_can_be_read_without_a_script():
    """The example stands in the page, the form is hidden until the script shows it."""
    page = files()["when.html"]
    assert 'hidden="hidden"' in page
    assert words.day(ON + timedelta(120), "it") in page


@cache
def data():
    """What the script looks up."""
    return json.loads(re.search(r'id="days-data">(.*?)</script>', files()["en/when.html"]).group(1))


@examples(40)
@given(after=st.integers(0, days.EXPIRIES - 1), which=st.sampled_from(days.VARIANTS))
def test_what_the_script_looks_up_is_what_the_calendar_says(after, which):
    """For any expiry that may be entered, day by day."""
    expiry, found = ON + timedelta(after), data()[which.name]
    run = [each for first, each in found["runs"] if first <= str(expiry)][-1]
    calendar, _ = days.example(which, expiry, shipped(), ON)
    assert [(day.day, happening(day, Names(shipped(), ON), "en")) for day in calendar.days] == [
        (expiry + timedelta(number), found["labels"][label]) for label, number in run
    ]


def test_a_day_of_which_the_tables_say_nothing():
    """Neither an example nor anything to look up."""
    before = date(2015, 1, 1)
    assert days.example(days.VARIANTS[0], before, shipped(), before) is None
    assert "{}" == days.as_data(shipped(), before, "it")
    about = Subject(shipped(), before, (), None, "")
    assert "<svg" not in page("when.html", about, "it").body
