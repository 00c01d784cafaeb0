"""Every reading can be changed in the table alone, and then the answer is the other one."""

import importlib
from pathlib import Path

import pytest
from cases import Case
from variants import add, choose, variant

from pecrules import InvalidRules, load_rules
from pecrules.tables import TOPICS, Interpretation

ROWS = {entry.row.topic: entry.row for entry in load_rules().entries if isinstance(entry.row, Interpretation)}


def gathered() -> dict[str, Case]:
    """The cases of every policy; no topic stands in two files."""
    found: dict[str, Case] = {}
    for file in sorted(Path(__file__).parent.glob("cases_*.py")):
        cases = importlib.import_module(file.stem).CASES
        assert not found.keys() & cases.keys(), f"{file.name} repeats {found.keys() & cases.keys()}"
        found |= cases
    return found


CASES = gathered()
EVERY = [(topic, choice) for topic, case in CASES.items() for choice in case.answers]


def open_topics() -> list[str]:
    return [topic for topic, choices in TOPICS.items() if len(choices) > 1]


def test_every_open_reading_has_its_question():
    """A topic that policies read in more than one way is asked about, with an answer for each way."""
    asked = {topic: set(case.answers) for topic, case in CASES.items()}
    assert {topic: set(TOPICS[topic]) for topic in open_topics()} == asked


@pytest.mark.parametrize("topic", CASES)
def test_the_answers_differ(topic):
    """Two choices that give the same answer would show nothing."""
    answers = [repr(answer) for answer in CASES[topic].answers.values()]
    assert len(set(answers)) == len(answers)


@pytest.mark.parametrize(("topic", "choice"), EVERY)
def test_a_choice_gives_its_answer(topic, choice):
    """Nothing but the choice is changed."""
    case = CASES[topic]
    assert case.answers[choice] == case.answer(variant(*case.edits, choose(ROWS[topic].id, choice)))


@pytest.mark.parametrize("topic", CASES)
def test_a_choice_can_change_on_a_day(topic):
    """A later row of the topic holds from its day on, and the earlier one until then."""
    case = CASES[topic]
    other = next(choice for choice in case.answers if choice != ROWS[topic].choice)
    rules = variant(
        *case.edits,
        add(
            "interpretations", "interpretations", id="later", topic=topic, since="2016-01-02", ambiguity="D-99",
            question={"it": "x", "en": "x"}, choice=other, choices=[{"name": other, "meaning": "x"}], evidence="x",
        ),
    )  # fmt: skip
    assert case.answers[other] == case.answer(rules)


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_the_shipped_choice_is_one_that_can_be_carried_out(topic):
    """Every topic that policies read has a row, and its choice is one of theirs."""
    assert ROWS[topic].choice in TOPICS[topic]


@pytest.mark.parametrize("topic", open_topics())
def test_the_row_lists_every_choice_that_can_be_carried_out(topic):
    """An analyst finds each reading in the row itself."""
    assert set(TOPICS[topic]) <= {choice.name for choice in ROWS[topic].choices}


@pytest.mark.parametrize(("topic", "choice"), EVERY)
def test_whoever_rests_on_a_reading_says_so(topic, choice):
    """A reading that changes an answer stands among the rows of the answer, and so among its caveats."""
    case, row = CASES[topic], ROWS[topic]
    outcomes = case.ask(variant(*case.edits, choose(row.id, choice)))
    assert outcomes
    assert all(row.ref in outcome.because for outcome in outcomes)
    assert all(row.ref in [caveat.row for caveat in outcome.caveats] for outcome in outcomes)


def test_a_choice_no_policy_can_carry_out_is_refused():
    """A reading that the row lists but no policy knows would silently be another one."""
    with pytest.raises(InvalidRules) as caught:
        variant(choose("extra-space-from-new-term", "at_once_free"))
    assert ["at_once_free"] == [problem.args["found"] for problem in caught.value.problems]
