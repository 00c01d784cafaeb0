"""Where every part of an answer comes from: each row with its place, its source and how sure it is."""

from collections.abc import Iterator
from typing import Any

from pecrules.model.codes import Language
from pecrules.model.outcomes.answers import Outcome
from pecrules.model.outcomes.quotes import Line, Quote
from pecrules.present import sentences, words
from pecrules.present.answers.quotes import calculation
from pecrules.present.catalogues import mark, say
from pecrules.present.names import Names, section_of
from pecrules.present.outcomes import notes, title
from pecrules.present.sheets import Part, Sheet
from pecrules.rulebook.citations import Citation
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.rows.sources import Source
from pecrules.rulebook.ruleset import Ruleset

_BASES = {
    "documented": mark("{day}"),
    "seen": mark("{day}, the first day it was seen"),
    "era": mark("{day}, the first day of its source's era"),
    "assumed": mark("{day}, a day that no source gives"),
}

_ERAS = {
    "E1": mark("up to about 2020"),
    "E2": mark("about 2021 to 2023"),
    "E3": mark("about 2024"),
    "E4": mark("from about 2025 on"),
    "K": mark("2010 to 2016"),
    "convention": mark("by a convention, of its own terms"),
    "reseller": mark("by a reseller, of its own terms"),
    "law": mark("by the law"),
    "own": mark("by the company itself"),
    "analysis": mark("by us"),
}
"""When a source was written, or by whom."""


def explain(outcome: Outcome, rules: Ruleset, lang: Language) -> Sheet:
    """Each row an answer rests on, with its amount where it gives one.

    If the answer was given under other rules, the notes say so: its rows are looked up in ``rules`` all the same.

    Args:
        outcome: A quote, a refusal, or options.
        rules: The rules to look the rows up in.
        lang: ``it``, ``en`` or ``de``; what the tables quote of their sources stays as it is.

    >>> from datetime import date
    >>> from pecrules import Mailbox, RenewalRequest, load_rules, quote_renewal
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> quote = quote_renewal(box, RenewalRequest(years=2), rules=load_rules(), on=date(2027, 1, 10))
    >>> explain(quote, load_rules(), "en").parts[0].rows[0]
    ('row', 'pricing/standard-year-2023')
    """
    names = Names(rules, outcome.stamp.on)
    parts = tuple(_part(ref, outcome, names, lang) for ref in outcome.because)
    return Sheet(_title(outcome, names, lang), parts, (*_other_rules(outcome, rules, lang), *notes(outcome, lang)))


def explain_plainly(outcome: Outcome, rules: Ruleset) -> dict[str, Any]:
    """The same as plain data for programs, untranslated; a row that these rules no longer have is marked.

    >>> from datetime import date
    >>> from pecrules import Mailbox, RenewalRequest, load_rules, quote_renewal
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> quote = quote_renewal(box, RenewalRequest(years=2), rules=load_rules(), on=date(2027, 1, 10))
    >>> explain_plainly(quote, load_rules())["rows"][0]["row"]
    'pricing/standard-year-2023'
    """
    names = Names(rules, outcome.stamp.on)
    amounts = {line.row: str(line.net) for line in outcome.lines} if isinstance(outcome, Quote) else {}
    rows = [{"row": ref, "amount": amounts.get(ref), **_cited(names.citation(ref))} for ref in outcome.because]
    return {"same_rules": is_explained_by(outcome, rules), "rows": rows}


def _cited(citation: Citation | None) -> dict[str, Any]:
    if citation is None:
        return {"known": False}
    place, source = citation.location, citation.source
    return {
        "known": True,
        "book": citation.layer,
        "file": place.file,
        "line": place.line,
        "since": str(citation.since),
        "announced": str(citation.announced),
        "existing_since": citation.existing_since and str(citation.existing_since),
        "certainty": citation.certainty,
        "source": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "seed": source.seed,
        "era": source.era,
        "reviewed": str(source.reviewed),
        "review_days": source.review_days,
        "address": source.address,
        "clause": citation.clause,
        "note": citation.note,
    }


def is_explained_by(outcome: Outcome, rules: Ruleset) -> bool:
    """Whether an answer was given under these very rules.

    >>> from datetime import date
    >>> from pecrules import Mailbox, load_rules, renewal_options
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> is_explained_by(renewal_options(box, rules=load_rules(), on=date(2027, 1, 10)), load_rules())
    True
    """
    return outcome.stamp.digest == rules.digest


def _title(outcome: Outcome, names: Names, lang: Language) -> str:
    return say(lang, "Where it comes from: {title}", title=title(outcome, names, lang))


def _other_rules(outcome: Outcome, rules: Ruleset, lang: Language) -> Iterator[str]:
    if not is_explained_by(outcome, rules):
        yield say(lang, "attention: the answer was given under other rules; rows and amounts may have changed since")


def _part(ref: str, outcome: Outcome, names: Names, lang: Language) -> Part:
    """One row: what it gave to the answer, and what it rests on."""
    line = next((line for line in outcome.lines if line.row == ref), None) if isinstance(outcome, Quote) else None
    citation = names.citation(ref)
    if citation is None:
        given = _amount(line, names, lang) if line else ""
        return Part(_heading(f"`{ref}`", given), ((say(lang, "these rules have no such row"),),))
    given = _amount(line, names, lang) if line else _given(section_of(citation), outcome, lang)
    facts = tuple((label, said) for label, said in _facts(citation, line, names, lang) if said)
    return Part(_heading(names.cited(citation, lang), given), facts)


def _heading(name: str, given: str) -> str:
    return f"{name}: {given}" if given else name


def _amount(line: Line, names: Names, lang: Language) -> str:
    return " = ".join(filter(None, (calculation(line, names, lang), words.money(line.net, lang))))


def _given(section: str, outcome: Outcome, lang: Language) -> str:
    """What a row gave to a quote, where that is one value."""
    if not isinstance(outcome, Quote):
        return ""
    if section == "pricing.vat":
        return say(
            lang, "{percent} of {net} = {vat}", percent=words.percent(outcome.vat_percent, lang),
            net=words.money(outcome.net, lang), vat=words.money(outcome.vat, lang),
        )  # fmt: skip
    days = {"renewal.new_expiry": outcome.new_expiry, "renewal.advice": outcome.advised_by}
    day = days.get(section)
    return "" if day is None else words.day(day, lang)


def _facts(citation: Citation, line: Line | None, names: Names, lang: Language) -> Iterator[tuple[str, str]]:
    row = citation.row
    yield say(lang, "row"), citation.ref
    yield say(lang, "place"), str(citation.location)
    if line is not None and isinstance(row, Price) and row.net != line.unit_price:
        yield say(lang, "it says now"), words.money(row.net, lang)
    if isinstance(row, Interpretation):
        yield say(lang, "question"), names.number(row)
        yield say(lang, "reading"), names.reading(row, lang)
        yield say(lang, "what the sources say"), names.evidence(row)
    yield say(lang, "book"), citation.layer
    if isinstance(row, Row):
        yield say(lang, "since"), say(lang, _BASES[row.since_basis], day=words.day(row.since, lang))
        yield say(lang, "announced"), _announced(row, lang)
        yield say(lang, "existing customers"), _existing(row, lang)
    yield say(lang, "source"), f"{citation.source.title} ({citation.source.publisher})"
    yield say(lang, "address"), citation.source.address or citation.source.seed or ""
    yield say(lang, "written"), say(lang, _ERAS[citation.source.era])
    yield say(lang, "read again"), _read_again(citation.source, lang)
    yield say(lang, "note on the source"), citation.source.note or ""
    yield say(lang, "clause"), citation.clause
    yield say(lang, "certainty"), sentences.certainty(citation.certainty, lang)
    yield say(lang, "note"), citation.note or ""


def _read_again(source: Source, lang: Language) -> str:
    """When a source was last held against the rows, and how long that counts."""
    reviewed, counts = words.day(source.reviewed, lang), words.days(source.review_days, source.review_days, lang)
    return say(lang, "{day}, to be done again after {days}", day=reviewed, days=counts)


def _announced(row: Row, lang: Language) -> str:
    return say(lang, "on its first day") if row.known == row.since else words.day(row.known, lang)


def _existing(row: Row, lang: Language) -> str:
    """The day from which the row holds for existing customers, if it is not the row's first day."""
    if row.existing_since is None:
        return ""
    day = row.reaches_existing
    return say(lang, "never") if day is None else say(lang, "from {day} on", day=words.day(day, lang))
