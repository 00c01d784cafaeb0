"""What is asked of a renewal with another plan."""

from datetime import date

from pecrules.base.values import field, frozen
from pecrules.model.fields import (
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
)


@described
@frozen(kw_only=True)
class PlanChangeRequest(Request):
    """What is asked of a renewal that changes the plan."""

    plan: str = field(validator=TEXT, metadata=doc("The plan wanted.", words="plans.plans"))
    years: int = field(validator=WHOLE, metadata=doc("The new term in whole years."))
    extra_inbox_gb: int = field(default=0, validator=WHOLE, metadata=doc("Whole GB of inbox on top of the new plan's."))
    extra_archive_gb: int = field(
        default=0, validator=WHOLE, metadata=doc("Whole GB of archive on top of the new plan's.")
    )
    method: str | None = field(default=None, validator=TEXT_OR_NONE, metadata=METHOD)
    signed_in: bool = field(default=True, validator=FLAG, metadata=SIGNED_IN)
    keep_automatic_off: bool = field(default=False, validator=FLAG, metadata=KEEP_AUTOMATIC_OFF)
    promo: bool = field(default=False, validator=FLAG, metadata=doc("Whether the order itself is on promotion."))
    einvoice_identifier: str | None = field(default=None, validator=TEXT_OR_NONE, metadata=EINVOICE_IDENTIFIER)
    paid_on: date | None = field(default=None, validator=DAY_OR_NONE, metadata=PAID_ON)
