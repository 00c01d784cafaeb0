"""Mistakes whose remedy is certain, mended in the text of a table; each place that is mended, and nothing else.

A remedy is a way to write the one value or key again that somebody surely meant: a comma that should be a point, quotes
that are missing, a day in another form, a word with a slip that is near to no other. What comes of it is judged anew,
and kept only if the mistake has gone, no other has come, and the rest of the table says what it said.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import partial
from typing import Any, Final

from pecrules.base.codes import ProblemCode
from pecrules.base.problems import Location, Problem
from pecrules.base.tuples import NamedTuple
from pecrules.parsing.layout import joined
from pecrules.parsing.plain import Document
from pecrules.parsing.scalars import meaning, quoted, straightened
from pecrules.parsing.validation import keys_of, schema, spellings
from pecrules.rulebook.formatting import digest
from pecrules.rulebook.reading import judged


class Mended(NamedTuple):
    """A place that was mended: where it is, what stood there, and what stands there now."""

    location: Location
    before: str
    after: str


class Fixed(NamedTuple):
    """What mending a text has come to.

    Attributes:
        text: The text after it; ``None`` if the file cannot be read far enough. Rows that cannot be read, where they
            are few and the rest can, stay as they are.
        mended: The places, in order.
    """

    text: str | None
    mended: tuple[Mended, ...]


def fixed(source: bytes, name: str, table: str) -> Fixed:
    r"""The text of a table with all that is certainly meant otherwise mended.

    Args:
        source: The bytes of the file.
        name: The file's name for messages.
        table: The table that it is.

    >>> fixed(b"table: pricing\nvat:\n  - percent: 22,5\n", "pricing.yaml", "pricing").text
    'table: pricing\nvat:\n  - percent: "22.5"\n'
    """
    judge = partial(judged, name=name, table=table)
    document, problems = judge(source)
    if document is None:
        is_in_rows = bool(_places(problems, _IN_ITS_LINE))
        return _fixed_beside(source.removeprefix(BOM_UTF8).decode(), judge) if is_in_rows else Fixed(None, ())
    unwrapped = _unwrapped(document, problems, keys_of(schema(table)), judge)
    attempt = _Attempt(document.text if unwrapped is None else unwrapped, judge)
    while attempt.mend():
        pass
    wrapped = [] if unwrapped is None else [Mended(place, "", "") for place in _places(problems, _WRAPPED)]
    return Fixed(attempt.text, (*wrapped, *attempt.mended))


_Change = tuple[Problem, str]
"""A mistake, and what is to stand at its place."""

Judge = Callable[[bytes], tuple[Document | None, tuple[Problem, ...]]]

# -- rows that cannot be read ------------------------------------------------------------------------------------------

_IN_ITS_LINE: Final[frozenset[ProblemCode]] = frozenset({"PR008", "PR035"})
"""What keeps a text from being read and is wrong in the line where it is told: a tab, a second colon."""

_MOST: Final = 10  # rows that are left out: each costs one more reading
_ROW: Final = re.compile(r"( *)- +\w+:")
_AFTER_TAB: Final = re.compile(r" *\t\s*\w+: +[^\s#]")


def _fixed_beside(text: str, judge: Judge) -> Fixed:
    """What is certain in the rows of a text beside those that cannot be read, which stay letter for letter."""
    hidden = _unreadable(text, judge)
    if hidden is None:
        return Fixed(None, ())
    attempt = _Attempt(_without(text, hidden), judge)
    while attempt.mend():
        pass
    pairs = enumerate(zip(text.split("\n"), attempt.text.split("\n"), strict=True))
    whole = "\n".join(before if number in hidden else after for number, (before, after) in pairs)
    return Fixed(whole, tuple(attempt.mended))


def _without(text: str, hidden: Container[int]) -> str:
    """A text with empty lines in place of some."""
    return "\n".join("" if number in hidden else line for number, line in enumerate(text.split("\n")))


def _unreadable(text: str, judge: Judge) -> set[int] | None:
    """The lines of the rows but for which a text can be read; ``None`` if it is not certain which these are."""
    hidden: set[int] = set()
    for _ in range(_MOST):
        document, problems = judge(_without(text, hidden).encode())
        if document is not None:
            return hidden
        rows = [_row_at(text.split("\n"), place.line - 1) for place in _places(problems, _IN_ITS_LINE)]
        if not any(rows):
            return None
        hidden.update(*rows)
    return None


def _row_at(lines: Sequence[str], number: int) -> Sequence[int]:
    """The lines of the row in which one stands; none if that is not certain."""
    first = next((each for each in range(number, -1, -1) if _ROW.match(lines[each])), None)
    row = _ROW.match(lines[first]) if first is not None else None
    if first is None or row is None:
        return ()
    ends = (each for each in range(first + 1, len(lines)) if not _is_within(lines[each], row[1]))
    found = range(first, next(ends, len(lines)))
    return found if number in found else ()


def _is_within(line: str, dash: str) -> bool:
    """Whether a line stands deeper than a dash, or says nothing; a tab before a column's value is no depth."""
    is_deep = len(line) - len(line.lstrip(" ")) > len(dash)
    return is_deep or not line.strip() or bool(_AFTER_TAB.match(line))


# -- texts that run over several lines ---------------------------------------------------------------------------------

_WRAPPED: Final[frozenset[ProblemCode]] = frozenset({"PR038", "PR039", "PR048"})


def _unwrapped(document: Document, problems: Iterable[Problem], keys: Container[str], judge: Judge) -> str | None:
    """The text with what a formatter has wrapped in one line again; ``None`` if nothing was wrapped, or more was."""
    if not any(problem.code in _WRAPPED for problem in problems):
        return None
    text = joined(document.text, keys)
    after, others = judge(text.encode())
    is_same = after is not None and digest(after) == digest(document)
    return text if is_same and not _places(others, _WRAPPED) else None


def _places(problems: Iterable[Problem], codes: Container[str]) -> list[Location]:
    return [problem.location for problem in problems if problem.code in codes and problem.location]


# -- one place after the other -----------------------------------------------------------------------------------------


class _Attempt:
    """A text that is mended: all that has one remedy at once, and if that does not do, one place after the other."""

    def __init__(self, text: str, judge: Judge) -> None:
        self.text, self.judge = text, judge
        self.mended: list[Mended] = []

    def mend(self) -> bool:
        """Mend what can be mended now; whether there was anything, for more may be told afterwards."""
        before = len(self.mended)
        document, problems = self.judge(self.text.encode())
        assert document is not None
        found = {each.location: each for each in problems if each.path and each.location}
        tried = {place: remedies for place, each in found.items() if (remedies := self._remedies(each))}
        likely = {place: remedies[0] for place, remedies in tried.items() if found[place].code not in _EITHER}
        if self._take([(found[place], remedy) for place, remedy in likely.items()], document, problems):
            tried = {place: remedies for place, remedies in tried.items() if place not in likely}
        for place in sorted(tried, key=lambda place: (place.line, place.column), reverse=True):
            self._mend_one(found[place], tried[place])
        return len(self.mended) > before

    def _remedies(self, problem: Problem) -> list[str]:
        return list(dict.fromkeys(_remedies(problem, self._at(problem.location))))

    def _at(self, place: Location | None) -> str:
        """What stands at a place."""
        assert place is not None
        return self.text.splitlines()[place.line - 1][place.column - 1 : place.end - 1]

    def _mend_one(self, problem: Problem, remedies: Sequence[str]) -> None:
        """Mend one place by the first of its remedies that does, where not each of them means something else."""
        document, problems = self.judge(self.text.encode())
        assert document is not None
        sound = [each for each in remedies if self._outcome([(problem, each)], document, problems) is not None]
        if len(sound) == 1 or (sound and problem.code not in _EITHER):
            self._take([(problem, sound[0])], document, problems)

    def _take(self, changes: Sequence[_Change], document: Document, problems: Sequence[Problem]) -> bool:
        """Make some changes, if all of them are sound together."""
        made = self._outcome(changes, document, problems)
        if made is not None:
            for problem, remedy in changes:
                assert problem.location is not None
                self.mended.append(Mended(problem.location, self._at(problem.location), remedy))
            self.mended.sort(key=lambda each: (each.location.line, each.location.column))
            self.text = made
        return made is not None

    def _outcome(self, changes: Sequence[_Change], document: Document, problems: Sequence[Problem]) -> str | None:
        """The text with some changes; ``None`` unless only these mistakes have gone and all else says the same."""
        made = _with(self.text, changes)
        after, left = self.judge(made.encode())
        mended = [problem for problem, _ in changes]
        if after is None or _besides(after, mended, is_after=True) != _besides(document, mended, is_after=False):
            return None
        gone = {(each.code, each.path) for each in mended}
        there = {(each.code, each.path) for each in problems} - gone
        rows = {each.path[:-1] for each in mended}
        values = {(*each.path[:-1], each.nearest) for each in mended if each.code == "PR101"}  # never judged so far
        new = [each for each in left if (each.code, each.path) not in there]
        is_sound = all(each.path in values or (_was_hidden(each) and each.path[:-1] in rows) for each in new)
        return made if is_sound else None


def _with(text: str, changes: Iterable[_Change]) -> str:
    """The text with something else at some places."""
    lines = text.splitlines(keepends=True)
    pairs = [(problem.location, remedy) for problem, remedy in changes if problem.location]
    for place, remedy in sorted(pairs, key=lambda pair: pair[0].column, reverse=True):
        line = lines[place.line - 1]
        lines[place.line - 1] = line[: place.column - 1] + remedy + line[place.end - 1 :]
    return "".join(lines)


def _was_hidden(problem: Problem) -> bool:
    """Whether a mistake was there before, and was not told: a key has a slip, is missing, or is one too many."""
    return problem.code in {"PR101", "PR102", "PR110"}


def _besides(document: Document, mended: Iterable[Problem], *, is_after: bool) -> Any:
    """What a document says, but for some values; of a key with a slip, its value stands below the right key."""
    data = deepcopy(document.data)
    for problem in mended:
        *way, last = problem.path
        box = data
        for step in way:
            box = box[step]
        if problem.code != "PR101":
            box[last] = None
        elif not is_after:
            box[problem.nearest] = box.pop(last)
    return data


# -- remedies ----------------------------------------------------------------------------------------------------------


def _remedies(problem: Problem, before: str) -> Iterator[str]:
    """How the value or key at the place of a problem may have been meant."""
    kind = _REMEDIES.get(problem.code)
    if kind == "advised":
        for advice in (problem.args.get(name, "").strip("`") for name in ("advice", "other")):
            if advice and not (advice.endswith(_CUT) and len(before) > len(advice) - 2):
                yield advice
                yield from (quoted(each) for each in spellings(advice.strip('"')) if advice.startswith('"'))
    elif kind == "straight":
        yield straightened(before)
    elif kind == "bare":
        yield problem.args["found"]
    elif kind == "spelled" and problem.nearest is not None and problem.sure:
        yield problem.nearest if meaning(problem.nearest) == problem.nearest else quoted(problem.nearest)
    elif kind == "formed" and problem.nearest is not None:
        yield (
            problem.nearest
            if meaning(problem.nearest) == problem.nearest and before[:1] not in "\"'"
            else quoted(problem.nearest)
        )


_EITHER: Final[frozenset[ProblemCode]] = frozenset({"PR021"})
"""Mistakes whose remedies each mean something else."""

_CUT: Final = '..."'
"""How a long text ends in a message."""

_REMEDIES: Final[Mapping[ProblemCode, str]] = {
    "PR009": "straight", "PR010": "straight", "PR020": "advised", "PR021": "advised", "PR024": "advised",
    "PR025": "advised", "PR027": "advised", "PR028": "advised", "PR029": "advised", "PR101": "spelled",
    "PR104": "spelled", "PR105": "formed", "PR109": "advised", "PR113": "bare",
}  # fmt: skip
"""Code -> what is tried."""
