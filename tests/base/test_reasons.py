"""Codes that stand in messages: nobody puts a sentence in their place, and what the system says has one of them."""

import ast
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pecrules.base.errors import CalendarError
from pecrules.base.messages import MESSAGES
from pecrules.base.problems import Problem
from pecrules.base.reasons import CALENDAR, KINDS, UNREAD
from pecrules.base.resources import Unreadable, why
from tests.places import ROOT, nodes

MODULES = [path for folder in ("pecrules", "examples") for path in sorted((ROOT / folder).rglob("*.py"))]
CODED = {name for message in MESSAGES.values() for name in message.words} - {"key"}
"""The arguments that are codes wherever they are told; a key is called otherwise only on the command line."""


def given(path: Path) -> Iterator[tuple[str, str]]:
    """The codes that a module gives by name: what is written in blocks and calls, and not worked out."""
    for node in nodes(path):
        match node:
            case ast.Dict(keys=keys, values=values):
                named = [(getattr(key, "value", None), value) for key, value in zip(keys, values, strict=True)]
            case ast.Call(keywords=keywords):
                named = [(each.arg, each.value) for each in keywords]
            case _:
                continue
        yield from (
            (name, value)
            for name, each in named
            if isinstance(name, str) and name in CODED and isinstance(value := getattr(each, "value", None), str)
        )


def test_no_argument_is_a_sentence() -> None:
    """What somebody writes down as a reason, or as what was expected, is a code that a message has words for."""
    known = {code for message in MESSAGES.values() for words in message.words.values() for code in words}
    found = [(path.name, *each) for path in MODULES for each in given(path)]
    assert {"changing", "day", "not_parquet", "not_sent_as_json"} <= {code for *_, code in found}
    assert [] == [each for each in found if each[2] not in known]


def test_codes_are_told_in_english() -> None:
    """A problem printed by itself tells what its codes say, and what stands within."""
    args = {"reason": "syntax", "what": "other", "said": "odd", "line": "2", "column": "7"}
    assert "PR301 this is not JSON: Python says: odd: line 2, column 7" == str(Problem("PR301", args=args))
    wrong = Problem("PR304", args={"found": "x", "key": "k", "expected": "one_of", "allowed": "a, b"})
    assert "PR304 `x` is of the wrong kind for `k`: one of a, b is wanted" == str(wrong)


def test_an_unknown_code_is_told_as_it_is() -> None:
    """A later release may have written it."""
    assert "PR301 this is not JSON: odd" == str(Problem("PR301", args={"reason": "odd"}))


@pytest.mark.parametrize(
    ("expected", "error"),
    [
        ({"reason": "ENOENT"}, FileNotFoundError(errno.ENOENT, "in any language", "x")),
        ({"reason": "EADDRINUSE"}, OSError(errno.EADDRINUSE, "98")),
        ({"reason": "no_name"}, Unreadable("no_name", "a\0b")),
        ({"reason": "other", "said": os.strerror(errno.ENXIO)}, OSError(errno.ENXIO, "a long story, and its file")),
        ({"reason": "other", "said": "no number"}, OSError("no number")),
    ],
)
def test_what_the_system_says(expected: dict[str, str], error: OSError) -> None:
    """Its number is a code, whatever language it speaks; of what has none its own words are quoted."""
    assert expected == why(error)


def test_every_number_has_a_name() -> None:
    """The codes of the system are names that Python has for its numbers."""
    assert [] == [code for code in UNREAD if code.isupper() and not hasattr(errno, code)]


@pytest.mark.parametrize("is_early", [None, True, False])
def test_the_ends_of_the_calendar(*, is_early: bool | None) -> None:
    """Each has a code."""
    assert CalendarError("x", is_early=is_early).reason in CALENDAR


def test_the_kinds_of_schemas() -> None:
    """The types of JSON Schema are codes by themselves."""
    assert {"string", "integer", "number", "boolean", "array", "object"} <= KINDS.keys()
