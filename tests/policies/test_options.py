"""Forms built from answers alone: what can be ordered, asked for, and happen; never otherwise than the policy says."""

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.model.codes import MailboxEvent
from pecrules.testing import strategies as pec
from tests.profiles import examples
from tests.variants import LABEL, add, every_book, shipped

ON = date(2027, 1, 10)
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
COMPANY = pr.Holder(subject="legal_person", vat_number="00743110157")
BODY = pr.Holder(subject="public_administration", split_payment=True)
BOOKS = st.deferred(lambda: st.sampled_from(every_book()))


def now():
    return {"rules": shipped(), "on": ON}


def allowed(choices, field):
    """The values that a field may have."""
    return [each.value for each in choices if each.field == field and each.allowed]


def wishes(box, on=ON, rules=None):
    """What may be asked for, policy by policy."""
    return {each.policy: each for each in pr.request_options(box, rules=rules or shipped(), on=on).requests}


def happenings(subject, on=ON, rules=None):
    """What may happen, event by event."""
    return {each.event: each for each in pr.possible_events(subject, rules=rules or shipped(), on=on).events}


class TestOffers:
    """What a first order may ask for."""

    def test_plans_have_titles_prices_and_space(self):
        """As a price list shows them; one that is sold elsewhere says so."""
        plans = {(each.kind, each.plan): each for each in pr.offers(**now()).plans}
        standard = plans["mailbox", "standard"]
        assert ("PEC Standard", Decimal("9.90"), 1, 1, 0, True) == (
            dict(standard.label)["it"], standard.per_year, standard.inbox_gb, standard.most_extra_inbox_gb,
            standard.most_extra_archive_gb, standard.allowed,
        )  # fmt: skip
        assert "sold_elsewhere" == plans["domain", "standard"].refused
        assert plans["mailbox", "pro"].most_extra_archive_gb is None

    def test_terms_methods_and_domains(self):
        """Each with its answer, and a way to pay with its name."""
        choices = pr.offers(**now()).choices
        assert [1, 2, 3, 4, 5] == allowed(choices, "years")
        assert "pec.it" in allowed(choices, "domain")
        card = next(each for each in choices if each.value == "card")
        assert ("method", "Kreditkarte") == (card.field, dict(card.label)["de"])

    def test_what_a_holder_changes(self):
        """An identifier is due; under split payment the Treasury is paid the VAT."""
        assert [((), "provider"), (("einvoice_identifier",), "provider"), "treasury"] == [
            (pr.offers(**now()).requires, pr.offers(None, **now()).vat_to),
            (pr.offers(COMPANY, **now()).requires, pr.offers(COMPANY, **now()).vat_to),
            pr.offers(BODY, **now()).vat_to,
        ]

    @examples(30)
    @given(rules=BOOKS, on=st.dates(date(2016, 1, 1), date(2029, 12, 31)))
    def test_it_never_disagrees_with_the_quote(self, rules, on):
        """Whatever is allowed is quoted."""
        try:
            found = pr.offers(rules=rules, on=on)
        except pr.NoRuleInForce:
            assume(False)
        plans = [each for each in found.plans if each.allowed]
        for plan in plans:
            for years in allowed(found.choices, "years"):
                request = pr.PurchaseRequest(address="x@pec.it", kind=plan.kind, plan=plan.plan, years=years)
                answer = pr.quote_purchase(None, request, rules=rules, on=on)
                assert isinstance(answer, pr.Quote) or answer.code in {"address_malformed", "domain_not_offered"}


class TestRequestOptions:
    """What may be asked for on behalf of a mailbox."""

    def test_every_policy_is_there(self):
        """In the order of their names, each possible or not."""
        assert {
            "quote_extra_space": True, "quote_plan_change": True, "quote_renewal": True, "quote_repurchase": False,
            "terminate": True,
        } == {name: each.possible for name, each in wishes(BOX).items()}  # fmt: skip

    def test_a_renewal_is_what_its_options_say(self):
        """Told once."""
        own, found = pr.renewal_options(BOX, **now()), wishes(BOX)["quote_renewal"]
        assert [each.value for each in own.years if each.allowed] == allowed(found.choices, "years")
        assert [each.value for each in own.methods if each.allowed] == allowed(found.choices, "method")
        assert [("extra_inbox_gb", 1), ("extra_archive_gb", 0)] == [(each.field, each.most) for each in found.limits]

    def test_another_plan(self):
        """The plans that it may become, and what an order with one of them may ask for."""
        found = wishes(BOX)["quote_plan_change"]
        assert ["premium", "pro"] == sorted(allowed(found.choices, "plan"))
        assert {("premium", None), ("pro", None)} == {(each.plan, each.most) for each in found.limits}

    def test_what_is_refused_has_no_limits(self):
        """Nobody is told how much space there may be in what cannot be ordered."""
        for expiry in (date(2027, 3, 30), date(2026, 12, 20), date(2026, 3, 30)):
            found = wishes(attrs.evolve(BOX, expiry=expiry)).values()
            assert not [each.policy for each in found if each.limits and not each.possible]

    def test_each_plan_has_limits_of_its_own(self):
        """Standard has room for a GB of inbox, the others for any; the most is sold with each plan, one more is not."""
        gone = attrs.evolve(BOX, expiry=date(2026, 3, 30), holder=COMPANY)
        again = {"address": BOX.address, "holder": COMPANY}
        asked = (
            (attrs.evolve(BOX, plan="pro"), "quote_plan_change", pr.quote_plan_change, pr.PlanChangeRequest, {}),
            (gone, "quote_repurchase", pr.quote_repurchase, pr.PurchaseRequest, again),
        )
        for box, name, policy, request, fields in asked:
            limits = wishes(box)[name].limits
            assert [("extra_inbox_gb", 1), ("extra_archive_gb", 0)] == [
                (each.field, each.most) for each in limits if each.plan == "standard"
            ]
            assert {None} == {each.most for each in limits if each.plan == "premium"}
            for each in limits:
                most, beyond = (
                    policy(box, request(plan=each.plan, years=1, **fields, **{each.field: gb}), **now())
                    for gb in ((100, -1) if each.most is None else (each.most, each.most + 1))
                )
                assert (pr.Quote, pr.Refusal) == (type(most), type(beyond)), each

    def test_more_space(self):
        """As much as the plan still grows by; legal archiving where it is sold apart."""
        limits = [{each.field: each.most for each in wishes(box)["quote_extra_space"].limits} for box in (
            BOX, attrs.evolve(BOX, plan="pro"),
        )]  # fmt: skip
        assert [
            {"extra_inbox_gb": 1, "extra_archive_gb": 0, "conservazione": 0},
            {"extra_inbox_gb": None, "extra_archive_gb": None, "conservazione": 0},
        ] == limits

    def test_legal_archiving_that_is_sold_apart(self):
        """A yes is accepted."""
        sold = {"item": "conservazione", "since": "2016-01-01"}
        price = add("pricing", "prices", id="c", label=LABEL, per_gb_year="4.00", **sold)
        share = add("pricing", "proration", id="c-share", strategy="whole_year_lapses", **sold)
        box = attrs.evolve(BOX, expiry=date(2018, 3, 30))
        found = wishes(box, date(2016, 9, 1), shipped().edited({**price, **share}))["quote_extra_space"]
        assert {"conservazione": 1}.items() <= {each.field: each.most for each in found.limits}.items()

    def test_a_deleted_name(self):
        """Plans, terms and the way it is asked for; nothing else is left."""
        holder = pr.Holder(subject="natural_person", tax_code="RSSMRA80A01H501U")
        found = wishes(attrs.evolve(BOX, expiry=date(2026, 3, 30), holder=holder))
        assert "standard" in allowed(found["quote_repurchase"].choices, "plan")
        assert [1, 2, 3, 4, 5] == allowed(found["quote_repurchase"].choices, "years")
        assert ("deleted", ()) == (found["quote_extra_space"].refused, found["quote_extra_space"].limits)
        assert not found["quote_plan_change"].possible

    def test_its_end(self):
        """By whoever may, in a way that is one; on a day where one has to be said."""
        partner = attrs.evolve(BOX, channel="partner_panel")
        assert [["lapse", "withdrawal"], True] == [
            sorted(allowed(wishes(BOX)["terminate"].choices, "mode")),
            "at_date" in allowed(wishes(partner)["terminate"].choices, "mode"),
        ]

    @pytest.mark.slow
    @examples(30)
    @given(data=st.data(), rules=BOOKS)
    def test_it_never_disagrees(self, data, rules):
        """A plan that is allowed is quoted, and one GB more than the most is not."""
        box = data.draw(pec.mailboxes(rules))
        try:
            found = wishes(box, box.expiry, rules)
        except (pr.NoRuleInForce, pr.CalendarError):
            assume(False)
        space = found.get("quote_extra_space")
        for limit in space.limits if space else ():
            if limit.most is not None and limit.field != "conservazione":
                request = pr.ExtraSpaceRequest(**{limit.field: limit.most + 1})
                assert isinstance(pr.quote_extra_space(box, request, rules=rules, on=box.expiry), pr.Refusal)

    def test_a_deleted_name_whose_plan_is_gone(self):
        """It is bought again with another plan, which can be asked for; terms and space are of that one."""
        box = attrs.evolve(BOX, plan="gold", holder=COMPANY)
        found = wishes(box, date(2027, 8, 30))["quote_repurchase"]
        assert (True, None) == (found.possible, found.refused)
        assert [["premium", "pro", "standard"], [1, 2, 3, 4, 5]] == [
            sorted(allowed(found.choices, "plan")), allowed(found.choices, "years"),
        ]  # fmt: skip


OF_WHAT_IT_BRINGS = {
    "another_holder", "extra_inbox_not_offered", "extra_inbox_beyond_limit", "not_entitled", "term_not_offered",
}  # fmt: skip
"""What may be wrong with the values that a test puts into every event."""

BRINGING = {
    "years": 1, "terms_accepted": True, "confirmed": True, "asked_by": "holder", "day": ON, "extra_inbox_gb": 1,
    "credit": pr.Credit(amount=Decimal(1000)), "plan": "standard", "extra_archive_gb": 0,
}  # fmt: skip


class TestPossibleEvents:
    """What may happen to a mailbox or an order."""

    def test_every_event_is_told(self):
        """Possible or not, with the reason."""
        found = happenings(BOX)
        assert {*MailboxEvent.__args__} == {*found}
        assert ("automatic_renewal_off", False) == (found["charge_made"].refused, found["charge_made"].possible)

    def test_what_it_must_bring(self):
        """The term of a renewal that nobody knows; of more space one kind at least."""
        found = happenings(BOX)
        assert [("years",), ()] == [
            found["renewal_registered"].needs,
            happenings(attrs.evolve(BOX, last_term_years=2))["renewal_registered"].needs,
        ]
        assert "extra_inbox_gb" in found["space_registered"].needs_one_of

    @pytest.mark.parametrize(
        ("facts", "needs"),
        [
            ({"plan": "pro"}, ("years", "plan")),
            ({"last_term_years": 7}, ("years",)),
            ({"extra_inbox_gb": 9}, ("years", "extra_inbox_gb")),
        ],
    )
    def test_what_no_order_is_made_of(self, facts, needs):
        """Where what the mailbox has cannot be had any more, an event has to bring something else."""
        found = happenings(attrs.evolve(BOX, **facts), rules=shipped("cni"))["renewal_registered"]
        assert (True, needs) == (found.possible, found.needs)

    @pytest.mark.parametrize(
        ("plan", "needs"), [("standard", ("holder", "years")), ("gold", ("holder", "plan", "years"))]
    )
    def test_a_name_is_bought_again_with_a_plan_that_is_sold(self, plan, needs):
        """Where nobody sells the one that it had, the event must say another."""
        found = happenings(attrs.evolve(BOX, plan=plan), date(2027, 8, 30))["repurchase_registered"]
        assert (True, needs) == (found.possible, tuple(sorted(found.needs)))

    @pytest.mark.parametrize(("gb", "needs"), [(0, ("plan", "years")), (500, ("extra_inbox_gb", "plan", "years"))])
    def test_another_plan_may_have_no_room(self, gb, needs):
        """Where every plan that it could have has less space than the mailbox, less must be said, too."""
        box = attrs.evolve(BOX, plan="premium", extra_inbox_gb=gb)
        found = happenings(box, rules=shipped("cni"))["renewal_registered"]
        assert (True, needs) == (found.possible, tuple(sorted(found.needs)))

    @pytest.mark.parametrize(
        ("facts", "state"),
        [({}, "active"), ({"expiry": date(2027, 1, 5)}, "expired"), ({"activation_started_on": ON}, "in_activation")],
    )
    def test_a_mailbox_that_was_stopped(self, facts, state):
        """It returns to the state that its days give it, which is said before."""
        box = attrs.evolve(BOX, on_partner_domain=True, suspended_on=date(2027, 1, 8), **facts)
        (event,) = (each for each in happenings(box).values() if each.event == "partner_domain_restored")
        done = pr.advance(box, pr.Event(name="partner_domain_restored"), **now())
        assert ((state,), state) == (event.leads_to, done.after)

    def test_space_that_no_plan_has(self):
        """Of an archive that does not grow nothing is registered, also before anybody said what that costs."""
        box, asked = attrs.evolve(BOX, expiry=date(2017, 6, 30)), {"rules": shipped(), "on": date(2017, 5, 29)}
        answers = [
            pr.advance(box, pr.Event(name="space_registered", extra_archive_gb=1), **asked),
            pr.quote_extra_space(box, pr.ExtraSpaceRequest(extra_archive_gb=1), **asked),
        ]
        assert ["extra_archive_not_offered"] * 2 == [each.code for each in answers]

    def test_more_space_by_an_order_of_which_nothing_is_known(self):
        """It is some space all the same, also where it was ordered before the tables begin: nobody pays for none."""
        no = pr.advance(BOX, pr.Event(name="space_registered", ordered_on=date(2015, 6, 1)), **now())
        assert "nothing_asked" == getattr(no, "code", "")

    def test_a_charge_that_fails_is_of_the_last_order(self):
        """Of no other plan, term or space, whatever the event says."""
        box = attrs.evolve(BOX, plan="pro", auto_renew=True, last_term_years=1)
        other = pr.Event(name="charge_failed", plan="standard", years=2, extra_inbox_gb=0)
        asked = {"rules": shipped("cni"), "on": date(2027, 3, 25)}
        answers = [pr.advance(box, event, **asked) for event in (other, pr.Event(name="charge_failed"))]
        assert ["plan_withdrawn"] * 2 == [getattr(each, "code", "") for each in answers]

    def test_a_day_that_must_be_said(self):
        """A partner ends a mailbox on a day."""
        box = attrs.evolve(BOX, channel="partner_panel")
        assert "day" in happenings(box)["termination_requested"].needs

    def test_what_days_do_alone(self):
        """After the expiry it has passed."""
        found = happenings(BOX, date(2027, 4, 2))["expiry_passed"]
        assert (True, True, ("expired",)) == (found.possible, found.by_time, found.leads_to)

    def test_an_order(self):
        """A cart is left, or placed if the terms are accepted."""
        cart = pr.Order(number="7", kind="renewal", gross=Decimal("12.08"), state="cart")
        may = {name: each.needs for name, each in happenings(cart).items() if each.possible}
        assert {"cart_abandoned": (), "credit_spent": ("credit",), "order_placed": ("terms_accepted",)} == may

    @examples(60)
    @given(data=st.data())
    def test_it_never_disagrees_with_the_event(self, data):
        """What is possible happens, if it brings what is said; what is not is refused for the reason that is told."""
        box, on = data.draw(pec.mailboxes(shipped())), data.draw(st.dates(date(2026, 1, 1), date(2028, 1, 1)))
        for name, each in happenings(box, on).items():
            fields = (*each.needs, *each.needs_one_of[:1])
            brings = {**BRINGING, "holder": box.holder, "day": on}
            event = pr.Event(name=name, **{field: brings[field] for field in fields})
            answer = pr.advance(box, event, rules=shipped(), on=on)
            refused = answer.code if isinstance(answer, pr.Refusal) else None
            of_what_it_brings = {
                "extra_inbox_not_offered",
                "extra_inbox_beyond_limit",
                "not_entitled",
                "term_not_offered",
            }
            assert refused == each.refused or (each.possible and refused in {*of_what_it_brings, "another_holder"})


class TestOfOthers:
    """What a partner and a quote may be asked with."""

    PARTNER = pr.Partner(
        email="panel@partner.example", credit=pr.Credit(kind="partner", amount=Decimal("500.00")),
        domains=("studio.example",),
    )  # fmt: skip

    def only(self, subject, rules=None):
        (found,) = pr.request_options(subject, rules=rules or shipped(), on=ON).requests
        return found, {(each.field, each.value): each.refused for each in found.choices}

    def test_what_a_partner_certifies(self):
        """Public domains that are offered and those of the partner; a registered holder where there is one."""
        found, choices = self.only(self.PARTNER)
        assert ("certify", True) == (found.policy, found.possible)
        assert [None, None, "domain_not_offered"] == [
            choices["domain", name] for name in ("pec.it", "studio.example", "pec.cloud")
        ]
        assert (None, "holder_not_registered") == (
            choices["holder_choice", "new"],
            choices["holder_choice", "registered"],
        )
        _, choices = self.only(attrs.evolve(self.PARTNER, holders=("7",)))
        assert choices["holder_choice", "registered"] is None

    def test_a_choice_that_is_allowed_is_accepted(self):
        """By the policy itself."""
        _, choices = self.only(self.PARTNER)
        for (field, value), refused in choices.items():
            if refused is None:
                usual = {"name": "anna", "domain": "pec.it", "plan": "pro", "holder_choice": "new", "years": 1}
                usual |= {"renewal_type": "tacit", "holder": pr.Holder(subject="natural_person"), "holder_id": "1"}
                request = pr.CertificationRequest(**usual | {field: value})
                answer = pr.certify(self.PARTNER, request, rules=shipped(), on=ON)
                assert isinstance(answer, pr.Certificate)

    def test_without_credit(self):
        """A partner certifies nothing."""
        nothing = attrs.evolve(self.PARTNER, credit=pr.Credit(kind="partner", amount=Decimal("0.00")))
        assert (False, "credit_short") == (self.only(nothing)[0].possible, self.only(nothing)[0].refused)

    def test_what_pays_a_quote(self):
        """Each kind of credit, by the policy itself."""
        box = pr.Mailbox(address="a@pec.it", plan="standard", expiry=date(2027, 3, 30))
        quote = pr.quote_renewal(box, pr.RenewalRequest(years=1), rules=shipped(), on=ON)
        found, choices = self.only(quote)
        assert ("settle", True, None) == (found.policy, found.possible, choices["kind", "partner"])
        assert "not_for_this" == choices["kind", "hosting"]

    def test_a_quote_of_another_book(self):
        """No credit pays it there; the proof of that can be kept."""
        rules = shipped("cni")
        box = pr.Mailbox(address="a@pec.it", plan="standard", expiry=date(2027, 3, 30))
        quote = pr.quote_renewal(box, pr.RenewalRequest(years=1), rules=shipped(), on=ON)
        assert (False, "another_book") == (self.only(quote, rules)[0].possible, self.only(quote, rules)[0].refused)
        kept = pr.receipt(pr.request_options(quote, rules=rules, on=ON), quote, rules=rules)
        assert isinstance(pr.verify(kept), pr.Verified)
