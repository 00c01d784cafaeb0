"""A renewal that changes the plan: what it costs, what becomes of space and messages, or why it cannot be.

Tables: ``plans`` (plans, which change into which and what that does to the data, whether a kind changes at all),
``renewal`` (terms, advice, routes, pending orders, what the new term counts from), ``pricing``, ``lifecycle``,
``payments``, ``holders`` and the ``interpretations`` it names. Sources: seed 001 (R1.11 to R1.13), seed 004 (R4.12),
F5.07 to F5.16.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar, Final

from pecrules.base.errors import nearest
from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps
from pecrules.domain.beside import UnderWay
from pecrules.domain.life import GONE, StatePeriod
from pecrules.domain.misuse import takes
from pecrules.domain.orderable import Orderable
from pecrules.domain.payments import billed_as
from pecrules.domain.plans import changes_to, check_route, not_sold, own_plan_of, plan_of
from pecrules.domain.provenance import Cited, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.renewal_order import RenewalFacts, RenewalView
from pecrules.domain.space import ARCHIVE, INBOX, SpaceAllowance, gigabytes
from pecrules.model.codes import EffectCode, EffectUnit, RefusalCode, RemedyCode
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect, Stamp
from pecrules.model.outcomes.quotes import Charges, Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.plan_changes import PlanChangeRequest
from pecrules.rulebook.rows import Plan, PlanChange, PlanChangeRule, Route, Row
from pecrules.rulebook.ruleset import Ruleset, Snapshot

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


def quote_plan_change(
    mailbox: Mailbox, request: PlanChangeRequest, *, rules: Ruleset, on: date
) -> Quote | Refusal[PlanChangeRequest]:
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
    return _PLAN_CHANGE.ask(mailbox, request, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """A renewal with another plan, and what is looked up for it.

    Attributes:
        view: The tables.
        stage: The mailbox in its state.
        request: What is asked for.
        facts: The renewal that it is.
        prices: The tables whose prices count.
        old: The plan so far, if the tables know it.
        plan: The new plan.
        change: What changing from one to the other does.
        space: How much space may be added to the new plan's.
        spaces: The new plan's, with as much extra space as is offered.
        found: What speaks against plan, term, extra space and way to pay.
    """

    view: _View
    stage: _Stage
    request: PlanChangeRequest
    facts: RenewalFacts
    prices: Snapshot
    old: Plan | None
    plan: Plan
    change: PlanChange
    space: SpaceAllowance
    spaces: tuple[_Space, ...]
    found: list[Objection]


class _Stage(NamedTuple):
    """A mailbox on a day, with what it still has, its state, and whether add-ons of it have ended."""

    period: StatePeriod
    mailbox: Mailbox
    on: date
    addons_ended: bool

    @property
    def late(self) -> bool:
        """Whether it has expired."""
        return self.period.state == "expired"


def _look_up(view: _View, mailbox: Mailbox, request: PlanChangeRequest, rules: Ruleset, on: date) -> _Case | Objection:
    had, mailbox = mailbox, view.lifecycle.days.holding(mailbox, on)
    stage = _Stage(view.lifecycle.period(mailbox, on), mailbox, on, had is not mailbox)
    precondition = _precondition(view, stage)
    if precondition is not None:
        return precondition
    choice = _choice(view, mailbox, request.plan)
    if isinstance(choice, Objection):
        return choice
    plan, unknown = choice
    prices = view.price_day.prices(rules, request.paid_on, mailbox)
    change = _change_to(view, mailbox, plan, prices)
    if isinstance(change, Objection):  # nor would the nearest plan do
        return unknown._replace(rows=(*unknown.rows, *change.rows), change=None) if unknown else change
    space, facts = SpaceAllowance(prices, plan), _facts(view, stage, request, prices)
    found = view.objections(facts, space, request.years, request.extra_inbox_gb, request.extra_archive_gb)
    offered = changed(request, dict(each.change for each in found if each.change)) if found else request
    spaces = tuple(_spaces(view, mailbox, offered, space, plan, change))
    old = own_plan_of(view.snapshot, mailbox.kind, mailbox.plan)
    known = None if isinstance(old, Objection) else old
    found = [unknown, *found] if unknown else found
    return _Case(view, stage, request, facts, prices, known, plan, change, space, spaces, found)


def _objections(case: _Case) -> Sequence[Objection]:
    """What is not offered, and what the new plan will not hold, where the change is not one that always fits."""
    if case.change.too_full == "always_fits":
        return case.found
    return [*case.found, *(_overflow(case, space) for space in case.spaces if space.too_full)]


def _answer(case: _Case, stamp: Stamp) -> Quote:
    view, stage, years = case.view, case.stage, case.request.years
    start = view.counting.start(stage.mailbox.expiry, stage.on, stage.late)
    term = view.counting.term(stage.mailbox, start, years)
    last_days = case.facts.standing.last_days
    return Quote.of(_charges(case), stage.mailbox, term.expiry, stamp, term.anchor, last_days)


# -- whether this mailbox changes at all ------------------------------------------------------------------------------


def _precondition(view: _View, stage: _Stage) -> Objection | None:
    """Why this mailbox cannot change its plan today, whatever is asked."""
    mailbox = stage.mailbox
    rule = view.snapshot.row(PlanChangeRule, mailbox.kind)
    gone = _state_objection(view, stage) if stage.period.state in GONE else None
    if gone is not None:
        return gone
    if not rule.allowed or rule.made_with != "renewal_order":
        return Objection("plan_change_not_offered", (rule,))
    plan = own_plan_of(view.snapshot, mailbox.kind, mailbox.plan)
    if isinstance(plan, Objection) and plan.code == "plan_unknown":
        return plan
    route = check_route(view.snapshot, mailbox.kind, "renewed_elsewhere", "renew_domain")
    return route or _state_objection(view, stage) or _order_objection(view, mailbox, rule)


def _state_objection(view: _View, stage: _Stage) -> Objection | None:
    """Why the state is none to change in: a change is a renewal, so both must be allowed."""
    state = view.rights.listing(stage.period.state)
    may_renew = view.rights.renewal_right(stage.mailbox.kind, stage.period.state).may_renew
    right = view.orderable.change_right(stage.mailbox.kind, stage.mailbox.plan, state)
    if right.value and may_renew:
        return None
    renew = stage.late and may_renew
    ways = view.orderable.ways_out(stage.mailbox, renew=renew, repurchase=state.may_repurchase)
    return Objection(stage.period.state, (*right.rows, *stage.period.rows, *ways.rows), remedies=ways.value)


def _order_objection(view: _View, mailbox: Mailbox, rule: PlanChangeRule) -> Objection | None:
    """Why it cannot be beside what is under way, or with automatic renewal where that must be off."""
    against = view.beside.objection(UnderWay.for_mailbox(mailbox)._replace(automatic_on=False))
    if against is not None:
        return against
    if mailbox.auto_renew and rule.automatic == "must_be_off":
        return Objection("automatic_renewal_on", (rule,), remedies=("switch_off_automatic_renewal",))
    return None


# -- to which plan ----------------------------------------------------------------------------------------------------


class _Choice(NamedTuple):
    """The plan asked for, or the one that is spelled most like it; what speaks against the one asked for."""

    plan: Plan
    objection: Objection | None = None


def _choice(view: _View, mailbox: Mailbox, name: str) -> _Choice | Objection:
    """The plan that is looked at, or why there is none like it."""
    plan = plan_of(view.snapshot, mailbox.kind, name)
    if not isinstance(plan, Objection):
        return _Choice(plan)
    kind, others = mailbox.kind, tuple(changes_to(view.snapshot, mailbox.kind, mailbox.plan))
    plan = plan._replace(allowed=others)
    near = nearest(name, others)
    return plan if near is None else _Choice(view.snapshot.row(Plan, kind, near), plan._replace(change=("plan", near)))


def _change_to(view: _View, mailbox: Mailbox, plan: Plan, prices: Snapshot) -> PlanChange | Objection:
    """What the change to a plan does, or why there is none: it is the same one, it is not sold, no row leads there."""
    if plan.plan == mailbox.plan:
        ways = view.orderable.ways_out(mailbox, renew=True)
        return Objection("same_plan", (plan, *ways.rows), plan.plan, remedies=ways.value)
    unsold = not_sold(prices, plan.plan)
    if unsold is not None:
        return unsold
    open_ = changes_to(view.snapshot, mailbox.kind, mailbox.plan)
    if plan.plan in open_:
        return open_[plan.plan]
    behind = tuple(open_.values()) or (view.snapshot.row(PlanChangeRule, mailbox.kind),)
    return Objection("change_not_offered", behind, plan.plan, tuple(open_))


# -- what is occupied -------------------------------------------------------------------------------------------------


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


def _spaces(  # noqa: PLR0913, PLR0917 - what is wanted, against what there is
    view: _View, mailbox: Mailbox, request: PlanChangeRequest, space: SpaceAllowance, plan: Plan, change: PlanChange
) -> Iterator[_Space]:
    """The inbox, and the archive if there will be one."""
    base, occupied = plan.inbox_gb, mailbox.inbox_bytes
    needed, rows = _needed(view, occupied)
    yield _Space("inbox", base + request.extra_inbox_gb, base, space.most(INBOX), occupied, needed, rows)
    if change.archive not in {"deleted", "absent"}:
        base, occupied = plan.archive_gb, mailbox.archive_bytes
        needed, rows = _needed(view, occupied)
        yield _Space("archive", base + request.extra_archive_gb, base, space.most(ARCHIVE), occupied, needed, rows)


def _needed(view: _View, occupied: int | None) -> Cited[int]:
    """How many whole GB hold so many bytes; nothing needs none."""
    if occupied is None or occupied <= 0:
        return Cited(0, ())
    full, rest = divmod(occupied, gigabytes(1, view.gigabyte.choice))
    if rest:
        return Cited(full + 1, (view.gigabyte,))
    return Cited(full + (view.exact_fit.choice == "too_much"), (view.gigabyte, view.exact_fit))


def _overflow(case: _Case, space: _Space) -> Objection:
    """What is too much is freed by hand, or GB are bought for it where the plan grows so far; a row says what first."""
    code, rows = _TOO_FULL[space.name], (case.change, case.plan, *space.rows)
    extra = space.needed - space.base
    if space.most is not None and extra > space.most:
        return Objection(code, rows, space.needed, (0, space.gb), ("free_space",))
    change = (f"extra_{space.name}_gb", extra)
    return Objection(code, rows, space.needed, (0, space.gb), _WAYS[case.change.too_full], change)


# -- what it costs and what comes of it -------------------------------------------------------------------------------


def _charges(case: _Case) -> Charges:
    """What is paid, what follows and why, for a question that nothing speaks against."""
    view, stage = case.view, case.stage
    facts = case.facts
    data = (*_data(case), *(() if case.old is None else _features(view, case.old, case.plan)))
    deal = view.deal(
        facts,
        case.plan.plan,
        case.space,
        case.prices,
        _rows_of_plans(case),
        stage.period.rows,
        data,
    )
    request = case.request
    return view.charges(deal, request.years, request.extra_inbox_gb, request.extra_archive_gb)


def _facts(view: _View, stage: _Stage, request: PlanChangeRequest, prices: Snapshot) -> RenewalFacts:
    """The renewal that a change of plan is; whether automatic renewal may be on, the rule of changes says."""
    mailbox, on = stage.mailbox, stage.on
    inbox, archive = request.extra_inbox_gb, request.extra_archive_gb
    standing = view.standing[
        False,
        mailbox.renewal_order_pending,
        on == mailbox.expiry,
        stage.late,
        view.lifecycle.days.grace(mailbox),
        view.deadlines.of(mailbox),
        stage.addons_ended,
        view.fee_from((on - mailbox.expiry).days) if stage.late else 0,
        view.counting.from_leap_day(mailbox, view.counting.start(mailbox.expiry, on, stage.late)),
        view.deadlines.timing(mailbox, request.method, request.paid_on, on),
        False,
    ]
    return RenewalFacts(
        several_years=request.years > 1,
        inbox=inbox > 0,
        archive=archive > 0,
        more_space=inbox > mailbox.extra_inbox_gb or archive > mailbox.extra_archive_gb,
        promo_product=mailbox.promo,
        promo_order=request.promo,
        method=request.method,
        signed_in=request.signed_in,
        keep_off=request.keep_automatic_off,
        holder=billed_as(mailbox.holder),
        identified=view.paying.identifies(mailbox.holder, request.einvoice_identifier),
        price_day=prices.day,
        standing=standing,
    )


def _rows_of_plans(case: _Case) -> tuple[Row, ...]:
    """The rows of both plans and of the change, and the readings of what is occupied."""
    rule = case.view.snapshot.row(PlanChangeRule, case.stage.mailbox.kind)
    box, state = case.stage.mailbox, case.view.rights.listing(case.stage.period.state)
    right = case.view.orderable.change_right(box.kind, box.plan, state)
    old = (case.old,) if case.old else ()
    return (rule, *right.rows, case.change, case.plan, *old, *(row for space in case.spaces for row in space.rows))


def _data(case: _Case) -> Iterator[Cited[Effect]]:
    """What becomes of the plan and of the space, and what nobody has checked."""
    plan, change = case.plan, case.change
    yield Cited(Effect("plan_becomes", plan.ref, value=plan.plan), (plan,))
    inbox, *archive = case.spaces
    yield Cited(Effect("inbox_becomes", plan.ref, "gb", inbox.gb, inbox.gb), (plan,))
    if change.archive != "absent":
        gb = archive[0].gb if archive else None
        unit: EffectUnit | None = None if gb is None else "gb"
        yield Cited(Effect(_ARCHIVE_EFFECTS[change.archive], change.ref, unit, gb, gb), (change,))
    for space in case.spaces:
        if space.too_full:
            effect = Effect("space_too_small", change.ref, "gb", space.needed, space.needed, space.name)
            yield Cited(effect, (change,))
        if space.occupied is None and change.too_full != "always_fits":
            yield Cited(Effect("space_to_be_checked", change.ref, value=space.name), (change,))


def _features(view: _View, old: Plan, new: Plan) -> tuple[Cited[Effect], ...]:
    """The functions that come and go with the plans."""
    known = view.features.get((old.ref, new.ref))
    return known if known is not None else view.features.keep((old.ref, new.ref), _compared(old, new))


def _compared(old: Plan, new: Plan) -> tuple[Cited[Effect], ...]:
    lost = [Effect("feature_lost", new.ref, value=name) for name in old.features if name not in new.features]
    gained = [Effect("feature_gained", new.ref, value=name) for name in new.features if name not in old.features]
    return tuple(Cited(effect, (new,)) for effect in (*lost, *gained))


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View(RenewalView):
    """What a change of plan needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Plan, PlanChange, PlanChangeRule, Route, *Orderable.READS, *RenewalView.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.orderable = Orderable(snapshot)
        self.gigabyte = interpretation(snapshot, "gigabyte")
        self.exact_fit = interpretation(snapshot, "downgrade_exact_fit")
        self.features: Memo[tuple[str, str], tuple[Cited[Effect], ...]] = Memo()


_PLAN_CHANGE: Final = Steps(_View, _look_up, _objections, _answer, takes=takes("quote_plan_change"))
