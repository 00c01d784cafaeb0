"""Decision tables for people: the same lines, with labels and sentences in place of names and codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from pecrules.base.grids import Field, Grid
from pecrules.model.codes import EffectCode, Language
from pecrules.present import codes, terms, words
from pecrules.present.catalogues import LANGUAGES, count, mark, say
from pecrules.present.facts import REQUEST, fact_name, relation, span
from pecrules.present.meanings import anywhere, meaning
from pecrules.present.names import Names
from pecrules.rulebook.rows import Channel, Method, Row, State

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
}
"""Words of the tables themselves."""

_SAID_SO: Final = {"False": "false", "True": "true", "None": "none"}
"""What Python calls otherwise than the tables."""

_NAME: Final = r"[a-z_]+(?:\.[a-z_]+)*"
_WHOLE: Final = rf"full_months\(({_NAME}), ({_NAME}), \w+\)"
_LATER: Final = r"add_(months|years)\(([^,()]+), ([^,()]+), \w+\)"
_DAYS_APART: Final = rf"^({_NAME}) ([+-]) (\d+)$"
_CENTS: Final = " cents"
_TIMES: Final = " \N{MULTIPLICATION SIGN} "
_MINUS: Final = " \N{MINUS SIGN} "


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
        if isinstance(value, bool):
            return self._code(column, str(value).lower())
        if isinstance(value, tuple):
            return self._parts(column, value)
        if isinstance(value, Decimal):
            return words.money(value, self._lang)
        return self._code(column, value) if type(value) is str else self._formula(str(value))

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
        if not cell or field.name == "because" or field.name.startswith(("answer.", "refusal.")):
            return cell
        if field.name == "between":
            return "; ".join(relation(each, self._lang) or self._formula(each) for each in cell.split("; "))
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
        if all(isinstance(each, tuple) and len(each) == 2 and each[0] in LANGUAGES for each in parts):  # noqa: PLR2004
            return str(dict(parts)[self._lang])  # a label
        if parts[0] == "Effect":
            return self._effect(parts[1], parts[2:])
        if not (isinstance(parts[0], str) and parts[0][:1].isupper()):
            return "; ".join(self.value(column, each) for each in parts)
        told = [self.value("", each) for each in parts[1:] if each not in {None, False}]
        return ", ".join(filter(None, told))

    def _effect(self, code: EffectCode, values: Sequence[Any]) -> str:
        """What follows; of what it brings, the words in the places of its sentence."""
        said = ", ".join(self.value("", each) for each in values if each is not None)
        told = said or words.NOTHING
        return say(self._lang, codes.EFFECTS[code], least=told, most=told, value=told)

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

    def _formula(self, text: str) -> str:
        """A sum over facts, as a day and what lies between, an amount in cents, or what changes in a mailbox."""
        changed = re.fullmatch(r"<any \w+ with (.*)>", text)
        if changed is not None:
            return "; ".join(map(self._change, re.split(r", (?=[a-z_]+=)", changed[1])))
        amount = text.removesuffix(_CENTS)
        if amount != text:
            return say(self._lang, "{sum} cents", sum=self._formula(amount))
        said = re.sub(f"{_WHOLE}|{_LATER}|{_DAYS_APART}|{_NAME}", self._term, text)
        return said.replace("+ -", "- ").replace("//", ":").replace("*", _TIMES).replace(" - ", _MINUS)

    def _change(self, text: str) -> str:
        """What a field of a mailbox or an order becomes."""
        name, _, value = text.partition("=")
        value = value.strip("'")
        said = self._code(name, _SAID_SO.get(value, value)) if re.fullmatch(r"\w+", value) else self._formula(value)
        return f"{fact_name(name, self._lang)}: {said}"

    def _term(self, found: re.Match[str]) -> str:
        """A fact, or a day so many months, years or days from another one; or how many months lie between two."""
        last, begin, unit, first, number, day, sign, days = found.groups()
        if last:
            return say(
                self._lang, "whole months from {first} to {last}", first=self._fact(begin), last=self._fact(last)
            )
        if unit:
            return f"{self._formula(first)} + {self._apart(unit, number)}".replace("+ -", "- ")
        if day:
            return f"{self._fact(day)} {sign} {self._apart('days', days)}"
        return self._fact(found[0])

    def _fact(self, name: str) -> str:
        return say(self._lang, "day of the question") if name == "on" else fact_name(name, self._lang)

    def _apart(self, unit: str, number: str) -> str:
        """So many days, months or years; how many may be a fact."""
        if not number.lstrip("-").isdecimal():
            return self._fact(number)
        if unit == "months":
            return count(self._lang, "{number} month", "{number} months", int(number))
        if unit == "years":
            return words.years(int(number), self._lang)
        return count(self._lang, "{number} day", "{number} days", int(number))


_STATES: Final[Mapping[str, tuple[type[Row], tuple[str, ...]]]] = {
    "state": (State, ("mailbox",)),
    "before": (State, ("mailbox",)),
    "after": (State, ("mailbox",)),
}
