"""``pecrules test``: exit codes, words, formats, and what else it can tell."""

import json

import pytest

from pecrules.cli import run
from tests.testing.scenarios.test_reading import ONE, REASON

GOOD, BAD = ONE, ONE.replace("expiring", "deleted")


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text, name="prova.scenarios.yaml"):
        (tmp_path / name).write_text(text, "utf-8")
        return name

    return write


def test_all_hold(file, capsys):
    """0, and how many there are."""
    assert 0 == run(["test", file(GOOD), "--lang", "it"])
    assert "1 scenario: le risposte sono tutte quelle attese\n" == capsys.readouterr().out


def test_none_is_sound(file, capsys):
    """Of what cannot be read nobody says that it holds."""
    assert 1 == run(["test", file(GOOD.replace("expect", "expct")), "--lang", "it"])
    assert "attese" not in capsys.readouterr().out


def test_one_differs(file, capsys):
    """1, with the place, what was expected and what there is, and the rows behind."""
    assert 1 == run(["test", file(BAD), "--lang", "it"])
    out = capsys.readouterr().out
    assert "PR505 in `a`, `state` è `expiring` (in scadenza): ci si aspettava `deleted` (cancellata)" in out
    assert "--> prova.scenarios.yaml:6:21" in out
    assert "viene da lifecycle/mailbox-expiring-2016" in out
    assert out.endswith("1 scenario, di cui 1 con un'altra risposta\n")


def test_for_programs(file, capsys):
    """As JSON."""
    assert 1 == run(["test", file(BAD), "--json"])
    (found,) = json.loads(capsys.readouterr().out)
    assert ("PR505", "deleted") == (found["code"], found["args"]["expected"])


@pytest.mark.slow
def test_the_shipped_ones(capsys):
    """Without a file; in another book they differ."""
    assert 0 == run(["test", "--lang", "en"])
    assert "scenarios: all are answered as expected" in capsys.readouterr().out


def test_another_book_and_other_rules(file, capsys):
    """Scenarios that name no book are put to the one that is named."""
    asked = GOOD.replace("status", "quote_renewal").replace(
        "{state: expiring}", "{refused: price_not_stated}\n    request: {years: 1}"
    )
    assert 0 == run(["test", file(asked), "--book", "tssconsulting"])
    assert 1 == run(["test", file(asked), "--rules", "nowhere"])
    assert "nowhere" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "told"), [("nothing.yaml", "PR001"), (".", "there is no file of scenarios in `.`")])
def test_nothing_to_put(file, capsys, name, told):
    """2."""
    assert 2 == run(["test", name, "--lang", "en"])
    assert told in capsys.readouterr().err


@pytest.mark.long
def test_coverage_and_proposals(file, capsys):
    """Rows, cases, and scenarios for what is never said; a file that is there stays."""
    alerts = GOOD.replace("status", "next_alert").replace("{state: expiring}", "{nothing: true}")
    command = ["test", file(alerts), "--coverage", "--propose", "nuovi.scenarios.yaml", "--lang", "it"]
    assert 0 == run(command)
    out = capsys.readouterr().out
    assert "Righe\n" in out
    assert "next_alert, alert, 2027-01-10" in out
    assert 0 == run(["test", "nuovi.scenarios.yaml"])
    assert 2 == run(command)
    assert "`nuovi.scenarios.yaml` c'è già" in capsys.readouterr().err


@pytest.mark.long
def test_coverage_or_proposals_alone(file, capsys):
    """One does not bring the other."""
    alerts = GOOD.replace("status", "next_alert").replace("{state: expiring}", "{nothing: true}")
    assert 0 == run(["test", file(alerts), "--coverage", "--lang", "it"])
    assert "Righe\n" in capsys.readouterr().out
    assert 0 == run(["test", "prova.scenarios.yaml", "--propose", "nuovi.scenarios.yaml", "--lang", "it"])
    assert "Righe" not in capsys.readouterr().out


def test_mutations(file, capsys, monkeypatch):
    """What no scenario notices, and what of it is dead."""
    from pecrules.testing.scenarios import mutating

    every = mutating.changes
    kept = {"messages/order-screen-2016", "lifecycle/mailbox-expiring-2016"}
    monkeypatch.setattr(mutating, "changes", lambda entries: every(e for e in entries if e.row.ref in kept))
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert 0 == run(["test", file(GOOD), "--mutate", "--lang", "en"])
    assert "Noticed by no scenario" in capsys.readouterr().out
    assert 0 == run(["test", file(GOOD + REASON), "--mutate", "--propose", "nuovi.scenarios.yaml", "--lang", "en"])
    assert "Excepted, and there is no such change" in capsys.readouterr().out
    assert 0 == run(["test", "nuovi.scenarios.yaml"])
