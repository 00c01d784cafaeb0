"""Files that ``timeline`` and ``show`` write: pictures and appointments."""

import builtins

import pytest
import vobject

from pecrules.cli import run

BOX = ["--address", "mario.rossi@pec.it", "--expiry", "2027-03-30", "--on", "2027-01-10"]


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Run a command line in a folder of its own: its exit code, and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "it_IT")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)

    def called(*arguments):
        code = run(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


def test_a_picture_and_appointments_at_once(call, tmp_path):
    """Both are written, and each is named."""
    done = call("timeline", *BOX, "--svg", "life.svg", "--ics", "life.ics", "--alarm-days", "3")
    assert (0, "`life.svg` è stato scritto\n`life.ics` è stato scritto\n", "") == done
    assert (tmp_path / "life.svg").read_text("utf-8").startswith("<svg ")
    first = vobject.readOne((tmp_path / "life.ics").read_text("utf-8")).vevent_list[0]
    assert -3 * 24 + 9 == first.valarm.trigger.value.total_seconds() / 3600


def test_a_picture_to_a_day(call, tmp_path):
    """Whoever says the last day has it; else the picture ends soon after the mailbox does."""
    call("timeline", *BOX, "--svg", "short.svg")
    call("timeline", *BOX, "--to", "2032-03-30", "--svg", "long.svg")
    short, long = ((tmp_path / name).read_text("utf-8") for name in ("short.svg", "long.svg"))
    assert (False, True) == ("lug 2031" in short, "lug 2031" in long)


def test_a_refusal_is_told(call, tmp_path):
    """A span that ends before it begins is no picture."""
    code, out, _ = call("timeline", *BOX, "--from", "2027-03-01", "--to", "2027-01-01", "--svg", "life.svg")
    assert (1, True) == (code, "l'ultimo giorno viene prima del primo" in out)
    assert [] == [*tmp_path.iterdir()]


@pytest.mark.parametrize("what", ["lifecycle", "prices"])
def test_tables_are_drawn(call, tmp_path, what):
    """The machines, and the prices."""
    assert (0, "`x.svg` è stato scritto\n", "") == call("show", what, "--on", "2027-01-10", "--svg", "x.svg")
    assert "</svg>" in (tmp_path / "x.svg").read_text("utf-8")


def test_what_cannot_be_drawn(call):
    """What can is named."""
    code, _, err = call("show", "vat", "--svg", "x.svg")
    assert (2, True) == (code, "lifecycle, prices" in err)


def test_without_the_library(call, monkeypatch):
    """One clear sentence, and how it is installed."""
    importing = builtins.__import__

    def refuse(name, *more):
        if name == "icalendar":
            raise ModuleNotFoundError(name=name)
        return importing(name, *more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    code, _, err = call("timeline", *BOX, "--ics", "life.ics")
    assert (2, True) == (code, "pip install 'pecrules[calendar]'" in err)
    assert "Traceback" not in err
