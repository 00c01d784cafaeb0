"""A sheet: an answer laid out as plain data, before it becomes text."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from pecrules.base.signs import visible
from pecrules.base.tuples import NamedTuple
from pecrules.base.values import Value, frozen
from pecrules.model.codes import Language
from pecrules.present.cells import pad, width

_INDENT = "  "


@frozen
class Part(Value):
    """Rows of cells that belong together.

    Attributes:
        heading: What they are about; empty for none.
        rows: The rows; they may be of different lengths.
        right: The columns whose cells stand at their right edge.
    """

    heading: str
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()


@frozen
class Sheet(Value):
    """An answer as people read it.

    Attributes:
        title: What it is.
        parts: The rows, part by part.
        notes: Sentences below.
    """

    title: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()


class Layout(NamedTuple):
    """How something is laid out: what it is called, and what makes its parts of it, of names and a language."""

    title: str
    parts: Callable[[Any, Any, Language], Iterator[Part]]


def as_text(sheet: Sheet) -> str:
    """A sheet as text: columns aligned, nothing wrapped, so that it is the same at any width.

    >>> print(as_text(Sheet("Renewal", (Part("", (("1 year", "€9.90"), ("VAT", "€12.18")), right=(1,)),), ("a note",))))
    Renewal
    <BLANKLINE>
      1 year   €9.90
      VAT     €12.18
    <BLANKLINE>
    a note
    """
    blocks = [visible(sheet.title), *("\n".join(_part(part)) for part in sheet.parts if part.rows)]
    notes = "\n".join(visible(note) for note in sheet.notes)
    return "\n\n".join(filter(None, (*blocks, notes)))


def _part(part: Part) -> Iterator[str]:
    rows = [[visible(cell) for cell in row] for row in part.rows]
    widths = [max(map(width, column)) for column in zip_longest(*rows, fillvalue="")]
    if part.heading:
        yield visible(part.heading)
    for row in rows:
        yield _row(row, widths, part.right)


def _row(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    cells = (pad(cell, to, right=column in right) for column, (cell, to) in enumerate(zip(row, widths, strict=False)))
    return (_INDENT + "  ".join(cells)).rstrip(" ")
