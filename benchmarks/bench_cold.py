"""Cold start: whole processes, taken turn by turn, medians and ratios.

``import pecrules`` against ``import attrs``; import, load and a first quote against ``import yaml, attrs``; the same
for a folder of one's own. The library is installed from its wheel into a folder of its own, and bytecode is cached, as
after any installation.

Run: ``python benchmarks/bench_cold.py [rounds]``.
"""

import json
import os
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


def once(code: str, env: dict[str, str]) -> float:
    """Seconds one new process takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=env, cwd=tempfile.gettempdir())
    return time.perf_counter() - start


def installed(scratch: str) -> str:
    """A folder with the library as its wheel installs it."""
    target = str(Path(scratch) / "installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", scratch]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    wheel = next(Path(scratch).glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    return target


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        own = Path(scratch) / "own-rules"
        shutil.copytree(ROOT / "rules", own)
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPATH"] = installed(scratch)
        env["PYTHONPYCACHEPREFIX"] = str(Path(scratch) / "bytecode")
        cases = {
            "import attrs": "import attrs",
            "import pecrules": "import pecrules",
            "import yaml, attrs": "import yaml, attrs",
            "shipped tables, first quote": QUOTE.format(folder=""),
            "own folder, first quote": QUOTE.format(folder=repr(str(own))),
        }
        times: dict[str, list[float]] = {name: [] for name in cases}
        for turn in range(rounds + 2):
            for name, code in cases.items():
                seconds = once(code, env)
                if turn >= 2:  # the first turns fill the caches
                    times[name].append(seconds)
    medians = {name: statistics.median(found) for name, found in times.items()}
    ratios = {
        "import pecrules / import attrs": medians["import pecrules"] / medians["import attrs"],
        "shipped / import yaml, attrs": medians["shipped tables, first quote"] / medians["import yaml, attrs"],
        "own folder / import yaml, attrs": medians["own folder, first quote"] / medians["import yaml, attrs"],
    }
    for name, seconds in medians.items():
        print(f"{name:32} {seconds * 1000:8.1f} ms")
    for name, ratio in ratios.items():
        print(f"{name:32} {ratio:8.2f} x")
    print(json.dumps({"bench": "cold", "ratios": {name: round(ratio, 2) for name, ratio in ratios.items()}}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25)
