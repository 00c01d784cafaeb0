"""The schemas of a folder of one's own: where a column names something, they list what there is, with its name.

An editor that is given them offers every source, plan or text that stands in the folder or below it, underlines what
is none, and proposes columns for one that is misspelt. For all else they are the shipped schemas. What is added later
they know when they are made anew.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pecrules.base import resources
from pecrules.base.errors import InvalidRules
from pecrules.base.problems import Problem
from pecrules.parsing.plain import is_block, is_list
from pecrules.rulebook.facts import REFERENCES, Reference
from pecrules.rulebook.folders import Folder
from pecrules.rulebook.layers import Layer
from pecrules.rulebook.reading import Reading
from pecrules.rulebook.rows import NAMES, kinds_of
from pecrules.rulebook.rows.plans import Plan
from pecrules.rulebook.rows.pricing import Price
from pecrules.rulebook.rows.sources import Source

Node = dict[str, Any]

Named = Mapping[str, str]
"""What may be named -> what it is called."""


SCENARIOS: Final = "scenarios"
"""What the schema of files of scenarios is called."""

_AGAIN: Final = "se è nuovo, ripeti `pecrules schemas`"
_COLUMN: Final = "questa colonna non c'è: forse intendevi `{name}`? Ctrl+. la scrive"
_KEY: Final = "questa chiave non c'è: forse intendevi `{name}`? Ctrl+. la scrive"
_NO_KEY: Final = "questa colonna non c'è: Ctrl+. propone quelle che ci sono, `pecrules check` dice la più vicina"
_NO_SUCH: Final = "questa chiave non c'è: Ctrl+. propone quelle che ci sono, `pecrules test` dice la più vicina"


def schemas_of(folder: Folder) -> dict[str, str]:
    """The schemas of a folder, by the name of their file.

    Args:
        folder: A folder of tables. What lies below it counts, as the shipped tables below a book; books in it do not.

    Raises:
        InvalidRules: the folder cannot be read. Mistakes in its tables do not matter: what is sound in them is listed.
    """
    layers = _layers(folder)
    made = {table: _schema(table, layers) for table in (*NAMES, "book")} | {SCENARIOS: _of_scenarios()}
    return {f"{name}.schema.json": _written(schema) for name, schema in made.items()}


def _layers(folder: Folder) -> Sequence[Layer]:
    layers, problems = Reading(folder).stack(None)
    fatal: list[Problem] = [problem for problem in problems if problem.code == "PR209"]
    if fatal:
        raise InvalidRules(fatal)
    return layers


def _written(schema: Node) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _schema(table: str, layers: Sequence[Layer]) -> Node:
    """The shipped schema of a table, with lists in it."""
    schema = _shipped(table)
    sources = _named(layers, Source, "id")
    for block in [schema, *schema.get("$defs", {}).values()]:
        _list(block, "source", sources)
    for reference in _references(table):
        section = reference.row.SECTION.partition(".")[2]
        _list(schema["$defs"][section], reference.column, _named(layers, reference.named, reference.columns[-1]))
    for block in [schema, *(schema["$defs"][name] for name in _sections(table))]:
        block["allOf"].append({"propertyNames": _one_of(_names(schema, block), _COLUMN, _NO_KEY)})
    return schema


def _shipped(name: str) -> Node:
    schema: Node = json.loads(resources.read(f"{resources.folder('schemas')}/{name}.schema.json"))
    return schema


def _of_scenarios() -> Node:
    """The shipped schema of scenarios; in each block keys are proposed for one that is misspelt."""
    schema = _shipped(SCENARIOS)
    for block in [*_closed(schema)]:
        names = [*block["properties"]] if "properties" in block else _names(schema, block)
        block["propertyNames"] = _one_of(names, _KEY, _NO_SUCH)
    return schema


def _one_of(names: Sequence[str], nearly: str, none: str) -> Node:
    """The keys of a block: for one that is nearly one of them that one alone is proposed, for another one all."""
    proposed: Node = {"enum": [*names], "errorMessage": none}
    for name in reversed(names):
        right = {"enum": [name], "errorMessage": nearly.format(name=name)}
        proposed = {"if": {"pattern": _nearly(name)}, "then": right, "else": proposed}
    return {"if": {"enum": [*names]}, "else": proposed}


def _nearly(name: str) -> str:
    """What matches a name with one sign too few, too many, changed, or two changed places.

    >>> from re import search
    >>> [bool(search(_nearly("day"), each)) for each in ("dy", "dayy", "dax", "dya", "Day", "delay", "mailbox")]
    [True, True, True, True, True, False, False]
    """
    cuts = [(name[:at], name[at:]) for at in range(len(name) + 1)]
    less = (f"{head}.?{tail[1:]}" for head, tail in cuts[:-1])
    more = (f"{head}.{tail}" for head, tail in cuts)
    swapped = (f"{head}{tail[1]}{tail[0]}{tail[2:]}" for head, tail in cuts[:-2])
    return f"^({'|'.join((*less, *more, *swapped))})$"


def _closed(part: Any) -> Iterator[Node]:
    """Every block of a schema that has no other keys than it says."""
    if is_block(part):
        if False in {part.get("additionalProperties"), part.get("unevaluatedProperties")}:
            yield part
        part = [*part.values()]
    for inner in part if is_list(part) else ():
        yield from _closed(inner)


def _sections(table: str) -> Iterator[str]:
    return (section.partition(".")[2] for section in kinds_of(table))


def _names(schema: Node, block: Node) -> list[str]:
    """Every key that a block may have in some case."""
    shared = [schema["$defs"]["row"]] if {"$ref": "#/$defs/row"} in block["allOf"] else []
    own = (properties for part in (*shared, block) for properties in _own_properties(part["allOf"]))
    return [*dict.fromkeys(name for properties in own for name in properties)]


def _own_properties(parts: Iterable[Any]) -> Iterator[Node]:
    """The properties that the branches of a schema speak of, without those inside of them."""
    for part in parts:
        yield part.get("properties", {})
        for word in ("then", "else"):
            yield from _own_properties([part[word], *part[word].get("allOf", ())] if is_block(part.get(word)) else ())


def _references(table: str) -> Iterator[Reference]:
    """What the rows of a table name in other sections."""
    known = (*REFERENCES, Reference(Price, "plan", Plan, ("plan",)))
    return (each for each in known if each.row.SECTION.partition(".")[0] == table)


def _named(layers: Iterable[Layer], kind: type[Any], column: str) -> Named:
    """Every word of a column of a section, and what the rows that say it are called."""
    found: dict[str, set[str]] = {}
    for row in (entry.plain for layer in layers for entry in layer.section(kind.SECTION)):
        if column in row and not row.get("withdrawn"):
            found.setdefault(str(row[column]), set()).add(_title(row))
    return {word: " / ".join(sorted(titles)) for word, titles in sorted(found.items())}


def _title(row: Mapping[str, Any]) -> str:
    label = row.get("label")
    return str(label["it"] if is_block(label) else row.get("title", row["id"]))


def _list(block: Node, column: str, named: Named) -> None:
    """Put what may be named into every place of a block where the schema speaks of a column."""
    for properties in _properties(block):
        node = properties.get(column)
        if is_block(node) and "enum" not in node and named:
            inner = node["items"] if node.get("type") == "array" else node
            inner.pop("pattern", None)
            inner.pop("patternErrorMessage", None)
            inner |= {"enum": [*named], "enumDescriptions": [*named.values()]}
            inner["errorMessage"] = f"{inner.get('errorMessage', '')}; {_AGAIN}".removeprefix("; ")


def _properties(part: Any) -> Iterator[Node]:
    """Every block of properties of a schema, but for what stands below ``$defs``."""
    if is_block(part):
        for name, inner in part.items():
            if name == "properties":
                yield inner
            if name != "$defs":
                yield from _properties(inner)
    elif is_list(part):
        for inner in part:
            yield from _properties(inner)


# -- the first line of a table ----------------------------------------------------------------------------------------

_MODELINE: Final = "# yaml-language-server: $schema="


def with_schema(text: str, schema: str) -> str:
    r"""The text of a table whose first line leads an editor to a schema.

    >>> with_schema("# yaml-language-server: $schema=old.json\ntable: pricing\n", "new.json")
    '# yaml-language-server: $schema=new.json\ntable: pricing\n'
    """
    first, end, rest = text.partition("\n")
    if not first.startswith(_MODELINE):
        first, end, rest = "", "\n", text
    ending = "\r" if first.endswith("\r") or (not first and "\r\n" in rest) else ""
    return f"{_MODELINE}{schema}{ending}{end}{rest}"
