"""Mailboxes and who holds them."""

from datetime import date
from typing import Final, Literal, get_args

import attrs

from pecrules.model.fields import DAY, DAY_OR_NONE, FLAG, TEXT, TEXT_OR_NONE, WHOLE, WHOLE_OR_NONE, exactly, one_of

Kind = Literal["mailbox", "domain"]
"""What is certified: a mailbox of its own, or one that rides on a customer's domain (PEC su dominio)."""

Subject = Literal["natural_person", "legal_person", "public_administration"]
"""What a holder is for billing."""

KIND: Final = one_of(*get_args(Kind))
_SUBJECT: Final = one_of(*get_args(Subject))


@attrs.frozen(kw_only=True)
class Holder:
    """Who owns a mailbox.

    Attributes:
        subject: ``natural_person``, ``legal_person`` or ``public_administration`` (``holders.subjects``).
        name: First and last name, or the name of the company or body; ``None`` when not known.
        tax_code: The codice fiscale; ``None`` when there is none or it is not known.
        vat_number: The partita IVA; ``None`` when there is none or it is not known.
        reference_email: The address in the holder's data to which notices go.
        split_payment: Whether a public administration has declared split payment.
    """

    subject: Subject = attrs.field(validator=_SUBJECT)
    name: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    tax_code: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    vat_number: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    reference_email: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    split_payment: bool = attrs.field(default=False, validator=FLAG)


HOLDER_OR_NONE: Final = exactly(Holder, type(None))


@attrs.frozen(kw_only=True)
class Mailbox:
    """One certified mailbox, as the registry knows it: facts, from which its state on any day follows.

    A fact nobody gave is ``None``. A mailbox of which only address, plan and expiry are known was activated some day
    and then left alone.

    Attributes:
        address: The full address.
        kind: ``mailbox``, or ``domain`` for one that rides on a customer's domain.
        plan: The plan it has now, as ``standard`` (``plans``).
        expiry: The last day it is paid for, a civil date of Europe/Rome; while it is being activated, the expected one.
        auto_renew: Whether automatic renewal is on.
        extra_inbox_gb: Whole GB of inbox bought on top of the plan's, until the expiry.
        extra_archive_gb: Whole GB of archive bought on top of the plan's, until the expiry.
        promo: Whether it was sold as a product on promotion.
        renewal_order_pending: Whether a renewal order is open and not yet paid.
        holder: Who owns it, or ``None`` when the caller does not know.
        channel: Where it is managed: ``customer_area``, ``convention_area``, ``partner_panel`` or ``hosting_area``
            (``channels.channels``).
        account_email: The address of the account that it belongs to.
        requested_on: The day it was asked for.
        activation_started_on: The day from which its activation is counted, where the caller follows activations.
        activated_on: The day it became usable.
        last_term_years: The term of its last order, in whole years: an automatic renewal repeats it.
        last_term_began_on: The day of that order, from which a consumer's right to withdraw is counted.
        method: The way to pay that automatic renewal charges (``payments.methods``).
        method_valid: Whether that way to pay still works.
        accessible: Whether its holder can enter the Webmail.
        inbox_bytes: How much of the inbox is occupied.
        archive_bytes: How much of the archive is occupied.
        on_partner_domain: Whether it rides on a domain that a partner has certified.
        suspended_on: The first day of a suspension that still lasts.
        termination_day: The day that a partner asked to end it on.
        withdrawn_on: The first day after a withdrawal.

    >>> Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30)).kind
    'mailbox'
    """

    address: str = attrs.field(validator=TEXT)
    kind: Kind = attrs.field(default="mailbox", validator=KIND)
    plan: str = attrs.field(validator=TEXT)
    expiry: date = attrs.field(validator=DAY)
    auto_renew: bool = attrs.field(default=False, validator=FLAG)
    extra_inbox_gb: int = attrs.field(default=0, validator=WHOLE)
    extra_archive_gb: int = attrs.field(default=0, validator=WHOLE)
    promo: bool = attrs.field(default=False, validator=FLAG)
    renewal_order_pending: bool = attrs.field(default=False, validator=FLAG)
    holder: Holder | None = attrs.field(default=None, validator=HOLDER_OR_NONE)
    channel: str = attrs.field(default="customer_area", validator=TEXT)
    account_email: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    requested_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    activation_started_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    activated_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    last_term_years: int | None = attrs.field(default=None, validator=WHOLE_OR_NONE)
    last_term_began_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    method: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    method_valid: bool = attrs.field(default=True, validator=FLAG)
    accessible: bool = attrs.field(default=True, validator=FLAG)
    inbox_bytes: int | None = attrs.field(default=None, validator=WHOLE_OR_NONE)
    archive_bytes: int | None = attrs.field(default=None, validator=WHOLE_OR_NONE)
    on_partner_domain: bool = attrs.field(default=False, validator=FLAG)
    suspended_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    termination_day: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    withdrawn_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
