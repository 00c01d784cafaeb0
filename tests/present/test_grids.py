"""Tables for other programs: CSV, an index, a page."""

import csv
import io
import json
import re

from pecrules.base.grids import Field, Grid
from pecrules.present.grids import as_csv, index, page, rows_of
from pecrules.rulebook.rows import SECTIONS
from tests.variants import shipped

GRID = Grid("a", "A & B", (Field("x", "string", 'the "x"'), Field("y", "string", "")), (("1,5\n", "<b>"),))


def test_every_row_of_a_section_stands_in_its_grid() -> None:
    """Each row of each layer has its cells and its place, and what was written can be read again."""
    for section in SECTIONS:
        grid = rows_of(section, shipped("cni"))
        entries = [entry for layer in shipped("cni").layers for entry in layer.section(section)]
        header, *rows = csv.reader(io.StringIO(as_csv(grid), newline=""))
        assert [field.name for field in grid.fields] == header
        assert len(set(header)) == len(header)
        assert [list(row) for row in grid.rows] == rows
        assert [(entry.row.id, entry.layer) for entry in entries] == [
            (row[header.index("id")], row[header.index("layer")]) for row in rows
        ]


def test_columns_say_what_they_hold() -> None:
    """A field has its type and the very sentence of the schema; a group is laid flat."""
    fields = {field.name: field for field in rows_of("plans.plans", shipped()).fields}
    assert ("integer", "date", "string", "string") == tuple(
        fields[name].type for name in ("inbox_gb", "since", "label.it", "features")
    )
    assert fields["inbox_gb"].description.startswith("spazio")
    assert "boolean" == {field.name: field.type for field in rows_of("lifecycle.grace", shipped()).fields}["may_send"]
    assert "boolean" == {field.name: field.type for field in rows_of("plans.plans", shipped("cni")).fields}["withdrawn"]


def test_what_has_parts_is_json() -> None:
    """A list of groups stands in its cell as JSON, a list of words with spaces."""
    grid = rows_of("interpretations.topics", shipped())
    names = [field.name for field in grid.fields]
    assert "renewable" == json.loads(grid.rows[0][names.index("readings")])[0]["name"]


def test_the_index_names_files_and_fields() -> None:
    """The index says of each file where it is, what its fields are, and how its cells are written."""
    found = json.loads(index("all", {"book": "retail"}, [("b/a.csv", GRID)]))
    (file,) = found["resources"]
    assert ("retail", "b/a.csv", 1) == (found["book"], file["path"], file["rows"])
    assert {"name": "x", "type": "string", "description": 'the "x"'} == file["schema"]["fields"][0]


def test_a_page_shows_what_is_in_cells() -> None:
    """Whatever stands in a cell is shown as it is."""
    text = page("All", "today", [GRID], "it")
    assert '<html lang="it">' in text
    assert "<td>1,5\n</td><td>&lt;b&gt;</td>" in text
    assert '<a href="#a">A &amp; B</a>' in text
    assert [] == re.findall(r"https?://", text)
