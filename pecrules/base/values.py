"""What frozen values do alike: ``==``, ``hash`` and ``repr``.

attrs would write the three anew for each class, and to do so takes almost half of the time in which it makes one. A
program that asks a single question makes a dozen classes, a command two or three dozen.
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, Final

import attrs


class Value:
    """The base of a class with ``@attrs.frozen(eq=False, repr=False)``, which then does as without these options.

    Of a private field ``_name`` it is the public ``name`` that is looked at.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        kind: Any = self.__class__
        read = _compared(kind)
        return read(self) == read(other)

    def __hash__(self) -> int:
        kind: Any = self.__class__
        return hash(_hashed(kind)(self))

    def __repr__(self) -> str:
        fields = (f"{each.name}={getattr(self, _public(each))!r}" for each in _fields(self.__class__))
        return f"{self.__class__.__qualname__.rpartition('>.')[2]}({', '.join(fields)})"


def _fields(kind: Any) -> "tuple[attrs.Attribute[Any], ...]":
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(kind)
    return fields


def _public(field: "attrs.Attribute[Any]") -> str:
    """The name by which a field is given and read."""
    return field.alias or field.name


@cache
def _compared(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What makes a value of a class equal to another."""
    return attrgetter("__class__", *(_public(each) for each in _fields(kind)))


@cache
def _hashed(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """The same without what cannot be hashed."""
    return attrgetter("__class__", *(_public(each) for each in _fields(kind) if each.hash is not False))


class WhenRead:
    """A field of values that are made without it; from the first reading on it stands in the value, like all else.

    It is worked out with those that come of the same, each by its name. Its class has no slots.
    """

    def __init__(self, kind: type, name: str, work_out: Callable[[Any], Mapping[str, Any]]) -> None:
        self.name: Final = name
        self._work_out: Final = work_out
        type.__setattr__(kind, name, self)

    def __get__(self, value: object, kind: type | None = None) -> Any:
        if value is None:
            return self
        fields = vars(value)
        fields.update(self._work_out(value))
        return fields[self.name]
