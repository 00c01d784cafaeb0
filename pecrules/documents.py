"""The text of a table -> plain data, and where every key and value stands.

A strict subset of YAML 1.2, read from PyYAML's events without recursion: those of its C parser or, where that was not
built, those of the one in Python, which says the same and takes longer. What an editor shows green is
either read here as the same data, or refused with advice; nothing is guessed. Plain data is dict, list, str, int, bool,
None and, for digits with a point, Decimal; dates stay text until ``tables``.

::

    bytes  -> text           strict UTF-8, no tabs, nothing that a person cannot see
    text   -> events         PyYAML; what it reads and YAML 1.2 does not is refused
    events -> data           one loop with a stack, as long as there is nothing to tell
    events -> data, places   else, or when a place is asked for: another, which explains
    words  -> values         what a scalar without quotes means, or the trap it is
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from typing import Any, Final, NamedTuple, NoReturn, Protocol, TypeGuard, cast

import attrs
import yaml
from yaml import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from pecrules.errors import Location, Path, Problem, in_order
from pecrules.scalars import Trap, has_odd_space, meaning, short

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 32
MAX_VALUES: Final = 200_000


class _Mark(Protocol):
    """A place as the parser counts it, from zero."""

    line: int
    column: int


class _Event(Protocol):
    """What is read of the parser's events; each kind has some of it."""

    start_mark: _Mark
    end_mark: _Mark
    value: str
    style: str | None
    anchor: str | None
    tag: str | None
    flow_style: bool
    explicit: bool
    version: object
    tags: object


class _Complaint(Protocol):
    """What is read of the parser's error: it always has the second pair."""

    context: str | None
    context_mark: _Mark | None
    problem: str
    problem_mark: _Mark


_Spots = tuple[int, int, int, int, int, int]
"""Line, column and last column of a key, then of its value."""


@attrs.frozen(slots=False)  # the places that were asked for are kept beside the fields
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

    @cached_property
    def _spots(self) -> dict[Path, _Spots]:
        """Where everything stands: asked for by few programs, so the text is read for it once more."""
        builder = _Builder(self.text, self.name)
        builder.build()
        return builder.spots

    @property
    def block(self) -> dict[str, Any]:
        """The data as a block of keys; an empty one if it is something else."""
        return self.data if is_block(self.data) else {}

    def where(self, path: Path, *, key: bool = False) -> Location:
        """The place of the value at ``path``, or of its key; of the nearest place around it if it has none."""
        while path not in self._spots:
            path = path[:-1]
        spots = self._spots[path]
        return _place(self.name, *(spots[:3] if key else spots[3:]))

    def path_at(self, place: Location) -> Path | None:
        """The way to the value or key that begins at a place; ``None`` if none begins there."""
        here = (place.line - 1, place.column - 1)
        found = (path for path, spots in self._spots.items() if here in (spots[:2], spots[3:5]))
        return max(found, key=len, default=None)  # a block begins where its first key does: the key is meant


def is_block(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether plain data is a block of keys."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether plain data is a list."""
    return isinstance(value, list)


class Reading(NamedTuple):
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
        return _refused(Problem("PR003", Location(name, 1, 1, 2), args={"limit": str(MAX_BYTES)}))
    source = source.removeprefix(BOM_UTF8)
    try:
        text = source.decode()
    except UnicodeDecodeError as error:
        return _refused(_not_utf8(source, error.start, name))
    unreadable = _unreadable(source, text, name)
    if unreadable:
        return _refused(unreadable)
    data = sound(text)
    if data is not None:
        return Reading(Document(name, data, text), ())
    return explained(text, name)


def explained(text: str, name: str) -> Reading:
    """Read a text of which all is to be told; ``read`` comes here when ``sound`` is not sure."""
    builder = _Builder(text, name)
    return Reading(builder.build(), in_order(builder.problems))


def _refused(problem: Problem) -> Reading:
    return Reading(None, (problem,))


# -- bytes and characters ---------------------------------------------------------------------------------------------

_ORDINARY: Final = bytes(range(ord(" "), 0x7F)) + b"\n"
_TURNING: Final = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))  # turn the text's direction
_BREAKS: Final = frozenset("\x85\u2028\u2029")


def _not_utf8(source: bytes, at: int, name: str) -> Problem:
    before = source[:at].decode()
    return Problem("PR004", _location(before, at, name), args={"byte": f"0x{source[at]:02x}"})


def _unreadable(source: bytes, text: str, name: str) -> Problem | None:
    """The first character that no table may hold."""
    unusual = set(source.translate(None, _ORDINARY).decode())
    bare_return = next(re.finditer("\r(?!\n)", text), None) if "\r" in unusual else None
    places = (
        ("PR005", [text.index(char) for char in unusual if _is_hidden(char)]),
        ("PR011", [text.index(char) for char in unusual & _BREAKS] + ([bare_return.start()] if bare_return else [])),
        ("PR008", [text.index("\t")] if "\t" in unusual else []),
    )
    for code, found in places:
        if found:
            return Problem(code, _location(text, min(found), name), args={"found": f"U+{ord(text[min(found)]):04X}"})
    return None


def _is_hidden(char: str) -> bool:
    """Whether nobody can see a character: a control, a mark that turns the text around, a stray of the encoding."""
    if char < "\xa0":
        return char not in "\t\n\r\x85" and not " " <= char <= "~"
    return char in _TURNING or char in "\ufeff\ufffe\uffff"


def _location(text: str, index: int, name: str) -> Location:
    line_start = text.rfind("\n", 0, index) + 1
    column = min(index, len(text)) - line_start + 1
    return Location(name, text.count("\n", 0, index) + 1, column, column + 1)


def _place(name: str, line: int, column: int, last: int) -> Location:
    return Location(name, line + 1, column + 1, max(last, column + 1) + 1)


# -- a text with nothing to tell --------------------------------------------------------------------------------------


def sound(text: str) -> Any:
    """The data of a text in which surely nothing is to be told; ``None`` means "ask the builder".

    It keeps no places and knows no messages, so that it takes half the time; a test holds the two against each other.
    """
    try:
        return None if _GLUED.search(text) else _sound(text)
    except MarkedYAMLError:
        return None


def _sound(text: str) -> Any:  # noqa: C901, PLR0911, PLR0912 - one loop over the events, as in the builder
    next_event = _events(text)
    asking = {number: line for number, line in enumerate(text.splitlines()) if "?" in line} if "?" in text else {}
    plain: dict[str, Any] = {}
    words: set[str] = set()  # the keys that are known to be words: the same few come again and again
    root: list[Any] = []
    box: Any = root  # the list or dict being filled
    stack: list[tuple[Any, int]] = []  # those around it, and the line where brackets were opened
    key = ""  # the key that waits for its value
    is_map = wants_key = False
    for _ in range(MAX_VALUES):  # whether more events are too many values the builder counts
        event = next_event()
        kind = event.__class__
        if kind is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                return None
            value = event.value
            if wants_key:
                if value in box or event.style or not (value in words or _is_word(value)):
                    return None
                if asking and event.start_mark.line in asking and _is_asked(event.start_mark, asking):
                    return None
                words.add(value)
                key, wants_key = value, False
                continue
            if event.end_mark.line != event.start_mark.line:
                return None
            if not event.style:
                meant = plain.get(value, plain)
                if meant is plain:
                    meant = plain[value] = meaning(value)
                if meant.__class__ is Trap:
                    return None
                value = meant
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if wants_key or event.anchor is not None or event.tag is not None or len(stack) >= MAX_DEPTH:
                return None
            value = cast("Any", {} if kind is MappingStartEvent else [])
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            box, line = stack.pop()
            if line >= 0 and line != event.start_mark.line:
                return None
            is_map = wants_key = box.__class__ is dict
            continue
        elif kind is StreamEndEvent:
            return root[0] if root else None
        elif (
            kind is AliasEvent
            or (kind is DocumentStartEvent and (event.version or event.tags or root))
            or (kind is DocumentEndEvent and event.explicit)
        ):
            return None
        else:  # a plain start or end
            continue
        if is_map:
            box[key] = value
            wants_key = True
        else:
            box.append(value)
        if kind is not ScalarEvent:
            stack.append((box, event.start_mark.line if event.flow_style else -1))
            box = value
            is_map = wants_key = kind is MappingStartEvent
    return None


def _events(text: str) -> Callable[[], Any]:
    """The parser's events, one by one; without a last line end a block of text would lose its end."""
    return cast("Callable[[], Any]", _PARSER(text if text.endswith("\n") else f"{text}\n").get_event)


class _PurePython(yaml.SafeLoader):
    """The parser in Python, taking what the one in C takes and nothing else."""

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
        if parser.flow_level and (":?" in token.value or parser.prefix(2) in _GLUED_COLONS):
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


_GLUED_COLONS: Final = frozenset({":,", ":[", ":]", ":{", ":}"})
_PARSER: Final[Any] = getattr(yaml, "CSafeLoader", _PurePython)


def _is_word(key: str) -> bool:
    """Whether a key without quotes is a word and nothing else; of several lines it would have a space."""
    return key.isidentifier() and meaning(key) == key


def _is_asked(start: _Mark, lines: Mapping[int, str] | Sequence[str]) -> bool:
    """Whether the mark of YAML's long keys stands before a key; in brackets libyaml sees it even without a space."""
    return lines[start.line][: start.column].rstrip(" ").endswith("?")


# -- a text with something to tell, or to find ------------------------------------------------------------------------


class _Stop(Exception):  # noqa: N818 - it only leaves the loop; its problem is already told
    """The text cannot be followed any further."""


class _Builder:
    """Builds the data of one text from its events, keeping a stack instead of calling itself."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.problems: list[Problem] = []
        self.spots: dict[Path, _Spots] = {}
        self.open: list[_Event] = []  # where each block and list that is not yet closed began
        self.plain: dict[str, Any] = {}  # what each plain scalar means: the same few words come again and again
        self.torn = -1  # the last line of a text that was told to run over several lines

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines; a parser sees one more after the last, and so do we."""
        return [*self.text.splitlines(), ""]

    def build(self) -> Document | None:
        """The document, or ``None`` if the text could not be followed to its end."""
        try:
            data = self._follow()
        except _Stop:
            return None
        except MarkedYAMLError as error:
            self._complain(cast("_Complaint", error))
            return None
        return Document(self.name, data, self.text)

    def _follow(self) -> Any:  # noqa: C901, PLR0912, PLR0915 - one loop over the events is the fast and the plain way
        next_event = _events(self.text)
        spots, opened = self.spots, self.open
        stack: list[tuple[Any, Path]] = [(None, ())]
        box, path = stack.pop()  # the list or dict being filled, and the way to it
        key, key_line, key_column, key_last = "", 0, 0, 0  # the key that waits for its value
        is_map = wants_key = False
        root: Any = None
        glued = _GLUED.search(self.text)
        while True:
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    self._decorated(event)
                start, end = event.start_mark, event.end_mark
                line, column, last = start.line, start.column, end.column
                if glued:
                    self._glued(event, is_key=wants_key)
                if end.line != line:
                    self._long(event, key_column if is_map else opened[-1].start_mark.column if opened else column)
                    last = column
                if wants_key:
                    key, key_line, key_column, key_last = self._key(event, box, path), line, column, last
                    wants_key = False
                    continue
                value = event.value if event.style else self._plain(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if wants_key:
                    self._stop("PR018", event, found="{" if kind is MappingStartEvent else "[")
                if len(opened) >= MAX_DEPTH:
                    self._stop("PR006", event, limit=str(MAX_DEPTH))
                if event.anchor is not None or event.tag is not None:
                    self._decorated(event)
                start = event.start_mark
                line = start.line
                column = last = start.column
                value = cast("Any", {} if kind is MappingStartEvent else [])
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                first = opened.pop()
                if first.flow_style and event.start_mark.line != first.start_mark.line:
                    self._brackets(first.start_mark, event.start_mark)
                box, path = stack.pop()
                is_map = wants_key = box.__class__ is dict
                continue
            elif kind is AliasEvent:
                value = cast("Any", f"*{event.anchor}")
                self._tell("PR012", event, found=value)
                start = event.start_mark
                line, column, last = start.line, start.column, event.end_mark.column
                if wants_key:
                    key, key_line, key_column, key_last = value, line, column, last
                    wants_key = False
                    continue
            elif kind is DocumentStartEvent:
                if event.version or event.tags:
                    self._tell("PR016", event)
                if spots:
                    self._stop("PR015", event)
                continue
            elif kind is DocumentEndEvent:
                if event.explicit:
                    self._stop("PR019", event)
                continue
            elif kind is StreamEndEvent:
                if root is None and not self.problems:
                    self.problems.append(_empty(self.name))
                    raise _Stop
                return root
            else:  # the stream's start
                continue

            if is_map:
                here: Path = (*path, key)
                box[key] = value  # of a key written twice the last value stays, here and in spots; _key has told it
                spots[here] = (key_line, key_column, key_last, line, column, last)
                wants_key = True
            elif stack:
                here = (*path, len(box))
                box.append(value)
                spots[here] = (line, column, last, line, column, last)
            else:
                here, root = path, value
                spots[here] = (line, column, last, line, column, last)
            if len(spots) + len(self.problems) > MAX_VALUES:
                self._stop("PR007", event, limit=str(MAX_VALUES))
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                opened.append(event)
                stack.append((box, path))
                box, path = value, here
                is_map = wants_key = kind is MappingStartEvent

    def _key(self, event: _Event, box: dict[str, Any], path: Path) -> str:
        """The key of an event, told if it is written twice or is no word."""
        key, start = event.value, event.start_mark
        if _is_asked(start, self.lines):
            self._tell_at("PR033", start.line, self.lines[start.line].rindex("?", 0, start.column))
        if key in box:
            self._tell("PR017", event, found=short(key), first=str(self.spots[*path, key][0] + 1))
        if not event.style:
            meant = self._meaning(key)
            if key == "<<":
                self._tell("PR013", event)
            elif meant.__class__ is Trap and meant.code in _INVISIBLE:
                self._tell(meant.code, event, found=short(key), advice=meant.advice)
            elif ":" in key or key.startswith("-"):
                self._tell("PR032", event, found=short(key))
            elif meant != key:
                self._tell("PR018", event, found=short(key) or ":")
        return key

    def _plain(self, event: _Event) -> Any:
        """The value of a scalar without quotes; its own text if it is a trap."""
        found = self._meaning(event.value)
        if found.__class__ is Trap:
            self._tell(found.code, event, found=short(event.value), advice=found.advice)
            return event.value
        return found

    def _meaning(self, text: str) -> Any:
        found = self.plain.get(text, self)
        if found is self:
            found = self.plain[text] = meaning(text)
        return found

    def _decorated(self, event: _Event) -> None:
        """Tell an anchor or a tag; the value itself is read as if they were not there."""
        if event.anchor is not None:
            self._tell("PR012", event, found=f"&{event.anchor}")
        if event.tag is not None:
            self._tell("PR014", event, found=short(event.tag.replace("tag:yaml.org,2002:", "!!")))

    # What YAML 1.1 and an analyst's slip let through, and the editor's YAML 1.2 would not, or would read otherwise.

    def _long(self, event: _Event, margin: int) -> None:
        """Tell a text over several lines; block scalars are the way to write one."""
        if event.style in {"|", ">"}:
            self._block(event.start_mark, margin)
            return
        self.torn = event.end_mark.line
        if event.style:
            self._tell("PR038", event)
        else:
            self._torn(event.start_mark)
            event.style = "'"  # from here on it is a text like any other

    def _block(self, start: _Mark, margin: int) -> None:
        """Tell a block scalar no further in than the key or dash it belongs to, and one whose mark says too much."""
        if start.column <= margin:
            self._tell_at("PR037", start.line, start.column)
        if re.match(_KEPT_OR_COUNTED, self.lines[start.line][start.column :]):
            self._tell_at("PR045", start.line, start.column)
        if glued := re.match(_GLUED_HEAD, self.lines[start.line][start.column :]):
            self._tell_at("PR046", start.line, start.column + glued.end() - 1)

    def _torn(self, start: _Mark) -> None:
        """Tell why a plain text runs on: most often something is missing or askew, and no long text is meant."""
        line = next(i for i in range(start.line + 1, self.torn + 1) if self.lines[i].strip(" "))
        column = _indent(self.lines[line])
        if self.open and self.open[-1].flow_style:
            self._torn_in_brackets(line, column)
        elif not re.match(_STRUCTURE, self.lines[line]):
            self._tell_at("PR039", line, column)
        elif column == start.column:
            self._tell_at("PR032", start.line, start.column)
        else:
            self._tell_at("PR037", line, column)

    def _torn_in_brackets(self, line: int, column: int) -> None:
        """Tell that a comma is missing before a place in brackets, or, if it stands outside them, the closing one."""
        first = self.open[-1].start_mark
        if line > first.line and column <= self._margin(first):
            self._tell_at("PR034", first.line, first.column)
        else:
            self._tell_at("PR040", line, column)

    def _glued(self, event: _Event, *, is_key: bool) -> None:
        """Tell a glued comment where quotes end, and one between a key and its value: editors take them otherwise."""
        start, end = event.start_mark, event.end_mark
        if event.style in _QUOTES and self.lines[end.line].startswith("#", end.column):
            self._tell_at("PR046", end.line, end.column)
        if self.open and not is_key and not self.lines[start.line][: start.column].strip(" "):
            self._glued_above(start.line)

    def _glued_above(self, line: int) -> None:
        for i in takewhile(lambda i: re.match(_COMMENT, self.lines[i]), range(line - 1, -1, -1)):
            column = _indent(self.lines[i])
            if self.lines[i][column + 1 : column + 2].strip(" "):
                self._tell_at("PR043", i, column)
                return

    def _brackets(self, start: _Mark, end: _Mark) -> None:
        """Tell lines between brackets that stand no further in than the line which opens them, and glued comments."""
        if self.open and self.open[-1].flow_style:
            return  # the outermost brackets tell all
        margin = self._margin(start)
        for i in range(start.line, end.line + 1):
            line = self.lines[i]
            if glued := re.compile(_GLUED_INSIDE).match(line, start.column if i == start.line else 0):
                self._tell_at("PR046", i, glued.end() - 1)
            column = _indent(line)
            fits = i == start.line or column > margin or (i == end.line and column == end.column == margin)
            if not fits and line.strip(" "):
                self._tell_at("PR037", i, column)

    def _margin(self, mark: _Mark) -> int:
        """The column where the first key or value of a mark's line stands."""
        line = self.lines[mark.line]
        return len(line) - len(line.lstrip(" -"))

    # -- telling --

    def _complain(self, error: _Complaint) -> None:
        """Tell a parser's complaint in words of ours, at the place where a person has to look."""
        line, column = error.problem_mark.line, error.problem_mark.column
        if line == self.torn:
            return
        code, at_start = next(
            (code, at_start)
            for context, told, code, at_start in _SYNTAX
            if context in (error.context or "") and told in error.problem
        )
        if at_start and error.context_mark:
            line, column = error.context_mark.line, error.context_mark.column
        before = self.lines[line][:column]
        if code in {"PR033", "PR040"} and self.open and self.open[-1].flow_style:
            code, line, column = self._in_brackets(code, line, column)
        elif code == "PR016":
            column = 0
        elif code == "PR037" and not (self.spots and self.lines[line]):  # no document follows a directive
            code, line, column = "PR016", max(i for i, rest in enumerate(self.lines) if rest.startswith("%")), 0
        elif code == "PR035" and ":" not in before:  # so this is the first one, and what stands before it is no key
            code, column = "PR018", _indent(before)
        elif code == "PR037" and self.lines[line].startswith(":", column):  # `"key":value`, or a colon without a key
            code, column = "PR032" if before.strip(" -") else "PR018", len(before) - len(before.lstrip(" -"))
        elif code == "PR036" and not ("unknown" in error.problem and self.lines[line].startswith("\\", column)):
            column = before.rindex("\\")
        elif code == "PR037" and before.strip(" -"):
            code = "PR041"
        self._tell_at(code, line, column)

    def _in_brackets(self, code: str, line: int, column: int) -> tuple[str, int, int]:
        """What is wrong inside brackets, and where: a comma too few or too many, or the closing bracket."""
        first, rest = self.open[-1].start_mark, self.lines[line][column:]
        outside = line > first.line and (not rest or column <= self._margin(first))
        if outside or rest.startswith(("]", "}")):
            return "PR034", first.line, first.column
        if rest.startswith(","):
            return "PR044", line, column
        if rest.startswith(":") and code == "PR033":
            return "PR018", line, column
        if rest.startswith(":"):  # the comma belongs before the key, not before its colon
            column = self.lines[line][:column].rstrip(" ").rfind(" ") + 1
        return code, line, column

    def _tell_at(self, code: str, line: int, column: int) -> None:
        """Tell a problem at a place of the text: of all that follows there on the line, or of the marks that matter."""
        found = self.lines[line][column:].partition(" #")[0].rstrip(" ")[: _WIDTHS.get(code)]
        if code in {"PR032", "PR039"} and has_odd_space(found):
            code = "PR009"
        elif code == "PR032" and len(found) > _MAX_KEY:
            code = "PR018"
        place = Location(self.name, line + 1, column + 1, column + 1 + max(len(found), 1))
        self.problems.append(Problem(code, place, args={"found": short(found)}))

    def _tell(self, code: str, event: _Event, **args: str) -> None:
        start, end = event.start_mark, event.end_mark
        place = _place(self.name, start.line, start.column, end.column if end.line == start.line else 0)
        self.problems.append(Problem(code, place, args=args))

    def _stop(self, code: str, event: _Event, **args: str) -> NoReturn:
        self._tell(code, event, **args)
        raise _Stop


def _empty(name: str) -> Problem:
    stem = name.rpartition("/")[2].partition(".")[0]
    return Problem("PR002", Location(name, 1, 1, 2), args={"stem": stem})


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


_INVISIBLE: Final = frozenset({"PR009", "PR010"})  # what a person cannot see in a key either
_QUOTES: Final = frozenset({"'", '"'})
_GLUED: Final = re.compile("#(?:(?<=['\"]#)|(?=[^\\s#]))")  # a comment without a space before or behind its mark
# compiled when there is something to tell:
_COMMENT: Final = r" *(?:#|\Z)"
_GLUED_INSIDE: Final = r"""(?:[^'"#]|'[^']*'|"(?:[^"\\]|\\.)*")*(?:[,\[{?]|(?<=['" ]):)#"""
_GLUED_HEAD: Final = "[|>][0-9+-]*#"
_KEPT_OR_COUNTED: Final = "[|>]-?[+1-9]"  # readers disagree on the spaces and lines at its end
_STRUCTURE: Final = r" *-|.*:(?: |\Z)"  # a line that means to be a list item or a key
_MAX_KEY: Final = 1024  # YAML's own limit, with the colon
_WIDTHS: Final = {"PR036": 2, **dict.fromkeys(("PR031", "PR033", "PR034", "PR035", "PR042", "PR044"), 1)}
_SYNTAX: Final = (  # what either parser was doing and what it says; our code; whether to look where it began doing it
    ("quoted scalar", "found unexpected", "PR031", True),
    ("quoted scalar", "", "PR036", False),
    ("plain scalar", "", "PR032", True),
    ("directive", "", "PR016", False),
    ("", "YAML document", "PR016", False),
    ("", "directive", "PR016", False),
    ("simple key", "", "PR032", True),
    ("block scalar", "'#'", "PR046", False),
    ("flow node", "", "PR033", False),
    ("flow", "", "PR040", False),
    ("block collection", "", "PR037", False),
    ("block mapping", "", "PR037", False),
    ("", "<document start>", "PR037", False),
    ("", "mapping values", "PR035", False),
    ("", "sequence entries", "PR042", False),
    ("", "", "PR033", True),  # anchors, tags, block scalars, odd characters: the value's first character does not fit
)
