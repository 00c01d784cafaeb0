"""What somebody pays more or less, and what can be had no longer or now."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from pecrules.model.changes import Difference, Move
from pecrules.model.codes import Language
from pecrules.present import terms, words
from pecrules.present.catalogues import mark, say

_MINUS: Final = "\N{MINUS SIGN}"

AMOUNTS: Final = ("to_pay", "quote.to_pay")
"""What the values that say what somebody pays are called."""


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


def paid(case: Difference) -> Move | None:
    """What the witness of a case pays before and after."""
    for name in AMOUNTS:
        if name in case.before.values and name in case.after.values:
            return Move(case.before.values[name], case.after.values[name])
    return None


def has_moved(case: Difference) -> bool:
    """Whether somebody pays more or less."""
    return any(move and move.change for move in (case.least, case.most))


REVERSALS: Final = (
    (mark("no longer possible in some cases, {since}: {what}"), ("answer",), ("refused", "no_rule")),
    (mark("now possible in some cases, {since}: {what}"), ("refused", "no_rule"), ("answer",)),
)
"""What becomes of an answer that is none any more, or of a no."""


def turned(differences: Sequence[Difference]) -> list[list[Difference]]:
    """The cases of each reversal."""
    return [
        [each for each in differences if each.before.kind in before and each.after.kind in after]
        for _, before, after in REVERSALS
    ]


def lost(differences: Sequence[Difference], lang: Language) -> str:
    """That something with a price cannot be had any more, which is beyond any limit; empty where everything can."""
    gone = [each for each in turned(differences)[0] if any(name in each.before.values for name in AMOUNTS)]
    what = words.both(list(dict.fromkeys(say(lang, terms.POLICIES[each.policy]) for each in gone)), lang)
    sentence = mark("no longer possible in some cases, which is beyond any `{limit}`: {what}")
    return say(lang, sentence, limit="--max-delta", what=what) if gone else ""
