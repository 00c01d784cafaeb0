"""The glossary tells every word of ours once, and names nothing that is not there; the code uses no word beside it.

A word of ours is a public class or function, a table, a state of a mailbox or an order, or part of the name of a field
of a public class, unless it is a plain English word that means here what it means everywhere (``PLAIN``).
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

import attrs
import pytest

import pecrules
from pecrules.model.codes import MailboxState
from pecrules.present import codes
from pecrules.present.catalogues import say
from pecrules.rulebook.rows import NAMES, SECTIONS
from pecrules.rulebook.rows.base import fields
from pecrules.rulebook.rows.lifecycle import State
from tests.places import ROOT, nodes

pytestmark = pytest.mark.sources


def words(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"[a-z0-9]+", text.lower())}


TEXT = (ROOT / "docs" / "reference" / "glossary.md").read_text("utf-8")
PUBLIC = set(pecrules.__all__) - {"__version__"}
COLUMNS = {column for kind in SECTIONS.values() for column in fields(kind)}
FIELDS = {
    field.name.lstrip("_")
    for kind in (getattr(pecrules, name) for name in PUBLIC)
    if isinstance(kind, type) and attrs.has(kind)
    for field in attrs.fields(kind)
}
PLAIN = words(
    """
    acceptance address addressed allowed amount another asked block carries changeable characters closes confirmation
    confirmed deletes delivered differences dropped due editable end field file first fixed hours id input keep kept
    least left most name needs off one opens ordered page path pays phone place position quantity read receive
    recoverable requested send sent spent sure through until valid value version visible what where whole
    """
)
"""Plain English words in names of fields."""

SLANG = words(
    """
    asked doing elsewhere follows glued heard held room silent spoken story told torn turns untold worked wrong
    """
)
"""Words that name nothing: what was *asked* is a request or a question, what is *told* a message or a report."""

OURS = (("pecrules", "**/*.py"), ("docs", "**/*.py"), (".ci", "*.py"))
"""Where our modules are; `.ci/run` makes whole environments below `.ci`."""


class Term(NamedTuple):
    """One line of the glossary."""

    term: str
    italian: str
    german: str
    meaning: str
    names: tuple[str, ...]


@cache
def states() -> dict[str, State]:
    """Every state of the public tables, with its last row."""
    return {entry.row.state: entry.row for entry in pecrules.load_rules().entries if isinstance(entry.row, State)}


def parts() -> list[list[Term]]:
    """The lines of the glossary, part by part."""
    return [
        [term_of(line) for line in part.splitlines() if line.startswith("| ")][2:]  # the head and the line below it
        for part in TEXT.split("\n## ")[1:]
    ]


def term_of(line: str) -> Term:
    term, italian, german, meaning, names = (cell.strip() for cell in line.strip("|").split("|"))
    return Term(term, italian, german, meaning, tuple(re.findall(r"`([^`]+)`", names)))


TERMS = [term for part in parts() for term in part]
NAMED = [name for term in TERMS for name in term.names]


def test_every_public_name_table_and_state_is_in_the_glossary() -> None:
    """Whoever meets one in an answer, a table or a program finds what it is."""
    assert set() == (PUBLIC | set(NAMES) | set(states())) - set(NAMED)


def test_every_word_of_a_field_is_in_the_glossary_or_plain_english() -> None:
    """A field's name is made of words that a reader knows or can look up."""
    looked_up = words(*NAMED, *(term.term for term in TERMS))
    assert PLAIN == {word for field in FIELDS for word in field.split("_")} - looked_up


def test_the_glossary_names_what_there_is() -> None:
    """A name that went is no longer told."""
    assert set() == set(NAMED) - PUBLIC - set(NAMES) - set(SECTIONS) - set(states()) - COLUMNS - FIELDS


def test_nothing_is_told_twice() -> None:
    """Each word and each name has one line."""
    assert sorted({term.term for term in TERMS}) == sorted(term.term for term in TERMS)
    assert sorted(set(NAMED)) == sorted(NAMED)


def test_terms_are_in_order() -> None:
    """A part of the glossary is found through as a dictionary is."""
    for part in parts():
        assert sorted((term.term for term in part), key=str.casefold) == [term.term for term in part]


def test_every_term_has_a_meaning_and_both_words() -> None:
    """No cell but the last is empty, and a meaning is a sentence."""
    assert [] == [term.term for term in TERMS if not all((term.italian, term.german)) or term.meaning[-1:] != "."]


def test_a_state_is_called_as_its_label_says() -> None:
    """In Italian and German, large and small letters aside."""
    said = {name: (term.italian, term.german) for term in TERMS for name in term.names if name in states()}
    labels = {name: (row.label.it, row.label.de) for name, row in states().items()}
    assert {name: _low(pair) for name, pair in labels.items()} == {name: _low(pair) for name, pair in said.items()}


@pytest.mark.parametrize(("state", "sentence"), [(name, codes.REASONS[name]) for name in get_args(MailboxState)])
def test_a_refusal_calls_a_state_by_its_word(state: str, sentence: str) -> None:
    """Whoever is refused because of a state reads the same word that the state has everywhere else."""
    (term,) = [term for term in TERMS if state in term.names]
    assert term.italian in say("it", sentence)
    assert term.german in say("de", sentence)


def _low(pair: tuple[str, str]) -> tuple[str, ...]:
    return tuple(text.casefold() for text in pair)


def bound(module: Path) -> Iterator[str]:
    """Every name that a module gives, its own included; but for the fields that answers, requests and tables have."""
    fields_of_data = {id(name) for kind in nodes(module) if isinstance(kind, ast.ClassDef) for name in data(kind)}
    yield module.stem
    for node in nodes(module):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name
            case (
                ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.Attribute(attr=name, ctx=ast.Store())
            ):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) if id(node) not in fields_of_data:
                yield name
            case _:
                pass


def data(kind: ast.ClassDef) -> Iterator[ast.Name]:
    """The fields that a class declares and that are public somewhere."""
    for node in kind.body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name) as target) if name in FIELDS | COLUMNS:
                yield target
            case _:
                pass


def slang(module: Path) -> list[str]:
    """The names of a module that have one of the words in them."""
    return [name for name in bound(module) if SLANG & {part.lower() for part in PART.findall(name)}]


def test_names_are_the_terms_of_the_field() -> None:
    """Nothing in the code, down to a local variable, is called by a word of our own where there is a common one."""
    modules = [each for folder, names in OURS for each in sorted((ROOT / folder).glob(names))]
    assert {} == {str(each.relative_to(ROOT)): found for each in modules if (found := slang(each))}


def test_every_kind_of_name_is_looked_at(tmp_path: Path) -> None:
    """Of modules, imports, classes, functions, parameters and variables; only a field that an answer has is data."""
    module = tmp_path / "wrong.py"
    module.write_text(SLANGY, "utf-8")
    due = {"wrong", "a_told", "B_TOLD", "ToldC", "told_d", "told", "e_told", "told_f", "told_g", "told_h"}
    assert due == set(slang(module))


PART = re.compile("[A-Z]?[a-z]+|[A-Z]+")
SLANGY = """
import os as a_told

B_TOLD = 1

class ToldC:
    asked: str
    told: str

    def told_d(self, e_told, untoldly):
        self.told_f = [told_g for told_g in e_told]
        try:
            return B_TOLD
        except OSError as told_h:
            return told_h.asked
"""
