"""Plain data against its JSON Schema: every problem at once, with places, in words of ours.

Two readers of one schema. ``accepts`` is compiled from it and only says "surely fits", in a hundredth of the time;
whenever it does not say so, ``jsonschema`` judges and names the mistakes. A test holds the two against each other, and
a schema that uses a keyword ``accepts`` does not know is simply always judged by ``jsonschema``.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pecrules import _resources
from pecrules.documents import Document
from pecrules.errors import Path, Problem, in_order, nearest

if TYPE_CHECKING:
    from jsonschema import ValidationError

Schema = Mapping[str, Any]
Check = Callable[[Any], bool]

_SHOWN: Final = 60


@cache
def schema(table: str) -> Schema:
    """The shipped schema of a table, numbers with a point as Decimal."""
    text = _resources.read(f"{_resources.folder('schemas')}/{table}.schema.json")
    loaded: Schema = json.loads(text, parse_float=Decimal)
    return loaded


@cache
def _accepts(table: str) -> Check:
    return accepts(schema(table))


def validate(document: Document, table: str, trapped: Sequence[Path] = ()) -> tuple[Problem, ...]:
    """Every way in which a document does not fit the schema of a table.

    Args:
        document: What was read.
        table: The table's name.
        trapped: Places that already have a problem; nothing more is said about them.

    Returns:
        The problems in order of place; none means that the document fits.
    """
    if _accepts(table)(document.data):
        return ()
    return in_order(judge(document, schema(table), trapped))


# -- surely fits ------------------------------------------------------------------------------------------------------

_ANNOTATIONS: Final = frozenset({
    "$schema", "$id", "$defs", "title", "description", "markdownDescription", "errorMessage", "patternErrorMessage",
    "enumDescriptions", "defaultSnippets", "examples", "default", "format",
})  # fmt: skip
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "boolean": (bool,),
    "number": (int, Decimal), "null": (type(None),),
}  # fmt: skip


class _UnknownKeyword(Exception):  # noqa: N818
    """A schema says something that only jsonschema understands."""


def accepts(root: Schema) -> Check:
    """A function that says whether a value surely fits the schema; ``False`` means "ask jsonschema".

    >>> fits = accepts({"type": "array", "items": {"enum": ["a", "b"]}})
    >>> fits(["a", "b"]), fits(["c"])
    (True, False)
    """
    try:
        return _Compiler(root).check(root)
    except _UnknownKeyword:
        return lambda _value: False


class _Compiler:
    """Turns a schema into closures, one for each keyword."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.targets: dict[str, Check] = {}

    def check(self, schema: Schema) -> Check:
        """One schema as one function."""
        schema = self._flat(schema)
        checks = [self._keyword(name, schema) for name in schema if name not in _ANNOTATIONS]
        checks = [check for check in checks if check is not None]
        if len(checks) == 1:
            return checks[0]  # type: ignore[return-value] # None was taken out above
        return _every(checks)  # type: ignore[arg-type]

    def _keyword(self, name: str, schema: Schema) -> Check | None:
        if name in {"then", "else"} and "if" in schema:
            return None  # _if_ has them
        make: Callable[[Any, Schema], Check | None] | None = getattr(self, f"_{name.lstrip('$')}_", None)
        if make is None:
            raise _UnknownKeyword(name)
        return make(schema[name], schema)

    def _flat(self, schema: Schema) -> Schema:
        """The schema with the plain parts of its ``allOf`` drawn up into it: fewer functions to call for each row."""
        parts = schema.get("allOf", ())
        drawn = [part for part in parts if part.keys() - _ANNOTATIONS <= {"required", "properties"}]
        names = [name for part in drawn for name in part.get("properties", ())]
        if not drawn or "required" in schema or "properties" in schema or len(set(names)) < len(names):
            return schema
        return {
            **schema,
            "required": [name for part in drawn for name in part.get("required", ())],
            "properties": {name: value for part in drawn for name, value in part.get("properties", {}).items()},
            "allOf": [part for part in parts if part not in drawn],
        }

    def _ref_(self, ref: str, _: Schema) -> Check:
        if ref not in self.targets:
            self.targets[ref] = self.check(_target(self.root, ref))
        return self.targets[ref]

    def _type_(self, name: str, _: Schema) -> Check:
        classes = _TYPES[name]
        if len(classes) == 1:
            only = classes[0]
            return lambda value: value.__class__ is only
        return lambda value: value.__class__ in classes

    def _enum_(self, values: list[Any], _: Schema) -> Check:
        if not all(isinstance(value, str) for value in values):
            raise _UnknownKeyword("enum")
        words = frozenset(values)
        return lambda value: value.__class__ is str and value in words

    def _const_(self, only: Any, _: Schema) -> Check:
        kind = only.__class__
        return lambda value: value.__class__ is kind and value == only

    def _pattern_(self, pattern: str, _: Schema) -> Check:
        match = re.compile(pattern).search
        return lambda value: value.__class__ is not str or (value[-1:] != "\n" and match(value) is not None)

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
        return lambda value: value.__class__ is not list or len({str(item) for item in value}) == len(value)

    def _items_(self, items: Schema, _: Schema) -> Check:
        check = self.check(items)
        return lambda value: value.__class__ is not list or all(map(check, value))

    def _required_(self, names: list[str], _: Schema) -> Check:
        due = frozenset(names)
        return lambda value: value.__class__ is not dict or due <= value.keys()

    def _properties_(self, properties: Mapping[str, Schema], _: Schema) -> Check:
        checks = {name: self.check(schema) for name, schema in properties.items()}

        def check(value: Any) -> bool:
            if value.__class__ is dict:
                for name, item in value.items():
                    of_name = checks.get(name)
                    if of_name is not None and not of_name(item):
                        return False
            return True

        return check

    def _additionalProperties_(self, _allowed: bool, schema: Schema) -> Check:  # noqa: N802
        names = frozenset(schema.get("properties", ()))
        return lambda value: value.__class__ is not dict or value.keys() <= names

    def _unevaluatedProperties_(self, _allowed: bool, schema: Schema) -> Check:  # noqa: N802
        names, always = spoken(self.root, schema), frozenset(_always(self.root, schema))
        return lambda value: value.__class__ is not dict or value.keys() <= always or value.keys() <= names(value)

    def _allOf_(self, schemas: list[Schema], _: Schema) -> Check:  # noqa: N802
        return _every([self.check(schema) for schema in schemas])

    def _anyOf_(self, schemas: list[Schema], _: Schema) -> Check:  # noqa: N802
        checks = [self.check(schema) for schema in schemas]
        return lambda value: any(check(value) for check in checks)

    def _if_(self, condition: Schema, schema: Schema) -> Check:
        holds = self.check(condition)
        then, otherwise = self.check(schema.get("then", {})), self.check(schema.get("else", {}))
        return lambda value: then(value) if holds(value) else otherwise(value)


def _every(checks: Sequence[Check]) -> Check:
    steps = tuple(checks)

    def check(value: Any) -> bool:
        for step in steps:  # noqa: SIM110 - twice as fast as all() over a generator
            if not step(value):
                return False
        return True

    return check


def _target(root: Schema, ref: str) -> Schema:
    found: Any = root
    for step in ref.removeprefix("#/").split("/"):
        found = found[step]
    target: Schema = found
    return target


def spoken(root: Schema, schema: Schema) -> Callable[[Any], frozenset[str]]:
    """For an object, the names of all properties that the schema speaks of, given which branches its values choose."""
    own = frozenset(schema.get("properties", ()))
    parts: list[Callable[[Any], frozenset[str]]] = [
        spoken(root, part)
        for part in (*([_target(root, schema["$ref"])] if "$ref" in schema else ()), *schema.get("allOf", ()))
    ]
    if "if" in schema:
        parts.append(_branches(root, schema))
    if not parts:
        return lambda _value: own
    return lambda value: own.union(*(part(value) for part in parts))


def _always(root: Schema, schema: Schema) -> Iterator[str]:
    """The properties that the schema speaks of whatever the values are."""
    yield from schema.get("properties", ())
    for part in (*([_target(root, schema["$ref"])] if "$ref" in schema else ()), *schema.get("allOf", ())):
        yield from _always(root, part)


def _branches(root: Schema, schema: Schema) -> Callable[[Any], frozenset[str]]:
    holds = accepts({**schema["if"], "$defs": root.get("$defs", {})})
    named = spoken(root, schema["if"])
    then, otherwise = (spoken(root, schema.get(branch, {})) for branch in ("then", "else"))
    return lambda value: named(value) | then(value) if holds(value) else otherwise(value)


# -- what is wrong ----------------------------------------------------------------------------------------------------


def judge(document: Document, root: Schema, trapped: Sequence[Path] = ()) -> Iterator[Problem]:
    """Every mistake that jsonschema finds, told in our words; a place hears the same thing once."""
    from jsonschema import Draft202012Validator

    heard: set[tuple[Path, str]] = set()
    for error in Draft202012Validator(root).iter_errors(document.data):
        tell = _TELLERS.get(str(error.validator), _tell_other)
        for problem in tell(document, root, error):
            if (problem.path, problem.code) not in heard and not _under(problem.path, trapped):
                heard.add((problem.path, problem.code))
                yield problem


def _under(path: Path, trapped: Sequence[Path]) -> bool:
    return any(path[: len(place)] == place for place in trapped)


def _tell_unknown(document: Document, root: Schema, error: "ValidationError") -> Iterator[Problem]:
    """Keys that nothing speaks of; keys that only rows of another kind have are told as such."""
    row, parent = error.instance, tuple(error.absolute_path)
    known, anywhere = spoken(root, error.schema)(row), frozenset(_names(root, error.schema))
    for key in row:
        if key in known:
            continue
        path = (*parent, key)
        place = document.where(path, key=True)
        if key in anywhere:
            yield Problem("PR110", place, path, {"found": key})
        else:
            allowed = ", ".join(sorted(known - row.keys())) or "-"
            near = nearest(key, known - row.keys())
            yield Problem("PR101", place, path, {"found": _shown(key), "allowed": allowed}, nearest=near)


def _tell_missing(document: Document, _: Schema, error: "ValidationError") -> Iterator[Problem]:
    parent = tuple(error.absolute_path)
    for key in error.validator_value:
        if key not in error.instance:
            yield Problem("PR102", document.where(parent), (*parent, key), {"key": key})


def _tell_type(document: Document, _: Schema, error: "ValidationError") -> Iterator[Problem]:
    from pecrules.messages import KINDS

    path, found, wanted = tuple(error.absolute_path), error.instance, error.validator_value
    place, shown = document.where(path), _shown(found)
    if found is None:
        key = str(path[-1]) if path else document.name
        yield Problem("PR111", document.where(path, key=True), path, {"key": key}, _message(error))
    elif wanted == "string" and found.__class__ in (int, Decimal):
        yield Problem("PR109", place, path, {"found": shown, "advice": f'"{found}"'}, _message(error))
    else:
        args = {"found": shown, "expected": KINDS[wanted]}
        yield Problem("PR103", place, path, args, _message(error))


def _tell_choice(document: Document, _: Schema, error: "ValidationError") -> Iterator[Problem]:
    path, found = tuple(error.absolute_path), error.instance
    if found.__class__ in (int, Decimal, dict, list, type(None)):
        return  # its type is wrong, and that is told
    words = [error.validator_value] if error.validator == "const" else error.validator_value
    allowed = [str(word).lower() if isinstance(word, bool) else str(word) for word in words]
    args = {"found": _shown(found), "allowed": ", ".join(allowed)}
    yield Problem("PR104", document.where(path), path, args, _message(error), nearest(str(found), allowed))


def _tell_pattern(document: Document, _: Schema, error: "ValidationError") -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    told = error.schema.get("patternErrorMessage") or _message(error)
    yield Problem("PR105", document.where(path), path, {"found": _shown(error.instance)}, told)


def _tell_bounds(document: Document, _: Schema, error: "ValidationError") -> Iterator[Problem]:
    path, schema = tuple(error.absolute_path), error.schema
    args = {name: str(schema.get(name, "-")) for name in ("minimum", "maximum")}
    yield Problem("PR106", document.where(path), path, {"found": _shown(error.instance), **args}, _message(error))


def _tell_size(document: Document, _: Schema, error: "ValidationError") -> Iterator[Problem]:
    path, schema = tuple(error.absolute_path), error.schema
    what = "Length" if isinstance(error.instance, str) else "Items"
    args = {name: str(schema.get(name[:3] + what, "-")) for name in ("minimum", "maximum")}
    found = {"key": str(path[-1]), "found": str(len(error.instance))}
    yield Problem("PR107", document.where(path), path, found | args, _message(error))


def _tell_repeated(document: Document, _: Schema, error: "ValidationError") -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    yield Problem("PR108", document.where(path), path, {"key": str(path[-1])}, _message(error))


def _tell_other(document: Document, _: Schema, error: "ValidationError") -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    yield Problem("PR112", document.where(path), path, {}, _message(error))


Teller = Callable[[Document, Schema, "ValidationError"], Iterator[Problem]]
_TELLERS: Final[dict[str, Teller]] = {
    "unevaluatedProperties": _tell_unknown,
    "additionalProperties": _tell_unknown,
    "required": _tell_missing,
    "type": _tell_type,
    "enum": _tell_choice,
    "const": _tell_choice,
    "pattern": _tell_pattern,
    "minimum": _tell_bounds,
    "maximum": _tell_bounds,
    "minItems": _tell_size,
    "maxItems": _tell_size,
    "minLength": _tell_size,
    "maxLength": _tell_size,
    "uniqueItems": _tell_repeated,
}


def _message(error: "ValidationError") -> str | None:
    """The schema's own Italian sentence, which an editor shows too."""
    told: str | None = error.schema.get("errorMessage")
    return told


def _names(root: Schema, schema: Schema) -> Iterator[str]:
    """Every property that the schema speaks of, in whatever branch."""
    yield from schema.get("properties", ())
    parts = [schema[word] for word in ("if", "then", "else") if word in schema] + list(schema.get("allOf", ()))
    if "$ref" in schema:
        parts.append(_target(root, schema["$ref"]))
    for part in parts:
        yield from _names(root, part)


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "{...}" if isinstance(value, dict) else "[...]"
    text = str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
