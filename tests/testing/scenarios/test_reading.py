"""Files and folders of scenarios."""

import os

import pytest

from pecrules.testing.scenarios.reading import Unnoticed, read, read_text
from tests.testing.scenarios.cases import BOX, suite

ONE = f"scenarios:\n  - id: a\n    day: 2027-01-10\n    ask: status\n    {BOX}\n    expect: {{state: expiring}}\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.scenarios.yaml").write_text(ONE, "utf-8")
    (tmp_path / "a.scenarios.yaml").write_text(ONE.replace("id: a", "id: b"), "utf-8")
    (tmp_path / "rules.yaml").write_text("no: scenarios\n", "utf-8")
    return tmp_path


def test_a_folder_is_read_however_deep(folder):
    """Files whose name says so, in order, by their names from where one is."""
    found = read([str(folder)])
    assert [("a.scenarios.yaml", "b"), ("in/b.scenarios.yaml", "a")] == [
        (each.document.name, each.id) for each in found.scenarios
    ]


def test_a_file_may_be_called_anything(folder):
    """If it is named itself."""
    (folder / "other.yaml").write_text(ONE, "utf-8")
    assert ["a"] == [each.id for each in read(["other.yaml"]).scenarios]


def test_elsewhere_a_file_is_called_as_it_was_named(folder, monkeypatch):
    """So one finds it again."""
    monkeypatch.chdir(folder / "in")
    name = os.path.join("..", "a.scenarios.yaml")
    assert ["../a.scenarios.yaml"] == [each.document.name for each in read([name]).scenarios]


def test_a_file_that_is_not_there():
    """Told by its name."""
    assert ["PR001"] == [problem.code for problem in read(["nowhere.yaml"]).problems]


def test_a_file_that_is_no_yaml():
    """Told as of a table."""
    assert ["PR008"] == [problem.code for problem in read_text(b"\tscenarios:\n", "x.yaml").problems]


def test_names_are_given_once():
    """The second is told."""
    twice = ONE + ONE.partition("\n")[2]
    (problem,) = read_text(twice.encode(), "x.yaml").problems
    assert ("PR501", 7, "2") == (problem.code, problem.location.line, problem.args["first"])


def test_a_trap_spoils_its_scenario_alone():
    """A comma in an amount is told, and the others are read."""
    found = suite("ask: status\nexpect:\n  days_left: 1,5", "ask: status\nexpect: {state: expiring}")
    assert ["s-1"] == [each.id for each in found.scenarios]
    assert found.problems


def test_an_item_that_is_no_scenario():
    """Told, and no name is asked of it."""
    assert ["PR103"] == [problem.code for problem in read_text(b"scenarios: [a]\n", "x.yaml").problems]


REASON = "unnoticed:\n  - {section: alerts.red_date, columns: [since], reason: perché no}\n"


def test_what_nobody_need_notice():
    """It stands beside scenarios, or alone."""
    for text in (REASON, ONE + REASON):
        found = read_text(text.encode(), "x.yaml")
        assert () == found.problems
        assert [Unnoticed("alerts.red_date", ("since",), (), "perché no")] == list(found.unnoticed)


@pytest.mark.parametrize(
    ("text", "told", "left"),
    [
        ("unnoticed: x\n", ["PR103"], 0),
        (f"{REASON}  - x\n", ["PR103"], 1),
        (f"{REASON}  - {{section: alerts.red, columns: [since], reason: perché}}\n", ["PR104"], 1),
        (f"{REASON}  - {{section: alerts.red_date, columns: [since]}}\n", ["PR102"], 1),
        ("common: {day: 2027-01-10}\n", ["PR117"], 0),
    ],
)
def test_a_mistake_in_what_nobody_need_notice(text, told, left):
    """It is told, and the others are read."""
    found = read_text(text.encode(), "x.yaml")
    assert told == [problem.code for problem in found.problems]
    assert left == len(found.unnoticed)
