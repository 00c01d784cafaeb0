"""The nouns a caller brings: mailboxes, holders, requests. Frozen values; units are in the attributes' words.

A wrong *type* is refused here with ``TypeError``: it is a mistake of the calling program. A wrong *value* (nine years,
a plan nobody sells) is a question, and the policies answer it.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, get_args

import attrs

Kind = Literal["mailbox", "domain"]
"""What is certified: a mailbox of its own, or one that rides on a customer's domain (PEC su dominio)."""

Subject = Literal["natural_person", "legal_person", "public_administration"]
"""What a holder is for billing."""

OrderKind = Literal["purchase", "renewal", "renewal_with_plan_change", "automatic_renewal", "extra_space", "repurchase"]
"""What an order is for."""

OrderState = Literal["cart", "awaiting_payment", "in_activation", "fulfilled", "cancelled"]
"""How far an order has come (``lifecycle.states``)."""

CreditKind = Literal["convention", "partner", "hosting"]
"""Whose prepaid credit it is (``payments.credit``)."""


def _exactly(*types: type) -> Any:
    """A validator that takes these very types: ``True`` is no number here, and a moment is no day."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value.__class__ not in types:
            wanted = " or ".join("None" if kind is type(None) else kind.__name__ for kind in types)
            raise TypeError(f"{attribute.name} wants {wanted}, not {value!r}")

    return check


def _one_of(*words: str) -> Any:
    """A validator that takes these words alone."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value not in words:
            raise ValueError(f"{attribute.name} wants one of {', '.join(words)}, not {value!r}")

    return check


_TEXT: Final = _exactly(str)
_TEXT_OR_NONE: Final = _exactly(str, type(None))
_WHOLE: Final = _exactly(int)
_WHOLE_OR_NONE: Final = _exactly(int, type(None))
_FLAG: Final = _exactly(bool)
_DAY: Final = _exactly(date)
_DAY_OR_NONE: Final = _exactly(date, type(None))
_AMOUNT: Final = _exactly(Decimal)
_AMOUNT_OR_NONE: Final = _exactly(Decimal, type(None))
_WORDS: Final = attrs.validators.deep_iterable(_TEXT, _exactly(tuple))
_KIND: Final = _one_of(*get_args(Kind))
_SUBJECT: Final = _one_of(*get_args(Subject))
_ORDER_KIND: Final = _one_of(*get_args(OrderKind))
_ORDER_STATE: Final = _one_of(*get_args(OrderState))
_CREDIT_KIND: Final = _one_of(*get_args(CreditKind))


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
    name: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    tax_code: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    vat_number: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    reference_email: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    split_payment: bool = attrs.field(default=False, validator=_FLAG)


_HOLDER_OR_NONE: Final = _exactly(Holder, type(None))


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

    address: str = attrs.field(validator=_TEXT)
    kind: Kind = attrs.field(default="mailbox", validator=_KIND)
    plan: str = attrs.field(validator=_TEXT)
    expiry: date = attrs.field(validator=_DAY)
    auto_renew: bool = attrs.field(default=False, validator=_FLAG)
    extra_inbox_gb: int = attrs.field(default=0, validator=_WHOLE)
    extra_archive_gb: int = attrs.field(default=0, validator=_WHOLE)
    promo: bool = attrs.field(default=False, validator=_FLAG)
    renewal_order_pending: bool = attrs.field(default=False, validator=_FLAG)
    holder: Holder | None = attrs.field(default=None, validator=_HOLDER_OR_NONE)
    channel: str = attrs.field(default="customer_area", validator=_TEXT)
    account_email: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    requested_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    activation_started_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    activated_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    last_term_years: int | None = attrs.field(default=None, validator=_WHOLE_OR_NONE)
    last_term_began_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    method: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    method_valid: bool = attrs.field(default=True, validator=_FLAG)
    accessible: bool = attrs.field(default=True, validator=_FLAG)
    inbox_bytes: int | None = attrs.field(default=None, validator=_WHOLE_OR_NONE)
    archive_bytes: int | None = attrs.field(default=None, validator=_WHOLE_OR_NONE)
    on_partner_domain: bool = attrs.field(default=False, validator=_FLAG)
    suspended_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    termination_day: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    withdrawn_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)


@attrs.frozen(kw_only=True)
class Order:
    """One order of a customer, as the customer area lists it.

    Attributes:
        number: Its number.
        kind: ``purchase``, ``renewal``, ``renewal_with_plan_change``, ``automatic_renewal``, ``extra_space`` or
            ``repurchase``.
        day: The day it was placed; ``None`` while it is a cart.
        gross: What it costs, VAT included, in EUR.
        state: ``cart``, ``awaiting_payment``, ``in_activation``, ``fulfilled`` or ``cancelled``.
        years: The term it buys, in whole years; ``None`` for extra space.
        extra_inbox_gb: Whole GB of inbox that it adds.
        extra_archive_gb: Whole GB of archive that it adds.
        method: How it is paid (``payments.methods``).
        signed_in: Whether the payer has signed in.
        keep_automatic_off: The payer's wish that paying by card leaves automatic renewal off.
        paid_on: The day the payment was made.
        registered_on: The day the payment was registered; activation is counted from it.
    """

    number: str = attrs.field(validator=_TEXT)
    kind: OrderKind = attrs.field(validator=_ORDER_KIND)
    day: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    gross: Decimal = attrs.field(validator=_AMOUNT)
    state: OrderState = attrs.field(default="awaiting_payment", validator=_ORDER_STATE)
    years: int | None = attrs.field(default=None, validator=_WHOLE_OR_NONE)
    extra_inbox_gb: int = attrs.field(default=0, validator=_WHOLE)
    extra_archive_gb: int = attrs.field(default=0, validator=_WHOLE)
    method: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=_FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=_FLAG)
    paid_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    registered_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)


@attrs.frozen(kw_only=True)
class Credit:
    """Prepaid credit.

    Attributes:
        kind: ``convention``, ``partner`` or ``hosting`` (``payments.credit``).
        amount: What is left of it, in EUR.
        paid_on: The day it was paid in, for a kind that expires.
    """

    kind: CreditKind = attrs.field(default="convention", validator=_CREDIT_KIND)
    amount: Decimal = attrs.field(validator=_AMOUNT)
    paid_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)


@attrs.frozen(kw_only=True)
class Partner:
    """Who certifies mailboxes for others.

    Attributes:
        email: Where messages to the partner go.
        credit: The partner's credit.
        domains: The domains that the partner has certified.
        holders: The ids of the holders registered before.
    """

    email: str = attrs.field(validator=_TEXT)
    credit: Credit = attrs.field(validator=_exactly(Credit))
    domains: tuple[str, ...] = attrs.field(default=(), validator=_WORDS)
    holders: tuple[str, ...] = attrs.field(default=(), validator=_WORDS)


@attrs.frozen(kw_only=True)
class Event:
    """Something that happened to a mailbox or an order.

    What an event means is in ``lifecycle.transitions``; the fields are what its guards and effects ask about.

    Attributes:
        name: Which event, as ``payment_registered``.
        years: The term bought, in whole years; ``None`` repeats the last one.
        extra_inbox_gb: Whole GB of inbox that come with it; ``None`` leaves what there is.
        extra_archive_gb: The same for the archive.
        method: How it was paid (``payments.methods``).
        signed_in: Whether the payer had signed in.
        keep_automatic_off: The payer's wish that paying by card leaves automatic renewal off.
        ordered_on: The day of the order behind it.
        paid_on: The day the payment was made.
        confirmed: Whether the question that comes first was answered with yes.
        terms_accepted: Whether the contract terms were accepted.
        credit: The credit that it is paid with.
        asked_by: Who asks, as ``holder`` or ``heir`` (``termination.modes``).
        holder: The holder who asks, or the new one.
        day: The day asked for, where one is.
    """

    name: str = attrs.field(validator=_TEXT)
    years: int | None = attrs.field(default=None, validator=_WHOLE_OR_NONE)
    extra_inbox_gb: int | None = attrs.field(default=None, validator=_WHOLE_OR_NONE)
    extra_archive_gb: int | None = attrs.field(default=None, validator=_WHOLE_OR_NONE)
    method: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=_FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=_FLAG)
    ordered_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    paid_on: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    confirmed: bool = attrs.field(default=False, validator=_FLAG)
    terms_accepted: bool = attrs.field(default=False, validator=_FLAG)
    credit: Credit | None = attrs.field(default=None, validator=_exactly(Credit, type(None)))
    asked_by: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    holder: Holder | None = attrs.field(default=None, validator=_HOLDER_OR_NONE)
    day: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)


@attrs.frozen(kw_only=True)
class RenewalRequest:
    """What is asked of a manual renewal that keeps the plan.

    Attributes:
        years: The new term in whole years.
        extra_inbox_gb: Whole GB of inbox on top of the plan's in the new term; ``None`` keeps what the mailbox has.
        extra_archive_gb: The same for the archive.
        method: How it will be paid, as ``card`` (``payments.methods``); ``None`` when not chosen yet.
        signed_in: Whether the payer has signed in: the quick payment by order number needs no sign-in.
        keep_automatic_off: The payer's wish, where the service offers one, that paying by card leaves automatic
            renewal off.
        promo: Whether the order itself is on promotion (read only under that choice of topic ``promo_flag``).
        einvoice_identifier: The identifier for the electronic invoice, when already given.
    """

    years: int = attrs.field(validator=_WHOLE)
    extra_inbox_gb: int | None = attrs.field(default=None, validator=_WHOLE_OR_NONE)
    extra_archive_gb: int | None = attrs.field(default=None, validator=_WHOLE_OR_NONE)
    method: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=_FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=_FLAG)
    promo: bool = attrs.field(default=False, validator=_FLAG)
    einvoice_identifier: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)


@attrs.frozen(kw_only=True)
class PlanChangeRequest:
    """What is asked of a renewal that changes the plan.

    Attributes:
        plan: The plan wanted (``plans.plans``).
        years: The new term in whole years.
        extra_inbox_gb: Whole GB of inbox on top of the new plan's.
        extra_archive_gb: Whole GB of archive on top of the new plan's.
        method: How it will be paid; ``None`` when not chosen yet.
        signed_in: Whether the payer has signed in.
        keep_automatic_off: The payer's wish that paying by card leaves automatic renewal off.
        promo: Whether the order itself is on promotion.
        einvoice_identifier: The identifier for the electronic invoice, when already given.
    """

    plan: str = attrs.field(validator=_TEXT)
    years: int = attrs.field(validator=_WHOLE)
    extra_inbox_gb: int = attrs.field(default=0, validator=_WHOLE)
    extra_archive_gb: int = attrs.field(default=0, validator=_WHOLE)
    method: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=_FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=_FLAG)
    promo: bool = attrs.field(default=False, validator=_FLAG)
    einvoice_identifier: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)


@attrs.frozen(kw_only=True)
class ExtraSpaceRequest:
    """What is asked of an order that adds to a mailbox without renewing it.

    Attributes:
        extra_inbox_gb: Whole GB of inbox to add.
        extra_archive_gb: Whole GB of archive to add.
        conservazione: Whether to add the legal archiving of messages, where it is sold apart.
        method: How it will be paid; ``None`` when not chosen yet.
        signed_in: Whether the payer has signed in.
        keep_automatic_off: The payer's wish that paying by card leaves automatic renewal off.
        einvoice_identifier: The identifier for the electronic invoice, when already given.
    """

    extra_inbox_gb: int = attrs.field(default=0, validator=_WHOLE)
    extra_archive_gb: int = attrs.field(default=0, validator=_WHOLE)
    conservazione: bool = attrs.field(default=False, validator=_FLAG)
    method: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=_FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=_FLAG)
    einvoice_identifier: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)


@attrs.frozen(kw_only=True)
class PurchaseRequest:
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
    """

    address: str = attrs.field(validator=_TEXT)
    kind: Kind = attrs.field(default="mailbox", validator=_KIND)
    plan: str = attrs.field(validator=_TEXT)
    years: int = attrs.field(validator=_WHOLE)
    mailboxes: int = attrs.field(default=1, validator=_WHOLE)
    extra_inbox_gb: int = attrs.field(default=0, validator=_WHOLE)
    extra_archive_gb: int = attrs.field(default=0, validator=_WHOLE)
    method: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=_FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=_FLAG)
    promo: bool = attrs.field(default=False, validator=_FLAG)
    einvoice_identifier: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    through: str = attrs.field(default="new_purchase", validator=_TEXT)
    holder: Holder | None = attrs.field(default=None, validator=_HOLDER_OR_NONE)


@attrs.frozen(kw_only=True)
class CertificationRequest:
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

    name: str = attrs.field(validator=_TEXT)
    domain: str = attrs.field(validator=_TEXT)
    plan: str = attrs.field(validator=_TEXT)
    holder_choice: str = attrs.field(validator=_TEXT)
    holder_id: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    holder: Holder | None = attrs.field(default=None, validator=_HOLDER_OR_NONE)
    renewal_type: str = attrs.field(validator=_TEXT)
    years: int = attrs.field(validator=_WHOLE)


@attrs.frozen(kw_only=True)
class TerminationRequest:
    """A wish to end a mailbox.

    Attributes:
        mode: ``lapse``, ``withdrawal``, ``at_date`` or ``immediate`` (``termination.modes``).
        asked_by: Who asks: ``holder``, ``legal_representative``, ``heir``, ``account_holder`` or ``partner``.
        through: How: ``nothing``, ``online_request``, ``email_form``, ``registered_letter`` or ``panel_command``.
        day: The day asked for, with ``at_date``.
        paid_gross: What was paid for the running term, VAT included, in EUR; ``None`` when not known.
    """

    mode: str = attrs.field(validator=_TEXT)
    asked_by: str = attrs.field(default="holder", validator=_TEXT)
    through: str = attrs.field(default="online_request", validator=_TEXT)
    day: date | None = attrs.field(default=None, validator=_DAY_OR_NONE)
    paid_gross: Decimal | None = attrs.field(default=None, validator=_AMOUNT_OR_NONE)
