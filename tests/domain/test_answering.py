"""The driver of policies: what it does between their steps."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

import attrs
import pytest

from pecrules.domain.answering import Steps, if_known
from pecrules.domain.refusing import Objection
from pecrules.model.mailboxes import Mailbox
from pecrules.model.outcomes.common import Stamp
from pecrules.model.outcomes.quotes import Charges, Quote
from pecrules.model.outcomes.refusals import Refusal
from pecrules.model.renewals import RenewalRequest
from pecrules.policies.renewal import quote_renewal
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.renewal import Advice
from pecrules.rulebook.ruleset import Ruleset, Snapshot
from tests.variants import shipped

ON = date(2027, 1, 10)


@attrs.frozen
class Wish:
    """How much is asked for."""

    number: int


class _Case(NamedTuple):
    view: "_View"
    wish: Wish


class _View:
    READS: ClassVar[tuple[type[Row], ...]] = (Advice,)

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.advice = snapshot.row(Advice)


def look_up(view: _View, _: None, wish: Wish, __: Ruleset, ___: date) -> _Case:
    if wish.number == 1:
        raise view.snapshot.missing(Advice)
    return _Case(view, wish)


def objections(case: _Case) -> Sequence[Objection]:
    """Three is too much; two would do, but four mends nothing and five leads where no row speaks."""
    changes = {3: 2, 4: 3, 5: 1}
    if case.wish.number not in changes:
        return ()
    change = ("number", changes[case.wish.number])
    return (Objection("term_not_offered", (case.view.advice,), case.wish.number, change=change),)


def answer(case: _Case, _: Stamp) -> int:
    return case.wish.number


STEPS: Steps[_View, None, Wish, _Case, int] = Steps(_View, look_up, objections, answer)


def asked(number: int) -> Any:
    return STEPS.ask(None, Wish(number), shipped(), ON)


def test_what_nothing_speaks_against_is_answered() -> None:
    """The answer is the policy's own."""
    assert 2 == asked(2)


def test_a_change_that_is_accepted_is_proposed() -> None:
    """Three is refused, and two would be accepted."""
    refused = asked(3)
    assert isinstance(refused, Refusal)
    assert Wish(2) == refused.nearest


def test_a_change_that_is_refused_again_is_not_proposed() -> None:
    """Four becomes three, and that is refused, too."""
    assert None is asked(4).nearest


def test_a_change_about_which_no_row_speaks_is_not_proposed() -> None:
    """Five becomes one, about which the tables say nothing; the question itself is refused all the same."""
    assert None is asked(5).nearest


def test_a_mistake_of_a_policy_is_told_as_it_is() -> None:
    """Rules that can be asked are no misuse."""

    def mistaken(view: Any, *_: Any) -> Any:
        return view.no_such_thing

    with pytest.raises(AttributeError, match="no_such_thing"):
        Steps(STEPS.view, mistaken, STEPS.objections, STEPS.answer).ask(None, Wish(1), shipped(), ON)


def test_a_question_within_a_question_may_be_unknown() -> None:
    """Where the tables say nothing there is no answer, and no error."""
    assert None is if_known(lambda: asked(1))


def test_charges_have_their_fields_and_no_others() -> None:
    """What is read late is a field all the same, and what is none is none."""
    quote = quote_renewal(
        Mailbox(address="a@pec.it", plan="standard", expiry=ON), RenewalRequest(years=1), rules=shipped(), on=ON
    )
    assert isinstance(quote, Quote)
    assert "lines" == Charges.lines.name  # type: ignore[attr-defined] # asked of the class
    assert ["plan"] == [line.item for line in quote.charges.lines]
    assert not hasattr(quote.charges, "line")


def test_a_digest_is_the_same_whoever_asks_again() -> None:
    """It is worked out for the first who reads it, and stands there for the next."""
    rules = shipped().as_known(ON)
    stamp = rules.view(_View, ON)[1]
    assert rules.digest == stamp.digest == stamp.digest
