"""Decision tables: they say what the policy says, of every point there is."""

import copy
import pickle
from datetime import date

import attrs
import pytest
from hypothesis import settings

from pecrules.analysis import decision_table
from pecrules.analysis.facts import Given
from pecrules.analysis.questions import QUESTIONS
from pecrules.analysis.regions import Limit
from pecrules.analysis.running import Unmodelled
from pecrules.analysis.symbols import Day
from pecrules.base.errors import CalendarError
from pecrules.policies import MANIFEST, resolve
from tests.analysis.asking import ON, PARTS, QUICK, both_say, points, table
from tests.variants import choose, shipped, variant

ANY = settings().max_examples * 2_000 // len(QUICK)  # 20,000 in the fast suite


def test_every_policy_has_its_questions():
    """No policy is left out, and no part is called like another of the same policy."""
    assert MANIFEST.keys() == {question.policy for question in QUESTIONS}
    assert len(PARTS) == len(set(PARTS))


def test_questions_name_what_there_is():
    """A fact that a question sets free is one of the class, and every other one has a default."""
    for question in QUESTIONS:
        classes = ((question.about, question.subject), (question.declared.request_class, question.request))
        for path, free in classes:
            if path is not None:
                assert free.keys() <= {field.name for field in attrs.fields(resolve(path))}
        facts = question.facts(shipped(), ON, {})
        assert all(fact != Given(attrs.NOTHING) for fact in facts.values()), question.part


@pytest.mark.parametrize(("policy", "part"), QUICK)
def test_any_point(policy, part):
    """Wherever one looks, the table says what the policy says."""
    whole = table(policy, part)
    assert () == whole.unmodelled
    wrong = [said for point in points(whole, ANY) if (said := both_say(whole, *point))[0] != said[1]]
    assert [] == wrong[:3]


@pytest.mark.slow
@pytest.mark.parametrize(("part", "most"), [("story", 7_000), ("rights", 400), ("full", 2_000)])
def test_a_state_tells_no_more_apart_than_counts(part, most):
    """Not in which order what never comes would have come, nor what the question does not hang on."""
    assert len(table("status", part).leaves) < most


@pytest.mark.slow
@pytest.mark.parametrize(("policy", "part"), QUICK[::3])
def test_witnesses(policy, part):
    """On each side of each case there is a question, to which the policy answers as the table says."""
    whole = table(policy, part)
    for leaf in whole.leaves:
        asked = list(whole.witnesses(leaf))
        assert asked
        assert all(outcome == whole.answer_to(witness) for witness, outcome in asked)
        assert whole.witness(leaf) == asked[0][0]


@pytest.mark.parametrize("choice", ["payment_day", "expiry_day"])
def test_under_other_readings(choice):
    """The same under the readings of what decides the price."""
    rules = variant(choose("price-day", choice))
    whole = decision_table("quote_renewal", rules, on=ON, part="holder")
    assert all(said == answer for said, answer in (both_say(whole, *point) for point in points(whole, 50)))


def test_before_there_are_rules():
    """Where the tables say nothing yet, the table says so."""
    whole = decision_table("status", shipped(), on=date(1990, 1, 1), given={"kind": "mailbox"})
    assert {"no_rule"} == {leaf.outcome.kind for leaf in whole.leaves}


class TestLines:
    """The cases, as people read them."""

    def test_a_life(self):
        """A mailbox of which only the expiry is known: five lines, each with its days."""
        whole = decision_table("status", shipped(), on=ON, given={"kind": "mailbox"})
        found = [(line.when["expiry"], line.outcome.values[0]) for line in whole.lines]
        assert [
            (((-4000, -91),), "deleted"),
            (((-90, -1),), "expired"),
            (((0, 90),), "expiring"),
            (((91, 4000),), "active"),
        ] == sorted(found)

    def test_days_as_they_hang_on_facts(self):
        """A day is told by the fact that it hangs on."""
        whole = decision_table("status", shipped(), on=ON, given={"kind": "mailbox"})
        (expired,) = [line for line in whole.lines if line.outcome.values[0] == "expired"]
        assert ["expiry + 1", "expiry + 90"] == [repr(value) for value in expired.outcome.values[1:3]]
        assert "lifecycle/grace-2025" in " ".join(expired.because) or expired.because

    def test_a_price(self):
        """A price is told as a sum over years and GB."""
        whole = decision_table(
            "quote_renewal", shipped(), on=ON, given={"kind": "mailbox", "plan": "pro", "promo": False}
        )
        nets = {repr(line.outcome.values[0]) for line in whole.lines if line.outcome.kind == "answer"}
        assert "2990*request.years + 250*request.extra_inbox_gb*request.years cents" in nets

    def test_days_that_lie_to_one_another(self):
        """Where two days are held against one another, the line says how they lie."""
        lines = table("status", "suspension").lines
        assert ("suspended_on - expiry <= 1",) in {tuple(map(str, line.between)) for line in lines}

    @pytest.mark.long
    @pytest.mark.parametrize(("policy", "part"), QUICK)
    def test_all_cases_are_in_a_line(self, policy, part):
        """No case is lost, and there are no more lines than cases."""
        whole = table(policy, part)
        assert len(whole.leaves) >= len(whole.lines) > 0
        assert {repr(leaf.outcome) for leaf in whole.leaves} == {repr(line.outcome) for line in whole.lines}


class TestAsking:
    """What can be wanted of a table."""

    @pytest.mark.parametrize(
        ("policy", "part", "given", "named"),
        [
            ("stauts", None, {}, "no policy is called stauts; did you mean status?"),
            ("status", "lief", {}, "no part of status is called lief; did you mean life?"),
            ("status", None, {"plna": "pro"}, "no fact is called plna; did you mean plan?"),
            ("status", None, {"colour": "red"}, "no fact is called colour"),
        ],
    )
    def test_what_there_is_not(self, policy, part, given, named):
        """No policy, part or fact is guessed; the nearest is named."""
        with pytest.raises(KeyError) as error:
            decision_table(policy, shipped(), on=ON, part=part, given=given)
        assert (named,) == error.value.args

    @pytest.mark.parametrize(
        ("wrong", "named"),
        [
            ({"on": "2027-01-10"}, "on wants a date"),
            ({"rules": None}, "rules wants a Ruleset"),
            ({"given": {"plan": 3}}, "plan wants str"),
            ({"given": {"request.years": "2"}}, "years wants int"),
            ({"given": {"kind": "casella"}}, "kind wants one of mailbox, domain"),
        ],
    )
    def test_what_cannot_be(self, wrong, named):
        """What no policy takes no table takes."""
        wanted = {"rules": shipped(), "on": ON} | wrong
        with pytest.raises((TypeError, ValueError), match=named):
            decision_table("quote_renewal", part="price", **wanted)

    @pytest.mark.parametrize("on", [date(20, 1, 1), date(9900, 1, 1)])
    def test_near_the_ends_of_the_calendar(self, on):
        """Where days that an answer would tell are none, there is no table."""
        with pytest.raises(CalendarError, match="the calendar has no day"):
            decision_table("status", shipped(), on=on)

    def test_the_rules_remember_nothing_of_it(self):
        """The rules that are asked answer as before, and hold no symbol."""
        rules = shipped()
        before = repr(rules)
        decision_table("next_alert", rules, on=ON)
        assert before == repr(rules)
        assert rules.forgetful() == rules

    def test_what_hangs_on_words_alone_is_remembered(self):
        """While a policy is asked about everything: what stands for many is in none of it."""
        snapshot = shipped().forgetful().on(ON)
        kept = (snapshot.answers, snapshot.amounts, snapshot.pages, snapshot.words)
        assert [False, False, False, True] == [budget.spend(1) for budget in kept]

    def test_about_nobody(self):
        """A first order has no mailbox yet: only what is asked for is told apart."""
        given = {"request.plan": "pro", "request.kind": "mailbox", "request.promo": False, "request.mailboxes": 1}
        whole = decision_table("quote_purchase", shipped(), on=ON, given=given)
        assert all(said == answer for said, answer in (both_say(whole, *point) for point in points(whole, 50)))

    def test_a_case_of_nothing(self):
        """A case to which nothing belongs after all has no witness."""
        whole = table("status", "life")
        leaf = whole.leaves[0]
        empty = leaf._replace(region=leaf.region.copy())
        empty.region.limits = (Limit((("expiry", 1),), 0),)  # which nobody has looked at
        assert whole.witness(empty) is None
        assert [] == list(whole.witnesses(empty))

    def test_what_cannot_be_told(self):
        """A case that nobody has modelled says so, and is counted."""
        whole = table("next_alert", "alert")
        leaf = whole.leaves[0]._replace(outcome=Unmodelled("a text"))
        unknown = attrs.evolve(whole, leaves=(leaf, *whole.leaves[1:]))
        assert (leaf,) == unknown.unmodelled
        assert "a text" in {str(line.outcome) for line in unknown.lines}
        for witness, said in unknown.witnesses(leaf):
            assert said == whole.answer_to(witness)

    @pytest.mark.long
    def test_what_nobody_has_modelled(self, monkeypatch):
        """Where a policy does to a fact what no symbol can, the case is one of which only the policy can tell."""
        monkeypatch.setattr(Day, "mapped", lambda day, *_: day.year)
        found = decision_table("renewal_options", shipped(), on=ON, part="terms")
        assert {"year of a day"} == {str(leaf.outcome) for leaf in found.unmodelled}

    @pytest.mark.long
    def test_a_term_that_keeps_its_day(self):
        """A mailbox whose terms count from 29 February, and one with an expiry: no case is left to the policy."""
        for given in ({"anchor": date(2024, 2, 29)}, {"expiry": date(2027, 3, 30)}, {"expiry": date(2027, 2, 28)}):
            whole = decision_table("quote_renewal", shipped(), on=ON, part="kept_space", given={"plan": "pro", **given})
            assert () == whole.unmodelled
            assert all(said == answer for said, answer in (both_say(whole, *point) for point in points(whole, 100)))

    def test_what_is_kept(self):
        """A table that is copied, or goes to another process, says the same; its formulas can be written."""
        for policy, part in (("status", "life"), ("advance", "orders"), ("quote_renewal", "payment")):
            whole = table(policy, part)
            for again in (pickle.loads(pickle.dumps(whole.lines)), copy.deepcopy(whole.lines)):
                assert whole.lines == again
                assert [f"{line.outcome}" for line in whole.lines] == [f"{line.outcome}" for line in again]

    def test_a_formula_decides_nothing(self):
        """What a table says is no day, and nobody is given a day of its own choosing."""
        (expired,) = [line for line in table("status", "withdrawal").lines if "expiry + 90" in repr(line.outcome)][:1]
        day = expired.outcome.values[1]
        assert "expiry + 1" == f"{day}"
        assert (day, day) == (day, copy.copy(day))
        assert day != expired.outcome.values[2]
        with pytest.raises(TypeError, match=r"outcome\.at"):
            assert day < date(2027, 1, 1)

    def test_a_fact_of_no_class(self):
        """What a policy is asked beside its subject is given like any other fact."""
        whole = decision_table("log_availability", shipped(), on=ON, given={"request.day": date(2026, 7, 1)})
        assert {"expiry"} == {name for line in whole.lines for name in line.when}

    @pytest.mark.parametrize(
        ("words", "values", "named"),
        [
            ({"kind": "casella"}, {"expiry": ON.toordinal()}, "kind is one of mailbox, domain, not casella"),
            ({"kind": "mailbox"}, {"expiry": ON.toordinal() + 5_000}, "expiry lies between"),
        ],
    )
    def test_a_point_outside(self, words, values, named):
        """Of what lies outside of a table it says nothing."""
        with pytest.raises(ValueError, match=named):
            table("status", "life").leaf_of(words, values)


@pytest.mark.slow
@pytest.mark.parametrize("book", ["partner", "medici-fnomceo"])
def test_another_book(book):
    """No case is left that only the policy can answer; any points are answered the same."""
    for policy, part in QUICK:
        whole = decision_table(policy, shipped(book), on=ON, part=part)
        assert () == whole.unmodelled, part
        wrong = [said for point in points(whole, 30) if (said := both_say(whole, *point))[0] != said[1]]
        assert [] == wrong[:3], part
