"""No row is dead: every row of every book decides in some answer or is shown by an overview, on a day of its own.

The questions are put together from the tables themselves: each kind and plan, channel, way to pay, event, way to end,
subject, domain and credit, on the first day of every row, around each boundary of a mailbox's life.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import cycle, product
from typing import Any

import attrs
import pytest

import pecrules as pr
from pecrules.base.errors import NoRuleInForce
from pecrules.present import OVERVIEWS, overview
from pecrules.rulebook.rows import TOPICS, Interpretation, Row, Vat
from pecrules.testing.strategies.menu import Menu, menu_of
from tests.variants import reword, shipped, variant

LATE = {
    "pricing": ("standard-year-2023", "pro-year-2023", "premium-year-2023", "extra-inbox-2016", "extra-archive-2023"),
    "renewal": ("first-term-2016",),
}
BEFORE = [reword(table, row, since="2016-01-01") for table, rows in LATE.items() for row in rows]

FIRST = date(2016, 1, 1)
APART = (-1500, -120, -90, -7, 0, 1, 40, 95, 400)  # days from the expiry: far before, red, charged, in grace, gone
PERSON = pr.Holder(subject="natural_person", tax_code="RSSMRA80A01H501U", vat_number="00743110157")
ROW = re.compile(r"[a-z]+/[a-z0-9-]+")
NEVER_ASKED = ("vat-20", "vat-21")
UNPRICED = ("soluzionipec-late-fee-2016",)  # a fee beside a plan whose price nobody gives: ``test_books`` adds one
"""Rates older than any price."""


@cache
def priced() -> pr.Ruleset:
    """The public tables with their first prices from the beginning: older rows need them, and no source gives any."""
    return variant(*BEFORE)


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


def orders(on: date) -> Iterator[pr.Order]:
    """Every kind and state."""
    kinds = ("purchase", "renewal", "automatic_renewal", "extra_space", "repurchase")
    states = ("cart", "awaiting_payment", "in_activation", "fulfilled", "cancelled")
    for kind, state in product(kinds, states):
        yield pr.Order(
            number="1", kind=kind, gross=Decimal("12.08"), state=state, years=1, method="bank_transfer",
            registered_on=on - timedelta(3),
        )  # fmt: skip


def happened(menu: Menu, on: date) -> Iterator[pr.Event]:
    """Every event, with all that its guards may ask."""
    credit = pr.Credit(amount=Decimal(100))
    for name, method in product(menu.events, ("card", "bank_transfer")):
        yield pr.Event(
            name=name, confirmed=True, terms_accepted=True, credit=credit, asked_by="holder", holder=PERSON,
            method=method, ordered_on=on,
        )  # fmt: skip


def questions(rules: pr.Ruleset, on: date) -> Iterator[Callable[[], Any]]:
    """Every policy, asked about everything there is on a day."""
    asked: dict[str, Any] = {"rules": rules, "on": on}
    menu = menu_of(rules)
    span = (on - timedelta(300), on + timedelta(300))
    for box in (*mailboxes(menu, on), *stories(on)):
        yield lambda box=box: pr.status(box, **asked)
        yield lambda box=box: pr.alert_calendar(box, span, **asked)
        yield lambda box=box: pr.timeline(box, span, **asked)
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
        yield lambda box=box, channel=channel: pr.available_actions(box, tuple(orders(on)), channel=channel, **asked)
    for box, channel in product((next(looked_at(menu, on)),), menu.channels):  # no order is open
        yield lambda box=box, channel=channel: pr.available_actions(box, (), channel=channel, **asked)
    for order, event in product(orders(on), happened(menu, on)):
        yield lambda order=order, event=event: pr.advance(order, event, **asked)
    yield from paying(menu, on, asked)


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
    for domain, size in product((*menu.domains, "nowhere.example"), (1, 100)):
        request = pr.PurchaseRequest(address=f"a@{domain}", plan="standard", years=1, mailboxes=size)
        yield lambda request=request: pr.quote_purchase(PERSON, request, **asked)
    for subject, channel in product(("natural_person", "legal_person", "public_administration"), menu.channels):
        holder = attrs.evolve(PERSON, subject=subject, split_payment=True)
        yield lambda holder=holder, channel=channel: pr.billing_requirements(holder, channel=channel, **asked)
    partner = pr.Partner(email="p@partner.example", credit=pr.Credit(kind="partner", amount=Decimal(500)))
    for domain, plan in product(menu.domains, menu.partner_plans):
        wish = pr.CertificationRequest(
            name="a", domain=domain, plan=plan, holder_choice="new", holder=PERSON, renewal_type="tacit", years=1
        )
        yield lambda wish=wish: pr.certify(partner, wish, **asked)
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
    if isinstance(answer, str):
        return {answer} if ROW.fullmatch(answer) else set()
    if isinstance(answer, tuple):
        return {ref for part in answer for ref in rows_of(part)}
    if attrs.has(type(answer)) and not isinstance(answer, pr.Stamp):
        return {ref for field in attrs.fields(type(answer)) for ref in rows_of(getattr(answer, field.name))}
    return set()


def shown(name: str, rules: pr.Ruleset, on: date) -> set[str]:
    """Every row that an overview of the tables names."""
    cells = {
        cell for part in overview(name, rules, on, "it").parts for row in part.rows for cell in (*row, part.heading)
    }
    return {cell for cell in cells if ROW.fullmatch(cell)}


def own_rows(book: str) -> list[Row]:
    """The rows that a book itself brings, ends left out."""
    entries = [entry for entry in under(book).entries if entry.layer == book and isinstance(entry.row, Row)]
    return [entry.row for entry in entries if not entry.row.withdrawn]


def first_days(book: str) -> list[date]:
    """The days on which a book's own rows begin."""
    return sorted({max(row.since, FIRST) for row in own_rows(book)})


def asked_about(rows: list[Row]) -> set[str]:
    """The names of those that some answer needs."""
    return {row.ref for row in rows if row.id not in (*NEVER_ASKED, *UNPRICED)}


@cache
def named(book: str, on: date) -> frozenset[str]:
    """Every row that some answer under a book, or an overview, names on a day."""
    found = {ref for name in OVERVIEWS for ref in shown(name, under(book), on)}
    for ask in questions(under(book), on):
        try:
            found |= rows_of(ask())
        except NoRuleInForce:
            continue
    return frozenset(found)


def test_every_row_that_began_last_decides_somewhere():
    """Some answer of its first day rests on it and says so."""
    last = first_days("retail")[-1]
    rows = asked_about([row for row in own_rows("retail") if row.since == last])
    assert rows
    assert set() == rows - named("retail", last)


@pytest.mark.slow
def test_every_row_decides_somewhere():
    """Some answer rests on it and says so, under its own book or one that is laid over it."""
    rows = {book: asked_about(own_rows(book)) for book in pr.books()}
    assert rows["retail"]
    told = {ref for book in rows for on in first_days(book) for ref in named(book, on)}
    assert {} == {book: dead for book, own in rows.items() if (dead := own - told)}


@pytest.mark.parametrize("id", NEVER_ASKED)
def test_what_is_never_asked_says_why(id):  # noqa: A002
    """Old rates stand there for the record; the readings are no policy's."""
    row = next(row for row in [*own_rows("law"), *own_rows("retail")] if row.id == id)
    assert isinstance(row, Vat) or (isinstance(row, Interpretation) and row.topic not in TOPICS)
