"""Certifying a mailbox from the partner panel: the mailbox as it then is, what follows, or what is wrong.

Tables: ``channels.certification`` (what a partner chooses from), ``channels.records`` (what the certificate attests),
``plans`` (partner plans, public domains), ``lifecycle`` (activation, messages), ``renewal.new_expiry``,
``payments.credit`` and the ``interpretations`` it names. Sources: seed 003 (R3.1 to R3.8, R3.12, R3.15), R2.11; F5.02,
F5.22, F7.05, F8.14 to F8.16, F12.10.

A partner's credit pays for each activation, but no source gives a partner's prices: nothing is taken from it here, and
an effect says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, Final

from pecrules.base.errors import NoRuleInForce, nearest
from pecrules.domain.activation import activation
from pecrules.domain.expiry import FirstTerm
from pecrules.domain.provenance import because, caveats
from pecrules.domain.refusing import Reason, refusal
from pecrules.domain.sale_terms import wrong_term
from pecrules.model.codes import RefusalCode
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Partner
from pecrules.model.outcomes.common import Effect, Message
from pecrules.model.outcomes.orders import Certificate
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.requests import CertificationRequest
from pecrules.rulebook.rows import (
    Activation,
    Certification,
    Credit,
    PartnerPlan,
    PublicDomain,
    RecordField,
    Row,
    Withdrawn,
)
from pecrules.rulebook.rows import Message as MessageRow
from pecrules.rulebook.ruleset import InForce, Ruleset

_PANEL: Final = "partner_panel"
_SENT: Final = ("certification_done", "activation_confirmation")
_UNKNOWN: Final[dict[str, RefusalCode]] = {
    "holder_choice": "holder_choice_unknown",
    "renewal_type": "renewal_type_unknown",
}
"""The refusal of a word that is none of its field's."""


def certify(partner: Partner, request: CertificationRequest, *, rules: Ruleset, on: date) -> Certificate | Refusal:
    """What a partner's certification of a mailbox brings about; it is active at once.

    Args:
        partner: Who certifies, with the domains certified and the holders registered before.
        request: Name, domain, plan, holder, type of renewal and duration of the contract in whole years.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.

    Returns:
        A ``Certificate``: the mailbox, what the partner may change later, what the certificate attests, the messages.
        Or a ``Refusal`` with the rows behind it and, where every wrong field can be mended, the nearest request that
        would be accepted: ``name_malformed``, ``domain_not_offered``, ``plan_unknown``, ``plan_withdrawn``,
        ``holder_choice_unknown``, ``holder_missing``, ``holder_id_missing``, ``holder_not_registered``,
        ``renewal_type_unknown``, ``term_not_offered``. Another holder is never proposed.

    Raises:
        NoRuleInForce: the tables say nothing yet about what a partner may choose, or about the first term.
        CalendarError: the expiry would lie beyond the year 9999.

    Source:
        R3.1 to R3.8, R3.12, R3.15, R2.11; F5.02, F5.22, F7.05, F8.14 to F8.16, F12.10.

    >>> from decimal import Decimal
    >>> from pecrules import CertificationRequest, Credit, Holder, Partner, load_rules
    >>> partner = Partner(email="panel@partner.example", credit=Credit(kind="partner", amount=Decimal("500.00")))
    >>> request = CertificationRequest(
    ...     name="mario.rossi", domain="pec.it", plan="pro-sms", holder_choice="new",
    ...     holder=Holder(subject="natural_person"), renewal_type="tacit", years=1,
    ... )
    >>> certificate = certify(partner, request, rules=load_rules(), on=date(2016, 3, 30))
    >>> certificate.mailbox.address, str(certificate.mailbox.expiry), certificate.mailbox.auto_renew
    ('mario.rossi@pec.it', '2017-03-30', True)
    """
    terms, stamp = rules.compiled(_Terms, on)
    reasons = _wrong(terms, partner, request)
    if reasons:
        mendable = all(reason.change is not None for reason in reasons)
        return refusal(reasons, request if mendable else None, stamp)
    mailbox = _mailbox(terms, partner, request, on)
    rows = (*_rows(terms, partner, request), *terms.first_term.rows(on))
    return Certificate(
        mailbox=mailbox,
        renewal_type=request.renewal_type,
        years=request.years,
        changeable=terms.choices.changeable,
        effects=_effects(terms, request),
        messages=tuple(_message(row, partner) for row in terms.messages),
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


# -- what is wrong ----------------------------------------------------------------------------------------------------


def _wrong(terms: _Terms, partner: Partner, request: CertificationRequest) -> list[Reason]:
    """Everything in a request that is not offered, each with the change that would mend it, if one does."""
    choices = terms.choices
    reasons = (
        _wrong_name(terms, request.name),
        _wrong_domain(terms, partner, request.domain),
        _wrong_plan(terms, request.plan),
        *_wrong_holder(terms, partner, request),
        _wrong_word("renewal_type", request.renewal_type, choices.renewal_types, choices),
        wrong_term(request.years, choices.years, (choices,)),
    )
    return [reason for reason in reasons if reason is not None]


def _wrong_name(terms: _Terms, name: str) -> Reason | None:
    return Reason("name_malformed", (terms.choices,), name) if not name or "@" in name else None


def _wrong_domain(terms: _Terms, partner: Partner, domain: str) -> Reason | None:
    """Why a domain is neither public nor one that the partner has certified."""
    offered = _domains(terms, partner)
    name = domain.lower()  # names of domains are the same in capitals
    if name in offered:
        return None
    near = nearest(name, offered)
    change = None if near is None else ("domain", near)
    rows = (terms.choices, *offered.values())
    return Reason("domain_not_offered", rows, domain, tuple(offered), change=change)


def _domains(terms: _Terms, partner: Partner) -> Mapping[str, Row]:
    """The domains that the partner may choose, each with the row that offers it."""
    kinds = terms.choices.domain_kinds
    public = terms.public if "public" in kinds else {}
    own = [name.lower() for name in partner.domains] if "certified" in kinds else []
    return {**dict.fromkeys(own, terms.choices), **public}


def _wrong_plan(terms: _Terms, name: str) -> Reason | None:
    """Why the panel has no such plan."""
    if name in terms.plans:
        return None
    near = nearest(name, terms.plans)
    change = None if near is None else ("plan", near)
    ended = terms.ended(name)
    if ended is not None:
        return Reason("plan_withdrawn", (ended,), name, tuple(terms.plans), change=change)
    rows = tuple(terms.plans.values()) or (terms.choices,)
    return Reason("plan_unknown", rows, name, tuple(terms.plans), change=change)


def _wrong_holder(terms: _Terms, partner: Partner, request: CertificationRequest) -> Iterable[Reason]:
    """What is wrong with how the holder is chosen, and with the holder."""
    choices = terms.choices
    wrong = _wrong_word("holder_choice", request.holder_choice, choices.holder_choices, choices)
    if wrong is not None:
        yield wrong
    choice = wrong.change[1] if wrong and wrong.change else request.holder_choice
    if choice == "new" and request.holder is None:
        yield Reason("holder_missing", (choices,))
    elif choice in {"registered", "found"} and request.holder_id is None:
        yield Reason("holder_id_missing", (choices,))
    elif choice == "registered" and request.holder_id not in partner.holders:
        yield Reason("holder_not_registered", (choices,), request.holder_id, partner.holders)


def _wrong_word(field: str, asked: str, offered: tuple[str, ...], row: Row) -> Reason | None:
    """Why a word is none of a list."""
    if asked in offered:
        return None
    near = nearest(asked, offered)
    return Reason(_UNKNOWN[field], (row,), asked, offered, change=None if near is None else (field, near))


# -- what comes of it -------------------------------------------------------------------------------------------------


def _mailbox(terms: _Terms, partner: Partner, request: CertificationRequest, on: date) -> Mailbox:
    """The mailbox from this day on; who a holder chosen by id is, the panel knows."""
    return Mailbox(
        address=f"{request.name}@{request.domain}",
        plan=request.plan,
        expiry=terms.first_term.expiry(on, request.years),
        auto_renew=request.renewal_type == "tacit",
        holder=request.holder if request.holder_choice == "new" else None,
        channel=_PANEL,
        requested_on=on,
        activation_started_on=on,
        activated_on=on if terms.activation.unit == "at_once" else None,
        last_term_years=request.years,
        last_term_began_on=on,
        on_partner_domain=_domains(terms, partner)[request.domain.lower()] is terms.choices,
    )


def _rows(terms: _Terms, partner: Partner, request: CertificationRequest) -> tuple[Row, ...]:
    return (
        terms.choices,
        _domains(terms, partner)[request.domain.lower()],
        terms.plans[request.plan],
        terms.activation,
        *terms.attested,
        terms.credit,
        *terms.messages,
    )


def _effects(terms: _Terms, request: CertificationRequest) -> tuple[Effect, ...]:
    """The holder attached, activation, the certificate and what it attests, and that no price is known."""
    choices, known = terms.choices, request.holder_choice != "new"
    holder = Effect("holder_attached", choices.ref, value=request.holder_id) if known else None
    return (
        holder or Effect("holder_registered", choices.ref),
        activation(terms.activation).effect,
        *(Effect("certificate_attests", row.ref, value=row.field) for row in terms.attested),
        Effect("credit_price_unknown", terms.credit.ref),
    )


def _message(row: MessageRow, partner: Partner) -> Message:
    """A message; what goes to the partner goes to the partner's address."""
    address = partner.email if row.audience == "partner" else None
    return Message(row.message, row.audience, address, row.sent_by, row.carries, row.ref)


# -- the terms of a stretch of days -----------------------------------------------------------------------------------


class _Terms:
    """What certification needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Activation, Certification, Credit, MessageRow, PartnerPlan, PublicDomain, RecordField, *FirstTerm.READS,
    )  # fmt: skip

    def __init__(self, in_force: InForce) -> None:
        self._in_force = in_force
        self.choices = in_force.row(Certification)
        self.public = {row.domain: row for row in in_force.rows(PublicDomain) if "partners" in row.offered_to}
        self.plans = {row.plan: row for row in in_force.rows(PartnerPlan)}
        self.first_term = FirstTerm(in_force)
        self.activation = in_force.row(Activation, "mailbox", _PANEL)
        self.credit = in_force.row(Credit, "partner")
        self.messages = [in_force.row(MessageRow, name) for name in _SENT]
        found = [row for row in in_force.rows(RecordField) if (row.channel, row.record) == (_PANEL, "certificate")]
        self.attested = sorted(found, key=lambda row: row.position)

    def ended(self, plan: str) -> Withdrawn | None:
        """The row that ended a plan of the panel."""
        try:
            row = self._in_force.find(PartnerPlan, plan)
        except NoRuleInForce:
            return None
        return row if isinstance(row, Withdrawn) else None
