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
    return Shelf(folder).books


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


class Shelf:
    """A base and the books that lie in it, looked up once.

    Attributes:
        books: The ids of the price books, the base's first.
    """

    def __init__(self, folder: Folder | None) -> None:
        self._base, self._shown = _base(folder)
        place = os.path.join(self._base, "books")
        found = sorted(os.listdir(place)) if os.path.isdir(place) else []
        own = [name for name in found if os.path.isfile(os.path.join(place, name, _BOOK_FILE))]
        self.books: Final = (BASE, *own)
        self._known: Final = frozenset(self.books)
        self._strays = [
            Problem("PR215", Location(f"{self._shown}/books/{name}/{_BOOK_FILE}"), args={"folder": f"books/{name}"})
            for name in found
            if name not in self._known and os.path.isdir(os.path.join(place, name))
        ]

    def places(self, folder: Folder | None, book: str | None) -> Iterator[Place | Problem]:
        """The folders to lay over one another, the base first; a problem where one cannot be found."""
        yield Place(BASE, self._base, self._shown, is_base=True)
        yield from self._strays
        if folder is None or not _is_layer(folder):
            yield from self._chain(book or BASE)
            return
        own_file, own_shown = os.path.join(folder, _BOOK_FILE), f"{_shown(folder)}/{_BOOK_FILE}"
        name, named_by = _says(own_file, own_shown, "id")
        if name in self._known:
            yield Problem("PR216", named_by, ("id",), {"found": name})
        extends, told_by = _says(own_file, own_shown, "extends") if book in {None, name} else (book, None)
        yield from self._chain(extends or BASE, told_by)
        yield Place(name or _shown(folder), os.fspath(folder), _shown(folder), is_base=False)

    def _chain(self, book: str, told_by: Location | None = None) -> Iterator[Place | Problem]:
        """A book after all that it extends; ``told_by`` is where its name is written, if anywhere."""
        chain: dict[str, None] = {}
        while book != BASE:
            if book in chain:
                yield Problem("PR211", told_by, args={"found": ", ".join(sorted(chain))})
                return
            if book not in self._known:
                args = {"found": book, "allowed": ", ".join(self.books)}
                yield Problem("PR210", told_by, args=args, nearest=nearest(book, self.books))
                return
            chain[book] = None
            place = f"books/{book}/{_BOOK_FILE}"
            extends, told_by = _says(os.path.join(self._base, place), f"{self._shown}/{place}", "extends")
            book = extends or BASE
        for each in reversed(chain):
            folder, shown = os.path.join(self._base, "books", each), f"{self._shown}/books/{each}"
            yield Place(each, folder, shown, is_base=False)


def places_of(folder: Folder | None, book: str | None) -> Iterator[Place | Problem]:
    """The folders to lay over one another, the base first; a problem where one cannot be found."""
    return Shelf(folder).places(folder, book)


def _says(book_file: str, shown: str, key: str) -> tuple[str | None, Location | None]:
    """What a book says of itself, and where; whether it says so rightly is the validation's business."""
    from pecrules.parsing.documents import read

    document = read(resources.read(book_file), shown).document
    said = document.block.get(key) if document else None
    return (said, document.where((key,))) if document and isinstance(said, str) else (None, None)
