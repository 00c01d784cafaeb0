"""Files of scenarios -> scenarios, and everything that is wrong with them, with its place."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

import attrs

from pecrules.base import resources
from pecrules.base.codes import ProblemCode
from pecrules.base.errors import InvalidRequest
from pecrules.base.problems import Location, Path, Problem, in_order
from pecrules.base.tuples import NamedTuple
from pecrules.model import json as model_json
from pecrules.model.orders import Event
from pecrules.parsing.documents import read as read_yaml
from pecrules.parsing.plain import Document, is_block
from pecrules.parsing.schema_check import Check, compile_validator
from pecrules.parsing.validation import schema, validate
from pecrules.policies import MANIFEST, SPAN, Policy, resolve_policy
from pecrules.testing.scenarios.expecting import Block, expected_of
from pecrules.testing.scenarios.shapes import (
    USUAL,
    Shape,
    answers_of,
    fields_of,
    may_refuse,
    refusal_fields,
    request_of,
    subjects_of,
)

SUFFIX: Final = ".scenarios.yaml"
"""How the name of a file of scenarios ends."""

_BLOCKS: Final = ("edit", "mailbox")
"""Keys of which a scenario says only what is otherwise than in ``common``."""


class Terms(NamedTuple):
    """Which rules are asked.

    Attributes:
        book: The price book; ``None`` for the one that is loaded without a name.
        as_known: Only what was announced by that day.
        edits: The rows that are changed, as their names and texts: what is equal is equal.
    """

    book: str | None
    as_known: date | None
    edits: str


class Question(NamedTuple):
    """A question as a policy takes it.

    Attributes:
        policy: The policy, as the manifest has it.
        ask: The policy itself.
        subject: Whom it is about; ``None`` for nobody, or where ``quote`` makes it.
        request: What is asked for; nothing for a policy that takes no request.
        channel: Where it is looked at.
        quote: The question whose answer it is about.
    """

    policy: Policy
    ask: Callable[..., Any]
    subject: Any
    request: tuple[Any, ...]
    channel: str | None
    quote: "Question | None"


class Expectation(NamedTuple):
    """What is expected.

    Attributes:
        kind: ``answer``, ``refused``, ``nothing`` or ``no_rule``; ``anything`` where only the question counts.
        word: The code of a refusal, or the section without a rule.
        fields: The parts of the answer that are named.
    """

    kind: str
    word: str
    fields: Block


@attrs.frozen(eq=False)
class Scenario:
    """One question and what is expected of its answer.

    Attributes:
        id: Its name.
        title: What it is about.
        cites: Where the expected answer comes from.
        document: The file in which it stands.
        path: The way to it.
        day: The day of the question.
        terms: Which rules are asked.
        edits: The rows that are changed before.
        events: What happens before, each with its day.
        question: What is asked.
        expected: What is expected.
    """

    id: str
    title: str
    cites: str
    document: Document
    path: Path
    day: date
    terms: Terms
    edits: Mapping[str, Any]
    events: tuple[tuple[date, Event], ...]
    question: Question
    expected: Expectation

    def where(self, *steps: str | int, key: bool = False) -> Location:
        """The place of something that it says, or of what stands nearest around it."""
        return self.document.where((*self.path, *steps), key=key)


class Unnoticed(NamedTuple):
    """Changes that no scenario need notice.

    Attributes:
        section: The section of the changed rows.
        columns: Their columns that are changed.
        rows: The rows, by their names in answers; nothing for all of the section.
        reason: Why nobody would notice.
    """

    section: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    reason: str


class Suite(NamedTuple):
    """What was read.

    Attributes:
        scenarios: Those without a mistake.
        problems: Every mistake, in order of place.
        texts: The texts of the files, by name.
        unnoticed: The changes that no scenario need notice.
    """

    scenarios: tuple[Scenario, ...]
    problems: tuple[Problem, ...]
    texts: Mapping[str, str]
    unnoticed: tuple[Unnoticed, ...] = ()


def read(places: Sequence[str]) -> Suite:
    """Read the scenarios of files and folders.

    Args:
        places: Files, and folders in which every file is read whose name ends with ``.scenarios.yaml``, however deep;
            without any, the folder of the shipped ones.
    """
    suites = [read_file(file) for place in places or [resources.folder("scenarios")] for file in files_in(place)]
    return Suite(
        tuple(each for suite in suites for each in suite.scenarios),
        in_order(problem for suite in suites for problem in suite.problems),
        {name: text for suite in suites for name, text in suite.texts.items()},
        tuple(each for suite in suites for each in suite.unnoticed),
    )


def files_in(place: str) -> Iterator[str]:
    """The files of a place, in order."""
    if not os.path.isdir(place):
        yield place
        return
    for folder, folders, names in os.walk(place):
        folders.sort()
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(SUFFIX))


def read_file(file: str) -> Suite:
    """The scenarios of one file."""
    name = shown(file)
    try:
        source = resources.read(file)
    except OSError as error:
        return Suite((), (Problem("PR001", Location(name), args=resources.why(error)),), {})
    return read_text(source, name)


def shown(file: str) -> str:
    """A file as people see it: from where they are, if it lies below; a shipped one from its folder."""
    top, here = os.path.dirname(resources.folder("scenarios")), os.path.realpath(os.curdir)
    whole = os.path.realpath(file)
    for folder in (here, os.path.realpath(top)):
        if whole.startswith(os.path.join(folder, "")):
            return whole.removeprefix(os.path.join(folder, "")).replace(os.sep, "/")
    return file.replace(os.sep, "/")


def read_text(source: bytes, name: str) -> Suite:
    """The scenarios of a text; ``name`` is what its file is called."""
    reading = read_yaml(source, name)
    text = {name: source.decode("utf-8-sig", "replace")}
    if reading.document is None:
        return Suite((), reading.problems, text)
    document = reading.document
    problems = [_with_path(document, problem) for problem in reading.problems]
    paths = [problem.path for problem in problems]
    problems += () if _fits()(document.data) else validate(document, "scenarios", paths)
    spoiled = {problem.path[:2] for problem in problems}
    if {(), ("scenarios",)} & spoiled or any(path[:1] == ("common",) for path in spoiled):
        return Suite((), tuple(problems), text)
    found = list(_scenarios(document, spoiled, problems))
    problems += _repeated(document)
    return Suite(tuple(found), in_order(problems), text, tuple(_unnoticed(document, spoiled)))


def _with_path(document: Document, problem: Problem) -> Problem:
    """A problem of the text, with the way to what it is about; to the whole if there is none."""
    path = document.path_at(problem.location) if problem.location else None
    return attrs.evolve(problem, path=path or ())


@cache
def _fits() -> Check:
    """The schema, compiled once: many files are read."""
    return compile_validator(schema("scenarios"))


def _scenarios(document: Document, spoiled: set[Path], problems: list[Problem]) -> Iterator[Scenario]:
    """The scenarios of a sound document; what is wrong with one is added to the problems."""
    common = document.block.get("common", {})
    for number, plain in enumerate(document.block.get("scenarios", ())):
        path = ("scenarios", number)
        if path not in spoiled:
            reader = _Reader(document, path, plain, common)
            try:
                yield reader.scenario()
            except InvalidRequest as error:
                problems += error.problems


def _unnoticed(document: Document, spoiled: set[Path]) -> Iterator[Unnoticed]:
    """The changes of which a document says that no scenario need notice them."""
    for number, plain in enumerate(document.block.get("unnoticed", ()) if ("unnoticed",) not in spoiled else ()):
        if ("unnoticed", number) not in spoiled:
            yield Unnoticed(plain["section"], tuple(plain["columns"]), tuple(plain.get("rows", ())), plain["reason"])


def _repeated(document: Document) -> Iterator[Problem]:
    """Names that stand twice in a file."""
    first: dict[str, int] = {}
    for number, plain in enumerate(document.block.get("scenarios", ())):
        name = plain.get("id") if is_block(plain) else None
        if name in first:
            line = str(document.where(("scenarios", first[name], "id")).line)
            place = ("scenarios", number, "id")
            yield Problem("PR501", document.where(place), place, {"found": name, "first": line})
        elif isinstance(name, str):
            first[name] = number


# -- one scenario -----------------------------------------------------------------------------------------------------


class _Reader:
    """Reads one scenario that fits the schema; what is not said in it, ``common`` may say."""

    def __init__(self, document: Document, path: Path, plain: Mapping[str, Any], common: Mapping[str, Any]) -> None:
        self.document, self.path, self.own, self.common = document, path, plain, common
        merged = {name: {**common.get(name, {}), **plain.get(name, {})} for name in _BLOCKS}
        self.said: dict[str, Any] = {**common, **plain, **{name: block for name, block in merged.items() if block}}

    def scenario(self) -> Scenario:
        """The scenario.

        Raises:
            InvalidRequest: something does not fit; ``problems`` has everything.
        """
        said = self.said
        if "day" not in said:
            raise self._missing("day")
        as_known, edits = said.get("as_known"), said.get("edit", {})
        question = self._question(said, ())
        return Scenario(
            id=said["id"],
            title=said.get("title", ""),
            cites=said.get("cites", ""),
            document=self.document,
            path=self.path,
            day=date.fromisoformat(said["day"]),
            terms=Terms(said.get("book"), date.fromisoformat(as_known) if as_known else None, repr(edits)),
            edits=edits,
            events=tuple(self._event(number, plain) for number, plain in enumerate(said.get("events", ()))),
            question=question,
            expected=self._expected(question.policy),
        )

    def _question(self, said: Mapping[str, Any], steps: Path) -> Question:
        policy = MANIFEST[said["ask"]]
        kinds = subjects_of(policy)
        named = [name for name in kinds if name in self.own] or [name for name in kinds if name in said]
        if not named and None not in policy.subject:
            raise self._missing(next(iter(kinds)), *steps)
        if len(named) > 1:
            raise self._problem("PR503", (*steps, named[1]), found=named[1], other=named[0])
        quote = self._question(said["quote"], (*steps, "quote")) if named == ["quote"] else None
        subject = self._noun(kinds[named[0]], said[named[0]], (*steps, named[0])) if named and not quote else None
        return Question(
            policy, resolve_policy(policy.name), subject, self._request(policy, said, steps), said.get("channel"), quote
        )

    def _noun(self, kind: Any, plain: Any, steps: Path) -> Any:
        """A noun from what is written of it, and what need not be."""
        try:
            return model_json.from_plain(kind, {**USUAL.get(kind.__name__, {}), **plain})
        except InvalidRequest as error:
            raise InvalidRequest([self._placed(problem, steps) for problem in error.problems]) from None

    def _request(self, policy: Policy, said: Mapping[str, Any], steps: Path) -> tuple[Any, ...]:
        shape, plain = request_of(policy), said.get("request")
        if shape is None:
            return ()
        return (self._request_of(shape, plain, steps) if plain is not None else self._usual_request(shape, steps),)

    def _request_of(self, shape: Shape, plain: Any, steps: Path) -> Any:
        """What is asked for, from what is written."""
        match shape.name:
            case "day":
                return date.fromisoformat(plain)
            case "list":
                kind = shape.inner.inner
                return tuple(self._noun(kind, each, (*steps, "request", n)) for n, each in enumerate(plain))
            case "text":
                return plain
            case _ if shape.inner == SPAN:
                return self._span(plain, steps)
            case _:
                return self._noun(shape.inner, plain, (*steps, "request"))

    def _usual_request(self, shape: Shape, steps: Path) -> Any:
        """What is asked where nobody says it: no orders, no identifier; else it has to be said."""
        if shape.name == "list":
            return ()
        if shape.name != "text":
            raise self._missing("request", *steps)
        return None

    def _span(self, plain: Mapping[str, str], steps: Path) -> tuple[date, date]:
        for name in ("from", "to"):
            if name not in plain:
                raise self._missing(name, *steps, "request")
        return date.fromisoformat(plain["from"]), date.fromisoformat(plain["to"])

    def _event(self, number: int, plain: Mapping[str, Any]) -> tuple[date, Event]:
        if "when" not in plain:
            raise self._missing("when", "events", number)
        fields = {name: value for name, value in plain.items() if name != "when"}
        return date.fromisoformat(plain["when"]), self._noun(Event, fields, ("events", number))

    # -- what is expected --

    def _expected(self, policy: Policy) -> Expectation:
        plain: dict[str, Any] = self.said["expect"]
        if not plain:
            raise self._problem("PR502", ("expect",))
        kind = "refused" if "refused" in plain and may_refuse(policy) else "answer"
        kind = next((name for name in ("nothing", "no_rule") if name in plain), kind)
        own = {name: value for name, value in plain.items() if name not in _DECIDING[kind]}
        shapes = _shapes(policy, refused=kind == "refused")
        if odd := [name for name in own if kind in {"nothing", "no_rule"} or name not in shapes]:
            code: ProblemCode = "PR504" if kind == "answer" else "PR503"
            raise self._problem(code, ("expect", odd[0]), found=odd[0], other=kind)
        fields = expectation_of(policy, own, refused=kind == "refused")
        return Expectation(kind, plain[kind] if kind in {"refused", "no_rule"} else "", fields)

    # -- places --

    def _where(self, *steps: str | int, key: bool = False) -> Location:
        """The place of something that the scenario says, or that is said for all."""
        if steps and steps[0] in self.common and not self._is_own(steps):
            return self.document.where(("common", *steps), key=key)
        return self.document.where((*self.path, *steps), key=key)

    def _is_own(self, steps: Path) -> bool:
        value: Any = self.own
        for step in steps:
            if not is_block(value) or step not in value:
                return False
            value = value[step]
        return True

    def _missing(self, name: str, *steps: str | int) -> InvalidRequest:
        place = self.document.where((*self.path, *steps), key=bool(steps) and isinstance(steps[-1], str))
        return InvalidRequest([Problem("PR102", place, (*self.path, *steps, name), {"key": name})])

    def _problem(self, code: ProblemCode, steps: Path, **args: str) -> InvalidRequest:
        """A problem of a key."""
        return InvalidRequest([Problem(code, self._where(*steps, key=True), (*self.path, *steps), args)])

    def _placed(self, problem: Problem, steps: Path) -> Problem:
        """A problem of a noun, at its place in the file."""
        way = (*steps, *problem.path)
        missing = problem.code == "PR303"
        place = self._where(*(way[:-1] if missing else way), key=missing)
        if missing:
            return Problem("PR102", place, (*self.path, *way), {"key": str(way[-1])})
        return attrs.evolve(problem, location=place, path=(*self.path, *way))


_DECIDING: Final[Mapping[str, tuple[str, ...]]] = {
    "answer": (), "refused": ("refused",), "nothing": ("nothing",), "no_rule": ("no_rule",),
}  # fmt: skip
"""What is expected -> the key that says so."""


@cache
def _shapes(policy: Policy, *, refused: bool) -> Mapping[str, Shape]:
    """The parts of a policy's answers, or of its refusals."""
    if refused:
        return refusal_fields()
    return {name: shape for kind in answers_of(policy) for name, shape in fields_of(kind).items()}


def expectation_of(policy: Policy, plain: Mapping[str, Any], *, refused: bool) -> Block:
    """What is expected of parts of a policy's answer, or of its refusal, from what was written."""
    shapes, request = _shapes(policy, refused=refused), request_of(policy)
    return Block(tuple((name, expected_of(shapes[name], value, request)) for name, value in plain.items()))
