"""What every policy is asked about, part by part: which facts are free, and what of the answer a table shows.

Facts that have nothing to do with one another multiply: of each answer those parts are asked apart that hang on other
facts. What a part does not name is as in a mailbox of which little is known: the default of its field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias, get_args

import attrs

from pecrules.analysis.facts import (
    FLAG,
    UNKNOWN,
    Around,
    Cents,
    Choice,
    Dated,
    Declared,
    Extension,
    Fact,
    First,
    Given,
    Listed,
    Within,
)
from pecrules.base import dates
from pecrules.base.errors import nearest
from pecrules.domain.answering import if_known
from pecrules.model.codes import CreditKind, Kind, MailboxEvent, OrderEvent, OrderKind, OrderState, SubjectType
from pecrules.model.mailboxes import Holder, Mailbox
from pecrules.model.orders import Credit
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.renewals import RenewalRequest
from pecrules.model.requests import ExtraSpaceRequest
from pecrules.policies import HOLDER, MAILBOX, ORDER, PARTNER, QUOTE, SPAN, Policy, declared, resolve, resolve_policy
from pecrules.rulebook.rows.alerts import Notice
from pecrules.rulebook.rows.channels import Certification, Channel
from pecrules.rulebook.rows.payments import Method
from pecrules.rulebook.rows.plans import PartnerPlan, Plan, PublicDomain
from pecrules.rulebook.rows.termination import Mode, Repurchase
from pecrules.rulebook.ruleset import Ruleset

DAYS: Final = 4_000
"""How far the days of a mailbox lie from the day of the question at most."""

WHOLE: Final = "order"
"""The name of the one fact of what is asked about as a whole."""

ON: Final = "on"
"""The name of the day of the question: it is the same in the whole table, but formulas count from it."""

REQUEST: Final = "request."
"""What the names of the facts begin with that are not the subject's."""

_YEARS: Final = Within(-1, 100)
_GB: Final = Within(-1, 1_000)
_HAD: Final = Within(0, 1_000)
_BYTES: Final = Within(0, 10**12, optional=True)
_ANY_DAY: Final = Dated(DAYS, optional=True)
_METHOD: Final = Listed(Method, "method", optional=True)
_CHANNEL: Final = Listed(Channel, "channel")
_KIND: Final = Choice.of(*get_args(Kind))
_ADDRESS: Final = Given("mario.rossi@pec.it")

EXTENSION: Final = Extension(Notice, "except_extensions", "mario.rossi@pec.")
"""Addresses as notices tell them apart."""

_DOMAIN: Final = Extension(PublicDomain, "domain", "mario.rossi@")
"""Addresses in each domain that is offered to anybody."""

_PERSON: Final = Holder(subject="natural_person", tax_code="RSSMRA85T10A562S")
_COMPANY: Final = Holder(subject="legal_person", vat_number="00743110157", tax_code="00743110157")
_BODY: Final = Holder(subject="public_administration", tax_code="80004700282", split_payment=True)
_IDENTIFIERS: Final = ("ABCDEF1", "UFABCD", "0000000", "XXXXXXX", "mario.rossi@pec.it")
"""One of each form of identifier for the electronic invoice; seven X are what holders abroad have."""

_HOLDERS: Final = Choice({"None": None, "natural_person": _PERSON, "legal_person": _COMPANY, "split_payment": _BODY})


APART: Final = frozenset({("status", "story")})
"""Parts that say nothing that others do not say of fewer facts: asked for whole tables, not for what differs."""


Declarations: TypeAlias = Mapping[str, Declared]


_ORDERS: Final = {
    "term": RenewalRequest(years=1, extra_inbox_gb=0),
    "term and space": RenewalRequest(years=1, extra_inbox_gb=1),
    "add-ons": RenewalRequest(years=1, extra_inbox_gb=1, addons_only=True),
    "space": ExtraSpaceRequest(extra_archive_gb=1),
}
"""What is ordered, of all that a credit may pay."""


def no_such(what: str, name: str, among: Iterable[str]) -> str:
    """The sentence for a name that there is not, with the nearest that there is."""
    near = nearest(str(name), among)
    return f"no {what} is called {name}" + (f"; did you mean {near}?" if near else "")


class Question(NamedTuple):
    """A part of what a policy is asked.

    Attributes:
        policy: The policy.
        part: What the part is called.
        columns: What a table shows of the answer.
        subject: The facts of whom it is asked about that are free, or given otherwise than by default.
        request: The same of the request; of one that is no class, the word of the manifest for it; ``channel``, of a
            policy that may be asked as one sees it.
        about: The class of whom it is asked about; ``None`` for nobody.
    """

    policy: str
    part: str
    columns: tuple[str, ...]
    subject: Declarations
    request: Declarations = {}  # noqa: RUF012 - nothing is put in
    about: str | None = MAILBOX

    @property
    def declared(self) -> Policy:
        """What the manifest says of the policy."""
        return declared(self.policy)

    def facts(self, rules: Ruleset, on: date, given: Mapping[str, Any]) -> dict[str, Fact]:
        """Every fact of the subject and, as ``request.``, of the request, on a day.

        Args:
            rules: The rules whose words they are.
            on: The day.
            given: Facts that are to be the same everywhere.

        Raises:
            KeyError: there is no such fact; the nearest is named.
            TypeError, ValueError: a fact cannot be that.
        """
        request = {f"{REQUEST}{name}": fact for name, fact in self._request().items()}
        about, given = self._about(rules, on), dict(given)
        for name, value in given.items():
            if name not in about and name not in request:
                raise KeyError(no_such("fact", name, request if str(name).startswith(REQUEST) else about))
            self._check(name, value)
        declared = {**about, **request, ON: Dated(0)}
        found = {**declared, **{name: Given(value) for name, value in given.items()}}
        return {
            name: fact.on(rules, on) if isinstance(fact, Listed | First | Extension | Around) else fact
            for name, fact in found.items()
        }

    def _check(self, name: str, value: Any) -> None:
        """Look at a fact that is given as its class does; what is of no class the policy looks at itself."""
        path = self.declared.request_class if name.startswith(REQUEST) else self.about
        field = attrs.fields_dict(resolve(path)).get(name.removeprefix(REQUEST)) if path else None
        if field is not None and field.validator is not None:
            field.validator(None, field, value)

    def _about(self, rules: Ruleset, on: date) -> Declarations:
        if self.about is None:
            return {}
        if self.about == QUOTE:
            return {WHOLE: _quotes(rules, on)}
        return _fields(self.about, {**_PLAIN.get(self.about, {}), **self.subject})

    def _request(self) -> Declarations:
        path = self.declared.request_class
        return self.request if path is None else _fields(path, self.request)


def _fields(path: str, free: Declarations) -> dict[str, Declared]:
    """The facts of a class: those that are named, and its defaults."""
    fields = attrs.fields(resolve(path))
    return {field.name: free.get(field.name) or Given(_default(field)) for field in fields}


def _quotes(rules: Ruleset, on: date) -> Choice:
    """Orders that a credit may pay, each of the first plan with which it can be made."""
    plans = dict.fromkeys(row.plan for row in rules.on(on).rows(Plan))
    found = {name: quote for plan in reversed(plans) for name, quote in _orders(plan, rules, on)}
    return Choice({name: found[name] for name in _ORDERS if name in found})


def _orders(plan: str, rules: Ruleset, on: date) -> Iterator[tuple[str, Quote]]:
    """Those that can be made for a mailbox with a plan."""
    mailbox = Mailbox(address=_ADDRESS.value, plan=plan, expiry=dates.add(on, months=1), extra_inbox_gb=1)
    for name, request in _ORDERS.items():
        quote = resolve_policy("quote_extra_space" if isinstance(request, ExtraSpaceRequest) else "quote_renewal")
        answer = if_known(partial(quote, mailbox, request, rules=rules, on=on))
        if isinstance(answer, Quote):
            yield name, answer


def _default(field: attrs.Attribute[Any]) -> Any:
    factory = getattr(field.default, "factory", None)
    return field.default if factory is None else factory()


_PLAIN: Final[Mapping[str, Declarations]] = {
    MAILBOX: {"address": _ADDRESS, "kind": _KIND, "plan": Listed(Plan, "plan"), "expiry": Dated(DAYS)},
    ORDER: {"number": Given("2027-0001"), "kind": Given("renewal"), "gross": Given(Decimal("12.08"))},
    PARTNER: {"email": Given("partner@pec.it"), "credit": Given(Credit(kind="partner", amount=Decimal(1_000)))},
}
"""What is not as by default of each class that a policy is asked about."""

_ONE_PLAN: Final[Declarations] = {"plan": First(Plan, "plan")}
_UNDER_WAY: Final[Declarations] = {"auto_renew": FLAG, "renewal_order_pending": FLAG}
_SPACE: Final[Declarations] = {"extra_inbox_gb": _HAD, "extra_archive_gb": _HAD}
_SOLD: Final = ("net", "vat", "gross", "to_pay", "new_expiry")
_ORDER: Final[Declarations] = {"years": _YEARS, "extra_inbox_gb": _GB, "extra_archive_gb": _GB}
_PAYMENT: Final[Declarations] = {"method": _METHOD, "signed_in": FLAG, "keep_automatic_off": FLAG}
_PAID: Final = ("effects", "requires", "to_pay")
_LIFE: Final = ("state", "since", "until", "days_left", "expiry_red", "logs")
_RIGHTS: Final = (
    "may_send",
    "may_receive",
    "may_read",
    "may_renew",
    "may_buy_space",
    "may_change_plan",
    "may_repurchase",
)
_STORIES: Final[Mapping[str, tuple[str, ...]]] = {
    "life": (),
    "activation": ("activation_started_on", "activated_on"),
    "suspension": ("suspended_on",),
    "termination": ("termination_day",),
    "withdrawal": ("withdrawn_on",),
    "story": ("activation_started_on", "activated_on", "suspended_on", "termination_day", "withdrawn_on"),
}
"""Part of ``status`` -> the days of a mailbox that are told beside its expiry; all together are read by programs."""

_NOTIFIED: Final[Declarations] = {"auto_renew": FLAG, "address": EXTENSION}
_FILLING: Final[Declarations] = {"channel": _CHANNEL, "extra_inbox_gb": _HAD, "inbox_bytes": _BYTES}
_ALL_DAYS: Final = Around(2 * DAYS)


QUESTIONS: Final = (
    *(
        Question("status", part, _LIFE, {**_ONE_PLAN, **dict.fromkeys(days, _ANY_DAY)})
        for part, days in _STORIES.items()
    ),
    Question("status", "rights", (*_RIGHTS, "logs"), {**_UNDER_WAY, **_SPACE}),
    Question("status", "places", ("visible_in",), {**_ONE_PLAN, "accessible": FLAG}),
    Question("status", "full", ("may_send", "may_receive"), _FILLING),
    Question("next_alert", "alert", ("day", "name", "audience", "sent_by"), _NOTIFIED),
    Question("alert_calendar", "alerts", ("days",), _NOTIFIED, {SPAN: _ALL_DAYS}),
    Question("alert_calendar", "space", ("days",), _FILLING, {SPAN: _ALL_DAYS}),
    Question("timeline", "days", ("days",), _NOTIFIED, {SPAN: _ALL_DAYS}),
    Question("timeline", "space", ("days",), {"inbox_bytes": _BYTES}, {SPAN: _ALL_DAYS}),
    Question(
        "automatic_renewal",
        "charge",
        ("charge_day", "retries", *(f"quote.{name}" for name in _SOLD)),
        {**_UNDER_WAY, **_SPACE, "last_term_years": Within(1, 100, optional=True), "promo": FLAG},
    ),
    Question(
        "automatic_renewal",
        "late_start",
        ("charge_day", "retries"),
        {
            **_ONE_PLAN,
            "auto_renew": Given(True),
            "last_term_years": Given(1),
            "activated_on": _ANY_DAY,
            "last_term_began_on": _ANY_DAY,
        },
    ),
    Question(
        "automatic_renewal",
        "method",
        ("charge_day", "if_it_fails", "to_change", "quote.effects"),
        {
            **_ONE_PLAN,
            "auto_renew": Given(True),
            "last_term_years": Given(1),
            "method": _METHOD,
            "method_valid": FLAG,
        },
    ),
    Question(
        "log_availability",
        "logs",
        ("available", "until", "where", "records", "messages_recoverable"),
        {**_ONE_PLAN},
        {"day": Dated(DAYS)},
    ),
    Question("quote_renewal", "price", _SOLD, {"promo": FLAG}, _ORDER),
    Question("quote_renewal", "kept_space", _SOLD, {**_SPACE}, {"years": _YEARS}),
    Question("quote_renewal", "beside", (*_SOLD, "effects"), {**_UNDER_WAY, "promo": FLAG}, {"years": _YEARS}),
    Question("quote_renewal", "payment", _PAID, {**_ONE_PLAN, **_UNDER_WAY}, {"years": Given(1), **_PAYMENT}),
    Question("quote_renewal", "holder", _PAID, {**_ONE_PLAN, "holder": _HOLDERS}, {"years": Given(1)}),
    Question("quote_renewal", "addons", (*_SOLD, "effects"), {**_SPACE}, {"years": _YEARS, "addons_only": FLAG}),
    Question(
        "renewal_options",
        "terms",
        ("possible", "refused", "remedies", "extra_inbox_gb", "extra_archive_gb", "last_day"),
        {**_UNDER_WAY, "promo": FLAG},
    ),
    Question("offers", "offers", ("plans", "choices"), {}, about=None),
    Question("request_options", "requests", ("requests",), {**_ONE_PLAN, **_UNDER_WAY}),
    Question("possible_events", "possible", ("state", "events"), {**_ONE_PLAN, "auto_renew": FLAG}),
    Question(
        "quote_extra_space",
        "price",
        _SOLD,
        {**_SPACE},
        {"extra_inbox_gb": _GB, "extra_archive_gb": _GB, "conservazione": FLAG},
    ),
    Question("quote_plan_change", "price", _SOLD, {}, {"plan": Listed(Plan, "plan"), **_ORDER}),
    Question(
        "quote_plan_change",
        "beside",
        (*_SOLD, "effects"),
        {**_UNDER_WAY, **_SPACE},
        {"plan": Listed(Plan, "plan"), "years": Given(1)},
    ),
    Question(
        "quote_purchase",
        "price",
        _SOLD,
        {},
        {
            "address": _ADDRESS,
            "kind": _KIND,
            "plan": Listed(Plan, "plan"),
            "promo": FLAG,
            "mailboxes": Within(0, 100),
            **_ORDER,
        },
        about=None,
    ),
    Question(
        "quote_purchase",
        "domain",
        _SOLD,
        {},
        {"address": _DOMAIN, "plan": First(Plan, "plan"), "years": Given(1)},
        about=None,
    ),
    Question(
        "quote_repurchase",
        "name",
        _SOLD,
        {**_ONE_PLAN},
        {
            "address": _ADDRESS,
            "kind": _KIND,
            "plan": Listed(Plan, "plan"),
            "years": _YEARS,
            "through": Listed(Repurchase, "asked_through"),
            "holder": _HOLDERS,
        },
    ),
    Question(
        "terminate",
        "ways",
        ("last_day", "kept_until", "deletes", "may_repurchase", "effects"),
        {**_ONE_PLAN},
        {
            "mode": Listed(Mode, "mode"),
            "asked_by": Listed(Mode, "asked_by"),
            "through": Listed(Mode, "asked_through"),
            "day": _ANY_DAY,
        },
    ),
    Question(
        "terminate",
        "withdrawal",
        ("last_day", "kept_until", "refund"),
        {**_ONE_PLAN, "last_term_began_on": _ANY_DAY, "holder": _HOLDERS},
        {"mode": Given("withdrawal")},
    ),
    Question(
        "available_actions",
        "actions",
        ("state", "actions"),
        {**_ONE_PLAN, "auto_renew": FLAG, "accessible": FLAG},
        {"orders": Given(()), "channel": _CHANNEL},
    ),
    Question(
        "billing_requirements",
        "holder",
        ("treated_as", "identifier_due", "identifiers", "problems", "missing", "addressed_to", "pays"),
        {
            "subject": Choice.of(*get_args(SubjectType)),
            "tax_code": Choice.of(None, "RSSMRA85T10A562S", "00743110157", "RSSMRA85T10A562X"),
            "vat_number": Choice.of(None, "00743110157", "00743110158"),
            "split_payment": FLAG,
            "country": Choice.of("IT", "DE"),
        },
        {
            "identifier": Choice.of(None, *_IDENTIFIERS, UNKNOWN),
            "channel": _CHANNEL,
        },
        about=HOLDER,
    ),
    Question(
        "settle",
        "credit",
        ("fulfilled", "spent", "shortfall", "top_up", "kept", "dropped", "effects"),
        {},
        {"kind": Choice.of(*get_args(CreditKind)), "amount": Cents(-1, 100_000), "paid_on": _ANY_DAY},
        about=QUOTE,
    ),
    Question(
        "certify",
        "choices",
        ("renewal_type", "years", "effects", "changeable"),
        {"domains": Given(("pec.rossi.it",)), "holders": Given(("H-1",))},
        {
            "name": Choice.of("mario.rossi", "-"),
            "domain": Choice.of("pec.rossi.it", "altrui.it"),
            "plan": Listed(PartnerPlan, "plan"),
            "holder_choice": Listed(Certification, "holder_choices"),
            "holder_id": Choice.of(None, "H-1", "H-2"),
            "renewal_type": Listed(Certification, "renewal_types"),
            "years": _YEARS,
        },
        about=PARTNER,
    ),
    Question(
        "certify",
        "domains",
        ("renewal_type", "years", "effects", "changeable"),
        {"domains": Given(()), "holders": Given(())},
        {
            "name": Given("mario.rossi"),
            "domain": Listed(PublicDomain, "domain"),
            "plan": First(PartnerPlan, "plan"),
            "holder_choice": Given("new"),
            "holder": Given(_PERSON),
            "renewal_type": First(Certification, "renewal_types"),
            "years": Given(1),
        },
        about=PARTNER,
    ),
    Question(
        "advance",
        "events",
        ("before", "after", "mailbox", "effects"),
        {**_ONE_PLAN, "auto_renew": FLAG},
        {"name": Choice.of(*get_args(MailboxEvent))},
    ),
    Question(
        "advance",
        "renewed",
        ("after", "mailbox", "effects"),
        {**_ONE_PLAN},
        {
            "name": Given("renewal_registered"),
            "years": Within(1, 11, optional=True),
            "ordered_on": _ANY_DAY,
            "paid_on": _ANY_DAY,
            "confirmed": FLAG,
        },
    ),
    Question(
        "advance",
        "orders",
        ("before", "after", "order", "effects"),
        {
            "kind": Choice.of(*get_args(OrderKind)),
            "state": Choice.of(*get_args(OrderState)),
            "day": _ANY_DAY,
            "mailbox_kind": _KIND,
        },
        {"name": Choice.of(*get_args(OrderEvent)), "terms_accepted": FLAG, "paid_on": _ANY_DAY},
        about=ORDER,
    ),
)
"""Every part of every policy that is asked about everything."""
