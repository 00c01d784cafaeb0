"""The shipped tables with changes an analyst could make: text is edited, then everything is loaded as ever."""

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from pecrules import Ruleset, load_rules

SHIPPED = Path(__file__).parents[1] / "rules"
Edit = Callable[[Path], None]


def variant(*edits: Edit) -> Ruleset:
    """The shipped rules after some edits."""
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder, "rules")
        shutil.copytree(SHIPPED, rules)
        for edit in edits:
            edit(rules)
        return load_rules(rules)


def reword(table: str, row: str, **columns: str) -> Edit:
    """Write other values into columns of one row, which must have them."""

    def edit(folder: Path) -> None:
        file = folder / f"{table}.yaml"
        before, mark, rest = file.read_text("utf-8").partition(f"  - id: {row}\n")
        assert mark, f"no row {row} in {table}"
        block, *others = re.split(r"(?m)^(?=  - id: |[a-z_]+:$)", rest, maxsplit=1)
        for column, value in columns.items():
            block, found = re.subn(rf"(?m)^    {column}: .*$", f"    {column}: {value}", block)
            assert found == 1, f"{table}/{row} has no {column}"
        file.write_text("".join([before, mark, block, *others]), "utf-8")

    return edit


def add(table: str, section: str, **columns: str) -> Edit:
    """Write one more row at the head of a section; who says so is filled in."""
    row = {"certainty": "documented", "source": "pecrules-analysis", "clause": '"a test"'} | columns
    lines = [f"{'    ' if index else '  - '}{name}: {value}\n" for index, (name, value) in enumerate(row.items())]

    def edit(folder: Path) -> None:
        file = folder / f"{table}.yaml"
        text, found = re.subn(rf"(?m)^{section}:\n", lambda head: head[0] + "".join(lines), file.read_text("utf-8"))
        assert found == 1, f"{table} has no section {section}"
        file.write_text(text, "utf-8")

    return edit


def choose(row: str, choice: str) -> Edit:
    """Take another of the readings that a row of ``interpretations`` offers."""
    return reword("interpretations", row, choice=choice)


LABEL = '{it: "x", en: "x", de: "x"}'
"""A label on one line, for rows that need one."""
