"""``pecrules fleet``: what the rules say of every mailbox of a file, into another file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from pecrules.base.errors import InvalidRequest
from pecrules.cli import clock, output, reading
from pecrules.cli.failures import Failure, Mistakes
from pecrules.cli.options import Command, Day, Whole, Word, language_option
from pecrules.present import report as words_of
from pecrules.present.catalogues import count, mark, say
from pecrules.present.codes import REASONS

if TYPE_CHECKING:
    from pecrules.fleet import Report

_COLUMNS = "state,until,days_left,net,vat,gross,new_expiry"


@click.command(
    cls=Command,
    help="What the rules say of every mailbox of FILE, a table of Parquet or CSV, or of every such file of a folder. "
    "Its columns are the facts of mailboxes: plan and expiry, and what else is known. A row that cannot be answered "
    "keeps its place, with the reason.\n\n"
    "Exit code: 0 written, 1 rows were refused and --strict is given, 2 could not run.",
)
@click.argument("file", metavar="FILE|FOLDER", required=False)
@click.option("--out", metavar="FILE|FOLDER", help="Where the answers go: a file of Parquet or CSV, or a folder.")
@click.option("--on", "on_", type=Day(), help="The day asked about.  [default: today in Rome]")
@click.option("--columns", default=_COLUMNS, show_default=True, help="What is wanted of each mailbox.")
@click.option("--years", type=Whole(), default=1, show_default=True, help="The new term, in whole years.")
@click.option("--inbox-gb", type=Whole(), help="GB of inbox beyond the plan's in the new term.  [default: as it has]")
@click.option("--archive-gb", type=Whole(), help="The same for the archive.  [default: as it has]")
@click.option(
    "--others", type=Word(("refuse", "drop", "keep")), default="refuse", show_default=True,
    help="What becomes of other columns.",
)  # fmt: skip
@click.option(
    "--engine", type=Word(("arrow", "polars", "duckdb")), default="arrow", show_default=True,
    help="What works the answers out; whichever it is, they are the same.",
)  # fmt: skip
@click.option("--book", help="The price book.")
@click.option("--rules", "folder", metavar="DIR", help="Tables of your own, laid over the shipped ones or whole.")
@click.option("--as-known", type=Day(), help="Only what had been announced by this day.")
@click.option("--strict", is_flag=True, help="Fail if there is a row without an answer.")
@language_option
@click.pass_context
def fleet(  # noqa: PLR0913, PLR0917 - one argument for each option
    ctx: click.Context, file: str | None, out: str | None, on_: date | None, columns: str, years: int,
    inbox_gb: int | None, archive_gb: int | None, others: str, engine: str, book: str | None, folder: str | None,
    as_known: date | None, *, strict: bool,
) -> int:  # fmt: skip
    """Read, answer, write, and say what came of it."""
    if file is None or out is None:
        raise Failure(mark("a file of mailboxes and `--out` are wanted"), mark("name both: `FILE --out FILE`"))
    if Path(out).resolve() == Path(file).resolve():
        raise Failure(mark("`{file}` is what is read: the answers go elsewhere"), file=out)
    report, files = _Asking(folder, book, as_known).answers(
        Path(file),
        Path(out),
        {
            "on": on_ or clock.today(),
            "columns": [name.strip() for name in columns.split(",")],
            "request": {"years": years, "extra_inbox_gb": inbox_gb, "extra_archive_gb": archive_gb},
            "others": others,
        },
        None if engine == "arrow" else engine,
    )
    for line in _summary(report, files, ctx.obj):
        output.show(line, ())
    if report.unread:
        output.show(words_of(report.unread, ctx.obj), output.REPORT)
    return 1 if strict and report.refused else 0


class _Asking:
    """Whose rules are asked."""

    def __init__(self, folder: str | None, book: str | None, as_known: date | None) -> None:
        self._rules = reading.rules(folder, book, as_known)

    def answers(
        self, source: Path, target: Path, wanted: dict[str, Any], engine: str | None
    ) -> tuple[Report, list[Path]]:
        """What was counted, and which files were written."""
        try:
            from pecrules.fleet import Report
            from pecrules.fleet.evaluating import Inquiry
            from pecrules.fleet.files import answer_files
        except ModuleNotFoundError as error:
            raise _not_installed(error, mark("install it: `pip install 'pecrules[fleet]'`")) from error
        report = Report()
        try:
            inquiry = Inquiry.of(self._rules, book=None, report=report, **wanted)
            with _progress() as progress:
                return report, answer_files(inquiry, source, target, progress, engine=engine)
        except InvalidRequest as error:
            raise Mistakes(error.problems) from error
        except OSError as error:  # of what cannot be read it is told as a problem
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise Failure(mark("`{file}` cannot be written: {reason}"), file=target, reason=reason) from error
        except ModuleNotFoundError as error:
            raise _not_installed(error, _EXTRAS[cast("str", engine)]) from error


_EXTRAS = {
    "polars": mark("install it: `pip install 'pecrules[fleet,polars]'`"),
    "duckdb": mark("install it: `pip install 'pecrules[fleet,duckdb]'`"),
}


def _not_installed(error: ModuleNotFoundError, hint: str) -> Failure:
    return Failure(mark("`{found}` is not installed"), hint, found=error.name)


@contextmanager
def _progress() -> Generator[Callable[[int], None], None, None]:
    """A count of rows on a terminal; nowhere else."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shown = (SpinnerColumn(), TextColumn("{task.completed:,}"), TimeElapsedColumn())
    with Progress(*shown, console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda rows: progress.advance(task, rows)


def _summary(report: Report, files: list[Path], lang: str) -> Iterator[str]:
    """What came of it, in some lines."""
    written = count(lang, "{number} file written", "{number} files written", len(files))
    yield f"{count(lang, '{number} mailbox', '{number} mailboxes', report.rows)}; {written}"
    if report.by_policy:
        yield count(
            lang,
            "{number} answer was given by the policy itself, because no table is about such a mailbox",
            "{number} answers were given by the policies themselves, because no table is about such mailboxes",
            report.by_policy,
        )
    if report.cells_unread:
        cells = count(lang, "{number} cell cannot be read", "{number} cells cannot be read", report.cells_unread)
        yield say(lang, "{cells}: a row that has one is refused; the first ones stand below", cells=cells)
    for code, rows in report.refused.most_common():
        known = cast("dict[str, str]", REASONS).get(code) or _OF_ROWS.get(code, code)
        yield f"  {rows:>10}  {code}: {say(lang, known)}"


_OF_ROWS = {
    "no_rule": mark("the tables say nothing yet about such a mailbox on that day"),
    "row_incomplete": mark("a value is missing that has to be given"),
    "row_unfit": mark("a value is none that a mailbox can have"),
    "day_beyond_calendar": mark("a day of the answer lies outside the calendar, which ends with the year 9999"),
    "amount_too_large": mark("an amount of the answer is larger than the column can hold"),
}
