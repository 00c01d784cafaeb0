"""How the time to load and check tables grows with their rows: it should be in proportion, so time per row stays flat.

Folders are made of n, 2n and 4n rows of one kind over the shipped tables, each a new one, and loaded in turns in one
process; counted is its CPU time above that of the shipped tables alone, over the rows. Medians.

Run: ``python benchmarks/bench_scale.py [rounds [n]]``; without anything 3 rounds, of as many rows as the largest case.
"""

import contextlib
import datetime as dt
import gc
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pecrules as pr
from pecrules.base import resources

FIRST = dt.date(2026, 1, 1)
PRICE = """
  - id: {id}
    item: plan
    plan: {plan}
    since: {since}
    label:
      it: "Canone"
      en: "Fee"
      de: "Gebühr"
    per_year: "{amount}"{more}
    certainty: documented
    source: pecrules-analysis
    clause: "F0.00"
"""
PLAN = """
  - id: {id}
    kind: mailbox
    plan: {plan}
    since: 2026-01-01
    label:
      it: "Piano"
      en: "Plan"
      de: "Plan"
    inbox_gb: 1
    inbox_growth: fixed
    archive_gb: 0
    archive_growth: fixed
    features: []
    certainty: documented
    source: pecrules-analysis
    clause: "F0.00"
"""


def names(count: int) -> list[str]:
    return [f"plan-{number}" for number in range(count)]


def prices(plans: list[str], more: Callable[[int], str] = lambda _: "") -> str:
    """A price for each plan, each from a day of its own on."""
    days = (FIRST + dt.timedelta(number) for number in range(len(plans)))
    rows = zip(plans, days, strict=True)
    return "".join(
        PRICE.format(id=f"price-{plan}", plan=plan, since=day, amount=f"{number % 90 + 9}.90", more=more(number))
        for number, (plan, day) in enumerate(rows)
    )


def add(file: Path, section: str, rows: str) -> None:
    """Write rows at the beginning of a section."""
    text, newline = file.read_text("utf-8"), "\n"
    assert f"\n{section}:\n" in text
    file.write_text(text.replace(f"\n{section}:\n", f"\n{section}:{rows or newline}", 1), "utf-8")


def plans(folder: Path, count: int) -> None:
    add(folder / "plans.yaml", "plans", "".join(PLAN.format(id=plan, plan=plan) for plan in names(count)))


def many_plans(folder: Path, count: int) -> Callable[[], object]:
    """So many plans, each with its price."""
    plans(folder, count)
    add(folder / "pricing.yaml", "prices", prices(names(count)))
    return lambda: pr.load_rules(folder)


def many_promises(folder: Path, count: int) -> Callable[[], object]:
    """So many prices that reach existing customers later, each on a day of its own."""
    plans(folder, count)
    later = FIRST + dt.timedelta(400)
    rows = prices(names(count), lambda number: f"\n    existing_since: {later + dt.timedelta(number)}")
    add(folder / "pricing.yaml", "prices", rows)
    return lambda: _asked(pr.load_rules(folder))


def _asked(rules: pr.Ruleset) -> pr.Quote | pr.Refusal:
    """A renewal of somebody who was a customer before."""
    box = pr.Mailbox(
        address="a@pec.it", plan="plan-7", expiry=FIRST + dt.timedelta(500), requested_on=dt.date(2020, 1, 1)
    )
    return pr.quote_renewal(box, pr.RenewalRequest(years=1), rules=rules, on=FIRST + dt.timedelta(450))


def many_changes(folder: Path, count: int) -> Callable[[], object]:
    """So many changes of one price, each reaching existing customers later."""
    days = [FIRST + dt.timedelta(7 * number) for number in range(count)]
    rows = "".join(
        PRICE.format(
            id=f"price-{number}", plan="standard", since=day, amount="9.90",
            more=f"\n    existing_since: {day + dt.timedelta(3)}",
        )
        for number, day in enumerate(days)
    )  # fmt: skip
    add(folder / "pricing.yaml", "prices", rows)
    return lambda: pr.load_rules(folder)


def many_books(folder: Path, count: int) -> Callable[[], object]:
    """So many books, each with a price of its own."""
    for number in range(count):
        book = folder / "books" / f"book-{number}"
        book.mkdir(parents=True)
        head = f"table: book\nid: {book.name}\ntitle: Un listino\nextends: retail\nsource: pecrules-analysis\n"
        (book / "book.yaml").write_text(f'{head}clause: "F0.00"\n', "utf-8")
        rows = PRICE.format(id=f"own-{number}", plan="standard", since=FIRST, amount="8.90", more="")
        (book / "pricing.yaml").write_text(f"table: pricing\nbook: {book.name}\n\nprices:{rows}", "utf-8")
    return lambda: pr.check_rules(folder)


def many_files(folder: Path, count: int) -> Callable[[], object]:
    """So many files of one table, each with a price."""
    plans(folder, count)
    (folder / "pricing").mkdir()
    for number, plan in enumerate(names(count)):
        text = f"table: pricing\npart: true\n\nprices:{prices([plan])}"
        (folder / "pricing" / f"{number}.yaml").write_text(text, "utf-8")
    return lambda: pr.load_rules(folder)


def many_mistakes(folder: Path, count: int) -> Callable[[], object]:
    """So many prices, each with a comma for a point, no label in German and a plan that is nowhere."""
    rows = prices([f"nowhere-{number}" for number in range(count)]).replace('"9.90"', "9,90")
    add(folder / "pricing.yaml", "prices", rows.replace('      de: "Gebühr"\n', ""))
    return lambda: pr.check_rules(folder)


CASES: dict[Callable[[Path, int], Callable[[], object]], int] = {
    many_plans: 750,
    many_promises: 250,
    many_changes: 250,
    many_books: 100,
    many_files: 100,
    many_mistakes: 100,
}
"""What is measured, and n."""


@contextlib.contextmanager
def folder_of(make: Callable[[Path, int], Callable[[], object]], count: int) -> Iterator[Callable[[], object]]:
    """What loads a new folder with the shipped tables and so many rows more."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "rules"
        shutil.copytree(resources.folder("rules"), folder)
        shutil.rmtree(folder / "books")
        yield make(folder, count)


def seconds(make: Callable[[Path, int], Callable[[], object]], count: int) -> float:
    """CPU time of loading a folder that was never read before."""
    with folder_of(make, count) as load:
        gc.collect()
        start = time.process_time()
        found = load()
        end = time.process_time()
    assert found is not None
    return end - start


def main(rounds: int, share: float) -> None:
    ratios = {}
    for make, most in CASES.items():
        first = max(int(most * share), 4)
        counts = (0, first, 2 * first, 4 * first)
        seconds(make, first)
        times = {count: [] for count in counts}
        for _ in range(rounds):
            for count in counts:
                times[count].append(seconds(make, count))
        medians = {count: statistics.median(found) for count, found in times.items()}
        each = {count: (medians[count] - medians[0]) / count for count in counts[1:]}
        ratios[make.__name__] = [round(each[count] / each[first], 2) for count in counts[1:]]
        told = "  ".join(f"{count:5}: {each[count] * 1e3:7.3f} ms ({each[count] / each[first]:4.2f})" for count in each)
        print(f"{make.__name__:14} CPU time a row: {told}", flush=True)
    print(json.dumps({"bench": "scale", "a row, to n rows": ratios}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)
