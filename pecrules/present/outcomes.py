"""Answers laid out as sheets: a quote, a refusal, the options of a renewal."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pecrules.model.mailboxes import Mailbox
from pecrules.outcomes.billing import Billing
from pecrules.outcomes.calendars import Calendar
from pecrules.outcomes.menus import Actions
from pecrules.outcomes.orders import AutomaticRenewal, Certificate, Settlement
from pecrules.outcomes.parts import Because, Caveat, Stamp
from pecrules.outcomes.quotes import Line, Option, Quote, RenewalOptions
from pecrules.outcomes.refusals import Refusal
from pecrules.outcomes.states import LogAvailability, Status, Termination, Transition
from pecrules.present import answers, sentences, words
from pecrules.present.catalogues import mark, say
from pecrules.present.names import Names
from pecrules.present.sheets import Part, Sheet
from pecrules.ruleset import Ruleset
from pecrules.tables import Price

Outcome = (
    Quote
    | Refusal
    | RenewalOptions
    | Actions
    | AutomaticRenewal
    | Billing
    | Calendar
    | Certificate
    | LogAvailability
    | Settlement
    | Status
    | Termination
    | Transition
)

_SHOWN_DIGEST: Final = 12
_PARTS: Final = {
    0: mark("{parts} of {whole} parts of a year"),
    12: mark("{parts} of {whole} months"),
    365: mark("{parts} of {whole} days"),
    366: mark("{parts} of {whole} days"),
}
"""How many parts a year has -> what they are."""

_UNSTATED: Final = {"inferred", "assumed"}
_TIMES: Final = " \N{MULTIPLICATION SIGN} "


def sheet(outcome: Outcome, rules: Ruleset | None, lang: str, *, mailbox: Mailbox | None = None) -> Sheet:
    """An answer as a sheet.

    Args:
        outcome: The answer.
        rules: The rules it was given under, for names and sources; ``None`` shows the rows' own ids.
        lang: ``it``, ``en`` or ``de``.
        mailbox: The mailbox it is about, for the title.

    >>> from datetime import date
    >>> from pecrules import Refusal, Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> no = Refusal("term_not_offered", 9, (1, 2, 3, 4, 5), (), None, (), (), stamp)
    >>> sheet(no, None, "it").parts[0].rows
    (('9 anni non si possono chiedere: 1, 2, 3, 4 o 5',),)
    """
    names = Names(rules, outcome.stamp.on)
    if isinstance(outcome, Quote):
        return Sheet(title(outcome, names, lang, mailbox), tuple(_quote(outcome, names, lang)), notes(outcome, lang))
    if isinstance(outcome, Refusal):
        return Sheet(title(outcome, names, lang, mailbox), tuple(_refusal(outcome, names, lang)), notes(outcome, lang))
    if isinstance(outcome, RenewalOptions):
        return Sheet(title(outcome, names, lang, mailbox), tuple(_options(outcome, names, lang)), notes(outcome, lang))
    laid_out = (*answers.parts(outcome, names, lang), *_grounds(outcome.because, outcome.caveats, names, lang))
    return Sheet(title(outcome, names, lang, mailbox), laid_out, notes(outcome, lang))


def title(outcome: Outcome, names: Names, lang: str, mailbox: Mailbox | None = None) -> str:
    """What the answer is, and about which mailbox.

    >>> from datetime import date
    >>> from pecrules import Refusal, Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> title(Refusal("deleted", None, (), (), None, (), (), stamp), Names(None), "it")
    'Non possibile così'
    """
    if isinstance(outcome, Quote):
        what = _kind(outcome, lang)
    elif isinstance(outcome, Refusal):
        what = say(lang, "Not possible like this")
    elif isinstance(outcome, RenewalOptions):
        what = say(lang, "What a renewal may ask for")
    else:
        what = say(lang, answers.TITLES[type(outcome)])
    if mailbox is None:
        return what
    plan = names.plan(mailbox.plan, lang, mailbox.kind)
    return f"{what}: {mailbox.address}, {plan}"


def _kind(quote: Quote, lang: str) -> str:
    """What a quote is for, as its days tell."""
    if quote.expiry is None:
        return say(lang, "Quote for a purchase")
    if quote.expiry == quote.new_expiry:
        return say(lang, "Quote for the rest of the term")
    return say(lang, "Quote for a renewal")


def notes(outcome: Outcome, lang: str) -> tuple[str, ...]:
    """Under which rules the answer was given.

    >>> from datetime import date
    >>> from pecrules import Refusal, Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> notes(Refusal("deleted", None, (), (), None, (), (), stamp), "en")
    ('rules: book retail, on 21 November 2026, digest 000000000000',)
    """
    return (_stamp(outcome.stamp, lang),)


def calculation(line: Line, names: Names, lang: str) -> str:
    """How a line's amount comes about; nothing for one thing paid once.

    >>> from decimal import Decimal
    >>> line = Line("extra_inbox", 1, 2, Decimal("2.50"), Decimal("5.00"), "pricing/extra-inbox-2016")
    >>> calculation(line, Names(None), "en").split()[::2]
    ['1', '\N{MULTIPLICATION SIGN}', 'years', '€2.50']
    """
    times: list[str] = []
    if _by_gb(line, names):
        times.append(words.gigabytes(line.quantity, lang))
    elif line.quantity != 1:
        times.append(str(line.quantity))
    if line.years is not None:
        times.append(words.years(line.years, lang))
    if line.parts is not None:
        times.append(say(lang, _PARTS.get(line.whole or 0, _PARTS[0]), parts=line.parts, whole=line.whole))
    return _TIMES.join([*times, words.money(line.unit_price, lang)]) if times else ""


# -- a quote ----------------------------------------------------------------------------------------------------------


def _quote(quote: Quote, names: Names, lang: str) -> Iterator[Part]:
    yield Part("", tuple(_money(quote, names, lang)), right=(1, 2))
    yield Part("", tuple(_days(quote, lang)))
    yield Part(say(lang, "Good to know"), tuple(_follows(quote, names, lang)))
    yield from _grounds(quote.because, quote.caveats, names, lang)


def _money(quote: Quote, names: Names, lang: str) -> Iterator[tuple[str, ...]]:
    for line in quote.lines:
        yield names.row(line.row, lang), calculation(line, names, lang), words.money(line.net, lang)
    yield say(lang, "Net"), "", words.money(quote.net, lang)
    vat = say(lang, "VAT {percent}", percent=words.percent(quote.vat_percent, lang))
    yield vat, "", words.money(quote.vat, lang)
    yield say(lang, "To pay"), "", words.money(quote.gross, lang)


def _days(quote: Quote, lang: str) -> Iterator[tuple[str, ...]]:
    if quote.expiry == quote.new_expiry:
        yield say(lang, "Expiry, as before"), words.day(quote.new_expiry, lang)
        return
    if quote.expiry is None:
        yield say(lang, "Expiry"), words.day(quote.new_expiry, lang)
        return
    yield say(lang, "Expiry today"), words.day(quote.expiry, lang)
    yield say(lang, "New expiry"), words.day(quote.new_expiry, lang)
    if quote.advised_by is not None and quote.stamp.on <= quote.advised_by:  # advice whose day is past is no advice
        yield say(lang, "Best ordered by"), words.day(quote.advised_by, lang)


def _follows(quote: Quote, names: Names, lang: str) -> Iterator[tuple[str, ...]]:
    yield from ((sentences.effect(effect, names, lang),) for effect in quote.effects)
    yield from ((sentences.requirement(code, lang),) for code in quote.requires)


def _by_gb(line: Line, names: Names) -> bool:
    citation = names.citation(line.row)
    if citation is not None and isinstance(citation.row, Price):
        return citation.row.per_gb_year is not None
    return line.item.startswith("extra_")


# -- a refusal --------------------------------------------------------------------------------------------------------


def _refusal(no: Refusal, names: Names, lang: str) -> Iterator[Part]:
    yield Part("", ((sentences.refusal(no, names, lang),),))
    yield _remedies(no.remedies, lang)
    if no.nearest is not None:
        yield Part(say(lang, "The nearest request that is accepted"), ((sentences.request(no.nearest, names, lang),),))
    yield from _grounds(no.because, no.caveats, names, lang)


def _remedies(codes: Sequence[str], lang: str) -> Part:
    return Part(say(lang, "What would help"), tuple((sentences.remedy(code, lang),) for code in codes))


# -- options ----------------------------------------------------------------------------------------------------------


def _options(options: RenewalOptions, names: Names, lang: str) -> Iterator[Part]:
    if options.refused is not None:
        yield Part("", ((sentences.reason(options.refused, lang),),))
        yield _remedies(options.remedies, lang)
    else:
        terms = ((words.years(option.value, lang), _verdict(option, lang)) for option in options.years)
        methods = ((names.method(option.value, lang), _verdict(option, lang)) for option in options.methods)
        yield Part(say(lang, "Term"), tuple(terms))
        yield Part(say(lang, "Extra space"), tuple(_space(options, lang)))
        yield Part(say(lang, "Payment"), tuple(methods))
    yield Part("", ((say(lang, "Last day to renew"), words.day(options.last_day, lang)),))
    yield from _grounds(options.because, options.caveats, names, lang)


def _verdict(option: Option[int] | Option[str], lang: str) -> str:
    if option.refused is None:
        return say(lang, "yes")
    return say(lang, "no: {reason}", reason=sentences.reason(option.refused, lang))


def _space(options: RenewalOptions, lang: str) -> Iterator[tuple[str, ...]]:
    yield say(lang, "inbox"), _most(options.extra_inbox_gb, lang)
    yield say(lang, "archive"), _most(options.extra_archive_gb, lang)


def _most(gigabytes: int | None, lang: str) -> str:
    if gigabytes is None:
        return say(lang, "as much as is wanted")
    if gigabytes == 0:
        return say(lang, "none")
    return say(lang, "up to {space}", space=words.gigabytes(gigabytes, lang))


# -- what an answer rests on ------------------------------------------------------------------------------------------


def _grounds(because: Because, caveats: Iterable[Caveat], names: Names, lang: str) -> Iterator[Part]:
    doubts = [caveat for caveat in caveats if caveat.certainty in _UNSTATED]
    others = [caveat for caveat in caveats if caveat.certainty not in _UNSTATED]
    yield Part(say(lang, "Not stated outright by any source"), tuple(_caveats(doubts, names, lang)))
    yield Part(say(lang, "Worth a second look"), tuple(_caveats(others, names, lang)))
    yield Part(say(lang, "Sources"), tuple(_sources(because, names)))


def _caveats(caveats: Iterable[Caveat], names: Names, lang: str) -> Iterator[tuple[str, ...]]:
    """The weakest first."""
    for caveat in sorted(caveats, key=lambda caveat: caveat.certainty):
        yield names.row(caveat.row, lang), sentences.certainty(caveat.certainty, lang), caveat.row


def _sources(because: Because, names: Names) -> Iterator[tuple[str, ...]]:
    """Every source once, in the order in which the rows cite it."""
    citations = filter(None, map(names.citation, because))
    for source in dict.fromkeys(citation.source for citation in citations):
        yield source.title, source.address or source.publisher


def _stamp(stamp: Stamp, lang: str) -> str:
    """The rules, on one line."""
    told = say(
        lang, "rules: book {book}, on {day}, digest {digest}",
        book=stamp.book, day=words.day(stamp.on, lang), digest=stamp.digest[:_SHOWN_DIGEST],
    )  # fmt: skip
    if stamp.as_known is None:
        return told
    return say(lang, "{rules}, as known on {day}", rules=told, day=words.day(stamp.as_known, lang))
