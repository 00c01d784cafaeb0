"""Every policy, warm, on questions that nobody has asked before, beside the same rule by hand, in one run.

The hand-written functions are the rules of today's retail tables as straight-line code: integers, every number in the
code, no reasons. Each answers the same questions as ours, on streams that are drawn anew each turn, so that nothing
that was remembered can answer them; that both say the same is seen to first. Printed are the processor's time of one
answer, its multiple of the floor by hand, and its multiple of a warm ``quote_renewal`` (the same thousand asked again
and again, totals read): each a median of turns, in which the three are measured one right after the other.

Run: ``python benchmarks/bench_policies.py [turns]``. ``docs/explanation/speed.md`` says what the figures mean.
"""

import datetime as dt
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

import bench_quote

import pecrules as pr

ON = dt.date(2027, 1, 10)
SPAN = (ON, ON + dt.timedelta(400))
DAY = dt.timedelta(1)
GRACE = dt.timedelta(90)
QUESTIONS = 500
HANDFUL = 25
RULES = pr.load_rules()
PRICES = {"standard": 990, "pro": 2990, "premium": 4990}
MOST = {"standard": (1, 0), "pro": (None, None), "premium": (None, None)}


class Contest(NamedTuple):
    """A policy, the questions it is asked, its rule by hand, and what of our answer the hand says, too."""

    draw: Callable[[random.Random], Any]
    ours: Callable[[Any], Any]
    by_hand: Callable[[Any], Any]
    read: Callable[[Any], Any]


# -- what is asked ----------------------------------------------------------------------------------------------------


def mailbox(draw: random.Random, least: int = -300, most: int = 600, **more: Any) -> pr.Mailbox:
    """A mailbox as a portal sees it: any plan, some space, expiring soon or expired for a while."""
    plan = draw.choice(["standard", "standard", "standard", "pro", "premium"])
    return pr.Mailbox(
        address=f"casella{draw.randrange(10**9)}@pec.it",
        plan=plan,
        expiry=ON + dt.timedelta(draw.randrange(least, most)),
        auto_renew=draw.random() < 0.5,
        method="card",
        last_term_years=draw.randint(1, 5),
        extra_inbox_gb=draw.choice([0, 0, 1]) if plan == "standard" else draw.randrange(500),
        **more,
    )


def state_by_hand(box: pr.Mailbox) -> str:
    """The state of a mailbox without a story."""
    left = (box.expiry - ON).days
    if left < -90:
        return "deleted"
    if left < 0:
        return "expired"
    return "expiring" if left <= 90 else "active"


def add_years(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def add_months(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - DAY).day
    return dt.date(year, month + 1, min(day.day, last))


def with_vat(net: int) -> int:
    return net + (net * 2200 * 2 + 10_000) // 20_000


def cents(amount: Decimal) -> int:
    return int(amount * 100)


def first(answer: Any) -> Any:
    """The code of a refusal, or nothing."""
    return answer.code if isinstance(answer, pr.Refusal) else None


# -- states and days --------------------------------------------------------------------------------------------------


def status_by_hand(box: pr.Mailbox) -> Any:
    expiry, left = box.expiry, (box.expiry - ON).days
    if left < -90:
        return "deleted", expiry + GRACE + DAY, None, True, False, False
    if left < 0:
        return "expired", expiry + DAY, expiry + GRACE, True, True, False
    if left <= 90:
        return "expiring", expiry - GRACE, expiry, True, True, True
    return "active", None, expiry - GRACE - DAY, False, True, True


def notices_by_hand(box: pr.Mailbox) -> Any:
    day = box.expiry - GRACE
    return [day] if SPAN[0] <= day <= SPAN[1] else []


def next_by_hand(box: pr.Mailbox) -> Any:
    day = box.expiry - GRACE
    return day if day >= ON else None


def timeline_by_hand(box: pr.Mailbox) -> Any:
    expiry = box.expiry
    found = [(expiry - GRACE, "red_date"), (expiry - GRACE, "notice"), (expiry, "expiry")]
    found += [(expiry + GRACE, "grace_end"), (expiry + GRACE + DAY, "deletion")]
    found.append((add_months(expiry + GRACE, 30), "log_end"))
    if box.auto_renew and expiry >= ON:
        found.append((max(expiry - 7 * DAY, ON), "charge"))
    return sorted((day, what) for day, what in found if SPAN[0] <= day <= SPAN[1])


def logs_by_hand(question: Any) -> Any:
    box, day = question
    until = add_months(day, 30)
    return until >= ON, until, "panel" if box.expiry >= ON else "support_request"


# -- orders -----------------------------------------------------------------------------------------------------------


def renewal_question(draw: random.Random) -> Any:
    box = mailbox(draw, -90, 400)
    standard = box.plan == "standard"
    return box, pr.RenewalRequest(
        years=draw.randint(1, 5),
        extra_inbox_gb=draw.choice([None, 0, 1]) if standard else draw.randrange(5000),
        extra_archive_gb=None if standard else draw.randrange(5000),
        method=draw.choice([None, "card", "paypal", "bank_transfer"]),
    )


def totals(answer: Any) -> Any:
    """What a hand-written quote says; a refusal is its code."""
    if isinstance(answer, pr.Refusal):
        return answer.code
    return cents(answer.net), cents(answer.vat), cents(answer.gross), answer.new_expiry


def purchase_question(draw: random.Random) -> Any:
    plan = draw.choice(["standard", "pro", "premium"])
    return pr.PurchaseRequest(
        address=f"c{draw.randrange(10**9)}@pec.it",
        plan=plan,
        years=draw.randint(1, 6),
        extra_inbox_gb=draw.randrange(3) if plan == "standard" else draw.randrange(5000),
        method=draw.choice([None, "card"]),
    )


def purchase_by_hand(request: pr.PurchaseRequest) -> Any:
    if not 1 <= request.years <= 5:
        return "term_not_offered"
    most = MOST[request.plan][0]
    if most is not None and request.extra_inbox_gb > most:
        return "extra_inbox_beyond_limit"
    net = request.years * (PRICES[request.plan] + 250 * request.extra_inbox_gb)
    gross = with_vat(net)
    return net, gross - net, gross, add_years(ON, request.years)


def change_question(draw: random.Random) -> Any:
    box = mailbox(draw, 1, 400)
    plan = draw.choice([each for each in PRICES if each != box.plan])
    return box, pr.PlanChangeRequest(plan=plan, years=draw.randint(1, 5))


def change_by_hand(question: Any) -> Any:
    box, request = question
    net = request.years * PRICES[request.plan]
    gross = with_vat(net)
    return net, gross - net, gross, add_years(box.expiry, request.years)


def space_question(draw: random.Random) -> Any:
    box = mailbox(draw, 1, 360)
    return box, pr.ExtraSpaceRequest(extra_inbox_gb=1 if box.plan == "standard" else draw.randrange(1, 5000))


def space_by_hand(question: Any) -> Any:
    box, request = question
    gb, expiry = request.extra_inbox_gb, box.expiry
    if box.plan == "standard" and box.extra_inbox_gb + gb > 1:
        return "extra_inbox_beyond_limit"
    months = next(count for count in range(12, -1, -1) if add_months(expiry, -count) >= ON)
    months += add_months(expiry, -months) > ON
    net = (250 * gb * months * 2 + 12) // 24
    gross = with_vat(net)
    return net, gross - net, gross, expiry


def automatic_by_hand(box: pr.Mailbox) -> Any:
    state = state_by_hand(box)
    if state in {"expired", "deleted"}:
        return state
    if not box.auto_renew:
        return "automatic_renewal_off"
    net = box.last_term_years * (PRICES[box.plan] + 250 * box.extra_inbox_gb)
    return max(box.expiry - 7 * DAY, ON), with_vat(net), add_years(box.expiry, box.last_term_years)


def lapse_by_hand(box: pr.Mailbox) -> Any:
    state = state_by_hand(box)
    return state if state in {"expired", "deleted"} else (box.expiry, box.expiry + GRACE)


def event_by_hand(question: Any) -> Any:
    box, event = question
    state = state_by_hand(box)
    if state == "deleted":
        return "event_not_possible"
    return "expired" if state == "expired" else "active", add_years(box.expiry, event.years)


# -- partners and holders ---------------------------------------------------------------------------------------------


def holder_question(draw: random.Random) -> Any:
    subject = draw.choice(["natural_person", "legal_person", "public_administration"])
    return pr.Holder(subject=subject, name=f"n{draw.randrange(10**9)}"), draw.choice([None, "ABC1234"])


def billing_by_hand(question: Any) -> Any:
    holder, given = question
    length = {"natural_person": 0, "legal_person": 7, "public_administration": 6}[holder.subject]
    return holder.subject, ("einvoice_identifier",) if length not in {0, len(given or "")} else ()


def settle_question(draw: random.Random) -> Any:
    box, request = renewal_question(draw)
    box = pr.Mailbox(address=box.address, plan="pro", expiry=ON + 30 * DAY)
    renewal = pr.RenewalRequest(years=request.years, extra_inbox_gb=draw.randrange(500))
    quote = pr.quote_renewal(box, renewal, rules=RULES, on=ON)
    return quote, pr.Credit(kind="partner", amount=Decimal(draw.randrange(10**7)) / 100)


def settle_by_hand(question: Any) -> Any:
    quote, credit = question
    price, amount = cents(quote.gross), cents(credit.amount)
    return (True, price, amount - price) if price <= amount else None


PARTNER = pr.Partner(email="panel@partner.example", credit=pr.Credit(kind="partner", amount=Decimal("500.00")))


def certify_question(draw: random.Random) -> Any:
    return pr.CertificationRequest(
        name=f"c{draw.randrange(10**9)}", domain="pec.it", plan="pro-sms", holder_choice="new",
        holder=pr.Holder(subject="natural_person"), renewal_type="tacit", years=draw.randint(1, 3),
    )  # fmt: skip


# -- the contest ------------------------------------------------------------------------------------------------------


def last_day_by_hand(box: pr.Mailbox) -> dt.date | None:
    return box.expiry + GRACE if box.expiry + GRACE >= ON else None


def _ask(policy: Callable[..., Any], *more: Any) -> Callable[[Any], Any]:
    """Ask about a subject, or about a subject and a request."""

    def ask(question: Any) -> Any:
        both = question if isinstance(question, tuple) else (question,)
        return policy(*both, *more, rules=RULES, on=ON)

    return ask


CONTESTS: dict[str, Contest] = {
    "quote_renewal": Contest(
        renewal_question, _ask(pr.quote_renewal), lambda question: bench_quote.by_hand(*question, ON), totals
    ),
    "status": Contest(
        mailbox, _ask(pr.status), status_by_hand,
        lambda a: (a.state, a.since, a.until, a.expiry_red, a.may_renew, a.may_send),
    ),
    "next_alert": Contest(mailbox, _ask(pr.next_alert), next_by_hand, lambda a: a and a.day),
    "alert_calendar": Contest(
        mailbox, _ask(pr.alert_calendar, SPAN), notices_by_hand, lambda a: [each.day for each in a.days]
    ),
    "timeline": Contest(
        mailbox, _ask(pr.timeline, SPAN), timeline_by_hand, lambda a: sorted((each.day, each.what) for each in a.days)
    ),
    "log_availability": Contest(
        lambda draw: (mailbox(draw), ON - dt.timedelta(draw.randrange(1200))), _ask(pr.log_availability), logs_by_hand,
        lambda a: (a.available, a.until, a.where),
    ),
    "quote_purchase": Contest(
        purchase_question, lambda q: pr.quote_purchase(None, q, rules=RULES, on=ON), purchase_by_hand, totals
    ),
    "quote_plan_change": Contest(change_question, _ask(pr.quote_plan_change), change_by_hand, totals),
    "quote_extra_space": Contest(space_question, _ask(pr.quote_extra_space), space_by_hand, totals),
    "automatic_renewal": Contest(
        mailbox, _ask(pr.automatic_renewal), automatic_by_hand,
        lambda a: first(a) or (a.charge_day, cents(a.quote.gross), a.quote.new_expiry),
    ),
    "terminate": Contest(
        mailbox, _ask(pr.terminate, pr.TerminationRequest(mode="lapse")), lapse_by_hand,
        lambda a: first(a) or (a.last_day, a.kept_until),
    ),
    "advance": Contest(
        lambda draw: (mailbox(draw), pr.Event(name="renewal_registered", years=draw.randint(1, 5))), _ask(pr.advance),
        event_by_hand, lambda a: first(a) or (a.before, a.mailbox.expiry),
    ),
    "available_actions": Contest(
        mailbox, _ask(pr.available_actions, ()), state_by_hand, lambda a: a.actions and a.state
    ),
    "renewal_options": Contest(
        mailbox, _ask(pr.renewal_options), last_day_by_hand, lambda a: a.last_day
    ),
    "billing_requirements": Contest(
        holder_question, _ask(pr.billing_requirements), billing_by_hand, lambda a: (a.treated_as, a.missing)
    ),
    "settle": Contest(
        settle_question, _ask(pr.settle), settle_by_hand,
        lambda a: (True, cents(a.spent), cents(a.credit.amount)) if not first(a) and a.fulfilled else None,
    ),
    "certify": Contest(
        certify_question, lambda q: pr.certify(PARTNER, q, rules=RULES, on=dt.date(2016, 3, 30)),
        lambda q: (f"{q.name}@{q.domain}", add_years(dt.date(2016, 3, 30), q.years)),
        lambda a: (a.mailbox.address, a.mailbox.expiry),
    ),
}  # fmt: skip


def agree(name: str, contest: Contest, seed: int) -> None:
    """Everybody says the same, or nothing is worth measuring."""
    draw = random.Random(seed)
    for _ in range(QUESTIONS):
        question = contest.draw(draw)
        ours, theirs = contest.read(contest.ours(question)), contest.by_hand(question)
        assert ours == theirs, f"{name}: we say {ours}, by hand {theirs}: {question}"


def microseconds(work: Callable[[Any], Any], questions: list[Any]) -> float:
    """The processor's time for one answer, in the middle one of some handfuls."""
    found = []
    for begin in range(0, len(questions), HANDFUL):
        start = time.process_time_ns()
        for question in questions[begin : begin + HANDFUL]:
            work(question)
        found.append((time.process_time_ns() - start) / HANDFUL / 1000)
    return statistics.median(found)


class Turn(NamedTuple):
    """What one answer took, side by side: ours, by hand, and a renewal that was asked before."""

    ours: float
    by_hand: float
    again: float


TIMES_A_RENEWAL = {
    **dict.fromkeys(("status", "next_alert", "log_availability", "billing_requirements", "settle", "certify"), 6),
    **dict.fromkeys(("quote_purchase", "quote_plan_change", "quote_extra_space", "terminate", "automatic_renewal"), 15),
    **dict.fromkeys(("advance", "alert_calendar"), 15),
    "timeline": 40,
    "available_actions": 60,
}
"""How many times a renewal that was asked before a policy may take at most."""

TIMES_BY_HAND = {"status": 40}
"""How many times the rule by hand."""


def main(turns: int) -> None:
    same = bench_quote.stream()[:1000]
    quote = _ask(pr.quote_renewal)
    found: dict[str, list[Turn]] = {name: [] for name in CONTESTS}
    for name, contest in CONTESTS.items():
        agree(name, contest, seed=0)
    for turn in range(1, turns + 1):
        for name, contest in CONTESTS.items():
            draw = random.Random(turn)
            questions = [contest.draw(draw) for _ in range(QUESTIONS)]
            ours, hand = microseconds(contest.ours, questions), microseconds(contest.by_hand, questions)
            again = microseconds(lambda question: bench_quote.read_totals(quote(question)), same)
            found[name].append(Turn(ours, hand, again))
    ratios = {}
    base = statistics.median(turn.again for each in found.values() for turn in each)
    print(f"{'1,000 renewals again':24}{base:9.2f} us")
    for name, each in found.items():
        mine = statistics.median(turn.ours for turn in each)
        floor = statistics.median(turn.ours / turn.by_hand for turn in each)
        again = statistics.median(turn.ours / turn.again for turn in each)
        ratios[name] = {"by hand": round(floor, 1), "a renewal again": round(again, 2)}
        bounds = [f"at most {bound[name]}" if name in bound else "" for bound in (TIMES_BY_HAND, TIMES_A_RENEWAL)]
        print(
            f"{name:24}{mine:9.2f} us {floor:8.1f} x by hand {bounds[0]:11} {again:7.2f} x a renewal again {bounds[1]}"
        )
    print(json.dumps({"bench": "policies", "ratios": ratios}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
