"""The tables of a release as JSON, made when the wheel is built: a quote reads the sections it asks, and no YAML.

Each line is one section. A place in a table is looked for in its text, which is read beside it.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any

from pecrules.base import resources
from pecrules.parsing.plain import Document
from pecrules.rulebook.layers import Entry, Layer, Table
from pecrules.rulebook.rows import SECTIONS, kinds_of, structure


def compiled(source: bytes, name: str) -> bytes:
    """A table as a release reads it.

    Args:
        source: The table's bytes.
        name: The table's name, for messages.

    Raises:
        ValueError: the table has a mistake, or says something that JSON does not.
    """
    from pecrules.parsing.documents import read

    document, problems = read(source, name)
    if document is None or problems:
        raise ValueError("\n".join(map(str, problems)))
    lines = ({section: rows} for section, rows in document.block.items())
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines).encode()


class CompiledTable(Table):
    """A table whose sections are read when they are first looked at."""

    def __init__(self, table: str, layer: str, document: Document, lines: Mapping[str, bytes]) -> None:
        super().__init__(document, ())
        self._table, self._layer, self._lines = table, layer, lines
        self._read: dict[str, tuple[Entry, ...]] = {}
        self._found: dict[str, Entry] = {}  # as many as there are rows

    def section(self, name: str) -> Sequence[Entry]:
        """The rows of one section."""
        if name not in self._read:
            key = name.partition(".")[2]
            rows = json.loads(self._lines[key])[key] if key in self._lines else ()
            read = (structure(name, row, is_sure=True) for row in rows)
            self._read[name] = tuple(Entry(self._layer, self.document, (key, at), row) for at, row in enumerate(read))
        return self._read[name]

    def entry(self, name: str) -> Entry | None:
        """A row by its name; of the table only its section is read."""
        if name not in self._found:
            said = b'"id":%b' % json.dumps(name, ensure_ascii=False).encode()
            own = [f"{self._table}.{key}" for key, line in self._lines.items() if said in line]
            rows = (entry for section in own if section in SECTIONS for entry in self.section(section))
            self._found.update((name, entry) for entry in rows if entry.row.id == name)
        return self._found.get(name)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every row."""
        return self._all

    @cached_property
    def _all(self) -> tuple[Entry, ...]:
        return tuple(entry for section in kinds_of(self._table) for entry in self.section(section))

    def written(self) -> Sequence[tuple[str, Any]]:
        """Every row as it was written, with its section; none of them is made for that."""
        own = {f"{self._table}.{key}": rows for key, rows in self.document.block.items()}
        return [(name, row) for name, rows in own.items() if name in SECTIONS for row in rows]


class _CompiledDocument(Document):
    """A table's data and text, put together when somebody looks at either."""

    def __init__(self, name: str, source: bytes, lines: Mapping[str, bytes]) -> None:
        super().__init__(name, None, "")
        self.source, self._lines = source, lines

    @property
    def data(self) -> Any:
        """The plain data."""
        return self._sections

    @cached_property
    def _sections(self) -> dict[str, Any]:
        return {section: json.loads(line)[section] for section, line in self._lines.items()}

    @property
    def text(self) -> str:
        """The whole text, for excerpts."""
        return self.source.decode()


def digest(layers: Sequence[Layer]) -> str | None:
    """The digest of a book of a release, as it was worked out when that was made; ``None`` of any other layers."""
    files = [file for layer in layers for file in layer.every_file()]
    made = None
    if all(isinstance(file, _CompiledDocument) for file in files):
        made = resources.compiled(digest_file(layers[-1].name), digested(files, attrgetter("source")))
    return None if made is None else made.decode()


def digest_file(book: str) -> str:
    """Beside what a release has the digest of a book: there is no such file itself."""
    return os.path.join(resources.folder("rules"), f"{book}.digest")


def digested(files: Iterable[Document], source_of: Callable[[Any], bytes]) -> bytes:
    """What the digest of a book was made of: every file of its layers, with its name."""
    return b"".join([b"%b\n%b" % (file.name.encode(), source_of(file)) for file in files])


def table(table: str, file: str, source: bytes, name: str, layer: str) -> CompiledTable | None:
    """A table of a release as it was compiled; ``None`` if it was not, or has been edited since.

    Args:
        table: What it is called.
        file: Where it lies.
        source: Its bytes, as they are now.
        name: How the table is shown.
        layer: The book whose table it is.
    """
    made = resources.compiled(file, source)
    if made is None:
        return None
    lines = {line[2 : line.index(b'"', 2)].decode(): line for line in made.splitlines()}
    return CompiledTable(table, layer, _CompiledDocument(name, source, lines), lines)
