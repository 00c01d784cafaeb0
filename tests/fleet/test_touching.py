"""Whom other rules touch, in a fleet: the mailboxes of which answers are not the same under both."""

from datetime import date

import pyarrow as pa
import pytest

from pecrules import InvalidRequest, Mailbox, fleet
from pecrules.analysis.mailboxes import touched as touched_by
from pecrules.fleet.summing import Touch, touched
from tests.fleet.fleets import ON, draw, table
from tests.variants import shipped

BEFORE = pa.table(
    {
        "state": ["active", "active", "expired", "expired", None, None],
        "gross": [1208, 1208, 3648, None, None, None],
        "new_expiry": [date(2028, 3, 30)] * 3 + [None] * 3,
        "renewal_refusal": [None, None, None, "plan_unknown", "plan_unknown", "plan_unknown"],
        "renewal_rows": list("abcdef"),
        "renewal_caveat": [True] * 6,
        "id": list(range(6)),
    }
)
AFTER = pa.table(
    {
        "state": pa.array(["active", "active", "deleted", "expired", None, None]).dictionary_encode(),
        "gross": [1208, 1452, 3648, 9, None, None],
        "new_expiry": BEFORE["new_expiry"],
        "renewal_refusal": [None, None, None, None, "plan_unknown", "plan_not_sold"],
        "renewal_rows": list("ABCDEF"),
        "renewal_caveat": [False] * 6,
        "id": list(range(10, 16)),
    }
)


def test_which_rows():
    """Another state, amount, day or reason; rows behind an answer, and columns of others, do not count."""
    assert [False, True, True, True, False, True] == touched(AFTER, BEFORE).tolist()
    assert [False] * 6 == touched(BEFORE, BEFORE).tolist()


def test_a_summary():
    """Those that are touched are counted, with what they came to before and come to now."""
    found = fleet.summary(AFTER, by="renewal_refusal", cents="gross", against=BEFORE).to_pylist()
    assert [
        {"renewal_refusal": "plan_not_sold", "rows": 1, "cents": 0, "cents_before": 0},
        {"renewal_refusal": None, "rows": 3, "cents": 5109, "cents_before": 4856},
    ] == found
    months = fleet.summary(AFTER, month_of="new_expiry", against=BEFORE)
    assert ["state", "month", "rows"] == months.column_names
    assert 4 == sum(months["rows"].to_pylist())


def test_batches():
    """The same is counted batch by batch."""
    touch = Touch()
    for after, before in zip(AFTER.to_batches(max_chunksize=2), BEFORE.to_batches(max_chunksize=2), strict=True):
        touch.add(after, before)
    assert (4, {"gross": (4856, 5109)}) == (touch.rows, touch.cents)


def test_amounts_do_not_wrap_around():
    """Cents come to what they are, however much that is; what a column cannot hold is told."""
    most = pa.table({"state": ["active"] * 2, "gross": [2**63 - 1, 2**63 - 1]})
    with pytest.raises(OverflowError, match="more than a column can hold"):
        fleet.summary(most, cents="gross")
    assert [2**63 - 1] == fleet.summary(most.slice(1), cents="gross")["cents"].to_pylist()
    touch = Touch()
    touch.add(most, most.set_column(0, "state", pa.array(["expired"] * 2)))
    assert {"gross": (2**64 - 2, 2**64 - 2)} == touch.cents


def test_columns_with_two_roles():
    """One column is of words, of days or of cents; and none by which it is counted is called as what comes out."""
    with pytest.raises(InvalidRequest, match="`int64` is of the wrong kind for `gross`: a day is wanted"):
        fleet.summary(AFTER, month_of="gross", cents="gross")
    found = pa.table({"rows": ["a"], "gross": [1]})
    with pytest.raises(InvalidRequest, match="`rows` is not allowed for `by`"):
        fleet.summary(found, by="rows")
    assert [{"month": "a", "rows": 1}] == fleet.summary(found.rename_columns(["month", "x"]), by="month").to_pylist()


def test_mistakes():
    """Answers to other mailboxes cannot be held against them, nor what has no such column."""
    with pytest.raises(ValueError, match="6 mailboxes cannot be held against answers to 5"):
        fleet.summary(AFTER, against=BEFORE.slice(1))
    with pytest.raises(InvalidRequest, match="`gross` is not known"):
        fleet.summary(AFTER, cents="gross", against=BEFORE.drop(["gross"]))


@pytest.mark.slow
def test_the_same_as_mailbox_by_mailbox():
    """Who pays another amount under other rules is who does so if each mailbox is asked about by itself."""
    rows = [
        {"address": f"{place}@pec.it", **{name: row[name] for name in ("kind", "plan", "expiry")}}
        for place, row in enumerate(draw(4, 300, shipped(), stories=False))
    ]
    dearer = shipped().edited({"pricing/standard-year-2023": {"per_year": "11.90"}})
    wanted = {"on": ON, "columns": ["to_pay"]}
    before, after = (fleet.evaluate(table(rows), rules=rules, **wanted) for rules in (shipped(), dearer))
    boxes = [Mailbox(**row) for row in rows]
    expected = [each.price for each in touched_by(boxes, shipped(), dearer, [ON], today=ON) if each.price]
    (found,) = fleet.summary(after, by="renewal_refusal", cents="to_pay", against=before).to_pylist()
    sums = (sum(int(getattr(move, name) * 100) for move in expected) for name in ("before", "after"))
    assert (len(expected), *sums) == (found["rows"], found["cents_before"], found["cents"])
