"""The first two lines of what changes, and what a reader should know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from pecrules.model.changes import Difference, Move, OtherReasons
from pecrules.present import words
from pecrules.present.catalogues import count, mark, say
from pecrules.present.changes.moves import REVERSALS, has_moved, paid, percent_of, turned
from pecrules.present.changes.rows import is_of_provenance
from pecrules.present.changes.wording import ARROW, ChangeWords
from pecrules.rulebook.differences import RowChange


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

    @property
    def unsettled(self) -> int:
        """Cases of which nobody can tell, and in none of which that was tried another answer is given."""
        ...


class Headlines(ChangeWords):
    """Who pays more or less, what can be had no longer or now, and since when."""

    def first(self, found: Found) -> str:
        """Who pays more or less, and from when; else what can be had no longer, or now; else that nobody does."""
        if not any(map(has_moved, found.differences)) and (reversals := self._reversals(found)):
            return "; ".join(reversals)
        priced = [each for each in found.differences if each.least and each.most]
        more = [each for each in priced if each.most and each.most.change > 0]
        less = [each for each in priced if each.least and each.least.change < 0]
        worded = [
            self._payers(mark("pays more"), found, more, up=True),
            self._payers(mark("pays less"), found, less, up=False),
        ]
        if any(worded):
            return "; ".join(filter(None, worded))
        if found.differences:
            return say(self.lang, "nobody pays more or less")
        known = (
            mark("no answer that was asked for changes")
            if found.unasked or found.unsettled
            else mark("no answer changes")
        )
        return say(self.lang, known)

    def _payers(self, who: str, found: Found, cases: Sequence[Difference], *, up: bool) -> str:
        """Who they are, what one of each kind of them pays before and after, for what, and from when."""
        if not cases:
            return ""
        ones: dict[str, Move] = {}
        for case, move in ((case, paid(case)) for case in cases):
            if move is not None and move.change and (move.change > 0) == up:
                ones |= {plan: ones.get(plan, move) for plan in self._plans(case) or ("",)}
        if len(ones) > 1:
            ones.pop("", None)
        each = [" ".join(filter(None, (plan, self._move(move)))) for plan, move in ones.items()]
        return say(
            self.lang, "{who}, {since}: {each} ({what})", who=say(self.lang, who), each=self.several(each),
            what=self.several(self.policy(case.policy) for case in cases),
            since=self._since(cases, found.rows),
        )  # fmt: skip

    def _since(self, cases: Sequence[Difference], rows: Sequence[RowChange]) -> str:
        """From when, and from when for those who were customers before."""
        first = min(case.on for case in cases)
        parted = [row.existing for row in rows if row.existing != row.since]
        days = [day for day in parted if day is not None]
        if not parted or (days and min(days) <= first):
            return self.from_day(first)
        if not days:
            return say(self.lang, "{since}; existing customers never", since=self.from_day(first))
        return say(
            self.lang, "{since}; existing customers {later}", since=self.from_day(first), later=self.from_day(min(days))
        )

    def _plans(self, case: Difference) -> list[str]:
        """The plans that a case is about."""
        found = next((case.when[name] for name in ("request.plan", "plan") if name in case.when), ())
        kind = getattr(case.subject, "kind", "mailbox")
        return [self.names(case.on).plan(str(word), self.lang, kind) for word in found]

    def second(self, found: Found) -> str:
        """What can be had no longer, or now, where the first line does not say it, and what else changes."""
        worded = self._reversals(found) if any(map(has_moved, found.differences)) else []
        policies = {each.policy for cases in turned(found.differences) for each in cases}
        other = [each for each in found.differences if not has_moved(each) and each.policy not in policies]
        if other:
            worded.append(self._reversal(mark("what else changes, {since}: {what}"), other))
        return "; ".join(worded) or self._number(found)

    def _number(self, found: Found) -> str:
        """How many rows differ, and that no answer does that was not told."""
        number = len(found.rows) + len(found.besides)
        if found.unasked or found.unsettled or not found.differences:
            return count(self.lang, "{number} row differs", "{number} rows differ", number)
        return count(
            self.lang, "{number} row differs; no other answer changes", "{number} rows differ; no other answer changes",
            number,
        )  # fmt: skip

    def _reversals(self, found: Found) -> list[str]:
        """What can be had no longer, and what can be had now."""
        pairs = zip(REVERSALS, turned(found.differences), strict=True)
        return [self._reversal(sentence, cases) for (sentence, _, _), cases in pairs if cases]

    def _reversal(self, sentence: str, cases: Sequence[Difference]) -> str:
        what = self.several(self.policy(case.policy) for case in cases)
        return say(self.lang, sentence, since=self.from_day(min(case.on for case in cases)), what=what)

    def notes(self, found: Found) -> Iterator[str]:
        """What a reader should know."""
        if any(row.is_rewritten and not is_of_provenance(row) for row in found.rows):
            yield say(
                self.lang,
                "attention: rows that were written are other ones; answers given by them are explained no more",
            )
        if found.unasked:
            yield say(
                self.lang,
                "attention: no answer that was asked for rests on {rows}; whether others do only the policy can say",
                rows=self.several(found.unasked),
            )
        if found.unsettled:
            yield count(
                self.lang,
                "attention: of {number} case nobody can tell whether the answer changes; where tried it does not",
                "attention: of {number} cases nobody can tell whether the answer changes; where tried it does not",
                found.unsettled,
            )

    def _move(self, move: Move) -> str:
        share = percent_of(move, self.lang)
        worded = ARROW.join(words.money(each, self.lang) for each in (move.before, move.after))
        return f"{worded} ({share})" if share else worded
