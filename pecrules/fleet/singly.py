"""Rows that no table is about, one by one: each different row is asked about once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any, Final, Generic, TypeVar, cast

from numpy.typing import NDArray

from pecrules.fleet.columns import INPUTS, fact_of
from pecrules.fleet.series import Columns, Series
from pecrules.model.mailboxes import Mailbox

T = TypeVar("T")

_KNOWN: Final = 200_000  # different rows of which the answer is remembered
_PLACE: Final = "mario.rossi@pec.it"  # the address of mailboxes of which nobody gives one


class Singly(Generic[T]):
    """What is said of rows, by their values."""

    def __init__(self, say: Callable[[dict[str, Any]], T]) -> None:
        self._say = say
        self._known: dict[Hashable, T] = {}

    def of(self, columns: Columns, rows: NDArray[Any]) -> list[T]:
        """What is said of some rows."""
        names = tuple(columns)
        values = [_values(columns[name], rows) for name in names]
        return [self._of(names, row) for row in (zip(*values, strict=True) if names else [()] * len(rows))]

    def _of(self, names: tuple[str, ...], row: tuple[Any, ...]) -> T:
        if row not in self._known:
            said = self._say(dict(zip(names, row, strict=True)))
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[row] = said
            return said
        return self._known[row]


def objection(values: Mapping[str, Any]) -> str | None:
    """Why nobody can be asked about a row: a value is missing."""
    needed = (name for name, value in values.items() if value is None and name in INPUTS and not INPUTS[name].optional)
    return "row_incomplete" if any(needed) or values.get(fact_of("years"), 1) is None else None


def mailbox_of(values: Mapping[str, Any]) -> Mailbox:
    """The mailbox of a row.

    Raises:
        TypeError, ValueError: there is no such mailbox.
    """
    return Mailbox(**cast("dict[str, Any]", {"address": _PLACE, **values}))


def _values(series: Series, rows: NDArray[Any]) -> list[Any]:
    """The values of some rows, as a mailbox has them."""
    some = series.taken(rows)
    found: list[Any]
    if series.words is not None:
        words = series.words
        found = [words[place] for place in some.values.tolist()]
        if set(words) <= {"False", "True"}:
            found = [word == "True" for word in found]
    elif series.shift:
        found = [_day(number + series.shift) for number in some.values.tolist()]
    else:
        found = some.values.tolist()
    if some.missing is None:
        return found
    return [None if missing else value for value, missing in zip(found, some.missing.tolist(), strict=True)]


def _day(ordinal: int) -> Any:
    """The day of an ordinal; one that there is not is left as it is, for no mailbox takes it."""
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else ordinal
