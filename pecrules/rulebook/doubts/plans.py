"""Doubts about plans: what they hold, and which lead to which."""

from collections.abc import Callable, Iterator
from typing import Final

from pecrules.base.codes import DoubtCode
from pecrules.rulebook.doubts.whole import Odd, Whole, odd
from pecrules.rulebook.rows.plans import Plan, PlanChange, PlanChangeRule

_SPACES: Final = (("inbox_gb", "inbox_growth", "max_inbox_gb"), ("archive_gb", "archive_growth", "max_archive_gb"))


def growth_begins_below_its_end(whole: Whole) -> Iterator[Odd]:
    """What may grow to a maximum is smaller than it."""
    for entry, row in whole.own(Plan):
        for base, growth, most in _SPACES:
            found, limit = getattr(row, base), getattr(row, most)
            if getattr(row, growth) == "limited" and found >= limit:
                code: DoubtCode = "PD009" if found == limit else "PD008"
                yield odd(code, entry, most, plan=row, found=found, most=limit)


def plans_can_be_changed_to(whole: Whole) -> Iterator[Odd]:
    """Where plans of a kind can be changed, some change leads to each."""
    known = {key[:2] for key in whole.lines(PlanChange)}
    reached = {(key[0], key[2]) for key in whole.lines(PlanChange)}
    for entry, row in whole.own(Plan):
        if row.key not in reached and row.kind in {kind for kind, _ in known}:
            yield odd("PD013", entry, "plan", plan=row)


def changes_lead_to_another(whole: Whole) -> Iterator[Odd]:
    """A change of plan leads to another one."""
    for entry, row in whole.own(PlanChange):
        if row.from_plan == row.to_plan:
            yield odd("PD015", entry, "to_plan", plan=row.to_plan)


def changes_say_what_becomes_of_the_archive(whole: Whole) -> Iterator[Odd]:
    """What a change says of the archive follows from the GB of its plans: nobody loses data without reading it."""
    for day in whole.days(Plan, PlanChange):
        for row in whole.at(PlanChange, day):
            before, after = (whole.one(Plan, day, row.kind, plan) for plan in (row.from_plan, row.to_plan))
            if before and after and _change(before.archive_gb, after.archive_gb) not in {row.archive, None}:
                entry = whole.newest(row, before, after)
                column = "archive" if entry.row is row else "archive_gb"
                args = {"before": before.archive_gb, "after": after.archive_gb, "found": row.archive}
                yield odd("PD016", entry, column, **args)


def _change(before: int, after: int) -> str | None:
    """What becomes of an archive; nothing is said of one that stays as it is."""
    if before == after:
        return None if before else "absent"
    if before < after:
        return "grown" if before else "gained"
    return "reduced" if after else "deleted"


def what_always_fits_has_space(whole: Whole) -> Iterator[Odd]:
    """Where what is in a mailbox always fits, the plan that it is changed to has no less space; an archive may go."""
    for day in whole.days(Plan, PlanChange):
        for row in (row for row in whole.at(PlanChange, day) if row.too_full == "always_fits"):
            before, after = (whole.one(Plan, day, row.kind, plan) for plan in (row.from_plan, row.to_plan))
            for name in ("inbox_gb", "archive_gb") if before and after else ():
                had, has = getattr(before, name), getattr(after, name)
                if has < had and (has or name == "inbox_gb"):
                    entry = whole.newest(*(each for each in (row, before, after) if each))
                    column = "too_full" if entry.row is row else name
                    yield odd("PD082", entry, column, plan=after, found=has, most=had)


def changes_are_allowed(whole: Whole) -> Iterator[Odd]:
    """Where no plan of a kind may be changed, no change of one goes on."""
    for day in whole.days(PlanChangeRule, PlanChange):
        for rule in (row for row in whole.at(PlanChangeRule, day) if not row.allowed):
            changes = [row for row in whole.at(PlanChange, day) if row.kind == rule.kind]
            if changes:
                entry = whole.newest(rule, *changes)
                column = "allowed" if entry.row is rule else "to_plan"
                yield odd("PD061", entry, column, day=day, kind=rule.kind, other=changes[0].id)


DOUBTS: Final[tuple[Callable[[Whole], Iterator[Odd]], ...]] = (
    growth_begins_below_its_end, plans_can_be_changed_to, changes_lead_to_another,
    changes_say_what_becomes_of_the_archive, what_always_fits_has_space, changes_are_allowed,
)  # fmt: skip
