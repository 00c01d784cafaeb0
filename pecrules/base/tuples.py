"""``NamedTuple`` as ``typing`` has it, made without compiling any text.

``typing.NamedTuple`` writes the source of ``__new__`` for each class and compiles it, and each annotation besides: a
tenth of the time to a first quote went into that. Here a class has its source compiled once it has made many values by
name or by default, which takes five times as long without. Type checkers see the original, and its values do the same.
"""

from itertools import count
from typing import TYPE_CHECKING, Any

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import _tuplegetter

    _new = tuple.__new__
    _MANY = 50  # values by name or by default, that a class makes before its source is compiled

    class _Named(tuple):
        """What all of them do alike."""

        __slots__ = ()
        _fields: tuple[str, ...] = ()

        def __new__(cls, /, *values: Any, **named: Any) -> Any:
            if named or len(values) != len(cls._fields):
                values = cls._whole(values, named)
            return _new(cls, values)

        @classmethod
        def _whole(cls, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
            """All values, in order: those given by place, by name, and by default."""
            rest = cls._fields[len(values) :]
            given = cls._field_defaults | named
            if len(values) > len(cls._fields) or not named.keys() <= set(rest) <= given.keys():
                raise TypeError(f"{cls.__name__} has the fields {', '.join(cls._fields)}")
            if next(cls._made) == _MANY:
                cls.__new__ = _compiled(cls._fields, cls._field_defaults)
            return (*values, *[given[name] for name in rest])

        def _replace(self, /, **changes: Any) -> Any:
            values = _new(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"{type(self).__name__} has the fields {', '.join(self._fields)}")
            return values

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

    def _compiled(fields: tuple[str, ...], defaults: dict[str, Any]) -> Any:
        """What makes values, with every field a name of its own."""
        names = ", ".join(fields)
        make = eval(f"lambda _cls, {names}: _new(_cls, ({names},))", {"_new": _new, "__builtins__": {}})  # noqa: S307
        make.__defaults__ = tuple(defaults.values())
        return make

    class _Maker(type):
        """Makes plain classes of what derives from ``NamedTuple``."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            body |= {field: _tuplegetter(at, None) for at, field in enumerate(fields)}
            body |= {"__slots__": (), "__match_args__": fields, "_fields": fields, "_field_defaults": defaults}
            body["_made"] = count()
            return type(name, (_Named, *bases[1:]), body)

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})
