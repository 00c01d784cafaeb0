"""Doubts about prices: what is sold, for how much."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import combinations, pairwise, permutations, product
from typing import Final

from pecrules.base import money
from pecrules.rulebook.doubts.whole import Odd, Whole, odd
from pecrules.rulebook.rows import Label, Row, Withdrawn, fields
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.pricing import Price, Vat
from pecrules.rulebook.rows.renewal import Route, Terms
from pecrules.rulebook.timelines import Timeline


def prices_do_not_jump(whole: Whole) -> Iterator[Odd]:
    """A price is not many times what it was, nor a small part of it."""
    for entry, row in whole.own(Price):
        was, most = whole.before(row, Price.SECTION), whole.threshold("price_factor", row.since)
        if isinstance(was, Price) and most and was.net and row.net and _apart(was.cents, row.cents) > most:
            yield odd("PD005", entry, _column(row), amount=row.net, other_amount=was.net, factor=most)


def _apart(one: int, other: int) -> int:
    """How many times the greater of two numbers has the smaller in it, rounded up."""
    return -(-max(one, other) // min(one, other))


def _column(row: Price) -> str:
    """The column in which the price stands."""
    return next(name for name in ("per_year", "per_gb_year", "one_off") if getattr(row, name) is not None)


def richer_plans_cost_more(whole: Whole) -> Iterator[Odd]:
    """What has more in it costs no less."""
    for day in whole.days(Price, Plan):
        for more, less in permutations(whole.at(Plan, day), 2):
            dear, cheap = (whole.one(Price, day, "plan", plan.plan) for plan in (more, less))
            if dear and cheap and dear.net < cheap.net and _has_more(more, less):
                entry, (here, there) = whole.newest(dear, cheap, more, less), (dear, cheap)
                other = there if entry is whole.entry(here) else here
                amounts = {"amount": _gross(whole, here, day), "other_amount": _gross(whole, there, day)}
                column = _column(entry.row) if isinstance(entry.row, Price) else "plan"
                first = whole.entry(other)
                yield odd("PD006", entry, column, plan=more, other=less, first=first, **amounts)


def dearer_plans_have_more(whole: Whole) -> Iterator[Odd]:
    """Of two plans with the same in them neither costs more."""
    for day in whole.days(Price, Plan):
        for one, other in combinations(whole.at(Plan, day), 2):
            here, there = (whole.one(Price, day, "plan", plan.plan) for plan in (one, other))
            if here and there and here.net != there.net and _is_alike(one, other):
                (dear, most), (cheap, least) = ((one, here), (other, there))[:: 1 if here.net > there.net else -1]
                entry = whole.newest(here, there, one, other)
                args = {"amount": _gross(whole, most, day), "other_amount": _gross(whole, least, day)}
                column = _column(entry.row) if isinstance(entry.row, Price) else "plan"
                yield odd("PD072", entry, column, plan=dear, other=cheap, **args)


def _is_alike(one: Plan, other: Plan) -> bool:
    """Whether two plans are of one kind, and have the same in them."""
    same = one.kind == other.kind and {*one.features} == {*other.features}
    return same and [*_gigabytes(one)] == [*_gigabytes(other)]


def _has_more(more: Plan, less: Plan) -> bool:
    """Whether a plan has everything another one of its kind has, and something else."""
    ours, theirs = ((*_gigabytes(plan),) for plan in (more, less))
    enough = all(one >= other for one, other in zip(ours, theirs, strict=True)) and {*more.features} >= {*less.features}
    return more.kind == less.kind and enough and (ours != theirs or {*more.features} != {*less.features})


def _gigabytes(plan: Plan) -> Iterator[int]:
    """What a plan has, and how far it grows."""
    for base, growth, most in (
        (plan.inbox_gb, plan.inbox_growth, plan.max_inbox_gb),
        (plan.archive_gb, plan.archive_growth, plan.max_archive_gb),
    ):
        yield base
        yield _NO_LIMIT if growth == "unlimited" else most or base


_NO_LIMIT: Final = 1_000_000


def _gross(whole: Whole, row: Price, day: date) -> object:
    """What is paid for one unit, with VAT if the tables have it for that day."""
    vat = whole.one(Vat, day)
    return money.decimal(row.cents + (money.percent(row.cents, vat.rate) if vat else 0))


def something_is_paid(whole: Whole) -> Iterator[Odd]:
    """What is sold costs something."""
    for entry, row in whole.own(Price):
        if not row.net:
            yield odd("PD007", entry, _column(row))


def what_has_a_price_is_a_plan(whole: Whole) -> Iterator[Odd]:
    """On a day on which a plan has a price there is the plan."""
    for day in whole.days(Price, Plan):
        sold = {row.plan for row in whole.at(Plan, day)}
        for row in whole.at(Price, day):
            if row.plan and row.plan not in sold:
                ends = [each for each in _ends(whole, row.plan, day) if each.since <= day]
                yield odd("PD011", whole.newest(row, *ends), "plan", day=day, plan=row.plan)


def prices_end_with_their_plan(whole: Whole) -> Iterator[Odd]:
    """A price does not outlast a plan that it has served, though a plan of another kind has the same name.

    A price names no kind: that it goes on for the other kind alone is said by another price, or by a row that accepts.
    """
    for day in whole.days(Price, Plan):
        for other in whole.at(Plan, day):
            price = whole.one(Price, day, "plan", other.plan)
            for end in _ends(whole, other.plan, day):
                if price and price.since < end.since:
                    args = {"day": end.since, "plan": other, "kind": end.key[0], "other": other.kind}
                    yield odd("PD048", whole.newest(price, end), "plan", **args)


def _ends(whole: Whole, plan: str, day: date) -> Iterator[Withdrawn]:
    """What has ended a plan, of any kind, by a day."""
    for key, line in whole.lines(Plan).items():
        row = line.at(day)
        if isinstance(row, Withdrawn) and key[-1] == plan:
            yield row


def what_is_a_plan_has_a_price(whole: Whole) -> Iterator[Odd]:
    """Each plan has a price on some day, or a row that says that it is not known."""
    priced = {key[1] for key in whole.lines(Price) if key[0] == "plan"}
    for entry, row in whole.own(Plan):
        if row.plan not in priced:
            yield odd("PD012", entry, "plan", plan=row)


def plans_are_sold_without_a_gap(whole: Whole) -> Iterator[Odd]:
    """From its first day to its end a plan has a price, or a row that says that it has none."""
    for day in whole.days(Price, Plan):
        for plan in whole.at(Plan, day):
            later = _sold_again(whole, plan.plan, day)
            if later and whole.entry(plan).layer == whole.entry(later).layer:
                args = {"day": day, "plan": plan.plan, "until": later.since}
                yield odd("PD042", whole.newest(later, plan), "since", **args)


def _sold_again(whole: Whole, plan: str, day: date) -> Price | None:
    """The price that ends the days in which a plan has none, if a day is among them."""
    line = whole.lines(Price).get(("plan", plan))
    rows = line.standing if line else ()
    begun = [row for row in rows if row.since <= day]
    was_sold = not begun or (isinstance(begun[-1], Withdrawn) and any(isinstance(row, Price) for row in begun))
    later = rows[len(begun)] if len(begun) < len(rows) else None
    return later if was_sold and isinstance(later, Price) else None


def plans_are_sold_to_their_end(whole: Whole) -> Iterator[Odd]:
    """The price of a plan does not end for good while the plan goes on."""
    known: set[tuple[str, ...]] = set()
    for day in whole.days(Price, Plan):
        for plan in whole.at(Plan, day):
            end = _sold_no_more(whole, plan.plan, day)
            if end and (*plan.key, end.id) not in known:
                known.add((*plan.key, end.id))
                entry = whole.newest(end, plan)
                column = "withdrawn" if entry.row is end else "plan"
                yield odd("PD047", entry, column, day=day, plan=plan, other=end.id)


def _sold_no_more(whole: Whole, plan: str, day: date) -> Withdrawn | None:
    """The end of the price of a plan, if it has come by a day and no price follows it."""
    line = whole.lines(Price).get(("plan", plan))
    end = line.at(day) if line else None
    if line is None or not isinstance(end, Withdrawn) or end.not_stated:
        return None
    priced = [row.since for row in line.standing if isinstance(row, Price)]
    return end if priced and max(priced) < end.since else None


_SPACES: Final = (("extra_inbox", "inbox_growth"), ("extra_archive", "archive_growth"))
"""What is sold of more space -> the column of a plan that says whether it may grow so."""


def space_is_sold_to_somebody(whole: Whole) -> Iterator[Odd]:
    """Where more space has a price, a plan may grow so."""
    for day in whole.days(Price, Plan):
        plans = whole.at(Plan, day)
        for item, column in _SPACES:
            price = whole.one(Price, day, item)
            if price and plans and all(getattr(plan, column) == "fixed" for plan in plans):
                entry = whole.newest(price, *plans)
                yield odd("PD014", entry, "item" if entry.row is price else column, day=day, other=price.id)


def growth_has_a_price(whole: Whole) -> Iterator[Odd]:
    """Where a plan that is sold may grow, a GB more has a price then or later, or a row that says it is not known."""
    known: set[tuple[str, ...]] = set()
    for day, (item, growth) in product(whole.days(Price, Plan), _SPACES):
        line = whole.lines(Price).get((item,))
        ends = [row for row in (line.standing if line else ()) if row.since <= day]
        for plan in whole.at(Plan, day) if _is_over(line, day) else ():
            grows = getattr(plan, growth) != "fixed" and whole.one(Price, day, "plan", plan.plan)
            if grows and (*plan.key, item) not in known:
                known.add((*plan.key, item))
                entry = whole.newest(plan, *ends)
                column = growth if entry.row is plan else "withdrawn"
                yield odd("PD087", entry, column, day=day, plan=plan, found=item)


def _is_over(line: Timeline[Row] | None, day: date) -> bool:
    """Whether something has no price on a day nor on a later one, and nothing says that it is not known."""
    rows = [row for row in (line.standing if line else ()) if row.since > day or (line and row is line.at(day))]
    return not any(isinstance(row, Price) or (isinstance(row, Withdrawn) and row.not_stated) for row in rows)


def names_say_whose_price_it_is(whole: Whole) -> Iterator[Odd]:
    """The name of a plan's price does not say another plan instead."""
    plans = [row for line in whole.lines(Plan).values() for row in line.standing if isinstance(row, Plan)]
    for entry, row in whole.own(Price):
        own = [plan for plan in plans if plan.plan == row.plan]
        for lang in fields(Label) if own else ():
            names = [getattr(plan.label, lang) for plan in plans]
            said = _names_in(getattr(row.label, lang), names)
            named = [plan for plan, name in zip(plans, names, strict=True) if name in said]
            if named and not any(plan in own for plan in named):
                yield odd("PD085", entry, "label", lang, plan=own[0], other=named[0])
                break


def _names_in(text: str, names: Iterable[str]) -> set[str]:
    """The names that stand in a text, as words of their own: of two that begin alike the longer."""
    longest_first = "|".join(re.escape(name) for name in sorted({*names}, key=len, reverse=True))
    return {*re.findall(rf"(?<!\w)(?:{longest_first})(?!\w)", text)}


def who_is_later_pays_no_less(whole: Whole) -> Iterator[Odd]:
    """A fee for being late does not fall with the days."""
    for day in whole.days(Price):
        fees = sorted(_late_fees(whole, day), key=lambda row: row.from_day or 0)
        for early, late in pairwise(fees):
            if late.cents < early.cents:
                entry, days = whole.newest(early, late), {"since": early.from_day, "until": late.from_day}
                yield odd("PD056", entry, _column(early), amount=late.net, other_amount=early.net, **days)


def being_late_costs_less_than_a_year(whole: Whole) -> Iterator[Odd]:
    """A fee for being late is less than what is paid late."""
    for day in whole.days(Price, Plan):
        years = [row for row in whole.at(Price, day) if row.item == "plan" and row.net]
        for fee in _late_fees(whole, day) if years else ():
            year = min(years, key=lambda row: row.cents)
            if fee.cents > year.cents:
                args = {"plan": year.plan, "amount": fee.net, "other_amount": year.net}
                entry = whole.newest(fee, year)
                yield odd("PD057", entry, "one_off" if entry.row is fee else "per_year", **args)


def _late_fees(whole: Whole, day: date) -> list[Price]:
    return [row for row in whole.at(Price, day) if row.item == "late_fee"]


def what_has_a_price_is_renewed_here(whole: Whole) -> Iterator[Odd]:
    """Of the kinds of mailbox that have a plan with a price, one is renewed here."""
    for day in whole.days(Route, Price, Plan):
        routes = {row.kind: row for row in whole.at(Route, day)}
        for price in (row for row in whole.at(Price, day) if row.item == "plan"):
            plans = [row for row in whole.at(Plan, day) if row.plan == price.plan]
            found = [routes[plan.kind] for plan in plans if plan.kind in routes]
            if found and all(route.renewed_in != "customer_area" for route in found):
                entry = whole.newest(price, *found)
                column = "plan" if entry.row is price else "renewed_in"
                args = {"found": found[0].renewed_in, "plan": price.plan}
                yield odd("PD062", entry, column, day=day, **args)


def promotions_are_no_longer(whole: Whole) -> Iterator[Odd]:
    """What is in promotion is not sold for more years than what is not."""
    for day in whole.days(Terms):
        promo, ordinary = (whole.one(Terms, day, offer) for offer in ("promo", "ordinary"))
        if promo and ordinary and max(promo.years) > max(ordinary.years):
            entry = whole.newest(promo, ordinary)
            yield odd("PD066", entry, "years", found=max(promo.years), most=max(ordinary.years))


def years_follow_one_another(whole: Whole) -> Iterator[Odd]:
    """The years that are sold are all from the fewest to the most, in order."""
    for entry, row in whole.own(Terms):
        every = range(min(row.years), max(row.years) + 1)
        if [*row.years] != [*every]:
            args = {name: ", ".join(map(str, years)) for name, years in (("found", row.years), ("other", every))}
            yield odd("PD086", entry, "years", **args)


DOUBTS: Final[tuple[Callable[[Whole], Iterator[Odd]], ...]] = (
    prices_do_not_jump, richer_plans_cost_more, something_is_paid, what_has_a_price_is_a_plan,
    prices_end_with_their_plan, what_is_a_plan_has_a_price, plans_are_sold_without_a_gap, plans_are_sold_to_their_end,
    space_is_sold_to_somebody, who_is_later_pays_no_less, being_late_costs_less_than_a_year,
    what_has_a_price_is_renewed_here, dearer_plans_have_more, promotions_are_no_longer,
    growth_has_a_price, names_say_whose_price_it_is, years_follow_one_another,
)  # fmt: skip
