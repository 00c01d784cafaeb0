"""The snippets that the schemas hold, and how whoever accepts one goes on."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from pecrules.parsing.documents import read
from pecrules.parsing.validation import schema
from pecrules.rulebook.rows import NAMES, SECTIONS

TAB_STOP = re.compile(r"\$\{\d+(?::([^}]*)|\|([^,|]*)[^}]*)\}")
KNOWN = {
    "nome-della-riga": "riga-nuova",
    "nome-breve-della-fonte": "fonte-nuova",
    "nome-della-fonte": "pecrules-analysis",
    "https://www.example.org/indirizzo-della-pagina": "https://www.example.org/listino",
}
"""What takes the place of placeholders for which not any sentence does."""


@attrs.frozen
class Snippet:
    """A snippet of a section: what it is called, and its text."""

    section: str
    label: str
    text: str

    def __str__(self) -> str:
        """The name of a test about it."""
        return f"{self.section}: {self.label}"

    def item(self, fill: Callable[[str], str]) -> str:
        """The row as an item of a list, its text filled in some way."""
        return fill(f"- {self.text}\n")

    def row(self, fill: Callable[[str], str]) -> Mapping[str, Any]:
        """The row as plain data."""
        document = read(f"rows:\n{indented(self.item(fill))}".encode(), "row").document
        assert document
        row: Mapping[str, Any] = document.data["rows"][0]
        return row


def shown(text: str) -> str:
    """What stands in the file when every tab stop is passed over: its example, or the first of its words."""
    return TAB_STOP.sub(lambda found: found[1] or found[2], text)


def chosen(text: str) -> str:
    """What stands there when words are chosen, but no text is: the tab stops themselves."""
    return TAB_STOP.sub(lambda found: found[2] or found[0], text)


def filled(text: str) -> str:
    """What stands there when every placeholder is replaced, and the rest passed over."""
    return TAB_STOP.sub(lambda found: replaced(found[1] or found[2]), text)


def replaced(shown: str) -> str:
    return KNOWN.get(shown, "scritto da chi la riga la conosce") if shown in PLACEHOLDERS else shown


def indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


def subschemas(part: Any) -> Iterator[Mapping[str, Any]]:
    """The schema and every schema inside it."""
    if isinstance(part, Mapping):
        yield part
        part = [*part.values()]
    if isinstance(part, list):
        for each in part:
            yield from subschemas(each)


SNIPPETS = [
    Snippet(section, each["label"], f"id: {each['body']['id']}")
    for section in SECTIONS
    for table, _, name in [section.partition(".")]
    for each in schema(table)["allOf"][0]["properties"][name]["then"]["defaultSnippets"]
]
PLACEHOLDERS = {part["placeholder"] for table in NAMES for part in subschemas(schema(table)) if "placeholder" in part}
