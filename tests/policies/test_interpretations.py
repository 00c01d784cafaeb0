"""Every reading can be changed in the table alone, and then the answer is the other one."""

import importlib
from datetime import timedelta
from functools import cache

import pytest

from pecrules import InvalidRules, Ruleset
from pecrules.rulebook.rows.interpretations import TOPICS, Interpretation
from tests.cases import Case
from tests.places import TESTS
from tests.variants import add, choose, shipped, variant


@cache
def rows() -> dict[str, Interpretation]:
    """The shipped readings, by topic."""
    return {entry.row.topic: entry.row for entry in shipped().entries if isinstance(entry.row, Interpretation)}


def gathered() -> dict[str, Case]:
    """The cases of every policy; no topic stands in two files."""
    found: dict[str, Case] = {}
    for file in sorted(TESTS.glob("cases/[a-z]*.py")):
        cases = importlib.import_module(f"tests.cases.{file.stem}").CASES
        assert not found.keys() & cases.keys(), f"{file.name} repeats {found.keys() & cases.keys()}"
        found |= cases
    return found


CASES = gathered()
EVERY = [(topic, choice) for topic, case in CASES.items() for choice in case.answers]


@cache
def under(topic: str, choice: str) -> Ruleset:
    """The rules of a topic's case, with nothing else changed but the choice."""
    return variant(*CASES[topic].edits, choose(rows()[topic].id, choice))


def open_topics() -> list[str]:
    return [topic for topic, choices in TOPICS.items() if len(choices) > 1]


def test_every_open_reading_has_its_question():
    """A topic that policies read in more than one way is asked about, with an answer for each way."""
    asked = {topic: set(case.answers) for topic, case in CASES.items()}
    assert {topic: set(TOPICS[topic]) for topic in open_topics()} == asked


def test_the_answers_differ():
    """Two choices that give the same answer would show nothing."""
    answers = {topic: [repr(answer) for answer in case.answers.values()] for topic, case in CASES.items()}
    assert {} == {topic: told for topic, told in answers.items() if len(set(told)) != len(told)}


@pytest.mark.parametrize(("topic", "choice"), EVERY)
def test_a_choice_gives_its_answer(topic, choice):
    """Nothing but the choice is changed."""
    case = CASES[topic]
    assert case.answers[choice] == case.answer(under(topic, choice))


@pytest.mark.parametrize("topic", CASES)
def test_a_choice_can_change_on_a_day(topic):
    """A later row of the topic holds from its day on, and the earlier one until then."""
    case, later = CASES[topic], rows()[topic].since + timedelta(1)
    other = next(choice for choice in case.answers if choice != rows()[topic].choice)
    rules = variant(
        *case.edits,
        add(
            "interpretations", "interpretations", id="later", topic=topic, since=str(later), choice=other,
        ),
    )  # fmt: skip
    assert case.answers[other] == case.answer(rules)


def test_whoever_rests_on_a_reading_says_so():
    """A reading that changes an answer stands among the rows of the answer, and so among its caveats."""
    for topic, choice in EVERY:
        case, row = CASES[topic], rows()[topic]
        outcomes = case.ask(under(topic, choice))
        assert outcomes
        assert all(row.ref in outcome.because for outcome in outcomes)
        assert all(row.ref in [caveat.row for caveat in outcome.caveats] for outcome in outcomes)


def test_a_choice_no_policy_can_carry_out_is_refused():
    """It would silently be another one."""
    with pytest.raises(InvalidRules) as caught:
        variant(choose("extra-space-from-new-term", "at_once_free"))
    assert [("PR104", "at_once_free")] == [(each.code, each.args["found"]) for each in caught.value.problems]


@pytest.mark.parametrize("lang", ["it", "en", "de"])
def test_every_question_and_reading_has_words_of_its_own(lang):
    """In each language: no two questions, and no two readings of one, are told alike."""
    told = [shipped().topic(topic) for topic in TOPICS]
    assert len(TOPICS) == len({getattr(topic.question, lang) for topic in told})
    meanings = [[getattr(reading.meaning, lang) for reading in topic.readings] for topic in told]
    assert [] == [each for each in meanings if len(each) != len(set(each))]
