"""Doubts about states: what leads to which, what an event brings, what a state allows."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from typing import Final

from pecrules.model.meanings import BRINGS, BY_TIME
from pecrules.rulebook.doubts.whole import Odd, Whole, odd
from pecrules.rulebook.rows import Withdrawn
from pecrules.rulebook.rows.lifecycle import State, Step


def time_leads_somewhere(whole: Whole) -> Iterator[Odd]:
    """What time brings about in a state, it does for ever: its last row is not taken away."""
    for entry, end in whole.ended(Step):
        _, state, event = end.key[:3]
        left = [row for row in whole.at(Step, end.since) if row.key[:3] == end.key[:3]]
        if event in BY_TIME and not left:
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


_TO_USE: Final = frozenset({"term_extended", "mailbox_usable", "limits_lifted", "contents_kept"})
"""What makes a mailbox one that is used."""


def events_bring_what_they_are_for(whole: Whole) -> Iterator[Odd]:
    """What an event is for is among its effects, and leads to where it is of use."""
    for entry, row in whole.own(Step):
        effects = (BRINGS.get((row.event, guard)) for guard in (None, row.guard))
        for effect in (effect for effect in effects if effect and effect not in row.effects):
            yield odd("PD067", entry, "effects", event=row.event, found=effect)
        state = whole.one(State, row.since, row.machine, row.to_state)
        if state and state.may_read is False and not _TO_USE.isdisjoint(row.effects):
            yield odd("PD068", entry, "to_state", event=row.event, state=state)


_CARRIED_OUT: Final = {"may_pay": "payment_registered", "may_cancel": "order_cancelled"}
"""What an order allows -> the event in which that is done."""


def what_is_allowed_can_happen(whole: Whole) -> Iterator[Odd]:
    """Where an order may be paid or cancelled, that leads somewhere; and where it leads somewhere, it may be."""
    for entry, row in (each for each in whole.own(State) if each[1].machine == "order"):
        steps = {step.event for step in whole.at(Step, row.since) if (step.machine, step.from_state) == row.key}
        for column, event in _CARRIED_OUT.items():
            if getattr(row, column) is not None and getattr(row, column) != (event in steps):
                yield odd("PD076", entry, column, column=column, event=event, state=row)


def what_is_cancelled_stays_so(whole: Whole) -> Iterator[Odd]:
    """Out of where a cancelled order lies nothing leads on."""
    for entry, row in whole.own(Step):
        steps = whole.at(Step, row.since)
        cancelled = {step.to_state for step in steps if (step.machine, step.event) == ("order", "order_cancelled")}
        state = whole.one(State, row.since, "order", row.to_state)
        if row.machine == "order" and row.from_state in cancelled - {row.to_state}:
            yield odd("PD081", entry, "from_state", event=row.event, state=state or row.to_state)


_ALIVE: Final = ("may_send", "may_receive", "may_read", "may_renew")


def the_living_have_rights(whole: Whole) -> Iterator[Odd]:
    """An active mailbox may do what one is bought for; a name that is kept for its holder may be bought again."""
    for entry, row in whole.own(State):
        if row.key == ("mailbox", "active"):
            yield from (odd("PD069", entry, name, column=name, state=row) for name in _ALIVE if not getattr(row, name))
        steps = (step for step in whole.at(Step, row.since) if (step.machine, step.to_state) == row.key)
        if row.may_repurchase is False and any("name_reserved" in step.effects for step in steps):
            yield odd("PD071", entry, "may_repurchase", state=row)


DOUBTS: Final[tuple[Callable[[Whole], Iterator[Odd]], ...]] = (
    time_leads_somewhere, guards_are_apart, states_are_joined, the_dead_have_no_rights,
    events_bring_what_they_are_for, the_living_have_rights, what_is_allowed_can_happen,
    what_is_cancelled_stays_so,
)  # fmt: skip
