"""Cases that only differ by the years, told as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pecrules.base.telling import Renderable, Teller
from pecrules.base.tuples import NamedTuple
from pecrules.base.values import evolve
from pecrules.model.changes import Difference

_YEARS: Final = ("request.years", "last_term_years")
"""Facts that are numbers of years."""

_PROMO: Final = "promo"
"""The fact on which it hangs how many years there may be."""


class _Fewer(NamedTuple):
    """So many years at most, where something is so."""

    condition: str
    years: str
    most: int

    def rendered(self, by: Teller) -> str:
        """The same, in somebody's words."""
        return by.where(self.condition, self.years, self.most)


def of_all_years(cases: Sequence[Difference]) -> Iterator[Difference]:
    """The cases; of those in which the same happens, and that only differ by the years, one for all their years.

    What may only be so many years in promotion says so: it is one case, too.
    """
    alike: dict[tuple[Any, ...], list[Difference]] = {}
    for case in cases:
        years = _years(case)
        facts = tuple(
            (name, side) for name, side in case.when.items() if name != years and not _at_full_price(name, side)
        )
        codes = tuple((each.kind, getattr(each.outcome, "code", None)) for each in (case.before, case.after))
        up = [(move.change > 0) - (move.change < 0) for move in (case.least, case.most) if move]
        question = case.policy, case.part, case.on, case.customers
        key = (*question, years or len(alike), facts, case.between, case.moved, case.partly, *codes, *up)
        alike.setdefault(key, []).append(case)
    for group in alike.values():
        parted = [[each for each in group if (_PROMO in each.when) is full] for full in (False, True)]
        some, full = ([_joined(each)] if each else [] for each in parted)
        yield from [_with_promotions(some[0], full[0])] if _follow(some, full) else [*some, *full]


def _at_full_price(name: str, side: Sequence[Any]) -> bool:
    return name == _PROMO and tuple(side) == ("False",)


def _years(case: Difference) -> str:
    """The fact of a case that is a number of years, if it is among them."""
    return next((name for name in _YEARS if name in case.when), "")


def _joined(group: Sequence[Difference]) -> Difference:
    """Cases that only differ by the years, as one: its witness is the first's, and its amounts reach over all."""
    if len(group) == 1:
        return group[0]
    years = _years(group[0])
    return _one(group, {**group[0].when, years: _union([side for each in group for side in each.when[years]])})


def _one(group: Sequence[Difference], when: Mapping[str, Any], *between: Renderable) -> Difference:
    moves = sorted((move for each in group for move in (each.least, each.most) if move), key=lambda move: move.change)
    least, most = (moves[0], moves[-1]) if moves else (None, None)
    cases = sum(each.cases for each in group)
    return evolve(group[0], when=when, between=(*group[0].between, *between), least=least, most=most, cases=cases)


def _follow(some: Sequence[Difference], full: Sequence[Difference]) -> bool:
    """Whether the years at full price alone come right after those that there are in promotion, too."""
    sides: list[Any] = [each.when[_years(each)] for each in (*some, *full) if _years(each)]
    return len(sides) == 2 and len(sides[0]) == len(sides[1]) == 1 and sides[1][0][0] == (sides[0][0][1] or 0) + 1  # noqa: PLR2004 - one of each


def _with_promotions(some: Difference, full: Difference) -> Difference:
    """The case for all years, of which fewer are to be had in promotion."""
    years = _years(some)
    first, last = (_union(each.when[years])[0] for each in (some, full))
    return _one((some, full), {**some.when, years: ((first[0], last[1]),)}, _Fewer(_PROMO, years, first[1]))


def _union(spans: Sequence[Any]) -> tuple[Any, ...]:
    """Stretches of numbers, those that touch as one; the last may have no end."""
    joined: list[Any] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], high
        else:
            joined.append((low, high))
    return tuple(joined)
