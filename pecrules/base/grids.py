"""Plain tables for other programs: columns, rows, cells that are text."""

from typing import Any

from pecrules.base.tuples import NamedTuple


class Field(NamedTuple):
    """A column: its name, what it holds (``string``, ``integer``, ``number``, ``boolean``, ``date``), what it says."""

    name: str
    type: str
    description: str


class Grid(NamedTuple):
    """A table.

    Attributes:
        name: Its name, as that of its file.
        title: What it is.
        fields: Its columns.
        rows: Its rows, each with a cell for each column.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, ...], ...]


def cell(value: Any) -> str:
    """A value as a cell: nothing is empty, a flag is ``true`` or ``false``."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
