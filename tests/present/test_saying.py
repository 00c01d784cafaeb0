"""One function says everything: answers, their parts, states, mistakes; in three languages, as text or in parts."""

from datetime import date
from decimal import Decimal

import attrs
import pytest

import pecrules as pr
from pecrules.base.problems import Problem
from pecrules.present import LANGUAGES, Part, as_text, sheet
from tests.variants import reword, shipped, variant

ON = date(2027, 1, 10)
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30), account_email="a@example.org")


def asked():
    return {"rules": shipped(), "on": ON}


def refused():
    """A term that is not offered."""
    return pr.quote_renewal(BOX, pr.RenewalRequest(years=9), **asked())


def notice():
    """The first notice."""
    return pr.next_alert(BOX, rules=shipped(), on=date(2026, 11, 1))


class TestOneSentence:
    """What a program shows in one line."""

    def test_a_refusal(self):
        """With the value that was asked, and those that could be."""
        said = [pr.say(refused(), lang) for lang in LANGUAGES]
        assert [
            "9 anni non si possono chiedere; si può scegliere fra 1, 2, 3, 4 e 5",
            "9 years are not offered; the choice is between 1, 2, 3, 4 and 5",
            "9 Jahre werden nicht angeboten; zur Wahl stehen 1, 2, 3, 4 und 5",
        ] == said

    def test_a_missing_rule(self):
        """Which, and on which day."""
        error = pr.NoRuleInForce("pricing.vat", (), date(1990, 1, 1), date(1997, 10, 1))
        sentence = "il 1º gennaio 1990 non è in vigore nessuna regola per: aliquota IVA (`pricing.vat`)"
        assert sentence == pr.say(error, "it")

    def test_a_day_beyond_the_calendar(self):
        """The calendar ends."""
        assert "which has the years 1 to 9999" in pr.say(pr.CalendarError("too late"), "en")

    def test_an_effect(self):
        """What follows, with its numbers."""
        quote = pr.quote_renewal(BOX, pr.RenewalRequest(years=1, method="card"), **asked())
        assert "paying this way switches automatic renewal on" == pr.say(quote.effects[0], "en")

    def test_a_command(self):
        """What it is called, whether it is there, and why not."""
        actions = pr.available_actions(BOX, (), **asked()).actions
        hidden = next(each for each in actions if each.why_not)
        said = pr.say(hidden, "en", rules=shipped())
        assert said.partition(": ")[2].startswith(("hidden; ", "disabled; "))

    def test_a_day(self):
        """When, what, and who is told."""
        assert "30 December 2026: First expiry notice, to the holder" == pr.say(notice(), "en")

    @pytest.mark.parametrize(("code", "said"), [("expired", "Scaduta"), ("cart", "Carrello")])
    def test_a_state(self, code, said):
        """Of a mailbox or of an order, by its code."""
        assert said == pr.say(code, "it")

    def test_a_message(self):
        """What goes out, and to whom."""
        order = pr.Order(number="7", kind="renewal", gross=Decimal("12.08"), state="cart")
        sent = pr.advance(order, pr.Event(name="order_placed", terms_accepted=True), **asked()).messages
        assert sent
        assert all(", " in pr.say(each, "en") for each in sent)

    def test_a_caveat(self):
        """Which row, and what about it."""
        caveat = pr.Caveat("pricing/vat-22", "assumed")
        assert "aliquota IVA: assunto: nessuna fonte lo dà" == pr.say(caveat, "it")

    def test_a_problem(self):
        """As a report says it, without a place; with what helps."""
        problem = Problem("PR305", args={"found": "1.1.2027"})
        assert "`1.1.2027` ist kein Datum (schreibe Jahr-Monat-Tag, zum Beispiel `2026-11-21`)" == pr.say(problem, "de")

    def test_rules_that_are_wrong(self):
        """Every mistake with what helps: the nearest word, and those that are allowed."""
        texts = {"book.yaml": "table: book\nid: anna\ntitel: Anna\nextends: retail\nsource: x\nclause: x\n"}
        with pytest.raises(pr.InvalidRules) as caught:
            pr.load_rules(texts)
        lines = pr.say(caught.value, "it").splitlines()
        assert len(caught.value.problems) == len(lines)
        assert [True] == [line.endswith("`note`)") for line in lines if "(forse intendevi `title`?; " in line]

    @pytest.mark.parametrize(
        ("book", "said"),
        [
            (None, "the rules were read anew, and no row says anything else"),
            ("retail", "other rules are asked: 1 row has changed"),
        ],
    )
    def test_other_rules(self, book, said):
        """How many rows they change; in parts, which."""
        rules = shipped() if book is None else variant(reword("pricing", "standard-year-2023", per_year="10.90"))
        swap = pr.Swap(shipped(), rules)
        assert said == pr.say(swap, "en")
        assert len(swap.changes) == sum(len(part.rows) for part in pr.say(swap, "en", in_parts=True)[1:])

    def test_several_problems(self):
        """One a line."""
        with pytest.raises(pr.InvalidRequest) as caught:
            pr.from_json('{"addres": "a@pec.it"}', pr.Mailbox)
        assert len(caught.value.problems) == len(pr.say(caught.value, "it").splitlines())


class TestInParts:
    """What a page lays out."""

    def test_a_refusal(self):
        """Also what would help, and the nearest request."""
        headings = [part.heading for part in pr.say(refused(), "en", in_parts=True)]
        assert ["", "The nearest request that is accepted"] == headings

    def test_a_message_in_full(self):
        """The text with the mailbox filled in."""
        _, letter = pr.say(notice(), "it", rules=shipped(), on=date(2026, 11, 1), mailbox=BOX, in_parts=True)
        assert "Avviso di scadenza: mario.rossi@pec.it" == letter.rows[0][1]

    def test_what_helps(self):
        """A mistake brings its help along."""
        error = pr.NoRuleInForce("pricing.vat", (), date(1990, 1, 1), date(1997, 10, 1))
        assert [("the first one begins on 1 October 1997",)] == [*pr.say(error, "en", in_parts=True)[1].rows]

    def test_one_sentence(self):
        """Is one part of one row."""
        assert (Part("", (("Scaduta",),)),) == pr.say("expired", "it", in_parts=True)


def test_a_whole_answer_is_told_as_its_sheet():
    """The command line prints the very same, beside its title and notes."""
    answer = pr.status(BOX, **asked())
    laid_out = sheet(answer, shipped(), "de")
    assert as_text(attrs.evolve(laid_out, title="", notes=())).strip("\n") == pr.say(answer, "de", rules=shipped())


class TestNames:
    """By which rules things are called."""

    def test_without_rules(self):
        """An answer is told by its shipped book, or by the public list where its book is none."""
        renamed = attrs.evolve(refused(), stamp=attrs.evolve(refused().stamp, book="nobody's"))
        assert pr.say(refused(), "it") == pr.say(renamed, "it")

    def test_with_rules(self):
        """Their labels count."""
        label = {"it": "Scadutissima", "en": "x", "de": "x"}
        rules = variant(reword("lifecycle", "mailbox-expired-2016", label=label))
        assert "Scadutissima" == pr.say("expired", "it", rules=rules)


class TestWhatCannotBeSaid:
    """A clear error, and the nearest."""

    def test_a_language(self):
        """Locales are taken; what is none of ours is told with those there are."""
        assert pr.say("expired", "de_AT") == pr.say("expired", "de")
        with pytest.raises(pr.InvalidRequest) as caught:
            pr.say("expired", "ita")
        (problem,) = caught.value.problems
        assert ("PR306", "it", "it, en, de") == (problem.code, problem.nearest, problem.args["allowed"])

    def test_a_language_like_none(self):
        """There is no nearest one."""
        with pytest.raises(pr.InvalidRequest) as caught:
            pr.say("expired", "fr")
        assert [None] == [each.nearest for each in caught.value.problems]

    def test_a_state(self):
        """With the nearest."""
        with pytest.raises(pr.InvalidRequest) as caught:
            pr.say("expird", "it")
        assert ["expired"] == [each.nearest for each in caught.value.problems]

    def test_what_is_no_receipt(self):
        """Why it is none."""
        assert "`7` non va bene per `JSON`: ci vuole un gruppo di colonne" == pr.say(pr.verify("7"), "it")

    @pytest.mark.parametrize(
        "text",
        ["", "{", "[1,]", "{'a': 1}", '"', '{"a" 1}', '["a" 1]', "1 1", '"\t"', '"\\q"', '"\\u12"', "\N{BOM}1", "NaN",
         '{"a": 1, "a": 2}', "1" * 201, "1E99999999999999999999", "[" * 100_000, b"\xff", {"a": object()}, 7],
    )  # fmt: skip
    def test_why_it_is_no_json(self, text):
        """No reason is told in English to who reads another language."""
        told = {lang: pr.say(pr.verify(text), lang) for lang in ("it", "en", "de")}
        start = {"it": "questo non è JSON: ", "en": "this is not JSON: ", "de": "das ist kein JSON: "}
        reasons = {told[lang].removeprefix(start[lang]) for lang in told}
        assert [True] * 3 == [told[lang].startswith(start[lang]) for lang in told]
        assert 3 == len(reasons)

    def test_anything_else(self):
        """A type error, as everywhere."""
        with pytest.raises(TypeError, match="nothing to say of int"):
            pr.say(7, "it")
        with pytest.raises(TypeError, match="lang wants one of it, en, de, not NoneType"):
            pr.say("expired", None)
