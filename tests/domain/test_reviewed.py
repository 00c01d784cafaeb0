"""Whether the sources behind an answer were looked at lately: the far edge of what the tables can vouch for."""

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.domain.provenance import reviewed
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.sources import Source
from pecrules.testing.strategies import mailboxes
from tests.variants import shipped, variant

BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2040, 3, 30))


def sources() -> list[Source]:
    """The sources of the shipped tables."""
    return [entry.row for entry in shipped().entries if isinstance(entry.row, Source)]


def due() -> list[date]:
    """The last day of each source's interval, the earliest first."""
    return sorted(source.reviewed + timedelta(source.review_days) for source in sources())


def quote(on: date) -> pr.Quote:
    found = pr.quote_renewal(BOX, pr.RenewalRequest(years=1), rules=shipped(), on=on)
    assert isinstance(found, pr.Quote)
    return found


def test_a_source_is_stale_after_the_last_day_of_its_interval() -> None:
    """That day itself is still covered; days before the review are too."""
    source = Source(id="x", title="x", publisher="x", era="x", reviewed=date(2026, 11, 21), review_days=365)
    days = [date(2000, 1, 1), date(2027, 11, 21), date(2027, 11, 22), date(9999, 12, 31)]
    assert [False, False, True, True] == [source.is_stale(day) for day in days]


def test_what_is_reviewed_is_left_alone() -> None:
    """The very same outcome, in both modes."""
    asked = quote(due()[0])
    assert asked is reviewed(asked, shipped()) is reviewed(asked, shipped(), strict=True)


def test_what_is_not_reviewed_is_told() -> None:
    """Beyond every interval each row behind an answer has the caveat, after those it had; nothing else changes."""
    asked = quote(due()[-1] + timedelta(1))
    found = reviewed(asked, shipped())
    assert isinstance(found, pr.Quote)
    assert (*asked.caveats, *(pr.Caveat(row, "not_reviewed") for row in asked.because)) == found.caveats
    assert asked == attrs.evolve(found, charges=attrs.evolve(found.charges, caveats=asked.caveats))
    assert found == pr.from_json(pr.to_json(found))


def test_what_is_not_reviewed_is_refused_in_strict_mode() -> None:
    """With the rows that are not, and what is known of them."""
    asked = quote(due()[-1] + timedelta(1))
    found = reviewed(asked, shipped(), strict=True)
    assert isinstance(found, pr.Refusal)
    assert ("not_reviewed", asked.because, asked.stamp, None) == (found.code, found.because, found.stamp, found.nearest)
    assert set(asked.caveats) | {pr.Caveat(row, "not_reviewed") for row in asked.because} == set(found.caveats)
    assert found == pr.from_json(pr.to_json(found))


def test_only_the_rows_of_stale_sources_are_named() -> None:
    """On the day after the first source is due, rows of the others are not."""
    day = due()[0] + timedelta(1)
    asked = quote(day)
    stale = {row for row in asked.because if shipped().cite(row).source.is_stale(day)}
    assert stale
    assert stale != set(asked.because)
    found = reviewed(asked, shipped())
    assert stale == {caveat.row for caveat in found.caveats if caveat.certainty == "not_reviewed"}


def test_an_answer_of_other_rules_is_misuse() -> None:
    """Its rows cannot be cited."""
    rules = variant()
    asked = attrs.evolve(pr.status(BOX, rules=rules, on=date(2040, 1, 1)), because=("pricing/nowhere",))
    with pytest.raises(KeyError):
        reviewed(asked, rules)


@given(mailboxes(), st.dates(date(2026, 1, 1), date(2032, 1, 1)))
def test_both_modes_agree(box: pr.Mailbox, on: date) -> None:
    """Strict mode refuses exactly what the other one gives a caveat; what is told stays what it was."""
    asked = pr.status(box, rules=shipped(), on=on)
    told, strict = reviewed(asked, shipped()), reviewed(asked, shipped(), strict=True)
    assert (told is asked) == (strict is asked)
    assert attrs.evolve(told, caveats=asked.caveats) == asked
    assert isinstance(strict, pr.Refusal) == any(each.certainty == "not_reviewed" for each in told.caveats)


class TestCheck:
    """The checks that nobody needs to pass."""

    def test_sources_that_are_overdue_on_a_day(self) -> None:
        """None on the last day of the first interval, the first on the day after, all of them beyond the last."""
        last = date(9999, 12, 31)
        counts = [len(pr.check_rules(book="retail", on=day)) for day in (due()[0], last)]
        assert [0, len(sources())] == counts
        told = pr.check_rules(book="retail", on=due()[0] + timedelta(1))
        stale = {source.id for source in sources() if source.is_stale(due()[0] + timedelta(1))}
        assert ({"PR224"}, stale) == ({each.code for each in told}, {each.args["found"] for each in told})
        assert {str(due()[0])} == {each.args["due"] for each in told}

    def test_rows_that_no_source_gives(self) -> None:
        """Each assumed row, and no other."""
        assumed = {e.row.id for e in shipped().entries if isinstance(e.row, Row) and e.row.certainty == "assumed"}
        told = pr.check_rules(book="retail", strict=True)
        assert ({"PR225"}, assumed) == ({each.code for each in told}, {each.args["found"] for each in told})

    def test_neither_keeps_anything_from_being_loaded(self) -> None:
        """Without being asked the tables are clean."""
        assert () == pr.check_rules(book="retail")
