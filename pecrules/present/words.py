"""Amounts, days, shares and lists in words; an amount is rounded half-up to the cent first and formatted after."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, Literal

from pecrules.base.money import CENT
from pecrules.model.codes import Language
from pecrules.present.catalogues import count
from pecrules.present.forms import FORMS

NOTHING: Final = "\N{EN DASH}"
"""What stands where there is nothing to say."""

_CONTEXT: Final = Context(prec=10_000, rounding=ROUND_HALF_UP)  # our own: the caller's may round


def money(amount: Decimal, lang: Language) -> str:
    """An amount in EUR.

    >>> money(Decimal("1234.5"), "en"), money(Decimal("0.125"), "en")
    ('€1,234.50', '€0.13')
    """
    cents = amount.quantize(CENT, context=_CONTEXT)
    return FORMS[lang].money.format(sign="-" if cents.is_signed() else "", number=_number(cents.copy_abs(), lang))


def percent(share: Decimal, lang: Language) -> str:
    """A share in percent, with all its decimals.

    >>> percent(Decimal("22"), "it"), percent(Decimal("5.5"), "it")
    ('22%', '5,5%')
    """
    return FORMS[lang].percent.format(number=_number(share.normalize(_CONTEXT), lang))


def _number(number: Decimal, lang: Language) -> str:
    """A number with all its decimals, its thousands set apart."""
    return "".join([FORMS[lang].signs.get(sign, sign) for sign in f"{number:,f}"])


def day(when: date, lang: Language, length: Literal["long", "medium"] = "long") -> str:
    """A day; Italian counts the first of a month, and only that, with an ordinal number, which the CLDR does not.

    >>> day(date(2029, 3, 30), "it"), day(date(2029, 3, 30), "de", "medium"), day(date(2029, 3, 1), "it")
    ('30 marzo 2029', '30.03.2029', '1º marzo 2029')
    """
    forms = FORMS[lang]
    form, months = (forms.day, forms.months) if length == "long" else (forms.short_day, forms.short_months)
    written = form.format(day=when.day, month=months[when.month - 1], number=when.month, year=when.year)
    return f"1º{written[1:]}" if lang == "it" and when.day == 1 and length == "long" else written


def weekday(when: date, lang: Language) -> str:
    """The name of a day, short enough for a column.

    >>> weekday(date(2016, 3, 30), "it"), weekday(date(2016, 3, 30), "en"), weekday(date(2016, 3, 30), "de")
    ('mer', 'Wed', 'Mi')
    """
    return FORMS[lang].weekdays[when.weekday()]


def either(words: Iterable[str], lang: Language) -> str:
    """Words of which one may be chosen.

    >>> either(["1", "2", "3"], "it")
    '1, 2 o 3'
    """
    return _list(words, FORMS[lang].either)


def both(words: Iterable[str], lang: Language) -> str:
    """Words that go together.

    >>> both(["2 Jahre", "1 GB"], "de")
    '2 Jahre und 1 GB'
    """
    return _list(words, FORMS[lang].both)


def years(number: int, lang: Language) -> str:
    """So many years.

    >>> years(1, "it"), years(2, "it")
    ('1 anno', '2 anni')
    """
    return count(lang, "{number} year", "{number} years", number)


def gigabytes(number: int, lang: Language) -> str:
    """So many GB.

    >>> gigabytes(2, "de")
    '2 GB'
    """
    return count(lang, "{number} GB", "{number} GB", number)


def days(least: int, most: int, lang: Language, *, working: bool = False) -> str:
    """So many days, or from so many to so many.

    >>> days(1, 1, "it", working=True), days(5, 7, "it", working=True), days(2, 2, "it")
    ('1 giorno lavorativo', '5-7 giorni lavorativi', '2 giorni')
    """
    if least != most and working:
        return count(lang, "{least} to {number} working day", "{least} to {number} working days", most, least=least)
    if least != most:
        return count(lang, "{least} to {number} day", "{least} to {number} days", most, least=least)
    if working:
        return count(lang, "{number} working day", "{number} working days", most)
    return count(lang, "{number} day", "{number} days", most)


def _list(words: Iterable[str], last: str) -> str:
    *most, final = list(words) or [""]
    return last.format(", ".join(most), final) if most else final
