"""What a channel offers for a mailbox."""

from typing import Literal

from pecrules.base.values import frozen
from pecrules.model.codes import (
    ActionPlace,
    ChannelName,
    ConditionCode,
    ContactDays,
    ContactHours,
    ContactName,
    EventCode,
    InputWay,
    Language,
    LoginName,
    MailboxState,
)
from pecrules.model.outcomes.common import Because, Caveat, Stamp
from pecrules.model.published import Published


@frozen(slots=False)
class Action(Published):
    """A button, menu entry or link, and whether it is there.

    Attributes:
        command: Which, as ``renew`` (``channels.commands``).
        place: ``header``, ``menu``, ``mailbox``, ``order``, ``form`` or ``message``.
        order: The number of the order it belongs to; ``None`` for one of the mailbox or the channel.
        shown: ``shown``, ``hidden`` or ``disabled``.
        why_not: The conditions that do not hold, as ``manual_renewal_allowed``.
        needs_confirmation: Whether a question comes first.
        event: The event that it causes, if it causes one by itself.
        path: The way to it, in the words of the channel.
        row: The command's row.
        because: The rows that decide.
        needs_another_plan: Whether it renews with another plan alone, because its own is gone.
    """

    command: str
    place: ActionPlace
    order: str | None
    shown: Literal["shown", "hidden", "disabled"]
    why_not: tuple[ConditionCode, ...]
    needs_confirmation: bool
    event: EventCode | None
    path: str | None
    row: str
    because: Because
    needs_another_plan: bool = False


@frozen(slots=False)
class Contact(Published):
    """Whom to turn to in a channel, and when.

    Attributes:
        contact: ``commercial``, ``customers``, ``partners`` or ``technical``.
        phone: The number; ``None`` where the source gives none.
        hours: ``always`` or ``office_hours``.
        days: ``monday_to_friday`` or ``every_day``, with office hours.
        opens: As ``08:30``.
        closes: As ``18:00``.
        row: The contact's row.
    """

    contact: ContactName
    phone: str | None
    hours: ContactHours
    days: ContactDays | None
    opens: str | None
    closes: str | None
    row: str


@frozen(slots=False)
class Guide(Published):
    """A page that explains commands of a channel.

    Attributes:
        guide: Which, as ``payments`` (``guides.guides``).
        commands: The commands of the channel that it belongs to.
        address: Where it stands; ``None`` where no source says so.
        row: The guide's row.
    """

    guide: str
    commands: tuple[str, ...]
    address: str | None
    row: str


@frozen(slots=False)
class Shown(Published):
    """A piece of data that a channel shows, or a field that it asks for, in its place.

    Attributes:
        block: The record or form, as ``mailbox``, ``order``, ``renewal``.
        field: Which, as ``expiry``.
        position: Its place in the block, from 1.
        value: What is shown, as text; ``None`` when there is nothing, or it is for the user to give.
        row: The row that says so.
        order: The number of the order that it is about; ``None`` for anything else.
        label: What the channel calls the field, by language.
        called: What the channel calls the value, by language; nothing when the value is no word of the tables.
        input: How a form takes it: ``typed``, ``chosen``, ``confirmed``, ``accepted`` or ``pressed``.
        choices: What can be chosen on the day, where the tables list it.
        page: The page of the form on which it stands, by language; nothing where no source says so.
    """

    block: str
    field: str
    position: int
    value: str | None
    row: str
    order: str | None = None
    label: tuple[tuple[Language, str], ...] = ()
    called: tuple[tuple[Language, str], ...] = ()
    input: InputWay | None = None
    choices: tuple[str, ...] = ()
    page: tuple[tuple[Language, str], ...] = ()


@frozen(slots=False)
class Actions(Published):
    """Everything that a channel offers for one mailbox on one day.

    Attributes:
        channel: Which channel (``channels.channels``).
        state: The mailbox's state, as ``status`` gives it.
        state_label: What the channel calls it, by language: ``(("it", "Certificato"), ...)``.
        actions: Every command, by its place from the top of the page down, then by name.
        shows: What the channel shows of the mailbox and its orders.
        asks: What its forms ask for, step by step.
        logins: The ways in: ``mailbox``, ``account``, ``partner`` or ``link``.
        contacts: Whom to turn to.
        because: The rows behind it all.
        caveats: Those of them that no source states outright.
        stamp: Under which rules.
        guides: The pages that explain its commands.
    """

    channel: ChannelName
    state: MailboxState
    state_label: tuple[tuple[Language, str], ...]
    actions: tuple[Action, ...]
    shows: tuple[Shown, ...]
    asks: tuple[Shown, ...]
    logins: tuple[LoginName, ...]
    contacts: tuple[Contact, ...]
    because: Because
    caveats: tuple[Caveat, ...]
    stamp: Stamp
    guides: tuple[Guide, ...] = ()
