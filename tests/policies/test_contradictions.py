"""The twenty contradictions between the sources: none is settled by forgetting one side.

Each is either one book on two days, or two books, channels or kinds on one day; both answers are what the rules give,
and they rest on different rows.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any, NamedTuple

from pecrules import (
    CertificationRequest,
    Credit,
    ExtraSpaceRequest,
    Holder,
    Mailbox,
    Partner,
    PlanChangeRequest,
    PurchaseRequest,
    Quote,
    Refusal,
    RenewalRequest,
    Ruleset,
    Termination,
    TerminationRequest,
    alert_calendar,
    available_actions,
    billing_requirements,
    certify,
    quote_extra_space,
    quote_plan_change,
    quote_purchase,
    quote_renewal,
    renewal_options,
    settle,
    status,
    terminate,
)
from pecrules.rulebook.rows.interpretations import Interpretation
from pecrules.rulebook.rows.lifecycle import Activation
from pecrules.rulebook.rows.payments import Credit as CreditRow
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.termination import Mode
from tests.variants import shipped

E1, E2, E3, E4 = date(2018, 5, 17), date(2022, 5, 17), date(2024, 5, 17), date(2025, 5, 17)
"""A day in each era of the sources."""

PERSON = Holder(subject="natural_person")
PLANS = ("standard", "pro", "premium", "pro-sms")


class Side(NamedTuple):
    """One side of a contradiction: under a book, on a day, in a channel or of a kind where that counts."""

    book: str
    on: date
    value: Any
    where: str | None = None


class Told(NamedTuple):
    """What an answer says about the topic, and the rows behind it."""

    value: Any
    because: tuple[str, ...]


class Contradiction(NamedTuple):
    """A topic, how the rules are asked about it, and its sides."""

    topic: str
    ask: Callable[[Ruleset, date, str | None], Told]
    sides: tuple[Side, ...]


# -- how the rules are asked ------------------------------------------------------------------------------------------


def box(expiry: date, **given: Any) -> Mailbox:
    """A mailbox of plan Standard, unless something else is given."""
    return Mailbox(**({"address": "a@pec.it", "plan": "standard", "expiry": expiry} | given))


def code(answer: Any) -> Told:
    """``yes``, or why not."""
    return Told(answer.code if isinstance(answer, Refusal) else "yes", answer.because)


def expired(rules: Ruleset, on: date, _: str | None) -> Told:
    """What a mailbox may do ten days after its expiry."""
    found = status(box(on - timedelta(10)), rules=rules, on=on)
    return Told((found.state, found.may_receive, found.may_read), found.because)


def kept(rules: Ruleset, on: date, kind: str | None) -> Told:
    """For how many days after the expiry a mailbox is there."""
    found = status(box(on - timedelta(1), kind=kind or "mailbox"), rules=rules, on=on)
    assert found.until is not None
    return Told((found.until - found.expiry).days, found.because)


def day_ninety(rules: Ruleset, on: date, _: str | None) -> Told:
    """The state on the ninetieth day after the expiry."""
    found = status(box(on - timedelta(90)), rules=rules, on=on)
    return Told((found.state, found.may_renew), found.because)


def activation(rules: Ruleset, on: date, channel: str | None) -> Told:
    """How long a new mailbox takes to be activated; for a domain's, which is sold elsewhere, what the row says."""
    if channel == "hosting_area":
        row = rules.on(on).row(Activation, "domain", channel)
        return Told((row.unit, row.least, row.most), (row.ref,))
    answer = certified(rules, on, "pro") if channel == "partner_panel" else bought(rules, on, "standard")
    assert not isinstance(answer, Refusal)
    effect = next(effect for effect in answer.effects if effect.code == "activation")
    return Told((effect.unit, effect.least, effect.most), answer.because)


def bought(rules: Ruleset, on: date, plan: str) -> Any:
    """A first order of a customer."""
    return quote_purchase(PERSON, PurchaseRequest(address="a@pec.it", plan=plan, years=1), rules=rules, on=on)


def certified(rules: Ruleset, on: date, plan: str) -> Any:
    """A new mailbox of a partner."""
    request = CertificationRequest(
        name="a", domain="pec.it", plan=plan, holder_choice="new", holder=PERSON, renewal_type="tacit", years=1
    )
    partner = Partner(email="p@partner.example", credit=Credit(kind="partner", amount=Decimal("500.00")))
    return certify(partner, request, rules=rules, on=on)


def plans(rules: Ruleset, on: date, channel: str | None) -> Told:
    """The plans that a channel knows."""
    ask = certified if channel == "partner_panel" else bought
    answers = {plan: ask(rules, on, plan) for plan in PLANS}
    found = [plan for plan, answer in answers.items() if not isinstance(answer, Refusal)]
    return Told(found, tuple(row for answer in answers.values() for row in answer.because))


def promotion(rules: Ruleset, on: date, _: str | None) -> Told:
    """Whether a product on promotion is renewed for three years."""
    return code(quote_renewal(box(on, promo=True), RenewalRequest(years=3), rules=rules, on=on))


def card(rules: Ruleset, on: date, _: str | None) -> Told:
    """Whether a card switches automatic renewal on against the payer's wish."""
    request = RenewalRequest(years=1, method="card", keep_automatic_off=True)
    quote = quote_renewal(box(on), request, rules=rules, on=on)
    assert isinstance(quote, Quote)
    return Told("automatic_renewal_on" in {effect.code for effect in quote.effects}, quote.because)


def by_hand(rules: Ruleset, on: date, _: str | None) -> Told:
    """Whether one may renew by hand while automatic renewal is on."""
    return code(quote_renewal(box(on, auto_renew=True), RenewalRequest(years=1), rules=rules, on=on))


def first_notice(rules: Ruleset, on: date, _: str | None) -> Told:
    """On which day the first notice of an expiry on 31 May of the next year goes out."""
    expiry = date(on.year + 1, 5, 31)
    found = alert_calendar(box(expiry), (on, expiry), rules=rules, on=on)
    assert not isinstance(found, Refusal)
    return Told(str(found.days[0].day), found.because)


def another_plan(rules: Ruleset, on: date, _: str | None) -> Told:
    """Whether the plan may be changed while automatic renewal is on."""
    return code(quote_plan_change(box(on, auto_renew=True), PlanChangeRequest(plan="pro", years=1), rules=rules, on=on))


def conservazione(rules: Ruleset, on: date, _: str | None) -> Told:
    """What a year of conservazione costs, net of VAT."""
    request = ExtraSpaceRequest(conservazione=True)
    answer = quote_extra_space(box(on + timedelta(300)), request, rules=rules, on=on)
    return code(answer) if isinstance(answer, Refusal) else Told(str(answer.net), answer.because)


def most_inbox(rules: Ruleset, on: date, _: str | None) -> Told:
    """How many GB of inbox a Standard mailbox has at most: its own and those that may be added."""
    plan = rules.on(on).row(Plan, "mailbox", "standard")
    more = renewal_options(box(on), rules=rules, on=on).extra_inbox_gb
    assert more is not None
    return Told(plan.inbox_gb + more, (plan.ref,))


def space_of_pro(rules: Ruleset, on: date, _: str | None) -> Told:
    """What PRO has of its own, inbox and archive, and whether a mailbox that holds 2.5 GB still sends."""
    plan = rules.on(on).row(Plan, "mailbox", "pro")
    found = status(box(on, plan="pro", inbox_bytes=2_500_000_000), rules=rules, on=on)
    return Told((plan.inbox_gb, plan.archive_gb, found.may_send), found.because)


def share(rules: Ruleset, on: date, _: str | None) -> Told:
    """What 1 GB more costs two years and a half before the expiry, net of VAT: years, or months of twelve."""
    expiry = date(on.year + 2, 11, 17)
    quote = quote_extra_space(box(expiry), ExtraSpaceRequest(extra_inbox_gb=1), rules=rules, on=on)
    assert isinstance(quote, Quote)
    (line,) = quote.lines
    return Told((line.years, line.parts, str(line.net)), quote.because)


def credit(rules: Ruleset, on: date, kind: Any) -> Told:
    """How a credit is topped up, and whether it still pays thirteen months after it was paid in."""
    row = rules.on(on).row(CreditRow, kind)
    more = quote_extra_space(box(on + timedelta(90)), ExtraSpaceRequest(extra_inbox_gb=1), rules=rules, on=on)
    again = quote_renewal(box(on + timedelta(90)), RenewalRequest(years=1), rules=rules, on=on)
    quote = again if kind == "partner" else more
    assert isinstance(quote, Quote)
    had = Credit(kind=kind, amount=Decimal("500.00"), paid_on=on - timedelta(396))
    answer = code(settle(quote, had, rules=rules, on=on))
    return Told((row.top_up_methods, answer.value), answer.because)


def endings(rules: Ruleset, on: date, channel: str | None) -> Told:
    """What the ways to end a mailbox are called in a channel, by the words that policies know."""
    who, way = ("partner", "panel_command") if channel == "partner_panel" else ("holder", "email_form")
    found: dict[str, str] = {}
    because: list[str] = []
    for mode in ("lapse", "withdrawal", "at_date", "immediate"):
        through, day = ("nothing" if mode == "lapse" else way), (on + timedelta(30) if mode == "at_date" else None)
        request = TerminationRequest(mode=mode, asked_by=who, through=through, day=day)
        answer = terminate(box(on + timedelta(90), channel=channel), request, rules=rules, on=on)
        if isinstance(answer, Termination):
            found[mode] = rules.on(on).row(Mode, "mailbox", mode).label.it
            because.extend(answer.because)
    return Told(found, tuple(because))


def addressee(rules: Ruleset, on: date, channel: str | None) -> Told:
    """Whose data an invoice bears."""
    assert channel is not None
    found = billing_requirements(PERSON, rules=rules, on=on, channel=channel)
    return Told(found.addressed_to, found.because)


def hours(rules: Ruleset, on: date, _: str | None) -> Told:
    """When the commercial line answers."""
    found = available_actions(box(on), (), channel="customer_area", rules=rules, on=on)
    (line,) = [contact for contact in found.contacts if contact.contact == "commercial"]
    return Told((line.hours, line.days, line.opens, line.closes), (line.row,))


def engineers_gb(rules: Ruleset, on: date, _: str | None) -> Told:
    """What a year of 1 GB more costs a member whose mailbox is free, net of VAT."""
    quote = quote_renewal(box(on, extra_inbox_gb=1), RenewalRequest(years=1), rules=rules, on=on)
    assert isinstance(quote, Quote)
    return Told(str(quote.net), quote.because)


# -- the twenty -------------------------------------------------------------------------------------------------------

CUSTOMERS, HOSTING, PARTNERS, MEMBERS = "customer_area", "hosting_area", "partner_panel", "convention_area"

CONTRADICTIONS: dict[int, Contradiction] = {
    1: Contradiction(
        "receiving after the expiry", expired,
        (
            Side("retail", E2, ("expired", False, True)),
            Side("retail", E3, ("expired", True, True)),
            Side("medici-fnomceo", E3, ("expired", False, False)),
            Side("soluzionipec", E3, ("expired", False, True)),
        ),
    ),
    2: Contradiction(
        "activation time", activation,
        (
            Side("architetti-cnappc", E1, ("hours", 24, 48), CUSTOMERS),
            Side("architetti-cnappc", E2, ("minutes", 10, 10), CUSTOMERS),
            Side("retail", E1, ("hours", 48, 48), HOSTING),
            Side("retail", E2, ("hours", 12, 48), HOSTING),
            Side("partner", E2, ("immediate", None, None), PARTNERS),
        ),
    ),
    3: Contradiction(
        "grace of a convention", kept,
        (Side("architetti-cnappc", E1, 90), Side("architetti-treviso", E1, 15), Side("retail", E1, 90)),
    ),
    4: Contradiction(
        "grace of a mailbox on a domain", kept, (Side("retail", E2, 90, "domain"), Side("retail", E4, 30, "domain")),
    ),
    5: Contradiction(
        "terms of a product on promotion", promotion,
        (Side("architetti-cnappc", E1, "yes"), Side("architetti-cnappc", E2, "term_not_offered")),
    ),
    6: Contradiction(
        "card and automatic renewal", card,
        (Side("architetti-cnappc", E1, False), Side("architetti-cnappc", E2, True)),
    ),
    7: Contradiction(
        "renewing by hand while automatic renewal is on", by_hand,
        (Side("retail", E3, "automatic_renewal_on"), Side("retail", E4, "yes")),
    ),
    8: Contradiction(
        "first notice", first_notice,
        (
            Side("retail", E1, "2019-03-02"),
            Side("retail", E2, "2023-02-28"),
            Side("retail", E4, "2026-03-02"),
            Side("ordine-ingegneri-roma", E2, "2023-03-02"),
            Side("architetti-cnappc", E4, "2026-02-28"),
            Side("architetti-treviso", E4, "2026-04-30"),
        ),
    ),
    9: Contradiction(
        "set of plans", plans,
        (
            Side("retail", E3, ["standard", "pro", "premium"], CUSTOMERS),
            Side("partner", E3, ["standard", "pro", "pro-sms"], PARTNERS),
        ),
    ),
    10: Contradiction(
        "another plan while automatic renewal is on", another_plan,
        (Side("retail", date(2023, 5, 17), "automatic_renewal_on"), Side("retail", E3, "yes")),
    ),
    11: Contradiction(
        "conservazione, paid or included", conservazione,
        (Side("architetti-torino", E3, "4.00"), Side("retail", E3, "conservazione_included")),
    ),
    12: Contradiction(
        "the most inbox of Standard", most_inbox,
        (Side("retail", E4, 2), Side("cni", E4, 6), Side("tssconsulting", E4, 5)),
    ),
    13: Contradiction(
        "what the engineers' PRO has of its own", space_of_pro,
        (Side("cni", date(2023, 5, 17), (2, 3, False)), Side("cni-imperia", date(2023, 5, 17), (3, 2, True))),
    ),
    14: Contradiction(
        "an add-on in the middle of a term", share,
        (
            Side("ordine-ingegneri-roma", E1, (3, None, "7.50")),
            Side("architetti-torino", E1, (3, None, "9.00")),
            Side("architetti-torino", E4, (1, None, "3.00")),
            Side("retail", E4, (None, 30, "6.25")),
        ),
    ),
    15: Contradiction(
        "credit", credit,
        (
            Side("retail", E4, (("card",), "yes"), "convention"),
            Side("retail", E4, (("bank_transfer", "postal_slip"), "yes"), "partner"),
            Side("retail", E4, (("bank_transfer", "postal_slip"), "credit_expired"), "hosting"),
        ),
    ),
    16: Contradiction(
        "what disdetta means", endings,
        (
            Side("retail", E2, {"lapse": "Disdetta alla scadenza", "withdrawal": "Disdetta immediata"}, CUSTOMERS),
            Side("retail", E4, {"lapse": "Disdetta alla scadenza", "withdrawal": "Recesso"}, CUSTOMERS),
            Side("retail", E4, {"at_date": "Disdetta a una data", "immediate": "Disdetta immediata"}, PARTNERS),
        ),
    ),
    17: Contradiction(
        "whose data an invoice bears", addressee,
        (Side("retail", E2, "account_holder", CUSTOMERS), Side("retail", E2, "mailbox_holder", MEMBERS)),
    ),
    18: Contradiction(
        "hours of support", hours,
        (
            Side("retail", E1, ("office_hours", "monday_to_friday", "08:30", "18:00")),
            Side("retail", E4, ("always", None, None, None)),
        ),
    ),
    19: Contradiction(
        "the engineers' extra GB", engineers_gb,
        (Side("cni", date(2024, 4, 17), "2.00"), Side("cni", date(2024, 4, 18), "4.00")),
    ),
    20: Contradiction(
        "the ninetieth day", day_ninety,
        (Side("retail", E4, ("expired", True)), Side("soluzionipec", E4, ("deleted", False))),
    ),
}  # fmt: skip


def answer(contradiction: Contradiction, side: Side) -> Told:
    """What the rules give on one side."""
    return contradiction.ask(shipped(side.book), side.on, side.where)


class TestEach:
    """What holds for each of the twenty."""

    def test_every_side_is_what_the_rules_give(self):
        """No value of a source was lost."""
        for found in CONTRADICTIONS.values():
            assert [side.value for side in found.sides] == [answer(found, side).value for side in found.sides]

    def test_it_is_two_days_of_a_book_or_two_places_on_a_day(self):
        """Two sides with different values differ in the day alone, or on one day in book, channel or kind."""
        for found in CONTRADICTIONS.values():
            kinds = {
                "dated" if (one.book, one.where) == (other.book, other.where) else "placed"
                for one, other in combinations(found.sides, 2)
                if one.value != other.value
                and ((one.book, one.where) == (other.book, other.where)) != (one.on == other.on)
            }
            assert kinds

    def test_the_tables_decide(self):
        """Sides with different values rest on different rows, so none of it is in a policy."""
        for found in CONTRADICTIONS.values():
            told = [answer(found, side) for side in found.sides]
            for one, other in combinations(told, 2):
                assert one.value == other.value or set(one.because) != set(other.because)

    def test_there_are_twenty(self):
        """None was left out."""
        assert list(range(1, 21)) == list(CONTRADICTIONS)


def rows(n: int, index: int) -> set[str]:
    """The rows behind one side of a contradiction."""
    found = CONTRADICTIONS[n]
    return set(answer(found, found.sides[index]).because)


class TestTheRows:
    """The row that decides each side, by name."""

    def test_it_is_named(self):
        """The answer rests on it."""
        for n, index, row in [
            (1, 0, "lifecycle/mailbox-grace-2016"),
            (1, 1, "lifecycle/mailbox-grace-2024"),
            (1, 2, "lifecycle/fnomceo-no-rights-2016"),
            (1, 3, "lifecycle/soluzionipec-grace-2016"),
            (2, 0, "lifecycle/mailbox-activation-2016"),
            (2, 1, "lifecycle/mailbox-activation-2021"),
            (2, 2, "lifecycle/domain-activation-2016"),
            (2, 3, "lifecycle/domain-activation-2021"),
            (2, 4, "lifecycle/partner-activation-2016"),
            (3, 1, "lifecycle/cnappc-grace-2016"),
            (3, 2, "lifecycle/mailbox-grace-2016"),
            (4, 0, "lifecycle/domain-grace-2016"),
            (4, 1, "lifecycle/domain-grace-2025"),
            (5, 0, "renewal/promo-terms-2016"),
            (5, 1, "renewal/promo-terms-2021"),
            (6, 0, "payments/card-2016"),
            (6, 1, "payments/card-2021"),
            (7, 0, "renewal/manual-with-automatic-on-2016"),
            (7, 1, "renewal/manual-with-automatic-on-2025"),
            (8, 0, "alerts/mailbox-first-notice-2016"),
            (8, 1, "alerts/mailbox-first-notice-2021"),
            (8, 2, "alerts/mailbox-first-notice-2025"),
            (8, 3, "alerts/roma-first-notice-2016"),
            (8, 4, "alerts/cnappc-first-notice-2016"),
            (8, 5, "alerts/treviso-first-notice-2016"),
            (9, 0, "plans/premium-2024"),
            (9, 1, "plans/partner-pro-sms-2016"),
            (10, 0, "plans/mailbox-change-2021"),
            (10, 1, "plans/mailbox-change-2024"),
            (11, 0, "pricing/torino-conservazione-2018"),
            (11, 1, "plans/standard-2024"),
            (12, 0, "plans/standard-2024"),
            (12, 1, "plans/cni-base-2024"),
            (12, 2, "plans/tss-standard-2016"),
            (13, 0, "plans/cni-pro-2022"),
            (13, 1, "plans/imperia-pro-2022"),
            (14, 0, "pricing/roma-extra-inbox-share-2016"),
            (14, 1, "pricing/torino-extra-inbox-share-2018"),
            (14, 2, "pricing/torino-extra-inbox-lapses-2021"),
            (14, 3, "pricing/extra-inbox-monthly-2025"),
            (15, 0, "payments/convention-credit-2016"),
            (15, 1, "payments/partner-credit-2016"),
            (15, 2, "payments/hosting-credit-2021"),
            (16, 0, "termination/mailbox-withdrawal-2021"),
            (16, 1, "termination/mailbox-withdrawal-2025"),
            (16, 2, "termination/partner-at-date-mode-2016"),
            (17, 0, "holders/customer-area-invoices-2021"),
            (17, 1, "holders/convention-invoices-2016"),
            (18, 0, "channels/commercial-2016"),
            (18, 1, "channels/commercial-2025"),
            (19, 0, "pricing/cni-extra-inbox-2022"),
            (19, 1, "pricing/cni-extra-inbox-2024"),
            (20, 0, "interpretations/last-day-of-grace"),
            (20, 1, "interpretations/soluzionipec-last-day-of-grace"),
        ]:
            assert row in rows(n, index)

    def test_the_ninetieth_day_is_a_reading(self):
        """D-01 is one topic with two choices, one in the public list and one in the reseller's."""
        choices = {
            book: shipped(book).on(E4).row(Interpretation, "grace_last_day").choice
            for book in ("retail", "soluzionipec")
        }
        assert {"retail": "renewable", "soluzionipec": "deleted"} == choices
