"""What a section holds on a day: since when, what comes next, and from which layer."""

import json
import re
from datetime import date
from typing import Any

import pytest

from pecrules.cli import run
from pecrules.model.codes import Language
from pecrules.present import LANGUAGES, as_text
from pecrules.present.current import current, current_plainly, current_sheet
from pecrules.present.overviews import OVERVIEWS, ROWS, sections_shown
from pecrules.rulebook.rows import SECTIONS
from tests.variants import LABEL, add, every_book, shipped, variant

NOW = date(2026, 1, 10)
LATER = {"item": "plan", "plan": "standard", "label": LABEL, "per_year": "11.90"}


def lines(section: str, rules: Any, lang: str = "en") -> list[str]:
    """The rows of a section as they are shown."""
    return [line.strip() for line in as_text(current_sheet(section, rules, NOW, lang)).splitlines()[3:-2]]


def test_a_row_tells_since_when_and_from_which_layer() -> None:
    """A row shows its values in words, its first day, its layer and its name."""
    assert ["rate: 22%  1 Oct 2013                   law    pricing/vat-22"] == lines("pricing.vat", shipped())


def test_what_comes_next_is_told() -> None:
    """A later row is shown_day with its day and its values, an end with its day."""
    rules = variant(
        add("pricing", "prices", id="later", since="2028-01-01", **LATER),
        add("pricing", "prices", id="gone", item="extra_inbox", since="2029-01-01", withdrawn=True),
    )
    shown = "\n".join(lines("pricing.prices", rules))
    assert "1 Jan 2023   1 Jan 2028: price of a year: €11.90  retail  pricing/standard-year-2023" in shown
    assert "30 Mar 2016  1 Jan 2029: withdrawn                retail  pricing/extra-inbox-2016" in shown


@pytest.mark.parametrize(
    ("existing_since", "shown_day"),
    [("never", "for existing customers never"), ("2027-01-01", "for existing customers 1 Jan 2027")],
)
def test_existing_customers_are_told(existing_since: str, shown_day: str) -> None:
    """Where a row reaches existing customers later, or never, that is shown_day beside its first day."""
    rules = variant(
        add("pricing", "prices", id="now", since="2025-06-01", existing_since=existing_since, **LATER),
    )
    assert f"1 Jun 2025, {shown_day}" in "\n".join(lines("pricing.prices", rules))


def test_what_has_not_begun_is_shown_and_what_has_ended_is_not() -> None:
    """A key whose first row is to come shows it; one that has ended without another row shows nothing."""
    rules = variant(
        add("pricing", "vat", id="reduced", since="2028-01-01", percent="10"),
        add("pricing", "proration", id="ended", item="extra_inbox", since="2025-06-01", withdrawn=True),
        add("pricing", "prices", id="new", item="conservazione", since="2028-01-01", label=LABEL, per_gb_year="1.00"),
    )
    assert ["extra_archive"] == [
        each.entry.row.key[0] for each in current("pricing.proration", rules, NOW) if each.entry
    ]
    (new,) = (line for line in lines("pricing.prices", rules) if line.startswith("x "))
    assert ["x", "–", "–", "1 Jan 2028: price of a GB for a year: €1.00", "retail", "pricing/new"] == re.split(
        "  +", new
    )


def test_what_holds_always_has_no_day() -> None:
    """Sources and questions are shown, without days."""
    assert {each.entry.section for each in current("sources.sources", shipped(), NOW) if each.entry} == {
        "sources.sources"
    }
    assert lines("interpretations.topics", shipped())


@pytest.mark.parametrize("lang", ["it", "de"])
def test_what_is_shown_has_no_codes(lang: Language) -> None:
    """Of every section names and values are told in words: no code, no flag, nothing quoted for want of a word."""
    sheets = [current_sheet(section, shipped(), NOW, lang) for section in SECTIONS]
    cells = [cell for found in sheets for row in found.parts[0].rows for cell in row[:-2]]
    addresses = re.compile(r"https?://\S+")
    code = re.compile(r"[a-z]+_[a-z_]+|`[^`]*`|\b(true|false)\b")
    assert [] == [cell for cell in cells if code.search(addresses.sub("", cell))]


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_section_can_be_shown(lang: str) -> None:
    """Every section of every book has its sheet."""
    for rules in every_book():
        for section in SECTIONS:
            assert as_text(current_sheet(section, rules, NOW, lang)).startswith(f"{section}: ")


def test_for_programs_a_row_stands_with_its_place() -> None:
    """As JSON a row has its columns as they are written, its layer, file and line; there may be none, or no next."""
    rules = variant(add("pricing", "prices", id="later", since="2028-01-01", **LATER))
    found = next(each for each in current_plainly("pricing.prices", rules, NOW) if "standard" in each["key"])
    assert ("9.90", "rules/pricing.yaml", "retail") == (
        found["now"]["columns"]["per_year"],
        found["now"]["file"],
        found["now"]["layer"],
    )
    assert ("pricing/later", "2028-01-01", False) == tuple(
        found["next"][name] for name in ("row", "since", "withdrawn")
    )
    assert None is current_plainly("pricing.vat", rules, NOW)[0]["next"]
    assert [["csv-assovoce-renewal"]] == [
        each["key"] for each in current_plainly("sources.sources", rules, NOW) if "csv-assovoce-renewal" in each["key"]
    ]


def test_every_section_has_one_word() -> None:
    """Each section is asked for by a word that no overview has, and overviews name the sections that they show."""
    assert set(SECTIONS) == set(sections_shown().values())
    assert set() == set(OVERVIEWS) & set(sections_shown())
    assert set(OVERVIEWS) == set(ROWS)


@pytest.mark.parametrize(("what", "sections"), [("grace", ["lifecycle.grace"]), ("plans", list(ROWS["plans"]))])
def test_the_command_shows_them(capsys: pytest.CaptureFixture[str], what: str, sections: list[str]) -> None:
    """The command shows a section, and with ``--json`` the rows of a section or of those that an overview shows."""
    assert 0 == run(["show", what, "--on", str(NOW), "--lang", "en", "--json"])
    assert set(sections) == {each["section"] for each in json.loads(capsys.readouterr().out)}
    assert 0 == run(["show", what, "--on", str(NOW), "--lang", "en"])
    assert "retail" in capsys.readouterr().out


@pytest.mark.parametrize(("called", "title"), [("prezzo", "pricing.prices"), ("VAT rate", "pricing.vat")])
def test_a_section_is_asked_for_by_what_it_is_called(
    called: str, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The title of a sheet is taken back, in any language."""
    assert 0 == run(["show", called, "--lang", "en"])
    assert capsys.readouterr().out.startswith(f"{title}: ")


@pytest.mark.parametrize(("called", "near"), [("prezzi", "prices"), ("pricez", "prices")])
def test_the_nearest_section_is_told(called: str, near: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whichever way it was called."""
    assert 2 == run(["show", called, "--lang", "it"])
    assert f"forse intendevi `{near}`?" in capsys.readouterr().err
