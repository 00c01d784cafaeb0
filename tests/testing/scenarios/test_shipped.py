"""The shipped scenarios hold, and each says from which source its answer is."""

import re

import pytest

from pecrules.parsing.documents import read as read_yaml
from pecrules.testing.scenarios.mutating import Judge, changes, entries_of, without_excepted
from pecrules.testing.scenarios.reading import Suite, read
from pecrules.testing.scenarios.running import run
from tests.places import ROOT
from tests.testing.scenarios.cases import books
from tests.variants import shipped


@pytest.fixture(scope="module")
def suite() -> Suite:
    return read([])


@pytest.mark.slow
def test_all_are_answered_as_expected(suite):
    """Every one, in every book."""
    assert ((), []) == (suite.problems, [each.problems for each in run(suite.scenarios, books()) if each.problems])


@pytest.mark.slow
def test_there_are_hundreds(suite):
    """At least two hundred, of all policies."""
    assert len(suite.scenarios) > 500
    assert 18 == len({each.question.policy.name for each in suite.scenarios})


def numbers(file: str, key: str) -> set[str]:
    document = read_yaml((ROOT / "docs" / "reference" / file).read_bytes(), file).document
    assert document is not None
    sections = [rows for rows in document.block.values() if isinstance(rows, list)]
    return {row[key] for rows in sections for row in rows if key in row}


def test_each_cites_who_says_so(suite):
    """A rule of the seeds, a fact or an open question that there is; no scenario is without."""
    questions = set(re.findall(r"\b[DN]-\d\d\b", (ROOT / "docs/reference/questions.md").read_text("utf-8")))
    known = numbers("seed-rules.yaml", "rule") | numbers("facts.yaml", "fact") | questions
    cited = {each.id: each.cites.split(", ") for each in suite.scenarios}
    odd = {name: set(of) - known - {"epoca della fonte"} for name, of in cited.items()}
    assert {} == {name: of for name, of in odd.items() if of}


def test_each_has_a_title(suite):
    """So one knows what it is about."""
    assert [] == [each.id for each in suite.scenarios if not each.title]


def unnoticed(suite: Suite, step: int) -> list[str]:
    """Of every so many changes those that nobody notices, and of which nobody says why."""
    judge, found = Judge(suite.scenarios, shipped), list(changes(entries_of(suite.scenarios, shipped)))
    fates = without_excepted(map(judge.judge, found[::step]), suite.unnoticed)
    return [f"{each.change.entry.row.ref} {each.change.column}" for each in fates if each.kind == "unnoticed"]


@pytest.mark.slow
def test_changes_are_noticed(suite):
    """Each of some changes of the tables, or it is said why nobody need notice it."""
    assert [] == unnoticed(suite, 150)


@pytest.mark.slow
@pytest.mark.proof
def test_every_change_is_noticed(suite):
    """The same of all of them."""
    assert [] == unnoticed(suite, 1)
