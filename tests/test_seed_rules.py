"""Every rule of the five seed documents has a sentence and rows, and the page of them is what the tables say."""

import re

import pytest

from pecrules.parsing import documents
from pecrules.rulebook.rows import Row, structure
from pecrules.rulebook.rows.interpretations import Interpretation
from tests.places import ROOT
from tests.test_docs import generator

pytestmark = pytest.mark.sources

MADE = generator("make_rules")
RULES = [f"R{seed}.{rule}" for seed, most in enumerate((22, 24, 26, 15, 16)) for rule in range(1, most + 1)]
"""The rules of the seeds, by number."""


def row(section: str, **columns: object) -> Row:
    common = {"id": "a-row", "since": "2016-01-01", "certainty": "documented", "source": "guide", "clause": "F0.00"}
    made = structure(section, common | columns)
    assert isinstance(made, Row)
    return made


def test_there_are_a_hundred_and_three() -> None:
    """None was lost in counting."""
    assert 103 == len(RULES)


def test_every_rule_has_a_sentence() -> None:
    """In the order of the seeds, and each its own."""
    assert RULES == list(MADE.sentences())
    assert len(RULES) == len(set(MADE.sentences().values()))


def test_every_rule_is_a_row() -> None:
    """At least one row cites it."""
    assert set() == set(RULES) - {rule for each in MADE.rows().values() for rule in MADE.cited(each)}


@pytest.mark.slow
def test_every_rule_has_a_test() -> None:
    """At least one states it by its number, as ``test_r0_8_...`` does."""
    assert set() == set(RULES) - {rule for rule, tests in MADE.tests().items() if tests}


@pytest.mark.slow
def test_every_rule_is_answered() -> None:
    """Some policy reads a row that cites it."""
    answered = {rule for each in MADE.rows().values() if MADE.policies_of(each) for rule in MADE.cited(each)}
    assert set() == set(RULES) - answered


@pytest.mark.slow
def test_no_test_states_a_rule_that_is_not() -> None:
    """A slip in a test's name would otherwise count for nothing."""
    assert set() == set(MADE.tests()) - set(RULES)


def test_no_row_cites_a_rule_that_is_not() -> None:
    """A slip in a number would otherwise cite nothing."""
    assert {} == {ref: wrong for ref, each in MADE.rows().items() if (wrong := MADE.cited(each) - set(RULES))}


def test_the_sentences_are_strict_yaml() -> None:
    """They are read as the tables are."""
    file = ROOT / "docs" / "reference" / "seed-rules.yaml"
    assert () == tuple(documents.read(file.read_bytes(), file.name).problems)


@pytest.mark.slow
def test_the_page_is_up_to_date() -> None:
    """``python docs/reference/make_rules.py`` would change nothing."""
    assert MADE.page("rules.md") == (ROOT / "docs" / "reference" / "rules.md").read_text("utf-8")


def test_a_number_is_cited_whole() -> None:
    """``R1.24`` is no ``R1.2``, and several may stand in one clause."""
    cited = MADE.cited(row("pricing.vat", percent="22", clause="R1.24 e R0.3, come F5.18; R5.1 non c'è"))
    assert {"R1.24", "R0.3"} == cited


def test_a_policy_is_named_for_what_it_reads() -> None:
    """Terms are read by the quote of a renewal; notices by nobody so far."""
    kinds = {kind.__name__: names for kind, names in MADE.readers().items()}
    assert {"quote_renewal", "renewal_options"} <= kinds["Terms"]
    assert all(names for names in kinds.values())


def test_an_open_question_is_asked_only_by_its_topic() -> None:
    """Nobody is named for a reading of another policy."""
    asked = {each.topic: MADE.policies_of(each) for each in MADE.rows().values() if isinstance(each, Interpretation)}
    assert "quote_renewal" in asked["vat_rounding"]
    assert {"quote_extra_space", "request_options"} == asked["monthly_share_count"]
    assert {"advance", "available_actions", "possible_events"} == asked["unpaid_order_expiry"]
    assert {"quote_plan_change", "quote_renewal"} <= asked["bank_transfer_day"]


def test_the_page_names_no_file_of_a_seed() -> None:
    """Rules are told by number and sentence."""
    assert not re.findall(r"\d{3}_[0-9a-f]{16}", MADE.page("rules.md"))
