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
from pecrules.domain.channels import channel_of
from pecrules.domain.misuse import takes
from pecrules.domain.provenance import because, caveats
from pecrules.domain.refusing import Objection
from pecrules.model.mailboxes import Mailbox
from pecrules.model.orders import Order
from pecrules.model.outcomes.channels import Action, Actions, Contact, Guide
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.refusals import Refusal
from pecrules.policies.actions.commands import actions_of
from pecrules.policies.actions.context import Case, state_names
from pecrules.policies.actions.forms import steps_of
from pecrules.policies.actions.records import shown_of
from pecrules.policies.actions.view import ChannelView
from pecrules.policies.status import status
from pecrules.rulebook.rows import Contact as ContactRow
from pecrules.rulebook.rows import Guide as GuideRow
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


def _look_up(view: ChannelView, mailbox: Mailbox, request: _Request, rules: Ruleset, on: date) -> Case | Objection:
    here = channel_of(view.snapshot, mailbox.channel if request.channel is None else request.channel)
    if isinstance(here, Objection):
        return here
    mailbox = view.days.holding(mailbox, on)
    return Case(view, here, mailbox, tuple(request.orders), status(mailbox, rules=rules, on=on), on, rules)


def _answer(case: Case, stamp: Stamp) -> Actions:
    """Everything there is in a channel."""
    view, here, now = case.view, case.name, case.status
    actions, shows = actions_of(case), shown_of(case)
    steps = steps_of(case, actions)
    logins = view.logins.get(here, ())
    contacts = [row for row in view.contacts if case.channel.serves in ("everyone", *row.audiences)]
    names = state_names(case)
    guides = _guides_of(case, actions)
    parts = (row for each in (*shows, *steps) for row in each.rows)
    rows = because((case.channel, *names.rows, *parts, *logins, *contacts, *(row for row, _ in guides)))
    every = tuple(dict.fromkeys((*now.because, *(ref for action in actions for ref in action.because), *rows)))
    own = caveats(view.rows[ref] for ref in every if ref in view.rows)
    return Actions(
        channel=here,
        state=now.state,
        state_label=names.value,
        actions=actions,
        shows=tuple(each.value for each in shows),
        asks=tuple(each.value for each in steps),
        logins=tuple(row.credential for row in logins),
        contacts=tuple(map(_contact, contacts)),
        because=every,
        caveats=tuple(dict.fromkeys((*now.caveats, *own))),
        stamp=stamp,
        guides=tuple(_guide(case, row, commands) for row, commands in guides),
    )


def _guides_of(case: Case, actions: Sequence[Action]) -> list[tuple[GuideRow, tuple[str, ...]]]:
    """The guides that explain a command of the channel, each with those commands."""
    there = {action.command for action in actions}
    found = ((row, tuple(name for name in row.commands if name in there)) for row in case.view.guides)
    return [(row, commands) for row, commands in found if commands]


def _guide(case: Case, row: GuideRow, commands: tuple[str, ...]) -> Guide:
    return Guide(row.guide, commands, row.page and case.rules.address_of(row.page), row.ref)


def _contact(row: ContactRow) -> Contact:
    return Contact(row.contact, row.phone, row.hours, row.days, row.opens, row.closes, row.ref)


_ACTIONS: Final = Steps(ChannelView, _look_up, none, _answer, takes=takes("available_actions"))
