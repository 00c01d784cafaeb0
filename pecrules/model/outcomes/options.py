"""What a renewal may ask for."""

from datetime import date
from typing import Generic, TypeVar

from pecrules.base.values import frozen
from pecrules.model.codes import MethodName, RefusalCode, RemedyCode
from pecrules.model.outcomes.common import Because, Caveat, Stamp
from pecrules.model.outcomes.quotes import PayBy
from pecrules.model.published import Published

V_co = TypeVar("V_co", bound=int | str, covariant=True)


@frozen(slots=False)
class Option(Published, Generic[V_co]):
    """One value that a field of a request may take, and why not if it may not.

    Attributes:
        value: The value.
        allowed: Whether a request with it, and nothing else out of the ordinary, is accepted today.
        refused: The refusal's code when it is not.
        because: The rows behind it.
        pay_by: Of a way to pay, the last days on which it is still in time.
    """

    value: V_co
    allowed: bool
    refused: RefusalCode | None
    because: Because
    pay_by: tuple[PayBy, ...] = ()


@frozen(slots=False)
class RenewalOptions(Published):
    """Everything a renewal of one mailbox may ask for on one day.

    Attributes:
        possible: Whether any renewal is possible today.
        refused: The refusal's code when none is.
        remedies: What would make it possible.
        years: The terms, each with its answer.
        extra_inbox_gb: The most GB of inbox that may be added; ``None`` for any number.
        extra_archive_gb: The most GB of archive that may be added; ``None`` for any number.
        methods: The ways to pay, each with its answer.
        last_day: The last day on which this mailbox can be renewed, here or with its domain; ``None`` if it cannot.
        because: The rows behind it.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
        addons_only: Whether what was added to it, or is now, can be renewed by itself today.
    """

    possible: bool
    refused: RefusalCode | None
    remedies: tuple[RemedyCode, ...]
    years: tuple[Option[int], ...]
    extra_inbox_gb: int | None
    extra_archive_gb: int | None
    methods: tuple[Option[MethodName], ...]
    last_day: date | None
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
    addons_only: bool = False
