"""Regions: what follows of bounds, sums and values that are left, held against all points there are."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules.analysis.regions import NOTHING, Bound, Infeasible, Limit, Region, contains, joined

NAMES = ("x", "y", "z")
LOW, HIGH = -3, 4
BOX = [bound for name in NAMES for bound in (Bound(name, NOTHING, HIGH), Bound(NOTHING, name, -LOW))]
POINTS = [dict(zip(NAMES, values, strict=True)) for values in product(range(LOW, HIGH + 1), repeat=3)]

numbers = st.integers(LOW * 2, HIGH * 2)
bounds = st.builds(Bound, st.sampled_from(("", *NAMES)), st.sampled_from(("", *NAMES)), numbers).filter(
    lambda bound: bound.x != bound.y
)
sums = st.builds(
    lambda counts, most: Limit(tuple(sorted(counts.items())), most),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from((-2, -1, 1, 3)), min_size=1),
    numbers,
)
spans = st.sets(st.integers(LOW, HIGH), min_size=1).map(lambda values: joined((value, value) for value in values))
kept = st.tuples(st.sampled_from(NAMES), spans)
facts = st.lists(bounds | sums | kept, max_size=5)


def fits(fact, point):
    """Whether a point is as a fact says."""
    if isinstance(fact, Bound):
        return point.get(fact.x, 0) - point.get(fact.y, 0) <= fact.most
    if isinstance(fact, Limit):
        return sum(point[name] * times for name, times in fact.counts) <= fact.most
    return contains(fact[1], point[fact[0]])


def learn(region, fact):
    """Have a region learn a fact."""
    if isinstance(fact, Bound):
        region.add(fact)
    elif isinstance(fact, Limit):
        region.add_sum(fact)
    else:
        region.keep(*fact)


def region_of(*learned):
    """A region in the box that has learned some facts."""
    region = Region(NAMES, BOX)
    for fact in learned:
        learn(region, fact)
    return region


def points_of(region):
    """All its points."""
    return [point for point in POINTS if region.holds(point)]


@given(facts)
def test_it_holds_what_is_as_all_facts_say(learned):
    """A region has exactly the points that are as each fact says; where it is infeasible there are none."""
    points = [point for point in POINTS if all(fits(fact, point) for fact in learned)]
    try:
        region = region_of(*learned)
    except Infeasible:
        assert points == []
    else:
        assert points == points_of(region)


@given(facts, bounds)
def test_what_bounds_settle(learned, bound):
    """Bounds settle exactly what is true of all points, or of none."""
    bounds_alone = [fact for fact in learned if isinstance(fact, Bound)]
    points = [point for point in POINTS if all(fits(fact, point) for fact in bounds_alone)]
    try:
        region = region_of(*bounds_alone)
    except Infeasible:
        return
    truths = {fits(bound, point) for point in points}
    assert region.settles(bound) == (truths.pop() if len(truths) == 1 else None)


@given(facts, sums)
def test_what_is_settled_of_sums(learned, limit):
    """What is settled of a sum is true of all points, or of none; and each point is on one side or the other."""
    try:
        region = region_of(*learned)
    except Infeasible:
        return
    settled = region.settles_sum(limit)
    assert all(settled in {None, fits(limit, point)} for point in points_of(region))
    assert all(fits(limit, point) != fits(limit.contrary(), point) for point in POINTS)


@given(facts, st.sets(st.sampled_from(NAMES)))
def test_a_point_of_it(learned, high):
    """A point that is found is one of the region, and none is found where there is none."""
    try:
        region = region_of(*learned)
    except Infeasible:
        return
    point = region.point(high.__contains__)
    assert point in points_of(region) if point is not None else points_of(region) == []


@given(facts, facts)
def test_two_together(learned, others):
    """Two regions are put together only where a region has the points of both and no other."""
    try:
        one, other = region_of(*learned), region_of(*others)
    except Infeasible:
        return
    whole = one.joined(other)
    if whole is not None:
        assert points_of(whole) == [point for point in POINTS if one.holds(point) or other.holds(point)]


class TestTogether:
    """What two regions are together."""

    def test_neighbours(self):
        """Two halves of a box are the box."""
        one, other = region_of(Bound("x", NOTHING, 1)), region_of(Bound(NOTHING, "x", -2))
        whole = one.joined(other)
        assert whole is not None
        assert points_of(whole) == POINTS

    def test_a_gap_between(self):
        """Two that do not touch are none."""
        assert region_of(Bound("x", NOTHING, 0)).joined(region_of(Bound(NOTHING, "x", -2))) is None

    def test_other_values_left(self):
        """Nor are two of which other values are left."""
        assert region_of(("x", ((0, 0), (2, 2)))).joined(region_of()) is None

    def test_a_bound_that_follows(self):
        """What one lacks of the region around both may be nothing at all."""
        one = region_of(Bound("x", "y", 0), Bound("y", "x", 0))
        other = region_of(Bound("x", "y", 1), Bound("y", "x", -1))
        whole = one.joined(other)
        assert whole is not None
        assert points_of(whole) == [point for point in POINTS if one.holds(point) or other.holds(point)]


class TestRelations:
    """Bounds between two variables."""

    def test_those_that_say_more(self):
        """Only those are named that the variables' own bounds do not imply."""
        assert [Bound("x", "y", 2)] == list(region_of(Bound("x", "y", 2)).relations())
        assert [] == list(region_of(Bound("x", "y", HIGH - LOW)).relations())

    def test_sums_settle_sums(self):
        """What is known of a sum settles what else it may be, whichever way round it is asked."""
        known, other = (("x", 1), ("y", 3)), (("x", -1), ("y", -3))
        region = region_of(Limit(known, 2))
        assert [None, True, True] == [region.settles_sum(Limit(known, most)) for most in (1, 2, 3)]
        assert [None, False, False] == [region.settles_sum(Limit(other, -most)) for most in (2, 3, 4)]
        assert None is region.settles_sum(Limit((("x", 1), ("y", 2)), 2))

    def test_a_copy_is_apart(self):
        """What a copy learns, the region does not."""
        region = region_of()
        region.copy().add(Bound("x", NOTHING, 0))
        assert region.span("x") == (LOW, HIGH)

    def test_nothing_is_left(self):
        """A region that would be empty is told at once."""
        with pytest.raises(Infeasible):
            region_of(("x", ((0, 0),)), ("x", ((1, 2),)))

    def test_a_point_behind_others(self):
        """Where the first values lead nowhere, others are tried; where none does, there is no point."""
        region = region_of()
        region.limits = (Limit((("x", -2), ("y", 2), ("z", 1)), -9),)  # which nobody has looked at
        found = [region.point(), region.point(lambda _: True)]
        assert all(point is not None and region.holds(point) for point in found)
        assert found[0] != found[1]

    def test_no_point_behind_others(self):
        """Where none of the first values leads anywhere, there is no point."""
        ends = ((0, 0), (3, 3))
        alike = [Bound("y", "z", 2), Bound("z", "y", 2), ("y", ends), ("z", ends)]
        region = region_of(*alike, Limit((("y", 1), ("z", 1)), 5), Limit((("y", -1), ("z", -1)), -1))
        assert region.point() is None

    @pytest.mark.long
    def test_too_many_points_to_try(self):
        """A point that would take too long to find is none."""
        names = ("a", "b", "c")
        wide = [Bound(name, NOTHING, 10**6) for name in names] + [Bound(NOTHING, name, 0) for name in names]
        region = Region(names, wide)
        region.limits = (Limit((("a", 1), ("b", 1), ("c", 1)), -1),)  # which nobody has looked at
        region.kept["c"] = ((5, 5), (7, 10**6))
        assert region.point() is None
