"""The readings that the logs' last day rests on."""

from datetime import date

from pecrules import LogAvailability, Mailbox, Refusal, Ruleset, log_availability
from tests.cases import Case

BOX = Mailbox(address="a@pec.example", plan="standard", expiry=date(2030, 3, 30))


def logs_of(rules: Ruleset, day: date) -> LogAvailability | Refusal:
    return log_availability(BOX, day, rules=rules, on=date(2027, 1, 10))


CASES = {
    "log_retention_start": Case(
        lambda rules: [logs_of(rules, date(2025, 2, 10))],
        lambda answer: answer.until,
        {"event_day": date(2027, 8, 10), "month_end": date(2027, 8, 28)},
    ),
    "month_end": Case(
        lambda rules: [logs_of(rules, date(2024, 8, 31))],
        lambda answer: answer.until,
        {"last_day": date(2027, 2, 28), "overflow": date(2027, 3, 3)},
    ),
}
"""Topic -> the question that tells its readings apart."""
