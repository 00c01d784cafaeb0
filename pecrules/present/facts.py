"""Facts of cases in words: what each is called, what it ranges over, and how two must lie to one another."""

import re
from typing import Final

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


def relation(between: str, lang: Language) -> str | None:
    """How two days must lie to one another, or how much some numbers are together; of another relation nothing.

    >>> relation("expiry - suspended_on <= -2", "it")
    'scadenza almeno 2 giorni prima di: sospesa'
    """
    for form, sum_ in _SUMS.items():
        total = sum_.fullmatch(between)
        if total is not None:
            what = " + ".join(fact_name(name, lang) for name in total[1].replace("-1*", "").split(" + "))
            return say(lang, form, what=what, number=total[2])
    limited = re.fullmatch(r"([a-z_.]+): ([a-z_.]+) <= ([0-9]+)", between)
    if limited is not None:
        condition, what = (fact_name(name, lang) for name in limited.groups()[:2])
        return say(lang, "with {condition} {what}: at most {number}", condition=condition, what=what, number=limited[3])
    found = re.fullmatch(r"([a-z_.]+) - ([a-z_.]+) <= (-?[0-9]+)", between)
    if found is None:
        return None
    one, other = (fact_name(name, lang) for name in found.groups()[:2])
    days = int(found[3])
    apart = count(lang, "{number} day", "{number} days", abs(days))
    form = mark("{one} at most {days} after {other}") if days >= 0 else mark("{one} at least {days} before {other}")
    return say(lang, form, one=one, other=other, days=apart)


_SUMS: Final = {
    mark("{what}: at most {number}"): re.compile(r"([a-z_.]+(?: \+ [a-z_.]+)+) <= ([0-9]+)"),
    mark("{what}: at least {number}"): re.compile(r"(-1\*[a-z_.]+(?: \+ -1\*[a-z_.]+)+) <= -([0-9]+)"),
}
"""How much some numbers are together, in words -> as a table of decisions has it."""


def span(span: tuple[int | None, int | None], lang: Language, *, dated: bool) -> str:
    """Numbers from one to another; days before and after that of the question.

    >>> span((1, 5), "it", dated=False), span((None, -91), "it", dated=True)
    ('da 1 a 5', '91 giorni fa o prima')
    """
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
