"""How long a fleet takes, beside the same program by hand in OpenFisca-Core: ``bench_openfisca.py [ROWS]``.

OpenFisca-Core is in no environment of ours: ``pip install openfisca-core`` into one of your own.
"""

import statistics
import sys
import time

import by_hand
import numpy as np
from fleets import ON, fleet
from in_openfisca import in_openfisca

from pecrules import load_rules
from pecrules.fleet import evaluate

ROUNDS = 5


def main(count: int) -> None:
    """Measure some rows: seconds of the clock, and of processors."""
    plain = fleet(count).select(["plan", "expiry", "extra_inbox_gb", "extra_archive_gb"])
    wanted = {"rules": load_rules(), "on": ON, "columns": by_hand.COLUMNS}
    works = {"fleet": lambda: evaluate(plain, **wanted), "OpenFisca": lambda: in_openfisca(plain)}
    ours, theirs = (work() for work in works.values())
    there = ~theirs["refused"]
    for name in ("net", "vat", "gross", "new_expiry"):
        same = (ours[name].to_numpy()[there] == theirs[name][there]).all() and (
            ours[name].is_null().to_numpy() == ~there
        ).all()
        print(f"{name}: the same: {same}")
    print("state: the same:", (np.array(ours["state"].to_pylist()) == theirs["state"].decode_to_str()).all())
    seconds = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            seconds[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    for place, clock in enumerate(("clock", "processors")):
        median = {name: statistics.median(each[place] for each in taken) for name, taken in seconds.items()}
        told = ", ".join(f"{name} {each / count * 1e9:.0f} ns a row" for name, each in median.items())
        print(f"{clock}: {told}; OpenFisca / fleet: {median['OpenFisca'] / median['fleet']:.1f}")


if __name__ == "__main__":
    main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
