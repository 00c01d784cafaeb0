"""How each policy is asked: its inputs as values that can be written and read back, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from importlib import import_module
from typing import Any, Final, Generic, NamedTuple, TypeVar, get_origin

import attrs

from pecrules.base.errors import InvalidRequest, Problem
from pecrules.model import json as wire
from pecrules.model.mailboxes import Holder, Mailbox
from pecrules.model.orders import Credit, Event, Order, Partner
from pecrules.model.outcomes.billing import Billing
from pecrules.model.outcomes.calendars import Calendar
from pecrules.model.outcomes.channels import Actions
from pecrules.model.outcomes.orders import AutomaticRenewal, Certificate, Settlement
from pecrules.model.outcomes.quotes import Quote, RenewalOptions
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.outcomes.states import LogAvailability, Status, Termination, Transition
from pecrules.model.renewals import PlanChangeRequest, RenewalRequest
from pecrules.model.requests import CertificationRequest, ExtraSpaceRequest, PurchaseRequest, TerminationRequest
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


class Policy(NamedTuple):
    """One policy: the module it lives in, how it is asked, what it answers."""

    home: str
    asked: Any
    gives: tuple[type, ...]

    @property
    def form(self) -> Any:
        """The class of its inputs, without their types."""
        return get_origin(self.asked)

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
            asked = self.form(**{name: given[name] for name in self.inputs})
        except (TypeError, ValueError):
            raise InvalidRequest([_unknown_input("request", self.inputs)]) from None
        return wire.from_plain(self.asked, wire.to_plain(asked))

    def takes(self, given: Mapping[str, Any]) -> bool:
        """Whether these are its inputs."""
        try:
            read = self.read(given)
        except InvalidRequest:
            return False
        return all(getattr(read, name) == given[name] for name in self.inputs)


def _unknown_input(name: str, inputs: Iterable[str]) -> Problem:
    return Problem("PR302", path=(name,), args={"found": name, "allowed": ", ".join(inputs)})


POLICIES: Final[dict[str, Policy]] = {
    "advance": Policy("transitions.advance", _With[Mailbox | Order, Event], (Transition, Refusal)),
    "alert_calendar": Policy("alerts", _Between[Mailbox], (Calendar, Refusal)),
    "automatic_renewal": Policy("automatic", _Alone[Mailbox], (AutomaticRenewal, Refusal)),
    "available_actions": Policy("actions.available", _Through[Mailbox, tuple[Order, ...]], (Actions, Refusal)),
    "billing_requirements": Policy("billing", _Through[Holder, str | None], (Billing,)),
    "certify": Policy("certification", _With[Partner, CertificationRequest], (Certificate, Refusal)),
    "log_availability": Policy("logs", _With[Mailbox, date], (LogAvailability, Refusal)),
    "quote_extra_space": Policy("extra_space", _With[Mailbox, ExtraSpaceRequest], (Quote, Refusal)),
    "quote_plan_change": Policy("plan_change", _With[Mailbox, PlanChangeRequest], (Quote, Refusal)),
    "quote_purchase": Policy("purchase", _With[Holder | None, PurchaseRequest], (Quote, Refusal)),
    "quote_renewal": Policy("renewal", _With[Mailbox, RenewalRequest], (Quote, Refusal)),
    "quote_repurchase": Policy("purchase", _With[Mailbox, PurchaseRequest], (Quote, Refusal)),
    "renewal_options": Policy("renewal", _Alone[Mailbox], (RenewalOptions,)),
    "settle": Policy("settlement", _With[Quote, Credit], (Settlement, Refusal)),
    "status": Policy("status", _Alone[Mailbox], (Status,)),
    "terminate": Policy("termination", _With[Mailbox, TerminationRequest], (Termination, Refusal)),
    "timeline": Policy("timeline", _Between[Mailbox], (Calendar, Refusal)),
}
"""Every policy whose answers have receipts."""


def answer(name: str, asked: Any, rules: Ruleset, on: date) -> Any:
    """What a policy answers to inputs that it has read."""
    policy = getattr(import_module(f"pecrules.policies.{POLICIES[name].home}"), name)
    return asked.ask(policy, rules, on)
