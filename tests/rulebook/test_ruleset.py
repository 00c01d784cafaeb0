"""Rules that can be asked: the day, what was known, where a row comes from, and when two rule sets are the same."""

import gc
import pickle
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import Mailbox, NoRuleInForce, RenewalRequest, Ruleset, load_rules, quote_renewal
from pecrules.rulebook.rows import SECTIONS, Row, Withdrawn
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Grace
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.pricing import Price, Vat
from pecrules.rulebook.ruleset import Snapshot
from tests.variants import shipped

DAY = date(2024, 6, 1)
BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
LATER = """\
  - id: standard-year-later
    item: plan
    plan: standard
    since: 2025-01-01
    announced: 2024-09-01
    label:
      it: "Canone"
      en: "Fee"
      de: "Gebühr"
    per_year: "12.00"
    certainty: documented
    source: guide
    clause: "F0.00"

"""
END = """\
  - id: extra-inbox-end
    item: extra_inbox
    since: 2025-01-01
    withdrawn: true
    certainty: documented
    source: guide
    clause: "R2.19"

"""


def change(folder: Path, table: str, old: str, new: str) -> Path:
    """Change the first place in a table where a text stands."""
    file = folder / f"{table}.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return folder


def with_rows(folder: Path, rows: str) -> Ruleset:
    """The rules of a folder, with more prices."""
    return load_rules(change(folder, "pricing", "vat:\n", rows + "vat:\n"))


def yearly(rules: Ruleset, day: date) -> Decimal | None:
    return rules.on(day).row(Price, "plan", "standard").per_year


class TestTheDay:
    """Which row holds on a day."""

    def test_a_row_holds_from_its_first_day_until_the_next(self, sound: Path) -> None:
        """The day before the next row is its last."""
        rules = with_rows(sound, LATER)
        days = [date(2023, 1, 1), date(2024, 12, 31), date(2025, 1, 1), date(9999, 12, 31)]
        assert [Decimal("9.90"), Decimal("9.90"), Decimal("12.00"), Decimal("12.00")] == [
            yearly(rules, day) for day in days
        ]

    def test_before_the_first_row_there_is_none(self, sound: Path) -> None:
        """The error says when the first row begins."""
        with pytest.raises(NoRuleInForce) as caught:
            yearly(load_rules(sound), date(2022, 12, 31))
        error = caught.value
        assert ("pricing.prices", ("plan", "standard"), date(2022, 12, 31), date(2023, 1, 1)) == (
            error.section,
            error.key,
            error.day,
            error.first,
        )

    @pytest.mark.parametrize("key", [("plan", "gold"), (), ("plan",)])
    def test_a_key_that_nobody_speaks_of_has_none(self, sound: Path, key: tuple[str, ...]) -> None:
        """The error knows no first day."""
        with pytest.raises(NoRuleInForce) as caught:
            load_rules(sound).on(DAY).row(Price, *key)
        assert (key, None) == (caught.value.key, caught.value.first)

    def test_an_end_is_found_but_is_no_row(self, sound: Path) -> None:
        """Who asks for the row gets an error, who asks what there is gets the end."""
        inside = with_rows(sound, END).on(date(2025, 1, 1))
        found = inside.find(Price, "extra_inbox")
        assert isinstance(found, Withdrawn)
        assert "pricing/extra-inbox-end" == found.ref
        with pytest.raises(NoRuleInForce):
            inside.row(Price, "extra_inbox")

    def test_all_rows_of_a_day_come_in_order_of_their_keys(self, sound: Path) -> None:
        """Rows that have not begun or have ended are left out."""
        rules = with_rows(sound, END)
        expected = [[], ["extra-inbox", "standard-year"], ["standard-year"]]
        days = [date(2022, 12, 31), date(2023, 1, 1), date(2025, 1, 1)]
        assert expected == [[row.id for row in rules.on(day).rows(Price)] for day in days]

    def test_a_section_without_rows_is_empty(self) -> None:
        """Rules without layers have nothing to say."""
        empty = Ruleset((), "retail")
        assert () == empty.on(DAY).rows(Price)
        with pytest.raises(NoRuleInForce):
            empty.on(DAY).row(Vat)

    @given(st.dates())
    def test_every_row_in_force_is_the_latest_that_has_begun(self, day: date) -> None:
        """Of the shipped rows of a key, that one holds which began last."""
        for kind in (Plan, Price, Grace, Interpretation):
            begun = [
                entry.row
                for entry in shipped().entries
                if entry.section == kind.SECTION and isinstance(entry.row, Row) and entry.row.since <= day
            ]
            latest = {row.key: row for row in sorted(begun, key=lambda row: row.since)}
            expected = [latest[key] for key in sorted(latest) if not isinstance(latest[key], Withdrawn)]
            assert expected == list(shipped().on(day).rows(kind))


class TestWhatWasKnown:
    """The second clock: what had been announced."""

    def test_a_row_that_was_not_announced_is_not_seen(self, sound: Path) -> None:
        """Known by the day before its announcement, the price of the next year is the old one."""
        rules = with_rows(sound, LATER)
        known = [date(2024, 8, 31), date(2024, 9, 1)]
        assert [Decimal("9.90"), Decimal("12.00")] == [yearly(rules.as_known(day), date(2025, 6, 1)) for day in known]

    def test_a_row_without_announcement_is_known_on_its_first_day(self, sound: Path) -> None:
        """Before that day nobody could know it."""
        rules = load_rules(sound)
        with pytest.raises(NoRuleInForce):
            yearly(rules.as_known(date(2022, 12, 31)), DAY)
        assert Decimal("9.90") == yearly(rules.as_known(date(2023, 1, 1)), DAY)

    def test_what_was_known_is_part_of_what_the_rules_are(self, sound: Path) -> None:
        """Rules as known by two days are not equal, though they have the same text."""
        rules = load_rules(sound)
        assert rules != rules.as_known(DAY)
        assert rules.as_known(DAY) == rules.as_known(DAY)
        assert (None, DAY) == (rules.known_by, rules.as_known(DAY).known_by)

    @given(known=st.dates(date(2015, 1, 1), date(2027, 1, 1)), day=st.dates(date(2015, 1, 1), date(2027, 1, 1)))
    def test_nothing_is_seen_before_it_was_known(self, known: date, day: date) -> None:
        """Every shipped row that is found had been announced."""
        inside = shipped().as_known(known).on(day)
        rows = [row for kind in SECTIONS.values() if issubclass(kind, Row) for row in inside.rows(kind)]
        assert [] == [row for row in rows if row.known > known or row.since > day]


class TestIdentity:
    """When two rule sets are the same."""

    @pytest.mark.parametrize(
        "edit",
        [
            ("table: pricing\n", "# a comment\ntable: pricing\n\n\n"),
            ('per_year: "9.90"', "per_year: '9.90'"),
            ("    item: plan\n    plan: standard\n", "    plan: standard\n    item: plan\n"),
            ("prices:\n", "prices: # what is sold\n"),
        ],
    )
    def test_layout_does_not_count(self, sound: Path, edit: tuple[str, str]) -> None:
        """Comments, empty lines, quotes and the order of keys leave the digest as it is."""
        before = load_rules(sound)
        after = load_rules(change(sound, "pricing", *edit))
        assert (before.digest, before, hash(before)) == (after.digest, after, hash(after))

    def test_the_order_of_rows_and_sections_does_not_count(self, sound: Path) -> None:
        """Rows are told apart by their keys and days, not by where they stand."""
        before = load_rules(sound)
        file = sound / "pricing.yaml"
        head, _, rest = file.read_text("utf-8").partition("prices:\n")
        prices, _, vat = rest.partition("\nvat:\n")
        first, second = prices.split("\n\n")
        file.write_text(f"{head}vat:\n{vat}\nprices:\n{second}\n\n{first}\n", "utf-8")
        assert before.digest == load_rules(sound).digest

    @pytest.mark.parametrize(
        ("table", "old", "new"),
        [
            ("pricing", '"9.90"', '"9.91"'),
            ("pricing", "since: 2013-10-01", "since: 2013-10-02"),
            ("pricing", "F6.01", "F6.02"),
            ("pricing", "Canone annuo", "Canone"),
            ("pricing", "id: vat-22", "id: vat"),
            ("pricing", "since: 2023-01-01", "since: 2023-01-01\n    announced: 2022-12-31"),
            ("lifecycle", "may_send: false", "may_send: true"),
            ("lifecycle", "grace_days: 90", "grace_days: 91"),
            ("renewal", "years: [1, 2, 3]", "years: [1, 2]"),
            ("sources", "review_days: 365", "review_days: 364"),
            ("interpretations", "choice: renewable", "choice: deleted"),
        ],
    )
    def test_every_value_counts(self, sound: Path, table: str, old: str, new: str) -> None:
        """Whatever a row says changes the digest, and so the rules."""
        before = load_rules(sound)
        after = load_rules(change(sound, table, old, new))
        assert before.digest != after.digest
        assert before != after

    def test_rules_are_equal_to_nothing_else(self) -> None:
        """A rule set is no text and no number."""
        assert shipped() != shipped().digest

    def test_rules_say_what_they_are(self, sound: Path) -> None:
        """Book, what was known, and how many rows."""
        rules = load_rules(sound)
        assert f"<Ruleset retail, {len(rules.entries)} rows>" == repr(rules)
        assert f"<Ruleset retail, as known on 2024-06-01, {len(rules.entries)} rows>" == repr(rules.as_known(DAY))

    def test_the_digest_is_a_sha_256(self) -> None:
        """Sixty-four digits, the same when asked again."""
        assert 64 == len(shipped().digest)
        assert 256 >= int(shipped().digest, 16).bit_length()
        assert shipped().digest is shipped().digest


class TestCitations:
    """Where a row comes from and what it rests on."""

    def test_a_row_is_cited_with_place_layer_and_source(self, sound: Path) -> None:
        """Everything that an explanation shows is there."""
        cited = with_rows(sound, LATER).cite("pricing/standard-year-later")
        assert ("pricing/standard-year-later", "retail", "rules/pricing.yaml:30:5") == (
            cited.ref,
            cited.layer,
            str(cited.location),
        )
        assert (date(2025, 1, 1), date(2024, 9, 1), "documented") == (cited.since, cited.announced, cited.certainty)
        assert ("F0.00", None, "Una guida inventata") == (cited.clause, cited.note, cited.source.title)

    def test_a_source_is_cited_by_itself(self, sound: Path) -> None:
        """It has no days, and its title stands for a clause."""
        cited = load_rules(sound).cite("sources/guide")
        assert (None, None, "documented", "Una guida inventata", None) == (
            cited.since,
            cited.announced,
            cited.certainty,
            cited.clause,
            cited.note,
        )
        assert cited.row == cited.source

    def test_an_end_is_cited_too(self, sound: Path) -> None:
        """Who is told that nothing holds can see why."""
        assert "R2.19" == with_rows(sound, END).cite("pricing/extra-inbox-end").clause

    def test_a_row_that_is_not_there_is_not_cited(self) -> None:
        """The name that was asked is told."""
        with pytest.raises(KeyError, match="pricing/nothing"):
            shipped().cite("pricing/nothing")

    def test_every_shipped_row_can_be_cited_and_stands_where_it_says(self) -> None:
        """The line that is told begins with the row's first column."""
        for entry in shipped().entries:
            cited = shipped().cite(entry.row.ref)
            line = entry.document.text.splitlines()[cited.location.line - 1]
            assert f"- id: {entry.row.id}" == line.strip()
            assert line[cited.location.column - 1 :].startswith("id:")

    def test_a_row_knows_its_text(self) -> None:
        """An entry keeps the row as it was written."""
        entry = next(entry for entry in shipped().entries if entry.row.ref == "pricing/standard-year-2023")
        assert ("pricing.prices", "9.90") == (entry.section, entry.plain["per_year"])


def prices(inside: Snapshot) -> tuple[Any, ...]:
    """Terms of the simplest policy there is."""
    return tuple((row.id, row.per_year) for row in inside.rows(Price))


prices.READS = (Price,)  # what a policy's terms declare as a class


class TestCompiledTerms:
    """Terms are worked out once for each stretch of days between two first days."""

    def test_days_of_one_stretch_share_their_terms(self, sound: Path) -> None:
        """The very same object answers for every day on which nothing changes."""
        rules = with_rows(sound, LATER)
        before, last, after = (
            rules.view(prices, day)[0] for day in (date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
        )
        assert before is last
        assert before != after

    def test_a_stamp_says_what_was_asked(self, sound: Path) -> None:
        """Digest, book, day and what was known stand on every answer."""
        rules = load_rules(sound).as_known(DAY)
        stamp = rules.view(prices, DAY)[1]
        assert (rules.digest, "retail", DAY, DAY) == (stamp.digest, stamp.book, stamp.on, stamp.as_known)

    def test_asking_again_gives_the_same_answer(self) -> None:
        """The second time it is only looked up."""
        rules = load_rules()
        assert rules.view(prices, DAY) is rules.view(prices, DAY)

    @pytest.mark.parametrize("on", [datetime(2024, 6, 1), "2024-06-01", 20240601, None], ids=str)  # noqa: DTZ001
    def test_a_moment_is_no_day(self, on: Any) -> None:
        """What is no day is refused, also if the day was asked before."""
        rules = load_rules()
        rules.view(prices, DAY)
        with pytest.raises(TypeError, match="on wants a date"):
            rules.view(prices, on)

    def test_what_was_known_by_a_day_is_compiled_once(self) -> None:
        """Asked for again it is the same object; a caller who asks for every day there is fills no memory."""
        rules = load_rules()
        view = rules.as_known(DAY)
        assert view is rules.as_known(DAY)
        for number in range(5000):
            rules.as_known(DAY + timedelta(number + 1))
        assert view == rules.as_known(DAY)

    def test_many_days_do_not_fill_the_memory(self) -> None:
        """Whoever asks for every day there is gets right answers, and not everything is remembered."""
        rules = load_rules()
        days = [date(2016, 1, 1) + timedelta(n) for n in range(9000)]
        answers = [rules.view(prices, day) for day in days]
        assert [rules.on(day).rows(Price) == () for day in days] == [terms == () for terms, _ in answers]
        assert days == [stamp.on for _, stamp in answers]
        assert len(rules._seen[prices]) < len(days)

    def test_days_between_which_nothing_was_announced_share_their_views(self, sound: Path) -> None:
        """What is known is the same, so the view is the same object; only the stamps tell the days apart."""
        rules = with_rows(sound, LATER)
        days = (date(2024, 8, 31), date(2024, 9, 1), date(2026, 1, 1))
        before, since, later = (rules.as_known(day).view(prices, date(2025, 1, 1)) for day in days)
        assert before[0] != since[0]
        assert since[0] is later[0] is rules.view(prices, date(2025, 1, 1))[0]
        assert [*days[1:], None] == [
            each.as_known for each in (since[1], later[1], rules.view(prices, date(2025, 1, 1))[1])
        ]

    def test_a_gap_names_what_was_known(self) -> None:
        """Days that share a view are still told apart where it says nothing."""
        for day in (date(2010, 1, 1), date(2010, 1, 2)):
            with pytest.raises(NoRuleInForce) as caught:
                quote_renewal(BOX, RenewalRequest(years=1), rules=shipped().as_known(day), on=DAY)
            assert (DAY, day) == (caught.value.day, caught.value.known_by)

    def test_a_gap_is_told_every_time(self, sound: Path) -> None:
        """What could not be worked out is not remembered as worked out."""
        rules = load_rules(sound)

        def yearly_fee(inside: Snapshot) -> Decimal | None:
            return inside.row(Price, "plan", "standard").per_year

        yearly_fee.READS = (Price,)
        for day in (date(2020, 1, 1), date(2020, 1, 1), date(2021, 1, 1)):
            with pytest.raises(NoRuleInForce) as caught:
                rules.view(yearly_fee, day)
            assert day == caught.value.day

    def test_what_is_read_is_declared(self) -> None:
        """Terms that look at a section they do not declare would outlive its changes: they are not worked out."""

        def careless(inside: Snapshot) -> Any:
            return inside.rows(Vat)

        careless.READS = (Price,)
        with pytest.raises(AssertionError, match="Vat"):
            load_rules().view(careless, DAY)

    def test_two_policies_do_not_get_each_others_terms(self) -> None:
        """Terms belong to the function that works them out."""
        rules = load_rules()
        assert rules.view(prices, DAY)[0] != rules.view(len_of_prices, DAY)[0]

    @pytest.mark.slow
    def test_threads_that_ask_at_once_get_equal_answers(self) -> None:
        """Rules can be shared: whoever comes first works it out, and all get the same."""
        rules, gate = load_rules(), threading.Barrier(8)
        days = [date(2016, 1, 1) + timedelta(97 * n) for n in range(40)]

        def ask(_: int) -> list[Any]:
            gate.wait()
            return [rules.view(prices, day) for day in days]

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(8)))
        expected = [load_rules().view(prices, day) for day in days]
        assert [expected] * 8 == answers

    @given(st.lists(st.dates(date(2015, 1, 1), date(2027, 12, 31)), min_size=1, max_size=8))
    def test_the_order_of_questions_does_not_matter(self, days: list[date]) -> None:
        """What was asked before does not change an answer."""
        one, other = shipped().as_known(date.max), shipped().as_known(date.max)
        answers = {day: one.view(prices, day) for day in days}
        assert answers == {day: other.view(prices, day) for day in reversed(days)}


class TestLettingGo:
    """Rules that nobody holds any more are gone, whatever was asked of them."""

    @pytest.mark.parametrize(
        "view", [lambda rules: rules, lambda rules: rules.as_known(date(2026, 6, 1))], ids=["all", "as known"]
    )
    def test_an_outcome_keeps_no_rules_alive(self, view: Callable[[Ruleset], Ruleset]) -> None:
        """Nor does it lose what they were: the digest that it tells afterwards is theirs."""
        gc.freeze()  # what was there before need not be walked through
        rules = load_rules()
        told, gone = shipped().digest, weakref.ref(rules)
        outcome = quote_renewal(BOX, RenewalRequest(years=1), rules=view(rules), on=date(2027, 1, 10))
        del rules
        gc.collect()
        assert (None, told) == (gone(), outcome.stamp.digest)

    def test_what_an_outcome_holds_is_no_part_of_the_rules(self) -> None:
        """Nothing that can be reached from it knows a file, a view or another row than those it rests on."""
        rules = load_rules()
        outcome = quote_renewal(BOX, RenewalRequest(years=1), rules=rules, on=date(2027, 1, 10))
        kinds = {type(each).__name__ for each in reached(outcome)}
        assert {"Quote", "Stamp"} <= kinds
        assert set() == kinds & {"Ruleset", "Tables", "Layer", "Table", "Document", "Snapshot", "Memo"}

    def test_the_digest_of_rules_without_answers_is_not_worked_out(self) -> None:
        """A digest that was read is kept where answers share it."""
        rules = load_rules()
        stamps = [rules.view(prices, day)[1] for day in (DAY, DAY + timedelta(1))]
        assert stamps[0].digest is stamps[1].digest is rules.digest


def reached(value: Any) -> list[Any]:
    """Everything that a value keeps alive, but for modules, classes and functions."""
    found, waiting = {id(value): value}, [value]
    while waiting:
        for each in gc.get_referents(waiting.pop()):
            if id(each) not in found and not isinstance(each, type | ModuleType | FunctionType):
                found[id(each)] = each
                waiting.append(each)
    return list(found.values())


def len_of_prices(inside: Snapshot) -> int:
    return len(inside.rows(Price))


len_of_prices.READS = (Price,)


@pytest.mark.parametrize("ask", [lambda rules: rules, lambda rules: rules.as_known(DAY)], ids=["all", "as known"])
def test_rules_come_whole_from_another_process(ask: Callable[[Ruleset], Ruleset]) -> None:
    """A pickled rule set is the same rules."""
    rules = ask(load_rules())
    rules.view(prices, DAY)
    again = pickle.loads(pickle.dumps(rules))
    assert rules == again
    assert prices(rules.on(DAY)) == prices(again.on(DAY))
