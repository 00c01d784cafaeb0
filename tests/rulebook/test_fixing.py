"""Mistakes whose remedy is certain are mended, each where it stands and nowhere else."""

from functools import partial
from pathlib import Path

import pytest

from pecrules.base import resources
from pecrules.rulebook.fixing import _Attempt, fixed
from pecrules.rulebook.reading import judged
from tests.places import TESTS

PRICING = Path(resources.folder("rules"), "pricing.yaml").read_text("utf-8")
BAD = sorted((TESTS / "rules" / "bad").glob("*.yaml"))

CERTAIN = {
    "a comma": ('per_year: "9.90"', "per_year: 9,90"),
    "no quotes": ('per_year: "9.90"', "per_year: 9.90"),
    "a currency": ('per_year: "9.90"', "per_year: 9,90 €"),
    "typographic quotes": ('per_year: "9.90"', "per_year: “9.90”"),
    "a comma and one decimal": ('per_year: "29.90"', "per_year: 29,9"),
    "one decimal": ('per_year: "29.90"', 'per_year: "29.9"'),
    "another form of a day": ("since: 2016-03-30", "since: 30/3/2016"),
    "a space that nobody sees": ("plan: standard", "plan: stan\u00addard"),
    "a slip in a word": ("certainty: documented", "certainty: documentde"),
    "a slip in a key": ("    source: csv-assovoce-renewal", "    sorce: csv-assovoce-renewal"),
    "a key in capitals": ("    per_gb_year:", "    Per_Gb_Year:"),
    "odd quotes around a sentence": ('it: "Spazio aggiuntivo casella"', "it: «Spazio aggiuntivo casella»"),
}
"""What stands in a shipped table, and what somebody may write instead."""


@pytest.mark.parametrize("name", CERTAIN)
def test_one_place_is_mended(name: str) -> None:
    """What was meant is written, and the rest of the file stays letter for letter."""
    right, wrong = CERTAIN[name]
    spoiled = PRICING.replace(right, wrong, 1)
    assert spoiled != PRICING
    done = fixed(spoiled.encode(), "pricing.yaml", "pricing")
    assert PRICING == done.text
    assert [True] == [each.before in wrong and each.after in right for each in done.mended]


def test_what_is_no_text_loses_its_quotes() -> None:
    """A flag and a number are not written between them."""
    lists = TESTS / "rules" / "bad" / "renewal-years-words.yaml"
    done = fixed(lists.read_bytes(), lists.name, "renewal")
    assert [('"1"', "1"), ('"2"', "2")] == [(each.before, each.after) for each in done.mended]


def test_several_places_are_mended_at_once() -> None:
    """All mistakes of a file go together, a key and its value among them."""
    spoiled = PRICING
    for right, wrong in list(CERTAIN.values())[5:]:
        spoiled = spoiled.replace(right, wrong, 1)
    spoiled = spoiled.replace('per_year: "29.90"', "per-year: 29,90")
    assert PRICING == fixed(spoiled.encode(), "pricing.yaml", "pricing").text


def test_a_slip_in_a_key_hides_none_in_its_value() -> None:
    """Both are mended; and if the value is not certain, the key all the same."""
    spoiled = PRICING.replace("certainty: documented", "certanty: documentde", 1)
    assert PRICING == fixed(spoiled.encode(), "pricing.yaml", "pricing").text
    unsure = PRICING.replace("certainty: documented", "certanty: sure", 1)
    right = PRICING.replace("certainty: documented", "certainty: sure", 1)
    assert right == fixed(unsure.encode(), "pricing.yaml", "pricing").text


@pytest.mark.parametrize(
    "wrong",
    [
        "certainty: sure",
        "certainty: documented\n    per_gb_yearly: 1",
        "certainty: documented\n    when: 13/13/2026",
        "certainty: 'documented",
        f"certainty: documented\n    drops: 1,{'0' * 60}",
        f"certainty: documented\n    drops: 1_{'0' * 60}",
    ],
)
def test_what_is_not_certain_is_left(wrong: str) -> None:
    """What may have been meant in more than one way, or in none, stays for a person."""
    spoiled = PRICING.replace("certainty: documented", wrong, 1).encode()
    done = fixed(spoiled, "pricing.yaml", "pricing")
    assert ((), {None, spoiled.decode()} >= {done.text}) == (done.mended, True)


ROWS = """\
table: pricing
book: ours

vat:
  - id: vat-23
    since: 2027-01-01
    percent: 23,5
    certainty: assumed
    source: pecrules-analysis
    clause: "una frase"

  - id: vat-24
    since: 2028-01-01
    percent: 24,5
    certainty: assumed
    source: pecrules-analysis
    clause: "altra frase"

prices:
  - id: standard-2027
    item: plan
    plan: standard
    since: 2027-01-01
    label:
      it: "Canone"
      en: "Fee"
      de: "Gebühr"
    per_year: 9,90
    certainty: assumed
    source: pecrules-analysis
    clause: "terza frase"
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('    clause: "altra frase"', "    clause: altra: frase"),
        ("    since: 2028-01-01", "\tsince: 2028-01-01"),
        ("    since: 2028-01-01", "\tsince: 2028-01-01\n    note: a: b"),
    ],
)
def test_beside_a_row_that_cannot_be_read_the_others_are_mended(right: str, wrong: str) -> None:
    """That row stays letter for letter, and what is certain in it, too: the rest is mended as without it."""
    mended = ROWS.replace("23,5", '"23.5"').replace("9,90", '"9.90"').replace(right, wrong)
    done = fixed(b"\xef\xbb\xbf" + ROWS.replace(right, wrong).encode(), "pricing.yaml", "pricing")
    assert mended == done.text
    assert ["23,5", "9,90"] == [each.before for each in done.mended]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("book: ours", "book: ours: yours"),  # no row
        ("prices:", "prices: our: own"),  # what follows would belong to another section
        ("prices:", "\tprices:"),
        ("  - id: vat-24", "\t- id: vat-24"),
        ('"altra frase"', "'altra frase"),  # where a quote is missing nobody knows
        ("9,90", "9,\xff"),  # no UTF-8
    ],
)
def test_where_it_is_not_certain_which_row_cannot_be_read_nothing_is_mended(right: str, wrong: str) -> None:
    """A section, a row's first line and a text without end have others with them."""
    spoiled = ROWS.replace("ü", "ue").replace(right, wrong).encode("latin-1")
    assert (None, ()) == fixed(spoiled, "pricing.yaml", "pricing")


def test_where_many_rows_cannot_be_read_nothing_is_mended() -> None:
    """Each would cost one more reading; and it is no slip."""
    rows = "".join(f"  - id: vat-{number}\n    note: a: b\n" for number in range(20))
    assert None is fixed(f"{ROWS}\nvat:\n{rows}".encode(), "pricing.yaml", "pricing").text


@pytest.mark.slow
@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_mending_makes_no_other_mistake(case: Path) -> None:
    """Of no file with one mistake comes a file with another one, and what was mended once need not be again."""
    table = case.name.partition("-")[0]
    done = fixed(case.read_bytes(), case.name, table)
    if done.text is None:
        return
    before, after = (judged(each, case.name, table)[1] for each in (case.read_bytes(), done.text.encode()))
    hidden = {"PR101", "PR102", "PR110"}
    assert {each.code for each in after} - hidden <= {each.code for each in before}
    assert bool(done.mended) == (done.text != case.read_bytes().removeprefix(b"\xef\xbb\xbf").decode())
    assert () == fixed(done.text.encode(), case.name, table).mended


@pytest.mark.parametrize("remedy", ['"', "true\n    note: x", '"22"'])
def test_a_remedy_that_does_more_is_not_taken(remedy: str) -> None:
    """What would break the text, or say something else besides, or leave the mistake, is not written."""
    judge = partial(judged, name="p.yaml", table="pricing")
    text = f"{WRAPPED.partition('    clause')[0]}    clause: x\n    note: z\n"
    document, problems = judge(text.replace("assumed", "sure").encode())
    assert document is not None
    attempt = _Attempt(text.replace("assumed", "sure"), judge)
    assert None is attempt._outcome([(problems[0], remedy)], document, problems)


WRAPPED = """\
table: pricing
book: ours

vat:
  - id: vat-23
    since: 2027-01-01
    percent: "23"
    certainty: assumed
    source: pecrules-analysis
    clause:
      "una frase che un programma ha spezzato,
      perché era lunga"
    note: 'anche questa
      è: lunga'
    accepted: [PD010]
  - id: vat-24
    since: 2028-01-01
    percent: "24"
    certainty: assumed
    source: pecrules-analysis
    clause: senza virgolette
      anche
    note: "corta"
"""


def test_texts_that_a_formatter_has_wrapped_are_told_once() -> None:
    """Where many texts run over several lines one message names the cause, and all are put in one line each."""
    assert ["PR048"] == [each.code for each in judged(WRAPPED.encode(), "pricing.yaml", "pricing")[1]]
    done = fixed(WRAPPED.encode(), "pricing.yaml", "pricing")
    assert [10] == [each.location.line - 1 for each in done.mended]
    assert done.text is not None
    assert () == judged(done.text.encode(), "pricing.yaml", "pricing")[1]
    for line in (
        '"una frase che un programma ha spezzato, perché era lunga"',
        '"anche questa è: lunga"',
        '"senza virgolette anche"',
    ):
        assert line in done.text


@pytest.mark.parametrize("inner", ["note: ", "- id: "])
def test_a_column_between_quotes_is_not_joined(inner: str) -> None:
    """Where a column or row stands within quotes, quotes were forgotten: nobody knows what was meant."""
    text = WRAPPED.replace("perché", inner).encode()
    assert () == fixed(text, "pricing.yaml", "pricing").mended


def test_a_text_with_paragraphs_is_not_joined() -> None:
    """A text with an empty line in it cannot stand in one line."""
    text = WRAPPED.replace("ha spezzato,\n", "ha spezzato,\n\n").encode()
    assert () == fixed(text, "pricing.yaml", "pricing").mended
