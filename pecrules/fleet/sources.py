"""Where frames come from, and the same kind back: whatever Arrow can read, and paths.

Whatever can be read as an Arrow stream is a frame: a table of PyArrow, Polars, pandas, a relation of DuckDB. Paths are
files of Parquet or CSV, or folders of them (``stored``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

from pecrules.fleet import frames, stored
from pecrules.fleet.columns import Kind
from pecrules.fleet.frames import Batch, Source, Table, pa

_NAMELESS: Final = "__index_level_[0-9]+__"
_DUCKDB: Final = {"duckdb", "_duckdb"}  # where its relations are at home


def source_of(frame: Any, kinds: Mapping[str, Kind] | None = None) -> Source:
    """A frame, ready to be read.

    Raises:
        TypeError: it is none.
        InvalidRequest: there is no such file, or it is of no format that is read.
    """
    if isinstance(frame, str | os.PathLike):
        return stored.files(Path(cast("str", frame)), kinds or {})
    home = type(frame).__module__.partition(".")[0]
    if home == "polars" and type(frame).__name__ == "LazyFrame":
        source = source_of(frame.collect())
        return source._replace(give=_lazy)
    no_frame = f"a frame that Arrow can read is wanted, or the path of a file, not {type(frame).__name__}"
    if not hasattr(frame, "__arrow_c_stream__") and not hasattr(frame, "__arrow_c_array__"):
        raise TypeError(no_frame)
    if isinstance(frame, pa.RecordBatchReader):
        return _stream(frame)
    try:
        table = frames.table_of(frame)
    except pa.ArrowInvalid as error:  # a column alone
        raise TypeError(no_frame) from error
    index = frame.index if home == "pandas" else None
    if index is not None:  # of which nameless levels are no columns
        table = table.drop_columns([name for name in table.column_names if re.fullmatch(_NAMELESS, name)])

    def batches(names: Sequence[str]) -> Any:
        return table.select(names).to_batches(max_chunksize=frames.ROWS)

    chunks = [batch.num_rows for batch in table.to_batches()]
    is_even = all(rows % 8 == 0 for rows in chunks[:-1])
    rows = table.num_rows if is_even else None
    return Source(table.schema, batches, _giver(frame, home), rows=rows, index=index)


def _stream(reader: Any) -> Source:
    """A stream of batches: of large ones a part is taken after the other."""

    def batches(names: Sequence[str]) -> Iterator[Batch]:
        for batch in reader:
            some = batch.select(names)
            yield from (some.slice(start, frames.ROWS) for start in range(0, some.num_rows, frames.ROWS))

    return Source(reader.schema, batches, frames.same, is_stream=True)


def _giver(frame: Any, home: str) -> Callable[[Table], Any]:
    """What makes a frame of the same kind."""
    if home == "polars":
        return _polars
    if home == "pandas":
        return _pandas
    if home in _DUCKDB:
        return _duckdb
    if isinstance(frame, pa.RecordBatch):
        return _batch
    return frames.same


def _duckdb(table: Table) -> Any:
    return import_module("duckdb").from_arrow(table)


def _lazy(table: Table) -> Any:
    return _polars(table).lazy()


def _batch(table: Table) -> Any:
    arrays = [pa.array([], field.type) for field in table.schema]
    return next(iter(table.combine_chunks().to_batches()), None) or pa.record_batch(arrays, schema=table.schema)


def _polars(table: Table) -> Any:
    return import_module("polars").from_arrow(table)


def _pandas(table: Table) -> Any:
    return table.to_pandas(types_mapper=import_module("pandas").ArrowDtype)


__all__ = ["source_of"]
