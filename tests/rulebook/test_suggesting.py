"""The schemas of a folder of one's own: they list what may be named, and take what the shipped ones take."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pecrules.base import resources
from pecrules.base.errors import InvalidRules
from pecrules.cli import run
from pecrules.parsing.documents import read
from pecrules.rulebook.rows import NAMES
from pecrules.rulebook.rows.sources import Source
from pecrules.rulebook.suggesting import schemas_of, with_schema
from tests.rulebook.relaying import FILES
from tests.variants import shipped

RULES = Path(resources.folder("rules"))
OURS = """\
table: sources
book: ours

sources:
  - id: our-contract
    title: "Il nostro contratto"
    publisher: "Noi"
    era: own
    reviewed: 2026-11-20
    review_days: 365
"""


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A book of one's own, just begun, with a source."""
    monkeypatch.chdir(tmp_path)
    assert 0 == run(["book", "new", "ours", "--lang", "en"])
    Path("ours", "sources.yaml").write_text(OURS, "utf-8")
    capsys.readouterr()
    return Path("ours")


def column(schema: Any, section: str, name: str) -> Any:
    """What a schema says of a column of a section."""
    (found,) = (
        part
        for block in (schema["$defs"]["row"], schema["$defs"][section])
        for part in properties(block)
        if name in part
    )
    return found[name]


def properties(part: Any) -> list[Any]:
    """Every block of properties within a schema."""
    if isinstance(part, list):
        return [each for inner in part for each in properties(inner)]
    if not isinstance(part, dict):
        return []
    own = [part["properties"]] if "properties" in part and "propertyNames" not in part else []
    return own + [each for word, inner in part.items() if word != "if" for each in properties(inner)]


def test_sources_and_plans_are_listed_with_their_names(ours: Path) -> None:
    """A source of the folder and those below it are offered by their titles, plans by all their names."""
    pricing = json.loads(schemas_of(ours)["pricing.schema.json"])
    source, plan = column(pricing, "prices", "source"), column(pricing, "prices", "plan")
    assert ["premium", "pro", "standard"] == plan["enum"]
    assert "PEC Standard / PEC su dominio" == plan["enumDescriptions"][2]
    titles = dict(zip(source["enum"], source["enumDescriptions"], strict=True))
    assert "Il nostro contratto" == titles["our-contract"]
    assert {entry.row.id for entry in shipped().entries if isinstance(entry.row, Source)} <= {*titles}


@pytest.mark.parametrize(
    ("table", "section", "name", "word"),
    [
        ("lifecycle", "transitions", "to_state", "expired"),
        ("plans", "changes", "from_plan", "standard"),
        ("alerts", "notices", "text", "expiry_notice"),
        ("channels", "commands", "event", "renewal_registered"),
        ("channels", "logins", "channel", "customer_area"),
    ],
)
def test_what_rows_name_is_listed(table: str, section: str, name: str, word: str) -> None:
    """Whatever the check of references looks up is listed where it is named."""
    node = column(json.loads(schemas_of(RULES)[f"{table}.schema.json"]), section, name)
    assert word in node["enum"]
    assert "pattern" not in node
    assert len(node["enum"]) == len(node["enumDescriptions"])


def test_lists_list_what_their_items_may_be() -> None:
    """In a column of several words each of them is listed."""
    node = column(json.loads(schemas_of(RULES)["guides.schema.json"]), "guides", "commands")
    assert "renew" in node["items"]["enum"]


@pytest.mark.slow
@pytest.mark.parametrize("file", [file for file in FILES if file.parent == RULES], ids=lambda file: file.stem)
def test_shipped_tables_fit_their_own_schemas(file: Path) -> None:
    """What the tables name stands among what there is, and every key they have is one that is offered."""
    document = read(file.read_bytes(), file.name).document
    assert document is not None
    assert [] == [
        *Draft202012Validator(json.loads(schemas_of(RULES)[f"{file.stem}.schema.json"])).iter_errors(document.data)
    ]


def test_there_is_one_for_every_table() -> None:
    """Every table has its schema, the file that makes a folder a book, and files of scenarios."""
    assert {f"{name}.schema.json" for name in (*NAMES, "book", "scenarios")} == schemas_of(RULES).keys()


def proposed(names: Any, key: str) -> Any:
    """What a schema of keys proposes for one that there is not."""
    (error,) = Draft202012Validator(names).iter_errors(key)
    return error.validator_value


def test_blocks_of_scenarios_list_their_keys() -> None:
    """Each that has no other keys than it says; so an editor proposes one for a key that is misspelt."""
    schema = json.loads(schemas_of(RULES)["scenarios.schema.json"])
    names = schema["$defs"]["scenario"]["propertyNames"]
    assert {"id", "day", "ask", "mailbox", "request", "expect"} <= {*names["if"]["enum"]}
    assert ["from", "to"] == schema["$defs"]["noun-span"]["propertyNames"]["if"]["enum"]
    assert ["mailbox"] == proposed(names, "mailbx")
    assert names["if"]["enum"] == proposed(names, "casella")


def test_mistakes_do_not_matter(ours: Path) -> None:
    """A row with a mistake is left out, and all others are listed."""
    (ours / "sources.yaml").write_text(OURS + "  - id: broken\n", "utf-8")
    listed = column(json.loads(schemas_of(ours)["pricing.schema.json"]), "prices", "source")["enum"]
    assert {"our-contract"} == {"our-contract", "broken"} & {*listed}


def test_a_folder_that_cannot_be_read_is_told() -> None:
    """A folder that is not there has no schemas."""
    with pytest.raises(InvalidRules):
        schemas_of("nowhere")


class TestCommand:
    """``pecrules schemas``."""

    @pytest.mark.long
    def test_the_first_line_of_each_table_leads_there(self, ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Schemas are written into the folder, and every table begins with the way to its own, once."""
        assert 0 == run(["schemas", "ours", "--lang", "en"])
        told = capsys.readouterr().out
        assert "the schemas of `ours` are in `ours/.schemas`; 3 tables lead there" in told
        assert "`ours/sources.yaml`: its first line is new" in told
        first = (ours / "sources.yaml").read_text("utf-8").splitlines()[0]
        assert "# yaml-language-server: $schema=.schemas/sources.schema.json" == first
        assert (ours / ".schemas" / "sources.schema.json").is_file()
        assert 0 == run(["schemas", "ours", "--lang", "en"])
        assert "its first line" not in capsys.readouterr().out
        assert 0 == run(["check", "ours", "--lang", "en"])

    def test_scenarios_lead_there_as_well(self, ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Those of the files and folders that are named after the tables."""
        Path("tried").mkdir()
        file = Path("tried", "ours.scenarios.yaml")
        file.write_text("scenarios: []\n", "utf-8")
        assert 0 == run(["schemas", "ours", "tried", "--lang", "en"])
        assert "`tried/ours.scenarios.yaml`: its first line is new" in capsys.readouterr().out
        line = "# yaml-language-server: $schema=../ours/.schemas/scenarios.schema.json\n"
        assert f"{line}scenarios: []\n" == file.read_text("utf-8")

    def test_they_may_go_elsewhere(self, ours: Path) -> None:
        """With ``--out`` they lie there, and tables of a part lead there as well."""
        (ours / "pricing").mkdir()
        part = ours / "pricing" / "more.yaml"
        part.write_bytes(b"\xef\xbb\xbftable: pricing\r\nbook: ours\r\npart: true\r\n")
        assert 0 == run(["schemas", "ours", "--out", "editor", "--lang", "en"])
        line = b"\xef\xbb\xbf# yaml-language-server: $schema=../../editor/pricing.schema.json\r\n"
        assert part.read_bytes().startswith(line)
        assert Path("editor", "pricing.schema.json").is_file()

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            ([], "no folder was named"),
            (["nowhere"], "`nowhere` cannot be read"),
            (["empty"], "no tables lie in `empty`"),
            (["ours", "--out", "ours/book.yaml/x"], "cannot be written"),
            (["ours", "nowhere.scenarios.yaml"], "`nowhere.scenarios.yaml` cannot be read"),
        ],
    )
    def test_what_cannot_be_written_is_told(
        self, ours: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
    ) -> None:
        """A folder that is not there, one without tables, and a place for no file each have their message."""
        Path("empty").mkdir()
        assert 2 == run(["schemas", *arguments, "--lang", "en"])
        assert complaint in capsys.readouterr().err

    def test_a_law_that_cannot_be_read_is_told(
        self, sound: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A folder in which the law cannot be looked up is told as a check tells it."""
        law, listed = sound / "law", os.listdir
        law.mkdir(exist_ok=True)

        def denied(folder: str) -> list[str]:
            if Path(folder) == law:
                raise PermissionError(errno.EACCES, "Permission denied", folder)
            return listed(folder)

        monkeypatch.setattr(os, "listdir", denied)
        assert 2 == run(["schemas", "rules", "--lang", "en"])
        assert "the folder `rules/law` cannot be read: Permission denied" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("table: a\n", "{}\ntable: a\n"),
        ("# x\r\ntable: a\r\n", "{}\r\n# x\r\ntable: a\r\n"),
        ("{}\r\na: b", "{}\r\na: b"),
    ],
)
def test_a_first_line_is_put_there_or_changed(before: str, after: str) -> None:
    """A table without such a line gets one, with the line ends of the file; a line that is there is changed."""
    line = "# yaml-language-server: $schema={}.json"
    assert after.format(line.format("new")) == with_schema(before.format(line.format("old")), "new.json")
