"""Fleets for tests, and what the policies themselves say of each of their mailboxes."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from pecrules import Mailbox, NoRuleInForce, Refusal, RenewalRequest, Ruleset
from pecrules.base import money
from pecrules.base.errors import CalendarError
from pecrules.fleet.columns import INPUTS, outputs
from pecrules.policies.alerts import next_alert
from pecrules.policies.automatic import automatic_renewal
from pecrules.policies.renewal import quote_renewal
from pecrules.policies.status import status
from pecrules.policies.timeline import timeline
from pecrules.rulebook.rows.plans import PartnerPlan, Plan

ON = date(2027, 1, 10)
EVERYTHING = tuple(outputs())
DAY = timedelta(1)

TYPES = {
    "text": pa.string(),
    "word": pa.string(),
    "flag": pa.bool_(),
    "day": pa.date32(),
    "number": pa.int64(),
}
MAY = ("may_read", "may_renew", "may_buy_space", "may_change_plan", "may_repurchase")


def table(rows: list[dict[str, Any]], **kinds: str) -> pa.Table:
    """Rows as a table, with the columns of the first of them."""
    types = {name: column.kind for name, column in INPUTS.items()} | kinds
    names = [name for name in (*INPUTS, *kinds) if name in rows[0]]
    return pa.table({name: pa.array([row[name] for row in rows], TYPES[types[name]]) for name in names})


def draw(seed: int, count: int, rules: Ruleset, on: date = ON, *, stories: bool = True) -> list[dict[str, Any]]:
    """Mailboxes, near what matters more often than far from it."""
    chance = random.Random(seed)
    of_plans = (each.row for each in rules.entries if each.section in {"plans.plans", "plans.partner_plans"})
    plans = sorted({row.plan for row in of_plans if isinstance(row, Plan | PartnerPlan)})
    return [_mailbox(chance, plans, on, stories=stories) for _ in range(count)]


def _mailbox(chance: random.Random, plans: list[str], on: date, *, stories: bool) -> dict[str, Any]:
    expiry = near(chance, on, 1_500)
    activated = chance.choice((None, expiry - chance.randint(0, 4_000) * DAY, near(chance, on, 800)))
    row: dict[str, Any] = {
        "address": chance.choice(("a@pec.it", "b@studio.EU", "c@pec.example.com", "d.e@localhost", "senza")),
        "kind": chance.choice(("mailbox", "mailbox", "domain")),
        "plan": chance.choice((*plans, "gold")),
        "expiry": expiry,
        "anchor": expiry if chance.random() < 0.03 else None,
        "auto_renew": chance.random() < 0.4,
        "extra_inbox_gb": chance.choice((0, 0, 0, 1, 2, 9, 48, 49, 1_001)),
        "extra_archive_gb": chance.choice((0, 0, 0, 1, 2, 9, 98, 100)),
        "promo": chance.random() < 0.2,
        "renewal_order_pending": chance.random() < 0.2,
        "channel": chance.choice(("customer_area", "partner_panel", "convention_area")),
        "requested_on": chance.choice((None, near(chance, on, 5_000))),
        "activated_on": activated,
        "last_term_years": chance.choice((None, 1, 2, 3, 7, 101)),
        "inbox_bytes": chance.choice((None, 0, 10**9, 2 * 10**9, 3 * 10**9, 10**14)),
    }
    others = ("activation_started_on", "last_term_began_on", "suspended_on", "termination_day", "withdrawn_on")
    row |= dict.fromkeys(others)
    if stories and chance.random() < 0.2:
        row[chance.choice(others)] = near(chance, on, 500)
    return row


def near(chance: random.Random, on: date, days: int) -> date:
    """A day around another, often where something begins or ends, or a month does."""
    if chance.random() < 0.1:
        return chance.choice([date(2024, 2, 29), date(2028, 2, 29), date(2027, 3, 31), date(2027, 2, 28)])
    reach = chance.choice((days, 120, 12, 92))
    return on + chance.randint(-reach, reach) * DAY


# -- what the policies say --------------------------------------------------------------------------------------------


def said(row: Mapping[str, Any], rules: Ruleset, on: date = ON, **request: Any) -> dict[str, Any]:
    """Every column of one mailbox, as the policies themselves say it."""
    mailbox = Mailbox(**{"address": "mario.rossi@pec.it", **row})
    wanted = RenewalRequest(**{"years": 1, **request})
    parts = {
        "status": (("state", "since", "until", "days_left", "expiry_red"), lambda: status(mailbox, rules=rules, on=on)),
        "rights": (MAY, lambda: status(mailbox, rules=rules, on=on)),
        "mail": (("may_send", "may_receive"), lambda: status(mailbox, rules=rules, on=on)),
        "deletion": (("deletion_day",), lambda: _Deleted(timeline(mailbox, _around(on), rules=rules, on=on))),
        "alert": (("next_alert_day", "next_alert"), lambda: _Alert(next_alert(mailbox, rules=rules, on=on))),
        "charge": (("charge_day",), lambda: automatic_renewal(mailbox, rules=rules, on=on)),
        "renewal": (
            ("net", "vat", "gross", "to_pay", "new_expiry"),
            lambda: quote_renewal(mailbox, wanted, rules=rules, on=on),
        ),
    }
    found: dict[str, Any] = {}
    for part, (columns, ask) in parts.items():
        found |= _part(part, columns, ask)
    return found


def _around(on: date) -> tuple[date, date]:
    reach = 8_000 * DAY
    return max(on, date.min + reach) - reach, min(on, date.max - reach) + reach


class _Deleted:
    """A calendar, of which only the deletion counts."""

    def __init__(self, calendar: Any) -> None:
        self.deletion_day = next((each.day for each in calendar.days if each.what == "deletion"), None)
        self.because, self.caveats = calendar.because, calendar.caveats


class _Alert:
    """A notice, or none."""

    def __init__(self, alert: Any) -> None:
        self.next_alert_day, self.next_alert = (alert.day, alert.name) if alert else (None, None)
        self.because, self.caveats = (alert.because, ()) if alert else ((), ())


def _part(part: str, columns: tuple[str, ...], ask: Any) -> dict[str, Any]:
    code, answer = None, None
    try:
        answer = ask()
    except NoRuleInForce:
        code = "no_rule"
    except CalendarError:
        code = "day_beyond_calendar"
    if isinstance(answer, Refusal):
        code = answer.code
    found = {name: _cell(getattr(answer, name)) if code is None else None for name in columns}
    because = answer.because if answer else ()
    found[f"{part}_refusal"] = code
    if part not in {"alert", "charge", "renewal"}:
        return found
    return {
        **found,
        f"{part}_caveat": bool(answer.caveats) if because else None,
        f"{part}_rows": because or None,
    }


def _cell(value: Any) -> Any:
    return money.cents(value) if hasattr(value, "quantize") else value
