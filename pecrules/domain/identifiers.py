"""The identifier for the electronic invoice: which forms a holder may choose from, and what a text is among them.

Shared by all policies that quote, so that none takes for given what billing calls wrong. Tables: ``holders``. Sources:
R1.15, R1.16; F9.02 to F9.04, F9.06, F9.07.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from pecrules.domain.addresses import is_address
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.holders import Identifier
from pecrules.rulebook.ruleset import Snapshot


class Identifiers:
    """What the tables say about identifiers on the days of one interval."""

    READS: ClassVar[tuple[type[Row], ...]] = (Identifier,)

    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = snapshot.rows(Identifier)
        self._sent = frozenset(row.sent_code for row in self._rows)

    def forms(self, subject: str, *, abroad: bool) -> tuple[Identifier, ...]:
        """What a kind of subject may give, at home or abroad."""
        return tuple(row for row in self._rows if row.subject == subject and (abroad or row.holder == "any"))

    def sent(self, forms: tuple[Identifier, ...], text: str) -> str | None:
        """An identifier as it goes on the invoice: a code in capitals, without spaces; ``None`` for what is none.

        A code that stands for something else, as seven zeros for a PEC address, is nobody's own.
        """
        found = (_SENT[row.form](self._sent, row, text) for row in forms)
        return next((each for each in found if each is not None), None)


def _code(sent: frozenset[str | None], row: Identifier, text: str) -> str | None:
    code = _plain(text)
    is_code = code.isascii() and code.isalnum() and len(code) == row.characters
    return code if is_code and code not in sent else None


def _address(_: frozenset[str | None], __: Identifier, text: str) -> str | None:
    address = text.strip()
    return address if is_address(address) else None


def _sent_code(_: frozenset[str | None], row: Identifier, text: str) -> str | None:
    return row.sent_code if _plain(text) == row.sent_code else None


def _nothing(_: frozenset[str | None], __: Identifier, text: str) -> str | None:
    return None if text else ""


def _plain(text: str) -> str:
    """A code without spaces, in capitals."""
    return "".join(text.split()).upper()


_SENT: Final[dict[str, Callable[[frozenset[str | None], Identifier, str], str | None]]] = {
    "alphanumeric": _code,
    "pec_address": _address,
    "sent_code": _sent_code,
    "nothing": _nothing,
}
"""What a text is, by the form of an identifier."""
