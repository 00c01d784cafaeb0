"""Whether the tables fit together: each check, what it refuses and what it must not."""

import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pecrules import Mailbox, Ruleset, check_rules, load_rules
from pecrules.rulebook import checks
from pecrules.rulebook.checks import ALONE, TOGETHER, plans_exist
from pecrules.rulebook.rows.interpretations import TOPICS
from pecrules.rulebook.rows.pricing import Price

VAT_2011 = """\
  - id: vat-21
    since: 2011-09-17
    percent: "21"
    certainty: documented
    source: guide
    clause: "art. 16"

"""
BOOK = """\
table: book
id: ordine
title: "Un ordine"
extends: retail
source: guide
"""
BOOK_PRICES = """\
table: pricing
book: ordine

prices:
  - id: ordine-standard
    item: plan
    plan: standard
    since: 2023-01-01
    label:
      it: "Canone"
      en: "Fee"
      de: "Gebühr"
    per_year: "5.00"
    certainty: documented
    source: guide
    clause: "F0.00"
"""
BOOK_PLANS = """\
table: plans
book: ordine

plans:
  - id: ordine-gold
    kind: mailbox
    plan: gold
    since: 2023-01-01
    label:
      it: "Oro"
      en: "Gold"
      de: "Gold"
    inbox_gb: 5
    inbox_growth: fixed
    archive_gb: 0
    archive_growth: fixed
    features: []
    certainty: documented
    source: guide
    clause: "F0.00"
"""
BOOK_SOURCES = """\
table: sources
book: ordine

sources:
  - id: ordine-guide
    title: "Una guida"
    publisher: "Un ordine"
    address: https://www.example.org/ordine
    era: convention
    reviewed: 2026-11-21
    review_days: 365
"""


def edit(folder: Path, table: str, old: str, new: str) -> None:
    """Change the first place in a table where a text stands."""
    file = folder / f"{table}.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def lay(folder: Path, **tables: str) -> None:
    """Lay a book over the folder, with these tables."""
    book = folder / "books" / "ordine"
    book.mkdir(parents=True)
    for name, text in {"book": BOOK, **tables}.items():
        (book / f"{name}.yaml").write_text(text, "utf-8")


def told(folder: Path) -> list[tuple[str, str]]:
    """Code and column of each problem."""
    return [(problem.code, str(problem.path[-1])) for problem in check_rules(folder)]


def test_the_sound_set_is_sound(sound: Path) -> None:
    """Without an edit there is nothing to tell."""
    assert [] == told(sound)


@pytest.mark.skipif(sys.flags.optimize > 1, reason="-OO leaves no docstrings")
def test_every_check_is_run() -> None:
    """Each check of the list is a function with a sentence about what it proves."""
    checks = (*ALONE, *TOGETHER)
    assert len(checks) == len({check.__name__ for check in checks if check.__doc__})


class TestIds:
    """A row is cited by its id."""

    def test_two_rows_of_a_table_do_not_share_one(self, sound: Path) -> None:
        """Also when they stand in different sections; the second is told, and where the first is."""
        edit(sound, "pricing", "id: vat-22", "id: standard-year")
        (problem,) = check_rules(sound)
        assert ("PR205", "rules/pricing.yaml:5:5") == (problem.code, problem.args["first"])

    def test_rows_of_two_tables_may(self, sound: Path) -> None:
        """An id is unique in its table only."""
        edit(sound, "pricing", "id: vat-22", "id: standard-2021")
        assert [] == told(sound)

    def test_a_book_does_not_use_an_id_of_the_base(self, sound: Path) -> None:
        """A citation must name one row, whatever lies over what."""
        lay(sound, pricing=BOOK_PRICES.replace("ordine-standard", "standard-year"), plans=BOOK_PLANS)
        assert [("PR205", "id")] == told(sound)


class TestDays:
    """Of one key only one row begins on a day."""

    def test_two_rows_of_a_key_do_not_begin_together(self, sound: Path) -> None:
        """Nobody would know which one holds."""
        edit(sound, "pricing", "vat:\n", f"vat:\n{VAT_2011.replace('2011-09-17', '2013-10-01')}")
        (problem,) = check_rules(sound)
        assert ("PR206", "since", "2013-10-01") == (problem.code, problem.path[-1], problem.args["day"])

    def test_an_end_counts_as_a_row(self, sound: Path) -> None:
        """A key does not end on the day on which it begins."""
        row = VAT_2011.replace("2011-09-17", "2013-10-01").replace('percent: "21"', "withdrawn: true")
        edit(sound, "pricing", "vat:\n", f"vat:\n{row}")
        assert [("PR206", "since")] == told(sound)

    def test_rows_of_two_days_may(self, sound: Path) -> None:
        """That is how a value changes."""
        edit(sound, "pricing", "vat:\n", f"vat:\n{VAT_2011}")
        assert [] == told(sound)

    def test_rows_of_two_keys_may(self, sound: Path) -> None:
        """Two plans get their prices on the same day."""
        lay(sound, pricing=BOOK_PRICES + BOOK_PRICES.partition("prices:\n")[2].replace("standard", "pro"))
        assert [] == told(sound)

    def test_a_book_may_begin_with_the_base(self, sound: Path) -> None:
        """A book's row and the base's lie in two layers: the book's holds."""
        lay(sound, pricing=BOOK_PRICES)
        assert [] == told(sound)


def price(name: str, since: str, *columns: str) -> str:
    """A price of a Standard year."""
    more = "".join(f"    {column}\n" for column in columns)
    head = f"  - id: {name}\n    item: plan\n    plan: standard\n    since: {since}\n{more}"
    label = '    label:\n      it: "x"\n      en: "x"\n      de: "x"\n    per_year: "1.00"\n'
    return f'{head}{label}    certainty: documented\n    source: guide\n    clause: "x"\n\n'


class TestAnnouncements:
    """A row that was announced after it took effect says so."""

    @pytest.mark.parametrize(
        ("columns", "expected"),
        [
            (("announced: 2024-01-01",), []),
            (("announced: 2024-01-02",), [("PR219", "announced")]),
            (("announced: 2024-01-02", "retroactive: true"), []),
            (("announced: 2024-01-01", "retroactive: true"), [("PR220", "retroactive")]),
            (("retroactive: true",), [("PR220", "retroactive")]),
        ],
    )
    def test_the_word_and_the_days_agree(
        self, sound: Path, columns: tuple[str, ...], expected: list[tuple[str, str]]
    ) -> None:
        """On its first day a row is still in time; the word is there where it is late, and only there."""
        edit(sound, "pricing", "prices:\n", "prices:\n" + price("new", "2024-01-01", *columns))
        assert expected == told(sound)


class TestExistingCustomers:
    """A row reaches existing customers with newcomers or after them."""

    @pytest.mark.parametrize(
        ("day", "expected"),
        [("2023-12-31", [("PR221", "existing_since")]), ("2024-01-01", []), ("2025-01-01", []), ("never", [])],
    )
    def test_not_before_newcomers(self, sound: Path, day: str, expected: list[tuple[str, str]]) -> None:
        """On the same day, later or never."""
        edit(sound, "pricing", "prices:\n", "prices:\n" + price("new", "2024-01-01", f"existing_since: {day}"))
        assert expected == told(sound)


class TestDropped:
    """What is announced to existing customers reaches them, or a later row says that it does not."""

    LATE = price("late", "2024-01-01", "existing_since: 2026-01-01")

    def with_prices(self, folder: Path, *rows: str) -> list[tuple[str, str]]:
        edit(folder, "pricing", "prices:\n", "prices:\n" + self.LATE + "".join(rows))
        return told(folder)

    @pytest.mark.parametrize(
        ("columns", "expected"),
        [
            ((), [("PR222", "since")]),
            (("existing_since: 2026-01-01",), [("PR222", "existing_since")]),
            (("existing_since: 2025-12-31",), [("PR222", "existing_since")]),
            (("existing_since: 2026-01-02",), []),
            (("existing_since: never",), []),
            (("drops: [late]",), []),
            (("existing_since: 2026-01-01", "drops: [late]"), []),
        ],
    )
    def test_a_later_row_that_comes_first(
        self, sound: Path, columns: tuple[str, ...], expected: list[tuple[str, str]]
    ) -> None:
        """It hides what was announced, unless it leaves the existing customers alone until then, or says so."""
        assert expected == self.with_prices(sound, price("hiding", "2025-01-01", *columns))

    def test_it_is_told_with_a_day_and_a_customer(self, sound: Path) -> None:
        """Both rows, the day on which the change should come, and a customer who would have got it."""
        self.with_prices(sound, price("hiding", "2025-01-01"))
        (problem,) = check_rules(sound)
        assert problem.args == {
            "found": "late", "other": "hiding", "day": "2026-01-01", "cohort": "2023-12-31",
            "at": "rules/pricing.yaml:5:5",
        }  # fmt: skip
        rules = load_rules_of(sound, "    since: 2025-01-01\n", "    since: 2025-01-01\n    drops: [late]\n")
        box = Mailbox(address="a", plan="standard", expiry=date(2027, 1, 1), requested_on=date(2023, 12, 31))
        assert "hiding" == rules.on(date(2026, 1, 1), box).row(Price, "plan", "standard").id

    def test_an_end_hides_too(self, sound: Path) -> None:
        """Nothing reaches anybody after the price has ended for all."""
        end = price("end", "2025-01-01").replace('    per_year: "1.00"\n', "    withdrawn: true\n")
        assert [("PR222", "since")] == self.with_prices(sound, end)

    def test_a_row_before_hides_nothing(self, sound: Path) -> None:
        """Only a row that begins later can."""
        assert [] == self.with_prices(sound, price("before", "2023-06-01", "existing_since: 2025-01-01"))

    def test_a_correction_hides_nothing(self, sound: Path) -> None:
        """Whoever announces another row for the same day says enough."""
        right = price("right", "2024-01-01", "announced: 2024-01-01", "existing_since: never")
        early = self.LATE.replace("    since: 2024-01-01\n", "    since: 2024-01-01\n    announced: 2023-01-01\n")
        edit(sound, "pricing", "prices:\n", "prices:\n" + early + right + price("next", "2025-01-01"))
        assert [] == told(sound)

    def test_one_row_may_drop_several(self, sound: Path) -> None:
        """One is told for each that is not named."""
        other = price("other", "2024-06-01", "existing_since: 2027-01-01")
        hiding = price("hiding", "2025-01-01", "drops: [other]")
        assert [("PR222", "since")] == self.with_prices(sound, other, hiding)
        edit(sound, "pricing", "[other]", "[other, late]")
        assert [] == told(sound)

    def test_a_row_that_is_dropped_already_stays_so(self, sound: Path) -> None:
        """A third row need not repeat what the second has said."""
        second = price("second", "2025-01-01", "drops: [late]")
        assert [] == self.with_prices(sound, second, price("third", "2025-06-01"))

    def test_what_is_not_hidden_is_not_dropped(self, sound: Path) -> None:
        """The nearest name is proposed, and all that could stand there."""
        self.with_prices(sound, price("hiding", "2025-01-01", "drops: [late, lat]"))
        (problem,) = check_rules(sound)
        assert ("PR223", ("prices", 1, "drops", 1), "late", "late") == (
            problem.code, problem.path, problem.nearest, problem.args["allowed"]
        )  # fmt: skip

    def test_where_nothing_is_hidden_nothing_can_be_dropped(self, sound: Path) -> None:
        """A row of another key, for one."""
        row = VAT_2011.replace("since:", "drops: [standard-year]\n    since:")
        edit(sound, "pricing", "vat:\n", f"vat:\n{row}")
        (problem,) = check_rules(sound)
        assert ("PR223", "") == (problem.code, problem.args["allowed"])

    def test_a_book_may_replace_what_the_base_announces(self, sound: Path) -> None:
        """That is what a book is for."""
        lay(sound, pricing=BOOK_PRICES)
        assert [] == self.with_prices(sound)

    def test_nobody_came_before_the_first_of_all_days(self, sound: Path) -> None:
        """A row that begins there can be hidden from nobody."""
        first = price("first", "0001-01-01", "existing_since: 2026-01-01")
        edit(sound, "pricing", "prices:\n", "prices:\n" + first)
        assert [] == told(sound)


def load_rules_of(folder: Path, old: str, new: str) -> Ruleset:
    edit(folder, "pricing", old, new)
    return load_rules(folder)


class TestSources:
    """Every row cites a source that stands in the tables."""

    def test_an_unknown_source_is_told_with_the_nearest(self, sound: Path) -> None:
        """A slip finds its word."""
        edit(sound, "lifecycle", "source: guide", "source: giude")
        (problem,) = check_rules(sound)
        assert ("PR203", ("grace", 0, "source"), "guide") == (problem.code, problem.path, problem.nearest)

    def test_a_source_with_a_problem_counts(self, sound: Path) -> None:
        """Nobody is told that a source is missing because its own row has a mistake."""
        edit(sound, "sources", "review_days: 365", "review_days: 0")
        assert [("PR106", "review_days")] == told(sound)

    def test_a_book_may_bring_its_own(self, sound: Path) -> None:
        """A book's rows cite the base's sources and the book's."""
        lay(sound, pricing=BOOK_PRICES.replace("source: guide", "source: ordine-guide"), sources=BOOK_SOURCES)
        assert [] == told(sound)

    def test_the_book_itself_cites_one(self, sound: Path) -> None:
        """What a book says of itself rests on a source too."""
        lay(sound)
        edit(sound / "books" / "ordine", "book", "source: guide", "source: giude")
        assert [("PR203", "source")] == told(sound)


class TestPlans:
    """A price names a plan that stands in the tables."""

    def test_an_unknown_plan_is_told_with_all_plans(self, sound: Path) -> None:
        """The nearest one first, then all."""
        edit(sound, "pricing", "plan: standard", "plan: standrad")
        (problem,) = check_rules(sound)
        assert ("PR204", "standard", "pro, standard") == (problem.code, problem.nearest, problem.args["allowed"])

    def test_a_book_may_sell_its_own(self, sound: Path) -> None:
        """A plan of the book has a price in the book."""
        lay(sound, pricing=BOOK_PRICES.replace("plan: standard", "plan: gold"), plans=BOOK_PLANS)
        assert [] == told(sound)

    def test_the_base_does_not_sell_a_books(self, sound: Path) -> None:
        """A plan that only a book has is unknown to the base's prices."""
        lay(sound, plans=BOOK_PLANS)
        edit(sound, "pricing", "plan: standard", "plan: gold")
        assert "PR204" in {code for code, _ in told(sound)}

    def test_an_item_without_a_plan_names_none(self, sound: Path) -> None:
        """Space is sold for every plan."""
        edit(sound, "pricing", "id: extra-inbox", "id: more-space")
        assert [] == told(sound)


class TestReferences:
    """What a row names in another section stands there, from the row's first day on."""

    @pytest.mark.parametrize(
        ("table", "old", "new", "problem"),
        [
            ("lifecycle", "to_state: cancelled", "to_state: fulfilled", ("to_state", "order fulfilled")),
            ("lifecycle", "from_state: awaiting_payment", "from_state: cart", ("from_state", "order cart")),
            ("lifecycle", "      - cancel_question\n", "      - order_screen\n", ("0", "order_screen")),
            ("plans", "from_plan: standard", "from_plan: premium", ("from_plan", "mailbox premium")),
            ("plans", "to_plan: pro", "to_plan: premium", ("to_plan", "mailbox premium")),
            ("channels", "event: order_cancelled", "event: order_placed", ("event", "order_placed")),
            ("payments", "      - card\n", "      - paypal\n", ("0", "paypal")),
            ("holders", "channel: customer_area", "channel: convention_area", ("channel", "convention_area")),
        ],
    )
    def test_what_is_named_is_there(self, sound: Path, table: str, old: str, new: str, problem: object) -> None:
        """States, messages, plans, events, methods and channels have a row."""
        edit(sound, table, old, new)
        (one,) = check_rules(sound)
        assert "PR217" == one.code
        assert problem == (str(one.path[-1]), one.args["found"])

    def test_a_state_is_one_of_its_machine(self, sound: Path) -> None:
        """A mailbox is active, an order is not; the order's own states are told."""
        edit(sound, "lifecycle", "from_state: awaiting_payment", "from_state: active")
        (problem,) = check_rules(sound)
        assert ("order active", "awaiting_payment, cancelled") == (problem.args["found"], problem.args["allowed"])

    def test_of_no_kin_all_are_told(self, sound: Path) -> None:
        """If there is nothing of a kind, what there is of others is told."""
        edit(sound, "plans", "kind: mailbox\n    from_plan", "kind: domain\n    from_plan")
        told_of = [(problem.args["found"], problem.args["allowed"]) for problem in check_rules(sound)]
        assert [("domain standard", "pro, standard"), ("domain pro", "pro, standard")] == told_of

    def test_the_place_in_a_list_is_told(self, sound: Path) -> None:
        """The second word of a list is the one that is wrong."""
        edit(sound, "lifecycle", "      - cancel_question\n", "      - cancel_question\n      - order_screen\n")
        (problem,) = check_rules(sound)
        assert ("transitions", 0, "messages", 1) == problem.path

    def test_what_is_named_has_begun(self, sound: Path) -> None:
        """A row does not begin before what it names; both days are told."""
        edit(sound, "plans", "to_plan: pro\n    since: 2021-01-01", "to_plan: pro\n    since: 2020-12-31")
        problems = check_rules(sound)
        assert ["PR218", "PR218"] == [problem.code for problem in problems]
        assert ("2021-01-01", "2020-12-31") == (problems[0].args["day"], problems[0].args["since"])

    def test_the_first_row_of_a_key_counts(self, sound: Path) -> None:
        """What is named may have changed since: it has been there from its first row on."""
        text = (sound / "lifecycle.yaml").read_text("utf-8")
        row = text[text.index("  - id: cancel-question\n") : text.index("activation:\n")]
        later = row.replace("cancel-question", "cancel-question-2024").replace("2016-01-01", "2024-01-01")
        edit(sound, "lifecycle", row, later + row)
        assert [] == told(sound)

    def test_what_may_be_left_out_names_nothing(self, sound: Path) -> None:
        """A command without an event only opens a page."""
        edit(sound, "channels", "    event: order_cancelled\n", "")
        assert [] == told(sound)

    def test_a_book_names_what_the_base_has(self, sound: Path) -> None:
        """The layers below count."""
        text = (sound / "plans.yaml").read_text("utf-8")
        change = text[text.index("changes:\n") : text.index("change_rules:\n")].replace("id: ", "id: ordine-")
        lay(sound, plans=f"table: plans\nbook: ordine\n\n{change}")
        assert [] == told(sound)

    def test_a_row_with_a_problem_may_be_the_one_that_is_meant(self, sound: Path) -> None:
        """Nobody is told that a state is missing because its own row has a slip."""
        edit(sound, "lifecycle", "state: cancelled", "state: canceled")
        assert [("PR104", "state")] == told(sound)


class TestInterpretations:
    """Every question that policies ask is told once, with the readings they carry out, and is answered."""

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("      - {name: deleted,", "      - {name: deleted_late,"),
            ("      - {name: renewable,", "      - {name: maybe, meaning: TEXTS}\n      - {name: renewable,"),
            ("      - {name: renewable, meaning: TEXTS}\n", ""),
        ],
    )
    def test_the_readings_are_those_that_can_be_carried_out(self, sound: Path, old: str, new: str) -> None:
        """No other is listed, and none is left out: what may be listed is told."""
        texts = '{it: "una frase", en: "a sentence", de: "ein Satz"}'
        edit(sound, "interpretations", old.replace("TEXTS", texts), new.replace("TEXTS", texts))
        (problem,) = check_rules(sound)
        assert ("PR207", "readings", "renewable, deleted") == (problem.code, problem.path[-1], problem.args["allowed"])

    @pytest.mark.parametrize(
        ("topic", "section"),
        [("vat_rounding", "topics"), *((topic, "interpretations") for topic in TOPICS if topic != "grace_last_day")],
    )
    def test_every_question_is_told_and_answered(self, sound: Path, topic: str, section: str) -> None:
        """A topic that no row of the section has is told at the section."""
        file = sound / "interpretations" / "others.yaml"
        before, at, told = file.read_text("utf-8").partition("\ntopics:\n")
        parts = {"interpretations": before, "topics": told}
        head, *rows = f"\n{parts[section]}".split("\n  - id: ")
        parts[section] = "\n  - id: ".join([head, *(row for row in rows if f"topic: {topic}\n" not in row)])[1:]
        file.write_text(at.join(parts.values()), "utf-8")
        (problem,) = check_rules(sound)
        assert ("PR208", (section,), f"topic: {topic}") == (problem.code, problem.path, problem.args["found"])
        assert f"interpretations.{section}" == problem.args["section"]

    def test_no_question_is_told_twice(self, sound: Path) -> None:
        """Nor in a book: where the first telling stands is told, and that a row that chooses is enough."""
        text = (sound / "interpretations.yaml").read_text("utf-8")
        again = text[text.index("topics:") :].replace("n-01", "n-99")
        lay(sound, interpretations=f"table: interpretations\nbook: ordine\n\n{again}")
        (problem,) = check_rules(sound)
        assert ("PR238", "grace_last_day") == (problem.code, problem.args["found"])
        assert problem.args["first"].startswith("rules/interpretations.yaml:")

    def test_a_book_chooses_in_one_row(self, sound: Path) -> None:
        """The question and its readings stand below."""
        row = (
            "{id: ours, topic: grace_last_day, since: 2016-01-01, choice: deleted, certainty: documented, source: guide"
        )
        text = f'table: interpretations\nbook: ordine\n\ninterpretations:\n  - {row}, clause: "F0.00"}}\n'
        lay(sound, interpretations=text)
        assert [] == told(sound)

    def test_a_misspelt_question_is_told_once(self, sound: Path) -> None:
        """Nobody is told to add a row that is there, with a slip in its topic."""
        edit(sound, "interpretations", "topic: grace_last_day", "topic: grace_lastday")
        assert [("PR104", "topic")] == told(sound)


class TestBooks:
    """A file of a book names that book; a file of the base names none."""

    def test_a_file_of_the_base_names_no_book(self, sound: Path) -> None:
        """The line is told, to be deleted."""
        edit(sound, "pricing", "table: pricing\n", "table: pricing\nbook: ordine\n")
        assert [("PR212", "book")] == told(sound)

    def test_a_file_names_its_own_book(self, sound: Path) -> None:
        """A file that was copied from another book is told."""
        lay(sound, pricing=BOOK_PRICES.replace("book: ordine", "book: ordini"))
        assert [("PR213", "book")] == told(sound)

    def test_a_file_of_a_book_names_it(self, sound: Path) -> None:
        """Nothing else is told of a file that forgot it."""
        lay(sound, pricing=BOOK_PRICES.replace("book: ordine\n", ""))
        assert ["PR214"] == [code for code, _ in told(sound)]

    def test_a_book_is_called_as_its_folder(self, sound: Path) -> None:
        """The id in ``book.yaml`` is the folder's name."""
        lay(sound)
        edit(sound / "books" / "ordine", "book", "id: ordine", "id: ordini")
        assert [("PR213", "id")] == told(sound)


class TestWhatFollows:
    """A mistake is told once: what only follows from it is not told."""

    def test_a_mistake_does_not_hide_another_of_its_row(self, sound: Path) -> None:
        """One run tells all: the price with a comma, the plan that is none and the source that is none."""
        edit(sound, "pricing", 'per_year: "9.90"', "per_year: 9,90")
        edit(sound, "pricing", "plan: standard", "plan: standrad")
        edit(sound, "pricing", "source: guide", "source: giude")
        assert ["PR020", "PR203", "PR204"] == sorted(code for code, _ in told(sound))

    def test_the_references_of_other_rows_are(self, sound: Path) -> None:
        """A problem in one row does not hide one in another."""
        edit(sound, "pricing", 'per_year: "9.90"', "per_year: 9,90")
        edit(sound, "pricing", 'source: guide\n    clause: "R2.19"', 'source: giude\n    clause: "R2.19"')
        assert ["PR020", "PR203"] == [code for code, _ in told(sound)]

    @pytest.mark.parametrize("table", ["sources", "plans", "interpretations", "pricing"])
    def test_nothing_follows_from_a_table_that_cannot_be_read(self, sound: Path, table: str) -> None:
        """References into a table that is not there are not told."""
        (sound / f"{table}.yaml").write_text("table: [", "utf-8")
        assert ["PR034"] == [problem.code for problem in check_rules(sound)]

    @pytest.mark.parametrize("text", ["nothing\n", "- nothing\n", "7\n"])
    def test_nothing_follows_from_a_table_that_is_none(self, sound: Path, text: str) -> None:
        """A file that holds a word, a list or a number is told as such, and that is all."""
        (sound / "sources.yaml").write_text(text, "utf-8")
        assert "PR103" in {problem.code for problem in check_rules(sound)}
        assert {"rules/sources.yaml"} == {problem.location.file for problem in check_rules(sound) if problem.location}


def test_where_no_plan_is_said_no_price_is_told_of_it() -> None:
    """A table of plans that cannot be read has its own mistakes, and prices are not told of them again."""
    assert [] == list(plans_exist(()))


def test_no_more_is_told_than_anybody_reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """After so many mistakes of one kind the rest is not worked out, and that is said."""
    monkeypatch.setattr(checks, "MAX_PROBLEMS", 3)
    row = '  - {{id: price-{}, item: plan, plan: pro, since: 2030-01-0{}, label: {{it: "a", en: "a", de: "a"}},\n'
    row += '     per_year: "9.90", certainty: documented, source: nowhere, clause: "F0.00"}}\n'
    rows = "".join(row.format(number, number) for number in range(1, 7))
    (tmp_path / "pricing.yaml").write_text(f"table: pricing\nbook: ours\n\nprices:\n{rows}", "utf-8")
    head = 'table: book\nid: ours\ntitle: "Ours"\nextends: retail\nsource: pecrules-analysis\nclause: "F0.00"\n'
    (tmp_path / "book.yaml").write_text(head, "utf-8")
    assert {"PR047": 1, "PR203": 3} == Counter(problem.code for problem in check_rules(tmp_path))
