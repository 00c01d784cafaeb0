"""Files of Parquet and CSV, or folders of them, as one frame; none may change while it is read."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from pecrules.base.errors import InvalidRequest
from pecrules.base.problems import Location, Problem
from pecrules.fleet import frames, texts
from pecrules.fleet.columns import Kind
from pecrules.fleet.frames import Batch, Source, pa

FORMATS: Final = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv"}


def files(path: Path, kinds: Mapping[str, Kind]) -> Source:
    """A file, or all files of a folder in the order of their names, as one frame."""
    paths = (
        sorted(each for each in path.rglob("*") if each.suffix in FORMATS and each.is_file())
        if path.is_dir()
        else [path]
    )
    formats = {FORMATS.get(each.suffix, "") for each in paths}
    if not paths or formats not in ({"parquet"}, {"csv"}):
        raise InvalidRequest([no_format(path)])
    if formats == {"csv"}:
        return _of_texts(path, paths, is_text=bool(kinds))
    return _of_parquet(path, paths)


def no_format(path: Path) -> Problem:
    """That a file is of no format that is read, or a folder has none of one."""
    return Problem("PR306", args={"found": str(path), "key": "FILE", "allowed": ", ".join(FORMATS)})


def _of_texts(path: Path, paths: Sequence[Path], *, is_text: bool) -> Source:
    """Files of CSV: texts, or what they look like where nobody says what their columns are."""
    found = [(Watched(each), texts.dataset_of(each, is_guessed=not is_text)) for each in paths]

    def batches(names: Sequence[str]) -> Iterator[Batch]:
        for each, one in found:
            with each.reading(texts.fault):
                yield from one.to_batches(columns=list(names), batch_size=frames.ROWS)

    def where(cells: Sequence[tuple[int, str]]) -> list[Location | None]:
        return [*texts.places(paths, cells)]

    def check() -> None:
        for each, _ in found:
            each.check()

    return Source(found[0][1].schema, batches, frames.same, str(path), where, is_text, check=check)


def _of_parquet(path: Path, paths: Sequence[Path]) -> Source:
    found = [Watched(each) for each in paths]
    try:
        whole = import_module("pyarrow.dataset").dataset([str(each) for each in paths], format="parquet")
    except (OSError, ValueError) as error:
        raise InvalidRequest([*_twice(paths)] or [_unsound(path, error)]) from error

    def batches(names: Sequence[str]) -> Iterator[Batch]:
        for each in found:
            with each.reading(_unsound):
                yield from _batches_of(each.path, [whole.schema.field(name) for name in names])

    def where(cells: Sequence[tuple[int, str]]) -> list[Location | None]:
        rows = [import_module("pyarrow.parquet").read_metadata(each).num_rows for each in paths]
        return [_in_parquet(cell, paths, rows, whole.schema.names) for cell in cells]

    def check() -> None:
        for each in found:
            each.check()

    return Source(whole.schema, batches, frames.same, str(path), where, check=check)


def _twice(paths: Sequence[Path]) -> Iterator[Problem]:
    """The names that several columns of a file have; none of a file that cannot be read."""
    for path in paths:
        try:
            names = import_module("pyarrow.parquet").read_schema(path).names
        except (OSError, ValueError):
            continue
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Problem("PR309", Location(str(path)), args={"found": name})


class Watched:
    """A file that is to be the same from the first look to its end.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        """Look at it.

        Raises:
            InvalidRequest: it is not there, or the system does not open it.
        """
        self.path: Path = path
        self._stamp = self._seen()

    def _seen(self) -> tuple[int, int, int]:
        """Which file it is, how long, and when it was written."""
        try:
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
            args = {"reason": "it changes while it is read"}
            raise InvalidRequest([Problem("PR001", Location(str(self.path)), args=args)])


def _batches_of(path: Path, fields: Sequence[Any]) -> Iterator[Batch]:
    """The batches of a file, one after the other: a scanner of Arrow reads far ahead of who takes its time.

    What was read is let go: read ahead, whole columns would stay until the end. A column that the file does not have is
    missing in all its rows.
    """
    with import_module("pyarrow.parquet").ParquetFile(path, pre_buffer=False) as file:
        there = [field.name for field in fields if field.name in file.schema_arrow.names]
        for batch in file.iter_batches(batch_size=frames.ROWS, columns=there):
            batch.validate(full=True)  # for a text may be none, and who reads it later would not know where it stood
            arrays = [
                frames.cast_to(batch.column(field.name), field.type)
                if field.name in there
                else pa.nulls(len(batch), field.type)
                for field in fields
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))


def _unsound(path: Path, error: Exception) -> Problem:
    """That a file is none of Parquet; Arrow says of one that ends too early that the system does not read it."""
    del error
    return Problem("PR001", Location(str(path)), args={"reason": "it is no sound file of Parquet"})


def _in_parquet(cell: tuple[int, str], paths: Sequence[Path], rows: Sequence[int], names: Sequence[str]) -> Location:
    """Where a cell stands: its row, from 1 on, and the number of its column."""
    ends, column = [*accumulate(rows)], names.index(cell[1]) + 1
    at = bisect_right(ends, cell[0])
    return Location(str(paths[at]), cell[0] - ends[at] + rows[at] + 1, column, column + 1)


__all__ = ["FORMATS", "files", "no_format"]
