"""What can go wrong, and who has to mend it.

::

    PecrulesError
    ├── InvalidRules       the tables are wrong: whoever edits them      .problems
    ├── InvalidRequest     a request or a document is wrong: the asker   .problems
    ├── NoRuleInForce      the tables say nothing for that day           .section .key .day .first
    └── CalendarError      a day beyond the year 9999 or without a zone: the calling program

An expected "no" is none of these: it is a ``Refusal``, a value.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pecrules.base.problems import Problem

NEAREST_CUTOFF: Final = 0.6


class PecrulesError(Exception):
    """The base of everything this library raises on purpose."""


_LOOKED_AT: Final = 12
"""So many words, those that have most pairs of letters in common with another, are held closely against it."""

_LONG: Final = 6
"""Letters of a word that has pairs enough for that."""


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The allowed word most like ``word``, or ``None`` when nothing is near.

    >>> nearest("standrad", ["standard", "pro", "premium"])
    'standard'
    """
    return _nearest(word, tuple(sorted(among)))


@lru_cache(maxsize=1_000)
def _nearest(word: str, among: tuple[str, ...]) -> str | None:
    """The same slip is often made a thousand times; where there are many words, few are looked at closely."""
    from difflib import get_close_matches
    from heapq import nlargest

    wanted = word.casefold()
    spelled = {each.casefold(): each for each in among}
    if len(spelled) > _LOOKED_AT and len(wanted) >= _LONG:
        pairs = _pairs(wanted)
        spelled = {each: spelled[each] for each in nlargest(_LOOKED_AT, spelled, lambda one: len(pairs & _pairs(one)))}
    found = get_close_matches(wanted, spelled, 1, NEAREST_CUTOFF)
    return spelled[found[0]] if found else None


@lru_cache(maxsize=10_000)
def _pairs(word: str) -> frozenset[str]:
    """The letters of a word that stand beside one another, its ends too."""
    return frozenset(map("".join, zip(f" {word}", f"{word} ", strict=True)))


def is_surely(meant: str, word: str, among: Iterable[str]) -> bool:
    """Whether a misspelt word can be no other of some than the one: one or two slips away, and the others far more.

    >>> is_surely("standard", "standrad", ["standard", "pro", "premium"]), is_surely("send", "rend", ["send", "read"])
    (True, False)
    """
    slips = _slips(word.casefold(), meant.casefold())
    others = (_slips(word.casefold(), other.casefold()) for other in among if other != meant)
    return slips <= min(_FEW_SLIPS, len(meant) // 3) and all(other > 2 * slips for other in others)


_FEW_SLIPS: Final = 2


def _slips(word: str, meant: str) -> int:
    """How many letters have to be added, left out, changed, or exchanged with their neighbour."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(word, 1):
        last, row, old = row, [i], before
        for j, other in enumerate(meant, 1):
            changed = last[j - 1] + int(letter != other)
            is_turned = bool(old) and j > 1 and letter == meant[j - 2] and word[i - 2] == other
            row.append(min(last[j] + 1, row[-1] + 1, changed, old[j - 2] + 1 if is_turned else changed))
        before = last
    return row[len(meant)]


class _Problems(PecrulesError):  # noqa: N818 - its children are what is raised
    """An error that is a list of problems."""

    def __init__(self, problems: "Iterable[Problem]") -> None:
        from pecrules.base.problems import in_order

        self.problems: tuple[Problem, ...] = in_order(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> "tuple[type[_Problems], tuple[tuple[Problem, ...]]]":
        return type(self), (self.problems,)


class InvalidRules(_Problems):
    """The tables cannot be used; ``problems`` lists everything found, in order of place."""


class InvalidRequest(_Problems):
    """A JSON request, or a command-line value, cannot be used; ``problems`` lists everything found."""


class NoRuleInForce(PecrulesError, LookupError):  # noqa: N818
    """No row of a key is in force on a day: the tables begin later, or never speak of it.

    Attributes:
        section: Table and section, as ``pricing.prices``.
        key: The key that was asked.
        day: The day that was asked.
        first: The first day on which a row of the key begins, or ``None``.
        known_by: Rows announced after that day were not looked at; ``None`` if all were.
    """

    _names_its_day = False

    def __init__(
        self, section: str, key: tuple[str, ...], day: date, first: date | None, known_by: date | None = None
    ) -> None:
        self.section: str = section
        self.key: tuple[str, ...] = key
        self.day: date = day
        self.first: date | None = first
        self.known_by: date | None = known_by
        super().__init__(section, key, day, first, known_by)

    def __str__(self) -> str:
        what = f"{self.section} [{', '.join(self.key)}]" if self.key else self.section
        begins = f"its first row begins on {self.first}" if self.first else "no row speaks of it"
        known = f" among those announced by {self.known_by}" if self.known_by else ""
        return f"{what} has no rule in force on {self.day}: {begins}{known}"

    def at(self, day: date, known_by: date | None = None) -> "NoRuleInForce":
        """The same error, naming the day of the question, and what was known: many days share one view.

        A question that is part of another one has said its own day already.
        """
        if self._names_its_day:
            return self
        named = NoRuleInForce(self.section, self.key, day, self.first, known_by or self.known_by)
        named._names_its_day = True
        return named

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.section, self.key, self.day, self.first, self.known_by)


class CalendarError(PecrulesError, ValueError):
    """A day that the calendar does not have, or a moment whose time zone nobody said.

    Attributes:
        is_early: Whether the day would lie before the year 1; ``None`` where nobody knows at which end.
    """

    def __init__(self, message: str, *, is_early: bool | None = None) -> None:
        self.is_early: bool | None = is_early
        super().__init__(message)

    @property
    def reason(self) -> str:
        """The same as a code of ``pecrules.base.reasons.CALENDAR``."""
        return {None: "calendar", True: "calendar_begins", False: "calendar_ends"}[self.is_early]
