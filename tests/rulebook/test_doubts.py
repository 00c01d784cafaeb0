"""Every doubt that an analyst's rows can raise, and what is said about it.

``rules/doubtful`` holds one oddity a case: a table of a book that lies over the shipped tables (its name begins with
the table's), or a folder of such tables; ``before`` in it is what the book was until then, and with a ``book.yaml`` it
says itself over what it lies. Beside each stands an
``.expected`` with what is reported in Italian and in English; ``python tests/rules/accept.py`` writes it anew. Some of
what is odd is a mistake.
"""

import contextlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import get_args

import pytest

from pecrules import InvalidRules, Problem, books, check_rules, load_rules
from pecrules.base.codes import DoubtCode
from pecrules.base.messages import MESSAGES
from pecrules.base.reasons import USUAL
from pecrules.cli import reading, run
from pecrules.rulebook.doubts import DOUBTS, compared, dead
from pecrules.rulebook.doubts.rows import PLAUSIBLE
from pecrules.rulebook.layers import Entry
from pecrules.rulebook.reading import checked
from pecrules.rulebook.rows import Row, fields
from pecrules.rulebook.rows.sources import Threshold, ThresholdName
from pecrules.testing.scenarios.proving import dead_rows, unused
from tests.places import ROOT, TESTS
from tests.rulebook.test_bad_rules import expectation, expected_of
from tests.testing.scenarios.cases import suite
from tests.variants import shipped

DOUBTFUL = sorted(path for path in (TESTS / "rules" / "doubtful").iterdir() if path.suffix != ".expected")
TODAY = date(2026, 11, 28)
BEFORE = "before"
BOOK = """table: book
id: doubtful
title: "Dubbi"
extends: retail
source: guide-addons
clause: "la guida, in una riga"
"""
SHIPPED = re.compile(r"rules/(\w+\.yaml):[0-9]+:[0-9]+")
REPORTED = re.compile(r"^\S+ (PD[0-9]+) ", re.MULTILINE)
ZERO = "pricing-for-nothing"


@contextlib.contextmanager
def laid_over(case: Path) -> Iterator[str]:
    """The case as a book over the shipped tables, in the folder ``ours`` of the working directory."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        ours = Path("ours")
        ours.mkdir()
        (ours / "book.yaml").write_text(BOOK, "utf-8")
        if case.is_file():
            shutil.copy(case, (ours / case.name.partition("-")[0]).with_suffix(".yaml"))
        else:
            shutil.copytree(case, ours, dirs_exist_ok=True, ignore=shutil.ignore_patterns(BEFORE))
        if (case / BEFORE).is_dir():
            shutil.copytree(case / BEFORE, BEFORE)
            Path(BEFORE, "book.yaml").write_text(BOOK, "utf-8")
        yield "ours"


def found_in(folder: str) -> tuple[Problem, ...]:
    """What is reported of a book, compared with what it was if that is known.

    Where a case says itself over what it lies, all can be asked, and the analysis looks for dead rows, too.
    """
    if Path(folder, "book.yaml").read_text("utf-8") != BOOK:
        never = partial(unused, (), partial(reading.sound, folder, None), 1)
        return checked(folder, on=TODAY, doubts=True, unused=never).problems
    former = BEFORE if Path(BEFORE).is_dir() else None
    return check_rules(folder, book="retail", on=TODAY, doubts=True, against=former)


def reported(case: Path) -> tuple[Problem, ...]:
    """What checking a case reports."""
    with laid_over(case) as folder:
        return found_in(folder)


def expectation_of(found: tuple[Problem, ...]) -> str:
    """What an ``.expected`` file holds; on which line a shipped row stands does not count."""
    return SHIPPED.sub(r"rules/\1", expectation(found))


def case_of(name: str) -> Path:
    return next(case for case in DOUBTFUL if case.stem == name)


@pytest.mark.parametrize("case", DOUBTFUL, ids=lambda case: case.stem)
def test_what_is_odd_is_reported_in_these_words_at_the_row_that_brought_it_about(case: Path) -> None:
    """Every finding is as the file beside it says, and stands in the case, which is loaded if none is a mistake."""
    with laid_over(case) as folder:
        found = found_in(folder)
        with contextlib.nullcontext() if all(each.is_doubt for each in found) else pytest.raises(InvalidRules):
            assert "doubtful" == load_rules(folder).book
    assert expected_of(case).read_text("utf-8") == expectation_of(found)
    assert {"ours"} == {each.location.file.partition("/")[0] for each in found if each.location}


def test_every_doubt_has_a_case() -> None:
    """Every code is reported by some case, but for one of bases, and has its sentence; no check is run twice."""
    codes = {"PD053"} | {code for case in DOUBTFUL for code in REPORTED.findall(expected_of(case).read_text("utf-8"))}
    assert set(get_args(DoubtCode)) == codes == {code for code in MESSAGES if code.startswith("PD")}
    assert len(DOUBTS) == len(set(DOUBTS))


def test_no_expectation_of_a_doubt_is_left_behind() -> None:
    """Every expectation has a case."""
    assert sorted(map(expected_of, DOUBTFUL)) == sorted((TESTS / "rules" / "doubtful").glob("*.expected"))


@pytest.mark.parametrize(("on", "doubts"), [(TODAY, False), (None, True)])
def test_a_comparison_wants_a_day(on: date | None, doubts: bool) -> None:
    """Without one nobody knows what has begun; and what it finds are doubts."""
    with pytest.raises(TypeError, match="wants them, and a day"):
        check_rules("rules", on=on, doubts=doubts, against="rules")


class TestCompared:
    """What is compared with what it was."""

    CASE = "pricing-changed-again"

    def test_of_a_book_of_ones_own_only_that(self) -> None:
        """Nobody can change the release that it lies over: what another one says is not told at its rows."""
        with laid_over(case_of(self.CASE)) as folder:
            shutil.copytree(ROOT / "rules", "rules")
            file = Path("rules", "pricing.yaml")
            file.write_text(file.read_text("utf-8").replace('per_year: "9.90"', 'per_year: "9.80"'), "utf-8")
            shutil.copytree(BEFORE, "rules/books/doubtful")
            found = check_rules(folder, on=TODAY, doubts=True, against="rules")
        assert ["ours/pricing.yaml:14:15"] == [str(each.location) for each in found]

    def test_layers_without_a_former_one(self) -> None:
        """Of a layer that is new, and of one that is the same, nothing is told."""
        layers = shipped().layers
        assert [] == [*compared.doubts_of(layers, {layers[0].name: layers[0]}, TODAY)]

    def test_a_book_of_another_name(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Nothing could be compared, and so it is told, by the name that was given."""
        with laid_over(case_of(self.CASE)) as folder:
            file = Path(BEFORE, "book.yaml")
            file.write_text(BOOK.replace("id: doubtful", "id: other"), "utf-8")
            table = Path(BEFORE, "pricing.yaml")
            table.write_text(table.read_text("utf-8").replace("book: doubtful", "book: other"), "utf-8")
            assert 2 == run(["check", folder, "--against", BEFORE, "--lang", "it"])
        told = "non c'è niente con cui confrontare il listino `doubtful`: dove si guarda ci sono law, retail, other"
        assert told in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("relase", "forse intendevi `release`?"),
            ("befroe", "forse intendevi `before`?"),
            ("HEAD", "e qui non c'è un archivio di git"),
            ("before/pricing.yaml", "= aiuto: nomina la cartella: `before`"),
        ],
    )
    def test_what_cannot_be_named(self, name: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
        """The nearest name is told, and of a file its folder; outside of git there is no revision."""
        with laid_over(case_of(self.CASE)) as folder:
            assert 2 == run(["check", folder, "--against", name, "--lang", "it"])
        assert told in capsys.readouterr().err


def test_a_late_fee_that_rises_is_not_odd() -> None:
    """Who is later pays more."""
    case = case_of("pricing-late-fee-that-falls").read_text("utf-8").replace('"2.00"', '"9.50"')
    with tempfile.TemporaryDirectory() as folder:
        rising = Path(folder, "pricing-late-fee-that-rises.yaml")
        rising.write_text(case, "utf-8")
        assert () == reported(rising)


class TestDead:
    """Rows on which no answer can rest."""

    def test_what_every_book_replaces(self) -> None:
        """A row of a base is dead if no book asks it: where the base is a book itself, it is asked there."""
        over = shipped("cni").layers
        own = over[:-1]
        assert not [*dead.doubts_of(own[-1:], [own, over])]
        replaced = [each for each in dead.doubts_of(own[-1:], [over]) if each.code == "PD053"]
        assert any("books/cni/pricing.yaml" in each.args["first"] for each in replaced)

    @pytest.mark.slow
    @pytest.mark.proof
    @pytest.mark.parametrize(
        ("case", "row"),
        [
            ("plan-changed-to-too-late", "plans/premium-to-mini"),
            ("channels-form-of-no-command", "channels/reason-to-leave"),
        ],
    )
    def test_the_analysis_says_the_same(self, case: str, row: str) -> None:
        """No answer rests on such a row, in any case that policies are asked about."""
        with laid_over(case_of(case)) as folder:
            rules = load_rules(folder)
        entry = rules.entry(row)
        assert [entry] == dead_rows([entry], lambda _: rules)


class TestProved:
    """What only the analysis knows."""

    CASE = "late-fee-of-nothing"

    def test_a_row_that_accepts_it_is_not_asked_about(self) -> None:
        """With a note that says why the doubt is gone, and with it the time it takes."""
        with laid_over(case_of(self.CASE)) as folder:
            path = Path(folder, "pricing.yaml")
            path.write_text(f"{path.read_text('utf-8')}    accepted: [PD077]\n", "utf-8")
            asked: list[Entry] = []
            assert () == checked(folder, doubts=True, unused=lambda rows: asked.extend(rows) or ()).problems
        assert [] == asked

    def test_it_is_not_looked_for_beside_a_mistake(self) -> None:
        """Rules with a mistake cannot be asked."""
        with laid_over(case_of(self.CASE)) as folder:
            Path(folder, "alerts.yaml").write_text("table: alerts\nbook: other\n", "utf-8")
            found = checked(folder, doubts=True, unused=lambda rows: [(row, "") for row in rows]).problems
        assert {"PR213"} == {each.code for each in found}

    def test_in_one_book_of_a_base_its_own_rows_alone(self) -> None:
        """What another book makes of those below, nobody asks then."""
        asked: list[Entry] = []
        checked(book="cni", doubts=True, unused=lambda rows: asked.extend(rows) or ())
        assert {"cni"} == {entry.layer for entry in asked}

    def test_what_a_scenario_reaches_is_not_dead(self) -> None:
        """It is asked first: a table of a policy does not have all that a scenario may say."""
        scenarios = suite("ask: status\nmailbox: {expiry: 2027-03-30}\nexpect: {state: expiring}").scenarios
        (entry,) = [entry for entry in shipped().entries if entry.row.ref == "lifecycle/mailbox-grace-2024"]
        assert [] == [*unused(scenarios, shipped, 1, [entry])]

    @pytest.mark.long
    def test_the_command_tells_it_in_every_format(self, capsys: pytest.CaptureFixture[str]) -> None:
        """At its line and column, as any other doubt."""
        with laid_over(case_of(self.CASE)) as folder:
            assert 0 == run(["check", folder, "--prove", "--format", "github"])
        told = capsys.readouterr().out
        assert told.startswith("::warning file=ours/pricing.yaml,line=5,")
        assert "PD077" in told

    def test_without_the_word_nobody_looks(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It takes its time."""
        with laid_over(case_of(self.CASE)) as folder:
            assert 0 == run(["check", folder, "--json"])
        assert [] == json.loads(capsys.readouterr().out)

    @pytest.mark.slow
    @pytest.mark.proof
    def test_the_shipped_tables_have_none_that_is_not_accepted(self, capsys: pytest.CaptureFixture[str]) -> None:
        """In no book."""
        run(["check", "--prove", "--json"])
        assert [] == json.loads(capsys.readouterr().out)


class TestShipped:
    """The shipped tables."""

    def test_there_is_nothing_odd_that_is_not_accepted(self) -> None:
        """Not in the base, nor in any book, nor in one book looked at alone."""
        assert () == check_rules(doubts=True)
        assert () == check_rules(on=TODAY, book="cni", doubts=True)

    def test_what_is_accepted_has_a_reason(self) -> None:
        """There is such a row, and each has a note."""
        rows = [e.row for book in books() for e in shipped(book).entries if e.row.accepted]
        assert rows
        assert all(row.note for row in rows)

    @pytest.mark.parametrize(
        ("threshold", "at_most", "case", "code"),
        [
            ("price_factor", 50, "pricing-premium-below-standard", "PD005"),
            ("number_factor", 90, "alerts-red-from-one-day", "PD010"),
            ("years_apart", 100, "pricing-announced-in-1927", "PD004"),
            ("withdrawal_days", 60, "termination-forty-days-to-withdraw", "PD063"),
            ("used_percent", 100, "alerts-warning-when-it-is-full", "PD063"),
        ],
    )
    def test_where_a_number_becomes_odd_is_a_row(self, threshold: str, at_most: int, case: str, code: str) -> None:
        """In a book whose threshold is higher there is no such doubt; each threshold decides one."""
        assert threshold in {entry.row.threshold for entry in shipped().entries if isinstance(entry.row, Threshold)}
        with laid_over(case_of(case)) as folder:
            before = {each.code for each in check_rules(folder, book="retail", doubts=True)}
            source = (
                f"table: sources\nbook: doubtful\nthresholds:\n  - id: ours\n    threshold: {threshold}\n"
                f"    since: 2027-01-01\n    at_most: {at_most}\n    certainty: documented\n    source: guide-addons\n"
                '    clause: "la guida"\n'
            )
            Path(folder, "sources.yaml").write_text(source, "utf-8")
            assert {code} == before - {each.code for each in check_rules(folder, book="retail", doubts=True)}

    def test_what_is_usual_of_a_column_is_a_row(self) -> None:
        """Each column that is looked at has its row, its sentence and a place in the schema, and none is left over."""
        rows = {entry.row.threshold for entry in shipped().entries if isinstance(entry.row, Threshold)}
        assert {*get_args(ThresholdName)} == rows
        assert {*PLAUSIBLE} == {*USUAL} == rows - {"price_factor", "number_factor", "years_apart"}
        assert all(column in fields(kind) for column, kinds in PLAUSIBLE.items() for kind in kinds)

    @pytest.mark.parametrize("text", ['per_year: "9.90"', 'per_year: "60.00"'])
    def test_what_is_usual_is_not_odd(self, text: str) -> None:
        """Neither at the bounds nor between them; a column that is left out says nothing."""
        case = case_of("pricing-hundred-times").read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            usual = Path(folder, "pricing-usual.yaml")
            usual.write_text(re.sub('per_year: ".*"', text, case), "utf-8")
            assert "PD063" not in {each.code for each in reported(usual)}

    def test_thresholds_are_presumed(self) -> None:
        """No source gives them, and the rows say so."""
        rows = [entry.row for entry in shipped().entries if isinstance(entry.row, Threshold)]
        assert {("assumed", "pecrules-analysis")} == {(row.certainty, row.source) for row in rows}


class TestAccepted:
    """What a row says of the doubts about it."""

    def test_what_is_accepted_is_not_reported(self) -> None:
        """With a note that says why, the doubt is gone; the row is equal in everything else."""
        with laid_over(case_of(ZERO)) as folder:
            path = Path(folder, "pricing.yaml")
            path.write_text(f'{path.read_text("utf-8")}    note: "la paga l\'Ordine"\n    accepted: [PD007]\n', "utf-8")
            assert () == check_rules(folder, doubts=True)
            row = load_rules(folder).entry("pricing/standard-2027").row
        assert isinstance(row, Row)
        assert ("PD007",) == row.accepted

    @pytest.mark.parametrize("on", [TODAY, None])
    @pytest.mark.parametrize(
        ("name", "code"), [("sources-nobody-cites", "PD020"), ("sources-reviewed-tomorrow", "PD021")]
    )
    def test_a_source_accepts_as_a_row_does(self, name: str, code: str, on: date | None) -> None:
        """Whatever day it is; if no day is given, nobody knows whether a review is still to come."""
        with laid_over(case_of(name)) as folder:
            path = Path(folder, "sources.yaml")
            path.write_text(f'{path.read_text("utf-8")}    note: "è voluto"\n    accepted: [{code}]\n', "utf-8")
            assert () == check_rules(folder, book="retail", on=on, doubts=True)

    def test_an_unknown_doubt_is_a_mistake(self) -> None:
        """The schema lists what can be accepted."""
        with laid_over(case_of(ZERO)) as folder:
            path = Path(folder, "pricing.yaml")
            path.write_text(f'{path.read_text("utf-8")}    note: "sì"\n    accepted: [PD999]\n', "utf-8")
            assert {"PR104"} == {each.code for each in check_rules(folder, doubts=True)}

    def test_no_doubt_is_told_beside_a_mistake(self) -> None:
        """Rows with a mistake are left out, and what is odd without them may be sound with them."""
        with laid_over(case_of(ZERO)) as folder:
            Path(folder, "alerts.yaml").write_text("table: alerts\nbook: other\n", "utf-8")
            assert {"PR213"} == {each.code for each in check_rules(folder, doubts=True)}


class TestCommand:
    """``pecrules check``."""

    def run(self, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
        with laid_over(case_of("pricing-premium-below-standard")) as folder:
            code = run(["check", folder, *options])
        return code, capsys.readouterr().out

    def test_doubts_do_not_fail(self, capsys: pytest.CaptureFixture[str]) -> None:
        """They are told apart from mistakes, with what would follow."""
        code, out = self.run(capsys, "--lang", "it")
        told = "PD006 strano, guarda: `PEC Premium` costerebbe meno di `PEC Standard`, che contiene meno"
        assert 0 == code
        assert f"{told}: 1,22\u00a0€ contro 12,08\u00a0€" in out
        assert "accepted: [PD006]" in out
        assert "dubbi" in out

    def test_doubts_fail_a_strict_check(self, capsys: pytest.CaptureFixture[str]) -> None:
        """As everything else does that is only probably wrong."""
        assert 1 == self.run(capsys, "--strict", "--lang", "it")[0]

    def test_programs_are_told_which_findings_are_doubts(self, capsys: pytest.CaptureFixture[str]) -> None:
        """In each format, in its own words."""
        assert {"doubt"} == {each["severity"] for each in json.loads(self.run(capsys, "--format", "json")[1])}
        assert self.run(capsys, "--format", "github")[1].startswith("::warning file=ours/pricing.yaml")
        results = json.loads(self.run(capsys, "--format", "sarif")[1])["runs"][0]["results"]
        assert {"warning"} == {each["level"] for each in results}
