"""One scenario put to the rules: under which rules, what happened before, and what is said."""

from collections.abc import Callable
from typing import Any, Final

import attrs

from pecrules.base.errors import CalendarError, InvalidRules, NoRuleInForce
from pecrules.base.problems import Path, Problem
from pecrules.base.tuples import NamedTuple
from pecrules.model.outcomes.answers import Outcome
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import Transition
from pecrules.policies import resolve_policy
from pecrules.present.labels import code_of, in_codes
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.scenarios.expecting import Mismatch, written_expectation
from pecrules.testing.scenarios.reading import Question, Scenario, Terms

Load = Callable[[str | None], Ruleset]
"""What gives the rules of a book; of ``None`` those that are meant when nobody names one."""

_MOST_ROWS: Final = 12


class Unanswered(Exception):  # noqa: N818 - it carries a problem to where mismatches are gathered
    """A question cannot be put, or what comes before it is refused."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Books:
    """The rules of scenarios: each book is loaded once, and edited once for all scenarios that change the same."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._loaded: dict[str | None, Ruleset] = {}
        self._made: dict[Terms, Ruleset] = {}
        self._codes: dict[tuple[Terms, str, str], str] = {}

    @property
    def loaded(self) -> list[Ruleset]:
        """The books that were asked for."""
        return [*self._loaded.values()]

    def load(self, book: str | None) -> Ruleset:
        """A book, loaded once.

        Raises:
            InvalidRules: there is no such book, or its tables are wrong.
        """
        if book not in self._loaded:
            self._loaded[book] = self._load(book)
        return self._loaded[book]

    def of(self, scenario: Scenario) -> Ruleset:
        """The rules that a scenario asks.

        Raises:
            Unanswered: there is no such book, or the edited tables would not be sound.
        """
        terms = scenario.terms
        if terms not in self._made:
            self._made[terms] = self._make(scenario)
        return self._made[terms]

    def with_codes(self, scenario: Scenario) -> Scenario:
        """A scenario with codes where it says what rows of its rules are called; the same object if it does not.

        Raises:
            Unanswered: as ``of``.
        """
        rules, terms, codes = self.of(scenario), scenario.terms, self._codes

        def code(text: str, section: str) -> str:
            key = (terms, section, text)
            if key not in codes:
                codes[key] = code_of(text, section, rules)
            return codes[key]

        question, events = _in_codes(scenario.question, code), in_codes(scenario.events, code)
        if question == scenario.question and events is scenario.events:
            return scenario
        return attrs.evolve(scenario, question=question, events=events)

    def _make(self, scenario: Scenario) -> Ruleset:
        book, as_known, _ = scenario.terms
        try:
            rules = self.load(book)
        except InvalidRules as error:
            raise Unanswered(_of_book(scenario, error)) from error
        try:
            rules = rules.edited(scenario.edits) if scenario.edits else rules
        except InvalidRules as error:
            raise Unanswered(_of_edit(scenario, error.problems[0])) from error
        return rules if as_known is None else rules.as_known(as_known)


def _in_codes(question: Question, code: Callable[[str, str], str]) -> Question:
    """A question with codes in place of labels."""
    return question._replace(
        subject=in_codes(question.subject, code),
        request=in_codes(question.request, code),
        channel=question.channel and code(question.channel, Channel.SECTION),
        quote=question.quote and _in_codes(question.quote, code),
    )


def _of_book(scenario: Scenario, error: InvalidRules) -> Problem:
    """A problem of the rules; that a book is not there is told where the scenario names it."""
    problem = error.problems[0]
    return attrs.evolve(problem, location=scenario.where("book")) if problem.code == "PR210" else problem


def _of_edit(scenario: Scenario, problem: Problem) -> Problem:
    """A problem of an edited row, at its place in the scenario."""
    place = problem.location.file if problem.location else ""
    row = place.removeprefix("edited:") if place.startswith("edited:") else str(next(iter(problem.path), ""))
    named = next((each for each in scenario.edits if each in {row, *_spellings(each, row)}), row)
    return attrs.evolve(problem, location=scenario.where("edit", named, *problem.path[2:]))


def _spellings(name: str, row: str) -> set[str]:
    """A row that is added is named by its section, and told by its table."""
    table, _, rest = name.partition("/")
    return {row} if f"{table.partition('.')[0]}/{rest}" == row else set()


class Answer(NamedTuple):
    """What is said.

    Attributes:
        outcome: The answer; ``None`` where there is nothing to say, or no rule.
        missing: Where the tables say nothing.
        before: The rows behind what happens before, and behind the quote that it is about.
    """

    outcome: Any
    missing: NoRuleInForce | None = None
    before: tuple[str, ...] = ()

    @property
    def because(self) -> tuple[str, ...]:
        """The rows behind it."""
        return getattr(self.outcome, "because", ())


def ask(scenario: Scenario, rules: Ruleset) -> Answer:
    """What the rules say to a scenario's question.

    Raises:
        Unanswered: it cannot be put to them.
    """
    before: list[str] = []
    try:
        subject = _subject(scenario, rules, before)
        return Answer(_ask(scenario, scenario.question, subject, rules), None, tuple(before))
    except NoRuleInForce as error:
        return Answer(None, error, tuple(before))
    except (CalendarError, OverflowError, TypeError, ValueError) as error:
        raise Unanswered(Problem("PR511", scenario.where("ask"), (*scenario.path, "ask"), _why(error))) from error


def _why(error: Exception) -> dict[str, str]:
    """Why a question cannot be put, as arguments of a problem."""
    if isinstance(error, CalendarError):
        return {"reason": error.reason}
    return {"reason": "other", "said": str(error)}


def _subject(scenario: Scenario, rules: Ruleset, before: list[str]) -> Any:
    """Whom the question is about: as it is written, after what happens before, or another answer."""
    if scenario.question.quote is not None:
        return _quote(scenario, scenario.question.quote, rules, before)
    subject, advance = scenario.question.subject, resolve_policy("advance")
    for number, (day, event) in enumerate(scenario.events):
        answer: Transition | Refusal = advance(subject, event, rules=rules, on=day)
        before += answer.because
        if isinstance(answer, Refusal):
            raise Unanswered(_refused(scenario, ("events", number, "name"), "PR509", answer))
        subject = answer.order if answer.mailbox is None else answer.mailbox
    return subject


def _quote(scenario: Scenario, question: Question, rules: Ruleset, before: list[str]) -> Any:
    answer: Outcome = _ask(scenario, question, question.subject, rules)
    before += answer.because
    if isinstance(answer, Refusal):
        raise Unanswered(_refused(scenario, ("quote",), "PR510", answer))
    return answer


def _ask(scenario: Scenario, question: Question, subject: Any, rules: Ruleset) -> Any:
    if question.channel is not None:
        return question.ask(subject, *question.request, rules=rules, on=scenario.day, channel=question.channel)
    return question.ask(subject, *question.request, rules=rules, on=scenario.day)


def _refused(scenario: Scenario, steps: Path, code: Any, refusal: Refusal) -> Problem:
    args = {"refused": refusal.code, "rows": _rows(refusal.because)}
    return Problem(code, scenario.where(*steps), (*scenario.path, *steps), args)


# -- what differs -----------------------------------------------------------------------------------------------------


def fits(scenario: Scenario, answer: Answer) -> bool:
    """Whether an answer is as expected."""
    kind, word, fields = scenario.expected
    outcome = answer.outcome
    if kind == "anything":
        return True
    if kind == "answer":
        return outcome is not None and not is_no(outcome) and fields.fits(outcome)
    if kind == "refused":
        return is_no(outcome) and outcome.code == word and fields.fits(outcome)
    return outcome is None and (answer.missing.section if answer.missing else "") == word


def is_no(outcome: Any) -> bool:
    """Whether an answer is a refusal."""
    return isinstance(outcome, Refusal)


def differences(scenario: Scenario, answer: Answer) -> list[Problem]:
    """Everything that is not as expected, each at the place where it is written."""
    if fits(scenario, answer):
        return []
    if answer.missing is not None:
        return [_without_rule(scenario, answer, answer.missing)]
    if answer.outcome is None:
        return [_problem(scenario, (), "PR513")]
    kind, word, fields = scenario.expected
    if kind in {"nothing", "no_rule"} or is_no(answer.outcome) != (kind == "refused"):
        return [_other_kind(scenario, answer)]
    found = list(fields.mismatches(answer.outcome, ()))
    if kind == "refused" and answer.outcome.code != word:
        found.insert(0, Mismatch(("refused",), "refused", word, answer.outcome.code))
    return [_other(scenario, each, answer) for each in found]


def _without_rule(scenario: Scenario, answer: Answer, error: NoRuleInForce) -> Problem:
    """The tables say nothing, or nothing at another place than expected."""
    kind, word, _ = scenario.expected
    if kind == "no_rule":
        return _other(scenario, Mismatch(("no_rule",), "no_rule", word, error.section), answer)
    return _problem(scenario, (), "PR512", what=error.section, day=error.day.isoformat())


def _other_kind(scenario: Scenario, answer: Answer) -> Problem:
    """A yes where a no is expected, or nothing; or a no."""
    kind, word, fields = scenario.expected
    if is_no(answer.outcome):
        args = {"refused": answer.outcome.code, "rows": _rows(answer.because)}
        return _problem(scenario, (), "PR508", expected=word or written_expectation(fields), **args)
    return _problem(scenario, (kind,), "PR514", expected=word or kind, rows=_rows(answer.because))


_CODES: Final[dict[str, Any]] = {"other": "PR505", "missing": "PR506", "unwanted": "PR507"}


def _other(scenario: Scenario, mismatch: Mismatch, answer: Answer) -> Problem:
    args = {"key": mismatch.key, "expected": mismatch.expected, "found": mismatch.found}
    rows = _rows(answer.because) or "null"
    return _problem(scenario, mismatch.path, _CODES[mismatch.kind], rows=rows, **args)


def _problem(scenario: Scenario, steps: Path, code: Any, **args: str) -> Problem:
    way = ("expect", *steps)
    return Problem(code, scenario.where(*way, key=not steps), (*scenario.path, *way), {"id": scenario.id, **args})


def _rows(because: tuple[str, ...]) -> str:
    """The rows behind an answer, as many as one reads."""
    more = len(because) - _MOST_ROWS
    return ", ".join(because[:_MOST_ROWS]) + (f" ... (+{more})" if more > 0 else "")
