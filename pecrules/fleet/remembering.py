"""Tables of a fleet that a folder remembers: what was made is found again by all that it hangs on, or made again.

A file has a name and says itself what it is: the rules by their digest, their book and what was known of them, the day,
the question, and the very code that made it. It also has the digest of what stands in it. So one that is cut, of
another release, of other rules or of somebody else is never believed, and nothing in it can be run: it is JSON.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, TypeVar

from pecrules.fleet.sums import TooLargeError
from pecrules.rulebook.ruleset import Ruleset

T = TypeVar("T")

_IN_MEMORY: Final = 64
_FILES: Final = 256  # of a folder: the one that was wanted longest ago goes first
_LARGEST: Final = 1 << 23  # bytes of a file
_READ: Final = 1 << 28  # bytes of what stands in it
_ENDING: Final = ".table"
_MARK: Final = b"tables of pecrules"
_MISREAD: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What it may come to that other data is read than was written."""


def _code() -> str:
    """The digest of the code that is running, read when it was."""
    home = Path(__file__).parents[1]
    files = sorted(home.rglob("*.py"))
    whole = b"".join([b"%b\n%b" % (str(each.relative_to(home)).encode(), each.read_bytes()) for each in files])
    return sha256(whole).hexdigest()


_CODE: Final = _code()


def folder_of(path: str | os.PathLike[str]) -> Path:
    """A folder in which tables are remembered; it is made, if it is not there.

    Raises:
        OSError: it cannot be made, or is no folder.
    """
    folder = Path(path).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@lru_cache(_IN_MEMORY)
def remembered(
    folder: Path,
    make: Callable[..., T],
    given: tuple[Hashable, ...],
    write: Callable[[T], Any],
    read: Callable[[Any], T],
) -> T:
    """What is made of what is given, or was once.

    Args:
        folder: Where it is remembered. Where nothing can be written, it is made each time.
        make: Makes it.
        given: Of what.
        write: Says it as plain data.
        read: Makes it of plain data.
    """
    key = digest_of(make.__name__, *given)
    with suppress(*_MISREAD, OSError, zlib.error):
        return read(_read(folder / f"{key}{_ENDING}", key))
    made = make(*given)
    with suppress(TooLargeError, OSError):
        _write(folder / f"{key}{_ENDING}", key, write(made))
        _forget(folder)
    return made


def digest_of(*given: Any) -> str:
    """The digest of everything on which something hangs, and of the code that makes it."""
    said = [(each.digest, each.book, each.known_by) if isinstance(each, Ruleset) else each for each in given]
    return sha256(repr([_CODE, *said]).encode()).hexdigest()


def _read(file: Path, key: str) -> Any:
    """What stands in a file.

    Raises:
        OSError: there is none.
        ValueError: it is not what it says it is.
    """
    with file.open("rb") as opened:
        mark, own, digest, *body = opened.read(_LARGEST).split(b"\n", 3)
    packed = b"".join(body)
    if (mark, own, digest) != (_MARK, key.encode(), sha256(packed).hexdigest().encode()):
        raise ValueError(f"{file} is not what it says")
    plain = json.loads(zlib.decompressobj().decompress(packed, _READ))
    with suppress(OSError):
        os.utime(file)
    return plain


def _write(file: Path, key: str, plain: Any) -> None:
    """Write a file aside, and put it into its place.

    Raises:
        OSError: it cannot be written.
        TooLargeError: it is larger than what is read.
    """
    packed = zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), 1)
    whole = b"\n".join([_MARK, key.encode(), sha256(packed).hexdigest().encode(), packed])
    if len(whole) > _LARGEST:
        raise TooLargeError(f"{len(whole)} bytes")
    aside = file.with_name(f".{token_hex(8)}{_ENDING}")
    try:
        with aside.open("xb") as opened:
            opened.write(whole)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


def _forget(folder: Path) -> None:
    """Remove what was wanted longest ago, where there are too many.

    Raises:
        OSError: it cannot be removed.
    """
    files = sorted(folder.glob(f"*{_ENDING}"), key=lambda each: each.stat().st_mtime_ns)
    for each in files[:-_FILES]:
        each.unlink(missing_ok=True)


__all__ = ["digest_of", "folder_of", "remembered"]
