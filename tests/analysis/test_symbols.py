"""Symbols: reckoned with like what they stand for, and never with what they do not."""

import pickle
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from pecrules import Mailbox
from pecrules.analysis.facts import FLAG, Choice, Dated, Given, Within, standing_for
from pecrules.analysis.formulas import Amount, Measured, Number
from pecrules.analysis.regions import NOTHING, Bound
from pecrules.analysis.running import Unmodelled, Walk, every_way
from pecrules.analysis.symbols import Day, Flag, Span, concrete
from pecrules.analysis.terms import Symbol, Text
from pecrules.base import dates, money
from pecrules.base.telling import PLAIN
from pecrules.model.fields import LookedUp, changed

TODAY = date(2027, 1, 10)
FIRST, LAST = date(2026, 12, 1), date(2027, 6, 30)
DAYS = [Bound("day", NOTHING, LAST.toordinal()), Bound(NOTHING, "day", -FIRST.toordinal())]
NUMBERS = [Bound("number", NOTHING, 40), Bound(NOTHING, "number", 0)]


def everywhere(function: Callable[..., Any]) -> list[tuple[dict[str, int], Any]]:
    """Every way through a function of a day and a number, at some of its points, with what it finds."""

    def ask(walk: Walk) -> Any:
        return function(Day(Number(walk, "day")), Number(walk, "number"))

    ways = every_way(ask, ("day", "number"), [*DAYS, *NUMBERS]).ways
    return [
        (values, way.found)
        for day in range(FIRST.toordinal(), LAST.toordinal() + 1, 3)
        for number in (0, 1, 7, 40)
        for values in ({"day": day, "number": number},)
        for way in ways
        if way.region.holds(values)
    ]


def assert_the_same(function: Callable[..., Any]) -> None:
    """What is found on a way is what the function says at each of its points."""
    found = everywhere(function)
    assert found
    for values, said in found:
        plain = function(date.fromordinal(values["day"]), values["number"])
        parts = said if isinstance(said, tuple) else (said,)
        assert (plain if isinstance(plain, tuple) else (plain,)) == tuple(concrete(each, values) for each in parts)


def test_days():
    """Days are added to, held against one another and taken apart by the calendar."""
    assert_the_same(lambda day, _: (day + timedelta(90), day - timedelta(1), (TODAY - day).days, (day - TODAY).days))
    assert_the_same(lambda day, _: (day < TODAY, day <= TODAY, day > TODAY, day >= TODAY, day == TODAY, day != TODAY))
    assert_the_same(lambda day, _: (dates.add(day, months=1), dates.add_years(day, 1), dates.add_months(day, -3)))
    assert_the_same(lambda day, _: (dates.month_start(day), dates.working_days_after(day, 2, 5), dates.weekday(day)))
    assert_the_same(lambda day, _: (dates.is_leap_day(day), dates.is_in_month(day, 3), dates.is_in_every_month(day)))
    assert_the_same(lambda day, _: dates.falls_like(dates.add(day, months=1), day))
    assert_the_same(lambda day, _: dates.full_months(TODAY, day))
    assert_the_same(lambda day, _: (dates.add_months(day, 1) > TODAY, dates.full_months(TODAY, day) * 3 >= 6))
    assert_the_same(dates.add_years)
    assert_the_same(lambda day, _: dates.plus(dates.month_start(day), timedelta(3)))


def test_spans():
    """Spans are reckoned with and held against others."""
    assert_the_same(lambda day, _: (day - TODAY < timedelta(3), day - TODAY > timedelta(-3), -(day - TODAY)))
    assert_the_same(lambda day, _: (TODAY + (day - TODAY), (day - TODAY) + TODAY, TODAY - (day - TODAY)))
    assert_the_same(lambda day, _: (day + (day - TODAY), day - (day - TODAY), timedelta(2) - (day - TODAY)))
    assert_the_same(lambda day, _: ((day - TODAY) + timedelta(1), (day - TODAY) - timedelta(1), bool(day - TODAY)))
    assert_the_same(lambda day, _: (day - TODAY == timedelta(2), day - TODAY is None, (day - TODAY) != timedelta(0)))
    assert_the_same(lambda day, _: (day - TODAY <= (day - TODAY) + timedelta(1), max(day, TODAY)))


def test_numbers():
    """Numbers are reckoned with in whole numbers, and held against others."""
    assert_the_same(lambda _, number: (number + 3, 3 - number, -number, number * number, 3 * number, number // 7))
    assert_the_same(lambda _, number: (number in (1, 7), number or 9, number != 7, number is None, number == "7"))
    assert_the_same(lambda _, number: (2 * number > 13, -2 * number >= -14, abs(number - 7), number - number))
    assert_the_same(lambda _, number: (number * number - number * number, (number - number) // 2, -(number * number)))
    assert_the_same(lambda _, number: (number * number - number * number) + number // 3 + True)
    assert_the_same(lambda day, number: ((day - TODAY).days * number > 100, number * (number + 1) // 2 < 20))
    assert_the_same(lambda day, number: (number * ((day - TODAY).days // 7) >= -9999, (number * 2 // 3) * 3 > 40))
    assert_the_same(lambda day, number: dates.full_months(TODAY, day) * number > 10_000)
    assert_the_same(lambda day, number: (dates.add_months(day, 1) - TODAY).days + number > 30)
    assert_the_same(lambda day, number: (some := dates.full_months(TODAY, day) * number) > 20_000 or some < -99_999)
    assert_the_same(lambda day, number: dates.add_years(day, number) > date(2034, 3, 1))


def test_amounts():
    """Amounts are so many cents, and rounded as any."""
    assert_the_same(lambda _, number: (money.decimal(number), money.percent(number * 100, 2200)))
    assert_the_same(lambda _, number: money.cents(money.decimal(number)) + 1)
    assert_the_same(lambda _, number: (money.decimal(number) > Decimal("0.05"), money.decimal(number) is None))
    assert_the_same(lambda _, number: (money.decimal(number) == money.decimal(number), str(money.decimal(number))))


def test_texts():
    """A day that is written stands alone; within a longer text it would be lost, and so nobody may."""
    assert_the_same(lambda day, _: (str(day), day.isoformat()))
    assert all(isinstance(found, Unmodelled) for _, found in everywhere(lambda day, _: f"on {day}"))
    assert all(isinstance(found, Unmodelled) for _, found in everywhere(lambda _, number: f"{money.decimal(number)}"))


@pytest.mark.parametrize(
    "function",
    [
        lambda day, _: day.year,
        lambda day, _: day < "2027-01-10",
        lambda day, _: day + 1,
        lambda day, _: (day - TODAY) < 3,
        lambda _, number: number + 1.5,
        lambda _, number: number // 0,
        lambda _, number: number // number,
        lambda _, number: money.decimal(number) < 3,
    ],
)
def test_what_is_not_known_is_not_answered(function):
    """Whatever else is done to a symbol ends the way."""
    assert all(isinstance(found, Unmodelled) for _, found in everywhere(function))


def test_how_they_read():
    """A formula is told over its facts."""
    said: list[Any] = []

    def ask(walk: Walk) -> None:
        day, number = Day(Number(walk, "day")), Number(walk, "number")
        said.extend((day + timedelta(1), day - TODAY, dates.add_years(day, 1), 2 * number - 1, -number // 2))
        said.extend((Amount(number), Flag(walk, "flag"), Day(Number(walk, constant=TODAY.toordinal())), Text(day)))

    every_way(ask, ("day", "number"), [*DAYS, *NUMBERS])
    assert [
        "day + 1", "day - 739991 days", "add_years(day, 1, february_28)", "2*number - 1", "(-number) // 2",
        "number cents", "flag", "2027-01-10", "'day'",
    ] == [repr(each) for each in said]  # fmt: skip


def test_what_is_copied():
    """What a way has found is copied and kept like any value, and is decided no more."""
    said: list[Any] = []

    def ask(walk: Walk) -> None:
        day = Day(Number(walk, "day"))
        said.extend((Flag(walk, "flag"), day, Text(day), dates.add_years(day, 1)))

    every_way(ask, ("day",), DAYS)
    again = pickle.loads(pickle.dumps(said))
    assert [repr(each) for each in said] == [repr(each) for each in again]
    assert said[:2] == again[:2]
    assert said[0] != Flag(said[0].walk, "other")
    with pytest.raises(TypeError, match=r"outcome\.at"):
        bool(said[0])


def test_they_look_like_what_they_stand_for():
    """A policy that looks at the class of a symbol finds the class of what it stands for."""
    found = everywhere(lambda day, number: (isinstance(day, date), isinstance(number, int)))
    assert {(True, True)} == {said for _, said in found}


@pytest.mark.parametrize(
    "call",
    [
        partial(dates.ManyDays().mapped, dates.add_years),
        partial(dates.ManyDays().counted, dates.full_months),
        partial(dates.ManyDays().satisfies, dates.is_leap_day),
        money.ManyCents().in_euros,
        money.ManyEuros().in_cents,
        partial(LookedUp().changed, {}),
        partial(Symbol().at, {}),
        partial(Symbol().column, "day", {}),
        partial(Measured(Number(None)).measure, 1),  # type: ignore[arg-type]
        partial(Measured(Number(None)).of, 1),  # type: ignore[arg-type]
        lambda: Symbol().names,
        lambda: Symbol().key,
        partial(Symbol().rendered, PLAIN),
    ],
)
def test_what_stands_for_many_says_it_itself(call):
    """The bases leave all to what is made of them."""
    with pytest.raises(NotImplementedError):
        call()


class TestStandIns:
    """Mailboxes whose facts are looked up."""

    FACTS = {  # noqa: RUF012 - nothing is put in
        "address": Given("a@pec.it"),
        "plan": Choice.of("standard", "pro"),
        "promo": FLAG,
        "expiry": Dated(30),
        "extra_inbox_gb": Within(0, 3),
        "activated_on": Dated(30, optional=True),
    }

    def ways(self, function):
        """Every way through a function of any mailbox."""
        low, high = TODAY.toordinal() - 30, TODAY.toordinal() + 30
        between = {"expiry": (low, high), "activated_on": (low, high), "extra_inbox_gb": (0, 3)}
        bounds = [
            bound
            for name, (least, most) in between.items()
            for bound in (Bound(name, NOTHING, most), Bound(NOTHING, name, -least))
        ]
        mailbox = standing_for(Mailbox, self.FACTS)
        return every_way(lambda walk: function(mailbox(walk)), tuple(between), bounds).ways

    def test_a_fact_is_told_apart_when_it_is_read(self):
        """What nobody reads is not told apart."""
        assert 1 == len(self.ways(lambda box: box.address))
        assert 2 == len(self.ways(lambda box: (box.plan, box.plan)))
        assert 1 == len(self.ways(lambda box: box.promo is None))
        assert 2 == len(self.ways(lambda box: bool(box.promo)))
        assert 2 == len(self.ways(lambda box: ("no", "yes")[box.promo]))
        assert {True, False} == {way.found for way in self.ways(lambda box: box.promo == True)}  # noqa: E712
        assert 2 == len(self.ways(lambda box: box.activated_on is None))
        assert {True} == {way.found for way in self.ways(lambda box: isinstance(box.promo, bool))}

    def test_a_changed_one(self):
        """A changed mailbox has the other facts, and the rest as before: what is read of one is so of both."""
        ways = self.ways(lambda box: (box.plan, changed(box, {"promo": True}).promo, changed(box, {"promo": 1}).plan))
        assert {("standard", True, "standard"), ("pro", True, "pro")} == {way.found for way in ways}

    def test_it_is_a_mailbox(self):
        """It is of the class that it stands for, and has nothing else."""
        (way,) = self.ways(lambda box: (isinstance(box, Mailbox), hasattr(box, "_nothing")))
        assert (True, False) == way.found


def test_spans_are_spans():
    """A span is no amount, and its days are a number."""
    (found,) = {type(said) for _, said in everywhere(lambda day, _: (day - TODAY).days)}
    assert found is Number
    assert all(isinstance(said, Span) for _, said in everywhere(lambda day, _: day - TODAY))


def test_what_stands_for_many_can_be_a_key():
    """Each is found by itself: no two are known to be equal."""
    found: list[int] = []

    def ask(walk: Walk) -> None:
        symbols = (Number(walk, "number"), standing_for(Mailbox, {"auto_renew": FLAG})(walk))
        found.extend({symbol: 7}[symbol] for symbol in symbols)

    every_way(ask, ("number",), NUMBERS)
    assert [7, 7] == found
