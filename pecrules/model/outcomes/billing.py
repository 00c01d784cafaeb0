"""What an invoice needs to know of a holder."""

from typing import Literal

from pecrules.base.values import frozen
from pecrules.model.codes import (
    AddresseeName,
    BillingProblem,
    HolderFieldName,
    IdentifierName,
    IdentifierShape,
    RequirementCode,
    SubjectType,
)
from pecrules.model.outcomes.common import Because, Caveat, Stamp
from pecrules.model.published import Published


@frozen(slots=False)
class IdentifierForm(Published):
    """A way to identify a holder for the electronic invoice.

    Attributes:
        identifier: ``recipient_code``, ``office_code``, ``pec_address``, ``foreign_code`` or ``no_identifier``.
        form: ``alphanumeric``, ``pec_address``, ``sent_code`` or ``nothing``.
        characters: How many, for an alphanumeric one.
        sent_code: The code that goes on the invoice instead, as ``0000000``.
        delivered: Whether the invoice is delivered.
        row: The row that says so.
    """

    identifier: IdentifierName
    form: IdentifierShape
    characters: int | None
    sent_code: str | None
    delivered: bool
    row: str


@frozen(slots=False)
class Billing(Published):
    """What billing needs of a holder.

    Attributes:
        treated_as: The kind of subject that the rules of billing take the holder for.
        identifier_due: Whether an identifier for the electronic invoice must be given.
        identifiers: The forms it may have.
        problems: What is wrong with the data given, as ``tax_code_invalid``; nothing when all is well.
        missing: What must still be given.
        editable: The fields that the holder may change.
        fixed: The fields that the holder may not change.
        addressed_to: Whose data the invoice bears: ``mailbox_holder`` or ``account_holder``.
        pays: ``gross``, or ``net`` with split payment.
        acceptance_days: Within how many days a public administration accepts the invoice; ``None`` for others.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
        identifier: The identifier that was given, as it goes on the invoice: a code in capitals, without spaces;
            nothing for the choice to have none; ``None`` when none was given, or a wrong one.
    """

    treated_as: SubjectType
    identifier_due: bool
    identifiers: tuple[IdentifierForm, ...]
    problems: tuple[BillingProblem, ...]
    missing: tuple[RequirementCode, ...]
    editable: tuple[HolderFieldName, ...]
    fixed: tuple[HolderFieldName, ...]
    addressed_to: AddresseeName | None
    pays: Literal["gross", "net"]
    acceptance_days: int | None
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
    identifier: str | None = None
