"""The readings that notices rest on."""

from datetime import date
from typing import Any

from pecrules import Calendar, Holder, Mailbox, Refusal, Ruleset, alert_calendar
from tests.cases import Case
from tests.variants import LABEL, add

EXPIRY = date(2027, 3, 30)
ON = date(2026, 6, 1)
HOLDER = Holder(subject="natural_person", reference_email="rossi@example.org")

WEEK_BEFORE = add(
    "alerts", "notices", id="company-week-before", kind="mailbox", notice="expiry_week_before", since="2026-01-01",
    label=LABEL, offset=7, unit="days", side="before", audience="holder", condition="automatic_off",
    listed_by="company", sent_by="email",
)  # fmt: skip
"""A notice of a company's own list."""


def box(**fields: Any) -> Mailbox:
    usual: dict[str, Any] = {
        "address": "a@pec.example",
        "plan": "standard",
        "expiry": EXPIRY,
        "holder": HOLDER,
        "account_email": "account@example.org",
    }
    return Mailbox(**(usual | fields))


def ask(rules: Ruleset, **fields: Any) -> list[Calendar | Refusal]:
    mailbox = box(**fields)
    return [alert_calendar(mailbox, (date(mailbox.expiry.year - 2, 1, 1), date(2030, 12, 31)), rules=rules, on=ON)]


def told(calendar: Calendar) -> list[tuple[str, str]]:
    return [(str(each.day), each.name) for each in calendar.days]


CASES = {
    "notices_in_states": Case(
        lambda rules: ask(rules, suspended_on=date(2026, 12, 29)),
        lambda calendar: [each.name for each in calendar.days],
        {"active_or_expired": [], "while_kept": ["expiry_first"]},
    ),
    "alert_calendar": Case(
        ask,
        told,
        {
            "first_notice_only": [("2026-12-30", "expiry_first")],
            "listed_days": [("2026-12-30", "expiry_first"), ("2027-03-23", "expiry_week_before")],
        },
        (WEEK_BEFORE,),
    ),
    "alerts_with_automatic": Case(
        lambda rules: ask(rules, auto_renew=True),
        told,
        {
            "charge_notice_only": [("2026-12-30", "charge_first")],
            "both": [("2026-12-30", "charge_first"), ("2026-12-30", "expiry_first")],
        },
    ),
    "notices_without_charge": Case(
        lambda rules: ask(rules, plan="pro", auto_renew=True),
        told,
        {"as_if_off": [("2026-12-30", "expiry_first")], "as_if_on": [("2026-12-30", "charge_first")]},
        (add("plans", "plans", id="gone", kind="mailbox", plan="pro", since="2027-03-01", withdrawn=True),),
    ),
    "alert_recipient": Case(
        ask,
        lambda calendar: [(each.audience, each.address) for each in calendar.days],
        {
            "holder_reference": [("holder", "rossi@example.org")],
            "account": [("account", "account@example.org")],
        },
    ),
    "space_warning_edge": Case(
        lambda rules: ask(rules, inbox_bytes=700_000_000),
        lambda calendar: [each.name for each in calendar.days],
        {"at_percent": ["space_warning", "expiry_first"], "above_percent": ["expiry_first"]},
    ),
}
"""Topic -> the question that tells its readings apart."""
