"""Ways: a function of symbols is gone through in every way, and says of each point what it says of that point."""

import pytest

from pecrules.analysis.formulas import Number
from pecrules.analysis.regions import NOTHING, Bound, Limit
from pecrules.analysis.running import Unmodelled, WaveringError, every_way

LOW, HIGH = -6, 9
BOX = [bound for name in ("x", "y") for bound in (Bound(name, NOTHING, HIGH), Bound(NOTHING, name, -LOW))]


def ways_of(function, names=("x", "y"), bounds=BOX):
    """Every way through a function of a word and some numbers."""
    return every_way(
        lambda walk: function(lambda: walk.word("word", ("a", "b")), *(Number(walk, name) for name in names)),
        names,
        bounds,
    )


def points(ways):
    """What is found at each point, and what leads there."""
    for word in ("a", "b"):
        for x in range(LOW, HIGH + 1):
            for y in range(LOW, HIGH + 1):
                values = {"x": x, "y": y}
                yield (
                    word,
                    values,
                    [way for way in ways.ways if way.region.holds(values) and way.words.get("word", word) == word],
                )


def shape(word, x, y):
    """Some answer, by differences, sums, products and a word."""
    if x - y > 2:
        return "far" if word() == "a" else "far b"
    if x + y >= 7:
        return "much"
    if 2 * x <= -5:
        return "little"
    if x * y > 12:
        return "product"
    return ("rest", x + 3, (x + 2 * y) // 3, abs(y))


def test_every_point_is_on_one_way():
    """Ways have nothing in common, leave nothing out, and lead to what the function says of each point."""
    ways = ways_of(shape)
    assert ways.ways
    for word, values, found in points(ways):
        (way,) = found
        plain = shape(lambda word=word: word, values["x"], values["y"])
        said = way.found if isinstance(way.found, str) else ("rest", *(each.at(values) for each in way.found[1:]))
        assert plain == said


@pytest.mark.parametrize("halves", [lambda x: x // 2 * 3, lambda x: x // 2 + 2 * x], ids=["alone", "beside"])
def test_what_is_left_of_a_division_is_tried(halves):
    """Of every value of the variable that is divided, as nothing else makes several of them alike."""
    ways = ways_of(lambda word, x, y: "much" if halves(x) > 4 else "little")
    for _, values, found in points(ways):
        assert ["much" if halves(values["x"]) > 4 else "little"] == [way.found for way in found]


def third(value):
    """What a calendar might make of a day."""
    return value // 3


def test_what_a_calendar_makes_alike_is_tried_once():
    """Also where it is divided: of values of which the same is made, one tells."""

    def half_of_it(_, x, __):
        made = Number.of_factor(x.walk, x.walk.mapped(third, (x,)))
        return "much" if made // 2 >= 1 else "little"

    ways = ways_of(half_of_it)
    assert 2 == len(ways.ways)
    for _, values, found in points(ways):
        assert ["much" if third(values["x"]) // 2 >= 1 else "little"] == [way.found for way in found]


FAR = {"x": 700, "y": 900}


def per_line(_, x, y):
    """Whether two sums that are rounded apart come to more than the two rounded together."""
    return "more" if (x * 33 + 50) // 100 + (y * 54 + 50) // 100 > (x * 33 + y * 54 + 50) // 100 else "as much"


def month(value):
    """What a calendar might make of many days."""
    return value // 60


def by_months(_, x, y):
    """The same of what the months in some days come to: days of one month are alike."""
    months = Number.of_factor(x.walk, x.walk.mapped(month, (x,))) if type(x) is Number else month(x)
    return (
        "more" if (months * y * 33 + 50) // 100 + (y * 54 + 50) // 100 > (months * y * 33 + y * 54 + 50) // 100 else ""
    )


@pytest.mark.parametrize("rounded", [per_line, by_months])
def test_what_is_rounded_turns(rounded):
    """Of two numbers too many to be tried, those that are alike where something is rounded are taken together."""
    bounds = [Bound(name, NOTHING, most) for name, most in FAR.items()] + [Bound(NOTHING, name, 0) for name in FAR]
    ways = ways_of(rounded, bounds=bounds)
    assert {str} == {type(way.found) for way in ways.ways}
    for x in range(0, FAR["x"] + 1, 37):
        for y in range(0, FAR["y"] + 1, 53):
            found = [way.found for way in ways.ways if way.region.holds({"x": x, "y": y})]
            assert [rounded(None, x, y)] == found


def test_what_is_rounded_and_never_comes_again():
    """A product of two numbers of many values has no turn: nobody can tell, and that is said."""
    bounds = [Bound(name, NOTHING, most) for name, most in FAR.items()] + [Bound(NOTHING, name, 0) for name in FAR]
    ways = ways_of(lambda _, x, y: "more" if (x * y * 7) // 9 + (x + y) // 3 > (x * y) // 2 else "", bounds=bounds)
    assert Unmodelled in {type(way.found) for way in ways.ways}


def test_what_a_fork_says():
    """Along the forks of a way each says at a point what was said on the way."""
    ways = ways_of(shape)
    for word, values, (way,) in points(ways):
        words = {"word": word}
        assert all(ways.says(asked, words, values) == said for asked, said in way.forks)


def test_what_nobody_models():
    """What is done to a number that is not known ends a way, which says so."""
    ways = ways_of(lambda _, x, y: "yes" if x > 0 else x / y if False else x // y)
    kinds = {type(way.found) for way in ways.ways}
    assert kinds == {str, Unmodelled}


def test_a_function_that_wavers():
    """A function that does not do the same each time is told, for nothing would be right."""
    times = []

    def moody(_, x, y):
        times.append(1)
        return (x if len(times) > 1 else y) > 0

    with pytest.raises(WaveringError, match="where it was"):
        ways_of(moody)


def test_a_word_is_the_same_on_a_way():
    """A word that was decided stays so."""
    ways = ways_of(lambda word, _, __: (word(), word()))
    assert {("a", "a"), ("b", "b")} == {way.found for way in ways.ways}


def test_a_way_that_leads_nowhere():
    """Where bounds alone did not tell that nothing is left, and it shows, there is no way."""

    def none_left(_, x, y):
        x.walk.region.limits = (Limit((("x", 1), ("y", 1)), 2 * LOW - 1),)  # which nobody has looked at
        return x > y

    assert () == ways_of(none_left).ways


def test_a_word_of_none():
    """Nor is there one where a fact can be nothing at all."""
    assert () == ways_of(lambda _, __, x: x.walk.word("none", ())).ways


def test_a_way_that_has_been_gone():
    """What is found at its end leads to none of what was asked on it."""
    (first, *_) = ways_of(lambda _, x, y: (x > y, x)[1]).ways
    assert not any(hasattr(first.found.walk, name) for name in ("_said", "others"))


def test_too_many_values():
    """Values that cannot all be tried are not: of a calendar, or of what one of two variables is."""
    wide = [Bound("x", NOTHING, 10**6), Bound(NOTHING, "x", 0), Bound("y", NOTHING, 10**6), Bound(NOTHING, "y", 0)]
    (way,) = ways_of(lambda _, x, y: x * y > 10**7, bounds=wide).ways
    assert "of 1000001 values" in str(way.found)
    (way,) = ways_of(lambda _, x, __: x * x > 10**7, bounds=wide).ways
    assert "1000000 values of x" in str(way.found)
