"""The readings that a mailbox's status rests on."""

from datetime import date, timedelta
from typing import Any

from pecrules import LogAvailability, Mailbox, Refusal, Ruleset, Status, log_availability, status
from tests.cases import Case

EXPIRY = date(2027, 3, 30)
LAPSED = date(2027, 2, 1)
"""The first day of a suspension."""


def on_day(rules: Ruleset, day: date, **facts: Any) -> Status:
    box = Mailbox(address="a@pec.example", plan="standard", expiry=EXPIRY, **facts)
    return status(box, rules=rules, on=day)


def logs_in_grace(rules: Ruleset) -> tuple[Status, LogAvailability | Refusal]:
    day = EXPIRY + timedelta(10)
    box = Mailbox(address="a@pec.example", plan="standard", expiry=EXPIRY)
    return status(box, rules=rules, on=day), log_availability(box, EXPIRY, rules=rules, on=day)


CASES = {
    "alert_day_ninety": Case(
        lambda rules: [on_day(rules, EXPIRY - timedelta(90))],
        lambda answer: (answer.state, answer.expiry_red),
        {"included": ("expiring", True), "excluded": ("active", False)},
    ),
    "full_box_in_grace": Case(
        lambda rules: [on_day(rules, EXPIRY + timedelta(10), inbox_bytes=10**9)],
        lambda answer: (answer.may_send, answer.may_receive),
        {"bounce": (False, False), "receive": (False, True)},
    ),
    "partner_domain_day_seven": Case(
        lambda rules: [on_day(rules, LAPSED + timedelta(7), suspended_on=LAPSED, on_partner_domain=True)],
        lambda answer: answer.state,
        {"included": "suspended", "excluded": "deleted"},
    ),
    "log_access_in_grace": Case(
        logs_in_grace,
        lambda answer, logs: (answer.logs, logs.where),
        {"ticket": ("support_request", "support_request"), "panel": ("panel", "panel")},
    ),
}
"""Topic -> the question that tells its readings apart."""
