"""The text of a table -> plain data, and where every key and value stands.

A strict subset of YAML 1.2, read from the events of PyYAML's C parser without recursion. What an editor shows green is
either read here as the same data, or refused with advice; nothing is guessed. Plain data is dict, list, str, int, bool,
None and, for digits with a point, Decimal; dates stay text until ``tables``.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs
from yaml import MarkedYAMLError, YAMLError
from yaml.cyaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from pecrules.errors import Location, Path, Problem, in_order

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 32
MAX_VALUES: Final = 200_000
_MAX_DIGITS: Final = 15  # a double keeps them all: what the editor and we read stays the same number
_PREVIEW: Final = 40

_NEVER: Final = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BREAK: Final = re.compile("[\x85\u2028\u2029]|\r(?!\n)")
_ODD_SPACE: Final = re.compile("[\xa0\u1680\u180e\u2000-\u200d\u202f\u205f\u2060\u3000]")
_CURLY: Final = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2032\u2033"


@attrs.frozen
class Document:
    """One file as plain data with places.

    Attributes:
        name: The file's name, as people should see it.
        data: The plain data.
        text: The whole text, for excerpts.
    """

    name: str
    data: Any
    text: str = attrs.field(repr=False)
    _marks: dict[Path, tuple[Event | None, Event]] = attrs.field(repr=False, eq=False)

    def where(self, path: Path, *, key: bool = False) -> Location:
        """The place of the value at ``path``, or of its key; of the nearest place around it if it has none."""
        while path not in self._marks:
            path = path[:-1]
        name, value = self._marks[path]
        return _place(self.name, name if key and name is not None else value)

    def path_at(self, place: Location) -> Path | None:
        """The way to the value or key that begins at a place; ``None`` if none begins there."""
        here = (place.line, place.column)
        found = (
            path
            for path, events in self._marks.items()
            if any(event and (event.start_mark.line + 1, event.start_mark.column + 1) == here for event in events)
        )
        return max(found, key=len, default=None)  # a block begins where its first key does: the key is meant


@attrs.frozen
class Reading:
    """What came of reading one file: a document unless the text could not be followed to its end, and all problems."""

    document: Document | None
    problems: tuple[Problem, ...]


def read(source: bytes, name: str) -> Reading:
    """Read the bytes of one file.

    Args:
        source: The file's bytes, UTF-8, at most 2 MB; a byte-order mark is passed over.
        name: The file's name for places and messages.

    Returns:
        The document and every problem of the text. A value with a problem stands in the document as its own text.

    >>> read(b"grace_days: 90", "lifecycle.yaml").document.data
    {'grace_days': 90}
    >>> print(read(b"net: 2,50", "pricing.yaml").problems[0])
    pricing.yaml:1:6: PR020 `2,50` is written with a comma (use a point and quotes: "2.50")
    """
    if len(source) > MAX_BYTES:
        return _refused(Problem("PR003", Location(name, 1, 1, 1), args={"limit": str(MAX_BYTES)}))
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _refused(_not_utf8(source, error.start, name))
    unreadable = _unreadable(text, name)
    if unreadable:
        return _refused(unreadable)
    builder = _Builder(text, name)
    return Reading(builder.build(), in_order(builder.problems))


def _refused(problem: Problem) -> Reading:
    return Reading(None, (problem,))


def _not_utf8(source: bytes, at: int, name: str) -> Problem:
    before = source[:at].decode("utf-8-sig")
    return Problem("PR004", _location(before, len(before), name), args={"byte": f"0x{source[at]:02x}"})


def _unreadable(text: str, name: str) -> Problem | None:
    """The first character that no table may hold."""
    for code, pattern in (("PR005", _NEVER), ("PR011", _BREAK)):
        if found := pattern.search(text):
            return Problem(code, _location(text, found.start(), name), args={"found": f"U+{ord(found[0]):04X}"})
    if (tab := text.find("\t")) >= 0:
        return Problem("PR008", _location(text, tab, name))
    return None


def _location(text: str, index: int, name: str) -> Location:
    line_start = text.rfind("\n", 0, index) + 1
    column = index - line_start + 1
    return Location(name, text.count("\n", 0, index) + 1, column, column + 1)


def _place(name: str, event: Event) -> Location:
    start, end = event.start_mark, event.end_mark
    on_one_line = end.line == start.line and end.column > start.column
    return Location(name, start.line + 1, start.column + 1, (end.column if on_one_line else start.column + 1) + 1)


class _Stop(Exception):  # noqa: N818 - it only leaves the loop; its problem is already told
    """The text cannot be followed any further."""


class _Builder:
    """Builds the data of one text from its events, keeping a stack instead of calling itself."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.problems: list[Problem] = []
        self.marks: dict[Path, tuple[Event | None, Event]] = {}
        self.plain: dict[str, Any] = {}  # what each plain scalar means: the same few words come again and again

    def build(self) -> Document | None:
        """The document, or ``None`` if the text could not be followed to its end."""
        try:
            data = self._follow()
        except _Stop:
            return None
        except YAMLError as error:
            self.problems.append(_syntax(error, self.text, self.name))
            return None
        return Document(self.name, data, self.text, self.marks)

    def _follow(self) -> Any:  # noqa: C901, PLR0912, PLR0915 - one loop over the events is the fast and the plain way
        next_event: Callable[[], Event] = CParser(self.text).get_event  # type: ignore[no-untyped-call]
        marks = self.marks
        stack: list[tuple[Any, Path, str | None, Event | None]] = []
        box: Any = None  # the list or dict being filled; None at the root
        is_map = False
        path: Path = ()
        key: str | None = None
        key_event: Event | None = None
        root: Any = None
        seen_root = False
        while True:
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                if is_map and key is None:
                    key, key_event = self._key(event, box, path), event
                    continue
                value = event.value if event.style is not None and event.style != "" else self._plain(event)  # type: ignore[attr-defined]
                if event.anchor is not None or event.tag is not None:  # type: ignore[attr-defined]
                    self._decorated(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if is_map and key is None:
                    self._stop("PR018", event, found="{" if kind is MappingStartEvent else "[")
                if len(stack) >= MAX_DEPTH:
                    self._stop("PR006", event, limit=str(MAX_DEPTH))
                if event.anchor is not None or event.tag is not None:  # type: ignore[attr-defined]
                    self._decorated(event)
                value = {} if kind is MappingStartEvent else []
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                box, path, key, key_event = stack.pop()
                is_map = box.__class__ is dict
                if is_map:
                    key = None
                continue
            elif kind is AliasEvent:
                self._problem("PR012", event, found=f"*{event.anchor}")  # type: ignore[attr-defined]
                if is_map and key is None:
                    raise _Stop
                value = None
            elif kind is DocumentStartEvent:
                if event.version or event.tags:  # type: ignore[attr-defined]
                    self._problem("PR016", event)
                if seen_root:
                    self._stop("PR015", event)
                continue
            elif kind is StreamEndEvent:
                if not seen_root:
                    self._stop("PR002", event, stem=self.name.rpartition("/")[2].partition(".")[0])
                return root
            else:  # stream start, document end
                continue

            here: Path
            if is_map:
                here = (*path, key)  # type: ignore[arg-type]
                if here not in marks:
                    box[key] = value
                    marks[here] = (key_event, event)
                # else: a key written twice keeps its first value; _key has told it
            elif box is None:
                here, root, seen_root = path, value, True
                marks[here] = (None, event)
            else:
                here = (*path, len(box))
                box.append(value)
                marks[here] = (None, event)
            if len(marks) > MAX_VALUES:
                self._stop("PR007", event, limit=str(MAX_VALUES))
            if kind is ScalarEvent or kind is AliasEvent:
                key = None
            else:
                stack.append((box, path, key, key_event))
                box, path, key, key_event = value, here, None, None
                is_map = kind is MappingStartEvent

    def _key(self, event: Event, box: dict[str, Any], path: Path) -> str:
        """The key of an event, told if it is written twice or is no word."""
        key: str = event.value  # type: ignore[attr-defined]
        if event.anchor is not None or event.tag is not None:  # type: ignore[attr-defined]
            self._decorated(event)
        if key in box:
            first = self.marks[*path, key][0] or event
            self._problem("PR017", event, found=_short(key), first=str(first.start_mark.line + 1))
        if not event.style:  # type: ignore[attr-defined]
            if key == "<<":
                self._problem("PR013", event)
            elif (meaning := self._plain(event)) is not key and meaning != key:
                self._problem("PR018", event, found=_short(key))
        return key

    def _plain(self, event: Event) -> Any:
        """What a scalar without quotes means."""
        text: str = event.value  # type: ignore[attr-defined]
        found = self.plain.get(text, self)
        if found is self:
            found = self.plain[text] = _meaning(text)
        if found.__class__ is _Trap:
            self._problem(found.code, event, found=_short(text), advice=found.advice)
            return text
        return found

    def _decorated(self, event: Event) -> None:
        """Tell an anchor or a tag; the value itself is read as if they were not there."""
        if event.anchor is not None:  # type: ignore[attr-defined]
            self._problem("PR012", event, found=f"&{event.anchor}")  # type: ignore[attr-defined]
        if event.tag is not None:  # type: ignore[attr-defined]
            self._problem("PR014", event, found=_short(event.tag))  # type: ignore[attr-defined]

    def _problem(self, code: str, event: Event, **args: str) -> None:
        self.problems.append(Problem(code, _place(self.name, event), args=args))

    def _stop(self, code: str, event: Event, **args: str) -> None:
        self._problem(code, event, **args)
        raise _Stop


# -- plain scalars ----------------------------------------------------------------------------------------------------


@attrs.frozen
class _Trap:
    """A plain scalar that people and programs read in more than one way."""

    code: str
    advice: str = ""


_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None, "": None}
_YES: Final = frozenset({"yes", "y", "on", "si", "sì", "vero", "true", "ja", "wahr"})
_NO: Final = frozenset({"no", "n", "off", "falso", "false", "nein", "falsch"})
_NOTHING: Final = frozenset({"~", "null", "none", "nil"})

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./:@-]*\Z", re.ASCII)
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_COMMA: Final = re.compile(r"[-+]?[0-9][0-9.' ]*,[0-9]+\Z")
_ZEROS: Final = re.compile(r"[-+]?0[0-9]+(?:\.[0-9]*)?\Z")
_TIME: Final = re.compile(r"[0-9]{1,2}(?::[0-9]{1,2}){1,2}\Z")
_OTHER_DAY: Final = re.compile(r"(?:([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})|([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2}))\Z")
_MOMENT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ][0-9].*\Z")
_SIGNED: Final = re.compile(r"(?:[€$£]|EUR|eur)\s*[-+]?[0-9].*\Z|[-+]?[0-9][0-9.,']*\s*(?:[€$£%]|EUR|eur|euro)\Z")
_NOTATION: Final = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+\.?[0-9]*)(?:[eE][-+]?[0-9]+)?\Z|0[xXoObB][0-9A-Fa-f]+\Z|[-+]?\.(?:inf|nan)\Z"
    r"|[-+]?[0-9]+(?:_[0-9]+)+(?:\.[0-9_]+)?\Z|[-+]?[0-9]{1,3}(?:['.][0-9]{3}){2,}\Z",
    re.IGNORECASE,
)


def _meaning(text: str) -> Any:
    """What a plain scalar means: text, number, truth, nothing; or the trap it is."""
    if text in _WORDS:
        return _WORDS[text]
    if _WORD.match(text):
        return _word_trap(text) or text
    if _INTEGER.match(text):
        return int(text) if len(text) <= _MAX_DIGITS else _Trap("PR029", f'"{text}"')
    if _DECIMAL.match(text):
        return Decimal(text) if len(text) <= _MAX_DIGITS else _Trap("PR029", f'"{text}"')
    return next(_traps(text), None) or text


def _word_trap(word: str) -> _Trap | None:
    lower = word.lower()
    if lower in _YES or lower in _NO:
        return _Trap("PR021", f'`{"true" if lower in _YES else "false"}`, or `"{word}"`')
    return _Trap("PR022", f'"{word}"') if lower in _NOTHING else None


def _traps(text: str) -> Iterator[_Trap]:
    """Every trap that an unusual plain scalar falls into, the most telling first."""
    if _ODD_SPACE.search(text):
        yield _Trap("PR009")
    if text[0] in _CURLY or text[-1] in _CURLY:
        yield _Trap("PR010", _quoted(text.strip(_CURLY)))
    if trap := _word_trap(text):
        yield trap
    if _COMMA.match(text):
        yield _Trap("PR020", _pointed(re.sub(r"[.' ]", "", text)))
    if _ISO_DAY.match(text) and not _is_day(*map(int, text.split("-"))):
        yield _Trap("PR026")
    if found := _OTHER_DAY.match(text):
        yield from _other_day(found)
    if found := _MOMENT.match(text):
        yield _Trap("PR025", f"`{found[1]}`")
    if _ZEROS.match(text):
        yield _Trap("PR023", f'"{text}"')
    if _TIME.match(text):
        yield _Trap("PR024", f'"{text}"')
    if _SIGNED.match(text):
        yield _Trap("PR027", _pointed(re.sub(r"[^0-9,.-]", "", text)))
    if _NOTATION.match(text):
        yield _Trap("PR028", f'"{text}"')


def _other_day(found: re.Match[str]) -> Iterator[_Trap]:
    """A date written another way, or an ISO date: only the latter, if it is one, is no trap."""
    if _ISO_DAY.match(found[0]):
        return
    year, month, day = (int(found[i] or found[j]) for i, j in ((3, 4), (2, 5), (1, 6)))
    yield _Trap("PR025", f"`{date(year, month, day)}`") if _is_day(year, month, day) else _Trap("PR026")


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _pointed(number: str) -> str:
    return '"' + number.replace(",", ".") + '"'


def _quoted(text: str) -> str:
    return f'"{_short(text)}"' if '"' not in text else f"'{_short(text)}'"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _PREVIEW else flat[: _PREVIEW - 3] + "..."


# -- syntax -----------------------------------------------------------------------------------------------------------

_SYNTAX: Final = (  # what libyaml says, in its context or its problem -> our code
    ("quoted scalar", "unexpected end", "PR031"),
    ("quoted scalar", "unknown escape", "PR036"),
    ("quoted scalar", "document indicator", "PR031"),
    ("flow", "did not find expected", "PR034"),
    ("", "mapping values are not allowed", "PR035"),
    ("", "cannot start any token", "PR033"),
    ("", "could not find expected ':'", "PR032"),
    ("", "did not find expected", "PR032"),
    ("", "block sequence entries are not allowed", "PR032"),
    ("", "block mapping", "PR032"),
)


def _syntax(error: YAMLError, text: str, name: str) -> Problem:
    """A parser's complaint in words of ours, at the place where a person has to look."""
    if not isinstance(error, MarkedYAMLError):
        return Problem("PR030", Location(name, 1, 1, 1))
    context, told = error.context or "", error.problem or ""
    code = next((code for c, p, code in _SYNTAX if c in context and p in told), "PR030")
    opened = code in {"PR031", "PR034"} and error.context_mark is not None
    mark = error.context_mark if opened else error.problem_mark
    if mark is None:
        return Problem("PR030", Location(name, 1, 1, 1))
    line, column = mark.line, mark.column
    lines = text.splitlines()
    told_line = lines[line] if line < len(lines) else ""
    found = told_line[column : column + 2]
    if code == "PR035" and ": " not in told_line[:column]:
        code = "PR032"  # the only colon of its line: the line itself stands too far in
    shown = found[1:] if code == "PR036" else found[:1]
    return Problem(code, Location(name, line + 1, column + 1, column + 2), args={"found": shown})
