"""Answers and problems in words: exact outputs in three languages, and each clause of how they are made.

``python -m tests.present.test_present`` writes the true outputs into ``tests/golden``: run it on purpose, and read what
it changed.
"""

import json
import pathlib
import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import get_args

import attrs
import pytest

from pecrules import __version__, present
from pecrules.base import messages, reasons, resources
from pecrules.base.codes import ProblemCode
from pecrules.base.problems import Location, Problem
from pecrules.base.signs import visible
from pecrules.model import json as model_json
from pecrules.model.codes import BillingProblem, CalendarCode, EffectCode, RefusalCode, RemedyCode, RequirementCode
from pecrules.model.mailboxes import Holder, Mailbox
from pecrules.model.orders import Credit, Event, Order
from pecrules.model.outcomes.common import Caveat, Doubt, Effect
from pecrules.model.outcomes.options import Option, RenewalOptions
from pecrules.model.outcomes.orders import Certificate
from pecrules.model.outcomes.quotes import Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.plan_changes import PlanChangeRequest
from pecrules.model.renewals import RenewalRequest
from pecrules.model.requests import CertificationRequest, ExtraSpaceRequest, PurchaseRequest, TerminationRequest
from pecrules.parsing.documents import read
from pecrules.policies.actions.available import available_actions
from pecrules.policies.actions.commands import CONDITIONS
from pecrules.policies.alerts import alert_calendar, next_alert
from pecrules.policies.automatic import automatic_renewal
from pecrules.policies.billing import billing_requirements
from pecrules.policies.extra_space import quote_extra_space
from pecrules.policies.logs import log_availability
from pecrules.policies.plan_change import quote_plan_change
from pecrules.policies.purchase import quote_purchase
from pecrules.policies.renewal import quote_renewal
from pecrules.policies.renewal_options import renewal_options
from pecrules.policies.repurchase import quote_repurchase
from pecrules.policies.settlement import settle
from pecrules.policies.status import status
from pecrules.policies.termination import terminate
from pecrules.policies.timeline import timeline
from pecrules.policies.transitions.advance import advance
from pecrules.present import (
    LANGUAGES,
    as_text,
    catalogues,
    codes,
    explain,
    language,
    names,
    notice,
    report,
    sentences,
    sheet,
    words,
)
from pecrules.present.answers.panels import action
from pecrules.present.answers.quotes import calculation
from pecrules.present.cells import pad, width
from pecrules.rulebook.layers import Entry, Layer, Table
from pecrules.rulebook.rows import SECTIONS, structure
from pecrules.rulebook.ruleset import Ruleset
from tests.places import TESTS
from tests.variants import LABEL, add, reword, shipped, variant

GOLDEN = TESTS / "golden"
ON = date(2027, 1, 10)
BOX = Mailbox(
    address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30), holder=Holder(subject="legal_person")
)


@cache
def frozen(**replaced):
    """The frozen rules of ``golden/rules``; ``table=(old, new)`` writes something else in a table."""
    tables = {}
    for table in dict.fromkeys(section.partition(".")[0] for section in SECTIONS):
        file = GOLDEN / "rules" / f"{table}.yaml"
        if file.exists():
            text = file.read_text("utf-8").replace(*replaced.get(table, ("", "")))
            tables[table] = _table(table, read(text.encode(), f"rules/{table}.yaml").document)
    return Ruleset([Layer.of("retail", tables)], "retail")


def _table(name, document):
    entries = [
        Entry("retail", document, (section.partition(".")[2], index), structure(section, row))
        for section in SECTIONS
        if section.partition(".")[0] == name
        for index, row in enumerate(document.data.get(section.partition(".")[2], ()))
    ]
    return Table(document, tuple(entries))


def now():
    """The frozen rules, on a day."""
    return {"rules": frozen(), "on": ON}


def quoted(mailbox=BOX, on=ON, rules=None, **request):
    return quote_renewal(mailbox, RenewalRequest(**{"years": 2, **request}), rules=rules or frozen(), on=on)


def same(name, text):
    """Compare with a golden file, character by character; write it if this file was started by itself."""
    shown = text.replace(frozen().digest[:12], "DIGEST").replace(__version__, "VERSION") + "\n"
    if __name__ == "__main__":
        (GOLDEN / name).write_text(shown, "utf-8")
    assert (GOLDEN / name).read_text("utf-8") == shown, f"tests/golden/{name}"


def changed(mailbox, plan, **request):
    asked = PlanChangeRequest(**{"plan": plan, "years": 1, **request})
    return quote_plan_change(mailbox, asked, **now())


def bought(holder=Holder(subject="natural_person"), **request):  # noqa: B008 - a frozen value
    asked = PurchaseRequest(**{"address": "mario.rossi@pec.it", "plan": "standard", "years": 1, **request})
    return quote_purchase(holder, asked, **now())


def bought_again(mailbox, **request):
    asked = PurchaseRequest(**{"address": mailbox.address, "plan": "standard", "years": 1, **request})
    return quote_repurchase(mailbox, asked, **now())


GB = 10**9
BEGAN = date(2026, 3, 30)
MARIO = Holder(subject="natural_person", tax_code="RSSMRA80A01H501U", reference_email="mario@example.org")
COMPANY = Holder(subject="legal_person")
CHARGED = attrs.evolve(
    BOX, auto_renew=True, holder=MARIO, requested_on=BEGAN, activated_on=BEGAN, last_term_years=1, method="card"
)
PANEL = attrs.evolve(BOX, channel="somewhere")
FULL = attrs.evolve(BOX, plan="pro", inbox_bytes=GB, archive_bytes=GB)
FULLER = attrs.evolve(FULL, inbox_bytes=2 * GB)
GONE = attrs.evolve(BOX, expiry=BEGAN, holder=MARIO)
OPEN = Order(number="123", kind="renewal", gross=Decimal("12.08"), day=date(2027, 1, 8), years=1)
WITHDRAWAL = Event(name="withdrawal_requested", asked_by="holder", confirmed=True)
PRO = attrs.evolve(BOX, plan="pro", holder=None)


@cache
def quotes():
    """Each with its mailbox."""
    return {
        "plain": (BOX, quoted(extra_inbox_gb=1)),
        "slip": (BOX, quoted(extra_inbox_gb=2, method="postal_slip", einvoice_identifier="ABC1234")),
        "card": (PRO, quoted(PRO, extra_inbox_gb=3, extra_archive_gb=10, method="card", years=5)),
        "late": (BOX, quoted(on=date(2027, 5, 1))),
    }


@cache
def refusals():
    """Each with its mailbox."""
    return {
        "years": (BOX, quoted(years=9, extra_inbox_gb=1)),
        "one-year": (BOX, attrs.evolve(quoted(years=9), asked=1, allowed=(2, 3))),
        "inbox": (BOX, quoted(extra_inbox_gb=5)),
        "inbox-negative": (PRO, quoted(PRO, extra_inbox_gb=-1)),
        "archive": (BOX, quoted(extra_archive_gb=1)),
        "method": (BOX, quoted(method="crad")),
        "plan-unknown": (BOX, quoted(attrs.evolve(BOX, plan="bronze"))),
        "plan-withdrawn": (BOX, quoted(attrs.evolve(BOX, plan="silver"))),
        "plan-not-sold": (BOX, quoted(attrs.evolve(BOX, plan="gold"))),
        "domain": (attrs.evolve(BOX, kind="domain"), quoted(attrs.evolve(BOX, kind="domain"))),
        "automatic": (BOX, quoted(attrs.evolve(BOX, auto_renew=True))),
        "pending": (BOX, quoted(attrs.evolve(BOX, renewal_order_pending=True))),
        "deleted": (BOX, quoted(on=date(2028, 1, 1))),
    }


@cache
def choices():
    """Each with its mailbox."""
    return {
        "promo": (
            attrs.evolve(BOX, promo=True),
            renewal_options(attrs.evolve(BOX, promo=True), **now()),
        ),
        "pro": (PRO, renewal_options(PRO, **now())),
        "deleted": (BOX, renewal_options(BOX, rules=frozen(), on=date(2028, 1, 1))),
    }


LIFE = {
    "timeline": lambda: {
        "left-alone": (BOX, timeline(BOX, (ON, date(2032, 3, 30)), **now())),
        "automatic": (
            CHARGED,
            timeline(CHARGED, (BEGAN, date(2027, 12, 31)), rules=frozen(), on=date(2026, 6, 1)),
        ),
        "nothing": (BOX, timeline(BOX, (ON, ON), **now())),
        "backwards": (BOX, timeline(BOX, (ON, BEGAN), **now())),
    },
    "status": lambda: {
        "expiring": (BOX, status(BOX, **now())),
        "active": (BOX, status(BOX, rules=frozen(), on=date(2026, 6, 1))),
        "deleted": (BOX, status(BOX, rules=frozen(), on=date(2028, 1, 1))),
    },
    "actions": lambda: {
        "renewable": (BOX, available_actions(BOX, (OPEN,), **now())),
        "elsewhere": (PANEL, available_actions(PANEL, (), **now())),
    },
    "extra-space": lambda: {
        "some": (BOX, quote_extra_space(BOX, ExtraSpaceRequest(extra_inbox_gb=1), **now())),
        "nothing": (BOX, quote_extra_space(BOX, ExtraSpaceRequest(), **now())),
        "expired": (
            BOX,
            quote_extra_space(BOX, ExtraSpaceRequest(extra_inbox_gb=1), rules=frozen(), on=date(2027, 5, 1)),
        ),
    },
    "plan-change": lambda: {
        "larger": (BOX, changed(BOX, "pro")),
        "smaller": (FULL, changed(FULL, "standard", years=2)),
        "too-full": (FULLER, changed(FULLER, "standard", extra_archive_gb=1)),
        "same": (BOX, changed(BOX, "standard")),
    },
    "purchase": lambda: {
        "two": (None, bought(mailboxes=2, method="postal_slip")),
        "domain": (None, bought(address="mario@pec.ti", mailboxes=0)),
    },
    "repurchase": lambda: {
        "again": (GONE, bought_again(GONE, holder=MARIO, through="new_purchase")),
        "somebody-else": (GONE, bought_again(GONE, holder=None)),
        "wrong": (GONE, bought_again(GONE, address="luigi@pec.it", holder=MARIO, through="repurchase_button")),
    },
    "auto-renewal": lambda: {
        "on": (CHARGED, automatic_renewal(CHARGED, **now())),
        "off": (BOX, automatic_renewal(BOX, **now())),
    },
    "alert-calendar": lambda: {
        "left-alone": (BOX, alert_calendar(BOX, (BEGAN, date(2027, 12, 31)), **now())),
        "backwards": (BOX, alert_calendar(BOX, (ON, BEGAN), **now())),
    },
    "other": lambda: {
        "settled": (None, settle(quotes()["plain"][1], Credit(amount=Decimal("20.00")), **now())),
        "not-settled": (
            None,
            settle(quotes()["plain"][1], Credit(amount=Decimal("-1.00")), **now()),
        ),
        "withdrawal": (BOX, terminate(BOX, TerminationRequest(mode="withdrawal"), **now())),
        "lapse": (CHARGED, terminate(CHARGED, TerminationRequest(mode="lapse"), **now())),
        "no-end": (
            BOX,
            terminate(BOX, TerminationRequest(mode="at_date", asked_by="partner"), **now()),
        ),
        "logs": (BOX, log_availability(BOX, date(2026, 12, 1), **now())),
        "no-logs": (BOX, log_availability(BOX, date(2027, 12, 1), **now())),
        "company": (None, billing_requirements(attrs.evolve(COMPANY, vat_number="1"), **now())),
        "person": (None, billing_requirements(MARIO, "123", **now())),
        "renewed": (
            BOX,
            advance(BOX, Event(name="renewal_registered", years=2, method="card"), **now()),
        ),
        "withdrawn": (BOX, advance(BOX, WITHDRAWAL, **now())),
        "no-event": (BOX, advance(BOX, Event(name="expiry_pased"), **now())),
        "paid": (None, advance(OPEN, Event(name="payment_registered", paid_on=ON), **now())),
    },
}
"""What the answers are about, and how each kind is asked for."""


@cache
def life(name):
    """The answers of one kind, each with its mailbox."""
    return LIFE[name]()


def certificate():
    """What a partner certifies; the frozen rules have no partners."""
    return Certificate(
        BOX, "tacit", 2, ("renewal_type", "years"), (Effect("holder_registered", "r"),), (), ("plans/pro-2021",),
        (), quotes()["plain"][1].stamp,
    )  # fmt: skip


PROBLEMS = (
    Problem("PR020", Location("rules/mistakes.yaml", 4, 15, 19), args={"found": "2,50", "advice": '"2.50"'}),
    Problem("PR018", Location("rules/mistakes.yaml", 5, 5, 7), args={"found": "on"}),
    Problem(
        "PR021", Location("rules/mistakes.yaml", 5, 9, 11),
        args={"found": "NO", "advice": "`false`", "other": '`"NO"`'},
    ),
    Problem("PR010", Location("rules/mistakes.yaml", 6, 9, 17), args={"found": "“ciao” x", "advice": '"ciao" x'}),
    Problem("PR017", Location("rules/mistakes.yaml", 10, 5, 7), args={"found": "id", "first": "3"}),
    Problem(
        "PR104", Location("rules/gone.yaml", 3, 5, 9), ("prices", 0, "item"),
        {"found": "plna", "allowed": "plan, space"}, schema_message="vale solo uno fra `plan`, `space`", nearest="plan",
    ),
    Problem("PR209", args={"folder": "nowhere", "reason": "ENOENT"}),
    Problem("PR103", Location("rules/mistakes.yaml", 99, 1, 2), args={"found": "x", "expected": "integer"}),
    Problem(
        "PD006", Location("rules/mistakes.yaml", 4, 15, 19), args={
            "plan": "premium", "other": "standard", "amount": "1.22", "other_amount": "12.08", "first": "p.yaml:5:5",
        },
    ),
)  # fmt: skip
TEXTS = {"rules/mistakes.yaml": (GOLDEN / "mistakes.yaml").read_text("utf-8")}


def listed(table, column):
    """The words that a schema lists for a column, wherever it stands."""
    schema = json.loads(resources.read(f"{resources.folder('schemas')}/{table}.schema.json"))
    return {word for words in _enums(schema, column, inside=False) for word in words}


def _enums(part, column, *, inside):
    if isinstance(part, dict):
        if inside and "enum" in part:
            yield part["enum"]
        for key, value in part.items():
            within = inside if key in {"items", "anyOf"} else False
            yield from _enums(value, column, inside=within or key == column)
    elif isinstance(part, list):
        for value in part:
            yield from _enums(value, column, inside=inside)


in_each_language = pytest.mark.parametrize("lang", LANGUAGES)


class TestGolden:
    """The whole of an output, as it stands in a file."""

    @in_each_language
    def test_quotes(self, lang):
        """Quotes read as the files say."""
        shown = (as_text(sheet(quote, frozen(), lang, mailbox=box, why=True)) for box, quote in quotes().values())
        same(f"quote.{lang}.txt", "\n\n=====\n\n".join(shown))

    @in_each_language
    def test_refusals(self, lang):
        """Refusals read as the files say."""
        shown = (as_text(sheet(no, frozen(), lang, mailbox=box)) for box, no in refusals().values())
        same(f"refusal.{lang}.txt", "\n\n=====\n\n".join(shown))

    @in_each_language
    def test_options(self, lang):
        """Options read as the files say."""
        shown = (as_text(sheet(options, frozen(), lang, mailbox=box)) for box, options in choices().values())
        same(f"options.{lang}.txt", "\n\n=====\n\n".join(shown))

    @in_each_language
    @pytest.mark.parametrize("name", LIFE)
    def test_life(self, lang, name):
        """Answers about the life of a mailbox, and quotes that are no renewals, read as the files say."""
        shown = (as_text(sheet(answer, frozen(), lang, mailbox=box)) for box, answer in life(name).values())
        same(f"{name}.{lang}.txt", "\n\n=====\n\n".join(shown))

    @in_each_language
    def test_certificate(self, lang):
        """A certificate reads as the file says."""
        same(f"certificate.{lang}.txt", as_text(sheet(certificate(), frozen(), lang)))

    @in_each_language
    def test_next_notice(self, lang):
        """The next notice, and that there is none, read as the files say."""
        stamp = quotes()["plain"][1].stamp
        found = next_alert(BOX, rules=frozen(), on=BEGAN), next_alert(BOX, rules=frozen(), on=date(2027, 5, 1))
        shown = (as_text(notice(each, stamp, frozen(), lang, mailbox=BOX)) for each in found)
        same(f"next-alert.{lang}.txt", "\n\n=====\n\n".join(shown))

    @in_each_language
    def test_explanations(self, lang):
        """Explanations read as the files say."""
        shown = (as_text(explain(outcome, frozen(), lang)) for outcome in (quotes()["slip"][1], refusals()["inbox"][1]))
        same(f"explain.{lang}.txt", "\n\n=====\n\n".join(shown))

    @in_each_language
    def test_explanations_under_other_rules(self, lang):
        """An explanation under other rules says so, and what they say instead."""
        other = frozen(pricing=('"9.90"', '"11.90"'), renewal=("id: ordinary-terms,", "id: new-terms,"))
        same(f"explain-other.{lang}.txt", as_text(explain(quotes()["plain"][1], other, lang)))

    @in_each_language
    def test_reports(self, lang):
        """A report reads as the file says."""
        same(f"check.{lang}.txt", report(PROBLEMS, lang, texts=TEXTS))

    @pytest.mark.parametrize("form", ["json", "github", "sarif"])
    def test_reports_for_programs(self, form):
        """What programs get is what the file says."""
        same(f"check.{form}.txt", report(PROBLEMS, "it", form, TEXTS))


class TestLanguage:
    """Explicit, else the environment's, else English."""

    @pytest.mark.parametrize(
        ("expected", "wanted", "environ"),
        [
            ("it", "it", {"LC_ALL": "de_DE"}),
            ("de", "de-AT", {}),
            ("it", None, {"LC_ALL": "it_IT.UTF-8", "LC_MESSAGES": "de", "LANG": "en"}),
            ("de", None, {"LC_ALL": "", "LC_MESSAGES": "de_CH", "LANG": "it"}),
            ("it", None, {"LANG": "it.UTF-8"}),
            ("en", None, {"LC_ALL": "C.UTF-8", "LANG": "it_IT"}),
            ("en", None, {"LANG": "fr_FR"}),
            ("en", "fr", {"LANG": "it"}),
            ("en", None, {}),
        ],
    )
    def test_choice(self, expected, wanted, environ):
        """The first that says anything decides; what we do not speak is English."""
        assert expected == language(wanted, environ)


class TestTell:
    """A problem in words."""

    def test_schema_sentence_in_italian(self):
        """In Italian what was found is named, and the schema's own sentence helps, as in the editor."""
        problem = Problem("PR105", args={"found": "x", "example": "y"}, schema_message='un importo come "9.90"')
        words = present.wording(problem, "it")
        assert ("`x` non è scritto nel modo giusto", ('un importo come "9.90"',)) == (words.sentence, words.helps)
        assert "`x` is not written the right way" == present.wording(problem, "en").sentence

    def test_nearest_comes_first(self):
        """The nearest word is the first help."""
        problem = Problem("PR203", args={"found": "seed-0001"}, nearest="seed-001")
        assert "did you mean `seed-001`?" == present.wording(problem, "en").helps[0]

    def test_the_argument_of_show(self):
        """It is called as it stands in the help; a key of a table keeps its name."""
        said = [Problem("PR306", args={"found": "x", "key": key, "allowed": "a"}) for key in ("WHAT", "text")]
        told = [present.wording(problem, "it").sentence for problem in said]
        assert ["`x` non è ammesso per `COSA`", "`x` non è ammesso per `text`"] == told

    def test_no_help(self):
        """A problem without any help has an empty one."""
        assert "" == present.wording(Problem("PR102", args={"key": "id"}), "de").help

    def test_advice_with_a_choice(self):
        """Between two pieces of advice the word is translated."""
        problem = Problem("PR021", args={"found": "NO", "advice": "`false`", "other": '`"NO"`'})
        assert 'scrivi `false`, o `"NO"`' == present.wording(problem, "it").help

    def test_values_with_braces(self):
        """What the user wrote is never read as a place to fill."""
        problem = Problem("PR101", args={"found": "{found}{0}{", "allowed": "a"})
        assert "the key `{found}{0}{` is not known here" == present.wording(problem, "en").sentence

    @in_each_language
    def test_kinds_are_translated(self, lang):
        """Every word for a type has a translation where an argument brings it."""
        for code, kind in reasons.KINDS.items():
            args = {"found": "x", "expected": code, "allowed": "1", "type": "1"}
            told = present.wording(Problem("PR103", args=args), lang)
            assert (kind.text.format_map(args) in told.sentence) == (lang == "en")

    @in_each_language
    def test_every_message_can_be_told(self, lang):
        """No message needs a place that its English form does not have."""
        for code, message in messages.MESSAGES.items():
            args = dict.fromkeys(re.findall(r"\{(\w+)", message.text + message.help), "1")
            assert "{" not in present.wording(Problem(code, args=args), lang).sentence


class TestExcerpt:
    """The line of a mistake and the carets below it."""

    @staticmethod
    def lines(text, column, end):
        problem = Problem("PR112", Location("f.yaml", 1, column, end))
        return report([problem], "en", texts={"f.yaml": text}).split("\n")[3:5]

    @pytest.mark.parametrize(
        ("shown", "text", "column", "end"),
        [
            (["1 | a: 日本", "  |    ^^^^"], "a: 日本", 4, 6),
            (["1 | 日本: x", "  |       ^"], "日本: x", 5, 6),
            (["1 | a:    x", "  |       ^"], "a:\tx", 4, 5),
            (["1 | e\u0301: x", "  |    ^"], "e\u0301: x", 5, 6),
            (["1 | a: \ufffdx", "  |     ^"], "a: \u202ex", 5, 6),
            (["1 | a", "  |  ^"], "a", 2, 2),
            (["1 | a: b", "  |    ^"], "a: b\r", 4, 5),
        ],
    )
    def test_caret_stands_below(self, shown, text, column, end):
        """Wide, combining and invisible characters and tabs do not move the caret."""
        assert shown == self.lines(text, column, end)

    def test_long_line_is_cut_around_the_caret(self):
        """A long line loses its ends, not the mistake."""
        line, carets = self.lines("a" * 300 + "X" + "b" * 300, 301, 302)
        assert ("X", True, True) == (line[carets.index("^")], line.startswith("1 | ..."), line.endswith("b..."))

    def test_long_line_with_its_mistake_at_the_end(self):
        """What stands after the mistake is whole if there is room."""
        line, carets = self.lines("a" * 300 + "X b", 301, 302)
        assert ("X b", "^") == (line[-3:], carets.strip(" |"))

    def test_long_mistake_is_cut(self):
        """A mistake longer than the line loses its end, and the carets too."""
        line, carets = self.lines("k: " + "x" * 500, 4, 504)
        assert ("x" * 97 + "...", "^" * 97) == (line[7:], carets.strip(" |"))

    def test_a_line_that_is_not_there(self):
        """Without the line there is no excerpt."""
        problem = Problem("PR112", Location("f.yaml", 9, 1, 2))
        assert "PR112 this does not fit the table\n --> f.yaml:9:1\n\n1 mistake" == report(
            [problem], "en", texts={"f.yaml": "a"}
        )


class TestReports:
    """The forms of a report."""

    @pytest.mark.parametrize(("form", "expected"), [("text", ""), ("github", ""), ("json", "[]")])
    def test_nothing_wrong(self, form, expected):
        """No problem makes an empty report."""
        assert expected == report([], "it", form)

    def test_text_shows_what_is_hidden(self):
        """A name with control characters cannot play with the terminal."""
        told = report(
            [Problem("PR210", Location("\x1b[2J.yaml", 1, 1, 2), args={"found": "\x1b[31m", "allowed": "-"})], "en"
        )
        assert "\x1b" not in told

    def test_github_escapes(self):
        """Workflow commands keep their separators."""
        problem = Problem("PR101", Location("a,b:c%.yaml", 1, 2, 3), args={"found": "x%\n", "allowed": "y"})
        assert (
            "::error file=a%2Cb%3Ac%25.yaml,line=1,col=2,endColumn=3,title=PR101::"
            "the key `x%25%0A` is not known here%0Athe keys are: y"
        ) == report([problem], "en", "github")

    def test_sarif_is_whole(self):
        """SARIF has what its schema requires, and its rules are the codes found."""
        log = json.loads(report(PROBLEMS, "de", "sarif"))
        run = log["runs"][0]
        assert "2.1.0" == log["version"]
        assert "pecrules" == run["tool"]["driver"]["name"]
        ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert [problem.code for problem in PROBLEMS] == [ids[result["ruleIndex"]] for result in run["results"]]
        for result in run["results"]:
            assert {"ruleId", "ruleIndex", "level", "message"} <= result.keys()
            for location in result.get("locations", ()):
                region = location["physicalLocation"]["region"]
                assert 1 <= region["startColumn"] <= region["endColumn"]

    def test_sarif_addresses(self):
        """A file's name becomes an address."""
        told = json.loads(report([Problem("PR112", Location("le mie/regole.yaml", 1, 1, 2))], "it", "sarif"))
        place = told["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        assert "le%20mie/regole.yaml" == place["artifactLocation"]["uri"]


class TestCells:
    """Text in cells."""

    def test_widths(self):
        """Wide characters take two cells, combining ones none."""
        assert (4, 1, 1) == (width("価格"), width("e\u0301"), width("é"))

    def test_padding(self):
        """Cells are filled on either side."""
        assert ("a ", " a") == (pad("a", 2), pad("a", 2, right=True))

    def test_invisible(self):
        """Line breaks, directions and half characters become visible."""
        assert "\ufffd\ufffd\ufffd" == visible("\n\u202e\udcff")


class TestWords:
    """Amounts, days, shares and lists."""

    @pytest.mark.parametrize(
        ("expected", "share", "lang"),
        [
            ("22%", "22", "it"),
            ("5,5%", "5.5", "it"),
            ("5.5%", "5.50", "en"),
            ("0,25\xa0%", "0.25", "de"),
            ("-4%", "-4", "en"),
        ],
    )
    def test_percent(self, expected, share, lang):
        """A share keeps its decimals."""
        assert expected == words.percent(Decimal(share), lang)

    def test_huge_amounts(self):
        """An amount of a hundred digits is exact."""
        assert "9" * 100 + ",98\xa0€" == words.money(Decimal("9" * 100 + ".975"), "de").replace(".", "")

    @pytest.mark.parametrize(
        ("expected", "day", "lang", "length"),
        [
            ("1º gennaio 2028", date(2028, 1, 1), "it", "long"),
            ("1 January 2028", date(2028, 1, 1), "en", "long"),
            ("1. Januar 2028", date(2028, 1, 1), "de", "long"),
            ("1 gen 2028", date(2028, 1, 1), "it", "medium"),
            ("01.01.2028", date(2028, 1, 1), "de", "medium"),
        ],
    )
    def test_days(self, expected, day, lang, length):
        """A day reads as people write it."""
        assert expected == words.day(day, lang, length)

    @pytest.mark.parametrize(
        ("expected", "least", "most", "working"),
        [
            ("1 day", 1, 1, False),
            ("2 days", 2, 2, False),
            ("1 to 2 days", 1, 2, False),
            ("1 working day", 1, 1, True),
            ("5 to 7 working days", 5, 7, True),
        ],
    )
    def test_lags(self, expected, least, most, working):
        """Days are counted in the singular and the plural."""
        assert expected == words.days(least, most, "en", working=working)

    @pytest.mark.parametrize(
        ("expected", "when"),
        [
            ("al 1º marzo 2027", date(2027, 3, 1)),
            ("all'8 marzo 2027", date(2027, 3, 8)),
            ("all'11 marzo 2027", date(2027, 3, 11)),
            ("al 18 marzo 2027", date(2027, 3, 18)),
        ],
    )
    def test_italian_articles_before_a_day(self, expected, when):
        """Before otto and undici the article loses its vowel."""
        told = catalogues.say(
            "it", "rules: book {book}, on {day}, digest {digest}", book="retail", day=words.day(when, "it"), digest="0"
        )
        assert f"regole: listino retail, {expected}, impronta 0" == told

    def test_lists(self):
        """Words are strung together as the language does."""
        assert ("1 oder 2", "a e b", "a") == (
            words.either(["1", "2"], "de"), words.both(["a", "b"], "it"), words.both(["a"], "it"),
        )  # fmt: skip


class TestSentences:
    """Codes as sentences."""

    @pytest.mark.parametrize(
        ("kind", "sentences_"),
        [
            (RefusalCode, codes.REASONS),
            (RemedyCode, codes.REMEDIES),
            (EffectCode, codes.EFFECTS),
            (RequirementCode, codes.REQUIREMENTS),
            (BillingProblem, codes.PROBLEMS),
            (Doubt, codes.CERTAINTIES),
            (ProblemCode, messages.MESSAGES),
        ],
    )
    def test_every_code_has_a_sentence(self, kind, sentences_):
        """No code of any outcome is shown as a bare word, and no sentence is for none."""
        assert set(get_args(kind)) == set(sentences_)

    def test_every_day_has_a_sentence(self):
        """What falls on a day of a calendar is told in words; notices have their own labels."""
        assert set(get_args(CalendarCode)) - {"notice"} == set(codes.DAYS)

    def test_every_sentence_with_a_value_is_one_of_a_refusal(self):
        """A sentence with a value stands beside one without."""
        assert set() == set(codes.WITH_REQUESTED) - set(codes.REASONS)

    def test_the_words_of_the_tables_have_sentences(self):
        """Conditions, events and states of mind: what the schemas list is told in words."""
        assert set(CONDITIONS) == set(codes.CONDITIONS)
        assert listed("renewal", "situation") == set(codes.SITUATIONS)
        assert listed("lifecycle", "event") == set(codes.EVENTS)
        assert listed("termination", "mode") == set(codes.MODES)
        assert listed("termination", "asked_by") == set(codes.WHO)
        assert listed("termination", "asked_through") == set(codes.WAYS)
        assert listed("termination", "records") == set(codes.RECORDS)
        assert listed("payments", "used_for") == set(codes.USES)
        assert listed("holders", "addressed_to") == set(codes.INVOICED)
        assert listed("channels", "input") == set(codes.INPUTS)
        assert listed("channels", "credential") == set(codes.LOGINS)
        assert listed("plans", "features") | listed("termination", "deletes") | listed("pricing", "item") | {
            "inbox", "archive", "mailbox",
        } == set(codes.THINGS)  # fmt: skip

    @pytest.mark.parametrize(
        ("expected", "facts", "on"),
        [
            (["automatic renewal is on"] * 2, {"auto_renew": True}, date(2022, 1, 10)),
            (["a renewal order is open"] * 2, {"renewal_order_pending": True}, ON),
            (["its end was asked for"] * 2, {"termination_day": date(2027, 2, 1)}, ON),
            (
                ["a renewal order is open and automatic renewal is on", "a renewal order is open"],
                {"auto_renew": True, "renewal_order_pending": True},
                date(2022, 1, 10),
            ),
        ],
    )
    def test_why_nobody_renews_by_hand(self, expected, facts, on):
        """A hidden command names what is under way, and nothing that is not."""
        found = available_actions(attrs.evolve(BOX, **facts), (), rules=shipped(), on=on)
        hidden = [each for each in found.actions if each.command in {"renew", "change_plan"}]
        assert expected == [action(each, names.Names(shipped(), on), "en")[2] for each in hidden]

    @pytest.mark.parametrize(
        ("expected", "effect"),
        [
            ("paying this way switches automatic renewal on", Effect("automatic_renewal_on", "r")),
            ("the payment is registered", Effect("payment_registered", "r")),
            ("the payment is registered at once", Effect("payment_registered", "r", "immediate")),
            ("the payment is registered within the day", Effect("payment_registered", "r", "same_day")),
            ("the payment is registered after 1 day", Effect("payment_registered", "r", "calendar_days", 1, 1)),
            (
                "the payment is registered after 5 to 7 working days",
                Effect("payment_registered", "r", "working_days", 5, 7),
            ),
            ("the mailbox is activated", Effect("activation", "r")),
            ("activated at once", Effect("activation", "r", "immediate")),
            ("activated within 24 to 48 hours", Effect("activation", "r", "hours", 24, 48)),
            ("activated within 48 hours", Effect("activation_started", "r", "hours", 48, 48)),
            ("activation begins", Effect("activation_started", "r", "new_unit", 1, 1)),
            ("automatic renewal stays as it was", Effect("automatic_by_method", "r", value="unchanged")),
            ("the way to pay switches automatic renewal on", Effect("automatic_by_method", "r", value="on")),
            ("2 GB are added: extra inbox space", Effect("space_added", "r", "gb", 2, 2, "extra_inbox")),
            ("from the renewal on its price is €4.00, net of VAT", Effect("renewal_price", "r", value="4.00")),
            ("the mailbox is paid until 30 March 2029", Effect("term_extended", "r", value="2029-03-30")),
            ("the term is extended", Effect("term_extended", "r")),
            ("the mailbox ends on 30 March 2029", Effect("termination_day_set", "r", value="2029-03-30")),
            ("the plan becomes PEC Pro", Effect("plan_becomes", "plans/pro-2021", value="pro")),
            ("the plan becomes gold", Effect("plan_becomes", "plans/gone", value="gold")),
            (
                "the way to pay must be changed first: now it is Credit card",
                Effect("method_must_be_changed", "r", value="card"),
            ),
            ("what was added to the mailbox ends with it", Effect("addons_ended", "r")),
            (
                "what was added to the mailbox ends: extra inbox space",
                Effect("addons_ended", "r", value="extra_inbox"),
            ),
            ("`new_code`", Effect("new_code", "r")),
        ],
    )
    def test_effects(self, expected, effect):
        """Effects with and without days, space and values read as sentences."""
        assert expected == sentences.effect(effect, names.Names(frozen(), ON), "en")

    @pytest.mark.parametrize(
        ("expected", "code", "asked", "allowed"),
        [
            (
                "the plan cannot become PEC Pro; only PEC Standard is possible", "change_not_offered",
                "pro", ("standard",),
            ),
            ("the plan cannot become this one", "change_not_offered", "pro", ()),
            ("its activation is not over before 2 April 2027", "activation_not_due", None, ("2027-04-02",)),
            ("its activation is not over yet", "activation_not_due", None, ()),
            ("1 April 2027 is past; from 2 April 2027 on it is possible", "day_past", "2027-04-01", ("2027-04-02",)),
            (
                "1 April 2027 lies after the expiry; anything from 10 January 2027 to 30 March 2027 is possible",
                "day_after_expiry", "2027-04-01", ("2027-01-10", "2027-03-30"),
            ),
            (
                "the credit is not enough: €12.08 are asked for, and there are €5.00", "credit_short",
                "12.08", ("5.00",),
            ),
            ("the credit is not enough", "credit_short", None, ()),
            (
                "the credit pays first orders of mailboxes, not renewals of mailboxes", "not_for_this",
                "mailbox_renewals", ("first_orders",),
            ),
            (
                "one order does not hold 300 mailboxes; anything from 1 to 200 is possible", "order_size_beyond_limit",
                300, (1, 200),
            ),
            ("one order does not hold 2 mailboxes; only 1 is possible", "order_size_beyond_limit", 2, (1, 1)),
            ("one order does not hold 0 mailboxes; 1 or more are possible", "order_size_beyond_limit", 0, (1,)),
            ("9 extra GB of inbox cannot be bought; no more is sold", "extra_inbox_beyond_limit", 9, ()),
            ("what is in the inbox needs 3 GB, and it would have 1", "too_full_inbox", 3, (0, 1)),
            ("an heir may not ask for it, only the partner", "not_entitled", "heir", ("partner",)),
            ("`gardener` may not ask for it, only the partner", "not_entitled", "gardener", ("partner",)),
            (
                "it cannot be asked for like this (the button to buy it again); only a new purchase is possible",
                "not_this_way", "repurchase_button", ("new_purchase",),
            ),
            ("`soon` is no amount", "amount_invalid", "soon", ()),
            ("the mailbox ends sooner already, on 1 April 2027", "ends_sooner", "2027-04-01", ()),
            ("no holder with the id `7` is registered", "holder_not_registered", "7", ("1", "2")),
            ("the plan must stay the same: PEC Standard", "plan_must_stay", "pro", ("standard",)),
        ],
    )  # fmt: skip
    def test_refusals_with_values(self, expected, code, asked, allowed):
        """A refusal that brings values says them: days, amounts, plans, words and bounds."""
        no = attrs.evolve(quoted(years=9), code=code, asked=asked, allowed=allowed)
        assert expected == sentences.refusal(no, names.Names(frozen(), ON), "en")

    def test_unknown_codes_are_shown(self):
        """A code that nobody has put in words is shown as it is."""
        assert ("`new_code`", "`new_code`") == (sentences.reason("new_code", "it"), sentences.remedy("new_code", "it"))

    def test_refusal_without_a_value(self):
        """A refusal that brings no value is told in general."""
        no = attrs.evolve(quoted(years=9), asked=None)
        assert "the term is not offered" == sentences.refusal(no, names.Names(frozen(), ON), "en")

    def test_request_in_words(self):
        """A request names its term, its space and its payment."""
        asked = RenewalRequest(years=1, extra_inbox_gb=0, extra_archive_gb=2, method="card")
        assert "1 Jahr, 0 GB mehr Postfach, 2 GB mehr Archiv, Zahlung: Kreditkarte" == sentences.request(
            asked, names.Names(frozen(), ON), "de"
        )

    @pytest.mark.parametrize(
        ("expected", "asked"),
        [
            ("the renewal is registered, 2 years", Event(name="renewal_registered", years=2)),
            ("the holder withdraws, confirmed", Event(name="withdrawal_requested", confirmed=True)),
            ("the terms of the contract accepted", Event(name="order_placed", terms_accepted=True)),
            (
                "termination on a day, the partner, the command of the panel, on 30 March 2027",
                TerminationRequest(mode="at_date", asked_by="partner", through="panel_command", day=BOX.expiry),
            ),
            ("legal archiving of messages, without signing in", ExtraSpaceRequest(conservazione=True, signed_in=False)),
            (
                "plan PEC Pro, 1 year, 3 mailboxes, automatic renewal stays off, on promotion",
                PurchaseRequest(
                    address="a@b.it", kind="domain", plan="pro", years=1, mailboxes=3, keep_automatic_off=True,
                    promo=True, einvoice_identifier="ABC1234", holder=COMPANY,
                ),
            ),
            (
                "mailbox name a, domain b.it, plan PEC Pro, a registered holder, holder `7`, it renews itself, 2 years",
                CertificationRequest(
                    name="a", domain="b.it", plan="pro", holder_choice="registered", holder_id="7",
                    renewal_type="tacit", years=2,
                ),
            ),
        ],
    )  # fmt: skip
    def test_requests_in_words(self, expected, asked):
        """Every kind of request is told by what is not as usual in it; data about people are not repeated."""
        assert sentences.request(asked, names.Names(frozen(), ON), "en").endswith(expected)


class TestNames:
    """Names come from the tables, on the day of the answer."""

    def test_without_rules(self):
        """Without rules, ids are shown."""
        bare = names.Names(None)
        assert ("`card`", "`pro`", "`pricing/x`") == (
            bare.method("card", "it"), bare.plan("pro", "it"), bare.row("pricing/x", "it"),
        )  # fmt: skip

    def test_names_that_the_tables_do_not_know(self):
        """A name without a row, or whose row has ended, is shown as it is."""
        known = names.Names(frozen(), ON)
        assert ("`bronze`", "`silver`", "PEC Oro") == tuple(
            known.plan(name, "it") for name in ("bronze", "silver", "gold")
        )

    def test_no_row_is_named_by_a_code(self):
        """What the rows of a section are about is said in words, for one without a label, or one that ends its key."""
        assert {*SECTIONS, "sources.sources"} == {*names.SECTIONS}

    def test_a_change_of_state_says_which(self):
        """By the event that brings it, for there are many."""
        known = names.Names(shipped(), ON)
        assert "change of state: the expiry passes" == known.row("lifecycle/mailbox-expires-2025", "en")

    def test_a_plan_of_the_partners_has_its_name(self):
        """As those of the public have."""
        assert "PRO+SMS" == names.Names(shipped(), ON).plan("pro-sms", "it")

    def test_sections_of_renewal_have_words(self):
        """Everything a renewal can cite is about something."""
        known = names.Names(frozen(), ON)
        for _, outcome in (*quotes().values(), *refusals().values(), *choices().values()):
            assert all("." not in known.row(ref, "de").split()[0] for ref in outcome.because)

    def test_a_reading_has_its_question_in_every_language(self):
        """A row that chooses is named by the question that its topic asks."""
        known = names.Names(frozen())
        assert {
            "it": "Dove si arrotonda l'IVA?",
            "en": "Where is VAT rounded?",
            "de": "Wird die Mehrwertsteuer auf die Summe, je Position oder je Stück gerundet?",
        } == {lang: known.row("interpretations/vat-rounding", lang) for lang in ("it", "en", "de")}

    def test_a_question_that_is_not_told(self):
        """Rules without the questions still have their names, and the readings chosen."""
        known, row = names.Names(None), frozen().cite("interpretations/vat-rounding").row
        assert ("`vat_rounding`", "order_total") == (known.question(row, "it"), known.reading(row, "it"))


class TestSheets:
    """Answers laid out."""

    def test_without_rules(self):
        """Without rules a quote still shows every amount, with the rows' ids."""
        part = sheet(quotes()["plain"][1], None, "en").parts[0]
        assert ("`pricing/extra-inbox`", "1 GB \xd7 2 years \xd7 €2.50", "€5.00") == part.rows[1]

    def test_several_things_paid_once(self):
        """What is paid once, but several times, is counted."""
        quote = quotes()["late"][1]
        fee = attrs.evolve(quote.lines[-1], quantity=3)
        several = attrs.evolve(quote, charges=attrs.evolve(quote.charges, lines=(fee,)))
        assert "3 \xd7 €15.00" == sheet(several, frozen(), "en").parts[0].rows[0][1]

    def test_as_known(self):
        """The stamp says which knowledge was used."""
        quote = quoted(rules=frozen().as_known(date(2026, 1, 1)))
        assert sheet(quote, frozen(), "en").notes[0].endswith(", as known on 1 January 2026")

    def test_empty_parts_are_left_out(self):
        """A part without rows does not show, heading and all."""
        shown = present.Sheet("t", (present.Part("nothing", ()), present.Part("", (("a", "b"), ("c",)))))
        assert "t\n\n  a  b\n  c" == as_text(shown)

    def test_an_unoffered_method_is_told(self):
        """An option that is refused says why."""
        options = attrs.evolve(choices()["promo"][1], methods=(Option("card", False, "method_unknown", ()),))
        assert "no: there is no such way to pay" in as_text(sheet(options, frozen(), "en"))


class TestExplanation:
    """Where every part comes from."""

    def test_same_rules(self):
        """Under the same rules nothing is said about others."""
        assert 1 == len(explain(quotes()["plain"][1], frozen(), "it").notes)
        assert present.is_explained_by(quotes()["plain"][1], frozen())

    def test_every_row_is_explained(self):
        """Each row behind an answer has its part, in order."""
        for _, outcome in (*quotes().values(), *refusals().values(), *choices().values()):
            parts = explain(outcome, frozen(), "en").parts
            assert list(outcome.because) == [dict(part.rows)["row"] for part in parts]

    def test_stored_answers(self):
        """An answer that went through JSON is explained the same."""
        for _, outcome in (*quotes().values(), *refusals().values(), *choices().values()):
            assert explain(outcome, frozen(), "it") == explain(
                model_json.from_json(model_json.to_json(outcome)), frozen(), "it"
            )

    @pytest.mark.parametrize(
        ("columns", "announced", "existing"),
        [
            ({}, "lo stesso giorno", None),
            ({"announced": "2025-12-11"}, "11 dicembre 2025", None),
            ({"existing_since": "2027-03-08"}, "lo stesso giorno", "dall'8 marzo 2027"),
            ({"existing_since": "never"}, "lo stesso giorno", "mai"),
        ],
    )
    def test_both_clocks_are_explained(self, columns, announced, existing):
        """When a row became known, and from when it holds for those who were customers before."""
        row = {"id": "dearer", "item": "plan", "plan": "standard", "since": "2026-01-01", "per_year": "12.00"}
        rules = variant(add("pricing", "prices", **row, label=LABEL, **columns))
        box = attrs.evolve(BOX, requested_on=date(2026, 1, 1))
        quote = quote_renewal(box, RenewalRequest(years=1), rules=rules, on=date(2026, 6, 1))
        facts = dict(explain(quote, rules, "it").parts[0].rows)
        assert (announced, existing) == (facts["annunciata"], facts.get("già clienti"))

    def test_a_source_is_explained(self):
        """A source behind an answer is its own source."""
        quote = quotes()["plain"][1]
        cited = attrs.evolve(quote, charges=attrs.evolve(quote.charges, because=("sources/price-page",)))
        assert "Listino di prova (Aruba PEC)" == dict(explain(cited, frozen(), "en").parts[0].rows)["source"]

    def test_a_price_line_that_is_no_price_now(self):
        """A line whose row is another kind of row now is shown, without a comparison."""
        quote = quotes()["plain"][1]
        line = attrs.evolve(quote.lines[0], row="pricing/vat-22")
        odd = attrs.evolve(quote, charges=attrs.evolve(quote.charges, lines=(line,), because=("pricing/vat-22",)))
        assert "VAT rate: 2 years \xd7 €9.90 = €19.80" == explain(odd, frozen(), "en").parts[0].heading


class TestAnswers:
    """What an answer says only now and then."""

    @staticmethod
    def shown(answer):
        return as_text(sheet(answer, frozen(), "en"))

    def test_an_automatic_renewal_that_is_tried_again(self):
        """Every day on which the charge is tried again is told; a way to pay that is not known is not."""
        charged = life("auto-renewal")["on"][1]
        told = self.shown(attrs.evolve(charged, retries=(date(2027, 3, 25),), method=None))
        assert "\n  tried again on  25 March 2027\n" in told
        assert "paid by" not in told

    def test_an_end_that_deletes_nothing_and_a_refund_that_is_not_known(self):
        """Nothing is deleted, and nobody knows what is paid back."""
        ended = life("other")["withdrawal"][1]
        told = self.shown(attrs.evolve(ended, deletes=(), refund=None))
        assert re.search(r"\n  paid back +not known\n", told)
        assert "then deleted" not in told

    def test_what_a_public_administration_pays(self):
        """Net of VAT, and it accepts the invoice within some days."""
        billed = life("other")["company"][1]
        told = self.shown(
            attrs.evolve(billed, pays="net", acceptance_days=15, addressed_to=None, editable=(), identifiers=())
        )
        assert re.search(r"\n  to pay +net of VAT\n +invoice accepted within +15 days\n", told)
        assert "the invoice bears" not in told
        assert "may be changed" not in told

    def test_a_credit_that_is_short(self):
        """What is missing, how it can be paid in, and what ends meanwhile."""
        settled = life("other")["settled"][1]
        told = self.shown(
            attrs.evolve(
                settled, fulfilled=False, shortfall=Decimal("1.50"), top_up=Decimal("1.50"),
                top_up_methods=("card", "postal_slip"), kept=("plan",), dropped=("extra_inbox",),
            )
        )  # fmt: skip
        assert "\n  the order waits\n  top up by: Credit card or Payment slip\n" in told
        assert "\nNot carried out, for want of credit\n  extra inbox space\n" in told

    @pytest.mark.parametrize(
        ("kept", "said", "unsaid"),
        [
            (("plan",), "\n  what is left of the order is carried out at once\n", "the order waits"),
            ((), "\nNot carried out, for want of credit\n", "carried out at once"),
        ],
    )
    def test_what_ends_for_want_of_credit_waits_for_nothing(self, kept, said, unsaid):
        """R2.25: the rest is carried out; R2.22: of add-ons alone nothing is left."""
        settled = attrs.evolve(
            life("other")["settled"][1], fulfilled=False, shortfall=Decimal("1.50"), kept=kept, dropped=("extra_inbox",)
        )
        told = self.shown(settled)
        assert (True, False, False) == (said in told, unsaid in told, "when the rest is paid" in told)

    def test_a_certificate(self):
        """What a partner certifies: until when, what happens then, and what may still be chosen."""
        told = self.shown(certificate())
        assert "  at its end      it renews itself\n  may be changed  kind of renewal and term\n" in told
        assert told.startswith("Certification\n")
        assert "\nWhat follows\n  the new holder is registered\n" in told

    @pytest.mark.parametrize(("item", "quantity", "expected"), [("extra_inbox", 2, "2 GB, free"), ("plan", 1, "free")])
    def test_nothing_of_a_year(self, item, quantity, expected):
        """What costs nothing until the expiry is free, and no share of a price."""
        line = attrs.evolve(
            quotes()["plain"][1].lines[0], item=item, row="", quantity=quantity, years=None, parts=0, whole=12
        )
        assert expected == calculation(line, names.Names(frozen(), ON), "en")

    @pytest.mark.parametrize(
        ("rules", "expected"), [(frozen, "from the renewal on each GB costs €2.50 a year"), (None, "on its price is")]
    )
    def test_what_is_free_now_costs_later(self, rules, expected):
        """The price of a GB is called so, where the row is known."""
        later = Effect("renewal_price", "pricing/extra-inbox", value="2.50")
        assert expected in sentences.effect(later, names.Names(rules and rules(), ON), "en")

    def test_parts_of_a_year(self):
        """Months and days are called so; other parts are parts."""
        line = attrs.evolve(quotes()["plain"][1].lines[0], years=None, quantity=1, parts=5)
        told = [calculation(attrs.evolve(line, whole=whole), names.Names(frozen(), ON), "en") for whole in (12, 365, 4)]
        assert ["5 of 12 months", "5 of 365 days", "5 of 4 parts of a year"] == [
            each.split(" \xd7")[0] for each in told
        ]

    def test_caveats_of_another_kind(self):
        """A row that a source states outright, but that wants a second look, stands apart."""
        found = attrs.evolve(life("status")["expiring"][1], caveats=(Caveat("plans/pro-2021", "not_reviewed"),))
        told = as_text(sheet(found, frozen(), "en", why=True))
        assert re.search(r"\nWorth a second look\n  PEC Pro  its source has not been reviewed in time +plans/", told)
        assert "Not stated outright" not in told

    def test_a_state_without_its_label(self):
        """What the channel has no word for is shown as it is."""
        found = life("actions")["renewable"][1]
        assert re.search(r"\n  state +`expiring`\n", self.shown(attrs.evolve(found, state_label=(), logins=())))

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"kind": "domain"}, "together with its domain, in the Hosting area"),
            ({"kind": "domain", "auto_renew": True}, "together with its domain, in the Hosting area"),
            ({"kind": "domain", "termination_day": date(2027, 3, 1)}, "no"),
            ({"kind": "domain", "expiry": date(2026, 1, 1)}, "no"),
            ({}, "yes"),
        ],
    )
    def test_what_is_renewed_with_its_domain(self, facts, expected):
        """It cannot be renewed by itself, but nobody is told that it cannot be renewed."""
        found = status(attrs.evolve(BOX, **facts), rules=shipped(), on=ON)
        assert re.search(rf"\n  renew +{expected}\n", as_text(sheet(found, shipped(), "en")))

    @pytest.mark.parametrize(
        ("facts", "on", "expected"),
        [
            ({}, date(2026, 6, 1), "29 December 2026 (211 days left), then Expiring"),
            ({}, ON, "30 March 2027 (79 days left)"),
            ({"suspended_on": date(2026, 9, 1), "on_partner_domain": True}, date(2026, 6, 1), "then Suspended"),
            ({"suspended_on": date(2027, 2, 1), "on_partner_domain": True}, ON, "then Suspended"),
            ({"termination_day": date(2026, 9, 1)}, date(2026, 6, 1), "then Closed by withdrawal"),
            ({"withdrawn_on": date(2026, 9, 1)}, date(2026, 6, 1), "then Closed by withdrawal"),
        ],
    )
    def test_what_comes_then(self, facts, on, expected):
        """What is set to end is not told to be near its expiry."""
        box = attrs.evolve(BOX, **facts)
        found = status(box, rules=shipped(), on=on)
        (until,) = re.findall(r"\n  until +(.+)", as_text(sheet(found, shipped(), "en", mailbox=box)))
        assert expected in until
        assert ("then" in until) == ("then" in expected)
        assert "then" not in as_text(sheet(found, shipped(), "en"))  # of a mailbox nobody knows

    def test_what_is_renewed_with_another_plan(self):
        """Where its own is gone, that is what is left, and nobody is told that it cannot be renewed (F6.14)."""
        box = attrs.evolve(BOX, plan="pro", expiry=date(2024, 6, 30))
        found = status(box, rules=shipped("cni"), on=date(2024, 7, 10))
        assert re.search(r"\n  renew +only with another plan\n", as_text(sheet(found, shipped("cni"), "en")))

    @pytest.mark.parametrize(
        ("book", "said"),
        [("retail", "last day of grace: after it nothing is renewed"), ("medici-fnomceo", "last day of grace")],
    )
    def test_a_grace_in_which_nothing_is_renewed(self, book, said):
        """Its last day is not that of renewing (F1.17)."""
        found = timeline(BOX, (BOX.expiry, date(2027, 12, 31)), rules=shipped(book), on=ON)
        assert re.search(rf"\w  {said}  ", as_text(sheet(found, shipped(book), "en")))

    def test_every_answer_is_explained(self):
        """Each row behind each answer has its part, through JSON too."""
        for name in LIFE:
            for _, answer in life(name).values():
                parts = explain(model_json.from_json(model_json.to_json(answer)), frozen(), "en").parts
                assert list(answer.because) == [dict(part.rows)["row"] for part in parts]

    @in_each_language
    def test_no_code_is_left(self, lang):
        """No answer about these mailboxes shows a word that only programs know."""
        for name in LIFE:
            for _, answer in life(name).values():
                shown = sheet(answer, frozen(), lang).parts
                cells = [cell for part in shown for row in part.rows for cell in row]
                assert [] == [cell for cell in cells if re.fullmatch(r"`\w+`", cell)]


def test_types_of_outcomes():
    """The samples are what they say they are."""
    assert {Quote} == {type(quote) for _, quote in quotes().values()}
    assert {Refusal} == {type(no) for _, no in refusals().values()}
    assert {RenewalOptions} == {type(options) for _, options in choices().values()}


def test_catalogues_are_compiled_once():
    """A language is read once."""
    assert catalogues._translations("it") is catalogues._translations("it")
    assert pathlib.Path(resources.locales()).is_dir()


if __name__ == "__main__":
    golden = TestGolden()
    for spoken in LANGUAGES:
        golden.test_quotes(spoken)
        golden.test_refusals(spoken)
        golden.test_options(spoken)
        golden.test_certificate(spoken)
        golden.test_next_notice(spoken)
        for each in LIFE:
            golden.test_life(spoken, each)
        golden.test_explanations(spoken)
        golden.test_explanations_under_other_rules(spoken)
        golden.test_reports(spoken)
    for made in ("json", "github", "sarif"):
        golden.test_reports_for_programs(made)


def test_a_line_of_a_megabyte_is_shown_around_the_caret():
    """A file of one huge line is shown as any long line is: the part around the caret."""
    line = "a" * 1_000_000 + "2,50" + "b" * 1_000_000
    wrong = Problem("PR020", Location("p.yaml", 1, 1_000_001, 1_000_005), args={"found": "2,50", "advice": '"2.50"'})
    shown = report([wrong], "en", texts={"p.yaml": line}).splitlines()[3]
    assert "1 | ..." + "a" * 50 + "2,50" + "b" * 43 + "..." == shown


def test_a_book_may_put_a_question_in_its_own_words():
    """As rows did before there were topics; its words then count, and in German its English ones."""
    own = {"question": {"it": "Quale?", "en": "Which?"}, "choices": [{"name": "order_day", "meaning": "dell'ordine"}]}
    rules = variant(reword("interpretations", "price-day", ambiguity="D-25", evidence="nostra", **own))
    row, told_by = rules.cite("interpretations/price-day").row, names.Names(rules)
    assert ["Quale?", "Which?", "Which?"] == [told_by.question(row, lang) for lang in ("it", "en", "de")]
    assert "order_day: dell'ordine" == told_by.reading(row, "it")


FIRST_WEEK = {"id": "week", "stretch": "week", "last_day": 7, "may_send": False, "may_receive": True, "may_read": True}
"""Another stretch of the days after the expiry: only then is there a day on which rights change."""


class TestOtherRights:
    """A day from which an expired mailbox may do other things tells which."""

    @staticmethod
    def days(*stretches, named=True):
        """What a timeline over the first days of grace shows."""
        every = {"kind": "mailbox", "since": "2016-01-01"}
        rules = variant(*(add("lifecycle", "grace_stretches", **every, **each) for each in stretches))
        found = timeline(BOX, (BOX.expiry, date(BOX.expiry.year, 12, 31)), rules=rules, on=ON)
        return as_text(sheet(found, rules if named else None, "en"))

    @pytest.mark.parametrize(
        ("rights", "said"),
        [
            ((True, False, True), "from now on it may only send and read"),
            ((False, False, False), "from now on it can neither send nor receive nor read"),
        ],
    )
    def test_which(self, rights, said):
        """Some of them, or none."""
        names = ("may_send", "may_receive", "may_read")
        month = {"id": "month", "stretch": "month", "last_day": 30, **dict(zip(names, rights, strict=True))}
        assert said in self.days(FIRST_WEEK, month)

    def test_without_the_rules(self):
        """Who has no rules at hand is told that they change."""
        month = {**FIRST_WEEK, "id": "month", "stretch": "month", "last_day": 30, "may_send": True}
        assert "from now on the mailbox may do other things" in self.days(FIRST_WEEK, month, named=False)
