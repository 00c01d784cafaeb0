"""What there is to know of a fleet's answers beside the answers themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from threading import Lock

from pecrules.base.problems import Problem


class Report:
    """What was counted while a fleet was answered; the same one may be given to several calls.

    Attributes:
        rows: How many mailboxes were answered.
        by_policy: How many of their answers the policies themselves gave, because no table is about such a mailbox.
        refused: Code -> in how many rows there is no answer, and why; of each part of the question apart.
        unread: The first cells that could not be read, with their places.
        cells_unread: How many could not be read.
        reasons: The name of some rows -> the rows, as ``table/id``: what columns of rows are to be joined to.
    """

    def __init__(self) -> None:
        self.rows: int = 0
        self.by_policy: int = 0
        self.refused: Counter[str] = Counter()
        self.unread: list[Problem] = []
        self.cells_unread: int = 0
        self.reasons: dict[str, tuple[str, ...]] = {}
        self._lock = Lock()

    def count_rows(self, rows: int) -> None:
        """Count rows that were answered."""
        with self._lock:
            self.rows += rows

    def count_by_policy(self, rows: int) -> None:
        """Count answers that the policies themselves gave."""
        with self._lock:
            self.by_policy += rows

    def count_refused(self, refused: Mapping[str, int]) -> None:
        """Count rows without an answer, by their codes."""
        with self._lock:
            self.refused.update(refused)

    def tell(self, unread: Sequence[Problem], count: int) -> None:
        """Put down cells that could not be read."""
        with self._lock:
            self.unread += unread
            self.cells_unread += count

    def note(self, reasons: Mapping[str, tuple[str, ...]]) -> None:
        """Put down rows by their names."""
        with self._lock:
            self.reasons.update(reasons)

    def __repr__(self) -> str:
        return f"<Report of {self.rows} rows, {self.by_policy} answers by policies, {self.refused.total()} refused>"
