"""``pecrules check --against``: what has begun stays as it was in an earlier version."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pecrules.cli import run
from tests.rulebook.test_doubts import TODAY

pytestmark = pytest.mark.long

Call = Callable[..., tuple[int, set[str]]]

DAY = ("--on", str(TODAY))
PRICE = ('per_year: "9.90"', 'per_year: "9.95"')


def git(*arguments: str) -> None:
    """Let git do something here."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def call(sound: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Check the folder ``rules``, which is committed: exit code, and the codes of what was found."""
    git("init", "-q", ".")
    git("add", ".")
    git("commit", "-q", "-m", "first")

    def called(*arguments: str) -> tuple[int, set[str]]:
        code = run(["check", str(sound), *DAY, "--json", *arguments])
        return code, {each["code"] for each in json.loads(capsys.readouterr().out or "[]")}

    return called


def changed(old: str, new: str) -> None:
    """Put other words into the prices."""
    file = Path("rules/pricing.yaml")
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.slow
def test_a_revision(sound: Path, call: Call) -> None:
    """The folder is looked for in the revision, unless another one is named there."""
    unlike = call()[1]
    assert (0, unlike) == call("--against", "HEAD")
    changed(*PRICE)
    assert (0, {*unlike, "PD045"}) == call("--against", "HEAD") == call("--against", "HEAD:rules")
    assert 1 == call("--against", "HEAD", "--strict")[0]


def test_a_change_that_is_meant(call: Call) -> None:
    """The row says so, and goes on saying it when there is nothing to compare it with, or nothing differs any more."""
    unlike = call()[1]
    changed(PRICE[0], f'{PRICE[1]}\n    note: "un errore di battitura"\n    accepted: [PD045]')
    git("commit", "-q", "-a", "-m", "second")
    assert (0, unlike) == call() == call("--against", "HEAD") == call("--against", "HEAD~1")


def test_a_folder(call: Call) -> None:
    """An earlier copy lies beside."""
    shutil.copytree("rules", "before")
    changed(*PRICE)
    assert "PD045" in call("--against", "before")[1]


@pytest.mark.parametrize("against", ["release", "cni"])
def test_the_release(call: Call, against: str) -> None:
    """The shipped tables, all books of which are one release; other tables of the same name are compared with them."""
    assert "PD045" in call("--against", against)[1]
    assert 0 == run(["check", "--against", against])


def test_an_earlier_version_with_mistakes(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    """Its mistakes are told by the name that was given, and nothing else is."""
    changed(PRICE[0], "per_year: 9,90")
    git("commit", "-q", "-a", "-m", "second")
    assert 2 == run(["check", "rules", "--against", "HEAD", "--lang", "en"])
    assert "--> HEAD/pricing.yaml:" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["nothing", "HEAD:nothing"])
def test_nothing_to_compare_with(call: Call, name: str) -> None:
    """What is no folder, no release and no revision is told as such."""
    assert 2 == run(["check", "rules", "--against", name])
