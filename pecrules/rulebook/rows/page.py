"""The page of all tables and columns, ``docs/reference/tables.md``, made from what the row classes declare."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pecrules.rulebook.rows import NAMES, Row, kinds_of
from pecrules.rulebook.rows.book import Book
from pecrules.rulebook.rows.column import Case, Column, Node
from pecrules.rulebook.rows.schemas import cases, columns, group_of, heading, words_of_case

MADE: Final = "<!-- Made by python -m pecrules.rulebook.rows: do not edit by hand. -->"


def page() -> str:
    """Every table, its sections and columns."""
    lines = [
        MADE,
        "",
        "# Tables and columns",
        "",
        "What each column says is told in Italian, in the very words of the schemas that an editor shows.",
        "A column is wanted unless its last cell says otherwise; a row with `withdrawn: true` needs only the common",
        "columns and its key. Columns that every dated row has are listed once, at the end.",
        *(line for name in NAMES for line in _table(name)),
        *_head("book"),
        "",
        *_columns(Book),
        "",
        "## Columns of every dated row",
        "",
        *_columns(Row),
        "",
    ]
    return "\n".join(lines)


def markdown(*rows: tuple[str, ...]) -> Iterator[str]:
    """A table in Markdown; the first row is its head."""
    for number, row in enumerate(rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
        if number == 0:
            yield "|" + " --- |" * len(row)


def _head(table: str) -> Iterator[str]:
    yield from ("", f"## `{table}`", "", heading(table)[1])


def _table(table: str) -> Iterator[str]:
    yield from _head(table)
    for section, kind in kinds_of(table).items():
        about, key = kind.ABOUT.description, getattr(kind, "KEY", ("id",))
        yield from ("", f"### `{section}`", "", f"{about[:1].upper()}{about[1:]}.")
        yield f"Key: {ticked(key)}." if key else "No key: the last row that has begun holds."
        yield from ("", *_columns(kind))


def _columns(kind: Any) -> Iterator[str]:
    """The columns of a class: those that a row always has, those of a case, and what a case leaves of one."""
    own = columns(kind)
    rows = [
        (name, each.node, _only_with(case) or _unless(each))
        for case in cases(own)
        for name, each in own.items()
        if each.when == case
    ]
    for name, each in own.items():
        other, left = each.narrowed or ("", {})
        rows += [(name, node, _only_with({other: word})) for word, node in left.items()]
    cells = ((f"`{name}`", _description(node, kind), _values(node, kind), when) for name, node, when in rows)
    yield from markdown(("column", "what it says", "values", ""), *cells)


def _unless(column: Column) -> str:
    return "" if column.missing and not column.due else "may be left out"


def _only_with(case: Case) -> str:
    said = (f"`{name}`: {ticked(words_of_case(words))}" for name, words in case.items())
    return f"only with {' and '.join(said)}" if case else ""


def _description(node: Node, kind: Any) -> str:
    description: str = node.get("description") or group_of(node, kind).ABOUT["description"]
    return description


def _values(node: Node, kind: Any) -> str:
    """What may be written."""
    if "$ref" in node:
        return ticked(columns(group_of(node, kind)))
    if "enum" in node or "const" in node:
        return ticked(node.get("enum", [node.get("const")]))
    form = node.get("type")  # a value of several forms has none of its own
    if form == "array":
        return "a list of " + _values(node["items"], kind).removeprefix("as ")
    if form == "boolean":
        return "`true`, `false`"
    if form == "integer":
        return f"{node['minimum']} to {node['maximum']}"
    return f"as {ticked(map(_written, node['examples']))}"


def _written(example: str) -> str:
    return f'"{example}"' if example.replace(".", "").isdigit() else example


def ticked(words: Iterable[Any]) -> str:
    """Words in a line, each as it is written."""
    return ", ".join(f"`{json.dumps(word) if isinstance(word, bool) else word}`" for word in words)
