"""Rules for programs that run for long: read again while they answer, and swapped as a whole.

No file is watched and no clock is read: the program says when to look again.
"""

import os
from collections.abc import Callable, Iterator
from threading import Lock
from typing import TYPE_CHECKING, Final

from pecrules.base import resources
from pecrules.base.errors import InvalidRules
from pecrules.base.problems import Location, Problem
from pecrules.base.tuples import NamedTuple
from pecrules.rulebook.folders import Folder, must_be_path
from pecrules.rulebook.loading import load_rules
from pecrules.rulebook.ruleset import Ruleset

if TYPE_CHECKING:
    from pecrules.rulebook.differences import RowChange

_TRIES: Final = 5

_State = tuple[tuple[str, int, int, int], ...]
"""Every file of some folders: its name, its number on the disk, its size and when it was written."""


class Swap(NamedTuple):
    """Rules that have taken the place of others.

    Attributes:
        before: The rules that were asked until then.
        after: Those that are asked from then on.
    """

    before: Ruleset
    after: Ruleset

    @property
    def changes(self) -> "tuple[RowChange, ...]":
        """What holds instead of something else, key by key, with its days; worked out when it is read."""
        from pecrules.rulebook.differences import differences

        return differences(self.before, self.after)


class LiveRules:
    """Rules that can be taken up anew while threads ask them.

    Take ``live.rules`` once for each piece of work and ask that: it never changes, and a reload puts another object in
    its place. ::

        live = LiveRules("our-rules")           # the program does not start on tables that are wrong
        rules = live.rules                      # in any thread, without a lock
        live.reload()                           # on a signal, a request, a timer of the program

    Attributes:
        rules: The rules to ask.
        problems: What was wrong with the tables when they were last read; nothing when ``rules`` are those tables.

    >>> live = LiveRules()
    >>> before = live.rules
    >>> live.reload() is before, live.problems
    (True, ())
    """

    def __init__(
        self,
        folder: Folder | None = None,
        *,
        book: str | None = None,
        on_swap: Callable[[Swap], object] | None = None,
    ) -> None:
        """Read the rules.

        Args:
            folder: As for ``load_rules``.
            book: As for ``load_rules``.
            on_swap: What is told of each swap, after it, in the thread that reloads.

        Raises:
            InvalidRules: anything is wrong with them.
        """
        must_be_path(folder)
        self._folder: Final = folder
        self._book: Final = book
        self._on_swap: Final = on_swap
        self._reloading: Final = Lock()
        self.rules: Ruleset = self._read()
        self.problems: tuple[Problem, ...] = ()

    def reload(self) -> Ruleset:
        """Read the folder again. Sound rules take the place of the old ones; wrong ones change nothing.

        Rules that say the same in the same places stay the same object, with all that they have worked out. Two threads
        that reload at once do so one after the other.

        Returns:
            The rules that are asked from now on; ``problems`` says whether they are what was read.
        """
        with self._reloading:
            try:
                found = self._read()
            except InvalidRules as error:
                self.problems = error.problems
                return self.rules
            self.problems, before = (), self.rules
            if not _is_same(found, before):
                self.rules = found  # one reference: whoever reads it sees the old rules or the new ones
                if self._on_swap is not None:
                    self._on_swap(Swap(before, found))
            return self.rules

    def _read(self) -> Ruleset:
        """The rules of the folder as it was at one moment, as far as its files tell.

        Raises:
            InvalidRules: the rules are wrong, or the folder changes whenever it is read.
        """
        for _ in range(_TRIES):
            before = self._state()
            found: Ruleset | InvalidRules = self._tried()
            if before == self._state():
                if isinstance(found, InvalidRules):
                    raise found
                return found
        name = "rules" if self._folder is None else os.fspath(self._folder)
        args = {"folder": name, "reason": "changing"}
        raise InvalidRules([Problem("PR209", Location(name), args=args)])

    def _tried(self) -> Ruleset | InvalidRules:
        try:
            found = load_rules(self._folder, book=self._book)
            _ = found.digest  # an installed release reads its tables when asked: here, all of them now
        except InvalidRules as error:
            return error
        return found

    def _state(self) -> _State:
        """What can be seen of the files without reading them."""
        folders = (resources.folder("rules"), *(() if self._folder is None else (os.fspath(self._folder),)))
        return tuple(file for folder in folders for file in sorted(_files(folder)))


def _files(folder: str) -> Iterator[tuple[str, int, int, int]]:
    try:
        walked = list(os.walk(folder))
    except ValueError:
        return  # no folder can be called so: the reader will tell
    for place, _, names in walked:
        for name in names:
            path = os.path.join(place, name)
            try:
                seen = os.stat(path)
            except OSError:
                yield path, 0, 0, 0  # gone, or a link to nothing: the reader will tell
            else:
                yield path, seen.st_ino, seen.st_size, seen.st_mtime_ns


def _is_same(one: Ruleset, other: Ruleset) -> bool:
    """Whether two rules say the same in the same places: what they cite must be found where they say."""
    return one == other and _places(one) == _places(other)


def _places(rules: Ruleset) -> list[tuple[str, Location]]:
    return [(entry.row.ref, entry.location) for entry in rules.entries]
