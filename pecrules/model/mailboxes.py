"""Mailboxes and who holds them."""

from datetime import date
from typing import Final, get_args

from pecrules.base.values import field, frozen
from pecrules.model.codes import Kind, SubjectType
from pecrules.model.fields import (
    DAY,
    DAY_OR_NONE,
    FLAG,
    QUANTITY,
    QUANTITY_OR_NONE,
    TERM_OR_NONE,
    TEXT,
    TEXT_OR_NONE,
    described,
    doc,
    exactly,
    one_of,
    within,
)
from pecrules.model.published import Published

KIND: Final = one_of(*get_args(Kind))
_SUBJECT: Final = one_of(*get_args(SubjectType))
HOME: Final = "IT"
"""The country of holders of whom nobody says another."""


USUAL_ADDRESS: Final = "casella@pec.it"
"""The address of a mailbox of which nobody says one, where none of its answers hangs on it."""


def _is_country(text: str) -> bool:
    if text == HOME:
        return True
    from pecrules.model.countries import COUNTRIES  # of which most programs never name another

    return text in COUNTRIES


COUNTRY: Final = within(_is_country, "country", str)


@described
@frozen(kw_only=True)
class Holder(Published):
    """Who owns a mailbox."""

    subject: SubjectType = field(validator=_SUBJECT, metadata=doc("What it is for billing.", words="holders.subjects"))
    name: str | None = field(
        default=None,
        validator=TEXT_OR_NONE,
        metadata=doc("First and last name, or the name of the company or body.", "``None`` when not known."),
    )
    tax_code: str | None = field(
        default=None,
        validator=TEXT_OR_NONE,
        metadata=doc("The codice fiscale.", "``None`` when there is none or it is not known."),
    )
    vat_number: str | None = field(
        default=None,
        validator=TEXT_OR_NONE,
        metadata=doc("The partita IVA.", "``None`` when there is none or it is not known."),
    )
    reference_email: str | None = field(
        default=None, validator=TEXT_OR_NONE, metadata=doc("The address in the holder's data to which notices go.")
    )
    split_payment: bool = field(
        default=False,
        validator=FLAG,
        metadata=doc("Whether it has declared split payment, as a body or company that the law names."),
    )
    country: str = field(
        default=HOME,
        validator=COUNTRY,
        metadata=doc("The country of its VAT number.", "Two capital letters, as ISO 3166 has them."),
    )


HOLDER_OR_NONE: Final = exactly(Holder, type(None))


@described
@frozen(kw_only=True)
class Mailbox(Published):
    """One certified mailbox, as the registry knows it: facts, from which its state on any day follows.

    A fact nobody gave is ``None``. A mailbox of which only address, plan and expiry are known was activated some day
    and then left alone.

    >>> Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30)).kind
    'mailbox'
    """

    address: str = field(validator=TEXT, metadata=doc("The full address."))
    kind: Kind = field(
        default="mailbox",
        validator=KIND,
        metadata=doc("Mailbox, or domain for one that rides on a customer's domain."),
    )
    plan: str = field(validator=TEXT, metadata=doc("The plan it has now, as standard.", words="plans.plans"))
    expiry: date = field(
        validator=DAY,
        metadata=doc(
            "The last day it is paid for, a civil date of Europe/Rome.",
            "While it is being activated, the expected one.",
        ),
    )
    anchor: date | None = field(
        default=None,
        validator=DAY_OR_NONE,
        metadata=doc(
            "The day that its terms count from, where the expiry does not show it, as 29 February.",
            "A quote says what to keep; ``None`` where the expiry shows it.",
        ),
    )
    auto_renew: bool = field(default=False, validator=FLAG, metadata=doc("Whether automatic renewal is on."))
    extra_inbox_gb: int = field(
        default=0, validator=QUANTITY, metadata=doc("Whole GB of inbox beyond the plan's, until the expiry.")
    )
    extra_archive_gb: int = field(
        default=0,
        validator=QUANTITY,
        metadata=doc("Whole GB of archive beyond the plan's, until the expiry."),
    )
    promo: bool = field(default=False, validator=FLAG, metadata=doc("Whether it was sold as a product on promotion."))
    renewal_order_pending: bool = field(
        default=False, validator=FLAG, metadata=doc("Whether a renewal order is open and not yet paid.")
    )
    holder: Holder | None = field(
        default=None,
        validator=HOLDER_OR_NONE,
        metadata=doc("Who owns it.", "``None`` when the caller does not know."),
    )
    channel: str = field(
        default="customer_area",
        validator=TEXT,
        metadata=doc(
            "Where it is managed: customer_area, convention_area, partner_panel or hosting_area.",
            words="channels.channels",
        ),
    )
    account_email: str | None = field(
        default=None, validator=TEXT_OR_NONE, metadata=doc("The address of the account that it belongs to.")
    )
    requested_on: date | None = field(default=None, validator=DAY_OR_NONE, metadata=doc("The day it was asked for."))
    activation_started_on: date | None = field(
        default=None,
        validator=DAY_OR_NONE,
        metadata=doc("The day from which its activation is counted, where the caller follows activations."),
    )
    activated_on: date | None = field(default=None, validator=DAY_OR_NONE, metadata=doc("The day it became usable."))
    last_term_years: int | None = field(
        default=None,
        validator=TERM_OR_NONE,
        metadata=doc("The term of its last order, in whole years: an automatic renewal repeats it."),
    )
    last_term_began_on: date | None = field(
        default=None,
        validator=DAY_OR_NONE,
        metadata=doc("The day of that order, from which a consumer's right to withdraw is counted."),
    )
    method: str | None = field(
        default=None,
        validator=TEXT_OR_NONE,
        metadata=doc("The way to pay that automatic renewal charges.", words="payments.methods"),
    )
    method_valid: bool = field(default=True, validator=FLAG, metadata=doc("Whether that way to pay still works."))
    accessible: bool = field(default=True, validator=FLAG, metadata=doc("Whether its holder can enter the Webmail."))
    inbox_bytes: int | None = field(
        default=None, validator=QUANTITY_OR_NONE, metadata=doc("How much of the inbox is occupied.")
    )
    archive_bytes: int | None = field(
        default=None, validator=QUANTITY_OR_NONE, metadata=doc("How much of the archive is occupied.")
    )
    on_partner_domain: bool = field(
        default=False, validator=FLAG, metadata=doc("Whether it rides on a domain that a partner has certified.")
    )
    suspended_on: date | None = field(
        default=None, validator=DAY_OR_NONE, metadata=doc("The first day of a suspension that still lasts.")
    )
    termination_day: date | None = field(
        default=None, validator=DAY_OR_NONE, metadata=doc("The day that a partner asked to end it on.")
    )
    withdrawn_on: date | None = field(
        default=None, validator=DAY_OR_NONE, metadata=doc("The first day after a withdrawal.")
    )
