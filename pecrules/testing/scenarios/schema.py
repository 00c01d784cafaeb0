"""The JSON Schema of scenarios, made from what policies, nouns and answers declare.

Only ``python -m pecrules.testing.scenarios`` and the tests come here: whoever reads scenarios reads the committed file.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, get_args

from pecrules.model.codes import RefusalCode
from pecrules.policies import MANIFEST, QUOTE, SPAN, Policy
from pecrules.present.codes import REASONS
from pecrules.rulebook.rows import SECTIONS
from pecrules.rulebook.rows.column import A_DAY, DAY, KEBAB, LINE, Node
from pecrules.testing.scenarios.shapes import (
    Shape,
    answers_of,
    fields_of,
    head_of,
    may_refuse,
    refusal_fields,
    request_of,
    subjects_of,
)
from pecrules.testing.scenarios.texts import FORMS, KEYS, about, italian, noun, question

NAME: Final = "scenarios"
ALWAYS: Final = ("id", "title", "cites", "day", "book", "as_known", "edit", "events", "ask", "expect")
"""The keys that a scenario may have whatever it asks."""

COMMON: Final = ("day", "book", "as_known", "edit", "mailbox")
"""What may be said once for all scenarios of a file."""

_AMOUNT: Final = "^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,4})?$"
_OPENED: Final = "un gruppo di chiavi, una per riga e rientrate, oppure fra graffe"


def generated() -> str:
    """The schema, as its file has it."""
    return f"{json.dumps(schema(), ensure_ascii=False, indent=2)}\n"


def schema() -> Node:
    """The schema of a file of scenarios."""
    definitions = _Definitions()
    scenario = _scenario(definitions)
    common = {name: _key(name, definitions) for name in COMMON if name != "mailbox"}
    common["mailbox"] = definitions.of_noun(subjects_of(MANIFEST["status"])["mailbox"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://pecrules.example/schemas/{NAME}.schema.json",
        "title": "Scenari",
        "description": "Domande alle regole, e che cosa ci si aspetta che rispondano.",
        "type": "object",
        "errorMessage": "questo file ha solo `common`, `scenarios`, `unnoticed`",
        "properties": {
            "common": _block(KEYS["common"], common),
            "scenarios": {
                "description": KEYS["scenarios"],
                "type": "array",
                "minItems": 1,
                "errorMessage": "`scenarios` è un elenco di almeno uno scenario, ognuno comincia con `- id:`",
                "items": {"$ref": "#/$defs/scenario"},
                "defaultSnippets": list(_snippets()),
            },
            "unnoticed": _list(KEYS["unnoticed"], _unnoticed()),
        },
        "anyOf": [
            {"required": [name], "errorMessage": f"manca `{name}`: {KEYS[name]}"} for name in ("scenarios", "unnoticed")
        ],
        "additionalProperties": False,
        "$defs": {"scenario": scenario, **dict(sorted(definitions.made.items()))},
    }


def _unnoticed() -> Node:
    """Changes that no scenario need notice."""
    own = {
        "section": _word(KEYS["unnoticed section"], SECTIONS, None),
        "columns": _list(KEYS["unnoticed columns"], _text(KEYS["unnoticed columns"])),
        "rows": _list(KEYS["unnoticed rows"], _text(KEYS["unnoticed rows"])),
        "reason": _written(KEYS["unnoticed reason"], LINE, FORMS["reason example"], FORMS["line"]),
    }
    due = (
        {"required": [name], "errorMessage": f"manca `{name}`: {KEYS[f'unnoticed {name}']}"}
        for name in ("section", "columns", "reason")
    )
    return _block(KEYS["unnoticed"], own) | {"allOf": [*due]}


def _scenario(definitions: "_Definitions") -> Node:
    """One scenario: what it always has, and what it has by the question that it asks."""
    return {
        "title": "scenario",
        "description": "una domanda, e che cosa ci si aspetta come risposta",
        "type": "object",
        "errorMessage": "uno scenario è un gruppo di chiavi che comincia con `- id:`",
        "allOf": [
            {"properties": {name: _key(name, definitions) for name in ALWAYS if name != "expect"}},
            *(_due(name) for name in ("id", "ask", "expect")),
            *(_branch(policy, definitions) for policy in MANIFEST.values()),
        ],
        "unevaluatedProperties": False,
    }


def _due(name: str) -> Node:
    return {"required": [name], "errorMessage": f"manca `{name}`: {KEYS[name]}"}


def _branch(policy: Policy, definitions: "_Definitions") -> Node:
    """What a scenario has that asks a policy."""
    own: Node = {
        name: definitions.quote() if name == "quote" else definitions.of_noun(kind)
        for name, kind in subjects_of(policy).items()
    }
    request = request_of(policy)
    if request is not None:
        own["request"] = definitions.request(policy, request)
    if policy.channel:
        own["channel"] = _text(KEYS["channel"])
    own["expect"] = definitions.expected(policy)
    return {"if": {"properties": {"ask": {"const": policy.name}}, "required": ["ask"]}, "then": {"properties": own}}


def _key(name: str, definitions: "_Definitions") -> Node:
    """One of the keys that a scenario may have whatever it asks."""
    said = KEYS[name]
    match name:
        case "id":
            node = _written(said, KEBAB, "standard-due-anni", FORMS["id"])
        case "title" | "cites":
            node = _written(said, LINE, FORMS[f"{name} example"], FORMS["line"])
        case "day" | "as_known":
            node = _written(said, DAY, "2027-01-10", A_DAY)
        case "ask":
            node = _word(said, [*MANIFEST], [question(each) for each in MANIFEST.values()])
        case "edit":
            node = {"description": said, "type": "object", "errorMessage": FORMS["edit"]}
        case "events":
            node = _list(said, definitions.events()) | {"errorMessage": FORMS["events"]}
        case _:
            node = _text(said)
    return node


class _Definitions:
    """The blocks that several keys share, each made when it is first used; of two that are alike, one."""

    def __init__(self) -> None:
        self.made: dict[str, Node] = {}
        self._called: dict[str, str] = {}

    def _ref(self, name: str, made: Callable[[], Node]) -> Node:
        if name not in self._called:
            self._called[name] = name  # as it may be called inside of itself
            node = made()
            alike = next((other for other, each in self.made.items() if each == node), name)
            self._called[name], self.made[alike] = alike, node
        return {"$ref": f"#/$defs/{self._called[name]}"}

    # -- what is asked --

    def of_noun(self, kind: Any) -> Node:
        """A noun, as a question has it."""
        return self._ref(f"noun-{kind.__name__}", lambda: self._noun(kind))

    def _noun(self, kind: Any) -> Node:
        own = {name: self._given(shape, noun(kind, name)) for name, shape in fields_of(kind).items()}
        return _block(about(kind), own)

    def _given(self, shape: Shape, said: str) -> Node:
        """What may be written for a fact; ``null`` where nothing may be known, for what is said in ``common``."""
        if shape.name == "block":
            node = self.of_noun(shape.inner)
        elif shape.name == "list":
            node = _list(said, self._given(shape.inner, said))
        else:
            node = _value(shape, said)
        return _or_nothing(said, node) if shape.optional else node

    def request(self, policy: Policy, shape: Shape) -> Node:
        """What is asked for."""
        if shape.inner == SPAN:
            own = {name: _written(KEYS[name], DAY, "2027-01-10", A_DAY) for name in ("from", "to")}
            return self._ref("noun-span", lambda: _block(KEYS["span"], own))
        return self._given(shape, KEYS.get(f"request {policy.request}", KEYS["request"]))

    def events(self) -> Node:
        """Something that happens before the question, with its day."""
        from pecrules.model.orders import Event

        def made() -> Node:
            own = {"when": _written(KEYS["when"], DAY, "2027-01-10", A_DAY)}
            return _block(KEYS["event"], own | self._noun(Event)["properties"])

        return self._ref("event", made)

    def quote(self) -> Node:
        """The question whose answer is a quote."""

        def made() -> Node:
            quoting = [policy for policy in MANIFEST.values() if QUOTE in policy.outcomes]
            ask = _word(KEYS["ask"], [each.name for each in quoting], [question(each) for each in quoting])
            branches = [_without_expectation(_branch(each, self)) for each in quoting]
            due: Node = {"required": ["ask"], "errorMessage": FORMS["quote"]}
            return {
                "description": KEYS["quote"],
                "type": "object",
                "errorMessage": FORMS["quote"],
                "allOf": [{"properties": {"ask": ask}}, due, *branches],
                "unevaluatedProperties": False,
            }

        return self._ref("quote", made)

    # -- what is expected --

    def expected(self, policy: Policy) -> Node:
        """What may be expected of a policy's answer."""
        return self._ref(f"expect-{policy.name}", lambda: _block(KEYS["expect"], dict(self._answer(policy))))

    def _answer(self, policy: Policy) -> Iterator[tuple[str, Node]]:
        for kind in answers_of(policy):
            yield from ((name, self._part(shape, noun(kind, name))) for name, shape in fields_of(kind).items())
        if may_refuse(policy):
            yield "refused", self._ref("refused", _refusals)
            for name, shape in refusal_fields().items():
                yield name, self._refused(policy, name, shape)
        if None in policy.outcomes:
            yield "nothing", {"description": KEYS["nothing"], "const": True, "errorMessage": FORMS["nothing"]}
        yield "no_rule", self._ref("section", lambda: _word(KEYS["no_rule"], SECTIONS, None))

    def _refused(self, policy: Policy, name: str, shape: Shape) -> Node:
        said, request = KEYS[f"refused {name}"], request_of(policy)
        if shape.name != "request":
            return self._part(shape, said)
        return _or_nothing(said, self._block_of(request.inner) if request and request.name == "block" else _text(said))

    def _part(self, shape: Shape, said: str, *, in_list: bool = False) -> Node:
        """What may be expected of a part of an answer."""
        if shape.name == "list":
            node = {"description": said} | self._list_of(shape.inner)
        elif shape.name == "block":
            node = self._block_of(shape.inner, in_list=in_list)
        else:
            node = _value(shape, said)
        return _or_nothing(said, node) if shape.optional else node

    def _block_of(self, kind: Any, *, in_list: bool = False) -> Node:
        """Some fields of a value; of one in a list the word that stands for it will do."""
        if kind == SPAN:
            return _text(KEYS["span"])
        whole = self._ref(f"answer-{kind.__name__}", lambda: self._fields(kind))
        if not in_list:
            return whole
        head = head_of(kind)
        word = _value(fields_of(kind)[head], noun(kind, head))
        item = {"description": about(kind), "if": {"type": "object"}, "then": whole, "else": word}
        return self._ref(f"item-{kind.__name__}", lambda: item)

    def _fields(self, kind: Any) -> Node:
        own = {name: self._part(shape, noun(kind, name)) for name, shape in fields_of(kind).items()}
        return _block(about(kind), own)

    def _list_of(self, shape: Shape) -> Node:
        """A whole list, or some of it and what is not in it."""

        def made() -> Node:
            item = self._part(shape, KEYS["item"], in_list=True)
            some = _block(KEYS["some"], {name: _list(KEYS[name], item) for name in ("with", "without")})
            return {
                "description": KEYS["list"],
                "if": {"type": "array"},
                "then": {"items": item},
                "else": some | {"errorMessage": FORMS["list"]},
            }

        named = shape.inner.__name__ if shape.name == "block" else "-".join((shape.name, *shape.words[:2]))
        return self._ref(f"list-{named}", made)


def _refusals() -> Node:
    codes = get_args(RefusalCode)
    return _word(KEYS["refused"], codes, [italian(REASONS[code]) for code in codes])


def _without_expectation(branch: Node) -> Node:
    own = {name: node for name, node in branch["then"]["properties"].items() if name != "expect"}
    return branch | {"then": {"properties": own}}


# -- values -----------------------------------------------------------------------------------------------------------


def _value(shape: Shape, said: str) -> Node:
    """A value without anything in it."""
    node: Node
    match shape.name:
        case "whole":
            node = {"description": said, "type": "integer", "errorMessage": "un numero intero"}
        case "flag":
            node = {"description": said, "type": "boolean", "errorMessage": "vale solo `true` o `false`"}
        case "day":
            node = _written(said, DAY, "2027-03-30", A_DAY)
        case "amount":
            node = _written(said, _AMOUNT, "24.80", FORMS["amount"])
        case "word":
            node = _word(said, shape.words, None)
        case "mixed":
            whole: Node = {"type": "integer", "errorMessage": FORMS["mixed"]}
            node = {"description": said, "if": whole, "else": {"type": "string", "errorMessage": FORMS["mixed"]}}
        case _:
            node = _text(said)
    return node


def _text(said: str) -> Node:
    return {"description": said, "type": "string", "errorMessage": "un testo"}


def _written(said: str, form: str, example: str, message: str) -> Node:
    node: Node = {"description": said, "type": "string", "pattern": form, "errorMessage": message}
    return node | {"patternErrorMessage": message, "examples": [example]}


def _word(said: str, words: Iterable[str], meanings: Iterable[str] | None) -> Node:
    listed = [*words]
    node: Node = {"description": said, "enum": listed}
    ticked = ", ".join(f"`{each}`" for each in listed)
    node["errorMessage"] = f"vale solo uno fra {ticked}" if len(listed) > 1 else f"vale solo {ticked}"
    return node if meanings is None else node | {"enumDescriptions": [*meanings]}


def _list(said: str, item: Node) -> Node:
    return {"description": said, "type": "array", "items": item, "errorMessage": "un elenco, `[]` se vuoto"}


def _block(said: str, own: Mapping[str, Node]) -> Node:
    node: Node = {"description": said, "type": "object", "properties": {**own}, "additionalProperties": False}
    return node | {"errorMessage": _OPENED}


def _or_nothing(said: str, node: Node) -> Node:
    return {"description": said, "if": {"const": None}, "else": node}


# -- snippets ---------------------------------------------------------------------------------------------------------

_PROPOSED: Final = {
    "quote_renewal": ("request: {years: ${4:1}}", 'net: "${5:9.90}"'),
    "status": ("", "state: ${4:active}"),
    "next_alert": ("", "name: ${4:expiry_first}"),
}
"""Policies that are asked most -> their request, and what is expected."""


def _snippets() -> Iterator[Node]:
    """A new scenario for each of the questions that are asked most."""
    for ask, (request, expected) in _PROPOSED.items():
        rows = [
            " ${1:nome-dello-scenario}", "title: ${2:che cosa succede}", "day: 2027-01-10", f"ask: {ask}",
            "mailbox: {plan: standard, expiry: ${3:2027-03-30}}", *filter(None, [request]), f"expect: {{{expected}}}",
        ]  # fmt: skip
        first, *rest = rows
        body = {"id": f"{first.strip()}" + "".join(f"\n  {row}" for row in rest)}
        yield {"label": f"nuovo scenario: {ask}", "description": question(MANIFEST[ask]), "type": "array", "body": body}
