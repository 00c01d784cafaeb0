"""``pecrules fmt`` and ``pecrules check --fix``: what they write, what they only tell, what they never leave."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pecrules.base import resources
from pecrules.cli import root, run
from pecrules.cli.options import commands_of
from tests.conftest import MINIMAL
from tests.places import ROOT
from tests.rulebook.relaying import FILES

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command line: its exit code, what it printed, what it complained about."""

    def called(*arguments: object) -> tuple[int, str, str]:
        code = run([*map(str, arguments), "--lang", "en"])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest sound set of tables, laid out."""
    folder = Path(shutil.copytree(MINIMAL, tmp_path_factory.mktemp("laid-out") / "rules"))
    run(["fmt", str(folder), "--lang", "en"])
    return folder


@pytest.fixture
def loose(sound: Path, laid_out: Path) -> Path:
    """A table that is not laid out, among others that are."""
    shutil.copytree(laid_out, sound, dirs_exist_ok=True)
    file = sound / "pricing.yaml"
    file.write_text(file.read_text("utf-8").replace('"22"', "'22'"), "utf-8")
    return file


def test_files_are_laid_out_and_then_stay(loose: Path, call: Call) -> None:
    """What is not laid out is rewritten and named; a second run finds nothing to do."""
    code, told, _ = call("fmt", "rules")
    assert (0, True) == (code, "`rules/pricing.yaml` has been laid out\n" in told)
    assert '"22"' in loose.read_text("utf-8")
    assert (0, "12 files were laid out already\n", "") == call("fmt", "rules")
    assert (0, "1 file was laid out already\n", "") == call("fmt", loose)


def test_check_and_diff_only_tell(loose: Path, call: Call) -> None:
    """With ``--check`` and ``--diff`` nothing is written, and the exit code says that something would be."""
    before = loose.read_text("utf-8")
    code, told, _ = call("fmt", "rules", "--check")
    assert (1, "`rules/pricing.yaml` is not laid out") == (code, told.splitlines()[0])
    code, told, _ = call("fmt", "rules", "--diff")
    assert (1, ["--- rules/pricing.yaml", "+++ rules/pricing.yaml"]) == (code, told.splitlines()[:2])
    assert "-    percent: '22'" in told
    assert before == loose.read_text("utf-8")


def test_a_file_without_a_last_line_end_is_a_difference(loose: Path, call: Call) -> None:
    """A difference tells that the last line has no end, as other programs do."""
    call("fmt", "rules")
    loose.write_text(loose.read_text("utf-8").removesuffix("\n"), "utf-8")
    assert "\\ No newline at end of file" in call("fmt", loose, "--diff")[1]


def test_a_file_with_a_mistake_is_told_and_stays(loose: Path, call: Call) -> None:
    """What cannot be read is told with its place and left as it is; the other files are laid out."""
    other = loose.with_name("renewal.yaml")
    other.write_text(other.read_text("utf-8") + "x: 2,50\n", "utf-8")
    code, told, _ = call("fmt", "rules")
    assert 1 == code
    assert "PR020" in told
    assert "`rules/pricing.yaml` has been laid out" in told
    assert other.read_text("utf-8").endswith("x: 2,50\n")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "nothing to lay out was named"),
        (["nowhere"], "`nowhere` cannot be read"),
        (["empty"], "no tables lie in `empty`"),
        (["notes.txt"], "`notes.txt` is no table"),
    ],
)
def test_what_cannot_be_laid_out_is_told(sound: Path, call: Call, arguments: list[str], complaint: str) -> None:
    """A name that leads nowhere, an empty folder and a file that is no table each have their message."""
    Path("empty").mkdir()
    Path("notes.txt").write_text("just: notes\n")
    code, _, told = call("fmt", *arguments)
    assert (2, True) == (code, complaint in told)


def test_a_book_and_a_folder_named_twice_are_laid_out_once(loose: Path, call: Call) -> None:
    """Files of a folder that are named themselves, too, are looked at once."""
    call("fmt", "rules")
    assert (0, "12 files were laid out already\n", "") == call("fmt", "rules", loose)


@pytest.mark.long
def test_books_and_the_law_are_looked_at(call: Call) -> None:
    """Of a folder with a law and books every table is looked at."""
    code, told, _ = call("fmt", resources.folder("rules"), "--check")
    assert (0, f"{len(FILES)} files were laid out already\n") == (code, told)


def test_rights_and_links_stay(loose: Path, call: Call) -> None:
    """A file keeps its rights, and what a link leads to is written, not the link."""
    loose.chmod(0o640)
    away = Path("pricing-of-ours.yaml")
    loose.rename(away)
    loose.symlink_to(away.resolve())
    call("fmt", "rules")
    assert (True, 0o640) == (loose.is_symlink(), stat.S_IMODE(away.stat().st_mode))
    assert '"22"' in away.read_text("utf-8")


def test_nothing_half_written_stays(loose: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a file cannot be put in its place, the old one stands there, and nothing lies beside it."""
    before, names = loose.read_text("utf-8"), sorted(os.listdir("rules"))

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device", target)

    monkeypatch.setattr(os, "replace", full)
    code, _, told = call("fmt", "rules")
    assert (2, True) == (code, "`rules/pricing.yaml` cannot be written: No space left on device" in told)
    assert (before, names) == (loose.read_text("utf-8"), sorted(os.listdir("rules")))


class TestFix:
    """``pecrules check --fix``."""

    def test_it_mends_and_checks(self, loose: Path, call: Call) -> None:
        """Each place that is mended is told, and what is left is checked; the rest of the file stays as it was."""
        loose.write_text("\ufeff" + loose.read_text("utf-8").replace("'22'", "22"), "utf-8")
        before = loose.read_text("utf-8")
        code, told, _ = call("check", "rules", "--fix")
        assert (0, True) == (code, '`22` is now `"22"`' in told)
        assert "mistake" not in told
        assert before.replace(" 22", ' "22"') == loose.read_text("utf-8")

    def test_for_programs_only_the_report_is_written(self, loose: Path, call: Call) -> None:
        """With ``--json`` nothing but what is left is told."""
        loose.write_text(loose.read_text("utf-8").replace("'22'", "22"), "utf-8")
        code, told, _ = call("check", "rules", "--fix", "--json")
        assert (0, {"doubt"}) == (code, {each["severity"] for each in json.loads(told)})

    @pytest.mark.long
    def test_what_a_formatter_has_wrapped_is_joined(self, loose: Path, call: Call) -> None:
        """A sentence over several lines stands in one line again."""
        text = loose.read_text("utf-8")
        clause = next(line for line in text.splitlines() if "clause" in line)
        wrapped = '    clause: "una frase\n      su due righe"'
        loose.write_text(text.replace(clause, wrapped, 1), "utf-8")
        assert "what ran over several lines stands in one" in call("check", "rules", "--fix")[1]
        assert 'clause: "una frase su due righe"' in loose.read_text("utf-8")

    @pytest.mark.parametrize("option", ["--fix", "--watch"])
    def test_the_shipped_tables_stay_as_they_are(self, call: Call, option: str) -> None:
        """Without a folder nothing is mended, nor watched."""
        code, _, told = call("check", option)
        assert (2, True) == (code, "no folder was named" in told)

    def test_a_folder_that_is_not_there_is_told(self, sound: Path, call: Call) -> None:
        """A folder that cannot be read is told as without ``--fix``."""
        assert call("check", "nowhere") == call("check", "nowhere", "--fix")

    def test_a_file_that_cannot_be_read_is_only_told(self, loose: Path, call: Call) -> None:
        """A text too broken to be understood stays as it is."""
        loose.write_text("table: pricing\n\tvat:\n")
        code, told, _ = call("check", "rules", "--fix")
        assert (1, "table: pricing\n\tvat:\n") == (code, loose.read_text("utf-8"))
        assert "PR008" in told


def test_the_hooks_of_pre_commit_run(sound: Path, call: Call) -> None:
    """What the hooks for pre-commit call is there, and content with sound tables."""
    call("fmt", "rules")
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert ["pecrules-fmt", "pecrules-check"] == [hook["id"] for hook in hooks]
    for hook in hooks:
        program, *arguments = hook["entry"].split()
        assert ("pecrules", True) == (program, arguments[0] in commands_of(root))
        assert 0 == call(*arguments, *hook["args"])[0]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the action asks for bash")
def test_the_action_tells_a_mistake_at_its_line(sound: Path, tmp_path: Path) -> None:
    """What the action for GitHub runs after installing, in a folder with a mistake."""
    pricing = sound / "pricing.yaml"
    pricing.write_text(pricing.read_text("utf-8").replace("per_year:", "per_yaer:", 1), "utf-8")
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    given = {name: told["default"] for name, told in action["inputs"].items()}
    step = action["runs"]["steps"][-1]
    said = {name: given[text.partition(".")[2].strip(" }")] for name, text in step["env"].items()}
    bin_ = tmp_path / "pecrules" / "bin"
    bin_.mkdir(parents=True)
    (bin_ / "pecrules").symlink_to(Path(sys.executable).with_name("pecrules"))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", step["run"]],
        cwd=sound.parent,
        env=os.environ | said | {"RUNNER_TEMP": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (1, True) == (done.returncode, done.stdout.startswith("::error file=rules/pricing.yaml,line="))
