"""Doubts about what people are told: notices, their texts, and charges; and columns that no reading reads."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Final

from pecrules.rulebook.doubts.whole import Odd, Whole, odd
from pecrules.rulebook.rows import Label, Row, Withdrawn, fields
from pecrules.rulebook.rows.alerts import Notice
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Grace, State
from pecrules.rulebook.rows.renewal import Automatic

_DAYS: Final = {"days": 1, "calendar_months": 28}
"""How many days a unit has at least."""


def days_away(notice: Notice) -> int:
    """How many days, at least, a notice is away from the expiry."""
    return notice.offset * _DAYS[notice.unit]


def notices_reach_a_mailbox(whole: Whole) -> Iterator[Odd]:
    """A notice after the expiry goes out while there is a mailbox."""
    for day in whole.days(Notice, Grace):
        for notice in (row for row in whole.at(Notice, day) if row.side == "after"):
            grace = whole.one(Grace, day, notice.kind)
            if grace and days_away(notice) > grace.grace_days:
                entry = whole.newest(notice, grace)
                column = "offset" if entry.row is notice else "grace_days"
                yield odd("PD022", entry, column, found=days_away(notice), days=grace.grace_days)


def charges_are_announced(whole: Whole) -> Iterator[Odd]:
    """The notice of a charge comes before the charge."""
    for day in whole.days(Notice, Automatic):
        charge = whole.one(Automatic, day)
        for notice in whole.at(Notice, day):
            before = -days_away(notice) if notice.side == "after" else days_away(notice)
            if charge and notice.condition == "automatic_on" and before <= charge.charge_days_before:
                entry = whole.newest(notice, charge)
                column = "offset" if entry.row is notice else "charge_days_before"
                yield odd("PD023", entry, column, found=before, days=charge.charge_days_before)


def notices_come_one_by_one(whole: Whole) -> Iterator[Odd]:
    """Nobody gets two notices on one day."""
    for day in whole.days(Notice):
        for one, other in combinations(whole.at(Notice, day), 2):
            if _sent(one) == _sent(other) and {one.condition, other.condition} != {"automatic_on", "automatic_off"}:
                entry = whole.newest(one, other)
                there = other if entry.row is one else one
                yield odd("PD024", entry, "offset", found=entry.row.id, other=there.id)


def _sent(notice: Notice) -> tuple[object, ...]:
    """To whom a notice goes, and on which day."""
    return notice.kind, notice.audience, notice.side, notice.offset, notice.unit, notice.listed_by


def names_say_the_offset(whole: Whole) -> Iterator[Odd]:
    """A number in the name of a notice is that of its row."""
    for entry, row in whole.own(Notice):
        for lang in fields(Label):
            found = re.findall("[0-9]+", getattr(row.label, lang))
            if found and str(row.offset) not in found:
                yield odd("PD025", entry, "label", lang, found=found[0], offset=row.offset)


_READ_BY: Final[tuple[tuple[type[Row], str, object, str, str], ...]] = (
    (Notice, "listed_by", "source", "alert_calendar", "listed_days"),
    (Automatic, "retry_days_after", (), "charge_retries", "listed_days"),
    (State, "lapses_after_days", None, "unpaid_order_expiry", "after_days"),
)
"""Columns that only count with one reading of a question: section, column, what says nothing, topic, reading."""


def columns_are_read(whole: Whole) -> Iterator[Odd]:
    """What only counts with one reading of a question is not written where another is chosen."""
    for kind, column, nothing, topic, reading in _READ_BY:
        for entry, row in whole.own(kind):
            chosen = [each.choice for each in _choices(whole, topic, row.since)]
            if getattr(row, column) != nothing and chosen and reading not in chosen:
                args = {"topic": topic, "reading": reading, "found": chosen[0]}
                yield odd("PD026", entry, column, column=column, **args)


def _choices(whole: Whole, topic: str, since: date) -> Iterator[Interpretation]:
    """The readings of a question that are chosen on a day or later."""
    line = whole.lines(Interpretation).get((topic,))
    rows = line.standing if line else ()
    first = line.at(since) if line else None
    yield from (row for row in rows if isinstance(row, Interpretation) and (row is first or row.since > since))


def notices_go_out(whole: Whole) -> Iterator[Odd]:
    """Where notices have gone out before the expiry they go on, with automatic renewal and without."""
    days = whole.days(Notice)
    for condition in ("automatic_off", "automatic_on"):
        known: set[str] = set()
        for day in days:
            without = _without_notice(whole, condition, day)
            for kind, rows in without.items():
                entry = whole.newest(*rows)
                column = "withdrawn" if isinstance(entry.row, Withdrawn) else "notice"
                if kind not in known:
                    yield odd("PD064", entry, column, day=day, kind=kind, guard=condition, found=condition)
            known = {*without}


def _without_notice(whole: Whole, condition: str, day: date) -> dict[str, list[Row]]:
    """The kinds of mailbox that get no notice from a day on, and had one -> what there is in its place."""
    on = _conditions(whole, condition, day)
    instead: dict[str, list[Row]] = {}
    noticed: set[str] = set()
    for (kind, _), line in whole.lines(Notice).items():
        row = line.at(day)
        noticed |= {kind} if row and _tells(row, on) else set()
        if row and any(_tells(each, {"always", condition}) for each in line.rows if each.since < day):
            instead.setdefault(kind, []).append(row)
    return {kind: rows for kind, rows in instead.items() if kind not in noticed}


def _tells(row: Row, conditions: Collection[str]) -> bool:
    """Whether a row is a notice that goes out while the mailbox can still be kept as it is."""
    return isinstance(row, Notice) and row.side == "before" and row.offset > 0 and row.condition in conditions


def _conditions(whole: Whole, condition: str, day: date) -> set[str]:
    """On what conditions a notice goes out where automatic renewal is on, or off."""
    reading = whole.one(Interpretation, day, "alerts_with_automatic")
    both = reading is not None and reading.choice == "both"
    return {"always", condition, *(["automatic_off"] if both else [])}


def texts_are_for_their_reader(whole: Whole) -> Iterator[Odd]:
    """Who renews by hand and who is charged do not read the same: a text is looked at where it is chosen."""
    for entry, row in whole.own(Notice):
        other = _APART.get(row.condition)
        was = whole.before(row, Notice.SECTION)
        chosen = not isinstance(was, Notice) or (was.text, was.condition) != (row.text, row.condition)
        for there in whole.at(Notice, row.since) if chosen and other and row.text else ():
            if (there.kind, there.condition, there.text) == (row.kind, other, row.text):
                yield odd("PD070", entry, "text", found=row.text, other=there.id, first=whole.entry(there))


_APART: Final[Mapping[str, str]] = {"automatic_on": "automatic_off", "automatic_off": "automatic_on"}


def charges_come_before_the_expiry(whole: Whole) -> Iterator[Odd]:
    """The last charge comes before the day on which it would be too late."""
    for entry, row in whole.own(Automatic):
        late = [days - row.charge_days_before for days in (0, *row.retry_days_after) if days >= row.charge_days_before]
        if late:
            column = "retry_days_after" if row.charge_days_before else "charge_days_before"
            yield odd("PD065", entry, column, days=max(late))


DOUBTS: Final[tuple[Callable[[Whole], Iterator[Odd]], ...]] = (
    notices_reach_a_mailbox, charges_are_announced, notices_come_one_by_one, names_say_the_offset, columns_are_read,
    notices_go_out, texts_are_for_their_reader, charges_come_before_the_expiry,
)  # fmt: skip
