"""The documents do what they say: their blocks are run, their output compared, their links followed.

A page's fenced blocks share one namespace and one working folder, which begins as a copy of the shipped tables:

    python     run; a block with ``>>>`` is checked by doctest
    sh         run if it begins with ``pecrules``; ``> file`` keeps its output; ``# exit code 1``, in Italian
               ``# esce con 1``, says what it returns
    yaml FILE  written to FILE, below the line for the language server if one is there; ``yaml FILE SECTION`` adds rows
               at the end of a section, in place of those of the same id
    csv FILE   written to FILE
    text json  the output of the block before it, but for the numbers and digests that move with every edit; a line
               ``[...]`` stands for any number of lines

``python -m tests.test_docs`` writes the true outputs into the pages: run it on purpose, and read what it changed.
"""

import contextlib
import doctest
import importlib.util
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import attrs
import pytest

from pecrules import load_rules
from pecrules.parsing.documents import read
from pecrules.rulebook.rows import Row
from tests.places import ROOT

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
JOURNEYS = re.findall(r"\(([\w-]+\.md)\) \|$", (ROOT / "docs/how-to/README.md").read_text("utf-8"), re.MULTILINE)
LEFT_OUT = "[...]"
LONG = {"property-tests", "review-a-change", "tidy-tables", "who-is-next"}  # they search, ask about all, write all anew
QUOTE = (
    'python3 -m venv .venv && .venv/bin/pip install -q ".[cli]" && .venv/bin/pecrules quote renewal'
    " --plan standard --expiry 2027-03-30 --years 2 --new-extra-inbox-gb 1 --on 2027-01-10"
)
TESTS = (
    "python3 -m venv .venv && .venv/bin/pip install -q -r requirements/test.txt"
    " && .venv/bin/pip install -q --no-deps --no-build-isolation -e ."
    " && .venv/bin/python -m pytest -n auto --dist loadfile"
)

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)+\.(?:py|md|json|yaml))`")
_MOVES = re.compile(
    r"\d+ files?, \d+ (?:rows?|righ[ea])|(?<=\.yaml):\d+(?=:\d)|\b[0-9a-f]{12}(?:[0-9a-f]{52})?\b|^ *\d* *(?=[|=]|-->)",
    re.MULTILINE,
)
_RETURNS = re.compile(r"  # (?:exit code|esce con) (\d)")
_ROW = re.compile(r"^- (?P<day>\d{4}-\d{2}-\d{2})(?:, [^`]*)? `(?P<ref>[a-z]+/[a-z0-9-]+)`", re.MULTILINE)


@attrs.frozen
class Block:
    """One fenced block of a page."""

    kind: str
    words: tuple[str, ...]
    body: str
    span: tuple[int, int]


def blocks_of(text: str) -> list[Block]:
    return [_block(found) for found in _FENCE.finditer(text)]


def _block(found: re.Match[str]) -> Block:
    kind, *words = found["info"].split() or [""]
    return Block(kind, tuple(words), found["body"], found.span("body"))


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# -- running ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def workplace() -> Iterator[None]:
    """A folder to work in, with the shipped tables, where English is spoken."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), mock.patch.dict(os.environ, LC_ALL="C"):
        shutil.copytree(ROOT / "rules", "rules")
        yield


def outputs_of(text: str) -> Iterator[tuple[Block, str]]:
    """Every block that shows an output, with the true one."""
    namespace: dict[str, Any] = {"__name__": "page"}
    true = ""
    for block in blocks_of(text):
        if block.kind in {"text", "json"}:
            yield block, true
        else:
            true = run(block, namespace)


def run(block: Block, namespace: dict[str, Any]) -> str:
    """What a block prints."""
    if block.kind == "python":
        return printed(lambda: _python(block.body, namespace))
    if block.kind == "sh":
        return "".join(_command(line) for line in block.body.replace("\\\n", "").splitlines())
    if block.kind == "yaml":
        _yaml(block)
    if block.kind == "csv":
        Path(block.words[0]).write_text(block.body, "utf-8")
    return ""


def printed(work: Any) -> str:
    """What is written to the standard output, as text or as bytes."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")
    with contextlib.redirect_stdout(out):
        work()
        out.flush()
    return out.buffer.getvalue().decode()


def _python(source: str, namespace: dict[str, Any]) -> None:
    if ">>> " in source:
        case = doctest.DocTestParser().get_doctest(source, namespace, "page", None, None)
        told: list[str] = []
        assert not doctest.DocTestRunner().run(case, out=told.append, clear_globs=False).failed, "".join(told)
        namespace.update(case.globs)
    else:
        exec(compile(source, "page", "exec"), namespace)


def _command(line: str) -> str:
    """What one command line prints; nothing for what is not ours to run."""
    line, code = re.split(_RETURNS, line.replace(".venv/bin/pecrules", "pecrules") + "  # exit code 0")[:2]
    command = line.rpartition("&& ")[2]
    if not command.startswith("pecrules "):
        return ""
    command, _, file = command.partition(" > ")
    returned: list[int] = []
    out = printed(lambda: returned.append(_pecrules(shlex.split(command)[1:])))
    assert [int(code)] == returned, out
    if file:
        Path(file.strip()).write_text(out, "utf-8")
        return ""
    return out


def _pecrules(arguments: list[str]) -> int:
    from pecrules.cli import run as run_command

    return run_command(arguments)


def _yaml(block: Block) -> None:
    if not block.words:
        assert not read(block.body.encode(), "page.yaml").problems
        return
    name, *section = block.words
    file = Path(name)
    if not section:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_first_line(file, block.body) + block.body, "utf-8")
        return
    head, mark, rest = file.read_text("utf-8").partition(f"\n{section[0]}:\n")
    assert mark, f"{file} has no section {section[0]}"
    rows, *others = re.split(r"(?m)^(?=[a-z_]+:$)", rest, maxsplit=1)
    for row in re.findall(r"(?m)^  - id: (\S+)$", block.body):
        rows = re.sub(rf"(?ms)^  - id: {row}$.*?(?=^  - |\Z)", "", rows)
    file.write_text("".join([head, mark, rows.rstrip("\n"), "\n\n", block.body, "\n", *others]), "utf-8")


def _first_line(file: Path, body: str) -> str:
    """The line for the language server with which a file begins that is there: it stays, unless the page has one."""
    before = file.read_text("utf-8") if file.exists() else ""
    found = re.match(r"# yaml-language-server: .*\n", before)
    return found[0] if found and not body.startswith("#") else ""


def still(text: str) -> str:
    """A text without what moves with every edit of a table."""
    return _MOVES.sub("", text).strip("\n")


def excerpt(body: str, true: str) -> str:
    """The true output, as a page shows it: without the lines that the page leaves out."""
    shown = re.escape(still(body)).replace(re.escape(LEFT_OUT), r"[\s\S]*")
    return body if LEFT_OUT in body and re.fullmatch(shown, still(true)) else true


# -- tests ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=[pytest.mark.slow] * (page.stem in LONG), id=name_of(page))
        for page in PAGES
        if blocks_of(page.read_text("utf-8"))
    ],
)
def test_the_blocks_of_a_page_run_and_print_what_it_shows(page: Path) -> None:
    """Every block runs, and a block of output is the output."""
    with workplace():
        for block, true in outputs_of(page.read_text("utf-8")):
            assert still(block.body) == still(excerpt(block.body, true))


def test_links_lead_somewhere() -> None:
    """A relative link points to a file or folder, and to one of its headings if it names one."""
    for page in PAGES:
        for found in _LINK.finditer(_FENCE.sub("", page.read_text("utf-8"))):
            target, _, heading = found["target"].partition("#")
            if not target.startswith(("https:", "http:", "mailto:")):
                file = page.parent / target if target else page
                assert file.exists(), found["target"]
                assert not heading or heading in headings_of(file), found["target"]


def test_files_of_the_checkout_are_where_a_page_says() -> None:
    """A path between backticks that names a file of Python, a page or a schema leads to one, from the top or a room,
    unless the page writes it itself."""
    for page in PAGES:
        text = page.read_text("utf-8")
        named = set(_FILE.findall(_FENCE.sub("", text))) - {word for block in blocks_of(text) for word in block.words}
        tops = (ROOT, ROOT / "pecrules", page.parent)
        assert set() == {
            path for path in named if "NNNN" not in path and not any((top / path).exists() for top in tops)
        }


def test_the_readme_leads_analysts_to_their_pages() -> None:
    """Ten things that analysts do have a page each."""
    assert "(docs/how-to/README.md)" in (ROOT / "README.md").read_text("utf-8")
    assert 10 == len(set(JOURNEYS))


@pytest.mark.parametrize("page", JOURNEYS)
def test_what_an_analyst_does_takes_few_steps_and_no_python(page: str) -> None:
    """At most seven numbered steps, checked and seen by commands that speak Italian; a note says it in English."""
    text = (ROOT / "docs/how-to" / page).read_text("utf-8")
    steps = [int(step) for step in re.findall(r"(?m)^## (\d+)\. ", text)]
    assert [1, 2, 3, 4, 5, 6, 7][: len(steps)] == steps != []
    assert {"yaml", "sh", "text"} == {block.kind for block in blocks_of(text)} - {"csv"}
    commands = [block.body for block in blocks_of(text) if block.kind == "sh"]
    assert all(command.startswith("pecrules ") and "--lang it" in command for command in commands)
    assert any(command.startswith("pecrules check ") for command in commands)
    note = re.search(r"(?m)^> In English: (?:.+\n> )*.+$", text)
    assert note is not None
    assert "(../reference/tables.md)" in note[0]


def test_a_price_is_changed_where_the_first_sentence_says() -> None:
    """Who wants to change a price reads first which file to open, and which section of it."""
    text = (ROOT / "docs/how-to/change-a-price.md").read_text("utf-8")
    assert text.startswith("# Cambiare un prezzo\n\nApri `rules/pricing.yaml`, sezione `prices`")


def headings_of(file: Path) -> set[str]:
    """The names by which a page's headings are linked."""
    titles = re.findall(r"(?m)^#+ (.*)$", _FENCE.sub("", file.read_text("utf-8")))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_pages_name_no_place_of_one_machine() -> None:
    """A page holds no absolute path and no tab."""
    for page in PAGES:
        assert not re.findall(r"(?<![\w.:/])/(?:home|root|work|tmp|Users)/|\t", page.read_text("utf-8"))


def test_the_readme_begins_with_its_two_commands() -> None:
    """The first two ``sh`` blocks are one line each: a quote, and the tests."""
    shells = [block.body for block in blocks_of((ROOT / "README.md").read_text("utf-8")) if block.kind == "sh"]
    assert [f"{QUOTE}\n", f"{TESTS}\n"] == shells[:2]


def test_the_changelog_has_two_clocks() -> None:
    """The code and the rules change at their own times, and have a part each."""
    clocks = ["Code", "Rules"]
    assert clocks == re.findall(r"(?m)^## (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"))


def test_the_changelog_cites_rows_as_they_stand() -> None:
    """A line of the rules' clock names a row of the tables and the row's first day."""
    rows = {
        entry.row.ref: entry.row.since
        for book in ("retail", "ordine-ingegneri-roma")
        for entry in load_rules(book=book).entries
        if isinstance(entry.row, Row)
    }
    text = (ROOT / "CHANGELOG.md").read_text("utf-8").partition("## Rules")[2]
    cited = {found["ref"]: date.fromisoformat(found["day"]) for found in _ROW.finditer(text)}
    assert cited
    assert {ref: rows.get(ref) for ref in cited} == cited


@pytest.mark.slow
@pytest.mark.sources
def test_generated_pages_are_up_to_date() -> None:
    """``python docs/reference/make_pages.py`` would change nothing."""
    made: dict[str, str] = generator("make_pages").pages()
    assert made == {page: (ROOT / "docs" / "reference" / page).read_text("utf-8") for page in made}


@pytest.mark.slow
@pytest.mark.sources
def test_the_pages_are_built_as_a_site(tmp_path: Path) -> None:
    """Without a warning, with a page for each."""
    command = (sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path / "site")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
    assert (tmp_path / "site" / "reference" / "api" / "index.html").exists()


@cache
def generator(name: str) -> Any:
    """A script of the reference, as a module; what it has found out is shared."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / "reference" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# -- writing the true outputs -----------------------------------------------------------------------------------------


def refresh(page: Path) -> None:
    text = page.read_text("utf-8")
    with workplace():
        for block, true in reversed(list(outputs_of(text))):
            shown = excerpt(block.body, true).strip("\n")
            text = text[: block.span[0]] + shown + "\n" + text[block.span[1] :]
    page.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    for each in PAGES:
        if not sys.argv[1:] or any(part in name_of(each) for part in sys.argv[1:]):
            refresh(each)
