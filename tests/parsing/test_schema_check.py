"""Schemas as functions: they say yes where it is certain, and leave all else to jsonschema."""

from decimal import Decimal
from typing import Any

import pytest

from pecrules.parsing.schema_check import compile_validator


@pytest.mark.parametrize(
    ("schema", "fitting"),
    [
        ({"items": True}, ["a"]),
        ({"type": ["string", "null"]}, "a"),
        ({"enum": [1, 2]}, 1),
        ({"placeholder": "..."}, "a"),
        ({"then": {"type": "string"}}, "a"),
        ({"if": {"not": {}}, "then": {}}, "a"),
        ({"contains": {}}, ["a"]),
    ],
)
def test_what_it_does_not_know_is_left_to_jsonschema(schema: dict[str, Any], fitting: object) -> None:
    """A schema of which it does not know everything is never certain, not even of what fits."""
    assert not compile_validator(schema)(fitting)


@pytest.mark.parametrize("value", [1, Decimal("1.5")])
def test_a_number_may_have_decimals(value: object) -> None:
    """Two classes are numbers; a text is none."""
    fits = compile_validator({"type": "number"})
    assert fits(value)
    assert not fits("1")
