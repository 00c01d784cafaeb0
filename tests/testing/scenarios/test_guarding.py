"""Scenarios proposed for changes that nobody notices: they hold, and notice them."""

from datetime import date
from decimal import Decimal

import pytest

from pecrules import NoRuleInForce, RenewalRequest, quote_renewal
from pecrules.testing.scenarios.asking import Answer, ask
from pecrules.testing.scenarios.guarding import _difference, _Guard, _lines, _moved, _telling, guards
from pecrules.testing.scenarios.mutating import Change, Fate, Judge
from pecrules.testing.scenarios.proposing import HEAD
from pecrules.testing.scenarios.reading import read_text
from pecrules.testing.scenarios.running import run
from tests.testing.scenarios.cases import BOX, books, suite
from tests.testing.scenarios.test_reach import changed
from tests.variants import shipped

EXPIRED = "mailbox: {expiry: 2027-01-01}\n"


def proposed(change: Change, *scenarios: str) -> str:
    """What is proposed for a change that these scenarios do not notice."""
    judge = Judge(suite(*scenarios).scenarios, shipped)
    assert "unnoticed" == judge.judge([change]).kind
    return "\n".join([*guards([Fate(change, "unnoticed"), Fate(change, "noticed")], judge), ""])


ASKED = {
    "status": f"ask: status\n{EXPIRED}expect: {{state: expired}}",
    "actions": """ask: available_actions
channel: customer_area
request: [{kind: renewal, gross: "1.00"}]
expect: {state: expiring}""",
    "timeline": f"""ask: timeline
{EXPIRED}request: {{from: 2027-01-01, to: 2027-12-31}}
expect: {{days: {{without: []}}}}""",
    "as known": "as_known: 2026-12-01\nask: quote_renewal\nrequest: {years: 6}\nexpect: {refused: term_not_offered}",
    "after an event": """events: [{when: 2027-01-02, name: automatic_switched_on}]
ask: status
expect: {state: expiring}""",
    "edited": f"""edit:
  lifecycle/mailbox-grace-2024: {{grace_days: 60}}
ask: status
{EXPIRED}expect: {{state: expired}}""",
    "a quote": f"""ask: settle
quote: {{ask: quote_extra_space, {BOX}, request: {{extra_inbox_gb: 1}}}}
request: {{amount: "8.48"}}
expect: {{fulfilled: true}}""",
    "a holder": "ask: billing_requirements\nholder: {subject: legal_person}\nrequest: ABC1234\nexpect: {missing: []}",
    "a book": """book: cni
ask: quote_renewal
request: {years: 1, extra_inbox_gb: 1}
expect: {anchor: null}""",
    "nobody": "ask: quote_purchase\nrequest: {plan: standard, years: 1}\nexpect: {anchor: null}",
}


@pytest.mark.parametrize(
    ("asked", "ref", "column", "expected"),
    [
        ("status", "lifecycle/mailbox-grace-2024", "may_read", "expect: {may_read: true, "),
        ("actions", "channels/area-renew-2025", "needs_confirmation", "{command: renew, needs_confirmation: false}"),
        ("timeline", "lifecycle/mailbox-grace-2024", "grace_days", "what: deletion"),
        ("as known", "renewal/ordinary-terms-2016", "years", "refused: term_not_offered, allowed: "),
        ("after an event", "alerts/red-date-2016", "certainty", "caveats: {without: [{row: alerts/red-date-2016"),
        ("edited", "lifecycle/mailbox-grace-2024", "may_receive", "may_receive: true"),
        ("a quote", "interpretations/credit-spent", "certainty", "caveats: {with: [interpretations/credit-spent]}"),
        ("a holder", "holders/private-recipient-code-2018", "certainty", "caveats: "),
        ("a book", "renewal/advised-days-2021", "advised_days", "book: cni"),
        ("nobody", "pricing/standard-year-2023", "per_year", 'net: "9.90"'),
    ],
)
def test_they_hold_and_notice(asked, ref, column, expected):
    """The same question, with the part of its answer that would be another."""
    (change, *_) = changed(ref, column)
    text = proposed(change, ASKED[asked])
    found = read_text(text.encode(), "nuovi.scenarios.yaml")
    assert () == found.problems
    assert expected in text
    assert [] == [each.problems for each in run(found.scenarios, books()) if each.problems]
    assert "noticed" == Judge(found.scenarios, shipped).judge([change]).kind


def test_one_question_tells_several_changes():
    """What is expected of its answer is then put together."""
    judge = Judge(suite(ASKED["status"]).scenarios, shipped)
    some = [changed("lifecycle/mailbox-grace-2024", name)[0] for name in ("may_read", "may_receive")]
    (*_, expected) = guards([Fate(each, "unnoticed") for each in some], judge)
    assert "may_read: true" in expected
    assert "may_receive: true" in expected


def test_on_the_first_day_of_a_row():
    """A question is put again on the day on which the row begins, in its book, where none tells the change as it is."""
    box = "mailbox: {plan: standard, expiry: 2027-03-30, extra_inbox_gb: 1}"
    asked = f"{box}\nask: quote_renewal\nrequest: {{years: 1}}\nexpect: {{years: []}}".replace(
        "years: []", "anchor: null"
    )
    text = proposed(changed("pricing/standard-year-2023", "since")[0], asked)
    assert "id: dal-2023-01-01-s-0" in text
    assert "mailbox: {plan: standard, expiry: 2023-03-21, extra_inbox_gb: 1}" in text
    assert "expect: {because: {with: [pricing/standard-year-2023]}}" in text


def test_a_change_that_no_question_tells():
    """Nothing is proposed."""
    judge = Judge(suite(f"ask: status\n{EXPIRED}expect: {{state: expired}}").scenarios, shipped)
    unsound = changed("lifecycle/mailbox-expired-2016", "state")[0]
    some = [changed("messages/order-screen-2016", "about")[0], unsound]
    assert list(HEAD) == list(guards([Fate(each, "unnoticed") for each in some], judge))


def test_no_such_day():
    """A question that would lie beyond the calendar is not put."""
    (scenario,) = suite("ask: status\nexpect: {state: expiring}").scenarios
    assert _moved(scenario, None, date.max) is None


class TestKinds:
    """Where the kind of an answer is another, that is what is expected."""

    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            ("yes", "no", {"because": {"with": ["pricing/standard-year-2023"]}}),
            ("no", "yes", {"refused": "term_not_offered"}),
            ("missing", None, {"no_rule": "pricing.prices"}),
            ("nothing", "yes", {"nothing": True}),
            ("nothing", "nothing", None),
            ("yes", "yes", None),
        ],
    )
    def test_what_is_expected(self, before, after, expected):
        """That something is answered, or why nothing is."""
        (scenario,) = suite("ask: quote_renewal\nrequest: {years: 1}\nexpect: {anchor: null}").scenarios
        box, day = scenario.question.subject, scenario.day
        answers = {
            "yes": ask(scenario, shipped()),
            "no": Answer(quote_renewal(box, RenewalRequest(years=6), rules=shipped(), on=day)),
            "missing": Answer(None, NoRuleInForce("pricing.prices", ("plan",), day, None, None)),
            "nothing": Answer(None),
        }
        assert expected == _telling(scenario, answers[before], answers.get(after))


def test_what_cannot_be_expected_at_once():
    """Two parts of one value that exclude one another make two scenarios; items of a list go together."""
    (change, *_) = changed("lifecycle/mailbox-grace-2024", "may_read")
    guard = _Guard(0)
    assert guard.takes({"days": {"with": ["a"]}, "state": "active"}, change)
    assert guard.takes({"days": {"with": ["a", "b"]}, "mailbox": {"plan": "pro"}}, change)
    assert not guard.takes({"state": "expired"}, change)
    assert {"days": {"with": ["a", "b"]}, "state": "active", "mailbox": {"plan": "pro"}} == guard.expected
    (scenario,) = suite("as_known: 2026-12-01\nask: status\nexpect: {state: expiring}").scenarios
    assert "  - id: s-0-2" in list(_lines(scenario, _Guard(1)))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("a", "b"), ("a",), {"with": ["b"]}),
        (("a",), ("a", "b"), {"without": ["b"]}),
        (("a", "b"), ("b", "a"), ["a", "b"]),
        ((date(2027, 1, 1), Decimal("1.0")), (), {"with": ["2027-01-01", "1.0"]}),
        (None, "a", None),
    ],
)
def test_how_parts_differ(old, new, expected):
    """By what is gone, by what is new, by the order, by the value."""
    assert (expected,) == _difference(old, new)
    assert () == _difference(old, old)
