"""Which folders lie over one another: the law, the public book, the books in it, and a folder of one's own."""

import os
from collections.abc import Iterator
from typing import Final, NamedTuple

from pecrules.base import resources
from pecrules.base.errors import Location, Problem, nearest
from pecrules.rulebook.layers import BASE, LAW

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
        law = os.path.join(self._base, LAW)
        self._law = [Place(LAW, law, f"{self._shown}/{LAW}", is_base=False)] if os.path.isdir(law) else []
        self._strays = [
            Problem("PR215", Location(f"{self._shown}/books/{name}/{_BOOK_FILE}"), args={"folder": f"books/{name}"})
            for name in found
            if name not in self._known and os.path.isdir(os.path.join(place, name))
        ]

    def places(self, folder: Folder | None, book: str | None) -> Iterator[Place | Problem]:
        """The folders to lay over one another, the lowest first; a problem where one cannot be found."""
        yield from self._strays
        if folder is None or not _is_layer(folder):
            yield from self._chain(book or BASE)
            return
        own_file, own_shown = os.path.join(folder, _BOOK_FILE), f"{_shown(folder)}/{_BOOK_FILE}"
        name, named_by = _says(own_file, own_shown, "id")
        if name in self._known:
            yield Problem("PR216", named_by, ("id",), {"found": name})
        extends, named_at = _says(own_file, own_shown, "extends") if book in {None, name} else (book, None)
        yield from self._chain(extends or BASE, named_at)
        yield Place(name or _shown(folder), os.fspath(folder), _shown(folder), is_base=False)

    def _chain(self, book: str, named_at: Location | None = None) -> Iterator[Place | Problem]:
        """A book after all that it extends; ``named_at`` is where its name is written, if anywhere."""
        chain: dict[str, None] = {}
        problem: Problem | None = None
        while book not in {BASE, LAW} and problem is None:
            if book in chain:
                problem = Problem("PR211", named_at, args={"found": ", ".join(sorted(chain))})
            elif book not in self._known:
                args = {"found": book, "allowed": ", ".join((*self.books, *(LAW for _ in self._law)))}
                problem = Problem("PR210", named_at, args=args, nearest=nearest(book, self.books))
            else:
                chain[book] = None
                place = f"books/{book}/{_BOOK_FILE}"
                extends, named_at = _says(os.path.join(self._base, place), f"{self._shown}/{place}", "extends")
                book = extends or BASE
        yield from self._law
        if book != LAW:
            yield Place(BASE, self._base, self._shown, is_base=True)
        if problem is not None:
            yield problem
            return
        for each in reversed(chain):
            folder, shown = os.path.join(self._base, "books", each), f"{self._shown}/books/{each}"
            yield Place(each, folder, shown, is_base=False)


def places_of(folder: Folder | None, book: str | None) -> Iterator[Place | Problem]:
    """The folders to lay over one another, the lowest first; a problem where one cannot be found."""
    return Shelf(folder).places(folder, book)


def _says(book_file: str, shown: str, key: str) -> tuple[str | None, Location | None]:
    """What a book says of itself, and where; whether it says so rightly is the validation's business."""
    from pecrules.parsing.documents import read

    document = read(resources.read(book_file), shown).document
    said = document.block.get(key) if document else None
    return (said, document.where((key,))) if document and isinstance(said, str) else (None, None)
