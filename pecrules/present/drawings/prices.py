"""Prices over time: a strip for each thing that is sold, from its first row to the last one that is announced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from pecrules.base import dates
from pecrules.base.tuples import NamedTuple
from pecrules.model.codes import Language
from pecrules.present import codes, words
from pecrules.present.catalogues import mark, say
from pecrules.present.drawings.shapes import EDGE, WIDTH, Axis, element, label, line, now, picture, scale, width_of
from pecrules.present.names import Names
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.ruleset import Ruleset

TITLE: Final = mark("Prices over time, net of VAT")

_STRIP: Final = 74
_LEFT: Final = 250
_TOP: Final = 74


class Span(NamedTuple):
    """A price, or that there is none, and the days on which it holds; the last one has no end."""

    first: date
    until: date | None
    price: Price | None


def history(rules: Ruleset) -> dict[tuple[str, ...], tuple[Span, ...]]:
    """What each thing has cost, costs and will cost, for newcomers; from the first day on which there is a price.

    >>> from pecrules import load_rules
    >>> [str(span.price.net) for span in history(load_rules())["plan", "standard"] if span.price]
    ['9.90']
    """
    rows = (entry.row for layer in rules.layers for entry in layer.section(Price.SECTION))
    days = sorted({row.since for row in rows if isinstance(row, Row)})
    snapshots = [rules.on(day) for day in days]
    keys = snapshots[-1].keys(Price) if snapshots else ()
    found: dict[tuple[str, ...], tuple[Span, ...]] = {}
    for key in keys:
        rows_of_days = [(day, snapshot.get(Price, *key)) for day, snapshot in zip(days, snapshots, strict=True)]
        spans = tuple(_spans([(day, row if isinstance(row, Price) else None) for day, row in rows_of_days]))
        if spans:
            found[key] = spans
    return found


def _spans(prices: Sequence[tuple[date, Price | None]]) -> Iterator[Span]:
    """The days of each price, one after the other, from the first one on."""
    before: tuple[Price | None, ...] = (None, *(price for _, price in prices))
    begun = [each for each, old in zip(prices, before, strict=False) if each[1] is not old]
    ends = [*(dates.add(day, days=-1) for day, _ in begun[1:]), None]
    for (day, price), last in zip(begun, ends, strict=False):
        yield Span(day, last, price)


def prices(rules: Ruleset, names: Names, lang: Language, *, on: date) -> str:
    """The picture of all prices, as SVG.

    Args:
        rules: The rules.
        names: What things are called.
        lang: ``it``, ``en`` or ``de``.
        on: The day that was asked about; what begins after it is still to come.
    """
    strips = history(rules)
    days = [span.first for spans in strips.values() for span in spans]
    axis = Axis(min([*days, on]), dates.add(max([*days, on]), years=1), _LEFT, WIDTH - EDGE)
    bottom = _TOP + _STRIP * len(strips)
    inside = [
        *scale(axis, _TOP - 12, bottom, lambda day: str(day.year)),
        *(part for number, spans in enumerate(strips.values()) for part in _strip(spans, axis, number, lang)),
        *now(axis, on, _TOP - 30, bottom, lang),
    ]
    described = (
        f"{title_of(spans, lang)}: {', '.join(_since(span, lang) for span in spans)}" for spans in strips.values()
    )
    title = f"{say(lang, TITLE)}: {names.book(rules.book, lang)}"
    return picture(title, described, inside, bottom + EDGE, lang)


def title_of(spans: Sequence[Span], lang: Language) -> str:
    """What is sold, as the last row that had a price calls it, and per what."""
    row = next(span.price for span in reversed(spans) if span.price is not None)
    per = next(name for name in codes.PER if getattr(row, name) is not None)
    return f"{getattr(row.label, lang)}, {say(lang, codes.PER[per])}"


def _since(span: Span, lang: Language) -> str:
    since = say(lang, "from {day} on", day=words.day(span.first, lang))
    return f"{since} {_amount(span, lang)}"


def _amount(span: Span, lang: Language) -> str:
    return words.NOTHING if span.price is None else words.money(span.price.net, lang)


def _strip(spans: Sequence[Span], axis: Axis, number: int, lang: Language) -> Iterator[str]:
    """The steps of one price, each with its amount."""
    top = _TOP + _STRIP * number
    floor = top + _STRIP - 14
    most = max(span.price.cents for span in spans if span.price is not None)
    name, _, per = title_of(spans, lang).rpartition(", ")
    yield label(EDGE, floor - 18, name, class_="inside")
    yield label(EDGE, floor - 2, per, class_="faint")
    yield line(_LEFT, floor, WIDTH - EDGE, floor)
    for span in spans:
        if span.price is not None:
            left, right = axis.at(span.first), axis.at(span.until or axis.last)
            height = span.price.cents * (_STRIP - 40) // max(most, 1)
            said = element("title", _since(span, lang))
            yield element(
                "rect", said, x=left, y=floor - height, width=max(right - left, 2), height=height,
                fill="#cfe3f7", class_="edge",
            )  # fmt: skip
            amount = _amount(span, lang)
            yield label(min(left + 3, WIDTH - EDGE - width_of(amount)), floor - height - 4, amount)
