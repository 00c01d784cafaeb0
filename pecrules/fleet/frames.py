"""Frames of others as columns of numbers, and answers as frames: all of it through Arrow, nothing row by row.

Whatever can be read as an Arrow stream is a frame: a table of PyArrow, Polars, pandas, a relation of DuckDB. Paths are
files of Parquet or CSV, or folders of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import numpy as np

from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import Location, Problem
from pecrules.fleet.answering import Block
from pecrules.fleet.columns import Column, Input, Kind
from pecrules.fleet.kernel import Series
from pecrules.fleet.making import EPOCH
from pecrules.fleet.words import Words

pa: Final[Any] = import_module("pyarrow")
pc: Final[Any] = import_module("pyarrow.compute")

Batch = Any
Table = Any
Schema = Any
"""What PyArrow has no types for."""

FORMATS: Final = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv"}
_FLAGS: Final = ("False", "True")
_ROWS: Final = 1 << 16  # of one batch: its columns stay near the processor
_DUCKDB: Final = {"duckdb", "_duckdb"}  # where its relations are at home

_ARROW: Final[Mapping[Kind, Any]] = {
    "text": pa.string(),
    "word": pa.dictionary(pa.int32(), pa.string()),
    "flag": pa.bool_(),
    "day": pa.date32(),
    "days": pa.int32(),
    "number": pa.int64(),
    "cents": pa.int64(),
}
"""Kind of values -> their Arrow type in answers."""

_IN_WORDS: Final[Mapping[Kind, str]] = {
    "text": "text",
    "word": "text",
    "flag": "true or false",
    "day": "a day",
    "number": "a whole number",
}


class Source(NamedTuple):
    """A frame to read.

    Attributes:
        schema: Its Arrow schema.
        batches: Reads it; each call anew.
        give: Makes a frame of the same kind of a table.
        file: Its path, if it is one.
        names: The columns that are to be read are told here before anything is.
    """

    schema: Schema
    batches: Callable[[Sequence[str]], Iterable[Batch]]
    give: Callable[[Table], Any]
    file: str | None = None


# -- reading ----------------------------------------------------------------------------------------------------------


def source_of(frame: Any, kinds: Mapping[str, Kind] | None = None) -> Source:
    """A frame, ready to be read.

    Raises:
        TypeError: it is none.
        InvalidRequest: there is no such file, or it is of no format that is read.
    """
    if isinstance(frame, str | os.PathLike):
        return _files(Path(cast("str", frame)), kinds or {})
    home = type(frame).__module__.partition(".")[0]
    if home == "polars" and type(frame).__name__ == "LazyFrame":
        source = source_of(frame.collect())
        return source._replace(give=_lazy)
    if not hasattr(frame, "__arrow_c_stream__") and not hasattr(frame, "__arrow_c_array__"):
        raise TypeError(f"a frame that Arrow can read is wanted, or the path of a file, not {type(frame).__name__}")
    table = table_of(frame)

    def batches(names: Sequence[str]) -> Any:
        return table.select(names).to_batches(max_chunksize=_ROWS)

    return Source(table.schema, batches, _giver(frame, home))


def table_of(frame: Any) -> Any:
    """A frame as a table of PyArrow; a relation of DuckDB says it itself, for its streams once took no schema."""
    return frame.to_arrow_table() if hasattr(frame, "to_arrow_table") else pa.table(frame)


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
    return _same


def _same(table: Table) -> Any:
    return table


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


def _files(path: Path, kinds: Mapping[str, Kind]) -> Source:
    """A file, or all files of a folder in the order of their names, as one frame."""
    dataset = import_module("pyarrow.dataset")
    paths = sorted(each for each in path.rglob("*") if each.suffix in FORMATS) if path.is_dir() else [path]
    formats = {FORMATS.get(each.suffix, "") for each in paths}
    if not paths or formats not in ({"parquet"}, {"csv"}):
        allowed = ", ".join(FORMATS)
        raise InvalidRequest([Problem("PR306", args={"found": str(path), "key": "frame", "allowed": allowed})])
    try:
        whole = dataset.dataset([str(each) for each in paths], format=_format(formats.pop(), kinds))
    except (OSError, ValueError) as error:
        raise InvalidRequest([_unreadable(path, error)]) from error

    def batches(names: Sequence[str]) -> Iterator[Batch]:
        try:
            yield from whole.to_batches(columns=list(names), batch_size=_ROWS)
        except (OSError, ValueError) as error:
            raise InvalidRequest([_unreadable(path, error)]) from error

    return Source(whole.schema, batches, _same, str(path))


def _format(name: str, kinds: Mapping[str, Kind]) -> Any:
    """How files are read: in CSV the columns that are known are what they are to be, and not guessed."""
    if name == "parquet":
        return "parquet"
    types = {column: pa.string() if kind == "word" else _ARROW[kind] for column, kind in kinds.items()}
    options = import_module("pyarrow.csv").ConvertOptions(column_types=types, strings_can_be_null=True)
    return import_module("pyarrow.dataset").CsvFileFormat(convert_options=options)


def _unreadable(path: Path, error: Exception) -> Problem:
    reason = " ".join(str(error).split())
    return Problem("PR001", Location(str(path)), args={"reason": reason})


# -- what goes in -----------------------------------------------------------------------------------------------------


def check(schema: Schema, wanted: Mapping[str, Input], others: Iterable[str], file: str | None) -> None:
    """Look at the columns of a frame before any work is done.

    Args:
        schema: The schema of the frame.
        wanted: Column -> what it is to be.
        others: Columns that may be there beside them.
        file: The path of the frame, if it is one.

    Raises:
        InvalidRequest: a column is not known, missing or of another type.
    """
    names, place = schema.names, Location(file) if file else None
    allowed = ", ".join(wanted)
    problems = [
        Problem("PR302", place, args={"found": name, "allowed": allowed}, nearest=nearest(name, wanted))
        for name in names
        if name not in wanted and name not in others
    ]
    found = (_mistyped(schema, name, column.kind, file) for name, column in wanted.items() if name in names)
    problems += [problem for problem in found if problem is not None]
    if problems:
        raise InvalidRequest(problems)


def check_type(schema: Schema, name: str, kind: Kind, file: str | None) -> None:
    """Look at the type of one column.

    Raises:
        InvalidRequest: it is another one.
    """
    problem = _mistyped(schema, name, kind, file)
    if problem is not None:
        raise InvalidRequest([problem])


def _mistyped(schema: Schema, name: str, kind: Kind, file: str | None) -> Problem | None:
    if _fits(schema.field(name).type, kind):
        return None
    args = {"found": str(schema.field(name).type), "key": name, "expected": _IN_WORDS[kind]}
    return Problem("PR304", Location(file) if file else None, args=args)


def missing(name: str, names: Iterable[str], file: str | None) -> Problem:
    """That a column is missing, with the one that may be meant."""
    return Problem("PR303", Location(file) if file else None, args={"key": name}, nearest=nearest(name, names))


def _fits(kind: Any, wanted: Kind) -> bool:
    types = pa.types
    if types.is_null(kind):
        return True
    if wanted in {"word", "text"}:
        inner = kind.value_type if types.is_dictionary(kind) else kind
        return bool(types.is_string(inner) or types.is_large_string(inner) or types.is_string_view(inner))
    if wanted == "flag":
        return bool(types.is_boolean(kind))
    if wanted == "day":
        return bool(types.is_date(kind) or (types.is_timestamp(kind) and kind.tz is None))
    return bool(types.is_integer(kind))


def series_of(array: Any, kind: Kind) -> Series:
    """A column of a batch as numbers.

    Raises:
        InvalidRequest: a moment is no day, or a number has more than 64 bits.
    """
    if kind in {"word", "text"}:
        return _word_series(array, kind)
    gaps = _gaps(array)
    if pa.types.is_null(array.type):
        return Series(np.zeros(len(array), np.int64), gaps, _FLAGS if kind == "flag" else None)
    if kind == "flag":
        values = array.cast(pa.uint8()).fill_null(0).to_numpy(zero_copy_only=False)
        return Series(values, gaps, _FLAGS)
    if kind == "day":
        days = days_of(array).cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
        return Series(days, gaps, None, EPOCH)
    return Series(_cast(array, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False), gaps, None)


def _gaps(array: Any) -> Any:
    return np.asarray(array.is_null()) if array.null_count else None


def _word_series(array: Any, kind: Kind) -> Series:
    gaps = _gaps(array)
    if pa.types.is_null(array.type):
        return Series(np.zeros(len(array), np.int32), gaps, ("",))
    if kind == "text" and not pa.types.is_dictionary(array.type):
        array = _tails(array)
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    places = coded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    found = coded.dictionary if coded is not array or kind != "text" else _tails(coded.dictionary)
    words = tuple(found.to_pylist()) or ("",)
    if kind == "text":  # of an address only its last label counts: a shorter one that has it stands for it
        words = tuple(None if word is None else f"mario.rossi@pec.{word}" for word in words)
    return Series(places, gaps, words)


def _tails(addresses: Any) -> Any:
    """What stands behind the last point or @ of each address."""
    return pc.struct_field(pc.extract_regex(addresses, r"(?s)(?P<tail>[^@.]*)\z"), "tail")


def days_of(array: Any) -> Any:
    """A column of days, or of moments at midnight, as days.

    Raises:
        InvalidRequest: a moment is no day.
    """
    if not pa.types.is_timestamp(array.type):
        return _cast(array, pa.date32())
    days = array.cast(pa.date32(), safe=False)
    if not pc.all(pc.equal(days.cast(array.type), array)).as_py() and array.null_count < len(array):
        raise InvalidRequest([Problem("PR305", args={"found": str(array.type)})])
    return days


def _cast(array: Any, kind: Any) -> Any:
    try:
        return array.cast(kind)
    except pa.ArrowInvalid as error:
        args = {"found": str(error), "key": str(array.type), "expected": _IN_WORDS["number"]}
        raise InvalidRequest([Problem("PR304", args=args)]) from error


# -- what comes out ---------------------------------------------------------------------------------------------------


def schema_of(columns: Sequence[Column]) -> Schema:
    """The Arrow schema of answers."""
    return pa.schema([pa.field(column.name, _ARROW[column.kind]) for column in columns])


def without_dictionaries(schema: Schema) -> Schema:
    """The same schema with words as texts, for files that know no dictionaries."""
    fields = (
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field for field in schema
    )
    return pa.schema(list(fields))


def array_of(column: Column, block: Block, words: Words) -> Any:
    """The answers in one column as Arrow has them."""
    count = len(block.values)
    gaps = pa.py_buffer(np.packbits(~block.missing, bitorder="little")) if block.missing.any() else None
    if column.kind == "word":
        places = _from(pa.int32(), count, gaps, block.values.astype(np.int32, copy=False))
        return pa.DictionaryArray.from_arrays(places, pa.array(words.of(column.name), pa.string()))
    if column.kind == "flag":
        return _from(pa.bool_(), count, gaps, np.packbits(block.values.astype(np.bool_), bitorder="little"))
    kind = _ARROW[column.kind]
    return _from(kind, count, gaps, block.values.astype(f"i{kind.bit_width // 8}", copy=False))


def _from(kind: Any, count: int, gaps: Any, values: Any) -> Any:
    return pa.Array.from_buffers(kind, count, [gaps, pa.py_buffer(np.ascontiguousarray(values))])
