"""What goes wrong, as data: order, words, nearest words, and the way through a pickle."""

import pickle
from datetime import date
from difflib import get_close_matches

import pytest

from pecrules import InvalidRequest, InvalidRules, Location, NoRuleInForce, PecrulesError, Problem
from pecrules.base.errors import NEAREST_CUTOFF, nearest
from pecrules.base.messages import MESSAGES
from pecrules.base.problems import in_order
from tests.variants import shipped

HERE = Location("rules/pricing.yaml", 6, 10, 14)
COMMA = Problem("PR020", HERE, args={"found": "2,50", "advice": '"2.50"'})
CHOICE = Problem("PR104", HERE, args={"found": "stndard", "allowed": "standard, pro"}, nearest="standard")
BARE = Problem("PR102", args={"key": "id"})


def test_a_place_is_what_an_editor_makes_a_link_of() -> None:
    """File, line and column stand with colons between them."""
    assert "rules/pricing.yaml:6:10" == str(HERE)


def test_a_problem_is_one_line_with_place_code_sentence_nearest_and_help() -> None:
    """Everything a problem knows stands on its line."""
    assert 'rules/pricing.yaml:6:10: PR020 `2,50` is written with a comma (use a point and quotes: "2.50")' == str(
        COMMA
    )
    assert str(CHOICE).endswith(
        "`stndard` is not one of the allowed values; did you mean `standard`? (the values are: standard, pro)"
    )


def test_a_problem_without_place_or_help_leaves_them_out() -> None:
    """Nothing stands where nothing is known."""
    assert "PR102 the key `id` is missing" == str(BARE)


def test_problems_come_in_order_of_place() -> None:
    """File, then line, then column, then code; those without a place come first."""
    late = Problem("PR020", Location("z.yaml", 1, 1, 2), args={"found": "1,0", "advice": '"1.0"'})
    early = Problem("PR102", Location("rules/pricing.yaml", 6, 2, 3), args={"key": "id"})
    assert (BARE, early, COMMA, CHOICE, late) == in_order([late, CHOICE, COMMA, early, BARE])


@pytest.mark.parametrize(
    ("word", "expected"),
    [("standrad", "standard"), ("STANDARD", "standard"), ("prem", "premium"), ("zucchero", None), ("", None)],
)
def test_the_nearest_word_is_the_one_most_like_it(word: str, expected: str | None) -> None:
    """A slip of the keyboard finds its word, anything else finds nothing."""
    assert expected == nearest(word, ["standard", "pro", "premium"])


@pytest.mark.slow
def test_among_many_words_the_nearest_is_found_too() -> None:
    """However few of them are looked at closely, a letter that is missing or too much hides none."""
    words = sorted({entry.row.id for layer in shipped().layers for entry in layer.entries})
    for word in words[::7]:
        for typed in (word[:3] + word[4:], f"{word[:5]}x{word[5:]}"):
            close = get_close_matches(typed, words, 1, NEAREST_CUTOFF)
            assert close == [nearest(typed, words)]


@pytest.mark.parametrize("kind", [InvalidRules, InvalidRequest])
def test_an_error_lists_its_problems_in_order(kind: type[InvalidRules | InvalidRequest]) -> None:
    """The message of the error is one line a problem."""
    error = kind([COMMA, BARE])
    assert (BARE, COMMA) == error.problems
    assert f"{BARE}\n{COMMA}" == str(error)
    assert isinstance(error, PecrulesError)


@pytest.mark.parametrize(
    "error",
    [
        InvalidRules([COMMA, BARE]),
        InvalidRequest([BARE]),
        NoRuleInForce("pricing.prices", ("plan", "pro"), date(2020, 1, 1), date(2023, 1, 1)),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_whole_from_another_process(error: PecrulesError) -> None:
    """A pickled error keeps its kind, its words and what it knows."""
    again = pickle.loads(pickle.dumps(error))
    assert (type(error), str(error), vars(error)) == (type(again), str(again), vars(again))


def test_no_rule_says_what_was_asked_and_what_there_is() -> None:
    """Section, key and day are told, and when the first row begins."""
    error = NoRuleInForce("pricing.prices", ("plan", "pro"), date(2020, 1, 1), date(2023, 1, 1))
    expected = "pricing.prices [plan, pro] has no rule in force on 2020-01-01: its first row begins on 2023-01-01"
    assert expected == str(error)
    assert isinstance(error, LookupError)


def test_no_rule_of_a_section_without_keys_names_the_section_alone() -> None:
    """A section whose rows have no key is named without brackets, and a key without rows says so."""
    error = NoRuleInForce("pricing.vat", (), date(1990, 1, 1), None)
    assert "pricing.vat has no rule in force on 1990-01-01: no row speaks of it" == str(error)


def test_no_rule_can_be_told_again_for_another_day() -> None:
    """The same gap asked on another day is told with that day."""
    error = NoRuleInForce("pricing.vat", (), date(1990, 1, 1), None)
    again = error.at(date(1991, 2, 3))
    assert (date(1991, 2, 3), error.section, error.key, error.first) == (
        again.day,
        again.section,
        again.key,
        again.first,
    )


def test_every_message_is_one_sentence() -> None:
    """A sentence begins in lower case or with what was found, and ends without a full stop."""
    for code in MESSAGES:
        message = MESSAGES[code]
        assert not message.text.endswith((".", "\n", " "))
        assert message.text[0] in "`{" or message.text[0].islower() or message.text.startswith("YAML")
        assert not message.help.endswith(".")
        assert code[:2] in {"PR", "PD"}
        assert code[2:].isdigit()
