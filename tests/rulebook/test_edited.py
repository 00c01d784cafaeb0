"""Rules changed in memory are the rules that the same change in the files would give."""

import pickle
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.rulebook.layers import Entry
from pecrules.rulebook.rows.interpretations import Topic
from pecrules.rulebook.rows.pricing import Vat
from tests.variants import LABEL, shipped

DAY = date(2027, 1, 10)
BOX = pr.Mailbox(address="a@pec.it", plan="standard", expiry=date(2027, 3, 30))
STANDARD = "pricing/standard-year-2023"
DEARER = {STANDARD: {"per_year": "10.90"}}
GOLD = {
    "pricing.prices/gold": {
        "item": "plan", "plan": "standard", "since": date(2026, 1, 1), "label": LABEL, "per_year": Decimal("12.00"),
        "certainty": "documented", "source": "pecrules-analysis", "clause": "a test",
    }
}  # fmt: skip


def net(rules: pr.Ruleset, on: date = DAY) -> str:
    answer = pr.quote_renewal(BOX, pr.RenewalRequest(years=1), rules=rules, on=on)
    assert isinstance(answer, pr.Quote)
    return str(answer.net)


def problems(edits: Any, **named: Any) -> list[str]:
    with pytest.raises(pr.InvalidRules) as caught:
        shipped().edited(edits, **named)
    return [str(problem) for problem in caught.value.problems]


class TestEdits:
    """Rows are changed, added, ended or taken out."""

    def test_a_column_is_changed(self) -> None:
        """The answer is the new one, and the rules edited are what they were."""
        assert ("10.90", "9.90") == (net(shipped().edited(DEARER)), net(shipped()))

    def test_a_row_is_added(self) -> None:
        """Its name begins with its section; days and amounts may be Python's own."""
        rules = shipped().edited(GOLD)
        assert ("9.90", "12.00") == (net(rules, date(2025, 12, 31)), net(rules, date(2026, 1, 1)))

    def test_a_key_is_ended(self) -> None:
        """An end is a row that is withdrawn."""
        rules = shipped().edited({STANDARD: {"withdrawn": True}})
        answer = pr.quote_renewal(BOX, pr.RenewalRequest(years=1), rules=rules, on=DAY)
        assert STANDARD in answer.because
        assert "plan_not_sold" == getattr(answer, "code", "")

    def test_a_row_is_taken_out(self) -> None:
        """As if it had never been written."""
        rules = shipped().edited({STANDARD: None})
        assert len(shipped().entries) - 1 == len(rules.entries)
        with pytest.raises(pr.NoRuleInForce):
            net(rules)

    def test_a_column_is_left_out(self) -> None:
        """What the row said there it says no longer."""
        noted = shipped().edited({STANDARD: {"note": "x"}})
        assert ("x", None) == tuple(
            rules.cite(STANDARD).note for rules in (noted, noted.edited({STANDARD: {"note": None}}))
        )

    def test_nothing_is_edited(self) -> None:
        """The rules are equal to what they were."""
        assert shipped() == shipped().edited({})

    def test_the_section_may_be_said(self) -> None:
        """Of a row that is there, too."""
        assert "10.90" == net(shipped().edited({"pricing.prices/standard-year-2023": {"per_year": "10.90"}}))

    def test_a_source_is_edited(self) -> None:
        """Sources are rows like others."""
        rules = shipped().edited({"sources/pecrules-analysis": {"title": "Ours"}})
        assert "Ours" == rules.entry("sources/pecrules-analysis").row.title

    def test_edits_of_edits(self) -> None:
        """The later one counts, and rows of the earlier one can be edited."""
        rules = shipped().edited(GOLD).edited({"pricing/gold": {"per_year": "13.00"}})
        assert "13.00" == net(rules)
        assert "edited:pricing/gold:1:1" == str(rules.cite("pricing/gold").location)

    def test_what_is_known_stays_known(self) -> None:
        """A view of what had been announced by a day is still one."""
        rules = shipped().as_known(date(2024, 6, 1)).edited({"pricing/vat-22": {"percent": "23"}})
        assert date(2024, 6, 1) == rules.known_by


class TestLayers:
    """A row stands in one layer; new ones go to the topmost, or to the one that is named."""

    BOOK = "ordine-ingegneri-roma"

    def test_new_rows_go_to_the_book(self) -> None:
        """There they are the book's own."""
        assert self.BOOK == shipped(self.BOOK).edited(GOLD).cite("pricing/gold").layer

    def test_or_to_the_base(self) -> None:
        """If it is named."""
        assert "retail" == shipped(self.BOOK).edited(GOLD, book="retail").cite("pricing/gold").layer

    def test_a_table_that_the_book_has_not(self) -> None:
        """It is as if the book had a file of it."""
        missing = next(
            table for table in ("termination", "holders", "alerts") if table not in shipped(self.BOOK).layers[-1].names
        )
        row = next(entry for entry in shipped().entries if entry.row.ref.startswith(f"{missing}/"))
        columns = {name: value for name, value in row.plain.items() if name != "id"}
        rules = shipped(self.BOOK).edited({f"{row.section}/ours": columns})
        assert (self.BOOK, f"edited:{missing}/ours:1:1") == (
            rules.cite(f"{missing}/ours").layer, str(rules.cite(f"{missing}/ours").location)
        )  # fmt: skip

    def test_a_layer_that_is_not_there(self) -> None:
        """It is a mistake of the program."""
        with pytest.raises(KeyError, match="nowhere"):
            shipped().edited(GOLD, book="nowhere")


class TestMistakes:
    """What is wrong is told as of a file."""

    def test_no_such_row(self) -> None:
        """With the nearest one, and how a row would be added."""
        (told,) = problems({"pricing/standard-yaer-2023": {"per_year": "1.00"}})
        assert told.startswith(
            "PR226 no row is called `pricing/standard-yaer-2023`; did you mean `pricing/standard-year-2023`?"
        )
        assert told.endswith(
            "name its section: "
            + ", ".join(f"pricing.{each}/standard-yaer-2023" for each in ("prices", "vat", "proration"))
            + ")"
        )

    def test_nothing_to_take_out(self) -> None:
        """A row that is taken out has to be there, even where its section is said."""
        assert ["PR226"] == [each[:5] for each in problems({"pricing.prices/none": None})]

    @pytest.mark.parametrize(("name", "near"), [("princing/x", "pricing"), ("pricing.prizes/x", "pricing.prices")])
    def test_no_such_section(self, name: str, near: str) -> None:
        """With the nearest one."""
        (told,) = problems({name: {}})
        assert f"PR227 there is no section `{name[:-2]}`; did you mean `{near}`?" in told

    def test_what_a_schema_refuses(self) -> None:
        """The place is the row's name: what is wrong stands in no file."""
        (told,) = problems({STANDARD: {"per_year": "10,9"}})
        assert told.startswith("edited:pricing/standard-year-2023:1:1: PR105 `10,9` is not written the right way")

    @pytest.mark.long
    def test_a_column_that_is_none(self) -> None:
        """To leave out what is not there is a slip."""
        assert ["PR101"] == re.findall("PR[0-9]+", "".join(problems({STANDARD: {"nte": None}})))

    def test_what_the_tables_refuse_together(self) -> None:
        """A row that nobody could cite, a key with two rows on one day, a plan that nothing calls so."""
        twice = {"pricing.prices/twice": shipped().entry(STANDARD).plain | {"id": "twice"}}
        assert {"PR203", "PR206"} == {
            code
            for edits in ({STANDARD: {"source": "nobody"}}, twice)
            for code in re.findall("PR[0-9]+", "".join(problems(edits)))
        }

    def test_everything_at_once(self) -> None:
        """All problems of all rows, and nothing is edited."""
        told = problems({STANDARD: {"per_year": "10,9"}, "pricing/vat-22": {"source": "nobody"}, "plans.x/y": {}})
        assert ["PR227", "PR105", "PR203"] == re.findall("PR[0-9]+", "".join(told))

    def test_a_section_emptied(self) -> None:
        """What a file must have it must have in memory too."""
        rows = [entry.row.ref for entry in shipped().entries if isinstance(entry.row, Vat)]
        assert ["PR107"] == re.findall("PR[0-9]+", "".join(problems(dict.fromkeys(rows))))


class TestSharing:
    """What did not change is the same object, with what was worked out of it."""

    def test_rows_and_tables(self) -> None:
        """Only the row that was edited is new."""
        rules = shipped().edited(DEARER)
        new = [
            each.row.ref for each, old in zip(rules.entries, shipped().entries, strict=True) if each.row is not old.row
        ]
        assert [STANDARD] == new
        assert rules.layers[1].documents["plans"] is shipped().layers[1].documents["plans"]

    def test_places_stay(self) -> None:
        """A row that was not edited stands where it stood, even behind one that was taken out."""
        rules = shipped().edited({STANDARD: None})
        assert shipped().cite("pricing/extra-inbox-2016").location == rules.cite("pricing/extra-inbox-2016").location

    def test_what_was_worked_out(self) -> None:
        """Answers that read nothing of an edited table come from what was compiled before."""
        rules = shipped().edited({"holders/legal-person-2016": {"note": "x"}})
        asked: dict[str, Any] = {"on": DAY}
        assert pr.status(BOX, rules=rules, **asked).because == pr.status(BOX, rules=shipped(), **asked).because

    def test_they_can_be_stored(self) -> None:
        """Pickled and read back they are equal."""
        rules = shipped().edited(DEARER)
        assert rules == pickle.loads(pickle.dumps(rules))


class TestSameAsFiles:
    """What an edit gives is what the files would give, to the digest."""

    @pytest.mark.parametrize(
        ("edits", "old", "new"),
        [
            ({"pricing/standard-year": {"per_year": "10.90"}}, 'per_year: "9.90"', 'per_year: "10.90"'),
            ({"pricing/vat-22": {"note": "x"}}, 'percent: "22"', 'percent: "22"\n    note: x'),
            ({"pricing/standard-year": {"withdrawn": True}}, "    label:\n", "    withdrawn: true\n    label:\n"),
        ],
    )
    def test_the_digest(self, sound: Path, edits: Any, old: str, new: str) -> None:
        """The same content has the same digest, however it came about."""
        rules = pr.load_rules(sound)
        table = sound / "pricing.yaml"
        table.write_text(table.read_text("utf-8").replace(old, new, 1), "utf-8")
        assert pr.load_rules(sound).digest == rules.edited(edits).digest != rules.digest

    @pytest.mark.slow
    @given(st.deferred(lambda: st.sampled_from(shipped().entries)))
    def test_any_row_there_and_back(self, entry: Entry) -> None:
        """A row edited, and edited back, is the row that was there."""
        column = "evidence" if isinstance(entry.row, Topic) else "note"
        ref, before = entry.row.ref, entry.plain.get(column)
        edited = shipped().edited({ref: {column: "another"}})
        assert ("another", shipped()) == (edited.entry(ref).plain[column], edited.edited({ref: {column: before}}))
