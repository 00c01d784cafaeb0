"""Which folders lie over one another: the base, the books in it, and a folder of one's own."""

import os
from collections.abc import Iterator
from typing import Final, NamedTuple

from pecrules.base import resources
from pecrules.base.errors import Location, Problem, nearest

BASE: Final = "retail"
"""The book that is the base itself."""

_BOOK_FILE: Final = "book.yaml"
Folder = str | os.PathLike[str]


def books(folder: Folder | None = None) -> tuple[str, ...]:
    """The ids of the price books that can be asked for, the base's first.

    >>> books()[0]
    'retail'
    """
    return (BASE, *_books_in(_base(folder)[0]))


class Place(NamedTuple):
    """A folder to read: what its layer is called and how its files are shown to people."""

    name: str
    folder: str
    shown: str
    is_base: bool


def _is_layer(folder: Folder | None) -> bool:
    return folder is not None and os.path.isfile(os.path.join(folder, _BOOK_FILE))


def _base(folder: Folder | None) -> tuple[str, str]:
    """The folder that holds every table, and how it is shown."""
    if folder is None or _is_layer(folder):
        return resources.folder("rules"), "rules"
    return os.fspath(folder), _shown(folder)


def _shown(folder: Folder) -> str:
    return os.fspath(folder).rstrip("/\\").replace("\\", "/")


def _books_in(base: str) -> list[str]:
    books = os.path.join(base, "books")
    found = os.listdir(books) if os.path.isdir(books) else []
    return sorted(name for name in found if os.path.isfile(os.path.join(books, name, _BOOK_FILE)))


def _strays(base: str, shown: str) -> Iterator[Problem]:
    """Folders among the books that are none."""
    books = os.path.join(base, "books")
    for name in sorted(os.listdir(books)) if os.path.isdir(books) else ():
        if os.path.isdir(os.path.join(books, name)) and name not in _books_in(base):
            yield Problem("PR215", Location(f"{shown}/books/{name}/{_BOOK_FILE}"), args={"folder": f"books/{name}"})


def places_of(folder: Folder | None, book: str | None) -> Iterator[Place | Problem]:
    """The folders to lay over one another, the base first; a problem where one cannot be found."""
    base, shown = _base(folder)
    yield Place(BASE, base, shown, is_base=True)
    yield from _strays(base, shown)
    if folder is None or not _is_layer(folder):
        yield from _chain(base, shown, book or BASE)
        return
    own_file, own_shown = os.path.join(folder, _BOOK_FILE), f"{_shown(folder)}/{_BOOK_FILE}"
    name, named_by = _says(own_file, own_shown, "id")
    if name in (BASE, *_books_in(base)):
        yield Problem("PR216", named_by, ("id",), {"found": name})
    extends, told_by = _says(own_file, own_shown, "extends") if book in {None, name} else (book, None)
    yield from _chain(base, shown, extends or BASE, told_by)
    yield Place(name or _shown(folder), os.fspath(folder), _shown(folder), is_base=False)


def _chain(base: str, shown: str, book: str, told_by: Location | None = None) -> Iterator[Place | Problem]:
    """A book after all that it extends; ``told_by`` is where its name is written, if anywhere."""
    chain: list[str] = []
    known = (BASE, *_books_in(base))
    while book != BASE:
        if book in chain:
            yield Problem("PR211", told_by, args={"found": ", ".join(sorted(chain))})
            return
        if book not in known:
            yield Problem(
                "PR210", told_by, args={"found": book, "allowed": ", ".join(known)}, nearest=nearest(book, known)
            )
            return
        chain.append(book)
        place = f"books/{book}/{_BOOK_FILE}"
        extends, told_by = _says(os.path.join(base, place), f"{shown}/{place}", "extends")
        book = extends or BASE
    for each in reversed(chain):
        yield Place(each, os.path.join(base, "books", each), f"{shown}/books/{each}", is_base=False)


def _says(book_file: str, shown: str, key: str) -> tuple[str | None, Location | None]:
    """What a book says of itself, and where; whether it says so rightly is the validation's business."""
    from pecrules.parsing.documents import read

    document = read(resources.read(book_file), shown).document
    said = document.block.get(key) if document else None
    return (said, document.where((key,))) if document and isinstance(said, str) else (None, None)
