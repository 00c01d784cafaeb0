"""The nouns a caller brings: mailboxes, holders, requests. Frozen values; units are in the attributes' words.

A wrong *type* is refused here with ``TypeError``: it is a mistake of the calling program. A wrong *value* (nine years,
a plan nobody sells) is a question, and the policies answer it.
"""

from datetime import date
from typing import Any, Final, Literal, get_args

import attrs

Kind = Literal["mailbox", "domain"]
"""What is certified: a mailbox of its own, or one that rides on a customer's domain (PEC su dominio)."""

Subject = Literal["natural_person", "legal_person", "public_administration"]
"""What a holder is for billing."""


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
_KIND: Final = _one_of(*get_args(Kind))
_SUBJECT: Final = _one_of(*get_args(Subject))


@attrs.frozen(kw_only=True)
class Holder:
    """Who owns a mailbox.

    Attributes:
        subject: ``natural_person``, ``legal_person`` or ``public_administration`` (``holders.subjects``).
    """

    subject: Subject = attrs.field(validator=_SUBJECT)


@attrs.frozen(kw_only=True)
class Mailbox:
    """One certified mailbox, as the registry knows it.

    Attributes:
        address: The full address.
        kind: ``mailbox``, or ``domain`` for one that rides on a customer's domain.
        plan: The plan it has now, as ``standard`` (``plans``).
        expiry: The last day it is paid for, a civil date of Europe/Rome.
        auto_renew: Whether automatic renewal is on.
        extra_inbox_gb: Whole GB of inbox bought on top of the plan's, until the expiry.
        extra_archive_gb: Whole GB of archive bought on top of the plan's, until the expiry.
        promo: Whether it was sold as a product on promotion.
        renewal_order_pending: Whether a renewal order is open and not yet paid.
        holder: Who owns it, or ``None`` when the caller does not know.

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
    holder: Holder | None = attrs.field(default=None, validator=_exactly(Holder, type(None)))


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
