"""Doubts about what comes after the expiry: grace, its stretches, fees for being late."""

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import Final

from pecrules.model.meanings import ENDS
from pecrules.rulebook.doubts.whole import Odd, Whole, odd
from pecrules.rulebook.layers import Entry
from pecrules.rulebook.rows.lifecycle import Grace, GraceStretch, State
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.rows.termination import Cascade, Mode


def late_fees_can_be_paid(whole: Whole) -> Iterator[Odd]:
    """A fee for being late begins while some mailbox can still be renewed."""
    for day in whole.days(Price, Grace):
        graces = whole.at(Grace, day)
        longest = max(graces, key=lambda row: row.grace_days, default=None)
        for fee in (row for row in whole.at(Price, day) if row.item == "late_fee"):
            if longest and (fee.from_day or 0) > longest.grace_days:
                entry = whole.newest(fee, *graces)
                column = "from_day" if entry.row is fee else "grace_days"
                yield odd("PD027", entry, column, found=fee.from_day, days=longest.grace_days)


def stretches_end_before_the_grace(whole: Whole) -> Iterator[Odd]:
    """After each stretch some days of the grace are left."""
    for day in whole.days(GraceStretch, Grace):
        for stretch in whole.at(GraceStretch, day):
            grace = whole.one(Grace, day, stretch.kind)
            if grace and stretch.last_day >= grace.grace_days:
                entry = whole.newest(stretch, grace)
                column = "last_day" if entry.row is stretch else "grace_days"
                yield odd("PD028", entry, column, found=stretch.last_day, days=grace.grace_days)


def stretches_agree(whole: Whole) -> Iterator[Odd]:
    """Of two stretches that end on one day both say the same."""
    for day in whole.days(GraceStretch):
        for one, other in combinations(whole.at(GraceStretch, day), 2):
            same_day = (one.kind, one.last_day) == (other.kind, other.last_day)
            if same_day and _rights(one) != _rights(other):
                entry = whole.newest(one, other)
                yield odd("PD029", entry, "last_day", other=(other if entry.row is one else one).id)


def _rights(row: GraceStretch) -> tuple[bool, ...]:
    return row.may_send, row.may_receive, row.may_read


def who_sends_may_read(whole: Whole) -> Iterator[Odd]:
    """From an expired mailbox nobody sends who may not even read what is in it."""
    rows: list[tuple[Entry, Grace | GraceStretch]] = [*whole.own(Grace), *whole.own(GraceStretch)]
    for entry, row in rows:
        if row.may_send and not row.may_read:
            yield odd("PD049", entry, "may_send")


def rights_do_not_come_back(whole: Whole) -> Iterator[Odd]:
    """The longer a mailbox has expired, the less it may: nothing that it might not while it was active, or before."""
    for day in whole.days(State, Grace, GraceStretch):
        for grace in whole.at(Grace, day):
            active = whole.one(State, day, "mailbox", "active")
            stretches = [row for row in whole.at(GraceStretch, day) if row.kind == grace.kind]
            stages = [*([active] if active else []), *sorted(stretches, key=lambda row: row.last_day), grace]
            for earlier, later in pairwise(stages):
                for name in (name for name in _OF_GRACE if getattr(later, name) and getattr(earlier, name) is False):
                    entry = whole.newest(earlier, later)
                    args = {"other": earlier.id, "found": later.id, "column": name}
                    yield odd("PD050", entry, name, **args)


_OF_GRACE: Final = ("may_send", "may_receive", "may_read")


def grace_is_for_renewing(whole: Whole) -> Iterator[Odd]:
    """Who is kept may renew; and if it becomes shorter, the row says for whom."""
    for entry, row in whole.own(Grace):
        if row.grace_days and not row.may_renew:
            yield odd("PD030", entry, "may_renew", days=row.grace_days)
        was = whole.before(row, Grace.SECTION)
        shorter = isinstance(was, Grace) and was.since < row.since and was.grace_days > row.grace_days
        if isinstance(was, Grace) and shorter and row.days_hold_for is None:
            yield odd("PD031", entry, "grace_days", before=was.grace_days, days=row.grace_days)


def lapsing_keeps_the_grace(whole: Whole) -> Iterator[Odd]:
    """What ends at its expiry has the days after it, if there are any."""
    for entry, mode in whole.own(Mode):
        grace = whole.one(Grace, mode.since, mode.kind)
        if (mode.takes_effect, mode.grace) == ("at_expiry", "not_kept") and grace and grace.grace_days:
            yield odd("PD074", entry, "grace", days=grace.grace_days)


def what_ends_ends_when_it_says(whole: Whole) -> Iterator[Odd]:
    """A way to end a mailbox takes its messages along, and effect when its name says so."""
    for entry, row in whole.own(Mode):
        if row.deletes and "messages" not in row.deletes:
            yield odd("PD078", entry, "deletes", found=", ".join(row.deletes))
        due = ENDS[row.mode].takes_effect
        if row.takes_effect not in due:
            yield odd("PD080", entry, "takes_effect", mode=row.mode, found=row.takes_effect, most=due[0])


def who_is_late_keeps_the_mailbox(whole: Whole) -> Iterator[Odd]:
    """What expires is kept for the days of its grace; only what was bought beside it ends."""
    for entry, row in whole.own(Cascade):
        grace = whole.one(Grace, row.since, "mailbox")
        if row.cause == "mailbox_expired" and "mailbox" in row.ends and grace and grace.grace_days:
            yield odd("PD079", entry, "ends", days=grace.grace_days)


DOUBTS: Final[tuple[Callable[[Whole], Iterator[Odd]], ...]] = (
    late_fees_can_be_paid, stretches_end_before_the_grace, stretches_agree, who_sends_may_read,
    rights_do_not_come_back, grace_is_for_renewing, lapsing_keeps_the_grace,
    what_ends_ends_when_it_says, who_is_late_keeps_the_mailbox,
)  # fmt: skip
