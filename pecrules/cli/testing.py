"""``pecrules test``: scenarios put to the rules, and what differs from what they expect."""

from collections.abc import Sequence
from functools import partial

import click

from pecrules.base.signs import visible
from pecrules.cli import output
from pecrules.cli.failures import Failure, Mistakes
from pecrules.cli.options import Command, Word, language_option
from pecrules.present import FORMATS, report
from pecrules.present.catalogues import count, mark, say
from pecrules.rulebook.loading import load_rules
from pecrules.rulebook.ruleset import Ruleset
from pecrules.testing.scenarios.asking import Books
from pecrules.testing.scenarios.reading import SUFFIX, Suite, read
from pecrules.testing.scenarios.running import run


@click.command(
    cls=Command,
    help="Put the scenarios of files and folders to the rules; without any, the shipped ones.\n\n"
    f"In a folder every file counts whose name ends with `{SUFFIX}`.\n\n"
    "Exit code: 0 all are answered as expected, 1 some are not, 2 they could not be put.",
)
@click.argument("places", metavar="[FOLDER|FILE]...", nargs=-1)
@click.option("--rules", "folder", metavar="DIR", help="Tables of your own, laid over the shipped ones or whole.")
@click.option("--book", help="The price book of scenarios that name none.")
@click.option("--format", "format_", type=Word(FORMATS), default="text", help="How to report.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@language_option
@click.pass_context
def test(  # noqa: PLR0913 - one argument for each option
    ctx: click.Context, places: Sequence[str], folder: str | None, book: str | None, format_: str, *, as_json: bool
) -> int:
    """Run them, and report."""
    suite = _suite(places)
    results = run(suite.scenarios, Books(partial(_rules, folder, book)))
    problems = [*suite.problems, *(problem for each in results for problem in each.problems)]
    kind = "json" if as_json else format_
    text = report(problems, ctx.obj, kind, suite.texts)
    if kind != "text":
        output.write_machine(text)
        return int(bool(problems))
    output.show(text, output.REPORT)
    failed = sum(bool(each.problems) for each in results)
    output.show(visible(_counted(ctx.obj, len(results), failed)), ())
    return int(bool(problems))


def _suite(places: Sequence[str]) -> Suite:
    """What was read; that there is nothing to put is a failure."""
    suite = read(places)
    if not suite.texts:
        if suite.problems:
            raise Mistakes(suite.problems)
        sentence = mark("there is no file of scenarios in `{folder}`")
        raise Failure(sentence, mark("their names end with `{suffix}`"), folder=", ".join(places), suffix=SUFFIX)
    return suite


def _rules(folder: str | None, usual: str | None, book: str | None) -> Ruleset:
    return load_rules(folder, book=book or usual)


def _counted(lang: str, number: int, failed: int) -> str:
    """How many were put, and how many are answered otherwise."""
    scenarios = count(lang, "{number} scenario", "{number} scenarios", number)
    if not failed:
        return say(lang, "{scenarios}: all are answered as expected", scenarios=scenarios)
    return count(
        lang, "{scenarios}, of which {number} is answered otherwise",
        "{scenarios}, of which {number} are answered otherwise", failed, scenarios=scenarios,
    )  # fmt: skip
