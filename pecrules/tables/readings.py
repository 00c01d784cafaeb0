"""The rows about what the sources leave open: ``interpretations``, and which readings policies can carry out."""

from typing import ClassVar, Final

from pecrules.tables.rows import Record, Row


class Question(Record):
    """What is asked, for readers."""

    it: str
    en: str


class Choice(Record):
    """One reading of an ambiguity."""

    name: str
    meaning: str


class Interpretation(Row):
    """A question that the sources leave open, and the reading chosen."""

    SECTION: ClassVar[str] = "interpretations.interpretations"
    KEY: ClassVar[tuple[str, ...]] = ("topic",)
    topic: str
    ambiguity: str
    question: Question
    choice: str
    choices: tuple[Choice, ...]
    evidence: str


TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "grace_last_day": ("renewable", "deleted"),
    "expiry_day": ("active", "expired"),
    "new_expiry_in_grace": ("old_expiry", "payment_day"),
    "leap_day_expiry": ("february_28", "march_1"),
    "vat_rounding": ("order_total", "per_line", "per_unit"),
    "promo_flag": ("product", "order"),
    "extra_space_at_renewal": ("new_term",),
}
"""The questions that policies read, and the readings they can carry out."""
