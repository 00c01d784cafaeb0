"""Files of CSV as people and their spreadsheets write them: their columns as texts, and what is wrong with their lines.

Nothing is guessed of a cell here: what it says is read with all others of its column (``cells``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pecrules.base.errors import InvalidRequest
from pecrules.base.problems import Location, Problem
from pecrules.base.resources import likely, why
from pecrules.base.written import separator_of

pa: Final[Any] = import_module("pyarrow")


def dataset_of(path: Path, *, is_guessed: bool) -> Any:
    """A file, ready to be read.

    Args:
        path: The file.
        is_guessed: Whether its columns are what they look like; else they are texts.

    Raises:
        InvalidRequest: it is none, or no table.
    """
    names, separator, is_alone = _head(path)
    read, options = import_module("pyarrow.dataset"), import_module("pyarrow.csv")
    types = {} if is_guessed else dict.fromkeys(names, pa.string())
    if is_alone:  # Arrow takes a line that nothing ends for no line
        return read.dataset(pa.schema([(name, pa.string()) for name in names]).empty_table())
    form = read.CsvFileFormat(
        parse_options=options.ParseOptions(delimiter=separator),
        convert_options=options.ConvertOptions(column_types=types, strings_can_be_null=True),
    )
    try:
        return read.dataset(str(path), format=form)
    except (OSError, ValueError) as error:
        raise InvalidRequest([fault(path, error)]) from error


def _head(path: Path) -> tuple[list[str], str, bool]:
    """The names of its columns, what stands between two cells, and whether nothing else is in the file."""
    try:
        with path.open("rb") as file:
            line = file.readline().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequest([fault(path, error)]) from error
    separator = separator_of(line)
    try:
        names = next(csv.reader([line.rstrip("\r\n")], delimiter=separator), list[str]())
    except csv.Error as error:
        raise InvalidRequest([_unclosed(path)]) from error
    if not any(names):
        raise InvalidRequest([Problem("PR307", Location(str(path)))])
    first = {name: place for place, name in reversed([*enumerate(names, 1)])}
    twice = next((place for place, name in enumerate(names, 1) if first[name] != place), None)
    if twice is not None:
        found = {"found": names[twice - 1]}
        raise InvalidRequest([Problem("PR309", Location(str(path), 1, twice, twice + 1), args=found)])
    return names, separator, "\n" not in line and "\r" not in line


def fault(path: Path, error: Exception) -> Problem:
    """What is wrong with a file that cannot be read to its end: it is gone through, line by line."""
    if isinstance(error, OSError):
        return unreadable(path, error)
    other = _unclosed(path)
    with suppress(csv.Error):
        return next(chain(_broken(path), _ragged(path)), other)
    return other


def _unclosed(path: Path) -> Problem:
    return Problem("PR001", Location(str(path)), args={"reason": "open_quotes"})


def unreadable(path: Path, error: OSError) -> Problem:
    """That the system does not let a file be read."""
    return Problem("PR001", Location(str(path)), args=why(error), nearest=likely(str(path)))


def _broken(path: Path) -> Iterator[Problem]:
    """The lines that are no text of the one encoding that is read."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                args = {"byte": f"0x{line[error.start]:02x}"}
                yield Problem("PR004", Location(str(path), number), args=args)


def _ragged(path: Path) -> Iterator[Problem]:
    """The lines that have more or fewer cells than the first one has names."""
    wanted = 0
    for number, cells in _lines(path):
        wanted = wanted or len(cells)
        if len(cells) != wanted:
            yield ragged(Location(str(path), number), len(cells), wanted)


def ragged(place: Location, found: int, wanted: int) -> Problem:
    """That a line has not as many cells as there are names of columns."""
    return Problem("PR308", place, args={"found": str(found), "expected": str(wanted)})


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, with their numbers; the names of the columns come first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        lines = csv.reader(file, delimiter=separator_of(first))
        yield from ((lines.line_num, cells) for cells in lines if cells)


def places(paths: Sequence[Path], cells: Sequence[tuple[int, str]]) -> Iterator[Location]:
    """Where cells of some files stand: the line, and the number of the column, as a spreadsheet counts them.

    Args:
        paths: The files, one after the other.
        cells: The cells, each by the number of its row, from 0 on, and the name of its column; row after row.
    """
    wanted, row = [*cells], 0
    for path in paths:
        lines = _lines(path)
        names = next(lines)[1]
        for number, _ in lines if wanted else ():
            while wanted and wanted[0][0] == row:
                column = names.index(wanted.pop(0)[1]) + 1
                yield Location(str(path), number, column, column + 1)
            row += 1
