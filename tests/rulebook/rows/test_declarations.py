"""The schemas are what the columns declare, and the snippets are rows."""

import re
import runpy
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from pecrules.base import resources
from pecrules.parsing.documents import read
from pecrules.parsing.schema_check import compile_validator
from pecrules.parsing.validation import schema, validate
from pecrules.rulebook.rows import EVENTS, NAMES, SECTIONS, Label, Row, Step, __main__, structure
from pecrules.rulebook.rows.schemas import columns, generated

SCHEMAS = Path(resources.folder("schemas"))
SNIPPETS = [
    (section, snippet)
    for section in SECTIONS
    for table, _, name in [section.partition(".")]
    for snippet in schema(table)["$defs"][name]["defaultSnippets"]
]


def test_a_generated_file_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    """The committed schemas are what the declarations say."""
    assert (0, "") == (__main__.main(["--check"]), capsys.readouterr().out)


def test_every_event_belongs_to_a_machine() -> None:
    """A transition may name the events of the two machines, and no others."""
    listed = columns(Step)["event"].node["enum"]
    assert sorted(EVENTS["mailbox"] | EVENTS["order"]) == sorted(listed)
    assert {"activation_due", "charge_failed"} == EVENTS["mailbox"] & EVENTS["order"]


def test_it_is_run_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """``python -m pecrules.rulebook.rows --check`` ends with what the check returned."""
    monkeypatch.delitem(sys.modules, __main__.__name__)
    monkeypatch.setattr(sys, "argv", ["rows", "--check"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("pecrules.rulebook.rows", run_name="__main__")
    assert 0 == ended.value.code


def test_a_stale_file_is_told_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check only tells what is stale or missing; without it that is written, and then nothing is stale."""
    for name, text in generated().items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "pricing.schema.json").write_text("{}", "utf-8")
    (tmp_path / "plans.schema.json").unlink()
    monkeypatch.setattr(resources, "folder", lambda _: str(tmp_path))
    returned = [__main__.main(arguments) for arguments in (["--check"], [], ["--check"])]
    told = "schemas/plans.schema.json is stale\nschemas/pricing.schema.json is stale\n"
    assert ([1, 0, 0], f"{told}schemas/plans.schema.json\nschemas/pricing.schema.json\n") == (
        returned,
        capsys.readouterr().out,
    )
    assert generated() == {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}


@pytest.mark.parametrize("table", NAMES)
def test_every_value_has_the_type_that_its_column_declares(table: str) -> None:
    """A day becomes a date, an amount a Decimal, a list a tuple, whatever the column's name."""
    text = (Path(resources.folder("rules")) / f"{table}.yaml").read_bytes()
    reading = read(text, table)
    assert reading.document
    for name, rows in reading.document.data.items():
        for row in rows if isinstance(rows, list) else ():
            made = structure(f"{table}.{name}", row)
            hints = get_type_hints(type(made))
            kept = row.keys() & hints.keys()  # of an end only what every row has
            assert set() == {key for key in kept if not fits(getattr(made, key), str(hints[key]))}


def fits(value: Any, hint: str) -> bool:
    """Whether a value is of the kind whose name a type has."""
    kinds = {Decimal: "Decimal", date: "date", tuple: "tuple", bool: "bool", int: "int", Label: "Label"}
    return kinds.get(type(value), "") in hint and ("tuple" in hint) == isinstance(value, tuple)


@pytest.mark.parametrize(("section", "snippet"), SNIPPETS, ids=lambda part: part if isinstance(part, str) else "")
def test_a_snippet_is_a_row(section: str, snippet: dict[str, Any]) -> None:
    """A snippet accepted as it stands is a row without a mistake that a schema could find."""
    table, _, name = section.partition(".")
    row = accepted(snippet["body"])
    assert compile_validator(schema(table))({"table": table, "book": "a-book", name: [row]})


@pytest.mark.parametrize(("section", "snippet"), SNIPPETS, ids=lambda part: part if isinstance(part, str) else "")
def test_a_snippet_begins_with_what_is_least_sure(section: str, snippet: dict[str, Any]) -> None:
    """Whoever accepts a row without reading it has a working value, and the row says so."""
    row = accepted(snippet["body"])
    is_dated = issubclass(SECTIONS[section], Row)
    assert (("assumed", True) if is_dated else (None, False)) == (row.get("certainty"), "note" in row)


def test_a_snippet_has_every_column_that_is_due() -> None:
    """What a new row has to say stands in one of the section's snippets, unless another choice makes it due."""
    for section, kind in SECTIONS.items():
        proposed = {column for of, snippet in SNIPPETS if of == section for column in snippet["body"]}
        assert {name for name, each in columns(kind).items() if each.missing and not each.when} <= proposed


def accepted(proposed: Any) -> Any:
    """What stands in the file when every tab stop is passed over."""
    if isinstance(proposed, dict):
        return {key: accepted(each) for key, each in proposed.items()}
    if isinstance(proposed, list):
        return [accepted(each) for each in proposed]
    if not isinstance(proposed, str):
        return proposed
    text = re.sub(r"\$\{\d+(?::([^}]*)|\|([^,|]*)[^}]*)\}", lambda found: found[1] or found[2], proposed)
    return plain(f"a: {text}\n")


def plain(text: str) -> Any:
    """The one value of a text in YAML."""
    document = read(text.encode(), "a").document
    assert document
    return document.data["a"]


def test_a_placeholder_that_does_not_fit_would_be_found() -> None:
    """The check of snippets can fail."""
    body = accepted(dict(SNIPPETS[1][1]["body"]) | {"since": "${1:someday}"})
    document = read(b"table: plans\n", "plans").document
    assert document
    assert validate(document, "plans")
    assert not compile_validator(schema("plans"))({"table": "plans", "book": "a-book", "plans": [body]})
