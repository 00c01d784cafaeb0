"""Two rule sets compared: exactly where a policy says something else, and how."""

from datetime import date, timedelta

import pytest

from pecrules import Mailbox, status
from pecrules.analysis import Change, compare
from pecrules.analysis.running import Unmodelled
from tests.analysis.asking import ON, points
from tests.variants import LABEL, add, reword, shipped, variant

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
        assert (old.state, new.state) == tuple(said.values[0] for said in leaf.outcome)


@pytest.mark.parametrize("part", ["holder", "payment"])
def test_any_point(part):
    """Both answers of each case are those of the policy under both rules; those that differ are listed."""
    found = compare("quote_renewal", shipped(), variant(SHORTER, DEARER), on=ON, part=part)
    assert () == found.unmodelled
    for words, values in points(found, 300):
        leaf = found.leaf_of(words, values)
        said = Change(*(each.at(found.facts, words, values) for each in leaf.outcome))
        assert said == found.answers_to(found.concrete(words, values))
        assert said.before == said.after or leaf in found.differing


def test_a_word_that_one_of_both_does_not_know():
    """A plan of which only one has a row is a plan in both."""
    gold = add("plans", "plans", id="gold", kind="mailbox", plan="gold", since="2026-01-01", label=LABEL,
               inbox_gb=1, inbox_growth="fixed", archive_gb=0, archive_growth="fixed", features=[])  # fmt: skip
    given = {"kind": "mailbox", "auto_renew": False, "renewal_order_pending": False, "promo": False}
    found = compare("quote_renewal", shipped(), variant(gold), on=ON, part="beside", given=given)
    assert {("gold",)} == {line.when["plan"] for line in found.differences}


def test_what_cannot_be_told():
    """Where only the policy can tell, it is not said that nothing differs."""
    given = {"anchor": date(2024, 2, 29)}
    found = compare("quote_renewal", shipped(), variant(DEARER), on=ON, part="holder", given=given)
    assert found.unmodelled
    assert {id(leaf) for leaf in found.unmodelled} <= {id(leaf) for leaf in found.differing}
    assert any(isinstance(line.outcome, Unmodelled) for line in found.differences)
