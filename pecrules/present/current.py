"""What a section of the tables holds on a day: row by row, since when, what comes next, and from which layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pecrules.base.tuples import NamedTuple
from pecrules.model.codes import Language
from pecrules.present import words
from pecrules.present.books import named, said
from pecrules.present.catalogues import mark, say
from pecrules.present.names import SECTIONS as SECTION_NAMES
from pecrules.present.names import Names
from pecrules.present.sheets import Part, Sheet
from pecrules.rulebook.layers import Entry
from pecrules.rulebook.rows import SECTIONS, AnyRow, Row, Withdrawn

if TYPE_CHECKING:
    from pecrules.rulebook.ruleset import Ruleset


class Current(NamedTuple):
    """What holds of a key.

    Attributes:
        entry: The row, with its layer and place; ``None`` if nothing holds yet, or any more.
        after: The row that comes next; ``None`` if none is known.
    """

    entry: Entry | None
    after: Entry | None


def current(section: str, rules: Ruleset, on: date) -> tuple[Current, ...]:
    """What a section holds on a day, key by key: for newcomers, and with what has not begun yet.

    Args:
        section: The section, as ``pricing.prices``.
        rules: The rules.
        on: The day.

    >>> from pecrules import load_rules
    >>> [each.entry.row.id for each in current("pricing.vat", load_rules(), date(2026, 1, 1)) if each.entry]
    ['vat-22']
    """
    kind: Any = SECTIONS[section]
    if not issubclass(kind, Row):
        return tuple(Current(entry, None) for layer in rules.layers for entry in layer.section(section))
    entries = {entry.row.id: entry for layer in rules.layers for entry in layer.section(section)}
    snapshot = rules.on(on)
    found: list[Current] = []
    for key in snapshot.keys(kind):
        now, after = snapshot.get(kind, *key), snapshot.after(kind, *key)
        standing = None if now is None or isinstance(now, Withdrawn) else entries[now.id]
        if standing is not None or after is not None:
            found.append(Current(standing, entries[after.id] if after is not None else None))
    return tuple(found)


def current_sheet(section: str, rules: Ruleset, on: date, lang: Language) -> Sheet:
    """A section as people look at it.

    Args:
        section: The section, as ``pricing.prices``.
        rules: The rules.
        on: The day.
        lang: ``it``, ``en`` or ``de``.
    """
    tell = _Teller(lang, Names(rules, on))
    note = say(lang, "book {book}, on {day}", book=rules.book, day=words.day(on, lang))
    title = f"{section}: {say(lang, SECTION_NAMES[section])}"
    rows = (_row(each, tell) for each in current(section, rules, on))
    return Sheet(title, (Part("", (tell.head, *rows)),), (note,))


def since_when(section: str, rules: Ruleset, on: date, lang: Language) -> Iterator[tuple[str, ...]]:
    """The rows of a section without what they say: since when they hold, what comes next, and from which layer."""
    tell = _Teller(lang, Names(rules, on))
    yield ("", *(say(lang, title) for title in _TITLES), "")
    for each in current(section, rules, on):
        yield (tell.name(each), tell.since(each.entry), tell.next(each.after, is_whole=False), *_where(each))


_TITLES: Final = (mark("since"), mark("what comes next"), mark("layer"))
_SAYS: Final = mark("values")


class _Teller(NamedTuple):
    """How names, days and values are told."""

    lang: Language
    names: Names

    @property
    def head(self) -> tuple[str, ...]:
        """What stands above the columns."""
        return ("", say(self.lang, _SAYS), *(say(self.lang, title) for title in _TITLES), "")

    def name(self, each: Current) -> str:
        """What a row is called, or what it speaks about."""
        entry = each.entry or each.after
        assert entry is not None
        return named(entry, self.names, self.lang)

    def values(self, entry: Entry | None) -> str:
        """What a row says."""
        if entry is None:
            return words.NOTHING
        return "; ".join(said(entry, self.names, self.lang))

    def day(self, when: date) -> str:
        """A day."""
        return words.day(when, self.lang, "medium")

    def since(self, entry: Entry | None) -> str:
        """The first day of a row, and that for those who were customers before if it is another."""
        row = entry.row if entry is not None else None
        if not isinstance(row, Row):
            return words.NOTHING if row is None else ""
        first = self.day(row.since)
        if row.existing_since is None:
            return first
        if row.reaches_existing is None:
            return say(self.lang, "{day}, for existing customers never", day=first)
        return say(self.lang, "{day}, for existing customers {other}", day=first, other=self.day(row.reaches_existing))

    def next(self, entry: Entry | None, *, is_whole: bool = True) -> str:
        """The day on which the next row begins, and what it says."""
        if entry is None:
            return ""
        if isinstance(entry.row, Withdrawn):
            return f"{self.since(entry)}: {say(self.lang, 'withdrawn')}"
        return f"{self.since(entry)}: {self.values(entry)}" if is_whole else self.since(entry)


def _row(each: Current, tell: _Teller) -> tuple[str, ...]:
    entry = each.entry
    return (tell.name(each), tell.values(entry), tell.since(entry), tell.next(each.after), *_where(each))


def _where(each: Current) -> tuple[str, str]:
    entry = each.entry or each.after
    assert entry is not None
    return entry.layer, entry.row.ref


# -- for programs -----------------------------------------------------------------------------------------------------


def current_plainly(section: str, rules: Ruleset, on: date) -> list[dict[str, Any]]:
    """The same as plain data: of each key the row that holds, and the next one."""
    return [
        {"section": section, "key": list(_key(each)), "now": _plainly(each.entry), "next": _plainly(each.after)}
        for each in current(section, rules, on)
    ]


def _key(each: Current) -> tuple[str, ...]:
    entry = each.entry or each.after
    assert entry is not None
    return key_of(entry.row)


def key_of(row: AnyRow) -> tuple[str, ...]:
    """What a row speaks about; of one that holds always, its id."""
    return row.key if isinstance(row, Row) else (row.id,)


def _plainly(entry: Entry | None) -> Mapping[str, Any] | None:
    if entry is None:
        return None
    place = entry.location
    return {
        "row": entry.row.ref,
        "since": str(entry.row.since) if isinstance(entry.row, Row) else None,
        "withdrawn": isinstance(entry.row, Withdrawn),
        "layer": entry.layer,
        "file": place.file,
        "line": place.line,
        "columns": entry.plain,
    }
