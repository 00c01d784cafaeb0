"""Frames of others as columns of numbers, and answers as frames: all of it through Arrow, nothing row by row.

Where frames come from stands in ``sources``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple

import numpy as np

from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import MOST_OF_A_TABLE, Location, Problem
from pecrules.fleet.answering import DTYPES, Block
from pecrules.fleet.columns import Column, Input, Kind
from pecrules.fleet.making import EPOCH
from pecrules.fleet.series import Series
from pecrules.fleet.words import Words

pa: Final[Any] = import_module("pyarrow")
pc: Final[Any] = import_module("pyarrow.compute")

Batch = Any
Table = Any
Schema = Any
"""What PyArrow has no types for."""

_FEW: Final = 64  # texts of which it takes longer to call Arrow than to look at each
_FLAGS: Final = ("False", "True")
ROWS: Final = 1 << 17  # of one batch: fewer are soon more trouble than they are worth, more are far from the processor

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

IN_WORDS: Final[Mapping[Kind, str]] = {
    "text": "string",
    "word": "string",
    "flag": "boolean",
    "day": "day",
    "number": "integer",
}
"""Kind of values -> its code in a message."""


def _nowhere(cells: Sequence[tuple[int, str]]) -> list[Location | None]:
    return [None] * len(cells)


def _nothing() -> None:
    """There are no files."""


class Source(NamedTuple):
    """A frame to read.

    Attributes:
        schema: Its Arrow schema.
        batches: Reads it; each call anew.
        give: Makes a frame of the same kind of a table.
        file: Its path, if it is one.
        where: Where cells stand, each given by the number of its row, from 0 on, and the name of its column; ``None``
            for one that is in no file.
        is_text: Whether nothing but texts stand in it, which are still to be read.
        rows: How many rows it has, if all of them are in memory already, and what says where there are none is not
            torn within a byte.
        is_stream: Whether it can be read once, batch by batch, and so are the answers.
        index: What names its rows in pandas.
        is_caseless: Whether names that differ in their case alone are the same where it is at home.
        check: Looks whether its files are still what they were when they were looked at first; raises
            ``InvalidRequest``.
    """

    schema: Schema
    batches: Callable[[Sequence[str]], Iterable[Batch]]
    give: Callable[[Table], Any]
    file: str | None = None
    where: Callable[[Sequence[tuple[int, str]]], Sequence[Location | None]] = _nowhere
    is_text: bool = False
    rows: int | None = None
    is_stream: bool = False
    index: Any = None
    is_caseless: bool = False
    check: Callable[[], None] = _nothing

    def named(self, name: str) -> str:
        """What a name is known by: others that are known by it cannot stand beside it."""
        return name.lower() if self.is_caseless else name


def same(table: Table) -> Any:
    """A table, as it is."""
    return table


_OWN: Final = ("to_arrow_table", "toArrow")
"""How relations of DuckDB and data frames of Spark are asked for a table."""


def table_of(frame: Any) -> Any:
    """A frame as a table of PyArrow; a relation of DuckDB and a data frame of Spark say it themselves.

    Streams of the former once took no schema; for that of the latter its workers of Python want PyArrow, too.
    """
    for own in _OWN:
        if hasattr(frame, own):
            return getattr(frame, own)()
    return pa.table(frame)


# -- what goes in -----------------------------------------------------------------------------------------------------


def check(source: Source, wanted: Mapping[str, Input], others: Sequence[str]) -> None:
    """Look at the columns of a frame before any work is done.

    Args:
        source: The frame.
        wanted: Column -> what it is to be.
        others: Columns that may be there beside them.

    Raises:
        InvalidRequest: a column is not known, missing or of another type.
    """
    names, place = source.schema.names, Location(source.file) if source.file else None
    allowed = ", ".join(wanted)
    problems = [
        Problem("PR302", place, args={"found": name, "allowed": allowed}, nearest=nearest(name, wanted))
        for name in [name for name in names if name not in wanted and name not in others][:MOST_OF_A_TABLE]
    ]
    counted = Counter(map(source.named, names))
    problems += [
        Problem("PR309", place, args={"found": name})
        for name in dict.fromkeys(names)
        if counted[source.named(name)] > 1 and (name in wanted or name in others)
    ]
    typed = () if source.is_text else [name for name in wanted if names.count(name) == 1]
    found = (_mistyped(source.schema, name, wanted[name].kind, source.file) for name in typed)
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
    args = {"found": str(schema.field(name).type), "key": name, "expected": IN_WORDS[kind]}
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
    return bool(types.is_integer(kind) or _is_whole(kind))


def _is_whole(kind: Any) -> bool:
    """Whether a type is one of whole numbers, of which some have more than 64 bits."""
    return bool(pa.types.is_decimal(kind) and kind.scale == 0)


def is_large(kind: Any) -> bool:
    """Whether a type is one of numbers that may not fit into 64 bits."""
    return bool(pa.types.is_uint64(kind)) or _is_whole(kind)


def series_of(array: Any, kind: Kind) -> Series:
    """A column of a batch, as it was read, as numbers."""
    if kind in {"word", "text"}:
        return _word_series(array, kind)
    gaps = _gaps(array)
    if pa.types.is_null(array.type):
        return Series(np.zeros(len(array), np.int64), gaps, _FLAGS if kind == "flag" else None)
    if kind == "flag":
        return Series(_bits(array), gaps, _FLAGS)
    if kind == "day":
        return Series(_numbers(cast_to(array, pa.date32()).view(pa.int32()), pa.int32()), gaps, None, EPOCH)
    return Series(_numbers(array, pa.int64()), gaps, None)


def _bits(array: Any) -> Any:
    """The flags of a column as numbers; Arrow's own way takes ten times as long, and is taken within a byte."""
    if array.null_count or array.offset % 8:
        return _numbers(array, pa.uint8())
    bits = np.frombuffer(array.buffers()[1], np.uint8, offset=array.offset // 8)
    return np.unpackbits(bits, count=len(array), bitorder="little")


def taken(array: Any, rows: Any) -> Any:
    """Some rows of a column; where Arrow takes none of a type, as of views of texts, each is taken here."""
    try:
        return array.take(rows)
    except pa.ArrowNotImplementedError:
        values = array.to_pylist()
        return pa.array([values[row] for row in rows.to_pylist()], array.type)


def rows_of(batch: Any, rows: Any) -> Any:
    """Some rows of a batch, or of a table."""
    return batch.__class__.from_arrays([taken(column, rows) for column in batch.columns], schema=batch.schema)


def cast_to(array: Any, kind: Any) -> Any:
    """A column as another type has it."""
    return array if array.type == kind else array.cast(kind)


def _numbers(array: Any, kind: Any) -> Any:
    """The numbers of a column, zero where there is none."""
    found = cast_to(array, kind)
    return (found.fill_null(0) if found.null_count else found).to_numpy(zero_copy_only=False)


def _gaps(array: Any) -> Any:
    return np.asarray(array.is_null()) if array.null_count else None


def _word_series(array: Any, kind: Kind) -> Series:
    gaps = _gaps(array)
    if pa.types.is_null(array.type):
        return Series(np.zeros(len(array), np.int32), gaps, ("",))
    if kind == "text" and not pa.types.is_dictionary(array.type):
        array = _tails(array)
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    places = _numbers(coded.indices, coded.indices.type)
    found = coded.dictionary if coded is not array or kind != "text" else _tails(coded.dictionary)
    words = tuple(found.to_pylist()) or ("",)
    if kind == "text":  # of an address only its last label counts: a shorter one that has it stands for it
        words = tuple(None if word is None else f"mario.rossi@pec.{word}" for word in words)
    return Series(places, gaps, words)


def _tails(addresses: Any) -> Any:
    """What stands behind the last point or @ of each address; an older Arrow looks into no views of texts."""
    if len(addresses) <= _FEW:
        return pa.array([each and re.split(r"[.@]", each)[-1] for each in addresses.to_pylist()], pa.string())
    if pa.types.is_string_view(addresses.type):
        addresses = pa.array(addresses.to_pylist(), pa.string())
    return pc.struct_field(pc.extract_regex(addresses, r"(?s)(?P<tail>[^@.]*)\z"), "tail")


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


def arrays_of(columns: Sequence[Column], blocks: Sequence[Block], words: Words) -> Iterator[Any]:
    """The answers in some columns as Arrow has them."""
    for column, block, gaps in zip(columns, blocks, _gaps_of(blocks), strict=True):
        yield _array_of(column, block.values, gaps, words)


def _gaps_of(blocks: Sequence[Block]) -> Iterator[Any]:
    """In which rows there is something, bit by bit, of each block; those with the same gaps share it."""
    known: dict[int, Any] = {}
    for block in blocks:
        key = id(block.missing)
        if key not in known:
            known[key] = np.packbits(~block.missing, bitorder="little") if block.missing.any() else None
        yield known[key]


def _array_of(column: Column, values: Any, gaps: Any, words: Words) -> Any:
    if column.kind == "word":
        places = _from(pa.int32(), len(values), gaps, values.astype(np.int32, copy=False))
        return pa.DictionaryArray.from_arrays(places, pa.array(words.of(column.name), pa.string()), safe=False)
    if column.kind == "flag":
        return _from(pa.bool_(), len(values), gaps, np.packbits(values, bitorder="little"))
    kind = _ARROW[column.kind]
    return _from(kind, len(values), gaps, values.astype(f"i{kind.bit_width // 8}", copy=False))


def _from(kind: Any, count: int, gaps: Any, values: Any) -> Any:
    return pa.Array.from_buffers(kind, count, [gaps if gaps is None else pa.py_buffer(gaps), pa.py_buffer(values)])


class Answers:
    """The answers of a whole frame: each column in one piece, filled from several sides at once.

    Its memory is Arrow's, which keeps what was freed: to be given new memory takes longer than to work answers out.
    """

    def __init__(self, columns: Sequence[Column], rows: int) -> None:
        self._columns = columns
        self._values = [_allocated(rows, np.dtype(DTYPES[column.kind])) for column in columns]
        self._gaps = [_allocated(-(-rows // 8), np.dtype(np.uint8)) for _ in columns]
        self._has_gaps = [False for _ in columns]

    def places(self, start: int, rows: int) -> list[Any]:
        """Where the values of some rows belong, of each column."""
        return [values[start : start + rows] for values in self._values]

    def leave_out(self, start: int, blocks: Sequence[Block]) -> None:
        """Say where there is nothing in some rows: from a row on whose number can be divided by eight."""
        for place, (block, gaps) in enumerate(zip(blocks, _gaps_of(blocks), strict=True)):
            stop = start + len(block.values)
            self._gaps[place][start // 8 : -(-stop // 8)] = 0xFF if gaps is None else gaps
            self._has_gaps[place] |= gaps is not None

    def arrays(self, words: Words) -> Iterator[Any]:
        """The columns as Arrow has them."""
        for column, values, gaps, has in zip(self._columns, self._values, self._gaps, self._has_gaps, strict=True):
            yield _array_of(column, values, gaps if has else None, words)


def _allocated(rows: int, dtype: Any) -> Any:
    """Memory of so many numbers."""
    return np.frombuffer(pa.allocate_buffer(rows * dtype.itemsize), dtype)
