"""Receipts: what they hold, that they prove it, that whoever changes one is found out, and what is answered today.

``python -m tests.receipts.test_receipts`` writes the golden receipts that are missing. One that exists is never written
again: it stands for all that a release has given out, and what cannot be verified any more is a promise broken.
"""

import contextlib
import datetime as dt
import json
import shutil
import sys
import types
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import pecrules
from pecrules import (
    CertificationRequest,
    Credit,
    Difference,
    Event,
    ExtraSpaceRequest,
    Holder,
    InvalidRequest,
    Mailbox,
    NoRuleInForce,
    NotVerified,
    Order,
    Partner,
    PlanChangeRequest,
    PurchaseRequest,
    RenewalRequest,
    TerminationRequest,
    Verified,
    load_rules,
    quote_renewal,
    receipt,
    replay,
    status,
    verify,
)
from pecrules.base import resources
from pecrules.policies import MANIFEST
from pecrules.receipts import questions
from pecrules.receipts.questions import POLICIES
from pecrules.receipts.replaying import _differences
from pecrules.receipts.writing import canonical
from pecrules.testing import strategies as drawn
from tests.places import ROOT
from tests.profiles import examples
from tests.variants import shipped

GOLDEN = ROOT / "tests" / "golden" / "receipts"
SCHEMA = json.loads((ROOT / "schemas" / "receipt.schema.json").read_text("utf-8"))
DAY = dt.date(2027, 1, 10)
COMPANY = Holder(subject="legal_person", name="Caffè Città S.r.l.", vat_number="00743110157")
BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=dt.date(2027, 3, 30), holder=COMPANY)
AUTOMATIC = attrs.evolve(BOX, auto_renew=True, last_term_years=2, method="card", extra_inbox_gb=1)
LONG = attrs.evolve(BOX, expiry=dt.date(2029, 3, 30))
DELETED = attrs.evolve(BOX, expiry=dt.date(2026, 3, 30))
ORDER = Order(number="900123", kind="renewal", day=DAY, gross=Decimal("12.08"), years=1)
SPAN = (dt.date(2027, 1, 1), dt.date(2028, 12, 31))
RENEWAL = RenewalRequest(years=2, extra_inbox_gb=1, method="card")
PARTNER = Partner(email="partner@example.it", credit=Credit(kind="partner", amount=Decimal("50.00")))
CERTIFICATION = CertificationRequest(
    name="mario.rossi", domain="pec.it", plan="standard", holder_choice="new", holder=COMPANY,
    renewal_type="at_expiry", years=1,
)  # fmt: skip
PURCHASE = PurchaseRequest(address="mario.rossi@pec.it", plan="standard", years=3, mailboxes=2, extra_inbox_gb=1)
REPURCHASE = PurchaseRequest(address="mario.rossi@pec.it", plan="standard", years=1, holder=COMPANY)
ROMA = "ordine-ingegneri-roma"


@cache
def quote():
    """Two years and a GB more."""
    return quote_renewal(BOX, RENEWAL, rules=shipped(), on=DAY)


def roma():
    """The rules of a book."""
    return shipped(ROMA)


def known_in_june():
    """The rules as they were known on a day."""
    return shipped().as_known(dt.date(2026, 6, 1))


@attrs.frozen
class Asked:
    """One question: which policy, its inputs, and the rules; a subject that is an answer is asked for when needed."""

    policy: str
    about: object
    request: object = None
    channel: str | None = None
    under: Callable[[], pecrules.Ruleset] = shipped

    @property
    def subject(self):
        return self.about() if callable(self.about) else self.about

    @property
    def rules(self):
        return self.under()

    @property
    def outcome(self):
        inputs = (self.subject,) if self.request is None and self.policy in ALONE else (self.subject, self.request)
        named = {} if self.channel is None else {"channel": self.channel}
        return getattr(pecrules, self.policy)(*inputs, rules=self.rules, on=DAY, **named)

    @property
    def text(self):
        return receipt(
            self.outcome, self.subject, self.request, rules=self.rules, policy=self.policy, channel=self.channel
        )


ALONE = {"automatic_renewal", "offers", "possible_events", "renewal_options", "request_options", "status"}
CASES = {
    "advance-mailbox": Asked("advance", BOX, Event(name="renewal_registered", years=1)),
    "advance-order": Asked("advance", ORDER, Event(name="payment_registered", method="card")),
    "alert-calendar": Asked("alert_calendar", BOX, SPAN),
    "automatic-renewal": Asked("automatic_renewal", AUTOMATIC),
    "automatic-renewal-off": Asked("automatic_renewal", BOX),
    "available-actions": Asked("available_actions", BOX, (ORDER,)),
    "available-actions-partner": Asked("available_actions", BOX, (), "partner_panel"),
    "billing": Asked("billing_requirements", COMPANY),
    "billing-identifier": Asked("billing_requirements", COMPANY, "0000000", "customer_area"),
    "certify": Asked("certify", PARTNER, CERTIFICATION),
    "extra-space": Asked("quote_extra_space", BOX, ExtraSpaceRequest(extra_inbox_gb=1)),
    "extra-space-book": Asked("quote_extra_space", LONG, ExtraSpaceRequest(extra_inbox_gb=1), under=roma),
    "logs": Asked("log_availability", BOX, dt.date(2026, 10, 1)),
    "offers": Asked("offers", COMPANY),
    "plan-change": Asked("quote_plan_change", BOX, PlanChangeRequest(plan="pro", years=1)),
    "possible-events": Asked("possible_events", BOX),
    "purchase": Asked("quote_purchase", None, PURCHASE),
    "renewal": Asked("quote_renewal", BOX, RENEWAL),
    "renewal-as-known": Asked("quote_renewal", BOX, RENEWAL, under=known_in_june),
    "renewal-book": Asked("quote_renewal", BOX, RENEWAL, under=roma),
    "renewal-options": Asked("renewal_options", BOX),
    "renewal-refused": Asked("quote_renewal", BOX, RenewalRequest(years=9)),
    "repurchase": Asked("quote_repurchase", DELETED, REPURCHASE),
    "request-options": Asked("request_options", BOX),
    "settle": Asked("settle", quote, Credit(kind="partner", amount=Decimal("50.00"))),
    "settle-short": Asked("settle", quote, Credit(amount=Decimal("1.00"))),
    "status": Asked("status", BOX),
    "terminate": Asked("terminate", BOX, TerminationRequest(mode="lapse")),
    "timeline": Asked("timeline", BOX, SPAN),
}


@cache
def text_of(name):
    """The receipt of a case."""
    return CASES[name].text


def resealed(plain):
    """A changed receipt with the checksum that somebody who means to deceive would work out."""
    rest = {name: value for name, value in plain.items() if name != "sha256"}
    return canonical({**rest, "sha256": sha256(canonical(rest).encode()).hexdigest()})


def changed(text, path, value):
    """The receipt with another value in one place."""
    plain = json.loads(text)
    place = plain
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return plain


def leaves(plain, path=()):
    """Every way to a value that holds no other."""
    inside = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    if not inside:
        yield path
    for key, value in inside:
        yield from leaves(value, (*path, key))


def at(plain, path):
    for step in path:
        plain = plain[step]
    return plain


def codes(found):
    """What is told, and about what."""
    assert isinstance(found, NotVerified)
    return [(problem.code, problem.path) for problem in found.problems]


def held():
    """What the receipt of a renewal holds."""
    return json.loads(text_of("renewal"))


class TestWhatARenewalReceiptHolds:
    """The question, the answer, and all that the answer rests on."""

    def test_its_parts(self):
        """Six keys, and the version of their form."""
        assert ["asked", "outcome", "policy", "receipt", "rows", "sha256"] == list(held())
        assert (1, "quote_renewal") == (held()["receipt"], held()["policy"])

    def test_the_question(self):
        """Every field of mailbox and request."""
        assert pecrules.to_json(BOX) == canonical(held()["asked"]["subject"])
        assert pecrules.to_json(RENEWAL) == canonical(held()["asked"]["request"])

    def test_the_answer(self):
        """With both days, the book, the digest of the rules and the release."""
        assert pecrules.to_json(quote()) == canonical(held()["outcome"])
        assert {"as_known": None, "book": "retail", "digest": shipped().digest, "on": "2027-01-10"}.items() <= (
            held()["outcome"]["stamp"].items()
        )

    def test_the_rows(self):
        """Those of the answer and their sources, and no other."""
        named = {*quote().because, *(ref for each in quote().pay_by for ref in each.because)}
        sources = {f"sources/{shipped().cite(ref).source.id}" for ref in named}
        assert {*named, *sources} == set(held()["rows"])

    def test_a_row(self):
        """Book, place and columns as they stand in the table."""
        cited = shipped().cite("pricing/standard-year-2023")
        row = held()["rows"]["pricing/standard-year-2023"]
        assert ("pricing.prices", "retail", cited.location.file, cited.location.line) == (
            row["section"], row["book"], row["file"], row["line"],
        )  # fmt: skip
        assert ("standard-year-2023", "9.90", cited.source.id) == tuple(
            row["columns"][name] for name in ("id", "per_year", "source")
        )

    def test_a_row_of_a_book(self):
        """The book's own rows say so."""
        rows = json.loads(text_of("renewal-book"))["rows"]
        assert {"retail", "ordine-ingegneri-roma"} == {row["book"] for row in rows.values()}

    def test_its_checksum(self):
        """SHA-256 of the canonical form without the checksum: anybody can work it out."""
        rest = {name: value for name, value in held().items() if name != "sha256"}
        text = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert sha256(text.encode()).hexdigest() == held()["sha256"]


class TestEveryPolicy:
    """Whatever a policy answers has a receipt."""

    def test_the_table_names_them_all(self):
        """Every policy whose answer has a stamp."""
        assert MANIFEST.keys() - {"next_alert"} == set(POLICIES) == {case.policy for case in CASES.values()}

    def test_it_is_verified(self):
        """Question and answer come back as they were."""
        for name, case in CASES.items():
            found = verify(text_of(name))
            assert isinstance(found, Verified)
            assert (case.policy, case.subject, case.request, case.channel, case.outcome) == (
                found.policy, found.subject, found.request, found.channel, found.outcome,
            )  # fmt: skip

    def test_it_fits_the_schema(self):
        """Another reader than ours takes it."""
        for name in CASES:
            assert [] == list(Draft202012Validator(SCHEMA).iter_errors(json.loads(text_of(name))))

    def test_asked_again_the_answer_is_the_same(self):
        """Under the rules of the receipt nothing differs, to the cent."""
        for name, case in CASES.items():
            found = replay(text_of(name), load_rules(book=case.rules.book))
            assert (True, True, (), ()) == (found.same, found.same_rules, found.differences, found.rows)
            assert case.outcome == found.outcome

    def test_the_policy_need_not_be_named(self):
        """Whoever answers so is found, also where another policy takes and gives the same."""
        for name, case in CASES.items():
            found = receipt(case.outcome, case.subject, case.request, rules=case.rules, channel=case.channel)
            assert text_of(name) == found

    def test_of_two_that_answer_alike_the_first_is_named(self):
        """Both would say so, and the receipt says that one does."""
        days = SPAN[::-1]
        no = pecrules.timeline(BOX, days, rules=shipped(), on=DAY)
        assert no == pecrules.alert_calendar(BOX, days, rules=shipped(), on=DAY)
        assert "alert_calendar" == verify(receipt(no, BOX, days, rules=shipped())).policy

    def test_the_policy_is_found_by_classes(self, monkeypatch):
        """No policy reads the question, or is asked, but the one that may have answered."""
        read, asked = questions.Policy.read, []
        monkeypatch.setattr(questions.Policy, "read", lambda each, given: (asked.append(each), read(each, given))[1])
        receipt(quote(), BOX, RENEWAL, rules=shipped())
        assert ["quote_renewal"] == [each.declared.name for each in asked]

    def test_orders_may_stand_in_a_list(self):
        """They are kept as the tuple that they become."""
        orders = [ORDER]
        found = pecrules.available_actions(BOX, orders, rules=shipped(), on=DAY)
        assert text_of("available-actions") == receipt(found, BOX, orders, rules=shipped())


class TestNoReceipt:
    """What is not so is not certified."""

    def test_an_answer_of_another_mailbox(self):
        """The question is asked once more."""
        other = attrs.evolve(BOX, plan="pro")
        with pytest.raises(ValueError, match="not what quote_renewal answers"):
            receipt(quote(), other, RENEWAL, rules=shipped())

    def test_an_answer_of_other_rules(self):
        """The stamp is part of the answer."""
        with pytest.raises(ValueError, match="under these rules"):
            receipt(quote(), BOX, RENEWAL, rules=shipped().as_known(DAY))

    def test_an_unknown_policy(self):
        """The known ones are told."""
        with pytest.raises(ValueError, match="'quote_renewals' is no policy with receipts; they are: advance, "):
            receipt(quote(), BOX, RENEWAL, rules=shipped(), policy="quote_renewals")

    def test_no_policy_takes_it(self):
        """A request that nobody understands."""
        with pytest.raises(ValueError, match="no policy takes this question"):
            receipt(quote(), BOX, "two years", rules=shipped())

    @pytest.mark.parametrize(
        ("policy", "request_", "code", "path"),
        [
            ("quote_renewal", PURCHASE, "PR302", ("request", "address")),
            ("status", RENEWAL, "PR302", ("request",)),
            ("timeline", (DAY,), "PR302", ("request",)),
            ("timeline", 3, "PR302", ("request",)),
        ],
    )
    def test_inputs_of_another_policy(self, policy, request_, code, path):
        """Whatever the named policy does not take is told."""
        with pytest.raises(InvalidRequest) as caught:
            receipt(quote(), BOX, request_, rules=shipped(), policy=policy)
        assert (code, path) in [(problem.code, problem.path) for problem in caught.value.problems]

    def test_a_channel_where_there_is_none(self):
        """It would be lost."""
        with pytest.raises(InvalidRequest, match="`channel` is not known"):
            receipt(quote(), BOX, RENEWAL, rules=shipped(), policy="quote_renewal", channel="hosting_area")


SOME_OR_ALL = [4, pytest.param(1, marks=pytest.mark.slow)]


class TestTampering:
    """Whoever changes anything is found out."""

    @pytest.mark.slow
    @examples(150)
    @given(st.data())
    def test_any_leaf(self, data):
        """Every value of every receipt: another one in its place, and it is no receipt any more."""
        text = text_of(data.draw(st.sampled_from(sorted(CASES))))
        path = data.draw(st.sampled_from(sorted(leaves(json.loads(text)), key=str)))
        was = at(json.loads(text), path)
        value = data.draw(OTHER_VALUES.map(lambda value: value if not is_same(value, was) else [was]))
        assert isinstance(verify(canonical(changed(text, path, value))), NotVerified)

    @pytest.mark.slow
    @pytest.mark.parametrize("step", SOME_OR_ALL)
    @pytest.mark.parametrize("name", ["renewal", "settle"])
    def test_every_leaf(self, name, step):
        """One after the other, each changed as little as can be: always the checksum tells."""
        for path in [*leaves(json.loads(text_of(name)))][::step]:
            if path not in {("sha256",), ("receipt",)}:  # another format is not read at all
                found = verify(canonical(changed(text_of(name), path, slightly(at(json.loads(text_of(name)), path)))))
                assert ("PR402", ("sha256",)) in codes(found), path

    @pytest.mark.slow
    @pytest.mark.parametrize("step", SOME_OR_ALL)
    @pytest.mark.parametrize("name", ["renewal", "automatic-renewal", "extra-space-book", "purchase", "plan-change"])
    def test_every_figure_with_a_new_checksum(self, name, step):
        """Who works out the checksum anew still contradicts something, at every figure and every row's name."""
        plain = json.loads(text_of(name))
        paths = [path for path in leaves(plain) if is_checked(path) and not is_another_source(plain, path)]
        assert 20 < len(paths)
        for path in paths[::step]:
            found = verify(resealed(changed(text_of(name), path, slightly(at(plain, path)))))
            assert isinstance(found, NotVerified), path
            assert "PR402" not in [problem.code for problem in found.problems]

    def test_to_whom_the_vat_goes(self):
        """No row of split payment stands behind it, so not to the Treasury."""
        (path,) = (each for each in leaves(json.loads(text_of("renewal"))) if each[-1] == "vat_to")
        assert isinstance(verify(resealed(changed(text_of("renewal"), path, "treasury"))), NotVerified)

    @examples(60)
    @given(st.data())
    def test_what_the_schema_refuses_is_refused(self, data):
        """A changed form is found whatever checksum it bears."""
        plain = json.loads(text_of("renewal"))
        path = data.draw(st.sampled_from([*((key,) for key in plain if key != "sha256"), *PLACES]))
        other = changed(text_of("renewal"), path, data.draw(OTHER_VALUES))
        if not Draft202012Validator(SCHEMA).is_valid(other):
            assert isinstance(verify(resealed(other)), NotVerified)

    @examples(100)
    @given(st.text(max_size=20) | st.binary(max_size=20) | st.recursive(st.none(), st.lists).map(json.dumps))
    def test_any_text(self, text):
        """Whatever is brought is told, and nothing is raised."""
        assert isinstance(verify(text), NotVerified)

    @examples(100)
    @given(st.data())
    def test_any_receipt_in_disorder(self, data):
        """A part taken out, or another thing put in, with a new checksum: told or taken, and nothing raised."""
        text = text_of(data.draw(st.sampled_from(sorted(CASES))))
        plain = json.loads(text)
        place = plain
        for _ in range(data.draw(st.integers(0, 5))):
            inner = [each for each in (place.values() if isinstance(place, dict) else place) if each]
            blocks = [each for each in inner if isinstance(each, dict | list)]
            place = data.draw(st.sampled_from(blocks)) if blocks else place
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if data.draw(st.booleans()):
            del place[key]
        else:
            place[key] = data.draw(OTHER_VALUES | st.dictionaries(st.text(max_size=3), OTHER_VALUES, max_size=2))
        assert isinstance(verify(resealed(plain)), Verified | NotVerified)


OTHER_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 10**12), st.text(max_size=5),
    st.sampled_from(["1.00", "2027-01-11", "22"]),
    st.lists(st.text(max_size=3), max_size=2),
)  # fmt: skip
PLACES = [
    *(("rows", "pricing/standard-year-2023", key) for key in ("section", "book", "file", "line", "columns")),
    *(("outcome", "stamp", key) for key in ("digest", "book", "on", "as_known", "version")),
]


def is_same(one, other):
    return type(one) is type(other) and one == other


def slightly(value):
    """A value that is nearly the same."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        last = value[-1:]
        return value[:-1] + (str((int(last) + 1) % 10) if last.isdigit() else chr(ord(last or "a") + 1))
    return [value]


def is_checked(path):
    """Whether a contradiction is bound to show: figures, prices, rates, readings, and whatever names a row."""
    figures = {"net", "vat", "vat_percent", "gross", "to_pay", "unit_price", "quantity", "row"}
    columns = {"id", "per_year", "per_gb_year", "one_off", "percent", "source"}
    names = path[0] == "outcome" and ("because" in path or path[-1] in figures)
    return names or (
        path[0] == "rows" and path[-2:-1] == ("columns",) and path[-1] in columns and "sources" not in path[1]
    )


def is_another_source(plain, path):
    """Whether a row would cite another source that is enclosed: of two sources nobody can tell which was meant."""
    return path[-1] == "source" and f"sources/{slightly(at(plain, path))}" in plain["rows"]


ENDLESS: dict[str, object] = {}
ENDLESS["a"] = ENDLESS


class TestWhatIsTold:
    """Each way not to be a receipt."""

    @pytest.mark.parametrize("name", CASES)
    def test_layouts(self, name):
        """Spaces, the order of keys, escapes and what comes after make no difference, nor whether it is text at all."""
        text = text_of(name)
        plain = json.loads(text)
        turned = json.loads(text, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
        again = [json.dumps(plain, indent=2), json.dumps(turned), f" {text}\n\n", text.encode(), plain, turned]
        assert [verify(text)] * len(again) == [verify(each) for each in again]

    def test_a_mapping_that_a_program_gives(self):
        """It need not be a dict; asked again, it is the same question."""
        given = types.MappingProxyType(json.loads(text_of("renewal")))
        assert verify(text_of("renewal")) == verify(given)
        assert replay(given, shipped()).receipt == verify(text_of("renewal"))

    @pytest.mark.parametrize(
        ("old", "new"), [('"net":"19.80"', '"net":19.80'), ('"per_year":"9.90"', '"per_year":9.90')]
    )
    def test_a_number_for_a_text(self, old, new):
        """It would have the same checksum, and is not what was written."""
        assert old in text_of("renewal")
        assert ("PR401", ()) in codes(verify(text_of("renewal").replace(old, new)))

    def test_the_checksum_that_was_noted(self):
        """With it a receipt that was made anew is another one."""
        noted = json.loads(text_of("renewal"))["sha256"]
        assert isinstance(verify(text_of("renewal"), sha256=noted), Verified)
        forged = resealed(changed(text_of("renewal"), ("rows", "pricing/standard-year-2023", "line"), 1))
        assert isinstance(verify(forged), Verified)
        assert [("PR407", ("sha256",))] == codes(verify(forged, sha256=noted))

    def test_a_later_format(self):
        """Nothing is said about what is not known."""
        assert [("PR403", ("receipt",))] == codes(verify(resealed(changed(text_of("status"), ("receipt",), 2))))

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "[1,2]",
            "no",
            b"\xff",
            "\ud800",
            '"a"',
            "[" * 5000,
            '{"a":"\\ud800"}',
            '{"a":1e999999999999999999999}',
            {"a": {1}},
            {"a": float("nan")},
            {"a": "\ud800"},
            {1: 2},
            ENDLESS,
            None,
            7,
        ],
    )
    def test_no_receipt_at_all(self, text):
        """Text that is no JSON, JSON that is no block, and mappings that are no JSON."""
        assert {"PR301", "PR302", "PR303", "PR304", "PR402"} >= {code for code, _ in codes(verify(text))}

    def test_too_deep(self):
        """Nobody is kept busy with brackets."""
        assert [("PR006", ())] == codes(verify('{"a":' + "[" * 40 + "]" * 40 + "}"))

    def test_an_unknown_policy(self):
        """The nearest one is proposed."""
        found = verify(resealed(changed(text_of("status"), ("policy",), "statu")))
        assert [("PR306", ("policy",))] == codes(found)
        assert "status" == found.problems[0].nearest

    @pytest.mark.parametrize(
        ("name", "path", "value", "code", "told"),
        [
            ("status", ("policy",), "renewal_options", "PR306", ("outcome",)),
            ("status", ("asked", "subject", "plan"), 1, "PR304", ("asked", "subject", "plan")),
            ("status", ("outcome", "may_send"), 1, "PR304", ("outcome", "may_send")),
            ("status", ("outcome", "state"), "activ", "PR306", ("outcome", "state")),
            ("status", ("outcome", "stamp", "digest"), "x", "PR409", ("outcome", "stamp", "digest")),
            ("timeline", ("asked", "request"), ["2027-01-01"], "PR304", ("asked",)),
            ("settle", ("outcome", "credit", "amount"), "1.00", "PR406", ("outcome", "credit", "amount")),
            ("settle", ("asked", "subject", "charges", "vat"), "1.00", "PR406", ("asked", "subject", "charges", "vat")),
            (
                "automatic-renewal", ("outcome", "quote", "stamp", "book"), "cni", "PR406",
                ("outcome", "quote", "stamp"),
            ),
        ],
    )  # fmt: skip
    def test_one_thing_wrong(self, name, path, value, code, told):
        """With its place, and a new checksum does not help."""
        assert (code, told) in codes(verify(resealed(changed(text_of(name), path, value))))

    @pytest.mark.parametrize(
        ("path", "value", "code", "told"),
        [
            (("lines", 0, "net"), "19.81", "PR406", ("lines", 0, "net")),
            (("lines", 0, "quantity"), 2, "PR406", ("lines", 0, "net")),
            (("lines", 0, "unit_price"), "9.91", "PR406", ("lines", 0, "unit_price")),
            (("lines", 0, "item"), "late_fee", "PR406", ("lines", 0, "item")),
            (("lines", 0, "row"), "pricing/vat-22", "PR406", ("lines", 0, "unit_price")),
            (("lines", 0, "row"), "pricing/nothing", "PR404", ("lines", 0, "row")),
            (("net",), "24.81", "PR406", ("net",)),
            (("vat_percent",), "23", "PR406", ("vat_percent",)),
            (("vat",), "5.45", "PR406", ("vat",)),
            (("gross",), "30.25", "PR406", ("gross",)),
            (("because",), ["pricing/standard-year-2023"], "PR406", ("vat_percent",)),
            (("because",), ["pricing/standard-year-2023"], "PR406", ("vat",)),
        ],
    )
    def test_a_figure_of_a_quote(self, path, value, code, told):
        """Each follows from another part."""
        found = verify(resealed(changed(text_of("renewal"), ("outcome", "charges", *path), value)))
        assert (code, ("outcome", "charges", *told)) in codes(found)

    def test_a_part_of_nothing(self):
        """A year that has no parts cannot be paid by part."""
        plain = changed(text_of("renewal"), ("outcome", "charges", "lines", 0, "parts"), 1)
        plain["outcome"]["charges"]["lines"][0]["whole"] = 0
        assert [("PR406", ("outcome", "charges", "lines", 0, "whole"))] == codes(verify(resealed(plain)))

    def test_a_part_of_a_year(self):
        """Seven of twelve months are seven twelfths of the price."""
        plain = changed(text_of("renewal"), ("outcome", "charges", "lines", 0, "parts"), 7)
        plain["outcome"]["charges"]["lines"][0] |= {"whole": 12, "years": None}
        found = verify(resealed(plain))
        wrong = next(each for each in found.problems if each.path[-3:] == ("lines", 0, "net"))
        assert {"found": "19.80", "expected": "5.78"}.items() <= wrong.args.items()

    @pytest.mark.parametrize("reading", ["order_total", "per_line", "per_unit", "downwards"])
    @pytest.mark.parametrize(
        ("years", "net", "vat", "right"),
        [
            (4, "39.80", "8.76", {"order_total", "per_unit"}),
            (4, "39.80", "8.75", {"per_line"}),
            (5, "49.70", "10.93", {"order_total", "per_line"}),
            (5, "49.70", "10.94", {"per_unit"}),
        ],
    )
    def test_vat_follows_the_reading(self, reading, years, net, vat, right):
        """VAT on years of 9.90 and 0.20 for a part: 22 % of all, of each line, of each year and the part."""
        plain = json.loads(text_of("renewal"))
        charges = plain["outcome"]["charges"]
        first, second = charges["lines"]
        first |= {"years": years, "net": str(Decimal("9.90") * years)}
        second |= {"years": None, "parts": 2, "whole": 25, "net": "0.20"}
        charges |= {"net": net, "vat": vat, "gross": str(Decimal(net) + Decimal(vat))}
        charges["to_pay"] = charges["gross"]
        plain["rows"]["interpretations/vat-rounding"]["columns"]["choice"] = reading
        found = verify(resealed(plain))
        assert (reading in right) == isinstance(found, Verified)
        assert reading in right or [("PR406", ("outcome", "charges", "vat"))] == codes(found)

    def test_a_row_that_nothing_names(self):
        """Nobody smuggles in a row."""
        plain = json.loads(text_of("status"))
        plain["rows"]["pricing/vat-22"] = json.loads(text_of("renewal"))["rows"]["pricing/vat-22"]
        assert [("PR405", ("rows", "pricing/vat-22"))] == codes(verify(resealed(plain)))

    def test_a_row_that_is_missing(self):
        """Told at each place that names it last."""
        plain = json.loads(text_of("renewal"))
        del plain["rows"]["payments/card-2016" if "payments/card-2016" in plain["rows"] else quote().because[-1]]
        assert {"PR404"} <= {code for code, _ in codes(verify(resealed(plain)))}

    def test_a_source_that_is_missing(self):
        """A row without its source proves less."""
        plain = json.loads(text_of("status"))
        source = next(ref for ref in plain["rows"] if ref.startswith("sources/"))
        del plain["rows"][source]
        ((code, path),) = codes(verify(resealed(plain)))
        assert ("PR404", "source", source) == (code, path[-1], f"sources/{at(plain, path)}")

    def test_a_row_under_a_wrong_name(self):
        """The name is the table and the id."""
        plain = changed(text_of("renewal"), ("rows", "pricing/vat-22", "section"), "payments.vat")
        assert ("PR406", ("rows", "pricing/vat-22", "columns", "id")) in codes(verify(resealed(plain)))

    def test_a_caveat_that_says_otherwise_than_its_row(self):
        """How sure a row is stands in two places."""
        path = ("outcome", "charges", "caveats", 0, "certainty")
        plain = changed(text_of("renewal"), path, "documented")
        assert [("PR406", path)] == codes(verify(resealed(plain)))

    def test_a_row_known_too_late(self):
        """As known in June nobody knew what was announced in July."""
        path = ("rows", "pricing/standard-year-2023", "columns", "announced")
        late = changed(text_of("renewal-as-known"), path, "2026-07-01")
        assert [("PR408", path[:2])] == codes(verify(resealed(late)))
        assert isinstance(verify(resealed(changed(text_of("renewal-as-known"), path, "2026-06-01"))), Verified)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the shipped tables as ``rules`` of the working directory, to be edited."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(resources.folder("rules"), tmp_path / "rules"))


def edit(file, old, new):
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


NEW_PRICE = """prices:
  - id: standard-year-2026
    item: plan
    plan: standard
    since: 2026-12-01
    label:
      it: "Canone annuo PEC Standard"
      en: "PEC Standard, yearly fee"
      de: "Jahresgebühr PEC Standard"
    per_year: "10.90"
    certainty: documented
    source: seed-002
    clause: "prova"
"""


class TestAskedAgain:
    """What differs today, amount by amount and row by row."""

    def test_two_years_later(self, folder):
        """Under the rules of then the same to the cent; under those of today dearer, because of one row."""
        edit(folder / "pricing.yaml", "prices:\n", NEW_PRICE)
        old, new = replay(text_of("renewal"), shipped()), replay(text_of("renewal"), load_rules(folder))
        assert (True, True) == (old.same, old.same_rules)
        assert (False, False) == (new.same, new.same_rules)
        amounts = {
            ".".join(map(str, each.path)): (each.before, each.after)
            for each in new.differences
            if isinstance(each.before, str) and "." in each.before
        }
        assert {
            "charges.gross": ("30.26", "32.70"),
            "charges.lines.0.net": ("19.80", "21.80"),
            "charges.lines.0.unit_price": ("9.90", "10.90"),
            "charges.net": ("24.80", "26.80"),
            "charges.to_pay": ("30.26", "32.70"),
            "charges.vat": ("5.46", "5.90"),
        } == amounts
        assert {("pricing/standard-year-2023", "gone"), ("pricing/standard-year-2026", "new")} == {
            (each.row, each.change) for each in new.rows if each.row.startswith("pricing/")
        }
        assert {()} == {each.columns for each in new.rows}

    def test_a_row_that_was_rewritten(self, folder):
        """Its columns are told one by one, though the answer may stay."""
        edit(folder / "pricing.yaml", 'per_year: "9.90"', 'per_year: "9.91"')
        found = replay(text_of("renewal"), load_rules(folder))
        (row,) = found.rows
        assert ("pricing/standard-year-2023", "changed") == (row.row, row.change)
        assert (Difference(("per_year",), "9.90", "9.91"),) == row.columns
        assert "32" not in {each.after for each in found.differences if each.path == ("charges", "gross")}

    def test_lines_that_moved_are_the_same(self, folder):
        """Where a row stands, and when its source was last looked at, is not what it says."""
        text = (folder / "pricing.yaml").read_text("utf-8")
        (folder / "pricing.yaml").write_text(text.replace("prices:\n", "# a remark\nprices:\n"), "utf-8")
        sources = (folder / "sources.yaml").read_text("utf-8")
        reviewed = "\n".join(
            "    reviewed: 2026-12-31" if "    reviewed: " in line else line for line in sources.split("\n")
        )
        assert sources != reviewed
        (folder / "sources.yaml").write_text(reviewed, "utf-8")
        found = replay(text_of("renewal"), load_rules(folder))
        assert (True, False) == (found.same, found.same_rules)

    def test_what_was_known(self, folder):
        """A receipt that asked as known in June does not learn what was announced later."""
        edit(folder / "pricing.yaml", "prices:\n", NEW_PRICE)
        assert replay(text_of("renewal-as-known"), load_rules(folder)).same

    def test_a_yes_that_has_become_a_no(self, folder):
        """Every field of the answer differs, and the differences say so."""
        edit(folder / "renewal.yaml", "years: [1, 2, 3, 4, 5]", "years: [1]")
        found = replay(text_of("renewal"), load_rules(folder))
        assert isinstance(found.outcome, pecrules.Refusal)
        assert Difference(("outcome",), "Quote", "Refusal") in found.differences

    def test_a_list_that_has_grown(self):
        """What is there now and was not is a difference from nothing, and the other way round."""
        grown, shrunk = {"a": [{"b": 1}, {"c": 2}]}, {"a": [{"b": 1}]}
        assert [Difference(("a", 1), None, {"c": 2})] == list(_differences(shrunk, grown))
        assert [Difference(("a", 1), {"c": 2}, None)] == list(_differences(grown, shrunk))
        assert [Difference(("a",), ["b"], ["b", "c"])] == list(_differences({"a": ["b"]}, {"a": ["b", "c"]}))

    def test_another_book(self):
        """The same question can be asked of another book."""
        found = replay(text_of("renewal"), roma())
        assert ("ordine-ingegneri-roma", False) == (found.outcome.stamp.book, found.same_rules)

    def test_tables_that_say_nothing(self):
        """Who cannot answer says so as any policy does."""
        with pytest.raises(NoRuleInForce):
            replay(text_of("renewal"), shipped().as_known(dt.date(2000, 1, 1)))

    def test_no_receipt(self):
        """What is not verified is not asked."""
        assert isinstance(replay("{}", shipped()), NotVerified)

    @examples(40)
    @given(st.data())
    def test_any_renewal(self, data):
        """Whatever is asked of a renewal, yes or no: written, verified and asked again it is the same."""
        found = data.draw(drawn.mailbox_days())
        request = data.draw(drawn.renewal_requests())
        with contextlib.suppress(NoRuleInForce):  # days before the tables begin
            outcome = quote_renewal(found.mailbox, request, rules=shipped(), on=found.on)
            again = replay(receipt(outcome, found.mailbox, request, rules=shipped()), shipped())
            assert (True, outcome) == (again.same, again.outcome)

    @examples(40)
    @given(drawn.mailbox_days())
    def test_any_status(self, found):
        """The same of a policy without a request."""
        with contextlib.suppress(NoRuleInForce):
            outcome = status(found.mailbox, rules=shipped(), on=found.on)
            assert replay(receipt(outcome, found.mailbox, rules=shipped()), shipped()).same


class TestGolden:
    """Receipts that releases have given out: never written again, verified for ever."""

    FILES = sorted(GOLDEN.glob("*.json"))

    def test_there_are_some_of_every_policy(self):
        """Each policy has one at least."""
        assert set(POLICIES) <= {json.loads(path.read_text("utf-8"))["policy"] for path in self.FILES}

    def test_it_is_verified(self):
        """Whatever has become of the tables."""
        for path in self.FILES:
            found = verify(path.read_bytes())
            assert isinstance(found, Verified), found
            assert path.read_text("utf-8") == canonical(json.loads(path.read_text("utf-8"))) + "\n"


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for each, case in CASES.items():
        kept = GOLDEN / f"{each}.json"
        if not kept.exists():
            kept.write_text(case.text + "\n", "utf-8", newline="\n")
            sys.stdout.write(f"{kept.name}\n")
