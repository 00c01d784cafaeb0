"""How a mailbox ends: until when it works and its content exists, what is lost and what is paid back.

Tables: ``termination`` (modes, the consumer's right, what ends along), ``lifecycle`` (states, transitions, grace) and
the ``interpretations`` it names. Sources: seed 003 (R3.11), F1.18, F1.19, F8.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from pecrules.base import dates, money
from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps
from pecrules.domain.endings import Endings
from pecrules.domain.expiry import TermStart
from pecrules.domain.life import THERE, USABLE, Lifecycle, StatePeriod, seen_as
from pecrules.domain.misuse import takes
from pecrules.domain.orderable import Orderable
from pecrules.domain.provenance import Cited, because, caveats, interpretation
from pecrules.domain.refusing import Objection
from pecrules.domain.state_rights import StateRights
from pecrules.model.codes import EffectCode
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect, Stamp
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import Termination
from pecrules.model.requests import TerminationRequest
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.termination import Cascade, ConsumerRight, Mode
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_CAUSES: Final = {
    "at_expiry": "mailbox_expired",
    "at_once": "mailbox_withdrawn",
    "on_asked_day": "mailbox_withdrawn",
}
"""The cause in ``termination.cascade``, by when a mode takes effect."""

_ENDED: Final[dict[str, EffectCode]] = {"addons": "addons_ended", "mailbox": "mailbox_ended"}
"""The effect that stands for each thing that ends, by the words of ``termination.cascade.ends``."""

_DIGITS: Final = 60  # of an amount: more is no amount


def terminate(
    mailbox: Mailbox, request: TerminationRequest, *, rules: Ruleset, on: date
) -> Termination | Refusal[TerminationRequest]:
    """How a mailbox ends when somebody wishes it to, or why it cannot end that way.

    Args:
        mailbox: The mailbox as it is on the day.
        request: How it is to end, who asks and by which way, what was paid for the running term.
        rules: The rules to ask.
        on: The day of the request, a civil date of Europe/Rome.

    Returns:
        A ``Termination``. What ends at once has ended on the day of the request, as ``status`` says once it is done, so
        its last whole day is the one before (the expiry, for one that has expired); what ends on a day asked for works
        until the end of that day. Nothing is
        paid back to who lets it lapse; the refund is ``None`` when it depends on something that is not known. Or a
        ``Refusal`` with the rows behind it and the nearest request that would be accepted.

    Raises:
        NoRuleInForce: the tables say nothing yet about a mode, a grace or a reading on that day.
        CalendarError: a day that counts would lie outside the years 1 to 9999.

    Source:
        R3.11; F1.18, F1.19, F8.01 to F8.13, F8.17.

    >>> from pecrules import Mailbox, TerminationRequest, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30), auto_renew=True)
    >>> lapse = terminate(box, TerminationRequest(mode="lapse"), rules=load_rules(), on=date(2027, 1, 10))
    >>> str(lapse.last_day), str(lapse.kept_until), [effect.code for effect in lapse.effects]
    ('2027-03-30', '2027-06-28', ['automatic_renewal_off', 'addons_ended'])
    """
    return _TERMINATION.ask(mailbox, request, rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Case(NamedTuple):
    """A request to end a mailbox.

    Attributes:
        view: The tables.
        mailbox: The mailbox.
        request: The request.
        on: The day of the request.
        period: The mailbox's state on the day.
        mode: The mode that is asked for, or the one that comes nearest to it.
        mode_objection: Why the mode that is asked for is not offered, if it is not.
    """

    view: _View
    mailbox: Mailbox
    request: TerminationRequest
    on: date
    period: StatePeriod
    mode: Mode
    mode_objection: Objection | None

    @property
    def steps(self) -> Sequence[Row]:
        """The transitions that end the mailbox in the mode."""
        return self.view.endings.steps(self.mode, seen_as(self.period.state))

    @property
    def last_active(self) -> date:
        """The last day on which the mailbox is active if nothing happens."""
        return self.view.lifecycle.days.last_active(self.mailbox)


def _look_up(view: _View, mailbox: Mailbox, request: TerminationRequest, _: Ruleset, on: date) -> _Case:
    period = view.lifecycle.period(mailbox, on)
    offered, wanted = view.endings.offered(mailbox), request.mode
    if wanted in offered:
        return _Case(view, mailbox, request, on, period, offered[wanted], None)
    near, rows = view.endings.instead(mailbox, wanted), tuple(offered.values())
    begun = [row for row in rows if view.endings.steps(row, seen_as(period.state))]
    behind = rows if len(begun) == len(rows) else (*rows, *period.rows)  # the state is why the others are not allowed
    for_them = [row for row in begun if not _asker_objection(row, request)]
    this_way = [row for row in for_them if not _way_objection(row, request)]
    allowed = tuple(row.mode for row in this_way or for_them)
    objection = Objection("mode_not_offered", behind, wanted, allowed, change=("mode", near.mode))
    return _Case(view, mailbox, request, on, period, near, objection)


def _objections(case: _Case) -> Sequence[Objection]:
    """Everything that speaks against it, the mailbox's own state first."""
    found = (
        _state_objection(case),
        case.mode_objection,
        _asker_objection(case.mode, case.request),
        _way_objection(case.mode, case.request),
        _day_objection(case),
        _amount_objection(case),
    )
    return [objection for objection in found if objection is not None]


def _answer(case: _Case, stamp: Stamp) -> Termination:
    mode, ends = case.mode, _ends(case)
    kept_until, refund, effects = _kept_until(case, ends.value), _refund(case), _effects(case)
    again = _may_repurchase(case)
    rows = (mode, *case.steps, *ends.rows, *kept_until.rows, *refund.rows, *effects.rows, *again.rows)
    return Termination(
        mode=mode.mode,
        last_day=min(ends.value, case.last_active),
        kept_until=kept_until.value,
        deletes=mode.deletes,
        refund=None if refund.value is None else money.decimal(refund.value),
        may_repurchase=again.value,
        effects=effects.value,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


def _may_repurchase(case: _Case) -> Cited[bool]:
    """Whether the name can be bought again, as far as the rules of the day can say."""
    if case.mode.repurchase == "nobody":
        return Cited(False, ())
    found = case.view.orderable.repurchase(case.mailbox.kind, case.mailbox.plan)
    return found._replace(rows=() if found.value else found.rows)


# -- objections -------------------------------------------------------------------------------------------------------


def _state_objection(case: _Case) -> Objection | None:
    """Why the mailbox as it stands cannot be ended like this, whatever else is asked."""
    state = case.period.state
    if not case.steps:
        return Objection(state, (case.view.rights.state(state), *case.period.rows))
    day = _end_before(case.mailbox)
    if case.mode.takes_effect == "at_expiry" and day is not None and day < case.last_active:
        return Objection("ends_sooner", (case.mode,), day.isoformat())
    return None


def _end_before(mailbox: Mailbox) -> date | None:
    """The last day of a mailbox by what was asked for before: its end on a day, or a withdrawal to come."""
    withdrawn = None if mailbox.withdrawn_on is None else dates.add(mailbox.withdrawn_on, days=-1)
    return min((day for day in (mailbox.termination_day, withdrawn) if day is not None), default=None)


def _asker_objection(mode: Mode, request: TerminationRequest) -> Objection | None:
    who, entitled = request.asked_by, mode.asked_by
    if who in entitled:
        return None
    return Objection("not_entitled", (mode,), who, entitled, change=("asked_by", entitled[0]))


def _way_objection(mode: Mode, request: TerminationRequest) -> Objection | None:
    """Why it cannot be asked for in this way; what need not be asked for at all may be asked for in any."""
    way, ways = request.through, mode.asked_through
    if request.asked_by in mode.form_only:
        ways = tuple(each for each in ways if each != "online_request")
    if way in ways or "nothing" in ways:
        return None
    return Objection("way_not_offered", (mode,), way, ways, change=("through", ways[0]) if ways else None)


def _day_objection(case: _Case) -> Objection | None:
    """A day must be given where one is asked for, from today to the expiry; elsewhere it would be passed over."""
    day, mode = case.request.day, case.mode
    if mode.takes_effect != "on_asked_day":
        return None if day is None else Objection("day_not_asked", (mode,), day.isoformat(), change=("day", None))
    return case.view.endings.day_objection(mode, case.mailbox, day, case.on)


def _amount_objection(case: _Case) -> Objection | None:
    paid = case.request.paid_gross
    if paid is None or _is_amount(paid):
        return None
    return Objection("amount_invalid", (case.mode,), str(paid), change=("paid_gross", None))


def _is_amount(amount: Decimal) -> bool:
    """Whether it is an amount of whole cents, and not below zero."""
    if not amount.is_finite() or amount < 0:
        return False
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2 and amount.adjusted() < _DIGITS  # noqa: PLR2004 - of a cent


# -- days and money ---------------------------------------------------------------------------------------------------


def _ends(case: _Case) -> Cited[date]:
    """The last day before it has ended."""
    expiry_day = (case.view.lifecycle.days.expiry_day,)
    if case.mode.takes_effect == "at_expiry":
        return _last_day_in(case, USABLE) or Cited(case.last_active, expiry_day)
    ends = case.request.day or dates.add(case.on, days=-1)
    late = (case.request.day or case.on) > case.last_active
    return Cited(ends, (*expiry_day, case.view.endings.latest) if late else ())


def _last_day_in(case: _Case, states: Collection[str]) -> Cited[date] | None:
    """The last day of a mailbox in some states, where something cuts its life short: a suspension, or an end."""
    if case.mailbox.suspended_on is None and _end_before(case.mailbox) is None:
        return None
    life = case.view.lifecycle.life(case.mailbox)
    last = [Cited(each.until, each.rows) for each in life if each.until is not None and each.state in states][-1:]
    return last[0] if last else None


def _kept_until(case: _Case, ends: date) -> Cited[date]:
    """The last day on which the content exists."""
    mode, lifecycle, reading = case.mode, case.view.lifecycle, case.view.immediate_content
    by_reading = mode.grace == "by_reading"
    rows = (reading,) if by_reading else ()
    if mode.grace == "not_kept" or (by_reading and reading.choice == "deleted_at_once"):
        return Cited(ends, rows)
    stopped = _last_day_in(case, THERE) if mode.takes_effect == "at_expiry" else None
    if stopped is not None:
        return stopped._replace(rows=(*rows, *stopped.rows))
    expiry = case.mailbox.expiry
    start = expiry if mode.takes_effect == "at_expiry" else min(ends, expiry)
    rows = (*rows, *lifecycle.days.grace(case.mailbox).rows, lifecycle.days.last_day)
    return Cited(max(ends, lifecycle.days.kept_until(case.mailbox, start)), rows)


def _refund(case: _Case) -> Cited[int | None]:
    """Cents paid back; ``None`` when that depends on something not known. The day of the request counts as used."""
    if case.mode.takes_effect == "at_expiry":
        return Cited(0, ())
    reading, paid = case.view.refund, case.request.paid_gross
    part, rows = _PARTS[reading.choice](case, case.request.day or case.on)
    if part is None or (part.some and paid is None):
        return Cited(None, (reading, *rows))
    cents = 0 if paid is None else money.divide(money.cents(paid) * part.some, part.whole)
    return Cited(cents, (reading, *rows))


class _Part(NamedTuple):
    """So many of so many parts."""

    some: int
    whole: int


_NOTHING: Final = _Part(0, 1)
_ALL: Final = _Part(1, 1)


def _unused(case: _Case, ends: date) -> Cited[_Part | None]:
    """The days that are left of the running term, of all its days; the day it counts from is not one of them.

    A term that was ordered early counts from the expiry there was, so before that day all of it is left.
    """
    counting, expiry = case.view.counting, case.mailbox.expiry
    began = counting.began(case.mailbox)
    if began is None:
        return Cited(None, ())
    whole = (expiry - began).days
    leap = (counting.leap_day,) if counting.from_leap_day(case.mailbox, expiry) else ()
    return Cited(_Part(min(whole, max(0, (expiry - ends).days)), whole), leap)


def _as_consumer(case: _Case, _: date) -> Cited[_Part | None]:
    """All of it to a consumer who withdraws in time, else nothing; ``None`` where nobody knows who or when."""
    holder, began, consumer = case.mailbox.holder, _began(case), case.view.consumer
    rows = (consumer, case.view.right_begins)
    other = holder is not None and holder.subject != consumer.subject
    late = began is not None and (case.on - began).days > consumer.withdrawal_days
    if other or late or case.mode.mode != "withdrawal":
        return Cited(_NOTHING, rows)
    return Cited(None if holder is None or began is None else _ALL, rows)


def _began(case: _Case) -> date | None:
    """The day from which the right to withdraw is counted; ``None`` where nobody knows it."""
    mailbox = case.mailbox
    if case.view.right_begins.choice == "each_term":
        return mailbox.last_term_began_on
    return mailbox.requested_on or mailbox.activation_started_on or mailbox.activated_on


_PARTS: Final[dict[str, Callable[[_Case, date], Cited[_Part | None]]]] = {
    "consumer_14_days": _as_consumer,
    "pro_rata": _unused,
    "no_refund": lambda _case, _ends: Cited(_NOTHING, ()),
}
"""Which part of what was paid is paid back, by the choices of topic ``withdrawal_refund``."""


def _effects(case: _Case) -> Cited[tuple[Effect, ...]]:
    """What follows: automatic renewal is switched off, and what hangs on the mailbox ends with it."""
    row = case.view.cascade.get(_CAUSES[case.mode.takes_effect])
    off = (Effect("automatic_renewal_off", case.mode.ref),) if case.mailbox.auto_renew else ()
    along = tuple(Effect(_ENDED[thing], row.ref) for thing in row.ends) if row else ()
    return Cited((*off, *along), (row,) if row else ())


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What termination needs of the tables, looked up once for an interval of days."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Cascade, ConsumerRight, Interpretation, *Endings.READS, *Orderable.READS, *TermStart.READS, *Lifecycle.READS,
        *StateRights.READS,
    )  # fmt: skip

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.lifecycle = Lifecycle(snapshot)
        self.endings = Endings(snapshot, self.lifecycle.days)
        self.orderable = Orderable(snapshot)
        self.rights = StateRights(snapshot)
        self.counting = TermStart(snapshot)
        self.consumer = snapshot.row(ConsumerRight)
        self.cascade: dict[str, Cascade] = {row.cause: row for row in snapshot.rows(Cascade)}
        self.refund = interpretation(snapshot, "withdrawal_refund")
        self.right_begins = interpretation(snapshot, "withdrawal_right_begins")
        self.immediate_content = interpretation(snapshot, "partner_immediate_content")


_TERMINATION: Final = Steps(_View, _look_up, _objections, _answer, takes=takes("terminate"))
