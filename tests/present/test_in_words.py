"""Mistakes, doubts and missing rules in words: what was found, what is allowed, the nearest, and what a code means."""

import re
from collections.abc import Iterator
from datetime import date
from typing import get_args

import pytest

from pecrules.base.codes import ProblemCode
from pecrules.base.errors import CalendarError, NoRuleInForce
from pecrules.base.messages import MESSAGES
from pecrules.base.problems import Problem
from pecrules.base.reasons import Message
from pecrules.model.codes import Language
from pecrules.present import codes
from pecrules.present.catalogues import LANGUAGES, say
from pecrules.present.meanings import anywhere, meaning
from pecrules.present.names import SECTIONS, Names
from pecrules.present.overviews import step_said
from pecrules.present.problems import missing, wording
from pecrules.rulebook.rows.lifecycle import Step
from pecrules.rulebook.rows.sources import ThresholdName
from tests.variants import shipped

ON = date(2027, 1, 10)


def test_a_word_that_is_not_allowed_is_named() -> None:
    """What was found, then the nearest word with what it means, then what is allowed."""
    args = {"found": "expirin", "allowed": "active, expiring"}
    own = "vale solo `active`, `expiring`"
    found = wording(Problem("PR104", None, ("expect", "state"), args, own, "expiring"), "it")
    assert "`expirin` non è fra i valori ammessi" == found.sentence
    assert ("forse intendevi `expiring`? (in scadenza)", own) == found.helps


@pytest.mark.parametrize(("found", "near"), [("Days of grace", "grace_days"), ("giorni di", None), ("salto", None)])
def test_what_a_word_means_is_not_the_word(found: str, near: str | None) -> None:
    """Who wrote what it means is told the word, unless it is the beginning of what several mean."""
    problem = Problem("PR104", None, ("threshold",), {"found": found, "allowed": ", ".join(get_args(ThresholdName))})
    hints = [each for each in wording(problem, "en").helps if "did you mean" in each]
    assert ([] if near is None else [f"did you mean `{near}`?"]) == [hint.partition(" (")[0] for hint in hints]


def test_of_many_words_the_first_are_named() -> None:
    """A sentence of a schema that names a hundred words is left out for a list of the first."""
    args = {"found": "x", "allowed": "a, b ... (90)"}
    found = wording(Problem("PR104", None, ("refused",), args, "vale solo uno fra " + "`a`, " * 90), "it")
    assert ("i valori sono: a, b ... (90)",) == found.helps


@pytest.mark.parametrize(("nearest", "first"), [("day", "forse intendevi `day`?"), (None, "le colonne sono: day, id")])
def test_a_key_that_is_not_known(nearest: str | None, first: str) -> None:
    """The nearest key, or where none is near all that there are; then what the schema says."""
    problem = Problem("PR101", None, ("dayy",), {"found": "dayy", "allowed": "day, id"}, "un gruppo", nearest)
    assert (first, "un gruppo") == wording(problem, "it").helps


@pytest.mark.parametrize(
    ("code", "args", "sentence"),
    [
        (
            "PR505", {"key": "state", "found": "expiring", "expected": "deleted"},
            "in `uno`, `state` è `expiring` (in scadenza): ci si aspettava `deleted` (cancellata)",
        ),
        (
            "PR508", {"expected": "{since: null}", "refused": "expired"},
            "in `uno` ci si aspettava {since: null}, e la risposta è un rifiuto: `expired` (la casella è scaduta)",
        ),
        (
            "PR509", {"refused": "event_not_possible"},
            "l'evento non è possibile: `event_not_possible` (in questo stato non può succedere)",
        ),
        (
            "PR512", {"what": "pricing.vat", "day": "2005-04-09"},
            (
                "in `uno` le tabelle non dicono niente: il 9 aprile 2005 non è in vigore nessuna regola per: "
                "aliquota IVA (`pricing.vat`)"
            ),
        ),
        (
            "PR514", {"expected": "deleted"},
            "in `uno` ci si aspettava `deleted` (la casella è stata cancellata), e una risposta c'è",
        ),
    ],
)  # fmt: skip
def test_what_a_scenario_was_told(code: str, args: dict[str, str], sentence: str) -> None:
    """What was expected and what was answered, each code with what it means."""
    assert sentence == wording(Problem(code, args={"id": "uno", "rows": "-", **args}), "it").sentence  # type: ignore[arg-type]


def sentences(message: Message) -> Iterator[str]:
    """Everything that may stand in a message by a code."""
    for words in message.words.values():
        for each in words.values():
            yield from (each.text, *sentences(each))


@pytest.mark.parametrize("code", [code for code, message in MESSAGES.items() if message.words])
def test_every_code_is_told_in_every_language(code: ProblemCode) -> None:
    """Whatever may stand in a message by a code: in Italian and in German, with its places, and none in English."""
    message = MESSAGES[code]
    places = dict.fromkeys(re.findall(r"\{(\w+)", " ".join((message.text, message.help, *sentences(message)))), "1")
    for name, words in message.words.items():
        for word, reason in words.items():
            said = {lang: wording(Problem(code, args={**places, name: word}), lang).sentence for lang in LANGUAGES}
            assert dict.fromkeys(LANGUAGES, True) == {
                lang: say(lang, reason.text, **places) in told for lang, told in said.items()
            }
            own = {say(lang, reason.text, **places) for lang in LANGUAGES}
            assert len(own) > 1, reason.text


@pytest.mark.parametrize(
    ("lang", "one", "many"),
    [
        ("it", "la casella resta 1 giorno, e", "la casella resta 30 giorni, e"),
        ("en", "the mailbox is kept for 1 day, and", "the mailbox is kept for 30 days, and"),
        ("de", "das Postfach bleibt 1 Tag, und", "das Postfach bleibt 30 Tage, und"),
    ],
)
def test_what_is_counted_is_one_or_many(lang: Language, one: str, many: str) -> None:
    """In the singular and the plural of each language."""
    said = [wording(Problem("PD030", args={"days": days}), lang).sentence for days in ("1", "30")]
    assert [True, True] == [told.startswith(start) for told, start in zip(said, (one, many), strict=True)]


def test_a_reason_may_have_its_own_help() -> None:
    """What helps against it stands in the place of what helps in general."""
    said = [wording(Problem("PR001", args={"reason": code}), "it").help for code in ("not_parquet", "ENOENT")]
    assert ["scrivilo di nuovo, o dai un file CSV", "controlla che esista e di poterlo leggere"] == said
    assert str(Problem("PR001", args={"reason": "changing"})).endswith(" (try again when nobody writes it any more)")


def test_where_nothing_is_allowed_nothing_is_listed() -> None:
    """A help that would list what is allowed is left out."""
    problem = Problem("PR223", args={"found": "late", "allowed": ""})
    assert () == wording(problem, "it").helps
    assert "PR223 the row hides no change called `late`" == str(problem)


def test_a_doubt_tells_labels_and_sentences() -> None:
    """A row that a doubt brings along is told by its label in the reader's language, an event by its sentence."""
    labels = {"plan": "premium", "plan.it": "PEC Premium", "plan.en": "PEC Premium (en)", "plan.de": "PEC Premium (de)"}
    args = {**labels, "other": "standard", "amount": "1.22", "other_amount": "12.08", "first": "a:1"}
    assert wording(Problem("PD006", args=args), "it").sentence.startswith("`PEC Premium` costerebbe meno di `standard`")
    assert "PEC Premium (de)" in wording(Problem("PD006", args=args), "de").sentence
    ended = {"day": "2027-03-01", "event": "grace_ended", "state": "expired"}
    assert "a `la tolleranza finisce` non segue nulla" in wording(Problem("PD032", args=ended), "it").sentence
    guards = {
        "day": "2027-03-01",
        "event": "charge_made",
        "guard": "automatic_on",
        "other": "within_grace",
        "first": "a",
    }
    assert "se si è ancora nella tolleranza" in wording(Problem("PD043", args=guards), "it").sentence


def test_a_missing_rule_is_told_in_words() -> None:
    """What it would be about, with the section in which to look for it."""
    told = {section: missing(NoRuleInForce(section, (), ON, None), "it").sentence for section in SECTIONS}
    begins = "il 10 gennaio 2027 non è in vigore nessuna regola per: "
    assert told == {section: f"{begins}{say('it', about)} (`{section}`)" for section, about in SECTIONS.items()}


def test_a_missing_rule_names_its_key() -> None:
    """By the labels of the rules, where somebody knows them."""
    error = NoRuleInForce("plans.plans", ("mailbox", "pro"), ON, None)
    assert "casella a sé, PEC Pro (`plans.plans`)" in missing(error, "it", Names(shipped(), ON)).sentence
    assert "casella a sé, `pro` (`plans.plans`)" in missing(error, "it").sentence


@pytest.mark.parametrize(
    ("is_early", "end"),
    [(True, "comincia con l'anno 1"), (False, "finisce con l'anno 9999"), (None, "dall'anno 1")],
)
def test_the_end_of_the_calendar_that_is_meant(*, is_early: bool | None, end: str) -> None:
    """A day before the year 1, after the year 9999, or nobody knows which."""
    assert end in missing(CalendarError("x", is_early=is_early), "it").sentence


def test_what_codes_mean() -> None:
    """By the field in which they stand; without one, by whatever they mean; what has no words means nothing."""
    assert ("attiva", None, None) == (
        meaning("state", "active", "it"),
        meaning("state", "x", "it"),
        meaning("x", "x", "it"),
    )
    assert None is meaning("conditions", "order_may_be_paid", "it")
    assert ("si spegne il rinnovo automatico", None) == (anywhere("automatic_off", "it"), anywhere("nonsense", "it"))


def test_every_guard_is_told_unless_its_event_says_it() -> None:
    """Each transition of the day names its guard, but for those whose event is that the guard holds."""
    steps = shipped().on(ON).rows(Step)
    told = {row.ref: step_said(row, "en") for row in steps}
    assert {"lifecycle/grace-ends-2025": "the days of grace end"}.items() <= told.items()
    guarded = [row for row in steps if row.guard in {"automatic_on", "same_holder", "partner_domain"}]
    assert [True] * len(guarded) == [told[row.ref].endswith(codes.GUARDS[row.guard]) for row in guarded]
