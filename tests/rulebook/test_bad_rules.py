"""Every mistake an analyst can make, and what is said about it.

``rules/bad`` holds one mistake a case: a table that takes the place of the one in ``rules/good/minimal`` (its name
begins with the table's), or a folder laid over that set, in which ``<name>.removed`` takes a file away. Beside each
stands an ``.expected`` with what is told in Italian and in English; ``python tests/rules/accept.py`` writes it anew. A
new file is a new test. ``rules/good`` holds what must not be refused.
"""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pecrules import InvalidRules, Problem, books, check_rules, load_rules
from pecrules.base.messages import MESSAGES
from pecrules.present import wording
from tests.places import TESTS

RULES = TESTS / "rules"
BAD = sorted(path for path in (RULES / "bad").iterdir() if path.suffix != ".expected")
GOOD = sorted(path for path in (RULES / "good").iterdir() if path.name != "minimal")
LANGUAGES = ("it", "en")
TOLD = re.compile(r"^\S+ (PR\d+) ", re.MULTILINE)

ELSEWHERE = {
    "PR001": "a file that may not be read is no file of a repository: test_loading",
    "PR003": "a file too large for a repository: test_documents",
    "PR007": "a file too large for a repository: test_documents",
    "PR047": "a file too large for a repository: test_documents",
    "PR112": "what no shipped schema says: test_validation",
    "PR116": "what no shipped schema says: test_validation",
    "PR216": "a layer over the shipped tables: test_loading",
    "PR209": "a folder that is not there: test_loading",
    "PR224": "an overdue source keeps nothing from being loaded: test_reviewed",
    "PR225": "nor does an assumed row: test_reviewed",
    "PR226": "an edit in memory: test_edited",
    "PR227": "an edit in memory: test_edited",
    "PR231": "a broken installation: test_resources",
    "PR232": "a broken installation: test_resources",
    "PR241": "a comparison: test_doubts",
    "PR243": "a folder without tables: test_loading",
}
"""Mistakes without a case here, and why."""


@contextlib.contextmanager
def laid(case: Path) -> Iterator[str]:
    """The case laid over the smallest sound set, as the folder ``rules`` of the working directory."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shutil.copytree(RULES / "good" / "minimal", "rules")
        if case.is_file():
            shutil.copy(case, Path("rules", case.name.partition("-")[0]).with_suffix(".yaml"))
        else:
            shutil.copytree(case, "rules", dirs_exist_ok=True)
            for mark in Path("rules").rglob("*.removed"):
                mark.with_suffix("").unlink()
                mark.unlink()
        yield "rules"


def problems_of(case: Path) -> tuple[Problem, ...]:
    """What checking a case tells."""
    with laid(case) as folder:
        return check_rules(folder)


def expectation(problems: tuple[Problem, ...]) -> str:
    """What an ``.expected`` file holds."""
    blocks = ["\n".join([f"[{lang}]", *(words(problem, lang) for problem in problems)]) for lang in LANGUAGES]
    return "\n\n".join(blocks) + "\n"


def words(problem: Problem, lang: str) -> str:
    told = wording(problem, lang)
    where = f"{problem.location}-{problem.location.end}" if problem.location else "-"
    return "\n".join([f"{where} {problem.code} {told.sentence}", *(f"    {text}" for text in told.helps)])


def expected_of(case: Path) -> Path:
    return case.with_suffix(".expected")


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_a_mistake_is_told_in_these_words_and_nothing_is_loaded(case: Path) -> None:
    """What is told is what stands beside the case; loading the book that has the mistake raises just these problems."""
    with laid(case) as folder:
        problems = check_rules(folder)
        raised = {code for book in books(folder) for code in codes_of_loading(folder, book)}
    assert expected_of(case).read_text("utf-8") == expectation(problems)
    assert {problem.code for problem in problems} == raised != set()


def codes_of_loading(folder: str, book: str) -> set[str]:
    try:
        load_rules(folder, book=book)
    except InvalidRules as error:
        return {problem.code for problem in error.problems}
    return set()


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.stem)
def test_what_is_right_is_not_refused(case: Path) -> None:
    """A sound table, however it is written, has no problem."""
    assert () == problems_of(case)


def test_no_expectation_is_left_behind() -> None:
    """Every expectation has a case."""
    assert sorted(map(expected_of, BAD)) == sorted((RULES / "bad").glob("*.expected"))


def test_every_mistake_in_tables_has_a_case() -> None:
    """Every code of tables is told by some case, but for those that a repository cannot hold."""
    codes = {code for code in MESSAGES if "PR" <= code < "PR300"}
    told = {code for case in BAD for code in TOLD.findall(expected_of(case).read_text("utf-8"))}
    assert codes - ELSEWHERE.keys() == told


def test_italian_is_not_english() -> None:
    """What is told in one language is not told in the other."""
    assert BAD
    parts = {case.stem: expected_of(case).read_text("utf-8").partition("\n\n") for case in BAD}
    both = {
        case: set(italian.splitlines()) & set(english.splitlines()) for case, (italian, _, english) in parts.items()
    }
    assert {} == {case: lines for case, lines in both.items() if lines}
