"""What scenarios reach, what is proposed, and which changes they notice."""

import re
from datetime import date
from functools import cache
from queue import Queue

import pytest

import pecrules as pr
from pecrules.analysis import Outcome, decision_table
from pecrules.analysis.questions import QUESTIONS
from pecrules.present import as_text
from pecrules.testing.scenarios.covering import Cases, cases, rows
from pecrules.testing.scenarios.mutating import (
    Change,
    Fate,
    Judge,
    _part,
    changes,
    judge_all,
    without_excepted,
)
from pecrules.testing.scenarios.proposing import expectation, proposed
from pecrules.testing.scenarios.proving import dead, dead_rows
from pecrules.testing.scenarios.reading import Unnoticed, read_text
from pecrules.testing.scenarios.running import run
from pecrules.testing.scenarios.sheets import coverage, mutations, saying
from tests.testing.scenarios.cases import BOX, books, suite
from tests.variants import shipped

LIFE = tuple(f"ask: status\nmailbox: {{expiry: {day}}}\nexpect: {{state: {state}}}" for day, state in (
    ("2027-03-30", "expiring"),
    ("2027-08-30", "active"),
    ("2027-01-01", "expired"),
))  # fmt: skip
QUICK = [question for question in QUESTIONS if (question.policy, question.part) == ("status", "life")]


@cache
def results():
    """Three of the states of a mailbox."""
    return tuple(run(suite(*LIFE).scenarios, books()))


@cache
def life() -> Cases:
    (found,) = cases(results(), books(), QUICK)
    return found


class TestRows:
    """Rows that are behind no answer."""

    def test_what_is_behind_an_answer_is_reached(self):
        """Each row counts once, in how many books it may be."""
        found = rows(results(), [shipped(), shipped("cni")])
        missed = {entry.row.ref for entry in found.missed}
        assert "lifecycle/mailbox-grace-2024" not in missed
        assert "pricing/standard-year-2023" in missed
        assert len(missed) == len(found.missed)

    def test_rows_of_which_no_answer_speaks_are_none(self):
        """As sources and thresholds."""
        sections = {entry.section for entry in rows(results(), [shipped()]).missed}
        assert not sections & {"sources.sources", "sources.thresholds", "interpretations.topics"}

    def test_what_happens_before_counts(self):
        """An event rests on rows, too."""
        event = "events: [{when: 2027-01-02, name: automatic_switched_on}]\nask: status\nexpect: {state: expiring}"
        missed = {entry.row.ref for entry in rows(run(suite(event).scenarios, books()), [shipped()]).missed}
        assert "lifecycle/automatic-on-2016" not in missed


class TestCases:
    """What a policy can say, and which of it scenarios have it say."""

    def test_three_of_six_sayings(self):
        """Active, expiring and expired are said; deleted is not."""
        missed = {leaf.outcome.values[0] for leaves in life().missed for leaf in leaves}
        assert "deleted" in missed
        assert not {"active", "expiring"} & missed
        assert 3 <= len(life().reached)

    def test_what_lies_outside_reaches_nothing(self):
        """Another kind of row behind it, a fact that the table does not have, an edited table."""
        others = suite(
            "ask: status\nmailbox: {kind: domain, inbox_bytes: 0}\nexpect: {state: expiring}",
            "edit:\n  lifecycle/mailbox-grace-2024: {grace_days: 60}\nask: status\nexpect: {state: expiring}",
            "ask: status\nmailbox: {expiry: 2057-01-01}\nexpect: {state: active}",
        )
        (found,) = cases(run(others.scenarios, books()), books(), QUICK)
        assert 1 == len(found.reached)

    def test_parts_that_nobody_asks_are_left_out(self):
        """No scenario is about them."""
        assert [] == list(cases(results(), books(), [each for each in QUESTIONS if each.policy == "settle"]))

    @pytest.mark.long
    @pytest.mark.parametrize(
        "part", [("quote_renewal", "payment"), ("log_availability", "logs"), ("available_actions", "actions")]
    )
    def test_requests_have_facts_too(self, part):
        """Words, numbers, days and channels."""
        found = suite(
            "ask: quote_renewal\nrequest: {years: 1, method: card}\nexpect: {requires: []}",
            "ask: log_availability\nrequest: 2026-12-01\nexpect: {available: true}",
            "ask: available_actions\nchannel: webmail\nexpect: {channel: webmail}",
        )
        question = [each for each in QUESTIONS if (each.policy, each.part) == part]
        (each,) = cases(run(found.scenarios, books()), books(), question)
        assert each.reached

    def test_credit_is_an_amount(self):
        """Which order it pays a table cannot tell: nothing is reached."""
        quote = f"quote: {{ask: quote_renewal, {BOX}, request: {{years: 1}}}}"
        asked = f'ask: settle\n{quote}\nrequest: {{amount: "20.00"}}\nexpect: {{refused: not_for_this}}'
        question = [each for each in QUESTIONS if each.policy == "settle"]
        (each,) = cases(run(suite(asked).scenarios, books()), books(), question)
        assert not each.reached


class TestProposals:
    """Scenarios for what none reaches."""

    def test_they_are_scenarios_that_hold(self):
        """And cite nobody."""
        text = "\n".join([*proposed([life()], most=4), ""])
        found = read_text(text.encode(), "nuovi.scenarios.yaml")
        assert () == found.problems
        assert {"da verificare"} == {each.cites for each in found.scenarios}
        assert 4 == len(found.scenarios)
        assert [] == [each.problems for each in run(found.scenarios, books()) if each.problems]

    @pytest.mark.long
    @pytest.mark.parametrize(
        ("policy", "part", "book"),
        [
            ("quote_renewal", "payment", "retail"),
            ("log_availability", "logs", "cni"),
            ("available_actions", "actions", "retail"),
            ("alert_calendar", "alerts", "retail"),
            ("next_alert", "alert", "retail"),
            ("advance", "orders", "retail"),
            ("settle", "credit", "retail"),
            ("automatic_renewal", "method", "retail"),
        ],
    )
    def test_of_every_kind(self, policy, part, book):
        """Requests of every kind, channels, orders, other books; what a credit pays is asked about by hand."""
        table = decision_table(policy, shipped(book), on=date(2027, 1, 10), part=part)
        every = Cases(table, frozenset(), tuple((leaf,) for leaf in table.leaves), len(table.leaves))
        text = "\n".join([*proposed([every], most=8), ""])
        if policy == "settle":
            assert text.endswith("scenarios:\n")
            return
        found = read_text(text.encode(), "nuovi.scenarios.yaml")
        assert () == found.problems
        assert [] == [each.problems for each in run(found.scenarios, books()) if each.problems]

    @pytest.mark.parametrize(
        ("policy", "part", "on"),
        [("quote_renewal", "holder", date(2022, 1, 10)), ("status", "life", date(2027, 1, 10))],
    )
    def test_as_many_as_there_are(self, policy, part, on):
        """Of few sayings few; where the tables say nothing, that is expected."""
        table = decision_table(policy, shipped(), on=on, part=part)
        every = Cases(table, frozenset(), tuple((leaf,) for leaf in table.leaves), len(table.leaves))
        found = read_text("\n".join([*proposed([every], most=1_000), ""]).encode(), "nuovi.scenarios.yaml")
        assert [] == [each.problems for each in run(found.scenarios, books()) if each.problems]
        assert len(found.scenarios) >= len(table.leaves)

    def test_nothing_and_no_rule(self):
        """They are expected as such."""
        box = pr.Mailbox(address="a@pec.it", plan="standard", expiry=date(2022, 3, 30))
        with pytest.raises(pr.NoRuleInForce) as raised:
            pr.quote_renewal(box, pr.RenewalRequest(years=1), rules=shipped(), on=date(2022, 1, 10))
        assert "{no_rule: pricing.prices}" == expectation((), raised.value)
        assert "{nothing: true}" == expectation((), None)


def changed(ref: str, column: str) -> list[Change]:
    entries = [entry for entry in shipped().entries if entry.row.ref == ref]
    return next(each for each in changes(entries) if each[0].column == column)


class TestChanges:
    """Each value of a row, and what it could be instead."""

    @pytest.mark.parametrize(
        ("ref", "column", "after"),
        [
            ("lifecycle/mailbox-grace-2024", "grace_days", [91, 89]),
            ("lifecycle/mailbox-grace-2024", "may_send", [True]),
            ("lifecycle/mailbox-grace-2024", "since", ["2024-01-02"]),
            ("pricing/standard-year-2023", "per_year", ["9.91"]),
            ("renewal/charge-seven-days-2016", "retry_days_after", [[1]]),
            ("plans/pro-2025", "features", None),
            ("renewal/promo-terms-2021", "years", None),
        ],
    )
    def test_of_every_kind(self, ref, column, after):
        """Numbers, flags, days, amounts, lists; of words there may be many."""
        found = changed(ref, column)
        assert after is None or after == [each.after for each in found]
        assert all(each.columns for each in found)

    def test_what_a_row_rests_on_is_left(self):
        """And words for people."""
        entries = [entry for entry in shipped().entries if entry.row.ref == "pricing/standard-year-2023"]
        assert {"item", "since", "per_year", "certainty"} == {each[0].column for each in changes(entries)}

    def test_what_no_answer_is_about_is_left(self):
        """Sources, questions, thresholds."""
        sections = {each[0].entry.section for each in changes(shipped().entries)}
        assert not sections & {"sources.sources", "sources.thresholds", "interpretations.topics"}
        assert len(sections) > 40


class TestJudge:
    """Who notices."""

    JUDGE = Judge(suite(*LIFE, f"ask: status\n{BOX}\nexpect: {{state: deleted}}").scenarios, shipped)

    @pytest.mark.parametrize(
        ("ref", "column", "kind"),
        [
            ("lifecycle/mailbox-expired-2016", "state", "unsound"),
            ("alerts/red-date-2016", "red_days_before", "unnoticed"),
            ("interpretations/vat-rounding", "choice", "unnoticed"),
            ("pricing/standard-year-2023", "per_year", "unnoticed"),
        ],
    )
    def test_what_becomes_of_a_change(self, ref, column, kind):
        """Not sound, or noticed by none."""
        assert kind == self.JUDGE.judge(changed(ref, column)).kind

    def test_one_that_is_noticed(self):
        """By the scenario that is answered otherwise."""
        days = [
            each._replace(columns={"grace_days": 1}) for each in changed("lifecycle/mailbox-grace-2024", "grace_days")
        ]
        fate = self.JUDGE.judge(days)
        assert ("noticed", "s-2") == (fate.kind, fate.by)

    def test_of_a_book(self):
        """A book's row is changed in the book, and asked by its own scenarios."""
        asked = suite('book: cni\nask: quote_renewal\nrequest: {years: 1, extra_inbox_gb: 1}\nexpect: {net: "4.00"}')
        entry = next(each for each in shipped("cni").entries if each.row.ref == "pricing/cni-extra-inbox-2024")
        (price,) = [each for each in changes([entry]) if each[0].column == "per_gb_year"]
        retail = suite('ask: quote_renewal\nrequest: {years: 1}\nexpect: {net: "9.90"}')
        judge = Judge((*retail.scenarios, *asked.scenarios), shipped)
        assert "noticed" == judge.judge(price).kind
        (other,) = [each for each in changes([entry]) if each[0].column == "since"]
        assert "unnoticed" == judge.judge(other).kind

    def test_an_event_that_is_then_refused(self):
        """A question that can no longer be put is one that notices."""
        event = "events: [{when: 2027-01-02, name: automatic_switched_on}]\nask: status\nexpect: {state: expiring}"
        judge = Judge(suite(event).scenarios, shipped)
        guard = changed("lifecycle/automatic-on-2016", "guard")[0]
        assert "noticed" == judge.judge([guard._replace(columns={"guard": "automatic_on"})]).kind

    def test_what_nobody_need_notice(self):
        """It is told apart, with its reason: of a column of a section, of all its rows or of some."""
        red = Fate(changed("alerts/red-date-2016", "red_days_before")[0], "unnoticed")
        grace = Fate(changed("lifecycle/mailbox-grace-2024", "may_read")[0], "unnoticed")
        noticed = grace._replace(kind="noticed", by="s-1")
        reasons = [
            Unnoticed("alerts.red_date", ("since",), (), "another column"),
            Unnoticed("alerts.red_date", ("red_days_before",), ("alerts/another",), "another row"),
            Unnoticed("alerts.red_date", ("red_days_before",), ("alerts/red-date-2016",), "this one"),
            Unnoticed("lifecycle.grace", ("may_send", "may_read"), (), "all of them"),
        ]
        found = without_excepted([red, grace, noticed], reasons)
        assert [("excepted", "this one"), ("excepted", "all of them"), ("noticed", "s-1")] == [
            (each.kind, each.by) for each in found
        ]
        assert [red] == without_excepted([red], reasons[:2])

    @pytest.mark.long
    def test_all_of_them_in_several_processes(self, monkeypatch):
        """The same as in one."""
        some = [changed("lifecycle/mailbox-grace-2024", name) for name in ("grace_days", "may_send", "may_read")]
        monkeypatch.setattr("pecrules.testing.scenarios.mutating.changes", lambda _: iter(some))
        scenarios = suite(*LIFE).scenarios
        alone = judge_all(scenarios, shipped)
        shared = judge_all(scenarios, shipped, jobs=2)
        waiting: Queue[range] = Queue()
        waiting.put(range(2))
        waiting.put(range(2, 3))
        mine = [(number, kind, by) for number, (_, kind, by) in _part(scenarios, shipped, waiting)]
        assert [(number, each.kind, each.by) for number, each in enumerate(alone)] == mine
        assert [(each.kind, each.by, each.change.column) for each in alone] == [
            (each.kind, each.by, each.change.column) for each in shared
        ]


@pytest.mark.long
class TestDeadData:
    """Changes that change nothing."""

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_what_changes_something_is_not(self, jobs):
        """A text that no policy looks at is dead without a question; of others the first that differs settles it."""
        text, screen = (changed(f"messages/{id_}-2016", "about")[0] for id_ in ("payment-confirmation", "order-screen"))
        some = [text, screen, changed("alerts/mailbox-first-notice-2025", "offset")[0]]
        fates = [Fate(change, "unnoticed") for change in some]
        assert fates[:1] == dead([*fates, Fate(text, "noticed")], shipped, jobs)


def entry(ref: str, rules: pr.Ruleset):
    return next(each for each in rules.entries if each.row.ref == ref)


class TestDeadRows:
    """Rows on which no answer can rest."""

    @pytest.mark.long
    def test_what_no_answer_rests_on(self):
        """A word for what the customer area does not offer; a row that is cited, an end and a text are none."""
        words = ("channels/area-premium-2016", "channels/area-active-2016")
        later = {"since": "2027-01-01", "since_basis": None}
        rules = shipped().edited(dict.fromkeys(words, later))  # of rows that began last only one day is looked at
        refs = ["messages/order-screen-2016", "channels/area-repurchase-ended-2025"]
        rows = [entry(ref, rules) for ref in (*words, *refs)]
        assert rows[:1] == dead_rows(rows, lambda _: rules)

    def test_what_was_corrected_held_once(self):
        """A row that another one of the same day has corrected is no dead one: it was known once."""
        days = {"since": "2026-07-01", "offset": 80}
        first = shipped().edited({"alerts/mailbox-first-notice-2025": days | {"announced": "2026-06-01"}})
        label = {"it": "Primo", "en": "First", "de": "Erste"}
        more = entry("alerts/mailbox-first-notice-2025", first).plain | days
        late = more | {"id": "corrected", "announced": "2026-08-01", "retroactive": True, "label": label}
        rules = first.edited({"alerts.notices/corrected": {name: each for name, each in late.items() if name != "id"}})
        assert [] == dead_rows([entry("alerts/mailbox-first-notice-2025", rules)], lambda _: rules)


class TestSheets:
    """As people read it."""

    def test_coverage(self):
        """Rows with their places, and what is never said, with a case of it."""
        found = rows(results(), [shipped()])
        sheets = [as_text(each) for each in coverage(found, [life()], "it", found.missed[:1])]
        assert sheets[0].startswith("Righe\n\n")
        assert "dietro a nessuna" in sheets[0]
        assert "su 1 riga non poggia nessuna risposta" in sheets[0]
        assert "status, life, 2027-01-10" in sheets[1]
        assert "deleted" in sheets[1]

    def test_where_nothing_is_missed(self):
        """How many cases there are is told all the same."""
        every = Cases(life().table, frozenset(range(9)), (), 5)
        *_, last = [as_text(each) for each in coverage(rows(results(), [shipped()]), [every], "en")]
        assert last.startswith("status, life, 2027-01-10\n\n")
        assert last.endswith("5 sayings, of which 0 are never said")

    def test_a_long_list_is_cut(self):
        """The rest is counted."""
        every = Cases(life().table, frozenset(), life().missed * 9, 99)
        *_, last = [as_text(each) for each in coverage(rows(results(), [shipped()]), [every], "en")]
        assert last.endswith("more")

    def test_mutations(self):
        """What was noticed, what not, and what is dead, section by section."""
        one, other = (
            changed("alerts/red-date-2016", "red_days_before"),
            changed("lifecycle/mailbox-grace-2024", "may_send"),
        )
        fates = [Fate(one[0], "unnoticed"), Fate(other[0], "unnoticed"), Fate(other[0], "noticed", "a")]
        text = "\n\n".join(as_text(each) for each in mutations(fates, fates[1:2], "it"))
        assert "Non notati da nessuno scenario" in text
        assert "alerts.red_date (1)" in text
        assert "90 -> 91" in text
        assert "Dati morti" in text

    def test_reasons(self):
        """How many changes each is for; and those that are for none."""
        one = Fate(changed("alerts/red-date-2016", "red_days_before")[0], "excepted", "perché no")
        reasons = [Unnoticed("alerts.red_date", ("red_days_before", "since"), (), "perché no")]
        text = "\n\n".join(as_text(each) for each in mutations([one], [], "it", reasons))
        assert re.search("lasciati fuori, con un motivo +1\n", text)
        assert "alerts.red_date red_days_before  1  perché no" in text
        assert text.endswith("Lasciati fuori, e non c'è un cambio così\n\n  alerts.red_date since  perché no")

    def test_what_cannot_be_modelled(self):
        """Only the policy itself can tell."""
        assert "only the policy itself can tell" == saying(None, "en")

    def test_what_is_said(self):
        """In a few words; of what may be help, which."""
        assert "refused: expired, [renew]" == saying(Outcome("refused", ("expired", ("renew",))), "en")
        assert "nothing" == saying(Outcome("nothing", ()), "en")
