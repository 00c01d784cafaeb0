"""Who does not name a row does not depend on it: changing one changes no answer that does not cite it."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import attrs
import pytest

import pecrules as pr
from pecrules.base.errors import NoRuleInForce
from pecrules.rulebook.rows import Row
from tests.policies.test_every_row import BEFORE, BESIDE, FIRST, priced, questions, rows_of
from tests.variants import choose, reword, variant

pytestmark = pytest.mark.slow  # some thousand questions for each row

EVERY_NTH = 16  # of some thousand questions a day that do not rest on the row: neighbours differ little

CHANGES = {
    "pricing/standard-year-2023": {"per_year": "11.11"},
    "pricing/extra-inbox-2016": {"per_gb_year": "3.33"},
    "pricing/vat-22": {"percent": "23"},
    "pricing/extra-inbox-monthly-2025": {"strategy": "whole_year_lapses"},
    "plans/standard-2024": {"max_inbox_gb": 5},
    "plans/mailbox-change-2024": {"automatic": "must_be_off"},
    "plans/order-size-2024": {"max_mailboxes": 7},
    "renewal/ordinary-terms-2016": {"years": [1, 2]},
    "renewal/manual-with-automatic-on-2025": {"allowed": False},
    "renewal/charge-seven-days-2016": {"charge_days_before": 9},
    "renewal/advised-days-2021": {"advised_days": 20},
    "lifecycle/mailbox-grace-2024": {"grace_days": 45},
    "lifecycle/mailbox-active-2025": {"may_buy_space": False},
    "lifecycle/mailbox-activation-2016": {"most": 96},
    "lifecycle/partner-domain-suspension-2016": {"suspended_days": 3},
    "alerts/mailbox-first-notice-2025": {"offset": 60},
    "alerts/red-date-2016": {"red_days_before": 30},
    "payments/bank-transfer-2016": {"max_days": 4},
    "payments/card-2021": {"switches_on_automatic": "never"},
    "payments/convention-credit-2016": {"when_short": "refused"},
    "termination/logs-2025": {"retention_months": 12},
    "termination/consumer-days-2016": {"withdrawal_days": 2},
    "holders/legal-person-2016": {"einvoice_identifier": "not_due"},
    "holders/private-recipient-code-2018": {"characters": 9},
    "channels/area-renew-2025": {"otherwise": "disabled"},
    "channels/customers-2016": {"opens": "09:00"},
}
"""A row -> other values for some of its columns."""

READINGS = {
    "day-of-expiry": "expired",
    "last-day-of-grace": "deleted",
    "alert-day-ninety": "excluded",
    "month-end-arithmetic": "overflow",
    "log-retention-start": "month_end",
    "credit-equal-to-price": "not_enough",
    "log-access-in-grace": "panel",
}
"""A row of ``interpretations`` -> another choice."""


PROPOSED = ("allowed", "nearest", "remedies")


def bare(answer: Any) -> Any:
    """An answer without what every answer says of its rules, and without what a refusal says would be answered instead.

    What those others rest on, their own answers say.
    """
    if isinstance(answer, tuple):
        return tuple(bare(part) for part in answer)
    if not attrs.has(type(answer)):
        return answer
    fields = {field.name: getattr(answer, field.name) for field in attrs.fields(type(answer))}
    return type(answer), {name: bare(value) for name, value in fields.items() if name not in {"stamp", *PROPOSED}}


def answer(ask: Callable[[], Any]) -> Any:
    """What a question is answered; or where the tables say nothing."""
    try:
        return ask()
    except NoRuleInForce as error:
        return error.section, error.key


@cache
def as_shipped(on: date) -> list[Any]:
    """The answers of a day before anything is changed."""
    return [answer(ask) for ask in questions({"rules": priced(), "on": on})]


def assert_only_who_cites_it_changes(ref: str, changed: pr.Ruleset) -> None:
    """The same questions under both rules, on the row's first day: all that rest on it, and some that do not."""
    row = priced().cite(ref).row
    assert isinstance(row, Row)
    on = max(row.since, FIRST)
    questioned = enumerate(zip(as_shipped(on), questions({"rules": changed, "on": on}), strict=True))
    pairs = [(old, answer(ask)) for number, (old, ask) in questioned if ref in rows_of(old) or number % EVERY_NTH == 0]
    silent = [pair for pair in pairs if ref not in rows_of(pair[0]) | rows_of(pair[1])]
    assert len(silent) < len(pairs), "some question of the day rests on the row"
    assert [] == [pair for pair in silent if bare(pair[0]) != bare(pair[1])]


@pytest.mark.parametrize("ref", CHANGES)
def test_a_value(ref):
    """Whatever else is asked, only answers that name the row are other ones."""
    table, _, row = ref.partition("/")
    assert_only_who_cites_it_changes(ref, variant(*BEFORE, *BESIDE, reword(table, row, **CHANGES[ref])))


@pytest.mark.parametrize("id", READINGS)
def test_a_reading(id):  # noqa: A002
    """The same for a choice between readings."""
    assert_only_who_cites_it_changes(f"interpretations/{id}", variant(*BEFORE, *BESIDE, choose(id, READINGS[id])))
