"""What is probably not meant: rows that are sound, and odd.

Here belongs what an analyst should look at although nothing is wrong: each doubt is told at the row that brought it
about, which lies in the topmost layer it takes. Here does not belong what a policy would answer: that is for whoever
asks policies. Only ``reading`` may import it, when somebody checks; loading rules never asks for a doubt. ::

    whole      a layer over those below it, and the doubts that are to be told of it
    prices     what is sold, for how much
    plans      what plans hold, and which lead to which
    life       what comes after the expiry
    notices    what people are told, and when they are charged
    states     what leads to which, and what it allows
    ends       what nothing is left of, and what others still name
    rows       what may be odd about any row
    cited      what may be odd about sources
    dead       what no answer can rest on, whoever asks
    compared   what may be odd about rows, if it is known what they were
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from pecrules.base.problems import Problem
from pecrules.rulebook.doubts import cited, compared, dead, ends, life, notices, plans, prices, rows, states
from pecrules.rulebook.doubts.dead import unused
from pecrules.rulebook.doubts.whole import Whole, reported
from pecrules.rulebook.layers import REMEMBERED, Layer
from pecrules.rulebook.rows import Row

DOUBTS = (*rows.DOUBTS, *prices.DOUBTS, *plans.DOUBTS, *life.DOUBTS, *notices.DOUBTS, *states.DOUBTS, *ends.DOUBTS)
"""Every doubt about the rows of a layer and of those below it."""

_NOT_HERE = (*compared.COMPARED, *dead.DEAD)
"""Doubts for which more has to be known than a layer and those below it."""

__all__ = ["doubts_of", "unused"]


def doubts_of(
    stacks: Sequence[Sequence[Layer]],
    own: Sequence[Layer],
    on: date | None,
    former: Mapping[str, Layer] | None = None,
    mine: Sequence[Layer] = (),
) -> Iterator[Problem]:
    """Everything that is odd in layers that have no mistake.

    Args:
        stacks: What lies over one another in each book, the base first.
        own: The layers whose sources, and whose dead rows, are looked at: all that may cite them are among the stacks.
        on: The day that counts as today; ``None`` for no day.
        former: What layers were, by name, if they are to be compared with that; then there is a day.
        mine: The layers that are compared.
    """
    below = [tuple(layers[: number + 1]) for layers in stacks for number in range(len(layers))]
    for layers in dict.fromkeys(below):
        yield from _of_layers(layers)
    every = dict.fromkeys(layer for layers in stacks for layer in layers)
    yield from cited.doubts_of(own, every, on)
    yield from dead.doubts_of(own, stacks)
    if former and on:
        yield from compared.doubts_of(mine, former, on)


@lru_cache(maxsize=REMEMBERED)
def _of_layers(layers: tuple[Layer, ...]) -> tuple[Problem, ...]:
    """What is odd in the topmost of some layers."""
    whole = Whole(layers)
    dated = [entry for entry in whole.top.entries if isinstance(entry.row, Row)]
    return tuple(reported(dated, [odd for doubt in DOUBTS for odd in doubt(whole)], _NOT_HERE))
