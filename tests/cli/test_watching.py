"""``pecrules check --watch``: again whenever a table changes, until somebody has seen enough."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pecrules.cli import clock, run, watching
from pecrules.cli.failures import Failure

Steps = Iterator[Callable[[], object]]


def watched(steps: list[Callable[[], object]], ran: Callable[[], int] = lambda: 0) -> int:
    """Watch the folder ``rules`` while something happens at each moment, and then Ctrl-C."""
    left = iter(steps)

    def wait() -> None:
        step = next(left, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    return watching.again_and_again("rules", ran, "en", wait)


def later(file: Path) -> Callable[[], None]:
    """Something that makes a file look as if it had been written later."""
    return lambda: os.utime(file, ns=(1, file.stat().st_mtime_ns + 1_000))


def test_it_runs_once_and_then_for_every_change(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It runs at first, and again when a table is written, added or deleted; not when nothing happens."""
    codes = iter([0, 1, 2, 3, 4])
    file, other = sound / "pricing.yaml", sound / "books.yaml"
    steps = [later(file), lambda: None, lambda: other.write_text("a: 1"), other.unlink, (sound / "a.txt").touch]
    assert 3 == watched(steps, lambda: next(codes))
    assert "waiting for changes in `rules`; Ctrl-C ends it\n\n1 file changed\n" in capsys.readouterr().out


def test_what_could_not_run_is_told_and_watched_on(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If a later run fails, that is told, and the next change runs it again."""
    outcomes = iter([None, "not now", None])

    def ran() -> int:
        if (outcome := next(outcomes)) is not None:
            raise Failure(outcome)
        return 0

    assert 0 == watched([later(sound / "pricing.yaml")] * 2, ran)
    assert "pecrules: not now" in capsys.readouterr().out


def test_a_first_run_that_fails_ends_it() -> None:
    """A folder that cannot be checked at all is not watched."""

    def ran() -> int:
        raise Failure("no such folder")

    with pytest.raises(Failure):
        watched([], ran)


def test_a_file_that_is_just_going_is_passed_over(sound: Path) -> None:
    """A name that leads nowhere is no change."""
    (sound / "gone.yaml").symlink_to("nowhere")
    assert 0 == watched([lambda: None], iter([0]).__next__)


def test_the_command_ends_with_a_clean_line(
    sound: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the command with one line, and the code of the last check."""

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(clock.time, "sleep", stop)
    assert 0 == run(["check", "rules", "--watch", "--lang", "en"])
    shown = capsys.readouterr()
    assert ("", "no longer watched") == (shown.err, shown.out.splitlines()[-1])
