"""What two rule sets do not say alike, row by row: by what a row speaks of and by the days it holds, not by its place.

Each key has a timeline in both. Where the row in force is not the same, from a day on and up to another, that is a
change; so a row that was moved to another file, renamed in its layout, or hidden by a book that lies over it, is one
only as far as something else holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Literal

from pecrules.base.tuples import NamedTuple
from pecrules.base.values import Value, field, frozen
from pecrules.rulebook.rows import SECTIONS, Row, Withdrawn, fields
from pecrules.rulebook.ruleset import Ruleset
from pecrules.rulebook.timelines import Key, Timeline

OLDEST: Final = date.min
"""Customers who came before every row."""

PROVENANCE: Final = frozenset({"note", "clause", "source", "accepted", "since_basis"})
"""Columns on which no answer hangs, nor its reasons: they say where a row comes from."""

_SAYS_WHO: Final = PROVENANCE | {
    "id",
    "since",
    "announced",
    "existing_since",
    "drops",
    "retroactive",
    "certainty",
    "label",
}
"""Columns that say which row it is, for whom it holds and how sure it is."""


@frozen
class ColumnChange(Value):
    """A column in which the row before and the row after differ; what only one of them has is ``None`` in the other."""

    name: str
    before: Any = field(hash=False)
    after: Any = field(hash=False)


@frozen
class RowChange(Value):
    """What holds instead of something else, of one key, from a day on.

    Attributes:
        section: The section, as ``pricing.prices``.
        key: What the row speaks of.
        since: The first day on which it holds for newcomers.
        until: The last one; ``None`` where nothing of what follows is the same again.
        existing: The first day on which it holds for those who were customers before; ``None`` for never.
        days: Every day on which something begins to differ, for newcomers or for older customers.
        before: The row that held; ``None`` where there was none.
        after: The row that holds now; ``None`` where there is none.
    """

    section: str
    key: Key
    since: date
    until: date | None
    existing: date | None
    days: tuple[date, ...]
    before: Row | None = field(hash=False)
    after: Row | None = field(hash=False)

    @property
    def kind(self) -> Literal["added", "ended", "removed", "changed"]:
        """What became of it: ``ended`` by a row that says so, ``removed`` with its row."""
        if self.after is None:
            return "removed"
        if isinstance(self.after, Withdrawn):
            return "ended"
        return "added" if self.before is None or isinstance(self.before, Withdrawn) else "changed"

    @property
    def row(self) -> Row:
        """The row that holds now, or else the one that held."""
        row = self.before if self.after is None else self.after
        assert row is not None
        return row

    @property
    def is_rewritten(self) -> bool:
        """Whether a row that stays as to its name and its first day says something else."""
        one, other = self.before, self.after
        return one is not None and other is not None and (one.id, one.since) == (other.id, other.since)

    @property
    def is_of_amounts(self) -> bool:
        """Whether it is another amount and nothing else on which an answer can hang, beside who says it since when."""
        amounts = [column for column in self.columns if column.name not in _SAYS_WHO]
        pairs = ((column.before, column.after) for column in amounts)
        return bool(amounts) and all(type(value) is Decimal for pair in pairs for value in pair)

    @property
    def is_of_provenance(self) -> bool:
        """Whether no answer can hang on it."""
        return self.kind == "changed" and all(column.name in PROVENANCE for column in self.columns)

    @property
    def columns(self) -> tuple[ColumnChange, ...]:
        """The columns in which the two differ; none where one of them is missing, or is an end."""
        if self.kind != "changed":
            return ()
        one: Any = self.before
        other: Any = self.after
        names = dict.fromkeys(name for each in (one, other) for name in _fields(each))
        pairs = ((name, getattr(one, name, None), getattr(other, name, None)) for name in names)
        return tuple(ColumnChange(name, old, new) for name, old, new in pairs if old != new)


def _fields(row: Any) -> tuple[str, ...]:
    return fields(row.__class__)


def differences(before: Ruleset, after: Ruleset) -> tuple[RowChange, ...]:
    """Every row that does not hold in both, in the order of the sections, keys and days.

    Args:
        before: The rules as they were.
        after: The rules as they are to be.

    >>> from pecrules import load_rules
    >>> rules = load_rules()
    >>> dearer = rules.edited({"pricing/standard-year-2023": {"per_year": "11.90"}})
    >>> (found,) = differences(rules, dearer)
    >>> found.key, found.kind, found.columns[0].before, found.columns[0].after
    (('plan', 'standard'), 'changed', Decimal('9.90'), Decimal('11.90'))
    >>> differences(rules, rules)
    ()
    """
    return tuple(change for section in SECTIONS for change in _of_section(section, before, after))


class Stretch(NamedTuple):
    """Days on which two timelines do not have the same row.

    Attributes:
        first: The first of them.
        last: The last; ``None`` where it has no end.
        before: What holds on these days in the former; ``None`` for nothing.
        after: What holds in the latter.
    """

    first: date
    last: date | None
    before: Row | None
    after: Row | None


def _of_section(section: str, before: Ruleset, after: Ruleset) -> Iterator[RowChange]:
    lines = [rules.timelines(section) for rules in (before, after)]
    if lines[0] == lines[1]:
        return
    oldest = [rules.timelines(section, OLDEST) for rules in (before, after)]
    for key in sorted({*lines[0], *lines[1]}):
        newcomers = [*stretches(*(line.get(key) for line in lines))]
        existing = [*stretches(*(line.get(key) for line in oldest))]
        days = tuple(sorted({stretch.first for stretch in (*newcomers, *existing)}))
        for since, until, old, new in newcomers:
            reaches = next((each.first for each in existing if each.first >= since and each.after == new), None)
            own = tuple(day for day in days if day >= since and (until is None or day <= until or day == reaches))
            yield RowChange(section, key, since, until, reaches, own, old, new)


def stretches(before: Timeline[Row] | None, after: Timeline[Row] | None) -> Iterator[Stretch]:
    """The days on which two timelines do not have the same row, in order."""
    days = sorted({*(before.days if before else ()), *(after.days if after else ())})
    begun: Stretch | None = None
    for day in days:
        old, new = (line.at(day) if line else None for line in (before, after))
        if begun and (old, new) != begun[2:]:
            yield begun._replace(last=day - timedelta(1))
            begun = None
        if begun is None and old != new:
            begun = Stretch(day, None, old, new)
    if begun:
        yield begun


def besides(before: Ruleset, after: Ruleset) -> Mapping[str, Literal["added", "removed", "changed"]]:
    """The rows without days, sources and open questions, that are not the same: no answer hangs on one.

    >>> from pecrules import load_rules
    >>> rules = load_rules()
    >>> besides(rules, rules.edited({"sources/seed-001": {"title": "Another title"}}))
    {'sources/seed-001': 'changed'}
    """
    old, new = (
        {entry.row.ref: entry.row for entry in rules.entries if not isinstance(entry.row, Row)}
        for rules in (before, after)
    )
    return {
        ref: "added" if ref not in old else "removed" if ref not in new else "changed"
        for ref in sorted({*old, *new})
        if old.get(ref) != new.get(ref)
    }
