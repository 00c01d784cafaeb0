"""The rows of ``sources``: what all other rows cite."""

from datetime import date
from typing import ClassVar

from pecrules.rulebook.rows.base import Record


class Source(Record):
    """A page, a document or a law that rows cite.

    Attributes:
        address: Where it stands, or ``None``.
        seed: The name of the seed document it is, or ``None``.
        era: When it was written, roughly.
        reviewed: The day somebody last held it against the rows.
        review_days: After how many days it should be reviewed again.
    """

    SECTION: ClassVar[str] = "sources.sources"
    id: str
    title: str
    publisher: str
    era: str
    reviewed: date
    review_days: int
    address: str | None = None
    seed: str | None = None
    note: str | None = None

    @property
    def ref(self) -> str:
        """How answers and messages cite the row."""
        return f"sources/{self.id}"

    def is_stale(self, day: date) -> bool:
        """Whether a day lies beyond what the last review vouches for: its last day is ``review_days`` after it."""
        return (day - self.reviewed).days > self.review_days
