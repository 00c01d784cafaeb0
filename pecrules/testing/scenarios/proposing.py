"""Scenarios at the boundaries of what no scenario reaches yet, as YAML: for an analyst to look at, and to keep or not.

What is expected there is what the rules say today; that it is right nobody has said. So each cites ``da verificare``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

import attrs

from pecrules.analysis import DecisionTable, Witness
from pecrules.base.errors import NoRuleInForce
from pecrules.model.outcomes.refusals import Refusal
from pecrules.policies import MANIFEST, ORDERS, QUOTE, SPAN, Policy, resolve_policy
from pecrules.rulebook.layers import BASE
from pecrules.testing.scenarios.covering import Cases
from pecrules.testing.scenarios.shapes import fields_of, request_of, subjects_of
from pecrules.testing.scenarios.texts import question
from pecrules.testing.scenarios.writing import noun, written

UNCHECKED: Final = "da verificare"
"""What a proposed scenario cites: nobody has said yet that its answer is right."""

HEAD: Final = (
    "# yaml-language-server: $schema=../schemas/scenarios.schema.json",
    "# Proposti: guarda ognuno, scrivi in `cites` chi lo dice, oppure cancellalo.",
    "scenarios:",
)
"""How a file of what is proposed begins."""

_EACH: Final = 2
"""How many scenarios are proposed for one saying: those on the two sides of its case."""


def proposed(cases: Iterable[Cases], *, most: int) -> Iterator[str]:
    """A file of scenarios for what no scenario reaches yet, line by line.

    Args:
        cases: The cases of the parts of policies.
        most: How many scenarios are proposed for a part at most.
    """
    yield from HEAD
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
    rows: dict[str, str] = {
        "title": written(f"{question(policy)}: un caso al confine"),
        "cites": UNCHECKED,
        "day": written(witness.on),
    }
    if rules.book != BASE:
        rows["book"] = rules.book
    rows["ask"] = policy.name
    for key, kind in subjects_of(policy).items():
        if isinstance(witness.subject, kind):
            rows[key] = noun(witness.subject)
    rows |= _requested(policy, witness.request)
    rows["expect"] = expectation(table.question.columns, _answered(table, witness))
    yield ""
    yield f"  - id: {name}"
    yield from (f"    {key}: {text}" for key, text in rows.items())


def _requested(policy: Policy, request: Mapping[str, Any]) -> dict[str, str]:
    """What is asked for, and where it is looked at."""
    said: dict[str, str] = {}
    shape = request_of(policy)
    if shape is not None:
        wanted: Any = request.get(policy.request_class or str(policy.request))
        if policy.request == SPAN:
            said["request"] = f"{{from: {written(wanted[0])}, to: {written(wanted[1])}}}"
        elif policy.request != ORDERS and wanted is not None:
            said["request"] = noun(wanted) if attrs.has(cast("Any", type(wanted))) else written(wanted)
    if policy.channel:
        said["channel"] = written(request["channel"])
    return said


def _answered(table: DecisionTable, witness: Witness) -> Any:
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
    kind = cast("Any", type(answer))
    parts = (
        f"{name}: {expectation(rest, getattr(answer, name)) if rest else written(getattr(answer, name))}"
        for name, rest in inner.items()
        if name in fields_of(kind)
    )
    return "{" + ", ".join(parts) + "}"
