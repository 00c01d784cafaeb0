"""Frames of all kinds: each gives one of the same kind, with the same answers; or one clear error before any work."""

from datetime import date, datetime
from decimal import Decimal
from importlib import import_module

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from pecrules import InvalidRequest, fleet
from tests.fleet.fleets import ON
from tests.variants import shipped

duckdb = import_module("duckdb")

PLANS = ["standard", "pro", "gold"]
DAYS = [date(2027, 3, 30), date(2026, 12, 1), date(2027, 1, 20)]
GB = [0, 1, None]
FLAGS = [True, False, None]
CELLS = {"plan": PLANS, "expiry": DAYS, "extra_inbox_gb": GB, "auto_renew": FLAGS}
COLUMNS = ["days_left", "net"]
WHOLE = pa.table(CELLS)


def ask(frame, **more):
    return fleet.evaluate(frame, rules=shipped(), on=ON, columns=COLUMNS, **more)


def rows(answers):
    """The rows of a frame of any kind."""
    return whole(answers).to_pylist()


def whole(answers):
    """A frame of any kind as a table."""
    if isinstance(answers, pl.LazyFrame):
        answers = answers.collect()
    if isinstance(answers, pd.DataFrame):
        return pa.Table.from_pandas(answers, preserve_index=False)
    return answers.to_arrow_table() if hasattr(answers, "to_arrow_table") else pa.table(answers)


def arrow(**columns):
    """The table, with other columns in place of some of its own."""
    return pa.table({**{name: WHOLE[name] for name in CELLS}, **columns})


def polars(**types):
    return pl.DataFrame(CELLS).with_columns(**{name: pl.col(name).cast(each) for name, each in types.items()})


def pandas(**columns):
    return pd.DataFrame({**CELLS, "extra_inbox_gb": pd.array(GB, "Int64"), **columns})


def relation(**types):
    """A relation of DuckDB, with some columns cast."""
    columns = (f"CAST({name} AS {types[name]}) AS {name}" if name in types else name for name in CELLS)
    return duckdb.from_arrow(WHOLE).project(", ".join(columns))


def coded(words, places):
    return pa.DictionaryArray.from_arrays(places, words)


FRAMES = {
    "arrow": lambda: WHOLE,
    "arrow in pieces": lambda: pa.concat_tables([WHOLE.slice(0, 1), WHOLE.slice(0, 0), WHOLE.slice(1)]),
    "arrow, one batch": lambda: WHOLE.combine_chunks().to_batches()[0],
    "arrow, a part of a batch": lambda: pa.concat_tables([WHOLE, WHOLE]).combine_chunks().to_batches()[0].slice(3),
    "arrow, a stream": WHOLE.to_reader,
    "arrow, large texts": lambda: arrow(plan=pa.array(PLANS, pa.large_string())),
    "arrow, views of texts": lambda: arrow(plan=pa.array(PLANS, pa.string_view())),
    "arrow, coded words": lambda: arrow(plan=coded(pa.array(PLANS[::-1]), pa.array([2, 1, 0], pa.int8()))),
    "arrow, coded large words": lambda: arrow(
        plan=coded(pa.array(PLANS, pa.large_string()), pa.array([0, 1, 2], pa.uint32()))
    ),
    "arrow, moments in seconds": lambda: arrow(expiry=WHOLE["expiry"].cast(pa.timestamp("s"))),
    "arrow, moments in nanoseconds": lambda: arrow(expiry=WHOLE["expiry"].cast(pa.timestamp("ns"))),
    "arrow, days as milliseconds": lambda: arrow(expiry=WHOLE["expiry"].cast(pa.date64())),
    "arrow, decimals": lambda: arrow(extra_inbox_gb=WHOLE["extra_inbox_gb"].cast(pa.decimal128(38, 0))),
    "arrow, small numbers": lambda: arrow(extra_inbox_gb=WHOLE["extra_inbox_gb"].cast(pa.uint8())),
    "polars": polars,
    "polars, lazy": lambda: polars().lazy(),
    "polars, categories": lambda: polars(plan=pl.Categorical),
    "polars, a closed set": lambda: polars(plan=pl.Enum(PLANS)),
    "polars, decimals": lambda: polars(extra_inbox_gb=pl.Decimal(20, 0)),
    "polars, small numbers": lambda: polars(extra_inbox_gb=pl.UInt8),
    "polars, moments": lambda: polars(expiry=pl.Datetime("ms")),
    "pandas": pandas,
    "pandas, nullable": lambda: pandas(
        plan=pd.array(PLANS, "string"), auto_renew=pd.array(FLAGS, "boolean"), extra_inbox_gb=pd.array(GB, "Int8")
    ),
    "pandas, of Arrow": lambda: WHOLE.to_pandas(types_mapper=pd.ArrowDtype),
    "pandas, categories": lambda: pandas(plan=pd.Categorical(PLANS)),
    "pandas, moments": lambda: pandas(expiry=pd.to_datetime(DAYS)),
    "pandas, rows of one name": lambda: pandas().set_axis([7, 7, 7]),
    "duckdb": relation,
    "duckdb, huge numbers": lambda: relation(extra_inbox_gb="HUGEINT"),
    "duckdb, decimals": lambda: relation(extra_inbox_gb="DECIMAL(9, 0)"),
    "duckdb, numbers without a sign": lambda: relation(extra_inbox_gb="UBIGINT"),
    "duckdb, a closed set": lambda: relation(plan="ENUM('gold', 'pro', 'standard')"),
    "duckdb, moments": lambda: relation(expiry="TIMESTAMP"),
    "duckdb, moments in seconds": lambda: relation(expiry="TIMESTAMP_S"),
}
"""Frames with the same mailboxes."""


@pytest.fixture(scope="module")
def expected():
    return ask(WHOLE).to_pylist()


@pytest.mark.parametrize("name", FRAMES)
def test_the_same_kind_with_the_same_answers(expected, name):
    """Whatever types its columns have, a frame gives one of its kind; and one without rows one without rows."""
    frame = FRAMES[name]()
    answers = ask(frame)
    assert type(frame) is type(answers)
    assert expected == rows(answers)


NOTHING = {
    "arrow": lambda: WHOLE.slice(0, 0),
    "arrow, no batch": lambda: pa.table({name: pa.chunked_array([], WHOLE.schema.field(name).type) for name in CELLS}),
    "arrow, a batch": lambda: WHOLE.combine_chunks().to_batches()[0].slice(0, 0),
    "arrow, a stream": lambda: WHOLE.slice(0, 0).to_reader(),
    "polars": lambda: polars().clear(),
    "polars, lazy": lambda: polars().clear().lazy(),
    "pandas": lambda: pandas().iloc[:0],
    "duckdb": lambda: relation().filter("false"),
}


@pytest.mark.parametrize("name", NOTHING)
def test_no_rows(name):
    """A frame without rows gives one of its kind, with the columns and no rows."""
    frame = NOTHING[name]()
    answers = ask(frame)
    assert type(frame) is type(answers)
    found = whole(answers)
    assert (0, [*COLUMNS, "status_refusal", "renewal_refusal"]) == (found.num_rows, found.column_names)


OTHERS = "a day is wanted"
MISTAKES = {
    "arrow, no columns": (lambda: pa.table({}), "`plan` is missing"),
    "arrow, a name twice": (lambda: pa.table([WHOLE["plan"]] * 2, ["plan", "plan"]), "two columns are called `plan`"),
    "arrow, a name written wrong": (
        lambda: WHOLE.rename_columns(["plann", *[*CELLS][1:]]),
        "`plann` is not known; did you mean `plan`",
    ),
    "arrow, bytes": (lambda: arrow(plan=pa.array(PLANS).cast(pa.binary())), "`binary` is of the wrong kind for `plan`"),
    "arrow, moments somewhere": (
        lambda: arrow(expiry=WHOLE["expiry"].cast(pa.timestamp("us", tz="Europe/Rome"))), OTHERS
    ),
    "arrow, no day": (lambda: arrow(expiry=pa.array([datetime.fromisoformat("2027-03-30T12:00")] * 3)), "is not a day"),
    "arrow, coded days": (lambda: arrow(expiry=WHOLE["expiry"].dictionary_encode()), OTHERS),
    "arrow, parts of numbers": (
        lambda: arrow(extra_inbox_gb=WHOLE["extra_inbox_gb"].cast(pa.decimal128(38, 2))), "a whole number is wanted"
    ),
    "arrow, numbers beyond": (
        lambda: arrow(extra_inbox_gb=pa.array([Decimal(10) ** 30] * 3, pa.decimal128(38, 0))),
        "a whole number is wanted",
    ),
    "polars, no columns": (pl.DataFrame, "`plan` is missing"),
    "polars, numbers of 128 bits": (
        lambda: polars(extra_inbox_gb=pl.Int128),
        "`Int128` is of the wrong kind for `extra_inbox_gb`: a type that Arrow has is wanted",
    ),
    "polars, moments somewhere": (lambda: polars(expiry=pl.Datetime("us", "UTC")), OTHERS),
    "polars, fractions": (lambda: polars(extra_inbox_gb=pl.Float64), "a whole number is wanted"),
    "pandas, no columns": (pd.DataFrame, "`plan` is missing"),
    "pandas, a name twice": (
        lambda: pd.DataFrame([PLANS[:2]], columns=["plan", "plan"]), "two columns are called `plan`"
    ),
    "pandas, fractions": (lambda: pandas(extra_inbox_gb=[0, 2, None]), "`double` is of the wrong kind"),
    "pandas, cells of several kinds": (
        lambda: pandas(plan=["pro", 1, None]), "`object` is of the wrong kind for `plan`: text is wanted"
    ),
    "pandas, what Arrow has not": (
        lambda: pandas(place=[1j, 2j, 3j]),
        "`complex128` is of the wrong kind for `place`: a type that Arrow has is wanted",
    ),
    "duckdb, a name twice": (lambda: duckdb.sql("SELECT 'pro' AS plan, 'pro' AS plan"), "two columns are called"),
    "duckdb, moments somewhere": (lambda: relation(expiry="TIMESTAMPTZ"), OTHERS),
    "duckdb, texts": (lambda: relation(expiry="VARCHAR"), OTHERS),
    "duckdb, fractions": (lambda: relation(extra_inbox_gb="DECIMAL(9, 2)"), "a whole number is wanted"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_one_clear_error(name):
    """What cannot be taken is said in one message, with the column, whatever the frame is."""
    if "128 bits" in name and not hasattr(pl, "Int128"):
        pytest.skip("an older Polars has no such numbers")
    make, told = MISTAKES[name]
    with pytest.raises(InvalidRequest, match=told.replace("(", r"\(")):
        ask(make())


@pytest.mark.parametrize(
    "make", [lambda: WHOLE["plan"], lambda: polars()["plan"], lambda: pandas()["plan"], lambda: CELLS, lambda: [CELLS]]
)
def test_what_is_no_frame(make):
    """A column alone, a mapping or a list are none."""
    with pytest.raises(TypeError, match="a frame that Arrow can read is wanted"):
        ask(make())


@pytest.mark.parametrize("end", [2**63, -(2**63) - 1, 10**37])
def test_one_number_beyond(end):
    """A number of more than 64 bits costs its row, and no other; the largest ones that fit are numbers."""
    numbers = pa.array([Decimal(end), Decimal(2**63 - 1), Decimal(0)], pa.decimal128(38, 0))
    report = fleet.Report()
    answers = ask(arrow(plan=["pro"] * 3, extra_inbox_gb=numbers), report=report).to_pylist()
    assert ["row_unfit", None, None] == [row["status_refusal"] for row in answers]
    assert (1, [str(end)]) == (report.cells_unread, [problem.args["found"] for problem in report.unread])


def test_moments_that_python_has_not():
    """A moment beyond the years of the calendar, or within a day, costs its row and no other, whatever counts it."""
    for kind, count in ((pa.timestamp("s"), 86_400), (pa.date64(), 86_400_000)):
        moments = pa.array([2**63 - 1, 10**7 * count + 1, DAYS[0].toordinal() * count - 719_163 * count])
        report = fleet.Report()
        answers = ask(arrow(plan=["pro"] * 3, expiry=moments.view(kind)), report=report).to_pylist()
        assert ["row_unfit", "row_unfit", None] == [row["status_refusal"] for row in answers]
        assert (2, 2) == (report.cells_unread, len(report.unread))


def test_days_of_the_question_that_python_has_not():
    """Where a column says the day, one beyond the calendar is none that can be; one that is missing is missing."""
    days = pa.array([2**31 - 1, None, (ON - date(1970, 1, 1)).days], pa.int32()).view(pa.date32())
    found = fleet.evaluate(arrow(plan=["pro"] * 3, on=days), rules=shipped(), on="on", columns=["state"])
    assert ["row_unfit", "row_incomplete", None] == found["status_refusal"].to_pylist()


@pytest.mark.parametrize("home", ["duckdb", "ibis"])
def test_names_that_differ_in_their_case(home):
    """Where such names are the same, none may stand beside another; elsewhere they are two."""
    frame = WHOLE.append_column("STATE", pa.array(PLANS))
    make = {"duckdb": duckdb.from_arrow, "ibis": lambda table: pytest.importorskip("ibis").memtable(table)}[home]
    with pytest.raises(InvalidRequest, match="`STATE` is not allowed for `others`"):
        fleet.evaluate(make(frame), rules=shipped(), on=ON, columns=["state"], others="keep")
    kept = fleet.evaluate(frame, rules=shipped(), on=ON, columns=["state"], others="keep")
    assert ["STATE", "state", "status_refusal"] == kept.column_names


def test_numbers_that_arrow_has_not():
    """Inside Polars, too, one clear error says which column has them."""
    if not hasattr(pl, "Int128"):
        pytest.skip("an older Polars has no such numbers")
    with pytest.raises(InvalidRequest, match="`Int128` is of the wrong kind for `extra_inbox_gb`"):
        fleet.inside(polars(extra_inbox_gb=pl.Int128).lazy(), rules=shipped(), on=ON, columns=COLUMNS)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_decimals_inside_an_engine(expected, engine):
    """An engine counts with decimals as with numbers, and leaves to the policy those that no table is about."""
    numbers = [Decimal(each) for each in (2**63, 1, -(2**70))]
    frames = {
        "polars": lambda: pl.LazyFrame({**CELLS, "extra_inbox_gb": pl.Series(numbers, dtype=pl.Decimal(38, 0))}),
        "duckdb": lambda: duckdb.from_arrow(arrow(extra_inbox_gb=pa.array(numbers, pa.decimal128(38, 0)))),
    }
    found = rows(fleet.inside(frames[engine](), rules=shipped(), on=ON, columns=["net"]))
    left = {"net": None, "renewal_refusal": "ask_policy"}
    assert [left, {"net": expected[1]["net"], "renewal_refusal": None}, left] == found


def test_a_table_of_ibis(expected):
    """A table of ibis, of whichever database, gives one."""
    ibis = pytest.importorskip("ibis")
    table = ibis.memtable(WHOLE)
    answers = ask(table.filter(table.plan != "nobody's"))
    assert isinstance(answers, ibis.Table)
    assert sorted(map(str, expected)) == sorted(map(str, rows(answers)))
    assert [] == rows(ask(table.filter(table.plan == "nobody's")))
    with pytest.raises(InvalidRequest, match="did you mean `plan`"):
        ask(table.rename(plann="plan"))
    with pytest.raises(TypeError, match="not StringColumn"):
        ask(table.plan)
