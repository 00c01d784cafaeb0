"""The cases in which another answer is given: the facts of each, and what a witness is told before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from pecrules.model.changes import Answered, Customers, Difference, Move, OtherReasons
from pecrules.model.codes import Language
from pecrules.model.outcomes.answers import Outcome
from pecrules.model.outcomes.calendars import CalendarDay
from pecrules.model.outcomes.refusals import Refusal
from pecrules.present import codes, sentences, terms, words
from pecrules.present.answers import choices
from pecrules.present.answers.calendars import happening
from pecrules.present.catalogues import count, mark, say
from pecrules.present.changes.moves import AMOUNTS, has_moved, percent_of, signed
from pecrules.present.changes.wording import ARROW, NO_ROW, SHOWN, ChangeWords
from pecrules.present.changes.years import of_all_years
from pecrules.present.columns import value_of
from pecrules.present.facts import fact_name, relation, span
from pecrules.present.meanings import meaning
from pecrules.present.names import Names
from pecrules.present.sheets import Part
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.lifecycle import State
from pecrules.rulebook.rows.payments import Method

if TYPE_CHECKING:
    from pecrules.rulebook.differences import RowChange
    from pecrules.rulebook.ruleset import Ruleset

_STRETCHES: Final = 3
"""As many stretches of days or numbers are told one by one."""

_COUNTED: Final[dict[str, int]] = {"request.years": 1, "request.extra_inbox_gb": 0, "request.extra_archive_gb": 0}
"""What can be asked for -> the least that somebody would."""

_DERIVED: Final = frozenset({"net", "vat", "gross"})
"""Amounts that follow from what is to be paid, or the other way round."""

_WORDED: Final = frozenset({"logs", "sent_by", "audience"})
"""Values that are words of a column."""

_DAYS: Final = frozenset({"expiry", "day"})
"""Facts that are days, whatever a witness has there."""


def weight(case: Difference) -> int:
    """What is told first: money, then what can be had no longer or now, then other answers, then other noes."""
    kinds = case.before.kind, case.after.kind
    if _is_odd(case):
        return 9
    return 0 if has_moved(case) else 1 if kinds[0] != kinds[1] else 2 if kinds[0] == "answer" else 3


def _is_odd(case: Difference) -> bool:
    """Whether nobody would ask so: for a word that there is not, or for less than nothing."""
    words_ = [side for name, side in case.when.items() if side == ("?",) and name != "address"]
    amounts = [side for name, side in case.when.items() if name in _COUNTED and _ends_below(side, _COUNTED[name])]
    return bool(words_ or amounts)


def _ends_below(side: Any, least: int) -> bool:
    """Whether numbers are all less than one."""
    most = side[-1][1]
    return most is not None and most < least


def _first_sides(cases: Sequence[Difference]) -> Iterator[Difference]:
    """The cases without those of further parts in which the same happens as in a part before."""
    seen: dict[tuple[Any, ...], str] = {}
    for case in cases:
        up = [(move.change > 0) - (move.change < 0) for move in (case.least, case.most) if move]
        new = [name for name in case.moved or ("",) if seen.get(_side(case, up, name), case.part) == case.part]
        if new:
            yield case
        for name in case.moved or ("",):
            seen.setdefault(_side(case, up, name), case.part)


def _side(case: Difference, up: Sequence[int], name: str) -> tuple[Any, ...]:
    codes_ = tuple(getattr(each.outcome, "code", None) for each in (case.before, case.after))
    return name, case.before.kind, case.after.kind, codes_, *up


class CaseTeller(ChangeWords):
    """Cases, policy by policy, in words."""

    def __init__(self, after: Ruleset, lang: Language, rows: Iterable[RowChange] = (), *, is_table: bool) -> None:
        super().__init__(after, lang, rows)
        self.is_table: bool = is_table

    def parts(self, differences: Sequence[Difference], *, every: bool) -> Iterator[Part]:
        """The cases of each policy and day; those that only show another side are counted, unless all are wanted."""
        groups: dict[tuple[str, date, Customers], list[Difference]] = {}
        for each in differences:
            groups.setdefault((each.policy, each.on, each.customers), []).append(each)
        worded: dict[tuple[str, tuple[tuple[str, ...], ...]], str] = {}
        for (policy, on, customers), cases in groups.items():
            merged = cases if every else [*of_all_years(cases)]
            shown = cases if every else sorted(_first_sides(merged), key=weight)[:SHOWN]
            rows = tuple(row for case in shown for row in self._case(case))
            when = ", ".join(filter(None, (self._on(on), self._whom(customers))))
            before = worded.setdefault((policy, rows), when)
            if before != when:
                rows = ((say(self.lang, "the same as {when}", when=before),),)
            elif left := len(merged) - len(shown):
                more = count(self.lang, "and {number} more case (--all)", "and {number} more cases (--all)", left)
                rows = (*rows, (more,))
            heading = f"{self.policy(policy)}, {when}"
            yield Part(f"{heading[:1].upper()}{heading[1:]}", rows)

    def _whom(self, customers: Customers) -> str:
        if customers is None:
            return ""
        if isinstance(customers, date):
            return say(self.lang, "customers {since}", since=self.from_day(customers))
        return say(self.lang, "existing customers")

    def _case(self, case: Difference) -> Iterator[tuple[str, ...]]:
        """In which case, and what a witness is told before and after; in a text one below the other."""
        worded = "; ".join(self._moved(case)) or say(self.lang, "something else")
        moves = [move for move in (case.least, case.most) if move and move.change]
        cells = self._when(case), worded, self._range(moves) if moves and case.least != case.most else ""
        if self.is_table:
            yield cells
        else:
            yield cells[:1]
            yield (f"  {'; '.join(filter(None, cells[1:]))}",)

    def _when(self, case: Difference) -> str:
        """The facts of a case."""
        names = self.names(case.on)
        facts = [self._fact(name, side, case, names) for name, side in case.when.items()]
        relations = (relation(each, self.lang) for each in case.between)
        some = say(self.lang, "in some of these cases") if case.partly else ""
        return "; ".join(filter(None, (*facts, *relations, some))) or say(self.lang, "in any case")

    def _fact(self, name: str, side: Any, case: Difference, names: Names) -> str:
        bare, what = name.removeprefix("request.").removesuffix("?"), fact_name(name, self.lang)
        if name.endswith("?"):
            return "" if side == ("given",) else say(self.lang, "{what}: not known", what=what)
        if isinstance(side[0], str):
            worded = words.either([self._word(bare, word, case, names) for word in side], self.lang)
            plain = name in {"kind", "plan", "request.kind"} or (name == "request.plan" and "plan" not in case.when)
            return worded if plain and side != ("?",) else f"{what}: {worded}"
        dated = bare in _DAYS or bare.endswith(("_on", "_day"))
        if len(side) > _STRETCHES:
            hull = span((side[0][0], side[-1][1]), self.lang, dated=dated)
            several = count(self.lang, "in {number} stretch", "in {number} stretches", len(side))
            return f"{what}: {', '.join(filter(None, (hull, several)))}"
        return f"{what}: {words.either([span(each, self.lang, dated=dated) for each in side], self.lang)}"

    def _word(self, bare: str, word: str, case: Difference, names: Names) -> str:
        """A word that a fact can be."""
        if (bare, word) == ("address", "?"):
            return say(self.lang, "another one")
        plain = {"True": mark("yes"), "False": mark("no"), "None": mark("none"), "?": mark("one that there is not")}
        plain |= terms.ORDERED if bare == "order" else {}
        if word in plain:
            return say(self.lang, plain[word])
        if bare == "plan":
            return names.plan(word, self.lang, getattr(case.subject, "kind", "mailbox"))
        if bare == "kind" and word in codes.KINDS:
            return say(self.lang, codes.KINDS[word])
        if bare == "holder":
            return (
                say(self.lang, terms.FACTS[word])
                if word in terms.FACTS
                else value_of("subject", word, names, self.lang)
            )
        kinds = {"method": Method, "channel": Channel}
        said = names.label(kinds[bare], (word,), self.lang) if bare in kinds else meaning(bare, word, self.lang)
        return said or word.replace("_", " ")

    def _moved(self, case: Difference) -> Iterator[str]:
        """What the witness is told before and after."""
        if case.before.kind != case.after.kind or case.before.kind == "refused":
            names = self.names(case.on)
            yield f"{self._kind(case.before, names)}{ARROW}{self._kind(case.after, names)}"
            return
        own = [name for name in case.moved if name.rpartition(".")[2] not in _DERIVED] or [*case.moved]
        for name in own:
            before, after = (each.values.get(name) for each in (case.before, case.after))
            yield self._moved_value(name.rpartition(".")[2], before, after, case)

    def _moved_value(self, name: str, before: Any, after: Any, case: Difference) -> str:
        what = say(self.lang, terms.VALUES[name]) if name in terms.VALUES else f"`{name}`"
        names = self.names(case.on)
        if isinstance(before, tuple) or isinstance(after, tuple):
            had, has = (dict(self._allowed(each, name, names)) for each in (case.before, case.after))
            differing = {
                mark("{what}: no longer {names}"): [each for each in had if each not in has],
                mark("{what}: new {names}"): [each for each in has if each not in had],
                mark("{what}: {names} with something else"): [
                    each for each, said in has.items() if had.get(each, said) != said
                ],
            }
            worded = [self._choices(sentence, what, parts) for sentence, parts in differing.items() if parts]
            return "; ".join(worded) or say(self.lang, "{what}: other ones", what=what)
        if before == after:
            return say(self.lang, "{what}: other ones in some of these cases", what=what)
        texts = [self._text(name, said, value, names) for said, value in ((case.before, before), (case.after, after))]
        share = ""
        if isinstance(before, Decimal) and isinstance(after, Decimal):
            share = f" ({percent_of(Move(before, after), self.lang)})" if before else ""
        return f"{what} {texts[0]}{ARROW}{texts[1]}{share}"

    def _allowed(self, said: Answered, name: str, names: Names) -> Iterator[tuple[choices.Called, object]]:
        """What an answer brings about or lets somebody choose, as people call it, each with all that is said of it."""
        values = said.values.get(next((each for each in said.values if each.rpartition(".")[2] == name), name)) or ()
        outcome = getattr(said.outcome, "quote", said.outcome) if name == "effects" else said.outcome
        for part, value in zip(getattr(outcome, name, None) or (), values, strict=False):
            yield from ((each, value) for each in choices.allowed(part, names, self.lang))

    def _choices(self, sentence: str, what: str, called: Sequence[choices.Called]) -> str:
        single = [each[0] for each in called if len(each) == 1]
        many = len(single) == len(called) > SHOWN
        names = self.several(single) if many else choices.together(called, self.lang)
        return say(self.lang, sentence, what=what, names=names)

    def _text(self, name: str, said: Answered, value: Any, names: Names) -> str:
        """A single value of an answer."""
        if name == "name" and value and isinstance(said.outcome, CalendarDay):
            return happening(said.outcome, names, self.lang)
        if name == "refused" and value:
            return sentences.reason(value, self.lang)
        if name == "state":
            return names.label(State, ("mailbox", str(value)), self.lang)
        return value_of(name, value, names, self.lang) if name in _WORDED and value else self.value(value)

    def _kind(self, said: Answered, names: Names) -> str:
        """What was said, as far as it is no answer."""
        outcome: Outcome | None = said.outcome
        if isinstance(outcome, Refusal):
            why = sentences.refusal(outcome, names, self.lang)
            return say(self.lang, "no: {why}", why=why)
        if isinstance(said.outcome, CalendarDay):
            return f"{words.day(said.outcome.day, self.lang)} {happening(said.outcome, names, self.lang)}"
        paid = next((said.values[name] for name in AMOUNTS if name in said.values), None)
        if said.kind == "answer" and isinstance(paid, Decimal):
            return say(self.lang, "yes, {amount}", amount=words.money(paid, self.lang))
        return say(self.lang, {"answer": mark("yes"), "nothing": mark("nothing")}.get(said.kind, NO_ROW))

    def reasons(self, other_reasons: Sequence[OtherReasons]) -> Iterator[tuple[str, ...]]:
        """How many cases of each policy say the same for other reasons, and which rows those are."""
        seen: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
        for each in other_reasons:
            key = (each.policy, each.gone, each.new)
            seen[key] = seen.get(key, 0) + each.cases
        for policy in dict.fromkeys(key[0] for key in seen):
            own = {key: cases for key, cases in seen.items() if key[0] == policy}
            rows = dict.fromkeys(row for _, gone, new in own for row in (*gone, *new))
            worded = count(self.lang, "{number} case", "{number} cases", sum(own.values()))
            yield self.policy(policy), worded, self.several(rows)

    def _on(self, day: date) -> str:
        return say(self.lang, "on {day}", day=words.day(day, self.lang))

    def _range(self, moves: Sequence[Move]) -> str:
        """How much more or less is paid, from the least to the most."""
        ordered = sorted(moves, key=lambda move: abs(move.change))
        amounts = list(dict.fromkeys(signed(move.change, self.lang) for move in (ordered[0], ordered[-1])))
        shares = sorted((move for move in moves if move.percent is not None), key=lambda move: move.size)
        percents = (
            list(dict.fromkeys(percent_of(move, self.lang) for move in (shares[0], shares[-1]))) if shares else []
        )
        worded, share = (self._between(each) for each in (amounts, percents))
        return f"{worded} ({share})" if share else worded

    def _between(self, ends: Sequence[str]) -> str:
        if len(ends) < 2:  # noqa: PLR2004 - one end is no range
            return "".join(ends)
        return say(self.lang, "from {low} to {high}", low=ends[0], high=ends[1])
