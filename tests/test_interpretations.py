"""Every reading can be changed in the table alone, and then the answer is the other one."""

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from variants import add, choose, reword, variant

from pecrules import (
    InvalidRules,
    Mailbox,
    Quote,
    Refusal,
    RenewalRequest,
    Ruleset,
    load_rules,
    quote_renewal,
    renewal_options,
)
from pecrules.tables import TOPICS, Interpretation

EXPIRY = date(2027, 3, 30)
SHIPPED = load_rules()
ROWS = {entry.row.topic: entry.row for entry in SHIPPED.entries if isinstance(entry.row, Interpretation)}


def ask(rules: Ruleset, *, on: date = date(2027, 1, 10), expiry: date = EXPIRY, **given: Any) -> Quote | Refusal:
    """A renewal of a mailbox; what is no field of a request is one of the mailbox."""
    wanted = {name: given.pop(name) for name in ("years", "extra_inbox_gb", "order_promo") if name in given}
    wanted["promo"] = wanted.pop("order_promo", False)
    box = Mailbox(address="a@pec.example", plan=given.pop("plan", "standard"), expiry=expiry, **given)
    return quote_renewal(box, RenewalRequest(**({"years": 1} | wanted)), rules=rules, on=on)


def answer_on_the_last_day(rules: Ruleset) -> Any:
    day = EXPIRY + timedelta(90)
    last = renewal_options(Mailbox(address="a", plan="standard", expiry=EXPIRY), rules=rules, on=EXPIRY).last_day
    return getattr(ask(rules, on=day), "code", "quote"), last


def answer_on_the_expiry_day(rules: Ruleset) -> Any:
    quote = ask(rules, on=EXPIRY)
    return "interpretations/new-expiry-in-grace" in quote.because


def answer_in_grace(rules: Ruleset) -> Any:
    return ask(rules, on=date(2027, 5, 1)).new_expiry


def answer_on_a_leap_day(rules: Ruleset) -> Any:
    leap = date(2028, 2, 29)
    return [ask(rules, on=date(2028, 1, 1), expiry=leap, years=years).new_expiry for years in (1, 4)]


def answer_in_cents(rules: Ruleset) -> Any:
    return str(ask(rules, years=2, extra_inbox_gb=1).vat)


def answer_to_promotions(rules: Ruleset) -> Any:
    asked = [(False, False), (True, False), (False, True), (True, True)]
    return [type(ask(rules, years=5, promo=box, order_promo=order)).__name__ for box, order in asked]


@dataclasses.dataclass
class Case:
    """A question whose answer depends on one reading, and the answer by choice."""

    ask: Callable[[Ruleset], Any]
    answers: dict[str, Any]
    edits: tuple[Any, ...] = ()


CASES = {
    "grace_last_day": Case(
        answer_on_the_last_day,
        {"renewable": ("quote", date(2027, 6, 28)), "deleted": ("deleted", date(2027, 6, 27))},
    ),
    "expiry_day": Case(answer_on_the_expiry_day, {"active": False, "expired": True}),
    "new_expiry_in_grace": Case(answer_in_grace, {"old_expiry": date(2028, 3, 30), "payment_day": date(2028, 5, 1)}),
    "leap_day_expiry": Case(
        answer_on_a_leap_day,
        {
            "february_28": [date(2029, 2, 28), date(2032, 2, 29)],
            "march_1": [date(2029, 3, 1), date(2032, 2, 29)],
        },
    ),
    "vat_rounding": Case(
        answer_in_cents,
        {
            "order_total": "4.47",  # 22 % of 20.34 is 4.4748
            "per_line": "4.48",  # of 19.94 it is 4.3868, of 0.40 it is 0.088
            "per_unit": "4.46",  # of 9.97 it is 2.1934, of 0.20 it is 0.044: twice each
        },
        (
            reword("pricing", "standard-year-2023", per_year='"9.97"'),
            reword("pricing", "extra-inbox-2016", per_gb_year='"0.20"'),
        ),
    ),
    "promo_flag": Case(
        answer_to_promotions,
        {"product": ["Quote", "Refusal", "Quote", "Refusal"], "order": ["Quote", "Quote", "Refusal", "Refusal"]},
    ),
}
"""Topic -> the question that tells its readings apart."""


def open_topics() -> list[str]:
    return [topic for topic, choices in TOPICS.items() if len(choices) > 1]


def test_every_open_reading_has_its_question():
    """A topic that policies read in more than one way is asked about here, with an answer for each way."""
    asked = {topic: tuple(case.answers) for topic, case in CASES.items()}
    assert {topic: TOPICS[topic] for topic in open_topics()} == asked


@pytest.mark.parametrize(
    ("topic", "choice"), [(topic, choice) for topic, case in CASES.items() for choice in case.answers]
)
def test_a_choice_gives_its_answer(topic, choice):
    """Nothing but the choice is changed."""
    case = CASES[topic]
    assert case.answers[choice] == case.ask(variant(*case.edits, choose(ROWS[topic].id, choice)))


@pytest.mark.parametrize("topic", open_topics())
def test_a_choice_can_change_on_a_day(topic):
    """A later row of the topic holds from its day on, and the earlier one until then."""
    other = next(choice for choice in CASES[topic].answers if choice != ROWS[topic].choice)
    rules = variant(
        *CASES[topic].edits,
        add(
            "interpretations", "interpretations", id="later", topic=topic, since="2026-06-01", ambiguity='"D-99"',
            question='{it: "x", en: "x"}', choice=other, choices=f'[{{name: {other}, meaning: "x"}}]', evidence='"x"',
        ),
    )  # fmt: skip
    assert CASES[topic].answers[other] == CASES[topic].ask(rules)


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_the_shipped_choice_is_one_that_can_be_carried_out(topic):
    """Every topic that policies read has a row, and its choice is one of theirs."""
    assert ROWS[topic].choice in TOPICS[topic]


@pytest.mark.parametrize("topic", open_topics())
def test_the_row_lists_every_choice_that_can_be_carried_out(topic):
    """An analyst finds each reading in the row itself."""
    assert set(TOPICS[topic]) <= {choice.name for choice in ROWS[topic].choices}


@pytest.mark.parametrize("topic", open_topics())
def test_whoever_rests_on_a_reading_says_so(topic):
    """A reading that changes an answer stands among the rows of both answers, and so among their caveats."""
    seen: list[Quote | Refusal] = []
    case, row = CASES[topic], ROWS[topic]
    for choice in case.answers:
        rules = variant(*case.edits, choose(row.id, choice))
        seen += answers_to(topic, rules)
    assert all(row.ref in answer.because for answer in seen)
    assert all(row.ref in [caveat.row for caveat in answer.caveats] for answer in seen)


def answers_to(topic: str, rules: Ruleset) -> list[Quote | Refusal]:
    """The answers that a topic's question is made of, where the reading decides."""
    match topic:
        case "grace_last_day":
            return [ask(rules, on=EXPIRY + timedelta(90))]
        case "expiry_day":
            return [ask(rules, on=EXPIRY)]
        case "new_expiry_in_grace":
            return [ask(rules, on=date(2027, 5, 1))]
        case "leap_day_expiry":
            return [ask(rules, on=date(2028, 1, 1), expiry=date(2028, 2, 29))]
        case "vat_rounding":
            return [ask(rules)]
        case _:
            return [ask(rules, promo=True, years=5), ask(rules, order_promo=True, years=5), ask(rules, promo=True)]


def test_a_choice_no_policy_can_carry_out_is_refused():
    """A reading that the row lists but no policy knows would silently be another one."""
    with pytest.raises(InvalidRules) as caught:
        variant(choose("extra-space-from-new-term", "at_once_free"))
    assert ["at_once_free"] == [problem.args["found"] for problem in caught.value.problems]
