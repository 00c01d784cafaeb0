"""Space in whole GB: as bytes, and how much of it may be added to a plan's own; shared by all policies.

Tables: ``plans.plans``, ``pricing.prices``. Sources: R1.13, R2.19, R2.20; F3.06, F3.07.
"""

from __future__ import annotations

from typing import ClassVar, Final

from pecrules.domain.plans import unsold
from pecrules.domain.refusing import Objection
from pecrules.model.codes import RefusalCode
from pecrules.rulebook.rows import Row, Withdrawn
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.pricing import Price, Proration
from pecrules.rulebook.ruleset import Snapshot

_BYTES: Final[dict[str, int]] = {"decimal": 10**9, "binary": 2**30}
"""Bytes of one GB, by the choices of topic ``gigabyte``."""


def gigabytes(gb: int, interpretation: str) -> int:
    """So many GB in bytes.

    Args:
        gb: Whole GB.
        interpretation: ``decimal`` or ``binary`` (``interpretations``, topic ``gigabyte``).

    >>> gigabytes(2, "decimal"), gigabytes(2, "binary")
    (2000000000, 2147483648)
    """
    return gb * _BYTES[interpretation]


INBOX: Final = "extra_inbox"
ARCHIVE: Final = "extra_archive"
CONSERVAZIONE: Final = "conservazione"

_NOT_OFFERED: Final[dict[str, RefusalCode]] = {
    INBOX: "extra_inbox_not_offered",
    ARCHIVE: "extra_archive_not_offered",
}
_BEYOND_LIMIT: Final[dict[str, RefusalCode]] = {
    INBOX: "extra_inbox_beyond_limit",
    ARCHIVE: "extra_archive_beyond_limit",
}


class SpaceAllowance:
    """How many GB may be added to a plan's own; to no plan, none.

    >>> from datetime import date
    >>> from pecrules import load_rules
    >>> snapshot = load_rules().on(date(2027, 1, 10))
    >>> room = SpaceAllowance(snapshot, snapshot.row(Plan, "mailbox", "standard"))
    >>> room.most("extra_inbox"), room.most("extra_archive")
    (1, 0)
    """

    READS: ClassVar[tuple[type[Row], ...]] = (Plan, Price)

    def __init__(self, snapshot: Snapshot, plan: Plan | None) -> None:
        self._in_force = snapshot
        self._rows: tuple[Row, ...] = (plan,) if plan else ()
        self._most: dict[str, int | None] = {}
        self._grows = {
            INBOX: plan.addable_inbox_gb if plan else 0,
            ARCHIVE: plan.addable_archive_gb if plan else 0,
        }

    def most(self, item: str) -> int | None:
        """How many GB: as far as the plan grows, and nothing of what is no longer sold; ``None`` for any number."""
        if item not in self._most:
            grows = self._grows[item]
            is_sold = grows == 0 or not isinstance(self._in_force.find(Price, item), Withdrawn)
            self._most[item] = grows if is_sold else 0
        return self._most[item]

    def objection(self, item: str, wanted: int, had: int = 0) -> Objection | None:
        """Why so many GB cannot be had on top of those that are there: ``*_not_offered``, ``*_beyond_limit``.

        Args:
            item: ``extra_inbox`` or ``extra_archive``.
            wanted: Whole GB asked for.
            had: Whole GB that stay beside them.
        """
        most = self.most(item)
        left = None if most is None else max(most - had, 0)
        if _fits(wanted, left):
            return None
        price = self._in_force.get(Price, item)
        code = _NOT_OFFERED[item] if most == 0 else _BEYOND_LIMIT[item]
        found = unsold(price, code, wanted) if isinstance(price, Withdrawn) else Objection(code, self._rows, wanted)
        allowed = (0,) if left is None else (0, left)
        return found._replace(allowed=allowed, change=(f"{item}_gb", min(max(wanted, 0), left or 0)))


def no_conservazione(plan: Plan, price: Price | Withdrawn | None, share: Proration | None) -> Objection | None:
    """Why conservazione need not be bought for a plan, or cannot: it comes with it, is not sold, or has no price.

    Args:
        plan: The plan.
        price: Its price, or the row that ended that; ``None`` where no row says.
        share: How it is charged in the middle of a term, if the tables say.
    """
    if plan.includes(CONSERVAZIONE):
        return Objection("conservazione_included", (plan,))
    if price is None:
        return Objection("price_not_stated", (share,)) if share else Objection("conservazione_not_offered", (plan,))
    return unsold(price, "conservazione_not_offered") if isinstance(price, Withdrawn) else None


def _fits(gb: int, most: int | None) -> bool:
    """Whether there is room for so many."""
    return gb == 0 or (gb > 0 and (most is None or gb <= most))


class Allowances:
    """How much space may be added to each plan of an interval of days, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = SpaceAllowance.READS

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = snapshot
        self._known: dict[str, SpaceAllowance] = {}  # as many as there are plans

    def of(self, plan: Plan) -> SpaceAllowance:
        """That of a plan."""
        known = self._known.get(plan.ref)
        if known is None:
            known = self._known[plan.ref] = SpaceAllowance(self._in_force, plan)
        return known
