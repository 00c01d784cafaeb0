"""What the tables hold on a day, whatever the mailbox: plans, panels, contacts, guides, steps, orders, texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pecrules.base import dates
from pecrules.domain.payments import Paying
from pecrules.model.codes import Language, Machine
from pecrules.model.meanings import BY_TIME
from pecrules.model.outcomes.common import Effect
from pecrules.present import codes, sentences, words
from pecrules.present.catalogues import LANGUAGES, count, mark, say
from pecrules.present.current import since_when
from pecrules.present.names import Names, words_in
from pecrules.present.sheets import Layout, Part, Sheet
from pecrules.rulebook.rows import SECTIONS, Label
from pecrules.rulebook.rows.channels import Channel, Command, Contact, FormField, Login, Term
from pecrules.rulebook.rows.guides import Guide
from pecrules.rulebook.rows.lifecycle import State, Step
from pecrules.rulebook.rows.messages import Text
from pecrules.rulebook.rows.payments import Credit, Method
from pecrules.rulebook.rows.plans import PartnerPlan, Plan
from pecrules.rulebook.rows.pricing import Price, Proration

if TYPE_CHECKING:
    from pecrules.rulebook.ruleset import Ruleset, Snapshot


def overview(name: str, rules: Ruleset, on: date, lang: Language) -> Sheet:
    """A part of the tables as they stand on a day.

    Args:
        name: Which, one of ``OVERVIEWS``.
        rules: The rules.
        on: The day.
        lang: ``it``, ``en`` or ``de``.

    Raises:
        KeyError: there is no such overview.

    >>> from pecrules import load_rules
    >>> overview("plans", load_rules(), date(2026, 1, 1), "it").parts[1].rows[-1][0]
    'PEC Standard'
    """
    made = OVERVIEWS[name]
    parts = [*made.parts(rules.on(on), Names(rules, on), lang)]
    if name == "plans":  # a price list is held against another one: since when it holds is half of it
        parts.append(Part(say(lang, "since when"), tuple(since_when(Plan.SECTION, rules, on, lang))))
    note = say(lang, "book {book}, on {day}", book=rules.book, day=words.day(on, lang))
    return Sheet(say(lang, made.title), tuple(parts), (note,))


def _label(label: Label, lang: Language) -> str:
    return str(getattr(label, lang))


# -- plans and what is added to them ----------------------------------------------------------------------------------


def _plans(snapshot: Snapshot, _: Names, lang: Language) -> Iterator[Part]:
    """Each plan with its yearly price, its space, how far that grows, and what else it has."""
    prices = {row.plan: row for row in snapshot.rows(Price) if row.item == "plan"}
    titles = ("", *(say(lang, title) for title in _PLAN_COLUMNS))
    rows = {kind: [row for row in snapshot.rows(Plan) if row.kind == kind] for kind in codes.KINDS}
    for kind, plans in rows.items():
        lines = [_plan(row, prices.get(row.plan), lang) for row in plans]
        yield Part(say(lang, codes.KINDS[kind]), (titles, *lines) if lines else ())
    partners = [(_label(row.label, lang), _features(row.features, lang), row.ref) for row in snapshot.rows(PartnerPlan)]
    yield Part(say(lang, "plans of the partners"), tuple(partners))


_AT_MOST: Final = mark("at most")
_PLAN_COLUMNS: Final = (
    mark("price of a year"), mark("inbox"), _AT_MOST, mark("archive"), _AT_MOST, mark("comes with it"),
)  # fmt: skip
_ADDON_COLUMNS: Final = (mark("net price"), mark("per"), mark("in mid-term"), mark("with the plans"))


def _plan(row: Plan, price: Price | None, lang: Language) -> tuple[str, ...]:
    return (
        _label(row.label, lang),
        _price(price, lang) if row.kind == "mailbox" else words.NOTHING,
        words.gigabytes(row.inbox_gb, lang),
        _most(row.inbox_gb, row.addable_inbox_gb, lang),
        words.gigabytes(row.archive_gb, lang) if row.archive_gb else words.NOTHING,
        _most(row.archive_gb, row.addable_archive_gb, lang),
        _features(row.features, lang),
        row.ref,
    )


def _most(own: int, addable: int | None, lang: Language) -> str:
    """How far space grows in all."""
    if addable is None:
        return say(lang, "as much as is wanted")
    return words.gigabytes(own + addable, lang) if own + addable else words.NOTHING


def _features(features: Iterable[str], lang: Language) -> str:
    return words.both((sentences.said(codes.THINGS, each, lang) for each in features), lang) or words.NOTHING


def _price(row: Price | None, lang: Language) -> str:
    """An amount, net, and how sure it is where no source states it."""
    if row is None:
        return say(lang, "not known")
    amount = words.money(_amount(row), lang)
    return amount if row.certainty == "documented" else f"{amount} ({sentences.certainty(row.certainty, lang)})"


def _amount(row: Price) -> Decimal:
    return next(each for each in (row.per_year, row.per_gb_year, row.one_off) if each is not None)


def _addons(snapshot: Snapshot, _: Names, lang: Language) -> Iterator[Part]:
    """Each thing that is sold beside a plan: its price, per what, what a part of a term costs, and with which plans."""
    shares = {row.item: row for row in snapshot.rows(Proration)}
    titles = ("", *(say(lang, title) for title in _ADDON_COLUMNS))
    rows = [
        (
            _label(row.label, lang),
            _price(row, lang),
            say(lang, codes.PER[next(name for name in codes.PER if getattr(row, name) is not None)]),
            say(lang, codes.SHARES[shares[row.item].strategy]) if row.item in shares else words.NOTHING,
            _taking(row.item, snapshot.rows(Plan), lang),
            row.ref,
        )
        for row in snapshot.rows(Price)
        if row.item != "plan"
    ]
    yield Part("", (titles, *rows))


def _taking(item: str, plans: Iterable[Plan], lang: Language) -> str:
    """The plans of a mailbox of its own to which a thing may be added."""
    own = [plan for plan in plans if plan.kind == "mailbox"]
    growth = {
        "extra_inbox": {plan.plan: plan.addable_inbox_gb for plan in own},
        "extra_archive": {plan.plan: plan.addable_archive_gb for plan in own},
    }
    grows = growth.get(item, {})
    return words.both((_label(plan.label, lang) for plan in own if grows.get(plan.plan) != 0), lang)


# -- where one goes, and whom one asks --------------------------------------------------------------------------------


def _panels(snapshot: Snapshot, _: Names, lang: Language) -> Iterator[Part]:
    """Each channel with its address, whom it serves, how one signs in, what one then sees, and what it manages."""
    logins, commands = snapshot.rows(Login), snapshot.rows(Command)
    for row in snapshot.rows(Channel):
        rows: list[tuple[str, ...]] = [
            (say(lang, "address"), row.address or words.NOTHING),
            ("", say(lang, codes.SERVES[row.serves])),
        ]
        for login in (each for each in logins if each.channel == row.channel):
            how = sentences.said(codes.LOGINS, login.credential, lang)
            rows += [(how, say(lang, codes.USERNAMES[login.username])), ("", say(lang, codes.REACHES[login.reach]))]
        own = dict.fromkeys(_label(each.label, lang) for each in commands if each.channel == row.channel)
        if own:
            rows.append((say(lang, "manages"), ", ".join(own)))
        yield Part(_label(row.label, lang), tuple(rows))


def _contacts(snapshot: Snapshot, _: Names, lang: Language) -> Iterator[Part]:
    """Each line with its number and its hours, and between which days they hold: those of today come first."""
    rows = [
        (
            _label(row.label, lang),
            row.phone or words.NOTHING,
            sentences.hours(row, lang),
            _between(first, ends, lang),
            words.both((say(lang, codes.SERVES[each]) for each in row.audiences), lang),
            row.ref,
        )
        for contact in snapshot.rows(Contact)
        for first, row, ends in _in_turn(snapshot, contact)
    ]
    yield Part("", tuple(rows))


def _in_turn(snapshot: Snapshot, contact: Contact) -> Iterator[tuple[date, Contact, date | None]]:
    """The rows of a line, the newest first: each with its first day, and that of the one which has followed or will."""
    after = snapshot.after(Contact, *contact.key)
    ends = None if after is None else after.since
    for first, row in snapshot.begun(Contact, *contact.key):
        yield first, row, ends
        ends = first


def _between(first: date, ends: date | None, lang: Language) -> str:
    """Since when something holds, and until when if that is known."""
    day = words.day(first, lang)
    if ends is None:
        return say(lang, "since {day}", day=day)
    return say(lang, "from {day} to {last}", day=day, last=words.day(dates.add(ends, days=-1), lang))


def _guides(snapshot: Snapshot, names: Names, lang: Language) -> Iterator[Part]:
    """Each guide with its address and what it belongs to."""
    rows = sorted(snapshot.rows(Guide), key=lambda row: (row.topic, row.guide))
    for topic, guides in groupby(rows, key=lambda row: row.topic):
        lines = [
            (
                _label(row.label, lang),
                names.address(row.page) or words.NOTHING,
                words.both((sentences.remedy(each, lang) for each in row.remedies), lang),
                row.ref,
            )
            for row in guides
        ]
        yield Part(say(lang, codes.GUIDE_TOPICS[topic]), tuple(lines))


# -- money -----------------------------------------------------------------------------------------------------------


def _payments(snapshot: Snapshot, names: Names, lang: Language) -> Iterator[Part]:
    """Each way to pay: when its payment is registered, and whether it switches automatic renewal on."""
    paying = Paying(snapshot)
    days = {
        row: Effect("payment_registered", row.ref, *paying.registration(row).value) for row in snapshot.rows(Method)
    }
    rows = [
        (
            _label(row.label, lang),
            sentences.effect(each, names, lang),
            say(lang, codes.SWITCHES[row.switches_on_automatic]),
            row.ref,
        )
        for row, each in days.items()
    ]
    yield Part("", tuple(rows))


def _credits(snapshot: Snapshot, names: Names, lang: Language) -> Iterator[Part]:
    """Each kind of credit: how it is topped up, what it pays, when it expires, what happens if it is short."""
    for row in snapshot.rows(Credit):
        methods = words.either((names.method(each, lang) for each in row.top_up_methods), lang)
        uses = words.both((sentences.said(codes.USES, each, lang) for each in row.used_for), lang)
        months = row.expires_months
        rows = [
            ("", say(lang, "top up by: {methods}", methods=methods)),
            (say(lang, "pays"), uses),
            (say(lang, "expires"), _months(months, lang)),
            (say(lang, "if it is short"), say(lang, codes.WHEN_SHORT[row.when_short])),
        ]
        if row.deposit is not None:
            rows.append((say(lang, "paid in at first"), words.money(row.deposit, lang)))
        yield Part(_label(row.label, lang), tuple(rows))


def _months(months: int | None, lang: Language) -> str:
    if months is None:
        return say(lang, "never")
    return count(lang, "{number} month after it was paid in", "{number} months after it was paid in", months)


# -- orders and messages ----------------------------------------------------------------------------------------------


def _steps(snapshot: Snapshot, names: Names, lang: Language) -> Iterator[Part]:
    """What each form asks, page by page, in order."""
    rows = sorted(snapshot.rows(FormField), key=lambda row: (row.channel, row.form, row.position))
    for (channel, form), fields in groupby(rows, key=lambda row: (row.channel, row.form)):
        lines = [
            (
                f"{row.position}.",
                _label(row.page, lang) if row.page else "",
                _label(row.label, lang),
                sentences.said(codes.INPUTS, row.input, lang),
                say(lang, "if an identifier is due") if row.asked == "if_identifier_due" else "",
                row.ref,
            )
            for row in fields
        ]
        heading = f"{names.label(Channel, (channel,), lang)}: {sentences.said(codes.BLOCKS, form, lang)}"
        yield Part(heading, tuple(lines), right=(0,))


def _orders(snapshot: Snapshot, _: Names, lang: Language) -> Iterator[Part]:
    """What an order may be for and how it may stand, in three languages, and what each channel calls it."""
    terms = snapshot.rows(Term)
    kinds = [(*(say(each, said) for each in LANGUAGES), _called(kind, terms, lang)) for kind, said in _KINDS]
    yield Part(say(lang, "Kinds of orders"), tuple(kinds))
    states = [
        (*(_label(row.label, each) for each in LANGUAGES), _called(row.state, terms, lang), row.ref)
        for row in snapshot.rows(State)
        if row.machine == "order"
    ]
    yield Part(say(lang, "States of orders"), tuple(states))


_KINDS: Final = tuple(codes.ORDER_KINDS.items())


def _called(word: str, terms: Iterable[Term], lang: Language) -> str:
    """What channels call a thing, where one has a word of its own."""
    return words.both(dict.fromkeys(_label(row.label, lang) for row in terms if row.term == word), lang)


def _lifecycle(snapshot: Snapshot, names: Names, lang: Language) -> Iterator[Part]:
    """What leads from one state of a mailbox, or of an order, to another."""
    for machine, title in MACHINES.items():
        rows = [
            (
                names.label(State, (machine, row.from_state), lang),
                "\N{RIGHTWARDS ARROW}",
                names.label(State, (machine, row.to_state), lang),
                step_said(row, lang),
                row.ref,
            )
            for row in steps_of(snapshot, machine)
        ]
        yield Part(say(lang, title), tuple(rows))


def step_said(row: Step, lang: Language) -> str:
    """What leads from one state to another, and on which condition."""
    event = sentences.said(codes.EVENTS, row.event, lang)
    if row.guard in {"always", BY_TIME.get(row.event)}:
        return event
    return f"{event}, {say(lang, codes.GUARDS[row.guard])}"


def steps_of(snapshot: Snapshot, machine: Machine) -> tuple[Step, ...]:
    """The transitions of a machine, those of one event together."""
    rows = (row for row in snapshot.rows(Step) if row.machine == machine)
    return tuple(sorted(rows, key=lambda row: (row.event, row.from_state, row.to_state)))


MACHINES: Final[Mapping[Machine, str]] = {
    "mailbox": mark("How a mailbox changes its state"),
    "order": mark("How an order changes its state"),
}


def _texts(snapshot: Snapshot, _: Names, lang: Language) -> Iterator[Part]:
    """Each text with its places still open."""
    for row in snapshot.rows(Text):
        rows = (
            (say(lang, "subject"), words_in(row.subject, lang)),
            (say(lang, "what it says"), words_in(row.body, lang)),
        )
        yield Part(row.ref, rows)


OVERVIEWS: Final[Mapping[str, Layout]] = {
    "addons": Layout(mark("Additional services compared"), _addons),
    "contacts": Layout(mark("Whom to turn to"), _contacts),
    "credits": Layout(mark("Kinds of credit"), _credits),
    "guides": Layout(mark("Guides"), _guides),
    "lifecycle": Layout(mark("What leads from one state to another"), _lifecycle),
    "messages": Layout(mark("What messages say"), _texts),
    "orders": Layout(mark("Register of orders"), _orders),
    "panels": Layout(mark("Panels, and how one signs in"), _panels),
    "payments": Layout(mark("Ways to pay"), _payments),
    "plans": Layout(mark("Plans compared"), _plans),
    "steps": Layout(mark("Steps of the forms"), _steps),
}
"""Every overview, by the word that asks for it."""

ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "addons": (Price.SECTION, Proration.SECTION),
    "contacts": (Contact.SECTION,),
    "credits": (Credit.SECTION,),
    "guides": (Guide.SECTION,),
    "lifecycle": (Step.SECTION,),
    "messages": (Text.SECTION,),
    "orders": (State.SECTION, Term.SECTION),
    "panels": (Channel.SECTION, Login.SECTION, Command.SECTION),
    "payments": (Method.SECTION,),
    "plans": (Plan.SECTION, PartnerPlan.SECTION),
    "steps": (FormField.SECTION,),
}
"""The sections that each overview shows."""


def sections_shown() -> dict[str, str]:
    """Every section, by the word that asks for its rows: its last name, if no overview and no other section has it.

    >>> sections_shown()["prices"], sections_shown()["plans.plans"]
    ('pricing.prices', 'plans.plans')
    """
    last = Counter(section.partition(".")[2] for section in SECTIONS)
    short = {section: section.partition(".")[2] for section in SECTIONS}
    return {
        section if name in OVERVIEWS or last[name] > 1 else name: section for section, name in sorted(short.items())
    }
