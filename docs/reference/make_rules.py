"""Write the pages on which a number can be looked up: ``python docs/reference/make_rules.py``.

::

    rules.md      R0.1 ...   every rule of the seed documents; the sentences stand in ``seed-rules.yaml``, what shows
                             them to a user in ``seed-statements.yaml``
    facts.md      F1.01 ...  what other pages say, where it is cited; the sentences stand in ``facts.yaml``
    questions.md  D-01 ...   what the sources leave open, as the section ``topics`` of ``interpretations`` asks it

The rows beside a number are those whose ``clause`` names it; the policies are those whose terms read the rows'
sections; the tests are those whose names say a rule, as ``test_r0_8_...`` does. ``tests/test_seed_rules.py`` and
``tests/test_numbers.py`` fail while a page is not what this would write.
"""

# ruff: noqa: INP001 - a script, no package

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pecrules
from pecrules import policies
from pecrules.domain.answering import Steps
from pecrules.parsing.documents import read
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation, Topic
from pecrules.rulebook.rows.payments import Method
from pecrules.rulebook.rows.sources import Source

HERE = Path(__file__).parent
CITED = re.compile(r"R[0-4]\.[0-9]+(?![0-9])")
FACT = re.compile(r"F[1-9][0-9]?\.[0-9]{2}(?![0-9])")
QUESTION = re.compile(r"(?<![A-Z])[DN]-[0-9]{2}(?![0-9])")
STATED = re.compile(r"test_r([0-4])_([0-9]+)(?![0-9])")
MADE = "<!-- Made by make_rules.py: do not edit by hand. -->\n"
HEAD = """\
# Rules of the seed documents

The tables began with five documents. Every rule in them has a number here, a sentence in our own words, the rows
whose `clause` cites it, in the public tables and in the books, the policies that answer from the sections of those
rows, and the tests that state it.

Below the rules of a seed stand its sentences, each with the rule that it says, and the command that shows it to a user;
`tests/test_seed_statements.py` runs them all. The documents that commands read stand at the end.
"""
FACTS = """\
# Facts

What pages and documents beyond the [five seeds](rules.md) say, each with the number by which clauses, docstrings and
documents cite it, a sentence in our own words, where it was read, and the rows whose `clause` cites it, in the public
tables and in the books. A fact without a source is one that was looked for and not found, or that we inferred. In
brackets stands the source's era, which the [glossary](glossary.md) explains.
"""
QUESTIONS = """\
# Open questions

What the sources leave open. `D` numbers were found in them, `N` numbers are ours. Each question has the readings that
policies can carry out; what the sources say, in the Italian words of the table; the rows that choose a reading, in the
public tables and in the books, with their choice; other rows whose `clause` cites it; and the policies whose answer
hangs on it. To choose otherwise, [add a row](tables.md#interpretationsinterpretations).
"""


@cache
def sentences() -> dict[str, str]:
    """Every rule, by its number."""
    return {row["rule"]: row["sentence"] for row in _yaml("seed-rules.yaml")["rules"]}


@cache
def statement_file() -> dict[str, Any]:
    """The sentences of the seeds, the commands that show them, and the documents that those read."""
    return _yaml("seed-statements.yaml")


def statements() -> list[dict[str, Any]]:
    """Every sentence of the seeds, in their order."""
    found: list[dict[str, Any]] = statement_file()["statements"]
    return found


@cache
def facts() -> dict[str, dict[str, Any]]:
    """Every fact, by its number."""
    return {row["fact"]: row for row in _yaml("facts.yaml")["facts"]}


@cache
def questions() -> dict[str, Topic]:
    """Every open question, by its number."""
    found = [entry.row for entry in pecrules.load_rules().entries if isinstance(entry.row, Topic)]
    return dict(sorted((topic.number, topic) for topic in found))


def choosing(topic: Topic) -> list[Interpretation]:
    """The rows that choose a reading, the public one first."""
    return [row for row in rows().values() if isinstance(row, Interpretation) and row.topic == topic.topic]


def _yaml(name: str) -> dict[str, Any]:
    document = read((HERE / name).read_bytes(), name).document
    assert document is not None
    return document.block


@cache
def rows() -> dict[str, Row]:
    """Every dated row of every book, by what cites it."""
    entries = [entry for book in pecrules.books() for entry in pecrules.load_rules(book=book).entries]
    return {entry.row.ref: entry.row for entry in entries if isinstance(entry.row, Row)}


def cited(row: Row) -> set[str]:
    """The rules that a row's clause names."""
    return set(CITED.findall(row.clause))


@cache
def readers() -> dict[type[Row], set[str]]:
    """The policies that read a section, by the class of its rows."""
    found: dict[type[Row], set[str]] = {}
    for module in pkgutil.walk_packages(policies.__path__, "pecrules.policies."):
        inside = vars(importlib.import_module(module.name))
        public = {name for name in pecrules.__all__ if getattr(inside.get(name), "__module__", "") == module.name}
        for kind in {kind for value in inside.values() for kind in _reads(value)}:
            found.setdefault(kind, set()).update(public)
    return found


def _reads(value: Any) -> tuple[type[Row], ...]:
    reads: tuple[type[Row], ...] = getattr(value, "READS", ()) if isinstance(value, type) else ()
    return reads


def policies_of(row: Row) -> set[str]:
    """The policies that read a row's section; of an interpretation, those that ask its topic."""
    if isinstance(row, Interpretation):
        return {name for name in readers()[Interpretation] if row.topic in topics(getattr(pecrules, name).__module__)}
    return readers().get(type(row), set())


@cache
def topics(module: str) -> frozenset[str]:
    """The open questions that a module asks, itself or by the classes and functions of others that it names."""
    read: set[str] = set()
    found, seen = {(module, "")}, set[tuple[str, str]]()
    while found - seen:
        place = (found - seen).pop()
        seen.add(place)
        for node in _nodes(*place):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "interpretation":
                read |= _topics_of(node.args[1])
            elif isinstance(node, ast.Name):
                found |= _home(place[0], node.id)
    return frozenset(read)


@cache
def _nodes(module: str, name: str) -> tuple[ast.AST, ...]:
    """Everything in a module, or in one class or function of it, or in the steps of a policy."""
    found: list[ast.AST] = []
    for top in _tree(module).body:
        named = ast.unparse(top.target) if isinstance(top, ast.AnnAssign) else getattr(top, "name", None)
        if not name or named == name:
            found += ast.walk(top)
    return tuple(found)


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(importlib.import_module(module)))


def _home(module: str, name: str) -> set[tuple[str, str]]:
    """Where a class or a function of ours comes from that a module names; the steps of a policy stand beside it."""
    named = getattr(importlib.import_module(module), name, None)
    if isinstance(named, Steps):
        return {(module, name)}
    home = getattr(named, "__module__", "") if inspect.isclass(named) or inspect.isfunction(named) else ""
    return {(home, named.__name__)} if named and home.startswith("pecrules.") else set()


def _topics_of(topic: ast.expr) -> set[str]:
    """The topic of a look-up; where a row of ``payments.methods`` names it, all that rows name."""
    if isinstance(topic, ast.Constant):
        return {str(topic.value)}
    return {row.reading for row in rows().values() if isinstance(row, Method) and row.reading}


@cache
def tests() -> dict[str, tuple[str, ...]]:
    """The tests that state a rule, by its number."""
    found: dict[str, list[str]] = {}
    house = HERE.parents[1] / "tests"
    for file in sorted(house.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and (named := STATED.match(node.name)):
                found.setdefault(f"R{named[1]}.{named[2]}", []).append(
                    f"{file.relative_to(house).as_posix()}::{node.name}"
                )
    return {rule: tuple(names) for rule, names in found.items()}


@cache
def page(name: str) -> str:
    """What one of the made pages holds."""
    return "\n".join([MADE, *PAGES[name]()])


def rule_page() -> Iterator[str]:
    """The rules of the seeds, seed by seed."""
    yield HEAD
    for seed in {rule[1]: None for rule in sentences()}:
        yield from _seed(seed)
        yield from _shown(seed)
    yield from ("## Documents that the commands read", "")
    for each in statement_file()["documents"]:
        yield from (f"`{each['file']}`: `{each['text']}`", "")


def _shown(seed: str) -> Iterator[str]:
    """What the sentences of a seed say, and which command shows it."""
    lines = {row["command"]: row["line"] for row in statement_file()["commands"]}
    yield from ("| sentence | rule | what it says | shown by | as |", "| --- | --- | --- | --- | --- |")
    for row in statements():
        if row["rule"][1] == seed:
            cells = (
                row["statement"],
                row["rule"],
                row["sentence"],
                f"`{lines[row['command']]}`",
                _quoted(row["shows"]),
            )
            yield f"| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |"
    yield ""


_BAR: Final = "\\|"
"""How a bar is written inside a cell."""


def _seed(seed: str) -> Iterator[str]:
    yield from (
        f"## R{seed}: {sources()[f'seed-00{seed}'].title}",
        "",
        "| rule | what it says | rows | policies | tests |",
        "| --- | --- | --- | --- | --- |",
    )
    yield from (_line(rule, text) for rule, text in sentences().items() if rule[1] == seed)
    yield ""


def _line(rule: str, text: str) -> str:
    behind = {ref: row for ref, row in sorted(rows().items()) if rule in cited(row)}
    answering = sorted({name for row in behind.values() for name in policies_of(row)})
    columns = (behind, answering, tests().get(rule, ()))
    return f"| {rule} | {text} | {' | '.join(map(_quoted, columns))} |"


def fact_page() -> Iterator[str]:
    """The facts, part by part."""
    yield FACTS
    for part in _yaml("facts.yaml")["parts"]:
        yield from (f"## {part['part']}: {part['title']}", "", "| fact | what it says | source | rows |")
        yield "| --- | --- | --- | --- |"
        yield from (_fact(number, fact) for number, fact in facts().items() if number.startswith(f"{part['part']}."))
        yield ""


def _fact(number: str, fact: dict[str, Any]) -> str:
    source = ", ".join(_source(each) for each in fact["sources"])
    return f"| {number} | {fact['sentence']} | {source} | {_quoted(citing(FACT, number))} |"


def _source(named: str) -> str:
    """A source, or an address, for a reader."""
    source = sources().get(named)
    if source is None:
        return f"<{named}>"
    title = f"[{source.title}]({source.address})" if source.address else source.title
    return f"{title} ({source.era})"


@cache
def sources() -> dict[str, Source]:
    """Every source of the public tables, by its id."""
    return {entry.row.id: entry.row for entry in pecrules.load_rules().entries if isinstance(entry.row, Source)}


def citing(numbers: re.Pattern[str], number: str) -> list[str]:
    """The rows whose clause names a number, and that do not ask it themselves."""
    asking = {row.ref for row in choosing(questions()[number])} if number in questions() else set[str]()
    return sorted(ref for ref, row in rows().items() if number in numbers.findall(row.clause) and ref not in asking)


def question_page() -> Iterator[str]:
    """The open questions, in order of their numbers."""
    yield from (
        QUESTIONS,
        "| number | question | readings | what the sources say | rows that choose | rows that cite it | policies |",
    )
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    yield from (_question(topic) for topic in questions().values())
    yield ""


def _question(topic: Topic) -> str:
    readings = "<br>".join(f"`{reading.name}`: {reading.meaning.en}" for reading in topic.readings)
    chosen = "<br>".join(f"`{row.ref}`: `{row.choice}`" for row in choosing(topic))
    named = sorted({name for row in choosing(topic) for name in policies_of(row)})
    columns = (topic.number, f"{topic.question.en} (`{topic.topic}`)", readings, topic.evidence, chosen)
    return f"| {' | '.join(columns)} | {_quoted(citing(QUESTION, topic.number))} | {_quoted(named)} |"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


PAGES = {"rules.md": rule_page, "facts.md": fact_page, "questions.md": question_page}

if __name__ == "__main__":
    for each in PAGES:
        (HERE / each).write_text(page(each), "utf-8", newline="\n")
