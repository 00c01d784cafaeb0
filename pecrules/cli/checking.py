"""``pecrules check``: every mistake in the tables, with its place."""

import click

from pecrules.base.errors import Problem
from pecrules.cli import clock, output, reading
from pecrules.cli.failures import Mistakes
from pecrules.cli.options import Command, Word, language_option
from pecrules.present import FORMATS, report, wording
from pecrules.present.catalogues import say
from pecrules.rulebook.loading import check_rules

_OVERDUE = "PR224"


@click.command(
    cls=Command,
    help="Check the tables in DIR; without it, the shipped ones. "
    "Sources overdue for review are listed, and do not fail.\n\n"
    "Exit code: 0 nothing is wrong, 1 something is, 2 the check could not run.",
)
@click.argument("folder", metavar="[DIR]", required=False)
@click.option("--book", help="Check this price book and what it extends; otherwise the base and every book in it.")
@click.option("--format", "format_", type=Word(FORMATS), default="text", help="How to report.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Fail on sources overdue for review today and on assumed rows, too.")
@language_option
@click.pass_context
def check(  # noqa: PLR0913 - one argument for each option
    ctx: click.Context, folder: str | None, book: str | None, format_: str, *, as_json: bool, strict: bool
) -> int:
    """Check, and report."""
    found = check_rules(folder, book=book, on=clock.today(), strict=strict)
    problems = [problem for problem in found if strict or problem.code != _OVERDUE]
    for problem in problems:
        if _stops(problem, book):
            raise Mistakes([problem])
    kind = "json" if as_json else format_
    text = report(problems, ctx.obj, kind, reading.texts(folder, problems))
    if kind != "text":
        output.write_machine(text)
    elif problems:
        output.show(text, output.REPORT)
    else:
        output.show(say(ctx.obj, "no mistakes in `{folder}`", folder=folder or "rules"), ())
    for note in (note for note in found if note not in problems and kind == "text"):
        output.show(f"{note.location}: {wording(note, ctx.obj).sentence}", ())
    return 1 if problems else 0


def _stops(problem: Problem, book: str | None) -> bool:
    """Whether a problem lies in the command line (a folder or book that is not there), not in the tables."""
    return problem.code == "PR209" or (problem.code == "PR210" and problem.args["found"] == book)
