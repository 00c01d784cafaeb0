"""Whether two holders are the same one."""

from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pecrules import Holder
from pecrules.domain.holders import same_holder
from pecrules.rulebook.rows import TOPICS
from pecrules.testing import strategies as pec

CHOICES = TOPICS["same_holder_check"]
MARIO = Holder(
    subject="natural_person",
    name="Mario Rossi",
    tax_code="RSSMRA80A01H501U",
    vat_number="01234567897",
    reference_email="mario@example.org",
)


def asked(choice: str, **changes: Any) -> bool:
    """Whether Mario with some changes is who he was."""
    return same_holder(MARIO, attrs.evolve(MARIO, **changes), choice)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_holder_is_the_same_as_himself(choice: str) -> None:
    """Whatever must match, it does."""
    assert asked(choice)


@pytest.mark.parametrize("choice", CHOICES)
def test_spaces_and_case_do_not_count(choice: str) -> None:
    """An identifier may be typed in groups, a name in capitals."""
    typed = {"name": "MARIO  ROSSI ", "tax_code": "rss mra 80a01 h501u", "vat_number": " 0123 4567897"}
    assert asked(choice, **typed)


@pytest.mark.parametrize("choice", CHOICES)
def test_how_to_reach_a_holder_does_not_count(choice: str) -> None:
    """The reference address and split payment are no part of who it is."""
    assert asked(choice, reference_email="other@example.org", split_payment=True)


@pytest.mark.parametrize(("choice", "same"), list(zip(CHOICES, [True, False, True, False], strict=True)))
def test_with_another_tax_code(choice: str, same: bool) -> None:
    """The VAT number alone is enough for two of the readings."""
    assert asked(choice, tax_code="VRDLGI80A01H501X") == same


@pytest.mark.parametrize(("choice", "same"), list(zip(CHOICES, [True, True, False, False], strict=True)))
def test_with_another_vat_number(choice: str, same: bool) -> None:
    """The tax code alone is enough for two of the readings."""
    assert asked(choice, vat_number="09876543217") == same


@pytest.mark.parametrize("changes", [{"name": "Luigi Verdi"}, {"subject": "legal_person"}])
@pytest.mark.parametrize(("choice", "same"), list(zip(CHOICES, [True, True, True, False], strict=True)))
def test_with_other_data(choice: str, same: bool, changes: dict[str, str]) -> None:
    """A name or a kind of holder counts only where all data do."""
    assert asked(choice, **changes) == same


@pytest.mark.parametrize(("choice", "missing"), list(product(CHOICES, [None, "", "  "])))
def test_what_is_not_known_matches_nothing(choice: str, missing: str | None) -> None:
    """Two holders without identifiers could be anybody."""
    nameless = attrs.evolve(MARIO, tax_code=missing, vat_number=missing)
    assert not same_holder(nameless, nameless, choice)


@pytest.mark.parametrize("choice", CHOICES)
def test_an_unknown_holder_is_never_the_same(choice: str) -> None:
    """Neither as who there was, nor as who asks, nor as both."""
    assert [False] * 3 == [same_holder(*pair, choice) for pair in [(None, MARIO), (MARIO, None), (None, None)]]


@given(st.sampled_from(CHOICES), pec.holders(), pec.holders())
def test_it_works_both_ways(choice: str, one: Holder, other: Holder) -> None:
    """Who was and who asks may change places."""
    assert same_holder(one, other, choice) == same_holder(other, one, choice)


@given(pec.holders(), pec.holders())
def test_every_other_reading_is_stricter_than_any_identifier(one: Holder, other: Holder) -> None:
    """Whoever passes one of the others passes it too."""
    strict = [same_holder(one, other, choice) for choice in CHOICES if choice != "any_identifier"]
    assert not any(strict) or same_holder(one, other, "any_identifier")
