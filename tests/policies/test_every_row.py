"""Nothing is dead: every row of every book, and every column of every table, decides in some answer, or is shown.

The questions are put together from the tables themselves: each kind and plan, channel, way to pay, event, way to end,
subject, domain and credit, on the first day of every row, around each boundary of a mailbox's life.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import chain, cycle, product
from typing import Any, NamedTuple

import attrs
import pytest

import pecrules as pr
from pecrules.base.errors import NoRuleInForce
from pecrules.present import LANGUAGES, OVERVIEWS, Sheet, explain, notice, overview, sheet
from pecrules.present.catalogues import say
from pecrules.rulebook.layers import Edits
from pecrules.rulebook.rows import SECTIONS, Row
from pecrules.rulebook.rows.base import COMMON
from pecrules.rulebook.rows.column import Node
from pecrules.rulebook.rows.interpretations import TOPICS, Interpretation, Topic
from pecrules.rulebook.rows.pricing import Vat
from pecrules.rulebook.rows.schemas import columns, schema
from pecrules.rulebook.rows.sources import Source, Threshold
from pecrules.testing.strategies.menu import Menu, menu_of
from tests.variants import LABEL, add, reword, shipped, variant

LATE = {
    "pricing": ("standard-year-2023", "pro-year-2023", "premium-year-2023", "extra-inbox-2016", "extra-archive-2023"),
    "renewal": ("first-term-2016",),
}
BEFORE = [reword(table, row, since="2016-01-01") for table, rows in LATE.items() for row in rows]

FIRST = date(2016, 1, 1)
APART = (-1500, -120, -90, -7, 0, 1, 40, 95, 400)  # days from the expiry: far before, red, charged, in grace, gone
EMPTY = pr.Credit(kind="partner", amount=Decimal(0))
PERSON = pr.Holder(subject="natural_person", tax_code="RSSMRA80A01H501U", vat_number="00743110157")
ROW = re.compile(r"[a-z]+/[a-z0-9-]+")
NEVER_ASKED = ("vat-20", "vat-21")
UNPRICED = ("soluzionipec-late-fee-2016",)  # a fee beside a plan whose price nobody gives: ``test_books`` adds one
"""Rates older than any price."""


BESIDE = [
    add(
        "pricing", "prices", id="late-fee", item="late_fee", one_off="10.00", from_day=31, since="2016-01-01",
        label=LABEL,
    ),
    add(
        "lifecycle", "grace_stretches", id="first-days", kind="mailbox", stretch="first-days", last_day=30,
        may_send=True, may_receive=False, may_read=True, since="2016-01-01",
    ),
    add(
        "lifecycle", "grace_stretches", id="first-week", kind="mailbox", stretch="first-week", last_day=7,
        may_send=False, may_receive=True, may_read=True, since="2016-01-01",
    ),
]  # fmt: skip
"""Rows of the kinds that only other books have."""


@cache
def priced() -> pr.Ruleset:
    """The public tables with their first prices from the beginning: older rows need them, and no source gives any."""
    return variant(*BEFORE, *BESIDE)


def under(book: str) -> pr.Ruleset:
    """The rules that are asked about a book's rows."""
    return priced() if book == "retail" else shipped(book)


def mailboxes(menu: Menu, on: date) -> Iterator[pr.Mailbox]:
    """Every kind and plan, around the boundaries, with and without automatic renewal."""
    for room, (number, apart) in product(menu.plans, enumerate(APART)):
        yield pr.Mailbox(
            address="mario.rossi@pec.com", kind=room.kind, plan=room.plan, expiry=on - timedelta(apart),
            auto_renew=bool(number % 2), holder=PERSON, last_term_years=2, renewal_order_pending=apart == -7,
            method="card", inbox_bytes=3 * 10**9 if apart in {-120, 40} else 0, archive_bytes=0,
            last_term_began_on=on - timedelta(3), activated_on=on - timedelta(2) if number % 2 else None,
        )  # fmt: skip
    yield pr.Mailbox(address="leap@pec.it", plan="standard", expiry=date(2028, 2, 29), inbox_bytes=7 * 10**8)
    yield pr.Mailbox(address="a@rossi.it", kind="domain", plan="standard", expiry=on + timedelta(40))
    for plan in menu.partner_plans:
        yield pr.Mailbox(
            address="a@pec.it", plan=plan, channel="partner_panel", expiry=on + timedelta(40), inbox_bytes=10**9
        )


def stories(on: date) -> Iterator[pr.Mailbox]:
    """Mailboxes that something has happened to."""
    plain = pr.Mailbox(
        address="a@pec.it", plan="standard", expiry=on + timedelta(200), holder=PERSON, last_term_years=1
    )
    started = on - timedelta(2)
    partner = attrs.evolve(plain, channel="partner_panel", on_partner_domain=True)
    yield attrs.evolve(plain, expiry=on + timedelta(3), auto_renew=True, activated_on=on - timedelta(1))
    domains = [attrs.evolve(plain, kind="domain", channel=channel) for channel in ("hosting_area", "partner_panel")]
    for box in (plain, partner, *domains):
        yield from (box, attrs.evolve(box, activation_started_on=started), attrs.evolve(box, withdrawn_on=started))
        yield from (attrs.evolve(box, suspended_on=on - timedelta(days)) for days in (2, 7, 8))
        yield attrs.evolve(box, termination_day=on - timedelta(1))
    yield attrs.evolve(plain, activation_started_on=on + timedelta(2))


@cache
def orders(on: date) -> tuple[pr.Order, ...]:
    """Every kind and state."""
    kinds = ("purchase", "renewal", "renewal_with_plan_change", "automatic_renewal", "extra_space", "repurchase")
    states = ("cart", "awaiting_payment", "in_activation", "fulfilled", "cancelled")
    plain = pr.Order(
        number="1", kind="purchase", gross=Decimal("12.08"), years=1, method="bank_transfer",
        registered_on=on - timedelta(3),
    )  # fmt: skip
    return tuple(attrs.evolve(plain, kind=kind, state=state) for kind, state in product(kinds, states))


def happened(menu: Menu, on: date) -> Iterator[pr.Event]:
    """Every event, with all that its guards may ask."""
    credit = pr.Credit(amount=Decimal(100))
    for name, method in product(menu.events, ("card", "bank_transfer")):
        yield pr.Event(
            name=name, confirmed=True, terms_accepted=True, credit=credit, asked_by="holder", holder=PERSON,
            method=method, ordered_on=on,
        )  # fmt: skip


def questions(asked: dict[str, Any]) -> Iterator[Callable[[], Any]]:
    """Every policy, asked about everything there is on a day: of the rules that ``asked`` holds when it is asked."""
    on, menu = asked["on"], menu_of(asked["rules"])
    span = (on - timedelta(300), on + timedelta(300))
    for box in (*mailboxes(menu, on), *stories(on)):
        yield lambda box=box: pr.status(box, **asked)
        yield lambda box=box: pr.alert_calendar(box, span, **asked)
        yield lambda box=box: pr.timeline(box, span, **asked)
        yield lambda box=box: pr.next_alert(box, **asked)
        yield lambda box=box: pr.automatic_renewal(box, **asked)
        yield lambda box=box: pr.quote_renewal(box, pr.RenewalRequest(years=2, extra_inbox_gb=1), **asked)
        yield lambda box=box: pr.renewal_options(box, **asked)
        yield lambda box=box: pr.quote_renewal(attrs.evolve(box, promo=True), pr.RenewalRequest(years=9), **asked)
        yield lambda box=box: pr.log_availability(box, on - timedelta(1), **asked)
        yield lambda box=box: pr.quote_extra_space(box, pr.ExtraSpaceRequest(extra_inbox_gb=1), **asked)
        yield lambda box=box: pr.quote_extra_space(box, pr.ExtraSpaceRequest(extra_archive_gb=1), **asked)
        yield lambda box=box: pr.quote_extra_space(box, pr.ExtraSpaceRequest(conservazione=True), **asked)
        for plan in dict.fromkeys(room.plan for room in menu.plans):
            request = pr.PlanChangeRequest(plan=plan, years=1)
            yield lambda box=box, request=request: pr.quote_plan_change(box, request, **asked)
    for box in (*stories(on), *list(mailboxes(menu, on))[::4]):
        yield from happening(menu, box, on, asked)
    for box, channel in product(looked_at(menu, on), menu.channels):
        yield lambda box=box, channel=channel: pr.available_actions(box, orders(on), channel=channel, **asked)
    for box, channel in product((next(looked_at(menu, on)),), menu.channels):  # no order is open
        yield lambda box=box, channel=channel: pr.available_actions(box, (), channel=channel, **asked)
    for order, event in product(orders(on), happened(menu, on)):
        yield lambda order=order, event=event: pr.advance(order, event, **asked)
    yield from paying(menu, on, asked)
    for name in OVERVIEWS:
        yield lambda name=name: overview(name, asked["rules"], asked["on"], "it")


def happening(menu: Menu, box: pr.Mailbox, on: date, asked: dict[str, Any]) -> Iterator[Callable[[], Any]]:
    """What may happen to a mailbox, and every way to end it."""
    for event in happened(menu, on):
        yield lambda event=event: pr.advance(box, event, **asked)
    for mode, (who, way) in product(
        ("lapse", "withdrawal", "at_date", "immediate"), zip(menu.askers, cycle(menu.ways))
    ):
        end = pr.TerminationRequest(
            mode=mode, asked_by=who, through=way, day=on + timedelta(5) if mode == "at_date" else None,
            paid_gross=Decimal("12.08"),
        )  # fmt: skip
        yield lambda end=end: pr.terminate(box, end, **asked)
    again = pr.PurchaseRequest(address=box.address, kind=box.kind, plan=box.plan, years=1, holder=PERSON)
    for through in ("new_purchase", "repurchase_button"):
        request = attrs.evolve(again, through=through)
        yield lambda request=request: pr.quote_repurchase(box, request, **asked)


def looked_at(menu: Menu, on: date) -> Iterator[pr.Mailbox]:
    """Mailboxes whose place in a channel differs."""
    for room in menu.plans:
        yield pr.Mailbox(
            address="a@pec.it", kind=room.kind, plan=room.plan, expiry=on + timedelta(40), auto_renew=room.inbox > 9,
            holder=attrs.evolve(PERSON, subject="legal_person"),
        )  # fmt: skip
    yield from stories(on)


def paying(menu: Menu, on: date, asked: dict[str, Any]) -> Iterator[Callable[[], Any]]:
    """What is bought, and how it is paid."""
    box = pr.Mailbox(address="a@pec.it", plan="standard", expiry=on + timedelta(40))
    for method, signed, years in product((*menu.methods, "cheque"), (True, False), (1, 9)):
        request = pr.RenewalRequest(years=years, method=method, signed_in=signed)
        yield lambda request=request: pr.quote_renewal(box, request, **asked)
    asked_for = (("a", 1), ("a", 100), ("a_b", 1), ("a+b", 1), ("a.", 1), ("a" * 64, 1), ("a" * 65, 1))
    for domain, (name, size) in product((*menu.domains, "nowhere.example"), asked_for):
        request = pr.PurchaseRequest(address=f"{name}@{domain}", plan="standard", years=1, mailboxes=size)
        yield lambda request=request: pr.quote_purchase(PERSON, request, **asked)
    subjects = ("natural_person", "legal_person", "public_administration")
    for subject, declared, channel in product(subjects, (True, False), menu.channels):
        holder = attrs.evolve(PERSON, subject=subject, split_payment=declared)
        yield lambda holder=holder, channel=channel: pr.billing_requirements(holder, channel=channel, **asked)
    partner = pr.Partner(email="p@partner.example", credit=pr.Credit(kind="partner", amount=Decimal(500)))
    for domain, plan in product(menu.domains, menu.partner_plans):
        wish = pr.CertificationRequest(
            name="a", domain=domain, plan=plan, holder_choice="new", holder=PERSON, renewal_type="tacit", years=1
        )
        yield lambda wish=wish: pr.certify(partner, wish, **asked)
        yield lambda wish=wish: pr.certify(attrs.evolve(partner, credit=EMPTY), wish, **asked)
    for kind, amount in product(("convention", "partner", "hosting"), (0, 5, 1000)):
        credit = pr.Credit(kind=kind, amount=Decimal(amount), paid_on=on)
        for years in (1, 2):
            yield lambda credit=credit, years=years: settled(box, credit, years, asked)
            yield lambda credit=credit, years=years: settled(box, credit, years, asked, space=True)


def settled(box: pr.Mailbox, credit: pr.Credit, years: int, asked: dict[str, Any], *, space: bool = False) -> Any:
    """A renewal, or more space, paid with credit."""
    more = pr.quote_extra_space(box, pr.ExtraSpaceRequest(extra_inbox_gb=1), **asked)
    again = pr.quote_renewal(box, pr.RenewalRequest(years=years, extra_inbox_gb=1), **asked)
    quote = more if space else again
    return (quote, pr.settle(quote, credit, **asked)) if isinstance(quote, pr.Quote) else quote


def rows_of(answer: Any) -> set[str]:
    """Every row that an answer names, wherever it names it."""
    found, left = set[str](), [answer]
    while left:
        part = left.pop()
        if isinstance(part, str):
            found.add(part)
        elif isinstance(part, tuple):
            left += part
        elif attrs.has(type(part)) and not isinstance(part, pr.Stamp):
            left += [getattr(part, field.name) for field in attrs.fields(type(part))]
    return set(filter(ROW.fullmatch, found))


def own_rows(book: str) -> list[Row]:
    """The rows that a book itself brings, ends left out."""
    entries = [entry for entry in under(book).entries if entry.layer == book and isinstance(entry.row, Row)]
    return [entry.row for entry in entries if not entry.row.withdrawn]


def first_days(book: str) -> list[date]:
    """The days on which a book's own rows begin."""
    return sorted({max(row.since, FIRST) for row in own_rows(book)})


def asked_about(rows: list[Row]) -> set[str]:
    """The names of those that some answer needs; what a threshold decides is a doubt: ``test_doubts`` looks at it."""
    return {row.ref for row in rows if row.id not in (*NEVER_ASKED, *UNPRICED) and not isinstance(row, Threshold)}


class Quiz(NamedTuple):
    """Every question of a day under a book: what each was answered, and which of them a row has a part in."""

    rules: pr.Ruleset
    asked: dict[str, Any]
    questions: dict[Callable[[], Any], Any]
    about: dict[str, list[Callable[[], Any]]]


@cache
def quizzed(book: str, on: date) -> Quiz:
    """All questions, asked once."""
    quiz = Quiz(under(book), {"rules": under(book), "on": on}, {}, {})
    for ask, answer in answered(quiz.asked):
        quiz.questions[ask] = answer
        for ref in rows_of(answer):
            quiz.about.setdefault(ref, []).append(ask)
    return quiz


def answered(asked: dict[str, Any]) -> Iterator[tuple[Callable[[], Any], Any]]:
    """Every question that the rules of the day have an answer to, with that answer."""
    for ask in questions(asked):
        with suppress(NoRuleInForce):
            yield ask, ask()


@pytest.mark.slow
def test_every_row_that_began_last_decides_somewhere():
    """Some answer of its first day rests on it and says so."""
    last = first_days("retail")[-1]
    rows = asked_about([row for row in own_rows("retail") if row.since == last])
    assert rows
    assert set() == rows - quizzed("retail", last).about.keys()


@pytest.mark.slow
def test_every_row_decides_somewhere():
    """Some answer rests on it and says so, under its own book or one that is laid over it."""
    untold = asked_about([row for book in pr.books() for row in own_rows(book)])
    assert untold
    untold -= quizzed("retail", first_days("retail")[-1]).about.keys()
    days = [(book, on) for book in pr.books() for on in reversed(first_days(book))]
    began = [{row.ref for row in own_rows(book) if max(row.since, FIRST) == on} for book, on in days]
    anywhere = [(*day, untold) for day in sorted(days, key=lambda day: day[0] == "retail")]  # others read it otherwise
    for book, on, sought in [*((*day, rows) for day, rows in zip(days, began, strict=True)), *anywhere]:
        answers = answered({"rules": under(book), "on": on})
        while sought & untold and (answer := next(answers, None)):
            untold -= rows_of(answer)
    assert set() == untold


@pytest.mark.parametrize("id", NEVER_ASKED)
def test_what_is_never_asked_says_why(id):  # noqa: A002
    """Old rates stand there for the record; the readings are no policy's."""
    row = next(row for row in [*own_rows("law"), *own_rows("retail")] if row.id == id)
    assert isinstance(row, Vat) or (isinstance(row, Interpretation) and row.topic not in TOPICS)


# -- columns ----------------------------------------------------------------------------------------------------------

ASKED, READ = 40, 3
"""How many of the questions about a row are asked again, more or less; of how many answers of a kind the words read."""

WRITTEN = ("com", "2025-06-01", "00:30", "11.00", "-", "+._-", "9999999")
"""Texts of some columns, where the examples of their schemas are what stands there."""

UNFILLED = {"PR239"}
"""What is told of a text with places that nothing fills: what it is about decides which are."""

OF_QUOTES = (
    "lines", "net", "vat", "to_pay", "vat_to", "effects", "requires", "expiry", "new_expiry", "anchor", "pay_by",
    "advised_by", "because", "caveats",
)  # fmt: skip

PLACES = {say(language, "place") for language in LANGUAGES}

UNDER = {
    "renewal.automatic.retry_days_after": reword("interpretations", "charge-retries", choice="listed_days"),
    "lifecycle.states.lapses_after_days": reword("interpretations", "unpaid-order-expiry", choice="after_days"),
}
"""What else must be so for a column to count: a reading under which it does."""


def others(node: Node, value: Any, groups: Node) -> Iterator[Any]:
    """Other values of a column, by its schema; whether they fit the row, the rules say."""
    node = groups[node["$ref"].rpartition("/")[2]] if "$ref" in node else node
    match node.get("type"):
        case "boolean":
            yield from (each for each in (True, False) if each is not value)
        case "integer":
            yield from ((value or 0) + more for more in (1, -1, 10, 30))
            yield node["minimum"]
        case "array":
            had, each = list(value or ()), node["items"]
            yield from ([*had, more] for more in others(each, None, groups) if more not in had)
            yield from ([other for other in had if other != less] for less in had)
            yield from (
                [*had[:place], other, *had[place + 1 :]]
                for place, was in enumerate(had)
                for other in others(each, was, groups)
            )
        case "object":
            had = value or sample(node, groups)
            for name, part in sorted(node["properties"].items(), key=lambda each: each[0] == "name"):  # others use it
                yield from ({**had, name: other} for other in others(part, had[name], groups))
        case _ if "const" in node:
            yield from (word for word in [node["const"]] if word != value)
        case _ if "enum" in node:
            yield from (word for word in node["enum"] if word != value)
        case _:
            yield from (f"{value}{end}" for end in ("x", " x", "9") if value)
            yield from (word for word in (*node["examples"], *WRITTEN) if word != value)


def sample(node: Node, groups: Node) -> Any:
    """Some value of a column."""
    node = groups[node["$ref"].rpartition("/")[2]] if "$ref" in node else node
    if node.get("type") == "object":
        return {name: sample(part, groups) for name, part in node["properties"].items()}
    if node.get("type") == "array":
        return [sample(node["items"], groups)]
    return next(others(node, None, groups))


class Change(NamedTuple):
    """A row before and after a change of one of its columns, as edits of the rules.

    Some rows must first be made another, for the column to belong to them (``is_made``); of the changes of one row each
    has its ``number``.
    """

    row: Any
    before: Edits
    after: Edits
    is_made: bool = False
    number: int = 0


def changes(quiz: Quiz, section: str, name: str) -> Iterator[Change]:
    """A column changed in every row that has a part in some answer; a key also by taking the row away."""
    kind: Any = SECTIONS[section]
    column, groups, beside = columns(kind)[name], definitions(section), UNDER.get(f"{section}.{name}", {})
    for entry in quiz.rules.entries:
        if entry.section != section or not about(quiz, entry.row):
            continue
        ref = entry.row.ref
        case = {other: words_of(words)[0] for other, words in column.when.items()}
        holds = all(entry.plain.get(other) in words_of(words) for other, words in column.when.items())
        first = {} if holds else fitted(kind, entry.plain, case, groups)
        before = {ref: first, **beside} if first or beside else {}
        value = {**entry.plain, **first}.get(name)
        choices = TOPICS[entry.plain["topic"]] if name == "choice" else others(column.node, value, groups)
        if name in getattr(kind, "KEY", ("topic",)):
            yield Change(entry.row, {}, {ref: None})
        for number, other in enumerate(choices):
            after = {**first, **fitted(kind, {**entry.plain, **first}, {name: other}, groups)}
            yield Change(entry.row, before, {ref: after, **beside}, bool(first), number)


def words_of(words: str | bool | Sequence[str]) -> Sequence[str | bool]:
    return [words] if isinstance(words, str | bool) else words


def fitted(kind: Any, plain: Node, change: Node, groups: Node) -> Node:
    """A change of a row, with the columns that then belong to it, and without those that do not any more."""
    row, found = {**plain, **change}, dict(change)
    for name, column in columns(kind).items():
        belongs = all(row.get(other) in words_of(words) for other, words in column.when.items())
        if column.when and belongs and column.missing and row.get(name) is None:
            found[name] = sample(column.node, groups)
        if not belongs and row.get(name) is not None:
            found[name] = None
    return found


@cache
def definitions(section: str) -> Node:
    """The groups of columns of a table."""
    found: Node = schema(section.partition(".")[0])["$defs"]
    return found


def about(quiz: Quiz, row: Any) -> list[Callable[[], Any]]:
    """The questions in whose answers a row has a part: of a source, those of its rows; of a question, its readings'."""
    if isinstance(row, Source | Topic):
        of = "source" if isinstance(row, Source) else "topic"
        name = row.id if isinstance(row, Source) else row.topic
        rows = (entry.row for entry in quiz.rules.entries if getattr(entry.row, of, None) == name)
        return next((quiz.about[each.ref] for each in rows if each.ref in quiz.about), [])
    return quiz.about.get(row.ref, [])


def told(answer: Any) -> Any:
    """What an answer says, whatever the rules are called under which it was given."""
    if isinstance(answer, tuple):
        return tuple(map(told, answer))
    if isinstance(answer, pr.Quote):
        return tuple(told(getattr(answer, name)) for name in OF_QUOTES)
    if attrs.has(type(answer)):
        return (
            None
            if isinstance(answer, pr.Stamp)
            else tuple(told(getattr(answer, each.name)) for each in attrs.fields(type(answer)))
        )
    return answer


def read(answer: Any, rules: pr.Ruleset, language: str) -> Sheet:
    """An answer as a sheet; a notice, too, which has no stamp of its own."""
    if isinstance(answer, pr.CalendarDay):
        return notice(answer, pr.Stamp("0" * 64, "retail", answer.day, None, ""), rules, language)
    return sheet(answer, rules, language)


def explained(answer: Any, rules: pr.Ruleset, language: str) -> Sheet:
    """Where an answer comes from; of a notice the calendar says it."""
    return read(answer, rules, language) if isinstance(answer, pr.CalendarDay) else explain(answer, rules, language)


def printed(answer: Any, rules: pr.Ruleset, lay_out: Callable[..., Any]) -> list[Any]:
    """How people read it in each language; without the places of rows, which edits move."""
    outcomes = [each for each in (answer if isinstance(answer, tuple) else (answer,)) if hasattr(each, "because")]
    parts = [part for each in outcomes for language in LANGUAGES for part in lay_out(each, rules, language).parts]
    return [(part.heading, *(row for row in part.rows if row[0] not in PLACES)) for part in parts]


def asked_again(quiz: Quiz, ask: Callable[[], Any], rules: pr.Ruleset) -> Any:
    """A question, asked under other rules; ``None`` where these say nothing."""
    if rules is quiz.rules:
        return quiz.questions[ask]
    quiz.asked["rules"] = rules
    try:
        return ask()
    except NoRuleInForce:
        return None
    finally:
        quiz.asked["rules"] = quiz.rules


def is_seen(quiz: Quiz, change: Change) -> bool:
    """Whether a change makes a difference to some answer, or to how it is read.

    Rules that refuse a value show nothing; that they cannot do without a row shows that others name its key.
    """
    try:
        before, after = (quiz.rules.edited(edits) if edits else quiz.rules for edits in (change.before, change.after))
    except pr.InvalidRules as refused:
        return [None] == [*change.after.values()] or UNFILLED == {problem.code for problem in refused.problems}
    pairs = list[tuple[Any, Any]]()
    for ask in some_of(quiz, change.row):
        was, now = (asked_again(quiz, ask, rules) for rules in (before, after))
        if told(was) != told(now):
            return True
        pairs.append((was, now))
    lay_out = explained if isinstance(change.row, Interpretation | Source | Topic) else read
    pairs.sort(key=lambda pair: len(getattr(pair[0], "because", ())))
    kinds: dict[Any, list[Any]] = {}
    for was, now in pairs:
        kinds.setdefault(type(was), []).append((was, now))
    fullest = [pair for of_a_kind in kinds.values() for pair in of_a_kind[::-1][:READ]]
    return any(printed(was, before, lay_out) != printed(now, after, lay_out) for was, now in fullest)


def some_of(quiz: Quiz, row: Any) -> list[Callable[[], Any]]:
    """Some of the questions about a row, of each kind of answer as many."""
    kinds: dict[Any, list[Callable[[], Any]]] = {}
    for ask in about(quiz, row):
        kinds.setdefault(type(quiz.questions[ask]), []).append(ask)
    kinds.pop(Sheet, None)
    overviews = [ask for ask, answer in quiz.questions.items() if isinstance(answer, Sheet)]
    return overviews + [ask for asks in kinds.values() for ask in asks[:: len(asks) * len(kinds) // ASKED + 1]]


def columns_of(section: str) -> list[str]:
    """The columns that are not about the row itself: those are told whenever a row is cited."""
    return [name for name in columns(SECTIONS[section]) if name not in COMMON]


@pytest.mark.slow
@pytest.mark.parametrize("section", [section for section in SECTIONS if section != Threshold.SECTION])
def test_every_column_makes_a_difference(section):
    """Changed in some row, it changes some answer, or what a command shows of one."""
    quiz = quizzed("retail", first_days("retail")[-1])
    tried = {name: likeliest(changes(quiz, section, name)) for name in columns_of(section)}
    assert [] == [name for name, each in tried.items() if not any(is_seen(quiz, change) for change in each)]


def likeliest(changes: Iterable[Change]) -> Iterator[Change]:
    """Row by row and, in turns, one of each row: what makes a difference stands near the front of one of the two."""
    deep = sorted(changes, key=lambda change: change.is_made)
    wide = sorted(deep, key=lambda change: (change.is_made, change.number))
    return chain.from_iterable(zip(deep, wide, strict=True))
