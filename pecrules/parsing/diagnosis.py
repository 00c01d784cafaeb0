"""The slow reader of a text: its data, the place of every key and value, and every problem in it.

It follows the same events as ``documents`` and keeps places; what the parser complains of is told in words of ours.
"""

import re
from functools import cached_property
from itertools import takewhile
from typing import Any, Final, NoReturn, cast

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

from pecrules.base.errors import Location, Path, Problem
from pecrules.parsing.events import (
    GLUED,
    MAX_DEPTH,
    MAX_VALUES,
    Complaint,
    Event,
    Mark,
    Spots,
    events_of,
    is_asked,
    place_of,
)
from pecrules.parsing.scalars import Trap, has_odd_space, meaning, short


class _Stop(Exception):  # noqa: N818 - it only leaves the loop; its problem is already told
    """Raised inside: after this mistake the rest of the text cannot be made out."""


class Builder:
    """Builds the data of one text from its events, keeping a stack instead of calling itself."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.data: Any = None
        self.problems: list[Problem] = []
        self.spots: dict[Path, Spots] = {}
        self.open: list[Event] = []  # where each block and list that is not yet closed began
        self.plain: dict[str, Any] = {}  # what each plain scalar means: the same few words come again and again
        self.torn = -1  # the last line of a text that was told to run over several lines

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines; a parser sees one more after the last, and so do we."""
        return [*self.text.splitlines(), ""]

    def build(self) -> bool:
        """Read the whole text; ``False`` if a mistake makes the rest of it impossible to make out."""
        try:
            self.data = self._follow()
        except _Stop:
            return False
        except MarkedYAMLError as error:
            complaint = cast("Complaint", error)
            tell = self._too_deep if "nesting depth" in complaint.problem else self._complain
            tell(complaint)
            return False
        return True

    def _follow(self) -> Any:  # noqa: C901, PLR0912, PLR0915 - one loop over the events is the fast and the plain way
        next_event = events_of(self.text)
        spots, opened = self.spots, self.open
        stack: list[tuple[Any, Path]] = [(None, ())]
        box, path = stack.pop()  # the list or dict being filled, and the way to it
        key, key_line, key_column, key_last = "", 0, 0, 0  # the key that waits for its value
        is_map = wants_key = False
        root: Any = None
        glued = GLUED.search(self.text)
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

    def _key(self, event: Event, box: dict[str, Any], path: Path) -> str:
        """The key that an event stands for; a key that is written twice or is no word is reported."""
        key, start = event.value, event.start_mark
        if is_asked(start, self.lines):
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

    def _plain(self, event: Event) -> Any:
        """The value of a scalar without quotes; of an ambiguous one, its own text."""
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

    def _decorated(self, event: Event) -> None:
        """Report an anchor or a tag; the value is then read without it."""
        if event.anchor is not None:
            self._tell("PR012", event, found=f"&{event.anchor}")
        if event.tag is not None:
            self._tell("PR014", event, found=short(event.tag.replace("tag:yaml.org,2002:", "!!")))

    # What YAML 1.1 and an analyst's slip let through, and the editor's YAML 1.2 would not, or would read otherwise.

    def _long(self, event: Event, margin: int) -> None:
        """Report a text that runs over several lines without being a block scalar."""
        if event.style in {"|", ">"}:
            self._block(event.start_mark, margin)
            return
        self.torn = event.end_mark.line
        if event.style:
            self._tell("PR038", event)
        else:
            self._torn(event.start_mark)
            event.style = "'"  # from here on it is a text like any other

    def _block(self, start: Mark, margin: int) -> None:
        """Report a block scalar that is not indented below its key or dash, or whose mark has extra signs."""
        if start.column <= margin:
            self._tell_at("PR037", start.line, start.column)
        if re.match(_KEPT_OR_COUNTED, self.lines[start.line][start.column :]):
            self._tell_at("PR045", start.line, start.column)
        if glued := re.match(_GLUED_HEAD, self.lines[start.line][start.column :]):
            self._tell_at("PR046", start.line, start.column + glued.end() - 1)

    def _torn(self, start: Mark) -> None:
        """Report why a text without quotes runs over several lines: mostly a colon, a quote or an indent is missing."""
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
        """Report a missing comma before a place in brackets, or the missing closing bracket if the place is outside."""
        first = self.open[-1].start_mark
        if line > first.line and column <= self._margin(first):
            self._tell_at("PR034", first.line, first.column)
        else:
            self._tell_at("PR040", line, column)

    def _glued(self, event: Event, *, is_key: bool) -> None:
        """Report a comment without a space before it, after quotes or after a key: editors read it differently."""
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

    def _brackets(self, start: Mark, end: Mark) -> None:
        """Report lines in brackets that are not indented below the first, and comments without a space before them."""
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

    def _margin(self, mark: Mark) -> int:
        """The column where the first key or value of a mark's line stands."""
        line = self.lines[mark.line]
        return len(line) - len(line.lstrip(" -"))

    # -- telling --

    def _too_deep(self, error: Complaint) -> None:
        """Newer releases of libyaml look ahead, and count levels before we can."""
        mark = error.problem_mark
        place = Location(self.name, mark.line + 1, mark.column + 1, mark.column + 2)
        self.problems.append(Problem("PR006", place, args={"limit": str(MAX_DEPTH)}))

    def _complain(self, error: Complaint) -> None:
        """Report an error of the parser in our words, at the place where a person has to look."""
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
        """Report a problem at a place; what it marks is the rest of the line, or only the signs that matter."""
        found = self.lines[line][column:].partition(" #")[0].rstrip(" ")[: _WIDTHS.get(code)]
        if code in {"PR032", "PR039"} and has_odd_space(found):
            code = "PR009"
        elif code == "PR032" and len(found) > _MAX_KEY:
            code = "PR018"
        place = Location(self.name, line + 1, column + 1, column + 1 + max(len(found), 1))
        self.problems.append(Problem(code, place, args={"found": short(found)}))

    def _tell(self, code: str, event: Event, **args: str) -> None:
        start, end = event.start_mark, event.end_mark
        place = place_of(self.name, start.line, start.column, end.column if end.line == start.line else 0)
        self.problems.append(Problem(code, place, args=args))

    def _stop(self, code: str, event: Event, **args: str) -> NoReturn:
        self._tell(code, event, **args)
        raise _Stop


def _empty(name: str) -> Problem:
    stem = name.rpartition("/")[2].partition(".")[0]
    return Problem("PR002", Location(name, 1, 1, 2), args={"stem": stem})


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


_INVISIBLE: Final = frozenset({"PR009", "PR010"})  # what a person cannot see in a key either
_QUOTES: Final = frozenset({"'", '"'})
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
