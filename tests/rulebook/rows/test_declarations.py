"""The schemas are what the columns declare, and the snippets are rows."""

import json
import pathlib
import runpy
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, get_type_hints

import pytest

from pecrules.base import resources
from pecrules.base.problems import Path
from pecrules.parsing.documents import read
from pecrules.parsing.plain import Document
from pecrules.parsing.validation import schema, validate
from pecrules.policies import MANIFEST
from pecrules.rulebook.rows import NAMES, SECTIONS, Label, Record, Row, __main__, schemas, structure
from pecrules.rulebook.rows.column import LINE, Meanings, word
from pecrules.rulebook.rows.lifecycle import EVENTS, Step
from pecrules.rulebook.rows.schemas import columns
from tests.rulebook.rows.snippets import PLACEHOLDERS, SNIPPETS, chosen, filled, indented, shown, subschemas


def test_a_generated_file_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    """The committed schemas and the page of all tables are what the declarations say."""
    assert (0, "") == (__main__.main(["--check"]), capsys.readouterr().out)


def test_every_event_belongs_to_a_machine() -> None:
    """A transition may name the events of the two machines, and no others."""
    listed = columns(Step)["event"].node["enum"]
    assert sorted({*EVENTS["mailbox"], *EVENTS["order"]}) == sorted(listed)
    assert {"activation_due", "charge_failed"} == {*EVENTS["mailbox"]} & {*EVENTS["order"]}


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
    made = __main__.files()
    for name, text in made.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    stale = ["schemas/plans.schema.json", "schemas/pricing.schema.json", "docs/reference/tables.md"]
    (tmp_path / stale[0]).unlink()
    for name in stale[1:]:
        (tmp_path / name).write_text("{}", "utf-8")
    monkeypatch.setattr(resources, "folder", lambda name: str(tmp_path / name))
    returned = [__main__.main(arguments) for arguments in (["--check"], [], ["--check"])]
    told = [*(f"{name} is stale" for name in stale), *stale]
    assert ([1, 0, 0], told) == (returned, capsys.readouterr().out.splitlines())
    assert made == {name: (tmp_path / name).read_text("utf-8") for name in made}


def test_a_receipt_may_be_of_every_policy_whose_answers_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The schema of receipts lists the policies of the manifest, and stands beside those of the tables."""
    monkeypatch.setattr(schemas, "MANIFEST", {name: MANIFEST[name] for name in ("next_alert", "settle", "status")})
    policy = json.loads(schemas.generated()["receipt.schema.json"])["properties"]["policy"]
    assert (["settle", "status"], "vale solo uno di `settle`, `status`") == (policy["enum"], policy["errorMessage"])


# -- columns ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "meanings"),
    [
        (Literal["a", "b"], ["of the first"]),
        (Literal["a", "b"], ["of the first", "of the second", "of none"]),
        (Literal["a", "b"], {"a": "of the first", "c": "of none"}),
        (str, ["of none"]),
    ],
)
def test_words_without_a_meaning_are_no_column(words: Any, meanings: Meanings) -> None:
    """Where the words of the type and the meanings do not go together, nothing is made, and the column is named."""

    class Wrong(Record):
        mood: Annotated[words, word("how it is", meanings)]

    with pytest.raises(TypeError, match=r"Wrong\.mood: the type lists .*, and what is told is"):
        columns(Wrong)


@pytest.mark.parametrize("meanings", [["of the first", "of the second"], {"b": "of the second", "a": "of the first"}])
def test_meanings_stand_in_the_order_of_the_words(meanings: Meanings) -> None:
    """Meanings are told in the order of the type, however they are written down."""

    class Told(Record):
        mood: Annotated[Literal["a", "b"] | None, word("how it is", meanings)] = None

    node = columns(Told)["mood"].node
    assert (["a", "b"], ["of the first", "of the second"]) == (node["enum"], node["enumDescriptions"])


def test_what_may_be_left_out_is_told_by_the_default() -> None:
    """A column of a row has to be given if its field has no default, and then says why; else at most in some case."""
    for kind in [Row, *SECTIONS.values()]:
        own = columns(kind)
        assert {name for name in own if not hasattr(kind, name)} == {
            name for name, each in own.items() if each.missing and not each.when and not each.due
        }


@pytest.mark.parametrize("table", NAMES)
def test_every_value_has_the_type_that_its_column_declares(table: str) -> None:
    """A day becomes a date, an amount a Decimal, a list a tuple, whatever the column's name."""
    for name, rows in shipped(table).items():
        for row in rows if isinstance(rows, list) else ():
            made = structure(f"{table}.{name}", row)
            hints = hints_of(type(made))
            kept = row.keys() & hints.keys()  # of an end only what every row has
            assert set() == {key for key in kept if not fits(getattr(made, key), str(hints[key]))}


hints_of = cache(get_type_hints)


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


def test_a_snippet_begins_with_what_is_least_sure() -> None:
    """Whoever accepts a row without reading it has a working value, and the row says so."""
    for snippet in SNIPPETS:
        row = snippet.row(shown)
        is_dated = issubclass(SECTIONS[snippet.section], Row)
        assert (("assumed", True) if is_dated else (None, False)) == (row.get("certainty"), "note" in row)


def test_the_words_of_a_snippet_go_together() -> None:
    """What a snippet begins with does not contradict itself: its words stand together in some shipped row."""
    for snippet in SNIPPETS:
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
    of_a_book = {"la domanda in italiano", "la domanda in inglese", "che cosa succede, in italiano"}
    others = {
        "avvertenza sulla fonte",
        "il percorso per arrivarci, con i termini del servizio",
        "che cosa dicono le fonti, se il listino ne ha altre",
    }
    assert of_a_book | others == {part["description"] for part in free}, "these are not proposed"


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
