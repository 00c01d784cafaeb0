"""Whether twice the rows take twice the time, and no more memory: ``bench_linear.py [ROWS ...]``.

In memory `evaluate` is timed once its tables are made. `pecrules fleet` reads and writes Parquet in a process of its
own, whose greatest memory is told; what it takes for a hundred rows, mostly for tables, is taken off. All times are of
processors.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from fleets import COLUMNS, ON, fleet

from pecrules import load_rules
from pecrules.fleet import evaluate

ROUNDS = 3
AT_ONCE = 1_000_000
IN_MEMORY = 100_000_000  # rows: more are only streamed
FEW = 100


def pieces(rows: int) -> Iterator[pa.Table]:
    """So many rows, piece by piece."""
    return (fleet(min(AT_ONCE, rows - start), seed=start) for start in range(0, rows, AT_ONCE))


def written(path: Path, rows: int) -> None:
    """A file of so many rows."""
    with pyarrow.parquet.ParquetWriter(path, fleet(FEW).schema) as writer:
        for piece in pieces(rows):
            writer.write_table(piece)


WATCHED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
"""A small process that watches another: what we need ourselves would count as what our children do."""


def streamed(path: Path, out: Path) -> tuple[float, float]:
    """Seconds of processors, and megabytes at most, of the command."""
    asked = ["fleet", str(path), "--on", str(ON), "--columns", ",".join(COLUMNS), "--out", str(out)]
    command = [sys.executable, "-c", WATCHED, sys.executable, "-m", "pecrules", *asked]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, most = map(float, said.split())
    return seconds, most


def in_memory(table: pa.Table, wanted: dict) -> float:
    """Seconds of processors of an answer."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        evaluate(table, **wanted)
        found.append(time.process_time() - start)
    return statistics.median(found)


def slope(seconds: dict[int, float]) -> float:
    """By which power of the rows times grow."""
    return float(np.polyfit(np.log([*seconds]), np.log([*seconds.values()]), 1)[0])


def main(counts: list[int]) -> None:
    """One line for each size."""
    wanted = {"rules": load_rules(), "on": ON, "columns": COLUMNS}
    evaluate(fleet(FEW), **wanted)
    here = {rows: in_memory(pa.concat_tables(pieces(rows)), wanted) for rows in counts if rows <= IN_MEMORY}
    for rows, seconds in here.items():
        print(f"{rows:>11,} in memory: {seconds:8.3f} s, {seconds / rows * 1e9:6.1f} ns a row", flush=True)
    print(f"slope {slope(here):.3f}")
    there: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "fleet.parquet"), Path(folder, "out.parquet")
        for rows in (FEW, *counts):
            written(path, rows)
            seconds, most = map(statistics.median, zip(*(streamed(path, out) for _ in range(ROUNDS)), strict=True))
            there[rows] = seconds - there.get(FEW, 0)
            print(f"{rows:>11,} from Parquet to Parquet: {there[rows]:8.3f} s, {most:6.0f} MB at most", flush=True)
    print(f"slope {slope({rows: there[rows] for rows in counts}):.3f}")


if __name__ == "__main__":
    main([int(float(each)) for each in sys.argv[1:]] or [100_000, 1_000_000, 10_000_000, 100_000_000])
