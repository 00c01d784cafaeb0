"""What is asked of a fleet: looked at before there is one, and held against the columns of a frame before any work."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast, get_args

import attrs

from pecrules.base import dates
from pecrules.base.errors import InvalidRequest, nearest
from pecrules.base.problems import Location, Problem
from pecrules.domain.misuse import check_rules
from pecrules.fleet import frames
from pecrules.fleet.columns import INPUTS, REFUSAL, REQUESTS, Column, Input, Kind, Part, outputs
from pecrules.fleet.remembering import folder_of
from pecrules.fleet.report import Report
from pecrules.rulebook.ruleset import Ruleset

_OURS: Final = "pecrules."  # so begin columns on the way to an answer

Books: TypeAlias = "Ruleset | Mapping[str, Ruleset]"
Others: TypeAlias = Literal["refuse", "drop", "keep"]
"""What becomes of columns of a frame that are not known."""


@attrs.frozen
class Inquiry:
    """What is wanted of a fleet, before there is one.

    Attributes:
        rules: The rules of each book; of one alone by no name.
        on: The day, or the column that says it.
        columns: The columns that are wanted.
        request: What is asked for, or the columns that say it.
        book: The column that says the book.
        others: What becomes of other columns.
        report: Where is put down what is counted.
        tables: Where tables are remembered, if they are.
    """

    rules: Mapping[str | None, Ruleset]
    on: date | str
    columns: tuple[tuple[Part, Column], ...]
    request: Mapping[str, int | str | None]
    book: str | None
    others: Others
    report: Report
    tables: Path | None

    @staticmethod
    def of(  # noqa: PLR0913, PLR0917 - as ``evaluate``
        rules: Books,
        on: date | str,
        columns: Sequence[str],
        request: Mapping[str, int | str | None],
        book: str | None,
        others: Others,
        report: Report,
        tables: str | os.PathLike[str] | None = None,
    ) -> Inquiry:
        """Look at what is wanted.

        Raises:
            InvalidRequest: there is no such column.
            TypeError: something is none of what is taken.
            OSError: the folder of tables cannot be made.
        """
        if not isinstance(on, str):
            dates.check_day("on", on)
        for name, value in request.items():
            if value.__class__ not in {int, str} and (value is not None or not REQUESTS[name].optional):
                raise TypeError(f"{name} wants a whole number or the name of a column, not {value!r}")
        if others not in get_args(Others):
            raise TypeError(f"others wants one of {', '.join(get_args(Others))}, not {others!r}")
        by_book = _books(rules, book)
        _check_roles({"on": on, "book": book, **request})
        wanted = tuple(wanted_of(columns))
        folder = None if tables is None else folder_of(tables)
        return Inquiry(by_book, on, wanted, request, book, others, report, folder)

    def said(self) -> tuple[Any, ...]:
        """All on which it hangs what is answered."""
        names = tuple(column.name for _, column in self.columns)
        books = (part for pair in self.rules.items() for part in pair)
        return (self.on, names, self.book, self.others, *self.request.items(), *books)

    def inputs(self) -> dict[str, Input]:
        """The columns that a frame may have, by their names in it."""
        found = dict(INPUTS)
        if isinstance(self.on, str):
            found[self.on] = Input(self.on, "day", False, attrs.NOTHING, "")
        if self.book is not None:
            found[self.book] = Input(self.book, "word", False, attrs.NOTHING, "")
        for name, column in self.request.items():
            if isinstance(column, str):
                found[column] = REQUESTS[name]
        return found

    def kinds(self) -> dict[str, Any]:
        """Of what kind the columns are."""
        return {name: column.kind for name, column in self.inputs().items()}

    def columns_of(self, source: frames.Source) -> tuple[Mapping[str, Input], tuple[str, ...]]:
        """The columns of a frame that tell facts, and those that stand first in the answer.

        Raises:
            InvalidRequest: its columns are not what they are to be.
        """
        inputs, names = self.inputs(), source.schema.names
        roles = [name for name in self._roles() if name not in names]
        if roles:  # told first: the column that is meant by it would be one too many
            raise InvalidRequest([frames.missing(name, names, source.file) for name in dict.fromkeys(roles)])
        frames.check(source, inputs, names if self.others != "refuse" else self.carried())
        needed = [name for name in self._needed() if name not in names]
        if needed:
            raise InvalidRequest([frames.missing(name, names, source.file) for name in dict.fromkeys(needed)])
        others = [name for name in names if name not in inputs] if self.others == "keep" else []
        kept = tuple(dict.fromkeys((*self.carried(), *others)))
        self.check_kept(source, kept)
        return {name: inputs[name] for name in names if name in inputs}, kept

    def check_kept(self, source: frames.Source, kept: Sequence[str]) -> None:
        """Look at the names of what stands first in the answer: none of it may be called as a column of ours.

        Raises:
            InvalidRequest: one is.
        """
        ours = {source.named(name) for name in self.named()}
        taken = [name for name in kept if source.named(name) in ours or _is_ours(name)]
        if taken:
            allowed = ", ".join(name for name in source.schema.names if name not in taken)
            place = Location(source.file) if source.file else None
            key = "key" if taken[0] in self.carried() else "others"
            raise InvalidRequest(
                [Problem("PR306", place, args={"found": name, "key": key, "allowed": allowed}) for name in taken]
            )

    def named(self) -> set[str]:
        """The names of the columns that come out."""
        return {column.name for _, column in self.columns}

    def carried(self) -> tuple[str, ...]:
        """The columns of a frame that stand first in the answer, whatever becomes of the others."""
        return ()

    def parts(self) -> Iterable[Part]:
        """The parts of the question."""
        return (part for part, _ in self.columns)

    def _roles(self) -> Iterator[str]:
        """The columns that whoever asks has named."""
        yield from self.carried()
        yield from (name for name in (self.on, self.book, *self.request.values()) if isinstance(name, str))

    def _needed(self) -> Iterator[str]:
        """The columns of facts that a frame has to have."""
        yield from ("plan", "expiry")
        if any("address" in part.question.subject for part in self.parts()):
            yield "address"


def _is_ours(name: str) -> bool:
    """Whether columns on the way to an answer may be called so, somewhere."""
    return name.lower().startswith(_OURS)


def _check_roles(said: Mapping[str, Any]) -> None:
    """Look at columns that tell something: one is not called as ours are, and tells two things if both are of one kind.

    Raises:
        InvalidRequest: one is, or they are not.
    """
    kinds = {"on": "day", "book": "word", **{name: column.kind for name, column in REQUESTS.items()}}
    known: dict[str, Kind | str] = {name: column.kind for name, column in INPUTS.items()}
    for role, name in said.items():
        if isinstance(name, str) and (_is_ours(name) or known.setdefault(name, kinds[role]) != kinds[role]):
            allowed = ", ".join(each for each, kind in known.items() if kind == kinds[role])
            raise InvalidRequest([Problem("PR306", args={"found": name, "key": role, "allowed": allowed})])


def _books(rules: Books, book: str | None) -> Mapping[str | None, Ruleset]:
    if book is None:
        check_rules(rules)
        return {None: cast("Ruleset", rules)}
    if not isinstance(rules, Mapping):
        raise TypeError("with a column of books, rules wants the rules of each book by its name")
    for each in rules.values():
        check_rules(each)
    return cast("Mapping[str | None, Ruleset]", rules)


def names_of(what: str, said: object) -> list[str]:
    """Some names, as somebody says them.

    Raises:
        TypeError: they are none, or one alone.
    """
    is_list = isinstance(said, Iterable) and not isinstance(said, str)
    names = [*cast("Iterable[object]", said)] if is_list else []
    if not is_list or not all(isinstance(name, str) for name in names):
        raise TypeError(f"{what} wants a list of names, not {said!r}")
    return cast("list[str]", names)


def wanted_of(columns: Sequence[str]) -> Iterator[tuple[Part, Column]]:
    """The columns that are wanted, and those of refusals of their parts."""
    known, columns = outputs(), names_of("columns", columns)
    unknown = [name for name in columns if name not in known]
    if unknown:
        raise InvalidRequest(
            [
                Problem("PR302", args={"found": name, "allowed": ", ".join(known)}, nearest=nearest(name, known))
                for name in unknown
            ]
        )
    refusals = (f"{known[name][0].name}_{REFUSAL}" for name in columns)
    for name in dict.fromkeys(chain(columns, refusals)):
        yield known[name]


__all__ = ["Books", "Inquiry", "Others", "names_of", "wanted_of"]
