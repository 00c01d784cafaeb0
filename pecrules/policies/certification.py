"""Certifying a mailbox from the partner panel: the mailbox as it then is, what follows, or why it cannot be.

Tables: ``channels.certification`` (what a partner chooses from), ``channels.records`` (what the certificate attests),
``plans`` (partner plans, public domains), ``lifecycle`` (activation, messages), ``renewal.new_expiry``,
``payments.credit`` and the ``interpretations`` it names. Sources: seed 003 (R3.1 to R3.8, R3.12, R3.15), R2.11; F5.02,
F5.22, F7.05, F8.14 to F8.16, F12.10.

A partner's credit pays for each activation, but no source gives a partner's prices: nothing is taken from it here, and
an effect says so. One in which there is nothing pays for no activation, whatever that costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, Final, cast

from pecrules.base.errors import nearest
from pecrules.base.tuples import NamedTuple
from pecrules.domain.activation import activation
from pecrules.domain.addresses import Names
from pecrules.domain.answering import Steps
from pecrules.domain.expiry import FirstTerm, Term
from pecrules.domain.holders import number_objections
from pecrules.domain.misuse import takes
from pecrules.domain.prepaid import amount_objection, cents_of, empty
from pecrules.domain.provenance import Cited, because, caveats, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.sale_terms import term_objection
from pecrules.model.codes import RefusalCode, RenewalType
from pecrules.model.fields import changed
from pecrules.model.mailboxes import USUAL_ADDRESS, Mailbox
from pecrules.model.orders import Partner
from pecrules.model.outcomes.common import Effect, Stamp
from pecrules.model.outcomes.messages import Message
from pecrules.model.outcomes.orders import Certificate
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.requests import CertificationRequest
from pecrules.rulebook.rows import Row, Withdrawn
from pecrules.rulebook.rows.channels import Certification, RecordField
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Activation
from pecrules.rulebook.rows.lifecycle import Message as MessageRow
from pecrules.rulebook.rows.payments import Credit
from pecrules.rulebook.rows.plans import PartnerPlan, PublicDomain
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_PANEL: Final = "partner_panel"
_BLANK: Final = Mailbox(address=USUAL_ADDRESS, plan="", expiry=date.max, channel=_PANEL)
_UNKNOWN: Final[dict[str, RefusalCode]] = {
    "holder_choice": "holder_choice_unknown",
    "renewal_type": "renewal_type_unknown",
}
"""The refusal of a word that is none of its field's."""


def certify(
    partner: Partner, request: CertificationRequest, *, rules: Ruleset, on: date
) -> Certificate | Refusal[CertificationRequest]:
    """What a partner's certification of a mailbox brings about; it is active at once.

    Args:
        partner: Who certifies, with the domains certified and the holders registered before.
        request: Name, domain, plan, holder, type of renewal and duration of the contract in whole years.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.

    Returns:
        A ``Certificate``: the mailbox, what the partner may change later, what the certificate attests, the messages.
        Or a ``Refusal`` with the rows behind it and, where every objection can be mended, the nearest request that is
        accepted: ``name_malformed``, ``domain_not_offered``, ``plan_unknown``, ``plan_withdrawn``,
        ``holder_choice_unknown``, ``holder_missing``, ``holder_id_missing``, ``holder_not_registered``,
        ``tax_code_invalid``, ``vat_number_invalid``, ``renewal_type_unknown``, ``term_not_offered``;
        ``credit_negative``, ``credit_malformed``, and ``credit_short`` where the partner's credit is empty. Neither
        another holder nor more credit is ever proposed.

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
    return _CERTIFICATION.ask(partner, request, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """A partner's request, and what is looked up for it.

    Attributes:
        view: The tables.
        partner: The partner.
        request: What is asked for.
        on: The day.
        domains: The domains that this partner may choose, each with the row that offers it.
        amount: The partner's credit in cents; ``None`` for what is no amount of money.
        empty: Whether it is empty, and pays for nothing.
    """

    view: _View
    partner: Partner
    request: CertificationRequest
    on: date
    domains: Mapping[str, Row]
    amount: int | None
    empty: Cited[bool]


def _look_up(view: _View, partner: Partner, request: CertificationRequest, _: Ruleset, on: date) -> _Case:
    amount = cents_of(partner.credit)
    return _Case(
        view, partner, request, on, _domains(view, partner), amount, empty(view.credit, amount, view.empty_credit)
    )


def _domains(view: _View, partner: Partner) -> Mapping[str, Row]:
    kinds = view.choices.domain_kinds
    public = view.public if "public" in kinds else {}
    own = [name.lower() for name in partner.domains] if "certified" in kinds else []
    return {**dict.fromkeys(own, view.choices), **public} if own else public


def _objections(case: _Case) -> Sequence[Objection]:
    """Everything in a request that is not offered, each with the change that would mend it, if one does."""
    request, choices, credit = case.request, case.view.choices, case.partner.credit
    found = (
        _name_objection(case),
        _domain_objection(case),
        _plan_objection(case.view, request.plan),
        _word_objection("holder_choice", request.holder_choice, choices.holder_choices, choices),
        _holder_objection(case),
        *_number_objections(case),
        _word_objection("renewal_type", request.renewal_type, choices.renewal_types, choices),
        term_objection(request.years, choices.years, (choices,)),
        amount_objection(case.view.credit, credit, case.amount) or _empty_objection(case),
    )
    return [each for each in found if each is not None]


def _answer(case: _Case, stamp: Stamp) -> Certificate:
    view, partner, request, on, *_ = case
    term, rows = view.first_term.term(on, request.years), (*_rows(case), *view.first_term.rows(on))
    return Certificate(
        mailbox=_mailbox(case, term),
        renewal_type=cast("RenewalType", request.renewal_type),  # nobody objected to it
        years=request.years,
        changeable=view.choices.changeable,
        effects=_effects(view, request),
        messages=tuple(_message(row, partner) for row in view.messages),
        features=view.plans[request.plan].features,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


# -- what speaks against it -------------------------------------------------------------------------------------------


def _empty_objection(case: _Case) -> Objection | None:
    """Why nothing is certified with an empty credit, whatever it costs."""
    found = case.empty
    return Objection("credit_short", found.rows, remedies=("top_up_credit",)) if found.value else None


def _name_objection(case: _Case) -> Objection | None:
    """Why a mailbox may not be called so."""
    name, names = case.request.name, case.view.names
    if names.fits(name):
        return None
    near = names.nearest(name)
    rows = names.rows or (case.view.choices,)
    return Objection("name_malformed", rows, name, change=None if near is None else ("name", near))


def _domain_objection(case: _Case) -> Objection | None:
    """Why a domain is neither public nor one that the partner has certified."""
    offered, domain = case.domains, case.request.domain
    name = domain.lower()  # names of domains are the same in capitals
    if name in offered:
        return None
    near = nearest(name, offered)
    change = None if near is None else ("domain", near)
    rows = (case.view.choices, *offered.values())
    return Objection("domain_not_offered", rows, domain, tuple(offered), change=change)


def _plan_objection(view: _View, name: str) -> Objection | None:
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


def _holder_objection(case: _Case) -> Objection | None:
    """Why the holder, chosen in one of the ways there are, is none."""
    request, rows, registered = case.request, (case.view.choices,), case.partner.holders
    match request.holder_choice:
        case "new" if request.holder is None:
            return Objection("holder_missing", rows)
        case "registered" | "found" if request.holder_id is None:
            return Objection("holder_id_missing", rows)
        case "registered" if request.holder_id not in registered:
            return Objection("holder_not_registered", rows, request.holder_id, registered)
        case _:
            return None


def _number_objections(case: _Case) -> list[Objection]:
    """Why a certificate cannot attest what a new holder is registered with."""
    new = case.request.holder if case.request.holder_choice == "new" else None
    return [] if new is None else number_objections(new, (*case.view.attested, case.view.choices))


def _word_objection(field: str, word: str, offered: tuple[str, ...], row: Row) -> Objection | None:
    """Why a word is none of a list."""
    if word in offered:
        return None
    near = nearest(word, offered)
    return Objection(_UNKNOWN[field], (row,), word, offered, change=None if near is None else (field, near))


# -- what comes of it -------------------------------------------------------------------------------------------------


def _mailbox(case: _Case, term: Term) -> Mailbox:
    """The mailbox from this day on; who a holder chosen by id is, the panel knows."""
    view, _, request, on, domains, *_ = case
    facts = {
        "address": f"{request.name}@{request.domain}",
        "plan": request.plan,
        "expiry": term.expiry,
        "anchor": term.anchor,
        "auto_renew": request.renewal_type == "tacit",
        "holder": request.holder if request.holder_choice == "new" else None,
        "requested_on": on,
        "activation_started_on": on,
        "activated_on": on if view.activation.unit == "at_once" else None,
        "last_term_years": request.years,
        "last_term_began_on": on,
        "on_partner_domain": domains[request.domain.lower()] is view.choices,
    }
    return changed(_BLANK, facts)  # each was looked at in the request


def _rows(case: _Case) -> tuple[Row, ...]:
    view, request = case.view, case.request
    return (
        view.choices,
        case.domains[request.domain.lower()],
        view.plans[request.plan],
        view.activation,
        *view.attested,
        view.credit,
        *case.empty.rows,
        *view.messages,
    )


def _effects(view: _View, request: CertificationRequest) -> tuple[Effect, ...]:
    """The holder attached, activation, the certificate and what it attests, and that no price is known."""
    choices, known = view.choices, request.holder_choice != "new"
    holder = Effect("holder_attached", choices.ref, value=request.holder_id) if known else None
    return (holder or Effect("holder_registered", choices.ref), *view.effects)


def _message(row: MessageRow, partner: Partner) -> Message:
    """A message; what goes to the partner goes to the partner's address."""
    address = partner.email if row.audience == "partner" else None
    return Message(row.message, row.audience, address, row.sent_by, row.carries, row.ref)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What certification needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Activation, Certification, Credit, Interpretation, MessageRow, PartnerPlan, PublicDomain, RecordField,
        *FirstTerm.READS, *Names.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self.choices = snapshot.row(Certification)
        self.public = {row.domain: row for row in snapshot.rows(PublicDomain) if "partners" in row.offered_to}
        self.plans = {row.plan: row for row in snapshot.rows(PartnerPlan)}
        self.names = Names(snapshot)
        self.first_term = FirstTerm(snapshot)
        self.activation = snapshot.row(Activation, "mailbox", _PANEL)
        self.credit = snapshot.row(Credit, "partner")
        self.empty_credit = interpretation(snapshot, "empty_credit")
        self.messages = [snapshot.row(MessageRow, name) for name in self.choices.messages]
        found = [row for row in snapshot.rows(RecordField) if (row.channel, row.record) == (_PANEL, "certificate")]
        self.attested = sorted(found, key=lambda row: row.position)
        attested = [Effect("certificate_attests", row.ref, value=row.field) for row in self.attested]
        self.effects = (activation(self.activation).value, *attested, Effect("credit_price_unknown", self.credit.ref))

    def ended(self, plan: str) -> Withdrawn | None:
        """The row that ended a plan of the panel."""
        row = self._in_force.get(PartnerPlan, plan)
        return row if isinstance(row, Withdrawn) else None


_CERTIFICATION: Final = Steps(_View, _look_up, _objections, _answer, takes=takes("certify"))
