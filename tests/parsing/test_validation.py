"""Plain data against its schema: what fits, what does not, and how each mistake is told."""

import copy
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError, validators

from pecrules.base import resources
from pecrules.parsing import validation
from pecrules.parsing.documents import read
from pecrules.parsing.plain import Document
from pecrules.parsing.validation import compile_validator, judge, schema, validate
from pecrules.rulebook.rows import NAMES, SECTIONS, structure
from pecrules.rulebook.rows.column import DAY
from tests.profiles import examples

SHIPPED = {
    name: read(resources.read(f"{resources.folder('rules')}/{name}.yaml"), f"{name}.yaml").document for name in NAMES
}


def document(data: Any, name: str = "t.yaml") -> Document:
    """Plain data as a document, by way of its text."""
    reading = read(text_of(data).encode(), name)
    assert () == reading.problems
    assert reading.document is not None
    return reading.document


def text_of(data: Any) -> str:
    """Plain data as text in the brackets that YAML shares with JSON."""
    match data:
        case dict():
            return "{" + ", ".join(f"{text_of(key)}: {text_of(value)}" for key, value in data.items()) + "}"
        case list():
            return "[" + ", ".join(map(text_of, data)) + "]"
        case str():
            return '"' + "".join(char if char.isalnum() else f"\\U{ord(char):08x}" for char in data) + '"'
        case bool() | None:
            return str(data).lower().replace("none", "null")
        case _:
            return str(data)


# -- the two readers of a schema agree ---------------------------------------------------------------------------------


def whole_pattern(validator: Any, pattern: str, instance: Any, rule: Any) -> Iterator[ValidationError]:
    """A pattern as editors read it: its ``$`` is the very end."""
    yield from Draft202012Validator.VALIDATORS["pattern"](validator, pattern, instance, rule)
    if isinstance(instance, str) and instance.endswith("\n"):
        yield ValidationError("ends with a line break")


def no_placeholder(_: Any, placeholder: str, instance: Any, _rule: Any) -> Iterator[ValidationError]:
    """What a snippet put there, with or without its braces, is to be replaced."""
    if isinstance(instance, str) and (instance == placeholder or re.search(r"\$\{[0-9]+[:|]", instance)):
        yield ValidationError("a placeholder is left")


Judge = validators.extend(Draft202012Validator, {"pattern": whole_pattern, "placeholder": no_placeholder})


def fits(rule: Any, data: Any) -> bool:
    """What the schema means, said by jsonschema, with patterns that hold to the very end and nothing left to fill."""
    return Judge(rule).is_valid(data)


def said(data: Any) -> Iterator[str]:
    """Every word of a table or schema, keys and texts alike."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from said(value)
    elif isinstance(data, list):
        for item in data:
            yield from said(item)
    elif isinstance(data, str):
        yield data


WORDS = {
    name: sorted({word for word in (*said(SHIPPED[name].data), *said(schema(name)["allOf"])) if "\n" not in word})
    for name in NAMES
}
COLUMNS = {name: sorted({*said(list(SHIPPED[name].data))} | {"max_inbox_gb", "plan", "note"}) for name in NAMES}
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 12),
    st.sampled_from([10**6, Decimal("1.0"), Decimal("9.90"), Decimal("-0.5")]),
    st.sampled_from(
        ["", " ", "a\n", "2023-01-01\n", "2023-02-30", "2024-02-29", "9.90", "9.9", "9.90\n", "22", "true"]
    ),
    st.text(max_size=3),
    st.builds(list),
    st.builds(dict),
    st.lists(st.integers(0, 11), max_size=3),
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, Any]:
    """A table with one row of each section, changed in up to three places: mostly no longer sound."""
    name = draw(st.sampled_from(NAMES))
    data = {
        key: [draw(st.sampled_from(value))] if isinstance(value, list) else value
        for key, value in SHIPPED[name].data.items()
    }
    data = copy.deepcopy(data)
    for _ in range(draw(st.integers(0, 3))):
        change(draw, name, draw(st.sampled_from([*boxes(data), {"table": name}])))  # one thrown away, if none is left
    return name, data


def boxes(data: Any) -> Iterator[Any]:
    """Every block and list that holds something, the outermost first."""
    if isinstance(data, dict | list) and data:
        yield data
        for value in data.values() if isinstance(data, dict) else data:
            yield from boxes(value)


def change(draw: st.DrawFn, name: str, box: Any) -> None:
    """Change one place of a block or list: another value, another key, one more or one less."""
    keys = list(box) if isinstance(box, dict) else list(range(len(box)))
    key = draw(st.sampled_from(keys))
    words = st.sampled_from(WORDS[name])
    how = draw(st.sampled_from(["value", "word", "less", "more", "key"]))
    match how, box:
        case "value", _:
            box[key] = draw(ODD)
        case "word", _:
            box[key] = draw(words)
        case "less", _:
            del box[key]
        case "more", list():
            box.append(copy.deepcopy(box[key]))
        case "more", _:
            box[draw(words)] = draw(ODD | words)
        case "key", dict():
            box[draw(words | st.text(max_size=2))] = box.pop(key)


@given(tables())
def test_what_accepts_takes_fits_and_what_fits_it_takes(table: tuple[str, Any]) -> None:
    """The compiled reader says yes to exactly what the schema means."""
    name, data = table
    expected = fits(schema(name), data)
    event(f"fits: {expected}")
    assert expected == compile_validator(schema(name))(data)


@given(tables())
def test_a_table_has_no_problem_exactly_when_it_fits(table: tuple[str, Any]) -> None:
    """Validation tells nothing of a table that fits, and something of every other."""
    name, data = table
    assert fits(schema(name), data) == (validate(document(data), name) == ())


@given(tables())
def test_a_table_without_problem_becomes_rows(table: tuple[str, Any]) -> None:
    """Every row of a table that fits becomes a value: nothing is left to go wrong."""
    name, data = table
    if validate(document(data), name) == ():
        for section in (section for section in SECTIONS if section.partition(".")[0] == name):
            for row in data.get(section.partition(".")[2], ()):
                assert row["id"] == structure(section, row).id


@given(tables())
def test_problems_stand_in_the_table_in_order(table: tuple[str, Any]) -> None:
    """Every problem has a place, its sentence is complete, and problems come in the order of their places."""
    name, data = table
    problems = validate(document(data), name)
    places = [(problem.location.line, problem.location.column) for problem in problems if problem.location]
    assert sorted(places) == places
    assert len(problems) == len(places)
    assert [] == [problem for problem in problems if re.search(r"\{[a-z]+\}", str(problem))]


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_tables_surely_fit(name: str) -> None:
    """Every shipped table passes the compiled reader, so that jsonschema need not be imported."""
    assert compile_validator(schema(name))(SHIPPED[name].data) is True


RULES: list[dict[str, Any]] = [
    {"type": "number"},
    {"type": "null"},
    {"type": ["string", "null"]},
    {"enum": ["a", 1]},
    {"const": 1},
    {"const": True},
    {"const": "a"},
    {"minimum": 1, "maximum": 2},
    {"minLength": 1, "maxLength": 2},
    {"minItems": 1, "maxItems": 2, "uniqueItems": True},
    {"uniqueItems": True},
    {"uniqueItems": False},
    {"pattern": "^a*$"},
    {"placeholder": "a"},
    {"type": "string", "placeholder": "a"},
    {"type": "string", "pattern": "^.+$", "placeholder": "a"},
    {"required": ["a"]},
    {"properties": {"a": {"type": "integer"}}},
    {"properties": {"a": True}},
    {"items": {"type": "integer"}},
    {"items": False},
    {"additionalProperties": False},
    {"additionalProperties": True},
    {"additionalProperties": False, "properties": {"a": {}}},
    {"additionalProperties": False, "allOf": [{"properties": {"a": {}}}]},
    {"unevaluatedProperties": False},
    {"unevaluatedProperties": True},
    {"unevaluatedProperties": False, "properties": {"a": {}}, "allOf": [{"properties": {"b": {}}}]},
    {"unevaluatedProperties": False, "allOf": [{"properties": {"a": {}}}, {"properties": {"a": {"type": "string"}}}]},
    {"unevaluatedProperties": False, "if": {"properties": {"a": {"const": "a"}}}, "else": {"properties": {"b": {}}}},
    {
        "unevaluatedProperties": False,
        "if": {"properties": {"a": {"const": 1}}, "required": ["a"]},
        "then": {"properties": {"b": {}}},
    },
    {"allOf": [{"type": "string"}, {"enum": ["a"]}]},
    {"allOf": [{"required": ["a"]}], "required": ["b"]},
    {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    {"not": {"type": "string"}},
    {"if": {"const": 1}, "then": {"type": "integer"}, "else": {"type": "string"}},
    {"if": {"uniqueItems": True}, "else": {"maxItems": 9}},
    {"if": {"minimum": 1, "maximum": 2}, "else": {"const": None}},
    {"if": {"minItems": 1, "uniqueItems": True}, "else": {"const": None}},
    {"if": {"minItems": 1}, "then": {"items": {}, "maxItems": 1}, "else": {"const": None}},
    {"if": {"uniqueItems": True}, "then": {"maxItems": 1}},
    {"if": {"pattern": "^a$"}, "then": {"enum": ["a"]}},
    {"if": {"type": "array"}, "then": {"minItems": 1}},
    {"then": {"type": "string"}},
    {"$ref": "#/$defs/word", "$defs": {"word": {"type": "string"}}},
    {"$ref": "#/$defs/nest", "$defs": {"nest": {"items": {"$ref": "#/$defs/nest"}, "minItems": 1}}},
    {"allOf": [{"$ref": "#/$defs/a"}], "unevaluatedProperties": False, "$defs": {"a": {"properties": {"a": {}}}}},
]
"""Schemas that say more, and say it otherwise, than the shipped ones."""

LEAVES = st.sampled_from([
    None, True, False, 0, 1, 2, 3, Decimal("1.0"), Decimal("1.5"),
    "", "a", "b", "1", "a\n", "aaa", "2023-02-30", "2023-02-28", "${1:a}", "${2|a,b|}", "${a",
])  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("rule", RULES, ids=str)
@examples(40)
@given(data=VALUES)
def test_what_accepts_takes_fits_any_schema(rule: dict[str, Any], data: Any) -> None:
    """Whatever a schema says, the compiled reader never takes what does not fit."""
    assert fits(rule, data) >= compile_validator(rule)(data)


@pytest.mark.parametrize(
    ("rule", "data"),
    [
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
        ({"uniqueItems": True}, [{"a": ["b", {"c": "d"}]}, {"a": ["b", {"c": "d"}]}]),
        ({"uniqueItems": True}, [1, Decimal("1.0")]),
        ({"if": {"uniqueItems": True}, "then": {"maxItems": 1}}, [1, "1"]),
        ({"if": {"const": 1}, "then": {"type": "string"}}, Decimal("1.0")),
        ({"if": {"enum": ["a", 1]}, "then": {"type": "string"}}, 1),
        ({"if": {"additionalProperties": True}, "then": {"type": "string"}}, {"a": 1}),
        ({"additionalProperties": False, "allOf": [{"properties": {"a": {}}}]}, {"a": 1}),
        ({"pattern": "^a$"}, "a\n"),
        ({"type": "string", "pattern": "^.+$", "placeholder": "a"}, "a"),
        ({"type": "string", "pattern": "^.+$", "placeholder": "a"}, "${1:b}"),
    ],
    ids=str,
)
def test_a_doubt_is_left_to_jsonschema(rule: dict[str, Any], data: Any) -> None:
    """What looks like fitting but does not is never taken."""
    assert [False, False] == [fits(rule, data), compile_validator(rule)(data)]


def test_every_shipped_file_surely_fits() -> None:
    """So that whoever checks tables without a mistake never waits for jsonschema."""
    files = sorted(Path(resources.folder("rules")).rglob("*.yaml"))
    assert {"book.yaml", "pricing.yaml"} <= {file.name for file in files}
    unsure = [file for file in files if not compile_validator(schema(file.stem))(read_file(file))]
    assert [] == unsure


def read_file(file: Path) -> Any:
    document = read(file.read_bytes(), file.name).document
    assert document
    return document.data


def test_a_schema_with_an_unknown_keyword_takes_nothing() -> None:
    """A keyword that the compiled reader does not know leaves every judgement to jsonschema."""
    check = compile_validator({"not": {"type": "string"}})
    assert [False, False] == [check("a"), check(1)]


def test_a_schema_within_itself_is_left_to_jsonschema() -> None:
    """A schema that contains itself takes nothing by itself, and nobody waits for ever."""
    check = compile_validator(
        {"$ref": "#/$defs/nest", "$defs": {"nest": {"items": {"$ref": "#/$defs/nest"}, "type": "array"}}}
    )
    assert [False, False] == [check([]), check([[]])]


def test_a_reference_to_nowhere_is_left_to_jsonschema() -> None:
    """The compiled reader takes nothing by a schema that it cannot follow."""
    assert compile_validator({"$ref": "#/$defs/nowhere"})("a") is False


def test_a_schema_is_read_once() -> None:
    """Asking twice for a table's schema gives the same object."""
    assert schema("pricing") is schema("pricing")


# -- how mistakes are told ---------------------------------------------------------------------------------------------


def told(rule: dict[str, Any], data: Any, *trapped: tuple[str | int, ...]) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(problem.code, problem.path) for problem in judge(document(data), rule, trapped)]


def one(rule: dict[str, Any], data: Any) -> Any:
    (problem,) = judge(document(data), rule)
    return problem


ROW = {
    "type": "object",
    "allOf": [
        {"properties": {"item": {"enum": ["plan", "space"]}, "since": {"type": "string"}}},
        {"required": ["item"], "errorMessage": "manca `item`"},
        {
            "if": {"properties": {"item": {"const": "plan"}}, "required": ["item"]},
            "then": {"properties": {"per_year": {"type": "string"}}, "required": ["per_year"]},
            "else": {"properties": {"per_gb": {"type": "string"}}},
        },
    ],
    "unevaluatedProperties": False,
}


def test_an_unknown_key_is_told_with_the_nearest_one() -> None:
    """A key that nobody knows is told where it stands, with the nearest key that is still free."""
    problem = one(ROW, {"item": "space", "sinc": "x"})
    assert ("PR101", ("sinc",), "since") == (problem.code, problem.path, problem.nearest)
    assert (1, document({"item": "space", "sinc": "x"}).text.index('"sinc"') + 1) == (
        problem.location.line,
        problem.location.column,
    )


def test_a_key_of_other_rows_is_told_as_such() -> None:
    """A key that only rows of another kind have is not called unknown."""
    assert [("PR110", ("per_year",))] == told(ROW, {"item": "space", "per_year": "1.00"})


def test_a_key_of_other_rows_is_told_beside_what_is_missing() -> None:
    """A column of another kind is told, also where the right one is missing."""
    assert {("PR110", ("per_gb",)), ("PR102", ("per_year",))} == set(told(ROW, {"item": "plan", "per_gb": "1.00"}))


def test_a_key_of_other_rows_is_not_told_while_the_kind_is_wrong() -> None:
    """Nobody is told to delete a column because the word that says what kind of row it is has a mistake."""
    assert [("PR104", ("item",))] == told(ROW, {"item": "plann", "per_year": "1.00"})
    assert [("PR102", ("item",))] == told(ROW, {"per_year": "1.00"})


def test_a_misspelt_key_is_told_once() -> None:
    """A key that is only misspelt is not told as missing too."""
    assert [("PR101", ("per_yaer",))] == told(ROW, {"item": "plan", "per_yaer": "1.00"})


def test_a_missing_key_is_told_with_the_schemas_sentence() -> None:
    """Of a missing key the schema's own sentence is told, at the row."""
    problem = one(ROW, {"since": "x"})
    assert ("PR102", ("item",), "manca `item`") == (problem.code, problem.path, problem.schema_message)
    assert (1, 1) == (problem.location.line, problem.location.column)


@pytest.mark.parametrize(
    ("rule", "data", "code"),
    [
        ({"type": "integer"}, "tanti", "PR103"),
        ({"type": "integer"}, [1], "PR103"),
        ({"type": "integer"}, Decimal("1.5"), "PR103"),
        ({"type": "boolean"}, 1, "PR103"),
        ({"type": "array"}, 1, "PR103"),
        ({"type": "array"}, {"a": 1}, "PR103"),
        ({"type": "object"}, "x", "PR103"),
        ({"type": "string"}, True, "PR103"),
        ({"type": "string"}, 7, "PR109"),
        ({"type": "string"}, Decimal("9.90"), "PR109"),
        ({"enum": ["a", "b"]}, "c", "PR104"),
        ({"enum": ["a", "b"]}, 1, "PR104"),
        ({"enum": ["a", "b"]}, ["a"], "PR104"),
        ({"enum": ["a", "b"]}, {"a": "b"}, "PR104"),
        ({"enum": ["a", "b"]}, Decimal("1.0"), "PR104"),
        ({"const": True}, False, "PR104"),
        ({"const": "a"}, "b", "PR104"),
        ({"pattern": "^a$"}, "b", "PR105"),
        ({"pattern": "^a$"}, "a\n", "PR105"),
        ({"minimum": 1}, 0, "PR106"),
        ({"maximum": 1}, 2, "PR115"),
        ({"minItems": 1}, [], "PR107"),
        ({"if": {"minimum": 1}, "else": {"const": None, "errorMessage": "così"}}, 0, "PR106"),
        ({"if": {"maximum": 1}, "else": {"const": None, "errorMessage": "così"}}, 2, "PR115"),
        ({"if": {"minItems": 1}, "else": {"const": None, "errorMessage": "così"}}, [], "PR107"),
        ({"if": {"minimum": 1}, "else": {"type": "array", "errorMessage": "così"}}, 0, "PR103"),
        ({"pattern": "^.+$", "placeholder": "b"}, "b", "PR119"),
        ({"pattern": "^a$", "placeholder": "b"}, "${1:b}", "PR119"),
        ({"maxItems": 1}, [1, 2], "PR116"),
        ({"minLength": 1}, "", "PR112"),
        ({"maxLength": 1}, "ab", "PR112"),
        ({"not": {}}, 1, "PR112"),
        ({"anyOf": [{"type": "integer"}, {"minLength": 9}]}, "a", "PR112"),
    ],
    ids=str,
)
def test_each_keyword_has_its_own_words(rule: dict[str, Any], data: Any, code: str) -> None:
    """A value that breaks a keyword is told with that keyword's code and the schema's own sentence."""
    (problem,) = judge(document({"a": data}), {"properties": {"a": {**rule, "errorMessage": "così"}}})
    assert (code, ("a",), "così") == (problem.code, problem.path, problem.schema_message)


def test_a_day_that_does_not_exist_is_told_as_such() -> None:
    """A day in quotes that no calendar has is told like one without quotes."""
    rule = {"pattern": DAY, "examples": ["2026-11-21"], "errorMessage": "una data"}
    assert [("PR026", ())] == told(rule, "2023-02-30")
    assert [("PR105", ())] == told(rule, "30/02/2023")
    assert [("PR105", ())] == told(rule, "2023-02-28\n")


def test_a_line_break_in_quotes_is_told_on_one_line() -> None:
    """No sentence and no advice runs over two lines."""
    problem = one({"pattern": "^[0-9]+$", "examples": ["9"]}, "9\n")
    assert "\n" not in str(problem)
    assert "9" == problem.nearest


def test_an_item_of_a_list_is_told_by_the_lists_name() -> None:
    """Of an item that is too large the name of the list is told, not the item's number."""
    assert "`years`" in str(one({"properties": {"years": {"items": {"maximum": 10}}}}, {"years": [1, 11]}))


@pytest.mark.parametrize(
    ("items", "at"), [([1, 1], 1), (["a", "b", "a", "b"], 2), ([{"a": 1}, 1, {"a": 1}], 2)], ids=str
)
def test_a_repeated_item_is_told_where_it_is_repeated(items: list[Any], at: int) -> None:
    """The first item that stands there for the second time is told, by the list's name."""
    problem = one({"properties": {"years": {"uniqueItems": True, "errorMessage": "così"}}}, {"years": items})
    assert ("PR108", ("years", at), "così") == (problem.code, problem.path, problem.schema_message)
    assert "`years`" in str(problem)


def test_an_empty_item_is_told_at_its_dash() -> None:
    """A dash without a row is told as a dash."""
    assert [("PR114", (0,))] == told({"items": {"type": "object"}}, [None])


@pytest.mark.parametrize("rule", [{"type": "string"}, {"enum": ["a"]}, {"const": "a"}], ids=str)
def test_nothing_is_told_at_the_key(rule: dict[str, Any]) -> None:
    """A value that was left out is told once, at its key."""
    (problem,) = judge(document({"a": None}), {"properties": {"a": rule}})
    assert ("PR111", ("a",), 2) == (problem.code, problem.path, problem.location.column)


def test_the_pattern_has_a_sentence_of_its_own() -> None:
    """Of a pattern the editor's own sentence for patterns is told."""
    rule = {"pattern": "^a$", "errorMessage": "un testo", "patternErrorMessage": "solo a"}
    assert "solo a" == one(rule, "b").schema_message


def test_a_missing_alternative_is_told_once() -> None:
    """Where one of several keys is wanted, one problem tells it, with the schema's own sentence."""
    rule = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "errorMessage": "manca `a` o `b`"}
    problem = one(rule, {})
    assert "manca `a` o `b`" == problem.schema_message
    assert ("PR117", "a, b") == (problem.code, problem.args["allowed"].replace("`", ""))


def test_a_choice_is_told_with_the_nearest_word() -> None:
    """Of a wrong word the nearest right one is told, whatever its case."""
    assert "standard" == one({"enum": ["standard", "pro"]}, "standrad").nearest
    assert "E2" == one({"enum": ["E1", "E2"]}, "e2").nearest


def test_quotes_around_a_number_or_a_truth_are_the_mistake_that_is_told() -> None:
    """What would fit without its quotes is told as quoted, and nothing is called nearest to itself."""
    assert "without quotes" in str(one({"type": "integer"}, "90"))
    assert "without quotes" in str(one({"type": "boolean"}, "true"))
    assert one({"const": True}, "true").nearest is None


def test_the_advice_for_a_bare_number_fits_the_schema() -> None:
    """A number without quotes is told with advice that the schema will take."""
    money = {"type": "string", "pattern": r"^(0|[1-9][0-9]{0,6})\.[0-9]{2}$", "examples": ["9.90"]}
    day = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-11-21"]}
    assert '"9.00"' in str(one(money, 9))
    assert '"9.50"' in str(one(money, Decimal("9.5")))
    assert "2026-11-21" in str(one(day, 2023))


def test_the_same_is_told_once_of_a_place() -> None:
    """Two branches that say the same of one place are one problem."""
    assert [("PR109", ())] == told({"allOf": [{"type": "string"}, {"type": "string", "title": "again"}]}, 1)


def test_a_trapped_value_is_left_in_peace() -> None:
    """Nothing is told of a value whose text already has a problem, nor of what lies in it."""
    rule = {"properties": {"a": {"items": {"type": "integer"}}, "b": {"type": "integer"}}}
    assert [("PR103", ("b",))] == told(rule, {"a": ["x"], "b": "x"}, ("a",))


def test_a_trapped_value_does_not_hide_what_is_missing() -> None:
    """A trap in one column does not keep another from being told as missing."""
    assert [("PR102", ("item",))] == told(ROW, {"since": "x"}, ("since",))


def test_a_trapped_key_hides_what_is_missing_beside_it() -> None:
    """Where a key cannot be read, nobody knows which one it was meant to be."""
    assert [] == told(ROW, {"39": "x"}, ("39",))


def test_long_values_are_shortened() -> None:
    """A long text is told by its beginning, a block by its braces."""
    assert "..." in str(one({"type": "integer"}, "x" * 100))
    assert "x" * 61 not in str(one({"type": "integer"}, "x" * 100))
    assert "{...}" in str(one({"type": "integer"}, {"a": 1}))


def test_spaces_around_a_text_are_shown() -> None:
    """A text whose spaces are the mistake is told with its spaces, and an empty one in its quotes."""
    assert '" a "' in str(one({"pattern": "^a$"}, " a "))
    assert '""' in str(one({"pattern": "^a$"}, ""))


def test_no_more_problems_are_told_than_anybody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last one says that there are more."""
    monkeypatch.setattr(validation, "MAX_PROBLEMS", 2)
    document = read(b"table: pricing\nprices: 1\nvat: 1\nproration: 1\n", "pricing.yaml").document
    assert document is not None
    assert "PR047" in [problem.code for problem in validate(document, "pricing")]
