"""How fast a table is read, beside PyYAML's own C loader, which keeps no places and tells no traps.

    python benchmarks/bench_documents.py [rounds]

Both read the same table of 2,000 rows in alternating rounds; the medians and their ratio are printed as one line of
JSON and one for people. A ratio above 1 means that `read` is the faster one.
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median

import yaml

from pecrules.parsing.documents import read

ROWS = 2_000
ROW = """\
  - id: {plan}-{number}
    plan: {plan}
    per: gb_year
    since: 20{year:02}-01-01
    net: "{euro}.50"
    days: [30, 60, 90]
    label: {{it: Spazio aggiuntivo, en: Extra space}}
    free: false
    share: 0.{year:02}
    certainty: documented
    source: price-list-{year}
    clause: "§ {number}, à la carte"  # as in the list
"""
HOSTILE = {"1 MB of `[`": b"[" * 1_000_000, "500,000 `- `": b"- " * 500_000, "1 MB of text": b"a" * 1_000_000}


def table() -> bytes:
    """A table like ours, of 2,000 rows."""
    rows = [
        ROW.format(plan=("standard", "pro", "premium")[i % 3], number=i, year=10 + i % 20, euro=i % 90)
        for i in range(ROWS)
    ]
    return ("# yaml-language-server: $schema=pricing.schema.json\ntable: pricing\nprices:\n" + "".join(rows)).encode()


def seconds(what: Callable[[], object]) -> float:
    begin = time.perf_counter()
    what()
    return time.perf_counter() - begin


def main(rounds: int = 15) -> None:
    """Measure and print."""
    text = table()
    assert read(text, "pricing.yaml").problems == ()
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(seconds(lambda: read(text, "pricing.yaml")))
        theirs.append(seconds(lambda: yaml.load(text, yaml.CSafeLoader)))
    found = {
        "benchmark": "documents",
        "rows": ROWS,
        "bytes": len(text),
        "read_ms": round(median(ours) * 1000, 2),
        "csafeloader_ms": round(median(theirs) * 1000, 2),
        "ratio": round(median(theirs) / median(ours), 3),
        "hostile_ms": {
            name: round(median(seconds(lambda: read(source, "x")) for _ in range(rounds)) * 1000, 2)  # noqa: B023
            for name, source in HOSTILE.items()
        },
    }
    print(json.dumps(found))
    print(
        f"{ROWS} rows, {len(text) // 1000} kB: read {found['read_ms']} ms, CSafeLoader {found['csafeloader_ms']} ms: "
        f"{found['ratio']} times as fast"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
