"""Every command of a policy is a twin: it prints what the same question is answered in Python."""

import io
import json
import sys
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

import pecrules as pr
from pecrules.cli import run
from pecrules.model import json as model_json
from pecrules.model.outcomes.common import Stamp
from pecrules.policies import MANIFEST, name_of
from pecrules.present import LANGUAGES, as_text, notice, sheet
from tests.variants import shipped

ON = date(2027, 1, 10)
CODE = "RSSMRA80A01H501U"
BOX = ["--address", "mario.rossi@pec.it", "--plan", "standard", "--expiry", "2027-03-30"]
MARIO = pr.Holder(subject="natural_person", tax_code=CODE)
COMPANY = pr.Holder(subject="legal_person", vat_number="00743110158")
PARTNER = [
    "--email",
    "p@example.org",
    "--credit",
    "50.00",
    "--credit-kind",
    "partner",
    "--credit-paid-on",
    "2026-12-01",
]


def box(**more):
    return pr.Mailbox(**{"address": "mario.rossi@pec.it", "plan": "standard", "expiry": date(2027, 3, 30), **more})


def bought(**more):
    return pr.PurchaseRequest(**{"address": "mario.rossi@pec.it", "plan": "standard", "years": 1, **more})


def quote():
    return pr.quote_renewal(box(), pr.RenewalRequest(years=2), rules=shipped(), on=ON)


TWINS = {
    "advance": (
        [*BOX, "--event", "renewal_registered", "--years", "2", "--new-method", "card"],
        lambda: (box(), pr.Event(name="renewal_registered", years=2, method="card")),
    ),
    "alert_calendar": (
        [*BOX, "--from", "2026-12-01", "--to", "2027-12-31"],
        lambda: (box(), (date(2026, 12, 1), date(2027, 12, 31))),
    ),
    "automatic_renewal": (
        [*BOX, "--auto-renew", "--last-term-years", "1", "--method", "card"],
        lambda: (box(auto_renew=True, last_term_years=1, method="card"),),
    ),
    "available_actions": ([*BOX, "--new-channel", "webmail"], lambda: (box(), (), "webmail")),
    "billing_requirements": (
        ["--holder", "legal_person", "--holder-vat-number", "00743110158", "--identifier", "0000000",
         "--channel", "convention_area"],
        lambda: (COMPANY, "0000000", "convention_area"),
    ),
    "certify": (
        [*PARTNER, "--domains", "a.example", "--domains", "b.example", "--holders", "7", "--name", "info",
         "--domain", "b.example", "--plan", "standard", "--holder-choice", "registered", "--holder-id", "7",
         "--renewal-type", "tacit", "--years", "1"],
        lambda: (
            pr.Partner(
                email="p@example.org", domains=("a.example", "b.example"), holders=("7",),
                credit=pr.Credit(kind="partner", amount=Decimal("50.00"), paid_on=date(2026, 12, 1)),
            ),
            pr.CertificationRequest(
                name="info", domain="b.example", plan="standard", holder_choice="registered", holder_id="7",
                renewal_type="tacit", years=1,
            ),
        ),
    ),
    "log_availability": ([*BOX, "--event-day", "2026-12-01"], lambda: (box(), date(2026, 12, 1))),
    "next_alert": ([*BOX[:4], "--expiry", "2027-04-15"], lambda: (box(expiry=date(2027, 4, 15)),)),
    "offers": (
        ["--holder", "legal_person", "--holder-vat-number", "00743110158"],
        lambda: (COMPANY,),
    ),
    "possible_events": (BOX, lambda: (box(),)),
    "quote_extra_space": (
        [*BOX, "--extra-archive-gb", "1", "--new-extra-inbox-gb", "1"],
        lambda: (box(extra_archive_gb=1), pr.ExtraSpaceRequest(extra_inbox_gb=1)),
    ),
    "quote_plan_change": (
        [*BOX, "--new-plan", "pro", "--new-extra-inbox-gb", "1", "--promo"],
        lambda: (box(promo=True), pr.PlanChangeRequest(plan="pro", years=1, extra_inbox_gb=1)),
    ),
    "quote_purchase": (
        ["--holder", "legal_person", "--holder-vat-number", "DE136695976", "--holder-country", "DE",
         "--address", "mario.rossi@pec.it"],
        lambda: (pr.Holder(subject="legal_person", vat_number="DE136695976", country="DE"), bought()),
    ),
    "quote_renewal": (
        [*BOX, "--extra-inbox-gb", "2", "--new-extra-inbox-gb", "1", "--years", "2", "--new-promo"],
        lambda: (box(extra_inbox_gb=2), pr.RenewalRequest(years=2, extra_inbox_gb=1, promo=True)),
    ),
    "quote_repurchase": (
        [*BOX[:4], "--expiry", "2026-03-30", "--holder-tax-code", CODE, "--new-plan", "pro"],
        lambda: (box(expiry=date(2026, 3, 30), holder=MARIO), bought(plan="pro", holder=MARIO)),
    ),
    "renewal_options": ([*BOX, "--promo"], lambda: (box(promo=True),)),
    "request_options": (BOX, lambda: (box(),)),
    "settle": (
        ["--credit", "40.00", "--credit-kind", "partner", "--credit-paid-on", "2026-12-01", "--quote", "quote.json"],
        lambda: (quote(), pr.Credit(kind="partner", amount=Decimal("40.00"), paid_on=date(2026, 12, 1))),
    ),
    "status": (BOX, lambda: (box(),)),
    "terminate": (
        [*BOX, "--mode", "withdrawal", "--paid-gross", "12.08"],
        lambda: (box(), pr.TerminationRequest(mode="withdrawal", paid_gross=Decimal("12.08"))),
    ),
    "timeline": (
        [*BOX, "--from", "2026-12-01", "--to", "2027-12-31"],
        lambda: (box(), (date(2026, 12, 1), date(2027, 12, 31))),
    ),
}  # fmt: skip
"""The options of a command line for each policy, and what Python is given: subject, request, channel."""


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    """A folder with the quote that is paid, and an English environment."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "quote.json").write_text(model_json.to_json(quote()), "utf-8")


@pytest.fixture
def call(capsys, monkeypatch):
    """Run the command of a policy: its exit code and what it printed; nothing is complained about."""

    def called(name, *arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run([*MANIFEST[name].command.split(), "--on", str(ON), *arguments])
        shown = capsys.readouterr()
        assert "" == shown.err
        return code, shown.out

    return called


def answered(name):
    """The answer in Python."""
    policy, given = MANIFEST[name], TWINS[name][1]()
    request = () if policy.request is None else given[1:2]
    channel = {"channel": given[2]} if policy.channel else {}
    return getattr(pr, name)(given[0], *request, rules=shipped(), on=ON, **channel)


def laid_out(name, lang):
    """The same for people."""
    answer, subject = answered(name), TWINS[name][1]()[0]
    mailbox = subject if isinstance(subject, pr.Mailbox) else None
    if MANIFEST[name].stamped:
        return as_text(sheet(answer, shipped(), lang, mailbox=mailbox))
    stamp = Stamp(shipped().digest, shipped().book, ON, None, pr.__version__)
    return as_text(notice(answer, stamp, shipped(), lang, mailbox=mailbox))


def test_every_policy_has_a_twin():
    """None is forgotten."""
    assert list(MANIFEST) == list(TWINS)


@pytest.mark.parametrize("name", TWINS)
def test_it_prints_the_same_json(call, name):
    """What the library writes, byte for byte; each of them is a yes."""
    answer = answered(name)
    assert name_of(MANIFEST[name].outcomes[0]) == type(answer).__name__
    assert (0, model_json.to_json(answer) + "\n") == call(name, *TWINS[name][0], "--json")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TWINS)
def test_it_prints_the_same_text(call, name, lang):
    """What ``present`` lays out, but for the line that says what nobody said."""
    lines = call(name, *TWINS[name][0], "--lang", lang)[1].splitlines()
    unsaid = ("not said", "non indicato", "nicht angegeben")
    assert laid_out(name, lang).splitlines() == [line for line in lines if not line.startswith(unsaid)]


def test_why_lists_what_the_line_counts(call):
    """Every caveat with its row, and the sources, as ``present`` lays them out."""
    answer, box = answered("quote_renewal"), TWINS["quote_renewal"][1]()[0]
    short, long = (call("quote_renewal", *TWINS["quote_renewal"][0], *more)[1] for more in ((), ("--why",)))
    assert f"{len(answer.caveats)} caveats" in short
    assert all(caveat.row in long and caveat.row not in short for caveat in answer.caveats)
    assert as_text(sheet(answer, shipped(), "en", mailbox=box, why=True)).splitlines()[:-1] == [
        line for line in long.splitlines()[:-1] if not line.startswith("not said")
    ]


@pytest.mark.parametrize("name", TWINS)
def test_a_document_asks_the_same(call, name):
    """The nouns of a document are those of the options; what is no noun stays an option."""
    policy, given = MANIFEST[name], TWINS[name][1]()
    document = {type(given[0]).__name__.lower(): json.loads(model_json.to_json(given[0]))}
    if policy.request_class:
        document["request"] = json.loads(model_json.to_json(given[1]))
    plain = ("--from", "--to", "--event-day", "--identifier", "--new-channel", "--channel")
    options = TWINS[name][0]
    kept = [word for flag, word in pairwise(options) if flag in plain for word in (flag, word)]
    assert call(name, *options, "--json") == call(name, *kept, "--json", "-", stdin=json.dumps(document).encode())


def test_an_order_comes_in_a_document(call):
    """What an event makes of an order is asked with the order."""
    order = pr.Order(number="7", kind="renewal", gross=Decimal("12.08"), day=date(2027, 1, 8), years=1)
    event = pr.Event(name="payment_registered", paid_on=ON)
    document = {"order": json.loads(model_json.to_json(order)), "request": json.loads(model_json.to_json(event))}
    answer = pr.advance(order, event, rules=shipped(), on=ON)
    assert (0, model_json.to_json(answer) + "\n") == call("advance", "--json", "-", stdin=json.dumps(document).encode())


def test_nobody_buys(call):
    """A purchase may be asked for by nobody in particular."""
    document = {"request": json.loads(model_json.to_json(bought()))}
    answer = pr.quote_purchase(None, bought(), rules=shipped(), on=ON)
    assert (0, model_json.to_json(answer) + "\n") == call(
        "quote_purchase", "--json", "-", stdin=json.dumps(document).encode()
    )
