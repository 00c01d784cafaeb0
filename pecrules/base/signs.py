"""Signs that nobody sees, or that move a cursor or turn a text's direction: no output has them."""

from typing import Final

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NO_SIGN: Final = "\ufffd"


def visible(text: str) -> str:
    """A text on one line in which nothing is invisible and nothing moves the cursor.

    >>> visible("a" + chr(27) + "[2Jb") == "a" + chr(0xFFFD) + "[2Jb"
    True
    """
    if text.isprintable():  # nearly every text is, and only a few others have a sign to hide
        return text
    return "".join(_NO_SIGN if _is_invisible(char) else char for char in text)


def escaped(json: str) -> str:
    """A JSON text that says the same with such signs written out by their numbers; half a character is none at all.

    >>> escaped('"a' + chr(0x202E) + 'b"') == '"a' + chr(92) + 'u202eb"'
    True
    """
    return "\n".join(line if line.isprintable() else "".join(map(_escape, line)) for line in json.split("\n"))


def _is_invisible(char: str) -> bool:
    import unicodedata  # few texts have a sign that wants a look

    return unicodedata.category(char) in _INVISIBLE


def _escape(char: str) -> str:
    if not _is_invisible(char):
        return char
    units = (_NO_SIGN if "\ud800" <= char <= "\udfff" else char).encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
