"""How long a fleet takes, beside copying its columns and beside the same program by hand: ``bench_fleet.py [ROWS]``."""

import statistics
import sys
import time

import by_hand
import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
from fleets import COLUMNS, ON, fleet

from pecrules import load_rules
from pecrules.fleet import evaluate, inside

ROUNDS = 5
RULES = load_rules()
WANTED = {"rules": RULES, "on": ON, "columns": COLUMNS}
PLAINLY = {"rules": RULES, "on": ON, "columns": by_hand.COLUMNS}


def copied(*tables: pa.Table) -> None:
    """Copy every buffer of some tables once."""
    for table in tables:
        for column in table.columns:
            for chunk in column.chunks:
                for buffer in chunk.buffers():
                    if buffer is not None:
                        np.frombuffer(buffer, np.uint8).copy()


def differing(one: pa.Table, other: pa.Table) -> int:
    """In how many cells two answers differ."""
    found = 0
    for name in by_hand.COLUMNS:
        mine, theirs = (np.array(table[name].cast(pa.string()).fill_null("").to_pylist()) for table in (one, other))
        found += int((mine != theirs).sum())
    return found


def taken(work) -> tuple[float, float]:
    """Seconds of the clock, and of processors: where others are at work, too, only these can be compared.

    The second time counts: the first gets its memory back from whatever ran before it.
    """
    work()
    clock, processors = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processors


def in_polars(table: pa.Table) -> pl.LazyFrame:
    """A table as those have it who work in Polars: words are texts."""
    return pl.from_arrow(table).with_columns(pl.col(pl.Categorical).cast(pl.String)).lazy()


def in_duckdb(connection: duckdb.DuckDBPyConnection, table: pa.Table, name: str) -> duckdb.DuckDBPyRelation:
    """A table of a database."""
    words = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    texts = ", ".join(f"CAST({word} AS VARCHAR) AS {word}" for word in words)
    connection.from_arrow(table).project(f"* REPLACE ({texts})").create(name)
    return connection.table(name)


def works(mailboxes: pa.Table, plain: pa.Table) -> dict:
    """What is measured, by name."""
    answers, plainly = evaluate(mailboxes, **WANTED), evaluate(plain, **PLAINLY)
    connection = duckdb.connect()
    whole, lazy = (in_polars(each) for each in (mailboxes, plain))
    tables = [in_duckdb(connection, each, name) for each, name in ((mailboxes, "whole"), (plain, "plain"))]
    wholly, relation = inside(tables[0], **WANTED), inside(tables[1], **PLAINLY).project(", ".join(by_hand.COLUMNS))
    streamed = inside(lazy, **PLAINLY).select(by_hand.COLUMNS)
    hand = by_hand.in_duckdb(tables[1])
    expected = by_hand.in_numpy(plain)
    for found in (plainly, streamed.collect().to_arrow(), pa.table(relation), pa.table(hand)):
        print("cells that differ from those by hand:", differing(found, expected))
    return {
        "fleet": lambda: evaluate(mailboxes, **WANTED),
        "copy": lambda: copied(mailboxes, answers),
        "fleet in Polars": inside(whole, **WANTED).collect,
        "fleet in DuckDB": lambda: pa.table(wholly),
        "plain fleet": lambda: evaluate(plain, **PLAINLY),
        "plain copy": lambda: copied(plain, plainly),
        "plain by hand in NumPy": lambda: by_hand.in_numpy(plain),
        "plain fleet in Polars": streamed.collect,
        "plain by hand in Polars": by_hand.in_polars(lazy).collect,
        "plain fleet in DuckDB": lambda: pa.table(relation),
        "plain by hand in DuckDB": lambda: pa.table(hand),
    }


def main(count: int) -> None:
    """Measure some rows."""
    mailboxes = fleet(count)
    clock = time.perf_counter()
    evaluate(mailboxes.slice(0, 100), **WANTED)
    print(f"tables made in {time.perf_counter() - clock:.2f} s")
    plain = mailboxes.select(["plan", "expiry", "extra_inbox_gb", "extra_archive_gb"])
    measured = works(mailboxes, plain)
    rounds = [{name: taken(work) for name, work in measured.items()} for _ in range(ROUNDS)]
    for place, of in enumerate(("the clock", "processors")):
        told({name: statistics.median(each[name][place] for each in rounds) for name in measured}, of, count)


def told(median: dict[str, float], of: str, count: int) -> None:
    """Say what works take, and how they compare."""
    print(f"-- of {of}")
    for name, seconds in median.items():
        print(f"{name:24} {seconds:8.3f} s  {seconds / count * 1e9:7.1f} ns a row")
    ratios = [("fleet", "copy"), ("plain fleet", "plain copy"), ("plain by hand in NumPy", "plain fleet")]
    ratios += [(f"plain by hand in {name}", f"plain fleet in {name}") for name in ("Polars", "DuckDB")]
    print("\n".join(f"{one} / {other}: {median[one] / median[other]:.2f}" for one, other in ratios))


if __name__ == "__main__":
    main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
