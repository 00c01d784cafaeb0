"""What every row is: a frozen value that says who it is, since when it holds and what it rests on."""

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any, ClassVar, Literal, NoReturn, Self, TypeAlias, dataclass_transform

from pecrules.model.outcomes.common import Certainty, Doubt
from pecrules.rulebook.timelines import Key

Plain: TypeAlias = Mapping[str, Any]


def _names(record: "Record") -> tuple[str, ...]:
    kind: Any = type(record)
    return fields(kind)


@cache
def fields(kind: Any) -> tuple[str, ...]:
    """The fields of a record's class, inherited ones first."""
    bases = [getattr(base, "__annotations__", {}) for base in reversed(kind.__mro__)]
    return tuple(name for names in bases for name in names if not name.isupper())


@cache
def _columns(kind: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The fields of a record's class, and those that have to be given."""
    names = fields(kind)
    return frozenset(names), frozenset(name for name in names if not hasattr(kind, name))


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record:
    """A frozen value with the fields its class annotates (names in capitals are the class's own).

    Fifty classes made by attrs take longer than reading all tables, and on the way to a first quote that is felt
    (``docs/decisions``); these need no more than this.
    """

    def __init__(self, **columns: Any) -> None:
        kind: Any = type(self)
        known, due = _columns(kind)
        if not due <= columns.keys() <= known:
            wrong = sorted((due - columns.keys()) | (columns.keys() - known))
            raise TypeError(f"{type(self).__name__}: not known, or missing: {', '.join(wrong)}")
        self.__dict__.update(columns)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(other) is type(self) and other._values == self._values

    def __hash__(self) -> int:
        return hash((type(self), self._values))

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in zip(_names(self), self._values, strict=True))
        return f"{type(self).__name__}({told})"

    @property
    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _names(self))


class Label(Record):
    """A name that people see."""

    it: str
    en: str
    de: str


class Row(Record):
    """What every dated row has.

    Attributes:
        id: Its name, unique in its table.
        since: The first day it holds.
        since_basis: Where the first day comes from: ``documented``, ``seen`` or ``era``.
        announced: The day it became known; ``None`` means its first day.
        retroactive: Whether it was announced after its first day.
        existing_since: The first day it holds for those who were customers before ``since``, or ``never``; ``None``
            means its first day.
        drops: The ids of earlier rows that it keeps from ever reaching existing customers.
        withdrawn: Whether it ends its key instead of saying something new.
        certainty: How sure we are.
        source: The id of the source.
        clause: The place in the source.
        note: What else an analyst should know.
    """

    SECTION: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]] = ()
    id: str
    since: date
    certainty: Certainty
    source: str
    clause: str
    since_basis: Literal["documented", "seen", "era"] = "documented"
    announced: date | None = None
    retroactive: bool = False
    existing_since: date | Literal["never"] | None = None
    drops: tuple[str, ...] = ()
    withdrawn: bool = False
    note: str | None = None

    @cached_property
    def ref(self) -> str:
        """How answers and messages cite the row, as ``pricing/standard-year``."""
        return f"{self.SECTION.partition('.')[0]}/{self.id}"

    @property
    def key(self) -> Key:
        """What the row speaks about: rows of one key follow one another."""
        return self._key

    @cached_property
    def _key(self) -> Key:
        return tuple(str(value) for name in self.KEY if (value := getattr(self, name)) is not None)

    @property
    def known(self) -> date:
        """The day the row became known."""
        return self.announced or self.since

    @property
    def reaches_existing(self) -> date | None:
        """The first day it holds for those who were customers before ``since``; ``None`` for never."""
        return None if self.existing_since == "never" else self.existing_since or self.since

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Why an answer that rests on the row names it among its caveats."""
        found: tuple[Doubt, ...] = () if self.certainty == "documented" else (self.certainty,)
        found = (*found, "retroactive") if self.retroactive else found
        return (*found, "customer_since_unknown") if self._is_presumed else found

    _is_presumed = False  # no column, and no part of what a row is equal to: see ``presumed``

    def presumed(self) -> Self:
        """The same row, for somebody of whom it is only presumed that it is the one that holds."""
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__, _is_presumed=True)
        return copy


class Withdrawn(Row):
    """The end of a key: from ``since`` on there is no rule, until a later row."""

    SECTION: ClassVar[str] = ""
    section: str
    spoken: Key

    @cached_property
    def ref(self) -> str:
        """How answers and messages cite the row."""
        return f"{self.section.partition('.')[0]}/{self.id}"

    @property
    def key(self) -> Key:
        """The key that ends."""
        return self.spoken
