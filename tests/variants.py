"""The shipped tables with changes an analyst could make: ``Ruleset.edited``, in few words, and each variant once."""

from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from typing import Any

from pecrules import Ruleset, books, load_rules
from pecrules.rulebook.layers import Edits

LABEL = {"it": "x", "en": "x", "de": "x"}
"""A label for rows that need one."""

KEPT = 200
VARIANTS: OrderedDict[str, Ruleset] = OrderedDict()
"""The variants made last, by their edits: properties ask for the same ones again and again."""


@cache
def shipped(book: str | None = None) -> Ruleset:
    """The shipped rules of a book, loaded once."""
    return load_rules(book=book)


def every_book() -> list[Ruleset]:
    """The shipped rules of each book."""
    return [shipped(book) for book in books()]


def variant(*edits: Edits) -> Ruleset:
    """The shipped rules after some edits: of the same row, one after the other."""
    merged: dict[str, Mapping[str, Any]] = {}
    for edit in edits:
        merged |= {row: {**merged.get(row, {}), **(columns or {})} for row, columns in edit.items()}
    key = repr(merged)
    if key not in VARIANTS:
        VARIANTS[key] = shipped().edited(merged)
        if len(VARIANTS) > KEPT:
            VARIANTS.popitem(last=False)
    return VARIANTS[key]


def reword(table: str, row: str, **columns: Any) -> Edits:
    """Other values in columns of one row."""
    return {f"{table}/{row}": columns}


def add(table: str, section: str, *, id: str, **columns: Any) -> Edits:  # noqa: A002 - what the column is called
    """One more row of a section; who says so is filled in."""
    says = {"certainty": "documented", "source": "pecrules-analysis", "clause": "a test"}
    return {f"{table}.{section}/{id}": says | columns}


def choose(row: str, choice: str) -> Edits:
    """Take another of the readings that a row of ``interpretations`` offers."""
    return reword("interpretations", row, choice=choice)
