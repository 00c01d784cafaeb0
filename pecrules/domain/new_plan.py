"""Another plan in place of one's own: which there are, how much space there then is, what becomes of what is stored.

Tables: ``plans.plans``, ``plans.changes``, ``plans.change_rules`` and the ``interpretations`` ``gigabyte`` and
``downgrade_exact_fit``. Sources: R1.11 to R1.13; F5.07 to F5.16.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from pecrules.base.errors import nearest
from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.plans import changes_to, not_sold, own_plan_of, plan_of
from pecrules.domain.provenance import Cited, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.space import ARCHIVE, INBOX, SpaceAllowance, gigabytes
from pecrules.model.codes import EffectCode, EffectUnit, RefusalCode, RemedyCode
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect
from pecrules.model.plan_changes import PlanChangeRequest
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.plans import Plan, PlanChange, PlanChangeRule
from pecrules.rulebook.ruleset import Snapshot

_CHANGE_BYTES: Final = 2_000

_TOO_FULL: Final[dict[str, RefusalCode]] = {"inbox": "too_full_inbox", "archive": "too_full_archive"}
_WAYS: Final[dict[str, tuple[RemedyCode, ...]]] = {
    "buy_or_free": ("buy_space", "free_space"),
    "free_first": ("free_space", "buy_space"),
}
"""What helps a mailbox that holds too much, by the words of ``plans.changes.too_full``."""
_ARCHIVE_EFFECTS: Final[dict[str, EffectCode]] = {
    "gained": "archive_gained",
    "grown": "archive_grown",
    "reduced": "archive_reduced",
    "deleted": "archive_deleted",
}
"""What is told of an archive, by the words of ``plans.changes.archive``; nothing of one that is ``absent``."""


class NewSpace(NamedTuple):
    """Inbox or archive of the new plan, against what is occupied.

    Attributes:
        name: ``inbox`` or ``archive``.
        gb: How many GB it will have.
        base: How many of them are the plan's own.
        most: How many may be added to those; ``None`` for any number.
        occupied: How many bytes are occupied; ``None`` when nobody knows.
        needed: How many whole GB would hold them.
        rows: The readings by which that was worked out.
    """

    name: str
    gb: int
    base: int
    most: int | None
    occupied: int | None
    needed: int
    rows: tuple[Row, ...]

    @property
    def is_too_small(self) -> bool:
        """Whether it does not hold what is occupied."""
        return self.needed > self.gb


class NewPlan:
    """What changing a plan for another is, whichever mailbox it is of, flat.

    Attributes:
        names: The kind and the plan of the mailbox, and the plan asked for.
        plan: The plan asked for, or the one that is spelled most like it.
        unknown: What speaks against the one asked for.
        row: What the change does; ``None`` where there is none.
        against: Why there is none.
        old: The plan so far, if the tables know it.
        allowance: How much space may be added to the new plan's.
        features: The functions that come and go with the plans.
        always_fits: Whether what is occupied is no matter.
    """

    def __init__(self, plans: NewPlans, names: _Names, plan: Plan, unknown: tuple[Objection, ...] = ()) -> None:
        kind, old, _ = names
        snapshot = plans.snapshot
        found = None if plan.plan == old else _change_to(snapshot, kind, old, plan)
        own = own_plan_of(snapshot, kind, old)
        self.names: Final = names
        self.plan: Final = plan
        self.unknown: Final = unknown
        self.row: Final = None if isinstance(found, Objection) else found
        self.against: Final = found if isinstance(found, Objection) else None
        self.old: Final = None if isinstance(own, Objection) else own
        self.allowance: Final = SpaceAllowance(snapshot, plan)
        self.features: Final = () if self.old is None else tuple(_features(self.old, plan))
        self.always_fits: Final = self.row is not None and self.row.too_full == "always_fits"
        self._becomes: Final = Effect("plan_becomes", plan.ref, value=plan.plan)
        self._needed: Final = plans.needed

    def spaces(self, mailbox: Mailbox, request: PlanChangeRequest) -> tuple[NewSpace, ...]:
        """The inbox, and the archive if there will be one, with the extra space of an order."""
        plan, most = self.plan, self.allowance.most
        inbox = self._space("inbox", plan.inbox_gb, request.extra_inbox_gb, most(INBOX), mailbox.inbox_bytes)
        if self.row is None or self.row.archive in {"deleted", "absent"}:
            return (inbox,)
        gb, occupied = plan.archive_gb, mailbox.archive_bytes
        return inbox, self._space("archive", gb, request.extra_archive_gb, most(ARCHIVE), occupied)

    def _space(self, name: str, base: int, extra: int, most: int | None, occupied: int | None) -> NewSpace:
        needed, rows = self._needed(occupied)
        return NewSpace(name, base + extra, base, most, occupied, needed, rows)

    def overflows(self, spaces: Sequence[NewSpace]) -> list[Objection]:
        """What the new plan will not hold, where the change is not one that always fits."""
        row = self.row
        if row is None or self.always_fits:
            return []
        return [self._overflow(row, space) for space in spaces if space.is_too_small]

    def _overflow(self, row: PlanChange, space: NewSpace) -> Objection:
        """What is too much is freed by hand, or bought where the plan grows so far; a row says what first."""
        code, rows = _TOO_FULL[space.name], (row, self.plan, *space.rows)
        extra = space.needed - space.base
        if space.most is not None and extra > space.most:
            return Objection(code, rows, space.needed, (0, space.gb), ("free_space",))
        change = (f"extra_{space.name}_gb", extra)
        return Objection(code, rows, space.needed, (0, space.gb), _WAYS[row.too_full], change)

    def effects(self, spaces: Sequence[NewSpace]) -> Iterator[Effect]:
        """What becomes of the plan, of the space and of the functions, and what nobody has checked."""
        plan, change, (inbox, *archive) = self.plan, self.row, spaces
        assert change is not None  # else it would be refused
        yield self._becomes
        yield Effect("inbox_becomes", plan.ref, "gb", inbox.gb, inbox.gb)
        if change.archive != "absent":
            gb = archive[0].gb if archive else None
            unit: EffectUnit | None = None if gb is None else "gb"
            yield Effect(_ARCHIVE_EFFECTS[change.archive], change.ref, unit, gb, gb)
        for space in spaces:
            if space.is_too_small:
                yield Effect("space_too_small", change.ref, "gb", space.needed, space.needed, space.name)
            if space.occupied is None and not self.always_fits:
                yield Effect("space_to_be_checked", change.ref, value=space.name)
        yield from self.features


_Names = tuple[str, str, str]
"""A kind of mailbox, the plan that one has, and the one that is asked for."""


class NewPlans:
    """What changing each plan for each other is, on the days of one interval, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (Plan, PlanChange, PlanChangeRule, *SpaceAllowance.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._gigabyte = interpretation(snapshot, "gigabyte")
        self._exact_fit = interpretation(snapshot, "downgrade_exact_fit")
        budget = snapshot.answers
        self.of: Memo[_Names, NewPlan | Objection] = Memo(_new_plan, self, budget=budget, weight=_CHANGE_BYTES)

    def needed(self, occupied: int | None) -> Cited[int]:
        """How many whole GB hold so many bytes; nothing needs none."""
        if occupied is None or occupied <= 0:
            return Cited(0, ())
        full, rest = divmod(occupied, gigabytes(1, self._gigabyte.choice))
        if rest:
            return Cited(full + 1, (self._gigabyte,))
        return Cited(full + (self._exact_fit.choice == "too_much"), (self._gigabyte, self._exact_fit))


def _new_plan(plans: NewPlans, names: _Names) -> NewPlan | Objection:
    """What changing for a plan, or for the one that is spelled most like it, is; or why there is none like it."""
    kind, old, name = names
    plan = plan_of(plans.snapshot, kind, name)
    if not isinstance(plan, Objection):
        return NewPlan(plans, names, plan)
    others = tuple(changes_to(plans.snapshot, kind, old))
    plan, near = plan._replace(allowed=others), nearest(name, others)
    if near is None:
        return plan
    return NewPlan(plans, names, plans.snapshot.row(Plan, kind, near), (plan._replace(change=("plan", near)),))


def _change_to(snapshot: Snapshot, kind: str, old: str, plan: Plan) -> PlanChange | Objection:
    """What the change to a plan does, or why there is none: it is not sold, no row leads there."""
    unsold = not_sold(snapshot, plan.plan)
    if unsold is not None:
        return unsold
    open_ = changes_to(snapshot, kind, old)
    if plan.plan in open_:
        return open_[plan.plan]
    behind = tuple(open_.values()) or (snapshot.row(PlanChangeRule, kind),)
    return Objection("change_not_offered", behind, plan.plan, tuple(open_))


def _features(old: Plan, new: Plan) -> Iterator[Effect]:
    """The functions that come and go with the plans."""
    yield from (Effect("feature_lost", new.ref, value=name) for name in old.features if name not in new.features)
    yield from (Effect("feature_gained", new.ref, value=name) for name in new.features if name not in old.features)
