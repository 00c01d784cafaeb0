"""Where the shipped tables, schemas and catalogues lie: inside the installed package, or in the checkout.

Plain paths as text: ``pathlib`` alone would cost a tenth of the time to a first quote.
"""

import errno
import os
import stat
from functools import cache
from typing import Final
from zlib import crc32

from pecrules.base.errors import InvalidRules

MAX_BYTES: Final = 2_000_000
"""The largest file that is read."""

MADE: Final = ".compiled"
"""What a file's name is followed by in the name of what was made of it."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@cache
def folder(name: str) -> str:
    """The folder ``rules`` or ``schemas`` of the library that is running.

    A wheel carries it as ``_bundled/<name>``; an editable install reads the checkout's, so that edits are live. The
    checkout counts only if a ``pyproject.toml`` lies beside it: a stray ``rules/`` on the path is nobody's table.

    Raises:
        InvalidRules: neither is there: the installation is broken, or in an archive.
    """
    return find(_PACKAGE, name)


def find(package: str, name: str) -> str:
    """The folder that belongs to the copy of the library in ``package``."""
    bundled, top = os.path.join(package, "_bundled", name), os.path.dirname(package)
    if os.path.isdir(bundled):
        return bundled
    checkout = os.path.join(top, name)
    if os.path.isdir(checkout) and os.path.isfile(os.path.join(top, "pyproject.toml")):
        return checkout
    from pecrules.base.problems import Problem

    if not os.path.isdir(package):
        raise InvalidRules([Problem("PR232", args={"folder": package})])
    raise InvalidRules([Problem("PR231", args={"name": name, "folder": bundled})])


def is_released(name: str) -> bool:
    """Whether the folder came with an installed release, and not from a checkout that people edit."""
    return "_bundled" in folder(name)


def locales() -> str:
    """The folder of the message catalogues."""
    return os.path.join(_PACKAGE, "present", "locales")


def read(path: str) -> bytes:
    """The bytes of a file; of one that is larger than ``MAX_BYTES``, one byte more than these.

    Raises:
        OSError: it cannot be read, or is no file that ends: a pipe or a device is not even opened.
    """
    try:
        kind = os.stat(path).st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(kind):
            raise Unreadable("not_plain", path)
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except ValueError as error:
        raise _nameless(path) from error


def names(folder: str) -> list[str]:
    """What lies in a folder, in order of the names.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return sorted(os.listdir(folder))
    except ValueError as error:
        raise _nameless(folder) from error


def _nameless(path: str) -> OSError:
    """No file can be called so: the name has a zero in it, or half a character."""
    return Unreadable("no_name", path)


class Unreadable(OSError):  # noqa: N818 - it is caught as what the system says
    """A file that the system may read, and we do not.

    Attributes:
        reason: Why, as a code of ``UNREAD``.
    """

    def __init__(self, reason: str, path: str) -> None:
        from pecrules.base.reasons import UNREAD

        super().__init__(errno.EINVAL, UNREAD[reason].text, path)
        self.reason: str = reason


def why(error: OSError) -> dict[str, str]:
    """Why the system does not do something, as arguments of a problem: a code of ``UNREAD``, and what it needs.

    >>> why(FileNotFoundError(errno.ENOENT, "No such file or directory")), why(OSError("no words"))
    ({'reason': 'ENOENT'}, {'reason': 'other', 'said': 'no words'})
    """
    from pecrules.base.reasons import UNREAD

    if isinstance(error, Unreadable):
        return {"reason": error.reason}
    code = errno.errorcode.get(error.errno or 0, "")
    if code in UNREAD:
        return {"reason": code}
    return {"reason": "other", "said": os.strerror(error.errno) if error.errno else str(error)}


def compiled(file: str, source: bytes | None = None) -> bytes | None:
    """What a release has made of a file, so that nobody has to make it again; ``None`` if it has not.

    It says of which bytes it was made, and which it has itself, and counts only as long as both are still so: whoever
    edits an installed copy is answered by the edited file.

    Args:
        file: The file.
        source: Its bytes, if they have been read.
    """
    try:
        mark, _, made = read(file + MADE).partition(b"\n")
    except FileNotFoundError:
        return None
    return made if mark == _mark(read(file) if source is None else source, made) else None


def marked(source: bytes, made: bytes) -> bytes:
    """What stands in a release beside a file, made of these bytes."""
    return _mark(source, made) + b"\n" + made


def _mark(source: bytes, made: bytes) -> bytes:
    return b"%d %08x %08x" % (len(source), crc32(source), crc32(made))


def likely(path: str) -> str | None:
    """The path that was probably meant by one that is not there: what is called most like it in the same folder.

    >>> likely("/no/such/folder/rules")
    """
    from pecrules.base.errors import nearest

    folder, name = os.path.split(path.rstrip("/\\"))
    try:
        near = nearest(name, os.listdir(folder or os.curdir))
    except OSError:
        return None
    return os.path.join(folder, near).replace("\\", "/") if near and near != name else None
