"""Billing: who must give an identifier and in which form, which numbers are none, what may be changed, what is paid."""

import subprocess
import sys
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    Billing,
    Caveat,
    IdentifierForm,
    Mailbox,
    NoRuleInForce,
    RenewalRequest,
    Ruleset,
    billing_requirements,
    from_json,
    quote_renewal,
    to_json,
)
from pecrules.testing.strategies import days, holders
from tests.cases.billing import TODAY, ask
from tests.profiles import examples
from tests.variants import add, choose, reword, shipped, variant

PERSON, COMPANY, PA = "natural_person", "legal_person", "public_administration"
OF_PERSON, OF_COMPANY, OF_ASSOCIATION = "RSSMRA85T10A562S", "00743110157", "80078750587"


class TestIdentifier:
    """R1.15 and R1.16: legal persons and public bodies give an identifier, natural persons need not."""

    @pytest.mark.parametrize(("subject", "due"), [(PERSON, False), (COMPANY, True), (PA, True)])
    def test_r1_15_who_must_give_one(self, subject, due):
        """R1.15 and R1.16: it is due, and missing until something is given."""
        answer = ask(shipped(), subject=subject)
        assert (subject, due) == (answer.treated_as, answer.identifier_due)
        assert (("einvoice_identifier",) if due else ()) == answer.missing

    def test_f9_02_a_companys_choices(self):
        """F9.02, F9.06 and F9.07: a code of seven characters, a PEC address sent with seven zeros, or nothing."""
        assert (
            IdentifierForm("no_identifier", "nothing", None, None, False, "holders/private-no-identifier-2016"),
            IdentifierForm("pec_address", "pec_address", None, "0000000", True, "holders/private-pec-address-2025"),
            IdentifierForm("recipient_code", "alphanumeric", 7, None, True, "holders/private-recipient-code-2018"),
        ) == ask(shipped()).identifiers

    def test_f9_04_a_public_bodys_only_choice(self):
        """F9.04 and F9.06: the office code of six characters."""
        expected = (IdentifierForm("office_code", "alphanumeric", 6, None, True, "holders/pa-office-code-2018"),)
        assert expected == ask(shipped(), subject=PA).identifiers

    @pytest.mark.parametrize(
        ("subject", "identifier"),
        [
            (COMPANY, "ABC1234"),
            (COMPANY, "m5uxcr1"),
            (COMPANY, " abc 1234 "),
            (COMPANY, "studio.rossi@pec.example.it"),
            (COMPANY, " studio.rossi@pec.example.it\n"),
            (COMPANY, "a@b.c"),
            (COMPANY, ""),
            (PA, "UFABCD"),
            (PERSON, ""),
        ],
    )
    def test_identifiers_that_fit(self, subject, identifier):
        """What has one of the forms is no problem, and nothing is missing any more; a choice to have none is one."""
        answer = ask(shipped(), identifier, subject=subject)
        assert ((), ()) == (answer.problems, answer.missing)

    @pytest.mark.parametrize(
        ("subject", "identifier"),
        [
            (COMPANY, "ABC123"),
            (COMPANY, "ABC12345"),
            (COMPANY, "ABC 123"),
            (COMPANY, "ABC123È"),
            (COMPANY, "ABC12\u0663\u0664"),
            (COMPANY, "studio.rossi@pec"),
            (COMPANY, "studio rossi@pec.it"),
            (COMPANY, "@pec.it"),
            (COMPANY, "a@b@c.it"),
            (COMPANY, "a@pec..it"),
            (COMPANY, " "),
            (COMPANY, "0000000"),
            (COMPANY, "XXXXXXX"),
            (COMPANY, "xxxxxxx"),
            (COMPANY, "mailto:info@pec.it"),
            (COMPANY, "<info@pec.it>"),
            (COMPANY, "Info <info@pec.it>"),
            (COMPANY, ".info@pec.it"),
            (COMPANY, "info@-pec.it"),
            (PA, "UFABCDE"),
            (PA, "ufficio@pec.example.it"),
            (PA, ""),
        ],
    )
    def test_identifiers_that_do_not(self, subject, identifier):
        """Another length, another alphabet, no address; for a public body, anything but its code."""
        answer = ask(shipped(), identifier, subject=subject)
        assert ("identifier_malformed",) == answer.problems
        assert (("einvoice_identifier",), None) == (answer.missing, answer.identifier)

    @pytest.mark.parametrize(
        ("given", "sent"),
        [("m5uxcr1", "M5UXCR1"), (" m5u xcr1", "M5UXCR1"), (" Info@Pec.it ", "Info@Pec.it"), ("", ""), (None, None)],
    )
    def test_how_it_goes_on_the_invoice(self, given, sent):
        """A code in capitals and without spaces, an address as it was written."""
        assert sent == ask(shipped(), given).identifier

    def test_those_abroad_have_a_code(self):
        """Seven X are theirs alone, and no other code is the same; a number is judged as their country has them."""
        answers = [
            ask(shipped(), given, country=country, vat_number=number)
            for country, number in (("DE", "DE136695976"), ("IT", None))
            for given in ("xxxxxxx", "ABC1234")
        ]
        assert [("XXXXXXX", ()), ("ABC1234", ()), (None, ("identifier_malformed",)), ("ABC1234", ())] == [
            (answer.identifier, answer.problems) for answer in answers
        ]
        assert ("vat_number_invalid",) == ask(shipped(), country="DE", vat_number=OF_COMPANY).problems
        assert "holders/private-foreign-code-2018" in answers[0].because
        assert "holders/private-foreign-code-2018" not in answers[2].because

    def test_r1_16_what_nobody_asked_for(self):
        """R1.16: a natural person has nothing to give."""
        assert ("identifier_not_asked",) == ask(shipped(), "ABC1234", subject=PERSON).problems

    def test_the_length_is_a_row(self):
        """Another number in the table is another form."""
        rules = variant(reword("holders", "private-recipient-code-2018", characters=8))
        assert [("identifier_malformed",), ()] == [ask(rules, code).problems for code in ("ABC1234", "ABC12345")]

    def test_a_person_with_a_vat_number(self):
        """Under the other reading it counts as a legal person, and the reading is named."""
        rules = variant(choose("legal-person-test", "vat_number_present"))
        answers = [ask(each, subject=PERSON, vat_number=OF_COMPANY) for each in (shipped(), rules)]
        assert [(PERSON, ()), (COMPANY, ("einvoice_identifier",))] == [
            (answer.treated_as, answer.missing) for answer in answers
        ]
        assert all("interpretations/legal-person-test" in answer.because for answer in answers)
        assert 3 == len(answers[1].identifiers)


class TestNumbers:
    """Tax codes and VAT numbers have check digits."""

    @pytest.mark.parametrize(
        ("tax_code", "fine"),
        [
            (OF_PERSON, True),
            ("rss mra 85t10 a562s", True),
            (OF_ASSOCIATION, True),
            ("0074-3110:157", True),
            (None, True),
            ("RSSMRA85T10A562T", False),
            ("RSSMRA85T40A562V", False),
            ("80078750588", False),
            ("RSSMRA", False),
            ("", False),
        ],
    )
    def test_tax_codes(self, tax_code, fine):
        """Sixteen characters, or eleven digits: of companies and bodies, and of persons for the time being."""
        assert (() if fine else ("tax_code_invalid",)) == ask(shipped(), subject=PERSON, tax_code=tax_code).problems

    @pytest.mark.parametrize(
        ("vat_number", "fine"),
        [
            (OF_COMPANY, True),
            ("IT 00743110157", True),
            (None, True),
            ("00743110158", False),
            (OF_PERSON, False),
            ("", False),
        ],
    )
    def test_vat_numbers(self, vat_number, fine):
        """Eleven digits with the right last one; ``IT`` before them does not matter."""
        assert (() if fine else ("vat_number_invalid",)) == ask(shipped(), vat_number=vat_number).problems

    def test_all_problems_at_once(self):
        """Everything that is wrong is told, in one order."""
        expected = ("tax_code_invalid", "vat_number_invalid", "identifier_malformed", "split_payment_not_applicable")
        before = date(2017, 6, 30)
        assert expected == ask(shipped(), "?", on=before, tax_code="x", vat_number="y", split_payment=True).problems

    def test_nothing_else_is_missing(self):
        """No source says that a tax code or a VAT number must be given."""
        assert () == ask(shipped(), "ABC1234").missing

    def test_checking_is_loaded_only_when_needed(self):
        """Who does not ask about billing does not wait for the numbers' library."""
        code = "import sys, pecrules.policies.billing; print('stdnum' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert "False\n" == done.stdout


class TestData:
    """What the holder may change, and whose data the invoice bears."""

    def test_r2_4_name_and_tax_code_are_fixed(self):
        """R2.4 and R1.14: all other data may be changed."""
        answer = ask(shipped())
        assert (("other",), ("name", "surname", "tax_code")) == (answer.editable, answer.fixed)
        assert Caveat("holders/field-tax-code-2016", "inferred") in answer.caveats

    @pytest.mark.parametrize(("book", "stated"), [("ordine-ingegneri-roma", 4), ("cni", 2)])
    def test_r2_4_where_the_source_of_the_book_says_so(self, book, stated):
        """The guide for members and the circular of the engineers say it outright: there it is no guess of ours."""
        answer = ask(shipped(book))
        assert (("other",), ("name", "surname", "tax_code")) == (answer.editable, answer.fixed)
        assert 4 - stated == sum(caveat.row.startswith("holders/field-") for caveat in answer.caveats)

    @pytest.mark.parametrize(
        ("channel", "addressed_to"),
        [
            ("customer_area", "account_holder"),
            ("convention_area", "mailbox_holder"),
            ("partner_panel", None),
        ],
    )
    def test_r2_4_whose_invoice(self, channel, addressed_to):
        """R2.4: in a convention the mailbox's holder's, in the customer area the account's; elsewhere nobody says."""
        assert addressed_to == ask(shipped(), channel=channel).addressed_to

    def test_a_channel_that_is_none(self):
        """It is told, with those that there are, and does not pass for one of which no source speaks."""
        refusal = ask(shipped(), channel="nowhere")
        assert ("channel_unknown", "nowhere") == (refusal.code, refusal.asked)
        assert "convention_area" in refusal.allowed

    def test_the_rows_behind_it(self):
        """The subject, its identifiers, the fields and the addressee."""
        assert (
            "holders/public-administration-2016",
            "holders/pa-office-code-2018",
            "holders/split-payment-2016",
            "holders/field-name-2016",
            "holders/field-other-2016",
            "holders/field-surname-2016",
            "holders/field-tax-code-2016",
            "holders/customer-area-invoices-2021",
        ) == ask(shipped(), subject=PA).because
        assert "holders/customer-area-invoices-2021" not in ask(shipped(), channel="partner_panel").because

    def test_it_is_stamped(self):
        """With the day that was asked."""
        assert TODAY == ask(shipped()).stamp.on


class TestSplitPayment:
    """F9.09: a public administration that has declared it pays net; and a company that the law names."""

    @pytest.mark.parametrize(
        ("subject", "declared", "pays", "days"),
        [
            (PA, True, "net", 15),
            (PA, False, "gross", 15),
            (COMPANY, True, "net", None),
            (COMPANY, False, "gross", None),
            (PERSON, True, "gross", None),
        ],
    )
    def test_who_pays_net(self, subject, declared, pays, days):
        """It must be declared; a public administration accepts the invoice within fifteen days."""
        answer = ask(shipped(), subject=subject, split_payment=declared)
        assert (pays, days) == (answer.pays, answer.acceptance_days)
        wrong = declared and subject == PERSON
        assert wrong == ("split_payment_not_applicable" in answer.problems)

    def test_the_reading_is_named_where_it_decides(self):
        """Without a declaration there is no doubt."""
        row = "interpretations/split-payment-due"
        assert [True, False] == [
            row in ask(shipped(), subject=PA, split_payment=flag).because for flag in (True, False)
        ]

    def test_where_there_is_none(self):
        """Without the rule everybody pays gross, and nobody's days are known."""
        rules = variant(add("holders", "split_payment", id="no-more", subject=PA, since="2026-01-01", withdrawn=True))
        answer = ask(rules, subject=PA, split_payment=True)
        assert ("gross", None, ("split_payment_not_applicable",)) == (
            answer.pays,
            answer.acceptance_days,
            answer.problems,
        )


class TestDays:
    """Rules that begin, and kinds that end."""

    def test_before_the_fields_were_seen(self):
        """In early 2016 nothing is known about what may be changed, nor about conventions."""
        answer = ask(shipped(), on=date(2016, 3, 29))
        assert ((), ()) == (answer.editable, answer.fixed)
        assert "channel_unknown" == ask(shipped(), on=date(2016, 3, 29), channel="convention_area").code

    def test_a_kind_that_has_ended(self):
        """Without a rule for the holder there is no answer, and the day that was asked is named."""
        rules = variant(
            add("holders", "subjects", id="no-more", subject="legal_person", since="2026-01-01", withdrawn=True)
        )
        for on in (date(2027, 1, 9), TODAY):
            with pytest.raises(NoRuleInForce) as caught:
                ask(rules, on=on)
            assert (on, ("legal_person",)) == (caught.value.day, caught.value.key)


# -- properties -------------------------------------------------------------------------------------------------------

FEWER = examples(100)
ANY = st.text(max_size=20) | st.text("0123456789IT -.\n", max_size=14) | st.text("RSMA85T10562 \n", max_size=18)
ANYBODY = holders(tax_code=st.none() | ANY, vat_number=st.none() | ANY)


@cache
def otherwise() -> Ruleset:
    """The other readings."""
    return variant(choose("legal-person-test", "vat_number_present"), choose("split-payment-due", "gross"))


ALL_RULES = st.deferred(lambda: st.sampled_from([shipped(), otherwise()]))


class TestProperties:
    """What holds for every holder."""

    @FEWER
    @given(ALL_RULES, ANYBODY, st.none() | ANY, days(first=date(2016, 1, 1)))
    def test_every_question_has_an_answer(self, rules, holder, identifier, on):
        """Whatever text was typed: an answer with rows that can be cited, which survives being written and read."""
        answer = billing_requirements(holder, identifier, rules=rules, on=on)
        assert Billing is type(answer)
        assert answer.because
        assert all(rules.cite(row).source for row in answer.because)
        uncertain = [row for row in answer.because if rules.cite(row).certainty != "documented"]
        assert uncertain == [caveat.row for caveat in answer.caveats]
        assert answer == from_json(to_json(answer))

    @FEWER
    @given(ALL_RULES, holders(split_payment=st.just(value=False)))
    def test_right_numbers_are_no_problem(self, rules, holder):
        """Numbers with the right check digits are never called wrong."""
        assert () == ask(rules, **fields_of(holder)).problems

    @FEWER
    @given(st.sampled_from([OF_COMPANY, OF_ASSOCIATION, OF_PERSON]), st.data())
    def test_one_wrong_character_is_seen(self, number, data):
        """A single digit that is another makes a number wrong, wherever it stands."""
        places = [place for place, character in enumerate(number) if character.isdigit()]
        place = data.draw(st.sampled_from(places))
        other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
        mistyped = number[:place] + other + number[place + 1 :]
        assert ("tax_code_invalid",) == ask(shipped(), tax_code=mistyped).problems

    @FEWER
    @given(ALL_RULES, ANYBODY, st.none() | ANY)
    def test_net_only_for_those_that_said_so(self, rules, holder, identifier):
        """Whoever pays net has declared it and is a body, or a company that the law names."""
        answer = billing_requirements(holder, identifier, rules=rules, on=TODAY)
        declared = holder.split_payment and answer.treated_as in {PA, COMPANY}
        assert (answer.pays == "net") == (declared and rules is shipped())
        assert (answer.acceptance_days == 15) == (holder.subject == PA)

    @FEWER
    @given(ALL_RULES, holders(), st.sampled_from(["", "ABC1234", "ABC123", "a@pec.it"]))
    def test_an_identifier_fits_one_form_or_is_a_problem(self, rules, holder, identifier):
        """What is given is recognised as exactly one of the forms, or called a problem."""
        answer = ask(rules, identifier, **fields_of(holder))
        found = [form.identifier for form in answer.identifiers if recognised(form, identifier)]
        wrong = {"identifier_malformed", "identifier_not_asked"} & set(answer.problems)
        assert 1 == len(found) + len(wrong)

    @FEWER
    @given(ALL_RULES, holders())
    def test_a_renewal_requires_what_billing_misses(self, rules, holder):
        """The two never disagree about the identifier."""
        box = Mailbox(address="a@pec.example", plan="standard", expiry=TODAY, holder=holder)
        answer = quote_renewal(box, RenewalRequest(years=1), rules=rules, on=TODAY)
        assert billing_requirements(holder, rules=rules, on=TODAY).missing == answer.requires


def fields_of(holder):
    return {name: getattr(holder, name) for name in ("subject", "tax_code", "vat_number", "split_payment", "country")}


def recognised(form, text):
    return {
        "alphanumeric": len(text) == form.characters and "@" not in text,
        "pec_address": "@" in text,
        "sent_code": text == form.sent_code,
        "nothing": text == "",
    }[form.form]
