"""A fleet in a few numbers: how many mailboxes of each word, what comes due in each month, whom other rules touch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np

from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import Problem
from pecrules.fleet import frames, sources
from pecrules.fleet.columns import CAVEAT, ROWS, Kind, outputs


def summary(
    answers: Any, *, by: str = "state", month_of: str | None = None, cents: str | None = None, against: Any = None
) -> Any:
    """How many rows of some answers have each word, or lie in each month, and how many cents they come to.

    With the answers to the same mailboxes under other rules, only those count that the rules touch: of which some
    column says something else, be it that there is no answer.

    Args:
        answers: Answers of ``evaluate``, or any frame with such columns.
        by: The column of words to count by, as ``state`` or ``renewal_refusal``.
        month_of: The column of days by whose months it is counted as well, as ``new_expiry`` or ``charge_day``.
        cents: The column of cents that are added up, as ``gross``.
        against: The answers under the rules as they were, in the same order.

    Returns:
        A frame of the same kind, in order: ``by``, ``month`` (its first day), ``rows`` and ``cents``, as far as they
        are wanted; and ``cents_before``, what they came to under the rules as they were.

    Raises:
        InvalidRequest: there is no such column, it is of another type, or is called as one that comes out.
        ValueError: the other answers are to another number of mailboxes.
        OverflowError: cents come to more than a column can hold.

    >>> import pyarrow
    >>> answers = pyarrow.table({"state": ["active", "expired", "active"], "gross": [1208, 3648, 1208]})
    >>> summary(answers, cents="gross").to_pylist()
    [{'state': 'active', 'rows': 2, 'cents': 2416}, {'state': 'expired', 'rows': 1, 'cents': 3648}]
    """
    wanted = [*dict.fromkeys(name for name in (by, month_of, cents) if name is not None)]
    source, table = _read(answers, by, month_of, cents, () if against is None else _COMPARED)
    if against is None:
        return source.give(_grouped(table.select(wanted), by, month_of, [cents] if cents is not None else []))
    _, before = _read(against, None, None, cents, _COMPARED)
    if len(table) != len(before):
        raise ValueError(f"answers to {len(table)} mailboxes cannot be held against answers to {len(before)}")
    rows = frames.pa.array(touched(table, before))
    found = table.select(wanted).filter(rows)
    if cents is None:
        return source.give(_grouped(found, by, month_of, []))
    found = found.append_column(_BEFORE, before[cents].filter(rows))
    return source.give(_grouped(found, by, month_of, [cents, _BEFORE]))


_BEFORE: Final = "pecrules.before"
"""The column of the cents as they were."""


def touched(answers: Any, before: Any) -> Any:
    """In which rows the answers to the same mailboxes under two rule sets are not the same.

    Args:
        answers: A table, or a batch, of answers.
        before: The same under the other rules; the columns that both have are compared. By which rows an answer is
            given does not count.
    """
    pc = frames.pc
    found = np.zeros(answers.num_rows, np.bool_)
    for name in sorted(_COMPARED.intersection(answers.schema.names, before.schema.names)):
        ours, theirs = (_plain(each.column(name)) for each in (answers, before))
        other = pc.fill_null(pc.not_equal(ours, theirs), False)
        found |= np.asarray(pc.or_(other, pc.not_equal(ours.is_null(), theirs.is_null())))
    return found


class Touch:
    """Whom other rules touch, counted batch by batch.

    Attributes:
        rows: How many mailboxes they do.
        cents: Column of cents -> what those pay under the rules as they were, and under the others.
    """

    def __init__(self) -> None:
        self.rows: int = 0
        self.cents: dict[str, tuple[int, int]] = {}

    def add(self, answers: Any, before: Any) -> Any:
        """Count the answers to some mailboxes under both; in which rows they are not the same."""
        rows = touched(answers, before)
        self.rows += int(rows.sum())
        some = frames.pa.array(rows)
        for name in (name for name in answers.schema.names if name in _OF_CENTS):
            was, now = (_total(each.column(name).filter(some)) for each in (before, answers))
            old, new = self.cents.get(name, (0, 0))
            self.cents[name] = old + was, new + now
        return rows


def _total(cents: Any) -> int:
    """What cents come to, however much that is."""
    return int(frames.pc.sum(cents.cast(_WIDE)).as_py() or 0)


_WIDE: Final = frames.pa.decimal128(38)
"""Whole numbers that sums of numbers of 64 bits fit into."""

_OF_CENTS: Final = frozenset(name for name, (_, column) in outputs().items() if column.kind == "cents")

_COMPARED: Final = frozenset(
    name for name, (part, _) in outputs().items() if name not in {f"{part.name}_{each}" for each in (CAVEAT, ROWS)}
)
"""The columns by which one sees whether rules touch a mailbox."""


def _plain(column: Any) -> Any:
    """A column whose words are texts, so that they can be compared with words of another numbering."""
    pa = frames.pa
    if not _is_of_words(column.type):
        return column
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    return pa.chunked_array(map(_texts, chunks), pa.string())


def _is_of_words(kind: Any) -> bool:
    types = frames.pa.types
    return bool(
        types.is_dictionary(kind) or types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    )


def _read(
    answers: Any, by: str | None, month_of: str | None, cents: str | None, more: Collection[str]
) -> tuple[frames.Source, Any]:
    """A frame of answers and what stands in it, if the columns that are wanted are what they are to be.

    Raises:
        InvalidRequest: there is no such column, or it is of another type.
    """
    source = sources.source_of(answers)
    names = source.schema.names
    pairs = zip((by, month_of, cents), _KINDS, strict=True)
    wanted: list[tuple[str, Kind]] = [(name, kind) for name, kind in pairs if name is not None]
    unknown = [name for name, _ in wanted if name not in names]
    if unknown:
        raise InvalidRequest([_unknown(name, names) for name in dict.fromkeys(unknown)])
    for name, kind in wanted:
        frames.check_type(source.schema, name, kind, source.file)
    beside = _beside(month_of, cents)
    if by in beside:
        allowed = ", ".join(name for name in names if name not in beside)
        raise InvalidRequest([Problem("PR306", args={"found": str(by), "key": "by", "allowed": allowed})])
    columns = [name for name in names if name in more or name in dict(wanted)]
    schema = frames.pa.schema([source.schema.field(name) for name in columns])
    return source, frames.pa.Table.from_batches(list(source.batches(columns)), schema)


_KINDS: Final[tuple[Kind, ...]] = ("word", "day", "number")


def _grouped(table: Any, by: str, month_of: str | None, cents: Sequence[str]) -> Any:
    """The groups of a table, in order, and what cents come to in each: those that are, and those that were."""
    pa, pc = frames.pa, frames.pc
    columns = {by: pa.chunked_array(map(_texts, table[by].chunks), pa.string())}
    if month_of is not None:
        columns["month"] = pc.floor_temporal(table[month_of].cast(pa.date32()), unit="month").cast(pa.date32())
    keys, sums = list(columns), _SUMS[: len(cents)]
    columns |= {name: pc.fill_null(table[column].cast(_WIDE), 0) for name, column in zip(sums, cents, strict=True)}
    groups = pa.table(columns).group_by(keys).aggregate([([], "count_all"), *((name, "sum") for name in sums)])
    found = groups.rename_columns({"count_all": "rows", **{f"{name}_sum": name for name in sums}})
    found = found.select([*keys, "rows", *sums]).sort_by([(key, "ascending") for key in keys])
    try:
        return found.cast(
            pa.schema(
                [pa.field(name, pa.int64()) if name in sums else found.field(name) for name in found.column_names]
            )
        )
    except pa.ArrowInvalid as error:
        raise OverflowError("cents come to more than a column can hold, which is 64 bits") from error


_SUMS: Final = ("cents", "cents_before")


def _beside(month_of: str | None, cents: str | None) -> set[str]:
    """The names of the columns that come out beside that of words."""
    return {"rows", *(["month"] if month_of is not None else []), *(_SUMS if cents is not None else [])}


def _texts(array: Any) -> Any:
    """The words of a column as texts, however they are kept: an older Arrow casts no views of texts."""
    pa = frames.pa
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    return pa.array(coded.dictionary.to_pylist(), pa.string()).take(coded.indices)


def _unknown(name: str, names: list[str]) -> Problem:
    return Problem("PR302", args={"found": name, "allowed": ", ".join(names)}, nearest=nearest(name, names))
