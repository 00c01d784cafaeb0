"""A renewal that changes the plan: what it costs, what becomes of space and messages, or why it cannot be.

Tables: ``plans`` (plans, which change into which and what that does to the data, whether a kind changes at all),
``renewal`` (terms, advice, routes, pending orders, what the new term counts from), ``pricing``, ``lifecycle``,
``payments``, ``holders`` and the ``interpretations`` it names. Sources: seed 001 (R1.11 to R1.13), seed 004 (R4.12),
F5.07 to F5.16.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Final, NamedTuple

from pecrules.base import attrs, dates
from pecrules.base.errors import NoRuleInForce, nearest
from pecrules.domain.charges import Consequence
from pecrules.domain.life import StatePeriod
from pecrules.domain.payments import billed_as
from pecrules.domain.plans import check_route, not_sold, plan_of
from pecrules.domain.provenance import interpretation
from pecrules.domain.refusing import Objection, refusal
from pecrules.domain.renewal_order import RenewalOrder, RenewalView
from pecrules.domain.space import ARCHIVE, INBOX, SpaceAllowance, gigabytes
from pecrules.model.codes import EffectCode, RefusalCode, RemedyCode
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.quotes import Charges, Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.renewals import PlanChangeRequest
from pecrules.rulebook.rows import Plan, PlanChange, PlanChangeRule, Route, Row
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_TOO_FULL: Final[dict[str, RefusalCode]] = {"inbox": "too_full_inbox", "archive": "too_full_archive"}
_ARCHIVE_EFFECTS: Final[dict[str, EffectCode]] = {
    "gained": "archive_gained",
    "grown": "archive_grown",
    "reduced": "archive_reduced",
    "deleted": "archive_deleted",
}
"""What is told of an archive, by the words of ``plans.changes.archive``."""


def quote_plan_change(mailbox: Mailbox, request: PlanChangeRequest, *, rules: Ruleset, on: date) -> Quote | Refusal:
    """What renewing a mailbox with another plan costs, until when it is then paid, and what becomes of its data.

    Args:
        mailbox: The mailbox as it is on the day; how much of it is occupied, where that is known.
        request: The plan wanted, the new term in whole years, extra space in whole GB on top of the new plan's, how it
            is paid.
        rules: The rules to ask.
        on: The day of the order, a civil date of Europe/Rome.

    Returns:
        A ``Quote`` as for a renewal, whose effects also say what the inbox and the archive become, which functions come
        and go, and whether the occupied space must still be checked. Or a ``Refusal`` with the rows behind it and the
        nearest request that would be accepted.

    Raises:
        NoRuleInForce: the tables say nothing yet about a plan, a price, a term or a rate on that day.
        CalendarError: a day that counts would lie beyond the year 9999.

    Source:
        R1.11, R1.12, R1.13, R4.12; F5.03 to F5.16.

    >>> from pecrules import Mailbox, PlanChangeRequest, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="pro", expiry=date(2027, 3, 30), inbox_bytes=900_000_000)
    >>> request = PlanChangeRequest(plan="standard", years=1)
    >>> quote = quote_plan_change(box, request, rules=load_rules(), on=date(2027, 1, 10))
    >>> str(quote.gross), str(quote.new_expiry), [effect.code for effect in quote.effects][:3]
    ('12.08', '2028-03-30', ['plan_becomes', 'inbox_becomes', 'archive_deleted'])
    """
    view, stamp = rules.view(_View, on, mailbox)
    try:
        stage = _Stage(view.lifecycle.period(mailbox, on), mailbox, on)
        bar = _barred(view, stage)
        if bar is not None:
            return refusal([bar], None, stamp)
        prices = view.price_day.prices(rules, request.paid_on, mailbox)
        case, reasons = _looked_up(view, stage, request, prices)
        if case is None or reasons:
            return refusal(reasons, request if all(reason.change for reason in reasons) else None, stamp)
        charges = _charges(case)
    except NoRuleInForce as error:
        raise error.asked_on(on) from None
    start = view.counting.start(mailbox.expiry, on, stage.late)
    new_expiry = dates.add_years(start, request.years, view.counting.leap_day_becomes)
    return Quote(charges, mailbox.expiry, new_expiry, stamp)


# -- whether this mailbox changes at all ------------------------------------------------------------------------------


class _Stage(NamedTuple):
    """A mailbox on a day, and its state."""

    period: StatePeriod
    mailbox: Mailbox
    on: date

    @property
    def late(self) -> bool:
        """Whether it has expired."""
        return self.period.state == "expired"


def _barred(view: _View, stage: _Stage) -> Objection | None:
    """Why this mailbox cannot change its plan today, whatever is asked."""
    mailbox = stage.mailbox
    rule = view.snapshot.row(PlanChangeRule, mailbox.kind)
    if not rule.allowed or rule.made_with != "renewal_order":
        return Objection("plan_change_not_offered", (rule,))
    plan = plan_of(view.snapshot, mailbox.kind, mailbox.plan)
    if isinstance(plan, Objection) and plan.code == "plan_unknown":
        return plan
    route = check_route(view.snapshot, mailbox.kind, "renewed_elsewhere", "renew_domain")
    return route or _barred_by_state(view, stage) or _barred_by_orders(view, mailbox, rule)


def _barred_by_state(view: _View, stage: _Stage) -> Objection | None:
    """A change is a renewal, so the state must let the mailbox be renewed, and its plan be changed."""
    state = view.lifecycle.listing(stage.period.state)
    may_renew = view.lifecycle.renewal_right(stage.mailbox, stage.period.state).may_renew
    if state.may_change_plan and may_renew:
        return None
    ways: dict[RemedyCode, bool | None] = {
        "renew": stage.late and may_renew,
        "repurchase": state.may_repurchase,
    }
    rows = (state, *stage.period.rows)
    return Objection(stage.period.state, rows, remedies=tuple(way for way, is_open in ways.items() if is_open))


def _barred_by_orders(view: _View, mailbox: Mailbox, rule: PlanChangeRule) -> Objection | None:
    """An open renewal order, or automatic renewal where it must be off."""
    if mailbox.renewal_order_pending and (pending := view.barred_by_order()) is not None:
        return pending
    if mailbox.auto_renew and rule.automatic == "must_be_off":
        return Objection("automatic_renewal_on", (rule,), remedies=("switch_off_automatic_renewal",))
    return None


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """One question, and what is looked up for it; ``spaces`` are those of the new plan."""

    view: _View
    stage: _Stage
    request: PlanChangeRequest
    prices: Snapshot
    old: Plan | None
    plan: Plan
    change: PlanChange
    spaces: tuple[_Space, ...]


class _Space(NamedTuple):
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
    def too_full(self) -> bool:
        """Whether it will not hold what is occupied."""
        return self.needed > self.gb


def _looked_up(
    view: _View, stage: _Stage, request: PlanChangeRequest, prices: Snapshot
) -> tuple[_Case | None, list[Objection]]:
    """The question with what is looked up for it, and everything that speaks against it."""
    plan = plan_of(view.snapshot, stage.mailbox.kind, request.plan)
    if isinstance(plan, Objection):
        near = nearest(request.plan, [str(name) for name in plan.allowed])
        if near is None:
            return None, [plan]
        _, others = _looked_up(view, stage, attrs.evolve(request, plan=near), prices)
        return None, [plan._replace(change=("plan", near)), *others]
    change = _change_to(view, stage.mailbox, plan, prices)
    if isinstance(change, Objection):
        return None, [change]
    room = SpaceAllowance(prices, plan)
    wrong = view.wrong(_order(view, stage, request, prices), room)
    mended = attrs.evolve(request, **dict(reason.change for reason in wrong if reason.change))
    spaces = tuple(_spaces(view, stage.mailbox, mended, room, plan, change))
    old = plan_of(view.snapshot, stage.mailbox.kind, stage.mailbox.plan)
    known = None if isinstance(old, Objection) else old
    case = _Case(view, stage, request, prices, known, plan, change, spaces)
    return case, [*wrong, *_too_full(case)]


def _change_to(view: _View, mailbox: Mailbox, plan: Plan, prices: Snapshot) -> PlanChange | Objection:
    """What the change to a plan does, or why there is none: it is the same one, it is not sold, no row leads there."""
    if plan.plan == mailbox.plan:
        return Objection("same_plan", (plan,), plan.plan, remedies=("renew",))
    unsold = not_sold(prices, plan.plan)
    if unsold is not None:
        return unsold
    rows = view.snapshot.rows(PlanChange)
    open_ = {row.to_plan: row for row in rows if (row.kind, row.from_plan) == (mailbox.kind, mailbox.plan)}
    if plan.plan in open_:
        return open_[plan.plan]
    behind = tuple(open_.values()) or (view.snapshot.row(PlanChangeRule, mailbox.kind),)
    return Objection("change_not_offered", behind, plan.plan, tuple(open_))


# -- what is occupied -------------------------------------------------------------------------------------------------


def _spaces(  # noqa: PLR0913, PLR0917 - what was asked, against what there is
    view: _View, mailbox: Mailbox, asked: PlanChangeRequest, room: SpaceAllowance, plan: Plan, change: PlanChange
) -> Iterator[_Space]:
    """The inbox, and the archive unless it is deleted."""
    needed, rows = _needed(view, mailbox.inbox_bytes)
    base, occupied = plan.inbox_gb, mailbox.inbox_bytes
    yield _Space("inbox", base + asked.extra_inbox_gb, base, room.most(INBOX), occupied, needed, rows)
    if change.archive != "deleted":
        needed, rows = _needed(view, mailbox.archive_bytes)
        base, occupied = plan.archive_gb, mailbox.archive_bytes
        yield _Space("archive", base + asked.extra_archive_gb, base, room.most(ARCHIVE), occupied, needed, rows)


def _needed(view: _View, occupied: int | None) -> tuple[int, tuple[Row, ...]]:
    """How many whole GB hold so many bytes, and the readings by which; nothing needs none."""
    if occupied is None or occupied <= 0:
        return 0, ()
    full, rest = divmod(occupied, gigabytes(1, view.gigabyte.choice))
    if rest:
        return full + 1, (view.gigabyte,)
    return full + (view.exact_fit.choice == "too_much"), (view.gigabyte, view.exact_fit)


def _too_full(case: _Case) -> list[Objection]:
    """What the new plan will not hold, where the change is not one that always fits."""
    if case.change.too_full == "always_fits":
        return []
    return [_overflow(case, space) for space in case.spaces if space.too_full]


def _overflow(case: _Case, space: _Space) -> Objection:
    """GB are bought for what is too much, where they may be and the plan grows so far; else it is freed by hand."""
    code, rows = _TOO_FULL[space.name], (case.change, case.plan, *space.rows)
    extra = space.needed - space.base
    if case.change.too_full == "free_first" or (space.most is not None and extra > space.most):
        return Objection(code, rows, space.needed, (0, space.gb), ("free_space",))
    change = (f"extra_{space.name}_gb", extra)
    return Objection(code, rows, space.needed, (0, space.gb), ("buy_space", "free_space"), change)


# -- what it costs and what comes of it -------------------------------------------------------------------------------


def _charges(case: _Case) -> Charges:
    """What is paid, what follows and why, for a question that nothing speaks against."""
    view, stage = case.view, case.stage
    asked = _order(view, stage, case.request, case.prices)
    data = (*_data(case), *_features(case))
    return view.charges(asked, case.plan.plan, _rows_of_plans(case), stage.period.rows, data)


def _order(view: _View, stage: _Stage, request: PlanChangeRequest, prices: Snapshot) -> RenewalOrder:
    """The renewal that a change of plan is; whether automatic renewal may be on, the rule of changes says."""
    mailbox, on = stage.mailbox, stage.on
    start = view.counting.start(mailbox.expiry, on, stage.late)
    return RenewalOrder(
        years=request.years,
        inbox=request.extra_inbox_gb,
        archive=request.extra_archive_gb,
        had_inbox=mailbox.extra_inbox_gb,
        had_archive=mailbox.extra_archive_gb,
        promo_product=mailbox.promo,
        promo_order=request.promo,
        automatic=False,
        pending=mailbox.renewal_order_pending,
        on_expiry_day=on == mailbox.expiry,
        late=stage.late,
        fee_due=stage.late and view.fee_due((on - mailbox.expiry).days),
        from_leap_day=dates.is_leap_day(start),
        method=request.method,
        signed_in=request.signed_in,
        keep_off=request.keep_automatic_off,
        holder=billed_as(mailbox.holder),
        unidentified=request.einvoice_identifier is None,
        prices=prices,
    )


def _rows_of_plans(case: _Case) -> tuple[Row, ...]:
    """The rows of both plans and of the change, and the readings of what is occupied."""
    rule = case.view.snapshot.row(PlanChangeRule, case.stage.mailbox.kind)
    state = case.view.lifecycle.listing(case.stage.period.state)
    old = (case.old,) if case.old else ()
    return (rule, state, case.change, case.plan, *old, *(row for space in case.spaces for row in space.rows))


def _data(case: _Case) -> Iterator[Consequence]:
    """What becomes of the plan and of the space, and what nobody has checked."""
    plan, change = case.plan, case.change
    yield Consequence(Effect("plan_becomes", plan.ref, value=plan.plan), (plan,))
    inbox, *archive = case.spaces
    yield Consequence(Effect("inbox_becomes", plan.ref, "gb", inbox.gb, inbox.gb), (plan,))
    gb = archive[0].gb if archive else None
    unit = None if gb is None else "gb"
    yield Consequence(Effect(_ARCHIVE_EFFECTS[change.archive], change.ref, unit, gb, gb), (change,))
    for space in case.spaces:
        if space.too_full:
            effect = Effect("space_too_small", change.ref, "gb", space.needed, space.needed, space.name)
            yield Consequence(effect, (change,))
        if space.occupied is None and change.too_full != "always_fits":
            yield Consequence(Effect("space_to_be_checked", change.ref, value=space.name), (change,))


def _features(case: _Case) -> Iterator[Consequence]:
    """The functions that come and go with the plans."""
    old, new = case.old, case.plan
    if old is None:
        return
    for feature in old.features:
        if feature not in new.features:
            yield Consequence(Effect("feature_lost", new.ref, value=feature), (new,))
    for feature in new.features:
        if feature not in old.features:
            yield Consequence(Effect("feature_gained", new.ref, value=feature), (new,))


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View(RenewalView):
    """What a change of plan needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (Plan, PlanChange, PlanChangeRule, Route, *RenewalView.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.gigabyte = interpretation(snapshot, "gigabyte")
        self.exact_fit = interpretation(snapshot, "downgrade_exact_fit")
