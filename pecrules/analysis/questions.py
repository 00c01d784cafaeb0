"""What every policy is asked about, part by part: which facts are free, and what of the answer a table shows.

Facts that have nothing to do with one another multiply: of each answer those parts are asked apart that hang on other
facts. What a part does not name is as in a mailbox of which little is known: the default of its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import attrs

from pecrules.analysis.facts import FLAG, Choice, Dated, Fact, Facts, Given, Listed, Within
from pecrules.model.mailboxes import Mailbox
from pecrules.policies import MANIFEST, resolve
from pecrules.rulebook.rows import Channel, Method, PartnerPlan, Plan
from pecrules.rulebook.ruleset import Snapshot

DAYS: Final = 4_000
"""How far a mailbox's days lie from the day of the question at most."""

YEARS: Final = Within(-1, 100)
GB: Final = Within(-1, 1_000)
_HAD: Final = Within(0, 1_000)
_STORY: Final = Dated(DAYS, optional=True)
_ADDRESS: Final = Given("mario.rossi@pec.it")
_METHOD: Final = Listed(Method, "method", optional=True)


class Question(NamedTuple):
    """A part of what a policy is asked.

    Attributes:
        policy: The policy.
        part: What the part is called.
        columns: What a table shows of the answer.
        mailbox: The facts of the mailbox that are free, or given otherwise than by default.
        request: The same of the request.
    """

    policy: str
    part: str
    columns: tuple[str, ...]
    mailbox: Facts
    request: Facts = {}  # noqa: RUF012 - nothing is put in

    def facts(self, snapshot: Snapshot, given: Mapping[str, Any]) -> dict[str, Fact]:
        """Every fact of the mailbox and, as ``request.``, of the request, on the days of some tables.

        Args:
            snapshot: The tables.
            given: Facts that are to be the same everywhere.

        Raises:
            KeyError: there is no such fact.
        """
        found = _fields(Mailbox, {**_PLAIN, **self.mailbox}, "")
        request = MANIFEST[self.policy].request_class
        if request is not None:
            found |= _fields(resolve(request), self.request, "request.")
        else:
            found |= {f"request.{name}": fact for name, fact in self.request.items()}
        for name, value in given.items():
            found[name] = Given(value) if found[name] else found[name]
        return {name: fact.choice(snapshot) if isinstance(fact, Listed) else fact for name, fact in found.items()}


def _fields(kind: Any, free: Facts, prefix: str) -> dict[str, Fact]:
    """The facts of a class: those that are named, and its defaults."""
    fields = attrs.fields(kind)
    assert free.keys() <= {field.name for field in fields}, f"{kind.__name__} has no {sorted(free)}"
    return {f"{prefix}{field.name}": free.get(field.name, Given(field.default)) for field in fields}


_PLAIN: Final[Facts] = {
    "address": _ADDRESS,
    "kind": Choice.of("mailbox", "domain"),
    "plan": Listed(Plan, "plan"),
    "expiry": Dated(DAYS),
}
_STANDARD: Final[Facts] = {"plan": Given("standard")}
_UNDER_WAY: Final[Facts] = {"auto_renew": FLAG, "renewal_order_pending": FLAG}
_SPACE: Final[Facts] = {"extra_inbox_gb": _HAD, "extra_archive_gb": _HAD}
_SOLD: Final = ("net", "vat", "gross", "to_pay", "new_expiry")
_ORDER: Final[Facts] = {"years": YEARS, "extra_inbox_gb": GB, "extra_archive_gb": GB}
_PAYMENT: Final[Facts] = {"method": _METHOD, "signed_in": FLAG, "keep_automatic_off": FLAG}
_PAID: Final = ("effects", "requires", "to_pay")

_LIFE: Final = ("state", "since", "until", "days_left", "expiry_red", "logs")
_STORIES: Final[Mapping[str, tuple[str, ...]]] = {
    "life": (),
    "activation": ("activation_started_on", "activated_on"),
    "suspension": ("suspended_on",),
    "termination": ("termination_day",),
    "withdrawal": ("withdrawn_on",),
    "story": ("activation_started_on", "activated_on", "suspended_on", "termination_day", "withdrawn_on"),
}
"""Part of ``status`` -> the days of a mailbox that are told beside its expiry; all together are read by programs."""

QUESTIONS: Final = (
    *(
        Question("status", part, _LIFE, {**_STANDARD, **dict.fromkeys(days, _STORY)})
        for part, days in _STORIES.items()
    ),
    Question(
        "status",
        "rights",
        (
            "may_send",
            "may_receive",
            "may_read",
            "may_renew",
            "may_buy_space",
            "may_change_plan",
            "may_repurchase",
            "logs",
            "visible_in",
        ),
        {**_UNDER_WAY, **_SPACE, "channel": Listed(Channel, "channel"), "accessible": FLAG},
    ),
    Question(
        "next_alert",
        "alert",
        ("day", "name", "audience", "sent_by"),
        {**_STANDARD, "auto_renew": FLAG},
    ),
    Question(
        "automatic_renewal",
        "charge",
        ("charge_day", "retries", "quote.net", "quote.vat", "quote.gross", "quote.new_expiry"),
        {**_UNDER_WAY, **_SPACE, "last_term_years": Within(0, 100, optional=True), "promo": FLAG},
    ),
    Question(
        "log_availability",
        "logs",
        ("available", "until", "where", "records", "messages_recoverable"),
        {**_STANDARD},
        {"day": Dated(DAYS)},
    ),
    Question("quote_renewal", "price", _SOLD, {"promo": FLAG}, _ORDER),
    Question("quote_renewal", "kept_space", _SOLD, {**_SPACE}, {"years": YEARS}),
    Question("quote_renewal", "beside", (*_SOLD, "effects"), {**_UNDER_WAY, "promo": FLAG}, {"years": YEARS}),
    Question("quote_renewal", "payment", _PAID, {**_STANDARD, **_UNDER_WAY}, {"years": Given(1), **_PAYMENT}),
    Question(
        "renewal_options",
        "terms",
        ("possible", "refused", "remedies", "extra_inbox_gb", "extra_archive_gb", "last_day"),
        {**_UNDER_WAY, "promo": FLAG},
    ),
    Question(
        "quote_extra_space",
        "price",
        _SOLD,
        {**_SPACE},
        {"extra_inbox_gb": GB, "extra_archive_gb": GB, "conservazione": FLAG},
    ),
    Question("quote_plan_change", "price", _SOLD, {}, {"plan": Listed(Plan, "plan"), **_ORDER}),
)
"""Every part of every policy that is asked about everything."""

__all__ = ["DAYS", "QUESTIONS", "PartnerPlan", "Question"]
