"""One question to a policy, about everything at once or about one thing, and what is kept of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias, cast

import attrs

from pecrules.analysis.facts import Fact, Facts, Standing, look_up, resolved, standing_for, value_of
from pecrules.analysis.formulas import Number
from pecrules.analysis.questions import ON, REQUEST, WHOLE, Question
from pecrules.analysis.running import Walk
from pecrules.analysis.symbols import Day
from pecrules.analysis.terms import Symbol, Text
from pecrules.base.errors import NoRuleInForce
from pecrules.model.outcomes.refusals import Refusal
from pecrules.policies import resolve, resolve_policy
from pecrules.rulebook.ruleset import Ruleset


class Outcome(NamedTuple):
    """What a policy says in a case.

    Attributes:
        kind: ``answer``; ``refused``, or ``no_rule`` where the tables say nothing; ``nothing`` for ``None``.
        values: Of an answer the columns; of a refusal its code and its remedies; else nothing more.
    """

    kind: str
    values: tuple[Any, ...]

    def at(self, facts: Facts, words: Mapping[str, str], values: Mapping[str, int]) -> Outcome:
        """What is said where facts have words and values."""
        return Outcome(self.kind, _resolved(self.values, facts, words, values))


class Reasons(NamedTuple):
    """Why a policy says so.

    Attributes:
        because: The rows behind it.
        caveats: Those of them that want a second look, each with its reason.
    """

    because: tuple[str, ...]
    caveats: tuple[tuple[str, str], ...] = ()


Answer: TypeAlias = tuple[Outcome, Reasons]
"""What a policy says, and why."""


class Witness(NamedTuple):
    """A concrete question.

    Attributes:
        subject: Whom it is about, as a mailbox.
        request: What is asked for, by its class or by the word of the manifest for it.
        on: The day.
    """

    subject: Any
    request: Mapping[str, Any]
    on: date


def asking_all(question: Question, rules: Ruleset, facts: Mapping[str, Fact]) -> Callable[[Walk], Answer]:
    """What asks a policy about everything at once, on one way after the other."""
    own = {name: fact for name, fact in facts.items() if not name.startswith(REQUEST) and name != ON}
    wanted = {name.removeprefix(REQUEST): fact for name, fact in facts.items() if name.startswith(REQUEST)}
    path = question.declared.request_class
    whom = standing_for(resolve(question.about), own) if question.about else None
    what = standing_for(resolve(path), wanted, REQUEST) if path else None

    def ask_on(walk: Walk) -> Answer:
        subject = None
        if WHOLE in own:
            subject = look_up(walk, own[WHOLE], WHOLE)
        elif whom:
            subject = whom(walk)
        if path and what:
            request = {path: what(walk)}
        else:
            request = {name: look_up(walk, fact, f"{REQUEST}{name}") for name, fact in wanted.items()}
        return ask(question, rules, subject, request, Day(Number(walk, ON)))

    return ask_on


def answer_of(question: Question, rules: Ruleset, subject: Any, request: Mapping[str, Any], on: Any) -> Any:
    """What a policy says, whole.

    Raises:
        NoRuleInForce: the tables say nothing.
    """
    policy = question.declared
    channel = {"channel": request["channel"]} if policy.channel else {}
    second = (request[policy.request],) if policy.request else ()
    return resolve_policy(question.policy)(subject, *second, rules=rules, on=on, **channel)


def ask(question: Question, rules: Ruleset, subject: Any, request: Mapping[str, Any], on: Any) -> Answer:
    """What a policy says, in the columns of a question, and why."""
    try:
        answer = answer_of(question, rules, subject, request, on)
    except NoRuleInForce as error:
        return Outcome("no_rule", (error.section, error.key)), Reasons(())
    if answer is None:
        return Outcome("nothing", ()), Reasons(())
    caveats = tuple((each.row, each.certainty) for each in getattr(answer, "caveats", ()))
    why = Reasons(answer.because, caveats)
    if isinstance(answer, Refusal):
        return Outcome("refused", (answer.code, answer.remedies)), why
    return Outcome("answer", tuple(flat(_column(answer, name)) for name in question.columns)), why


def _column(answer: Any, name: str) -> Any:
    for part in name.split("."):
        answer = getattr(answer, part)
    return answer


WHY: Final = frozenset({"because", "caveats", "row", "stamp"})
"""Fields of what is part of an answer that say why it is so."""


def is_same(one: Any, other: Any) -> bool:
    """Whether two answers on one way come to the same: where formulas differ, decided for what they come to.

    Raises:
        Unmodelled: nobody knows.
    """
    if isinstance(one, tuple) and isinstance(other, tuple):
        ours, others = cast("Any", one), cast("Any", other)
        return len(ours) == len(others) and all(map(is_same, ours, others))
    if isinstance(one, Standing) and isinstance(other, Standing):
        return all(is_same(getattr(one, name), getattr(other, name)) for name in {**one.changes, **other.changes})
    if isinstance(one, Text) and isinstance(other, Text):
        return is_same(one.symbol, other.symbol)
    known = isinstance(one, Symbol) and isinstance(other, Symbol) and (type(one), one.key) == (type(other), other.key)
    return known or one is other or bool(one == other)


def flat(value: Any) -> Any:
    """A value as tuples, all of whose parts can be compared and resolved."""
    kind: Any = cast("Any", type(value))
    names = None if issubclass(kind, Standing) else _parts(kind)
    if names is not None:
        return (kind.__name__, *[flat(getattr(value, name)) for name in names])
    return tuple([flat(each) for each in value]) if issubclass(kind, tuple | list) else value


@cache
def _parts(kind: Any) -> tuple[str, ...] | None:
    """The fields of which the values of a class are made up, but for those that say why; ``None`` of what has none."""
    return (
        None
        if issubclass(kind, Symbol | Text) or not attrs.has(kind)
        else tuple(field.name for field in attrs.fields(kind) if field.name not in WHY)
    )


def _resolved(value: Any, facts: Facts, words: Mapping[str, str], values: Mapping[str, int]) -> Any:
    if isinstance(value, Standing):
        return flat(value.resolved(facts, words, values))
    if isinstance(value, tuple):
        return tuple(_resolved(each, facts, words, values) for each in cast("Any", value))
    return resolved(value, words, values)


def concrete_question(
    question: Question, facts: Facts, words: Mapping[str, str], values: Mapping[str, int], on: date
) -> Witness:
    """The question of some facts."""
    found = {name: value_of(fact, name, words, values) for name, fact in facts.items()}
    request = {name.removeprefix(REQUEST): value for name, value in found.items() if name.startswith(REQUEST)}
    own = {name: value for name, value in found.items() if not name.startswith(REQUEST) and name != ON}
    path, about = question.declared.request_class, question.about
    subject = own.get(WHOLE) or (resolve(about)(**own) if about else None)
    return Witness(subject, {path: resolve(path)(**request)} if path else request, on)
