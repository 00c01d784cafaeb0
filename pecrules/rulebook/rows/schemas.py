"""The JSON Schemas of the tables, made from what the row classes declare.

Only ``python -m pecrules.rulebook.rows`` and the tests come here: whoever reads tables reads the committed files.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cache
from importlib import import_module
from itertools import count
from typing import Any, Final, cast, get_args, get_origin, get_type_hints

from pecrules.base import resources
from pecrules.parsing.plain import is_list
from pecrules.policies import MANIFEST
from pecrules.rulebook.rows import NAMES, Row, kinds_of
from pecrules.rulebook.rows.base import COMMON, Record, fields
from pecrules.rulebook.rows.book import Book
from pecrules.rulebook.rows.column import KEBAB, MUST, Case, Column, Derived, Node, Section, listed

WITHDRAWN: Final[Node] = {"properties": {"withdrawn": {"const": True}}, "required": ["withdrawn"]}
_PAIR: Final = 2
BOOK: Final[Node] = {
    "description": "il listino a cui appartiene questo file: solo nelle cartelle di `books/`, dove bastano le righe "
    "diverse",
    "type": "string",
    "pattern": KEBAB,
    "errorMessage": "l'id del listino, come il nome della sua cartella",
    "patternErrorMessage": "l'id del listino: lettere minuscole, cifre e trattini, come il nome della sua cartella",
    "examples": ["ordine-ingegneri-roma"],
}

PART: Final[Node] = {
    "description": "il file è uno dei pezzi in cui la tabella è divisa, nella cartella con il suo nome: le sezioni che "
    "qui mancano stanno in un altro",
    "const": True,
    "errorMessage": "`part: true`, oppure nessuna riga `part`",
}


def generated() -> dict[str, str]:
    """Every schema that is declared, by the name of its file."""
    made = {name: schema(name) for name in NAMES} | {
        "book": _bounded(_of_one_row("book", Book)),
        "receipt": _of_receipts(),
    }
    return {f"{name}.schema.json": f"{json.dumps(each, ensure_ascii=False, indent=2)}\n" for name, each in made.items()}


def _of_receipts() -> Node:
    """The schema of receipts: written by hand, but for the policies that may have answered."""
    node: Node = json.loads(resources.read(f"{resources.folder('schemas')}/receipt.schema.json"))
    policies = [name for name, policy in MANIFEST.items() if policy.stamped]
    node["properties"]["policy"] |= {"enum": policies, "errorMessage": f"vale solo uno di {_ticked(policies)}"}
    return node


def schema(table: str) -> Node:
    """The schema of a table."""
    made: Node = _bounded(_schema(table))
    return made


BOUNDS: Final = ("minimum", "maximum", "minItems", "uniqueItems")
NOTHING: Final[Node] = {"const": None}


def _bounded(part: Any) -> Any:
    """The same with each bound as an ``if``, for the language server has words of its own for a bound, in English.

    It reads ``errorMessage`` for a type, a word, a pattern and a key, but not for these. What breaks the bound meets an
    ``else`` that takes nothing, and that one's sentence is shown.
    """
    if is_list(part):
        return [_bounded(each) for each in part]
    if not isinstance(part, dict):
        return part
    node = {name: _bounded(each) for name, each in cast("Node", part).items()}
    bounds = {word: node.pop(word) for word in BOUNDS if word in node}
    return node | ({"if": bounds, "else": NOTHING | {"errorMessage": node["errorMessage"]}} if bounds else {})


def _schema(table: str) -> Node:
    kinds = {section.partition(".")[2]: kind for section, kind in kinds_of(table).items()}
    names = _ticked(("table", *kinds))
    properties = {
        "table": _named(table),
        "book": BOOK,
        "part": PART,
        **{name: _section(name, kind) for name, kind in kinds.items()},
    }
    given = [name for name, kind in kinds.items() if not kind.ABOUT.may_be_left_out]
    due = [_due(name, "la sezione con l'elenco delle righe") for name in given]
    unless_a_part: Node = {"if": {"anyOf": [{"required": ["book"]}, {"required": ["part"]}]}, "else": {"allOf": due}}
    definitions = {**{name: _row(name, kind) for name, kind in kinds.items()}, **_shared(kinds.values())}
    return _file(table, f"le sezioni {names}", properties, [unless_a_part] if due else []) | {"$defs": definitions}


def _of_one_row(table: str, kind: Any) -> Node:
    """The schema of a file that is one row, without sections."""
    own = columns(kind)
    properties = {"table": _named(table), **{name: each.node for name, each in own.items()}}
    due = [_due(name, each.missing) for name, each in own.items() if each.missing]
    return _file(table, _ticked(properties), properties, due) | {"$defs": _shared([kind])}


def _file(table: str, names: str, properties: Node, due: list[Node]) -> Node:
    """What every file is: who it is, what it may hold, what it has to hold."""
    title, description = heading(table)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://pecrules.example/schemas/{table}.schema.json",
        "title": title,
        "description": description,
        "type": "object",
        "errorMessage": f"questo file ha solo {names}",
        "allOf": [{"properties": properties}, _due("table", f"la prima riga è `table: {table}`"), *due],
        "unevaluatedProperties": False,
    }


def heading(table: str) -> tuple[str, str]:
    """The name of a table, and what it is about."""
    title, description = import_module(f"pecrules.rulebook.rows.{table}").TABLE
    return title, description


def _named(table: str) -> Node:
    return {"description": "nome della tabella", "const": table, "errorMessage": f"deve essere `{table}`"}


def _section(name: str, kind: Any) -> Node:
    """A list of rows, in two branches for the sake of the language server.

    What stands in a branch it offers only at places where the branch holds: the snippets not behind ``prices:`` itself,
    where it would inset them wrongly, and no empty item of its own, in English.
    """
    about: Section = kind.ABOUT
    return {
        "title": about.title,
        "description": about.description,
        "type": "array",
        "minItems": 1,
        "errorMessage": f"`{name}` è un elenco di almeno una riga, ognuna comincia con `- {_first(kind)}:`",
        "items": {"if": {}, "then": {"$ref": f"#/$defs/{name}"}},
        "then": {"items": {}, "defaultSnippets": list(_snippets(name, kind))},
    }


@cache
def columns(kind: Any) -> Mapping[str, Column]:
    """The columns that a class declares itself, without those that every row has."""
    hints = get_type_hints(kind, include_extras=True)
    names = fields(kind)[len(fields(Row)) :] if issubclass(kind, Row) and kind is not Row else fields(kind)
    return {name: _declared(kind, name, hints[name]) for name in names}


def _declared(kind: Any, name: str, hint: Any) -> Column:
    found: Column = next(each for each in hint.__metadata__ if isinstance(each, Column))
    try:
        return found.of(hint.__origin__, getattr(kind, name, MUST))
    except TypeError as error:
        raise TypeError(f"{kind.__name__}.{name}: {error}") from None


# -- a row ------------------------------------------------------------------------------------------------------------


def _row(name: str, kind: Any) -> Node:
    own, about = columns(kind), kind.ABOUT
    dated = issubclass(kind, Row)
    always = getattr(kind, "KEY", tuple(own))  # a withdrawn row still has its key
    title, description = about.row
    parts: list[Node] = [{"$ref": "#/$defs/row"}] if dated else []
    for case in cases(own):
        mine = {column: each for column, each in own.items() if each.when == case}
        parts += _under(case, list(_columns(mine, always)))
    parts += [node for column, each in own.items() for node in (*_narrowed(column, each), *_conditional(column, each))]
    return {
        "title": title,
        "description": description,
        "type": "object",
        "errorMessage": f"una riga di `{name}` ha solo le colonne {_column_list(kind, own, dated=dated)}",
        "allOf": [*parts, *_either(about)],
        "unevaluatedProperties": False,
    }


def cases(own: Mapping[str, Column]) -> Iterator[Case]:
    """Every case in which columns belong to a row, each once; that they always do comes first."""
    yield {}
    yield from {json.dumps(each.when): each.when for each in own.values() if each.when}.values()


def _under(case: Case, parts: list[Node]) -> list[Node]:
    return [{"if": _if(case), "then": {"allOf": parts}}] if case else parts


def _if(case: Case) -> Node:
    properties = {name: {"const": w} if isinstance(w, str | bool) else {"enum": list(w)} for name, w in case.items()}
    return {"properties": properties, "required": list(case)}


def _columns(own: Mapping[str, Column], always: Iterable[str]) -> Iterator[Node]:
    """What columns are, and which have to be given: some always, others unless the row is withdrawn."""
    yield {"properties": {name: each.node for name, each in own.items()}}
    due = {name: _due(name, each.missing) for name, each in own.items() if each.missing and not each.due}
    yield from (node for name, node in due.items() if name in always)
    if rest := [node for name, node in due.items() if name not in always]:
        yield {"if": WITHDRAWN, "else": {"allOf": rest}}


def _due(name: str, why: str) -> Node:
    return {"required": [name], "errorMessage": f"manca `{name}`: {why}"}


def _narrowed(name: str, column: Column) -> Iterator[Node]:
    """What is left of a column's words by the word of another."""
    other, choices = column.narrowed or ("", {})
    for word, left in choices.items():
        allowed: list[str] = left["enum"]
        listing = f"uno fra {_ticked(allowed)}" if len(allowed) > _PAIR else listed(allowed, "o")
        message = f"per `{word}` vale solo {listing}"
        yield {"if": _if({other: word}), "then": {"properties": {name: left | {"errorMessage": message}}}}


def _conditional(name: str, column: Column) -> Iterator[Node]:
    """A column that has to be given in a case."""
    if column.due and column.missing:
        yield {"if": _if(column.due), "then": _due(name, column.missing)}


def _either(about: Section) -> Iterator[Node]:
    if about.either:
        names, unless, message = about.either
        branches = [{"required": [name], "errorMessage": message} for name in names]
        yield {"if": _if(unless), "else": {"errorMessage": message, "anyOf": branches}}


def _column_list(kind: Any, own: Mapping[str, Column], *, dated: bool) -> str:
    """The columns in the order in which they are written, and in which case there are more."""
    plain = [name for name, each in own.items() if not each.when]
    text = _ticked(ordered(kind, plain) if dated else plain)
    for number, case in enumerate(case for case in cases(own) if case):
        names = listed([name for name, each in own.items() if each.when == case], "e")
        said = (f"`{name}` è {listed(words_of_case(w), 'o')}" for name, w in case.items())
        text += f"; {'' if number else 'in più '}{names} se {' e '.join(said)}"
    return text


def ordered(kind: Any, own: Iterable[str]) -> list[str]:
    """A row's columns as one writes them: who it is, since when, what it says, what it rests on."""
    key = [name for name in kind.KEY if name in own]
    last = [name for name in COMMON if name in {"certainty", "source", "clause", "note", "accepted"}]
    first = [name for name in COMMON if name not in {"id", *last}]
    return ["id", *key, *first, *(name for name in own if name not in key), *last]


def words_of_case(wanted: str | bool | Sequence[str]) -> Sequence[str]:
    """The words of a case, as a table has them."""
    if isinstance(wanted, bool):
        return ["true" if wanted else "false"]
    return [wanted] if isinstance(wanted, str) else wanted


def _ticked(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


# -- what rows share --------------------------------------------------------------------------------------------------


def _shared(kinds: Iterable[Any]) -> Node:
    """The groups of columns that the rows use, and what every dated row has."""
    used: dict[str, Any] = {name: group for kind in kinds for name, group in _with_inner(groups(kind))}
    dated = [kind for kind in kinds if issubclass(kind, Row)]
    return {name: _group(group) for name, group in used.items()} | ({"row": _common(dated)} if dated else {})


def _with_inner(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Groups, and the groups that stand in their columns."""
    for name, group in found.items():
        yield name, group
        yield from _with_inner(groups(group))


@cache
def groups(kind: Any) -> Mapping[str, Any]:
    """The records that stand in the columns of a class, by the names they have there."""
    hints = get_type_hints(kind)
    kinds = [each for name in columns(kind) for each in (hints[name], *get_args(hints[name]))]
    found: list[Any] = [
        each for each in kinds if isinstance(each, type) and get_origin(each) is None and _is_group(each)
    ]
    return {group.NAME: group for group in found}


def group_of(node: Node, kind: Any) -> Any:
    """The group that stands in a column of a class; ``None`` for a column of another kind."""
    return groups(kind).get(node.get("$ref", "").rpartition("/")[2])


def _first(kind: Any) -> str:
    """The column that a row begins with: its name, or where that may be left out, what the row is about."""
    derived: Mapping[str, Derived] = getattr(kind, "DERIVED", {})
    return kind.KEY[0] if "id" in derived else "id"


def _is_group(kind: type[Any]) -> bool:
    return issubclass(kind, Record)


def _group(kind: Any) -> Node:
    own = columns(kind)
    body = {"properties": {name: each.node for name, each in own.items()}, "required": list(own)}
    return {**kind.ABOUT, **body, "additionalProperties": False}


def _common(kinds: Iterable[Any]) -> Node:
    """The common columns of some classes, without what has to be given if each of them derives it."""
    derived = [kind.DERIVED for kind in kinds]
    own = {name: _if_left_out(each, [these.get(name) for these in derived]) for name, each in columns(Row).items()}
    given = [node for name, each in own.items() for node in _conditional(name, each)]
    return {
        "title": "colonne comuni",
        "description": "le colonne che ogni riga datata porta",
        "type": "object",
        "errorMessage": "ogni riga è un gruppo di colonne che comincia con `- id:`",
        "allOf": [*_columns(own, own), *given],
    }


def _if_left_out(column: Column, derived: Iterable[Derived | None]) -> Column:
    """A column as it is where it may be left out, if it may be in each of some classes."""
    said = {each.said if each else None for each in derived}
    if None in said:
        return column
    optional = copy(column)
    optional.missing = None
    optional.node = column.node | {
        "description": f"{column.node['description']}; se manca, {' o '.join(sorted(map(str, said)))}"
    }
    return optional


# -- snippets ---------------------------------------------------------------------------------------------------------


def _snippets(name: str, kind: Any) -> Iterator[Node]:
    """The plain new row of a section, and its further ones.

    They stand at the list, for the language server then writes the dash where it is missing. What follows the first
    column is one text with it: a row that has its ``id`` is not offered the columns of another.
    """
    about: Section = kind.ABOUT
    plain: tuple[str, str, Mapping[str, Any]] = (f"nuova riga di {name}", about.proposal or about.row[1], {})
    for label, description, differs in (plain, *about.snippets):
        row = _numbered(_body(kind, differs), count(1))
        first = row.pop("id")
        body = {"id": f"{first}{_written(row, '  ')}"}
        yield {"label": label, "description": description, "type": "array", "body": body}


def _body(kind: Any, differs: Mapping[str, Any]) -> Node:
    """A row with a tab stop for each thing that is for its writer to say."""
    dated = issubclass(kind, Row)
    own = columns(kind)
    all_columns = {**(columns(Row) if dated else {}), **own}
    proposed = {name: each.proposed for name, each in all_columns.items()}
    proposed |= {name: _beginning(proposed[name], word) for name, word in kind.ABOUT.proposed.items()} | {**differs}
    wanted = [name for name, each in all_columns.items() if each.is_proposed and _fits(each.when, proposed)]
    names = [name for name in (ordered(kind, own) if dated else own) if name in wanted or name in differs]
    return {name: _proposed(all_columns[name].node, proposed[name], kind) for name in names}


def _proposed(node: Node, proposed: Any, kind: Any) -> Any:
    """What is proposed for a column; for one that holds groups of columns, what is proposed for those."""
    group = group_of(node.get("items", node), kind)
    if group is None:
        return proposed
    body = {name: _proposed(each.node, each.proposed, group) for name, each in columns(group).items()}
    return [body] if "items" in node else body


def _beginning(proposed: Any, word: Any) -> Any:
    """The same choice with another word first; where there is no choice, the word."""
    words = _words(proposed)
    return f"${{|{','.join(dict.fromkeys([word, *words]))}|}}" if word in words else word


def _fits(case: Case, proposed: Mapping[str, Any]) -> bool:
    """Whether a column belongs to a row as it is proposed: every word that may be chosen is one of the case."""
    return all({*_words(proposed[name])} <= {*words_of_case(w)} for name, w in case.items())


def _words(proposed: Any) -> list[str]:
    chosen = re.fullmatch(r"\$\{\|(.*)\|\}", str(proposed))
    return chosen[1].split(",") if chosen else [str(proposed)]


def _numbered(proposed: Any, stops: Iterator[int]) -> Any:
    """The same with its tab stops numbered."""
    if isinstance(proposed, dict):
        return {name: _numbered(each, stops) for name, each in cast("Node", proposed).items()}
    if is_list(proposed):
        return [_numbered(each, stops) for each in proposed]
    return _STOP.sub(lambda _: f"${{{next(stops)}", proposed) if isinstance(proposed, str) else proposed


_STOP: Final = re.compile(r"\$\{(?=[:|])")


def _written(proposed: Any, inset: str) -> str:
    """What stands after a colon or a dash: a group or list on lines of its own, with its inset."""
    if isinstance(proposed, dict):
        lines = (f"{name}:{_written(each, f'{inset}  ')}" for name, each in cast("Node", proposed).items())
        return "".join(f"\n{inset}{line}" for line in lines)
    if is_list(proposed):
        items = (_written(each, f"{inset}  ").lstrip() for each in proposed)
        return "".join(f"\n{inset}- {item}" for item in items) or " []"
    return f" {json.dumps(proposed) if isinstance(proposed, bool | int) else proposed}"
