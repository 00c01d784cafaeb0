"""A suite of ten lines finds the mistakes that portals make."""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

import pecrules as pr
from pecrules.base import dates
from pecrules.testing import strategies as pec
from tests.variants import shipped

BEGAN = date(2025, 1, 1)  # what the portal knows holds from here on
CENT = Decimal("0.01")
EXAMPLES = 500


class Portal:
    """What a portal works out by itself, rightly."""

    ON_DOMAIN = 30
    ROUNDING = ROUND_HALF_UP

    def kept_until(self, box: pr.Mailbox) -> date:
        """The last day on which an expired mailbox can be renewed."""
        return box.expiry + timedelta(self.ON_DOMAIN if box.kind == "domain" else 90)

    def new_expiry(self, expiry: date, years: int) -> date:
        """Until when it is then paid."""
        return dates.add(expiry, months=12 * years)

    def vat(self, net: Decimal) -> Decimal:
        """Twenty-two hundredths."""
        return (net * 22 / 100).quantize(CENT, self.ROUNDING)


class DomainsKeptNinetyDays(Portal):
    ON_DOMAIN = 90


class ThreeMonthsForNinetyDays(Portal):
    def kept_until(self, box: pr.Mailbox) -> date:
        return dates.add(box.expiry, months=3) if box.kind == "mailbox" else super().kept_until(box)


class OneDayLess(Portal):
    def kept_until(self, box: pr.Mailbox) -> date:
        return super().kept_until(box) - timedelta(1)


class YearsOfAsManyDays(Portal):
    def new_expiry(self, expiry: date, years: int) -> date:
        return expiry + timedelta(365 * years)


class HalfEven(Portal):
    ROUNDING = ROUND_HALF_EVEN


PLANTED = [DomainsKeptNinetyDays, ThreeMonthsForNinetyDays, OneDayLess, YearsOfAsManyDays, HalfEven]


def suite(portal: Portal) -> object:
    """The whole of it: what a stranger writes."""

    @given(pec.questions(pr.status), pec.questions(pr.quote_renewal), pec.questions(pr.quote_extra_space))
    def the_portal_agrees(seen: pec.Question, renewal: pec.Question, space: pec.Question) -> None:
        status = seen.ask(rules())
        if status.state == "expired" and seen.subject.expiry >= BEGAN:
            assert portal.kept_until(seen.subject) == status.until
        quote = renewal.ask(rules())
        if isinstance(quote, pr.Quote) and renewal.on <= renewal.subject.expiry:
            assert portal.new_expiry(renewal.subject.expiry, renewal.request.years) == quote.new_expiry
        quote = space.ask(rules())
        if isinstance(quote, pr.Quote) and quote.vat:
            assert portal.vat(quote.net) == quote.vat

    return the_portal_agrees


def run(portal: Portal, number: int, examples: int = EXAMPLES) -> None:
    """The suite, as often as told, without looking for the smallest example."""
    quick = settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    seed(number)(quick(suite(portal)))()


def rules() -> pr.Ruleset:
    """As they are shipped."""
    return shipped()


def is_found(planted: type[Portal], number: int) -> bool:
    """Whether the suite fails."""
    try:
        run(planted(), number)
    except AssertionError:
        return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_mistake_is_found(planted: type[Portal]) -> None:
    """Within five hundred examples, if not by the first seed by another: what is drawn comes in clusters."""
    assert any(is_found(planted, number) for number in range(3))


def test_one_that_is_often_seen_is_found_at_once() -> None:
    """Terms of so many days differ wherever a leap day lies between."""
    with pytest.raises(AssertionError):
        run(YearsOfAsManyDays(), 1, examples=300)


@pytest.mark.slow
def test_a_portal_without_a_mistake_passes() -> None:
    """What the suite says is true of the rules."""
    run(Portal(), 1, examples=200)
