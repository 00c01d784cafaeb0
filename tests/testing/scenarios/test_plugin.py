"""The pytest plugin: each scenario is an item."""

import subprocess
import sys

import pytest

from tests.testing.scenarios.test_reading import ONE


@pytest.fixture
def folder(pytester):
    pytester.makefile(
        ".scenarios.yaml", good=ONE, bad=ONE.replace("expiring", "deleted"), odd=ONE.replace("day:", "dai:")
    )
    pytester.makefile(".txt", other="no scenarios")
    return pytester


def ran(folder, *arguments):
    return folder.runpytest_inprocess("-p", "pecrules.testing.scenarios.plugin", "-p", "no:cacheprovider", *arguments)


def test_each_is_an_item(folder, monkeypatch):
    """One holds, one does not, and one file has a mistake; what differs is told as the command does."""
    monkeypatch.setenv("LC_ALL", "it_IT")
    done = ran(folder)
    done.assert_outcomes(passed=1, failed=2)
    told = "*PR505 in `a`, `state` è `expiring` (in scadenza): ci si aspettava `deleted`*"
    done.stdout.fnmatch_lines([told, "*PR101 *`dai`*"])


@pytest.mark.long
def test_other_files_are_left_to_others(folder):
    """Only a name that says so is one of scenarios."""
    assert pytest.ExitCode.NO_TESTS_COLLECTED == ran(folder, "other.txt").ret


def test_one_can_be_picked(folder):
    """By its name."""
    ran(folder, "good.scenarios.yaml::a").assert_outcomes(passed=1)


def test_other_rules(folder):
    """A price book of one's own choice; one that is not there is a failure of each."""
    ran(folder, "--pec-book", "cni", "good.scenarios.yaml").assert_outcomes(passed=1)
    ran(folder, "--pec-book", "nowhere", "good.scenarios.yaml").assert_outcomes(failed=1)


def test_other_failures_are_shown_as_usual(folder, monkeypatch):
    """A mistake of ours is no mistake of a scenario."""
    ran(folder, "--pec-rules", "no-such-folder", "good.scenarios.yaml").assert_outcomes(failed=1)


@pytest.mark.slow
def test_it_does_nothing_unless_asked(folder):
    """Nobody's suite collects scenarios by itself."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder.path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert pytest.ExitCode.NO_TESTS_COLLECTED == done.returncode
