"""What rows are looked up in, as plain data and back: numbers, words, and lists of them; so reading runs nothing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final, cast

import numpy as np

from pecrules.analysis.regions import Bound, Limit
from pecrules.fleet.diagrams import Axis, Branching, Drawn, Leaf, Node
from pecrules.fleet.kernel import Kernel
from pecrules.fleet.making import Made, said_of
from pecrules.fleet.sums import Divided, Factors, Followed, Looked, Sums, Variable

_CALENDAR: Final = 1 << 20  # combinations of which a calendar makes something that is written down

Plain = Any
"""What JSON has: numbers, words, flags, nothing, lists, and objects of them."""


def plain_of(made: Made | None) -> Plain:
    """As plain data.

    Raises:
        TooLargeError: a calendar makes something of more combinations than are written down.
    """
    if made is None:
        return None
    calendars: dict[int, Looked] = {}
    gaps: dict[int, Any] = {id(each): each for each in made.missing}
    return {
        "extensions": made.extensions,
        "cells": made.cells,
        "sums": [None if sums is None else _plain_sums(sums, calendars) for sums in made.sums],
        "calendars": [[each.names, each.spans, each.table(_CALENDAR)] for each in calendars.values()],
        "followed": [[place, *rule] for place, rule in made.followed.items()],
        "gaps": [gap.astype(int).tolist() for gap in gaps.values()],
        "missing": [[*gaps].index(id(each)) for each in made.missing],
        "diagram": _plain_diagram(made.kernel.diagram),
        "spans": made.spans,
        "reasons": made.reasons,
    }


def made_of(plain: Plain) -> Made | None:
    """Of plain data."""
    if plain is None:
        return None
    calendars = [
        Looked(tuple(names), [_pair(each) for each in spans], None, known) for names, spans, known in plain["calendars"]
    ]
    gaps = [np.array(each, np.bool_) for each in plain["gaps"]]
    cells = [tuple(each) for each in plain["cells"]]
    sums = [None if each is None else _sums_of(each, calendars) for each in plain["sums"]]
    return Made(
        _tuple(plain["extensions"]),
        cells,
        said_of(cells, sums),
        sums,
        {place: Followed(tuple(places), *rule) for place, places, *rule in plain["followed"]},
        [gaps[place] for place in plain["missing"]],
        Kernel(_diagram_of(plain["diagram"])),
        {name: _pair(span) for name, span in plain["spans"].items()},
        {name: tuple(rows) for name, rows in plain["reasons"].items()},
        {},
    )


def _tuple(some: Sequence[Any] | None) -> tuple[Any, ...] | None:
    return None if some is None else tuple(some)


def _pair(two: Sequence[int]) -> tuple[int, int]:
    low, high = two
    return low, high


# -- formulas ---------------------------------------------------------------------------------------------------------


def _plain_sums(sums: Sums, calendars: dict[int, Looked]) -> Plain:
    return {
        "known": sums.is_known.astype(int).tolist(),
        "constants": sums.constants.tolist(),
        "products": [
            [counts.tolist(), [_plain_factor(each, calendars) for each in factors]]
            for counts, factors in sums.products.values()
        ],
        "ends": [sums.least, sums.most],
        "rounded": [[times.tolist(), _plain_sums(inner, calendars), by.tolist()] for times, inner, by in sums.rounded],
        "is_small": sums.dtype is np.int32,
    }


def _sums_of(plain: Plain, calendars: Sequence[Looked]) -> Sums:
    products: dict[Hashable, Any] = {
        place: (_whole(counts), tuple(_factor_of(each, calendars) for each in factors))
        for place, (counts, factors) in enumerate(plain["products"])
    }
    rounded = [(_whole(times), _sums_of(inner, calendars), _whole(by)) for times, inner, by in plain["rounded"]]
    known, constants = np.array(plain["known"], np.bool_), _whole(plain["constants"])
    return Sums.again(known, constants, products, rounded, _pair(plain["ends"]), is_small=plain["is_small"])


def _whole(numbers: Sequence[int]) -> Any:
    return np.array(numbers, np.int64)


def _plain_factor(factor: Factors, calendars: dict[int, Looked]) -> Plain:
    if isinstance(factor, Variable):
        return ["fact", factor.name, factor.span]
    if isinstance(factor, Divided):
        return ["divided", _plain_sums(factor.inner, calendars), factor.by]
    calendars.setdefault(id(factor), factor)
    return ["calendar", [*calendars].index(id(factor))]


def _factor_of(plain: Plain, calendars: Sequence[Looked]) -> Factors:
    if plain[0] == "calendar":
        place: int = plain[1]
        return calendars[place]
    return (
        Variable(plain[1], _pair(plain[2])) if plain[0] == "fact" else Divided(_sums_of(plain[1], calendars), plain[2])
    )


# -- diagrams ---------------------------------------------------------------------------------------------------------


def _plain_diagram(diagram: Drawn) -> Plain:
    return {
        "axes": diagram.axes,
        "steps": diagram.steps,
        "ends": [_plain_node(end) for end in diagram.ends],
        "fixed": diagram.fixed,
        "nodes": [[number, _plain_node(node)] for number, node in diagram.left().items()],
    }


def _plain_node(node: int | Node) -> Plain:
    """A leaf by its place; a fork by what is terms there, and where its answers lead."""
    if not isinstance(node, Branching):
        return node if isinstance(node, int) else [node.place]
    condition = node.condition
    assert isinstance(condition, Bound | Limit)  # others hang on one fact
    terms = [*condition] if isinstance(condition, Bound) else [[*condition.counts], condition.most]
    return [terms, node.branches]


def _node_of(plain: Plain) -> int | Node:
    if isinstance(plain, int):
        return plain
    if len(plain) == 1:
        return Leaf(*plain)
    terms, branches = plain
    condition = (
        Bound(*terms) if len(terms) == len(Bound._fields) else Limit(tuple((n, t) for n, t in terms[0]), terms[1])
    )
    return Branching(condition, tuple((said, number) for said, number in branches))


def _diagram_of(plain: Mapping[str, Any]) -> Drawn:
    axes = tuple(
        Axis(name, tuple(words), optional, tuple(cuts), last) for name, words, optional, cuts, last in plain["axes"]
    )
    ends = tuple(cast("int | Branching", _node_of(end)) for end in plain["ends"])
    nodes = {number: cast("Node", _node_of(node)) for number, node in plain["nodes"]}
    return Drawn(axes, plain["steps"], ends, plain["fixed"], nodes)


__all__ = ["made_of", "plain_of"]
