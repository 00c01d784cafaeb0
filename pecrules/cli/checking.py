"""``pecrules check``: every mistake in the tables, with its place."""

import os
from collections.abc import Iterator

import click

from pecrules.base.problems import Problem
from pecrules.base.signs import visible
from pecrules.cli import clock, output, reading
from pecrules.cli.failures import Mistakes
from pecrules.cli.options import Command, Word, language_option
from pecrules.present import FORMATS, report, wording
from pecrules.present.catalogues import count, say
from pecrules.rulebook.reading import Checked, checked

_OVERDUE = "PR224"


@click.command(
    cls=Command,
    help="Check the tables in DIR; without it, the shipped ones. "
    "What is sound and odd is told as a doubt; neither doubts nor sources overdue for review fail.\n\n"
    "Exit code: 0 nothing is wrong, 1 something is, 2 the check could not run.",
)
@click.argument("folder", metavar="[DIR]", required=False)
@click.option("--book", help="Check this price book and what it extends; otherwise the base and every book in it.")
@click.option("--format", "format_", type=Word(FORMATS), default="text", help="How to report.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--strict", is_flag=True, help="Fail on doubts, on sources overdue for review today and on assumed rows, too."
)
@language_option
@click.pass_context
def check(  # noqa: PLR0913 - one argument for each option
    ctx: click.Context, folder: str | None, book: str | None, format_: str, *, as_json: bool, strict: bool
) -> int:
    """Check, and report."""
    done = checked(folder, book=book, on=clock.about_today(), strict=strict, doubts=True)
    problems = [problem for problem in done.problems if strict or problem.code != _OVERDUE]
    for problem in problems:
        if _stops(problem, book):
            raise Mistakes([problem])
    kind = "json" if as_json else format_
    text = report(problems, ctx.obj, kind, reading.texts(folder, problems))
    if kind != "text":
        output.write_machine(text)
    else:
        clean = say(ctx.obj, "no mistakes in `{folder}`", folder=folder or "rules")
        output.show(text or visible(clean), output.REPORT if problems else ())
        notes = [problem for problem in done.problems if not strict and problem.code == _OVERDUE]
        for line in (
            *(f"{note.location}: {wording(note, ctx.obj).sentence}" for note in notes),
            *_read(done, folder, ctx.obj),
        ):
            output.show(visible(line), ())
    return 1 if any(strict or not problem.is_doubt for problem in problems) else 0


def _read(done: Checked, folder: str | None, lang: str) -> Iterator[str]:
    """What was read; and that it is not the folder that lies beside whoever asks, if it looks as if they meant that."""
    yield say(
        lang, "read in `{folder}`: {files}, {rows}", folder=folder or _short(done.folder),
        files=count(lang, "{number} file", "{number} files", done.files),
        rows=count(lang, "{number} row", "{number} rows", done.rows),
    )  # fmt: skip
    if folder is None and os.path.isfile("rules/sources.yaml") and not os.path.samefile("rules", done.folder):
        yield say(lang, "the folder `rules` that lies here was not read: to check it, name it")


def _short(folder: str) -> str:
    """A folder from where we are, if it lies below."""
    here = os.path.join(os.path.realpath(os.curdir), "")
    return os.path.realpath(folder).removeprefix(here).replace(os.sep, "/")


def _stops(problem: Problem, book: str | None) -> bool:
    """Whether a problem lies in the command line (a folder or book that is not there), not in the tables."""
    return problem.code == "PR209" or (problem.code == "PR210" and problem.args["found"] == book)
