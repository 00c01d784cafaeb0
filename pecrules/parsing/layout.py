"""A sound text as a tree that still has its comments, and the tree as text again, in the one layout.

``documents`` keeps the data of a text and forgets how it was written; here it is the other way round: each scalar is
written as it was, and a comment belongs to what it stands above, beside or at the end of. What a text means is nobody's
business here: whoever moves or mends something holds the data of both texts against each other.

The layout: two spaces for each level, also before a dash; nothing but words between brackets, and only where they fit
in a line; double quotes where they do; no empty line but around comments, and where ``spaced`` wants one.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Any, Final

from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, StreamEndEvent

from pecrules.parsing.events import events_of
from pecrules.parsing.scalars import meaning, quoted

WIDTH: Final = 120
"""How long a line with brackets may be."""

_Place = tuple[int, int]
"""Line and column, from zero."""

_INSET: Final = "  "


class Node:
    """A value: a scalar as it is written, or the pieces of a block or list.

    Attributes:
        token: How a scalar is written; of one of several lines, its first.
        value: The text of a scalar.
        body: The further lines of a scalar, without their common inset.
        pieces: The entries of a block or the items of a list; ``None`` for a scalar.
        is_list: Whether the pieces are items.
        in_brackets: Whether they stood between brackets.
        is_broken: Whether comments stand between them there, so that they cannot stay in one line.
        head: Comments before the first piece that are not about it alone.
        tail: Comments after the last one.
    """

    __slots__ = (
        "body", "end", "head", "in_brackets", "is_broken", "is_list", "owner", "pieces", "start", "style", "tail",
        "token", "value",
    )  # fmt: skip

    def __init__(self, start: _Place, pieces: "list[Piece] | None" = None) -> None:
        self.start: _Place = start
        self.end: _Place = start
        self.token: str = ""
        self.value: str = ""
        self.style: str | None = None
        self.body: Sequence[str] = ()
        self.pieces: list[Piece] | None = pieces
        self.is_list: bool = False
        self.in_brackets: bool = False
        self.is_broken: bool = False
        self.head: list[str] = []
        self.tail: list[str] = []
        self.owner: Piece | None = None

    @property
    def keys(self) -> dict[str, "Piece"]:
        """The entries of a block by their keys; none of anything else."""
        return {} if self.is_list or self.pieces is None else {piece.key: piece for piece in self.pieces}

    @property
    def items(self) -> "list[Piece]":
        """The items of a list; none of anything else."""
        return self.pieces if self.is_list and self.pieces is not None else []


class Piece:
    """An entry of a block, or an item of a list, with the comments that belong to it.

    Attributes:
        key: The key, empty for an item.
        token: The key as it is written.
        lead: The comments above it; an empty one is an empty line below a comment.
        is_apart: Whether an empty line stands above it, or above its comments.
        trail: The comment beside it.
        is_spaced: Whether an empty line is to stand above it, unless it is the first.
    """

    __slots__ = ("inside", "is_apart", "is_spaced", "key", "lead", "node", "start", "token", "trail")

    def __init__(self, start: _Place, key: str, token: str, inside: tuple[Node, ...]) -> None:
        self.start: _Place = start
        self.key: str = key
        self.token: str = token
        self.inside: tuple[Node, ...] = inside
        self.node: Node = Node(start)
        self.lead: list[str] = []
        self.is_apart: bool = False
        self.is_spaced: bool = False
        self.trail: str = ""


def tree(text: str) -> Node:
    r"""The tree of a text that has no problem.

    >>> print(written(tree("a:   1  # one\nb:\n- 'x'  \n- [y,z]")), end="")
    a: 1  # one
    b:
      - "x"
      - [y, z]
    """
    return _Reader(text).read()


# -- reading ----------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads one text: first what is in it, then its comments."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.next_event: Callable[[], Any] = events_of(text)
        self.pieces: list[Piece] = []
        self.brackets: list[Node] = []
        self.covered: dict[int, list[tuple[int, int]]] = {}  # by line, from which column to which a scalar stands

    def read(self) -> Node:
        """The tree, with its comments."""
        for _ in range(2):
            self.next_event()  # the stream's and the document's start
        self.root = self._node(self.next_event(), (), None)
        while self.next_event().__class__ is not StreamEndEvent:
            pass
        comments = [(number, at) for number in range(len(self.lines)) if (at := self._comment_in(number)) is not None]
        for number, at in comments:
            self._attach(number, at)
        for piece in self.pieces:
            self._finish(piece)
        self._finish_heads()
        return self.root

    def _node(self, event: Any, inside: tuple[Node, ...], owner: Piece | None) -> Node:
        if event.__class__ is ScalarEvent:
            return self._scalar(event)
        node = Node(_place(event.start_mark), [])
        node.is_list = event.__class__ is not MappingStartEvent
        node.in_brackets, node.owner = bool(event.flow_style), owner
        if node.in_brackets:
            self.brackets.append(node)
        while (event := self.next_event()).__class__ not in {MappingEndEvent, SequenceEndEvent}:
            self._piece(event, node, (*inside, node))
        node.end = _place(event.end_mark)
        return node

    def _piece(self, event: Any, node: Node, inside: tuple[Node, ...]) -> None:
        """One entry or item, with all that is in it."""
        key, token = "", ""
        if not node.is_list:
            scalar = self._scalar(event)
            key, token = scalar.value, scalar.value if meaning(scalar.value) == scalar.value else scalar.token
        piece = Piece(_place(event.start_mark), key, token, inside)
        self.pieces.append(piece)
        assert node.pieces is not None
        node.pieces.append(piece)
        piece.node = self._node(event if node.is_list else self.next_event(), inside, piece)

    def _scalar(self, event: Any) -> Node:
        start, end = _place(event.start_mark), _place(event.end_mark)
        node = Node(start)
        node.style, node.value, node.end = event.style, event.value, end
        if event.style in {"|", ">"}:
            first = self.lines[start[0]][start[1] :]
            node.token = re.split(r"\s", first, maxsplit=1)[0]
            behind = end[0] + 1 if end[1] else end[0]
            node.body = self._body(start[0] + 1, behind)
            self._cover(start[0], start[1], start[1] + len(node.token))
            for number in range(start[0] + 1, behind):
                self._cover(number, 0, len(self.lines[number]) if number < len(self.lines) else 0)
        else:
            node.token = self._signs(start, end)
            last = self.lines[start[0]] if start[0] < len(self.lines) else ""
            self._cover(start[0], start[1], end[1] if start[0] == end[0] else len(last))
        return node

    def _signs(self, start: _Place, end: _Place) -> str:
        """What stands between two places of a line."""
        return self.lines[start[0]][start[1] : end[1]] if start != end else ""

    def _body(self, first: int, behind: int) -> list[str]:
        """The lines of a text below its mark, without their inset and without empty ones at the end."""
        lines = [line.rstrip(" ") if not line.strip(" ") else line for line in self.lines[first:behind]]
        inset = next((_inset(line) for line in lines if line), 0)
        taken = [line[inset:] for line in lines]
        while taken and not taken[-1]:
            taken.pop()
        return taken

    def _cover(self, number: int, start: int, end: int) -> None:
        self.covered.setdefault(number, []).append((start, end))

    # -- comments --

    def _comment_in(self, number: int) -> int | None:
        """The column where the comment of a line begins."""
        line, spans = self.lines[number], self.covered.get(number, ())
        for found in re.finditer("(?:^|(?<= ))#", line):
            if not any(start <= found.start() < end for start, end in spans):
                return found.start()
        return None

    def _attach(self, number: int, at: int) -> None:
        """Give a comment to what it is about."""
        comment, before = self.lines[number][at:].rstrip(" "), self.lines[number][:at]
        if before.strip(" -"):
            self._attach_beside(number, at, comment)
        else:
            self._attach_alone(number, at, comment)

    def _attach_beside(self, number: int, at: int, comment: str) -> None:
        """A comment behind something: it belongs to what began last, unless brackets have closed around that."""
        index = bisect_right(self.pieces, (number, at), key=lambda piece: piece.start)
        piece = self.pieces[index - 1]
        closed = next((node for node in piece.inside if node.in_brackets and node.end <= (number, at)), None)
        piece = closed.owner or piece if closed is not None else piece
        if piece.trail:
            piece.lead.append(comment)
        else:
            piece.trail = comment
        for node in piece.inside:
            node.is_broken = node.is_broken or node.in_brackets

    def _attach_alone(self, number: int, at: int, comment: str) -> None:
        """A comment on a line of its own: it belongs to what follows, or to the end of a block that stands as deep."""
        index = bisect_right(self.pieces, (number, len(self.lines[number])), key=lambda piece: piece.start)
        after = self.pieces[index] if index < len(self.pieces) else None
        around = [node for node in self.brackets if node.start[0] <= number < node.end[0]]
        for node in around:
            node.is_broken = True
        ending = self._ending(index, around, after, at)
        is_spaced = number > 0 and not self.lines[number - 1].strip(" ")
        if ending is not None and not ending.pieces and ending.owner is not None:
            ending.owner.lead.append(comment)  # empty brackets have no room for a comment
        elif ending is not None:
            ending.tail += ["", comment] if is_spaced else [comment]
        else:
            assert after is not None
            if is_spaced and after.lead:
                after.lead.append("")
            elif is_spaced:
                after.is_apart = True
            after.lead.append(comment)

    def _ending(self, index: int, around: Sequence[Node], after: Piece | None, at: int) -> Node | None:
        """The block or list at whose end a comment stands; ``None`` if it belongs to what follows."""
        if around:
            return None if after is not None and around[-1] in after.inside else around[-1]
        if index == 0:
            return self.root if after is None else None
        following = after.inside if after is not None else ()
        ended = [node for node in self.pieces[index - 1].inside if node not in following and not node.in_brackets]
        fits = [node for node in ended if node.start[1] <= at]
        if after is not None:
            return fits[-1] if fits and at > self._column(after) else None
        return fits[-1] if fits else self.root

    def _column(self, piece: Piece) -> int:
        """Where a piece begins: of an item, its dash."""
        return piece.inside[-1].start[1]

    def _finish(self, piece: Piece) -> None:
        """Note the empty lines around a piece and its comments."""
        above = piece.start[0] - 1
        if above >= 0 and not self.lines[above].strip(" "):
            if piece.lead:
                piece.lead.append("")
            else:
                piece.is_apart = True

    def _finish_heads(self) -> None:
        """What stands above the first piece, with an empty line below it, is about all of them."""
        for piece in reversed(self.pieces):
            node = piece.inside[-1]
            if not node.pieces or node.pieces[0] is not piece:
                continue
            last = len(piece.lead) - 1 - piece.lead[::-1].index("") if "" in piece.lead else -1
            if node is self.root:
                last = len(piece.lead) - 1
            node.head, piece.lead = piece.lead[: last + 1], piece.lead[last + 1 :]
            if node.owner is not None and not node.owner.key and not node.owner.node.in_brackets:
                node.owner.lead += [*node.head, *piece.lead]  # a dash has no room for a comment
                node.head, piece.lead = [], []


def _place(mark: Any) -> _Place:
    return mark.line, mark.column


def _inset(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# -- writing ----------------------------------------------------------------------------------------------------------


def written(root: Node) -> str:
    """The text of a tree."""
    return "\n".join([*(line.rstrip(" ") for line in _lines(root, "")), ""])


def _lines(node: Node, inset: str) -> Iterator[str]:
    """The lines of a block or list, or the one line of anything else."""
    if node.pieces is None or not node.pieces:
        yield f"{inset}{_flat(node)}"
        return
    yield from _comments(node.head, inset)
    for number, piece in enumerate(node.pieces):
        if number and (piece.is_spaced or (piece.is_apart and piece.lead)):
            yield ""
        yield from _comments(piece.lead, inset)
        yield from _piece_lines(piece, inset)
    yield from _comments(node.tail, inset)


def _comments(comments: Iterable[str], inset: str) -> Iterator[str]:
    return (f"{inset}{comment}" if comment else "" for comment in comments)


def _piece_lines(piece: Piece, inset: str) -> Iterator[str]:
    """An entry or item: in one line where it fits."""
    node, sign = piece.node, f"{piece.token}:" if piece.key else "-"
    trail = f"  {piece.trail}" if piece.trail else ""
    flat = _flat(node)
    if flat is not None and (not node.pieces or len(inset) + len(sign) + 1 + len(flat) <= WIDTH):
        yield f"{inset}{sign} {flat}".rstrip(" ") + trail
        yield from (f"{inset}{_INSET}{line}" for line in node.body)
        return
    inner = _lines(node, f"{inset}{_INSET}")
    if piece.key:
        yield f"{inset}{sign}{trail}"
    else:
        yield f"{inset}- {next(inner).lstrip(' ')}{trail}"
    yield from inner


def _flat(node: Node) -> str | None:
    """A value in one line; ``None`` if it has to stand below its key or dash."""
    if node.pieces is None:
        return quoted(node.value) if node.style == "'" else node.token
    if not node.pieces:
        return "[]" if node.is_list else "{}"
    if not (node.is_list and node.in_brackets) or node.is_broken:
        return None
    inner = [_flat(piece.node) for piece in node.pieces]
    return f"[{', '.join(filter(None, inner))}]" if all(inner) else None


# -- texts that a formatter has wrapped --------------------------------------------------------------------------------


def joined(text: str, keys: Container[str]) -> str:
    r"""The text with each sentence that runs over several lines in one line, in double quotes.

    Args:
        text: The text of a table.
        keys: Its keys: where one begins a line, quotes were forgotten above it.

    >>> joined("note: 'what a formatter\n  has wrapped'\n", {"note"})
    'note: "what a formatter has wrapped"\n'
    """
    lines = text.splitlines(keepends=True)
    for start, end, value in reversed(list(_wrapped(text))):
        further = lines[start[0] + 1 : end[0] + 1]
        if "\n" in value or any(_begins_with_key(line, keys) for line in further):
            continue
        lines[start[0]] = lines[start[0]][: start[1]] + quoted(value) + lines[end[0]][end[1] :]
        del lines[start[0] + 1 : end[0] + 1]
    return "".join(lines)


def _begins_with_key(line: str, keys: Container[str]) -> bool:
    found = re.match(r"[ -]*(\w+):(?:\s|$)", line)
    return found is not None and found[1] in keys


def _wrapped(text: str) -> Iterator[tuple[_Place, _Place, str]]:
    """Where each sentence of several lines stands, and what it says."""
    next_event = events_of(text)
    while (event := next_event()).__class__ is not StreamEndEvent:
        if event.__class__ is ScalarEvent and event.style not in {"|", ">"}:
            start, end = _place(event.start_mark), _place(event.end_mark)
            if start[0] != end[0]:
                yield start, end, event.value
