"""Decision tables as plain cells."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
import pytest

from pecrules.analysis import decision_table
from pecrules.analysis.cells import as_grid
from pecrules.analysis.running import Unmodelled
from tests.variants import shipped

ON = date(2027, 1, 10)


def rows(policy: str, part: str | None = None, **given: Any) -> list[Mapping[str, str]]:
    """The rows of a table, each cell by its column."""
    grid = as_grid(decision_table(policy, shipped(), on=ON, part=part, given=given))
    names = [field.name for field in grid.fields]
    assert len(set(names)) == len(names)
    return [dict(zip(names, row, strict=True)) for row in grid.rows]


def test_days_are_told_from_the_question_on() -> None:
    """Of a day the days after that of the question are told, and an open end where nothing else is told apart."""
    found = rows("status", kind="mailbox")
    assert ["91..", "0..90", "-90..-1", "..-91"] == [row["expiry"] for row in found]
    assert {"answer.state": "expiring", "answer.since": "expiry - 90", "answer.until": "expiry"}.items() <= found[
        1
    ].items()


def test_words_and_flags() -> None:
    """Words are parted by a bar, and a flag is written as in the tables."""
    found = rows("next_alert", kind="mailbox")
    assert {"", "false", "true"} == {row["auto_renew"] for row in found}
    assert {"nothing", "answer"} == {row["says"] for row in found}


@pytest.mark.slow
def test_refusals_and_amounts() -> None:
    """A refusal has its code and what helps; an amount is a formula in cents, or text with two decimals."""
    found = rows("quote_renewal", plan="pro", kind="mailbox", promo=False)
    refused = next(row for row in found if row["refusal.code"] == "term_not_offered")
    assert "..0 | 6.." == refused["request.years"]
    assert any("cents" in row["answer.net"] for row in found)
    assert {"12.08"} == {
        row["answer.to_pay"]
        for row in rows("quote_renewal", "payment", plan="standard", kind="mailbox")
        if row["answer.to_pay"]
    }


def test_what_has_parts_names_them() -> None:
    """What is said of several things is told one after the other, each by its class."""
    (found,) = {
        row["answer.alerts"] if "answer.alerts" in row else row["answer.days"]
        for row in rows("alert_calendar", kind="domain", address="mario.rossi@pec.it")
    }
    assert found.startswith("CalendarDay(")
    assert "; CalendarDay(" in found


def test_days_that_lie_to_one_another() -> None:
    """Where two days must lie to one another in a way, that is told."""
    assert any(row["between"] for row in rows("status", "activation"))


def test_a_day_without_a_rule_says_so() -> None:
    """Where the tables say nothing, the section is told."""
    table = decision_table("status", shipped(), on=date(2010, 1, 1))
    grid = as_grid(table)
    assert {"no_rule"} <= {row[[field.name for field in grid.fields].index("says")] for row in grid.rows}


def test_what_is_not_modelled_says_so() -> None:
    """Where only the policy itself can tell, the row says that."""
    table = decision_table("status", shipped(), on=ON, given={"kind": "mailbox"})
    unmodelled = attrs.evolve(table, leaves=(table.leaves[0]._replace(outcome=Unmodelled("x")),))
    (row,) = as_grid(unmodelled).rows
    assert "ask_the_policy" in row


@pytest.mark.parametrize("policy", ["settle"])
def test_cents_are_told(policy: str) -> None:
    """An amount among the facts is one in cents."""
    grid = as_grid(decision_table(policy, shipped(), on=ON))
    assert "cents" in {field.description for field in grid.fields}
