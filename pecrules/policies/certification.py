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
from pecrules.domain.refusing import Objection, refusal
from pecrules.domain.sale_terms import term_objection
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
from pecrules.rulebook.ruleset import Ruleset, Snapshot

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
    view, stamp = rules.view(_View, on)
    reasons = _wrong(view, partner, request)
    if reasons:
        mendable = all(reason.change is not None for reason in reasons)
        return refusal(reasons, request if mendable else None, stamp)
    mailbox = _mailbox(view, partner, request, on)
    rows = (*_rows(view, partner, request), *view.first_term.rows(on))
    return Certificate(
        mailbox=mailbox,
        renewal_type=request.renewal_type,
        years=request.years,
        changeable=view.choices.changeable,
        effects=_effects(view, request),
        messages=tuple(_message(row, partner) for row in view.messages),
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


# -- what is wrong ----------------------------------------------------------------------------------------------------


def _wrong(view: _View, partner: Partner, request: CertificationRequest) -> list[Objection]:
    """Everything in a request that is not offered, each with the change that would mend it, if one does."""
    choices = view.choices
    reasons = (
        _wrong_name(view, request.name),
        _wrong_domain(view, partner, request.domain),
        _wrong_plan(view, request.plan),
        *_wrong_holder(view, partner, request),
        _wrong_word("renewal_type", request.renewal_type, choices.renewal_types, choices),
        term_objection(request.years, choices.years, (choices,)),
    )
    return [reason for reason in reasons if reason is not None]


def _wrong_name(view: _View, name: str) -> Objection | None:
    return Objection("name_malformed", (view.choices,), name) if not name or "@" in name else None


def _wrong_domain(view: _View, partner: Partner, domain: str) -> Objection | None:
    """Why a domain is neither public nor one that the partner has certified."""
    offered = _domains(view, partner)
    name = domain.lower()  # names of domains are the same in capitals
    if name in offered:
        return None
    near = nearest(name, offered)
    change = None if near is None else ("domain", near)
    rows = (view.choices, *offered.values())
    return Objection("domain_not_offered", rows, domain, tuple(offered), change=change)


def _domains(view: _View, partner: Partner) -> Mapping[str, Row]:
    """The domains that the partner may choose, each with the row that offers it."""
    kinds = view.choices.domain_kinds
    public = view.public if "public" in kinds else {}
    own = [name.lower() for name in partner.domains] if "certified" in kinds else []
    return {**dict.fromkeys(own, view.choices), **public}


def _wrong_plan(view: _View, name: str) -> Objection | None:
    """Why the panel has no such plan."""
    if name in view.plans:
        return None
    near = nearest(name, view.plans)
    change = None if near is None else ("plan", near)
    ended = view.ended(name)
    if ended is not None:
        return Objection("plan_withdrawn", (ended,), name, tuple(view.plans), change=change)
    rows = tuple(view.plans.values()) or (view.choices,)
    return Objection("plan_unknown", rows, name, tuple(view.plans), change=change)


def _wrong_holder(view: _View, partner: Partner, request: CertificationRequest) -> Iterable[Objection]:
    """What is wrong with how the holder is chosen, and with the holder."""
    choices = view.choices
    wrong = _wrong_word("holder_choice", request.holder_choice, choices.holder_choices, choices)
    if wrong is not None:
        yield wrong
    choice = wrong.change[1] if wrong and wrong.change else request.holder_choice
    if choice == "new" and request.holder is None:
        yield Objection("holder_missing", (choices,))
    elif choice in {"registered", "found"} and request.holder_id is None:
        yield Objection("holder_id_missing", (choices,))
    elif choice == "registered" and request.holder_id not in partner.holders:
        yield Objection("holder_not_registered", (choices,), request.holder_id, partner.holders)


def _wrong_word(field: str, asked: str, offered: tuple[str, ...], row: Row) -> Objection | None:
    """Why a word is none of a list."""
    if asked in offered:
        return None
    near = nearest(asked, offered)
    return Objection(_UNKNOWN[field], (row,), asked, offered, change=None if near is None else (field, near))


# -- what comes of it -------------------------------------------------------------------------------------------------


def _mailbox(view: _View, partner: Partner, request: CertificationRequest, on: date) -> Mailbox:
    """The mailbox from this day on; who a holder chosen by id is, the panel knows."""
    return Mailbox(
        address=f"{request.name}@{request.domain}",
        plan=request.plan,
        expiry=view.first_term.expiry(on, request.years),
        auto_renew=request.renewal_type == "tacit",
        holder=request.holder if request.holder_choice == "new" else None,
        channel=_PANEL,
        requested_on=on,
        activation_started_on=on,
        activated_on=on if view.activation.unit == "at_once" else None,
        last_term_years=request.years,
        last_term_began_on=on,
        on_partner_domain=_domains(view, partner)[request.domain.lower()] is view.choices,
    )


def _rows(view: _View, partner: Partner, request: CertificationRequest) -> tuple[Row, ...]:
    return (
        view.choices,
        _domains(view, partner)[request.domain.lower()],
        view.plans[request.plan],
        view.activation,
        *view.attested,
        view.credit,
        *view.messages,
    )


def _effects(view: _View, request: CertificationRequest) -> tuple[Effect, ...]:
    """The holder attached, activation, the certificate and what it attests, and that no price is known."""
    choices, known = view.choices, request.holder_choice != "new"
    holder = Effect("holder_attached", choices.ref, value=request.holder_id) if known else None
    return (
        holder or Effect("holder_registered", choices.ref),
        activation(view.activation).value,
        *(Effect("certificate_attests", row.ref, value=row.field) for row in view.attested),
        Effect("credit_price_unknown", view.credit.ref),
    )


def _message(row: MessageRow, partner: Partner) -> Message:
    """A message; what goes to the partner goes to the partner's address."""
    address = partner.email if row.audience == "partner" else None
    return Message(row.message, row.audience, address, row.sent_by, row.carries, row.ref)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What certification needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Activation, Certification, Credit, MessageRow, PartnerPlan, PublicDomain, RecordField, *FirstTerm.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self.choices = snapshot.row(Certification)
        self.public = {row.domain: row for row in snapshot.rows(PublicDomain) if "partners" in row.offered_to}
        self.plans = {row.plan: row for row in snapshot.rows(PartnerPlan)}
        self.first_term = FirstTerm(snapshot)
        self.activation = snapshot.row(Activation, "mailbox", _PANEL)
        self.credit = snapshot.row(Credit, "partner")
        self.messages = [snapshot.row(MessageRow, name) for name in _SENT]
        found = [row for row in snapshot.rows(RecordField) if (row.channel, row.record) == (_PANEL, "certificate")]
        self.attested = sorted(found, key=lambda row: row.position)

    def ended(self, plan: str) -> Withdrawn | None:
        """The row that ended a plan of the panel."""
        try:
            row = self._in_force.find(PartnerPlan, plan)
        except NoRuleInForce:
            return None
        return row if isinstance(row, Withdrawn) else None
