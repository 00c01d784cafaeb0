"""A diagram in few tables: facts whose cells together make few combinations are looked up at once.

The cells of such facts are added to one common number, each as often as it counts in it, and one table says the next
state by the state before and that number. The kernel looks it up in columns; engines have it written in their words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pecrules.fleet.diagrams import OUTSIDE, Axis, Drawn


class Grid(NamedTuple):
    """Facts that are looked up at once.

    Attributes:
        axes: The facts.
        strides: How often the cell of each counts in the common number.
        table: The next state by the state before, times ``size``, and the common number.
        size: How many common numbers there are.
    """

    axes: tuple[Axis, ...]
    strides: tuple[int, ...]
    table: NDArray[np.int32]
    size: int


def grids_of(diagram: Drawn, entries: int, *, is_last_apart: bool = False) -> Iterator[Grid]:
    """The facts of a diagram, as many of them together as fit into a table of so many entries.

    Args:
        diagram: The diagram.
        entries: How many a table has at most.
        is_last_apart: Whether the last fact, which has most values, has a table of its own.
    """
    axes: list[Axis] = []
    table: Any = None
    for axis, step in zip(diagram.axes, diagram.steps, strict=True):
        following = np.array(step, np.int32)
        is_apart = is_last_apart and axis is diagram.axes[-1]
        if table is not None and (is_apart or table.shape[0] * table.shape[1] * axis.size > entries):
            yield _grid(axes, table)
            axes, table = [], None
        axes.append(axis)
        table = following if table is None else following[table].reshape(table.shape[0], -1)
    if table is not None:
        yield _grid(axes, table)


def _grid(axes: Sequence[Axis], table: Any) -> Grid:
    size = stride = table.shape[1]
    strides = list[int]()
    for axis in axes:
        stride //= axis.size
        strides.append(stride)
    return Grid(tuple(axes), tuple(strides), np.ascontiguousarray(table).ravel(), size)


class Narrow(NamedTuple):
    """A grid in which cells that come to the same are one.

    Attributes:
        axes: The facts.
        counts: Of each of them what each of its cells adds to the common number.
        table: What comes next, by the state before, times ``size``, and the common number.
        size: How many common numbers there are.
    """

    axes: tuple[Axis, ...]
    counts: tuple[tuple[int, ...], ...]
    table: NDArray[np.int32]
    size: int


def narrowed(grids: Sequence[Grid], ends: NDArray[np.int32]) -> list[Narrow]:
    """Grids of which states, and cells of a fact, are one where whatever comes behind them comes to the same.

    Args:
        grids: The grids.
        ends: What is meant by each of the last states; those may be the same.
    """
    found = list[Narrow]()
    for grid in reversed(grids):
        table, places = ends[grid.table].reshape(-1, *(axis.size for axis in grid.axes)), list[NDArray[np.int32]]()
        for at in range(len(grid.axes)):
            table, of = _merged(table, at + 1)
            places.append(of)
        table, ends = _merged(table, 0)
        sizes = table.shape[1:]
        strides = (math.prod(sizes[at + 1 :]) for at in range(len(sizes)))
        counts = tuple(tuple((of * stride).tolist()) for of, stride in zip(places, strides, strict=True))
        found.append(Narrow(grid.axes, counts, np.ascontiguousarray(table).ravel(), math.prod(sizes)))
    return found[::-1]


def _merged(table: NDArray[np.int32], at: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """A table without what stands in it again along one of its sides, and the place of all that stood there."""
    known = dict[bytes, int]()
    of = np.array([known.setdefault(each.tobytes(), len(known)) for each in np.moveaxis(table, at, 0)], np.int32)
    return table.take(np.unique(of, return_index=True)[1], axis=at), of


def cells_of_numbers(axis: Axis) -> tuple[list[int], list[int]]:
    """The first numbers behind which another cell begins, and the cells: one more than there are such numbers."""
    return [*axis.cuts, axis.last + 1], [OUTSIDE, *range(axis.first, axis.size), OUTSIDE]


def cells_by_value(axis: Axis, cells: Sequence[int]) -> Any:
    """Of each value its entry: one before the first, one behind the last, for all that lie beyond, and one for none."""
    cuts, _ = cells_of_numbers(axis)
    return np.repeat(np.array(cells, np.int32), [1, *np.diff(np.array(cuts, np.int64)).tolist(), 1, 1])


__all__ = ["Grid", "Narrow", "cells_by_value", "cells_of_numbers", "grids_of", "narrowed"]
