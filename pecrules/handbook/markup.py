"""Sheets, grids and whole pages as HTML: everything is escaped, and can be read without a script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from pecrules.base.grids import Grid
from pecrules.base.tuples import NamedTuple
from pecrules.model.codes import Language
from pecrules.present.catalogues import LANGUAGES, mark, say
from pecrules.present.drawings.shapes import element
from pecrules.present.sheets import Part, Sheet

CALLED: Final[Mapping[str, str]] = {"it": "italiano", "en": "English", "de": "Deutsch"}
"""Each language in its own words."""


ROWS: Final = "rows.html"
"""The page of all rows."""

_REF: Final = r"([a-z_]+/[a-z0-9-]+)"
_CELL: Final = rf"<td>({_REF}(?: {_REF})*)</td>"
_ROW: Final = rf'<tr><th scope="row">{_REF}</th>'


class Page(NamedTuple):
    """One page.

    Attributes:
        path: Where it stands, as ``plans.html``.
        title: What it is about.
        body: Its HTML.
    """

    path: str
    title: str
    body: str


def sheet(found: Sheet, level: int = 2) -> str:
    """A sheet without its title: its parts as tables below headings of a level, and its notes."""
    notes = "".join(element("p", escape(note), class_="note") for note in found.notes)
    return "".join(part(each, level) for each in found.parts) + notes


def part(found: Part, level: int = 2, head: Sequence[str] = ()) -> str:
    """A part as a table below its heading; nothing for one without rows.

    Args:
        found: The part; if the first cell of its first row is empty, that row is its head.
        level: The level of its heading.
        head: The head of a part that has none.
    """
    if not found.rows:
        return ""
    heading = element(f"h{level}", escape(found.heading)) if found.heading else ""
    first, *others = found.rows
    if not head and not first[0] and others:
        return heading + table(first, others, found.heading)
    return heading + table(head, found.rows, found.heading)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], name: str = "") -> str:
    """Rows of plain texts as a table that can be scrolled by itself; the first cell of each row names it."""
    widest = max([len(head), *(len(row) for row in rows)], default=0)
    titles = [*head, *[""] * (widest - len(head))] if head else []
    top = element("thead", element("tr", *map(_title, titles))) if head else ""
    body = element("tbody", *(_row(row, widest) for row in rows))
    return _scrolled(element("table", top, body), name)


def _scrolled(inner: str, name: str) -> str:
    named = {"role": "group", "aria_label": name, "tabindex": "0"} if name else {"tabindex": "0"}
    return element("div", inner, class_="scroll", **named)


def _title(text: str) -> str:
    return element("th", escape(text), scope="col") if text else "<td></td>"


def _row(row: Sequence[str], widest: int) -> str:
    first, *rest = row
    cells = [*rest, *[""] * (widest - len(row))]
    head = element("th", linked(first), scope="row") if first else "<td></td>"
    return element("tr", head, *(element("td", linked(cell)) if cell else "<td></td>" for cell in cells))


def linked(text: str) -> str:
    """A text; an address leads there."""
    if text.startswith("https://") and " " not in text:
        return element("a", escape(text), href=text)
    return escape(text)


def grid(found: Grid) -> str:
    """A decision table, with what each column says below its name."""
    heads = (
        element("th", escape(field.name), scope="col", title=field.description or field.name) for field in found.fields
    )
    rows = (
        element("tr", *(element("td", escape(cell)) if cell else "<td></td>" for cell in row)) for row in found.rows
    )
    inner = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
    return element("h2", escape(found.title), id=found.name) + _scrolled(inner, found.title)


def listed(items: Iterable[str]) -> str:
    """Some HTML as a list."""
    return element("ul", *(element("li", item) for item in items))


def link(to: str, text: str, **more: str) -> str:
    """A link."""
    return element("a", escape(text), href=to, **more)


# -- whole pages ------------------------------------------------------------------------------------------------------


_SKIP: Final = mark("to the content")
_PAGES: Final = mark("Pages")
_LANGUAGES: Final = mark("Languages")


class Frame(NamedTuple):
    """What all pages of a language have around them.

    Attributes:
        lang: ``it``, ``en`` or ``de``.
        name: What the whole is called.
        note: Under which rules it was made.
        links: The pages that are led to from everywhere: path and title.
        refs: The rows that stand on the page of all rows: what names one leads there.
        extra: More HTML for the end of each page.
    """

    lang: Language
    name: str
    note: str
    links: Sequence[tuple[str, str]]
    refs: frozenset[str] = frozenset()
    extra: str = ""

    def around(self, page: Page, folders: Mapping[str, str]) -> str:
        """The whole page.

        Args:
            page: What stands on it.
            folders: Language -> the folder of its pages, seen from the top.
        """
        deep = page.path.count("/") + (1 if folders[self.lang] else 0)
        up = "../" * deep
        own = "../" * page.path.count("/")
        menu = listed(self._menu(own + path, title, is_here=path == page.path) for path, title in self.links)
        others = (
            link(f"{up}{folders[lang]}{page.path}", CALLED[lang], lang=lang, hreflang=lang)
            for lang in LANGUAGES
            if lang != self.lang
        )
        return (
            f'<!doctype html>\n<html lang="{self.lang}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(page.title)} \N{EN DASH} {escape(self.name)}</title>\n"
            f'<link rel="stylesheet" href="{up}handbook.css">\n<script defer src="{up}handbook.js"></script>\n'
            f'</head>\n<body>\n<a class="skip" href="#main">{escape(say(self.lang, _SKIP))}</a>\n'
            f'<header><p class="name">{escape(self.name)}</p>'
            f"{element('nav', menu, aria_label=say(self.lang, _PAGES))}"
            f"{element('nav', listed(others), aria_label=say(self.lang, _LANGUAGES), class_='languages')}</header>\n"
            f'<main id="main"><h1>{escape(page.title)}</h1>\n{self._led(page, own)}\n</main>\n'
            f"<footer><p>{escape(self.note)}</p></footer>\n{self.extra}</body>\n</html>\n"
        )

    def _led(self, page: Page, own: str) -> str:
        """The body, in which a cell that names rows leads to them; on the page of all rows it can be led to."""
        if page.path == ROWS:
            return re.sub(_ROW, lambda found: f'<tr id="{found[1]}">{found[0][4:]}', page.body)
        return re.sub(_CELL, lambda found: self._cell(found[1].split(" "), own), page.body)

    def _cell(self, refs: Sequence[str], own: str) -> str:
        led = (link(f"{own}{ROWS}#{ref}", ref) if ref in self.refs else ref for ref in refs)
        return element("td", " ".join(led))

    @staticmethod
    def _menu(path: str, title: str, *, is_here: bool) -> str:
        here = {"aria_current": "page"} if is_here else {}
        return link(path, title, **here)


CSS: Final = """\
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; margin: 0 auto; max-width: 76rem; \
padding: 0 1rem 2rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: #fff; padding: .5rem; z-index: 9; }
header { border-bottom: 2px solid #17406d; padding: 1rem 0 .5rem; }
.name { font-weight: 700; font-size: 1.1rem; margin: 0 0 .5rem; }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
a { color: #17406d; }
a[aria-current] { font-weight: 700; color: #1b1b1b; text-decoration: none; }
.languages { font-size: .9rem; margin-top: .25rem; }
h1 { font-size: 1.7rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin-top: 2rem; } h3 { font-size: 1.05rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0 1rem; font-size: .95rem; }
th, td { border: 1px solid #b5b5b5; padding: .25rem .5rem; text-align: left; vertical-align: top; }
thead th { background: #e8eef6; } tbody th { font-weight: 600; }
td, th { max-width: 34rem; overflow-wrap: break-word; }
.note, footer { color: #4a4a4a; font-size: .9rem; }
svg { max-width: 100%; height: auto; border: 1px solid #d5d5d5; }
form { background: #f3f6fa; border: 1px solid #b5b5b5; padding: .75rem 1rem; }
form p { margin: .4rem 0; display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: .25rem 1rem; \
align-items: center; }
form button { justify-self: start; } input[type="checkbox"] { justify-self: start; }
@media (max-width: 40rem) { form p { grid-template-columns: minmax(0, 1fr); } }
input, select, button { font: inherit; padding: .15rem .4rem; }
button { background: #17406d; color: #fff; border: 0; padding: .4rem 1rem; }
:focus-visible { outline: 3px solid #b35c00; outline-offset: 2px; }
pre { overflow-x: auto; background: #f3f6fa; padding: .75rem; white-space: pre-wrap; }
.wrong { border-left: 4px solid #b00020; padding-left: .75rem; }
@media print {
  nav, .skip, form, .live { display: none; }
  body { max-width: none; font-size: 11px; } table { font-size: 10px; } th, td { padding: .1rem .4rem; }
  h1, h2, h3, svg:has(+ .scroll) { break-after: avoid; } tr, svg { break-inside: avoid; }
  svg { display: block; max-height: 75vh; }
  /* A table that fits a page stays whole; of a longer one no few rows stand alone, above a break or below it. */
  .scroll:not(:has(tr:nth-child(13))) { break-inside: avoid; }
  thead tr, tbody tr:nth-child(-n+2):not(:last-child) { break-after: avoid; }
  tbody tr:nth-last-child(-n+2):not(:first-child) { break-before: avoid; }
  a { color: inherit; text-decoration: none; } .scroll { overflow: visible; }
}
"""

JS: Final = """\
// What happens when, for the expiry that was entered: the days are those of the rules, worked out before; here they are
// only looked up and counted from the expiry.
"use strict";
const data = document.getElementById("days-data");
if (data !== null) {
  const days = JSON.parse(data.textContent), form = document.getElementById("days-form");
  const shown = document.getElementById("days-shown"), rows = document.getElementById("days-rows");
  const { lang } = document.documentElement, locale = lang === "en" ? "en-GB" : lang, DAY = 86400000;
  const tell = (at) => new Date(at).toLocaleDateString(locale,
    { timeZone: "UTC", weekday: "short", day: "numeric", month: "long", year: "numeric" });
  const show = () => {
    const kind = form.elements.kind.value, automatic = form.elements.automatic.checked;
    const found = days[kind + (automatic ? "+automatic" : "")], entered = form.elements.expiry.value;
    const run = found && entered >= found.first && entered <= found.last
      ? found.runs.filter(([first]) => first <= entered).at(-1) : undefined;
    shown.textContent = run ? form.dataset.shown.replace("{day}", tell(Date.parse(entered))) : form.dataset.unknown;
    rows.replaceChildren(...(run ? run[1] : []).map(([label, after]) => {
      const [row, head, cell] = ["tr", "th", "td"].map((name) => document.createElement(name));
      head.scope = "row";
      head.textContent = tell(Date.parse(entered) + after * DAY);
      cell.textContent = found.labels[label];
      row.append(head, cell);
      return row;
    }));
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
}
"""
