"""``pecrules fmt``: tables in their one order and layout."""

from collections.abc import Iterator, Sequence
from difflib import unified_diff

import click

from pecrules.base.problems import Problem
from pecrules.base.signs import visible
from pecrules.base.tuples import NamedTuple
from pecrules.cli import files, output
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, language_option
from pecrules.model.codes import Language
from pecrules.present import report
from pecrules.present.catalogues import count, mark, say
from pecrules.rulebook.formatting import Laid, laid_out


class _Done(NamedTuple):
    """A file, its text before and what laying it out has come to."""

    given: files.Given
    source: bytes
    laid: Laid


@click.command(
    cls=Command,
    help="Put tables in their one order and layout: sections, rows and columns in order, two spaces for each level, "
    "comments kept. What the rules say stays the same. PATH is a file or a folder.\n\n"
    "Exit code: 0 everything is laid out, 1 something is not and was only to be looked at, or cannot be read, 2 could "
    "not run.",
)
@click.argument("paths", metavar="PATH...", nargs=-1)
@click.option("--check", is_flag=True, help="Only tell which files would change.")
@click.option("--diff", is_flag=True, help="Only show what would change.")
@language_option
@click.pass_context
def fmt(ctx: click.Context, paths: Sequence[str], *, check: bool, diff: bool) -> int:
    """Lay the files out, or tell which are not."""
    if not paths:
        raise Failure(mark("nothing to lay out was named"), mark("name a folder of tables, or files in it"))
    done = [_laid(given) for given in files.tables(paths)]
    changed = [each for each in done if each.laid.text is not None and not each.laid.is_as_it_was]
    for each in changed:
        if diff:
            output.write_machine("".join(_diff(each)).removesuffix("\n"))
        elif check:
            output.show(say(ctx.obj, "`{file}` is not laid out", file=visible(each.given.shown)), ())
        else:
            files.write(each.given.path, str(each.laid.text).encode())
            output.show(say(ctx.obj, "`{file}` has been laid out", file=visible(each.given.shown)), ())
    problems = [problem for each in done for problem in each.laid.problems]
    _report(done, problems, ctx.obj, is_quiet=diff)
    return 1 if problems or (changed and (check or diff)) else 0


def _laid(given: files.Given) -> _Done:
    source = files.read(given)
    laid = laid_out(source, given.shown)
    if laid.text is None and not laid.problems:
        sentence = mark("`{file}` is no table: it has no line `table:` that names one")
        raise Failure(sentence, mark("name a folder of tables, or files in it"), file=given.shown)
    return _Done(given, source, laid)


def _diff(done: _Done) -> Iterator[str]:
    """What would change, as other programs read it."""
    before, after = done.source.decode("utf-8-sig"), str(done.laid.text)
    shown = done.given.shown
    for line in unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), shown, shown):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _report(done: Sequence[_Done], problems: Sequence[Problem], lang: Language, *, is_quiet: bool) -> None:
    """What keeps files from being laid out, and how many there are."""
    texts = {each.given.shown: each.source.decode("utf-8-sig", "replace") for each in done if each.laid.problems}
    output.show(report(problems, lang, texts=texts), output.REPORT)
    rest = sum(each.laid.is_as_it_was for each in done)
    if rest and not is_quiet:
        number = count(lang, "{number} file was laid out already", "{number} files were laid out already", rest)
        output.show(number, ())
