"""The JSON Schema of every noun, request and outcome, made of the types by which they are read and written.

What ``to_json`` writes fits its schema. What fits the schema of a noun or a request can be read; whether there is such
a plan the tables say.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs

from pecrules.model import codes, fields, mailboxes
from pecrules.model.countries import COUNTRIES
from pecrules.model.fields import AMOUNT_DIGITS, COUNT_DIGITS, Request, shown
from pecrules.model.outcomes import common, quotes
from pecrules.model.published import Published
from pecrules.policies import MANIFEST, OUTCOMES, REQUESTS, resolve

Schema = dict[str, Any]

Referring = Callable[[Any], Schema]
"""How one schema speaks of another: of a class, or of a list of words that has a name."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_MOST: Final = 10**COUNT_DIGITS - 1
_AMOUNT: Final = rf"(?:0|[1-9][0-9]{{0,{AMOUNT_DIGITS - 1}}})(?:\.[0-9]{{1,{AMOUNT_DIGITS}}})?$"

_PLAIN: Final[Mapping[Any, Schema]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    Decimal: {"type": "string", "pattern": f"^-?{_AMOUNT}"},
    NoneType: {"type": "null"},
}

_LIMITS: Final[Mapping[Any, Mapping[str, Schema]]] = {
    fields.WHOLE: {"integer": {"minimum": -_MOST, "maximum": _MOST}},
    fields.WHOLE_OR_NONE: {"integer": {"minimum": -_MOST, "maximum": _MOST}},
    fields.QUANTITY: {"integer": {"minimum": 0, "maximum": _MOST}},
    fields.QUANTITY_OR_NONE: {"integer": {"minimum": 0, "maximum": _MOST}},
    fields.TERM_OR_NONE: {"integer": {"minimum": 1, "maximum": _MOST}},
    fields.PRICE: {"string": {"pattern": f"^{_AMOUNT}"}},
    mailboxes.COUNTRY: {"string": {"enum": sorted(COUNTRIES)}},
}
"""What validator narrows what type of JSON, and to what."""

WORDS: Final[Mapping[Any, str]] = {
    value: name
    for module in (common, quotes, codes)
    for name, value in vars(module).items()
    if get_origin(value) is cast("Any", Literal)
}
"""Every list of words -> its name."""

_ATTRIBUTE: Final = re.compile(r"^    (\w+): (.*(?:\n        .*)*)", re.MULTILINE)
"""What a docstring says of a field."""


def schema(kind: Any) -> Schema:
    """The JSON Schema (draft 2020-12) of a noun, a request or an outcome, with those of its parts.

    Args:
        kind: The class, as ``Mailbox``, ``RenewalRequest`` or ``Quote``; or several, as ``Quote | Refusal`` or
            ``Outcome``, of which an outcome then says which one it is.

    Raises:
        TypeError: it is no such class.

    >>> from pecrules import RenewalRequest
    >>> whole = schema(RenewalRequest)
    >>> whole["required"], whole["properties"]["years"]["description"]
    (['years'], 'The new term in whole years.')
    """
    kinds = get_args(kind) if _is_union(kind) else (kind,)
    if not all(map(_is_class, kinds)):
        raise TypeError(f"schema wants a class, as Mailbox, not {shown(kind)}")
    parts, refer = collection("#/$defs/")
    found = described(kind, refer)
    return {"$schema": DIALECT, "title": name_of(kind), **found, **({"$defs": parts} if parts else {})}


def published() -> list[Any]:
    """Every noun, request and outcome of the manifest."""
    named = {path for policy in MANIFEST.values() for path in (*policy.subject, policy.request_class, *policy.outcomes)}
    return [resolve(path) for path in sorted(filter(None, named))]


def collection(where: str) -> tuple[dict[str, Schema], Referring]:
    """An empty collection of schemas, and what puts into it whatever is spoken of.

    Args:
        where: Where it stands in its document, as ``#/components/schemas/``.
    """
    parts: dict[str, Schema] = {}
    return parts, partial(_collected, parts, where)


def name_of(kind: Any) -> str:
    """What a class or a list of words is called.

    >>> from pecrules import Option
    >>> name_of(Option[int]), name_of(codes.RefusalCode)
    ('OptionInt', 'RefusalCode')
    """
    if is_words(kind):
        return WORDS[kind]
    if _is_union(kind):
        kinds = get_args(kind)
        return "Outcome" if {*map(_path_of, kinds)} == OUTCOMES else "Or".join(map(name_of, kinds))
    words = (name[0].upper() + name[1:] for name in map(name_of, get_args(kind)))
    return "".join([(get_origin(kind) or kind).__name__, *words])


def is_words(kind: Any) -> bool:
    """Whether a type is a list of words that has a name."""
    return get_origin(kind) is cast("Any", Literal) and kind in WORDS


def described(kind: Any, refer: Referring) -> Schema:
    """The schema of a class, of any of some outcomes, or of a list of words.

    Args:
        kind: Which.
        refer: How it speaks of others.
    """
    if get_origin(kind) is cast("Any", Literal):
        return {"type": "string", "enum": list(get_args(kind))}
    if kind is Request:
        return {
            "oneOf": [_tagged(resolve(path), refer) for path in sorted(REQUESTS) if issubclass(resolve(path), Request)]
        }
    if _is_union(kind):
        return {"oneOf": [{**refer(each), **_named(each)} for each in get_args(kind)]}
    return _class(kind, refer)


# -- a class ----------------------------------------------------------------------------------------------------------


def _class(kind: Any, refer: Referring) -> Schema:
    """The fields of a class: of what is read, and no others; of what is answered, those that this release knows."""
    origin: Any = get_origin(kind) or kind
    said = dict(_said(origin))
    given = dict(zip(getattr(origin, "__parameters__", ()), get_args(kind), strict=False))
    hints = get_type_hints(origin)
    properties = {
        field.name: {
            **_limited(_type(_filled(hints[field.name], given), refer), field.validator),
            **({"description": said[field.name]} if field.name in said else {}),
            **_default(field),
        }
        for field in attrs.fields(origin)
    }
    tag = {"outcome": {"const": origin.__name__}} if _path_of(origin) in OUTCOMES else {}
    required = [field.name for field in attrs.fields(origin) if field.default is attrs.NOTHING]
    return {
        "type": "object",
        "description": _sentence(origin),
        "properties": {**tag, **properties},
        **({"required": required} if required else {}),
        **({"additionalProperties": False} if _is_noun(origin) else {}),
    }


def _named(kind: Any) -> Schema:
    """Among several an outcome has to say which one it is."""
    return {"required": ["outcome"]} if _path_of(kind) in OUTCOMES else {}


def _tagged(kind: Any, refer: Referring) -> Schema:
    """A request that says which one it is, as a refusal proposes it."""
    whole = _class(kind, refer)
    properties = {"request": {"const": kind.__name__}, **whole["properties"]}
    return {**whole, "properties": properties, "required": ["request", *whole.get("required", ())]}


def _default(field: "attrs.Attribute[Any]") -> Schema:
    """What a field is that nobody gives, where it is always the same."""
    if isinstance(field.default, str | int | NoneType):
        return {"default": field.default}
    return {"default": []} if field.default == () else {}


def _is_noun(kind: Any) -> bool:
    """Whether a class is read from others: its fields say what they are, and no other is taken."""
    return all("sentence" in field.metadata for field in attrs.fields(kind))


def _sentence(kind: Any) -> str:
    """What a class is; nothing where docstrings are left away."""
    return (kind.__doc__ or "").partition("\n")[0]


def _said(kind: Any) -> Iterator[tuple[str, str]]:
    """What each field is: of a noun as its field says, of an answer as its docstring does."""
    if _is_noun(kind):
        for field in attrs.fields(kind):
            yield field.name, " ".join(filter(None, (field.metadata["sentence"], field.metadata["more"])))
        return
    attributes = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2]
    for name, text in _ATTRIBUTE.findall(attributes):
        yield name, " ".join(text.replace("``", "`").split())


# -- a type -----------------------------------------------------------------------------------------------------------


def _type(kind: Any, refer: Referring) -> Schema:
    """What a field takes, by its type."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    match get_origin(kind):
        case origin if origin is tuple:
            return _tuple(get_args(kind), refer)
        case origin if origin in {Union, UnionType}:
            return {"anyOf": [_type(each, refer) for each in get_args(kind)]}
        case origin if origin is cast("Any", Literal) and not is_words(kind):
            return described(kind, refer)
        case _:
            return refer(kind)


def _tuple(kinds: tuple[Any, ...], refer: Referring) -> Schema:
    """As many of a kind as there are, or one of each kind."""
    first, *rest = kinds
    if rest == [...]:
        return {"type": "array", "items": _type(first, refer)}
    each = [_type(kind, refer) for kind in kinds]
    return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}


def _filled(hint: Any, given: Mapping[Any, Any]) -> Any:
    """A type with what stands for its variable."""
    return given.get(hint, hint) if isinstance(hint, TypeVar) else hint


def _limited(found: Schema, validator: Any) -> Schema:
    """A schema with the limits that a validator sets."""
    limits = _LIMITS.get(validator, {})
    if "anyOf" in found:
        return {"anyOf": [{**each, **limits.get(each.get("type"), {})} for each in found["anyOf"]]}
    return {**found, **limits.get(str(found.get("type")), {})}


# -- what there is ----------------------------------------------------------------------------------------------------


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in {Union, UnionType}


def _is_class(kind: Any) -> bool:
    origin = get_origin(kind) or kind
    return isinstance(origin, type) and issubclass(origin, Published)


@cache
def _path_of(kind: type) -> str:
    """A class as the manifest names it."""
    return f"{kind.__module__.removeprefix('pecrules.')}.{kind.__name__}"


def _collected(parts: dict[str, Schema], where: str, kind: Any) -> Schema:
    """A reference to a schema that stands among others; it is made when it is first spoken of."""
    name = name_of(kind)
    if name not in parts:
        parts[name] = {}
        parts[name] = {"title": name, **described(kind, partial(_collected, parts, where))}
    return {"$ref": f"{where}{name}"}
