"""At both ends of the calendar every policy answers, or says that there is no such day: no other error comes out."""

from datetime import date
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.policies import DAY, IDENTIFIER, MANIFEST, ORDERS, SPAN, resolve_policy
from pecrules.present.names import Names
from pecrules.present.sentences import refusal
from pecrules.testing import strategies as pec
from tests.profiles import examples
from tests.variants import every_book

FAR = (0, 1, 2, 7, 8, 30, 31, 90, 91, 365, 366, 730, 1826, 3000)
EDGES = st.sampled_from(
    [date.fromordinal(edge + way * by) for edge, way in ((1, 1), (date.max.toordinal(), -1)) for by in FAR]
)
REQUESTS: dict[str | None, Any] = {
    "RenewalRequest": (pec.renewal_requests, {"years": st.integers(0, 6), "addons_only": st.booleans()}),
    "PlanChangeRequest": (pec.plan_change_requests, {"years": st.integers(0, 6)}),
    "ExtraSpaceRequest": (pec.extra_space_requests, {}),
    "PurchaseRequest": (pec.purchase_requests, {"years": st.integers(0, 6)}),
    "CertificationRequest": (pec.certification_requests, {}),
    "TerminationRequest": (pec.termination_requests, {}),
    "Event": (pec.events, {}),
}


@cache
def edged(kind: type[Any], draw: Any, rules: pr.Ruleset, /, **fields: Any) -> st.SearchStrategy[Any]:
    """What a strategy draws, with every day of it at an end of the calendar, or not given."""
    days = {
        field.name: EDGES | st.none() if field.default is None else EDGES
        for field in attrs.fields(kind)
        if "date" in str(field.type)
    }
    return draw(rules, **{**days, **fields})


@st.composite
def questions(draw: st.DrawFn, name: str) -> tuple[Any, tuple[Any, ...], pr.Ruleset]:
    """A policy's subject and request, their days at the ends of the calendar, under the rules of any book."""
    policy, rules = MANIFEST[name], draw(st.sampled_from(every_book()))
    asked = policy.request and policy.request.rpartition(".")[2]
    mailbox = edged(pr.Mailbox, pec.mailboxes, rules)
    usual = (policy.subject[0] or "").rpartition(".")[2]
    subject = {
        "Mailbox": mailbox,
        "Holder": pec.holders(),
        "Partner": pec.partners(),
        "Quote": st.just(None),
    }[usual]
    if name == "advance":
        subject |= edged(pr.Order, pec.orders, rules)
    simple: dict[str | None, Any] = {
        None: st.none(),
        "Credit": pec.credits(paid_on=EDGES | st.none()),
        DAY: EDGES,
        SPAN: st.tuples(EDGES, EDGES),
        ORDERS: st.lists(edged(pr.Order, pec.orders, rules), max_size=1),
        IDENTIFIER: st.none(),
    }
    if asked in REQUESTS:
        strategy, fields = REQUESTS[asked]
        request = edged(getattr(pr, asked or ""), strategy, rules, **fields)
    else:
        request = simple[asked]
    return draw(subject), () if policy.request is None else (draw(request),), rules


def answer(name: str, subject: Any, request: tuple[Any, ...], rules: pr.Ruleset, on: date) -> Any:
    """What a policy says; ``None`` where the tables or the calendar have nothing."""
    try:
        return resolve_policy(name)(subject, *request, rules=rules, on=on)
    except (pr.NoRuleInForce, pr.CalendarError):
        return None


def is_answered(name: str, subject: Any, request: Any, rules: pr.Ruleset, on: date) -> bool:
    """Whether the calendar has the days that a question is about, where the tables have its rows."""
    try:
        resolve_policy(name)(subject, *request, rules=rules, on=on)
    except pr.CalendarError:
        return False
    except pr.NoRuleInForce:
        return True
    return True


@pytest.mark.parametrize("name", sorted(set(MANIFEST) - {"settle"}))
@examples(25)
@given(data=st.data(), on=EDGES | st.dates(date(2025, 1, 1), date(2029, 12, 31)))
def test_every_policy_answers_there(name: str, data: st.DataObject, on: date) -> None:
    """Or says that the tables, or the calendar, have no such day; and what is proposed instead is answered."""
    subject, request, rules = data.draw(questions(name))
    found = answer(name, subject, request, rules, on)
    if isinstance(found, pr.Refusal) and found.nearest is not None:
        again = answer(name, subject, (found.nearest,), rules, on)
        assert again is not None
        assert not isinstance(again, pr.Refusal)
    if isinstance(found, pr.Refusal) and found.code == "term_not_offered":
        for years in found.allowed:
            assert is_answered(name, subject, (attrs.evolve(request[0], years=years),), rules, on)


def test_what_would_end_beyond_the_calendar_is_not_proposed() -> None:
    """A term that is offered, and of which nobody could say when it ends."""
    rules, box = every_book()[0], pr.Mailbox(address="a@pec.it", plan="standard", expiry=date(9999, 3, 1))
    for on in (date(9999, 2, 1), date(9998, 2, 1)):
        no = pr.quote_renewal(box, pr.RenewalRequest(years=9), rules=rules, on=on)
        assert ("term_not_offered", None) == (getattr(no, "code", ""), getattr(no, "nearest", "none"))


@pytest.mark.parametrize("name", sorted(set(MANIFEST) - {"billing_requirements"}))
def test_who_may_say_that_there_is_no_such_day_says_so(name: str) -> None:
    """Among what is raised: every policy to which days matter."""
    assert "CalendarError: " in (resolve_policy(name).__doc__ or "CalendarError: ")  # without docstrings nobody is told


TERMS = [(9994, (1, 2, 3, 4, 5)), (9996, (1, 2, 3)), (9998, (1,)), (9999, ())]
"""The year of an expiry, and the terms that end within the calendar."""


@pytest.mark.parametrize(("year", "terms"), TERMS)
def test_a_term_that_would_is_not_offered_either(year: int, terms: tuple[int, ...]) -> None:
    """By no policy that lists terms: they are those of which the calendar has the end."""
    rules, on, box = (
        every_book()[0],
        date(2027, 1, 10),
        pr.Mailbox(address="a@pec.it", plan="standard", expiry=date(year, 3, 1)),
    )
    refusals = [
        pr.quote_renewal(box, pr.RenewalRequest(years=9), rules=rules, on=on),
        pr.quote_plan_change(box, pr.PlanChangeRequest(plan="pro", years=9), rules=rules, on=on),
        pr.advance(box, pr.Event(name="renewal_registered", years=9), rules=rules, on=on),
    ]
    assert [terms] * 3 == [getattr(no, "allowed", None) for no in refusals]
    if terms:
        options = pr.renewal_options(box, rules=rules, on=on)
        assert terms == tuple(each.value for each in options.years)
    else:
        with pytest.raises(pr.CalendarError):
            pr.renewal_options(box, rules=rules, on=on)
        assert isinstance(refusals[0], pr.Refusal)
        assert "the term is not offered" == refusal(refusals[0], Names(rules, on), "en")


def test_a_term_that_nobody_asked_for() -> None:
    """An automatic renewal repeats the last one, which a promotion may not have: what it has is told as it is."""
    box = pr.Mailbox(
        address="a@pec.it", plan="standard", expiry=date(2027, 3, 1), promo=True, auto_renew=True, last_term_years=3
    )
    no = pr.automatic_renewal(box, rules=every_book()[0], on=date(2027, 1, 10))
    assert ("term_not_offered", (1, 2)) == (getattr(no, "code", ""), getattr(no, "allowed", None))
