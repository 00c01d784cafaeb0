"""Rows that hold from a day on: what is in force, and what lies over what."""

from datetime import date, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from pecrules.rulebook.timelines import Timeline, overlay, timelines

START = date(2020, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: START + timedelta(days))


@attrs.frozen
class Row:
    """The least a row can be."""

    key: tuple[str, ...]
    since: date
    text: str = ""
    existing: date | None = None
    never: bool = False
    late: int = 0

    @property
    def known(self) -> date:
        return self.since + timedelta(self.late)

    @property
    def reaches_existing(self) -> date | None:
        return None if self.never else self.existing or self.since


def rows(text: str, least: int = 0) -> st.SearchStrategy[list[Row]]:
    """Rows of three keys, at most one for a key and a day, in any order."""
    places = st.tuples(st.sampled_from(["a", "b", "c"]), DAYS)
    return st.lists(places, unique=True, min_size=least, max_size=12).map(
        lambda drawn: [Row((key,), since, f"{text} {number}") for number, (key, since) in enumerate(drawn)]
    )


def promised() -> st.SearchStrategy[list[Row]]:
    """Rows of one key of which some reach existing customers late or never, and some correct others."""
    row = st.builds(
        lambda since, late, never, told: Row(("a",), since, "", since + timedelta(late), never, told),
        DAYS, st.integers(0, 40), st.booleans(), st.integers(0, 2),
    )  # fmt: skip
    return st.lists(row, unique_by=lambda row: (row.since, row.late), max_size=8)


def by_definition(among: list[Row], cohort: date, day: date) -> Row | None:
    """The definition, word for word: the latest of the rows that began by the cohort's day, and of the later ones that
    reach existing customers by the day; a row that was corrected is none."""
    rows = [row for row in among if row.known == max(other.known for other in among if other.since == row.since)]
    old = [row for row in rows if row.since <= cohort]
    new = [row for row in rows if row.since > cohort and not row.never and (row.existing or row.since) <= day]
    return max(old + new, key=lambda row: row.since, default=None)


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


class TestCohorts:
    """Who was a customer before a row may be reached by it later than newcomers, or never."""

    OLD = Row(("a",), date(2020, 1, 1), "old")
    NEW = Row(("a",), date(2024, 1, 1), "new", existing=date(2025, 1, 1))
    NEVER = Row(("a",), date(2026, 1, 1), "never", never=True)
    LINE = Timeline.of([OLD, NEW, NEVER])
    BEFORE = date(2023, 12, 31)

    def test_a_row_reaches_existing_customers_on_its_day(self):
        """The day before it the old row still holds for them, while newcomers have the new one."""
        line = self.LINE.of_cohort(self.BEFORE)
        days = [date(2024, 12, 31), date(2025, 1, 1)]
        assert [self.OLD, self.NEW] == [line.at(day) for day in days]
        assert [self.NEW, self.NEW] == [self.LINE.at(day) for day in days]

    def test_who_comes_on_the_first_day_is_a_newcomer(self):
        """The first day is in."""
        assert self.NEW == self.LINE.of_cohort(self.NEW.since).at(self.NEW.since)

    def test_never_is_never(self):
        """Whoever was there before keeps what there was."""
        assert self.NEW == self.LINE.of_cohort(date(2025, 12, 31)).at(date(9999, 12, 31))
        assert self.NEVER == self.LINE.of_cohort(date(2026, 1, 1)).at(date(9999, 12, 31))

    def test_a_later_row_that_reaches_them_first_hides_an_earlier_one(self):
        """The latest by its first day holds, whatever reaches them after it."""
        hiding = Row(("a",), date(2024, 7, 1), "hiding")
        line = Timeline.of([self.OLD, self.NEW, hiding]).of_cohort(self.BEFORE)
        assert (self.OLD, hiding) == line.rows

    def test_a_corrected_row_reaches_nobody(self):
        """A correction takes its place for everybody, even if it reaches existing customers later."""
        wrong = Row(("a",), date(2024, 1, 1), "wrong", existing=date(2024, 6, 1))
        right = Row(("a",), date(2024, 1, 1), "right", existing=date(2025, 6, 1), late=1)
        line = Timeline.of([self.OLD, right, wrong])
        assert (self.OLD, right) == line.standing == line.of_cohort(self.BEFORE).rows

    def test_where_every_row_came_later_there_may_be_none(self):
        """Of a key whose rows never reach them, those who were there before have no row."""
        assert Timeline((), ()) == Timeline.of([self.NEVER]).of_cohort(self.BEFORE)

    def test_customers_are_parted_by_rows_that_reach_some_later(self):
        """A row that reaches everybody at once parts nobody."""
        assert {self.NEW.since, self.NEVER.since} == self.LINE.cohort_days
        assert frozenset() == Timeline.of([ONE, TWO]).cohort_days

    @given(promised(), DAYS, st.integers(0, 60))
    def test_as_the_definition_says(self, drawn, cohort, later):
        """For every customer and every day since they came there is the one row that the definition names, or none."""
        day = cohort + timedelta(later)
        assert by_definition(drawn, cohort, day) == Timeline.of(drawn).of_cohort(cohort).at(day)

    @given(promised(), DAYS)
    def test_newcomers_see_every_row(self, drawn, day):
        """For who comes on the day itself, the row that began last holds."""
        line = Timeline.of(drawn)
        assert line.at(day) == line.of_cohort(day).at(day)

    @given(promised(), DAYS)
    def test_only_parting_days_part(self, drawn, cohort):
        """Who came after a parting day and before the next has the timeline of who came on it."""
        line = Timeline.of(drawn)
        part = max((day for day in line.cohort_days if day <= cohort), default=date.min)
        assert line.of_cohort(part) == line.of_cohort(cohort)

    @given(promised(), DAYS)
    def test_days_and_rows_go_on(self, drawn, cohort):
        """From day to day a later row holds; nobody goes back to an earlier one."""
        line = Timeline.of(drawn).of_cohort(cohort)
        assert sorted(set(line.days)) == list(line.days)
        assert [row.since for row in line.rows] == sorted(row.since for row in line.rows)
