"""Ours against the parser of editors: `read` and the npm package `yaml`, called as yaml-language-server does.

Whatever `read` takes without a problem, the editor shows green and as the same data. Whatever the editor takes and
`read` does not has advice. The folder `node_modules` is that of the environment variable PECRULES_NODE_MODULES, or of
`.ci/node`; `npm install --prefix .ci/node yaml@2.8.3` fills it.
"""

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pecrules.base.messages import MESSAGES
from pecrules.parsing.documents import Reading, read
from tests.places import ROOT

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
NODE_MODULES = Path(os.environ.get("PECRULES_NODE_MODULES", ROOT / ".ci" / "node" / "node_modules"))
HOW_MANY = 4_000  # of each kind
SEED = 20_261_121

TABLE = """\
# yaml-language-server: $schema=pricing.schema.json
table: pricing
prices:
  - id: year          # one year
    since: 2026-01-01
    net: "2.50"
    days: [30, 90]
    label: {it: 'Città', en: Year}
    note: >-
      long text

        here
  -   id: gb
      share: 1.10
      free: true
      end: null
      list:
      - [a, {b: c}]
      -
        d: |+
          e
            f

      - "g\\th"
"""

PIECES = [
    *"ab1-:?[]{},#'\"|>%@`!&*~\\. \n=",
    "  ",
    "\n  ",
    "\n ",
    "\n    ",
    "- ",
    ": ",
    ", ",
    " #",
    "#c\n",
    "\n#c\n",
    "\n\n",
]
PIECES += [
    "key: value",
    "x y",
    "1.10",
    "-1",
    "null",
    "true",
    "no",
    "''",
    '""',
    "'x'",
    '"x"',
    "{a: 1}",
    "[1, 2]",
    "{",
    "}",
]
PIECES += [
    "|2",
    ">2-",
    ">-",
    "|+",
    "\n- a",
    "\n  - b",
    "\nb: 2",
    "---",
    "...",
    "\n---\n",
    "\n...\n",
    "\r\n",
    "? ",
    "?a",
    ":a",
]
PIECES += [
    "-a",
    "--",
    "::",
    "a:b",
    "a#b",
    "<<",
    "&a ",
    "*a",
    "!a ",
    "\\n",
    "\\x41",
    "\\u00e9",
    "à",
    "€",
    "😀",
    "\xa0",
    "\ufeff",
    "\t",
]

SCALARS = [
    "a",
    "standard",
    "x y",
    "a:b",
    "a#b",
    "-a",
    "?a",
    ":a",
    "'it''s'",
    "'#'",
    '"a: b"',
    '"\\u00e9\\n\\/"',
    "''",
    '""',
    "à €",
]
SCALARS += [
    "0",
    "7",
    "-7",
    "-0",
    "+1",
    "1.10",
    "-0.5",
    "1.",
    ".5",
    "0o7",
    "0x1F",
    "1e3",
    ".inf",
    "-.INF",
    ".NaN",
    "0b1",
    "1_000",
]
SCALARS += [
    "true",
    "True",
    "TRUE",
    "false",
    "yes",
    "NO",
    "on",
    "null",
    "Null",
    "NULL",
    "~",
    "",
    "2026-01-01",
    "12:30",
    "007",
]
SCALARS += [
    "999999999999999",
    "1234567890123456",
    "00.5",
    "1.2.3",
    "2,50",
    "=",
    "<<",
    "http://x.it/a?b#c",
    "a  b",
    "(x)",
    "é\u0301",
]

NASTIES = [
    *("a: b\x85c: d", "a: b\u2028c: d", "a: 'b\u2029c'", "a: b\rc: d", "a: b\r\nc: d\r\n", "\ufeffa: 1", "a: 1\ufeff"),
    *("a: b\n  c", "a: b\n\n  c", "a: 'b\n  c'", 'a: "b\n\n  c"', 'a: "b\\\n  c"', "a: 'b\nc'", "a:\n  b\n  c\n"),
    *(
        "a: |\n  b",
        "a: |\n  b\n\n\n",
        "a: |+\n  b\n\n",
        "a: |-\n  b\n",
        "a: >\n  b\n  c\n\n  d\n   e\n  f\n",
        "a: |2\n   b\n",
    ),
    *(
        "a: |1\n b\n",
        "a: |10\n  b",
        "a: |0\n  b",
        "a: |#c\n  b",
        "a: | #c\n  b",
        "a: |\n    b\n  c\n",
        "a: |\n\n\n  b\n",
        "|\n a",
    ),
    *(
        "a: >\n\n  b\n\n\n   c\n\n  d\n",
        "a: |\n   \n  b\n",
        "a: |\n  b\n \n",
        "- |\n a\n-\n|\n b",
        "a:\n|\n b",
        "a: |\nb: 1",
    ),
    *(
        "[a, , b]",
        "[,]",
        "[a,]",
        "{a: 1,}",
        "{,}",
        "{a}",
        "{a, b: 1}",
        "{a:1}",
        "{a: }",
        "{a:}",
        "{:a}",
        "[:a]",
        "[: a]",
        "[a: b]",
    ),
    *(
        '{"a":1}',
        "{'a':b}",
        '["a":1]',
        '{"a" :1}',
        "[[a]: b]",
        "{? a: b}",
        "{?a: b}",
        "[?a]",
        "[? a]",
        "[-]",
        "[- a]",
        "[-1]",
    ),
    *(
        "a: [\nb\n]",
        "a: [\n  b\n]",
        "a: [\n  b\n  ]",
        "a: {\n  b: c,\n}",
        "- [\n  a\n]",
        "- [\n a\n]",
        "[\na\n]",
        "[a\n,b]",
        "[a,\n b]",
    ),
    *(
        "a: [b\n  c]",
        "a: [b, # c\n  d]",
        "a: [b,#c\n  d]",
        "[a]#b",
        "{a: b}#c",
        "'a'#b",
        "a: 'b'#c",
        "a: 'b' #c",
        "a#b: c",
        "a #b: c",
    ),
    *(
        ": a",
        "a:\n: b",
        "? a",
        "? a\n: b",
        "? a\n",
        "? |\n  a\n: b",
        "? [a]\n: b",
        "[a]: b",
        "{a: b}: c",
        "'': a",
        "a : b",
        "a  :  b",
    ),
    *(
        "a\n: b",
        "'a': b",
        "'a' : b",
        '"a":b',
        "a:b",
        "a: b: c",
        "a: 'b': c",
        "a: b:",
        "a::",
        "a:: b",
        "::",
        "a: :b",
        "a: - b",
        "- - a",
    ),
    *(
        "---",
        "--- a",
        "---\na: b",
        "--- a: b",
        "---\n---",
        "a\n---\nb",
        "a: b\n---",
        "...",
        "a: b\n...",
        "a: b\n...\n...",
        "a\n... b",
    ),
    *(
        "--- |\n a",
        "--- >-\n a\nb",
        "--- [a]",
        "--- # c\na: b",
        "%YAML 1.2\n---\na: b",
        "%YAML 1.1\n---\na: b",
        "%TAG ! !x\n---\na: b",
    ),
    *(
        "%YAML 1.2\na: b",
        "%x\n---\na: b",
        "%a",
        "a: %b",
        "a: @b",
        "a: `b`",
        "a: *b",
        "a: &b",
        "a: &b c",
        "a: &b",
        "&a b: c",
        "*a : b",
    ),
    *("a: !b c", "a: !!str 1", "! a", "!<x> a", "a: !", "<<: {a: b}", "a: &b {c: d}\ne:\n  <<: *b\n", "= : a", "a: ="),
    *(
        "k" * 1023 + ": a",
        "k" * 1024 + ": a",
        "k" * 1025 + ": a",
        f"{{{'k' * 1025}: a}}",
        f"[{'k' * 1025}: a]",
        f'"{"k" * 1025}": a',
    ),
    *(
        "1: a",
        "1.5: a",
        "true: a",
        "null: a",
        "~: a",
        "2026-01-01: a",
        "a: 1\na: 2",
        "a: 1\n'a': 2",
        "{a: 1, a: 2}",
        "1: a\n'1': b",
    ),
    *("a:\t b", "a: b\t", "a: b\t#c", "\ta: b", "a:\n\tb: c", "a: 'b\tc'", "a: |\n\tb", "- \ta", "a: b \t"),
    *(
        "a:\n#c\n b\nd: 1",
        "a:\n# c\n b\nd: 1",
        "-\n#c\n b\n- d",
        "a:\n #c\n  |\n  b\n",
        "a: #c\n  b",
        "a: # c\n- b",
        "a:\n- b\n# c\n- d",
    ),
    *(
        "a: b   ",
        "a   ",
        "- a  \n- b",
        "a:\n  b: 1   \n  c: 2",
        "   ",
        "\n\n",
        "",
        "#",
        "# a",
        "a: b #",
        "a:   # b",
        "- # a\n  b: c",
    ),
    *(
        " a: b\nc: d",
        "a: b\n c: d",
        "a:\n  b: 1\n c: 2",
        "- a\n - b",
        "a: b\n  - c",
        "a:\n- b\nc: d",
        "- a\nb: c",
        "a: b\n- c",
    ),
    *(
        "- a: b\n  c: d",
        "-   a: b\n    c: d",
        "- a: b\n c: d",
        "- - a\n  - b\n- c",
        "-\n  a: b",
        "- \n\n  a: b",
        "-\n- a\n-",
        "-a",
        "-",
    ),
    *(
        '"\\x41"',
        '"\\u00e9"',
        '"\\U0001F600"',
        '"\\ud83d\\ude00"',
        '"\\UFFFFFFFF"',
        '"\\/"',
        '"\\q"',
        '"\\N\\_\\L\\P\\e\\0\\a"',
        '"\\\t"',
    ),
    *(
        "'a",
        '"a',
        "a: 'b\nc: 'd'",
        "a: 'b'c'",
        'a: "b"c',
        "[a",
        "{a",
        "a]",
        "a: ]",
        "a: }",
        "[a}",
        "a: [b]]",
        "[a] b",
        "{a: b c: d}",
    ),
]


def tagged(value: Any) -> list[Any]:
    """Plain data as `read_yaml.cjs` writes it."""
    match value:
        case None:
            return ["null"]
        case bool():
            return ["bool", value]
        case int() | Decimal():
            return ["num", f"{value:f}" if isinstance(value, Decimal) else str(value)]
        case str():
            return ["str", value]
        case list():
            return ["seq", [tagged(item) for item in value]]
        case _:
            return ["map", [[["str", key], tagged(item)] for key, item in value.items()]]


def grown(source: random.Random, indent: int = 0, depth: int = 0) -> str:
    """A text that is YAML for the most part, in one of its many ways of writing; it begins behind a key or a dash."""
    kind = source.choice(["scalar", "scalar", "map", "map", "list", "brackets", "text"] if depth < 4 else ["scalar"])
    gap = source.choice(["", "", "", "", " # c", "\n", "\n# c", "\n#c", " ", "\n  ", "\n      \n"])
    inner = indent + source.choice([0, 1, 2, 2, 2, 2, 4])
    pad = " " * inner
    if kind == "scalar":
        return f" {source.choice(SCALARS)}{gap}"
    if kind == "text":
        head = source.choice(["|", ">"]) + source.choice(["", "", "-", "+", "2", "1-"]) + source.choice(["", " # c"])
        margins = [f"\n{pad}{source.choice(['', ' ', '  '])}" for _ in range(source.randrange(4))]
        return f" {head}" + "".join(margin + source.choice(SCALARS) for margin in margins)
    if kind == "brackets":
        items = source.choice([", ", ", ", ",", ",\n" + pad, " , "]).join(
            source.choice(["{}", "{}", "a: {}", "'b':{}", "[{}]", "{{c: {}}}"]).format(source.choice(SCALARS))
            for _ in range(source.randrange(4))
        )
        return (
            source.choice([" [{}]", " {{{}}}", " [ {} ]", " [\n" + pad + "{}\n" + " " * indent + "]"]).format(items)
            + gap
        )
    mark = source.choice(["{}:", "{}:", "{}:", "'{}' :", '"{}":', "? {}\n" + pad + ":"]) if kind == "map" else "-"
    entries = (
        f"\n{pad}{mark.format(f'k{i}' if source.random() < 0.9 else source.choice(SCALARS))}"
        f"{grown(source, inner, depth + 1)}"
        for i in range(source.randrange(1, 4))
    )
    return gap + "".join(entries)


def slipped(source: random.Random, text: str) -> str:
    """A text with a few slips."""
    for _ in range(source.choice([1, 1, 1, 2, 3])):
        at, lines = source.randrange(len(text) + 1), text.split("\n")
        line, other = source.randrange(len(lines)), source.randrange(len(lines))
        slip = source.randrange(5)
        if slip < 3:
            text = text[:at] + source.choice(["", *PIECES]) + text[at + source.randrange(3) :]
        elif slip == 3:
            lines[line] = source.choice([" ", "  ", "- ", "#", ""]) + lines[line][source.randrange(4) :]
            text = "\n".join(lines)
        else:
            lines[line], lines[other] = lines[other], lines[line]
            text = "\n".join(lines)
    return text if source.random() < 0.9 else text.replace("\n", "\r\n")


def texts() -> Iterator[str]:
    """The nasties first; then as many of each kind, the same in every run with the same tables."""
    source = random.Random(SEED)
    tables = [TABLE, *(path.read_text("utf-8") for path in sorted((ROOT / "rules").rglob("*.yaml")))]
    yield from NASTIES
    yield from (f"a: {scalar}" for scalar in SCALARS)
    yield from (f"[{scalar}]" for scalar in SCALARS)
    yield from tables
    for _ in range(HOW_MANY):
        yield "".join(source.choice(PIECES) for _ in range(source.randrange(1, 16)))
        yield "a:" + grown(source)
        yield slipped(source, "a:" + grown(source))
        yield slipped(source, TABLE)
    for _ in range(HOW_MANY // 8):
        lines = source.choice(tables).split("\n")
        begin = source.randrange(max(1, len(lines) - 30))
        yield slipped(source, "\n".join(lines[begin : begin + 30]))


@pytest.fixture(scope="module")
def readings() -> list[tuple[str, Reading, dict[str, Any]]]:
    """Each text, what we say to it, and what the editor says to it."""
    if not (NODE_MODULES / "yaml" / "package.json").is_file():
        pytest.fail(f"no npm package `yaml` in {NODE_MODULES}: npm install --prefix .ci/node yaml@2.8.3")
    node = shutil.which("node")
    if node is None:
        pytest.fail("no `node` on the PATH: install Node.js 20 or later")
    given = [text for text in texts() if "\0" not in text]
    lines = "".join(json.dumps(text.removeprefix("\ufeff")) + "\n" for text in given)  # as editors do with the mark
    command = [node, str(HERE / "read_yaml.cjs"), str(NODE_MODULES)]
    found = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    theirs = [json.loads(line) for line in found.split("\n") if line]
    ours = [read(text.encode(), "t.yaml") for text in given]
    return list(zip(given, ours, theirs, strict=True))


def test_what_we_take_the_editor_shows_green_and_as_the_same_data(
    readings: list[tuple[str, Reading, dict[str, Any]]],
) -> None:
    """Every key, every word, every digit."""
    apart = [
        (text, theirs)
        for text, ours, theirs in readings
        if not ours.problems and ours.document and theirs != {"data": tagged(ours.document.data)}
    ]
    assert [] == apart


def test_what_the_editor_takes_and_we_do_not_has_advice(readings: list[tuple[str, Reading, dict[str, Any]]]) -> None:
    """Nobody is left alone with a text that looks right."""
    alone = [
        (text, problem)
        for text, ours, theirs in readings
        for problem in ours.problems
        if "data" in theirs and not MESSAGES[problem.code].help.format_map(problem.args)
    ]
    assert [] == alone


def test_the_comparison_is_not_empty(readings: list[tuple[str, Reading, dict[str, Any]]]) -> None:
    """A fair share of the texts is taken by both, by one and by none."""
    ours = [not reading.problems for _, reading, _ in readings]
    theirs = ["data" in found for _, _, found in readings]
    pairs = list(zip(ours, theirs, strict=True))
    assert len(readings) > 4 * HOW_MANY
    assert all(pairs.count(pair) > len(pairs) / 10 for pair in ((True, True), (False, True), (False, False)))


def test_the_tables_are_green(readings: list[tuple[str, Reading, dict[str, Any]]]) -> None:
    """Here and in the editor."""
    tables = {path.read_text("utf-8") for path in (ROOT / "rules").rglob("*.yaml")}
    green = {text for text, ours, theirs in readings if text in tables and not ours.problems and "data" in theirs}
    assert tables == green
