"""Scenarios put to the rules: what holds, and what differs where."""

import attrs
import pytest

from pecrules.testing.scenarios.asking import Unanswered, ask
from tests.testing.scenarios.cases import BOX, COMMON, results, said, suite, wrong
from tests.variants import shipped

RENEWAL = "ask: quote_renewal\nrequest: {years: 1}\n"


class TestExpectations:
    """Only what is named is looked at."""

    @pytest.mark.parametrize(
        "expected",
        [
            '{net: "9.90"}',
            '{net: "9.90", new_expiry: 2028-03-30, advised_by: 2027-03-15}',
            "{lines: [plan]}",
            "{lines: [{item: plan, years: 1}]}",
            "{lines: {with: [plan], without: [late_fee]}}",
            "{anchor: null, requires: []}",
        ],
    )
    def test_what_holds(self, expected):
        """Amounts, days, lists whole or in part, words for what they begin, and nothing."""
        assert [] == said(f"{RENEWAL}expect: {expected}")

    @pytest.mark.parametrize(
        ("expected", "told"),
        [
            ('{net: "9.91"}', '8:19: PR505 in `s-0`, `net` is "9.90": expected was "9.91"'),
            ("{new_expiry: 2028-03-31}", "8:26: PR505 in `s-0`, `new_expiry` is 2028-03-30: expected was 2028-03-31"),
            ("{lines: [late_fee]}", "8:22: PR505 in `s-0`, `lines` is plan: expected was late_fee"),
            ("{lines: [{item: plan, years: 2}]}", "8:42: PR505 in `s-0`, `years` is 1: expected was 2"),
            ("{lines: []}", "8:21: PR505 in `s-0`, `lines` is [plan]: expected was []"),
            ("{lines: {with: [late_fee]}}", "8:29: PR506 in `s-0`, `lines` lacks late_fee: there is [plan]"),
            ("{lines: {without: [plan]}}", "8:32: PR507 in `s-0`, `lines` has plan, which should not be there"),
            ("{refused: deleted}", "8:23: PR514 in `s-0` expected was deleted, and there is an answer"),
            ("{no_rule: plans.plans}", "8:23: PR514 in `s-0` expected was plans.plans, and there is an answer"),
        ],
    )
    def test_what_does_not(self, expected, told):
        """Each at the place where it is written, with what was expected and what there is."""
        (found,) = said(f"{RENEWAL}expect: {expected}")
        assert f"prova.scenarios.yaml:{told} (it rests on pricing/standard-year-2023" in found

    def test_what_is_expected_of_lists_in_one_another(self):
        """It is told as it is written."""
        expected = "{actions: {with: [{command: renew, why_not: {with: [mailbox_active]}}]}}"
        (found,) = said(f"ask: available_actions\nexpect: {expected}")
        assert "lacks {command: renew, why_not: {with: [mailbox_active]}}" in found

    def test_several_differences(self):
        """All are told at once."""
        assert 2 == len(said(f'{RENEWAL}expect: {{net: "1.00", gross: "1.22", vat_percent: "22"}}'))

    def test_a_block_where_there_is_nothing(self):
        """What is expected of a part that the answer does not have."""
        status = 'ask: advance\norder: {kind: renewal, gross: "1.00", state: cart}\nrequest: {name: cart_abandoned}\n'
        (found,) = said(f"{status}expect: {{mailbox: {{plan: pro}}}}")
        assert "`mailbox` is null: expected was {plan: pro}" in found


class TestRefusals:
    """A no may be expected, with its code and what would be accepted."""

    SIX = "ask: quote_renewal\nrequest: {years: 6}\n"

    def test_the_code_and_what_helps(self):
        """The nearest request is named by its fields."""
        expected = "{refused: term_not_offered, asked: 6, allowed: [1, 2, 3, 4, 5], nearest: {years: 5}, remedies: []}"
        assert [] == said(f"{self.SIX}expect: {expected}")

    def test_another_code(self):
        """It is told beside what else differs."""
        (code, nearest) = said(f"{self.SIX}expect: {{refused: deleted, nearest: {{years: 4}}}}")
        assert "`refused` is term_not_offered: expected was deleted" in code
        assert "`years` is 5: expected was 4" in nearest

    def test_nothing_is_proposed(self):
        """A refusal without a nearest request."""
        late = COMMON.replace("2027-01-10", "2028-01-10")
        assert [] == said(f"{RENEWAL}expect: {{refused: deleted, nearest: null}}", common=late)

    def test_a_no_where_a_yes_is_expected(self):
        """What was expected and the code are told."""
        (found,) = said(f'{self.SIX}expect: {{net: "9.90"}}')
        assert 'PR508 in `s-0` expected was {net: "9.90"}, and the answer is a refusal: term_not_offered' in found


class TestNothing:
    """There may be nothing to say, or no rule."""

    def test_no_answer(self):
        """It can be expected, and is told where it is not."""
        assert [] == said("ask: next_alert\nexpect: {nothing: true}")
        assert ["PR513"] == [each.code for each in results("ask: next_alert\nexpect: {name: x}")[0].problems]

    def test_no_rule(self):
        """It can be expected of a section."""
        early = COMMON.replace("2027", "2022")
        assert [] == said(f"{RENEWAL}expect: {{no_rule: pricing.prices}}", common=early)
        (other,) = said(f"{RENEWAL}expect: {{no_rule: pricing.vat}}", common=early)
        assert "`no_rule` is pricing.prices: expected was pricing.vat" in other
        (told,) = said(f'{RENEWAL}expect: {{net: "9.90"}}', common=early)
        assert "no rule is in force on 2022-01-10 for: pricing.prices" in told


class TestRules:
    """Which rules are asked."""

    def test_a_book(self):
        """By its name."""
        assert [] == said(f"book: tssconsulting\n{RENEWAL}expect: {{refused: price_not_stated}}")

    def test_no_such_book(self):
        """Told where it is named."""
        (found,) = said(f"book: cno\n{RENEWAL}expect: {{refused: price_not_stated}}")
        assert "prova.scenarios.yaml:6:11: PR210 no book is called `cno`" in found

    def test_what_people_call_things(self):
        """Plans, channels and ways to pay may be told by their labels, in a question and in what it is about."""
        box = "mailbox: {plan: PEC Standard}\n"
        quoted = BOX.replace("standard", "PEC Standard")
        credit = f"quote: {{ask: quote_extra_space, {quoted}, request: {{extra_inbox_gb: 1}}}}\n"
        paid = "events:\n  - {when: 2027-01-05, name: renewal_registered, years: 1, method: Carta di credito}\n"
        assert [] == said(
            f'{box}ask: quote_renewal\nrequest: {{years: 1, method: "Bonifico bancario"}}\nexpect: {{net: "9.90"}}',
            f"{box}ask: available_actions\nchannel: Webmail\nexpect: {{channel: webmail}}",
            f'{credit}ask: settle\nrequest: {{amount: "8.48"}}\nexpect: {{spent: "0.77"}}',
            f"{paid}ask: status\nexpect: {{expiry: 2028-03-30}}",
        )

    def test_what_was_known(self):
        """A row announced later is not looked at."""
        known = "as_known: 2022-01-01\n"
        assert [] == said(f"{known}{RENEWAL}expect: {{no_rule: pricing.prices}}")

    def test_an_edited_row(self):
        """For this scenario alone."""
        edit = 'edit:\n  pricing/standard-year-2023: {per_year: "10.90"}\n'
        assert [] == said(f'{edit}{RENEWAL}expect: {{net: "10.90"}}', f'{RENEWAL}expect: {{net: "9.90"}}')

    @pytest.mark.parametrize(
        ("edit", "told"),
        [
            ('pricing/standard-year-2023: {per_year: "10,9"}', "7:46: PR105"),
            ("pricing/standard-year-2024: null", "7:35: PR226"),
            ("renewal/charge-seven-days-2016: null", "7:7: PR107"),
            ('pricing.prices/new: {item: plan, per_year: "1.0"}', "7:7: PR102"),
        ],
    )
    def test_an_edit_that_is_not_sound(self, edit, told):
        """Told where it stands in the scenario."""
        found = said(f'edit:\n  {edit}\n{RENEWAL}expect: {{net: "10.90"}}')
        assert any(f"prova.scenarios.yaml:{told}" in each for each in found), found


class TestEvents:
    """What happens before the question."""

    def test_one_after_the_other(self):
        """Each on its day."""
        events = (
            "events:\n  - {when: 2027-01-01, name: renewal_registered, years: 2}\n"
            "  - {when: 2027-01-02, name: automatic_switched_on}\n"
        )
        assert [] == said(f"{events}ask: automatic_renewal\nexpect: {{charge_day: 2029-03-23}}")

    def test_to_an_order(self):
        """An order, too."""
        events = "events:\n  - {when: 2027-01-01, name: order_placed, terms_accepted: true}\n"
        order = 'order: {kind: renewal, gross: "1.00", state: cart}\n'
        ask = f"{events}ask: advance\n{order}request: {{name: payment_registered, paid_on: 2027-01-02}}\n"
        assert [] == said(f"{ask}expect: {{before: awaiting_payment, after: fulfilled}}")

    def test_one_that_is_refused(self):
        """Told where it stands."""
        events = "events:\n  - {when: 2027-01-01, name: grace_ended}\n"
        (found,) = said(f"{events}ask: status\nexpect: {{state: deleted}}")
        assert "prova.scenarios.yaml:7:34: PR509 the event is refused: event_not_possible" in found


class TestSubjects:
    """Whom a question is about."""

    def test_a_quote(self):
        """The answer to another question, of the same day."""
        quote = f"quote: {{ask: quote_extra_space, {BOX}, request: {{extra_inbox_gb: 1}}}}\n"
        assert [] == said(f'ask: settle\n{quote}request: {{amount: "8.48"}}\nexpect: {{spent: "0.77"}}')

    def test_a_quote_that_is_refused(self):
        """Told where it is asked for."""
        quote = f"quote: {{ask: quote_extra_space, {BOX}, request: {{extra_inbox_gb: 9}}}}\n"
        (found,) = said(f'ask: settle\n{quote}request: {{amount: "8.48"}}\nexpect: {{spent: "0.77"}}')
        assert "PR510 the quote is refused: extra_inbox_beyond_limit" in found

    def test_nobody(self):
        """A purchase needs no holder."""
        assert [] == said(
            'ask: quote_purchase\nrequest: {plan: standard, years: 1}\nexpect: {net: "9.90"}',
            common="common:\n  day: 2027-01-10\n",
        )

    def test_a_question_that_cannot_be_put(self):
        """A day beyond the calendar."""
        box = "mailbox: {expiry: 9999-12-30}\n"
        (found,) = said(f'{box}{RENEWAL}expect: {{net: "9.90"}}')
        assert "PR511 the question cannot be put: a day of the answer lies outside the calendar" in found

    def test_a_question_that_a_policy_does_not_take(self):
        """What the library says to a program is quoted; a file cannot bring it about."""
        (scenario,) = suite("ask: status\nexpect: {state: active}").scenarios
        nobody = attrs.evolve(scenario, question=scenario.question._replace(subject=None))
        with pytest.raises(Unanswered, match="PR511 the question cannot be put: the policy says: status wants Mailbox"):
            ask(nobody, shipped())

    def test_other_requests(self):
        """Days, spans, orders, an identifier, a channel."""
        assert [] == said(
            "ask: log_availability\nrequest: 2027-01-01\nexpect: {available: true}",
            "ask: timeline\nrequest: {from: 2027-01-01, to: 2027-12-31}\nexpect: {days: {with: [{what: expiry}]}}",
            'ask: available_actions\nchannel: webmail\nrequest: [{kind: renewal, gross: "1.00"}]\n'
            "expect: {channel: webmail}",
            "ask: billing_requirements\nholder: {subject: legal_person}\nrequest: ABC1234\nexpect: {missing: []}",
            "ask: billing_requirements\nholder: {subject: legal_person}\nexpect: {missing: [einvoice_identifier]}",
            "ask: available_actions\nexpect: {channel: customer_area}",
        )


class TestMistakes:
    """What is wrong with a file is told with its place."""

    @pytest.mark.parametrize(
        ("scenario", "told"),
        [
            ("ask: statu\nexpect: {state: active}", [("PR104", 6, 10)]),
            ("ask: status\nexpect: {stat: active}", [("PR101", 7, 14)]),
            ("ask: status\nexpect: {state: activ}", [("PR104", 7, 21)]),
            ("ask: status\nmailbox: {pln: pro}\nexpect: {state: active}", [("PR101", 7, 15)]),
            ("ask: status\norder: {}\nexpect: {state: active}", [("PR110", 7, 5)]),
            ("ask: status\nexpect: {}", [("PR502", 7, 5)]),
            ("ask: status\nexpect: {no_rule: plans.plans, state: active}", [("PR503", 7, 36)]),
            ("ask: quote_renewal\nrequest: {years: 1}\nexpect: {asked: 6}", [("PR504", 8, 14)]),
            ("ask: quote_renewal\nexpect: {refused: deleted}", [("PR102", 5, 5)]),
            ("ask: quote_renewal\nrequest: {}\nexpect: {refused: deleted}", [("PR102", 7, 5)]),
            ("ask: timeline\nrequest: {from: 2027-01-01}\nexpect: {days: []}", [("PR102", 7, 5)]),
            ("ask: settle\nrequest: {}\nexpect: {fulfilled: true}", [("PR102", 5, 5)]),
            ("ask: status\nevents: [{name: x}]\nexpect: {state: active}", [("PR102", 7, 14)]),
            ("ask: status\nmailbox: {extra_inbox_gb: -1}\nexpect: {state: active}", [("PR304", 7, 31)]),
            (
                'ask: advance\nmailbox: {}\norder: {kind: renewal, gross: "1"}\nrequest: {name: x}\nexpect: {}',
                [("PR503", 8, 5)],
            ),
        ],
    )
    def test_told_with_its_place(self, scenario, told):
        """Code, line and column."""
        assert told == wrong(scenario)

    def test_a_mistake_in_what_is_common(self):
        """Told once; nothing is asked."""
        assert [("PR101", 2, 3)] == wrong("ask: status\nexpect: {state: active}", common="common:\n  dai: 2027-01-10\n")

    def test_what_is_common_may_be_wrong_for_one(self):
        """A fact that is said for all, told where it is said."""
        common = "common:\n  day: 2027-01-10\n  mailbox: {plan: standard, expiry: 2027-03-30, extra_inbox_gb: -1}\n"
        assert [("PR304", 3, 65)] == wrong("ask: status\nexpect: {state: active}", common=common)

    def test_a_day_is_needed(self):
        """In the scenario or for all."""
        assert [("PR102", 2, 5)] == wrong(
            "ask: status\nmailbox: {plan: a, expiry: 2027-03-30}\nexpect: {state: active}", common=""
        )
