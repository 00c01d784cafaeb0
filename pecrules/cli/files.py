"""Files that a command writes, and the tables that it finds below the folders and files that it was given."""

import contextlib
import os
import stat
import tempfile
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence

from pecrules.base import resources
from pecrules.base.tuples import NamedTuple
from pecrules.cli.failures import Failure
from pecrules.present.catalogues import mark
from pecrules.rulebook.folders import layers_in, name_of, tables_in


class Given(NamedTuple):
    """A file that was given, or lies in a folder that was: its table, where it is and what people call it."""

    table: str | None
    path: str
    shown: str


def tables(given: Sequence[str]) -> list[Given]:
    """The tables that were given: files as they are, and of folders all tables that a check would read there.

    Raises:
        Failure: a folder holds none.
    """
    found = list(_tables(given))
    return [each for number, each in enumerate(found) if each.path not in {other.path for other in found[:number]}]


def _tables(given: Sequence[str]) -> Iterator[Given]:
    for path in given:
        if not os.path.isdir(path):
            yield Given(None, path, path.replace("\\", "/"))
            continue
        inside = [
            Given(table, file, name_of(place, file)) for place in layers_in(path) for table, file in tables_in(place)
        ]
        if not inside:
            raise Failure(mark("no tables lie in `{folder}`"), mark("name the folder that holds them"), folder=path)
        yield from inside


def write(path: str, content: bytes) -> None:
    """Write a file aside and put it in its place at once: whoever reads it finds all of it, old or new.

    Raises:
        Failure: it cannot be written; then what stood there still stands there.
    """
    target = os.path.realpath(path)  # what a link leads to is written, and the link stays
    try:
        _write_aside(target, content)
    except OSError as error:
        raise Failure(mark("`{file}` cannot be written: {reason}"), file=path, **resources.why(error)) from error


def _write_aside(target: str, content: bytes) -> None:
    folder, name = os.path.split(target)
    handle, aside = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    with contextlib.ExitStack() as undo:
        undo.callback(os.remove, aside)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(aside, stat.S_IMODE(os.stat(target).st_mode) if os.path.exists(target) else _usual())
        os.replace(aside, target)
        undo.pop_all()


def _usual() -> int:
    """The rights that a new file usually has."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def make(path: str, content: str | bytes) -> None:
    """Write a file, and the folders around it that are not there yet.

    Raises:
        Failure: it cannot be written.
    """
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    except OSError as error:
        raise Failure(mark("`{file}` cannot be written: {reason}"), file=path, **resources.why(error)) from error
    write(path, content.encode() if isinstance(content, str) else content)


def remove(path: str) -> bool:
    """Take a file away; whether it was there.

    Raises:
        Failure: the system does not let it.
    """
    try:
        os.remove(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Failure(mark("`{file}` cannot be removed: {reason}"), file=path, **resources.why(error)) from error
    return True


def read(given: Given) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: it cannot be read.
    """
    return resources.read(given.path)


def as_before(text: str, source: bytes) -> bytes:
    """A text as bytes, with the mark at their head that the bytes before had."""
    return (BOM_UTF8 if source.startswith(BOM_UTF8) else b"") + text.encode("utf-8", "surrogateescape")
