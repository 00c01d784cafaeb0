"""Laws of what is listed for somebody to choose of: whatever is listed can be had together, and nothing else can be.

Offers, options, limits, forms and possible events, each against the policy that they are asked for; of one life, as in
``laws``.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

import attrs

import pecrules as pr
from pecrules.rulebook.rows.channels import Channel
from tests.policies.laws import ENOUGH, MARIO, Life, accepted, adding, changing, events_of, known, plans, renewing

NEW_NAME = "una.casella.nuova"


def _by_field(choices: Iterable[Any]) -> dict[str, list[Any]]:
    """The values that are allowed, by the field of the request."""
    found: dict[str, list[Any]] = {}
    for each in choices:
        found.setdefault(each.field, []).extend([each.value] if each.allowed else [])
    return found


def what_is_offered_to_anybody_is_sold_together(life: Life) -> None:
    """Each plan that is offered with each term, at a domain, in a way to pay, with as much space as it grows by."""
    for holder in (None, MARIO):
        for offers in known(lambda holder=holder: pr.offers(holder, **life.asked)):
            by, wish = _by_field(offers.choices), life.wish
            for plan in (each for each in offers.plans if each.allowed and each.kind == "mailbox" and by["domain"]):
                grows = {"extra_inbox_gb": plan.most_extra_inbox_gb, "extra_archive_gb": plan.most_extra_archive_gb}
                most = {field: wish.inbox if gb is None else gb for field, gb in grows.items()}
                for turn, years in enumerate(by["years"]):
                    ways = [None, *by["method"]]
                    request = pr.PurchaseRequest(
                        address=f"{NEW_NAME}@{by['domain'][turn % len(by['domain'])]}",
                        plan=plan.plan, years=years, method=ways[(turn + wish.archive) % len(ways)], **most,
                    )  # fmt: skip
                    wishes = [
                        request,
                        *(attrs.evolve(request, **{f: gb + 1}) for f, gb in grows.items() if gb is not None),
                    ]
                    able = [accepted(partial(pr.quote_purchase, holder, one, **life.asked)) for one in wishes]
                    assert able[0] in {None, True}, request
                    assert not any(able[1:]), wishes


def what_nobody_offers_is_sold_to_nobody(life: Life) -> None:
    """No other plan, term or way to pay."""
    for offers in known(lambda: pr.offers(MARIO, **life.asked)):
        by = _by_field(offers.choices) | {"plan": [each.plan for each in offers.plans if each.allowed]}
        if all(by[field] for field in ("plan", "years", "domain")):
            plain = pr.PurchaseRequest(
                address=f"{NEW_NAME}@{by['domain'][0]}", plan=by["plan"][0], years=by["years"][0]
            )
            for field in ("plan", "years", "method"):
                value = getattr(life.wish, field)
                request = attrs.evolve(plain, **{field: value})
                able = accepted(lambda request=request: pr.quote_purchase(MARIO, request, **life.asked))
                assert able in {None, value is None or value in by[field]}, (field, value)


Asked = Callable[..., bool | None]


def _asking(life: Life, of: pr.RequestChoices) -> tuple[Asked, dict[str, Any]]:
    """How a policy is asked for something that differs from the plain in some fields; and the plain."""
    box, asked = life.box, life.asked
    policies: dict[str, tuple[Callable[..., Any], Callable[..., Any], dict[str, Any]]] = {
        "quote_renewal": (
            pr.quote_renewal,
            pr.RenewalRequest,
            {"years": 1, "extra_inbox_gb": 0, "extra_archive_gb": 0},
        ),
        "quote_plan_change": (pr.quote_plan_change, pr.PlanChangeRequest, {"plan": box.plan, "years": 1}),
        "quote_extra_space": (pr.quote_extra_space, pr.ExtraSpaceRequest, {}),
        "quote_repurchase": (
            pr.quote_repurchase,
            pr.PurchaseRequest,
            {"address": box.address, "kind": box.kind, "plan": box.plan, "holder": box.holder, "years": 1},
        ),
    }
    policy, made, plain = policies[of.policy]
    by = _by_field(of.choices)
    first = {
        field: values[0] for field, values in by.items() if field in {"plan", "years"} and values and field in plain
    }
    keep = {"plan": box.plan} if box.plan in by.get("plan", ()) else {}
    return lambda **facts: accepted(lambda: policy(box, made(**{**plain, **facts}), **asked)), {**first, **keep}


def _options(life: Life) -> Iterator[pr.RequestChoices]:
    """What each quote of a mailbox may be asked for; ends have a law of their own."""
    for found in known(lambda: pr.request_options(life.box, **life.asked)):
        yield from (each for each in found.requests if each.policy != "terminate")


def options_can_be_had_together(life: Life) -> None:
    """Each term in each way to pay, without more space and with the most there is; and not a GB beyond that.

    With each plan that can be had as with the first, of whose terms the first will do.
    """
    for each in _options(life):
        ask, plain = _asking(life, each)
        by = _by_field(each.choices)
        plans = list(dict.fromkeys(limit.plan for limit in each.limits))
        assert plans == ([*by["plan"]] if each.possible and "plan" in by else [None] * bool(each.limits)), each.policy
        for turn, plan in enumerate(plans):
            most = {limit.field: limit.most for limit in each.limits if limit.plan == plan}
            with_plan = plain if plan is None else {**plain, "plan": plan}
            _together(ask, with_plan, most, {**by, "years": by.get("years", [])[: 1 if turn else None]})


def _together(ask: Asked, plain: dict[str, Any], most: dict[str, int | None], by: dict[str, list[Any]]) -> None:
    """The same with one plan."""
    space = {field: 2 if gb is None else gb for field, gb in most.items() if field != "conservazione" or gb}
    full = {field: bool(gb) if field == "conservazione" else gb for field, gb in space.items()}
    for years in by["years"]:
        for method in (None, *by.get("method", ())):
            for more in ({}, full):
                facts = {**plain, **more, "years": years, "method": method}
                assert ask(**facts) in {None, True}, facts
    for field, gb in most.items():
        if field != "conservazione" and gb is not None:
            assert not ask(**plain, **{field: gb + 1}), field


def what_is_no_option_is_refused(life: Life) -> None:
    """Another plan, term or way to pay; and all of it where nothing is possible."""
    for each in _options(life):
        ask, plain = _asking(life, each)
        by, wish = _by_field(each.choices), life.wish
        for field in {"plan", "years", "method"} & {*by}:
            value = getattr(wish, field)
            able = ask(**{**plain, field: value})
            allowed = each.possible and (value is None or value in by[field])
            assert able in {None, allowed}, (each.policy, field, value)
        if not each.possible:
            assert not ask(**plain, extra_inbox_gb=wish.inbox, extra_archive_gb=wish.archive), each.policy


KINDS = ("convention", "partner")
NOTHING = {"credit": None, "confirmed": False, "terms_accepted": False}
"""What an event brings that does not bring a thing."""


# -- events -----------------------------------------------------------------------------------------------------------


def an_event_that_is_not_possible_is_refused_whatever_it_brings(life: Life) -> None:
    """And one that is leads to a state that was said."""
    for found in known(lambda: pr.possible_events(life.box, **life.asked)):
        for each in found.events:
            for event in events_of(each.event, life.rules, life.box, life.on):
                for done in known(lambda event=event: pr.advance(life.box, event, **life.asked)):
                    assert isinstance(done, pr.Refusal) or (each.possible and done.after in each.leads_to), event


def what_an_event_needs_is_needed_and_enough(life: Life) -> None:
    """Without anything it is refused; with what it needs, of some plan if it needs one, it happens."""
    box, on = life.box, life.on
    brings = {"asked_by": "holder", "confirmed": True, "holder": box.holder, "day": on, "years": 1}
    brings |= {"extra_inbox_gb": 0, "extra_archive_gb": 0}
    for found in known(lambda: pr.possible_events(box, **life.asked)):
        for each in (each for each in found.events if each.possible and (each.needs or each.needs_one_of)):
            assert not accepted(lambda name=each.event: pr.advance(box, pr.Event(name=name), **life.asked)), each
            facts = {field: brings[field] for field in each.needs if field != "plan"}
            some = plans(life.rules, box, on) if "plan" in each.needs else [None]
            events = [pr.Event(name=each.event, plan=plan, **facts) for plan in some]
            able = accepted(*(lambda event=event: pr.advance(box, event, **life.asked) for event in events))
            assert each.needs_one_of or able in {None, True}, each


def what_may_happen_to_an_order_does(life: Life) -> None:
    """With what it needs; without any of that it does not; and what is not possible never does."""
    brings: dict[str, Any] = {"confirmed": True, "terms_accepted": True}
    for order in life.orders:
        for found in known(lambda order=order: pr.possible_events(order, **life.asked)):
            for each in found.events:
                full = [pr.Event(name=each.event, credit=attrs.evolve(ENOUGH, kind=kind), **brings) for kind in KINDS]
                less = [attrs.evolve(full[0], **{need: NOTHING[need]}) for need in each.needs]
                able = accepted(
                    *(lambda event=event, order=order: pr.advance(order, event, **life.asked) for event in full)
                )
                assert able in {None, each.possible}, (order, each)
                for event in less:
                    assert not accepted(lambda event=event, order=order: pr.advance(order, event, **life.asked)), event


# -- forms ------------------------------------------------------------------------------------------------------------


def a_form_is_there_for_what_can_be_had(life: Life) -> None:
    """In every channel: of a renewal, of more space, and each plan of a purchase."""
    rules, box, on, asked = life.rules, life.box, life.on, life.asked
    for channel in {row.channel for row in rules.on(on).rows(Channel)}:
        for answer in known(lambda channel=channel: pr.available_actions(box, (), **asked, channel=channel)):
            for each in getattr(answer, "asks", ()):
                able: Iterable[bool | None] = ()
                if each.block.startswith("renewal"):
                    able = [accepted(*renewing(rules, box, on), *changing(rules, box, on))]
                elif each.block == "new_addon":
                    able = [accepted(*adding(rules, box, on))]
                elif (each.block, each.field) == ("purchase", "plan"):
                    wishes = (
                        pr.PurchaseRequest(address=box.address, plan=plan, years=1, holder=box.holder, kind=box.kind)
                        for plan in each.choices
                    )
                    able = [accepted(lambda wish=wish: pr.quote_repurchase(box, wish, **asked)) for wish in wishes]
                assert False not in able, (channel, each)


LAWS: Final[tuple[Callable[[Life], None], ...]] = (
    what_is_offered_to_anybody_is_sold_together,
    what_nobody_offers_is_sold_to_nobody,
    options_can_be_had_together,
    what_is_no_option_is_refused,
    an_event_that_is_not_possible_is_refused_whatever_it_brings,
    what_an_event_needs_is_needed_and_enough,
    what_may_happen_to_an_order_does,
    a_form_is_there_for_what_can_be_had,
)
