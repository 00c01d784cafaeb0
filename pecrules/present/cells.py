"""Text in cells: what a terminal shows of a text, and how wide."""

import unicodedata


def width(text: str) -> int:
    """How many cells of a terminal a visible text takes.

    >>> width("9,90 €"), width("価格")
    (6, 4)
    """
    return sum(map(_cells, text))


def cut(text: str, to: int) -> str:
    """As much of the beginning of a text as so many cells hold.

    >>> cut("9,90 €", 4), cut("価格", 3)
    ('9,90', '価')
    """
    taken = 0
    for at, sign in enumerate(text):
        taken += _cells(sign)
        if taken > to:
            return text[:at]
    return text


def pad(text: str, to: int, *, right: bool = False) -> str:
    """A text padded with spaces to a width; with ``right`` the spaces come first.

    >>> pad("9,90", 6, right=True), pad("価格", 6)
    ('  9,90', '価格  ')
    """
    spaces = " " * (to - width(text))
    return spaces + text if right else text + spaces


def _cells(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
