"""A command that runs again whenever a file changes, until somebody has seen enough."""

import contextlib
import os
from collections.abc import Callable, Iterator

from pecrules.cli import clock, output
from pecrules.cli.failures import Failure
from pecrules.cli.options import COULD_NOT_RUN
from pecrules.model.codes import Language
from pecrules.present.catalogues import count, say

Wait = Callable[[], None]

Stamps = frozenset[tuple[str, tuple[int, int]]]
"""The tables of a folder, each with when it was written last, and how long it is."""


def again_and_again(folder: str, run: Callable[[], int], lang: Language, wait: Wait = clock.a_moment) -> int:
    """Run, and again whenever a table of a folder has changed.

    Args:
        folder: The folder to look at.
        run: What to run; what it returns is returned at the end.
        lang: ``it``, ``en`` or ``de``.
        wait: Waits a moment before the next look.

    Returns:
        What the last run returned, when somebody stops it with Ctrl-C.
    """
    code = 0
    try:
        changes = _changes(folder, wait)
        while True:
            changed = next(changes)
            if changed:
                output.show("\n" + say(lang, "{files} changed", files=_files(changed, lang)), ())
            code = _run_again(run, lang) if changed else run()
            output.show(say(lang, "waiting for changes in `{folder}`; Ctrl-C ends it", folder=folder), ())
    except KeyboardInterrupt:
        output.show("\n" + say(lang, "no longer watched"), ())
    return code


def _run_again(run: Callable[[], int], lang: Language) -> int:
    """Run; what could not run is told, for with the next change it may."""
    try:
        return run()
    except Failure as failure:
        output.show(failure.message(lang), output.REPORT)
        return COULD_NOT_RUN


def _files(changed: int, lang: Language) -> str:
    return count(lang, "{number} file", "{number} files", changed)


def _changes(folder: str, wait: Wait) -> Iterator[int]:
    """How many files have changed: none at first, then whenever some have."""
    known = stamps(folder)
    yield 0
    while True:
        wait()
        now = stamps(folder)
        changed = {path for path, _ in known ^ now}
        if changed:
            known = now
            yield len(changed)


def stamps(folder: str) -> Stamps:
    """Every table of a folder with when it was written last, and how long it is."""
    found: set[tuple[str, tuple[int, int]]] = set()
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".yaml") and not name.startswith("."):
                path = os.path.join(place, name)
                with contextlib.suppress(OSError):  # it may just be going
                    stamp = os.stat(path)
                    found.add((path, (stamp.st_mtime_ns, stamp.st_size)))
    return frozenset(found)
