"""What other rules change, as a colleague reads it before they are merged: who pays more, since when; rows; cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from pecrules.base.signs import visible
from pecrules.model.changes import Answered, Customers, Difference, Move, OtherReasons
from pecrules.model.codes import Language
from pecrules.model.outcomes.answers import Outcome
from pecrules.model.outcomes.refusals import Refusal
from pecrules.present import codes, sentences, terms, words
from pecrules.present.catalogues import LANGUAGES, count, mark, say
from pecrules.present.names import SECTIONS, Names, words_in
from pecrules.present.sheets import Part, Sheet, as_text
from pecrules.rulebook.differences import PROVENANCE, ColumnChange, RowChange
from pecrules.rulebook.rows import Label
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.interpretations import Wording
from pecrules.rulebook.rows.lifecycle import State
from pecrules.rulebook.rows.messages import Template
from pecrules.rulebook.rows.payments import Method

if TYPE_CHECKING:
    from pecrules.rulebook.ruleset import Ruleset


class Found(Protocol):
    """What other rules change, as ``pecrules.analysis.changes`` finds it."""

    @property
    def rows(self) -> tuple[RowChange, ...]:
        """The rows that do not hold in both."""
        ...

    @property
    def besides(self) -> Mapping[str, str]:
        """Sources and open questions that differ."""
        ...

    @property
    def differences(self) -> tuple[Difference, ...]:
        """In which cases another answer is given."""
        ...

    @property
    def other_reasons(self) -> tuple[OtherReasons, ...]:
        """In which cases the same is answered for other reasons."""
        ...

    @property
    def unasked(self) -> tuple[str, ...]:
        """Rows that are behind no answer that was asked for."""
        ...


_SHOWN: Final = 6  # names that a sentence tells before it only counts the others
_TEXTS: Final = (Label, Template, Wording)
"""What a column holds that reads otherwise in each language."""

NO_ROW: Final = mark("no row says it")
_ARROW: Final = " \N{RIGHTWARDS ARROW} "
_MINUS: Final = "\N{MINUS SIGN}"


def report(  # noqa: PLR0913 - what is told, and how
    found: Found,
    after: Ruleset,
    lang: Language,
    format: str = "text",  # noqa: A002 - what the command line calls it
    *,
    every: bool = False,
    more: Sequence[Part] = (),
) -> str:
    """What other rules change, as one text without a last line break; empty where they change nothing.

    Args:
        found: What changes.
        after: The rules as they are to be, for names.
        lang: ``it``, ``en`` or ``de``.
        format: ``text``, or ``markdown`` as for a pull request.
        every: Whether every case is told; else those that show another side of a case told before are only counted.
        more: What is to be told besides, after the cases.
    """
    if found.rows or found.besides:
        tell = _Teller(after, lang, is_table=format == "markdown")
        whole = Sheet(tell.first(found), (*tell.parts(found, every=every), *more), tuple(tell.notes(found)))
        return (_markdown if format == "markdown" else _text)(tell.second(found), whole)
    return ""


def _text(second: str, whole: Sheet) -> str:
    rest = as_text(Sheet("", whole.parts, whole.notes))
    return f"{visible(whole.title)}\n{visible(second)}\n\n{rest}"


def _markdown(second: str, whole: Sheet) -> str:
    """The same with a table for each part; what Markdown would take for a sign of its own is written out."""
    lines = [f"**{_plainly(whole.title)}**", "", _plainly(second)]
    for part in whole.parts:
        widest = max(map(len, part.rows), default=0)
        rows = [f"| {' | '.join(map(_plainly, (*row, *[''] * (widest - len(row)))))} |" for row in part.rows]
        head = f"|{' |' * widest}", f"|{' --- |' * widest}"
        lines += ["", f"### {_plainly(part.heading)}", "", *head, *rows] if rows else []
    return "\n".join([*lines, *(f"\n{_plainly(note)}" for note in whole.notes)])


def _plainly(text: str) -> str:
    return re.sub(r"([|*_<>\[\]\\#])", r"\\\1", visible(text))


def row_parts(rows: Iterable[RowChange], besides: Mapping[str, str], after: Ruleset, lang: Language) -> Iterator[Part]:
    """The rows that do not hold in both of two rule sets, without what follows for answers.

    Args:
        rows: The rows, as ``rulebook.differences`` finds them.
        besides: Sources and open questions that differ.
        after: The rules as they are to be, for names.
        lang: ``it``, ``en`` or ``de``.
    """
    return _Teller(after, lang, is_table=True).rows(tuple(rows), besides)


class _Teller:
    """The words for a change, in a language, with the names that both rule sets give."""

    def __init__(self, after: Ruleset, lang: Language, *, is_table: bool) -> None:
        self.after: Ruleset = after
        self.lang: Language = lang
        self.is_table: bool = is_table

    def names(self, on: date) -> Names:
        """The names of a day: those of the rules as they are to be, where they have one."""
        return Names(self.after, on)

    # -- the first two lines ------------------------------------------------------------------------------------------

    def first(self, found: Found) -> str:
        """Who pays more or less, and from when; else what can be had no longer, or now; else that nobody does."""
        if not any(map(_has_moved, found.differences)) and (turned := self._reversals(found)):
            return "; ".join(turned)
        paid = [each for each in found.differences if each.least and each.most]
        more = [each for each in paid if each.most and each.most.change > 0]
        less = [each for each in paid if each.least and each.least.change < 0]
        worded = [
            self._payers(mark("pays more"), found, more, up=True),
            self._payers(mark("pays less"), found, less, up=False),
        ]
        if any(worded):
            return "; ".join(filter(None, worded))
        if found.differences:
            return say(self.lang, "nobody pays more or less")
        known = mark("no answer that was asked for changes") if found.unasked else mark("no answer changes")
        return say(self.lang, known)

    def _payers(self, who: str, found: Found, cases: Sequence[Difference], *, up: bool) -> str:
        """Who they are, what one of each kind of them pays before and after, for what, and from when."""
        if not cases:
            return ""
        ones: dict[str, Move] = {}
        for case, move in ((case, _paid(case)) for case in cases):
            if move is not None and move.change and (move.change > 0) == up:
                ones |= {plan: ones.get(plan, move) for plan in self._plans(case) or ("",)}
        if len(ones) > 1:
            ones.pop("", None)
        each = [" ".join(filter(None, (plan, self._move(move)))) for plan, move in ones.items()]
        return say(
            self.lang, "{who}, {since}: {each} ({what})", who=say(self.lang, who), each=self._several(each),
            what=self._several(self._policy(case.policy) for case in cases),
            since=self._since(cases, found.rows),
        )  # fmt: skip

    def _since(self, cases: Sequence[Difference], rows: Sequence[RowChange]) -> str:
        """From when, and from when for those who were customers before."""
        first = min(case.on for case in cases)
        parted = [row.existing for row in rows if row.existing != row.since]
        days = [day for day in parted if day is not None]
        if not parted or (days and min(days) <= first):
            return self._from(first)
        if not days:
            return say(self.lang, "{since}; existing customers never", since=self._from(first))
        return say(
            self.lang, "{since}; existing customers {later}", since=self._from(first), later=self._from(min(days))
        )

    def _plans(self, case: Difference) -> list[str]:
        """The plans that a case is about."""
        found = next((case.when[name] for name in ("request.plan", "plan") if name in case.when), ())
        kind = getattr(case.subject, "kind", "mailbox")
        return [self.names(case.on).plan(str(word), self.lang, kind) for word in found]

    def second(self, found: Found) -> str:
        """What can be had no longer, or now, where the first line does not say it, and what else changes."""
        worded = self._reversals(found) if any(map(_has_moved, found.differences)) else []
        policies = {each.policy for cases in _turned(found.differences) for each in cases}
        other = [each for each in found.differences if not _has_moved(each) and each.policy not in policies]
        if other:
            worded.append(self._reversal(mark("what else changes, {since}: {what}"), other))
        return "; ".join(worded) or self._number(found)

    def _number(self, found: Found) -> str:
        """How many rows differ, and that no answer does that was not told."""
        number = len(found.rows) + len(found.besides)
        if found.unasked or not found.differences:
            return count(self.lang, "{number} row differs", "{number} rows differ", number)
        return count(
            self.lang, "{number} row differs; no other answer changes", "{number} rows differ; no other answer changes",
            number,
        )  # fmt: skip

    def _reversals(self, found: Found) -> list[str]:
        """What can be had no longer, and what can be had now."""
        pairs = zip(_REVERSALS, _turned(found.differences), strict=True)
        return [self._reversal(sentence, cases) for (sentence, _, _), cases in pairs if cases]

    def _reversal(self, sentence: str, cases: Sequence[Difference]) -> str:
        what = self._several(self._policy(case.policy) for case in cases)
        return say(self.lang, sentence, since=self._from(min(case.on for case in cases)), what=what)

    def _several(self, names: Iterable[str]) -> str:
        every = list(dict.fromkeys(names))
        if len(every) <= _SHOWN:
            return words.both(every, self.lang)
        rest = count(self.lang, "{number} more", "{number} more", len(every) - _SHOWN + 1)
        return words.both([*every[: _SHOWN - 1], rest], self.lang)

    # -- parts --------------------------------------------------------------------------------------------------------

    def parts(self, found: Found, *, every: bool) -> Iterator[Part]:
        """Rows, then cases policy by policy, then what is only said for other reasons."""
        yield from self.rows(found.rows, found.besides)
        yield from self._cases(found.differences, every=every)
        yield Part(say(self.lang, "The same answer, for other reasons"), tuple(self._reasons(found)))

    def rows(self, rows: Sequence[RowChange], besides: Mapping[str, str]) -> Iterator[Part]:
        """What rows say, then those that only say it from elsewhere, then what no answer hangs on."""
        said = [row for row in rows if not _is_of_provenance(row)]
        apart = [row for row in rows if _is_of_provenance(row)]
        yield Part(say(self.lang, "Rows"), tuple(line for row in said for line in self._row(row)))
        yield Part(
            say(self.lang, "Rows that say the same, from elsewhere or less surely"),
            tuple((self._row_name(row), self._column_names(row), row.row.ref) for row in apart),
        )
        others = tuple((ref, say(self.lang, _KINDS[kind])) for ref, kind in besides.items())
        yield Part(say(self.lang, "Sources and open questions"), others)

    def _row(self, row: RowChange) -> Iterator[tuple[str, ...]]:
        """What becomes of a key: one line for each column."""
        days = self._row_days(row)
        if row.kind != "changed":
            yield self._row_name(row), say(self.lang, _KINDS[row.kind]), days, row.row.ref
            return
        worded = [column for column in row.columns if column.name not in _PROVENANCE]
        columns = sorted(worded, key=lambda column: column.name == "label")
        for place, column in enumerate(columns):
            first = not place
            yield (
                self._row_name(row) if first else "", self._column(column), days if first else "",
                row.row.ref if first else "",
            )  # fmt: skip

    def _row_name(self, row: RowChange) -> str:
        label = getattr(row.row, "label", None) or getattr(row.before, "label", None)
        if isinstance(label, Label):
            return str(getattr(label, self.lang))
        return ", ".join(filter(None, (say(self.lang, SECTIONS[row.section]), *row.key)))

    def _column(self, column: ColumnChange) -> str:
        name, values = column.name, (column.before, column.after)
        before, after = map(self._value, values)
        if any(isinstance(each, _TEXTS) for each in values):
            in_all = {lang: [str(getattr(each, lang, words.NOTHING)) for each in values] for lang in self._languages()}
            lang, (before, after) = next(pair for pair in in_all.items() if pair[1][0] != pair[1][1])
            name = name if lang == self.lang else f"{name}.{lang}"
        share = ""
        if isinstance(column.before, Decimal) and isinstance(column.after, Decimal) and column.before:
            share = f" ({percent_of(Move(column.before, column.after), self.lang)})"
        return f"{name} {before}{_ARROW}{after}{share}"

    def _languages(self) -> tuple[Language, ...]:
        """All languages, the reader's first."""
        return self.lang, *(lang for lang in LANGUAGES if lang != self.lang)

    def _column_names(self, row: RowChange) -> str:
        return ", ".join(column.name for column in row.columns)

    def _row_days(self, row: RowChange) -> str:
        """From when to when it holds, and from when for those who were customers before."""
        worded = [self._from(row.since)]
        if row.until is not None:
            worded.append(say(self.lang, "until {day}", day=words.day(row.until, self.lang)))
        if row.existing is None:
            worded.append(say(self.lang, "existing customers never"))
        elif row.existing != row.since:
            worded.append(say(self.lang, "existing customers {later}", later=self._from(row.existing)))
        return "; ".join(worded)

    def _cases(self, differences: Sequence[Difference], *, every: bool) -> Iterator[Part]:
        groups: dict[tuple[str, date, Customers], list[Difference]] = {}
        for each in differences:
            groups.setdefault((each.policy, each.on, each.customers), []).append(each)
        worded: dict[tuple[str, tuple[tuple[str, ...], ...]], str] = {}
        for (policy, on, customers), cases in groups.items():
            shown = cases if every else sorted(_first_sides(cases), key=_weight)[:_SHOWN]
            rows = tuple(row for case in shown for row in self._case(case))
            when = ", ".join(filter(None, (self._on(on), self._whom(customers))))
            before = worded.setdefault((policy, rows), when)
            if before != when:
                rows = ((say(self.lang, "the same as {when}", when=before),),)
            elif left := len(cases) - len(shown):
                more = count(self.lang, "and {number} more case (--all)", "and {number} more cases (--all)", left)
                rows = (*rows, (more,))
            heading = f"{self._policy(policy)}, {when}"
            yield Part(f"{heading[:1].upper()}{heading[1:]}", rows)

    def _whom(self, customers: Customers) -> str:
        if customers is None:
            return ""
        if isinstance(customers, date):
            return say(self.lang, "customers {since}", since=self._from(customers))
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
        relations = (self._relation(each) for each in case.between)
        return "; ".join(filter(None, (*facts, *relations))) or say(self.lang, "in any case")

    def _relation(self, between: str) -> str:
        """How two days must lie to one another; of another relation its formula."""
        found = re.fullmatch(r"([a-z_.]+) - ([a-z_.]+) <= (-?[0-9]+)", between)
        if found is None:
            return between
        one, other = (self._fact_name(name) for name in found.groups()[:2])
        days = int(found[3])
        apart = count(self.lang, "{number} day", "{number} days", abs(days))
        form = mark("{one} at most {days} after {other}") if days >= 0 else mark("{one} at least {days} before {other}")
        return say(self.lang, form, one=one, other=other, days=apart)

    def _fact_name(self, name: str) -> str:
        bare = name.removeprefix("request.").removesuffix("?")
        if name == "request.plan":
            return say(self.lang, "new plan")
        return say(self.lang, terms.FACTS[bare]) if bare in terms.FACTS else f"`{bare}`"

    def _fact(self, name: str, side: Any, case: Difference, names: Names) -> str:
        bare, what = name.removeprefix("request.").removesuffix("?"), self._fact_name(name)
        if name.endswith("?"):
            return "" if side == ("given",) else say(self.lang, "{what}: not known", what=what)
        if isinstance(side[0], str):
            worded = words.either([self._word(bare, word, case, names) for word in side], self.lang)
            plain = name in {"kind", "plan", "request.kind"} or (name == "request.plan" and "plan" not in case.when)
            return worded if plain else f"{what}: {worded}"
        dated = bare in _DAYS or bare.endswith(("_on", "_day"))
        if len(side) > _STRETCHES:
            hull = self._span((side[0][0], side[-1][1]), dated=dated)
            several = count(
                self.lang, "{hull}, in {number} stretch", "{hull}, in {number} stretches", len(side), hull=hull
            )
            return f"{what}: {several}"
        return f"{what}: {words.either([self._span(span, dated=dated) for span in side], self.lang)}"

    def _word(self, bare: str, word: str, case: Difference, names: Names) -> str:
        """A word that a fact can be."""
        if (bare, word) == ("address", "?"):
            return say(self.lang, "another one")
        plain = {"True": mark("yes"), "False": mark("no"), "None": mark("none"), "?": mark("one that there is not")}
        if word in plain:
            return say(self.lang, plain[word])
        if bare == "plan":
            return names.plan(word, self.lang, getattr(case.subject, "kind", "mailbox"))
        if bare == "kind" and word in codes.KINDS:
            return say(self.lang, codes.KINDS[word])
        kinds = {"method": Method, "channel": Channel}
        return names.label(kinds[bare], (word,), self.lang) if bare in kinds else word.replace("_", " ")

    def _span(self, span: tuple[int | None, int | None], *, dated: bool) -> str:
        """Numbers from one to another; days before and after that of the question."""
        low, high = (None if end is None else self._day_apart(end) if dated else str(end) for end in span)
        if low == high:
            return low or ""
        if high is None:
            return say(self.lang, mark("{day} or later") if dated else mark("{day} and more"), day=low)
        if low is None:
            return say(self.lang, mark("{day} or earlier") if dated else mark("at most {day}"), day=high)
        return say(self.lang, "{low} to {high}", low=low, high=high)

    def _day_apart(self, days: int) -> str:
        if not days:
            return say(self.lang, "today")
        if days > 0:
            return count(self.lang, "in {number} day", "in {number} days", days)
        return count(self.lang, "{number} day ago", "{number} days ago", -days)

    def _moved(self, case: Difference) -> Iterator[str]:
        """What the witness is told before and after."""
        if case.before.kind != case.after.kind or case.before.kind == "refused":
            names = self.names(case.on)
            yield f"{self._kind(case.before, names)}{_ARROW}{self._kind(case.after, names)}"
            return
        own = [name for name in case.moved if name.rpartition(".")[2] not in _DERIVED] or [*case.moved]
        for name in own:
            before, after = (each.values.get(name) for each in (case.before, case.after))
            yield self._moved_value(name.rpartition(".")[2], before, after, case)

    def _moved_value(self, name: str, before: Any, after: Any, case: Difference) -> str:
        what = say(self.lang, terms.VALUES[name]) if name in terms.VALUES else f"`{name}`"
        if isinstance(before, tuple) or isinstance(after, tuple):
            return say(self.lang, "{what}: other ones", what=what)
        if before == after:
            return say(self.lang, "{what}: other ones in some of these cases", what=what)
        names = self.names(case.on)
        texts = [self._state(each, names) if name == "state" else self._value(each) for each in (before, after)]
        share = ""
        if isinstance(before, Decimal) and isinstance(after, Decimal):
            share = f" ({percent_of(Move(before, after), self.lang)})" if before else ""
        return f"{what} {texts[0]}{_ARROW}{texts[1]}{share}"

    def _state(self, name: Any, names: Names) -> str:
        return names.label(State, ("mailbox", str(name)), self.lang)

    def _kind(self, said: Answered, names: Names) -> str:
        """What was said, as far as it is no answer."""
        outcome: Outcome | None = said.outcome
        if isinstance(outcome, Refusal):
            why = sentences.refusal(outcome, names, self.lang)
            return say(self.lang, "no: {why}", why=why)
        paid = next((said.values[name] for name in _AMOUNTS if name in said.values), None)
        if said.kind == "answer" and isinstance(paid, Decimal):
            return say(self.lang, "yes, {amount}", amount=words.money(paid, self.lang))
        return say(self.lang, {"answer": mark("yes"), "nothing": mark("nothing")}.get(said.kind, NO_ROW))

    def _reasons(self, found: Found) -> Iterator[tuple[str, ...]]:
        seen: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
        for each in found.other_reasons:
            key = (each.policy, each.gone, each.new)
            seen[key] = seen.get(key, 0) + each.cases
        for policy in dict.fromkeys(key[0] for key in seen):
            own = {key: cases for key, cases in seen.items() if key[0] == policy}
            rows = dict.fromkeys(row for _, gone, new in own for row in (*gone, *new))
            worded = count(self.lang, "{number} case", "{number} cases", sum(own.values()))
            yield self._policy(policy), worded, self._several(rows)

    def notes(self, found: Found) -> Iterator[str]:
        """What a reader should know."""
        if any(row.is_rewritten and not _is_of_provenance(row) for row in found.rows):
            yield say(
                self.lang,
                "attention: rows that were written are other ones; answers given by them are explained no more",
            )
        if found.unasked:
            yield say(
                self.lang,
                "attention: no answer that was asked for rests on {rows}; whether others do only the policy can say",
                rows=self._several(found.unasked),
            )

    # -- words --------------------------------------------------------------------------------------------------------

    def _policy(self, policy: str) -> str:
        return say(self.lang, terms.POLICIES[policy])

    def _from(self, day: date) -> str:
        return say(self.lang, "from {day} on", day=words.day(day, self.lang))

    def _on(self, day: date) -> str:
        return say(self.lang, "on {day}", day=words.day(day, self.lang))

    def _value(self, value: Any) -> str:
        if isinstance(value, _TEXTS):
            return words_in(value, self.lang)
        if isinstance(value, bool):
            return say(self.lang, "yes") if value else say(self.lang, "no")
        if isinstance(value, Decimal):
            return words.money(value, self.lang)
        if isinstance(value, date):
            return words.day(value, self.lang)
        if isinstance(value, tuple | list):
            return ", ".join(map(self._value, cast("Sequence[Any]", value))) or words.NOTHING
        return words.NOTHING if value is None else str(value)

    def _move(self, move: Move) -> str:
        share = percent_of(move, self.lang)
        worded = _ARROW.join(words.money(each, self.lang) for each in (move.before, move.after))
        return f"{worded} ({share})" if share else worded

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


def signed(amount: Decimal, lang: Language) -> str:
    """An amount with its sign.

    >>> signed(Decimal("2.44"), "en"), signed(Decimal("-2.44"), "en")[1:]
    ('+€2.44', '€2.44')
    """
    return f"{_sign(amount)}{words.money(abs(amount), lang)}"


def percent_of(move: Move, lang: Language) -> str:
    """How much more or less it is, in percent; empty where it was nothing.

    >>> percent_of(Move(Decimal("9.90"), Decimal("11.90")), "it")
    '+20,2%'
    """
    share = move.percent
    return "" if share is None else f"{_sign(share)}{words.percent(abs(share), lang)}"


def _sign(number: Decimal) -> str:
    return "+" if number > 0 else _MINUS if number else ""


def _paid(case: Difference) -> Move | None:
    """What the witness of a case pays before and after."""
    for name in _AMOUNTS:
        if name in case.before.values and name in case.after.values:
            return Move(case.before.values[name], case.after.values[name])
    return None


_REVERSALS: Final = (
    (mark("no longer possible in some cases, {since}: {what}"), ("answer",), ("refused", "no_rule")),
    (mark("now possible in some cases, {since}: {what}"), ("refused", "no_rule"), ("answer",)),
)
"""What becomes of an answer that is none any more, or of a no."""


def _turned(differences: Sequence[Difference]) -> list[list[Difference]]:
    """The cases of each reversal."""
    return [
        [each for each in differences if each.before.kind in before and each.after.kind in after]
        for _, before, after in _REVERSALS
    ]


def lost(differences: Sequence[Difference], lang: Language) -> str:
    """That something with a price cannot be had any more, which is beyond any limit; empty where everything can."""
    gone = [each for each in _turned(differences)[0] if any(name in each.before.values for name in _AMOUNTS)]
    what = words.both(list(dict.fromkeys(say(lang, terms.POLICIES[each.policy]) for each in gone)), lang)
    sentence = mark("no longer possible in some cases, which is beyond any `{limit}`: {what}")
    return say(lang, sentence, limit="--max-delta", what=what) if gone else ""


_STRETCHES: Final = 3
"""As many stretches of days or numbers are told one by one."""


def _has_moved(case: Difference) -> bool:
    """Whether somebody pays more or less."""
    return any(move and move.change for move in (case.least, case.most))


def _weight(case: Difference) -> int:
    """What is told first: money, then what can be had no longer or now, then other answers, then other noes."""
    kinds = case.before.kind, case.after.kind
    if _is_odd(case):
        return 9
    return 0 if _has_moved(case) else 1 if kinds[0] != kinds[1] else 2 if kinds[0] == "answer" else 3


def _is_odd(case: Difference) -> bool:
    """Whether nobody would ask so: for a word that there is not, or for less than nothing."""
    words_ = [side for name, side in case.when.items() if side == ("?",) and name != "address"]
    amounts = [side for name, side in case.when.items() if name in _COUNTED and _ends_below(side, _COUNTED[name])]
    return bool(words_ or amounts)


def _ends_below(side: Any, least: int) -> bool:
    """Whether numbers are all less than one."""
    most = side[-1][1]
    return most is not None and most < least


_COUNTED: Final[dict[str, int]] = {"request.years": 1, "request.extra_inbox_gb": 0, "request.extra_archive_gb": 0}
"""What can be asked for -> the least that somebody would."""

_SAID: Final = {"answer": mark("yes"), "nothing": mark("nothing")}
"""What was said, where no more is told of it."""

_KINDS: Final = {
    "added": mark("added"),
    "ended": mark("ended"),
    "removed": mark("taken out"),
    "changed": mark("changed"),
}
"""What became of a row."""

_PROVENANCE: Final = PROVENANCE | {"id", "since", "announced", "existing_since", "drops", "retroactive", "certainty"}
"""Columns that say where a row comes from and when it holds, which is told apart."""

_AMOUNTS: Final = ("to_pay", "quote.to_pay")
"""What the values that say what somebody pays are called."""

_DERIVED: Final = frozenset({"net", "vat", "gross"})
"""Amounts that follow from what is to be paid, or the other way round."""

_DAYS: Final = frozenset({"expiry", "day"})
"""Facts that are days, whatever a witness has there."""


def _is_of_provenance(row: RowChange) -> bool:
    """Whether what a row says is said in the same way, by another source or more or less surely."""
    return row.kind == "changed" and all(column.name in _PROVENANCE for column in row.columns)


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
