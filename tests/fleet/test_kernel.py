"""Diagrams, and how columns are looked up in them: every row comes to the leaf of the tree."""

from datetime import date
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from pecrules.analysis import decision_table
from pecrules.analysis.facts import Choice, Within, bounds_of
from pecrules.analysis.formulas import Number
from pecrules.analysis.lines import Leaf
from pecrules.analysis.questions import QUESTIONS
from pecrules.analysis.running import Over, every_way
from pecrules.analysis.sums import Rounded
from pecrules.analysis.symbols import Day
from pecrules.analysis.tables import Cases
from pecrules.analysis.terms import Mapped
from pecrules.base import dates
from pecrules.fleet import kernel, sums
from pecrules.fleet.answering import _is_too_large
from pecrules.fleet.diagrams import BY_POLICY, OUTSIDE, Axis, Diagram
from pecrules.fleet.grids import Grid, narrowed
from pecrules.fleet.kernel import Kernel
from pecrules.fleet.series import Columns, Series
from tests.analysis.asking import ON, points, table
from tests.variants import shipped

TABLES = [
    ("status", "suspension"),
    ("status", "withdrawal"),
    ("next_alert", "alert"),
    ("quote_renewal", "price"),
    ("automatic_renewal", "late_start"),
    ("status", "full"),
]


def series(cases, name, found):
    """A column of points."""
    fact = cases.facts[name]
    if isinstance(fact, Choice):
        words = tuple(fact.values)
        return Series(np.array([words.index(each[0][name]) for each in found]), None, words)
    missing = np.array([each[0].get(f"{name}?") == "None" for each in found]) if fact.optional else None
    return Series(np.array([each[1][name] for each in found]), missing, None)


def compared(cases, found):
    """The leaves by the tree and by the kernel."""
    columns = {
        name: series(cases, name, found)
        for name, fact in cases.facts.items()
        if hasattr(fact, "optional") or isinstance(fact, Choice)
    }
    by_tree = [cases.leaves.index(cases.leaf_of(*each)) for each in found]
    return by_tree, Kernel(Diagram(cases, lambda place: place)).leaves(Columns(columns), len(found)).tolist()


@pytest.mark.slow
@pytest.mark.parametrize(("policy", "part"), TABLES)
def test_every_row_comes_to_its_leaf(policy, part):
    """Also where facts lie to one another, and where sums do."""
    cases = table(policy, part)
    by_tree, by_kernel = compared(cases, list(points(cases, 400)))
    assert by_tree == by_kernel


def test_values_that_are_told_apart():
    """Where each value of a fact has a way of its own, and where a sum of facts is bounded."""
    facts = {"x": Within(0, 9), "y": Within(0, 9)}
    bounds = bounds_of(facts, ON.toordinal())

    def ask(walk):
        x, y = Number(walk, "x"), Number(walk, "y")
        return x * y <= 12, x + y <= 7, x - y <= 2

    ways = every_way(ask, ["x", "y"], bounds)
    leaves = tuple(Leaf(way.words, way.region, way.found, ()) for way in ways.ways)
    cases = Cases(QUESTIONS[0], ON, facts, leaves, ways)
    every = [({}, {"x": x, "y": y}) for x, y in product(range(10), range(10))]
    by_tree, by_kernel = compared(cases, every)
    assert by_tree == by_kernel
    assert [(x * y <= 12, x + y <= 7, x - y <= 2) for _, (x, y) in ((0, each[1].values()) for each in every)] == [
        leaves[place].outcome for place in by_kernel
    ]


def test_tables_of_many_states(monkeypatch):
    """The same where facts do not fit into one table, and where each value has no entry of its own."""
    monkeypatch.setattr(kernel, "_TABLE", 16)
    monkeypatch.setattr(kernel, "_DENSE", 16)
    cases = table("status", "full")
    by_tree, by_kernel = compared(cases, list(points(cases, 400)))
    assert by_tree == by_kernel


def test_a_table_of_one_leaf():
    """Where nothing is told apart every row comes to the one leaf."""
    cases = decision_table("status", shipped(), on=date(1990, 1, 1), given={"kind": "mailbox"})
    found = Kernel(Diagram(cases, lambda _: None)).leaves(Columns({}), 3)
    assert [0, 0, 0] == found.tolist()


def test_ways_that_nobody_goes():
    """A row that no branch is about is left to the policy."""
    cases = table("status", "suspension")
    diagram = Diagram(cases, lambda place: place)
    forks = [end for end in diagram.ends if not isinstance(end, int)]
    assert forks
    fork, found = forks[0], np.zeros(1, np.int32)
    values = Columns({name: Series(np.array([ON.toordinal()]), None, None) for name in ("expiry", "suspended_on")})
    said = bool(Kernel(diagram)._says(fork.condition, np.array([0]), values)[0])
    Kernel(diagram)._walk(fork._replace(branches=((not said, 0),)), np.array([0]), values, found)
    assert [BY_POLICY] == found.tolist()


def test_cells_that_come_to_the_same_are_one():
    """Where two cells, or two states, come to the same, a narrow grid has one; every row comes to what it came to."""
    x, y, z = Axis("x", (), False, (0, 5), 9), Axis("y", (), False, (3,), 7), Axis("z", ("a", "b", "c"), False, (), 0)
    first = Grid((x, y), (2, 1), np.array([0, 2, 1, 2, 3, 0], np.int32), 6)
    last = Grid((z,), (1,), np.array([0, 1, 1, 2, 0, 2, 1, 1, 1, 0, 1, 2, 0, 0, 1, 1], np.int32), 4)
    ends = np.array([7, 8, 8], np.int32)
    one, other = narrowed([first, last], ends)
    assert [(4, 4), (3, 9)] == [(each.size, each.table.size) for each in (one, other)]
    for a, b, c in product(range(x.size), range(y.size), range(z.size)):
        state = one.table[one.counts[0][a] + one.counts[1][b]]
        expected = ends[last.table[4 * first.table[2 * a + b] + c]]
        assert expected == other.table[3 * state + other.counts[0][c]]


class TestAxes:
    """Cells of one fact."""

    def test_numbers(self):
        """What lies beyond is outside, what is missing has its own cell where it may."""
        axis = Axis("years", (), optional=True, cuts=(0, 5), last=9)
        assert [OUTSIDE, 2, 2, 3, 3, OUTSIDE, 1] == [axis.cell_of(value) for value in (-1, 0, 4, 5, 9, 10, None)]
        assert [None, 0, 5] == list(axis.values())
        assert OUTSIDE == Axis("years", (), optional=False, cuts=(), last=0).cell_of(1)

    def test_words(self):
        """A word that is not listed is outside."""
        axis = Axis("plan", ("pro", "standard"), optional=False, cuts=(), last=0)
        assert [1, 2, OUTSIDE, OUTSIDE] == [axis.cell_of(word) for word in ("pro", "standard", "gold", None)]


SPANS = {"x": (-10, 10), "y": (0, 1_000), "day": (ON.toordinal() - 200, ON.toordinal() + 200), "far": (0, 1 << 25)}
COLUMNS = {
    "x": Series(np.array([-3, 0, 7]), None, None),
    "y": Series(np.array([1, 20, 999]), None, None),
    "day": Series(np.array([0, 59, -100], np.int32), None, None, ON.toordinal()),
}
X, Y, DAY = Number(Over(), "x"), Number(Over(), "y"), Number(Over(), "day")


def of_factor(factor):
    return Number.of_factor(Over(), factor)


def mapped(function, *given):
    return Mapped(function, given, (function, *map(repr, given)))


@pytest.mark.parametrize(
    "number",
    [
        Number(Over(), constant=7),
        X - Y + 3,
        X * Y * 5,
        of_factor(Rounded(X * 3 + 1, 4)) * 2 + of_factor(Rounded(Y, 7)),
        of_factor(Rounded(X, 4)) * X,
        of_factor(mapped(dates.month_start, Day(DAY))) - 1,
        of_factor(mapped(dates.add_years, Day(DAY), Y)) + X,
        of_factor(mapped(dates._years_since, Day(DAY), date(2000, 1, 1))) * Y,
    ],
    ids=repr,
)
def test_sums(number):
    """A formula comes to the same in columns, whatever it is made of; other leaves do not count."""
    calendar = sums.Calendar(SPANS)
    whole = sums.Sums([number, None, 5], SPANS, calendar)
    points_ = [{name: int(column.numbers()[row]) for name, column in COLUMNS.items()} for row in range(3)]
    assert [number.at(point) for point in points_] == whole.of(COLUMNS, np.zeros(3, np.int32)).tolist()
    assert [0, 5, 0] == whole.of(COLUMNS, np.array([1, 2, 1], np.int32)).tolist()
    assert all(whole.least <= number.at(point) <= whole.most for point in points_)


@pytest.mark.parametrize(
    "number",
    [
        X * (1 << 62),
        Number(Over(), constant=1 << 63),
        X + (1 << 63),
        of_factor(mapped(dates.add_years, Day(DAY), Number(Over(), "far"))),
    ],
    ids=repr,
)
def test_sums_that_do_not_fit(number):
    """What may be more than 64 bits hold is not worked out at all: nothing wraps around."""
    with pytest.raises(sums.TooLargeError):
        sums.Sums([number], SPANS, sums.Calendar(SPANS))


def test_amounts_that_do_not_fit():
    """Nor is what a policy says."""
    assert [False, True, False] == [_is_too_large(value) for value in (Decimal("1.00"), Decimal(10**18), "text")]


NET = [None, 990, X * 250 + 990]
VAT = [None, 218, of_factor(Rounded((X * 250 + 990) * 4_400 + 10_000, 20_000))]


def test_what_follows_from_others():
    """VAT is found to follow from what it is on, and the whole from both."""
    assert (sums.Followed((0,), 4_400, 10_000, 20_000)) == sums.followed(VAT, {0: NET})
    gross = [None, 990 + 218, NET[2] + VAT[2]]
    assert (sums.Followed((0, 1), 1, 0, 1)) == sums.followed(gross, {0: NET, 1: VAT})


@pytest.mark.parametrize(
    "values",
    [
        [None, 219, VAT[2]],  # another number
        [None, X, VAT[2]],  # a formula where there was a number
        [3, 218, VAT[2]],  # a number where there was none
        [None, 218, of_factor(Rounded(X * Y, 3)) + Y],  # another formula
        [None, 218, 219],  # no formula at all
    ],
)
def test_what_does_not_follow(values):
    """A rule holds in every leaf, or it is none."""
    assert sums.followed(values, {0: NET}) is None
