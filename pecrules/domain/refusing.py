"""How a policy says no: shared by all policies."""

from typing import Any, NamedTuple

from pecrules.base import attrs
from pecrules.domain.provenance import because, caveats
from pecrules.model.codes import RefusalCode, RemedyCode
from pecrules.model.fields import Request
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.refusals import Refusal
from pecrules.rulebook.rows import Row


class Objection(NamedTuple):
    """One reason to refuse.

    Attributes:
        code: Why, as ``term_not_offered``.
        rows: The rows behind it.
        asked: What was asked for, where the reason is a value.
        allowed: What could be asked for instead.
        remedies: What would change the mailbox's side of it.
        change: The field of the request that would have to change, and to what.
    """

    code: RefusalCode
    rows: tuple[Row, ...]
    asked: int | str | None = None
    allowed: tuple[int | str, ...] = ()
    remedies: tuple[RemedyCode, ...] = ()
    change: tuple[str, Any] | None = None


def refusal(reasons: list[Objection], request: Request | None, stamp: Stamp) -> Refusal:
    """A no for the first reason; the nearest request mends them all.

    Args:
        reasons: At least one.
        request: What was asked, or ``None`` when no change of it would help.
        stamp: Under which rules.
    """
    first = reasons[0]
    changes: dict[str, Any] = dict(reason.change for reason in reasons if reason.change)
    rows = [row for reason in reasons for row in reason.rows]
    return Refusal(
        code=first.code,
        asked=first.asked,
        allowed=first.allowed,
        remedies=first.remedies,
        nearest=attrs.evolve(request, **changes) if request else None,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )
