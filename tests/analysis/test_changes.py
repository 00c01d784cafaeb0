"""What a change of rules does: what is asked, which cases differ, and whom of some mailboxes it touches."""

import pickle
from datetime import date
from decimal import Decimal

import pytest

from pecrules import Mailbox
from pecrules.analysis import compare, tables
from pecrules.analysis.changes import changes, days_of
from pecrules.analysis.mailboxes import touched
from pecrules.analysis.questions import QUESTIONS
from pecrules.analysis.reads import sections_of, tells_amounts
from pecrules.analysis.regions import Region
from pecrules.analysis.running import Unmodelled
from pecrules.policies import MANIFEST
from pecrules.rulebook.ruleset import Ruleset
from tests.analysis.asking import ON, QUICK, points
from tests.rulebook.test_differences import END, dearer
from tests.variants import reword, shipped, variant

pytestmark = pytest.mark.long

TODAY = date(2027, 1, 10)
JULY, JANUARY = date(2027, 7, 1), date(2028, 1, 1)
BY_ITSELF = {"automatic_renewal"}


def asked(rules: Ruleset, **given):
    """What is asked about a change, where nobody answers for long."""
    return changes(shipped(), rules, today=TODAY, **{"policies": {"quote_repurchase"}, **given}).inquiries


@pytest.fixture(scope="module")
def parted():
    """A price that existing customers have half a year later."""
    return changes(shipped(), variant(dearer(existing_since="2028-01-01")), today=TODAY, policies=BY_ITSELF)


class TestWhatIsAsked:
    """Only what may differ is asked, on the days on which it begins to."""

    def test_nothing_has_changed(self):
        """Rules that are the same are not asked at all."""
        found = changes(shipped(), shipped().forgetful(), today=TODAY)
        assert found.is_empty
        assert () == found.inquiries == found.differences == found.other_reasons

    def test_where_it_comes_from(self):
        """Nor are they about a note; it is told as a row."""
        found = changes(shipped(), variant(reword("pricing", "standard-year-2023", note="n")), today=TODAY)
        assert (1, ()) == (len(found.rows), found.inquiries)

    @pytest.mark.slow
    def test_policies_that_read_it(self):
        """An order's size is asked of those that sell mailboxes."""
        rules = variant(reword("plans", "order-size-2024", max_mailboxes=7))
        found = changes(shipped(), rules, today=TODAY, policies={"quote_purchase", "status", "next_alert"})
        assert {"quote_purchase"} == {each.policy for each in found.inquiries}
        assert found.differences

    def test_days(self):
        """A row in force is asked about today, one to come on its first day, or on the day that is named."""
        assert {TODAY} == {
            each.on for each in asked(variant(reword("pricing", "standard-year-2023", per_year="11.90")))
        }
        assert {JULY} == {each.on for each in asked(variant(dearer()))}
        assert {date(2027, 8, 1)} == {each.on for each in asked(variant(dearer()), on=date(2027, 8, 1))}
        assert () == asked(variant(dearer()), on=TODAY)

    def test_what_is_past(self):
        """What had ended before today is a row, and no question."""
        rules = variant(reword("lifecycle", "mailbox-grace-2016", grace_days=60))
        assert () == asked(rules, policies=None)
        assert () == days_of(shipped(), rules, TODAY)

    @pytest.mark.slow
    def test_customers(self, parted):
        """New customers are asked about first, and those of old when the row reaches them."""
        assert {(JULY, JULY), (JANUARY, "existing")} == {(each.on, each.customers) for each in parted.inquiries}
        assert (JULY, JANUARY) == days_of(shipped(), variant(dearer(existing_since="2028-01-01")), TODAY)

    def test_amounts_alone(self):
        """Another amount is asked about where amounts are told."""
        found = changes(shipped(), variant(dearer()), today=TODAY, policies={"quote_repurchase", "status"})
        assert {"quote_repurchase"} == {each.policy for each in found.inquiries}
        found = changes(shipped(), variant(END), today=TODAY, policies={"log_availability", "quote_repurchase"})
        assert {"quote_repurchase"} == {each.policy for each in found.inquiries}

    def test_behind_no_case(self):
        """A row that a policy may look at, and that is behind none of its answers, is told."""
        edge = variant(reword("interpretations", "space-warning-edge", choice="above_percent"))
        found = changes(shipped(), edge, today=TODAY, policies={"next_alert"})
        assert ((), ("interpretations/space-warning-edge",)) == (found.differences, found.unasked)
        assert () == changes(shipped(), edge, today=TODAY, policies={"alert_calendar"}).unasked

    def test_no_such_policy(self):
        """A policy that there is not is told, with the nearest."""
        with pytest.raises(KeyError, match="did you mean status"):
            changes(shipped(), shipped(), today=TODAY, policies={"statu"})


class TestCases:
    """Cases in which another answer is given, put together."""

    def test_a_price(self, parted):
        """Two ways in which a charge is another one, and by how much."""
        first, *_ = parted.differences
        assert (Decimal("12.08"), Decimal("14.52")) == first.least
        assert (JULY, JULY, ("standard",)) == (first.on, first.customers, first.when["plan"])
        assert ("quote.net", "quote.vat", "quote.gross", "quote.to_pay") == first.moved

    def test_an_extension(self):
        """A notice that only some extensions have moves the answers of these, and of no mailbox with another."""
        rules = variant(reword("alerts", "domain-5-days-before-2016", offset=4))
        found = changes(shipped(), rules, today=TODAY, policies={"next_alert"})
        assert {(("domain",), ("?",))} == {(each.when["kind"], each.when["address"]) for each in found.differences}
        assert {"mario.rossi@pec.example"} == {each.subject.address for each in found.differences}

    def test_an_extension_that_is_excepted_no_more(self):
        """What either of the two rule sets tells apart is told apart."""
        rules = variant(reword("alerts", "domain-5-days-before-2016", except_extensions=("it",)))
        found = changes(shipped(), rules, today=TODAY, policies={"next_alert"})
        assert {("eu",)} == {each.when["address"] for each in found.differences}

    @pytest.mark.slow
    def test_little_space(self):
        """A warning of space that comes later moves the notices of those whose mailbox is that full."""
        rules = variant(reword("alerts", "space-warning-2025", used_percent=80))
        found = changes(shipped(), rules, today=TODAY, policies={"alert_calendar", "timeline"})
        assert {("alert_calendar", "space"), ("timeline", "space")} == {
            (each.policy, each.part) for each in found.differences
        }

    def test_witnesses(self, parted):
        """Each witness is answered otherwise under both, by the policy itself."""
        for each in parted.differences:
            answers = [MANIFEST[each.policy] and each.before.outcome, each.after.outcome]
            assert answers[0].quote.to_pay < answers[1].quote.to_pay
            assert each.subject.expiry >= each.on

    def test_several_processes(self):
        """Several find the same."""
        credit = reword("payments", "convention-credit-2016", when_short="refused")
        rules = variant(reword("termination", "logs-2025", retention_months=40), credit)
        asked = {"log_availability", "settle"}
        one, other = (changes(shipped(), rules, today=TODAY, policies=asked, workers=number) for number in (1, 2))
        assert one == other
        assert [each.when for each in one.differences] == [each.when for each in other.differences]
        assert pickle.loads(pickle.dumps(one)) == one

    @pytest.mark.slow
    def test_an_end(self):
        """A plan that has no price any more is refused; what the no is for is not told apart."""
        found = changes(shipped(), variant(END), today=TODAY, policies={"quote_repurchase", "automatic_renewal"})
        turned = {(each.before.kind, each.after.kind) for each in found.differences}
        assert ("answer", "refused") in turned

    def test_no_row(self):
        """Where no row says anything, no answer is told."""
        later = (
            reword("termination", "logs-2016", since="2028-01-01"),
            reword("termination", "logs-2025", since="2029-01-01"),
        )
        rules = variant(*later)
        found = changes(shipped(), rules, today=TODAY, policies={"log_availability"})
        assert {("no_rule", None)} == {(each.after.kind, each.after.outcome) for each in found.differences}

    def test_nobody_is_there(self, monkeypatch):
        """A case of which no mailbox can be named is none."""
        monkeypatch.setattr(Region, "point", lambda *_: None)
        rules = variant(reword("termination", "logs-2025", retention_months=40))
        assert () == changes(shipped(), rules, today=TODAY, policies={"log_availability"}).differences

    @pytest.mark.slow
    def test_states_and_relations(self):
        """A shorter grace: days that lie to one another as they must."""
        rules = variant(reword("lifecycle", "mailbox-grace-2024", grace_days=60))
        found = changes(shipped(), rules, today=TODAY, policies={"log_availability", "next_alert"})
        assert found.other_reasons or found.differences

    @pytest.mark.slow
    def test_other_reasons(self):
        """The same answer by another row is apart."""
        again = dearer(per_year="9.90", since="2026-06-01")
        found = changes(shipped(), variant(again), today=TODAY, policies={"automatic_renewal"})
        assert () == found.differences
        assert any("pricing/standard-year-2027" in each.new for each in found.other_reasons)


@pytest.mark.parametrize(("number", "partly", "unsettled"), [(2, 1, 0), (7, 0, 1)], ids=["differs", "the same"])
def test_what_cannot_be_told(number, partly, unsettled, monkeypatch):
    """Where only the policy can tell, it is asked here and there: some of these differ, or nobody knows."""
    real = tables.asking_all
    walks = []

    def asking_all(*given):
        ask = real(*given)

        def ask_on(walk):
            walks.append(walk)
            if len(walks) == number:
                raise Unmodelled("a text")
            return ask(walk)

        return ask_on

    monkeypatch.setattr(tables, "asking_all", asking_all)
    rules = variant(reword("alerts", "mailbox-first-notice-2025", offset=60))
    found = changes(shipped(), rules, today=TODAY, policies={"next_alert"})
    assert (partly, unsettled) == (sum(each.partly for each in found.differences), found.unsettled)
    assert all(each.before.values != each.after.values for each in found.differences)


class TestReads:
    """On what the answers of a policy can hang."""

    @pytest.mark.slow
    @pytest.mark.parametrize("part", QUICK, ids="-".join)
    def test_nothing_is_forgotten(self, part, monkeypatch):
        """Every view that is asked for while a policy answers reads sections that it is known to read."""
        policy, name = part
        views = set()
        real = Ruleset.view

        def view(self, terms, on, customer=None):
            views.add(terms)
            return real(self, terms, on, customer)

        question = next(each for each in QUESTIONS if (each.policy, each.part) == part)
        facts = question.facts(shipped(), ON, {})
        monkeypatch.setattr(Ruleset, "view", view)
        tables.decision_table(policy, shipped(), on=ON, part=name)
        assert facts
        read = {kind.SECTION for each in views for kind in each.READS}
        assert policy == "settle" or read <= sections_of(policy)

    def test_not_everything(self):
        """A policy that has nothing to do with prices reads none."""
        assert "pricing.prices" not in sections_of("log_availability")
        assert "lifecycle.grace" in sections_of("log_availability")

    def test_amounts(self):
        """Quotes tell amounts, states do not."""
        assert {"status", "renewal_options", "log_availability"}.isdisjoint(filter(tells_amounts, MANIFEST))
        assert {"quote_renewal", "terminate", "settle", "advance"} <= {*filter(tells_amounts, MANIFEST)}


AMOUNTS = {
    "standard": reword("pricing", "standard-year-2023", per_year="11.90"),
    "inbox": reword("pricing", "extra-inbox-2016", per_gb_year="3.33"),
    "vat": reword("pricing", "vat-22", percent="23"),
}


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize("edit", AMOUNTS)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: f"{each.policy}-{each.part}")
def test_an_amount_decides_nothing_but_amounts(question, edit):
    """What is not asked again where another amount is not named would be answered as before."""
    if (question.policy, question.part) == ("status", "story") or question.policy == "settle":
        return  # the parts of the one say the same; an order by other rules is another question
    rules, behind = variant(AMOUNTS[edit]), [next(iter(AMOUNTS[edit]))]
    given = {"kind": "mailbox"} if question.about and question.about.endswith("Mailbox") else {}
    whole = compare(question.policy, shipped(), rules, on=ON, part=question.part, given=given)
    if not tells_amounts(question.policy):
        assert () == whole.differences
        return
    few = compare(question.policy, shipped(), rules, on=ON, part=question.part, given=given, amounts_of=behind)
    for words, values in points(whole, 500):
        assert whole.leaf_of(words, values).outcome.differs == few.leaf_of(words, values).outcome.differs


class TestMailboxes:
    """Whom of some mailboxes a change touches, and whom it could."""

    def box(self, **facts):
        """A mailbox of a customer of old."""
        told = {
            "address": "a@pec.it",
            "plan": "standard",
            "expiry": date(2027, 9, 30),
            "requested_on": date(2020, 1, 1),
        }
        return Mailbox(**{**told, **facts})

    def found(self, *boxes, edit=None, days=(JULY, JANUARY)):
        """What is found of some of them."""
        rules = variant(edit or dearer(existing_since="2028-01-01"))
        return touched(boxes, shipped(), rules, days, today=TODAY)

    def test_existing_and_new_customers(self):
        """A customer of old is spared until the row reaches them; who came later is not; another plan is not told."""
        old, new, other = self.box(), self.box(requested_on=JULY), self.box(plan="pro")
        one, two = self.found(old, new, other)
        assert (JANUARY, JULY, True) == (one.since, one.could_since, one.is_spared)
        assert (JULY, JULY, False) == (two.since, two.could_since, two.is_spared)
        assert (Decimal("12.08"), Decimal("14.52")) == one.price == two.price

    def test_never(self):
        """Who never is reached is spared for ever."""
        (one,) = self.found(self.box(), edit=dearer(existing_since="never"), days=(JULY,))
        assert (None, True, ()) == (one.since, one.is_spared, one.policies)

    def test_it_goes_on_being_renewed(self):
        """A mailbox that expires before is taken as renewed for its last term, counted from its anchor."""
        box = self.box(expiry=date(2027, 3, 30), requested_on=JULY, last_term_years=2)
        (one,) = self.found(box, days=(date(2027, 7, 2),))
        assert Decimal("24.16") == one.price.before

    def test_it_is_gone(self):
        """A mailbox that had expired before today is not renewed for anybody."""
        assert () == self.found(self.box(expiry=date(2026, 6, 1), requested_on=None), days=(JULY,))

    def test_a_charge(self):
        """Of a mailbox that renews itself the charge counts."""
        (one,) = self.found(self.box(auto_renew=True, last_term_years=1, method="card"), edit=dearer(), days=(JULY,))
        assert Decimal("14.52") == one.price.after

    def test_states(self):
        """Another state is told with the one before."""
        shorter = reword("lifecycle", "mailbox-grace-2024", grace_days=60)
        (one,) = self.found(self.box(expiry=date(2026, 10, 30)), edit=shorter, days=(TODAY,))
        assert ("expired", "deleted") == one.state
        assert None is one.price

    def test_own_extension(self):
        """A notice that only some extensions have touches those mailboxes that have one of them."""
        boxes = [self.box(address=f"a@rossi.{word}", kind="domain", plan="domain") for word in ("com", "it")]
        later = reword("alerts", "domain-5-days-before-2016", offset=4)
        assert ["a@rossi.com"] == [each.mailbox.address for each in self.found(*boxes, edit=later, days=(TODAY,))]

    def test_little_space(self):
        """A warning of space that comes later touches a mailbox that is full enough for the former alone."""
        boxes = [self.box(inbox_bytes=number) for number in (None, 500_000_000, 750_000_000, 990_000_000)]
        later = reword("alerts", "space-warning-2025", used_percent=80)
        (one,) = self.found(*boxes, edit=later, days=(TODAY,))
        assert (750_000_000, ("alert_calendar",)) == (one.mailbox.inbox_bytes, one.policies)

    def test_a_yes_that_becomes_a_no(self):
        """A price that is withdrawn takes the renewal away, by hand and by itself; one that comes gives it."""
        box = self.box(auto_renew=True, last_term_years=1, method="card")
        (one,) = self.found(box, edit=END, days=(JULY, JANUARY))
        assert None is one.price
        assert {("quote_renewal", JULY, True), ("automatic_renewal", JULY, True)} == {
            (reversal.policy, reversal.on, reversal.is_no) for reversal in one.reversals
        }
        (back,) = touched([box], variant(END), shipped(), (JULY,), today=TODAY)
        assert {False} == {reversal.is_no for reversal in back.reversals}
        assert () == self.found(box)[0].reversals

    def test_no_rule(self):
        """Where the tables say nothing, nobody is touched."""
        assert () == self.found(self.box(), edit=dearer(), days=(date(2000, 1, 1),))
