"""What is to be paid, until when the mailbox then lasts, and until when paying is in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pecrules.model.codes import Language
from pecrules.present import codes, sentences, words
from pecrules.present.catalogues import count, say
from pecrules.present.names import Names
from pecrules.present.sheets import Part

if TYPE_CHECKING:
    from datetime import date

    from pecrules.model.outcomes.quotes import Line, PayBy, Quote

TIMES: Final = " \N{MULTIPLICATION SIGN} "

_MONTHS: Final = 12

_DAYS: Final = {365, 366}


def quote(quote: Quote, names: Names, lang: Language) -> Iterator[Part]:
    """Lines and sums, days, until when to pay for what, and what is good to know."""
    yield Part("", tuple(_money(quote, names, lang)), right=(1, 2))
    yield Part("", tuple(_days(quote, lang)))
    yield Part(say(lang, "Paid in time"), tuple(_in_time(quote.pay_by, names, lang)))
    yield Part(say(lang, "Good to know"), tuple(_effects_and_requirements(quote, names, lang)))


def _money(quote: Quote, names: Names, lang: Language) -> Iterator[tuple[str, ...]]:
    for line in quote.lines:
        yield names.row(line.row, lang), calculation(line, names, lang), words.money(line.net, lang)
    yield say(lang, "Net"), "", words.money(quote.net, lang)
    percent = words.percent(quote.vat_percent, lang)
    apart = quote.vat_to == "treasury"
    label = (
        say(lang, "VAT {percent}, to the Treasury", percent=percent)
        if apart
        else say(lang, "VAT {percent}", percent=percent)
    )
    yield label, "", words.money(quote.vat, lang)
    yield say(lang, "To pay"), "", words.money(quote.to_pay, lang)


def _days(quote: Quote, lang: Language) -> Iterator[tuple[str, ...]]:
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


def _in_time(pay_by: Iterable[PayBy], names: Names, lang: Language) -> Iterator[tuple[str, ...]]:
    """Until when to pay, for what, and how: a line for each last day, the latest first."""
    for before, group in groupby(pay_by, key=lambda each: each.before):
        ways: dict[date, list[str]] = {}
        for each in group:
            ways.setdefault(each.day, []).append(names.method(each.method, lang))
        label = sentences.said(codes.IN_TIME, before, lang)
        for number, day in enumerate(sorted(ways, reverse=True)):
            yield "" if number else label, words.day(day, lang), words.either(ways[day], lang)


def _effects_and_requirements(quote: Quote, names: Names, lang: Language) -> Iterator[tuple[str, ...]]:
    yield from ((sentences.effect(effect, names, lang),) for effect in quote.effects)
    yield from ((sentences.requirement(code, lang),) for code in quote.requires)


def calculation(line: Line, names: Names, lang: Language) -> str:
    """The factors of a line's amount, as years times yearly price; empty for one thing paid once.

    >>> from decimal import Decimal
    >>> from pecrules.model.outcomes.quotes import Line
    >>> line = Line("extra_inbox", 1, 2, Decimal("2.50"), Decimal("5.00"), "pricing/extra-inbox-2016")
    >>> calculation(line, Names(None), "en").split()[::2]
    ['1', '\N{MULTIPLICATION SIGN}', 'years', '€2.50']
    """
    found = factors(line, names, lang)
    if line.parts == 0:
        return say(lang, "{what}, free", what=TIMES.join(found)) if found else say(lang, "free")
    return TIMES.join([*found, words.money(line.unit_price, lang)]) if found else ""


def factors(line: Line, names: Names, lang: Language) -> list[str]:
    """What a line's unit price is multiplied by: how many, for how long; nothing for one thing paid once."""
    found: list[str] = []
    if is_by_gb(line, names):
        found.append(words.gigabytes(line.quantity, lang))
    elif line.quantity != 1:
        found.append(str(line.quantity))
    if line.years is not None:
        found.append(words.years(line.years, lang))
    if line.parts:
        found.append(_share(lang, line.parts, line.whole))
    return found


def _share(lang: Language, parts: int, whole: int | None) -> str:
    """How many parts of a year, as months or days where a year has so many."""
    if whole == _MONTHS:
        return count(lang, "{number} of {whole} months", "{number} of {whole} months", parts, whole=whole)
    if whole in _DAYS:
        return count(lang, "{number} of {whole} days", "{number} of {whole} days", parts, whole=whole)
    return count(lang, "{number} of {whole} parts of a year", "{number} of {whole} parts of a year", parts, whole=whole)


def is_by_gb(line: Line, names: Names) -> bool:
    """Whether a line's quantity is in GB."""
    known = sentences.is_by_gb(line.row, names)
    return line.item.startswith("extra_") if known is None else known
