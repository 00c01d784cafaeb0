"""What can be chosen: of what is sold to anybody, of what may be asked for a mailbox, of what may happen to it."""

from decimal import Decimal
from typing import Literal

from pecrules.base.values import frozen
from pecrules.model.codes import EventCode, Kind, Language, Machine, RefusalCode, RemedyCode, RequirementCode, StateCode
from pecrules.model.outcomes.common import Because, Caveat, Stamp
from pecrules.model.outcomes.quotes import VatTo
from pecrules.model.published import Published

Names = tuple[tuple[Language, str], ...]
"""What people call a thing: language and name, as ``(("it", "Carta di credito"), ...)``."""


@frozen(slots=False)
class Choice(Published):
    """One value that a field of a request may have, and why not if it may not.

    Attributes:
        field: The field of the request, as ``method``.
        value: The value.
        allowed: Whether a request with it, and nothing else out of the ordinary, is accepted today.
        refused: The refusal's code when it is not.
        because: The rows behind it.
        label: What people call it, by language; nothing for a number, or where the tables have no name for it.
    """

    field: str
    value: int | str
    allowed: bool
    refused: RefusalCode | None
    because: Because
    label: Names = ()


@frozen(slots=False)
class PlanOffer(Published):
    """A plan of the price list.

    Attributes:
        plan: Which, as ``standard`` (``plans.plans``).
        kind: Of which kind of mailbox.
        label: What people call it, by language.
        allowed: Whether a new mailbox can have it today.
        refused: The refusal's code when it cannot.
        per_year: Net price of a year, in EUR; ``None`` where no row says.
        inbox_gb: Whole GB of inbox.
        archive_gb: Whole GB of archive.
        most_extra_inbox_gb: The most GB of inbox that may be added; ``None`` for any number.
        most_extra_archive_gb: The most GB of archive that may be added; ``None`` for any number.
        features: What else it has, as ``conservazione``.
        because: The rows behind it.
    """

    plan: str
    kind: Kind
    label: Names
    allowed: bool
    refused: RefusalCode | None
    per_year: Decimal | None
    inbox_gb: int
    archive_gb: int
    most_extra_inbox_gb: int | None
    most_extra_archive_gb: int | None
    features: tuple[str, ...]
    because: Because


@frozen(slots=False)
class Offers(Published):
    """What a first order may ask for on one day: a form can be built of it.

    Attributes:
        plans: Every plan, each with its answer.
        choices: The domains, terms and ways to pay, each with its answer (``domain`` stands behind the @ of
            ``address``).
        vat_percent: The VAT rate, in percent.
        vat_to: To whom the holder pays the VAT: ``provider``; or ``treasury`` under split payment.
        requires: What the holder must still give: ``einvoice_identifier`` or nothing.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    plans: tuple[PlanOffer, ...]
    choices: tuple[Choice, ...]
    vat_percent: Decimal
    vat_to: VatTo
    requires: tuple[RequirementCode, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@frozen(slots=False)
class Limit(Published):
    """How far a number of a request may go, or whether something may be asked for with a yes.

    Attributes:
        field: The field, as ``extra_inbox_gb``.
        most: The most; ``None`` for any number. Of a yes or no 1, or 0 where only no is accepted.
        plan: The plan that is asked for with it; ``None`` where none is, for the mailbox keeps its own.
    """

    field: str
    most: int | None
    plan: str | None = None


Wish = Literal[
    "certify", "quote_extra_space", "quote_plan_change", "quote_renewal", "quote_repurchase", "settle", "terminate"
]
"""The policies that are asked for something on behalf of a mailbox, a partner or a quote."""


@frozen(slots=False)
class RequestChoices(Published):
    """What one policy may be asked for on behalf of a mailbox, a partner or a quote.

    Attributes:
        policy: The policy.
        possible: Whether anything can be asked for today.
        refused: The refusal's code when nothing can.
        remedies: What would make it possible.
        choices: The values of its fields, each with its answer.
        limits: How far its numbers may go; where a plan is asked for, with each that it can have.
        because: The rows behind it.
    """

    policy: Wish
    possible: bool
    refused: RefusalCode | None
    remedies: tuple[RemedyCode, ...]
    choices: tuple[Choice, ...]
    limits: tuple[Limit, ...]
    because: Because


@frozen(slots=False)
class RequestOptions(Published):
    """Everything that may be asked for on behalf of one mailbox, one partner or one quote on one day.

    Attributes:
        requests: Policy by policy, by their names.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    requests: tuple[RequestChoices, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp


@frozen(slots=False)
class PossibleEvent(Published):
    """Something that may happen to a mailbox or an order, or may not today.

    Attributes:
        event: What (``lifecycle.transitions``).
        possible: Whether it may happen today, if it brings what it must.
        refused: The refusal's code when it may not.
        by_time: Whether days alone bring it about: it only tells what they have done.
        leads_to: The states that it may lead to.
        needs: The fields that the event must bring, as ``terms_accepted``.
        needs_one_of: Fields of which the event must bring one at least, as ``extra_inbox_gb``.
        because: The rows behind it.
    """

    event: EventCode
    possible: bool
    refused: RefusalCode | None
    by_time: bool
    leads_to: tuple[StateCode, ...]
    needs: tuple[str, ...]
    needs_one_of: tuple[str, ...]
    because: Because


@frozen(slots=False)
class PossibleEvents(Published):
    """Everything that may happen to a mailbox or an order on one day.

    Attributes:
        machine: ``mailbox`` or ``order``.
        state: The state it is in.
        events: Every event of the machine, by its name, each with its answer.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    machine: Machine
    state: StateCode
    events: tuple[PossibleEvent, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
