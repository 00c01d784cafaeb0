"""Plain data against its JSON Schema: every problem at once, with places, in words of ours.

Two readers of one schema: ``schema_check`` only says "surely fits"; whenever it does not, ``jsonschema`` judges, and
what it finds is told here.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import islice
from types import NoneType
from typing import Any, Final, cast

from pecrules.base import resources
from pecrules.base.codes import ProblemCode
from pecrules.base.dates import is_day
from pecrules.base.errors import is_surely, nearest
from pecrules.base.problems import Path, Problem, in_order
from pecrules.parsing.events import MAX_PROBLEMS
from pecrules.parsing.plain import Document, is_list
from pecrules.parsing.scalars import trap_advice
from pecrules.parsing.schema_check import Check, Schema, compile_validator, known_properties, target

_SHOWN: Final = 60


@cache
def schema(table: str) -> Schema:
    """The shipped schema of a table, numbers with a point as Decimal."""
    text = resources.read(f"{resources.folder('schemas')}/{table}.schema.json")
    loaded: Schema = json.loads(text, parse_float=Decimal)
    return loaded


def validate(document: Document, table: str, trapped: Sequence[Path] = ()) -> tuple[Problem, ...]:
    """Every way in which a document does not fit the schema of a table.

    Args:
        document: What was read.
        table: The table's name.
        trapped: Places that already have a problem; nothing more is said about them.

    Returns:
        The problems in order of place; none means that the document fits.
    """
    if compile_validator(schema(table))(document.data):  # anew: thirteen thousand kept objects would cost more at exit
        return ()
    return in_order(judge(document, schema(table), trapped))


# -- what is wrong ----------------------------------------------------------------------------------------------------


def judge(document: Document, root: Schema, trapped: Sequence[Path] = ()) -> Iterator[Problem]:
    """Every mistake that jsonschema finds, in our words; the same mistake is reported once for each place."""
    found: dict[tuple[Path, str], Problem] = {}
    known_already = frozenset(trapped)
    for error in _validator(root).iter_errors(document.data):
        tell = _TELLERS.get(str(error.validator), _tell_other)
        for problem in islice(tell(document, root, error), MAX_PROBLEMS):
            if not _under(problem.path, known_already):
                found.setdefault((problem.path, problem.code), problem)
        if len(found) >= MAX_PROBLEMS:
            place = document.where(tuple(error.absolute_path))
            found[(), "PR047"] = Problem("PR047", place, args={"limit": str(MAX_PROBLEMS)})
            break
    renamed = {(*path[:-1], problem.nearest) for (path, code), problem in found.items() if code == "PR101"}
    misfits = (*trapped, *(path for path, code in found if code not in {"PR101", "PR110"}))
    deciding = frozenset(_deciding(root)) if misfits and found else ()
    in_doubt = {path[:-1] for path in misfits if path and path[-1] in deciding}
    known = keys_of(root) if trapped and found else ()
    misnamed = {path[:-1] for path in trapped if path and isinstance(path[-1], str) and path[-1] not in known}
    for (path, code), problem in found.items():
        if code == "PR110" and path[:-1] in in_doubt:
            continue  # what the row is about is in doubt: whether the key belongs to it nobody knows
        if code == "PR102" and (path in renamed or path[:-1] in misnamed):
            continue  # the key is there, under a name with a mistake
        yield problem


def _deciding(schema: object) -> Iterator[str]:
    """The keys whose values decide which other keys a block may have."""
    if isinstance(schema, Mapping):
        block = cast("Schema", schema)
        if "if" in block:
            yield from (name for name in block["if"].get("properties", ()) if name != "withdrawn")
        for part in block.values():
            yield from _deciding(part)
    elif is_list(schema):
        for part in schema:
            yield from _deciding(part)


def _validator(root: Schema) -> Any:
    """The validator of draft 2020-12 for a schema; what surely fits, or any part of it, need not be judged by it."""
    judge = _Judge(root)
    keywords = {
        "items": judge.items, "properties": judge.properties, "allOf": judge.every, "if": judge.condition,
        "unevaluatedProperties": judge.unevaluated,
    }  # fmt: skip
    return _validators().extend(_draft(), keywords)(root)


class _Judge:
    """The keywords of a schema that lead to its parts: none is followed where its part surely fits."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.surely: dict[int, Check] = {}
        self.known: dict[int, Callable[[Any], frozenset[str]]] = {}

    def fits(self, wanted: Schema, value: object) -> bool:
        """Whether a value surely fits a part of the schema."""
        key = id(wanted)
        check = self.surely.get(key) or self.surely.setdefault(key, compile_validator(self.root, wanted))
        return check(value)

    def items(self, validator: Any, wanted: Schema, rows: object, _: Schema) -> Iterator[Any]:
        """Each item of a list."""
        for index, row in enumerate(rows) if is_list(rows) else ():
            if not self.fits(wanted, row):
                yield from validator.descend(row, wanted, path=index)

    def properties(self, validator: Any, wanted: Mapping[str, Schema], row: object, _: Schema) -> Iterator[Any]:
        """Each value of a block."""
        block = cast("dict[str, Any]", row) if isinstance(row, dict) else {}
        for name, column in wanted.items():
            if name in block and not self.fits(column, block[name]):
                yield from validator.descend(block[name], column, path=name, schema_path=name)

    def every(self, validator: Any, wanted: Sequence[Schema], value: object, _: Schema) -> Iterator[Any]:
        """Each of several schemas."""
        for index, part in enumerate(wanted):
            if not self.fits(part, value):
                yield from validator.descend(value, part, schema_path=index)

    def condition(self, validator: Any, wanted: Schema, value: object, schema: Schema) -> Iterator[Any]:
        """A branch; one whose ``else`` takes nothing is a bound: what breaks it is told, with the else's sentence."""
        otherwise = schema.get("else", {})
        if otherwise.get("const", otherwise) is None:
            for error in validator.descend(value, wanted):
                error.schema = otherwise
                yield error
            return
        holds = self.fits(wanted, value) or validator.evolve(schema=wanted).is_valid(value)
        branch = schema.get("then", {}) if holds else otherwise
        yield from validator.descend(value, branch, schema_path="then" if holds else "else")

    def unevaluated(self, _validator: object, _wanted: bool, row: object, schema: Schema) -> Iterator[Any]:
        """The keys of a block, by what its values choose."""
        key = id(schema)
        keys = self.known.get(key) or self.known.setdefault(key, known_properties(self.root, schema))
        if isinstance(row, dict) and not row.keys() <= keys(row):
            yield _error("a key is known to nobody")


@cache
def _draft() -> Any:
    """The validator of draft 2020-12, with three keywords as the schemas of tables mean them.

    A pattern does not accept a final line break. A ``placeholder`` is a text that must not be left, nor any tab stop of
    a snippet. That items are unique is seen at one look at each.
    """
    from jsonschema import Draft202012Validator

    def pattern(_validator: object, wanted: str, text: object, schema: Schema) -> Iterator[Any]:
        if isinstance(text, str) and not _fits(text, schema) and not _is_left(text, schema):
            yield _error(f"a text does not match {wanted!r}")

    def placeholder(_validator: object, _text: str, text: object, schema: Schema) -> Iterator[Any]:
        if isinstance(text, str) and _is_left(text, schema):
            yield _error("a placeholder was left")

    def unique(_validator: object, _wanted: bool, items: object, _: Schema) -> Iterator[Any]:
        if is_list(items) and _second(items) is not None:
            yield _error("an item stands twice")

    return _validators().extend(
        Draft202012Validator, {"pattern": pattern, "placeholder": placeholder, "uniqueItems": unique}
    )


def _validators() -> Any:
    from jsonschema import validators

    return validators


def _error(sentence: str) -> Any:
    from jsonschema import ValidationError

    return ValidationError(sentence)


def _is_left(text: str, schema: Schema) -> bool:
    """Whether a text is what a snippet put there, for its writer to replace."""
    return "placeholder" in schema and (text == schema["placeholder"] or re.search(_TAB_STOP, text) is not None)


def keys_of(schema: Schema) -> frozenset[str]:
    """Every key that the schema has a property for, at whatever depth."""
    return frozenset(_keys(schema))


def _keys(schema: object) -> Iterator[str]:
    if isinstance(schema, Mapping):
        block = cast("Schema", schema)
        yield from block.get("properties", ())
        for part in block.values():
            yield from _keys(part)
    elif is_list(schema):
        for part in schema:
            yield from _keys(part)


def _under(path: Path, places: frozenset[Path]) -> bool:
    """Whether a place is one of some, or lies in one."""
    return any(path[:length] in places for length in range(len(path) + 1))


def _tell_unknown(document: Document, root: Schema, error: Any) -> Iterator[Problem]:
    """Keys that the schema does not know, and keys that only rows of another kind have, each with its own message."""
    row, parent = error.instance, tuple(error.absolute_path)
    anywhere, known = tuple(dict.fromkeys(_names(root, error.schema))), known_properties(root, error.schema)(row)
    open_ = frozenset(name for name in known if name not in row)  # once: a row may have a megabyte of keys
    for key in row:
        path = (*parent, key)
        if key in known:
            continue
        place = document.where(path, key=True)
        if key in anywhere:
            yield Problem("PR110", place, path, {"found": key}, _message(error))
        else:
            args = {"found": _shown(key), "allowed": ", ".join(name for name in anywhere if name in known)}
            near = nearest(key, open_)
            sure = near is not None and is_surely(near, key, open_)
            yield Problem("PR101", place, path, args, _message(error), near, sure)


def _tell_missing(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    parent = tuple(error.absolute_path)
    for key in error.validator_value:
        if key not in error.instance:
            place = document.where(parent, key=bool(parent) and isinstance(parent[-1], str))
            yield Problem("PR102", place, (*parent, key), {"key": key}, _message(error))


def _tell_type(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path, found, wanted = tuple(error.absolute_path), error.instance, str(error.validator_value)
    place, shown = document.where(path), _shown(found)
    if found is None:
        yield _nothing(document, error)
    elif wanted == "string" and found.__class__ in (int, Decimal):
        fitting = _fitting(spellings(shown), error.schema)
        args = {"found": shown, "advice": f'"{fitting or _example(error.schema)}"'}
        yield Problem("PR109" if fitting else "PR118", place, path, args, _message(error))
    elif isinstance(found, str) and re.fullmatch(_PLAIN.get(wanted, _NEVER), found):
        yield Problem("PR113", place, path, {"found": shown, "advice": f"`{found}`"}, _message(error))
    else:
        yield Problem("PR103", place, path, {"found": shown, "expected": wanted}, _message(error))


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
        sure = near is not None and is_surely(near, found, allowed)
        args = {"found": shown, "allowed": _listed(allowed)}
        yield Problem("PR104", place, path, args, _message(error), near, sure)


def _tell_pattern(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path, found, schema = tuple(error.absolute_path), error.instance, error.schema
    schema_message = schema.get("patternErrorMessage") or _message(error)
    args = {"found": _shown(found), "example": _example(schema)}
    if is_day(args["example"]) and re.fullmatch(_LIKE_A_DAY, found):
        yield Problem("PR026", document.where(path), path, {"found": _shown(found)}, schema_message)
    elif bound := _largest(found, schema):
        args = {"key": _last_word(path), "found": _shown(found), "bound": bound}
        yield Problem("PR115", document.where(path), path, args, schema_message)
    else:
        yield Problem("PR105", document.where(path), path, args, schema_message, _fitting(spellings(found), schema))


def _largest(text: str, schema: Schema) -> str | None:
    """The largest number that a schema of decimals takes, where a text is one with too many digits before the point."""
    number = re.fullmatch(r"([1-9][0-9]*)(?:\.[0-9]{2})?", text)
    digits = len(number[1]) if number else 0
    return next((most for left in range(digits - 1, 0, -1) if _fits(most := f"{'9' * left}.99", schema)), None)


def _tell_left(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path, args = tuple(error.absolute_path), {"found": _shown(error.instance), "example": _example(error.schema)}
    yield Problem("PR119", document.where(path), path, args, _message(error))


_BOUNDS: Final[dict[str, ProblemCode]] = {
    "minimum": "PR106",
    "maximum": "PR115",
    "minItems": "PR107",
    "maxItems": "PR116",
}


def _tell_bound(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path, found = tuple(error.absolute_path), error.instance
    size = _shown(found) if isinstance(found, int | Decimal) else str(len(found))
    args = {"key": _last_word(path), "found": size, "bound": str(error.validator_value)}
    yield Problem(_BOUNDS[str(error.validator)], document.where(path), path, args, _message(error))


def _tell_repeated(document: Document, _: Schema, error: Any) -> Iterator[Problem]:
    path, items = tuple(error.absolute_path), error.instance
    place = (*path, _second(items) or 0)
    yield Problem("PR108", document.where(place), place, {"key": str(path[-1])}, _message(error))


def _second(items: Sequence[Any]) -> int | None:
    """The place of the first item that stands there before; ``None`` if each stands there once."""
    seen: set[Any] = set()
    for index, item in enumerate(items):
        kept = _hashable(item)
        if kept in seen:
            return index
        seen.add(kept)
    return None


def _hashable(item: Any) -> Any:
    """A value that is equal to another just as the items are; ``true`` is not 1."""
    if isinstance(item, dict):
        return frozenset((key, _hashable(value)) for key, value in cast("dict[str, Any]", item).items())
    return tuple(map(_hashable, item)) if is_list(item) else (isinstance(item, bool), item)


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
    "placeholder": _tell_left,
    "minimum": _tell_bound,
    "maximum": _tell_bound,
    "minItems": _tell_bound,
    "maxItems": _tell_bound,
    "uniqueItems": _tell_repeated,
    "anyOf": _tell_any,
}

# -- words for a message ----------------------------------------------------------------------------------------------

_NEVER: Final = "(?!)"
_TAB_STOP: Final = r"\$\{[0-9]+[:|]"
_LIKE_A_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PLAIN: Final = {"integer": "-?(?:0|[1-9][0-9]*)", "boolean": "true|false"}
_LONG_LIST: Final = 12


def _message(error: Any) -> str | None:
    """The schema's own Italian sentence, which an editor shows too."""
    schema_message: str | None = error.schema.get("errorMessage")
    return schema_message


def _example(schema: Schema) -> str:
    return str(next(iter(schema.get("examples", ())), "..."))


def _last_word(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def spellings(text: str) -> Iterator[str]:
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
    parts = [target(root, schema["$ref"])] if "$ref" in schema else []
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
