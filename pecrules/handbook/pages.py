"""What stands on each page of the handbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Final, get_args

import attrs

from pecrules.analysis import DecisionTable
from pecrules.analysis.cells import as_grid
from pecrules.analysis.questions import QUESTIONS
from pecrules.base.tuples import NamedTuple
from pecrules.handbook import days, markup
from pecrules.handbook.days import Variant
from pecrules.model.codes import Kind, Language
from pecrules.present import codes, words
from pecrules.present.answers.calendars import happening
from pecrules.present.books import Book, book, own_rows, shelf
from pecrules.present.catalogues import count, mark, say
from pecrules.present.changes.reports import row_parts
from pecrules.present.current import current_sheet
from pecrules.present.decisions import InWords
from pecrules.present.drawings.lives import MARGIN, SHOWN, life
from pecrules.present.drawings.machines import machines
from pecrules.present.drawings.prices import prices
from pecrules.present.drawings.shapes import element
from pecrules.present.names import Names, words_in
from pecrules.present.overviews import overview
from pecrules.rulebook.differences import besides, differences
from pecrules.rulebook.rows import Interpretation, Price, Topic
from pecrules.rulebook.ruleset import Ruleset


class Subject(NamedTuple):
    """What pages are about.

    Attributes:
        rules: The rules.
        on: The day.
        books: The price books that can be asked for.
        before: Other rules that these are compared with, and what they are called; ``None`` for none.
        tables: Decision tables: some of those that there are.
    """

    rules: Ruleset
    on: date
    books: Sequence[Book]
    before: tuple[str, Ruleset] | None
    tables: Sequence[DecisionTable]

    @property
    def names(self) -> Names:
        """What things are called."""
        return Names(self.rules, self.on)

    def overview(self, name: str, lang: Language) -> str:
        """A part of the tables, whatever the mailbox."""
        return markup.sheet(overview(name, self.rules, self.on, lang), 3)


def _headed(title: str, body: str, lang: Language) -> str:
    return element("h2", escape(say(lang, title))) + body


def _plans(about: Subject, lang: Language) -> str:
    """Plans side by side, what is added to them, how they are paid; prices then, now and to come."""
    now = markup.sheet(current_sheet(Price.SECTION, about.rules, about.on, lang), 3)
    found = {
        mark("Plans side by side"): about.overview("plans", lang),
        mark("What is added to them"): about.overview("addons", lang),
        mark("Prices then, now and to come"): prices(about.rules, about.names, lang, on=about.on),
        mark("Prices of today, and what comes next"): now,
        mark("Ways to pay"): about.overview("payments", lang),
        mark("Kinds of credit"): about.overview("credits", lang),
    }
    return "".join(_headed(title, body, lang) for title, body in found.items())


# -- what happens when ------------------------------------------------------------------------------------------------


_EXAMPLE: Final = timedelta(120)
"""How far after today the example expires."""


def _when(about: Subject, lang: Language) -> str:
    """The days around an expiry: of any that one enters, and of an example in words and as a picture."""
    expiry = about.on + _EXAMPLE
    example = element("h2", escape(say(lang, "An example: expiry on {day}", day=words.day(expiry, lang))))
    return _form(about, lang) + example + "".join(_example(each, expiry, about, lang) for each in days.VARIANTS)


def _example(variant: Variant, expiry: date, about: Subject, lang: Language) -> str:
    """One kind of mailbox; nothing of a kind that the tables do not have."""
    found = days.example(variant, expiry, about.rules, about.on)
    if found is None:
        return ""
    calendar, box = found
    names, title = about.names, _title(variant, lang)
    rows = [
        (words.day(day.day, lang), _relation((day.day - expiry).days, lang), happening(day, names, lang), day.row)
        for day in calendar.days
    ]
    near = [day for day in calendar.days if abs(day.day - expiry) <= SHOWN]
    span = (min(about.on, near[0].day) - MARGIN, near[-1].day + MARGIN)
    drawn = life(attrs.evolve(calendar, first=span[0], last=span[1], days=tuple(near)), about.rules, lang, mailbox=box)
    return element("h3", escape(title)) + drawn + markup.table((), rows, title)


def _title(variant: Variant, lang: Language) -> str:
    """A kind of mailbox, and that it is renewed automatically."""
    kind = say(lang, codes.KINDS[variant.kind])
    return say(lang, "{kind}, renewed automatically", kind=kind) if variant.automatic else kind


def _relation(after: int, lang: Language) -> str:
    """How a day lies to the expiry."""
    if not after:
        return say(lang, "on the day of the expiry")
    if after < 0:
        return count(lang, "{number} day before", "{number} days before", -after)
    return count(lang, "{number} day after", "{number} days after", after)


def _form(about: Subject, lang: Language) -> str:
    """What the browser shows of the expiry that one enters; without a script nothing but the example below."""
    first, last = str(about.on), about.on + timedelta(days.EXPIRIES - 1)
    kinds = (element("option", escape(say(lang, codes.KINDS[kind])), value=kind) for kind in get_args(Kind))
    fields = (
        element("label", escape(say(lang, "expiry")), for_="expiry")
        + element("input", type="date", id="expiry", name="expiry", value=first, min=first, max=str(last)),
        element("label", escape(say(lang, "kind")), for_="kind") + element("select", *kinds, id="kind", name="kind"),
        element("label", escape(say(lang, "automatic renewal")), for_="automatic")
        + element("input", type="checkbox", id="automatic", name="automatic"),
    )
    says = {
        "data_shown": say(lang, "The days of an expiry on {day}", day="{day}"),
        "data_unknown": say(lang, "no days are known of this date"),
    }
    form = element("form", *(element("p", field) for field in fields), id="days-form", hidden="hidden", **says)
    shown = element("p", " ", id="days-shown", aria_live="polite")
    rows = element("table", element("tbody", " ", id="days-rows"))
    data = f'<script type="application/json" id="days-data">{days.as_data(about.rules, about.on, lang)}</script>'
    heading = element("h2", escape(say(lang, "Enter an expiry")))
    return element("section", heading, form, shown, rows, data, class_="live")


def _machines(about: Subject, lang: Language) -> str:
    """What leads from one state to another, drawn and told."""
    sheet = _headed(mark("What leads from one state to another"), about.overview("lifecycle", lang), lang)
    return machines(about.rules.on(about.on), about.names, lang) + sheet


# -- rows, questions, books -------------------------------------------------------------------------------------------


def _rows(about: Subject, lang: Language) -> str:
    """Every row of every layer: since when it holds, what it says, how sure it is and who says so."""
    return "".join(_layer(book(about.rules, layer.name), lang) for layer in reversed(about.rules.layers))


def _layer(found: Book, lang: Language) -> str:
    sheet = own_rows(found, lang)
    head = [say(lang, title) for title in _COLUMNS]
    parts = (
        markup.part(each, 3, head if each.heading and len(each.rows[0]) == len(head) else ()) for each in sheet.parts
    )
    return element("h2", escape(sheet.title)) + "".join(parts)


_COLUMNS: Final = (mark("row"), mark("since"), mark("what"), mark("values"), mark("certainty"), mark("source"))


def _questions(about: Subject, lang: Language) -> str:
    """What the sources leave open, the readings, and which one is taken from when on."""
    rows = [entry.row for entry in about.rules.entries]
    topics = [row for row in rows if isinstance(row, Topic)]
    chosen = [row for row in rows if isinstance(row, Interpretation)]
    return "".join(
        _question(topic, [row for row in chosen if row.topic == topic.topic], about, lang) for topic in topics
    )


def _question(topic: Topic, chosen: Sequence[Interpretation], about: Subject, lang: Language) -> str:
    head = element("h2", escape(f"{topic.id.upper()}: {words_in(topic.question, lang)}"), id=topic.id)
    readings = markup.listed(
        f"<code>{escape(each.name)}</code>: {escape(words_in(each.meaning, lang))}" for each in topic.readings
    )
    taken = [(row.ref, str(row.since), about.names.reading(row, lang)) for row in chosen]
    evidence = element("p", escape(topic.evidence), class_="note")
    return head + readings + markup.table((), taken, topic.topic) + evidence


def _books(about: Subject, lang: Language) -> str:
    """Which books there are, and what each of them says otherwise than the book below."""
    every = markup.sheet(shelf(about.books, lang))
    return every + "".join(_layer(each, lang) for each in about.books if each.extends)


def _changes(about: Subject, lang: Language) -> str:
    """The rows that are not as they were in other rules."""
    assert about.before is not None
    name, before = about.before
    parts = row_parts(differences(before, about.rules), besides(before, about.rules), about.rules, lang)
    body = "".join(map(markup.part, parts))
    nothing = element("p", escape(say(lang, "nothing differs")))
    return element("p", escape(say(lang, "compared with {name}", name=name))) + (body or nothing)


def _decisions(about: Subject, lang: Language) -> str:
    """Every case that some policies tell apart, and which other tables there are."""
    tell = InWords(about.rules, about.on, lang)
    grids = [tell.grid(as_grid(table, tell.value)) for table in about.tables]
    shown = {grid.name for grid in grids}
    others = [tell.title(each.policy, each.part) for each in QUESTIONS if f"{each.policy}.{each.part}" not in shown]
    sentence = say(lang, "Each row is a case, and what is answered in it; together they are all cases there are.")
    here = say(
        lang,
        "These are {number} tables of {all}; the others are too long for a page, and stand in what {command} writes.",
        number=len(grids), all=len(QUESTIONS), command="`pecrules tables --out DIR`",
    )  # fmt: skip
    named = _headed(mark("The other tables"), markup.listed(map(escape, others)), lang)
    return "".join((*(element("p", escape(each)) for each in (sentence, here)), *map(markup.grid, grids), named))


Body = Callable[[Subject, Language], str]

PAGES: Final[Mapping[str, tuple[str, Body]]] = {
    "index.html": (mark("Plans and prices"), _plans),
    "when.html": (mark("What happens when"), _when),
    "states.html": (mark("States"), _machines),
    "rows.html": (mark("Every row"), _rows),
    "questions.html": (mark("Open questions"), _questions),
    "books.html": (mark("Price books"), _books),
    "changes.html": (mark("What differs"), _changes),
    "decisions.html": (mark("Decision tables"), _decisions),
}
"""The path of each page -> its title, and what makes its body."""


def titles(about: Subject, lang: Language) -> Iterator[tuple[str, str]]:
    """The pages that there are, for the menu."""
    for path, (title, _) in PAGES.items():
        if path != "changes.html" or about.before is not None:
            yield path, say(lang, title)


def page(path: str, about: Subject, lang: Language) -> markup.Page:
    """One page."""
    title, body = PAGES[path]
    return markup.Page(path, say(lang, title), body(about, lang))
