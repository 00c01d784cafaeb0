"""An expected no."""

from typing import TYPE_CHECKING, Any

from pecrules.base.values import frozen
from pecrules.model.codes import RefusalCode, RemedyCode
from pecrules.model.fields import Request
from pecrules.model.outcomes.common import Because, Caveat, Stamp
from pecrules.model.published import Published

if TYPE_CHECKING:
    from typing import Generic

    from typing_extensions import TypeVar  # of the checkers: Python has defaults of type variables from 3.13 on

    Proposed_co = TypeVar("Proposed_co", covariant=True, default=Request)

    class _About(Published, Generic[Proposed_co]):
        pass
else:
    Proposed_co = Request

    class _About(Published):
        __slots__ = ()

        def __class_getitem__(cls, _: Any) -> Any:
            return cls


@frozen(slots=False)
class Refusal(_About[Proposed_co]):
    """An expected no, with the rows behind it.

    Type checkers know of which request it may propose another one: ``quote_renewal`` gives ``Refusal[RenewalRequest]``.

    Attributes:
        code: Why, as ``term_not_offered``; the first reason where there are several.
        asked: What was asked for, where the reason is a value.
        allowed: What could be asked for instead: values, or for space the least and the most GB.
        remedies: What would change the mailbox's side of it, as ``switch_off_automatic_renewal``.
        nearest: The nearest request that would be accepted for this mailbox today, or ``None``.
        because: The rows the answer rests on; never empty.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
    """

    code: RefusalCode
    asked: int | str | None
    allowed: tuple[int | str, ...]
    remedies: tuple[RemedyCode, ...]
    nearest: Proposed_co | None
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
