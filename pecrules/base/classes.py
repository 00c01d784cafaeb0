"""Classes of frozen values, made without attrs, whose import takes longer than all else until a first quote is there.

attrs would also write and compile methods for each class, used or not. Here the ``__init__`` of a class is written when
somebody first makes a value with it. attrs is told what the fields are when it asks: so ``attrs.fields``,
``attrs.evolve`` and ``attrs.asdict``, and with them cattrs, pydantic and Hypothesis, take such a class as one of
theirs. Type checkers see attrs itself (``pecrules.base.values``).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Any, ClassVar, Final, get_origin

from pecrules.base.tuples import NamedTuple


class _Nothing:
    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = _Nothing()
"""The default of a field that has to be given."""

_FIELDS: Final = "__made_of__"


class Factory(NamedTuple):
    """What makes a default, of nothing or of the value itself."""

    factory: Callable[..., Any]
    takes_self: bool = False


class Attribute(NamedTuple):
    """A field of a class, as far as anybody here asks; ``attrs.fields`` has the whole.

    Attributes:
        name: How it is called in the value.
        alias: How it is called when a value is made: without the underscore of what is private.
        type: What it is.
        kw_only: Whether it is only given by name.
        default: What it is if nobody gives it.
        validator: What raises an error of a value that is not fit.
        converter: What makes of a value that is given the one that is kept.
        metadata: What it says of itself.
        hash: ``False`` for what cannot be hashed.
    """

    name: str
    alias: str
    type: Any
    kw_only: bool
    default: Any = NOTHING
    validator: Callable[[Any, Any, Any], None] | None = None
    converter: Callable[[Any], Any] | None = None
    metadata: Mapping[str, Any] = MappingProxyType({})
    hash: bool | None = None


class _Said(dict[str, Any]):
    """What is said of a field where its class is written."""


def field(**said: Any) -> Any:
    """What is said of a field, in the words of ``attrs.field``."""
    if "factory" in said:
        said["default"] = Factory(said.pop("factory"))
    return _Said(said)


def fields(kind: Any) -> tuple[Attribute, ...]:
    """The fields of a class that is made here, or that attrs made of one that is."""
    by_attrs = "__attrs_attrs__" in vars(kind)
    found: tuple[Attribute, ...] = getattr(kind, "__attrs_attrs__" if by_attrs else _FIELDS)
    return found


def evolve(value: Any, /, **changes: Any) -> Any:
    """The same value but for some fields, which are looked at as those of any value."""
    return value.__class__(**{each.alias: getattr(value, each.name) for each in fields(value.__class__)} | changes)


def frozen(kind: Any = None, /, *, kw_only: bool = False, slots: bool = True) -> Any:
    """Make the class of a ``Value``, whose fields stand in slots, or else in the dict of each value."""
    make = partial(_class, kw_only=kw_only, slots=slots)
    return make if kind is None else make(kind)


def _class(kind: type, *, kw_only: bool, slots: bool) -> Any:
    body: dict[str, Any] = dict(vars(kind))
    own = [_attribute(name, hint, body.pop(name, NOTHING), kw_only) for name, hint in _hints(body)]
    for each in own:
        if each.name in vars(kind):
            delattr(kind, each.name)
    every = (*getattr(kind, _FIELDS, ()), *own)
    made = _slotted(kind, body, own) if slots else kind
    by_place = tuple(each.name for each in every if not each.kw_only)
    said = {_FIELDS: every, "__match_args__": by_place, "__init__": _Init(made), "__replace__": evolve}
    for name, value in said.items():
        setattr(made, name, value)
    return made


def _hints(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    hints: dict[str, Any] = body.get("__annotations__", {})
    return ((name, hint) for name, hint in hints.items() if get_origin(hint) is not ClassVar)


def _attribute(name: str, hint: Any, given: Any, kw_only: bool) -> Attribute:
    said = given if given.__class__ is _Said else {"default": given}
    return Attribute(name=name, alias=name.lstrip("_"), type=hint, kw_only=kw_only, **said)


def _slotted(kind: Any, body: dict[str, Any], own: list[Attribute]) -> Any:
    """The same class with slots, which have to be known before it is made."""
    for each in ("__dict__", "__weakref__"):
        body.pop(each, None)
    weak = () if any(base.__weakrefoffset__ for base in kind.__bases__) else ("__weakref__",)
    body |= {"__slots__": (*(each.name for each in own), *weak), "__qualname__": kind.__qualname__}
    body |= {"__getstate__": _state, "__setstate__": _set_state}
    return type(kind)(kind.__name__, kind.__bases__, body)


def _state(value: Any) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value.__class__)}


def _set_state(value: Any, state: Mapping[str, Any]) -> None:
    for name, given in state.items():
        object.__setattr__(value, name, given)


class _Init:
    """The ``__init__`` of a class, written when it is first looked at."""

    def __init__(self, kind: Any) -> None:
        self._kind: Final = kind

    def __get__(self, value: object, kind: type | None = None) -> Any:
        self._kind.__init__ = made = _written(self._kind)
        return made.__get__(value, kind)


def _written(kind: Any) -> Any:
    """The function that takes all fields, converts what has to be, keeps them, and then looks whether each is fit."""
    of_class = fields(kind)
    names: dict[str, Any] = {"_NOTHING": NOTHING}
    lines = [*_keeps(kind, of_class, names), *_checks(of_class, names)]
    head = f"def __init__({', '.join(('self', *_parameters(of_class, names)))}):"
    exec("\n    ".join((head, *(lines or ["pass"]))), names)  # noqa: S102 - as attrs and dataclasses do
    made: Any = names["__init__"]
    made.__qualname__, made.__module__ = f"{kind.__qualname__}.__init__", kind.__module__
    made.__annotations__ = {each.alias: each.type for each in of_class} | {"return": None}
    return made


def _parameters(of_class: tuple[Attribute, ...], names: dict[str, Any]) -> Iterator[str]:
    for each in (each for each in of_class if not each.kw_only):
        yield _parameter(each, names)
    by_name = [_parameter(each, names) for each in of_class if each.kw_only]
    yield from ["*", *by_name] if by_name else []


def _parameter(each: Attribute, names: dict[str, Any]) -> str:
    names[f"_default_{each.alias}"] = NOTHING if isinstance(each.default, Factory) else each.default
    return each.alias if each.default is NOTHING else f"{each.alias}=_default_{each.alias}"


def _made(each: Attribute, names: dict[str, Any]) -> Iterator[str]:
    """What is made of a field that is given or not, before it is kept."""
    name = each.alias
    if isinstance(each.default, Factory):
        names[f"_make_{name}"], takes = each.default
        yield f"if {name} is _NOTHING: {name} = _make_{name}({'self' * takes})"
    if each.converter:
        names[f"_convert_{name}"] = each.converter
        yield f"{name} = _convert_{name}({name})"


def _keeps(kind: Any, of_class: tuple[Attribute, ...], names: dict[str, Any]) -> Iterator[str]:
    if kind.__dictoffset__:
        yield "_kept = self.__dict__"
    for each in of_class:
        yield from _made(each, names)
        if kind.__dictoffset__:
            yield f"_kept[{each.name!r}] = {each.alias}"
        else:
            names[f"_put_{each.alias}"] = getattr(kind, each.name).__set__
            yield f"_put_{each.alias}(self, {each.alias})"


def _checks(of_class: tuple[Attribute, ...], names: dict[str, Any]) -> Iterator[str]:
    for each in of_class:
        if each.validator:
            names |= {f"_check_{each.alias}": each.validator, f"_field_{each.alias}": each}
            yield f"_check_{each.alias}(self, _field_{each.alias}, {each.alias})"


class ForAttrs:
    """What attrs finds of a class of values when it asks for its fields."""

    def __get__(self, value: object, kind: type) -> Any:
        made_here = next((each for each in kind.__mro__ if _FIELDS in vars(each)), None)
        if made_here is None:
            raise AttributeError(f"{kind.__name__} is no class of values")
        return _for_attrs(made_here)


@cache
def _for_attrs(kind: type) -> Any:
    import attrs

    parts = {each.name: attrs.field(**_words(each)) for each in fields(kind)}
    made: Any = attrs.make_class(kind.__name__, parts, eq=False, repr=False, init=False)
    return made.__attrs_attrs__


def _words(each: Attribute) -> dict[str, Any]:
    """What ``attrs.field`` is told of a field."""
    import attrs

    words = each._asdict()
    del words["name"], words["alias"]
    if each.default is NOTHING:
        del words["default"]
    elif isinstance(each.default, Factory):
        make: Any = attrs.Factory
        words["default"] = make(*each.default)
    return words
