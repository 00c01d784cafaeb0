"""Scenarios at the boundaries of what no scenario reaches yet, as YAML: for an analyst to look at, and to keep or not.

What is expected there is what the rules say today; that it is right nobody has said. So each cites ``da verificare``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from pecrules.analysis import DecisionTable, Witness
from pecrules.base.errors import NoRuleInForce
from pecrules.model.outcomes.refusals import Refusal
from pecrules.policies import MANIFEST, ORDERS, QUOTE, SPAN, Policy, resolve_policy
from pecrules.present.catalogues import say
from pecrules.rulebook.layers import BASE
from pecrules.testing.scenarios.covering import Cases
from pecrules.testing.scenarios.reading import USUAL
from pecrules.testing.scenarios.shapes import fields_of, head_of, request_of, shape_of, subjects_of

UNCHECKED: Final = "da verificare"
"""What a proposed scenario cites: nobody has said yet that its answer is right."""

_EACH: Final = 2
"""How many scenarios are proposed for one saying: those on the two sides of its case."""


def proposed(cases: Iterable[Cases], *, most: int) -> Iterator[str]:
    """A file of scenarios for what no scenario reaches yet, line by line.

    Args:
        cases: The cases of the parts of policies.
        most: How many scenarios are proposed for a part at most.
    """
    yield "# yaml-language-server: $schema=../schemas/scenarios.schema.json"
    yield f"# {say('it', 'Proposed from the boundaries of cases: look at each, cite what says so, or delete it.')}"
    yield "scenarios:"
    for part in cases:
        if QUOTE not in MANIFEST[part.table.question.policy].subject:
            yield from _of_part(part, most)


def _of_part(part: Cases, most: int) -> Iterator[str]:
    """What is proposed for one part of a policy; an order that a credit pays is asked about by hand."""
    question = part.table.question
    number = 0
    for leaves in part.missed:
        for witness, _ in list(part.table.witnesses(leaves[0]))[:_EACH]:
            if number >= most:
                return
            number += 1
            name = f"{question.policy}-{question.part}-{number}".replace("_", "-")
            yield from scenario(part.table, witness, name)


def scenario(table: DecisionTable, witness: Witness, name: str) -> Iterator[str]:
    """One scenario, line by line."""
    policy, rules = table.question.declared, table.rules
    rows: dict[str, str] = {"title": name.replace("-", " "), "cites": UNCHECKED, "day": written(witness.on)}
    if rules.book != BASE:
        rows["book"] = rules.book
    rows["ask"] = policy.name
    for key, kind in subjects_of(policy).items():
        if isinstance(witness.subject, kind):
            rows[key] = noun(witness.subject)
    rows |= _requested(policy, witness.request)
    rows["expect"] = expectation(table.question.columns, _asked(table, witness))
    yield ""
    yield f"  - id: {name}"
    yield from (f"    {key}: {text}" for key, text in rows.items())


def _requested(policy: Policy, request: Mapping[str, Any]) -> dict[str, str]:
    """What is asked for, and where it is looked at."""
    said: dict[str, str] = {}
    shape = request_of(policy)
    if shape is not None:
        wanted = request.get(policy.request_class or str(policy.request))
        if policy.request == SPAN:
            said["request"] = f"{{from: {written(wanted[0])}, to: {written(wanted[1])}}}"
        elif policy.request != ORDERS and wanted is not None:
            said["request"] = noun(wanted) if attrs.has(type(wanted)) else written(wanted)
    if policy.channel:
        said["channel"] = written(request["channel"])
    return said


def _asked(table: DecisionTable, witness: Witness) -> Any:
    """The answer of the policy itself; the error where the tables say nothing."""
    policy = table.question.declared
    second = (witness.request[policy.request],) if policy.request else ()
    channel = {"channel": witness.request["channel"]} if policy.channel else {}
    try:
        return resolve_policy(policy.name)(witness.subject, *second, rules=table.rules, on=witness.on, **channel)
    except NoRuleInForce as error:
        return error


def expectation(columns: Sequence[str], answer: Any) -> str:
    """What is expected: the columns of a part, of an answer; of a refusal its code and what helps."""
    if isinstance(answer, NoRuleInForce):
        return f"{{no_rule: {answer.section}}}"
    if answer is None:
        return "{nothing: true}"
    if isinstance(answer, Refusal):
        return f"{{refused: {answer.code}, remedies: {written(answer.remedies)}}}"
    inner: dict[str, list[str]] = {}
    for column in columns:
        first, _, rest = column.partition(".")
        inner.setdefault(first, []).extend([rest] if rest else [])
    parts = (
        f"{name}: {expectation(rest, getattr(answer, name)) if rest else written(getattr(answer, name))}"
        for name, rest in inner.items()
        if name in fields_of(type(answer))
    )
    return "{" + ", ".join(parts) + "}"


def noun(value: Any) -> str:
    """A noun in one line: what is otherwise than usual."""
    usual = USUAL.get(type(value).__name__, {})
    fields = {field.name: field.default for field in attrs.fields(type(value))}
    said = {name: getattr(value, name) for name in fields}
    kept = {name: each for name, each in said.items() if each not in (usual.get(name, fields[name]),)}
    return "{" + ", ".join(f"{name}: {written(each)}" for name, each in kept.items()) + "}"


def written(value: Any) -> str:
    """A value as YAML reads it, in one line; of a value with fields the word that stands for it.

    >>> written(date(2027, 3, 30)), written(Decimal("24.80")), written("08"), written(("a", None))
    ('2027-03-30', '"24.80"', '"08"', '[a, null]')
    """
    if isinstance(value, str):
        return value if _is_plain(value) else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Decimal):
        return f'"{value:f}"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_item, value)) + "]"
    return noun(value) if attrs.has(type(value)) else str(value)


def _item(value: Any) -> str:
    """An item of a list: of an effect, a line or a day the fields that tell it from others."""
    kind: Any = type(value)
    if not attrs.has(kind):
        return written(value)
    return written(getattr(value, head_of(kind)))


def _is_plain(text: str) -> bool:
    """Whether a text needs no quotes."""
    from pecrules.parsing.scalars import meaning

    return text.replace("_", "a").replace("-", "a").replace(".", "a").replace("@", "a").isalnum() and (
        meaning(text) == text and text[0].isalpha()
    )
