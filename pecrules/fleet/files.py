"""Answers into files: written aside and renamed, so that nobody ever finds half of one."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from pecrules.base.errors import InvalidRequest
from pecrules.base.problems import Location, Problem
from pecrules.fleet import frames, sources, stored
from pecrules.fleet.aside import aside
from pecrules.fleet.columns import REFUSAL
from pecrules.fleet.engines import Engine, answers, happenings
from pecrules.fleet.evaluating import Fleet
from pecrules.fleet.happening import EventFleet, EventInquiry
from pecrules.fleet.inquiring import Inquiry
from pecrules.fleet.remembering import digest_of
from pecrules.fleet.summing import Touch

Progress = Callable[[int], None]
"""Hears of rows that were answered."""

_PARQUET: Final = "parquet"
_QUESTION: Final = ".pecrules"  # in a folder of answers: to which question they are


TOUCHED: Final = "touched"
"""The column that says whom other rules touch."""


class Before(NamedTuple):
    """The rules as they were, and what is counted of whom others touch."""

    inquiry: Inquiry
    touch: Touch


def answer_files(  # noqa: PLR0913 - what is read, written, and told besides
    inquiry: Inquiry,
    source: Path,
    target: Path,
    progress: Progress = lambda _: None,
    *,
    engine: Engine | None = None,
    before: Before | None = None,
) -> list[Path]:
    """Answer a file into another, or every file of a folder into a folder.

    No more than some batches are in memory at once. In a folder those whose answers are there already, and younger than
    the file, are left as they are: who was interrupted goes on. But only with the same question: the folder says which.

    Args:
        inquiry: What is wanted.
        source: A file of Parquet or CSV, or a folder of them.
        target: Where the answers go; of a folder, the folder.
        progress: Hears of rows that were answered.
        engine: The engine that works answers out; that of the house, if there is none.
        before: What was wanted under other rules: then a last column says which mailboxes they touch.

    Returns:
        The files that were written.

    Raises:
        InvalidRequest: there is no such file, a column is not what it is to be, or the format is none; or in the folder
            lie answers to another question.
        OSError: the answers cannot be written; ``shutil.SameFileError``, if they would be where the question stands.
    """
    question = digest_of(*inquiry.said(), *(before.inquiry.said() if before is not None else ()))
    _check_places([source], [target])
    pairs = _left(source, target, question) if source.is_dir() else [(source, target)]
    _check_places((each for each, _ in pairs), (to for _, to in pairs))
    found = [sources.source_of(each, inquiry.kinds()) for each, _ in pairs]
    fleets = [_fleet_of(inquiry, each) for each in found]
    for fleet, (_, to) in zip(fleets, pairs, strict=True):
        _check_cells(fleet.schema, to)
        fleet.look()
    if source.is_dir():
        with aside(target / _QUESTION) as part:
            part.write_text(question, "ascii")
    for fleet, read, (_, to) in zip(fleets, found, pairs, strict=True):
        if before is not None:
            former = _fleet_of(before.inquiry, read)
            schema = fleet.schema.append(frames.pa.field(TOUCHED, frames.pa.bool_()))
            _write(schema, _compared(fleet, former, before.touch), to, progress, read.check)
        else:
            _write(fleet.schema, _answered(fleet, engine), to, progress, read.check)
    return [to for _, to in pairs]


def _left(source: Path, target: Path, question: str) -> list[tuple[Path, Path]]:
    """The files of a folder that are still to be answered, each with the file of its answers.

    Raises:
        InvalidRequest: there are none, or those that were answered were asked something else.
    """
    pairs, mark = _pairs(source, target), target / _QUESTION
    if not pairs:
        raise InvalidRequest([stored.no_format(source)])
    target.mkdir(parents=True, exist_ok=True)
    known = mark.read_text("ascii", "replace") if mark.is_file() else None
    if known != question and any(to.exists() for _, to in pairs):
        raise InvalidRequest([Problem("PR310", Location(str(target)))])
    return [(each, to) for each, to in pairs if not to.exists() or _is_younger(each, to)]


def _pairs(source: Path, target: Path) -> list[tuple[Path, Path]]:
    """The files of a folder, each with the file of its answers."""
    answered = target.resolve()
    files = sorted(each for each in source.iterdir() if stored.format_of(each) and each.resolve() != answered)
    return [(each, target / each.name) for each in files]


def unanswered(inquiry: Inquiry, source: Path, target: Path, written: Collection[Path]) -> int:
    """How many rows lack an answer, or a part of one, in the files of a folder that were answered in an earlier run.

    Args:
        inquiry: What was wanted.
        source: The folder that was answered; of a file there is no earlier run.
        target: Where the answers are.
        written: The files that were written in this run.

    Raises:
        InvalidRequest: answers cannot be read.
    """
    pairs = _pairs(source, target) if source.is_dir() else []
    return sum(_unanswered(inquiry, to) for _, to in pairs if to not in written)


def _unanswered(inquiry: Inquiry, path: Path) -> int:
    pa, pc, source = frames.pa, frames.pc, sources.source_of(path, inquiry.kinds())
    names = [name for name in source.schema.names if name in inquiry.named() and name.endswith(REFUSAL)]
    found = 0
    for batch in source.batches(names):
        said = (pc.not_equal(pc.fill_null(column.cast(pa.string()), ""), "") for column in batch.columns)
        found += int(np.count_nonzero(np.any([*said], axis=0)))
    return found


def _is_younger(one: Path, other: Path) -> bool:
    """Whether a file was written, or put in its place, after another was written, or within one tick of the clock."""
    found = one.stat()
    return max(found.st_mtime_ns, found.st_ctime_ns) >= other.stat().st_mtime_ns


def _check_places(read: Iterable[Path], written: Iterable[Path]) -> None:
    """Look at where answers go: not to where the question stands, by whatever name.

    Raises:
        shutil.SameFileError: one would.
    """
    known = _found(read)
    for place, path in _found(written).items():
        if place in known:
            raise shutil.SameFileError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _found(paths: Iterable[Path]) -> dict[tuple[int, int], Path]:
    """Those files and folders that are there, by what tells each from all others."""
    found = [(path, path.stat()) for path in paths if path.exists()]
    return {(stat.st_dev, stat.st_ino): path for path, stat in found}


def _fleet_of(inquiry: Inquiry, source: frames.Source) -> Fleet:
    """A fleet with its question.

    Raises:
        InvalidRequest: its columns are not what they are to be.
    """
    return EventFleet(inquiry, source) if isinstance(inquiry, EventInquiry) else Fleet(inquiry, source)


def _answered(fleet: Fleet, engine: Engine | None) -> Iterator[Any]:
    """What is said of a fleet, batch by batch, whoever works it out."""
    if engine is None:
        return fleet.batches()
    return happenings(fleet, engine) if isinstance(fleet, EventFleet) else answers(fleet, engine)


def _compared(fleet: Fleet, former: Fleet, touch: Touch) -> Iterator[Any]:
    """The answers to a fleet, each with whether they were others."""
    pa = frames.pa
    for batch, before in zip(fleet.batches(), former.batches(), strict=True):
        names, rows = [*batch.schema.names, TOUCHED], pa.array(touch.add(batch, before))
        yield pa.RecordBatch.from_arrays([*batch.columns, rows], names)


def _form_of(target: Path) -> str:
    """The format of a file that is to be written.

    Raises:
        InvalidRequest: there is none of that ending.
    """
    form = stored.format_of(target)
    if not form:
        allowed = ", ".join(stored.FORMATS)
        raise InvalidRequest([Problem("PR306", args={"found": str(target), "key": "--out", "allowed": allowed})])
    return form


def _check_cells(schema: Any, target: Path) -> None:
    """Look at what is to be written: a cell of CSV is no list, nor a structure of others.

    Raises:
        InvalidRequest: there is such a column.
    """
    nested = [field for field in schema if _form_of(target) != _PARQUET and frames.pa.types.is_nested(field.type)]
    if nested:
        args = [{"found": str(field.type), "key": field.name, "expected": frames.IN_WORDS["text"]} for field in nested]
        raise InvalidRequest([Problem("PR304", Location(str(target)), args=each) for each in args])


def _write(whole: Any, batches: Iterable[Any], target: Path, progress: Progress, check: Callable[[], None]) -> None:
    """Write the answers of one file, if it is the same at the end as at the beginning: so answers are younger."""
    form = _form_of(target)
    schema = whole if form == _PARQUET else frames.without_dictionaries(whole)
    with aside(target) as part:
        with _writer(form, part, schema) as writer:
            for batch in batches:
                writer.write_batch(batch.cast(schema))
                progress(batch.num_rows)
        check()


def _writer(form: str, path: Path, schema: Any) -> Any:
    if form == _PARQUET:
        return import_module("pyarrow.parquet").ParquetWriter(path, schema)
    return import_module("pyarrow.csv").CSVWriter(path, schema)
