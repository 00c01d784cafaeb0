"""The lines of an order as an Italian electronic invoice wants them (FatturaPA 1.2, block ``DatiBeniServizi``).

An invoice is the program's: its number, its parties and how it is paid. What is sold, for how much and at which VAT
rate stands here, with the sums of the quote to the cent.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, get_args

from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import Problem
from pecrules.base.values import Value, frozen
from pecrules.model.codes import Language
from pecrules.model.fields import shown
from pecrules.model.outcomes.quotes import Quote
from pecrules.present import catalogues
from pecrules.present.answers.quotes import TIMES, factors, is_by_gb
from pecrules.present.catalogues import mark
from pecrules.present.names import Names
from pecrules.present.saying import shipped

if TYPE_CHECKING:
    from pecrules.model.outcomes.quotes import Line
    from pecrules.rulebook.ruleset import Ruleset

Chargeability = Literal["I", "S"]
"""When VAT falls due, ``EsigibilitaIVA``: at once, or paid by the buyer to the Treasury (split payment)."""

Nature = Literal[
    "N1", "N2.1", "N2.2", "N3.1", "N3.2", "N3.3", "N3.4", "N3.5", "N3.6", "N4", "N5",
    "N6.1", "N6.2", "N6.3", "N6.4", "N6.5", "N6.6", "N6.7", "N6.8", "N6.9", "N7",
]  # fmt: skip
"""Why there is no VAT, ``Natura``: the codes of the form since 2021, when ``N2``, ``N3`` and ``N6`` were parted."""


@frozen
class InvoiceLine(Value):
    """One line of an invoice, ``DettaglioLinee``.

    Attributes:
        number: Its number, from 1 (``NumeroLinea``).
        description: What is sold, in the signs that the form takes, at most 1,000 (``Descrizione``).
        quantity: How many units (``Quantita``).
        unit: What a unit is, as ``anni`` (``UnitaMisura``); ``None`` for things.
        unit_price: Net price of a unit, in EUR (``PrezzoUnitario``).
        net: Net price of the line, in EUR: ``quantity * unit_price`` (``PrezzoTotale``).
        vat_percent: The VAT rate, in percent (``AliquotaIVA``).
        nature: Why there is no VAT, as ``N2.1`` (``Natura``); ``None`` where there is.
        row: The price's row.
    """

    number: int
    description: str
    quantity: int
    unit: str | None
    unit_price: Decimal
    net: Decimal
    vat_percent: Decimal
    nature: Nature | None
    row: str


@frozen
class InvoiceSummary(Value):
    """The sums of an invoice, ``DatiRiepilogo``.

    Attributes:
        vat_percent: The VAT rate, in percent (``AliquotaIVA``).
        nature: Why there is no VAT (``Natura``); ``None`` where there is.
        net: What VAT is charged on, in EUR (``ImponibileImporto``).
        vat: The VAT, in EUR (``Imposta``).
        chargeability: ``S`` under split payment, else ``I`` (``EsigibilitaIVA``); ``None`` where there is no VAT.
    """

    vat_percent: Decimal
    nature: Nature | None
    net: Decimal
    vat: Decimal
    chargeability: Chargeability | None


@frozen
class InvoiceBody(Value):
    """What is sold, as an invoice tells it, ``DatiBeniServizi``.

    Attributes:
        lines: The lines.
        summary: Their sums: an order has one VAT rate.
    """

    lines: tuple[InvoiceLine, ...]
    summary: InvoiceSummary

    def as_fatturapa(self) -> dict[str, list[dict[str, str]]]:
        """The same by the names and in the spelling of the form, in its order, ready to be put into XML."""
        return {"DettaglioLinee": [*map(_detail, self.lines)], "DatiRiepilogo": [_totals(self.summary)]}


def invoice_lines(
    quote: Quote, lang: Language = "it", *, rules: Ruleset | None = None, nature: Nature | None = None
) -> InvoiceBody:
    """The lines of the invoice for a quote, and their sums.

    Years are counted as units; a share of a year is one unit at its price, so that no line has to be rounded again.

    Args:
        quote: The quote that was accepted.
        lang: The language of the descriptions; ``it``, ``en`` or ``de``.
        rules: The rules that it was given under, for the names of what is sold; without them those of its shipped book.
        nature: Why no VAT is due, as ``N2.1``, which no table tells: for a quote at a rate of zero, and no other.

    Raises:
        InvalidRequest: there is no such language; or a ``nature`` is missing, is none of the form's, or goes
            with a rate above zero.
        TypeError: it is no quote, as a refusal.

    Source:
        Technical rules of the FatturaPA format, version 1.2.3, block 2.2; DPR 633/1972, art. 17-ter.

    >>> from datetime import date
    >>> from pecrules import Mailbox, RenewalRequest, load_rules, quote_renewal
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> quote = quote_renewal(box, RenewalRequest(years=3), rules=load_rules(), on=date(2027, 1, 10))
    >>> body = invoice_lines(quote)
    >>> [(line.description, line.quantity, line.unit, str(line.net)) for line in body.lines]
    [('Canone annuo PEC Standard, 3 anni', 3, 'anni', '29.70')]
    >>> body.as_fatturapa()["DatiRiepilogo"][0]["EsigibilitaIVA"], str(body.summary.net + body.summary.vat)
    ('I', '36.23')
    """
    known = catalogues.known(lang)
    _check_quote(quote)
    names = Names(rules or shipped(quote.stamp.book), quote.stamp.on)
    _check_nature(quote, nature)
    lines = (_line(number, line, quote, nature, names, known) for number, line in enumerate(quote.lines, 1))
    free = not quote.vat_percent
    due: Chargeability | None = None if free else "S" if quote.vat_to == "treasury" else "I"
    return InvoiceBody(tuple(lines), InvoiceSummary(quote.vat_percent, nature, quote.net, quote.vat, due))


def _check_quote(quote: object) -> None:
    if not isinstance(quote, Quote):
        raise TypeError(f"an invoice wants a Quote, not {quote.__class__.__name__}")


def _check_nature(quote: Quote, nature: str | None) -> None:
    """Without VAT the form wants to know why, in a word that it has, and with VAT it takes no reason."""
    if not quote.vat_percent and nature is None:
        raise InvalidRequest([Problem("PR303", path=("nature",), args={"key": "nature"})])
    allowed = ("null",) if quote.vat_percent else get_args(Nature)
    if nature is not None and nature not in allowed:
        args = {"found": shown(nature).strip("'"), "key": "nature", "allowed": ", ".join(allowed)}
        raise InvalidRequest([Problem("PR306", path=("nature",), args=args, nearest=nearest(str(nature), allowed))])


def _line(  # noqa: PLR0913, PLR0917 - a line, and everything that it is told with
    number: int, line: Line, quote: Quote, nature: Nature | None, names: Names, lang: Language
) -> InvoiceLine:
    is_whole = line.parts is None
    quantity = line.quantity * (line.years or 1) if is_whole else 1
    return InvoiceLine(
        number=number,
        description=_description(line, names, lang),
        quantity=quantity,
        unit=_unit(line, names, lang) if is_whole else None,
        unit_price=line.unit_price if is_whole else line.net,
        net=line.net,
        vat_percent=quote.vat_percent,
        nature=nature,
        row=line.row,
    )


def _description(line: Line, names: Names, lang: Language) -> str:
    """What is sold, how much of it and for how long."""
    counted = TIMES.join(factors(line, names, lang))
    return _in_form(", ".join(filter(None, (names.row(line.row, lang), counted))))


_BY_GB, _YEARS, _GB_YEARS = mark("GB"), mark("years"), mark("GB years")


def _unit(line: Line, names: Names, lang: Language) -> str | None:
    """What is counted: years, GB, or both."""
    by_gb = is_by_gb(line, names)
    if line.years is None:
        return catalogues.say(lang, _BY_GB) if by_gb else None
    return catalogues.say(lang, _GB_YEARS if by_gb else _YEARS)


_LONGEST: Final = 1_000
_LATIN_1: Final = "iso-8859-1"


def _in_form(text: str) -> str:
    """A text in the signs that the form takes: those of Latin-1; others without their marks, or else as ``?``."""
    plain = "".join(sign if _fits(sign) else unicodedata.normalize("NFKD", sign) for sign in text)
    kept = (sign for sign in plain if not unicodedata.combining(sign))
    return "".join(sign if _fits(sign) else "?" for sign in kept)[:_LONGEST]


def _fits(sign: str) -> bool:
    return sign.isprintable() and bool(sign.encode(_LATIN_1, "ignore"))


# -- in the spelling of the form --------------------------------------------------------------------------------------


def _detail(line: InvoiceLine) -> dict[str, str]:
    unit = {} if line.unit is None else {"UnitaMisura": line.unit}
    return {
        "NumeroLinea": str(line.number),
        "Descrizione": line.description,
        "Quantita": f"{line.quantity}.00",
        **unit,
        "PrezzoUnitario": _amount(line.unit_price),
        "PrezzoTotale": _amount(line.net),
        "AliquotaIVA": _amount(line.vat_percent),
        **_nature(line.nature),
    }


def _totals(found: InvoiceSummary) -> dict[str, str]:
    due = {} if found.chargeability is None else {"EsigibilitaIVA": found.chargeability}
    return {
        "AliquotaIVA": _amount(found.vat_percent),
        **_nature(found.nature),
        "ImponibileImporto": _amount(found.net),
        "Imposta": _amount(found.vat),
        **due,
    }


def _nature(code: str | None) -> dict[str, str]:
    return {} if code is None else {"Natura": code}


def _amount(value: Decimal) -> str:
    """Two decimals: amounts are whole cents, and rates are told so."""
    return f"{value:.2f}"
