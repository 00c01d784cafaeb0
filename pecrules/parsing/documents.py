"""The text of a table -> plain data, and where every key and value stands.

A strict subset of YAML 1.2, read from the events of PyYAML's C parser without recursion. What an editor shows green is
either read here as the same data, or refused with advice; nothing is guessed. Plain data is dict, list, str, int, bool,
None and, for digits with a point, Decimal; dates stay text until they are rows.

::

    bytes  -> text           strict UTF-8, no tabs, nothing that a person cannot see          events
    text   -> events         libyaml; what it reads and YAML 1.2 does not is refused          events
    events -> data           one loop with a stack, as long as there is nothing to tell       here
    events -> data, places   else, or when a place is asked for: another, which explains      diagnosis
    words  -> values         what a scalar without quotes means, or the trap it is            scalars
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from yaml import MarkedYAMLError
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from pecrules.base.problems import Location, Problem, in_order
from pecrules.base.resources import MAX_BYTES
from pecrules.base.tuples import NamedTuple
from pecrules.parsing.diagnosis import Builder
from pecrules.parsing.events import (
    MAX_DEPTH,
    MAX_VALUES,
    TIGHT_COMMENT,
    events_of,
    first_unreadable,
    is_explicit_key,
    not_utf8,
)
from pecrules.parsing.plain import Document
from pecrules.parsing.scalars import AmbiguousScalar, meaning


class Reading(NamedTuple):
    """The result of reading one file: every problem, and the document unless the text is too broken to have one."""

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
        return _refused(not_utf8(source, error.start, name))
    unreadable = first_unreadable(source, text, name)
    if unreadable:
        return _refused(unreadable)
    data = parse_fast(text)
    if data is not None:
        return Reading(Document(name, data, text), ())
    return parse_diagnosed(text, name)


def parse_diagnosed(text: str, name: str) -> Reading:
    """Read a text with the slow reader, which finds every problem; ``read`` does so when ``parse_fast`` gives up."""
    builder = Builder(text, name)
    document = Document(name, builder.data, text) if builder.build() else None
    if document is not None:
        vars(document)["_spots"] = builder.spots  # it has seen every place: nobody need read the text once more
    return Reading(document, in_order(_wrapped_once(builder.problems) if document else builder.problems))


def _wrapped_once(problems: list[Problem]) -> list[Problem]:
    """The problems, with one for all texts that run over several lines where these are many: no person did that."""
    wrapped = [problem for problem in problems if problem.code in _WRAPPED]
    if len(wrapped) < _MANY:
        return problems
    cause = Problem("PR048", wrapped[0].location, args={"number": str(len(wrapped))})
    return [cause, *(problem for problem in problems if problem.code not in _WRAPPED)]


_WRAPPED: Final = frozenset({"PR038", "PR039"})
_MANY: Final = 3  # one or two a person writes so, or has forgotten quotes


def _refused(problem: Problem) -> Reading:
    return Reading(None, (problem,))


# -- a text with nothing to tell --------------------------------------------------------------------------------------


class _Unsure(Exception):  # noqa: N818 - it only leaves the loop
    """There may be something to tell."""


def parse_fast(text: str) -> Any:
    """The data of a text that certainly has no problem; ``None`` means that the slow reader has to look.

    It keeps no places and knows no messages, so that it takes half the time; a test holds the two against each other.
    """
    try:
        return None if TIGHT_COMMENT.search(text) else _parse_fast(text)
    except (MarkedYAMLError, _Unsure):
        return None


def _parse_fast(text: str) -> Any:
    """The data of the first document; nothing may come after it."""
    next_event = _undecorated(text)
    next_event()  # the stream's start
    start = next_event()
    if start.__class__ is not DocumentStartEvent or start.version or start.tags:
        raise _Unsure
    data = _value(next_event, _explicit_key_lines(text))
    if next_event().__class__ is not StreamEndEvent:
        raise _Unsure
    return data


def _value(next_event: Callable[[], Any], explicit_keys: Mapping[int, str]) -> Any:  # noqa: C901, PLR0912 - one loop is fast
    """The value of a document with all that is in it, in one loop over the events."""
    meanings, words = _Meanings(), _Words()
    top: list[Any] = []
    box: Any = top  # the list or dict being filled
    stack: list[tuple[Any, int]] = []  # those around it, and the line where brackets were opened
    key, is_map, wants_key = "", False, False  # the key that waits for its value
    for _ in range(MAX_VALUES):  # whether more events are too many values the builder counts
        event = next_event()
        kind = event.__class__
        if kind is ScalarEvent:
            if wants_key:
                if event.style or event.value in box or (explicit_keys and _is_explicit_key(event, explicit_keys)):
                    raise _Unsure
                key, wants_key = words[event.value], False
                continue
            if event.end_mark.line != event.start_mark.line:
                raise _Unsure
            value = event.value if event.style else meanings[event.value]
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            box, line = stack.pop()
            if line >= 0 and line != event.start_mark.line:
                raise _Unsure
            is_map = wants_key = box.__class__ is dict
            continue
        elif kind is DocumentEndEvent:
            return None if event.explicit else top[0]
        elif wants_key or len(stack) >= MAX_DEPTH:
            raise _Unsure
        else:
            value = cast("Any", {} if kind is MappingStartEvent else [])
        if is_map:
            box[key] = value
            wants_key = True
        else:
            box.append(value)
        if kind is not ScalarEvent:
            stack.append((box, event.start_mark.line if event.flow_style else -1))
            box, is_map = value, kind is MappingStartEvent
            wants_key = is_map
    raise _Unsure


def _undecorated(text: str) -> Callable[[], Any]:
    """The events of a text without anchors, aliases and tags; most texts have no mark that could begin one."""
    next_event = events_of(text)
    if not ("&" in text or "*" in text or "!" in text):
        return next_event

    def checked() -> Any:
        event = next_event()
        if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
            raise _Unsure
        return event

    return checked


def _explicit_key_lines(text: str) -> Mapping[int, str]:
    """The lines in which the mark of a long key may stand."""
    return {number: line for number, line in enumerate(text.splitlines()) if "?" in line} if "?" in text else {}


def _is_explicit_key(event: Any, explicit_keys: Mapping[int, str]) -> bool:
    return event.start_mark.line in explicit_keys and is_explicit_key(event.start_mark, explicit_keys)


class _Meanings(dict[str, Any]):
    """Plain scalar -> what it means: the same few come again and again."""

    def __missing__(self, text: str) -> Any:
        meant = meaning(text)
        if meant.__class__ is AmbiguousScalar:
            raise _Unsure
        self[text] = meant
        return meant


class _Words(dict[str, str]):
    """Key -> itself, if it is a word and nothing else; of several lines it would have a space."""

    def __missing__(self, key: str) -> str:
        if not key.isidentifier() or meaning(key) != key:
            raise _Unsure
        self[key] = key
        return key
