"""The schemas are what the columns declare, and the snippets are rows."""

import pathlib
import runpy
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, get_type_hints

import pytest

from pecrules.base import resources
from pecrules.base.errors import Path
from pecrules.parsing.documents import Document, read
from pecrules.parsing.validation import schema, validate
from pecrules.rulebook.rows import NAMES, SECTIONS, Label, Row, __main__, structure
from pecrules.rulebook.rows.column import LINE
from pecrules.rulebook.rows.schemas import columns, generated
from tests.rulebook.rows.snippets import PLACEHOLDERS, SNIPPETS, Snippet, chosen, filled, indented, shown, subschemas


def test_a_generated_file_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    """The committed schemas are what the declarations say."""
    assert (0, "") == (__main__.main(["--check"]), capsys.readouterr().out)


def test_it_is_run_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """``python -m pecrules.rulebook.rows --check`` ends with what the check returned."""
    monkeypatch.delitem(sys.modules, __main__.__name__)
    monkeypatch.setattr(sys, "argv", ["rows", "--check"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("pecrules.rulebook.rows", run_name="__main__")
    assert 0 == ended.value.code


def test_a_stale_file_is_told_and_written(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
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
    for name, rows in shipped(table).items():
        for row in rows if isinstance(rows, list) else ():
            made = structure(f"{table}.{name}", row)
            hints = get_type_hints(type(made))
            kept = row.keys() & hints.keys()  # of an end only what every row has
            assert set() == {key for key in kept if not fits(getattr(made, key), str(hints[key]))}


def fits(value: Any, hint: str) -> bool:
    """Whether a value is of the kind whose name a type has."""
    kinds = {Decimal: "Decimal", date: "date", tuple: "tuple", bool: "bool", int: "int", Label: "Label"}
    return kinds.get(type(value), "") in hint and ("tuple" in hint) == isinstance(value, tuple)


# -- snippets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", NAMES)
def test_a_snippet_once_filled_is_a_row(table: str) -> None:
    """Every snippet whose placeholders are replaced has no mistake that a schema could find."""
    assert () == validate(document(table, filled), table)


@pytest.mark.parametrize("table", NAMES)
def test_a_placeholder_left_in_place_is_told(table: str) -> None:
    """Whoever passes over a placeholder is told so at its place, and of nothing else."""
    snippets = document(table, shown)
    places = {("PR119", path) for path, text in texts(snippets.data) if text in PLACEHOLDERS}
    assert places == {(problem.code, problem.path) for problem in validate(snippets, table)} != set()


@pytest.mark.parametrize("table", NAMES)
def test_a_tab_stop_left_in_place_is_told(table: str) -> None:
    """Where an editor writes a tab stop as it is, each is told: as what is left, or as what does not fit there."""
    snippets = document(table, chosen)
    places = {path for path, text in texts(snippets.data) if text.startswith("${")}
    assert places == {problem.path for problem in validate(snippets, table)} != set()


@pytest.mark.parametrize("snippet", SNIPPETS, ids=str)
def test_a_snippet_begins_with_what_is_least_sure(snippet: Snippet) -> None:
    """Whoever accepts a row without reading it has a working value, and the row says so."""
    row = snippet.row(shown)
    is_dated = issubclass(SECTIONS[snippet.section], Row)
    assert (("assumed", True) if is_dated else (None, False)) == (row.get("certainty"), "note" in row)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=str)
def test_the_words_of_a_snippet_go_together(snippet: Snippet) -> None:
    """What a snippet begins with does not contradict itself: its words stand together in some shipped row."""
    own = columns(SECTIONS[snippet.section])
    choices = {name for name, each in own.items() if "enum" in each.node or each.node.get("type") == "boolean"}
    words = {name: word for name, word in snippet.row(shown).items() if name in choices}
    table, _, section = snippet.section.partition(".")
    rows = shipped(table).get(section, [words])  # a section that is not shipped yet has nothing to compare with
    assert [] != [row for row in rows if words.items() <= row.items()]


def test_a_snippet_has_every_column_that_is_due() -> None:
    """What a new row has to say stands in one of the section's snippets, unless another choice makes it due."""
    for section, kind in SECTIONS.items():
        proposed = {column for each in SNIPPETS if each.section == section for column in each.row(shown)}
        assert {name for name, each in columns(kind).items() if each.missing and not each.when} <= proposed


def test_what_is_written_freely_has_a_placeholder() -> None:
    """A snippet proposes no sentence of its own: what may be any text, only its writer can know."""
    parts = [part for table in NAMES for part in subschemas(schema(table))]
    free = [part for part in parts if part.get("pattern") == LINE and "placeholder" not in part]
    assert {"avvertenza sulla fonte", "il percorso per arrivarci, con i termini del servizio"} == {
        part["description"] for part in free
    }, "these are not proposed"


def document(table: str, fill: Callable[[str], str]) -> Document:
    """A table of a book that has all snippets of its sections as rows."""
    sections = {name: "" for name in SECTIONS if name.startswith(f"{table}.")}
    for snippet in SNIPPETS:
        if snippet.section in sections:
            sections[snippet.section] += indented(snippet.item(fill))
    text = "".join(f"{name.partition('.')[2]}:\n{rows}" for name, rows in sections.items())
    reading = read(f"table: {table}\nbook: a-book\n{text}".encode(), f"{table}.yaml")
    assert reading.document
    assert () == reading.problems
    return reading.document


def texts(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text inside, with the way to it."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        for step, part in data.items() if isinstance(data, dict) else enumerate(data):
            yield from texts(part, (*path, step))


@cache
def shipped(table: str) -> Any:
    """A table as it is shipped, as plain data."""
    found = read(resources.read(f"{resources.folder('rules')}/{table}.yaml"), table).document
    assert found
    return found.data
