"""``pecrules export``: tables of rules and decision tables as other programs want them: files, or a database."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from pecrules.base.errors import nearest
from pecrules.base.grids import Field
from pecrules.cli import clock, files, output, reading, tabling
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, Word, book_option, language_option, on_option, rules_option
from pecrules.policies import MANIFEST
from pecrules.present.catalogues import count, mark, say

if TYPE_CHECKING:
    from pecrules.analysis import DecisionTable
    from pecrules.base.grids import Grid
    from pecrules.rulebook.ruleset import Ruleset

_SCHEMA: Final = "pecrules"
"""The schema of a database in which all stands that is ours."""

_DIVIDED: Final = {"duckdb": "//", "postgresql": "/"}
"""Databases, and what each has between whole numbers of which the whole part of the quotient is wanted."""

_DRIVERS: Final = {"duckdb": "duckdb", "postgresql": "psycopg"}


@click.command(
    cls=Command,
    help="Write what a book says on a day for other programs: every table of rules and every decision table, as CSV, "
    "Parquet and SQL with a data package (datapackage.json) into a folder, or into a database.\n\n"
    "In a database, and in the SQL, they stand in a schema `pecrules`, which must not be there yet. Beside them is an "
    "empty table `fleet`: put mailboxes there, and the views `answers_...` say of each what the policies say.\n\n"
    "Exit code: 0 written, 2 could not run.",
)
@click.option("--to", "to", metavar="DIR|duckdb:FILE|postgresql://...", help="Where it goes.")
@on_option
@book_option
@rules_option
@click.option(
    "--policy", "policies", type=Word(MANIFEST), multiple=True, help="Only the decision tables of this policy."
)
@language_option
@click.pass_context
def export(  # noqa: PLR0913, PLR0917 - one argument for each option
    ctx: click.Context, to: str | None, on_: date | None, book: str | None, folder: str | None, policies: Sequence[str]
) -> int:
    """Make all tables, then write them."""
    if not to:
        raise Failure(mark("nowhere to write to was named"), mark("name a folder or a database with `--to`"))
    database, target = _place(to)
    rules, on = reading.rules(folder, book, None), on_ or clock.today()
    whole = Export(rules, on, tabling.decided(rules, on, policies, ctx.obj))
    removed = 0
    if database is not None:
        load(database, target, whole.commands(database))
    else:
        removed = _write(to, whole)
    number = count(ctx.obj, "{number} table", "{number} tables", len(whole.grids))
    gone = count(
        ctx.obj,
        "{number} file of an earlier export, which is no longer among them, was removed",
        "{number} files of an earlier export, which are no longer among them, were removed",
        removed,
    )
    written = say(ctx.obj, "{tables} written to `{target}`", tables=number, target=_shown(to))
    for line in (written, gone) if removed else (written,):
        output.show(line, ())
    return 0


def _write(folder: str, whole: Export) -> int:
    """Write all files, then take away those of an earlier export that are no longer among them; how many those were.

    Raises:
        Failure: one cannot be written, or taken away.
    """
    left = written_before(folder)
    for path, content in whole.files():
        files.make(os.path.join(folder, *path.split("/")), content)
        left.discard(path)
    return sum(files.remove(os.path.join(folder, *path.split("/"))) for path in sorted(left))


_INDEX: Final = "datapackage.json"
_OURS: Final = re.compile(r'"path": "((?:csv|parquet)/(?:rules|decisions)_\w+\.(?:csv|parquet))"', re.ASCII)


def written_before(folder: str) -> set[str]:
    """The tables that the index in a folder names: none, if there is none, or one of somebody else."""
    try:
        with open(os.path.join(folder, _INDEX), encoding="utf-8", errors="replace") as file:
            said = file.read()
    except OSError:
        return set()
    return {*_OURS.findall(said)} if said.startswith('{\n  "name": "pecrules-') else set()


_SCHEMES: Final = {"duckdb": "duckdb", "postgresql": "postgresql", "postgres": "postgresql"}
"""How an address of a database begins -> which it is."""

_PLACES: Final = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+):(?P<rest>.*)", re.ASCII | re.DOTALL | re.IGNORECASE)
"""An address; a single letter before the colon is a drive of Windows."""


def _place(to: str) -> tuple[str | None, str]:
    """Which database is written to, or none, and where: looked at before any work.

    Raises:
        Failure: it is an address that nobody knows, or a file of something else.
    """
    address = _PLACES.fullmatch(to)
    if address is None:
        return None, to
    scheme, rest = address["scheme"], address["rest"]
    if scheme not in _SCHEMES:
        known = ", ".join(f"{each}:" for each in _DRIVERS)
        near = nearest(scheme, _DRIVERS)
        raise Failure(
            mark("`{found}` is no place that is written to"), mark("name a folder, or what begins with {known}"),
            near and f"{near}:", found=_shown(to), known=known,
        )  # fmt: skip
    database = _SCHEMES[scheme]
    if database == "duckdb":
        _check_file(rest)
    return database, rest if database == "duckdb" else to


def _check_file(path: str) -> None:
    """Look at a file of DuckDB: it is to be one, or not to be there; nothing is kept in memory alone.

    Raises:
        Failure: it is neither.
    """
    if path in {"", ":memory:"}:
        raise Failure(mark("the file of the database was not named"), mark("name it, as in `duckdb:rules.duckdb`"))
    if os.path.isfile(path) and not _is_duckdb(path):
        raise Failure(mark("`{file}` is no database of DuckDB"), mark("name another file"), file=path)


def _is_duckdb(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(12)[8:] == b"DUCK"


class Export:
    """What is written.

    Attributes:
        grids: Every table, by its name.
    """

    def __init__(self, rules: Ruleset, on: date, decided: Iterable[DecisionTable]) -> None:
        """Make it of the rows of some rules, and of decision tables."""
        from pecrules.analysis.relations import in_database, relation_of

        self._name, self._says = tabling.whole(rules, on)
        self._relations = {f"decisions_{each.grid.name}": each for each in map(relation_of, decided)}
        grids = {f"rules_{grid.name}": grid for grid in map(in_database, tabling.sections(rules))}
        grids |= {name: relation.grid for name, relation in self._relations.items()}
        self.grids: dict[str, Grid] = {name: grid._replace(name=name) for name, grid in grids.items()}

    def files(self) -> Iterator[tuple[str, str | bytes]]:
        """The path and the content of each file; the index comes last, when all are there."""
        from pecrules.present.grids import as_csv, index

        written: list[tuple[str, Grid]] = []
        for name, grid in self.grids.items():
            yield f"csv/{name}.csv", as_csv(grid)
            yield f"parquet/{name}.parquet", _as_parquet(grid)
            written += [(f"csv/{name}.csv", grid), (f"parquet/{name}.parquet", grid)]
        for database in _DIVIDED:
            yield f"{database}.sql", "".join(f"{command};\n" for command in self.commands(database))
        yield _INDEX, index(self._name, self._says, written)

    def commands(self, database: str) -> Iterator[str]:
        """What makes all of it in a database."""
        from pecrules.present.grids import as_sql, made_in_sql

        yield f"CREATE SCHEMA {_SCHEMA}"
        for name, grid in self.grids.items():
            yield from as_sql(grid, f"{_SCHEMA}.{name}")
        joined = {name: each for name, each in self._relations.items() if each.facts}
        facts = {fact.name: fact for each in joined.values() for fact in each.facts}
        defaults = {name: value for each in joined.values() for name, value in each.defaults.items()}
        yield made_in_sql((_KEY, *facts.values()), f"{_SCHEMA}.fleet", defaults)
        for name, relation in joined.items():
            query = relation.joined(f"{_SCHEMA}.fleet", f"{_SCHEMA}.{name}", _DIVIDED[database])
            yield f"CREATE VIEW {_SCHEMA}.answers_{relation.grid.name} AS\n{query}"


_KEY: Final = Field("id", "string", "")
"""What names a mailbox among others."""


def _as_parquet(grid: Grid) -> bytes:
    """A table as a file of Parquet.

    Raises:
        Failure: PyArrow is not installed.
    """
    pa, sink = _installed("pyarrow", mark("install it: `pip install 'pecrules[fleet]'`")), import_module("io").BytesIO()
    kinds = {
        "string": pa.string(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "number": pa.decimal128(12, 2),
    }
    columns = {
        field.name: pa.array([row[place] or None for row in grid.rows], pa.string()).cast(kinds[field.type])
        for place, field in enumerate(grid.fields)
    }
    import_module("pyarrow.parquet").write_table(pa.table(columns), sink)
    content: bytes = sink.getvalue()
    return content


def load(database: str, target: str, commands: Iterable[str]) -> None:
    """Make all of it in a database, or nothing.

    Raises:
        Failure: its driver is not installed, or it says no.
    """
    driver = _installed(_DRIVERS[database], _EXTRAS[database])
    try:
        with driver.connect(target) as connection:
            connection.execute("BEGIN")
            for command in commands:
                connection.execute(command)
            connection.execute("COMMIT")
    except driver.Error as error:
        said = str(error).strip().partition("\n")[0]
        raise Failure(mark("`{file}` cannot be written: {said}"), file=_shown(target), said=said) from error


def _shown(target: str) -> str:
    """A target without a password, be it before the server or behind it, even one with signs that belong escaped."""
    before = re.sub(r"(?<=://)([^:@/]*):(?![0-9]+(?:[/?,]|$)).*@", r"\1@", target)  # a number alone is a port
    return re.sub(r"(?i)(?<=[?&])((?:ssl)?password=)[^&]*", r"\1***", before)


def _installed(module: str, help_: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise Failure(mark("`{found}` is not installed"), help_, found=error.name) from error


_EXTRAS: Final = {
    "duckdb": mark("install it: `pip install 'pecrules[duckdb]'`"),
    "postgresql": mark("install it: `pip install 'pecrules[postgresql]'`"),
}
