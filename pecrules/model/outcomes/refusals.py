"""An expected no."""

import attrs

from pecrules.base.values import Value
from pecrules.model.codes import RefusalCode, RemedyCode
from pecrules.model.fields import Request
from pecrules.model.outcomes.common import Because, Caveat, Stamp


@attrs.frozen(eq=False, repr=False, slots=False)
class Refusal(Value):
    """An expected no, with the rows behind it.

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
    nearest: Request | None
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
