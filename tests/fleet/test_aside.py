"""Files written aside: whole in their place, or not at all; parts of the dead go, those of the living stay."""

import errno
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from pecrules.base.resources import Unreadable
from pecrules.fleet import aside as module
from pecrules.fleet.aside import aside

fcntl = pytest.importorskip("fcntl")


@pytest.fixture(scope="module")
def dead():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    return process.pid


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def write(target, text="new"):
    with aside(target) as part:
        assert part.parent == target.parent.resolve()
        part.write_text(text)


def test_all_or_nothing(tmp_path):
    """What fails in the middle leaves what was there; what ends well stands in its place."""
    target = tmp_path / "r.csv"
    target.write_text("old")
    with pytest.raises(UnicodeEncodeError), aside(target) as part:
        part.write_text("half\udfff", "utf-8")
    assert ("old", ["r.csv"]) == (target.read_text(), names(tmp_path))
    write(target)
    assert ("new", ["r.csv"]) == (target.read_text(), names(tmp_path))


def test_rights_and_links(tmp_path):
    """A file that only its owner may read stays so; and a link stays one, to what is written."""
    target, link = tmp_path / "r.csv", tmp_path / "link.csv"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    write(link)
    assert link.is_symlink()
    assert ("new", 0o600) == (target.read_text(), target.stat().st_mode & 0o777)


def test_what_is_no_place_for_a_file(tmp_path):
    """A folder, a pipe, or what is no folder around it, is told before anything is written."""
    (tmp_path / "r.csv").mkdir()
    with pytest.raises(IsADirectoryError):
        write(tmp_path / "r.csv")
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "none" / "r.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(Unreadable, match="no plain file"):
        write(tmp_path / "pipe.csv")
    assert ["pipe.csv", "r.csv"] == names(tmp_path)


def test_parts_of_the_dead(tmp_path, dead):
    """They go; those of the living stay, and what only looks alike, or is of another file."""
    stay = [
        f".r.csv.{os.getppid()}.part", ".r.csv.part", ".r.csv.0.part", ".r.csv.x.part", f".r.csv.old.{dead}.part",
        f".other.csv.{dead}.part", f"r.csv.{dead}.part", ".r.csv.99999999999.part",
    ]  # fmt: skip
    for name in [*stay, f".r.csv.{dead}.part"]:
        (tmp_path / name).write_text("")
    write(tmp_path / "r.csv")
    assert sorted(["r.csv", *stay]) == names(tmp_path)


def test_parts_that_somebody_elsewhere_holds(tmp_path, dead):
    """On another machine, or in a container, numbers are others: a part that is locked is somebody's."""
    part = tmp_path / f".r.csv.{dead}.part"
    with part.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write(tmp_path / "r.csv")
        assert part.exists()
    write(tmp_path / "r.csv")
    assert ["r.csv"] == names(tmp_path)


def test_one_number_twice(tmp_path):
    """Who has our number elsewhere, and writes the same file, is not disturbed."""
    target = tmp_path / "r.csv"
    with aside(target) as part:
        part.write_text("first")
        with pytest.raises(BlockingIOError), aside(target):
            pytest.fail("nobody else writes it")
    assert ("first", ["r.csv"]) == (target.read_text(), names(tmp_path))


def test_places_without_locks(tmp_path, monkeypatch, dead):
    """There files are written as well; and parts stay, for nobody knows whose they are."""
    (tmp_path / f".r.csv.{dead}.part").write_text("")

    def flock(*_):
        raise OSError(errno.ENOLCK, "none")

    for locks in (SimpleNamespace(flock=flock, LOCK_EX=2, LOCK_NB=4), None):
        monkeypatch.setattr(module, "_LOCKS", locks)
        write(tmp_path / "r.csv")
        assert [f".r.csv.{dead}.part", "r.csv"] == names(tmp_path)
