"""What can be asked of a renewal."""

from datetime import date

import attrs

from pecrules.model.fields import DAY_OR_NONE, FLAG, TEXT, TEXT_OR_NONE, WHOLE, WHOLE_OR_NONE, Request


@attrs.frozen(kw_only=True)
class RenewalRequest(Request):
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
        paid_on: The day it will be paid, where that is another one and the prices of that day count (topic
            ``price_day``); ``None`` for the day of the order.
    """

    years: int = attrs.field(validator=WHOLE)
    extra_inbox_gb: int | None = attrs.field(default=None, validator=WHOLE_OR_NONE)
    extra_archive_gb: int | None = attrs.field(default=None, validator=WHOLE_OR_NONE)
    method: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=FLAG)
    promo: bool = attrs.field(default=False, validator=FLAG)
    einvoice_identifier: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    paid_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)


@attrs.frozen(kw_only=True)
class PlanChangeRequest(Request):
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
        paid_on: The day it will be paid, where that is another one and the prices of that day count (topic
            ``price_day``); ``None`` for the day of the order.
    """

    plan: str = attrs.field(validator=TEXT)
    years: int = attrs.field(validator=WHOLE)
    extra_inbox_gb: int = attrs.field(default=0, validator=WHOLE)
    extra_archive_gb: int = attrs.field(default=0, validator=WHOLE)
    method: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    signed_in: bool = attrs.field(default=True, validator=FLAG)
    keep_automatic_off: bool = attrs.field(default=False, validator=FLAG)
    promo: bool = attrs.field(default=False, validator=FLAG)
    einvoice_identifier: str | None = attrs.field(default=None, validator=TEXT_OR_NONE)
    paid_on: date | None = attrs.field(default=None, validator=DAY_OR_NONE)
