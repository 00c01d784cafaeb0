"""``pecrules tables``: what it writes into a folder."""

import csv
import json
import os
from pathlib import Path

import pytest

from pecrules import load_rules
from pecrules.cli import run
from pecrules.rulebook.rows import SECTIONS

ON = ["--on", "2027-01-10", "--lang", "en"]


@pytest.mark.slow
def test_files_and_index_belong_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every file stands in the index with its fields and the number of its rows, and the index says of which rules."""
    out = tmp_path / "out"
    assert 0 == run(["tables", "--out", str(out), "--policy", "next_alert", "--policy", "terminate", *ON])
    index = json.loads((out / "datapackage.json").read_text("utf-8"))
    assert ("retail", "2027-01-10", load_rules().digest) == (index["book"], index["on"], index["digest"])
    for each in index["resources"]:
        with (out / each["path"]).open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert ([field["name"] for field in each["schema"]["fields"]], each["rows"]) == (header, len(rows))
    assert ["next_alert.alert", "terminate.ways", "terminate.withdrawal"] == [
        each["name"] for each in index["resources"]
    ]
    assert "decisions/next_alert.alert.csv` has been written" in capsys.readouterr().out
    assert 'id="terminate.ways"' in (out / "index.html").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.proof
def test_everything_is_written(tmp_path: Path) -> None:
    """Without a choice every section that has rows is written, and every part of every policy."""
    assert 0 == run(["tables", "--out", str(tmp_path), *ON])
    index = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    names = {each["name"] for each in index["resources"]}
    assert {section for section in SECTIONS if (tmp_path / "rules" / f"{section}.csv").exists()} <= names
    assert {"pricing.prices", "status.story", "quote_renewal.price"} <= names


def test_every_section_with_rows_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of rules are written without a choice of policies; sections without rows are left out."""
    monkeypatch.setattr("pecrules.analysis.questions.QUESTIONS", ())
    assert 0 == run(["tables", "--out", str(tmp_path), *ON])
    written = {path.stem for path in (tmp_path / "rules").iterdir()}
    assert {"pricing.prices", "lifecycle.grace"} <= written < set(SECTIONS)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "no folder to write to was named"),
        (["--out", "taken"], "`taken/decisions/next_alert.alert.csv` cannot be written"),
        (["--out", "out", "--on", "9999-01-01"], "the calendar ends too near to 1 January 9999"),
        (["--out", "out", "--policy", "statsu"], "did you mean `status`?"),
    ],
)
def test_what_cannot_be_written_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    complaint: str,
) -> None:
    """No folder, a file in its place, a day too late and a policy that is none each have their message."""
    monkeypatch.chdir(tmp_path)
    Path("taken").touch()
    day = [] if "--on" in arguments else ON
    assert 2 == run(
        [
            "tables",
            *arguments,
            *(["--policy", "next_alert"] if "--policy" not in arguments else []),
            "--lang",
            "en",
            *day,
        ]
    )
    assert complaint in capsys.readouterr().err.replace(os.sep, "/")
