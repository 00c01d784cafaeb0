"""What a command reads: rules, excerpts, and one JSON document from a file or the standard input."""

import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

from pecrules.base import resources
from pecrules.base.errors import InvalidRequest, InvalidRules
from pecrules.base.values import evolve
from pecrules.cli.failures import Failure, Mistakes
from pecrules.present.catalogues import mark
from pecrules.rulebook.folders import books, shown_beside
from pecrules.rulebook.loading import load_rules
from pecrules.rulebook.ruleset import Ruleset

if TYPE_CHECKING:
    from pecrules.base.problems import Problem
    from pecrules.present import Outcome

T = TypeVar("T")

STDIN: Final = "-"


def rules(folder: str | None, book: str | None, as_known: date | None) -> Ruleset:
    """The rules to ask."""
    try:
        loaded = load_rules(folder, book=book)
    except InvalidRules as error:
        raise Mistakes(error.problems, texts(folder, error.problems)) from error
    return loaded if as_known is None else loaded.as_known(as_known)


def sound(folder: str | None, usual: str | None, book: str | None) -> Ruleset:
    """The rules of a book, or of the usual one, in whichever process they are asked; they were sound a moment ago."""
    return load_rules(folder, book=book or usual)


def rules_by_book(folder: str | None, as_known: date | None) -> dict[str, Ruleset]:
    """The rules of every price book that can be asked for, by its name."""
    return {book: rules(folder, book, as_known) for book in books(folder)}


def named(*files: str | None) -> str | None:
    """The one file given for a question, if any; two are refused."""
    given = [file for file in files if file]
    if len(given) > 1:
        raise Failure(mark("`--request` and `--json` both name a file"), mark("name it once"))
    return given[0] if given else None


def document(file: str, read: Callable[[str], T]) -> T:
    """A JSON document, read by ``read``; a mistake of its syntax knows its place."""
    content = text(file)
    try:
        return read(content)
    except InvalidRequest as error:
        raise Mistakes([placed(problem, file) for problem in error.problems], {file: content}) from error


def outcome(text: str) -> "Outcome":
    """An answer that was stored as JSON."""
    from pecrules.model import json as model_json

    answer: Outcome = model_json.outcome_from_json(text)
    return answer


def texts(folder: str | None, problems: "Iterable[Problem]") -> dict[str, str]:
    """The texts of the files in which problems stand, by the names they are shown by, as far as they can be read."""
    names = {problem.location.file for problem in problems if problem.location is not None}
    found = ((name, _excerpted(folder, name)) for name in sorted(names))
    return {name: text for name, text in found if text is not None}


def _excerpted(folder: str | None, name: str) -> str | None:
    shipped = f"{shown_beside(folder)}/"
    given = folder is not None and name.startswith(folder.rstrip("/\\").replace("\\", "/") + "/")
    is_shipped = name.startswith(shipped) and not given
    path = f"{resources.folder('rules')}/{name.removeprefix(shipped)}" if is_shipped else name
    try:
        return resources.read(path).decode("utf-8-sig", "replace")
    except OSError:
        return None


def text(file: str) -> str:
    """The text of a file, or of the standard input."""
    source = _at_most(sys.stdin.buffer) if file == STDIN else _of_file(file)
    if len(source) > resources.MAX_BYTES:
        raise Failure(mark("`{file}` is larger than {limit} bytes"), file=file, limit=resources.MAX_BYTES)
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure(
            mark("`{file}` is not UTF-8 text: byte {byte}"), mark("save it again with the encoding UTF-8"), file=file,
            byte=f"0x{source[error.start]:02x}",
        ) from error  # fmt: skip


def _of_file(file: str) -> bytes:
    with open(file, "rb") as opened:
        return _at_most(opened)


def _at_most(stream: BinaryIO) -> bytes:
    return stream.read(resources.MAX_BYTES + 1)


def placed(problem: "Problem", file: str) -> "Problem":
    """A mistake of the syntax of JSON, where it stands in its file; all others as they are."""
    if problem.args.get("reason") != "syntax":
        return problem
    from pecrules.base.problems import Location

    line, column = int(problem.args["line"]), int(problem.args["column"])
    args = {**problem.args, "reason": problem.args["what"]}
    return evolve(problem, location=Location(file, line, column, column + 1), args=args)
