"""What an attribute may be, and what makes a request one."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, Literal, TypeVar, cast, get_args, get_origin

import attrs

from pecrules.base.values import Value

C = TypeVar("C", bound=type)
T = TypeVar("T")


@attrs.frozen(eq=False, repr=False)
class Request(Value):
    """Whatever can be asked for, or can happen; a refusal may propose another one."""


def doc(sentence: str, more: str = "", *, words: str = "") -> dict[str, str]:
    """What a field says of itself, as its ``metadata``: the one place where it is said.

    Args:
        sentence: What it is, for everybody; the command line shows it.
        more: What a program should know besides, as what ``None`` stands for.
        words: The section of the tables that lists its words.
    """
    return {"sentence": sentence, "more": more, "words": words}


def changed(value: T, changes: Mapping[str, Any]) -> T:
    """The same value but for some fields, whose values are known to be fit: nothing is looked at again."""
    kind: Any = type(value)
    copy: T = object.__new__(kind)
    for name, put in _setters(kind):
        put(copy, changes[name] if name in changes else getattr(value, name))
    return copy


@cache
def _setters(kind: Any) -> tuple[tuple[str, Callable[[Any, Any], None]], ...]:
    """What sets the fields of a class with slots."""
    return tuple([(field.name, getattr(kind, field.name).__set__) for field in attrs.fields(kind)])


def described(kind: C) -> C:
    """A class whose docstring goes on with what its fields say of themselves; without docstrings (``-OO``) as it is."""
    if kind.__doc__ is not None:
        kind.__doc__ = cast("str", _Doc(kind, kind.__doc__))
    return kind


class _Doc:
    """A docstring that is put together when somebody reads it."""

    def __init__(self, kind: type, begun: str) -> None:
        self._kind, self._begun = kind, begun

    def __get__(self, _: object, owner: type) -> str:

        lines = (f"    {each.name}: {_described(each)}" for each in attrs.fields(self._kind))
        return "\n".join((inspect.cleandoc(self._begun), "", "Attributes:", *lines))


def _described(field: "attrs.Attribute[Any]") -> str:
    said = field.metadata
    return " ".join(filter(None, (said["sentence"], said["more"], *_words(field))))


def _words(field: "attrs.Attribute[Any]") -> Iterator[str]:
    """Which words it takes."""
    if get_origin(field.type) is Literal:
        yield f"One of {', '.join(f'``{word}``' for word in get_args(field.type))}."
    if words := field.metadata["words"]:
        yield f"Words of ``{words}``."


def exactly(*types: type) -> Any:
    """A validator that takes these very types: ``True`` is no number here, and a moment is no day."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value.__class__ not in types:
            wanted = " or ".join("None" if kind is type(None) else kind.__name__ for kind in types)
            raise TypeError(f"{attribute.name} wants {wanted}, not {value!r}")

    return check


def one_of(*words: str) -> Any:
    """A validator that takes these words alone."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value not in words:
            raise ValueError(f"{attribute.name} wants one of {', '.join(words)}, not {value!r}")

    return check


TEXT: Final = exactly(str)
TEXT_OR_NONE: Final = exactly(str, type(None))
WHOLE: Final = exactly(int)
WHOLE_OR_NONE: Final = exactly(int, type(None))
FLAG: Final = exactly(bool)
DAY: Final = exactly(date)
DAY_OR_NONE: Final = exactly(date, type(None))
AMOUNT: Final = exactly(Decimal)
AMOUNT_OR_NONE: Final = exactly(Decimal, type(None))
_TUPLE: Final = exactly(tuple)


def words(value: object, attribute: "attrs.Attribute[Any]", given: object) -> None:
    """A validator that takes a tuple of texts."""
    _TUPLE(value, attribute, given)
    for each in cast("tuple[object, ...]", given):
        TEXT(value, attribute, each)


SIGNED_IN: Final = doc("Whether the payer has signed in.")
KEEP_AUTOMATIC_OFF: Final = doc("The payer's wish that paying by card leaves automatic renewal off.")
METHOD: Final = doc("How it will be paid.", "``None`` when not chosen yet.", words="payments.methods")
EINVOICE_IDENTIFIER: Final = doc("The identifier for the electronic invoice, when already given.")
PAID_ON: Final = doc(
    "The day it will be paid, where that is another one and the prices of that day count (topic price_day).",
    "``None`` for the day of the order.",
)
