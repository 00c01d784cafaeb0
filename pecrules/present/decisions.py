"""Decision tables for people: the same lines, with labels and sentences in place of names and codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, cast

from pecrules.base.grids import Field, Grid
from pecrules.base.telling import Formula, Teller
from pecrules.model.codes import EffectCode, Language
from pecrules.present import codes, terms, words
from pecrules.present.catalogues import LANGUAGES, count, mark, say
from pecrules.present.facts import REQUEST, OfFacts, fact_name, relation, span
from pecrules.present.meanings import anywhere, meaning
from pecrules.present.names import Names
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.lifecycle import State
from pecrules.rulebook.rows.payments import Method

if TYPE_CHECKING:
    from pecrules.rulebook.ruleset import Ruleset

_HEADS: Final = {
    "says": mark("answer"),
    "between": mark("and"),
    "refusal.code": mark("why not"),
    "refusal.remedies": mark("remedies"),
    "because": mark("rows"),
}
"""Columns that every decision table has."""

_SAYS: Final = {
    "answer": mark("yes"),
    "refused": mark("no"),
    "no_rule": mark("no row says it"),
    "nothing": mark("nothing"),
    "ask_the_policy": mark("only the policy can tell"),
    "given": mark("known"),
    "none": mark("none"),
    "true": mark("yes"),
    "false": mark("no"),
    "?": mark("another one"),
    "notice": mark("notice"),
    "space_warning": mark("warning of little space"),
}
"""Words of the tables themselves."""


class InWords:
    """How the decision tables of some rules read in a language.

    Args:
        rules: The rules, for the labels of their rows.
        on: The day of the tables.
        lang: ``it``, ``en`` or ``de``.
    """

    def __init__(self, rules: Ruleset, on: date, lang: Language) -> None:
        self._names: Names = Names(rules, on)
        self._lang: Language = lang
        rows = (entry.row for entry in rules.entries)
        labels = ((row.key[-1], getattr(row, "label", None)) for row in rows if isinstance(row, Row) and row.key)
        self._formulas: Teller = _Formulas(lang, self._becomes)
        self._labels: Mapping[str, str] = {key: str(getattr(label, lang)) for key, label in labels if label is not None}

    def title(self, policy: str, part: str) -> str:
        """What a table is about."""
        title = f"{say(self._lang, terms.POLICIES[policy])}: {say(self._lang, terms.PARTS[part])}"
        return title[:1].upper() + title[1:]

    def grid(self, found: Grid) -> Grid:
        """A table whose answers ``value`` told already: facts in words as well, and no column that says nothing."""
        policy, _, part = found.name.partition(".")
        fields = tuple(each._replace(name=self._head(each.name)) for each in found.fields)
        rows = [tuple(map(self._cell, found.fields, row)) for row in found.rows]
        said = [number for number in range(len(fields)) if any(row[number] for row in rows)]
        kept = tuple(tuple(row[number] for number in said) for row in rows)
        return Grid(found.name, self.title(policy, part), tuple(fields[number] for number in said), kept)

    def value(self, column: str, value: Any) -> str:
        """What is said in a column, in words."""
        if value is None or value == ():
            return ""
        if column == "between":
            return relation(value, self._lang)
        if isinstance(value, bool):
            return self._code(column, str(value).lower())
        if isinstance(value, tuple):
            return self._parts(column, cast("Any", value))
        if isinstance(value, Decimal):
            return words.money(value, self._lang)
        return value.rendered(self._formulas) if isinstance(value, Formula) else self._code(column, str(value))

    def _becomes(self, column: str, value: Any) -> str:
        """What a fact is once it has changed: also nothing."""
        return self._code(column, "none") if value is None else self.value(column, value)

    def _head(self, name: str) -> str:
        if name in _HEADS:
            return say(self._lang, _HEADS[name])
        answer = name.removeprefix("answer.").rpartition(".")[2]
        if name.startswith("answer."):
            return say(self._lang, terms.VALUES[answer]) if answer in terms.VALUES else f"`{answer}`"
        known = fact_name(name, self._lang)
        return say(self._lang, "{what}: known?", what=known) if name.endswith("?") else known

    def _cell(self, field: Field, cell: str) -> str:
        """A cell that says what a fact can be, or what is said; what ``value`` told stands as it is."""
        if not cell or field.name in {"because", "between"} or field.name.startswith(("answer.", "refusal.")):
            return cell
        dated, column = field.description.startswith("days"), field.name.removeprefix(REQUEST)
        return words.either([self._side(column, side, dated=dated) for side in cell.split(" | ")], self._lang)

    def _side(self, column: str, side: str, *, dated: bool) -> str:
        if column.endswith("?") and side == "none":
            return say(self._lang, "not known")
        ends = re.fullmatch(r"(-?\d*)\.\.(-?\d*)", side)
        if ends is None and not dated:
            return self._code(column, side)
        first, last = ends.groups() if ends is not None else (side, side)
        return span((int(first) if first else None, int(last) if last else None), self._lang, dated=dated)

    def _parts(self, column: str, parts: tuple[Any, ...]) -> str:
        """Several things one after the other, or one of several parts."""
        if all(isinstance(each, tuple) and cast("Any", each)[0] in LANGUAGES for each in parts):
            return str(dict(parts)[self._lang])  # a label
        if parts[0] == "Effect":
            return self._effect(parts[1], parts[2:])
        if not (isinstance(parts[0], str) and parts[0][:1].isupper()):
            return "; ".join(self.value(column, each) for each in parts)
        rendered = [self.value("", each) for each in parts[1:] if each not in {None, False}]
        return ", ".join(filter(None, rendered))

    def _effect(self, code: EffectCode, values: Sequence[Any]) -> str:
        """What follows; of what it brings, the words in the places of its sentence."""
        said = ", ".join(self.value("", each) for each in values if each is not None)
        filled = said or words.NOTHING
        return say(self._lang, codes.EFFECTS[code], least=filled, most=filled, value=filled)

    def _code(self, column: str, code: str) -> str:
        """A word as people say it: by its column, by a row's label, or by what it is called anywhere."""
        if code in _SAYS:
            return say(self._lang, _SAYS[code])
        if column in {"plan", "method", "channel", "visible_in"} or column in _STATES:
            return self._label(column, code)
        known = meaning(column, code, self._lang) or anywhere(code, self._lang)
        return known or self._labels.get(code, code)

    def _label(self, column: str, code: str) -> str:
        if column == "plan":
            return self._names.plan(code, self._lang)
        kind, before = _STATES.get(column, (Method if column == "method" else Channel, ()))
        return self._names.known(kind, (*before, code), self._lang) or self._labels.get(code, code)


class _Formulas(OfFacts):
    """The same, and how far days lie apart in days, months and years."""

    def __init__(self, lang: Language, value: Callable[[str, Any], str]) -> None:
        super().__init__(lang)
        self._value: Final = value

    def day(self, other: str, days: int) -> str:
        """So many days from another."""
        return self.total(other, self._apart("days", days))

    def made(self, function: str, given: Sequence[Any]) -> str:
        """A day so many months or years from another; or how many whole months lie between two."""
        if function == "full_months":
            last, first, *_ = map(self.any, given)
            return say(self.lang, "whole months from {first} to {last}", first=first, last=last)
        unit = _UNITS.get(function)
        if unit is None:
            return super().made(function, given)
        return self.total(self.any(given[0]), self._apart(unit, given[1]))

    def amount(self, cents: str) -> str:
        """An amount of so many cents."""
        return say(self.lang, "{sum} cents", sum=cents)

    def changed(self, kind: str, changes: Mapping[str, Any]) -> str:  # noqa: ARG002 - whose facts they are is known
        """What each of the facts becomes."""
        return "; ".join(f"{fact_name(name, self.lang)}: {self._value(name, each)}" for name, each in changes.items())

    def _apart(self, unit: str, number: Any) -> str:
        """So many days, months or years; how many may hang on facts."""
        if isinstance(number, Formula):
            return number.rendered(self)
        if unit == "months":
            return count(self.lang, "{number} month", "{number} months", number)
        if unit == "years":
            return words.years(number, self.lang)
        return count(self.lang, "{number} day", "{number} days", number)


_UNITS: Final = {"add_months": "months", "add_years": "years"}
"""What of the calendar is told by what lies between two days."""

_STATES: Final[Mapping[str, tuple[type[Row], tuple[str, ...]]]] = {
    "state": (State, ("mailbox",)),
    "before": (State, ("mailbox",)),
    "after": (State, ("mailbox",)),
}
