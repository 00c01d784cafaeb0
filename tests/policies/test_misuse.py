"""Whoever gives a policy what it does not take is told once, by the name of what was meant."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

import pecrules as pr
from pecrules.policies import DAY, IDENTIFIER, MANIFEST, ORDERS, SPAN, resolve_policy
from tests.variants import shipped

ON = date(2027, 1, 10)
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
HOLDER = pr.Holder(subject="natural_person")
RENEWAL = pr.RenewalRequest(years=1)
CREDIT = pr.Credit(amount=Decimal("50.00"))
REQUESTS: dict[str | None, Any] = {
    "RenewalRequest": RENEWAL,
    "PlanChangeRequest": pr.PlanChangeRequest(plan="pro", years=1),
    "ExtraSpaceRequest": pr.ExtraSpaceRequest(extra_inbox_gb=1),
    "PurchaseRequest": pr.PurchaseRequest(address="mario.rossi@pec.it", plan="standard", years=1),
    "CertificationRequest": pr.CertificationRequest(
        name="info", domain="pec.it", plan="pro-sms", holder_choice="new", holder=HOLDER, renewal_type="tacit", years=1
    ),
    "TerminationRequest": pr.TerminationRequest(mode="lapse"),
    "Event": pr.Event(name="withdrawal_requested"),
    "Credit": CREDIT,
    DAY: ON,
    SPAN: (ON, ON),
    ORDERS: [],
    IDENTIFIER: "ABC1234",
}


@cache
def subjects() -> dict[str, Any]:
    """One of each class that a policy is asked about."""
    return {
        "Mailbox": BOX,
        "Holder": HOLDER,
        "Order": pr.Order(number="1", kind="renewal", gross=Decimal("12.08")),
        "Partner": pr.Partner(email="p@partner.example", credit=pr.Credit(kind="partner", amount=Decimal(500))),
        "Quote": pr.quote_renewal(BOX, RENEWAL, rules=shipped(), on=ON),
    }


class Day(date):
    """A day that is more than a day, as libraries that stop the clock make them."""


def last(path: str | None) -> str | None:
    """The name of a class, or the word for what is none."""
    return path and path.rpartition(".")[2]


def ask(name: str, *, subject: Any = None, request: Any = None, rules: Any = None, on: Any = ON, **more: Any) -> Any:
    """A policy's answer to its usual question, but for what is given."""
    policy = MANIFEST[name]
    usual = subjects()[str(last(policy.subject[0]))]
    asked = () if policy.request is None else (REQUESTS[last(policy.request)] if request is None else request,)
    return resolve_policy(name)(usual if subject is None else subject, *asked, rules=rules or shipped(), on=on, **more)


@pytest.mark.parametrize("name", MANIFEST)
class TestEveryPolicy:
    """What holds for each of them, for it stands in one place."""

    def test_it_answers_the_usual(self, name: str) -> None:
        """So that what follows is told of what is wrong alone."""
        answer = ask(name)
        assert answer is None or "because" in dir(answer) or "stamp" in dir(answer)

    def test_a_subject_of_another_class(self, name: str) -> None:
        """It is told by the name of the policy and of what it takes."""
        takes = {last(path) for path in MANIFEST[name].subject}
        wrong = [subject for of, subject in subjects().items() if of not in takes]
        for subject in (*wrong, "mario.rossi@pec.it", {"plan": "standard"}, 7):
            with pytest.raises(TypeError, match=rf"^{name} wants a? ?{last(MANIFEST[name].subject[0])}"):
                ask(name, subject=subject)

    def test_a_request_of_another_class(self, name: str) -> None:
        """None but its own is taken, for another would be answered with another price."""
        own = MANIFEST[name].request
        for of, request in REQUESTS.items():
            if own is None or of == last(own):
                continue
            with pytest.raises(TypeError, match=f"^{name} wants "):
                ask(name, request=request)

    def test_no_day(self, name: str) -> None:
        """A text, a moment or a subclass is none, though an equal day was asked about before."""
        for on, how in [
            ("2027-01-10", "date.fromisoformat"),
            (datetime(2027, 1, 10, tzinfo=UTC), "rome_day"),
            (Day(2027, 1, 10), r"date\(day\.year"),
            (None, "date"),
            ([], "date"),
        ]:
            ask(name)
            with pytest.raises(TypeError, match=f"^on wants a date, not .*{how}"):
                ask(name, on=on)

    def test_live_rules(self, name: str) -> None:
        """They hold the rules that are wanted, and are none."""
        for rules, how in ((pr.LiveRules(), "what it holds is called rules"), ("retail", "load_rules")):
            with pytest.raises(TypeError, match=f"^rules wants a Ruleset.*{how}"):
                ask(name, rules=rules)


@pytest.mark.parametrize(
    ("name", "more", "meant"),
    [
        (
            "quote_renewal",
            {"request": REQUESTS["PlanChangeRequest"]},
            "not PlanChangeRequest; quote_plan_change takes that",
        ),
        ("settle", {"subject": BOX}, "not Mailbox; advance and alert_calendar"),
        ("status", {"subject": {"plan": "pro"}}, "from_plain"),
        ("status", {"subject": "{}"}, "from_json"),
        ("log_availability", {"request": "2027-01-10"}, "fromisoformat"),
        ("timeline", {"request": (ON,)}, "two days"),
        ("alert_calendar", {"request": (ON, datetime(2027, 1, 10, tzinfo=UTC))}, "two days"),
        ("available_actions", {"request": [BOX]}, "Order"),
        ("available_actions", {"request": "[]"}, r"a list or a tuple of Orders, not '\[\]'$"),
    ],
)
def test_what_was_meant(name: str, more: dict[str, Any], meant: str) -> None:
    """The policy that takes it, or what makes the thing that is wanted."""
    with pytest.raises(TypeError, match=meant):
        ask(name, **more)


@pytest.mark.parametrize("name", [name for name, policy in MANIFEST.items() if policy.channel])
def test_a_channel_is_a_name(name: str) -> None:
    """And nothing else."""
    with pytest.raises(TypeError, match=f"^{name} wants a channel by its name, not 7$"):
        resolve_policy(name)(
            *((BOX, []) if name == "available_actions" else (HOLDER, None)), rules=shipped(), on=ON, channel=7
        )


@pytest.mark.parametrize("day", ["2024-01-01", datetime(2024, 1, 1, tzinfo=UTC), Day(2024, 1, 1), None])
def test_what_was_known_by_a_day(day: Any) -> None:
    """It is checked as the day of a question is."""
    with pytest.raises(TypeError, match=r"^as_known wants a date"):
        shipped().as_known(day)


@pytest.mark.parametrize("day", ["2024-01-01", datetime(2024, 1, 1, tzinfo=UTC), Day(2024, 1, 1)])
def test_the_day_of_rows_and_of_a_check(day: Any) -> None:
    """It is checked before anybody looks a row up, or reads a table."""
    for question in (shipped().on, lambda on: pr.check_rules(on=on)):
        with pytest.raises(TypeError, match=r"^on wants a date"):
            question(day)


def test_an_error_is_never_long() -> None:
    """However much was given."""
    with pytest.raises(TypeError) as told:
        ask("status", subject="x" * 1_000_000)
    assert len(str(told.value)) < 200
