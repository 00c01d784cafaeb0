"""What a schema does not take: values that break its keywords, one at a time."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pecrules.parsing.schema_check import known_properties
from tests.rulebook.rows.test_schemas import columns, resolved

Rule = Mapping[str, Any]
Broken = tuple[str, Any]
"""The keyword that is broken, and the value that breaks it."""

OF_TYPE = {"string": 7, "integer": "tanti", "boolean": "forse", "array": "uno", "object": "uno", "null": 7}
NO_DAY = "2023-02-30"


def broken_columns(root: Rule, rule: Rule, row: Rule, only: Collection[str] = ()) -> Iterator[Broken]:
    """The row with one column wrong, one missing, or one too many, for all columns that it may have or only some."""
    known = columns(root, rule)
    names = sorted(only or known_properties(root, rule)(row))
    yield next(word for word in ("unevaluatedProperties", "additionalProperties") if word in rule), {**row, "colore": 1}
    for name in names:
        yield "required", {column: value for column, value in row.items() if column != name}
        for keyword, value in broken(root, known[name]):
            yield keyword, {**row, name: value}


def broken(root: Rule, rule: Rule) -> Iterator[Broken]:
    """Values that break the keywords of a schema."""
    rule = resolved(root, rule)
    yield from broken_itself(root, rule)
    if "else" in rule and rule["else"].get("const", rule) is not None:
        yield from broken(root, rule["else"])
    if "items" in rule:
        yield from ((keyword, [value]) for keyword, value in broken(root, rule["items"]))
    if isinstance(rule.get("additionalProperties"), Mapping):
        yield from ((keyword, {"a": value}) for keyword, value in broken(root, rule["additionalProperties"]))
    elif "additionalProperties" in rule:
        yield from broken_columns(root, rule, sound(root, rule))


def broken_itself(root: Rule, rule: Rule) -> Iterator[Broken]:
    """Values that break what a schema says of a value as a whole."""
    yield from _broken_words(rule)
    yield from _broken_bounds(root, rule)


def _broken_words(rule: Rule) -> Iterator[Broken]:
    if "type" in rule:
        yield "type", OF_TYPE[rule["type"]]
        yield "type", None
    if "enum" in rule:
        yield "enum", "nessuno"
    if "const" in rule:
        yield "const", "altro"
    if "pattern" in rule:
        yield "pattern", " spazio in testa"
        yield "pattern", NO_DAY


def _broken_bounds(root: Rule, rule: Rule) -> Iterator[Broken]:
    bounds = rule.get("if", {})
    if "minimum" in bounds:
        yield "minimum", bounds["minimum"] - 1
    if "maximum" in bounds:
        yield "maximum", bounds["maximum"] + 1
    if "minItems" in bounds:
        yield "minItems", []
    if "uniqueItems" in bounds and resolved(root, rule["items"]).get("type") != "object":
        yield "uniqueItems", [sound(root, rule["items"])] * 2


def sound(root: Rule, rule: Rule) -> Any:
    """A value that a schema takes."""
    rule = resolved(root, rule)
    if "anyOf" in rule:
        return sound(root, rule["anyOf"][0])
    if "enum" in rule or "examples" in rule:
        return rule.get("enum", rule.get("examples"))[0]
    match rule.get("type"):
        case "object":
            return {name: sound(root, each) for name, each in columns(root, rule).items()}
        case "array":
            return [sound(root, rule["items"])]
        case "integer":
            return rule["if"]["minimum"]
        case _:
            return rule.get("const", True)


def cases(rule: Rule) -> Iterator[Rule]:
    """The words that make further columns belong to a row, for each case in which some do."""
    for part in rule.get("allOf", ()):
        if "then" in part and "allOf" in part["then"]:
            words = part["if"]["properties"].items()
            yield {name: each["const"] if "const" in each else each["enum"][0] for name, each in words}
