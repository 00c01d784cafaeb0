"""Questions for every policy, of which about half are answered with a yes."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain, islice
from random import Random
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pecrules.base.errors import CalendarError, NoRuleInForce
from pecrules.base.tuples import NamedTuple
from pecrules.model.outcomes.options import RenewalOptions
from pecrules.model.outcomes.refusals import Refusal
from pecrules.policies import DAY, IDENTIFIER, ORDERS, REFUSAL, SPAN, declared, name_of, resolve_policy
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.strategies.beside import Beside
from pecrules.testing.strategies.calendar import some_days
from pecrules.testing.strategies.menu import Menu, live
from pecrules.testing.strategies.nouns import credits as some_credit
from pecrules.testing.strategies.nouns import events, holders, lost_plan_days, mailbox_days, orders, partners, tax_codes
from pecrules.testing.strategies.renewals import renewals
from pecrules.testing.strategies.requests import (
    certification_requests,
    extra_space_requests,
    plan_change_requests,
    purchase_requests,
    renewal_requests,
    termination_requests,
)

Subjects = dict[str, Callable[[Menu], SearchStrategy[Any]]]
"""The class of a subject -> what draws one, with the day of the question."""

_TRIES: Final = 128
_TRIES_OF_NO: Final = 16  # a no is never far, where there is one
_AS_THEY_COME: Final = 4  # of so many that are not turned towards a yes, one is left as it was drawn
_MANY: Final = 10_000
_ERA: Final = 800  # days after one on which rows begin that are tried: two years, so that notices and grace fit in

_NO_ANSWER: Final = object()  # what the tables do not answer
_OPTIONS: Final = "model.outcomes.options.RenewalOptions"  # which say no without a refusal


class Question(NamedTuple):
    """What a policy is asked.

    Attributes:
        policy: Its name.
        subject: Whom it is asked about: a mailbox, a holder or nobody, an order, a partner, a quote.
        request: What is asked for; nothing where the policy takes no request.
        on: The day of the question.
    """

    policy: str
    subject: Any
    request: Any
    on: date

    def ask(self, rules: Ruleset) -> Any:
        """What the policy answers under some rules.

        Raises:
            NoRuleInForce: the tables say nothing yet about that day.
            CalendarError: a day that is needed would lie beyond the year 9999.
        """
        given = (self.subject,) if declared(self.policy).request is None else (self.subject, self.request)
        return resolve_policy(self.policy)(*given, rules=rules, on=self.on)


def questions(policy: Callable[..., Any], rules: Ruleset | None = None) -> SearchStrategy[Question]:
    """Questions for a policy: about half are answered with a yes, on days spread over all eras and boundaries.

    One half is turned until the answer is a yes, of the other three quarters until it is a no, where there is one; the
    rest are as they come. None lies before the rules begin. Mailboxes on a domain, every channel and plans that are
    gone are among them.

    Args:
        policy: The policy itself, as ``pecrules.quote_renewal``.
        rules: The rules to ask; nothing for the shipped ones.

    >>> from hypothesis import find
    >>> from pecrules import Quote, load_rules, quote_repurchase
    >>> rules = load_rules()
    >>> question = find(questions(quote_repurchase), lambda question: isinstance(question.ask(rules), Quote))
    >>> question.on > question.subject.expiry, question.request.address == question.subject.address
    (True, True)
    """
    name = policy.__name__
    return live(rules, lambda menu: _questions(menu, name))


def _questions(menu: Menu, name: str) -> SearchStrategy[Question]:
    driver, turn = _Driver(menu, name), st.integers(0, _MANY)
    fitting, any_subject = driver.drawn(_SUBJECTS), driver.drawn(_ANY_SUBJECT)
    towards_yes = st.builds(driver.accepted, fitting, turn, _INTO_AN_ERA)
    return towards_yes | st.builds(driver.refused, any_subject, turn, _INTO_AN_ERA)


_INTO_AN_ERA: Final = st.one_of(*(st.integers(0, _ERA),) * 3, st.sampled_from((0, 1, -1)))
"""A day of an era, counted from its first: also the day before, on which other rules hold."""


# -- what is drawn ----------------------------------------------------------------------------------------------------


def _days(menu: Menu) -> SearchStrategy[date]:
    return some_days(menu, menu.change_days[0], menu.last)


def _requests(menu: Menu, wanted: str | None) -> SearchStrategy[Any]:
    """What may be asked for, by the class or the word that the manifest has for it."""
    return _REQUESTS[name_of(wanted or "")](menu)


_REQUESTS: Final[dict[str, Callable[[Menu], SearchStrategy[Any]]]] = {
    "": lambda _: st.none(),
    DAY: _days,
    SPAN: lambda menu: st.tuples(_days(menu), _days(menu)).map(sorted).map(tuple),
    ORDERS: lambda menu: st.lists(orders(menu.rules), max_size=2).map(tuple),
    IDENTIFIER: lambda menu: purchase_requests(menu.rules).map(lambda request: request.einvoice_identifier),
    "Event": lambda menu: events(menu.rules),
    "CertificationRequest": lambda menu: certification_requests(menu.rules),
    "Credit": lambda _: some_credit(),
    "ExtraSpaceRequest": lambda menu: extra_space_requests(menu.rules),
    "PlanChangeRequest": lambda menu: plan_change_requests(menu.rules),
    "PurchaseRequest": lambda menu: purchase_requests(menu.rules),
    "RenewalRequest": lambda menu: renewal_requests(menu.rules),
    "TerminationRequest": lambda menu: termination_requests(menu.rules),
}


def _on_any_day(subjects: SearchStrategy[Any], menu: Menu) -> SearchStrategy[tuple[Any, date]]:
    return st.tuples(subjects, _days(menu))


def _quoted(menu: Menu) -> SearchStrategy[tuple[Any, date]]:
    """A quote of a renewal, on the day on which it was made."""
    return renewals(menu.rules).map(lambda drawn: (Question("quote_renewal", *drawn).ask(menu.rules), drawn.on))


_SUBJECTS: Final[Subjects] = {
    "": lambda menu: _on_any_day(st.none(), menu),
    "Holder": lambda menu: _on_any_day(holders(), menu),
    "Mailbox": lambda menu: mailbox_days(menu.rules, holder=holders(tax_code=tax_codes())),  # who proves who they are
    "Order": lambda menu: _on_any_day(orders(menu.rules), menu),
    "Partner": lambda menu: _on_any_day(partners(), menu),
    "Quote": _quoted,
}
_ANY_SUBJECT: Final[Subjects] = {
    **_SUBJECTS,
    "Mailbox": lambda menu: mailbox_days(menu.rules) | lost_plan_days(menu.rules),
}


# -- towards a yes ----------------------------------------------------------------------------------------------------


class _Driver:
    """A policy to be asked under some rules."""

    def __init__(self, menu: Menu, name: str) -> None:
        self._menu = menu
        self._declared = declared(name)
        self._beside = Beside(menu)
        self._tries_of_no = _TRIES_OF_NO if {REFUSAL, _OPTIONS} & {*self._declared.outcomes} else 0

    def drawn(self, subjects: Subjects) -> SearchStrategy[Question]:
        """Questions as they come, about one of some subjects."""
        whom = st.one_of(*(subjects[name_of(path or "")](self._menu) for path in self._declared.subject))
        return st.builds(self._put, whom, _requests(self._menu, self._declared.request))

    def _put(self, whom: tuple[Any, date], request: Any) -> Question:
        return Question(self._declared.name, whom[0], request, whom[1])

    def accepted(self, question: Question, turn: int, days: int) -> Question:
        """The first question beside it that is answered with a yes; if there is none, one that is answered.

        Args:
            question: As it was drawn.
            turn: Which one beside it is tried first.
            days: How far into an era those beside it lie.
        """
        for each in self._near(question, turn, days):
            answer = self._answer(each)
            near = getattr(answer, "nearest", None)
            if isinstance(answer, Refusal):
                if near is not None:
                    return each._replace(request=near)
            elif answer is not _NO_ANSWER and not _is_no(answer):
                return each
        return self.answered(question, turn, days)

    def refused(self, question: Question, turn: int, days: int) -> Question:
        """The question, or the first one of a few beside it, that is answered with a no; else one that is answered.

        Every fourth is left as it is.
        """
        tries = self._tries_of_no if turn % _AS_THEY_COME else 0
        near = chain((question,), islice(self._near(question, turn, days), tries))
        return next((each for each in near if _is_no(self._answer(each))), None) or self.answered(question, turn, days)

    def answered(self, question: Question, turn: int, days: int) -> Question:
        """The question, or the first one beside it that is answered at all."""
        near = chain((question,), self._near(question, turn, days))
        return next((each for each in near if self._answer(each) is not _NO_ANSWER), question)

    def _near(self, question: Question, turn: int, days: int) -> Iterator[Question]:
        """Others beside the question."""
        mark = f"{question} {days}"  # all of it: what is drawn comes in clusters that differ in one part only
        for number in range(turn, turn + _TRIES):
            pick = Random(f"{number} {mark}")  # noqa: S311 - spread evenly, and the same for what is drawn again
            yield Question(
                question.policy, *self._beside.put(question.subject, question.request, question.on, days, pick)
            )

    def _answer(self, question: Question) -> Any:
        try:
            return question.ask(self._menu.rules)
        except (NoRuleInForce, CalendarError):
            return _NO_ANSWER


def _is_no(answer: Any) -> bool:
    return isinstance(answer, Refusal) or (isinstance(answer, RenewalOptions) and not answer.possible)
