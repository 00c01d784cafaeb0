"""What can be asked of a renewal."""

from datetime import date

from pecrules.base.values import field, frozen
from pecrules.model.fields import (
    DAY_OR_NONE,
    EINVOICE_IDENTIFIER,
    FLAG,
    METHOD,
    PAID_ON,
    TEXT_OR_NONE,
    WHOLE,
    WHOLE_OR_NONE,
    Request,
    described,
    doc,
)


@described
@frozen(kw_only=True)
class RenewalRequest(Request):
    """What is asked of a manual renewal that keeps the plan."""

    years: int = field(validator=WHOLE, metadata=doc("The new term in whole years."))
    extra_inbox_gb: int | None = field(
        default=None,
        validator=WHOLE_OR_NONE,
        metadata=doc("Whole GB of inbox on top of the plan's in the new term.", "``None`` keeps what the mailbox has."),
    )
    extra_archive_gb: int | None = field(
        default=None, validator=WHOLE_OR_NONE, metadata=doc("The same for the archive.")
    )
    method: str | None = field(default=None, validator=TEXT_OR_NONE, metadata=METHOD)
    signed_in: bool = field(
        default=True,
        validator=FLAG,
        metadata=doc("Whether the payer has signed in: the quick payment by order number needs no sign-in."),
    )
    keep_automatic_off: bool = field(
        default=False,
        validator=FLAG,
        metadata=doc(
            "The payer's wish, where the service offers one, that paying by card leaves automatic renewal off."
        ),
    )
    promo: bool = field(
        default=False,
        validator=FLAG,
        metadata=doc(
            "Whether the order itself is on promotion.", "Read only under that choice of topic ``promo_flag``."
        ),
    )
    einvoice_identifier: str | None = field(default=None, validator=TEXT_OR_NONE, metadata=EINVOICE_IDENTIFIER)
    paid_on: date | None = field(default=None, validator=DAY_OR_NONE, metadata=PAID_ON)
    addons_only: bool = field(
        default=False,
        validator=FLAG,
        metadata=doc("Whether the extra space alone is renewed, because somebody else renews the mailbox."),
    )
