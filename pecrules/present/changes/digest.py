"""A great change in a minute: how many cases of each kind and policy, the weightiest, and what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pecrules.model.changes import Difference
from pecrules.present import terms
from pecrules.present.catalogues import count, mark, say
from pecrules.present.changes.cases import CaseTeller, weight
from pecrules.present.changes.moves import turned
from pecrules.present.changes.rows import RowTeller, is_of_provenance
from pecrules.present.changes.years import of_all_years
from pecrules.present.sheets import Part

if TYPE_CHECKING:
    from pecrules.present.changes.headlines import Found

READ_IN_A_MINUTE: Final = 60
"""As many lines are read in a minute; what has more is told as a digest."""

_ROWS: Final = 6
"""As many rows a digest names."""

_EACH: Final = 2
"""As many cases of each kind a digest tells."""

_MORE, _LESS, _GONE, _NEW, _ANSWER, _NO = (
    mark("pays more"),
    mark("pays less"),
    mark("no longer possible"),
    mark("now possible"),
    mark("another answer"),
    mark("another no, or for another reason"),
)
_KINDS: Final = (_MORE, _LESS, _GONE, _NEW, _ANSWER, _NO)
"""What becomes of an answer, the weightiest first."""


def _kind(case: Difference) -> str:
    """What becomes of the answer of a case."""
    moves = [move.change for move in (case.least, case.most) if move and move.change]
    if moves:
        return _MORE if max(moves) > 0 else _LESS
    gone, new = turned([case])
    if gone or new:
        return _GONE if gone else _NEW
    return _NO if case.after.kind == "refused" else _ANSWER


class Digest(CaseTeller):
    """What is told of a change that is too great to read case by case; nothing is left out without being counted."""

    def parts_of(self, found: Found) -> Iterator[Part]:
        """The first rows, the cases counted, the weightiest of them, and how to have every one."""
        said = [row for row in found.rows if not is_of_provenance(row)]
        rows = tuple(RowTeller(self.after, self.lang, found.rows).weightiest(said, _ROWS))
        yield Part(say(self.lang, "Rows"), rows)
        yield Part(say(self.lang, "Cases in which another answer is given"), tuple(self._counted(found.differences)))
        weighty = _weightiest([*of_all_years(found.differences)])
        yield Part(say(self.lang, "The weightiest, with an example"), tuple(self._shown(weighty)))
        left = tuple(self._left(found, len(said) - len(rows)))
        yield Part(say(self.lang, "Only counted; `--all` tells every one"), ((self.several(left),),))

    def _counted(self, differences: Sequence[Difference]) -> Iterator[tuple[str, ...]]:
        """How many cases of each policy are of each kind, in which amounts, and in what else they differ."""
        groups: dict[str, dict[str, list[Difference]]] = {}
        for each in differences:
            groups.setdefault(each.policy, {}).setdefault(_kind(each), []).append(each)
        for policy, kinds in sorted(groups.items(), key=lambda pair: min(map(_KINDS.index, pair[1]))):
            worded = [self._number(kind, kinds[kind]) for kind in _KINDS if kind in kinds]
            number = count(self.lang, "{number} case", "{number} cases", sum(map(len, kinds.values())))
            yield self.policy(policy), number, "; ".join(worded)

    def _number(self, kind: str, cases: Sequence[Difference]) -> str:
        moves = [move for case in cases for move in (case.least, case.most) if move and move.change]
        names = (name.rpartition(".")[2] for case in cases for name in case.moved) if kind == _ANSWER else ()
        what = [say(self.lang, terms.VALUES.get(name, name)) for name, _ in Counter(names).most_common()]
        aside = self._range(moves) if moves else self.several(what)
        number = f"{say(self.lang, kind)}: {len(cases)}"
        return f"{number} ({aside})" if aside else number

    def _shown(self, cases: Iterable[Difference]) -> Iterator[tuple[str, ...]]:
        """Cases of several policies, each with its policy and day before its facts."""
        for case in cases:
            first, *rest = self._case(case)
            when = ", ".join(filter(None, (self.policy(case.policy), self._on(case.on), self._whom(case.customers))))
            yield from ((when, *first), *rest) if self.is_table else ((f"{when}: {first[0]}",), *rest)

    def _left(self, found: Found, rows: int) -> Iterator[str]:
        """What is only counted, by kind."""
        cases, besides, lang = len(found.differences), len(found.besides), self.lang
        same, reasons = sum(map(is_of_provenance, found.rows)), sum(each.cases for each in found.other_reasons)
        for number, worded in (
            (cases, count(lang, "{number} case one by one", "{number} cases one by one", cases)),
            (rows, count(lang, "{number} more row", "{number} more rows", rows)),
            (same, count(lang, "{number} row that says the same from elsewhere or less surely",
                         "{number} rows that say the same from elsewhere or less surely", same)),
            (besides, count(lang, "{number} source or open question", "{number} sources or open questions", besides)),
            (reasons, count(lang, "{number} case with the same answer for other reasons",
                            "{number} cases with the same answer for other reasons", reasons)),
        ):  # fmt: skip
            if number:
                yield worded


def _weightiest(cases: Sequence[Difference]) -> Iterator[Difference]:
    """The first cases of each kind, each of another policy; of a no that is another one none."""
    for kind in _KINDS[:-1]:
        own = sorted((case for case in cases if _kind(case) == kind), key=weight)
        first: Mapping[str, Difference] = {case.policy: case for case in reversed(own)}
        yield from sorted(first.values(), key=own.index)[:_EACH]
