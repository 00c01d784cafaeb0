"""Decision tables as people read them: labels and sentences, in every language, and no code that has one."""

import re
from datetime import date

import pytest

from pecrules.analysis import decision_table
from pecrules.analysis.cells import as_grid
from pecrules.analysis.questions import QUESTIONS
from pecrules.base.grids import Field, Grid
from pecrules.model.codes import Language
from pecrules.present.decisions import InWords
from tests.variants import shipped

ON = date(2027, 1, 10)
CODE = re.compile(r"[a-z]+_[a-z_]+|`[a-z][^`]*`|\b(?:true|false|None)\b|[A-Z][a-z]+[A-Z]\w*\(")
CHEAP = [
    ("status", "life"), ("status", "places"), ("offers", "offers"), ("terminate", "withdrawal"),
]  # fmt: skip


def in_words(policy: str, part: str, lang: Language) -> Grid:
    """A decision table in words."""
    tell = InWords(shipped(), ON, lang)
    return tell.grid(as_grid(decision_table(policy, shipped(), on=ON, part=part), tell.value))


def codes_in(grid: Grid) -> list[str]:
    """The heads and cells in which a code stands, but for the rows behind an answer."""
    cells = (*(field.name for field in grid.fields), *(cell for row in grid.rows for cell in row[:-1]))
    return [cell for cell in cells if CODE.search(cell)]


@pytest.mark.parametrize(("policy", "part"), CHEAP)
def test_no_code_is_told(policy: str, part: str) -> None:
    """Neither a fact nor an answer is told by its code, in Italian or in German."""
    assert [] == codes_in(in_words(policy, part, "it"))
    assert [] == codes_in(in_words(policy, part, "de"))


def test_how_days_lie_to_one_another() -> None:
    """In words, or as the sum that it is; a cell that says nothing stays so."""
    fields = [Field(name, "word", name) for name in ("between", "because")]
    grid = Grid("status.life", "", tuple(fields), [("expiry - suspended_on <= 3; expiry + 1", "x"), ("", "y")])
    told = InWords(shipped(), ON, "it").grid(grid).rows
    assert (("", "y"), "x") == (told[1], told[0][1])
    assert [] == CODE.findall(told[0][0])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("policy", "part"), [(each.policy, each.part) for each in QUESTIONS if (each.policy, each.part) not in CHEAP]
)
def test_no_code_is_told_in_any_table(policy: str, part: str) -> None:
    """Nor in any other table."""
    assert [] == codes_in(in_words(policy, part, "it"))


def test_every_part_of_every_policy_has_a_title() -> None:
    """In words, by which tables are told apart."""
    tell = InWords(shipped(), ON, "it")
    titles = [tell.title(each.policy, each.part) for each in QUESTIONS]
    assert len(QUESTIONS) == len(set(titles))


def test_a_table_reads_as_sentences() -> None:
    """A side of a fact is told from the day of the question on, a day by how far it lies from another."""
    grid = in_words("status", "life", "it")
    assert "Stato della casella: secondo la scadenza" == grid.title
    assert ["scadenza", "tipo", "risposta", "stato", "da", "fino al"] == [field.name for field in grid.fields][:6]
    assert ("da oggi a fra 90 giorni", "", "sì", "In scadenza", "scadenza \N{MINUS SIGN} 90 giorni") == grid.rows[1][:5]


def test_amounts_and_days_are_sums_of_facts() -> None:
    """An amount is a sum in cents, a day lies months or years after another; what changes is told by its name."""
    tell = InWords(shipped(), ON, "it")
    told = {
        "9900*request.years cents": "9900 × anni centesimi",
        "add_years(expiry, request.years, february_28)": "scadenza + anni",
        "add_years(expiry, 2, february_28)": "scadenza + 2 anni",
        "add_months(expiry + 1, -3, last_day)": "scadenza + 1 giorno \N{MINUS SIGN} 3 mesi",
        "expiry - on - 91": "scadenza \N{MINUS SIGN} giorno della domanda \N{MINUS SIGN} 91",
        "full_months(expiry, on, last_day)": "mesi interi da giorno della domanda a scadenza",
        "<any Mailbox with auto_renew=False, expiry=add_years(expiry, 1, february_28)>": (
            "rinnovo automatico: no; scadenza: scadenza + 1 anno"
        ),
    }
    assert told == {text: tell.formula(text) for text in told}
