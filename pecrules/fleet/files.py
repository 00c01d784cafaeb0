"""Answers into files: written aside and renamed, so that nobody ever finds half of one."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from pecrules.base.errors import InvalidRequest
from pecrules.base.problems import Problem
from pecrules.fleet import frames
from pecrules.fleet.engines import answers
from pecrules.fleet.evaluating import Fleet, Inquiry

Progress = Callable[[int], None]
"""Hears of rows that were answered."""

_PARQUET: Final = "parquet"


def answer_files(
    inquiry: Inquiry, source: Path, target: Path, progress: Progress = lambda _: None, *, engine: str | None = None
) -> list[Path]:
    """Answer a file into another, or every file of a folder into a folder.

    No more than some batches are in memory at once. In a folder those whose answers are there already are left as they
    are: who was interrupted goes on.

    Args:
        inquiry: What is wanted.
        source: A file of Parquet or CSV, or a folder of them.
        target: Where the answers go; of a folder, the folder.
        progress: Hears of rows that were answered.
        engine: The name of the engine that works answers out; that of the house, if none is named.

    Returns:
        The files that were written.

    Raises:
        InvalidRequest: there is no such file, a column is not what it is to be, or the format is none.
        OSError: the answers cannot be written.
    """
    pairs = [(source, target)]
    if source.is_dir():
        files = sorted(each for each in source.iterdir() if each.suffix in frames.FORMATS)
        if not files:
            raise InvalidRequest([frames.no_format(source)])
        target.mkdir(parents=True, exist_ok=True)
        pairs = [(each, target / each.name) for each in files if not (target / each.name).exists()]
    fleets = [(inquiry.of_source(frames.source_of(each, inquiry.kinds())), to) for each, to in pairs]
    for fleet, _ in fleets:
        fleet.look()
    for fleet, to in fleets:
        _write(fleet, answers(fleet, engine) if engine else fleet.batches(), to, progress)
    return [to for _, to in fleets]


def _write(fleet: Fleet, batches: Iterable[Any], target: Path, progress: Progress) -> None:
    """Write the answers of one file."""
    form = frames.FORMATS.get(target.suffix)
    if form is None:
        allowed = ", ".join(frames.FORMATS)
        raise InvalidRequest([Problem("PR306", args={"found": str(target), "key": "--out", "allowed": allowed})])
    schema = fleet.schema if form == _PARQUET else frames.without_dictionaries(fleet.schema)
    with _aside(target) as aside, _writer(form, aside, schema) as writer:
        for batch in batches:
            writer.write_batch(batch if form == _PARQUET else batch.cast(schema))
            progress(batch.num_rows)


def _writer(form: str, path: Path, schema: Any) -> Any:
    if form == _PARQUET:
        return import_module("pyarrow.parquet").ParquetWriter(path, schema)
    return import_module("pyarrow.csv").CSVWriter(path, schema)


@contextmanager
def _aside(target: Path) -> Generator[Path, None, None]:
    """A file beside the one that is wanted, which takes its place when all is written; nothing is left of it else."""
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield aside
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
