"""What an address looks like, and what may stand before and after the @ of a new mailbox.

Shared by all policies that take an address that somebody typed. What any address looks like is the definition of HTML
for what is typed into a form; what the name of a mailbox may be, is ``plans.names``, and what stands behind it,
``plans.domains``.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from pecrules.base.errors import nearest
from pecrules.domain.refusing import Objection
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.plans import MailboxName, PublicDomain
from pecrules.rulebook.rows.renewal import Route
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
        self._without_signs = {ord(sign): None for sign in self._row.signs} if self._row else {}

    def fits(self, name: str) -> bool:
        """Whether a mailbox may be called so."""
        rule = self._row
        if not name or rule is None:
            return bool(name) and "@" not in name
        letters = name.translate(self._without_signs)
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


class Addresses:
    """The addresses that a new mailbox may have: on a public domain, or on one of its owner's."""

    READS: ClassVar[tuple[type[Row], ...]] = (PublicDomain, Route, *Names.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self._names = Names(snapshot)
        self._domains = {row.domain: row for row in snapshot.rows(PublicDomain) if "customers" in row.offered_to}

    def rows_of(self, kind: str, address: str) -> tuple[Row, ...]:
        """The row of an address's public domain, if it has one; names of domains are the same in capitals."""
        row = self._domains.get(address.rpartition("@")[2].lower())
        return (row,) if row and kind == "mailbox" else ()

    def objections(self, kind: str, address: str) -> list[Objection]:
        """What is wrong with an address, before the @ and after it; the nearest one is right on both sides."""
        is_public, (name, _, domain) = kind == "mailbox", address.partition("@")
        plain, public = domain.lower(), self._domains if is_public else {}
        fits = self._names.fits(name)
        if fits and plain in public:
            return []
        rows: tuple[Row, ...] = tuple(public.values()) or (self._in_force.row(Route, kind),)
        if not name or not domain or "@" in domain:
            return [Objection("address_malformed", rows, address)]
        found = list[Objection]()
        offered = domain if is_public or is_domain(domain) else None
        near = nearest(plain, public) if public and plain not in public else offered
        called = name if fits else self._names.nearest(name)
        change = ("address", f"{called}@{near}") if called and near else None
        if not fits:
            found.append(Objection("address_malformed", self._names.rows, address, change=change))
        if offered is None:
            found.append(Objection("address_malformed", rows, address))
        elif is_public and plain not in public:
            found.append(Objection("domain_not_offered", rows, domain, tuple(public), change=change))
        return found
