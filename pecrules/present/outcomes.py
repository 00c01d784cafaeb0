"""Answers laid out as sheets: a quote, a refusal, the options of a renewal."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Unpack

from pecrules.domain.life import GONE
from pecrules.domain.plans import HERE
from pecrules.model.codes import Language, RemedyCode
from pecrules.present import choices, codes, sentences, words
from pecrules.present.catalogues import count, mark, say
from pecrules.present.names import Names
from pecrules.present.sheets import Layout, Part, Sheet
from pecrules.rulebook.rows.channels import Channel, RecordField
from pecrules.rulebook.rows.holders import HolderField, Subject
from pecrules.rulebook.rows.lifecycle import Grace, State
from pecrules.rulebook.rows.plans import PartnerPlan, PlanChangeRule
from pecrules.rulebook.rows.renewal import ManualRenewal, Route
from pecrules.rulebook.rows.termination import Mode
from pecrules.rulebook.ruleset import Ruleset

if TYPE_CHECKING:
    from pecrules.model.mailboxes import Mailbox
    from pecrules.model.outcomes.answers import Outcome
    from pecrules.model.outcomes.billing import Billing
    from pecrules.model.outcomes.calendars import Calendar, CalendarDay
    from pecrules.model.outcomes.channels import Action, Actions, Shown
    from pecrules.model.outcomes.common import Because, Caveat, Effect, Stamp
    from pecrules.model.outcomes.messages import Message
    from pecrules.model.outcomes.options import Option, RenewalOptions
    from pecrules.model.outcomes.orders import AutomaticRenewal, Certificate, Settlement
    from pecrules.model.outcomes.quotes import Line, PayBy, Quote
    from pecrules.model.outcomes.refusals import Refusal
    from pecrules.model.outcomes.states import LogAvailability, Status, Termination, Transition
    from pecrules.present.letters import About

_SHOWN_DIGEST: Final = 12
_MONTHS: Final = 12
_DAYS: Final = {365, 366}
_UNSTATED: Final = {"inferred", "assumed"}
TIMES: Final = " \N{MULTIPLICATION SIGN} "


def sheet(
    outcome: Outcome, rules: Ruleset | None, lang: Language, *, mailbox: Mailbox | None = None, why: bool = False
) -> Sheet:
    """An answer as a sheet.

    Args:
        outcome: The answer.
        rules: The rules it was given under, for names and sources; ``None`` shows the rows' own ids.
        lang: ``it``, ``en`` or ``de``.
        mailbox: The mailbox it is about, for the title and what letters say.
        why: Whether the caveats are listed, and the sources; else one line says how many caveats there are.

    >>> from datetime import date
    >>> from pecrules import Refusal, Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> no = Refusal("term_not_offered", 9, (1, 2, 3, 4, 5), (), None, (), (), stamp)
    >>> sheet(no, None, "it").parts[0].rows
    (('9 anni non si possono chiedere; si può scegliere fra 1, 2, 3, 4 e 5',),)
    """
    names = Names(rules, outcome.stamp.on, mailbox)
    grounds = _grounds(outcome.because, outcome.caveats, names, lang) if why else ()
    counted = () if why else _counted(outcome.caveats, lang)
    laid_out = (*whole_parts(outcome, names, lang), *grounds)
    return Sheet(title(outcome, names, lang, mailbox), laid_out, (*counted, *notes(outcome, lang)))


def notice(  # noqa: PLR0913 - an answer, and how it is told
    found: CalendarDay | None,
    stamp: Stamp,
    rules: Ruleset | None,
    lang: Language,
    *,
    mailbox: Mailbox | None = None,
    why: bool = False,
) -> Sheet:
    """The next notice of a mailbox as a sheet, or that there is none.

    Args:
        found: What ``next_alert`` answered.
        stamp: Under which rules.
        rules: Those rules, for names and sources; ``None`` shows the rows' own ids.
        lang: ``it``, ``en`` or ``de``.
        mailbox: The mailbox it is about, for the title.
        why: Whether the sources are listed.

    >>> from datetime import date
    >>> from pecrules import Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> notice(None, stamp, None, "it").parts[0].rows
    (('non ci sono più avvisi',),)
    """
    names = Names(rules, stamp.on)
    row = (say(lang, "no notice is left"),) if found is None else calendar_day(found, names, lang)
    because = found.because if found is not None and why else ()
    laid_out = (Part("", (row,), right=(1,)), *_grounds(because, (), names, lang))
    texts = letters([found], names, lang, mailbox=mailbox) if found is not None else ()
    return Sheet(
        _about(say(lang, "The next notice"), names, lang, mailbox),
        (*laid_out[:1], *texts, *laid_out[1:]),
        (_stamp(stamp, lang),),
    )


def title(outcome: Outcome, names: Names, lang: Language, mailbox: Mailbox | None = None) -> str:
    """What the answer is, and about which mailbox.

    >>> from datetime import date
    >>> from pecrules import Refusal, Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> title(Refusal("deleted", None, (), (), None, (), (), stamp), Names(None), "it")
    'Non possibile così'
    """
    from pecrules.model.outcomes.quotes import Quote

    what = _kind(outcome, lang) if isinstance(outcome, Quote) else say(lang, _layout(outcome).title)
    return _about(what, names, lang, mailbox)


def _about(what: str, names: Names, lang: Language, mailbox: Mailbox | None) -> str:
    if mailbox is None:
        return what
    return f"{what}: {mailbox.address}, {names.plan(mailbox.plan, lang, mailbox.kind)}"


def _kind(quote: Quote, lang: Language) -> str:
    """What a quote is for; its expiry days tell."""
    if quote.expiry is None:
        return say(lang, "Quote for a purchase")
    if quote.expiry == quote.new_expiry:
        return say(lang, "Quote for the rest of the term")
    return say(lang, _layout(quote).title)


def notes(outcome: Outcome, lang: Language) -> tuple[str, ...]:
    """Under which rules the answer was given.

    >>> from datetime import date
    >>> from pecrules import Refusal, Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> notes(Refusal("deleted", None, (), (), None, (), (), stamp), "en")
    ('rules: book retail, on 21 November 2026, digest 000000000000',)
    """
    return (_stamp(outcome.stamp, lang),)


def calculation(line: Line, names: Names, lang: Language) -> str:
    """The factors of a line's amount, as years times yearly price; empty for one thing paid once.

    >>> from decimal import Decimal
    >>> from pecrules.model.outcomes.quotes import Line
    >>> line = Line("extra_inbox", 1, 2, Decimal("2.50"), Decimal("5.00"), "pricing/extra-inbox-2016")
    >>> calculation(line, Names(None), "en").split()[::2]
    ['1', '\N{MULTIPLICATION SIGN}', 'years', '€2.50']
    """
    found = factors(line, names, lang)
    if line.parts == 0:
        return say(lang, "{what}, free", what=TIMES.join(found)) if found else say(lang, "free")
    return TIMES.join([*found, words.money(line.unit_price, lang)]) if found else ""


def factors(line: Line, names: Names, lang: Language) -> list[str]:
    """What a line's unit price is multiplied by: how many, for how long; nothing for one thing paid once."""
    found: list[str] = []
    if is_by_gb(line, names):
        found.append(words.gigabytes(line.quantity, lang))
    elif line.quantity != 1:
        found.append(str(line.quantity))
    if line.years is not None:
        found.append(words.years(line.years, lang))
    if line.parts:
        found.append(_share(lang, line.parts, line.whole))
    return found


def _share(lang: Language, parts: int, whole: int | None) -> str:
    """How many parts of a year, as months or days where a year has so many."""
    if whole == _MONTHS:
        return count(lang, "{number} of {whole} months", "{number} of {whole} months", parts, whole=whole)
    if whole in _DAYS:
        return count(lang, "{number} of {whole} days", "{number} of {whole} days", parts, whole=whole)
    return count(lang, "{number} of {whole} parts of a year", "{number} of {whole} parts of a year", parts, whole=whole)


# -- a quote ----------------------------------------------------------------------------------------------------------


def _quote(quote: Quote, names: Names, lang: Language) -> Iterator[Part]:
    yield Part("", tuple(_money(quote, names, lang)), right=(1, 2))
    yield Part("", tuple(_days(quote, lang)))
    yield Part(say(lang, "Paid in time"), tuple(_in_time(quote.pay_by, names, lang)))
    yield Part(say(lang, "Good to know"), tuple(_effects_and_requirements(quote, names, lang)))


def _money(quote: Quote, names: Names, lang: Language) -> Iterator[tuple[str, ...]]:
    for line in quote.lines:
        yield names.row(line.row, lang), calculation(line, names, lang), words.money(line.net, lang)
    yield say(lang, "Net"), "", words.money(quote.net, lang)
    percent = words.percent(quote.vat_percent, lang)
    apart = quote.vat_to == "treasury"
    label = (
        say(lang, "VAT {percent}, to the Treasury", percent=percent)
        if apart
        else say(lang, "VAT {percent}", percent=percent)
    )
    yield label, "", words.money(quote.vat, lang)
    yield say(lang, "To pay"), "", words.money(quote.to_pay, lang)


def _days(quote: Quote, lang: Language) -> Iterator[tuple[str, ...]]:
    if quote.expiry == quote.new_expiry:
        yield say(lang, "Expiry, as before"), words.day(quote.new_expiry, lang)
        return
    if quote.expiry is None:
        yield say(lang, "Expiry"), words.day(quote.new_expiry, lang)
        return
    yield say(lang, "Expiry today"), words.day(quote.expiry, lang)
    yield say(lang, "New expiry"), words.day(quote.new_expiry, lang)
    if quote.advised_by is not None and quote.stamp.on <= quote.advised_by:  # advice whose day is past is no advice
        yield say(lang, "Best ordered by"), words.day(quote.advised_by, lang)


def _in_time(pay_by: Iterable[PayBy], names: Names, lang: Language) -> Iterator[tuple[str, ...]]:
    """Until when to pay, for what, and how: a line for each last day, the latest first."""
    for before, group in groupby(pay_by, key=lambda each: each.before):
        ways: dict[date, list[str]] = {}
        for each in group:
            ways.setdefault(each.day, []).append(names.method(each.method, lang))
        label = sentences.said(codes.IN_TIME, before, lang)
        for number, day in enumerate(sorted(ways, reverse=True)):
            yield "" if number else label, words.day(day, lang), words.either(ways[day], lang)


def _effects_and_requirements(quote: Quote, names: Names, lang: Language) -> Iterator[tuple[str, ...]]:
    yield from ((sentences.effect(effect, names, lang),) for effect in quote.effects)
    yield from ((sentences.requirement(code, lang),) for code in quote.requires)


def is_by_gb(line: Line, names: Names) -> bool:
    """Whether a line's quantity is in GB."""
    known = sentences.is_by_gb(line.row, names)
    return line.item.startswith("extra_") if known is None else known


# -- a refusal --------------------------------------------------------------------------------------------------------


def _refusal(no: Refusal, names: Names, lang: Language) -> Iterator[Part]:
    yield Part("", ((sentences.refusal(no, names, lang),),))
    yield _remedies(no.remedies, lang, dead_end=no.code in _DEAD_ENDS and not no.allowed and no.nearest is None)
    if no.nearest is not None:
        yield Part(say(lang, "The nearest request that is accepted"), ((sentences.request(no.nearest, names, lang),),))


_DEAD_ENDS: Final = frozenset({"plan_not_sold", "plan_withdrawn", "price_not_stated"})
"""Refusals after which nothing else can be asked for, where they bring no remedy."""


def _remedies(codes: Sequence[RemedyCode], lang: Language, *, dead_end: bool = False) -> Part:
    helps = [(sentences.remedy(code, lang),) for code in codes]
    nothing = (say(lang, "nothing that these rules know: `pecrules show contacts` tells whom to ask"),)
    return Part(say(lang, "What would help"), (*helps, *([nothing] if dead_end and not helps else [])))


# -- options ----------------------------------------------------------------------------------------------------------


def _options(options: RenewalOptions, names: Names, lang: Language) -> Iterator[Part]:
    if options.refused is not None:
        yield Part("", ((sentences.reason(options.refused, lang),),))
        yield _remedies(options.remedies, lang, dead_end=options.refused in _DEAD_ENDS)
    else:
        terms = ((words.years(option.value, lang), choices.said_yes(option.refused, lang)) for option in options.years)
        methods = (
            (names.method(option.value, lang), choices.said_yes(option.refused, lang), _until(option, lang))
            for option in options.methods
        )
        yield Part(say(lang, "Term"), tuple(terms))
        yield Part(say(lang, "Extra space"), tuple(_space(options, lang)))
        yield Part(say(lang, "Payment"), tuple(methods))
    if options.addons_only:
        yield Part("", ((say(lang, "what was added to it can be renewed by itself"),),))
    if options.last_day is not None:
        yield Part("", ((say(lang, "Last day to renew"), words.day(options.last_day, lang)),))


def _until(option: Option[str], lang: Language) -> str:
    """Until when a way to pay is in time for anything at all."""
    last = max((each.day for each in option.pay_by), default=None)
    return "" if last is None else say(lang, "paid until {day}", day=words.day(last, lang))


def _space(options: RenewalOptions, lang: Language) -> Iterator[tuple[str, ...]]:
    yield say(lang, "inbox"), choices.most(options.extra_inbox_gb, lang)
    yield say(lang, "archive"), choices.most(options.extra_archive_gb, lang)


# -- guides -----------------------------------------------------------------------------------------------------------


_TOPICS: Final = {"Status": "state", "LogAvailability": "logs", "Billing": "invoice"}
"""Answers that guides of a topic explain; others are explained by what would help, or by what they name."""


def _guides(outcome: Outcome, names: Names, lang: Language) -> Part:
    """The guides that explain an answer: its commands, its topic, what would help, or what follows."""
    found: Any = outcome
    named = {each.row for each in (*getattr(found, "guides", ()), *getattr(found, "if_it_fails", ()))}
    helps = {*getattr(found, "remedies", ()), *getattr(found, "to_change", ())}
    topic = _TOPICS.get(type(outcome).__name__)
    rows = (row for row in names.guides() if row.ref in named or row.topic == topic or helps & {*row.remedies})
    return Part(say(lang, "Guides"), tuple((names.row(row.ref, lang), names.address(row.page)) for row in rows))


# -- what an answer rests on ------------------------------------------------------------------------------------------


def _grounds(because: Because, caveats: Iterable[Caveat], names: Names, lang: Language) -> Iterator[Part]:
    doubts = [caveat for caveat in caveats if caveat.certainty in _UNSTATED]
    others = [caveat for caveat in caveats if caveat.certainty not in _UNSTATED]
    yield Part(say(lang, "Not stated outright by any source"), tuple(_caveats(doubts, names, lang)))
    yield Part(say(lang, "Worth a second look"), tuple(_caveats(others, names, lang)))
    yield Part(say(lang, "Sources"), tuple(_sources(because, names)))


def _counted(caveats: Sequence[Caveat], lang: Language) -> Iterator[str]:
    """How many caveats there are, and how many of them are values that no source gives."""
    if not caveats:
        return
    number = count(lang, "{number} caveat", "{number} caveats", len(caveats))
    assumed = sum(caveat.certainty == "assumed" for caveat in caveats)
    if assumed:
        guesses = count(lang, "{number} assumption", "{number} assumptions", assumed)
        number = say(lang, "{caveats} ({assumed})", caveats=number, assumed=guesses)
    yield say(lang, "{caveats}: `--why` shows the list and the sources", caveats=number)


def _caveats(caveats: Iterable[Caveat], names: Names, lang: Language) -> Iterator[tuple[str, ...]]:
    """Caveats as rows of a sheet, the least certain first."""
    for caveat in sorted(caveats, key=lambda caveat: caveat.certainty):
        said = codes.UNSTATED.get(caveat.certainty)
        sure = say(lang, said) if said else sentences.certainty(caveat.certainty, lang)
        yield names.row(caveat.row, lang), sure, caveat.row


def _sources(because: Because, names: Names) -> Iterator[tuple[str, ...]]:
    """Every source once, in the order in which the rows cite it."""
    citations = filter(None, map(names.citation, because))
    for source in dict.fromkeys(citation.source for citation in citations):
        yield source.title, source.address or source.publisher


def _stamp(stamp: Stamp, lang: Language) -> str:
    """Book, day and digest of the rules, on one line."""
    rules = say(
        lang, "rules: book {book}, on {day}, digest {digest}",
        book=stamp.book, day=words.day(stamp.on, lang), digest=stamp.digest[:_SHOWN_DIGEST],
    )  # fmt: skip
    if stamp.as_known is None:
        return rules
    return say(lang, "{rules}, as known on {day}", rules=rules, day=words.day(stamp.as_known, lang))


_SPACE: Final = r"([0-9]+)\+([0-9]+)"
"""GB of a plan, and GB bought for it."""

_MISSING: Final = {"blank": "", "dashes": "--"}
"""How a channel writes what is missing."""


def whole_parts(outcome: Outcome, names: Names, lang: Language) -> Iterator[Part]:
    """An answer's parts and the guides that explain it, without what it rests on."""
    yield from _layout(outcome).parts(outcome, names, lang)
    yield _guides(outcome, names, lang)


def _status(found: Status, names: Names, lang: Language) -> Iterator[Part]:
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
    rights = {name: _yes(getattr(found, name), lang) for name in codes.RIGHTS}
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
            (say(lang, "state"), _channels(found.visible_in, names, lang)),
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


def _calendar(found: Calendar, names: Names, lang: Language) -> Iterator[Part]:
    span = say(lang, "from {first} to {last}", first=words.day(found.first, lang), last=words.day(found.last, lang))
    yield Part("", ((span,),))
    rows = [(each.day, calendar_day(each, names, lang)) for each in found.days]
    if rows and found.first <= found.stamp.on <= found.last:
        this_day = (*_day(found.stamp.on, lang), say(lang, "(the day that was asked about)"))
        rows.insert(bisect_left([day for day, _ in rows], found.stamp.on), (found.stamp.on, this_day))
    yield Part("", tuple(row for _, row in rows), right=(1,))
    if not found.days:
        yield Part("", ((say(lang, "nothing falls on these days"),),))
    yield from letters((each for each in found.days if each.shown_in), names, lang, mailbox=names.mailbox)


def calendar_day(found: CalendarDay, names: Names, lang: Language) -> tuple[str, ...]:
    """When, what, who is told, and the row behind it."""
    label = names.row(found.row, lang) if found.what == "notice" else sentences.said(codes.DAYS, found.what, lang)
    if found.what == "rights_change":
        label = _other_rights(found, names, lang) or label
    if found.what == "grace_end" and _is_without_renewal(found.row, names):
        label = say(lang, "last day of grace")
    if found.if_charge_fails:
        label = say(lang, "if the charge fails: {what}", what=label)
    return (*_day(found.day, lang), label, whom(found, lang), found.row)


def happening(day: CalendarDay, names: Names, lang: Language) -> str:
    """What falls on a day, and who is told."""
    _, _, what, to_whom, _ = calendar_day(day, names, lang)
    return ", ".join(filter(None, (what, to_whom)))


def _is_without_renewal(row: str, names: Names) -> bool:
    """Whether nothing can be renewed in a grace anyhow."""
    return any(not each.may_renew for each in names.rows(Grace, (row,)))


_CHANGING: Final = ("may_send", "may_receive", "may_read")
"""What an expired mailbox may do on some of its days and not on others."""


def _other_rights(found: CalendarDay, names: Names, lang: Language) -> str | None:
    """What may be done from a day on, by the row that says so."""
    citation = names.citation(found.row)
    if citation is None:
        return None
    may = [say(lang, codes.RIGHTS[name]) for name in _CHANGING if getattr(citation.row, name, False)]
    if not may:
        return say(lang, "from now on it can neither send nor receive nor read")
    return say(lang, "from now on it may only {rights}", rights=words.both(may, lang))


def _day(when: date, lang: Language) -> tuple[str, str]:
    return words.weekday(when, lang), words.day(when, lang, "medium")


def _actions(found: Actions, names: Names, lang: Language) -> Iterator[Part]:
    label = dict[str, str](found.state_label).get(lang) or f"`{found.state}`"
    logins = words.both(_words(codes.LOGINS, found.logins, lang), lang)
    head = ((say(lang, "channel"), _channels((found.channel,), names, lang)), (say(lang, "state"), label))
    yield Part("", (*head, *(((say(lang, "signing in"), logins),) if logins else ())))
    yield Part(say(lang, "Commands"), tuple(action(each, names, lang) for each in found.actions))
    yield from _blocks(say(lang, "What is shown"), found.shows, lambda each: _value(each, names, lang), lang)
    yield from _blocks(say(lang, "What is asked for"), found.asks, lambda each: _input(each, names, lang), lang)
    contacts = ((names.row(each.row, lang), each.phone or "", sentences.hours(each, lang)) for each in found.contacts)
    yield Part(say(lang, "Contacts"), tuple(contacts))


def action(found: Action, names: Names, lang: Language) -> tuple[str, ...]:
    """A command, whether it is there, and the way to it or why it is not."""
    name = names.row(found.row, lang)
    whose = say(lang, "{command}, order {number}", command=name, number=found.order) if found.order else name
    shown = sentences.said(codes.SHOWN, found.shown, lang)
    if found.shown != "shown":
        return whose, shown, words.both(dict.fromkeys(_why_not(found, names, lang)), lang)
    only = say(lang, "only with another plan") if found.needs_another_plan else ""
    first = say(lang, "asks for confirmation first") if found.needs_confirmation else ""
    return whose, shown, found.path or "", "; ".join(filter(None, (only, first)))


_BESIDE: Final = frozenset({"manual_renewal_allowed", "plan_change_allowed"})
"""Conditions about what is under way."""


def _why_not(found: Action, names: Names, lang: Language) -> Iterator[str]:
    """Why a command is not there: of what is under way beside an order, that which its rows name."""
    beside = [row.situation for row in names.rows(ManualRenewal, found.because) if not row.allowed]
    if not beside and any(row.automatic == "must_be_off" for row in names.rows(PlanChangeRule, found.because)):
        beside = ["automatic_on"]
    for code in found.why_not:
        if code in _BESIDE and beside:
            yield from (sentences.said(codes.SITUATIONS, each, lang) for each in beside)
        else:
            yield sentences.condition(code, lang)


def _blocks(heading: str, shown: Iterable[Shown], tell: Callable[[Shown], str], lang: Language) -> Iterator[Part]:
    """What a channel shows or asks for, one part a block, each with what it is."""
    blocks = [tuple(block) for _, block in groupby(shown, key=lambda each: (each.block, each.order, each.page))]
    for block in blocks:
        rows = tuple((dict[str, str](each.label).get(lang, f"`{each.field}`"), tell(each)) for each in block)
        yield Part(heading if len(blocks) == 1 else _heading(heading, block[0], lang), rows)


def _heading(heading: str, first: Shown, lang: Language) -> str:
    if first.page:
        return say(lang, "{heading}: page {page}", heading=heading, page=dict[str, str](first.page).get(lang, ""))
    if first.block not in codes.BLOCKS:
        return heading
    return say(
        lang, "{heading}: {block}", heading=heading, block=say(lang, codes.BLOCKS[first.block], number=first.order)
    )


def _value(shown: Shown, names: Names, lang: Language) -> str:
    """What is shown, as the channel calls it; nothing as its row says, or else as a dash."""
    if shown.value is None:
        said = next((row.when_missing for row in names.rows(RecordField, [shown.row])), None)
        return say(lang, "an empty list") if said == "empty_list" else _MISSING.get(said or "", words.NOTHING)
    if shown.field == "addons":
        return ", ".join(sentences.said(codes.THINGS, each, lang) for each in shown.value.split(", "))
    if shown.field == "kind" and not shown.called:
        return sentences.said(codes.ORDER_KINDS, shown.value, lang)
    if space := re.fullmatch(_SPACE, shown.value):
        own, bought = space.groups()
        return say(lang, "{own} GB of the plan + {bought} GB bought", own=own, bought=bought)
    return dict[str, str](shown.called).get(lang) or sentences.written(shown.value, lang)


def _input(shown: Shown, names: Names, lang: Language) -> str:
    """How a field is given, and what can be chosen."""
    how = sentences.said(codes.INPUTS, shown.input, lang) if shown.input else ""
    choices = words.either((_choice(shown, each, names, lang) for each in shown.choices), lang)
    return say(lang, "{how}: {choices}", how=how, choices=choices) if choices else how


def _choice(shown: Shown, choice: str, names: Names, lang: Language) -> str:
    if shown.field == "plan":
        return names.label(PartnerPlan, (choice,), lang) if shown.block == "certification" else names.plan(choice, lang)
    if shown.field == "payment_method":
        return names.method(choice, lang)
    return choice if choice.isdecimal() else sentences.said(codes.CHOICES, choice, lang)


def _transition(found: Transition, names: Names, lang: Language) -> Iterator[Part]:
    before, after = (sentences.state(name, names, lang, found.machine) for name in (found.before, found.after))
    event = sentences.said(codes.EVENTS, found.event, lang)
    yield Part("", ((say(lang, "event"), event), (say(lang, "before"), before), (say(lang, "after"), after)))
    yield from _consequences(found.effects, found.messages, names, lang)
    yield from letters(found.messages, names, lang, mailbox=found.mailbox, order=found.order)


def _settlement(found: Settlement, names: Names, lang: Language) -> Iterator[Part]:
    amounts = (
        (say(lang, "taken from the credit"), found.spent),
        (say(lang, "credit left"), found.credit.amount),
        (say(lang, "missing"), found.shortfall),
        (say(lang, "to top up"), found.top_up),
    )
    yield Part("", tuple((label, words.money(amount, lang)) for label, amount in amounts), right=(1,))
    methods = words.either((names.method(each, lang) for each in found.top_up_methods), lang)
    paid = ((say(lang, "top up by: {methods}", methods=methods),),) if found.top_up_methods else ()
    yield Part("", (*_whether_carried_out(found, lang), *paid))
    kept, dropped = (_words(codes.THINGS, items, lang) for items in (found.kept, found.dropped))
    done = say(lang, "Carried out when the rest is paid") if found.top_up else say(lang, "Carried out")
    yield Part(done, tuple((item,) for item in kept))
    yield Part(say(lang, "Not carried out, for want of credit"), tuple((item,) for item in dropped))
    yield from _consequences(found.effects, found.messages, names, lang)
    yield from letters(found.messages, names, lang, settlement=found)


def _whether_carried_out(found: Settlement, lang: Language) -> Iterator[tuple[str]]:
    """Whether an order is carried out: it waits for what is to be paid in; what ends for want of credit does not."""
    if found.fulfilled:
        yield (say(lang, "the order is carried out at once"),)
    elif found.top_up:
        yield (say(lang, "the order waits"),)
    elif found.kept:
        yield (say(lang, "what is left of the order is carried out at once"),)


def _automatic(found: AutomaticRenewal, names: Names, lang: Language) -> Iterator[Part]:
    rows = [(say(lang, "charged on"), words.day(found.charge_day, lang))]
    rows += [(say(lang, "tried again on"), words.day(day, lang)) for day in found.retries]
    rows.append((say(lang, "amount"), words.money(found.quote.to_pay, lang)))
    rows.append((say(lang, "New expiry"), words.day(found.quote.new_expiry, lang)))
    if found.method is not None:
        rows.append((say(lang, "paid by"), names.method(found.method, lang)))
    yield Part("", tuple(rows))
    yield Part(say(lang, "Good to know"), _effects(found.quote.effects, names, lang))
    yield Part(say(lang, "If it fails"), _effects(found.if_it_fails, names, lang))
    yield Part(say(lang, "To change it"), tuple((sentences.remedy(code, lang),) for code in found.to_change))


def _termination(found: Termination, names: Names, lang: Language) -> Iterator[Part]:
    rows = [
        (say(lang, "way"), _way(found, names, lang)),
        (say(lang, "works until"), words.day(found.last_day, lang)),
        (say(lang, "content kept until"), words.day(found.kept_until, lang)),
    ]
    if found.deletes:
        rows.append((say(lang, "then deleted"), words.both(_words(codes.THINGS, found.deletes, lang), lang)))
    refund = say(lang, "not known") if found.refund is None else words.money(found.refund, lang)
    rows.append((say(lang, "paid back"), refund))
    rows.append((say(lang, "buy the name again"), _yes(found.may_repurchase, lang)))
    yield Part("", tuple(rows))
    yield from _consequences(found.effects, (), names, lang)


def _way(found: Termination, names: Names, lang: Language) -> str:
    """How it ends, as the table calls it."""
    mode = next((row.ref for row in names.rows(Mode, found.because)), None)
    return names.row(mode, lang) if mode else sentences.said(codes.MODES, found.mode, lang)


def _logs(found: LogAvailability, names: Names, lang: Language) -> Iterator[Part]:  # noqa: ARG001 - all layouts are alike
    yield Part(
        "",
        (
            (say(lang, "can be had"), _yes(found.available, lang)),
            (say(lang, "kept until"), words.day(found.until, lang)),
            (say(lang, "where"), sentences.said(codes.LOGS, found.where, lang)),
            (say(lang, "what they record"), words.both(_words(codes.RECORDS, found.records, lang), lang)),
            (say(lang, "messages can be had back"), _yes(found.messages_recoverable, lang)),
        ),
    )


def _billing(found: Billing, names: Names, lang: Language) -> Iterator[Part]:
    rows = [(say(lang, "treated as"), names.label(Subject, (found.treated_as,), lang))]
    rows.append((say(lang, "identifier for the electronic invoice due"), _yes(found.identifier_due, lang)))
    rows += [(say(lang, "it may be"), names.row(each.row, lang)) for each in found.identifiers]
    if found.addressed_to is not None:
        rows.append((say(lang, "the invoice bears"), sentences.said(codes.INVOICED, found.addressed_to, lang)))
    rows.append((say(lang, "to pay"), say(lang, "net of VAT") if found.pays == "net" else say(lang, "VAT included")))
    if found.acceptance_days is not None:
        within = words.days(found.acceptance_days, found.acceptance_days, lang)
        rows.append((say(lang, "invoice accepted within"), within))
    for label, fields in ((say(lang, "may be changed"), found.editable), (say(lang, "stays as it is"), found.fixed)):
        if fields:
            called = (names.label(HolderField, (field,), lang) for field in fields)
            rows.append((label, words.both(called, lang)))
    yield Part("", tuple(rows))
    yield Part(say(lang, "Wrong"), tuple((sentences.problem(code, lang),) for code in found.problems))
    yield Part(say(lang, "Missing"), tuple((sentences.requirement(code, lang),) for code in found.missing))


def _certificate(found: Certificate, names: Names, lang: Language) -> Iterator[Part]:
    box = found.mailbox
    rows = (
        (say(lang, "mailbox"), box.address),
        (say(lang, "New expiry"), words.day(box.expiry, lang)),
        (say(lang, "term"), words.years(found.years, lang)),
        (say(lang, "at its end"), sentences.said(codes.CHOICES, found.renewal_type, lang)),
        (say(lang, "may be changed"), words.both(_words(codes.CHOICES, found.changeable, lang), lang)),
    )
    features = words.both(_words(codes.THINGS, found.features, lang), lang)
    yield Part("", (*rows, *(((say(lang, "its plan has"), features),) if features else ())))
    yield from _consequences(found.effects, found.messages, names, lang)
    yield from letters(found.messages, names, lang, mailbox=box)


# -- what they share --------------------------------------------------------------------------------------------------


def _consequences(
    effects: Iterable[Effect], messages: Iterable[Message], names: Names, lang: Language
) -> Iterator[Part]:
    yield Part(say(lang, "What follows"), _effects(effects, names, lang))
    sent = (message_cells(each, names, lang) for each in messages)
    yield Part(say(lang, "Messages"), tuple(sent))


def letters(
    messages: Iterable[Message | CalendarDay], names: Names, lang: Language, **about: Unpack[About]
) -> Iterator[Part]:
    """What each message says, in full, where the tables have a text for it."""
    for message in messages:
        from pecrules.present.letters import in_full

        letter = in_full(message, names, lang, **about)
        if letter is not None:
            rows = ((say(lang, "subject"), letter.subject), (say(lang, "what it says"), letter.body))
            yield Part(names.row(message.row, lang), rows)


def message_cells(found: Message, names: Names, lang: Language) -> tuple[str, str]:
    """A message that goes out, and to whom."""
    return names.row(found.row, lang), whom(found, lang)


def whom(message: Message | CalendarDay, lang: Language) -> str:
    """Who is told, and at which address."""
    who = sentences.audience(message.audience, lang)
    if places := getattr(message, "shown_in", ()):
        return f"{who}: {words.both(_words(codes.PLACES, places, lang), lang)}"
    return f"{who}: {message.address}" if message.address else who


def _effects(effects: Iterable[Effect], names: Names, lang: Language) -> tuple[tuple[str, ...], ...]:
    return tuple((sentences.effect(each, names, lang),) for each in effects)


def _channels(codes: Iterable[str], names: Names, lang: Language) -> str:
    return words.both((names.label(Channel, (code,), lang) for code in codes), lang)


def _words(sentences_: Mapping[str, str], found: Iterable[str], lang: Language) -> tuple[str, ...]:
    return tuple(sentences.said(sentences_, code, lang) for code in found)


def _yes(flag: bool, lang: Language) -> str:
    return say(lang, "yes") if flag else say(lang, "no")


_LAYOUTS: Final[dict[str, Layout]] = {
    "Actions": Layout(mark("What can be done"), _actions),
    "AutomaticRenewal": Layout(mark("Automatic renewal"), _automatic),
    "Billing": Layout(mark("What billing needs"), _billing),
    "Calendar": Layout(mark("Calendar"), _calendar),
    "Certificate": Layout(mark("Certification"), _certificate),
    "LogAvailability": Layout(mark("Logs of the operations"), _logs),
    "Offers": Layout(mark("What a first order may ask for"), choices.offers),
    "PossibleEvents": Layout(mark("What may happen"), choices.possible_events),
    "Quote": Layout(mark("Quote for a renewal"), _quote),
    "Refusal": Layout(mark("Not possible like this"), _refusal),
    "RenewalOptions": Layout(mark("What a renewal may ask for"), _options),
    "RequestOptions": Layout(mark("What may be asked for"), choices.request_options),
    "Settlement": Layout(mark("Payment with credit"), _settlement),
    "Status": Layout(mark("State"), _status),
    "Termination": Layout(mark("End of the mailbox"), _termination),
    "Transition": Layout(mark("What an event does"), _transition),
}
"""Each answer's layout, by its class's name: who is told of a quote waits for no other class."""


def _layout(outcome: Outcome) -> Layout:
    return _LAYOUTS[type(outcome).__name__]
