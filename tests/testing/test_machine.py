"""The machine for authors of property tests: it lives under the shipped rules, and catches what is wrong."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

import pecrules.testing
from pecrules import Holder, Mailbox, Refusal, load_rules
from pecrules.model.orders import Event, Order
from pecrules.model.outcomes.states import Transition
from pecrules.rulebook.layers import Edits
from pecrules.testing import MailboxMachine
from pecrules.testing.machine import Waiting
from tests.profiles import examples
from tests.variants import choose, reword, variant

EXPIRY = date(2027, 3, 30)
TODAY = date(2027, 1, 10)
DAY = timedelta(1)
MARIO = Holder(subject="natural_person", tax_code="RSSMRA80A01H501U")
QUICK = settings(examples(50), stateful_step_count=30)
HUNT = settings(
    max_examples=300,
    stateful_step_count=30,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    report_multiple_bugs=False,
)


TestLife = MailboxMachine.TestCase
TestLife.settings = QUICK


def under(*edits: Edits) -> type[MailboxMachine]:
    """A machine whose mailbox lives under changed rules."""

    class Under(MailboxMachine):
        ruleset = variant(*edits)

    return Under


@pytest.mark.slow
def test_under_other_readings() -> None:
    """The readings that move days, each the other way."""
    readings = {
        "last-day-of-grace": "deleted",
        "day-of-expiry": "expired",
        "renewal-done-on": "order_day",
        "new-expiry-in-grace": "payment_day",
        "activation-hours": "shortest",
        "leap-day-expiry": "march_1",
    }
    machine = under(*(choose(row, choice) for row, choice in readings.items()))
    run_state_machine_as_test(machine, settings=QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("many", [100, pytest.param(2_000, marks=pytest.mark.proof)])
def test_lives(many: int) -> None:
    """Under the shipped rules nothing goes wrong in any of them."""
    run_state_machine_as_test(MailboxMachine, settings=settings(max_examples=many, stateful_step_count=25))


# -- one life, step by step -------------------------------------------------------------------------------------------


def life(kind: type[MailboxMachine] = MailboxMachine, day: date = TODAY, **facts: Any) -> MailboxMachine:
    """A machine that has begun with a mailbox of our own."""
    machine = kind()
    machine.day = day
    given: dict[str, Any] = {"address": "a@pec.example", "plan": "standard", "expiry": EXPIRY, "holder": MARIO}
    machine.mailbox = Mailbox(**(given | facts))
    return machine


def told(machine: MailboxMachine) -> list[tuple[date, str, str]]:
    """What has happened: the day, the event, and the state it led to or the refusal."""
    return [
        (day, event.name, answer.code if isinstance(answer, Refusal) else answer.after)
        for day, event, answer in machine.history
    ]


def run_checks(machine: MailboxMachine) -> None:
    """Every invariant, as after a step."""
    machine.every_day_has_a_state()
    machine.days_are_in_order()
    machine.the_expiry_never_moves_back()
    machine.whoever_derives_is_content()


def test_what_a_day_does_happens_on_that_day() -> None:
    """However many days pass at once."""
    machine = life()
    machine.days_pass(some=400)
    happened = [(EXPIRY + DAY, "expiry_passed", "expired"), (EXPIRY + 91 * DAY, "grace_ended", "deleted")]
    assert (happened, TODAY + 400 * DAY) == (told(machine), machine.day)


def test_days_pass_until_the_expiry_is_near() -> None:
    """Never back, though."""
    machine = life()
    machine.the_expiry_is_near(some=1)
    machine.the_expiry_is_near(some=-7)
    assert EXPIRY + DAY == machine.day


@pytest.mark.parametrize(
    ("which", "method", "days"),
    [(0, "bank_transfer", 1), (1, "card", 0), (3, "postal_slip", 7), (4, "prefilled_slip", 0)],
)
def test_an_order_is_registered_when_its_way_to_pay_says(which: int, method: str, days: int) -> None:
    """From Sunday 10 January five working days are over on Friday."""
    machine = life()
    machine.a_renewal_is_ordered(years=2, which=which)
    assert (method, True) == (machine.waiting[0].order.method, machine.mailbox.renewal_order_pending)
    machine.an_order_is_paid(which=0, slowly=0)
    machine.days_pass(some=30)
    (registered,) = [day for day, event, _ in machine.history if event.name == "renewal_registered"]
    assert (TODAY + (days - (2 if days == 7 else 0)) * DAY, date(2029, 3, 30)) == (registered, machine.mailbox.expiry)
    assert ([], False) == (machine.waiting, machine.mailbox.renewal_order_pending)
    run_checks(machine)


def test_a_slow_payment() -> None:
    """From five to seven working days: the slowest takes until the Tuesday after."""
    machine = life()
    machine.a_renewal_is_ordered(years=1, which=3)
    machine.an_order_is_paid(which=0, slowly=2)
    assert TODAY + 9 * DAY == machine.waiting[0].registered_on


def test_a_payment_that_comes_too_late() -> None:
    """The order is carried out, but what is deleted is not renewed."""
    machine = life(day=EXPIRY + 85 * DAY)
    machine.a_renewal_is_ordered(years=1, which=0)
    machine.days_pass(some=5)
    machine.an_order_is_paid(which=0, slowly=0)
    machine.days_pass(some=5)
    assert [("payment_registered", "fulfilled"), ("renewal_registered", "event_not_possible")] == [
        entry[1:] for entry in told(machine)[-2:]
    ]


def test_a_second_order_is_not_accepted() -> None:
    """The first must be paid or cancelled."""
    machine = life()
    machine.a_renewal_is_ordered(years=1, which=0)
    machine.a_renewal_is_ordered(years=1, which=0)
    assert 1 == len(machine.waiting)
    machine.an_order_is_cancelled(which=5)
    assert ([], False) == (machine.waiting, machine.mailbox.renewal_order_pending)


def test_no_order_without_a_price() -> None:
    """Where the tables say nothing yet nothing is ordered."""
    machine = life(day=date(2022, 1, 10), expiry=date(2022, 3, 30))
    machine.a_renewal_is_ordered(years=1, which=0)
    assert [] == machine.waiting


def test_a_way_to_pay_that_is_no_longer_there() -> None:
    """Nobody knows how long it takes: what was paid that way is registered at once."""
    machine = life()
    day, method = date(2020, 6, 1), "masterpass"  # when it was one
    order = Order(number="7", kind="renewal", day=day, gross=Decimal("12.08"), years=1, method=method)
    machine.waiting = [Waiting(order, None)]
    machine.an_order_is_paid(which=0, slowly=0)
    assert (date(2028, 3, 30), []) == (machine.mailbox.expiry, machine.waiting)


def test_no_order_without_a_way_to_pay() -> None:
    """An order that says none is registered at once."""
    machine = life(auto_renew=True, last_term_years=1, method="card")
    machine.the_automatic_charge_is_due(works=False)
    assert EXPIRY - 7 * DAY == machine.day
    assert ["automatic_renewal"] == [waiting.order.kind for waiting in machine.waiting]
    machine.an_order_is_paid(which=0, slowly=0)
    assert (date(2028, 3, 30), False) == (machine.mailbox.expiry, machine.mailbox.renewal_order_pending)


def test_the_automatic_charge() -> None:
    """The last term is repeated."""
    machine = life(auto_renew=True, last_term_years=3)
    machine.the_automatic_charge_is_due(works=True)
    assert (EXPIRY - 7 * DAY, date(2030, 3, 30)) == (machine.day, machine.mailbox.expiry)


def test_no_charge_without_a_term() -> None:
    """Nothing is ordered of which nobody knows how long."""
    machine = life(auto_renew=True)
    machine.the_automatic_charge_is_due(works=False)
    assert [] == machine.waiting


def test_the_end_and_a_new_beginning() -> None:
    """Withdrawn by who may, bought again by who had it, activated when its time is over."""
    machine = life()
    machine.a_withdrawal_is_requested(by="neighbour")
    machine.a_withdrawal_is_requested(by="holder")
    machine.the_name_is_bought_again(years=1, same=False, method=None)
    machine.the_name_is_bought_again(years=2, same=True, method="card")
    assert ["not_entitled", "withdrawn", "another_holder", "in_activation", "active"] == [
        entry[2] for entry in told(machine)
    ]
    assert (date(2029, 1, 10), True) == (machine.mailbox.expiry, machine.mailbox.auto_renew)
    run_checks(machine)


def test_an_activation_that_takes_days() -> None:
    """It is asked about every day."""
    day = date(2018, 1, 10)
    machine = life(day=day, expiry=day, activation_started_on=day, last_term_years=1)
    machine.days_pass(some=10)
    assert [(day, "activation_not_due"), (day + DAY, "activation_not_due"), (day + 2 * DAY, "active")] == [
        (on, outcome) for on, _, outcome in told(machine)
    ]


def test_a_domain_that_comes_back_and_one_that_does_not() -> None:
    """Seven days, else it is deleted."""
    machine = life(on_partner_domain=True)
    machine.the_partners_domain_changes(back=False)
    machine.days_pass(some=7)
    machine.the_partners_domain_changes(back=True)
    machine.the_partners_domain_changes(back=False)
    machine.days_pass(some=8)
    assert ["suspended", "active", "suspended", "deleted"] == [outcome for _, _, outcome in told(machine)]


def test_automatic_renewal_is_switched() -> None:
    """And what is switched already is refused."""
    machine = life()
    for on in (True, True, False):
        machine.automatic_renewal_is_switched(on=on)
    assert ["active", "automatic_renewal_on", "active"] == [outcome for _, _, outcome in told(machine)]


# -- deriving from it -------------------------------------------------------------------------------------------------


def test_a_derived_class_checks_its_own() -> None:
    """After every step, with the mailbox and the day at hand."""
    seen: list[date] = []

    class Ours(MailboxMachine):
        def check(self) -> None:
            seen.append(self.day)
            assert self.mailbox.plan

    run_state_machine_as_test(Ours, settings=settings(max_examples=5, stateful_step_count=5, database=None))
    assert seen


def test_a_derived_class_that_is_not_content_fails() -> None:
    """Its assertion is what is raised."""

    class Ours(MailboxMachine):
        def check(self) -> None:
            assert self.mailbox.expiry < date(2020, 1, 1), "ours"

    with pytest.raises(AssertionError, match="ours"):
        run_state_machine_as_test(Ours, settings=HUNT)


def test_a_derived_class_may_do_more() -> None:
    """Rules of its own are drawn with the others."""
    done: list[str] = []

    class Ours(MailboxMachine):
        @rule(name=st.just("holder_changed"))
        def somebody_else_owns_it(self, name: str) -> None:
            done.append(name)
            self.happens(name, holder=MARIO)

    run_state_machine_as_test(Ours, settings=settings(max_examples=10, stateful_step_count=20, database=None))
    assert done


def test_the_rules_of_a_derived_class() -> None:
    """Its own, or the shipped ones."""

    class Ours(MailboxMachine):
        ruleset = load_rules(book="ordine-ingegneri-roma")

    assert ("ordine-ingegneri-roma", "retail") == (Ours().loaded.book, MailboxMachine().loaded.book)


LIES: dict[str, Callable[[Any], Transition]] = {
    "the expiry moved back": lambda answer: attrs.evolve(
        answer, mailbox=attrs.evolve(answer.mailbox, expiry=answer.mailbox.expiry - DAY)
    ),
    "but the answer says": lambda answer: attrs.evolve(answer, after="cart"),
    "still to come": lambda answer: attrs.evolve(
        answer, mailbox=attrs.evolve(answer.mailbox, last_term_began_on=date(9000, 1, 1))
    ),
    "activated before": lambda answer: attrs.evolve(
        answer,
        mailbox=attrs.evolve(answer.mailbox, activated_on=date(2020, 1, 1), activation_started_on=date(2020, 1, 2)),
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_program_that_is_wrong_is_caught(lie: str) -> None:
    """Whatever it gets wrong, an invariant says so."""

    class Wrong(MailboxMachine):
        def ask(self, subject: Mailbox | Order, event: Event) -> Transition | Refusal:
            answer = super().ask(subject, event)
            return LIES[lie](answer) if isinstance(answer, Transition) and answer.mailbox else answer

    with pytest.raises(AssertionError, match=lie):
        run_state_machine_as_test(Wrong, settings=HUNT)


@pytest.mark.parametrize(
    "name",
    [
        "order_placed",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("order_cancelled", "payment_registered", "grace_ended")
        ),
    ],
)
def test_a_program_that_refuses_is_caught(name: str) -> None:
    """What an order or a day can always do is not refused."""

    class Wrong(MailboxMachine):
        def ask(self, subject: Mailbox | Order, event: Event) -> Transition | Refusal:
            return super().ask(subject, attrs.evolve(event, name="?") if event.name == name else event)

    with pytest.raises(AssertionError, match=r"can be|a day leads"):
        run_state_machine_as_test(Wrong, settings=HUNT)


def wrong_rules() -> type[MailboxMachine]:
    """Where a renewal made early counts from its payment, it takes away what was paid for."""
    return under(reword("renewal", "before-expiry-from-old-expiry-2016", counts_from="payment_day"))


def test_rules_that_are_wrong_are_caught() -> None:
    """A renewal for a year, two years before the expiry, moves it back."""
    machine = life(wrong_rules(), expiry=date(2029, 3, 30))
    run_checks(machine)
    machine.a_renewal_is_ordered(years=1, which=1, paid=True)
    with pytest.raises(AssertionError, match="the expiry moved back"):
        machine.the_expiry_never_moves_back()


@pytest.mark.slow
def test_rules_that_are_wrong_are_found() -> None:
    """Without being told where to look."""
    with pytest.raises(AssertionError, match="the expiry moved back"):
        run_state_machine_as_test(wrong_rules(), settings=HUNT)


def test_days_that_go_back_are_caught() -> None:
    """No step may lead into the past."""
    machine = life()
    run_checks(machine)
    machine.day -= DAY
    with pytest.raises(AssertionError, match="days went back"):
        machine.days_are_in_order()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "sleeping"}, "no state"),
        ({"state": "in_activation"}, "lead back"),
        ({"until": TODAY}, "before"),
    ],
)
def test_periods_that_are_wrong_are_caught(changes: dict[str, Any], words: str) -> None:
    """An unknown state, one that days cannot lead to, and one that ends before it begins."""
    machine = life()
    today = machine.period

    def wrong(day: date) -> Any:
        return today(day)._replace(**changes) if day > EXPIRY else today(day)

    machine.period = wrong  # type: ignore[method-assign] # a machine with a broken part is what is tested
    with pytest.raises(AssertionError, match=words):
        machine.every_day_has_a_state()


# -- the package ------------------------------------------------------------------------------------------------------


def test_the_package_is_cheap_to_import() -> None:
    """Whoever does not draw does not pay for Hypothesis."""
    code = "import sys, pecrules.testing; sys.exit('hypothesis' in sys.modules)"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_the_machine_is_found_in_the_package() -> None:
    """Under its name, and nothing else is."""
    assert issubclass(pecrules.testing.MailboxMachine, RuleBasedStateMachine)
    assert ["MailboxMachine"] == pecrules.testing.__all__
    with pytest.raises(AttributeError, match="BoxMachine"):
        pecrules.testing.BoxMachine  # noqa: B018 - looking it up is the test
