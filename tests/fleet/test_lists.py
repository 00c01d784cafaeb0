"""Lists: what columns say by the leaves of rows, in one look-up each."""

from typing import Any

import numpy as np
import pytest

from pecrules.analysis.formulas import Number
from pecrules.analysis.running import Over
from pecrules.fleet.diagrams import BY_POLICY
from pecrules.fleet.kernel import Spread
from pecrules.fleet.lists import Lists
from pecrules.fleet.making import Made
from pecrules.fleet.series import Columns, Series
from pecrules.fleet.sums import Calendar, Followed, Sums

SPANS = {"x": (0, 9)}
X = Number(Over(), "x")
SILENT = np.array([True, False, False])
NET, VAT = [None, X * 2 + 100, X + 500], [None, X * 3, X * 4]
GROSS = [None, *(one + other for one, other in zip(NET[1:], VAT[1:], strict=True))]
COLUMNS = {"x": Series(np.array([9, 0, 7, 3]), None, None)}


def lists(missing=SILENT, spread: Spread | None = None, words=(0, 1, 0)) -> Lists:
    """Three amounts, of which the last is the sum of the others, and a word."""
    sums: list[Sums | None] = [Sums(each, SPANS, Calendar(SPANS)) for each in (NET, VAT, GROSS)]
    nothing: Any = None
    gaps = [missing] * 3 + [np.zeros(3, np.bool_)]
    follows = {2: Followed((0, 1), 1, 0, 1)}
    made = Made({}, [()] * 3, {}, [*sums, None], follows, gaps, nothing, SPANS, {}, {})
    return Lists(made, {3: words}, [np.int64, np.int64, np.int64, np.int32], spread)


def put(found: Lists, places) -> tuple[list[list[int]], list[list[bool]], list[int]]:
    """What is put into columns that had something else, where nothing is said, and which rows are left."""
    into = [np.full(4, 77, dtype) for dtype in (np.int64, np.int64, np.int64, np.int32)]
    gaps = found.put(np.array(places), Columns(COLUMNS), COLUMNS, into)
    return [each.tolist() for each in into], [each.tolist() for each in gaps.missing], gaps.left.tolist()


def test_each_leaf_has_its_formulas():
    """A leaf that says nothing does not lend its formula to those that do; a sum is the sum of what it is of."""
    values, missing, left = put(lists(), [1, 2, 2, 0])
    assert [118, 500, 507] == values[0][:3]
    assert [27, 0, 28] == values[1][:3]
    assert [145, 500, 535] == values[2][:3]
    assert [1, 0, 0, 0] == values[3]
    assert [[False, False, False, True]] * 3 + [[False] * 4] == missing
    assert [] == left


def test_nothing_is_said_anywhere():
    """Where no leaf says anything, no row does."""
    _, missing, _ = put(lists(np.ones(3, np.bool_)), [1, 2, 2, 0])
    assert [[True] * 4] * 3 == missing[:3]


@pytest.mark.parametrize("words", [(0, 1, 0), (5, 5, 5)])
def test_rows_that_have_no_leaf_are_left(words):
    """They are told apart by their leaves, and by the places of a grid as well."""
    _, _, left = put(lists(words=words), [1, BY_POLICY, 2, BY_POLICY])
    assert [1, 3] == left
    nobody: Any = type("Nobody", (), {"cells": ()})
    spread = Spread((), 4, None, np.array([2, BY_POLICY, 1, 0]), nobody)
    values, missing, left = put(lists(spread=spread, words=words), [2, 1, 0, 3])
    assert ([118, 507], [1]) == ([values[0][0], values[0][2]], left)
    assert [False, False, True] == [missing[0][row] for row in (0, 2, 3)]
    assert [words[1], words[2], words[0]] == [values[3][row] for row in (0, 2, 3)]
