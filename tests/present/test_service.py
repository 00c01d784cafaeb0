"""Questions over HTTP: what is sent back is what the policy answers, whatever is sent."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

import pecrules as pr
from pecrules.policies import MANIFEST
from pecrules.present import preferred_language, respond
from tests.places import ROOT
from tests.variants import shipped

ON = date(2027, 1, 10)
BOX = {"address": "mario.rossi@pec.it", "plan": "standard", "expiry": "2027-03-30"}
HOLDER = {"subject": "natural_person", "reference_email": "mario@example.it"}
RECEIPTS = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "tests/golden/receipts").glob("*.json"))}


def question(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """What a receipt was asked, as it is sent."""
    stamp = receipt["outcome"]["stamp"]
    return {**receipt["asked"], "on": stamp["on"], "book": stamp["book"]}


def sent(policy: str, body: Any, lang: pr.present.Language = "en") -> tuple[int, Any]:
    """The status and the JSON that come back."""
    text = body if isinstance(body, str) else json.dumps(body)
    reply = respond(policy, text, rules={"retail": shipped()}, on=ON, lang=lang)
    wanted = "application/json" if reply.status == 200 else "application/problem+json"
    assert wanted == reply.media_type
    return reply.status, json.loads(reply.text)


@pytest.mark.parametrize("name", sorted(RECEIPTS.keys() - {"renewal-as-known"}))
def test_an_answer_is_that_of_the_policy(name: str) -> None:
    """Of each that has receipts, in the book and on the day that are named."""
    receipt = json.loads(RECEIPTS[name])
    asked = question(receipt)
    rules = shipped(asked["book"])
    reply = respond(receipt["policy"], json.dumps(asked), rules={asked["book"]: rules}, on=ON, lang="it")
    again = pr.replay(RECEIPTS[name], rules)
    assert not isinstance(again, pr.NotVerified)
    no = isinstance(again.outcome, pr.Refusal)
    told = json.loads(reply.text)
    assert (not no, pr.to_plain(again.outcome)) == (
        reply.status == 200,
        {key: told[key] for key in pr.to_plain(again.outcome)},
    )


def test_what_has_no_receipts() -> None:
    """A day of a calendar, or nothing."""
    status, told = sent("next_alert", {"subject": {**BOX, "holder": HOLDER}, "on": "2026-06-01"})
    assert (200, "2026-12-30") == (status, told["day"])
    assert (200, None) == sent("next_alert", {"subject": BOX})


def test_the_day_and_the_book_that_are_served() -> None:
    """Where none is named; another book is told with those that there are."""
    status, told = sent("status", {"subject": BOX})
    assert (200, "2027-01-10", "retail") == (status, told["stamp"]["on"], told["stamp"]["book"])
    status, told = sent("status", {"subject": BOX, "book": "reatil"})
    assert (400, ["did you mean `retail`?", "allowed: retail"]) == (status, told["errors"][0]["helps"])


def test_an_answer_is_asked_about_as_it_came() -> None:
    """A quote says that it is one, and what a refusal proposes which request it is."""
    box = {"subject": BOX}
    _, quote = sent("quote_renewal", {**box, "request": {"years": 2}})
    assert (
        "Settlement"
        == sent("settle", {"subject": quote, "request": {"kind": "partner", "amount": "50.00"}})[1]["outcome"]
    )
    _, no = sent("quote_renewal", {**box, "request": {"years": 9}})
    assert (200, 5) == (
        (again := sent("quote_renewal", {**box, "request": no["nearest"]}))[0],
        again[1]["charges"]["lines"][0]["years"],
    )
    assert (
        "PR302" == sent("quote_renewal", {**box, "request": {"request": "Event", "years": 1}})[1]["errors"][0]["code"]
    )


@pytest.mark.parametrize(
    ("policy", "subject", "said"),
    [
        ("request_options", {}, "the field `subject.address` is missing"),
        ("possible_events", {"number": 3}, "the field `subject.gross` is missing"),
        ("request_options", 3, "`3` is of the wrong kind for `subject`: a block of keys is wanted"),
        ("request_options", None, "`null` is of the wrong kind for `subject`: a block of keys is wanted"),
    ],
)
def test_a_mistake_is_told_of_what_was_meant(policy: str, subject: Any, said: str) -> None:
    """Where several may be asked about, of the one whose keys are there."""
    status, told = sent(policy, {"subject": subject})
    assert (400, True) == (status, said in [each["detail"] for each in told["errors"]])


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ("", "PR301", []),
        ("[]", "PR304", []),
        ('{"subject": {}, "subject": {}}', "PR301", []),
        ({"subject": BOX, "request": ["2027-01-01"]}, "PR304", ["request"]),
        ({"subject": BOX}, "PR303", ["request"]),
        ({"subject": BOX, "request": ["2027-01-01", "2027-02-30"]}, "PR305", ["request"]),
        ({"subject": BOX, "request": ["2027-01-01", "2027-01-02"], "day": "2027-01-01"}, "PR302", ["day"]),
    ],
)
def test_what_is_no_question(body: Any, code: str, path: list[Any]) -> None:
    """With the place of each mistake."""
    status, told = sent("timeline", body)
    assert (400, (code, path)) == (status, (told["errors"][0]["code"], told["errors"][0]["path"]))


def test_what_is_told_instead_of_an_answer() -> None:
    """A no in the visitor's language; a day without rules, one without a calendar, and a policy that there is not."""
    status, told = sent("quote_renewal", {"subject": BOX, "request": {"years": 9}}, "de")
    assert (422, "term_not_offered", "diese Laufzeit wird nicht angeboten") == (status, told["code"], told["title"])
    assert 404 == sent("status", {"subject": BOX, "on": "1990-01-01"})[0]
    assert (422, "urn:pecrules:outside-the-calendar") == (
        (beyond := sent("status", {"subject": {**BOX, "expiry": "9999-12-31"}}))[0],
        beyond[1]["type"],
    )
    assert (404, "about:blank") == ((none := sent("quote", {}))[0], none[1]["type"])


def test_a_channel_is_asked_about() -> None:
    """Where a policy looks at one."""
    status, told = sent("available_actions", {"subject": BOX, "channel": "webmail"})
    assert (200, "webmail") == (status, told["channel"])


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("it;q=1", "it"),
        ("fr,de;q=0.9,it;q=0.5", "de"),
        ("en;q=0.1,it;q=0.9", "it"),
        ("it;q=0, DE-at ; q=0.3", "de"),
        ("fr", "en"),
        ("it;q=much", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_language_that_is_liked_most(accepted: str | None, lang: str) -> None:
    """By its weight, as RFC 9110 has it; where we speak none of them, English."""
    assert lang == preferred_language(accepted)


def test_every_policy_is_asked() -> None:
    """By a receipt, or above."""
    assert MANIFEST.keys() == {json.loads(text)["policy"] for text in RECEIPTS.values()} | {"next_alert"}
