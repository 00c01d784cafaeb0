"""How a mailbox ends: until when it works and its content exists, what is lost and what is paid back.

Tables: ``termination`` (modes, the consumer's right, what ends along), ``lifecycle`` (states, transitions, grace) and
the ``interpretations`` it names. Sources: seed 003 (R3.11), F1.18, F1.19, F8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final, NamedTuple

from pecrules.base import money
from pecrules.base.errors import NoRuleInForce
from pecrules.domain.life import Lifecycle, StatePeriod, seen_as
from pecrules.domain.provenance import because, caveats, interpretation
from pecrules.domain.refusing import Objection, refusal
from pecrules.model.codes import EffectCode
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Effect
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import Termination
from pecrules.model.requests import TerminationRequest
from pecrules.rulebook.rows import Cascade, ConsumerRight, Interpretation, Mode, Row, Step
from pecrules.rulebook.ruleset import Ruleset, Snapshot

_EVENTS: Final = {
    "lapse": "expiry_passed",
    "withdrawal": "withdrawal_requested",
    "at_date": "termination_day_reached",
    "immediate": "immediate_termination_requested",
}
"""The event in ``lifecycle.transitions`` that each mode comes to: the states it starts from can be ended that way."""

_CAUSES: Final = {
    "at_expiry": "mailbox_expired",
    "at_once": "mailbox_withdrawn",
    "on_asked_day": "mailbox_withdrawn",
}
"""The cause in ``termination.cascade``, by when a mode takes effect."""

_ENDED: Final[dict[str, EffectCode]] = {"addons": "addons_ended", "mailbox": "mailbox_ended"}
"""What is told of each thing that ends, by the words of ``termination.cascade.ends``."""

_LIKE: Final = {"withdrawal": "at_once", "immediate": "at_once"}
"""When a mode takes effect that could stand in for one not offered: what is not for at once never becomes so."""

_DIGITS: Final = 60  # of an amount: more is no amount


def terminate(mailbox: Mailbox, request: TerminationRequest, *, rules: Ruleset, on: date) -> Termination | Refusal:
    """How a mailbox ends when somebody wishes it to, or why it cannot end that way.

    Args:
        mailbox: The mailbox as it is on the day.
        request: How it is to end, who asks and by which way, what was paid for the running term.
        rules: The rules to ask.
        on: The day of the request, a civil date of Europe/Rome.

    Returns:
        A ``Termination``. What ends at once works until the request, so its last day is the day of the request (the
        expiry, for one that has expired); what ends on a day asked for works until the end of that day. Nothing is
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
    view, stamp = rules.view(_View, on, mailbox)
    try:
        asked = _Asked(mailbox, request, on, view.lifecycle.period(mailbox, on))
        mode, reasons = _mode(view, asked)
        reasons = _wrong(view, asked, mode, reasons)
        if reasons:
            mendable = all(reason.change for reason in reasons)
            return refusal(reasons, request if mendable else None, stamp)
        ends, days = _ends(view, asked, mode)
        kept_until, kept = _kept_until(view, asked, mode, ends)
    except NoRuleInForce as error:
        raise error.asked_on(on, rules.known_by) from None
    refund, paid_back = _refund(view, asked, mode, ends)
    effects, ended = _effects(view, mailbox, mode)
    rows = (mode, *view.steps(mode, asked.stands), *days, *kept, *paid_back, *ended)
    return Termination(
        mode=mode.mode,
        last_day=min(ends, view.last_active(mailbox)),
        kept_until=kept_until,
        deletes=mode.deletes,
        refund=None if refund is None else money.decimal(refund),
        may_repurchase=mode.repurchase != "nobody",
        effects=effects,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


class _Asked(NamedTuple):
    """A question, and in which state it finds the mailbox."""

    mailbox: Mailbox
    request: TerminationRequest
    on: date
    period: StatePeriod

    @property
    def stands(self) -> str:
        """The state as transitions call it."""
        return seen_as(self.period.state)


# -- the noes ---------------------------------------------------------------------------------------------------------


def _mode(view: _View, asked: _Asked) -> tuple[Mode, list[Objection]]:
    """The mode asked for; or why it is not offered, and the one that comes nearest to it.

    Raises:
        NoRuleInForce: no mode at all is offered for such a mailbox.
    """
    offered, wanted = view.offered(asked.mailbox), asked.request.mode
    if wanted in offered:
        return offered[wanted], []
    if not offered:
        raise NoRuleInForce(Mode.SECTION, (asked.mailbox.kind, wanted), asked.on, None, view.snapshot.known_by)
    rows = tuple(offered.values())
    like = _LIKE.get(wanted, "at_expiry")
    near = min(rows, key=lambda mode: (mode.takes_effect != like, mode.takes_effect != "at_expiry"))
    return near, [Objection("mode_not_offered", rows, wanted, tuple(offered), change=("mode", near.mode))]


def _wrong(view: _View, asked: _Asked, mode: Mode, reasons: list[Objection]) -> list[Objection]:
    """Everything that speaks against ending a mailbox in a mode, the mailbox's own state first."""
    found = (
        _wrong_state(view, asked, mode),
        *reasons,
        _wrong_asker(asked, mode),
        _wrong_way(asked, mode),
        _wrong_day(view, asked, mode),
        _wrong_amount(asked, mode),
    )
    return [reason for reason in found if reason is not None]


def _wrong_state(view: _View, asked: _Asked, mode: Mode) -> Objection | None:
    """Why the mailbox as it stands cannot be ended like this, whatever else is asked."""
    if not view.steps(mode, asked.stands):
        return Objection(asked.period.state, (view.lifecycle.state(asked.period.state), *asked.period.rows))
    day = asked.mailbox.termination_day
    if mode.takes_effect == "at_expiry" and day is not None and day < view.last_active(asked.mailbox):
        return Objection("ends_sooner", (mode,), day.isoformat())
    return None


def _wrong_asker(asked: _Asked, mode: Mode) -> Objection | None:
    who = asked.request.asked_by
    if who in mode.asked_by:
        return None
    return Objection("not_entitled", (mode,), who, mode.asked_by, change=("asked_by", mode.asked_by[0]))


def _wrong_way(asked: _Asked, mode: Mode) -> Objection | None:
    """Why it cannot be asked for in this way; what need not be asked for at all may be told in any."""
    way, ways = asked.request.through, mode.asked_through
    if way in ways or "nothing" in ways:
        return None
    return Objection("way_not_offered", (mode,), way, ways, change=("through", ways[0]))


def _wrong_day(view: _View, asked: _Asked, mode: Mode) -> Objection | None:
    """A day must be given where one is asked for, from today to the expiry; elsewhere it would be passed over."""
    day, last = asked.request.day, max(asked.on, view.last_active(asked.mailbox))
    if mode.takes_effect != "on_asked_day":
        return None if day is None else Objection("day_not_asked", (mode,), day.isoformat(), change=("day", None))
    allowed = (asked.on.isoformat(), last.isoformat())
    if day is None:
        return Objection("day_missing", (mode,), None, allowed, change=("day", last))
    if day < asked.on:
        return Objection("day_past", (mode,), day.isoformat(), allowed, change=("day", asked.on))
    if day > last:
        rows = (mode, view.lifecycle.expiry_day)
        return Objection("day_after_expiry", rows, day.isoformat(), allowed, change=("day", last))
    return None


def _wrong_amount(asked: _Asked, mode: Mode) -> Objection | None:
    paid = asked.request.paid_gross
    if paid is None or _is_amount(paid):
        return None
    return Objection("amount_invalid", (mode,), str(paid), change=("paid_gross", None))


def _is_amount(amount: Decimal) -> bool:
    """Whether it is an amount of whole cents, and not below zero."""
    if not amount.is_finite() or amount < 0:
        return False
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2 and amount.adjusted() < _DIGITS  # noqa: PLR2004 - of a cent


# -- days and money ---------------------------------------------------------------------------------------------------


def _ends(view: _View, asked: _Asked, mode: Mode) -> tuple[date, tuple[Row, ...]]:
    """The day on which it ends, and the rows that say so."""
    last_active = view.last_active(asked.mailbox)
    if mode.takes_effect == "at_expiry":
        return last_active, (view.lifecycle.expiry_day,)
    ends = asked.request.day or asked.on
    return ends, (view.lifecycle.expiry_day,) if ends > last_active else ()


def _kept_until(view: _View, asked: _Asked, mode: Mode, ends: date) -> tuple[date, tuple[Row, ...]]:
    """The last day on which the content exists, and the rows that say so."""
    by_reading, kind = mode.grace == "by_reading", asked.mailbox.kind
    rows = (view.immediate_content,) if by_reading else ()
    if mode.grace == "not_kept" or (by_reading and view.immediate_content.choice == "deleted_at_once"):
        return ends, rows
    expiry = asked.mailbox.expiry
    start = expiry if mode.takes_effect == "at_expiry" else min(ends, expiry)
    return max(ends, view.lifecycle.kept_from(start, kind)), (
        *rows,
        view.lifecycle.grace(kind),
        view.lifecycle.last_day,
    )


def _refund(view: _View, asked: _Asked, mode: Mode, ends: date) -> tuple[int | None, tuple[Row, ...]]:
    """Cents paid back, ``None`` when that depends on something not known, and the rows that say so."""
    if mode.takes_effect == "at_expiry":
        return 0, ()
    part, rows = _PARTS[view.refund.choice](view, asked, mode, ends)
    paid = asked.request.paid_gross
    if part is None or (part.some and paid is None):
        return None, (view.refund, *rows)
    return (0 if paid is None else money.divide(money.cents(paid) * part.some, part.whole)), (view.refund, *rows)


class _Part(NamedTuple):
    """So many of so many parts."""

    some: int
    whole: int


_NOTHING: Final = _Part(0, 1)
_ALL: Final = _Part(1, 1)
_Parted = tuple[_Part | None, tuple[Row, ...]]


def _unused(_: _View, asked: _Asked, __: Mode, ends: date) -> _Parted:
    """The days that are left of the running term, of all its days; the day it began on is not one of them."""
    began, expiry = asked.mailbox.last_term_began_on, asked.mailbox.expiry
    if began is None:
        return None, ()
    whole = max(1, (expiry - began).days)
    return _Part(min(whole, max(0, (expiry - ends).days)), whole), ()


def _as_consumer(view: _View, asked: _Asked, mode: Mode, __: date) -> _Parted:
    """All of it to a consumer who withdraws in time, else nothing; ``None`` where nobody knows who or when."""
    holder, began = asked.mailbox.holder, asked.mailbox.last_term_began_on
    other = holder is not None and holder.subject != view.consumer.subject
    late = began is not None and (asked.on - began).days > view.consumer.withdrawal_days
    if other or late or mode.mode != "withdrawal":
        return _NOTHING, (view.consumer,)
    return None if holder is None or began is None else _ALL, (view.consumer,)


_PARTS: Final[dict[str, Callable[[_View, _Asked, Mode, date], _Parted]]] = {
    "consumer_14_days": _as_consumer,
    "pro_rata": _unused,
    "no_refund": lambda _terms, _asked, _mode, _day: (_NOTHING, ()),
}
"""Which part of what was paid is paid back, by the choices of topic ``withdrawal_refund``."""


def _effects(view: _View, mailbox: Mailbox, mode: Mode) -> tuple[tuple[Effect, ...], tuple[Row, ...]]:
    """What follows: automatic renewal is switched off, and what hangs on the mailbox ends with it."""
    row = view.cascade.get(_CAUSES[mode.takes_effect])
    off = (Effect("automatic_renewal_off", mode.ref),) if mailbox.auto_renew else ()
    along = tuple(Effect(_ENDED[thing], row.ref) for thing in row.ends) if row else ()
    return (*off, *along), (row,) if row else ()


# -- the view of an interval of days ----------------------------------------------------------------------------------


class _View:
    """What termination needs of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (Cascade, ConsumerRight, Interpretation, Mode, Step, *Lifecycle.READS)

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.lifecycle = Lifecycle(snapshot)
        self.modes = snapshot.rows(Mode)
        self.consumer = snapshot.row(ConsumerRight)
        self.cascade: dict[str, Cascade] = {row.cause: row for row in snapshot.rows(Cascade)}
        self.refund = interpretation(snapshot, "withdrawal_refund")
        self.immediate_content = interpretation(snapshot, "partner_immediate_content")
        self._steps = [row for row in snapshot.rows(Step) if row.machine == "mailbox"]

    def offered(self, mailbox: Mailbox) -> dict[str, Mode]:
        """The modes for a kind of mailbox; those of the partners' panel only for mailboxes managed there."""
        return {mode.mode: mode for mode in self._offered(mailbox)}

    def _offered(self, mailbox: Mailbox) -> Iterator[Mode]:
        begun = {step.event for step in self._steps}
        for mode in self.modes:
            here = mode.channel != "partner_panel" or mailbox.channel == "partner_panel"
            if mode.kind == mailbox.kind and here and _EVENTS[mode.mode] in begun:
                yield mode

    def steps(self, mode: Mode, state: str) -> tuple[Row, ...]:
        """The transitions that end a mailbox of a state in a mode."""
        event = _EVENTS[mode.mode]
        return tuple(step for step in self._steps if (step.from_state, step.event) == (state, event))

    def last_active(self, mailbox: Mailbox) -> date:
        """The last day on which a mailbox is active."""
        return self.lifecycle.last_active(mailbox)
