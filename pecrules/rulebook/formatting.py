"""The text of a table in its one order and layout, with every comment, and proved to say the same.

The order: sections, columns and what stands in columns as they are declared; rows of one key side by side, the earlier
first, and the keys as they come. Lists keep their order, which may mean something; and whether a list of words stands
between brackets or below its key stays as it was written.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from pecrules.base.garbage import no_collecting
from pecrules.base.problems import Problem
from pecrules.base.tuples import NamedTuple
from pecrules.parsing.documents import read
from pecrules.parsing.layout import Node, Piece, tree, written
from pecrules.parsing.plain import Document, is_block, is_list
from pecrules.parsing.scalars import meaning, quoted
from pecrules.rulebook.rows import NAMES, Row, kinds_of
from pecrules.rulebook.rows.book import Book
from pecrules.rulebook.rows.column import LINE, Column
from pecrules.rulebook.rows.schemas import columns, group_of, ordered

_HEAD: Final = ("table", "book", "part")


class Laid(NamedTuple):
    """What laying a text out has come to.

    Attributes:
        text: The text as it should be; ``None`` if it cannot be read, or is no table.
        problems: Why it cannot be read.
        is_as_it_was: Whether it stood so already.
    """

    text: str | None
    problems: tuple[Problem, ...] = ()
    is_as_it_was: bool = False


class _Shape(NamedTuple):
    """How a block is written: its keys in order, those that are sentences, and how what is in them is written."""

    order: tuple[str, ...]
    sentences: frozenset[str]
    inner: "Mapping[str, _Shape]"
    key: tuple[str, ...] | None  # of a section whose rows follow one another in time: what they are about


@no_collecting()
def laid_out(source: bytes, name: str) -> Laid:
    r"""The text of a table in its one order and layout.

    Args:
        source: The bytes of the file.
        name: The file's name for messages.

    Raises:
        AssertionError: the text would have come to say something else: a mistake of ours.

    >>> print(laid_out(b"book: x\ntable: pricing\nvat:\n- percent: '22'\n  id: vat\n", "x").text, end="")
    table: pricing
    book: x
    <BLANKLINE>
    vat:
      - id: vat
        percent: "22"
    """
    reading = read(source, name)
    document = reading.document
    if document is None or reading.problems:
        return Laid(None, reading.problems)
    table = document.block.get("table")
    if table not in {*NAMES, "book"}:
        return Laid(None)
    text = proved(_rewritten(document.text, str(table)), document)
    made = text.replace("\n", "\r\n") if b"\r\n" in source else text
    return Laid(made, (), source == made.encode())


def proved(text: str, document: Document) -> str:
    """A text that says what a document says: the rules have the same digest then, which is made of their rows.

    Raises:
        AssertionError: it says something else; nobody should write it.
    """
    after, problems = read(text.encode(), document.name)
    if after is None or problems or digest(after) != digest(document):
        raise AssertionError(f"{document.name} would come to say something else")
    return text


def digest(document: Document) -> str:
    """What a table says, whatever the order of its rows and columns."""
    data = {name: sorted(map(_plain, value)) if _is_section(value) else value for name, value in document.block.items()}
    return _plain(data)


def _is_section(value: Any) -> bool:
    return is_list(value) and all(map(is_block, value))


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=lambda number: f"{number} ")


# -- order ------------------------------------------------------------------------------------------------------------


def _rewritten(text: str, table: str) -> str:
    root = tree(text)
    _arrange(root, _shape_of(table))
    return written(root)


def _arrange(node: Node, shape: _Shape) -> None:
    """Put the entries of a block in order, and what is in them."""
    assert node.pieces is not None
    rank = {name: number for number, name in enumerate(shape.order)}
    node.pieces.sort(key=lambda piece: rank.get(piece.key, len(rank)))
    for piece in node.pieces:
        if piece.key in shape.sentences:
            _quote(piece.node)
        inner = shape.inner.get(piece.key)
        if inner is not None:
            _arrange_inner(piece, inner)


def _arrange_inner(piece: Piece, shape: _Shape) -> None:
    """Put what stands in a column in order, or the rows of a section."""
    node = piece.node
    for block in [item.node for item in node.items] if node.is_list else [node]:
        if block.pieces is not None and not block.is_list:
            _arrange(block, shape)
    if shape.key is not None:
        piece.is_spaced = True
        for item in node.items:
            item.is_spaced = True
        if node.items:
            _sort_rows(node, shape.key)


def _quote(node: Node) -> None:
    """Write a sentence in double quotes, whatever its quotes were."""
    if node.pieces is None and not node.style and node.value and meaning(node.value) == node.value:
        node.token = quoted(node.value)


def _sort_rows(node: Node, key: Sequence[str]) -> None:
    """Put the rows of one key side by side, by their first days; the keys stay as they come."""
    known = [(_key_of(item, key), _days_of(item)) for item in node.items]
    if any(days is None for _, days in known):
        return  # of a row without a first day nobody knows where it belongs
    first: dict[Any, int] = {}
    for number, (said, _) in enumerate(known):
        first.setdefault(said, number)
    order = sorted(range(len(known)), key=lambda number: (first[known[number][0]], known[number][1]))
    node.pieces = [node.items[number] for number in order]


def _key_of(item: Piece, key: Sequence[str]) -> tuple[str, ...]:
    return tuple(_said(item, name) for name in key)


def _days_of(item: Piece) -> tuple[str, str] | None:
    """The first day of a row, and the day on which it became known."""
    since = _said(item, "since")
    return (since, _said(item, "announced") or since) if since else None


def _said(item: Piece, name: str) -> str:
    piece = item.node.keys.get(name)
    return piece.node.value if piece is not None else ""


# -- how tables are written -------------------------------------------------------------------------------------------


@cache
def _shape_of(table: str) -> _Shape:
    """How a table is written."""
    if table == "book":
        return _shape(Book, ("table",))
    kinds = {section.partition(".")[2]: kind for section, kind in kinds_of(table).items()}
    sections = {name: _shape(kind)._replace(key=_key(kind)) for name, kind in kinds.items()}
    return _Shape((*_HEAD, *sections), frozenset(), sections, None)


def _key(kind: Any) -> tuple[str, ...]:
    """What rows of a class are about; of those that hold always, each about something of its own."""
    return kind.KEY if issubclass(kind, Row) else ("id",)


def _shape(kind: Any, before: Iterable[str] = ()) -> _Shape:
    """How a row or a group of columns is written."""
    own: dict[str, Column] = {**(columns(Row) if issubclass(kind, Row) and kind is not Row else {}), **columns(kind)}
    groups = {name: group_of(each.node.get("items", each.node), kind) for name, each in own.items()}
    inner = {name: _shape(group) for name, group in groups.items() if group is not None}
    order = ordered(kind, columns(kind)) if issubclass(kind, Row) else list(own)
    sentences = frozenset(name for name, each in own.items() if _is_sentence(each))
    return _Shape((*before, *order), sentences, inner, None)


def _is_sentence(column: Column) -> bool:
    """Whether a column holds a text that people read."""
    node = column.node
    return node.get("type") == "string" and node.get("pattern", LINE) == LINE and "enum" not in node
