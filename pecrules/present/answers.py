"""Answers about a mailbox's life laid out as parts of a sheet: its state, its calendar, its commands, and its end."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from pecrules.outcomes import (
    Actions,
    AutomaticRenewal,
    Billing,
    Calendar,
    CalendarDay,
    Certificate,
    Effect,
    LogAvailability,
    Message,
    Settlement,
    Status,
    Termination,
    Transition,
)
from pecrules.present import sentences, words
from pecrules.present.catalogues import count, mark, say
from pecrules.present.names import Names
from pecrules.present.sheets import Part
from pecrules.tables import Channel, State

TITLES: Final[dict[type[Any], str]] = {
    Actions: mark("What can be done"),
    AutomaticRenewal: mark("Automatic renewal"),
    Billing: mark("What billing needs"),
    Calendar: mark("Calendar"),
    Certificate: mark("Certification"),
    LogAvailability: mark("Logs of the operations"),
    Settlement: mark("Payment with credit"),
    Status: mark("State"),
    Termination: mark("End of the mailbox"),
    Transition: mark("What an event does"),
}
"""What each answer is."""

_RIGHTS: Final = {
    "may_send": mark("send"),
    "may_receive": mark("receive"),
    "may_read": mark("read"),
    "may_renew": mark("renew"),
    "may_buy_space": mark("buy space"),
    "may_change_plan": mark("change the plan"),
    "may_repurchase": mark("buy the name again"),
}

_DAYS: Final = {
    "activation": mark("activation"),
    "charge": mark("charge of the automatic renewal"),
    "deletion": mark("deleted from this day on"),
    "expiry": mark("expiry: the last day paid for"),
    "grace_end": mark("last day to renew"),
    "log_end": mark("last day of the logs"),
    "red_date": mark("the expiry is shown in red"),
    "retry": mark("the charge is tried again"),
    "suspension_end": mark("last day of the suspension"),
    "termination": mark("last day before the termination asked for"),
}
"""What falls on a day of a calendar; notices have their own labels."""

_LOGS: Final = {
    "panel": mark("in the PEC Log panel"),
    "support_request": mark("by a request to the support"),
    "nowhere": mark("nowhere"),
}

_SHOWN: Final = {"shown": mark("shown"), "hidden": mark("hidden"), "disabled": mark("disabled")}


def parts(outcome: Any, names: Names, lang: str) -> Iterator[Part]:
    """An answer's parts, without what it rests on."""
    for kind, lay_out in _LAYOUTS.items():
        if isinstance(outcome, kind):
            yield from lay_out(outcome, names, lang)


def _status(found: Status, names: Names, lang: str) -> Iterator[Part]:
    rows = [(say(lang, "state"), _state(found.state, names, lang))]
    if found.since is not None:
        rows.append((say(lang, "since"), words.day(found.since, lang)))
    if found.until is not None and found.days_left is not None:
        left = count(lang, "{number} day left", "{number} days left", found.days_left)
        rows.append((say(lang, "until"), f"{words.day(found.until, lang)} ({left})"))
    expiry = words.day(found.expiry, lang)
    rows.append((say(lang, "expiry"), say(lang, "{day}, in red", day=expiry) if found.expiry_red else expiry))
    yield Part("", tuple(rows))
    rights = tuple((say(lang, told), _yes(getattr(found, name), lang)) for name, told in _RIGHTS.items())
    yield Part(say(lang, "What it may do"), rights)
    yield Part(
        say(lang, "Where to look"),
        (
            (say(lang, "logs"), sentences.said(_LOGS, found.logs, lang)),
            (say(lang, "state"), _channels(found.visible_in, names, lang)),
        ),
    )


def _calendar(found: Calendar, names: Names, lang: str) -> Iterator[Part]:
    span = say(lang, "{first} to {last}", first=words.day(found.first, lang), last=words.day(found.last, lang))
    yield Part("", ((span,),))
    yield Part("", tuple(_calendar_day(each, names, lang) for each in found.days))
    if not found.days:
        yield Part("", ((say(lang, "nothing falls on these days"),),))


def _calendar_day(found: CalendarDay, names: Names, lang: str) -> tuple[str, ...]:
    told = sentences.said(_DAYS, found.what, lang) if found.what in _DAYS else names.row(found.row, lang)
    who = found.address or sentences.audience(found.audience, lang)
    return words.day(found.day, lang, "medium"), told, who, found.row


def _actions(found: Actions, names: Names, lang: str) -> Iterator[Part]:
    label = dict(found.state_label).get(lang) or f"`{found.state}`"
    yield Part("", ((say(lang, "channel"), _channels((found.channel,), names, lang)), (say(lang, "state"), label)))
    rows = []
    for action in found.actions:
        why = words.both((sentences.condition(code, lang) for code in action.why_not), lang)
        name = names.row(action.row, lang)
        whose = say(lang, "{command}, order {number}", command=name, number=action.order) if action.order else name
        rows.append((whose, sentences.said(_SHOWN, action.shown, lang), why))
    yield Part(say(lang, "Commands"), tuple(rows))
    contacts = ((names.row(each.row, lang), each.phone or "", _hours(each, lang)) for each in found.contacts)
    yield Part(say(lang, "Contacts"), tuple(contacts))


def _hours(contact: Any, lang: str) -> str:
    if contact.hours == "always":
        return say(lang, "at any hour")
    return say(lang, "Monday to Friday, {opens} to {closes}", opens=contact.opens, closes=contact.closes)


def _transition(found: Transition, names: Names, lang: str) -> Iterator[Part]:
    states = (_state(name, names, lang, found.machine) for name in (found.before, found.after))
    yield Part("", tuple(zip((say(lang, "before"), say(lang, "after")), states, strict=True)))
    yield from _consequences(found.effects, found.messages, names, lang)


def _settlement(found: Settlement, names: Names, lang: str) -> Iterator[Part]:
    amounts = (
        (say(lang, "taken from the credit"), found.spent),
        (say(lang, "credit left"), found.credit.amount),
        (say(lang, "missing"), found.shortfall),
        (say(lang, "to top up"), found.top_up),
    )
    yield Part("", tuple((told, words.money(amount, lang)) for told, amount in amounts), right=(1,))
    verdict = say(lang, "the order is carried out at once") if found.fulfilled else say(lang, "the order waits")
    methods = words.either((names.method(each, lang) for each in found.top_up_methods), lang)
    paid = ((say(lang, "top up by: {methods}", methods=methods),),) if found.top_up_methods else ()
    dropped = tuple((say(lang, "ends for want of credit: {item}", item=item),) for item in found.dropped)
    yield Part("", ((verdict,), *paid, *dropped))
    yield from _consequences(found.effects, (), names, lang)


def _automatic(found: AutomaticRenewal, names: Names, lang: str) -> Iterator[Part]:
    rows = [(say(lang, "charged on"), words.day(found.charge_day, lang))]
    rows += [(say(lang, "tried again on"), words.day(day, lang)) for day in found.retries]
    rows.append((say(lang, "amount"), words.money(found.quote.gross, lang)))
    rows.append((say(lang, "New expiry"), words.day(found.quote.new_expiry, lang)))
    if found.method is not None:
        rows.append((say(lang, "paid by"), names.method(found.method, lang)))
    yield Part("", tuple(rows))
    yield Part(say(lang, "If it fails"), _effects(found.if_it_fails, lang))
    yield Part(say(lang, "To change it"), tuple((sentences.remedy(code, lang),) for code in found.to_change))


def _termination(found: Termination, names: Names, lang: str) -> Iterator[Part]:
    rows = [
        (say(lang, "works until"), words.day(found.last_day, lang)),
        (say(lang, "content kept until"), words.day(found.kept_until, lang)),
    ]
    if found.refund is not None:
        rows.append((say(lang, "paid back"), words.money(found.refund, lang)))
    rows.append((say(lang, "buy the name again"), _yes(found.may_repurchase, lang)))
    yield Part("", tuple(rows))
    yield from _consequences(found.effects, (), names, lang)


def _logs(found: LogAvailability, names: Names, lang: str) -> Iterator[Part]:  # noqa: ARG001 - all layouts are alike
    yield Part(
        "",
        (
            (say(lang, "can be had"), _yes(found.available, lang)),
            (say(lang, "kept until"), words.day(found.until, lang)),
            (say(lang, "where"), sentences.said(_LOGS, found.where, lang)),
            (say(lang, "messages can be had back"), _yes(found.messages_recoverable, lang)),
        ),
    )


def _billing(found: Billing, names: Names, lang: str) -> Iterator[Part]:
    rows = [(say(lang, "identifier for the electronic invoice due"), _yes(found.identifier_due, lang))]
    rows += [(say(lang, "it may be"), names.row(each.row, lang)) for each in found.identifiers]
    pays = say(lang, "net of VAT") if found.pays == "net" else say(lang, "VAT included")
    yield Part("", (*rows, (say(lang, "to pay"), pays)))
    yield Part(say(lang, "Wrong"), tuple((sentences.reason(code, lang),) for code in found.problems))
    yield Part(say(lang, "Missing"), tuple((sentences.requirement(code, lang),) for code in found.missing))


def _certificate(found: Certificate, names: Names, lang: str) -> Iterator[Part]:
    box = found.mailbox
    rows = (
        (say(lang, "mailbox"), box.address),
        (say(lang, "New expiry"), words.day(box.expiry, lang)),
        (say(lang, "term"), words.years(found.years, lang)),
    )
    yield Part("", rows)
    yield from _consequences(found.effects, found.messages, names, lang)


# -- what they share --------------------------------------------------------------------------------------------------


def _consequences(effects: Iterable[Effect], messages: Iterable[Message], names: Names, lang: str) -> Iterator[Part]:
    yield Part(say(lang, "What follows"), _effects(effects, lang))
    sent = ((names.row(each.row, lang), each.address or sentences.audience(each.audience, lang)) for each in messages)
    yield Part(say(lang, "Messages"), tuple(sent))


def _effects(effects: Iterable[Effect], lang: str) -> tuple[tuple[str, ...], ...]:
    return tuple((sentences.effect(each, lang),) for each in effects)


def _state(name: str, names: Names, lang: str, machine: str = "mailbox") -> str:
    return names.label(State, (machine, name), lang)


def _channels(codes: Iterable[str], names: Names, lang: str) -> str:
    return words.both((names.label(Channel, (code,), lang) for code in codes), lang)


def _yes(flag: bool, lang: str) -> str:
    return say(lang, "yes") if flag else say(lang, "no")


_LAYOUTS: Final[dict[type[Any], Callable[[Any, Names, str], Iterator[Part]]]] = {
    Actions: _actions,
    AutomaticRenewal: _automatic,
    Billing: _billing,
    Calendar: _calendar,
    Certificate: _certificate,
    LogAvailability: _logs,
    Settlement: _settlement,
    Status: _status,
    Termination: _termination,
    Transition: _transition,
}
"""How each answer is laid out."""
