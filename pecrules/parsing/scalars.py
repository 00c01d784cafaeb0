"""What a scalar without quotes means: a text, a number, a truth value, nothing; or the trap it is.

A trap is a way to write a value that people, or programs, read in more than one way; each has its own message. The
patterns are compiled when a text first needs them: the words and days that fill a table need none. What repeats in
them never gives back what it has taken (``++``): else a long number would be tried in every place that it can be cut.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any, Final

from pecrules.base.codes import ProblemCode
from pecrules.base.dates import is_day
from pecrules.base.tuples import NamedTuple

_MAX_DIGITS: Final = 15  # a double keeps them all: what the editor and we read stays the same number
_PREVIEW: Final = 40


class AmbiguousScalar(NamedTuple):
    """A scalar that is read in more than one way.

    Attributes:
        code: The code of its message.
        advice: What to write instead, if that is known.
        other: What to write instead if the other way was meant.
    """

    code: ProblemCode
    advice: str = ""
    other: str = ""

    @property
    def args(self) -> dict[str, str]:
        """What the message is told of it."""
        return {"advice": self.advice, **({"other": self.other} if self.other else {})}


_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None, "": None}
_MEANT: Final = {
    **dict.fromkeys(("yes", "y", "on", "si", "sì", "vero", "true", "ja", "wahr"), "true"),
    **dict.fromkeys(("no", "n", "off", "falso", "false", "nein", "falsch"), "false"),
    **dict.fromkeys(("~", "null", "none", "nil"), "null"),
}
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./:@-]*\Z")
_INTEGER: Final = re.compile(r"(?:0|-?[1-9][0-9]*)\Z")
_DECIMAL: Final = re.compile(r"(?!-0\.0+\Z)-?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_ODD_SPACES: Final = frozenset("\xa0\xad\u1680\u180e\u202f\u205f\u2060\u3000") | set(map(chr, range(0x2000, 0x2010)))
_CURLY: Final = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2032\u2033"


def meaning(text: str) -> Any:  # noqa: PLR0911 - one line for each thing it may be
    """The value of a scalar without quotes (a text, a number, true or false, nothing), or the trap it is."""
    if text in _WORDS:
        return _WORDS[text]
    if meant := _MEANT.get(text.lower()):
        is_nothing = meant == "null"
        return _quote_it("PR022", text) if is_nothing else AmbiguousScalar("PR021", f"`{meant}`", f'`"{text}"`')
    if _WORD.match(text):
        return text
    if _INTEGER.match(text):
        return int(text) if len(text) <= _MAX_DIGITS else _quote_it("PR029", text)
    if _DECIMAL.match(text):
        return Decimal(text) if len(text) <= _MAX_DIGITS else _quote_it("PR029", text)
    if _ISO_DAY.match(text) and is_day(text):
        return text
    return next(_traps(text), text)


def has_odd_space(text: str) -> bool:
    """Whether a space that is no plain space stands in a text."""
    return not text.isascii() and not _ODD_SPACES.isdisjoint(text)


def trap_advice(text: str) -> str | None:
    """What to write instead of a text that falls into a trap, without marks around it; ``None`` if it falls into none.

    >>> trap_advice("2,50"), trap_advice("21/11/2026"), trap_advice("standard")
    ('2.50', '2026-11-21', None)
    """
    found = meaning(text)
    return found.advice.strip('`"') or None if isinstance(found, AmbiguousScalar) else None


def straightened(text: str) -> str:
    """A text without what nobody can see in it, and with plain quotes where it has typographic ones.

    >>> straightened("\u201cdue righe\u201d"), straightened("stan\u00addard\u00a0")
    ('"due righe"', 'standard')
    """
    plain = "".join(" " if char.isspace() else "" if char in _ODD_SPACES else char for char in text).strip(" ")
    return plain if re.fullmatch(r"[\w.-]+", plain) else quoted(plain.strip(_CURLY))


def as_written(text: str) -> str:
    """A text as one writes it in a line of YAML: a word or a day without quotes, all else with them.

    >>> as_written("2026-11-21"), as_written("standard"), as_written("9.90"), as_written("no"), as_written("due parole")
    ('2026-11-21', 'standard', '"9.90"', '"no"', '"due parole"')
    """
    is_bare = _WORD.match(text) or _ISO_DAY.match(text)
    return text if is_bare and meaning(text) == text else quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _traps(text: str) -> Iterator[AmbiguousScalar]:
    """Every trap that an unusual plain scalar falls into, the most telling first."""
    if has_odd_space(text):
        yield AmbiguousScalar("PR009")
    if text[0] in _CURLY or text[-1] in _CURLY:
        yield _straight(text)
    if text[0].isalpha() and text[:3].lower() != "eur":
        return  # prose: whatever else is in it, it is no number and no day
    for pattern, trap in _TRAPS:
        if found := _compiled(pattern).match(text):
            yield trap(found)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _quote_it(code: ProblemCode, text: str) -> AmbiguousScalar:
    return AmbiguousScalar(code, f'"{short(text)}"')


def _straight(quoted: str) -> AmbiguousScalar:
    text = short(quoted.strip(_CURLY))
    return AmbiguousScalar("PR010", f"'{text}'" if '"' in text else f'"{text}"')


def _day(found: re.Match[str]) -> AmbiguousScalar:
    """The trap of a date written in another way, or of one that does not exist."""
    day, month, year = (int(part) for part in found.groups() if part)
    if found["iso"]:
        day, year = year, day
    elif found["short"]:
        year += 2000
    written = f"{year:04}-{month:02}-{day:02}"
    return AmbiguousScalar("PR025", f"`{written}`") if is_day(written) else AmbiguousScalar("PR026")


def _pointed(code: ProblemCode, text: str) -> AmbiguousScalar:
    """The advice to write a number with a point: the last mark in it is the decimal one, the others go."""
    number = re.sub(r"[^0-9,.-]", "", text)
    whole, point, cents = number.rpartition("," if number.rfind(",") > number.rfind(".") else ".")
    return AmbiguousScalar(code, '"' + re.sub("[,.]", "", whole) + ("." if point else "") + cents + '"')


_TRAPS: Final[tuple[tuple[str, Callable[[re.Match[str]], AmbiguousScalar]], ...]] = (
    (r"-\Z", lambda _: AmbiguousScalar("PR033")),
    (
        r"[-+]?[0-9][0-9.' ]*+,[0-9]++\Z|[-+]?[0-9]{1,3}(?:,[0-9]{3})++\.[0-9]++\Z",
        lambda found: _pointed("PR020", found[0]),
    ),
    (
        (
            r"(?P<iso>[0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})\Z"
            r"|([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\Z|([0-9]{1,2})/([0-9]{1,2})/(?P<short>[0-9]{2})\Z"
        ),
        _day,
    ),
    (r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ][0-9].*\Z", lambda found: AmbiguousScalar("PR025", f"`{found[1]}`")),
    (r"[-+]?0[0-9]++(?:\.[0-9]*+)?\Z", lambda found: _quote_it("PR023", found[0])),
    (r"[-+]?[0-9]++(?::[0-9]{1,2})++(?:\.[0-9]*+)?\Z", lambda found: _quote_it("PR024", found[0])),
    (
        r"(?:[€$£]|EUR|euro?)\s*+[-+]?[0-9].*\Z|[-+]?[0-9][0-9.,' ]*+\s*+(?:[€$£%]|EUR|euro?)\Z",
        lambda found: _pointed("PR027", found[0]),
    ),
    (
        (
            r"[-+]?(?:\.[0-9]++|[0-9]++\.?[0-9]*+)(?:e[-+]?[0-9]++)?\Z|0[xob][0-9a-f]+\Z|[-+]?\.(?:inf|nan)\Z"
            r"|[-+]?[0-9]++(?:_[0-9]++)++(?:\.[0-9_]++)?\Z|[-+]?[0-9]{1,3}(?:(?:[' ][0-9]{3})+|(?:\.[0-9]{3}){2,})\Z"
        ),
        lambda found: _quote_it("PR028", found[0]),
    ),
)


def short(text: str) -> str:
    """A text on one line, and not too long for a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _PREVIEW else flat[: _PREVIEW - 3] + "..."
