"""Rules that are compared: a folder, a price book, the release, or a folder as it stands in a revision of git.

git is asked, and never told anything: a revision is read as an archive into a folder of its own, which is gone
afterwards, and nothing is checked out.
"""

import io
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Final

from pecrules.base import resources
from pecrules.base.errors import InvalidRules, nearest
from pecrules.base.problems import Problem
from pecrules.base.values import evolve
from pecrules.cli import reading
from pecrules.cli.failures import Failure, Mistakes
from pecrules.present.catalogues import mark
from pecrules.rulebook.folders import BOOK_FILE, books
from pecrules.rulebook.loading import load_rules
from pecrules.rulebook.rows import NAMES
from pecrules.rulebook.ruleset import Ruleset

RELEASE: Final = "release"
"""What the shipped tables are called."""

FOLDER: Final = "rules"
"""The folder of tables that a project has, where nobody says another one."""

HEAD: Final = "HEAD"
"""The last revision."""


def rules_of(name: str, book: str | None) -> Ruleset:
    """The rules that somebody names.

    Args:
        name: ``release``, a folder, a price book, or a revision as ``HEAD~1`` or ``HEAD~1:tables``.
        book: The price book, of a folder or a revision with several.
    """
    if name == RELEASE:
        return reading.rules(None, book, None)
    if os.path.isdir(name):
        return reading.rules(name, book, None)
    if name in books():
        return reading.rules(None, name, None)
    return _of_revision(name, book)


def working_folder() -> str:
    """The folder of tables that lies here.

    Raises:
        Failure: there is none.
    """
    if os.path.isdir(FOLDER):
        return FOLDER
    if any(os.path.isfile(f"{name}.yaml") for name in NAMES) or os.path.isfile(BOOK_FILE):
        return os.curdir
    sentence = mark("there are no tables here: no folder `{folder}`, and no table in this one")
    raise Failure(sentence, mark("name two of them: pecrules diff OLD NEW"), folder=FOLDER)


def usual() -> str:
    """What a working folder is compared with if nobody says it: the last revision, or the release without git."""
    try:
        _git("rev-parse", "--verify", "--quiet", f"{HEAD}:{_below_root(working_folder())}")
    except Failure:
        return RELEASE
    return HEAD


@contextmanager
def folder_of(name: str, usual: str | None) -> Generator[str]:
    """A folder in which the tables that somebody names lie, for as long as they are read.

    Args:
        name: ``release``, a folder, a shipped price book, or a revision as ``HEAD~1`` or ``HEAD~1:tables``.
        usual: The folder of a revision that names none; without it the one that lies here.
    """
    if os.path.isdir(name):
        yield name
    elif name in {RELEASE, *books()}:
        yield resources.folder("rules")
    else:
        with _unpacked(name, usual) as place:
            yield place


def _of_revision(name: str, book: str | None) -> Ruleset:
    """The tables of a revision; the folder ``rules`` where no other is named."""
    with _unpacked(name, None) as place, of_revision(place, name):
        rules = load_rules(place, book=book)
        _ = rules.entries  # all of them are read now: the folder will be gone
        return rules


@contextmanager
def _unpacked(name: str, usual: str | None) -> Generator[str]:
    """The tables of a revision in a folder of their own."""
    revision, _, folder = name.partition(":")
    if os.path.exists(name):
        sentence, help_ = mark("`{found}` is a file, and not a folder of tables"), mark("name the folder: `{folder}`")
        raise Failure(sentence, help_, found=name, folder=os.path.dirname(name) or os.curdir)
    if not _is_checkout():
        raise _unknown(name, mark("`{found}` is no folder and no price book, and there is no git here"))
    tree = f"{revision}:{folder.rstrip('/') if folder else _below_root(usual or _usual_folder())}"
    no_revision = mark("`{found}` is no folder, no price book and no revision of git")
    if not re.fullmatch(r"[^-].*", revision, re.DOTALL):
        raise _unknown(name, no_revision)
    try:
        _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    except _Refused as refused:
        raise _unknown(name, no_revision) from refused
    try:
        archive = _git("-C", _root(), "archive", "--format=tar", tree)
    except _Refused as refused:
        sentence = mark("`{found}` has no folder `{folder}`")
        help_ = mark("name it, as {found}:tables")
        raise Failure(sentence, help_, found=revision, folder=tree.partition(":")[2]) from refused
    with tempfile.TemporaryDirectory() as place:
        _unpack(archive, place)
        yield place


def _unpack(archive: bytes, place: str) -> None:
    """Write the files of an archive into a folder; what is no plain file in it is no table."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is not None:
                target = os.path.join(place, *member.name.split("/"))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as written:
                    written.write(file.read())


def _usual_folder() -> str:
    try:
        return working_folder()
    except Failure:
        return FOLDER


def _is_checkout() -> bool:
    try:
        _git("rev-parse", "--git-dir")
    except _NoCheckout:
        return False
    return True


def _unknown(name: str, sentence: str) -> Failure:
    known = (RELEASE, *books())
    near = nearest(name, (*known, *filter(os.path.isdir, os.listdir())))
    help_ = mark("beside folders there are: {allowed}")
    return Failure(sentence, help_, near, found=name, allowed=", ".join(known))


@contextmanager
def of_revision(place: str, name: str) -> Generator[None]:
    """Tell the mistakes of a folder as those of what somebody named."""
    try:
        yield
    except InvalidRules as error:
        texts = reading.texts(place, error.problems)
        named = {f"{name}{file.removeprefix(place)}": text for file, text in texts.items()}
        raise Mistakes([_renamed(problem, place, name) for problem in error.problems], named) from error


def _renamed(problem: Problem, place: str, name: str) -> Problem:
    """A problem that stands in the revision, for people who know no other folder."""
    where = problem.location
    moved = where and evolve(where, file=f"{name}{where.file.removeprefix(place)}")
    args = {key: value.replace(place, name) for key, value in problem.args.items()}
    return evolve(problem, location=moved, args=args)


def _root() -> str:
    """Where the repository lies: from elsewhere git would archive a part of a folder only."""
    return _git("rev-parse", "--show-toplevel").decode().rstrip("\n")


def _below_root(folder: str) -> str:
    """Where a folder lies in the repository."""
    here = _git("rev-parse", "--show-prefix").decode().rstrip("\n")
    return os.path.normpath(os.path.join(here, folder)).replace(os.sep, "/").removeprefix("./")


class _Refused(Failure):
    """git says no."""


class _NoCheckout(Failure):
    """What git would have to look at is none of its own."""


def _git(*arguments: str) -> bytes:
    """What git answers.

    Raises:
        Failure: there is no git, no repository, or no such thing in it.
    """
    command: Sequence[str] = ("git", *arguments)
    plain = {**os.environ, "LC_ALL": "C"}  # it has no other sign of what is wrong than its words, and translates them
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=plain)  # noqa: S603 - git, and no shell
    except OSError as error:
        raise Failure(mark("git cannot be asked: {reason}"), **resources.why(error)) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        if "not a git repository" in said:
            raise _NoCheckout(mark("this is no checkout of git"), mark("name folders, or price books"))
        raise _Refused(mark("git says no: {said}"), said=said)
    return done.stdout
