"""A fleet in a few numbers: how many mailboxes there are of each word, and what comes due in each month."""

from __future__ import annotations

from typing import Any

from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import Problem
from pecrules.fleet import frames
from pecrules.fleet.columns import Kind


def summary(answers: Any, *, by: str = "state", month_of: str | None = None, cents: str | None = None) -> Any:
    """How many rows of some answers have each word, or lie in each month, and how many cents they come to.

    Args:
        answers: Answers of ``evaluate``, or any frame with such columns.
        by: The column of words to count by, as ``state`` or ``renewal_refusal``.
        month_of: The column of days by whose months it is counted as well, as ``new_expiry`` or ``charge_day``.
        cents: The column of cents that are added up, as ``gross``.

    Returns:
        A frame of the same kind, in order: ``by``, ``month`` (its first day), ``rows`` and ``cents``, as far as they
        are wanted.

    Raises:
        InvalidRequest: there is no such column, or it is of another type.

    >>> import pyarrow
    >>> answers = pyarrow.table({"state": ["active", "expired", "active"], "gross": [1208, 3648, 1208]})
    >>> summary(answers, cents="gross").to_pylist()
    [{'state': 'active', 'rows': 2, 'cents': 2416}, {'state': 'expired', 'rows': 1, 'cents': 3648}]
    """
    source = frames.source_of(answers)
    wanted = [name for name in (by, month_of, cents) if name is not None]
    unknown = [name for name in wanted if name not in source.schema.names]
    if unknown:
        raise InvalidRequest([_unknown(name, source.schema.names) for name in unknown])
    kinds: tuple[Kind, ...] = ("word", "day", "number")
    for name, kind in zip((by, month_of, cents), kinds, strict=True):
        if name is not None:
            frames.check_type(source.schema, name, kind, source.file)
    batches = list(source.batches(wanted))
    schema = frames.pa.schema([source.schema.field(name) for name in wanted])
    return source.give(_grouped(frames.pa.Table.from_batches(batches, schema), by, month_of, cents))


def _grouped(table: Any, by: str, month_of: str | None, cents: str | None) -> Any:
    """The groups of a table, in order."""
    pa, pc = frames.pa, frames.pc
    columns = {by: pa.chunked_array(map(_texts, table[by].chunks), pa.string())}
    if month_of is not None:
        columns["month"] = pc.floor_temporal(table[month_of].cast(pa.date32()), unit="month").cast(pa.date32())
    keys = list(columns)
    columns["cents"] = pc.fill_null(table[cents], 0) if cents is not None else pa.nulls(len(table), pa.int64())
    groups = pa.table(columns).group_by(keys).aggregate([([], "count_all"), ("cents", "sum")])
    found = groups.rename_columns({"count_all": "rows", "cents_sum": "cents"})
    found = found.select([*keys, "rows", *(["cents"] if cents is not None else [])])
    return found.sort_by([(key, "ascending") for key in keys])


def _texts(array: Any) -> Any:
    """The words of a column as texts, however they are kept: an older Arrow casts no views of texts."""
    pa = frames.pa
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    return pa.array(coded.dictionary.to_pylist(), pa.string()).take(coded.indices)


def _unknown(name: str, names: list[str]) -> Problem:
    return Problem("PR302", args={"found": name, "allowed": ", ".join(names)}, nearest=nearest(name, names))
