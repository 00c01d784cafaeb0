"""Cold start: whole processes, taken turn by turn, medians and ratios.

``import pecrules`` against ``import attrs``; import, load and a first quote against ``import yaml, attrs``; the same
for a layer of one's own over the release, and for a folder with every table; ``pecrules quote renewal`` against
``import click, rich``, and ``pecrules check`` of all shipped books. The library is installed from its wheel into a
folder of its own, and bytecode is cached, as after any installation.

Run: ``python benchmarks/bench_cold.py [rounds]``.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUOTE = """
import datetime as dt, pecrules as pr
rules = pr.load_rules({folder})
box = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=dt.date(2027, 3, 30))
quote = pr.quote_renewal(box, pr.RenewalRequest(years=2, extra_inbox_gb=1), rules=rules, on=dt.date(2027, 1, 10))
assert str(quote.gross) == "30.26"
"""
BOOK = """table: book
id: ours
title: "Il nostro listino"
extends: retail
source: pecrules-analysis
clause: "una prova"
"""
PRICING = """table: pricing
book: ours
prices:
  - {id: ours-pro, item: plan, plan: pro, since: 2027-01-01, label: {it: "Canone", en: "Fee", de: "Gebühr"},
     per_year: "30.00", certainty: documented, source: pecrules-analysis, clause: "una prova"}
"""
RATIOS = {
    "import pecrules / import attrs": ("import pecrules", "import attrs"),
    "shipped / import yaml, attrs": ("shipped tables, first quote", "import yaml, attrs"),
    "own layer / import yaml, attrs": ("own layer, first quote", "import yaml, attrs"),
    "own folder / import yaml, attrs": ("own folder, first quote", "import yaml, attrs"),
    "quote renewal / import click, rich": ("pecrules quote renewal", "import click, rich"),
    "check / import yaml, attrs": ("pecrules check", "import yaml, attrs"),
}
BOUNDS = {
    "shipped / import yaml, attrs": 1.0,
    "own layer / import yaml, attrs": 2.0,
    "quote renewal / import click, rich": 2.5,
    "check / import yaml, attrs": 5.0,
}
"""What a ratio is to be at most."""


def once(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Seconds one new process takes: of a processor, and on the wall."""
    before, start = _used(), time.perf_counter()
    subprocess.run(command, check=True, env=env, cwd=tempfile.gettempdir(), stdout=subprocess.DEVNULL)
    return _used() - before, time.perf_counter() - start


def _used() -> float:
    """Seconds of a processor that the processes begun here have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def installed(scratch: str) -> str:
    """A folder with the library as its wheel installs it."""
    target = str(Path(scratch) / "installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", scratch]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    wheel = next(Path(scratch).glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    return target


def own_rules(scratch: str) -> str:
    """A folder of one's own: every table of ours, each edited, so that nothing that was compiled of ours fits it."""
    own = Path(scratch) / "own-rules"
    shutil.copytree(ROOT / "rules", own)
    for table in own.rglob("*.yaml"):
        table.write_text(f"# ours\n{table.read_text('utf-8')}", "utf-8")
    return str(own)


def own_layer(scratch: str) -> str:
    """A book of one's own over the release: one price of its own."""
    layer = Path(scratch) / "own-layer"
    layer.mkdir()
    (layer / "book.yaml").write_text(BOOK, "utf-8")
    (layer / "pricing.yaml").write_text(PRICING, "utf-8")
    return str(layer)


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPATH"] = installed(scratch)
        env["PYTHONPYCACHEPREFIX"] = str(Path(scratch) / "bytecode")
        python, own, layer = sys.executable, own_rules(scratch), own_layer(scratch)
        cases = {
            "import attrs": [python, "-c", "import attrs"],
            "import pecrules": [python, "-c", "import pecrules"],
            "import yaml, attrs": [python, "-c", "import yaml, attrs"],
            "import click, rich": [python, "-c", "import click, rich"],
            "shipped tables, first quote": [python, "-c", QUOTE.format(folder="")],
            "own layer, first quote": [python, "-c", QUOTE.format(folder=repr(layer))],
            "own folder, first quote": [python, "-c", QUOTE.format(folder=repr(own))],
            "pecrules quote renewal": [python, "-m", "pecrules", "quote", "renewal"],
            "pecrules check": [python, "-m", "pecrules", "check"],
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
        for turn in range(rounds + 2):
            for name, command in cases.items():
                seconds = once(command, env)
                if turn >= 2:  # the first turns fill the caches
                    times[name].append(seconds)
    used, wall = ({name: statistics.median(each[i] for each in found) for name, found in times.items()} for i in (0, 1))
    for name in cases:
        print(f"{name:32} {used[name] * 1000:8.1f} ms of a processor {wall[name] * 1000:8.1f} ms on the wall")
    for name, (one, other) in RATIOS.items():
        bound = f"   at most {BOUNDS[name]}" if name in BOUNDS else ""
        print(f"{name:40} {used[one] / used[other]:8.2f} x {wall[one] / wall[other]:8.2f} x on the wall{bound}")
    ratios = {name: round(used[one] / used[other], 2) for name, (one, other) in RATIOS.items()}
    print(json.dumps({"bench": "cold", "ratios": ratios}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25)
