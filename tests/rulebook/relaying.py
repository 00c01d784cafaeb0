"""The same table written in another layout: what people, editors and formatters make of it."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from pecrules.base import resources
from pecrules.parsing.layout import Node, Piece, tree
from pecrules.rulebook.formatting import laid_out

FILES = sorted(Path(resources.folder("rules")).rglob("*.yaml"))
"""Every shipped table."""


@st.composite
def relaid(draw: st.DrawFn) -> tuple[str, str]:
    """The text of a shipped table, and the same in another layout."""
    file, dice = draw(st.sampled_from(FILES)), Random(draw(st.integers(0, 2**32)))
    text = str(laid_out(file.read_bytes(), file.name).text)
    root = tree(text)
    shuffle(root, dice)
    return text, "\n".join(lines(root, "", dice)) + "\n" * dice.randint(1, 3)


def shuffle(node: Node, dice: Random) -> None:
    """Other places for entries, and for rows of one key."""
    assert node.pieces is not None
    if not node.is_list:
        dice.shuffle(node.pieces)
    for piece in node.pieces:
        if piece.node.pieces is not None:
            shuffle(piece.node, dice)
        elif (piece.node.style == '"' or piece.key == "clause") and "'" not in piece.node.value:
            piece.node.token = dice.choice((piece.node.token, f"'{piece.node.value}'"))


def lines(node: Node, inset: str, dice: Random) -> Iterator[str]:
    """The lines of a block or list."""
    assert node.pieces is not None
    yield from comments(node.head, inset)
    for number, piece in enumerate(node.pieces):
        if number or not piece.lead:
            yield from spaces(piece, dice, is_first=number == 0)
        yield from comments(piece.lead, inset)
        yield from piece_lines(piece, inset, dice)
    yield from comments(node.tail, inset)


def comments(found: list[str], inset: str) -> Iterator[str]:
    return (f"{inset}{comment}" if comment else "" for comment in found)


def spaces(piece: Piece, dice: Random, *, is_first: bool) -> Iterator[str]:
    """Empty lines; beside a comment they mean something, so there stand as many as there are."""
    if piece.lead:
        yield from [""] * (piece.is_apart * dice.randint(1, 3))
    elif not is_first:
        yield from ["  " * dice.randint(0, 1)] * dice.choice((0, 0, 0, 1, 2))


def piece_lines(piece: Piece, inset: str, dice: Random) -> Iterator[str]:
    """An entry or item."""
    node = piece.node
    if node.pieces is None or not node.pieces or node.in_brackets:
        trail = f"{' ' * dice.randint(1, 4)}{piece.trail}" if piece.trail else " " * dice.randint(0, 2)
        yield f"{inset}{sign(piece)}{' ' * dice.randint(1, 3)}{flat(node, dice)}{trail}"
        return
    deeper = inset + " " * (dice.choice((0, 2, 4)) if node.is_list and piece.key else dice.choice((2, 3, 4)))
    if piece.key:
        yield f"{inset}{piece.key}: {piece.trail}"
        yield from lines(node, deeper, dice)
    else:
        first, *rest = list(lines(node, deeper, dice))
        yield f"{inset}-{first[len(inset) + 1 :]}"
        yield from rest


def sign(piece: Piece) -> str:
    return f"{piece.key}:" if piece.key else "-"


def flat(node: Node, dice: Random) -> str:
    """A value in one line."""
    if node.pieces is None:
        return node.token
    inner = [flat(piece.node, dice) for piece in node.pieces]
    return f"[{' ' * dice.randint(0, 2)}{(',' + ' ' * dice.randint(0, 2)).join(inner)}{' ' * dice.randint(0, 1)}]"
