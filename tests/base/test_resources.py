"""What is read of the disk, and what is not even opened."""

import os

import pytest

from pecrules import InvalidRules
from pecrules.base import resources
from pecrules.base.resources import MAX_BYTES

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")


class TestRead:
    """The bytes of a file."""

    def test_a_large_file_is_not_read_to_its_end(self, tmp_path):
        """One byte more than the limit tells that it is too large."""
        with (tmp_path / "large").open("wb") as file:
            file.truncate(10 * MAX_BYTES)
        assert MAX_BYTES + 1 == len(resources.read(os.fspath(tmp_path / "large")))

    @needs_pipes
    def test_a_pipe_is_not_opened(self, tmp_path):
        """Else whoever reads waits until somebody writes."""
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(OSError, match="it is no plain file"):
            resources.read(os.fspath(tmp_path / "pipe"))

    @pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no such device")
    def test_a_device_is_not_opened(self):
        """It has no end."""
        with pytest.raises(OSError, match="it is no plain file"):
            resources.read("/dev/zero")

    def test_a_folder_is_no_file(self, tmp_path):
        """The system's own words say so."""
        with pytest.raises(IsADirectoryError):
            resources.read(os.fspath(tmp_path))

    @pytest.mark.parametrize("name", ["a\0b", "\ud800"])
    def test_a_name_that_no_file_has(self, name):
        """It is an error of the system like any other."""
        for read in (resources.read, resources.names):
            with pytest.raises(OSError, match="no file can be called so"):
                read(name)


class TestWhereTheyLie:
    """The folders of the library."""

    def test_neither_is_there(self, tmp_path):
        """A broken installation is told as what it is."""
        (tmp_path / "pecrules").mkdir()
        with pytest.raises(InvalidRules, match="PR231 pecrules was installed without its `rules`"):
            resources.find(os.fspath(tmp_path / "pecrules"), "rules")

    def test_an_archive(self, tmp_path):
        """From a zip it says that it does not run."""
        with pytest.raises(InvalidRules, match="PR232 pecrules does not run from an archive"):
            resources.find(os.fspath(tmp_path / "all.zip" / "pecrules"), "rules")


def test_the_path_that_was_meant(tmp_path):
    """What is called most like it in the same folder; nothing where there is no such folder, or nothing like it."""
    (tmp_path / "nostro").mkdir()
    assert (tmp_path / "nostro").as_posix() == resources.likely(str(tmp_path / "nostru"))
    assert resources.likely(str(tmp_path / "listino")) is None
    assert resources.likely(str(tmp_path / "other" / "nostro")) is None
    assert resources.likely(str(tmp_path / "nostro")) is None
