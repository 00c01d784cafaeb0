"""Reading and validating every shipped table, beside PyYAML's C loader merely parsing the same texts.

Taken turn by turn, medians. With the schemas in memory, as every load but a program's first finds them, and with
reading them anew each time; they are compiled each time. Run: ``python benchmarks/bench_tables.py [turns]``.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from pecrules.parsing import validation
from pecrules.parsing.documents import read
from pecrules.rulebook.rows import NAMES

RULES = Path(__file__).resolve().parents[1] / "rules"


def main(turns: int) -> None:
    sources = {name: (RULES / f"{name}.yaml").read_bytes() for name in NAMES}

    def parsed() -> None:
        for source in sources.values():
            yaml.load(source, yaml.CSafeLoader)

    def validated() -> None:
        for name, source in sources.items():
            document = read(source, name).document
            assert document is not None
            assert validation.validate(document, name) == ()

    def schemas_anew() -> None:
        validation.schema.cache_clear()
        validated()

    works: dict[str, Callable[[], None]] = {
        "CSafeLoader, parsed": parsed,
        "ours, read and validated": validated,
        "ours, schemas read anew": schemas_anew,
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(turns + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(found[1:]) for name, found in times.items()}
    base = medians["CSafeLoader, parsed"]
    for name, seconds in medians.items():
        print(f"{name:30} {seconds * 1000:8.2f} ms {seconds / base:6.2f} x")
    print(json.dumps({"bench": "tables", "ratios": {name: round(found / base, 2) for name, found in medians.items()}}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
