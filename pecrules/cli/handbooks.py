"""``pecrules handbook``: the rules as a site of pages, in Italian, English and German."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from pecrules.base.errors import CalendarError
from pecrules.cli import clock, files, output, reading, revisions
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, book_option, language_option, on_option, rules_option
from pecrules.model.codes import Language
from pecrules.present.catalogues import mark, say
from pecrules.present.words import day
from pecrules.rulebook.folders import books
from pecrules.rulebook.ruleset import Ruleset

if TYPE_CHECKING:
    from pecrules.handbook.pages import Subject
    from pecrules.present.books import Book


@click.command(
    cls=Command,
    help="Write the rules into DIR as a site to read, print or put on any server: plans and prices, what happens when, "
    "states, every row with its source, open questions, price books, decision tables.\n\n"
    "Exit code: 0 written, 2 could not run.",
)
@click.option("--out", "out", metavar="DIR", help="The folder to write to; it is made if it is not there.")
@on_option
@book_option
@rules_option
@click.option("--against", metavar="OLD", help="Also tell what differs from OLD: a folder, a revision, or `release`.")
@language_option
@click.pass_context
def handbook(  # noqa: PLR0913, PLR0917 - one argument for each option
    ctx: click.Context, out: str | None, on_: date | None, book: str | None, folder: str | None, against: str | None
) -> int:
    """Write the files, one after the other."""
    from pecrules.handbook.site import site

    if not out:
        raise Failure(mark("no folder to write to was named"), mark("name one with `--out`"))
    rules, on = reading.rules(folder, book, None), on_ or clock.today()
    before = (against, revisions.rules_of(against, book)) if against else None
    for path, text in site(about(rules, on, shelf_of(folder), before, ctx.obj)):
        files.make(os.path.join(out, *path.split("/")), text)
    output.show(say(ctx.obj, "`{file}` has been written", file=f"{out}/index.html"), ())
    return 0


def shelf_of(folder: str | None) -> tuple[Book, ...]:
    """The price books of a folder, or the shipped ones.

    Raises:
        Mistakes: something is wrong with one of them.
    """
    from pecrules.present.books import book

    return tuple(book(reading.rules(folder, name, None), name) for name in books(folder))


def about(
    rules: Ruleset, on: date, shelf: Sequence[Book], before: tuple[str, Ruleset] | None, lang: Language
) -> Subject:
    """What a handbook is about.

    Raises:
        Failure: the calendar ends too near to the day.
    """
    from pecrules.handbook.site import subject

    try:
        return subject(rules, on, books=shelf, before=before)
    except CalendarError as error:
        raise Failure(mark("the calendar ends too near to {day}"), day=day(on, lang)) from error
