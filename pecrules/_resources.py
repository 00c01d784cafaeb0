"""Where the shipped tables, schemas and catalogues lie: inside the installed package, or in the checkout."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: str) -> Path:
    """The folder ``rules`` or ``schemas`` that belongs to this very copy of the library.

    A wheel carries it as ``_bundled/<name>``; an editable install reads the checkout's, so that edits are live. The
    checkout counts only if a ``pyproject.toml`` lies beside it: a stray ``rules/`` on the path is nobody's table.

    Raises:
        FileNotFoundError: neither is there: the installation is broken.
    """
    return _find(_PACKAGE, name)


def _find(package: Path, name: str) -> Path:
    bundled, checkout = package / "_bundled" / name, package.parent / name
    if bundled.is_dir():
        return bundled
    if checkout.is_dir() and (package.parent / "pyproject.toml").is_file():
        return checkout
    raise FileNotFoundError(f"pecrules was installed without its {name}: {bundled} does not exist")


def locales() -> Path:
    """The folder of the message catalogues."""
    return _PACKAGE / "locales"
