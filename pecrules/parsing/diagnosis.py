"""The slow reader of a text: its data, the place of every key and value, and every problem in it.

It follows the same events as ``documents`` and keeps places; what the parser complains of is told in words of ours.
"""

import re
from collections.abc import Callable
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
    StreamStartEvent,
)

from pecrules.base.codes import ProblemCode
from pecrules.base.memo import Memo
from pecrules.base.problems import Location, Path, Problem
from pecrules.parsing.events import (
    MAX_DEPTH,
    MAX_PROBLEMS,
    MAX_VALUES,
    TIGHT_COMMENT,
    Complaint,
    Event,
    Mark,
    Spots,
    events_of,
    is_explicit_key,
    place_of,
)
from pecrules.parsing.scalars import AmbiguousScalar, has_odd_space, meaning, short

_CONFLICT: Final = r" *(<{7}|>{7}|={7})(?: |$)"
"""The lines with which git parts two versions."""

_Spot = tuple[int, int, int]
"""Line, column and last column."""


class _Stop(Exception):  # noqa: N818 - it only leaves the loop; its problem is already told
    """Raised inside: after this mistake the rest of the text cannot be made out."""


class Builder:
    """Builds the data of one text from its events, keeping a stack instead of calling itself."""

    def __init__(self, text: str, name: str) -> None:
        self.text: str = text
        self.name: str = name
        self.data: Any = None
        self.problems: list[Problem] = []
        self.spots: dict[Path, Spots] = {}
        self.open: list[Event] = []  # where each block and list that is not yet closed began
        self.plain: dict[str, Any] = {}  # what each plain scalar means: the same few words come again and again
        self.multiline_end: int = -1  # the last line of a text that was told to run over several lines
        self.may_have_tight_comment: bool = TIGHT_COMMENT.search(text) is not None
        self.may_decorate: bool = "&" in text or "!" in text  # most texts have no mark of an anchor or a tag
        self.has_question_marks: bool = "?" in text
        self.root: Any = None
        self.box: Any = None  # the list or dict being filled
        self.path: Path = ()  # and the way to it
        self.around: list[tuple[Any, Path]] = []  # those around it
        self.is_map: bool = False
        self.wants_key: bool = False
        self.key: str = ""  # the key that waits for its value
        self.key_spot: _Spot = (0, 0, 0)
        self.skips_value: bool = False  # whether the key that waits is none, and was reported

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines; a parser sees one more after the last, and so do we."""
        return [*self.text.splitlines(), ""]

    @cached_property
    def _indents(self) -> Memo[int, int]:
        """How many spaces each line begins with."""
        return Memo(self._indent_of)

    def _indent_of(self, line: int) -> int:
        return _indent(self.lines[line])

    def build(self) -> bool:
        """Read the whole text; ``False`` if a mistake makes the rest of it impossible to make out."""
        is_read = self._read()
        if self.problems and (conflict := self._conflict()) is not None:
            self.problems = [conflict]
        return is_read

    def _conflict(self) -> Problem | None:
        """Two versions that git left side by side: what else is wrong with the text comes from there."""
        for number, line in enumerate(self.lines, 1):
            if found := re.match(_CONFLICT, line):
                column = found.start(1) + 1
                place = Location(self.name, number, column, column + len(line.strip(" ")))
                return Problem("PR049", place, args={"found": short(line.strip(" "))})
        return None

    def _read(self) -> bool:
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

    def _follow(self) -> Any:
        """The data of the whole text: each event is handled by its kind."""
        handlers: dict[type[Any], Callable[[Any], None]] = {
            StreamStartEvent: self._stream_start,
            DocumentStartEvent: self._document_start,
            DocumentEndEvent: self._document_end,
            MappingStartEvent: self._start,
            SequenceStartEvent: self._start,
            MappingEndEvent: self._end,
            SequenceEndEvent: self._end,
            ScalarEvent: self._scalar,
            AliasEvent: self._alias,
        }
        next_event = events_of(self.text)
        while (event := next_event()).__class__ is not StreamEndEvent:
            handlers[event.__class__](event)
            if len(self.problems) >= MAX_PROBLEMS:
                self._stop("PR047", event, limit=str(MAX_PROBLEMS))
        if self.root is None and not self.problems:
            self.problems.append(_empty(self.name))
            raise _Stop
        return self.root

    def _stream_start(self, event: Event) -> None:
        """Nothing to do."""

    def _document_start(self, event: Event) -> None:
        if event.version or event.tags:
            self._report("PR016", event)
        if self.spots:
            self._stop("PR015", event)

    def _document_end(self, event: Event) -> None:
        if event.explicit:
            self._stop("PR019", event)

    def _scalar(self, event: Event) -> None:
        """A key, or a value without anything in it."""
        if self.may_decorate and (event.anchor is not None or event.tag is not None):
            self._decorated(event)
        start, end = event.start_mark, event.end_mark
        line, column, last = start.line, start.column, end.column
        if self.may_have_tight_comment:
            self._tight_comment(event, is_key=self.wants_key)
        if end.line != line:
            self._long(event, self._column_around(column))
            last = column
        if self.wants_key and (amount := self._comma_amount(event)):
            self._decimal_comma(event, amount)
        elif self.wants_key:
            self.key, self.key_spot = self._key(event), (line, column, last)
            self.wants_key = False
        elif self.skips_value:
            self.skips_value, self.wants_key = False, True
        else:
            self._put(event, event.value if event.style else self._plain(event), (line, column, last))

    def _column_around(self, column: int) -> int:
        """Where the key or dash stands that a value belongs to; a value of no block stands where it does."""
        if self.is_map:
            return self.key_spot[1]
        return self.open[-1].start_mark.column if self.open else column

    def _start(self, event: Event) -> None:
        """The beginning of a block or list."""
        kind: type[Any] = event.__class__
        is_map = kind is MappingStartEvent
        if self.wants_key:
            self._stop("PR018", event, found="{" if is_map else "[")
        if len(self.open) >= MAX_DEPTH:
            self._stop("PR006", event, limit=str(MAX_DEPTH))
        if self.may_decorate and (event.anchor is not None or event.tag is not None):
            self._decorated(event)
        start = event.start_mark
        value = cast("Any", {} if is_map else [])
        here = self._put(event, value, (start.line, start.column, start.column))
        self.open.append(event)
        self.around.append((self.box, self.path))
        self.box, self.path = value, here
        self.is_map = self.wants_key = is_map

    def _end(self, event: Event) -> None:
        """The end of a block or list: what stands around it goes on."""
        first = self.open.pop()
        if first.flow_style and event.start_mark.line != first.start_mark.line:
            self._brackets(first.start_mark, event.start_mark)
        self.box, self.path = self.around.pop()
        is_map = self.box.__class__ is dict
        self.is_map, self.wants_key = is_map, is_map

    def _alias(self, event: Event) -> None:
        """A name for what stands elsewhere, as a key or a value; it is told, and read as a text."""
        value = f"*{event.anchor}"
        self._report("PR012", event, found=value)
        spot = (event.start_mark.line, event.start_mark.column, event.end_mark.column)
        if self.wants_key:
            self.key = value
            self.key_spot = spot
            self.wants_key = False
        else:
            self._put(event, value, spot)

    def _put(self, event: Event, value: Any, spot: _Spot) -> Path:
        """Put a value where it belongs and note its place; the way to it."""
        if self.is_map:
            here: Path = (*self.path, self.key)
            self.box[self.key] = value  # of a key written twice the last stays, here and in spots; _key has told it
            self.spots[here] = (*self.key_spot, *spot)
            self.wants_key = True
        elif self.around:
            here = (*self.path, len(self.box))
            self.box.append(value)
            self.spots[here] = (*spot, *spot)
        else:
            here, self.root = self.path, value
            self.spots[here] = (*spot, *spot)
        if len(self.spots) > MAX_VALUES:
            self._stop("PR007", event, limit=str(MAX_VALUES))
        return here

    def _key(self, event: Event) -> str:
        """The key of an event, told if it is written twice or is no word."""
        key, start = event.value, event.start_mark
        if self.has_question_marks and is_explicit_key(start, self.lines):
            self._tell_at("PR033", start.line, self.lines[start.line].rindex("?", 0, start.column))
        if key in self.box:
            self._report("PR017", event, found=short(key), first=str(self.spots[*self.path, key][0] + 1))
        if not event.style:
            meant = self._meaning(key)
            if key == "<<":
                self._report("PR013", event)
            elif meant.__class__ is AmbiguousScalar and meant.code in _INVISIBLE:
                self._report(meant.code, event, found=short(key), **meant.args)
            elif ":" in key or key.startswith("-"):
                self._report("PR032", event, found=short(key))
            elif meant != key:
                self._report("PR018", event, found=short(key) or ":")
        return key

    def _comma_amount(self, event: Event) -> AmbiguousScalar | None:
        """An amount in brackets whose comma parts it, as in ``{net: 12,08}``: the key of the event is its end."""
        value = self.spots.get((*self.path, self.key))
        if value is None or event.style or not (self.open[-1].flow_style and event.value.isdecimal()):
            return None
        line, first, _ = value[3:]
        start, end = event.start_mark, event.end_mark
        rest = self.lines[end.line][end.column :].lstrip(" ")
        meant = self._meaning(self.lines[line][first : end.column]) if line == start.line else None
        is_amount = isinstance(meant, AmbiguousScalar) and meant.code == "PR020" and rest[:1] in {",", "}"}
        return meant if is_amount else None

    def _decimal_comma(self, event: Event, amount: AmbiguousScalar) -> None:
        """Report an amount that its comma parts, and read it as the text that was meant."""
        here, end = (*self.path, self.key), event.end_mark.column
        line, first, _ = self.spots[here][3:]
        found = self.lines[line][first:end]
        self.box[self.key] = found
        self.spots[here] = (*self.spots[here][:5], end)
        place = place_of(self.name, line, first, end)
        self.problems.append(Problem(amount.code, place, args={"found": short(found), **amount.args}))
        self.skips_value, self.wants_key = True, False

    def _plain(self, event: Event) -> Any:
        """The value of a scalar without quotes; of an ambiguous one, its own text."""
        found = self._meaning(event.value)
        if found.__class__ is AmbiguousScalar:
            self._report(found.code, event, found=short(event.value), **found.args)
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
            self._report("PR012", event, found=f"&{event.anchor}")
        if event.tag is not None:
            self._report("PR014", event, found=short(event.tag.replace("tag:yaml.org,2002:", "!!")))

    # What YAML 1.1 and an analyst's slip let through, and the editor's YAML 1.2 would not, or would read otherwise.

    def _long(self, event: Event, margin: int) -> None:
        """Report a text that runs over several lines without being a block scalar."""
        if event.style in {"|", ">"}:
            self._block(event.start_mark, margin)
            return
        self.multiline_end = event.end_mark.line
        if event.style:
            self._report("PR038", event)
        else:
            self._multiline_plain(event.start_mark)
            event.style = "'"  # from here on it is a text like any other

    def _block(self, start: Mark, margin: int) -> None:
        """Report a block scalar that is not indented below its key or dash, or whose mark has extra signs."""
        if start.column <= margin:
            self._tell_at("PR037", start.line, start.column)
        if re.match(_KEPT_OR_COUNTED, self.lines[start.line][start.column :]):
            self._tell_at("PR045", start.line, start.column)
        if tight := re.match(_TIGHT_HEAD, self.lines[start.line][start.column :]):
            self._tell_at("PR046", start.line, start.column + tight.end() - 1)

    def _multiline_plain(self, start: Mark) -> None:
        """Report why a text without quotes runs over several lines: mostly a colon, a quote or an indent is missing."""
        line = next(i for i in range(start.line + 1, self.multiline_end + 1) if self.lines[i].strip(" "))
        column = _indent(self.lines[line])
        if self.open and self.open[-1].flow_style:
            self._multiline_in_brackets(line, column)
        elif not re.match(_STRUCTURE, self.lines[line]):
            self._tell_at("PR039", line, column)
        elif column == start.column:
            self._tell_at("PR032", start.line, start.column)
        else:
            self._tell_at("PR037", line, column)

    def _multiline_in_brackets(self, line: int, column: int) -> None:
        """Report a missing comma before a place in brackets, or the missing closing bracket if the place is outside."""
        first = self.open[-1].start_mark
        if line > first.line and column <= self._margin(first):
            self._tell_at("PR034", first.line, first.column)
        else:
            self._tell_at("PR040", line, column)

    def _tight_comment(self, event: Event, *, is_key: bool) -> None:
        """Report a comment without a space before it, after quotes or after a key: editors read it differently."""
        start, end = event.start_mark, event.end_mark
        if event.style in _QUOTES and self.lines[end.line].startswith("#", end.column):
            self._tell_at("PR046", end.line, end.column)
        if self.open and not is_key and self._indents[start.line] >= start.column:
            self._tight_comment_above(start.line)

    def _tight_comment_above(self, line: int) -> None:
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
            if tight := re.compile(_TIGHT_INSIDE).match(line, start.column if i == start.line else 0):
                self._tell_at("PR046", i, tight.end() - 1)
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
        if line == self.multiline_end:
            return
        _, _, code, at_start = next(
            row for row in _SYNTAX if row[0] in (error.context or "") and row[1] in error.problem
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

    def _in_brackets(self, code: ProblemCode, line: int, column: int) -> tuple[ProblemCode, int, int]:
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

    def _tell_at(self, code: ProblemCode, line: int, column: int) -> None:
        """Report a problem at a place; what it marks is the rest of the line, or only the signs that matter."""
        found = self.lines[line][column : column + _SEEN].partition(" #")[0].rstrip(" ")[: _WIDTHS.get(code)]
        if code in {"PR032", "PR039"} and has_odd_space(found):
            code = "PR009"
        elif code == "PR032" and len(found) > _MAX_KEY:
            code = "PR018"
        place = Location(self.name, line + 1, column + 1, column + 1 + max(len(found), 1))
        self.problems.append(Problem(code, place, args={"found": short(found)}))

    def _report(self, code: ProblemCode, event: Event, **args: str) -> None:
        start, end = event.start_mark, event.end_mark
        place = place_of(self.name, start.line, start.column, end.column if end.line == start.line else 0)
        self.problems.append(Problem(code, place, args=args))

    def _stop(self, code: ProblemCode, event: Event, **args: str) -> NoReturn:
        self._report(code, event, **args)
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
_TIGHT_INSIDE: Final = r"""(?:[^'"#]|'[^']*'|"(?:[^"\\]|\\.)*")*(?:[,\[{?]|(?<=['" ]):)#"""
_TIGHT_HEAD: Final = "[|>][0-9+-]*#"
_KEPT_OR_COUNTED: Final = "[|>]-?[+1-9]"  # readers disagree on the spaces and lines at its end
_STRUCTURE: Final = r" *-|.*:(?: |\Z)"  # a line that means to be a list item or a key
_MAX_KEY: Final = 1024  # YAML's own limit, with the colon
_SEEN: Final = 2 * _MAX_KEY  # of a line's rest: more is not shown, and a line may be the whole file
_WIDTHS: Final = {"PR036": 2, **dict.fromkeys(("PR031", "PR033", "PR034", "PR035", "PR042", "PR044"), 1)}
_Syntax = tuple[str, str, ProblemCode, bool]
"""What either parser was doing and what it says; our code; whether to look where it began doing it."""

_SYNTAX: Final[tuple[_Syntax, ...]] = (
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
