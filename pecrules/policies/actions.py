"""What a channel offers for one mailbox: its commands and why some are not there, what it shows, asks and says.

Tables: ``channels`` (all of it); for the conditions of commands also ``renewal`` (manual renewal, routes), ``plans``,
``pricing`` (what is no longer sold) and ``lifecycle.states``. What the mailbox itself may do, ``status`` says. Sources:
what the seeds say of menus, buttons, labels, forms and contacts (R0.1 to R0.22, R1.3 to R1.24, R2.1 to R2.15, R3.2 to
R3.14, R4.1, R4.2, R4.11 to R4.16).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar, Final, NamedTuple, TypeVar

from pecrules.charges import Paying, billed_as
from pecrules.errors import NoRuleInForce
from pecrules.grounds import Reason, because, caveats, refusal
from pecrules.model import Mailbox, Order
from pecrules.offers import ARCHIVE, INBOX, plans_of
from pecrules.outcomes import Action, Actions, Because, Contact, Refusal, Shown, Stamp, Status
from pecrules.policies.status import status
from pecrules.ruleset import InForce, Ruleset
from pecrules.tables import (
    Certification,
    Channel,
    Command,
    FormField,
    Label,
    Login,
    ManualRenewal,
    PartnerPlan,
    Plan,
    PlanChangeRule,
    Price,
    RecordField,
    Route,
    Row,
    State,
    Term,
    Withdrawn,
)
from pecrules.tables import Contact as ContactRow

R = TypeVar("R", Command, Login, RecordField, FormField)
Names = tuple[tuple[str, str], ...]

_RENEWALS: Final = ("renewal", "renewal_with_plan_change", "automatic_renewal")
_PLACES: Final = ("header", "menu", "mailbox", "order", "form", "message", "guide")  # from the top of the page down


def available_actions(
    mailbox: Mailbox, orders: Sequence[Order], *, rules: Ruleset, on: date, channel: str | None = None
) -> Actions | Refusal:
    """What a channel offers for a mailbox and its orders on a day.

    Values are for programs: a day as ``2027-03-30``, GB of the plan and GB bought apart as ``1+0``, a word of the
    tables with what the channel ``called`` it beside. What is missing is ``None``, however the channel writes that
    (``when_missing`` of the row); so is what no mailbox and no order tells, as the credit.

    Args:
        mailbox: The mailbox as it is on the day.
        orders: Its orders, as the customer area lists them.
        rules: The rules to ask.
        on: The day, a civil date of Europe/Rome.
        channel: Where it is looked at, as ``webmail``; ``None`` for where the mailbox is managed.

    Returns:
        ``Actions``: every command, shown or why not; what is shown and asked, the ways in and the contacts. Or a
        ``Refusal`` when there is no such channel on the day.

    Raises:
        NoRuleInForce: the tables say nothing yet about the state of mailboxes, or of an order, on that day.
        CalendarError: the mailbox's grace would lie beyond the year 9999.

    Source:
        R0.1 to R0.22, R1.3 to R1.24, R2.1 to R2.15, R3.2 to R3.14, R4.1, R4.2, R4.11 to R4.16; F1.13, F1.14, F3.16,
        F3.17, F12.03, F12.04.

    >>> from pecrules import Mailbox, load_rules
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2024, 3, 30), auto_renew=True)
    >>> there = available_actions(box, [], rules=load_rules(), on=date(2024, 1, 10))
    >>> [(action.shown, action.why_not) for action in there.actions if action.command == "renew"]
    [('hidden', ('manual_renewal_allowed',))]
    >>> [(shown.field, shown.value) for shown in there.shows][4:6]
    [('expiry', '2024-03-30'), ('inbox_space', '1+0')]
    """
    terms, stamp = rules.compiled(_Terms, on, mailbox)
    try:
        here = _channel(terms, mailbox.channel if channel is None else channel)
        if isinstance(here, Reason):
            return refusal([here], None, stamp)
        return _offered(_Asked(terms, here, mailbox, tuple(orders), status(mailbox, rules=rules, on=on)), stamp)
    except NoRuleInForce as error:
        raise error.asked_on(on) from None


# -- one question -----------------------------------------------------------------------------------------------------


class _Asked(NamedTuple):
    """A mailbox in a channel, what it may do, and the order a command belongs to, where it belongs to one."""

    terms: _Terms
    channel: Channel
    mailbox: Mailbox
    orders: tuple[Order, ...]
    status: Status
    order: Order | None = None

    @property
    def name(self) -> str:
        """The channel's name."""
        return self.channel.channel

    @property
    def state(self) -> State:
        """The row of the mailbox's state."""
        return self.terms.in_force.row(State, "mailbox", self.status.state)

    @property
    def plan(self) -> Plan | None:
        """The row of the mailbox's plan; ``None`` if the tables do not know it."""
        return self.terms.plans.get((self.mailbox.kind, self.mailbox.plan))

    @property
    def plan_rows(self) -> tuple[Plan, ...]:
        """That row, or those of the plans there are instead."""
        return (self.plan,) if self.plan else plans_of(self.terms.in_force, self.mailbox.kind)

    @property
    def pending(self) -> bool:
        """Whether a renewal order is open."""
        waiting = (order.kind in _RENEWALS and order.state == "awaiting_payment" for order in self.orders)
        return self.mailbox.renewal_order_pending or any(waiting)


class _Told(NamedTuple):
    """A part of the answer, and the rows behind it."""

    shown: Shown
    rows: tuple[Row, ...]


def _channel(terms: _Terms, name: str) -> Channel | Reason:
    """The row of a channel, or why there is none."""
    names = tuple(row.channel for row in terms.channels)
    try:
        row = terms.in_force.find(Channel, name)
    except NoRuleInForce:
        if not names:
            raise
        return Reason("channel_unknown", terms.channels, name, names)
    return Reason("channel_withdrawn", (row,), name, names) if isinstance(row, Withdrawn) else row


def _offered(asked: _Asked, stamp: Stamp) -> Actions:
    """Everything there is in a channel."""
    terms, here = asked.terms, asked.name
    actions = _actions(asked)
    shows, asks = _shows(asked), _asks(asked)
    logins = terms.logins.get(here, ())
    contacts = [row for row in terms.contacts if asked.channel.serves in ("everyone", *row.audiences)]
    named, names = _state_names(asked)
    told = (row for each in (*shows, *asks) for row in each.rows)
    rows = because((asked.channel, *named, *told, *logins, *contacts))
    every = tuple(dict.fromkeys((*asked.status.because, *(ref for action in actions for ref in action.because), *rows)))
    own = caveats(terms.rows[ref] for ref in every if ref in terms.rows)
    return Actions(
        channel=here,
        state=asked.status.state,
        state_label=names,
        actions=actions,
        shows=tuple(each.shown for each in shows),
        asks=tuple(each.shown for each in asks),
        logins=tuple(row.credential for row in logins),
        contacts=tuple(map(_contact, contacts)),
        because=every,
        caveats=tuple(dict.fromkeys((*asked.status.caveats, *own))),
        stamp=stamp,
    )


def _contact(row: ContactRow) -> Contact:
    return Contact(row.contact, row.phone, row.hours, row.days, row.opens, row.closes, row.ref)


# -- commands ---------------------------------------------------------------------------------------------------------


def _actions(asked: _Asked) -> tuple[Action, ...]:
    """Every command of the channel; one of an order once for each."""
    commands = asked.terms.commands.get(asked.name, ())
    placed = {place: [row for row in commands if row.place == place] for place in _PLACES}
    return tuple(
        _action(row, asked._replace(order=order))
        for place, rows in placed.items()
        for order in (asked.orders if place == "order" else (None,))
        for row in rows
    )


def _action(row: Command, asked: _Asked) -> Action:
    verdicts = {word: CONDITIONS[word](asked) for word in row.conditions}
    failing = tuple(word for word, (holds, _) in verdicts.items() if not holds)
    return Action(
        command=row.command,
        place=row.place,
        order=asked.order.number if asked.order else None,
        shown=row.otherwise if failing else "shown",
        why_not=failing,
        needs_confirmation=row.needs_confirmation,
        event=row.event,
        path=row.path,
        row=row.ref,
        because=tuple(dict.fromkeys((row.ref, *(ref for _, refs in verdicts.values() for ref in refs)))),
    )


_Verdict = tuple[bool, Because]
"""Whether a condition holds, and the rows that decide it."""


def _may_renew(asked: _Asked) -> _Verdict:
    return asked.status.may_renew, asked.status.because


def _manual_renewal_allowed(asked: _Asked) -> _Verdict:
    """Nothing is under way that the rules of the day let nobody renew beside: an open order, automatic renewal."""
    pending, automatic = asked.terms.while_pending, asked.terms.while_automatic
    bars = [row for row, there in ((pending, asked.pending), (automatic, asked.mailbox.auto_renew)) if there]
    barred = [row for row in bars if not row.allowed]
    return not barred, because(barred or (pending, automatic))


def _may_buy_space(asked: _Asked) -> _Verdict:
    return asked.status.may_buy_space, asked.status.because


def _inbox_can_grow(asked: _Asked) -> _Verdict:
    plan = asked.plan
    room = (plan.inbox_growth, plan.inbox_gb, plan.max_inbox_gb) if plan else _NO_ROOM
    return _grows(asked, INBOX, room, asked.mailbox.extra_inbox_gb)


def _plan_has_archive(asked: _Asked) -> _Verdict:
    plan = asked.plan
    room = (plan.archive_growth, plan.archive_gb, plan.max_archive_gb) if plan else _NO_ROOM
    return _grows(asked, ARCHIVE, room, asked.mailbox.extra_archive_gb)


_Room = tuple[str, int, int | None]
"""How an item grows, GB of the plan's own, and the most with them, where growth is limited."""

_NO_ROOM: Final[_Room] = ("fixed", 0, None)  # of a plan that the tables do not know


def _grows(asked: _Asked, item: str, room: _Room, had: int) -> _Verdict:
    """Whether one more GB is sold, and still within the plan's most."""
    ended = asked.terms.ended.get(item)
    if ended is not None:
        return False, because((ended,))
    growth, gb, most = room
    fits = growth == "limited" and most is not None and gb + max(had, 0) < most
    return growth == "unlimited" or fits, because(asked.plan_rows)


def _may_change_plan(asked: _Asked) -> _Verdict:
    return asked.status.may_change_plan, asked.status.because


def _plan_change_allowed(asked: _Asked) -> _Verdict:
    """Nothing is under way that the plan cannot be changed beside; automatic renewal may be, where a row says so."""
    pending, rule = asked.terms.while_pending, asked.terms.in_force.row(PlanChangeRule, asked.mailbox.kind)
    barred: list[Row] = [pending] if asked.pending and not pending.allowed else []
    barred += [rule] if asked.mailbox.auto_renew and rule.automatic == "must_be_off" else []
    return not barred, because(barred or (pending, rule))


def _may_repurchase(asked: _Asked) -> _Verdict:
    return asked.status.may_repurchase, asked.status.because


def _order_awaiting_payment(asked: _Asked) -> _Verdict:
    """The order of the command waits to be paid; for a command of no order, any does."""
    orders = (asked.order,) if asked.order else asked.orders
    rows = (asked.terms.in_force.row(State, "order", order.state) for order in orders)
    return any(order.state == "awaiting_payment" for order in orders), because(rows)


def _mailbox_active(asked: _Asked) -> _Verdict:
    """An expiring mailbox is an active one, seen near its end."""
    return asked.state.state == "active" or asked.state.rights == "as_active", asked.status.because


def _webmail_accessible(asked: _Asked) -> _Verdict:
    return asked.mailbox.accessible and "webmail" in asked.status.visible_in, asked.status.because


def _kind_mailbox(asked: _Asked) -> _Verdict:
    return asked.mailbox.kind == "mailbox", because(asked.terms.route(asked.mailbox))


def _kind_domain(asked: _Asked) -> _Verdict:
    return asked.mailbox.kind == "domain", because(asked.terms.route(asked.mailbox))


def _logs_in_panel(asked: _Asked) -> _Verdict:
    return asked.status.logs == "panel", asked.status.because


def _logs_by_request(asked: _Asked) -> _Verdict:
    return asked.status.logs == "support_request", asked.status.because


CONDITIONS: Final[dict[str, Callable[[_Asked], _Verdict]]] = {
    "may_renew": _may_renew,
    "manual_renewal_allowed": _manual_renewal_allowed,
    "may_buy_space": _may_buy_space,
    "inbox_can_grow": _inbox_can_grow,
    "plan_has_archive": _plan_has_archive,
    "may_change_plan": _may_change_plan,
    "plan_change_allowed": _plan_change_allowed,
    "may_repurchase": _may_repurchase,
    "order_awaiting_payment": _order_awaiting_payment,
    "mailbox_active": _mailbox_active,
    "webmail_accessible": _webmail_accessible,
    "kind_mailbox": _kind_mailbox,
    "kind_domain": _kind_domain,
    "logs_in_panel": _logs_in_panel,
    "logs_by_request": _logs_by_request,
}
"""What a command may wait for, by the words of ``channels.commands``."""


# -- names ------------------------------------------------------------------------------------------------------------


def _names(label: Label) -> Names:
    return (("it", label.it), ("en", label.en), ("de", label.de))


def _named(asked: _Asked, word: str, *otherwise: Term | State | Plan) -> tuple[tuple[Row, ...], Names]:
    """What the channel calls a thing: by its own vocabulary, else as the row of the thing does."""
    own = asked.terms.terms.get((asked.name, word))
    row = own or next(iter(otherwise), None)
    return ((row,), _names(row.label)) if row else ((), ())


def _state_names(asked: _Asked) -> tuple[tuple[Row, ...], Names]:
    """What the channel calls the mailbox's state; a state that is but a view of the active one, as that."""
    state = asked.state
    active = asked.terms.terms.get((asked.name, "active")) if state.rights == "as_active" else None
    return _named(asked, state.state, *((active,) if active else ()), state)


# -- what is shown ----------------------------------------------------------------------------------------------------


def _shows(asked: _Asked) -> list[_Told]:
    """The records of the channel, block by block; that of an order once for each."""
    rows = sorted(asked.terms.records.get(asked.name, ()), key=lambda row: (row.record, row.position))
    single = [_shown(asked, row) for row in rows if row.record != "order"]
    return single + [
        _shown(asked._replace(order=order), row) for order in asked.orders for row in rows if row.record == "order"
    ]


def _shown(asked: _Asked, row: RecordField) -> _Told:
    field, label = _named(asked, row.field)
    value = FIELDS[row.field](asked) if row.field in FIELDS else None
    behind, called = _called(asked, row.field, value)
    order = asked.order.number if asked.order else None
    place = (row.record, row.field, row.position, value, row.ref)
    return _Told(Shown(*place, order, label or _names(row.label), called), (row, *field, *behind))


def _called(asked: _Asked, field: str, value: str | None) -> tuple[tuple[Row, ...], Names]:
    """What the channel calls a value that is a word of the tables."""
    if value is None or field not in ("plan", "state", "automatic_renewal", "kind"):
        return (), ()
    if field == "state":
        return _state_names(asked) if asked.order is None else _order_state_names(asked, asked.order)
    plan = asked.plan if field == "plan" else None
    return _named(asked, value, *((plan,) if plan else ()))


def _order_state_names(asked: _Asked, order: Order) -> tuple[tuple[Row, ...], Names]:
    return _named(asked, order.state, asked.terms.in_force.row(State, "order", order.state))


def _plan(asked: _Asked) -> str:
    return asked.mailbox.plan


def _state(asked: _Asked) -> str:
    return asked.order.state if asked.order else asked.status.state


def _inbox_space(asked: _Asked) -> str | None:
    plan = asked.plan
    return None if plan is None else _space(plan.inbox_gb, asked.mailbox.extra_inbox_gb)


def _archive_space(asked: _Asked) -> str | None:
    plan = asked.plan
    return None if plan is None else _space(plan.archive_gb, asked.mailbox.extra_archive_gb)


def _space(base: int, extra: int) -> str | None:
    """GB of the plan and GB bought, kept apart; ``None`` where there is neither."""
    return f"{base}+{extra}" if base or extra else None


def _orders(asked: _Asked) -> str | None:
    return ", ".join(order.number for order in asked.orders) or None


def _addons(asked: _Asked) -> str | None:
    had = {"extra_inbox": asked.mailbox.extra_inbox_gb, "extra_archive": asked.mailbox.extra_archive_gb}
    return ", ".join(item for item, gb in had.items() if gb) or None


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _holder(asked: _Asked) -> str | None:
    return asked.mailbox.holder.name if asked.mailbox.holder else None


def _of_order(read: Callable[[Order], str | None]) -> Callable[[_Asked], str | None]:
    return lambda asked: read(asked.order) if asked.order else None


FIELDS: Final[dict[str, Callable[[_Asked], str | None]]] = {
    "mailbox_name": lambda asked: asked.mailbox.address,
    "holder": _holder,
    "plan": _plan,
    "state": _state,
    "automatic_renewal": lambda asked: "automatic_on" if asked.mailbox.auto_renew else "automatic_off",
    "expiry": lambda asked: _day(asked.mailbox.expiry),
    "inbox_space": _inbox_space,
    "archive_space": _archive_space,
    "addons": _addons,
    "orders": _orders,
    "requested_on": lambda asked: _day(asked.mailbox.requested_on),
    "certified_on": lambda asked: _day(asked.mailbox.activated_on),
    "terminated_on": lambda asked: _day(asked.mailbox.termination_day or asked.mailbox.withdrawn_on),
    "number": _of_order(lambda order: order.number),
    "kind": _of_order(lambda order: order.kind),
    "day": _of_order(lambda order: _day(order.day)),
    "cost": _of_order(lambda order: f"{order.gross:f}"),
}
"""What a mailbox and an order tell of themselves, by the words of ``channels.records``."""


# -- what is asked ----------------------------------------------------------------------------------------------------


def _asks(asked: _Asked) -> list[_Told]:
    """The steps of the channel's forms, without the ones that are not for this holder."""
    rows = sorted(asked.terms.forms.get(asked.name, ()), key=lambda row: (row.form, row.position))
    due, holder = _identifier_due(asked)
    return [_step(asked, row, holder) for row in rows if row.asked == "always" or due]


def _identifier_due(asked: _Asked) -> tuple[bool, tuple[Row, ...]]:
    """Whether the holder owes an identifier for the electronic invoice; of a holder nobody knows, nothing is asked."""
    who = billed_as(asked.mailbox.holder)
    if who is None:
        return False, ()
    billed = asked.terms.paying.subject(*who)
    return billed.subject.einvoice_identifier == "due", billed.rows


def _step(asked: _Asked, row: FormField, holder: tuple[Row, ...]) -> _Told:
    confirms = CONFIRMED.get(row.field) if row.input == "confirmed" else None
    listed, choices = _choices(asked, row) if row.input in ("chosen", "confirmed") else ((), ())
    behind = () if row.asked == "always" else holder
    value = confirms(asked) if confirms else None
    place = (row.form, row.field, row.position, value, row.ref)
    return _Told(Shown(*place, label=_names(row.label), input=row.input, choices=choices), (row, *behind, *listed))


CONFIRMED: Final[dict[str, Callable[[_Asked], str | None]]] = {"plan": _plan, "holder_data": _holder}
"""What a form has filled in already."""


def _choices(asked: _Asked, row: FormField) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """What can be chosen whatever the mailbox; the rest is told by the policy that answers the order."""
    terms = asked.terms
    if row.form == "certification":
        return _certification_choices(terms, row.field)
    if row.field == "plan":
        plans = plans_of(terms.in_force, asked.mailbox.kind)
        return plans, tuple(plan.plan for plan in plans)
    if row.field == "payment_method":
        return tuple(terms.paying.methods.values()), tuple(terms.paying.methods)
    return (), ()


def _certification_choices(terms: _Terms, field: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """What a partner can choose."""
    if field == "plan":
        return terms.partner_plans, tuple(plan.plan for plan in terms.partner_plans)
    row = next(iter(terms.certification), None)
    lists = _lists(row) if row else {}
    return ((row,), lists[field]) if row and field in lists else ((), ())


def _lists(row: Certification) -> dict[str, tuple[str, ...]]:
    return {
        "domain": row.domain_kinds,
        "holder": row.holder_choices,
        "renewal_type": row.renewal_types,
        "years": tuple(map(str, row.years)),
    }


# -- the terms of a stretch of days -----------------------------------------------------------------------------------


class _Terms:
    """What the channels need of the tables, looked up once."""

    READS: ClassVar[tuple[type[Row], ...]] = (
        Certification, Channel, Command, ContactRow, FormField, Login, ManualRenewal, PartnerPlan, Plan, PlanChangeRule,
        Price, RecordField, Route, State, Term, *Paying.READS,
    )  # fmt: skip

    def __init__(self, in_force: InForce) -> None:
        self.in_force = in_force
        self.channels = in_force.rows(Channel)
        self.commands = _by_channel(in_force.rows(Command))
        self.logins = _by_channel(in_force.rows(Login))
        self.records = _by_channel(in_force.rows(RecordField))
        self.forms = _by_channel(in_force.rows(FormField))
        self.terms = {(row.channel, row.term): row for row in in_force.rows(Term)}
        self.contacts = in_force.rows(ContactRow)
        self.certification = in_force.rows(Certification)
        self.partner_plans = in_force.rows(PartnerPlan)
        self.plans = {(row.kind, row.plan): row for row in in_force.rows(Plan)}
        self.routes = in_force.rows(Route)
        self.while_automatic = in_force.row(ManualRenewal, "automatic_on")
        self.while_pending = in_force.row(ManualRenewal, "order_pending")
        self.ended = {item: row for item in (INBOX, ARCHIVE) if (row := _ended(in_force, item))}
        self.paying = Paying(in_force)
        rows = (row for kind in self.READS for row in in_force.rows(kind))
        self.rows: dict[str, Row] = {row.ref: row for row in (*rows, *self.ended.values())}

    def route(self, mailbox: Mailbox) -> tuple[Route, ...]:
        """Where a kind of mailbox is renewed, which is what tells the kinds apart here."""
        return tuple(row for row in self.routes if row.kind == mailbox.kind)


def _ended(in_force: InForce, item: str) -> Withdrawn | None:
    """The row that ended what is sold; ``None`` where it is sold, or no row says yet for how much."""
    try:
        price = in_force.find(Price, item)
    except NoRuleInForce:
        return None
    return price if isinstance(price, Withdrawn) else None


def _by_channel(rows: Sequence[R]) -> dict[str, tuple[R, ...]]:
    return {name: tuple(row for row in rows if row.channel == name) for name in {row.channel for row in rows}}
