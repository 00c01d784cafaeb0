"""Plain rows become frozen values: money exact, days as days, and each row knows its key."""

import copy
import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pecrules import books
from pecrules.rulebook.rows import NAMES, SECTIONS, AnyRow, Label, Record, Row, Withdrawn, fields, structure
from pecrules.rulebook.rows.interpretations import TOPICS, Reading, Topic, Wording
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.pricing import Price, Vat
from pecrules.rulebook.rows.renewal import Terms
from pecrules.rulebook.rows.sources import Source
from tests.variants import shipped

COMMON = {
    "id": "a-row",
    "since": "2023-01-01",
    "certainty": "documented",
    "source": "guide",
    "clause": "F6.01",
}
LABEL = {"it": "Canone", "en": "Fee", "de": "Gebühr"}
PRICE = COMMON | {"item": "plan", "plan": "standard", "label": LABEL, "per_year": "9.90"}


def test_money_is_exact() -> None:
    """An amount keeps its two decimals."""
    price = structure("pricing.prices", PRICE)
    assert isinstance(price, Price)
    assert "9.90" == str(price.per_year)


@pytest.mark.parametrize("column", ["per_year", "per_gb_year", "one_off"])
def test_a_price_stands_in_one_of_three_columns(column: str) -> None:
    """Whatever the unit, ``net`` is the amount."""
    row = {name: value for name, value in PRICE.items() if name != "per_year"} | {column: "2.50"}
    price = structure("pricing.prices", row)
    assert isinstance(price, Price)
    assert Decimal("2.50") == price.net


def test_days_are_days() -> None:
    """First day and day of announcement become dates."""
    row = structure("pricing.prices", PRICE | {"announced": "2022-11-21"})
    assert isinstance(row, Row)
    assert (date(2023, 1, 1), date(2022, 11, 21)) == (row.since, row.announced)


def test_a_row_is_known_from_its_announcement_or_its_first_day() -> None:
    """Without an announcement a row becomes known when it begins."""
    silent, told = (structure("pricing.prices", PRICE | more) for more in ({}, {"announced": "2022-11-21"}))
    assert isinstance(silent, Row)
    assert isinstance(told, Row)
    assert (date(2023, 1, 1), date(2022, 11, 21)) == (silent.known, told.known)


@pytest.mark.parametrize("book", books())
def test_nothing_in_a_shipped_row_can_be_changed(book: str) -> None:
    """Every value of every row is frozen, so that a row can be a key."""
    assert [] == [entry.row.ref for entry in shipped(book).entries if not _frozen(entry.row)]


def _frozen(row: AnyRow) -> bool:
    values = [getattr(row, name) for name in fields(type(row)) if hasattr(row, name)]
    return not any(isinstance(value, list | dict) for value in values)


def test_lists_become_tuples() -> None:
    """Nothing in a row can be changed."""
    terms = structure("renewal.terms", COMMON | {"offer": "promo", "years": [1, 2]})
    assert isinstance(terms, Terms)
    assert (1, 2) == terms.years


def test_texts_in_languages_become_labels_and_wordings() -> None:
    """Blocks inside a row become values too."""
    price = structure("pricing.prices", PRICE)
    assert isinstance(price, Price)
    assert Label(it="Canone", en="Fee", de="Gebühr") == price.label
    question = {"it": "Attiva?", "en": "Active?", "de": "Aktiv?"}
    meaning = {"it": "fino a sera", "en": "until the evening", "de": "bis zum Abend"}
    row = {
        "id": "d-02",
        "topic": "expiry_day",
        "question": question,
        "readings": [{"name": "active", "meaning": meaning}],
        "evidence": "F1.17: il giorno dopo",
        "source": "guide",
    }
    asked = structure("interpretations.topics", row)
    assert isinstance(asked, Topic)
    assert Wording(**question) == asked.question
    assert (Reading(name="active", meaning=Wording(**meaning)),) == asked.readings
    assert Wording(**meaning) == asked.meaning("active")


def test_a_question_is_cited_by_its_number() -> None:
    """It is a row like others, that holds always: what it cites is what the sources say, and it is read out of them."""
    found = shipped().cite("interpretations/d-20")
    assert isinstance(found.row, Topic)
    assert ("D-20", "vat_rounding", found.row.ref) == (found.row.number, found.row.topic, found.ref)
    assert ("pecrules-analysis", found.row.evidence, "inferred") == (found.source.id, found.clause, found.certainty)
    assert [None] * 4 == [found.since, found.announced, found.existing_since, found.note]
    assert found.row is shipped().topic("vat_rounding")
    assert shipped().topic("nothing_asked") is None


def test_what_is_left_out_has_its_meaning() -> None:
    """A row without the columns that may be left out is documented, announced on its day, and in force."""
    row = structure("pricing.prices", PRICE)
    assert isinstance(row, Row)
    assert ("documented", None, False, None) == (row.since_basis, row.announced, row.withdrawn, row.note)


@pytest.mark.parametrize(
    ("section", "columns", "key"),
    [
        ("pricing.prices", PRICE, ("plan", "standard")),
        ("pricing.prices", COMMON | {"item": "extra_inbox", "label": LABEL, "per_gb_year": "2.50"}, ("extra_inbox",)),
        ("pricing.vat", COMMON | {"percent": "22"}, ()),
        ("renewal.terms", COMMON | {"offer": "promo", "years": [1]}, ("promo",)),
    ],
)
def test_a_row_says_what_it_speaks_of(section: str, columns: dict[str, Any], key: tuple[str, ...]) -> None:
    """The key is made of the section's key columns; one that is left out does not count."""
    row = structure(section, columns)
    assert isinstance(row, Row)
    assert key == row.key


def test_a_row_is_cited_by_table_and_id() -> None:
    """Rows, sources and ends are all cited as ``table/id``."""
    source = {
        "id": "guide",
        "title": "t",
        "publisher": "p",
        "era": "E1",
        "reviewed": "2026-11-21",
        "review_days": 365,
    }
    refs = [
        structure("pricing.prices", PRICE).ref,
        structure("pricing.vat", COMMON | {"withdrawn": True}).ref,
        structure("sources.sources", source).ref,
    ]
    assert ["pricing/a-row", "pricing/a-row", "sources/guide"] == refs


@pytest.mark.parametrize("columns", [{"item": "plan", "plan": "pro"}, PRICE], ids=["bare", "with its price"])
def test_a_withdrawn_row_only_ends_its_key(columns: dict[str, Any]) -> None:
    """An end needs no price, and its price does not count if it has one."""
    end = structure("pricing.prices", COMMON | columns | {"withdrawn": True})
    assert isinstance(end, Withdrawn)
    assert ("pricing.prices", ("plan", columns["plan"])) == (end.section, end.key)
    assert not hasattr(end, "per_year")


def test_a_value_is_equal_by_its_fields() -> None:
    """Two rows of the same text are equal and hash alike; another value or another kind is not."""
    one, two = structure("pricing.prices", PRICE), structure("pricing.prices", dict(PRICE))
    other = structure("pricing.prices", PRICE | {"per_year": "9.91"})
    assert (one, hash(one)) == (two, hash(two))
    assert other != one
    assert one != PRICE
    texts = {"it": "a", "en": "b", "de": "c"}
    assert Wording(**texts) != Label(**texts)


def test_a_value_shows_its_fields() -> None:
    """The text of a value is what makes it again."""
    assert "Label(it='a', en='b', de='c')" == repr(Label(it="a", en="b", de="c"))


def test_a_value_is_frozen() -> None:
    """No field can be set or deleted."""
    label = Label(it="a", en="b", de="c")
    with pytest.raises(AttributeError, match="Label is frozen"):
        label.it = "x"  # type: ignore[misc] # frozen, as the checker knows: trying it is the test
    with pytest.raises(AttributeError, match="Label is frozen"):
        del label.it
    assert "a" == label.it


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"it": "a", "en": "b"}, "de"), ({"it": "a", "en": "b", "de": "c", "fr": "d"}, "fr")],
)
def test_a_value_wants_its_fields_and_no_others(fields: dict[str, str], wrong: str) -> None:
    """A field too few or too many is our own mistake and is named."""
    with pytest.raises(TypeError, match=f"Label: .*{wrong}"):
        Label(**fields)


def test_a_value_can_be_copied_and_sent() -> None:
    """A copy, and what comes from another process, equal the value."""
    row = structure("pricing.prices", PRICE)
    assert [row, row, row] == [copy.copy(row), copy.deepcopy(row), pickle.loads(pickle.dumps(row))]


def test_every_section_has_a_class_and_a_table() -> None:
    """A section is named by its table, and its class knows it."""
    assert {section: kind.SECTION for section, kind in SECTIONS.items()} == {section: section for section in SECTIONS}
    assert {section.partition(".")[0] for section in SECTIONS} == set(NAMES)


def test_key_columns_are_columns() -> None:
    """What a section's key is made of are columns of its rows."""
    for kind in SECTIONS.values():
        if issubclass(kind, Row):
            assert set(kind.KEY) <= set(fields(kind))


def test_every_topic_has_readings() -> None:
    """A question that policies read can be answered in some way."""
    assert [] == [topic for topic, readings in TOPICS.items() if not readings]


def test_kinds_of_rows_are_kinds_of_values() -> None:
    """Every class of the tables is frozen, equal by fields and shown by them."""
    assert [] == [kind for kind in (Source, Row, Plan, Vat, Label) if not issubclass(kind, Record)]
