"""What scenarios reach, and what changes they notice, laid out as people read it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, cast

from pecrules.analysis import Leaf
from pecrules.analysis.asking import Outcome
from pecrules.analysis.lines import lines_of
from pecrules.model.codes import Language
from pecrules.present.catalogues import count, say
from pecrules.present.sheets import Part, Sheet
from pecrules.rulebook.layers import Entry
from pecrules.testing.scenarios.covering import Cases, Rows
from pecrules.testing.scenarios.mutating import TESTIMONY, Fate
from pecrules.testing.scenarios.reading import Unnoticed
from pecrules.testing.scenarios.writing import written

_LINES: Final = 8
"""How many sayings of a part are named; the others are counted."""

_PARTS: Final = 6
"""How much of a list is shown."""


def coverage(rows: Rows, cases: Iterable[Cases], lang: Language, dead: Sequence[Entry] = ()) -> Iterator[Sheet]:
    """What no scenario reaches: first the rows, then part by part what a policy can say."""
    reached = count(lang, "{number} row is behind some answer", "{number} rows are behind some answer", rows.reached)
    missed = count(lang, "{number} is behind none", "{number} are behind none", len(rows.missed))
    parts = [Part(f"{reached}, {missed}", tuple(map(_row, rows.missed)))]
    if dead:
        heading = count(
            lang, "on {number} no answer rests, of all that policies can be asked",
            "on {number} no answer rests, of all that policies can be asked", len(dead),
        )  # fmt: skip
        parts.append(Part(heading, tuple(map(_row, dead))))
    yield Sheet(say(lang, "Rows"), tuple(parts))
    for part in cases:
        yield _sayings(part, lang)


def _row(entry: Entry) -> tuple[str, ...]:
    return entry.layer, entry.row.ref, str(entry.location)


def _sayings(part: Cases, lang: Language) -> Sheet:
    table = part.table
    reached = say(
        lang, "{cases} cases, of which {reached} are reached; {sayings} sayings, of which {missed} are never said",
        cases=len(table.leaves), reached=len(part.reached), sayings=part.sayings, missed=len(part.missed),
    )  # fmt: skip
    shown = tuple(_missed(part, leaves, lang) for leaves in part.missed[:_LINES])
    more = len(part.missed) - _LINES
    notes = (count(lang, "and {number} more", "and {number} more", more),) if more > 0 else ()
    if not shown:
        notes = (reached,)
    title = f"{table.question.policy}, {table.question.part}, {table.on.isoformat()}"
    return Sheet(title, (Part(reached, shown),), notes)


def _missed(part: Cases, leaves: Sequence[Leaf], lang: Language) -> tuple[str, ...]:
    """What is never said, and in which cases it would be: the first line of them."""
    line = lines_of(leaves, part.table.facts, part.table.on)[0]
    when = ", ".join(f"{name} {_side(each)}" for name, each in line.when.items())
    return saying(line.outcome, lang), when, *map(str, line.between[:1])


def saying(outcome: Any, lang: Language) -> str:
    """What a policy says, in a few words."""
    if not isinstance(outcome, Outcome):
        return say(lang, "only the policy itself can tell")
    values = ", ".join(_value(each) for each in outcome.values)
    return f"{outcome.kind}: {values}" if values else outcome.kind


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        parts = cast("Any", value)
        return "[" + ", ".join(map(_value, parts[:_PARTS])) + "]"
    return written(value) if value is None or isinstance(value, bool) else str(value)


def _side(side: Any) -> str:
    """What a fact can be: words, or numbers from one to another."""
    return " | ".join(each if isinstance(each, str) else "..".join(map(str, dict.fromkeys(each))) for each in side)


# -- changes ----------------------------------------------------------------------------------------------------------


def mutations(
    fates: Sequence[Fate], dead: Sequence[Fate], lang: Language, unnoticed: Sequence[Unnoticed] = ()
) -> Iterator[Sheet]:
    """What became of every change: how many were noticed, and those that were not, section by section."""
    kinds = Counter(fate.kind for fate in fates)
    cells = (
        (say(lang, "noticed by a scenario"), str(kinds["noticed"])),
        (say(lang, "not sound: the tables would not be loaded"), str(kinds["unsound"])),
        (say(lang, "noticed by no scenario"), str(kinds["unnoticed"] - len(dead))),
        (say(lang, "dead: no policy says anything else"), str(len(dead))),
        (say(lang, "excepted, with a reason"), str(kinds["excepted"])),
    )
    note = say(
        lang, "not changed, for no answer hangs on it: {columns}, and words for people",
        columns=", ".join(f"`{each}`" for each in sorted(TESTIMONY)),
    )  # fmt: skip
    title = count(lang, "{number} change, one at a time", "{number} changes, one at a time", len(fates))
    yield Sheet(title, (Part("", cells, right=(1,)),), (note,))
    gone = {id(fate) for fate in dead}
    left = [fate for fate in fates if fate.kind == "unnoticed" and id(fate) not in gone]
    for heading, some in ((say(lang, "Noticed by no scenario"), left), (say(lang, "Dead data"), dead)):
        if some:
            yield Sheet(heading, tuple(_by_section(some)))
    yield from _reasons([fate for fate in fates if fate.kind == "excepted"], unnoticed, lang)


def _reasons(fates: Iterable[Fate], unnoticed: Sequence[Unnoticed], lang: Language) -> Iterator[Sheet]:
    """Of how many changes of a column it is said why nobody need notice them; and of which for nothing."""
    found = Counter((fate.change.entry.section, fate.change.column, fate.by) for fate in fates)
    said = dict.fromkeys((each.section, column, each.reason) for each in unnoticed for column in each.columns)
    used = tuple((f"{section} {column}", str(number), reason) for (section, column, reason), number in found.items())
    idle = tuple(
        (f"{section} {column}", reason) for section, column, reason in said if not found[section, column, reason]
    )
    for heading, rows in ((say(lang, "Excepted"), used), (say(lang, "Excepted, and there is no such change"), idle)):
        if rows:
            yield Sheet(heading, (Part("", rows),))


def _by_section(fates: Sequence[Fate]) -> Iterator[Part]:
    sections: dict[str, list[Fate]] = defaultdict(list)
    for fate in fates:
        sections[fate.change.entry.section].append(fate)
    for section, some in sections.items():
        yield Part(f"{section} ({len(some)})", tuple(_cells(fate) for fate in some))


def _cells(fate: Fate) -> tuple[str, ...]:
    change = fate.change
    says = f"{written(change.before)} -> {written(change.after)}"
    return str(change.entry.location), change.entry.row.ref, change.column, says
