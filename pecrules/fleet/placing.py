"""Where rows lie in the table of a part: the leaf of each, or that no table is about such a row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pecrules.analysis.facts import UNKNOWN
from pecrules.analysis.questions import ON
from pecrules.analysis.regions import Bound
from pecrules.domain.addresses import extension_of
from pecrules.fleet.columns import Part
from pecrules.fleet.diagrams import BY_POLICY
from pecrules.fleet.making import Made
from pecrules.fleet.series import Columns, Series


class Placed(NamedTuple):
    """Rows in a table.

    Attributes:
        leaves: The leaf of each; ``BY_POLICY`` where only the policy can answer.
        numbers: The columns that formulas are made of.
    """

    leaves: NDArray[np.int32]
    numbers: Mapping[str, Series]


def placed(part: Part, made: Made | None, on: date, columns: Columns, count: int) -> Placed:
    """Where rows lie in the table of a part; nowhere, where there is none."""
    if made is None:
        return Placed(np.full(count, BY_POLICY, np.int32), {})
    facts = facts_in(made, columns)
    leaves = made.kernel.leaves(facts, count)
    _leave_out(part, on, leaves, columns)
    return Placed(leaves, numbers_in(facts, on))


def facts_in(made: Made, columns: Columns) -> Columns:
    """The columns, by the names that tables have for facts."""
    known = made.extensions
    if known is None or "address" not in columns:
        return columns
    return columns.with_words("address", tuple(_extension(word, known) for word in columns["address"].words or ()))


def is_left_out(part: Part, columns: Columns) -> bool:
    """Whether columns tell anything that the table of a part is not about, or not whatever it is."""
    return bool(part.left_out & columns.keys()) or any(bound.x in columns for bound in part.within)


def numbers_in(facts: Mapping[str, Series], on: date) -> dict[str, Series]:
    """The columns that formulas are made of, the day of the question among them."""
    today = Series(np.array(on.toordinal()), None, None)
    return {**{name: series for name, series in facts.items() if series.words is None}, ON: today}


def _leave_out(part: Part, on: date, leaves: NDArray[np.int32], columns: Columns) -> None:
    """Leave to the policy what the table is not about."""
    for name in part.left_out & columns.keys():
        series = columns[name]
        if series.missing is None:
            leaves[:] = BY_POLICY
        else:
            leaves[~series.missing] = BY_POLICY
    for bound in part.within:
        if bound.x in columns:
            _leave_out_beyond(bound, on, leaves, columns)


def _leave_out_beyond(bound: Bound, on: date, leaves: NDArray[np.int32], columns: Columns) -> None:
    series = columns[bound.x]
    other = on.toordinal() if bound.y == ON else columns[bound.y].numbers()
    beyond = series.numbers() - other > bound.most
    if series.missing is not None:
        beyond &= ~series.missing
    leaves[beyond] = BY_POLICY


def _extension(address: str | None, known: Collection[str]) -> str:
    found = extension_of(address or "")
    return found if found in known else UNKNOWN
