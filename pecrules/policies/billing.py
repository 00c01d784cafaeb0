"""What billing needs of a holder: an identifier and its form, numbers that are right; what is fixed, what is paid.

Tables: ``holders`` and the ``interpretations`` it names. Sources: seed 001 (R1.14 to R1.16), seed 002 (R2.4), F9.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final

from pecrules.base.tuples import NamedTuple
from pecrules.domain import holders
from pecrules.domain.answering import Steps, none
from pecrules.domain.channels import channel_of
from pecrules.domain.misuse import takes
from pecrules.domain.payments import Paying, billed_as
from pecrules.domain.provenance import Cited, because, caveats
from pecrules.domain.refusing import Objection
from pecrules.model.codes import BillingProblem, HolderFieldName
from pecrules.model.mailboxes import Holder
from pecrules.model.outcomes.billing import Billing, IdentifierForm
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.quotes import VatTo
from pecrules.model.outcomes.refusals import Refusal
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.holders import Addressee, HolderField, Identifier, SplitPayment, Subject
from pecrules.rulebook.ruleset import Ruleset, Snapshot


def billing_requirements(
    holder: Holder, identifier: str | None = None, *, rules: Ruleset, on: date, channel: str = "customer_area"
) -> Billing | Refusal:
    """What billing takes a holder for, and what it needs.

    Tax codes and VAT numbers are held against their check digits, in whatever way they are spaced, a VAT number by the
    rules of the holder's country; a tax code may have eleven digits: a company's, or one that a person has for the time
    being. That one of them must be given no source says, so neither is ever missing.

    An identifier is taken in small letters and with spaces, and ``identifier`` gives it back as the invoice has it. One
    that is wrong is a problem, and still missing.

    Args:
        holder: The holder.
        identifier: The identifier for the electronic invoice; ``""`` for the choice to have none, ``None`` when nothing
            has been chosen yet.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.
        channel: Where the order is made (``channels.channels``).

    Returns:
        The kind of subject and the identifiers it may give. Problems: ``tax_code_invalid``, ``vat_number_invalid``,
        ``identifier_malformed`` for one that has none of the forms, ``identifier_not_asked`` for one that nobody asked
        for, ``split_payment_not_applicable`` where it is declared and does not apply. What must still be given; what
        the holder may change; whose data the invoice bears, ``None`` where no source says; net or gross; in how many
        days a public administration accepts the invoice. Or a ``Refusal``: ``channel_unknown``, ``channel_withdrawn``.

    Raises:
        NoRuleInForce: the tables say nothing yet about that kind of holder on that day.

    Source:
        R1.14 to R1.16, R2.4; F9.01 to F9.04, F9.06 to F9.12.

    >>> from pecrules import load_rules
    >>> company = Holder(subject="legal_person", vat_number="00743110158")
    >>> billing = billing_requirements(company, rules=load_rules(), on=date(2027, 1, 10))
    >>> billing.missing, billing.problems, [form.characters for form in billing.identifiers if form.characters]
    (('einvoice_identifier',), ('vat_number_invalid',), [7])
    """
    return _BILLING.ask(holder, _Request(identifier, channel), rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Request(NamedTuple):
    """What is known of the order: the identifier for its electronic invoice, and where it is made."""

    identifier: str | None
    channel: str


class _Case(NamedTuple):
    """A holder, and the rows that hold for such a one.

    Attributes:
        view: The tables.
        holder: The holder.
        identifier: The identifier that was given; ``None`` when nothing has been chosen.
        sent: The identifier as it goes on the invoice; ``None`` for what is none.
        billed: What billing takes the holder for.
        forms: The identifiers that such a subject may give.
        split: The row of split payment, if it may apply to such a subject.
        vat_to: Who gets the VAT of this holder.
        addressee: The row that says whose data the invoice bears; ``None`` where no source says.
    """

    view: _View
    holder: Holder
    identifier: str | None
    sent: str | None
    billed: Cited[Subject]
    forms: tuple[Identifier, ...]
    split: SplitPayment | None
    vat_to: Cited[VatTo]
    addressee: Addressee | None


def _look_up(view: _View, holder: Holder, request: _Request, _: Ruleset, __: date) -> _Case | Objection:
    here = channel_of(view.snapshot, request.channel) if view.has_channels else None
    if isinstance(here, Objection):
        return here
    facts = billed_as(holder)
    billed, vat_to, forms = view.paying.subject(facts), view.paying.vat_to(facts), view.paying.identifier_forms(facts)
    sent = None if request.identifier is None else view.paying.identifiers.sent(forms, request.identifier)
    addressee, split = view.addressees.get(request.channel), view.paying.split.get(billed.value.subject)
    return _Case(view, holder, request.identifier, sent, billed, forms, split, vat_to, addressee)


def _answer(case: _Case, stamp: Stamp) -> Billing:
    subject, view, rows = case.billed.value, case.view, _rows(case)
    return Billing(
        treated_as=subject.subject,
        identifier_due=subject.einvoice_identifier == "due",
        identifiers=tuple(map(_form, case.forms)),
        problems=(*_number_problems(case.holder), *_identifier_problems(case), *_split_problems(case)),
        missing=view.paying.requires(billed_as(case.holder), identified=case.sent is not None),
        editable=view.editable,
        fixed=view.fixed,
        addressed_to=case.addressee.addressed_to if case.addressee else None,
        pays="net" if case.vat_to.value == "treasury" else "gross",
        acceptance_days=case.split.acceptance_days if case.split else None,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
        identifier=case.sent,
    )


def _rows(case: _Case) -> tuple[Row, ...]:
    """Every row that the answer rests on."""
    accepted = (case.split,) if case.split and case.split.acceptance_days is not None else ()
    addressee = (case.addressee,) if case.addressee else ()
    return (*case.billed.rows, *case.forms, *accepted, *case.vat_to.rows, *case.view.fields, *addressee)


def _form(row: Identifier) -> IdentifierForm:
    return IdentifierForm(row.identifier, row.form, row.characters, row.sent_code, row.delivered, row.ref)


def _split_problems(case: _Case) -> tuple[BillingProblem, ...]:
    return ("split_payment_not_applicable",) if case.holder.split_payment and case.split is None else ()


def _number_problems(holder: Holder) -> tuple[BillingProblem, ...]:
    """Which of the holder's numbers are wrong, by a slip or altogether."""
    tax_code, vat_number = holders.tax_code(holder).fault, holders.vat_number(holder).fault
    return (
        *(("tax_code_invalid",) if tax_code != "none" else ()),
        *(("vat_number_invalid",) if vat_number != "none" else ()),
    )


def _identifier_problems(case: _Case) -> tuple[BillingProblem, ...]:
    """What is wrong with an identifier that was given."""
    if case.identifier is None or case.sent is not None:
        return ()
    due = case.billed.value.einvoice_identifier == "due"
    return ("identifier_malformed",) if due else ("identifier_not_asked",)


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What billing needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (Addressee, Channel, HolderField, *Paying.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.has_channels = bool(snapshot.rows(Channel))
        self.paying = Paying(snapshot)
        self.fields = snapshot.rows(HolderField)
        self.editable: tuple[HolderFieldName, ...] = tuple(row.field for row in self.fields if row.editable)
        self.fixed: tuple[HolderFieldName, ...] = tuple(row.field for row in self.fields if not row.editable)
        self.addressees: Mapping[str, Addressee] = {row.channel: row for row in snapshot.rows(Addressee)}


_BILLING: Final = Steps(_View, _look_up, none, _answer, takes=takes("billing_requirements"))
