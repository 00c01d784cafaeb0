"""A no as HTTP tells it."""

import datetime as dt
import json
from typing import get_args

import pytest

from pecrules import CalendarError, InvalidRequest, Mailbox, NoRuleInForce, RenewalRequest, from_plain, quote_renewal
from pecrules.model.codes import MailboxState, RefusalCode
from pecrules.present import STATUSES, problem_document
from tests.variants import shipped

ON = dt.date(2027, 1, 10)
BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=dt.date(2027, 3, 30))


def test_every_code_has_a_status() -> None:
    """The table leaves none out, and every status is one of a client's errors; a state of the mailbox is a conflict."""
    assert set(get_args(RefusalCode)) == STATUSES.keys()
    assert {402, 403, 409, 422} == {*STATUSES.values()}
    assert {409} == {STATUSES[state] for state in get_args(MailboxState)}


def test_a_refusal() -> None:
    """It says what RFC 9457 wants, in the reader's language, and beside that all that the refusal says."""
    no = quote_renewal(BOX, RenewalRequest(years=9), rules=shipped(), on=ON)
    document = problem_document(no, "it", rules=shipped())  # type: ignore[arg-type] # it is a no
    assert {
        "type": "urn:pecrules:refusal:term_not_offered",
        "title": "la durata non è offerta",
        "status": 422,
        "detail": "9 anni non si possono chiedere; si può scegliere fra 1, 2, 3, 4 e 5",
        "code": "term_not_offered",
        "allowed": [1, 2, 3, 4, 5],
    }.items() <= document.items()
    assert 5 == json.loads(json.dumps(document))["nearest"]["years"]


def test_what_cannot_be_read() -> None:
    """Each mistake has its code, its place, its sentence and what helps."""
    with pytest.raises(InvalidRequest) as caught:
        from_plain(RenewalRequest, {"years": "2", "metod": "card"})
    document = problem_document(caught.value, "de", rules=shipped())
    assert ("urn:pecrules:invalid-request", 400) == (document["type"], document["status"])
    assert [("PR302", ["metod"]), ("PR304", ["years"])] == [(each["code"], each["path"]) for each in document["errors"]]
    assert "meintest du `method`?" == document["errors"][0]["helps"][0]


def test_no_rule() -> None:
    """Tables that begin later than the day."""
    with pytest.raises(NoRuleInForce) as caught:
        quote_renewal(BOX, RenewalRequest(years=1), rules=shipped(), on=dt.date(1990, 1, 1))
    assert {
        "type": "urn:pecrules:no-rule-in-force",
        "title": "the tables say nothing about that day",
        "status": 404,
    } == problem_document(caught.value, "en", rules=shipped())


def test_a_day_outside_the_calendar() -> None:
    """What was sent leads to a day that there is not: whoever sent it can mend it."""
    box = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=dt.date.max)
    with pytest.raises(CalendarError) as caught:
        quote_renewal(box, RenewalRequest(years=1), rules=shipped(), on=ON)
    document = problem_document(caught.value, "it", rules=shipped())
    assert ("urn:pecrules:outside-the-calendar", 422) == (document["type"], document["status"])
    assert document["title"].endswith("calendario, che finisce con l'anno 9999")
