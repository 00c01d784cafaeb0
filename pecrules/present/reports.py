"""Problems as a report: text with excerpts, JSON, GitHub's workflow commands, or SARIF."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from pecrules.base.codes import ProblemCode
from pecrules.base.messages import MESSAGES
from pecrules.base.problems import Location, Problem
from pecrules.base.signs import escaped, visible
from pecrules.base.tuples import NamedTuple
from pecrules.base.version import __version__
from pecrules.model.codes import Language
from pecrules.present.catalogues import count, say
from pecrules.present.cells import cut, width
from pecrules.present.problems import Wording, wording

Texts = Mapping[str, str]

_WIDTH: Final = 100  # of an excerpt, in cells
_BEFORE: Final = 50  # how many of them stand before the caret of a long line
_NEAR: Final = 400  # characters on each side of the caret: nobody measures a line of a megabyte
_TAB: Final = "    "
_DOTS: Final = "..."
_SARIF: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def report(
    problems: Iterable[Problem],
    lang: Language,
    format: str = "text",  # noqa: A002 - what the command line calls it
    texts: Texts | None = None,
) -> str:
    """Problems as one text, without a last line break; nothing for no problem in ``text`` and ``github``.

    Args:
        problems: What to report, in this order.
        lang: ``it``, ``en`` or ``de``.
        format: One of ``FORMATS``: ``text``, ``json``, ``github``, ``sarif``.
        texts: The files' texts, by the name their problems carry, for excerpts; a file may be missing.

    >>> from pecrules.base.problems import Location, Problem
    >>> wrong = Problem("PR020", Location("p.yaml", 1, 6, 10), args={"found": "2,50", "advice": '"2.50"'})
    >>> print(report([wrong], "en", texts={"p.yaml": "net: 2,50"}))
    PR020 `2,50` is written with a comma
     --> p.yaml:1:6
      |
    1 | net: 2,50
      |      ^^^^
      = help: use a point and quotes: "2.50"
    <BLANKLINE>
    1 mistake
    """
    worded = [_Worded(problem, wording(problem, lang)) for problem in problems]
    return _WRITERS[format](worded, lang, texts or {})


class _Worded(NamedTuple):
    """A problem and its words."""

    problem: Problem
    words: Wording


# -- text -------------------------------------------------------------------------------------------------------------


def _text(worded: Sequence[_Worded], lang: Language, texts: Texts) -> str:
    if not worded:
        return ""
    lines = {name: text.split("\n") for name, text in texts.items()}
    blocks = ["\n".join(_block(each, lang, lines)) for each in worded]
    return "\n\n".join([*blocks, ", ".join(_counted([each.problem for each in worded], lang))])


def _counted(problems: Sequence[Problem], lang: Language) -> Iterator[str]:
    """How many there are of each kind."""
    doubts = sum(problem.is_doubt for problem in problems)
    if mistakes := len(problems) - doubts:
        yield count(lang, "{number} mistake", "{number} mistakes", mistakes)
    if doubts:
        yield count(lang, "{number} doubt", "{number} doubts", doubts)


def _block(each: _Worded, lang: Language, texts: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """One problem: its sentence, its place, the line it stands on, and what helps."""
    place = each.problem.location
    look = say(lang, "odd, look")
    severity = f" {look}:" if each.problem.is_doubt else ""
    yield f"{each.problem.code}{severity} {visible(each.words.sentence)}"
    margin = " " * (len(str(place.line)) if place else 1)
    if place is not None:
        yield f"{margin}--> {visible(str(place))}"
        yield from _excerpt(place, texts.get(place.file, ()), margin)
    label = say(lang, "help")
    for helps in each.words.helps:
        yield f"{margin} = {label}: {visible(helps)}"


def _excerpt(place: Location, lines: Sequence[str], margin: str) -> Iterable[str]:
    if place.line > len(lines):
        return
    shown, carets = _window(lines[place.line - 1].removesuffix("\r"), place.column - 1, place.end - 1)
    yield f"{margin} |"
    yield f"{place.line} | {shown}".rstrip()
    yield f"{margin} | {carets}"


def _window(line: str, start: int, end: int) -> tuple[str, str]:
    """A line with carets below the part from ``start`` to ``end``; a long line is cut on both sides."""
    end = min(end, start + _NEAR)
    parts = (line[max(0, start - _NEAR) : start], line[start:end], line[end : end + _NEAR])
    before, marked, after = map(_shown, parts)
    shown = marked + after
    if width(before + shown) > _WIDTH:
        if width(before) > _BEFORE:
            before = _DOTS + _last(before, _BEFORE)
        shown = _first(shown, _WIDTH - width(before))
    carets = "^" * max(1, min(width(marked), _WIDTH - width(before)))
    return before + shown, " " * width(before) + carets


def _shown(part: str) -> str:
    return visible(part.replace("\t", _TAB))


def _first(text: str, columns: int) -> str:
    """As much of the beginning as there is room for, and dots for the rest."""
    found = cut(text, columns)
    return found if found == text else found + _DOTS


def _last(text: str, columns: int) -> str:
    return cut(text[::-1], columns)[::-1]


# -- for programs -----------------------------------------------------------------------------------------------------


def _json(worded: Sequence[_Worded], _lang: str, _texts: Texts) -> str:
    return escaped(json.dumps([_plain(each) for each in worded], ensure_ascii=False, indent=2))


def _plain(each: _Worded) -> dict[str, Any]:
    problem, place = each.problem, each.problem.location
    return {
        "code": problem.code,
        "severity": "doubt" if problem.is_doubt else "mistake",
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "end": place.end if place else None,
        "path": list(problem.path),
        "sentence": each.words.sentence,
        "help": each.words.help,
        "nearest": problem.nearest,
        "args": dict(problem.args),
    }


def _github(worded: Sequence[_Worded], _lang: str, _texts: Texts) -> str:
    return "\n".join(_command(each) for each in worded)


def _command(each: _Worded) -> str:
    """One workflow command; an annotation's text may have several lines."""
    place = each.problem.location
    where = {"file": place.file, "line": place.line, "col": place.column, "endColumn": place.end} if place else {}
    properties = {**where, "title": each.problem.code}
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    severity = "warning" if each.problem.is_doubt else "error"
    return f"::{severity} {shown}::{_data(chr(10).join((each.words.sentence, *each.words.helps)))}"


def _data(text: str) -> str:
    return "%0A".join(visible(line.replace("%", "%25").replace("\r", "%0D")) for line in text.split("\n"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _sarif(worded: Sequence[_Worded], lang: Language, _texts: Texts) -> str:
    codes: list[ProblemCode] = sorted({each.problem.code for each in worded})
    driver = {
        "name": "pecrules",
        "version": __version__,
        "rules": [{"id": code, "shortDescription": {"text": MESSAGES[code].text}} for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "language": lang,
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes.index(each.problem.code)) for each in worded],
    }
    return escaped(json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2))


def _result(each: _Worded, rule: int) -> dict[str, Any]:
    message = "\n".join((each.words.sentence, *each.words.helps))
    level = "warning" if each.problem.is_doubt else "error"
    result = {"ruleId": each.problem.code, "ruleIndex": rule, "level": level, "message": {"text": message}}
    place = each.problem.location
    return result | ({"locations": [{"physicalLocation": _physical(place)}]} if place else {})


def _physical(place: Location) -> dict[str, Any]:
    region = {"startLine": place.line, "startColumn": place.column, "endColumn": place.end}
    return {"artifactLocation": {"uri": quote(place.file, errors="replace")}, "region": region}


_WRITERS: Final[dict[str, Callable[[Sequence[_Worded], Language, Texts], str]]] = {
    "text": _text,
    "json": _json,
    "github": _github,
    "sarif": _sarif,
}

FORMATS: Final = tuple(_WRITERS)
"""How problems can be reported."""
