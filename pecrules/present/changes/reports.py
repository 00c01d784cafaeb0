"""What other rules change, as a colleague reads it before they are merged: who pays more, since when; rows; cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pecrules.base.signs import visible
from pecrules.model.codes import Language
from pecrules.present.catalogues import say
from pecrules.present.changes.digest import READ_IN_A_MINUTE, Digest
from pecrules.present.changes.headlines import Headlines
from pecrules.present.changes.rows import RowTeller
from pecrules.present.sheets import Part, Sheet, as_text
from pecrules.rulebook.differences import RowChange

if TYPE_CHECKING:
    from pecrules.present.changes.headlines import Found
    from pecrules.rulebook.ruleset import Ruleset


def report(  # noqa: PLR0913 - what is told, and how
    found: Found,
    after: Ruleset,
    lang: Language,
    format: str = "text",  # noqa: A002 - what the command line calls it
    *,
    every: bool = False,
    more: Sequence[Part] = (),
) -> str:
    """What other rules change, as one text without a last line break; empty where they change nothing.

    Args:
        found: What changes.
        after: The rules as they are to be, for names.
        lang: ``it``, ``en`` or ``de``.
        format: ``text``, or ``markdown`` as for a pull request.
        every: Whether every case is told; else those that show another side of a case told before are only counted,
            and of a change that nobody reads in a minute only the weightiest are told.
        more: What is to be told besides, after the cases.
    """
    if found.rows or found.besides:
        tell = Headlines(after, lang, found.rows)
        parts = (*_parts(found, after, lang, is_table=format == "markdown", every=every), *more)
        whole = Sheet(tell.first(found), parts, tuple(tell.notes(found)))
        return (_markdown if format == "markdown" else _text)(tell.second(found), whole)
    return ""


def _text(second: str, whole: Sheet) -> str:
    rest = as_text(Sheet("", whole.parts, whole.notes))
    return f"{visible(whole.title)}\n{visible(second)}\n\n{rest}"


def _markdown(second: str, whole: Sheet) -> str:
    """The same with a table for each part; what Markdown would take for a sign of its own is written out."""
    lines = [f"**{_plainly(whole.title)}**", "", _plainly(second)]
    for part in whole.parts:
        widest = max(map(len, part.rows), default=0)
        rows = [f"| {' | '.join(map(_plainly, (*row, *[''] * (widest - len(row)))))} |" for row in part.rows]
        head = f"|{' |' * widest}", f"|{' --- |' * widest}"
        lines += ["", f"### {_plainly(part.heading)}", "", *head, *rows] if rows else []
    return "\n".join([*lines, *(f"\n{_plainly(note)}" for note in whole.notes)])


def _plainly(text: str) -> str:
    return re.sub(r"([|*_<>\[\]\\#])", r"\\\1", visible(text))


def row_parts(rows: Iterable[RowChange], besides: Mapping[str, str], after: Ruleset, lang: Language) -> Iterator[Part]:
    """The rows that do not hold in both of two rule sets, without what follows for answers.

    Args:
        rows: The rows, as ``rulebook.differences`` finds them.
        besides: Sources and open questions that differ.
        after: The rules as they are to be, for names.
        lang: ``it``, ``en`` or ``de``.
    """
    changed = tuple(rows)
    return RowTeller(after, lang, changed).parts(changed, besides)


def _parts(found: Found, after: Ruleset, lang: Language, *, is_table: bool, every: bool) -> Iterator[Part]:
    """Rows, then cases policy by policy, then what is only said for other reasons; of too much a digest."""
    cases = Digest(after, lang, found.rows, is_table=is_table)
    whole = (
        *RowTeller(after, lang, found.rows).parts(found.rows, found.besides, every=every),
        *cases.parts(found.differences, every=every),
        Part(say(lang, "The same answer, for other reasons"), tuple(cases.reasons(found.other_reasons))),
    )
    lines = sum(len(part.rows) + 2 for part in whole if part.rows)
    yield from whole if every or lines <= READ_IN_A_MINUTE else cases.parts_of(found)
