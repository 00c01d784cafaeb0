"""Orders, what happens to them and to mailboxes, what pays them, and who buys for others."""

from datetime import date
from decimal import Decimal
from typing import Final, Literal, get_args

import attrs

from pecrules.model.fields import (
    AMOUNT,
    DAY_OR_NONE,
    FLAG,
    TEXT,
    TEXT_OR_NONE,
    WHOLE,
    WHOLE_OR_NONE,
    WORDS,
    Request,
    exactly,
    one_of,
)
from pecrules.model.mailboxes import HOLDER_OR_NONE, KIND, Holder, Kind

OrderKind = Literal["purchase", "renewal", "renewal_with_plan_change", "automatic_renewal", "extra_space", "repurchase"]
"""What an order is for."""

OrderState = Literal["cart", "awaiting_payment", "in_activation", "fulfilled", "cancelled"]
"""How far an order has come (``lifecycle.states``)."""

CreditKind = Literal["convention", "partner", "hosting"]
"""Whose prepaid credit it is (``payments.credit``)."""


_ORDER_KIND: Final = one_of(*get_args(OrderKind))
_ORDER_STATE: Final = one_of(*get_args(OrderState))
_CREDIT_KIND: Final = one_of(*get_args(CreditKind))


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
        mailbox_kind: What it is for: ``mailbox``, or ``domain`` for one that rides on a customer's domain.
        channel: Where that is managed (``channels.channels``); ``None`` for where its kind is at home.
        holder: Who owns it, or ``None`` when the caller does not know.
    """

    number: str = attrs.field(validator=TEXT)
    kind: OrderKind = attrs.field(validator=_ORDER_KIND)
    day: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    gross: Decimal = attrs.field(validator=AMOUNT)
    state: OrderState = attrs.field(default="awaiting_payment", validator=_ORDER_STATE)
    years: int | None = attrs.field(default=None, validator=WHOLE_OR_NONE)
    extra_inbox_gb: int = attrs.field(default=0, validator=WHOLE)
    extra_archive_gb: int = attrs.field(default=0, validator=WHOLE)
    method: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=FLAG)
    paid_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    registered_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    mailbox_kind: Kind = attrs.field(default="mailbox", validator=KIND)
    channel: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    holder: Holder | None = attrs.field(default=None, validator=HOLDER_OR_NONE)


@attrs.frozen(kw_only=True)
class Credit:
    """Prepaid credit.

    Attributes:
        kind: ``convention``, ``partner`` or ``hosting`` (``payments.credit``).
        amount: What is left of it, in EUR.
        paid_on: The day it was paid in, for a kind that expires.
    """

    kind: CreditKind = attrs.field(default="convention", validator=_CREDIT_KIND)
    amount: Decimal = attrs.field(validator=AMOUNT)
    paid_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)


@attrs.frozen(kw_only=True)
class Partner:
    """Who certifies mailboxes for others.

    Attributes:
        email: Where messages to the partner go.
        credit: The partner's credit.
        domains: The domains that the partner has certified.
        holders: The ids of the holders registered before.
    """

    email: str = attrs.field(validator=TEXT)
    credit: Credit = attrs.field(validator=exactly(Credit))
    domains: tuple[str, ...] = attrs.field(default=(), validator=WORDS)
    holders: tuple[str, ...] = attrs.field(default=(), validator=WORDS)


@attrs.frozen(kw_only=True)
class Event(Request):
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

    name: str = attrs.field(validator=TEXT)
    years: int | None = attrs.field(default=None, validator=WHOLE_OR_NONE)
    extra_inbox_gb: int | None = attrs.field(default=None, validator=WHOLE_OR_NONE)
    extra_archive_gb: int | None = attrs.field(default=None, validator=WHOLE_OR_NONE)
    method: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=FLAG)
    ordered_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    paid_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
    confirmed: bool = attrs.field(default=False, validator=FLAG)
    terms_accepted: bool = attrs.field(default=False, validator=FLAG)
    credit: Credit | None = attrs.field(default=None, validator=exactly(Credit, type(None)))
    asked_by: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    holder: Holder | None = attrs.field(default=None, validator=HOLDER_OR_NONE)
    day: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
