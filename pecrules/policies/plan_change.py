"""A renewal that changes the plan: what it costs, what becomes of space and messages, or why it cannot be.

Tables: ``plans`` (plans, which change into which and what that does to the data, whether a kind changes at all),
``renewal`` (terms, advice, routes, pending orders, what the new term counts from), ``pricing``, ``lifecycle``,
``payments``, ``holders`` and the ``interpretations`` it names. Sources: seed 001 (R1.11 to R1.13), seed 004 (R4.12),
F5.07 to F5.16.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Final

from pecrules.base.errors import nearest
from pecrules.base.memo import Memo
from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps
from pecrules.domain.beside import UnderWay
from pecrules.domain.life import GONE, StatePeriod
from pecrules.domain.misuse import takes
from pecrules.domain.orderable import Orderable
from pecrules.domain.ordering import DEAL_BYTES, Deal, amounts_of
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
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.plans import Plan, PlanChange, PlanChangeRule
from pecrules.rulebook.rows.renewal import Route
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_CHANGE_BYTES: Final = 2_000
_OPEN_BYTES: Final = 400

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
        change: The two plans.
        rows: The rows by which the plan may be changed at all.
        spaces: The new plan's, with as much extra space as is offered.
        deal: What such orders share, if one was asked about before.
        found: What speaks against plan, term, extra space and way to pay.
    """

    view: _View
    stage: _Stage
    request: PlanChangeRequest
    facts: RenewalFacts
    prices: Snapshot
    change: _Change
    rows: tuple[Row, ...]
    spaces: tuple[_Space, ...]
    deal: Deal | None
    found: Sequence[Objection]


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
    rows = _open(view, stage)
    if isinstance(rows, Objection):
        return rows
    names = (mailbox.kind, mailbox.plan, request.plan)
    change = view.changes[names]
    if isinstance(change, Objection):
        return change
    against = _against(view, mailbox, change)
    if against is not None:
        return against
    prices = view.price_day.prices(rules, request.paid_on, mailbox)
    facts, spaces = _facts(view, stage, request, prices), change.spaces(view, mailbox, request)
    deal = view.deals.get(_known_by(change, stage, facts, spaces))
    amounts = amounts_of(request)
    if deal and deal.offers(*amounts):
        return _Case(view, stage, request, facts, prices, change, rows, spaces, deal, change.unknown)
    found = view.objections(facts, change.plan.plan, change.allowance, prices, amounts)
    if found:
        offered = changed(request, dict(each.change for each in found if each.change))
        spaces = change.spaces(view, mailbox, offered)
    return _Case(view, stage, request, facts, prices, change, rows, spaces, None, [*change.unknown, *found])


def _objections(case: _Case) -> Sequence[Objection]:
    """What is not offered, and what the new plan will not hold, where the change is not one that always fits."""
    if case.change.always_fits:
        return case.found
    return [*case.found, *[_overflow(case, space) for space in case.spaces if space.needed > space.gb]]


def _answer(case: _Case, stamp: Stamp) -> Quote:
    view, stage, years = case.view, case.stage, case.request.years
    start = view.counting.start(stage.mailbox.expiry, stage.on, stage.late)
    term = view.counting.term(stage.mailbox, start, years)
    last_days = case.facts.standing.last_days
    return Quote.of(_charges(case), stage.mailbox, term.expiry, stamp, term.anchor, last_days)


# -- whether this mailbox changes at all ------------------------------------------------------------------------------


def _open(view: _View, stage: _Stage) -> tuple[Row, ...] | Objection:
    """The rows by which a mailbox may change its plan today, which hang on few facts; or why not, whatever is asked."""
    mailbox, state = stage.mailbox, stage.period.state
    facts = (mailbox.kind, mailbox.plan, state, UnderWay.for_mailbox(mailbox))
    known = view.open.get(facts)
    if known is not None:
        return known
    precondition = _precondition(view, stage)
    if precondition is not None:
        return precondition
    right = view.orderable.change_right(mailbox.kind, mailbox.plan, view.rights.listing(state))
    return view.open.keep(facts, (view.snapshot.row(PlanChangeRule, mailbox.kind), *right.rows))


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


class _Change:
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

    def __init__(self, view: _View, names: _Names, choice: _Choice) -> None:
        kind, old, _ = names
        self.names: Final = names
        self.plan: Final = choice.plan
        self.unknown: Final = () if choice.objection is None else (choice.objection,)
        is_another = choice.plan.plan != old
        found = _change_to(view, kind, old, choice.plan) if is_another else None
        self.row: Final = None if isinstance(found, Objection) else found
        self.against: Final = found if isinstance(found, Objection) else None
        plan = own_plan_of(view.snapshot, kind, old)
        self.old: Final = None if isinstance(plan, Objection) else plan
        self.allowance: Final = SpaceAllowance(view.snapshot, choice.plan)
        self.features: Final = () if self.old is None else _features(self.old, choice.plan)
        self.always_fits: Final = self.row is not None and self.row.too_full == "always_fits"

    def spaces(self, view: _View, mailbox: Mailbox, request: PlanChangeRequest) -> tuple[_Space, ...]:
        """The inbox, and the archive if there will be one, with the extra space of an order."""
        plan, most = self.plan, self.allowance.most
        inbox = _space(view, "inbox", plan.inbox_gb, request.extra_inbox_gb, most(INBOX), mailbox.inbox_bytes)
        if self.row is None or self.row.archive in {"deleted", "absent"}:
            return (inbox,)
        gb, occupied = plan.archive_gb, mailbox.archive_bytes
        return inbox, _space(view, "archive", gb, request.extra_archive_gb, most(ARCHIVE), occupied)


_Names = tuple[str, str, str]
"""A kind of mailbox, the plan that one has, and the one that is asked for."""


class _Choice(NamedTuple):
    """The plan asked for, or the one that is spelled most like it; what speaks against the one asked for."""

    plan: Plan
    objection: Objection | None = None


def _change(view: _View, names: _Names) -> _Change | Objection:
    """What changing one plan for another is, or why there is no plan like it."""
    choice = _choice(view, names)
    return choice if isinstance(choice, Objection) else _Change(view, names, choice)


def _choice(view: _View, names: _Names) -> _Choice | Objection:
    """The plan that is looked at, or why there is none like it."""
    kind, old, name = names
    plan = plan_of(view.snapshot, kind, name)
    if not isinstance(plan, Objection):
        return _Choice(plan)
    others = tuple(changes_to(view.snapshot, kind, old))
    plan = plan._replace(allowed=others)
    near = nearest(name, others)
    return plan if near is None else _Choice(view.snapshot.row(Plan, kind, near), plan._replace(change=("plan", near)))


def _against(view: _View, mailbox: Mailbox, change: _Change) -> Objection | None:
    """Why a mailbox cannot have the plan: it has it, it is not sold, no row leads there."""
    plan = change.plan
    if plan.plan != mailbox.plan:
        return change.against
    ways = view.orderable.ways_out(mailbox, renew=True)
    return Objection("same_plan", (plan, *ways.rows), plan.plan, remedies=ways.value)


def _change_to(view: _View, kind: str, old: str, plan: Plan) -> PlanChange | Objection:
    """What the change to a plan does, or why there is none: it is not sold, no row leads there."""
    unsold = not_sold(view.snapshot, plan.plan)
    if unsold is not None:
        return unsold
    open_ = changes_to(view.snapshot, kind, old)
    if plan.plan in open_:
        return open_[plan.plan]
    behind = tuple(open_.values()) or (view.snapshot.row(PlanChangeRule, kind),)
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


def _space(  # noqa: PLR0913, PLR0917 - what there will be, against what there is
    view: _View, name: str, base: int, extra: int, most: int | None, occupied: int | None
) -> _Space:
    needed, rows = _needed(view, occupied)
    return _Space(name, base + extra, base, most, occupied, needed, rows)


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
    row = case.change.row
    assert row is not None  # else nothing is looked at
    code, rows = _TOO_FULL[space.name], (row, case.change.plan, *space.rows)
    extra = space.needed - space.base
    if space.most is not None and extra > space.most:
        return Objection(code, rows, space.needed, (0, space.gb), ("free_space",))
    change = (f"extra_{space.name}_gb", extra)
    return Objection(code, rows, space.needed, (0, space.gb), _WAYS[row.too_full], change)


# -- what it costs and what comes of it -------------------------------------------------------------------------------


def _charges(case: _Case) -> Charges:
    """What is paid, what follows and why, for a question that nothing speaks against."""
    view, request, deal = case.view, case.request, case.deal or _deal(case)
    effects = (*_data(case), *case.change.features, *deal.grounds.effects)
    return view.paying.charge(deal.tariff, amounts_of(request), deal.rate, deal.grounds._replace(effects=effects))


def _deal(case: _Case) -> Deal:
    """What orders of the same facts share, remembered: all but how much space there will be."""
    view, stage, change = case.view, case.stage, case.change
    assert change.row is not None  # else it would be refused
    old = (change.old,) if change.old else ()
    rows = (*case.rows, change.row, change.plan, *old, *(row for space in case.spaces for row in space.rows))
    deal = view.renewal(case.facts, change.plan.plan, change.allowance, case.prices, rows, stage.period.rows)
    return view.deals.keep(_known_by(change, stage, case.facts, case.spaces), deal)


def _known_by(change: _Change, stage: _Stage, facts: RenewalFacts, spaces: tuple[_Space, ...]) -> tuple[Any, ...]:
    """All that the reasons for a change hang on."""
    under_way, period = UnderWay.for_mailbox(stage.mailbox), stage.period
    refs = [row.ref for rows in (period.rows, *[space.rows for space in spaces]) for row in rows]
    return (*change.names, *facts, period.state, under_way, *refs)


def _facts(view: _View, stage: _Stage, request: PlanChangeRequest, prices: Snapshot) -> RenewalFacts:
    """The renewal that a change of plan is; whether automatic renewal may be on, the rule of changes says."""
    mailbox, on = stage.mailbox, stage.on
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
    order = view.facts(request, amounts_of(request), mailbox.holder, prices, promo=mailbox.promo)
    more_space = request.extra_inbox_gb > mailbox.extra_inbox_gb or request.extra_archive_gb > mailbox.extra_archive_gb
    return RenewalFacts(order, more_space, standing)


def _data(case: _Case) -> list[Effect]:
    """What becomes of the plan and of the space, and what nobody has checked."""
    plan, change, (inbox, *archive) = case.change.plan, case.change.row, case.spaces
    assert change is not None  # else it would be refused
    found = [
        Effect("plan_becomes", plan.ref, value=plan.plan),
        Effect("inbox_becomes", plan.ref, "gb", inbox.gb, inbox.gb),
    ]
    if change.archive != "absent":
        gb = archive[0].gb if archive else None
        unit: EffectUnit | None = None if gb is None else "gb"
        found.append(Effect(_ARCHIVE_EFFECTS[change.archive], change.ref, unit, gb, gb))
    for space in case.spaces:
        if space.needed > space.gb:
            found.append(Effect("space_too_small", change.ref, "gb", space.needed, space.needed, space.name))
        if space.occupied is None and not case.change.always_fits:
            found.append(Effect("space_to_be_checked", change.ref, value=space.name))
    return found


def _features(old: Plan, new: Plan) -> tuple[Effect, ...]:
    """The functions that come and go with the plans."""
    lost = [Effect("feature_lost", new.ref, value=name) for name in old.features if name not in new.features]
    gained = [Effect("feature_gained", new.ref, value=name) for name in new.features if name not in old.features]
    return (*lost, *gained)


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
        answers = snapshot.answers
        self.open: Memo[tuple[Any, ...], tuple[Row, ...]] = Memo(budget=answers, weight=_OPEN_BYTES)
        self.changes: Memo[_Names, _Change | Objection] = Memo(_change, self, budget=answers, weight=_CHANGE_BYTES)
        self.deals: Memo[tuple[Any, ...], Deal] = Memo(budget=answers, weight=DEAL_BYTES)


_PLAN_CHANGE: Final = Steps(_View, _look_up, _objections, _answer, takes=takes("quote_plan_change"))
