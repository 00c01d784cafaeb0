"""What an answer rests on: rows that no source states outright, sources, guides, and the stamp of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from pecrules.model.codes import Language
from pecrules.present import codes, sentences, words
from pecrules.present.catalogues import count, say
from pecrules.present.names import Names
from pecrules.present.sheets import Part

if TYPE_CHECKING:
    from pecrules.model.outcomes.answers import Outcome
    from pecrules.model.outcomes.common import Because, Caveat, Stamp

_UNSTATED: Final = {"inferred", "assumed"}

_SHOWN_DIGEST: Final = 12

_TOPICS: Final = {"Status": "state", "LogAvailability": "logs", "Billing": "invoice"}
"""Answers that guides of a topic explain; others are explained by what would help, or by what they name."""


def grounds(because: Because, caveats: Iterable[Caveat], names: Names, lang: Language) -> Iterator[Part]:
    """Caveats, the least certain apart, and every source once."""
    doubts = [caveat for caveat in caveats if caveat.certainty in _UNSTATED]
    others = [caveat for caveat in caveats if caveat.certainty not in _UNSTATED]
    yield Part(say(lang, "Not stated outright by any source"), tuple(_caveats(doubts, names, lang)))
    yield Part(say(lang, "Worth a second look"), tuple(_caveats(others, names, lang)))
    yield Part(say(lang, "Sources"), tuple(_sources(because, names)))


def counted(caveats: Sequence[Caveat], lang: Language) -> Iterator[str]:
    """How many caveats there are, and how many of them are values that no source gives."""
    if not caveats:
        return
    number = count(lang, "{number} caveat", "{number} caveats", len(caveats))
    assumed = sum(caveat.certainty == "assumed" for caveat in caveats)
    if assumed:
        guesses = count(lang, "{number} assumption", "{number} assumptions", assumed)
        number = say(lang, "{caveats} ({assumed})", caveats=number, assumed=guesses)
    yield say(lang, "{caveats}: `--why` shows the list and the sources", caveats=number)


def _caveats(caveats: Iterable[Caveat], names: Names, lang: Language) -> Iterator[tuple[str, ...]]:
    """Caveats as rows of a sheet, the least certain first."""
    for caveat in sorted(caveats, key=lambda caveat: caveat.certainty):
        said = codes.UNSTATED.get(caveat.certainty)
        sure = say(lang, said) if said else sentences.certainty(caveat.certainty, lang)
        yield names.row(caveat.row, lang), sure, caveat.row


def _sources(because: Because, names: Names) -> Iterator[tuple[str, ...]]:
    """Every source once, in the order in which the rows cite it."""
    citations = filter(None, map(names.citation, because))
    for source in dict.fromkeys(citation.source for citation in citations):
        yield source.title, source.address or source.publisher


def stamped(stamp: Stamp, lang: Language) -> str:
    """Book, day and digest of the rules, on one line."""
    rules = say(
        lang, "rules: book {book}, on {day}, digest {digest}",
        book=stamp.book, day=words.day(stamp.on, lang), digest=stamp.digest[:_SHOWN_DIGEST],
    )  # fmt: skip
    if stamp.as_known is None:
        return rules
    return say(lang, "{rules}, as known on {day}", rules=rules, day=words.day(stamp.as_known, lang))


def guides(outcome: Outcome, names: Names, lang: Language) -> Part:
    """The guides that explain an answer: its commands, its topic, what would help, or what follows."""
    found: Any = outcome
    named = {each.row for each in (*getattr(found, "guides", ()), *getattr(found, "if_it_fails", ()))}
    helps = {*getattr(found, "remedies", ()), *getattr(found, "to_change", ())}
    topic = _TOPICS.get(type(outcome).__name__)
    rows = (row for row in names.guides() if row.ref in named or row.topic == topic or helps & {*row.remedies})
    return Part(say(lang, "Guides"), tuple((names.row(row.ref, lang), names.address(row.page)) for row in rows))
