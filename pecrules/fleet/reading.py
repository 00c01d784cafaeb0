"""The rows of a fleet: read batch by batch, and of each batch those of one book and one day together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from pecrules.fleet import frames
from pecrules.fleet.cells import Cells, unread_in
from pecrules.fleet.columns import INPUTS, Input, fact_of
from pecrules.fleet.inquiring import Inquiry
from pecrules.fleet.making import EPOCH
from pecrules.fleet.series import Columns, Series
from pecrules.rulebook.ruleset import Ruleset


class Group(NamedTuple):
    """Rows of one book and one day.

    Attributes:
        rules: The rules of the book; its name where there are none, nothing where it has none.
        on: The day; nothing where none is said.
        rows: Which rows they are.
        columns: What they tell, by the names of facts.
        code: Why nobody can be asked about them.
    """

    rules: Any
    on: Any
    rows: Any
    columns: Columns
    code: str | None = None


class Rows:
    """The rows of a frame, with what is asked of them.

    Attributes:
        source: The frame.
        inquiry: What is asked.
        inputs: The columns that tell facts.
        kept: Those that stand first in the answer.
    """

    def __init__(self, inquiry: Inquiry, source: frames.Source) -> None:
        """Look at the columns of a frame.

        Raises:
            InvalidRequest: they are not what they are to be.
        """
        self.source = source
        self.inquiry: Inquiry = inquiry
        found = inquiry.columns_of(source)
        self.inputs: Mapping[str, Input] = found[0]
        self.kept: tuple[str, ...] = found[1]

    def read(self) -> Iterator[Any]:
        """What there is of the frame, batch by batch; which cells cannot be read is put down at its end.

        Raises:
            InvalidRequest: the frame cannot be read, or columns of which no cell can be.
        """
        cells = Cells(self.source, self.inputs, self.inquiry.rules.get(None))
        for batch in self.unread():
            yield cells.read(batch)
        self.inquiry.report.tell(cells.problems(), cells.count)

    def unread(self) -> Iterator[Any]:
        """What stands in the frame, as it stands there."""
        yield from self.source.batches([*dict.fromkeys((*self.inputs, *self.kept))])

    def look(self) -> None:
        """Look at the first rows before any work is done.

        Raises:
            InvalidRequest: as of ``read``.
        """
        next(self.read(), None)

    def facts(self) -> dict[str, str]:
        """The facts that columns tell, each with its column; one may tell two."""
        requested = {fact_of(name): value for name, value in self.inquiry.request.items() if isinstance(value, str)}
        return {**{name: name for name in self.inputs if name in INPUTS}, **requested}

    def groups(self, batch: Any) -> Iterator[Group]:
        """The rows of each book and day, with what they tell; those that cannot be read apart."""
        columns = {name: frames.series_of(batch.column(name), column.kind) for name, column in self.inputs.items()}
        unread = unread_in(batch)
        if not unread.any():
            yield from self._grouped(columns, _places(batch.num_rows))
            return
        yield Group(None, None, np.flatnonzero(unread), Columns({}), "row_unfit")
        rows = np.flatnonzero(~unread)
        yield from self._grouped({name: series.taken(rows) for name, series in columns.items()}, rows)

    def _grouped(self, columns: Mapping[str, Series], whole: Any) -> Iterator[Group]:
        """The same of rows that were read."""
        on, book = self.inquiry.on, self.inquiry.book
        named = {fact: columns[name] for fact, name in self.facts().items()}
        if book is None and not isinstance(on, str):
            yield Group(self.inquiry.rules[None], on, whole, Columns(named))
            return
        for rules, day, rows in self._apart(columns, whole.size):
            code = "row_incomplete" if rules is None else "row_unfit" if day is None else "book_unknown"
            some = Columns({name: series.taken(rows) for name, series in named.items()})
            yield Group(rules, day, whole[rows], some, None if isinstance(rules, Ruleset) and day else code)

    def _apart(self, columns: Mapping[str, Series], count: int) -> Iterator[tuple[Any, Any, Any]]:
        """The rows of each book and day."""
        on, book = self.inquiry.on, self.inquiry.book
        books = columns[book] if book is not None else Series(np.zeros(count, np.int64), None, (None,))
        days = columns[on] if isinstance(on, str) else Series(np.zeros(count, np.int64), None, None)
        whole = books.values.astype(np.int64) * (1 << 32) + days.values
        for series in (books, days):
            if series.missing is not None:
                whole[series.missing] = -(1 << 62)
        for key in np.unique(whole).tolist():
            rows = np.flatnonzero(whole == key)
            first = rows[0]
            if key == -(1 << 62):
                yield None, None, rows
                continue
            day = _day(int(days.values[first])) if isinstance(on, str) else on
            yield self._rules(books, int(first)), day, rows

    def _rules(self, books: Series, row: int) -> Any:
        """The rules of the book of a row; its name where there are none."""
        name = (books.words or ())[int(books.values[row])]
        return self.inquiry.rules.get(name, name)


@lru_cache(2)
def _places(count: int) -> Any:
    """The places of so many rows: batches are of one size."""
    found = np.arange(count)
    found.flags.writeable = False
    return found


def _day(days: int) -> date | None:
    ordinal = days + EPOCH
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


__all__ = ["Group", "Rows"]
