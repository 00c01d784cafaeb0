"""What an answer rests on, and how a policy says no: shared by all policies."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import attrs

from pecrules.outcomes import Because, Caveat, Refusal, Request, Stamp
from pecrules.ruleset import InForce
from pecrules.tables import Interpretation, Row


class Reason(NamedTuple):
    """One reason to refuse.

    Attributes:
        code: Why, as ``term_not_offered``.
        rows: The rows behind it.
        asked: What was asked for, where the reason is a value.
        allowed: What could be asked for instead.
        remedies: What would change the mailbox's side of it.
        change: The field of the request that would have to change, and to what.
    """

    code: str
    rows: tuple[Row, ...]
    asked: int | str | None = None
    allowed: tuple[int | str, ...] = ()
    remedies: tuple[str, ...] = ()
    change: tuple[str, Any] | None = None


def reading(in_force: InForce, topic: str) -> Interpretation:
    """The row that settles a question which the sources leave open."""
    return in_force.row(Interpretation, topic)


def because(rows: Iterable[Row]) -> Because:
    """The rows behind an answer, each once, by name."""
    return tuple(dict.fromkeys(row.ref for row in rows))


def caveats(rows: Iterable[Row]) -> tuple[Caveat, ...]:
    """Those of the rows that want a second look, each once for each reason."""
    return tuple(dict.fromkeys(Caveat(row.ref, doubt) for row in rows for doubt in row.doubts))


def refusal(reasons: list[Reason], request: Request | None, stamp: Stamp) -> Refusal:
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
