"""How every policy answers: its view of the tables, the case that is looked up in it, objections, and the answer.

::

    rules.view(View, on) --look_up--> case --objections--> none --answer--> outcome
                                        |                    |
                                        +--- an objection ---+---> Refusal, with the nearest request that is accepted

A policy says these four things, as ``Steps``, and their ``ask`` takes them in this order. Here alone it is known what
happens where the tables say nothing, under which rules an answer is given, and when a refusal proposes another request.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final, Generic, TypeVar

from pecrules.base.errors import CalendarError, NoRuleInForce
from pecrules.base.tuples import NamedTuple
from pecrules.domain import misuse
from pecrules.domain.misuse import Takes
from pecrules.domain.provenance import because, caveats
from pecrules.domain.refusing import Objection
from pecrules.model.fields import LookedUp, changed
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.refusals import Refusal
from pecrules.rulebook.ruleset import Ruleset, View

V = TypeVar("V", bound=View)
S = TypeVar("S")
Q = TypeVar("Q")
C = TypeVar("C")
A = TypeVar("A")


Answering = Callable[[S, Q, Ruleset, date], A | Refusal[Any]]
"""What answers a request about a subject, under some rules, on a day."""


def _taken(steps: "Steps[V, S, Q, C, A]") -> Answering[S, Q, A]:
    """The steps, taken one after the other; each is looked up in them but once, for this is the way of every answer."""
    kind, look_up, objections_to, answer = steps.view, steps.look_up, steps.objections, steps.answer
    keeps_promises, takes = steps.keeps_promises, steps.takes
    of, by, day = takes.usual if takes else (object, object, date)

    def ask(subject: S, request: Q, rules: Ruleset, on: date) -> A | Refusal[Any]:
        if takes and (type(subject) is not of or type(request) is not by or type(on) is not day):
            misuse.check(takes, subject, request, on)
        try:
            view, stamp = rules.view(kind, on, subject if keeps_promises else None)
            case = look_up(view, subject, request, rules, on)
            if type(case) is Objection:
                return _refusal(steps, _Question(view, subject, request, rules, on), (case,), stamp)
            objections = objections_to(case)
            if objections:
                return _refusal(steps, _Question(view, subject, request, rules, on), objections, stamp)
            return answer(case, stamp)
        except NoRuleInForce as error:
            raise error.at(on, rules.known_by) from None
        except AttributeError:
            misuse.check_rules(rules)
            raise

    return ask


class Steps(Generic[V, S, Q, C, A]):
    """What a policy does, step by step.

    Attributes:
        view: What it needs of the tables, looked up once for an interval of days.
        look_up: The case that is asked about, of a view, a subject, a request, the rules and the day; or the objection
            that leaves nothing else to look at.
        objections: Everything that speaks against a case, the first reason first.
        answer: The answer to a case that nothing speaks against, under a stamp.
        keeps_promises: Whether a mailbox is asked about by the rules that hold for its customer; else newcomers' hold.
        takes: What it takes; ``None`` for a question that only policies ask.
        ask: What the policy says to a request about a subject, by some rules, on a day. It raises ``NoRuleInForce``
            where the tables say nothing yet, which names the day that was asked about, and ``TypeError`` if the policy
            does not take such a thing, which names what was meant.
    """

    def __init__(  # noqa: PLR0913 - a policy says all of it
        self,
        view: type[V],
        look_up: Callable[[V, S, Q, Ruleset, date], C | Objection],
        objections: Callable[[C], Sequence[Objection]],
        answer: Callable[[C, Stamp], A],
        *,
        keeps_promises: bool = True,
        takes: Takes | None = None,
    ) -> None:
        self.view: Final = view
        self.look_up: Final = look_up
        self.objections: Final = objections
        self.answer: Final = answer
        self.keeps_promises: Final = keeps_promises
        self.takes: Final = takes
        ask = _taken(self)
        self.ask: Final = ask

    def ask_surely(self, subject: S, request: Q, rules: Ruleset, on: date) -> A:
        """The same of a policy that never refuses: nothing speaks against any of its cases."""
        answer = self.ask(subject, request, rules, on)
        assert not isinstance(answer, Refusal)
        return answer


def none(_: Any) -> Sequence[Objection]:
    """The objections of a policy that has none."""
    return ()


def if_known(answer: Callable[[], A]) -> A | None:
    """What a question answers that is part of another one; ``None`` where the tables say nothing yet."""
    try:
        return answer()
    except NoRuleInForce:
        return None


_AnySteps = Steps[Any, Any, Any, Any, Any]


class _Question(NamedTuple):
    """What a case is looked up by, in the order in which ``look_up`` takes it."""

    view: Any
    subject: Any
    request: Any
    rules: Ruleset
    on: date


def _refusal(steps: _AnySteps, question: _Question, objections: Sequence[Objection], stamp: Stamp) -> Refusal[Any]:
    """A no for the first objection, with the rows behind all of them, and the nearest request that is accepted."""
    first, rows = objections[0], [row for each in objections for row in each.rows]
    return Refusal(
        code=first.code,
        asked=first.asked,
        allowed=_within_calendar(steps, question, objections, stamp),
        remedies=first.remedies,
        nearest=_nearest(steps, question, objections, stamp),
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )


def _within_calendar(
    steps: _AnySteps, question: _Question, objections: Sequence[Objection], stamp: Stamp
) -> tuple[Any, ...]:
    """What could be asked for instead: of terms only those of which the calendar has the end."""
    allowed, request = objections[0].allowed, question.request
    if objections[0].code != "term_not_offered" or isinstance(request, LookedUp) or not hasattr(request, "years"):
        return allowed  # nobody asked for the term of an automatic renewal
    changes = dict(each.change for each in objections if each.change is not None)
    for number in range(len(allowed), 0, -1):  # shorter ones than one that ends in time do, too
        other = changed(request, {**changes, "years": allowed[number - 1]})
        if _ends(steps, question._replace(request=other), stamp):
            return allowed[:number]
    return ()


def _ends(steps: _AnySteps, question: _Question, stamp: Stamp) -> bool:
    """Whether the calendar has the days that a question is about, whatever else speaks against it."""
    try:
        with suppress(NoRuleInForce):
            case = steps.look_up(*question)
            if not isinstance(case, Objection) and not steps.objections(case):
                steps.answer(case, stamp)
    except CalendarError:
        return False
    return True


def _nearest(steps: _AnySteps, question: _Question, objections: Sequence[Objection], stamp: Stamp) -> Any:
    """The request with the change of every objection, if each has one and the whole is then answered.

    One that stands for many has none: each of them may be nearest to another.
    """
    changes = [each.change for each in objections if each.change is not None]
    if len(changes) < len(objections) or isinstance(question.request, LookedUp):
        return None
    mended = changed(question.request, dict(changes))
    try:
        case = steps.look_up(*question._replace(request=mended))
        if isinstance(case, Objection) or steps.objections(case):
            return None
        steps.answer(case, stamp)  # which the tables, or the end of the calendar, may not allow
    except (NoRuleInForce, CalendarError):
        return None
    return mended
