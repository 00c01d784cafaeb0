"""What was worked out before, kept by value and within a bound.

A memo forgets everything when its budget is spent: whatever is still asked for is worked out again, and nobody has to
say how often a thing is asked. Several memos may share a budget; then they are bounded together. ::

    squares = Memo(lambda number: number * number, budget=Budget(64_000), weight=64)
    squares[12]     # one look-up when asked before
"""

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import ref

K = TypeVar("K")
V = TypeVar("V")


class Budget:
    """How much some memos may keep together, roughly in bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._spent = 0
        self._memos: list[ref[Memo[Any, Any]]] = []

    def share(self, memo: "Memo[Any, Any]") -> None:
        """Bound a memo together with those that share the budget already."""
        self._memos.append(ref(memo))

    def spend(self, weight: int) -> bool:
        """Make room for something, whether there can be any; if there is none left, all memos begin anew."""
        if weight > self._most:
            return False
        self._spent = spent = self._spent + weight
        if spent > self._most:
            memos = [memo for each in self._memos if (memo := each()) is not None]
            self._memos, self._spent = [ref(memo) for memo in memos], weight
            for memo in memos:
                memo.clear()
        return True


class Memo(dict[K, V]):
    """What a function says of its last argument, kept while there is room for it; what is too large is never kept.

    Keys are values, so whatever is equal is kept once. Threads may share a memo: of two that work the same out at once,
    both get what the first one kept.

    >>> halves = Memo(divmod, 7, budget=Budget(2), weight=1)
    >>> halves[2], halves[3], sorted(halves)
    ((3, 1), (2, 1), [2, 3])
    >>> halves[4], sorted(halves)
    ((1, 3), [4])
    """

    __slots__ = ("__weakref__", "_below", "_budget", "_given", "_is_own", "_weight", "_work_out")

    def __init__(
        self,
        work_out: Callable[..., V] | None = None,
        *given: Any,
        budget: Budget | None = None,
        weight: "int | Callable[[V], int]" = 0,
    ) -> None:
        """An empty memo.

        Args:
            work_out: Says what belongs to a key; ``None`` if a key alone does not tell, and whoever knows keeps it.
            given: What it is given before the key.
            budget: What bounds the memo; ``None`` where there are only so many keys.
            weight: How many bytes one value takes, roughly, or what says so of a value.
        """
        super().__init__()
        self._work_out = work_out
        self._given = given
        self._budget = budget
        self._weight = weight
        self._below: Memo[K, V] | None = None
        self._is_own: Callable[[K], bool] | None = None
        if budget is not None:
            budget.share(self)

    def lean_on(self, below: "Memo[K, V]", is_own: Callable[[K], bool]) -> None:
        """Have another memo work out, and keep, what is the same there.

        Args:
            below: The other memo.
            is_own: Whether what belongs to a key is not the same there.
        """
        self._below, self._is_own = below, is_own

    def __missing__(self, key: K) -> V:
        if self._below is not None and self._is_own is not None and not self._is_own(key):
            return self.setdefault(key, self._below[key])
        if self._work_out is None:
            raise KeyError(key)
        return self.keep(key, self._work_out(*self._given, key))

    def keep(self, key: K, value: V) -> V:
        """Keep a value that somebody has worked out; what was kept first is what everybody gets."""
        budget, weight = self._budget, self._weight
        if budget is not None and not budget.spend(weight if isinstance(weight, int) else weight(value)):
            return value
        return self.setdefault(key, value)
