"""Sentences that people read have no codes in them: what the tables have a name for is called by it."""

import re
from collections.abc import Iterable
from datetime import date
from typing import get_args

import pytest

from pecrules import Refusal, Ruleset, Stamp, books
from pecrules.model.codes import RefusalCode
from pecrules.present import LANGUAGES, as_text, codes, sheet
from pecrules.present.names import Names
from pecrules.present.sentences import reason, refusal
from pecrules.rulebook.folders import title_of
from pecrules.rulebook.rows import SECTIONS, Row
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.payments import Method
from pecrules.rulebook.rows.plans import PartnerPlan, Plan
from tests.variants import shipped

ON = date(2027, 1, 10)
STAMP = Stamp("0" * 64, "retail", ON, None, "0")
CODE = re.compile(r"\b[a-z0-9]+(_[a-z0-9]+)+\b|" + "|".join(map(re.escape, SECTIONS)))
"""A word that only programs know: with an underscore, or the name of a section."""

EVENTS, CHOICES, MODES, WHO, WAYS, USES = map(
    tuple, (codes.EVENTS, codes.CHOICES, codes.MODES, codes.WHO, codes.WAYS, codes.USES)
)
WORDS: dict[RefusalCode, type[Row] | tuple[str, ...]] = {
    "change_not_offered": Plan,
    "channel_unknown": Channel,
    "channel_withdrawn": Channel,
    "event_not_possible": EVENTS,
    "event_unknown": EVENTS,
    "holder_choice_unknown": CHOICES,
    "method_unknown": Method,
    "mode_not_offered": MODES,
    "not_entitled": WHO,
    "not_for_this": USES,
    "not_this_way": WAYS,
    "payment_too_late": Method,
    "plan_must_stay": Plan,
    "plan_not_sold": Plan,
    "plan_unknown": Plan,
    "plan_withdrawn": PartnerPlan,
    "price_not_stated": Plan,
    "renewal_type_unknown": CHOICES,
    "same_plan": Plan,
    "way_not_offered": WAYS,
}
"""Code -> the words that it brings, of a list or of the rows of a section; all others bring numbers, days and names."""


def words_of(rules: Ruleset, code: RefusalCode) -> Iterable[str]:
    """Every word that a refusal can bring under some rules."""
    kind = WORDS[code]
    if isinstance(kind, tuple):
        return kind
    return {entry.row.key[-1] for entry in rules.entries if isinstance(entry.row, kind)}


@pytest.mark.parametrize("book", books())
def test_no_codes_of_the_tables(book: str) -> None:
    """In every language, whatever was asked for and whatever else there is."""
    rules = shipped(book)
    names = Names(rules, ON)
    for code in WORDS:
        every = tuple(words_of(rules, code))
        for word in every:
            no = Refusal(code, word, every, (), None, (), (), STAMP)
            for lang in LANGUAGES:
                said = refusal(no, names, lang)
                assert not CODE.search(said), said
                assert f"`{word}`" not in said, said


@pytest.mark.parametrize("book", books())
def test_a_price_book_is_named_by_its_title(book: str) -> None:
    """Whatever book the rules are of: that of the quote, and theirs."""
    no = Refusal("another_book", book, ("retail",), (), None, (), (), STAMP)
    titles = {"retail": "il listino pubblico"} | {name: title_of(name) for name in books()[1:]}
    for rules in (shipped(), shipped(book)):
        said = refusal(no, Names(rules, ON), "it")
        assert f"({titles[book]})" in said
        assert f"`{book}`" not in said


def test_a_price_book_that_nobody_knows_is_shown_as_it_was() -> None:
    """It has no title here; nor need there be rules."""
    no = Refusal("another_book", "our-own", ("retail",), (), None, (), (), STAMP)
    assert "(`our-own`)" in refusal(no, Names(None), "de")


def test_no_codes_in_sentences() -> None:
    """Nor where a refusal brings no value."""
    for code in get_args(RefusalCode):
        for lang in LANGUAGES:
            no = Refusal(code, None, (), (), None, (), (), STAMP)
            assert not CODE.search(reason(code, lang))
            assert not CODE.search(refusal(no, Names(None), lang))


def test_what_somebody_wrote_is_shown_as_it_was() -> None:
    """A word that is none of the tables' is quoted, beside those that are."""
    no = Refusal("method_unknown", "cheque", ("card", "paypal"), (), None, (), (), STAMP)
    assert "`cheque` is not a way to pay; the choice is between Credit card and PayPal" == refusal(
        no, Names(shipped(), ON), "en"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_dead_end_says_whom_to_ask(lang: str) -> None:
    """Where a plan cannot be had and nothing else would do; not where something would, or could be asked for."""
    way, other = "pecrules show contacts", Refusal("plan_unknown", None, (), (), None, (), (), STAMP)
    lone = Refusal("plan_withdrawn", "pro", (), (), None, (), (), STAMP)
    helped = Refusal("plan_withdrawn", "pro", (), ("change_plan",), None, (), (), STAMP)
    told = [way in as_text(sheet(no, shipped(), lang)) for no in (lone, helped, other)]
    assert [True, False, False] == told
