"""Every number that the code, the tables, the documents or the tests cite can be looked up on a page of the reference.

``R0.1`` is a rule of the seeds, ``F1.01`` a fact, ``F1`` a part of them, ``D-01`` or ``N-01`` an open question;
``F1.01 to F1.05`` cites what lies between too. A number that a test invents begins with a part that is not: ``F0.00``.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from pecrules.parsing import documents
from tests.places import ROOT
from tests.test_docs import generator

pytestmark = pytest.mark.sources

MADE = generator("make_rules")
FOLDERS = (("pecrules", "*.py"), ("rules", "*.yaml"), ("schemas", "*.json"), ("docs", "*.md"), ("tests", "*.py"))
THE_PAGES = {ROOT / "docs" / "reference" / name for name in ("rules.md", "facts.md", "questions.md")}
NUMBER = re.compile(r"(?<![\w#.-])(?:R[0-4]\.[0-9]+|F[1-9][0-9]?(?:\.[0-9]{2})?|[DN]-(?!00)[0-9]{2})(?!\w)")
RANGE = re.compile(r"(?<!\w)([RF][0-9]+)\.([0-9]+)\s+(?:to|a)\s+\1\.([0-9]+)(?!\w)")


@cache
def texts() -> str:
    """Everything in which a number may be cited, but for the pages themselves."""
    found = [*ROOT.glob("*.md"), *(file for folder, names in FOLDERS for file in sorted((ROOT / folder).rglob(names)))]
    return "\n".join(file.read_text("utf-8") for file in found if file not in THE_PAGES)


def between(text: str) -> Iterator[str]:
    """The numbers of every range in a text, both ends included, written as the first end is."""
    for part, first, last in RANGE.findall(text):
        yield from (f"{part}.{number:0{len(first)}}" for number in range(int(first), int(last) + 1))


@cache
def cited() -> frozenset[str]:
    """Every number that is cited somewhere."""
    return frozenset(NUMBER.findall(texts())) | frozenset(between(texts()))


def headings() -> set[str]:
    """The parts of the facts that the page has."""
    return set(re.findall(r"(?m)^## (F[0-9]+): ", "\n".join(MADE.fact_page())))


@pytest.mark.slow
def test_every_cited_number_can_be_looked_up() -> None:
    """A reader who meets a number finds it on one of three pages."""
    assert set() == cited() - {*MADE.sentences(), *MADE.facts(), *MADE.questions(), *headings()}


def test_every_fact_is_cited() -> None:
    """A fact that nothing rests on is not kept."""
    assert set() == set(MADE.facts()) - cited()


def test_every_fact_stands_in_a_part_that_has_a_title() -> None:
    """Its number begins with the name of the part; a part without facts is not kept."""
    assert headings() == {number.partition(".")[0] for number in MADE.facts()}


def test_facts_are_told_once_and_in_order() -> None:
    """Each number has one sentence, its own, and they follow one another."""
    told = documents.read((ROOT / "docs" / "reference" / "facts.yaml").read_bytes(), "facts.yaml")
    assert () == tuple(told.problems)
    assert len(MADE.facts()) == len(told.document.block["facts"]) if told.document else False
    assert len(MADE.facts()) == len({fact["sentence"] for fact in MADE.facts().values()})
    assert list(MADE.facts()) == sorted(MADE.facts(), key=lambda number: [int(part) for part in number[1:].split(".")])


def test_a_fact_cites_sources_that_are_there() -> None:
    """The id of a source of the tables, or the address of a page."""
    named = {source for fact in MADE.facts().values() for source in fact["sources"]}
    assert set() == {source for source in named if not source.startswith(("https://", "http://"))} - set(MADE.sources())


def test_a_documented_row_is_read_where_the_fact_that_it_cites_is() -> None:
    """Its clause begins with the fact and cites nothing else; then its source is one of the fact's."""
    citing = {
        row.ref: (row.source, MADE.facts()[found[0]]["sources"])
        for row in MADE.rows().values()
        if row.certainty == "documented"
        and row.clause.startswith("F")
        and len(found := re.findall(r"[RF][0-9]+\.[0-9]+", row.clause)) == 1
    }
    assert citing
    assert {} == {ref: source for ref, (source, known) in citing.items() if source not in known}


@pytest.mark.slow
@pytest.mark.parametrize("page", ["facts.md", "questions.md"])
def test_the_pages_are_up_to_date(page: str) -> None:
    """``python docs/reference/make_rules.py`` would change nothing."""
    assert MADE.page(page) == (ROOT / "docs" / "reference" / page).read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("R0.8 to R0.10", ["R0.8", "R0.9", "R0.10"]),
        ("F1.04 a\nF1.05", ["F1.04", "F1.05"]),
        ("F1.04, F2.01 to F3.02", []),
    ],
)
def test_a_range_cites_what_lies_between(text: str, numbers: list[str]) -> None:
    """From a number to another of the same part."""
    assert numbers == list(between(text))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("F1, F2.02; D-01: (R1.20) «N-02»", ["F1", "F2.02", "D-01", "R1.20", "N-02"]),
        ("F0.00 D-00 # noqa: F401 PDF12 A-F1 x.F1", []),
    ],
)
def test_a_number_is_found_wherever_it_stands(text: str, numbers: list[str]) -> None:
    """Invented ones are none, nor is what only looks like one."""
    assert numbers == NUMBER.findall(text)
