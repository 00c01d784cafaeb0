"""Files of Parquet and CSV, or folders of them, as one frame; none may change while it is read."""

from __future__ import annotations

import os
import stat
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import attrs

from pecrules.base.errors import InvalidRequest
from pecrules.base.problems import Location, Problem
from pecrules.base.resources import Unreadable
from pecrules.fleet import frames, texts
from pecrules.fleet.columns import INPUTS, Kind
from pecrules.fleet.frames import Batch, Source, pa

FORMATS: Final = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv"}


def files(path: Path, kinds: Mapping[str, Kind]) -> Source:
    """A file, or all files of a folder in the order of their names, as one frame."""
    paths = sorted(each for each in path.rglob("*") if format_of(each) and each.is_file()) if path.is_dir() else [path]
    formats = {*map(format_of, paths)}
    if not paths or formats not in ({"parquet"}, {"csv"}):
        raise InvalidRequest([no_format(path)])
    unsaid = _unsaid(kinds)
    if formats == {"csv"}:
        return _of_texts(path, paths, unsaid, is_text=bool(kinds))
    return _of_parquet(path, paths, unsaid)


def _unsaid(kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """What a mailbox has of which nobody says: in a folder one file may have a column that others do not."""
    defaults = {name: INPUTS[name].default for name in kinds if name in INPUTS}
    return {name: value for name, value in defaults.items() if value not in {None, attrs.NOTHING}}


def format_of(path: Path) -> str:
    """The format that the name of a file tells, in whichever case; empty if it tells none."""
    return FORMATS.get(path.suffix.lower(), "")


def no_format(path: Path) -> Problem:
    """That a file is of no format that is read, or a folder has none of one."""
    return Problem("PR306", args={"found": str(path), "key": "FILE", "allowed": ", ".join(FORMATS)})


def _of_texts(path: Path, paths: Sequence[Path], unsaid: Mapping[str, Any], *, is_text: bool) -> Source:
    """Files of CSV: texts, or what they look like where nobody says what their columns are."""
    found = [(Watched(each), texts.dataset_of(each, is_guessed=not is_text)) for each in paths]
    whole = _united(paths, [one.schema for _, one in found])

    def batches(names: Sequence[str]) -> Iterator[Batch]:
        fields = [whole.field(name) for name in names]
        for each, one in found:
            there = [name for name in names if name in one.schema.names]
            with each.reading(texts.fault):
                for batch in one.to_batches(columns=there, batch_size=frames.ROWS):
                    yield _filled(batch, fields, unsaid)

    def where(cells: Sequence[tuple[int, str]]) -> list[Location | None]:
        return [*texts.places(paths, cells)]

    def check() -> None:
        for each, _ in found:
            each.check()

    return Source(whole, batches, frames.same, str(path), where, is_text, check=check)


def _of_parquet(path: Path, paths: Sequence[Path], unsaid: Mapping[str, Any]) -> Source:
    found = [Watched(each) for each in paths]
    schemas = _schemas(paths)
    whole = _typed(_united(paths, schemas), unsaid)

    def batches(names: Sequence[str]) -> Iterator[Batch]:
        for each in found:
            with each.reading(_unsound):
                yield from _batches_of(each.path, [whole.field(name) for name in names], unsaid)

    def where(cells: Sequence[tuple[int, str]]) -> list[Location | None]:
        rows = [import_module("pyarrow.parquet").read_metadata(each).num_rows for each in paths]
        return [_in_parquet(cell, paths, rows, schemas) for cell in cells]

    def check() -> None:
        for each in found:
            each.check()

    return Source(whole, batches, frames.same, str(path), where, check=check)


def _schemas(paths: Sequence[Path]) -> list[Any]:
    """The columns of each file.

    Raises:
        InvalidRequest: one is not sound, or has several columns of one name; all of them are named.
    """
    found, problems = list[Any](), list[Problem]()
    for path in paths:
        try:
            schema = import_module("pyarrow.parquet").read_schema(path)
        except (OSError, ValueError) as error:
            problems.append(_unsound(path, error))
        else:
            found.append(schema)
            twice = sorted({name for name in schema.names if schema.names.count(name) > 1})
            problems += [Problem("PR309", Location(str(path)), args={"found": name}) for name in twice]
    if problems:
        raise InvalidRequest(problems)
    return found


def _united(paths: Sequence[Path], schemas: Sequence[Any]) -> Any:
    """The columns of all files, each with a type that has whatever stands there in any of them.

    Raises:
        InvalidRequest: there is no such type.
    """
    found, problems = dict[str, Any](), list[Problem]()
    for path, schema in zip(paths, schemas, strict=True):
        for field in schema:
            known = found.setdefault(field.name, field.remove_metadata())
            try:
                found[field.name] = _both(known, field.remove_metadata())
            except (pa.ArrowInvalid, pa.ArrowTypeError):
                wanted = {"expected": "as_elsewhere", "type": str(known.type)}
                args = {"found": str(field.type), "key": field.name, **wanted}
                problems.append(Problem("PR304", Location(str(path)), args=args))
    if problems:
        raise InvalidRequest(problems)
    return pa.schema([*found.values()])


def _typed(schema: Any, unsaid: Mapping[str, Any]) -> Any:
    """The columns, of which none that is empty wherever it stands lacks the type of what it has where it does not."""
    return pa.schema([
        field.with_type(pa.scalar(unsaid[field.name]).type)
        if field.name in unsaid and pa.types.is_null(field.type)
        else field
        for field in schema
    ])  # fmt: skip


def _both(one: Any, other: Any) -> Any:
    """A field for what stands in two; days that are moments elsewhere are looked at as moments, words as texts."""
    types, kinds = pa.types, (one.type, other.type)
    if any(map(types.is_date, kinds)) and any(types.is_timestamp(kind) and kind.tz is None for kind in kinds):
        return one if types.is_timestamp(one.type) else other
    if one.type != other.type and any(map(types.is_dictionary, kinds)):
        one, other = (
            each.with_type(each.type.value_type) if types.is_dictionary(each.type) else each for each in (one, other)
        )
    schemas = [pa.schema([each]) for each in (one, other)]
    return pa.unify_schemas(schemas, promote_options="permissive").field(0)


def _filled(batch: Batch, fields: Sequence[Any], unsaid: Mapping[str, Any]) -> Batch:
    """A batch with some fields; a column that it does not have says nothing in any of its rows."""
    arrays = [
        frames.cast_to(
            batch.column(field.name)
            if field.name in batch.schema.names
            else pa.repeat(pa.scalar(unsaid.get(field.name)), len(batch)),
            field.type,
        )
        for field in fields
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))


class Watched:
    """A file that is to be the same from the first look to its end.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        """Look at it.

        Raises:
            InvalidRequest: it is not there, or the system does not open it, or it is a pipe, which is read but once.
        """
        self.path: Path = path
        self._stamp = self._seen()

    def _seen(self) -> tuple[int, int, int]:
        """Which file it is, how long, and when it was written."""
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):  # to open a pipe would wait for who writes
                raise Unreadable("not_plain", str(self.path))
            with self.path.open("rb") as file:
                found = os.fstat(file.fileno())
        except OSError as error:
            raise InvalidRequest([texts.unreadable(self.path, error)]) from error
        return found.st_ino, found.st_size, found.st_mtime_ns

    @contextmanager
    def reading(self, problem_of: Callable[[Path, Exception], Problem]) -> Generator[None, None, None]:
        """Read it.

        Args:
            problem_of: Says what is wrong with a file that cannot be read.

        Raises:
            InvalidRequest: it cannot be read, or is no longer what it was.
        """
        try:
            yield
        except (OSError, ValueError) as error:
            self.check()
            raise InvalidRequest([problem_of(self.path, error)]) from error
        self.check()

    def check(self) -> None:
        """Look whether it is still what it was.

        Raises:
            InvalidRequest: it is not.
        """
        if self._seen() != self._stamp:
            args = {"reason": "changing"}
            raise InvalidRequest([Problem("PR001", Location(str(self.path)), args=args)])


def _batches_of(path: Path, fields: Sequence[Any], unsaid: Mapping[str, Any]) -> Iterator[Batch]:
    """The batches of a file, one after the other: a scanner of Arrow reads far ahead of who takes its time.

    What was read is let go: read ahead, whole columns would stay until the end.
    """
    with import_module("pyarrow.parquet").ParquetFile(path, pre_buffer=False) as file:
        there = [field.name for field in fields if field.name in file.schema_arrow.names]
        for batch in file.iter_batches(batch_size=frames.ROWS, columns=there):
            batch.validate(full=True)  # for a text may be none, and who reads it later would not know where it stood
            yield _filled(batch, fields, unsaid)


def _unsound(path: Path, error: Exception) -> Problem:
    """That a file is none of Parquet; Arrow says of one that ends too early that the system does not read it."""
    del error
    return Problem("PR001", Location(str(path)), args={"reason": "not_parquet"})


def _in_parquet(cell: tuple[int, str], paths: Sequence[Path], rows: Sequence[int], schemas: Sequence[Any]) -> Location:
    """Where a cell stands: its row, from 1 on, and the number of its column."""
    ends = [*accumulate(rows)]
    at = bisect_right(ends, cell[0])
    column = schemas[at].names.index(cell[1]) + 1
    return Location(str(paths[at]), cell[0] - ends[at] + rows[at] + 1, column, column + 1)


__all__ = ["FORMATS", "files", "format_of", "no_format"]
