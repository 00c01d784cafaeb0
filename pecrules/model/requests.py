"""What can be asked for beside a renewal: more space, a new mailbox, its certification, its end."""

from datetime import date
from decimal import Decimal
from typing import cast

from pecrules.base.values import field, frozen
from pecrules.model.codes import Kind
from pecrules.model.fields import (
    AMOUNT_OR_NONE,
    DAY_OR_NONE,
    EINVOICE_IDENTIFIER,
    FLAG,
    KEEP_AUTOMATIC_OFF,
    METHOD,
    PAID_ON,
    SIGNED_IN,
    TEXT,
    TEXT_OR_NONE,
    WHOLE,
    Request,
    described,
    doc,
    plain_amount,
)
from pecrules.model.mailboxes import HOLDER_OR_NONE, KIND, Holder


@described
@frozen(kw_only=True)
class ExtraSpaceRequest(Request):
    """What is asked of an order that adds to a mailbox without renewing it."""

    extra_inbox_gb: int = field(default=0, validator=WHOLE, metadata=doc("Whole GB of inbox to add."))
    extra_archive_gb: int = field(default=0, validator=WHOLE, metadata=doc("Whole GB of archive to add."))
    conservazione: bool = field(
        default=False,
        validator=FLAG,
        metadata=doc("Whether to add the legal archiving of messages, where it is sold apart."),
    )
    method: str | None = field(default=None, validator=TEXT_OR_NONE, metadata=METHOD)
    signed_in: bool = field(default=True, validator=FLAG, metadata=SIGNED_IN)
    keep_automatic_off: bool = field(default=False, validator=FLAG, metadata=KEEP_AUTOMATIC_OFF)
    einvoice_identifier: str | None = field(default=None, validator=TEXT_OR_NONE, metadata=EINVOICE_IDENTIFIER)
    paid_on: date | None = field(default=None, validator=DAY_OR_NONE, metadata=PAID_ON)


@described
@frozen(kw_only=True)
class PurchaseRequest(Request):
    """What is asked of a first order, or of one that buys a deleted name again."""

    address: str = field(
        validator=TEXT,
        metadata=doc(
            "The full address wanted.", "One of a public domain, or of the customer's own for kind ``domain``."
        ),
    )
    kind: Kind = field(
        default="mailbox",
        validator=KIND,
        metadata=doc("Mailbox or domain."),
    )
    plan: str = field(validator=TEXT, metadata=doc("The plan wanted.", words="plans.plans"))
    years: int = field(validator=WHOLE, metadata=doc("The term in whole years."))
    mailboxes: int = field(
        default=1, validator=WHOLE, metadata=doc("How many mailboxes like this one the order holds.")
    )
    extra_inbox_gb: int = field(
        default=0, validator=WHOLE, metadata=doc("Whole GB of inbox on top of the plan's, for each.")
    )
    extra_archive_gb: int = field(
        default=0, validator=WHOLE, metadata=doc("Whole GB of archive on top of the plan's, for each.")
    )
    method: str | None = field(default=None, validator=TEXT_OR_NONE, metadata=METHOD)
    signed_in: bool = field(default=True, validator=FLAG, metadata=SIGNED_IN)
    keep_automatic_off: bool = field(default=False, validator=FLAG, metadata=KEEP_AUTOMATIC_OFF)
    promo: bool = field(default=False, validator=FLAG, metadata=doc("Whether the product is on promotion."))
    einvoice_identifier: str | None = field(default=None, validator=TEXT_OR_NONE, metadata=EINVOICE_IDENTIFIER)
    through: str = field(
        default="new_purchase",
        validator=TEXT,
        metadata=doc(
            "How a deleted name is asked for again: new_purchase or repurchase_button.", words="termination.repurchase"
        ),
    )
    holder: Holder | None = field(
        default=None,
        validator=HOLDER_OR_NONE,
        metadata=doc("Who asks for a deleted name again.", "Not read for a first order, whose holder is the subject."),
    )
    paid_on: date | None = field(default=None, validator=DAY_OR_NONE, metadata=PAID_ON)


@described
@frozen(kw_only=True)
class CertificationRequest(Request):
    """What a partner chooses when certifying a mailbox."""

    name: str = field(validator=TEXT, metadata=doc("The part of the address before the @."))
    domain: str = field(
        validator=TEXT, metadata=doc("The domain: a public one, or one that the partner has certified.")
    )
    plan: str = field(validator=TEXT, metadata=doc("A plan of the partner panel.", words="plans.partner_plans"))
    holder_choice: str = field(
        validator=TEXT,
        metadata=doc("Whether the holder is new, registered or found.", words="channels.certification"),
    )
    holder_id: str | None = field(
        default=None, validator=TEXT_OR_NONE, metadata=doc("The id of a holder registered before, or found.")
    )
    holder: Holder | None = field(default=None, validator=HOLDER_OR_NONE, metadata=doc("The data of a new holder."))
    renewal_type: str = field(
        validator=TEXT, metadata=doc("How it is renewed: tacit or at_expiry.", words="channels.certification")
    )
    years: int = field(validator=WHOLE, metadata=doc("The contract's duration in whole years."))


@described
@frozen(kw_only=True)
class TerminationRequest(Request):
    """A wish to end a mailbox."""

    mode: str = field(
        validator=TEXT,
        metadata=doc("How it ends: lapse, withdrawal, at_date or immediate.", words="termination.modes"),
    )
    asked_by: str = field(
        default="holder",
        validator=TEXT,
        metadata=doc(
            "Who asks: holder, legal_representative, heir, account_holder or partner.", words="termination.modes"
        ),
    )
    through: str = field(
        default="online_request",
        validator=TEXT,
        metadata=doc(
            "How it is asked for: nothing, online_request, email_form, registered_letter or panel_command.",
            words="termination.modes",
        ),
    )
    day: date | None = field(default=None, validator=DAY_OR_NONE, metadata=doc("The day asked for, with at_date."))
    paid_gross: Decimal | None = field(
        default=cast("Decimal | None", None),
        converter=plain_amount,
        validator=AMOUNT_OR_NONE,
        metadata=doc("What was paid for the running term, VAT included, in EUR.", "``None`` when not known."),
    )
