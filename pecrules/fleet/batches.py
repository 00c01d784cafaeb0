"""Batches, one after the other: some are worked on before they are taken, or some are taken together."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import Final, TypeVar

_AHEAD: Final = 2  # batches for each processor that are answered before somebody takes them

T = TypeVar("T")


def ahead(works: Iterable[Callable[[], T]]) -> Iterator[T]:
    """What comes of some works, in their order: some are done before somebody takes what came of them.

    One alone is done here: a thread that goes takes its memory with it, and to be given new memory takes long.
    """
    some = iter(works)
    first = [*islice(some, 2)]
    if len(first) < 2:  # noqa: PLR2004 - one, or none
        yield from (work() for work in first)
        return
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        begun = deque[Future[T]]()
        for work in chain(first, some):
            begun.append(pool.submit(work))
            if len(begun) > _AHEAD * workers:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


__all__ = ["ahead"]
