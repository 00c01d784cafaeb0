"""``pecrules test``: scenarios put to the rules: what differs from what they expect, and how much they reach."""

import os
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from pecrules.base.signs import visible
from pecrules.cli import output, reading
from pecrules.cli.failures import Failure, Mistakes
from pecrules.cli.options import Command, Word, language_option, rules_option
from pecrules.model.codes import Language
from pecrules.present import FORMATS, as_text, report
from pecrules.present.catalogues import count, mark, say
from pecrules.testing.scenarios.asking import Books, Load
from pecrules.testing.scenarios.reading import SUFFIX, Suite, read
from pecrules.testing.scenarios.running import Result, run

if TYPE_CHECKING:
    from pecrules.present import Sheet

_PROPOSED: Final = 6
"""How many scenarios are proposed for a part of a policy at most."""


@click.command(
    cls=Command,
    help="Put the scenarios of files and folders to the rules; without any, the shipped ones.\n\n"
    f"In a folder every file counts whose name ends with `{SUFFIX}`.\n\n"
    "Exit code: 0 all are answered as expected, 1 some are not, 2 they could not be put.",
)
@click.argument("places", metavar="[FOLDER|FILE]...", nargs=-1)
@rules_option
@click.option("--book", help="The price book of scenarios that name none.")
@click.option("--coverage", is_flag=True, help="Also name the rows, and what policies can say, that none reaches.")
@click.option(
    "--propose",
    metavar="FILE",
    help="Write scenarios for what none reaches, or with --mutate notices, into a new file, for review.",
)
@click.option("--mutate", is_flag=True, help="Also change each value of the tables, and name what none notices.")
@click.option(
    "--prove",
    is_flag=True,
    help="With --mutate: which of these change no answer at all; with --coverage: on which rows none ever rests. "
    "It takes long.",
)
@click.option("--format", "format_", type=Word(FORMATS), default="text", help="How to report.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@language_option
@click.pass_context
def test(ctx: click.Context, /, places: Sequence[str], format_: str, *, as_json: bool, **given: Any) -> int:
    """Run them, and report."""
    suite, load = _suite(places), partial(reading.sound, given["folder"], given["book"])
    books = Books(load)
    results = run(suite.scenarios, books)
    problems = [*suite.problems, *(problem for each in results for problem in each.problems)]
    kind = "json" if as_json else format_
    text = report(problems, ctx.obj, kind, suite.texts)
    if kind != "text":
        output.write_machine(text)
        return int(bool(problems))
    output.show(text, output.REPORT)
    failed = sum(bool(each.problems) for each in results)
    if results or not problems:
        output.show(visible(_counted(ctx.obj, len(results), failed)), ())
    for sheet in _sheets(suite, results, books, load, given, ctx.obj):
        output.show("\n" + as_text(sheet), output.SHEET)
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


def _counted(lang: Language, number: int, failed: int) -> str:
    """How many were put, and how many are answered otherwise."""
    scenarios = count(lang, "{number} scenario", "{number} scenarios", number)
    if not failed:
        return say(lang, "{scenarios}: all are answered as expected", scenarios=scenarios)
    return count(
        lang, "{scenarios}, of which {number} is answered otherwise",
        "{scenarios}, of which {number} are answered otherwise", failed, scenarios=scenarios,
    )  # fmt: skip


# -- how much they reach ----------------------------------------------------------------------------------------------


def _sheets(  # noqa: PLR0913, PLR0917 - what was read, asked and wanted
    suite: Suite, results: Sequence[Result], books: Books, load: Load, given: dict[str, Any], lang: Language
) -> "Iterable[Sheet]":
    """What else was asked for."""
    jobs = os.cpu_count() or 1
    if given["coverage"] or (given["propose"] and not given["mutate"]):
        from pecrules.testing.scenarios import covering, proposing, proving, sheets

        cases = list(covering.cases(results, books))
        if given["propose"] and not given["mutate"]:
            _write(given["propose"], "\n".join(proposing.proposed(cases, most=_PROPOSED)) + "\n")
        if given["coverage"]:
            rows = covering.rows(results, books.loaded)
            dead = proving.dead_rows(rows.missed, load, jobs) if given["prove"] else ()
            yield from sheets.coverage(rows, cases, lang, dead)
    if given["mutate"]:
        from pecrules.testing.scenarios import guarding, mutating, proving, sheets

        fates = mutating.without_excepted(mutating.judge_all(suite.scenarios, load, jobs), suite.unnoticed)
        if given["propose"]:
            _write(
                given["propose"], "\n".join(guarding.guards(fates, mutating.Judge(suite.scenarios, books.load))) + "\n"
            )
        without_effect = proving.dead(fates, load, jobs) if given["prove"] else ()
        yield from sheets.mutations(fates, without_effect, lang, suite.unnoticed)


def _write(file: str, text: str) -> None:
    """A new file; one that is there stays as it is."""
    try:
        with open(file, "x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise Failure(mark("`{file}` is there already"), mark("name a new file"), file=file) from error
