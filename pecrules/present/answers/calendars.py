"""What falls on which day, and who is told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pecrules.model.codes import Language
from pecrules.present import codes, sentences, words
from pecrules.present.answers.consequences import letters, whom
from pecrules.present.catalogues import say
from pecrules.present.names import Names
from pecrules.present.sheets import Part
from pecrules.rulebook.rows.lifecycle import Grace

if TYPE_CHECKING:
    from datetime import date

    from pecrules.model.outcomes.calendars import Calendar, CalendarDay


def calendar(found: Calendar, names: Names, lang: Language) -> Iterator[Part]:
    """The days asked about, one line each, with the notices that a panel shows in full."""
    span = say(lang, "from {first} to {last}", first=words.day(found.first, lang), last=words.day(found.last, lang))
    yield Part("", ((span,),))
    rows = [(each.day, calendar_day(each, names, lang)) for each in found.days]
    if rows and found.first <= found.stamp.on <= found.last:
        this_day = (*_day(found.stamp.on, lang), say(lang, "(the day that was asked about)"))
        rows.insert(bisect_left([day for day, _ in rows], found.stamp.on), (found.stamp.on, this_day))
    yield Part("", tuple(row for _, row in rows), right=(1,))
    if not found.days:
        yield Part("", ((say(lang, "nothing falls on these days"),),))
    yield from letters((each for each in found.days if each.shown_in), names, lang, mailbox=names.mailbox)


def calendar_day(found: CalendarDay, names: Names, lang: Language) -> tuple[str, ...]:
    """When, what, who is told, and the row behind it."""
    label = names.row(found.row, lang) if found.what == "notice" else sentences.said(codes.DAYS, found.what, lang)
    if found.what == "rights_change":
        label = _other_rights(found, names, lang) or label
    if found.what == "grace_end" and _is_without_renewal(found.row, names):
        label = say(lang, "last day of grace")
    if found.if_charge_fails:
        label = say(lang, "if the charge fails: {what}", what=label)
    return (*_day(found.day, lang), label, whom(found, lang), found.row)


def happening(day: CalendarDay, names: Names, lang: Language) -> str:
    """What falls on a day, and who is told."""
    _, _, what, to_whom, _ = calendar_day(day, names, lang)
    return ", ".join(filter(None, (what, to_whom)))


def _is_without_renewal(row: str, names: Names) -> bool:
    """Whether nothing can be renewed in a grace anyhow."""
    return any(not each.may_renew for each in names.rows(Grace, (row,)))


_CHANGING: Final = ("may_send", "may_receive", "may_read")
"""What an expired mailbox may do on some of its days and not on others."""


def _other_rights(found: CalendarDay, names: Names, lang: Language) -> str | None:
    """What may be done from a day on, by the row that says so."""
    citation = names.citation(found.row)
    if citation is None:
        return None
    may = [say(lang, codes.RIGHTS[name]) for name in _CHANGING if getattr(citation.row, name, False)]
    if not may:
        return say(lang, "from now on it can neither send nor receive nor read")
    return say(lang, "from now on it may only {rights}", rights=words.both(may, lang))


def _day(when: date, lang: Language) -> tuple[str, str]:
    return words.weekday(when, lang), words.day(when, lang, "medium")
