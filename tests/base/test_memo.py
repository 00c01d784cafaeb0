"""What is remembered: by value, once, and within its bound."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules.base.memo import Budget, Memo


def halves(budget: Budget | None, weight: int = 1) -> Memo[int, tuple[int, int]]:
    return Memo(lambda by, number: (number, by), 2, budget=budget, weight=weight)


@given(st.lists(st.integers(0, 20)), st.integers(1, 12), st.integers(1, 4))
def test_what_is_kept_is_within_the_bound_and_right(asked: list[int], most: int, weight: int) -> None:
    """Whatever is asked in whatever order; one value too heavy for the bound is kept alone."""
    memo = halves(Budget(most), weight)
    for number in asked:
        assert (number, 2) == memo[number]
        assert max(most, weight) >= weight * len(memo)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20))))
def test_memos_that_share_a_budget_are_bounded_together(asked: list[tuple[bool, int]]) -> None:
    """What one keeps the other may not."""
    budget = Budget(7)
    memos = halves(budget), halves(budget)
    for which, number in asked:
        assert (number, 2) == memos[which][number]
        assert 7 >= sum(map(len, memos))


def test_what_is_asked_again_is_the_same_object() -> None:
    """It is worked out once, of whatever equal key."""
    memo = halves(Budget(9))
    assert memo[1000] is memo[int("1000")]
    assert [1000] == list(memo)


def test_a_value_weighs_what_it_says() -> None:
    """The weight may be told by the value."""
    memo: Memo[int, str] = Memo(lambda number: "x" * number, budget=Budget(10), weight=len)
    assert ["xxxx", "xxxxxx"] == [memo[4], memo[6]]
    assert [4, 6] == list(memo)
    assert ("x", [1]) == (memo[1], list(memo))


def test_without_a_budget_nothing_is_forgotten() -> None:
    """There are only so many keys."""
    memo = halves(None)
    assert list(range(5000)) == [number for number, _ in map(memo.__getitem__, range(5000))] == list(memo)


def test_what_a_key_does_not_tell_is_kept_by_who_knows() -> None:
    """Such a memo is a dict with a bound."""
    memo: Memo[int, str] = Memo(budget=Budget(2), weight=1)
    assert ["one", "one", "two"] == [memo.keep(1, "one"), memo.keep(1, "other"), memo.keep(2, "two")]
    with pytest.raises(KeyError):
        memo[3]


def test_a_memo_that_is_gone_is_not_kept_by_its_budget() -> None:
    """Its share is free when the budget is next spent."""
    budget = Budget(2)
    for _ in range(50):
        halves(budget)[1]
    assert 3 >= len(budget._memos)


def test_what_was_kept_first_is_what_everybody_gets() -> None:
    """Threads that work the same out at once agree on one object."""
    gate = threading.Barrier(8)

    def together(number: int) -> list[int]:
        gate.wait()
        return [number]

    memo: Memo[int, list[int]] = Memo(together, budget=Budget(9), weight=1)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: memo[7], range(8)))
    assert 1 == len(set(map(id, found)))
