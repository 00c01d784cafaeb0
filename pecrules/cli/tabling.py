"""``pecrules tables``: decision tables and tables of rules as files for other programs, and a page to look at."""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from pecrules.base.errors import CalendarError
from pecrules.cli import clock, files, output, reading
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, Word, book_option, language_option, on_option, rules_option
from pecrules.model.codes import Language
from pecrules.policies import MANIFEST
from pecrules.present.catalogues import mark, say
from pecrules.present.words import day
from pecrules.rulebook.rows import SECTIONS
from pecrules.rulebook.ruleset import Ruleset

if TYPE_CHECKING:
    from pecrules.analysis import DecisionTable
    from pecrules.base.grids import Grid


@click.command(
    cls=Command,
    help="Write what a book says on a day into DIR: the decision tables of the policies and every table of rules as "
    "CSV (RFC 4180, UTF-8), an index of them (datapackage.json) and a page to look at (index.html).\n\n"
    "Exit code: 0 written, 2 could not run.",
)
@click.option("--out", "out", metavar="DIR", help="The folder to write to; it is made if it is not there.")
@on_option
@book_option
@rules_option
@click.option("--policy", "policies", type=Word(MANIFEST), multiple=True, help="Only the tables of this policy.")
@language_option
@click.pass_context
def tables(  # noqa: PLR0913, PLR0917 - one argument for each option
    ctx: click.Context, out: str | None, on_: date | None, book: str | None, folder: str | None, policies: Sequence[str]
) -> int:
    """Write the files, one after the other."""
    if not out:
        raise Failure(mark("no folder to write to was named"), mark("name one with `--out`"))
    rules = reading.rules(folder, book, None)
    for path, text in _files(rules, on_ or clock.today(), policies, ctx.obj):
        files.make(os.path.join(out, *path.split("/")), text)
        shown = f"{out}/{path}"
        output.show(say(ctx.obj, "`{file}` has been written", file=shown), ())
    return 0


def _files(rules: Ruleset, on: date, policies: Sequence[str], lang: Language) -> Iterator[tuple[str, str]]:
    """The path and the text of each file; the index comes last, when all are there."""
    from pecrules.analysis.cells import as_grid
    from pecrules.present.decisions import InWords
    from pecrules.present.grids import as_csv, index, page

    written = [] if policies else [(f"rules/{grid.name}.csv", grid) for grid in sections(rules)]
    tell = InWords(rules, on, lang)
    tables = list(decided(rules, on, policies, lang))
    written += [(f"decisions/{grid.name}.csv", grid) for grid in map(as_grid, tables)]
    yield from ((path, as_csv(grid)) for path, grid in written)
    note = say(
        lang, "book {book}, on {day}; the CSV files say the same by the codes that programs read",
        book=rules.book, day=day(on, lang),
    )  # fmt: skip
    grids = [tell.grid(as_grid(table, tell.value)) for table in tables]
    yield "index.html", page(say(lang, "Decision tables"), note, grids, lang)
    yield "datapackage.json", index(*whole(rules, on), written)


def sections(rules: Ruleset) -> "Iterator[Grid]":
    """The rows of every section that has some."""
    from pecrules.present.grids import rows_of

    return (grid for grid in (rows_of(section, rules) for section in SECTIONS) if grid.rows)


def decided(rules: Ruleset, on: date, policies: Sequence[str], lang: Language) -> "Iterator[DecisionTable]":
    """The decision tables of some policies, or of all.

    Raises:
        Failure: the calendar ends too near to the day.
    """
    from pecrules.analysis import decision_table
    from pecrules.analysis.questions import QUESTIONS

    for question in QUESTIONS:
        if not policies or question.policy in policies:
            try:
                yield decision_table(question.policy, rules, on=on, part=question.part)
            except CalendarError as error:
                raise Failure(mark("the calendar ends too near to {day}"), day=day(on, lang)) from error


def whole(rules: Ruleset, on: date) -> tuple[str, dict[str, str]]:
    """What all tables are called together, and what is to be known of them."""
    return f"pecrules-{rules.book}-{on}", {"book": rules.book, "on": str(on), "digest": rules.digest}
