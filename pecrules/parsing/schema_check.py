"""A JSON Schema compiled into one function that says whether a value surely fits it.

``True`` means that jsonschema would find nothing; ``False`` means "ask jsonschema". It takes a hundredth of the time,
and a keyword that is not known here makes everything "ask". A test holds the two against each other.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Any, Final, cast

Schema = Mapping[str, Any]
Check = Callable[[Any], bool]

_ANNOTATIONS: Final = frozenset({
    "$schema", "$id", "$defs", "title", "description", "markdownDescription", "errorMessage", "patternErrorMessage",
    "enumDescriptions", "defaultSnippets", "examples", "default",
})  # fmt: skip
_CONDITIONS: Final = frozenset({"type", "enum", "const", "required", "properties", "minItems", "allOf", "anyOf"})
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "boolean": (bool,),
    "number": (int, Decimal), "null": (type(None),),
}  # fmt: skip


class _UnknownKeyword(Exception):  # noqa: N818
    """Raised inside: the schema has a keyword that only jsonschema understands."""


def compile_validator(root: Schema, part: Schema | None = None) -> Check:
    """A function that says whether a value certainly fits the schema; ``False`` means that jsonschema has to decide.

    Args:
        root: The schema.
        part: The schema within it that is meant, if not the whole.

    >>> fits = compile_validator({"type": "array", "items": {"enum": ["a", "b"]}})
    >>> fits(["a", "b"]), fits(["c"])
    (True, False)
    """
    try:
        return _Compiler(root).check(root if part is None else part)
    except _UnknownKeyword:
        return lambda _value: False


class _Compiler:
    """Turns a schema into closures, one for each keyword."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.targets: dict[str, Check] = {}
        self.compiling: set[str] = set()

    def check(self, schema: Schema) -> Check:
        """One schema as one function."""
        if not isinstance(cast("object", schema), dict):
            raise _UnknownKeyword(str(schema))
        if "allOf" in schema:
            schema = self._flat(schema)
        checks: list[Check] = []
        for name, said in schema.items():
            if name not in _ANNOTATIONS:
                make = _KEYWORDS.get(name)
                if make is None:
                    raise _UnknownKeyword(name)
                check = make(self, said, schema)
                if check is not None:  # else the check of another keyword has it in itself
                    checks.append(check)
        return checks[0] if len(checks) == 1 else _every(checks)

    def _flat(self, schema: Schema) -> Schema:
        """The schema with the plain parts of its ``allOf`` drawn up into it: fewer functions to call for each row."""
        parts = schema.get("allOf", ())
        drawn = [part for part in parts if part.keys() - _ANNOTATIONS <= {"required", "properties"}]
        names = [name for part in drawn for name in part.get("properties", ())]
        own = schema.keys() & {"additionalProperties", "required", "properties"}
        if own or not drawn or len(set(names)) < len(names):
            return schema
        return {
            **schema,
            "required": [name for part in drawn for name in part.get("required", ())],
            "properties": {name: value for part in drawn for name, value in part.get("properties", {}).items()},
            "allOf": [part for part in parts if part not in drawn],
        }

    def _ref_(self, ref: str, _: Schema) -> Check:
        if ref in self.compiling:
            raise _UnknownKeyword(ref)  # schemas that contain themselves are left to jsonschema
        if ref not in self.targets:
            self.compiling.add(ref)
            self.targets[ref] = self.check(target(self.root, ref))
            self.compiling.remove(ref)
        return self.targets[ref]

    def _type_(self, name: Any, schema: Schema) -> Check:
        if not isinstance(name, str) or name not in _TYPES:
            raise _UnknownKeyword("type")
        if name == "string" and "pattern" in schema:
            return _text(schema["pattern"], schema.get("placeholder"))
        return _is(name)

    def _enum_(self, values: list[Any], _: Schema) -> Check:
        if not all(isinstance(value, str) for value in values):
            raise _UnknownKeyword("enum")
        words = frozenset(values)
        return lambda value: value.__class__ is str and value in words

    def _const_(self, only: Any, _: Schema) -> Check:
        kind = only.__class__
        return lambda value: value.__class__ is kind and value == only

    def _pattern_(self, pattern: str, schema: Schema) -> Check | None:
        if schema.get("type") == "string":
            return None  # _type_ has it
        fits = _text(pattern)
        return lambda value: value.__class__ is not str or fits(value)

    def _placeholder_(self, text: str, schema: Schema) -> None:
        if "pattern" not in schema or schema.get("type") != "string":
            raise _UnknownKeyword(text)  # else _type_ has it

    def _minimum_(self, least: int, _: Schema) -> Check:
        return lambda value: value.__class__ not in (int, Decimal) or value >= least

    def _maximum_(self, most: int, _: Schema) -> Check:
        return lambda value: value.__class__ not in (int, Decimal) or value <= most

    def _minLength_(self, least: int, _: Schema) -> Check:  # noqa: N802
        return lambda value: value.__class__ is not str or len(value) >= least

    def _maxLength_(self, most: int, _: Schema) -> Check:  # noqa: N802
        return lambda value: value.__class__ is not str or len(value) <= most

    def _minItems_(self, least: int, _: Schema) -> Check:  # noqa: N802
        return lambda value: value.__class__ is not list or len(value) >= least

    def _maxItems_(self, most: int, _: Schema) -> Check:  # noqa: N802
        return lambda value: value.__class__ is not list or len(value) <= most

    def _uniqueItems_(self, _unique: bool, _: Schema) -> Check:  # noqa: N802
        return lambda value: value.__class__ is not list or _surely_unique(value)

    def _items_(self, items: Schema, _: Schema) -> Check | None:
        if items == {}:
            return None
        check = self.check(items)
        return lambda value: value.__class__ is not list or all(map(check, value))

    def _required_(self, names: list[str], _: Schema) -> Check:
        due = frozenset(names)
        return lambda value: value.__class__ is not dict or due <= value.keys()

    def _properties_(self, properties: Mapping[str, Schema], _: Schema) -> Check:
        checks = [(name, self.check(schema)) for name, schema in properties.items()]

        def check(value: Any) -> bool:
            if value.__class__ is dict:
                for name, fits in checks:
                    if name in value and not fits(value[name]):
                        return False
            return True

        return check

    def _additionalProperties_(self, _allowed: bool, schema: Schema) -> Check:  # noqa: N802
        names = frozenset(schema.get("properties", ()))
        return lambda value: value.__class__ is not dict or value.keys() <= names

    def _unevaluatedProperties_(self, _allowed: bool, schema: Schema) -> Check:  # noqa: N802
        always = frozenset(_always(self.root, schema))
        names = cache(partial(known_properties, self.root, schema))  # few rows need it
        return lambda value: value.__class__ is not dict or value.keys() <= always or value.keys() <= names()(value)

    def _allOf_(self, schemas: list[Schema], _: Schema) -> Check:  # noqa: N802
        return _every([self.check(schema) for schema in schemas])

    def _anyOf_(self, schemas: list[Schema], _: Schema) -> Check:  # noqa: N802
        checks = [self.check(schema) for schema in schemas]
        return lambda value: any(check(value) for check in checks)

    def _if_(self, condition: Schema, schema: Schema) -> Check:
        otherwise = self.check(schema.get("else", {}))
        if "then" not in schema:  # it fits whichever of the two it surely fits
            fits = self.check(condition)
            return lambda value: fits(value) or otherwise(value)
        then, holds = self.check(schema["then"]), self._condition(condition)
        return lambda value: then(value) if holds(value) else otherwise(value)

    def _then_(self, _then: Schema, schema: Schema) -> None:
        if "if" not in schema:
            raise _UnknownKeyword("then")  # else _if_ has it

    _else_ = _then_

    def _condition(self, schema: Schema) -> Check:
        """A check whose ``False`` means no, not "ask": only keywords that are decided exactly may stand in it."""
        parts = [schema, *schema.get("properties", {}).values(), *schema.get("allOf", ()), *schema.get("anyOf", ())]
        if not all(map(_decided, parts)):
            raise _UnknownKeyword("if")
        return self.check(schema)


_KEYWORDS: Final[dict[str, Callable[[_Compiler, Any, Schema], Check | None]]] = {
    {"_ref_": "$ref"}.get(name, name[1:-1]): make
    for name, make in vars(_Compiler).items()
    if name.endswith("_") and not name.startswith("__")
}


@cache
def _is(name: str) -> Check:
    """Whether a value is of a type."""
    classes = _TYPES[name]
    if len(classes) == 1:
        only = classes[0]
        return lambda value: value.__class__ is only
    return lambda value: value.__class__ in classes


@cache
def _text(pattern: str, placeholder: str | None = None) -> Check:
    """Whether a value is a text that fits a pattern: most columns, and all tables share a few patterns."""
    match = re.compile(pattern).search
    if placeholder is None:
        return lambda value: value.__class__ is str and value[-1:] != "\n" and match(value) is not None
    is_text = _text(pattern)
    return lambda value: is_text(value) and value != placeholder and "${" not in value


def _every(checks: Sequence[Check]) -> Check:
    steps = tuple(checks)

    def check(value: Any) -> bool:
        for step in steps:  # noqa: SIM110 - twice as fast as all() over a generator
            if not step(value):
                return False
        return True

    return check


def _decided(schema: Schema) -> bool:
    """Whether a condition compares one property with texts and truth values alone, so that equality is exact."""
    words = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else [])]
    return schema.keys() - _ANNOTATIONS <= _CONDITIONS and all(isinstance(word, str | bool) for word in words)


def _surely_unique(items: list[Any]) -> bool:
    """Whether no two items are equal: sure for whole numbers, texts, blocks of texts; jsonschema knows the others."""
    plain = [_as_tuple(item) if _is_of_texts(item) else item for item in items]
    kinds = {item.__class__ for item in plain}
    return not items or (kinds in ({str}, {int}, {tuple}) and len(set(plain)) == len(plain))


def _is_of_texts(item: Any) -> bool:
    """Whether it is a text, or a block or a list in which nothing else stands, however deep."""
    parts = item.values() if item.__class__ is dict else item if item.__class__ is list else ()
    return item.__class__ in (str, dict, list) and all(map(_is_of_texts, parts))


def _as_tuple(item: Any) -> Any:
    """What is of texts as something that a set can hold; what is not surely another may come out as the same."""
    if item.__class__ is dict:
        return tuple(sorted((name, _as_tuple(value)) for name, value in item.items()))
    return tuple(map(_as_tuple, item)) if item.__class__ is list else item


def target(root: Schema, ref: str) -> Schema:
    """The part of a schema that a ``$ref`` names."""
    found: Any = root
    for step in ref.removeprefix("#/").split("/"):
        if step not in found:
            raise _UnknownKeyword(ref)
        found = found[step]
    target: Schema = found
    return target


def known_properties(root: Schema, schema: Schema) -> Callable[[Any], frozenset[str]]:
    """For an object, the names of all properties that the schema speaks of, given which branches its values choose."""
    own = frozenset(schema.get("properties", ()))
    parts: list[Callable[[Any], frozenset[str]]] = [
        known_properties(root, part)
        for part in (*([target(root, schema["$ref"])] if "$ref" in schema else ()), *schema.get("allOf", ()))
    ]
    if "if" in schema:
        parts.append(_branches(root, schema))
    if not parts:
        return lambda _value: own
    return lambda value: own.union(*(part(value) for part in parts))


def _always(root: Schema, schema: Schema) -> Iterator[str]:
    """The properties that the schema speaks of whatever the values are."""
    yield from schema.get("properties", ())
    for part in (*([target(root, schema["$ref"])] if "$ref" in schema else ()), *schema.get("allOf", ())):
        yield from _always(root, part)


def _branches(root: Schema, schema: Schema) -> Callable[[Any], frozenset[str]]:
    holds = compile_validator({**schema["if"], "$defs": root.get("$defs", {})})
    named = known_properties(root, schema["if"])
    then, otherwise = (known_properties(root, schema.get(branch, {})) for branch in ("then", "else"))
    return lambda value: named(value) | then(value) if holds(value) else otherwise(value)
