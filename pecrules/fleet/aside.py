"""Files written aside, and put into their place when they are whole: nobody ever finds half of one.

Who is killed leaves a part behind. The next to write the same file takes it away, if nobody writes it any more: the
name of a part says which process does, and it is locked as long, so that a process of another machine is seen as well.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from glob import escape
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from pecrules.base.resources import Unreadable

_LOCKS: Final[Any] = import_module("fcntl") if os.name == "posix" else None
_PROCESS: Final = "[1-9][0-9]{0,8}"


@contextmanager
def aside(target: Path) -> Generator[Path, None, None]:
    """A file beside the one that is wanted, which takes its place when all is written; nothing is left of it else.

    Args:
        target: The file. Where it is a link, what it leads to is written; where it is there, its rights stay.

    Raises:
        OSError: it cannot be written, is a folder or a pipe, or somebody else of the same number writes it.
    """
    target = Path(os.path.realpath(target))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if target.exists() and not target.is_file():  # a file in its place would let whoever reads it wait
        raise Unreadable("not_plain", str(target))
    _tidy(target)
    part = _part_of(target, os.getpid())
    with _locked(part):
        try:
            yield part
            with suppress(FileNotFoundError):
                shutil.copymode(target, part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())  # a machine that stops leaves no empty file in its place
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def _part_of(target: Path, process: int | str) -> Path:
    """Where a process writes a file aside."""
    return target.with_name(f".{target.name}.{process}.part")


@contextmanager
def _locked(part: Path) -> Generator[None, None, None]:
    """Hold a part, where a system lets one rename what is held."""
    if _LOCKS is None:
        yield
        return
    with part.open("ab") as file:
        try:
            _LOCKS.flock(file, _LOCKS.LOCK_EX | _LOCKS.LOCK_NB)
        except OSError as error:  # not every place has locks
            if isinstance(error, BlockingIOError):
                raise
        yield


def _tidy(target: Path) -> None:
    """Take away parts of a file that nobody writes any more; what cannot be taken away stays."""
    if _LOCKS is None:
        return
    for part in target.parent.glob(f".{escape(target.name)}.*.part"):
        number = part.name.split(".")[-2]
        if re.fullmatch(_PROCESS, number) and part.name == _part_of(target, number).name and not _lives(int(number)):
            with suppress(OSError), part.open("rb") as file:
                _LOCKS.flock(file, _LOCKS.LOCK_EX | _LOCKS.LOCK_NB)
                part.unlink()


def _lives(process: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(process, 0)
    except OSError as error:  # it may be somebody else's
        return error.errno != errno.ESRCH
    return True


__all__ = ["aside"]
