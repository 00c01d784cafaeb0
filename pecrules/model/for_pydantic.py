"""How pydantic takes our classes, said in its own words; it is imported only by whoever has it and asks.

What ``to_json`` writes and what a program's FastAPI answers say the same, and a mistake has the same code, at the
same place.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast, get_args, get_origin

from pecrules.base.errors import InvalidRequest
from pecrules.base.problems import Problem
from pecrules.model.json import from_plain, to_plain
from pecrules.model.schemas import described, is_words, name_of


def core_schema(kind: Any) -> dict[str, Any]:
    """A class of ours, or a list of words that has a name, as pydantic describes one."""
    ref = f"pecrules.{name_of(kind)}"
    if is_words(kind):
        return {"type": "literal", "expected": list(get_args(kind)), "ref": ref}
    return {
        "type": "function-plain",
        "function": {"type": "no-info", "function": partial(_read, kind)},
        "serialization": {"type": "function-plain", "function": to_plain},
        "metadata": {"pydantic_js_functions": [partial(_described, kind)]},
        "ref": ref,
    }


def _described(kind: Any, _: Any, handler: Any) -> Any:
    """Its JSON Schema, with references to those of the classes in it: of what stands in a list pydantic makes one."""
    return described(kind, lambda other: handler({"type": "list", "items_schema": core_schema(other)})["items"])


def _read(kind: Any, value: Any) -> Any:
    """A value of a class, or the problems of what is none, each at its place."""
    if isinstance(value, get_origin(kind) or kind):
        return value
    from pydantic_core import PydanticCustomError, ValidationError

    try:
        return from_plain(kind, value)
    except InvalidRequest as error:
        errors: list[Any] = [
            {
                "type": PydanticCustomError(each.code, "{sentence}", {"sentence": str(each), **_facts(each)}),
                "loc": each.path,
                "input": _at(value, each.path),
            }
            for each in error.problems
        ]
        raise ValidationError.from_exception_data(name_of(kind), errors) from None


def _facts(problem: Problem) -> dict[str, Any]:
    """What a program needs to tell it in another language."""
    return {"args": dict(problem.args), "nearest": problem.nearest}


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at a place, as far as there is such a place."""
    for step in path:
        if not isinstance(value, Mapping | list) or (isinstance(value, Mapping) and step not in value):
            return None
        value = cast("Any", value)[step]
    return value
