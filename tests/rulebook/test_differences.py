"""Rows that do not hold in both of two rule sets, by key and day."""

from datetime import date
from decimal import Decimal

import pytest

from pecrules import load_rules
from pecrules.rulebook.differences import RowChange, besides, differences, stretches
from pecrules.rulebook.rows import Withdrawn
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.timelines import Timeline
from tests.variants import LABEL, add, reword, shipped, variant


def dearer(**columns):
    """A new price of the plan Standard, from July 2027 on."""
    told = {"item": "plan", "plan": "standard", "since": "2027-07-01", "label": LABEL, "per_year": "11.90"} | columns
    return add("pricing", "prices", id="standard-year-2027", **told)


END = add("pricing", "prices", id="standard-ends", item="plan", plan="standard", since="2027-07-01", withdrawn=True)
"""The plan Standard has no price any more."""


def change(*edits) -> RowChange:
    """The one change that edits make."""
    (found,) = differences(shipped(), variant(*edits))
    return found


def test_nothing():
    """Rules that say the same do not differ."""
    assert () == differences(shipped(), shipped().forgetful())


def test_layout_does_not_count(sound):
    """Comments, the order of rows and keys, and the file in which a row stands change nothing."""
    before = load_rules(sound)
    text = (sound / "pricing.yaml").read_text("utf-8")
    (sound / "pricing.yaml").write_text(f"# a comment\n{text}\n", "utf-8")
    assert () == differences(before, load_rules(sound))


class TestWhatBecomesOfAKey:
    """A row is added, ended, taken out, or another one holds."""

    def test_another_price(self):
        """A price that follows the one in force is told with both, from its first day on."""
        found = change(dearer())
        assert ("pricing.prices", ("plan", "standard"), "changed") == (found.section, found.key, found.kind)
        assert (date(2027, 7, 1), None, date(2027, 7, 1)) == (found.since, found.until, found.existing)
        columns = {each.name: (each.before, each.after) for each in found.columns}
        assert (Decimal("9.90"), Decimal("11.90")) == columns["per_year"]
        assert not found.is_rewritten

    def test_existing_customers(self):
        """Those who were customers before have it from another day on, or never."""
        later, never = (change(dearer(existing_since=day)) for day in ("2028-01-01", "never"))
        assert (date(2028, 1, 1), (date(2027, 7, 1), date(2028, 1, 1))) == (later.existing, later.days)
        assert (None, (date(2027, 7, 1),)) == (never.existing, never.days)

    def test_rewritten(self):
        """A row that says something else from its first day on is rewritten."""
        found = change(reword("pricing", "standard-year-2023", per_year="11.90"))
        assert found.is_rewritten
        assert ["per_year"] == [each.name for each in found.columns]
        assert "pricing/standard-year-2023" == found.row.ref

    def test_ended(self):
        """An end is told as such, without columns."""
        found = change(END)
        assert ("ended", ()) == (found.kind, found.columns)
        assert isinstance(found.row, Withdrawn)

    def test_added_and_removed(self):
        """A key that there was not; the other way round it is taken out."""
        gold = add("plans", "plans", id="gold", kind="mailbox", plan="gold", since="2026-01-01", label=LABEL,
                   inbox_gb=1, inbox_growth="fixed", archive_gb=0, archive_growth="fixed", features=[])  # fmt: skip
        (new,) = differences(shipped(), variant(gold))
        (gone,) = differences(variant(gold), shipped())
        assert ("added", None, "plans/gold") == (new.kind, new.before, new.row.ref)
        assert ("removed", None, "plans/gold") == (gone.kind, gone.after, gone.row.ref)

    def test_begun_again(self):
        """What holds after an end is added."""
        (found,) = differences(variant(END), shipped())
        assert "added" == found.kind

    def test_until(self):
        """A row that another one follows differs up to the day before that."""
        found = change(reword("lifecycle", "mailbox-grace-2016", grace_days=60))
        assert date(2023, 12, 31) == found.until

    def test_two_stretches(self):
        """What differs in two ways, one after the other, is two changes."""
        base = variant(dearer())
        later = dearer(per_year="12.90", since="2027-01-01")
        found = differences(base, variant(later))
        assert [(date(2027, 1, 1), date(2027, 6, 30)), (date(2027, 7, 1), None)] == [
            (each.since, each.until) for each in found
        ]

    def test_a_book_that_lies_over(self):
        """A book's own rows are told against what held without it."""
        found = differences(shipped(), shipped("ordine-ingegneri-roma"))
        assert "lifecycle.grace" in {each.section for each in found}


class TestWhatHangsOnIt:
    """Whether an answer can hang on what differs."""

    def test_silent(self):
        """None hangs on where a row comes from."""
        assert change(reword("pricing", "standard-year-2023", note="n", clause="c")).is_of_provenance
        assert not change(dearer()).is_of_provenance
        assert not change(END).is_of_provenance

    @pytest.mark.parametrize(
        ("edit", "is_of_amounts"),
        [
            (dearer(), True),
            (dearer(existing_since="never"), True),
            (reword("pricing", "vat-22", percent="23"), True),
            (reword("lifecycle", "mailbox-grace-2024", grace_days=60), False),
            (END, False),
            (reword("pricing", "standard-year-2023", note="n"), False),
        ],
    )
    def test_of_amounts(self, edit, is_of_amounts):
        """Another amount, and nothing else but who says it since when."""
        assert is_of_amounts == change(edit).is_of_amounts


def test_besides():
    """Sources and open questions are told by what became of them."""
    rules = variant(reword("sources", "seed-001", title="Another"))
    assert {"sources/seed-001": "changed"} == besides(shipped(), rules)
    new = add("sources", "sources", id="new", title="t", publisher="p", era="E4", reviewed="2026-11-21",
              review_days=180, address="https://www.example.org")  # fmt: skip
    assert "added" in besides(shipped(), load_with(new)).values()
    assert "removed" in besides(load_with(new), shipped()).values()


def load_with(edit):
    """The shipped rules with a source more."""
    columns = dict(next(iter(edit.values())))
    columns = {name: value for name, value in columns.items() if name not in {"certainty", "source", "clause", "note"}}
    return shipped().edited({next(iter(edit)): columns})


def test_no_timeline_at_all():
    """A key that neither has does not differ; one that only one has does on all its days."""
    row = shipped().timelines(Price.SECTION)["plan", "standard"].rows[0]
    line = Timeline.of([row])
    assert [] == [*stretches(None, None)] == [*stretches(line, line)]
    assert [(row.since, None, None, row)] == [*stretches(None, line)]
