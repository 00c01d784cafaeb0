"""What frozen values do alike: ``==``, ``hash`` and ``repr``; and what makes their classes."""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn

from pecrules.base.classes import ForAttrs

if TYPE_CHECKING:
    from attrs import NOTHING, Attribute, Factory, evolve, field, fields, frozen
else:
    from pecrules.base.classes import NOTHING, Attribute, Factory, evolve, field, fields, frozen

__all__ = ["NOTHING", "Attribute", "Factory", "Value", "WhenRead", "evolve", "field", "fields", "frozen"]


class Value:
    """The base of a class with ``@frozen``, which does as one that attrs makes.

    Of a private field ``_name`` it is the public ``name`` that is looked at.
    """

    __slots__ = ()
    if TYPE_CHECKING:
        __attrs_attrs__: ClassVar[Any]
    else:
        __attrs_attrs__ = ForAttrs()  # without a hint: whoever reads those of a class finds its fields alone

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise _frozen()

    def __delattr__(self, name: str) -> NoReturn:
        raise _frozen()

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
        shown = (f"{each.name}={getattr(self, each.alias)!r}" for each in fields(self.__class__))
        return f"{self.__class__.__qualname__.rpartition('>.')[2]}({', '.join(shown)})"


def _frozen() -> AttributeError:
    from attrs.exceptions import FrozenInstanceError  # of which no program hears that does no wrong

    return FrozenInstanceError()


@cache
def _compared(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What makes a value of a class equal to another."""
    return attrgetter("__class__", *(each.alias for each in fields(kind)))


@cache
def _hashed(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """The same without what cannot be hashed."""
    return attrgetter("__class__", *(each.alias for each in fields(kind) if each.hash is not False))


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
