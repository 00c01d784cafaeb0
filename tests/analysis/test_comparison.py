"""Two rule sets compared: exactly where a policy says something else, and how."""

from datetime import date, timedelta

import attrs
import pytest

from pecrules import Mailbox, status
from pecrules.analysis import compare
from pecrules.analysis.running import Unmodelled
from tests.analysis.asking import ON, points
from tests.variants import LABEL, add, choose, reword, shipped, variant

GRACE, PRICE = ("lifecycle", "mailbox-grace-2024"), ("pricing", "standard-year-2023")
SHORTER = reword(*GRACE, grace_days=60)
DEARER = reword(*PRICE, per_year="11.50")


def test_nothing_has_changed():
    """Rules that are the same say the same everywhere."""
    found = compare("status", shipped(), shipped().forgetful(), on=ON, part="suspension")
    assert () == found.differences == found.differing


def test_an_answer_that_does_not_rest_on_what_changed():
    """A price that changes changes no state."""
    assert () == compare("status", shipped(), variant(DEARER), on=ON).differences


def test_on_every_day():
    """A shorter grace: on each day around the expiry the two differ where the policies do, and as they do."""
    rules = variant(SHORTER)
    found = compare("status", shipped(), rules, on=ON, given={"kind": "mailbox"})
    differing = {id(leaf) for leaf in found.differing}
    for apart in range(-200, 201):
        box = Mailbox(address="a@pec.it", plan="standard", expiry=ON + timedelta(apart))
        old, new = (status(box, rules=each, on=ON) for each in (shipped(), rules))
        leaf = found.leaf_of({"kind": "mailbox"}, {"expiry": box.expiry.toordinal()})
        assert ((old.since, old.until) != (new.since, new.until)) == (id(leaf) in differing)
        assert (old.state, new.state) == tuple(said.values[0] for said in leaf.outcome[:2])


@pytest.mark.slow
@pytest.mark.parametrize("part", ["holder", "payment"])
def test_any_point(part):
    """Both answers of each case are those of the policy under both rules; those that differ are listed."""
    found = compare("quote_renewal", shipped(), variant(SHORTER, DEARER), on=ON, part=part)
    assert () == found.unmodelled
    for words, values in points(found, 300):
        leaf = found.leaf_of(words, values)
        said = tuple(each.at(found.facts, words, values) for each in leaf.outcome[:2])
        answers = found.answers_to(found.concrete(words, values))
        assert (said, leaf.outcome.differs, leaf.outcome.reasons) == (answers[:2], answers.differs, answers.reasons)


@pytest.mark.slow
@pytest.mark.parametrize("part", ["kept_space", "addons"])
def test_any_point_of_what_is_rounded(part):
    """Where VAT is rounded for each line, exactly those cases are listed that come to other cents."""
    before = variant(reword("pricing", "extra-inbox-2016", per_gb_year="2.47"))
    after = variant(reword("pricing", "extra-inbox-2016", per_gb_year="2.47"), choose("vat-rounding", "per_line"))
    found = compare("quote_renewal", before, after, on=ON, part=part)
    assert () == found.unmodelled
    differing = {id(leaf) for leaf in found.differing}
    differ = [
        (id(found.leaf_of(words, values)) in differing, found.answers_to(found.concrete(words, values)).differs)
        for words, values in points(found, 1_000)
    ]
    assert {(True, True), (False, False)} == {*differ}


def test_a_word_that_one_of_both_does_not_know():
    """A plan of which only one has a row is a plan in both."""
    gold = add("plans", "plans", id="gold", kind="mailbox", plan="gold", since="2026-01-01", label=LABEL,
               inbox_gb=1, inbox_growth="fixed", archive_gb=0, archive_growth="fixed", features=[])  # fmt: skip
    given = {"kind": "mailbox", "auto_renew": False, "renewal_order_pending": False, "promo": False}
    found = compare("quote_renewal", shipped(), variant(gold), on=ON, part="beside", given=given)
    assert {("gold",)} == {line.when["plan"] for line in found.differences}


def test_what_cannot_be_told():
    """Where only the policy can tell, it is not said that nothing differs."""
    found = compare("next_alert", shipped(), variant(DEARER), on=ON)
    first, *others = found.leaves
    found = attrs.evolve(found, leaves=(first._replace(outcome=Unmodelled("a text")), *others))
    assert 1 == len(found.unmodelled)
    assert {id(leaf) for leaf in found.unmodelled} <= {id(leaf) for leaf in found.differing}
    assert any(isinstance(line.outcome, Unmodelled) for line in found.differences)


@pytest.mark.long
@pytest.mark.parametrize(
    ("row", "choice", "policy", "part", "given"),
    [
        ("vat-rounding", "per_line", "quote_renewal", "price", {"request.extra_archive_gb": 0, "promo": False}),
        ("extra-gb-price-period", "per_term", "quote_renewal", "kept_space", {"request.years": 1}),
        ("month-end-arithmetic", "overflow", "log_availability", "logs", {}),
        ("leap-day-expiry", "march_1", "advance", "renewed", {"request.years": 1, "request.confirmed": True}),
    ],
)
def test_what_comes_to_the_same_is_no_difference(row, choice, policy, part, given):
    """Formulas that differ are held against one another: at every corner of a case that differs, the answers do."""
    kind = {"kind": "mailbox", **({"plan": "pro"} if policy == "quote_renewal" else {})}
    found = compare(policy, shipped(), variant(choose(row, choice)), on=ON, part=part, given={**kind, **given})
    for leaf in found.differing:
        corners = [found.witness(leaf, ends) for ends in (lambda _: False, lambda _: True)]
        assert all(found.answers_to(corner).differs for corner in corners if corner is not None)
    for words, values in points(found, 60):
        assert found.leaf_of(words, values).outcome.differs == found.answers_to(found.concrete(words, values)).differs


@pytest.mark.long
def test_what_comes_to_the_same_over_more_numbers_than_can_be_tried():
    """VAT of whole cents for each GB is the same on every line: what is rounded alike is compared once."""
    given = {"kind": "mailbox", "plan": "pro", "promo": False, "request.years": 1, "expiry": date(2027, 6, 1)}
    rules = variant(choose("vat-rounding", "per_line"))
    found = compare("quote_renewal", shipped(), rules, on=ON, part="price", given=given)
    assert () == found.differing == found.unmodelled


@pytest.mark.long
def test_what_nobody_can_tell():
    """Of three numbers that are multiplied and rounded nobody can tell: the case is listed, and says so."""
    dear = reword("pricing", "extra-inbox-2016", per_gb_year="2.25")
    given = {"kind": "mailbox", "plan": "pro", "promo": False, "extra_inbox_gb": 0, "extra_archive_gb": 0}
    rules = variant(dear, choose("vat-rounding", "per_line"))
    found = compare("quote_extra_space", variant(dear), rules, on=ON, part="price", given=given)
    assert {True, False, None} == {leaf.outcome.differs for leaf in found.leaves}
    assert {True, None} == {leaf.outcome.differs for leaf in found.differing}


class TestReasons:
    """The same answer, for other reasons."""

    def test_a_caveat(self):
        """A shorter grace to come changes no price, and is named."""
        shorter = add(
            "lifecycle", "grace", id="s", kind="mailbox", since="2027-06-01", announced="2026-12-01", grace_days=10,
            may_send=False, may_receive=True, may_read=True, may_renew=True,
        )  # fmt: skip
        given = {"kind": "mailbox", "expiry": date(2027, 6, 10)}
        found = compare("quote_renewal", shipped(), variant(shorter), on=ON, part="holder", given=given)
        assert () == found.differences
        caveats = {after.caveats for line in found.other_reasons for before, after in [line.outcome]}
        assert ("lifecycle/s", "shorter_to_come") in {caveat for each in caveats for caveat in each}

    def test_another_row(self):
        """The same price by another row is the same price."""
        again = add(
            "pricing", "prices", id="again", item="plan", plan="standard", since="2026-06-01", label=LABEL,
            per_year="9.90",
        )  # fmt: skip
        given = {"kind": "mailbox", "plan": "standard", "requested_on": date(2026, 7, 1)}
        found = compare("quote_renewal", shipped(), variant(again), on=ON, part="holder", given=given)
        assert () == found.differences
        assert {"pricing/again"} <= {row for line in found.other_reasons for row in line.outcome[1].because}

    def test_none(self):
        """Rules that are the same give the same reasons."""
        assert () == compare("status", shipped(), shipped().forgetful(), on=ON).other_reasons
