"""The life of a mailbox: its states as bands, what falls on its days, and until when each way to pay is in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar, Final

import attrs

from pecrules.base.tuples import NamedTuple
from pecrules.domain.activation import Activations
from pecrules.domain.life import Lifecycle
from pecrules.model.codes import Language, MailboxState
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.calendars import Calendar, CalendarDay
from pecrules.model.outcomes.quotes import PayBy
from pecrules.present import codes, sentences, words
from pecrules.present.answers.calendars import happening
from pecrules.present.catalogues import say
from pecrules.present.drawings.shapes import (
    EDGE,
    WIDTH,
    Axis,
    element,
    label,
    lanes,
    line,
    now,
    picture,
    scale,
    width_of,
)
from pecrules.present.names import Names
from pecrules.rulebook.rows import Row
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_DAY: Final = timedelta(1)

_COLOURS: Final[dict[MailboxState, str]] = {
    "not_activated": "#e3e3e3",
    "in_activation": "#cfe3f7",
    "active": "#c9e9cf",
    "expiring": "#ffe3a3",
    "expired": "#ffc9b3",
    "suspended": "#dcd0f2",
    "withdrawn": "#d0d0d0",
    "deleted": "#b9b9b9",
}


class Band(NamedTuple):
    """A state, and the days on which it lasts within a picture."""

    state: MailboxState
    first: date
    last: date


class _View:
    """The states of mailboxes, by the rows of an interval of days."""

    READS: ClassVar[tuple[type[Row], ...]] = (*Lifecycle.READS, *Activations.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self.lifecycle = Lifecycle(snapshot)
        self.activations = Activations(snapshot)


def bands(mailbox: Mailbox, rules: Ruleset, on: date, first: date, last: date) -> tuple[Band, ...]:
    """The states of a mailbox from one day to another, one after the other, as ``timeline`` goes by them.

    Args:
        mailbox: The mailbox.
        rules: The rules.
        on: The day whose rows count.
        first: The first day.
        last: The last day.
    """
    view, _ = rules.view(_View, on, mailbox)
    periods = view.lifecycle.life(view.activations.expected(mailbox, on).value)
    found = (Band(each.state, max(each.since or first, first), min(each.until or last, last)) for each in periods)
    return tuple(each for each in found if each.first <= each.last)


def near(calendar: Calendar, mailbox: Mailbox) -> Calendar:
    """A calendar whose picture ends soon after what follows the expiry, for years more would press that together.

    Args:
        calendar: What falls on its days; those after the new end stay in it.
        mailbox: The mailbox.
    """
    ends = [day.day for day in calendar.days if day.day - mailbox.expiry <= SHOWN]
    last = max([*ends, calendar.stamp.on])
    return attrs.evolve(calendar, last=last + MARGIN) if ends and calendar.last - last > MARGIN else calendar


SHOWN: Final = timedelta(200)
"""How far from the expiry a picture goes, if nobody says otherwise."""

MARGIN: Final = timedelta(30)
"""What is free beside that."""


def life(calendar: Calendar, rules: Ruleset, lang: Language, *, mailbox: Mailbox, pay_by: Sequence[PayBy] = ()) -> str:
    """The picture of a mailbox's life, as SVG.

    Args:
        calendar: What falls on its days, as ``timeline`` says; of days after its last one only the words are told.
        rules: The rules that it was given under.
        lang: ``it``, ``en`` or ``de``.
        mailbox: The mailbox.
        pay_by: The last days of each way to pay, as a quote or ``renewal_options`` says.
    """
    on, names = calendar.stamp.on, Names(rules, calendar.stamp.on, mailbox)
    axis = Axis(calendar.first, calendar.last, EDGE, WIDTH - EDGE)
    periods = bands(mailbox, rules, on, axis.first, axis.last)
    title = f"{mailbox.address}, {names.plan(mailbox.plan, lang, mailbox.kind)}"
    days = [(day.day, _what(day, names, lang)) for day in calendar.days]
    marks, later = [each for each in days if each[0] <= axis.last], [each for each in days if each[0] > axis.last]
    last = [(each.day, _deadline(each, names, lang)) for each in pay_by if axis.first <= each.day <= axis.last]
    body: list[str] = []
    top = _BANDS + _BAND
    placed, bottom = _labelled(marks, axis, top + 24)
    body += placed
    if last:
        body.append(label(EDGE, bottom + 14, say(lang, "Paid in time"), class_="faint"))
        placed, bottom = _labelled(last, axis, bottom + 34, is_deadline=True)
        body += placed
    inside = (
        *scale(axis, _BANDS - 6, bottom, lambda day: _month(day, lang)),
        *(_band(each, axis, names, lang) for each in periods),
        *now(axis, on, _BANDS - 24, bottom, lang),
        *sorted(body, key=lambda each: not each.startswith("<line")),  # no line lies over a label
    )
    narrow = [each for each in periods if not _fits(each, axis, names, lang)]
    described = (
        *(_sentence(each, names, lang) for each in periods),
        *(text for _, text in (*days, *last)),
        say(lang, "the day asked about: {day}", day=words.day(on, lang)),
    )
    legend, bottom = _legend(narrow, [text for _, text in later], bottom, names, lang)
    return picture(title, described, (*inside, *legend), bottom + EDGE, lang)


_BANDS: Final = 70
_BAND: Final = 34
_LANE: Final = 18


def _sentence(band: Band, names: Names, lang: Language) -> str:
    return f"{sentences.state(band.state, names, lang)}: {_span(band, lang)}"


def _span(band: Band, lang: Language) -> str:
    return say(lang, "from {first} to {last}", first=words.day(band.first, lang), last=words.day(band.last, lang))


def _month(day: date, lang: Language) -> str:
    """A month and its year, short."""
    return words.day(day, lang, "medium").partition(" ")[2] if lang != "de" else f"{day.month:02}.{day.year}"


def _band(band: Band, axis: Axis, names: Names, lang: Language) -> str:
    left, right = _ends(band, axis)
    box = element(
        "rect", element("title", _sentence(band, names, lang)), x=left, y=_BANDS, width=max(right - left, 2),
        height=_BAND, fill=_COLOURS[band.state], class_="edge",
    )  # fmt: skip
    name = sentences.state(band.state, names, lang)
    return box + (label(left + 6, _BANDS + 22, name, class_="inside") if _fits(band, axis, names, lang) else "")


def _ends(band: Band, axis: Axis) -> tuple[int, int]:
    return axis.at(band.first), axis.at(band.last + _DAY if band.last < axis.last else band.last)


def _fits(band: Band, axis: Axis, names: Names, lang: Language) -> bool:
    """Whether there is room for the name of a band in it."""
    left, right = _ends(band, axis)
    return width_of(sentences.state(band.state, names, lang)) + 8 <= right - left


def _legend(
    narrow: Sequence[Band], later: Sequence[str], top: int, names: Names, lang: Language
) -> tuple[list[str], int]:
    """What the bands are that have no room for their names, and what comes after the picture; and where that ends."""
    bottom = top + 14 + len(narrow) * _LANE
    found = [label(EDGE, bottom + number * _LANE, text) for number, text in enumerate(later)]
    for number, each in enumerate(narrow):
        at = top + 14 + number * _LANE
        box = element("rect", x=EDGE, y=at - 11, width=12, height=12, fill=_COLOURS[each.state], class_="edge")
        found += [box, label(EDGE + 20, at, _sentence(each, names, lang))]
    return found, top + (len(narrow) + len(later)) * _LANE


def _labelled(
    marks: Sequence[tuple[date, str]], axis: Axis, top: int, *, is_deadline: bool = False
) -> tuple[list[str], int]:
    """Marks on days with their labels below one another, and where they end."""
    spans = [_place(axis.at(day), text) for day, text in marks]
    found: list[str] = []
    rows = lanes(spans)
    for (day, text), (left, right), lane in zip(marks, spans, rows, strict=True):
        x, y = axis.at(day), top + lane * _LANE
        found += [line(x, _BANDS + _BAND, x, y - 4, "line", opacity=".5"), _mark(x, y - 4, is_deadline=is_deadline)]
        found.append(label(left, y, text) if left > x else label(right, y, text, text_anchor="end"))
    return found, top + (max(rows, default=-1) + 1) * _LANE


def _place(x: int, text: str) -> tuple[int, int]:
    """Where a label begins and ends: behind its mark, or before it where there is no room."""
    left = x + 8
    width = width_of(text)
    if left + width > WIDTH - EDGE:
        left = max(x - 8 - width, EDGE)
    return left, left + width


def _mark(x: int, y: int, *, is_deadline: bool) -> str:
    if is_deadline:
        return element("path", d=f"M{x} {y - 5}l5 5l-5 5l-5 -5z", fill="#7a4b00")
    return element("circle", cx=x, cy=y, r=4, fill="#17406d")


def _what(day: CalendarDay, names: Names, lang: Language) -> str:
    """What falls on a day, and who is told."""
    return f"{words.day(day.day, lang, 'medium')}: {happening(day, names, lang)}"


def _deadline(found: PayBy, names: Names, lang: Language) -> str:
    """A way to pay, and for what it is in time until then."""
    method, before = names.method(found.method, lang), sentences.said(codes.IN_TIME, found.before, lang)
    return f"{words.day(found.day, lang, 'medium')}: {method}, {before}"
