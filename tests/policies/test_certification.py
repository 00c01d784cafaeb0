"""A partner certifies a mailbox: the mailbox as it then is, what follows, every wrong field and its way out."""

from datetime import date
from decimal import Decimal
from functools import cache

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    CalendarError,
    Caveat,
    Certificate,
    CertificationRequest,
    Credit,
    Effect,
    Holder,
    Message,
    NoRuleInForce,
    Partner,
    Refusal,
    Ruleset,
    certify,
    from_json,
    to_json,
)
from pecrules.testing.strategies import certification_requests, days, partners
from tests.profiles import examples
from tests.variants import LABEL, add, choose, reword, shipped, variant

TODAY = date(2027, 1, 10)
MARIO = Holder(subject="natural_person", name="Mario Rossi")
PARTNER = Partner(
    email="panel@partner.example",
    credit=Credit(kind="partner", amount=Decimal("500.00")),
    domains=("studio.example", "Verdi.example"),
    holders=("H-1", "H-2"),
)
CHOICES = "channels/partner-certification-2016"
PUBLIC = ("arubapec.it", "gigapec.it", "mypec.eu", "pec.it")


def asked(**fields):
    usual = {
        "name": "mario.rossi", "domain": "pec.it", "plan": "standard", "holder_choice": "new", "holder": MARIO,
        "renewal_type": "tacit", "years": 1,
    }  # fmt: skip
    return CertificationRequest(**(usual | fields))


def ask(partner=PARTNER, *, rules=None, on=TODAY, **fields):
    return certify(partner, asked(**fields), rules=rules or shipped(), on=on)


class TestMailbox:
    """The mailbox from that day on."""

    def test_r2_11_the_mailbox_of_2016(self):
        """Certified on 30 March 2016 for one year: active at once, to end on 30 March 2017."""
        box, day = ask(on=date(2016, 3, 30)).mailbox, date(2016, 3, 30)
        assert ("mario.rossi@pec.it", "mailbox", "standard") == (box.address, box.kind, box.plan)
        assert (day, day, day, date(2017, 3, 30)) == (
            box.requested_on,
            box.activation_started_on,
            box.activated_on,
            box.expiry,
        )
        assert ("partner_panel", 1, day) == (box.channel, box.last_term_years, box.last_term_began_on)
        assert (MARIO, False) == (box.holder, box.on_partner_domain)

    @pytest.mark.parametrize("years", [1, 2, 3, 4, 5])
    def test_r3_5_the_duration(self, years):
        """From one to five years."""
        certificate = ask(years=years)
        assert (years, date(2027 + years, 1, 10)) == (certificate.years, certificate.mailbox.expiry)

    @pytest.mark.parametrize(("kind", "automatic"), [("tacit", True), ("at_expiry", False)])
    def test_r3_5_the_type_of_renewal(self, kind, automatic):
        """Tacit renewal goes on by itself; the other ends at the expiry."""
        certificate = ask(renewal_type=kind)
        assert (kind, automatic) == (certificate.renewal_type, certificate.mailbox.auto_renew)

    def test_r3_6_what_can_be_changed(self):
        """Type of renewal and duration, at any time."""
        assert ("renewal_type", "years") == ask().changeable

    @pytest.mark.parametrize("plan", ["standard", "pro", "pro-sms"])
    def test_r3_3_the_plans(self, plan):
        """Three plans, of the partner panel's own."""
        certificate = ask(plan=plan)
        assert plan == certificate.mailbox.plan
        assert f"plans/partner-{plan}-2016" in certificate.because

    @pytest.mark.parametrize("domain", ["studio.example", "STUDIO.example", "verdi.example"])
    def test_r3_3_on_a_certified_domain(self, domain):
        """A domain that the partner has certified, in whatever capitals."""
        box = ask(domain=domain).mailbox
        assert (f"mario.rossi@{domain}", True) == (box.address, box.on_partner_domain)

    @pytest.mark.parametrize("domain", [*PUBLIC, "PEC.it"])
    def test_r3_3_on_a_public_domain(self, domain):
        """Four of the public domains are the partners' too."""
        certificate = ask(domain=domain)
        assert not certificate.mailbox.on_partner_domain
        assert f"plans/domain-{domain.lower().replace('.', '-')}-2021" in certificate.because

    def test_a_public_domain_stays_public(self):
        """Whoever names it among their own does not have it."""
        assert not ask(attrs.evolve(PARTNER, domains=("pec.it",))).mailbox.on_partner_domain

    @pytest.mark.parametrize(("choice", "id_"), [("registered", "H-2"), ("found", "X-9")])
    def test_r3_4_a_holder_by_id(self, choice, id_):
        """One registered before, or found by a search; who that is the panel knows."""
        certificate = ask(holder_choice=choice, holder_id=id_)
        assert certificate.mailbox.holder is None
        assert Effect("holder_attached", CHOICES, value=id_) == certificate.effects[0]

    def test_a_leap_day(self):
        """What becomes of 29 February is a reading, and is named when it decides."""
        rules = variant(choose("leap-day-expiry", "march_1"))
        certificate = ask(rules=rules, on=date(2028, 2, 29))
        assert date(2029, 3, 1) == certificate.mailbox.expiry
        assert "interpretations/leap-day-expiry" in certificate.because
        assert "interpretations/leap-day-expiry" not in ask(on=date(2028, 2, 28)).because

    def test_beyond_the_calendar(self):
        """An expiry that the calendar does not have is an error of the calendar."""
        with pytest.raises(CalendarError):
            ask(on=date(9999, 1, 1))

    def test_before_the_first_day(self):
        """Before anything is known of a first term there is no answer."""
        with pytest.raises(NoRuleInForce) as caught:
            ask(on=date(2016, 3, 29))
        assert "renewal.new_expiry" == caught.value.section

    def test_where_activation_takes_its_time(self):
        """Then the mailbox is not active yet."""
        row = {"kind": "mailbox", "channel": "partner_panel", "counts_from": "certification", "unit": "hours"}
        rules = variant(add("lifecycle", "activation", id="slow", since="2026-01-01", least=1, most=2, **row))
        certificate = ask(rules=rules)
        assert (TODAY, None) == (certificate.mailbox.activation_started_on, certificate.mailbox.activated_on)
        assert Effect("activation", "lifecycle/slow", "hours", 1, 2, "certification") == certificate.effects[1]


class TestCredit:
    """F7.05: without enough credit nothing is activated; how much is enough, no source says."""

    @pytest.mark.parametrize(
        ("amount", "code"),
        [("-500.00", "credit_negative"), ("-0.01", "credit_negative"), ("0.001", "credit_malformed"),
         ("0.00", "credit_short"), ("0.01", None)],
    )  # fmt: skip
    def test_what_is_no_credit_pays_for_nothing(self, amount, code):
        """Neither what nobody can have paid in, nor nothing; and no other request would be accepted."""
        partner = attrs.evolve(PARTNER, credit=Credit(kind="partner", amount=Decimal(amount)))
        for years in (1, 9):
            answer = ask(partner, years=years)
            if code is None:
                assert isinstance(answer, Certificate) == (years == 1)
            else:
                assert (code if years == 1 else "term_not_offered", None) == (answer.code, answer.nearest)
                assert "payments/partner-credit-2016" in answer.because

    def test_an_empty_one_may_be_topped_up_on_the_way(self):
        """Where the row of the credit says so; else that is what helps."""
        partner = attrs.evolve(PARTNER, credit=Credit(kind="partner", amount=Decimal("0.00")))
        rules = variant(reword("payments", "partner-credit-2016", when_short="top_up"))
        assert isinstance(ask(partner, rules=rules), Certificate)
        assert ("top_up_credit",) == ask(partner).remedies


class TestWhatFollows:
    """Effects and messages, as data."""

    def test_the_effects(self):
        """The holder is registered, the mailbox active at once, the certificate attests, the price is not known."""
        credit = "payments/partner-credit-2016"
        expected = (
            Effect("holder_registered", CHOICES),
            Effect("activation", "lifecycle/partner-activation-2016", "immediate", value="certification"),
            Effect("certificate_attests", "channels/partner-certificate-certified-on-2016", value="certified_on"),
            Effect("certificate_attests", "channels/partner-certificate-legal-value-2016", value="legal_value"),
            Effect("certificate_attests", "channels/partner-certificate-signature-2016", value="signature"),
            Effect("credit_price_unknown", credit),
        )
        assert expected == ask().effects
        assert Caveat(credit, "inferred") in ask().caveats

    def test_r3_7_and_r3_8_the_messages(self):
        """A screen says it went well; an e-mail brings the partner the declaration."""
        declaration = ("certification_declaration",)
        expected = (
            Message("certification_done", "user", None, "screen", (), "lifecycle/certification-done-2016"),
            Message(
                "activation_confirmation", "partner", "panel@partner.example", "email", declaration,
                "lifecycle/activation-confirmation-2016",
            ),
        )  # fmt: skip
        assert expected == ask().messages

    def test_the_rows_behind_it(self):
        """Each once, with what is certified, where, for how long, and what is sent."""
        expected = {
            CHOICES,
            "plans/domain-pec-it-2021",
            "plans/partner-standard-2016",
            "lifecycle/partner-activation-2016",
            "channels/partner-certificate-certified-on-2016",
            "channels/partner-certificate-legal-value-2016",
            "channels/partner-certificate-signature-2016",
            "payments/partner-credit-2016",
            "lifecycle/certification-done-2016",
            "lifecycle/activation-confirmation-2016",
            "renewal/first-term-2016",
        }
        because = ask().because
        assert expected == set(because)
        assert len(expected) == len(because)

    def test_it_can_be_written_down(self):
        """As JSON and back it is the same; so is a refusal."""
        for answer in (ask(), ask(years=9)):
            assert answer == from_json(to_json(answer))


class TestWrongFields:
    """Each wrong field has its no, the allowed values, and the nearest one if it can be told."""

    @pytest.mark.parametrize(
        ("fields", "code", "asked_", "allowed", "nearest"),
        [
            ({"domain": "pec.itt"}, "domain_not_offered", "pec.itt", None, {"domain": "pec.it"}),
            ({"domain": "studio.exampl"}, "domain_not_offered", "studio.exampl", None, {"domain": "studio.example"}),
            ({"plan": "pro+sms"}, "plan_unknown", "pro+sms", ("pro", "pro-sms", "standard"), {"plan": "pro-sms"}),
            ({"renewal_type": "tacito"}, "renewal_type_unknown", "tacito", ("tacit", "at_expiry"), {}),
            ({"years": 6}, "term_not_offered", 6, (1, 2, 3, 4, 5), {"years": 5}),
            ({"years": 0}, "term_not_offered", 0, (1, 2, 3, 4, 5), {"years": 1}),
            ({"holder_choice": "neww"}, "holder_choice_unknown", "neww", ("new", "registered", "found"), {}),
        ],
    )
    def test_r3_3_to_r3_5_what_can_be_mended(self, fields, code, asked_, allowed, nearest):
        """The nearest value is proposed."""
        refusal = ask(**fields)
        assert (code, asked_) == (refusal.code, refusal.asked)
        assert (allowed or ("studio.example", "verdi.example", *PUBLIC)) == refusal.allowed
        assert asked(**nearest) == refusal.nearest
        assert refusal.because

    @pytest.mark.parametrize(
        ("fields", "code", "asked_", "allowed"),
        [
            ({"name": ""}, "name_malformed", "", ()),
            ({"name": "mario@rossi"}, "name_malformed", "mario@rossi", ()),
            ({"plan": "gold"}, "plan_unknown", "gold", ("pro", "pro-sms", "standard")),
            ({"renewal_type": "x"}, "renewal_type_unknown", "x", ("tacit", "at_expiry")),
            ({"holder_choice": "x"}, "holder_choice_unknown", "x", ("new", "registered", "found")),
            ({"holder": None}, "holder_missing", None, ()),
            ({"holder_choice": "registered"}, "holder_id_missing", None, ()),
            ({"holder_choice": "found"}, "holder_id_missing", None, ()),
            (
                {"holder_choice": "registered", "holder_id": "H-3"},
                "holder_not_registered",
                "H-3",
                ("H-1", "H-2"),
            ),
        ],
    )
    def test_r3_4_what_cannot_be_guessed(self, fields, code, asked_, allowed):
        """Nothing is proposed where nothing is near; and never another holder."""
        refusal = ask(**fields, years=9)
        assert (code, asked_, allowed, None) == (refusal.code, refusal.asked, refusal.allowed, refusal.nearest)
        assert refusal.because

    def test_a_domain_that_resembles_none(self):
        """Then nothing is proposed."""
        assert ask(domain="unaltracosa.example.org").nearest is None

    def test_f5_22_a_domain_for_customers_only(self):
        """Four of the public domains are not the partners'."""
        refusal = ask(attrs.evolve(PARTNER, domains=()), domain="pecditta.com")
        assert ("domain_not_offered", "channels/partner-certification-2016") == (refusal.code, refusal.because[0])

    def test_a_choice_nearly_spelled_needs_its_holder(self):
        """What was meant is looked at too."""
        refusal = ask(holder_choice="registerd", holder_id="H-3")
        assert ("holder_choice_unknown", None) == (refusal.code, refusal.nearest)
        assert (
            asked(holder_choice="registered", holder_id="H-2")
            == ask(holder_choice="registerd", holder_id="H-2").nearest
        )

    def test_all_are_mended(self):
        """Domain, plan, choice, renewal and duration at once; the first gives the code."""
        refusal = ask(domain="pec.itt", plan="standrad", holder_choice="neww", renewal_type="tacitt", years=8)
        assert ("domain_not_offered", asked(years=5)) == (refusal.code, refusal.nearest)

    def test_a_plan_that_has_ended(self):
        """The row of its end is the reason, and it is no longer proposed."""
        rules = variant(add("plans", "partner_plans", id="ends", plan="pro", since="2027-01-10", withdrawn=True))
        refusal = ask(rules=rules, plan="pro")
        assert ("plan_withdrawn", ("plans/ends",)) == (refusal.code, refusal.because)
        assert ("pro-sms", "standard") == refusal.allowed
        assert "plan_unknown" == ask(rules=rules, plan="gold").code

    def test_no_plan_is_left(self):
        """Then a plan is unknown for the row of what can be chosen."""
        ends = [
            add("plans", "partner_plans", id=f"ends-{plan}", plan=plan, since="2027-01-10", withdrawn=True)
            for plan in ("standard", "pro", "pro-sms")
        ]
        refusal = ask(rules=variant(*ends), plan="gold")
        assert ("plan_unknown", (), (CHOICES,)) == (refusal.code, refusal.allowed, refusal.because)

    @pytest.mark.parametrize(
        ("kinds", "allowed"), [(["public"], PUBLIC), (["certified"], ("studio.example", "verdi.example"))]
    )
    def test_r3_3_the_kinds_of_domains_are_a_row(self, kinds, allowed):
        """A table may allow only public ones, or only the partner's own."""
        row = {"holder_choices": ["new"], "renewal_types": ["tacit"], "years": [1], "changeable": ["years"]}
        rules = variant(add("channels", "certification", id="later", since="2026-01-01", domain_kinds=kinds, **row))
        assert allowed == ask(rules=rules, domain="x").allowed


@cache
def otherwise() -> Ruleset:
    """Fewer terms, and one more plan."""
    return variant(
        reword("channels", "partner-certification-2016", years=[1, 3]),
        add("plans", "partner_plans", id="more", plan="max", since="2020-01-01", label=LABEL, features=[]),
    )


ALL_RULES = st.deferred(lambda: st.sampled_from([shipped(), otherwise()]))
WORDS = st.sampled_from
ANY = certification_requests(
    name=WORDS(["mario", "", "a@b"]),
    domain=WORDS([*PUBLIC, "studio.example", "pec.itt", "pecditta.com", ""]),
    plan=WORDS(["standard", "pro", "pro-sms", "premium", "max"]),
    holder_choice=WORDS(["new", "registered", "found", "neww", ""]),
    holder_id=WORDS([None, "H-1", "H-9"]),
    holder=WORDS([None, MARIO]),
    renewal_type=WORDS(["tacit", "at_expiry", "tacito", ""]),
    years=st.integers(-1, 7),
)
PARTNERS = partners(holders=WORDS([(), ("H-1",)]), domains=WORDS([(), ("studio.example",)]))
ON = days(first=date(2016, 3, 30))


@st.composite
def fitting(draw):
    """A partner, a request that suits the panel, and a day."""
    partner = draw(PARTNERS)
    choice = draw(st.sampled_from(["new", "found", *(["registered"] if partner.holders else [])]))
    request = draw(
        certification_requests(
            domain=st.sampled_from([*PUBLIC, *partner.domains]),
            holder_choice=st.just(choice),
            holder_id=st.just("H-1"),
        )
    )
    return partner, request, draw(ON)


class TestAlways:
    """What holds for every question."""

    @examples(50)
    @given(ALL_RULES, PARTNERS, ANY, days())
    def test_there_is_an_answer(self, rules, partner, request, on):
        """On any day, with rows that can be cited; or the tables say nothing yet."""
        try:
            answer = certify(partner, request, rules=rules, on=on)
        except NoRuleInForce:
            assert on < date(2016, 3, 30)
            return
        assert answer.because
        assert all(rules.cite(row).since <= on for row in answer.because)

    @examples(50)
    @given(ALL_RULES, PARTNERS, ANY, ON)
    def test_what_is_proposed_is_accepted(self, rules, partner, request, on):
        """The nearest request is certified when it is asked, for the same holder."""
        answer = certify(partner, request, rules=rules, on=on)
        if isinstance(answer, Refusal) and answer.nearest is not None:
            assert (request.holder, request.holder_id) == (answer.nearest.holder, answer.nearest.holder_id)
            assert Certificate is type(certify(partner, answer.nearest, rules=rules, on=on))

    @examples(50)
    @given(fitting())
    def test_what_suits_is_certified(self, case):
        """The mailbox is active on the day and its term ends later."""
        partner, request, on = case
        box = certify(partner, request, rules=shipped(), on=on).mailbox
        assert box.activated_on == on < box.expiry
        assert (request.domain in partner.domains) == box.on_partner_domain
        assert box.expiry.year == on.year + request.years
