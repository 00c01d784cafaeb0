"""Elements of SVG, and the frame of a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from html import escape
from typing import Final

from pecrules.base.tuples import NamedTuple
from pecrules.model.codes import Language
from pecrules.present.catalogues import say

WIDTH: Final = 960
"""How wide a picture is; it is shown as large as there is room."""

EDGE: Final = 16
"""What stays free at the edges."""

LETTER: Final = 7
"""About how wide a letter of a label is."""

_STYLE: Final = (
    "text{font:12px system-ui,sans-serif;fill:#1b1b1b;paint-order:stroke;stroke:#fff;stroke-width:3px}"
    ".head{font-size:16px;font-weight:600}.faint{fill:#4a4a4a}.inside{font-weight:600;stroke:none}"
    ".line{stroke:#8a8a8a;stroke-width:1}.now{stroke:#b00020;stroke-width:2;stroke-dasharray:5 3}"
    ".edge{stroke:#1b1b1b;stroke-width:1}"
)


def element(name: str, /, *inside: str, **attributes: str | int) -> str:
    """An element; an underscore in the name of an attribute is a hyphen, and one behind it is left out.

    >>> element("text", "a &amp; b", x=3, class_="head", text_anchor="end")
    '<text x="3" class="head" text-anchor="end">a &amp; b</text>'
    """
    said = "".join(f' {key.strip("_").replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items())
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def label(x: int, y: int, text: str, **attributes: str | int) -> str:
    """A text in its place.

    >>> label(1, 2, "1 < 2")
    '<text x="1" y="2">1 &lt; 2</text>'
    """
    return element("text", escape(text), x=x, y=y, **attributes)


def line(x1: int, y1: int, x2: int, y2: int, kind: str = "line", **attributes: str | int) -> str:
    """A straight line.

    >>> line(0, 0, 0, 9, "now")
    '<line x1="0" y1="0" x2="0" y2="9" class="now"/>'
    """
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind, **attributes)


def width_of(text: str) -> int:
    """About how wide a label is.

    >>> width_of("12345")
    35
    """
    return LETTER * len(text)


def picture(title: str, sentences: Iterable[str], inside: Iterable[str], height: int, lang: Language) -> str:
    """A whole picture.

    Args:
        title: What it shows.
        sentences: The same in sentences, for who cannot see it.
        inside: Its elements.
        height: How high it is.
        lang: The language of its words.
    """
    head = label(EDGE, EDGE + 12, title, class_="head")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" lang="{lang}"'
        f' font-size="12"><title>{escape(title)}</title><desc>{escape("; ".join(sentences))}</desc>'
        f"<style>{_STYLE}</style>"
        f"{element('rect', width=WIDTH, height=height, fill='#fff')}{head}\n{chr(10).join(inside)}\n</svg>\n"
    )


def below(pictures: Sequence[str]) -> str:
    """Pictures one below the other, as one.

    >>> below([picture("a", [], [], 40, "en"), picture("b", [], [], 50, "en")]).count('y="40"')
    1
    """
    tops, height = list[int](), 0
    for each in pictures:
        tops.append(height)
        height += _height(each)
    placed = (
        each.replace("<svg ", f'<svg y="{top}" height="{_height(each)}" ', 1)
        for each, top in zip(pictures, tops, strict=True)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">\n{"".join(placed)}</svg>\n'


def _height(picture: str) -> int:
    return int(picture.partition(f'viewBox="0 0 {WIDTH} ')[2].partition('"')[0])


class Axis(NamedTuple):
    """The days of a picture from left to right.

    Attributes:
        first: The first day.
        last: The last day.
        left: Where the first one stands.
        right: Where the last one stands.
    """

    first: date
    last: date
    left: int
    right: int

    def at(self, day: date) -> int:
        """Where a day stands.

        >>> Axis(date(2027, 1, 1), date(2027, 1, 11), 0, 100).at(date(2027, 1, 6))
        50
        """
        days = max((self.last - self.first).days, 1)
        return self.left + (day - self.first).days * (self.right - self.left) // days


_MONTHS: Final = (1, 3, 6, 12, 24, 60, 120)
_TICK_WIDTH: Final = 70


def ticks(axis: Axis) -> Sequence[date]:
    """The first days of months, or of some months or years together, that there is room to name."""
    most = (axis.right - axis.left) // _TICK_WIDTH
    choices = (_firsts(axis, months) for months in _MONTHS)
    return next((found for found in choices if len(found) <= most), ())


def _firsts(axis: Axis, months: int) -> list[date]:
    numbers = range(axis.first.year * 12 + axis.first.month - 1, axis.last.year * 12 + axis.last.month)
    days = (date(number // 12, number % 12 + 1, 1) for number in numbers if number % months == 0)
    return [day for day in days if axis.first <= day <= axis.last]


def scale(axis: Axis, top: int, bottom: int, tell: Callable[[date], str]) -> Iterator[str]:
    """The days from left to right: a line for each that is named, and its name where there is room."""
    for day in ticks(axis):
        x, name = axis.at(day), tell(day)
        yield line(x, top, x, bottom)
        if x + 3 + width_of(name) <= WIDTH:
            yield label(x + 3, top - 2, name, class_="faint")


def now(axis: Axis, on: date, top: int, bottom: int, lang: Language) -> Iterator[str]:
    """The day that was asked about, as a line with its name, if it is one of the days."""
    if axis.first <= on <= axis.last:
        x, text = axis.at(on), say(lang, "the day asked about")
        yield line(x, top, x, bottom, "now")
        yield label(min(x + 4, WIDTH - EDGE - width_of(text)), top - 2, text, class_="faint")


def lanes(spans: Iterable[tuple[int, int]]) -> list[int]:
    """The lane of each label, so that none lies over another: the first one that is free.

    >>> lanes([(0, 10), (5, 20), (12, 30)])
    [0, 1, 0]
    """
    ends: list[int] = []
    found: list[int] = []
    for begin, end in spans:
        lane = next((number for number, taken in enumerate(ends) if taken < begin), len(ends))
        ends[lane : lane + 1] = [end]
        found.append(lane)
    return found
