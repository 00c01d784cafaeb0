"""What the readers of a text share: the parser's events, the limits, and the characters no table may hold."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn, Protocol, cast

import yaml
from yaml import MarkedYAMLError

from pecrules.base.codes import ProblemCode
from pecrules.base.problems import Location, Problem

MAX_DEPTH: Final = 32
MAX_VALUES: Final = 200_000
MAX_PROBLEMS: Final = 1_000


class Mark(Protocol):
    """A place as the parser counts it, from zero."""

    line: int
    column: int


class Event(Protocol):
    """The attributes that we read of the parser's events; each kind of event has some of them."""

    start_mark: Mark
    end_mark: Mark
    value: str
    style: str | None
    anchor: str | None
    tag: str | None
    flow_style: bool
    explicit: bool
    version: object
    tags: object


class Complaint(Protocol):
    """The attributes that we read of the parser's error; it always has ``problem`` and ``problem_mark``."""

    context: str | None
    context_mark: Mark | None
    problem: str
    problem_mark: Mark


Spots = tuple[int, int, int, int, int, int]
"""Line, column and last column of a key, then of its value."""


_ORDINARY: Final = bytes(range(ord(" "), 0x7F)) + b"\n"
_TURNING: Final = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))  # turn the text's direction
_BREAKS: Final = frozenset("\x85\u2028\u2029")


def not_utf8(source: bytes, at: int, name: str) -> Problem:
    """The problem that the bytes are not UTF-8, at the first byte that is wrong."""
    before = source[:at].decode()
    return Problem("PR004", _location(before, at, name), args={"byte": f"0x{source[at]:02x}"})


def first_unreadable(source: bytes, text: str, name: str) -> Problem | None:
    """The problem of the first character that no table may hold, if there is one."""
    unusual = set(source.translate(None, _ORDINARY).decode())
    bare_return = next(re.finditer("\r(?!\n)", text), None) if "\r" in unusual else None
    places: tuple[tuple[ProblemCode, list[int]], ...] = (
        ("PR005", [text.index(char) for char in unusual if _is_hidden(char)]),
        ("PR011", [text.index(char) for char in unusual & _BREAKS] + ([bare_return.start()] if bare_return else [])),
        ("PR008", [text.index("\t")] if "\t" in unusual else []),
    )
    for code, found in places:
        if found:
            return Problem(code, _location(text, min(found), name), args={"found": f"U+{ord(text[min(found)]):04X}"})
    return None


def _is_hidden(char: str) -> bool:
    """Whether a character is invisible: a control, a change of writing direction, a leftover of an encoding."""
    if char < "\xa0":
        return char not in "\t\n\r\x85" and not " " <= char <= "~"
    return char in _TURNING or char in "\ufeff\ufffe\uffff"


def _location(text: str, index: int, name: str) -> Location:
    line_start = text.rfind("\n", 0, index) + 1
    column = min(index, len(text)) - line_start + 1
    return Location(name, text.count("\n", 0, index) + 1, column, column + 1)


def place_of(name: str, line: int, column: int, last: int) -> Location:
    """A place as people count it, made of the parser's numbers from zero; it covers at least one character."""
    return Location(name, line + 1, column + 1, max(last, column + 1) + 1)


def events_of(text: str) -> Callable[[], Any]:
    """The parser's events, one by one; without a last line end a block of text would lose its end."""
    return cast("Callable[[], Any]", _PARSER(text if text.endswith("\n") else f"{text}\n").get_event)


class _PurePython(yaml.SafeLoader):
    """PyYAML's parser in Python, made to accept exactly what the one in C accepts."""

    def scan_directive(self) -> Any:
        """A directive; an unknown one is not passed over."""
        token = cast("Any", super()).scan_directive()
        if token.name not in {"YAML", "TAG"}:
            start = token.start_mark
            raise MarkedYAMLError("while scanning a directive", start, "found unknown directive name", start)
        return token

    def scan_plain(self) -> Any:
        """A text without quotes: in brackets, too, it may hold a question mark, but no colon in front of a comma."""
        parser = cast("Any", self)
        look = parser.peek
        parser.peek = lambda ahead=0: look(ahead).replace("?", "x")
        try:
            token = cast("Any", super()).scan_plain()
        finally:
            del parser.peek
        if parser.flow_level and (":?" in token.value or parser.prefix(2) in _TIGHT_COLONS):
            self._refuse("while scanning a plain scalar", token.start_mark, "found unexpected ':'")
        return token

    def scan_flow_scalar_non_spaces(self, double: Any, start_mark: Any) -> Any:
        """A piece of a text in quotes: no escape stands for what is no character."""
        try:
            pieces: list[str] = cast("Any", super()).scan_flow_scalar_non_spaces(double, start_mark)
            "".join(pieces).encode()
        except (ValueError, OverflowError):  # too large for a character, or half of one
            self._refuse("while scanning a quoted scalar", start_mark, "found invalid Unicode character escape code")
        return pieces

    def _refuse(self, context: str, start: Any, problem: str) -> NoReturn:
        raise MarkedYAMLError(context, start, problem, cast("Any", self).get_mark())


_TIGHT_COLONS: Final = frozenset({":,", ":[", ":]", ":{", ":}"})
_PARSER: Final[Any] = getattr(yaml, "CSafeLoader", _PurePython)


def is_explicit_key(start: Mark, lines: Mapping[int, str] | Sequence[str]) -> bool:
    """Whether the mark of YAML's long keys stands before a key; in brackets libyaml sees it even without a space."""
    line, column = lines[start.line], start.column
    while column and line[column - 1] == " ":
        column -= 1
    return column > 0 and line[column - 1] == "?"


TIGHT_COMMENT: Final = re.compile("#(?:(?<=['\"]#)|(?=[^\\s#]))")  # a comment without a space before or behind its mark
