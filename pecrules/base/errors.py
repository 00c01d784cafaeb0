"""What can go wrong, and who has to mend it.

::

    PecrulesError
    ├── InvalidRules       the tables are wrong: whoever edits them      .problems
    ├── InvalidRequest     a request or a document is wrong: the asker   .problems
    ├── NoRuleInForce      the tables say nothing for that day           .section .key .day .first
    └── CalendarError      a day beyond the year 9999 or without a zone: the calling program

An expected "no" is none of these: it is a ``Refusal``, a value. A problem is data; its sentence comes last.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

import attrs

from pecrules.base.codes import ProblemCode
from pecrules.base.signs import visible
from pecrules.base.values import Value

Path = tuple[str | int, ...]
"""The way to a value in a document: keys and positions from the root."""

NEAREST_CUTOFF: Final = 0.6


class PecrulesError(Exception):
    """The base of everything this library raises on purpose."""


@attrs.frozen(eq=False, repr=False)
class Location(Value):
    """A place in a file: lines and columns count from 1; ``end`` is the column after the last character."""

    file: str
    line: int = 1
    column: int = 1
    end: int = 2

    def __str__(self) -> str:
        """The form editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"


@attrs.frozen(eq=False, repr=False)
class Problem(Value):
    """One mistake or one doubt, as data.

    Attributes:
        code: Stable name of the mistake, as ``PR020``; ``pecrules.base.messages`` has its sentence.
        location: Where it stands, or ``None`` when it is no place in a file.
        path: The way to the value in its document.
        args: What fills the sentence, by name.
        schema_message: The schema's own Italian sentence, where it has one.
        nearest: The allowed word nearest to what was found, or ``None``.
    """

    code: ProblemCode
    location: Location | None = None
    path: Path = ()
    args: Mapping[str, str] = attrs.field(factory=dict[str, str], hash=False)
    schema_message: str | None = None
    nearest: str | None = None

    @property
    def is_doubt(self) -> bool:
        """Whether it is only probably wrong, and keeps nothing from being loaded."""
        return self.code.startswith("PD")

    def __str__(self) -> str:
        """The problem on one line, in English; ``pecrules.present`` tells it in other languages, with an excerpt."""
        from pecrules.base.messages import MESSAGES

        message = MESSAGES[self.code]
        where = f"{self.location}: " if self.location else ""
        helps = f" ({message.help.format_map(self.args)})" if message.help else ""
        near = f"; did you mean `{self.nearest}`?" if self.nearest else ""
        return visible(f"{where}{self.code} {message.text.format_map(self.args)}{near}{helps}")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems sorted by file, line and column; those without a place come first."""
    return tuple(sorted(problems, key=_order))


def _order(problem: Problem) -> tuple[Any, ...]:
    place = problem.location
    return (place.file, place.line, place.column, problem.code) if place else ("", 0, 0, problem.code)


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The allowed word most like ``word``, or ``None`` when nothing is near.

    >>> nearest("standrad", ["standard", "pro", "premium"])
    'standard'
    """
    return _nearest(word, tuple(sorted(among)))


@lru_cache(maxsize=1_000)
def _nearest(word: str, among: tuple[str, ...]) -> str | None:
    """The same slip is often made a thousand times."""
    from difflib import get_close_matches

    spelled = {each.casefold(): each for each in among}
    found = get_close_matches(word.casefold(), spelled, 1, NEAREST_CUTOFF)
    return spelled[found[0]] if found else None


class _Problems(PecrulesError):  # noqa: N818 - its children are what is raised
    """An error that is a list of problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["_Problems"], tuple[tuple[Problem, ...]]]:
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
        self.section, self.key, self.day, self.first, self.known_by = section, key, day, first, known_by
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
    """A day that the calendar does not have, or a moment whose time zone nobody said."""
