"""The whole handbook: Italian first, English and German beside it, and nothing that needs a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from pecrules.analysis import decision_table
from pecrules.handbook import markup, pages
from pecrules.handbook.markup import Frame
from pecrules.handbook.pages import Subject
from pecrules.model.codes import Language
from pecrules.present import words
from pecrules.present.books import Book
from pecrules.present.catalogues import LANGUAGES, say
from pecrules.rulebook.ruleset import Ruleset

FOLDERS: Final[Mapping[str, str]] = {lang: "" if lang == "it" else f"{lang}/" for lang in LANGUAGES}
"""Language -> the folder of its pages."""

TABLED: Final = (("next_alert", "alert"), ("status", "life"), ("log_availability", "logs"), ("terminate", "ways"))
"""What stands among the decision tables of the handbook: those that fit on a page; ``pecrules tables`` has them all."""

_DIGITS: Final = 12


def subject(
    rules: Ruleset, on: date, *, books: Sequence[Book] = (), before: tuple[str, Ruleset] | None = None
) -> Subject:
    """What a handbook is about.

    Args:
        rules: The rules.
        on: The day.
        books: The price books that can be asked for.
        before: Other rules that these are compared with, and what they are called; ``None`` for none.

    Raises:
        CalendarError: the calendar ends too near to the day.
    """
    tables = tuple(decision_table(policy, rules, on=on, part=part) for policy, part in TABLED)
    return Subject(rules, on, books, before, tables)


def site(about: Subject) -> Iterator[tuple[str, str]]:
    """The path and the text of each file.

    >>> from pecrules import load_rules
    >>> files = dict(site(subject(load_rules(), date(2027, 1, 10))))
    >>> "index.html" in files, "en/when.html" in files, "handbook.css" in files
    (True, True, True)
    """
    yield "handbook.css", markup.CSS
    yield "handbook.js", markup.JS
    for lang in LANGUAGES:
        around = frame(about, lang)
        for path, _ in pages.titles(about, lang):
            yield FOLDERS[lang] + path, around.around(pages.page(path, about, lang), FOLDERS)


def frame(about: Subject, lang: Language, extra: str = "") -> Frame:
    """What all pages of a language have around them."""
    rules = about.rules
    note = say(
        lang, "rules: book {book}, on {day}, digest {digest}",
        book=rules.book, day=words.day(about.on, lang), digest=rules.digest[:_DIGITS],
    )  # fmt: skip
    name = say(lang, "Handbook of the rules: {book}", book=about.names.book(rules.book, lang))
    refs = frozenset(entry.row.ref for entry in rules.entries)
    return Frame(lang, name, note, tuple(pages.titles(about, lang)), refs, extra)
