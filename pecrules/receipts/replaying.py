"""The question of a receipt, asked again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, TypeGuard, cast

import attrs

from pecrules.base.problems import Path
from pecrules.model import json as model_json
from pecrules.parsing.plain import is_list
from pecrules.receipts.agreeing import SOURCES
from pecrules.receipts.questions import POLICIES, answer
from pecrules.receipts.verifying import NotVerified, Verified, verify
from pecrules.receipts.writing import rows_behind
from pecrules.rulebook.ruleset import Ruleset

if TYPE_CHECKING:
    from pecrules.model.outcomes.answers import Outcome

_REVIEWS: Final = ("reviewed", "review_days")
"""Columns that say when a source was reviewed; a source that was reviewed again counts as unchanged."""


@attrs.frozen
class Difference:
    """One value of an answer that has changed.

    Attributes:
        path: The way to it, as ``("charges", "gross")``.
        before: What the receipt says, as plain JSON; ``None`` also where there was nothing.
        after: What comes out now; ``None`` also where nothing does.
    """

    path: Path
    before: Any = attrs.field(hash=False)
    after: Any = attrs.field(hash=False)


@attrs.frozen
class RowChange:
    """One row behind the answer that was added, dropped or changed.

    Attributes:
        row: The row, as ``pricing/standard-year-2023``.
        change: ``changed``, ``gone`` when the answer no longer rests on it, or ``new`` when it did not before.
        before: The row's columns in the receipt; ``None`` for a new one.
        after: Its columns in the tables; ``None`` for one that is gone.
    """

    row: str
    change: Literal["changed", "gone", "new"]
    before: Mapping[str, Any] | None = attrs.field(hash=False)
    after: Mapping[str, Any] | None = attrs.field(hash=False)

    @property
    def columns(self) -> tuple[Difference, ...]:
        """The columns of a changed row whose values differ."""
        return () if self.before is None or self.after is None else tuple(_differences(self.before, self.after))


@attrs.frozen
class Replay:
    """The question of a receipt asked again.

    Attributes:
        receipt: The receipt.
        outcome: What the question is answered now.
        differences: Every value of the answer that is another one; the stamp is not compared.
        rows: Every row behind it that has changed, gone or come.
    """

    receipt: Verified
    outcome: Outcome
    differences: tuple[Difference, ...]
    rows: tuple[RowChange, ...]

    @property
    def same(self) -> bool:
        """Whether the answer is the same, for the same reasons."""
        return not self.differences and not self.rows

    @property
    def same_rules(self) -> bool:
        """Whether the rules asked now are exactly those of the receipt."""
        return self.outcome.stamp.digest == self.receipt.outcome.stamp.digest


def replay(receipt: str | bytes | Mapping[str, Any], rules: Ruleset) -> Replay | NotVerified:
    """The question of a receipt, asked again: what differs, amount by amount and row by row.

    It is asked about the same day and, if the receipt says so, with what was announced by the same day. Under the rules
    of the receipt the answer is the same to the cent; under later ones a difference is a change of the rules, or of
    the library.

    Args:
        receipt: What ``receipt`` wrote, as text or as a mapping.
        rules: The rules to ask: the book may be another one.

    Returns:
        What differs; or, for a text that ``verify`` does not take, what is wrong with it.

    Raises:
        NoRuleInForce: these rules say nothing about the question.

    >>> from datetime import date
    >>> from pecrules import Mailbox, load_rules, receipt, status
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> found = status(box, rules=load_rules(), on=date(2027, 1, 10))
    >>> again = replay(receipt(found, box, rules=load_rules()), load_rules())
    >>> again.same, again.same_rules
    (True, True)
    """
    found = verify(receipt)
    if isinstance(found, NotVerified):
        return found
    stamp, policy = found.outcome.stamp, POLICIES[found.policy]
    question = policy.read({"subject": found.subject, "request": found.request, "channel": found.channel})
    under = rules if stamp.as_known is None else rules.as_known(stamp.as_known)
    after = answer(found.policy, question, under, stamp.on)
    return Replay(
        receipt=found,
        outcome=after,
        differences=tuple(_differences(_unstamped(found.outcome), _unstamped(after))),
        rows=tuple(_changes(found.rows, rows_behind(model_json.to_plain(after), under))),
    )


def _unstamped(outcome: Any) -> Any:
    """An answer as plain data without the stamps in it."""
    return _without(model_json.to_plain(outcome), ("stamp",))


def _without(plain: Any, names: Sequence[str]) -> Any:
    if isinstance(plain, dict):
        block = cast("dict[str, Any]", plain)
        return {key: _without(value, names) for key, value in block.items() if key not in names}
    return [_without(value, names) for value in plain] if is_list(plain) else plain


def _differences(before: Any, after: Any, path: Path = ()) -> Iterator[Difference]:
    """Every value that differs; a list of plain words counts as one value."""
    if isinstance(before, dict) and isinstance(after, dict):
        old, new = cast("dict[str, Any]", before), cast("dict[str, Any]", after)
        for key in sorted(old.keys() | new.keys()):
            yield from _differences(old.get(key), new.get(key), (*path, key))
    elif _is_blocks(before) and _is_blocks(after):
        for index in range(max(len(before), len(after))):
            yield from _differences(_item(before, index), _item(after, index), (*path, index))
    elif before != after:
        yield Difference(path, before, after)


def _is_blocks(value: Any) -> TypeGuard[list[Any]]:
    """Whether a value is a list of blocks, each with a place of its own."""
    return is_list(value) and all(isinstance(each, dict) for each in value)


def _item(values: Sequence[Any], index: int) -> Any:
    return values[index] if index < len(values) else None


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[RowChange]:
    for ref in sorted(before.keys() | after.keys()):
        if ref not in after:
            yield RowChange(ref, "gone", before[ref]["columns"], None)
        elif ref not in before:
            yield RowChange(ref, "new", None, after[ref]["columns"])
        elif _said(before[ref]) != _said(after[ref]):
            yield RowChange(ref, "changed", before[ref]["columns"], after[ref]["columns"])


def _said(row: Mapping[str, Any]) -> Any:
    """What a row says, wherever it stands in its file."""
    kept = _REVIEWS if row["section"] == SOURCES else ()
    return row["section"], row["book"], _without(row["columns"], kept)
