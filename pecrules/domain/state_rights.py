"""What a mailbox may do in each state: whether it sends, receives and can be renewed, and where its logs are.

Most states list it in their own row. ``expiring`` allows what ``active`` does. An expired mailbox has the rights of its
grace, or in the first days of it those of ``lifecycle.grace_stretches``. In which state a mailbox is, ``life`` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import ClassVar, Final

from pecrules.base.tuples import NamedTuple
from pecrules.domain.provenance import Cited, interpretation
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Logs
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Grace, GraceStretch, State
from pecrules.rulebook.ruleset import Snapshot

_LOGS_IN_GRACE: Final[dict[str, Logs]] = {"ticket": "support_request", "panel": "panel"}
"""Where the logs of an expired mailbox are, by the choices of topic ``log_access_in_grace``."""


class RightsChange(NamedTuple):
    """An expired mailbox comes to have other rights.

    Attributes:
        day: The first day of the other rights, counted from the expiry.
        before: The row that holds before.
        after: The row that holds then.
    """

    day: timedelta
    before: Row
    after: Row


class StateRights:
    """What each state allows, by the rows in force on an interval of days.

    Attributes:
        listing: The row that lists what a state allows: its own, or that of ``active`` for a view of it.
        renewal_right: The row that says whether a mailbox of a kind may be renewed in a state: its grace once it has
            expired.
        logs: Where the logs of a mailbox in a state can be had.
    """

    READS: ClassVar[tuple[type[Row], ...]] = (Grace, GraceStretch, Interpretation, State)

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._log_access = interpretation(snapshot, "log_access_in_grace")
        self._stretches = sorted(snapshot.rows(GraceStretch), key=lambda row: row.last_day)
        self.listing: Callable[[str], State] = cache(self._listing)
        self.renewal_right: Callable[[str, str], State | Grace] = cache(self._renewal_right)
        self.logs: Callable[[str], Cited[Logs]] = cache(self._logs)

    def state(self, state: str) -> State:
        """The row of a state."""
        return self._snapshot.row(State, "mailbox", state)

    def _listing(self, state: str) -> State:
        own = self.state(state)
        return self.state("active") if own.rights == "as_active" else own

    def _renewal_right(self, kind: str, state: str) -> State | Grace:
        listing = self.listing(state)
        return self._snapshot.row(Grace, kind) if listing.rights == "by_grace" else listing

    def renewable_late(self, kind: str, state: str) -> bool:
        """Whether a mailbox of a kind has expired in a state, and may be renewed all the same."""
        return state == "expired" and self.renewal_right(kind, state).may_renew is True

    def _logs(self, state: str) -> Cited[Logs]:
        listing = self.listing(state)
        if listing.rights == "by_grace":
            return Cited(_LOGS_IN_GRACE[self._log_access.choice], (listing, self._log_access))
        return Cited(listing.logs or "nowhere", (self.state(state), listing))

    def in_grace(self, mailbox: Mailbox, on: date) -> Grace | GraceStretch:
        """The row with the rights of an expired mailbox on a day."""
        return self._after_expiry(mailbox.kind, (on - mailbox.expiry).days)

    def changes_in_grace(self, kind: str) -> Iterator[RightsChange]:
        """When an expired mailbox of a kind comes to have other rights, for as long as it is expired."""
        for days in dict.fromkeys(row.last_day for row in self._stretches if row.kind == kind):
            before, after = self._after_expiry(kind, days), self._after_expiry(kind, days + 1)
            if _rights(before) != _rights(after):
                yield RightsChange(timedelta(days + 1), before, after)

    def _after_expiry(self, kind: str, days: int) -> Grace | GraceStretch:
        """The rights so many days after the expiry: by the shortest stretch that covers them, else by the grace."""
        covering = (row for row in self._stretches if row.kind == kind and days <= row.last_day)
        return next(covering, None) or self._snapshot.row(Grace, kind)


def _rights(row: Grace | GraceStretch) -> tuple[bool, ...]:
    return row.may_send, row.may_receive, row.may_read
