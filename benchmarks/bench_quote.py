"""A renewal quote, warm, one mailbox after another, beside a hand-written function and zen-engine, in one run.

The hand-written function is the same rule as straight-line integers, with every number in the code: what a billing
system would do without us. zen-engine (the fastest engine of the field) gets the arithmetic only, and returns bare
numbers. Everybody answers the same stream of mailboxes; medians over turns taken alternately.

Run: ``python benchmarks/bench_quote.py [turns]``. Needs ``zen-engine`` for its part and says so when it is missing.
"""

import datetime as dt
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pecrules as pr

ON = dt.date(2027, 1, 10)
GRACE = dt.timedelta(90)
PLANS = {"standard": (990, 1, 0), "pro": (2990, None, None), "premium": (4990, None, None)}
UNSEEN, ENGINE = "ours, every request different", "zen-engine, every request different"
BOUNDS = {"totals read": 1.0, "all read": 2.5}
"""How many times as long as the engine an unseen request may take at most."""

STREAM = 2_000
HALF = STREAM // 2


def by_hand(  # noqa: PLR0911 - as a billing system would write it
    box: pr.Mailbox, ask: pr.RenewalRequest, on: dt.date
) -> tuple[int, int, int, dt.date] | str:
    """The rule of ``quote_renewal`` for the tables of today, in integers."""
    if box.kind != "mailbox":
        return "renewed_elsewhere"
    plan = PLANS.get(box.plan)
    if plan is None:
        return "plan_unknown"
    if on > box.expiry + GRACE:
        return "deleted"
    if box.renewal_order_pending:
        return "renewal_order_pending"
    years = ask.years
    if not 1 <= years <= (2 if box.promo else 5):
        return "term_not_offered"
    price, most_inbox, most_archive = plan
    ended = on > box.expiry  # and with it what was added
    had_inbox, had_archive = (0, 0) if ended else (box.extra_inbox_gb, box.extra_archive_gb)
    inbox = had_inbox if ask.extra_inbox_gb is None else ask.extra_inbox_gb
    if inbox < 0 or (most_inbox is not None and inbox > most_inbox):
        return "extra_inbox_beyond_limit"
    archive = had_archive if ask.extra_archive_gb is None else ask.extra_archive_gb
    if archive < 0 or (most_archive is not None and archive > most_archive):
        return "extra_archive_beyond_limit"
    if ask.method == "bank_transfer" and registered(on) > box.expiry + GRACE:
        return "payment_too_late"
    net = years * (price + 250 * inbox + 250 * archive)
    vat = (net * 2200 * 2 + 10_000) // 20_000
    expiry = box.expiry
    try:
        new_expiry = expiry.replace(year=expiry.year + years)
    except ValueError:
        new_expiry = expiry.replace(year=expiry.year + years, day=28)
    return net, vat, net + vat, new_expiry


def registered(paid: dt.date) -> dt.date:
    """The day on which a bank transfer is registered: one working day after it is made, or after the next Monday."""
    weekday = paid.weekday()
    return paid + dt.timedelta(1 if weekday < 4 else 3 if weekday == 4 else 8 - weekday)


LITTLE = ((None, 0, 1, 2, 5), (None, 0, 3))
"""GB of inbox and of archive that plans which grow are asked for, again and again."""

MUCH = (range(5000), range(5000))
"""The same where nobody asks twice."""


def stream(seed: int = 7, gb: Any = LITTLE) -> list[tuple[pr.Mailbox, pr.RenewalRequest]]:
    """Mailboxes and requests as a portal sees them: every plan, term, way to pay, some space, some in grace."""
    draw = random.Random(seed)
    found = []
    for number in range(STREAM):
        plan = draw.choice(["standard", "standard", "standard", "pro", "premium"])
        box = pr.Mailbox(
            address=f"casella{number}@pec.it",
            plan=plan,
            expiry=ON + dt.timedelta(draw.randrange(-80, 400)),
            auto_renew=draw.random() < 0.5,
            extra_inbox_gb=draw.choice([0, 0, 1]),
            holder=draw.choice([None, pr.Holder(subject="natural_person"), pr.Holder(subject="legal_person")]),
        )
        ask = pr.RenewalRequest(
            years=draw.randint(1, 5),
            extra_inbox_gb=draw.choice([None, 0, 1] if plan == "standard" else gb[0]),
            extra_archive_gb=None if plan == "standard" else draw.choice(gb[1]),
            method=draw.choice([None, "card", "paypal", "bank_transfer"]),
        )
        found.append((box, ask))
    return found


def read_totals(quote: pr.Quote | pr.Refusal) -> None:
    assert isinstance(quote, pr.Quote)
    quote.net, quote.vat, quote.gross, quote.new_expiry  # noqa: B018 - reading is what is measured


def read_whole(quote: pr.Quote | pr.Refusal) -> None:
    assert isinstance(quote, pr.Quote)
    quote.net, quote.vat, quote.gross, quote.vat_percent, quote.new_expiry, quote.expiry, quote.advised_by  # noqa: B018
    quote.effects, quote.requires, quote.because, quote.caveats, quote.stamp.digest, quote.stamp.on  # noqa: B018
    for line in quote.lines:
        line.item, line.quantity, line.years, line.unit_price, line.net, line.row  # noqa: B018


def microseconds(work: Callable[[], None], mailboxes: int = STREAM) -> float:
    """The processor's time for one mailbox."""
    start = time.process_time()
    work()
    return (time.process_time() - start) / mailboxes * 1e6


def contestants() -> dict[str, Callable[[], None]]:
    rules = pr.load_rules()
    asked = stream()
    quote = pr.quote_renewal
    for box, ask in asked:  # everybody agrees, or nothing is worth measuring
        ours, theirs = quote(box, ask, rules=rules, on=ON), by_hand(box, ask, ON)
        assert isinstance(ours, pr.Quote), ours
        assert theirs == (*(int(amount * 100) for amount in (ours.net, ours.vat, ours.gross)), ours.new_expiry)

    def hand() -> None:
        for box, ask in asked:
            by_hand(box, ask, ON)

    def totals() -> None:
        for box, ask in asked:
            read_totals(quote(box, ask, rules=rules, on=ON))

    def whole() -> None:
        for box, ask in asked:
            read_whole(quote(box, ask, rules=rules, on=ON))

    def never_asked() -> None:
        fresh = pr.Ruleset(rules.layers, rules.book)  # nothing compiled, nothing remembered
        for box, ask in asked:
            read_whole(quote(box, ask, rules=fresh, on=ON))

    found = {"by hand, integers": hand, "ours, totals read": totals, "ours, everything read": whole}
    found["ours, new rules each turn"] = never_asked
    return found | zen_engine(asked)


def readings() -> dict[str, pr.Ruleset]:
    """The shipped rules, and the same where the prices of another day hold."""
    rules = pr.load_rules()
    row = next(each.row.ref for each in rules.entries if getattr(each.row, "topic", None) == "price_day")
    return {"": rules} | {f", {day}": rules.edited({row: {"choice": day}}) for day in ("payment_day", "expiry_day")}


def unseen(under: dict[str, pr.Ruleset], seed: int) -> dict[str, Callable[[], None]]:
    """The same of questions that nobody has asked before, under each reading."""
    asked, found = stream(seed, MUCH), {}
    for name, rules in under.items():

        def totals(rules: pr.Ruleset = rules) -> None:
            for box, ask in asked[:HALF]:
                read_totals(pr.quote_renewal(box, ask, rules=rules, on=ON))

        def whole(rules: pr.Ruleset = rules) -> None:
            for box, ask in asked[HALF:]:
                read_whole(pr.quote_renewal(box, ask, rules=rules, on=ON))

        found |= {f"{UNSEEN}{name}, totals read": totals, f"{UNSEEN}{name}, all read": whole}
    engine = zen_engine(asked[:HALF]).get("zen-engine, the same totals")
    return found | ({ENGINE: engine} if engine else {})


def zen_engine(asked: list[tuple[pr.Mailbox, pr.RenewalRequest]]) -> dict[str, Callable[[], None]]:
    try:
        import zen
    except ImportError:
        print("zen-engine is not installed: its part is left out (pip install zen-engine)")
        return {}

    def kept_inbox(box: pr.Mailbox) -> int:
        return box.extra_inbox_gb if box.expiry >= ON else 0

    contexts = [
        {
            "plan": box.plan,
            "years": ask.years,
            "inbox": kept_inbox(box) if ask.extra_inbox_gb is None else ask.extra_inbox_gb,
            "archive": ask.extra_archive_gb or 0,  # no mailbox of the stream has any so far
            "days": (ON - box.expiry).days,
            "expiry": box.expiry.isoformat(),
            "pending": box.renewal_order_pending,
        }
        for box, ask in asked
    ]
    price = "(plan == 'standard' ? 990 : plan == 'pro' ? 2990 : 4990)"
    net = f"years * ({price} + 250 * inbox + 250 * archive)"
    fine = "not pending and days <= 90 and years >= 1 and years <= 5"
    fine += " and inbox >= 0 and (plan != 'standard' or inbox <= 1)"
    net_of = zen.compile_expression(f"({fine}) ? {net} : 0")
    vat_of = zen.compile_expression("floor((net * 2200 * 2 + 10000) / 20000)")
    graph = zen.ZenEngine().create_decision(json.dumps(_graph(net)))

    new_expiry = zen.compile_expression("d(expiry).add(years, 'y').format('%Y-%m-%d')")

    def net_and_vat() -> None:
        for context in contexts:
            vat_of.evaluate({"net": net_of.evaluate(context)})

    def expressions() -> None:
        for context in contexts:
            net = net_of.evaluate(context)
            vat = vat_of.evaluate({"net": net})
            net + vat, new_expiry.evaluate(context)

    def decision_graph() -> None:
        for context in contexts:
            graph.evaluate(context)

    return {
        "zen-engine, net and VAT only": net_and_vat,
        "zen-engine, the same totals": expressions,
        "zen-engine, decision graph": decision_graph,
    }


def beside(medians: dict[str, float], name: str) -> str:
    """How long an unseen request takes beside the engine, and how long it may."""
    if not name.startswith(UNSEEN) or ENGINE not in medians:
        return ""
    return f" {medians[name] / medians[ENGINE]:6.2f} x the engine   at most {BOUNDS[name.rpartition(', ')[2]]}"


def _graph(net: str) -> dict[str, object]:
    rows = [{"_id": str(gb), "p": f'"{plan}"', "u": str(price)} for plan, (price, gb, _) in PLANS.items()]
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": "p", "name": "plan", "field": "plan"}],
        "outputs": [{"id": "u", "name": "unit", "field": "unit"}],
        "rules": rows,
        "passThrough": True,
    }
    sums = [
        {"id": "n", "key": "net", "value": "years * (unit + 250 * inbox + 250 * archive)"},
        {"id": "v", "key": "vat", "value": "floor(($.net * 2200 * 2 + 10000) / 20000)"},
    ]
    content = {"expressions": sums, "passThrough": True}
    at = {"position": {"x": 0, "y": 0}}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "asked", **at},
        {"id": "table", "type": "decisionTableNode", "name": "price", "content": table, **at},
        {"id": "sums", "type": "expressionNode", "name": "sums", "content": content, **at},
        {"id": "out", "type": "outputNode", "name": "answer", **at},
    ]
    steps = ["in", "table", "sums", "out"]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in pairwise(steps)]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def main(turns: int) -> None:
    works, under = contestants(), readings()
    times: dict[str, list[float]] = {name: [] for name in (*works, *unseen(under, 0))}
    for work in (*works.values(), *(work for seed in range(20) for work in unseen(under, seed).values())):
        work()
    for turn in range(turns):
        for name, work in works.items():
            times[name].append(microseconds(work))
        for name, work in unseen(under, 100 + turn).items():
            times[name].append(microseconds(work, HALF))
    medians = {name: statistics.median(found) for name, found in times.items()}
    base = medians["by hand, integers"]
    for name, found in medians.items():
        print(f"{name:56} {found:9.2f} us {found / base:8.1f} x by hand{beside(medians, name)}")
    ratios = {name: round(found / base, 2) for name, found in medians.items()}
    print(json.dumps({"bench": "quote", "ratios": ratios}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
