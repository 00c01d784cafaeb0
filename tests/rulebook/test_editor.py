"""What an analyst's editor shows: the real yaml-language-server, asked over its standard input and output.

The editor and we read the same schemas; these tests hold what it shows against what we tell.
"""

import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pecrules.base import resources
from pecrules.base.errors import Problem
from pecrules.parsing.documents import read
from pecrules.parsing.validation import validate
from pecrules.present import tell
from pecrules.rulebook.rows import NAMES
from tests.places import ROOT, TESTS

pytestmark = pytest.mark.slow

RULES = Path(resources.folder("rules"))
BAD = TESTS / "rules" / "bad"
PATIENCE = 60
"""Seconds after which a server that says nothing is taken for dead."""


class Editor:
    """An editor without a window: it opens texts and asks the language server about them."""

    def __init__(self, command: list[str], root: Path) -> None:
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.settings = settings(root)
        self.asked: list[str] = []  # what the server wanted from the network
        self.answers: dict[int, queue.Queue[Any]] = {}
        self.findings: dict[str, queue.Queue[Any]] = {}
        self.count = 0
        self.reader = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()
        self.ask("initialize", {
            "processId": None,
            "rootUri": root.as_uri(),
            "locale": "it",
            "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
            "capabilities": {
                "workspace": {"configuration": True, "workspaceFolders": True},
                "textDocument": {
                    "hover": {"contentFormat": ["plaintext"]},
                    "completion": {"completionItem": {"snippetSupport": True}},
                },
            },
        })  # fmt: skip
        self._say("initialized", {})

    def close(self) -> None:
        """Send the server home."""
        self.ask("shutdown", None)
        self._say("exit", None)
        self.server.wait(PATIENCE)
        self.reader.join(PATIENCE)
        for stream in (self.server.stdin, self.server.stdout):
            assert stream
            stream.close()

    # -- what an editor does --

    def open(self, path: Path, text: str) -> list[tuple[int, str]]:
        """Open a text as if it were the file at a path: the line and sentence of each finding."""
        uri = path.as_uri()
        self.findings[uri] = queue.Queue()
        self._say("textDocument/didOpen", {
            "textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text},
        })  # fmt: skip
        found = self.findings[uri].get(timeout=PATIENCE)
        return [(each["range"]["start"]["line"] + 1, each["message"]) for each in found]

    def hover(self, path: Path, line: int, column: int) -> str:
        """What is shown when the mouse rests on a place, counted from 1."""
        answer = self.ask("textDocument/hover", place(path, line, column))
        return text_in(answer["contents"]) if answer else ""

    def complete(self, path: Path, line: int, column: int) -> set[str]:
        """What is offered at a place."""
        answer = self.ask("textDocument/completion", place(path, line, column))
        return {item["label"] for item in answer["items"]}

    # -- the protocol --

    def ask(self, method: str, params: Any) -> Any:
        self.count += 1
        answers = self.answers[self.count] = queue.Queue()
        self._send({"id": self.count, "method": method, "params": params})
        return answers.get(timeout=PATIENCE)["result"]

    def _say(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        assert self.server.stdin
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def _listen(self) -> None:
        out = self.server.stdout
        assert out
        while header := out.readline():
            length = int(header.partition(b":")[2])
            while out.readline().strip():
                pass
            self._heard(json.loads(out.read(length)))

    def _heard(self, message: dict[str, Any]) -> None:
        match message:
            case {"method": "textDocument/publishDiagnostics", "params": params}:
                self.findings[params["uri"]].put(params["diagnostics"])
            case {"method": "workspace/configuration", "id": number, "params": {"items": items}}:
                self._send({"id": number, "result": [self.settings.get(item["section"], {}) for item in items]})
            case {"method": method, "id": number}:
                self.asked += [method] if "content" in method else []
                self._send({"id": number, "result": None})
            case {"id": number}:
                self.answers[number].put(message)


def settings(root: Path) -> dict[str, Any]:
    """The settings of the checkout, as an editor hands them on."""
    tree: dict[str, Any] = {"yaml": {"validate": True, "hover": True, "completion": True}}
    for name, value in json.loads((root / ".vscode" / "settings.json").read_text("utf-8")).items():
        inner = tree
        *way, last = name.split(".")
        for step in way:
            inner = inner.setdefault(step, {})
        inner[last] = value
    return tree


def place(path: Path, line: int, column: int) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line - 1, "character": column - 1}}


def text_in(contents: Any) -> str:
    return contents if isinstance(contents, str) else contents["value"]


@pytest.fixture(scope="module")
def editor(node_modules: Path) -> Iterator[Editor]:
    node = shutil.which("node")
    assert node, "node is not on the path"
    server = node_modules / "yaml-language-server" / "bin" / "yaml-language-server"
    opened = Editor([node, str(server), "--stdio"], ROOT)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_table_has_no_finding(editor: Editor, name: str) -> None:
    """An editor finds nothing in the tables as they are shipped."""
    path = RULES / f"{name}.yaml"
    assert [] == editor.open(path, path.read_text("utf-8"))
    assert [] == editor.asked


@pytest.mark.parametrize("name", NAMES)
def test_a_table_without_a_modeline_is_known_by_its_name(editor: Editor, name: str) -> None:
    """The settings of the checkout name the schema of every table, for files that do not name it themselves."""
    path = RULES / "books" / "of-nobody" / f"{name}.yaml"
    assert (1, f"deve essere `{name}`") in editor.open(path, "table: nothing\n")


@pytest.mark.parametrize("case", sorted(BAD.glob("*.yaml")), ids=lambda case: case.stem)
def test_editor_and_report_say_the_same(editor: Editor, case: Path) -> None:
    """Where a value does not fit the schema, editor and report show the same Italian sentence on the same line."""
    reading = read(case.read_bytes(), case.name)
    if reading.document is not None and not reading.problems:
        told = validate(reading.document, case.name.partition("-")[0])
        ours = [(each.location.line, tell(each, "it").sentence) for each in told if each.location and spoken(each)]
        assert set(ours) <= set(editor.open(case, reading.document.text))


def spoken(problem: Problem) -> bool:
    """Whether an editor has our sentence for a problem.

    It has words of its own for bounds, takes 90.0 for a whole number and does not know the calendar; a key without
    meaning is told by it with the row's sentence, and we know better.
    """
    own_words = {"PR026", "PR101", "PR106", "PR107", "PR108", "PR110", "PR115"}
    return problem.code not in own_words and problem.args.get("found") != "90.0"


TEXT = (RULES / "pricing.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("prices:", "i prezzi al pubblico, netti di IVA"),
        ("item: plan", "la voce venduta"),
        ("per_year:", "prezzo di un anno di canone, in euro, IVA esclusa"),
        ("per_gb_year:", "prezzo di 1 GB per un anno, in euro, IVA esclusa"),
        ("certainty:", "quanto è sicuro ciò che la riga dice"),
        ("percent:", "aliquota IVA in percentuale, fra virgolette"),
    ],
)
def test_a_column_is_explained_in_italian(editor: Editor, text: str, shown: str) -> None:
    """Where the mouse rests on the name of a column, its description is shown."""
    path = RULES / "hover.yaml"
    editor.open(path, TEXT)
    lines = TEXT.splitlines()
    line = next(number for number, line in enumerate(lines) if line.strip().startswith(text))
    assert shown in editor.hover(path, line + 1, lines[line].index(text) + 2)


@pytest.fixture
def row(editor: Editor, request: pytest.FixtureRequest) -> tuple[Path, int]:
    """A file that ends with a new VAT row, just begun: where it would lie, and how many lines it has."""
    until_vat = TEXT.partition("\nproration:")[0]
    path, text = RULES / f"{request.node.name}.yaml", f"{until_vat}\n  - {request.param}"
    editor.open(path, text)
    return path, text.count("\n") + 1


@pytest.mark.parametrize("row", ["id: vat-23\n    since: 2027-01-01\n    "], indirect=True, ids=["row"])
def test_a_row_offers_the_columns_it_lacks(editor: Editor, row: tuple[Path, int]) -> None:
    """In a new row the columns are offered, and those already written are not."""
    offered = editor.complete(*row, 5)
    assert {"percent", "certainty", "source", "clause", "note", "announced", "withdrawn"} <= offered
    assert set() == {"id", "since", "per_year"} & offered


@pytest.mark.parametrize("row", ["id: vat-23\n    certainty: "], indirect=True, ids=["column"])
def test_a_column_offers_its_words(editor: Editor, row: tuple[Path, int]) -> None:
    """After the name of a column that knows its words, they are offered."""
    assert {"documented", "inferred", "assumed"} <= editor.complete(*row, 16)


@pytest.mark.parametrize("row", [""], indirect=True, ids=["dash"])
def test_a_dash_offers_a_whole_row(editor: Editor, row: tuple[Path, int]) -> None:
    """A new row is offered as a whole, with its columns to be filled in."""
    assert "nuova riga di vat" in editor.complete(*row, 5)
