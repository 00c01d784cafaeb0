"""From folders to rules that can be asked.

An installed release was checked before it was made: each of its tables is read when somebody first looks at it. Every
other folder is read, validated and checked whole (``reading``), or not loaded at all.
"""

from collections.abc import Mapping
from functools import cache, partial

from pecrules.base import resources
from pecrules.base.errors import InvalidRules
from pecrules.parsing.plain import Document
from pecrules.rulebook import compiled
from pecrules.rulebook.folders import Folder, Place, laid_out, name_of, places_of, tables_in
from pecrules.rulebook.layers import Layer, SplitTable, Table, entries_of
from pecrules.rulebook.ruleset import Ruleset

Texts = Mapping[str, str | bytes]
"""Tables as a database or an archive has them: name of each file, as ``pricing.yaml`` -> its text."""


def load_rules(folder: Folder | Texts | None = None, *, book: str | None = None) -> Ruleset:
    """Read, validate and check rules, and make them ready to be asked.

    Args:
        folder: Nothing for the shipped tables. A folder with every table stands for itself; a folder with a
            ``book.yaml`` is laid over the shipped tables and over ``book``. Instead of a folder the texts of its files,
            each by its name in it, as ``{"book.yaml": "...", "pricing.yaml": "..."}``.
        book: The price book: ``retail`` is the public list, others lie in ``books/<id>/`` of the base. Without one it
            is ``retail``, or what the folder's ``book.yaml`` says it extends.

    Raises:
        InvalidRules: anything at all is wrong in any file; ``problems`` has everything, in order of place.
        TypeError: the book is no text, or a file is none.
        ValueError: a text has a name that no file in a folder has.

    >>> load_rules().book
    'retail'
    """
    if isinstance(folder, Mapping):
        with laid_out(folder) as place:
            return load_rules(place, book=book)
    if folder is None and resources.is_released("rules"):
        return _released(resources.folder("rules"), book)
    from pecrules.rulebook.reading import Reading

    layers, problems = Reading(folder).stack(book)
    if problems:
        raise InvalidRules(problems)
    return Ruleset(layers, layers[-1].name)


@cache
def _released(folder: str, book: str | None) -> Ruleset:  # noqa: ARG001 - an installed copy stays as it is in its folder
    """A book of an installed release, which was checked before it was made: each table is read when asked for.

    Asked for again it is the same object, with all it has compiled.
    """
    places = list(places_of(None, book))
    layers = [_unread(place) for place in places if isinstance(place, Place)]
    if len(layers) < len(places):
        raise InvalidRules([place for place in places if not isinstance(place, Place)])
    return Ruleset(layers, layers[-1].name)


def _unread(place: Place) -> Layer:
    files: dict[str, list[str]] = {}
    for table, file in tables_in(place):
        files.setdefault(table, []).append(file)
    return Layer(place.name, files, partial(_read_lazily, place, files))


def _read_lazily(place: Place, files: dict[str, list[str]], table: str) -> Table:
    """One table of an installed release."""
    return SplitTable.of([_read_released(place, file, table) for file in files[table]])


def _read_released(place: Place, file: str, table: str) -> Table:
    try:
        source, name = resources.read(file), name_of(place, file)
        if (made := compiled.table(table, file, source, name, place.name)) is not None:
            return made
        document = _sound(source, name)
        if document is not None:
            return Table(document, tuple(entries_of(place.name, table, document, frozenset())))
    except (ArithmeticError, LookupError, OSError, TypeError, ValueError):
        pass  # as below
    from pecrules.rulebook.reading import check_rules

    raise InvalidRules(check_rules())  # somebody has edited the installed copy


def _sound(source: bytes, name: str) -> Document | None:
    """A table that has no mistake of its own."""
    from pecrules.parsing.documents import read

    reading = read(source, name)
    return None if reading.problems else reading.document
