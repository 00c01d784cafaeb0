"""Facts of cases in words: what each is called, what it ranges over, and how two must lie to one another."""

from collections.abc import Sequence
from typing import ClassVar, Final

from pecrules.base.telling import Renderable, Teller
from pecrules.model.codes import Language
from pecrules.present import terms
from pecrules.present.catalogues import count, mark, say

REQUEST: Final = "request."
"""What the names of facts of a request begin with."""


def fact_name(name: str, lang: Language) -> str:
    """What a fact is called.

    >>> fact_name("request.plan", "it"), fact_name("suspended_on?", "it")
    ('piano nuovo', 'sospesa')
    """
    bare = name.removeprefix(REQUEST).removesuffix("?")
    if name == "request.plan":
        return say(lang, "new plan")
    if name == "request.address":  # in an order of a new mailbox only the domain counts
        return say(lang, terms.FACTS["domain"])
    known = terms.HAD.get(name) or terms.FACTS.get(bare)
    return say(lang, known) if known else f"`{bare}`"


class OfFacts(Teller):
    """Formulas in which facts have the names that people know them by."""

    TIMES: ClassVar[str] = " \N{MULTIPLICATION SIGN} "
    MINUS: ClassVar[str] = " \N{MINUS SIGN} "
    OVER: ClassVar[str] = " : "

    def __init__(self, lang: Language) -> None:
        self.lang: Final[Language] = lang

    def fact(self, name: str) -> str:
        """A fact, by its name."""
        return say(self.lang, "day of the question") if name == "on" else fact_name(name, self.lang)

    def apart(self, one: str, other: str, most: int) -> str:
        """How many days one day lies after another at most, or before it at least."""
        days = count(self.lang, "{number} day", "{number} days", abs(most))
        form = mark("{one} at most {days} after {other}") if most >= 0 else mark("{one} at least {days} before {other}")
        return say(self.lang, form, one=self.fact(one), other=self.fact(other), days=days)

    def together(self, counts: Sequence[tuple[str, int]], most: int) -> str:
        """How much some numbers are together at most; or at least, where they are less than nothing otherwise."""
        form, sign = (mark("{what}: at most {number}"), 1) if most >= 0 else (mark("{what}: at least {number}"), -1)
        added_first = sorted(((name, sign * times) for name, times in counts), key=lambda each: each[1] < 0)
        total = self.total(*(self.product(times, (self.fact(name),)) for name, times in added_first))
        return say(self.lang, form, what=total, number=abs(most))

    def where(self, condition: str, what: str, most: int) -> str:
        """How much a number is at most where something is so."""
        form = mark("with {condition} {what}: at most {number}")
        return say(self.lang, form, condition=self.fact(condition), what=self.fact(what), number=most)


def relation(between: Renderable, lang: Language) -> str:
    """How two days must lie to one another, or how much some numbers are together."""
    return between.rendered(OfFacts(lang))


def span(span: tuple[int | None, int | None], lang: Language, *, dated: bool) -> str:
    """Numbers from one to another; days before and after that of the question.

    >>> span((1, 5), "it", dated=False), span((None, -91), "it", dated=True), span((60, 89), "it", dated=True)
    ('da 1 a 5', '91 giorni fa o prima', 'fra 60 e 89 giorni')
    """
    first, last = span
    if dated and first is not None and last is not None and first != last and first * last > 0:
        near, far = sorted((abs(first), abs(last)))
        sentence = mark("in {near} to {far} days") if first > 0 else mark("{near} to {far} days ago")
        return say(lang, sentence, near=near, far=far)
    low, high = (None if end is None else _day_apart(end, lang) if dated else str(end) for end in span)
    if low == high:
        return low or ""
    if high is None:
        return say(lang, mark("{day} or later") if dated else mark("{day} and more"), day=low)
    if low is None:
        return say(lang, mark("{day} or earlier") if dated else mark("at most {day}"), day=high)
    return say(lang, "{low} to {high}", low=low, high=high)


def _day_apart(days: int, lang: Language) -> str:
    if not days:
        return say(lang, "today")
    if days > 0:
        return count(lang, "in {number} day", "in {number} days", days)
    return count(lang, "{number} day ago", "{number} days ago", -days)
