"""``pecrules fleet`` that is stopped or killed, or whose files change: nothing is half written, and nothing lost."""

import os
import signal
import subprocess
import sys
import textwrap
from contextlib import ExitStack
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet
import pytest

from pecrules.cli import run
from pecrules.cli.stopping import stopped
from tests.cli.test_fleets import DAY, ROWS, _Progress

SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
ASKED = ("--columns", "state", *DAY)

posix = pytest.mark.skipif(os.name != "posix", reason="there are no such signals")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a file of three mailboxes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "caselle.csv").write_text(ROWS, "utf-8")
    return tmp_path


def names(folder):
    return sorted(each.name for each in folder.iterdir())


@pytest.fixture(params=SIGNALS)
def number(request):
    """A signal that stops a program; where the tests run it may be ignored, as under `nohup`."""
    before = signal.signal(request.param, signal.SIG_DFL)
    yield request.param
    signal.signal(request.param, before)


@posix
def test_signals(number):
    """One that stops a program interrupts it, and nothing more while it ends; what was ignored before is ignored."""
    with pytest.raises(KeyboardInterrupt), stopped(), ExitStack() as ending:  # noqa: PT012 - it comes twice
        ending.callback(signal.raise_signal, number)
        signal.raise_signal(number)
    assert signal.SIG_DFL == signal.getsignal(number)
    signal.signal(number, signal.SIG_IGN)
    with stopped():
        signal.raise_signal(number)
    assert signal.SIG_IGN == signal.getsignal(number)


CHILD = textwrap.dedent(
    """
    import signal
    import sys
    from contextlib import contextmanager
    from pecrules.cli import fleets, run

    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever is ignored where the tests run

    @contextmanager
    def waiting():
        def hear(rows):
            print("half", flush=True)
            sys.stdin.readline()
        yield hear

    fleets._progress = waiting
    sys.exit(run(sys.argv[1:]))
    """
)
"""A program that asks about a fleet, says when it is in the middle of it, and waits there."""


@pytest.fixture
def child(place):
    """Such a process, which has written half of an answer."""
    command = [sys.executable, "-c", CHILD, "fleet", "caselle.csv", "--out", "r.csv", *ASKED]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert "half\n" == process.stdout.readline()
        assert [f".r.csv.{process.pid}.part", "caselle.csv"] == names(place)
        yield process
        process.kill()


@posix
@pytest.mark.slow
@pytest.mark.parametrize("number", [*SIGNALS, signal.SIGINT])
def test_a_process_that_is_stopped(place, child, number):
    """It says so in one line, and leaves nothing."""
    child.send_signal(number)
    assert (2, "pecrules: interrotto\n") == (child.wait(), child.stderr.read())
    assert ["caselle.csv"] == names(place)


@posix
@pytest.mark.slow
def test_a_process_that_is_killed(place, child, capsys):
    """It leaves a part, which the next run takes away and says nothing; while it lives, its part is let be."""
    part = f".r.csv.{child.pid}.part"
    assert 0 == run(["fleet", "caselle.csv", "--out", "r.csv", *ASKED])
    said = capsys.readouterr()
    assert [part, "caselle.csv", "r.csv"] == names(place)
    child.kill()
    child.wait()
    assert [part, "caselle.csv", "r.csv"] == names(place)
    assert 0 == run(["fleet", "caselle.csv", "--out", "r.csv", *ASKED])
    assert ["caselle.csv", "r.csv"] == names(place)
    assert said == capsys.readouterr()


@posix
@pytest.mark.slow
def test_a_process_that_goes_on(place, child):
    """One beside which another wrote the same file ends as if it were alone."""
    assert 0 == run(["fleet", "caselle.csv", "--out", "r.csv", *ASKED])
    (place / "r.csv").unlink()
    child.communicate("\n")
    assert 0 == child.returncode
    assert ["caselle.csv", "r.csv"] == names(place)


@posix
@pytest.mark.slow
@pytest.mark.parametrize("out", ["r.csv", "r.parquet"])
def test_a_disk_that_is_full(place, out):
    """It is said in one sentence, and what was there before is still there."""
    (place / "caselle.csv").write_text("plan,expiry\n" + "standard,2027-03-30\n" * 2_000, "utf-8")
    (place / out).write_text("prima", "utf-8")
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); "
    program = limited + "from pecrules.cli import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "fleet", "caselle.csv", "--out", out, "--columns", "since", *DAY]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (2, f"pecrules: `{out}` non si può scrivere: il file sarebbe troppo grande\n") == (
        found.returncode, found.stderr
    )  # fmt: skip
    assert ["caselle.csv", out] == names(place)
    assert "prima" == (place / out).read_text("utf-8")


# -- files that change ------------------------------------------------------------------------------------------------


def longer(path):
    with path.open("ab") as file:
        file.write(b"pro,2027-01-01,true\n")


def shorter(path):
    os.truncate(path, path.stat().st_size // 2)


def another(path):
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.replace(path)


CHANGES = {
    "longer": (longer, "cambia mentre lo si legge"),
    "shorter": (shorter, "cambia mentre lo si legge"),
    "another": (another, "cambia mentre lo si legge"),
    "gone": (Path.unlink, "non esiste"),
}


@pytest.fixture
def amid(monkeypatch):
    """Do something when the first rows are answered."""

    def set_(act):
        done = []

        def hears(_):
            if not done:
                done.append(act())

        monkeypatch.setattr("pecrules.cli.fleets._progress", lambda: _Progress(hears))

    return set_


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes(place, amid, capsys, form, change):
    """Half of one file and half of another is no fleet: it is told, nothing is written, and what was there stays."""
    act, told = CHANGES[change]
    path = place / f"in.{form}"
    if form == "csv":
        path.write_text(ROWS, "utf-8")
    else:
        table = pyarrow.csv.read_csv(place / "caselle.csv")
        pyarrow.parquet.write_table(table, path)
    (place / "r.csv").write_text("prima", "utf-8")
    amid(lambda: act(path))
    assert 2 == run(["fleet", path.name, "--out", "r.csv", *ASKED])
    assert f"il file non si può leggere: {told}" in capsys.readouterr().err
    assert "prima" == (place / "r.csv").read_text("utf-8")
    assert [] == [each for each in names(place) if each.endswith(".part")]


@pytest.fixture
def folder(place):
    """Two files of mailboxes in a folder, and what is asked about them."""
    (place / "in").mkdir()
    for name in ("a", "b"):
        (place / "in" / f"{name}.csv").write_text(ROWS, "utf-8")
    return ["fleet", "in", "--out", "out", *ASKED]


@pytest.mark.parametrize("change", CHANGES)
def test_a_folder_of_which_a_file_changes(place, folder, amid, capsys, change):
    """What was answered stays, what changed is named; and the next run answers what is left."""
    path = place / "in" / "b.csv"
    amid(lambda: CHANGES[change][0](path))
    assert 2 == run(folder)
    assert "in/b.csv" in capsys.readouterr().err.replace("\\", "/")
    assert [".pecrules", "a.csv"] == names(place / "out")
    amid(lambda: None)
    path.write_text(ROWS, "utf-8")
    assert 0 == run(folder)
    assert capsys.readouterr().out.startswith("3 caselle; 1 file scritto\n")
    assert [".pecrules", "a.csv", "b.csv"] == names(place / "out")


def test_a_folder_to_which_files_are_added(place, folder, amid, capsys):
    """The next run answers them; also one that was put in the place of another, though it is older than the answers."""
    amid(lambda: (place / "in" / "c.csv").write_text(ROWS, "utf-8"))
    assert 0 == run(folder)
    assert [".pecrules", "a.csv", "b.csv"] == names(place / "out")
    older = place / "older.csv"
    older.write_text(ROWS + "pro,2027-01-01,true\n", "utf-8")
    os.utime(older, (0, 0))
    older.replace(place / "in" / "a.csv")
    amid(lambda: None)
    capsys.readouterr()
    assert 0 == run(folder)
    assert capsys.readouterr().out.startswith("7 caselle; 2 file scritti\n")
    assert 5 == len((place / "out" / "a.csv").read_text("utf-8").splitlines())


# -- places of answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["symlink_to", "hardlink_to"])
def test_answers_that_would_be_the_question(place, folder, capsys, kind):
    """Whatever name it goes by, what is read is not written over."""
    getattr(place / "r.csv", kind)(place / "caselle.csv")
    assert 2 == run(["fleet", "caselle.csv", "--out", "r.csv", *ASKED])
    assert "`r.csv` è il file che si legge" in capsys.readouterr().err
    assert 2 == run([*folder[:2], "--out", "./in", *ASKED])
    assert "`in` è il file che si legge" in capsys.readouterr().err
    assert 0 == run(folder)
    (place / "out" / "b.csv").unlink()
    getattr(place / "out" / "b.csv", kind)(place / "in" / "a.csv")
    (place / "in" / "a.csv").write_text(ROWS + ROWS.splitlines()[1], "utf-8")
    os.utime(place / "in" / "b.csv")
    assert 2 == run(folder)
    assert "b.csv` è il file che si legge" in capsys.readouterr().err
    assert [ROWS, 5] == [
        (place / "caselle.csv").read_text("utf-8"), len((place / "in" / "a.csv").read_text("utf-8").splitlines())
    ]  # fmt: skip


def test_answers_inside_of_the_question(place, folder):
    """A folder of answers in the folder of what is asked is none of it, whatever it is called."""
    (place / "in" / "risposte.csv").mkdir()
    for _ in range(2):
        assert 0 == run([*folder[:2], "--out", "in/risposte.csv", *ASKED])
        assert [".pecrules", "a.csv", "b.csv"] == names(place / "in" / "risposte.csv")


@pytest.mark.parametrize(
    ("source", "out", "told"),
    [
        ("caselle.csv", "folder.csv", "è una cartella"),
        ("caselle.csv", "caselle.csv/r.csv", "non è una cartella"),
        ("in", "caselle.csv", "c'è già un file con questo nome"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_places_where_nothing_can_be_written(place, capsys, source, out, told):
    """They are told in one sentence; what is there stays."""
    (place / "folder.csv").mkdir()
    assert 2 == run(["fleet", source, "--out", out, *ASKED])
    assert f"`{out}` non si può scrivere: {told}\n" in capsys.readouterr().err
    assert ["caselle.csv", "folder.csv", "in"] == names(place)
    assert ROWS == (place / "caselle.csv").read_text("utf-8")
