"""Messages in full: the subject and the body of a notice or a message, with their places filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from pecrules.base.values import Value, frozen
from pecrules.model.codes import Language
from pecrules.present import codes, sentences, words
from pecrules.present.names import Names, words_in
from pecrules.rulebook.rows.messages import Text

if TYPE_CHECKING:
    from datetime import date

    from pecrules.model.mailboxes import Mailbox
    from pecrules.model.orders import Order
    from pecrules.model.outcomes.calendars import CalendarDay
    from pecrules.model.outcomes.messages import Message
    from pecrules.model.outcomes.orders import Settlement
    from pecrules.rulebook.ruleset import Ruleset

_PLACE: Final = r"\{([a-z_]+)\}"


@frozen
class Letter(Value):
    """A message as it is sent or shown.

    Attributes:
        subject: What it is about, one line.
        body: What it says, one paragraph.
        address: Where it goes; ``None`` on a screen, or when the address is not known.
        row: The row of the text (``messages.texts``).
    """

    subject: str
    body: str
    address: str | None
    row: str


class About(TypedDict, total=False):
    """What a message speaks of."""

    mailbox: Mailbox | None
    order: Order | None
    settlement: Settlement | None


def letter(
    message: Message | CalendarDay, rules: Ruleset, lang: Language, *, on: date, **about: Unpack[About]
) -> Letter | None:
    """A notice of a calendar, or a message of a transition, a settlement or a certificate, in full.

    What nobody gives, as the number of an order when no order is given, is a dash.

    Args:
        message: The notice or message.
        rules: The rules it was given under.
        lang: ``it``, ``en`` or ``de``.
        on: The day of the answer.
        about: What it speaks of: ``mailbox``, ``order`` or ``settlement``.

    Returns:
        The subject and the body with their places filled; ``None`` where the tables have no text for it.

    >>> from datetime import date
    >>> from pecrules import Mailbox, load_rules, next_alert
    >>> rules, on = load_rules(), date(2026, 11, 1)
    >>> box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
    >>> letter(next_alert(box, rules=rules, on=on), rules, "it", on=on, mailbox=box).subject
    'Avviso di scadenza: mario.rossi@pec.it'
    """
    return in_full(message, Names(rules, on), lang, **about)


def in_full(message: Message | CalendarDay, names: Names, lang: Language, **about: Unpack[About]) -> Letter | None:
    """The same with the names of the day."""
    row = text_of(message, names)
    if row is None:
        return None
    values = {
        **_of_mailbox(about.get("mailbox"), names, lang),
        **_of_order(about.get("order"), lang),
        **_of_credit(about.get("settlement"), lang),
    }
    subject, body = (_filled(words_in(each, lang), values) for each in (row.subject, row.body))
    return Letter(subject, body, message.address, row.ref)


def text_of(message: Message | CalendarDay, names: Names) -> Text | None:
    """The row of the text that a notice's or a message's own row names."""
    citation = names.citation(message.row)
    name = getattr(citation.row, "text", None) if citation else None
    return None if name is None else names.text(name)


def _filled(template: str, values: Mapping[str, str]) -> str:
    return re.sub(_PLACE, lambda place: values.get(place[1], words.NOTHING), template)


def _of_mailbox(box: Mailbox | None, names: Names, lang: Language) -> Mapping[str, str]:
    if box is None:
        return {}
    plan = names.plan(box.plan, lang, box.kind)
    return {"address": box.address, "plan": plan, "expiry": words.day(box.expiry, lang)}


def _of_order(order: Order | None, lang: Language) -> Mapping[str, str]:
    if order is None:
        return {}
    kind = sentences.said(codes.ORDER_KINDS, order.kind, lang)
    return {"number": order.number, "kind": kind, "amount": words.money(order.gross, lang)}


def _of_credit(found: Settlement | None, lang: Language) -> Mapping[str, str]:
    if found is None:
        return {}
    return {"missing": words.money(found.shortfall, lang), "top_up": words.money(found.top_up, lang)}
