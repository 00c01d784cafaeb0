"""How every policy answers: its view of the tables, the case that is looked up in it, objections, and the answer.

::

    rules.view(View, on) --look_up--> case --objections--> none --answer--> outcome
                                        |                    |
                                        +--- an objection ---+---> Refusal, with the nearest request that is accepted

A policy says these four things, as ``Steps``, and ``ask`` takes them in this order. Here alone it is known what happens
where the tables say nothing, under which rules an answer is given, and when a refusal proposes another request.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from pecrules.base.errors import CalendarError, NoRuleInForce
from pecrules.domain import misuse
from pecrules.domain.misuse import Takes
from pecrules.domain.provenance import because, caveats
from pecrules.domain.refusing import Objection
from pecrules.model.fields import changed
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.refusals import Refusal
from pecrules.rulebook.ruleset import Ruleset, View

V = TypeVar("V", bound=View)
S = TypeVar("S")
Q = TypeVar("Q")
C = TypeVar("C")
A = TypeVar("A")


class Steps(NamedTuple, Generic[V, S, Q, C, A]):
    """What a policy does, step by step.

    Attributes:
        view: What it needs of the tables, looked up once for an interval of days.
        look_up: The case that is asked about, of a view, a subject, a request, the rules and the day; or the objection
            that leaves nothing else to look at.
        objections: Everything that speaks against a case, the first reason first.
        answer: The answer to a case that nothing speaks against, under a stamp.
        keeps_promises: Whether a mailbox is asked about by the rules that hold for its customer; else newcomers' hold.
        takes: What it takes; ``None`` for a question that only policies ask.
    """

    view: type[V]
    look_up: Callable[[V, S, Q, Ruleset, date], C | Objection]
    objections: Callable[[C], Sequence[Objection]]
    answer: Callable[[C, Stamp], A]
    keeps_promises: bool = True
    takes: Takes | None = None


def none(_: Any) -> Sequence[Objection]:
    """The objections of a policy that has none."""
    return ()


def ask(steps: Steps[V, S, Q, C, A], subject: S, request: Q, rules: Ruleset, on: date) -> A | Refusal:
    """What a policy says to a request.

    Args:
        steps: The policy's.
        subject: What it is asked about.
        request: What is asked for.
        rules: The rules to ask.
        on: The day.

    Raises:
        NoRuleInForce: the tables say nothing yet; it names the day that was asked about.
        TypeError: the policy does not take such a thing; it names what was meant.
    """
    kind, look_up, objections_to, answer, keeps_promises, takes = steps
    if takes and (type(subject), type(request), type(on)) != takes[1]:
        misuse.check(takes, subject, request, on)
    try:
        view, stamp = rules.view(kind, on, subject if keeps_promises else None)
        case = look_up(view, subject, request, rules, on)
        if isinstance(case, Objection):
            return _refusal((case,), _nearest(steps, view, (case,), subject, request, rules, on, stamp), stamp)
        objections = objections_to(case)
        if objections:
            return _refusal(objections, _nearest(steps, view, objections, subject, request, rules, on, stamp), stamp)
        return answer(case, stamp)
    except NoRuleInForce as error:
        raise error.at(on, rules.known_by) from None
    except AttributeError:
        misuse.check_rules(rules)
        raise


def ask_surely(steps: Steps[V, S, Q, C, A], subject: S, request: Q, rules: Ruleset, on: date) -> A:
    """What a policy says that never refuses: nothing speaks against any of its cases.

    Args:
        steps: The policy's.
        subject: What it is asked about.
        request: What is asked for.
        rules: The rules to ask.
        on: The day.

    Raises:
        NoRuleInForce: the tables say nothing yet; it names the day that was asked about.
    """
    answer = ask(steps, subject, request, rules, on)
    assert not isinstance(answer, Refusal)
    return answer


def if_known(answer: Callable[[], A]) -> A | None:
    """What a question answers that is part of another one; ``None`` where the tables say nothing yet."""
    try:
        return answer()
    except NoRuleInForce:
        return None


def _nearest(  # noqa: PLR0913, PLR0917 - a question, and what speaks against it
    steps: Steps[V, S, Q, C, A],
    view: V,
    objections: Sequence[Objection],
    subject: S,
    request: Q,
    rules: Ruleset,
    on: date,
    stamp: Stamp,
) -> Q | None:
    """The request with the change of every objection, if each has one and the whole is then answered."""
    changes = [each.change for each in objections if each.change is not None]
    if len(changes) < len(objections):
        return None
    mended = changed(request, dict(changes))
    try:
        case = steps.look_up(view, subject, mended, rules, on)
        if isinstance(case, Objection) or steps.objections(case):
            return None
        steps.answer(case, stamp)  # which the tables, or the end of the calendar, may not allow
    except (NoRuleInForce, CalendarError):
        return None
    return mended


def _refusal(objections: Sequence[Objection], nearest: Any, stamp: Stamp) -> Refusal:
    """A no for the first objection, with the rows behind all of them."""
    first = objections[0]
    rows = [row for each in objections for row in each.rows]
    return Refusal(
        code=first.code,
        asked=first.asked,
        allowed=first.allowed,
        remedies=first.remedies,
        nearest=nearest,
        because=because(rows),
        caveats=caveats(rows),
        stamp=stamp,
    )
