"""What asking leaves in the memory: it levels off, whoever asks for however many books, days and mailboxes.

Each case runs in a process of its own and tells by how many MB it grew, at its most, after the rules were loaded and
each policy was asked once.

Run: ``python benchmarks/bench_memory.py [share]``; the share says how many of the questions are asked, 1 for all.
"""

import datetime as dt
import gc
import json
import os
import random
import resource
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from decimal import Decimal

import pecrules as pr

FIRST = dt.date(2025, 1, 1)
PLANS = ["standard", "standard", "standard", "pro", "premium"]
METHODS = [None, "card", "paypal", "bank_transfer"]
SUBJECTS = ["natural_person", "legal_person", "public_administration"]
QUESTIONS = 600_000


def mailbox(draw: random.Random, on: dt.date) -> pr.Mailbox:
    """A mailbox as a portal has it: every plan, in every state, some with a story."""
    story = draw.random() < 0.2
    return pr.Mailbox(
        address=f"casella{draw.randrange(10**6)}@pec.it",
        kind=draw.choice(["mailbox", "mailbox", "mailbox", "domain"]),
        plan=draw.choice(PLANS),
        expiry=on + dt.timedelta(draw.randrange(-120, 800)),
        auto_renew=draw.random() < 0.5,
        extra_inbox_gb=draw.choice([0, 0, 1]),
        holder=draw.choice([None, *(pr.Holder(subject=each) for each in SUBJECTS)]),
        renewal_order_pending=draw.random() < 0.1,
        inbox_bytes=draw.randrange(3 * 10**9),
        last_term_years=draw.randint(1, 5),
        suspended_on=on - dt.timedelta(draw.randrange(40)) if story and draw.random() < 0.3 else None,
        activated_on=on - dt.timedelta(draw.randrange(3000)) if story else None,
    )


def questions(draw: random.Random, rules: pr.Ruleset, on: dt.date) -> Iterator[Callable[[], object]]:
    """Every policy, each with a question of its own."""
    box, years, method = mailbox(draw, on), draw.randint(1, 5), draw.choice(METHODS)
    asked = {"rules": rules, "on": on}
    span = (on, on + dt.timedelta(draw.randrange(1, 400)))
    holder = pr.Holder(subject=draw.choice(SUBJECTS), vat_number=draw.choice([None, "00743110157"]))
    order = pr.Order(number="1", kind="renewal", gross=Decimal("12.08"), state="awaiting_payment", years=1)
    more = pr.RenewalRequest(years=years, method=method, extra_inbox_gb=draw.choice([None, 0, 1]))
    new = pr.PurchaseRequest(address=box.address, plan=box.plan, years=years, holder=holder)
    end = pr.TerminationRequest(mode="lapse", asked_by="holder")
    wish = pr.CertificationRequest(
        name="a", domain="pec.it", plan=box.plan, holder_choice="new", holder=holder, renewal_type="tacit", years=1
    )
    credit = pr.Credit(kind="partner", amount=Decimal(draw.randrange(500)))
    yield lambda: pr.status(box, **asked)
    yield lambda: pr.next_alert(box, **asked)
    yield lambda: pr.alert_calendar(box, span, **asked)
    yield lambda: pr.timeline(box, span, **asked)
    yield lambda: pr.log_availability(box, on - dt.timedelta(draw.randrange(900)), **asked)
    yield lambda: pr.quote_renewal(box, more, **asked)
    yield lambda: pr.renewal_options(box, **asked)
    yield lambda: pr.quote_extra_space(box, pr.ExtraSpaceRequest(extra_inbox_gb=1), **asked)
    yield lambda: pr.quote_plan_change(box, pr.PlanChangeRequest(plan=draw.choice(PLANS), years=years), **asked)
    yield lambda: pr.quote_purchase(holder, new, **asked)
    yield lambda: pr.quote_repurchase(box, new, **asked)
    yield lambda: pr.automatic_renewal(box, **asked)
    yield lambda: pr.terminate(box, end, **asked)
    yield lambda: pr.billing_requirements(holder, **asked)
    yield lambda: pr.certify(pr.Partner(email="p@partner.example", credit=credit), wish, **asked)
    yield lambda: pr.available_actions(box, (order,), **asked)
    yield lambda: pr.advance(box, pr.Event(name="expiry_passed"), **asked)
    yield lambda: _settled(pr.quote_renewal(box, more, **asked), credit, asked)


def _settled(quote: pr.Quote | pr.Refusal, credit: pr.Credit, asked: dict[str, object]) -> object:
    return pr.settle(quote, credit, **asked) if isinstance(quote, pr.Quote) else quote


def ask_all(draw: random.Random, rules: pr.Ruleset, on: dt.date) -> int:
    """Ask every policy; how many answered with a value, and did not say that the tables or the calendar end."""
    answered = 0
    for ask in questions(draw, rules, on):
        try:
            ask()
        except (pr.NoRuleInForce, pr.CalendarError):
            continue
        answered += 1
    return answered


def used() -> float:
    """The most memory that the process ever had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def random_questions(share: float) -> Iterator[tuple[str, float]]:
    """Random questions of all policies, on random days of 30 years."""
    draw, rules, count, told = random.Random(7), pr.load_rules(), 0, 0
    ask_all(draw, rules, FIRST)
    before, most = used(), int(QUESTIONS * share)
    while count < most:
        count += ask_all(draw, rules, dt.date(2016, 1, 1) + dt.timedelta(draw.randrange(11_000)))
        if count * 3 >= most * (told + 1):
            told += 1
            yield f"after {told}/3 of {most} questions", used() - before


def books(share: float) -> Iterator[tuple[str, float]]:
    """Every shipped book, 1,000 mailboxes on 1,000 days, all policies."""
    draw, days = random.Random(7), int(1000 * share)
    every = [pr.load_rules(book=book) for book in pr.books()]
    ask_all(draw, every[0], FIRST)
    before = used()
    for day in range(days):
        for rules in every:
            ask_all(draw, rules, FIRST + dt.timedelta(day))
    yield f"{len(every)} books, {days} mailboxes on {days} days", used() - before


def as_known(share: float) -> Iterator[tuple[str, float]]:
    """The same questions under what was known by 1,500 days."""
    draw, rules, days = random.Random(7), pr.load_rules(), int(1500 * share)
    ask_all(draw, rules, FIRST)
    before, kept = used(), []
    for day in range(days):
        kept.append(rules.as_known(FIRST - dt.timedelta(day)))
        ask_all(draw, kept[-1], FIRST)
    yield f"as known by {days} days, all kept", used() - before


def outcomes(share: float) -> Iterator[tuple[str, float]]:
    """Rules that were taken up anew again and again, an outcome of each kept."""
    kept, gone = [], []
    box = pr.Mailbox(address="a@pec.it", plan="standard", expiry=FIRST)
    for _ in range(int(60 * share) + 2):
        rules = pr.load_rules()
        gone.append(weakref.ref(rules))
        kept.append(pr.quote_renewal(box, pr.RenewalRequest(years=1), rules=rules, on=FIRST))
        if len(kept) == 2:
            before = used()
    del rules
    gc.collect()
    assert not any(each() for each in gone)
    assert len({each.stamp.digest for each in kept}) == 1
    yield f"{len(kept)} rules, an outcome of each kept", used() - before


CASES = {case.__name__: case for case in (as_known, books, outcomes, random_questions)}


BOUNDS = {"as_known": 30, "books": 60, "random_questions": 150}
"""So many MB a case may leave at most."""


def main(share: float) -> None:
    found = {}
    for case in CASES:
        told = subprocess.run(
            [sys.executable, __file__, str(share), case], check=True, stdout=subprocess.PIPE, text=True, env=os.environ
        ).stdout
        for name, grown in json.loads(told):
            found[name] = round(grown, 1)
            bound = f"   at most {BOUNDS[case]}" if case in BOUNDS else ""
            print(f"{name:44} {grown:7.1f} MB{bound}", flush=True)
    print(json.dumps({"bench": "memory", "grown by MB": found}))


if __name__ == "__main__":
    told_share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    if len(sys.argv) > 2:
        print(json.dumps(list(CASES[sys.argv[2]](told_share))))
    else:
        main(told_share)
