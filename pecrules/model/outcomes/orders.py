"""How an order is paid, repeated or certified."""

from datetime import date
from decimal import Decimal

from pecrules.base.values import frozen
from pecrules.model.codes import ChangeableLater, Feature, Item, MethodName, RemedyCode, RenewalType
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Credit
from pecrules.model.outcomes.common import Because, Caveat, Effect, Stamp
from pecrules.model.outcomes.messages import Message
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.published import Published


@frozen(slots=False)
class Settlement(Published):
    """How a quote is paid with credit.

    Attributes:
        fulfilled: Whether the order is closed and carried out at once.
        spent: What is taken from the credit, in EUR.
        credit: The credit as it then is.
        shortfall: What is missing, in EUR.
        top_up: What must be paid in first, in EUR; nothing when the credit is enough.
        top_up_methods: The ways to pay in (``payments.methods``).
        kept: The items that are carried out, as ``plan``.
        dropped: The items that are not, for want of credit, as ``extra_inbox``.
        effects: What follows, as data.
        messages: What is shown or sent, as data.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    fulfilled: bool
    spent: Decimal
    credit: Credit
    shortfall: Decimal
    top_up: Decimal
    top_up_methods: tuple[MethodName, ...]
    kept: tuple[Item, ...]
    dropped: tuple[Item, ...]
    effects: tuple[Effect, ...]
    messages: tuple[Message, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@frozen(slots=False)
class AutomaticRenewal(Published):
    """What automatic renewal will do with a mailbox.

    Attributes:
        charge_day: The day of the charge.
        retries: The days on which a failed charge is tried again.
        method: The way to pay that is charged; ``None`` when not known.
        quote: What is charged and until when the mailbox is then paid.
        if_it_fails: The state in which the order is then left, and what follows, as data.
        to_change: What must be done first to pay, choose or last otherwise, as ``cancel_renewal_order``.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    charge_day: date
    retries: tuple[date, ...]
    method: str | None
    quote: Quote
    if_it_fails: tuple[Effect, ...]
    to_change: tuple[RemedyCode, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@frozen(slots=False)
class Certificate(Published):
    """A mailbox that a partner certifies.

    Attributes:
        mailbox: The mailbox as it is from then on.
        renewal_type: ``tacit`` or ``at_expiry``.
        years: The contract's duration.
        changeable: What the partner may change at any time.
        effects: What follows, as data.
        messages: What is sent, as data.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
        features: What its plan has besides space, as ``sms``.
    """

    mailbox: Mailbox
    renewal_type: RenewalType
    years: int
    changeable: tuple[ChangeableLater, ...]
    effects: tuple[Effect, ...]
    messages: tuple[Message, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
    features: tuple[Feature, ...] = ()
