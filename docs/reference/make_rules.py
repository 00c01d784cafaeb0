"""Write ``rules.md``, every rule of the seed documents and the rows behind it: ``python docs/reference/make_rules.py``.

The sentences stand in ``seed-rules.yaml``; the rows are those whose ``clause`` names the rule; the policies are those
whose terms read the rows' sections; the tests are those whose names say the rule, as ``test_r0_8_...`` does.
``tests/test_seed_rules.py`` fails while the page is not what this would write.
"""

# ruff: noqa: INP001 - a script, no package

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pecrules
from pecrules import policies
from pecrules.parsing.documents import read
from pecrules.rulebook.rows import Interpretation, Method, Row

HERE = Path(__file__).parent
CITED = re.compile(r"R[0-4]\.[0-9]+(?![0-9])")
STATED = re.compile(r"test_r([0-4])_([0-9]+)(?![0-9])")
HEAD = """\
<!-- Made by make_rules.py: do not edit by hand. -->

# Rules of the seed documents

The tables began with five documents. Every rule in them has a number here, a sentence in our own words, the rows
whose `clause` cites it, in the public tables and in the books, the policies that answer from the sections of those
rows, and the tests that state it.
"""


@cache
def sentences() -> dict[str, str]:
    """Every rule, by its number."""
    document = read((HERE / "seed-rules.yaml").read_bytes(), "seed-rules.yaml").document
    assert document is not None
    return {row["rule"]: row["sentence"] for row in document.block["rules"]}


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


def asked(row: Row) -> set[str]:
    """The policies that read a row's section; of an interpretation, those that ask its topic."""
    if isinstance(row, Interpretation):
        return {name for name in readers()[Interpretation] if row.topic in topics(getattr(pecrules, name).__module__)}
    return readers().get(type(row), set())


@cache
def topics(module: str) -> frozenset[str]:
    """The open questions that a module asks, itself or by the classes and functions of others that it names."""
    asked: set[str] = set()
    found, seen = {(module, "")}, set[tuple[str, str]]()
    while found - seen:
        place = (found - seen).pop()
        seen.add(place)
        for node in _nodes(*place):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "reading":
                asked |= _asked_by(node.args[1])
            elif isinstance(node, ast.Name):
                found |= _home(place[0], node.id)
    return frozenset(asked)


def _nodes(module: str, name: str) -> Iterator[ast.AST]:
    """Everything in a module, or in one class or function of it."""
    for top in _tree(module).body:
        if not name or getattr(top, "name", None) == name:
            yield from ast.walk(top)


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(importlib.import_module(module)))


def _home(module: str, name: str) -> set[tuple[str, str]]:
    """Where a class or a function of ours comes from that a module names."""
    named = getattr(importlib.import_module(module), name, None)
    home = getattr(named, "__module__", "") if inspect.isclass(named) or inspect.isfunction(named) else ""
    return {(home, named.__name__)} if named and home.startswith("pecrules.") else set()


def _asked_by(topic: ast.expr) -> set[str]:
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


def page() -> str:
    """The whole page."""
    seeds = {rule[1]: None for rule in sentences()}
    return "\n".join([HEAD, *(line for seed in seeds for line in _seed(seed))])


def _seed(seed: str) -> Iterator[str]:
    source = next(entry.row for entry in pecrules.load_rules().entries if entry.row.ref == f"sources/seed-00{seed}")
    yield from (
        f"## R{seed}: {source.title}",
        "",
        "| rule | what it says | rows | policies | tests |",
        "| --- | --- | --- | --- | --- |",
    )
    yield from (_line(rule, text) for rule, text in sentences().items() if rule[1] == seed)
    yield ""


def _line(rule: str, text: str) -> str:
    behind = {ref: row for ref, row in sorted(rows().items()) if rule in cited(row)}
    asked_by = sorted({name for row in behind.values() for name in asked(row)})
    columns = (behind, asked_by, tests().get(rule, ()))
    return f"| {rule} | {text} | {' | '.join(', '.join(f'`{each}`' for each in column) for column in columns)} |"


if __name__ == "__main__":
    (HERE / "rules.md").write_text(page(), "utf-8", newline="\n")
