"""What can be drawn under some rules: read off the tables once, and remembered."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, cached_property, lru_cache, partial
from itertools import chain, cycle, islice, pairwise
from typing import Final, TypeVar, get_args

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import if_known
from pecrules.domain.plans import not_sold, own_plan_of
from pecrules.domain.refusing import Objection
from pecrules.model.codes import Kind
from pecrules.rulebook.loading import load_rules
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.alerts import Notice, RedDate
from pecrules.rulebook.rows.channels import Certification, Channel
from pecrules.rulebook.rows.holders import Identifier
from pecrules.rulebook.rows.lifecycle import Grace, Step, Suspension
from pecrules.rulebook.rows.payments import Method
from pecrules.rulebook.rows.plans import OrderSize, PartnerPlan, Plan, PublicDomain
from pecrules.rulebook.rows.renewal import Automatic, Terms
from pecrules.rulebook.rows.termination import Mode
from pecrules.rulebook.ruleset import Ruleset

T = TypeVar("T")
R = TypeVar("R", bound=Row)

MANY_GB: Final = 500  # drawn at most where space grows without limit
_HORIZON_YEARS: Final = 15  # beyond the last row: longer than any term, with leap days and an end of a century apart
_LAST_YEAR: Final = 9900
_MANY_MAILBOXES: Final = 99  # drawn at most in one order, if the tables name no limit


class PlanSpace(NamedTuple):
    """A plan, its space, and how many GB may be added to it at most."""

    kind: Kind
    plan: str
    inbox: int
    archive: int
    base: int = 1


class Spell(NamedTuple):
    """Days from the first to the last on which the plan of a mailbox is not to be had: it ended, or has no price."""

    space: PlanSpace
    first: date
    last: date


@attrs.frozen(eq=False)
class Menu:
    """What can be drawn under some rules."""

    rules: Ruleset
    rows: tuple[Row, ...]
    change_days: tuple[date, ...]
    plans: tuple[PlanSpace, ...]
    years: tuple[int, ...]
    methods: tuple[str, ...]

    @cached_property
    def last(self) -> date:
        """The last day worth drawing, with room for any term before the calendar ends."""
        return date(min(self.change_days[-1].year + _HORIZON_YEARS, _LAST_YEAR), 12, 31)

    @cached_property
    def complete(self) -> date:
        """The first day on which every table has a row."""
        first: dict[str, date] = {}
        for row in self.rows:
            table = row.ref.partition("/")[0]
            first[table] = min(first.get(table, row.since), row.since)
        return max(first.values())

    @cached_property
    def of_every_kind(self) -> tuple[PlanSpace, ...]:
        """The plans, those of each kind as often as those of any other; the first ones first."""
        kinds = [plans for kind in get_args(Kind) if (plans := [plan for plan in self.plans if plan.kind == kind])]
        most = max(map(len, kinds), default=0)
        return tuple(islice(chain.from_iterable(zip(*map(cycle, kinds), strict=False)), most * len(kinds)))

    def plan_space(self, kind: Kind, plan: str) -> PlanSpace:
        """A plan's space and how much may be added; none of either where the tables do not know the plan."""
        known = (each for each in self.plans if (each.kind, each.plan) == (kind, plan))
        return next(known, PlanSpace(kind, plan, 0, 0))

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """Every row of a section, in the order of the tables."""
        return tuple(row for row in self.rows if isinstance(row, kind))

    @cached_property
    def spells(self) -> tuple[Spell, ...]:
        """When which plan is not to be had of which there are mailboxes all the same, those of partners among them."""
        kinds: tuple[Kind, ...] = get_args(Kind)
        partners: list[tuple[Kind, PartnerPlan]] = [
            (kind, row) for row in self.of(PartnerPlan) for kind in kinds if row.kind in {None, kind}
        ]
        spaces = dict.fromkeys((*self.plans, *(self.plan_space(kind, row.plan) for kind, row in partners)))
        begin = sorted({row.since for row in self.rows if row.ref.startswith(("plans/", "pricing/"))})
        ends = (*(shifted(day, -1) for day in begin[1:]), self.last)
        return tuple(
            Spell(space, first, last)
            for first, last in zip(begin, ends, strict=True)
            for space in spaces
            if if_known(partial(self._is_lost, space, first))
        )

    def _is_lost(self, space: PlanSpace, on: date) -> bool:
        snapshot = self.rules.on(on)
        plan = own_plan_of(snapshot, space.kind, space.plan)
        if isinstance(plan, Objection):
            return plan.code != "plan_unknown"
        return not_sold(snapshot, space.plan) is not None

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """Where mailboxes are managed."""
        return _names(row.channel for row in self.of(Channel))

    @cached_property
    def events(self) -> tuple[str, ...]:
        """What may happen to mailboxes and orders."""
        return _names(row.event for row in self.of(Step))

    @cached_property
    def askers(self) -> tuple[str, ...]:
        """Who may ask for the end of a mailbox."""
        return _names(who for row in self.of(Mode) for who in row.asked_by)

    @cached_property
    def ways(self) -> tuple[str, ...]:
        """How the end of a mailbox may be asked for."""
        return _names(way for row in self.of(Mode) for way in row.asked_through)

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """The public domains."""
        return _names(row.domain for row in self.of(PublicDomain))

    @cached_property
    def partner_plans(self) -> tuple[str, ...]:
        """The plans of the partner panel."""
        return _names(row.plan for row in self.of(PartnerPlan))

    @cached_property
    def certifications(self) -> tuple[Certification, ...]:
        """What a partner chooses from."""
        return self.of(Certification)

    @cached_property
    def code_lengths(self) -> tuple[int, ...]:
        """How long an identifier for the electronic invoice may be."""
        return tuple(sorted({row.characters for row in self.of(Identifier) if row.characters}))

    @cached_property
    def most_mailboxes(self) -> int:
        """How many mailboxes one order may hold."""
        return max((row.max_mailboxes for row in self.of(OrderSize)), default=_MANY_MAILBOXES)

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Distances from the expiry at or near which something may change; months count as 28 to 31 days."""
        days = {0, *(row.grace_days for row in self.of(Grace)), *(row.suspended_days for row in self.of(Suspension))}
        days |= {-row.red_days_before for row in self.of(RedDate)}
        days |= {-row.charge_days_before for row in self.of(Automatic)}
        days |= {day for row in self.of(Notice) for day in _notice_days(row)}
        return tuple(sorted({near for day in days for near in (day - 1, day, day + 1)}, key=abs))

    def stretches(self, least: int, most: int) -> tuple[tuple[int, int], ...]:
        """The distances between two at which something may change: the first and the last of each stretch."""
        edges = (least - 1, *(day for day in sorted(self.offsets) if least <= day <= most), most + 1)
        return tuple((low + 1, high - 1) for low, high in pairwise(edges) if high - low > 1)


def shifted(day: date, by: int) -> date:
    """The day ``by`` days later, kept within the years that the calendar has."""
    return date.fromordinal(min(max(day.toordinal() + by, date.min.toordinal()), date.max.toordinal()))


def _notice_days(row: Notice) -> tuple[int, ...]:
    sign = -1 if row.side == "before" else 1
    lengths = (28, 29, 30, 31) if row.unit == "calendar_months" else (1,)
    return tuple(sign * row.offset * days for days in lengths)


def _names(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def live(rules: Ruleset | None, draw: Callable[[Menu], SearchStrategy[T]]) -> SearchStrategy[T]:
    """A strategy that looks at the tables when it is first drawn from."""
    return st.deferred(lambda: draw(menu_of(rules) if rules is not None else _shipped()))


@cache
def _shipped() -> Menu:
    return menu_of(load_rules())


@lru_cache(maxsize=64)
def menu_of(rules: Ruleset) -> Menu:
    """What can be drawn under some rules."""
    rows = _known_rows(rules)
    plans = [row for row in rows if isinstance(row, Plan)]
    named: dict[tuple[Kind, str], None] = dict.fromkeys((row.kind, row.plan) for row in plans)
    return Menu(
        rules=rules,
        rows=tuple(rows),
        change_days=tuple(sorted({row.since for row in rows})),
        plans=tuple(_plan_space(kind, name, plans) for kind, name in named),
        years=tuple(sorted({years for row in rows if isinstance(row, Terms) for years in row.years})),
        methods=tuple(dict.fromkeys(row.method for row in rows if isinstance(row, Method))),
    )


def _known_rows(rules: Ruleset) -> list[Row]:
    rows = [entry.row for entry in rules.entries if isinstance(entry.row, Row)]
    return [row for row in rows if rules.known_by is None or row.known <= rules.known_by]


def _plan_space(kind: Kind, name: str, plans: list[Plan]) -> PlanSpace:
    rows = [row for row in plans if (row.kind, row.plan) == (kind, name)]
    inbox = max(_gigabytes(row.addable_inbox_gb) for row in rows)
    archive = max(_gigabytes(row.addable_archive_gb) for row in rows)
    return PlanSpace(kind, name, inbox, archive, max(row.inbox_gb for row in rows))


def _gigabytes(plan_space: int | None) -> int:
    return MANY_GB if plan_space is None else plan_space
