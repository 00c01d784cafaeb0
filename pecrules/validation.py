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
from types import NoneType
from typing import Any, Final, cast

from pecrules import _resources
from pecrules.dates import is_day
from pecrules.documents import Document, is_list
from pecrules.errors import Path, Problem, in_order, nearest
from pecrules.scalars import trap_advice

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
    "enumDescriptions", "defaultSnippets", "examples", "default",
})  # fmt: skip
_CONDITIONS: Final = frozenset({"type", "enum", "const", "required", "properties", "allOf", "anyOf"})
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
        self.compiling: set[str] = set()

    def check(self, schema: Schema) -> Check:
        """One schema as one function."""
        if not isinstance(cast("object", schema), Mapping):
            raise _UnknownKeyword(str(schema))
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
            self.targets[ref] = self.check(_target(self.root, ref))
            self.compiling.remove(ref)
        return self.targets[ref]

    def _type_(self, name: Any, _: Schema) -> Check:
        if not isinstance(name, str) or name not in _TYPES:
            raise _UnknownKeyword("type")
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

    def _format_(self, name: str, _: Schema) -> Check:
        if name != "date":
            raise _UnknownKeyword(name)
        return lambda value: value.__class__ is not str or is_day(value)

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
        holds = self._condition(condition)
        then, otherwise = self.check(schema.get("then", {})), self.check(schema.get("else", {}))
        return lambda value: then(value) if holds(value) else otherwise(value)

    def _condition(self, schema: Schema) -> Check:
        """A check whose ``False`` means no, not "ask": only keywords that are decided exactly may stand in it."""
        parts = [schema, *schema.get("properties", {}).values(), *schema.get("allOf", ()), *schema.get("anyOf", ())]
        if not all(map(_decided, parts)):
            raise _UnknownKeyword("if")
        return self.check(schema)


def _every(checks: Sequence[Check]) -> Check:
    steps = tuple(checks)

    def check(value: Any) -> bool:
        for step in steps:  # noqa: SIM110 - twice as fast as all() over a generator
            if not step(value):
                return False
        return True

    return check


def _decided(schema: Schema) -> bool:
    """Whether a condition on one property is decided by its words alone: text and truth values equal nothing else."""
    words = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else [])]
    return schema.keys() - _ANNOTATIONS <= _CONDITIONS and all(isinstance(word, str | bool) for word in words)


def _surely_unique(items: list[Any]) -> bool:
    """Whether no two items are equal: sure for texts, whole numbers, blocks of texts; jsonschema knows the others."""
    plain = [tuple(sorted(item.items())) if _is_block_of_texts(item) else item for item in items]
    kinds = {item.__class__ for item in plain}
    return not items or (kinds in ({str}, {int}, {tuple}) and len(set(plain)) == len(plain))


def _is_block_of_texts(item: Any) -> bool:
    return item.__class__ is dict and all(value.__class__ is str for value in item.values())


def _target(root: Schema, ref: str) -> Schema:
    found: Any = root
    for step in ref.removeprefix("#/").split("/"):
        if step not in found:
            raise _UnknownKeyword(ref)
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
    heard: dict[tuple[Path, str], Problem] = {}
    for error in _validator()(root, format_checker=_formats()).iter_errors(document.data):
        tell = _TELLERS.get(str(error.validator), _tell_other)
        for problem in tell(document, root, error):
            if not _under(problem.path, trapped):
                heard.setdefault((problem.path, problem.code), problem)
    wrong = {*trapped, *(path for path, code in heard if code not in {"PR101", "PR110"})}
    renamed = {(*path[:-1], problem.nearest) for (path, code), problem in heard.items() if code == "PR101"}
    deciding, known = frozenset(_deciding(root)), frozenset(_keys(root))
    misnamed = [where for where in trapped if where and isinstance(where[-1], str) and where[-1] not in known]
    for (path, code), problem in heard.items():
        beside = {where[-1] for where in wrong if where and where[:-1] == path[:-1]}
        if code == "PR110" and beside & deciding:
            continue  # what the row is about is in doubt: whether the key belongs to it nobody knows
        if code == "PR102" and (path in renamed or any(where[:-1] == path[:-1] for where in misnamed)):
            continue  # the key is there, under a name with a mistake
        yield problem


def _deciding(schema: object) -> Iterator[str]:
    """The keys on whose values it depends which other keys a block may have."""
    if isinstance(schema, Mapping):
        block = cast("Schema", schema)
        if "if" in block:
            yield from (name for name in block["if"].get("properties", ()) if name != "withdrawn")
        for part in block.values():
            yield from _deciding(part)
    elif is_list(schema):
        for part in schema:
            yield from _deciding(part)


@cache
def _validator() -> Any:
    """The validator of draft 2020-12, whose patterns do not overlook a line break at the end."""
    from jsonschema import Draft202012Validator, ValidationError, validators

    def pattern(_validator: object, wanted: str, text: object, _schema: object) -> Iterator[Any]:
        if isinstance(text, str) and (text.endswith("\n") or not re.search(wanted, text)):
            yield ValidationError(f"{text!r} does not match {wanted!r}")

    extend = cast("Any", validators).extend
    return extend(Draft202012Validator, {"pattern": pattern})


@cache
def _formats() -> Any:
    """The one format that tables use."""
    from jsonschema import FormatChecker

    def is_date(value: object) -> bool:
        return not isinstance(value, str) or is_day(value)

    checker: Any = FormatChecker(formats=())
    checker.checks("date")(is_date)
    return checker


def _keys(schema: object) -> Iterator[str]:
    """Every key that the schema has a property for, at whatever depth."""
    if isinstance(schema, Mapping):
        block = cast("Schema", schema)
        yield from block.get("properties", ())
        for part in block.values():
            yield from _keys(part)
    elif is_list(schema):
        for part in schema:
            yield from _keys(part)


def _under(path: Path, trapped: Sequence[Path]) -> bool:
    return any(path[: len(place)] == place for place in trapped)


def _tell_unknown(document: Document, root: Schema, error: Any) -> Iterator[Problem]:
    """Keys that nothing speaks of; keys that only rows of another kind have are told as such."""
    row, parent = error.instance, tuple(error.absolute_path)
    anywhere, known = tuple(dict.fromkeys(_names(root, error.schema))), spoken(root, error.schema)(row)
    for key in row:
        path = (*parent, key)
        if key in known:
            continue
        place = document.where(path, key=True)
        if key in anywhere:
            yield Problem("PR110", place, path, {"found": key})
        else:
            args = {"found": _shown(key), "allowed": ", ".join(name for name in anywhere if name in known)}
            yield Problem("PR101", place, path, args, nearest=nearest(key, known - row.keys()))


def _tell_missing(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    parent = tuple(error.absolute_path)
    for key in error.validator_value:
        if key not in error.instance:
            place = document.where(parent, key=bool(parent) and isinstance(parent[-1], str))
            yield Problem("PR102", place, (*parent, key), {"key": key}, _message(error))


def _tell_type(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    from pecrules.messages import KINDS

    path, found, wanted = tuple(error.absolute_path), error.instance, str(error.validator_value)
    place, shown = document.where(path), _shown(found)
    if found is None:
        yield _nothing(document, error)
    elif wanted == "string" and found.__class__ in (int, Decimal):
        fitting = _fitting(_spellings(shown), error.schema)
        args = {"found": shown, "advice": f'"{fitting or _example(error.schema)}"'}
        yield Problem("PR109" if fitting else "PR118", place, path, args, _message(error))
    elif isinstance(found, str) and _PLAIN.get(wanted, _NEVER).fullmatch(found):
        yield Problem("PR113", place, path, {"found": shown, "advice": f"`{found}`"}, _message(error))
    else:
        yield Problem("PR103", place, path, {"found": shown, "expected": KINDS[wanted]}, _message(error))


def _nothing(document: Document, error: Any) -> Problem:
    """A key without a value, or a dash without a row."""
    path = tuple(error.absolute_path)
    if path and isinstance(path[-1], int):
        return Problem("PR114", document.where(path), path, {}, _message(error))
    key = str(path[-1]) if path else document.name
    return Problem("PR111", document.where(path, key=True), path, {"key": key}, _message(error))


def _tell_choice(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path, found = tuple(error.absolute_path), error.instance
    words = [error.validator_value] if error.validator == "const" else error.validator_value
    allowed = [_shown(word) for word in words]
    place, shown = document.where(path), _shown(found)
    if found is None:
        yield _nothing(document, error)
    elif isinstance(found, str) and found in allowed:
        yield Problem("PR113", place, path, {"found": shown, "advice": f"`{found}`"}, _message(error))
    else:
        near = nearest(found, allowed) if isinstance(found, str) else None
        yield Problem("PR104", place, path, {"found": shown, "allowed": _listed(allowed)}, _message(error), near)


def _tell_pattern(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path, found, schema = tuple(error.absolute_path), error.instance, error.schema
    told = schema.get("patternErrorMessage") or _message(error)
    args = {"found": _shown(found), "example": _example(schema)}
    yield Problem("PR105", document.where(path), path, args, told, _fitting(_spellings(found), schema))


def _tell_day(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    if _fits(error.instance, error.schema):  # else its form is wrong, and that is told
        yield Problem("PR026", document.where(path), path, {"found": _shown(error.instance)})


_BOUNDS: Final = {"minimum": "PR106", "maximum": "PR115", "minItems": "PR107", "maxItems": "PR116"}


def _tell_bound(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path, found = tuple(error.absolute_path), error.instance
    size = _shown(found) if isinstance(found, int | Decimal) else str(len(found))
    args = {"key": _last_word(path), "found": size, "bound": str(error.validator_value)}
    yield Problem(_BOUNDS[str(error.validator)], document.where(path), path, args, _message(error))


def _tell_repeated(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path, items = tuple(error.absolute_path), error.instance
    second = next(index for index, item in enumerate(items) if item in items[:index])
    place = document.where((*path, second))
    yield Problem("PR108", place, (*path, second), {"key": str(path[-1])}, _message(error))


def _tell_any(document: Document, root: Schema, error: Any) -> Iterator[Problem]:
    path, branches = tuple(error.absolute_path), error.validator_value
    keys = [key for branch in branches for key in branch.get("required", ())]
    if keys and isinstance(error.instance, dict):
        yield Problem(
            "PR117", document.where(path), path, {"allowed": ", ".join(f"`{key}`" for key in keys)}, _message(error)
        )
    else:
        yield from _tell_other(document, root, error)


def _tell_other(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    yield Problem("PR112", document.where(path), path, {}, _message(error))


Teller = Callable[[Document, Schema, Any], Iterator[Problem]]  # the last is a jsonschema.ValidationError
_TELLERS: Final[dict[str, Teller]] = {
    "unevaluatedProperties": _tell_unknown,
    "additionalProperties": _tell_unknown,
    "required": _tell_missing,
    "type": _tell_type,
    "enum": _tell_choice,
    "const": _tell_choice,
    "pattern": _tell_pattern,
    "format": _tell_day,
    "minimum": _tell_bound,
    "maximum": _tell_bound,
    "minItems": _tell_bound,
    "maxItems": _tell_bound,
    "uniqueItems": _tell_repeated,
    "anyOf": _tell_any,
}

# -- words for a message ----------------------------------------------------------------------------------------------

_NEVER: Final = re.compile("(?!)")
_PLAIN: Final = {"integer": re.compile("-?(?:0|[1-9][0-9]*)"), "boolean": re.compile("true|false")}
_LONG_LIST: Final = 12


def _message(error: Any) -> str | None:
    """The schema's own Italian sentence, which an editor shows too."""
    told: str | None = error.schema.get("errorMessage")
    return told


def _example(schema: Schema) -> str:
    return str(next(iter(schema.get("examples", ())), "..."))


def _last_word(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _spellings(text: str) -> Iterator[str]:
    """Other ways to write what was probably meant."""
    bare = text.strip()
    yield from (text, bare, bare.replace("http://", "https://"))
    if advice := trap_advice(bare):
        yield advice
    if number := re.fullmatch(r"([0-9]+)(?:[.,]([0-9]*))?", bare):
        yield f"{number[1]}.{(number[2] or '').ljust(2, '0')}"
    if re.fullmatch(r"[\w -]+", bare):
        yield re.sub(r"[ _]+", "-", bare.lower())


def _fits(text: str, schema: Schema) -> bool:
    return not text.endswith("\n") and re.search(schema.get("pattern", ""), text) is not None


def _fitting(spellings: Iterator[str], schema: Schema) -> str | None:
    """The first spelling that the schema takes."""
    return next((text for text in spellings if text and _fits(text, schema)), None)


def _listed(words: list[str]) -> str:
    shown = ", ".join(words[:_LONG_LIST])
    return shown if len(words) <= _LONG_LIST else f"{shown} ... ({len(words)})"


def _names(root: Schema, schema: Schema) -> Iterator[str]:
    """Every property that the schema speaks of, in whatever branch."""
    yield from schema.get("properties", ())
    parts = [_target(root, schema["$ref"])] if "$ref" in schema else []
    parts += [*schema.get("allOf", ()), *(schema[word] for word in ("if", "then", "else") if word in schema)]
    for part in parts:
        yield from _names(root, part)


def _shown(value: Any) -> str:
    """A value as its writer would know it again; quotes only where they matter."""
    if isinstance(value, dict | list):
        return "{...}" if isinstance(value, dict) else "[...]"
    text = str(value).lower() if isinstance(value, bool | NoneType) else str(value)
    plain = text.replace("\n", "\\n")
    short = plain if len(plain) <= _SHOWN else plain[: _SHOWN - 3] + "..."
    return short if text and text == text.strip() else f'"{short}"'
