"""A renewal with another plan: what it costs, what becomes of the data, what must be freed first, and why not."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import (
    Holder,
    Mailbox,
    NoRuleInForce,
    PlanChangeRequest,
    Quote,
    Refusal,
    RenewalRequest,
    Ruleset,
    from_json,
    quote_plan_change,
    quote_renewal,
    to_json,
)
from pecrules.rulebook.rows import Row
from pecrules.testing.strategies import days, mailbox_days, plan_change_requests
from tests.profiles import examples
from tests.variants import LABEL, add, choose, reword, shipped, variant

ROME = "ordine-ingegneri-roma"
GB = 10**9
BUY = (
    reword("plans", "pro-to-standard-2025", too_full="buy_or_free"),
    reword("plans", "premium-to-standard-2025", too_full="buy_or_free"),
    reword("plans", "premium-to-pro-2025", too_full="buy_or_free"),
)
"""What does not fit may be bought also after 2025."""

IN_GRACE = reword("lifecycle", "mailbox-expired-2016", may_change_plan=True)
FEE = add(
    "pricing", "prices", id="late", item="late_fee", since="2016-01-01", label=LABEL, one_off="10.00", from_day=31
)
OFTEN = examples(200)
FEWER = examples(60)


def box(**given):
    return Mailbox(**({"address": "a@pec.example", "plan": "pro", "expiry": date(2027, 3, 30)} | given))


def ask(plan, rules=None, mailbox=None, on=date(2027, 1, 10), **asked):
    request = PlanChangeRequest(**({"plan": plan, "years": 1} | asked))
    return quote_plan_change(mailbox or box(), request, rules=rules or shipped(), on=on)


def lines(quote):
    return [(line.item, line.quantity, line.years, str(line.net)) for line in quote.lines]


def effects(quote):
    return [
        (effect.code, effect.value if effect.least is None else effect.least)
        for effect in quote.effects
        if effect.code != "payment_registered"
    ]


class TestOrder:
    """R1.11, F5.09: in the cart of a renewal the plan can be changed."""

    def test_r1_11_the_new_plans_price(self):
        """Two years of Pro with three GB more, from the old expiry on."""
        quote = ask("pro", mailbox=box(plan="standard"), years=2, extra_inbox_gb=1, extra_archive_gb=2)
        assert [
            ("plan", 1, 2, "59.80"),
            ("extra_inbox", 1, 2, "5.00"),
            ("extra_archive", 2, 2, "10.00"),
        ] == lines(quote)
        assert ("74.80", "16.46", "91.26") == (str(quote.net), str(quote.vat), str(quote.gross))
        assert (date(2027, 3, 30), date(2029, 3, 30)) == (quote.expiry, quote.new_expiry)
        assert date(2027, 3, 15) == quote.advised_by

    def test_space_is_on_top_of_the_new_plans(self):
        """What the mailbox had extra is not carried over: it is asked for, or it ends."""
        quote = ask("premium", mailbox=box(extra_inbox_gb=5))
        assert [("plan", 1, 1, "49.90")] == lines(quote)
        assert ("inbox_becomes", 2) in effects(quote)

    def test_paying(self):
        """A card switches automatic renewal on; a company owes an identifier for its invoice."""
        quote = ask("premium", mailbox=box(holder=Holder(subject="legal_person")), method="card")
        assert ["automatic_renewal_on", "payment_registered"] == [effect.code for effect in quote.effects[-2:]]
        assert ("einvoice_identifier",) == quote.requires
        given = ask("premium", mailbox=box(holder=Holder(subject="legal_person")), einvoice_identifier="ABCDEFG")
        assert () == given.requires

    def test_the_rows_behind_it(self):
        """Rule, state, change and both plans, and what a renewal rests on."""
        assert {
            "plans/mailbox-change-2025",
            "plans/pro-to-premium-2021",
            "plans/pro-2025",
            "plans/premium-2025",
            "lifecycle/mailbox-active-2025",
            "pricing/premium-year-2023",
            "pricing/vat-22",
            "interpretations/vat-rounding",
            "interpretations/price-day",
            "renewal/ordinary-terms-2016",
            "renewal/advised-days-2021",
            "renewal/before-expiry-from-old-expiry-2016",
        } == set(ask("premium").because)

    def test_more_rows_where_they_decide(self):
        """Several years, more space, a promotion, the expiry day, a leap day and a pending order are named when they
        matter.
        """
        leap = box(expiry=date(2028, 2, 29), promo=True, renewal_order_pending=True)
        rules = variant(reword("renewal", "manual-with-order-pending-2024", allowed=True))
        quote = ask("premium", rules, leap, date(2028, 2, 29), years=2, extra_inbox_gb=1)
        assert date(2030, 2, 28) == quote.new_expiry
        assert {
            "interpretations/multi-year-price",
            "interpretations/extra-gb-price-period",
            "interpretations/extra-space-from-new-term",
            "interpretations/promo-flag",
            "interpretations/day-of-expiry",
            "interpretations/leap-day-expiry",
            "renewal/manual-with-order-pending-2024",
        } <= set(quote.because)

    def test_space_that_is_kept_is_not_new(self):
        """As many GB as before raise no question of when they begin."""
        quote = ask("premium", mailbox=box(extra_inbox_gb=1), extra_inbox_gb=1)
        assert "interpretations/extra-space-from-new-term" not in quote.because

    def test_the_price_of_the_expiry_day(self):
        """Where the list of that day holds, its price is asked."""
        dearer = add(
            "pricing", "prices", id="dearer", item="plan", plan="premium", since="2027-02-01", label=LABEL,
            per_year="60.00",
        )  # fmt: skip
        rules = variant(dearer, choose("price-day", "expiry_day"))
        assert "60.00" == str(ask("premium", rules).net)
        paid = variant(dearer, choose("price-day", "payment_day"))
        assert ["49.90", "60.00"] == [str(ask("premium", paid, paid_on=on).net) for on in (None, date(2027, 2, 1))]


class TestGrace:
    """An expired mailbox is renewed with its plan first; a table may say otherwise."""

    def test_not_in_grace(self):
        """The state does not let the plan be changed, but the mailbox can be renewed."""
        refusal = ask("premium", on=date(2027, 4, 10))
        assert ("expired", ("renew",), None) == (refusal.code, refusal.remedies, refusal.nearest)
        assert "lifecycle/mailbox-expired-2016" in refusal.because

    @pytest.mark.parametrize(("days_late", "net"), [(30, "49.90"), (31, "59.90")])
    def test_where_it_is_allowed(self, days_late, net):
        """It counts from the old expiry, and a fee for coming late is due as in any renewal."""
        quote = ask("premium", variant(IN_GRACE, FEE), on=date(2027, 3, 30) + timedelta(days_late))
        assert (net, date(2028, 3, 30)) == (str(quote.net), quote.new_expiry)
        assert {"interpretations/new-expiry-in-grace", "lifecycle/mailbox-grace-2024"} <= set(quote.because)

    def test_from_the_payment(self):
        """Where the reading counts from the payment, so does a change of plan."""
        rules = variant(IN_GRACE, choose("new-expiry-in-grace", "payment_day"))
        assert date(2028, 4, 10) == ask("premium", rules, on=date(2027, 4, 10)).new_expiry

    def test_not_where_grace_does_not_renew(self):
        """A grace in which nothing is renewed shows no way out of it."""
        rules = variant(IN_GRACE, reword("lifecycle", "mailbox-grace-2024", may_renew=False))
        refusal = ask("premium", rules, on=date(2027, 4, 10))
        assert ("expired", ()) == (refusal.code, refusal.remedies)

    def test_no_fee_before_the_expiry(self):
        """Whoever comes in time pays none."""
        assert "49.90" == str(ask("premium", variant(FEE)).net)


class TestData:
    """R1.12: what a change does to space and messages."""

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            (
                "standard",
                "pro",
                [
                    ("plan_becomes", "pro"),
                    ("inbox_becomes", 2),
                    ("archive_gained", 3),
                    ("feature_gained", "sms"),
                    ("feature_gained", "multiuser"),
                    ("feature_gained", "supervisore360"),
                ],
            ),
            ("pro", "premium", [("plan_becomes", "premium"), ("inbox_becomes", 2), ("archive_grown", 8)]),
            (
                "premium",
                "standard",
                [
                    ("plan_becomes", "standard"),
                    ("inbox_becomes", 1),
                    ("archive_deleted", None),
                    ("feature_lost", "sms"),
                    ("feature_lost", "multiuser"),
                    ("feature_lost", "supervisore360"),
                ],
            ),
            ("premium", "pro", [("plan_becomes", "pro"), ("inbox_becomes", 2), ("archive_reduced", 3)]),
        ],
    )
    def test_r1_12_what_becomes_of_it(self, old, new, told):
        """F5.11 to F5.15: the archive comes, grows, shrinks or is deleted; functions come and go (F5.07, F5.08)."""
        assert told == effects(ask(new, mailbox=box(plan=old, inbox_bytes=1, archive_bytes=0)))

    def test_extra_space_counts(self):
        """What is bought with the plan is part of what the space becomes."""
        told = effects(ask("premium", extra_inbox_gb=3, extra_archive_gb=4))
        assert [("inbox_becomes", 5), ("archive_grown", 12)] == told[1:3]

    def test_unknown_space_must_be_checked(self):
        """Nobody said how much is occupied: both spaces of a smaller plan are to be looked at."""
        quote = ask("pro", mailbox=box(plan="premium"))
        assert [("space_to_be_checked", "inbox"), ("space_to_be_checked", "archive")] == effects(quote)[3:]

    def test_a_deleted_archive_is_not_checked(self):
        """However full it is, nothing of it is kept."""
        quote = ask("standard", mailbox=box(inbox_bytes=0, archive_bytes=99 * GB))
        assert "space_to_be_checked" not in dict(effects(quote))

    def test_an_archive_that_never_was_is_not_spoken_of(self):
        """Between two plans without one nothing becomes of it, and none can be bought with the change."""
        rules = variant(
            reword("plans", "premium-2025", archive_gb=0, archive_growth="fixed"),
            reword("plans", "standard-to-premium-2021", archive="absent"),
        )
        standard = box(plan="standard", inbox_bytes=0)
        codes = [code for code, _ in effects(ask("premium", rules, standard))]
        assert ["plan_becomes", "inbox_becomes", "feature_gained"] == codes[:3]
        assert "extra_archive_not_offered" == ask("premium", rules, standard, extra_archive_gb=1).code

    def test_a_larger_plan_may_be_too_small(self):
        """A Pro mailbox with forty GB in its extra space is told that Premium alone does not hold them."""
        quote = ask("premium", mailbox=box(extra_inbox_gb=50, inbox_bytes=40 * GB + 1, archive_bytes=0))
        (effect,) = [effect for effect in quote.effects if effect.code == "space_too_small"]
        assert ("inbox", "gb", 41, 41, "plans/pro-to-premium-2021") == (
            effect.value,
            effect.unit,
            effect.least,
            effect.most,
            effect.row,
        )

    def test_a_withdrawn_plan_is_left(self):
        """Of a plan that is no more nobody knows the functions."""
        ends = add("plans", "plans", id="pro-ends", kind="mailbox", plan="pro", since="2026-01-01", withdrawn=True)
        assert [("plan_becomes", "premium"), ("inbox_becomes", 2), ("archive_grown", 8)] == effects(
            ask("premium", variant(ends))
        )


class TestTooFull:
    """F5.14 to F5.16: what is occupied against what the new plan holds."""

    @pytest.mark.parametrize(("occupied", "accepted"), [(GB - 1, True), (GB, True), (GB + 1, False)])
    def test_since_2025_it_is_freed_first(self, occupied, accepted):
        """F5.16: more than the plan's GB is to be freed by hand, or is bought as before; the very GB fits."""
        answer = ask("standard", mailbox=box(inbox_bytes=occupied))
        assert accepted == isinstance(answer, Quote)
        if isinstance(answer, Refusal):
            assert ("too_full_inbox", 2, (0, 1)) == (answer.code, answer.asked, answer.allowed)
            assert ("free_space", "buy_space") == answer.remedies
            assert PlanChangeRequest(plan="standard", years=1, extra_inbox_gb=1) == answer.nearest

    def test_what_is_asked_for_counts(self):
        """One GB bought with the plan makes room, also since 2025."""
        assert Quote is type(ask("standard", mailbox=box(inbox_bytes=2 * GB), extra_inbox_gb=1))

    def test_before_2025_it_may_be_bought(self):
        """F5.14: over one GB, Standard with an extra GB is proposed."""
        refusal = ask("standard", mailbox=box(inbox_bytes=GB + 1, expiry=date(2024, 9, 1)), on=date(2024, 7, 1))
        assert ("too_full_inbox", ("buy_space", "free_space")) == (refusal.code, refusal.remedies)
        assert PlanChangeRequest(plan="standard", years=1, extra_inbox_gb=1) == refusal.nearest

    def test_standard_ends_at_two_gb(self):
        """F5.14: over two GB nothing helps but freeing, for Standard does not grow further."""
        refusal = ask("standard", variant(*BUY), box(inbox_bytes=2 * GB + 1))
        assert ("too_full_inbox", 3, ("free_space",)) == (refusal.code, refusal.asked, refusal.remedies)
        assert refusal.nearest is None

    def test_both_spaces(self):
        """F5.15: over two GB of inbox and three of archive, the GB needed of both are proposed."""
        full = box(plan="premium", inbox_bytes=4 * GB, archive_bytes=7 * GB + 1)
        refusal = ask("pro", variant(*BUY), full)
        assert "too_full_inbox" == refusal.code
        assert PlanChangeRequest(plan="pro", years=1, extra_inbox_gb=2, extra_archive_gb=5) == refusal.nearest
        archive = ask("pro", variant(*BUY), box(plan="premium", inbox_bytes=0, archive_bytes=7 * GB + 1))
        assert "too_full_archive" == archive.code

    def test_an_exact_fit_that_is_too_much(self):
        """Where the very limit is too much, a whole GB more is needed; of an empty space nothing is."""
        rules = variant(*BUY, choose("downgrade-exact-fit", "too_much"))
        refusal = ask("pro", rules, box(plan="premium", inbox_bytes=2 * GB, archive_bytes=0))
        assert PlanChangeRequest(plan="pro", years=1, extra_inbox_gb=1) == refusal.nearest

    def test_what_does_not_fit_names_the_reading_of_a_gb(self):
        """How many bytes a GB has decides about a refusal as it does about a quote."""
        assert "interpretations/gigabyte" in ask("standard", mailbox=box(inbox_bytes=GB + 1)).because

    def test_an_empty_space_needs_nothing(self):
        """No reading of a GB decides about no bytes."""
        quote = ask("standard", mailbox=box(inbox_bytes=0))
        assert not {"interpretations/gigabyte", "interpretations/downgrade-exact-fit"} & set(quote.because)

    def test_more_than_the_plan_holds_is_no_way_out(self):
        """Five GB more, cut down to the one that Standard takes, do not hold what is occupied."""
        refusal = ask("standard", variant(*BUY), box(inbox_bytes=2 * GB + 1), extra_inbox_gb=5)
        assert ("extra_inbox_beyond_limit", None) == (refusal.code, refusal.nearest)

    def test_less_than_nothing_is_mended_with_what_is_needed(self):
        """Space below nothing and an inbox too full are one change of one field."""
        refusal = ask("pro", variant(*BUY), box(plan="premium", inbox_bytes=3 * GB, archive_bytes=0), extra_inbox_gb=-1)
        assert ("extra_inbox_beyond_limit", 1) == (refusal.code, refusal.nearest.extra_inbox_gb)


class TestRefusals:
    """Every no has its rows, and the nearest request that is accepted."""

    def test_a_domain_keeps_its_plan(self):
        """F5.06: PEC on a domain of one's own changes neither plan nor space."""
        refusal = ask("pro", mailbox=box(kind="domain", plan="standard"))
        assert ("plan_change_not_offered", None) == (refusal.code, refusal.nearest)
        assert ("plans/domain-change-2021",) == refusal.because

    def test_a_change_that_is_made_with_nothing(self):
        """Where no order makes the change, none is quoted."""
        refusal = ask("premium", variant(reword("plans", "mailbox-change-2025", made_with="nothing")))
        assert ("plan_change_not_offered", ("plans/mailbox-change-2025",)) == (refusal.code, refusal.because)

    def test_a_kind_that_is_renewed_elsewhere(self):
        """If it could change its plan, it would do so where it is renewed."""
        rules = variant(reword("plans", "domain-change-2021", allowed=True, made_with="renewal_order"))
        refusal = ask("pro", rules, box(kind="domain", plan="standard"))
        assert ("renewed_elsewhere", ("renew_domain",)) == (refusal.code, refusal.remedies)

    @pytest.mark.parametrize(("year", "code"), [(2023, "automatic_renewal_on"), (2024, None), (2026, None)])
    def test_r4_12_automatic_renewal(self, year, code):
        """F5.10: it had to be off; since 2024 the plan is changed with it on too (R4.12)."""
        on = date(year, 1, 10)
        answer = ask("premium", mailbox=box(auto_renew=True, expiry=date(year, 3, 30)), on=on)
        assert code == getattr(answer, "code", None)
        if isinstance(answer, Refusal):
            assert ("switch_off_automatic_renewal",) == answer.remedies
            assert ("plans/mailbox-change-2021",) == answer.because

    def test_r4_12_a_pending_order(self):
        """An open renewal order is paid or cancelled first."""
        refusal = ask("premium", mailbox=box(renewal_order_pending=True))
        assert "renewal_order_pending" == refusal.code
        assert ("pay_renewal_order", "cancel_renewal_order") == refusal.remedies

    def test_the_same_plan(self):
        """Keeping the plan is a renewal."""
        refusal = ask("pro")
        assert ("same_plan", "pro", ("renew",), None) == (
            refusal.code,
            refusal.asked,
            refusal.remedies,
            refusal.nearest,
        )

    def test_an_unknown_plan(self):
        """The plan whose name is nearest is proposed, of those it can change to, with all else mended that it needs."""
        refusal = ask("premum", years=9, method="crad")
        assert ("plan_unknown", "premum") == (refusal.code, refusal.asked)
        assert {"standard", "premium"} == set(refusal.allowed)
        assert PlanChangeRequest(plan="premium", years=5, method="card") == refusal.nearest

    def test_an_unknown_plan_like_none(self):
        """Nothing is proposed for a name that resembles no plan, or only the mailbox's own."""
        assert ask("gold").nearest is None
        assert ask("proo").nearest is None

    def test_an_unknown_plan_like_one_that_is_gone_by_then(self):
        """Nothing is proposed for it either, and the row says why."""
        gone = add("pricing", "prices", id="gone", item="plan", plan="premium", since="2027-02-01", withdrawn=True)
        rules = variant(gone, choose("price-day", "payment_day"))
        assert "premium" == ask("premum", rules, paid_on=date(2027, 1, 31)).nearest.plan
        refusal = ask("premum", rules, paid_on=date(2027, 2, 1))
        assert ("plan_unknown", None) == (refusal.code, refusal.nearest)
        assert "pricing/gone" in refusal.because

    def test_the_mailboxs_own_plan_is_unknown(self):
        """Then nothing can be changed, whatever is asked."""
        refusal = ask("pro", mailbox=box(plan="gold"))
        assert ("plan_unknown", "gold", None) == (refusal.code, refusal.asked, refusal.nearest)

    def test_a_plan_that_is_not_sold_here(self):
        """The members' area of Rome sells no plan."""
        refusal = ask("premium", shipped(ROME))
        assert ("plan_not_sold", ("pricing/roma-premium-not-here-2016",)) == (refusal.code, refusal.because)

    def test_a_withdrawn_plan(self):
        """A plan that has ended is none to change to."""
        ends = add(
            "plans", "plans", id="premium-ends", kind="mailbox", plan="premium", since="2026-01-01", withdrawn=True
        )
        refusal = ask("premium", variant(ends))
        assert ("plan_withdrawn", ("plans/premium-ends",)) == (refusal.code, refusal.because)

    def test_a_change_without_a_row(self):
        """Where no row leads to a plan, those that lead elsewhere are named."""
        ends = add(
            "plans", "changes", id="no-more", kind="mailbox", from_plan="pro", to_plan="premium", since="2026-01-01",
            withdrawn=True,
        )  # fmt: skip
        refusal = ask("premium", variant(ends))
        assert ("change_not_offered", "premium", ("standard",)) == (refusal.code, refusal.asked, refusal.allowed)
        assert ("plans/pro-to-standard-2025",) == refusal.because

    def test_no_change_at_all(self):
        """Where no row leads anywhere, the rule of the kind is named."""
        ends = [
            add(
                "plans", "changes", id=f"no-{plan}", kind="mailbox", from_plan="pro", to_plan=plan, since="2026-01-01",
                withdrawn=True,
            )
            for plan in ("premium", "standard")
        ]  # fmt: skip
        refusal = ask("premium", variant(*ends))
        assert ("change_not_offered", ()) == (refusal.code, refusal.allowed)
        assert ("plans/mailbox-change-2025",) == refusal.because

    def test_term_space_and_method(self):
        """As for a renewal, all is mended at once."""
        refusal = ask("standard", mailbox=box(promo=True), years=4, extra_inbox_gb=3, extra_archive_gb=1, method="crad")
        assert ("term_not_offered", 4, (1, 2)) == (refusal.code, refusal.asked, refusal.allowed)
        assert PlanChangeRequest(plan="standard", years=2, extra_inbox_gb=1, method="card") == refusal.nearest

    def test_r1_13_no_archive_for_standard(self):
        """Archive is for Pro and Premium."""
        assert "extra_archive_not_offered" == ask("standard", extra_archive_gb=1).code

    @pytest.mark.parametrize(
        ("given", "on", "code", "remedies"),
        [
            ({}, date(2027, 6, 29), "deleted", ("repurchase",)),
            ({"withdrawn_on": date(2026, 9, 1)}, date(2026, 9, 20), "withdrawn", ("repurchase",)),
            ({"suspended_on": date(2026, 9, 18)}, date(2026, 9, 20), "suspended", ()),
            ({"activation_started_on": date(2026, 9, 20)}, date(2026, 9, 20), "in_activation", ()),
        ],
    )
    def test_the_state(self, given, on, code, remedies):
        """Only an active mailbox changes its plan."""
        refusal = ask("premium", mailbox=box(**given), on=on)
        assert (code, remedies, None) == (refusal.code, refusal.remedies, refusal.nearest)

    def test_before_there_were_prices(self):
        """The public list says nothing of a plan's price before 2023."""
        with pytest.raises(NoRuleInForce):
            ask("premium", mailbox=box(expiry=date(2022, 9, 1)), on=date(2022, 7, 1))


# -- properties -------------------------------------------------------------------------------------------------------


@cache
def otherwise() -> Ruleset:
    """Every reading of a change, the other way; late, with a fee."""
    return variant(
        *BUY,
        IN_GRACE,
        FEE,
        choose("gigabyte", "binary"),
        choose("downgrade-exact-fit", "too_much"),
        choose("new-expiry-in-grace", "payment_day"),
        choose("day-of-expiry", "expired"),
        choose("leap-day-expiry", "march_1"),
    )


@cache
def buying() -> Ruleset:
    """What does not fit may be bought."""
    return variant(*BUY)


PUBLIC = st.deferred(lambda: st.sampled_from([shipped(), otherwise(), buying()]))
ALL_RULES = st.deferred(lambda: st.sampled_from([shipped(), otherwise(), buying(), shipped(ROME)]))
FIRST = date(2023, 1, 1)
BYTES = st.none() | st.integers(0, 12).map(lambda gb: gb * GB) | st.integers(0, 12 * GB)
PLANS = st.sampled_from(["standard", "pro", "premium", "premum", "gold"])
ASKED = plan_change_requests(
    plan=PLANS,
    years=st.integers(-1, 6),
    extra_inbox_gb=st.integers(-1, 4),
    extra_archive_gb=st.integers(-1, 4),
    method=st.none() | st.sampled_from(["card", "bank_transfer", "cheque"]),
)


@st.composite
def questions(draw):
    """Any mailbox on a day that matters to it, any request, any rules."""
    mailbox, on, *_ = draw(mailbox_days())
    mailbox = attrs.evolve(mailbox, inbox_bytes=draw(BYTES), archive_bytes=draw(BYTES))
    return draw(ALL_RULES), mailbox, draw(ASKED), on


def answered(question):
    """The answer; ``None`` where the tables say nothing yet."""
    rules, mailbox, request, on = question
    try:
        return quote_plan_change(mailbox, request, rules=rules, on=on)
    except NoRuleInForce:
        return None


@st.composite
def changes(draw):
    """A mailbox of the public list that is active, and another plan for it; most are accepted."""
    rules = draw(PUBLIC)
    on = draw(days(first=FIRST, last=date(2060, 1, 1)))
    old, new = draw(st.permutations(["standard", "pro", "premium"]))[:2]
    expiry = on + timedelta(draw(st.integers(1, 2000)))
    mailbox = box(plan=old, expiry=expiry, inbox_bytes=draw(BYTES), archive_bytes=draw(BYTES))
    archive = 0 if new == "standard" else draw(st.integers(0, 4))
    inbox = draw(st.integers(0, 1 if new == "standard" else 4))
    request = PlanChangeRequest(plan=new, years=draw(st.integers(1, 5)), extra_inbox_gb=inbox, extra_archive_gb=archive)
    return rules, mailbox, request, on


def second_reading(mailbox, request, on):
    """Code, or cents and expiry, written down from the guides without a look at the policy."""
    sizes = {"standard": (1, 0, 990), "pro": (2, 3, 2990), "premium": (2, 8, 4990)}
    inbox, archive, price = sizes[request.plan]
    smaller = sizes[mailbox.plan][2] > price
    if smaller and (mailbox.inbox_bytes or 0) > (inbox + request.extra_inbox_gb) * GB:
        return "too_full_inbox"
    if (
        smaller
        and request.plan != "standard"
        and (mailbox.archive_bytes or 0) > (archive + request.extra_archive_gb) * GB
    ):
        return "too_full_archive"
    net = (price + 250 * (request.extra_inbox_gb + request.extra_archive_gb)) * request.years
    year = mailbox.expiry.year + request.years
    try:
        return net, mailbox.expiry.replace(year=year)
    except ValueError:
        return net, date(year, 2, 28)


class TestSecondReading:
    """Two programs written apart say the same."""

    @OFTEN
    @given(changes())
    def test_any_change(self, change):
        """Of the shipped tables."""
        _, *question = change
        answer = answered((shipped(), *question))
        told = answer.code if isinstance(answer, Refusal) else (int(answer.net.scaleb(2)), answer.new_expiry)
        assert second_reading(*question) == told

    @FEWER
    @given(changes())
    def test_it_costs_what_a_renewal_of_the_new_plan_costs(self, change):
        """Line by line: a change is a renewal order."""
        rules, mailbox, request, on = change
        answer = answered(change)
        if isinstance(answer, Quote):
            renewed = quote_renewal(
                attrs.evolve(mailbox, plan=request.plan),
                RenewalRequest(
                    years=request.years,
                    extra_inbox_gb=request.extra_inbox_gb,
                    extra_archive_gb=request.extra_archive_gb,
                ),
                rules=rules,
                on=on,
            )
            assert (renewed.lines, renewed.gross, renewed.new_expiry) == (
                answer.lines,
                answer.gross,
                answer.new_expiry,
            )


class TestLate:
    """Where an expired mailbox may change its plan, it is renewed as late as any."""

    @pytest.mark.parametrize("days_late", [0, 1, 30, 31, 89, 90])
    def test_it_is_what_a_late_renewal_is(self, days_late):
        """The same lines, fee included, and the same new expiry."""
        on = date(2027, 3, 30) + timedelta(days_late)
        changed = ask("premium", otherwise(), box(inbox_bytes=0, archive_bytes=0), on)
        renewed = quote_renewal(box(plan="premium"), RenewalRequest(years=1), rules=otherwise(), on=on)
        assert (renewed.lines, renewed.new_expiry) == (changed.lines, changed.new_expiry)
        assert (days_late >= 31) == ("late_fee" in [line.item for line in changed.lines])
        assert set(renewed.because) - {"plans/premium-2025"} <= set(changed.because)


class TestAnyQuestion:
    """What holds for every answer."""

    @OFTEN
    @given(questions())
    def test_it_is_answered(self, question):
        """With a quote or a refusal, whose rows exist, each once, and which survives as JSON."""
        answer = answered(question)
        if answer is not None:
            assert isinstance(answer, Quote | Refusal)
            assert answer.because
            assert len(set(answer.because)) == len(answer.because)
            uncertain = [caveat for row in answer.because for caveat in question[0].cite(row).row.caveats]
            assert uncertain == list(answer.caveats)
            assert from_json(to_json(answer)) == answer

    @OFTEN
    @given(questions())
    def test_the_nearest_is_accepted(self, question):
        """What is proposed instead is quoted."""
        rules, mailbox, _, on = question
        answer = answered(question)
        if isinstance(answer, Refusal) and answer.nearest is not None:
            assert Quote is type(quote_plan_change(mailbox, answer.nearest, rules=rules, on=on))

    @FEWER
    @given(questions())
    def test_it_never_shortens_a_life(self, question):
        """The new expiry lies beyond the old one and beyond today."""
        answer = answered(question)
        if isinstance(answer, Quote):
            assert answer.new_expiry > max(answer.expiry, question[3])


class TestChanges:
    """What holds for changes that are accepted."""

    @FEWER
    @given(changes())
    def test_sums(self, change):
        """Net is the sum of the lines; gross is net and VAT; no line is below nothing."""
        answer = answered(change)
        if isinstance(answer, Quote):
            assert sum(line.net for line in answer.lines) == answer.net
            assert answer.net + answer.vat == answer.gross
            assert min(line.net for line in answer.lines) >= Decimal(0)

    @FEWER
    @given(changes(), st.sampled_from(["extra_inbox_gb", "extra_archive_gb", "years"]))
    def test_more_never_costs_less(self, change, field):
        """A GB or a year more costs at least as much."""
        rules, mailbox, request, on = change
        more = answered((rules, mailbox, attrs.evolve(request, **{field: getattr(request, field) + 1}), on))
        answer = answered(change)
        if isinstance(answer, Quote) and isinstance(more, Quote):
            assert answer.gross <= more.gross

    @FEWER
    @given(changes(), st.integers(0, 6 * GB))
    def test_freeing_never_hurts(self, change, freed):
        """What is accepted with a fuller inbox is accepted with an emptier one."""
        rules, mailbox, request, on = change
        emptier = attrs.evolve(mailbox, inbox_bytes=max((mailbox.inbox_bytes or 0) - freed, 0))
        if isinstance(answered(change), Quote) and mailbox.inbox_bytes is not None:
            assert Quote is type(answered((rules, emptier, request, on)))


class TestTables:
    """The rows themselves."""

    def test_every_change_has_a_known_plan_at_both_ends(self):
        """Each pair of public plans is there, in both directions."""
        rows = [entry.row for entry in shipped().entries if entry.section == "plans.changes"]
        pairs = {(row.from_plan, row.to_plan) for row in rows if isinstance(row, Row)}
        plans = {"standard", "pro", "premium"}
        assert {(old, new) for old in plans for new in plans if old != new} == pairs
