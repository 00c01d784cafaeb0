"""``pecrules schemas``: the schemas of a folder of one's own, for its editor."""

import os
from collections.abc import Sequence

import click

from pecrules.base.errors import InvalidRules
from pecrules.cli import files, output
from pecrules.cli.failures import Failure, Mistakes
from pecrules.cli.options import Command, language_option
from pecrules.model.codes import Language
from pecrules.present.catalogues import count, mark, say
from pecrules.rulebook.folders import name_of, own_tables
from pecrules.rulebook.suggesting import SCENARIOS, schemas_of, with_schema
from pecrules.testing.scenarios.reading import files_in, shown

_HIDDEN = ".schemas"
_API = "api"


@click.command(
    cls=Command,
    help="Write the schemas of the tables in DIR, with the sources, plans and texts that there are, and lead the first "
    "line of each table there, and of the files and folders of scenarios that are named after it: an editor then "
    "offers them by their names. Again after something was added.\n\n"
    "Exit code: 0 written, 2 could not run.",
)
@click.argument("folder", metavar="DIR", required=False)
@click.argument("scenarios", metavar="[FOLDER|FILE]...", nargs=-1)
@click.option("--out", metavar="DIR", help="Where the schemas go.  [default: .schemas in the folder of tables, or api]")
@click.option(
    "--api", is_flag=True, help="The schemas of all that is asked and answered instead, and openapi.json, for programs."
)
@language_option
@click.pass_context
def schemas(ctx: click.Context, folder: str | None, scenarios: Sequence[str], out: str | None, *, api: bool) -> int:
    """Write the schemas, and the first line of each table and file of scenarios."""
    if api and folder:
        raise Failure(_NO_TABLES, mark("name where they go with `--out`"), found=folder)
    if api:
        return _publish(ctx.obj, out or _API)
    if not folder:
        raise Failure(mark("no folder was named"), mark("name the folder that holds your tables"))
    tables = [files.Given(table, path, name_of(place, path)) for place, table, path in own_tables(folder)]
    if not tables:
        raise Failure(mark("no tables lie in `{folder}`"), mark("name the folder that holds them"), folder=folder)
    named = [files.Given(SCENARIOS, path, shown(path)) for place in scenarios for path in files_in(place)]
    target = out or os.path.join(folder, _HIDDEN)
    for name, text in _made(folder).items():
        files.make(os.path.join(target, name), text)
    led = [given for given in (*tables, *named) if _lead(given, target)]
    number = count(ctx.obj, "{number} table leads there", "{number} tables lead there", len(tables))
    line = say(
        ctx.obj, "the schemas of `{folder}` are in `{target}`; {tables}", folder=folder, target=target, tables=number
    )
    output.show(line.replace(os.sep, "/"), ())
    for given in led:
        output.show(say(ctx.obj, "`{file}`: its first line is new", file=given.shown), ())
    return 0


_NO_TABLES = mark("`{found}` has no meaning together with `--api`: those schemas hang on no tables")


def _publish(lang: Language, target: str) -> int:
    """Write the schema of each noun, request and answer, and all of them as OpenAPI."""
    from pecrules.present import paths

    written = paths.files()
    for name, text in written.items():
        files.make(os.path.join(target, name), text)
    number = count(lang, "{number} schema", "{number} schemas", len(written) - 1)
    output.show(say(lang, "`{target}`: `openapi.json` and {schemas}", target=target, schemas=number), ())
    return 0


def _made(folder: str) -> dict[str, str]:
    try:
        return schemas_of(folder)
    except InvalidRules as error:
        raise Mistakes(error.problems) from error


def _lead(given: files.Given, target: str) -> bool:
    """Lead the first line of a table to its schema; whether it did not yet."""
    source = files.read(given)
    place = os.path.relpath(os.path.join(target, f"{given.table}.schema.json"), os.path.dirname(given.path))
    text = source.decode("utf-8-sig", "surrogateescape")
    after = with_schema(text, place.replace(os.sep, "/"))
    if after != text:
        files.write(given.path, files.as_before(after, source))
    return after != text
