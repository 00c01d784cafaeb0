"""What an address looks like, and what a new mailbox may be called."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pecrules as pr
from pecrules.domain.addresses import Names, is_address, is_domain
from tests.variants import add, reword, shipped, variant

ON = date(2027, 1, 10)
ROW = "plans/mailbox-name-2016"
PARTNER = pr.Partner(email="p@partner.example", credit=pr.Credit(kind="partner", amount=Decimal(500)))
TYPED = st.text(max_size=12) | st.text("ab.-_é @+", max_size=12)


def names(rules: pr.Ruleset | None = None) -> Names:
    """The names of the day."""
    return Names((rules or shipped()).on(ON))


def buy(address: str, rules: pr.Ruleset | None = None, holder: pr.Holder | None = None, **more: Any) -> Any:
    """What is said to a first order of an address."""
    request = pr.PurchaseRequest(**{"address": address, "plan": "standard", "years": 1, **more})
    return pr.quote_purchase(holder, request, rules=rules or shipped(), on=ON)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("anna verdi", "annaverdi"),
        ("anna..verdi", "anna.verdi"),
        (".anna.", "anna"),
        ("annà", "anna"),
        ("anna+verdi", "annaverdi"),
        ("a" * 70, "a" * 64),
        ("\u0410\u043d\u043d\u0430", None),
        ("...", None),
        ("", None),
        ("anna@verdi", None),
    ],
)
def test_the_nearest_name(typed: str, near: str | None) -> None:
    """Accents, spaces and dots that are too many are left out; what is no name at all is not guessed."""
    assert (False, near) == (names().fits(typed), names().nearest(typed))


@given(TYPED)
def test_the_nearest_name_is_one(typed: str) -> None:
    """What is proposed is taken, and what fits is nearest to itself."""
    near = names().nearest(typed)
    assert near is None or names().fits(near)
    assert not names().fits(typed) or near == typed


@given(TYPED)
def test_buying_and_certifying_take_the_same_names(typed: str) -> None:
    """The row is one, and neither policy has a rule of its own; what one proposes is what the other proposes."""
    request = pr.CertificationRequest(
        name=typed, domain="pec.it", plan="standard", holder_choice="new",
        holder=pr.Holder(subject="natural_person"), renewal_type="tacit", years=1,
    )  # fmt: skip
    certified = pr.certify(PARTNER, request, rules=shipped(), on=ON)
    bought = buy(f"{typed}@pec.it")
    assert isinstance(certified, pr.Refusal) == isinstance(bought, pr.Refusal) == (not names().fits(typed))
    if isinstance(certified, pr.Refusal):
        proposed = [certified.nearest and certified.nearest.name, bought.nearest and bought.nearest.address]
        assert proposed in ([None, None], [names().nearest(typed), f"{names().nearest(typed)}@pec.it"])


def test_what_is_wrong_on_both_sides_is_mended_on_both() -> None:
    """One address is proposed, and it would be taken."""
    refusal = buy("anna verdi@pec.itt")
    assert ("address_malformed", "annaverdi@pec.it") == (refusal.code, refusal.nearest.address)
    assert ROW in refusal.because
    assert isinstance(buy(refusal.nearest.address), pr.Quote)


def test_the_rules_of_names_are_columns() -> None:
    """Other signs, another length: another answer."""
    looser = variant(reword("plans", "mailbox-name-2016", signs="._+-", inside_only="+", max_characters=5))
    assert [True, False, True, False] == [names(looser).fits(name) for name in ("a+b", "+ab", ".ab.", "abcdef")]


def test_where_no_row_speaks_any_name_will_do() -> None:
    """But for one that would be no address."""
    silent = variant(add("plans", "names", id="no-more", since="2026-01-01", withdrawn=True))
    assert [True, False, False] == [names(silent).fits(name) for name in ("anna verdi", "", "a@b")]
    assert ["anna verdi", None] == [names(silent).nearest(name) for name in ("anna verdi", "a@b")]
    assert "name_malformed" == pr.certify(
        PARTNER,
        pr.CertificationRequest(
            name="a@b", domain="pec.it", plan="standard", holder_choice="found", holder_id="7", renewal_type="tacit",
            years=1,
        ),
        rules=silent, on=ON,
    ).code  # fmt: skip


def test_a_customers_domain_looks_like_one() -> None:
    """Where mailboxes on a domain are sold with the others, the domain may be any that could be one."""
    rules = variant(reword("renewal", "domain-route-2021", renewed_in="customer_area"))
    assert isinstance(buy("info@rossi.example", rules, kind="domain"), pr.Quote)
    assert ("address_malformed", None) == (
        (refusal := buy("info@rossi example", rules, kind="domain")).code,
        refusal.nearest,
    )


@pytest.mark.parametrize(
    ("holder", "code"),
    [
        ({"tax_code": "XX"}, "tax_code_invalid"),
        ({"tax_code": "RSSMRA80A01H501A"}, "tax_code_invalid"),
        ({"vat_number": "00743110158"}, "vat_number_invalid"),
        ({"vat_number": "00743110157", "country": "DE"}, "vat_number_invalid"),
    ],
)
def test_nobody_is_registered_with_a_wrong_number(holder: dict[str, str], code: str) -> None:
    """A slip that stood in a register would stay there."""
    refusal = buy("anna.verdi@pec.it", holder=pr.Holder(subject="legal_person", **holder))  # type: ignore[arg-type] # fields by name
    assert (code, next(iter(holder.values())), None) == (refusal.code, refusal.asked, refusal.nearest)
    assert ("holders/legal-person-2018",) == refusal.because


@pytest.mark.parametrize(
    "text", ["", "a", "a.", ".a", "a..b", "-a.b", "a-.b", "a b.it", "è.it", "a" * 64 + ".it", "a.it\n"]
)
def test_no_domain(text: str) -> None:
    """Labels of letters, digits and hyphens, two of them or more."""
    assert not is_domain(text)
    assert not is_address(f"info@{text}")
