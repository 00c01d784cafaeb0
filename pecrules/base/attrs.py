"""attrs, for classes on the way to a first answer: attrs makes each when more is asked of it than to hold values.

To import attrs, and to have it write the methods of twenty classes, takes longer than to read the tables and answer. So
a class that is declared here, in the words of attrs, only keeps its declaration. It takes its arguments in a plain
loop, and gives its fields; whatever else is asked of it, from ``==`` to ``attrs.fields``, and arguments that do not
fit, make attrs write all its methods, which then stay. So does a program that has attrs already, or makes many values.

Every other name of attrs can be had from here, too; it is fetched when it is first used.
"""

import sys
from _thread import RLock
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

__all__ = ["Attribute", "evolve", "field", "fields", "frozen"]

_MANY: Final = 2000  # so many values of one class, and the loop has taken as long as importing attrs would
_METHODS: Final = ("__eq__", "__ne__", "__hash__", "__repr__", "__setattr__", "__delattr__")
_SLOT_METHODS: Final = ("__getstate__", "__setstate__")
_NAMES: Final = ("__attrs_attrs__", "__attrs_props__", "__match_args__", "__signature__")
_PYTHONS_OWN: Final = {"__module__", "__dict__", "__weakref__", "__slots__", "__doc__", "__annotations__"}
_LOCK: Final = RLock()
_REQUIRED: Final = object()


def __getattr__(name: str) -> Any:
    """Any other name of attrs."""
    value = globals()[name] = getattr(import_module("attrs"), name)
    return value


class _Field:
    """A field as its class declares it, with the options of ``attrs.field`` that a plain loop can follow."""

    def __init__(self, *, default: Any = _REQUIRED, factory: Any = None, init: bool = True, **options: Any) -> None:
        self.name = ""
        self.type: Any = None
        self.default, self.factory, self.init, self.options = default, factory, init, options
        self.validator: Callable[[Any, Any, Any], Any] | None = options.get("validator")
        if options.keys() - {"validator", "metadata", "eq", "repr", "hash"}:
            raise TypeError(f"only attrs itself knows a field with {', '.join(sorted(options))}")

    @property
    def argument(self) -> str:
        """The argument that gives its value."""
        return self.name.lstrip("_")

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What it says of itself."""
        said: Mapping[str, Any] = self.options.get("metadata", {})
        return said

    @property
    def is_required(self) -> bool:
        """Whether it has no value of its own."""
        return self.default is _REQUIRED and self.factory is None

    def without_argument(self) -> Any:
        """Its value where nobody gives one."""
        return self.default if self.factory is None else self.factory()

    def made(self) -> Any:
        """The field as attrs wants it."""
        import attrs

        own = {"default": self.default} if self.default is not _REQUIRED else {"factory": self.factory}
        return attrs.field(init=self.init, **self.options, **({} if self.is_required else own))


def _frozen(kind: Any = None, **options: Any) -> Any:
    """A frozen class, with the options of ``attrs.frozen``."""
    return _frozen_with(options)(kind) if kind else _frozen_with(options)


def _frozen_with(options: Mapping[str, Any]) -> Callable[[type[Any]], Any]:
    return lambda declared: _Deferred(declared, options).kind


class _Deferred:
    """A class that attrs has not made yet."""

    def __init__(self, declared: type[Any], options: Mapping[str, Any]) -> None:
        self.options, self.declared = options, declared
        own = vars(declared)
        self.fields = {
            name: _named(name, kind, own.get(name, _REQUIRED))
            for name, kind in own.get("__annotations__", {}).items()
            if getattr(kind, "__origin__", None) is not ClassVar
        }
        left_out = {*self.fields, "__dict__", "__weakref__"}
        self.body = {name: value for name, value in own.items() if name not in left_out}
        inherited = (vars(base).get("__declared__", {}) for base in reversed(declared.__mro__))
        self.all = {name: each for fields in (*inherited, self.fields) for name, each in fields.items()}
        self.later: dict[str, Any] = {"__init__": _init(self)}
        slots = self._slots()
        for make, names in ((_method, _METHODS), (_method, _SLOT_METHODS if slots else ()), (_Name, _NAMES)):
            self.later |= {name: make(self, name) for name in names if name not in self.body}
        self.kind = self._class(self.body | slots | self.later | {"__declared__": self.all})

    def _slots(self) -> dict[str, Any]:
        if not self.options.get("slots", True):
            return {}
        weak = () if any(base.__weakrefoffset__ for base in self.declared.__bases__) else ("__weakref__",)
        return {"__slots__": (*self.fields, *weak)}

    def _class(self, body: Mapping[str, Any]) -> Any:
        metaclass: Any = type(self.declared)
        kind = metaclass(self.declared.__name__, self.declared.__bases__, dict(body))
        kind.__qualname__ = self.declared.__qualname__
        return kind

    def make(self) -> Any:
        """The same class with the methods that attrs makes."""
        with _LOCK:
            if self.later:
                self._make()
        return self.kind

    def _make(self) -> None:
        import attrs

        fields = {name: each.made() for name, each in self.fields.items()}
        kind: type[Any] = cast("Any", attrs).frozen(**self.options)(self._class(self.body | fields))
        made = dict(kind.__dict__)
        own: set[str] = {*_PYTHONS_OWN, *self.body, *self.fields}
        for name in set(made) - own:
            setattr(self.kind, name, made[name])
        for name in set(self.later) - set(made):
            delattr(self.kind, name)
        self.later = {}


def _named(name: str, kind: Any, said: Any) -> _Field:
    """A field by its name; what is no declaration is its default."""
    field = said if isinstance(said, _Field) else _Field(default=said)
    field.name, field.type = name, kind
    return field


def declared(kind: type[Any]) -> Mapping[str, _Field]:
    """The fields of a class as it declares them: their names, types, defaults and what they say of themselves."""
    fields: Mapping[str, _Field] = vars(kind)["__declared__"]
    return fields


class _Name:
    """Something attrs says of a class that it has made."""

    def __init__(self, deferred: _Deferred, name: str) -> None:
        self._deferred, self._name = deferred, name

    def __get__(self, _: object, owner: type[Any]) -> Any:
        return getattr(self._deferred.make(), self._name)


def _method(deferred: _Deferred, name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any) -> Any:
        return getattr(deferred.make(), name)(self, *args)

    return method


def _init(deferred: _Deferred) -> Callable[..., None]:
    """How a value is made as long as attrs has not made its class."""
    fields = deferred.all.values()
    known = {each.argument for each in fields if each.init}
    due = {each.argument for each in fields if each.init and each.is_required}
    order = () if deferred.options.get("kw_only") else tuple(each.argument for each in fields if each.init)
    steps = tuple((each, each.argument, each.name, each.validator) for each in fields)
    left = _MANY

    def is_filled(value: Any, args: tuple[Any, ...], given: dict[str, Any]) -> bool:
        """Whether the arguments fit; if not, attrs knows best what to say."""
        values = dict(zip(order, args, strict=False))
        if len(args) > len(order) or values.keys() & given.keys() or not due <= values.keys() | given.keys() <= known:
            return False
        values |= given
        try:
            for field, argument, name, validate in steps:
                found = values[argument] if argument in values else field.without_argument()
                if validate is not None:
                    validate(value, field, found)
                object.__setattr__(value, name, found)
        except (TypeError, ValueError):
            return False
        return True

    def __init__(self: Any, /, *args: Any, **given: Any) -> None:  # noqa: N807 - it becomes a method
        nonlocal left
        left -= 1
        if left >= 0 and "attr" not in sys.modules and is_filled(self, args, given):
            return
        deferred.make().__init__(self, *args, **given)

    return __init__


if TYPE_CHECKING:
    from attrs import Attribute, evolve, field, fields, frozen
else:
    frozen, field = _frozen, _Field
