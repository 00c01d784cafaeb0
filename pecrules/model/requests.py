"""What can be asked for beside a renewal: more space, a new mailbox, its certification, its end."""

from datetime import date
from decimal import Decimal

import attrs

from pecrules.model.fields import AMOUNT_OR_NONE, DAY_OR_NONE, FLAG, TEXT, TEXT_OR_NONE, WHOLE, Request
from pecrules.model.mailboxes import HOLDER_OR_NONE, KIND, Holder, Kind


@attrs.frozen(kw_only=True)
class ExtraSpaceRequest(Request):
    """What is asked of an order that adds to a mailbox without renewing it.

    Attributes:
        extra_inbox_gb: Whole GB of inbox to add.
        extra_archive_gb: Whole GB of archive to add.
        conservazione: Whether to add the legal archiving of messages, where it is sold apart.
        method: How it will be paid; ``None`` when not chosen yet.
        signed_in: Whether the payer has signed in.
        keep_automatic_off: The payer's wish that paying by card leaves automatic renewal off.
        einvoice_identifier: The identifier for the electronic invoice, when already given.
        paid_on: The day it will be paid, where that is another one and the prices of that day count (topic
            ``price_day``); ``None`` for the day of the order.
    """

    extra_inbox_gb: int = attrs.field(default=0, validator=WHOLE)
    extra_archive_gb: int = attrs.field(default=0, validator=WHOLE)
    conservazione: bool = attrs.field(default=False, validator=FLAG)
    method: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=FLAG)
    einvoice_identifier: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    paid_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)


@attrs.frozen(kw_only=True)
class PurchaseRequest(Request):
    """What is asked of a first order, or of one that buys a deleted name again.

    Attributes:
        address: The full address wanted; one of a public domain, or of the customer's own for kind ``domain``.
        kind: ``mailbox`` or ``domain``.
        plan: The plan wanted (``plans.plans``).
        years: The term in whole years.
        mailboxes: How many mailboxes like this one the order holds.
        extra_inbox_gb: Whole GB of inbox on top of the plan's, for each.
        extra_archive_gb: Whole GB of archive on top of the plan's, for each.
        method: How it will be paid; ``None`` when not chosen yet.
        signed_in: Whether the payer has signed in.
        keep_automatic_off: The payer's wish that paying by card leaves automatic renewal off.
        promo: Whether the product is on promotion.
        einvoice_identifier: The identifier for the electronic invoice, when already given.
        through: How a deleted name is asked for again: ``new_purchase`` or ``repurchase_button``
            (``termination.repurchase``).
        holder: Who asks for a deleted name again; not read for a first order, whose holder is the subject.
        paid_on: The day it will be paid, where that is another one and the prices of that day count (topic
            ``price_day``); ``None`` for the day of the order.
    """

    address: str = attrs.field(validator=TEXT)
    kind: Kind = attrs.field(default="mailbox", validator=KIND)
    plan: str = attrs.field(validator=TEXT)
    years: int = attrs.field(validator=WHOLE)
    mailboxes: int = attrs.field(default=1, validator=WHOLE)
    extra_inbox_gb: int = attrs.field(default=0, validator=WHOLE)
    extra_archive_gb: int = attrs.field(default=0, validator=WHOLE)
    method: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=FLAG)
    promo: bool = attrs.field(default=False, validator=FLAG)
    einvoice_identifier: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    through: str = attrs.field(default="new_purchase", validator=TEXT)
    holder: Holder | None = attrs.field(default=None, validator=HOLDER_OR_NONE)
    paid_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)


@attrs.frozen(kw_only=True)
class CertificationRequest(Request):
    """What a partner chooses when certifying a mailbox.

    Attributes:
        name: The part of the address before the ``@``.
        domain: The domain: a public one, or one that the partner has certified.
        plan: A plan of the partner panel (``plans.partner_plans``).
        holder_choice: ``new``, ``registered`` or ``found`` (``channels.certification``).
        holder_id: The id of a holder registered before, or found.
        holder: The data of a new holder.
        renewal_type: ``tacit`` or ``at_expiry``.
        years: The contract's duration in whole years.
    """

    name: str = attrs.field(validator=TEXT)
    domain: str = attrs.field(validator=TEXT)
    plan: str = attrs.field(validator=TEXT)
    holder_choice: str = attrs.field(validator=TEXT)
    holder_id: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    holder: Holder | None = attrs.field(default=None, validator=HOLDER_OR_NONE)
    renewal_type: str = attrs.field(validator=TEXT)
    years: int = attrs.field(validator=WHOLE)


@attrs.frozen(kw_only=True)
class TerminationRequest(Request):
    """A wish to end a mailbox.

    Attributes:
        mode: ``lapse``, ``withdrawal``, ``at_date`` or ``immediate`` (``termination.modes``).
        asked_by: Who asks: ``holder``, ``legal_representative``, ``heir``, ``account_holder`` or ``partner``.
        through: How: ``nothing``, ``online_request``, ``email_form``, ``registered_letter`` or ``panel_command``.
        day: The day asked for, with ``at_date``.
        paid_gross: What was paid for the running term, VAT included, in EUR; ``None`` when not known.
    """

    mode: str = attrs.field(validator=TEXT)
    asked_by: str = attrs.field(default="holder", validator=TEXT)
    through: str = attrs.field(default="online_request", validator=TEXT)
    day: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    paid_gross: Decimal | None = attrs.field(default=None, validator=AMOUNT_OR_NONE)
