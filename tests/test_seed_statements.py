"""Every sentence of the five seed documents is shown by a command, and the page of the rules says by which."""

import io
import re
import shlex
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pecrules.cli import run
from pecrules.parsing import documents
from tests.places import ROOT
from tests.test_docs import generator

MADE = generator("make_rules")
NOT_THERE = {"R2.26", "R3.15", "R4.5"}
"""Rules that say what a seed leaves out: no sentence says them."""


@cache
def lines() -> dict[str, str]:
    """Each command line, by its name."""
    return {row["command"]: row["line"] for row in MADE.statement_file()["commands"]}


@cache
def statements() -> dict[str, list[dict]]:
    """The statements that each command shows."""
    found: dict[str, list[dict]] = {name: [] for name in lines()}
    for row in MADE.statements():
        found[row["command"]].append(row)
    return found


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """What a command line prints, beside the documents that it may read; spaces between columns are one."""
    monkeypatch.chdir(tmp_path)
    for row in MADE.statement_file()["documents"]:
        Path(row["file"]).write_text(row["text"], "utf-8")

    def output(line: str) -> str:
        out = ""
        for part in line.split(" | "):
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(out.encode())))
            program, *arguments = shlex.split(part)
            assert ("pecrules", True) == (program, run(arguments) in {0, 1})
            out = capsys.readouterr().out
        return re.sub(r"\s+", " ", out)

    return output


@pytest.mark.parametrize("command", lines())
def test_a_command_shows_its_statements(printed, command):
    """Each of them, in the words that stand beside it."""
    text = printed(lines()[command])
    assert statements()[command]
    missing = {row["statement"]: words for row in statements()[command] for words in row["shows"] if words not in text}
    assert {} == missing, text


def test_every_rule_has_its_statements():
    """But for those that say what is not there."""
    ruled = {row["rule"] for row in MADE.statements()}
    assert set(MADE.sentences()) - NOT_THERE == ruled


def test_they_are_numbered_without_a_gap():
    """Seed by seed, in the order of the documents; none is told twice."""
    counted = Counter(row["statement"][1] for row in MADE.statements())
    numbers = [f"S{seed}.{number:02}" for seed, most in sorted(counted.items()) for number in range(1, most + 1)]
    assert numbers == [row["statement"] for row in MADE.statements()]
    assert all(row["statement"][1] == row["rule"][1] for row in MADE.statements())
    assert len(numbers) == len({(row["rule"], row["sentence"]) for row in MADE.statements()})


def test_the_statements_are_strict_yaml():
    """They are read as the tables are."""
    file = ROOT / "docs" / "reference" / "seed-statements.yaml"
    assert () == tuple(documents.read(file.read_bytes(), file.name).problems)


def test_the_page_says_by_which_command():
    """Each statement has its line, with the whole command."""
    page = (ROOT / "docs" / "reference" / "rules.md").read_text("utf-8")  # `test_seed_rules` holds it fresh
    assert [] == [
        row["statement"] for row in MADE.statements() if f"| {row['statement']} | {row['rule']} |" not in page
    ]
    assert [] == [line for line in lines().values() if line.replace("|", "\\|") not in page]
