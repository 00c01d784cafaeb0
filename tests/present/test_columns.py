"""What the tables write in codes is told in words: columns, their words, sections, and whole books."""

import re
from typing import Any

import pytest

from pecrules import books
from pecrules.present import LANGUAGES, as_text
from pecrules.present.books import book, own_rows
from pecrules.present.columns import COLUMNS, WORDS, title_of, value_of
from pecrules.present.names import Names
from pecrules.rulebook.rows import SECTIONS, Row
from pecrules.rulebook.rows.schemas import columns
from tests.variants import add, shipped, variant

CODE = re.compile(r"(?<![/`])\b[a-z0-9]+(_[a-z0-9]+)+\b|`[^`]*`")
LABELLED = {"message", "credit", "identifier", "field", "contact", "method", "top_up_methods", "topic", "reading"}
"""Columns whose words the rows themselves have names for."""

OTHERS = sorted({*books(), "law"} - {"cni"})
DATED = {name: kind for name, kind in SECTIONS.items() if issubclass(kind, Row)}


def words_of(kind: Any, name: str) -> list[str]:
    """The words that a column lists."""
    node = columns(kind)[name].node
    return [*node.get("enum", node.get("items", {}).get("enum", ()))]


@pytest.mark.parametrize("section", DATED)
def test_every_column_and_every_word_is_called_something(section: str) -> None:
    """But for keys, which a row's label tells, and for guards, which no reader of a book is told."""
    kind: Any = DATED[section]
    for name in columns(kind):
        assert name in {*COLUMNS, *kind.KEY, "label"}
        if name not in LABELLED | {"guard"}:
            assert set(words_of(kind, name)) <= {*WORDS.get(name, ())} | {"webmail", "expiry_email", "convention_area",
                "gestionemail", "pec_log", "support"}, name  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["cni", *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS)])
def test_a_book_is_told_in_words(name: str, lang: str) -> None:
    """Sections, columns and words; only rows and sources are cited by their names, and the book itself by its."""
    rules = shipped(name) if name != "law" else shipped()
    told = own_rows(book(rules, name), lang)
    for part in told.parts:
        assert part.heading not in SECTIONS
        for row in part.rows:
            cells = row[1:-1] if row[0].partition("/")[0] in {each.partition(".")[0] for each in SECTIONS} else row[:1]
            assert not [cell for cell in cells if "://" not in cell and CODE.search(cell)], row
    assert as_text(told)


def test_kinds_of_values() -> None:
    """Flags, amounts, lists, names of the tables, and what only the tables' authors know."""
    names = Names(shipped())
    said: list[tuple[str, Any, str]] = [
        ("may_send", True, "sì"),
        ("per_gb_year", "2.50", "2,50 €"),
        ("percent", "22", "22%"),
        ("features", [], "–"),
        ("features", ["sms", "multiuser"], "avvisi via SMS e multiutente"),
        ("to_plan", "pro", "PEC Pro"),
        ("reading", "bank_transfer_day", "Il «giorno dopo» del bonifico"),
        ("text", "nobody_wrote_it", "`nobody_wrote_it`"),
        ("command", "unheard_of", "`unheard_of`"),
        ("commands", ["renew", "unheard_of"], "Rinnova e `unheard_of`"),
        ("text", "expiry_notice", "“"),
        ("max_days", 7, "7"),
    ]
    for column, value, expected in said:
        assert value_of(column, value, names, "it").replace("\N{NO-BREAK SPACE}", " ").startswith(expected), column
    assert "Subject" == value_of("page", {"it": "Oggetto", "en": "Subject"}, names, "en")
    assert "space of a GB" not in title_of("per_gb_year", "en")


def test_the_end_of_a_key_that_nothing_names() -> None:
    """It is told by the words of the key, and that there is nothing any more."""
    rules = variant(add("pricing", "proration", id="gone", item="extra_inbox", since="2028-01-01", withdrawn=True))
    text = as_text(own_rows(book(rules, "retail"), "en"))
    assert re.search(r"pricing/gone +1 Jan 2028 +extra inbox space +withdrawn", text)
