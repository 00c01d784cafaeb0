"""How long a fleet takes inside Spark, beside the same program by hand and a bare copy: ``bench_spark.py [ROWS]``.

Parquet is read, answered and written by Spark alone, on two cores; medians of rounds, each of which begins with
another of the three, after one to warm up.
"""

import statistics
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

import by_hand
import pyarrow.parquet
from fleets import ON, fleet
from pyspark.sql import SparkSession

from pecrules import load_rules
from pecrules.fleet import inside
from pecrules.fleet.engines import ENGINES

ROUNDS = 9
PLAIN = ["plan", "expiry", "extra_inbox_gb", "extra_archive_gb"]


def main(count: int) -> None:
    """Measure some rows."""
    ENGINES["spark"]("local[2]").table_of(ENGINES["spark"]().frame_of(pyarrow.table({"x": [1]})))
    session = SparkSession.getActiveSession()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "fleet.parquet"))
        table = fleet(count).select(PLAIN)
        pyarrow.parquet.write_table(table.set_column(0, "plan", table["plan"].cast("string")), path)
        frame = session.read.parquet(path)
        frame.createOrReplaceTempView("fleet")
        works = {
            "fleet": inside(frame, rules=load_rules(), on=ON, columns=by_hand.COLUMNS).select(*by_hand.COLUMNS),
            "by hand": by_hand.in_spark(session),
            "copy": frame,
        }
        one, other = works["fleet"], works["by hand"]
        print("rows that differ from those by hand:", one.exceptAll(other).count() + other.exceptAll(one).count())
        seconds = {name: [] for name in works}
        names = deque(works)
        for _ in range(ROUNDS + 1):
            names.rotate()
            for name in names:
                start = time.perf_counter()
                works[name].write.mode("overwrite").parquet(str(Path(folder, "out")))
                seconds[name].append(time.perf_counter() - start)
    median = {name: statistics.median(each[1:]) for name, each in seconds.items()}
    for name, each in median.items():
        print(f"{name:10} {each:8.3f} s  {each / count * 1e9:7.1f} ns a row")
    print("\n".join(f"fleet / {other}: {median['fleet'] / median[other]:.2f}" for other in ("by hand", "copy")))


if __name__ == "__main__":
    main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
