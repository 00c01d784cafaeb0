"""Where frames come from, and the same kind back: whatever Arrow can read, and paths.

Whatever can be read as an Arrow stream is a frame: a table of PyArrow, Polars, pandas, ibis, a relation of DuckDB.
Paths are files of Parquet or CSV, or folders of them (``stored``).
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

from pecrules.base.errors import InvalidRequest
from pecrules.base.problems import Problem
from pecrules.fleet import frames, stored
from pecrules.fleet.columns import Kind
from pecrules.fleet.frames import Batch, Source, Table, pa

_NAMELESS: Final = "__index_level_[0-9]+__"
_MAKERS: Final = {
    "polars": ("polars", "from_arrow"),
    "duckdb": ("duckdb", "from_arrow"),
    "_duckdb": ("duckdb", "from_arrow"),
    "ibis": ("ibis", "memtable"),
    "pyspark": ("pecrules.fleet.engines.spark", "frame_of_answers"),
}
"""Where frames are at home -> the module and its function that make one of a table."""

_CASELESS: Final = {"duckdb", "_duckdb", "ibis", "pyspark"}
"""Where of names that differ in their case alone one is made another, or is not found."""


def source_of(frame: Any, kinds: Mapping[str, Kind] | None = None) -> Source:
    """A frame, ready to be read.

    Raises:
        TypeError: it is none.
        InvalidRequest: there is no such file, or it is of no format that is read; or two columns are of one name, or
            Arrow has not what stands in one.
    """
    if isinstance(frame, str | os.PathLike):
        return stored.files(Path(cast("str", frame)), kinds or {})
    home = type(frame).__module__.partition(".")[0]
    if home == "polars" and type(frame).__name__ == "LazyFrame":
        source = source_of(frame.collect(), kinds)

        def lazily(table: Any) -> Any:
            return source.give(table).lazy()

        return source._replace(give=lazily)
    if not hasattr(frame, "__arrow_c_stream__") and not hasattr(frame, "__arrow_c_array__"):
        raise _no_frame(frame)
    if isinstance(frame, pa.RecordBatchReader):
        return _stream(frame)
    table = _table_of(frame, kinds or {})
    index = frame.index if home == "pandas" else None
    if index is not None:  # of which nameless levels are no columns
        table = table.drop_columns([name for name in table.column_names if re.fullmatch(_NAMELESS, name)])

    def batches(names: Sequence[str]) -> Any:
        return table.select(names).to_batches(max_chunksize=frames.ROWS)

    chunks = [batch.num_rows for batch in table.to_batches()]
    is_even = all(rows % 8 == 0 for rows in chunks[:-1])
    rows = table.num_rows if is_even else None
    is_caseless = home in _CASELESS
    return Source(table.schema, batches, _giver(frame, home), rows=rows, index=index, is_caseless=is_caseless)


def _no_frame(frame: Any) -> TypeError:
    return TypeError(f"a frame that Arrow can read is wanted, or the path of a file, not {type(frame).__name__}")


def _table_of(frame: Any, kinds: Mapping[str, Kind]) -> Table:
    """A frame as a table of PyArrow.

    Raises:
        TypeError: it is a column alone.
        InvalidRequest: two of its columns are of one name, or Arrow has not what stands in one.
    """
    try:
        return frames.table_of(frame)
    except (ValueError, TypeError, NotImplementedError) as error:
        problems = [*_twice(frame)] or [*_beyond_arrow(frame, kinds)]
        raise (InvalidRequest(problems) if problems else _no_frame(frame)) from error


def _twice(frame: Any) -> Iterator[Problem]:
    """The names that several columns of a frame have."""
    counted = Counter(map(str, getattr(frame, "columns", ())))
    return (Problem("PR309", args={"found": name}) for name, count in counted.items() if count > 1)


def _beyond_arrow(frame: Any, kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    """The columns of a frame that Arrow cannot have."""
    for name in getattr(frame, "columns", ()):
        try:
            frames.table_of(frame[[name]])
        except (ValueError, TypeError, NotImplementedError):
            found = str(frame[name].dtype)
            is_mixed = name in kinds and found == "object"  # so pandas calls what may be anything
            expected = frames.IN_WORDS[kinds[name]] if is_mixed else "arrow"
            yield Problem("PR304", args={"found": found, "key": str(name), "expected": expected})


def _stream(reader: Any) -> Source:
    """A stream of batches: of large ones a part is taken after the other."""

    def batches(names: Sequence[str]) -> Iterator[Batch]:
        for batch in reader:
            some = batch.select(names)
            yield from (some.slice(start, frames.ROWS) for start in range(0, some.num_rows, frames.ROWS))

    return Source(reader.schema, batches, frames.same, is_stream=True)


def _giver(frame: Any, home: str) -> Callable[[Table], Any]:
    """What makes a frame of the same kind."""
    if isinstance(frame, pa.RecordBatch):
        return _batch
    if home == "pandas":
        return _pandas
    return getattr(import_module(_MAKERS[home][0]), _MAKERS[home][1]) if home in _MAKERS else frames.same


def _batch(table: Table) -> Any:
    arrays = [pa.array([], field.type) for field in table.schema]
    return next(iter(table.combine_chunks().to_batches()), None) or pa.record_batch(arrays, schema=table.schema)


def _pandas(table: Table) -> Any:
    return table.to_pandas(types_mapper=import_module("pandas").ArrowDtype)


__all__ = ["source_of"]
