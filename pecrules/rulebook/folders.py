"""Which folders lie over one another: the law, the public book, the books in it, and a folder of one's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pecrules.base import resources
from pecrules.base.errors import InvalidRules, nearest
from pecrules.base.tuples import NamedTuple
from pecrules.rulebook.layers import BASE, LAW
from pecrules.rulebook.rows import NAMES

if TYPE_CHECKING:
    from pecrules.base.problems import Location, Problem

BOOK_FILE: Final = "book.yaml"
"""What makes a folder a layer, which lies over others."""

_SHIPPED: Final = "rules"

_TAKEN: Final = frozenset({BASE, LAW})
"""Names that no book of a folder ``books`` may have: whoever asks for them is given the base, or the law below it."""

Folder = str | os.PathLike[str]

Where: TypeAlias = "Callable[[], Location | None]"
"""Where something is written, looked up only for whoever is told."""


def _nowhere() -> None:
    """Where what nobody wrote is written."""


def books(folder: Folder | None = None) -> tuple[str, ...]:
    """The ids of the price books that can be asked for, the base's first.

    Raises:
        InvalidRules: the folder, or that of the books in it, cannot be read.

    >>> books()[0]
    'retail'
    """
    shelf, (_, unreadable) = Shelf(folder), names_in(*_base(folder))
    if problem := unreadable or shelf.unreadable:
        raise InvalidRules([problem])
    return shelf.books


class Place(NamedTuple):
    """A folder to read: what its layer is called and how its files are shown to people."""

    name: str
    folder: str
    shown: str
    is_base: bool


def _is_layer(folder: Folder | None) -> bool:
    return folder is not None and os.path.lexists(os.path.join(folder, BOOK_FILE))


def _base(folder: Folder | None) -> tuple[str, str]:
    """The folder that holds every table, and how it is shown."""
    if folder is None or _is_layer(folder):
        return resources.folder(_SHIPPED), shown_beside(folder)
    return os.fspath(folder), _shown(folder)


def shown_beside(folder: Folder | None) -> str:
    """How people are shown the folder of the shipped tables: beside one of the same name, by another.

    >>> shown_beside(None), shown_beside("ours"), shown_beside("rules/")
    ('rules', 'rules', 'pecrules/rules')
    """
    is_alike = folder is not None and _shown(folder).partition("/")[0] == _SHIPPED
    return f"pecrules/{_SHIPPED}" if is_alike else _SHIPPED


class _Laid(os.PathLike[str]):
    """A folder that is there for as long as it is read; people are told the names of its files alone."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __fspath__(self) -> str:
        return self._path


@contextmanager
def laid_out(texts: Mapping[str, str | bytes]) -> Generator[Folder, None, None]:
    """A folder of these texts, each by its name in it, for as long as it is read: they are read as files are.

    Raises:
        TypeError: one is no text.
        ValueError: one has a name that no file in a folder has.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="pecrules-") as place:
        for name, text in texts.items():
            parts = name.split("/")
            if any(part in {"", ".", ".."} or not part.isprintable() or "\\" in part for part in parts):
                raise ValueError(f"{name!r} is no name of a file in a folder, as pricing.yaml or plans/pro.yaml")
            file = os.path.join(place, *parts)
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "wb") as written:
                written.write(_bytes(name, text))
        yield _Laid(place)


def _bytes(name: str, text: object) -> bytes:
    if isinstance(text, bytes):
        return text
    if isinstance(text, str):
        return text.encode()
    raise TypeError(f"{name} wants a text, str or bytes, not {text.__class__.__name__}")


def _shown(folder: Folder) -> str:
    if isinstance(folder, _Laid):
        return "texts"
    return os.fspath(folder).rstrip("/\\").replace("\\", "/")


def must_be_path(folder: Any) -> None:
    """Whoever means a folder says where it is.

    Raises:
        TypeError: it is no path.
    """
    if not isinstance(folder, str | os.PathLike | None):
        raise TypeError(f"folder wants the path of a folder of tables, not {folder.__class__.__name__}")


class Shelf:
    """A base and the books that lie in it, looked up once.

    Attributes:
        books: The ids of the price books, the base's first.
        is_laid_over: Whether the folder is a layer of its own, over one of these.
        unreadable: The problem that the folder of the books cannot be read; ``None`` if it can, or is not there.
    """

    def __init__(self, folder: Folder | None) -> None:
        must_be_path(folder)
        self._base, self._shown = _base(folder)
        self.is_laid_over: Final = folder is not None and _is_layer(folder)
        place = os.path.join(self._base, "books")
        is_there = os.path.isdir(place)
        found, unreadable = names_in(place, f"{self._shown}/books") if is_there else ([], None)
        self.unreadable: Final[Problem | None] = unreadable
        own = [name for name in found if name not in _TAKEN and _is_layer(os.path.join(place, name))]
        self.books: Final = (BASE, *own)
        self._known: Final = frozenset(self.books)
        law = os.path.join(self._base, LAW)
        self._law = [Place(LAW, law, f"{self._shown}/{LAW}", is_base=False)] if os.path.isdir(law) else []
        unread = () if self.unreadable is None else (self.unreadable,)
        self._strays = [*unread, *self._strays_among(place, found)]

    def _strays_among(self, place: str, found: list[str]) -> Iterator[Problem]:
        """What lies among the books and is none, or has a name of which nobody would be given it."""
        for name in found:
            if not os.path.isdir(os.path.join(place, name)):
                if is_like_a_table(name):
                    yield no_table(self._shown, f"books/{name}", ("books/*/book.yaml",))
            elif name not in self._known or name in _TAKEN:
                yield self._no_book(name)

    def _no_book(self, name: str) -> Problem:
        """A folder that nobody would be given by its name, or by a name that is another one's."""
        from pecrules.base.problems import Location, Problem

        where = Location(f"{self._shown}/books/{name}/{BOOK_FILE}")
        if name in _TAKEN:
            return Problem("PR216", where, ("id",), {"found": name})
        return Problem("PR215", where, args={"folder": f"books/{name}"})

    def places(self, folder: Folder | None, book: str | None) -> Iterator[Place | Problem]:
        """The folders to lay over one another, the lowest first; a problem where one cannot be found."""
        if book.__class__ not in {str, NoneType}:
            raise TypeError(f"book wants a price book by its id, not {book.__class__.__name__}")
        yield from self._strays
        if folder is None or not self.is_laid_over:
            yield from self._chain(BASE if book is None else book)
            return
        own_file, own_shown = os.path.join(folder, BOOK_FILE), f"{_shown(folder)}/{BOOK_FILE}"
        name, named_by = _says(own_file, own_shown, "id")
        if name in self._known or name == LAW:
            from pecrules.base.problems import Problem

            yield Problem("PR216", named_by(), ("id",), {"found": name})
        extends, named_at = _says(own_file, own_shown, "extends") if book in {None, name} else (book, _nowhere)
        yield from self._chain(BASE if extends is None else extends, named_at)
        yield Place(name or _shown(folder), os.fspath(folder), _shown(folder), is_base=False)

    def _chain(self, book: str, named_at: Where = _nowhere) -> Iterator[Place | Problem]:
        """A book after all that it extends; ``named_at`` is where its name is written, if anywhere."""
        chain: dict[str, None] = {}
        problem: Problem | None = None
        while book not in {BASE, LAW} and problem is None:
            if book in chain or book not in self._known:
                problem = self._no_base(book, chain, named_at)
            else:
                chain[book] = None
                place = f"books/{book}/{BOOK_FILE}"
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

    def _no_base(self, book: str, chain: Iterable[str], named_at: Where) -> Problem:
        """The problem that a book lies over itself, or over none that there is."""
        from pecrules.base.problems import Problem

        if book in chain:
            return Problem("PR211", named_at(), args={"found": ", ".join(sorted(chain))})
        allowed = self.books if named_at is _nowhere else (*self.books, *(LAW for _ in self._law))
        args = {"found": book, "allowed": ", ".join(allowed)}
        return Problem("PR210", named_at(), args=args, nearest=nearest(book, self.books))


def places_of(folder: Folder | None, book: str | None) -> Iterator[Place | Problem]:
    """The folders to lay over one another, the lowest first; a problem where one cannot be found."""
    return Shelf(folder).places(folder, book)


def title_of(book: str) -> str | None:
    """What a shipped price book calls itself; ``None`` for one that is not shipped, and for the base.

    >>> title_of("cni")
    'Ingegneri, convenzione della Fondazione CNI'
    """
    found = (place for place in places_of(None, book) if isinstance(place, Place) and place.name == book)
    titles = (_says(os.path.join(place.folder, BOOK_FILE), place.shown, "title")[0] for place in found)
    return next(titles, None)


def _says(book_file: str, shown: str, key: str) -> tuple[str | None, Where]:
    """What a book says of itself, and where; whether it says so rightly is the validation's business."""
    from pecrules.parsing.documents import read

    try:
        source = resources.read(book_file)
    except OSError:
        return None, _nowhere  # whoever reads the layer tells it
    document = read(source, shown).document
    said = document.block.get(key) if document else None
    return (said, partial(document.where, (key,))) if document and isinstance(said, str) else (None, _nowhere)


# -- files that are tables --------------------------------------------------------------------------------------------


def files_of(place: Place) -> list[str]:
    """The names of the files of a folder that are read."""
    return [f"{table}.yaml" for table in (NAMES if place.is_base else (*NAMES, "book"))]


def tables_in(place: Place) -> Iterator[tuple[str, str]]:
    """The files of a folder that are tables, each with the table's name; none if it cannot be read.

    A table may be split: what lies in a folder of its name belongs to it as the file of its name does.
    """
    names, files = names_in(place.folder, place.shown)[0], files_of(place)
    for name in names:
        if name in files:
            yield name.removesuffix(".yaml"), os.path.join(place.folder, name)
    for table in NAMES:
        folder = os.path.join(place.folder, table)
        for name in names_in(folder, place.shown)[0] if table in names and os.path.isdir(folder) else ():
            if is_part(file := os.path.join(folder, name)):
                yield table, file


def layers_in(folder: Folder) -> Iterator[Place]:
    """The folders of tables that lie in a folder: it itself, the law below it and the books above.

    Raises:
        OSError: it cannot be read.
    """
    shown = _shown(folder)
    resources.names(os.fspath(folder))  # whoever names a folder that is not there is told
    yield Place(BASE, os.fspath(folder), shown, is_base=not _is_layer(folder))
    shelf = Shelf(folder)
    inner = [] if shelf.is_laid_over else [LAW, *(f"books/{name}" for name in shelf.books[1:])]
    for name in inner:
        if os.path.isdir(inside := os.path.join(folder, *name.split("/"))):
            yield Place(name, inside, f"{shown}/{name}", is_base=False)


def own_tables(folder: Folder) -> Iterator[tuple[Place, str, str]]:
    """The tables of a folder itself, without those of the law and the books in it: where, which table, which file.

    Raises:
        OSError: it cannot be read.
    """
    place = next(layers_in(folder))
    return ((place, table, file) for table, file in tables_in(place))


def is_part(file: str) -> bool:
    """Whether what lies in the folder of a table is a part of it; what programs hide there is none."""
    return file.endswith(".yaml") and not os.path.basename(file).startswith(".") and not os.path.isdir(file)


def name_of(place: Place, file: str) -> str:
    """A file as people should see it."""
    return f"{place.shown}/{os.path.relpath(file, place.folder).replace(os.sep, '/')}"


# -- files that a person takes for tables -----------------------------------------------------------------------------

_MADE: Final = ("~", resources.MADE)  # what editors and a build write beside a table, without anybody's doing


def is_like_a_table(name: str) -> bool:
    """Whether a person takes a file of this name for a table, whatever programs do.

    >>> [is_like_a_table(name) for name in ("pricing.yaml", "PRICING.YAML", "pricing.yml.txt", "README.md")]
    [True, True, True, False]
    """
    import re

    return re.fullmatch(r"[^.].*\.ya?ml(?:\..*)?", name, re.IGNORECASE) is not None and not name.endswith(_MADE)


def stem_of(name: str) -> str:
    """The name of the table that a file was probably meant to be: ``pricing`` of ``Pricing.yml.txt``."""
    return name.partition(".")[0].lower()


def no_table(shown: str, name: str, files: Iterable[str], near: str | None = None) -> Problem:
    """The problem that a file of a folder is read by nobody.

    Args:
        shown: The folder, as people should see it.
        name: The file's name in it.
        files: The names that are read.
        near: The name that was probably meant.
    """
    from pecrules.base.problems import Location, Problem

    return Problem("PR202", Location(f"{shown}/{name}"), args={"file": name, "allowed": ", ".join(files)}, nearest=near)


def names_in(folder: str, shown: str) -> tuple[list[str], Problem | None]:
    """What lies in a folder; the problem if it cannot be read."""
    try:
        return resources.names(folder), None
    except OSError as error:
        from pecrules.base.problems import Problem

        args = {"folder": shown, **resources.why(error)}
        near = os.path.dirname(folder) if isinstance(error, NotADirectoryError) else resources.likely(folder)
        return [], Problem("PR209", args=args, nearest=near or None)
