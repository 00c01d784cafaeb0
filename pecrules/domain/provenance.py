"""What an answer rests on: the rows behind it, and those that want a second look; shared by all policies."""

from collections.abc import Iterable
from typing import Any, Generic, Protocol, TypeVar, cast

from pecrules.base.tuples import NamedTuple
from pecrules.base.values import evolve
from pecrules.model.outcomes.common import Because, Caveat, Stamp
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.ruleset import Ruleset, Snapshot


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
T = TypeVar("T")


class Cited(NamedTuple, Generic[T]):
    """A value, and the rows that it rests on: they travel together, so that no reason is forgotten."""

    value: T
    rows: tuple[Row, ...]


def interpretation(snapshot: Snapshot, topic: str) -> Interpretation:
    """The row that settles a question which the sources leave open."""
    return snapshot.row(Interpretation, topic)


def because(rows: Iterable[Row]) -> Because:
    """The rows behind an answer, each once, by name."""
    return tuple(dict.fromkeys([row.ref for row in rows]))


def caveats(rows: Iterable[Row]) -> tuple[Caveat, ...]:
    """Those of the rows that want a second look, each once for each reason."""
    return tuple({(each.row, each.certainty): each for row in rows for each in row.caveats}.values())


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
    doubts = (*outcome.caveats, *(Caveat(ref, "not_reviewed") for ref in stale))
    if strict:
        behind = tuple(caveat for caveat in doubts if caveat.row in stale)
        return Refusal(
            code="not_reviewed", asked=None, allowed=(), remedies=(), nearest=None,
            because=stale, caveats=behind, stamp=outcome.stamp,
        )  # fmt: skip
    changes = (
        {"charges": evolve(outcome.charges, caveats=doubts)} if isinstance(outcome, Quote) else {"caveats": doubts}
    )
    changed: A = evolve(cast("Any", outcome), **changes)
    return changed
