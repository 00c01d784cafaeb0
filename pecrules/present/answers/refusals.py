"""Why something is not possible, what would help, and the nearest request that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pecrules.model.codes import Language, RemedyCode
from pecrules.present import sentences
from pecrules.present.catalogues import say
from pecrules.present.names import Names
from pecrules.present.sheets import Part

if TYPE_CHECKING:
    from pecrules.model.outcomes.refusals import Refusal

DEAD_ENDS: Final = frozenset({"plan_not_sold", "plan_withdrawn", "price_not_stated"})
"""Refusals after which nothing else can be asked for, where they bring no remedy."""


def refusal(no: Refusal, names: Names, lang: Language) -> Iterator[Part]:
    """Why not, what would help, and what could be asked for instead."""
    yield Part("", ((sentences.refusal(no, names, lang),),))
    yield remedies(no.remedies, lang, dead_end=no.code in DEAD_ENDS and not no.allowed and no.nearest is None)
    if no.nearest is not None:
        yield Part(say(lang, "The nearest request that is accepted"), ((sentences.request(no.nearest, names, lang),),))


def remedies(codes: Sequence[RemedyCode], lang: Language, *, dead_end: bool = False) -> Part:
    """What would help; after a dead end that nothing does, and whom to ask."""
    helps = [(sentences.remedy(code, lang),) for code in codes]
    nothing = (say(lang, "nothing that these rules know: `pecrules show contacts` tells whom to ask"),)
    return Part(say(lang, "What would help"), (*helps, *([nothing] if dead_end and not helps else [])))
