"""What is wrong with a file or a request, as data; its sentence comes last."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pecrules.base.codes import ProblemCode
from pecrules.base.signs import visible
from pecrules.base.values import Value, field, frozen

Path = tuple[str | int, ...]
"""The way to a value in a document: keys and positions from the root."""


MOST_OF_A_TABLE: Final = 20
"""Problems that are told of one table of mailboxes: a column that is wrong is so in every line."""


@frozen
class Location(Value):
    """A place in a file: lines and columns count from 1; ``end`` is the column after the last character."""

    file: str
    line: int = 1
    column: int = 1
    end: int = 2

    def __str__(self) -> str:
        """The form editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"


@frozen
class Problem(Value):
    """One mistake or one doubt, as data.

    Attributes:
        code: Stable name of the mistake, as ``PR020``; ``pecrules.base.messages`` has its sentence.
        location: Where it stands, or ``None`` when it is no place in a file.
        path: The way to the value in its document.
        args: What fills the sentence, by name: what was found, and codes of ``pecrules.base.reasons``; no sentences.
        schema_message: The schema's own Italian sentence, where it has one.
        nearest: The allowed word nearest to what was found, or ``None``.
        sure: Whether no other word can have been meant.
    """

    code: ProblemCode
    location: Location | None = None
    path: Path = ()
    args: Mapping[str, str] = field(factory=dict[str, str], hash=False)
    schema_message: str | None = None
    nearest: str | None = None
    sure: bool = False

    @property
    def is_doubt(self) -> bool:
        """Whether it is only probably wrong, and keeps nothing from being loaded."""
        return self.code.startswith("PD")

    def __str__(self) -> str:
        """The problem on one line, in English; ``pecrules.present`` tells it in other languages, with an excerpt."""
        from pecrules.base.messages import MESSAGES
        from pecrules.base.places import fill
        from pecrules.base.reasons import filled

        message = MESSAGES[self.code]
        args = filled(message, self.args)
        where = f"{self.location}: " if self.location else ""
        help_ = message.help_for(self.args)
        helps = f" ({fill(help_, args)})" if help_ else ""
        near = f"; did you mean `{self.nearest}`?" if self.nearest else ""
        return visible(f"{where}{self.code} {fill(message.text, args)}{near}{helps}")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems sorted by file, line and column; those without a place come first."""
    return tuple(sorted(problems, key=_order))


def _order(problem: Problem) -> tuple[Any, ...]:
    place = problem.location
    return (place.file, place.line, place.column, problem.code) if place else ("", 0, 0, problem.code)
