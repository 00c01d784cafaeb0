"""The whole way from folders to rules that somebody may have edited.

::

    folders --find--> files --read--> documents --validate--> --structure--> entries --check--> layers

Every stage runs on whatever the stage before could make of each file, so that one run tells every problem of every
file. What validates and checks is imported only where something is validated or checked.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from pecrules.base import resources
from pecrules.base.dates import check_day
from pecrules.base.errors import InvalidRules, nearest
from pecrules.base.garbage import no_collecting
from pecrules.base.memo import Memo
from pecrules.base.problems import Location, Path, Problem, in_order
from pecrules.base.tuples import NamedTuple
from pecrules.base.values import evolve
from pecrules.parsing.plain import Document
from pecrules.rulebook import compiled
from pecrules.rulebook.folders import (
    BOOK_FILE,
    Folder,
    Place,
    Shelf,
    files_of,
    is_like_a_table,
    is_part,
    name_of,
    names_in,
    no_table,
    stem_of,
    tables_in,
)
from pecrules.rulebook.layers import LAW, REMEMBERED, Entry, Layer, SplitTable, Table, entries_of
from pecrules.rulebook.rows import NAMES, due_tables

_REMEMBERED_TABLES: Final = 128
_REMEMBERED_BYTES: Final = 250_000  # of one file: four times the largest that is shipped


def check_rules(  # noqa: PLR0913 - what to look for, each with its own word
    folder: Folder | None = None,
    *,
    book: str | None = None,
    on: date | None = None,
    strict: bool = False,
    doubts: bool = False,
    against: Folder | None = None,
) -> tuple[Problem, ...]:
    """Everything that is wrong with the tables of a folder; nothing means that they can be loaded.

    Args:
        folder: As for ``load_rules``.
        book: One price book; ``None`` for the base and every book that lies in it.
        on: List sources that are overdue for review on that day, too (``PR224``). They keep nothing from being loaded.
        strict: List rows that no source gives, too (``PR225``). Neither do they.
        doubts: List what is sound and odd, too (``PD...``), if nothing is wrong. Nor do doubts.
        against: A folder with what the tables were: among the doubts are also changes of what has begun by ``on``.

    Raises:
        InvalidRules: the tables of ``against`` are not sound, or hold nothing that these could be compared with.
        TypeError: ``against`` is given without a day or without doubts.

    >>> check_rules()
    ()
    """
    return checked(folder, book=book, on=on, strict=strict, doubts=doubts, against=against).problems


Unused: TypeAlias = Callable[[Sequence[Entry]], Iterable[tuple[Entry, str]]]
"""What finds, among rows, those on which no answer rests, each with the book that was asked."""


class Checked(NamedTuple):
    """What a check has found, and in what.

    Attributes:
        problems: Everything that is wrong, and what is odd if that was looked for.
        folder: The folder that was checked.
        files: How many files were read in it.
        rows: How many sound rows stand there.
    """

    problems: tuple[Problem, ...]
    folder: str
    files: int
    rows: int


def checked(  # noqa: PLR0913 - as above
    folder: Folder | None = None,
    *,
    book: str | None = None,
    on: date | None = None,
    strict: bool = False,
    doubts: bool = False,
    against: Folder | None = None,
    unused: Unused | None = None,
) -> Checked:
    """The same as ``check_rules``, with what was read; ``unused`` finds rows that are told as doubts (``PD077``)."""
    from pecrules.rulebook import checks

    if on is not None:
        check_day("on", on)
    if against is not None and (on is None or not doubts):
        raise TypeError("against is about doubts and about what has begun: it wants them, and a day")
    former = None if against is None else Reading(against).sound()
    reading, found = Reading(folder), dict[int, Problem]()  # many books lie over one base: its problems count once
    for each in [book] if book or reading.shelf.is_laid_over else reading.shelf.books:
        found.update((id(problem), problem) for problem in reading.stack(each)[1])
    if former is not None and not found and (apart := [*reading.comparable(book, former)]):
        raise InvalidRules(apart)
    problems = [*found.values(), *(() if found or not doubts else reading.doubts(book, on, former))]
    problems += [*(() if found or unused is None else reading.unused(book, unused))]
    for layer in reading.layers():
        problems += [*(checks.sources_are_reviewed(layer, on) if on else ())]
        problems += [*(checks.nothing_is_assumed(layer) if strict else ())]
    ordered = in_order({(str(problem.location), problem.code, problem.path): problem for problem in problems}.values())
    own = resources.folder("rules") if folder is None else os.fspath(folder)
    layers = [
        layer for place, layer in reading.places() if os.path.join(place.folder, "").startswith(os.path.join(own, ""))
    ]
    files = sum(len(layer.files(table)) for layer in layers for table in layer.names)
    return Checked(ordered, own, files, sum(len(layer.entries) for layer in layers))


# -- read, validate, structure, check ---------------------------------------------------------------------------------


class Reading:
    """What is read of a folder, each layer once, however many books lie over it."""

    def __init__(self, folder: Folder | None) -> None:
        self.shelf: Final = Shelf(folder)
        self._folder = folder
        self._layers: Memo[Place, tuple[Layer, list[Problem]]] = Memo(_layer if folder is None else _layer_below)
        self._stacks: dict[str | None, tuple[list[Layer], list[Problem]]] = {}

    def layers(self) -> Iterator[Layer]:
        """Every layer that was read."""
        return (layer for _, layer in self.places())

    def places(self) -> Iterator[tuple[Place, Layer]]:
        """Every layer that was read, with its folder."""
        return ((place, layer) for place, (layer, _) in self._layers.items())

    def sound(self) -> dict[str, Layer]:
        """Every layer of every book, by name.

        Raises:
            InvalidRules: one of them is not sound.
        """
        stacks = [self.stack(book) for book in ([None] if self.shelf.is_laid_over else self.shelf.books)]
        if problems := {id(problem): problem for _, found in stacks for problem in found}:
            raise InvalidRules(in_order(problems.values()))
        return {layer.name: layer for layers, _ in stacks for layer in layers}

    def doubts(self, book: str | None, on: date | None, former: Mapping[str, Layer] | None) -> Iterator[Problem]:
        """What is odd in what was read, or in one book of it."""
        from pecrules.rulebook.doubts import doubts_of

        stacks, mine = self._stacks_of(book), self._mine(book)
        own = mine if self.shelf.is_laid_over or not book else []
        return doubts_of(stacks, own, on, former, mine)

    def unused(self, book: str | None, find: Unused) -> Iterator[Problem]:
        """The rows on which no answer rests; in one book of a base those of the topmost layer alone."""
        from pecrules.rulebook import doubts

        layers = self._mine(book)[-1:] if book else self._mine(book)
        return doubts.unused([entry for layer in layers for entry in layer.entries], find)

    def comparable(self, book: str | None, former: Mapping[str, Layer]) -> Iterator[Problem]:
        """That of what was read nothing can be compared with what layers were."""
        names = [layer.name for layer in self._mine(book)]
        if not former.keys() & {*names}:
            args = {"found": names[-1], "allowed": ", ".join(former)}
            yield Problem("PR241", args=args, nearest=nearest(names[-1], former))

    def _stacks_of(self, book: str | None) -> list[list[Layer]]:
        """The layers of a book, or of each."""
        books = [book] if book or self.shelf.is_laid_over else self.shelf.books
        return [self.stack(each)[0] for each in books]

    def _mine(self, book: str | None) -> list[Layer]:
        """The layers that whoever checks can change: of a folder that lies over the release its own alone."""
        stacks = self._stacks_of(book)
        return [stacks[0][-1]] if self.shelf.is_laid_over else [*{layer: None for layers in stacks for layer in layers}]

    def stack(self, book: str | None) -> tuple[list[Layer], list[Problem]]:
        """The layers of a book, the base first, and all that is wrong with them."""
        if book not in self._stacks:
            self._stacks[book] = self._stack(book)
        return self._stacks[book]

    @no_collecting()
    def _stack(self, book: str | None) -> tuple[list[Layer], list[Problem]]:
        from pecrules.rulebook import checks

        layers: list[Layer] = []
        problems: list[Problem] = []
        for place in self.shelf.places(self._folder, book):
            if isinstance(place, Problem):
                problems.append(place)
            else:
                layer, found = self._layers[place]
                layers.append(layer)
                problems += found
        problems += checks.besides(layers, problems)
        nameless = {problem.location.file for problem in problems if problem.code == "PR214" and problem.location}
        return layers, [problem for problem in problems if not _is_section_of(problem, nameless)]


def _layer_below(place: Place) -> tuple[Layer, list[Problem]]:
    """A layer of one's own, or the release that it lies over, as that was checked and compiled when it was made."""
    released = _compiled(place) if resources.is_released("rules") else None
    return _layer(place) if released is None else (released, [])


@lru_cache(maxsize=REMEMBERED)
def _compiled(place: Place) -> Layer | None:
    """A layer of an installed release; ``None`` for any other, and where somebody has edited the installed copy."""
    tables: dict[str, list[Table]] = {}
    for table, file in _files(place):
        made = None if isinstance(file, Problem) else _compiled_table(place, file, table)
        if made is None:
            return None
        tables.setdefault(table, []).append(made)
    read = {table: SplitTable.of(files) for table, files in tables.items()}
    return Layer(place.name, read, read.__getitem__, is_checked=True)


def _compiled_table(place: Place, file: str, table: str) -> Table | None:
    try:
        return compiled.table(table, file, resources.read(file), name_of(place, file), place.name)
    except OSError:
        return None  # whoever reads the layer anew tells it


def _is_section_of(problem: Problem, files: set[str]) -> bool:
    """A missing section of a book's file that forgot to say so: it need not have all of them."""
    place = problem.location
    return problem.code == "PR102" and len(problem.path) == 1 and place is not None and place.file in files


def _spoiled(problems: Sequence[Problem], document: Document) -> frozenset[Path]:
    """The rows of a document with a problem; a section, or ``()`` for all, where the problem is about no single row."""
    places = ((problem.location, problem.path[:2]) for problem in problems)
    return frozenset(path for place, path in places if place and place.file == document.name)


def _layer(place: Place) -> tuple[Layer, list[Problem]]:
    tables: dict[str, list[Table]] = {}
    problems: list[Problem] = []
    for table, item in _files(place):
        made, found = (None, (item,)) if isinstance(item, Problem) else _table(item, table, place)
        problems += found
        if made is not None:
            tables.setdefault(table, []).append(made)
    return _layer_of(place.name, tuple((name, tuple(files)) for name, files in tables.items())), problems


@lru_cache(maxsize=REMEMBERED)
def _layer_of(name: str, tables: tuple[tuple[str, tuple[Table, ...]], ...]) -> Layer:
    """A folder whose files are as they were is the very layer it was, with all that is known of it."""
    return Layer.of(name, {table: SplitTable.of(files) for table, files in tables})


def _files(place: Place) -> Iterator[tuple[str, str | Problem]]:
    """The files of a folder, by table; a problem for each that is missing or is no table."""
    names, unreadable = names_in(place.folder, place.shown)
    if unreadable is not None:
        yield "", unreadable
        return
    yield from tables_in(place)
    files = files_of(place)
    for name in names:
        if name not in files and is_like_a_table(name):
            yield "", no_table(place.shown, name, files, _meant(name, files))
    parts = {table: list(_parts(place, table)) for table in NAMES if table in names}
    for inside in parts.values():
        yield from (("", part) for part in inside if isinstance(part, Problem))
    yield from (("", stray) for stray in _strays(place, names, files))
    if place.is_base and "book" not in {stem_of(name) for name in names if is_like_a_table(name)}:
        there = {
            *(name for name, inside in parts.items() if inside),
            *(stem_of(name) for name in names if name in files),
        }
        if there or any(map(is_like_a_table, names)):
            yield from ((table, _missing(place, table)) for table in due_tables() if table not in there)
        else:
            yield "", _without_tables(place, names)


def _without_tables(place: Place, names: Sequence[str]) -> Problem:
    """A folder that was probably not meant: there is nothing in it that could be a table."""
    near = f"{place.shown}/{_RULES}" if _RULES in names else None
    return Problem("PR243", Location(place.shown), args={"folder": place.shown}, nearest=near)


_RULES: Final = "rules"
"""What the folder of tables is mostly called."""


def _missing(place: Place, table: str) -> Problem:
    args = {"table": table, "folder": place.shown}
    return Problem("PR201", Location(f"{place.shown}/{table}.yaml"), args=args)


def _meant(name: str, files: Sequence[str]) -> str | None:
    """The file that was probably meant by a name."""
    meant = f"{stem_of(name)}.yaml"
    return meant if meant in {*files, BOOK_FILE} and meant != name else nearest(name, files)


def _strays(place: Place, names: Sequence[str], files: Sequence[str]) -> Iterator[Problem]:
    """Tables in folders that nobody reads: only the folder of a table may hold others."""
    read = {*NAMES, *(("books", LAW) if place.is_base else ())}
    for name in (name for name in names if name not in read and not name.startswith(".")):
        folder = os.path.join(place.folder, name)
        for inside in names_in(folder, name)[0] if os.path.isdir(folder) else ():
            table = stem_of(inside)
            if is_like_a_table(inside) and f"{table}.yaml" in files:
                part = f"{table}/{name}.yaml" if table in NAMES else None
                yield no_table(place.shown, f"{name}/{inside}", files, part)


def _parts(place: Place, table: str) -> Iterator[str | Problem]:
    """What lies in the folder of a table, without what programs hide there."""
    folder = os.path.join(place.folder, table)
    if os.path.isdir(folder):
        names, unreadable = names_in(folder, f"{place.shown}/{table}")
        yield from () if unreadable is None else (unreadable,)
        yield from (_part(place, table, name) for name in names if not name.startswith("."))


def _part(place: Place, table: str, name: str) -> str | Problem:
    """A file in the folder of a table; a problem for what is none."""
    file = os.path.join(place.folder, table, name)
    if is_part(file):
        return file
    near = f"{table}/{stem_of(name)}.yaml" if is_like_a_table(name) else None
    return no_table(place.shown, f"{table}/{name}", [f"{table}/*.yaml"], near)


def _table(file: str, table: str, place: Place) -> tuple[Table | None, tuple[Problem, ...]]:
    """One file, read and validated: its sound rows, and all that is wrong with it."""
    name = name_of(place, file)
    try:
        source = resources.read(file)
    except OSError as error:
        return None, (Problem("PR001", Location(name), args=resources.why(error)),)
    made = _made_of if len(source) <= _REMEMBERED_BYTES else _made_of.__wrapped__
    return made(source, name, table, place.name)


@lru_cache(maxsize=_REMEMBERED_TABLES)
def _made_of(source: bytes, name: str, table: str, layer: str) -> tuple[Table | None, tuple[Problem, ...]]:
    """What comes of the bytes of a file; a program that loads several books, or again and again, reads a table once."""
    document, problems = judged(source, name, table)
    if document is None:
        return None, problems
    return Table(document, tuple(entries_of(layer, table, document, _spoiled(problems, document)))), problems


def judged(source: bytes, name: str, table: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """What the bytes of a file say, and all that is wrong with it by itself."""
    from pecrules.parsing.documents import read
    from pecrules.parsing.validation import validate

    document, problems = read(source, name)
    if document is None:
        return None, problems
    unread = [_with_path(document, problem) for problem in problems]
    traps = [problem.path for problem in unread if problem.path]
    return document, (*unread, *validate(document, table, traps))


def _with_path(document: Document, problem: Problem) -> Problem:
    """A problem of the text, with the way to the value it is about if there is one."""
    path = document.path_at(problem.location) if problem.location else None
    return evolve(problem, path=path or ())
