"""Where the shipped tables, schemas and catalogues lie: inside the installed package, or in the checkout.

Plain paths as text: ``pathlib`` alone would cost a tenth of the time to a first quote.
"""

import os.path
from functools import cache
from typing import Final
from zlib import crc32

MADE: Final = ".compiled"
"""What a file's name is followed by in the name of what was made of it."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@cache
def folder(name: str) -> str:
    """The folder ``rules`` or ``schemas`` of the library that is running.

    A wheel carries it as ``_bundled/<name>``; an editable install reads the checkout's, so that edits are live. The
    checkout counts only if a ``pyproject.toml`` lies beside it: a stray ``rules/`` on the path is nobody's table.

    Raises:
        FileNotFoundError: neither is there: the installation is broken.
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
    raise FileNotFoundError(f"pecrules was installed without its {name}: {bundled} does not exist")


def is_released(name: str) -> bool:
    """Whether the folder came with an installed release, and not from a checkout that people edit."""
    return "_bundled" in folder(name)


def locales() -> str:
    """The folder of the message catalogues."""
    return os.path.join(_PACKAGE, "present", "locales")


def read(path: str) -> bytes:
    """The bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


def compiled(file: str, source: bytes | None = None) -> bytes | None:
    """What a release has made of a file, so that nobody has to make it again; ``None`` if it has not.

    It says of which bytes it was made, and which it has itself, and counts only as long as both are still so: whoever
    edits an installed copy is answered by the edited file.

    Args:
        file: The file.
        source: Its bytes, if they have been read.
    """
    if not os.path.isfile(file + MADE):
        return None
    mark, _, made = read(file + MADE).partition(b"\n")
    return made if mark == _mark(read(file) if source is None else source, made) else None


def marked(source: bytes, made: bytes) -> bytes:
    """What stands in a release beside a file, made of these bytes."""
    return _mark(source, made) + b"\n" + made


def _mark(source: bytes, made: bytes) -> bytes:
    return b"%d %08x %08x" % (len(source), crc32(source), crc32(made))
