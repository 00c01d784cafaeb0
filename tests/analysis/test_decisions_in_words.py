"""Decision tables as people read them: labels and sentences, in every language, and no code that has one."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, cast

import pytest

from pecrules.analysis import decision_table
from pecrules.analysis.cells import as_grid
from pecrules.analysis.facts import standing_for
from pecrules.analysis.formulas import Amount, Number
from pecrules.analysis.questions import QUESTIONS
from pecrules.analysis.regions import Bound, Limit
from pecrules.analysis.running import Over
from pecrules.analysis.symbols import Day, Flag
from pecrules.analysis.terms import Mapped, Text
from pecrules.base import dates
from pecrules.base.grids import Grid
from pecrules.model.codes import Language
from pecrules.model.fields import changed
from pecrules.model.mailboxes import Mailbox
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


def test_how_facts_lie_to_one_another() -> None:
    """Days by how far they may lie apart, numbers by what they are together at most."""
    tell = InWords(shipped(), ON, "it")
    told = {
        Bound("expiry", "suspended_on", 3): "scadenza al massimo 3 giorni dopo: sospesa",
        Bound("expiry", "suspended_on", -2): "scadenza almeno 2 giorni prima di: sospesa",
        Limit((("extra_inbox_gb", -10), ("inbox_bytes", 1)), 7): (
            "byte nella casella \N{MINUS SIGN} 10 × GB aggiuntivi di casella che ha già: al massimo 7"
        ),
        Limit((("request.years", -1), ("request.extra_inbox_gb", -1)), -2): "anni + GB aggiuntivi di casella: almeno 2",
    }
    assert told == {each: tell.value("between", each) for each in told}


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
    tell, over = InWords(shipped(), ON, "it"), Over()
    years, expiry = Number(over, "request.years"), Number(over, "expiry")

    def later(function: Callable[..., date], day: Number, *given: object) -> Day:
        return Day(Number.of_factor(over, Mapped(function, (Day(day), *given), None)))

    after = later(dates.add_years, expiry, 1, "february_28")
    told: dict[str, Any] = {
        "9900 × anni centesimi": Amount(years * 9900),
        "(anni + 1) : 2 centesimi": Amount((years + 1) // 2),
        "scadenza + anni": later(dates.add_years, expiry, years, "february_28"),
        "scadenza + 2 anni": later(dates.add_years, expiry, 2, "february_28"),
        "scadenza + 1 giorno \N{MINUS SIGN} 3 mesi": later(dates.add_months, expiry + 1, -3, "last_day"),
        "scadenza + 1 anno \N{MINUS SIGN} 5 giorni": after - timedelta(5),
        "month_start(scadenza)": later(dates.month_start, expiry),
        "2027-01-10": Day(Number(over, constant=ON.toordinal())),
        "scadenza \N{MINUS SIGN} giorno della domanda \N{MINUS SIGN} 91": expiry - Number(over, "on") - 91,
        "mesi interi da giorno della domanda a scadenza": Number.of_factor(
            over, Mapped(dates.full_months, (Day(expiry), Day(Number(over, "on")), "last_day"), None)
        ),
        "rinnovo automatico": Flag(over, "auto_renew"),
        "scadenza \N{MINUS SIGN} 7 giorni": Text(Day(expiry - 7)),
        "rinnovo automatico: no; ultima durata in anni: niente; scadenza: scadenza + 1 anno": changed(
            standing_for(Mailbox, {})(cast("Any", over)),
            {"auto_renew": False, "last_term_years": None, "expiry": after},
        ),
    }
    assert list(told) == [tell.value("", each) for each in told.values()]
