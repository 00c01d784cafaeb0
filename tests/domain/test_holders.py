"""Whether two holders are the same one."""

import pkgutil
from itertools import product
from typing import Any

import attrs
import pytest
import stdnum
from hypothesis import given
from hypothesis import strategies as st

from pecrules import Holder
from pecrules.domain.holders import same_holder, tax_code, vat_number
from pecrules.model import countries
from pecrules.rulebook.rows.interpretations import TOPICS
from pecrules.testing import strategies as pec

COUNTRIES = {
    module.name.rstrip("_").upper()
    for module in pkgutil.iter_modules(stdnum.__path__)
    if len(module.name.rstrip("_")) == 2
}
JUDGED = COUNTRIES & countries.COUNTRIES
"""Those of them that are countries: numbers of the Union itself are nobody's who can hold a mailbox."""
CHOICES = TOPICS["same_holder_check"]
MARIO = Holder(
    subject="natural_person",
    name="Mario Rossi",
    tax_code="RSSMRA80A01H501U",
    vat_number="01234560785",
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
    typed = {"name": "MARIO  ROSSI ", "tax_code": "rss-mra 80a01:h501u", "vat_number": "it 0123-4560785 "}
    assert asked(choice, **typed)
    assert asked(choice, tax_code="RSS.MRA/80A01.H501U", vat_number="IT-012.345.607_85/")


@pytest.mark.parametrize("choice", CHOICES)
def test_how_to_reach_a_holder_does_not_count(choice: str) -> None:
    """The reference address and split payment are no part of who it is."""
    assert asked(choice, reference_email="other@example.org", split_payment=True)


@pytest.mark.parametrize("choice", CHOICES)
def test_with_another_tax_code(choice: str) -> None:
    """Companies of one VAT group share its number, and are not the same one, whatever else must match."""
    assert not asked(choice, tax_code="VRDLGU80A01H501X")


@pytest.mark.parametrize("unknown", [None, "", "XX", "00000000000"])
@pytest.mark.parametrize(("choice", "same"), list(zip(CHOICES, [True, False, True, False], strict=True)))
def test_without_a_tax_code(choice: str, same: bool, unknown: str | None) -> None:
    """The VAT number alone is enough for two of the readings; a tax code that is nobody's is as good as none."""
    assert asked(choice, tax_code=unknown) == same


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("number", ["00000000000", "12345", "XX"])
def test_a_number_that_is_nobodys_matches_nobody(choice: str, number: str) -> None:
    """Not even itself: zeros and stopgaps stand in many registers."""
    stopgap = attrs.evolve(MARIO, tax_code=number, vat_number=number)
    assert not same_holder(stopgap, stopgap, choice)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_slip_in_the_register_matches_itself(choice: str) -> None:
    """A number with a wrong check digit was somebody's when it was written down."""
    slipped = attrs.evolve(MARIO, tax_code="RSSMRA80A01H501A", vat_number="01234560786")
    assert same_holder(slipped, slipped, choice)
    assert ["slip", "slip"] == [tax_code(slipped).fault, vat_number(slipped).fault]


@pytest.mark.parametrize("choice", ["any_identifier", "vat_number", "all_data"])
def test_numbers_are_those_of_a_country(choice: str) -> None:
    """A German number is judged as Germany has them, and is another one than the same digits of Italy."""
    german = attrs.evolve(MARIO, tax_code=None, vat_number="DE 136.695 976", country="DE")
    assert same_holder(german, attrs.evolve(german, vat_number="136695976"), choice)
    assert not same_holder(german, attrs.evolve(german, vat_number="136695978", country="AT"), choice)
    assert [False, False] == [
        same_holder(one, attrs.evolve(one, country="AT"), choice)
        for one in (german, attrs.evolve(MARIO, tax_code=None))
    ]


def test_a_country_without_a_rule_for_numbers() -> None:
    """Whatever is written is the number, without what stands between its signs; nothing is none."""
    american = attrs.evolve(MARIO, vat_number="12-34 a", country="US")
    assert [("1234A", True), ("", False)] == [
        (found.text, found.is_somebodys)
        for found in (vat_number(american), vat_number(attrs.evolve(american, vat_number=" ")))
    ]


@given(
    st.sampled_from(sorted({*COUNTRIES} & countries.COUNTRIES)),
    st.text(max_size=14) | st.text("0123456789AZ -.", max_size=14),
)
def test_any_text_is_judged(country: str, text: str) -> None:
    """Whatever somebody wrote, of whatever country: a number, and what is wrong with it."""
    assert vat_number(Holder(subject="legal_person", vat_number=text, country=country)).fault in {
        "none",
        "slip",
        "nobody",
    }


def test_a_name_is_compared_as_it_is_read() -> None:
    """An accent may be written as one sign or as two."""
    accents = [attrs.evolve(MARIO, name=name) for name in ("Nicol\u00f2 Rossi", "NICOLO\u0300 ROSSI")]
    assert same_holder(*accents, "all_data")


@pytest.mark.parametrize(("choice", "same"), list(zip(CHOICES, [True, True, False, False], strict=True)))
def test_with_another_vat_number(choice: str, same: bool) -> None:
    """The tax code alone is enough for two of the readings."""
    assert asked(choice, vat_number="09876540585") == same


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
    """Who was and who asks may change places, unless a number decides that only one of them has."""
    numbers = [(tax_code(each).is_somebodys, vat_number(each).is_somebodys) for each in (one, other)]
    hangs_on_one = choice in {"tax_code", "vat_number"} and numbers[0] != numbers[1]
    assert hangs_on_one or same_holder(one, other, choice) == same_holder(other, one, choice)


@given(pec.holders(), pec.holders())
def test_every_other_reading_is_stricter_than_any_identifier(one: Holder, other: Holder) -> None:
    """Whoever passes one of the others passes it too."""
    strict = [same_holder(one, other, choice) for choice in CHOICES if choice != "any_identifier"]
    assert not any(strict) or same_holder(one, other, "any_identifier")
