"""A table that is split over several files is the same table."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pecrules import check_rules, load_rules
from pecrules.base import resources
from pecrules.rulebook.rows.pricing import Price
from tests.places import TESTS

WHOLE = TESTS / "rules" / "good" / "minimal"
SPLIT = TESTS / "rules" / "good" / "split"


@pytest.fixture
def split(tmp_path: Path) -> Path:
    """The smallest sound set, its prices split over three files."""
    shutil.copytree(WHOLE, tmp_path / "rules")
    shutil.copytree(SPLIT, tmp_path / "rules", dirs_exist_ok=True)
    return tmp_path / "rules"


def test_it_is_the_same_rules(split: Path) -> None:
    """Digest, rows and answers do not tell in which files the rows stand."""
    assert load_rules(WHOLE) == load_rules(split)
    assert {entry.row for entry in load_rules(WHOLE).entries} == {entry.row for entry in load_rules(split).entries}


@pytest.mark.slow
@given(names=st.permutations(["a", "b", "c"]))
@settings(max_examples=6)
def test_the_order_of_files_does_not_matter(tmp_path_factory: pytest.TempPathFactory, names: Sequence[str]) -> None:
    """Nor do their names; the file beside the folder may be one of those in it."""
    rules = tmp_path_factory.mktemp("split") / "rules"
    shutil.copytree(WHOLE, rules)
    (rules / "pricing.yaml").unlink()
    (rules / "pricing").mkdir()
    for name, file in zip(names, sorted(SPLIT.rglob("*.yaml")), strict=True):
        shutil.copy(file, rules / "pricing" / f"{name}.yaml")
    assert load_rules(WHOLE) == load_rules(rules)


def test_a_row_is_cited_where_it_stands(split: Path) -> None:
    """File and line are those of its own file."""
    place = load_rules(split).cite("pricing/extra-inbox").location
    assert ("pricing/extra-inbox.yaml", 6) == ("/".join(Path(place.file).parts[-2:]), place.line)


def test_a_mistake_is_told_where_it_stands(split: Path) -> None:
    """File, line and column are those of its own file."""
    file = split / "pricing" / "plans.yaml"
    file.write_text(file.read_text("utf-8").replace('"9.90"', "9.90"), "utf-8")
    (problem,) = check_rules(split)
    assert ("PR109", f"{split.as_posix()}/pricing/plans.yaml:14:15") == (problem.code, str(problem.location))


def test_rows_of_every_file_can_be_edited(split: Path) -> None:
    """A changed row stays in its file; a new one joins the first; the others stay the same objects."""
    before = load_rules(split)
    added = {**before.entry("pricing/vat-22").plain, "since": "2028-01-01", "percent": "23"}
    del added["id"]
    after = before.edited({"pricing/standard-year": {"per_year": "10.90"}, "pricing.vat/vat-23": added})
    changed = {entry.row.ref for entry in after.entries if entry.row not in {each.row for each in before.entries}}
    assert {"pricing/standard-year", "pricing/vat-23"} == changed
    assert before.entry("pricing/extra-inbox").row is after.entry("pricing/extra-inbox").row
    assert before.cite("pricing/extra-inbox").location == after.cite("pricing/extra-inbox").location
    assert before == after.edited({"pricing/standard-year": {"per_year": "9.90"}, "pricing/vat-23": None})


def test_a_book_may_split_its_tables(tmp_path: Path) -> None:
    """Its files say whose they are, as they do anyway; they are no parts, for a book need not have every section."""
    shutil.copytree(WHOLE, tmp_path / "rules")
    shutil.copytree(TESTS / "rules" / "good" / "with-books", tmp_path / "rules", dirs_exist_ok=True)
    whole = load_rules(tmp_path / "rules", book="ordine").digest
    book = tmp_path / "rules" / "books" / "ordine"
    (book / "pricing").mkdir()
    (book / "pricing.yaml").rename(book / "pricing" / "all.yaml")
    assert whole == load_rules(tmp_path / "rules", book="ordine").digest


def test_a_release_may_have_it(split: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files are read when the table is first looked at."""
    released = split.parent / "_bundled" / "rules"
    shutil.copytree(split, released)
    monkeypatch.setattr(resources, "folder", lambda _: str(released))
    rules = load_rules()
    assert load_rules(WHOLE).digest == rules.digest
    assert {"standard-year", "extra-inbox"} == {entry.row.id for entry in rules.entries if isinstance(entry.row, Price)}


@pytest.mark.parametrize(("name", "near"), [("notes.txt", None), ("2027.yml", "pricing/2027.yaml"), ("old/", None)])
def test_what_is_no_table_is_named(split: Path, name: str, near: str | None) -> None:
    """Nobody may think that rows count which nobody reads; what programs hide in a folder is passed over."""
    (split / "pricing" / ".hidden").touch()
    file = split / "pricing" / name
    if name.endswith("/"):
        file.mkdir()
    else:
        file.touch()
    (problem,) = check_rules(split)
    assert ("PR202", f"pricing/{name.rstrip('/')}", near) == (problem.code, problem.args["file"], problem.nearest)
