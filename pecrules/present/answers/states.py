"""What a mailbox is and may do on a day, how it ends, and how long its logs are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pecrules.domain.life import GONE
from pecrules.domain.plans import HERE
from pecrules.model.codes import Language
from pecrules.present import codes, sentences, words
from pecrules.present.answers.consequences import channel_names, consequences, in_words, yes_or_no
from pecrules.present.catalogues import count, say
from pecrules.present.names import Names
from pecrules.present.sheets import Part
from pecrules.rulebook.rows.lifecycle import State
from pecrules.rulebook.rows.renewal import ManualRenewal, Route
from pecrules.rulebook.rows.termination import Mode

if TYPE_CHECKING:
    from datetime import date

    from pecrules.model.mailboxes import Mailbox
    from pecrules.model.outcomes.states import LogAvailability, Status, Termination


def status(found: Status, names: Names, lang: Language) -> Iterator[Part]:
    """The state and its days, what may be done in it, and where to look."""
    rows = [(say(lang, "state"), sentences.state(found.state, names, lang))]
    if found.since is not None:
        rows.append((say(lang, "begun on"), words.day(found.since, lang)))
    if found.until is not None and found.days_left is not None:
        left = count(lang, "{number} day left", "{number} days left", found.days_left)
        left = left if found.days_left else say(lang, "last day")
        until = f"{words.day(found.until, lang)} ({left})"
        if (after := _what_comes_then(found, found.until, names.mailbox)) is not None:
            until = say(lang, "{day}, then {state}", day=until, state=names.label(State, ("mailbox", after), lang))
        rows.append((say(lang, "until"), until))
    expiry = words.day(found.expiry, lang)
    rows.append((say(lang, "expiry"), say(lang, "{day}, in red", day=expiry) if found.expiry_red else expiry))
    yield Part("", tuple(rows))
    rights = {name: yes_or_no(getattr(found, name), lang) for name in codes.RIGHTS}
    if _is_renewed_with_domain(found, names):
        rights["may_renew"] = say(lang, "together with its domain, in the Hosting area")
    elif found.may_change_plan and not found.may_renew:
        rights["may_renew"] = say(lang, "only with another plan")
    said = tuple((say(lang, label), rights[name]) for name, label in codes.RIGHTS.items())
    yield Part(say(lang, "What it may do"), said)
    yield Part(
        say(lang, "Where to look"),
        (
            (say(lang, "logs"), sentences.said(codes.LOGS, found.logs, lang)),
            (say(lang, "state"), channel_names(found.visible_in, names, lang)),
        ),
    )


def _what_comes_then(found: Status, until: date, mailbox: Mailbox | None) -> str | None:
    """The state after this one: an end that is set, or another view of an active mailbox; else its days say enough."""
    if mailbox is None:
        return None
    if until == mailbox.termination_day or _is_next(mailbox.withdrawn_on, until):
        return "withdrawn"
    if _is_next(mailbox.suspended_on, until):
        return "suspended"
    return "expiring" if found.state == "active" and until < found.expiry else None


def _is_next(day: date | None, until: date) -> bool:
    return day is not None and (day - until).days == 1


def _is_renewed_with_domain(found: Status, names: Names) -> bool:
    """Whether a mailbox can be renewed, but not here: by the row of its route, if nobody has asked for its end."""
    in_another_area = any(row.renewed_in != HERE for row in names.rows(Route, found.because))
    beside = names.rows(ManualRenewal, found.because)
    is_to_end = any(row.situation == "termination_asked" and not row.allowed for row in beside)
    return in_another_area and found.state not in GONE and not is_to_end


def termination(found: Termination, names: Names, lang: Language) -> Iterator[Part]:
    """How it ends, what works and is kept until when, and what is paid back."""
    rows = [
        (say(lang, "way"), _way(found, names, lang)),
        (say(lang, "works until"), words.day(found.last_day, lang)),
        (say(lang, "content kept until"), words.day(found.kept_until, lang)),
    ]
    if found.deletes:
        rows.append((say(lang, "then deleted"), words.both(in_words(codes.THINGS, found.deletes, lang), lang)))
    refund = say(lang, "not known") if found.refund is None else words.money(found.refund, lang)
    rows.append((say(lang, "paid back"), refund))
    rows.append((say(lang, "buy the name again"), yes_or_no(found.may_repurchase, lang)))
    yield Part("", tuple(rows))
    yield from consequences(found.effects, (), names, lang)


def _way(found: Termination, names: Names, lang: Language) -> str:
    """How it ends, as the table calls it."""
    mode = next((row.ref for row in names.rows(Mode, found.because)), None)
    return names.row(mode, lang) if mode else sentences.said(codes.MODES, found.mode, lang)


def logs(found: LogAvailability, names: Names, lang: Language) -> Iterator[Part]:  # noqa: ARG001 - all layouts are alike
    """Whether and until when logs can be had, where, and what they record."""
    yield Part(
        "",
        (
            (say(lang, "can be had"), yes_or_no(found.available, lang)),
            (say(lang, "kept until"), words.day(found.until, lang)),
            (say(lang, "where"), sentences.said(codes.LOGS, found.where, lang)),
            (say(lang, "what they record"), words.both(in_words(codes.RECORDS, found.records, lang), lang)),
            (say(lang, "messages can be had back"), yes_or_no(found.messages_recoverable, lang)),
        ),
    )
