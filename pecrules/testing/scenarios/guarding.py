"""Scenarios for changes that nobody notices: a question whose answer such a change would change, and its part of it.

What is expected there is what the rules say today, and it cites what the changed rows cite. So it is for review, as
every proposal is; and it guards tables from a slip, not from a wrong source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import starmap
from typing import Any, Final, TypeAlias, cast

import attrs

from pecrules.base import dates
from pecrules.base.errors import CalendarError
from pecrules.base.memo import Memo
from pecrules.model.orders import Event
from pecrules.model.outcomes.refusals import Refusal
from pecrules.parsing.plain import is_block
from pecrules.policies import SPAN
from pecrules.rulebook.layers import BASE, LAW
from pecrules.testing.scenarios.asking import Answer
from pecrules.testing.scenarios.expecting import Block
from pecrules.testing.scenarios.mutating import Change, Fate, Judge
from pecrules.testing.scenarios.proposing import HEAD, UNCHECKED
from pecrules.testing.scenarios.reading import Expectation, Question, Scenario, Terms, expectation_of
from pecrules.testing.scenarios.shapes import fields_of, head_of, refusal_fields, subjects_of
from pecrules.testing.scenarios.texts import question
from pecrules.testing.scenarios.writing import flow, noun, written

Tree: TypeAlias = Any
"""What is expected, as plain data."""

_CITED: Final = re.compile(r"\b(?:[RF][0-9]+\.[0-9]+|D-[0-9]+)\b")
"""What a clause cites of rules, facts and open questions."""


def guards(fates: Iterable[Fate], judge: Judge) -> Iterator[str]:
    """A file of scenarios for changes that nobody notices, line by line, as few as will do.

    Args:
        fates: What became of changes; of those that no answer to any question tells there is none.
        judge: Who put them to scenarios.
    """
    watch = _Watch(judge)
    for fate in fates:
        if fate.kind == "unnoticed":
            watch.tells(fate.change)
    yield from HEAD
    for scenario, several in watch.chosen.items():
        for guard in several:
            yield from _lines(scenario, guard)


class _Guard:
    """What is expected of one question, and what the rows behind it cite."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.expected: Tree = {}
        self.cites: dict[str, None] = {}

    def takes(self, tree: Tree, change: Change) -> bool:
        """Whether something more can be expected beside what is expected already; it is then."""
        together = _together(self.expected, tree)
        if not together:
            return False
        self.expected = together[0]
        row: Any = change.entry.row
        self.cites |= dict.fromkeys(_CITED.findall(row.clause))
        return True


class _Watch:
    """Looks for questions whose answers tell changes; those that are chosen already are looked at first."""

    def __init__(self, judge: Judge) -> None:
        self.chosen: dict[Scenario, list[_Guard]] = {}
        self._judge = judge
        self._moved: Memo[tuple[str | None, date], Judge] = Memo(self._on_a_day)

    def tells(self, change: Change) -> bool:
        """Whether the answer to some question is another one after a change: as it is asked, or on its first day."""
        row: Any = change.entry.row
        book = None if change.entry.layer in {LAW, BASE} else change.entry.layer
        return any(self._tells(change, judge) for judge in (self._judge, self._moved[book, row.since]))

    def _tells(self, change: Change, judge: Judge) -> bool:
        for scenario, after in judge.answers(change, first=self.chosen) or ():
            tree = _telling(scenario, judge.before[scenario], after)
            if tree is not None:
                several = self.chosen.setdefault(scenario, [])
                if not any(guard.takes(tree, change) for guard in several):
                    several.append(_Guard(len(several)))
                    several[-1].takes(tree, change)
                return True
        return False

    def _on_a_day(self, where: tuple[str | None, date]) -> Judge:
        """The questions of all scenarios, put to one book on one day."""
        plain = [each for each in self._judge.before if not each.edits and not each.events]
        moved = (_moved(each, *where) for each in plain)
        different = {repr(each.question): each for each in moved if each is not None}
        return self._judge.of(different.values())


def _moved(scenario: Scenario, book: str | None, day: date) -> Scenario | None:
    """A question put to another book on another day, with all its days as far from that; ``None`` without such."""
    try:
        moved = _later(scenario.question, (day - scenario.day).days)
    except (OverflowError, CalendarError, ValueError):
        return None
    name = f"dal-{day.isoformat()}-{scenario.id}" + (f"-{book}" if book else "")
    return attrs.evolve(
        scenario, id=name, day=day, terms=Terms(book, None, ""), question=moved, expected=_ANYTHING, title=""
    )


_ANYTHING: Final = Expectation("anything", "", Block(()))


def _later(value: Any, days: int) -> Any:
    """A question with all its days so much later."""
    if isinstance(value, date):
        return dates.add(value, days=days)
    if isinstance(value, Question):
        return value._replace(**{name: _later(getattr(value, name), days) for name in ("subject", "request", "quote")})
    if _is_list(value):
        return tuple([_later(each, days) for each in value])
    kind = cast("Any", type(value))
    if not attrs.has(kind):
        return value
    return attrs.evolve(
        value, **{field.alias: _later(getattr(value, field.name), days) for field in attrs.fields(kind)}
    )


def _telling(scenario: Scenario, before: Answer, after: Answer | None) -> Tree:
    """What may be expected of the answer to a question that another answer does not fit; ``None`` if nothing."""
    old: Any = before.outcome
    new = after.outcome if after else None
    if _kind(before) != (_kind(after) if after else None):
        return _only_its_kind(before)
    if old is None:
        return None
    is_no = isinstance(before.outcome, Refusal)
    names = refusal_fields() if is_no else fields_of(cast("Any", type(old)))
    parts = {name: (getattr(old, name), getattr(new, name)) for name in names}
    ways = {name: (*_difference(*pair), *_in_full(*pair)) for name, pair in parts.items() if pair[0] != pair[1]}
    telling = {
        name: [each for each in found if _tells(scenario, old, new, {name: each})] for name, found in ways.items()
    }
    kept = {name: found[0] for name, found in telling.items() if found}
    said = {"refused": old.code} if isinstance(old, Refusal) else {}
    return said | kept if kept else None


def _kind(answer: Answer) -> tuple[str, str]:
    """Whether something is answered, and if not, why."""
    outcome, missing = answer.outcome, answer.missing
    if outcome is None:
        return ("no_rule", missing.section) if missing else ("nothing", "")
    return ("refused", outcome.code) if isinstance(outcome, Refusal) else ("answer", "")


def _only_its_kind(answer: Answer) -> Tree:
    """What is expected where only the kind of an answer counts: that there is one, or why there is none."""
    kind, word = _kind(answer)
    if kind == "answer":
        return {"because": {"with": list(answer.because[:1])}}
    return {kind: word or True}


def _tells(scenario: Scenario, old: Any, new: Any, tree: Tree) -> bool:
    """Whether an expectation holds of one answer and not of another."""
    fields = expectation_of(scenario.question.policy, tree, refused=isinstance(old, Refusal))
    return fields.fits(old) and not fields.fits(new)


# -- how two answers differ -------------------------------------------------------------------------------------------


def _difference(old: Any, new: Any) -> tuple[Tree, ...]:
    """What can be said of a part of an answer so that another one differs; nothing if they are the same."""
    if old == new:
        return ()
    if _is_list(old) and _is_list(new):
        return (_of_lists(old, new),)
    kind = cast("Any", type(old))
    if attrs.has(kind) and isinstance(new, kind):
        parts = {name: _difference(getattr(old, name), getattr(new, name)) for name in fields_of(kind)}
        return ({name: part[0] for name, part in parts.items() if part},)
    return (_whole(old),)


def _of_lists(old: Sequence[Any], new: Sequence[Any]) -> Tree:
    """Which items one list has and another has not, or the other way round; if there are none, all in their order."""
    gone, more = [each for each in old if each not in new], [each for each in new if each not in old]
    if gone:
        return {"with": [_item(each, more) for each in gone]}
    return {"without": [_whole(each) for each in more]} if more else [_whole(each) for each in old]


def _is_list(value: object) -> bool:
    return isinstance(value, tuple)


def _in_full(old: Any, new: Any) -> tuple[Tree, ...]:
    """The same of lists whose items a word does not tell apart: all that is said of those that are gone."""
    is_list = _is_list(old) and _is_list(new)
    return ({"with": [_whole(each) for each in old if each not in new]},) if is_list else ()


def _item(item: Any, others: Sequence[Any]) -> Tree:
    """An item by its first word, and by what differs from the other one of that word."""
    kind = cast("Any", type(item))
    if not attrs.has(kind):
        return _whole(item)
    head = head_of(kind)
    like = next((each for each in others if getattr(each, head) == getattr(item, head)), None)
    name = _whole(getattr(item, head))
    return name if like is None else {head: name, **_difference(item, like)[0]}


def _whole(value: Any) -> Tree:
    """A part of an answer as plain data."""
    kind = cast("Any", type(value))
    if _is_list(value):
        return [_whole(each) for each in value]
    if attrs.has(kind):
        return {name: _whole(getattr(value, name)) for name in fields_of(kind)}
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def _together(one: Tree, other: Tree) -> tuple[Tree, ...]:
    """What is expected by two expectations at once; nothing where one cannot tell both."""
    if is_block(one) and is_block(other):
        parts = {name: _beside(one, other, name) for name in {**one, **other}}
        return ({name: part[0] for name, part in parts.items() if part},) if all(parts.values()) else ()
    return (one,) if one == other else ()


def _beside(one: Mapping[str, Tree], other: Mapping[str, Tree], name: str) -> tuple[Tree, ...]:
    """What two blocks expect of a key: of items that there are, or are not, all of both."""
    if name not in one or name not in other:
        return (one.get(name, other.get(name)),)
    here, there = one[name], other[name]
    if name in {"with", "without"}:
        return ([*here, *(each for each in there if each not in here)],)
    return _together(here, there)


# -- as YAML ----------------------------------------------------------------------------------------------------------


def _lines(scenario: Scenario, guard: _Guard) -> Iterator[str]:
    """One scenario, line by line."""
    (book, as_known, _), (policy, _, *_) = scenario.terms, scenario.question
    said: dict[str, str] = {
        "title": written(scenario.title or question(policy)),
        "cites": ", ".join(guard.cites) or UNCHECKED,
        "day": written(scenario.day),
    }
    if book is not None:
        said["book"] = book
    if as_known is not None:
        said["as_known"] = written(as_known)
    if scenario.edits:
        said["edit"] = flow(scenario.edits)
    if scenario.events:
        said["events"] = f"[{', '.join(starmap(_event, scenario.events))}]"
    yield ""
    yield f"  - id: {scenario.id}" + (f"-{guard.number + 1}" if guard.number else "")
    for key, text in (said | _question_keys(scenario.question) | {"expect": flow(guard.expected)}).items():
        yield f"    {key}: {text}"


def _event(when: date, event: Event) -> str:
    return f"{{when: {written(when)}, {noun(event)[1:]}"


def _question_keys(wanted: Question) -> dict[str, str]:
    """A question, key by key."""
    said = {"ask": wanted.policy.name}
    if wanted.quote is not None:
        said["quote"] = "{" + ", ".join(f"{key}: {text}" for key, text in _question_keys(wanted.quote).items()) + "}"
    elif wanted.subject is not None:
        said[next(key for key, kind in subjects_of(wanted.policy).items() if isinstance(wanted.subject, kind))] = noun(
            wanted.subject
        )
    if wanted.channel is not None:
        said["channel"] = wanted.channel
    if wanted.request and wanted.request[0] is not None:
        first, *rest = wanted.request if wanted.policy.request != SPAN else wanted.request[0]
        said["request"] = f"{{from: {written(first)}, to: {written(rest[0])}}}" if rest else written(first)
    return said
