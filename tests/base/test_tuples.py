"""Named tuples are those of ``typing``, made without compiling text."""

import copy
import pickle
import typing
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import pytest

from pecrules.base.tuples import NamedTuple

T = TypeVar("T")


class Ours(NamedTuple):
    """A name, and how many of it."""

    name: str
    number: int = 1

    @property
    def doubled(self) -> int:
        return 2 * self.number


class Theirs(typing.NamedTuple):
    """The same, as typing makes it."""

    name: str
    number: int = 1

    @property
    def doubled(self) -> int:
        return 2 * self.number


class Pair(NamedTuple, Generic[T]):
    """Two of a kind."""

    one: T
    other: T


def matched(value: Any, kind: Any) -> object:
    match value:
        case kind(name, number=number):
            return name, number
        case _:
            return None


USES: list[Callable[[Any], object]] = [
    lambda kind: kind("a"),
    lambda kind: kind("a", 2),
    lambda kind: kind(number=2, name="a"),
    lambda kind: kind("a", number=3).doubled,
    lambda kind: repr(kind("a")).replace("Theirs", "Ours"),
    lambda kind: kind("a")._replace(number=5),
    lambda kind: kind("a")._asdict(),
    lambda kind: (kind._fields, kind.__match_args__, kind._field_defaults),
    lambda kind: hash(kind("a")),
    lambda kind: [*kind("a")],
    lambda kind: kind("a") == ("a", 1),
    lambda kind: hasattr(kind("a"), "__dict__"),
    lambda kind: pickle.loads(pickle.dumps(kind("a", 2))),
    lambda kind: copy.deepcopy(kind("a", 2)),
    lambda kind: matched(kind("a", 2), kind),
    lambda kind: kind.__mro__[-2:],
]


@pytest.mark.parametrize("use", USES)
def test_it_does_as_the_original(use):
    """Whatever is asked of a class or a value, typing's gives the same."""
    assert use(Theirs) == use(Ours)


WRONG: list[Callable[[Any], object]] = [
    lambda kind: kind(),
    lambda kind: kind("a", 1, 2),
    lambda kind: kind("a", name="a"),
    lambda kind: kind("a", colour="red"),
    lambda kind: kind("a")._replace(colour="red"),
]


@pytest.mark.parametrize("use", WRONG)
def test_what_the_original_refuses_is_refused(use):
    """Too few values, too many, and names that are no field."""
    for kind in (Theirs, Ours):
        with pytest.raises((TypeError, ValueError)):
            use(kind)


def test_of_many_it_does_the_same():
    """Once its source is compiled, values are made as before, and what was refused is."""
    few, many = Ours("a"), [Ours(name="a") for _ in range(100)]
    assert "__new__" in vars(Ours)
    assert {few} == {*many}
    for use in USES:
        test_it_does_as_the_original(use)
    for use in WRONG:
        test_what_the_original_refuses_is_refused(use)


def test_a_class_is_a_plain_one():
    """No metaclass: to ask whether a value is one takes no more than of any class; and it may have a parameter."""
    assert type is type(Ours) is type(Pair)
    assert (1, 2) == Pair[int](1, 2)
    with pytest.raises(AttributeError):
        Ours("a").number = 2
