"""PyYAML without its C part: the parser in Python reads the same data, and refuses the same texts."""

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pecrules.parsing import documents, events
from tests.places import TESTS

RULES = TESTS.parent / "rules"
BAD = TESTS / "rules" / "bad"

PIECES = [
    *"-:?,[]{}#&*!|>'\"%@` \nab1.<=é€😀", "- ", ": ", "? ", "[a, b]", "{a: b}", "\n  ", "\n- ", "'x'", '"y"', "---",
    "...", "\n---\n", "%YAML 1.2\n", "|\n", "|2\n", ">-\n  ", "''", "!!str ", "&a ", "*a", "<<: ", " # c\n", "a: b\n",
    '"\\x41"', '"\\ud83d\\ude00"', '"\\U00110000"', "[a?b, c ?d]", "{a:, b}", "{a:?b}", "%x y\n---\n", "|# c\n  d\n",
]  # fmt: skip


def read_by(parser: object, text: str, monkeypatch: pytest.MonkeyPatch) -> documents.Reading:
    """What comes of reading a text with a parser."""
    with monkeypatch.context() as patched:
        patched.setattr(events, "_PARSER", parser)
        return documents.read(text.encode(), "x.yaml")


def both(text: str) -> tuple[documents.Reading, documents.Reading]:
    """What comes of it in C, and in Python."""
    patch = pytest.MonkeyPatch()
    return read_by(events._PARSER, text, patch), read_by(events._PurePython, text, patch)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: [x, z]\nc:\n  - d: 'e'\n    f: \"g\\n\"\n",
        "a: >-\n  long\n  text\nb: |\n  lines\n",
        "a: [why?, what ?for, {it: x?y}]",
        "a: 😀\nb: è",
    ],
)
def test_what_is_sound_is_the_same(text):
    """Data and places."""
    in_c, in_python = both(text)
    assert in_c.problems == in_python.problems == ()
    assert in_c.document.data == in_python.document.data
    assert in_c.document._spots == in_python.document._spots


def test_what_is_wrong_is_told_in_the_same_words():
    """At the same place, whatever the parser calls it."""
    for text in [
        "a: b: c",
        "- a\nb: c",
        "a: [b, c",
        "a: {b:, c}",
        "a: {b:?c}",
        "a: 'b",
        'a: "\\q"',
        'a: "\\x4"',
        'a: "b \\ud800"',
        'a: "\\U00110000"',
        "%x y\n---\na: b",
        "%5\n---\na: b",
        "%YAML 2.0\n---\na: b",
        "a: @b",
        "a: *b",
        "a: &b c",
        "a: !b c",
        "a: - b",
        "a: |# c\n  d",
        "a:\n  - b\n c: d",
        "a: b\n---\nc: d",
        "a: 1\n...\n",
        "a: 'b' c",
        "? a\n: b",
        "a: " + "[" * 40,
        f"{'k' * 1100}: a",
        "",
    ]:
        in_c, in_python = both(text)
        assert in_c.problems
        assert in_c.problems == in_python.problems


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("[a- - - b, h? p://x]")
@example("{it:, en: Year}")
@example("x: >#!!str ")
def test_any_text_has_the_same_verdict(text):
    """It is refused by both, or is the same data; of several mistakes in a row, each may see another one first."""
    in_c, in_python = both(text)
    assert bool(in_c.problems) == bool(in_python.problems)
    assert in_c.problems or in_c.document.data == in_python.document.data


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(RULES.rglob("*.yaml")), ids=lambda path: str(path.relative_to(RULES)))
def test_every_shipped_table_is_the_same(path):
    """Data and places."""
    in_c, in_python = both(path.read_text("utf-8"))
    assert in_c.document.data == in_python.document.data
    assert in_c.document._spots == in_python.document._spots


@pytest.mark.slow
def test_every_command_works():
    """A quote without the C part is the quote with it."""
    hidden = "import yaml; del yaml.CSafeLoader; import pecrules.parsing.events as d; assert d._PARSER is d._PurePython"
    ask = "from pecrules.cli import run; run(['quote', 'renewal', '--on', '2026-11-21', '--json'])"
    told = [
        subprocess.run([sys.executable, "-c", f"{before}\n{ask}"], capture_output=True, check=True).stdout
        for before in ("", hidden)
    ]
    assert told[0]
    assert told[0] == told[1]
