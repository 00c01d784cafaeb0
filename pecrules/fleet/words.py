"""The words of each column, numbered in the order in which they are met: the same number all through a fleet."""

from threading import Lock


class Words:
    """The words of some columns."""

    def __init__(self) -> None:
        self._places: dict[str, dict[str, int]] = {}
        self._lock = Lock()

    def place(self, column: str, word: str) -> int:
        """The number of a word.

        >>> words = Words()
        >>> [words.place("state", word) for word in ("active", "expired", "active")]
        [0, 1, 0]
        """
        with self._lock:
            places = self._places.setdefault(column, {})
            return places.setdefault(word, len(places))

    def of(self, column: str) -> list[str]:
        """The words of a column so far, by their numbers."""
        with self._lock:
            return list(self._places.get(column, ()))
