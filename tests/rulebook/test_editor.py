"""What an analyst's editor shows: the real yaml-language-server, asked over its standard input and output.

The editor and we read the same schemas; these tests hold what it shows against what we tell.
"""

import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pecrules.base import resources
from pecrules.base.problems import Problem
from pecrules.parsing.documents import read
from pecrules.parsing.plain import Document
from pecrules.parsing.schema_check import known_properties
from pecrules.parsing.validation import schema, validate
from pecrules.present import wording
from pecrules.present.problems import LONGEST
from pecrules.rulebook.rows import NAMES, SECTIONS
from pecrules.rulebook.suggesting import schemas_of
from tests.places import ROOT, TESTS
from tests.rulebook.rows.breaking import Broken, Rule, broken_columns, broken_itself, cases, sound
from tests.rulebook.rows.snippets import SNIPPETS, filled, indented, shown, subschemas
from tests.rulebook.rows.test_schemas import columns

pytestmark = pytest.mark.slow

RULES = Path(resources.folder("rules"))
BAD = TESTS / "rules" / "bad"
PATIENCE = 60
"""Seconds after which a server that says nothing is taken for dead."""


class Finding(NamedTuple):
    """What an editor underlines: the lines, counted from 1, and the sentence that it shows."""

    lines: range
    sentence: str


class Editor:
    """An editor without a window: it opens texts and asks the language server about them."""

    def __init__(self, command: list[str], root: Path) -> None:
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.settings = settings(root)
        self.asked: list[str] = []  # what the server wanted from the network
        self.answers: dict[int, queue.Queue[Any]] = {}
        self.findings: dict[str, queue.Queue[Any]] = {}
        self.last: dict[str, list[Any]] = {}  # what was found last in each file, as it was told
        self.count = self.opened = 0
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

    def show(self, path: Path, text: str) -> None:
        """Open a text as if it were the file at a path."""
        uri = path.as_uri()
        self.findings[uri] = queue.Queue()
        self.opened += 1  # a text of the same version as before would not be read again
        self._say("textDocument/didOpen", {
            "textDocument": {"uri": uri, "languageId": "yaml", "version": self.opened, "text": text},
        })  # fmt: skip

    def found(self, path: Path) -> list[Finding]:
        """What the editor finds in a text that was opened."""
        uri = path.as_uri()
        found = self.last[uri] = self.findings[uri].get(timeout=PATIENCE)
        return [Finding(lines(each["range"]), each["message"]) for each in found]

    def open(self, path: Path, text: str) -> list[Finding]:
        """Open a text: what the editor finds in it."""
        return self.open_all({path: text})[path]

    def open_all(self, texts: Mapping[Path, str]) -> dict[Path, list[Finding]]:
        """Open many: what is found in each. Before it reads a text, the server waits a fifth of a second."""
        for path, text in texts.items():
            self.show(path, text)
        return {path: self.found(path) for path in texts}

    def hover(self, path: Path, line: int, column: int) -> str:
        """What is shown when the mouse rests on a place, counted from 1."""
        answer = self.ask("textDocument/hover", place(path, line, column))
        return text_in(answer["contents"]) if answer else ""

    def complete(self, path: Path, line: int, column: int) -> dict[str, Any]:
        """What is offered at a place, by its label."""
        answer = self.ask("textDocument/completion", place(path, line, column))
        return {item["label"]: item["textEdit"] for item in answer["items"]}

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


def lines(span: Mapping[str, Any]) -> range:
    return range(span["start"]["line"] + 1, span["end"]["line"] + 2)


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
    assert Finding(range(1, 2), f"deve essere `{name}`") in editor.open(path, "table: nothing\n")


def test_editor_and_report_say_the_same(editor: Editor) -> None:
    """Where a value does not fit the schema, editor and report show the same Italian sentence on the same line."""
    readings = {case: read(case.read_bytes(), case.name) for case in sorted(BAD.glob("*.yaml"))}
    documents = {case: each.document for case, each in readings.items() if each.document and not each.problems}
    found = editor.open_all({case: document.text for case, document in documents.items()})
    untold = {case: unshown(document, case.name.partition("-")[0], found[case]) for case, document in documents.items()}
    assert documents
    assert {} == {case.stem: problems for case, problems in untold.items() if problems}


def unshown(document: Document, table: str, found: list[Finding]) -> list[Problem]:
    """What we tell of a document, and the editor does not show there in a sentence that we print too."""
    return [problem for problem in validate(document, table) if not (is_ours(problem) or is_shown(problem, found))]


def is_ours(problem: Problem) -> bool:
    """Whether only we tell it, or only the editor: a sentence of more words than one reads we do not print.

    Only we know a placeholder: an editor would show it in a row just begun. And for an editor, as for JSON Schema, 90.0
    is a whole number.
    """
    is_long = problem.code == "PR104" and len(problem.schema_message or "") > LONGEST
    return is_long or problem.code == "PR119" or problem.args.get("found") == "90.0"


def is_shown(problem: Problem, found: list[Finding]) -> bool:
    told, place = wording(problem, "it"), problem.location
    return any(place and place.line in each.lines and each.sentence in {told.sentence, *told.helps} for each in found)


# -- every keyword ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*NAMES, "book", "receipt"])
def test_no_keyword_is_told_in_english(editor: Editor, name: str) -> None:
    """Whichever keyword of a schema is broken, the editor shows a sentence of the schema, and we print it too."""
    root = schema(name)
    sentences = {part[word] for part in subschemas(root) for word in part if word.endswith("rrorMessage")}
    heard: set[str] = set()
    broken = enumerate(broken_documents(name, root))
    keywords = {RULES / f"broken-{name}-{number}.yaml": case for number, case in broken}
    texts = {path: f"{MODELINE.format(name)}\n{body}" for path, (_, body) in keywords.items()}
    for path, found in editor.open_all(texts).items():
        document = read(texts[path].encode(), f"{name}.yaml").document
        assert document
        assert set() == {each.sentence for each in found} - sentences
        assert [] == unshown(document, name, found)
        heard |= {keywords[path][0][each.lines.start - 2] for each in found}
    assert {word for part in subschemas(root) for word in part} & BREAKABLE == heard & BREAKABLE


MODELINE = "# yaml-language-server: $schema=../schemas/{}.schema.json"
BREAKABLE = frozenset({
    "type", "enum", "const", "pattern", "minimum", "maximum", "minItems", "uniqueItems", "required",
    "unevaluatedProperties", "additionalProperties",
})  # fmt: skip


def broken_documents(name: str, root: Rule) -> Iterator[tuple[list[str], str]]:
    """Documents in which keywords are broken, and the keyword of each line."""
    sections = {section.partition(".")[2]: section for section in SECTIONS if section.startswith(f"{name}.")}
    known = columns(root, root)
    rows = [(each, row) for each in sections for row in broken_rows_of(root, root["$defs"][each], sections[each])]
    lines = [("", f"table: {name}"), ("", "book: of-nobody")]
    for each in sections:
        lines += [("", f"{each}:"), *((word, f"  - {json.dumps(row)}") for of, (word, row) in rows if of == each)]
    if sections:
        yield [word for word, _ in lines], "\n".join(text for _, text in lines)
        yield ["required"], f"table: {name}"
    whole = {each: sound(root, rule) for each, rule in known.items() if each not in sections}
    for word, value in broken_columns(root, root, whole):
        yield [word], json.dumps(value)
    for each in sections:
        for word, value in broken_itself(root, known[each]):
            yield [word], json.dumps(whole | {each: value})


def broken_rows_of(root: Rule, rule: Rule, section: str) -> Iterator[Broken]:
    """Rows of a section with one place wrong, also such as only belong to it in a case."""
    row = next(each.row(filled) for each in SNIPPETS if each.section == section)
    yield from broken_columns(root, rule, row)
    for words in cases(rule):
        names = known_properties(root, rule)({**row, **words}) - known_properties(root, rule)(row)
        other = {**row, **words, **{name: sound(root, columns(root, rule)[name]) for name in names}}
        yield from broken_columns(root, rule, other, names)


# -- what is shown and offered ----------------------------------------------------------------------------------------


TEXT = (RULES / "pricing.yaml").read_text("utf-8")
LAW = (RULES / "law" / "pricing.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("prices:", "i prezzi al pubblico, netti di IVA"),
        ("item: plan", "la voce venduta"),
        ("per_year:", "prezzo di un anno di canone, in euro, IVA esclusa"),
        ("per_gb_year:", "prezzo di 1 GB per un anno, in euro, IVA esclusa"),
        ("certainty:", "quanto è sicuro ciò che la riga dice"),
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
    path, text = RULES / "law" / f"{request.node.name}.yaml", f"{LAW}\n  - {request.param}"
    editor.open(path, text)
    return path, text.count("\n") + 1


@pytest.mark.parametrize("row", ["id: vat-23\n    since: 2027-01-01\n    "], indirect=True, ids=["row"])
def test_a_row_offers_the_columns_it_lacks(editor: Editor, row: tuple[Path, int]) -> None:
    """In a new row the columns are offered, and those already written are not, nor is another row."""
    offered = editor.complete(*row, 5).keys()
    assert {"percent", "certainty", "source", "clause", "note", "announced", "withdrawn"} <= offered
    assert set() == {"id", "since", "per_year", "nuova riga di vat"} & offered


@pytest.mark.parametrize("row", ["id: vat-23\n    certainty: "], indirect=True, ids=["column"])
def test_a_column_offers_its_words(editor: Editor, row: tuple[Path, int]) -> None:
    """After the name of a column that knows its words, they are offered."""
    assert {"documented", "inferred", "assumed"} <= editor.complete(*row, 16).keys()


def test_a_number_tells_its_bounds(editor: Editor) -> None:
    """Where the mouse rests on the name of a number, its unit, its bounds and an example are shown."""
    text, path = (RULES / "lifecycle.yaml").read_text("utf-8"), RULES / "hover-lifecycle.yaml"
    editor.open(path, text)
    number = next(number for number, line in enumerate(text.splitlines(), 1) if "    grace_days:" in line)
    shown = editor.hover(path, number, 6)
    assert "giorni di calendario dopo la scadenza (da 0 a 3650)" in shown
    assert "90" in shown


# -- the schemas of a folder of one's own -----------------------------------------------------------------------------

ROW = """\
# yaml-language-server: $schema=.schemas/pricing.schema.json
table: pricing
book: ours

prices:
  - id: ours-standard
    item: plan
    plan: {plan}
    source: {source}
    {key}: documented
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one's own with its schemas, and a table in it that is to be written."""
    folder = tmp_path_factory.mktemp("own")
    for name, text in schemas_of(RULES).items():
        (folder / ".schemas").mkdir(exist_ok=True)
        (folder / ".schemas" / name).write_text(text, "utf-8")
    return folder / "pricing.yaml"


@pytest.mark.parametrize(
    ("at", "word", "title"),
    [
        ((8, 11), "standard", "PEC Standard / PEC su dominio"),
        ((9, 13), "seed-001", "Guida 3.1.2: rinnovo a mano di una casella"),
    ],
    ids=["plan", "source"],
)
def test_what_may_be_named_is_offered_by_its_title(
    editor: Editor, own: Path, at: tuple[int, int], word: str, title: str
) -> None:
    """Behind ``plan:`` every plan is offered, behind ``source:`` every source, each with what it is called."""
    editor.open(own, ROW.format(plan="", source="", key="certainty"))
    answer = editor.ask("textDocument/completion", place(own, *at))
    assert title == {item["label"]: item.get("documentation") for item in answer["items"]}[word]


def test_what_is_none_is_underlined(editor: Editor, own: Path) -> None:
    """A source that is none is told, with what to do if it is new."""
    found = editor.open(own, ROW.format(plan="standard", source="nowhere", key="certainty"))
    (told,) = (each.sentence for each in found if each.lines == range(9, 10))
    assert "se è nuovo, ripeti `pecrules schemas`" in told


def test_a_misspelt_column_can_be_replaced(editor: Editor, own: Path) -> None:
    """For a key that is none the editor proposes the one that was meant."""
    text = ROW.format(plan="standard", source="seed-001", key="certanty")
    editor.open(own, text)
    assert any("forse intendevi `certainty`?" in each.sentence for each in editor.open(own, text))
    span = {"start": {"line": 9, "character": 4}, "end": {"line": 9, "character": 12}}
    diagnostics = [each for each in editor.last[own.as_uri()] if each["range"] == span]
    answer = editor.ask("textDocument/codeAction", {
        "textDocument": {"uri": own.as_uri()}, "range": span, "context": {"diagnostics": diagnostics},
    })  # fmt: skip
    assert ["certainty"] == [each["title"] for each in answer]


# -- scenarios --------------------------------------------------------------------------------------------------------

SCENARIO = """\
# yaml-language-server: $schema=.schemas/scenarios.schema.json
scenarios:
  - id: uno
    day: 2027-01-10
    ask: {ask}
    mailbox: {{plan: standard, expiry: 2027-03-30}}
    expect:
      {expected}
"""


def test_shipped_scenarios_have_no_finding(editor: Editor) -> None:
    """An editor finds nothing in them."""
    texts = {path: path.read_text("utf-8") for path in sorted((ROOT / "scenarios").glob("*.yaml"))}
    assert [] == [found for several in editor.open_all(texts).values() for found in several]


def test_a_new_scenario_is_offered(editor: Editor, own: Path) -> None:
    """As snippets, for what is asked most."""
    file = own.with_name("new.scenarios.yaml")
    editor.open(file, SCENARIO.partition("- id")[0])
    assert "nuovo scenario: quote_renewal" in editor.complete(file, 3, 3)


def test_questions_are_offered(editor: Editor, own: Path) -> None:
    """After ``ask:`` every policy is."""
    file = own.with_name("ask.scenarios.yaml")
    editor.open(file, SCENARIO.format(ask="", expected="state: active"))
    assert {"status", "quote_renewal", "timeline"} <= editor.complete(file, 5, 10).keys()


def test_what_can_be_expected_hangs_on_the_question(editor: Editor, own: Path) -> None:
    """Of a state its rights are offered, and of a quote its amounts."""
    file = own.with_name("expect.scenarios.yaml")
    for ask, offered in (("status", "may_send"), ("quote_renewal", "gross")):
        editor.open(file, SCENARIO.format(ask=ask, expected=""))
        assert {offered} == {"may_send", "gross"} & editor.complete(file, 8, 7).keys()


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ((5, 6), "la domanda"),
        ((6, 15), "il piano che ha ora"),
        ((7, 6), "solo quello che è scritto qui viene confrontato"),
    ],
)
def test_a_key_of_a_scenario_is_explained_in_italian(
    editor: Editor, own: Path, at: tuple[int, int], shown: str
) -> None:
    """Where the mouse rests on it."""
    file = own.with_name("hover.scenarios.yaml")
    editor.open(file, SCENARIO.format(ask="status", expected="state: active"))
    assert shown in editor.hover(file, *at)


@pytest.mark.parametrize(
    ("key", "misspelt", "proposed"),
    [
        ("scenarios", "scenaros", ["scenarios"]),
        ("mailbox", "mailbx", ["mailbox"]),
        ("until", "untl", ["until"]),
        ("mailbox", "casella", ["id", "title", "cites", "day"]),
    ],
)
def test_a_misspelt_key_of_a_scenario_can_be_replaced(
    editor: Editor, own: Path, key: str, misspelt: str, proposed: list[str]
) -> None:
    """By the one that was meant, at every level; where none is near, by any that there is."""
    file = own.with_name("misspelt.scenarios.yaml")
    text = SCENARIO.format(ask="status", expected="until: 2027-01-10").replace(f" {key}:", f" {misspelt}:")
    editor.open(file, text.replace(f"\n{key}:", f"\n{misspelt}:"))
    (diagnostic,) = (each for each in editor.last[file.as_uri()] if "questa chiave" in each["message"])
    answer = editor.ask("textDocument/codeAction", {
        "textDocument": {"uri": file.as_uri()},
        "range": diagnostic["range"],
        "context": {"diagnostics": [diagnostic]},
    })  # fmt: skip
    assert proposed == [each["title"] for each in answer][: len(proposed)]
    assert ("forse intendevi" in diagnostic["message"]) == (len(answer) == 1)


# -- tabs -------------------------------------------------------------------------------------------------------------


def test_a_tab_is_told_once(editor: Editor) -> None:
    """Of a file with tabs the editor says one thing, in words of its own; the report says one, in Italian."""
    text = "table: pricing\nvat:\n\t- id: x\n\t  since: 2027-01-01\n"
    assert 1 == len({each.sentence for each in editor.open(RULES / "tab.yaml", text)})
    (problem,) = read(text.encode(), "tab.yaml").problems
    assert "c'è una tabulazione nel testo" == wording(problem, "it").sentence


# -- a new row --------------------------------------------------------------------------------------------------------

HERE = "<here>"
NEWLINE = "\n"
PLACES = {
    "at a dash, before the rows": f"{{head}}  - {HERE}\n{{rows}}{{rest}}",
    "at a dash, among the rows": f"{{head}}{{rows}}  - {HERE}\n{{rows}}{{rest}}",
    "at a dash, after the rows": f"{{head}}{{rows}}  - {HERE}\n{{rest}}",
    "at an empty indent, before the rows": f"{{head}}  {HERE}\n{{rows}}{{rest}}",
    "at an empty indent, among the rows": f"{{head}}{{rows}}\n  {HERE}\n\n{{rows}}{{rest}}",
    "after the last row of a section": f"{{head}}{{rows}}  {HERE}\n\n{{rest}}",
    "after the last row of the file": f"{{head}}{{rows}}  {HERE}",
    "in a section just begun": f"{{head}}  {HERE}\n{{rest}}",
    "at the first dash of a section": f"{{head}}  - {HERE}\n{{rest}}",
}
"""Where a new row may be begun."""


@pytest.mark.parametrize("section", SECTIONS)
def test_a_snippet_is_a_row_wherever_it_is_accepted(editor: Editor, section: str) -> None:
    """At a dash, at an empty indent and after the last row every snippet of a section becomes a row, with its dash.

    The editor finds nothing in the text with the row as it stands; that it is a row, once filled, see
    ``test_declarations``.
    """
    table, texts = RULES / "books" / "of-nobody" / section.partition(".")[0], dict[Path, str]()
    for text in (place.format_map(pieces(section)) for place in PLACES.values()):
        offered = offered_at(editor, table.with_suffix(".yaml"), text)
        for snippet in (each for each in SNIPPETS if each.section == section):
            made = accepted(text, offered[snippet.label])
            before, _, after = text.partition(HERE)
            row = indented(snippet.item(str)).removesuffix("\n")
            assert f"{before.rpartition(NEWLINE)[0]}\n{row}{after}" == made
            texts[table / f"{len(texts)}.yaml"] = shown(made)
    assert {each: [] for each in texts} == editor.open_all(texts)


@pytest.mark.parametrize("section", SECTIONS)
def test_no_snippet_is_offered_within_a_row(editor: Editor, section: str) -> None:
    """Where the columns of a row stand no other row is offered: it would be written into that one.

    Its last line is left out, for of some rows nothing else is left to offer.
    """
    path = RULES / "books" / "of-nobody" / f"{section.partition('.')[0]}.yaml"
    parts = pieces(section)
    parts["rows"] = parts["rows"].removesuffix("\n").rpartition("\n")[0] + "\n"
    offered = offered_at(editor, path, f"{{head}}{{rows}}    {HERE}\n{{rest}}".format_map(parts))
    assert set() == offered.keys() & {each.label for each in SNIPPETS}
    assert offered


def pieces(section: str) -> dict[str, str]:
    """The parts of a small table of a book: what stands before the rows of a section, the rows, and another section."""
    table, _, name = section.partition(".")
    rows = {each.section: f"{indented(each.item(filled))}" for each in SNIPPETS if each.section.startswith(f"{table}.")}
    rest = [f"{other.partition('.')[2]}:\n{item}" for other, item in rows.items() if other != section]
    return {"head": f"table: {table}\nbook: of-nobody\n\n{name}:\n", "rows": rows[section], "rest": "".join(rest[:1])}


def offered_at(editor: Editor, path: Path, text: str) -> dict[str, Any]:
    """What an editor offers at the marked place of a text."""
    before = text.partition(HERE)[0]
    editor.show(path, text.replace(HERE, ""))
    return editor.complete(path, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)


def accepted(text: str, edit: Mapping[str, Any]) -> str:
    """The text after an edit was accepted: an editor insets all its lines as the line where it begins."""
    lines = text.replace(HERE, "").split("\n")
    start, end = edit["range"]["start"], edit["range"]["end"]
    before, after = lines[start["line"]][: start["character"]], lines[end["line"]][end["character"] :]
    inset = before[: len(before) - len(before.lstrip(" "))]
    made = before + edit["newText"].replace("\n", f"\n{inset}") + after
    return "\n".join([*lines[: start["line"]], made, *lines[end["line"] + 1 :]])
