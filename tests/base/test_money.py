"""Money: whole cents, and halves away from zero."""

from decimal import ROUND_HALF_UP, Decimal, getcontext, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pecrules.base import money

CENTS = st.integers(-(10**30), 10**30)
RATES = st.integers(0, 10_000)


def half_up(exact: Fraction) -> int:
    """The reference: the nearest whole, halves away from zero, with nothing but fractions."""
    whole, rest = divmod(abs(exact), 1)
    return (int(whole) + (rest >= Fraction(1, 2))) * (1 if exact >= 0 else -1)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("9.90", 990), ("0", 0), ("0.00", 0), ("-0.05", -5), ("12", 1200), ("1E+2", 10_000), ("2.5", 250), ("1.000", 100)],
)
def test_an_amount_is_so_many_cents(amount, expected):
    """Cents are exact, however the Decimal is written."""
    assert expected == money.cents(Decimal(amount))


@pytest.mark.parametrize("amount", ["0.005", "9.901", "-0.001", "1E-3", "NaN"])
def test_a_fraction_of_a_cent_is_refused(amount):
    """Nothing is rounded on the way in."""
    with pytest.raises(ValueError, match=r"cent|NaN"):
        money.cents(Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "expected"), [(990, "9.90"), (-5, "-0.05"), (0, "0.00"), (100_000_000, "1000000.00")]
)
def test_an_amount_is_written_with_two_decimals(amount, expected):
    """Two decimals are always there, also the zeros."""
    assert expected == str(money.decimal(amount))


@pytest.mark.parametrize(
    ("net", "rate", "expected"),
    [
        (990, 2200, 218),  # 2.178
        (2970, 2200, 653),  # 6.534
        (2480, 2200, 546),  # 5.456
        (25, 2200, 6),  # 5.5
        (-25, 2200, -6),  # -5.5
        (75, 200, 2),  # 1.5, which the banker's way would also make 2
        (25, 200, 1),  # 0.5, which the banker's way would make 0
        (1, 0, 0),
    ],
)
def test_vat_is_rounded_half_up(net, rate, expected):
    """Half a cent of VAT is a whole one, above zero and below."""
    assert expected == money.percent(net, rate)


def test_a_rate_is_hundredths_of_a_percent():
    """22 % is 2200, 5.5 % is 550."""
    assert (2200, 550, 0) == (money.rate(Decimal(22)), money.rate(Decimal("5.5")), money.rate(Decimal(0)))


def test_a_rate_finer_than_hundredths_is_refused():
    """A rate of 22.005 % cannot be held exactly, so it is not held at all."""
    with pytest.raises(ValueError, match=r"22\.005"):
        money.rate(Decimal("22.005"))


def test_the_callers_decimal_context_changes_nothing():
    """A program that computes with three digits still gets every cent."""
    with localcontext() as context:
        context.prec, context.traps[next(iter(context.traps))] = 3, False
        assert 123_456_789 == money.cents(Decimal("1234567.89"))
        assert "1234567.89" == str(money.decimal(123_456_789))


def test_our_context_leaves_no_mark_on_the_callers():
    """Flags of the calling program's context are its own."""
    getcontext().clear_flags()
    money.decimal(money.cents(Decimal("9.90")))
    assert not any(getcontext().flags.values())


class TestDivision:
    """A quotient is rounded to the nearest whole, halves away from zero."""

    @given(CENTS, st.integers(1, 10**12))
    @example(5, 2)
    @example(-5, 2)
    def test_as_fractions_say(self, amount, by):
        """It is what exact fractions give."""
        assert half_up(Fraction(amount, by)) == money.divide(amount, by)

    @given(CENTS, st.integers(1, 10**12))
    def test_the_sign_goes_through(self, amount, by):
        """A negative amount gives the negative of the positive one."""
        assert -money.divide(amount, by) == money.divide(-amount, by)


class TestPercent:
    """A share of an amount is rounded to the cent, half-up."""

    @given(CENTS, RATES)
    def test_as_fractions_say(self, amount, rate):
        """It is what exact fractions give."""
        assert half_up(Fraction(amount) * rate / 10_000) == money.percent(amount, rate)

    @given(st.integers(-(10**12), 10**12), RATES)
    def test_as_decimals_say(self, amount, rate):
        """It is what ROUND_HALF_UP gives."""
        exact = Decimal(amount) * rate / 10_000
        assert int(exact.quantize(Decimal(1), ROUND_HALF_UP)) == money.percent(amount, rate)

    @given(CENTS, CENTS, RATES)
    def test_more_never_gives_less(self, one, other, rate):
        """It is monotone in the amount."""
        low, high = sorted((one, other))
        assert money.percent(low, rate) <= money.percent(high, rate)

    @given(st.integers(0, 10**30), RATES, RATES)
    def test_a_higher_rate_never_gives_less(self, amount, one, other):
        """It is monotone in the rate."""
        low, high = sorted((one, other))
        assert money.percent(amount, low) <= money.percent(amount, high)


class TestText:
    """Cents and their text are the same thing."""

    @given(CENTS)
    def test_there_and_back(self, amount):
        """Cents to Decimal to cents changes nothing, however large."""
        assert amount == money.cents(money.decimal(amount))

    @given(CENTS)
    def test_two_decimals(self, amount):
        """The exponent is always minus two."""
        assert money.decimal(amount).as_tuple().exponent == -2

    @given(st.integers(0, 10**4000))
    def test_amounts_longer_than_any_context(self, amount):
        """Even thousands of digits lose none."""
        assert amount == money.cents(money.decimal(amount))
