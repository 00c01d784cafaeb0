"""Rows that hold from a day on: what is in force, and what lies over what."""

from datetime import date, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from pecrules.dated import Timeline, overlay, timelines

START = date(2020, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: START + timedelta(days))


@attrs.frozen
class Row:
    """The least a row can be."""

    key: tuple[str, ...]
    since: date
    text: str = ""

    @property
    def known(self) -> date:
        return self.since


def rows(text: str, least: int = 0) -> st.SearchStrategy[list[Row]]:
    """Rows of three keys, at most one for a key and a day, in any order."""
    places = st.tuples(st.sampled_from(["a", "b", "c"]), DAYS)
    return st.lists(places, unique=True, min_size=least, max_size=12).map(
        lambda drawn: [Row((key,), since, f"{text} {number}") for number, (key, since) in enumerate(drawn)]
    )


def latest(among: list[Row], key: str, day: date) -> Row | None:
    """The reference: of the rows of a key that have begun, the one that began last."""
    begun = [row for row in among if row.key == (key,) and row.since <= day]
    return max(begun, key=lambda row: row.since, default=None)


ONE = Row(("a",), date(2021, 1, 1), "one")
TWO = Row(("a",), date(2024, 1, 1), "two")
OVER = Row(("a",), date(2023, 1, 1), "over")


def test_before_the_first_row_there_is_none():
    """Nothing holds the day before the first row begins."""
    assert Timeline.of([ONE, TWO]).at(date(2020, 12, 31)) is None


def test_a_row_holds_from_its_first_day_to_the_day_before_the_next():
    """The first day is in, the next row's first day is out."""
    line = Timeline.of([TWO, ONE])
    assert [ONE, ONE, TWO, TWO] == [
        line.at(day) for day in (ONE.since, date(2023, 12, 31), TWO.since, date(9999, 12, 31))
    ]


def test_the_first_day_of_a_key_is_its_first_rows():
    """``first`` is where the timeline begins, in whatever order the rows came."""
    assert ONE.since == Timeline.of([TWO, ONE]).first


def test_what_lies_over_replaces_from_its_first_day_for_ever():
    """A later row of the base does not come back under a book that began before it."""
    line = Timeline.of([ONE, TWO]).under(Timeline.of([OVER]))
    assert [ONE, OVER, OVER] == [line.at(day) for day in (date(2022, 12, 31), OVER.since, date(2025, 1, 1))]


def test_keys_are_apart():
    """A layer says nothing about a key it does not have, and may bring new ones."""
    other = Row(("b",), date(2022, 1, 1), "other")
    both = overlay(timelines([ONE]), timelines([other]))
    assert {("a",): (ONE,), ("b",): (other,)} == {key: line.rows for key, line in both.items()}


class TestInForce:
    """On any day the row in force is the latest that has begun."""

    @given(rows("row"), DAYS)
    def test_as_the_reference_says(self, drawn, day):
        """For every key, whatever the order of the rows."""
        lines = timelines(drawn)
        for key in "abc":
            line = lines.get((key,))
            assert latest(drawn, key, day) == (line.at(day) if line else None)

    @given(rows("row", least=1))
    def test_order_is_nothing(self, drawn):
        """The same rows in another order are the same timelines."""
        assert timelines(drawn) == timelines(drawn[::-1])

    @given(rows("row"))
    def test_every_row_holds_on_its_first_day(self, drawn):
        """No row is lost."""
        lines = timelines(drawn)
        assert all(lines[row.key].at(row.since) == row for row in drawn)


class TestOverlay:
    """From the first day of a layer's key its rows replace the base's; before it the base holds."""

    @given(rows("base"), rows("over"), DAYS)
    def test_as_the_reference_says(self, base, over, day):
        """Day by day and key by key."""
        lines = overlay(timelines(base), timelines(over))
        for key in "abc":
            begun = any(row.key == (key,) and row.since <= day for row in over)
            expected = latest(over if begun else base, key, day)
            line = lines.get((key,))
            assert expected == (line.at(day) if line else None)

    @given(rows("base"))
    def test_nothing_over_changes_nothing(self, base):
        """An empty layer is no layer, above or below."""
        lines = timelines(base)
        assert lines == overlay(lines, {}) == overlay({}, lines)

    @given(rows("base"), rows("middle"), rows("top"))
    def test_layers_can_be_joined_in_any_order(self, base, middle, top):
        """Laying two books over the base one after the other is laying their overlay over it."""
        one, two, three = timelines(base), timelines(middle), timelines(top)
        assert overlay(overlay(one, two), three) == overlay(one, overlay(two, three))

    @given(rows("base"), rows("over"))
    def test_the_layers_themselves_stay(self, base, over):
        """Nothing that goes in is changed."""
        one, two = timelines(base), timelines(over)
        overlay(one, two)
        assert (timelines(base), timelines(over)) == (one, two)
