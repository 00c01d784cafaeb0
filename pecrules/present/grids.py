"""Tables as other programs read them: one header, plain cells; as CSV, as a page of HTML, and the index of them all."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Any, Final

from pecrules.base.grids import Field, Grid, cell
from pecrules.model.codes import Language
from pecrules.parsing.plain import is_block, is_list
from pecrules.rulebook.rows import SECTIONS, Row
from pecrules.rulebook.rows.column import AMOUNT
from pecrules.rulebook.rows.schemas import columns, heading, ordered
from pecrules.rulebook.ruleset import Ruleset


def as_csv(grid: Grid) -> str:
    r"""A table as CSV, as RFC 4180 has it.

    >>> as_csv(Grid("a", "", (Field("x", "string", ""), Field("y", "string", "")), (("1", 'a "b" c'),)))
    'x,y\r\n1,"a ""b"" c"\r\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([field.name for field in grid.fields])
    writer.writerows(grid.rows)
    return text.getvalue()


_TYPES: Final = {
    "string": "TEXT",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "number": "NUMERIC(12, 2)",
}
"""What databases call what is in a column."""

_AT_ONCE: Final = 500  # rows of one command


def as_sql(grid: Grid, table: str) -> Iterator[str]:
    r"""A table as commands for a database: one that makes it, and those that fill it; an empty cell is NULL.

    Args:
        grid: The table.
        table: Its name there.

    >>> print(*as_sql(Grid("a", "", (Field("x", "integer", ""), Field("y", "string", "")), (("1", "it's"),)), "a"))
    CREATE TABLE a (
      "x" BIGINT,
      "y" TEXT
    ) INSERT INTO a VALUES
      (1, 'it''s')
    """
    yield made_in_sql(grid.fields, table)
    for first in range(0, len(grid.rows), _AT_ONCE):
        rows = (_in_sql(grid.fields, row) for row in grid.rows[first : first + _AT_ONCE])
        yield f"INSERT INTO {table} VALUES\n  " + ",\n  ".join(rows)


def made_in_sql(fields: Iterable[Field], table: str, defaults: Mapping[str, str] = MappingProxyType({})) -> str:
    """The command that makes a table.

    Args:
        fields: Its columns.
        table: Its name.
        defaults: What stands in some of them where nobody says it, as a cell.
    """
    columns = ",\n".join(
        f'  "{field.name}" {_TYPES[field.type]}'
        + (f" DEFAULT {_literal(field.type, defaults[field.name])}" if field.name in defaults else "")
        for field in fields
    )
    return f"CREATE TABLE {table} (\n{columns}\n)"


def _in_sql(fields: Sequence[Field], row: Sequence[str]) -> str:
    return f"({', '.join(_literal(field.type, value) for field, value in zip(fields, row, strict=True))})"


def _literal(kind: str, value: str) -> str:
    if not value:
        return "NULL"
    return value if kind in {"integer", "boolean", "number"} else "'" + value.replace("'", "''") + "'"


# -- the rows of a section --------------------------------------------------------------------------------------------

_PLACE: Final = (
    Field("layer", "string", "il listino in cui sta la riga"),
    Field("file", "string", "il file in cui sta"),
    Field("line", "integer", "la riga del file in cui comincia"),
)


def rows_of(section: str, rules: Ruleset) -> Grid:
    """Every row of a section, of every layer, as it is written: amounts as text with two decimals.

    Args:
        section: The section, as ``pricing.prices``.
        rules: The rules.

    >>> from pecrules import load_rules
    >>> rows_of("pricing.vat", load_rules()).rows[0][:2]
    ('vat-20', '1997-10-01')
    """
    kind: Any = SECTIONS[section]
    entries = [entry for layer in rules.layers for entry in layer.section(section)]
    flat = [dict(_flat(entry.plain)) for entry in entries]
    declared = {**(columns(Row) if issubclass(kind, Row) else {}), **columns(kind)}
    written = ordered(kind, columns(kind)) if issubclass(kind, Row) else [*declared]
    order = {name: number for number, name in enumerate(written)}
    names = sorted(dict.fromkeys(name for row in flat for name in row), key=lambda name: order[name.partition(".")[0]])
    fields = [_field(name, declared[name.partition(".")[0]].node) for name in names]
    places = [(entry.layer, entry.location.file, str(entry.location.line)) for entry in entries]
    rows = [(*(row.get(name, "") for name in names), *place) for row, place in zip(flat, places, strict=True)]
    title = f"{heading(section.partition('.')[0])[0]}: {kind.ABOUT.title}"
    return Grid(section, title, (*fields, *_PLACE), tuple(rows))


def _field(name: str, node: Mapping[str, Any]) -> Field:
    kind = node.get("type") if "." not in name else "string"
    kind = "boolean" if node.get("const") is True else kind
    is_day = next(iter(node.get("examples", ())), "") == "2026-11-21"
    is_money = node.get("pattern") == AMOUNT
    type_ = "date" if is_day else "number" if is_money else str(kind) if kind in {"integer", "boolean"} else "string"
    return Field(name, type_, str(node.get("description", "")))


def _flat(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The columns of a row with their cells: those of a group by the names of both, words of a list with spaces."""
    for name, value in row.items():
        if is_block(value):
            yield from _flat(value, f"{before}{name}.")
        elif is_list(value) and any(is_block(each) or is_list(each) for each in value):
            yield f"{before}{name}", json.dumps(value, ensure_ascii=False)
        else:
            yield f"{before}{name}", " ".join(map(cell, value)) if is_list(value) else cell(value)


# -- the index, and the page ------------------------------------------------------------------------------------------


_CSV: Final = {
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
}
_PARQUET: Final = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}


def index(name: str, says: Mapping[str, str], files: Iterable[tuple[str, Grid]]) -> str:
    """What each file is and what its columns say, as JSON, in the form of a data package.

    Args:
        name: What all of them are called together.
        says: What is to be known of them, as the day and the digest of the rules.
        files: The path of each, and what it holds.
    """
    resources = [
        {
            "name": f"{grid.name}.parquet" if path.endswith(".parquet") else grid.name,
            "path": path,
            "title": grid.title,
            **(_PARQUET if path.endswith(".parquet") else _CSV),
            "profile": "tabular-data-resource",
            "schema": {"fields": [field._asdict() for field in grid.fields]},
            "rows": len(grid.rows),
        }
        for path, grid in files
    ]
    whole = {"name": name, "profile": "tabular-data-package", **says, "resources": resources}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


_PAGE: Final = """\
<!doctype html>
<html lang="{lang}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 2em; }}
table {{ border-collapse: collapse; margin: 1em 0 3em; }}
th, td {{ border: 1px solid #bbb; padding: .2em .5em; text-align: left; vertical-align: top; }}
th {{ background: #eee; position: sticky; top: 0; }}
td {{ max-width: 40em; overflow-wrap: anywhere; }}
</style>
<h1>{title}</h1>
<p>{note}</p>
<ul>
{links}
</ul>
{tables}
</html>
"""


def page(title: str, note: str, grids: Sequence[Grid], lang: Language) -> str:
    """Some tables on one page of HTML that needs nothing else."""
    links = "\n".join(f'<li><a href="#{escape(grid.name)}">{escape(grid.title)}</a>' for grid in grids)
    tables = "\n".join(map(_table, grids))
    return _PAGE.format(lang=lang, title=escape(title), note=escape(note), links=links, tables=tables)


def _table(grid: Grid) -> str:
    head = "".join(f'<th title="{escape(field.description)}">{escape(field.name)}</th>' for field in grid.fields)
    rows = "\n".join("<tr>" + "".join(f"<td>{escape(each)}</td>" for each in row) + "</tr>" for row in grid.rows)
    return f'<h2 id="{escape(grid.name)}">{escape(grid.title)}</h2>\n<table>\n<tr>{head}</tr>\n{rows}\n</table>'
