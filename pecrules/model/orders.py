"""Orders, what happens to them and to mailboxes, what pays them, and who buys for others."""

from datetime import date
from decimal import Decimal
from typing import Final, get_args

from pecrules.base.values import field, frozen
from pecrules.model.codes import CreditKind, Kind, OrderKind, OrderState
from pecrules.model.fields import (
    AMOUNT,
    DAY_OR_NONE,
    FLAG,
    KEEP_AUTOMATIC_OFF,
    PRICE,
    QUANTITY,
    SIGNED_IN,
    TERM_OR_NONE,
    TEXT,
    TEXT_OR_NONE,
    WHOLE_OR_NONE,
    Request,
    described,
    doc,
    exactly,
    one_of,
    plain_amount,
    words,
)
from pecrules.model.mailboxes import HOLDER_OR_NONE, KIND, Holder
from pecrules.model.published import Published

_ORDER_KIND: Final = one_of(*get_args(OrderKind))
_ORDER_STATE: Final = one_of(*get_args(OrderState))
_CREDIT_KIND: Final = one_of(*get_args(CreditKind))


@described
@frozen(kw_only=True)
class Order(Published):
    """One order of a customer, as the customer area lists it."""

    number: str = field(validator=TEXT, metadata=doc("Its number."))
    kind: OrderKind = field(validator=_ORDER_KIND, metadata=doc("What it is for."))
    day: date | None = field(
        default=None, validator=DAY_OR_NONE, metadata=doc("The day it was placed.", "``None`` while it is a cart.")
    )
    gross: Decimal = field(
        converter=plain_amount, validator=PRICE, metadata=doc("What it costs, VAT included, in EUR.")
    )
    state: OrderState = field(
        default="awaiting_payment",
        validator=_ORDER_STATE,
        metadata=doc("How far it has come.", words="lifecycle.states"),
    )
    years: int | None = field(
        default=None,
        validator=TERM_OR_NONE,
        metadata=doc("The term it buys, in whole years.", "``None`` for extra space."),
    )
    extra_inbox_gb: int = field(default=0, validator=QUANTITY, metadata=doc("Whole GB of inbox it adds."))
    extra_archive_gb: int = field(default=0, validator=QUANTITY, metadata=doc("Whole GB of archive it adds."))
    method: str | None = field(
        default=None, validator=TEXT_OR_NONE, metadata=doc("How it is paid.", words="payments.methods")
    )
    signed_in: bool = field(default=True, validator=FLAG, metadata=SIGNED_IN)
    keep_automatic_off: bool = field(default=False, validator=FLAG, metadata=KEEP_AUTOMATIC_OFF)
    paid_on: date | None = field(default=None, validator=DAY_OR_NONE, metadata=doc("The day the payment was made."))
    registered_on: date | None = field(
        default=None,
        validator=DAY_OR_NONE,
        metadata=doc("The day the payment was registered.", "Activation is counted from it."),
    )
    mailbox_kind: Kind = field(
        default="mailbox",
        validator=KIND,
        metadata=doc("What it is for: mailbox, or domain for one that rides on a customer's domain."),
    )
    channel: str | None = field(
        default=None,
        validator=TEXT_OR_NONE,
        metadata=doc("Where that is managed.", "``None`` for where its kind is at home.", words="channels.channels"),
    )
    holder: Holder | None = field(
        default=None,
        validator=HOLDER_OR_NONE,
        metadata=doc("Who owns it.", "``None`` when the caller does not know."),
    )


@described
@frozen(kw_only=True)
class Credit(Published):
    """Prepaid credit."""

    kind: CreditKind = field(
        default="convention", validator=_CREDIT_KIND, metadata=doc("Whose it is.", words="payments.credit")
    )
    amount: Decimal = field(converter=plain_amount, validator=AMOUNT, metadata=doc("What is left of it, in EUR."))
    paid_on: date | None = field(
        default=None, validator=DAY_OR_NONE, metadata=doc("The day it was paid in, for a kind that expires.")
    )


@described
@frozen(kw_only=True)
class Partner(Published):
    """Who certifies mailboxes for others."""

    email: str = field(validator=TEXT, metadata=doc("Where messages to the partner go."))
    credit: Credit = field(validator=exactly(Credit), metadata=doc("The partner's credit."))
    domains: tuple[str, ...] = field(
        default=(), validator=words, metadata=doc("The domains that the partner has certified.")
    )
    holders: tuple[str, ...] = field(
        default=(), validator=words, metadata=doc("The ids of the holders registered before.")
    )


@described
@frozen(kw_only=True)
class Event(Request):
    """Something that happened to a mailbox or an order.

    What an event means is in ``lifecycle.transitions``; the fields are what its guards and effects ask about.
    """

    name: str = field(
        validator=TEXT, metadata=doc("Which event, as payment_registered.", words="lifecycle.transitions")
    )
    years: int | None = field(
        default=None,
        validator=WHOLE_OR_NONE,
        metadata=doc("The term bought, in whole years.", "``None`` repeats the last one."),
    )
    plan: str | None = field(
        default=None,
        validator=TEXT_OR_NONE,
        metadata=doc("The plan bought.", "``None`` keeps the one there is.", words="plans.plans"),
    )
    extra_inbox_gb: int | None = field(
        default=None,
        validator=WHOLE_OR_NONE,
        metadata=doc("Whole GB of inbox that come with it.", "``None`` leaves what there is."),
    )
    extra_archive_gb: int | None = field(
        default=None, validator=WHOLE_OR_NONE, metadata=doc("The same for the archive.")
    )
    conservazione: bool = field(default=False, validator=FLAG, metadata=doc("Whether conservazione comes with it."))
    method: str | None = field(
        default=None, validator=TEXT_OR_NONE, metadata=doc("How it was paid.", words="payments.methods")
    )
    signed_in: bool = field(default=True, validator=FLAG, metadata=doc("Whether the payer had signed in."))
    keep_automatic_off: bool = field(default=False, validator=FLAG, metadata=KEEP_AUTOMATIC_OFF)
    ordered_on: date | None = field(
        default=None, validator=DAY_OR_NONE, metadata=doc("The day of the order behind it.")
    )
    paid_on: date | None = field(default=None, validator=DAY_OR_NONE, metadata=doc("The day the payment was made."))
    confirmed: bool = field(
        default=False, validator=FLAG, metadata=doc("Whether the question that comes first was answered with yes.")
    )
    terms_accepted: bool = field(
        default=False, validator=FLAG, metadata=doc("Whether the contract terms were accepted.")
    )
    credit: Credit | None = field(
        default=None, validator=exactly(Credit, type(None)), metadata=doc("The credit that it is paid with.")
    )
    asked_by: str | None = field(
        default=None, validator=TEXT_OR_NONE, metadata=doc("Who asks, as holder or heir.", words="termination.modes")
    )
    holder: Holder | None = field(
        default=None, validator=HOLDER_OR_NONE, metadata=doc("The holder who asks, or the new one.")
    )
    day: date | None = field(default=None, validator=DAY_OR_NONE, metadata=doc("The day asked for, where one is."))
