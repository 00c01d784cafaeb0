"""What is asked of a renewal with another plan."""

from datetime import date

import attrs

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
@attrs.frozen(eq=False, repr=False, kw_only=True)
class PlanChangeRequest(Request):
    """What is asked of a renewal that changes the plan."""

    plan: str = attrs.field(validator=TEXT, metadata=doc("The plan wanted.", words="plans.plans"))
    years: int = attrs.field(validator=WHOLE, metadata=doc("The new term in whole years."))
    extra_inbox_gb: int = attrs.field(
        default=0, validator=WHOLE, metadata=doc("Whole GB of inbox on top of the new plan's.")
    )
    extra_archive_gb: int = attrs.field(
        default=0, validator=WHOLE, metadata=doc("Whole GB of archive on top of the new plan's.")
    )
    method: str | None = attrs.field(default=None, validator=TEXT_OR_NONE, metadata=METHOD)
    signed_in: bool = attrs.field(default=True, validator=FLAG, metadata=SIGNED_IN)
    keep_automatic_off: bool = attrs.field(default=False, validator=FLAG, metadata=KEEP_AUTOMATIC_OFF)
    promo: bool = attrs.field(default=False, validator=FLAG, metadata=doc("Whether the order itself is on promotion."))
    einvoice_identifier: str | None = attrs.field(default=None, validator=TEXT_OR_NONE, metadata=EINVOICE_IDENTIFIER)
    paid_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE, metadata=PAID_ON)
