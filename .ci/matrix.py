"""Run the fast tests where the package says that it runs: on every Python at hand, under old and new dependencies.

``matrix.py --names`` prints the environments, one a line, and on the error stream which Python is missing.
``matrix.py --make NAME...`` makes those in ``.ci/matrix-envs``, or brings them up to date; without a name, all.
``matrix.py NAME...`` runs the tests in them, without a name in all; what is not there yet is made first.

    3.11 lowest           requirements/lowest.txt: the lowest versions that pyproject.toml allows; here the tests are
                          traced, and must reach every branch without what properties happen to draw
    3.12 newest -OO       the newest ones that there are today, without docstrings and assertions (those of the tests
                          are carried out all the same)
    3.13 newest           the newest ones
    3.13 newest pure      what reads tables, as if PyYAML had been built without libyaml
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from making import fetch_uv, make

HOME = Path(__file__).resolve().parents[1]
ENVIRONMENTS = HOME / ".ci" / "matrix-envs"
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))
READING = ("tests/parsing/test_documents.py",)
PLUGINS = {"-OO": "rewritten", "pure": "without_libyaml"}
FEW = "--hypothesis-profile=few"
UNREAD = "ignore:assertions not in test modules:pytest.PytestConfigWarning"  # the plugin `rewritten` sees to them


class Environment(NamedTuple):
    """A Python, the dependencies in it, and how it runs: as usual, ``-OO`` or ``pure``."""

    python: str
    dependencies: str
    how: str = ""

    @property
    def name(self) -> str:
        """What it is called here."""
        return " ".join(filter(None, self))

    @property
    def is_traced(self) -> bool:
        """Whether the tests are followed branch by branch: once is enough, for it takes twice the time."""
        return self.dependencies == "lowest"

    @property
    def folder(self) -> Path:
        """Where it is."""
        return ENVIRONMENTS / f"{self.python}-{self.dependencies}"


def declared() -> list[str]:
    """The Pythons that the package declares, the oldest first."""
    classifiers = "\n".join(PROJECT["project"]["classifiers"])
    return sorted(re.findall(r"Python :: (3\.\d+)$", classifiers, re.MULTILINE), key=lambda version: int(version[2:]))


def interpreter(version: str) -> str | None:
    """An interpreter of a version: on the path, or among those of pyenv, whose stand-ins on the path may not run."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    on_path = (shutil.which(f"python{version}", path=folder) for folder in os.get_exec_path())
    kept = map(str, sorted(pyenv.glob(f"{version}*/bin/python"), reverse=True))
    return next((path for path in (*on_path, *kept) if path and version == version_of(path)), None)


def version_of(path: str) -> str | None:
    """The version that an interpreter tells, if it runs and can make environments."""
    program = "import ensurepip, sys, venv; print('{}.{}'.format(*sys.version_info))"
    done = subprocess.run([path, "-c", program], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def environments() -> Iterator[Environment]:
    """Every environment that can be made here."""
    found = [version for version in declared() if is_at_hand(version)]
    if not found:
        sys.exit("none of the declared Pythons is here")
    oldest, newest = found[0], found[-1]
    yield Environment(oldest, "lowest")  # it has the pinned ones, too: those of all other gates
    yield from (Environment(version, "newest", "-OO") for version in found[1:-1] or found[-1:])
    yield from (Environment(newest, "newest", how) for how in ("", "pure"))


def is_at_hand(version: str) -> bool:
    """Whether there is such a Python; if not, it is told."""
    if interpreter(version):
        return True
    print(f"Python {version}: skipped, there is none here", file=sys.stderr)
    return False


def make_all(names: list[Environment]) -> None:
    """The environments' Pythons, with all that the tests need."""
    fetch_uv()
    for environment in {each.folder: each for each in names}.values():
        lowest = environment.dependencies == "lowest"
        wanted = ("-r", "requirements/lowest.txt") if lowest else ("-U", *dependencies())
        make(str(interpreter(environment.python)), environment.folder, *wanted)


def dependencies() -> list[str]:
    """What the package and its tests need, as pyproject.toml says."""
    extras = PROJECT["project"]["optional-dependencies"]
    return [
        *PROJECT["project"]["dependencies"],
        *extras["cli"],
        *extras["testing"],
        *extras["fleet"],
        *extras["calendar"],
        *PROJECT["dependency-groups"]["test"],
    ]


def run(environment: Environment) -> bool:
    """Whether the fast tests pass in an environment; in a line, and all that was printed if they do not."""
    began, python = time.monotonic(), environment.folder / "bin" / "python"
    if not python.exists():
        make_all([environment])
    if environment.how == "-OO" and not sees_failures(python):
        print(f"{environment.name}: FAILED, assertions of tests are not carried out")
        return False
    passed, printed = True, list[str]()
    for step in steps(environment, python):
        done = subprocess.run(step, cwd=HOME, env=variables(environment), capture_output=True, text=True, check=False)
        passed = passed and done.returncode == 0
        printed.append(done.stdout.strip().rpartition("\n")[2].strip("= "))
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n")
    line = ", ".join(printed) if passed else "FAILED"
    print(f"{environment.name}: {line}, {time.monotonic() - began:.0f} s in all")
    return passed


def steps(environment: Environment, python: Path) -> Iterator[list[str]]:
    """The commands that try an environment."""
    if environment.is_traced:
        yield [str(python), "-m", "coverage", "run", "-m", "pytest", "-q", "-m", "not slow and not hypothesis", FEW]
        yield [str(python), "-m", "coverage", "report"]
        yield [*pytest(environment, python), "-m", "hypothesis and not slow"]  # of two such words the last counts
    else:
        yield pytest(environment, python, *(READING if environment.how == "pure" else ()))


def pytest(environment: Environment, python: Path, *tests: str) -> list[str]:
    """The command that runs tests."""
    plugin = ("-p", PLUGINS[environment.how]) if environment.how else ()
    unread = ("-W", UNREAD) if environment.how == "-OO" else ()
    few = () if tests else ("-m", "not slow and not long and not sources", FEW)
    return [str(python), "-m", "pytest", "-q", *few, *tests, *plugin, *unread]


def variables(environment: Environment) -> dict[str, str]:
    """What tests find in their environment; optimisations stand there, so that processes of tests have them."""
    return {
        **os.environ,
        **({"PYTHONPATH": str(HOME / ".ci" / "plugins")} if environment.how else {}),
        **({"PYTHONOPTIMIZE": "2"} if environment.how == "-OO" else {}),
    }


def sees_failures(python: Path) -> bool:
    """Whether a test that is wrong fails under ``-OO``."""
    with tempfile.TemporaryDirectory() as folder:
        failing = Path(folder, "test_wrong.py")
        failing.write_text("def test_wrong():\n    assert not __name__\n", "utf-8")
        environment = Environment("", "", "-OO")
        command = pytest(environment, python, str(failing), "--rootdir", folder, "-c", os.devnull)
        done = subprocess.run(
            command, cwd=HOME, env=variables(environment), capture_output=True, text=True, check=False
        )
    return done.returncode == 1 and "1 failed" in done.stdout


def main(names: list[str]) -> int:
    """Print the names, or make or run what is named."""
    known = {environment.name: environment for environment in environments()}
    if names == ["--names"]:
        print("\n".join(known))
        return 0
    is_made, wanted = names[:1] == ["--make"], [name for name in names if name != "--make"] or list(known)
    if unknown := [name for name in wanted if name not in known]:
        print(f"there is no environment {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    if is_made:
        make_all([known[name] for name in wanted])
        return 0
    passed = [run(known[name]) for name in wanted]  # all of them, whatever the first says
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
