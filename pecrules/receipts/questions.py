"""How each policy is asked: its inputs as values that can be written and read back, and what it answers."""

# No `from __future__ import annotations` here: older releases of cattrs cannot resolve what is then text.
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, reduce
from typing import Any, Final, Generic, TypeVar, get_origin

import attrs

from pecrules import policies
from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import Problem
from pecrules.base.tuples import NamedTuple
from pecrules.model import json as model_json
from pecrules.model.orders import Order
from pecrules.policies import DAY, IDENTIFIER, MANIFEST, ORDERS, SPAN, name_of, resolve, resolve_policy
from pecrules.policies import Policy as Declared
from pecrules.rulebook.ruleset import Ruleset

S = TypeVar("S")
Q = TypeVar("Q")


@attrs.frozen
class _Alone(Generic[S]):
    """The inputs of a policy that takes no request."""

    subject: S

    def ask(self, policy: Callable[..., Any], rules: Ruleset, on: date) -> Any:
        return policy(self.subject, rules=rules, on=on)


@attrs.frozen
class _With(Generic[S, Q]):
    """The inputs of a policy that takes a request."""

    subject: S
    request: Q

    def ask(self, policy: Callable[..., Any], rules: Ruleset, on: date) -> Any:
        return policy(self.subject, self.request, rules=rules, on=on)


@attrs.frozen
class _Between(Generic[S]):
    """The inputs of a policy that looks at the days from one to another."""

    subject: S
    request: tuple[date, ...] = attrs.field(validator=[attrs.validators.min_len(2), attrs.validators.max_len(2)])

    def ask(self, policy: Callable[..., Any], rules: Ruleset, on: date) -> Any:
        return policy(self.subject, self.request, rules=rules, on=on)


@attrs.frozen
class _Through(Generic[S, Q]):
    """The inputs of a policy that may be asked about another channel than the usual one."""

    subject: S
    request: Q
    channel: str | None

    def ask(self, policy: Callable[..., Any], rules: Ruleset, on: date) -> Any:
        named = {} if self.channel is None else {"channel": self.channel}
        return policy(self.subject, self.request, rules=rules, on=on, **named)


_PLAIN: Final[dict[str, Any]] = {
    DAY: date,
    SPAN: tuple[date, ...],
    ORDERS: tuple[Order, ...],
    IDENTIFIER: str | None,
}
"""Requests that are no class -> their types."""


def _or(one: Any, other: Any) -> Any:
    return one | other


@cache
def _inputs(declared: Declared) -> Any:
    """How a policy is asked, as the class of its inputs with their types."""
    subject: Any = reduce(_or, (None if path is None else resolve(path) for path in declared.subject))
    if declared.request is None:
        return _Alone[subject]
    if declared.request == SPAN:
        return _Between[subject]
    request: Any = _PLAIN.get(declared.request) or resolve(declared.request)
    return _Through[subject, request] if declared.channel else _With[subject, request]


class Policy(NamedTuple):
    """One policy whose answers have receipts."""

    declared: Declared

    @property
    def gives(self) -> tuple[str, ...]:
        """The names of its answers."""
        return tuple(name_of(path) for path in self.declared.outcomes if path is not None)

    @property
    def question_type(self) -> Any:
        """How it is asked: the class of its inputs, with their types."""
        return _inputs(self.declared)

    @property
    def form(self) -> Any:
        """The class of its inputs, without their types."""
        return get_origin(self.question_type)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of its inputs."""
        return tuple(each.name for each in attrs.fields(self.form))

    def read(self, given: Mapping[str, Any]) -> Any:
        """Inputs as a receipt holds them: written, and read back.

        Raises:
            InvalidRequest: they are not what the policy takes, or cannot be written.
        """
        beyond = [name for name, value in given.items() if value is not None and name not in self.inputs]
        if beyond:
            raise InvalidRequest([_unknown_input(name, self.inputs) for name in beyond])
        try:
            question = self.form(**{name: given[name] for name in self.inputs})
        except (TypeError, ValueError):
            raise InvalidRequest([_unknown_input("request", self.inputs)]) from None
        return model_json.from_plain(self.question_type, model_json.to_plain(question))

    def takes(self, given: Mapping[str, Any]) -> bool:
        """Whether these are its inputs, as far as their classes say."""
        if any(value is not None and name not in self.inputs for name, value in given.items()):
            return False
        subjects = (_is(given["subject"], path) for path in self.declared.subject)
        return any(subjects) and _asks_for(given["request"], self.declared.request)


def _is(value: object, path: str | None) -> bool:
    """Whether a value is of a class that the manifest speaks of."""
    return value is None if path is None else isinstance(value, resolve(path))


def _asks_for(what: Any, request: str | None) -> bool:
    """Whether something is what a policy may be asked for."""
    match request:
        case policies.DAY:
            return what.__class__ is date
        case policies.SPAN:
            return what.__class__ is tuple and [each.__class__ for each in what] == [date, date]
        case policies.ORDERS:
            return what.__class__ is tuple and all(_is(each, policies.ORDER) for each in what)
        case policies.IDENTIFIER:
            return what is None or what.__class__ is str
        case _:
            return _is(what, request)


def _unknown_input(name: str, inputs: Iterable[str]) -> Problem:
    known = (*inputs,)
    args = {"found": name, "allowed": ", ".join(known)}
    return Problem("PR302", path=(name,), args=args, nearest=nearest(name, known))


POLICIES: Final = {name: Policy(declared) for name, declared in MANIFEST.items() if declared.stamped}
"""Every policy whose answers have receipts."""


def answer(name: str, question: Any, rules: Ruleset, on: date) -> Any:
    """What a policy answers to inputs that it has read."""
    return question.ask(resolve_policy(name), rules, on)
