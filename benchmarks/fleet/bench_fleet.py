"""How long a fleet takes, beside copying its columns and beside the same program by hand: ``bench_fleet.py [ROWS]``."""

import statistics
import sys
import time
from datetime import date

import numpy as np
import pyarrow as pa
from fleets import COLUMNS, EPOCH, ON, fleet

from pecrules import load_rules
from pecrules.fleet import evaluate

ROUNDS = 5
TODAY = (ON - EPOCH).days
RULES = load_rules()
OF_HAND = ("state", "days_left", "deletion_day", "net", "vat", "gross", "new_expiry")
"""What the program by hand answers: it knows no domains, orders or automatic renewals."""

STATES = np.array(["active", "expiring", "expired", "deleted"])
YEAR = {"standard": 990, "pro": 2990, "premium": 4990}


def copied(*tables: pa.Table) -> None:
    """Copy every buffer of some tables once."""
    for table in tables:
        for column in table.columns:
            for chunk in column.chunks:
                for buffer in chunk.buffers():
                    if buffer is not None:
                        np.frombuffer(buffer, np.uint8).copy()


def by_hand(table: pa.Table) -> pa.Table:
    """State, days and money of plain mailboxes, as a team would write it in NumPy for the public book on the day."""
    expiry = table["expiry"].combine_chunks().cast(pa.int32()).to_numpy()
    plan = table["plan"].combine_chunks()
    year = np.array([YEAR[name] for name in plan.dictionary.to_pylist()])[plan.indices.to_numpy()]
    inbox, archive = (table[name].to_numpy() for name in ("extra_inbox_gb", "extra_archive_gb"))
    deleted, late = expiry + 90 < TODAY, expiry < TODAY
    state = np.select([deleted, late, expiry - 90 <= TODAY], [3, 2, 1], 0).astype(np.int32)
    until = np.select([late, expiry - 90 <= TODAY], [expiry + 90, expiry], expiry - 91)
    inbox, archive = np.where(late, 0, inbox), np.where(late, 0, archive)
    is_standard = year == YEAR["standard"]
    net = year + 250 * inbox + 250 * archive
    vat = (net * 22 + 50) // 100
    refused = deleted | (is_standard & ((archive > 0) | (inbox > 1)))
    months = expiry.astype("datetime64[D]").astype("datetime64[M]")
    day = (expiry.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    length = ((months + 13).astype("datetime64[D]") - (months + 12).astype("datetime64[D]")).astype(np.int64)
    new = ((months + 12).astype("datetime64[D]").astype(np.int64) + np.minimum(day, length - 1)).astype(np.int32)
    days = pa.array(new, pa.int32(), mask=refused).cast(pa.date32())
    return pa.table(
        {
            "state": pa.DictionaryArray.from_arrays(pa.array(state), pa.array(STATES)),
            "days_left": pa.array((until - TODAY).astype(np.int32), pa.int32(), mask=deleted),
            "deletion_day": pa.array((expiry + 91).astype(np.int32)).cast(pa.date32()),
            **{
                name: pa.array(value, pa.int64(), mask=refused)
                for name, value in (("net", net), ("vat", vat), ("gross", net + vat))
            },
            "new_expiry": days,
        }
    )


def differing(one: pa.Table, other: pa.Table) -> dict[str, int]:
    """In how many rows two answers differ, by column."""
    found = {}
    for name in OF_HAND:
        mine, theirs = (np.array(table[name].cast(pa.string()).fill_null("").to_pylist()) for table in (one, other))
        found[name] = int((mine != theirs).sum())
    return found


def taken(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(count: int) -> None:
    mailboxes = fleet(count)
    plain = mailboxes.select(["plan", "expiry", "extra_inbox_gb", "extra_archive_gb"])
    print(
        f"tables made in {taken(lambda: evaluate(mailboxes.slice(0, 100), rules=RULES, on=ON, columns=COLUMNS)):.2f} s"
    )
    sample = plain.slice(0, 20_000)
    print("by hand differs in", differing(evaluate(sample, rules=RULES, on=ON, columns=OF_HAND), by_hand(sample)))
    answers = evaluate(mailboxes, rules=RULES, on=ON, columns=COLUMNS)
    plainly = evaluate(plain, rules=RULES, on=ON, columns=OF_HAND)
    works = {
        "fleet": lambda: evaluate(mailboxes, rules=RULES, on=ON, columns=COLUMNS),
        "copy": lambda: copied(mailboxes, answers),
        "plain fleet": lambda: evaluate(plain, rules=RULES, on=ON, columns=OF_HAND),
        "plain copy": lambda: copied(plain, plainly),
        "plain by hand": lambda: by_hand(plain),
    }
    rounds = [{name: taken(work) for name, work in works.items()} for _ in range(ROUNDS)]
    median = {name: statistics.median(each[name] for each in rounds) for name in works}
    for name, seconds in median.items():
        print(f"{name:14} {seconds:8.3f} s  {seconds / count * 1e9:7.1f} ns a row")
    ratios = (("fleet", "copy"), ("plain fleet", "plain copy"), ("plain by hand", "plain fleet"))
    print("; ".join(f"{one} / {other}: {median[one] / median[other]:.2f}" for one, other in ratios))


if __name__ == "__main__":
    assert date(2027, 1, 10) == ON
    main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000)
