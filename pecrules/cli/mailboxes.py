"""Mailboxes from a file: a line each, its columns named as the fields of a mailbox; CSV, or Parquet with pyarrow."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from importlib import import_module
from typing import Any, Final

from pecrules.base import written
from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import MOST_OF_A_TABLE, Location, Problem
from pecrules.base.values import evolve, fields
from pecrules.cli import reading
from pecrules.cli.failures import Failure, Mistakes
from pecrules.model import json as model_json
from pecrules.model.mailboxes import Mailbox
from pecrules.present.catalogues import mark
from pecrules.present.labels import code_of
from pecrules.rulebook.ruleset import Ruleset

_FIELDS: Final = {field.name: field for field in fields(Mailbox) if field.name != "holder"}
"""The columns that there can be: a holder is no single value."""


def mailboxes(file: str, rules: Ruleset) -> tuple[Mailbox, ...]:
    """The mailboxes of a file; labels that the rules give are taken for their codes.

    Raises:
        Mistakes: a column is not known, or a value does not fit; each with its place.
        Failure: it cannot be read.
    """
    lines = _of_parquet(file) if file.endswith(".parquet") else _of_csv(file)
    found: list[Mailbox] = []
    problems: list[Problem] = []
    for place, cells in lines:
        try:
            found.append(
                model_json.from_plain(Mailbox, {name: _plain(name, cell, rules) for name, cell in cells.items()})
            )
        except InvalidRequest as error:
            problems += [_placed(problem, place, [*cells]) for problem in error.problems]
        if len(problems) >= MOST_OF_A_TABLE:
            break
    if problems:
        raise Mistakes(problems)
    return tuple(found)


_Line = tuple[Location, Mapping[str, Any]]
"""Where it stands, and its cells by their columns; empty ones are left out."""


def _of_csv(file: str) -> Iterator[_Line]:
    text = reading.text(file)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=written.separator_of(first))
    try:
        names = next(reader, list[str]())
        _check_columns(names, file)
        for cells in reader:
            where = Location(file, reader.line_num)
            if cells and len(cells) != len(names):
                args = {"found": str(len(cells)), "expected": str(len(names))}
                raise Mistakes([Problem("PR308", where, args=args)])
            if any(cells):
                yield where, {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()}
    except csv.Error as error:
        raise Failure(mark("`{file}` cannot be read: {reason}"), file=file, reason="open_quotes") from error


def _of_parquet(file: str) -> Iterator[_Line]:
    try:
        parquet = import_module("pyarrow.parquet")
    except ImportError as error:
        sentence, help_ = mark("Parquet cannot be read without pyarrow"), mark("install it, or give a CSV file")
        raise Failure(sentence, help_) from error
    try:
        table = parquet.read_table(file)
    except ValueError as error:  # what pyarrow raises of a file that is none of its own
        raise Failure(mark("`{file}` cannot be read: {reason}"), file=file, reason="not_parquet") from error
    _check_columns(table.column_names, file)
    for number, row in enumerate(table.to_pylist(), 1):
        yield Location(file, number, 1, 2), {name: cell for name, cell in row.items() if cell is not None}


def _check_columns(names: Sequence[str], file: str) -> None:
    """Refuse a column that no mailbox has: left out, it would be missed by nobody."""
    where = Location(file)
    if not names:
        raise Mistakes([Problem("PR307", where)])
    unknown = [name for name in names if name not in _FIELDS][:MOST_OF_A_TABLE]
    if unknown:
        allowed = ", ".join(sorted(_FIELDS))
        raise Mistakes([
            Problem("PR302", where, (name,), {"found": name, "allowed": allowed}, nearest=nearest(name, _FIELDS))
            for name in unknown
        ])  # fmt: skip


def _plain(name: str, cell: Any, rules: Ruleset) -> Any:
    """A cell as JSON has it: what does not look like the kind of its column stays a text, and is told."""
    if isinstance(cell, datetime) and cell.time() == time.min:
        cell = cell.date()  # pandas has no days without an hour
    if isinstance(cell, date):
        return cell.isoformat()
    if not isinstance(cell, str):
        return cell
    kind = str(_FIELDS[name].type)
    if "bool" in kind:
        return written.FLAGS.get(cell.lower(), cell)
    if "int" in kind:
        return int(cell) if re.fullmatch(written.WHOLE, cell) else cell
    section = _FIELDS[name].metadata["words"]
    return code_of(cell, section, rules) if section else cell


def _placed(problem: Problem, place: Location, names: Sequence[str]) -> Problem:
    """A problem with the line in which it stands; the column is that of the cell."""
    column = names.index(str(problem.path[0])) + 1 if problem.path and problem.path[0] in names else 1
    return evolve(problem, location=evolve(place, column=column, end=column + 1))
