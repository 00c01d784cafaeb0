"""Doubts about sources: whether anybody cites them, and when they were reviewed."""

from collections.abc import Iterable, Iterator
from datetime import date

from pecrules.base.codes import DoubtCode
from pecrules.base.problems import Problem
from pecrules.rulebook.doubts.whole import Odd, odd, reported
from pecrules.rulebook.facts import cited
from pecrules.rulebook.layers import Layer
from pecrules.rulebook.rows.sources import Source


def doubts_of(own: Iterable[Layer], layers: Iterable[Layer], on: date | None) -> Iterator[Problem]:
    """What is odd about the sources of some layers.

    Args:
        own: Where they stand.
        layers: All that may cite them.
        on: The day that counts as today; ``None`` for no day.
    """
    unknown: tuple[DoubtCode, ...] = () if on else ("PD021",)
    words = {each.word for layer in layers for each in cited(layer)}
    for layer in own:
        sources = layer.section(Source.SECTION)
        yield from reported(sources, [*_uncited(layer, words), *_not_yet(layer, on)], unknown)


def _uncited(layer: Layer, words: set[str]) -> Iterator[Odd]:
    """A source is cited by some row, or some book."""
    for entry in layer.section(Source.SECTION):
        if entry.row.id not in words:
            yield odd("PD020", entry, "id", found=entry.row.id)


def _not_yet(layer: Layer, on: date | None) -> Iterator[Odd]:
    """A source was reviewed by today."""
    for entry in layer.section(Source.SECTION):
        if on and isinstance(entry.row, Source) and entry.row.reviewed > on:
            yield odd("PD021", entry, "reviewed", found=entry.row.id, day=entry.row.reviewed)
