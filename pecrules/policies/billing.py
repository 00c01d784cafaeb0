"""What billing needs of a holder: an identifier and its form, numbers that are right; what is fixed, what is paid.

Tables: ``holders`` and the ``interpretations`` it names. Sources: seed 001 (R1.14 to R1.16), seed 002 (R2.4), F9.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import ClassVar, Final, Literal

from pecrules.base.errors import NoRuleInForce
from pecrules.domain.payments import Paying, billed_as
from pecrules.domain.provenance import Cited, because, caveats, interpretation
from pecrules.model.codes import BillingProblem
from pecrules.model.mailboxes import Holder
from pecrules.model.outcomes.billing import Billing, IdentifierForm
from pecrules.rulebook.rows import Addressee, HolderField, Identifier, Row, SplitPayment, Subject
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def billing_requirements(
    holder: Holder, identifier: str | None = None, *, rules: Ruleset, on: date, channel: str = "customer_area"
) -> Billing:
    """What billing takes a holder for, and what it needs.

    Tax codes and VAT numbers are held against their check digits, in whatever way they are spaced; a company's tax code
    may be one of eleven digits. That one of them must be given no source says, so neither is ever missing.

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
        days a public administration accepts the invoice.

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
    view, stamp = rules.view(_View, on)
    try:
        billed = view.paying.subject(holder.subject, holder.vat_number is not None)
    except NoRuleInForce as error:
        raise error.asked_on(on, rules.known_by) from None
    subject = billed.value.subject
    forms = tuple(row for row in view.identifiers if row.subject == subject)
    split = view.split if view.split and view.split.subject == subject else None
    addressee = view.addressees.get(channel)
    rows = (*_rows(view, holder, billed, forms, split), *((addressee,) if addressee else ()))
    return Billing(
        treated_as=subject,
        identifier_due=billed.value.einvoice_identifier == "due",
        identifiers=tuple(map(_form, forms)),
        problems=(*_wrong_numbers(holder), *_wrong_identifier(billed, forms, identifier), *_wrong_split(holder, split)),
        missing=view.paying.requires(billed_as(holder), given=identifier is not None),
        editable=tuple(row.field for row in view.fields if row.editable),
        fixed=tuple(row.field for row in view.fields if not row.editable),
        addressed_to=addressee.addressed_to if addressee else None,
        pays=_pays(view, holder, split),
        acceptance_days=split.acceptance_days if split else None,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


# -- one question -----------------------------------------------------------------------------------------------------


def _rows(
    view: _View, holder: Holder, billed: Cited[Subject], forms: tuple[Identifier, ...], split: SplitPayment | None
) -> tuple[Row, ...]:
    """The rows behind it all but the addressee."""
    due = (view.split_due,) if split and holder.split_payment else ()
    return (*billed.rows, *forms, *((split,) if split else ()), *due, *view.fields)


def _form(row: Identifier) -> IdentifierForm:
    return IdentifierForm(row.identifier, row.form, row.characters, row.sent_code, row.delivered, row.ref)


def _pays(view: _View, holder: Holder, split: SplitPayment | None) -> Literal["gross", "net"]:
    """Net with split payment, which must be declared expressly."""
    return "net" if split and holder.split_payment and view.split_due.choice == "net" else "gross"


def _wrong_split(holder: Holder, split: SplitPayment | None) -> tuple[BillingProblem, ...]:
    return ("split_payment_not_applicable",) if holder.split_payment and split is None else ()


def _wrong_numbers(holder: Holder) -> tuple[BillingProblem, ...]:
    """Which of the holder's numbers are none."""
    from stdnum.it import codicefiscale, iva

    tax_code = holder.tax_code is not None and not codicefiscale.is_valid(holder.tax_code)
    vat_number = holder.vat_number is not None and not iva.is_valid(holder.vat_number)
    return (*(("tax_code_invalid",) if tax_code else ()), *(("vat_number_invalid",) if vat_number else ()))


def _wrong_identifier(
    billed: Cited[Subject], forms: tuple[Identifier, ...], identifier: str | None
) -> tuple[BillingProblem, ...]:
    """What speaks against an identifier that was given."""
    if identifier is None or any(_FITS[row.form](row, identifier) for row in forms):
        return ()
    asked = billed.value.einvoice_identifier == "due"
    return ("identifier_malformed",) if asked else ("identifier_not_asked",)


_FITS: Final[dict[str, Callable[[Identifier, str], bool]]] = {
    "alphanumeric": lambda row, text: text.isascii() and text.isalnum() and len(text) == row.characters,
    "pec_address": lambda _, text: _ADDRESS.fullmatch(text) is not None,
    "nothing": lambda _, text: not text,
}
"""Whether a text has a form."""


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What billing needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (Addressee, HolderField, Identifier, SplitPayment, *Paying.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self.paying = Paying(snapshot)
        self.identifiers = snapshot.rows(Identifier)
        self.fields = snapshot.rows(HolderField)
        self.addressees = {row.channel: row for row in snapshot.rows(Addressee)}
        self.split = next(iter(snapshot.rows(SplitPayment)), None)
        self.split_due = interpretation(snapshot, "split_payment_due")
