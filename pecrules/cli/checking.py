"""``pecrules check``: every mistake in the tables, with its place; what is certain can be mended."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import click

from pecrules.base.problems import Problem
from pecrules.base.signs import visible
from pecrules.cli import clock, output, reading, watching
from pecrules.cli.failures import Failure, Mistakes
from pecrules.cli.options import Command, Day, Word, language_option
from pecrules.model.codes import Language
from pecrules.present import FORMATS, report, wording
from pecrules.present.catalogues import count, mark, say
from pecrules.rulebook.reading import Checked, Unused, checked

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
@click.option("--fix", is_flag=True, help="First mend what is certain: commas, quotes, the form of days, slips.")
@click.option(
    "--against",
    metavar="OLD",
    help="Also look at what has begun and was otherwise in OLD: a folder, `release`, "
    "or a revision of git, as HEAD~1 or HEAD~1:tables.",
)
@click.option(
    "--prove",
    is_flag=True,
    help="Also look for rows on which no answer rests, whatever policies are asked. "
    "It takes a minute for the shipped tables, and less for a book of one's own.",
)
@click.option("--on", "on_", type=Day(), help="The day that counts as today.  [default: today]")
@click.option("--watch", is_flag=True, help="Check again whenever a file in DIR changes, until Ctrl-C.")
@language_option
@click.pass_context
def check(  # noqa: PLR0913 - one argument for each option
    ctx: click.Context, /, folder: str | None, format_: str, *, as_json: bool, fix: bool, watch: bool, **given: Any
) -> int:
    """Check, and report."""
    if folder is None and (fix or watch):
        raise Failure(mark("no folder was named"), mark("the shipped tables stay as they are: name your own"))
    kind = "json" if as_json else format_
    if fix and folder is not None and os.path.isdir(folder):
        _mend(folder, ctx.obj, is_shown=kind == "text")
    if watch and folder is not None:
        return watching.again_and_again(folder, lambda: _check(folder, kind, ctx.obj, **given), ctx.obj)
    return _check(folder, kind, ctx.obj, **given)


def _check(  # noqa: PLR0913 - what, how, and one argument for each option
    folder: str | None,
    kind: str,
    lang: Language,
    *,
    book: str | None,
    strict: bool,
    against: str | None,
    prove: bool,
    on_: date | None,
) -> int:
    """Check once, and report."""
    ask = partial(
        checked, folder, book=book, on=on_ or clock.about_today(), strict=strict, doubts=True,
        unused=_unused(folder, book) if prove else None,
    )  # fmt: skip
    done = ask() if against is None else _compared(ask, against, folder)
    problems = [problem for problem in done.problems if strict or problem.code != _OVERDUE]
    for problem in problems:
        if _stops(problem, book):
            raise Mistakes([problem])
    text = report(problems, lang, kind, reading.texts(folder, problems))
    if kind != "text":
        output.write_machine(text)
    else:
        output.show(text or visible(_clean(folder, lang)), output.REPORT if problems else ())
        notes = [problem for problem in done.problems if not strict and problem.code == _OVERDUE]
        for line in (
            *(f"{note.location}: {wording(note, lang).sentence}" for note in notes),
            *_read(done, folder, lang),
        ):
            output.show(visible(line), ())
    return 1 if any(strict or not problem.is_doubt for problem in problems) else 0


def _unused(folder: str | None, book: str | None) -> Unused:
    """What finds the rows on which no answer rests: first by the shipped scenarios, then by asking in every case."""
    from pecrules.testing.scenarios.proving import unused
    from pecrules.testing.scenarios.reading import read

    return partial(unused, read(()).scenarios, partial(reading.sound, folder, book), os.cpu_count() or 1)


def _compared(ask: Callable[..., Checked], against: str, folder: str | None) -> Checked:
    """Check, with an eye on what the tables were."""
    from pecrules.cli import revisions

    with revisions.folder_of(against, folder) as former, revisions.of_revision(former, against):
        return ask(against=former)


def _mend(folder: str, lang: Language, *, is_shown: bool) -> None:
    """Mend what is certain in every file, and tell each place."""
    from pecrules.cli import files
    from pecrules.rulebook.fixing import fixed

    for given in files.tables([folder]):
        source = files.read(given)
        text, mended = fixed(source, given.shown, given.table or "")
        if text is None or not mended:
            continue
        files.write(given.path, files.as_before(text, source))
        for place in mended if is_shown else ():
            sentence = mark("{place}: `{before}` is now `{after}`")
            if not place.before:
                sentence = mark("{place}: what ran over several lines stands in one")
            line = say(lang, sentence, place=str(place.location), before=place.before, after=place.after)
            output.show(visible(line), ())


def _clean(folder: str | None, lang: Language) -> str:
    if folder is None:
        return say(lang, "no mistakes in the shipped tables")
    return say(lang, "no mistakes in `{folder}`", folder=folder)


def _read(done: Checked, folder: str | None, lang: Language) -> Iterator[str]:
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
