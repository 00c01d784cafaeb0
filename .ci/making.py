"""Make an environment of Python with what it is to have, and the project: ``making.py FOLDER REQUIREMENT...``.

uv does it, in a tenth of pip's time. ``making.py`` alone installs uv; where it cannot be had, pip makes environments.
"""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
UV = HOME / ".ci" / "uv"
SETTINGS = {"UV_CACHE_DIR": str(UV / "kept"), "PIP_UPGRADE_STRATEGY": "eager"}
"""What both go by: files that several environments have are kept once, and all is brought up to date."""


def make(python: str, folder: Path, *wanted: str) -> None:
    """An environment of a Python, or one that is there already, with what is wanted."""
    if not (folder / "bin" / "python").exists():
        run(python, "-m", "venv", str(folder))
    for what in (wanted, ("--no-deps", "--no-build-isolation", "-e", ".")):
        run(*installer(folder / "bin" / "python"), *what)


def installer(python: Path) -> list[str]:
    """The command that installs into the environment of a Python."""
    uv = UV / "bin" / "uv"
    if uv.exists():
        return [str(uv), "pip", "install", "-q", "--python", str(python)]
    return [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-compile"]


def fetch_uv() -> None:
    """Install uv, if it can be had."""
    if not (UV / "bin" / "uv").exists():
        run(sys.executable, "-m", "venv", str(UV))
        subprocess.run([str(UV / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", "uv"], check=False)


def run(*command: str) -> None:
    """A command in the project's folder, which must succeed."""
    subprocess.run(command, cwd=HOME, env={**os.environ, **SETTINGS}, check=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        make(sys.executable, Path(sys.argv[1]).resolve(), *sys.argv[2:])
    else:
        fetch_uv()
