"""The schemas: they are good schemas, an editor can show them, and they say the same as the code."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from pecrules.base import resources
from pecrules.rulebook.rows import NAMES, SECTIONS
from pecrules.rulebook.rows.interpretations import TOPICS

OTHERS = {"book", "receipt", "scenarios"}
"""Schemas of what is no table."""
FOLDER = Path(resources.folder("schemas"))
SHIPPED = Path(resources.folder("rules"))
SCHEMAS = {path.name.removesuffix(".schema.json"): json.loads(path.read_text("utf-8")) for path in FOLDER.iterdir()}

PATTERN_MEANS_TEXT = "a pattern alone lets numbers through"
ANNOTATIONS = frozenset({
    "title", "description", "errorMessage", "patternErrorMessage", "enumDescriptions", "defaultSnippets", "examples",
    "default",
})  # fmt: skip
OURS = frozenset({"errorMessage", "patternErrorMessage", "enumDescriptions", "defaultSnippets", "placeholder"})
"""Keywords that only editors know, and the one that only we do: in an editor a row just begun is no mistake."""
KEYWORDS = ANNOTATIONS | OURS | {
    "$schema", "$id", "$defs", "$ref", "type", "enum", "const", "pattern", "minimum", "maximum", "minItems",
    "uniqueItems", "items", "required", "properties", "additionalProperties", "unevaluatedProperties", "allOf", "anyOf",
    "if", "then", "else",
}  # fmt: skip
"""What the schemas may say: what ``accepts``, jsonschema, ajv and the editor all understand alike."""


def subschemas(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema and every schema inside it."""
    yield schema
    inside = [schema[word] for word in ("items", "if", "then", "else") if word in schema]
    inside += [part for word in ("allOf", "anyOf") for part in schema.get(word, ())]
    inside += [part for word in ("properties", "$defs") for part in schema.get(word, {}).values()]
    for part in inside:
        yield from subschemas(part)


def said(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every schema inside that says something, and does not only look whether a condition holds."""
    looking = {id(inner) for part in subschemas(schema) for inner in subschemas(part.get("if", {}))}
    return [part for part in subschemas(schema) if id(part) not in looking]


def described(schema: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Every property that a schema says something about, with its name."""
    return [(name, rule) for part in said(schema) for name, rule in part.get("properties", {}).items()]


def columns(schema: Mapping[str, Any], rule: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Every column that a row's schema speaks of, in whatever branch; the first that says most."""
    found: dict[str, Mapping[str, Any]] = dict(rule.get("properties", {}))
    parts = [*rule.get("allOf", ()), *(rule[word] for word in ("then", "else") if word in rule)]
    if "$ref" in rule:
        parts.append(target(schema, rule["$ref"]))
    for part in parts:
        found = columns(schema, part) | found
    return found


def target(schema: Mapping[str, Any], ref: str) -> Mapping[str, Any]:
    return schema["$defs"][ref.removeprefix("#/$defs/")]


def rows_of(section: str) -> dict[str, Mapping[str, Any]]:
    """The columns of a section's rows, by the schema."""
    table, _, name = section.partition(".")
    schema = SCHEMAS[table]
    items = columns(schema, schema)[name]["items"]
    return {column: resolved(schema, rule) for column, rule in columns(schema, items).items()}


def resolved(schema: Mapping[str, Any], rule: Mapping[str, Any]) -> Mapping[str, Any]:
    return target(schema, rule["$ref"]) if "$ref" in rule else rule


@pytest.fixture(params=sorted(SCHEMAS))
def name(request: pytest.FixtureRequest) -> str:
    return request.param


class TestEachSchema:
    """What holds of every schema by itself."""

    @pytest.mark.slow
    def test_is_a_schema(self, name: str) -> None:
        """Every schema passes its metaschema."""
        Draft202012Validator.check_schema(SCHEMAS[name])

    def test_says_who_it_is(self, name: str) -> None:
        """Every schema has an address of its own and the newest draft."""
        assert f"https://pecrules.example/schemas/{name}.schema.json" == SCHEMAS[name]["$id"]
        assert "https://json-schema.org/draft/2020-12/schema" == SCHEMAS[name]["$schema"]

    def test_uses_only_what_all_readers_understand(self, name: str) -> None:
        """No schema uses a keyword that some reader would pass over."""
        assert set() == {word for part in subschemas(SCHEMAS[name]) for word in part} - KEYWORDS

    def test_refers_only_to_itself(self, name: str) -> None:
        """Every reference is one step into the same file, and every definition is used."""
        used = {part["$ref"] for part in subschemas(SCHEMAS[name]) if "$ref" in part}
        assert {f"#/$defs/{word}" for word in SCHEMAS[name].get("$defs", {})} == used

    def test_has_words_for_every_key(self, name: str) -> None:
        """Every key and every definition has a description to be shown by an editor."""
        parts = [*described(SCHEMAS[name]), *SCHEMAS[name].get("$defs", {}).items()]
        silent = [(key, rule) for key, rule in parts if not rule.keys() & {"$ref", "description"}]
        assert [] == [key for key, rule in silent if rule.keys() != {"enum", "errorMessage"}]  # narrows what was said

    def test_has_a_sentence_for_every_mistake(self, name: str) -> None:
        """Whatever can be wrong has a sentence of its own, and one for its pattern."""
        can_fail = {"type", "enum", "const", "pattern", "required", "minimum", "maximum", "minItems", "uniqueItems"}
        parts = said(SCHEMAS[name])
        assert [] == [part for part in parts if part.keys() & can_fail and "errorMessage" not in part]
        assert [] == [part for part in parts if "pattern" in part and "patternErrorMessage" not in part]

    def test_shows_of_every_column_what_may_stand_there(self, name: str) -> None:
        """Every column has an example, its words, or a group of columns that an editor shows; a number its bounds."""
        of_tables = name not in {"receipt", "scenarios"}
        nodes = [(key, rule) for key, rule in described(SCHEMAS[name]) if "description" in rule and of_tables]
        sections = {section.partition(".")[2] for section in SECTIONS} | {"table", "book", "part", "adopts"}
        shown = {"examples", "enum", "$ref"}
        silent = {key for key, rule in nodes if not shown & rule.keys() and not shown & rule.get("items", {}).keys()}
        assert set() == silent - sections - {"channel"}
        numbers = [rule["description"] for _, rule in nodes if rule.get("type") == "integer"]
        assert [] == [text for text in numbers if not re.search(r"da [0-9]+ a [0-9]+\)$", text)]

    def test_gives_examples_that_fit(self, name: str) -> None:
        """Beside every pattern stands an example that fits it, for the messages that say how it should be written."""
        parts = [part for part in subschemas(SCHEMAS[name]) if "pattern" in part]
        assert [] == [part for part in parts if not part.get("examples")]
        assert [] == [part for part in parts for word in part["examples"] if not re.search(part["pattern"], word)]

    def test_explains_every_choice(self, name: str) -> None:
        """Where choices are explained, there are as many explanations as choices."""
        parts = [part for part in subschemas(SCHEMAS[name]) if "enumDescriptions" in part]
        assert [] == [part for part in parts if len(part["enum"]) != len(part["enumDescriptions"])]

    def test_names_its_choices_in_its_sentence(self, name: str) -> None:
        """A sentence that lists the choices lists all of them, in their order."""
        parts = [part for part in subschemas(SCHEMAS[name]) if part.get("errorMessage", "").startswith("vale solo uno")]
        assert [] == [part for part in parts if part["enum"] != re.findall("`(.+?)`", part["errorMessage"])]

    def test_holds_patterns_from_end_to_end(self, name: str) -> None:
        """Every pattern is about the whole text, and means the same to Python and to JavaScript."""
        parts = [part for part in subschemas(SCHEMAS[name]) if "pattern" in part]
        odd = re.compile(r"\\[dswDSWbBAZ]|\(\?")
        assert [] == [part for part in parts if not re.fullmatch(r"\^.*\$", part["pattern"])]
        assert [] == [part for part in parts if odd.search(part["pattern"])]
        assert [] == [part for part in parts if part.get("type") != "string"], PATTERN_MEANS_TEXT

    def test_is_written_as_the_others(self, name: str) -> None:
        """Two spaces a level and letters as they are, so that a change shows only itself."""
        written = (FOLDER / f"{name}.schema.json").read_text("utf-8")
        assert json.dumps(SCHEMAS[name], ensure_ascii=False, indent=2) + "\n" == written

    def test_speaks_italian(self, name: str) -> None:
        """What a person reads begins in lower case or with a name, and has no full stop at its end."""
        texts = [part[word] for part in subschemas(SCHEMAS[name]) for word in ANNOTATIONS if word in part]
        sentences = [text for text in texts if isinstance(text, str)][1:]
        assert [] == [text for text in sentences if text.endswith(".") and text != SCHEMAS[name]["description"]]


class TestTheSchemasAndTheCode:
    """What is said twice is said alike."""

    def test_every_table_has_one(self) -> None:
        """Tables, schemas and shipped files have the same names."""
        assert sorted(NAMES) == sorted(SCHEMAS.keys() - OTHERS)
        assert sorted(NAMES) == sorted(path.stem for path in SHIPPED.glob("*.yaml"))

    @pytest.mark.parametrize("table", NAMES)
    def test_every_section_has_its_rows(self, table: str) -> None:
        """The sections of a schema are those that the code knows."""
        known = {section.partition(".")[2] for section in SECTIONS if section.partition(".")[0] == table}
        assert known | {"table", "book", "part"} == set(columns(SCHEMAS[table], SCHEMAS[table]))

    def test_every_column_has_its_place(self) -> None:
        """The columns of a row are those of the schema."""
        for section in SECTIONS:
            assert set(rows_of(section)) == set(hints(section))

    def test_every_choice_is_the_same(self) -> None:
        """Where the code lists the words of a column, the schema lists the same ones in the same order."""
        for section in SECTIONS:
            listed = {column: get_args(hint) for column, hint in hints(section).items() if is_literal(hint)}
            assert listed == {column: tuple(rows_of(section)[column].get("enum", ())) for column in listed}

    def test_every_topic_is_listed(self) -> None:
        """A question that policies read is one that the schema lists."""
        assert TOPICS.keys() <= set(rows_of("interpretations.interpretations")["topic"]["enum"])

    def test_every_reading_is_listed(self) -> None:
        """The readings that policies can carry out are the schema's choices for their question."""
        for topic in TOPICS:
            rules = [
                part["then"]["properties"]["choice"]["enum"]
                for part in subschemas(SCHEMAS["interpretations"])
                if "if" in part and part["if"].get("properties", {}).get("topic") == {"const": topic}
            ]
            assert [set(TOPICS[topic])] == [set(rule) & set(TOPICS[topic]) for rule in rules]

    @pytest.mark.parametrize("table", NAMES)
    def test_every_file_names_its_schema(self, table: str) -> None:
        """The first line of every table tells the editor where its schema lies."""
        first = (SHIPPED / f"{table}.yaml").read_text("utf-8").partition("\n")[0]
        assert f"# yaml-language-server: $schema=../schemas/{table}.schema.json" == first

    @pytest.mark.parametrize("table", NAMES)
    def test_the_editors_settings_know_every_table(self, table: str) -> None:
        """The checkout's settings name the schema of every table, also in a book, and of one that is split."""
        settings = json.loads((FOLDER.parent / ".vscode" / "settings.json").read_text("utf-8"))
        files = [
            f"{folder}/{name}" for folder in ("rules", "rules/books/*") for name in (f"{table}.yaml", f"{table}/*.yaml")
        ]
        assert files == settings["yaml.schemas"][f"./schemas/{table}.schema.json"]
        assert ["rules/books/*/book.yaml"] == settings["yaml.schemas"]["./schemas/book.schema.json"]


def hints(section: str) -> dict[str, Any]:
    """The columns of a section's class, with their types."""
    return {name: hint for name, hint in get_type_hints(SECTIONS[section]).items() if not name.isupper()}


def is_literal(hint: Any) -> bool:
    return str(hint).startswith("typing.Literal")


def test_there_are_choices_to_compare() -> None:
    """The comparison of choices compares something."""
    assert 8 <= sum(is_literal(hint) for section in SECTIONS for hint in hints(section).values())


AJV = """
const Ajv = require("ajv/dist/2020").default;
const [schemas, words] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
words.forEach((word) => ajv.addKeyword(word));
schemas.forEach((schema) => ajv.compile(schema));
console.log(schemas.length);
"""


@pytest.mark.slow
class TestOtherReaders:
    """Programs that others wrote read the schemas and the tables too."""

    def test_ajv_compiles_them_strictly(self, node_modules: Path) -> None:
        """JavaScript's reader takes every schema, and no keyword is unknown to it but the editor's own."""
        node = shutil.which("node")
        assert node, "node is not on the path"
        ran = subprocess.run(
            [node, "-e", AJV],
            input=json.dumps([list(SCHEMAS.values()), sorted(OURS)]),
            cwd=node_modules.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (f"{len(SCHEMAS)}\n", "") == (ran.stdout, ran.stderr)

    def test_check_jsonschema_takes_them(self) -> None:
        """A second reader takes every schema as a schema."""
        assert (0, "ok -- validation done\n") == check_jsonschema("--check-metaschema", *map(str, FOLDER.iterdir()))

    @pytest.mark.parametrize("table", NAMES)
    def test_check_jsonschema_takes_the_table(self, table: str) -> None:
        """A second reader of YAML takes every table by its schema."""
        schema = str(FOLDER / f"{table}.schema.json")
        answer = check_jsonschema("--schemafile", schema, str(SHIPPED / f"{table}.yaml"))
        assert (0, "ok -- validation done\n") == answer


def check_jsonschema(*arguments: str) -> tuple[int, str]:
    """What the command says; imported when it is asked, for other environments do not have it."""
    from check_jsonschema import main

    ran = CliRunner().invoke(main, arguments)
    return ran.exit_code, ran.output
