"""Who came when: rows that reach existing customers later than newcomers, in every policy that knows the customer."""

import inspect
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.parsing.plain import Document
from pecrules.policies import MANIFEST
from pecrules.rulebook.layers import Edits, Entry, Layer, Table
from pecrules.rulebook.rows import SECTIONS, Row, structure
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.pricing import Price, Vat
from pecrules.rulebook.ruleset import Snapshot, customer_since
from pecrules.rulebook.timelines import Key
from pecrules.testing.strategies import days, mailboxes
from tests.profiles import examples
from tests.variants import LABEL, add, choose, shipped, variant

BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
OLD, NEW = (attrs.evolve(BOX, requested_on=day) for day in (date(2023, 5, 1), date(2026, 2, 1)))
ONE_YEAR = pr.RenewalRequest(years=1)
FEWER = examples(40)


def dearer(**columns: str) -> Edits:
    """A Standard year at 12.00 for newcomers of 2026; for whom else, the columns say."""
    return add(
        "pricing", "prices", id="dearer", item="plan", plan="standard", since="2026-01-01", announced="2025-10-01",
        label=LABEL, per_year="12.00", **columns,
    )  # fmt: skip


@cache
def next_year() -> pr.Ruleset:
    """It reaches existing customers a year later."""
    return variant(dearer(existing_since="2027-01-01"))


@cache
def never() -> pr.Ruleset:
    """It never reaches them."""
    return variant(dearer(existing_since="never"))


def net(box: pr.Mailbox, on: date, rules: pr.Ruleset | None = None) -> str:
    quote = pr.quote_renewal(box, ONE_YEAR, rules=rules or next_year(), on=on)
    assert isinstance(quote, pr.Quote)
    return str(quote.net)


class TestWhoCameWhen:
    """The day on which a customer came is the first that is known of the mailbox's life."""

    @pytest.mark.parametrize(
        ("known", "expected"),
        [
            ({}, None),
            ({"activated_on": 3}, 3),
            ({"activation_started_on": 2, "activated_on": 3}, 2),
            ({"requested_on": 1, "activation_started_on": 2, "activated_on": 3}, 1),
            ({"last_term_began_on": 1}, None),
        ],
    )
    def test_the_first_day_that_is_known(self, known: dict[str, int], expected: int | None) -> None:
        """Asked for, then being activated, then usable; the last term tells nothing of the first."""
        days = {name: date(2026, 1, number) for name, number in known.items()}
        box = attrs.evolve(BOX, **cast("Any", days))
        assert (expected and date(2026, 1, expected)) == customer_since(box)


class TestAPrice:
    """A price announced today, for newcomers next month, for existing customers next year."""

    @pytest.mark.parametrize(
        ("on", "expected"),
        [("2025-12-31", "9.90"), ("2026-01-01", "9.90"), ("2026-12-31", "9.90"), ("2027-01-01", "12.00")],
    )
    def test_existing_customers_are_reached_on_their_day(self, on: str, expected: str) -> None:
        """The day before it they still pay what they paid."""
        assert expected == net(attrs.evolve(OLD, expiry=date(2027, 1, 5)), date.fromisoformat(on))

    def test_newcomers_are_reached_on_the_first_day(self) -> None:
        """Who came on the day itself is one; who came the day before is none."""
        on = date(2026, 3, 1)
        boxes = [attrs.evolve(BOX, requested_on=date(2026, 1, 1) - timedelta(before)) for before in (0, 1)]
        assert ["12.00", "9.90"] == [net(box, on) for box in boxes]

    def test_never(self) -> None:
        """A price may leave existing customers alone for ever."""
        assert ["9.90", "12.00"] == [net(attrs.evolve(box, expiry=date(2050, 1, 1)), date(2050, 1, 1), never())
                                     for box in (OLD, NEW)]  # fmt: skip

    def test_the_row_that_holds_is_the_one_cited(self) -> None:
        """The reasons name the old row to the old customer."""
        quotes = [pr.quote_renewal(box, ONE_YEAR, rules=next_year(), on=date(2026, 3, 1)) for box in (OLD, NEW)]
        rows = ("pricing/standard-year-2023", "pricing/dearer")
        assert [[rows[0]], [rows[1]]] == [[row for row in rows if row in quote.because] for quote in quotes]

    def test_whoever_orders_first_is_a_newcomer(self) -> None:
        """Nobody who buys a mailbox is an existing customer of it."""
        request = pr.PurchaseRequest(address="mario.rossi@pec.it", plan="standard", years=1)
        quote = pr.quote_purchase(None, request, rules=never(), on=date(2026, 3, 1))
        assert isinstance(quote, pr.Quote)
        assert Decimal("12.00") == quote.net

    def test_whoever_buys_a_deleted_name_again_is_a_newcomer(self) -> None:
        """But whether the name is free was decided by the rules the old mailbox had."""
        mario = pr.Holder(subject="natural_person", tax_code="RSSMRA80A01H501U")
        box = attrs.evolve(OLD, expiry=date(2026, 3, 30), holder=mario)
        request = pr.PurchaseRequest(address=box.address, plan="standard", years=1, holder=mario)
        longer = add(
            "lifecycle", "grace", id="longer", kind="mailbox", since="2026-01-01", existing_since="never",
            grace_days=300, may_send=False, may_receive=True, may_read=True, may_renew=True,
        )  # fmt: skip
        rules = variant(dearer(existing_since="never"), longer)
        told = [
            pr.quote_repurchase(each, request, rules=rules, on=date(2026, 9, 1))
            for each in (box, attrs.evolve(box, requested_on=date(2026, 1, 1)))
        ]
        assert isinstance(told[0], pr.Quote)
        assert isinstance(told[1], pr.Refusal)
        assert (Decimal("12.00"), "not_deleted") == (told[0].net, told[1].code)

    def test_the_price_of_the_expiry_day_is_that_of_the_customer_too(self) -> None:
        """Where the price of the expiry day counts, it is the one that reaches the customer by then."""
        rules = variant(dearer(existing_since="2027-04-01"), choose("price-day", "expiry_day"))
        on = date(2027, 1, 10)
        boxes = [
            attrs.evolve(box, expiry=date(2027, 3, 31) + timedelta(later)) for box in (OLD, NEW) for later in (0, 1)
        ]
        assert ["9.90", "12.00", "12.00", "12.00"] == [net(box, on, rules) for box in boxes]


class TestAnythingDated:
    """The mechanism is one: whatever a row says may reach existing customers later."""

    def test_terms(self) -> None:
        """New customers may renew for one year only, old ones for five."""
        shorter = add("renewal", "terms", id="shorter", offer="ordinary", since="2026-01-01", existing_since="never",
                      years=[1])  # fmt: skip
        rules = variant(shorter)
        told = [pr.renewal_options(box, rules=rules, on=date(2027, 1, 10)) for box in (OLD, NEW)]
        assert [5, 1] == [len([option for option in each.years if option.allowed]) for each in told]

    def test_grace_days(self) -> None:
        """Ten days of grace for newcomers, ninety for who came before, until that ends too."""
        shorter = add(
            "lifecycle", "grace", id="shorter", kind="mailbox", since="2026-01-01", existing_since="2028-01-01",
            grace_days=10, may_send=False, may_receive=True, may_read=True, may_renew=True,
        )  # fmt: skip
        rules = variant(shorter)
        boxes = [OLD, NEW, attrs.evolve(OLD, expiry=date(2028, 3, 30))]
        states = [pr.status(box, rules=rules, on=box.expiry + timedelta(11)).state for box in boxes]
        assert ["expired", "deleted", "deleted"] == states

    def test_an_end(self) -> None:
        """What newcomers cannot have any more, old customers keep."""
        rules = variant(add("plans", "plans", id="no-more", kind="mailbox", plan="standard", since="2026-01-01",
                            existing_since="never", withdrawn=True))  # fmt: skip
        answers = [pr.quote_renewal(box, ONE_YEAR, rules=rules, on=date(2027, 1, 10)) for box in (OLD, NEW)]
        assert ["Quote", "Refusal"] == [type(answer).__name__ for answer in answers]

    def test_where_no_row_reaches_a_customer_there_is_none(self) -> None:
        """A plan that only newcomers have is in force for nobody else, and asking for it says so."""
        rules = variant(gold(existing_since="never"))
        assert "gold" == rules.on(date(2027, 1, 10), NEW).row(Plan, "mailbox", "gold").plan
        with pytest.raises(pr.NoRuleInForce) as caught:
            rules.on(date(2027, 1, 10), OLD).row(Plan, "mailbox", "gold")
        assert (("mailbox", "gold"), None) == (caught.value.key, caught.value.first)


def gold(**columns: str) -> Callable[[Any], None]:
    """A plan that begins in 2026; for whom, the columns say."""
    return add(
        "plans", "plans", id="gold", kind="mailbox", plan="gold", since="2026-01-01", label=LABEL, inbox_gb=5,
        inbox_growth="fixed", archive_gb=0, archive_growth="fixed", features=[], **columns,
    )  # fmt: skip


class TestNobodyKnowsWhen:
    """A mailbox of which nobody knows when it began counts as older than every row."""

    def test_a_promise_is_kept(self) -> None:
        """Who may have been there before pays what was promised to those who were."""
        assert ["9.90", "12.00"] == [net(BOX, day) for day in (date(2026, 12, 31), date(2027, 1, 1))]

    @pytest.mark.parametrize(
        ("on", "expected"),
        [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)],
    )
    def test_it_is_said_where_it_makes_a_difference(self, on: str, expected: bool) -> None:
        """While newcomers have another row, and neither before nor after."""
        quote = pr.quote_renewal(BOX, ONE_YEAR, rules=next_year(), on=date.fromisoformat(on))
        assert expected == (pr.Caveat("pricing/standard-year-2023", "customer_since_unknown") in quote.caveats)
        assert expected == any(caveat.certainty == "customer_since_unknown" for caveat in quote.caveats)

    def test_who_is_known_has_no_such_caveat(self) -> None:
        """Neither old customers nor new ones."""
        quotes = [pr.quote_renewal(box, ONE_YEAR, rules=next_year(), on=date(2026, 3, 1)) for box in (OLD, NEW)]
        assert [] == [each for quote in quotes for each in quote.caveats if each.certainty == "customer_since_unknown"]

    def test_where_only_newcomers_have_a_row_there_is_none(self) -> None:
        """A plan that begins for newcomers only is not in force for who may have been there before."""
        rules = variant(gold(existing_since="2027-01-01"))
        names = [{row.plan for row in rules.on(day, BOX).rows(Plan)} for day in (date(2026, 6, 1), date(2027, 1, 1))]
        assert [False, True] == ["gold" in each for each in names]

    def test_a_presumed_row_is_the_same_row(self) -> None:
        """The mark is no part of what a row is."""
        row = next_year().on(date(2026, 3, 1)).row(Price, "plan", "standard")
        assert (row, hash(row), row.ref) == (row.cohort_assumed(), hash(row.cohort_assumed()), row.cohort_assumed().ref)
        assert ((), ("customer_since_unknown",)) == (row.doubts, row.cohort_assumed().doubts)


# -- layers and clocks ------------------------------------------------------------------------------------------------

BOOK = """table: book
id: ordine
title: "Un ordine"
extends: retail
source: seed-002
"""
BOOK_PRICES = """table: pricing
book: ordine

prices:
  - id: ordine-standard
    item: plan
    plan: standard
    since: 2026-06-01
    existing_since: 2028-01-01
    announced: 2026-05-01
    label:
      it: "Canone"
      en: "Fee"
      de: "Gebühr"
    per_year: "5.00"
    certainty: documented
    source: seed-002
    clause: "un esempio"
"""


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> pr.Ruleset:
    """A book laid over a public list whose price changes for existing customers in 2027."""
    book = tmp_path_factory.mktemp("ordine")
    (book / "book.yaml").write_text(BOOK, "utf-8")
    (book / "pricing.yaml").write_text(BOOK_PRICES, "utf-8")
    return pr.load_rules(book).edited(dearer(existing_since="2027-01-01"), book="retail")


class TestLayersAndClocks:
    """Overlay and announcement first, then who came when."""

    @pytest.mark.parametrize(
        ("box", "on", "expected"),
        [
            (OLD, "2026-12-31", "9.90"),
            (OLD, "2027-01-01", "12.00"),
            (OLD, "2028-01-01", "5.00"),
            (NEW, "2026-05-31", "12.00"),
            (NEW, "2027-01-10", "12.00"),
            (attrs.evolve(BOX, requested_on=date(2026, 6, 1)), "2026-06-01", "5.00"),
        ],
    )
    def test_a_book_may_spare_those_who_were_there(
        self, laid: pr.Ruleset, box: pr.Mailbox, on: str, expected: str
    ) -> None:
        """Until the book reaches them, what began before the book goes on for them as in the base."""
        assert expected == net(attrs.evolve(box, expiry=date(2028, 1, 1)), date.fromisoformat(on), laid)

    def test_what_was_not_announced_reaches_nobody(self, laid: pr.Ruleset) -> None:
        """Neither the book's price nor the base's new one."""
        known = {"2025-09-30": "9.90", "2026-04-30": "12.00", "2026-05-01": "5.00"}
        box = attrs.evolve(OLD, expiry=date(2028, 1, 1))
        assert known == {day: net(box, date(2028, 1, 1), laid.as_known(date.fromisoformat(day))) for day in known}


# -- every policy -----------------------------------------------------------------------------------------------------


class Listening(pr.Ruleset):
    """Rules that remember for whom they were asked."""

    def __init__(self) -> None:
        super().__init__((Layer.of("retail", {}),), "retail")
        self.heard: list[tuple[str, Any]] = []

    def view(self, terms: Any, on: date, customer: pr.Mailbox | None = None) -> Any:
        self.heard.append((terms.__module__, customer))
        return shipped().view(terms, on, customer)

    def on(self, day: date, customer: pr.Mailbox | None = None) -> Snapshot:
        self.heard.append(("on", customer))
        return shipped().on(day, customer)


ASKED: dict[str, Any] = {
    "request": {
        "quote_renewal": ONE_YEAR,
        "quote_extra_space": pr.ExtraSpaceRequest(extra_inbox_gb=1),
        "quote_plan_change": pr.PlanChangeRequest(plan="pro", years=1),
        "terminate": pr.TerminationRequest(mode="lapse", asked_by="holder"),
    },
    "event": {"advance": pr.Event(name="renewal_registered", years=2)},
    "span": {name: (date(2026, 1, 1), date(2028, 1, 1)) for name in ("alert_calendar", "timeline")},
    "orders": {"available_actions": ()},
    "event_day": {"log_availability": date(2026, 12, 1)},
}
OF_NEWCOMERS = {
    "billing_requirements", "certify", "offers", "quote_purchase", "quote_repurchase", "request_options", "settle",
}  # fmt: skip
"""What is asked by somebody who is no customer yet, or not about a mailbox, or gathers answers of such policies."""


def policies() -> Iterator[str]:
    yield from MANIFEST


@pytest.mark.parametrize("name", sorted(set(policies()) - OF_NEWCOMERS))
@pytest.mark.parametrize("edit", [{}, {"auto_renew": True, "method": "card", "last_term_years": 1}], ids=["", "auto"])
def test_every_policy_asks_for_the_customer(name: str, edit: dict[str, Any]) -> None:
    """Whatever is asked about a mailbox is asked of the rules that hold for its customer."""
    rules = Listening()
    policy = getattr(pr, name)
    box = attrs.evolve(OLD, **edit)
    wanted = [word for word in inspect.signature(policy).parameters if word in ASKED]
    policy(box, *(ASKED[word][name] for word in wanted), rules=rules, on=date(2027, 3, 1))
    assert rules.heard
    assert {customer_since(OLD)} == {customer and customer_since(customer) for _, customer in rules.heard}


# -- exactly one ------------------------------------------------------------------------------------------------------


def by_definition(rows: list[Row], cohort: date, day: date) -> Row | None:
    """Of rows of one key, that one which the definition names."""
    known = {since: max(row.known for row in rows if row.since == since) for since in {row.since for row in rows}}
    standing = [row for row in rows if row.known == known[row.since]]
    old = [row for row in standing if row.since <= cohort]
    late = [(row, row.since if row.existing_since is None else row.existing_since) for row in standing]
    new = [row for row, reached in late if row.since > cohort and reached != "never" and reached <= day]
    return max(old + new, key=lambda row: row.since, default=None)


def stacked(layers: list[list[Row]]) -> dict[tuple[str, Key], list[Row]]:
    """The rows of every key, a layer's replacing those below it from its first day on."""
    found: dict[tuple[str, Key], list[Row]] = {}
    for rows in layers:
        by_key: dict[tuple[str, Key], list[Row]] = {}
        for row in rows:
            section = getattr(row, "section", None) or row.SECTION
            by_key.setdefault((section, row.key), []).append(row)
        for key, over in by_key.items():
            first = min(row.since for row in over)
            found[key] = [row for row in found.get(key, []) if row.since < first] + over
    return found


def layers_of(rules: pr.Ruleset) -> list[list[Row]]:
    layers: dict[str, list[Row]] = {}
    for entry in rules.entries:
        if isinstance(entry.row, Row):
            layers.setdefault(entry.layer, []).append(entry.row)
    return list(layers.values())


def around(rows: list[Row]) -> list[date]:
    """Every day on which a row of a key begins for somebody, and the day before it."""
    turns = {day for row in rows for day in (row.since, row.existing_since) if isinstance(day, date)}
    return sorted({near for day in turns for near in (day - timedelta(1), day)} | {date(9999, 12, 31)})


@pytest.mark.parametrize("book", [*pr.books(), None, "never"])
def test_one_row_for_each_customer_and_day(book: str | None) -> None:
    """Of every key there is exactly the row that the definition names, or none, around every turning day there is."""
    rules = {None: next_year(), "never": never()}.get(book) or shipped(book)
    for (section, key), rows in stacked(layers_of(rules)).items():
        kind = cast("type[Row]", SECTIONS[section])
        for cohort in around(rows):
            box = attrs.evolve(BOX, requested_on=cohort)
            for day in (day for day in around(rows) if day >= cohort):
                expected = by_definition(rows, cohort, day)
                assert _ref(expected) == _ref(_found(rules.on(day, box), kind, key)), (section, key, cohort, day)


def _ref(row: Row | None) -> str | None:
    """A row by its name: what the book that is asked makes of it is no part of the definition."""
    return row and row.ref


def _found(inside: Snapshot, kind: type[Row], key: Key) -> Row | None:
    try:
        return inside.find(kind, *key)
    except pr.NoRuleInForce:
        return None


# -- generated tables -------------------------------------------------------------------------------------------------

START = date(2020, 1, 1)
COMMON = {"certainty": "documented", "source": "guide", "clause": "x"}
SOME_DAYS = st.integers(0, 50).map(lambda number: START + timedelta(number))


@st.composite
def a_row(draw: st.DrawFn) -> dict[str, Any]:
    """A rate or a price of one of two things, known by some day, for existing customers by some day or never."""
    since = draw(SOME_DAYS)
    row: dict[str, Any] = COMMON | {"since": str(since)}
    late = draw(st.sampled_from([None, None, 1, 20, "never"]))
    if late is not None:
        row["existing_since"] = late if late == "never" else str(since + timedelta(late))
    row["announced"] = str(since + timedelta(draw(st.integers(-10, 5))))
    item = draw(st.sampled_from(["vat", "extra_inbox", "late_fee"]))
    if draw(st.sampled_from([False, False, True])):
        row["withdrawn"] = True
    return row | (
        {"percent": "22"}
        if item == "vat"
        else {"item": item, "one_off": "1.00", "label": {"it": "x", "en": "x", "de": "x"}}
    )


def a_layer() -> st.SearchStrategy[list[Row]]:
    """Rows as an analyst could write them: of one key not two that begin and are announced on the same days."""
    drawn = st.lists(a_row(), max_size=10, unique_by=lambda row: (row.get("item"), row["since"], row["announced"]))
    return drawn.map(lambda rows: [_row(row, str(number)) for number, row in enumerate(rows)])


def _row(columns: dict[str, Any], name: str) -> Row:
    row = structure("pricing.vat" if "percent" in columns else "pricing.prices", columns | {"id": f"row-{name}"})
    assert isinstance(row, Row)
    return row


def ruleset(layers: list[list[Row]], known_by: date | None = None) -> pr.Ruleset:
    written = Document("pricing.yaml", {"id": "x"}, "")  # answers tell a digest, but what it is of is not looked at
    tables = [Table(written, tuple(Entry("x", written, (), row) for row in rows)) for rows in layers]
    return pr.Ruleset([Layer.of("x", {"pricing": table}) for table in tables], "x", known_by)


class Found:
    """Terms that are nothing but the rows in force."""

    READS = (Price, Vat)

    def __init__(self, snapshot: Snapshot) -> None:
        self.rows = (*snapshot.rows(Price), *snapshot.rows(Vat))
        self.all = {
            (kind.SECTION, key): _found(snapshot, kind, key)
            for kind, key in ((Price, ("extra_inbox",)), (Price, ("late_fee",)), (Vat, ()))
        }


class TestGeneratedTables:
    """Layers, clocks and customers together, against the definition."""

    @given(
        st.lists(a_layer(), min_size=1, max_size=3),
        st.none() | SOME_DAYS,
        st.lists(st.tuples(SOME_DAYS, st.integers(0, 60)), min_size=1, max_size=6),
    )
    def test_as_the_definition_says(
        self, layers: list[list[Row]], known: date | None, asked: list[tuple[date, int]]
    ) -> None:
        """Whoever asks first, and however often: for each customer and day the row that the definition names."""
        rules = ruleset(layers, known)
        seen = [[row for row in rows if known is None or row.known <= known] for rows in layers]
        expected = stacked(seen)
        for cohort, later in asked * 2:
            box, day = attrs.evolve(BOX, requested_on=cohort), cohort + timedelta(later)
            terms, stamp = rules.view(Found, day, box)
            assert (day, known) == (stamp.on, stamp.as_known)
            for key, row in terms.all.items():
                assert by_definition(expected.get(key, []), cohort, day) == row
                assert row == _found(rules.on(day, box), cast("type[Row]", SECTIONS[key[0]]), key[1])

    @given(st.lists(a_layer(), min_size=1, max_size=2), SOME_DAYS, st.integers(0, 60))
    def test_whoever_is_unknown_is_the_oldest(self, layers: list[list[Row]], cohort: date, later: int) -> None:
        """Without a day a customer has the rows of who came before every row, and a mark where newcomers differ."""
        rules, day = ruleset(layers), cohort + timedelta(later)
        oldest = attrs.evolve(BOX, requested_on=date.min)
        unknown, known, new = (rules.view(Found, day, box)[0] for box in (BOX, oldest, None))
        assert known.all == unknown.all
        marked = [key for key, row in unknown.all.items() if row and "customer_since_unknown" in row.doubts]
        assert [key for key, row in known.all.items() if row and row != new.all[key]] == marked

    @given(st.lists(a_layer(), min_size=1, max_size=2), SOME_DAYS)
    def test_newcomers_are_those_of_today(self, layers: list[list[Row]], day: date) -> None:
        """Who asks without being a customer has the rows of who comes on that day."""
        rules = ruleset(layers)
        today = attrs.evolve(BOX, requested_on=day)
        assert rules.view(Found, day)[0].all == rules.view(Found, day, today)[0].all


# -- what is announced later ------------------------------------------------------------------------------------------


@cache
def added() -> dict[str, Entry]:
    """The rows of which more may be made, by name."""
    return {
        entry.row.ref: entry
        for entry in shipped().entries
        if isinstance(entry.row, Row) and not entry.section.startswith("interpretations")
    }


More = list[tuple[str, dict[str, Any]]]


@st.composite
def later_rows(draw: st.DrawFn) -> tuple[date, More]:
    """A day, and rows announced after it: ends and changes of what the shipped tables say, for some or for all."""
    known = draw(days())
    found: More = []
    for number, ref in enumerate(draw(st.lists(st.sampled_from(sorted(added())), min_size=1, max_size=5, unique=True))):
        since, announced = draw(days()), known + timedelta(draw(st.integers(1, 400)))
        more = {"id": f"later-{number}", "since": str(since), "announced": str(announced)}
        more |= draw(st.sampled_from([{}, {"existing_since": "never"}, {"existing_since": str(since)}]))
        more |= draw(st.sampled_from([{"withdrawn": True}, {"grace_days": 1, "per_year": "1.00", "percent": "1"}]))
        found.append((ref, more))
    return known, found


ALWAYS = ("id", "since", "announced", "existing_since", "withdrawn")


def with_more(more: More) -> pr.Ruleset:
    """The shipped public rules with more rows, each made of one that there is."""
    every = list(shipped().entries)
    for ref, columns in more:
        plain = added()[ref].plain | {name: columns[name] for name in columns if name in (*ALWAYS, *added()[ref].plain)}
        before = added()[ref]
        every.append(Entry(before.layer, before.document, before.path, structure(before.section, plain)))
    by_table: dict[str, list[Entry]] = {}
    for entry in every:
        by_table.setdefault(entry.section.partition(".")[0], []).append(entry)
    tables = {name: Table(entries[0].document, tuple(entries)) for name, entries in by_table.items()}
    return pr.Ruleset([Layer.of("retail", tables)], "retail")


QUESTIONS: dict[str, Callable[..., Any]] = {
    "status": pr.status,
    "quote_renewal": lambda box, **asked: pr.quote_renewal(box, ONE_YEAR, **asked),
    "renewal_options": pr.renewal_options,
    "plan_change": lambda box, **asked: pr.quote_plan_change(box, pr.PlanChangeRequest(plan="pro", years=1), **asked),
    "timeline": lambda box, **asked: pr.timeline(box, (date(2016, 1, 1), date(2032, 1, 1)), **asked),
    "available_actions": lambda box, **asked: pr.available_actions(box, (), **asked),
}


def answer(policy: Callable[..., Any], box: pr.Mailbox, rules: pr.Ruleset, on: date) -> Any:
    """What a policy says, apart from the digest of the rules."""
    try:
        return _unstamped(attrs.asdict(policy(box, rules=rules, on=on), recurse=True))
    except pr.NoRuleInForce as error:
        return str(error)


def _unstamped(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {key: _unstamped(value) for key, value in plain.items() if key != "stamp"}
    return [_unstamped(value) for value in plain] if isinstance(plain, list | tuple) else plain


class TestTwoClocks:
    """What is announced after a day changes no answer that asks what was known on it."""

    @pytest.mark.parametrize("name", QUESTIONS)
    @examples(15)
    @given(later_rows(), mailboxes(), days())
    def test_later_rows_change_nothing(self, name: str, later: tuple[date, More], box: pr.Mailbox, on: date) -> None:
        """Neither an amount nor a day nor a reason."""
        known, more = later
        told = [answer(QUESTIONS[name], box, rules.as_known(known), on) for rules in (shipped(), with_more(more))]
        assert told[0] == told[1]

    def test_they_do_when_they_are_known(self) -> None:
        """The rows that are added are no straw men."""
        price = {"id": "later", "since": "2026-01-01", "announced": "2026-01-01", "per_year": "1.00"}
        more = with_more([("pricing/standard-year-2023", price)])
        asked = [shipped(), more, more.as_known(date(2025, 12, 31))]
        assert ["9.90", "1.00", "9.90"] == [net(OLD, date(2027, 1, 10), rules) for rules in asked]


@cache
def with_late_price() -> pr.Ruleset:
    """A price that took effect before it was announced."""
    return variant(
        add("pricing", "prices", id="late", item="plan", plan="standard", since="2026-01-01", announced="2026-03-01",
            retroactive=True, label=LABEL, per_year="12.00"),
    )  # fmt: skip


class TestRetroactive:
    """A row that was announced after it took effect is a caveat of every answer that rests on it."""

    def test_it_is_said(self) -> None:
        """In a quote that has the price, and not in one that has the price before it."""
        late = pr.Caveat("pricing/late", "retroactive")
        quotes = [
            pr.quote_renewal(OLD, ONE_YEAR, rules=with_late_price(), on=day)
            for day in (date(2025, 12, 31), date(2026, 1, 1))
        ]
        assert [False, True] == [late in quote.caveats for quote in quotes]

    def test_it_survives_being_written(self) -> None:
        """The word can be read back."""
        quote = pr.quote_renewal(OLD, ONE_YEAR, rules=with_late_price(), on=date(2026, 1, 1))
        assert quote == pr.from_json(pr.to_json(quote))

    def test_an_uncertain_row_has_both(self) -> None:
        """A row may be retroactive and assumed."""
        row = with_late_price().on(date(2026, 1, 1)).row(Price, "plan", "pro")
        late = structure("pricing.prices", added()["pricing/pro-year-2023"].plain | {"retroactive": True})
        assert isinstance(late, Row)
        assert (("assumed",), ("assumed", "retroactive")) == (row.doubts, late.doubts)
