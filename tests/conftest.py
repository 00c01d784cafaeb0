"""What several test modules share: a sound set of small tables, and where Node's packages lie."""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import profiles  # noqa: F401 - registers them
from tests.places import TESTS

MINIMAL = TESTS / "rules" / "good" / "minimal"
IN_MEMORY = Path("/dev/shm")

# the tests write ten thousand small files: where there is room, no disk need hear of them
if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 1 << 30:
    tempfile.tempdir = os.environ.setdefault("TMPDIR", str(IN_MEMORY))


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the smallest sound set of tables, as the folder ``rules`` of the working directory."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(MINIMAL, tmp_path / "rules")
    return Path("rules")


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder of Node's packages; a gate that needs them fails without them, for a skipped gate guards nothing."""
    found = Path(os.environ.get("PECRULES_NODE_MODULES") or TESTS.parent / ".ci" / "node" / "node_modules")
    assert found.is_dir(), f"no folder {found}: set PECRULES_NODE_MODULES"
    return found.resolve()


def pytest_collection_finish() -> None:
    """What the modules hold stays to the end: the collector need not walk through it after every few tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Examples in docstrings are the library's: to look for them in tests imports each test module twice."""
    found = yield
    return [each for each in found if type(each) is pytest.Module]
