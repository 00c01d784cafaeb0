"""What a channel offers for one mailbox: its commands and why some are not there, what it shows, asks and says.

Tables: ``channels`` (all of it); for the conditions of commands also ``renewal`` (manual renewal, routes), ``plans``,
``pricing`` (what is no longer sold) and ``lifecycle.states``. What the mailbox itself may do, ``status`` says. Sources:
what the seeds say of menus, buttons, labels, forms and contacts (R0.1 to R0.22, R1.3 to R1.24, R2.1 to R2.15, R3.2 to
R3.14, R4.1, R4.2, R4.11 to R4.16).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from pecrules.base.tuples import NamedTuple
from pecrules.domain.answering import Steps, none
from pecrules.domain.beside import UnderWay
from pecrules.domain.channels import channel_of
from pecrules.domain.misuse import takes
from pecrules.domain.order_states import CARRIED_OUT, RENEWING
from pecrules.domain.payments import billed_as
from pecrules.domain.provenance import because
from pecrules.domain.refusing import Objection
from pecrules.domain.space import ARCHIVE, INBOX
from pecrules.model.codes import MailboxState
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Order
from pecrules.model.outcomes.channels import Actions
from pecrules.model.outcomes.common import Because, Stamp
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import Status
from pecrules.policies.actions.context import Facts, Look, OrderFacts
from pecrules.policies.actions.pages import page_of
from pecrules.policies.actions.view import ChannelView
from pecrules.policies.status import status
from pecrules.rulebook.rows import Channel
from pecrules.rulebook.ruleset import Ruleset


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
        ``Actions``: every command, shown or why not; what is shown and asked, ways in, contacts, guides. Or a
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
    return _ACTIONS.ask(mailbox, _Request(orders, channel), rules, on)


# -- one question -----------------------------------------------------------------------------------------------------


class _Request(NamedTuple):
    """The orders of the mailbox, and where it is looked at; ``None`` for where it is managed."""

    orders: Sequence[Order]
    channel: str | None


def _look_up(view: ChannelView, mailbox: Mailbox, request: _Request, rules: Ruleset, on: date) -> Look | Objection:
    here = channel_of(view.snapshot, mailbox.channel if request.channel is None else request.channel)
    if isinstance(here, Objection):
        return here
    mailbox, orders = view.days.holding(mailbox, on), tuple(request.orders)
    ended = None if mailbox.auto_renew else view.charging.ended(mailbox, rules)
    never_charged = because(ended.rows) if ended else None
    facts = _facts(view, here, mailbox, orders, status(mailbox, rules=rules, on=on), never_charged, on)
    return Look(view, here, mailbox, orders, on, rules.address_of, facts)


def _facts(  # noqa: PLR0913, PLR0917 - what is looked at, and where
    view: ChannelView,
    here: Channel,
    mailbox: Mailbox,
    orders: tuple[Order, ...],
    now: Status,
    never_charged: Because | None,
    on: date,
) -> Facts:
    kind, plan, states, under_way = mailbox.kind, mailbox.plan, view.order_states, UnderWay.for_mailbox(mailbox)
    of_orders = tuple([
        OrderFacts(order.kind, order.state, states.state(order, on), _done_in(view, mailbox, order, on))
        for order in orders
    ])  # fmt: skip
    if any(order.state == "awaiting_payment" and order.kind in RENEWING for order in of_orders):
        under_way = under_way._replace(order_pending=True)
    return Facts(
        here.channel,
        kind,
        plan,
        mailbox.channel == "partner_panel",
        mailbox.accessible,
        view.owes_an_identifier(billed_as(mailbox.holder)),
        under_way,
        view.orderable.is_at_most(kind, plan, INBOX, mailbox.extra_inbox_gb),
        view.orderable.is_at_most(kind, plan, ARCHIVE, mailbox.extra_archive_gb),
        of_orders,
        now.state,
        now.may_read,
        now.may_buy_space,
        now.may_repurchase,
        now.logs,
        never_charged,
        now.because,
        now.caveats,
    )


def _done_in(view: ChannelView, mailbox: Mailbox, order: Order, on: date) -> MailboxState:
    """The state of a mailbox on the day on which an order for it counts as done, if it is paid today."""
    return view.done.period(mailbox, CARRIED_OUT.get(order.kind, ""), ordered=order.day, paid=on, on=on)[1].state


def _answer(look: Look, stamp: Stamp) -> Actions:
    """Everything there is in a channel: what mailboxes of the same facts share, with what only this one tells."""
    view, mailbox, facts, page = look.view, look.mailbox, look.facts, page_of(look)
    forms = page.forms(view.deadlines.of(mailbox).late(mailbox, look.on) if page.asks_for_a_way else {})
    of_orders = [look._replace(order=order) for order in look.orders]
    return Actions(
        channel=facts.channel,
        state=facts.state,
        state_label=page.names,
        actions=page.actions(look),
        shows=page.shows(look, of_orders),
        asks=forms.steps.filled(look, of_orders),
        logins=page.logins,
        contacts=page.contacts,
        because=forms.because,
        caveats=forms.caveats,
        stamp=stamp,
        guides=page.guides(look.address_of),
    )


_ACTIONS: Final = Steps(ChannelView, _look_up, none, _answer, takes=takes("available_actions"))
