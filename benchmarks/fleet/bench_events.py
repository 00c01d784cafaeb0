"""How long it takes to say what happens to a fleet, beside a loop over ``timeline``: ``bench_events.py [ROWS ...]``.

The loop is timed over the first mailboxes of the same fleet, each answer put down as a row of the same columns, and
compared with them; for the whole fleet its time is what so many take.
"""

import sys
import time
from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa
from fleets import ON, fleet

from pecrules import Mailbox, load_rules
from pecrules.fleet import Report, event_schema, events
from pecrules.policies.timeline import timeline

LOOPED = 10_000
RULES = load_rules()
SPANS = {"ninety days": (ON, date(2027, 4, 10)), "everything": (date(2010, 1, 1), date(2045, 1, 1))}


def looped(mailboxes: list[dict[str, Any]], span: tuple[date, date]) -> pa.Table:
    """What a loop over ``timeline`` comes to."""
    rows = []
    for place, facts in enumerate(mailboxes):
        for each in timeline(Mailbox(**facts), span, rules=RULES, on=ON).days:
            told = each.audience, each.sent_by, ",".join(each.shown_in) or None
            rows.append((place, each.day, each.what, each.name, *told, each.row, each.if_charge_fails, None))
    names = event_schema().names
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], event_schema())


def taken(work):
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def main(counts: list[int]) -> None:
    """One line for each size and span, after the tables are made."""
    first, _ = taken(lambda: events(fleet(1_000), *SPANS["everything"], rules=RULES, on=ON))
    print(f"tables and the first 1,000: {first:.1f} s")
    some = fleet(max(counts)).slice(0, LOOPED)
    for name, span in SPANS.items():
        loop, expected = taken(partial(looped, some.to_pylist(), span))
        found = events(some, *span, rules=RULES, on=ON)
        same = found.to_pylist() == expected.to_pylist()
        print(f"{name}: a loop over {LOOPED:,}: {loop:.2f} s, the same rows: {same}")
        for count in counts:
            report, table = Report(), fleet(count)
            seconds, found = taken(partial(events, table, *span, rules=RULES, on=ON, report=report))
            times = loop / LOOPED * count / seconds
            print(
                f"  {count:>10,}: {found.num_rows:>10,} rows in {seconds:6.2f} s; the loop takes {times:.0f} times that"
            )
            print(f"  {report!r}")


main([int(each) for each in sys.argv[1:]] or [100_000, 1_000_000])
