"""What an address looks like, and what may stand before the @ of a new mailbox.

Shared by all policies that take an address that somebody typed. What any address looks like is the definition of HTML
for what is typed into a form; what the name of a mailbox may be, is ``plans.names``.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.plans import MailboxName
from pecrules.rulebook.ruleset import Snapshot

_LABEL: Final = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN: Final = rf"{_LABEL}(?:\.{_LABEL})+"
_LOCAL: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def is_domain(text: str) -> bool:
    """Whether a text looks like the name of a domain.

    >>> is_domain("pec.it"), is_domain("pec"), is_domain("pec..it")
    (True, False, False)
    """
    return re.fullmatch(_DOMAIN, text) is not None


def is_address(text: str) -> bool:
    """Whether a text looks like an address, and nothing stands around it.

    >>> is_address("info@pec.example.it"), is_address("mailto:info@pec.example.it"), is_address("<info@pec.example.it>")
    (True, False, False)
    """
    local, _, domain = text.rpartition("@")
    return re.fullmatch(_LOCAL, local) is not None and is_domain(domain)


def extension_of(address: str) -> str:
    """The last label of an address's domain.

    >>> extension_of("info@studio.example.IT")
    'it'
    """
    return address.rpartition("@")[2].rpartition(".")[2].casefold()


class Names:
    """What the tables say about names of mailboxes on the days of one interval; where they say nothing, any will do."""

    READS: ClassVar[tuple[type[Row], ...]] = (MailboxName,)

    def __init__(self, snapshot: Snapshot) -> None:
        self._row = next(iter(snapshot.rows(MailboxName)), None)
        self.rows: tuple[Row, ...] = () if self._row is None else (self._row,)

    def fits(self, name: str) -> bool:
        """Whether a mailbox may be called so."""
        rule = self._row
        if not name or rule is None:
            return bool(name) and "@" not in name
        letters = name.translate({ord(sign): None for sign in rule.signs})
        return len(name) <= rule.max_characters and _LETTERS.issuperset(letters) and self._is_tidy(rule, name)

    @staticmethod
    def _is_tidy(rule: MailboxName, name: str) -> bool:
        """Whether signs that belong between others stand there, one at a time."""
        inside = rule.inside_only
        return not (name[0] in inside or name[-1] in inside or any(sign * 2 in name for sign in inside))

    def nearest(self, name: str) -> str | None:
        """The name that looks most like another one, without accents and what may not stand in it.

        ``None`` where nothing is left, or where a whole address was given: how that was meant nobody knows.
        """
        rule = self._row
        if self.fits(name):
            return name
        if rule is None or "@" in name:
            return None
        from unicodedata import normalize  # a library of its own, and few names are no good

        plain = normalize("NFKD", "".join(name.split()))
        kept = "".join(sign for sign in plain if sign in _LETTERS or sign in rule.signs)
        for sign in rule.inside_only:
            kept = re.sub(f"{re.escape(sign)}+", sign, kept)
        mended = kept[: rule.max_characters].strip(rule.inside_only)
        return mended if self.fits(mended) else None
