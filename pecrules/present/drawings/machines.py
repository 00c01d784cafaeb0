"""The machines of ``lifecycle.transitions``: each state a line from top to bottom, each transition an arrow across."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, get_args

from pecrules.model.codes import Language, Machine, MailboxState, OrderState
from pecrules.present.catalogues import say
from pecrules.present.drawings.shapes import EDGE, WIDTH, below, element, label, line, picture, width_of
from pecrules.present.names import Names
from pecrules.present.overviews import MACHINES, step_said, steps_of
from pecrules.rulebook.rows import State, Step
from pecrules.rulebook.ruleset import Snapshot

_TOP: Final = 96
_STEP: Final = 30


def machines(snapshot: Snapshot, names: Names, lang: Language) -> str:
    """The pictures of both machines on a day, one below the other, as one SVG.

    Args:
        snapshot: The tables of the day.
        names: What things are called.
        lang: ``it``, ``en`` or ``de``.
    """
    return below([machine(snapshot, which, names, lang) for which in MACHINES])


def machine(snapshot: Snapshot, which: Machine, names: Names, lang: Language) -> str:
    """The picture of a machine on a day, as SVG.

    Args:
        snapshot: The tables of the day.
        which: ``mailbox`` or ``order``.
        names: What things are called.
        lang: ``it``, ``en`` or ``de``.

    >>> from datetime import date
    >>> from pecrules import load_rules
    >>> rules, on = load_rules(), date(2027, 1, 10)
    >>> "In attesa Pagamento" in machine(rules.on(on), "order", Names(rules, on), "it")
    True
    """
    steps, states = steps_of(snapshot, which), _states(snapshot, which)
    lines = dict(zip(states, _places(len(states)), strict=True))
    labels = {name: names.label(State, (which, name), lang) for name in states}
    bottom = _TOP + 20 + _STEP * len(steps)
    inside = (
        *(part for name, x in lines.items() for part in _state(labels[name], x, bottom)),
        *(part for number, row in enumerate(steps) for part in _arrow(row, lines, _TOP + 30 + _STEP * number, lang)),
    )
    ways = ((labels[row.from_state], labels[row.to_state], step_said(row, lang)) for row in steps)
    described = (f"{begin} \N{RIGHTWARDS ARROW} {end}: {event}" for begin, end, event in ways)
    return picture(say(lang, MACHINES[which]), described, inside, bottom + EDGE, lang)


def _states(snapshot: Snapshot, which: Machine) -> tuple[str, ...]:
    """The states, as one comes after the other in a life without trouble; without those that only are a view of one."""
    there = {row.state for row in snapshot.rows(State) if row.machine == which and row.rights != "as_active"}
    return tuple(name for name in get_args(MailboxState if which == "mailbox" else OrderState) if name in there)


def _places(number: int) -> Sequence[int]:
    """Where the lines of so many states stand."""
    width = (WIDTH - 2 * EDGE) // max(number, 1)
    return [EDGE + width * each + width // 2 for each in range(number)]


def _state(name: str, x: int, bottom: int) -> Iterator[str]:
    width = width_of(name) + 16
    yield line(x, _TOP, x, bottom)
    yield element("rect", x=x - width // 2, y=_TOP - 36, width=width, height=28, rx=6, fill="#e8eef6", class_="edge")
    yield label(x, _TOP - 17, name, class_="inside", text_anchor="middle")


def _arrow(row: Step, lines: Mapping[str, int], y: int, lang: Language) -> Iterator[str]:
    """An arrow from a state to the next one; one that stays where it is, as a loop."""
    begin, end = lines[row.from_state], lines[row.to_state]
    text = step_said(row, lang)
    if begin == end:
        yield element("path", d=f"M{begin} {y}h18v9h-18", fill="none", stroke="#17406d", stroke_width="2")
        yield element("path", d=f"M{begin} {y + 9}l7 -4v8z", fill="#17406d")
        right = begin + 24
        at_right, at_left = right + width_of(text) * 9 // 10 <= WIDTH - EDGE, begin - 8 - width_of(text) >= EDGE
        x = right if at_right else begin - 8 if at_left else WIDTH - EDGE
        yield label(x, y + 9, text, text_anchor="start" if at_right else "end")
        return
    way = 1 if end > begin else -1
    yield element(
        "line", x1=begin, y1=y, x2=end - 7 * way, y2=y, stroke="#17406d", stroke_width="2",
    )  # fmt: skip
    yield element("path", d=f"M{end} {y}l{-8 * way} -5v10z", fill="#17406d")
    middle = min(max((begin + end) // 2, EDGE + width_of(text) // 2), WIDTH - EDGE - width_of(text) // 2)
    yield label(middle, y - 5, text, text_anchor="middle")
