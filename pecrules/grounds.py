"""What an answer rests on, and how a policy says no: shared by all policies."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import attrs

from pecrules.model.fields import Request
from pecrules.outcomes.parts import Because, Caveat, Stamp
from pecrules.outcomes.quotes import Quote
from pecrules.outcomes.refusals import Refusal
from pecrules.ruleset import InForce, Ruleset
from pecrules.tables import Interpretation, Row


class Answer(Protocol):
    """What every outcome says of itself."""

    @property
    def because(self) -> Because:
        """The rows behind it."""
        ...

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        """Those of them that want a second look."""
        ...

    @property
    def stamp(self) -> Stamp:
        """Under which rules."""
        ...


A = TypeVar("A", bound=Answer)


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


def reviewed(outcome: A, rules: Ruleset, *, strict: bool = False) -> A | Refusal:
    """An outcome, held against the days on which its sources were last reviewed.

    A review vouches for so many days after it as the source says (``review_days``); a row counts as not reviewed if the
    day that was asked about lies beyond. Sources are not dated, so ``as_known`` makes no difference.

    Args:
        outcome: What a policy said.
        rules: The rules that it was asked of.
        strict: Refuse what rests on rows that are not reviewed, instead of naming them.

    Returns:
        The very outcome if all its rows are reviewed. Else the outcome with a caveat ``not_reviewed`` for each row that
        is not; in strict mode a ``Refusal`` with the code ``not_reviewed`` and these rows.

    Raises:
        KeyError: a row of the outcome does not stand in these rules.

    >>> from datetime import date
    >>> from pecrules import Mailbox, RenewalRequest, load_rules, quote_renewal
    >>> rules, box = load_rules(), Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2035, 3, 30))
    >>> quote = quote_renewal(box, RenewalRequest(years=1), rules=rules, on=date(2035, 1, 10))
    >>> reviewed(quote, rules, strict=True).code
    'not_reviewed'
    >>> {caveat.certainty for caveat in reviewed(quote, rules).caveats} - {caveat.certainty for caveat in quote.caveats}
    {'not_reviewed'}
    """
    on = outcome.stamp.on
    stale = tuple(ref for ref in outcome.because if rules.cite(ref).source.is_stale(on))
    if not stale:
        return outcome
    told = (*outcome.caveats, *(Caveat(ref, "not_reviewed") for ref in stale))
    if strict:
        behind = tuple(caveat for caveat in told if caveat.row in stale)
        return Refusal(
            code="not_reviewed", asked=None, allowed=(), remedies=(), nearest=None,
            because=stale, caveats=behind, stamp=outcome.stamp,
        )  # fmt: skip
    changes = (
        {"charges": attrs.evolve(outcome.charges, caveats=told)} if isinstance(outcome, Quote) else {"caveats": told}
    )
    changed: A = attrs.evolve(cast("Any", outcome), **changes)
    return changed
