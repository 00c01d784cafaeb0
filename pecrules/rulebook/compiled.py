"""The tables of a release as Python's own plain data, made when the wheel is built: a quote reads the sections it asks.

To read YAML, or even to import what reads JSON, takes longer than all that a quote does. Each section is made by
itself, in the oldest form that every Python of today reads; one that does not reads the YAML. A place in a table is
looked for in its text, which is read beside it.
"""

import marshal
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, Final

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
        ValueError: the table has a mistake, or says something that is no plain data.
    """
    from pecrules.parsing.documents import read

    document, problems = read(source, name)
    if document is None or problems:
        raise ValueError("\n".join(map(str, problems)))
    return _made({section: _made(rows) for section, rows in document.block.items()})


def _made(data: Any) -> bytes:
    return marshal.dumps(data, _FORM)


_FORM: Final = 2
"""Of later forms the bytes hang on who else holds the data: a release would not be built alike twice."""


class CompiledTable(Table):
    """A table whose sections are read when they are first looked at."""

    def __init__(self, table: str, layer: str, document: Document, made: Mapping[str, bytes]) -> None:
        super().__init__(document, ())
        self._table, self._layer, self._made = table, layer, made
        self._read: dict[str, tuple[Entry, ...]] = {}
        self._found: dict[str, Entry] = {}  # as many as there are rows

    def section(self, name: str) -> Sequence[Entry]:
        """The rows of one section."""
        if name not in self._read:
            key = name.partition(".")[2]
            rows = marshal.loads(self._made[key]) if key in self._made else ()  # noqa: S302 - as much ours as the code
            read = (structure(name, row, is_sure=True) for row in rows)
            self._read[name] = tuple(Entry(self._layer, self.document, (key, at), row) for at, row in enumerate(read))
        return self._read[name]

    def entry(self, name: str) -> Entry | None:
        """A row by its name; of the table only its section is read."""
        if name not in self._found:
            said = name.encode(errors="replace")
            own = [f"{self._table}.{key}" for key, made in self._made.items() if said in made]
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

    def __init__(self, name: str, source: bytes, made: Mapping[str, bytes]) -> None:
        super().__init__(name, None, "")
        self.source, self._made = source, made

    @property
    def data(self) -> Any:
        """The plain data."""
        return self._sections

    @cached_property
    def _sections(self) -> dict[str, Any]:
        return {section: marshal.loads(made) for section, made in self._made.items()}  # noqa: S302 - ours, too

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
    """A table of a release as it was compiled; ``None`` if it was not, has been edited since, or cannot be read.

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
    try:
        sections = marshal.loads(made)  # noqa: S302 - it came with this code
    except (EOFError, TypeError, ValueError):  # of a Python to come, perhaps
        return None
    return CompiledTable(table, layer, _CompiledDocument(name, source, sections), sections)
