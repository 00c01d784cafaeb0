"""Doubts about a mailbox's life: states, grace, notices, charges."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations, pairwise
from typing import Final

from pecrules.rulebook.doubts.whole import Odd, Whole, odd
from pecrules.rulebook.layers import Entry
from pecrules.rulebook.rows import Label, Row, Withdrawn, fields
from pecrules.rulebook.rows.alerts import Notice
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Grace, GraceStretch, State, Step
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.rows.renewal import Automatic

_DAYS: Final = {"days": 1, "calendar_months": 28}
"""How many days a unit has at least."""


def _offset(notice: Notice) -> int:
    """How many days, at least, a notice is away from the expiry."""
    return notice.offset * _DAYS[notice.unit]


# -- notices and charges ----------------------------------------------------------------------------------------------


def notices_reach_a_mailbox(whole: Whole) -> Iterator[Odd]:
    """A notice after the expiry goes out while there is a mailbox."""
    for day in whole.days(Notice, Grace):
        for notice in (row for row in whole.at(Notice, day) if row.side == "after"):
            grace = whole.one(Grace, day, notice.kind)
            if grace and _offset(notice) > grace.grace_days:
                entry = whole.newest(notice, grace)
                column = "offset" if entry.row is notice else "grace_days"
                yield odd("PD022", entry, column, found=_offset(notice), days=grace.grace_days)


def charges_are_announced(whole: Whole) -> Iterator[Odd]:
    """The notice of a charge comes before the charge."""
    for day in whole.days(Notice, Automatic):
        charge = whole.one(Automatic, day)
        for notice in whole.at(Notice, day):
            before = -_offset(notice) if notice.side == "after" else _offset(notice)
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


# -- grace ------------------------------------------------------------------------------------------------------------


def late_fees_can_be_paid(whole: Whole) -> Iterator[Odd]:
    """A fee for being late begins while some mailbox can still be renewed."""
    for day in whole.days(Price, Grace):
        graces = whole.at(Grace, day)
        longest = max(graces, key=lambda row: row.grace_days, default=None)
        for fee in (row for row in whole.at(Price, day) if row.item == "late_fee"):
            if longest and (fee.from_day or 0) > longest.grace_days:
                entry = whole.newest(fee, *graces)
                column = "from_day" if entry.row is fee else "grace_days"
                yield odd("PD027", entry, column, found=fee.from_day, days=longest.grace_days)


def stretches_end_before_the_grace(whole: Whole) -> Iterator[Odd]:
    """After each stretch some days of the grace are left."""
    for day in whole.days(GraceStretch, Grace):
        for stretch in whole.at(GraceStretch, day):
            grace = whole.one(Grace, day, stretch.kind)
            if grace and stretch.last_day >= grace.grace_days:
                entry = whole.newest(stretch, grace)
                column = "last_day" if entry.row is stretch else "grace_days"
                yield odd("PD028", entry, column, found=stretch.last_day, days=grace.grace_days)


def stretches_agree(whole: Whole) -> Iterator[Odd]:
    """Of two stretches that end on one day both say the same."""
    for day in whole.days(GraceStretch):
        for one, other in combinations(whole.at(GraceStretch, day), 2):
            same_day = (one.kind, one.last_day) == (other.kind, other.last_day)
            if same_day and _rights(one) != _rights(other):
                entry = whole.newest(one, other)
                yield odd("PD029", entry, "last_day", other=(other if entry.row is one else one).id)


def _rights(row: GraceStretch) -> tuple[bool, ...]:
    return row.may_send, row.may_receive, row.may_read


def who_sends_may_read(whole: Whole) -> Iterator[Odd]:
    """From an expired mailbox nobody sends who may not even read what is in it."""
    rows: list[tuple[Entry, Grace | GraceStretch]] = [*whole.own(Grace), *whole.own(GraceStretch)]
    for entry, row in rows:
        if row.may_send and not row.may_read:
            yield odd("PD049", entry, "may_send")


def rights_do_not_come_back(whole: Whole) -> Iterator[Odd]:
    """The longer a mailbox has expired, the less it may: nothing that it might not while it was active, or before."""
    for day in whole.days(State, Grace, GraceStretch):
        for grace in whole.at(Grace, day):
            active = whole.one(State, day, "mailbox", "active")
            stretches = [row for row in whole.at(GraceStretch, day) if row.kind == grace.kind]
            stages = [*([active] if active else []), *sorted(stretches, key=lambda row: row.last_day), grace]
            for earlier, later in pairwise(stages):
                for name in (name for name in _OF_GRACE if getattr(later, name) and getattr(earlier, name) is False):
                    entry = whole.newest(earlier, later)
                    args = {"other": earlier.id, "found": later.id, "column": name}
                    yield odd("PD050", entry, name, **args)


_OF_GRACE: Final = ("may_send", "may_receive", "may_read")


def grace_is_for_renewing(whole: Whole) -> Iterator[Odd]:
    """Who is kept may renew; and if it becomes shorter, the row says for whom."""
    for entry, row in whole.own(Grace):
        if row.grace_days and not row.may_renew:
            yield odd("PD030", entry, "may_renew", days=row.grace_days)
        was = whole.before(row, Grace.SECTION)
        shorter = isinstance(was, Grace) and was.since < row.since and was.grace_days > row.grace_days
        if isinstance(was, Grace) and shorter and row.days_hold_for is None:
            yield odd("PD031", entry, "grace_days", before=was.grace_days, days=row.grace_days)


# -- states -----------------------------------------------------------------------------------------------------------

_OF_TIME: Final = frozenset({
    "activation_due", "expiry_passed", "grace_ended", "suspension_ended", "termination_day_reached",
})  # fmt: skip
"""What happens because days pass."""


def time_leads_somewhere(whole: Whole) -> Iterator[Odd]:
    """What time brings about in a state, it does for ever: its last row is not taken away."""
    for entry, end in whole.ended(Step):
        _, state, event = end.key[:3]
        left = [row for row in whole.at(Step, end.since) if row.key[:3] == end.key[:3]]
        if event in _OF_TIME and not left:
            yield odd("PD032", entry, "withdrawn", day=end.since, event=event, state=state)


_APART: Final = (
    {"automatic_on", "automatic_off"},
    {"within_grace", "after_grace"},
    {"within_suspension", "after_suspension"},
    {"order_activates", "order_renews", "order_adds_space"},
)
"""Guards of which no two ever hold together."""


def guards_are_apart(whole: Whole) -> Iterator[Odd]:
    """Of the rows of one event out of one state no two can hold together; that one holds always is a mistake."""
    for day in whole.days(Step):
        beside: dict[tuple[str, ...], list[Step]] = {}
        for row in whole.at(Step, day):
            beside.setdefault(row.key[:3], []).append(row)
        for one, other in (pair for rows in beside.values() for pair in combinations(rows, 2)):
            if not any({one.guard, other.guard} <= apart for apart in _APART):
                entry = whole.newest(one, other)
                here, there = (one, other) if entry.row is one else (other, one)
                args = {"event": one.event, "guard": here.guard, "other": there.guard}
                yield odd("PD043", entry, "guard", day=day, first=whole.entry(there), **args)


def states_are_joined(whole: Whole) -> Iterator[Odd]:
    """Something leads to each state, and out of it; one that is only another's name is that one."""
    for day in whole.days(State, Step):
        steps = [row for row in whole.at(Step, day) if row.from_state != row.to_state]
        into = {(row.machine, row.to_state) for row in steps}
        out = {(row.machine, row.from_state) for row in steps}
        for row in (row for row in whole.at(State, day) if row.rights != "as_active"):
            here = (row.machine, row.state)
            if here not in into:
                ends = _ends(whole, day, lambda step: (step.machine, step.to_state), here)
                yield odd("PD033", whole.newest(row, *ends), "state", state=row)
            if here not in out:
                ends = _ends(whole, day, lambda step: (step.machine, step.from_state), here)
                yield odd("PD034", whole.newest(row, *ends), "state", state=row)


def _ends(whole: Whole, day: date, side: Callable[[Step], tuple[str, str]], state: tuple[str, str]) -> list[Withdrawn]:
    """What has taken transitions into a state, or out of it, away by a day."""
    found: list[Withdrawn] = []
    for line in whole.lines(Step).values():
        row, led = line.at(day), any(isinstance(each, Step) and side(each) == state for each in line.rows)
        found += [row] if led and isinstance(row, Withdrawn) else []
    return found


_STOPS: Final = frozenset({"contents_deleted", "mailbox_stopped"})
_RIGHTS: Final = ("may_send", "may_receive", "may_read", "may_renew", "may_buy_space", "may_change_plan")


def the_dead_have_no_rights(whole: Whole) -> Iterator[Odd]:
    """A state to which what stops or empties a mailbox leads allows nothing that takes one."""
    for entry, row in whole.own(State):
        steps = (step for step in whole.at(Step, row.since) if (step.machine, step.to_state) == row.key)
        rights = [name for name in _RIGHTS if getattr(row, name)]
        if rights and any(not _STOPS.isdisjoint(step.effects) for step in steps):
            yield odd("PD035", entry, rights[0], state=row, found=", ".join(rights))


DOUBTS: Final[tuple[Callable[[Whole], Iterator[Odd]], ...]] = (
    notices_reach_a_mailbox, charges_are_announced, notices_come_one_by_one, names_say_the_offset, columns_are_read,
    late_fees_can_be_paid, stretches_end_before_the_grace, stretches_agree, who_sends_may_read,
    rights_do_not_come_back, grace_is_for_renewing, time_leads_somewhere, guards_are_apart, states_are_joined,
    the_dead_have_no_rights,
)  # fmt: skip
